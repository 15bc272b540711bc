"""Finds the sections that an article is in: from a breadcrumb, or from its address."""

from __future__ import annotations

import polars as pl

from schemas.block_frames import Settled
from schemas.field_frames import Breadcrumbs

# Between two sections of a breadcrumb.
ARROW = r"\s*[/>»›|→·]\s*"
# Which parts of an address are sections, set by hand: words, except languages and words that are in the address of any
# article.
SECTION = r"^[a-z][a-z-]{1,29}$"
NO_SECTION = r"^(?:[a-z]{2}(?:[-_][a-zA-Z]{2})?|www|articles?|artikel|story|stories|posts?|archive|index)$"


def find_breadcrumbs(blocks: Settled) -> Breadcrumbs:
    """Find the first breadcrumb of each document."""
    lines = blocks.select(pl.col("doc", "text").filter(pl.col("role") == "section"))
    lines = lines.unique("doc", keep="first", maintain_order=True)
    steps = pl.col("text").str.replace_all(ARROW, "\n").str.split("\n")
    return Breadcrumbs.of(lines.select("doc", breadcrumb=steps.list.eval(pl.element().filter(pl.element() != ""))))


def sections_of_url() -> pl.Expr:
    """Give the sections in ``url``: the parts of its path that are words, except the last, which is the article.

    >>> url = pl.DataFrame({"url": ["https://courier.example/en/islands/sport/2025/seal-moves?page=1"]})
    >>> url.select(sections_of_url()).item().to_list()
    ['islands', 'sport']
    """
    parts = pl.col("url").str.extract(r"^https?://[^/]+/([^?#]*)").str.split("/")
    is_section = pl.element().str.contains(SECTION) & ~pl.element().str.contains(NO_SECTION)
    return parts.list.head(parts.list.len() - 1).list.eval(pl.element().filter(is_section))
