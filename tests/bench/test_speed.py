"""The benchmark runs to its end and adds up; no test is about how fast anything is."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import pytest

from bench import inputs, speed, work
from bench.measurement import Measurement
from bench.stopwatch import APART


def test_every_step_is_measured(tmp_path: Path) -> None:
    """In processes of their own, as the benchmark does: measuring changes the modules that it measures."""
    for kind, media in (("pages", "html"), ("texts", "text")):
        inputs.write_documents(islice(inputs.copy_samples(media), work.WARM_UP + 4), tmp_path / kind, media)
    runs = {name: [speed.measure_on_one_core(name, tmp_path)] for name in speed.ONE_CORE}
    (pages,), (fields,) = runs[speed.PAGES], runs[speed.FIELDS]
    apart = {name.removeprefix("tasks.") for name in APART}
    rooms = {step.split(".")[0] for step in pages.steps}
    assert apart <= pages.steps.keys()
    assert {"reading", "cleaning", "fields", "publishing", "models", "columns"} <= rooms
    assert {step.split(".")[0] for step in fields.steps} >= {"extraction", "columns"}
    report = speed.report(runs, (0.0, 0.0))
    assert all(f"| {name} " in report for name in (*runs, *pages.steps, *fields.steps))


def test_a_report_has_medians_and_the_ratio_of_neighbours() -> None:
    def measured(*seconds: float) -> list[Measurement]:
        return [Measurement(10, 5.0, second, 0.0, 100.0, {"reading.read": second}) for second in seconds]

    runs = {
        speed.TEXTS: measured(1, 1, 1),
        speed.FIELDS: measured(1, 1, 1),
        speed.PAGES: measured(2, 20, 8),
        speed.ALONE: measured(1, 10, 2),
        speed.FAST: measured(1, 10, 3),
    }
    report = speed.report(runs, (0.0, 0.0))
    assert "Cleaning pages takes 2.00 times as long as trafilatura alone; fast, 1.00." in report
    (row,) = (line for line in report.splitlines() if line.startswith("| cleaning pages  "))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == ["cleaning pages", "10", "5.0", "1.2", "0.62", "100", "–"]


def test_processes_within_have_one_core_and_one_thread() -> None:
    before = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    with speed.on_one_core():
        assert os.environ["POLARS_MAX_THREADS"] == "1"
        assert before is None or len(os.sched_getaffinity(0)) == 1
    assert "POLARS_MAX_THREADS" not in os.environ
    assert before is None or os.sched_getaffinity(0) == before


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs /proc")
def test_memory_is_that_of_a_process_and_all_below_it() -> None:
    assert 5 < speed.measure_memory(os.getpid()) <= speed.measure_memory(os.getppid())
