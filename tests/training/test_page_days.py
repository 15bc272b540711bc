"""Labelled pages become days that are right or not, with copies that have no day of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from tests.reading.page.small_pages import STORY
from training.choices import load_steps
from training.page_days import NONE, label_pages

PAGE = STORY.replace("</h1>", "</h1><p>12 March 2024</p>") + "<aside class=related><p>1 May 2023</p></aside>"


def test_pages_are_labelled_and_copied(tmp_path: Path) -> None:
    names = [f"{number}.html" for number in range(12)]
    for name in names:
        (tmp_path / name).write_text(PAGE, "utf-8")
    labels = [
        {"path": name, "publisher": "islander", "corpus": "one", "published": [date(2024, 3, 12)]} for name in names
    ]
    found = label_pages(tmp_path, pl.DataFrame(labels))
    whole = found.filter(pl.col("doc").str.ends_with("#0"))
    assert whole.filter("right")["day"].to_list() == [date(2024, 3, 12)] * len(names)
    assert whole.filter(~pl.col("right"))["day"].to_list() == [date(2023, 5, 1)] * len(names)
    without = found.filter(pl.col("corpus") == NONE)
    assert 0 < without["doc"].n_unique() < 2 * len(names)
    assert set(without["day"]) == {date(2023, 5, 1)}
    assert not without["right"].any()
    assert set(load_steps("page_day")) <= set(found.columns)


def test_a_day_beside_the_label_is_right_if_no_other_is(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    labels = [{"path": "a.html", "publisher": "islander", "corpus": "one", "published": [date(2024, 3, 13)]}]
    found = label_pages(tmp_path, pl.DataFrame(labels)).filter(pl.col("doc").str.ends_with("#0"))
    assert found.filter("right")["day"].to_list() == [date(2024, 3, 12)]
