"""A small mill for the tests of publishing: it plans and publishes as the real one does, and hardly reads.

Each text file, and each line of a `.jsonl` file, becomes an article; a text that begins with REJECT becomes a reject.
As a script it is a child process that can be killed: see ``running_mill``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import empty
from schemas.tables import TABLES, Column
from tasks.publishing.assembly import assemble
from tasks.publishing.files import store
from tasks.publishing.folders import DOCUMENT_TABLES, FILE, MANIFEST, SNAPSHOTS
from tasks.publishing.snapshots import count_rows, find_current, flip
from tasks.publishing.stage import new_stage, writing
from tasks.reading.discover import Plan, plan_run
from tasks.reading.files import as_text
from tests.conftest import ROOT

MORNING = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=12)
VERSIONS = {"rules": "1"}
KEEP = 3


def filled_rows(name: str, given: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of a table, with a plain value in each column that is not given."""

    def plain(column: Column) -> Any:
        if column.null:
            return None
        if pa.types.is_list(column.type):
            return []
        if pa.types.is_timestamp(column.type):
            return MORNING
        return {pa.string(): "x", pa.int64(): 1, pa.float64(): 1.0, pa.large_binary(): b"x"}[column.type]

    defaults = {column.name: plain(column) for column in TABLES[name].columns}
    return pl.DataFrame([defaults | row for row in given], schema=empty(name).schema)


def documents_in(raw: Path, path: str) -> Iterator[tuple[str, str]]:
    """Path and text of each document in a raw file."""
    try:
        text = (raw / path).read_text("utf-8")
    except OSError:
        yield path, "REJECT unreadable"
        return
    if not path.endswith(".jsonl"):
        yield path, text
        return
    for number, line in enumerate(text.splitlines(), 1):
        yield f"{path}#{number}", line


def tables_of_files(raw: Path, work: Plan, files: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """The tables made of some raw files."""
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in DOCUMENT_TABLES}
    for file in files:
        for path, text in documents_in(raw, file):
            whence = {"path": as_text(path), "first_seen_at": work.files[file].first_seen_at, "run_id": work.run_id}
            if text.startswith("REJECT"):
                made["rejects"].append(whence | {"raw": text.encode()})
                continue
            article = {"article_id": hashlib.sha256(f"{as_text(path)} {text}".encode()).hexdigest()[:32]}
            made["articles"].append(whence | article | {"body": text})
            made["paragraphs"].append(article | {"end": len(text)})
            made["removals"].append(article | {"text": text[:1]})
            made["fingerprints"].append({"path": as_text(path), "run_id": work.run_id})
    return {name: filled_rows(name, given) for name, given in made.items()}


def mill(
    raw: Path,
    out: Path,
    *,
    as_of: datetime = MORNING,
    versions: Mapping[str, str] = VERSIONS,
    batch_files: int = 2,
    judge: Callable[[Path], object] = count_rows,
    keep: int = KEEP,
    forgotten: Collection[str] = (),
) -> Path | None:
    """A whole run. Returns the snapshot, or None if there was nothing to do."""
    with writing(out):
        known = find_current(out)
        work = plan_run(raw, known and known[1], versions, as_of=as_of, out=out, batch_files=batch_files)
        if work.idle:
            return None
        stage = new_stage(out, work.run_id)
        for batch in work.batches:
            for name, made in tables_of_files(raw, work, batch.files).items():
                store(made, stage, name, f"{work.run_id}-{batch.name}")
        snapshot = assemble(out, stage, work, forgotten)
        judge(snapshot)
        run = filled_rows("runs", [{"run_id": work.run_id, "started_at": as_of, "ended_at": as_of}])
        return flip(out, snapshot, run, keep=keep)


def files_of_generation(number: int) -> dict[str, str]:
    """Raw files by path. From one generation to the next some stay, change, come or go, in shared parts."""
    return {
        "a/always.txt": "the same in every generation",
        "a/number.txt": f"{number}",
        "b/one.txt": "one",
        "b/two.txt": "two",
        "c/again.txt": f"again in {number}" if number % 3 else "REJECT this time",
        f"c/only-{number}.txt": f"only in {number}",
        "feed.jsonl": "".join(f"line {line} of {number}\n" for line in range(number % 4 + 1)),
        "rejected.txt": f"REJECT {number}",
    }


