"""Lines that a renderer wrapped or an editor broke become the paragraphs that a person sees."""

from __future__ import annotations

import itertools
import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import rulebook
from tasks.cleaning.unwrap import unwrap_lines
from tasks.columns.texts import number_texts
from tests.cleaning.unwrapped import lines_of, paragraphs_of, wrapped

# Names, numbers and quotations begin lines inside a sentence. No dash and no short number is a word: a line that starts
# with "- " or "7. " is an item.
WORDS = (
    "the of and to in that for it was on are with as his they at one have this from had not but some what there we "
    "out other were all your when up use word how said an each which do their time will way about many then them "
    "would write like these her long make thing see him two has look more day could go come did my no most who over "
    "know than call first people may down side been now find harbour ferry council bridge lantern island keeper "
    "Odmar Ines Renner Linden Ærø São Nordhafen’s McAllister O’Hara NATO iPhone café Überfahrt naïve 365 1,200 3.5 "
    "1998 €40 12% “safe” (late) ferry—or half-built"
)
# Enough lines to see a width by, as any article has.
phrases = st.lists(st.sampled_from(WORDS.split()), min_size=8, max_size=22).map(" ".join)
sentences = phrases.map(lambda phrase: f"They {phrase}.")
prose = st.lists(st.lists(sentences, min_size=3, max_size=6).map(" ".join), min_size=4, max_size=7)


@pytest.mark.parametrize("width", [48, 60, 72, 80, 132])
@settings(max_examples=15)
@given(articles=st.lists(prose, min_size=1, max_size=8))
def test_hard_wrapped_paragraphs_come_back(width: int, articles: list[list[str]]) -> None:
    apart = ["\n\n".join("\n".join(wrapped(paragraph, width)) for paragraph in article) for article in articles]
    assert paragraphs_of(*apart) == articles


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        (
            [
                "The ferry to Odmar sails again, the harbour office said on",
                "Monday. It had been in the dock since the storm of March.",
                "Ines Renner, who keeps the lantern, was the first on board.",
                "She had waited a week.",
                "The council pays for the repairs, which cost 40,000 crowns.",
                "A second ferry is to come from Linden before the summer.",
            ],
            [(0, 4), (4, 6)],
        ),
        (  # The last line of the first paragraph is full as well: nothing shows that it is the last.
            [
                "The ferry to Odmar sails again, the harbour office said on",
                "Monday. It had been in the dock since the storm of March.",
                "Ines Renner, who keeps the lantern, was the first on board.",
                "The council pays for the repairs, which cost 40,000 crowns.",
                "A second ferry comes before summer.",
            ],
            [(0, 5)],
        ),
        (  # Each line is a paragraph: short and long ones come as they like.
            [
                "The ferry to Odmar sails again, the harbour office said.",
                "It had been in the dock since the storm.",
                "Ines Renner, who keeps the lantern, was the first on board.",
                "She had waited a week.",
                "The council pays for the repairs.",
                "A second ferry is to come from Linden before the summer.",
            ],
            [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6)],
        ),
    ],
    ids=["two paragraphs", "a full last line", "not wrapped"],
)
def test_without_blank_lines_the_widths_of_lines_show_paragraphs(
    lines: list[str], paragraphs: list[tuple[int, int]]
) -> None:
    assert paragraphs_of("\n".join(lines)) == [[" ".join(lines[first:last]) for first, last in paragraphs]]


def line_of(cells: int) -> str:
    """A line of so many cells that no sentence ends or goes on with."""
    return ("Odmar ferry bridge " * cells)[: cells - 1] + "z"


def pairs(number: int, cells: int) -> str:
    """Paragraphs of two lines: the first takes so many cells, and the second starts with a word of two letters."""
    return "\n\n".join([f"{line_of(cells)}\nNo ferry."] * number)


FULL = 60  # cells


