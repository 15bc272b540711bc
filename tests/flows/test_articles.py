"""The flow as a data engineer meets it: a real Prefect server and worker, the real prefect.yaml."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import pytest
from prefect.client.schemas.objects import TaskRun
from prefect.states import Failed

from flows.articles import carry_out, is_worth_another_try
from schemas.errors import AwayError, NewsmillError
from tests.conftest import ROOT, Command

T = TypeVar("T")

HARBOUR = """The Salt Harbour Courier

Ferry to Odmar sails again after eleven days

SALT HARBOUR, March 5 -- The ferry to Odmar sailed again on Tuesday after eleven days in dock, the harbour office said.

Divers had replaced a bearing on the left shaft, and the first crossing carried forty lorries and a school class.

"We are a day ahead of what we promised," said Ines Korvald, who runs the line.
"""
MARKET = """Stall holders get their square back

The market returns to Linden Square on Saturday, a week before the fountain is due to run again, the council said.

Paving took longer than planned because the workers found the wall of an older well, which will stay in sight.
"""

# Runs at the start of every process that has it on its search path: the first time that the ferry's file is opened by
# ``os.open`` (as plans do), and the first time by ``open`` (as surveys do), its share is away.
OUTAGES = """
import errno, os, sys
from pathlib import Path

def fail_once(event, arguments):
    if event == "open" and str(arguments[0]).endswith("ferry.txt"):
        try:
            (Path(os.environ["OUTAGES"]) / ("os.open" if arguments[1] is None else "open")).unlink()
        except FileNotFoundError:
            return
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))

