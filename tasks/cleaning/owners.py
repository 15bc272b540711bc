"""Finds the documents of each publisher that has a pack of rules of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from schemas.frames import Documents, NumberedLines, PackOwners, Pages, Texts
from schemas.rulebook import Rulebook
from tasks.columns.patterns import NEVER

SHORT = 200  # bytes of a line that may show the address of a mirror: set by hand


def publishers_of(
    lines: NumberedLines, documents: Documents, pages: Pages, rulebook: Rulebook, texts: Texts
) -> PackOwners:
    """Find the documents for which the pack of a publisher holds.

    What counts is, in this order: the folder that the document came in; a domain in its address, in the page's, in the
    folder or in the publisher's name; the name of the publisher, as the JSON line or the page gives it; an address on a
    short line of the text (a mirror). Upper and lower case make no difference.
    """
    packs = rulebook.publishers
    if not packs:
        return PackOwners.of(pl.DataFrame(schema=PackOwners.columns_and_types()))
    by_folder = {folder.lower(): pack.name for pack in packs for folder in pack.folders}
    by_domain = {domain: pack.name for pack in packs for domain in pack.domains}
    by_name = {pack.name.lower(): pack.name for pack in packs}

    from_page = pages.select("doc", "page_url", "page_publisher")
    known = documents.join(from_page, on="doc", how="left", maintain_order="left")
    given = pl.concat_str(pl.col("url", "page_url", "folder", "publisher").fill_null(""), separator=" ")
    short = texts.filter(pl.col("text").str.len_bytes() <= SHORT)
    shown = short.select("text_id", publisher=_owner_of(_domain_in(pl.col("text"), by_domain), by_domain)).drop_nulls()
    evidence = [
        known.select("doc", publisher=_owner_of(pl.col("folder"), by_folder)),
        known.select("doc", publisher=_owner_of(_domain_in(given, by_domain), by_domain)),
        known.select("doc", publisher=_owner_of(pl.coalesce("publisher", "page_publisher"), by_name)),
        lines.select("doc", "text_id").join(shown, on="text_id", maintain_order="left").drop("text_id"),
    ]
    return PackOwners.of(pl.concat(evidence).drop_nulls().unique("doc", keep="first", maintain_order=True))


def _owner_of(value: pl.Expr, owners: Mapping[str, str]) -> pl.Expr:
    """The publisher that a folder, a domain or a name belongs to; null where it is in no pack."""
    return value.str.to_lowercase().replace_strict(owners, default=None, return_dtype=pl.String)


def _domain_in(text: pl.Expr, domains: Iterable[str]) -> pl.Expr:
    """The first of some domains, or of their subdomains, in an address in a text."""
    known = "|".join(map(re.escape, domains)) or NEVER
    return text.str.extract(rf"(?i)(?:^|[/.\s@])({known})(?:$|[/\s:?#,;)])")
