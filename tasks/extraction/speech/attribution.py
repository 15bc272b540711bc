"""Bodies read for who says what: quotations, sayings and their speakers, once for quotes and citations both.

The steps stand in modules of their own: ``quotation`` pairs the marks, ``phrases`` makes words and noun phrases of what
stands outside of them, ``sayings`` finds who says, ``speakers`` whose a quotation is, ``clauses`` what is reported
without marks, ``coreference`` whom a phrase names.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from schemas import lexicon, rulebook
from tasks.columns.windows import Rows
from tasks.extraction.speech import coreference, phrases, quotation
from tasks.extraction.speech.clauses import Clauses, find_clauses
from tasks.extraction.speech.phrases import is_of
from tasks.extraction.speech.quotation import Stream
from tasks.extraction.speech.sayings import VERBS, Sayings, View, find_sayings
from tasks.extraction.speech.speakers import Attributions, find_speakers

NEEDED = ("v2", "say", "article", "definite", "pronouns")
ENDED = r"[.!?…。！？]$"
PARTED = r"[.!?…。！？,،，、;:–—-]$"


class Reading(NamedTuple):
    """What was read in the paragraphs of one language."""

    words: Mapping[str, Any]  # the lexicon of the language
    language: str
    see: View
    said: Sayings
    quoted: Attributions
    clauses: Clauses
    named: pl.DataFrame  # whom phrases name
    doc: Rows  # of each word


class Text(NamedTuple):
    """The paragraphs of a part, their quotations, and what was read in each language that has a lexicon."""

    paragraphs: pl.DataFrame
    stream: Stream
    quotations: pl.DataFrame  # quotation.SPANS, with ``text``, ``ended`` and ``parted``
    readings: list[Reading]


def read_speech(paragraphs: pl.DataFrame, mentions: pl.DataFrame) -> Text:
    """Read paragraphs (``prose.PARAGRAPHS``) and the mentions in them (``mentions``)."""
    stream = Stream.of(paragraphs["text"])
    quotations = quotation.quoted_spans(stream)
    quotations = quotations.with_columns(text=stream.slices(quotations["at"], quotations["at_end"])).with_columns(
        ended=pl.col("text").str.contains(ENDED), parted=pl.col("text").str.contains(PARTED)
    )
    placed = _placed(mentions, paragraphs, stream)
    readings = [
        _read(language, paragraphs, stream, quotations, placed)
        for language in paragraphs["language"].unique().sort().drop_nulls()
        if language in lexicon.load("quotes")
    ]
    return Text(paragraphs, stream, quotations, readings)


def _read(
    language: str, paragraphs: pl.DataFrame, stream: Stream, quotations: pl.DataFrame, mentions: pl.DataFrame
) -> Reading:
    """Read the paragraphs of one language."""
    known = words_of(language)
    rows = (paragraphs["language"] == language).fill_null(False).to_numpy()
    words, found = phrases.read(stream, rows, quotations, mentions, known)
    doc = paragraphs["doc"].to_numpy().astype(np.int64)[words.row]
    see = View(words, found)
    said = find_sayings(see, known)
    quoted = find_speakers(see, said, doc, known)
    verbs = np.flatnonzero(is_of(words.code, *VERBS) & words.tokens.are(known["objects"]))
    told = see.phrase(see.behind(see.solid, verbs + 1))  # "told reporters", "citing officials"
    used = np.concatenate([said.phrase, quoted.phrase, told])
    named = coreference.named(see, stream, doc, used, mentions, known)
    return Reading(known, language, see, said, quoted, find_clauses(see, said, known), named, doc)


def _placed(mentions: pl.DataFrame, paragraphs: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    """Mentions with ``begin`` and ``stop``, their places in the stream."""
    starts = paragraphs.select("doc", at="start", begin=pl.Series(stream.starts[:-1]))
    return (
        mentions.select("doc", "kind", "name", "start", "end")
        .sort("doc", "start")
        .join_asof(starts, left_on="start", right_on="at", by="doc", check_sortedness=False)
        .select(
            "doc",
            "kind",
            "name",
            begin=pl.col("start") - pl.col("at") + pl.col("begin"),
            size=pl.col("end") - pl.col("start"),
        )
        .with_columns(stop=pl.col("begin") + pl.col("size"))
        .drop_nulls("begin")
        .sort("begin")
    )


def in_bodies(rows: pl.DataFrame, text: Text) -> pl.DataFrame:
    """Rows with ``doc``, ``paragraph``, ``start`` and ``end`` in the body, by their place; those of one span but once.

    Takes ``at`` (where each starts in the stream) and ``text`` (the words there).
    """
    place = text.stream.row(rows["at"].to_numpy())
    return (
        rows.with_columns(text.paragraphs.select("doc", "paragraph", base="start")[place])
        .with_columns(start=pl.col("at") - text.stream.starts[place] + pl.col("base"))
        .with_columns(end=pl.col("start") + pl.col("text").str.len_chars())
        .sort("doc", "start", "end")
        .unique(["doc", "start", "end"], keep="first", maintain_order=True)
    )


@cache
def words_of(language: str) -> Mapping[str, Any]:
    """The lexicon of a language, with what holds in every language, and its months and weekdays.

    Raises:
        LexiconError: it lacks a list without which nothing can be read.
    """
    section, every = lexicon.load("quotes")[language], lexicon.load("quotes")["any"]
    if missing := [name for name in NEEDED if name not in section]:
        raise lexicon.LexiconError(
            f"{language}.toml: [quotes] lacks {', '.join(missing)}. See en.toml for what they hold."
        )
    book = rulebook.load()
    sources = lexicon.load("citations").get(language, {})
    return {
        **section,
        "pronoun": list(section["pronouns"]),
        "time": [*section.get("time", ()), *book.months.get(language, ()), *book.weekdays.get(language, ())],
        "objects": [*sources.get("citing", ()), *sources.get("telling", ())],
        "female_names": every["female"],
        "male_names": every["male"],
    }
