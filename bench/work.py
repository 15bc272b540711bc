"""What is measured, each time in a fresh process that prints what it found as JSON.

::

    python -m bench.work samples FOLDER MEDIA COUNT        write inputs made from data/raw
    python -m bench.work corpus FOLDER MEDIA COUNT FILE    write inputs from a Parquet file
    python -m bench.work clean FOLDER                      the cleaning step, with the time of each of its steps
    python -m bench.work fast FOLDER                       the same without trafilatura's vote on the blocks of pages
    python -m bench.work extract FOLDER                    the fields of the bodies that cleaning gives, by step
    python -m bench.work trafilatura FOLDER                a bare loop of trafilatura over the same pages

Time is processor time: on a machine that others use too, it says more than the clock on the wall.
"""

from __future__ import annotations

import json
import random
import re
import resource
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from inspect import isfunction, isgeneratorfunction
from itertools import count, islice
from pathlib import Path
from time import process_time
from typing import Any

import polars as pl
from trafilatura import extract as by_trafilatura

from schemas import rulebook
from schemas.frames import ReadDocuments
from schemas.rulebook import Rulebook
from tasks import refine
from tasks.cleaning import repetition
from tasks.extraction import extract
from tasks.publishing.accept import Tables, accept_tables
from tasks.publishing.stamp import Stamp
from tasks.reading import discover, read

ROOT = Path(__file__).parents[1]
SUFFIX = {"text": "txt", "html": "html"}
AS_OF = datetime(2025, 3, 15, tzinfo=UTC)
WARM_UP = 20  # documents that go ahead unmeasured, for what a process does once

# A step is a module of tasks/, but for these, by the name under which they are called there.
APART = {
    "tasks.reading.page.lines.parse_page": "pages: parse",
    "tasks.reading.page.lines.walk_page": "pages: walk the blocks",
    "tasks.reading.page.lines.ask_trafilatura": "pages: trafilatura's vote",
    "tasks.cleaning.rules.cut_inline": "rules: inline",
    "tasks.cleaning.rules.mark_blocks": "rules: lines",
}


