"""Reads what a page says about itself: headline, authors, day, publisher, address, sections and language.

A page gives each of these several times: in JSON-LD, in ``meta`` elements of a dozen vocabularies, in microdata, and on
the screen. All of it is gathered in one pass over the elements that may hold it. Then, for each field, the source that
is right most often is believed. The orders of sources were measured on labelled pages (docs/decisions.md).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from html import unescape
from typing import Any

from lxml import etree, html

from schemas import data
from tasks.reading.page.blocks import Block, WalkedPage
from tasks.reading.page.day import find_day
from tasks.reading.page.linked_data import list_types, read_linked_data
from tasks.reading.page.outlet import PUBLISHERS, find_publisher
from tasks.reading.page.people import find_authors
from tasks.reading.page.places import OF_OTHER_TEXTS
from tasks.reading.page.title import find_title, letters_of

# By field, then source: what the source gives for the field, in the order of the page.
Claims = dict[str, dict[str, list[str]]]

# The sources to believe for a field, in this order; title, authors, outlet and day have modules of their own.
ADDRESSES = ("canonical", "og", "json-ld")
SECTIONS = ("json-ld", "og", "meta")
DESCRIPTIONS = ("og", "json-ld", "twitter", "meta")
KINDS = ("json-ld", "og")
LANGUAGES = ("html", "json-ld", "meta", "og")

# Set by hand.
MOST = 50  # headlines and authors that are read: a page with thousands means harm
OUTLET_CHARACTERS = 40  # a longer name of an outlet is the page's title, put there by mistake
MOST_SECTIONS = 4
SECTION = re.compile(r"(?=.*[^\W\d_])[^\n]{2,40}")  # a name with a letter: no number and no counter
UNSPOKEN = {"script", "style", "noscript", "template", "time", "svg", "button"}
RUBY, READINGS = {"ruby", "rb"}, {"rt", "rp"}  # characters, and above them how they are read
FIELD_BY_ITEMPROP = {"datePublished": "published", "dateModified": "modified"}
HOST = re.compile(r"(?m)^https?://(?:www\.)?([^/:?#\n]+)")


def page_metadata(tree: html.HtmlElement, walked: WalkedPage) -> dict[str, Any]:
    """Read what a page says about itself.

    Args:
        tree: the page.
        walked: what a walk over it found. Its blocks show which part of ``<title>`` is the headline, and which the
            outlet.

    Returns:
        The columns of ``schemas.frames.Pages`` that begin with ``page_``, None or empty where the page gives nothing;
        and ``day_failed``.
    """
    claims, blocks = gather_claims(walked.metadata_elements), walked.blocks
    hosts = _parts_of_hosts(claims)
    outlets = _names_of_outlet(claims) | hosts
    title, language = find_title(claims["title"], [block.text for block in blocks], outlets), language_of(claims)
    publisher = find_publisher(claims["publisher"], claims["title"]["title"], title, hosts, blocks)
    outlets |= {letters_of(publisher)} if publisher else set()
    published = find_day(claims, walked, title, language, tree)
    return {
        "page_title": title,
        "page_url": _first_given(claims["url"], ADDRESSES),
        "page_publisher": publisher,
        "page_authors": find_authors(claims["authors"], blocks, title, outlets),
        "page_published": published.day,
        "page_published_other": published.other,
        "page_published_source": published.source,
        "page_published_confidence": published.confidence,
        "page_published_at": published.at,
        "page_modified_at": published.modified,
        "page_language": language,
        "page_description": _first_given(claims["description"], DESCRIPTIONS),
        "page_kinds": [kind for source in KINDS for kind in claims["kinds"].get(source, ())],
        "page_section": _sections(claims["section"]),
        "day_failed": published.failed,
    }


def headline_of(claims: Claims, blocks: Sequence[Block]) -> str | None:
    """The headline of a page; None where it gives none."""
    outlets = _names_of_outlet(claims) | _parts_of_hosts(claims)
    return find_title(claims["title"], [block.text for block in blocks], outlets)


def language_of(claims: Claims) -> str | None:
    """The language that a page declares, as written."""
    return _first_given(claims["language"], LANGUAGES)


def gather_claims(metadata_elements: Iterable[html.HtmlElement]) -> Claims:
    """Gather everything that the elements of a page say about it."""
    claims: Claims = defaultdict(lambda: defaultdict(list))
    for element in metadata_elements:
        READERS.get(element.tag, _read_byline)(element, claims)
    return claims


def _add_claim(claims: Claims, field: str, source: str, value: str | None) -> None:
    """Add what a source gives for a field, with white space folded, unless that is nothing."""
    if value and (value := " ".join(unescape(value).split())):
        claims[field][source].append(value)


def _read_meta(element: html.HtmlElement, claims: Claims) -> None:
    """Read a ``meta`` element by the first of its names that is known."""
    known = _field_and_source_by_name()
    for attribute in ("property", "name", "itemprop"):
        if (name := element.get(attribute)) and (field_and_source := known.get(name.strip().lower())):
            _add_claim(claims, *field_and_source, element.get("content"))
            return


def _read_script(element: html.HtmlElement, claims: Claims) -> None:
    """Read a script of JSON-LD."""
    if "ld+json" in element.get("type", ""):
        script = element.text or ""
        for field, value in read_linked_data(script):
            _add_claim(claims, field, "json-ld", value)
        for kind in list_types(script):
            _add_claim(claims, "kinds", "json-ld", kind)


def _read_title(element: html.HtmlElement, claims: Claims) -> None:
    """Read the title of the page; pictures in SVG have titles, too."""
    if element.getparent().tag == "head":
        _add_claim(claims, "title", "title", element.text)


def _read_h1(element: html.HtmlElement, claims: Claims) -> None:
    """Read a headline that the page shows."""
    if len(claims["title"].get("h1", ())) < MOST:
        _add_claim(claims, "title", "h1", _spoken_text(element))


def _read_link(element: html.HtmlElement, claims: Claims) -> None:
    """Read the canonical address."""
    if element.get("rel") == "canonical":
        _add_claim(claims, "url", "canonical", element.get("href"))


def _read_time(element: html.HtmlElement, claims: Claims) -> None:
    """Read a time that the page marks up."""
    if field := FIELD_BY_ITEMPROP.get(element.get("itemprop", "")):
        _add_claim(claims, field, "microdata", element.get("datetime") or element.get("content"))


def _read_html(element: html.HtmlElement, claims: Claims) -> None:
    """Read the language of the page."""
    _add_claim(claims, "language", "html", element.get("lang"))


def _read_byline(element: html.HtmlElement, claims: Claims) -> None:
    """Read an element of any tag that may name an author."""
    if element.tag == "a" and element.get("rel") == "author":
        source = "rel"
    elif "author" in element.get("itemprop", ""):
        source = "microdata"
    else:
        source = "byline"
    if len(claims["authors"].get(source, ())) < MOST and not _is_of_others(element):
        _add_claim(claims, "authors", source, _spoken_text(element))


# What reads an element, by its tag; all others are bylines.
READERS: Mapping[str, Callable[[html.HtmlElement, Claims], None]] = {
    "meta": _read_meta,
    "script": _read_script,
    "title": _read_title,
    "h1": _read_h1,
    "link": _read_link,
    "time": _read_time,
    "html": _read_html,
}


def _is_of_others(element: html.HtmlElement) -> bool:
    """Whether a byline is of a comment, another article or the site."""
    for outer in element.iterancestors():
        if outer.tag in ("article", "main", "body"):
            return False
        if outer.tag in ("aside", "footer") or OF_OTHER_TEXTS.search(outer.get("class", "")):
            return True
    return False


def _spoken_text(element: html.HtmlElement) -> str:
    """The visible text of a short element, with spaces between that of the elements in it.

    Of a ``ruby``, the characters without how they are read, and without spaces: its parts make one word.
    """
    parts: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        is_own = event == "end" and part is element
        text = part.tail if event == "end" else part.text if part.tag not in (*UNSPOKEN, *READINGS) else None
        if text and not is_own:
            parts.append(text if part.tag in (*READINGS, *RUBY) else f" {text}")
    return "".join(parts).lstrip()


@cache
def _field_and_source_by_name() -> dict[str, tuple[str, str]]:
    """Field and source by the name of a ``meta`` element."""
    return {
        name: (field, source)
        for field, sources in data.load("weights/metadata")["meta"].items()
        for source, names in sources.items()
        for name in names
    }


def _first_given(by_source: Mapping[str, Sequence[str]], sources: Iterable[str]) -> str | None:
    """The first value of the first source that gives any."""
    return next((by_source[source][0] for source in sources if source in by_source), None)


def _sections(by_source: Mapping[str, Sequence[str]]) -> list[str]:
    """The sections of the first source that gives any; a list of many is one of tags, and its first is taken."""
    for source in SECTIONS:
        names = (name for value in by_source.get(source, ()) for name in re.split(r"\s*[,;|>]\s*", value))
        sections = [name for name in dict.fromkeys(names) if SECTION.fullmatch(name)]
        if sections:
            return sections if len(sections) <= MOST_SECTIONS else sections[:1]
    return []


def _all_addresses(claims: Claims) -> list[str]:
    """The addresses that the page gives for itself."""
    return [address for addresses in claims["url"].values() for address in addresses]


def _names_of_outlet(claims: Claims) -> set[str]:
    """The names of the outlet by their letters alone, as the page gives them."""
    return {
        letters_of(name)
        for source in PUBLISHERS
        for name in claims["publisher"].get(source, ())
        if len(name) <= OUTLET_CHARACTERS
    }


def _parts_of_hosts(claims: Claims) -> set[str]:
    """The hosts of the addresses that the page gives for itself, and their parts, by their letters alone."""
    hosts = HOST.findall("\n".join(_all_addresses(claims)).lower())
    return {letters_of(part) for host in hosts for part in (host, *host.split(".")) if len(part) > 3}
