"""Finds the dates and times that bodies mention, each as the first and last day that can be meant.

The expressions of a language are the section ``[dates]`` of its lexicon, written as a grammar (``grammar``). An
expression says what it is (``method``, ``kind``) and which period it means: by the words that it calls by name, and by
``says``, values that hold whatever the words are. ``periods`` explains these values. The section also has:

- ``tense``: words of the ``future`` and of the ``past`` that may be beside a date;
- ``today``: patterns of words right before a date that say: this is the day on which the text came out;
- ``confidence``: for each method, the share of its rows that was right.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import polars as pl

from schemas import lexicon
from schemas.arrow import before_sentences
from tasks.extraction import grammar
from tasks.extraction.periods import COLUMNS, VALUES, Period, period_of, resolve_periods

SECTION = "dates"
NEAR = 40  # characters on either side of a date that are searched for a tense; set by hand
# Stated for a method that was not measured in a language. Set by hand: below most shares that were measured in English
# and German ([dates.confidence] of their lexicons).
UNMEASURED = 0.8
# Characters that make a number at the edge of an expression part of a longer one.
NUMBER_BEFORE = r"(?:[0-9][.,:/’']|[\p{Sc}#@/+])$"
NUMBER_AFTER = r"^[.,:/][0-9]|^ ?[%‰°]"
QUOTED = r"[\"“”„«»‹›「」]"

# The dates of a part before they are resolved.
FOUND = pl.Schema(
    {
        **{name: kind for name, kind in before_sentences("dates").items() if name not in ("earliest", "latest")},
        **COLUMNS,
        "tense": pl.Int8(),  # 1: words of the future are beside it, -1: words of the past, 0: neither, or both
        "today": pl.Boolean(),  # the words before it say that this is the day on which the text came out
    }
)


class Reading(NamedTuple):
    """The meaning of an expression's words: which of them are the date, and the rest of its row."""

    start: int  # in the words, in characters
    end: int
    kind: str
    method: str
    confidence: float
    period: Period


READINGS = pl.Schema(
    {
        "match": pl.String(),
        "from": pl.Int64(),
        "to": pl.Int64(),
        **{name: FOUND[name] for name in ("kind", "method", "confidence")},
        **COLUMNS,
    }
)


def find_dates(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Find the expressions of dates in ``prose.BODY_PARAGRAPHS``, before they are resolved.

    Returns FOUND, in the order of the text; ``earliest`` and ``latest`` are numbers of days since 1970-01-01, null
    where they depend on the day of publication or are open.
    """
    by_language = paragraphs.partition_by("language", as_dict=True, maintain_order=True)
    found = [_dates_in_language(part, key[0]) for key, part in by_language.items()]
    return pl.concat([FOUND.to_frame(), *found]).sort("doc", "start")


def resolve_dates(found: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Resolve the dates of ``find_dates`` against the days of publication.

    Takes FOUND and, by ``doc``, ``published_on``; where that is null, dates that are given by their distance from it
    stay open. Returns the table ``dates`` of a part, a row for each mention, in the order of FOUND.
    """
    days = found.select("doc").join(
        published.select("doc", "published_on").unique("doc"), on="doc", how="left", maintain_order="left"
    )
    table = before_sentences("dates")
    return resolve_periods(found, days["published_on"]).select(table.names()).cast(table)


def _dates_in_language(paragraphs: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """FOUND in paragraphs of one language."""
    found = grammar.find_expressions(paragraphs, SECTION, language)
    texts = found["match"].unique()
    readings = [(text, reading) for text in texts if (reading := _read_date(language, text)) is not None]
    read = pl.DataFrame([(text, *reading[:-1], *reading.period) for text, reading in readings], READINGS, orient="row")
    at = pl.col("at") + pl.col("from")
    near = pl.concat_str(pl.col("left").str.tail(NEAR), "match", pl.col("right").str.head(NEAR))
    return (
        found.lazy()
        .join(read.lazy(), on="match", how="inner", maintain_order="left")
        .filter(_is_whole())
        .with_columns(
            tense=_tense(near, language),
            today=_says_today(pl.concat_str("left", pl.col("match").str.head("from")), language),
            start=pl.col("start") + at,
            end=pl.col("start") + pl.col("at") + pl.col("to"),
            text=pl.col("match").str.slice(pl.col("from"), pl.col("to") - pl.col("from")),
        )
        .select(FOUND.names())
        .cast(FOUND)
        .collect()
    )


def _is_whole() -> pl.Expr:
    """Whether a match is not part of a longer number: a sum of money, a decimal, a time."""
    match, before = pl.col("match"), pl.col("left")
    begins = match.str.contains("^[0-9]") & before.str.contains(NUMBER_BEFORE)
    ends = match.str.contains("[0-9]$") & pl.col("right").str.contains(NUMBER_AFTER)
    return ~(begins | ends)


def _tense(near: pl.Expr, language: str | None) -> pl.Expr:
    """``tense`` of FOUND, from the characters around a date."""
    words = lexicon.load(SECTION).get(language or "", {}).get("tense", {})
    spoken = pl.concat_str(pl.lit(" "), near.str.to_lowercase(), pl.lit(" "))
    signs = [
        pl.when(spoken.str.contains_any([f" {word} " for word in words[tense]])).then(sign).otherwise(0)
        for tense, sign in (("future", 1), ("past", -1))
        if words.get(tense)
    ]
    return pl.sum_horizontal(*signs) if signs else pl.lit(0)


def _says_today(before: pl.Expr, language: str | None) -> pl.Expr:
    """``today`` of FOUND, from the words before a date; false in a quotation, which is older than the text."""
    words = lexicon.load(SECTION).get(language or "", {}).get("today", ())
    if not words:
        return pl.lit(False)
    said = rf"(?:^|[{grammar.LEADS}])(?:{'|'.join(words)})$"
    return before.str.contains(said) & ~before.str.contains(QUOTED)


@lru_cache(grammar.REMEMBERED)
def _read_date(language: str | None, text: str) -> Reading | None:
    """Read the words of an expression; None if it is to be skipped, or is no day of any calendar."""
    spoken = grammar.load_grammar(SECTION, language)
    said = spoken.read(text)
    if said is None:
        return None
    values = {name: spoken.value(*words) for name, words in said.words.items() if name in VALUES}
    period = period_of({**said.expression.says, **values})
    if period is None:
        return None
    kind, method = said.expression.kind, said.expression.method
    confidence = lexicon.load(SECTION).get(language or "", {}).get("confidence", {})
    return Reading(said.start, said.end, kind, method, confidence.get(method, UNMEASURED), period)
