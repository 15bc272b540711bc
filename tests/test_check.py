"""Rows, sums and whole tables: what is not as expected is found, and nothing passes for want of a look."""

from __future__ import annotations

import datetime as dt
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.arrow import empty, identity
from schemas.suites import EXPECTATIONS, SuiteError
from schemas.tables import TABLES
from tasks.publishing import check, gate
from tasks.publishing.check import broken_rows, misplaced_spans, unaccounted_characters, unaccounted_documents

ROOT = Path(__file__).parent.parent
NOW = dt.datetime(2031, 5, 4, tzinfo=dt.UTC)

# Great Expectations takes seconds to import: one process for all who need it.
needs_gate = pytest.mark.xdist_group("gate")


def rows(table: str, *changes: dict[str, Any]) -> pl.DataFrame:
    """A row for each of `changes`, valid but for them, and told apart by number."""
    valid = {
        "articles": lambda n: {
            "article_id": f"{n:032x}", "path": f"wire/{n}.txt", "raw_sha256": f"{n:064x}", "media": "text",
            "language": "en", "title": f"Ferry {n} runs again", "body": "The ferry runs.", "paragraphs": 1,
            "words": 120, "section": [], "authors": [], "captions": [], "repairs": [], "first_seen_at": NOW,
            "refined_at": NOW, "run_id": "r", "rules_version": "v",
        },
        "paragraphs": lambda n: {
            "article_id": f"{n:032x}", "paragraph": 0, "start": 0, "end": 5, "raw_start": 0, "raw_end": 5,
        },
        "removals": lambda n: {
            "article_id": f"{n:032x}", "raw_start": 0, "raw_end": 5, "text": "Share", "role": "share",
            "evidence": "shape", "confidence": 0.9,
        },
        "rejects": lambda n: {
            "path": f"wire/{n}.txt", "raw_sha256": f"{n:064x}", "raw": b"", "reason": "empty", "first_seen_at": NOW,
            "run_id": "r",
        },
    }[table]  # fmt: skip
    return pl.DataFrame([valid(n) | change for n, change in enumerate(changes)], schema=empty(table).schema)


def suite(folder: Path, table: str, *expectations: tuple[str, dict[str, Any]]) -> Path:
    """A copy of the suites in which `table` has, by hand, a row count and these critical expectations alone."""
    shutil.copytree(EXPECTATIONS, folder, dirs_exist_ok=True)
    entries = [
        {"type": kind, "kwargs": kwargs, "severity": "critical", "meta": {"why": "For a test."}}
        for kind, kwargs in (("expect_table_row_count_to_be_between", {"min_value": 1}), *expectations)
    ]
    (folder / f"{table}.json").write_text(json.dumps({"name": table, "expectations": entries}), "utf-8")
    return folder


def stage(folder: Path, **tables: pl.DataFrame) -> Path:
    for table, frame in tables.items():
        (folder / table).mkdir(parents=True, exist_ok=True)
        frame.write_parquet(folder / table / "part.parquet")
    return folder


# Rows


def test_valid_rows_break_nothing() -> None:
    for table in ("articles", "paragraphs", "removals", "rejects"):
        found = broken_rows(rows(table, {}, {}, {}), table)
        assert found.is_empty()
        assert found.columns == [*identity(TABLES[table]), "expectation", "detail"]
        assert broken_rows(empty(table), table).is_empty()


