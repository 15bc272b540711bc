"""Reads datelines: "ALTENWIEK, March 5 (XYZ) --" is a place, a month and a day, and an agency.

The rules of ``schemas/rules`` with the role ``dateline`` recognise them. A dateline has no year: if nothing else gives
the day of publication, ``tasks/extraction/publication_day.py`` infers the year from the dates and weekdays in the body.
"""

from __future__ import annotations

import polars as pl

from schemas.field_frames import Datelines
from schemas.frames import Caught
from schemas.rulebook import Rulebook
from tasks.fields.written_days import month_number


def find_datelines(caught: Caught, rulebook: Rulebook) -> Datelines:
    """Find the first dateline of each document; ``month_day`` is null unless month and day are both known."""
    lines = caught.filter(pl.col("role") == "dateline").unique("doc", keep="first", maintain_order=True)
    dateline = pl.struct(
        text=pl.coalesce("caught_text", "text").str.strip_chars(),
        place=pl.col("caught_place").str.strip_chars(" ,"),
        month_day=_month_and_day(rulebook),
        agency="caught_agency",
    )
    return Datelines.of(lines.select("doc", dateline=dateline))


def _month_and_day(rulebook: Rulebook) -> pl.Expr:
    """Month and day as MM-DD."""
    month = month_number(pl.col("caught_month").str.strip_chars("."), rulebook)
    day = pl.col("caught_day").str.extract(r"(\d{1,2})").str.to_integer(strict=False)
    month_day = pl.concat_str(month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2), separator="-")
    return pl.when(month.is_between(1, 12) & day.is_between(1, 31)).then(month_day)
