"""Every extracted row says in which paragraph and sentence it stands."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extraction.prose import split_paragraphs
from tasks.extraction.sentences import add_sentences, split_sentences


def sentences_of(*bodies: str, language: str | None = "en") -> list[str]:
    """The sentences of bodies, cut out of them."""
    texts = pl.DataFrame({"doc": range(len(bodies)), "body": bodies, "language": [language] * len(bodies)})
    found = split_sentences(split_paragraphs(texts.cast({"doc": pl.UInt32, "language": pl.String})))
    return [bodies[doc][start:end] for doc, _, start, end in found.rows()]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Dr. Calloway left at 5 p.m. on Jan. 5.", "It rained."]),
        ("en", ["“It was dark.”", "She left."]),
        ("de", ["Am 5. März kam Dr. Thoms.", "Es regnete."]),
        ("ru", ["В 1998 г. порт закрыли.", "Шёл дождь."]),
        ("hi", ["बंदरगाह बंद था।", "बारिश हुई।"]),
        (None, ["The ferry sails.", "It rained."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(language: str | None, sentences: list[str]) -> None:
    assert sentences_of(" ".join(sentences), language=language) == sentences


def test_sentences_need_no_space_between_them() -> None:
    assert sentences_of("今天下雨。他走了。", language="zh") == ["今天下雨。", "他走了。"]


def test_a_row_of_several_sentences_has_the_start_of_the_first_and_the_end_of_the_last() -> None:
    body = "Rain.\n\nShe said: “It was dark. It was cold.” He left."
    texts = pl.DataFrame({"doc": [7], "body": [body], "language": ["en"]}).cast({"doc": pl.UInt32})
    start, end = body.index("It was dark"), body.index("cold.”") + len("cold.")
    rows = pl.DataFrame({"doc": [7], "start": [start], "end": [end]}).cast({"doc": pl.UInt32})
    (row,) = add_sentences(rows, split_sentences(split_paragraphs(texts))).to_dicts()
    assert row["paragraph"] == 1
    assert body[row["sentence_start"] : row["sentence_end"]].startswith("She said")
    assert row["sentence_end"] >= end


@given(st.lists(st.text(st.sampled_from("aZ .!?…\n「」。“”’\u200b🜚é"), max_size=60), min_size=1, max_size=3))
def test_all_visible_text_is_in_exactly_one_sentence(bodies: list[str]) -> None:
    joined = "".join(sentences_of(*bodies))
    assert "".join(joined.split()) == "".join("".join(bodies).split())
