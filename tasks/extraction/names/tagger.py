"""The sequence model of names: what is looked at in a text, and how probable each label is at each word.

A linear chain (a conditional random field) with a label for the first word of each kind of name and one for the rest.
What is looked at are hashed features: the word, its letters and its shape, those of its neighbours, the lists that they
stand in. Most of it depends on one word, so it is weighed once for each distinct word of a batch, and added up by
shifts. Only words that may belong to a name are tagged: those with a capital, and what stands between two of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from schemas.data import NAMES
from schemas.tables import NAME_KINDS
from tasks.extraction.names import gazetteer
from tasks.extraction.names.words import (
    CAPITAL,
    DIGIT,
    MARK,
    SMALL,
    UNCASED,
    Codes,
    Flags,
    Keys,
    Rows,
    Words,
    keys,
    keys_of,
    numbered,
    sums,
)

LABELS = ("", *(f"{part}-{kind}" for kind in NAME_KINDS for part in ("begin", "rest")))
BUCKETS = 1 << 18
WIDTH = 8  # a row of weights: one for each label, and one more to make it a power of two

STEM = 3  # letters that a word keeps when its ending is taken off
SHORT = 3  # letters: so short a word may stand inside of a name, though it is on no list
BETWEEN, AHEAD = 3, 2  # how many words without a capital may stand inside of a name, and before its first capital
JOINING = tuple(map(ord, ".&'’-–/+"))  # marks that may stand inside of a name

Weights = npt.NDArray[np.float32]
Buckets = npt.NDArray[np.int64]

# What is looked at of one word, and at which distances from the word that is tagged.
LOOKS: Mapping[str, Sequence[int]] = {
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
    "last6": (0,),
    "listed": (-2, -1, 0, 1, 2),
    "elsewhere": (-1, 0, 1),
}
# What is looked at together. Beside the looks of one word: whether it begins a sentence, and its part in a listed name.
TOGETHER: Sequence[Sequence[tuple[str, int]]] = (
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
OUTSIDE = "outside"  # of the sentence
STEPS = sorted({step for steps in LOOKS.values() for step in steps})


class Model(NamedTuple):
    """What was learnt."""

    packed: Keys  # of each bucket: a byte for each label, which is its weight in units of ``unit``
    unit: float
    steps: Weights  # LABELS x LABELS: the weight of each label after another


class Distinct(NamedTuple):
    """The distinct words of a batch."""

    codes: Codes  # their characters, one word after another,
    begin: Rows  # where each begins in them,
    stop: Rows  # and ends
    looks: dict[str, Keys]  # what is looked at, by name
    capital: Flags  # has a capital
    acronym: Flags  # has several, and at most digits beside them
    filler: Flags  # has no capital, and may stand inside of a name
    leads: Flags  # has no capital, and may begin a name: `lake`, `van`


class Observed(NamedTuple):
    """All that is looked at in texts of one language."""

    words: Words
    of: Rows  # of each word: the number of its distinct word
    distinct: Distinct
    own: dict[str, Keys]  # what is looked at of each word, by name
    hits: gazetteer.Hits  # listed names
    placed: Flags  # of each word: whether it belongs to a listed place that is no small town
    called: Flags  # of each word: whether it is a common given name before a capital, or the word after one


class Chains(NamedTuple):
    """The words that may belong to a name, in order."""

    rows: Rows
    begins: Flags  # of each: whether no name goes on from the one before to it
    first: Rows  # of each: the first word of its sentence
    last: Rows  # of each: the last
    before: Rows  # of every word of the texts: the last one with a capital up to it, below 0 for none
    after: Rows  # and the first one from it on, past the end for none


def observed(words: Words, language: str) -> Observed:
    """What is looked at in texts of a language."""
    distinct, of = _distinct(words)
    small = distinct.looks["small"]
    listed = gazetteer.listed(language, small)
    distinct.looks["listed"] = listed
    distinct.looks["elsewhere"] = gazetteer.elsewhere(language, small)
    group = listed >> np.uint64(gazetteer.GROUP)
    distinct = distinct._replace(
        filler=(distinct.filler | (group > 0)) & ~distinct.capital,
        leads=np.isin(group, gazetteer.LEADING) & ~distinct.capital,
    )
    hits = gazetteer.hits(language, distinct.looks["word"], of, words.text)
    phrase, placed = np.zeros(len(of), np.uint64), np.zeros(len(of), bool)
    for step in range(gazetteer.LONGEST):
        inside = np.flatnonzero(hits.size > step)
        part = np.where(hits.size[inside] == 1, 0, 1 + min(step, 1))
        phrase[hits.first[inside] + step] = 1 + hits.code[inside] * 3 + part
        placed[hits.first[inside] + step] = (hits.code[inside] > 0) & (hits.kind[inside] == 0)
    common = ((listed & np.uint64(gazetteer.GIVEN)) >= gazetteer.COMMON) & (group == 0)
    called = np.zeros(len(of), bool)
    called[:-1] = (common & distinct.capital)[of[:-1]] & distinct.capital[of[1:]] & ~words.begins[1:]
    called[1:] |= called[:-1].copy()
    own = {"phrase": phrase, "begins": words.begins.astype(np.uint64)}
    return Observed(words, of, distinct, own, hits, placed, called)


def _distinct(words: Words) -> tuple[Distinct, Rows]:
    of = numbered(words.key)
    first = np.zeros(of.max(initial=-1) + 1, np.int64)
    first[of] = np.arange(len(of))
    key = words.key[first]
    start, size = words.start[first], words.end[first] - words.start[first]
    stop = np.cumsum(size)
    begin = stop - size
    places = np.repeat(start - begin, size) + np.arange(size.sum())
    codes, classes = words.codes[places], words.classes[places]
    small = sums(codes, small=True)
    looks = {"word": key, "small": keys(small, begin, stop), "shape": _shapes(classes, begin, size)}
    for letters in (1, 2, 3, 4, 6):
        longer = size > letters
        if letters in (2, 3, 4):
            looks[f"first{letters}"] = np.where(longer, keys(small, begin, np.minimum(begin + letters, stop)), 0)
        looks[f"last{letters}"] = np.where(longer, keys(small, np.maximum(stop - letters, begin), stop), 0)
    capital = _any(classes == CAPITAL, begin)
    acronym = (classes[begin] == CAPITAL) & (size > 1) & ~_any((classes != CAPITAL) & (classes != DIGIT), begin)
    filler = ((classes[begin] != MARK) & (size <= SHORT)) | np.isin(codes[begin], JOINING)
    return Distinct(codes, begin, stop, looks, capital, acronym, filler, np.zeros(len(key), bool)), of


def _any(flags: Flags, begin: Rows) -> Flags:
    """Of each word: whether one of its characters has a flag."""
    return np.logical_or.reduceat(flags, begin) if len(begin) else np.zeros(0, bool)


def _shapes(classes: npt.NDArray[np.uint8], begin: Rows, size: Rows) -> Keys:
    """What kinds of characters words are made of, and how the words begin, as a number."""
    if not len(begin):
        return np.zeros(0, np.uint64)
    many = {kind: np.add.reduceat((classes == kind).astype(np.int64), begin) for kind in range(MARK, UNCASED + 1)}
    first = classes[begin].astype(np.int64)
    second = np.where(size > 1, classes[np.minimum(begin + 1, len(classes) - 1)], 0)
    found = first * 8 + second
    for count, most in (
        (many[SMALL], 1),
        (many[CAPITAL], 2),
        (many[DIGIT], 2),
        (many[MARK], 1),
        (size - 1, 4),
    ):
        found = found * (most + 1) + np.minimum(count, most)
    numbers: Keys = (found + 1).astype(np.uint64)
    return numbers


def without(distinct: Distinct, endings: Sequence[str]) -> Keys:
    """The keys of distinct words; of those with a capital, without the first of ``endings`` that they have."""
    stop = distinct.stop.copy()
    for ending in endings:
        wanted = np.array([ord(letter) for letter in ending], np.uint32)
        long = distinct.stop - distinct.begin >= STEM + len(wanted)
        fits = np.flatnonzero((stop == distinct.stop) & distinct.capital & long)
        last = distinct.codes[stop[fits, None] + np.arange(-len(wanted), 0)]
        stop[fits[(last == wanted).all(1)]] -= len(wanted)
    return keys(sums(distinct.codes), distinct.begin, stop)


def chains(seen: Observed) -> Chains:
    """The words that may belong to a name.

    A name has capitals, up to BETWEEN other words between two of them, and up to AHEAD listed ones before the first.
    """
    starts = np.flatnonzero(seen.words.begins)
    count = len(seen.of)
    place = np.arange(count)
    sizes = np.diff(starts, append=count)
    first, last = np.repeat(starts, sizes), np.repeat(starts + sizes - 1, sizes)
    capital = seen.distinct.capital[seen.of]
    blocked = np.cumsum(~(capital | seen.distinct.filler[seen.of]) | seen.words.begins)
    before = np.maximum.accumulate(np.where(capital, place, -1)) if count else place
    after = np.minimum.accumulate(np.where(capital, place, count)[::-1])[::-1] if count else place
    has_before, has_after = before >= first, after <= last
    to_next = has_after & (blocked[np.where(has_after, after, place)] == blocked)
    to_last = has_before & (blocked[np.where(has_before, before, place)] == blocked)
    inside = to_next & to_last & (after - before - 1 <= BETWEEN)
    ahead = to_next & seen.distinct.leads[seen.of] & (after - place <= AHEAD)
    number = has_before & (before == place - 1) & (seen.words.classes[seen.words.start] == DIGIT)
    rows = np.flatnonzero(capital | inside | ahead | number)
    begins = np.ones(len(rows), bool)
    begins[1:] = (np.diff(rows) > 1) | seen.words.begins[rows[1:]]
    return Chains(rows, begins, first[rows], last[rows], before, after)


def buckets(name: str, value: Keys) -> Buckets:
    """The bucket of each value of what is looked at under a name."""
    mixed = (value ^ _salt(name)) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(13)).astype(np.int64) & (BUCKETS - 1)


@cache
def _salt(name: str) -> np.uint64:
    return np.uint64(keys_of([name])[0])


def singles(distinct: Distinct) -> list[tuple[int, Buckets]]:
    """The buckets of what depends on one word: the distance of the word, and the bucket of each distinct word."""
    return [(step, buckets(f"{name}{step}", distinct.looks[name])) for name, steps in LOOKS.items() for step in steps]


def outside(step: int) -> int:
    """The bucket that stands for a neighbour outside of the sentence."""
    return int(buckets(f"{OUTSIDE}{step}", np.ones(1, np.uint64))[0])


def together(seen: Observed, where: Chains) -> list[Buckets]:
    """The buckets of what is looked at together, for the words that are tagged."""
    known: dict[tuple[str, int], Keys] = {}

    def look(name: str, step: int) -> Keys:
        if (name, step) not in known:
            other, inside = neighbours(where, step)
            values = seen.own[name][other] if name in seen.own else seen.distinct.looks[name][seen.of[other]]
            known[name, step] = np.where(inside, values, np.uint64(1))
        return known[name, step]

    found = []
    for parts in TOGETHER:
        total = np.zeros(len(where.rows), np.uint64)
        for name, step in parts:
            total = total * gazetteer.JOIN + look(name, step)
        found.append(buckets("+".join(f"{name}{step}" for name, step in parts), total))
    return found


def neighbours(where: Chains, step: int) -> tuple[Rows, Flags]:
    """Of each word that is tagged: the word ``step`` words after it, and whether that is in its sentence."""
    other = where.rows + step
    inside = (other >= where.first) & (other <= where.last)
    return np.where(inside, other, where.rows), inside


def scores(model: Model, seen: Observed, where: Chains) -> Weights:
    """The weight of each label at each word that is tagged, by what is looked at (before its neighbours' labels).

    Weights are bytes, and those of a bucket one number of eight: so all of them fit in a processor's cache.
    """
    count = len(seen.distinct.begin)
    of_step = {step: np.zeros((count + 1, WIDTH), np.int16) for step in STEPS}
    for step, bucket in singles(seen.distinct):
        of_step[step][:count] += _unpacked(model.packed[bucket])
        of_step[step][count:] += _unpacked(model.packed[outside(step)])
    found = np.zeros((len(where.rows), WIDTH), np.int16)
    for step, table in of_step.items():
        other, inside = neighbours(where, step)
        found += table[np.where(inside, seen.of[other], count)]
    for bucket in together(seen, where):
        found += _unpacked(model.packed[bucket])
    return found[:, : len(LABELS)] * np.float32(model.unit)


def _unpacked(packed: Keys) -> npt.NDArray[np.int8]:
    return np.atleast_1d(packed).view(np.int8).reshape(-1, WIDTH)


def marginals(model: Model, score: Weights, begins: Flags) -> Weights:
    """How probable each label is at each word, given its chain: forwards and backwards over all chains at once.

    Chains are sorted by their length, and all first words stand before all second ones: so a step is one product of
    matrices over what lies side by side.
    """
    count = len(score)
    start = np.flatnonzero(begins)
    length = np.diff(start, append=count)
    order = np.argsort(-length, kind="stable")
    start, length = start[order], length[order]
    # How many chains have a first word, a second one ...
    many = np.searchsorted(-length, -np.arange(1, length.max(initial=0) + 1), side="right").tolist()
    rows = np.concatenate([start[:size] + place for place, size in enumerate(many)] or [start])
    slices = [slice(end - size, end) for size, end in zip(many, np.cumsum(many).tolist(), strict=True)]
    potential = score[rows]
    potential -= potential.max(1, keepdims=True)
    np.exp(potential, out=potential)
    steps, ones = np.exp(model.steps), np.ones((len(LABELS), 1), np.float32)
    forward, backward = potential.copy(), np.ones_like(potential)
    for before, here in itertools.pairwise(slices):
        state = forward[before][: here.stop - here.start] @ steps
        state *= potential[here]
        forward[here] = state / (state @ ones)
    for here, before in itertools.pairwise(reversed(slices)):
        state = (potential[here] * backward[here]) @ steps.T
        backward[before][: here.stop - here.start] = state / (state @ ones)
    forward *= backward
    found: Weights = np.empty_like(forward)
    found[rows] = forward / (forward @ ones)
    return found


def spans(where: Chains, probable: Weights) -> tuple[Rows, Rows, Rows, Weights]:
    """Names: first word, last word, kind, and how probable the least probable word is.

    A word is of the likeliest kind, whether or not it begins a name: where it is open whether a name begins with an
    article, its next word shares its probability among both labels.
    """
    kinds = by_kind(probable)
    best = kinds.argmax(1)
    named = best > 0
    begin = np.take_along_axis(probable, np.maximum(2 * best - 1, 0)[:, None], 1)[:, 0]
    rest = np.take_along_axis(probable, (2 * best)[:, None], 1)[:, 0]
    goes_on = np.zeros(len(best), bool)
    goes_on[1:] = named[1:] & (best[1:] == best[:-1]) & (rest[1:] >= begin[1:]) & ~where.begins[1:]
    first = np.flatnonzero(named & ~goes_on)
    inside = np.flatnonzero(named)
    last = first.copy()
    last[np.cumsum(~goes_on[inside]) - 1] = inside
    sure = kinds.max(1)
    least = np.minimum.reduceat(np.where(named, sure, 1), first) if len(first) else np.zeros(0, np.float32)
    return where.rows[first], where.rows[last], best[first] - 1, least


def trimmed(seen: Observed, where: Chains, first: Rows, last: Rows) -> tuple[Rows, Rows]:
    """The first and last words of names, without what stands before their first capital and after their last.

    A listed word may lead a name, and a number end it. Of what has no capital the last word comes before the first.
    """
    begins, ends = where.after[first], where.before[last]
    led = seen.distinct.leads[seen.of[first]] & (begins <= last)
    number = (seen.words.classes[seen.words.start[last]] == DIGIT) & (ends >= first)
    return np.where(led, first, begins), np.where(number, last, ends)


def by_kind(probable: Weights) -> Weights:
    """How probable it is that each word belongs to no name, and to one of each kind."""
    return np.concatenate([probable[:, :1], probable[:, 1::2] + probable[:, 2::2]], 1)


@cache
def load(language: str) -> Model:
    """The model for a language; for one that has none, that of all languages."""
    file = NAMES / f"{language}.npz"
    return read(file if file.exists() else NAMES / "any.npz")


def read(file: Path) -> Model:
    """A model as ``training/names.py`` writes it: gaps between the buckets that have weights, and these as bytes."""
    with np.load(file) as stored:
        weights = np.zeros((BUCKETS, WIDTH), np.int8)
        weights[np.cumsum(stored["gaps"], dtype=np.int64), : len(LABELS)] = stored["weights"]
        return Model(weights.view(np.uint64).ravel(), float(stored["scale"]), stored["steps"])
