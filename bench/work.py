"""What is measured, each time in a fresh process that prints a measurement as JSON.

::

    python -m bench.work clean FOLDER          the cleaning of raw files in memory, with the time of each step
    python -m bench.work fast FOLDER           the same without trafilatura's vote on the blocks of pages
    python -m bench.work extract FOLDER        the extraction from the bodies that cleaning gives, by step
    python -m bench.work trafilatura FOLDER    a bare loop of trafilatura over the same pages

Time is processor time: on a machine that others use too, it says more than the clock on the wall. Some documents go
ahead unmeasured, because of what a process does only once.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import polars as pl
from trafilatura import extract as by_trafilatura

from bench.measurement import Measurement
from bench.stopwatch import Stopwatch
from schemas import rulebook
from schemas.frames import ReadDocuments
from schemas.rulebook import Rulebook
from tasks import refine
from tasks.cleaning import repetition
from tasks.extraction import extract
from tasks.publishing.accept import Tables, accept_tables
from tasks.publishing.stamp import Stamp
from tasks.reading import discover, read

AS_OF = datetime(2025, 3, 15, tzinfo=UTC)
WARM_UP = 20  # documents that go ahead unmeasured


def measure_cleaning(folder: Path, *, vote: bool = True) -> Measurement:
    """Clean the documents of a folder, part by part as the mill does."""
    book = rulebook.load()
    ahead, parts = read_parts(folder)
    # The first of those ahead also holds an example of every rule: patterns are compiled once a process.
    examples = "\n".join(example for rule in book.rules for example in rule.removes)
    is_first = pl.int_range(pl.len()) == 0
    warm = ahead.with_columns(text=pl.when(is_first).then(pl.col("text") + "\n" + examples).otherwise("text"))
    mill_parts([ReadDocuments.of(warm)], book, vote=vote)
    return measure_with_steps(lambda: mill_parts(parts, book, vote=vote), parts)


def measure_extraction(folder: Path) -> Measurement:
    """Extract the tables from the bodies of a folder, part by part; ``megabytes`` are of bodies."""
    book = rulebook.load()
    ahead, parts = read_parts(folder)
    articles = [clean_part(part, book)["articles"] for part in parts]
    # One article of each language goes ahead: the lists and grammars of a language are read once a process.
    of_each = pl.concat(articles, how="diagonal_relaxed").unique("language", keep="first")
    warm = pl.concat([clean_part(ahead, book)["articles"], of_each], how="diagonal_relaxed").sort("doc")
    extract.extract_tables(warm)

    def work() -> None:
        for part in articles:
            extract.extract_tables(part)

    size = sum(int(part["body"].str.len_bytes().sum()) for part in articles) / 1e6
    return replace(measure_with_steps(work, articles), megabytes=size)


def measure_trafilatura(folder: Path) -> Measurement:
    """Extract the pages of a folder with trafilatura alone, one after the other."""
    ahead, parts = read_parts(folder)

    def loop(parts: Sequence[pl.DataFrame]) -> None:
        for part in parts:
            for source in part["text"]:
                by_trafilatura(source, favor_precision=True)

    loop([ahead])
    return measure_once(lambda: loop(parts), parts)


def mill_parts(parts: Sequence[ReadDocuments], book: Rulebook, *, vote: bool) -> None:
    """Run both passes of cleaning over all parts. The tables are dropped: the mill writes them to the disk."""
    surveyed = [refine.survey_documents(part, book, vote=vote) for part in parts]
    known = repetition.recurring_lines(part.fingerprints for part in surveyed)
    for part in surveyed:
        tables = refine.compose_tables(part, known, book, stamp_part(part, book))
        accept_tables(part.documents, part.pages, part.blocks, tables, stamp_part(part, book))


def clean_part(part: ReadDocuments, book: Rulebook) -> Tables:
    """Clean a part by itself."""
    surveyed = refine.survey_documents(part, book, vote=False)
    known = repetition.recurring_lines([surveyed.fingerprints])
    return refine.compose_tables(surveyed, known, book, stamp_part(surveyed, book))


def stamp_part(surveyed: refine.Survey, book: Rulebook) -> Stamp:
    """Give what the rows of a part are stamped with; an article that was never seen would be refused."""
    return Stamp("bench", AS_OF, book.version, dict.fromkeys(surveyed.documents["path"], AS_OF))


def measure_with_steps(work: Callable[[], None], parts: Sequence[pl.DataFrame]) -> Measurement:
    """Measure work, and then its steps in a second run: timing what is called often takes time of its own."""
    measured = measure_once(work, parts)
    watch = Stopwatch()
    watch.wrap_steps()
    work()
    return replace(measured, steps=dict(watch.seconds))


def measure_once(work: Callable[[], None], parts: Sequence[pl.DataFrame]) -> Measurement:
    """Measure work on parts of documents; ``megabytes`` are of raw bytes."""
    idle, began = read_memory_peak(), process_time()
    work()
    return Measurement(
        seconds=process_time() - began,
        documents=sum(part.height for part in parts),
        megabytes=sum(int(part["raw"].bin.size().sum()) for part in parts if "raw" in part.columns) / 1e6,
        idle=idle,
        peak=read_memory_peak(),
    )


def read_memory_peak() -> float:
    """Give the most memory that this process has held so far, in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def read_parts(folder: Path) -> tuple[ReadDocuments, list[ReadDocuments]]:
    """Read the documents of a folder: those that go ahead, and the others in the parts in which the mill reads them."""
    batches = discover.plan_run(folder, None, {}, as_of=AS_OF).batches
    first, *others = [part for batch in batches for part in read.read_documents(folder, batch.files)]
    if first.height <= WARM_UP:
        sys.exit(f"{folder}: {WARM_UP} documents go ahead unmeasured; take more with --sample")
    return ReadDocuments.of(first.head(WARM_UP)), [ReadDocuments.of(first.slice(WARM_UP)), *others]


def main() -> None:
    """Measure what the command line names, and print it."""
    match sys.argv[1:]:
        case ["clean", folder]:
            measured = measure_cleaning(Path(folder))
        case ["fast", folder]:
            measured = measure_cleaning(Path(folder), vote=False)
        case ["extract", folder]:
            measured = measure_extraction(Path(folder))
        case ["trafilatura", folder]:
            measured = measure_trafilatura(Path(folder))
        case _:
            sys.exit(__doc__)
    print(measured.to_json())


if __name__ == "__main__":
    main()
