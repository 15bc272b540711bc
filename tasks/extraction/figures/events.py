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
from tasks.columns.pinned import look_for

WORD = r"[\p{L}\p{M}’'-]+"  # no number: another figure is not passed over
INSERTED = ", [^,.;:!?]{1,50},"  # between the counted and what happened: characters, at most
PLACE = 4  # words of a place there, at most: "42 people in the village were killed"
TIME = 6  # words of a place or a time behind an act, at most: "starben bei dem Unglück am Montag 42"
FAR = 4  # words between a toll and its number, at most: "stieg am Freitag auf"
SUBJECT = 4  # words between "if" and an act, at most: "if the fire in May killed 42"
OF_SUBJECT = f"(?: {WORD}){{0,{SUBJECT}}}"
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
    """Those of figures that have an event, with ``of``, which is null where it did not happen."""
    patterns = {
        "happened": ("right", _behind(words, words.happened)),
        "done": ("right", _behind(words, words.done)),
        "act": ("left", _act(words)),
        "toll": ("left", f"(?i)(?:^|\\W)({_any(words.tolls)})(?: {WORD}){{0,{FAR}}} $"),
        "counted": ("noun", f"(?i)(?:^|\\W)({_any(words.counted)})$"),
    }
    found = figures.with_columns_seq(look_for(patterns)).filter(pl.any_horizontal(*patterns))
    if found.is_empty():
        return found.with_columns(of=pl.lit(None, pl.String))
    found = found.with_columns_seq(look_for(_signs_of_unreal(words)))
    found = found.with_columns_seq(by_whom=pl.col("left").str.extract(_supposed_act(words), 1))
    found = found.with_columns_seq(is_after=pl.col("by_whom").str.contains(f"(?i) (?:{_any(words.after)})(?: |$)"))
    # Each pattern in an expression of its own: so the thread keeps it compiled.
    found = found.with_columns_seq(pl.when(name).then(column).alias(name) for name, (column, _) in patterns.items())
    following = pl.col("done").str.extract(patterns["done"][1], 2)
    extracted = [pl.col(name).str.extract(pattern) for name, (_, pattern) in patterns.items()]
    found = found.with_columns_seq(following.alias("next"), *extracted)
    is_done = pl.col("next").is_null() | pl.col("next").str.to_lowercase().is_in(words.goes_on)
    done = pl.when(is_done if words.goes_on else True).then("done")
    unreal = pl.any_horizontal("unreal", "kept", "supposed")
    behind = pl.when(~pl.any_horizontal("none", unreal, "unreal_end")).then(pl.coalesce("happened", done))
    is_supposed = pl.col("by_whom").is_not_null() & ~pl.col("is_after").fill_null(False)
    act = pl.when((~pl.col("unreal_act") | pl.col("not_only")) & ~is_supposed).then("act")
    toll = pl.when(~pl.any_horizontal("unreal_toll", "supposed_toll")).then("toll")
    counted = pl.when(~unreal).then("counted")
    return found.with_columns(of=pl.coalesce(pl.when(~pl.col("bound")).then(pl.coalesce(behind, act)), toll, counted))


def _signs_of_unreal(words: EventLexicon) -> dict[str, tuple[str, str]]:
    """What patterns say of the words beside a number: that it did not happen, or only might; or ``bound``."""
    begin = "" if words.joined else r"(?i)(?:^|[^\p{L}])"
    before_number, supposing = _before_number(words), _supposing(words)
    acts, small = f"{begin}(?:{_any(words.unreal_acts)})", f"(?: (?:{_any(words.unreal_small)}))*"
    unreal = _any((*words.unreal_acts, *words.unreal))
    ends = _behind(words, (*words.happened, *words.done), _any(words.unreal_ends))
    space = "" if words.joined else " "
    return {
        "none": ("left", f"{begin}(?:{_any(words.none)}){space}$"),
        "unreal": ("left", f"{begin}(?:{_any(words.unreal)}){before_number}"),
        "kept": ("right", f"^(?: {WORD}){{0,{NOUN}}} (?:{_any(words.unreal_between)})\\W"),
        "supposed": ("left", f"{supposing}{_place(words)}{before_number}"),
        "unreal_end": ("right", ends),
        "unreal_act": ("left", f"{acts}{small}{space}(?:{_any(words.acts)}){_place(words)}{before_number}"),
        "not_only": ("left", f"{begin}(?:{_any(words.not_only)})(?: {WORD})* $"),
        "unreal_toll": ("left", f"{begin}(?:{_any(words.tolls)})(?: {WORD})*? (?:{unreal})(?: {WORD})* $"),
        "supposed_toll": ("left", f"{supposing}{OF_SUBJECT} (?:{_any(words.tolls)})(?: {WORD}){{0,{FAR}}} $"),
        # "In two villages", "by two men": these are a place, or who did it.
        "bound": ("left", f"(?i)(?:^|\\W)(?:{_any((*words.places, *words.agents))}) $"),
    }


def _supposing(words: EventLexicon) -> str:
    """The pattern of a word that only supposes what its clause says; no hyphen: "feriram-se" is one word."""
    begin = "" if words.joined else r"(?i)(?:^|[^\p{L}’'-])"
    return f"{begin}(?:{_any(words.supposing)})"


def _supposed_act(words: EventLexicon) -> str:
    """The pattern of an act that is only supposed; its group is who acts, of which "after a fire" says that it did."""
    space = "" if words.joined else " "
    return f"{_supposing(words)}({OF_SUBJECT}){space}(?:{_any(words.acts)}){_place(words)}{_before_number(words)}"


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
