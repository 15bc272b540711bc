"""The tables of a part, accepted: with the declared columns, and with a reject for each document that gives no article.

Nothing is stored that breaks a row-level expectation or a sum of promise 1 (``docs/how-it-works.md#promises``).
"""

from __future__ import annotations

import polars as pl

from schemas import data
from schemas.arrow import empty
from schemas.block_frames import Ruled
from schemas.errors import NewsmillError
from schemas.frames import Documents, Pages
from schemas.tables import FOUND, TABLES
from tasks.publishing import ledger, row_checks
from tasks.publishing.stamp import Stamp, stamp_rows

Tables = dict[str, pl.DataFrame]  # by name; as ``schemas/tables.py`` declares them, or still with ``doc``


class UnaccountedError(NewsmillError):
    """A sum of promise 1 does not hold: something is lost or counted twice. newsmill is at fault, not the data."""


def accept_tables(
    documents: Documents, pages: Pages, blocks: Ruled, tables: Tables, stamp: Stamp, least_article: float | None = None
) -> Tables:
    """Return the tables as declared, and ``rejects``.

    An article becomes a reject if one of its rows breaks a row-level expectation, or if one of its spans does not hold
    its text; or if it is hardly an article, but a home page, a list or a product.

    Args:
        documents: all documents of the part.
        pages: what its pages say about themselves.
        blocks: its blocks, which are counted in the detail of a reject.
        tables: its tables with ``doc``; of ``rejects`` only how likely each document is an article.
        stamp: the run's stamp.
        least_article: what is less likely an article is refused; None: what the card of its model says.

    Raises:
        UnaccountedError: a document or a character is lost, or counted twice.
    """
    articles, likely = tables["articles"], tables["rejects"]
    ids = articles.select("doc", "article_id")
    tables = {
        name: frame if name == "articles" else frame.join(ids, on="doc", maintain_order="left")
        for name, frame in tables.items()
        if name != "rejects"
    }
    faults = _first_faults(tables, least_article)
    rejects = stamp_rows(_refused_documents(documents, articles, blocks, faults, likely), stamp)
    if not faults.is_empty():
        tables = {
            name: frame.join(faults, on="article_id", how="anti", maintain_order="left")
            for name, frame in tables.items()
        }
    tables = {name: _as_declared(frame, name) for name, frame in (tables | {"rejects": rejects}).items()}
    _account_for_all(documents, pages, ids, tables)
    return tables


def _first_faults(tables: Tables, least_article: float | None) -> pl.DataFrame:
    """The first fault of each article that has one: ``article_id``, ``reason`` and ``detail``."""
    broken = _broken_rows(tables).select(
        "article_id", reason=pl.lit("expectation"), detail=pl.concat_str("expectation", pl.lit(": "), "detail")
    )
    faults = pl.concat([_unlikely_articles(tables["articles"], least_article), broken])
    return faults.unique("article_id", keep="first", maintain_order=True)


def _unlikely_articles(articles: pl.DataFrame, least_article: float | None) -> pl.DataFrame:
    """Those that are hardly articles, as faults."""
    cards = data.load("models/articles")
    least = {media: least_article if least_article is not None else cards[media]["least"] for media in cards}
    probability = pl.col("article_probability")
    limit = pl.col("media").replace_strict(least, return_dtype=pl.Float64)
    return articles.filter(probability < limit).select(
        "article_id",
        reason=pl.lit("not_article"),
        detail=pl.format("how likely it is an article: {}, which is below {}", probability.round(4), limit),
    )


def _broken_rows(tables: Tables) -> pl.DataFrame:
    """The faults of rows: ``article_id``, ``expectation`` and ``detail``."""
    extracted = [tables[table.name] for table in FOUND if table.name in tables]
    return pl.concat(
        faults.select("article_id", "expectation", "detail")
        for faults in (
            *(row_checks.find_broken_rows(_as_declared(frame, name), name) for name, frame in tables.items()),
            *(ledger.find_misplaced_spans(frame, tables["articles"]) for frame in extracted),
        )
    )


def _refused_documents(
    documents: pl.DataFrame, articles: pl.DataFrame, blocks: pl.DataFrame, faults: pl.DataFrame, likely: pl.DataFrame
) -> pl.DataFrame:
    """The documents that give no article, with ``reason``, ``detail`` and ``article_probability``."""
    accepted = articles.join(faults, on="article_id", how="anti")
    block_counts = blocks.group_by("doc").agg(block_count=pl.len())
    broken = faults.join(articles.select("doc", "article_id"), on="article_id").select(
        "doc", fault_reason="reason", fault="detail"
    )
    return (
        documents.join(accepted, on="doc", how="anti", maintain_order="left")
        .join(block_counts, on="doc", how="left", maintain_order="left")
        .join(broken, on="doc", how="left", maintain_order="left")
        .join(likely, on="doc", how="left", maintain_order="left")
        .with_columns(
            reason=pl.when(pl.col("reason").is_not_null())
            .then("reason")
            .when(pl.col("fault_reason").is_not_null())
            .then("fault_reason")
            .when(pl.col("block_count").is_null())
            .then(pl.lit("no_text"))
            .otherwise(pl.lit("boilerplate")),
            detail=pl.coalesce(
                "detail",
                "fault",
                pl.format("nothing of its {} lines reads like an article", "block_count"),
                pl.lit("no visible text"),
            ),
        )
    )


def _as_declared(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """The declared columns of a table, with the declared types."""
    return frame.select(column.name for column in TABLES[table].columns).cast(empty(table).schema)


def _account_for_all(documents: Documents, pages: Pages, ids: pl.DataFrame, tables: Tables) -> None:
    """Check both sums of promise 1 over the part.

    Raises:
        UnaccountedError: one of them does not hold.
    """
    astray = ledger.find_unaccounted_documents(documents, tables["articles"], tables["rejects"])
    visible = documents.select("doc", "text", "media").join(
        pages.select("doc", visible="text"), on="doc", how="left", maintain_order="left"
    )
    texts = (
        visible.join(ids, on="doc", maintain_order="left")
        .join(tables["articles"].select("article_id"), on="article_id", how="semi", maintain_order="left")
        .select("article_id", text=pl.coalesce("visible", "text"))
    )
    open_sums = ledger.find_unaccounted_characters(texts, tables["paragraphs"], tables["removals"])
    if not astray.is_empty() or not open_sums.is_empty():
        examples = [*astray.head(3).to_dicts(), *open_sums.head(3).to_dicts()]
        raise UnaccountedError(
            f"{astray.height} documents and the characters of {open_sums.height} articles are not accounted for "
            f"exactly once: {examples}. Nothing was published. This is a fault in newsmill: please report it."
        )
