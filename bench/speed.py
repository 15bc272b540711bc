"""How fast newsmill is and how much memory it takes, compared with a bare loop of trafilatura over the same pages.

::

    python -m bench.speed [--sample N] [--repeats N] [--flat FILE.parquet] [--pages FILE.parquet]

This process only starts the others, each fresh, and imports little: a process's peak of memory begins with that of the
process that started it.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import monotonic, sleep

from bench.markdown import align_table
from bench.measurement import Measurement, take_median

ROOT = Path(__file__).parents[1]
LOOK_EVERY = 0.2  # seconds between two looks at the memory of a process and its children

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

Runs = Mapping[str, list[Measurement]]  # by the name of what is measured: one for each repeat


def main() -> None:
    """Measure, and print the tables."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="newsmill-bench-") as folder:
        home = Path(folder)
        for kind, media, file in (("texts", "text", asked.flat), ("pages", "html", asked.pages)):
            run_module("bench.inputs", home / kind, media, asked.sample, *([file.resolve()] if file else []))
        load_before = os.getloadavg()[0]
        runs = measure_all(home, asked.repeats)
        print(report(runs, (load_before, os.getloadavg()[0])))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sample", type=int, default=500, metavar="N", help="texts and pages, each (default: 500)")
    parser.add_argument(
        "--repeats", type=int, default=3, metavar="N", help="measure N times, and give medians (default: 3)"
    )
    parser.add_argument("--flat", type=Path, metavar="FILE.parquet", help="texts: columns text, domain, renderer")
    parser.add_argument("--pages", type=Path, metavar="FILE.parquet", help="pages: columns html, domain")
    return parser.parse_args()


def measure_all(home: Path, repeats: int) -> dict[str, list[Measurement]]:
    """Measure everything ``repeats`` times, forwards and backwards, so that a drift of the machine hits all."""
    runs: dict[str, list[Measurement]] = {name: [] for name in (*ONE_CORE, *WHOLE_RUN)}
    for repeat in range(repeats):
        for name in list(runs)[:: -1 if repeat % 2 else 1]:
            print(f"{repeat + 1} of {repeats}: {name}", file=sys.stderr)
            measured = measure_on_one_core(name, home) if name in ONE_CORE else measure_run(name, home, repeat)
            runs[name].append(measured)
    return runs


def run_module(module: str, *arguments: str | int | Path) -> str:
    """Run a module in a process of its own, and give what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


@contextmanager
def on_one_core() -> Iterator[None]:
    """Let processes that are started within run on one core, polars in one thread."""
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


def measure_on_one_core(name: str, home: Path) -> Measurement:
    """Measure with ``bench.work``."""
    work, kind = ONE_CORE[name]
    with on_one_core():
        return Measurement.from_json(run_module("bench.work", work, home / kind))


def measure_run(name: str, home: Path, repeat: int) -> Measurement:
    """Measure ``newsmill run`` on all cores, from raw files to a published snapshot, by the clock on the wall."""
    raw, out = home / WHOLE_RUN[name], home / f"out-{repeat}-{WHOLE_RUN[name]}"
    files = [file.stat().st_size for file in raw.rglob("*.*") if file.is_file()]
    command = "from flows.cli import main; main()"
    began, peak = monotonic(), 0.0
    process = subprocess.Popen(
        [sys.executable, "-c", command, "run", str(raw), "--out", str(out)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    while process.poll() is None:
        peak = max(peak, measure_memory(process.pid))
        sleep(LOOK_EVERY)
    if process.returncode:
        raise SystemExit(f"newsmill run failed with {process.returncode}; its message is above")
    return Measurement(len(files), sum(files) / 1e6, seconds=monotonic() - began, idle=0.0, peak=peak)


def measure_memory(root: int) -> float:
    """Give the megabytes that a process and all below it hold now; what they share counts once. 0 without a /proc."""
    children = _children_by_process()
    total, waiting = 0.0, [root]
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:  # it has ended
            continue
        total += sum(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("Pss:"))
    return total


def _children_by_process() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
        children.setdefault(parent, []).append(int(status.parent.name))
    return children


def report(runs: Runs, load: tuple[float, float]) -> str:
    """Write all that was measured as Markdown: medians, and ratios of what was measured one after the other."""
    medians = {name: take_median(measured) for name, measured in runs.items()}
    libraries = ", ".join(f"{name} {version(name)}" for name in ("polars", "trafilatura", "lxml"))
    rates = align_table(
        ("", "documents", "MB", "documents/s", "MB/s", "peak MB", "before work"),
        [(name, *format_rate(measured)) for name, measured in medians.items()],
    )
    return "\n".join(
        [
            f"{os.cpu_count()} cores, Python {platform.python_version()}, {libraries}; medians of {len(runs[PAGES])}; "
            f"load {load[0]:.1f} before, {load[1]:.1f} after.",
            "",
            *rates,
            "",
            "Cleaning, fields and trafilatura: one core, by processor time. A run: all cores, by the clock on the "
            "wall, from starting the command to publishing. MB are of raw text or HTML; of fields, of bodies.",
            "",
            f"Cleaning pages takes {_ratio_to_trafilatura(PAGES, runs):.2f} times as long as trafilatura alone; fast, "
            f"{_ratio_to_trafilatura(FAST, runs):.2f}.",
            "",
            *_steps_table("cleaning, by step", {"texts: ": medians[TEXTS], "pages: ": medians[PAGES]}),
            "",
            *_steps_table("fields, by step", {"": medians[FIELDS]}),
        ]
    )


def _steps_table(title: str, measured: Mapping[str, Measurement]) -> list[str]:
    """The time of each step, with columns for each measurement, by what to call it."""
    head = [title, *(cell for name in measured for cell in (f"{name}ms/document", "share"))]
    steps = sorted({step for one in measured.values() for step in one.steps})
    rows = [[step, *(cell for one in measured.values() for cell in format_step(one, step))] for step in steps]
    return align_table(head, rows)


def _ratio_to_trafilatura(name: str, runs: Runs) -> float:
    pairs = zip(runs[name], runs[ALONE], strict=True)
    return median(ours.seconds / alone.seconds for ours, alone in pairs)


def format_rate(measured: Measurement) -> tuple[str, ...]:
    """Give a measurement as the cells of its row."""
    return (
        f"{measured.documents:,.0f}",
        f"{measured.megabytes:,.1f}",
        f"{measured.documents / measured.seconds:,.1f}",
        f"{measured.megabytes / measured.seconds:,.2f}",
        *(f"{memory:,.0f}" if memory else "–" for memory in (measured.peak, measured.idle)),
    )


def format_step(measured: Measurement, step: str) -> tuple[str, str]:
    """Give the time of a step as cells: milliseconds a document, and its share of all steps."""
    seconds = measured.steps.get(step, 0.0)
    return f"{seconds * 1000 / measured.documents:.2f}", f"{seconds / sum(measured.steps.values()):.0%}"


if __name__ == "__main__":
    main()
