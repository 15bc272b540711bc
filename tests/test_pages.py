"""Pages become the blocks that a reader sees, all of them, in their order."""

from __future__ import annotations

from itertools import count

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.reading.lines import LINES
from tasks.reading.page.blocks import PAGES, Block, page_lines, parse_page, place_of, visible_blocks

STORY = """
<h1>The ferry sails again</h1>
<p>The ferry to Odmar sailed again on Tuesday after eleven days in dock, the harbour office said in a note.</p>
<p>Divers had replaced a bearing on the left shaft, and the first crossing carried forty lorries and a school class.</p>
<p>“We are a day ahead of what we promised,” said Ines Korvald, who runs the line with her two brothers.</p>
"""


def seen(source: str) -> list[str]:
    return [block.text for block in visible_blocks(parse_page(source))]


def only(source: str) -> Block:
    (block,) = visible_blocks(parse_page(source))
    return block


def lines(*sources: str, vote: bool = True) -> tuple[pl.DataFrame, pl.DataFrame]:
    documents = pl.DataFrame({"doc": range(len(sources)), "text": sources}, {"doc": pl.UInt32, "text": pl.String})
    return page_lines(documents, vote=vote)


# what is seen


def test_text_that_the_parser_leaves_in_the_head_is_seen() -> None:
    assert seen("<title>Ferry</title><script>1</script><tr>It sails again.</tr>") == ["It sails again."]


HIDDEN = ("script", "style", "noscript", "template", "svg", "math", "canvas", "audio", "video", "object", "iframe")
AROUND = (
    "div", "p", "ul", "ol", "li", "dl", "dd", "table", "tr", "td", "th", "section", "article", "main", "nav", "aside",
    "header", "footer", "figure", "figcaption", "blockquote", "h1", "h4", "pre", "center", "details", "form", "address",
    "fieldset", "button", "label", "select", "option", "a", "b", "span", "i", "sup", "font", "time", "ruby", "rt",
    "custom-element", "amp-story",
)  # fmt: skip
STRAY = (
    "<br>", "<br/>", "<hr>", "<img alt=x>", "<input value=x>", "<wbr>", "<!-- a comment -->", "<!doctype html>", "</p>",
    "<?php echo 1 ?>", "<![CDATA[ no ]]>", "</div>", "</b>", "</body>", "</html>", "<body class=x>", "<html lang=de>",
    "<p>", "<li>", "<td>", "<div class='x' id=\"y\">", "<p title='a > b'>", "<a href=x><a href=y>", "<frameset>", "\n",
)  # fmt: skip
BROKEN = ("<", ">", "&", "&amp;", "&#0;", "&nbsp;", "</", "<!", "<!--", "-->", "<a", "<script>", "</style>", "<pre>")
WORD = "\x00"  # stands for a word of its own, numbered when the page is written


def element(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    around = st.sampled_from(AROUND)
    is_closed = st.sampled_from((True, True, True, False))
    return st.builds(lambda tag, parts, end: [f"<{tag}>", *parts, f"</{tag}>" * end], around, inner, is_closed)


hidden = st.sampled_from(HIDDEN).map(lambda tag: [f"<{tag}>", "unseen ", f"</{tag}>"])
word = st.just([WORD])
pages = st.recursive(
    word | word | hidden | st.sampled_from(STRAY).map(lambda stray: [stray]),
    lambda inner: element(st.lists(inner, max_size=5).map(lambda parts: [part for each in parts for part in each])),
    max_leaves=40,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(pages, max_size=8))
def test_every_word_outside_of_what_is_hidden_is_seen_once_and_in_its_order(parts: list[list[str]]) -> None:
    numbers = count()
    page = "".join(f" word{next(numbers)} " if part == WORD else part for each in parts for part in each)
    assert " ".join(seen(page)).split() == [f"word{number}" for number in range(next(numbers))]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*STRAY, *BROKEN]) | st.text(max_size=9)))
