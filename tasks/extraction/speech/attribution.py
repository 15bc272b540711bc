"""Reads bodies for who says what, once for both quotes and citations."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from schemas.lexicon import EVERY, SpeechLexicon, load_sources, load_speech, speech_languages
from schemas.small_words import any_of
from tasks.columns.windows import NOWHERE, Rows
from tasks.extraction.speech.clauses import Clauses, find_clauses
from tasks.extraction.speech.coreference import name_phrases
from tasks.extraction.speech.dialogue import find_insertions, find_spoken
from tasks.extraction.speech.negations import are_negated, are_negated_behind
from tasks.extraction.speech.phrases import find_phrases
from tasks.extraction.speech.quotation import find_quotations
from tasks.extraction.speech.sayings import Sayings, find_sayings
from tasks.extraction.speech.speakers import Attributions, find_speakers
from tasks.extraction.speech.stream import Stream
from tasks.extraction.speech.tokens import tokenize
from tasks.extraction.speech.word_classes import VERBS_OF_SAYING, classify_words, of_class
from tasks.extraction.speech.word_index import WordIndex

SUNDAY = rf"^\p{{Lu}}\S+ (?:{any_of('outlets', 'on_sunday')})$"  # papers


class Reading(NamedTuple):
    """What was read in the paragraphs of one language."""

    language: str
    lexicon: SpeechLexicon
    near: WordIndex
    docs: Rows  # the document of each word
    sayings: Sayings
    quoted: Attributions
    clauses: Clauses
    named: pl.DataFrame  # whom phrases name: coreference.NAMED


class Text(NamedTuple):
    """The paragraphs of a part, their quotations, and a reading for each of their languages that has a lexicon."""

    paragraphs: pl.DataFrame  # prose.BODY_PARAGRAPHS
    stream: Stream
    quotations: pl.DataFrame  # quotation.QUOTATIONS
    readings: list[Reading]


def read_speech(paragraphs: pl.DataFrame, mentions: pl.DataFrame) -> Text:
    """Read ``prose.BODY_PARAGRAPHS`` and the ``mentions`` in them for who says what."""
    stream = Stream.of(paragraphs["text"])
    quotations = find_quotations(stream, find_spoken(paragraphs, stream), find_insertions(paragraphs, stream))
    stream, quotations = _with_outlets_as_words(stream, quotations)
    names = _places_of_mentions(mentions, paragraphs, stream)
    languages = speech_languages().intersection(paragraphs["language"].unique().drop_nulls())
    readings = [_read_language(language, paragraphs, stream, quotations, names) for language in sorted(languages)]
    return Text(paragraphs, stream, quotations, readings)


def _read_language(
    language: str, paragraphs: pl.DataFrame, stream: Stream, quotations: pl.DataFrame, names: pl.DataFrame
) -> Reading:
    """Read the paragraphs of one language, step by step."""
    lexicon = load_speech(language)
    rows = (paragraphs["language"] == language).fill_null(False).to_numpy()
    names = names.filter(pl.col("doc").is_in(paragraphs["doc"].filter(pl.Series(rows)).unique().implode()))
    if lexicon.case_endings or lexicon.capitalised_nouns:
        names = _without_nouns_before(names, lexicon)
    tokens = tokenize(stream, rows, quotations, lexicon)
    words = classify_words(stream, tokens, quotations, names, lexicon)
    near = WordIndex(words, find_phrases(words, lexicon.capitalised_nouns))
    docs = paragraphs["doc"].to_numpy().astype(np.int64)[words.paragraph]
    sayings = find_sayings(near, lexicon)
    quoted = _without_negated(near, sayings, find_speakers(near, sayings, docs, lexicon), lexicon)
    clauses = find_clauses(near, sayings, lexicon)
    speaking = np.concatenate([sayings.phrase, quoted.phrase])
    used = np.concatenate([speaking, _objects_of_verbs(near, lexicon)])
    named = name_phrases(near, stream, docs, used, speaking, names, lexicon)
    return Reading(language, lexicon, near, docs, sayings, quoted, clauses, named)


def _without_negated(near: WordIndex, sayings: Sayings, quoted: Attributions, lexicon: SpeechLexicon) -> Attributions:
    """The attributions without those to a negated saying right before them: 'She never said "it is safe"'.

    But 'she did not think that the party "will get there"' has her words.
    """
    before = np.flatnonzero(quoted.method == "before")
    some = Sayings(*(column[quoted.saying[before]] for column in sayings))
    denied = are_negated(near, some, lexicon) | are_negated_behind(near, some, lexicon)
    beside = near.places_not_of("adverb", "colon", "comma", "dash", "that")
    right_before = near.last_up_to(beside, quoted.word[before] - 1) <= some.word
    negated = np.zeros(len(quoted.word), bool)
    negated[before[denied & right_before]] = True
    nobody = np.full(len(quoted.word), NOWHERE)
    return quoted.with_others(negated, "none", nobody)._replace(method=np.where(negated, "none", quoted.method))


def _without_nouns_before(names: pl.DataFrame, lexicon: SpeechLexicon) -> pl.DataFrame:
    """The names in places, where those of people begin with their first name, not with a noun before it.

    That is a role ("Landrat Jens Hallmann"), or the town of a mayor ("mayor Almary Pyotr Danilov").
    """
    given = list({*lexicon.female_names, *lexicon.male_names})
    lead = pl.col("name").str.extract(r"^(\S+) \S+ \S+")
    first, second = lead.str.to_lowercase(), pl.col("name").str.extract(r"^\S+ (\S+) \S+").str.to_lowercase()
    town = (pl.col("kind") == "person") & second.is_in(given) & ~first.is_in(given)
    size = pl.when(town.fill_null(False)).then(lead.str.len_chars().cast(pl.Int64) + 1).otherwise(0)
    return names.with_columns(begin=pl.col("begin") + size, name=pl.col("name").str.slice(size))


def _with_outlets_as_words(stream: Stream, quotations: pl.DataFrame) -> tuple[Stream, pl.DataFrame]:
    """The stream and its quotations, where the names of outlets in marks are words of the narrative.

    'Das berichtet die „Welt am Sonntag“' quotes nobody, but names who says it.
    """
    named = quotations["text"].str.to_lowercase().is_in(list(load_sources(EVERY).outlets))
    named |= quotations["text"].str.contains(SUNDAY)
    marks = quotations.filter(named & ~quotations["spoken"]).select("outer", pl.col("outer_end") - 1)
    if not named.any():
        return stream, quotations
    codes = stream.codes.copy()
    codes[marks["outer"].to_numpy()] = codes[marks["outer_end"].to_numpy()] = ord(" ")
    return stream._replace(codes=codes), quotations.filter(~named | quotations["spoken"])


def _objects_of_verbs(near: WordIndex, lexicon: SpeechLexicon) -> Rows:
    """The phrases right after verbs with an object: "told reporters", "citing officials"."""
    words = near.words
    verbs = np.flatnonzero(of_class(words.code, *VERBS_OF_SAYING) & words.tokens.among(lexicon.with_object))
    return near.phrase_at(near.next_from(near.solid, verbs + 1))


def _places_of_mentions(mentions: pl.DataFrame, paragraphs: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    """The mentions by their place in the stream: ``doc``, ``kind``, ``name``, ``begin`` and ``stop``, sorted."""
    starts = paragraphs.select("doc", paragraph_start="start", begin=pl.Series(stream.starts[:-1]))
    return (
        mentions.select("doc", "kind", "name", "start", size=pl.col("end") - pl.col("start"))
        .sort("doc", "start")
        .join_asof(starts, left_on="start", right_on="paragraph_start", by="doc", check_sortedness=False)
        .with_columns(begin=pl.col("start") - pl.col("paragraph_start") + pl.col("begin"))
        .select("doc", "kind", "name", "begin", stop=pl.col("begin") + pl.col("size"))
        .drop_nulls("begin")
        .sort("begin")
    )


def place_in_bodies(rows: pl.DataFrame, text: Text) -> pl.DataFrame:
    """Give rows their ``doc``, ``paragraph``, and ``start`` and ``end`` in the body; of one span, keep the first row.

    Takes ``place`` (where each starts in the stream) and ``text`` (the words there). The rows come out sorted by
    document and span.
    """
    paragraph = text.stream.paragraphs_of(rows["place"].to_numpy())
    return (
        rows.with_columns(text.paragraphs.select("doc", "paragraph", paragraph_start="start")[paragraph])
        .with_columns(start=pl.col("place") - text.stream.starts[paragraph] + pl.col("paragraph_start"))
        .with_columns(end=pl.col("start") + pl.col("text").str.len_chars())
        .sort("doc", "start", "end", maintain_order=True)
        .unique(["doc", "start", "end"], keep="first", maintain_order=True)
    )
