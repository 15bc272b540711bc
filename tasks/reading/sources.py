"""Where a document comes from: the folder of its outlet, the domain of its address."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

import polars as pl
from tldextract import TLDExtract

# A folder that is a date or a number: 2025, 03, 2025-03-05, 20250305, 2025_03, W09, 2025-Q1, 2025-03-05T10, month=03.
DATE_FOLDER = re.compile(r"(?i)(?:\w+=)?(?=\D{0,2}\d)(?:[\d ._:-]|[wq](?=\d)|(?<=\d)t(?=\d)|(?<=\d)z)+")
HOST = re.compile(r"(?:https?://)?(?:[^/@\s]*@)?([^/:?#\s]+)")

split_domain = TLDExtract(suffix_list_urls=(), cache_dir=None)  # with its own list of suffixes: it must not go online


def outlet_folder(name: str) -> str | None:
    """The nearest folder above a file, within the raw folder, whose name is no date or number; None without one.

    >>> outlet_folder("daily-owl/2025/03/05/a.txt")
    'daily-owl'
    """
    above = reversed(PurePosixPath(name).parts[:-1])
    return next((part for part in above if not DATE_FOLDER.fullmatch(part)), None)


def source_of(page_url: str) -> pl.Expr:
    """A document's source: its folder, else the domain of its address, else its publisher; else null.

    Args:
        page_url: the column with the address that a page gives for itself; the columns ``folder``, ``url`` and
            ``publisher`` are those of ``schemas.frames.ReadDocuments``.
    """
    return pl.coalesce("folder", domain_of("url"), domain_of(page_url), "publisher")


def domain_of(column: str) -> pl.Expr:
    """The registered domain of each address in a column, in lower case; null where it has none.

    >>> addresses = ["https://news.harbour.co.uk/1", "http://desk.courier.example/1", "localhost", None]
    >>> pl.DataFrame({"url": addresses}).select(domain_of("url"))["url"].to_list()
    ['harbour.co.uk', 'courier.example', None, None]
    """
    return pl.col(column).map_batches(
        lambda urls: pl.Series([_registered_domain(url) for url in urls], dtype=pl.String), return_dtype=pl.String
    )


@cache
def _registered_domain(url: str | None) -> str | None:
    """The part of an address's host that somebody registered; None where it has none."""
    if url is None:
        return None
    if registered := split_domain(url).top_domain_under_public_suffix:
        return registered.lower()
    # A suffix that is on no public list: an intranet, ``.example``.
    host = HOST.match(url)
    labels = host[1].lower().split(".") if host else []
    return ".".join(labels[-2:]) if len(labels) > 1 and labels[-1].isalpha() and labels[-2] else None
