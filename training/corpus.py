"""Folders of raw files as the mill sees them: surveyed parts, and the lines that recur in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from schemas import rulebook
from schemas.frames import Recurring
from tasks import refine
from tasks.cleaning import repetition
from tasks.reading import discover, read

AS_OF = datetime(2025, 3, 15, tzinfo=UTC)  # a plan needs a moment; no model sees it


class SurveyedFolder(NamedTuple):
    """The documents of a folder after the first pass of cleaning."""

    parts: list[refine.Survey]
    recurring: Recurring  # the lines that recur within a source


def survey_folder(folder: Path, run: Callable[..., Iterable[Any]] = map) -> SurveyedFolder:
    """Survey all documents of a folder; ``run`` maps a function over batches, for example that of a pool."""
    batches = discover.plan_run(folder, None, {}, as_of=AS_OF).batches
    parts = list(chain.from_iterable(run(partial(survey_batch, folder), batches)))
    return SurveyedFolder(parts, repetition.recurring_lines(part.fingerprints for part in parts))


def survey_batch(folder: Path, batch: discover.Batch) -> list[refine.Survey]:
    """Survey the documents of a batch."""
    return [
        refine.survey_documents(documents, rulebook.load()) for documents in read.read_documents(folder, batch.files)
    ]
