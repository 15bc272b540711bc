"""What a page says of itself: headline, authors, day, publisher, address, sections and language.

A page says each of these several times: in JSON-LD, in ``meta`` elements of a dozen vocabularies, in microdata, and on
the screen. All of it is gathered in one look at the tree; then the source that is right most often is believed, by the
orders below. They were measured, and so is how sure an answer is (``schemas/weights/metadata.toml``).
"""

from __future__ import annotations

import json
import re
import sys
import warnings
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from html import unescape
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from htmldate import find_date
from lxml import etree, html

from schemas import data, rulebook

if TYPE_CHECKING:
    from tasks.reading.page.blocks import Block

# Field, then source; what a source says of a field, in the order of the page.
Evidence = dict[str, dict[str, list[str]]]

# Who is believed first. A page that shows a headline says it better there than in what it hands to others.
NAMES = ("json-ld", "og", "twitter", "meta")
AUTHORS = ("rel", "microdata", "meta", "byline", "shown")  # after JSON-LD
DAYS = ("json-ld", "og", "microdata", "url", "time")
PUBLISHERS = ("json-ld", "og", "meta")
ADDRESSES = ("canonical", "og", "json-ld")
SECTIONS = ("json-ld", "og", "meta")
LANGUAGES = ("html", "json-ld", "meta", "og")

# schema.org has many kinds of articles ("NewsArticle", "BlogPosting", "ReportageNewsArticle"); where one is found in
# what a page describes, but for the items of a list, which are other articles.
ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")
AROUND = ("@graph", "mainEntity", "mainEntityOfPage")
# Of an article: its property, the field, and the property that holds the string where the value is a thing of its own.
LINKED_FIELDS = (
    ("headline", "title", "name"),
    ("author", "authors", "name"),
    ("creator", "authors", "name"),
    ("datePublished", "published", "@value"),
    ("publisher", "publisher", "name"),
    ("mainEntityOfPage", "url", "@id"),
    ("url", "url", "@id"),
    ("articleSection", "section", "name"),
    ("inLanguage", "language", "name"),
)
# Around JSON-LD: marks that hide it from browsers of long ago. In it: commas before an end.
WRAPPED = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\s*$|;\s*$"
)
TRAILING = re.compile(r",(?=\s*[}\]])")

ISO_DAY = re.compile(
    r"\s*((?:19|20)\d\d)([-/.]?)(0?[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01]|[1-9])(?:\D|\d{6}|\d{4}(?!\d)|$)"
)
URL_DAY = re.compile(r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[-/_.]|$)")
NEVER = "2100-01-01"  # not by the clock: the same page would be dated otherwise tomorrow
EARLIEST = 1995
# Days with their year in a line: as numbers from the year down or from the day up, or with the month by its name.
# A pattern that begins with a digit is looked for in half of the time.
YEAR = re.compile(r"\d(?:(?:(?<=\b1)9|(?<=\b2)0)\d\d(?!\d)|[-/.]\s?\d\d?[-/.]\s?\d\d\b)")
DAY_UP = re.compile(r"(?<!\d)(?P<day>\d\d?)[-/.]\s?(?P<month>\d\d?)[-/.]\s?(?P<year>(?:19|20)\d\d|\d\d)(?!\d)")
DATES = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.年]\s?(?P<month>\d\d?)[-/.月]\s?(?P<day>\d\d?)(?!\d)"),
    DAY_UP,
    re.compile(
        r"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:de\s+)?(?P<month>[^\W\d_]+)\.?[\s,-]+(?:del?\s+)?"
        r"(?P<year>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(r"\b(?P<month>[^\W\d_]+)\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)"),
)
AMERICAN = ("en", "en-us", "en_us")  # pages that say only "en" are American more often than not
DATE_LINE, SHORT_DATE_LINE = 200, 40  # characters
OF_OTHERS, OF_BYLINE, OF_SHORT = 40, 10, 5  # what such a place is worth, in lines

