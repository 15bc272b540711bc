"""The sequence model of names: what is looked at, and how a text is tagged with it.

A linear chain (conditional random field) over the words of a sentence, with a label for the begin and the rest of each
kind of name. What is looked at are hashed features: the word, its letters, its neighbours, the lists that it stands
in. Most depend on one word only, so they are weighed once for each distinct word of a batch, and added up by shifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from schemas.tables import NAME_KINDS
from tasks import gazetteer
from tasks.words import CAPITAL, DIGIT, MARK, SMALL, UNCASED, Codes, Flags, Keys, Rows, Words, keys, keys_of, sums

MODELS = Path(__file__).parents[1] / "schemas" / "names"
LABELS = ("", *(f"{part}-{kind}" for kind in NAME_KINDS for part in "BI"))
WIDTH = 8  # a row of weights: the labels, and what makes it a power of two
BUCKETS = 1 << 18
STEM = 3  # letters that a word keeps when its ending is taken off
SHORT = 3  # letters: so short a word may stand inside of a name, though it is on no list
BETWEEN, AHEAD = 3, 2  # how many words without a capital may stand inside of a name, and before its first capital
JOINING = tuple(map(ord, ".&'’-–/+"))

Weights = npt.NDArray[np.float32]

# What is looked at of a word, and of which neighbours of each: words after it, negative before it.
LOOKS = {
    "word": (-1, 0, 1),
    "small": (-2, -1, 0, 1, 2),
    "shape": (-2, -1, 0, 1, 2),
    "first2": (0,),
    "first3": (0,),
    "first4": (0,),
    "last1": (0,),
    "last2": (-1, 0, 1),
    "last3": (-1, 0, 1),
    "last4": (0,),
    "listed": (-2, -1, 0, 1, 2),
    "elsewhere": (-1, 0, 1),
}
# Of which neighbours two or three are looked at together.
TOGETHER = (
    (("small", -1), ("small", 0)),
    (("small", 0), ("small", 1)),
    (("shape", -1), ("shape", 0), ("shape", 1)),
    (("listed", -1), ("listed", 0)),
    (("listed", 0), ("listed", 1)),
    (("small", -1), ("shape", 0)),
    (("shape", 0), ("small", 1)),
    (("small", -2), ("small", -1)),
    (("begins", 0), ("shape", 0), ("listed", 0)),
    (("begins", 0), ("small", 0)),
    (("phrase", 0), ("shape", 0)),
    (("phrase", 0), ("small", -1)),
    (("phrase", 1), ("shape", 0)),
    (("phrase", -1), ("shape", 0)),
)


class Model(NamedTuple):
    """What was learnt: the weights of each bucket, and of each label after another."""

    weights: Weights  # BUCKETS x WIDTH
    steps: Weights  # WIDTH x WIDTH, from label to label


class Distinct(NamedTuple):
    """The distinct words of a batch."""

    of: Rows  # of each word: the number of its distinct word
    key: Keys
    looks: dict[str, Keys]  # what is looked at, by name
    codes: Codes  # their characters, one word after another,
    begin: Rows  # where each begins in them,
    stop: Rows  # and ends
    capital: Flags  # has a capital
    filler: Flags  # may stand inside of a name: no capital, no mark but those in JOINING
    leads: Flags  # may begin a name without a capital: `river`, `van`


def distinct(found: Words) -> Distinct:
    """The distinct words, and what they look like."""
    written = keys(sums(found.codes, small=False), found.start, found.end)
    key, first, of = np.unique(written, return_index=True, return_inverse=True)
    start, end = found.start[first], found.end[first]
    size = end - start
    # Once more, over the distinct words only.
    places = np.repeat(start - (np.cumsum(size) - size), size) + np.arange(size.sum())
    codes, classes = found.codes[places], found.classes[places]
    begin = np.cumsum(size) - size
    stop = begin + size
    capital = np.maximum.reduceat(classes == CAPITAL, begin) if len(begin) else np.zeros(0, bool)
    filler = (classes[begin] != MARK) & (size <= SHORT) | np.isin(codes[begin], JOINING)
    small = sums(codes, small=True)
    looks = {"word": key, "small": keys(small, begin, stop), "shape": _shapes(classes, begin, size)}
    for letters in (1, 2, 3, 4):
        enough = size > letters
        if letters > 1:
            looks[f"first{letters}"] = np.where(enough, keys(small, begin, np.minimum(begin + letters, stop)), 0)
        looks[f"last{letters}"] = np.where(enough, keys(small, np.maximum(stop - letters, begin), stop), 0)
    return Distinct(of, key, looks, codes, begin, stop, capital, filler & ~capital, np.zeros(len(key), bool))


def without(seen: Distinct, endings: Sequence[str]) -> Keys:
    """The keys of distinct words, of those with a capital without the first of ``endings`` that they have."""
    stop = seen.stop.copy()
    for ending in endings:
        wanted = np.array([ord(letter) for letter in ending], np.uint32)
        fits = np.flatnonzero((stop == seen.stop) & seen.capital & (stop - seen.begin >= STEM + len(wanted)))
        last = seen.codes[stop[fits, None] + np.arange(-len(wanted), 0)]
        stop[fits[(last == wanted).all(1)]] -= len(wanted)
    return keys(sums(seen.codes, small=False), seen.begin, stop)


def _shapes(classes: npt.NDArray[np.uint8], begin: Rows, size: Rows) -> Keys:
    """What kinds of characters words are made of, and in which order, as a number."""
    if not len(begin):
        return np.zeros(0, np.uint64)
    has = {kind: np.add.reduceat((classes == kind).astype(np.int64), begin) for kind in range(MARK, UNCASED + 1)}
    first = classes[begin].astype(np.int64)
    second = np.where(size > 1, classes[np.minimum(begin + 1, len(classes) - 1)], 0)
    found = first * 8 + second
    found = found * 2 + (has[SMALL] > 0)
    found = found * 3 + np.minimum(has[CAPITAL], 2)
    found = found * 3 + np.minimum(has[DIGIT], 2)
    found = found * 2 + (has[MARK] > 0)
    found = found * 5 + np.minimum(size, 5) - 1
    mark = (first == MARK).astype(np.int64)
    numbers: Keys = ((found * 2 + mark) + 1).astype(np.uint64)
    return numbers


def buckets(name: str, value: Keys) -> npt.NDArray[np.int64]:
    """The bucket of each value of something that is looked at."""
    mixed = (value ^ _salt(name)) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(13)).astype(np.int64) & (BUCKETS - 1)


@cache
def _salt(name: str) -> np.uint64:
    return np.uint64(keys_of([name])[0])


def singles(seen: Distinct) -> list[tuple[int, npt.NDArray[np.int64]]]:
    """Buckets of what depends on one word: which neighbour, and the bucket for each distinct word."""
    return [(step, buckets(f"{name}{step}", seen.looks[name])) for name, steps in LOOKS.items() for step in steps]


def pairs(seen: Distinct, own: dict[str, Keys], rows: Rows, first: Rows, last: Rows) -> list[npt.NDArray[np.int64]]:
    """Buckets of what depends on several words, for the words ``rows`` of sentences from ``first`` to ``last``."""
    cached: dict[tuple[str, int], Keys] = {}

    def look(name: str, step: int) -> Keys:
        if (name, step) not in cached:
            other = rows + step
            inside = (other >= first) & (other <= last)
            other = np.where(inside, other, rows)
            values = own[name][other] if name in own else seen.looks[name][seen.of[other]]
            cached[name, step] = np.where(inside, values, np.uint64(1))
        return cached[name, step]

    found = []
    for parts in TOGETHER:
        total = np.zeros(len(rows), np.uint64)
        for name, step in parts:
            total = total * np.uint64(0x9E3779B97F4A7C15) + look(name, step)
        found.append(buckets("+".join(f"{name}{step}" for name, step in parts), total))
    return found


def observed(found: Words, language: str) -> tuple[Distinct, dict[str, Keys]]:
    """All that is looked at in the words of texts in one language: of distinct words, and of each word."""
    seen = distinct(found)
    small = seen.looks["small"]
    seen.looks["listed"] = gazetteer.look_up(gazetteer.listed(language), small)
    seen.looks["elsewhere"] = gazetteer.look_up(gazetteer.elsewhere(language), small >> np.uint64(32))
    group = seen.looks["listed"] >> np.uint64(8)
    seen = seen._replace(
        filler=seen.filler | (group > 0) & ~seen.capital, leads=np.isin(group, gazetteer.LEADING) & ~seen.capital
    )
    phrase = np.zeros(len(found.start), np.uint64)
    known = gazetteer.known(language)
    start, size, row = gazetteer.hits(known, seen.key[seen.of], found.text)
    kind = known.of["size"].to_numpy()[row] + (known.of["kind"] == "organisation").to_numpy()[row]
    for step in range(gazetteer.LONGEST):
        inside = np.flatnonzero(size > step)
        part = np.where(size[inside] == 1, 0, 1 + min(step, 1))
        phrase[start[inside] + step] = 1 + kind[inside] * 3 + part
    return seen, {"phrase": phrase, "begins": found.begins.astype(np.uint64)}


def load(name: str) -> Model:
    """The model for a language; for one without its own, that of all languages."""
    return _load(name if (MODELS / f"{name}.npz").exists() else "any")


@cache
def _load(name: str) -> Model:
    with np.load(MODELS / f"{name}.npz") as stored:
        weights = np.zeros((BUCKETS, WIDTH), np.float32)
        rows = np.cumsum(stored["gaps"].astype(np.int64))
        weights[rows, : len(LABELS)] = stored["weights"].astype(np.float32) * stored["scale"]
        steps = np.zeros((WIDTH, WIDTH), np.float32)
        steps[: len(LABELS), : len(LABELS)] = stored["steps"]
    return Model(weights, steps)


OUTSIDE = "outside{step}"


def scores(model: Model, seen: Distinct, own: dict[str, Keys], rows: Rows, first: Rows, last: Rows) -> Weights:
    """The weight of each label for the words ``rows``, by what is looked at."""
    weights = model.weights
    by_step: dict[int, Weights] = {}
    for step, bucket in singles(seen):
        if step in by_step:
            by_step[step] += weights[bucket]
        else:
            by_step[step] = weights[bucket]
    found = np.zeros((len(rows), WIDTH), np.float32)
    for step, table in by_step.items():
        other = rows + step
        inside = (other >= first) & (other <= last)
        if step == 0:
            found += table[seen.of[other]]
            continue
        found += table[seen.of[np.where(inside, other, rows)]] * inside[:, None]
        found[~inside] += weights[buckets(OUTSIDE.format(step=step), np.ones(1, np.uint64))]
    for bucket in pairs(seen, own, rows, first, last):
        found += weights[bucket]
    return found


def marginals(model: Model, score: Weights, begins: Flags) -> Weights:
    """How probable each label is for each word, given its sentence: forward and backward over all at once."""
    size = len(score)
    if not size:
        return np.zeros((0, len(LABELS)), np.float32)
    count = len(LABELS)
    start = np.flatnonzero(begins)
    length = np.diff(start, append=size)
    order = np.argsort(-length, kind="stable")
    start, length = start[order], length[order]
    potential = np.exp(score[:, :count] - score[:, :count].max(1, keepdims=True))
    steps = np.exp(model.steps[:count, :count])
    longest = int(length[0])
    alive = np.searchsorted(-length, -np.arange(1, longest + 1), side="right")  # sentences that have a word so late
    forward = np.empty((size, count), np.float32)
    state = potential[start]
    state /= state.sum(1, keepdims=True)
    forward[start] = state
    for place in range(1, longest):
        many = alive[place]
        rows = start[:many] + place
        state = (state[:many] @ steps) * potential[rows]
        state /= state.sum(1, keepdims=True)
        forward[rows] = state
    backward = np.ones((size, count), np.float32)
    for place in range(longest - 2, -1, -1):
        many = alive[place + 1]
        rows = start[:many] + place
        state = (potential[rows + 1] * backward[rows + 1]) @ steps.T
        backward[rows] = state / state.sum(1, keepdims=True)
    forward *= backward
    forward /= forward.sum(1, keepdims=True)
    return forward


def chains(found: Words, seen: Distinct) -> tuple[Rows, Flags, Rows, Rows]:
    """The words that may belong to a name; which of them begin a chain; and first and last word of their sentence.

    A name has capitals, up to BETWEEN other words between two of them, and up to AHEAD listed ones before the first.
    """
    size = len(found.start)
    if not size:
        none = np.zeros(0, np.int64)
        return none, np.zeros(0, bool), none, none
    place = np.arange(size)
    starts = np.flatnonzero(found.begins)
    sizes = np.diff(starts, append=size)
    first, last = np.repeat(starts, sizes), np.repeat(starts + sizes - 1, sizes)
    capital = seen.capital[seen.of]
    filler = seen.filler[seen.of]
    blocked = np.cumsum(~(capital | filler) | found.begins)
    before = np.maximum.accumulate(np.where(capital, place, -1))
    after = np.minimum.accumulate(np.where(capital, place, size)[::-1])[::-1]
    has_before, has_after = before >= first, after <= last
    same = blocked[np.where(has_before, before, place)] == blocked[np.where(has_after, after, place)]
    inside = has_before & has_after & same & (after - before - 1 <= BETWEEN)
    open_ = has_after & (blocked[np.where(has_after, after, place)] == blocked)
    ahead = seen.leads[seen.of] & open_ & (after - place <= AHEAD)
    digit = (found.classes[found.start] == DIGIT) & (before == place - 1) & has_before
    rows = np.flatnonzero(capital | inside | ahead | digit)
    begins = np.ones(len(rows), bool)
    begins[1:] = (np.diff(rows) > 1) | found.begins[rows[1:]]
    return rows, begins, first[rows], last[rows]


def spans(rows: Rows, begins: Flags, probable: Weights) -> tuple[Rows, Rows, Rows, Weights]:
    """Names by the likeliest labels: first word, last word, kind, and the least probability of their words."""
    best = probable.argmax(1)
    kind = (best - 1) // 2
    named = best > 0
    same = np.zeros(len(best), bool)
    same[1:] = named[:-1] & (kind[1:] == kind[:-1]) & (best[1:] % 2 == 0) & ~begins[1:]
    opens = named & ~same
    first = np.flatnonzero(opens)
    if not len(first):
        return first, first, first, np.zeros(0, np.float32)
    last = first.copy()
    inside = np.flatnonzero(named)
    last[(np.cumsum(opens) - 1)[inside]] = inside
    sure = np.take_along_axis(probable, best[:, None], 1)[:, 0]
    least = np.minimum.reduceat(np.where(named, sure, 1), first)
    return rows[first], rows[last], kind[first], least
