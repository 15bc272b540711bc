"""Reads datelines: "ALTENWIEK, March 5 (XYZ) --" is a place, a month and a day, and an agency.

The rules of ``schemas/rules`` with the role ``dateline`` recognise them. Most datelines have no
year: if nothing else gives the day of publication, ``tasks/extraction/dates/publication_day.py`` infers the year from
the dates and weekdays in the body.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import polars as pl

from schemas.block_frames import Settled, Weighed
from schemas.data import NAMES
from schemas.field_frames import Datelines
from schemas.frames import Caught
from schemas.rulebook import Rulebook
from tasks.columns.windows import ByDocument, Rows
from tasks.fields.written_days import month_number

# A place alone on the line above the first sentence; set by hand.
PLACE_WORDS, PLACE_CHARACTERS = 4, 40
LARGE = 100_000  # inhabitants: a smaller place may have the name of a section or a person, unless it is in capitals
LEAD_LINES = 3  # below such a line in which the place may be named again


def find_datelines(caught: Caught, blocks: Settled, rulebook: Rulebook) -> Datelines:
    """Find the first dateline of each document; ``month_day`` is null unless month and day are both known."""
    lines = caught.filter(pl.col("role") == "dateline").unique("doc", keep="first", maintain_order=True)
    dateline = pl.struct(
        text=pl.coalesce("caught_text", "text").str.strip_chars(),
        place=pl.col("caught_place").str.strip_chars(" ,"),
        month_day=_month_and_day(rulebook),
        agency="caught_agency",
    )
    alone = blocks.select(
        pl.col("doc", "text").filter((pl.col("role") == "dateline") & (pl.col("evidence") == "field"))
    ).select(
        "doc",
        dateline=pl.struct("text", place="text", month_day=pl.lit(None, pl.String), agency=pl.lit(None, pl.String)),
    )
    found = pl.concat([lines.select("doc", dateline=dateline), alone])
    return Datelines.of(found.unique("doc", keep="first", maintain_order=True))


def find_place_lines(weighed: ByDocument[Weighed], first_sentences: Rows) -> Rows:
    """Find the lines of texts above the first sentence that hold only a place: "VILLASOL". Gives rows of blocks.

    A line in capitals counts if it is a listed place, or if the headline or the text below it names it; any other line
    only if it is a large town.
    """
    blocks, docs = weighed
    above = first_sentences - 1
    rows = above[(first_sentences > docs.starts) & (above >= 0)]
    text = pl.col("text")
    lines = blocks.select(pl.col("doc", "text", "words", "media", "rule").gather(rows)).with_columns(row=rows)
    lines = lines.filter(
        (pl.col("media") == "text")
        & pl.col("rule").is_null()
        & (pl.col("words") <= PLACE_WORDS)
        & (text.str.len_chars() <= PLACE_CHARACTERS)
        & text.str.contains(r"^\p{Lu}[\p{L}\p{M} .’'-]+\p{L}$")
    )
    found = [
        row for row, line in lines.select("row", "text").iter_rows() if _is_place(line, _near(blocks["text"], row))
    ]
    return np.array(found, np.int64)


def _near(texts: pl.Series, row: int) -> str:
    """The lines around a row, one to a line."""
    return "\n".join(texts.slice(max(0, row - LEAD_LINES), 2 * LEAD_LINES + 1))


def _is_place(line: str, near: str) -> bool:
    """Whether a line names a place, by the lists or by the lines around it."""
    inhabitants = _inhabitants().get(line.lower(), -1)
    if not line.isupper():
        return inhabitants >= LARGE
    named = re.search(rf"(?<!\w){re.escape(line)}(?!\w)", near.replace(line, ""), re.IGNORECASE)
    return inhabitants >= 0 or bool(named and not named.group().islower())


@cache
def _inhabitants() -> dict[str, int]:
    """The inhabitants of listed places, by their names in lower case; of two, those of the larger."""
    places = pl.read_parquet(NAMES / "places.parquet", columns=["name", "population"]).sort("population")
    return dict(places.select(pl.col("name").str.to_lowercase(), "population").iter_rows())


def day_of_dateline() -> pl.Expr:
    """The day of a dateline that is written with its year; else null.

    >>> datelines = {"dateline": [{"text": "PORT ELM, March 5, 2024 --", "month_day": "03-05"}]}
    >>> pl.DataFrame(datelines).select(day_of_dateline()).item()
    datetime.date(2024, 3, 5)
    """
    dateline = pl.col("dateline").struct
    year = dateline.field("text").str.extract(r"\b((?:19|20)[0-9]{2})\b")
    return pl.format("{}-{}", year, dateline.field("month_day")).str.to_date("%Y-%m-%d", strict=False)


def _month_and_day(rulebook: Rulebook) -> pl.Expr:
    """Month and day as MM-DD."""
    month = month_number(pl.col("caught_month").str.strip_chars("."), rulebook)
    day = pl.col("caught_day").str.extract(r"(\d{1,2})").str.to_integer(strict=False)
    month_day = pl.concat_str(month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2), separator="-")
    return pl.when(month.is_between(1, 12) & day.is_between(1, 31)).then(month_day)
