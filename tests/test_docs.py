"""The documents hold what they show: examples compile; commands, links, paths, names and tests are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer

from flows.cli import app
from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("bench/*.md"), *ROOT.glob("schemas/**/*.md")])
FOLDERS = "flows|tasks|schemas|training|bench|tests|docs|data"

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def fenced_blocks(page: Path) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a page: language and text."""
    for block in re.finditer(r"(?ms)^( *)```(\w*)[^\n]*\n(.*?)^\1```", page.read_text("utf-8")):
        yield block[2], block[3]


def prose_of(page: Path) -> str:
    """The text of a page without its fenced blocks."""
    return re.sub(r"(?ms)^( *)```.*?^\1```", "", page.read_text("utf-8"))


def inline_code(page: Path) -> list[str]:
    """Everything that a page writes between backticks in a line."""
    return re.findall(r"`([^`\n]+)`", prose_of(page))


def typed_lines(page: Path) -> Iterator[str]:
    """Everything that a page shows as something to type."""
    yield from (text for language, text in fenced_blocks(page) if language in ("", "sh", "bash", "console"))
    yield from inline_code(page)


def options_by_command() -> dict[str, set[str]]:
    """The options of each command of newsmill."""
    commands = getattr(typer.main.get_command(app), "commands").items()  # noqa: B009  what typer gives back is wider
    return {name: {option for parameter in command.params for option in parameter.opts} for name, command in commands}


def anchors_of(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"(?m)^#+ (.+)$", prose_of(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_page
def test_examples_compile_and_commands_exist(page: Path) -> None:
    for language, text in fenced_blocks(page):
        if language == "python":
            compile(text, str(page), "exec")
    options = options_by_command()
    for typed in typed_lines(page):
        for name, rest in re.findall(r"(?m)(?:^|[\s/$])newsmill ([a-z]\w*)([^\n|#]*)", typed):
            assert name in options, f"{page.name}: newsmill {name}{rest}"
            assert set(re.findall(r"--[a-z-]+", rest)) - {"--help"} <= options[name], f"newsmill {name}{rest}"
        for module in re.findall(r"python -m ([\w.]+)", typed):
            assert find_spec(module), f"{page.name}: python -m {module}"


def test_every_command_is_shown_somewhere() -> None:
    shown = {
        name
        for page in PAGES
        for typed in typed_lines(page)
        for name in re.findall(r"(?:^|[\s/$])newsmill ([a-z]\w*)", typed)
    }
    assert shown == set(options_by_command())


def test_every_target_that_is_shown_can_be_made() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8")))
    shown = {name for page in PAGES for typed in typed_lines(page) for name in re.findall(r"(?m)^make ([a-z]+)", typed)}
    assert shown
    assert shown <= targets


def test_the_tree_in_the_readme_is_that_of_the_repository() -> None:
    (tree,) = (text for _, text in fenced_blocks(ROOT / "README.md") if text.startswith("flows/"))
    shown = re.findall(r"(?m)^( *)([a-z]+(?:/|\.py)) ", tree)
    assert [name for indent, name in shown if not indent and not (ROOT / name).is_dir()] == []
    inside = [path for room in ("tasks", "schemas") for path in (ROOT / room).iterdir() if path.is_dir()]
    folders = {f"{path.name}/" for path in inside if path.name != "__pycache__"}
    modules = {file.name for file in (ROOT / "tasks").glob("*.py")} - {"__init__.py"}
    assert {name for indent, name in shown if indent} == folders | modules


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose_of(page)):
        path, _, anchor = target.partition("#")
        if "://" not in path:
            file = page.parent / path if path else page
            assert file.exists(), f"{page.name}: {target}"
            assert not anchor or anchor in anchors_of(file), f"{page.name}: {target}"


@every_page
def test_paths_and_names_of_code_exist(page: Path) -> None:
    for code in inline_code(page):
        if re.fullmatch(rf"(?:{FOLDERS})(?:/[\w.-]+)+/?", code):
            assert (ROOT / code).exists() or code.startswith("data/processed"), f"{page.name}: {code}"
        if match := re.match(r"(?:flows|tasks|schemas|training|bench)(?:\.[a-z]\w*)+\b", code):
            assert module_or_attribute(match[0]) is not None, f"{page.name}: {match[0]}"


def module_or_attribute(name: str) -> object | None:
    """The module, or the attribute of a module, of a dotted name; None where there is none."""
    home, _, last = name.rpartition(".")
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return getattr(import_module(home), last, None) if home else None


def test_every_test_that_is_named_exists() -> None:
    tests = {
        name
        for file in (ROOT / "tests").rglob("*.py")
        for name in re.findall(r"(?m)^def (test_\w+)", file.read_text("utf-8"))
    }
    named = {code for page in PAGES for code in inline_code(page) if re.fullmatch(r"test_\w+", code)}
    assert named
    assert named <= tests, f"no such test: {', '.join(sorted(named - tests))}"


def test_the_five_promises_have_their_numbers() -> None:
    page = (ROOT / "docs" / "how-it-works.md").read_text("utf-8")
    promises = page.partition("## Promises\n")[2].partition("\n## ")[0]
    assert re.findall(r"(?m)^(\d)\. \*\*", promises) == ["1", "2", "3", "4", "5"]
    assert all("test_" in promise for promise in re.split(r"(?m)^\d\. ", promises)[1:])
