"""The mill: raw files in, a checked and published snapshot out. The whole pipeline, on one page.

The steps, by the names that they have as task runs:

============  =============  =================================================================
``plan``      once           lists what is new, changed or gone, in batches
``survey``    by batch       reads files and cuts what rules know; counts lines
``learn``     once           finds the lines that recur within an outlet
``refine``    by part        decides on every block, and makes the rows of all tables
``assemble``  once           puts new and old rows together as a snapshot
``people``    once           finds who is one person in several articles
``judge``     once           holds the snapshot to what is expected of each table
``publish``   once           flips readers over to the snapshot
============  =============  =================================================================
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from flows.processes import process_pool
from flows.runners import InlineRunner, Runner
from schemas import rulebook
from schemas.options import DEFAULTS, Options
from schemas.tables import RUNS, TABLES
from tasks.parts import learn, name_people, refine_part, survey_batch
from tasks.publishing import gate
from tasks.publishing.assembly import assemble
from tasks.publishing.runs import describe_run
from tasks.publishing.snapshots import count_rows, find_current, flip
from tasks.publishing.stage import new_stage, writing
from tasks.publishing.stamp import Stamp
from tasks.reading.discover import plan_run
from tasks.versions import collect_versions

IN_THIS_PROCESS = InlineRunner()


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a run came to."""

    run_id: str | None = None  # None: nothing was new, so nothing was published
    snapshot: Path
    documents: Mapping[str, int] = field(default_factory=dict)  # milled, by outcome: "article", or a reason of rejects
    rows: Mapping[str, int]  # by table, in the snapshot
    failures: Mapping[str, int] = field(default_factory=dict)  # pages on which a library raised an error, by library
    checks: Sequence[Mapping[str, Any]] = ()  # verdicts of the gate
    seconds: float


def mill_folder(
    raw: Path,
    out: Path,
    *,
    as_of: datetime,
    options: Options = DEFAULTS,
    runner: Runner = IN_THIS_PROCESS,
) -> Outcome:
    """Mill what is new in a folder of raw files, and publish it together with what was there.

    Args:
        raw: the folder of raw files.
        out: the output folder.
        as_of: the time that the run is stamped with. The same files, versions and ``as_of`` give the same tables, byte
            for byte; only ``runs`` also says how long the run took.
        options: what the run is asked for.
        runner: who carries out the steps; by default, this process. The snapshot is judged in a process of its own.

    Returns:
        What the run came to. Its ``run_id`` is None if nothing was new.

    Raises:
        NewsmillError: nothing was published; the message says why and what to do.
    """
    began = monotonic()
    with writing(out):
        published, manifest = find_current(out) or (None, None)
        versions = collect_versions(options)
        plan = runner.call("plan", plan_run, raw, manifest, versions, as_of=as_of, out=out)
        if published and plan.idle:
            return Outcome(snapshot=published, rows=count_rows(published), seconds=monotonic() - began)
        rules_are_proved = published is not None and not plan.outdated  # the last run proved the same rules

        with warm_gate() as judge:
            if not rules_are_proved:
                rulebook.prove()  # while the gate is being imported in its process
            stage = new_stage(out, plan.run_id)
            stamp = Stamp(plan.run_id, as_of, plan.versions["rules"], plan.first_seen)
            survey = partial(survey_batch, raw=raw, stage=stage, options=options)
            parts = [part for surveyed in runner.map("survey", survey, plan.batches) for part in surveyed.parts]
            lessons = runner.call("learn", learn, parts, stage, published, plan.kept)
            refine = partial(refine_part, lessons=lessons, stage=stage, stamp=stamp, options=options)
            refined = runner.map("refine", refine, parts)
            snapshot = runner.call("assemble", assemble, out, stage, plan, lessons.forgotten)
            runner.call("people", name_people, snapshot)
            failures = sum((part.failures for part in refined), Counter[str]())
            checks = [*runner.call("judge", judge, snapshot), *gate.judge_failures(failures)]
        gate.refuse_unfit(checks, stage)

        documents = sum((part.outcomes for part in refined), Counter[str]())
        unread = sum((part.unread for part in refined), Counter[str]())
        # ``as_of`` may lie in the past; only the duration is measured.
        ended_at = as_of + timedelta(seconds=monotonic() - began)
        rows = count_rows(snapshot)  # ``runs`` still lacks the row that is made of this
        run = describe_run(
            plan, as_of, ended_at, outcomes=documents, rows=rows, failures=failures, unread=unread, checks=checks
        )
        published_as = runner.call("publish", flip, out, snapshot, run)  # readers see the snapshot from the flip on
    return Outcome(
        run_id=plan.run_id,
        snapshot=published_as,
        documents=documents,
        rows={**rows, RUNS.name: rows[RUNS.name] + run.height},
        failures=failures,
        checks=checks,
        seconds=monotonic() - began,
    )


@contextmanager
def warm_gate() -> Iterator[Callable[[Path], list[gate.Verdict]]]:
    """Give a run the gate in a process of its own: a function that judges the tables of a snapshot.

    The gate's import takes seconds. It begins with the run, so that it is done when there is something to judge.
    """
    with process_pool(1) as process:
        process.submit(gate.warm_up)
        judged = [name for name in TABLES if name != RUNS.name]
        yield lambda snapshot: process.submit(gate.judge_tables, snapshot, judged).result()
