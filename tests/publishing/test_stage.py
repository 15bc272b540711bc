"""The stage: kept when a run fails, swept when one was killed, and never in the way of somebody's files."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.errors import NewsmillError
from tasks.publishing.folders import stages_in
from tasks.publishing.snapshots import resolve
from tasks.publishing.stage import new_stage, writing
from tests.small_mill import (
    EVENING,
    MORNING,
    files_of_generation,
    generation_in,
    leftovers,
    mill,
    set_files,
)


def test_a_run_that_is_judged_unfit_publishes_nothing_and_is_kept_to_look_at(raw: Path, out: Path) -> None:
    set_files(raw, files_of_generation(0))
    before = mill(raw, out)

    def unfit(snapshot: Path) -> None:
        assert generation_in(snapshot) >= 1, "the gate judges the whole dataset, as it would be published"
        raise NewsmillError("words: 0 rows where 1 was expected")

    for number in (1, 2, 3):
        set_files(raw, files_of_generation(number))
        with pytest.raises(NewsmillError, match="words"):
            mill(raw, out, as_of=MORNING + timedelta(hours=number), judge=unfit)
        assert resolve(out) == before
        stages = sorted((out / "_stage").iterdir())
        assert len(stages) == min(number, 2)  # the last failure and the one before it: they do not pile up
        assert "words: 0 rows" in (stages[-1] / "failed.txt").read_text("utf-8")
        assert generation_in(stages[-1] / "snapshot") == number
    mill(raw, out, as_of=EVENING)
    assert generation_in(resolve(out)) == 3
    assert leftovers(out) == []


def test_what_stands_where_a_table_will_is_not_overwritten(out: Path) -> None:
    (out / "articles").mkdir(parents=True)
    (out / "articles" / "mine.parquet").write_text("mine")
    with pytest.raises(NewsmillError, match=r"articles is in the way"), writing(out):
        pytest.fail("it was let in")
    assert (out / "articles" / "mine.parquet").read_text() == "mine"


def test_what_a_killed_run_left_is_swept_and_of_failed_ones_the_last_is_kept(out: Path) -> None:
    for number, name in enumerate(("failed", "failed-later", "killed")):
        stage = new_stage(out, name)
        if name != "killed":
            (stage / "failed.txt").write_text("why")
            os.utime(stage / "failed.txt", ns=(number, number))
    (out / "articles.unfinished").symlink_to("nowhere")
    with writing(out):
        assert [stage.name for stage in stages_in(out)] == ["failed-later"]
        assert not (out / "articles.unfinished").is_symlink()


def test_a_new_stage_is_empty(out: Path) -> None:
    (new_stage(out, "run") / "articles").mkdir()
    assert list(new_stage(out, "run").iterdir()) == []
