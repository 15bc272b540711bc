"""A checked stage to the snapshot that readers see.

::

    out/
      _snapshots/<run_id>/manifest.json
      _snapshots/<run_id>/articles/<part>-<hash of content>.parquet
      _current -> _snapshots/<run_id>       one symlink, flipped by rename
      articles -> _current/articles         what readers see; the same for every table
      _stage/<run_id>/articles/...          a run under way
      _stage/<run_id>/snapshot/             the same as it will be published, for the gate to judge
      _stage/<run_id>/failed.txt            why it was not: the stage is kept to look at until the next success
      _lock                                 one writer at a time (flock: dies with its process)

All that stands in `_snapshots` is whole and judged: a snapshot enters and leaves by one rename. So a run
that dies leaves nothing but its stage and perhaps a link under a temporary name, and the next run sweeps these.

A run:

    with writing(out):
        work = plan(raw, known, versions, as_of=now, out=out)
        stage = new_stage(out, work.run_id)
        store(frame, stage, "articles", f"{work.run_id}-{batch.name}")      # for every table and part
        snapshot = assemble(out, stage, work)
        ...                                                                  # judge it
        flip(out, snapshot, row_of_runs)
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import shutil
import socket
import tempfile
import threading
import traceback
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import conform, empty
from schemas.errors import NewsmillError
from schemas.tables import ARTICLES, FINGERPRINTS, REJECTS, RUNS, TABLES
from tasks.reading.discover import Plan
from tasks.reading.files import as_text
from tasks.reading.manifest import Manifest, dump_manifest, load_manifest

SNAPSHOTS, STAGES, CURRENT, LOCK = "_snapshots", "_stage", "_current", "_lock"
MANIFEST, SNAPSHOT, FAILED = "manifest.json", "snapshot", "failed.txt"
UNFINISHED = ".unfinished"  # last in a name: `*.parquet` must not match
EMPTY = "empty"  # the part that stands where a table has no rows
PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # readers pass over names with a leading `_` or `.`
FILE = re.compile(rf"(?P<part>{PART.pattern})-[0-9a-f]{{16}}\.parquet")
FORGET = 0.5  # of a part's fingerprints: so many that no run counts any more are not carried along
DOCUMENT_TABLES = tuple(name for name in TABLES if name != RUNS.name)

# What a file system answers that has no hard links, or none here: then a copy must do.
NO_LINK = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Be the only writer to `out`, which is made if need be, and clean up after a run that was killed.

    If the block raises, its stage is kept, with the reason in `failed.txt`, until a run publishes
    (or another one fails).

    Raises `NewsmillError` if another run is writing, or something else stands where tables will.
    """
    with _locked(out):
        _sweep(out)
        try:
            yield
        except BaseException as error:
            for stage in _stages(out):
                with (
                    suppress(OSError),  # marked before; or the disk is full, and that is the error that goes on
                    (stage / FAILED).open("x", encoding="utf-8") as why,
                ):
                    why.write("".join(traceback.format_exception(error)))
            raise


def current(out: Path) -> tuple[Path, Manifest] | None:
    """The snapshot that readers see now, and its manifest; None if nothing is published yet."""
    if not os.path.lexists(out / CURRENT):
        return None
    snapshot = resolve(out)
    return snapshot, load_manifest(snapshot / MANIFEST)


def resolve(out: Path) -> Path:
    """The folder of the current snapshot, for readers that take long or read several tables.

    It stays as it is, whole, while runs publish newer ones, until `keep` of them have.

    Raises `NewsmillError` if nothing is published, or the pointer leads nowhere.
    """
    pointer = out / CURRENT
    try:
        snapshot = (out / pointer.readlink()).resolve()
    except FileNotFoundError as error:
        raise NewsmillError(f"Nothing is published in {out} yet. Mill something into it first.") from error
    except OSError as error:
        raise NewsmillError(f"{pointer} is not a link, so newsmill did not make it. Move it away.") from error
    if not (snapshot / MANIFEST).is_file():
        raise NewsmillError(
            f"{pointer} leads to {snapshot}, which is no snapshot. Let it point to one of {out / SNAPSHOTS} again, "
            "or remove it: the next run then mills everything anew."
        )
    return snapshot


def new_stage(out: Path, run_id: str) -> Path:
    """An empty folder for what a run makes."""
    stage = out / STAGES / run_id
    if stage.exists():
        shutil.rmtree(stage)
    stage.mkdir(parents=True)
    return stage


