"""The lists that a word is on, in its language and in all of them, as one number.

The lists are those under ``[mentions]`` in the lexicon, months, weekdays and function words of the rule packs, given
and family names (``schemas/names/people.parquet``, written by ``training/name_lists.py``), listed places and
organisations (``gazetteer``), and the labels that words have in texts of other languages (``schemas/names/words.npz``,
written by ``training/names.py``). Words are looked up by the keys of their small letters.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas import rulebook
from schemas.data import NAMES
from tasks.columns.characters import Flags
from tasks.columns.hashing import Keys, keys_of
from tasks.extraction.names import gazetteer
from tasks.extraction.names.name_lexicon import EVERY, load_lexicon
from tasks.extraction.names.stems import stems_of

# The lists of words in NameLexicon; a word that is on several counts for the first. The models have learnt their order.
LISTS = (
    "honorifics", "roles", "organisation_words", "place_words", "sayings", "relations", "prefixes", "particles",
    "demonyms", "events",
)  # fmt: skip
MONTHS, WEEKDAYS, FUNCTION_WORDS = range(len(LISTS) + 1, len(LISTS) + 4)
# Groups of words: the numbers of their lists.
LEADING = tuple(1 + LISTS.index(name) for name in ("organisation_words", "place_words", "prefixes"))  # "lake", "van"
ORGANISATION_WORDS = 1 + LISTS.index("organisation_words")
PLACE_WORDS = 1 + LISTS.index("place_words")
TITLES = tuple(1 + LISTS.index(name) for name in ("honorifics", "roles"))
PEOPLES = 1 + LISTS.index("demonyms")
# Words that end no name, if they have no capital.
NEVER_LAST = (*(1 + LISTS.index(name) for name in ("sayings", "particles")), MONTHS, WEEKDAYS, FUNCTION_WORDS)
SMALL_WORDS = (1 + LISTS.index("particles"), FUNCTION_WORDS)  # articles and prepositions are among them

# A code is a number of four parts, from its lowest bit on:
#   2 bits: in how many languages it is a given name (0: none, 1: one or two, 2: three to six, 3: seven and more),
#   2 bits: in how many it is a family name, likewise,
#   4 bits: which listed name it is: 0 none, a place by its size from 1 on, an organisation after the largest size,
#   the rest: the number of its list, its group; 0: none.
# The models have learnt from these numbers ("listed" in features.LOOKS).
FAMILY_SHIFT, NAME_SHIFT, GROUP_SHIFT = 2, 4, 8
GIVEN_MASK = np.uint64(3)
COMMON = 2  # the first part of a given name that is common in several languages

# The votes of a language on a word that its labelled texts have: one of four labels, or no name.
VOTES = 5


class CodeTable(NamedTuple):
    """A number for each of many keys, in types as small as they fit: the clusters of words are 1.5 million."""

    key: npt.NDArray[np.unsignedinteger[Any]]  # sorted
    value: npt.NDArray[np.integer[Any]]


def code_words(language: str, small: Keys, stem: Keys | None = None) -> Keys:
    """The code of each word of a language, by its key in small letters, else by that of its stem, if that is given.

    The code of a word on no list is 0.
    """
    own = look_up(_codes_of_lexicon(language)[1], small)
    code = np.where(own > 0, own, look_up(_codes_anywhere()[1], small))
    return code if stem is None else np.where(code > 0, code, look_up(_codes_of_stems(language), stem))


def group_of(codes: Keys) -> Keys:
    """The number of the list that each word is on, from 1; 0 for none.

    >>> int(group_of(code_words("en", keys_of(["president"], small=True)))[0]) in TITLES
    True
    """
    return codes >> np.uint64(GROUP_SHIFT)


def is_given_name(codes: Keys) -> Flags:
    """Whether each word is a given name anywhere."""
    return np.asarray(codes & GIVEN_MASK > 0)


def is_family_name(codes: Keys) -> Flags:
    """Whether each word is a family name anywhere."""
    return np.asarray(codes >> np.uint64(FAMILY_SHIFT) & GIVEN_MASK > 0)


def is_common_given_name(codes: Keys) -> Flags:
    """Whether each word is a given name in several languages, and on no list."""
    return np.asarray((codes & GIVEN_MASK >= COMMON) & (group_of(codes) == 0))


def votes_elsewhere(language: str, small: Keys) -> Keys:
    """The votes of other languages on each word, by its key in small letters; 0 for words that they do not know.

    The number combines the most frequent vote, how many languages gave it (1, 2, or 3 and more), and whether they are
    more than half of those that know the word.
    """
    return look_up(_votes_of_others(language), small >> np.uint64(32))


@cache
def _codes_of_lexicon(language: str) -> tuple[pl.DataFrame, CodeTable]:
    """The words that are in the lexicon of a language (``name`` in small letters), and their ``code``."""
    small = pl.col("name").str.to_lowercase()
    named = gazetteer.lexicon_names(language).select(small, named=_name_code())
    groups = pl.DataFrame(_listed_words(language), {"name": pl.String, "code": pl.Int64}, orient="row")
    codes = (
        named.unique("name", keep="first", maintain_order=True)
        .join(groups.select(small, group="code").unique("name", keep="first"), on="name", how="full", coalesce=True)
        .join(_codes_anywhere()[0], on="name", how="left")
        .with_columns(pl.coalesce("named", "place").fill_null(0), pl.col("person", "group").fill_null(0))
        .select("name", code=pl.col("person") + pl.col("named") + pl.col("group") * (1 << GROUP_SHIFT))
    )
    return codes, _code_table(codes["name"], codes["code"])


@cache
def _codes_of_stems(language: str) -> CodeTable:
    """The codes of listed words by their stems; empty for a language without endings.

    Of several words with one stem, the language's own count before those known anywhere, and then the shortest.
    """
    endings = load_lexicon(language).endings
    if not endings:
        return CodeTable(np.zeros(1, np.uint64), np.zeros(1, np.uint64))
    anywhere = _codes_anywhere()[0].select("name", code=pl.col("person") + pl.col("place"))
    # Joins and groups give rows in an order that changes from run to run; which word counts must not.
    shortest_first = [pl.col("name").str.len_chars(), pl.col("name")]
    names = pl.concat(known.sort(shortest_first) for known in (_codes_of_lexicon(language)[0], anywhere))
    key, first = np.unique(stems_of(names["name"].to_list(), endings), return_index=True)
    return CodeTable(key, names["code"].to_numpy().astype(np.uint64)[first])


@cache
def _codes_anywhere() -> tuple[pl.DataFrame, CodeTable]:
    """Given names, family names and towns of any language: ``name`` in small letters, ``person`` and ``place``."""
    small = pl.col("name").str.to_lowercase()
    common = pl.min_horizontal((pl.col("locales") + 1).log(2).floor().cast(pl.Int64), 3)
    people = pl.read_parquet(NAMES / "people.parquet").select(
        small, person=pl.when(pl.col("kind") == "first").then(common).otherwise(common * (1 << FAMILY_SHIFT))
    )
    places = gazetteer.town_names().select(small, place=_name_code())
    places = places.unique("name", keep="first", maintain_order=True)
    people = people.unique().group_by("name").agg(pl.col("person").sum())
    names = people.join(places, on="name", how="full", coalesce=True).fill_null(0)
    return names, _code_table(names["name"], names["person"] + names["place"])


def _name_code() -> pl.Expr:
    """The part of a code for listed names, shifted to its place."""
    size = pl.when(pl.col("kind") == "place").then("size").otherwise(gazetteer.LARGEST + 1)
    return (size + 1) * (1 << NAME_SHIFT)


def _listed_words(language: str) -> list[tuple[str, int]]:
    """The words of all lists of a language, each with the number of its list."""
    sections, book = [load_lexicon(code) for code in (EVERY, language)], rulebook.load()
    found = [
        (word, number)
        for number, name in enumerate(LISTS, 1)
        for section in sections
        for word in getattr(section, name)
    ]
    found += [(word, MONTHS) for word in book.months.get(language, {})]
    found += [(word, WEEKDAYS) for word in book.weekdays.get(language, {})]
    return found + [(word, FUNCTION_WORDS) for word in book.function_words.get(language, ())]


@cache
def _votes_of_others(language: str) -> CodeTable:
    """The votes of all languages but one, by the upper half of the keys."""
    with np.load(NAMES / "words.npz") as stored:
        key, seen, languages = stored["key"], stored["seen"], stored["languages"].tolist()
    votes = np.stack([seen >> (3 * n) & 7 for n, code in enumerate(languages) if code != language])
    counts = np.stack([(votes == vote).sum(0) for vote in range(1, VOTES + 1)])
    most = counts.max(0)
    agreed = most * 2 > counts.sum(0)
    return CodeTable(key, np.where(most > 0, 1 + counts.argmax(0) * 6 + (np.minimum(most, 3) - 1) * 2 + agreed, 0))


def _code_table(names: pl.Series, codes: pl.Series) -> CodeTable:
    """A table of codes by the keys of names in small letters; of equal names, the first counts."""
    key, first = np.unique(keys_of(names.to_list(), small=True), return_index=True)
    return CodeTable(key, codes.to_numpy().astype(np.uint64)[first])


def look_up(table: CodeTable, key: Keys) -> Keys:
    """The values of keys; 0 for those that are not in the table."""
    own = key.astype(table.key.dtype, copy=False)  # or else the table would be made wider each time
    place = np.minimum(np.searchsorted(table.key, own), len(table.key) - 1)
    return np.where(table.key[place] == own, table.value[place], 0).astype(np.uint64)
