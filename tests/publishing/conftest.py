"""Where the tests of publishing have their raw files and their tables."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder of raw files, still to be made."""
    return tmp_path / "raw"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder, still to be made."""
    return tmp_path / "processed"
