"""Sets of characters that look alike and are not: who has Hangul, punctuation or Thai, and who has not."""

from __future__ import annotations

import polars as pl
import pytest

from tasks.columns.patterns import BULLET, EAST_ASIAN, SENTENCE_END, TWO_CHARACTERS, WIDE, WIDE_OR_EAST_ASIAN

HAN, KANA, FULL_STOP, HALF_KANA, HANGUL, THAI, LATIN = "海", "カ", "。", "ｶ", "한", "ก", "a"


def matched(pattern: str, *texts: str) -> list[str]:
    """The texts in which a pattern is found."""
    return pl.Series(texts).to_frame("text").filter(pl.col("text").str.contains(pattern))["text"].to_list()


@pytest.mark.parametrize(
    ("pattern", "holds"),
    [
        (WIDE, [HAN, KANA, FULL_STOP, HANGUL]),
        (EAST_ASIAN, [HAN, KANA, FULL_STOP, HALF_KANA]),
        (WIDE_OR_EAST_ASIAN, [HAN, KANA, FULL_STOP, HALF_KANA, HANGUL]),
    ],
)
def test_each_set_holds_what_it_is_for(pattern: str, holds: list[str]) -> None:
    assert matched(pattern, HAN, KANA, FULL_STOP, HALF_KANA, HANGUL, THAI, LATIN) == holds


def test_two_characters_are_letters_of_scripts_that_are_not_split_at_spaces() -> None:
    letters = [HAN, KANA, HALF_KANA, HANGUL, THAI]
    assert matched(TWO_CHARACTERS, *(letter * 2 for letter in [*letters, FULL_STOP, LATIN])) == [
        letter * 2 for letter in letters
    ]


def test_one_search_finds_all_that_is_wide_or_east_asian() -> None:
    every = [chr(code) for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000]
    assert set(matched(f"{WIDE}|{EAST_ASIAN}", *every)) <= set(matched(WIDE_OR_EAST_ASIAN, *every))


def test_how_a_sentence_ends() -> None:
    ends = ["It rained.", "Did it?”", "It did. [3]", "Es regnete …", "雨が降った。", "قال: نعم؟", "They said:"]
    assert matched(SENTENCE_END, *ends, "Read more", "Rain (Photo)", "by A. Person", "雨") == ends


def test_what_opens_an_item_of_a_list() -> None:
    items = ["- ferry", "• ferry", "3. ferry", "12) ferry", "o ferry"]
    assert matched(BULLET, *items, "-ferry", "123. ferry", "of ferries", "3.5 ferries") == items
