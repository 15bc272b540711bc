"""The listed names: places and organisations that are known by name, and where they are in texts.

Places are territories and towns (``schemas/names/places.parquet``, written by ``training/name_lists.py``) and those
under ``[mentions.places]`` in the lexicon; organisations are those under ``[mentions.organisations]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from schemas.data import NAMES
from tasks.columns.characters import Flags
from tasks.columns.hashing import Keys, join_keys
from tasks.columns.windows import Rows
from tasks.extraction.names.name_lexicon import EVERY, load_lexicon
from tasks.extraction.names.stems import plain_stems
from tasks.extraction.names.words import split_words

LONGEST = 6  # words of a listed name
POPULATIONS = (100_000, 500_000, 100_000_000)  # from each on, a place is of the next size
LARGEST = len(POPULATIONS)  # the size of territories, and of all that the lexicon lists

LISTED_NAMES = pl.Schema(
    {
        "name": pl.String,  # a form in which it is written
        "usual": pl.String,  # its usual name
        "country": pl.String,  # ISO 3166-1 alpha-2; null where that is not certain, and of organisations
        "kind": pl.String,  # place or organisation
        "size": pl.Int64,  # how large a place is, from 0
    }
)


class NameKeys(NamedTuple):
    """The keys of names of one word or more."""

    key: Keys  # of all its words (``join_keys``)
    first: Keys  # of its first word
    size: Rows  # how many words it has
    row: Rows  # its row in ``listed_names``


class Hits(NamedTuple):
    """The listed names in texts, in the order of the texts."""

    first: Rows  # its first word
    size: Rows  # how many words
    row: Rows  # its row in ``listed_names``
    code: Rows  # the size of a place; of an organisation one more than the largest
    is_organisation: Flags


@cache
def load_towns() -> pl.DataFrame:
    """Territories and towns, the largest first: ``name``, ``usual``, ``country`` and ``population``."""
    return pl.read_parquet(NAMES / "places.parquet")


@cache
def listed_names(language: str) -> pl.DataFrame:
    """The LISTED_NAMES that texts in a language may hold; where two have the same name, the first counts."""
    return pl.concat([lexicon_names(language), town_names()])


@cache
def town_names() -> pl.DataFrame:
    """LISTED_NAMES of territories and towns."""
    size = pl.sum_horizontal(*(pl.col("population").ge(least).cast(pl.Int64) for least in POPULATIONS))
    return load_towns().select("name", "usual", "country", kind=pl.lit("place"), size=size)


def lexicon_names(language: str) -> pl.DataFrame:
    """LISTED_NAMES of the lexicon: of a language, and of every one."""
    rows: list[tuple[str, str, str | None, str, int]] = []
    for section in (load_lexicon(code) for code in dict.fromkeys((language, EVERY))):
        for usual, forms in section.organisations.items():
            rows += [(form, usual, None, "organisation", LARGEST) for form in forms]
        for usual, place in section.places.items():
            rows += [(form, usual, place["country"] or None, "place", LARGEST) for form in place["forms"]]
    return pl.DataFrame(rows, LISTED_NAMES, orient="row")


def find_listed(language: str, key: Keys, distinct_of: Rows, text: Rows) -> Hits:
    """Find the listed names in texts; of two that overlap, the longer one, and of two of one length the first.

    Takes the keys of distinct words, and for each word the number of its distinct word and that of its text.
    """
    names = _keys_of_listed(language)
    taken = np.zeros(len(distinct_of), bool)
    found = []
    candidates = _candidates_by_size(key, distinct_of, text, names.first)
    for size, (first, joined) in reversed(candidates.items()):
        place = _places_among(joined, names.key)
        hit = (names.key[place] == joined) & ~np.any(taken[first[:, None] + np.arange(size)], axis=1)
        first, place = first[hit], place[hit]
        apart = np.diff(first, prepend=-LONGEST) >= size
        first, place = first[apart], place[apart]
        for step in range(size):
            taken[first + step] = True
        found.append((first, names.row[place], np.full(len(first), size)))
    start, row, sizes = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(start, kind="stable")
    row = row[order]
    frame = listed_names(language)
    is_organisation = (frame["kind"] == "organisation").to_numpy()[row]
    return Hits(start[order], sizes[order], row, frame["size"].to_numpy()[row] + is_organisation, is_organisation)


def rows_of_words(language: str, key: Keys) -> Rows:
    """The rows in ``listed_names`` of names of one word, by their keys; -1 for words that are none."""
    names = _keys_of_listed(language)
    place = _places_among(key, names.key)
    return np.where(names.key[place] == key, names.row[place], -1)


def rows_of_stems(language: str, key: Keys) -> Rows:
    """The rows in ``listed_names`` of names by the joined stems of their words; -1 for names that are none.

    "Nowego Jorku" is "Nowy Jork" then. Small towns are passed over, and names that share their stems with another one
    that is as large.
    """
    names, rows = _stems_of_listed(language)
    if not len(names):
        return np.full(len(key), -1)
    place = _places_among(key, names)
    return np.where(names[place] == key, rows[place], -1)


def _candidates_by_size(key: Keys, distinct_of: Rows, text: Rows, firsts: Keys) -> dict[int, tuple[Rows, Keys]]:
    """The first words and the keys of all phrases of 1 to LONGEST words in a text that begin like a listed name."""
    first = np.flatnonzero(_is_among(key, firsts)[distinct_of])
    joined = key[distinct_of[first]]
    by_size = {1: (first, joined)}
    for size in range(2, LONGEST + 1):
        inside = first + size - 1 < len(distinct_of)
        inside[inside] = text[first[inside]] == text[first[inside] + size - 1]
        first = first[inside]
        joined = join_keys(joined[inside], key[distinct_of[first + size - 1]])
        by_size[size] = first, joined
    return by_size


@cache
def _keys_of_listed(language: str) -> NameKeys:
    """The keys of ``listed_names``, sorted, each once; ``first`` is sorted, too, for itself."""
    own, towns = _keys_of_names(lexicon_names(language)["name"]), _keys_of_towns()
    before = listed_names(language).height - load_towns().height
    key, place = np.unique(np.concatenate([own.key, towns.key]), return_index=True)
    size, row = np.concatenate([own.size, towns.size])[place], np.concatenate([own.row, towns.row + before])[place]
    return NameKeys(key, np.unique(np.concatenate([own.first, towns.first])), size, row)


@cache
def _stems_of_listed(language: str) -> tuple[Keys, Rows]:
    """The joined stems of listed names, sorted, and the row of each; none for a language without endings."""
    endings, alternations = load_lexicon(language).endings, load_lexicon(language).alternations
    if not endings:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    frame = listed_names(language).with_row_index("row").filter(pl.col("size") > 0)
    changed = [
        frame.filter(pl.col("name").str.ends_with(end)).with_columns(pl.col("name").str.head(-len(end)) + other)
        for end, other in alternations.items()
    ]
    frame = pl.concat([frame, *changed])
    keys = _keys_of_names(frame["name"], endings)
    named = frame.with_row_index("place").join(
        pl.DataFrame({"place": pl.Series(keys.row, dtype=pl.UInt32), "key": keys.key}), on="place"
    )
    named = named.filter(pl.col("size") == pl.col("size").max().over("key"))
    alone = pl.col("usual").n_unique().over("key") == 1
    named = named.filter(alone).sort("place").unique("key", keep="first", maintain_order=True).sort("key")
    return named["key"].to_numpy(), named["row"].to_numpy().astype(np.int64)


@cache
def _keys_of_towns() -> NameKeys:
    """The keys of towns; ``row`` is the row in ``load_towns``."""
    return _keys_of_names(load_towns()["name"])


def _keys_of_names(names: pl.Series, endings: Sequence[str] = ()) -> NameKeys:
    """The keys of names that have words, and at most LONGEST; with ``endings``, those of their stems."""
    split = split_words(names)
    word = plain_stems(split.codes, split.start, split.end, endings) if endings else split.key
    start = np.searchsorted(split.text, np.arange(len(names)))
    size = np.diff(start, append=len(word))
    rows = np.flatnonzero((size > 0) & (size <= LONGEST))
    start, size = start[rows], size[rows]
    key = word[start]
    for step in range(1, LONGEST):
        longer = size > step
        key[longer] = join_keys(key[longer], word[start[longer] + step])
    return NameKeys(key, word[start], size, rows)


def _places_among(key: Keys, sorted_keys: Keys) -> Rows:
    """Where keys would be among sorted ones; always a place that there is."""
    return np.minimum(np.searchsorted(sorted_keys, key), len(sorted_keys) - 1)


def _is_among(key: Keys, sorted_keys: Keys) -> Flags:
    """Whether each key is among sorted ones."""
    return np.asarray(sorted_keys[_places_among(key, sorted_keys)] == key)
