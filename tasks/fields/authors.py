"""Makes the authors' names of a document: those that a page names, else those of its byline.

Three places split a text into names. Each has its own conjunctions, because each reads different texts, and a
conjunction of one language may be part of a name in another:

- here, the text that a rule or the model found in a byline: conjunctions of the larger languages only;
- ``tasks/fields/bylines.py``, a whole line that may be names, in any language: also "+", Scandinavian and more Slavic
  ones. Its model is trained on the names that come out;
- ``schemas/weights/metadata.toml``, the element of a page: also "•", "·" and Scandinavian ones. The figures of
  ``docs/decisions.md`` on authors of pages were measured with them.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from schemas.block_frames import Settled
from schemas.field_frames import Authors, Bylines
from schemas.frames import Caught, Pages
from tasks.models.byline_lines import SUFFIX
from tasks.reading.page.people import without_office


def names_between(marks: Iterable[str] = (), words: Iterable[str] = ()) -> str:
    """Give a pattern for the text between two names: common marks and conjunctions, and some more.

    >>> import re
    >>> re.split(names_between(), "A. Person, B. Person und C. Person & D. Person")
    ['A. Person', 'B. Person', 'C. Person', 'D. Person']
    >>> re.split(names_between(words=["og"]), "A. Person og B. Person")
    ['A. Person', 'B. Person']
    """
    alternatives = "|".join([";", ",", "/", r"\|", "&", *marks])
    conjunctions = "|".join(["and", "und", "et", "y", "e", "en", "i", "и", "ve", *words])
    return rf"\s*(?:{alternatives}|\b(?:{conjunctions})\b)\s*"


def split_names(written: pl.Expr, between: str) -> pl.Expr:
    """Split a text into names; a title after a name and a comma is part of the name.

    >>> bylines = pl.DataFrame({"names": ["Martin Oakes, Jr. and Tara Dell, MD"]})
    >>> bylines.select(split_names(pl.col("names"), names_between())).item().to_list()
    ['Martin Oakes, Jr.', 'Tara Dell, MD']
    """
    with_titles = written.str.replace_all(rf",\s*({SUFFIX})", f"{COMMA}$1")
    parts = with_titles.str.replace_all(between, "\n").str.split("\n")
    return parts.list.eval(pl.element().str.replace_all(COMMA, ", "))


TITLE_AT_END = r", (?:Jr|Sr)$"
COMMA = "\u001f"  # stands for a comma in a name while names are split
BETWEEN = names_between()
# Prepositions that may still be before a name that was found. Before the names of a whole line there are more words,
# such as "posted by" and "author": ``by`` in ``schemas/weights/authors.toml``, and in ``metadata.toml`` for pages.
BY = r"(?i)^(?:by|von|par|por|di|da|od|door)\s+"


def gather_authors(bylines: Bylines, blocks: Settled, caught: Caught, pages: Pages) -> Authors:
    """Gather the authors of each document: those that its page names, else its byline, else the end of its text."""
    by_page = pages.filter(pl.col("page_authors").list.len() > 0).select("doc", authors="page_authors")
    of_pages = _bylines_of_pages(blocks, caught).join(by_page, on="doc", how="anti")
    whole = pl.concat([bylines.explode("names").select("doc", "names"), of_pages.join(bylines, on="doc", how="anti")])
    within = _bylines_within_lines(caught).join(by_page, on="doc", how="anti").join(whole, on="doc", how="anti")
    name = pl.col("names").str.strip_chars(" .,;:|").str.replace(BY, "").str.replace(TITLE_AT_END, "$0.")
    by_byline = (
        pl.concat([whole, within])
        .with_columns(split_names(pl.col("names"), BETWEEN))
        .explode("names")
        .with_columns(names=name)
        .filter(pl.col("names").str.contains(r"\p{L}{2}"))
        .group_by("doc", maintain_order=True)
        .agg(authors=pl.col("names").unique(maintain_order=True))
    )
    plain = [[without_office(name) or name for name in names] for names in by_byline["authors"]]
    by_byline = by_byline.with_columns(authors=pl.Series(plain, dtype=pl.List(pl.String)))
    return Authors.of(pl.concat([by_page, by_byline]))


def _bylines_of_pages(blocks: Settled, caught: Caught) -> pl.DataFrame:
    """The names in bylines of pages, as one text: the one that a rule matched, else the blocks known by their place."""
    columns = ("doc", "block", "text", "role", "evidence")
    on_pages = blocks.select(pl.col(columns).filter(pl.col("media") == "html"))
    by_rules = caught.filter(pl.col("role") == "byline").join(on_pages, on="block", how="semi")
    by_rules = by_rules.select("doc", names="caught_authors").drop_nulls()
    by_place = on_pages.filter((pl.col("role") == "byline") & (pl.col("evidence") == "field"))
    return pl.concat([by_rules, by_place.select("doc", names="text").join(by_rules, on="doc", how="anti")])


def _bylines_within_lines(caught: Caught) -> pl.DataFrame:
    """The names that rules cut out of lines, such as those in brackets behind the last sentence."""
    cut_out = caught.filter((pl.col("role") == "byline") & pl.col("block").is_null())
    return cut_out.select("doc", names="caught_authors").drop_nulls()
