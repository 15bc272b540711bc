"""The words of dates: a pattern that finds runs of them, and a reader that cuts a run into words with meanings.

The section ``[days]`` of a lexicon has the words of a language, each a small pattern in lower case. Lists:

- ``month`` (January first) adds to the names that the calendars know, ``skip_months`` are those of them that are left
  out; ``unclear`` are months, and ``short_weekday`` weekdays, that may be other words, unless a day is with them;
- ``weekday`` (Monday first); ``number`` and ``ordinal`` (one first); ``hijri``: the months of the Islamic calendar.

Tables, with what each word means:

- ``unit`` (day, week, fortnight, weekend, month, quarter, half, year, decade, century); ``amount``: some units in one
  word ("2-day"); ``part``: a part of a year ("quarter-3"); ``named``: a unit and its step ("day-1" is yesterday;
  "day*1" is yesterday or tomorrow, by what is spoken of);
- ``shift`` (-1 last, 0 this, 1 next); ``edge`` (-1 early, 0 mid, 1 late, 2 the rest, -2 so far); ``season`` (its first
  month); ``decade`` (its first year); ``holiday`` (``resolution.HOLIDAYS``); ``era`` (what is added to its years);
- ``distance`` (-1 ago, 1 from now; -3: only before a number; 2: before a number, and it may also be how long something
  took); ``relation`` (-1 before, 1 after).

Patterns: ``between``, ``from``, ``to``, ``and``, ``on``, ``of``, ``article`` hold others together; ``single`` is one
where it counts a unit; ``nth`` and ``nth_before`` are behind and before ordinals in digits; ``marks`` are behind the
number of a year, or of a year, a month, a day and a decade; ``prefix`` and ``suffix``: what words may have before and
behind them; ``ending``: the end of a date that is left out of its span ("4 Ocak 2019'da", "2008 года"); ``no_edge``:
what looks like an edge and is none; ``whole_unit``: units that mean this one behind an edge ("the end of the year");
``one_unit``: units that no number before them counts; ``about``, ``counted``, ``dated``, ``measured`` (units: no year
is before them), ``present`` ("now", which is a day only as the end of a range): see ``dates``; ``first``: whether the
month ("mdy") or the day ("dmy") comes first in numbers, or the year ("ymd"). FLAGS are true of some
languages:

- ``joined``: there are no spaces between words; ``bare_week``: weeks are called by their number in the year;
- ``shift_behind``, ``ordinal_behind``: they follow their noun; ``day_last``: days of a month follow it, too;
- ``base_first``: what a distance is counted from comes first ("bugünden 2 gün sonra");
- ``dotted_day``: a day and a month in digits have a full stop each ("28.10."), which no other two numbers have;
- ``on_before_day``: behind a weekday and ``on`` a number is the day of the month ("samedi le 22");
- ``unit_behind_name``: a named day, month or year may have its unit behind it ("2008 yılı", "2008 года");
- ``edge_behind``: an edge follows its unit ("yıl sonunda");
- ``ahead_is_vague``: "in a year" may also be counted from a day of the story ("через год");
- ``one_unsaid``: a distance of one unit needs no number ("неделю назад");
- ``on_is_article``, ``from_is_of``, ``relation_is_distance``, ``ahead_is_between``: one word is both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from schemas import lexicon
from schemas.calendars import months_of
from tasks.extraction.grammars import readings
from tasks.extraction.grammars.patterns import ASCII_END, EDGES, allow_capitals

SECTION = "days"
DIGIT = "[0-9０-９٠-٩۰-۹०-९]"
NUMERALS = {character: number for number, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
SCALES = {"十": 10, "百": 100, "千": 1000}
IGNORED = " \u00a0\u202f\u3000,()（）'’،"
CASED = re.compile("[a-zа-яёіїєґ]{4}")  # a word in a script that has capitals
MARKS = (" ?- ?", " ?/ ?", "\\. ?")
# What a language may be like: see the description of its section above.
FLAGS = (
    "joined", "on_is_article", "relation_is_distance", "shift_behind", "from_is_of", "bare_week", "base_first",
    "day_last", "ordinal_behind", "ahead_is_between", "dotted_day", "on_before_day", "unit_behind_name", "one_unsaid",
    "edge_behind", "ahead_is_vague",
)  # fmt: skip
MOST_DAYS = 31  # of a month: the list of numbers goes so far
SHORT = 4  # letters of names that are short for a longer one
DASH = "[-–—~～]"
# Kinds of words that can make a date; the others only add to one.
STRONG = (
    "ymd", "dmy", "my", "ym", "dm", "year", "part", "amount", "marked_decade", "month", "short_month", "hijri",
    "weekday", "short_weekday", "unit", "named", "season", "holiday", "decade", "marked_year", "marked_month",
    "marked_day", "spelled_year",
)  # fmt: skip
NUMERIC = (
    "ymd", "dmy", "my", "ym", "dm", "year", "short_year", "nth", "digits", "marked_decade", "marked_year",
    "marked_month", "marked_day",
)  # fmt: skip
HOLDING = ("single", "between", "from", "to", "and", "on", "of", "article", "relation", "edge", "distance")
# Kinds of words that may have an ending (``suffix``) in languages that put theirs behind words.
INFLECTED = (*STRONG, "ordinal", "number", "digits", "nth")
NUMBERED = ("digits", "number", "month", "year", "dmy", "ymd", "dm")
TABLES = (
    "amount", "part", "unit", "shift", "named", "season", "edge", "distance", "relation", "decade", "holiday", "era",
)  # fmt: skip
# In all languages.
PARTS = {f"q{number}": f"quarter-{number}" for number in range(1, 5)}
HALVES = {f"(?-i:H{number})": f"half-{number}" for number in (1, 2)}  # in all that have spaces: "H1N1"
LISTS = ("weekday", "short_weekday", "number", "ordinal", "hijri")


class Word(NamedTuple):
    """A word of a run: its kind, what it means, and where it is."""

    kind: str
    value: Any
    start: int
    end: int
    text: str
    behind_comma: bool = False
    behind_article: bool = False
    behind_filling: bool = False  # "of", "in" before it were left out
    behind_on: bool = False  # the last of these was "on"
    tight: bool = False  # no spaces before and behind it


class DayWords(NamedTuple):
    """The words of dates of a language."""

    run: str  # a Rust pattern that finds a strong word with the words behind it
    before: str  # a Rust pattern of the words that may be before one
    kinds: tuple[tuple[str, re.Pattern[str]], ...]  # the pattern of each kind
    values: Mapping[str, tuple[tuple[re.Pattern[str], Any], ...]]  # by kind, its words and what they mean
    first: str  # "dmy", "mdy" or "ymd"
    flags: frozenset[str]  # of FLAGS
    whole_unit: re.Pattern[str] | None
    one_unit: re.Pattern[str] | None
    ablative: re.Pattern[str] | None  # an ending that says "from": Mayıs'tan
    ending: re.Pattern[str] | None  # the end of a date that is left out of its span: 2019'da
    plural_years: re.Pattern[str] | None  # "years", which begin a decade: "les années 1980"
    day_goes_on: re.Pattern[str] | None  # what may not be behind a day of no month: 27日間
    no_edge: re.Pattern[str] | None  # what looks like an edge and is none: 中国
    language: str

    @property
    def joined(self) -> bool:
        """Whether there are no spaces between words."""
        return "joined" in self.flags

    @property
    def articles(self) -> tuple[str, ...]:
        """The kinds of words before a date that are part of its span."""
        return ("article", "on") if "on_is_article" in self.flags else ("article",)

    @property
    def relations(self) -> tuple[str, ...]:
        """The kinds of words between a distance and what it is counted from."""
        return ("relation", "from", *(("distance",) if "relation_is_distance" in self.flags else ()))


NO_WORDS = DayWords("$^", "$^", (), {}, "dmy", frozenset(), None, None, None, None, None, None, None, "")


@cache
def load_words(language: str) -> DayWords | None:
    """Load the words of dates of a language; None if it has none."""
    own = lexicon.load(SECTION).get(language)
    if not own:
        return None
    joined = bool(own.get("joined"))
    tables = _tables(language, own)
    patterns = _number_patterns(own) | {"spelled_year": _spelled_pattern(language, own)}
    patterns |= {kind: "|".join(_longest_first(words)) for kind, words in tables.items()}
    patterns |= {kind: own[kind] for kind in HOLDING if isinstance(own.get(kind), str)}
    patterns["to"] = "|".join(part for part in (DASH, patterns.get("to")) if part)
    patterns = {kind: pattern for kind, pattern in patterns.items() if pattern}
    ends = {kind: _ends_of(kind, own) for kind in (*patterns, *tables)}
    edge = "" if joined else r"(?:(?<!\w)|(?!\w))"

    def pattern_of(name: str) -> re.Pattern[str] | None:
        return re.compile(own[name], re.I) if name in own else None

    run, before = _run_patterns(patterns, own, joined=joined)
    return DayWords(
        run=run,
        before=before,
        kinds=tuple(
            (kind, re.compile(f"{ends[kind][0]}(?:{pattern}){ends[kind][1]}{edge}", re.I))
            for kind, pattern in patterns.items()
        ),
        values={kind: _compiled(words, *ends[kind]) for kind, words in tables.items()},
        first=own.get("first", "dmy"),
        flags=frozenset(name for name in FLAGS if own.get(name)),
        whole_unit=pattern_of("whole_unit"),
        one_unit=pattern_of("one_unit"),
        ablative=pattern_of("ablative"),
        ending=pattern_of("ending"),
        plural_years=pattern_of("plural_years"),
        day_goes_on=pattern_of("day_goes_on"),
        no_edge=pattern_of("no_edge"),
        language=language,
    )


def _ends_of(kind: str, own: Mapping[str, Any]) -> tuple[str, str]:
    """What may be before and behind the words of a kind."""
    return own.get("prefix", "") if kind in STRONG else "", own.get("suffix", "") if kind in INFLECTED else ""


def _compiled(words: Mapping[str, Any], prefix: str, suffix: str) -> tuple[tuple[re.Pattern[str], Any], ...]:
    """Words as patterns with what may be before and behind them, each with what it means."""
    ordered = _longest_first(words)
    return tuple((re.compile(f"{prefix}(?:{word}){suffix}", re.I), words[word]) for word in ordered)


def read_words(text: str, words: DayWords) -> list[Word]:
    """Cut a run into words; what is none becomes a word of the kind "break"."""
    found: list[Word] = []
    at, comma = 0, False
    while at < len(text):
        slash = text[at] == "/" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
        if slash or (text[at] in IGNORED and not _is_ending(text, at, words)):
            comma |= text[at] == ","
            at += 1
            continue
        fits = [
            (match.end(), -rank, kind)
            for rank, (kind, pattern) in enumerate(words.kinds)
            if (match := pattern.match(text, at))
            and not _is_cut(text, match.end())
            and not (kind == "marked_day" and words.day_goes_on and words.day_goes_on.match(text, match.end()))
            and not (kind == "edge" and words.no_edge and words.no_edge.match(text, at))
        ]
        end, _, kind = max(fits, default=(at, 0, "break"))
        if end <= at:
            kind, end = "break", at + 1
            while not words.joined and end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
                end += 1
        if kind == "shift" and found and found[-1].kind in ("unit", "amount", "marked_day"):
            kind = "distance" if (end, "distance") in {(last, name) for last, _, name in fits} else kind  # 三周前
        tight = text[at - 1 : at].isalnum() and text[end : end + 1].isalnum()
        found.append(Word(kind, _value(kind, text[at:end], words), at, end, text[at:end], comma, tight=tight))
        at, comma = end, False
        if words.ablative is not None and kind in (*NUMBERED, "weekday") and words.ablative.search(text[:end]):
            found.append(Word("to", "", end, end, ""))
    return found


def _is_cut(text: str, end: int) -> bool:
    """Whether a word would end within digits: 1995-19 in 1995-1997."""
    return text[end - 1].isdecimal() and text[end : end + 1].isdecimal()


def _is_ending(text: str, at: int, words: DayWords) -> bool:
    """Whether an apostrophe begins an ending that is a word of its own: "Mart'tan Mayıs'a"."""
    return text[at] in "'’" and any(
        pattern.match(text, at) for kind, pattern in words.kinds if kind in ("to", "short_year")
    )


def _tables(language: str, own: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The words of each kind that has values, with what they mean."""
    known = months_of(language)
    # A name that is short for another may have a full stop, and may be another word.
    shorter = {name for name in known if len(name) <= SHORT and _has_longer(name, known)}
    months: dict[str, Any] = {re.escape(name) + r"\.?" * (name in shorter): known[name] for name in known}
    plain = own.get("skip_months", ())
    months = {word: number for word, number in months.items() if word.removesuffix(r"\.?") not in plain}
    full = {word for word in months if not word.endswith(r"\.?")}
    named = {
        word: number for number, words in enumerate(own.get("month", ()), 1) for word in _alternatives(words) if word
    }
    tables: dict[str, dict[str, Any]] = {
        "month": {word: months[word] for word in full} | named,
        "short_month": {word: number for word, number in months.items() if word not in full}
        | {
            word: number
            for number, words in enumerate(own.get("unclear", ()), 1)
            for word in _alternatives(words)
            if word
        },
    }
    own = {**own, "part": {**PARTS, **({} if own.get("joined") else HALVES), **own.get("part", {})}}
    for kind in LISTS:
        tables[kind] = {
            word: number for number, words in enumerate(own.get(kind, ()), 1) for word in _alternatives(words) if word
        }
    # The tens above those of a month: "forty years ago".
    tens = lexicon.load("dates").get(language, {}).get("words", {}).get("number", {})
    tables["number"] |= {
        word: value for words, value in tens.items() if value > MOST_DAYS for word in _alternatives(words)
    }
    for kind in TABLES:
        table = own.get(kind, {})
        tables[kind] = {word: value for words, value in table.items() for word in _alternatives(words)}
    return tables


