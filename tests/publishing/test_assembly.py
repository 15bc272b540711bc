"""The snapshot that a run makes: only what a change touches is written, and nothing is lost on the way."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.errors import NewsmillError
from schemas.tables import TABLES
from tasks.publishing.assembly import assemble
from tasks.publishing.files import store
from tasks.publishing.snapshots import count_rows, find_current, flip, resolve
from tasks.publishing.stage import new_stage, writing
from tasks.reading.discover import plan_run
from tests.small_mill import (
    EVENING,
    MORNING,
    checked_contents,
    files_of_generation,
    filled_rows,
    generation_in,
    mill,
    set_files,
)


def inodes(snapshot: Path) -> dict[str, int]:
    """The inode of each Parquet file, by table and name."""
    return {path.relative_to(snapshot).as_posix(): path.stat().st_ino for path in snapshot.rglob("*.parquet")}


def bodies_in(out: Path) -> dict[str, str]:
    """The body of each published article, by path."""
    return checked_contents(resolve(out))[0]


def test_unchanged_parts_are_the_same_files(raw: Path, out: Path) -> None:
    set_files(raw, {"a/1.txt": "1", "a/2.txt": "2", "b/3.txt": "3", "b/4.txt": "4"})
    before = mill(raw, out)
    set_files(raw, {"a/1.txt": "1", "a/2.txt": "2", "b/3.txt": "3", "b/4.txt": "new"})
    after = mill(raw, out, as_of=EVENING)
    assert before
    assert after
    shared = set(inodes(before).items()) & set(inodes(after).items())
    tables = sorted(name.partition("/")[0] for name, _ in shared)
    assert tables == ["articles", "fingerprints", "paragraphs", "removals", "runs"]
    assert bodies_in(out) == {"a/1.txt": "1", "a/2.txt": "2", "b/3.txt": "3", "b/4.txt": "new"}
    assert [path.stat().st_mode & 0o222 for path in after.rglob("*.parquet")] == [0] * len(inodes(after))


def test_fingerprints_that_no_run_counts_go_once_they_are_half_of_a_part(raw: Path, out: Path) -> None:
    def remembered_paths() -> list[str]:
        return sorted(pl.read_parquet(out / "fingerprints/*.parquet")["path"])

    first = {f"{name}.txt": name for name in "abcd"}
    set_files(raw, first)
    before = mill(raw, out, batch_files=4)
    set_files(raw, first | {"new.txt": "1"})
    after = mill(raw, out, as_of=EVENING, forgotten=["a.txt"])
    assert remembered_paths() == [
        "a.txt",
        "b.txt",
        "c.txt",
        "d.txt",
        "new.txt",
    ]  # one of four may stay: its file is linked
    assert before
    assert after
    assert len({*inodes(before).items()} & {*inodes(after).items()}) == 5
    set_files(raw, first | {"new.txt": "2"})
    mill(raw, out, as_of=EVENING + timedelta(hours=1), forgotten=["a.txt", "c.txt"])
    assert remembered_paths() == ["b.txt", "d.txt", "new.txt"]
    set_files(raw, first | {"new.txt": "3"})
    last = mill(raw, out, as_of=EVENING + timedelta(hours=2), forgotten=["b.txt", "d.txt"])
    assert remembered_paths() == ["new.txt"]
    assert last
    assert checked_contents(last)[0] == first | {"new.txt": "3"}


def test_first_seen_stays_when_the_rest_changes(raw: Path, out: Path) -> None:
    set_files(raw, {"a.txt": "1"})
    mill(raw, out)
    set_files(raw, {"a.txt": "2", "b.txt": "1"})
    mill(raw, out, as_of=EVENING)
    articles = pl.read_parquet(out / "articles/*.parquet")
    assert dict(articles.select("path", "first_seen_at").iter_rows()) == {"a.txt": MORNING, "b.txt": EVENING}


def test_a_changed_container_replaces_all_its_documents(raw: Path, out: Path) -> None:
    set_files(
        raw,
        {"feed.jsonl": "one\ntwo\nREJECT three\n", "feed.jsonl#x.txt": "not of the feed", "feed.jsonl2": "nor this"},
    )
    mill(raw, out, batch_files=9)
    set_files(raw, {"feed.jsonl": "uno\n", "feed.jsonl#x.txt": "not of the feed", "feed.jsonl2": "nor this"})
    mill(raw, out, as_of=EVENING, batch_files=9)
    assert checked_contents(resolve(out)) == (
        {"feed.jsonl#1": "uno", "feed.jsonl#x.txt": "not of the feed", "feed.jsonl2": "nor this"},
        {},
    )


def test_a_file_named_like_a_line_of_a_container_is_a_file(raw: Path, out: Path) -> None:
    set_files(raw, {"feed.txt": "feed", "feed.txt#7": "seven"})
    mill(raw, out)
    set_files(raw, {"feed.txt": "changed", "feed.txt#7": "seven"})
    mill(raw, out, as_of=EVENING)
    articles = pl.read_parquet(out / "articles/*.parquet")
    assert dict(articles.select("path", "body").iter_rows()) == {"feed.txt": "changed", "feed.txt#7": "seven"}


def test_a_name_that_is_not_utf8_comes_and_goes(raw: Path, out: Path) -> None:
    set_files(raw, {"a.txt": "a"})
    odd = raw / os.fsdecode(b"caf\xe9.txt")
    odd.write_text("odd")
    mill(raw, out)
    assert count_rows(resolve(out))["articles"] == 2
    odd.unlink()
    mill(raw, out, as_of=EVENING)
    assert bodies_in(out) == {"a.txt": "a"}


def test_a_part_whose_files_are_all_gone_disappears(raw: Path, out: Path) -> None:
    set_files(raw, {"a.txt": "a", "b.txt": "b", "c/c.txt": "REJECT c"})
    mill(raw, out)
    set_files(raw, {"a.txt": "a"})
    mill(raw, out, as_of=EVENING)
    assert checked_contents(resolve(out)) == ({"a.txt": "a"}, {})
    assert [count_rows(resolve(out))["rejects"], len([*(out / "rejects").glob("*.parquet")])] == [0, 1]
    assert len([*(out / "articles").glob("*.parquet")]) == 1


def test_other_versions_leave_nothing_of_the_old_but_its_runs(raw: Path, out: Path) -> None:
    set_files(raw, files_of_generation(0))
    before = mill(raw, out)
    after = mill(raw, out, as_of=EVENING, versions={"rules": "2"})
    assert before
    assert after
    shared = set(inodes(before).items()) & set(inodes(after).items())
    assert [name.partition("/")[0] for name, _ in shared] == ["runs"]
    assert generation_in(after) == 0


def test_a_folder_may_be_called_like_a_pattern(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "day=1 [old]*"
    for number in range(2):
        set_files(raw, files_of_generation(number))
        mill(raw, out, as_of=MORNING + timedelta(hours=number))
        assert generation_in(resolve(out)) == number


def test_runs_of_an_older_newsmill_gain_the_new_columns(raw: Path, out: Path) -> None:
    set_files(raw, {"a.txt": "a"})
    snapshot = mill(raw, out)
    assert snapshot
    (old,) = (snapshot / "runs").glob("*.parquet")
    without = pq.read_table(old).drop_columns(["versions"])
    old.chmod(0o644)
    pq.write_table(without, old)
    set_files(raw, {"a.txt": "a", "b.txt": "b"})
    declared = TABLES["runs"]
    with pytest.raises(ValueError, match=r"runs\.versions: null in 1 of 1"):
        mill(raw, out, as_of=EVENING)
    pq.write_table(
        without.append_column("left_over", pa.array([1])).append_column(
            declared.schema.field("versions"), pa.array([[]], declared.schema.field("versions").type)
        ),
        old,
    )
    mill(raw, out, as_of=EVENING)
    assert pl.read_parquet(out / "runs/*.parquet").columns == declared.schema.names


# what does not fit the plan


def test_a_raw_file_without_a_row_is_not_lost_silently(raw: Path, out: Path) -> None:
    set_files(raw, {"a.txt": "a", "hollow.jsonl": ""})
    with pytest.raises(NewsmillError, match=r"1 raw files gave neither.*hollow\.jsonl"):
        mill(raw, out)
    assert find_current(out) is None


def test_rows_of_a_file_that_was_not_to_be_read_are_refused(raw: Path, out: Path) -> None:
    set_files(raw, {"a.txt": "a"})
    with writing(out):
        work = plan_run(raw, None, {}, as_of=MORNING)
        stage = new_stage(out, work.run_id)
        store(filled_rows("articles", [{"path": "a.txt"}, {"path": "../b.txt"}]), stage, "articles", "p")
        with pytest.raises(NewsmillError, match=r"p: a row says it comes from \.\./b\.txt"):
            assemble(out, stage, work)


def test_a_plan_for_another_state_is_refused(raw: Path, out: Path) -> None:
    set_files(raw, files_of_generation(0))
    stale = plan_run(raw, None, {}, as_of=EVENING)
    mill(raw, out)
    with writing(out), pytest.raises(NewsmillError, match="Run again"):
        assemble(out, new_stage(out, stale.run_id), stale)


def test_a_part_name_that_is_taken_is_refused(raw: Path, out: Path) -> None:
    for name in ("a", "b"):
        set_files(raw, {"a.txt": "a"} if name == "a" else {"a.txt": "a", "b.txt": "b"})
        with writing(out):
            known = find_current(out)
            work = plan_run(raw, known and known[1], {}, as_of=MORNING)
            stage = new_stage(out, work.run_id)
            store(filled_rows("articles", [{"path": f"{name}.txt"}]), stage, "articles", "same")
            if name == "a":
                flip(out, assemble(out, stage, work), filled_rows("runs", [{"run_id": work.run_id}]))
            else:
                with pytest.raises(ValueError, match="part same is staged, and published already"):
                    assemble(out, stage, work)
