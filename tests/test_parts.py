"""Batches and parts: what waits between the two passes, and what all parts teach."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from schemas import rulebook
from schemas.arrow import empty
from schemas.tables import FINGERPRINTS, FOUND
from tasks.parts import Part, learn, refine_part, scan_table, survey_batch
from tasks.publishing.stamp import Stamp
from tasks.reading.discover import Batch

AS_OF = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
FOOTER = "The Islander is made by its readers on an old press in the cellar of the town hall, and has been since 1911."
STORY = """{0} sails again

The {0} sailed again on Tuesday after {1} days in dock, the harbour office said in a note to those who wait for her.

Divers had replaced a bearing on the left shaft of the {0}, and the first crossing carried forty lorries and a class.

"We are a day ahead of what we promised," said Ines Korvald, who runs the {0} with her two brothers from the quay.

{2}
"""
FILES = tuple(f"islander/{number}.txt" for number in range(6))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Articles of one source over the same footer, and an empty file."""
    (tmp_path / "raw" / "islander").mkdir(parents=True)
    for number, file in enumerate(FILES):
        name = chr(ord("A") + number) * 5
        (tmp_path / "raw" / file).write_text(STORY.format(name, number + 11, FOOTER), "utf-8")
    (tmp_path / "raw" / "islander" / "blank.txt").write_text(" \n", "utf-8")
    return tmp_path / "raw"


def surveyed_parts(raw: Path, stage: Path) -> list[Part]:
    batches = [Batch("0000", FILES[:3]), Batch("0001", (*FILES[3:], "islander/blank.txt"))]
    return [part for batch in batches for part in survey_batch(batch, raw, stage).parts]


def test_what_all_parts_teach_decides_on_each(raw: Path, tmp_path: Path) -> None:
    stage = tmp_path / "stage"
    parts = surveyed_parts(raw, stage)
    assert [part.name for part in parts] == ["0000-0000", "0001-0000"]
    lessons = learn(parts, stage, published=None, kept=())
    assert lessons.forgotten == frozenset()
    stamp = Stamp("run", AS_OF, rulebook.load().version, dict.fromkeys((*FILES, "islander/blank.txt"), AS_OF))
    refined = [refine_part(part, lessons, stage, stamp) for part in parts]
    assert [dict(part.outcomes) for part in refined] == [{"article": 3}, {"article": 3, "empty": 1}]
    assert [part.documents for part in refined] == [3, 4]
    removals = pl.read_parquet(stage / "removals" / "*.parquet").filter(pl.col("text") == FOOTER)
    assert removals["role"].to_list() == ["repeated"] * 6
    assert len(pl.read_parquet(stage / "fingerprints" / "*.parquet")) == 6
    assert sorted(file.name.rpartition("-")[0] for file in (stage / "rejects").iterdir()) == ["run-0001-0000"]


def test_a_part_alone_does_not_know_what_recurs(raw: Path, tmp_path: Path) -> None:
    stage = tmp_path / "stage"
    surveyed = survey_batch(Batch("0000", FILES[:1]), raw, stage)
    (part,) = surveyed.parts
    assert (surveyed.documents, part.size) == (1, (raw / FILES[0]).stat().st_size)
    lessons = learn([part], stage, published=None, kept=())
    assert pl.read_ipc(lessons.recurring).is_empty()
    assert pl.read_ipc(lessons.latest)["path"].to_list() == [FILES[0]]


def test_without_parts_there_is_nothing_to_learn(tmp_path: Path) -> None:
    (tmp_path / "stage").mkdir()
    lessons = learn([], tmp_path / "stage", published=None, kept=())
    assert pl.read_ipc(lessons.recurring).is_empty()


def test_without_a_snapshot_no_fingerprints_are_recalled() -> None:
    assert scan_table(None, FINGERPRINTS.name).collect().equals(empty(FINGERPRINTS.name))


def test_articles_that_nobody_can_read_are_counted_by_table(tmp_path: Path) -> None:
    story = (
        "Ferjan siglir aftur eftir ellefu daga í slipp, sagði hafnarstjórinn á þriðjudaginn við þá sem biðu þar. "
        "Kafarar skiptu um legu og fyrsta ferðin flutti fjörutíu bíla og einn skólabekk yfir sundið um kvöldið."
    )
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(f"Ferjan siglir aftur\n\n{story}", "utf-8")
    stage = tmp_path / "stage"
    (part,) = survey_batch(Batch("0000", ("a.txt",)), tmp_path / "raw", stage).parts
    stamp = Stamp("run", AS_OF, rulebook.load().version, {"a.txt": AS_OF})
    refined = refine_part(part, learn([part], stage, published=None, kept=()), stage, stamp)
    assert dict(refined.outcomes) == {"article": 1}
    assert dict(refined.unread) == dict.fromkeys((table.name for table in FOUND), 1)