def _has_longer(word: str, months: Mapping[str, int]) -> bool:
    """Whether a month has a longer name than this one, which is then short for it."""
    return any(number == months[word] and len(other) > len(word) for other, number in months.items())


def _alternatives(words: str) -> list[str]:
    """The words of a pattern, cut at the bars that are in no group."""
    parts, depth, part = [], 0, ""
    for character in words:
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += character
    return [*parts, part]


def _longest_first(words: Iterable[str]) -> list[str]:
    """Patterns of words, those that can match most letters first: a shorter word must not cut a longer one short."""

    def sizes(word: str) -> tuple[int, int, str]:
        bare = re.sub(r"\\[.\\]|\[[^\]]*\]", "x", re.sub(r"\(\?[-i]*:|\)", "", word))
        longest = max(len(part.replace("?", "")) for part in bare.split("|"))
        return -longest, -len(re.sub(r".\?", "", bare)), word

    return sorted(words, key=sizes)


def _number_patterns(own: Mapping[str, Any]) -> dict[str, str]:
    """The patterns of words that are made of digits; of two that fit as far, the first one counts."""
    year, two, short = f"[12１２١٢۱۲१२]{DIGIT}{{3}}", f"{DIGIT}{{1,2}}", f"(?:{DIGIT}{{4}}|{DIGIT}{{2}})"
    recent = f"(?:19|20){DIGIT}{{2}}"
    number = f"{DIGIT}{{1,3}}"
    if own.get("joined"):
        number = f"(?:{number}|[{''.join([*NUMERALS, *SCALES])}]+)"
    patterns = {
        "ymd": "|".join(f"{DIGIT}{{4}}{mark}{two}{mark}{two}" for mark in MARKS),
        "dmy": "|".join(f"{two}{mark}{two}{mark}{short}" for mark in MARKS),
        "my": f"{two} ?[-/.] ?{recent}",
        "ym": f"{recent} ?[-/] ?{two}",
        "dm": f"{two}[/.]{two}\\.?",
        "short_year": f"['’]{DIGIT}{{2}}",
        "nth": _ordinal_pattern(own, number),
        "year": year,
        "digits": number,
        "roman": own.get("roman", ""),
    }
    if marks := own.get("marks"):
        four = f"(?:{DIGIT}{{4}}|[0０]{DIGIT}|[{''.join(NUMERALS)}]{{4}})" if own.get("joined") else f"{DIGIT}{{4}}"
        patterns["marked_decade"] = f"(?:{DIGIT}{{4}}|{DIGIT}{{2}}) ?(?:{marks[3]})" if len(marks) > 3 else ""
        patterns["marked_year"] = f"{four} ?(?:{marks[0]})"
        patterns["marked_month"] = f"{number} ?(?:{marks[1]})" if len(marks) > 1 else ""
        patterns["marked_day"] = f"{number} ?(?:{marks[2]})" if len(marks) > 1 else ""
    return patterns


