"""Finds the raw files that are new, changed or gone since the last run, and splits those to mill into batches.

A file is unchanged if its size and modification time are (it is not opened then), or else if its SHA-256 is. What the
last run knew about the raw files is in the manifest of the snapshot that it published.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from schemas.errors import NewsmillError
from tasks.reading.away import stop_if_away
from tasks.reading.files import as_text, kind_of, weight_of
from tasks.reading.manifest import Manifest, RawFile

# Set by hand.
SMALL_SHARE = 8  # a batch below this part of what a batch may hold is not worth another process
CHUNK_BYTES = 1 << 20
FILES_A_TASK = 256  # handing a thread one small file at a time costs it more than hashing the file


@dataclass(frozen=True, slots=True)
class Batch:
    """Raw files that are milled together."""

    name: str
    files: tuple[str, ...]
    size: int = 0  # bytes of the files


@dataclass(frozen=True, slots=True)
class Plan:
    """The work of a run. All lists are in the order of `files`."""

    run_id: str
    previous: str | None  # the run whose manifest the plan builds on
    versions: dict[str, str]
    outdated: list[str]  # versions that changed: because of them, everything is milled again
    files: dict[str, RawFile]  # all raw files there are now; `parts` is filled for kept ones
    new: list[str]
    changed: list[str]
    kept: list[str]
    gone: list[str]
    special: list[str]  # pipes, sockets, devices: never opened, not raw documents
    batches: list[Batch] = field(repr=False)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to mill and nothing to forget: a run would publish the same tables again."""
        return not self.batches and not self.gone and not self.outdated

    @property
    def milled(self) -> list[str]:
        """The files in the batches."""
        return [path for batch in self.batches for path in batch.files]

    @property
    def first_seen(self) -> dict[str, datetime]:
        """When each file was first seen, by its path as it is written in tables."""
        return {as_text(path): file.first_seen_at for path, file in self.files.items()}


def plan_run(
    raw: Path,
    known: Manifest | None,
    versions: Mapping[str, str],
    *,
    as_of: datetime,
    out: Path | None = None,
    batch_bytes: int = 16 << 20,
    batch_files: int = 4_000,
) -> Plan:
    """Compare the raw folder with what the last run knew about it.

    Args:
        raw: the raw folder.
        known: the manifest of the last run; None for the first run.
        versions: everything that decides what comes out, by name; if any of it changed, everything is milled again.
        as_of: when new files are first seen; with a time zone.
        out: the folder where tables will be written; neither it nor `raw` may lie in the other.
        batch_bytes: the most that a batch weighs (`files.weight_of`), unless it is a single file. What one batch could
            hold is split in two, so that two cores have work, unless it is too small for that.
        batch_files: the most files in a batch.

    Raises:
        NewsmillError: the raw folder is missing, unreadable or empty, or it and `out` are not apart.
        AwayError: their share or disk is away.
    """
    if as_of.tzinfo is None:
        raise ValueError("as_of needs a time zone, for example datetime.now(UTC)")
    as_of = as_of.astimezone(UTC)
    found, special = walk(raw, out)
    if not found:
        raise NewsmillError(
            f"{raw} holds no raw file. Put .txt, .html or .jsonl files (each also .gz or .zst) into it, at any depth."
        )
    before = known.files if known else {}
    hashes = _hashes_of_files(raw, found, before)
    outdated = _changed_versions(known.versions, versions) if known else []
    kept = {path for path in found if not outdated and path in before and before[path].sha256 == hashes[path]}
    files = {
        path: RawFile(
            hashes[path],
            status.st_size,
            status.st_mtime_ns,
            before[path].first_seen_at if path in before else as_of,
            before[path].parts if path in kept else (),
        )
        for path, status in found.items()
    }
    milled = [path for path in files if path not in kept]
    previous = known.run_id if known else None
    return Plan(
        run_id=f"{as_of:%Y%m%dT%H%M%SZ}-{_digest_of_run(previous, as_of, versions, files)[:8]}",
        previous=previous,
        versions=dict(versions),
        outdated=outdated,
        files=files,
        new=[path for path in milled if outdated or path not in before],
        changed=[path for path in milled if not outdated and path in before],
        kept=[path for path in files if path in kept],
        gone=sorted(before.keys() - found.keys(), key=_folder_and_name),
        special=special,
        batches=_batches_for_cores(milled, files, batch_bytes, batch_files),
    )


def walk(raw: Path, out: Path | None = None) -> tuple[dict[str, os.stat_result], list[str]]:
    """Find all raw files below a folder, and all entries that are no files.

    Names with a leading dot are passed over. A link that leads nowhere is a raw file, with the status of the link.
    Linked folders are followed, but each folder is read once: under its own name if it lies in the raw folder, else
    under the first link to it. So cycles end, and a folder `latest` that links to a neighbour doubles nothing.

    Returns:
        The raw files, ordered by folder and name, with their status; and the pipes, sockets and devices.

    Raises:
        NewsmillError: a folder cannot be listed (going on would look as if its files were gone), or it and `out` are
            not apart.
        AwayError: their share or disk is away.
    """
    _check_that_folder(raw)
    _check_that_apart(raw, out)
    files: dict[str, os.stat_result] = {}
    special: list[str] = []
    folders, links = [""], list[str]()
    visited: set[tuple[int, int]] = set()
    while folders or links:
        is_link = not folders
        folder = heapq.heappop(links) if is_link else folders.pop()
        here = raw / folder
        try:
            status = here.stat()
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            if is_link:
                _check_that_apart(here, out)
            for entry, of_entry in _entries_with_status(here):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if stat.S_ISREG(of_entry.st_mode) or stat.S_ISLNK(of_entry.st_mode):
                    files[path] = of_entry
                elif not stat.S_ISDIR(of_entry.st_mode):
                    special.append(path)
                elif entry.is_symlink():
                    heapq.heappush(links, path)
                else:
                    folders.append(path)
        except FileNotFoundError:  # it vanished since its parent was listed
            continue
        except OSError as error:
            stop_if_away(error, here)
            raise NewsmillError(
                f"{here} cannot be listed ({error.strerror}), so its articles would seem deleted. "
                "Let this user read it, or move it out of the raw folder."
            ) from error
    return {path: files[path] for path in sorted(files, key=_folder_and_name)}, sorted(special, key=_folder_and_name)


