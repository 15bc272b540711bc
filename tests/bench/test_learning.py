"""Made-up days are the same each time; what was learned and lost is counted. Milling them: tests of repetition."""

from __future__ import annotations

import polars as pl
import pytest

from bench import learning
from bench.learning import Document, Learned


def cuts_of(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """What was cut: path, text and role."""
    return pl.DataFrame(rows, ["path", "text", "role"], orient="row").with_columns(evidence=pl.lit("model"))


def test_made_up_days_are_the_same_each_time_and_lines_are_where_they_are_said_to_be() -> None:
    days = learning.make_days()
    assert days == learning.make_days()
    assert len(days) == learning.RUNS
    for document in (document for documents in days for document in documents):
        for lines in (*document.furniture.values(), *document.recurring.values()):
            assert set(lines) <= set(document.lines), document.path


@pytest.mark.parametrize(
    ("cut_in", "learned"),
    [
        ("0123", Learned("1", "1", "4 of 4")),
        ("23", Learned("3", "2", "2 of 4")),
        ("013", Learned("4", "2", "3 of 4")),
        ("012", Learned("–", "–", "3 of 4")),
        ("", Learned("–", "–", "0 of 4")),
    ],
)
def test_furniture_is_learned_from_where_on_it_is_always_cut(cut_in: str, learned: Learned) -> None:
    documents = [Document(name, ["Title", "Rain.", "Get", "it"], {"box": ("Get", "it")}, {}) for name in "0123"]
    cuts = cuts_of(*((name, line, "repeated") for name in cut_in for line in ("Get", "it")), ("2", "Get", "repeated"))
    assert learning.find_learned([documents[:2], documents[2:]], cuts) == {"box": learned}


def test_lost_lines_are_counted_by_why_they_were_cut() -> None:
    document = Document(
        "a", ["Title", "One", "Two", "Three", "Rain.", "Get"], {"box": ("Get",)}, {"table": ("One", "Two")}
    )
    cuts = cuts_of(("a", "One", "repeated"), ("a", "Two", "other"), ("a", "Get", "repeated"), ("b", "Rain.", "other"))
    lost = learning.count_lost([[document]], cuts)
    assert lost == {
        "table": {"lines": 2, "repeated": 1, "otherwise": 1},
        "all other text": {"lines": 2, "repeated": 0, "otherwise": 0},
    }
