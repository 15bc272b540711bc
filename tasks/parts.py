"""The steps on a batch, on a part and on all parts, with their files: what a process or a Prefect task is given.

A batch is some raw files, a part some documents that were read from them. Every part is milled in two passes, and
between the passes its frames wait in the stage, because the second pass needs what all parts counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from schemas import rulebook
from schemas.arrow import empty
from schemas.block_frames import Ruled
from schemas.coverage import languages_of
from schemas.frames import Documents, Fingerprints, Mended, Pages, Pieces, Recurring
from schemas.options import DEFAULTS, Options
from schemas.tables import ARTICLES, FINGERPRINTS, FOUND, MENTIONS, PEOPLE
from tasks import refine
from tasks.cleaning import repetition
from tasks.extraction.names.people import find_people
from tasks.publishing.assembly import raw_file_of
from tasks.publishing.files import store
from tasks.publishing.snapshots import add_rows
from tasks.publishing.stamp import Stamp
from tasks.reading import read
from tasks.reading.discover import Batch
from tasks.reading.files import as_text

WAITING = "_waiting"


@dataclass(frozen=True, slots=True)
class Part:
    """Some raw documents that were read and surveyed."""

    name: str
    frames: Path  # the folder where the frames of ``refine.Survey`` wait, one file per frame
    size: int  # the bytes of the documents, unpacked


@dataclass(frozen=True, slots=True)
class SurveyedBatch:
    """What the first pass made of a batch."""

    parts: list[Part]  # a large container gives several
    documents: int


@dataclass(frozen=True, slots=True)
class RefinedPart:
    """What the second pass made of a part."""

    outcomes: Counter[str]  # documents: "article", or the reason of a reject
    failures: Counter[str]  # pages on which a library raised an error, by library
    unread: Counter[str]  # articles in a language that a table of findings has no reader for, by table

    @property
    def documents(self) -> int:
        """Its documents. Each one has exactly one outcome."""
        return self.outcomes.total()


@dataclass(frozen=True, slots=True)
class Lessons:
    """What the lines of all parts taught."""

    recurring: Path  # the file with the lines that recur: ``schemas.frames.Recurring``
    latest: Path  # the file with the ``path`` of each document of this run that later runs count
    forgotten: frozenset[str]  # the paths of earlier documents that later runs no longer count


def survey_batch(batch: Batch, raw: Path, stage: Path, *, options: Options = DEFAULTS) -> SurveyedBatch:
    """Read the files of a batch and survey their documents: the first pass.

    Args:
        batch: the raw files.
        raw: the raw folder.
        stage: the run's stage, where the frames wait.
        options: what the run is asked for.

    Raises:
        AwayError: the share or disk of the raw files is away.
    """
    parts, found = [], 0
    for number, documents in enumerate(read.read_documents(raw, batch.files)):
        name = f"{batch.name}-{number:04}"
        part = Part(name, stage / WAITING / name, int(documents["raw"].bin.size().sum()))
        part.frames.mkdir(parents=True, exist_ok=True)
        survey = refine.survey_documents(documents, rulebook.load(), vote=not options.fast)
        for frame_name, frame in zip(survey._fields, survey, strict=True):
            frame.write_ipc(part.frames / f"{frame_name}.arrow", compression="lz4")
        parts.append(part)
        found += documents.height
    return SurveyedBatch(parts, found)


def learn(parts: list[Part], stage: Path, published: Path | None, kept: Collection[str]) -> Lessons:
    """Count the lines of all parts, together with those that earlier runs counted: what recurs is boilerplate.

    Args:
        parts: all parts of the run.
        stage: the run's stage.
        published: the snapshot with what earlier runs counted, if there is one.
        kept: the raw files that are in this run as they were in the last one. Documents of other files count no more.
    """
    counted = [Fingerprints.of(pl.read_ipc(part.frames / "fingerprints.arrow")) for part in parts]
    earlier = scan_table(published, FINGERPRINTS.name).filter(raw_file_of(kept).is_in([as_text(path) for path in kept]))
    sources = pl.concat([empty(FINGERPRINTS.name)["source"], *(frame["source"] for frame in counted)]).unique()
    of_sources = earlier.filter(pl.col("source").is_in(sources.implode())).collect()
    earlier_documents = earlier.select("path", "source", "run_id").collect()
    latest, still_counted = repetition.latest_documents(counted, earlier_documents)
    forgotten = frozenset(earlier_documents["path"]) - frozenset(still_counted)
    lessons = Lessons(stage / WAITING / "recurring.arrow", stage / WAITING / "latest.arrow", forgotten)
    lessons.recurring.parent.mkdir(exist_ok=True)  # without new files, no part has made it
    repetition.recurring_lines(counted, of_sources).write_ipc(lessons.recurring)
    latest.to_frame().write_ipc(lessons.latest)
    return lessons


def scan_table(snapshot: Path | None, name: str) -> pl.LazyFrame:
    """Scan a table of a snapshot; without a snapshot, an empty one."""
    files = sorted((snapshot / name).glob("*.parquet")) if snapshot else []
    return pl.scan_parquet(files, glob=False) if files else empty(name).lazy()


def refine_part(part: Part, lessons: Lessons, stage: Path, stamp: Stamp, *, options: Options = DEFAULTS) -> RefinedPart:
    """Refine a part and store its tables in the stage: the second pass.

    Args:
        part: the part, surveyed.
        lessons: what all parts taught.
        stage: the run's stage.
        stamp: the run's stamp.
        options: what the run is asked for.

    Raises:
        UnaccountedError: a document or a character is lost, or counted twice.
    """
    survey = _read_survey(part)
    recurring = Recurring.of(pl.read_ipc(lessons.recurring))
    tables = refine.refine_documents(survey, recurring, rulebook.load(), stamp, options)
    # Only the fingerprints of documents that later runs count.
    latest = survey.fingerprints.join(pl.read_ipc(lessons.latest), on="path", how="semi", maintain_order="left")
    tables[FINGERPRINTS.name] = latest.with_columns(run_id=pl.lit(stamp.run_id))
    for name, frame in tables.items():
        if not frame.is_empty():
            store(frame, stage, name, f"{stamp.run_id}-{part.name}")
    # Without articles there is no "article": a sum of counters keeps what is above 0.
    outcomes = Counter({"article": tables["articles"].height}) + Counter(tables["rejects"]["reason"])
    return RefinedPart(outcomes, _count_failures(survey.pages), _count_unread(tables["articles"]["language"]))


def name_people(snapshot: Path) -> None:
    """Add the table ``people`` to a snapshot that is not published yet.

    It is made anew of all articles, old and new: a new article may name in full whom an old one named in short.
    """
    mentions, articles = (scan_table(snapshot, table.name) for table in (MENTIONS, ARTICLES))
    people = find_people(
        mentions.select("article_id", "kind", "name", "confidence").collect(),
        articles.select("article_id", "language", "source", "published_on").collect(),
    )
    add_rows(snapshot, PEOPLE.name, people)


def _count_failures(pages: Pages) -> Counter[str]:
    """The pages on which trafilatura or htmldate raised an error. A library without errors is not in it."""
    failed = {"trafilatura": pages["vote_failed"], "htmldate": pages["day_failed"]}
    return +Counter({library: int(is_failed.sum()) for library, is_failed in failed.items()})


def _count_unread(languages: pl.Series) -> Counter[str]:
    """The articles in languages without a reader, by table of findings; the languages of all articles are given."""
    unread = {
        table.name: int((~languages.is_in(list(languages_of(table.name))).fill_null(False)).sum()) for table in FOUND
    }
    return +Counter(unread)


def _read_survey(part: Part) -> refine.Survey:
    def frame(name: str) -> pl.DataFrame:
        return pl.read_ipc(part.frames / f"{name}.arrow")

    return refine.Survey(
        documents=Documents.of(frame("documents")),
        pages=Pages.of(frame("pages")),
        pieces=Pieces.of(frame("pieces")),
        blocks=Ruled.of(frame("blocks")),
        fingerprints=Fingerprints.of(frame("fingerprints")),
        mended=Mended.of(frame("mended")),
    )