# What stands between a headline and the name of an outlet or a section.
SEPARATOR = re.compile(r"(\s+[-–—|•·»«/‹›>_~:]+\s+|\s*[|｜»•_]\s*|(?<=[\u3000-\u9fff])-|:\s+)")
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_]+")
AGREES = 0.5  # F1 of the words of two headlines that are one, told twice
SOLE_WORDS = 4  # the only h1 of a page is its headline from so many words
RUN_SHARE = 0.6  # of the longest part of a title: what is shorter is a section's name
OUTLET_WORDS = 4
OPENING_WORDS = 2
OUTLET = 40  # characters: a longer name of an outlet is the page's title, put there by mistake
TITLE_CHARACTERS = 300

TELLING = {"html", "meta", "script", "title", "h1", "link", "time"}
UNSPOKEN = {"script", "style", "noscript", "template", "time", "svg", "button"}
BYLINE_CHARACTERS, NAME_CHARACTERS, NAME_WORDS = 80, 60, 5
BYLINES_TRIED = 6
FEW = 3  # more names than these link to authors of other articles
LINES_ABOVE, LINES_BELOW = 6, 20  # of the headline
MOST = 50  # of headlines and of authors are read: a page of thousands means harm
ADDRESS = re.compile(r"://|\S@\S")  # of a profile, of a letter box
MARKS = " .,;:|()[]–—-\u3000"
OTHERS = re.compile(r"(?i)comment|related|recommend|teaser|sidebar|aside|footer")


def page_metadata(
    tree: html.HtmlElement, telling: Iterable[html.HtmlElement], shown: Sequence[Block]
) -> dict[str, Any]:
    """What a page says of itself, as the columns of PAGES; null or empty where it says nothing.

    ``telling`` are those of its elements that may say something, ``shown`` its blocks: they tell what of ``<title>`` is
    the headline, and what the outlet. Both come of ``tasks.reading.page.blocks.walk_page``.
    """
    found = gather_metadata(telling)
    outlets = _outlets(found)
    title = _title(found, {block.text for block in shown}, outlets)
    published, source = _published(found, shown, title, tree)
    return {
        "page_title": title,
        "page_url": _first(found["url"], ADDRESSES),
        "page_publisher": _first(found["publisher"], PUBLISHERS),
        "page_authors": _authors(found["authors"], shown, title, outlets),
        "page_published": published,
        "page_published_source": source,
        "page_language": _first(found["language"], LANGUAGES),
        "page_section": next((found["section"][source] for source in SECTIONS if source in found["section"]), []),
    }


@cache
def published_confidence() -> dict[str, float]:
    """How likely a day of publication is right, by its source."""
    confidence: dict[str, float] = data.load("weights/metadata")["published"]
    return confidence


def may_tell(element: html.HtmlElement) -> bool:
    """Whether an element may say something of its page."""
    return (
        element.tag in TELLING
        or is_byline(element.get("class", ""))
        or "author" in element.get("itemprop", "")
        or (element.tag == "a" and element.get("rel") == "author")
    )


def gather_metadata(telling: Iterable[html.HtmlElement]) -> Evidence:
    """All that the elements of a page say of it."""
    found: Evidence = defaultdict(lambda: defaultdict(list))
    names = _meta_names()

    def add(field: str, source: str, value: str | None) -> None:
        if value and (value := " ".join(unescape(value).split())):
            found[field][source].append(value)

    for element in telling:
        tag = element.tag
        if tag == "meta":
            for attribute in ("property", "name", "itemprop"):
                if (name := element.get(attribute)) and (told := names.get(name.strip().lower())):
                    add(*told, element.get("content"))
                    break
        elif tag == "script":
            if "ld+json" in element.get("type", ""):
                for field, value in _linked_data(element.text or ""):
                    add(field, "json-ld", value)
        elif tag == "title":
            if element.getparent().tag == "head":
                add("title", "title", element.text)
        elif tag == "h1":
            if len(found["title"].get("h1", ())) < MOST:
                add("title", "h1", _spoken(element))
        elif tag == "link":
            if element.get("rel") == "canonical":
                add("url", "canonical", element.get("href"))
        elif tag == "time":
            source = "microdata" if element.get("itemprop") == "datePublished" else "time"
            add("published", source, element.get("datetime"))
        elif tag == "html":
            add("language", "html", element.get("lang"))
        else:
            if tag == "a" and element.get("rel") == "author":
                source = "rel"
            elif "author" in element.get("itemprop", ""):
                source = "microdata"
            else:
                source = "byline"
            if len(found["authors"].get(source, ())) < MOST and not _is_of_others(element):
                add("authors", source, _spoken(element))
    return found


