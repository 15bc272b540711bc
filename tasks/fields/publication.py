"""Finds when an article was published and changed, by a record, the page, a line of the text or its dateline.

Each gives a day; its time counts too, with its offset from UTC where that is known. A record's time of UTC is moved to
the day that the article shows its readers, as ``tasks.reading.page.local_day`` does with that of a page.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import polars as pl

from schemas import data
from schemas.block_frames import Settled
from schemas.candidate_frames import LikelyDays
from schemas.field_frames import Days, Languages, Times
from tasks.fields.datelines import day_of_dateline
from tasks.reading.page.local_day import Witnesses, as_readers_saw
from tasks.reading.page.order import likely_order
from tasks.reading.page.stamps import Stamp, clocked, read_stamp
from tasks.reading.page.written import find_days, plain_digits

SURE_OF_RECORD = 0.95  # the confidence of a day that a JSON line gives: set by hand
TEXT = pl.String()
# A line without this has no clock (``tasks.reading.page.stamps``).
MAY_SHOW_TIME = re.compile(r"\d(?:[:.hH]|[時时시])")


def times_of_lines(days: Days, likely: LikelyDays, blocks: Settled, languages: Languages) -> Times:
    """Read the times in the lines that show a text's day, and the day of its last change.

    The last change is in the line that most probably is about it, among those whose words say so.
    """
    changed = likely.filter("says_updated").sort("probability", descending=True, maintain_order=True)
    changed = changed.unique("doc", keep="first", maintain_order=True).select("doc", "day", "block")
    published = days.select("doc", "day", block="day_block")
    found = {
        name: lines.with_columns(blocks["text"].gather(blocks["block"].search_sorted(lines["block"]))).join(
            languages.select("doc", "language"), on="doc"
        )
        for name, lines in (("day_at", published.drop_nulls("block")), ("changed_at", changed))
    }
    columns = [
        lines.select(
            "doc", pl.Series(name, [_time_in(*row) for row in lines.select("day", "text", "language").rows()], TEXT)
        )
        for name, lines in found.items()
    ]
    times = columns[0].join(columns[1], on="doc", how="full", coalesce=True)
    return Times.of(times.sort("doc"))


def _time_in(day: date, text: str, language: str | None) -> str:
    """A day with the time that its line shows beside it, as ISO 8601 as far as it is known.

    >>> _time_in(date(2024, 3, 5), "Published 5 March 2024, 06:30 CET", "en")
    '2024-03-05T06:30:00+01:00'
    """
    plain = plain_digits(text)
    if not MAY_SHOW_TIME.search(plain):  # so where the day is need not be found
        return Stamp(day).iso()
    written = find_days(plain, language or "", likely_order(language or "", []))
    start, end = next(
        ((found.start, found.end) for found in written if day in (found.day, found.other)), (len(plain), len(plain))
    )
    return clocked(day, plain, start, end).iso()


def record_times(evidence: pl.DataFrame) -> pl.DataFrame:
    """Add the day and the time that a record gives: ``record_day`` and ``record_at``, null where none does.

    Takes ``published`` as written, and what the article shows: ``page_published``, ``page_published_at``, ``day`` and
    ``day_at``.
    """
    shown = evidence.select("published", "page_published", "page_published_at", "day", "day_at").to_dicts()
    stamps = [read_stamp(row["published"]) if row["published"] else None for row in shown]
    days = [_readers_day(stamp, row) if stamp else None for stamp, row in zip(stamps, shown, strict=True)]
    times = [stamp.iso() if stamp and stamp.second is not None else None for stamp in stamps]
    return evidence.with_columns(record_day=pl.Series(days, dtype=pl.Date()), record_at=pl.Series(times, dtype=TEXT))


def _readers_day(stamp: Stamp, row: dict[str, Any]) -> date:
    """The day of a record's time, as the readers of the article saw it."""
    shown = [
        _stamp_of(day, at)
        for day, at in ((row["page_published"], row["page_published_at"]), (row["day"], row["day_at"]))
        if day
    ]
    return as_readers_saw(stamp, Witnesses(shown, shown, None, None)).day


def _stamp_of(day: date, at: str | None) -> Stamp:
    """The stamp of a day, or of the time on it that is known."""
    if not at or "T" not in at:
        return Stamp(day)
    time = datetime.fromisoformat(at)
    offset = time.utcoffset()
    minutes = None if offset is None else int(offset.total_seconds()) // 60
    return Stamp(day, time.hour * 3600 + time.minute * 60 + time.second, minutes)


def publication_columns() -> dict[str, pl.Expr]:
    """The columns of ``Fields`` about publication, from a record, the page, a line, or a dateline with its year.

    Where none of them gives a day, ``tasks/extraction/dates/publication_day.py`` looks for it in address, body and
    dateline.
    """
    sure_of_dateline = data.load("weights/publication_day")["dateline"]["right"]
    line_at = pl.when(pl.col("day_at").str.contains("T", literal=True)).then("day_at")
    sources = (
        (pl.col("record_day"), pl.lit("record"), pl.lit(SURE_OF_RECORD), pl.col("record_at")),
        (
            pl.col("page_published"),
            pl.col("page_published_source"),
            pl.col("page_published_confidence"),
            pl.col("page_published_at"),
        ),
        (pl.col("day"), pl.lit("date_line"), pl.col("day_confidence"), line_at),
        (day_of_dateline(), pl.lit("dateline"), pl.lit(sure_of_dateline), pl.lit(None, TEXT)),
    )
    day = pl.coalesce(of_source for of_source, *_ in sources)
    other = pl.when(pl.col("record_day").is_null()).then(pl.coalesce("page_published_other", "day_other"))
    given = [pl.when(of_source.is_not_null()) for of_source, *_ in sources]
    return {
        "published_on": day,
        "published_at": pl.coalesce(pl.when(of_source == day).then(at) for of_source, _, _, at in sources),
        "modified_at": pl.coalesce("page_modified_at", "changed_at"),
        "published_earliest": pl.min_horizontal(day, other),
        "published_latest": pl.max_horizontal(day, other),
        "published_method": pl.coalesce(when.then(entry[1]) for when, entry in zip(given, sources, strict=True)),
        "published_confidence": pl.coalesce(when.then(entry[2]) for when, entry in zip(given, sources, strict=True)),
    }
