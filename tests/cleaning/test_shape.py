"""Lines of a block become one text, and a text shows what it looks like."""

from __future__ import annotations

import polars as pl
import pytest

from schemas.frames import Texts
from tasks.cleaning.shape import PUT_TOGETHER, shape_blocks
from tests.cleaning.some_blocks import LABEL, PROSE, pieces_of, shaped


def test_lines_of_a_block_are_put_together_with_their_glue() -> None:
    lines = ["The ferry sails", "again", ", they said.", "Read", "more"]
    blocks = shaped(lines, block=[4, 4, 4, 5, 6], glue=["", " ", "", "", ""], linked=[0.0, 0.5, 1.0, 0.25, 0.0])
    assert blocks.select("block", "text", "raw_start", "linked").rows() == [
        (4, "The ferry sails again, they said.", 0, 0.5),
        (5, "Read", 3000, 0.25),
        (6, "more", 4000, 0.0),
    ]


def test_a_text_of_several_lines_has_its_number_if_it_is_known() -> None:
    pieces = pieces_of(["Read", "more", LABEL, "See", "also"], block=[0, 0, 1, 2, 2], glue=["", " ", "", "", " "])
    blocks = shape_blocks(pieces, Texts.of(pieces.select("text_id", "text")))
    number, same, other = blocks["text_id"]
    assert number == same == pieces["text_id"][2]
    assert other >= PUT_TOGETHER


@pytest.mark.parametrize(
    ("text", "words"),
    [("The ferry sails.", 3), ("連絡船は再開した。", 4), ("渡り船 ferry", 2), ("배가 다시 떠난다.", 3), ("–", 1)],
)
def test_in_scripts_without_spaces_two_characters_are_a_word(text: str, words: int) -> None:
    assert shaped([text])["words"].item() == words


@pytest.mark.parametrize(
    ("text", "is_prose", "is_sentence"),
    [
        (PROSE, True, True),
        (PROSE.rstrip("."), True, False),
        ("It rained all night.", False, True),
        ("Share it.", False, False),
        ("Ana Sol, Bea Moor, Cleo Reed, Dan Fox, Eve Lark, Fay Pike, Gil Rook, Hal Wren, Ida Crow", False, False),
        (" | ".join(PROSE.split()), False, True),
        ("連絡船は金曜日から再開すると議会は発表した。" * 2, True, True),
    ],
)
def test_prose_is_long_and_no_list_and_a_sentence_ends(text: str, is_prose: bool, is_sentence: bool) -> None:
    assert shaped([text]).select("prose", "sentence").row(0) == (is_prose, is_sentence)


def test_no_lines_have_no_blocks() -> None:
    assert shaped([]).is_empty()
    assert shaped([]).schema == shaped([LABEL]).schema


def test_blocks_with_the_same_text_look_the_same() -> None:
    blocks = shaped([LABEL, PROSE, LABEL])
    looks = [name for name in blocks.columns if name not in ("block", "raw_start")]
    assert blocks[0].select(looks).equals(blocks[2].select(looks))
    assert blocks.filter(pl.col("prose"))["text"].to_list() == [PROSE]
