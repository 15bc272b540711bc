"""Patterns of several lines become one line; names become what they stand for."""

from __future__ import annotations

import pytest

from schemas.pattern_text import expand_names, join_lines, match_any


@pytest.mark.parametrize(
    ("written", "joined"),
    [
        ("^Share  # it$", "^Share  # it$"),  # one line is taken as it is
        ("^(?:\n  a\n  |b\n)$\n", "^(?:a|b)$"),
        ("a b\n c", "a bc"),  # a space inside a line stays, one beside the break does not
        ("a\t\n\t|b", "a|b"),
        ("a\n\n|b\n", "a|b"),
        ("# all of it\na  # the first\n|b # the second\n  #\n|c", "a|b|c"),
        ("^#{1,6}\n[*#]\n#tag\na#b", "^#{1,6}[*#]#taga#b"),  # no comment without white space on both sides
        ("a [#] b\n", "a [#] b"),
        ("a\u3000\n|b", "a\u3000|b"),  # only spaces and tabs are white space
    ],
)
def test_lines_are_joined_without_their_indentation_and_comments(written: str, joined: str) -> None:
    assert join_lines(written) == joined


def test_counts_and_classes_are_no_names() -> None:
    assert expand_names(r"\p{lu}\P{l}\x{e9}[0-9]{1,2}x{3}", {}) == r"\p{lu}\P{l}\x{e9}[0-9]{1,2}x{3}"
    with pytest.raises(KeyError, match="day"):
        expand_names("{day}", {})


def test_the_longest_word_is_tried_first_and_signs_mean_themselves() -> None:
    assert match_any(["a", "a.b", "ab"]) == r"(?:a\.b|ab|a)"
