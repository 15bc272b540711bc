"""What the docs show holds: the first look runs, examples compile, commands are there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import typer

from flows.cli import app
from flows.mill import mill_folder
from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("bench/*.md")])
FEW = (
    "nordhafen-bote/2025-03-07/selbstplanende-faehre-104482.html",  # boilerplate all around and within
    "depeches-du-marais/2025-03-09/dernier-bac.txt",  # a caption with its credit
    "harbour-courier/2025-03-09/sunday-placeholder.txt",  # empty
    "meridian-now/2025/03/09/17360.txt",  # nothing but boilerplate
    "wire/2025-03.jsonl",
)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few of the sample articles, milled."""
    folder = tmp_path_factory.mktemp("first-look")
    for name in FEW:
        (folder / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "data" / "raw" / name, folder / "raw" / name)
    mill_folder(folder / "raw", folder / "out", as_of=datetime(2025, 3, 15, tzinfo=UTC))
    return folder / "out"


def first_look(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", ROOT / "docs" / "first_look.py", folder],
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def told(published: Path) -> dict[str, str]:
    """What the first look prints, by heading."""
    done = first_look(published)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    parts = [part.partition("\n") for part in done.stdout.split("\n# ")[1:]]
    return {heading: text for heading, _, text in parts}


def table(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / name / "*.parquet")


def cells(text: str) -> list[list[str]]:
    """The rows of a printed table, its head first."""
    return [[cell.strip() for cell in line.strip("│").split("┆")] for line in text.splitlines() if line.startswith("│")]


def test_it_counts_articles_by_source_and_language(told: dict[str, str], published: Path) -> None:
    head, *rows = cells(told["Articles by source and language"])
    assert head[:3] == ["source", "language", "articles"]
    counted = table(published, "articles").group_by("source", "language").len().rows()
    assert sorted((source, language, int(count)) for source, language, count, *_ in rows) == sorted(counted)


def test_it_shows_a_clean_body_and_its_cuts_in_their_places(told: dict[str, str], published: Path) -> None:
    article = next(row for row in table(published, "articles").iter_rows(named=True) if row["title"] in told)
    assert article["path"] == FEW[0]
    assert told[article["title"]].endswith(article["body"] + "\n")

    lines = told["The same article from its first paragraph, with the cuts in their places"].splitlines()
    paragraphs = [line[2:] for line in lines if line.startswith("  ")]
    assert paragraphs == [paragraph[:80] for paragraph in article["body"].split("\n\n")]
    before, after = (next(n for n, line in enumerate(lines) if start in line) for start in ("Auf der Insel", "Kapitän"))
    assert lines[before + 1 : after] == [
        "- related, de.related.read-more: "
        "Lesen Sie auch: Abschied von der „Hilda“: 44 Jahre, ein Eisgang, drei Hochzeiten"
    ]


def test_it_shows_what_told_of_each_role(told: dict[str, str], published: Path) -> None:
    head, *rows = cells(told["Cuts by role and evidence"])
    assert head == ["role", "evidence", "cuts", "confidence", "example"]
    removals = table(published, "removals")
    named = [row for row in rows if row[0]]  # a long example goes on in a row without a role
    assert {role for role, *_ in named} == set(removals["role"])
    most = removals.group_by("role", "evidence").len().sort("len").row(-1, named=True)
    assert int(named[0][2]) == most["len"]


def test_it_shows_captions_rejects_and_the_last_run(told: dict[str, str], published: Path) -> None:
    assert "Étienne Mallard" in told["Captions"]
    assert [row[:2] for row in cells(told["Rejects"])[1:]] == [["boilerplate", "1"], ["empty", "1"]]
    run = table(published, "runs").row(0, named=True)
    assert run["run_id"] in told["The last run"]
    assert cells(told["Its documents"])[1:] == [[one["name"], str(one["count"])] for one in run["outcomes"]]
    assert sum(int(row[-1]) for row in cells(told["Its checks"])[1:]) == len(run["checks"])


def test_without_tables_it_says_what_to_do(tmp_path: Path) -> None:
    done = first_look(tmp_path / "nothing")
    assert done.returncode == 1
    assert "newsmill run" in done.stderr
    assert "Traceback" not in done.stderr


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a page: language and text."""
    for block in re.finditer(r"(?ms)^( *)```(\w*)[^\n]*\n(.*?)^\1```", page.read_text("utf-8")):
        yield block[2], block[3]


def code(page: Path) -> Iterator[str]:
    """All that a page shows as something to type."""
    yield from (text for language, text in blocks(page) if language in ("", "sh", "bash", "console"))
    yield from re.findall(r"`([^`\n]+)`", page.read_text("utf-8"))


def commands() -> dict[str, set[str]]:
    """The commands of newsmill, with their options."""
    found = getattr(typer.main.get_command(app), "commands").items()  # noqa: B009  what typer gives back is wider
    return {name: {option for parameter in command.params for option in parameter.opts} for name, command in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_compile_and_commands_are_there(page: Path) -> None:
    for language, text in blocks(page):
        if language == "python":
            compile(text, str(page), "exec")
    known = commands()
    for shown in code(page):
        for name, rest in re.findall(r"(?m)(?:^|[\s/$])newsmill ([a-z]\w*)([^\n|#]*)", shown):
            assert name in known, f"{page.name}: newsmill {name}{rest}"
            options = set(re.findall(r"--[a-z-]+", rest)) - {"--help"}
            assert options <= known[name], f"{page.name}: newsmill {name}{rest}"


def test_every_command_is_shown_somewhere() -> None:
    shown = {
        name for page in PAGES for text in code(page) for name in re.findall(r"(?:^|[\s/$])newsmill ([a-z]\w*)", text)
    }
    assert shown == set(commands())
