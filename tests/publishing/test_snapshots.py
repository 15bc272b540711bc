"""What readers see: whole snapshots, whatever happens to the run that makes them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from datetime import timedelta
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from schemas.errors import NewsmillError
from schemas.tables import FOUND, TABLES
from tasks.publishing.snapshots import count_rows, find_current, resolve
from tests.small_mill import (
    EVENING,
    KEEP,
    MORNING,
    files_of_generation,
    generation_in,
    leftovers,
    mill,
    running_mill,
    set_files,
    states_when_killed,
)


def test_readers_find_every_table_through_its_link(raw: Path, out: Path) -> None:
    set_files(raw, {"a.txt": "one", "feed.jsonl": "two\nthree\n"})
    mill(raw, out)
    for name, declared in TABLES.items():
        assert (out / name).readlink() == Path("_current", name)
        assert pl.scan_parquet(out / name / "*.parquet").collect_schema().names() == declared.schema.names
    assert pl.read_parquet(out / "rejects/*.parquet").is_empty()
    assert sorted(pl.read_parquet(out / "articles/*.parquet")["path"]) == ["a.txt", "feed.jsonl#1", "feed.jsonl#2"]
    assert count_rows(resolve(out)) == {
        "articles": 3,
        "paragraphs": 3,
        "removals": 3,
        **dict.fromkeys((table.name for table in FOUND), 0),
        "people": 0,
        "rejects": 0,
        "fingerprints": 3,
        "runs": 1,
    }


def test_nothing_to_do_publishes_nothing(raw: Path, out: Path) -> None:
    set_files(raw, files_of_generation(0))
    first = mill(raw, out)
    os.utime(raw / "b/one.txt", ns=(1, 2))
    assert mill(raw, out, as_of=EVENING) is None
    assert resolve(out) == first
    assert leftovers(out) == []


def test_same_input_same_bytes(raw: Path, tmp_path: Path) -> None:
    outs = [tmp_path / "one", tmp_path / "two"]
    for number in range(3):
        set_files(raw, files_of_generation(number))
        for out in outs:
            mill(raw, out, as_of=MORNING + timedelta(hours=number))
    one, two = (
        {path.relative_to(out): path.read_bytes() for path in (out / "_snapshots").rglob("*") if path.is_file()}
        for out in outs
    )
    assert len(one) > 30
    assert one == two


def test_rows_follow_their_files_from_generation_to_generation(raw: Path, out: Path) -> None:
    for number in range(9):
        set_files(raw, files_of_generation(number))
        mill(raw, out, as_of=MORNING + timedelta(hours=number))
        assert generation_in(resolve(out)) == number
    assert leftovers(out) == []
    assert pl.read_parquet(out / "runs/*.parquet")["started_at"].sort().to_list() == [
        MORNING + timedelta(hours=number) for number in range(9)
    ]


# older snapshots


def test_the_last_snapshots_stay_and_stay_whole(raw: Path, out: Path) -> None:
    published = []
    for number in range(KEEP + 3):
        set_files(raw, files_of_generation(number))
        published.append(mill(raw, out, as_of=MORNING + timedelta(hours=number)))
    standing = sorted((out / "_snapshots").iterdir())
    assert standing == published[-KEEP:]
    assert [generation_in(snapshot) for snapshot in standing] == [3, 4, 5]


def test_going_back_to_an_older_snapshot_is_one_link(raw: Path, out: Path) -> None:
    for number in range(3):
        set_files(raw, files_of_generation(number))
        mill(raw, out, as_of=MORNING + timedelta(hours=number))
    back = sorted((out / "_snapshots").iterdir())[0]
    (out / "_current").unlink()
    (out / "_current").symlink_to(Path("_snapshots", back.name))
    assert generation_in(resolve(out)) == 0
    mill(raw, out, as_of=EVENING)
    assert generation_in(resolve(out)) == 2
    assert len(pl.read_parquet(out / "runs/*.parquet")) == 2


def test_a_reader_never_sees_a_mix(raw: Path, out: Path) -> None:
    set_files(raw, files_of_generation(0))
    mill(raw, out)
    last = 25
    held, through_links, missed = set(), set(), 0
    with running_mill("generations", raw, out, 1, last + 1, 1000) as process:
        while process.poll() is None:
            held.add(generation_in(resolve(out)))
            try:  # a file of the snapshot before may be gone: an error, and never rows of two runs
                articles = pl.read_parquet(out / "articles/*.parquet", columns=["path", "body"])
            except FileNotFoundError:
                missed += 1
                continue
            texts = dict(articles.iter_rows())
            number = int(texts["a/number.txt"])
            through_links.add(number)
            assert texts[f"c/only-{number}.txt"] == f"only in {number}"
            assert {text.rpartition(" ")[2] for path, text in texts.items() if path.startswith("feed")} == {str(number)}
            assert sum(path.startswith("feed") for path in texts) == number % 4 + 1
    assert process.returncode == 0
    assert generation_in(resolve(out)) == last
    assert len(held) > 1
    assert len(through_links) > 1, f"missed {missed}"


def test_resolve_says_what_is_wrong(raw: Path, out: Path) -> None:
    with pytest.raises(NewsmillError, match="Nothing is published"):
        resolve(out)
    assert find_current(out) is None
    set_files(raw, files_of_generation(0))
    mill(raw, out)
    (out / "_current").unlink()
    (out / "_current").symlink_to("_snapshots/lost")
    with pytest.raises(NewsmillError, match="which is no snapshot"):
        find_current(out)
    (out / "_current").unlink()
    (out / "_current").mkdir()
    with pytest.raises(NewsmillError, match="is not a link"):
        resolve(out)


# kill -9


@pytest.mark.parametrize("before", [None, 0])
def test_a_run_killed_at_any_step_leaves_a_whole_and_the_next_mends(
    raw: Path, out: Path, tmp_path: Path, before: int | None
) -> None:
    if before is not None:
        set_files(raw, files_of_generation(before))
        mill(raw, out)
    set_files(raw, files_of_generation(1))
    later = MORNING + timedelta(hours=1)
    left = states_when_killed(partial(mill, raw, out, as_of=later, batch_files=100), out, tmp_path / "left")
    assert len(left) > 30
    found = []
    for state in left:
        assert {generation_in(snapshot) for snapshot in (state / "_snapshots").glob("*")} <= {before, 1}, state
        found.append(generation_in(resolve(state)) if (state / "_current").exists() else None)
        mill(raw, state, as_of=later, batch_files=100)
        assert generation_in(resolve(state)) == 1, state
        assert leftovers(state) == [], state
    flip_at = found.index(1)
    assert found == [before] * flip_at + [1] * (len(found) - flip_at)


def test_runs_killed_at_random_leave_a_whole_and_the_next_mends(raw: Path, out: Path) -> None:
    set_files(raw, files_of_generation(0))
    mill(raw, out)
    dice = random.Random(7)
    for _ in range(2):
        begun = generation_in(resolve(out))
        with running_mill("generations", raw, out, begun + 1, begun + 10_000, KEEP) as process:
            while generation_in(resolve(out)) < begun + 2:
                assert process.poll() is None
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(dice.random() / 5)
            process.send_signal(signal.SIGKILL)
        now = generation_in(resolve(out))
        assert now >= begun + 2
        set_files(raw, files_of_generation(now + 1))
        mill(raw, out, as_of=MORNING + timedelta(hours=now + 1))
        assert generation_in(resolve(out)) == now + 1
        assert leftovers(out) == []