def store(frame: pl.DataFrame, stage: Path, name: str, part: str) -> str:
    """Write rows of table `name` below `stage`, as a part of it; the same rows give the same bytes.

    A part that is stored again replaces itself. Returns the name of the file.

    Raises `ConformError` if the columns are not those declared, or a value is null where none may be.
    """
    if not PART.fullmatch(part):
        raise ValueError(f"{part!r} cannot name a part: letters, digits, and not first . _ -")
    table = conform(frame, name)
    folder = stage / name
    folder.mkdir(exist_ok=True)  # not its parents: a worker that outlives its run must not bring back a swept stage
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", compression_level=3)
    content = sink.getvalue()
    file = f"{part}-{hashlib.sha256(content).hexdigest()[:16]}.parquet"
    unfinished = folder / f"{file}.{os.getpid()}-{threading.get_ident()}{UNFINISHED}"
    with unfinished.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    unfinished.chmod(unfinished.stat().st_mode & 0o7555)  # snapshots share it: to write into it would change them all
    unfinished.replace(folder / file)
    for other in folder.glob(f"{part}-{'[0-9a-f]' * 16}.parquet"):
        if other.name != file:
            other.unlink()
    return file


def assemble(out: Path, stage: Path, plan: Plan, forgotten: Collection[str] = ()) -> Path:
    """Build the snapshot that would be published: whole, but not yet seen by readers. Returns its folder.

    It holds the staged parts that have rows, and those parts of the current snapshot that hold kept files:
    linked if all their files are kept, else written again without the rows of the others. Fingerprints
    of documents (by path) that are `forgotten` need not stay, and do not for long. Each
    table has at least one file, if need be an empty one. `runs` still lacks the row of this run.

    Raises `NewsmillError` if the staged rows are not those of the files in the plan.
    """
    published = current(out)
    if (published[1].run_id if published else None) != plan.previous or plan.run_id == plan.previous:
        raise NewsmillError(f"{out} has changed since this run was planned. Run again.")
    snapshot = stage / SNAPSHOT
    if snapshot.exists():
        shutil.rmtree(snapshot)
    for name in TABLES:
        (snapshot / name).mkdir(parents=True)

    parts = _staged(stage)
    homes = _homes(stage, parts, plan)
    for tables in parts.values():
        for name, file in tables.items():
            _link(stage / name / file, snapshot / name / file)
    if published:
        carried = _carried(*published, snapshot, plan, forgotten)
        if twice := parts.keys() & carried.keys():
            raise ValueError(
                f"part {min(twice)} is staged, and published already: begin names of parts with the run's id"
            )
        parts |= carried
    filled = {name for tables in parts.values() for name in tables}
    if hollow := {name: store(empty(name), snapshot, name, EMPTY) for name in TABLES if name not in filled}:
        parts[EMPTY] = hollow
    manifest = Manifest(
        plan.run_id,
        plan.versions,
        {path: replace(file, parts=homes.get(path, file.parts)) for path, file in plan.files.items()},
        parts,
        (published[1].run_id, *published[1].before) if published else (),
    )
    dump_manifest(manifest, snapshot / MANIFEST)
    return snapshot


def count_rows(snapshot: Path) -> dict[str, int]:
    """How many rows each table of a snapshot has; read off the files' ends, not their rows."""
    return {
        name: sum(pq.read_metadata(file).num_rows for file in (snapshot / name).glob("*.parquet")) for name in TABLES
    }


def flip(out: Path, snapshot: Path, run: pl.DataFrame, *, keep: int = 5) -> Path:
    """Publish an assembled snapshot with the row of `runs` that tells of it. Returns its final folder.

    From one moment to the next, readers see it instead of the one before. Of all snapshots, the last
    `keep` stay. What runs left in the stage goes.
    """
    if keep < 1:
        raise ValueError("keep counts the snapshot that is published: at least 1")
    if run.height != 1:
        raise ValueError(f"a run is one row of {RUNS.name}, not {run.height}")
    manifest = load_manifest(snapshot / MANIFEST)
    told = {RUNS.name: store(run, snapshot, RUNS.name, manifest.run_id)}
    hollow = dict(manifest.parts.get(EMPTY, {}))
    if placeholder := hollow.pop(RUNS.name, None):
        (snapshot / RUNS.name / placeholder).unlink()
    others = {part: tables for part, tables in manifest.parts.items() if part != EMPTY}
    parts = others | {manifest.run_id: told} | ({EMPTY: hollow} if hollow else {})
    manifest = replace(manifest, parts=parts, before=_standing(out, manifest.before))
    dump_manifest(manifest, snapshot / MANIFEST)
    for folder in (*(snapshot / name for name in TABLES), snapshot):
        _sync(folder)

    home = out / SNAPSHOTS / manifest.run_id
    home.parent.mkdir(exist_ok=True)
    if home.exists():  # left by a run of the same id that died before the flip, or was rolled back
        _discard(out, home)
    snapshot.rename(home)
    _sync(home.parent)
    for name in TABLES:
        _point(out / name, Path(CURRENT, name))  # before the flip: all tables of a first run appear at once
    _sync(out)
    _point(out / CURRENT, Path(SNAPSHOTS, manifest.run_id))
    _sync(out)

    for stage in _stages(out):
        shutil.rmtree(stage, ignore_errors=True)
    for old in sorted(home.parent.iterdir()):
        if old.name not in (manifest.run_id, *manifest.before[: keep - 1]):
            _discard(out, old)
    return home


