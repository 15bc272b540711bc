"""Finds the authors of a page: the persons that its elements or its bylines name, else the team or agency given."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, islice

from schemas import data, rulebook
from tasks.reading.page.blocks import Block
from tasks.reading.page.title import headline_block, letters_of

# The sources to believe, in this order, after JSON-LD. "shown" is a line near the headline that reads like a byline.
AUTHOR_SOURCES = ("rel", "microdata", "meta", "byline", "shown")

# Set by hand on labelled pages; docs/decisions.md says how often authors are right.
BYLINE_CHARACTERS, NAME_CHARACTERS, NAME_WORDS = 80, 60, 5  # the most that each has
BYLINES_TRIED = 6
FEW = 3  # if a page has more links to authors, they lead to those of other articles
LINES_ABOVE, LINES_BELOW = 6, 20  # of the headline: where a line may read like a byline
ADDRESS = re.compile(r"://|\S@\S")  # of a profile, of a letter box
MARKS = " .,;:|()[]–—-\u3000"

Names = dict[str, str]  # by their letters alone (``letters_of``), as written; in the order of the page


def find_authors(
    given: Mapping[str, Sequence[str]], blocks: Sequence[Block], title: str | None, outlets: Collection[str]
) -> list[str]:
    """Find the authors: persons, else the team, the agency or the outlet that the page gives for one.

    Args:
        given: what the page gives for its authors, by source: ``json-ld`` and those of AUTHOR_SOURCES.
        blocks: its visible blocks.
        title: its headline.
        outlets: the names of its outlet, as ``letters_of`` them: they are no persons.
    """
    if names := _persons_in(given.get("json-ld", ()), outlets):
        return list(names.values())
    named = {source: _persons_in(given.get(source, ()), outlets) for source in AUTHOR_SOURCES}
    bylines = [line for line in given.get("byline", ()) if len(line) <= BYLINE_CHARACTERS][:BYLINES_TRIED]
    # The first that names somebody is the article's; those further down are of other articles and of comments.
    named["byline"] = _persons_in_first(bylines, outlets)
    shown = _shown_bylines(blocks, title)
    named["shown"] = _persons_in_first(shown, outlets)
    for source in ("rel", "microdata"):
        named[source] = _in_both(named[source], named["byline"]) or dict(list(named[source].items())[:FEW])
    # Some pages give their owner for an author beside the one that they show.
    on_page = {**named["rel"], **named["microdata"], **named["byline"], **named["shown"]}
    named["meta"] = _in_both(named["meta"], on_page) or named["meta"]
    if persons := next(filter(None, named.values()), {}):
        return list(persons.values())
    others = chain.from_iterable(given.get(source, ()) for source in ("json-ld", "meta", "rel"))
    return _first_name(chain(others, bylines, shown))


def _shown_bylines(blocks: Sequence[Block], title: str | None) -> list[str]:
    """The lines near the headline that read like a byline."""
    headline = headline_block(blocks, title)
    near = (block.text for block in blocks[max(0, headline - LINES_ABOVE) : headline + LINES_BELOW])
    return [line for line in near if len(line) <= BYLINE_CHARACTERS and _patterns()["line"].match(line)]


def _persons_in_first(lines: Iterable[str], outlets: Collection[str]) -> Names:
    """The names of persons in the first line that has any."""
    return next(filter(None, (_persons_in([line], outlets, in_line=True) for line in lines)), {})


def _persons_in(values: Iterable[str], outlets: Collection[str], *, in_line: bool = False) -> Names:
    """The names of persons in values that name authors.

    A line that is read off the page (``in_line``) may hold other things: a single word of it is a name only after "by".
    """
    patterns = _patterns()
    names: Names = {}
    for value in values:
        if "://" in value:
            continue
        is_dated = any(character.isdecimal() for character in value)
        for part in patterns["and"].split(_without_by_and_tail(value)):
            name = _without_by_and_tail(part.strip(MARKS)).strip(MARKS)
            while (words := name.split()) and is_dated and words[-1].lower().strip(".") in _calendar_names():
                name = " ".join(words[:-1])
            if _may_be_person(name, outlets) and not (in_line and _is_other_text(name, value)):
                names.setdefault(letters_of(name), name)
    return names


def _may_be_person(name: str, outlets: Collection[str]) -> bool:
    """Whether a name has the size of a person's, and is none of the outlet or of a desk."""
    return (
        len(name) <= NAME_CHARACTERS
        and len(name.split()) <= NAME_WORDS
        and len(letters_of(name)) > 1
        and not _patterns()["nobody"].search(name)
        and letters_of(name) not in outlets
    )


def _is_other_text(name: str, line: str) -> bool:
    """Whether a name that is read off a line is none: it is one word that does not follow "by", or in lower case."""
    is_word = len(name.split()) < 2 and name.isascii() and not _patterns()["by"].search(line)
    return is_word or name[0].islower()


def _first_name(values: Iterable[str]) -> list[str]:
    """The first value that is a name of any kind, as written: a comma in it is part of it; empty without one."""
    names = (_without_by_and_tail(value).strip(MARKS) for value in values)
    names = (name for name in names if len(name) <= NAME_CHARACTERS and len(name.split()) <= NAME_WORDS)
    return list(islice((name for name in names if len(letters_of(name)) > 1 and not ADDRESS.search(name)), 1))


def _without_by_and_tail(value: str) -> str:
    """A byline without "by" before its names, and without what comes after them."""
    patterns = _patterns()
    return patterns["tail"].sub("", patterns["by"].sub("", value))


def _in_both(names: Names, others: Names) -> Names:
    """The names that others have too."""
    return {key: name for key, name in names.items() if key in others}


@cache
def _calendar_names() -> set[str]:
    """The names of months and of days of the week, in all languages."""
    book = rulebook.load()
    return {name for names in (*book.months.values(), *book.weekdays.values()) for name in names}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of bylines, by name: see ``schemas/weights/metadata.toml``."""
    patterns: dict[str, str] = data.load("weights/metadata")["people"]
    return {name: re.compile(pattern) for name, pattern in patterns.items()}
