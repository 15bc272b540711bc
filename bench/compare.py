"""Whether two checkouts of newsmill make the same tables of the same raw files.

    python -m bench.compare BASE RAW... [--fast] [--explain FILES] [--keep FOLDER]

BASE is another checkout, for example made by ``git worktree add ../base 46f9609``; the other one is the checkout that
this script is in. Each mills every RAW folder at the same ``--as-of``, with this Python and its packages. Then every
file of every table is compared, and what ``newsmill explain`` prints of some files.

A run's id is a digest of the code, among others. So two checkouts never give the same file names: files are paired by
table and part, and the columns in IGNORED are left out. All else must be the same: columns, types and metadata, rows,
their order and every value.

``--keep`` names a folder that keeps what BASE gave, for the next comparison with the same BASE, RAW folders and
options. Exits with 1 if anything differs.
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
IGNORED = ("run_id", "rules_version", "versions", "ended_at")  # they depend on the run, its code or the clock
RUN_ID = re.compile(r"^\d{8}T\d{6}Z-[0-9a-f]{8}-?")
DIGEST = re.compile(r"(?:^|-)[0-9a-f]{16}$")
COMMAND = "import sys; from flows.cli import main; sys.argv[0] = 'newsmill'; main()"
SHOWN = 3  # rows of a column that differs
LONGEST = 200  # characters of a value that differs

Difference = str  # a line that says what differs, and where


def main() -> None:
    """Compare, and print what differs."""
    asked = _arguments()
    different = 0
    with tempfile.TemporaryDirectory() as scratch:
        keep = asked.keep or Path(scratch, "base")
        for number, raw in enumerate(asked.raw):
            options = ["--fast"] if asked.fast else []
            base = mill_base(asked.base, raw, keep, options)
            other = Path(scratch, str(number))
            mill_folder(HERE, raw, other, options)
            differences = [*compare_tables(base, other), *compare_explanations(asked.base, base, raw, asked.explain)]
            tables = len(_files_by_part(base))
            print(f"{raw}: {tables} files of tables, {asked.explain} explained, {len(differences)} differences")
            print(*(f"  {difference}" for difference in differences), sep="\n" if differences else "", flush=True)
            different += len(differences)
    sys.exit(1 if different else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path, metavar="BASE", help="a checkout of newsmill to compare with")
    parser.add_argument("raw", type=Path, nargs="+", metavar="RAW", help="folders of raw articles")
    parser.add_argument("--fast", action="store_true", help="mill with --fast")
    parser.add_argument(
        "--explain", type=int, default=0, metavar="FILES", help="also explain FILES files of each folder"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what BASE gave, for the next comparison")
    return parser.parse_args()


def mill_base(base: Path, raw: Path, keep: Path, options: Sequence[str]) -> Path:
    """Mill a folder with the base checkout, unless its tables are kept already; give where they are."""
    identity = f"{_commit_of(base)} {raw.absolute()} {options}"
    out = keep / hashlib.sha256(identity.encode()).hexdigest()[:12]
    if not (out / "_current").exists():
        mill_folder(base, raw, out, options)
    return out


def mill_folder(checkout: Path, raw: Path, out: Path, options: Sequence[str]) -> None:
    """Mill a folder with a checkout."""
    _printed_by_newsmill(checkout, "run", str(raw.absolute()), "--out", str(out.absolute()), "--as-of", AS_OF, *options)


def explain_file(checkout: Path, file: Path) -> str:
    """Give what ``newsmill explain`` prints of a file, or the error that it ends with."""
    return _printed_by_newsmill(checkout, "explain", str(file.absolute()), may_fail=True)


def _printed_by_newsmill(checkout: Path, *arguments: str, may_fail: bool = False) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PYTHONPATH": str(checkout.absolute()), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and not may_fail:
        command = f"newsmill {' '.join(arguments)}"
        sys.exit(f"{checkout}: {command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def _commit_of(checkout: Path) -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=checkout, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def compare_tables(base: Path, other: Path) -> Iterator[Difference]:
    """Compare the tables in two output folders, and give what differs."""
    one, two = _files_by_part(base), _files_by_part(other)
    for part in sorted(one.keys() ^ two.keys()):
        yield f"{part}: only in {base if part in one else other}"
    for part in sorted(one.keys() & two.keys()):
        yield from (f"{part}: {difference}" for difference in compare_files(one[part], two[part]))


def _files_by_part(out: Path) -> dict[str, Path]:
    """The files of the tables by table and part: their names without the run's id and the content's digest."""
    return {
        f"{file.parent.name}/{DIGEST.sub('', RUN_ID.sub('', file.stem))}": file
        for file in (out / "_current").resolve().glob("*/*.parquet")
    }


def compare_files(one: Path, other: Path) -> Iterator[Difference]:
    """Compare two Parquet files, without the columns in IGNORED, and give what differs."""
    if not pq.read_schema(one).equals(pq.read_schema(other), check_metadata=True):
        yield "other columns, types or metadata"
    first, second = (pl.read_parquet(file, glob=False).drop(IGNORED, strict=False) for file in (one, other))
    if first.equals(second):
        return
    if first.columns != second.columns or first.height != second.height:
        yield f"{first.shape} and {second.shape} rows and columns"
        return
    for column in first.columns:
        differs = first[column].ne_missing(second[column])
        for row in differs.arg_true().head(SHOWN):
            values = " | ".join(str(frame[column][row])[:LONGEST] for frame in (first, second))
            yield f"{column} in row {row}: {values} ({differs.sum()} rows differ)"


def compare_explanations(checkout: Path, base: Path, raw: Path, most: int) -> Iterator[Difference]:
    """Compare what both checkouts explain of some files of a folder; the base's output folder keeps what it said."""
    files = sorted(file for file in raw.rglob("*") if file.is_file() and not file.name.startswith("."))
    step = max(1, len(files) // max(1, most))
    for file in islice(files, 0, step * most, step):
        kept = base / "_explained" / hashlib.sha256(str(file).encode()).hexdigest()[:16]
        if not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(explain_file(checkout, file), "utf-8")
        if kept.read_text("utf-8") != explain_file(HERE, file):
            yield f"explain {file}: another text"


if __name__ == "__main__":
    main()
