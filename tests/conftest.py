"""What tests share: the project's place, a corpus, and the command as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]

# No test is timed: on a busy machine, an example of a property takes as long as it takes.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
NO_CORPUS = "mills raw articles of your own: name their folder as --corpus DIR"

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--corpus", type=Path, metavar="DIR", help="raw articles for the tests that are marked `corpus`")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"corpus: {NO_CORPUS}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--corpus") is None:
        for item in items:
            if item.get_closest_marker("corpus"):
                item.add_marker(pytest.mark.skip(reason=NO_CORPUS))


@pytest.fixture(scope="session")
def corpus(pytestconfig: pytest.Config) -> Path:
    """The folder that --corpus names."""
    folder: Path = pytestconfig.getoption("--corpus")
    return folder.absolute()


@pytest.fixture(scope="session")
def newsmill() -> Command:
    """The command line in a process of its own, from the project's root, without Prefect's settings."""

    def command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from flows.cli import main; main()", *map(str, arguments)],
            cwd=ROOT,
            env={**{k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}, **environment},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return command


def modules_after(code: str) -> set[str]:
    """The names of all modules that are loaded after some code ran in a fresh process."""
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())
