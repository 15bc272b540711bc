"""Finds the authors of a page: the persons that its elements or its bylines name, else the team or agency given."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice

from schemas import data, rulebook
from schemas.small_words import particles_for
from tasks.reading.page.blocks import Block
from tasks.reading.page.title import headline_block, letters_of

# The sources to believe, in this order, after JSON-LD. "shown" is a line near the headline that reads like a byline.
GIVEN_SOURCES = ("rel", "microdata", "meta")
AUTHOR_SOURCES = (*GIVEN_SOURCES, "byline", "shown")

# Set by hand on labelled pages; docs/decisions.md says how often authors are right.
BYLINE_CHARACTERS, NAME_CHARACTERS, NAME_WORDS = 80, 60, 5  # the most that each has
BYLINES_TRIED = 6
FEW = 3  # if a page has more links to authors, they lead to those of other articles
LINES_ABOVE, LINES_BELOW = 6, 20  # of the headline: where a line may read like a byline
ADDRESS = re.compile(r"://|\S@\S")  # of a profile, of a letter box
MAIL = re.compile(r"\S+@\S+\.\S+")
# "Quill, Ada": the whole value is a last name, perhaps with small words before it, a comma, and a first name.
SMALL = f"(?:(?:{'|'.join(particles_for('inverted'))}) )*"
INVERTED = re.compile(rf"^({SMALL}[^\W\d_][\w’'-]+), ([^\W\d_][\w’'-]+(?: \w\.?)?)$")
PARTICLES = frozenset(particles_for("authors"))
FOR_OUTLET = re.compile(r"^(\S+ \S.*?)\s(?:[Ff]or|FOR)\s(?:[Tt]he |THE )?[A-ZÀ-Þ].*$")
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
    named = {source: _persons_in(given.get(source, ()), outlets) for source in GIVEN_SOURCES}
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
    names: Names = {}
    for value in values:
        if "://" in value:
            continue
        is_dated = any(character.isdecimal() for character in value)
        written = _patterns()["others"].sub("", MAIL.sub("", value))
        for part in _parts_of_byline(_without_by_and_tail(written)):
            name = FOR_OUTLET.sub(r"\1", _without_by_and_tail(part.strip(MARKS)).strip(MARKS))
            name = without_office(name, outlets)
            name = _without_day(name) if is_dated else name
            name = _without_outlet(_patterns()["degree"].sub("", name), outlets)
            if f"{name}." in part and _patterns()["suffix"].match(name.rpartition(", ")[2]):
                name += "."  # "Martin Oakes, Jr."
            if _may_be_person(name, outlets) and not (in_line and _is_other_text(name, value)):
                names.setdefault(letters_of(name), name)
    return names


def _without_day(name: str) -> str:
    """A name without the month or the weekday that follows it, and without the preposition before that.

    >>> _without_day("Ada Quill on Wednesday March"), _without_day("Ada Quill")
    ('Ada Quill', 'Ada Quill')
    """
    words = name.split()
    while words and words[-1].lower().strip(".") in _calendar_names():
        del words[-1]
    is_cut = len(words) < len(name.split())
    while is_cut and words and words[-1].islower():
        del words[-1]
    return " ".join(words)


def _without_outlet(name: str, outlets: Collection[str]) -> str:
    """A name without the outlet or the agency that follows its two words or more."""
    words = name.split()
    for end in range(2, len(words)):
        if letters_of(" ".join(words[end:])) in outlets or letters_of(" ".join(words[end:])) in _agencies():
            return " ".join(words[:end])
    return name


def _parts_of_byline(text: str) -> Iterator[str]:
    """The names in a text, between commas and conjunctions.

    A title after a comma is part of the name before it, two single words are a last and a first name, and an office
    after a comma is nobody.

    >>> list(_parts_of_byline("Martin Oakes, Jr. and Tara Dell")), list(_parts_of_byline("Quill, Ada"))
    (['Martin Oakes, Jr.', 'Tara Dell'], ['Ada Quill'])
    >>> list(_parts_of_byline("Ana Prado, corresponsal en Saltgate"))
    ['Ana Prado']
    """
    patterns = _patterns()
    inverted = INVERTED.match(text)
    is_other = any(patterns[name].search(text) for name in ("nobody", "office"))
    if inverted and not is_other and not {text.lower() for text in inverted.groups()} & _calendar_names():
        yield f"{inverted[2]} {inverted[1]}"
        return
    whole, *pieces = text.split(",")
    pieces = [piece for piece in pieces if not patterns["office"].search(piece) or without_office(piece)]
    first, *others = patterns["and"].split(",".join([whole, *pieces]))
    names = [first]
    for part in others:
        if patterns["suffix"].match(part):
            names[-1] += f", {part}"
        else:
            names.append(part)
    yield from names


def without_office(name: str, outlets: Collection[str] = ()) -> str:
    """Give a name without the office before or after it; empty if there is only an office.

    >>> without_office("Gazette Staff Writer Ada Quill"), without_office("Ada Quill Senior Reporter")
    ('Ada Quill', 'Ada Quill')
    >>> without_office("Political Editor")
    ''
    """
    offices = list(_patterns()["office"].finditer(name))
    if not offices:
        return name
    after = name[offices[-1].end() :].strip(MARKS)
    if len(after.split()) > 1 and after[0].isupper() and after.split()[-1][0].isupper():
        return after
    before = name[: offices[0].start()].rstrip(MARKS)
    while found := _patterns()["before_office"].search(before):
        before = before[: found.start()].rstrip(MARKS)
    words = before.split()
    while words and letters_of(words[-1]) in outlets:
        del words[-1]
    return " ".join(words) if len(words) > 1 and words[0].lower() != "the" else ""


def _may_be_person(name: str, outlets: Collection[str]) -> bool:
    """Whether a name has the size of a person's, and is none of the outlet or of a desk."""
    return (
        len(name) <= NAME_CHARACTERS
        and len(name.split()) <= NAME_WORDS
        and len(letters_of(name)) > 1
        and not _patterns()["nobody"].search(name)
        and not _patterns()["suffix"].match(name)
        and not any(word[0].islower() and word.lower() not in PARTICLES for word in name.split()[1:])
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
    names = (name for name in names if len(letters_of(name)) > 1 and not ADDRESS.search(name))
    return list(islice((name for name in names if not _patterns()["never"].match(name)), 1))


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
def _agencies() -> set[str]:
    """The full names of news agencies, by their letters alone."""
    names = (name.removeprefix("The ") for name in rulebook.load().agencies.values())
    return {letters for name in names for letters in (letters_of(name), "the" + letters_of(name))}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of bylines, by name: see ``schemas/weights/metadata.toml``."""
    patterns: dict[str, str] = data.load("weights/metadata")["people"]
    return {name: re.compile(pattern) for name, pattern in patterns.items()}
