"""Lines that recur: which lines are the same, what later runs know of earlier ones, and which text stays text."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import learning
from flows.explain import explain_file
from flows.mill import Outcome, mill_folder
from schemas import rulebook
from schemas.frames import Fingerprints
from tasks import refine
from tasks.cleaning import repetition
from tasks.cleaning.repetition import recurring_lines
from tasks.publishing.snapshots import resolve
from tasks.reading import read
from tests.small_mill import set_files

AS_OF = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
FOOTER = "The Islander is made by its readers on an old press in the cellar of the town hall, and has been since 1911."

Day = Callable[[int, Mapping[str, str]], Outcome]


def article(seed: int, *footers: str) -> str:
    """A headline and paragraphs that no other article has, above lines that all have."""
    chance = random.Random(seed)
    return "\n\n".join([learning.make_headline(chance), *learning.make_prose(chance, 5), *footers])


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Day:
    """Puts these files into the raw folder, and runs as of some day; no suite judges the tables."""
    monkeypatch.setattr("flows.mill.warm_gate", learning.judge_nothing)

    def run(number: int, files: Mapping[str, str]) -> Outcome:
        set_files(tmp_path / "raw", {f"islander/{name}": text for name, text in files.items()})
        return mill_folder(tmp_path / "raw", tmp_path / "out", as_of=AS_OF + timedelta(days=number))

    return run


def with_footer(out: Path) -> set[str]:
    """The articles in whose body the footer is."""
    articles = pl.read_parquet(resolve(out) / "articles" / "*.parquet").filter(pl.col("body").str.contains(FOOTER))
    return set(articles["path"].str.strip_prefix("islander/"))


def remembered_paths(out: Path) -> list[str]:
    return sorted(pl.read_parquet(resolve(out) / "fingerprints" / "*.parquet")["path"].str.strip_prefix("islander/"))


# which lines are the same


def survey_of(folder: Path, files: Mapping[str, str]) -> refine.Survey:
    set_files(folder, files)
    return refine.survey_documents(pl.concat(read.read_documents(folder, sorted(files))), rulebook.load())


def fingerprints_by_line(folder: Path, *texts: str) -> list[dict[str, int]]:
    """The fingerprint of each line of each text, by the line."""
    set_files(folder, {f"owl/{number}.txt": text for number, text in enumerate(texts)})
    blocks = survey_of(folder, {f"owl/{number}.txt": text for number, text in enumerate(texts)}).blocks
    return [dict(part.select("text", "line").iter_rows()) for _, part in blocks.group_by("doc", maintain_order=True)]


def test_a_fingerprint_is_the_same_in_every_version(tmp_path: Path) -> None:
    """Published ones must be found again: these are XXH3's, seed 0, of the UTF-8 bytes."""
    (found,) = fingerprints_by_line(tmp_path, "The Islander\n\nFähre")
    assert found == {"The Islander": 13378947040648447742, "Fähre": 16525446978240361080}


def test_a_counter_does_not_make_a_label_another_one(tmp_path: Path) -> None:
    one, two = fingerprints_by_line(tmp_path, "Read 12 times\n\nThe Islander", "Read 7 times\n\nThe Owl")
    assert one["Read 12 times"] == two["Read 7 times"]
    assert one["The Islander"] != two["The Owl"]


def test_other_numbers_make_another_line_of_text_and_of_tables(tmp_path: Path) -> None:
    prose = "The ferry carried {} lorries and a school class on its first crossing after eleven days in the dock."
    rows = "Port Elm {}\n\nSaltgate {}\n\nOdmar {}"
    one, two = (fingerprints_by_line(tmp_path, f"{prose}\n\n{rows}".replace("{}", number))[0] for number in ("3", "4"))
    assert set(one.values()) & set(two.values()) == set()


# which lines recur


def fingerprints(documents: list[list[tuple[int, int]]], source: str = "owl") -> Fingerprints:
    """Documents of a source, each by the fingerprints of its lines and their words."""
    rows = [
        (f"{source}/{number:03}", source, [{"line": line, "words": words} for line, words in lines])
        for number, lines in enumerate(documents)
    ]
    return Fingerprints.of(pl.DataFrame(rows, Fingerprints.columns_and_types(), orient="row"))


