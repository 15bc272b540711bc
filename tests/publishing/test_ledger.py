"""The sums of documents and of characters, and spans: what is lost, doubled or misplaced is found."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.publishing import ledger
from tasks.publishing.ledger import (
    find_misplaced_spans,
    find_unaccounted_characters,
    find_unaccounted_documents,
)

# Documents


def rows_of_paths(*names: str) -> pl.DataFrame:
    """A row for each document."""
    return pl.DataFrame({"path": names}, schema={"path": pl.String})


def test_every_document_is_an_article_or_a_reject() -> None:
    assert find_unaccounted_documents(
        rows_of_paths("a", "b", "c"), rows_of_paths("c", "a"), rows_of_paths("b")
    ).is_empty()
    assert find_unaccounted_documents(rows_of_paths(), rows_of_paths(), rows_of_paths()).is_empty()
    found = find_unaccounted_documents(
        rows_of_paths("lost", "both", "twice", "fine", "read twice", "read twice"),
        rows_of_paths("both", "twice", "twice", "fine", "read twice", "read twice"),
        rows_of_paths("both", "invented"),
    )
    assert found.rows() == [
        ("both", 1, 1, 1),
        ("invented", 0, 0, 1),
        ("lost", 1, 0, 0),
        ("read twice", 2, 2, 0),
        ("twice", 1, 2, 0),
    ]


# Characters

# Unicode's White_Space; Python's str.isspace also takes U+001C to U+001F for white space.
WHITE = {chr(c) for c in range(0x110000) if chr(c).isspace()} - set("\x1c\x1d\x1e\x1f")
SPANS = {"article_id": pl.String, "raw_start": pl.Int64, "raw_end": pl.Int64}


def rows_of_spans(*spans: tuple[str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(spans, schema=SPANS, orient="row")


def sums_one_by_one(texts: dict[str, str], spans: list[tuple[str, int, int]]) -> dict[str, tuple[int, int, int]]:
    """Lost, twice and outside of each text that has any, counted in plain Python."""
    sums = {}
    for name in [*texts, *dict.fromkeys(name for name, _, _ in spans if name not in texts)]:
        text = texts.get(name, "")
        times = Counter(place for owner, start, end in spans if owner == name for place in range(start, end))
        visible = [place for place, character in enumerate(text) if character not in WHITE]
        lost, twice = sum(times[place] == 0 for place in visible), sum(times[place] > 1 for place in visible)
        outside = sum(count for place, count in times.items() if not 0 <= place < len(text))
        if lost or twice or outside:
            sums[name] = (lost, twice, outside)
    return sums


NAMES = ("a", "b", "c", "d")
TEXTS = st.dictionaries(
    st.sampled_from(NAMES[:3]),
    st.text(st.sampled_from("ab é\n\t\x1c\x85\u2003\u200b漢\U0001f98a") | st.characters(codec="utf-8"), max_size=12),
)
ANY_SPANS = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(-3, 15), st.integers(-3, 15)), max_size=8)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, kept=ANY_SPANS, cut=ANY_SPANS, chunk=st.integers(1, 6))
def test_characters_are_counted_as_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
    texts: dict[str, str],
    kept: list[tuple[str, int, int]],
    cut: list[tuple[str, int, int]],
    chunk: int,
) -> None:
    monkeypatch.setattr(ledger, "CHUNK", chunk)
    frame = pl.DataFrame(list(texts.items()), schema={"article_id": pl.String, "text": pl.String}, orient="row")
    found = find_unaccounted_characters(frame, rows_of_spans(*kept), rows_of_spans(*cut))
    assert {name: (lost, twice, outside) for name, lost, twice, outside in found.rows()} == sums_one_by_one(
        texts, kept + cut
    )


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=6), max_size=8))
def test_spans_end_to_end_account_for_all(pieces: list[str]) -> None:
    text = "".join(pieces)
    ends = [len("".join(pieces[: n + 1])) for n in range(len(pieces))]
    tiles = [("a", end - len(piece), end) for piece, end in zip(pieces, ends, strict=True)]
    frame = pl.DataFrame({"article_id": ["a"], "text": [text]})
    assert find_unaccounted_characters(frame, rows_of_spans(*tiles[::2]), rows_of_spans(*tiles[1::2])).is_empty()


@given(
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 35), st.integers(-2, 35)), max_size=8),
    st.data(),
)
def test_a_span_that_does_not_hold_its_text_is_found(
    bodies: list[str], spans: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    rows = []
    for article, start, end in spans:
        text = bodies[article % len(bodies)][max(start, 0) : max(end, 0)]
        changed = data.draw(st.booleans())
        rows.append((article, start, end, text + "x" if changed else text))
    misplaced = find_misplaced_spans(
        pl.DataFrame(
            [(f"{article:032x}", *span) for article, *span in rows],
            {"article_id": pl.String, "start": pl.Int64, "end": pl.Int64, "text": pl.String},
            orient="row",
        ),
        pl.DataFrame({"article_id": [f"{number:032x}" for number in range(len(bodies))], "body": bodies}),
    )
    wrong = [
        (f"{article:032x}", start)
        for article, start, end, text in rows
        if article >= len(bodies) or not 0 <= start <= end <= len(bodies[article]) or bodies[article][start:end] != text
    ]
    assert misplaced.select("article_id", "start").rows() == wrong


def test_a_slice_of_a_frame_is_looked_at_from_its_own_start() -> None:
    frame = pl.DataFrame({"article_id": ["a", "b", "c"], "text": ["one two", "dréi", "four"]})
    assert find_unaccounted_characters(frame[1:2], rows_of_spans(("b", 0, 3)), rows_of_spans()).rows() == [
        ("b", 1, 0, 0)
    ]