sys.addaudithook(fail_once)
"""


@dataclass(frozen=True)
class Prefect:
    """A Prefect server of the test's own."""

    port: int
    env: dict[str, str]

    def run(self, *arguments: str) -> str:
        """Run a prefect command from the project's root, as the README says."""
        done = subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
            cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"prefect {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        """Start a prefect service from the project's root."""
        with log.open("wb") as lines:
            return subprocess.Popen(
                [sys.executable, "-m", "prefect", *arguments],
                cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=lines, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def find(self, what: str, **filters: Any) -> list[dict[str, Any]]:
        """What the server knows of runs or artifacts."""
        found: list[dict[str, Any]] = self.ask(f"{what}/filter", filters)
        return found

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """The server's own API: a POST when there is a body."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def is_up(self) -> bool:
        try:
            return bool(self.ask("health"))
        except OSError:
            return False


def wait_for(look: Callable[[], T], what: str, seconds: float = 180) -> T:
    """Look again and again until there is something to see."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.25)
    return seen


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    """A server and a worker on loopback, with the deployments of prefect.yaml."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")} | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "DO_NOT_TRACK": "1",
    }
    here = Prefect(port, env)
    server = here.start("server", "start", "--host", "127.0.0.1", "--port", str(port), log=home / "server.log")
    try:
        wait_for(here.is_up, "the server answers")
        here.run("work-pool", "create", "newsmill", "--type", "process")
        here.run("deploy", "--all")
        worker = here.start("worker", "start", "--pool", "newsmill", log=home / "worker.log")
        try:
            yield here
        finally:
            stop(worker)
    finally:
        stop(server)


@pytest.fixture(scope="module")
def milled(prefect: Prefect, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a run of `by-hand` published."""
    folder = tmp_path_factory.mktemp("by-hand")
    (folder / "raw" / "courier").mkdir(parents=True)
    (folder / "raw" / "courier" / "ferry.txt").write_text(HARBOUR, "utf-8")
    (folder / "raw" / "courier" / "market.txt").write_text(MARKET, "utf-8")
    (folder / "raw" / "courier" / "empty.txt").write_text("", "utf-8")
    raw, out = folder / "raw", folder / "out"
    prefect.run("deployment", "run", "articles/by-hand", "--param", f"raw={raw}", "--param", f"out={out}", "--watch")
    return out


def test_a_deployed_run_publishes_tables(milled: Path) -> None:
    articles = pl.read_parquet(milled / "articles" / "*.parquet")
    assert sorted(articles["path"]) == ["courier/ferry.txt", "courier/market.txt"]
    assert all("the harbour office said" in body or "the council said" in body for body in articles["body"])
    rejects = pl.read_parquet(milled / "rejects" / "*.parquet")
    assert rejects.select("path", "reason").rows() == [("courier/empty.txt", "empty")]


def test_each_of_its_steps_is_a_task_with_its_name(prefect: Prefect, milled: Path) -> None:
    found = prefect.find("task_runs", deployments={"name": {"any_": ["by-hand"]}})
    runs = sorted(found, key=lambda run: str(run["start_time"]))
    names = ["plan", "survey 0000", "learn", "refine 0000-0000", "assemble", "people", "judge", "publish"]
    assert [run["name"] for run in runs] == names
    assert {run["state_type"] for run in runs} == {"COMPLETED"}


def test_it_leaves_artifacts(prefect: Prefect, milled: Path) -> None:
    artifacts = {artifact["key"]: artifact for artifact in prefect.find("artifacts")}
    counts = {(row["of"], row["what"]): row["count"] for row in json.loads(artifacts["counts"]["data"])}
    assert counts["documents", "article"] == 2
    assert counts["documents", "empty"] == 1
    assert counts["rows", "articles"] == 2
    assert "| ✓ |" in artifacts["checks"]["data"]


def test_a_step_is_tried_again_when_the_share_comes_back(prefect: Prefect, newsmill: Command, tmp_path: Path) -> None:
    raw, outages = tmp_path / "raw", tmp_path / "outages"
    for folder in (raw, outages, tmp_path / "path"):
        folder.mkdir()
    (raw / "ferry.txt").write_text(HARBOUR, "utf-8")
    (tmp_path / "path" / "sitecustomize.py").write_text(OUTAGES, "utf-8")
    for outage in ("os.open", "open"):
        (outages / outage).touch()
    here = {**prefect.env, "PYTHONPATH": str(tmp_path / "path"), "OUTAGES": str(outages)}
    done = newsmill("run", raw, "--out", tmp_path / "out", **here)
    assert done.returncode == 0, done.stderr
    assert pl.read_parquet(tmp_path / "out" / "articles" / "*.parquet")["path"].to_list() == ["ferry.txt"]

    tasks = prefect.find("task_runs", flow_runs={"deployment_id": {"is_null_": True}})
    tries = {task["name"]: task["run_count"] for task in tasks}
    assert {name for name, count in tries.items() if count == 2} == {"plan", "survey 0000"}
    assert set(tries.values()) == {1, 2}


def test_nothing_else_is_tried_again() -> None:
    def is_tried_again(error: Exception) -> bool:
        return is_worth_another_try(carry_out, TaskRun(task_key="survey", dynamic_key="0"), Failed(data=error))

    assert is_tried_again(AwayError("The share is away."))
    assert not any(map(is_tried_again, [NewsmillError("There is no raw folder."), OSError("no space left")]))


def test_the_server_tells_nobody(prefect: Prefect) -> None:
    """What pyproject.toml says of Prefect reaches a server that is started in the project's folder."""
    assert prefect.ask("admin/settings")["server"]["analytics_enabled"] is False


def test_the_daily_run_is_scheduled(prefect: Prefect) -> None:
    runs = wait_for(
        lambda: prefect.find(
            "flow_runs",
            deployments={"name": {"any_": ["daily"]}},
            flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}},
        ),
        "a scheduled run of daily",
    )
    starts = [datetime.fromisoformat(run["next_scheduled_start_time"]) for run in runs]
    assert min(starts) > datetime.now(UTC)
    assert all(run["parameters"] == {"raw": "data/raw", "out": "data/processed"} for run in runs)
