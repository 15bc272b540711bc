"""Finds quotes, in quotation marks or in the article's own words, and their speakers.

Each quotation in marks is a row, and so is each clause that is reported without marks ("she said that ..."). The method
is the way by which the speaker was found. The confidence is how often that way was right on labelled texts of the
language (``confidence`` in the lexicon).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from schemas import lexicon
from schemas.arrow import before_sentences
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.attribution import Reading, Text, place_in_bodies
from tasks.extraction.speech.plain_sayings import find_plain_sayings
from tasks.extraction.speech.sayings import BEHIND
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import ROLE_NUMBERS
from tasks.extraction.speech.word_index import WordIndex

QUOTES = before_sentences("quotes")
OF_SPEAKERS = ("speaker", "speaker_mention", "speaker_kind")
BODIES = [ROLE_NUMBERS[name] for name in ("institution", "group", "medium")]

# Set by hand.
FEW_WORDS = 3  # most words of a fragment; a quotation with fewer, and without a saying, is a term
TERM_WORDS = 4  # most words of a term after an article

# Ways of finding a speaker in which no saying is beside the quotation, and in which one is right beside it.
WITHOUT_SAYING = (
    "subject",
    "subject-after",
    "subject-before",
    "continued",
    "gesture",
    "sentence-before",
    "paragraph-before",
    "none",
)
NEXT_TO_SAYING = ("after", "before", "after-stop")
# Ways that find the subject of a sentence: it is likely to speak if it is a person, and unlikely if it is a thing.
BY_SUBJECT = ("subject", "subject-after", "subject-before")
SUREST = 0.98
# Letters of scripts without spaces between words, and how many of them are about a word.
UNSPACED, LETTERS_OF_A_WORD = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]", 2
NAME = r"^(?:[\p{Lu}\p{N}]\S*)(?: [\p{Lu}\p{N}]\S*)*$"
SENTENCE = r"^[\p{Lu}\p{N}\[(¿¡…‘'].*"


def find_quotes(text: Text) -> pl.DataFrame:
    """Find the quotations of a text and the clauses that it reports without marks: QUOTES, by document and place."""
    found = [frame for reading in text.readings for frame in (_in_marks(text, reading), _without_marks(text, reading))]
    rows = pl.concat([*found, _in_other_languages(text)])
    return place_in_bodies(rows, text).select(QUOTES.names()).cast(QUOTES)


def _in_marks(text: Text, reading: Reading) -> pl.DataFrame:
    """The quotations of one language with their speakers."""
    near, quoted = reading.near, reading.quoted
    spans = text.quotations[near.words.quotation[quoted.word]]
    words = pl.col("text").str.count_matches(r"\S+")
    contracted = pl.col("text").str.count_matches(r"\p{L}['’]\p{L}")  # "C'est faux" is three words
    by = np.append(reading.sayings.way, "")[np.where(quoted.saying < 0, len(reading.sayings.way), quoted.saying)]
    followed = pl.Series(_ends_outside(near, quoted.word), dtype=pl.Boolean)
    ruled = pl.Series(near.has_class(quoted.word - 1, "article", "oblique"), dtype=pl.Boolean)
    body = np.isin(take(near.words.role, quoted.word - 1, 0), BODIES) & np.isin(by, ["", BEHIND])
    # Of two quotations with one saying, that with no sign beside it may be a name: 'said Hale to "Kurier"'
    signed = near.has_class(quoted.word - 1, "comma", "colon", "dash") | near.has_class(
        quoted.word + 1, "comma", "dash"
    )
    again = np.isin(quoted.saying, quoted.saying[signed]) & (quoted.saying >= 0) & ~signed
    rows = (
        spans.select("text", "ended", "spoken", place="inner")
        .hstack(_speakers_of_phrases(reading, quoted.phrase, quoted.saying))
        .with_columns(
            way=pl.Series(quoted.method.astype(str), dtype=pl.String),
            by=pl.Series(by, dtype=pl.String),
            words=words,
            ruled=ruled,
            of_body=pl.Series(body, dtype=pl.Boolean),
            again=pl.Series(again, dtype=pl.Boolean),
            sentence=pl.col("text").str.contains(SENTENCE)
            & (pl.col("ended") | pl.col("text").str.ends_with(",") | followed)
            | pl.col("spoken"),
        )
        .with_columns(
            kind=pl.when(_is_term())
            .then(pl.lit("term"))
            .when(pl.col("sentence") & ((words + contracted >= FEW_WORDS) | pl.col("spoken")))
            .then(pl.lit("direct"))
            .when(words <= FEW_WORDS)
            .then(pl.lit("fragment"))
            .otherwise(pl.lit("mixed"))
        )
    )
    return _with_confidence(rows, reading.lexicon.confidence)


def _ends_outside(near: WordIndex, word: Rows) -> Array:
    """True for each quotation that the sign after its mark ends: a comma, or the stop of a sentence that it is all of.

    '«Мост закрыт».', and 'Мэр: «Мост закрыт».'
    """
    opens = (near.words.sentence_first[word] == word) | near.has_class(word - 1, "colon")
    ends: Array = near.has_class(word + 1, "comma") | (opens & near.has_class(word + 1, "stop"))
    return ends


def _is_term() -> pl.Expr:
    """Whether a quotation quotes nobody: it is a few words without a saying, or a name."""
    way, words = pl.col("way"), pl.col("words")
    short = (words < FEW_WORDS) | ((words <= TERM_WORDS) & pl.col("ruled"))
    # 'Announced on the "Today" show' quotes no more than 'the "Today" show'.
    name = (~way.is_in(NEXT_TO_SAYING) | pl.col("ruled")) & (words < FEW_WORDS)
    name &= pl.col("text").str.contains(NAME) & ~pl.col("ended")
    name |= (words <= TERM_WORDS) & ~pl.col("ended") & pl.col("of_body")  # "the newspaper 'The wave'"
    name |= (words <= FEW_WORDS) & ~pl.col("ended") & pl.col("again") & pl.col("text").str.contains(NAME)
    return ((way.is_in(WITHOUT_SAYING) & short) | name) & ~pl.col("spoken")


def _in_other_languages(text: Text) -> pl.DataFrame:
    """The quotations in languages that have no grammar: with the speakers that patterns find, or without."""
    read = np.concatenate([reading.near.words.quotation for reading in text.readings] or [np.zeros(0, np.int64)])
    unread = np.ones(text.quotations.height, bool)
    unread[read[read >= 0]] = False
    spoken = find_plain_sayings(text.stream, text.quotations, text.paragraphs)
    words = pl.col("text").str.count_matches(r"\S+") + pl.col("text").str.count_matches(UNSPACED) // LETTERS_OF_A_WORD
    way = pl.when(pl.col("cue").is_not_null()).then(pl.lit("pattern")).otherwise(pl.lit("marks"))
    rows = (
        text.quotations.with_row_index("quotation")
        .with_columns(pl.col("quotation").cast(pl.Int64))
        .join(spoken, on="quotation", how="left", maintain_order="left")
        .filter(pl.Series(unread))
        .with_columns(
            kind=pl.when(words <= FEW_WORDS).then(pl.lit("fragment")).otherwise(pl.lit("direct")),
            place="inner",
            way=way,
            by=pl.lit(""),
        )
    )
    return _with_confidence(rows, lexicon.stated_confidence())


def _without_marks(text: Text, reading: Reading) -> pl.DataFrame:
    """The clauses that are reported in the article's own words, with their speakers."""
    words, sayings, clauses = reading.near.words, reading.sayings, reading.clauses
    first, last = pl.Series(words.start[clauses.first]), pl.Series(words.end[clauses.last])
    rows = (
        pl.DataFrame({"place": first, "text": text.stream.texts(first, last)}, {"place": pl.Int64, "text": pl.String})
        .hstack(_speakers_of_phrases(reading, sayings.phrase[clauses.saying], clauses.saying))
        .with_columns(
            way=pl.Series(clauses.way, dtype=pl.String),
            by=pl.Series(sayings.way[clauses.saying], dtype=pl.String),
            kind=pl.lit("indirect"),
        )
        .filter(pl.col("how").ne_missing("nobody"))  # "many said it rained" is nobody's speech
    )
    return _with_confidence(rows, reading.lexicon.confidence)


