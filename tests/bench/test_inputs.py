"""Inputs are the same each time, and look like what they were made from."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import polars as pl

from bench import inputs


def texts_in(folder: Path) -> dict[str, str]:
    """The texts of all files in a folder, by path."""
    files = sorted(file for file in folder.rglob("*.*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_text("utf-8") for file in files}


def test_inputs_are_the_same_each_time_and_no_two_alike(tmp_path: Path) -> None:
    for attempt in ("one", "two"):
        for media in ("text", "html"):
            inputs.write_documents(islice(inputs.copy_samples(media), 40), tmp_path / attempt / media, media)
    one, two = (texts_in(tmp_path / attempt) for attempt in ("one", "two"))
    assert one == two
    assert len(one) == 80
    copies = [text for name, text in one.items() if "harbour-courier" in name and len(text) > 1000]
    assert len(copies) == len(set(copies)) > 5


def test_a_copy_keeps_its_marks_and_its_boilerplate() -> None:
    page = '<script>var a = "one two three four five six seven eight";</script><p>Share</p><p>%s</p>'
    long = "The ferry sails again on Tuesday after eleven days in dock."
    copy = inputs.shuffle_long_lines(page % long, random.Random(3))
    assert copy != page % long
    before, after = (page % "|").split("|")
    assert copy.startswith(before)
    assert copy.endswith(after)
    words = copy.removeprefix(before).removesuffix(after).split()
    assert sorted(words) == sorted(long.split())


def test_inputs_can_come_from_a_file(tmp_path: Path) -> None:
    frame = pl.DataFrame({"html": ["<p>A</p>", "<p>B</p>", None], "domain": ["owl.example", None, "owl.example"]})
    frame.write_parquet(tmp_path / "pages.parquet")
    drawn = inputs.draw_documents(tmp_path / "pages.parquet", "html", 10)
    inputs.write_documents(drawn, tmp_path / "raw", "html")
    written = texts_in(tmp_path / "raw")
    assert sorted(written.values()) == ["<p>A</p>", "<p>B</p>"]
    assert {name.split("/")[0] for name in written} == {"of.owl.example", "of"}
    assert all(name.endswith(".html") for name in written)
