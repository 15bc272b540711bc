"""One batch, one part: the steps with their files, so that a process or a Prefect task can take one.

Between the two passes over a part its frames wait in the stage, since the second pass needs what all parts counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from schemas import rulebook
from tasks import read, refine, repetition
from tasks.discover import Batch
from tasks.publish import store

WAITING = "_waiting"


@dataclass(frozen=True, slots=True)
class Part:
    """Some raw documents, read; ``frames`` is where they wait."""

    name: str
    frames: Path


def survey_batch(batch: Batch, raw: Path, stage: Path, *, fast: bool = False) -> list[Part]:
    """Read the files of a batch and survey what they hold; a large container gives several parts.

    ``fast`` asks nobody else what is the article of a page.
    """
    parts = []
    for number, documents in enumerate(read.documents(raw, batch.files)):
        part = Part(f"{batch.name}-{number:04}", stage / WAITING / f"{batch.name}-{number:04}")
        part.frames.mkdir(parents=True, exist_ok=True)
        for name, frame in refine.survey(documents, rulebook.load(), vote=not fast).items():
            frame.write_ipc(part.frames / f"{name}.arrow", compression="lz4")
        parts.append(part)
    return parts


def learn(parts: list[Part], stage: Path) -> Path:
    """Add up what all parts counted; gives the file that holds it."""
    counts = repetition.add_up(pl.read_ipc(part.frames / "counts.arrow") for part in parts)
    file = stage / WAITING / "counts.arrow"
    file.parent.mkdir(exist_ok=True)  # no part made it, where files are only gone
    counts.write_ipc(file)
    return file


def refine_part(part: Part, counts: Path, stage: Path, stamp: refine.Stamp) -> Mapping[str, int]:
    """Refine a part and store its tables in the stage; gives how many documents had which outcome."""
    surveyed = {file.stem: pl.read_ipc(file) for file in part.frames.glob("*.arrow")}
    tables = refine.refine(surveyed, pl.read_ipc(counts), rulebook.load(), stamp)
    for name, frame in tables.items():
        if not frame.is_empty():
            store(frame, stage, name, f"{stamp.run_id}-{part.name}")
    return Counter({"article": tables["articles"].height}) + Counter(tables["rejects"]["reason"])
