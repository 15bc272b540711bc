"""Reads words of dates as phrases: what a run of ``words`` says, whatever the order of its words.

A phrase has fields that each word may set once, so that "first Monday of April", "le premier lundi d'avril" and the
Chinese "April first Monday" are the same: ``nth`` {"weekday": 1}, ``weekday`` 1 and ``month`` 4. Words that are read
together are next to each other: a shift, a number or an ordinal and its unit. Two phrases make a range ("from 5 May to
3 June"), or one is counted from the other ("three days after Easter"). ``resolution`` turns a phrase into days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tasks.extraction.dates.fields import COUNTING, NUMBERS, ORDINALS, WITHIN, FieldReader
from tasks.extraction.dates.words import DayWords, Word, load_words, number_of, read_words

# Limits, set by hand.
LONGEST = 15  # words in a phrase
LONGEST_RANGE = 300  # years
LAST_DAY = 31  # of a month
TENS = (20, 30)  # "twenty" and "first" behind it are one number
FILLING = ("of", "article", "on")
# What may follow a comma in a phrase: "Monday, 5 May, 2025".
BEHIND_COMMA = (
    *NUMBERS,
    *ORDINALS,
    "article",
    "year",
    "spelled_year",
    "month",
    "short_month",
    "marked_year",
    "dmy",
    "ymd",
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase says; fields that it does not mention are None or empty."""

    year: int | None = None
    marked: bool = False  # the year is called one: "2016年", "the year 2016"
    month: int | None = None
    short_month: bool = False  # its name is cut short, so that it may be another word
    day: int | None = None
    weekday: int | None = None  # Monday: 1
    short_weekday: bool = False  # the same of a weekday
    calendar: str | None = None  # "hijri"; else the Gregorian one
    season: int | None = None  # its first month
    holiday: str | None = None
    decade: int | None = None  # its first year; below 100, of this or the last century
    century: int | None = None
    edge: int | None = None
    steps: dict[str, int] = field(default_factory=dict)  # by unit, "weekday", "month_name", "season", "holiday"
    nth: dict[str, int] = field(default_factory=dict)  # by unit, or "weekday"; -1: the last
    counts: tuple[tuple[int, str], ...] = ()
    direction: int | None = None  # of the counts: -1 ago, 1 ahead
    marked_day: bool = False  # the day is called one: "13日"
    within: bool = False  # "within two weeks": from today on
    ahead: bool = False  # "in two weeks", which may also be how long something took
    either: int | None = None  # days from today, on the side that is spoken of
    numbered: bool = False  # "week 31"
    written: str | None = None  # how it is written in digits: "iso", "digits" or "dm"
    week_of: bool = False  # the week of the day that is said
    through: tuple[int, int, str] | None = None  # side, number, unit: the last three days
    first_of: tuple[int, int, str] | None = None  # which end (1, -1), number, unit: the first two weeks of
    to: Phrase | None = None  # the end of a range
    base: Phrase | None = None  # what the counts are counted from

    @property
    def method(self) -> str:
        """How it was read, as in the column ``method``."""
        if self.written and not self.to:
            return self.written.replace("dm", "digits")
        named = {
            "range": self.to, "before": self.base, "span ": self.within or None,
            "ahead": self.ahead or None, "ago": self.direction,
            "span": self.through or self.first_of, "holiday": self.holiday, "season": self.season,
            "quarter": {"quarter", "half"} & self.nth.keys() or None,
            "shifted": {"week", "day"} & self.nth.keys() or None,
            "weekday": self.weekday if self.day is None else None, "day": self.day, "month": self.month,
            "century": self.century, "decade": self.decade, "day-word": {"day"} & self.steps.keys() or self.either,
            "shifted ": self.steps or None, "year": self.year,
        }  # fmt: skip
        return next((name.strip() for name, said in named.items() if said is not None), "year")

    @property
    def kind(self) -> str:
        """Whether it is given by its distance from another day."""
        relative = (
            self.direction
            or self.through
            or self.either
            or self.steps
            or self.method == "weekday"
            or (self.marked_day and not self.month)
        )
        return "relative" if relative or (self.to and self.to.kind == "relative") else "absolute"


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase and where it is in the run."""

    phrase: Phrase
    start: int
    end: int
    reach: int  # where it starts with the words before it that say nothing: "in the"


@lru_cache(2**15)
def read_run(text: str, language: str) -> tuple[Found, ...]:
    """Read the phrases of a run, the longest first at each place."""
    words = load_words(language)
    if words is None:
        return ()
    found, at = [], 0
    read = _joined_numbers(read_words(text, words))
    while at < len(read):
        size, phrase = _longest(read[at : at + LONGEST], words)
        if phrase is not None and phrase.nth.keys() == {"week"} and "bare_week" not in words.flags and _is_bare(phrase):
            phrase = None
        stopped = words.first == "mdy" and "." in read[at].text  # a time: "7.20 on Wednesday"
        if phrase is not None and read[at].kind == "dm" and (size == 1 or stopped) and not _is_day(read, at, words):
            phrase = None  # a fraction, a score
        if phrase is not None and size == 1 and read[at].kind == "spelled_year" and not _is_led(read, at):
            phrase = None
        if phrase is not None and phrase.marked_day and not _is_lone_day(phrase, read[at : at + size + 1], words):
            phrase = None
        if phrase is None:
            at += 1
            continue
        # The article before a bare year is not its own: "the 2014 cup", "das Schiff, das 1980 sank".
        bare_year = size == 1 and read[at].kind == "year"
        begin = at - 1 if at and read[at - 1].kind in words.articles and not bare_year else at
        reach = at
        while reach and read[reach - 1].kind in (*FILLING, "from", "distance"):
            reach -= 1
        start, end = read[begin].start, read[at + size - 1].end
        if words.ending is not None and not (phrase.to and "base_first" in words.flags):  # there the ending says "to"
            end = start + len(words.ending.sub("", text[start:end]))
        found.append(Found(phrase, start, end, read[reach].start))
        at += size
    return tuple(found)


def _is_day(words: Sequence[Word], at: int, spoken: DayWords) -> bool:
    """Whether two numbers are a day and a month: "on 4/22", "28.10." in German, but not a fraction or a score."""
    dotted = "dotted_day" in spoken.flags and words[at].text.count(".") == 2
    return dotted or (at > 0 and words[at - 1].kind == "on")


def _is_led(words: Sequence[Word], at: int) -> bool:
    """Whether a year in words has "in" or "from" before it: two thousand alone may be any number."""
    return at > 0 and words[at - 1].kind in ("of", "on", "from", "distance", "to")


def _is_lone_day(phrase: Phrase, words: Sequence[Word], spoken: DayWords) -> bool:
    """Whether a day of no month is one, and not how many days there are; the last word is the one behind it."""
    if phrase.month or phrase.steps or phrase.weekday:
        return True
    day, behind = words[0], words[-1]
    if not day.text[0].isdecimal():
        return False
    goes_on = spoken.day_goes_on is not None and spoken.day_goes_on.match(behind.text)
    return behind is day or not (goes_on or behind.kind in ("between", "distance", "relation", "unit", "edge"))


def _is_bare(phrase: Phrase) -> bool:
    """Whether a week of no year and no month is meant."""
    return not (phrase.year or phrase.month or phrase.steps)


def _joined_numbers(words: Sequence[Word]) -> list[Word]:
    """The words, with "twenty" and "first" as one."""
    joined: list[Word] = []
    for word in words:
        last = joined[-1] if joined else None
        if (
            last is not None and last.kind == "number" and last.value in TENS and word.kind in ("number", "ordinal")
            and word.value < 10 and not word.behind_comma
        ):  # fmt: skip
            joined[-1] = Word(
                word.kind, last.value + word.value, last.start, word.end, last.text + word.text, last.behind_comma
            )
        else:
            joined.append(word)
    return joined


def _longest(words: Sequence[Word], spoken: DayWords) -> tuple[int, Phrase | None]:
    """The longest phrase with which words begin, and how many words it takes."""
    stop = next((place for place, word in enumerate(words) if word.kind == "break"), len(words))
    for size in range(stop, 0, -1):
        last = words[size - 1]
        if last.kind in (*FILLING, "to", "and", "from") or not _may_begin(words):
            continue
        if last.kind == "distance" and abs(int(last.value)) == 2:
            continue
        phrase = _read(words[:size], spoken)
        if phrase is not None:
            return size, phrase
    return 0, None


def _may_begin(words: Sequence[Word]) -> bool:
    """Whether a phrase may begin with the first of some words."""
    if words[0].kind == "distance" and abs(int(words[0].value)) == 2:
        return len(words) > 1 and words[1].kind in COUNTING
    return words[0].kind not in (*FILLING, "to", "and")


def _read(words: Sequence[Word], spoken: DayWords) -> Phrase | None:
    """Read words as a range, as counted from another phrase, or as a single one."""
    return _read_range(words, spoken) or _read_counted(words, spoken) or _read_point(words, spoken)


def _read_range(words: Sequence[Word], spoken: DayWords) -> Phrase | None:
    """Read a range: "from A to B", "between A and B", "A to B"."""
    opening = words[0].kind if words[0].kind in ("between", "from") else None
    if words[0].kind == "distance" and "ahead_is_between" in spoken.flags:
        opening = "between"
    begin = 1 if opening else 0
    if opening is None and words[-1].kind == "between":  # "2014 ve 2018 arasında"
        opening, words = "between", words[:-1]
    for place in range(begin + 1, len(words) - 1):
        if words[place].kind != "to" and not (words[place].kind == "and" and opening == "between"):
            continue
        behind = place + 2 if words[place + 1].kind == "to" and place + 2 < len(words) else place + 1
        ends = _read_end(words[behind:], spoken)
        begins = _read_end(words[begin:place], spoken)
        if begins is None or ends is None:
            continue
        begins = replace(begins, week_of=False)  # "la semana del 18 al 24 de mayo"
        dashed = words[place].end - words[place].start == 1
        if words[place].tight and begins.year is None and _is_only_year(ends):
            continue  # "01-Aug-2019"
        behind_month = words[place - 1].kind in ("month", "short_month") and not opening
        if behind_month and "base_first" not in spoken.flags and _is_only_day(ends):
            continue  # "le 4 octobre à 10 heures"
        loose = opening is not None or ("base_first" in spoken.flags and not dashed)
        filled = _filled_up(begins, ends, loose=loose, dashed=dashed)
        if filled is not None:
            return filled
    return None


def _read_end(words: Sequence[Word], spoken: DayWords) -> Phrase | None:
    """Read an end of a range: a phrase, or the number of a day or a year alone."""
    kept = [word for word in words if word.kind not in FILLING]
    if len(kept) == 1:
        number = number_of(kept[0])
        if kept[0].kind in (*NUMBERS, *ORDINALS, "marked_day") and 1 <= number <= 31:
            return Phrase(day=number, marked_day=kept[0].kind == "marked_day")
        if kept[0].kind == "year":
            return Phrase(year=number)
        if kept[0].kind == "spelled_year" and kept[0].value:
            return Phrase(year=int(kept[0].value), marked=True)
    return _read_counted(words, spoken) or _read_point(words, spoken, in_range=True)


def _filled_up(begins: Phrase, ends: Phrase, *, loose: bool, dashed: bool) -> Phrase | None:
    """A range whose ends have what only the other one says; None if they are none of the same kind.

    ``loose``: it is called a range ("from May 2015 to 2018"), so that one end may be a month and the other a year.
    """
    if _is_only_day(begins):
        if begins.marked_day and ends.marked_day and _is_only_day(ends):
            return replace(begins, to=ends)  # "8日から12日"
        if ends.day is None or _is_only_day(ends):
            return None
        begins = replace(ends, day=begins.day, weekday=None)
    if _is_only_day(ends):
        if begins.day is None:
            return None
        ends = replace(begins, day=ends.day, weekday=None)
    if not loose and _grain(begins) != _grain(ends):
        return None
    if (begins.written == "dm" or ends.written == "dm") and (not loose or not (begins.month and ends.month)):
        return None  # fractions, scores
    bare = (replace(begins, year=None), replace(ends, year=None)) == (Phrase(), Phrase())  # 1995-1997年 is none
    if bare and not loose and dashed:
        return None  # when somebody lived
    if begins.year and ends.year and not begins.year <= ends.year <= begins.year + LONGEST_RANGE:
        return None
    if begins.year is None and ends.year is not None and begins.month and not begins.steps:
        year = ends.year - (ends.month is not None and begins.month > ends.month)
        begins = replace(begins, year=year)
    if begins.year is None and begins.month and not begins.steps and ends.month and "year" in ends.steps:
        early = ends.steps["year"] - (begins.month > ends.month)  # "from October 26 to December 4 of this year"
        begins = replace(begins, steps={"year": early})
    if ends.weekday and begins.weekday and begins.steps and not ends.steps and ends.day is None:
        ends = replace(ends, steps={"after": 1})
    return replace(begins, to=ends)


def _is_only_day(phrase: Phrase) -> bool:
    """Whether only the day of a month is said."""
    return phrase.day is not None and phrase == Phrase(day=phrase.day, marked_day=phrase.marked_day)


def _is_only_year(phrase: Phrase) -> bool:
    """Whether only a year is said."""
    return phrase.year is not None and phrase == Phrase(year=phrase.year)


def _grain(phrase: Phrase) -> str:
    """How fine the days of a phrase are told: by the day, the month or more."""
    if phrase.day or phrase.weekday or phrase.holiday or "day" in phrase.steps or phrase.direction or phrase.base:
        return "day"
    if phrase.nth.keys() & {"quarter", "half"}:
        return "part"
    return "month" if phrase.month or "month" in phrase.steps else "year"


def _read_counted(words: Sequence[Word], spoken: DayWords) -> Phrase | None:
    """Read a distance from another phrase: "three days after Easter", "a week from Friday"."""
    for place, word in enumerate(words[:-1]):
        if word.kind in spoken.relations and place:
            begin = int(words[0].kind == "distance" and place > 1)  # "within two weeks after"
            counted = _read_point(words[begin:place], spoken, bare=True)
            base = _read_point(words[place + 1 :], spoken)
            if counted is not None and base is not None and counted == Phrase(counts=counted.counts):
                within = begin == 1 and words[0].value in WITHIN and word.kind == "from"
                direction = 1 if word.kind == "from" else int(word.value)
                return replace(counted, direction=direction, base=base, within=within)
    if "base_first" in spoken.flags and words[-1].kind in ("distance", "relation"):
        return _read_from_base(words, spoken)
    return None


def _read_from_base(words: Sequence[Word], spoken: DayWords) -> Phrase | None:
    """Read a distance behind what it is counted from: "bugünden 2 gün sonra"."""
    for place in range(1, len(words) - 2):
        base = words[:place]
        while len(base) > 1 and base[-1].kind in ("to", "from", *FILLING):
            base = base[:-1]
        from_, counted = _read_point(base, spoken), _read_point(words[place:-1], spoken, bare=True)
        if from_ is not None and counted is not None and counted == Phrase(counts=counted.counts) and counted.counts:
            return replace(counted, direction=1 if words[-1].value > 0 else -1, base=from_)
    return None


def _read_point(
    words: Sequence[Word], spoken: DayWords, *, bare: bool = False, in_range: bool = False
) -> Phrase | None:
    """Read words as one phrase; None if a word has no place in it.

    ``bare``: a number of units alone will do; ``in_range``: so will a month whose name may be another word.
    """
    kept: list[Word] = []
    filled, article, on = False, False, False
    for word in words:
        if word.behind_comma and word is not words[0] and word.kind not in BEHIND_COMMA:
            return None
        if word.kind in FILLING or _is_tight(word) or (word.kind == "from" and kept and "from_is_of" in spoken.flags):
            if (
                kept
                and kept[-1].kind == "shift"
                and (word.kind == "article" or (word.kind == "of" and "shift_behind" not in spoken.flags))
            ):
                return None  # "following the August vote", "last for years"
            filled |= word.kind in ("of", "on", "from")
            article |= word.kind == "article"
            on = word.kind == "on"
        else:
            kept.append(word._replace(behind_filling=filled, behind_article=article, behind_on=on))
            filled, article, on = False, False, False
    reader = FieldReader(kept, spoken)
    if not reader.read():
        return None
    if in_range:
        reader.fields.pop("short_month", None)
    phrase = Phrase(**reader.fields)
    return phrase if bare or _is_dated(phrase) else None


def _is_tight(word: Word) -> bool:
    """Whether a word is a dash without spaces, which may also join the parts of one date: 05-Aug-2016."""
    return word.kind == "to" and word.tight


def _is_dated(phrase: Phrase) -> bool:
    """Whether a phrase says when, and not only how long, and whether its fields go together."""
    if phrase.day is not None and phrase.day > LAST_DAY:
        return False  # "admissions were 503 in December"
    if phrase.counts:
        others = [phrase.month, phrase.year, phrase.season, phrase.holiday, phrase.decade, phrase.steps or None]
        if phrase.counts[0][1] == "weekday" and len(phrase.counts) > 1:
            return False
        return phrase.direction is not None and not any(others)
    if phrase.direction is not None:
        return False
    if "day" in phrase.steps and (phrase.month or phrase.weekday or phrase.year or phrase.day or phrase.holiday):
        return False
    if len(phrase.steps) > 1 and not phrase.steps.keys() & {"month_name", "season", "holiday"}:
        return False
    if phrase.season and (phrase.month or phrase.day or phrase.weekday or phrase.steps.keys() - {"season", "year"}):
        return False
    if phrase.season and not (phrase.year or phrase.steps):
        return False
    if phrase.week_of and phrase.day is None:
        return False
    if phrase.day is not None and phrase.month is None and "month" not in phrase.steps and phrase.weekday is None:
        return (phrase.marked_day or phrase.week_of) and phrase.year is None
    if phrase.nth.keys() & {"day", "week", "month", "weekend"} or phrase.first_of:
        held = phrase.year or phrase.month or phrase.steps or phrase.nth.keys() & {"quarter"}
        held = held or (phrase.nth.keys() == {"week"} and phrase.nth["week"] > 0 and phrase.numbered)
        return bool(held) and phrase.weekday is None
    if phrase.weekday and phrase.month and phrase.day is None and "weekday" not in phrase.nth:
        return False
    if phrase.weekday and phrase.day is None and phrase.year and not phrase.month:
        return False
    if _is_unclear(phrase):
        return False
    if phrase.marked:
        return True
    alone = (phrase.year, phrase.edge)
    said = [
        phrase.either, phrase.month, phrase.day, phrase.weekday, phrase.season, phrase.holiday, phrase.decade,
        phrase.century, phrase.through, phrase.steps or None, phrase.nth or None,
    ]  # fmt: skip
    return any(part is not None for part in said) or all(part is not None for part in alone)


def _is_unclear(phrase: Phrase) -> bool:
    """Whether its words may well be others: a short name alone, the half of a match, the edge of a day."""
    if phrase.short_month and not (phrase.day or phrase.year or phrase.steps or phrase.nth):
        return True
    if phrase.short_weekday and phrase.day is None and not phrase.nth:
        return True
    if phrase.edge is not None and phrase.day is not None and phrase.steps:
        return True  # "at the end of the month, 4 May"
    return phrase.nth.keys() == {"half"} and not (phrase.year or phrase.steps or phrase.month or phrase.decade)