class Stopwatch:
    """Seconds of processor time by step."""

    def __init__(self) -> None:
        """Nothing is measured until ``around`` wraps a function."""
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]  # of each call that is under way: what wrapped functions took within it

    def around(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, measured; what a generator would give comes as a list."""

        def timed(*arguments: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            began = process_time()
            try:
                result = function(*arguments, **named)
                return list(result) if isgeneratorfunction(function) else result
            finally:
                took = process_time() - began
                self.seconds[step] += took - self._inner.pop()
                self._inner[-1] += took

        return timed

    def around_all(self) -> None:
        """Measure what the loaded modules of tasks/ call of each other; what one calls within another counts once."""
        modules = {name: module for name, module in sys.modules.items() if name.startswith("tasks.")}
        for module_name, module in modules.items():
            for name, function in list(vars(module).items()):
                apart = APART.get(f"{module_name}.{name}")
                home = getattr(function, "__module__", "")
                if apart or (isfunction(function) and home in modules and not name.startswith("_")):
                    step = apart or APART.get(f"{home}.{name}") or home.rpartition(".")[2]
                    setattr(module, name, self.around(step, function))


def clean(folder: Path, *, vote: bool = True) -> dict[str, Any]:
    """Clean the documents of a folder, part by part as the mill does."""
    book = rulebook.load()
    ahead, parts = read_parts(folder)
    # The first of those ahead also holds an example of every rule: patterns are compiled once a process.
    examples = "\n".join(example for rule in book.rules for example in rule.removes)
    is_first = pl.int_range(pl.len()) == 0
    warm = ahead.with_columns(text=pl.when(is_first).then(pl.col("text") + "\n" + examples).otherwise("text"))
    mill_parts([ReadDocuments.of(warm)], book, vote=vote)
    return timed(lambda: mill_parts(parts, book, vote=vote), parts)


def extracted(folder: Path) -> dict[str, Any]:
    """Extract the fields of the bodies of a folder, part by part; ``megabytes`` are of bodies."""
    book = rulebook.load()
    ahead, parts = read_parts(folder)
    articles = [cleaned(part, book)["articles"] for part in parts]
    # Ahead goes one of each language: the lists and grammars of a language are read once a process.
    of_each = pl.concat(articles, how="diagonal_relaxed").unique("language", keep="first")
    extract.extract_tables(pl.concat([cleaned(ahead, book)["articles"], of_each], how="diagonal_relaxed").sort("doc"))

    def work() -> None:
        for part in articles:
            extract.extract_tables(part)

    size = sum(int(part["body"].str.len_bytes().sum()) for part in articles) / 1e6
    return timed(work, articles) | {"megabytes": size}


def trafilatura(folder: Path) -> dict[str, Any]:
    """Extract the pages of a folder, one after the other."""
    ahead, parts = read_parts(folder)

    def loop(parts: Sequence[pl.DataFrame]) -> None:
        for part in parts:
            for source in part["text"]:
                by_trafilatura(source, favor_precision=True)

    loop([ahead])
    return measured(lambda: loop(parts), parts)


def mill_parts(parts: Sequence[ReadDocuments], book: Rulebook, *, vote: bool) -> None:
    """Both passes of cleaning over all parts; what comes out is dropped, as in the mill it goes to the disk."""
    surveyed = [refine.survey_documents(part, book, vote=vote) for part in parts]
    known = repetition.recurring_lines(part.fingerprints for part in surveyed)
    for part in surveyed:
        tables = refine.compose_tables(part, known, book, stamp(part, book))
        accept_tables(part.documents, part.pages, part.blocks, tables, stamp(part, book))


def cleaned(part: ReadDocuments, book: Rulebook) -> Tables:
    """A part by itself, cleaned."""
    surveyed = refine.survey_documents(part, book, vote=False)
    known = repetition.recurring_lines([surveyed.fingerprints])
    return refine.compose_tables(surveyed, known, book, stamp(surveyed, book))


def stamp(surveyed: refine.Survey, book: Rulebook) -> Stamp:
    """What the rows of a part are stamped with; an article that was never seen would be refused."""
    return Stamp("bench", AS_OF, book.version, dict.fromkeys(surveyed.documents["path"], AS_OF))


def timed(work: Callable[[], None], parts: Sequence[pl.DataFrame]) -> dict[str, Any]:
    """What is measured of work; and, of the same once more, its ``steps``: to watch what is called often takes time."""
    found = measured(work, parts)
    watch = Stopwatch()
    watch.around_all()
    work()
    return found | {"steps": dict(watch.seconds)}


def measured(work: Callable[[], None], parts: Sequence[pl.DataFrame]) -> dict[str, Any]:
    """Documents, megabytes, seconds of processor time, and the peak of memory before and after in megabytes."""
    idle, began = peak(), process_time()
    work()
    return {
        "documents": sum(part.height for part in parts),
        "megabytes": sum(int(part["raw"].bin.size().sum()) for part in parts if "raw" in part.columns) / 1e6,
        "seconds": process_time() - began,
        "idle": idle,
        "peak": peak(),
    }


def peak() -> float:
    """The most memory that this process has held so far, in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def read_parts(folder: Path) -> tuple[ReadDocuments, list[ReadDocuments]]:
    """The documents of a folder: those that go ahead, and the others in the parts in which the mill would read them."""
    batches = discover.plan_run(folder, None, {}, as_of=AS_OF).batches
    first, *others = [part for batch in batches for part in read.read_documents(folder, batch.files)]
    if first.height <= WARM_UP:
        sys.exit(f"{folder}: {WARM_UP} documents go ahead unmeasured; take more with --sample")
    return ReadDocuments.of(first.head(WARM_UP)), [ReadDocuments.of(first.slice(WARM_UP)), *others]


def samples(folder: Path, media: str, most: int) -> None:
    """Multiply the sample articles of a media to `most`.

    Each copy stands in a source of its own beside the articles that it stood beside, and its long lines are others.
    """
    raw = ROOT / "data" / "raw"
    (found,) = read.read_documents(raw, list(discover.walk(raw)[0]))
    originals = found.filter((pl.col("media") == media) & pl.col("reason").is_null()).select("folder", "text").rows()
    copies = (
        (f"{source}-{copy}", varied(text, random.Random(f"{copy} {source} {number}")))
        for copy in count()
        for number, (source, text) in enumerate(originals)
    )
    write(islice(copies, most), folder, media)


def varied(text: str, chance: random.Random) -> str:
    """The text with the words of its long runs in another order; short ones, as most boilerplate is, stay.

    >>> varied("<p>Rain.</p>", random.Random(0))
    '<p>Rain.</p>'
    """

    def shuffled(run: re.Match[str]) -> str:
        if run["words"] is None:
            return run[0]
        first, *inner, last = run["words"].split(" ")
        chance.shuffle(inner)
        return " ".join([first, *inner, last])

    return re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>|(?P<words>(?:[^\s<>]+ ){7,}[^\s<>]+)", shuffled, text)


def corpus(folder: Path, media: str, most: int, file: Path) -> None:
    """Draw up to `most` documents of a Parquet file with a column ``text`` or ``html``; ``domain`` is their source."""
    frame = pl.scan_parquet(file)
    known = [name for name in ("domain", "renderer") if name in frame.collect_schema()]
    source = pl.concat_str([pl.lit("of"), *known], separator=".", ignore_nulls=True)
    whole = frame.select(source.str.replace_all(r"[^\w.-]", "_"), text=media).drop_nulls().collect()
    write(whole.sample(min(most, whole.height), seed=0).iter_rows(), folder, media)


def write(documents: Iterable[tuple[str, str]], folder: Path, media: str) -> None:
    """Sources and texts of documents, as raw files."""
    for number, (source, text) in enumerate(documents):
        (folder / source).mkdir(parents=True, exist_ok=True)
        (folder / source / f"{number}.{SUFFIX[media]}").write_text(text, "utf-8", newline="")


def main() -> None:
    """Do what the command line says; print what was measured."""
    match sys.argv[1:]:
        case ["samples", folder, media, most]:
            samples(Path(folder), media, int(most))
        case ["corpus", folder, media, most, file]:
            corpus(Path(folder), media, int(most), Path(file))
        case ["clean", folder]:
            print(json.dumps(clean(Path(folder))))
        case ["fast", folder]:
            print(json.dumps(clean(Path(folder), vote=False)))
        case ["extract", folder]:
            print(json.dumps(extracted(Path(folder))))
        case ["trafilatura", folder]:
            print(json.dumps(trafilatura(Path(folder))))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
