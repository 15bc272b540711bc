"""What goes ahead unmeasured, and how large what is measured is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import work


def write_texts(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(f"Rain fell on day {number}, the council said on Tuesday.", "utf-8")


def test_the_first_documents_go_ahead_and_the_others_are_measured(tmp_path: Path) -> None:
    write_texts(tmp_path / "raw", work.WARM_UP + 3)
    ahead, parts = work.read_parts(tmp_path / "raw")
    measured = work.measure_once(lambda: None, parts)
    assert ahead.height == work.WARM_UP
    assert measured.documents == 3
    assert measured.megabytes * 1e6 == sum(len(text.encode()) for part in parts for text in part["text"])
    assert measured.peak >= measured.idle > 10


def test_too_few_documents_are_refused(tmp_path: Path) -> None:
    write_texts(tmp_path / "raw", work.WARM_UP)
    with pytest.raises(SystemExit, match=r"20 documents go ahead unmeasured; take more with --sample"):
        work.read_parts(tmp_path / "raw")