@lru_cache(maxsize=50_000)
def is_byline(classes: str) -> bool:
    """Whether the class of an element says that it names an author."""
    return _people()["classes"].search(classes.lower()) is not None


def _is_of_others(element: html.HtmlElement) -> bool:
    """Whether a byline is of a comment, another article or the site."""
    for outer in element.iterancestors():
        if outer.tag in ("article", "main", "body"):
            return False
        if outer.tag in ("aside", "footer") or OTHERS.search(outer.get("class", "")):
            return True
    return False


@cache
def _meta_names() -> dict[str, tuple[str, str]]:
    """Field and source by the name of a ``meta`` element."""
    return {
        name: (field, source)
        for field, sources in data.load("weights/metadata")["meta"].items()
        for source, all_names in sources.items()
        for name in all_names
    }


def _spoken(element: html.HtmlElement) -> str:
    """The text of an element that a reader sees, for what is short: apart from each other, what elements hold."""
    parts = [
        part.tail if event == "end" else part.text
        for event, part in etree.iterwalk(element, events=("start", "end"))
        if (part is not element if event == "end" else part.tag not in UNSPOKEN)
    ]
    return " ".join(filter(None, parts))


def _linked_data(text: str) -> Iterator[tuple[str, str]]:
    """Fields and values of the first article that a script of JSON-LD describes."""
    data = None
    for flaw in (None, WRAPPED, TRAILING):  # most have none, and to look for one takes longer than to read it
        text = flaw.sub("", text) if flaw else text
        try:
            data = json.loads(text, strict=False)
            break
        except (ValueError, RecursionError):
            continue
    article = next(_articles(data), None)
    if article is None:
        return
    for name, field, within in LINKED_FIELDS:
        for value in _strings(article.get(name), within):
            yield field, value
            if field not in ("authors", "section"):
                break


def _articles(data: Any) -> Iterator[dict[str, Any]]:
    waiting = deque([data])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extendleft(reversed(node))
        elif isinstance(node, dict):
            kinds = node.get("@type")
            if any(ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield node
            waiting += [node[name] for name in AROUND if isinstance(node.get(name), list | dict)]


def _strings(value: Any, within: str) -> Iterator[str]:
    """The strings in a value, its list, or its things (``within`` is the property that names them)."""
    waiting = deque([value])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, str):
            yield node
        elif isinstance(node, list):
            waiting.extendleft(reversed(node))
        elif isinstance(node, dict):
            waiting.appendleft(node.get(within))


def _first(said_by: dict[str, list[str]], sources: Iterable[str]) -> str | None:
    return next((said_by[source][0] for source in sources if source in said_by), None)


def _addresses(found: Evidence) -> list[str]:
    return [address for addresses in found["url"].values() for address in addresses]


def letters_of(text: str) -> str:
    """The letters and digits of a text, all small: what two spellings of one name have in common."""
    return "".join(WORD.findall(text.casefold()))


def _outlets(found: Evidence) -> set[str]:
    """What the outlet is called, bare: its name as the page says it, and the parts of its host."""
    names = {
        letters_of(name) for source in PUBLISHERS for name in found["publisher"].get(source, ()) if len(name) <= OUTLET
    }
    hosts = re.findall(r"(?m)^https?://(?:www\.)?([^/:?#\n]+)", "\n".join(_addresses(found)).lower())
    return names | {letters_of(part) for host in hosts for part in (host, *host.split(".")) if len(part) > 3}


# headline


