"""One writer at a time, by a lock that a dead process does not hold."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from schemas.errors import NewsmillError
from tasks.publishing.stage import writing
from tests.small_mill import (
    mill,
    running_mill,
)


def test_a_second_writer_is_told_who_writes_and_a_killed_one_holds_nothing(raw: Path, out: Path) -> None:
    with running_mill("hold", raw, out) as process:
        assert process.stdout
        worker = int(process.stdout.readline())  # forked from the holder, and living on
        try:
            with pytest.raises(
                NewsmillError, match=rf"writing to .*: process {process.pid} on {os.uname().nodename}\."
            ):
                mill(raw, out)
            process.send_signal(signal.SIGKILL)
            process.wait()
            os.kill(worker, 0)
            with writing(out):
                pass
        finally:
            os.kill(worker, signal.SIGKILL)


def test_two_writers_in_one_process_exclude_each_other(out: Path) -> None:
    with writing(out), pytest.raises(NewsmillError, match=f"process {os.getpid()} "), writing(out):
        pytest.fail("it was let in")
    with writing(out):
        pass


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(NewsmillError, match="Name another folder"), writing(out):
            pytest.fail("it was let in")
