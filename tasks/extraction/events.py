"""Finds what happened to those whom a figure counts: ``died`` of "42 people died", so that a reader finds the dead.

The words of a language are an ``EventLexicon``, the section ``[events]`` of its file. In this order, the event is:

- behind the counted, with small words, a place or an insertion between: "42 people in the village were **killed**";
- before the number, whose object it is: "**killing** at least 42 people";
- a toll, with some words between: "the **death toll** rose to 42";
- the counted itself: "42 **deaths**".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl

from schemas.lexicon import EventLexicon, load_events
from tasks.columns.literals import fold, literals_of
from tasks.columns.patterns import NEVER

WORD = r"[\p{L}\p{M}’'-]+"  # no number: another figure is not passed over
INSERTED = ", [^,.;:!?]{1,50},"
FAR = 4  # words between a toll and its number, at most: "stieg am Freitag auf"


def add_events(figures: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """Add ``of`` to figures: the words for what happened, as written; null where the text says nothing of the kind.

    Takes ``left`` and ``right`` (the text around the figure), ``noun``, ``unit`` and ``person`` (whose age it is). Only
    what has no unit, or is a share, counts somebody.
    """
    words = load_events(language) if language else None
    if language is None or words is None:
        return figures.with_columns(of=pl.lit(None, pl.String))
    counts = (pl.col("unit").is_null() | pl.col("unit").is_in(["percent", "share"])) & pl.col("person").is_null()
    # Most figures have no event near them, and a search for literals is cheap.
    around = fold(pl.concat_str("left", pl.lit(" "), pl.col("noun").fill_null(""), "right"))
    numbered = figures.select("left", "right", "noun", counts=counts).with_row_index("row")
    literals = literals_of_events(language)
    near = around.str.contains_any(literals) if literals else pl.lit(True)
    numbered = numbered.filter(numbered.select_seq(pl.col("counts") & near).to_series())
    found = _with_event(numbered, words) if numbered.height else numbered.select("row", of="noun")
    none = pl.repeat(None, figures.height, dtype=pl.String, eager=True)
    return figures.with_columns(none.scatter(found["row"], found["of"]).alias("of"))


@cache
def literals_of_events(language: str) -> list[str]:
    """Strings one of which is in each text that has an event of the language, in the form of ``literals.fold``."""
    words = load_events(language)
    events = words and (*words.happened, *words.done, *words.acts, *words.tolls, *words.counted)
    return sorted(literals_of(f"(?i){_any(events)}")) if events else []


def _with_event(figures: pl.DataFrame, words: EventLexicon) -> pl.DataFrame:
    """Add ``of`` to figures that count somebody."""
    left, right, noun = pl.col("left"), pl.col("right"), pl.col("noun")
    # Each pattern in an expression of its own: so the thread keeps it compiled.
    sought = figures.with_columns_seq(
        happened=right.str.extract(_behind(words, words.happened)),
        done=right.str.extract(_behind(words, words.done)),
        act=left.str.extract(_act(words)),
        toll=left.str.extract(f"(?i)(?:^|\\W)({_any(words.tolls)})(?: {WORD}){{0,{FAR}}} $"),
        counted=noun.str.extract(f"(?i)(?:^|\\W)({_any(words.counted)})$"),
        # "In two villages", "by two men": these are a place, or who did it.
        bound=left.str.contains(f"(?i)(?:^|\\W)(?:{_any((*words.places, *words.agents))}) $"),
    )
    right_of_done = pl.when(pl.col("done").is_not_null()).then("right")
    sought = sought.with_columns_seq(right=right_of_done)
    sought = sought.with_columns_seq(next=right.str.extract(_behind(words, words.done), 2))
    is_done = pl.col("next").is_null() | pl.col("next").str.to_lowercase().is_in(words.goes_on)
    done = pl.when(is_done if words.goes_on else True).then("done")
    return sought.with_columns(
        of=pl.coalesce(pl.when(~pl.col("bound")).then(pl.coalesce("happened", done, "act")), "toll", "counted")
    )


def _any(patterns: Sequence[str]) -> str:
    """A pattern that matches any of some words."""
    return "|".join(patterns) or NEVER


def _behind(words: EventLexicon, events: Sequence[str]) -> str:
    """The pattern of events behind the counted. Its groups are the event, and the next word."""
    if words.joined:
        return f"^(?:{_any(words.between)})*({_any(events)})()"
    place = f" (?:{_any(words.places)})(?: {WORD}){{1,4}}"
    between = f"(?: (?:{_any(words.between)})|{place}|{INSERTED})*"
    return f"(?i)^{between} ({_any(events)})(?: ([\\p{{L}}\\p{{M}}\\p{{N}}’'-]+)|[^ \\p{{L}}\\p{{N}}]|$)"


def _act(words: EventLexicon) -> str:
    """The pattern of an act before the number, with small words, a place or a time between."""
    if words.joined:
        return f"({_any(words.acts)})(?:{_any(words.before_number)})?$"
    place = f"(?: (?:{_any(words.prepositions)})(?: {WORD}){{1,6}})?"
    return f"(?i)(?:^|\\W)({_any(words.acts)}){place}(?: (?:{_any(words.before_number)}))? $"
