"""Parts are stored as declared, whole, and once; where links are impossible, files are copied."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from schemas.arrow import ConformError
from schemas.tables import TABLES
from tasks.publishing.files import store
from tasks.publishing.snapshots import resolve
from tests.small_mill import (
    MORNING,
    files_of_generation,
    filled_rows,
    generation_in,
    mill,
    set_files,
)


def test_rows_are_stored_as_declared(tmp_path: Path) -> None:
    dateline = {"text": "LIMA (XYZ) --", "place": "Lima", "month_day": None, "agency": "XYZ"}
    captions = [{"text": "A dog.", "credit": None}]
    frame = filled_rows("articles", [{"section": ["World"], "captions": captions}, {"dateline": dateline}])
    name = store(frame.select(reversed(frame.columns)), tmp_path, "articles", "r-0000")
    stored = pq.read_table(tmp_path / "articles" / name)
    assert stored.schema.equals(TABLES["articles"].schema)
    assert stored.schema.field("words").metadata[b"unit"] == b"words"
    assert stored["dateline"].to_pylist() == [None, dateline]
    assert stored.to_pylist() == frame.to_dicts()


def test_how_rows_are_chunked_leaves_no_trace(tmp_path: Path) -> None:
    frame = filled_rows("articles", [{"path": f"{number}.txt", "body": "word " * number} for number in range(3000)])
    chunked = pl.concat([frame[:7], frame[7:]], rechunk=False)
    assert chunked.n_chunks() == 2
    assert store(frame, tmp_path, "articles", "p") == store(chunked, tmp_path, "articles", "p")


def test_a_part_stored_again_replaces_itself_only(tmp_path: Path) -> None:
    store(filled_rows("articles", [{"path": "a.txt"}]), tmp_path, "articles", "p-0000")
    other = store(filled_rows("articles", [{"path": "b.txt"}]), tmp_path, "articles", "p-0000-1")
    last = store(filled_rows("articles", [{"path": "c.txt"}]), tmp_path, "articles", "p-0000")
    assert sorted(path.name for path in (tmp_path / "articles").iterdir()) == sorted([other, last])


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (filled_rows("articles", [{"words": None}]), r"articles\.words: null"),
        (filled_rows("articles", [{}]).rename({"body": "text"}), "articles: column body is missing"),
    ],
)
def test_what_is_not_as_declared_is_not_stored(tmp_path: Path, frame: pl.DataFrame, message: str) -> None:
    with pytest.raises(ConformError, match=message):
        store(frame, tmp_path, "articles", "p")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("part", ["", "_p", ".p", "a/b", "a*", "a b"])
def test_a_part_that_readers_would_pass_over_is_refused(tmp_path: Path, part: str) -> None:
    with pytest.raises(ValueError, match="cannot name a part"):
        store(filled_rows("articles", [{}]), tmp_path, "articles", part)


def test_where_links_are_impossible_a_copy_does(raw: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    for number in range(3):
        set_files(raw, files_of_generation(number))
        mill(raw, out, as_of=MORNING + timedelta(hours=number))
        assert generation_in(resolve(out)) == number
