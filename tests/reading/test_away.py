"""A share or disk that is away stops the work; it makes no rejects of the articles on it."""

from __future__ import annotations

import errno
import gzip
import io
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest

from flows.mill import mill_folder
from schemas.errors import AwayError
from tasks.publishing.snapshots import resolve
from tasks.reading.discover import plan_run
from tasks.reading.read import read_documents

AS_OF = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
STORY = """Harbour bell rings again at Port Elm

The harbour bell of Port Elm rang again on Sunday, nine years after a storm had thrown it into the outer basin.

Divers found it under a wreck in spring, and the foundry that had cast it in 1871 mended the crown for nothing.
"""


def fail(code: int) -> NoReturn:
    raise OSError(code, os.strerror(code))


def failing_below(folder: Path, function: Callable[..., Any], code: int) -> Callable[..., Any]:
    """The function, except that it fails for whatever is in the folder, and for the folder."""

    def wrapped(path: Any, *arguments: Any, **options: Any) -> Any:
        if not isinstance(path, int) and Path(path).is_relative_to(folder):
            fail(code)
        return function(path, *arguments, **options)

    return wrapped


class Broken(io.RawIOBase):
    """A file that gives its head, and then no more because the share goes away."""

    def __init__(self, head: bytes) -> None:
        self.head = head

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.head:
            fail(errno.EIO)
        count = min(len(buffer), len(self.head))
        buffer[:count], self.head = self.head[:count], self.head[count:]
        return count


@pytest.mark.parametrize("code", [errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.ENOTCONN])
def test_a_file_that_cannot_be_opened_because_its_share_is_away_is_no_reject(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    monkeypatch.setattr(Path, "open", failing_below(tmp_path, Path.open, code))
    with pytest.raises(AwayError, match=r"a\.txt cannot be read at the moment .*nothing was published"):
        list(read_documents(tmp_path, ["a.txt"]))


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.jsonl", "a.jsonl.gz", "a.pdf"])
def test_nor_is_one_whose_share_goes_away_while_it_is_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = b'{"text": "Rain fell."}\n' * 9
    (tmp_path / name).write_bytes(head)
    packed = gzip.compress(os.urandom(1 << 17))[: 1 << 16] if name.endswith(".gz") else head
    monkeypatch.setattr(Path, "open", lambda file, mode: io.BufferedReader(Broken(packed)))
    with pytest.raises(AwayError, match="cannot be read at the moment"):
        list(read_documents(tmp_path, [name]))


@pytest.mark.parametrize("function", ["os.open", "os.scandir", "pathlib.Path.stat"])
def test_a_plan_is_not_made_while_the_share_is_away(
    function: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    name = function.rpartition(".")[2]
    original = getattr(Path if "Path" in function else os, name)
    monkeypatch.setattr(function, failing_below(tmp_path, original, errno.ESTALE))
    with pytest.raises(AwayError, match="cannot be read at the moment"):
        plan_run(tmp_path, None, {}, as_of=AS_OF)


def test_a_run_publishes_nothing_while_the_share_is_away_and_everything_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "bell.txt").write_text(STORY, "utf-8")
    assert mill_folder(raw, out, as_of=AS_OF).documents == {"article": 1}
    published = resolve(out)

    (raw / "bell.txt").write_text(STORY.replace("spring", "autumn"), "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", failing_below(raw, Path.open, errno.ESTALE))
        with pytest.raises(AwayError):
            mill_folder(raw, out, as_of=AS_OF + timedelta(days=1))
    assert resolve(out) == published
    assert mill_folder(raw, out, as_of=AS_OF + timedelta(days=2)).documents == {"article": 1}
