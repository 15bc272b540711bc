"""Finds what happened to those whom a figure counts: ``died`` of "42 people died", so that a reader finds the dead.

The words of a language are an ``EventLexicon``, the section ``[events]`` of its file. In this order, the event is:

- behind the counted, with small words, a place or an insertion between: "42 people in the village were **killed**";
- before the number, whose object it is: "**killing** at least 42 people";
- a toll, with some words between: "the **death toll** rose to 42";
- the counted itself: "42 **deaths**".
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from schemas.lexicon import EventLexicon, load_events

WORD = r"[\p{L}\p{M}\p{N}’'-]+"
INSERTED = ", [^,.;:!?]{1,50},"
FAR = 4  # words between a toll and its number, at most: "stieg am Freitag auf"
NOTHING = r"\b\B"  # matches nowhere


def add_events(figures: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """Add ``of`` to figures: the words for what happened, as written; null where the text says nothing of the kind.

    Takes ``left`` and ``right`` (the text around the figure), ``noun``, ``unit`` and ``person`` (whose age it is). Only
    what has no unit, or is a share, counts somebody.
    """
    words = load_events(language) if language else None
    if words is None:
        return figures.with_columns(of=pl.lit(None, pl.String))
    counts = (pl.col("unit").is_null() | pl.col("unit").is_in(["percent", "share"])) & pl.col("person").is_null()
    left, right, noun = (pl.when(counts).then(name) for name in ("left", "right", "noun"))
    # "In two villages", "by two men": these are a place, or who did it.
    free = ~left.str.contains(f"(?i)(?:^|\\W)(?:{_any(words.prepositions)}) $")
    done, object_of_it = (right.str.extract(_behind(words, words.done), group) for group in (1, 2))
    passive = object_of_it.is_null() | ~object_of_it.str.contains(_object(words))
    return figures.with_columns_seq(
        of=pl.coalesce(
            pl.when(free).then(right).str.extract(_behind(words, words.happened)),
            pl.when(free & passive).then(done),
            pl.when(free).then(left).str.extract(_act(words)),
            left.str.extract(f"(?i)(?:^|\\W)({_any(words.tolls)})(?: {WORD}){{0,{FAR}}} $"),
            noun.str.extract(f"(?i)(?:^|\\W)({_any(words.counted)})$"),
        )
    )


def _any(patterns: Sequence[str]) -> str:
    """A pattern that matches any of some words."""
    return "|".join(patterns) or NOTHING


def _behind(words: EventLexicon, events: Sequence[str]) -> str:
    """The pattern of events behind the counted. Its groups are the event, and the next word."""
    if words.joined:
        return f"^(?:{_any(words.between)})*({_any(events)})()"
    place = f" (?:{_any(words.prepositions)})(?: {WORD}){{1,4}}"
    between = f"(?: (?:{_any(words.between)})|{place}|{INSERTED})*"
    return f"(?i)^{between} ({_any(events)})(?: ({WORD})|[^\\p{{L}}\\p{{N}}]|$)"


def _object(words: EventLexicon) -> str:
    """The pattern of a word that begins an object; of a language without such words, none does."""
    return rf"^(?:(?:{'|'.join(words.objects)})$|[\p{{Lu}}\p{{N}}])" if words.objects else NOTHING


def _act(words: EventLexicon) -> str:
    """The pattern of an act before the number, with small words, a place or a time between."""
    if words.joined:
        return f"({_any(words.acts)})(?:{_any(words.before_number)})?$"
    place = f"(?: (?:{_any(words.prepositions)})(?: {WORD}){{1,6}})?"
    return f"(?i)(?:^|\\W)({_any(words.acts)}){place}(?: (?:{_any(words.before_number)}))? $"
