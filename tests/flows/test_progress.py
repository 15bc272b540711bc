"""How far a run is, as a terminal and as a log see it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from dataclasses import replace

import pytest

from flows import progress
from flows.progress import Progress, show_progress, time_left
from tests.conftest import ROOT

SCRIPT = """
import time
from flows.progress import Progress, show_progress
with show_progress() as report:
    report(Progress("refine", 0, 4, total_size=8_000_000))
    time.sleep(0.3)
    report(Progress("refine", 1, 4, documents=2_000, size=2_000_000, total_size=8_000_000))
    time.sleep(0.3)
    report(Progress("refine", 4, 4, documents=5_000, size=8_000_000, total_size=8_000_000))
    report(Progress("judge"))
    report(Progress("judge", done=1))
"""


def test_a_terminal_sees_bars_with_counts_and_the_time_left() -> None:
    master, terminal = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "140"}
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, stderr=terminal, check=True, env=environment)
    seen = os.read(master, 1 << 16).decode()
    os.close(terminal)
    os.close(master)
    assert "━" in seen
    assert "1 of 4 items, 2,000 documents, 2.0 of 8.0 MB" in seen
    assert "0:00:01 left" in seen
    assert "judge" in seen


def test_a_log_sees_lines() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "refine: 4 items, 8.0 MB",
        "refine: 1 of 4 items, 2,000 documents, 2.0 of 8.0 MB, 0:00:01 left",
        "refine: 5,000 documents, 8.0 MB",
        "judge",
    ]


def test_a_log_sees_a_line_for_each_tenth(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "monotonic", iter(range(10_000)).__next__)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    with show_progress() as report:
        for done in range(1_001):
            report(Progress("survey", done, 1_000, documents=done, size=done, total_size=1_000))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 11
    assert lines[5].startswith("survey: 500 of 1,000 items, 500 documents")


def test_what_is_left_is_what_was_done_by_its_share() -> None:
    assert time_left(0.0, 5.0) is None
    assert str(time_left(1.0, 5.0)) == "0:00:00"
    assert str(time_left(0.001, 36.0)) == "9:59:24"


@pytest.mark.parametrize(
    ("state", "share"),
    [
        (Progress("learn"), 0),
        (Progress("learn", done=1), 1),
        (Progress("survey", 0, 0), 1),  # nothing to do
        (Progress("survey", 1, 2), 0.5),  # files without a byte
        (Progress("survey", 1, 2, size=3, total_size=4), 0.75),
    ],
)
def test_the_share_that_is_done(state: Progress, share: float) -> None:
    assert state.share == share


def test_one_of_a_thing_is_named_as_one() -> None:
    small = Progress("survey", 0, 1, total_size=50_000)
    assert small.counts == "1 item, 0.1 MB"
    assert replace(small, done=1, documents=1, size=50_000).counts == "1 document, 0.1 MB"
    assert Progress("learn", done=1).counts == ""
