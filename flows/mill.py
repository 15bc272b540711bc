"""The mill: raw files in, a checked and published snapshot out. The whole pipeline, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any, Protocol, TypeVar

from flows.processes import process_pool
from schemas import rulebook
from schemas.options import Names
from schemas.tables import TABLES
from tasks.parts import learn, refine_part, survey_batch
from tasks.publishing import gate, runs, snapshots
from tasks.publishing.stamp import Stamp
from tasks.reading.discover import plan_run

T = TypeVar("T")


class Each(Protocol):
    """Maps a function over items, in order; who does the work is the caller's choice. Items have a name."""

    def __call__(self, step: str, function: Callable[[Any], T], items: Sequence[Any], /) -> list[T]:
        """``function`` of each item; ``step`` names what is done to them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: a step, and how much of it is done."""

    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. ``run_id`` is None where nothing was new, and nothing published."""

    run_id: str | None
    snapshot: Path
    outcomes: Mapping[str, int]  # documents milled: "article", or a reason of rejects
    rows: Mapping[str, int]  # by table, in the snapshot
    checks: Sequence[Mapping[str, Any]]
    seconds: float


def serially(step: str, function: Callable[[Any], T], items: Sequence[Any], /) -> list[T]:
    """One after the other, here."""
    return [function(item) for item in items]


def mill_folder(
    raw: Path,
    out: Path,
    *,
    as_of: datetime,
    fast: bool = False,
    names: Names = "model",
    each: Each = serially,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Outcome:
    """Mill what is new in ``raw``, and publish it in ``out`` with what was there.

    ``as_of`` is the time that the run is stamped with: the same files, versions and ``as_of`` give the same bytes.
    ``fast`` mills pages without trafilatura's vote on their blocks: quicker, and less clean.
    ``names="spacy"`` asks spaCy about names, too, in the languages that it knows: slower by far, and better.

    Raises:
        NewsmillError: nothing was published; the message says why and what to do.
    """
    began = monotonic()
    with snapshots.writing(out):
        published = snapshots.current(out)
        work = plan_run(
            raw, published[1] if published else None, runs.versions(fast=fast, names=names), as_of=as_of, out=out
        )
        if published and work.idle:
            return Outcome(None, published[0], {}, snapshots.count_rows(published[0]), (), monotonic() - began)
        if not published or work.outdated:
            rulebook.prove()  # the published run has proved the rules that it ran with
        stage = snapshots.new_stage(out, work.run_id)
        stamp = Stamp(work.run_id, as_of, work.versions["rules"], work.first_seen)

        with gatekeeper() as judge:
            parts = list(chain(*each("survey", partial(survey_batch, raw=raw, stage=stage, fast=fast), work.batches)))
            lessons = learn(parts, stage, published[0] if published else None, work.kept)
            outcomes = each(
                "refine", partial(refine_part, lessons=lessons, stage=stage, stamp=stamp, names=names), parts
            )
            snapshot = snapshots.assemble(out, stage, work, lessons.forgotten)
            tell(Progress("check", 0, 1))
            checks = judge(snapshot)
        tell(Progress("check", 1, 1))
        gate.refuse_unfit(checks, stage)

        tell(Progress("publish", 0, 1))
        summed = sum(map(Counter, outcomes), Counter[str]())
        ended_at = as_of + timedelta(seconds=monotonic() - began)
        row = runs.run_row(work, as_of, ended_at, summed, snapshots.count_rows(snapshot), checks)
        home = snapshots.flip(out, snapshot, row)
        tell(Progress("publish", 1, 1))
    return Outcome(work.run_id, home, summed, snapshots.count_rows(home), checks, monotonic() - began)


@contextmanager
def gatekeeper() -> Iterator[Callable[[Path], list[gate.Verdict]]]:
    """The gate in a process of its own: its import takes seconds, so it begins with the run and is ready at its end."""
    with process_pool(1) as process:
        process.submit(gate.warm_up)
        judged = [name for name in TABLES if name != "runs"]
        yield lambda snapshot: process.submit(gate.judge_tables, snapshot, judged).result()
