"""Reads numbers that are written in digits, in words, or in both.

Digits are read by the marks in them: of two kinds the last one is the decimal mark, and one that comes twice is none.
Only before exactly three digits the language decides: 1.234 is a thousand and more in German, and 1,234 in English.

Words are given as patterns with values. A value below 1 is added (``and a half``); the value "." stands before
decimals (``point``). Words that make no number together ("five six") are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import isfinite, prod
from operator import itemgetter

Words = Sequence[tuple[re.Pattern[str], int | float | str]]

MIXED = re.compile(r"(?:(\d+) )?(\d)/(\d{1,2})$")  # 3 1/2
POWER = re.compile(r"([\d.,]*\d)(e|\^|[x×] ?10\^)([-+−]{0,2}\d{1,2})")  # 12.3e+4, 2^10, 6.2x10^-4
DIGITS = re.compile(r"[.,]?\d(?:[\d.,،'’٬٫．，\u00a0\u202f ]*\d)?")
SPACES = re.compile(r"['’٬\u00a0\u202f ]")
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+$|\d{1,2}(?:,\d{2})+,\d{3}$")  # the second one: 12,34,567, in India
MARKS = str.maketrans("．，٫،", ".,.,")
MYRIAD = 10_000
HUNDRED = 100
THOUSAND = 1000
SIXTIES = (60, 80)  # that are counted on beyond ten in French: soixante-dix, quatre-vingt-douze


def read_digits(text: str, decimal: str) -> float | None:
    """Read a number in digits; ``decimal`` is the decimal mark of its language, if that is known.

    >>> read_digits("1.234,5", ","), read_digits("1.234", ","), read_digits("1.234", "."), read_digits("3.9", ",")
    (1234.5, 1234.0, 1.234, 3.9)
    >>> read_digits("12,34,567", "."), read_digits("1.2.3", ".")
    (1234567.0, None)
    """
    bare = SPACES.sub("", text.translate(MARKS))
    marks = [mark for mark in bare if mark in ".,"]
    if not marks:
        return float(bare)
    last = marks[-1]
    whole, _, rest = bare.rpartition(last)
    if marks.count(last) > 1:
        return float(re.sub("[.,]", "", bare)) if len(set(marks)) == 1 and GROUPED.match(bare) else None
    if len(marks) > 1:
        return float(f"{re.sub('[.,]', '', whole)}.{rest}") if GROUPED.match(whole) else None
    if GROUPED.match(bare) and last != decimal and not whole.startswith("0"):
        return float(whole + rest)
    return float(f"{whole}.{rest}")


def read_number(
    text: str, words: Words, decimal: str, *, myriads: bool = False, short: bool = False, teens: bool = False
) -> float | None:
    """Read a number; None if it is none, or 0 in words.

    With ``teens`` ten and a digit are one number: "dix sept". With ``myriads`` words are read as in China: 10, 100 and
    1,000 multiply the digit before them, and 10,000 all smaller ones before it. With ``short`` a digit behind one of
    these counts its tenth: 两千三 is 2,300.
    """
    text = text.lower()
    power = POWER.fullmatch(text)
    if power:
        return _read_power(power, decimal)
    mixed = MIXED.match(text)
    if mixed:
        return int(mixed[1] or 0) + int(mixed[2]) / max(int(mixed[3]), 1)
    if myriads:
        return _in_myriads(list(_values_of(text, words, decimal)), short=short)
    found = DIGITS.match(text)
    if found:
        number = read_digits(found[0], decimal)
        return (
            None
            if number is None
            else number + sum(_numbers(value for value, _ in _values_of(text[found.end() :], words)))
        )
    return _in_words(list(_values_of(text, words)), teens=teens)


def _read_power(power: re.Match[str], decimal: str) -> float | None:
    """Read a number with an exponent; None if it is too large for a number."""
    number = read_digits(power[1], decimal)
    if number is None or (number == 0 and power[2] == "^"):
        return None
    signs = power[3].replace("−", "-")
    exponent = int(signs.lstrip("+-")) * (-1) ** signs.count("-")
    try:
        value = float(number**exponent if power[2] == "^" else f"{number}e{exponent}")
    except (OverflowError, ValueError):  # 10000^99; and an infinite number has no digits
        return None
    return value if isfinite(value) else None


def read_scale(text: str, words: Words) -> float:
    """The product of some words: "hundred thousand".

    >>> read_scale("hundred thousand", [(re.compile("hundred"), 100), (re.compile("thousand"), 1000)])
    100000.0
    """
    return float(prod(_numbers(value for value, _ in _values_of(text.lower(), words))))


def _numbers(values: Iterator[float | str]) -> Iterator[float]:
    return (value for value in values if not isinstance(value, str))


def _values_of(text: str, words: Words, decimal: str | None = None) -> Iterator[tuple[float | str, str]]:
    """The values of the words of a number and what is before each; of digits only with ``decimal``."""
    at, gap = 0, ""
    while at < len(text):
        found = [(match.end(), value) for pattern, value in words if (match := pattern.match(text, at))]
        digits = DIGITS.match(text, at) if decimal is not None else None
        if digits and (number := read_digits(digits[0], decimal or "")) is not None:
            found.append((digits.end(), number))
        end, value = max(found, default=(at, None), key=itemgetter(0))
        if value is None or end == at:
            gap, at = gap + text[at], at + 1
            continue
        yield value, gap
        at, gap = end, ""


def _in_words(values: list[tuple[float | str, str]], *, teens: bool = False) -> float | None:
    """The number that words make together, largest first; None if they make none, or 0."""
    groups, part, scale, tail = list[float](), 0.0, 1.0, list[float]()
    pointed = False
    for value, gap in values:
        if isinstance(value, str):
            pointed = True
        elif pointed and value < THOUSAND:
            _add_decimal(tail, value)
        elif value < 1:
            if groups and not part:
                groups[-1] += value * scale
            else:
                part += value
        elif value >= THOUSAND:
            _close_group(groups, part + _read_decimals(tail), value)  # "four point two million"
            part, scale, pointed, tail = 0.0, value, False, []
        elif value == HUNDRED and part < HUNDRED:
            part = max(part, 1) * HUNDRED
        elif _goes_with(part, value, gap, teens=teens):
            part += value
        else:
            return None
    return sum(groups) + part + _read_decimals(tail) or None


def _close_group(groups: list[float], part: float, value: float) -> None:
    """Multiply all that is smaller than a thousand or million by it: "three hundred thousand million"."""
    while groups and groups[-1] < value:
        part += groups.pop()
    if part or not groups:
        groups.append((part or 1) * value)
    else:
        groups[-1] *= value  # "three million thousand"


def _add_decimal(tail: list[float], value: float) -> None:
    """Add a word behind the decimal mark: "twenty" and "five" are 25 together."""
    tens = bool(tail) and 20 <= tail[-1] < HUNDRED and tail[-1] % 10 == 0
    if tens and (value < 10 or (value < 20 and tail[-1] in SIXTIES)):
        tail[-1] += value
    else:
        tail.append(value)


def _read_decimals(tail: Sequence[float]) -> float:
    """The number below 1 that words behind the decimal mark make; 0 if they make none."""
    digits = "".join(f"{value:g}" for value in tail)
    return float(f"0.{digits}" if digits.isdecimal() else 0)


def _goes_with(part: float, value: float, gap: str, *, teens: bool) -> bool:
    """Whether a number below 1,000 can be added to those before it; ``gap`` is between them, as in "fünfundzwanzig"."""
    rest = part % HUNDRED
    joined = bool(gap.strip(" -\u00a0"))
    if value > HUNDRED:
        return part == 0
    if rest == 0:
        return True
    if value < 10:
        return (rest >= 20 and rest % 10 == 0) or (rest == 10 and (teens or (value > 6 and gap == "-")))
    # soixante-dix, quatre-vingt-douze; and the ones before the tens
    return (value < 20 and rest in SIXTIES) or (joined and rest < 10 and value % 10 == 0)


def _in_myriads(values: list[tuple[float | str, str]], *, short: bool) -> float | None:
    """The number that words make as in Chinese, Japanese and Korean; None if they make none."""
    groups, section, last = list[float](), 0.0, 0.0
    digits: str | None = None
    for value, _ in values:
        if isinstance(value, str):
            digits = f"{digits or 0}{value}"
        elif value >= MYRIAD:
            _close_group(groups, section + float(digits or 0), value)
            section, digits, last = 0.0, None, value
        elif value in (10, 100, 1000):
            section += (1 if digits in (None, "0") else float(digits)) * value
            digits, last = None, value
        elif 10 < value < HUNDRED and value % 10 == 0 and digits is None:
            section, last = section + value, 0.0
        elif value == 0 and digits is None:
            digits, last = "0", 0.0
        else:
            digits = (
                f"{digits or ''}{value:g}" if digits not in (None, "0") or value < 1 else f"{digits or ''}{value:.12g}"
            )
    if not values:
        return None
    rest = float(digits or 0)
    if short and last >= HUNDRED and digits is not None and 0 < rest < 10:
        rest *= last / 10
    return sum(groups) + section + rest
