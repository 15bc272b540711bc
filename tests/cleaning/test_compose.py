"""Bodies are made of raw characters, every repair is counted, and every span has its place."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from schemas.frames import DecidedPieces, Lines, Mended
from tasks.cleaning.compose import compose_bodies
from tasks.reading.mend import mend_lines
from tasks.reading.text_lines import LINES

TEXTS = st.text(st.sampled_from("ab é雨&amp;#65Ã©\u00a0"), min_size=1, max_size=12).map(str.strip).filter(bool)
PIECES = st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.booleans(), TEXTS), max_size=12).map(
    lambda pieces: sorted(pieces, key=lambda piece: piece[0])
)


def pieces(*texts: str, **columns: Any) -> DecidedPieces:
    """Pieces that are kept, of one document, each a block by itself on a line of its own, but for ``columns``."""
    number = range(len(texts))
    plain: dict[str, Any] = {
        "doc": 0, "line": number, "raw_start": [100 * n for n in number],
        "raw_end": [100 * n + len(text) for n, text in enumerate(texts)], "text": texts, "glue": "", "block": number,
        "broken": False,
        "words": [len(text.split()) for text in texts],
        "keep": True, "role": None, "evidence": None, "confidence": 1.0,
    }  # fmt: skip
    every = {
        name: value if isinstance(value, list | range | tuple) else [value] * len(texts)
        for name, value in (plain | columns).items()
    }
    return DecidedPieces.of(pl.DataFrame(every, DecidedPieces.columns_and_types()))


NOTHING_MENDED = Mended.of(pl.DataFrame(schema=Mended.columns_and_types()))


def mended(found: DecidedPieces) -> tuple[DecidedPieces, Mended]:
    """Pieces that are whole lines, mended."""
    missing = (pl.lit(None, kind).alias(name) for name, kind in LINES.items() if name not in found.columns)
    lines, how = mend_lines(Lines.of(found.with_columns(missing).select(LINES.names())))
    return DecidedPieces.of(found.with_columns(lines["text"])), how


def test_paragraphs_have_a_blank_line_between_them_and_their_places() -> None:
    bodies, paragraphs, cut = compose_bodies(
        pieces("It rained.", "Nobody", "was out.", block=[7, 8, 8], glue=["", "", " "]), NOTHING_MENDED
    )
    assert bodies.drop("repairs").row(0) == (0, "It rained.\n\nNobody was out.", 2, 2 + 1)
    assert paragraphs.select("paragraph", "start", "end", "raw_start").rows() == [
        (0, 0, 10, 0),
        (1, 12, 18, 100),
        (1, 19, 27, 200),
    ]
    assert cut.is_empty()


def test_repairs_are_counted_by_kind() -> None:
    found = pieces(
        "Salt &amp; pepper &lt;", "CafÃ© Elm", "Nobody   was", "out.", "Nobody was", "out.", "No-", "body",
        block=[0, 1, 2, 2, 3, 3, 4, 4], glue=["", "", "", " ", "", " ", "", ""], line=[0, 1, 2, 3, 4, 4, 5, 5],
        broken=[False] * 6 + [True, False],
    )  # fmt: skip
    body, repairs = compose_bodies(*mended(found))[0].select("body", "repairs").row(0)
    assert body.split("\n\n") == ["Salt & pepper <", "Café Elm", "Nobody was out.", "Nobody was out.", "Nobody"]
    assert {repair["kind"]: repair["count"] for repair in repairs} == {
        "entity": 2,
        "mojibake": 1,
        "white_space": 1,
        "hyphen": 1,
        "rejoined": 1,  # two pieces of one line were never apart
    }


def test_a_line_of_which_nothing_is_left_is_cut() -> None:
    found = pieces("It rained.", "&nbsp;", "It fell.", "Share", keep=[True, True, True, False])
    bodies, _, cut = compose_bodies(*mended(found))
    assert bodies["body"].item() == "It rained.\n\nIt fell."
    assert cut.select("text", "role", "evidence").rows() == [("&nbsp;", "markup", "entity"), ("Share", None, None)]


def test_a_document_of_which_nothing_is_kept_has_no_body() -> None:
    bodies, paragraphs, cut = compose_bodies(pieces("Share", "Rain.", doc=[0, 1], keep=[False, True]), NOTHING_MENDED)
    assert bodies["doc"].to_list() == paragraphs["doc"].to_list() == [1]
    assert cut["doc"].to_list() == [0]


@given(PIECES)
def test_every_piece_is_in_the_body_or_cut_and_where_it_says(drawn: list[tuple[int, bool, bool, str]]) -> None:
    texts = [text for *_, text in drawn]
    starts = [not follows for _, _, follows, _ in drawn]
    found = pieces(
        *texts,
        doc=[doc for doc, *_ in drawn],
        keep=[keep for _, keep, *_ in drawn],
        block=[sum(starts[: n + 1]) + 100 * doc for n, (doc, *_) in enumerate(drawn)],
    )
    whole, how = mended(found)
    bodies, paragraphs, cut = compose_bodies(whole, how)
    assert paragraphs.height + cut.height == found.height
    spans = sorted([*paragraphs["raw_start"], *cut["raw_start"]])
    assert spans == found["raw_start"].to_list()
    text_at, written_at = (dict(frame.select("raw_start", "text").iter_rows()) for frame in (whole, found))
    body_of = dict(bodies.select("doc", "body").iter_rows())
    for doc, start, end, raw_start in paragraphs.select("doc", "start", "end", "raw_start").iter_rows():
        assert body_of[doc][start:end].split() == text_at[raw_start].split()
    for raw_start, text in cut.select("raw_start", "text").iter_rows():
        assert written_at[raw_start] == text


def test_repairs_of_a_line_that_is_a_field_count_and_those_of_other_cut_lines_do_not() -> None:
    found = pieces(
        "It rained.", "By Ren&eacute; H&ouml;fer", "Share &raquo;",
        keep=[True, False, False], role=[None, "byline", "share"],
    )  # fmt: skip
    bodies, _, cut = compose_bodies(*mended(found))
    assert bodies["repairs"].item().to_list() == [{"kind": "entity", "count": 2}]
    assert cut["text"].to_list() == ["By Ren&eacute; H&ouml;fer", "Share &raquo;"]  # as they are in the raw text
