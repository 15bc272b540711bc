"""Bodies to the sources that they lean on: outlets, officials, unnamed sources, groups, people.

A source is whoever a saying with a clause or a quotation is by, or stands behind "according to" or "citing". People
with a name and organisations that speak for themselves are speakers, and stand among the quotes; they are sources only
where the article leans on them by such words, or where they told an outlet. What an unnamed source told has gone
through an outlet, where the sentence names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from schemas import lexicon, rulebook
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.prose import SPAN
from tasks.extraction.speech.attribution import Reading, Text, in_bodies
from tasks.extraction.speech.phrases import ROLES, is_of
from tasks.extraction.speech.sayings import VERBS
from tasks.extraction.speech.tokens import take

CITATIONS = pl.Schema(
    {
        **SPAN,
        "name": pl.String,
        "kind": pl.String,
        "via": pl.String,
        "method": pl.String,
        "confidence": pl.Float64,
    }
)
DESCRIBING = ("preposition", "attribute", "article", "oblique", "number", "name", "word", "role")
NOUN, ENDING = ("name",), ("number", "name", "word", "role")  # what it ends with, by language
DESCRIPTION = 10  # words that describe an unnamed source at most: "familiar with the minister's thinking"
MEDIUM, GROUP, PEOPLE, PERSON, INSTITUTION = (
    ROLES.index(name) + 1 for name in ("medium", "group", "people", "person", "institution")
)


_FOUND = pl.Schema({name: kind for name, kind in CITATIONS.items() if name not in ("doc", "end")})


def find_citations(text: Text) -> pl.DataFrame:
    """The sources of a read text: CITATIONS, a row each place where one is cited, by document and place."""
    found = [_cited(text, reading) for reading in text.readings]
    rows = pl.concat(found) if found else pl.DataFrame(schema=_FOUND)
    return in_bodies(rows.rename({"start": "at"}), text).select(CITATIONS.names()).cast(CITATIONS)


def _cited(text: Text, reading: Reading) -> pl.DataFrame:
    """The sources in the paragraphs of one language."""
    known = words_of(reading.language)
    words, phrases = reading.see.words, reading.see.phrases
    phrase, cue, way = _candidates(reading, known)
    named = reading.named
    row = np.searchsorted(named["phrase"].to_numpy(), phrase)
    there = take(named["phrase"].to_numpy(), row) == phrase
    phrase, cue, way, row = phrase[there], cue[there], way[there], row[there]
    unnamed = (named["who"].is_null() & named["tail"].is_null() & (named["how"] == "words")).to_numpy()[row]
    last = np.where(unnamed, _described(reading, phrase), phrases.last[phrase])
    begin, end = pl.Series(words.at[phrases.first[phrase]]), pl.Series(words.end[last])
    bare = pl.Series(words.at[phrases.first[phrase] + named["article"].to_numpy()[row]])
    rows: pl.DataFrame = (
        named[row]
        .with_columns(
            start=begin,
            text=text.stream.slices(begin, end),
            described=text.stream.slices(bare, end),
            more=pl.Series(last > phrases.last[phrase]),
            method=pl.Series(way, dtype=pl.String),
            sentence=pl.Series(words.first[cue]),
        )
        .pipe(_kinds, known, bool(reading.words.get("nouns_capital")))
        .sort("start")
        .pipe(_names)
        .pipe(_through)
        .filter(pl.col("kind").is_not_null())
        .filter(~pl.col("method").is_in(["told", "reporting"]) | (pl.col("kind") == "media"))
        .filter(~pl.col("speaks_for_itself") | (pl.col("method") != "saying") | pl.col("via").is_not_null())
        .with_columns(confidence=pl.col("kind").replace_strict(known["confidence"], return_dtype=pl.Float64))
        .select(_FOUND.names())
        .cast(_FOUND)
    )
    return rows


def _candidates(reading: Reading, known: Mapping[str, Any]) -> tuple[Rows, Rows, Array]:
    """Phrases that may be sources, the words that tell, and how: according, saying, reporting, citing, told.

    Only outlets are sources where nothing that is said follows ("reporting") or as those who were told.
    """
    see, said = reading.see, reading.said
    words = see.words
    source = ~is_of(words.code[said.word], *VERBS)
    quoted = reading.quoted.saying[reading.quoted.saying >= 0]
    told = np.zeros(len(said.word), bool)
    told[np.concatenate([reading.clauses.saying, quoted])] = True
    told |= source
    way = np.where(source, "according", np.where(told, "saying", "reporting"))
    groups = [(said.phrase, said.word, way)]
    for behind, name in (("citing", "citing"), ("told", "telling")):
        cue = np.flatnonzero(words.tokens.are(known[name]) & is_of(words.code, *VERBS))
        place = see.behind(see.solid, cue + 1)
        phrase = np.where(words.row[cue] == take(words.row, place), see.phrase(place), NOWHERE)
        starts = (phrase >= 0) & (take(see.phrases.first, phrase) == place)
        groups.append((phrase[starts], cue[starts], np.full(int(starts.sum()), behind)))
    phrases, cues, ways = zip(*groups, strict=True)
    return np.concatenate(phrases), np.concatenate(cues), np.concatenate(ways)


def _described(reading: Reading, phrase: Rows) -> Rows:
    """The last words of phrases with what describes them: "sources familiar with the talks"."""
    words, last = reading.see.words, reading.see.phrases.last[phrase]
    end = reading.see.behind(reading.see.others(*DESCRIBING), last + 1)
    end = np.where(end < 0, len(words.code), end) - 1
    goes_on = reading.see.among(last + 1, "preposition", "attribute")
    fits = goes_on & (end - last <= DESCRIPTION) & (end <= words.last[last])
    return np.where(fits & reading.see.among(end, *(NOUN if reading.words.get("nouns_capital") else ENDING)), end, last)


def _kinds(rows: pl.DataFrame, known: Mapping[str, Any], compounds: bool) -> pl.DataFrame:
    """With ``kind``, null for no source; and whether it speaks for itself: then it must be leaned on to be one."""
    head = pl.col("head")
    leading = pl.col("bare").str.extract(r"^(\S+)").str.to_lowercase()  # "une source proche du dossier"

    def is_a(name: str) -> pl.Expr:
        listed = head.is_in(known[name]) | pl.lit(known["adjectives_follow"]) & leading.is_in(known[name])
        return listed | head.str.contains(rf"(?:{'|'.join(known[name])})$") if compounds else listed

    # "Time" and "Bild" are outlets, "time" and "unser Bild" are none.
    proper = pl.col("definite") | (pl.col("article") == 0) if compounds else pl.col("text").str.contains(r"\p{Lu}")
    called = rows.with_columns(
        outlet=(pl.col("who").fill_null("") != "person")
        & proper
        & (
            pl.coalesce("tail", "bare").str.to_lowercase().is_in(known["outlets"])
            | pl.col("name").str.to_lowercase().is_in(known["outlets"])
            | (pl.col("roled") == MEDIUM)
        ),
        medium=(pl.col("role") == MEDIUM) & (pl.col("text").str.contains(r"(?:^|\s)\p{Ll}\S*$") | compounds),
        unnamed=pl.col("who").is_null() & (pl.col("role") > 0),
    )
    # What was called an outlet once is one all through the article.
    outlets = called.filter("outlet").select("doc", "name").unique().with_columns(known_outlet=True)
    return (
        called.join(outlets, on=["doc", "name"], how="left", maintain_order="left")
        .with_columns(
            kind=pl.when(pl.col("known_outlet").fill_null(False) & proper | pl.col("medium"))
            .then(pl.lit("media"))
            .when(is_a("anonymous"))
            .then(pl.lit("anonymous"))
            .when(pl.col("usual").is_not_null() | (pl.col("role") == INSTITUTION))
            .then(pl.lit("official"))
            # By its role, or by the noun that leads it: "un responsable américain".
            .when(pl.col("who").is_null() & is_a("official") & ((pl.col("role") > 0) | ~head.is_in(known["official"])))
            .then(pl.lit("official"))
            .when(pl.col("role").is_in([GROUP, PEOPLE]))
            .then(pl.lit("group"))
            .when((pl.col("who") == "person") | (pl.col("unnamed") & (pl.col("role") == PERSON)))
            .then(pl.lit("person"))
            .when(pl.col("who").is_not_null())
            .then(pl.lit("group"))
        )
        .with_columns(
            speaks_for_itself=(pl.col("kind") == "person") | (pl.col("kind") == "group") & pl.col("who").is_not_null()
        )
    )


def _names(rows: pl.DataFrame) -> pl.DataFrame:
    """With the name of a source: its own, or how the article describes it most fully ("the sources")."""
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


def _through(rows: pl.DataFrame) -> pl.DataFrame:
    """With ``via``: the outlet that the sentence names beside another source, or named when the source came first."""
    media = pl.col("kind") == "media"
    outlet = pl.when(media).then("name").drop_nulls().first().over("sentence")
    beside = rows.with_columns(via=pl.when(~media & pl.col("kind").is_not_null()).then(outlet))
    return beside.with_columns(
        via=pl.when(pl.col("kind") == "anonymous")
        .then(pl.coalesce("via", pl.col("via").forward_fill().over("doc", "name")))
        .otherwise("via")
    )


@cache
def words_of(language: str) -> Mapping[str, Any]:
    """What the lexicon says of sources in a language, and in every one."""
    every = lexicon.load("citations")["any"]
    own = lexicon.load("citations").get(language, {})
    agencies = rulebook.load().agencies
    outlets = {name.lower() for name in [*every["outlets"], *own.get("outlets", ()), *agencies, *agencies.values()]}
    empty: dict[str, list[str]] = {name: [] for name in ("citing", "telling", "anonymous", "official")}
    return {"adjectives_follow": False, **empty, **every, **own, "outlets": sorted(outlets)}
