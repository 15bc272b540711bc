"""Which raw files are new, changed or gone, and the batches to mill.

A file is as before if its size and modification time are (it is not opened then), or else if its
SHA-256 is. What a run knows of the raw files is in the manifest of the snapshot that it published.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import os
import stat
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from schemas.errors import NewsmillError

FORMAT = 1  # of the manifest; raise it when an older newsmill could not read a new one, or the reverse
KINDS = {".txt": "text", ".html": "html", ".htm": "html", ".jsonl": "lines", ".ndjson": "lines"}
PACKINGS = {"": None, ".gz": "gzip", ".zst": "zstd"}
PAGE_BYTES = 3  # that weigh as much as one of a text: most of a page is markup, which no frame of lines holds
SMALL = 8  # a batch of such a part of what it may hold is not worth another process
CHUNK_BYTES = 1 << 20
FILES_A_TASK = 256  # handing over one small file at a time costs a thread more than hashing it


@dataclass(frozen=True, slots=True)
class RawFile:
    """What is known of a raw file."""

    sha256: str | None  # None: it could not be read
    size: int
    mtime_ns: int
    first_seen_at: datetime
    parts: tuple[str, ...] = ()  # those that hold its documents


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself."""

    run_id: str
    versions: dict[str, str]
    files: dict[str, RawFile]  # by path, relative to the raw folder
    parts: dict[str, dict[str, str]]  # part → table → file name
    before: tuple[str, ...] = ()  # the snapshots before this one, newest first


@dataclass(frozen=True, slots=True)
class Batch:
    """Raw files that are milled together."""

    name: str
    files: tuple[str, ...]
    size: int = 0  # bytes of the files


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do. All lists are in the order of `files`."""

    run_id: str
    previous: str | None  # the run whose manifest the plan builds on
    versions: dict[str, str]
    outdated: list[str]  # versions that changed: because of them, everything is milled anew
    files: dict[str, RawFile]  # all raw files there are now; `parts` is filled for kept ones
    new: list[str]
    changed: list[str]
    kept: list[str]
    gone: list[str]
    special: list[str]  # pipes, sockets, devices: never opened, not raw documents
    batches: list[Batch] = field(repr=False)

    @property
    def idle(self) -> bool:
        """Nothing to mill and nothing to forget: what is published is what a run would publish."""
        return not self.batches and not self.gone and not self.outdated

    @property
    def milled(self) -> list[str]:
        """The files in the batches."""
        return [path for batch in self.batches for path in batch.files]

    @property
    def first_seen(self) -> dict[str, datetime]:
        """When each file that is there was first seen, by path as it stands in the tables."""
        return {as_text(path): file.first_seen_at for path, file in self.files.items()}


def as_text(path: str) -> str:
    r"""A path as it stands in a table: file names need not be UTF-8, columns must be.

    >>> as_text("caf\udce9.txt")
    'caf\\xe9.txt'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def kind_of(name: str) -> tuple[str | None, str | None]:
    """What a file holds (None: not read) and what it is packed with, by its name."""
    path = PurePosixPath(name.lower())
    packing = path.suffix if path.suffix in PACKINGS else ""
    kind = KINDS.get(PurePosixPath(path.name.removesuffix(packing)).suffix)
    return kind, PACKINGS[packing] if kind else None


