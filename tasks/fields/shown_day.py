"""The day on which a text was published, from the lines that show a day: those around it, and what opens a paragraph.

A day in a sentence of the text is no evidence, nor is one without its year. Of all others that a text shows, the one
most likely is taken (``tasks.models.logit``), with how likely it is; and none where none is likely enough.
"""

from __future__ import annotations

import re

import polars as pl

from schemas.frames import Days, Languages, Settled
from schemas.rulebook import Rulebook
from tasks.columns.matches import find_matches
from tasks.columns.windows import by_document
from tasks.fields.headline import add_positions, distances_to_title, neighbour_value
from tasks.models import logit

NEEDED = (
    "doc", "block", "text", "words", "bullet", "keep", "prose", "sentence", "rule_role", "reach", "recurs", "thread",
    "title", "digit",
)  # fmt: skip
WORDS = 45  # a longer line is a paragraph
SURE_ENOUGH = 0.6  # below this probability there is no day
YEARS = (1980, 2100)
SHORT = 12  # words: what was kept of no more and is no sentence may be a byline
LABEL_WORDS = 4  # a line above a day with no more words says what day it is
NEAR = 3  # blocks
TELLING = 6  # words: a shorter sentence tells of nothing
BEFORE = 25  # characters of a line before a day that say what day it is

# \b knows every script, at many times the cost.
EDGE = r"(?-u:\b)"
YEAR = r"(?:19|20)[0-9][0-9]"
DIGITS = r"(?:19|20)[0-9][0-9]|[0-9][./-] ?[0-9]{1,2}[./-] ?[0-9]"  # no line without has a day
# Renderers set what stands in two elements side by side without a space: a name before a day, a clock after it.
GLUED = r"(\p{L})([0-9]{1,4}[./-][0-9])"
# A paragraph that opens as "25 January 2022 | Berlin - The plan ..." or "Report by A. Person, 25.1.2022 - The plan ..."
# In "In an email dated Feb. 12, 2012 — seven months before ..." the sentence goes on.
OPENING = r"^(.{0,40}(?:19|20)[0-9][0-9])\s*[|–—-]\s+[^\s\p{Ll}]"
CLOCK = rf"{EDGE}[0-9]{{1,2}}[:.h][0-9][0-9]{EDGE}"
SPACELESS = "[\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
OF = r"(?:de |del |of )?"
NTH = r"(?:\.|st|nd|rd|th|er|º|ª)"
# Months first where the day is written with strokes: in English, where nothing on the page tells otherwise.
MONTH_FIRST = ("en",)


def find_days(blocks: Settled, languages: Languages, rulebook: Rulebook) -> Days:
    """The day of publication of the texts in which one is likely enough.

    Takes settled blocks (``tasks.fields.headline.assign_headline``) and ``doc``, ``language``. Gives ``doc``, ``day``,
    ``day_block``
    (the block that shows it) and ``day_confidence``.
    """
    likely = logit.add_probabilities(day_candidates(blocks, languages, rulebook), "shown_day")
    return Days.of(
        likely.group_by("doc", "day")
        .agg(
            day_confidence=pl.col("probability").sum().clip(0, 1),
            day_block=pl.col("block").sort_by("probability", "block").last(),
        )
        .filter(pl.col("day_confidence") >= SURE_ENOUGH)
    )


