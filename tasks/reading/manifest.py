"""The manifest of a snapshot: the raw files that it was made from, and the files of its tables.

It is all that the next run knows about the raw files. It is JSON, one line.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas.errors import NewsmillError

FORMAT = 1  # raise it when an older newsmill could not read a new manifest, or a new one an older manifest


@dataclass(frozen=True, slots=True)
class RawFile:
    """A raw file as a run found it."""

    sha256: str | None  # None: it could not be read
    size: int
    mtime_ns: int
    first_seen_at: datetime
    parts: tuple[str, ...] = ()  # the parts that hold its documents


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot was made from, and what it holds."""

    run_id: str
    versions: dict[str, str]
    files: dict[str, RawFile]  # by path, relative to the raw folder
    parts: dict[str, dict[str, str]]  # part → table → file name
    before: tuple[str, ...] = ()  # the snapshots before this one, newest first


def load_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        NewsmillError: it cannot be read, is not a manifest, or has another format.
    """
    try:
        manifest = _manifest_from(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NewsmillError(
            f"{path} is not a manifest that this newsmill reads ({type(error).__name__}: {error}). "
            "Use the newsmill that wrote it, or another output folder: everything is milled again there."
        ) from error
    return manifest


def dump_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest, and wait until it is on the disk. The same manifest gives the same bytes."""
    content = {
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
        file.write(json.dumps(content, sort_keys=True).encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _manifest_from(content: dict[str, Any]) -> Manifest:
    """The manifest that was written as this JSON object; raises all kinds of errors if none was."""
    if content["format"] != FORMAT:
        raise ValueError(f"its format is {content['format']}, not {FORMAT}")
    manifest = Manifest(
        run_id=content["run_id"],
        versions=content["versions"],
        files={
            name: RawFile(
                file["sha256"],
                file["size"],
                file["mtime_ns"],
                datetime.fromisoformat(file["first_seen_at"]),
                tuple(file["parts"]),
            )
            for name, file in content["files"].items()
        },
        parts=content["parts"],
        before=tuple(content["before"]),
    )
    if missing := {part for file in manifest.files.values() for part in file.parts} - manifest.parts.keys():
        raise ValueError(f"files lie in parts that it does not list, as {min(missing)}")
    return manifest
