"""How far a rule takes: out of a line, the lines after it, all lines above or below it; and what its groups catch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from schemas.frames import Mended, NumberedLines, PackOwners
from schemas.rulebook import Rulebook, load
from tasks.cleaning.rules import caught_groups, cut_inline, index_texts, mark_blocks
from tasks.columns.texts import number_texts
from tests.cleaning.some_blocks import LABEL, PROSE, pieces_of, shaped

BOOK = load()
NOBODY = PackOwners.of(pl.DataFrame(schema=PackOwners.columns_and_types()))
NOTHING_MENDED = Mended.of(pl.DataFrame(schema=Mended.columns_and_types()))


def book_of(*rules: dict[str, Any]) -> Rulebook:
    """A rulebook of some rules, each given by what it says."""
    plain = {"publisher": None, "unless": (), "follow": None, "longest": 200, "confidence": 0.9, "role": "share"}
    return replace(BOOK, rules=tuple(replace(BOOK.rules[0], **plain | rule) for rule in rules), publishers=())


def cut_lines(texts: list[str], *rules: dict[str, Any], owners: PackOwners = NOBODY) -> list[tuple[str, str | None]]:
    """The pieces of lines after inline rules have cut theirs: the text, and the rule."""
    book = book_of(*({"scope": "inline"} | rule for rule in rules))
    lines = pieces_of(texts, raw_end=[1000 * n + len(text) for n, text in enumerate(texts)])
    lines = NumberedLines.of(lines.select(*NumberedLines.declared))
    pieces = cut_inline(lines, book, owners, index_texts(lines, book), NOTHING_MENDED)
    for text, start, end in pieces.select("text", "raw_start", "raw_end").iter_rows():
        assert texts[start // 1000][start % 1000 : start % 1000 + end - start] == text
    return pieces.select("text", "rule").rows()


def marked_blocks(texts: list[str], *rules: dict[str, Any]) -> list[tuple[int, str, int]]:
    """What hits the blocks of one document: block, rule and reach."""
    book, blocks = book_of(*rules), shaped(texts)
    return mark_blocks(blocks, book, NOBODY, index_texts(blocks, book)).select("block", "rule", "reach").rows()


# inline


def test_what_an_inline_rule_matches_is_cut_out_of_its_line() -> None:
    rule = {"id": "any.share.now", "pattern": r"\[share\]"}
    assert cut_lines(["It rained. [share] It fell. [share]", "Nobody shared."], rule) == [
        ("It rained.", None),
        ("[share]", "any.share.now"),
        ("It fell.", None),
        ("[share]", "any.share.now"),
        ("Nobody shared.", None),
    ]


def test_rules_for_markup_cut_first_then_the_surest() -> None:
    link = {"id": "any.url.link", "pattern": r"harbour\.example\S*", "confidence": 0.99}
    tag = {"id": "any.markup.tag", "pattern": r"<[^>]+>", "role": "markup", "confidence": 0.5}
    word = {"id": "any.share.word", "pattern": "harbour", "confidence": 0.6}
    assert cut_lines(["<a href=harbour.example/1> harbour.example/2 harbour"], word, link, tag) == [
        ("<a href=harbour.example/1>", "any.markup.tag"),
        ("harbour.example/2", "any.url.link"),
        ("harbour", "any.share.word"),
    ]


def test_an_inline_rule_of_a_publisher_cuts_in_its_documents_alone() -> None:
    rule = {"id": "post.share.now", "pattern": r"\[share\]", "publisher": "Post"}
    owner = PackOwners.of(pl.DataFrame([(0, "Post")], PackOwners.columns_and_types(), orient="row"))
    assert cut_lines(["[share] Rain."], rule) == [("[share] Rain.", None)]
    assert cut_lines(["[share] Rain."], rule, owners=owner) == [("[share]", "post.share.now"), ("Rain.", None)]


def test_lines_that_no_inline_rule_hits_are_as_they_were() -> None:
    assert cut_lines(["Rain.", "Share"], {"id": "any.share.now", "pattern": r"\[share\]"}) == [
        ("Rain.", None),
        ("Share", None),
    ]
    assert cut_lines([], {"id": "any.share.now", "pattern": "x"}) == []


# line, after, tail, head


@pytest.mark.parametrize(
    ("scope", "texts", "taken"),
    [
        ("line", [PROSE, "More:", LABEL, "More:"], [1, 3]),
        ("tail", [PROSE, PROSE, "More:", LABEL, PROSE], [2, 3, 4]),
        ("tail", ["More:", PROSE, PROSE, LABEL], []),  # all prose is below it
        ("head", [LABEL, "More:", PROSE, PROSE], [0, 1]),
        ("head", [PROSE, PROSE, "More:", LABEL], []),  # all prose is above it
        ("tail", [PROSE, "More:", LABEL, "More:", LABEL], [1, 2, 3, 4]),
        ("head", ["More:", LABEL, "More:", LABEL, PROSE], [0, 1, 2]),
    ],
)
def test_a_tail_goes_to_the_end_and_a_head_to_the_start(scope: str, texts: list[str], taken: list[int]) -> None:
    marks = marked_blocks(texts, {"id": "any.related.more", "scope": scope, "pattern": "^More:$"})
    reached = [block for block, _, reach in marks if scope == "line" or reach == 1 or texts[block] == "More:"]
    direct = [block for block, text in enumerate(texts) if text == "More:"]
    assert reached == sorted({*taken, *direct})
    assert [block for block, _, reach in marks if reach == 0] == direct  # the line itself comes before what it reaches


def test_after_takes_the_lines_that_follow_as_long_as_they_match() -> None:
    rule = {"id": "any.related.more", "scope": "after", "pattern": "^More:$", "follow": "^-"}
    texts = ["- before", "More:", "- one", "- two", PROSE, "- three", "More:", "- four"]
    assert [(block, reach) for block, _, reach in marked_blocks(texts, rule)] == [
        (1, 0),
        (2, 0),
        (3, 0),
        (6, 0),
        (7, 0),
    ]


def test_the_rule_for_the_block_itself_comes_first_then_the_surest() -> None:
    far = {"id": "any.legal.end", "scope": "tail", "pattern": "^All rights", "confidence": 0.99}
    sure = {"id": "any.share.bar", "scope": "line", "pattern": "^Share", "confidence": 0.9}
    unsure = {"id": "any.share.word", "scope": "line", "pattern": "^Share", "confidence": 0.8}
    marks = marked_blocks([PROSE, "All rights reserved", "Share"], far, unsure, sure)
    assert [rule for block, rule, _ in marks if block == 2] == ["any.share.bar", "any.share.word", "any.legal.end"]


def test_a_rule_spares_what_it_makes_an_exception_of_and_long_lines() -> None:
    rule = {"id": "any.share.bar", "scope": "line", "pattern": "^Share", "unless": ("fell", "rose"), "longest": 20}
    assert [block for block, *_ in marked_blocks(["Share", "Shares fell", "Shares rose", f"Share {PROSE}"], rule)] == [
        0
    ]


def test_a_rule_without_literals_looks_at_every_line() -> None:
    rule = {"id": "any.other.capitals", "scope": "line", "pattern": r"^\p{Lu}+$", "longest": 8}
    assert [block for block, *_ in marked_blocks(["HOME", "Home", "DEPARTMENTS"], rule)] == [0]


# groups


def test_groups_give_what_they_caught_and_what_is_left() -> None:
    dateline = {"id": "any.dateline.plain", "scope": "line", "pattern": r"^(?P<place>\w+)(?: \((?P<agency>\w+)\))? - "}
    book = book_of(dateline, {"id": "any.share.bar", "scope": "line", "pattern": "^Share"})
    hits = pl.DataFrame(
        {
            "doc": [0, 1, 2],
            "text": ["Lima (AP) - It rained.", "Oslo - It fell.", "Share"],
            "rule": ["any.dateline.plain", "any.dateline.plain", "any.share.bar"],
        }
    )
    found = caught_groups(hits, book)
    assert found.select("doc", "caught_place", "caught_agency", "caught_day", "rest").rows() == [
        (0, "Lima", "AP", None, "It rained."),
        (1, "Oslo", None, None, "It fell."),
    ]


def test_texts_are_listed_once_with_the_literals_that_they_hold() -> None:
    book = book_of({"id": "any.share.bar", "scope": "line", "pattern": "^Share$"})
    rows = number_texts(pl.DataFrame({"text": ["Share", "Rain", "SHARE", "Share"]}))
    texts = index_texts(rows, book)
    assert texts.select("text", "size").rows() == [("Share", 5), ("Rain", 4), ("SHARE", 5)]
    assert texts["word"].list.len().to_list() == [1, 0, 1]
