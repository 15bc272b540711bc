"""A run mills the files that are new or changed, in batches."""

from __future__ import annotations

import hashlib
import os
import socket
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import NewsmillError
from tasks.reading.discover import Plan, plan_run, split_batches, walk
from tasks.reading.manifest import Manifest, dump_manifest, load_manifest
from tests.reading.unprivileged import unprivileged

MORNING = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=12)
VERSIONS = {"newsmill": "1", "rules": "a"}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def write_texts(raw: Path, **texts: str) -> None:
    """Write a text file for each name, where `__` is a step into a folder."""
    for name, text in texts.items():
        path = raw / f"{name.replace('__', '/')}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def manifest_after(plan: Plan, part: str = "p") -> Manifest:
    """The manifest of a run that did as planned: all that it milled is in one part."""
    milled = set(plan.milled)
    files = {path: replace(file, parts=(part,)) if path in milled else file for path, file in plan.files.items()}
    return Manifest(plan.run_id, plan.versions, files, {part: {} for file in files.values() for part in file.parts})


def plan_lists(plan: Plan) -> tuple[list[str], list[str], list[str], list[str]]:
    """The new, changed, kept and gone files of a plan."""
    return plan.new, plan.changed, plan.kept, plan.gone


# the walk


def test_the_walk_goes_to_any_depth_and_passes_over_hidden_names(raw: Path) -> None:
    write_texts(raw, top="t", a__b__c__d="d", _data="_", a___x="x")
    (raw / ".hidden.txt").write_text("no")
    (raw / ".git").mkdir()
    (raw / ".git" / "config.txt").write_text("no")
    (raw / "folder.txt").mkdir()
    (raw / "folder.txt" / "inside.txt").write_text("yes")
    found, special = walk(raw)
    assert list(found) == ["_data.txt", "top.txt", "a/_x.txt", "a/b/c/d.txt", "folder.txt/inside.txt"]
    assert special == []


def test_files_of_a_folder_are_neighbours(raw: Path) -> None:
    write_texts(raw, **{"a__1": "", "a-b__1": "", "a__z__1": "", "a__2": "", "a b__1": ""})
    assert list(walk(raw)[0]) == ["a/1.txt", "a/2.txt", "a/z/1.txt", "a b/1.txt", "a-b/1.txt"]


def test_a_cycle_of_links_ends(raw: Path) -> None:
    write_texts(raw, a__one="1")
    (raw / "a" / "up").symlink_to(raw)
    (raw / "a" / "self").symlink_to(".")
    assert list(walk(raw)[0]) == ["a/one.txt"]


def test_a_link_to_a_folder_in_the_raw_folder_doubles_nothing(raw: Path) -> None:
    write_texts(raw, zebra__2031__one="1")
    (raw / "latest").symlink_to("zebra/2031")
    assert list(walk(raw)[0]) == ["zebra/2031/one.txt"]


def test_a_link_to_a_folder_elsewhere_is_followed_once(raw: Path, tmp_path: Path) -> None:
    write_texts(tmp_path / "archive", one="1", deep__two="2")
    (raw / "second").symlink_to(tmp_path / "archive")
    (raw / "first").symlink_to(tmp_path / "archive")
    assert list(walk(raw)[0]) == ["first/one.txt", "first/deep/two.txt"]


def test_links_that_lead_nowhere_are_raw_files(raw: Path) -> None:
    (raw / "dangling.txt").symlink_to("nothing.txt")
    (raw / "round.txt").symlink_to("round.txt")
    work = plan_run(raw, None, VERSIONS, as_of=MORNING)
    assert work.milled == ["dangling.txt", "round.txt"]
    assert work.files["dangling.txt"].sha256 is None