def split_batches(paths: Iterable[str], sizes: Mapping[str, int], most_bytes: int, most_files: int) -> list[Batch]:
    """Split paths into batches, in order. The files of a folder stay together if a batch can hold them."""
    filled: list[list[str]] = [[]]
    held = 0
    for _, group in groupby(paths, key=lambda path: path.rpartition("/")[0]):
        folder = list(group)
        folder_bytes = sum(sizes[path] for path in folder)
        if held + folder_bytes > most_bytes or len(filled[-1]) + len(folder) > most_files:
            filled.append([])
            held = 0
        for path in folder:
            if held + sizes[path] > most_bytes or len(filled[-1]) == most_files:
                filled.append([])
                held = 0
            filled[-1].append(path)
            held += sizes[path]
    whole = [files for files in filled if files]
    digits = max(4, len(str(len(whole) - 1)))  # names sort like numbers
    return [Batch(f"{number:0{digits}}", tuple(files)) for number, files in enumerate(whole)]


def _batches_for_cores(
    milled: Sequence[str], files: Mapping[str, RawFile], most_bytes: int, most_files: int
) -> list[Batch]:
    """The batches of the files to mill: at least two where it is worth another process."""
    weights = {path: weight_of(files[path].size, kind_of(path)[0]) for path in milled}
    half = max(sum(weights.values()) // 2, most_bytes // SMALL_SHARE)
    batches = split_batches(milled, weights, min(most_bytes, half), most_files)
    return [replace(batch, size=sum(files[path].size for path in batch.files)) for batch in batches]


def _folder_and_name(path: str) -> tuple[list[str], str]:
    """Sort key: by folder, then by name, so that the files of a folder are neighbours."""
    folder, _, name = path.rpartition("/")
    return folder.split("/"), name


def _changed_versions(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names of the versions that came, went or changed."""
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _digest_of_run(
    previous: str | None, as_of: datetime, versions: Mapping[str, str], files: Mapping[str, RawFile]
) -> str:
    """A digest of everything that decides what a run publishes: no two different runs share their id."""
    decisive = [previous, as_of.isoformat(), dict(versions), {path: file.sha256 for path, file in files.items()}]
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode("ascii")).hexdigest()


def _check_that_folder(raw: Path) -> None:
    """Refuse a raw folder that is missing, or that is a file."""
    try:
        mode = raw.stat().st_mode
    except OSError as error:
        stop_if_away(error, raw)
        raise NewsmillError(
            f"There is no raw folder {raw} ({error.strerror}). Make it and put articles into it, or name another one."
        ) from error
    if not stat.S_ISDIR(mode):
        raise NewsmillError(f"{raw} is a file. Name the folder that holds it: newsmill reads whole folders.")


def _check_that_apart(folder: Path, out: Path | None) -> None:
    """Refuse a folder of raw files that lies in the output folder, or the reverse."""
    if out is None:
        return
    one, other = folder.resolve(), out.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        leads_to = "" if one == folder.absolute() else f" (it leads to {one})"
        raise NewsmillError(
            f"The raw folder {folder}{leads_to} and the output folder {out} lie in each other: what newsmill writes "
            "would be read as news. Keep them side by side, such as data/raw and data/processed."
        )


def _entries_with_status(folder: Path) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """The entries of a folder that are not hidden and have not vanished, each with its status."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith(".") and (status := _status_of_target(entry)):
                yield entry, status


def _status_of_target(entry: os.DirEntry[str]) -> os.stat_result | None:
    """The status of what an entry leads to, else of the link itself; None if it has vanished."""
    try:
        return entry.stat()
    except OSError:
        try:
            return entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return None


def _hashes_of_files(
    raw: Path, found: Mapping[str, os.stat_result], before: Mapping[str, RawFile]
) -> dict[str, str | None]:
    """The SHA-256 of each file by path: the known one if the file looks untouched, else that of its content."""

    def is_untouched(path: str, status: os.stat_result) -> bool:
        # A file that could not be read is tried again: a permission leaves no trace in size and time.
        file = before.get(path)
        return (
            file is not None
            and file.sha256 is not None
            and (file.size, file.mtime_ns) == (status.st_size, status.st_mtime_ns)
        )

    unsure = [path for path, status in found.items() if not is_untouched(path, status)]
    hashes = {path: before[path].sha256 for path in found.keys() - unsure}
    tasks = [unsure[i : i + FILES_A_TASK] for i in range(0, len(unsure), FILES_A_TASK)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # more threads only wait for each other where files are small
        digests_by_task = pool.map(lambda paths: [_digest_of_file(raw / path) for path in paths], tasks)
        for paths, digests in zip(tasks, digests_by_task, strict=True):
            hashes.update(zip(paths, digests, strict=True))
    return hashes


def _digest_of_file(path: Path) -> str | None:
    """The SHA-256 of a file; None if it is not a regular one, or this user cannot read it."""
    try:
        # A pipe that has taken the file's place since the walk must not make the run wait for a writer.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            digest = hashlib.sha256()
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
            return digest.hexdigest()
    except OSError as error:
        stop_if_away(error, path)
        return None
