"""Finds the sources that bodies lean on: outlets, officials, unnamed sources, groups, people.

A source is the subject of a saying with a clause or a quotation, or is named after "according to" or "citing".
People with a name, and organisations that speak for themselves, are speakers of quotes. They are sources only where the
article uses such words, or where they told an outlet. If the sentence of an unnamed source
names an outlet, the source spoke through it.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas.arrow import before_sentences
from schemas.lexicon import Entries, SourceLexicon, load_sources
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.attribution import Reading, Text, place_in_bodies
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import ROLE_NUMBERS, VERBS_OF_SAYING, of_class

CITATIONS = before_sentences("citations")

# A description of an unnamed source: the classes it may hold, the class it ends with, and its length; set by hand.
DESCRIBING = ("preposition", "attribute", "article", "oblique", "number", "name", "word", "role")
NOUN, ENDING = ("name",), ("number", "name", "word", "role")  # the first where nouns are capitalised
DESCRIPTION = 10  # words at most: "familiar with the minister's thinking"

PERSON, PEOPLE, GROUP = ROLE_NUMBERS["person"], ROLE_NUMBERS["people"], ROLE_NUMBERS["group"]
INSTITUTION, MEDIUM = ROLE_NUMBERS["institution"], ROLE_NUMBERS["medium"]

# The columns that are found by language; place_in_bodies gives the others.
_GIVEN = ("doc", "start", "end")
_FOUND = pl.Schema({"place": pl.Int64(), **{name: CITATIONS[name] for name in CITATIONS if name not in _GIVEN}})


def find_citations(text: Text) -> pl.DataFrame:
    """Find the sources of a text: CITATIONS, a row for each place where one is cited, by document and place."""
    found = [_cited_in_language(text, reading) for reading in text.readings]
    rows = pl.concat([pl.DataFrame(schema=_FOUND), *found])
    return place_in_bodies(rows, text).select(CITATIONS.names()).cast(CITATIONS)


def _cited_in_language(text: Text, reading: Reading) -> pl.DataFrame:
    """The sources in the paragraphs of one language."""
    sources = load_sources(reading.language)
    by_itself = ~pl.col("speaks_for_itself") | (pl.col("method") != "saying") | pl.col("via").is_not_null()
    return (
        _candidate_phrases(text, reading)
        .pipe(_with_kinds, sources, compounds=reading.lexicon.capitalised_nouns)
        .sort("place", maintain_order=True)
        .pipe(_with_fullest_descriptions)
        .pipe(_with_outlets_between)
        .filter(pl.col("kind").is_not_null())
        .filter(~pl.col("method").is_in(["told", "reporting"]) | (pl.col("kind") == "media"))
        .filter(by_itself)
        .with_columns(confidence=pl.col("kind").replace_strict(sources.confidence, return_dtype=pl.Float64))
        .select(_FOUND.names())
        .cast(_FOUND)
    )


def _candidate_phrases(text: Text, reading: Reading) -> pl.DataFrame:
    """The phrases that may be sources, as they are named: a row for each place.

    Adds ``place``, ``text`` and ``method``; ``described`` (the words and their description, without the article),
    ``more`` (whether there is a description) and ``sentence`` (by its first word).
    """
    words, phrases, named = reading.near.words, reading.near.phrases, reading.named
    phrase, cue, method = _cited_phrases(reading)
    row = np.searchsorted(named["phrase"].to_numpy(), phrase)
    known = take(named["phrase"].to_numpy(), row) == phrase
    phrase, cue, method, row = phrase[known], cue[known], method[known], row[known]
    unnamed = (named["who"].is_null() & named["tail"].is_null() & (named["how"] == "words")).to_numpy()[row]
    first, last = phrases.first[phrase], phrases.last[phrase]
    described = np.where(unnamed, _ends_of_descriptions(reading, phrase), last)
    start, end = words.start[first], words.end[described]
    bare = words.start[first + named["article"].to_numpy()[row]]
    candidates: pl.DataFrame = named[row].with_columns(
        place=pl.Series(start),
        text=text.stream.texts(start, end),
        described=text.stream.texts(bare, end),
        more=pl.Series(described > last),
        method=pl.Series(method, dtype=pl.String),
        sentence=pl.Series(words.sentence_first[cue]),
    )
    return candidates


def _cited_phrases(reading: Reading) -> tuple[Rows, Rows, Array]:
    """The phrases that may be sources, the word by which each is one, and the method.

    Methods are ``according``, ``saying``, ``citing``; and, for outlets only, ``reporting`` (nothing that is said
    follows) and ``told`` (somebody told them).
    """
    near, sayings = reading.near, reading.sayings
    words = near.words
    source = ~of_class(words.code[sayings.word], *VERBS_OF_SAYING)
    quoted = reading.quoted.saying[reading.quoted.saying >= 0]
    says = np.zeros(len(sayings.word), bool)
    says[np.concatenate([reading.clauses.saying, quoted])] = True
    method = np.where(source, "according", np.where(says, "saying", "reporting"))
    # "The app offers a tour" is no source: of verbs that may mean else, a clause or a quotation has to follow.
    counts = source | says | words.tokens.among(reading.lexicon.reporting)[sayings.word]
    groups = [(sayings.phrase[counts], sayings.word[counts], method[counts])]
    for name, entries in (("citing", reading.lexicon.citing), ("told", reading.lexicon.telling)):
        cue = np.flatnonzero(words.tokens.among(entries) & of_class(words.code, *VERBS_OF_SAYING))
        place = near.next_from(near.solid, cue + 1)
        phrase = np.where(words.paragraph[cue] == take(words.paragraph, place), near.phrase_at(place), NOWHERE)
        starts = (phrase >= 0) & (near.first_word(phrase) == place)
        groups.append((phrase[starts], cue[starts], np.full(int(starts.sum()), name)))
    phrases, cues, methods = zip(*groups, strict=True)
    return np.concatenate(phrases), np.concatenate(cues), np.concatenate(methods)


def _ends_of_descriptions(reading: Reading, phrase: Rows) -> Rows:
    """The last word of each phrase and its description: "sources familiar with the talks"."""
    near, last = reading.near, reading.near.phrases.last[phrase]
    end = near.next_from(near.places_not_of(*DESCRIBING), last + 1)
    end = np.where(end < 0, len(near.words.code), end) - 1
    goes_on = near.has_class(last + 1, "preposition", "attribute")
    fits = goes_on & (end - last <= DESCRIPTION) & (end <= near.words.sentence_last[last])
    ending = NOUN if reading.lexicon.capitalised_nouns else ENDING
    return np.where(fits & near.has_class(end, *ending), end, last)


def _with_kinds(rows: pl.DataFrame, sources: SourceLexicon, *, compounds: bool) -> pl.DataFrame:
    """Rows with their ``kind``, null for no source; and whether a source ``speaks_for_itself``."""
    # "Time" and "Bild" are outlets, "time" and "unser Bild" are none.
    proper = pl.col("definite") | ~pl.col("article") if compounds else pl.col("text").str.contains(r"\p{Lu}")
    called = rows.with_columns(
        outlet=(pl.col("who").fill_null("") != "person") & proper & _is_called_an_outlet(sources),
        medium=(pl.col("role") == MEDIUM) & (pl.col("text").str.contains(r"(?:^|\s)\p{Ll}\S*$") | compounds),
    )
    # A name that is called an outlet once is one in the whole article.
    outlets = called.filter("outlet").select("doc", "name").unique().with_columns(known_outlet=True)
    media = pl.col("known_outlet").fill_null(False) & proper | pl.col("medium")
    return (
        called.join(outlets, on=["doc", "name"], how="left", maintain_order="left")
        .with_columns(kind=_kind_of_source(sources, media, compounds=compounds))
        .with_columns(
            speaks_for_itself=(pl.col("kind") == "person") | (pl.col("kind") == "group") & pl.col("who").is_not_null()
        )
    )


def _is_called_an_outlet(sources: SourceLexicon) -> pl.Expr:
    """Whether a phrase has the name of an outlet, or a word for one before its name ("the newspaper Harbour Wire")."""
    outlets = list(sources.outlets)
    return (
        pl.coalesce("tail", "bare").str.to_lowercase().is_in(outlets)
        | pl.col("name").str.to_lowercase().is_in(outlets)
        | (pl.col("role_before") == MEDIUM)
    )


def _kind_of_source(sources: SourceLexicon, media: pl.Expr, *, compounds: bool) -> pl.Expr:
    """The kind of a source; null for a phrase that is none."""
    who, role, head = pl.col("who"), pl.col("role"), pl.col("head")
    leading = pl.col("bare").str.extract(r"^(\S+)").str.to_lowercase()  # "une source proche du dossier"

    def is_one_of(entries: Entries) -> pl.Expr:
        """Whether a phrase is one of some entries, by its last word or by the noun that leads it."""
        listed = head.is_in(list(entries)) | pl.lit(sources.adjectives_follow) & leading.is_in(list(entries))
        return listed | head.str.contains(rf"(?:{'|'.join(entries)})$") if compounds else listed

    # By its role, or by the noun that leads it: "un responsable américain".
    shown = (role > 0) | ~head.is_in(list(sources.official))
    return (
        pl.when(media)
        .then(pl.lit("media"))
        .when(is_one_of(sources.anonymous))
        .then(pl.lit("anonymous"))
        .when(pl.col("usual").is_not_null() | (role == INSTITUTION))
        .then(pl.lit("official"))
        .when(who.is_null() & is_one_of(sources.official) & shown)
        .then(pl.lit("official"))
        .when(role.is_in([GROUP, PEOPLE]))
        .then(pl.lit("group"))
        .when((who == "person") | (who.is_null() & (role == PERSON)))
        .then(pl.lit("person"))
        .when(who.is_not_null())
        .then(pl.lit("group"))
    )


def _with_fullest_descriptions(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the name of a source: its own, or else the fullest description so far (for "the sources")."""
    unnamed = pl.col("who").is_null() & pl.col("usual").is_null() & (pl.col("how") == "words")
    fuller = pl.when("more").then("described").forward_fill().over("doc", "head")
    return rows.with_columns(
        name=pl.when(~unnamed)
        .then("name")
        .when("more")
        .then("described")
        .when("definite")
        .then(pl.coalesce(fuller, "described"))
        .otherwise("described")
    )


def _with_outlets_between(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``via``: the outlet that the sentence names with a source, or that an earlier sentence named."""
    media = pl.col("kind") == "media"
    outlet = pl.when(media).then("name").drop_nulls().first().over("sentence")
    beside = rows.with_columns(via=pl.when(~media & pl.col("kind").is_not_null()).then(outlet))
    return beside.with_columns(
        via=pl.when(pl.col("kind") == "anonymous")
        .then(pl.coalesce("via", pl.col("via").forward_fill().over("doc", "name")))
        .otherwise("via")
    )
