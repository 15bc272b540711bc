"""How often labelled dates or figures of single sentences are found, cut and understood right.

::

    python -m bench.expressions FILE.parquet

FILE has ``id``, ``origin``, ``lang``, ``kind``, ``text``, ``ref_date`` (the day of publication), ``negative``
(nothing is to be found) and ``spans``: the labels, each with ``start``, ``end``, ``type``, ``value``, ``timex``,
``unit`` and ``raw``. Each sentence goes straight into the reader of its language: of dates if a ``kind`` is one of
DATED, else of figures. By origin and language, the number of labels, and the share of them that is:

- ``found``: a row overlaps it;
- ``span``: the row that overlaps most begins and ends with it, edges aside (white space, prepositions, articles). A
  figure holds its noun, so it may end later, and the words that make it inexact, so it may begin earlier;
- ``right``: that row means what the label says. Counted among the ``valued`` labels, which say what they mean: a label
  that is not found is wrong.

A date is right if its days are those of any resolution. Labels that are open on one side name that side: one end of
the row has to be there. A distance in weeks, months or years that a label counts to the day is right if the row has
the week, month or year of that day (rows of the methods DISTANCES). In labels percentage points are percent. The last
day, month or year of a range may be in it, as people mean it, or not, as some labels have it. ``alarms`` are rows
found in negative sentences.
Labels that no row can answer (times of day, durations, sets, ordinals) are listed apart, by kind.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import isclose
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from bench.gold_days import SCORED, Days, add_months, day_of, days_of_label
from bench.gold_numbers import Number, number_of_label
from tasks.extraction import prose
from tasks.extraction.dates import dates
from tasks.extraction.figures import figures

DISTANCES = ("ago", "before", "ahead")
DATED = ("date", "timex", "relative", "duration")  # kinds of sentences
DAY = timedelta(days=1)
NEAR = 1e-4  # relative: labels have few decimals
EDGE = " \u00a0\u3000\t\n.,;:()（）、。’'‘\"“”-–"
# Words that may be at the edge of a span, in all languages together.
LEADING_WORDS = """
    the a an on in at of for by from to since until till before after between during around about within and as
    der die das dem den des am im vom zum zur bis seit ab vor nach von in an um ein eine einem einen zwischen
    le la les l' du de des d' au aux en à dans depuis avant après entre un une pour vers dès jusqu'au
    el los las del al desde hasta antes entre hacia por durante
    il lo gli i nel nella nei dal dalla dal al alla alle del della dei degli un una per tra fra entro
    o os as do da dos das no na nos nas em ao à desde até num numa durante pelo pela
    de het een op in van tot sinds vanaf voor na om tussen
    в во с со до от по на к у з із зі від до
    den det en ett på i från till
    في من الى إلى حتى منذ قبل بعد خلال يوم
    在 从 自 到 于 是 的
    """
TRAILING_WORDS = (
    "に は の で から まで を が に、 에 는 은 을 를 의 까지 부터 में को के से तक का की पर da de ta te için kadar"
)
LEADING = frozenset(LEADING_WORDS.split())
TRAILING = tuple(sorted(TRAILING_WORDS.split(), key=len, reverse=True))


class Judged(NamedTuple):
    """A label, and how the row that overlaps it most fits it."""

    origin: str
    lang: str
    kind: str
    found: bool
    span: bool
    right: bool | None  # None if the label has no value


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.expressions", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, metavar="FILE.parquet", help="sentences with labels")
    labelled = pl.read_parquet(parser.parse_args().file)
    rows = find_rows(labelled)
    judged = pl.DataFrame(list(judge(labelled, rows)), schema_overrides={"right": pl.Boolean}, orient="row")
    with pl.Config(
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_width_chars=140,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        float_precision=3,
    ):
        print(summarise(judged.filter("scored"), count_alarms(labelled, rows)))
        print(judged.filter(~pl.col("scored")).group_by("origin", "kind").agg(*_shares()).sort("origin", "kind"))


def has_dates(labelled: pl.DataFrame) -> bool:
    """Whether the sentences are labelled for dates, and not for figures."""
    return bool(labelled["kind"].is_in(DATED).any())


def find_rows(labelled: pl.DataFrame) -> pl.DataFrame:
    """Find the dates or figures of each sentence; ``doc`` is the number of its row."""
    day = pl.col("ref_date").map_elements(day_of, pl.Date)
    bodies = labelled.with_row_index("doc").with_columns(published_on=day, language=pl.col("lang").str.head(2))
    paragraphs = prose.split_paragraphs(bodies.select("doc", "language", body="text"))
    if has_dates(labelled):
        return dates.resolve_dates(dates.find_dates(paragraphs), bodies.select("doc", "published_on"))
    kinds = {"doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "speaker": pl.String, "confidence": pl.Float64}
    quotes = pl.DataFrame(schema=kinds)
    return figures.find_figures(paragraphs, quotes)


def judge(labelled: pl.DataFrame, rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Judge each label of each sentence that has a span; ``scored`` is false for kinds that are listed apart."""
    dated = "earliest" in rows.columns
    by_doc = {key[0]: part.to_dicts() for key, part in rows.partition_by("doc", as_dict=True).items()}
    for doc, one in enumerate(labelled.iter_rows(named=True)):
        published_on = day_of(one["ref_date"])
        for label in one["spans"] or ():
            if label["start"] is None or label["end"] is None:
                continue
            row = _nearest(by_doc.get(doc, []), label)
            if dated:
                kind, periods = days_of_label(label, published_on)
                valued = bool(periods) and published_on is not None
                right = row is not None and any(same_days(row, days) for days in periods)
            else:
                kind, number = number_of_label(label, one["lang"])
                valued = number is not None
                right = row is not None and number is not None and same_number(row, number)
            span = row is not None and same_span(one["text"], row, label, longer=not dated)
            scored = kind in SCORED if dated else kind not in ("ordinal", "unit alone")
            fit = Judged(one["origin"], one["lang"], kind, row is not None, span, right if valued else None)
            yield {**fit._asdict(), "scored": scored, "doc": doc}