def set_files(raw: Path, files: Mapping[str, str]) -> None:
    """Make the raw folder hold these files and no others; files that do not differ are not touched."""
    for path in sorted(raw.rglob("*")):
        if path.is_file() and path.relative_to(raw).as_posix() not in files:
            path.unlink()
    for name, text in files.items():
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def checked_contents(snapshot: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Bodies of articles and texts of rejects, by path, once all else in the snapshot is seen to fit them."""
    found = {
        name: [row for file in (snapshot / name).glob("*.parquet") for row in pq.ParquetFile(file).read().to_pylist()]
        for name in TABLES
    }
    ids = sorted(row["article_id"] for row in found["articles"])
    for name in ("paragraphs", "removals"):
        assert sorted(row["article_id"] for row in found[name]) == ids, name
    bodies = {row["path"]: row["body"] for row in found["articles"]}
    rejects = {row["path"]: row["raw"].decode() for row in found["rejects"]}
    assert len(bodies) == len(ids)
    assert {row["path"] for row in found["fingerprints"]} <= set(bodies)
    assert len(rejects) == len(found["rejects"])
    manifest = json.loads((snapshot / MANIFEST).read_text("utf-8"))
    if snapshot.parent.name == SNAPSHOTS:  # and not one that waits for the gate
        assert manifest["run_id"] == snapshot.name
        assert manifest["run_id"] in [row["run_id"] for row in found["runs"]]
    raw_files = set(manifest["files"])
    assert {path if path in raw_files else path.rpartition("#")[0] for path in (bodies | rejects)} == raw_files
    listed = {f"{name}/{file}" for tables in manifest["parts"].values() for name, file in tables.items()}
    stored = {path.relative_to(snapshot).as_posix() for path in snapshot.rglob("*") if path.is_file()}
    assert stored == listed | {MANIFEST}
    for file in listed:
        assert FILE.fullmatch(Path(file).name), file
        assert hashlib.sha256((snapshot / file).read_bytes()).hexdigest()[:16] == file[-24:-8], file
    return bodies, rejects


def generation_in(snapshot: Path) -> int:
    """The number of the generation that a snapshot holds, all of it and nothing else."""
    bodies, rejects = checked_contents(snapshot)
    number = int(bodies["a/number.txt"])
    texts: dict[str, str] = {}
    for path, text in files_of_generation(number).items():
        if path.endswith(".jsonl"):
            texts |= {f"{path}#{n}": line for n, line in enumerate(text.splitlines(), 1)}
        else:
            texts[path] = text
    assert bodies | rejects == texts, f"a mix, around generation {number}"
    return number


def leftovers(out: Path) -> list[str]:
    """The names in an output folder that should not be there when no run is under way."""
    stages = [path.name for path in (out / "_stage").iterdir()] if (out / "_stage").exists() else []
    expected = {"_snapshots", "_current", "_lock", "_stage", *TABLES}
    snapshots = [path.name for path in (out / "_snapshots").iterdir()][KEEP:]
    return stages + [path.name for path in out.iterdir() if path.name not in expected] + snapshots


def states_when_killed(run: Callable[[], object], out: Path, copies: Path) -> list[Path]:
    """Copies of `out` as a run leaves it if it is killed just before each change that it makes to a name; and its end.

    A process that is killed leaves what is on the disk, and nothing else. So a copy of the folder, made at that
    moment, is the same, and one run gives all copies.
    """
    changes = {name: getattr(os, name) for name in ("replace", "rename", "link", "symlink", "unlink", "mkdir", "rmdir")}
    left: list[Path] = []

    def copy_now() -> None:
        left.append(copies / str(len(left)))
        if out.exists():
            with patch.multiple(os, **changes):
                shutil.copytree(out, left[-1], symlinks=True)

    def with_a_copy_before(change: Callable[..., Any]) -> Callable[..., Any]:
        def changed(*args: Any, **kwargs: Any) -> Any:
            copy_now()
            return change(*args, **kwargs)

        return changed

    with patch.multiple(os, **{name: with_a_copy_before(change) for name, change in changes.items()}):
        run()
    copy_now()
    return left


@contextmanager
def running_mill(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """This module as a child process, with the arguments that ``main`` takes. It is killed at the end if it runs."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def main() -> None:
    """Mill generations as fast as possible, or hold the lock with a forked worker, until killed."""
    what, raw, out, *more = sys.argv[1:]
    if what == "generations":  # from one number up to another; the third is how many snapshots stay
        for number in range(int(more[0]), int(more[1])):
            set_files(Path(raw), files_of_generation(number))
            mill(Path(raw), Path(out), as_of=MORNING + timedelta(hours=number), keep=int(more[2]))
    elif what == "hold":
        with writing(Path(out)):
            if not os.fork():
                print(os.getpid(), flush=True)  # by then it has let go of the lock
            time.sleep(600)


if __name__ == "__main__":
    main()
