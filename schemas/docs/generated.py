"""The files in the repository that are made from others: derived suites, data dictionary, languages and rules.

``newsmill docs`` writes them; with ``--check`` it only compares.
"""

from __future__ import annotations

from pathlib import Path

from schemas import suites
from schemas.docs import dictionary, languages, rules_page
from schemas.rulebook import load
from schemas.tables import TABLES


def make_files() -> dict[str, str]:
    """Make every generated file: its path, relative to the project's root, and its text."""
    derived = {
        f"schemas/expectations/{name}.derived.json": suites.format_suite(suites.derive_suite(table))
        for name, table in TABLES.items()
    }
    return derived | {
        "docs/data-dictionary.md": dictionary.make_page(),
        "docs/languages.md": languages.make_page(load()),
        "docs/rules.md": rules_page.make_page(load()),
    }


def find_stale(root: Path) -> dict[str, str]:
    """The generated files that are missing under the project's root or have another text there, as ``make_files``."""
    return {path: text for path, text in make_files().items() if _current_text(root / path) != text}


def write_files(root: Path) -> list[str]:
    """Write the generated files that are stale under the project's root; give their paths."""
    stale = find_stale(root)
    for path, text in stale.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return list(stale)


def _current_text(file: Path) -> str | None:
    return file.read_text("utf-8") if file.exists() else None
