"""Whole runs: same input same bytes, only what is new, nothing half published, and no unfit data."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.mill import mill_folder
from flows.processes import process_pool
from flows.progress import Progress
from flows.runners import InlineRunner, ItemT, PoolRunner, ResultT
from schemas.errors import NewsmillError
from schemas.options import Options
from schemas.tables import TABLES
from tasks.publishing import gate
from tasks.publishing.snapshots import resolve
from tasks.reading.discover import plan_run
from tasks.reading.page import day, vote
from tests import promises
from tests.conftest import ROOT, Command
from tests.promises import faults, raw_texts

AS_OF = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
FILES = 1_100
WORDS = (
    "the of and to in that for it was on are with as his they at one have this from had not but some what there we "
    "out other were all your when up use word how said an each which do their time will way about many then them "
    "harbour ferry council bridge lantern island keeper morning school market village river window garden winter"
)
FOOTER = "The Islander is made by its readers on an old press in the cellar of the town hall, and has been since 1911."


def article(seed: int) -> str:
    """A headline and some paragraphs that no other article has, over a footer that all have."""
    chance = random.Random(seed)
    words = WORDS.split()

    def sentence(length: int) -> str:
        return " ".join(chance.choices(words, k=length)).capitalize()

    body = [f"{sentence(25)}. {sentence(18)}." for _ in range(chance.randint(2, 5))]
    return "\n\n".join([sentence(7), *body, FOOTER])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder of three batches, of all kinds of files."""
    raw = tmp_path_factory.mktemp("many") / "raw"
    for number in range(FILES):
        folder = raw / f"islander-{number % 7}" / "2031-05-04"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.txt").write_text(article(number), "utf-8")
    shutil.copytree(ROOT / "data" / "raw", raw / "samples")
    (raw / "feed.jsonl").write_text("".join(feed_line(number) for number in range(5)), "utf-8")
    (raw / "islander-0" / "nothing.txt").write_text(" \n", "utf-8")
    return raw


def feed_line(number: int) -> str:
    return json.dumps({"text": article(10_000 + number), "title": f"Line {number}", "source": "The Feed"}) + "\n"


