"""How fast newsmill is and how much memory it takes, beside a bare loop of trafilatura over the same pages.

This process only starts the others, each fresh, and imports little: a process's peak of memory begins with that of
the one that started it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from typing import Any

ROOT = Path(__file__).parents[1]
LOOK_EVERY = 0.2  # seconds between two looks at the memory of a process and its children

Measurement = dict[str, Any]

# What is measured, by the name that it has in the table: one measurement a process.
TEXTS, PAGES, FAST = "cleaning texts", "cleaning pages", "cleaning pages, fast"
ALONE, FIELDS = "trafilatura alone, same pages", "fields of the texts' bodies"
ONE_CORE = {
    TEXTS: ("clean", "texts"),
    FIELDS: ("extract", "texts"),
    PAGES: ("clean", "pages"),
    ALONE: ("trafilatura", "pages"),
    FAST: ("fast", "pages"),
}
WHOLE_RUN = {"newsmill run, texts": "texts", "newsmill run, pages": "pages"}


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sample", type=int, default=500, metavar="N", help="texts and pages, each (default: 500)")
    parser.add_argument(
        "--repeats", type=int, default=3, metavar="N", help="figures are medians of so many (default: 3)"
    )
    parser.add_argument("--flat", type=Path, metavar="FILE.parquet", help="texts: columns text, domain, renderer")
    parser.add_argument("--pages", type=Path, metavar="FILE.parquet", help="pages: columns html, domain")
    asked = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="newsmill-bench-") as folder:
        home = Path(folder)
        for kind, media, file in (("texts", "text", asked.flat), ("pages", "html", asked.pages)):
            of_file = ("corpus", file.resolve()) if file else ("samples",)
            worked(of_file[0], home / kind, media, asked.sample, *of_file[1:])
        before = os.getloadavg()[0]
        runs = measure(home, asked.repeats)
        print(page(runs, (before, os.getloadavg()[0])))


def measure(home: Path, repeats: int) -> dict[str, list[Measurement]]:
    """Every measurement `repeats` times, there and back again, so that a drift of the machine hits all."""
    runs: dict[str, list[Measurement]] = {name: [] for name in (*ONE_CORE, *WHOLE_RUN)}
    for repeat in range(repeats):
        for name in list(runs)[:: -1 if repeat % 2 else 1]:
            print(f"{repeat + 1} of {repeats}: {name}", file=sys.stderr)
            one = of_one_core(name, home) if name in ONE_CORE else of_whole_run(name, home, repeat)
            runs[name].append(one)
    return runs


def middle(found: Sequence[Measurement]) -> Measurement:
    """The median of each figure, and of each figure within a figure."""
    return {
        name: middle([one[name] for one in found]) if isinstance(value, dict) else median(one[name] for one in found)
        for name, value in found[0].items()
    }


def worked(*arguments: str | int | Path) -> str:
    """What ``bench.work`` says to these arguments."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.work", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


@contextmanager
def one_core() -> Iterator[None]:
    """What is started within runs on one core, polars in one thread."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        if cores:
            os.sched_setaffinity(0, {max(cores)})
        yield
    finally:
        del os.environ["POLARS_MAX_THREADS"]
        if cores:
            os.sched_setaffinity(0, cores)


def of_one_core(name: str, home: Path) -> Measurement:
    """A measurement by ``bench.work``."""
    what, kind = ONE_CORE[name]
    with one_core():
        measured: Measurement = json.loads(worked(what, home / kind))
    return measured


def of_whole_run(name: str, home: Path, repeat: int) -> Measurement:
    """``newsmill run`` on all cores, from raw files to a published snapshot; its seconds are those on the wall."""
    raw, out = home / WHOLE_RUN[name], home / f"out-{repeat}-{WHOLE_RUN[name]}"
    files = [file.stat().st_size for file in raw.rglob("*.*") if file.is_file()]
    command = "from flows.cli import main; main()"
    began, peak = monotonic(), 0.0
    process = subprocess.Popen(
        [sys.executable, "-c", command, "run", str(raw), "--out", str(out)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    while process.poll() is None:
        peak = max(peak, held(process.pid))
        sleep(LOOK_EVERY)
    if process.returncode:
        raise SystemExit(f"newsmill run failed with {process.returncode}; its message is above")
    seconds = monotonic() - began
    return {"documents": len(files), "megabytes": sum(files) / 1e6, "seconds": seconds, "idle": 0.0, "peak": peak}


def held(root: int) -> float:
    """Megabytes that a process and all below it hold now; what they share counts once. 0 without a /proc."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
        children.setdefault(parent, []).append(int(status.parent.name))
    total, waiting = 0.0, [root]
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("Pss:"))
    return total


def page(runs: dict[str, list[Measurement]], load: tuple[float, float]) -> str:
    """All that was measured, as Markdown: medians, and ratios of what was measured one after the other."""
    found = {name: middle(measured) for name, measured in runs.items()}
    rates = [(name, *rate(one)) for name, one in found.items()]
    steps = [
        (step, *spent(found[TEXTS], step), *spent(found[PAGES], step))
        for step in sorted({*found[TEXTS]["steps"], *found[PAGES]["steps"]})
    ]
    ratio, fast = (
        median(ours["seconds"] / alone["seconds"] for ours, alone in zip(runs[name], runs[ALONE], strict=True))
        for name in (PAGES, FAST)
    )
    libraries = ", ".join(f"{name} {version(name)}" for name in ("polars", "trafilatura", "lxml"))
    return "\n".join(
        [
            f"{os.cpu_count()} cores, Python {platform.python_version()}, {libraries}; medians of {len(runs[PAGES])}; "
            f"load {load[0]:.1f} before, {load[1]:.1f} after.",
            "",
            *table(("", "documents", "MB", "documents/s", "MB/s", "peak MB", "before work"), rates),
            "",
            "Cleaning, fields and trafilatura: one core, by processor time. A run: all cores, by the clock on the "
            "wall, from starting the command to publishing. MB are of raw text or HTML; of fields, of bodies.",
            "",
            f"Cleaning pages takes {ratio:.2f} times as long as trafilatura alone; fast, {fast:.2f}.",
            "",
            *table(("cleaning, by step", "texts: ms/document", "share", "pages: ms/document", "share"), steps),
            "",
            *table(
                ("fields, by step", "ms/document", "share"),
                [(step, *spent(found[FIELDS], step)) for step in sorted(found[FIELDS]["steps"])],
            ),
        ]
    )


def rate(one: Measurement) -> tuple[str, ...]:
    """A measurement as the cells of its row."""
    documents, megabytes, seconds = one["documents"], one["megabytes"], one["seconds"]
    memory = (f"{one[moment]:,.0f}" if one[moment] else "–" for moment in ("peak", "idle"))
    return (
        f"{documents:,.0f}",
        f"{megabytes:,.1f}",
        f"{documents / seconds:,.1f}",
        f"{megabytes / seconds:,.2f}",
        *memory,
    )


def spent(one: Measurement, step: str) -> tuple[str, str]:
    """What a step took: milliseconds a document, and its share."""
    seconds = one["steps"].get(step, 0.0)
    return f"{seconds * 1000 / one['documents']:.2f}", f"{seconds / sum(one['steps'].values()):.0%}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table whose columns stand under each other, the first to the left."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    aligned = [[cells[0].ljust(widths[0]), *map(str.rjust, cells[1:], widths[1:])] for cells in (head, rule, *rows)]
    return [f"| {' | '.join(cells)} |" for cells in aligned]


if __name__ == "__main__":
    main()
