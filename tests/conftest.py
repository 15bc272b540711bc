"""What tests share: the project's place, and the command as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

Command = Callable[..., "subprocess.CompletedProcess[str]"]


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