def _spelled_pattern(language: str, own: Mapping[str, Any]) -> str:
    """The pattern of years in words: what they begin with (``spelled``), and words of numbers behind it."""
    if not own.get("spelled"):
        return ""
    numbers = [word for word, value in lexicon.load("figures")[language]["words"]["numeral"].items() if value]
    word = "|".join(_longest_first(part for number in numbers for part in _alternatives(number)))
    joint = own["spelled_joint"]
    return f"(?:{own['spelled']})(?:(?:{joint})(?:{word}))*"


def _ordinal_pattern(own: Mapping[str, Any], number: str) -> str:
    """The pattern of ordinals in digits."""
    before = f"{own['nth_before']} ?{number} ?个?" if own.get("nth_before") else ""
    gap = " ?" if own.get("joined") or own.get("base_first") else ""  # "le 5 et le 6": "5 e" is no ordinal
    behind = f"{number}{gap}(?:{own['nth']})" if own.get("nth") else ""
    return "|".join(part for part in (before, behind) if part)


def _run_patterns(patterns: Mapping[str, str], own: Mapping[str, Any], *, joined: bool) -> tuple[str, str]:
    """A Rust pattern that finds a strong word with the words behind it, and one of the weak words before it.

    One pattern for all would begin at each article and each number: it takes twice the time.
    """
    edge = "" if joined or own.get("suffix") else EDGES["rust"]

    def any_of(kinds: list[str]) -> str:
        words = _longest_first({word for kind in kinds for word in _alternatives(patterns[kind])})
        return "(?:" + "|".join(_edged(word, edge) for word in words) + ")" + str(own.get("suffix", ""))

    strong, weak = (any_of([kind for kind in patterns if (kind in STRONG) == is_strong]) for is_strong in (True, False))
    between = "[ \u3000]?" if joined else "(?: ?,?[ \u00a0\u202f]{0,2}[(/]?-?)"
    strong = own.get("prefix", "") + strong
    run, before = f"{strong}(?:{between}(?:{strong}|{weak}))*", f"(?:{weak}{between})+"
    return (allow_capitals(run), allow_capitals(before)) if CASED.search(run) else (run, before)


