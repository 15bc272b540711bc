"""Files and links that survive a crash: written whole, put on the disk, and shared between snapshots."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import conform
from tasks.publishing.folders import PART, UNFINISHED

# What a file system answers that has no hard links, or none here. Then the file is copied.
NO_LINK = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


def store(frame: pl.DataFrame, folder: Path, name: str, part: str) -> str:
    """Write the rows of a part of a table, and return the name of the file.

    The same rows give the same bytes and the same name. A part that is stored again replaces itself.

    Args:
        frame: the rows, with the columns that are declared for the table.
        folder: a stage or a snapshot. The file goes into its folder ``name``.
        name: the table's name.
        part: the part's name.

    Raises:
        ConformError: the columns are not the declared ones, or a value is null where none may be.
    """
    if not PART.fullmatch(part):
        raise ValueError(f"{part!r} cannot name a part: letters, digits, and not first . _ -")
    table = conform(frame, name)
    home = folder / name
    home.mkdir(exist_ok=True)  # not its parents: a worker that outlives its run must not bring back a swept stage
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", compression_level=3)
    content = sink.getvalue()
    file = f"{part}-{hashlib.sha256(content).hexdigest()[:16]}.parquet"
    unfinished = home / f"{file}.{os.getpid()}-{threading.get_ident()}{UNFINISHED}"
    with unfinished.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    unfinished.chmod(unfinished.stat().st_mode & 0o7555)  # snapshots share it: to write into it would change them all
    unfinished.replace(home / file)
    for other in home.glob(f"{part}-{'[0-9a-f]' * 16}.parquet"):
        if other.name != file:
            other.unlink()
    return file


def read_rows(file: Path, columns: list[str] | None = None) -> pl.DataFrame:
    """Read a part of a table, or some of its columns."""
    return pl.read_parquet(file, columns=columns, glob=False)  # a folder may be called `news [old]`


def link_file(source: Path, target: Path) -> None:
    """Give a file a second name; where that is impossible, copy it."""
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno not in NO_LINK:
            raise
        shutil.copy2(source, target)
        sync_to_disk(target)


def point_link(link: Path, target: Path) -> None:
    """Make a symbolic link lead to ``target``, from one moment to the next: it is replaced by a rename."""
    if link.is_symlink() and link.readlink() == target:
        return
    fresh = link.with_name(f"{link.name}{UNFINISHED}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def sync_to_disk(path: Path) -> None:
    """Wait until a file's content, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
