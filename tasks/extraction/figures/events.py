"""Finds what happened to those whom a figure counts: ``died`` of "42 people died", so that a reader finds the dead.

The words of a language are an ``EventLexicon``, the section ``[events]`` of its file. In this order, the event is:

- behind the counted, with small words, a place or an insertion between: "42 people in the village were **killed**";
- before the number, whose object it is: "**killing** at least 42 people";
- a toll, with some words between: "the **death toll** rose to 42";
- the counted itself: "42 **deaths**".

What did not happen, or only might, is no event: "none of the 42 was killed", "could have killed 42", "prevented 42
deaths", "if 42 people died", "rescuers fear 42 died". Only words right beside the number or the event show that, with
small words between, or those that open the clause: "did not say who killed 42 people" has an event. Those who are
"feared dead" have one, too, for they are missed: it is given with its first word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl

from schemas.lexicon import EventLexicon, load_events
from tasks.columns.literals import fold, literals_of
from tasks.columns.patterns import NEVER

WORD = r"[\p{L}\p{M}’'-]+"  # no number: another figure is not passed over
INSERTED = ", [^,.;:!?]{1,50},"  # between the counted and what happened: characters, at most
PLACE = 4  # words of a place there, at most: "42 people in the village were killed"
TIME = 6  # words of a place or a time behind an act, at most: "starben bei dem Unglück am Montag 42"
FAR = 4  # words between a toll and its number, at most: "stieg am Freitag auf"
SUBJECT = 4  # words between "if" and an act, at most: "if the fire in May killed 42"
NOUN = 2  # words of the counted that its noun may lack: "the 42 [people on board] from being killed"


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
    found = sought.filter(pl.any_horizontal(pl.col("happened", "done", "act", "toll", "counted").is_not_null()))
    if found.is_empty():
        return found.with_columns(of=pl.lit(None, pl.String))
    found = found.with_columns_seq(**_unreal_columns(words))
    found = found.with_columns_seq(right=pl.when(pl.col("done").is_not_null()).then("right"))
    found = found.with_columns_seq(next=right.str.extract(_behind(words, words.done), 2))
    is_done = pl.col("next").is_null() | pl.col("next").str.to_lowercase().is_in(words.goes_on)
    done = pl.when(is_done if words.goes_on else True).then("done")
    behind = pl.when(~pl.any_horizontal("none", "unreal", "unreal_end")).then(pl.coalesce("happened", done))
    act = pl.when(~pl.col("unreal_act")).then("act")
    toll = pl.when(~pl.col("unreal_toll")).then("toll")
    counted = pl.when(~pl.col("unreal")).then("counted")
    return found.with_columns(of=pl.coalesce(pl.when(~pl.col("bound")).then(pl.coalesce(behind, act)), toll, counted))


def _unreal_columns(words: EventLexicon) -> dict[str, pl.Expr]:
    """Whether the words beside a number show that it did not happen, or only might, by the word that they are at."""
    left, right = pl.col("left"), pl.col("right")
    begin = "" if words.joined else r"(?i)(?:^|[^\p{L}])"
    before_number = _before_number(words)
    acts, small = f"{begin}(?:{_any(words.unreal_acts)})", f"(?: (?:{_any(words.unreal_small)}))*"
    supposing = f"{_opening(words)}(?:{_any(words.supposing)})"
    supposed = left.str.contains(f"{supposing}{_place(words)}{before_number}")
    subject = f"(?: {WORD}){{0,{SUBJECT}}}"
    toll = f"{supposing}{subject} (?:{_any(words.tolls)})(?: {WORD}){{0,{FAR}}} $"
    not_only = left.str.contains(f"{begin}(?:{_any(words.not_only)})(?: {WORD})* $")
    unreal = _any((*words.unreal_acts, *words.unreal))
    of_toll = f"{begin}(?:{_any(words.tolls)})(?: {WORD})*? (?:{unreal})(?: {WORD})* $"
    kept = f"^(?: {WORD}){{0,{NOUN}}} (?:{_any(words.unreal_between)})\\W"
    is_kept = right.str.contains(kept) if words.unreal_between else pl.lit(False)
    ends = _behind(words, (*words.happened, *words.done), _any(words.unreal_ends))
    space = "" if words.joined else " "
    act = f"{space}(?:{_any(words.acts)}){_place(words)}{before_number}"
    by_whom = left.str.extract(f"{supposing}({subject}){act}", 1)  # "fears mount after a fire killed 42": it did
    supposed_act = by_whom.is_not_null() & ~by_whom.str.contains(f"(?i) (?:{_any(words.after)})(?: |$)")
    return {
        "none": left.str.contains(f"{begin}(?:{_any(words.none)}){space}$"),
        "unreal": left.str.contains(f"{begin}(?:{_any(words.unreal)}){before_number}") | is_kept | supposed,
        "unreal_end": right.str.contains(ends) if words.unreal_ends else pl.lit(False),
        "unreal_act": left.str.contains(f"{acts}{small}{act}") & ~not_only | supposed_act,
        "unreal_toll": left.str.contains(of_toll) | left.str.contains(toll),
    }


def _opening(words: EventLexicon) -> str:
    """The pattern of what is before a word that opens a clause; no hyphen: "feriram-se" is one word."""
    return "" if words.joined else r"(?i)(?:^|[^\p{L}’'-])"


def _any(patterns: Sequence[str]) -> str:
    """A pattern that matches any of some words."""
    return "|".join(patterns) or NEVER


def _behind(words: EventLexicon, events: Sequence[str], ends: str = "") -> str:
    """The pattern of events behind the counted, and of what is right behind them.

    Without ``ends``, its groups are the event, and the next word.
    """
    if words.joined:
        return f"^(?:{_any(words.between)})*({_any(events)})(?:{ends})()"
    place = f" (?:{_any(words.places)})(?: {WORD}){{1,{PLACE}}}"
    between = f"(?: (?:{_any(words.between)})|{place}|{INSERTED})*"
    following = f"(?:{ends})" if ends else r"(?: ([\p{L}\p{M}\p{N}’'-]+)|[^ \p{L}\p{N}]|$)"
    return f"(?i)^{between} ({_any(events)}){following}"


def _act(words: EventLexicon) -> str:
    """The pattern of an act before the number, with small words, a place or a time between."""
    begin = "" if words.joined else r"(?i)(?:^|\W)"
    return f"{begin}({_any(words.acts)}){_place(words)}{_before_number(words)}"


def _place(words: EventLexicon) -> str:
    """The pattern of a place or a time behind an act."""
    return "" if words.joined else f"(?: (?:{_any(words.prepositions)})(?: {WORD}){{1,{TIME}}})?"


def _before_number(words: EventLexicon) -> str:
    """The pattern of the small words right before a number."""
    small = _any(words.before_number)
    return f"(?:{small})?$" if words.joined else f"(?: (?:{small}))? $"
