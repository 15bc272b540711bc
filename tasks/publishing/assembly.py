"""The snapshot that a run would publish, from its new parts and from the published ones that are still valid."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from schemas.arrow import empty
from schemas.errors import NewsmillError
from schemas.tables import ARTICLES, FINGERPRINTS, REJECTS, RUNS, TABLES
from tasks.publishing.files import link_file, read_rows, store
from tasks.publishing.folders import DOCUMENT_TABLES, EMPTY_TABLES, FILE, MANIFEST, SNAPSHOT
from tasks.publishing.snapshots import find_current
from tasks.reading.discover import Plan
from tasks.reading.files import as_text
from tasks.reading.manifest import Manifest, dump_manifest

# Set by hand: a part's fingerprints are written again once this share of them counts for no run any more.
FORGET = 0.5

Parts = dict[str, dict[str, str]]  # part → table → file name


def assemble(out: Path, stage: Path, plan: Plan, forgotten: Collection[str] = ()) -> Path:
    """Build the snapshot that would be published: whole, but not yet seen by readers.

    It holds the staged parts that have rows, and the parts of the current snapshot that hold kept files: linked if all
    their files are kept, else written again without the rows of the others. Each table has at least one file, an empty
    one if need be. ``runs`` still lacks the row of this run.

    Args:
        out: the output folder.
        stage: the run's stage.
        plan: the run's plan.
        forgotten: paths of documents whose fingerprints no later run counts. They are dropped as soon as they are half
            of a part's.

    Returns:
        The snapshot's folder, in the stage.

    Raises:
        NewsmillError: something was published since the run was planned, or the staged rows are not those of the files
            in the plan.
    """
    published = find_current(out)
    if (published[1].run_id if published else None) != plan.previous or plan.run_id == plan.previous:
        raise NewsmillError(f"{out} has changed since this run was planned. Run again.")
    snapshot = stage / SNAPSHOT
    if snapshot.exists():
        shutil.rmtree(snapshot)
    for name in TABLES:
        (snapshot / name).mkdir(parents=True)

    parts = _staged_parts(stage)
    parts_of_files = _parts_of_milled_files(stage, parts, plan)
    for tables in parts.values():
        for name, file in tables.items():
            link_file(stage / name / file, snapshot / name / file)
    if published:
        carried = _carried_parts(*published, snapshot, plan, forgotten)
        if twice := parts.keys() & carried.keys():
            raise ValueError(
                f"part {min(twice)} is staged, and published already: begin names of parts with the run's id"
            )
        parts |= carried
    filled = {name for tables in parts.values() for name in tables}
    empty_tables = {name: store(empty(name), snapshot, name, EMPTY_TABLES) for name in TABLES if name not in filled}
    if empty_tables:
        parts[EMPTY_TABLES] = empty_tables
    files = {path: replace(file, parts=parts_of_files.get(path, file.parts)) for path, file in plan.files.items()}
    before = (published[1].run_id, *published[1].before) if published else ()
    dump_manifest(Manifest(plan.run_id, plan.versions, files, parts, before), snapshot / MANIFEST)
    return snapshot


def raw_file_of(files: Collection[str]) -> pl.Expr:
    """Find the raw file of each ``path``: `feed.jsonl` of `feed.jsonl#17`, unless ``files`` has one of that whole name.

    >>> paths = pl.DataFrame({"path": ["feed.jsonl#17", "notes#17.txt"]})
    >>> paths.select(raw_file_of(["feed.jsonl", "notes#17.txt"])).to_series().to_list()
    ['feed.jsonl', 'notes#17.txt']
    """
    path = pl.col("path")
    return pl.when(path.is_in(list(files))).then(path).otherwise(path.str.replace(r"#\d+$", ""))


# Parts that the run made


def _staged_parts(stage: Path) -> Parts:
    """The staged parts, with their files that have rows."""
    parts: Parts = defaultdict(dict)
    for name in DOCUMENT_TABLES:
        for path in sorted((stage / name).glob("*.parquet")):
            match = FILE.fullmatch(path.name)
            if match and pq.read_metadata(path).num_rows:
                parts[match["part"]][name] = path.name
    return dict(parts)


def _parts_of_milled_files(stage: Path, parts: Parts, plan: Plan) -> dict[str, tuple[str, ...]]:
    """The staged parts that hold the documents of each milled file.

    Raises:
        NewsmillError: a milled file is in no part, or a part holds a document of another file.
    """
    milled = {as_text(path): path for path in plan.milled}
    found: dict[str, set[str]] = {path: set() for path in plan.milled}
    for part, tables in parts.items():
        for name in (ARTICLES.name, REJECTS.name):
            if name not in tables:
                continue
            paths = read_rows(stage / name / tables[name], ["path"])
            for owner in paths.select(raw_file_of(milled)).to_series().unique(maintain_order=True):
                if owner not in milled:
                    raise NewsmillError(
                        f"{name}, part {part}: a row says it comes from {owner}, which was not to be read."
                    )
                found[milled[owner]].add(part)
    if lost := [path for path, holders in found.items() if not holders]:
        raise NewsmillError(
            f"{len(lost)} raw files gave neither an article nor a reject, first {lost[0]!r}. Nothing is published; "
            f"this is an error in newsmill. The stage is kept in {stage}."
        )
    return {path: tuple(sorted(holders)) for path, holders in found.items()}


# Parts that earlier runs published


def _carried_parts(before: Path, manifest: Manifest, snapshot: Path, plan: Plan, forgotten: Collection[str]) -> Parts:
    """The parts of the snapshot ``before`` that are still valid: linked, or written again, into the new one."""
    kept = set(plan.kept)
    files_of: dict[str, list[str]] = defaultdict(list)
    for path, raw in manifest.files.items():
        for part in raw.parts:
            files_of[part].append(path)
    parts = {}
    for part, tables in manifest.parts.items():
        if RUNS.name in tables and part != EMPTY_TABLES:
            parts[part] = {RUNS.name: _carry_run(before, snapshot, part, tables[RUNS.name])}
        elif kept.issuperset(files_of[part]) and files_of[part]:
            linked = {name: file for name, file in tables.items() if name != FINGERPRINTS.name}
            for name, file in linked.items():
                link_file(before / name / file, snapshot / name / file)
            parts[part] = linked | _carry_fingerprints(before, tables, snapshot, part, forgotten)
        elif not kept.isdisjoint(files_of[part]):
            parts[part] = _rewrite_part(before, tables, snapshot, part, files_of[part], kept)
    return parts


def _carry_run(before: Path, snapshot: Path, part: str, file: str) -> str:
    """Take over a row of ``runs``. One of an older newsmill gains the columns declared since, as nulls.

    Returns the file's name.
    """
    source, schema = before / RUNS.name / file, RUNS.schema
    if pq.read_schema(source).equals(schema):
        link_file(source, snapshot / RUNS.name / file)
        return file
    row = read_rows(source)
    known = row.select(name for name in schema.names if name in row.columns)
    return store(pl.concat([empty(RUNS.name), known], how="diagonal_relaxed"), snapshot, RUNS.name, part)


def _carry_fingerprints(
    before: Path, tables: Mapping[str, str], snapshot: Path, part: str, forgotten: Collection[str]
) -> dict[str, str]:
    """Take over a part's fingerprints; without the forgotten ones, if they are a share of FORGET or more.

    Returns the file by table; nothing if there is none.
    """
    name = FINGERPRINTS.name
    if name not in tables:
        return {}
    source = before / name / tables[name]
    gone = pl.col("path").is_in(list(forgotten))
    if read_rows(source, ["path"]).select(gone.mean()).item() < FORGET:
        link_file(source, snapshot / name / tables[name])
        return {name: tables[name]}
    left = read_rows(source).filter(~gone)
    return {} if left.is_empty() else {name: store(left, snapshot, name, part)}


def _rewrite_part(
    before: Path, tables: Mapping[str, str], snapshot: Path, part: str, files: Collection[str], kept: Collection[str]
) -> dict[str, str]:
    """Write a part again without the rows of files that are not kept. Returns its files with rows, by table."""
    owner = raw_file_of([as_text(path) for path in files])
    staying = [as_text(path) for path in files if path in kept]
    articles: list[str] = []
    written = {}
    for name in sorted(tables, key=list(TABLES).index):  # articles first: the rows of other tables follow theirs
        old = read_rows(before / name / tables[name])
        if "path" in old.columns:
            new = old.filter(owner.is_in(staying))
        else:
            new = old.filter(pl.col("article_id").is_in(articles))
        if name == ARTICLES.name:
            articles = new["article_id"].to_list()
        if not new.is_empty():
            written[name] = store(new, snapshot, name, part)
    return written
