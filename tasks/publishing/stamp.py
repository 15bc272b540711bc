"""The stamp on every row of a run: the run's id, its time, the version of the rules, and the article's id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import polars as pl


@dataclass(frozen=True, slots=True)
class Stamp:
    """The values that all rows of a run share."""

    run_id: str
    as_of: datetime
    rules_version: str
    first_seen: Mapping[str, datetime]  # by raw file, as its name is written in the tables


def article_id(path: str, raw_sha256: str) -> str:
    """Return the id of an article: 32 hexadecimal digits.

    The id is the same as long as path and bytes are, so a row that points into a body never points into another one.
    """
    return sha256(f"{path}\0{raw_sha256}".encode("utf-8", "surrogateescape")).hexdigest()[:32]


def stamp_rows(documents: pl.DataFrame, stamp: Stamp) -> pl.DataFrame:
    """Add ``article_id``, ``first_seen_at``, ``refined_at``, ``run_id`` and ``rules_version`` to rows of documents.

    Args:
        documents: one row per document, with ``path`` and ``raw_sha256``.
        stamp: the run's stamp. ``first_seen_at`` is that of the document's file, or of the container that it is in.
    """
    file = pl.col("path").str.replace(r"#\d+$", "")
    seen = pl.Series("", list(stamp.first_seen.values()), pl.Datetime("us", "UTC"))
    ids = pl.Series([article_id(*key) for key in documents.select("path", "raw_sha256").iter_rows()], dtype=pl.String)
    return documents.with_columns(
        article_id=ids,
        first_seen_at=pl.coalesce(
            pl.col("path").replace_strict(list(stamp.first_seen), seen, default=None, return_dtype=seen.dtype),
            file.replace_strict(list(stamp.first_seen), seen, default=None, return_dtype=seen.dtype),
        ),
        refined_at=pl.lit(stamp.as_of),
        run_id=pl.lit(stamp.run_id),
        rules_version=pl.lit(stamp.rules_version),
    )
