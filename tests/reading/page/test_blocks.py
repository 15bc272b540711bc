"""The blocks of a page are what a reader sees, all of it, in its order."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.reading.page.blocks import Block, may_hold_metadata, visible_blocks, walk_page
from tasks.reading.page.inline_marks import ANNOTATION, END
from tasks.reading.page.parse import parse_page
from tests.reading.page.small_pages import BROKEN, STRAY


def visible_texts(source: str) -> list[str]:
    """The texts of the blocks of a page."""
    return [block.text for block in visible_blocks(parse_page(source))]


def only_block(source: str) -> Block:
    """The only block of a page."""
    (block,) = visible_blocks(parse_page(source))
    return block


def test_text_that_the_parser_leaves_in_the_head_is_seen() -> None:
    assert visible_texts("<title>Ferry</title><script>1</script><tr>It sails again.</tr>") == ["It sails again."]


HIDDEN = ("script", "style", "noscript", "template", "svg", "math", "canvas", "audio", "video", "object", "iframe")
AROUND = (
    "div", "p", "ul", "ol", "li", "dl", "dd", "table", "tr", "td", "th", "section", "article", "main", "nav", "aside",
    "header", "footer", "figure", "figcaption", "blockquote", "h1", "h4", "pre", "center", "details", "form", "address",
    "fieldset", "button", "label", "select", "option", "a", "b", "span", "i", "sup", "font", "time", "ruby", "rt",
    "custom-element", "amp-story",
)  # fmt: skip
WORD = "\x00"  # becomes a word of its own, numbered when the page is written


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


@settings(max_examples=200)
@given(st.lists(pages, max_size=8))
def test_every_word_outside_of_what_is_hidden_is_seen_once_and_in_its_order(parts: list[list[str]]) -> None:
    numbers = count()
    page = "".join(f" word{next(numbers)} " if part == WORD else part for each in parts for part in each)
    seen = " ".join(visible_texts(page)).replace(ANNOTATION, "").replace(END, "")
    assert seen.split() == [f"word{number}" for number in range(next(numbers))]


@settings(max_examples=200)
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
        ("<script>only_block()</script>", []),
        ("<html></html>", []),
        ("", []),
    ],
)
def test_blocks_are_what_a_reader_sees(source: str, expected: list[str]) -> None:
    assert visible_texts(source) == expected


@pytest.mark.parametrize("depth", [200, 2_000, 50_000])
def test_nesting_loses_nothing(depth: int) -> None:
    page = f"<html><body><p>before</p>{'<div>' * depth}inside<script>no()</script>{'</div>' * depth}<p>after</p>"
    assert visible_texts(page) == ["before", "inside", "after"]


def test_a_text_of_20_mb_is_seen_whole() -> None:
    text = "The ferry to Odmar sailed again. " * 600_000
    assert visible_texts(f"<p>{text}</p><p>after</p>") == [text.strip(), "after"]


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
    assert only_block(source).linked == pytest.approx(share)


def test_a_link_in_one_block_does_not_count_in_the_next() -> None:
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
def test_an_element_that_hides_itself_is_seen_and_its_place_says_so(attribute: str) -> None:
    hidden, shown = visible_blocks(
        parse_page(f"<div {attribute}><p>one</p></div><div style='display: block'><p>two</p></div>")
    )
    assert (hidden.text, hidden.place) == ("one", "hidden")
    assert (shown.text, shown.place) == ("two", "")


# metadata


@pytest.mark.parametrize(
    ("element", "holds"),
    [
        ("<meta name=author content=x>", True),
        ("<time datetime=2024-03-05>today</time>", True),
        ("<script type=application/ld+json>{}</script>", True),
        ("<div class='post-Author'>x</div>", True),
        ("<span itemprop='author name'>x</span>", True),
        ("<a rel=author href=/i>x</a>", True),
        ("<a rel=next href=/i>x</a>", False),
        ("<p class=date>x</p>", False),
        ("<p>x</p>", False),
    ],
)
def test_an_element_may_hold_metadata_by_its_tag_or_because_it_may_name_an_author(element: str, holds: bool) -> None:
    (found,) = parse_page(f"<body><div>{element}</div>").find(".//div")
    assert may_hold_metadata(found) == holds


@settings(max_examples=100)
@given(st.lists(pages, max_size=8))
def test_the_walk_gives_every_element_that_may_hold_metadata_once(parts: list[list[str]]) -> None:
    attributes = count()
    page = "".join(part.replace(">", " class=author>", next(attributes) % 2) for each in parts for part in each)
    tree = parse_page(page)
    assert walk_page(tree).metadata_elements == [element for element in tree.iter() if may_hold_metadata(element)]