def weight(size: int, kind: str | None) -> int:
    """What bytes of a kind weigh beside those of a text, in work and in memory."""
    return size // PAGE_BYTES if kind == "html" else size


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
    """Compare the raw folder with what the last run knew of it.

    `versions` is whatever decides what comes out, by name; a difference there means that everything
    is milled anew. `as_of` (aware) is when new files are first seen. `out` is where tables will be
    written: it and `raw` must lie apart. A batch has at most `batch_bytes` (`weight`) and `batch_files`, or is one
    file; what one batch could hold is two, so that two cores have work, where it is worth that.

    Raises `NewsmillError` if the raw folder is missing, unreadable, empty, or mixed up with `out`.
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
    hashes = _hashes(raw, found, before)
    outdated = _differences(known.versions, versions) if known else []
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
    weights = {path: weight(files[path].size, kind_of(path)[0]) for path in milled}
    half = max(sum(weights.values()) // 2, batch_bytes // SMALL)
    previous = known.run_id if known else None
    return Plan(
        run_id=f"{as_of:%Y%m%dT%H%M%SZ}-{_fingerprint(previous, as_of, versions, files)[:8]}",
        previous=previous,
        versions=dict(versions),
        outdated=outdated,
        files=files,
        new=[path for path in milled if outdated or path not in before],
        changed=[path for path in milled if not outdated and path in before],
        kept=[path for path in files if path in kept],
        gone=sorted(before.keys() - found.keys(), key=_place),
        special=special,
        batches=[
            replace(batch, size=sum(files[path].size for path in batch.files))
            for batch in split_batches(milled, weights, min(batch_bytes, half), batch_files)
        ],
    )


def walk(raw: Path, out: Path | None = None) -> tuple[dict[str, os.stat_result], list[str]]:
    """All raw files below a folder, ordered by folder and name, with their status; and what is no file at all.

    Names with a leading dot are passed over. A link that leads nowhere is a raw file, with the status of
    the link. Linked folders are followed, but each folder is read once: under its own name if it lies in
    the raw folder, else under the first link to it. So cycles end, and a folder `latest` that links to
    a neighbour doubles nothing.

    Raises `NewsmillError` where a folder cannot be listed: to go on would look as if its files were gone.
    """
    if not raw.exists():
        raise NewsmillError(f"There is no raw folder {raw}. Make it and put articles into it, or name another one.")
    if not raw.is_dir():
        raise NewsmillError(f"{raw} is a file. Name the folder that holds it: newsmill reads whole folders.")
    _stand_apart(raw, out)
    found: dict[str, os.stat_result] = {}
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
                _stand_apart(here, out)
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or (of_entry := _status(entry)) is None:
                        continue
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    if stat.S_ISREG(of_entry.st_mode) or stat.S_ISLNK(of_entry.st_mode):
                        found[path] = of_entry
                    elif not stat.S_ISDIR(of_entry.st_mode):
                        special.append(path)
                    elif entry.is_symlink():
                        heapq.heappush(links, path)
                    else:
                        folders.append(path)
        except FileNotFoundError:  # it vanished since its parent was listed
            continue
        except OSError as error:
            raise NewsmillError(
                f"{here} cannot be listed ({error.strerror}), so its articles would seem deleted. "
                "Let this user read it, or move it out of the raw folder."
            ) from error
    return {path: found[path] for path in sorted(found, key=_place)}, sorted(special, key=_place)


def split_batches(paths: Iterable[str], sizes: Mapping[str, int], most_bytes: int, most_files: int) -> list[Batch]:
    """Paths (in order) to batches. The files of a folder stay together if a batch can hold them."""
    filled: list[list[str]] = [[]]
    weight = 0
    for _, group in groupby(paths, key=lambda path: path.rpartition("/")[0]):
        folder = list(group)
        folder_bytes = sum(sizes[path] for path in folder)
        if weight + folder_bytes > most_bytes or len(filled[-1]) + len(folder) > most_files:
            filled.append([])
            weight = 0
        for path in folder:
            if weight + sizes[path] > most_bytes or len(filled[-1]) == most_files:
                filled.append([])
                weight = 0
            filled[-1].append(path)
            weight += sizes[path]
    whole = [files for files in filled if files]
    digits = max(4, len(str(len(whole) - 1)))  # names sort like numbers
    return [Batch(f"{number:0{digits}}", tuple(files)) for number, files in enumerate(whole)]


def load_manifest(path: Path) -> Manifest:
    """Read a manifest. Raises `NewsmillError` if this newsmill cannot make sense of it."""
    try:
        said: dict[str, Any] = json.loads(path.read_bytes())
        if said["format"] != FORMAT:
            raise ValueError(f"its format is {said['format']}, not {FORMAT}")
        manifest = Manifest(
            run_id=said["run_id"],
            versions=said["versions"],
            files={
                name: RawFile(
                    file["sha256"],
                    file["size"],
                    file["mtime_ns"],
                    datetime.fromisoformat(file["first_seen_at"]),
                    tuple(file["parts"]),
                )
                for name, file in said["files"].items()
            },
            parts=said["parts"],
            before=tuple(said["before"]),
        )
        if missing := {part for file in manifest.files.values() for part in file.parts} - manifest.parts.keys():
            raise ValueError(f"files lie in parts that it does not list, as {min(missing)}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NewsmillError(
            f"{path} is not a manifest that this newsmill reads ({type(error).__name__}: {error}). "
            "Use the newsmill that wrote it, or another output folder: there, everything is milled anew."
        ) from error
    return manifest


def dump_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest, and see it on the disk. The same manifest gives the same bytes."""
    said = {
        "format": FORMAT,
        "run_id": manifest.run_id,
        "versions": manifest.versions,
        "files": {
            name: {
                "sha256": file.sha256,
                "size": file.size,
                "mtime_ns": file.mtime_ns,
                "first_seen_at": file.first_seen_at.astimezone(UTC).isoformat(),
                "parts": file.parts,
            }
            for name, file in manifest.files.items()
        },
        "parts": manifest.parts,
        "before": manifest.before,
    }
    with path.open("wb") as file:
        # ASCII only: a file name that is not UTF-8 has no other way into JSON and back.
        file.write(json.dumps(said, sort_keys=True).encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _place(path: str) -> tuple[list[str], str]:
    """Sort key: by folder, then by name, so that the files of a folder are neighbours."""
    folder, _, name = path.rpartition("/")
    return folder.split("/"), name


def _differences(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _fingerprint(
    previous: str | None, as_of: datetime, versions: Mapping[str, str], files: Mapping[str, RawFile]
) -> str:
    """A digest of all that decides what a run publishes: no two different runs share their id."""
    said = [previous, as_of.isoformat(), dict(versions), {path: file.sha256 for path, file in files.items()}]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("ascii")).hexdigest()


def _stand_apart(folder: Path, out: Path | None) -> None:
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


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    """Status of what an entry leads to, else of the link itself; None if it has vanished."""
    try:
        return entry.stat()
    except OSError:
        try:
            return entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return None


def _hashes(raw: Path, found: Mapping[str, os.stat_result], before: Mapping[str, RawFile]) -> dict[str, str | None]:
    """SHA-256 of each file by path: the one known if the file looks untouched, else of what is in it."""

    def is_untouched(path: str, status: os.stat_result) -> bool:
        # One that could not be read is tried again: a permission leaves no trace in size and time.
        file = before.get(path)
        return (
            file is not None
            and file.sha256 is not None
            and (file.size, file.mtime_ns) == (status.st_size, status.st_mtime_ns)
        )

    unsure = [path for path, status in found.items() if not is_untouched(path, status)]
    hashes = {path: before[path].sha256 for path in found.keys() - unsure}
    tasks = [unsure[i : i + FILES_A_TASK] for i in range(0, len(unsure), FILES_A_TASK)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # more only wait for each other where files are small
        for paths, digests in zip(
            tasks, pool.map(lambda paths: [_digest(raw / path) for path in paths], tasks), strict=True
        ):
            hashes.update(zip(paths, digests, strict=True))
    return hashes


def _digest(path: Path) -> str | None:
    """SHA-256 of a file; None if it is not a regular one, or cannot be read."""
    try:
        # A pipe that has taken the file's place since the walk must not make the run wait for a writer.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            digest = hashlib.sha256()
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
            return digest.hexdigest()
    except OSError:
        return None