def _edged(word: str, edge: str) -> str:
    """A word with the edge behind it, if it is an ASCII word or ends with a full stop that may be missing."""
    if edge and word.endswith(r"\.?"):
        return word.removesuffix(r"\.?") + rf"(?:\.|{edge})"
    return word + edge if word.isascii() and ASCII_END.search(word) else word


def _value(kind: str, text: str, words: DayWords) -> Any:
    """What a word means."""
    if kind == "spelled_year":
        return readings.read_year(words.language, text)
    if kind in NUMERIC:
        return text
    return next((value for pattern, value in words.values.get(kind, ()) if pattern.fullmatch(text)), text)


def read_number(text: str) -> int:
    """The number of digits of any script, or of Chinese numerals; -1 if it is none.

    >>> read_number("２５日"), read_number("二十一"), read_number("二〇一六年")
    (25, 21, 2016)
    """
    digits = "".join(str(int(character)) for character in text if character.isdecimal())
    if digits:
        return int(digits)
    signs = [character for character in text if character in NUMERALS or character in SCALES]
    if not signs:
        return -1
    if len(signs) == 4 and not any(character in SCALES for character in signs):
        return int("".join(str(NUMERALS[character]) for character in signs))
    total, part = 0, 0
    for character in signs:
        if character in SCALES:
            total, part = total + max(part, 1) * SCALES[character], 0
        else:
            part = NUMERALS[character]
    return total + part


def number_of(word: Word) -> int:
    """The number of a word of any kind of number."""
    if word.kind == "single":  # "a week"
        return 1
    return int(word.value) if isinstance(word.value, int) else read_number(str(word.value))