def _title(found: Evidence, shown: Collection[str], outlets: set[str]) -> str | None:
    """The headline: as the page shows it, where that agrees with what it says elsewhere."""
    said_by = {
        source: [
            title for text in texts if (title := _without_outlet(text, outlets)) and len(title) <= TITLE_CHARACTERS
        ]
        for source, texts in found["title"].items()
    }
    names = [said_by[source][0] for source in NAMES if said_by.get(source)]
    whole = next(iter(said_by.get("title", ())), None)
    run = _shown_run(whole, names, shown) if whole else None

    told = [*names, *filter(None, [run or whole])]
    h1 = list(dict.fromkeys(said_by.get("h1", ())))
    pairs = ((_agreement(text, name), len(text), text) for text in h1 for name in told)
    agreement, _, agreeing = max(pairs, default=(0.0, 0, ""))
    if agreement >= AGREES:
        # A kicker may stand in the same element, above the headline; <title>, where it lacks that, begins without it.
        openings = _openings(whole) if whole and _is_new(agreeing, [whole]) else ()
        openings = (opening for opening in openings if not agreeing[: -len(opening)].rstrip().endswith(":"))
        return next((name for name in (*names, *openings) if _ends_with(agreeing, name)), agreeing)
    if run:
        return run
    if whole and (opening := next((text for text in h1 if _opens(whole, text)), None)):
        return opening
    if len(h1) == 1 and (len(WORD.findall(h1[0])) >= SOLE_WORDS or _is_new(h1[0], found["title"].get("title", ()))):
        return h1[0]
    title = names[0] if names else whole
    if not title:
        return None
    return (_shown_run(title, (), shown) if names else None) or _shown_opening(title, shown) or _main_part(title)


def _without_outlet(text: str, outlets: set[str]) -> str | None:
    """A title without the outlet's name before or after it; null if it is nothing else."""
    parts = SEPARATOR.split(text)  # texts, and a separator after each but the last
    while parts and (not parts[-1].strip() or letters_of(parts[-1]) in outlets):
        parts = parts[:-2]
    while parts and (not parts[0].strip() or letters_of(parts[0]) in outlets):
        parts = parts[2:]
    return "".join(parts).strip() or None


def _shown_run(title: str, names: Collection[str], shown: Collection[str]) -> str | None:
    """Most of a title, which the page says elsewhere or shows in a line of its own: the rest of it is no headline."""
    bare_names = {letters_of(name) for name in names}
    enough = RUN_SHARE * max(map(len, SEPARATOR.split(title)[::2]))
    runs = [run for run in _runs(title) if len(run) >= enough]
    return next((run for run in runs if letters_of(run) in bare_names and run != title), None) or next(
        (run for run in runs if run in shown), None
    )


def _openings(title: str) -> Iterator[str]:
    """The parts with which a title begins, the first alone, then with the next.

    >>> list(_openings("Rain | Weather"))
    ['Rain', 'Rain | Weather']
    """
    parts = SEPARATOR.split(title)
    return ("".join(parts[: size + 1]) for size in range(0, len(parts), 2))


def _opens(title: str, text: str) -> bool:
    """Whether a text is the first part of a title, and more than a word: an outlet's name seldom is."""
    return letters_of(text) == letters_of(next(_openings(title))) and len(WORD.findall(text)) >= OPENING_WORDS


def _is_new(text: str, titles: Sequence[str]) -> bool:
    """Whether there are titles, and a text stands in none of them, as an outlet's name would."""
    return bool(titles) and all(letters_of(text) not in letters_of(title) for title in titles)


def _shown_opening(title: str, shown: Collection[str]) -> str | None:
    """The longest line of the page with which a title begins, if that is most of it: no separator tells its end."""
    lines = (text for text in shown if len(title) > len(text) >= len(title) / 2 and title.startswith(text))
    return max((text for text in lines if not title[len(text)].isalnum()), key=len, default=None)


def _main_part(title: str) -> str:
    """A title without what is short at its end or its start: an outlet that nothing names."""
    parts = SEPARATOR.split(title)
    for rest, part in ((parts[:-2], parts[-1]), (parts[2:], parts[0])):
        words = len(WORD.findall(part))
        if rest and words <= OUTLET_WORDS and len(WORD.findall("".join(rest))) >= 2 * words:
            return "".join(rest).strip()
    return title


def _ends_with(text: str, end: str) -> bool:
    return (
        len(letters_of(end)) >= len(letters_of(text)) / 2
        and letters_of(text) != letters_of(end)
        and letters_of(text).endswith(letters_of(end))
    )


