"""One batch, one part: the steps with their files, so that a process or a Prefect task can take one.

Between the two passes over a part its frames wait in the stage, since the second pass needs what all parts counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from schemas import rulebook
from schemas.arrow import empty
from schemas.frames import Documents, Fingerprints, Pages, Pieces, Recurring, Ruled
from schemas.options import Names
from schemas.tables import FINGERPRINTS
from tasks import refine
from tasks.cleaning import repetition
from tasks.publishing.snapshots import raw_file, store
from tasks.publishing.stamp import Stamp
from tasks.reading import read
from tasks.reading.discover import Batch
from tasks.reading.files import as_text

WAITING = "_waiting"


@dataclass(frozen=True, slots=True)
class Part:
    """Some raw documents, read; ``frames`` is where they wait."""

    name: str
    frames: Path


@dataclass(frozen=True, slots=True)
class Lessons:
    """What the lines of all parts taught."""

    known: Path  # the lines that are furniture: ``schemas.frames.Recurring``
    latest: Path  # the ``path`` of each document of this run that later runs count
    forgotten: frozenset[str]  # the paths of earlier documents that they no longer do


def survey_batch(batch: Batch, raw: Path, stage: Path, *, fast: bool = False) -> list[Part]:
    """Read the files of a batch and survey what they hold; a large container gives several parts.

    ``fast`` asks nobody else what is the article of a page.
    """
    parts = []
    for number, documents in enumerate(read.read_documents(raw, batch.files)):
        part = Part(f"{batch.name}-{number:04}", stage / WAITING / f"{batch.name}-{number:04}")
        part.frames.mkdir(parents=True, exist_ok=True)
        survey = refine.survey_documents(documents, rulebook.load(), vote=not fast)
        for name, frame in zip(survey._fields, survey, strict=True):
            frame.write_ipc(part.frames / f"{name}.arrow", compression="lz4")
        parts.append(part)
    return parts


def learn(parts: list[Part], stage: Path, published: Path | None, kept: Collection[str]) -> Lessons:
    """Count the lines of all parts, and with them those that earlier runs left in the snapshot ``published``.

    What is left of files that are not ``kept`` no longer counts.
    """
    found = [Fingerprints.of(pl.read_ipc(part.frames / "fingerprints.arrow")) for part in parts]
    held = recall(published).filter(raw_file(kept).is_in([as_text(path) for path in kept]))
    sources = pl.concat([empty(FINGERPRINTS.name)["source"], *(frame["source"] for frame in found)]).unique()
    remembered = held.filter(pl.col("source").is_in(sources.implode())).collect()
    of_all_sources = held.select("path", "source", "run_id").collect()
    latest, still = repetition.latest_documents(found, of_all_sources)
    forgotten = frozenset(of_all_sources["path"]) - frozenset(still)
    lessons = Lessons(stage / WAITING / "known.arrow", stage / WAITING / "latest.arrow", forgotten)
    lessons.known.parent.mkdir(exist_ok=True)  # no part made it, where files are only gone
    repetition.recurring_lines(found, remembered).write_ipc(lessons.known)
    latest.to_frame().write_ipc(lessons.latest)
    return lessons


def recall(published: Path | None) -> pl.LazyFrame:
    """What a snapshot holds of the table ``fingerprints``."""
    files = sorted((published / FINGERPRINTS.name).glob("*.parquet")) if published else []
    return pl.scan_parquet(files, glob=False) if files else empty(FINGERPRINTS.name).lazy()


def refine_part(
    part: Part, lessons: Lessons, stage: Path, stamp: Stamp, *, names: Names = "model"
) -> Mapping[str, int]:
    """Refine a part and store its tables in the stage; gives how many documents had which outcome."""
    survey = _read_survey(part)
    recurring = Recurring.of(pl.read_ipc(lessons.known))
    tables = refine.refine_documents(survey, recurring, rulebook.load(), stamp, names)
    latest = survey.fingerprints.join(pl.read_ipc(lessons.latest), on="path", how="semi", maintain_order="left")
    tables[FINGERPRINTS.name] = latest.with_columns(run_id=pl.lit(stamp.run_id))
    for name, frame in tables.items():
        if not frame.is_empty():
            store(frame, stage, name, f"{stamp.run_id}-{part.name}")
    return Counter({"article": tables["articles"].height}) + Counter(tables["rejects"]["reason"])


def _read_survey(part: Part) -> refine.Survey:
    def read(name: str) -> pl.DataFrame:
        return pl.read_ipc(part.frames / f"{name}.arrow")

    return refine.Survey(
        documents=Documents.of(read("documents")),
        pages=Pages.of(read("pages")),
        pieces=Pieces.of(read("pieces")),
        blocks=Ruled.of(read("blocks")),
        fingerprints=Fingerprints.of(read("fingerprints")),
    )