@pytest.mark.parametrize(
    ("table", "change", "expectation", "detail"),
    [
        ("articles", {"words": 0}, "expect_column_values_to_be_between words", "words is 0"),
        ("articles", {"body": None}, "expect_column_values_to_not_be_null body", "body is null"),
        ("articles", {"body": ""}, "expect_column_values_to_be_between body.length", "body.length is 0"),
        ("articles", {"media": "radio"}, "expect_column_values_to_be_in_set media", "media is radio"),
        ("articles", {"language": "en\n"}, "expect_column_values_to_match_regex language", "language is en\n"),
        ("articles", {"section": None}, "expect_column_values_to_not_be_null section", "section is null"),
        ("articles", {"url": "https://a.example/\x1c"}, "expect_column_values_to_match_regex url", "url is https://a.example/\x1c"),
        (
            "articles",
            {"dateline": {"text": "Lima, March 41", "month_day": "03-41"}},
            "expect_column_values_to_match_regex dateline.month_day",
            "dateline.month_day is 03-41",
        ),
        (
            "articles",
            {"published_earliest": dt.date(2031, 5, 2), "published_latest": dt.date(2031, 5, 1)},
            "expect_column_pair_values_a_to_be_greater_than_b published_latest, published_earliest",
            "published_latest is 2031-05-01, published_earliest is 2031-05-02",
        ),
        (
            "removals",
            {"raw_start": 7, "raw_end": 7},
            "expect_column_pair_values_a_to_be_greater_than_b raw_end, raw_start",
            "raw_end is 7, raw_start is 7",
        ),
        (
            "removals",
            {"confidence": float("nan")},
            "expect_column_values_to_not_be_null confidence",
            "confidence is null",
        ),
        ("rejects", {"reason": "rain"}, "expect_column_values_to_be_in_set reason", "reason is rain"),
    ],
)  # fmt: skip
def test_a_row_that_breaks_an_expectation_is_told(
    table: str, change: dict[str, Any], expectation: str, detail: str
) -> None:
    frame = rows(table, {}, change, {})
    found = broken_rows(frame, table)
    assert found.select("expectation", "detail").rows() == [(expectation, detail)]
    keys = identity(TABLES[table])
    assert found.select(keys).equals(frame[1].select(keys))


def test_every_row_with_a_value_that_should_be_unique_is_told() -> None:
    frame = rows("articles", {"path": "a.txt"}, {"path": "b.txt"}, {"path": "a.txt"})
    assert broken_rows(frame, "articles")["article_id"].to_list() == [f"{0:032x}", f"{2:032x}"]
    spans = rows(
        "removals", {"article_id": "a" * 32}, {"article_id": "a" * 32}, {"article_id": "a" * 32, "raw_start": 1}
    )
    assert broken_rows(spans, "removals")["raw_start"].to_list() == [0, 0]


def test_a_row_may_break_several() -> None:
    found = broken_rows(rows("articles", {"words": 0, "paragraphs": 0}), "articles")
    assert sorted(found["detail"]) == ["paragraphs is 0", "words is 0"]


def test_warnings_and_shares_break_no_row() -> None:
    assert broken_rows(rows("rejects", {"reason": "expectation"}), "rejects").is_empty()
    assert broken_rows(rows("articles", {"title": None, "language": None}), "articles").is_empty()


@pytest.mark.parametrize(
    ("kind", "kwargs", "message"),
    [
        ("expect_column_values_to_be_betwen", {"column": "words", "min_value": 1}, "is not known"),
        ("expect_column_values_to_be_between", {"column": "words", "minimum": 1}, "minimum"),
        ("expect_column_values_to_be_between", {"column": "words"}, "wants numbers"),
        ("expect_column_values_to_be_between", {"column": "published_on", "min_value": "2031-01-01"}, "wants numbers"),
        ("expect_column_values_to_match_regex", {"column": "title", "regex": "("}, "regex"),
        ("expect_column_values_to_match_regex", {"column": "title", "regex": r"(?<=a)b\Z"}, "look-around"),
        ("expect_column_values_to_match_regex", {"column": "title", "regex": r"^\w\Z"}, "does not mean the same"),
        ("expect_column_values_to_match_regex", {"column": "title", "regex": "^a$"}, "line feed"),
        (
            "expect_column_pair_values_a_to_be_greater_than_b",
            {"column_A": "words", "column_B": "paragraphs", "ignore_row_if": "never"},
            "never",
        ),
    ],
)
def test_an_expectation_that_cannot_be_checked_is_an_error(
    tmp_path: Path, kind: str, kwargs: dict[str, Any], message: str
) -> None:
    folder = suite(tmp_path, "articles", (kind, kwargs))
    with pytest.raises(SuiteError, match=rf"(?s)articles\.json: {kind}.*{message}"):
        broken_rows(empty("articles"), "articles", folder)


# The sum of documents


def paths(*names: str) -> pl.DataFrame:
    return pl.DataFrame({"path": names}, schema={"path": pl.String})