def day_candidates(blocks: Settled, languages: Languages, rulebook: Rulebook) -> pl.DataFrame:
    """Each day that a text shows outside of its sentences, and what is known of it, as numbers.

    Takes what ``days`` takes. Gives ``doc``, ``block``, ``day``, and what the model gives points for; a row a showing.
    """
    text = pl.col("text")
    numbered = add_positions(by_document(blocks.filter(pl.col("media") == "text").select(NEEDED)))
    last = numbered.filter("keep").group_by("doc", maintain_order=True).agg(last=pl.col("at").last())
    title = numbered.filter(pl.col("title").is_not_null()).unique("doc", keep="first", maintain_order=True)
    label = pl.when(neighbour_value("words", 1).is_between(1, LABEL_WORDS)).then(text.shift(1)).otherwise(pl.lit(""))
    reads = pl.col("keep") & ((pl.col("words") > SHORT) | pl.col("prose") | pl.col("sentence"))
    lines = (
        numbered.with_columns(
            label=label, kept_next=neighbour_value("keep", -1), kept_before=neighbour_value("keep", 1)
        )
        .filter("digit")
        .with_columns(pl.when(reads).then(text.str.extract(OPENING)).otherwise(text))
        .filter((reads | (pl.col("words") <= WORDS)) & text.str.contains(DIGITS))
    )
    for facts in (last, title.select("doc", title_at="at"), languages.select("doc", "language")):
        lines = lines.join(facts, on="doc", how="left", maintain_order="left")
    shown = _days(_parts(lines), rulebook).sort("block", "nth", maintain_order=True)
    at, first = pl.col("at"), pl.col("first")
    day = pl.col("day")
    alone = pl.col("before").str.strip_chars() == ""
    said = pl.when(alone).then("label").otherwise("before").str.to_lowercase()
    said = pl.concat_str(pl.lit(" "), said.str.replace_all(r"[\s:,;.|()•·–—-]+", " "), pl.lit(" "))
    words = logit.load_model("shown_day")["words"]
    role = pl.col("rule_role").fill_null("")
    gap = (at - at.shift(1)).abs()
    same = pl.col("doc") == pl.col("doc").shift(1)
    near_before = (same & (gap <= NEAR) & (gap > 0)).fill_null(False)
    return (
        shown.lazy()
        .with_columns(near_before=near_before)
        .with_columns(
            any=pl.lit(1),
            above=first - at,
            below=at - first,
            under=at - pl.col("last"),
            **distances_to_title(),
            rest=pl.col("words") - 3 * pl.len().over("block"),
            clock=text.str.contains(CLOCK),
            named=pl.col("kind") == "named",
            iso=pl.col("kind") == "iso",
            says_published=said.str.contains_any(_spoken(words["published"])),
            says_updated=said.str.contains_any(_spoken(words["updated"])),
            says_other=said.str.contains_any(_spoken(words["other"])),
            # Links to older articles have their day in brackets, with no clock.
            linked=(at > pl.col("last")) & pl.col("before").str.ends_with("(") & ~text.str.contains("[0-9]:[0-9]"),
            second=pl.col("nth") > 1,
            starts=alone,
            keep_starts=pl.col("keep") & alone,
            keep_reads=reads,
            near=near_before.cast(pl.Int8) + near_before.shift(-1).fill_null(False).cast(pl.Int8),
            times=pl.len().over("doc", "day"),
            days=day.n_unique().over("doc"),
            latest=day == day.max().over("doc"),
            earliest=day == day.min().over("doc"),
            opens=at == at.min().over("doc"),
            nearest=(first - at).abs() == (first - at).abs().min().over("doc"),
            is_date=role.is_in(["date", "dateline"]),
            is_byline=role == "byline",
            is_legal=role == "legal",
            is_comment=(role == "comment") | pl.col("thread"),
            is_other=role.is_in(["related", "promo", "navigation", "share", "caption", "url"]),
            reached=pl.col("reach") > 0,
            repeated=pl.col("recurs") > 0,
        )
        .with_columns(
            # A day in a sentence that was cut is of what the sentence tells, unless that is the day of publication.
            tells=pl.col("sentence")
            & ~alone
            & (pl.col("words") >= TELLING)
            & ~(pl.col("says_published") | pl.col("says_updated")),
            # Of two days beside each other, that of the last change is not the one; nor is one without a word, ...
            outdated=pl.col("says_updated") & (pl.col("near") + pl.len().over("block") > 1),
            # ... where another has one.
            outdone=~pl.col("says_published") & pl.col("says_published").any().over("doc"),
        )
        .collect()
    )