def _speakers_of_phrases(reading: Reading, phrases: Rows, sayings: Rows) -> pl.DataFrame:
    """Who speaks, by phrases and sayings (NOWHERE where there is none).

    Gives OF_SPEAKERS, ``how`` (the way in which the name is known) and ``cue`` (the word of
    saying).
    """
    near, words, named = reading.near, reading.near.words, reading.named
    nobody = pl.DataFrame({name: [None] for name in named.columns}, named.schema)
    row = np.where(phrases < 0, named.height, np.searchsorted(named["phrase"].to_numpy(), phrases))
    cue = take(reading.sayings.word, sayings)
    relative = take(reading.sayings.way == "relative", sayings, False)
    who = words.texts(np.where(relative, near.last_up_to(near.places_of("relative"), cue), NOWHERE))
    return (
        pl.concat([named, nobody])[pl.Series(row)]
        .with_columns(speaker_mention=pl.coalesce(who, "text"))
        .select("how", "speaker_mention", speaker="name", speaker_kind=_kind_of_speaker())
        .with_columns(cue=words.texts(cue))
    )


def _kind_of_speaker() -> pl.Expr:
    """What the speaker of each phrase of coreference.NAMED is; null where there is none."""
    who, role = pl.col("who"), pl.col("role")
    body = who.is_in(["organisation", "place"]) | pl.col("usual").is_not_null() | pl.col("role_before").is_in(BODIES)
    body |= (who == "person") & role.is_in(BODIES)
    body |= who.is_null() & pl.col("name").str.contains(r"^\p{Lu}{3,}$")
    known = pl.col("name").is_not_null() & ~pl.col("pronoun")
    return (
        pl.when(pl.col("text").is_null())
        .then(None)
        .when((who == "person") & ~(role.is_in(BODIES) & (pl.col("size") <= 2)))  # "Hafenamt" is no family name
        .then(pl.lit("person"))
        .when(known & (role == ROLE_NUMBERS["people"]))
        .then(pl.lit("group"))
        .when(body | (pl.col("name").is_not_null() & role.is_in(BODIES)))
        .then(pl.lit("organisation"))
        .when(known & (role == ROLE_NUMBERS["person"]))
        .then(pl.lit("role"))
        .when(pl.col("name").is_not_null() & pl.col("pronoun"))  # a pronoun that means somebody, but no person
        .then(pl.lit("organisation"))
        .otherwise(pl.lit("unknown"))
    )