def test_every_document_is_an_article_or_a_reject() -> None:
    assert unaccounted_documents(paths("a", "b", "c"), paths("c", "a"), paths("b")).is_empty()
    assert unaccounted_documents(paths(), paths(), paths()).is_empty()
    found = unaccounted_documents(
        paths("lost", "both", "twice", "fine", "read twice", "read twice"),
        paths("both", "twice", "twice", "fine", "read twice", "read twice"),
        paths("both", "invented"),
    )
    assert found.rows() == [
        ("both", 1, 1, 1),
        ("invented", 0, 0, 1),
        ("lost", 1, 0, 0),
        ("read twice", 2, 2, 0),
        ("twice", 1, 2, 0),
    ]


# The sum of characters

# Unicode's White_Space; Python's str.isspace also takes U+001C to U+001F for white space.
WHITE = {chr(c) for c in range(0x110000) if chr(c).isspace()} - set("\x1c\x1d\x1e\x1f")
SPANS = {"article_id": pl.String, "raw_start": pl.Int64, "raw_end": pl.Int64}


def spans(*of: tuple[str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(of, schema=SPANS, orient="row")


def counted(texts: dict[str, str], covering: list[tuple[str, int, int]]) -> dict[str, tuple[int, int, int]]:
    """The sum as one would write it down: lost, twice and outside of each text that has any."""
    found = {}
    for name in [*texts, *dict.fromkeys(name for name, _, _ in covering if name not in texts)]:
        text = texts.get(name, "")
        times = Counter(at for of, start, end in covering if of == name for at in range(start, end))
        seen = [at for at, character in enumerate(text) if character not in WHITE]
        lost, twice = sum(times[at] == 0 for at in seen), sum(times[at] > 1 for at in seen)
        outside = sum(count for at, count in times.items() if not 0 <= at < len(text))
        if lost or twice or outside:
            found[name] = (lost, twice, outside)
    return found


NAMES = ("a", "b", "c", "d")
TEXTS = st.dictionaries(
    st.sampled_from(NAMES[:3]),
    st.text(st.sampled_from("ab é\n\t\x1c\x85\u2003\u200b漢\U0001f98a") | st.characters(codec="utf-8"), max_size=12),
)
ANY_SPANS = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(-3, 15), st.integers(-3, 15)), max_size=8)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, kept=ANY_SPANS, cut=ANY_SPANS, block=st.integers(1, 6))
def test_characters_are_counted_as_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
    texts: dict[str, str],
    kept: list[tuple[str, int, int]],
    cut: list[tuple[str, int, int]],
    block: int,
) -> None:
    monkeypatch.setattr(check, "_BLOCK", block)
    frame = pl.DataFrame(list(texts.items()), schema={"article_id": pl.String, "text": pl.String}, orient="row")
    found = unaccounted_characters(frame, spans(*kept), spans(*cut))
    assert {name: (lost, twice, outside) for name, lost, twice, outside in found.rows()} == counted(texts, kept + cut)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=6), max_size=8))
def test_spans_end_to_end_account_for_all(pieces: list[str]) -> None:
    text = "".join(pieces)
    ends = [len("".join(pieces[: n + 1])) for n in range(len(pieces))]
    of = [("a", end - len(piece), end) for piece, end in zip(pieces, ends, strict=True)]
    frame = pl.DataFrame({"article_id": ["a"], "text": [text]})
    assert unaccounted_characters(frame, spans(*of[::2]), spans(*of[1::2])).is_empty()


