"""Lines that a renderer wrapped or an editor broke become the paragraphs that a person sees."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import rulebook
from tasks.cleaning.unwrap import unwrap_lines
from tasks.columns.texts import number_texts
from tests.cleaning.unwrapped import lines_of, paragraphs_of, wrapped

WORDS = (
    "the of and to in that for it was on are with as his they at one have this from had not but some what there we "
    "out other were all your when up use word how said an each which do their time will way about many then them "
    "would write like these her long make thing see him two has look more day could go come did my no most who over "
    "know than call first people may down side been now find harbour ferry council bridge lantern island keeper"
)
# Enough lines to see a width by, as any article has.
phrases = st.lists(st.sampled_from(WORDS.split()), min_size=8, max_size=22).map(" ".join)
sentences = phrases.map(lambda phrase: f"{phrase.capitalize()}.")
prose = st.lists(st.lists(sentences, min_size=3, max_size=6).map(" ".join), min_size=4, max_size=7)


def seen_width(lines: list[str]) -> int:
    """The width at which lines seem to be wrapped: that of the widest, but for few that stick out.

    The numbers are those of ``tasks/cleaning/unwrap.py``, written out: one that imported them would follow any change.
    """
    worded = [len(line) for line in lines if line.count(" ") > 2 and 40 <= len(line) <= 132]
    return sorted(worded)[int(0.98 * (len(worded) - 1))]


@pytest.mark.parametrize("width", [60, 72, 80])
@settings(max_examples=15)
@given(articles=st.lists(prose, min_size=1, max_size=8))
def test_hard_wrapped_paragraphs_come_back(width: int, articles: list[list[str]]) -> None:
    apart = ["\n\n".join("\n".join(wrapped(paragraph, width)) for paragraph in article) for article in articles]
    assert paragraphs_of(*apart) == articles


@pytest.mark.parametrize("width", [60, 72, 80])
@settings(max_examples=15)
@given(articles=st.lists(prose, min_size=1, max_size=8))
def test_without_blank_lines_only_a_full_last_line_hides_the_end_of_a_paragraph(
    width: int, articles: list[list[str]]
) -> None:
    """Expects what the rule of ``unwrap_lines`` says, applied to whole paragraphs: this test cannot judge the rule."""
    pages = [[wrapped(paragraph, width) for paragraph in article] for article in articles]
    found = paragraphs_of(*("\n".join(line for paragraph in page for line in paragraph) for page in pages))
    for article, page, blocks in zip(articles, pages, found, strict=True):
        seen = seen_width([line for paragraph in page for line in paragraph])
        expected = [article[0]]
        for before, paragraph in zip(page[:-1], article[1:], strict=True):
            if len(before[-1]) + 1 + len(paragraph.split()[0]) > seen:
                expected[-1] += " " + paragraph
            else:
                expected.append(paragraph)
        assert blocks == expected


def test_wrapped_japanese_comes_back_without_spaces() -> None:
    sentences = (
        "台風の影響で島と本土を結ぶ連絡船は三日間にわたり欠航していたが、五日の朝から運航を再開したと港務局が発表した。",
        "連絡船は一日四往復で、最初の便には学校の児童と郵便物、それに野菜を積んだ車が乗り、桟橋では住民が手を振った。",
    )
    paragraphs = [sentence * 2 for sentence in sentences]
    text = "\n\n".join("\n".join(re.findall(".{1,30}", paragraph)) for paragraph in paragraphs)
    assert paragraphs_of(text) == [paragraphs]


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
