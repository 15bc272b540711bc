"""Why each line of a document was kept or cut: its role, the evidence for it, and the confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import polars as pl
from rich.text import Text

from schemas import rulebook
from schemas.arrow import empty
from schemas.block_frames import Settled
from schemas.errors import NewsmillError
from schemas.frames import Documents, Pieces, ReadDocuments, Recurring
from schemas.tables import ARTICLES, FINGERPRINTS, REJECTS
from tasks import refine
from tasks.cleaning import repetition, weigh
from tasks.parts import scan_table
from tasks.publishing import snapshots
from tasks.reading import read
from tasks.reading.files import is_raw
from tasks.reading.sources import outlet_folder

# Set by hand: what a person can read, and wait for.
NEIGHBOURS = 300  # files near by that are read for the lines that recur, where no table has the source
SLIGHT = 0.1  # a reason adds at least this, in points or to the log-odds of body
REASONS = 4  # shown of each line, the strongest first
STYLES = {
    "body": "default", "title": "bold", "caption": "cyan", "dateline": "magenta", "byline": "magenta",
    "date": "magenta", "section": "blue", "repeated": "yellow", "other": "bright_black",
}  # fmt: skip
CUT = "red"


def explain_file(file: Path, out: Path | None = None) -> Iterator[Text]:
    """Yield the lines of a raw article as a run would decide on them, ready to print in colour.

    Args:
        file: a raw article, or a line of a container as ``path`` has it in the tables: ``feed.jsonl#17``.
        out: the folder of the tables. The lines that recur are then those that the next run would know. Without it,
            or where the tables have nothing of the source, they are those of other files near by.

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
    surveyed, recurring = _survey_with_recurring_lines(root, wanted, out)
    of_path = surveyed.documents.filter(_is_of(str(file.relative_to(root))))
    if of_path.is_empty():
        raise NewsmillError(f"{wanted} has no document {file.name}. Lines count from 1, and blank ones are none.")
    for doc, reason, detail in of_path.select("doc", "reason", "detail").iter_rows():
        if reason:
            raise NewsmillError(f"{file} gives no article ({reason}): {detail}")
        yield from _lines_of_document(surveyed, recurring, doc)


def _survey_with_recurring_lines(root: Path, wanted: Path, out: Path | None) -> tuple[refine.Survey, Recurring]:
    """The survey of the file, and the lines that recur by the tables in ``out``, else by a survey of its neighbours."""
    surveyed = _survey_of_files(root, [wanted], wanted)
    remembered = (
        _fingerprints_of_sources(surveyed.documents, snapshots.resolve(out)) if out else empty(FINGERPRINTS.name)
    )
    if remembered.is_empty():
        near = (f for f in sorted(_source_folder(wanted).rglob("*")) if f != wanted and _is_raw_file(f))
        surveyed = _survey_of_files(root, [wanted, *islice(near, NEIGHBOURS)], wanted)
    return surveyed, repetition.recurring_lines([surveyed.fingerprints], remembered)


def _survey_of_files(root: Path, files: Sequence[Path], wanted: Path) -> refine.Survey:
    """The survey of some files. Documents without a text are left out, unless they are the wanted file's."""
    documents = pl.concat(read.read_documents(root, [str(name.relative_to(root)) for name in files]))
    has_text = pl.col("reason").is_null()
    of_wanted = _is_of(str(wanted.relative_to(root)))
    return refine.survey_documents(ReadDocuments.of(documents.filter(has_text | of_wanted)), rulebook.load())


def _is_of(path: str) -> pl.Expr:
    """Whether a document is a file by its path, or a line of it."""
    return (pl.col("path") == path) | pl.col("path").str.starts_with(f"{path}#")


def _fingerprints_of_sources(documents: Documents, published: Path) -> pl.DataFrame:
    """The published fingerprints of these documents' sources, without those of the documents themselves."""
    themselves = pl.col("raw_sha256").is_in(documents["raw_sha256"].implode())
    paths = pl.concat(
        pl.scan_parquet(published / name / "*.parquet").filter(themselves).select("path")
        for name in (ARTICLES.name, REJECTS.name)
    )
    of_sources = pl.col("source").is_in(documents["source"].drop_nulls().implode())
    return (
        scan_table(published, FINGERPRINTS.name)
        .filter(of_sources)
        .join(paths, on="path", how="anti", maintain_order="left")
        .collect()
    )


def _lines_of_document(surveyed: refine.Survey, recurring: Recurring, doc: int) -> Iterator[Text]:
    """Each piece of the document with its role, confidence, text, evidence and strongest reasons."""
    settled, lead = refine.decide_blocks(surveyed, recurring)
    of_all, _ = refine.find_fields(surveyed, settled, lead, rulebook.load())
    blocks = Settled.of(of_all.filter(pl.col("doc") == doc))
    strongest = (
        weigh.list_reasons(blocks)
        .filter(pl.col("adds").abs() >= SLIGHT)
        .sort("block", -pl.col("adds").abs(), "reason")
        .group_by("block", maintain_order=True)
        .agg(reasons=pl.format("{} {}", "reason", pl.col("adds").round(1)).head(REASONS))
    )
    pieces = refine.spread_to_pieces(Pieces.of(surveyed.pieces.filter(pl.col("doc") == doc)), blocks)
    explained = pieces.select("text", "keep", "role", "evidence", "confidence", "block").join(
        strongest, on="block", how="left", maintain_order="left"
    )
    for row in explained.iter_rows(named=True):
        role = "body" if row["keep"] else row["role"]
        reasons = ", ".join(row["reasons"] or [])
        style = STYLES.get(role, CUT)
        yield Text.assemble(
            (f"{role:>10} {row['confidence']:.2f} ", style),
            (row["text"], style if not row["keep"] else "default"),
            (f"   {'' if row['keep'] else row['evidence']} {f'({reasons})' if reasons else ''}".rstrip(), "dim"),
        )


def _source_folder(file: Path) -> Path:
    """The folder that a run would take for the file's source, else the folder that the file is in."""
    inside = file.absolute().relative_to("/").parts
    named = outlet_folder("/".join(inside))
    return next((parent for parent in file.absolute().parents if parent.name == named), file.absolute().parent)


def _is_raw_file(file: Path) -> bool:
    """Whether a run would read the file."""
    return file.is_file() and is_raw(file.name) and not file.name.startswith(".")
