"""The pool of processes: it ends with its parent, and shares the cores."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from flows.processes import process_pool
from tests.conftest import ROOT, modules_after


def test_a_killed_run_leaves_no_process() -> None:
    script = """
import os, time
from flows.processes import process_pool
with process_pool(2) as pool:
    print(pool.submit(os.getpid).result(), flush=True)
    list(pool.map(time.sleep, [600, 600]))
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(300):
        if not is_alive(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("a process of the pool outlived its parent by 30 s")


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_processes_share_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    with process_pool(2) as pool:
        assert pool.submit(os.getenv, "POLARS_MAX_THREADS").result() == str(max(1, (os.cpu_count() or 1) // 2))


def test_a_process_limits_its_threads_before_polars_is_there() -> None:
    assert not {"polars", "numpy", "pyarrow"} & modules_after("import flows.processes")