@pytest.mark.parametrize(
    ("text", "is_wrapped"),
    [
        (pairs(4, 39), False),
        (pairs(4, 40), True),
        (pairs(4, 132), True),
        (pairs(4, 133), False),
        # So few full lines show no width.
        (pairs(2, FULL), False),
        (pairs(3, FULL), True),
        # Half of the long lines are full, or fewer; a line that takes .6 of the width is none of them.
        (f"{pairs(3, FULL)}\n\n{pairs(3, 50)}", True),
        (f"{pairs(3, FULL)}\n\n{pairs(4, 50)}", False),
        (f"{pairs(3, FULL)}\n\n{pairs(4, 37)}", False),
        (f"{pairs(3, FULL)}\n\n{pairs(4, 36)}", True),
        # Two lines stick out: at most .02 of what shows a width, or more.
        (f"{pairs(50, FULL)}\n\n{line_of(100)}\n\n{line_of(100)}", True),
        (f"{pairs(49, FULL)}\n\n{line_of(100)}\n\n{line_of(100)}", False),
        # One line in 50 is wider than any width, or one in 49.
        (f"{pairs(24, FULL)}\n\n{line_of(50)}\n\n{line_of(133)}", True),
        (f"{pairs(24, FULL)}\n\n{line_of(133)}", False),
    ],
    ids=[
        "39 cells", "40 cells", "132 cells", "133 cells", "2 full lines", "3 full lines", "half full", "less than half",
        "37 of 60 cells is long", "36 is not", "2 of 52 stick out", "2 of 51 stick out", "1 of 50 beyond",
        "1 of 49 beyond",
    ],
)  # fmt: skip
def test_a_document_is_wrapped_or_not(text: str, is_wrapped: bool) -> None:
    first = paragraphs_of(text)[0][0]
    assert first.endswith(" No ferry.") is is_wrapped


@pytest.mark.parametrize(("lines", "paragraphs"), [(3, 3), (4, 1)])
def test_four_full_lines_are_a_column_in_a_document_of_another_width(lines: int, paragraphs: int) -> None:
    other = f"{line_of(100)}\n\n{line_of(100)}"
    assert len(paragraphs_of("\n".join([line_of(45)] * lines) + f"\n\n{other}")[0]) == paragraphs + 2


def test_wrapped_japanese_comes_back_without_spaces() -> None:
    sentences = (
        "台風の影響で島と本土を結ぶ連絡船は三日間にわたり欠航していたが、五日の朝から運航を再開したと港務局が発表した。",
        "連絡船は一日四往復で、最初の便には学校の児童と郵便物、それに野菜を積んだ車が乗り、桟橋では住民が手を振った。",
    )
    paragraphs = [sentence * 2 for sentence in sentences]
    text = "\n\n".join("\n".join(re.findall(".{1,30}", paragraph)) for paragraph in paragraphs)
    assert paragraphs_of(text) == [paragraphs]


def test_japanese_lines_that_end_early_are_full() -> None:
    """A mark may not open a line, so the characters before it go down with it, and their line is a little short."""
    sentence = "島と本土を結ぶ連絡船は三日間欠航していたが五日の朝から運航を再開したと港務局が発表し手を振った。" * 2
    widths = [25, 23, 25, 22]
    ends = [sum(widths[:number]) for number in range(5)]
    lines = [sentence[begin:end] for begin, end in itertools.pairwise([*ends, len(sentence)])]
    assert paragraphs_of("\n\n".join(["\n".join(lines)] * 3)) == [[sentence] * 3]


def test_a_paragraph_opens_after_a_dateline() -> None:
    """Even with a small letter, below a headline that a blank line parts from it."""
    lines = lines_of(f"{ending(60, '')}\n\nthe harbour was shut.")
    below = lines.with_columns(after_dateline=pl.Series([False, True]))
    assert unwrap_lines(lines, rulebook.load())["block"].n_unique() == 1
    assert unwrap_lines(below, rulebook.load())["block"].n_unique() == 2


LONG = "The keeper said on Tuesday in the harbour that she had never thought such a light could be right for the"


@pytest.mark.parametrize(
    ("first", "second", "glue"),
    [
        (LONG, "Islanders of the outer rocks, who had asked for a lantern of their own.", " "),
        (LONG + " people", "who live there, and that it had been mended for somebody else altogether.", " "),
        (LONG + " people", ", and for nobody else.", ""),
        (
            LONG + " islanders of Salt Harbour,",
            "Odmar and the outer rocks, where no light has been seen for years.",
            " ",
        ),
    ],
    ids=["after a function word", "before a small letter", "before a comma", "after a comma"],
)
@pytest.mark.parametrize(
    "gap",
    ["\n", "\n\n", "\r\n\r\n", "\u2029"],
    ids=["line end", "blank line", "blank line of Windows", "paragraph separator"],
)
def test_a_paragraph_broken_in_a_sentence_is_rejoined(first: str, second: str, glue: str, gap: str) -> None:
    other = "Nobody else had a word to say about it, and the meeting ended before noon on the same day."
    assert paragraphs_of(f"{other}{gap}{first}{gap}{second}\n\n{other}") == [[other, first + glue + second, other]]