@given(
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 35), st.integers(-2, 35)), max_size=8),
    st.data(),
)
def test_a_span_that_does_not_hold_its_text_is_told(
    bodies: list[str], spans: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    found = []
    for article, start, end in spans:
        text = bodies[article % len(bodies)][max(start, 0) : max(end, 0)]
        changed = data.draw(st.booleans())
        found.append((article, start, end, text + "x" if changed else text))
    told = misplaced_spans(
        pl.DataFrame(
            [(f"{article:032x}", *span) for article, *span in found],
            {"article_id": pl.String, "start": pl.Int64, "end": pl.Int64, "text": pl.String},
            orient="row",
        ),
        pl.DataFrame({"article_id": [f"{number:032x}" for number in range(len(bodies))], "body": bodies}),
    )
    wrong = [
        (f"{article:032x}", start)
        for article, start, end, text in found
        if article >= len(bodies) or not 0 <= start <= end <= len(bodies[article]) or bodies[article][start:end] != text
    ]
    assert told.select("article_id", "start").rows() == wrong


def test_a_slice_of_a_frame_is_looked_at_from_its_own_start() -> None:
    frame = pl.DataFrame({"article_id": ["a", "b", "c"], "text": ["one two", "dréi", "four"]})
    assert unaccounted_characters(frame[1:2], spans(("b", 0, 3)), spans()).rows() == [("b", 1, 0, 0)]


# Whole tables


@pytest.fixture(scope="module")
def warm() -> None:
    gate.warm_up()


# Every type of row-level expectation, on columns of every kind that the suites look at.
ALL_KINDS: list[tuple[str, dict[str, Any]]] = [
    ("expect_column_values_to_not_be_null", {"column": "title"}),
    ("expect_column_values_to_not_be_null", {"column": "language_confidence"}),
    ("expect_column_values_to_not_be_null", {"column": "dateline.place"}),
    ("expect_column_values_to_be_unique", {"column": "title"}),
    ("expect_column_values_to_be_unique", {"column": "published_on"}),
    ("expect_column_values_to_be_in_set", {"column": "language", "value_set": ["en", "de"]}),
    ("expect_column_values_to_not_be_in_set", {"column": "language", "value_set": ["xx", ""]}),
    ("expect_column_values_to_be_between", {"column": "language_confidence", "min_value": 0, "max_value": 0.5}),
    ("expect_column_values_to_be_between", {"column": "authors.length", "min_value": 1}),
    ("expect_column_values_to_be_between", {"column": "title.length", "max_value": 3}),
    ("expect_column_values_to_match_regex", {"column": "title", "regex": r"^\S+\s?\d?\Z"}),
    ("expect_column_values_to_match_regex", {"column": "dateline.place", "regex": r"^[^\s/:]"}),
    ("expect_compound_columns_to_be_unique", {"column_list": ["title", "language"]}),
    ("expect_compound_columns_to_be_unique", {"column_list": ["language_confidence", "agency"]}),
    *(
        (
            "expect_column_pair_values_a_to_be_greater_than_b",
            {"column_A": first, "column_B": second, **options},
        )
        for first, second in (
            ("published_latest", "published_earliest"),
            ("language_confidence", "published_confidence"),
        )
        for options in (
            {},
            {"or_equal": True, "ignore_row_if": "either_value_is_missing"},
            {"or_equal": True, "ignore_row_if": "neither"},
        )
    ),
]

DAY = st.none() | st.dates(dt.date(2031, 5, 1), dt.date(2031, 5, 3))
SHARE = st.sampled_from([None, 0.0, 0.25, 0.5, 1.0, -1.0, float("nan"), float("inf")])
WORD = st.none() | st.text(st.sampled_from("ab1 \n\x1c\u2003é"), max_size=4)
CHANGES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "title": WORD,
            "language": st.sampled_from([None, "en", "de", "xx", "", "en\n", "EN"]),
            "agency": WORD,
            "words": st.integers(-1, 2),
            "media": st.sampled_from(["text", "html", "radio", None]),
            "body": WORD,
            "path": st.sampled_from(["a", "b", None]),
            "url": st.none() | WORD.map(lambda word: f"https://{word}"),
            "publisher_domain": st.none() | WORD.map(lambda word: f"{word}.example"),
            "authors": st.none() | st.lists(st.just("Ann Gale"), max_size=2),
            "dateline": st.none() | st.fixed_dictionaries({"text": st.just("x"), "place": WORD, "month_day": WORD}),
            "language_confidence": SHARE,
            "published_confidence": SHARE,
            "published_on": DAY,
            "published_earliest": DAY,
            "published_latest": DAY,
        },
    ),
    min_size=1,
    max_size=6,
)