def test_no_page_raises_and_no_block_is_blank_or_broken(parts: list[str]) -> None:
    for block in visible_blocks(parse_page("".join(parts))):
        assert block.text
        assert " ".join(block.text.split()) == block.text
        assert 0 <= block.linked <= 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>one<p>two", ["one", "two"]),
        ("<p>one <b>two</b> <i>three</i></p>", ["one two three"]),
        ("<p>un<b>broken</b></p>", ["unbroken"]),
        ("<p>one<br>two<br/>three", ["one", "two", "three"]),
        ("<p>folded \n\t white&nbsp;&nbsp;space </p>", ["folded white space"]),
        ("<pre>one\n\n  two\nthree</pre><p>four\nfive", ["one", "two", "three", "four five"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<table><tr>loose<td>one<td>two</table>", ["loose", "one", "two"]),
        ("<div>before<p>inside</p>after</div>", ["before", "inside", "after"]),
        ("<a>Home</a><a>World</a>", ["Home World"]),
        ("<b><a>Home</a></b><b><a>World</a></b>", ["Home World"]),
        ("<p>one<script>var a = '<p>two</p>'</script><style>p {}</style> three", ["one three"]),
        ("<p>one<noscript><p>two</p></noscript> three</p>", ["one three"]),
        ("<p>one<svg><text>two</text></svg>three</p>", ["one", "three"]),
        ("<a>Home</a><script>x</script><a>World</a><noscript><img></noscript><a>Sport</a>", ["Home World Sport"]),
        ("<title>one</title><p>two", ["two"]),
        ("<p>Tom &amp; Ines &lt;b&gt; &#8217;", ["Tom & Ines <b> ’"]),
        ("<custom-box>one<custom-box>two</custom-box></custom-box>", ["one", "two"]),
        ("<p>one</p></body></html><p>two", ["one", "two"]),
        ("<html><body><p>one</body></html><html><body><p>two</body></html>", ["one", "two"]),
        ("<div><p>a fragment, not a page</p></div>", ["a fragment, not a page"]),
        ("<p>one</p>\0<p>two\x0bthree", ["one", "two three"]),
        ("<?xml version='1.0' encoding='iso-8859-1'?><html><body>é", ["é"]),
        ("<meta charset=iso-8859-1><p>é", ["é"]),
        ("no element at all\n\nbut two lines & more", ["no element at all", "but two lines & more"]),
        ("4 < 5 and 6 > 5", ["4 < 5 and 6 > 5"]),
        ("<!-- only a comment -->", []),
        ("<script>only()</script>", []),
        ("<html></html>", []),
        ("", []),
    ],
)
def test_blocks_are_what_a_reader_sees(source: str, expected: list[str]) -> None:
    assert seen(source) == expected


@pytest.mark.parametrize("depth", [200, 2_000, 50_000])
def test_nesting_loses_nothing(depth: int) -> None:
    page = f"<html><body><p>before</p>{'<div>' * depth}inside<script>no()</script>{'</div>' * depth}<p>after</p>"
    assert seen(page) == ["before", "inside", "after"]


def test_a_text_of_20_mb_is_seen_whole() -> None:
    text = "The ferry to Odmar sailed again. " * 600_000
    assert seen(f"<p>{text}</p><p>after</p>") == [text.strip(), "after"]


# what is known of a block


@pytest.mark.parametrize(
    ("source", "share"),
    [
        ("<p>no link at all</p>", 0.0),
        ("<p><a href=/>all of it</a></p>", 1.0),
        ("<p>half<a href=/>half</a></p>", 0.5),
        ("<p>half<a href=/><b>ha</b>lf</a></p>", 0.5),
        ("<a href=/><p>a block in a link</p></a>", 1.0),
    ],
)
def test_the_share_in_links(source: str, share: float) -> None:
    assert only(source).linked == pytest.approx(share)


def test_a_link_before_says_nothing_of_the_next_block() -> None:
    assert [block.linked for block in visible_blocks(parse_page("<p><a href=/>one</a></p><p>two</p>"))] == [1.0, 0.0]


def test_a_block_knows_its_element_and_its_place() -> None:
    page = """<nav>menu</nav>
    <article><h2>headline</h2><p>text</p><ul class="related-links"><li>other</li></ul></article>
    <footer id="imprint"><div class="postComments">said</div></footer>"""
    found = {block.text: (block.tag, set(block.place.split())) for block in visible_blocks(parse_page(page))}
    assert found["menu"][0] == "nav"
    assert "nav" in found["menu"][1]
    assert found["headline"] == ("h2", {"article"})
    assert found["text"] == ("p", {"article"})
    assert found["other"][0] == "li"
    assert {"article", "related"} <= found["other"][1]
    assert {"footer", "comment"} <= found["said"][1]