@pytest.mark.parametrize(
    ("words", "place", "documents", "of", "recurs"),
    [
        # a label: in 3 documents, and a fifth of all
        (0, "start", 3, 15, True), (0, "start", 3, 16, False), (0, "start", 2, 4, False),
        # text: in 5, and one more for every 20 words
        (10, "start", 5, 25, True), (10, "start", 5, 26, False), (10, "start", 4, 10, False),
        (40, "start", 7, 20, True), (40, "start", 6, 20, False),
        # text in most documents: in 3
        (40, "start", 3, 6, True), (40, "start", 3, 7, False),
        # text of 14 words or more that closes documents: in a twentieth
        (14, "end", 5, 100, True), (14, "end", 5, 101, False), (13, "end", 5, 100, False), (14, "start", 5, 100, False),
    ],
)  # fmt: skip
def test_how_many_documents_and_which_share_of_them_a_line_needs(
    words: int, place: str, documents: int, of: int, recurs: bool
) -> None:
    line = (7, words)
    own = [[(1000 + 10 * number, 50), (1001 + 10 * number, 50)] for number in range(of)]
    with_line = [[line, *text] if place == "start" else [*text, line] for text in own[:documents]]
    found = recurring_lines([fingerprints([*with_line, *own[documents:]])])
    assert found["recurs"].to_list() == ([documents / of] if recurs else [])


@pytest.mark.parametrize(("share", "teaches"), [(0.5, True), (0.6, False)])
def test_a_story_told_again_teaches_nothing_about_text(share: float, teaches: bool) -> None:
    story = [(number, 10) for number in range(10)]
    again = [
        [*story[: int(10 * share)], *((100 * copy + number, 10) for number in range(10 - int(10 * share)))]
        for copy in range(1, 6)
    ]
    assert (recurring_lines([fingerprints([story, *again])]).height > 0) == teaches


def test_remembered_documents_count_beside_those_of_this_run() -> None:
    footer = (7, 0)
    of_day = [
        fingerprints([[(100 + day, 40), footer]], f"day {day}").with_columns(source=pl.lit("owl")) for day in range(3)
    ]
    before = pl.concat(of_day[:2]).with_columns(run_id=pl.lit("run 1"))
    assert recurring_lines([Fingerprints.of(of_day[2])], before).height == 1
    assert recurring_lines([Fingerprints.of(of_day[2])], before[:1]).is_empty()


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_recurring_lines_do_not_depend_on_how_documents_fall_into_parts(chance: random.Random) -> None:
    of_source = pl.Series(chance.choices(["owl", "lark"], k=30))
    digests = [[{"line": chance.randint(0, 40), "words": 0} for _ in range(chance.randint(1, 9))] for _ in range(30)]
    kind = pl.List(pl.Struct({"line": pl.UInt64, "words": pl.Int64}))
    whole = pl.DataFrame(
        {"path": [f"{number:02}" for number in range(30)], "source": of_source, "lines": pl.Series(digests, dtype=kind)}
    ).with_columns(pl.col("lines").list.unique(maintain_order=True))
    order = chance.sample(range(30), 30)
    parts = [whole[order[:7]], whole[order[7:8]], whole[order[8:]]]
    assert recurring_lines(parts).equals(recurring_lines([whole]))


def test_a_line_recurs_within_its_source_only(tmp_path: Path) -> None:
    files = {
        f"{source}/{number}.txt": article(number + 9 * len(source), FOOTER)
        for source in ("owl", "larks")
        for number in range(2)
    }
    assert recurring_lines([survey_of(tmp_path, files).fingerprints]).is_empty()
    files |= {"owl/2.txt": article(99, FOOTER)}
    survey = survey_of(tmp_path, files)
    known = recurring_lines([survey.fingerprints])
    blocks = repetition.add_recurrence(survey.blocks, survey.documents, known).filter(pl.col("recurs") > 0)
    sources = survey.documents.filter(pl.col("doc").is_in(blocks["doc"].implode()))["source"].unique()
    assert sources.to_list() == ["owl"]
    assert blocks["text"].unique().to_list() == [FOOTER]


# from run to run


def test_a_later_run_cuts_a_line_that_the_first_kept(day: Day, tmp_path: Path) -> None:
    files: dict[str, str] = {}
    for number in range(10):
        files |= {f"{number}.txt": article(number, FOOTER)}
        outcome = day(number, files)
        if number == 0:
            first = pl.read_parquet(outcome.snapshot / "articles" / "*.parquet").row(0, named=True)
            assert FOOTER in first["body"]
    assert with_footer(tmp_path / "out") == {"0.txt", "1.txt"}  # decisions stay
    articles = pl.read_parquet(outcome.snapshot / "articles" / "*.parquet")
    assert articles.filter(path=first["path"]).row(0, named=True) == first
    cut = pl.read_parquet(outcome.snapshot / "removals" / "*.parquet").filter(text=FOOTER)
    assert set(cut["role"]) == {"repeated"}
    assert cut.height == 8