@needs_gate
@pytest.mark.usefixtures("warm")
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=CHANGES)
def test_polars_and_great_expectations_find_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, changes: list[dict[str, Any]]
) -> None:
    assert {kind for kind, _ in ALL_KINDS} == set(check.ROWS)
    folder = suite(tmp_path_factory.mktemp("suites"), "articles", *ALL_KINDS)
    frame = rows("articles", *changes)
    verdicts = gate.judge_tables(stage(tmp_path_factory.mktemp("stage"), articles=frame), ["articles"], folder)
    # Counted by label: several expectations may have the same type and column.
    judged: Counter[str] = Counter()
    for verdict in verdicts:
        if verdict["expectation"] in check.ROWS:
            count = int(str(verdict["observed"]).split(" of ")[0])
            assert verdict["success"] == (count == 0)
            judged[f"{verdict['expectation']} {verdict['column']}"] += count
    assert +judged == Counter(broken_rows(frame, "articles", folder)["expectation"])


@needs_gate
@pytest.mark.usefixtures("warm")
def test_verdicts_come_in_the_order_of_the_files_and_fit_the_table_of_runs(tmp_path: Path) -> None:
    verdicts = gate.judge_tables(stage(tmp_path, removals=rows("removals", {}, {})), ["removals"])
    files = [json.loads((EXPECTATIONS / f"removals{kind}.json").read_text("utf-8")) for kind in (".derived", "")]
    expected = [(file["name"], entry["type"]) for file in files for entry in file["expectations"]]
    assert [(verdict["suite"], verdict["expectation"]) for verdict in verdicts] == expected
    assert all(verdict["success"] for verdict in verdicts)
    fields = [field.name for field in TABLES["runs"].schema.field("checks").type.value_type]
    assert list(verdicts[0])[: len(fields)] == fields
    gate.refuse_unfit(verdicts, tmp_path)


@needs_gate
@pytest.mark.usefixtures("warm")
def test_a_refusal_names_the_expectation_sample_rows_and_the_stage(tmp_path: Path) -> None:
    frame = rows("articles", *({"words": 0, "title": None} for _ in range(8)))
    verdicts = gate.judge_tables(stage(tmp_path, articles=frame), ["articles"])
    failed = {(v["expectation"], v["column"]): v for v in verdicts if not v["success"]}
    words = failed["expect_column_values_to_be_between", "words"]
    assert (words["severity"], words["observed"], words["bounds"]) == (
        "critical",
        "8 of 8 rows break it",
        "min_value=1",
    )
    assert words["samples"] == [
        {"words": 0, "article_id": f"{n:032x}", "path": f"wire/{n}.txt"} for n in range(gate.SAMPLES)
    ]
    assert failed["expect_column_values_to_not_be_null", "title"]["severity"] == "warning"
    with pytest.raises(gate.UnfitTableError) as refusal:
        gate.refuse_unfit(verdicts, tmp_path)
    message = str(refusal.value)
    assert "articles.derived: expect_column_values_to_be_between(words, min_value=1): 8 of 8" in message
    assert "path=wire/0.txt" in message
    assert str(tmp_path) in message
    assert "title" not in message
    assert str(pickle.loads(pickle.dumps(refusal.value))) == message


@needs_gate
@pytest.mark.usefixtures("warm")
def test_presence_alone_is_judged_rightly(tmp_path: Path) -> None:
    asked = ["text", "confidence", "evidence"]
    kinds = [("expect_column_values_to_not_be_null", {"column": column}) for column in asked]
    folder = suite(tmp_path / "suites", "removals", *kinds)
    (folder / "removals.derived.json").write_text('{"name": "removals.derived", "expectations": []}', "utf-8")
    frame = rows("removals", {}, {"text": None, "confidence": float("nan")}, {"confidence": None, "evidence": ""})
    verdicts = gate.judge_tables(stage(tmp_path, removals=frame), ["removals"], folder)
    assert {v["column"]: v["observed"] for v in verdicts if v["column"]} == {
        "text": "1 of 3 rows break it",
        "confidence": "2 of 3 rows break it",
        "evidence": "0 of 3 rows break it",
    }


@needs_gate
@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("table", ["articles", "paragraphs", "runs"])
def test_an_empty_table_is_judged(tmp_path: Path, table: str) -> None:
    no_files = gate.judge_tables(tmp_path, [table])
    assert [v["expectation"] for v in no_files if not v["success"] and v["severity"] == "critical"] == [
        "expect_table_row_count_to_be_between"
    ]
    assert gate.judge_tables(stage(tmp_path, **{table: empty(table)}), [table]) == no_files


