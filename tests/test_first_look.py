"""The analyst's first look, ``docs/first_look.py``, runs and shows what the tables hold."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.mill import mill_folder
from tests.conftest import ROOT
from tests.test_docs import fenced_blocks

OF_README = "harbour-courier/2025-03-05/tidal-barrier.txt"
SAMPLES = (
    "nordhafen-bote/2025-03-07/selbstplanende-faehre-104482.html",  # boilerplate all around and within
    "depeches-du-marais/2025-03-09/dernier-bac.txt",  # a caption with its credit
    "harbour-courier/2025-03-09/sunday-placeholder.txt",  # empty
    "meridian-now/2025/03/09/17360.txt",  # nothing but boilerplate
    "wire/2025-03.jsonl",
    OF_README,
)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of tables made from a few of the sample articles."""
    folder = tmp_path_factory.mktemp("first-look")
    for name in SAMPLES:
        (folder / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "data" / "raw" / name, folder / "raw" / name)
    mill_folder(folder / "raw", folder / "out", as_of=datetime(2025, 3, 15, tzinfo=UTC))
    return folder / "out"


def finished_first_look(folder: Path) -> subprocess.CompletedProcess[str]:
    """The process that took a first look at a folder of tables."""
    return subprocess.run(
        [sys.executable, "-W", "error", ROOT / "docs" / "first_look.py", folder],
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def printed(published: Path) -> dict[str, str]:
    """The text that the first look prints under each heading."""
    done = finished_first_look(published)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    parts = [part.partition("\n") for part in done.stdout.split("\n# ")[1:]]
    return {heading: text for heading, _, text in parts}


def table_frame(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / name / "*.parquet")


def printed_rows(text: str) -> list[list[str]]:
    """The rows of a printed table as cells, its head first."""
    return [[cell.strip() for cell in line.strip("│").split("┆")] for line in text.splitlines() if line.startswith("│")]


def rows_in_readme(head: str) -> list[list[str]]:
    """The cells below the head of a table of README, without the marks of code."""
    text = (ROOT / "README.md").read_text("utf-8")
    lines = text.partition(f"{head}\n")[2].partition("\n\n")[0].splitlines()[1:]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]


def as_in_readme(value: object) -> str:
    """A value of a table as README shows it."""
    if isinstance(value, float):
        return f"{value:.2f}"
    return "" if value is None else str(value)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("removals", "| role | text | evidence | confidence |"),
        ("quotes", "| text | speaker | speaker_mention | cue | method | confidence |"),
        ("figures", "| text | value | unit | noun | approximation | claimant | confidence |"),
    ],
)
def test_the_rows_in_the_readme_are_those_of_the_tables(name: str, head: str, published: Path) -> None:
    columns = head.strip("| ").split(" | ")
    (article,) = table_frame(published, "articles").filter(pl.col("path") == OF_README)["article_id"]
    found = table_frame(published, name).filter(pl.col("article_id") == article).select(columns)
    if name == "figures":
        found = found.with_columns(value=pl.col("value").cast(pl.Int64))
    for shown in rows_in_readme(head):
        beginning = shown[columns.index("text")].removesuffix("…").strip()
        (row,) = (row for row in found.iter_rows(named=True) if row["text"].startswith(beginning))
        assert [as_in_readme(value) for value in (row | {"text": shown[columns.index("text")]}).values()] == shown


def test_it_counts_articles_by_source_and_language(printed: dict[str, str], published: Path) -> None:
    head, *rows = printed_rows(printed["Articles by source and language"])
    assert head[:3] == ["source", "language", "articles"]
    counted = table_frame(published, "articles").group_by("source", "language").len().rows()
    assert sorted((source, language, int(count)) for source, language, count, *_ in rows) == sorted(counted)


def test_it_shows_a_clean_body_and_its_cuts_in_their_places(printed: dict[str, str], published: Path) -> None:
    article = next(row for row in table_frame(published, "articles").iter_rows(named=True) if row["title"] in printed)
    assert article["path"] == SAMPLES[0]
    assert printed[article["title"]].endswith(article["body"] + "\n")

    lines = printed["The same article from its first paragraph, with the cuts in their places"].splitlines()
    paragraphs = [line[2:] for line in lines if line.startswith("  ")]
    texts = article["body"].split("\n\n")
    assert paragraphs == [text if len(text) <= 80 else text[:79] + "…" for text in texts]
    assert any(len(text) <= 80 for text in texts)
    (of_readme,) = (text for language, text in fenced_blocks(ROOT / "README.md") if language == "text")
    assert of_readme in printed["The same article from its first paragraph, with the cuts in their places"]


def test_what_an_outlet_tells_its_readers_is_in_no_body(published: Path) -> None:
    articles = table_frame(published, "articles")
    notes = ["Notizblock", "This story was provided", "Like what you read?", "(Agencia Puna)", "Atualizado há"]
    assert [note for note in notes if articles["body"].str.contains(note, literal=True).any()] == []
    cut = table_frame(published, "removals")["text"]
    assert [note for note in notes if not cut.str.contains(note, literal=True).any()] == []
    of_rowers = articles.filter(pl.col("title").str.starts_with("Rowers fish"))
    assert of_rowers["authors"].to_list() == [["Ottilie Crane"]]


def test_it_shows_the_evidence_for_each_role(printed: dict[str, str], published: Path) -> None:
    head, *rows = printed_rows(printed["Cuts by role and evidence"])
    assert head == ["role", "evidence", "cuts", "confidence", "example"]
    removals = table_frame(published, "removals")
    named = [row for row in rows if row[0]]  # a long example goes on in a row without a role
    assert {role for role, *_ in named} == set(removals["role"])
    most = removals.group_by("role", "evidence").len().sort("len").row(-1, named=True)
    assert int(named[0][2]) == most["len"]


def test_it_shows_captions_rejects_and_the_last_run(printed: dict[str, str], published: Path) -> None:
    assert "Étienne Mallard" in printed["Captions"]
    assert [row[:2] for row in printed_rows(printed["Rejects"])[1:]] == [["boilerplate", "1"], ["empty", "1"]]
    run = table_frame(published, "runs").row(0, named=True)
    assert run["run_id"] in printed["The last run"]
    assert printed_rows(printed["Its documents"])[1:] == [[one["name"], str(one["count"])] for one in run["outcomes"]]
    assert sum(int(row[-1]) for row in printed_rows(printed["Its checks"])[1:]) == len(run["checks"])


def test_without_tables_it_says_what_to_do(tmp_path: Path) -> None:
    done = finished_first_look(tmp_path / "nothing")
    assert done.returncode == 1
    assert "newsmill run" in done.stderr
    assert "Traceback" not in done.stderr