def _with_confidence(rows: pl.DataFrame, confidence: Mapping[str, float]) -> pl.DataFrame:
    """Rows with their method and its confidence; terms lose their speaker."""
    term = pl.col("kind") == "term"
    by_kind = pl.col("way").is_in(BY_SUBJECT) & pl.col("speaker_kind").is_not_null()
    rows = rows.with_columns(by=pl.when(by_kind).then("speaker_kind").otherwise("by"))
    method = pl.concat_str("way", pl.when(pl.col("by") != "").then("." + pl.col("by")).otherwise(pl.lit("")))
    method = pl.when(term).then(pl.lit("term")).otherwise(method)
    stated = pl.coalesce(
        method.replace_strict(confidence, default=None, return_dtype=pl.Float64),
        pl.col("way").replace_strict(confidence, default=None, return_dtype=pl.Float64),
        pl.lit(confidence["none"]),
    )
    kind = (pl.lit("speaker.") + pl.col("speaker_kind")).replace_strict(
        confidence, default=1.0, return_dtype=pl.Float64
    )
    of_kind = (stated * pl.when(by_kind | term).then(1.0).otherwise(kind)).clip(0, SUREST)
    known = pl.col("how").replace_strict(confidence, default=1.0, return_dtype=pl.Float64)
    return rows.with_columns(method=method, confidence=of_kind * known).select(
        "place",
        "text",
        "kind",
        *(pl.when(~term).then(name).alias(name) for name in (*OF_SPEAKERS, "cue")),
        "method",
        "confidence",
    )