def ending(chars: int, end: str) -> str:
    """A line of so many characters, with a given end."""
    return line_of(chars - len(end)) + end


@pytest.mark.parametrize(
    ("chars", "end", "gap", "second", "below_a_sentence", "at_the_head"),
    [
        # A small letter, below what is as long as verse at most, or longer.
        (49, "", "\n", "and sails.", False, False),
        (50, "", "\n", "and sails.", True, True),
        (50, "", "\n\n", "and sails.", True, True),
        # A capital below a comma or a function word.
        (49, " with", "\n", "Ines Renner.", False, False),
        (50, " with", "\n", "Ines Renner.", True, True),
        (89, ",", "\n\n", "Ines Renner.", False, False),
        (90, ",", "\n\n", "Ines Renner.", True, False),
        (90, " the", "\n\n", "Ferry of Ines.", True, False),
        (90, " an", "\n\n", "Odmar ferry.", True, False),
        (90, " The", "\n\n", "Ferry of Ines.", True, False),
        (90, " OF THE", "\n\n", "ODMAR FERRY.", True, False),
        (90, " der", "\n\n", "Hafen von Odmar.", True, False),
        (90, " with", "\n\n", "Ines Renner.", False, False),
        (90, " with", "\n\n", "“Ines Renner.”", False, False),
        (90, " with", "\n\n", "40 crowns.", True, False),
        # Some names start with a small letter, and may open a paragraph below a blank line.
        (60, "", "\n", "iPhone sales rose.", True, True),
        (60, "", "\n\n", "iPhone sales rose.", False, False),
        (60, "", "\n\n", "d’Alm said so.", False, False),
        (60, "", "\n\n", "e-Odmar is a ferry.", False, False),
        (60, "", "\n\n", "de Vries says so.", False, False),
        (60, "", "\n\n", "van den Alm says so.", False, False),
        (60, "", "\n\n", "al-Rashid, 40, said so.", False, False),
        (60, "", "\n\n", "de la mer.", True, True),
        (60, "", "\n\n", "vans of Alm.", True, True),
        (60, "", "\n\n", "der Mann von Alm.", True, True),
        # A byline, unless a line goes on from it.
        (60, "", "\n", "by Ana Sol", False, False),
        (60, "", "\n", "by Ana Sol\nand by nobody else of those who had been on the island.", True, True),
        (60, "", "\n", "by night.", True, True),
        # A day of publication.
        (60, "", "\n", "updated 1/9/2012", False, False),
        (60, "", "\n", "updated on 1 September and again at the end of the month by all.", True, True),
        (60, "", "\n", "updated at night.", True, True),
    ],
)
def test_what_shows_at_a_break_decides(
    chars: int, end: str, gap: str, second: str, below_a_sentence: bool, at_the_head: bool
) -> None:
    """``chars`` and ``end`` are of the line before the break; the last two say whether the lines are joined."""
    first = ending(chars, end)
    joined = f"{first} {second}".replace("\n", " ")
    for before, is_joined in (("The ferry is back.\n\n", below_a_sentence), ("", at_the_head)):
        (found,) = paragraphs_of(f"{before}{first}{gap}{second}")
        assert (joined in found) is is_joined
        assert (first in found) is not is_joined


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_only_a_blank_line_parts_a_headline_from_a_capital(gap: str) -> None:
    """Whatever the headline ends with; lower down, the same lines are one paragraph."""
    headline, opening = ending(100, " of the"), "Council of Odmar met."
    together = [f"{headline} {opening}"]
    assert paragraphs_of(headline + gap + opening) == [together if gap == "\n" else [headline, opening]]
    assert paragraphs_of(f"No ferry.\n\n{headline}{gap}{opening}") == [["No ferry.", *together]]


def test_a_hyphen_that_breaks_a_word_is_told_from_one_of_a_compound() -> None:
    lines = lines_of("By lamp-\nlight the keeper of the light-\nhouse rowed out, and the lamplight was half-\nbroken.")
    joined = unwrap_lines(lines, rulebook.load())
    assert joined["broken"].to_list() == [True, True, False, False]
    assert joined["glue"].to_list() == ["", "", "", ""]