def _headline(shown: Sequence[Block], title: str | None) -> int:
    """The number of the block that shows the headline; 0 where none does."""
    of_title = (number for number, block in enumerate(shown) if block.text == title)
    of_h1 = (number for number, block in enumerate(shown) if block.tag == "h1")
    return next(chain(of_title, of_h1), 0)


def _runs(title: str) -> Iterator[str]:
    """The parts between separators, longest runs of them first.

    >>> list(_runs("Rain | Weather | Courier"))[:3]
    ['Rain | Weather | Courier', 'Rain | Weather', 'Weather | Courier']
    """
    parts = SEPARATOR.split(title)  # texts, and a separator after each but the last
    texts = len(parts) // 2 + 1
    for size in range(texts, 0, -1):
        for first in range(texts - size + 1):
            if run := "".join(parts[2 * first : 2 * (first + size) - 1]).strip():
                yield run


def _agreement(one: str, other: str) -> float:
    """F1 of the words of two texts."""
    first, second = set(WORD.findall(one.casefold())), set(WORD.findall(other.casefold()))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


# authors


def _authors(said_by: dict[str, list[str]], shown: Sequence[Block], title: str | None, outlets: set[str]) -> list[str]:
    """Who wrote it: persons; where none is named, whom the page gives for an author: a team, an agency, the outlet."""
    if names := _names(said_by.get("json-ld", ()), outlets):
        return list(names.values())
    named = {source: _names(said_by.get(source, ()), outlets) for source in AUTHORS}
    lines = [line for line in said_by.get("byline", ()) if len(line) <= BYLINE_CHARACTERS][:BYLINES_TRIED]
    # The first that names somebody is the article's; further down they are of other articles and of comments.
    named["byline"] = next(filter(None, (_names([line], outlets, in_line=True) for line in lines)), {})
    at = _headline(shown, title)
    near = (block.text for block in shown[max(0, at - LINES_ABOVE) : at + LINES_BELOW])
    told = [line for line in near if len(line) <= BYLINE_CHARACTERS and _people()["line"].match(line)]
    named["shown"] = next(filter(None, (_names([line], outlets, in_line=True) for line in told)), {})
    for source in ("rel", "microdata"):
        named[source] = _both(named[source], named["byline"]) or dict(list(named[source].items())[:FEW])
    # Here and there a page gives its owner for an author beside the one that it shows.
    on_page = {**named["rel"], **named["microdata"], **named["byline"], **named["shown"]}
    named["meta"] = _both(named["meta"], on_page) or named["meta"]
    if persons := next(filter(None, named.values()), {}):
        return list(persons.values())
    given = chain.from_iterable(said_by.get(source, ()) for source in ("json-ld", "meta", "rel"))
    return _team(chain(given, lines, told))


def _team(values: Iterable[str]) -> list[str]:
    """The first that is a name of any kind, as it is written: a comma in it is a part of it."""
    people = _people()
    names = (people["tail"].sub("", people["by"].sub("", value)).strip(MARKS) for value in values)
    names = (name for name in names if len(name) <= NAME_CHARACTERS and len(name.split()) <= NAME_WORDS)
    return list(islice((name for name in names if len(letters_of(name)) > 1 and not ADDRESS.search(name)), 1))


def _both(names: dict[str, str], others: dict[str, str]) -> dict[str, str]:
    return {key: name for key, name in names.items() if key in others}


def _names(values: Iterable[str], outlets: set[str], *, in_line: bool = False) -> dict[str, str]:
    """The names of persons in what names authors, by their letters alone.

    A line that is read off the page (``in_line``) may hold other things: a single word of it is a name after "by" only.
    """
    people = _people()
    names: dict[str, str] = {}
    for value in values:
        if "://" in value:
            continue
        for part in people["and"].split(people["tail"].sub("", people["by"].sub("", value))):
            name = people["tail"].sub("", people["by"].sub("", part.strip(MARKS))).strip(MARKS)
            dated = any(character.isdecimal() for character in value)
            while (words := name.split()) and dated and words[-1].lower().strip(".") in _calendar():
                name = " ".join(words[:-1])
            if (
                len(name) <= NAME_CHARACTERS
                and len(words) <= NAME_WORDS
                and len(letters_of(name)) > 1
                and not (in_line and len(words) < 2 and name.isascii() and not people["by"].search(value))
                and not (in_line and name[0].islower())
                and not people["nobody"].search(name)
                and letters_of(name) not in outlets
            ):
                names.setdefault(letters_of(name), name)
    return names


