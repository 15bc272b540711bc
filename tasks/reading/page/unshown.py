"""Finds the article of a page that a script would show: in JSON-LD, in ``noscript`` or ``template``, in script state.

Such a page shows a menu at best, or the first paragraph above a paywall. So only text that the page does not show
counts; where it shows the article, nothing is read from elsewhere.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any, NamedTuple

from lxml import html

from tasks.reading.markup import holds_markup, unescape_text, with_breaks
from tasks.reading.page.blocks import Block, WalkedPage, visible_blocks
from tasks.reading.page.linked_data import body_in_linked_data
from tasks.reading.page.parse import parse_page
from tasks.reading.page.places import OF_OTHER_TEXTS

# Set by hand.
LEAST = 200  # characters of an article that is read from elsewhere
SHOWN = 0.5  # of its text, the share that a page shows at most
LITTLE = 800  # characters of prose: a page that shows more is not asked for its script state, which takes long to read
PROSE, PROSE_LINKED = 80, 0.3  # a block is prose from this length on, if a smaller share of it is in links
STRETCH = 50  # letters that are looked for together
# A string of script state is text if it has several words and ends a sentence somewhere.
SENTENCE = re.compile(
    r"\w{2}[.!?…。！？।۔።။](?:[\"'”’»]|&\w+;)*(?:\s|<|$)|[\u3040-\u9fff\u0e00-\u0eff\u1000-\u17ff]{30}"
)
STATE_CHARACTERS = 5_000_000  # a longer script is not read
ARTICLES_APART = 600  # characters: strings of a list that have more each are articles, not paragraphs
STATE = re.compile(r"^[^{\[\"]{0,200}?(?:JSON\.parse\(\s*(?=\")|(?=[{\[]))")
DEPTH = 60
LETTERS = re.compile(r"[^\W_]+")


class Unshown(NamedTuple):
    """An article that a page has and does not show."""

    source: str  # json-ld, noscript, template or script
    blocks: list[Block]
    row: int  # of the visible block that it is put before: behind what it has of the visible text, or the headline


def find_unshown(tree: html.HtmlElement, walked: WalkedPage) -> Unshown | None:
    """Find the article of a page that shows no more than half of it.

    Args:
        tree: the page.
        walked: what a walk over it found.
    """
    shown, blocks = "", walked.blocks
    scripts = [element for element in walked.metadata_elements if element.tag == "script"]
    for source, text in _texts_by_source(tree, scripts, blocks):
        shown = shown or _letters(" ".join(block.text for block in blocks))
        found = _blocks_of(text)
        whole = _letters(unescape(" ".join(block.text for block in found)))
        if sum(len(block.text) for block in found) >= LEAST and _share_in(whole, shown) < SHOWN:
            row = _row_behind(blocks, whole)
            level = blocks[row - 1]._replace(place="article") if row else found[0]._replace(parent=1, depth=2)
            placed = [block._replace(parent=level.parent, depth=level.depth) for block in found]
            return Unshown(source, placed, row)
    return None


def _row_behind(blocks: Sequence[Block], whole: str) -> int:
    """The row behind the last visible block that is part of a text, else behind the headline, else the end."""
    rows = [row for row, block in enumerate(blocks, 1) if len(block.text) >= STRETCH and _letters(block.text) in whole]
    headlines = [row for row, block in enumerate(blocks, 1) if block.tag == "h1"]
    return max(rows or headlines[:1] or [len(blocks)])


def _texts_by_source(
    tree: html.HtmlElement, scripts: Sequence[html.HtmlElement], blocks: Sequence[Block]
) -> Iterator[tuple[str, str | html.HtmlElement]]:
    """The texts of a page that may be its article, the surest source first."""
    of_state = []
    for script in scripts:
        if "ld+json" not in script.get("type", ""):
            of_state.append(script)
        elif "articleBody" in (text := script.text or ""):
            yield from (("json-ld", body) for body in body_in_linked_data(text))
    if sum(len(block.text) for block in blocks if len(block.text) >= PROSE and block.linked < PROSE_LINKED) >= LITTLE:
        return
    for tag in ("noscript", "template"):
        for element in tree.iter(tag):
            yield tag, element
    for script in of_state:
        if LEAST <= len(text := script.text or "") <= STATE_CHARACTERS:
            yield from (("script", found) for found in _texts_in_state(text))


def _blocks_of(text: str | html.HtmlElement) -> list[Block]:
    """The blocks of a text, which may be markup, or of an element whose content is not shown."""
    if not isinstance(text, str):
        inner = html.Element("div")
        inner.text = text.text
        inner.extend([_copy_of(child) for child in text])
        found = visible_blocks(inner)
        if len(found) == 1 and holds_markup(found[0].text):  # the parser kept its content as text
            return _blocks_of(found[0].text)
    elif holds_markup(text := unescape_text(text)):
        found = visible_blocks(parse_page(with_breaks(text)))
    else:
        found = [
            Block(line, "p", "", 0.0, 0, 1) for paragraph in text.splitlines() if (line := " ".join(paragraph.split()))
        ]
    return [block._replace(place="article") for block in found]


def _copy_of(element: html.HtmlElement) -> html.HtmlElement:
    """An element of its own, with what follows it."""
    copy: html.HtmlElement = html.fromstring(html.tostring(element, encoding="unicode", with_tail=False))
    copy.tail = element.tail
    return copy


def _texts_in_state(script: str) -> Iterator[str]:
    """The texts in the state of a script, longest first: strings of prose that belong together, a paragraph a line."""
    value = _value_of(script)
    if value is None:
        return
    strings: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path, string in _strings_of_prose(value, (), DEPTH):
        strings[path].append(string)
    texts: list[str] = []
    for of_path in strings.values():
        apart = sum(map(len, of_path)) > ARTICLES_APART * len(of_path)
        texts += of_path if apart else ["\n".join(of_path)]
    yield from sorted((text for text in texts if len(text) >= LEAST), key=len, reverse=True)[:1]


def _value_of(script: str) -> Any:
    """The value that a script is, or assigns: ``window.__STATE__ = {...};``. None where it cannot be read."""
    start = STATE.match(script.lstrip())
    if not start:
        return None
    text = script.lstrip()[start.end() :]
    try:
        value = json.JSONDecoder(strict=False).raw_decode(text)[0]
        return json.loads(value, strict=False) if isinstance(value, str) else value  # what JSON.parse would read
    except (ValueError, RecursionError):
        return None


def _strings_of_prose(value: Any, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """The strings of prose in a value, each with the names that lead to it; those of other articles are left out."""
    if isinstance(value, str):
        if SENTENCE.search(value) and len(value) >= PROSE / 2:
            yield path, value
    elif depth and isinstance(value, list):
        for item in value:
            yield from _strings_of_prose(item, path, depth - 1)
    elif depth and isinstance(value, dict):
        for name, item in value.items():
            if not OF_OTHER_TEXTS.search(name):
                yield from _strings_of_prose(item, (*path, name), depth - 1)


def _letters(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return "".join(LETTERS.findall(text.lower()))


def _share_in(text: str, other: str) -> float:
    """The share of a text that another one has, stretch by stretch.

    >>> _share_in("a" * STRETCH + "b" * STRETCH, "a" * STRETCH)
    0.5
    """
    stretches = [text[start : start + STRETCH] for start in range(0, len(text), STRETCH)]
    return sum(stretch in other for stretch in stretches) / max(len(stretches), 1)