@needs_gate
@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("kind", "kwargs", "message"),
    [
        (
            "expect_column_values_to_be_betwen",
            {"column": "words", "min_value": 1},
            "is not known to Great Expectations",
        ),
        ("expect_column_values_to_be_between", {"column": "words", "minimum": 1}, "minimum"),
        ("expect_column_values_to_be_between", {"column": "words"}, "min_value"),
        ("expect_column_values_to_be_between", {"column": "published_on", "min_value": "soon"}, "min_value"),
    ],
)
def test_an_expectation_that_would_be_dropped_is_an_error(
    tmp_path: Path, kind: str, kwargs: dict[str, Any], message: str
) -> None:
    folder = suite(tmp_path / "suites", "articles", (kind, kwargs))
    with pytest.raises(SuiteError, match=rf"(?s)articles\.json: {kind}.*{message}"):
        gate.judge_tables(stage(tmp_path, articles=rows("articles", {})), ["articles"], folder)


@needs_gate
@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize(
    ("kind", "kwargs"),
    [
        ("expect_column_values_to_be_between", {"column": "title", "min_value": 1}),
        ("expect_column_values_to_be_between", {"column": "published_on", "min_value": "2031-01-01"}),
        ("expect_column_values_to_match_regex", {"column": "title", "regex": "("}),
    ],
)
def test_an_engine_error_is_no_verdict(tmp_path: Path, severity: str, kind: str, kwargs: dict[str, Any]) -> None:
    folder = suite(tmp_path / "suites", "articles", (kind, kwargs))
    file = folder / "articles.json"
    file.write_text(file.read_text("utf-8").replace("critical", severity), "utf-8")
    frame = rows("articles", {"published_on": dt.date(2031, 5, 1)})
    with pytest.raises(gate.UnjudgedTableError, match=rf"articles\.json: {kind} of {kwargs['column']}"):
        gate.judge_tables(stage(tmp_path, articles=frame), ["articles"], folder)


@needs_gate
@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    "other",
    [
        rows("articles", {}).drop("words"),
        rows("articles", {}).with_columns(tone=1),
        rows("articles", {}).with_columns(pl.col("words").cast(pl.String)),
    ],
    ids=["a column less", "a column more", "another type"],
)
def test_a_file_that_is_not_as_declared_is_an_error(tmp_path: Path, other: pl.DataFrame) -> None:
    stage(tmp_path, articles=other)
    with pytest.raises(gate.UnjudgedTableError, match=r"not as schemas/tables\.py declares it"):
        gate.judge_tables(tmp_path, ["articles"])


def test_the_gate_can_stand_in_a_process_of_its_own_and_this_one_stays_light(tmp_path: Path) -> None:
    light = (
        "import sys, tasks.publishing.gate; sys.exit('great_expectations' in sys.modules or 'pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", light], cwd=ROOT, check=False).returncode == 0
    stage(tmp_path, removals=rows("removals", {"raw_end": 0}))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=gate.warm_up) as pool:
        verdicts = pool.submit(gate.judge_tables, tmp_path, ["removals"]).result()
    assert any(verdict["samples"] for verdict in verdicts)


QUIET = """
import sys
from pathlib import Path

def watch(event, arguments):
    if event == "socket.connect" or event == "socket.getaddrinfo":
        calls.append((event, str(arguments[1:])))
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        calls.append((event, str(arguments[0])))
    if event in {"os.mkdir", "os.rename"}:
        calls.append((event, str(arguments[0])))

calls = []
sys.addaudithook(watch)
from tasks.publishing import gate
gate.judge(Path(sys.argv[1]), ["removals"])
assert not calls, calls
"""


def test_the_gate_says_nothing_calls_nobody_and_leaves_nothing_behind(tmp_path: Path) -> None:
    home, staged = tmp_path / "home", stage(tmp_path / "stage", removals=rows("removals", {"role": "rain"}))
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    environment.pop("GX_ANALYTICS_ENABLED", None)
    run = subprocess.run(
        [sys.executable, "-c", QUIET, str(staged)],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert not list(home.iterdir())
