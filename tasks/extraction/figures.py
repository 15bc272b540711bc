"""The numbers that bodies state of something: how many, how much, how old, how far.

Expressions stand in ``[figures]`` of the lexicon as a grammar (``grammar``). What one says by name:

- ``value`` and, of a range, ``high``: numbers in digits or words, with a ``scale`` (million);
- ``unit``: what it is measured in; ``currency`` is one that may stand before the number;
- ``bound``: a unit that describes what follows ("42-day phase"); ``old``: it tells an age; ``parts``: of how many the
  value are so many (thirds);
- ``approximation``: the words that make it inexact. An expression without a number is a vague one (hundreds).

Besides, the section says of what numbers are made (the list ``numeral``, and ``decimal``: the mark before decimals),
and how the words go on that are counted: ``of`` (a pattern of what may stand before them), ``stop`` (words at which
they end), ``noun`` (a pattern of them), ``one_noun`` (of those that a unit or a share describes), ``countable`` (of
what one is a count: elsewhere it is an article, or a pronoun). ``confidence`` is which share of a method's rows was
right.

Years, days, times, ordinals and the numbers in names are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas import lexicon
from tasks.extraction import grammar
from tasks.extraction.prose import SPAN

SECTION = "figures"
FIGURES = pl.Schema(
    {
        **SPAN,
        "value": pl.Float64,
        "value_high": pl.Float64,
        "unit": pl.String,
        "noun": pl.String,
        "approximation": pl.String,
        "claimant": pl.String,
        "method": pl.String,
        "confidence": pl.Float64,
    }
)
YEARS = (1900, 2050)  # four digits in between, with nothing beside them, are a year
OLDEST = 110
NESTED = 4  # quotes in quotes
LONGEST = 2**31  # no body has so many characters

# What makes digits part of something longer: a version, a code, a fraction, a score.
NUMBER_BEFORE = r"(?:[\p{L}\p{N}][/:.,–-]|[’'‘]|[#@/+§&]|\p{N} |\p{N} ?: ?)$"
NUMBER_AFTER = r"^(?:[.,:/’'–-]\p{N}|/\p{L}|[’']s|\p{N}| \p{N}{2}| ?: ?\p{N})"
PART_OF_WORD = r"^-\p{L}"  # "two-way"
CODE = "^(?:0[0-9]|[0-9]{9,}$)"
SCORE = "^[0-9]{1,2}[-–][0-9]{1,2}$"
LISTED = r"^[.)](?: |$)"  # behind a number that opens a paragraph
LONE = "^[0-9]{1,3}$"  # a paragraph that is no more is the number of what follows
NAME = r"\p{Lu}[\p{L}\p{M}.’'-]*"
NAME_BEFORE = rf"(?:[^.!?:“„«\"\n] |\(){NAME} $"
PERSON_BEFORE = rf"(({NAME}(?: (?:\p{{Ll}}{{2,3}}[ -])?{NAME})+)(?:, | \())$"
WORDS_AFTER = r"^((?:[ \u00a0-][\p{L}\p{M}\p{N}’'&-]+){1,6})"
AGE_AFTER = r"^[,)]"


SHARE = "share"  # a unit: of the whole
NUMBERS = ("value", "high")
# What an expression says tells how it was read.
METHODS = {
    "old": "age", "bound": "duration", "parts": "share", "high": "range", "currency": "money", "unit": "measure",
    "value": "count", "scale": "count", "approximation": "vague",
}  # fmt: skip


class Reading(NamedTuple):
    """What the words of an expression say: the span that is meant, and the rest of its row."""

    start: int
    end: int
    value: float | None
    value_high: float | None
    unit: str | None
    approximation: str | None
    method: str
    plain: bool  # a bare number in digits
    bound: bool  # its unit is joined to it, and describes what follows


def find_figures(paragraphs: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """The numbers that bodies state of something.

    Takes ``prose.PARAGRAPHS`` and quotes with ``doc``, ``start``, ``end`` and ``speaker``. Gives FIGURES, in the
    order of the text; ``claimant`` is the speaker of the innermost quote in which the number stands.
    """
    by_language = paragraphs.partition_by("language", as_dict=True, maintain_order=True)
    found = pl.concat([_EMPTY, *(_in_language(part, key[0]) for key, part in by_language.items())])
    found = found.sort("doc", "start").unique(["doc", "start", "end"], keep="first", maintain_order=True)
    return _claimed(found, quotes).select(FIGURES.names()).cast(FIGURES)


_EMPTY = pl.DataFrame(schema={name: kind for name, kind in FIGURES.items() if name != "claimant"})


def _in_language(paragraphs: pl.DataFrame, language: str | None) -> pl.DataFrame:
    words = _words(language)
    if not words:
        return _EMPTY
    found = grammar.find_expressions(paragraphs, SECTION, language)
    readings = [(text, *read) for text in found["match"].unique() if (read := _read(language, text)) is not None]
    said = pl.DataFrame(readings, _SAID, orient="row")
    text, match, person = pl.col("text"), pl.col("match"), pl.col("person")
    begin = pl.col("at") + pl.col("from") - pl.col("person_size").fill_null(0)
    end = pl.col("at") + pl.col("to") + pl.col("noun_size").fill_null(0)
    return (
        found.lazy()
        .join(said.lazy(), on="match", how="inner", maintain_order="left")
        .with_columns(left=pl.col("left") + match.str.slice(0, "from"), right=match.str.slice("to") + pl.col("right"))
        .filter(_is_number())
        .with_columns(*_noun(words), *_person())
        .filter(_counts(words))
        .with_columns(
            text=text.str.slice(begin, end - begin),
            start=pl.col("start") + begin,
            end=pl.col("start") + end,
            unit=pl.when(person.is_not_null()).then(pl.lit("year")).otherwise("unit"),
            noun=pl.coalesce("person", "noun"),
            method=pl.when(person.is_not_null()).then(pl.lit("age")).otherwise("method"),
        )
        .with_columns(confidence=_confidence(words))
        .select(_EMPTY.columns)
        .cast(_EMPTY.schema)
        .collect()
    )


_SAID = {
    "match": pl.String,
    "from": pl.Int64,
    "to": pl.Int64,
    "value": pl.Float64,
    "value_high": pl.Float64,
    "unit": pl.String,
    "approximation": pl.String,
    "method": pl.String,
    "plain": pl.Boolean,
    "bound": pl.Boolean,
}


def _words(language: str | None) -> dict[str, Any]:
    return dict(lexicon.load(SECTION).get(language or "", {}))


def _is_number() -> pl.Expr:
    """Whether a match is a number by itself, and no list number, code or score."""
    left, right, match = pl.col("left"), pl.col("right"), pl.col("match")
    digits = match.str.contains("^[0-9]")
    part = digits & left.str.contains(NUMBER_BEFORE) | match.str.contains("[0-9]$") & right.str.contains(NUMBER_AFTER)
    listed = (pl.col("at") == 0) & (right.str.contains(LISTED) | (right == "") & match.str.contains(LONE))
    return ~(part | listed | right.str.contains(PART_OF_WORD) | match.str.contains(CODE))


def _noun(words: dict[str, Any]) -> tuple[pl.Expr, pl.Expr]:
    """``noun``: what is counted, and ``noun_size``: how far behind the number it reaches."""
    of = pl.col("right").str.extract(f"^({words['of']})")
    described = pl.col("bound") | of.is_not_null()
    counted = described | pl.col("unit").is_null()  # "5 km" are kilometres, whatever follows
    rest = pl.when(counted).then(pl.col("right").str.slice((of.str.len_chars() - 1).fill_null(0)))
    phrase = rest.str.extract(WORDS_AFTER).str.replace(f"[ \u00a0](?:{'|'.join(words['stop'])})(?:[ \u00a0].*)?$", "")
    noun = phrase.str.extract(f"^({words['noun']})(?:[ \u00a0’']|$)")
    single = pl.when(described).then(phrase).str.extract(f"^({words['one_noun']})(?:[ \u00a0’']|$)")
    noun = pl.coalesce(noun, single)
    noun = pl.when(noun.str.contains(r"\p{L}")).then(noun)  # and not a dash alone
    size = noun.str.len_chars() + (of.str.len_chars() - 1).fill_null(0)
    return noun.str.strip_chars(" \u00a0-’'").alias("noun"), size.alias("noun_size")


def _person() -> tuple[pl.Expr, pl.Expr]:
    """``person``: who is of that age, where a bare number stands behind a name, and ``person_size``: how far before."""
    bare = pl.col("plain") & pl.col("value").is_between(1, OLDEST) & pl.col("right").str.contains(AGE_AFTER)
    left = pl.when(bare).then("left")
    return (
        left.str.extract(PERSON_BEFORE, 2).alias("person"),
        left.str.extract(PERSON_BEFORE, 1).str.len_chars().alias("person_size"),
    )


def _counts(words: dict[str, Any]) -> pl.Expr:
    """Whether a number is told of something: it is no year, no part of a name, and one only where that is a count."""
    value, bare = pl.col("value"), pl.col("unit").is_null() & pl.col("person").is_null()
    alone = bare & pl.col("noun").is_null()
    one = value.eq_missing(1) & bare & pl.col("match").str.contains(r"^\p{L}")
    countable = pl.col("noun").str.contains(f"(?:{'|'.join(words['countable'])})$").fill_null(False)
    digits = pl.col("match").str.contains("(?:^|[^0-9.,])[0-9]{4}$")
    year = value.is_between(*YEARS).fill_null(False) & digits & (alone | bare & pl.col("plain"))
    year |= value.is_between(*YEARS).fill_null(False) & (pl.col("unit") == "year").fill_null(False)
    year |= value.is_between(*YEARS) & pl.col("value_high").is_between(*YEARS).fill_null(False) & bare
    named = pl.when(alone & pl.col("plain")).then("left").str.contains(NAME_BEFORE).fill_null(False)
    score = alone & pl.col("match").str.contains(SCORE)
    return ~(year | named | score | alone & value.is_null()) & (~one | countable)


def _confidence(words: dict[str, Any]) -> pl.Expr:
    measured = words.get("confidence", {})
    alone = pl.col("noun").is_null() & pl.col("unit").is_null()
    method = pl.when(alone).then(pl.lit("alone")).otherwise("method")
    return method.replace_strict(measured, default=DOUBT, return_dtype=pl.Float64)


DOUBT = 0.8  # of what was not measured in a language


@lru_cache(grammar.REMEMBERED)
def _read(language: str | None, text: str) -> Reading | None:
    """What an expression says; None where that is to be skipped."""
    if text.isdecimal():
        return Reading(0, len(text), float(text), None, None, None, "count", True, False)
    spoken = grammar.load_grammar(SECTION, language)
    said = spoken.read(text)
    if said is None:
        return None
    written = {name: words for name, (_, words) in said.words.items()}
    values = {name: spoken.value(*words) for name, words in said.words.items() if name not in NUMBERS}
    value, high = (_number(language, written[name]) if name in written else None for name in NUMBERS)
    if value is None and {"scale", "parts"} & values.keys():
        value = 1.0  # "a million", "a third"
    if "value" in written and value is None:
        return None
    if value is not None:
        # "3 to 5 million": the scale is said of both, unless the first has its own.
        value *= float(values.get("low_scale", values.get("scale", 1))) / float(values.get("parts", 1))
    if high is not None and value is not None:
        value, high = sorted((value, high * float(values.get("scale", 1))))
    units = (str(values[name]) for name in ("bound", "unit", "currency") if name in values)
    unit = next(units, SHARE if "parts" in values else "year" if "old" in written else None)
    return Reading(
        said.start,
        said.end,
        value,
        high,
        unit,
        written.get("approximation"),
        next((method for name, method in METHODS.items() if name in written), "count"),
        written.keys() == {"value"} and written["value"].isdecimal(),
        "bound" in written,
    )


def _number(language: str | None, text: str) -> float | None:
    """A number as written, in digits or words."""
    words = _words(language)
    if text[0].isdecimal():
        whole, mark, decimals = text.partition(str(words["decimal"]))
        digits = re.sub(r"\D", "", whole)
        return float(f"{digits}.{decimals}" if mark and decimals.isdecimal() else digits)
    total, part = 0.0, 0.0
    for value in _spoken(language, text.lower()):
        if value >= 1000:
            total, part = total + max(part, 1) * value, 0.0
        elif value >= 100:
            part = max(part, 1) * value
        else:
            part += value
    return total + part or None


def _spoken(language: str | None, text: str) -> Iterator[float]:
    """The values of the words of which a number is made, whether they are written together or not."""
    words = grammar.load_grammar(SECTION, language).values["numeral"]
    at = 0
    while at < len(text):
        found = [(match.end(), value) for pattern, value in words if (match := pattern.match(text, at))]
        end, value = max(found, default=(at + 1, None), key=itemgetter(0))
        if value is not None:
            yield float(value)
        at = end


def _claimed(found: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Adds ``claimant``: the speaker of the innermost quote in which a figure stands.

    That is the last quote that begins before it and ends behind it: of the NESTED last ones that begin before it, for
    a document may have thousands of either.
    """
    said = quotes.filter(pl.col("speaker").is_not_null()).sort("doc", "start", "end", descending=[False, False, True])
    begins, ends = (_place(said, name) for name in ("start", "end"))
    starts, stops = (_place(found, name) for name in ("start", "end"))
    last = np.searchsorted(begins, starts, side="right") - 1
    claim = np.full(found.height, -1)
    for step in range(NESTED):
        row = last - step
        inside = (claim < 0) & (row >= 0)
        inside[inside] = ends[row[inside]] >= stops[inside]
        claim = np.where(inside, row, claim)
    speakers = said["speaker"].gather(pl.Series(claim, dtype=pl.Int64).replace(-1, None))
    return found.with_columns(claimant=speakers.alias("claimant"))


def _place(spans: pl.DataFrame, name: str) -> npt.NDArray[np.int64]:
    """Places in all documents as one number, in the order of documents and of their text."""
    doc = spans["doc"].cast(pl.Int64).to_numpy()
    return np.asarray(doc * LONGEST + spans[name].cast(pl.Int64).to_numpy(), dtype=np.int64)
