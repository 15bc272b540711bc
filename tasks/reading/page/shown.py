"""Lists the days that a page shows its readers, each with features, for ``tasks.reading.page.day`` to choose from.

A day may be the article's, a teaser's, a comment's, an event's, or today's in the page's head. What tells them apart is
where the day is (near the headline, before the text, in which kind of element), and what stands before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from lxml import html

from schemas import data, rulebook
from tasks.reading.page.blocks import Block
from tasks.reading.page.order import settled_order
from tasks.reading.page.stamps import Stamp, clocked, read_stamp
from tasks.reading.page.written import MAY_SHOW_DAY, DayOrder, WrittenDay, find_days, plain_digits

# Set by hand.
LINE = 240  # characters: a longer block is a paragraph, and days in it belong to its story
OPENING = 60  # characters of a paragraph that may hold its day, as "Odmar, 5 March 2024 -"
TEXT = 90  # characters of a block without links from which on it is a paragraph of some text
BEFORE = 40  # characters of a line before a day that say which day it is
BEHIND = 14  # likewise, behind it: Chinese and Japanese say so there
SENTENCE = 40  # characters: a longer block that ends with a full stop is one
TELLS = 3  # words in lower case around a day from which on its line tells a story, as a caption does
CASELESS = 30  # likewise, in scripts without case: characters
TODAY = 3  # lines above the headline from which on a weekday with a day is today's
LABEL_WORDS = 4  # a line above a day with no more words may say which day it is
MOST = 60  # days that are looked at: a page with more is a calendar or a list
WHOLE_MONTH, WHOLE_DAY = len("2024-03"), len("2024-03-05")
SPACELESS = "[\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
CJK = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
PART = re.compile(r"\s[|·•–—/●⋅∙◦■▪»]\s|\|")  # what divides parts of a line
WORD = re.compile(r"[^\W\d_]+")
UPDATED_CLASS = re.compile(r"(?i)(?:updat|modif|edit|chang)")
PUBLISHED_CLASS = re.compile(r"(?i)(?:publi|creat|post(?:ed)?[-_]?(?:on|date)|entry-date)")
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
PLACES = (
    "article", "body", "comment", "related", "share", "promo", "navigation", "sidebar", "footer", "header", "legal",
    "caption", "byline", "quote", "hidden", "form", "table", "nav", "aside", "main",
)  # fmt: skip


OWN = {"article", "body", "main"}  # places of the article
OF_OTHERS = {"comment", "related", "quote", "aside", "nav"}  # below a text, those of others


class TimeElement(NamedTuple):
    """An element ``time``, or one like it."""

    stamp: Stamp  # what it gives to machines
    names: str  # its class and itemprop: they may say which time it is
    block: int  # the number of the block that shows it


class ShownDay(NamedTuple):
    """A day that a page shows."""

    stamp: Stamp
    other: date | None  # the other reading, where the order of day and month is not known
    block: int  # the number of the block that shows it
    features: dict[str, float]


class Around(NamedTuple):
    """What is known of a page before its days are looked at."""

    blocks: Sequence[Block]
    headline: int  # the number of the block that shows it
    language: str
    order: DayOrder  # that of day and month, as far as language and address say it
    address_day: str  # what the page's address says of its day: the month, or all of it, as 2024-03-05
    modified: date | None  # the day of the last change, as the page gives it to machines
    known: Collection[date] = ()  # days that the page gives to machines


class _Line(NamedTuple):
    """A block that shows a day."""

    number: int
    text: str
    written: list[WrittenDay]
    times: Sequence[TimeElement]


def read_times(times: Sequence[tuple[html.HtmlElement, int]], language: str) -> list[TimeElement]:
    """The elements ``time`` that give a stamp to machines."""
    read = ((read_stamp(element.get("datetime") or "", language), element, block) for element, block in times[:MOST])
    return [
        TimeElement(stamp, f"{element.get('class', '')} {element.get('itemprop', '')}", block)
        for stamp, element, block in read
        if stamp
    ]


def find_shown_days(around: Around, times: Sequence[TimeElement]) -> list[ShownDay]:
    """List the days that a page shows outside of its paragraphs, in its order, with features."""
    lines = _lines_with_days(around, times)
    if not lines:
        return []
    written = [day for line in lines for day in line.written]
    order = settled_order(written, around.known, around.order)
    if order != around.order:
        lines = [_reread(line, around.language, order) for line in lines]
    texts = _texts_until(around.blocks)
    found = [shown for line in lines for shown in _days_of_line(around, line, texts)]
    return compare_days(found, around)


def _lines_with_days(around: Around, times: Sequence[TimeElement]) -> list[_Line]:
    """The blocks that show days, not more than MOST."""
    by_block: dict[int, list[TimeElement]] = {}
    for time in times:
        by_block.setdefault(time.block, []).append(time)
    texts = [text if len(text := block.text) <= LINE else text[:OPENING] for block in around.blocks]
    lines = []
    for number in sorted({*_numbers_with_days(texts), *(number for number in by_block if number < len(texts))}):
        text = plain_digits(texts[number])
        written = find_days(text, around.language, around.order)
        if written or number in by_block:
            lines.append(_Line(number, text, written, by_block.get(number, ())))
    return lines[:MOST]


def _numbers_with_days(texts: Sequence[str]) -> Iterator[int]:
    """The numbers of texts that may write a day. All are searched as one: one by one takes three times as long."""
    whole, number, place = "\n".join(texts), 0, 0
    for match in MAY_SHOW_DAY.finditer(whole):
        number += whole.count("\n", place, match.start())
        place = match.start()
        yield number


def _reread(line: _Line, language: str, order: DayOrder) -> _Line:
    """A line with its days in the order of the page; most have none that can be read in two orders."""
    if any(day.other for day in line.written):
        return line._replace(written=find_days(line.text, language, order))
    return line


def _days_of_line(around: Around, line: _Line, texts: Sequence[int]) -> list[ShownDay]:
    """The days of a block: those that it writes, and those of its elements ``time`` that it does not."""
    number, text, written, times = line
    of_block = _features_of_block(around, number, texts)
    above = _label_above(around.blocks, number)
    found = []
    end = 0
    for day in written:
        before = text[end : day.start][-BEFORE:]
        label = before if before.strip(" |·•–—-:([,") else above if not end else ""
        behind = text[day.end : day.end + BEHIND]
        label += f" {behind}" if CJK.search(behind) else ""
        element = next((time for time in times if _is_day(time.stamp, day)), None)
        stamp = clocked(day.day, text, day.start, day.end)
        stamp = _with_zone(stamp, element.stamp) if element else stamp
        features = {**of_block, **_features_of_day(day, text, label, stamp), **_features_of_time(element)}
        features["rest"] = rest = len(text) - sum(other.end - other.start for other in written)
        said = features.get("says_published") or features.get("says_updated") or features.get("says_first")
        features["elsewhere"] = features["elsewhere"] and not said
        features["tells"] = not (said or features["clock"]) and _tells_story(text, day, rest)
        found.append(ShownDay(stamp, None if element else day.other, number, features))
        end = day.end
    for element in times:
        if not any(_is_day(element.stamp, day) for day in written):
            features = {**of_block, **_features_of_label(above), **_features_of_time(element)}
            found.append(ShownDay(element.stamp, None, number, {**features, "unwritten": 1, "rest": len(text)}))
    return found


def _tells_story(text: str, day: WrittenDay, rest: int) -> bool:
    """Whether the part of a line that has a day tells a story, rather than who published it, where and when."""
    start = max((match.end() for match in PART.finditer(text[: day.start])), default=0)
    end = min((day.end + match.start() for match in PART.finditer(text[day.end :])), default=len(text))
    words = WORD.findall(f"{text[start : day.start]} {text[day.end : end]}")
    if not words or not text[: day.start].strip():
        return False
    if not any(word.islower() or word.isupper() or word.istitle() for word in words):
        return rest >= CASELESS
    in_lower_case = [word for word in words if word.islower() and len(word) > 1]
    return len(in_lower_case) >= TELLS


def _is_day(stamp: Stamp, day: WrittenDay) -> bool:
    """Whether a stamp and a written day are the same, or as near as two zones make them."""
    return any(abs((stamp.day - read).days) <= 1 for read in (day.day, day.other) if read)


def _with_zone(shown: Stamp, given: Stamp | None) -> Stamp:
    """A stamp that readers see, with what its element gives to machines."""
    if given is None:
        return shown
    if given.day != shown.day:  # the other reading of day and month, or another zone
        return shown if abs((given.day - shown.day).days) <= 1 else given
    if shown.second is None:
        return given
    same_clock = given.second is not None and given.second // 60 == shown.second // 60
    return shown._replace(offset=given.offset) if same_clock and shown.offset is None else shown


def _features_of_block(around: Around, number: int, texts: Sequence[int]) -> dict[str, float]:
    """Features: where a block is, and what kind of block it is."""
    number = min(number, len(around.blocks) - 1)
    block = around.blocks[number]
    places = set(block.place.split())
    before = (
        max(0, texts[far] - texts[near + 1])
        if (far := max(number, around.headline)) > (near := min(number, around.headline))
        else 0
    )
    lines = number - around.headline
    return {
        "any": 1,
        "under": max(0, lines),
        "over": max(0, -lines),
        "texts": before,
        "elsewhere": before > 1 and not places.isdisjoint(OF_OTHERS),
        "today": lines <= -TODAY
        and places.isdisjoint(OWN)
        and block.text.split()[0].lower().strip(",.") in _weekdays(),
        "texts_after": texts[-1] - texts[number + 1],
        "length": len(block.text),
        "sentence": block.text[-1:] in ".!?。" and len(block.text) > SENTENCE,
        "linked": block.linked >= 0.5,
        "heading": block.tag in HEADINGS,
        "li": block.tag == "li",
        "td": block.tag in ("td", "th"),
        "person": "@" in block.text,
        "legal_sign": "©" in block.text,
        **{f"in_{place}": 1 for place in PLACES if place in places},
    }


def _features_of_day(day: WrittenDay, text: str, label: str, stamp: Stamp) -> dict[str, float]:
    """Features: how a day is written, and what is said before it."""
    return {
        "starts": not text[: day.start].strip(),
        "named": day.kind == "named",
        "clock": stamp.second is not None,
        "unclear": day.other is not None,
        "brackets": text[: day.start].rstrip().endswith("("),
        **_features_of_label(label),
    }


def _features_of_label(label: str) -> dict[str, float]:
    """Features: which day it is, as the words before it say."""
    if not label:
        return {}
    return {f"says_{kind}": 1 for kind, pattern in _labels().items() if pattern.search(label)}


def _features_of_time(element: TimeElement | None) -> dict[str, float]:
    """Features: what the element ``time`` of a day says."""
    if element is None:
        return {}
    updated = bool(UPDATED_CLASS.search(element.names))
    published = bool(PUBLISHED_CLASS.search(element.names))
    return {"time": 1, "time_updated": updated and not published, "time_published": published}


def compare_days(found: list[ShownDay], around: Around) -> list[ShownDay]:
    """Add features: a day compared with the other days of its page."""
    days = [shown.stamp.day for shown in found]
    times = Counter(days)
    latest, earliest = max(days), min(days)
    distances = [shown.features["over"] * 2 + shown.features["under"] for shown in found]
    nearest = min(distances)
    says_published = any(shown.features.get("says_published") for shown in found)
    under = [shown.block for shown in found if shown.features["under"]]
    for shown, distance in zip(found, distances, strict=True):
        day, features = shown.stamp.day, shown.features
        near = {other.stamp.day for other in found if abs(other.block - shown.block) <= 3}
        updated = features.get("says_updated") or features.get("time_updated")
        written = day.isoformat()
        features |= {
            "nearest": distance == nearest,
            "first": bool(under) and shown.block == under[0],
            "times": times[day],
            "days": len(times),
            "latest": day == latest,
            "earliest": day == earliest,
            "outdated": bool(updated) and len(near) > 1,
            "outdone": says_published and not features.get("says_published"),
            "in_address": len(around.address_day) == WHOLE_DAY and written == around.address_day,
            "in_month": bool(around.address_day) and written.startswith(around.address_day[:WHOLE_MONTH]),
            "beside_address": bool(around.address_day) and not written.startswith(around.address_day[:WHOLE_MONTH]),
            "modified": day == around.modified,
        }
    return found


def _texts_until(blocks: Sequence[Block]) -> list[int]:
    """How many blocks of text are before each block, and in all at the end."""
    return [0, *accumulate(len(block.text) >= TEXT and block.linked < 0.5 for block in blocks)]


def _label_above(blocks: Sequence[Block], number: int) -> str:
    """The line above a block, if it is as short as a label."""
    above = blocks[number - 1].text if number else ""
    return above if len(above.split()) <= LABEL_WORDS else ""


@cache
def _weekdays() -> frozenset[str]:
    """The names of the days of the week, in all languages."""
    return frozenset(name for names in rulebook.load().weekdays.values() for name in names)


@cache
def _labels() -> Mapping[str, re.Pattern[str]]:
    """What says which day a day is, by kind."""
    words = {**data.load("weights/shown_day")["words"], **data.load("weights/page_day")["words"]}
    return {kind: _pattern_of(known) for kind, known in words.items()}


def _pattern_of(words: Sequence[str]) -> re.Pattern[str]:
    """Any of some words; in scripts with spaces, between them."""
    bare = [re.escape(word) for word in words if re.search(SPACELESS, word)]
    spaced = [re.escape(word) for word in words if not re.search(SPACELESS, word)]
    return re.compile("(?i)" + "|".join([rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", *bare]))