def test_siblings_share_their_parent() -> None:
    page = "<div><p>one <b>bold</b><p>two<br>three</p><section><p>inner</section></div><div>other<p>inside</div>"
    found = {block.text: (block.parent, block.depth) for block in visible_blocks(parse_page(page))}
    assert found["one bold"] == found["two"] == found["three"]
    assert found["inner"][1] == found["one bold"][1] + 1
    assert found["inside"][0] != found["other"][0]
    assert found["inside"][1] == found["other"][1] + 1


@pytest.mark.parametrize(
    "attribute", ["hidden", "aria-hidden=true", "style='color: red; display : none'", "style='VISIBILITY:hidden'"]
)
def test_what_says_it_is_hidden_is_seen_but_says_so(attribute: str) -> None:
    hidden, shown = visible_blocks(
        parse_page(f"<div {attribute}><p>one</p></div><div style='display: block'><p>two</p></div>")
    )
    assert (hidden.text, hidden.place) == ("one", "hidden")
    assert (shown.text, shown.place) == ("two", "")


def test_a_place_is_told_by_whole_words() -> None:
    assert place_of("div", "recommender") == place_of("div", "")
    assert "comment" in place_of("div", "articleComments").split()


# frames


def test_offsets_point_into_the_visible_text() -> None:
    frame, said = lines(STORY, "", "<p>one<p>two 🙂 é<p>three")
    assert frame.schema == LINES
    assert said.schema == PAGES
    texts = dict(said.select("doc", "text").iter_rows())
    assert texts[1] == ""
    assert texts[2] == "one\ntwo 🙂 é\nthree"
    for doc, start, end, text in frame.select("doc", "raw_start", "raw_end", "text").iter_rows():
        assert texts[doc][start:end] == text
    assert frame.filter(pl.col("doc") == 2)["line"].to_list() == [0, 1, 2]


def test_what_trafilatura_reads_changes_nothing_that_is_seen() -> None:
    """Both look at one tree, and trafilatura cuts it down: it must come second."""
    page = f"<html><body><nav><a href=/>Home</a></nav><p>»</p>{STORY}<footer>© The Courier</footer></body></html>"
    asked, unasked = lines(page), lines(page, vote=False)
    assert asked[0].drop("vote").equals(unasked[0].drop("vote"))
    assert asked[1].equals(unasked[1])
    assert unasked[0]["vote"].null_count() == unasked[0].height


def test_a_verdict_is_for_each_block() -> None:
    page = f"""<html lang="en"><head><title>The ferry sails again</title><meta property="og:url" content="https://courier.example/1">
    </head><body><nav><a href=/>Home</a> <a href=/w>World</a></nav><article>{STORY}</article>
    <footer>© The Courier, all rights reserved</footer></body></html>"""
    frame, said = lines(page)
    votes = dict(frame.select("text", "vote").iter_rows())
    assert [votes[text] for text in votes if text.startswith(("The ferry to", "Divers", "“We"))] == [True] * 3
    assert votes["Home World"] is False
    assert said.select("page_title", "page_url", "page_language").row(0) == (
        "The ferry sails again",
        "https://courier.example/1",
        "en",
    )


def test_a_verdict_on_a_very_long_block() -> None:
    long = "The ferry to Odmar sailed again on Tuesday after eleven days in dock. " * 90_000
    frame, _ = lines(f"<html><body><article>{STORY}<p>{long}</p></article></body></html>")
    assert frame.filter(pl.col("text").str.len_chars() > 1_000_000)["vote"].to_list() == [True]


def test_a_page_that_warns_stays_quiet(recwarn: pytest.WarningsRecorder, capfd: pytest.CaptureFixture[str]) -> None:
    lines(f"<html><body><time>March 5, 2031 10:15 EST</time>{STORY}</body></html>", "<p>x", "")
    assert list(recwarn) == []
    assert capfd.readouterr() == ("", "")


def test_no_documents_give_no_lines() -> None:
    frame, said = lines()
    assert (frame.schema, frame.height) == (LINES, 0)
    assert (said.schema, said.height) == (PAGES, 0)