def _parts(lines: pl.DataFrame) -> pl.DataFrame:
    """A row each day that a line shows: ``part`` (as written), what stands ``before`` it, and ``nth`` in the line."""
    apart = lines.rename({"at": "placed"}).with_columns(pl.col("text").str.replace_all(GLUED, "${1} ${2}"))
    found = find_matches(apart, _unnamed("|".join(_patterns().values()))).drop("at").rename({"placed": "at"})
    return found.with_columns(
        pl.col("before").str.tail(BEFORE), part="match", nth=pl.int_range(1, pl.len() + 1).over("block")
    )


def _patterns() -> dict[str, str]:
    """How days are written. A month is any word here: those that are none give no day, and the pattern stays small.

    Where the month has a name or the year four digits, a clock or the next day may follow without a space.
    """
    year, day = rf"(?P<year>{YEAR})", r"(?P<day>[0-9]{1,2})"
    month = r"(?P<month>\p{L}[\p{L}\p{M}]+)"
    return {
        "named": rf"{day}{NTH}?[\s/-]*{OF}{month}\.?,?[\s/-]*{OF}{year}",
        "named_first": rf"{month}\.?\s+{day}(?:st|nd|rd|th)?,?\s+{year}",
        "iso": rf"{EDGE}{year}[-/.]\s?(?P<month>[0-9]{{1,2}})[-/.]\s?{day}(?:T|{EDGE})",
        "han": rf"{year}\s?[年년]\s?(?P<month>[0-9]{{1,2}})\s?[月월]\s?{day}\s?[日일]",
        "digits": rf"{EDGE}(?P<one>[0-9]{{1,2}})\s?(?P<mark>[./-])\s?(?P<two>[0-9]{{1,2}})\s?[./-]\s?"
        rf"(?P<year>{YEAR}|[0-9][0-9]{EDGE})",
    }


def _spoken(words: list[str]) -> list[str]:
    """Words as they are looked for: between spaces, in the scripts that have them."""
    return [word if re.search(SPACELESS, word) else f" {word} " for word in words]


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def _days(parts: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Adds ``day``, the ``kind`` of writing, and whether day and month are ``unclear``; parts that are no day go."""
    numbers = {name: number for names in rulebook.months.values() for name, number in names.items()}
    parts = parts.with_row_index("row")
    caught = [
        parts.select("row", "doc", "language", groups=pl.col("part").str.extract_groups(rf"^{pattern}$"))
        .unnest("groups")
        .filter(pl.col("year").is_not_null())
        .with_columns(kind=pl.lit(kind))
        for kind, pattern in _patterns().items()
    ]
    one, two = pl.col("one").cast(pl.Int32), pl.col("two").cast(pl.Int32)
    slashes = pl.col("mark") == "/"
    # A number beyond 12 on the same page tells whether day or month comes first.
    day_first = ((slashes & (one > 12)).any() & ~(slashes & (two > 12)).any()).over("doc")
    month_first = (two > 12) | slashes & (one <= 12) & pl.col("language").is_in(MONTH_FIRST) & ~day_first
    month_first = month_first.fill_null(False)
    named = pl.col("month").str.to_lowercase()
    year = pl.col("year").cast(pl.Int32)
    days = (
        pl.concat(caught, how="diagonal")
        .unique("row", keep="first", maintain_order=True)
        .with_columns(
            pl.when(year < 100).then(year + 2000).otherwise(year),
            month=pl.coalesce(
                named.replace_strict(numbers, default=None, return_dtype=pl.Int32),
                named.str.to_integer(strict=False, dtype=pl.Int32),
                pl.when(month_first).then(one).otherwise(two),
            ),
            day=pl.coalesce(pl.col("day").cast(pl.Int32), pl.when(month_first).then(two).otherwise(one)),
            unclear=(slashes & (one <= 12) & (two <= 12) & (one != two)).fill_null(False),
        )
        .with_columns(day=pl.format("{}-{}-{}", "year", "month", "day").str.to_date("%Y-%m-%d", strict=False))
        .filter(pl.col("day").dt.year().is_between(*YEARS))
    )
    known = days.select("row", "day", "kind", "unclear")
    return parts.join(known, on="row", how="inner", maintain_order="left").drop("row")
