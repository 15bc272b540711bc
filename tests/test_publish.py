"""What readers see: whole snapshots, whatever happens to the run that makes them."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.arrow import ConformError
from schemas.errors import NewsmillError
from schemas.tables import FOUND, TABLES
from tasks.publishing.snapshots import assemble, count_rows, current, flip, new_stage, resolve, store, writing
from tasks.reading.discover import plan_run
from tests.publisher import KEEP, MORNING, deaths, generation, litter, mill, put, seen, table, whole

EVENING = MORNING + timedelta(hours=12)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "processed"


@contextmanager
def publisher(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """The small mill in a process of its own; killed at the end, if it still runs."""
    root = Path(__file__).parents[1]
    command = [sys.executable, str(Path(__file__).with_name("publisher.py")), *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(root)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=root) as process:
        try:
            yield process
        finally:
            process.kill()


def files(snapshot: Path) -> dict[str, int]:
    """Inode of each Parquet file, by table and name."""
    return {path.relative_to(snapshot).as_posix(): path.stat().st_ino for path in snapshot.rglob("*.parquet")}


def bodies(out: Path) -> dict[str, str]:
    return seen(resolve(out))[0]


# a run


def test_readers_find_every_table_through_its_link(raw: Path, out: Path) -> None:
    put(raw, {"a.txt": "one", "feed.jsonl": "two\nthree\n"})
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
        "rejects": 0,
        "fingerprints": 3,
        "runs": 1,
    }


def test_nothing_to_do_publishes_nothing(raw: Path, out: Path) -> None:
    put(raw, generation(0))
    first = mill(raw, out)
    os.utime(raw / "b/one.txt", ns=(1, 2))
    assert mill(raw, out, as_of=EVENING) is None
    assert resolve(out) == first
    assert litter(out) == []


def test_same_input_same_bytes(raw: Path, tmp_path: Path) -> None:
    outs = [tmp_path / "one", tmp_path / "two"]
    for number in range(3):
        put(raw, generation(number))
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
        put(raw, generation(number))
        mill(raw, out, as_of=MORNING + timedelta(hours=number))
        assert whole(resolve(out)) == number
    assert litter(out) == []
    assert pl.read_parquet(out / "runs/*.parquet")["started_at"].sort().to_list() == [
        MORNING + timedelta(hours=number) for number in range(9)
    ]


# only what a change touches is written


def test_unchanged_parts_are_the_same_files(raw: Path, out: Path) -> None:
    put(raw, {"a/1.txt": "1", "a/2.txt": "2", "b/3.txt": "3", "b/4.txt": "4"})
    before = mill(raw, out)
    put(raw, {"a/1.txt": "1", "a/2.txt": "2", "b/3.txt": "3", "b/4.txt": "new"})
    after = mill(raw, out, as_of=EVENING)
    assert before
    assert after
    shared = set(files(before).items()) & set(files(after).items())
    tables = sorted(name.partition("/")[0] for name, _ in shared)
    assert tables == ["articles", "fingerprints", "paragraphs", "removals", "runs"]
    assert bodies(out) == {"a/1.txt": "1", "a/2.txt": "2", "b/3.txt": "3", "b/4.txt": "new"}
    assert [path.stat().st_mode & 0o222 for path in after.rglob("*.parquet")] == [0] * len(files(after))


def test_fingerprints_that_no_run_counts_go_once_they_are_half_of_a_part(raw: Path, out: Path) -> None:
    def held() -> list[str]:
        return sorted(pl.read_parquet(out / "fingerprints/*.parquet")["path"])

    first = {f"{name}.txt": name for name in "abcd"}
    put(raw, first)
    before = mill(raw, out, batch_files=4)
    put(raw, first | {"new.txt": "1"})
    after = mill(raw, out, as_of=EVENING, forgotten=["a.txt"])
    assert held() == ["a.txt", "b.txt", "c.txt", "d.txt", "new.txt"]  # one of four may stay: its file is linked
    assert before
    assert after
    assert len({*files(before).items()} & {*files(after).items()}) == 5
    put(raw, first | {"new.txt": "2"})
    mill(raw, out, as_of=EVENING + timedelta(hours=1), forgotten=["a.txt", "c.txt"])
    assert held() == ["b.txt", "d.txt", "new.txt"]
    put(raw, first | {"new.txt": "3"})
    last = mill(raw, out, as_of=EVENING + timedelta(hours=2), forgotten=["b.txt", "d.txt"])
    assert held() == ["new.txt"]
    assert last
    assert seen(last)[0] == first | {"new.txt": "3"}


def test_first_seen_stays_when_the_rest_changes(raw: Path, out: Path) -> None:
    put(raw, {"a.txt": "1"})
    mill(raw, out)
    put(raw, {"a.txt": "2", "b.txt": "1"})
    mill(raw, out, as_of=EVENING)
    articles = pl.read_parquet(out / "articles/*.parquet")
    assert dict(articles.select("path", "first_seen_at").iter_rows()) == {"a.txt": MORNING, "b.txt": EVENING}


def test_a_changed_container_replaces_all_its_documents(raw: Path, out: Path) -> None:
    put(
        raw,
        {"feed.jsonl": "one\ntwo\nREJECT three\n", "feed.jsonl#x.txt": "not of the feed", "feed.jsonl2": "nor this"},
    )
    mill(raw, out, batch_files=9)
    put(raw, {"feed.jsonl": "uno\n", "feed.jsonl#x.txt": "not of the feed", "feed.jsonl2": "nor this"})
    mill(raw, out, as_of=EVENING, batch_files=9)
    assert seen(resolve(out)) == (
        {"feed.jsonl#1": "uno", "feed.jsonl#x.txt": "not of the feed", "feed.jsonl2": "nor this"},
        {},
    )


def test_a_file_named_like_a_line_of_a_container_is_a_file(raw: Path, out: Path) -> None:
    put(raw, {"feed.txt": "feed", "feed.txt#7": "seven"})
    mill(raw, out)
    put(raw, {"feed.txt": "changed", "feed.txt#7": "seven"})
    mill(raw, out, as_of=EVENING)
    articles = pl.read_parquet(out / "articles/*.parquet")
    assert dict(articles.select("path", "body").iter_rows()) == {"feed.txt": "changed", "feed.txt#7": "seven"}


def test_a_name_that_is_not_utf8_comes_and_goes(raw: Path, out: Path) -> None:
    put(raw, {"a.txt": "a"})
    odd = raw / os.fsdecode(b"caf\xe9.txt")
    odd.write_text("odd")
    mill(raw, out)
    assert count_rows(resolve(out))["articles"] == 2
    odd.unlink()
    mill(raw, out, as_of=EVENING)
    assert bodies(out) == {"a.txt": "a"}


def test_a_part_whose_files_are_all_gone_disappears(raw: Path, out: Path) -> None:
    put(raw, {"a.txt": "a", "b.txt": "b", "c/c.txt": "REJECT c"})
    mill(raw, out)
    put(raw, {"a.txt": "a"})
    mill(raw, out, as_of=EVENING)
    assert seen(resolve(out)) == ({"a.txt": "a"}, {})
    assert [count_rows(resolve(out))["rejects"], len([*(out / "rejects").glob("*.parquet")])] == [0, 1]
    assert len([*(out / "articles").glob("*.parquet")]) == 1


def test_other_versions_leave_nothing_of_the_old_but_its_runs(raw: Path, out: Path) -> None:
    put(raw, generation(0))
    before = mill(raw, out)
    after = mill(raw, out, as_of=EVENING, versions={"rules": "2"})
    assert before
    assert after
    shared = set(files(before).items()) & set(files(after).items())
    assert [name.partition("/")[0] for name, _ in shared] == ["runs"]
    assert whole(after) == 0


def test_a_folder_may_be_called_like_a_pattern(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "day=1 [old]*"
    for number in range(2):
        put(raw, generation(number))
        mill(raw, out, as_of=MORNING + timedelta(hours=number))
        assert whole(resolve(out)) == number


def test_where_links_are_impossible_a_copy_does(raw: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    for number in range(3):
        put(raw, generation(number))
        mill(raw, out, as_of=MORNING + timedelta(hours=number))
        assert whole(resolve(out)) == number


def test_runs_of_an_older_newsmill_gain_the_new_columns(raw: Path, out: Path) -> None:
    put(raw, {"a.txt": "a"})
    snapshot = mill(raw, out)
    assert snapshot
    (old,) = (snapshot / "runs").glob("*.parquet")
    without = pq.read_table(old).drop_columns(["versions"])
    old.chmod(0o644)
    pq.write_table(without, old)
    put(raw, {"a.txt": "a", "b.txt": "b"})
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


# snapshots


def test_the_last_snapshots_stay_and_stay_whole(raw: Path, out: Path) -> None:
    published = []
    for number in range(KEEP + 3):
        put(raw, generation(number))
        published.append(mill(raw, out, as_of=MORNING + timedelta(hours=number)))
    standing = sorted((out / "_snapshots").iterdir())
    assert standing == published[-KEEP:]
    assert [whole(snapshot) for snapshot in standing] == [3, 4, 5]


def test_going_back_to_an_older_snapshot_is_one_link(raw: Path, out: Path) -> None:
    for number in range(3):
        put(raw, generation(number))
        mill(raw, out, as_of=MORNING + timedelta(hours=number))
    back = sorted((out / "_snapshots").iterdir())[0]
    (out / "_current").unlink()
    (out / "_current").symlink_to(Path("_snapshots", back.name))
    assert whole(resolve(out)) == 0
    mill(raw, out, as_of=EVENING)
    assert whole(resolve(out)) == 2
    assert len(pl.read_parquet(out / "runs/*.parquet")) == 2


def test_a_reader_never_sees_a_mix(raw: Path, out: Path) -> None:
    put(raw, generation(0))
    mill(raw, out)
    last = 25
    held, through_links, missed = set(), set(), 0
    with publisher("generations", raw, out, 1, last + 1, 1000) as process:
        while process.poll() is None:
            held.add(whole(resolve(out)))
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
    assert whole(resolve(out)) == last
    assert len(held) > 1
    assert len(through_links) > 1, f"missed {missed}"


# what goes wrong


def test_a_run_that_is_judged_unfit_publishes_nothing_and_is_kept_to_look_at(raw: Path, out: Path) -> None:
    put(raw, generation(0))
    before = mill(raw, out)

    def unfit(snapshot: Path) -> None:
        assert whole(snapshot) >= 1, "the gate judges the whole dataset, as it would be published"
        raise NewsmillError("words: 0 rows where 1 was expected")

    for number in (1, 2, 3):
        put(raw, generation(number))
        with pytest.raises(NewsmillError, match="words"):
            mill(raw, out, as_of=MORNING + timedelta(hours=number), judge=unfit)
        assert resolve(out) == before
        stages = sorted((out / "_stage").iterdir())
        assert len(stages) == min(number, 2)  # the last failure and the one before it: they do not pile up
        assert "words: 0 rows" in (stages[-1] / "failed.txt").read_text("utf-8")
        assert whole(stages[-1] / "snapshot") == number
    mill(raw, out, as_of=EVENING)
    assert whole(resolve(out)) == 3
    assert litter(out) == []


def test_a_raw_file_without_a_row_is_not_lost_silently(raw: Path, out: Path) -> None:
    put(raw, {"a.txt": "a", "hollow.jsonl": ""})
    with pytest.raises(NewsmillError, match=r"1 raw files gave neither.*hollow\.jsonl"):
        mill(raw, out)
    assert current(out) is None


def test_rows_of_a_file_that_was_not_to_be_read_are_refused(raw: Path, out: Path) -> None:
    put(raw, {"a.txt": "a"})
    with writing(out):
        work = plan_run(raw, None, {}, as_of=MORNING)
        stage = new_stage(out, work.run_id)
        store(table("articles", [{"path": "a.txt"}, {"path": "../b.txt"}]), stage, "articles", "p")
        with pytest.raises(NewsmillError, match=r"p: a row says it comes from \.\./b\.txt"):
            assemble(out, stage, work)


def test_a_plan_for_another_state_is_refused(raw: Path, out: Path) -> None:
    put(raw, generation(0))
    stale = plan_run(raw, None, {}, as_of=EVENING)
    mill(raw, out)
    with writing(out), pytest.raises(NewsmillError, match="Run again"):
        assemble(out, new_stage(out, stale.run_id), stale)


def test_a_part_name_that_is_taken_is_refused(raw: Path, out: Path) -> None:
    for name in ("a", "b"):
        put(raw, {"a.txt": "a"} if name == "a" else {"a.txt": "a", "b.txt": "b"})
        with writing(out):
            known = current(out)
            work = plan_run(raw, known and known[1], {}, as_of=MORNING)
            stage = new_stage(out, work.run_id)
            store(table("articles", [{"path": f"{name}.txt"}]), stage, "articles", "same")
            if name == "a":
                flip(out, assemble(out, stage, work), table("runs", [{"run_id": work.run_id}]))
            else:
                with pytest.raises(ValueError, match="part same is staged, and published already"):
                    assemble(out, stage, work)


def test_what_stands_where_a_table_will_is_not_overwritten(out: Path) -> None:
    (out / "articles").mkdir(parents=True)
    (out / "articles" / "mine.parquet").write_text("mine")
    with pytest.raises(NewsmillError, match=r"articles is in the way"), writing(out):
        pytest.fail("it was let in")
    assert (out / "articles" / "mine.parquet").read_text() == "mine"


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(NewsmillError, match="Name another folder"), writing(out):
            pytest.fail("it was let in")


def test_resolve_says_what_is_wrong(raw: Path, out: Path) -> None:
    with pytest.raises(NewsmillError, match="Nothing is published"):
        resolve(out)
    assert current(out) is None
    put(raw, generation(0))
    mill(raw, out)
    (out / "_current").unlink()
    (out / "_current").symlink_to("_snapshots/lost")
    with pytest.raises(NewsmillError, match="which is no snapshot"):
        current(out)
    (out / "_current").unlink()
    (out / "_current").mkdir()
    with pytest.raises(NewsmillError, match="is not a link"):
        resolve(out)


# store


def test_rows_are_stored_as_declared(tmp_path: Path) -> None:
    dateline = {"text": "LIMA (XYZ) --", "place": "Lima", "month_day": None, "agency": "XYZ"}
    captions = [{"text": "A dog.", "credit": None}]
    frame = table("articles", [{"section": ["World"], "captions": captions}, {"dateline": dateline}])
    name = store(frame.select(reversed(frame.columns)), tmp_path, "articles", "r-0000")
    stored = pq.read_table(tmp_path / "articles" / name)
    assert stored.schema.equals(TABLES["articles"].schema)
    assert stored.schema.field("words").metadata[b"unit"] == b"words"
    assert stored["dateline"].to_pylist() == [None, dateline]
    assert stored.to_pylist() == frame.to_dicts()


def test_how_rows_are_chunked_leaves_no_trace(tmp_path: Path) -> None:
    frame = table("articles", [{"path": f"{number}.txt", "body": "word " * number} for number in range(3000)])
    chunked = pl.concat([frame[:7], frame[7:]], rechunk=False)
    assert chunked.n_chunks() == 2
    assert store(frame, tmp_path, "articles", "p") == store(chunked, tmp_path, "articles", "p")


def test_a_part_stored_again_replaces_itself_only(tmp_path: Path) -> None:
    store(table("articles", [{"path": "a.txt"}]), tmp_path, "articles", "p-0000")
    other = store(table("articles", [{"path": "b.txt"}]), tmp_path, "articles", "p-0000-1")
    last = store(table("articles", [{"path": "c.txt"}]), tmp_path, "articles", "p-0000")
    assert sorted(path.name for path in (tmp_path / "articles").iterdir()) == sorted([other, last])


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (table("articles", [{"words": None}]), r"articles\.words: null"),
        (table("articles", [{}]).rename({"body": "text"}), "articles: column body is missing"),
    ],
)
def test_what_is_not_as_declared_is_not_stored(tmp_path: Path, frame: pl.DataFrame, message: str) -> None:
    with pytest.raises(ConformError, match=message):
        store(frame, tmp_path, "articles", "p")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("part", ["", "_p", ".p", "a/b", "a*", "a b"])
def test_a_part_that_readers_would_pass_over_is_refused(tmp_path: Path, part: str) -> None:
    with pytest.raises(ValueError, match="cannot name a part"):
        store(table("articles", [{}]), tmp_path, "articles", part)


# kill -9


@pytest.mark.parametrize("before", [None, 0])
def test_a_run_killed_at_any_step_leaves_a_whole_and_the_next_mends(
    raw: Path, out: Path, tmp_path: Path, before: int | None
) -> None:
    if before is not None:
        put(raw, generation(before))
        mill(raw, out)
    put(raw, generation(1))
    later = MORNING + timedelta(hours=1)
    left = deaths(partial(mill, raw, out, as_of=later, batch_files=100), out, tmp_path / "left")
    assert len(left) > 30
    found = []
    for state in left:
        assert {whole(snapshot) for snapshot in (state / "_snapshots").glob("*")} <= {before, 1}, state
        found.append(whole(resolve(state)) if (state / "_current").exists() else None)
        mill(raw, state, as_of=later, batch_files=100)
        assert whole(resolve(state)) == 1, state
        assert litter(state) == [], state
    flip_at = found.index(1)
    assert found == [before] * flip_at + [1] * (len(found) - flip_at)


def test_runs_killed_at_random_leave_a_whole_and_the_next_mends(raw: Path, out: Path) -> None:
    put(raw, generation(0))
    mill(raw, out)
    dice = random.Random(7)
    for _ in range(2):
        begun = whole(resolve(out))
        with publisher("generations", raw, out, begun + 1, begun + 10_000, KEEP) as process:
            while whole(resolve(out)) < begun + 2:
                assert process.poll() is None
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(dice.random() / 5)
            process.send_signal(signal.SIGKILL)
        now = whole(resolve(out))
        assert now >= begun + 2
        put(raw, generation(now + 1))
        mill(raw, out, as_of=MORNING + timedelta(hours=now + 1))
        assert whole(resolve(out)) == now + 1
        assert litter(out) == []


# the lock


def test_a_second_writer_is_told_who_writes_and_a_killed_one_holds_nothing(raw: Path, out: Path) -> None:
    with publisher("hold", raw, out) as process:
        assert process.stdout
        worker = int(process.stdout.readline())  # forked from the holder, and living on
        try:
            with pytest.raises(
                NewsmillError, match=rf"writing to .*: process {process.pid} on {os.uname().nodename}\."
            ):
                mill(raw, out)
            process.send_signal(signal.SIGKILL)
            process.wait()
            os.kill(worker, 0)
            with writing(out):
                pass
        finally:
            os.kill(worker, signal.SIGKILL)


def test_two_writers_in_one_process_exclude_each_other(out: Path) -> None:
    with writing(out), pytest.raises(NewsmillError, match=f"process {os.getpid()} "), writing(out):
        pytest.fail("it was let in")
    with writing(out):
        pass
