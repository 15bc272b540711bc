"""The lists that words stand in: places, given and family names, words of the lexicon, and names known elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from schemas import lexicon, rulebook
from tasks.words import Keys, Rows, keys, keys_of, sums, words

NAMES = Path(__file__).parents[1] / "schemas" / "names"
LONGEST = 6  # words of a listed name
JOIN = np.uint64(0x9E3779B97F4A7C15)

# The word lists of [mentions] that the model looks at; a word that stands in several counts for the first.
LISTS = (
    "honorifics",
    "roles",
    "organisation_words",
    "place_words",
    "sayings",
    "relations",
    "prefixes",
    "particles",
    "demonyms",
)
LEADING = tuple(1 + LISTS.index(name) for name in ("organisation_words", "place_words", "prefixes"))
PEOPLES = 1 + LISTS.index("demonyms")
POPULATIONS = (100_000, 500_000, 100_000_000)  # where a place is of the next size


LISTED = pl.Schema({"name": pl.String, "usual": pl.String, "country": pl.String, "kind": pl.String, "size": pl.Int64})


class Phrases(NamedTuple):
    """Listed names of one word or more, by the key of their words."""

    key: Keys  # sorted
    row: Rows  # in ``of``
    sizes: tuple[int, ...]  # how many words they have
    of: pl.DataFrame


@cache
def towns() -> pl.DataFrame:
    """Territories and towns, the largest first: ``name``, ``usual``, ``country`` and ``population``."""
    return pl.read_parquet(NAMES / "places.parquet")


@cache
def known(language: str) -> Phrases:
    """Listed names that texts in a language may hold.

    Has ``name``, ``usual``, ``country``, ``kind`` (of NAME_KINDS), and ``size``: of a place how large it is, from 0.
    """
    sections = lexicon.load("mentions")
    rows: list[tuple[str, str, str | None, str, int]] = []
    for part in (sections[code] for code in (language, "any") if code in sections):
        for usual, forms in part.get("organisations", {}).items():
            rows += [(form, usual, None, "organisation", len(POPULATIONS)) for form in forms]
        for usual, place in part.get("places", {}).items():
            rows += [(form, usual, place["country"] or None, "place", len(POPULATIONS)) for form in place["forms"]]
    listed = pl.DataFrame(rows, LISTED, orient="row")
    of_towns = towns().select(
        "name",
        "usual",
        "country",
        kind=pl.lit("place"),
        size=pl.sum_horizontal(*(pl.col("population").ge(least).cast(pl.Int64) for least in POPULATIONS)),
    )
    return phrases(pl.concat([listed, of_towns]))


def phrases(of: pl.DataFrame) -> Phrases:
    """The phrases of the column ``name``; of those that are the same, the first counts."""
    found = words(of["name"])
    joined = phrase_keys(keys(sums(found.codes, small=False), found.start, found.end))
    first = np.searchsorted(found.text, np.arange(of.height))
    size = np.diff(first, append=len(found.text))
    fits = np.flatnonzero((size > 0) & (size <= LONGEST))
    key = np.array([joined[n - 1][at] for n, at in zip(size[fits], first[fits], strict=True)], np.uint64)
    key, row = np.unique(key, return_index=True)
    return Phrases(key, fits[row], tuple(sorted(set(size[fits][row].tolist()))), of)


def phrase_keys(word: Keys) -> list[Keys]:
    """For 1, 2, ... words: the key of so many words from each on; 0 past the end."""
    found = [word]
    for size in range(1, LONGEST):
        longer = np.zeros_like(word)
        if len(word) > size:
            longer[:-size] = found[-1][:-size] * JOIN + word[size:]
        found.append(longer)
    return found


def hits(known: Phrases, word: Keys, text: Rows) -> tuple[Rows, Rows, Rows]:
    """Where listed names stand: the first word, how many words, and the row; of those that overlap the longest."""
    joined = phrase_keys(word)
    taken = np.zeros(len(word), bool)
    starts, sizes, rows = [], [], []
    for size in sorted(known.sizes, reverse=True):
        if size > len(word):
            continue
        key = joined[size - 1]
        at = np.minimum(np.searchsorted(known.key, key), len(known.key) - 1)
        first = np.flatnonzero((known.key[at] == key)[: len(key) - size + 1])
        first = first[text[first] == text[first + size - 1]]
        # Phrases of one size may overlap each other: the first of a chain stands.
        free = ~np.any(taken[first[:, None] + np.arange(size)], axis=1)
        first = first[free]
        if size > 1 and len(first):
            apart = np.ones(len(first), bool)
            apart[1:] = np.diff(first) >= size
            first = first[apart]
        for step in range(size):
            taken[first + step] = True
        starts.append(first)
        sizes.append(np.full(len(first), size))
        rows.append(known.row[at[first]])
    if not starts:
        return (np.zeros(0, np.int64),) * 3
    start, size_, row = np.concatenate(starts), np.concatenate(sizes), np.concatenate(rows)
    order = np.argsort(start, kind="stable")
    return start[order], size_[order], row[order]


class Lists(NamedTuple):
    """For each listed word what it is in, as a number."""

    key: Keys  # sorted; of small letters
    code: Keys


@cache
def listed(language: str) -> Lists:
    """The lists that single words stand in, for texts in a language."""
    people = pl.read_parquet(NAMES / "people.parquet")
    codes: dict[str, int] = {}
    for name, kind, locales in people.iter_rows():
        size = min(int(locales).bit_length(), 3)
        codes[name.lower()] = codes.get(name.lower(), 0) | (size << (0 if kind == "first" else 2))
    of = known(language).of
    for name, kind, size in of.select("name", "kind", pl.col("size") + 1).iter_rows():
        small, number = name.lower(), size if kind == "place" else 5
        before = codes.get(small, 0)
        codes[small] = before if before >> 4 & 7 else before | number << 4
    for number, word in _lexicon_words(language):
        small = word.lower()
        if not codes.get(small, 0) >> 8:
            codes[small] = codes.get(small, 0) | (number << 8)
    return lists(list(codes), list(codes.values()))


def lists(names: Sequence[str], codes: Sequence[int]) -> Lists:
    """Words and their codes as a table to look up in."""
    key, at = np.unique(keys_of(names, small=True), return_index=True)
    return Lists(key, np.array(codes, np.uint64)[at])


def _lexicon_words(language: str) -> list[tuple[int, str]]:
    sections = lexicon.load("mentions")
    known = [sections[code] for code in ("any", language) if code in sections]
    found = [(number, word) for number, name in enumerate(LISTS, 1) for part in known for word in part.get(name, ())]
    book = rulebook.load()
    for number, calendar in ((len(LISTS) + 1, book.months), (len(LISTS) + 2, book.weekdays)):
        found += [(number, word) for word in calendar.get(language, {})]
    return found + [(len(LISTS) + 3, word) for word in book.function_words.get(language, ())]


@cache
def elsewhere(language: str) -> Lists:
    """What words were in labelled texts of the other languages: which kind most voted for, and how many."""
    with np.load(NAMES / "words.npz") as stored:
        key, seen, languages = stored["key"], stored["seen"], stored["languages"].tolist()
    votes = np.stack([seen >> (3 * n) & 7 for n, code in enumerate(languages) if code != language])
    counts = np.stack([(votes == kind).sum(0) for kind in range(1, 6)])
    best = counts.argmax(0)
    many = np.minimum(counts.max(0), 3)
    sure = (counts.max(0) * 2 > counts.sum(0)).astype(np.int64)
    code = np.where(many > 0, 1 + best * 6 + (many - 1) * 2 + sure, 0)
    return Lists(key, code.astype(np.uint64))


def look_up(known: Lists, key: Keys) -> Keys:
    """The code of each key; 0 where it is not listed."""
    if not len(known.key):
        return np.zeros(len(key), np.uint64)
    at = np.minimum(np.searchsorted(known.key, key), len(known.key) - 1)
    return np.where(known.key[at] == key, known.code[at], 0).astype(np.uint64)
