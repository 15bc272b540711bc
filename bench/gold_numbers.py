"""The numbers that labels state, from the ways in which their origins write them.

- ``0,6`` or ``0.6``, by language; ``-1,27E+15``; ``100%``;
- ``[20,30)``, ``(20,)``, ``(,100]``: ranges, open on one side or on none; ``10/20``: a range, too;
- JSON with ``num``: a number, or two for a range; and ``case``, the currency.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

COMMA = ("de", "es", "fr", "it", "nl", "pt", "sv", "tr")  # languages whose labels have a comma before decimals
APART = ("ordinal", "ordinal.relative")
# Names of currencies in labels, the names of their languages among them. Only these are compared.
CURRENCIES = {
    r"dollar|d[óo]lar|us[d$]|\$|united states dollar|us dollar|美元|米ドル|미국 달러|دولار أمريكي": "USD",
    r"eur|euros?|€|欧元|ユーロ|유로": "EUR",
    r"gbp|£|british pound|pound sterling|英镑": "GBP",
    r"inr|₹|indian rupees?": "INR",
    r"jpy|japanese yen|yen|日元|日本円": "JPY",
    r"cny|chinese yuan|人民币|人民元|元": "CNY",
    r"krw|south korean won|won": "KRW",
    r"pln": "PLN", r"rub|russian ruble": "RUB", r"uah|hryvnia": "UAH", r"chf": "CHF",
}  # fmt: skip


class Number(NamedTuple):
    """What a label states: its value, its upper end, and its unit where that can be compared."""

    value: float
    high: float | None = None
    unit: str | None = None  # a currency, or "percent"


def number_of_label(label: Mapping[str, Any], language: str) -> tuple[str, Number | None]:
    """The kind of a label ("number", "ordinal" ...), and its number if it states one."""
    kind, written, unit = str(label["type"]).lower(), label["value"], label["unit"]
    if kind in APART:
        return "ordinal", None
    if not written or written == "null":
        return "unit alone", None
    if written.startswith("{"):
        said = json.loads(written)
        numbers = said["num"] if isinstance(said["num"], list) else [said["num"]]
        values = [float(number) for number in numbers]
        return kind, Number(values[0], values[1] if len(values) > 1 else None, _currency_of(said["case"]))
    percent = written.endswith("%")
    values = [value for part in _parts_of(written) if (value := read_decimal(part, language)) is not None]
    if not values:
        return kind, None
    high = values[1] if len(values) > 1 and values[1] != values[0] else None
    return kind, Number(values[0], high, "percent" if percent else _currency_of(unit))


def read_decimal(written: str, language: str) -> float | None:
    """Read a number as labels of a language write it; None if it is none.

    >>> read_decimal("-1,27E+3", "it"), read_decimal("0.6", "it"), read_decimal("402 km", "de")
    (-1270.0, 0.6, None)
    """
    if language in COMMA and "." not in written:
        written = written.replace(",", ".")
    try:
        return float(written.replace(",", ""))
    except ValueError:
        return None


def _parts_of(written: str) -> list[str]:
    """The one or two numbers of a value; the comma of a range has a bracket before and behind."""
    bare = written.strip("%")
    if re.fullmatch(r"[\[(].*[\])]", bare):
        inner = bare[1:-1]
        parts = inner.split(",")
        middle = len(parts) // 2  # "0,5,0,7": the comma in the middle, where decimals have commas
        return [part for part in (",".join(parts[:middle]), ",".join(parts[middle:])) if part]
    return bare.split("/")


def _currency_of(unit: str | None) -> str | None:
    """The currency of a unit, if it is one that can be compared."""
    name = (unit or "").strip().lower()
    return next((code for pattern, code in CURRENCIES.items() if re.fullmatch(pattern, name)), None)
