"""The folders of an output: what is where, and how it is called.

::

    out/
      _snapshots/<run_id>/manifest.json
      _snapshots/<run_id>/articles/<part>-<hash of content>.parquet
      _current -> _snapshots/<run_id>       one symlink, flipped by rename (snapshots.py)
      articles -> _current/articles         what readers see; the same for every table
      _stage/<run_id>/articles/...          a run under way (stage.py)
      _stage/<run_id>/snapshot/             what it would publish: whole, for the gate to judge (assembly.py)
      _stage/<run_id>/failed.txt            why it was not published; the stage is kept until the next success
      _lock                                 one writer at a time (lock.py)

Every snapshot in ``_snapshots`` is whole and judged, because it enters and leaves by one rename. So a run that dies
leaves its stage and perhaps a link with a temporary name, and the next run removes both. That is promise 4 (see
``docs/how-it-works.md#promises``).
"""

from __future__ import annotations

import re
from pathlib import Path

from schemas.tables import RUNS, TABLES

SNAPSHOTS = "_snapshots"
STAGES = "_stage"
CURRENT = "_current"
LOCK = "_lock"
MANIFEST = "manifest.json"
SNAPSHOT = "snapshot"
FAILED = "failed.txt"
UNFINISHED = ".unfinished"  # the end of a temporary name: `*.parquet` must not match it

# The part with a file for each table without rows: every table needs a file, so that readers can scan it.
EMPTY_TABLES = "empty"
PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # readers pass over names that begin with `_` or `.`
FILE = re.compile(rf"(?P<part>{PART.pattern})-[0-9a-f]{{16}}\.parquet")
DOCUMENT_TABLES = tuple(name for name in TABLES if name != RUNS.name)


def stages_in(out: Path) -> list[Path]:
    """The stages of runs that are under way, or that ended without publishing."""
    return sorted((out / STAGES).iterdir()) if (out / STAGES).exists() else []