@pytest.fixture(scope="module", autouse=True)
def several_batches() -> Iterator[None]:
    """Batches smaller than so few files would make."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.mill.plan_run", partial(plan_run, batch_files=FILES // 3))
        yield


@pytest.fixture(scope="module")
def out(many: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run over the folder publishes, one batch after the other."""
    out = tmp_path_factory.mktemp("published") / "out"
    mill_folder(many, out, as_of=AS_OF)
    return out


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def published_table(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(resolve(out) / name / "*.parquet")


class BackwardRunner(InlineRunner):
    """Works on the last item first."""

    def map(self, step: str, function: Callable[[ItemT], ResultT], items: Sequence[ItemT], /) -> list[ResultT]:
        return [function(item) for item in reversed(items)][::-1]


# same input, same bytes


def test_same_input_same_bytes_whoever_does_the_work(many: Path, out: Path, tmp_path: Path) -> None:
    reports: list[Progress] = []
    with process_pool(2) as pool:
        mill_folder(many, tmp_path / "pool", as_of=AS_OF, runner=PoolRunner(pool=pool, report=reports.append))
    mill_folder(many, tmp_path / "backwards", as_of=AS_OF, runner=BackwardRunner())
    assert max(report.total for report in reports) >= 3
    one = bytes_of(resolve(out))
    for other in ("pool", "backwards"):
        two = bytes_of(resolve(tmp_path / other))
        alike = {name for name in one if not name.startswith(("runs/", "manifest.json"))}
        assert alike == {name for name in two if not name.startswith(("runs/", "manifest.json"))}
        assert [name for name in sorted(alike) if one[name] != two[name]] == []
        assert resolve(tmp_path / other).name == resolve(out).name  # the run's id, too


def test_the_promises_hold_in_every_batch(many: Path, out: Path) -> None:
    tables = {name: published_table(out, name) for name in promises.OF_A_RUN}
    assert tables["articles"].height > FILES
    assert faults(tables, raw_texts(many, tables["articles"]["path"])) == []
    footers = tables["removals"].filter(pl.col("text") == FOOTER)
    assert footers["article_id"].n_unique() >= FILES  # learned from all batches together
    assert set(footers["role"]) == {"repeated"}


def test_a_run_over_unchanged_data_does_nothing(many: Path, out: Path) -> None:
    before = {path: path.lstat().st_mtime_ns for path in out.rglob("*") if path.name != "_lock"}
    outcome = mill_folder(many, out, as_of=AS_OF + timedelta(days=1))
    assert outcome.run_id is None
    assert outcome.snapshot == resolve(out)
    assert {path: path.lstat().st_mtime_ns for path in out.rglob("*") if path.name != "_lock"} == before


def test_a_change_of_mode_mills_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, out, one_day = tmp_path / "raw", tmp_path / "out", timedelta(days=1)
    (raw / "islander").mkdir(parents=True)
    shutil.copy(next((ROOT / "data" / "raw").rglob("*.html")), raw / "islander")
    asked: list[Any] = []
    monkeypatch.setattr(vote, "bare_extraction", lambda tree, **options: asked.append(tree))
    assert mill_folder(raw, out, as_of=AS_OF).documents == {"article": 1}
    assert len(asked) == 1
    assert mill_folder(raw, out, as_of=AS_OF + one_day, options=Options(fast=True)).documents == {"article": 1}
    assert len(asked) == 1
    assert mill_folder(raw, out, as_of=AS_OF + 2 * one_day, options=Options(fast=True)).run_id is None
    modes = published_table(out, "runs").explode("versions").unnest("versions").filter(pl.col("name") == "mode")
    assert sorted(modes["version"]) == ["fast", "full"]


def test_errors_of_libraries_are_counted_and_warned_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a release that does not work")

    raw, out = tmp_path / "raw", tmp_path / "out"
    (raw / "islander").mkdir(parents=True)
    (raw / "islander" / "a.html").write_text("<p>The ferry left without its captain on Sunday morning.</p>" * 9)
    monkeypatch.setattr(vote, "bare_extraction", fail)
    monkeypatch.setattr(day, "find_date", fail)
    outcome = mill_folder(raw, out, as_of=AS_OF)
    assert outcome.failures == {"trafilatura": 1, "htmldate": 1}
    assert published_table(out, "runs")["failures"].item().to_list() == [
        {"name": "htmldate", "count": 1},
        {"name": "trafilatura", "count": 1},
    ]
    warnings = {check["column"]: check for check in outcome.checks if not check["success"]}
    assert warnings["failures.trafilatura"]["observed"] == "errors on 1 pages"
    assert warnings["failures.htmldate"]["severity"] == "warning"


# what a run reports


def test_every_step_reports_what_it_has_done(tmp_path: Path) -> None:
    raw, reports = tmp_path / "raw", list[Progress]()
    for number in range(4):
        (raw / str(number)).mkdir(parents=True)
        (raw / str(number) / "a.txt").write_text(article(number), "utf-8")
    (raw / "3" / "feed.jsonl").write_text(feed_line(1) + feed_line(2), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.mill.plan_run", partial(plan_run, batch_files=2))
        outcome = mill_folder(raw, tmp_path / "out", as_of=AS_OF, runner=InlineRunner(report=reports.append))
    steps = ["plan", "survey", "learn", "refine", "assemble", "people", "judge", "publish"]
    assert list(dict.fromkeys(report.step for report in reports)) == steps
    last = {report.step: report for report in reports}
    assert all(report.done == report.total and report.share == 1 for report in last.values())
    assert {step: last[step].total for step in ("survey", "refine")} == {"survey": 3, "refine": 3}
    for step in ("survey", "refine"):
        of_step = [report for report in reports if report.step == step]
        assert of_step[0].documents == 0
        assert last[step].documents == sum(outcome.documents.values()) == 6
        assert sorted(report.share for report in of_step) == [report.share for report in of_step]
    assert last["survey"].size == sum(file.stat().st_size for file in raw.rglob("*.*"))
    assert last["refine"].size < last["survey"].size  # of the container, the lines alone


# only what is new


def test_tables_follow_their_files(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    (raw / "islander").mkdir(parents=True)
    for number in range(3):
        (raw / "islander" / f"{number}.txt").write_text(article(number), "utf-8")
    (raw / "feed.jsonl").write_text(feed_line(1) + feed_line(2), "utf-8")
    assert mill_folder(raw, out, as_of=AS_OF).documents == {"article": 5}
    first = {row["path"]: row for row in published_table(out, "articles").iter_rows(named=True)}

    (raw / "islander" / "0.txt").unlink()
    (raw / "islander" / "1.txt").write_text(article(11), "utf-8")
    (raw / "islander" / "new.txt").write_text(article(3), "utf-8")
    (raw / "islander" / "blank.txt").write_text("\n", "utf-8")
    (raw / "feed.jsonl").write_text(feed_line(1) + feed_line(22) + "no json\n" + feed_line(3), "utf-8")
    later = AS_OF + timedelta(hours=1)
    second_run = mill_folder(raw, out, as_of=later)
    assert second_run.documents == {"article": 5, "empty": 1, "invalid_json": 1}  # of what was new or changed
    second = {row["path"]: row for row in published_table(out, "articles").iter_rows(named=True)}
    assert sorted(second) == [
        "feed.jsonl#1", "feed.jsonl#2", "feed.jsonl#4", "islander/1.txt", "islander/2.txt", "islander/new.txt",
    ]  # fmt: skip
    assert second["islander/2.txt"] == first["islander/2.txt"]
    for path, seed in (("islander/1.txt", 11), ("islander/new.txt", 3), ("feed.jsonl#2", 10_022)):
        assert article(seed).split("\n\n")[1] in second[path]["body"]
    assert (second["islander/1.txt"]["first_seen_at"], second["islander/1.txt"]["refined_at"]) == (AS_OF, later)
    assert second["islander/new.txt"]["first_seen_at"] == later
    assert second["feed.jsonl#1"]["article_id"] == first["feed.jsonl#1"]["article_id"]
    rejects = dict(published_table(out, "rejects").select("path", "reason").iter_rows())
    assert rejects == {"islander/blank.txt": "empty", "feed.jsonl#3": "invalid_json"}
    for name in ("paragraphs", "removals", *promises.FOUND):
        assert set(published_table(out, name)["article_id"]) <= {row["article_id"] for row in second.values()}
    tables = {name: published_table(out, name) for name in promises.OF_A_RUN}
    assert faults(tables, raw_texts(raw, second)) == []

    (raw / "feed.jsonl").unlink()
    (raw / "islander" / "blank.txt").unlink()
    third_run = mill_folder(raw, out, as_of=later + timedelta(hours=1))
    assert third_run.documents == {}
    assert sorted(published_table(out, "articles")["path"]) == ["islander/1.txt", "islander/2.txt", "islander/new.txt"]
    assert published_table(out, "rejects").is_empty()
    assert published_table(out, "runs")["run_id"].n_unique() == 3


def test_people_are_found_in_old_and_new_articles_together(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw" / "harbour-post", tmp_path / "out"
    raw.mkdir(parents=True)
    for number, name in enumerate(["Ines Calloway", "Ines Calloway", "Tobias Renner", "Gethin Marl", "Perpetua Dace"]):
        beside = "Delia Okafor of Lowmoor" if name == "Ines Calloway" else f"Rhiannon Petrie of {number} Mill Lane"
        text = f'{name} opened the {number + 2}th gate on Monday. "It holds," said {name}. Beside her stood {beside}.'
        (raw / f"{number}.txt").write_text(f"The gate is open\n\nMay 3, 2031\n\n{text}\n\n{article(number)}", "utf-8")
    mill_folder(raw.parent, out, as_of=AS_OF)
    assert articles_of(out, "Ines Calloway") == ["0.txt Ines Calloway", "1.txt Ines Calloway"]

    short = 'Mayor Calloway closed it again on Tuesday. "It held," Ms Calloway told Delia Okafor of Lowmoor.'
    (raw / "short.txt").write_text(f"The gate is closed\n\nMay 4, 2031\n\n{short}\n\n{article(77)}", "utf-8")
    mill_folder(raw.parent, out, as_of=AS_OF + timedelta(hours=1))
    assert articles_of(out, "Ines Calloway") == ["0.txt Ines Calloway", "1.txt Ines Calloway", "short.txt Calloway"]

    for number in (0, 1):
        (raw / f"{number}.txt").unlink()
    mill_folder(raw.parent, out, as_of=AS_OF + timedelta(hours=2))
    assert articles_of(out, "Ines Calloway") == []


def articles_of(out: Path, name: str) -> list[str]:
    """The articles of a person, each with the name that it gives."""
    paths = published_table(out, "articles").select("article_id", pl.col("path").str.split("/").list.last())
    people = published_table(out, "people").filter(name=name).select("articles").explode("articles").unnest("articles")
    return sorted(people.join(paths, on="article_id").select(pl.format("{} {}", "path", "name")).to_series())


# unfit data


def test_unfit_data_is_not_published(newsmill: Command, out: Path, tmp_path: Path) -> None:
    mine = tmp_path / "out"
    shutil.copytree(out, mine, symlinks=True)
    before, current = bytes_of(mine / "_snapshots"), (mine / "_current").readlink()
    for name in ("one", "two"):
        (tmp_path / "raw").mkdir(exist_ok=True)
        (tmp_path / "raw" / f"{name}.txt").write_text(" \n", "utf-8")

    done = newsmill("run", tmp_path / "raw", "--out", mine)
    assert done.returncode == 1
    assert "Nothing was published" in done.stderr
    assert "articles: expect_table_row_count_to_be_between(min_value=1)" in done.stderr
    assert "Traceback" not in done.stderr
    (stage,) = (mine / "_stage").iterdir()
    assert str(stage) in done.stderr
    assert "expect_table_row_count_to_be_between" in (stage / "failed.txt").read_text("utf-8")
    kept = pl.read_parquet(stage / "rejects" / "*.parquet")
    assert sorted(kept["path"]) == ["one.txt", "two.txt"]
    assert bytes_of(mine / "_snapshots") == before
    assert (mine / "_current").readlink() == current


def test_a_broken_row_in_a_stage_is_named_with_its_place(out: Path, tmp_path: Path) -> None:
    for name in TABLES:
        (tmp_path / name).mkdir()
        for file in (resolve(out) / name).glob("*.parquet"):
            shutil.copy(file, tmp_path / name)
    judged = [name for name in TABLES if name != "runs"]
    gate.refuse_unfit(gate.judge_tables(tmp_path, judged), tmp_path)

    file = min((tmp_path / "removals").iterdir())
    broken = pl.read_parquet(file).with_columns(
        raw_end=pl.when(pl.int_range(pl.len()) == 7).then("raw_start").otherwise("raw_end")
    )
    place = broken.row(7, named=True)
    file.unlink()
    broken.write_parquet(file)
    with pytest.raises(gate.UnfitTableError) as refused:
        gate.refuse_unfit(gate.judge_tables(tmp_path, judged), tmp_path)
    assert "removals: expect_column_pair_values_a_to_be_greater_than_b" in str(refused.value)
    assert place["article_id"] in str(refused.value)
    assert f"raw_start={place['raw_start']}" in str(refused.value)


def test_two_documents_of_one_name_stop_the_run(tmp_path: Path) -> None:
    """A file may have the name of a line of a container. Both would be rows of that name: neither may be published."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "a.txt").write_text(article(1), "utf-8")
    (raw / "feed.jsonl").write_text("no json\n", "utf-8")
    (raw / "feed.jsonl#1").write_text("of no kind that is read", "utf-8")
    with pytest.raises(NewsmillError, match=r"feed\.jsonl#1"):
        mill_folder(raw, out, as_of=AS_OF)
    assert not (out / "_current").exists()


# killed


def write_generation(raw: Path, generation: int) -> None:
    """Make the folder hold one generation of articles: the same names in each, and none of the texts."""
    raw.mkdir(exist_ok=True)
    for number in range(150):
        (raw / f"{number}.txt").write_text(article(1_000_000 * (generation + 1) + number), "utf-8")


def generation_of(snapshot: Path) -> int:
    """The generation that a snapshot holds, all of it and nothing else."""
    bodies = dict(pl.read_parquet(snapshot / "articles" / "*.parquet").select("path", "body").iter_rows())
    assert len(bodies) == 150
    for generation in range(9):
        texts = {f"{number}.txt": article(1_000_000 * (generation + 1) + number) for number in range(150)}
        if texts["0.txt"].split("\n\n")[1] in bodies["0.txt"]:
            assert [path for path, text in texts.items() if text.split("\n\n")[1] not in bodies[path]] == []
            return generation
    raise AssertionError(f"{snapshot} holds what was never written")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[float], int]]:
    """Runs the command, and kills it after some seconds. All its processes must end with it."""
    sessions: list[int] = []

    def run(seconds: float) -> int:
        script = "from flows.cli import main; main()"
        process = subprocess.Popen(
            [sys.executable, "-c", script, "run", str(tmp_path / "raw"), "--out", str(tmp_path / "out")],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        sessions.append(process.pid)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    yield run
    end = time.monotonic() + 60
    while (left := processes_of(sessions)) and time.monotonic() < end:
        time.sleep(0.2)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == [], "processes outlived a run that was killed"


def processes_of(sessions: Sequence[int]) -> list[int]:
    """The processes that belong to these sessions, without those that only wait to be buried."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = entry.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) in sessions and state != "Z":
            found.append(int(entry.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for left processes in /proc")
def test_a_killed_run_leaves_a_whole_and_the_next_publishes(run: Callable[[float], int], tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    write_generation(raw, 0)
    began = time.monotonic()
    assert run(300) == 0
    whole = time.monotonic() - began
    chance = random.Random(20310504)
    before = 0
    for generation in range(1, 4):
        write_generation(raw, generation)
        code = run(whole * chance.uniform(0.2, 1))
        assert code in (0, -signal.SIGKILL)
        seen = generation_of(resolve(out))
        assert seen == generation or (code != 0 and seen == before)
        before = seen
    write_generation(raw, 4)
    assert run(300) == 0
    assert generation_of(resolve(out)) == 4
    assert list((out / "_stage").iterdir()) == []
