"""Footnote marks, exponents, quotation marks and drop caps come out of a page as a reader understands them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.reading.page.blocks import visible_blocks
from tasks.reading.page.inline_marks import joined_drop_caps
from tasks.reading.page.parse import parse_page
from tests.test_cases import tables_of

BEHIND = " while the yard works on the shaft of the second ship and the council looks for money."


def text_of(source: str) -> str:
    """The text of the blocks of a page, with footnote marks in braces."""
    text = "|".join(block.text for block in visible_blocks(parse_page(source)))
    return text.replace("\ufffa", "{").replace("\ufffb", "}")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>In 2023<sup>3</sup>, 38,000<sup>1</sup> people", "In 2023{3}, 38,000{1} people"),
        ("<p>25<sup><a href='#n5'>5</a></sup> days.<sup>6,7</sup> Then", "25{5} days.{6,7} Then"),
        ("<p>fare<a class=footnote href='#n1'>1</a> and the ice<a href='#n2'>[2]</a>", "fare{1} and the ice{[2]}"),
        ("<p>the fare<sup>[3]</sup> and the ice<sup>*</sup>", "the fare{[3]} and the ice{*}"),
        ("<p>10<sup>6</sup> rivets, 10<sup>-3</sup> grams, x<sup>2</sup>", "10⁶ rivets, 10⁻³ grams, x²"),
        ("<p>40 m<sup>2</sup>, 3 km<sup>2</sup>, 90<sup>th</sup>, £4<sup>.99</sup>", "40 m2, 3 km2, 90th, £4.99"),
        ("<p>la 1<sup>a</sup> volta, le 3<sup>e</sup> jour", "la 1a volta, le 3e jour"),
        ("<p><sup>1</sup> So says the yard.", "1 So says the yard."),
        ("<p>Go to <a href='#top'>top</a> or <a href='#p2'>2</a>", "Go to top or 2"),
    ],
)  # fmt: skip
def test_raised_and_linked_numbers(source: str, text: str) -> None:
    assert text_of(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p><ruby>港<rt>みなと</rt></ruby>の<ruby>橋<rt>はし</rt></ruby>", "港{みなと}の橋{はし}"),
        ("<p><ruby>港<rp>（</rp><rt>みなと</rt><rp>）</rp></ruby>の橋", "港（みなと）の橋"),
        ("<p><ruby>港<rt> </rt></ruby>の橋", "港 の橋"),
    ],
)
def test_how_characters_are_read_is_an_annotation(source: str, text: str) -> None:
    assert text_of(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p><q>Nobody asked us</q>, said Jon Rasker.", "“Nobody asked us”, said Jon Rasker."),
        ("<html lang=de><p>Er sagte: <q>Wir kommen <q>bald</q> wieder.</q>", "Er sagte: „Wir kommen ‘bald’ wieder.“"),
        ("<html lang='fr-CA'><p>Il a dit <q>non</q>.", "Il a dit «non»."),
        ("<p><q>“We shall”</q> and “<q>we will</q>”", "“We shall” and “we will”"),
        ("<p>an empty <q></q> one", "an empty one"),
    ],
)
def test_quotations_have_the_marks_that_browsers_show(source: str, text: str) -> None:
    assert text_of(source) == text


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (["C", f"ouncillors voted{BEHIND}"], [None, f"Councillors voted{BEHIND}"]),
        (["“W", f"e waited{BEHIND}"], [None, f"“We waited{BEHIND}"]),
        (["É", f"mus, ils attendent{BEHIND}"], [None, f"Émus, ils attendent{BEHIND}"]),
        (["A", f"fter the storm{BEHIND}"], [None, f"After the storm{BEHIND}"]),
        (["A", f"ferry waited{BEHIND}", "The ferry sails."], [None, f"A ferry waited{BEHIND}", "The ferry sails."]),
        ([f"T he council met{BEHIND}", "So the council met."], [f"The council met{BEHIND}", "So the council met."]),
        ([f"C ouncillors voted{BEHIND}"], [f"Councillors voted{BEHIND}"]),
        ([f"A man waited{BEHIND}", "The man"], [f"A man waited{BEHIND}", "The man"]),
        ([f"T cells grew{BEHIND}", "The cells"], [f"T cells grew{BEHIND}", "The cells"]),
        (["C", "ouncil"], ["C", "ouncil"]),
        (["C", f"Councillors voted{BEHIND}"], ["C", f"Councillors voted{BEHIND}"]),
        (["x", f"ouncillors voted{BEHIND}"], ["x", f"ouncillors voted{BEHIND}"]),
    ],
)
def test_a_drop_cap_is_part_of_its_paragraph(texts: list[str], joined: list[str | None]) -> None:
    assert joined_drop_caps(texts) == joined


def test_a_word_stays_whole_without_its_reading(tmp_path: Path) -> None:
    title = "<ruby>新<rt>あたら</rt></ruby>しい<ruby>橋<rt>はし</rt></ruby>ができました"
    town = "<ruby>港町<rt>みなとまち</rt></ruby>"
    body = f"{town}に<ruby>新<rt>あたら</rt></ruby>しい橋ができました。みんながわたりました。"
    page = f"<html lang=ja><title>ニュース</title><h1>{title}</h1><p>{body}</p><p>{body.replace('橋', '駅')}</p>"
    article = tables_of(tmp_path, "quay/bridge.html", page)["articles"]
    assert article["title"].item() == "新しい橋ができました"
    assert article["body"].item().startswith("港町に新しい橋ができました。")


def test_a_footnote_mark_is_a_removal(tmp_path: Path) -> None:
    page = f"<h1>The ferry waits</h1><p>The ferry waited 25<sup>5</sup> days in the ice of 2023<sup>[6]</sup>,{BEHIND}"
    tables = tables_of(tmp_path, "quay/ferry.html", page)
    assert tables["articles"]["body"].item() == f"The ferry waited 25 days in the ice of 2023,{BEHIND}"
    marks = tables["removals"].filter(role="markup")
    assert marks["evidence"].to_list() == ["any.markup.footnote"] * 2
