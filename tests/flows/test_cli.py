"""The command as a user runs it: what it says, and what it exits with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.mill import mill_folder
from schemas.options import Options
from tests.conftest import ROOT, Command, modules_after

STORY = """Keeper of the lighthouse retires after forty winters

The keeper of the lighthouse on Gannet Rock, Tilda Morrow, handed over her keys on Friday after forty winters.

She had not missed a night, she said, except for the one in which her daughter was born.
"""


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A search path on which to import prefect is an error."""
    folder = tmp_path_factory.mktemp("trap")
    (folder / "prefect.py").write_text("raise RuntimeError('prefect was imported')", "utf-8")
    return os.pathsep.join([str(folder), str(ROOT)])


@dataclass(frozen=True)
class Run:
    raw: Path
    out: Path
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def first(newsmill: Command, trap: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A first run, in which nothing imported prefect."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "raw" / "islander").mkdir(parents=True)
    (folder / "raw" / "islander" / "keeper.txt").write_text(STORY, "utf-8")
    (folder / "raw" / "islander" / "nothing.txt").write_text(" \n", "utf-8")
    raw, out = folder / "raw", folder / "out"
    return Run(raw, out, newsmill("run", raw, "--out", out, PYTHONPATH=trap))


def test_a_run_publishes_and_says_what_came_out(first: Run) -> None:
    assert first.done.returncode == 0, first.done.stderr
    assert pl.read_parquet(first.out / "articles" / "*.parquet")["path"].to_list() == ["islander/keeper.txt"]
    counts = {words[0]: words[-1] for line in first.done.stdout.splitlines() if len(words := line.split()) > 1}
    assert (counts["documents"], counts["rejects"]) == ("2", "1")
    assert "rejected: empty" in first.done.stdout
    assert str(first.out) in first.done.stdout
    assert first.done.stderr == ""


def test_a_run_without_news_publishes_nothing(newsmill: Command, first: Run) -> None:
    before = (first.out / "_current").readlink()
    again = newsmill("run", first.raw, "--out", first.out)
    assert again.returncode == 0, again.stderr
    assert "Nothing new" in again.stdout
    assert (first.out / "_current").readlink() == before


def test_one_writer_at_a_time(newsmill: Command, first: Run) -> None:
    from tasks.publishing.stage import writing

    with writing(first.out):
        done = newsmill("run", first.raw, "--out", first.out)
    assert done.returncode == 1
    assert done.stderr.startswith("newsmill: ")
    assert "Traceback" not in done.stderr


def test_explain_shows_every_line(newsmill: Command, first: Run) -> None:
    done = newsmill("explain", first.raw / "islander" / "keeper.txt")
    assert done.returncode == 0, done.stderr
    assert all(line in done.stdout for line in STORY.splitlines())


def test_a_fast_run_says_so(newsmill: Command, first: Run, tmp_path: Path) -> None:
    done = newsmill("run", first.raw, "--out", tmp_path / "out", "--fast")
    assert done.returncode == 0, done.stderr
    (versions,) = pl.read_parquet(tmp_path / "out" / "runs" / "*.parquet")["versions"]
    assert {"name": "mode", "version": "fast"} in versions.to_list()


def test_only_a_tracked_run_imports_prefect(newsmill: Command, trap: str, tmp_path: Path) -> None:
    for tracked in (newsmill("run", tmp_path, "--track", PYTHONPATH=trap),
                    newsmill("run", tmp_path, PYTHONPATH=trap, PREFECT_API_URL="http://127.0.0.1:9/api")):  # fmt: skip
        assert "prefect was imported" in tracked.stderr


def test_help_is_quick(newsmill: Command) -> None:
    done = newsmill("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("run", "explain", "docs"))
    heavy = {"prefect", "polars", "pyarrow", "great_expectations", "trafilatura"}
    assert not heavy & modules_after("import flows.cli")


def test_a_missing_folder_is_refused(newsmill: Command, tmp_path: Path) -> None:
    done = newsmill("run", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.startswith("newsmill: ")
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, with one raw article."""
    for folder in ("flows", "tasks", "schemas", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "keeper.txt").write_text(STORY, "utf-8")
    return tmp_path


def run_in(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """The command of another project, run there."""
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *command],
        cwd=project, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(project)},
    )  # fmt: skip


PACK = "rules/publishers/islander.toml"
HEADER = """[publisher]
name = "Islander"
domains = []
folders = ["islander"]
"""
WRONG_RULE = """
[[rule]]
id = "islander.share.bar"
role = "share"
scope = "line"
why = "It would cut what it promises to keep."
pattern = '^Share'
removes = ["Share"]
keeps = ["Share prices fell."]
"""


@pytest.mark.parametrize(
    ("file", "text", "command", "message"),
    [
        ("rules/any.toml", "[[rule", ["docs"], "not valid TOML"),
        (PACK, WRONG_RULE, ["run"], "[publisher] is missing"),
        (PACK, HEADER + WRONG_RULE, ["docs"], "rule 'islander.share.bar' would cut what it promises in keeps"),
        (PACK, HEADER + WRONG_RULE, ["run"], "rule 'islander.share.bar' would cut what it promises in keeps"),
        (PACK, HEADER + WRONG_RULE, ["explain", "data/raw/keeper.txt"], "would cut what it promises in keeps"),
        ("expectations/articles.json", "[[rule", ["run", "data/raw", "--out", "out"], "not valid JSON"),
    ],
)
def test_a_wrong_pack_or_suite_is_refused_in_a_line(
    project: Path, file: str, text: str, command: list[str], message: str
) -> None:
    wrong = project / "schemas" / file
    wrong.write_text(text, "utf-8")
    done = run_in(project, *command)
    assert done.returncode == 1
    assert done.stderr.startswith(f"newsmill: {wrong}: ")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "data" / "processed" / "_current").exists()


def test_rules_are_proved_again_only_after_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, out = tmp_path / "raw" / "islander", tmp_path / "out"
    raw.mkdir(parents=True)
    proved: list[bool] = []
    monkeypatch.setattr("schemas.rulebook.prove", lambda: proved.append(True))
    for name, fast, times in (("a", False, 1), ("b", False, 1), ("c", True, 2)):
        (raw / f"{name}.txt").write_text(STORY.replace("Friday", f"Friday {name}"), "utf-8")
        mill_folder(raw.parent, out, as_of=datetime(2025, 3, 15, tzinfo=UTC), options=Options(fast=fast))
        assert len(proved) == times


def test_docs_says_which_generated_files_are_out_of_date_and_writes_them(project: Path) -> None:
    assert run_in(project, "docs", "--check").returncode == 0
    pack = project / "schemas" / "rules" / "publishers" / "press-tv.toml"
    pack.write_text(pack.read_text("utf-8").replace("press-tv.promo.app", "press-tv.promo.apps"), "utf-8")
    checked = run_in(project, "docs", "--check")
    assert checked.returncode == 1
    assert checked.stderr == "newsmill: out of date: docs/rules.md. Run: make docs\n"
    assert run_in(project, "docs").stdout == "written: docs/rules.md\n"
    assert run_in(project, "docs", "--check").returncode == 0


@pytest.mark.parametrize("wrong", [["run", "--as-of", "soon"], ["run", "--colour"], ["mill"]])
def test_a_wrong_call_is_a_usage_error(newsmill: Command, wrong: list[str]) -> None:
    done = newsmill(*wrong)
    assert done.returncode == 2
    assert "Usage" in done.stderr


def test_generated_files_are_up_to_date(newsmill: Command) -> None:
    done = newsmill("docs", "--check")
    assert done.returncode == 0, done.stderr
