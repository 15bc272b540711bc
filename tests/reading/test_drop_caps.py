"""A drop cap of a text is part of its word, on the same line or on the one before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cases import tables_of

REST = " sailed again on Tuesday after eleven days in dock, the harbour office said in a short note."
SPEAKS = "“We are a day ahead of what we promised,” said Ines Korvald, who runs the line with her two brothers."


@pytest.mark.parametrize(
    ("begins", "right"),
    [
        ("T he ferry to Odmar", "The ferry to Odmar"),
        ("S ailors of the ferry", "Sailors of the ferry"),
        ("T\nhe ferry to Odmar", "The ferry to Odmar"),
        ("S\n\nailors and the ferry", "Sailors and the ferry"),
        ("A\nfter it was mended, the ferry", "After it was mended, the ferry"),
        ("A\nferry to Odmar", "A ferry to Odmar"),
        ("A ferry to Odmar", "A ferry to Odmar"),
        ("X line ferries", "X line ferries"),  # "line" is a word of the text
        ("Ö\nrebro and the ferry", "Örebro and the ferry"),
    ],
)
def test_a_drop_cap_is_part_of_its_word(begins: str, right: str, tmp_path: Path) -> None:
    raw = f"A ship comes home\n\n{begins}{REST}\n\n{SPEAKS}\n\nThe fare stays at 5 crowns until the end of the year."
    article = tables_of(tmp_path, "quay/ferry.txt", raw)["articles"].row(0, named=True)
    assert article["body"].split("\n\n")[0] == right + REST
    changed = "".join(right.split()) != right.replace(" ", "") or begins != right
    assert bool(article["repairs"]) == changed


def test_a_headline_of_a_script_without_capitals_is_not_joined_to_the_text(tmp_path: Path) -> None:
    title = "ბორანი ისევ დაცურავს"
    text = (
        "ოდმარის კუნძულისკენ მიმავალი ბორანი სამშაბათს თერთმეტდღიანი რემონტის შემდეგ ისევ გავიდა ზღვაში, თქვა პორტმა."
    )
    article = tables_of(tmp_path, "quay/ferry.txt", f"{title}\n\n{text}\n\n{SPEAKS}")["articles"].row(0, named=True)
    assert article["title"] == title
