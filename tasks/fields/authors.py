"""Makes the authors' names of a document: those that a page names, else those of its byline.

Three places split a text into names, each with conjunctions of its own, because they read different texts:

- here, a text that was found in a byline, by rules or by the model: few conjunctions, as far as the packs of rules have
  languages;
- ``tasks/fields/bylines.py``, a whole line that may be names: more of them, as it may be in any language;
- ``schemas/weights/metadata.toml``, a page's own element, where "•" and "·" separate names too, and no "+" does.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from schemas.field_frames import Authors, Bylines
from schemas.frames import Caught, Pages, Settled


def names_between(marks: Iterable[str] = (), words: Iterable[str] = ()) -> str:
    """Give a pattern for what is between two names: common marks and conjunctions, and some more.

    >>> import re
    >>> re.split(names_between(), "A. Person, B. Person und C. Person & D. Person")
    ['A. Person', 'B. Person', 'C. Person', 'D. Person']
    >>> re.split(names_between(words=["og"]), "A. Person og B. Person")
    ['A. Person', 'B. Person']
    """
    alternatives = "|".join([";", ",", "/", r"\|", "&", *marks])
    conjunctions = "|".join(["and", "und", "et", "y", "e", "en", "i", "и", "ve", *words])
    return rf"\s*(?:{alternatives}|\b(?:{conjunctions})\b)\s*"


BETWEEN = names_between()
# Before a name that was already found: prepositions only. The words before names in a whole line, such as "text" and
# "author", are in ``schemas/weights/authors.toml``; they may also begin a name.
BY = r"(?i)^(?:by|von|par|por|di|da|od|door)\s+"


def gather_authors(bylines: Bylines, blocks: Settled, caught: Caught, pages: Pages) -> Authors:
    """Gather the authors of each document: those that the page names, else those of its byline."""
    by_page = pages.filter(pl.col("page_authors").list.len() > 0).select("doc", authors="page_authors")
    of_pages = _bylines_of_pages(blocks, caught).join(by_page, on="doc", how="anti")
    name = pl.col("names").str.strip_chars(" .,;:|").str.replace(BY, "")
    by_byline = (
        pl.concat([bylines.explode("names").select("doc", "names"), of_pages])
        .with_columns(pl.col("names").str.replace_all(BETWEEN, "\n").str.split("\n"))
        .explode("names")
        .with_columns(names=name)
        .filter(pl.col("names").str.contains(r"\p{L}{2}"))
        .group_by("doc", maintain_order=True)
        .agg(authors=pl.col("names").unique(maintain_order=True))
    )
    return Authors.of(pl.concat([by_page, by_byline]))


def _bylines_of_pages(blocks: Settled, caught: Caught) -> pl.DataFrame:
    """The names in bylines of pages, as one text: what a rule matched, else the blocks known by their place."""
    columns = ("doc", "block", "text", "role", "evidence")
    on_pages = blocks.select(pl.col(columns).filter(pl.col("media") == "html"))
    by_rules = caught.filter(pl.col("role") == "byline").join(on_pages, on="block", how="semi")
    by_rules = by_rules.select("doc", names="caught_authors").drop_nulls()
    by_place = on_pages.filter((pl.col("role") == "byline") & (pl.col("evidence") == "field"))
    return pl.concat([by_rules, by_place.select("doc", names="text").join(by_rules, on="doc", how="anti")])
