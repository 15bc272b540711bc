"""The days that a phrase of ``phrases`` means, given the day of publication.

Weeks begin on Monday. The first week of a month or a year is the one with its first Thursday, as in ISO 8601. A day
without a year, or a weekday, is the nearest one on the side that is spoken of, as in ``periods``. A number of weeks,
months or years ago is the whole week, month or year; "the last three days" are counted to the day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from tasks.extraction.dates.fields import COMING, FROM_TODAY, OF_WEEK_BEFORE
from tasks.extraction.dates.periods import DAYS as DAYS_OF_UNITS
from tasks.extraction.dates.periods import MONTHS
from tasks.extraction.dates.phrases import Phrase

DAY = timedelta(days=1)
DAYS = DAYS_OF_UNITS | {"weekend": 7, "fortnight": 14}
HALVED = {"week", "month", "decade", "century"}  # that have halves, as years have
THURSDAY = 3
SATURDAY = 5
DECADES = 100  # a decade of less is one of this or the last century
# Days of years by name: days after Easter Sunday; or a month and a day; or a month, a weekday (0: Monday) and which of
# them (-1: the last).
EASTER = {
    "carnival_sunday": -49, "rose_monday": -48, "shrove_tuesday": -47, "ash_wednesday": -46, "fat_thursday": -52,
    "palm_sunday": -7, "maundy_thursday": -3, "good_friday": -2, "easter": 0, "easter_monday": 1, "ascension": 39,
    "pentecost": 49, "whit_monday": 50, "corpus_christi": 60,
}  # fmt: skip
FIXED = {
    "new_year": (1, 1), "epiphany": (1, 6), "valentine": (2, 14), "womens_day": (3, 8), "st_patrick": (3, 17),
    "april_fools": (4, 1), "labour_day": (5, 1), "juneteenth": (6, 19), "st_john": (6, 24), "us_independence": (7, 4),
    "bastille": (7, 14), "assumption": (8, 15), "unity_de": (10, 3), "halloween": (10, 31), "all_saints": (11, 1),
    "guy_fawkes": (11, 5), "armistice": (11, 11), "st_nicholas": (12, 6), "st_nicholas_eve": (12, 5),
    "christmas_eve": (12, 24), "christmas": (12, 25), "boxing_day": (12, 26), "new_years_eve": (12, 31),
    "earth_day": (4, 22),
    "orthodox_christmas": (1, 7), "defender_ru": (2, 23), "russia_day": (6, 12), "unity_ru": (11, 4),
    "independence_ua": (8, 24), "constitution_ua": (6, 28), "constitution_pl": (5, 3), "democracy_tr": (7, 15),
    "emancipation_sr": (7, 1),
    "kings_day_nl": (4, 27), "liberation_nl": (5, 5), "remembrance_nl": (5, 4),
    "teachers_day": (10, 5), "childrens_day_jp": (5, 5),
    "reformation": (10, 31), "victory": (5, 9), "republic_tr": (10, 29), "children_tr": (4, 23),
    "youth_tr": (5, 19), "victory_tr": (8, 30), "groundhog": (2, 2), "singles": (11, 11), "national_cn": (10, 1),
    "childrens_day": (6, 1), "teachers_cn": (9, 10), "army_cn": (8, 1), "arbor_cn": (3, 12), "youth_cn": (5, 4),
    "samil_kr": (3, 1), "arbor_kr": (4, 5), "parents_kr": (5, 8), "memorial_kr": (6, 6), "liberation_kr": (8, 15),
    "foundation_kr": (10, 3), "hangul_kr": (10, 9), "republic_in": (1, 26), "independence_in": (8, 15),
    "gandhi_in": (10, 2), "white_day": (3, 14), "inauguration": (1, 20), "columbus": (10, 12), "foundation_jp": (2, 11),
}  # fmt: skip
NTH = {
    "thanksgiving": (11, 3, 4), "mothers_day": (5, 6, 2), "fathers_day": (6, 6, 3), "mlk": (1, 0, 3),
    "presidents_day": (2, 0, 3), "memorial_day": (5, 0, -1), "us_labor_day": (9, 0, 1), "mothers_day_fr": (5, 6, -1),
    "columbus_us": (10, 0, 2), "harvest_de": (10, 6, 1), "budget_day_nl": (9, 1, 3),
}  # fmt: skip
HIJRI = {
    "eid_al_fitr": (10, 1), "eid_al_adha": (12, 10), "ashura": (1, 10), "mawlid": (3, 12), "islamic_new_year": (1, 1),
}  # fmt: skip
HOLIDAYS = (*EASTER, *FIXED, *NTH, *HIJRI, "advent_1", "advent_2", "advent_3", "advent_4", "black_friday",
            "cyber_monday", "qingming", "remembrance_de", "repentance_de", "eternity_de")  # fmt: skip
# The Islamic calendar by its tables: 30 years with 11 leap years. It may be a day off what is seen of the moon.
HIJRI_EPOCH = date(622, 7, 19).toordinal()


class Span(NamedTuple):
    """The first and last day that can be meant."""

    first: date
    last: date


def days_of_phrase(phrase: Phrase, today: date | None, tense: int) -> Span | None:
    """The days that a phrase means; None if there are none, or if they depend on a day of publication that is unknown.

    >>> days_of_phrase(Phrase(year=2025, month=3, weekday=4, nth={"weekday": 1}), None, 0)
    Span(first=datetime.date(2025, 3, 6), last=datetime.date(2025, 3, 6))
    """
    try:
        span = _span(phrase, _Day(today), tense)
        if phrase.to is not None:
            end = _end_of_range(phrase.to, span, today, tense)
            begun = _begun_range(phrase, today) if tense > 0 else None
            if begun is not None:
                return begun
            if end.last < span.first:
                return None
            span = Span(span.first, end.last)
    except (_UnknownDayError, ValueError, OverflowError, KeyError):
        return None
    return span


class _UnknownDayError(Exception):
    """The day of publication is needed, and not known."""


class _Day:
    """The day of publication, which may be unknown as long as it is not needed."""

    def __init__(self, day: date | None) -> None:
        self._day = day

    @property
    def day(self) -> date:
        if self._day is None:
            raise _UnknownDayError
        return self._day


def _begun_range(phrase: Phrase, today: date | None) -> Span | None:
    """A range of months or weekdays in which today is: said of the future, it is this one, not the next.

    >>> _begun_range(Phrase(month=5, to=Phrase(month=9)), date(2025, 6, 1))
    Span(first=datetime.date(2025, 5, 1), last=datetime.date(2025, 9, 30))
    """
    if today is None or phrase.to is None:
        return None
    bare = not (phrase.year or phrase.steps or phrase.counts or phrase.day or phrase.to.day)
    if not (bare and (phrase.month or phrase.weekday)):
        return None
    span = _span(phrase, _Day(today), -1)
    end = _end_of_range(phrase.to, span, today, -1)
    return Span(span.first, end.last) if span.first <= today <= end.last else None


def _end_of_range(phrase: Phrase, begins: Span, today: date | None, tense: int) -> Span:
    """The end of a range: what is open in it is the next one behind its beginning."""
    if phrase.steps == {"after": 1}:
        phrase = Phrase(weekday=phrase.weekday)
    open_end = phrase.year is None and not phrase.steps and phrase.direction is None and not phrase.counts
    if open_end and (phrase.month or phrase.weekday or phrase.season or phrase.holiday):
        return _span(phrase, _Day(begins.first), 1)
    return _span(phrase, _Day(today), tense)


def _span(phrase: Phrase, today: _Day, tense: int) -> Span:
    """The days of a phrase, without the end of a range."""
    if phrase.base is not None:
        # "A week from Friday" is said of the Friday to come.
        ahead = phrase.direction == 1 and phrase.base == Phrase(weekday=phrase.base.weekday)
        return _shifted(phrase, _span(phrase.base, today, 1 if ahead else tense))
    if phrase.counts:
        return _distant(phrase, today)
    if phrase.either is not None:
        return _one(today.day + (phrase.either if tense > 0 else -phrase.either) * DAY)
    if phrase.through is not None:
        return _through(phrase.through, today)
    if phrase.week_of:
        return unit_at("week", 0, _span(replace(phrase, week_of=False), today, tense).first)
    return _edged(_inner(phrase, _outer(phrase, today, tense), today, tense), phrase.edge, today)


def _outer(phrase: Phrase, today: _Day, tense: int) -> Span | None:
    """The longest period of a phrase: its year, decade, month ...; None if it has none."""
    if phrase.century is not None:
        return Span(date(phrase.century * 100 - 99 - 1, 1, 1), date(phrase.century * 100 - 1, 12, 31))
    if phrase.decade is not None:
        first = phrase.decade if phrase.decade >= DECADES else phrase.decade + (2000 if phrase.decade < 30 else 1900)
        return Span(date(first, 1, 1), date(first + 9, 12, 31))
    year = phrase.year
    if year is None and "year" in phrase.steps:
        year = today.day.year + phrase.steps["year"]
    if phrase.calendar == "hijri" and phrase.month is not None:
        return _hijri(phrase, year, today, tense)
    if phrase.month is not None:
        return _named_month(phrase, year, today, tense)
    if phrase.season is not None:
        return _nearest(
            lambda year: _months_from(year, phrase.season or 1, 3), year, phrase.steps.get("season"), today, tense
        )
    if phrase.holiday is not None:
        return _nearest(
            lambda year: _one(holiday_of(phrase.holiday or "", year)), year, phrase.steps.get("holiday"), today, tense
        )
    for unit, size in (("half", 6), ("quarter", 3)):
        if unit in phrase.nth and not _is_half_of_other(phrase):
            nth = phrase.nth[unit] if phrase.nth[unit] > 0 else 12 // size
            if not 1 <= nth <= 12 // size:
                raise ValueError(unit)
            return _nearest(lambda year, n=nth, s=size: _months_from(year, (n - 1) * s + 1, s), year, None, today, 0)
    if year is not None:
        return Span(date(year, 1, 1), date(year, 12, 31))
    for unit in ("century", "decade", "half", "quarter", "month", "week", "weekend", "day"):
        if unit in phrase.steps:
            return unit_at(unit, phrase.steps[unit], today.day)
    return None


def _inner(phrase: Phrase, outer: Span | None, today: _Day, tense: int) -> Span:
    """The part of the longest period that is meant: a day, a week, a weekday in it."""
    if phrase.day is not None:
        if outer is not None and (phrase.month or "month" in phrase.steps):
            return outer if phrase.calendar else _one(outer.first.replace(day=phrase.day))
        if outer is not None:
            raise ValueError("a day of no month")
        return _one(_nearest_day(phrase.day, phrase.weekday, today.day, tense))
    if "weekday" in phrase.nth:
        held = outer or unit_at("month", 0, today.day)
        return _one(_nth_weekday(held, (phrase.weekday or 1) - 1, phrase.nth["weekday"]))
    if phrase.weekday is not None:
        return _one(_weekday(phrase, outer, today, tense))
    if outer is None and "week" in phrase.nth:
        outer = unit_at("year", 0, today.day)
    if outer is None:
        raise ValueError("nothing is said")
    if phrase.first_of is not None:
        return _first_of(phrase.first_of, outer)
    if _is_half_of_other(phrase):
        return _half_of(outer, phrase.nth["half"])
    for unit in ("month", "week", "weekend", "day"):
        if unit in phrase.nth:
            return _nth_unit(unit, phrase.nth[unit], outer)
    return outer


def _is_half_of_other(phrase: Phrase) -> bool:
    """Whether the half of a month, a week or a decade is meant, and not that of a year."""
    held = phrase.month or phrase.decade is not None or phrase.century or HALVED & phrase.steps.keys()
    return "half" in phrase.nth and bool(held)


def _half_of(held: Span, nth: int) -> Span:
    """The first or second half of a period."""
    if nth not in (1, 2, -1):
        raise ValueError("half")
    middle = held.first + ((held.last - held.first).days + 1) // 2 * DAY
    return Span(held.first, middle - DAY) if nth == 1 else Span(middle, held.last)


def _one(day: date) -> Span:
    return Span(day, day)


def _months_from(year: int, month: int, size: int) -> Span:
    """Some months from a month of a year on."""
    return Span(date(year, month, 1), add_months(date(year, month, 1), size) - DAY)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def unit_at(unit: str, step: int, today: date) -> Span:
    """The unit that is some units after the one of a day.

    >>> unit_at("weekend", 0, date(2025, 3, 6))
    Span(first=datetime.date(2025, 3, 8), last=datetime.date(2025, 3, 9))
    """
    if unit == "day":
        return _one(today + step * DAY)
    if unit in DAYS:
        monday = today - today.weekday() * DAY + 7 * step * DAY
        return Span(monday + SATURDAY * DAY, monday + 6 * DAY) if unit == "weekend" else Span(monday, monday + 6 * DAY)
    size = MONTHS[unit]
    first = (today.year * 12 + today.month - 1) // size * size + step * size
    return _months_from(first // 12, first % 12 + 1, size)


def _nearest(of_year: Callable[..., Span], year: int | None, step: int | None, today: _Day, tense: int) -> Span:
    """What there is once a year: of a year, at a step from today, or the nearest on the side that is spoken of."""
    if year is not None:
        return of_year(year)
    day = today.day
    spans = [of_year(day.year + back) for back in (-2, -1, 0, 1, 2)]
    if step == 0:
        return spans[2]
    past, future = [span for span in spans if span.first <= day], [span for span in spans if span.last >= day]
    if step is not None:
        behind, ahead = [span for span in spans if span.last < day], [span for span in spans if span.first > day]
        return behind[step] if step < 0 else ahead[step - 1]
    if tense:
        return past[-1] if tense < 0 else future[0]
    return min(spans, key=lambda span: (abs(_months_between(day, span.first)), span.first.year != day.year))


def _months_between(one: date, other: date) -> int:
    return (other.year - one.year) * 12 + other.month - one.month


def _named_month(phrase: Phrase, year: int | None, today: _Day, tense: int) -> Span:
    """A month by its name, in the year that is said, or the nearest one; with its day if that decides which."""
    month = phrase.month or 1
    step = phrase.steps.get("month_name")
    if phrase.day is not None and phrase.day > 28 and year is None and phrase.day > monthrange(2024, month)[1]:
        raise ValueError("no such day")
    if phrase.day == 29 and month == 2 and year is None:
        year = min((y for y in range(today.day.year - 4, today.day.year + 5) if monthrange(y, 2)[1] == 29),
                   key=lambda y: abs(y - today.day.year))  # fmt: skip
    return _nearest(lambda year: _months_from(year, month, 1), year, step, today, tense)


def _nearest_day(day: int, weekday: int | None, today: date, tense: int) -> date:
    """A day of the month: of the nearest month in which it is that weekday, on the side that is spoken of."""
    months = [add_months(today.replace(day=1), step) for step in range(-6, 7)]
    days = [month.replace(day=day) for month in months if day <= monthrange(month.year, month.month)[1]]
    fit = [found for found in days if weekday is None or found.weekday() == weekday - 1]
    if tense > 0:
        return min(found for found in fit if found >= today)
    if tense < 0:
        return max(found for found in fit if found <= today)
    return min(fit, key=lambda found: abs(found - today))


def _weekday(phrase: Phrase, outer: Span | None, today: _Day, tense: int) -> date:
    """A weekday: of a week that is said, at a step, or the nearest one on the side that is spoken of."""
    number = (phrase.weekday or 1) - 1
    if outer is not None and (outer.last - outer.first).days in (1, 6):
        return outer.first - outer.first.weekday() * DAY + number * DAY
    if outer is not None:
        raise ValueError("a weekday of no week")
    day, step = today.day, phrase.steps.get("weekday")
    back = (day.weekday() - number) % 7
    if step is None:
        return day - back * DAY + (7 * DAY if tense > 0 and back else 0 * DAY)
    if step == 0:
        return day - day.weekday() * DAY + number * DAY
    if step == COMING:
        return day + (7 - back) * DAY
    if step == OF_WEEK_BEFORE:
        return day - day.weekday() * DAY + (number - 7) * DAY
    if step > 0:
        return day - day.weekday() * DAY + (7 * step + number) * DAY
    return day - (back or 7) * DAY + (step + 1) * 7 * DAY


def _nth_weekday(held: Span, number: int, nth: int) -> date:
    """The nth of a weekday in a period; the last ones have negative numbers."""
    first = held.first + (number - held.first.weekday()) % 7 * DAY
    last = held.last - (held.last.weekday() - number) % 7 * DAY
    day = first + 7 * (nth - 1) * DAY if nth > 0 else last + 7 * (nth + 1) * DAY
    if not held.first <= day <= held.last:
        raise ValueError("no such weekday")
    return day


def _nth_unit(unit: str, nth: int, held: Span) -> Span:
    """The nth month, week, weekend or day of a period; the last ones have negative numbers."""
    if unit in ("week", "weekend"):
        thursday = _nth_weekday(held, SATURDAY if unit == "weekend" else THURSDAY, nth)
        return unit_at(unit, 0, thursday)
    if unit == "day":
        day = held.first + (nth - 1) * DAY if nth > 0 else held.last + (nth + 1) * DAY
        return _one(day)
    first = add_months(held.first, nth - 1) if nth > 0 else add_months(held.last, nth + 1).replace(day=1)
    return unit_at("month", 0, first)


def _first_of(said: tuple[int, int, str], held: Span) -> Span:
    """The first or last days, weeks or months of a period."""
    end, number, unit = said
    if unit == "week":
        weeks = [_nth_unit(unit, nth, held) for nth in ((1, number) if end > 0 else (-number, -1))]
        return Span(weeks[0].first, weeks[1].last)
    if end > 0:
        return Span(held.first, _moved(held.first, unit, number) - DAY)
    return Span(_moved(held.last + DAY, unit, -number), held.last)


def _moved(day: date, unit: str, number: int) -> date:
    """A day some units later."""
    return day + number * DAYS[unit] * DAY if unit in DAYS else add_months(day, number * MONTHS[unit])


def _through(said: tuple[int, int, str], today: _Day) -> Span:
    """The last or next days, weeks or months, counted to the day; today is one of those that are past."""
    side, number, unit = said
    if unit == "quarter":  # those are whole
        ends = unit_at(unit, side, today.day), unit_at(unit, side * number, today.day)
        return Span(min(ends).first, max(ends).last)
    if side < 0:
        return Span(_moved(today.day, unit, -number), today.day)
    if side == FROM_TODAY:
        return Span(today.day, _moved(today.day, unit, number))
    return Span(today.day + DAY, _moved(today.day, unit, number))


def _distant(phrase: Phrase, today: _Day) -> Span:
    """What lies some units from today: a day; or the whole week, month or year, if it is told in those."""
    side = phrase.direction or 1
    day = today.day
    if phrase.counts[0][1] == "weekday":  # "iki Pazar sonra": two Sundays later
        next_one = Phrase(weekday=phrase.weekday, steps={"weekday": COMING if side > 0 else -1})
        return _one(_weekday(next_one, None, today, 0) + 7 * (phrase.counts[0][0] - 1) * side * DAY)
    for number, unit in phrase.counts:
        day = _moved(day, unit, side * number)
    if phrase.within:
        return Span(today.day, day)
    if phrase.weekday is not None and side > 0 and phrase.counts[0][1] == "week":  # "Monday two weeks from now"
        return _one(unit_at("week", phrase.counts[0][0], today.day).first + (phrase.weekday - 1) * DAY)
    if phrase.weekday is not None:  # "a week ago Tuesday": from the last Tuesday on
        nearest = _weekday(Phrase(weekday=phrase.weekday), None, today, side)
        return _one(_moved(nearest, phrase.counts[0][1], side * phrase.counts[0][0]))
    unit = phrase.counts[-1][1]
    return _one(day) if unit == "day" or len(phrase.counts) > 1 else unit_at(unit, 0, day)


def _shifted(phrase: Phrase, base: Span) -> Span:
    """What lies some units from another period."""
    side = phrase.direction or 1
    day = base.first if side < 0 else base.last
    for number, unit in phrase.counts:
        day = _moved(day, unit, side * number)
    return Span(base.first, day) if phrase.within else _one(day)


def _edged(span: Span, edge: int | None, today: _Day) -> Span:
    """The third of a period that an edge names; the rest of it, or what of it is past."""
    if edge is None:
        return span
    if edge in (2, -2):
        day = today.day
        if not span.first <= day <= span.last:
            raise ValueError("not in the period")
        return Span(day, span.last) if edge > 0 else Span(span.first, day)
    third = ((span.last - span.first).days + 1) // 3
    first = span.first + (edge + 1) * third * DAY if edge >= 0 else span.first
    return Span(first, span.last - (1 - edge) * third * DAY if edge <= 0 else span.last)


def easter_of(year: int) -> date:
    """Easter Sunday of a year (the anonymous Gregorian computus).

    >>> easter_of(2016), easter_of(2024)
    (datetime.date(2016, 3, 27), datetime.date(2024, 3, 31))
    """
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    ahead = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    month, day = divmod(epact + ahead - 7 * ((golden + 11 * epact + 22 * ahead) // 451) + 114, 31)
    return date(year, month, day + 1)


def holiday_of(name: str, year: int) -> date:
    """The day of a holiday in a year."""
    if name in EASTER:
        return easter_of(year) + EASTER[name] * DAY
    if name in HIJRI:
        return _hijri_holiday(*HIJRI[name], year)
    if name == "qingming":  # by the rule for this and the last century
        return date(year, 4, int(year % 100 * 0.2422 + (4.81 if year >= 2000 else 5.59)) - year % 100 // 4)
    if name in FIXED:
        return date(year, *FIXED[name])
    if name in NTH:
        month, number, nth = NTH[name]
        return _nth_weekday(_months_from(year, month, 1), number, nth)
    if name in ("black_friday", "cyber_monday"):
        return holiday_of("thanksgiving", year) + (1 if name == "black_friday" else 4) * DAY
    christmas = date(year, 12, 25)
    fourth = christmas - (christmas.weekday() + 1) * DAY
    before = {"advent_4": 0, "advent_3": 7, "advent_2": 14, "advent_1": 21, "eternity_de": 28, "repentance_de": 32}
    return fourth - before.get(name, 35) * DAY


def hijri_day(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day of the Islamic calendar, by its tables.

    >>> hijri_day(1445, 9, 1)
    datetime.date(2024, 3, 11)
    """
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day - 1
    return date.fromordinal(HIJRI_EPOCH + days)


def _hijri_holiday(month: int, day: int, year: int) -> date:
    """The first of a day of the Islamic calendar in a Gregorian year."""
    first = (year - 622) * 33 // 32 - 1
    days = (hijri_day(first + ahead, month, day) for ahead in range(4))
    return next(found for found in days if found.year == year)


def _hijri(phrase: Phrase, year: int | None, today: _Day, tense: int) -> Span:
    """A month or a day of the Islamic calendar."""
    month = phrase.month or 1

    def of(year: int) -> Span:
        first = hijri_day(year, month, phrase.day or 1)
        return _one(first) if phrase.day else Span(first, hijri_day(year + month // 12, month % 12 + 1, 1) - DAY)

    if year is not None:
        return of(year)
    near = (today.day.year - 622) * 33 // 32
    spans: Iterable[Span] = [of(near + back) for back in (-1, 0, 1, 2)]
    day = today.day
    sided = [span for span in spans if (span.first <= day if tense <= 0 else span.last >= day)]
    return sided[-1] if tense <= 0 else sided[0]