def test_pipes_and_sockets_are_listed_and_never_opened(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_texts(raw, one="1")
    os.mkfifo(raw / "pipe.txt")  # opening it would wait for a writer for ever
    (raw / "link.txt").symlink_to("pipe.txt")
    monkeypatch.chdir(raw)  # a socket's address is short
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind("socket.txt")
        work = plan_run(raw, None, VERSIONS, as_of=MORNING)
    assert work.milled == ["one.txt"]
    assert work.special == ["link.txt", "pipe.txt", "socket.txt"]


def test_an_unreadable_file_is_a_raw_file_and_is_tried_again() -> None:
    with unprivileged() as raw:
        write_texts(raw, closed="c", open="o")
        (raw / "closed.txt").chmod(0)
        first = plan_run(raw, None, VERSIONS, as_of=MORNING)
        assert first.milled == ["closed.txt", "open.txt"]
        assert first.files["closed.txt"].sha256 is None
        known = manifest_after(first)
        assert plan_lists(plan_run(raw, known, VERSIONS, as_of=EVENING)) == (
            [],
            [],
            ["closed.txt", "open.txt"],
            [],
        )
        (raw / "closed.txt").chmod(0o600)
        assert plan_lists(plan_run(raw, known, VERSIONS, as_of=EVENING)) == (
            [],
            ["closed.txt"],
            ["open.txt"],
            [],
        )


@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_a_folder_that_cannot_be_read_stops_the_run(mode: int) -> None:
    with unprivileged() as raw:
        write_texts(raw, closed__one="1", open="o")
        (raw / "closed").chmod(mode)
        try:
            with pytest.raises(NewsmillError, match=r"closed cannot be listed.*Let this user read it"):
                walk(raw)
        finally:
            (raw / "closed").chmod(0o700)


# what cannot be milled


@pytest.mark.parametrize(
    ("name", "message"), [("none", "no raw folder"), ("file", "is a file"), ("empty", "no raw file")]
)
def test_without_raw_files_the_error_says_what_to_do(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty" / "er").mkdir(parents=True)
    (tmp_path / "empty" / ".hidden.txt").write_text("x")
    with pytest.raises(NewsmillError, match=message):
        plan_run(tmp_path / name, None, VERSIONS, as_of=MORNING)


@pytest.mark.parametrize("out", [".", "raw", "raw/out", "raw/../raw/deep/out", "link/out"])
def test_neither_raw_nor_output_may_lie_in_the_other(raw: Path, tmp_path: Path, out: str) -> None:
    write_texts(raw, one="1")
    (tmp_path / "link").symlink_to(raw)
    with pytest.raises(NewsmillError, match="side by side"):
        plan_run(raw, None, VERSIONS, as_of=MORNING, out=tmp_path / out)


@pytest.mark.parametrize("target", ["out", "out/articles", "."])
def test_no_link_leads_into_the_output(raw: Path, tmp_path: Path, target: str) -> None:
    write_texts(raw, one="1")
    (tmp_path / "out" / "articles").mkdir(parents=True)
    (raw / "done").symlink_to(tmp_path / target)
    with pytest.raises(NewsmillError, match=r"raw/done \(it leads to .* lie in each other"):
        plan_run(raw, None, VERSIONS, as_of=MORNING, out=tmp_path / "out")


def test_raw_and_output_may_be_neighbours(raw: Path, tmp_path: Path) -> None:
    write_texts(raw, one="1")
    assert plan_run(raw, None, VERSIONS, as_of=MORNING, out=tmp_path / "raw-out").milled == ["one.txt"]


# new, changed, kept, gone


def test_a_second_look_finds_nothing_to_do(raw: Path) -> None:
    write_texts(raw, a="1", b__c="2")
    first = plan_run(raw, None, VERSIONS, as_of=MORNING)
    assert plan_lists(first) == (["a.txt", "b/c.txt"], [], [], [])
    second = plan_run(raw, manifest_after(first), VERSIONS, as_of=EVENING)
    assert plan_lists(second) == ([], [], ["a.txt", "b/c.txt"], [])
    assert second.idle
    assert not first.idle
    assert second.files["a.txt"] == manifest_after(first).files["a.txt"]


def test_new_changed_and_gone(raw: Path) -> None:
    write_texts(raw, same="s", other="o", leaves="l")
    known = manifest_after(plan_run(raw, None, VERSIONS, as_of=MORNING))
    write_texts(raw, other="o2", comes="c")
    (raw / "leaves.txt").unlink()
    work = plan_run(raw, known, VERSIONS, as_of=EVENING)
    assert plan_lists(work) == (["comes.txt"], ["other.txt"], ["same.txt"], ["leaves.txt"])
    assert work.milled == ["comes.txt", "other.txt"]
    assert work.first_seen == {"comes.txt": EVENING, "other.txt": MORNING, "same.txt": MORNING}
    assert work.files["other.txt"].sha256 == hashlib.sha256(b"o2").hexdigest()
    assert (work.files["same.txt"].parts, work.files["other.txt"].parts) == (("p",), ())


def test_only_gone_is_something_to_do(raw: Path) -> None:
    write_texts(raw, stays="s", leaves="l")
    known = manifest_after(plan_run(raw, None, VERSIONS, as_of=MORNING))
    (raw / "leaves.txt").unlink()
    work = plan_run(raw, known, VERSIONS, as_of=EVENING)
    assert (work.batches, work.gone, work.idle) == ([], ["leaves.txt"], False)


def test_touched_but_the_same_is_kept_and_its_time_is_learned(raw: Path) -> None:
    write_texts(raw, a="1")
    known = manifest_after(plan_run(raw, None, VERSIONS, as_of=MORNING))
    os.utime(raw / "a.txt", ns=(1, 2))
    work = plan_run(raw, known, VERSIONS, as_of=EVENING)
    assert work.idle
    assert work.files["a.txt"].mtime_ns == 2


def test_same_size_and_another_time_is_looked_into(raw: Path) -> None:
    write_texts(raw, a="1")
    known = manifest_after(plan_run(raw, None, VERSIONS, as_of=MORNING))
    write_texts(raw, a="2")
    os.utime(raw / "a.txt", ns=(1, 2))
    assert plan_run(raw, known, VERSIONS, as_of=EVENING).changed == ["a.txt"]


def test_an_untouched_file_is_not_opened(raw: Path) -> None:
    write_texts(raw, a="1")
    known = manifest_after(plan_run(raw, None, VERSIONS, as_of=MORNING))
    believed = replace(known, files={"a.txt": replace(known.files["a.txt"], sha256="f" * 64)})
    assert plan_run(raw, believed, VERSIONS, as_of=EVENING).files["a.txt"].sha256 == "f" * 64


def test_names_that_are_no_utf8_survive_the_manifest(raw: Path, tmp_path: Path) -> None:
    (raw / os.fsdecode(b"caf\xe9.txt")).write_text("c")
    (raw / "dangling.txt").symlink_to("nothing")
    known = manifest_after(plan_run(raw, None, VERSIONS, as_of=MORNING))
    dump_manifest(known, tmp_path / "manifest.json")
    assert plan_run(raw, load_manifest(tmp_path / "manifest.json"), VERSIONS, as_of=EVENING).idle


@pytest.mark.parametrize("versions", [{"newsmill": "1", "rules": "b"}, {"newsmill": "1"}, VERSIONS | {"model": "1"}])
def test_another_version_mills_everything_again(raw: Path, versions: dict[str, str]) -> None:
    write_texts(raw, a="1", b="2")
    known = manifest_after(plan_run(raw, None, VERSIONS, as_of=MORNING))
    write_texts(raw, c="3")
    work = plan_run(raw, known, versions, as_of=EVENING)
    assert plan_lists(work) == (["a.txt", "b.txt", "c.txt"], [], [], [])
    assert len(work.outdated) == 1
    assert work.first_seen == {"a.txt": MORNING, "b.txt": MORNING, "c.txt": EVENING}
    assert all(file.parts == () for file in work.files.values())


def test_a_large_file_is_hashed_whole(raw: Path) -> None:
    content = os.urandom(1 << 16) * 50
    (raw / "large.txt").write_bytes(content)
    assert plan_run(raw, None, VERSIONS, as_of=MORNING).files["large.txt"].sha256 == hashlib.sha256(content).hexdigest()


def test_a_time_without_zone_is_an_error(raw: Path) -> None:
    write_texts(raw, a="1")
    with pytest.raises(ValueError, match="time zone"):
        plan_run(raw, None, VERSIONS, as_of=MORNING.replace(tzinfo=None))


def test_a_run_id_depends_on_what_is_read_and_what_it_builds_on(raw: Path) -> None:
    write_texts(raw, a="1")
    first = plan_run(raw, None, VERSIONS, as_of=MORNING)
    assert first.run_id == plan_run(raw, None, VERSIONS, as_of=MORNING).run_id
    assert first.run_id.startswith("20310504T060000Z-")
    others = [
        plan_run(raw, manifest_after(first), VERSIONS, as_of=MORNING),
        plan_run(raw, None, {"rules": "b"}, as_of=MORNING),
        plan_run(raw, None, VERSIONS, as_of=MORNING + timedelta(microseconds=1)),
    ]
    write_texts(raw, a="2")
    others.append(plan_run(raw, None, VERSIONS, as_of=MORNING))
    assert len({first.run_id, *(other.run_id for other in others)}) == 5


# batches


def test_files_of_a_folder_stay_together_where_they_fit() -> None:
    paths = ["a/1", "a/2", "b/1", "b/2", "b/3", "c/1"]
    made = split_batches(paths, dict.fromkeys(paths, 1), most_bytes=4, most_files=9)
    assert [(batch.name, batch.files) for batch in made] == [
        ("0000", ("a/1", "a/2")),
        ("0001", ("b/1", "b/2", "b/3", "c/1")),
    ]


def test_a_file_above_the_limit_is_a_batch() -> None:
    made = split_batches(["a", "b", "c"], {"a": 1, "b": 99, "c": 1}, most_bytes=10, most_files=9)
    assert [batch.files for batch in made] == [("a",), ("b",), ("c",)]


FOLDERS = st.sampled_from(["", "a/", "a/b/", "a b/", "c/"])
SIZES = st.dictionaries(st.builds("{}{}".format, FOLDERS, st.integers(0, 30)), st.integers(0, 12), max_size=40)


@given(SIZES, st.integers(1, 20), st.integers(1, 6))
def test_batches_hold_each_file_once_within_limits(sizes: dict[str, int], most_bytes: int, most_files: int) -> None:
    paths = sorted(sizes, key=lambda path: (path.rpartition("/")[0], path))
    made = split_batches(paths, sizes, most_bytes, most_files)
    assert [path for batch in made for path in batch.files] == paths
    assert [batch.name for batch in made] == sorted({batch.name for batch in made})
    for batch in made:
        assert 1 <= len(batch.files) <= most_files
        assert len(batch.files) == 1 or sum(sizes[path] for path in batch.files) <= most_bytes
    homes = {path: batch.name for batch in made for path in batch.files}
    for folder in {path.rpartition("/")[0] for path in paths}:
        inside = [path for path in paths if path.rpartition("/")[0] == folder]
        if len(inside) <= most_files and sum(sizes[path] for path in inside) <= most_bytes:
            assert len({homes[path] for path in inside}) == 1


CONTENTS = st.dictionaries(st.sampled_from(["a.txt", "b.txt", "c/a.txt", "c/b.txt", "d/e.txt"]), st.sampled_from("xyz"))


@given(CONTENTS, CONTENTS)
def test_a_plan_is_the_difference_of_two_folders(before: dict[str, str], after: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        raw = Path(name)

        def plan_for(files: dict[str, str], mtime_ns: int, known: Manifest | None) -> Plan:
            for old in [path for path in raw.rglob("*") if path.is_file()]:
                old.unlink()
            for path, text in ({"always.txt": "x"} | files).items():
                (raw / path).parent.mkdir(exist_ok=True)
                (raw / path).write_text(text)
                os.utime(raw / path, ns=(0, mtime_ns))
            return plan_run(raw, known, VERSIONS, as_of=MORNING)

        work = plan_for(after, 2, manifest_after(plan_for(before, 1, None)))
        assert set(work.new) == after.keys() - before.keys()
        assert set(work.gone) == before.keys() - after.keys()
        assert set(work.changed) == {path for path in after.keys() & before.keys() if after[path] != before[path]}
        assert sorted([*work.new, *work.changed, *work.kept]) == sorted(work.files)
        assert sorted(work.milled) == sorted([*work.new, *work.changed])


def test_what_one_batch_could_hold_is_two_if_each_is_worth_a_process(raw: Path) -> None:
    write_texts(raw, **{f"outlet{number}__a": "x" * 100 for number in range(4)})

    def sizes(batch_bytes: int) -> list[int]:
        return [len(batch.files) for batch in plan_run(raw, None, {}, as_of=MORNING, batch_bytes=batch_bytes).batches]

    assert sizes(batch_bytes=1_000) == [2, 2]
    assert sizes(batch_bytes=8_000) == [4]
