"""A manifest comes back from the disk as it was; anything else is an error that says what to do."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from schemas.errors import NewsmillError
from tasks.reading.manifest import Manifest, RawFile, dump_manifest, load_manifest

MORNING = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)


def manifest() -> Manifest:
    return Manifest(
        run_id="r3",
        versions={"newsmill": "1", "rules": "a"},
        files={
            "größe/ni hao.txt": RawFile("a" * 64, 1, 2, MORNING, ("p", "q")),
            os.fsdecode(b"caf\xe9.txt"): RawFile("b" * 64, 3, 4, MORNING + timedelta(microseconds=1), ("p",)),
            "dangling.txt": RawFile(None, 0, 0, MORNING),
        },
        parts={"p": {"articles": "p-1.parquet"}, "q": {}},
        before=("r2", "r1"),
    )


def test_a_manifest_survives_the_disk(tmp_path: Path) -> None:
    dump_manifest(manifest(), tmp_path / "one.json")
    dump_manifest(load_manifest(tmp_path / "one.json"), tmp_path / "two.json")
    assert load_manifest(tmp_path / "two.json") == manifest()
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_a_moment_is_written_in_utc(tmp_path: Path) -> None:
    there = MORNING.astimezone(timezone(timedelta(hours=9)))
    moved = Manifest("r", {}, {"a.txt": RawFile("a" * 64, 1, 2, there)}, {})
    dump_manifest(moved, tmp_path / "manifest.json")
    assert b"2031-05-04T06:00:00+00:00" in (tmp_path / "manifest.json").read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"null",
        b'{"format": 99}',
        b'{"format": 1, "run_id": "r", "versions": {}, "files": {"a": {}}, "parts": {}, "before": []}',
        b'{"format": 1, "run_id": "r", "versions": {}, "parts": {}, "before": [], "files": {"a": {"sha256": null, '
        b'"size": 0, "mtime_ns": 0, "first_seen_at": "2031-05-04T06:00:00+00:00", "parts": ["lost"]}}}',
    ],
)
def test_a_foreign_manifest_is_an_error_that_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(NewsmillError, match="another output folder"):
        load_manifest(tmp_path / "manifest.json")


def test_a_missing_manifest_is_the_same_error(tmp_path: Path) -> None:
    with pytest.raises(NewsmillError, match="another output folder"):
        load_manifest(tmp_path / "manifest.json")