def test_a_run_with_other_versions_corrects_earlier_ones(
    day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{number}.txt": article(number, FOOTER) for number in range(4)}
    for number in range(4):
        day(number, dict(list(files.items())[: number + 1]))
    assert with_footer(tmp_path / "out") == {"0.txt", "1.txt"}
    monkeypatch.setattr("flows.mill.collect_versions", lambda options: {"rules": "another"})
    day(4, files)
    assert with_footer(tmp_path / "out") == set()
    assert remembered_paths(tmp_path / "out") == sorted(files)


def test_a_changed_document_does_not_count_twice(day: Day, tmp_path: Path) -> None:
    for number in range(5):
        day(number, {"a.txt": article(number, FOOTER)})
    assert with_footer(tmp_path / "out") == {"a.txt"}
    assert remembered_paths(tmp_path / "out") == ["a.txt"]


def test_a_deleted_document_no_longer_counts(day: Day, tmp_path: Path) -> None:
    files = {f"{number}.txt": article(number, FOOTER) for number in range(3)}
    day(0, files)
    assert with_footer(tmp_path / "out") == set()
    day(1, {"0.txt": files["0.txt"]})
    day(2, {"0.txt": files["0.txt"], "new.txt": article(7, FOOTER)})
    assert with_footer(tmp_path / "out") == {"new.txt"}
    assert remembered_paths(tmp_path / "out") == ["0.txt", "new.txt"]


def test_the_same_history_gives_the_same_bytes(day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots = []
    for again in range(2):
        for number in range(4):
            day(number, {f"{name}.txt": article(name, FOOTER) for name in range(number % 2, number + 2)})
        snapshots.append({
            path.relative_to(tmp_path / "out"): path.read_bytes()
            for path in (tmp_path / "out" / "_snapshots").rglob("*.parquet") if path.parent.name != "runs"
        })  # fmt: skip
        if not again:
            (tmp_path / "out").rename(tmp_path / "before")
    assert any(path.parent.name == "fingerprints" for path in snapshots[0])
    assert snapshots[0] == snapshots[1]


def test_memory_of_a_source_is_bounded(day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repetition, "LATEST", 4)
    monkeypatch.setattr(repetition, "ENDS", 2)
    files: dict[str, str] = {"slow/a.txt": article(-1)}
    for number in range(12):
        files |= {f"{number:02}-{place}.txt": article(10 * number + place, FOOTER) for place in range(2)}
        outcome = day(number, files)
        fingerprints = pl.read_parquet(outcome.snapshot / "fingerprints" / "*.parquet")
        assert fingerprints.group_by("source").len()["len"].max() < 2 * 4
        assert fingerprints["lines"].list.len().max() == 2 * 2
    of_slow = fingerprints.filter(source="slow")
    assert of_slow["path"].to_list() == ["islander/slow/a.txt"]  # the latest of its source, however long ago
    assert {"11-0.txt", "11-1.txt", "10-0.txt", "10-1.txt"} <= {*remembered_paths(tmp_path / "out")}


def test_explain_knows_what_is_published(day: Day, tmp_path: Path) -> None:
    def role(*arguments: Path) -> str:
        (line,) = [line.plain for line in explain_file(*arguments) if FOOTER in line.plain]
        return line.split()[0]

    for number in range(6):
        day(number, {f"{name}.txt": article(name, FOOTER) for name in range(number + 1)})
    alone = tmp_path / "elsewhere" / "islander" / "b.txt"
    alone.parent.mkdir(parents=True)
    alone.write_text(article(99, FOOTER), "utf-8")
    assert role(alone) == "body"
    assert role(alone, tmp_path / "out") == "repeated"
    assert role(tmp_path / "raw" / "islander" / "0.txt") == "repeated"  # by its neighbours
    unknown = alone.parent.parent / "owl" / "b.txt"
    unknown.parent.mkdir()
    unknown.write_text(article(98, FOOTER), "utf-8")
    assert role(unknown, tmp_path / "out") == "body"


# text that recurs stays

# Lost if the source has nothing else: lines in most of its texts, rows that are the same as on other days.
LIMITS = {
    f"{name}; a source of its own"
    for name in ("head of a results table", "rows of a weather table", "background of a series, 1 of 2")
}


def test_text_that_recurs_stays_and_furniture_goes(tmp_path: Path) -> None:
    with patch("bench.learning.RUNS", 12), patch("flows.mill.warm_gate", learning.judge_nothing):
        runs = learning.make_days()
        cuts = learning.mill_days(runs, tmp_path, remember=True)
    lost = learning.count_lost(runs, cuts)
    assert len(lost) > 10
    assert {name: counts for name, counts in lost.items() if counts["repeated"] and name not in LIMITS} == {}
    learned = learning.find_learned(runs, cuts)
    assert {name for name, (document, _, _) in learned.items() if document == "–"} <= {"bio, 1 of 10"}
    assert max(int(document) for document, _, _ in learned.values() if document != "–") < 10
