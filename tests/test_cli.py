"""The command as a user runs it: what it says, and what it exits with."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import ROOT, Command

STORY = """Keeper of the lighthouse retires after forty winters

The keeper of the lighthouse on Gannet Rock, Tilda Morrow, handed over her keys on Friday after forty winters.

She had not missed a night, she said, except for the one in which her daughter was born.
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw" / "islander"
    folder.mkdir(parents=True)
    (folder / "keeper.txt").write_text(STORY, "utf-8")
    (folder / "nothing.txt").write_text(" \n", "utf-8")
    return folder.parent


def test_a_run_publishes_and_says_what_came_out(newsmill: Command, raw: Path, tmp_path: Path) -> None:
    done = newsmill("run", raw, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert pl.read_parquet(tmp_path / "out" / "articles" / "*.parquet")["path"].to_list() == ["islander/keeper.txt"]
    counts = {words[0]: words[-1] for line in done.stdout.splitlines() if len(words := line.split()) > 1}
    assert (counts["documents"], counts["rejects"]) == ("2", "1")
    assert "rejected: empty" in done.stdout
    assert str(tmp_path / "out") in done.stdout
    assert done.stderr == ""


def test_a_run_without_news_publishes_nothing(newsmill: Command, raw: Path, tmp_path: Path) -> None:
    newsmill("run", raw, "--out", tmp_path / "out")
    before = (tmp_path / "out" / "_current").readlink()
    again = newsmill("run", raw, "--out", tmp_path / "out")
    assert again.returncode == 0, again.stderr
    assert "Nothing new" in again.stdout
    assert (tmp_path / "out" / "_current").readlink() == before


def test_a_plain_run_does_not_know_prefect(newsmill: Command, raw: Path, tmp_path: Path) -> None:
    (tmp_path / "trap").mkdir()
    (tmp_path / "trap" / "prefect.py").write_text("raise RuntimeError('a plain run imported prefect')", "utf-8")
    path = os.pathsep.join([str(tmp_path / "trap"), str(ROOT)])
    done = newsmill("run", raw, "--out", tmp_path / "out", PYTHONPATH=path)
    assert done.returncode == 0, done.stderr
    tracked = newsmill("run", raw, "--out", tmp_path / "out", "--track", PYTHONPATH=path)
    assert "imported prefect" in tracked.stderr  # the trap works


def test_help_is_quick(newsmill: Command) -> None:
    done = newsmill("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("run", "explain", "docs"))
    heavy = "{'prefect', 'polars', 'pyarrow', 'great_expectations', 'trafilatura'} & set(sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, flows.cli; print({heavy} or '')"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert loaded.stdout.strip() == ""


def test_a_missing_folder_is_refused(newsmill: Command, tmp_path: Path) -> None:
    done = newsmill("run", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.startswith("newsmill: ")
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("wrong", [["run", "--as-of", "soon"], ["run", "--colour"], ["mill"]])
def test_a_wrong_call_is_a_usage_error(newsmill: Command, wrong: list[str]) -> None:
    done = newsmill(*wrong)
    assert done.returncode == 2
    assert "Usage" in done.stderr


def test_one_writer_at_a_time(newsmill: Command, raw: Path, tmp_path: Path) -> None:
    from tasks.publish import writing

    with writing(tmp_path / "out"):
        done = newsmill("run", raw, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.startswith("newsmill: ")
    assert "Traceback" not in done.stderr
    assert newsmill("run", raw, "--out", tmp_path / "out").returncode == 0


def test_explain_shows_every_line(newsmill: Command, raw: Path) -> None:
    done = newsmill("explain", raw / "islander" / "keeper.txt")
    assert done.returncode == 0, done.stderr
    assert all(line in done.stdout for line in STORY.splitlines())


def test_generated_files_are_up_to_date(newsmill: Command) -> None:
    done = newsmill("docs", "--check")
    assert done.returncode == 0, done.stderr


def test_a_terminal_sees_a_bar(raw: Path, tmp_path: Path) -> None:
    master, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "run", str(raw), "--out", str(tmp_path / "out")],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=terminal, timeout=300, check=False,
        env={**os.environ, "TERM": "xterm-256color", "PREFECT_API_URL": ""},
    )  # fmt: skip
    seen = os.read(master, 1 << 20).decode("utf-8", "replace")
    os.close(terminal)
    os.close(master)
    assert done.returncode == 0
    assert "━" in seen


def test_a_killed_run_leaves_no_process(tmp_path: Path) -> None:
    script = """
import os, time
from flows.processes import processes, spread
with processes(2) as pool:
    pids = {pool.submit(os.getpid).result()}
    print(*pids, flush=True)
    spread(pool, lambda *_: None)("wait", time.sleep, [600, 600])
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(300):
        if not _lives(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("a process of the pool outlived its parent by 30 s")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
