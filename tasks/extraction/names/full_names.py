"""Finds which full names in all articles are one person's: the same given and family name, whatever is between them."""

from __future__ import annotations

import polars as pl

from schemas.tables import NAME_KINDS
from tasks.extraction.names.name_lexicon import load_lexicon
from tasks.extraction.names.recognition import PERSON
from tasks.extraction.names.stems import STEM

LEAST_NAME = 0.6  # what is less likely a name is neither a person nor evidence; set by hand

ACCENTS = r"\p{M}"  # in characters that are taken apart
INITIAL = r"^(?:\p{L}|(?:\p{L}\.){1,3})$"
SUFFIX = r",? (?:jr|sr|junior|senior|ii|iii|iv)\.?$"
UNSPACED = r"^[\p{Han}\p{Hangul}]{2,4}$|[・·]"  # family and given name are not parted, or by a dot


def distinct_names(mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """A row for each name in an article, with the article's ``language``, ``source`` and ``published_on``.

    ``key`` is the name in small letters, without accents and without "Jr", by which names are compared.
    """
    return (
        mentions.lazy()
        .filter(pl.col("confidence") >= LEAST_NAME)
        .select("article_id", "name", is_person=pl.col("kind") == NAME_KINDS[PERSON])
        .unique()
        .with_columns(key=pl.col("name").str.to_lowercase().str.normalize("NFKD").str.replace_all(ACCENTS, ""))
        .with_columns(pl.col("key").str.replace(SUFFIX, ""))
        .join(articles.lazy().select("article_id", "language", "source", "published_on"), on="article_id")
        .sort("article_id", "key", "name")
        .collect()
    )


def name_persons(names: pl.DataFrame) -> pl.DataFrame:
    """The names of persons, of ``distinct_names``, with what says whose they are.

    ``family`` is the last word of ``key``, ``is_full`` whether there is another one before it, and ``person``, of full
    names, what all full names of one person share: first and last word, and those between them where persons differ
    by them (George W. and George H. W. Bush).
    """
    words = pl.col("key").str.split(" ")
    persons = names.filter("is_person").with_columns(
        family=words.list.last(),
        given=words.list.first(),
        middle=words.list.slice(1, pl.max_horizontal(words.list.len().cast(pl.Int64) - 2, 0)),
        is_full=(words.list.len() > 1) & ~words.list.first().str.contains(INITIAL)
        | pl.col("key").str.contains(UNSPACED),
    )
    persons = _take_off_endings(persons)
    several = _compatible_middles(persons)
    ends = pl.concat_str("given", "family", separator=" ")
    return persons.join(several, on=["given", "family"], how="left", maintain_order="left").with_columns(
        person=pl.when("is_full").then(pl.when(pl.col("one").fill_null(True)).then(ends).otherwise("key"))
    )


def _take_off_endings(persons: pl.DataFrame) -> pl.DataFrame:
    """Put ``given`` and ``family`` into the base form, where an article of the language has the base form, too.

    "Кристиана Вульфа" is "Кристиан Вульф" if that name occurs; else its endings may be its own. A name that is
    inflected in one language is read so in all of them.
    """
    full = persons.filter("is_full").select("language", "given", "family").unique(maintain_order=True)
    if full.is_empty():
        return persons
    bare = [_without_endings(names, str(language)) for (language,), names in full.group_by("language")]
    base = full.select("language", bare_given="given", bare_family="family")
    inflected = (
        pl.concat(bare)
        .filter((pl.col("bare_given") != pl.col("given")) | (pl.col("bare_family") != pl.col("family")))
        .join(base, on=["language", "bare_given", "bare_family"], how="semi")
        .sort("given", "family", "bare_given", "bare_family")
        .unique(["given", "family"], keep="first")
        .drop("language")
    )
    return (
        persons.join(inflected, on=["given", "family"], how="left", maintain_order="left")
        .with_columns(given=pl.coalesce("bare_given", "given"), family=pl.coalesce("bare_family", "family"))
        .drop("bare_given", "bare_family")
    )


def _without_endings(names: pl.DataFrame, language: str) -> pl.DataFrame:
    """Names of a language with ``bare_given`` and ``bare_family``: without the longest ending that they have."""
    endings = sorted(load_lexicon(language).endings, key=len, reverse=True)
    ending = rf"(\w{{{STEM}}})(?:{'|'.join(endings)})$"
    return names.with_columns(pl.col("given", "family").str.replace(ending, "${1}").name.prefix("bare_"))


def _compatible_middles(persons: pl.DataFrame) -> pl.DataFrame:
    """Whether the full names with these ends can be ``one`` person's: ``given``, ``family`` and ``one``.

    They can if, but for names without any, they all have the same words between the ends, or the initial of one.
    """
    middle = pl.col("middle").list.join(" ").str.replace_all(r"\.", "")
    initials = middle.str.replace_all(r"(\w)\w*", "${1}")
    return (
        persons.filter(pl.col("is_full") & (pl.col("middle").list.len() > 0))
        .with_columns(middle=middle, initials=initials)
        .with_columns(spelt=pl.when(pl.col("middle") != pl.col("initials")).then("middle"))
        .group_by("given", "family")
        .agg(one=(pl.col("initials").n_unique() == 1) & (pl.col("spelt").drop_nulls().n_unique() <= 1))
    )
