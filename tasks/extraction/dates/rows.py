"""Finds phrases of dates (``phrases``) in paragraphs, and resolves them against the days of publication."""

from __future__ import annotations

from datetime import date
from functools import lru_cache, partial

import polars as pl

from tasks.columns.joined_texts import find_places_of, join_texts
from tasks.columns.pinned import run_on, thread_of
from tasks.extraction.dates.periods import COLUMNS, EPOCH
from tasks.extraction.dates.phrases import Phrase, read_run
from tasks.extraction.dates.resolution import days_of_phrase
from tasks.extraction.dates.words import NO_WORDS, load_words
from tasks.extraction.grammars import grammar

PHRASE = "phrase"  # the form of a period that a phrase gives
KEYS = ("language", "phrase", "part", "published_on", "tense")

# The phrases of runs: where each is in its run, and the rest of its row.
READ = pl.Schema(
    {
        "phrase": pl.String(),
        "part": pl.Int64(),
        "from": pl.Int64(),
        "to": pl.Int64(),
        "reach": pl.Int64(),
        "kind": pl.String(),
        "method": pl.String(),
        "ahead": pl.Boolean(),
        **COLUMNS,
    }
)


def find_phrases(paragraphs: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """Find the phrases of paragraphs that are all in one language.

    Returns a row for each, with the columns of its paragraph, those of READ, ``start``, ``end``, ``text``, and ``left``
    and ``right``: what is before and behind it.
    """
    found = _find_runs(paragraphs, language)
    # A letter behind a run makes its last word part of a longer one, which may be a word of dates, too (1990년대):
    # so the reader has to see it.
    follows = pl.col("right").str.extract(r"^([\p{L}\p{M}\p{N}]?)").fill_null("")
    found = found.with_columns(
        phrase=pl.concat_str("match", follows), right=pl.col("right").str.slice(follows.str.len_chars())
    )
    runs = found["phrase"].unique()
    read = pl.DataFrame([row for run in runs for row in _rows_of_run(run, language or "")], READ, orient="row")
    return (
        found.join(read, on="phrase", how="inner", maintain_order="left")
        .with_columns(
            left=pl.concat_str("left", pl.col("match").str.slice(0, "from")),
            right=pl.concat_str(pl.col("phrase").str.slice("to"), "right"),
            start=pl.col("start") + pl.col("at") + pl.col("from"),
            end=pl.col("start") + pl.col("at") + pl.col("to"),
            reach=pl.col("start") + pl.col("at") + pl.col("reach"),
            text=pl.col("phrase").str.slice("from", pl.col("to") - pl.col("from")),
        )
        .drop("match", "at", "from", "to", "weak")
    )


def _find_runs(paragraphs: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """Find the runs of words of dates (``match``), where each is (``at``), and what is before and behind it."""
    words = (load_words(language) if language else None) or NO_WORDS
    lead = "" if words.joined else grammar.LEAD
    rows = grammar.in_short_texts(paragraphs if words.kinds else paragraphs.clear())
    thread, leads = thread_of(f"days.{language}"), None if words.joined else grammar.LEADS
    places = run_on(thread, partial(find_places_of, join_texts(rows["text"]), leads, f"(?:{words.run})"))
    text, at, match, left = pl.col("text"), pl.col("at"), pl.col("match"), pl.col("left")
    found = rows[places["row"]].hstack(places.select("match", "at"))
    bare = match.str.strip_chars_start(grammar.LEAD_CHARACTERS)
    found = found.with_columns(at=at + match.str.len_chars() - bare.str.len_chars(), match=bare).with_columns(
        right=text.str.slice(at + match.str.len_chars(), grammar.AFTER),
        left=text.str.slice(pl.max_horizontal(at - grammar.BEFORE, 0), pl.min_horizontal(at, grammar.BEFORE)),
    )
    weak = run_on(thread, lambda: found.select_seq(left.str.extract(f"{lead}({words.before})$"))).to_series()
    weak_size = pl.col("weak").str.len_chars()
    return found.with_columns(weak=weak.fill_null("")).with_columns(
        at=at - weak_size,
        match=pl.concat_str("weak", "match"),
        left=left.str.head(left.str.len_chars() - weak_size),
    )


@lru_cache(grammar.REMEMBERED)
def _rows_of_run(run: str, language: str) -> list[tuple[object, ...]]:
    """The rows of READ of a run."""
    rows = []
    for part, found in enumerate(read_run(run, language)):
        phrase = found.phrase
        days = days_of_phrase(phrase, None, 0)
        ends: tuple[object, ...] = (None, None)
        if days is not None:
            ends = (days.first.toordinal() - EPOCH, days.last.toordinal() - EPOCH)
        plain = phrase == Phrase(weekday=phrase.weekday)
        form = None if days else "weekday" if plain else PHRASE
        number = (phrase.weekday or 1) - 1
        rest = (form, None, number, 1, None, None, None)
        rows.append(
            (run, part, found.start, found.end, found.reach, phrase.kind, phrase.method, phrase.ahead, *ends, *rest)
        )
    return rows


def resolve_phrases(found: pl.DataFrame, published: pl.Series) -> pl.DataFrame:
    """Resolve the phrases among dates whose days depend on the day of publication; other rows stay as they are."""
    rows = found.with_columns(published_on=published)
    open_ = rows.filter((pl.col("form") == PHRASE) & pl.col("published_on").is_not_null())
    if open_.is_empty():
        return found
    keys = open_.select(KEYS).unique()
    resolved = [(*key, *_resolve(*key)) for key in keys.iter_rows()]
    days = pl.DataFrame(resolved, {**keys.schema, "_first": pl.Date, "_last": pl.Date}, orient="row")
    return (
        rows.join(days, on=KEYS, how="left", maintain_order="left", nulls_equal=True)
        .with_columns(earliest=pl.coalesce("_first", "earliest"), latest=pl.coalesce("_last", "latest"))
        .drop("_first", "_last", "published_on")
    )


@lru_cache(grammar.REMEMBERED)
def _resolve(language: str, run: str, part: int, published_on: date, tense: int) -> tuple[date | None, date | None]:
    """The first and last day of a phrase."""
    days = days_of_phrase(read_run(run, language)[part].phrase, published_on, tense)
    return (None, None) if days is None else (days.first, days.last)
