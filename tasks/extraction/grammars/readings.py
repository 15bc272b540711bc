"""Reads the words of an expression of ``figures``: which number they state, of which unit.

Two numbers with "to" or a dash between them are a range, or two figures ("12 percent to 640 million pounds"), or none:
a score, a vote, a telephone number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from math import isfinite
from typing import NamedTuple

from schemas import data, lexicon
from tasks.columns.patterns import NEVER
from tasks.extraction.grammars import grammar, numerals

SECTION = "figures"
SHARE = "share"  # a unit: of the whole
NUMBERS = ("value", "high")
UNITS = ("bound", "unit", "currency", "high_currency", "before_unit")  # the first one that is there
YEAR = re.compile("(?:19|20)[0-9]{2}")
CENTS = 100  # of a dollar, and of most money
ROUND = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 25, 30, 50, 100, 1000, 10_000, 100_000, 1_000_000)  # wholes of a share
PHONE = 4  # digits behind the dash
MOST_DIGITS = 100  # of a figure; set by hand, well below what a float or a conversion of text can hold
FRACTIONS = (1e12, 1e9, 1e6)  # "two million and three quarters": the quarters are those of a million
GROUPED = re.compile("[0-9]{1,3}[.,][0-9]{3}")  # a number with three decimals, or a thousand and more
FARTHEST = 20  # times the upper end of a range: a scale that makes the lower end more than that is not said of it
# How an expression was read, by the first of these names that it has.
METHODS = {
    "old": "age", "bound": "duration", "parts": "share", "high": "range", "currency": "money", "unit": "measure",
    "before_unit": "measure", "value": "count", "scale": "count", "approximation": "vague",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureLexicon:
    """The section ``[figures]`` of a language, without its grammar: how the words after a number go on."""

    decimal: str  # the mark before decimals; "" if it is not known
    of: str  # a pattern of the words that may be between the number and the noun: " of the "
    noun: str  # a pattern of the words that are counted
    one_noun: str  # the same, behind a unit or a share
    stop: Sequence[str]  # words at which these words end
    countable: Sequence[str]  # patterns of nouns that "one" counts; before others it is an article or a pronoun
    counted: Sequence[str] = (NEVER,)  # patterns of nouns whose number is no year: "2050 visitors"
    clock: str = NEVER  # a pattern of the words before the hours of a time: "um 12"
    confidence: Mapping[str, float] = field(default_factory=dict)  # by method: the share of its rows that was right
    part_of_word: str = r"^\p{L}$"  # a pattern of numbers that are parts of words (三 in 三角) ...
    counter: str = ""  # ... unless what this pattern says follows: 三人
    myriads: bool = False  # words of numbers are read as in Chinese (``numerals``)
    short: bool = False  # a last digit counts tenths of the word before it, as in Chinese
    teens: bool = False  # ten and a digit behind it are one number: "dix sept", "on altı"
    # Patterns of what may be between two numbers that are one figure (``pairs``):
    part: str = NEVER  # a number and the whole that it is a part of: " of the "
    during: Sequence[str] = ()  # words of ``approximation`` that say "in the course of" before a time ...
    lasting: str = NEVER  # ... unless this pattern matches before them: "for over 18 months"
    ordinal_sign: bool = False  # "°" also makes ordinals: "8° Congreso"
    named_capital: bool = True  # a number in words that begins with a capital within a sentence is a name
    mixed: str = NEVER  # a whole number and a fraction, dollars and cents: " and "
    joint: str = NEVER  # two bounds: ", but "
    pair: str = NEVER  # two numbers before ``pair_end``: 与
    pair_end: str = NEVER  # 之间
    above: str = NEVER  # words of ``approximation`` that make a number the lower bound
    below: str = NEVER  # and those that make it the upper one


class Reading(NamedTuple):
    """The meaning of an expression's words: which of them are the figure, and the rest of its row."""

    start: int  # in the words, in characters
    end: int
    value: float | None
    value_high: float | None
    unit: str | None
    approximation: str | None
    method: str
    plain: bool  # a bare number in digits
    bare: bool  # a number, and no other word
    bound: bool  # its unit is joined to it, and describes the words behind it