def _nearest(rows: list[dict[str, Any]], label: Mapping[str, Any]) -> dict[str, Any] | None:
    """The row that overlaps a label most."""

    def overlap(row: Mapping[str, Any]) -> int:
        return int(min(row["end"], label["end"]) - max(row["start"], label["start"]))

    best = max(rows, key=overlap, default=None)
    return best if best is not None and overlap(best) > 0 else None


def same_span(text: str, row: Mapping[str, Any], label: Mapping[str, Any], *, longer: bool) -> bool:
    """Whether a row has the words of a label, edges aside; with ``longer``, more may follow."""
    begins = [_begin_of(text, one["start"], one["end"]) for one in (row, label)]
    about = row.get("approximation")  # "more than 40" is read as 40, and the words before it are told apart
    if about and begins[0] != begins[1] and text[row["start"] :].startswith(about):
        begins[0] = _begin_of(text, row["start"] + len(about), row["end"])
    ends = [_end_of(text, one["start"], one["end"]) for one in (row, label)]
    return begins[0] == begins[1] and (ends[0] == ends[1] or (longer and ends[0] > ends[1]))


def _begin_of(text: str, start: int, end: int) -> int:
    """Where a span begins behind its prepositions and articles."""
    while True:
        words = text[start:end]
        bare = words.lstrip(EDGE)
        start += len(words) - len(bare)
        first, space, _ = bare.partition(" ")
        if not space or first.lower() not in LEADING:
            return start
        start += len(first)


def _end_of(text: str, start: int, end: int) -> int:
    """Where a span ends before its postpositions."""
    while True:
        words = text[start:end].rstrip(EDGE)
        end = start + len(words)
        word = next((word for word in TRAILING if words.endswith(word) and not words.isascii()), "")
        if not word or len(word) == len(words):
            return end
        end -= len(word)


def same_days(row: Mapping[str, Any], days: Days) -> bool:
    """Whether the days of a row are those of a label."""
    first, last = row["earliest"], row["latest"]
    if first is None or last is None:
        return False
    if days.first is None or days.last is None:
        named = days.first or days.last
        return named in (first, last, last + DAY, first - DAY)
    if days.edge:
        return first <= _middle(days.first, days.last) <= last and days.first <= _middle(first, last) <= days.last
    if (first, last) == (days.first, days.last) or (days.loose and first == days.first and ends_like(last, days.last)):
        return True
    return days.first == days.last and row["method"] in DISTANCES and first <= days.first <= last


def ends_like(last: date, label: date) -> bool:
    """Whether a range ends with the day, the month or the year that a label says, or right before it."""
    end = label + DAY  # the first day behind the range; some write the first day of its last month or year
    units = {end}
    if end.day == 1:
        units.add(add_months(end, 1) - DAY)
    if (end.month, end.day) == (1, 1):
        units.add(date(end.year, 12, 31))
    return last in units


def _middle(first: date, last: date) -> date:
    return first + (last - first) // 2


def same_number(row: Mapping[str, Any], number: Number) -> bool:
    """Whether the value of a row, and its unit if that can be compared, are those of a label."""
    value, high, unit = row["value"], row["value_high"], row["unit"]
    if value is None:
        return False
    if unit == "share" and number.unit == "percent":
        value, unit = value * 100, "percent"
    if unit == "percentage point" and number.unit == "percent":
        unit = "percent"  # labels do not tell points apart
    same = isclose(value, number.value, rel_tol=NEAR) or (unit == "percent" and isclose(value / 100, number.value))
    ends = high is None and number.high is None
    if high is not None and number.high is not None:
        ends = isclose(high, number.high, rel_tol=NEAR)
    return same and ends and number.unit in (None, unit)


def count_alarms(labelled: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """By origin and language, the negative sentences (``negative``) and the rows found in them (``alarms``)."""
    each = rows.group_by("doc").len("alarms")
    sentences = labelled.with_row_index("doc").filter("negative").join(each, on="doc", how="left")
    return sentences.group_by("origin", "lang").agg(negative=pl.len(), alarms=pl.col("alarms").sum())


def summarise(judged: pl.DataFrame, alarms: pl.DataFrame) -> pl.DataFrame:
    """Give a row an origin and language, one an origin, and one for all."""
    parts = []
    for names in (["origin", "lang"], ["origin"], []):
        shares = judged.group_by(names).agg(*_shares()) if names else judged.select(*_shares())
        counts = [pl.col("negative").sum(), pl.col("alarms").sum()]
        false = alarms.group_by(names).agg(*counts) if names else alarms.select(*counts)
        joined = shares.join(false, on=names, how="full", coalesce=True) if names else shares.hstack(false)
        missing = [pl.lit("all").alias(name) for name in ("origin", "lang") if name not in names]
        parts.append(joined.with_columns(*missing).sort(names or "origin"))
    columns = ["origin", "lang", "labels", "found", "span", "valued", "right", "negative", "alarms"]
    return pl.concat([part.select(columns) for part in parts])


def _shares() -> list[pl.Expr]:
    right = pl.col("right")
    return [
        pl.len().alias("labels"), pl.col("found").mean(), pl.col("span").mean(), right.count().alias("valued"),
        right.mean(),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
