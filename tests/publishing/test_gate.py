"""The gate: whole tables are judged by their suites, and what cannot be judged is an error."""

from __future__ import annotations

import datetime as dt
import json
import os
import pickle
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

from schemas.arrow import empty
from schemas.suites import EXPECTATIONS, SuiteError
from schemas.tables import TABLES
from tasks.publishing import gate
from tasks.publishing.row_checks import ROWS, find_broken_rows
from tests.conftest import ROOT, modules_after
from tests.publishing.staging import stage_with, suites_with, valid_rows

# Great Expectations takes seconds to import: one process for all who need it.
needs_gate = pytest.mark.xdist_group("gate")


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
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(changes=CHANGES)
def test_polars_and_great_expectations_find_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, changes: list[dict[str, Any]]
) -> None:
    assert {kind for kind, _ in ALL_KINDS} == set(ROWS)
    folder = suites_with(tmp_path_factory.mktemp("suites"), "articles", *ALL_KINDS)
    frame = valid_rows("articles", *changes)
    verdicts = gate.judge_tables(stage_with(tmp_path_factory.mktemp("stage"), articles=frame), ["articles"], folder)
    # Counted by label: several expectations may have the same type and column.
    judged: Counter[str] = Counter()
    for verdict in verdicts:
        if verdict["expectation"] in ROWS:
            count = int(str(verdict["observed"]).split(" of ")[0])
            assert verdict["success"] == (count == 0)
            judged[f"{verdict['expectation']} {verdict['column']}"] += count
    assert +judged == Counter(find_broken_rows(frame, "articles", folder)["expectation"])


@needs_gate
@pytest.mark.usefixtures("warm")
def test_verdicts_come_in_the_order_of_the_files_and_fit_the_table_of_runs(tmp_path: Path) -> None:
    verdicts = gate.judge_tables(stage_with(tmp_path, removals=valid_rows("removals", {}, {})), ["removals"])
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
    frame = valid_rows("articles", *({"words": 0, "title": None} for _ in range(8)))
    verdicts = gate.judge_tables(stage_with(tmp_path, articles=frame), ["articles"])
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
    folder = suites_with(tmp_path / "suites", "removals", *kinds)
    (folder / "removals.derived.json").write_text('{"name": "removals.derived", "expectations": []}', "utf-8")
    frame = valid_rows("removals", {}, {"text": None, "confidence": float("nan")}, {"confidence": None, "evidence": ""})
    verdicts = gate.judge_tables(stage_with(tmp_path, removals=frame), ["removals"], folder)
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
    assert gate.judge_tables(stage_with(tmp_path, **{table: empty(table)}), [table]) == no_files


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
    folder = suites_with(tmp_path / "suites", "articles", (kind, kwargs))
    with pytest.raises(SuiteError, match=rf"(?s)articles\.json: {kind}.*{message}"):
        gate.judge_tables(stage_with(tmp_path, articles=valid_rows("articles", {})), ["articles"], folder)


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
    folder = suites_with(tmp_path / "suites", "articles", (kind, kwargs))
    file = folder / "articles.json"
    file.write_text(file.read_text("utf-8").replace("critical", severity), "utf-8")
    frame = valid_rows("articles", {"published_on": dt.date(2031, 5, 1)})
    with pytest.raises(gate.UnjudgedTableError, match=rf"articles\.json: {kind} of {kwargs['column']}"):
        gate.judge_tables(stage_with(tmp_path, articles=frame), ["articles"], folder)


@needs_gate
@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    "other",
    [
        valid_rows("articles", {}).drop("words"),
        valid_rows("articles", {}).with_columns(tone=1),
        valid_rows("articles", {}).with_columns(pl.col("words").cast(pl.String)),
    ],
    ids=["a column less", "a column more", "another type"],
)
def test_a_file_that_is_not_as_declared_is_an_error(tmp_path: Path, other: pl.DataFrame) -> None:
    stage_with(tmp_path, articles=other)
    with pytest.raises(gate.UnjudgedTableError, match=r"not as schemas/tables\.py declares it"):
        gate.judge_tables(tmp_path, ["articles"])


def test_the_gate_can_stand_in_a_process_of_its_own_and_this_one_stays_light(tmp_path: Path) -> None:
    assert not {"great_expectations", "pandas"} & modules_after("import tasks.publishing.gate")
    stage_with(tmp_path, removals=valid_rows("removals", {"raw_end": 0}))
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
gate.judge_tables(Path(sys.argv[1]), ["removals"])
assert not calls, calls
"""


def test_the_gate_says_nothing_calls_nobody_and_leaves_nothing_behind(tmp_path: Path) -> None:
    home, staged = tmp_path / "home", stage_with(tmp_path / "stage", removals=valid_rows("removals", {"role": "rain"}))
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