@cache
def section_of(language: str | None) -> FigureLexicon:
    """The section of a language; that of ``any.toml`` if it has none."""
    known = [entry.name for entry in fields(FigureLexicon)]
    sections = lexicon.load(SECTION)
    every, own = sections[lexicon.EVERY], sections.get(language or "", {})
    section = {**every, **own, "confidence": {**every.get("confidence", {}), **own.get("confidence", {})}}
    return FigureLexicon(**{name: section[name] for name in known if name in section})


@lru_cache(grammar.REMEMBERED)
def read_figure(language: str | None, text: str) -> tuple[Reading, ...]:
    """Read the words of an expression: as one figure, as two ("12 percent to 640 million pounds"), or as none.

    A number that no float can hold is none: a row of digits is a key or a line, not a count.
    """
    if sum(map(str.isdecimal, text)) > MOST_DIGITS:
        return ()
    try:
        found = _read_expression(language, text)
    except OverflowError:
        return ()
    numbers = [number for reading in found for number in (reading.value, reading.value_high) if number is not None]
    return found if all(map(isfinite, numbers)) else ()


def _read_expression(language: str | None, text: str) -> tuple[Reading, ...]:
    if text.isdecimal():
        return (Reading(0, len(text), float(text), None, None, None, "count", True, True, False),)
    said = grammar.load_grammar(SECTION, language).read(text)
    if said is None:
        return ()
    if section_of(language).myriads:
        said = _with_longer_unit(language, said)
    ends = {name: _end_of_range(language, said, name) for name in (*NUMBERS, "whole") if name in said.words}
    if "parts" in said.words and "value" in ends and ends["value"] is None:
        ends["value"] = _mixed(language, said.words["value"][1], 1.0)  # "three and one fifth"
    if None in ends.values():
        return ()
    numbers = {name: end for name, end in ends.items() if end is not None}
    if "high" in numbers:
        return _read_range(language, said, numbers["value"], numbers["high"])
    if "whole" in numbers:
        return _read_share(language, said, numbers["value"], numbers["whole"])
    value = numbers.get("value")
    vague = said.words.get("approximation", ("", ""))[0] == "several"  # "a few dozen"
    if value is None and not vague and {"scale", "parts"} & said.words.keys():
        value = 1.0  # "a million", "a third"
    if value is not None:
        value = (value + _factor(language, said, "more", 0)) * _factor(language, said, "scale")
        value = _divided(language, said, value) + _factor(language, said, "minor", 0) / CENTS
        if "smaller" in said.words:  # 6'2"
            value += _factor(language, said, "smaller") / data.load("units")["unnamed"][_unit(language, said, "unit")]
    return (_reading(language, said, value),)


def _with_longer_unit(language: str | None, said: grammar.Said) -> grammar.Said:
    """Move the last character of a number to the unit where both are one: 3千克 are three 千克."""
    number, unit = (said.words.get(name, ("", "")) for name in ("value", "unit"))
    longer = number[1][-1:] + unit[1]
    if not unit[1] or len(number[1]) < 2 or _value(language, unit[0], longer) == longer:
        return said
    words = {**said.words, "value": (number[0], number[1][:-1]), "unit": (unit[0], longer)}
    return replace(said, words=words)


def _divided(language: str | None, said: grammar.Said, value: float) -> float:
    """A number of thirds or quarters; "hundred and three quarters" is a hundred and a fraction."""
    parts = _factor(language, said, "parts") or 1.0
    mixed = _mixed(language, said.words["value"][1], parts) if {"value", "parts"} <= said.words.keys() else None
    return value / parts if mixed is None else mixed


def _mixed(language: str | None, text: str, parts: float) -> float | None:
    """The number of "hundred and three" if the three are parts; None if it is no whole number with a fraction."""
    joints = list(re.finditer(section_of(language).mixed, text))
    if not joints:
        return None
    whole, top = (_read_words(language, part) for part in (text[: joints[-1].start()], text[joints[-1].end() :]))
    if not whole or not top or (top >= parts > 1):
        return None
    return whole + top / parts * fraction_of(whole, myriads=section_of(language).myriads)


def fraction_of(whole: float, *, myriads: bool) -> float:
    """What the fraction behind a whole number is a part of: of "two million and three quarters" a million."""
    if myriads:
        return 1.0
    return next((scale for scale in FRACTIONS if whole >= scale and whole % scale == 0), 1.0)


