"""The benchmark runs to its end and adds up; how fast anything is, is nobody's test."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from bench import speed, work


def test_inputs_are_the_same_each_time_and_no_two_alike(tmp_path: Path) -> None:
    for media in ("text", "html"):
        for attempt in ("one", "two"):
            work.samples(tmp_path / attempt / media, media, 40)
        one, two = (
            {str(file.relative_to(tmp_path / attempt)): file.read_text("utf-8") for file in files(tmp_path / attempt)}
            for attempt in ("one", "two")
        )
        assert one == two
    assert len(one) == 80
    copies = [text for name, text in one.items() if "harbour-courier" in name and len(text) > 1000]
    assert len(copies) == len(set(copies)) > 5


def test_a_copy_keeps_its_marks_and_its_boilerplate() -> None:
    page = '<script>var a = "one two three four five six seven eight";</script><p>Share</p><p>%s</p>'
    long = "The ferry sails again on Tuesday after eleven days in dock."
    copy = work.varied(page % long, random.Random(3))
    assert copy != page % long
    before, after = (page % "|").split("|")
    assert copy.startswith(before)
    assert copy.endswith(after)
    words = copy.removeprefix(before).removesuffix(after).split()
    assert sorted(words) == sorted(long.split())


def test_inputs_can_come_from_a_file(tmp_path: Path) -> None:
    frame = pl.DataFrame({"html": ["<p>A</p>", "<p>B</p>", None], "domain": ["owl.example", None, "owl.example"]})
    frame.write_parquet(tmp_path / "pages.parquet")
    work.corpus(tmp_path / "raw", "html", 10, tmp_path / "pages.parquet")
    assert sorted(file.read_text("utf-8") for file in files(tmp_path / "raw")) == ["<p>A</p>", "<p>B</p>"]


def test_a_step_within_a_step_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr(work, "process_time", lambda: float(next(clock)))
    watch = work.Stopwatch()
    inner = watch.around("inner", lambda: None)  # looks at the clock twice: 1 s
    outer = watch.around("outer", lambda: (inner(), inner()))  # 5 s, of which 2 within
    outer()
    assert watch.seconds == {"inner": 2.0, "outer": 3.0}


def test_every_step_is_measured(tmp_path: Path) -> None:
    """In a process of its own, as the benchmark does: measuring changes the modules that it measures."""
    work.samples(tmp_path / "pages", "html", work.WARM_UP + 4)
    work.samples(tmp_path / "texts", "text", work.WARM_UP + 4)
    runs = {name: [speed.of_one_core(name, tmp_path)] for name in speed.ONE_CORE}
    steps = runs[speed.PAGES][0]["steps"]
    assert {"lines", "unwrap", "shape", "weigh", "gather", "compose", "check", *work.APART.values()} <= steps.keys()
    assert sum(steps.values()) <= runs[speed.PAGES][0]["seconds"]
    told = speed.page(runs, (0.0, 0.0))
    assert all(f"| {name} " in told for name in (*runs, *steps))


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*.*") if file.is_file())
