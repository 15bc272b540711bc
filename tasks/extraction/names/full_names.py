"""Finds which full names in all articles are one person's: the same given and family name, whatever is between them.

Names with different suffixes are never one person's: Charles II and Charles III, Otto Marsh Jr. and Otto Marsh Sr. A
name without a suffix is that of a person with one, if no name has another suffix, and no article gives both: Ines
Hale is Ines Hale III, but Otto Marsh is not the son whom the same article calls Otto Marsh Jr.
"""

from __future__ import annotations

import polars as pl

from schemas.tables import NAME_KINDS
from tasks.extraction.names.name_lexicon import load_lexicon
from tasks.extraction.names.name_parts import INITIAL, UNSPACED, with_parts
from tasks.extraction.names.recognition import PERSON
from tasks.extraction.names.stems import STEM

LEAST_NAME = 0.6  # what is less likely a name is neither a person nor evidence; set by hand


def distinct_names(mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """A row for each name in an article, with its parts (``name_parts.with_parts``).

    And with the article's ``language``, ``source`` and ``published_on``. Names are compared by ``key``; where one is
    written with a hyphen, it has that without, too: "Kim Jong Un" is "kim jong-un".
    """
    names = (
        mentions.lazy()
        .filter(pl.col("confidence") >= LEAST_NAME)
        .select("article_id", "name", is_person=pl.col("kind") == NAME_KINDS[PERSON])
        .unique()
        .collect()
    )
    parts = _with_usual_hyphens(with_parts(names.select("name").unique(maintain_order=True)))
    about = articles.select("article_id", "language", "source", "published_on")
    return names.join(parts, on="name").join(about, on="article_id").sort("article_id", "key", "name")


def _with_usual_hyphens(parts: pl.DataFrame) -> pl.DataFrame:
    """Names without hyphens, or with capitals behind them, as those with family names first are written."""
    spaced = pl.col("base").str.replace_all("-", " ")
    usual = parts.filter("family_first").select(spaced=spaced, hyphened="base").unique().sort("hyphened")
    usual = usual.unique("spaced", keep="first", maintain_order=True)
    return (
        parts.with_columns(spaced=spaced)
        .join(usual, on="spaced", how="left", maintain_order="left")
        .with_columns(
            base=pl.coalesce("hyphened", "base"),
            family_first=pl.col("hyphened").is_not_null(),
        )
        .drop("spaced", "hyphened")
    )


def name_persons(names: pl.DataFrame) -> pl.DataFrame:
    """The names of persons, of ``distinct_names``, with what says whose they are.

    ``family`` is the last word of ``base`` (or the first, if ``family_first``), ``is_full`` whether a given name is
    beside it, or a numeral behind it. ``person``, of full names, is what all full names of one person share: first and
    last word, the suffix, and what is between them where persons differ by that (George W. and George H. W. Bush).
    """
    words = pl.col("base").str.split(" ")
    family = pl.when("family_first").then(words.list.first()).otherwise(words.list.last())
    given = pl.when("family_first").then(words.list.last()).otherwise(words.list.first())
    persons = names.filter("is_person").with_columns(
        family=family,
        given=given,
        middle=words.list.slice(1, pl.max_horizontal(words.list.len().cast(pl.Int64) - 2, 0)),
        is_full=((words.list.len() > 1) | pl.col("suffix").str.contains("^[ivx]+$").fill_null(False))
        & ~words.list.first().str.contains(INITIAL)
        | pl.col("base").str.contains(UNSPACED),
    )
    persons = _take_off_endings(_unmark_family_names(persons))
    ends = pl.concat_str("given", "family", separator=" ")
    on = ["given", "family", "suffix"]
    same = pl.when(pl.col("is_one").fill_null(True)).then(ends).otherwise("base")
    persons = persons.join(
        _compatible_middles(persons), on=on, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(same=same)
    return persons.join(_persons_apart(persons), on="same", how="left", maintain_order="left").with_columns(
        person=pl.when("is_full").then(
            pl.when("is_apart")
            .then(pl.concat_str("same", "suffix", separator=" ", ignore_nulls=True))
            .otherwise("same")
        )
    )


def _persons_apart(persons: pl.DataFrame) -> pl.DataFrame:
    """Whether the suffixes of full names that are the ``same`` but for these keep persons apart: ``is_apart``.

    They do if they are several, or if an article has the name both with one and without.
    """
    suffixes = pl.col("suffix").n_unique()  # null is one, too
    full = persons.filter("is_full")
    in_article = full.group_by("same", "article_id").agg(together=suffixes > 1)
    both = in_article.group_by("same").agg(pl.col("together").any())
    several = full.group_by("same").agg(several=pl.col("suffix").drop_nulls().n_unique() > 1)
    return several.join(both, on="same").select("same", is_apart=pl.col("several") | pl.col("together"))


def _unmark_family_names(persons: pl.DataFrame) -> pl.DataFrame:
    """Persons of whom no family name with particles is full: "van Gogh".

    With a capital, the first word may be a given name: "Van Morrison". It is a particle if somebody's full name ends
    so: "Luigi Di Maio".
    """
    alone = pl.col("base") == pl.concat_str("particles", "family", separator=" ")
    ends = pl.concat_str("particles", "family", separator=" ").alias("base")
    longer = persons.filter((pl.col("particles") != "") & ~alone).select(ends).unique()["base"]
    is_family = alone & (pl.col("is_small") | pl.col("base").is_in(longer.implode()))
    return persons.with_columns(is_full=pl.col("is_full") & ~is_family)


def _take_off_endings(persons: pl.DataFrame) -> pl.DataFrame:
    """Put ``given`` and ``family`` into the base form, where an article of the language has the base form, too.

    "Кристиана Вульфа" is "Кристиан Вульф" if that name occurs; else its endings may be its own. A name that is
    inflected in one language is read so in all of them.
    """
    full = persons.filter("is_full").select("language", "given", "family").drop_nulls().unique(maintain_order=True)
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
    """Whether the full names with these ends can be one person's: ``given``, ``family``, ``suffix`` and ``is_one``.

    They can if, but for names without any, they all have the same words between the ends, or the initial of one.
    """
    middle = pl.col("middle").list.join(" ").str.replace_all(r"\.", "")
    initials = middle.str.replace_all(r"(\w)\w*", "${1}")
    return (
        persons.filter(pl.col("is_full") & (pl.col("middle").list.len() > 0))
        .with_columns(middle=middle, initials=initials)
        .with_columns(spelt=pl.when(pl.col("middle") != pl.col("initials")).then("middle"))
        .group_by("given", "family", "suffix")
        .agg(is_one=(pl.col("initials").n_unique() == 1) & (pl.col("spelt").drop_nulls().n_unique() <= 1))
    )
