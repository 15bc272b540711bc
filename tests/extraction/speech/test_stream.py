"""The paragraphs of a part as one text."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tasks.extraction.speech.quotation import find_quotations
from tasks.extraction.speech.stream import Stream

paragraphs = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=20), min_size=1)


@given(paragraphs)
def test_each_place_is_in_its_paragraph(texts: list[str]) -> None:
    stream = Stream.of(pl.Series(texts, dtype=pl.String))
    found = stream.texts(stream.starts[:-1], stream.starts[1:] - 1)
    assert found.to_list() == texts
    owner = [row for row, text in enumerate(texts) for _ in range(len(text) + 1)]
    assert stream.paragraphs_of(np.arange(len(stream.text))).tolist() == owner


def narrative_of(texts: list[str], chosen: list[bool]) -> str:
    stream = Stream.of(pl.Series(texts))
    codes, places = stream.narrative(np.array(chosen), find_quotations(stream))
    assert len(codes) == len(places)
    return "".join(map(chr, codes))


def test_the_narrative_has_one_mark_for_each_quotation() -> None:
    assert narrative_of(["“It was dark,” she said. “No.”"], [True]) == '" she said. "\n'


def test_the_narrative_is_that_of_the_chosen_paragraphs() -> None:
    assert narrative_of(["“No,” he said.", "Rain fell.", "„Nein.“"], [True, False, True]) == '" he said.\n"\n'


def test_each_character_of_the_narrative_has_its_place() -> None:
    stream = Stream.of(pl.Series(["Rain.", "“No,” he said."]))
    codes, places = stream.narrative(np.array([True, True]), find_quotations(stream))
    assert "".join(stream.text[place] for place in places) == "Rain.\n“ he said.\n"
    assert "".join(map(chr, codes)) == 'Rain.\n" he said.\n'