@pytest.mark.parametrize(
    "lines",
    [
        ["The lantern turns,", "the tide comes in,", "and nobody at all", "has seen the keeper."],
        ["Results of the regatta", "1. Odmar, in four hours", "2. Salt Harbour, in five", "3. Linden, which sank"],
        ["- the ferry, which sails on Tuesday and on Friday of every week", "- and the bridge, which does not"],
        ["Read more", "about the ferry"],
        ["The first sentence is a whole one, and it ends where its line does.", "so does this, which starts small."],
        ["[A picture of the harbour on the morning of the storm, with the]", "lantern of the keeper in front of it."],
    ],
    ids=["verse", "numbered list", "bullets", "labels", "whole sentence", "brackets"],
)
def test_lines_that_end_on_purpose_stay(lines: list[str]) -> None:
    assert paragraphs_of("\n".join(lines)) == [lines]


@pytest.mark.parametrize(
    "opening", ["”Vi är en dag sena", "’Tis the season of storms", ".500 is a fine average", ".NET is not a sea"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["line end", "blank line"])
def test_a_mark_that_also_ends_a_paragraph_may_open_one(opening: str, gap: str) -> None:
    assert paragraphs_of(f"Färjan är tillbaka{gap}{opening}") == [["Färjan är tillbaka", opening]]


@pytest.mark.parametrize(
    "opening", ["”", "” said the keeper", "’, she said", ". He left", ", and he left", ") and left"]
)
def test_a_mark_that_only_ends_a_paragraph_goes_on_with_it(opening: str) -> None:
    assert paragraphs_of(f"The ferry is back\n{opening}") == [["The ferry is back" + opening]]


def test_two_blank_lines_end_a_paragraph() -> None:
    assert paragraphs_of(f"{LONG}\n\n\nislanders of the outer rocks.") == [[LONG, "islanders of the outer rocks."]]


def test_no_paragraph_reaches_into_another_document() -> None:
    assert paragraphs_of(LONG, "islanders of the outer rocks.") == [[LONG], ["islanders of the outer rocks."]]


def test_blocks_of_a_page_are_never_rejoined() -> None:
    lines = lines_of(f"{LONG}\nislanders of the outer rocks.").with_columns(tag=pl.lit("p"))
    assert unwrap_lines(lines, rulebook.load())["block"].n_unique() == 2


odd_texts = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
    | st.sampled_from(["\n", "\r\n", *"\r\x0b\x0c\x85\u2028\u2029 \t\u3000\x1cx"]),
    max_size=20,
).map("".join)


@settings(max_examples=30)
@given(st.lists(odd_texts, max_size=5))
def test_joining_changes_no_line_and_numbers_blocks_in_order(documents: list[str]) -> None:
    lines = lines_of(*documents)
    joined = unwrap_lines(lines, rulebook.load())
    assert joined.select(lines.columns).equals(lines)
    assert joined["block"].is_sorted()
    assert set(joined["glue"]) <= {"", " "}
    first = joined.filter(pl.col("block").is_first_distinct())
    assert set(first["glue"]) <= {""}
    assert first.height == joined.select("doc", "block").n_unique()


def test_no_lines_give_no_pieces() -> None:
    assert unwrap_lines(lines_of(), rulebook.load()).is_empty()


def test_pieces_of_one_line_stay_together() -> None:
    lines = lines_of("It rained and it fell.")
    # An inline rule has cut the line in two.
    pieces = pl.concat([lines, lines]).with_columns(text=pl.Series(["It rained", "and it fell."]))
    joined = unwrap_lines(number_texts(pieces), rulebook.load())
    assert joined.select("block", "glue").rows() == [(1, ""), (1, " ")]


def test_pieces_between_which_only_marks_were_cut_are_not_set_apart() -> None:
    lines = lines_of("The un*believ*able harbour")
    pieces = pl.concat([lines, lines, lines]).with_columns(
        text=pl.Series(["The un", "believ", "able harbour"]), apart=pl.Series([True, False, False])
    )
    assert unwrap_lines(number_texts(pieces), rulebook.load())["glue"].to_list() == ["", "", ""]