def _reading(language: str | None, said: grammar.Said, value: float | None, high: float | None = None) -> Reading:
    """One figure of all words of an expression."""
    start, sign = said.start, _words(said, "sign")
    unit = next((found for name in UNITS if (found := _unit(language, said, name))), None)
    if sign == "–" and unit is None:
        start = said.places["sign"][1]  # a dash between words
    elif sign is not None and sign != "+" and value is not None:
        value = -value
    if "minor" in said.words and unit is not None:
        unit = data.load("units")["with_hundredths"].get(unit, unit)
    written = said.words.keys() - {"dash"}
    bare = written == {"value"}
    share = "parts" in written and value is not None and abs(value) <= 1
    if "parts" in written and not share:
        written -= {"parts"}  # "hundred and three quarters"
    return Reading(
        start,
        said.end,
        None if value is None else _rounded(value),
        high,
        unit or (SHARE if share else "year" if "old" in written else None),
        _words(said, "approximation") or None,
        next((method for name, method in METHODS.items() if name in written), "count"),
        bare and said.words["value"][1].isdecimal(),
        bare,
        "bound" in written,
    )


def _rounded(value: float) -> float:
    """A number without the error of a multiplication: 4.1 million."""
    return float(f"{value:.15g}") if abs(value) > 1 else value


def _read_range(language: str | None, said: grammar.Said, low: float, high: float) -> tuple[Reading, ...]:
    """Read two numbers: as the ends of a range, as two figures, or as none where they are a score, a vote or a code."""
    scale = _factor(language, said, "scale")
    of_unit, unit, money = (_unit(language, said, name) for name in ("of_unit", "unit", "high_currency"))
    first, second = said.words["value"][1], said.words["high"][1]
    if "dash" in said.words and _is_score(said, low, high):
        return ()
    if (
        YEAR.fullmatch(first)
        and not YEAR.fullmatch(second)
        and not {"low_scale", "of_unit", "currency"} & said.words.keys()
    ):
        return (_behind(said, high * scale, unit or money),)
    to_year = unit is None and YEAR.fullmatch(second) and not YEAR.fullmatch(first)
    if (of_unit is not None and of_unit != unit) or to_year:
        end = said.places["of_unit" if of_unit else "value"][1]
        before = {name: words for name, words in said.words.items() if said.places[name][1] <= end}
        part = replace(said, words=before, end=end)
        ahead = _unit(language, part, "of_unit")
        low_end = _reading(language, part, low * _factor(language, said, "low_scale"))
        method = low_end.method if ahead is None else "measure"
        return low_end._replace(unit=ahead or low_end.unit, method=method), _behind(said, high * scale, unit or money)
    if said.words.keys() == {"value", "to", "high"} and low > high:
        end = said.places["value"][1]  # "fifteen to twelve" is a vote
        one = replace(said, words={"value": said.words["value"]}, end=end)
        return _reading(language, one, low), _behind(said, high, None)
    factor = _factor(language, said, "low_scale", scale)
    if "low_scale" not in said.words and low * factor > FARTHEST * high * scale:
        factor = 1.0  # "from 500 to 2 million"
    if factor == 1 and not first[0].isdecimal() and "low_scale" not in said.words:
        factor = _last_scale(language, second) if low < numerals.THOUSAND else 1.0  # "two to three thousand"
        factor = factor if low * factor < high * scale else 1.0
    found = _reading(language, said, low * factor)
    first_end, second_end = sorted((low if found.value is None else found.value, _rounded(high * scale)))
    return (found._replace(value=first_end, value_high=second_end, method="age" if "old" in said.words else "range"),)


def _read_share(language: str | None, said: grammar.Said, value: float, whole: float) -> tuple[Reading, ...]:
    """Read "one in ten" as a share, but "12 of 37" as two figures."""
    if value < whole and (whole in ROUND or value == 1 or "over" in said.words):
        said = replace(said, words={**said.words, "parts": said.words["whole"]})
        return (_reading(language, said, value / whole),)
    end = said.places["value"][1]
    before = {name: words for name, words in said.words.items() if said.places[name][1] <= end}
    first = _reading(language, replace(said, words=before, end=end), value)
    bare = said.words["whole"][1].isdecimal()
    second = Reading(said.places["whole"][0], said.end, whole, None, None, None, "count", bare, True, False)
    return first, second


