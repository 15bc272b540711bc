"""The lists that words stand in: places, given and family names, the lexicon's words, and names of other languages.

What stands in ``schemas/names`` and ``schemas/lexicon``, as tables of keys (``words``).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from schemas import lexicon, rulebook
from schemas.data import NAMES
from tasks.extraction.names.words import Flags, Keys, Rows, keys_of, split_words

LONGEST = 6  # words of a listed name
JOIN = np.uint64(0x9E3779B97F4A7C15)

# The lists of words in [mentions]; a word that stands in several counts for the first.
LISTS = (
    "honorifics", "roles", "organisation_words", "place_words", "sayings", "relations", "prefixes", "particles",
    "demonyms", "events",
)  # fmt: skip
MONTHS, WEEKDAYS, FUNCTION_WORDS = range(len(LISTS) + 1, len(LISTS) + 4)
LEADING = tuple(1 + LISTS.index(name) for name in ("organisation_words", "place_words", "prefixes"))
TITLES = tuple(1 + LISTS.index(name) for name in ("honorifics", "roles"))
PEOPLES = 1 + LISTS.index("demonyms")
SMALL = (1 + LISTS.index("particles"), FUNCTION_WORDS)  # articles and prepositions are among them
# A word's code: two bits of it tell how common it is as a given name, two as a family name, three which listed name it
# is, and the rest its list.
FAMILY, NAMED, GROUP = 2, 4, 8
GIVEN, COMMON = 3, 2  # the bits of a given name, and what they are of one that several countries know
POPULATIONS = (100_000, 500_000, 100_000_000)  # from which on a place is of the next size
LARGEST = len(POPULATIONS)  # the size of territories, and of what the lexicon lists
VOTES = 5  # what a word may be in another language: first or later word of a person, place, organisation, no name

NAMED_FRAME = pl.Schema(
    {"name": pl.String, "usual": pl.String, "country": pl.String, "kind": pl.String, "size": pl.Int64}
)


class Phrases(NamedTuple):
    """Names of one word or more, by the key of their words."""

    key: Keys
    first: Keys  # of its first word
    size: Rows  # how many words it has
    row: Rows  # in the frame


class Hits(NamedTuple):
    """Where listed names stand."""

    first: Rows  # the first word
    size: Rows  # how many words
    row: Rows  # in ``known``
    code: Rows  # of a place its size; of an organisation more than that
    kind: Rows  # whether it is an organisation


class Table(NamedTuple):
    """A number for each of many keys."""

    key: Keys  # sorted
    value: Keys


@cache
def towns() -> pl.DataFrame:
    """Territories and towns, the largest first: ``name``, ``usual``, ``country`` and ``population``."""
    return pl.read_parquet(NAMES / "places.parquet")


@cache
def known(language: str) -> pl.DataFrame:
    """The listed names that texts in a language may hold: NAMED_FRAME; of those that are the same, the first counts.

    ``size`` tells how large a place is, from 0.
    """
    return pl.concat([_of_lexicon(language), _of_towns()])


@cache
def _of_towns() -> pl.DataFrame:
    size = pl.sum_horizontal(*(pl.col("population").ge(least).cast(pl.Int64) for least in POPULATIONS))
    return towns().select("name", "usual", "country", kind=pl.lit("place"), size=size)


def _of_lexicon(language: str) -> pl.DataFrame:
    sections = lexicon.load("mentions")
    rows: list[tuple[str, str, str | None, str, int]] = []
    for part in (sections[code] for code in dict.fromkeys((language, "any")) if code in sections):
        for usual, forms in part.get("organisations", {}).items():
            rows += [(form, usual, None, "organisation", LARGEST) for form in forms]
        for usual, place in part.get("places", {}).items():
            rows += [(form, usual, place["country"] or None, "place", LARGEST) for form in place["forms"]]
    return pl.DataFrame(rows, NAMED_FRAME, orient="row")


@cache
def _phrases_of_towns() -> Phrases:
    return _phrases(towns()["name"])


def _phrases(names: pl.Series) -> Phrases:
    """The names that have words, and not too many."""
    found = split_words(names)
    word = found.key
    start = np.searchsorted(found.text, np.arange(len(names)))
    size = np.diff(start, append=len(word))
    rows = np.flatnonzero((size > 0) & (size <= LONGEST))
    start, size = start[rows], size[rows]
    key = word[start]
    for step in range(1, LONGEST):
        longer = size > step
        key[longer] = key[longer] * JOIN + word[start[longer] + step]
    return Phrases(key, word[start], size, rows)


@cache
def _phrases_known(language: str) -> Phrases:
    """Those of ``known``, sorted by key, each once; ``first`` is sorted for itself."""
    own, more = _phrases(_of_lexicon(language)["name"]), _phrases_of_towns()
    before = known(language).height - towns().height
    key, place = np.unique(np.concatenate([own.key, more.key]), return_index=True)
    size, row = np.concatenate([own.size, more.size])[place], np.concatenate([own.row, more.row + before])[place]
    return Phrases(key, np.unique(np.concatenate([own.first, more.first])), size, row)


def hits(language: str, key: Keys, of: Rows, text: Rows) -> Hits:
    """Where listed names stand; of those that overlap, the longest.

    Takes the keys of distinct words, and of each word the number of its distinct word and that of its text.
    """
    phrases = _phrases_known(language)
    first = np.flatnonzero(_is_in(key, phrases.first)[of])
    by_size, joined = {}, key[of[first]]
    for size in range(1, LONGEST + 1):
        if size > 1:
            inside = first + size - 1 < len(of)
            inside[inside] = text[first[inside]] == text[first[inside] + size - 1]
            first = first[inside]
            joined = joined[inside] * JOIN + key[of[first + size - 1]]
        by_size[size] = first, joined
    taken = np.zeros(len(of), bool)
    found = []
    for size in reversed(by_size):
        first, joined = by_size[size]
        at = np.minimum(np.searchsorted(phrases.key, joined), len(phrases.key) - 1)
        hit = (phrases.key[at] == joined) & ~np.any(taken[first[:, None] + np.arange(size)], axis=1)
        first, at = first[hit], at[hit]
        apart = np.diff(first, prepend=-LONGEST) >= size  # of those of one size that overlap, the first
        first, at = first[apart], at[apart]
        for step in range(size):
            taken[first + step] = True
        found.append((first, phrases.row[at], np.full(len(first), size)))
    start, row, sizes = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(start, kind="stable")
    row = row[order]
    frame = known(language)
    kind = (frame["kind"] == "organisation").to_numpy()[row].astype(np.int64)
    return Hits(start[order], sizes[order], row, frame["size"].to_numpy()[row] + kind, kind)


def row_of(language: str, key: Keys) -> Rows:
    """The row in ``known`` of names of one word, by their keys; below 0 for none."""
    phrases = _phrases_known(language)
    at = np.minimum(np.searchsorted(phrases.key, key), len(phrases.key) - 1)
    return np.where(phrases.key[at] == key, phrases.row[at], -1)


def _is_in(key: Keys, sorted_keys: Keys) -> Flags:
    at = np.minimum(np.searchsorted(sorted_keys, key), len(sorted_keys) - 1)
    return np.asarray(sorted_keys[at] == key)


def listed(language: str, small: Keys) -> Keys:
    """The code of each word, by its key in small letters: what it is as a listed name, and its list; 0 for none."""
    own = _look_up(_listed(language), small)
    return np.where(own > 0, own, _look_up(_listed_anywhere()[1], small))


@cache
def _listed(language: str) -> Table:
    """The words of a language's lexicon, with all that they are."""
    small = pl.col("name").str.to_lowercase()
    named = _of_lexicon(language).select(small, named=_place_code())
    groups = pl.DataFrame(_groups(language), {"name": pl.String, "code": pl.Int64}, orient="row")
    codes = (
        named.unique("name", keep="first", maintain_order=True)
        .join(groups.select(small, group="code").unique("name", keep="first"), on="name", how="full", coalesce=True)
        .join(_listed_anywhere()[0], on="name", how="left")
        .with_columns(pl.coalesce("named", "place").fill_null(0), pl.col("person", "group").fill_null(0))
        .select("name", code=pl.col("person") + pl.col("named") + pl.col("group") * (1 << GROUP))
    )
    return _table(codes["name"], codes["code"])