# the lock

_locks: set[int] = set()


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = os.open(out / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise NewsmillError(
            f"Tables cannot be written to {out} ({error.strerror}: {error.filename}). Name another folder."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(lock, 1000, 0).decode("utf-8", "replace") or "unknown"
        os.close(lock)
        raise NewsmillError(
            f"Another run is writing to {out}: {holder}. Wait for its end, or stop it; the lock ends with it."
        ) from error
    _locks.add(lock)
    try:
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
        yield
    finally:
        _unlock(lock)


def _unlock(lock: int) -> None:
    if lock in _locks:
        _locks.remove(lock)
        os.close(lock)


def _unlock_all() -> None:
    for lock in tuple(_locks):
        _unlock(lock)


# A forked worker inherits the lock, and may outlive a killed parent: it must not go on holding it.
os.register_at_fork(after_in_child=_unlock_all)


# before a run


def _sweep(out: Path) -> None:
    """Remove what a killed run left; of failed runs, keep the stage of the last."""
    for name in (CURRENT, *TABLES):
        if os.path.lexists(out / name) and not (out / name).is_symlink():
            raise NewsmillError(
                f"{out / name} is in the way: newsmill makes a link there. Move it, or name another output folder."
            )
        (out / f"{name}{UNFINISHED}").unlink(missing_ok=True)
    failed = {stage: (stage / FAILED).stat().st_mtime_ns for stage in _stages(out) if (stage / FAILED).exists()}
    last = max(failed, key=failed.__getitem__, default=None)
    for stage in _stages(out):
        if stage != last:
            shutil.rmtree(stage, ignore_errors=True)


def _stages(out: Path) -> list[Path]:
    return sorted((out / STAGES).iterdir()) if (out / STAGES).exists() else []


# parts


def _staged(stage: Path) -> dict[str, dict[str, str]]:
    """Part → table → file, of the staged files that have rows."""
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for name in DOCUMENT_TABLES:
        for path in sorted((stage / name).glob("*.parquet")):
            match = FILE.fullmatch(path.name)
            if match and pq.read_metadata(path).num_rows:
                parts[match["part"]][name] = path.name
    return dict(parts)


def _homes(stage: Path, parts: Mapping[str, Mapping[str, str]], plan: Plan) -> dict[str, tuple[str, ...]]:
    """Which staged parts hold the documents of each milled file; every milled file is in some, and no other."""
    milled = {as_text(path): path for path in plan.milled}
    homes: dict[str, set[str]] = {path: set() for path in plan.milled}
    for part, tables in parts.items():
        for name in (ARTICLES.name, REJECTS.name):
            if name not in tables:
                continue
            paths = _read(stage / name / tables[name], ["path"])
            for owner in paths.select(raw_file(milled)).to_series().unique(maintain_order=True):
                if owner not in milled:
                    raise NewsmillError(
                        f"{name}, part {part}: a row says it comes from {owner}, which was not to be read."
                    )
                homes[milled[owner]].add(part)
    if lost := [path for path, found in homes.items() if not found]:
        raise NewsmillError(
            f"{len(lost)} raw files gave neither an article nor a reject, first {lost[0]!r}. Nothing is published; "
            f"this is an error in newsmill. The stage is kept in {stage}."
        )
    return {path: tuple(sorted(found)) for path, found in homes.items()}


def raw_file(files: Collection[str]) -> pl.Expr:
    """The raw file of each document: `feed.jsonl` of `feed.jsonl#17`, unless a file of that whole name exists."""
    path = pl.col("path")
    return pl.when(path.is_in(list(files))).then(path).otherwise(path.str.replace(r"#\d+$", ""))


def _read(file: Path, columns: list[str] | None = None) -> pl.DataFrame:
    """A part of a table, or some columns of it."""
    return pl.read_parquet(file, columns=columns, glob=False)  # a folder may be called `news [old]`


def _carried(
    before: Path, manifest: Manifest, snapshot: Path, plan: Plan, forgotten: Collection[str]
) -> dict[str, dict[str, str]]:
    """Take over from the snapshot before what still holds. Returns the parts taken."""
    kept = set(plan.kept)
    files_of: dict[str, list[str]] = defaultdict(list)
    for path, raw in manifest.files.items():
        for part in raw.parts:
            files_of[part].append(path)
    parts = {}
    for part, tables in manifest.parts.items():
        if RUNS.name in tables and part != EMPTY:
            parts[part] = {RUNS.name: _carry_run(before, snapshot, part, tables[RUNS.name])}
        elif kept.issuperset(files_of[part]) and files_of[part]:
            linked = {name: file for name, file in tables.items() if name != FINGERPRINTS.name}
            for name, file in linked.items():
                _link(before / name / file, snapshot / name / file)
            parts[part] = linked | _carry_fingerprints(before, tables, snapshot, part, forgotten)
        elif not kept.isdisjoint(files_of[part]):
            parts[part] = _rewrite(before, tables, snapshot, part, files_of[part], kept)
    return parts


def _carry_run(before: Path, snapshot: Path, part: str, file: str) -> str:
    """A row of `runs` stays as it is; one of an older newsmill gains the columns declared since, as nulls."""
    source, schema = before / RUNS.name / file, RUNS.schema
    if pq.read_schema(source).equals(schema):
        _link(source, snapshot / RUNS.name / file)
        return file
    row = _read(source)
    known = row.select(name for name in schema.names if name in row.columns)
    return store(pl.concat([empty(RUNS.name), known], how="diagonal_relaxed"), snapshot, RUNS.name, part)


def _carry_fingerprints(
    before: Path, tables: Mapping[str, str], snapshot: Path, part: str, forgotten: Collection[str]
) -> dict[str, str]:
    """What is counted of a part's documents, once half of it is forgotten without that half. Returns its file."""
    name = FINGERPRINTS.name
    if name not in tables:
        return {}
    source = before / name / tables[name]
    gone = pl.col("path").is_in(list(forgotten))
    if _read(source, ["path"]).select(gone.mean()).item() < FORGET:
        _link(source, snapshot / name / tables[name])
        return {name: tables[name]}
    left = _read(source).filter(~gone)
    return {} if left.is_empty() else {name: store(left, snapshot, name, part)}


def _rewrite(
    before: Path, tables: Mapping[str, str], snapshot: Path, part: str, files: Collection[str], kept: Collection[str]
) -> dict[str, str]:
    """A part without the rows of files that are not kept. Returns its files by table, those with rows."""
    owner = raw_file([as_text(path) for path in files])
    staying = [as_text(path) for path in files if path in kept]
    articles: list[str] = []
    written = {}
    for name in sorted(tables, key=list(TABLES).index):  # articles first: the others' rows follow theirs
        old = _read(before / name / tables[name])
        if "path" in old.columns:
            new = old.filter(owner.is_in(staying))
        else:
            new = old.filter(pl.col("article_id").is_in(articles))
        if name == ARTICLES.name:
            articles = new["article_id"].to_list()
        if not new.is_empty():
            written[name] = store(new, snapshot, name, part)
    return written


# files, folders and links


def _standing(out: Path, run_ids: Collection[str]) -> tuple[str, ...]:
    return tuple(run_id for run_id in run_ids if (out / SNAPSHOTS / run_id / MANIFEST).exists())


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno not in NO_LINK:
            raise
        shutil.copy2(source, target)
        _sync(target)


def _point(link: Path, target: Path) -> None:
    """Let a link lead to `target`, from one moment to the next."""
    if link.is_symlink() and link.readlink() == target:
        return
    fresh = link.with_name(f"{link.name}{UNFINISHED}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def _sync(path: Path) -> None:
    """See a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(out: Path, snapshot: Path) -> None:
    """Remove a snapshot: out of sight by one rename, then from the disk; what cannot go now, the next run sweeps."""
    (out / STAGES).mkdir(exist_ok=True)
    grave = Path(tempfile.mkdtemp(prefix="old-", dir=out / STAGES))
    with suppress(FileNotFoundError):
        snapshot.rename(grave / snapshot.name)
    shutil.rmtree(grave, ignore_errors=True)
