"""Finds when a page was published, as the readers of its outlet saw it, and when it was last changed.

A page gives its day several times: to machines, with a time that is often UTC, in its address, and to its readers near
the headline. The source that is right most often is believed, unless two others agree against it. A time of UTC moves
nothing: where the page shows another day or says its zone, its readers' day counts.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from htmldate import find_date
from lxml import html

from schemas import calendars, data
from tasks.models import logit
from tasks.reading.page.blocks import WalkedPage
from tasks.reading.page.local_day import Witnesses, as_readers_saw
from tasks.reading.page.order import likely_order
from tasks.reading.page.shown import Around, ShownDay, find_shown_days, read_times
from tasks.reading.page.stamps import Stamp, read_stamp
from tasks.reading.page.title import headline_block
from tasks.reading.page.written import EARLIEST_YEAR, DayOrder

Claims = Mapping[str, Mapping[str, Sequence[str]]]  # what a page gives for a field, by source

# The sources to believe, in this order; ``shown`` is a line of the page, the last is htmldate. How likely each is right
# is measured: ``schemas/weights/metadata.toml``.
DAY_SOURCES = ("json-ld", "og", "microdata", "url", "meta", "shown", "date", "htmldate")
VOTERS = ("json-ld", "og", "microdata", "shown")  # two of them that agree are believed more than any other

URL_DAY = re.compile(
    r"(?i)/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2]|[a-z]{3,9})(?:[-/]?(0[1-9]|[12]\d|3[01])(?=[-/_.]|$)|(?=/|$))"
)
NEVER = "2100-01-01"  # the latest day for htmldate; not today: tomorrow the same page would have another day
# The least probability of a day that a page shows. Chosen with ``python -m training.choices page_day``.
LEAST_PROBABILITY = 0.3
ENOUGH_TO_VOTE = 0.6  # likewise, for one that is to overrule what the page gives to machines
ENOUGH_TO_TELL = 0.2  # likewise, for one that is to say in which zone its readers are
FOREIGN = (
    "elsewhere",
    "tells",
    "today",
    "in_comment",
    "in_quote",
    "legal_sign",
)  # features of days that htmldate may not choose
ENOUGH_FOR_HTMLDATE = 0.05  # likewise, for one that htmldate chooses
SURE_OF_CHANGE = 0.7  # how often the day of the last change is labelled as that of publication where no other is shown
SURE_OF_ORDER = 0.7  # how likely the order of day and month is right where nothing shows it


class PublishedDay(NamedTuple):
    """When a page was published and changed."""

    day: date | None = None  # None where the page gives none
    other: date | None = None  # the other reading of the day, where the order of day and month is not known
    source: str | None = None  # one of DAY_SOURCES
    confidence: float | None = None  # how likely the day is right
    at: str | None = None  # the time, as ISO 8601 as far as it is known; None if only the day is
    modified: str | None = None  # that of the last change, or its day
    failed: bool = False  # whether htmldate raised an error


class Likely(NamedTuple):
    """A day that a page shows, with the probability that it was published on it."""

    shown: ShownDay
    probability: float  # of the day
    chance: float  # of this line


class Given(NamedTuple):
    """What a page gives for its day."""

    stamps: Mapping[str, Stamp]  # to machines, by source
    modified: Stamp | None
    likely: Sequence[Likely]  # what it shows, the most probable first


class PageDays(NamedTuple):
    """The days that a page gives, before one is chosen."""

    around: Around
    stamps: dict[str, Stamp]  # what it gives to machines for its publication, by source
    modified: Stamp | None
    times: list[Stamp]  # of its elements ``time``
    shown: list[ShownDay]


def find_day(
    claims: Claims, walked: WalkedPage, title: str | None, language: str | None, tree: html.HtmlElement
) -> PublishedDay:
    """Find when a page was published. htmldate is asked last, where nothing else gives a day.

    Args:
        claims: what the page gives for its day, that of its last change, and its address, by source.
        walked: its visible blocks and its elements ``time``.
        title: its headline.
        language: the language that it declares.
        tree: the page, for htmldate.
    """
    days = read_days(claims, walked, title, language)
    return _published(Given(days.stamps, days.modified, weigh_days(days.shown)), days.times, tree)


def read_days(claims: Claims, walked: WalkedPage, title: str | None, language: str | None) -> PageDays:
    """Read all days that a page gives; arguments as for ``find_day``."""
    language = language or ""
    addresses = [address for of_source in claims.get("url", {}).values() for address in of_source]
    in_address = day_in_addresses(addresses)
    order = likely_order(language, addresses)
    stamps = _first_stamps(claims.get("published", {}), language, order)
    modified = next(iter(_first_stamps(claims.get("modified", {}), language, order).values()), None)
    if len(in_address) == len("2024-03-05"):
        stamps["url"] = Stamp(date.fromisoformat(in_address))
    around = Around(
        blocks=walked.blocks,
        headline=headline_block(walked.blocks, title),
        language=language,
        order=order,
        address_day=in_address,
        modified=modified.day if modified else None,
        known=[stamp.day for stamp in (*stamps.values(), *filter(None, [modified]))],
    )
    times = read_times(walked.times, language)
    return PageDays(around, stamps, modified, [time.stamp for time in times], find_shown_days(around, times))


def weigh_days(shown: Sequence[ShownDay]) -> list[Likely]:
    """The days that a page shows, the most probable first: that of a day is the sum over all lines that show it."""
    chances = logit.weigh_rows([one.features for one in shown], "page_day")
    of_day: dict[date, float] = {}
    for one, chance in zip(shown, chances, strict=True):
        of_day[one.stamp.day] = of_day.get(one.stamp.day, 0) + chance
    ranked = sorted(zip(shown, chances, strict=True), key=lambda pair: (-of_day[pair[0].stamp.day], -pair[1]))
    return [Likely(one, min(1.0, of_day[one.stamp.day]), chance) for one, chance in ranked]


def _published(given: Given, times: Sequence[Stamp], tree: html.HtmlElement) -> PublishedDay:
    """The day that is believed, as readers saw it."""
    source = _believed_source(given)
    if source is None:
        by_htmldate = _day_by_htmldate(tree)
        if by_htmldate.day and _is_of_others(by_htmldate.day, given):
            by_htmldate = PublishedDay()
        return by_htmldate._replace(modified=_last_change(given))
    if source == "shown":
        best = given.likely[0].shown
        stamp, other = _with_clock(given), best.other
    else:
        others = [stamp for name, stamp in given.stamps.items() if name != source]
        shown = [
            one.shown.stamp
            for one in given.likely
            if one.chance >= ENOUGH_TO_TELL and not one.shown.features.get("says_updated")
        ]
        witnesses = Witnesses(shown, [*others, *times], _day_of(given.stamps.get("url")), given.modified)
        stamp, other = as_readers_saw(given.stamps[source], witnesses), None
    timed = stamp if stamp.second is not None else given.stamps.get(source, stamp)
    return PublishedDay(
        stamp.day,
        other,
        source,
        _confidence(source, stamp, given),
        None if timed.second is None else timed.iso(),
        _last_change(given),
    )


def _believed_source(given: Given) -> str | None:
    """The first source that gives a day, unless two others agree against it."""
    best = given.likely[0] if given.likely else None
    sources = {name: stamp.day for name, stamp in given.stamps.items()}
    if best and best.probability >= LEAST_PROBABILITY:
        sources["shown"] = best.shown.stamp.day
    votes = {name: day for name, day in sources.items() if name in VOTERS}
    if best and best.probability < ENOUGH_TO_VOTE:
        votes.pop("shown", None)
    for source in filter(sources.__contains__, DAY_SOURCES):
        agreeing = sum(are_near(day, sources[source]) for name, day in votes.items() if name != source)
        against = [day for name, day in votes.items() if name != source and not are_near(day, sources[source])]
        if agreeing or len(against) < 2 or not are_near(*against[:2]):
            return source
    return None


def are_near(day: date, other: date) -> bool:
    """Whether two days may be those of one time, in two zones."""
    return abs((day - other).days) <= 1


def _is_of_others(day: date, given: Given) -> bool:
    """Whether a day is that of the last change, or one that the page shows where it is hardly its own."""
    if day == _day_of(given.modified):
        return True
    lines = [one for one in given.likely if one.shown.stamp.day == day]
    if not lines:
        return False
    return lines[0].probability < ENOUGH_FOR_HTMLDATE or all(any(map(one.shown.features.get, FOREIGN)) for one in lines)


def _with_clock(given: Given) -> Stamp:
    """The most probable day that is shown, with the clock that one of its lines shows."""
    best = given.likely[0].shown.stamp
    same = (one.shown.stamp for one in given.likely if one.shown.stamp.day == best.day)
    return next((stamp for stamp in same if stamp.second is not None), best)


def _last_change(given: Given) -> str | None:
    """The time of the last change: as it is given to machines, else as a line near the headline shows it."""
    if given.modified:
        return given.modified.iso()
    says = ("says_updated", "time_updated")
    shown = (one.shown for one in given.likely if any(map(one.shown.features.get, says)))
    nearest = min(shown, key=lambda one: one.features["under"] + 2 * one.features["over"], default=None)
    return nearest.stamp.iso() if nearest else None


def _confidence(source: str, stamp: Stamp, given: Given) -> float:
    """How likely a day is right: by its source, and by what the others say."""
    if source == "shown":
        best = given.likely[0]
        sure = SURE_OF_CHANGE if best.shown.features.get("says_updated") else 1.0
        return best.probability * sure * (SURE_OF_ORDER if best.shown.other else 1.0)
    days = [other.day for name, other in given.stamps.items() if name != source]
    days += [one.shown.stamp.day for one in given.likely[:1] if one.probability >= ENOUGH_TO_VOTE]
    table = published_confidence()
    if any(are_near(day, stamp.day) for day in days):
        return table["agreed"]
    return table["disputed"] if days else table[source]


def _day_of(stamp: Stamp | None) -> date | None:
    return stamp.day if stamp else None


def _first_stamps(claims: Mapping[str, Sequence[str]], language: str, order: DayOrder) -> dict[str, Stamp]:
    """The first stamp of each source that gives one."""
    read = {
        source: next((stamp for value in values if (stamp := read_stamp(value, language, order))), None)
        for source, values in claims.items()
    }
    return {source: stamp for source, stamp in read.items() if stamp}


@cache
def published_confidence() -> dict[str, float]:
    """How likely a day of publication is right, by its source."""
    confidence: dict[str, float] = data.load("weights/metadata")["published"]
    return confidence


def day_in_addresses(addresses: Sequence[str]) -> str:
    """The day in the first address that has one, or its month; empty where none has.

    >>> day_in_addresses(["https://courier.example/2024/march/05/ferry"]), day_in_addresses(["/2024/03/ferry"])
    ('2024-03-05', '2024-03')
    """
    months = []
    for year, month, day in (match.groups() for address in addresses for match in URL_DAY.finditer(address)):
        number = int(month) if month.isdecimal() else calendars.months_of("en").get(month.lower(), 0)
        try:
            found = date(int(year), number, int(day or 1))
        except ValueError:
            continue
        if found.year < EARLIEST_YEAR:
            continue
        if day:
            return found.isoformat()
        months.append(found.isoformat()[:7])
    return months[0] if months else ""


def _day_by_htmldate(tree: html.HtmlElement) -> PublishedDay:
    """The day that htmldate finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateutil's, about time zones in dates that htmldate tries
        try:
            day = find_date(tree, extensive_search=False, original_date=True, max_date=NEVER)
        except Exception:  # any page must go through
            return PublishedDay(failed=True)
    if not day:
        return PublishedDay()
    return PublishedDay(date.fromisoformat(day), source="htmldate", confidence=published_confidence()["htmldate"])
