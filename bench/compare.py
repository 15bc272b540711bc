"""Whether two checkouts of newsmill make the same tables of the same raw files.

    python -m bench.compare BASE RAW... [--fast] [--explain FILES] [--keep FOLDER]

BASE is another checkout, for example made by ``git worktree add ../base 46f9609``; the other one is the checkout that
this script lies in. Each mills every RAW folder at the same ``--as-of``, with this Python and its packages. Then every
file of every table is compared, and what ``newsmill explain`` prints of some files.

A run's id is a digest of the code, among others. So two checkouts never give the same file names: files are paired by
table and part, and the columns in IGNORED are left out. All else must be the same: columns, types and metadata, rows,
their order and every value.

``--keep`` holds what BASE gave, for the next comparison with the same BASE, RAW folders and options. Exits with 1 where
anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

HERE = Path(__file__).parents[1]
AS_OF = "2026-01-01T00:00:00+00:00"
# What names the run, its code or the clock.
IGNORED = ("run_id", "rules_version", "versions", "ended_at")
RUN_ID = re.compile(r"^\d{8}T\d{6}Z-[0-9a-f]{8}-?")
DIGEST = re.compile(r"(?:^|-)[0-9a-f]{16}$")
CLOCK = re.compile(r"published in .*")
COMMAND = "import sys; from flows.cli import main; sys.argv[0] = 'newsmill'; main()"
SHOWN = 3  # rows of a difference

Difference = str


def mill(checkout: Path, raw: Path, out: Path, options: Sequence[str]) -> None:
    """Mill a folder with a checkout."""
    _newsmill(checkout, "run", str(raw.absolute()), "--out", str(out), "--as-of", AS_OF, *options)


def explain(checkout: Path, file: Path) -> str:
    """What ``newsmill explain`` prints of a file, or the error that it ends with."""
    return _newsmill(checkout, "explain", str(file.absolute()), check=False)


def compare(base: Path, other: Path) -> Iterator[Difference]:
    """What differs between the tables in two output folders, a line each."""
    one, two = _files(base), _files(other)
    for name in sorted(one.keys() ^ two.keys()):
        yield f"{name}: only in {base if name in one else other}"
    for name in sorted(one.keys() & two.keys()):
        yield from _difference(name, one[name], two[name])


def _newsmill(checkout: Path, *arguments: str, check: bool = True) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PYTHONPATH": str(checkout), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if check and done.returncode:
        sys.exit(
            f"{checkout}: newsmill {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout + done.stderr


def _files(out: Path) -> dict[str, Path]:
    """Table and part of each file, without the run's id and the content's digest."""
    return {
        f"{file.parent.name}/{DIGEST.sub('', RUN_ID.sub('', file.stem))}": file
        for file in (out / "_current").resolve().glob("*/*.parquet")
    }


def _difference(name: str, one: Path, other: Path) -> Iterator[Difference]:
    schemas = [pq.read_schema(file) for file in (one, other)]
    if not schemas[0].equals(schemas[1], check_metadata=True):
        yield f"{name}: other columns, types or metadata"
    frames = [pl.read_parquet(file, glob=False) for file in (one, other)]
    frames = [frame.drop(IGNORED, strict=False) for frame in frames]
    if frames[0].equals(frames[1]):
        return
    if frames[0].columns != frames[1].columns or frames[0].height != frames[1].height:
        yield f"{name}: {frames[0].shape} and {frames[1].shape} rows and columns"
        return
    for column in frames[0].columns:
        differs = frames[0][column].ne_missing(frames[1][column])
        for row in differs.arg_true().head(SHOWN):
            values = (str(frame[column][row])[:200] for frame in frames)
            yield f"{name}: {column} in row {row}: {' | '.join(values)} ({differs.sum()} rows differ)"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path, help="a checkout of newsmill to compare with")
    parser.add_argument("raw", type=Path, nargs="+", help="folders of raw articles")
    parser.add_argument("--fast", action="store_true", help="mill with --fast")
    parser.add_argument("--explain", type=int, default=0, metavar="FILES", help="also explain so many files a folder")
    parser.add_argument("--keep", type=Path, help="folder that holds what BASE gave, for the next comparison")
    return parser.parse_args()


def main() -> None:
    """Compare, and say what differs."""
    asked = _arguments()
    options = ["--fast"] if asked.fast else []
    different = 0
    with tempfile.TemporaryDirectory() as scratch:
        keep = asked.keep or Path(scratch, "base")
        for number, raw in enumerate(asked.raw):
            identity = hashlib.sha256(f"{_commit(asked.base)} {raw.absolute()} {options}".encode()).hexdigest()[:12]
            base, other = keep / identity, Path(scratch, str(number))
            if not (base / "_current").exists():
                mill(asked.base.absolute(), raw, base, options)
            mill(HERE, raw, other, options)
            differences = list(compare(base, other))
            files = sorted(file for file in raw.rglob("*") if file.is_file() and not file.name.startswith("."))
            step = max(1, len(files) // max(1, asked.explain))
            for file in islice(files, 0, step * asked.explain, step):
                said = base / "_explained" / hashlib.sha256(str(file).encode()).hexdigest()[:16]
                if not said.exists():
                    said.parent.mkdir(exist_ok=True)
                    said.write_text(explain(asked.base.absolute(), file), "utf-8")
                if said.read_text("utf-8") != explain(HERE, file):
                    differences.append(f"explain {file}: another text")
            tables = len(_files(base))
            print(f"{raw}: {tables} files of tables, {asked.explain} explained, {len(differences)} differences")
            print(*(f"  {difference}" for difference in differences), sep="\n" if differences else "", flush=True)
            different += len(differences)
    sys.exit(1 if different else 0)


def _commit(checkout: Path) -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=checkout, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
