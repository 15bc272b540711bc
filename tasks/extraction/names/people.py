"""Finds who is one person across articles: the table ``people``.

An article says "Trump" where others say "Donald Trump". Within an article, ``canonical`` has found the fullest name.
Here, all articles of a snapshot are seen together: the same full name is the same person (``full_names``), and a family
name alone is ascribed to a person if the rest of its article makes that likely (``short_names``). A family name that
could be anybody's is nobody's: it has no row.
"""

from __future__ import annotations

import polars as pl

from schemas.arrow import empty
from schemas.tables import PEOPLE
from tasks.extraction.names.full_names import distinct_names, name_persons
from tasks.extraction.names.short_names import DECIMALS, ascribe

# How likely a full name that several articles give is one person's in all of them, if it is a person's at all. Of 45
# such names of 3,614 articles, 38 were people's, and each of these meant one person: that shows .92 (with 38 of 38, a
# smaller share is unlikelier than 1 in 20). A name that one article gives was compared with nothing.
SURE_OF_FULL = 0.92


def find_people(mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Find who is one person in several articles.

    Args:
        mentions: the table ``mentions``: ``article_id``, ``kind``, ``name`` and ``confidence``.
        articles: the table ``articles``: ``article_id``, ``language``, ``source`` and ``published_on``.

    Returns:
        The table ``people``: a row for each person whom an article names in full, most articles first.
    """
    names = distinct_names(mentions, articles)
    named = name_persons(names)
    several = pl.col("article_id").n_unique().over("person") > 1
    full = named.filter("is_full").select(
        "article_id", "name", "person", confidence=pl.when(several).then(SURE_OF_FULL), is_full=True
    )
    short = ascribe(named, names).select("article_id", "name", "person", "confidence", is_full=False)
    return _people_of(pl.concat([full, short]))


def _people_of(ascribed: pl.DataFrame) -> pl.DataFrame:
    """The table ``people``, of ``article_id``, ``name``, ``person``, ``confidence`` and ``is_full``."""
    people = (
        ascribed.sort("article_id", "name")
        .group_by("person", maintain_order=True)
        .agg(
            articles=pl.struct("article_id", "name", "confidence"),
            confidence=pl.col("confidence").mean().round(DECIMALS),
            count=pl.col("article_id").n_unique(),  # an article may have several forms of a name
        )
        .join(_forms_of(ascribed), on="person")
        .sort("count", "name", descending=[True, False])
    )
    table = empty(PEOPLE.name).schema
    return people.select(table.names()).cast(table)


def _forms_of(ascribed: pl.DataFrame) -> pl.DataFrame:
    """The ``forms`` of each ``person``, and the one that is the ``name``: the full name that most articles give.

    Of names that are equally frequent it is one with few capitals, which nobody shouts, and then a short one, to
    which no ending was added.
    """
    form = pl.col("name")
    descending = {"is_full": True, "count": True, "capitals": False, "letters": False, "name": False}
    by_count = pl.struct("name", "count").sort_by("count", "name", descending=[True, False])
    return (
        ascribed.group_by("person", "name")
        .agg(pl.col("is_full").any(), count=pl.len())
        .with_columns(capitals=form.str.count_matches(r"\p{Lu}"), letters=form.str.len_chars())
        .sort(*descending, descending=list(descending.values()))
        .group_by("person", maintain_order=True)
        .agg(form.first().alias("best"), forms=by_count)
        .rename({"best": "name"})
    )