@cache
def _listed_anywhere() -> tuple[pl.DataFrame, Table]:
    """Given and family names and towns in any language: ``name`` in small letters, ``person`` and ``place``."""
    small = pl.col("name").str.to_lowercase()
    common = pl.min_horizontal((pl.col("locales") + 1).log(2).floor().cast(pl.Int64), 3)
    people = pl.read_parquet(NAMES / "people.parquet").select(
        small, person=pl.when(pl.col("kind") == "first").then(common).otherwise(common * (1 << FAMILY))
    )
    places = _of_towns().select(small, place=_place_code()).unique("name", keep="first", maintain_order=True)
    people = people.unique().group_by("name").agg(pl.col("person").sum())
    names = people.join(places, on="name", how="full", coalesce=True).fill_null(0)
    return names, _table(names["name"], names["person"] + names["place"])


def _place_code() -> pl.Expr:
    return (pl.when(pl.col("kind") == "place").then("size").otherwise(LARGEST + 1) + 1) * (1 << NAMED)


def _groups(language: str) -> list[tuple[str, int]]:
    sections, book = lexicon.load("mentions"), rulebook.load()
    parts = [sections[code] for code in ("any", language) if code in sections]
    found = [(word, number) for number, name in enumerate(LISTS, 1) for part in parts for word in part.get(name, ())]
    found += [(word, MONTHS) for word in book.months.get(language, {})]
    found += [(word, WEEKDAYS) for word in book.weekdays.get(language, {})]
    return found + [(word, FUNCTION_WORDS) for word in book.function_words.get(language, ())]


def elsewhere(language: str, small: Keys) -> Keys:
    """What words are in labelled texts of other languages, by their keys: what most say, and how many; 0 for none."""
    return _look_up(_elsewhere(language), small >> np.uint64(32))


@cache
def _elsewhere(language: str) -> Table:
    with np.load(NAMES / "words.npz") as stored:
        key, seen, languages = stored["key"], stored["seen"], stored["languages"].tolist()
    votes = np.stack([seen >> (3 * n) & 7 for n, code in enumerate(languages) if code != language])
    counts = np.stack([(votes == vote).sum(0) for vote in range(1, VOTES + 1)])
    most = counts.max(0)
    agreed = most * 2 > counts.sum(0)
    return Table(key, np.where(most > 0, 1 + counts.argmax(0) * 6 + (np.minimum(most, 3) - 1) * 2 + agreed, 0))


def _table(names: pl.Series, codes: pl.Series) -> Table:
    key, at = np.unique(keys_of(names.to_list(), small=True), return_index=True)
    return Table(key, codes.to_numpy().astype(np.uint64)[at])


def _look_up(table: Table, key: Keys) -> Keys:
    at = np.minimum(np.searchsorted(table.key, key), len(table.key) - 1)
    return np.where(table.key[at] == key, table.value[at], 0).astype(np.uint64)