@cache
def _calendar() -> set[str]:
    """The names of months and of days of the week, in all languages."""
    book = rulebook.load()
    return {name for names in (*book.months.values(), *book.weekdays.values()) for name in names}


@cache
def _people() -> dict[str, re.Pattern[str]]:
    patterns: dict[str, str] = data.load("weights/metadata")["people"]
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


# day


def _published(
    found: Evidence, shown: Sequence[Block], title: str | None, tree: html.HtmlElement
) -> tuple[str | None, str | None]:
    """The day of publication and its source."""
    for source in DAYS:
        if source == "url":
            days = (URL_DAY.search(url) for url in _addresses(found))
            day = next(("-".join(match.groups()) for match in days if match), None)
        else:
            day = _day(found["published"].get(source, [""])[0])
        if day:
            return day, source
    if day := _shown_day(shown, title, _first(found["language"], LANGUAGES)):
        return day, "shown"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of dateutil, on time zones in dates that htmldate tries
        try:
            day = find_date(tree, extensive_search=False, original_date=True, max_date=NEVER)
        except Exception:  # any page must go through
            day = None
    return (day, "htmldate") if day else (None, None)


def _shown_day(shown: Sequence[Block], title: str | None, language: str | None) -> str | None:
    """The day in a short line that is nearest to the headline; one above it is twice as far."""
    at = _headline(shown, title)
    nearest: tuple[int, str | None] = (sys.maxsize, None)
    for number, block in enumerate(shown):
        if len(block.text) > DATE_LINE:
            continue
        far = (number - at if number >= at else 2 * (at - number)) + _away(block.place)
        far -= OF_SHORT * (len(block.text) <= SHORT_DATE_LINE)
        if far < nearest[0] and YEAR.search(block.text) and (day := next(_days(block.text, language or ""), None)):
            nearest = (far, day)
    return nearest[1]


@lru_cache(maxsize=10_000)
def _away(place: str) -> int:
    """What a place adds to a line's distance from the headline."""
    return OF_OTHERS * bool(OTHERS.search(place)) - OF_BYLINE * ("byline" in place)


def _days(text: str, language: str) -> Iterator[str]:
    """The days that a text names with their year.

    >>> list(_days("5 March 2024, changed on 06/03/2024", "en-GB"))
    ['2024-03-05', '2024-03-06']
    >>> list(_days("March 5, 2024 or 03/06/24", "en"))
    ['2024-03-05', '2024-03-06']
    """
    month_first = language.lower() in AMERICAN
    for match in sorted((match for pattern in DATES for match in pattern.finditer(text)), key=re.Match.start):
        year, month, day = match.group("year", "month", "day")
        if not month.isdecimal():
            month = _months().get(month.lower(), "0")
        elif match.re is DAY_UP and (int(month) > 12 or (month_first and "/" in match[0] and int(day) <= 12)):
            day, month = month, day
        try:
            found = date(int(year) + 2000 * (len(year) == 2), int(month), int(day))
        except ValueError:
            continue
        if found.year >= EARLIEST:
            yield found.isoformat()


@cache
def _months() -> dict[str, str]:
    return {name: str(number) for names in rulebook.load().months.values() for name, number in names.items()}


def _day(text: str) -> str | None:
    """The day that a text begins with, as ISO 8601 writes it.

    >>> _day("2024-03-05T06:00:00Z"), _day("20240305"), _day("5 March")
    ('2024-03-05', '2024-03-05', None)
    """
    match = ISO_DAY.match(text)
    try:
        return date(int(match[1]), int(match[3]), int(match[4])).isoformat() if match else None
    except ValueError:
        return None
