"""Which words may belong to a name: the chains of words that the model labels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tasks.columns.characters import DIGIT, Flags
from tasks.columns.windows import Rows, is_any
from tasks.extraction.names.observation import Observed

# Set by hand. Labelling nothing but such words took F1 on French from .49 to .60 (docs/decisions.md).
BETWEEN = 3  # words without a capital that may be between two capitals of a name
AHEAD = 2  # listed words that may be before its first capital
BEHIND = 3  # words without a capital that may be behind its last one, in languages where they may end a name

OPENING = tuple(map(ord, '«„“"'))  # marks


class Chains(NamedTuple):
    """The words that may belong to a name, in order: all but the last two columns have an entry for each of them."""

    rows: Rows
    begins: Flags  # whether no name goes on from the word before to this one
    first: Rows  # the first word of its sentence
    last: Rows  # the last word of its sentence
    before: Rows  # for every word of the texts: the last one with a capital up to it; below 0 for none
    after: Rows  # for every word of the texts: the first one with a capital from it on; past the end for none


def find_chains(seen: Observed) -> Chains:
    """Find the words that may belong to a name.

    A name has capitals, up to BETWEEN other words between two of them, up to AHEAD listed ones before the first, and
    may end with a number.
    """
    starts = np.flatnonzero(seen.words.begins_sentence)
    count = len(seen.distinct_of)
    place = np.arange(count)
    sizes = np.diff(starts, append=count)
    first, last = np.repeat(starts, sizes), np.repeat(starts + sizes - 1, sizes)
    capital = seen.distinct.capital[seen.distinct_of]
    joined = seen.distinct.filler[seen.distinct_of] | opens_name(seen)
    blocked = np.cumsum(~(capital | joined) | seen.words.begins_sentence)
    before = np.maximum.accumulate(np.where(capital, place, -1)) if count else place
    after = np.minimum.accumulate(np.where(capital, place, count)[::-1])[::-1] if count else place
    has_before, has_after = before >= first, after <= last
    to_next = has_after & (blocked[np.where(has_after, after, place)] == blocked)
    to_last = has_before & (blocked[np.where(has_before, before, place)] == blocked)
    inside = to_next & to_last & (after - before - 1 <= BETWEEN)
    ahead = to_next & seen.distinct.leads[seen.distinct_of] & (after - place <= AHEAD)
    number = has_before & (before == place - 1) & (seen.words.classes[seen.words.start] == DIGIT)
    rows = np.flatnonzero(capital | inside | ahead | number | _words_behind(seen, np.where(has_before, before, count)))
    begins = np.ones(len(rows), bool)
    begins[1:] = (np.diff(rows) > 1) | seen.words.begins_sentence[rows[1:]]
    return Chains(rows, begins, first[rows], last[rows], before, after)


def opens_name(seen: Observed) -> Flags:
    """Whether words are marks that open the name of an organisation after its form: `LLC "Blue Ferry"`."""
    opens = np.zeros(len(seen.distinct_of), bool)
    behind = np.flatnonzero(seen.distinct.legal[seen.distinct_of[:-1]]) + 1
    opens[behind] = is_any(seen.words.codes[seen.words.start[behind]], OPENING)
    return opens


def _words_behind(seen: Observed, before: Rows) -> Flags:
    """Whether words may end a name, though they have no capital: up to BEHIND words after one that has.

    ``before`` is the last word with a capital in the sentence; past the end for none.
    """
    trails = seen.distinct.trails[seen.distinct_of]
    if not trails.any():
        return trails
    place = np.arange(len(trails))
    passed = trails | seen.distinct.filler[seen.distinct_of]
    stopped = np.append(np.cumsum(~passed), 0)  # a word with a capital stops, too, and counts with those after it
    near = passed & (stopped[np.minimum(before, len(trails))] == stopped[:-1])
    near &= (place > before) & (place - before <= BEHIND)
    behind = near & trails
    for _ in range(BEHIND - 1):  # a small word is among them only with one of them after it
        behind[:-1] |= near[:-1] & behind[1:]
    found: Flags = behind
    return found


def neighbours_of(chains: Chains, step: int) -> tuple[Rows, Flags]:
    """For each word of chains the word ``step`` words after it, and whether that is in its sentence."""
    other = chains.rows + step
    inside = (other >= chains.first) & (other <= chains.last)
    return np.where(inside, other, chains.rows), inside
