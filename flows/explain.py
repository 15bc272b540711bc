"""Why a line stayed or went: a document, line by line, with role, evidence and confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import polars as pl
from rich.text import Text

from schemas import rulebook
from schemas.arrow import empty
from schemas.errors import NewsmillError
from schemas.frames import Pieces, ReadDocuments, Recurring, Settled
from schemas.tables import ARTICLES, FINGERPRINTS, REJECTS
from tasks import refine
from tasks.cleaning import repetition, weigh
from tasks.parts import recall
from tasks.publishing import snapshots
from tasks.reading import read
from tasks.reading.files import is_raw
from tasks.reading.sources import outlet_folder

NEIGHBOURS = 300  # files of the same source that are read too for the lines that recur, where no table tells
SLIGHT = 0.1  # what adds less to the log-odds of body, or in points, is no reason
REASONS = 4  # of a line, the strongest
STYLES = {
    "body": "default", "title": "bold", "caption": "cyan", "dateline": "magenta", "byline": "magenta",
    "date": "magenta", "section": "blue", "repeated": "yellow", "other": "bright_black",
}  # fmt: skip
CUT = "red"


def explain_file(file: Path, out: Path | None = None) -> Iterator[Text]:
    """The lines of a raw article as they would be decided, ready to print in colour.

    ``file`` may name a line of a container, as ``path`` does in the tables: ``feed.jsonl#17``. Lines that recur are
    known from what the tables in ``out`` hold of its source, as the next run would; else from other files near by.

    Raises:
        NewsmillError: there is no such file or line, or it gives no text; nothing is published in ``out``; or a rule
            does not do what its examples say.
    """
    file = file.absolute()
    container = Path(str(file).rpartition("#")[0])
    wanted = container if not file.exists() and container.is_file() else file
    if not wanted.is_file():
        raise NewsmillError(f"There is no file {file}. Name a raw article, or a line of a container: feed.jsonl#17.")
    rulebook.prove()
    root = _source_folder(wanted).parent
    surveyed = _survey(root, [wanted], wanted)
    remembered = _remembered(surveyed.documents, snapshots.resolve(out)) if out else empty(FINGERPRINTS.name)
    if remembered.is_empty():
        near = (f for f in sorted(_source_folder(wanted).rglob("*")) if f != wanted and _read(f))
        surveyed = _survey(root, [wanted, *islice(near, NEIGHBOURS)], wanted)
    known = repetition.recurring_lines([surveyed.fingerprints], remembered)

    path = str(file.relative_to(root))
    of_path = surveyed.documents.filter((pl.col("path") == path) | pl.col("path").str.starts_with(f"{path}#"))
    if of_path.is_empty():
        raise NewsmillError(f"{wanted} has no document {file.name}. Lines count from 1, and blank ones are none.")
    for doc, reason, detail in of_path.select("doc", "reason", "detail").iter_rows():
        if reason:
            raise NewsmillError(f"{file} gives no article ({reason}): {detail}")
        yield from _lines(surveyed, known, doc)


def _survey(root: Path, files: Sequence[Path], wanted: Path) -> refine.Survey:
    """What some files show; of those that give no text, the wanted one alone is told of."""
    documents = pl.concat(read.read_documents(root, [str(name.relative_to(root)) for name in files]))
    of_wanted = pl.col("path").str.starts_with(str(wanted.relative_to(root)))
    return refine.survey_documents(
        ReadDocuments.of(documents.filter(pl.col("reason").is_null() | of_wanted)), rulebook.load()
    )


def _remembered(documents: pl.DataFrame, published: Path) -> pl.DataFrame:
    """What the published tables hold of these documents' sources, but for the documents themselves."""
    themselves = pl.col("raw_sha256").is_in(documents["raw_sha256"].implode())
    paths = pl.concat(
        pl.scan_parquet(published / name / "*.parquet").filter(themselves).select("path")
        for name in (ARTICLES.name, REJECTS.name)
    )
    held = recall(published).filter(pl.col("source").is_in(documents["source"].drop_nulls().implode()))
    return held.join(paths, on="path", how="anti", maintain_order="left").collect()


def _lines(surveyed: refine.Survey, known: Recurring, doc: int) -> Iterator[Text]:
    of_all, _ = refine.decide_blocks(surveyed, known, rulebook.load())
    blocks = Settled.of(of_all.filter(pl.col("doc") == doc))
    strongest = (
        weigh.reasons(blocks)
        .filter(pl.col("adds").abs() >= SLIGHT)
        .sort("block", -pl.col("adds").abs(), "reason")
        .group_by("block", maintain_order=True)
        .agg(reasons=pl.format("{} {}", "reason", pl.col("adds").round(1)).head(REASONS))
    )
    pieces = refine.spread_to_pieces(Pieces.of(surveyed.pieces.filter(pl.col("doc") == doc)), blocks)
    told = pieces.select("text", "keep", "role", "evidence", "confidence", "block").join(
        strongest, on="block", how="left", maintain_order="left"
    )
    for row in told.iter_rows(named=True):
        role = "body" if row["keep"] else row["role"]
        reasons = ", ".join(row["reasons"] or [])
        style = STYLES.get(role, CUT)
        yield Text.assemble(
            (f"{role:>10} {row['confidence']:.2f} ", style),
            (row["text"], style if not row["keep"] else "default"),
            (f"   {'' if row['keep'] else row['evidence']} {f'({reasons})' if reasons else ''}".rstrip(), "dim"),
        )


def _source_folder(file: Path) -> Path:
    """The folder that a run would take for the file's source, else the one that it lies in."""
    inside = file.absolute().relative_to("/").parts
    named = outlet_folder("/".join(inside))
    return next((parent for parent in file.absolute().parents if parent.name == named), file.absolute().parent)


def _read(file: Path) -> bool:
    return file.is_file() and is_raw(file.name) and not file.name.startswith(".")
