"""Reads words of dates into the fields of a phrase, each of which may be set once: see ``phrases``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from tasks.extraction.dates.periods import YEARS, full_year
from tasks.extraction.dates.words import DayWords, Word, number_of

# Limits, set by hand.
TEENS = 12  # up to here, number words behind a month may begin a year: "October two thousand"
LAST_DAY = 31
CENTURY = 100  # years: a smaller number is short for a year
NUMBERS = ("number", "digits")
# Shifts that say more of a weekday: the nearest one ahead, and that of the week before. Of a unit: next and last.
COMING, OF_WEEK_BEFORE = 3, -4
STEPS = {COMING: 1, OF_WEEK_BEFORE: -1}
REST, SO_FAR = 2, -2  # the edges that say: from today to the end, and from the beginning to today
FROM_TODAY = 2  # the side of a span that begins today
# Distances: "within", which may also be how long something took, the same where it may not, and "in" behind the unit.
WITHIN, IN_BEHIND = (4, 5), 6
COUNTING = ("number", "digits", "single")  # what may be before a unit
ORDINALS = ("ordinal", "nth")
CALLED = {"day": ("weekday", "holiday"), "month": ("month",), "year": ("year",)}  # a unit behind its name
UNDER_YEAR = ("quarter", "half", "week", "month", "day", "weekend")


class FieldReader:
    """Reads words into the fields of a ``Phrase``; the method ``_kind`` reads a word of that kind and those with it.

    Each gives the number of words that it took, 0 if they have no place.
    """

    def __init__(self, words: Sequence[Word], spoken: DayWords) -> None:
        """Begin to read words of a language."""
        self.words = words
        self.first = spoken.first
        self.spoken = spoken
        self.fields: dict[str, Any] = {}
        self.steps: dict[str, int] = {}
        self.nth: dict[str, int] = {}
        self.counts: list[tuple[int, str]] = []
        self.mods: list[Word] = []  # numbers, ordinals and shifts whose unit comes behind them

    def read(self) -> bool:
        """Read all words; false if one has no place."""
        at = 0
        while at < len(self.words):
            word = self.words[at]
            reader = getattr(self, f"_{word.kind}", None)
            taken = reader(at) if reader else self._held(word)
            if not taken:
                return False
            at += taken
        if not self._left_over():
            return False
        self._settle_within()
        self._settle_decade()
        self._settle_last()
        self.fields |= {name: value for name, value in self._collected() if value}
        return True

    def _settle_within(self) -> None:
        """Read "within the next three weeks" as a span that begins today, "within the last" as one that ends today."""
        if self.fields.get("within") and (through := self.fields.get("through")):
            self.fields["through"] = (FROM_TODAY if through[0] > 0 else through[0], *through[1:])
            for name in ("within", "direction", "ahead"):
                self.fields.pop(name, None)

    def _settle_decade(self) -> None:
        """Read "the eighties of the 20th century" as one decade."""
        century, decade = self.fields.get("century"), self.fields.get("decade")
        if century is not None and decade is not None and decade < CENTURY:
            self.fields["decade"] = (self.fields.pop("century") - 1) * CENTURY + decade

    def _settle_last(self) -> None:
        """Read "last" as the last of a longer period, if one is said: "the last Friday in May"."""
        said = self.fields.get("through")
        if isinstance(said, tuple) and said[0] < 0 and ({"month", "year"} & self.fields.keys() or self.steps):
            del self.fields["through"]
            self.fields["first_of"] = said  # "the last three weeks of the year"
        sizes = ("day", "weekday", "weekend", "week", "month", "quarter", "half", "year")
        known = {"month": "month" in self.fields, "year": "year" in self.fields}
        for place, unit in enumerate(sizes):
            longer = [name for name in sizes[place + 1 :] if name in self.steps or known.get(name)]
            if self.steps.get(unit) == -1 and longer and (unit, longer) != ("weekday", ["week"]) and unit != "year":
                del self.steps[unit]
                self.nth[unit] = -1

    def _collected(self) -> Iterator[tuple[str, Any]]:
        yield "steps", self.steps
        yield "nth", self.nth
        yield "counts", tuple(self.counts)

    def _held(self, word: Word) -> int:
        """Keep a number, an ordinal or a shift for the unit behind it."""
        if word.kind not in (*COUNTING, *ORDINALS, "shift", "roman"):
            return 0
        if word.kind == "shift" and self.mods and self.mods[-1].kind == "shift" and self.mods[-1].value == 0:
            self.mods.pop()  # "this coming Friday"
        self.mods.append(word)
        return 1

    def _set(self, name: str, value: Any) -> int:
        """Set a field; 0 if it has been set before."""
        if name in self.fields:
            return 0
        self.fields[name] = value
        return 1

    def _step(self, unit: str, value: int) -> int:
        """Set a step; 0 if it has been set before."""
        if unit in self.steps:
            return 0
        self.steps[unit] = value if unit == "weekday" else STEPS.get(value, value)
        return 1

    def _kind_at(self, at: int) -> str:
        return self.words[at].kind if at < len(self.words) else ""

    def _taken(self, kinds: Sequence[str]) -> Word | None:
        """The last word that is kept, if it is of one of some kinds; it is kept no longer."""
        return self.mods.pop() if self.mods and self.mods[-1].kind in kinds else None

    def _shift_behind(self, at: int) -> Word | None:
        """The shift behind a word, if it does not belong to the unit behind it."""
        if (
            "shift_behind" not in self.spoken.flags
            or self._kind_at(at + 1) != "shift"
            or self.words[at + 1].behind_filling
        ):
            return None
        follows = self._kind_at(at + 2)
        owned = follows in ("unit", "month", "season") and self._kind_at(at + 3) != "shift"
        return None if owned else self.words[at + 1]

    def _shifted(self, name: str, at: int) -> int:
        """The step of a named day or month, from a shift before or behind it; how many words that takes."""
        shift, size = self._taken(("shift",)), 1
        if shift is None and (behind := self._shift_behind(at)) is not None:
            shift, size = behind, 2
        if shift is not None and not self._step(name, int(shift.value)):
            return 0
        return size

    def _unit(self, at: int) -> int:
        """A unit with what is before it: "next week", "three days", "first quarter"; or behind it: "week 3"."""
        unit = str(self.words[at].value)
        if unit == "day" and self._kind_at(at + 1) == "weekday":
            return 1  # "the first day Friday"
        if "unit_behind_name" in self.spoken.flags and at and self._kind_at(at - 1) in CALLED.get(unit, ()):
            return self._marked(1) if unit == "year" else 1  # "2008 yılında", "Salı günü"
        if self.words[at].behind_article and self.mods and self.mods[-1].kind in NUMBERS:
            return 0  # "at 3 the next week"
        if unit == "decade" and self.mods and self._is_first_of_decade(self.mods[-1]):
            return self._set("decade", number_of(self.mods.pop()))
        if unit == "century" and (number := self._taken(("digits", *ORDINALS, "roman"))) is not None:
            return self._set("century", number_of(number))
        if len(self.mods) >= 2 and {self.mods[-1].kind, self.mods[-2].kind} & {"shift", "ordinal"}:
            return self._unit_of_two(unit)
        if self.words[at].behind_filling and self.mods and self.mods[-1].kind in NUMBERS:
            return self._bare_unit(unit, at) if unit == "month" else 0  # "the 12th of the month", no 12 months
        word = self._taken((*COUNTING, *ORDINALS, "shift"))
        if word is None:
            return self._bare_unit(unit, at)
        if word.behind_comma and self.fields:
            return 0  # "on Wednesday, three days ago"
        return self._modified_unit(unit, word, at)

    def _modified_unit(self, unit: str, word: Word, at: int) -> int:
        """A unit with the number, the ordinal or the shift before it."""
        number = number_of(word)
        one = self.spoken.one_unit
        if word.kind in NUMBERS and one is not None and one.fullmatch(self.words[at].text) and 1 <= number <= LAST_DAY:
            self.mods.append(word)
            return self._bare_unit(unit, at)
        if word.kind == "shift":
            return self._step(unit, number)
        if word.kind in ORDINALS:
            unit = "half" if unit == "fortnight" else unit  # "la segunda quincena de mayo"
            if unit in self.nth or unit not in UNDER_YEAR:
                return 0
            self.nth[unit] = number
            return 1
        if unit == "year" and self._kind_at(at + 1) == "marked_month":
            return self._set("year", full_year(number))
        shift = self._shift_behind(at)
        if shift is not None and shift.value != 0:
            return 2 * self._set("through", (1 if shift.value > 0 else -1, number, unit))
        if unit in ("half", "quarter", "weekend"):
            return 0
        self.counts.append((number, unit))
        return 1

    def _unit_of_two(self, unit: str) -> int:
        """A unit behind a number and a shift ("the last three days"), or a number and an ordinal."""
        second, other = self.mods.pop(), self.mods.pop()
        shift, number = (second, other) if second.kind in ("shift", *ORDINALS) else (other, second)
        if number.kind not in COUNTING or not number_of(number) > 0:
            self.mods += [other]
            if second.kind == "shift":
                return self._step(unit, int(second.value))
            return 0
        if unit == "month" and shift is second and shift.kind == "shift" and (
            shift.behind_filling or self.first == "mdy" or shift.value == 0
        ):  # fmt: skip
            return self._set("day", number_of(number)) and self._step(unit, int(shift.value))  # "22 this month"
        if shift is second and shift.kind == "shift" and shift.behind_filling:
            return 0  # "seremos 3 na próxima semana"
        side = int(shift.value) if shift.kind == "shift" else 1
        if shift.kind in ORDINALS:
            if number_of(shift) not in (1, -1):
                return 0
            return self._set("first_of", (number_of(shift), number_of(number), unit))
        return self._set("through", (1 if side > 0 else -1, number_of(number), unit)) if side else 0

    def _bare_unit(self, unit: str, at: int) -> int:
        """A unit without a number before it."""
        if self._counts_one(unit, at):
            return 1
        behind = self._shift_behind(at)
        if behind is not None:
            return 2 if self._step(unit, int(behind.value)) else 0
        follows = self._kind_at(at + 1)
        if follows == "edge" and "edge_behind" in self.spoken.flags and not self.mods:
            return self._step(unit, 0)  # "yıl sonunda"
        if unit in ("year", "decade", "century") and (size := self._named_years(unit, at)):
            return size
        if unit == "month" and follows == "month":
            return 1
        if unit == "week" and (size := self._week_of(at)):
            return size
        if follows in (*NUMBERS, *ORDINALS) and unit in ("week", "quarter", "half"):
            self.nth[unit] = number_of(self.words[at + 1])
            self.fields["numbered"] = True
            return 2
        whole = self.spoken.whole_unit
        if whole is not None and not whole.fullmatch(self.words[at].text):
            return 0
        if {"month", "day", "weekday", "year"} & self.fields.keys() or not (self.fields or self.nth or self.mods):
            return 0
        return self._step(unit, 0)

    def _counts_one(self, unit: str, at: int) -> bool:
        """Count a unit beside a distance once, if the language leaves out the number: "неделю назад"."""
        beside = (*self.words[max(0, at - 1) : at], *self.words[at + 1 : at + 2])
        sides = [word.value for word in beside if word.kind == "distance" and word.value not in WITHIN]
        if "one_unsaid" not in self.spoken.flags or not sides or self.mods:
            return False
        self.counts.append((1, unit))
        self.fields["ahead"] = sides[0] > 0 and "ahead_is_vague" in self.spoken.flags
        return True

    def _named_years(self, unit: str, at: int) -> int:
        """A year, a decade or a century with its number behind it: "year 2020", "decade 1990"."""
        follows = self._kind_at(at + 1)
        if unit == "year" and follows == "year" and self._is_decade(at):
            return 2 * self._set("decade", number_of(self.words[at + 1]))
        if unit == "year" and follows in ("year", "short_year"):
            return self._marked(1)
        if unit == "century" and follows == "roman":
            return 2 * self._set("century", int(self.words[at + 1].value))
        if unit == "decade" and follows in ("year", "digits"):
            return 2 * self._set("decade", number_of(self.words[at + 1]))
        return 0

    def _week_of(self, at: int) -> int:
        """A week that is named by a day of it."""
        follows = self._kind_at(at + 1)
        of_day = follows in ("digits", "nth") and self.words[at + 1].behind_filling
        if of_day and not self.mods and "shift_behind" in self.spoken.flags:
            self.fields["week_of"] = True
            return 2 * self._set("day", number_of(self.words[at + 1]))  # "la semana del 18"
        if follows in ("month", "digits", "nth", "ordinal", "dmy", "ymd") and not self.mods:
            rest = {word.kind for word in self.words[at + 1 :]}
            if {"month", "dmy", "ymd"} & rest:
                return self._set("week_of", True)
        return self._set("week_of", True) if "day" in self.fields and follows not in (*NUMBERS, *ORDINALS) else 0

    def _is_first_of_decade(self, word: Word) -> bool:
        """Whether a number before "decade" is its first year: "1990年代", and not "three decades"."""
        return word.kind == "year" or (word.kind == "digits" and number_of(word) >= 10 and not number_of(word) % 10)

    def _is_decade(self, at: int) -> bool:
        """Whether years and the first of them are a decade: "les années 1980"."""
        plural = self.spoken.plural_years
        return (
            plural is not None
            and bool(plural.fullmatch(self.words[at].text))
            and not number_of(self.words[at + 1]) % 10
        )

    def _weekday(self, at: int) -> int:
        """A weekday, with the ordinal or the shift that goes with it."""
        word = self.words[at]
        if "weekday" in self.fields:
            return 0
        self.fields["weekday"] = int(word.value)
        if self.mods and self.mods[-1].kind == "number" and self._kind_at(at + 1) == "distance":
            self.counts.append((number_of(self.mods.pop()), "weekday"))  # "two Sundays ago"
            return 1
        if "ordinal_behind" in self.spoken.flags and self._kind_at(at + 1) in ORDINALS:
            self.nth["weekday"] = number_of(self.words[at + 1])
            return 2
        if (nth := self._taken(ORDINALS)) is not None:
            self.nth["weekday"] = number_of(nth)
            return 1
        return self._shifted("weekday", at)

    def _month(self, at: int) -> int:
        """A month by its name, with the day before or behind it."""
        if not self._set("month", int(self.words[at].value)):
            return 0
        if self.words[at].kind == "hijri":
            self.fields["calendar"] = "hijri"
        if (day := self._taken((*NUMBERS, *ORDINALS))) is not None and not self._set("day", number_of(day)):
            return 0
        size = self._shifted("month_name", at)
        follows = self._kind_at(at + size)
        if "day" not in self.fields and follows in (*NUMBERS, *ORDINALS):
            number = number_of(self.words[at + size])
            plain = (
                follows != "number" or number > TEENS or "day_last" in self.spoken.flags
            )  # "October two thousand" is no day
            if plain and 1 <= number <= 31 and self._kind_at(at + size + 1) not in ("unit", "weekday"):
                self.fields["day"] = number
                size += 1
        return size + (self._two_digit_year(at + size) if "day" in self.fields else 0)

    def _two_digit_year(self, at: int) -> int:
        """The year of "31 octobre 74"; without a day it may be a number: "In May 45 people"."""
        is_year = self._kind_at(at) == "digits" and len(self.words[at].text) == 2 and not self.words[at].behind_comma
        number = number_of(self.words[at]) if is_year else 0
        return self._set("year", full_year(number)) if number > LAST_DAY else 0

    _hijri = _month

    def _short_weekday(self, at: int) -> int:
        self.fields["short_weekday"] = True
        return self._weekday(at)

    def _short_month(self, at: int) -> int:
        self.fields["short_month"] = True
        return self._month(at)

    def _marked_month(self, at: int) -> int:
        number = number_of(self.words[at])
        if not 1 <= number <= 12 or not self._set("month", number):
            return 0
        return self._shifted("month_name", at)

    def _marked_day(self, at: int) -> int:
        number = number_of(self.words[at])
        if self._kind_at(at + 1) in ("distance", "relation"):
            self.counts.append((number, "day"))
            return 1
        self.fields["marked_day"] = True
        return self._set("day", number) if 1 <= number <= 31 else 0

    def _marked_year(self, at: int) -> int:
        if (short := number_of(self.words[at])) < CENTURY:
            return self._marked(self._set("year", full_year(short)))
        return self._marked(self._year(at))

    def _marked(self, taken: int) -> int:
        """Mark the year, if one was taken."""
        self.fields["marked"] = True
        return taken

    def _year(self, at: int) -> int:
        number = number_of(self.words[at])
        if self._kind_at(at + 1) == "unit" and str(self.words[at + 1].value) == "decade":
            self.mods.append(self.words[at])
            return 1
        if self.spoken.joined and self._kind_at(at + 1) == "unit" and str(self.words[at + 1].value) == "year":
            return self._marked(2 * self._set("year", number))
        return self._set("year", number) if YEARS[0] <= number <= YEARS[1] else 0

    def _spelled_year(self, at: int) -> int:
        """A year in words."""
        number = self.words[at].value
        return self._marked(self._set("year", number)) if number and YEARS[0] <= number <= YEARS[1] else 0

    def _short_year(self, at: int) -> int:
        number = number_of(self.words[at])
        return self._set("year", full_year(number)) if "month" in self.fields else 0

    def _era(self, at: int) -> int:
        """An era and the number of its year."""
        if self._kind_at(at + 1) not in (*NUMBERS, "year"):
            return 0
        number = number_of(self.words[at + 1])
        size = 3 if self._kind_at(at + 2) == "unit" and self.words[at + 2].value == "year" else 2
        return self._marked(size * self._set("year", number + int(self.words[at].value)))

    def _named(self, at: int) -> int:
        """A word for a whole unit at a distance: yesterday, last year in one word."""
        unit, sign, step = re.split(r"([-+*])", str(self.words[at].value))
        if sign == "*":  # before or after today, whichever is spoken of
            return self._set("either", int(step))
        return self._step(unit, int(sign + step))

    def _season(self, at: int) -> int:
        if not self._set("season", int(self.words[at].value)):
            return 0
        return self._shifted("season", at)

    def _holiday(self, at: int) -> int:
        if not self._set("holiday", str(self.words[at].value)):
            return 0
        return self._shifted("holiday", at)

    def _decade(self, at: int) -> int:
        return self._set("decade", int(self.words[at].value))

    def _edge(self, at: int) -> int:
        value, flags = self.words[at].value, self.spoken.flags
        last = at == len(self.words) - 1 and "base_first" not in flags
        if len(self.words) == 1 or (last and not (value == SO_FAR or (value == REST and "shift_behind" in flags))):
            return 0  # "next Wednesday later than noon"
        return self._set("edge", int(self.words[at].value))

    def _and(self, at: int) -> int:
        """The "and" between two distances: "two weeks and two days ago"."""
        between = self._kind_at(at - 1) == "unit" and self._kind_at(at + 2) == "unit"
        return int(bool(self.counts) and between and self._kind_at(at + 1) in COUNTING)

    def _amount(self, at: int) -> int:
        """A number of units in one word: two days."""
        number, unit = str(self.words[at].value).split("-")
        if (shift := self._taken(("shift",))) is not None and shift.value:
            return self._set("through", (1 if shift.value > 0 else -1, int(number), unit))
        self.counts.append((int(number), unit))
        return 1

    def _marked_decade(self, at: int) -> int:
        return self._set("decade", number_of(self.words[at]))

    def _part(self, at: int) -> int:
        """A part of a year in one word: Q3."""
        unit, number = str(self.words[at].value).split("-")
        if unit in self.nth:
            return 0
        self.nth[unit] = int(number)
        return 1

    def _distance(self, at: int) -> int:
        value = int(self.words[at].value)
        if value in WITHIN:
            self.fields["within"] = True
            self.fields["ahead"] = value == WITHIN[0]
            return self._set("direction", 1)
        if value == IN_BEHIND:
            if not self.counts:
                return 1
            self.fields["ahead"] = True
        if abs(value) == 2 and self._kind_at(at + 1) not in COUNTING:
            return 1  # "in 2020"
        one = "one_unsaid" in self.spoken.flags and self._kind_at(at + 1) == "unit"
        if abs(value) == 3 and self._kind_at(at + 1) not in COUNTING and not one:
            return 0  # "drei Tage vor"
        if abs(value) == 2:  # "in two weeks": it comes first, and may also be how long something took
            self.fields["ahead"] = True
        return self._set("direction", 1 if value > 0 else -1)

    def _numeric(self, year: str | None, month: str, day: str | None) -> int:
        """The fields of a date in digits."""
        if not 1 <= int(month) <= 12 or (day is not None and not 1 <= int(day) <= 31):
            return 0
        if day is not None and not self._set("day", int(day)):
            return 0
        if year is not None:
            number = int(year) if len(year) > 2 else full_year(int(year))
            if not self._set("year", number):
                return 0
        return self._set("month", int(month))

    def _parts(self, at: int) -> list[str]:
        parts, part = [], ""
        for character in str(self.words[at].value):
            if character.isdecimal():
                part += str(int(character))
            elif part:
                parts.append(part)
                part = ""
        return [*parts, part] if part else parts

    def _ymd(self, at: int) -> int:
        year, month, day = self._parts(at)
        self.fields["written"] = "iso"
        return self._numeric(year, month, day)

    def _dmy(self, at: int) -> int:
        one, two, three = self._parts(at)
        self.fields["written"] = "digits"
        if self.first == "ymd" and len(three) == 2 and int(one) > 12:
            return self._numeric(one, two, three)
        day, month = (two, one) if self.first in ("mdy",) and int(one) <= 12 else (one, two)
        if int(month) > 12:
            day, month = month, day
        return self._numeric(three, month, day)

    def _my(self, at: int) -> int:
        month, year = self._parts(at)
        return self._numeric(year, month, None)

    def _ym(self, at: int) -> int:
        year, month = self._parts(at)
        if int(month) == int(year) % 100 + 1:
            return 0  # the season 2001-02
        if len(month) == 2 and month[0] != "0" and int(month) > int(year) % 100:
            return 0  # 2010-12 may be three years
        return self._numeric(year, month, None)

    def _dm(self, at: int) -> int:
        one, two = self._parts(at)
        self.fields["written"] = "dm"
        day, month = (two, one) if self.first != "dmy" and int(one) <= 12 else (one, two)
        if int(month) > 12:
            day, month = month, day
        return self._numeric(None, month, day)

    def _left_over(self) -> bool:
        """Read what is kept for no unit: a day of the month behind a weekday, or of a month by its distance."""
        if not self.mods:
            return True
        word, number = self.mods[0], number_of(self.mods[0])
        if len(self.mods) > 1 or "day" in self.fields or not 1 <= number <= 31 or "month" in self.fields:
            return False
        last = self.words[-1] is word
        on = word.behind_on and word.kind == "digits" and "on_before_day" in self.spoken.flags  # "samedi le 22"
        if "weekday" in self.fields and not self.nth and last and (on or not word.behind_filling):
            sure = (word.kind in ORDINALS and (word.kind == "nth" or not word.behind_comma)) or (
                (word.kind == "digits" or (word.kind == "number" and number > TEENS))
                and not word.behind_comma
                and self.first == "dmy"
            )
            self.fields["day"] = number
            return sure
        is_day = not last or ("day_last" in self.spoken.flags and (word.kind != "number" or number > 1))
        if "month" in self.steps and is_day and word.kind in (*NUMBERS, *ORDINALS):
            self.fields["day"] = number
            return True
        return False
