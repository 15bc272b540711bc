"""The canonical form of names: the fullest one that the article gives, or the usual one of a listed name."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from schemas.tables import NAME_KINDS
from tasks.columns.hashing import Keys, join_keys
from tasks.columns.windows import Rows
from tasks.extraction.names import gazetteer
from tasks.extraction.names.name_parts import IS_NUMERAL, suffixes_of
from tasks.extraction.names.observation import Observed
from tasks.extraction.names.recognition import ORGANISATION, PERSON, PLACE, RecognisedNames

ACRONYM = r"^\p{Lu}[\p{L}\p{N}]{1,7}$"

Strategy = Literal["backward", "forward"]
BACK_AND_FORTH: tuple[Strategy, ...] = ("backward", "forward")
# Set by hand.
ALONE = 2  # so often a word is used alone, to be a name of its own
FULL = 2  # words of a person's name; one of more is odd if it comes once, late


def find_usual(names: RecognisedNames, seen: Observed, stem: Keys, language: str) -> pl.DataFrame:
    """Find the usual names of listed ones: ``usual`` and ``country``, null for names on no list of their kind.

    Names may have endings of the language: ``stem`` has the keys of distinct words without them. Small towns are passed
    over, for there are others of the same name.
    """
    hits, size = seen.hits, names.last - names.first + 1
    hit = np.minimum(np.searchsorted(hits.first, names.first), max(len(hits.first) - 1, 0))
    row = np.full(len(size), -1)
    if len(hits.first):
        row = np.where((hits.first[hit] == names.first) & (hits.size[hit] == size), hits.row[hit], -1)
    bare = np.flatnonzero((row < 0) & (size == 1))
    row[bare] = gazetteer.rows_of_words(language, stem[seen.distinct_of[names.first[bare]]])
    other = np.flatnonzero((row < 0) & (size <= gazetteer.LONGEST))
    row[other] = gazetteer.rows_of_stems(language, _stems_of_names(names.first[other], size[other], seen))
    listed = gazetteer.listed_names(language)
    kind = np.where((listed["kind"] == NAME_KINDS[ORGANISATION]).to_numpy()[row], ORGANISATION, PLACE)
    certain = (row >= 0) & (kind == names.kind) & (listed["size"].to_numpy()[row] > 0)
    rows = pl.Series(np.where(certain, row, -1)).replace(-1, None)
    return listed.select(pl.col("usual", "country").gather(rows))


def _stems_of_names(first: Rows, size: Rows, seen: Observed) -> Keys:
    """The joined stems of the words of names."""
    stem = seen.distinct.looks["stem"]
    key = stem[seen.distinct_of[first]]
    for step in range(1, gazetteer.LONGEST):
        longer = size > step
        key[longer] = join_keys(key[longer], stem[seen.distinct_of[first[longer] + step]])
    return key


def add_canonical(mentions: pl.DataFrame) -> pl.DataFrame:
    """Add ``name``: a person's fullest name, a listed name's usual one, an acronym's long form, or else the text.

    Takes mentions in the order of the text, with ``row`` (their number), ``doc``, ``start``, ``end``, ``text``,
    ``kind``, ``usual``, ``begins`` and ``ends`` (numbers of the first and last word, the same for the same word in the
    same document), ``given`` (whether the first word is a given name) and ``parts`` (how many words).
    """
    person = pl.col("kind") == NAME_KINDS[PERSON]
    people = mentions.filter(person).with_columns(letters=pl.col("text").str.len_chars())
    full = _full_names(people).join(mentions.select(full="row", fullest="text"), on="full").select("row", "fullest")
    return (
        mentions.join(full, on="row", how="left", maintain_order="left")
        .join(_long_forms(mentions), on=["doc", "text", "kind"], how="left", maintain_order="left")
        .with_columns(name=pl.coalesce("fullest", "usual", "long_form", "text"))
    )


def _full_names(people: pl.DataFrame) -> pl.DataFrame:
    """For mentions of people, the mention that gives the name in full, if there is one: ``row`` and ``full``.

    Mentions of several words that begin and end alike, and whose suffix makes no other person (``_with_suffixes``), are
    of the same person. The one with most words is the fullest, and of those the shortest, for endings are added to
    names. One word is short for the nearest person before it whose name ends with the word, else for the next one; if
    no name ends with it, for a name that begins with it. It is short for nobody if the article uses it alone first, and
    knows only one longer name, which looks like no name of a person (``_names_of_their_own``).
    """
    people = _with_suffixes(people)
    long = people.filter(pl.col("parts") > 1)
    ends = ["begins", "ends", "suffix"]
    fullest = long.sort("parts", "letters", "row", descending=[True, False, False]).unique(
        ends, keep="first", maintain_order=True
    )
    long = long.join(fullest.select(*ends, full="row"), on=ends, nulls_equal=True).sort("row")
    of_long = long.select("row", "full")
    short = people.filter(pl.col("parts") == 1).select("row", word="ends").sort("row")
    short = short.join(_names_of_their_own(short, long), on="word", how="anti").sort("row")
    unsuffixed = pl.col("suffix").is_null()
    # "Reed" is not the son, if both are named.
    long = long.filter(unsuffixed | ~unsuffixed.any().over("begins", "ends"))
    nearest = [
        short.join_asof(
            long.select("row", "full", word=end), on="row", by="word", strategy=strategy, check_sortedness=False
        )["full"]
        for end in ("ends", "begins")
        for strategy in BACK_AND_FORTH
    ]
    of_short = short.select("row", full=pl.coalesce(*nearest))
    return pl.concat([of_long, of_short])


def _with_suffixes(people: pl.DataFrame) -> pl.DataFrame:
    """Add ``suffix``, by which persons differ; names that have one get ``ends`` of the word before it.

    A numeral makes no other person, if it is the only one behind a name: "Otto Marsh III" is "Otto Marsh", and
    neither of "George III" and "George IV" is "King George". "Jr." does, for an article that gives both names may mean
    father and son. "Donald Jr." ends as "Donald Reed Jr." does.
    """
    suffixed = suffixes_of(people["text"].unique(maintain_order=True))
    if suffixed.is_empty():
        return people.with_columns(suffix=pl.lit(None, pl.String))
    word = pl.col("text").str.split(" ").list.last()
    of_words = people.with_columns(word=word).unique(["doc", "word"], keep="first", maintain_order=True)
    of_words = of_words.select("doc", "word", of_word="ends")
    people = (
        people.join(suffixed, on="text", how="left", maintain_order="left")
        .join(of_words, on=["doc", "word"], how="left", maintain_order="left")
        .with_columns(ends=pl.coalesce("of_word", "ends"))
    )
    whole = people.filter(pl.col("suffix").is_not_null() & (pl.col("parts") > FULL))
    whole = whole.select("begins", "suffix", of_whole="ends").unique(["begins", "suffix"], keep="first")
    people = people.join(whole, on=["begins", "suffix"], how="left", maintain_order="left")
    people = people.with_columns(
        ends=pl.when(pl.col("parts") > FULL).then("ends").otherwise(pl.coalesce("of_whole", "ends"))
    )
    alone = (pl.col("suffix").drop_nulls().n_unique() == 1).over("begins", "ends")
    same = alone & pl.col("suffix").str.contains(IS_NUMERAL)
    return people.with_columns(suffix=pl.when(~same).then("suffix")).drop("word", "of_word", "of_whole")


def _names_of_their_own(short: pl.DataFrame, long: pl.DataFrame) -> pl.DataFrame:
    """Single words (``word``) that are no short forms, though they are part of a longer name.

    The article uses the word alone ALONE times before a longer name that comes once, and has more than two words or
    begins with no given name: there, "Nella" and "Elegant Maud Nella" are not one person.
    """
    long = pl.concat([long.with_columns(word=end) for end in ("begins", "ends")])
    odd = (pl.col("parts") > FULL) | ~pl.col("given")
    once = long.group_by("word").agg(pl.len(), pl.col("row").first().alias("at"), odd.all().alias("odd"))
    alone = short.join(once.filter((pl.col("len") == 1) & pl.col("odd")), on="word")
    return (
        alone.filter(pl.col("row") < pl.col("at")).group_by("word").len().filter(pl.col("len") >= ALONE).select("word")
    )


def _long_forms(mentions: pl.DataFrame) -> pl.DataFrame:
    """Acronyms that a document introduces in brackets after the name: ``doc``, ``text``, ``kind`` and ``long_form``."""
    introduced = pl.col("start") == pl.col("end").shift(1) + len(" (")
    same = (pl.col("doc") == pl.col("doc").shift(1)) & (pl.col("kind") == pl.col("kind").shift(1))
    initial = pl.col("text").str.head(1) == pl.col("text").shift(1).str.head(1)
    several = pl.col("text").shift(1).str.contains(r"\s")
    acronym = pl.col("text").str.contains(ACRONYM) & (pl.col("kind") == NAME_KINDS[ORGANISATION])
    return (
        mentions.with_columns(long_form=pl.col("text").shift(1))
        .filter(introduced & same & initial & several & acronym)
        .unique(["doc", "text"], keep="first", maintain_order=True)
        .select("doc", "text", "kind", "long_form")
    )