def _is_score(said: grammar.Said, low: float, high: float) -> bool:
    """Whether two numbers with a dash between them are no range: 3-1, 52-48, 555-0199."""
    first, second = said.words["value"][1], said.words["high"][1]
    if {"unit", "of_unit", "currency", "scale"} & said.words.keys() or not (first + second).isdecimal():
        return False
    phone = len(first) < len(second) == PHONE and not second.endswith("0")
    return low >= high or second.startswith("0") or phone


def _behind(said: grammar.Said, value: float, unit: str | None) -> Reading:
    """The second of two numbers, as a figure of its own."""
    start = said.places.get("high_currency", said.places["high"])[0]
    method = "count" if unit is None else "money" if "high_currency" in said.words else "measure"
    plain = unit is None and "scale" not in said.words and said.words["high"][1].isdecimal()
    return Reading(start, said.end, _rounded(value), None, unit, None, method, plain, plain, False)


def _words(said: grammar.Said, name: str) -> str | None:
    return said.words[name][1] if name in said.words else None


def _unit(language: str | None, said: grammar.Said, name: str) -> str | None:
    """The unit that a word of an expression means."""
    return str(_value(language, *said.words[name])) if name in said.words else None


@lru_cache(grammar.REMEMBERED)
def _value(language: str | None, piece: str, words: str) -> grammar.Value:
    return grammar.load_grammar(SECTION, language).value(piece, words)


def _factor(language: str | None, said: grammar.Said, name: str, default: float = 1) -> float:
    """The number that a word or several words multiply by."""
    if name not in said.words:
        return float(default)
    piece, words = said.words[name]
    if piece in ("number", "digits", "spoken"):
        return _end_of_range(language, said, name) or 0.0
    value = _value(language, piece, words)
    if not isinstance(value, str):
        return float(value)
    if name == "parts":
        return _read_ordinal(language, piece, words)
    return numerals.read_scale(words, grammar.load_grammar(SECTION, language).values[piece])


def _read_ordinal(language: str | None, piece: str, words: str) -> float:
    """The number of an ordinal of several words: "twenty-first"."""
    known = (*grammar.load_grammar(SECTION, language).values[piece], *_number_words(language))
    return numerals.read_number(words, known, section_of(language).decimal) or 1.0


def _end_of_range(language: str | None, said: grammar.Said, name: str) -> float | None:
    """The number that is said by ``value``, ``high`` or ``whole``."""
    piece, words = said.words[name]
    value = words if piece in ("digits", "number", "spoken") else _value(language, piece, words)
    if not isinstance(value, str):
        return float(value)
    money = name == "value" and "currency" in said.words and not said.words.keys() & {"scale", "low_scale"}
    if money and GROUPED.fullmatch(value):
        return float(re.sub("[.,]", "", value))  # "$ 5,000": no amount has three decimals in any language
    return _read_words(language, words)


def _read_words(language: str | None, words: str) -> float | None:
    """Read a number in digits or words."""
    section = section_of(language)
    return numerals.read_number(
        words,
        _number_words(language),
        section.decimal,
        myriads=section.myriads,
        short=section.short,
        teens=section.teens,
    )


def read_year(language: str, text: str) -> int | None:
    """Read a year in words: "two thousand and ten", "nineteen seventy-eight"; None if it is none."""
    number = _read_words(language, text)
    if number is None or number < numerals.THOUSAND:
        first, _, rest = text.replace("-", " ").partition(" ")
        century, year = _read_words(language, first), _read_words(language, rest)
        number = century * CENTS + year if century and year and century < CENTS > year else None
    return int(number) if number is not None and number % 1 == 0 else None


def _last_scale(language: str | None, text: str) -> float:
    """The thousand or million at the end of a number in words, or 1."""
    numbers = [(word, value) for word, value in _number_words(language) if not isinstance(value, str)]
    large = [(word, value) for word, value in numbers if value >= numerals.THOUSAND]
    ends = [float(value) for word, value in large if re.search(f"(?:{word.pattern})$", text, re.I)]
    return max(ends, default=1.0)


@cache
def _number_words(language: str | None) -> numerals.Words:
    """The words that numbers are made of."""
    values = grammar.load_grammar(SECTION, language).values
    return tuple(dict.fromkeys((*values["numeral"], *values["number"])))
