"""The snapshots: which one readers see, and the flip from one to the next.

A snapshot is a folder with all tables of a run and its manifest. It never changes once it is published. ``_current``
is a symbolic link to the one that readers see, and ``flip`` is the only place that moves it. To go back to an older
snapshot, point the link at it by hand; the next run continues from there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from schemas.errors import NewsmillError
from schemas.tables import RUNS, TABLES
from tasks.publishing.files import point_link, store, sync_to_disk
from tasks.publishing.folders import CURRENT, EMPTY_TABLES, MANIFEST, SNAPSHOTS, STAGES, stages_in
from tasks.reading.manifest import Manifest, dump_manifest, load_manifest


def find_current(out: Path) -> tuple[Path, Manifest] | None:
    """Find the snapshot that readers see now, and its manifest; None if nothing is published yet.

    Raises:
        NewsmillError: ``_current`` leads to no snapshot.
    """
    if not os.path.lexists(out / CURRENT):
        return None
    snapshot = resolve(out)
    return snapshot, load_manifest(snapshot / MANIFEST)


def resolve(out: Path) -> Path:
    """Return the folder of the current snapshot: for readers that take long, or that read several tables.

    It stays as it is while later runs publish, until as many have as ``flip`` keeps.

    Raises:
        NewsmillError: nothing is published, or ``_current`` leads to no snapshot.
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
            "or remove it: the next run then mills everything again."
        )
    return snapshot


def count_rows(snapshot: Path) -> dict[str, int]:
    """Count the rows of each table of a snapshot. Only the ends of its files are read, not their rows."""
    return {
        name: sum(pq.read_metadata(file).num_rows for file in (snapshot / name).glob("*.parquet")) for name in TABLES
    }


def add_rows(snapshot: Path, name: str, rows: pl.DataFrame) -> Manifest:
    """Add rows to a table of a snapshot that is not published yet: those that the run makes of the snapshot itself.

    They are in the run's own part, in place of the table's empty file. A later run makes its own, and does not take
    them over.

    Returns:
        The manifest, as it is now.

    Raises:
        ConformError: the columns are not the declared ones.
    """
    manifest = load_manifest(snapshot / MANIFEST)
    if rows.is_empty():
        return manifest
    parts = {part: dict(tables) for part, tables in manifest.parts.items()}
    parts.setdefault(manifest.run_id, {})[name] = store(rows, snapshot, name, manifest.run_id)
    if empty_file := parts.get(EMPTY_TABLES, {}).pop(name, None):
        (snapshot / name / empty_file).unlink()
    manifest = replace(manifest, parts={part: tables for part, tables in parts.items() if tables})
    dump_manifest(manifest, snapshot / MANIFEST)
    return manifest


def flip(out: Path, snapshot: Path, run: pl.DataFrame, *, keep: int = 5) -> Path:
    """Publish an assembled snapshot: from one moment to the next, readers see it instead of the one before.

    Args:
        out: the output folder.
        snapshot: the snapshot, in its stage.
        run: the row of ``runs`` that describes the run.
        keep: how many snapshots stay, this one among them. The stages of all runs are removed.

    Returns:
        Its final folder.
    """
    if keep < 1:
        raise ValueError("keep counts the snapshot that is published: at least 1")
    if run.height != 1:
        raise ValueError(f"a run is one row of {RUNS.name}, not {run.height}")
    manifest = _complete_snapshot(out, snapshot, run)
    home = out / SNAPSHOTS / manifest.run_id
    home.parent.mkdir(exist_ok=True)
    if home.exists():  # left by a run of the same id that died before the flip, or was rolled back
        _discard_snapshot(out, home)
    snapshot.rename(home)
    sync_to_disk(home.parent)
    for name in TABLES:
        point_link(out / name, Path(CURRENT, name))  # before the flip: all tables of a first run appear at once
    sync_to_disk(out)
    point_link(out / CURRENT, Path(SNAPSHOTS, manifest.run_id))
    sync_to_disk(out)

    for stage in stages_in(out):
        shutil.rmtree(stage, ignore_errors=True)
    for old in sorted(home.parent.iterdir()):
        if old.name not in (manifest.run_id, *manifest.before[: keep - 1]):
            _discard_snapshot(out, old)
    return home


def _complete_snapshot(out: Path, snapshot: Path, run: pl.DataFrame) -> Manifest:
    """The manifest of a snapshot to which the run's own row has been added; all of it is on the disk."""
    manifest = add_rows(snapshot, RUNS.name, run)
    manifest = replace(manifest, before=_still_there(out, manifest.before))
    dump_manifest(manifest, snapshot / MANIFEST)
    for folder in (*(snapshot / name for name in TABLES), snapshot):
        sync_to_disk(folder)
    return manifest


def _still_there(out: Path, run_ids: Collection[str]) -> tuple[str, ...]:
    """The runs whose snapshot has not been removed."""
    return tuple(run_id for run_id in run_ids if (out / SNAPSHOTS / run_id / MANIFEST).exists())


def _discard_snapshot(out: Path, snapshot: Path) -> None:
    """Remove a snapshot: out of sight by one rename, then from the disk. The next run sweeps what cannot go now."""
    (out / STAGES).mkdir(exist_ok=True)
    grave = Path(tempfile.mkdtemp(prefix="old-", dir=out / STAGES))
    with suppress(FileNotFoundError):
        snapshot.rename(grave / snapshot.name)
    shutil.rmtree(grave, ignore_errors=True)
