"""Finds the numbers that bodies state of something: how many, how much, how old, how far.

The expressions of a language are the section ``[figures]`` of its lexicon, written as a grammar (``grammar``). The
words that an expression calls by name mean:

- ``value`` and, for the upper end of a range, ``high``: numbers in digits or words; ``scale`` multiplies them
  (million), ``low_scale`` multiplies ``value`` alone;
- ``unit``: the number is measured in it; ``currency``: a unit that may be before the number;
- ``bound``: a unit that describes the words behind it ("42-day phase"); ``old``: it makes the number an age;
  ``parts``: the value is divided by it (thirds);
- ``approximation``: the words that make it inexact.

An expression without a number is a vague one (hundreds). FigureLexicon has the other keys of the section.

Years, days, times, ordinals and the numbers in names are not figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import polars as pl

from schemas import lexicon
from schemas.arrow import before_sentences
from tasks.columns.windows import Rows
from tasks.extraction import grammar

SECTION = "figures"
# Limits, set by hand.
YEARS = (1900, 2050)  # four digits in between, with nothing beside them, are a year
OLDEST = 110  # years: a larger number behind a name is not an age
NESTED = 4  # quotes within quotes that are looked through for a claimant
LONGEST = 2**31  # characters: more than any body has
# Stated for a method that was not measured in a language. Set by hand: below most shares that were measured in English
# and German ([figures.confidence] of their lexicons).
UNMEASURED = 0.8

# Surroundings that make digits part of something longer: a version, a code, a fraction, a score.
NUMBER_BEFORE = r"(?:[\p{L}\p{N}][/:.,–-]|[’'‘]|[#@/+§&]|\p{N} |\p{N} ?: ?)$"
NUMBER_AFTER = r"^(?:[.,:/’'–-]\p{N}|/\p{L}|[’']s|\p{N}| \p{N}{2}| ?: ?\p{N})"
PART_OF_WORD = r"^-\p{L}"  # "two-way"
CODE = "^(?:0[0-9]|[0-9]{9,}$)"
SCORE = "^[0-9]{1,2}[-–][0-9]{1,2}$"
LISTED = r"^[.)](?: |$)"  # behind a number that opens a paragraph
LONE = "^[0-9]{1,3}$"  # a paragraph that is nothing else is the number of a section or a list item
NAME = r"\p{Lu}[\p{L}\p{M}.’'-]*"
NAME_BEFORE = rf"(?:[^.!?:“„«\"\n] |\(){NAME} $"
PERSON_BEFORE = rf"(({NAME}(?: (?:\p{{Ll}}{{2,3}}[ -])?{NAME})+)(?:, | \())$"
WORDS_AFTER = r"^((?:[ \u00a0-][\p{L}\p{M}\p{N}’'&-]+){1,6})"
AGE_AFTER = r"^[,)]"

SHARE = "share"  # a unit: of the whole
NUMBERS = ("value", "high")
# How an expression was read, by the first of these names that it has.
METHODS = {
    "old": "age", "bound": "duration", "parts": "share", "high": "range", "currency": "money", "unit": "measure",
    "value": "count", "scale": "count", "approximation": "vague",
}  # fmt: skip

# The figures of a part before their claimants are known.
FOUND = pl.Schema({name: kind for name, kind in before_sentences("figures").items() if name != "claimant"})


@dataclass(frozen=True, slots=True)
class FigureLexicon:
    """The section ``[figures]`` of a language, without its grammar: how the words after a number go on."""

    decimal: str  # the mark before decimals
    of: str  # a pattern of the words that may be between the number and the noun: " of the "
    noun: str  # a pattern of the words that are counted
    one_noun: str  # the same, behind a unit or a share
    stop: Sequence[str]  # words at which these words end
    countable: Sequence[str]  # patterns of nouns that "one" counts; before others it is an article or a pronoun
    confidence: Mapping[str, float] = field(default_factory=dict)  # by method: the share of its rows that was right


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
    bound: bool  # its unit is joined to it, and describes the words behind it


READINGS = pl.Schema(
    {
        "match": pl.String(),
        "from": pl.Int64(),
        "to": pl.Int64(),
        **{name: FOUND[name] for name in ("value", "value_high", "unit", "approximation", "method")},
        "plain": pl.Boolean(),
        "bound": pl.Boolean(),
    }
)


def find_figures(paragraphs: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Find the numbers that bodies state of something.

    Takes ``prose.BODY_PARAGRAPHS``, and quotes with ``doc``, ``start``, ``end`` and ``speaker``. Returns the table
    ``figures`` of a part, in the order of the text; ``claimant`` is the speaker of the innermost quote that holds the
    number. Languages whose lexicon has no figures give no rows.
    """
    by_language = paragraphs.partition_by("language", as_dict=True, maintain_order=True)
    found = [_figures_in_language(part, key[0]) for key, part in by_language.items()]
    figures = pl.concat([FOUND.to_frame(), *found]).sort("doc", "start")
    figures = figures.unique(["doc", "start", "end"], keep="first", maintain_order=True)
    table = before_sentences("figures")
    return _add_claimants(figures, quotes).select(table.names()).cast(table)


def _figures_in_language(paragraphs: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """FOUND in paragraphs of one language; a span may come twice."""
    if language is None or language not in _lexicons_by_language():
        return FOUND.to_frame()
    words = _lexicons_by_language()[language]
    found = grammar.find_expressions(paragraphs, SECTION, language)
    texts = found["match"].unique()
    readings = [(text, *reading) for text in texts if (reading := _read_figure(language, text)) is not None]
    read = pl.DataFrame(readings, READINGS, orient="row")
    text, match, person = pl.col("text"), pl.col("match"), pl.col("person")
    begin = pl.col("at") + pl.col("from") - pl.col("person_size").fill_null(0)
    end = pl.col("at") + pl.col("to") + pl.col("noun_size").fill_null(0)
    return (
        found.lazy()
        .join(read.lazy(), on="match", how="inner", maintain_order="left")
        .with_columns(left=pl.col("left") + match.str.slice(0, "from"), right=match.str.slice("to") + pl.col("right"))
        .filter(_is_number())
        .with_columns(*_noun_columns(words), *_person_columns())
        .filter(_is_figure(words))
        .with_columns(
            text=text.str.slice(begin, end - begin),
            start=pl.col("start") + begin,
            end=pl.col("start") + end,
            unit=pl.when(person.is_not_null()).then(pl.lit("year")).otherwise("unit"),
            noun=pl.coalesce("person", "noun"),
            method=pl.when(person.is_not_null()).then(pl.lit("age")).otherwise("method"),
        )
        .with_columns(confidence=_confidence(words))
        .select(FOUND.names())
        .cast(FOUND)
        .collect()
    )


@cache
def _lexicons_by_language() -> Mapping[str, FigureLexicon]:
    """The section of each language that has one."""
    known = [entry.name for entry in fields(FigureLexicon)]
    return {
        language: FigureLexicon(**{name: section[name] for name in known if name in section})
        for language, section in lexicon.load(SECTION).items()
        if section
    }


def _is_number() -> pl.Expr:
    """Whether a match is a number by itself: not the number of a list item, a code or a score."""
    left, right, match = pl.col("left"), pl.col("right"), pl.col("match")
    digits = match.str.contains("^[0-9]")
    part = digits & left.str.contains(NUMBER_BEFORE) | match.str.contains("[0-9]$") & right.str.contains(NUMBER_AFTER)
    listed = (pl.col("at") == 0) & (right.str.contains(LISTED) | (right == "") & match.str.contains(LONE))
    return ~(part | listed | right.str.contains(PART_OF_WORD) | match.str.contains(CODE))


def _noun_columns(words: FigureLexicon) -> tuple[pl.Expr, pl.Expr]:
    """``noun``: the words that are counted; and ``noun_size``: how many characters it reaches beyond the number."""
    of = pl.col("right").str.extract(f"^({words.of})")
    described = pl.col("bound") | of.is_not_null()
    counted = described | pl.col("unit").is_null()  # "5 km" are kilometres, whatever follows
    rest = pl.when(counted).then(pl.col("right").str.slice((of.str.len_chars() - 1).fill_null(0)))
    phrase = rest.str.extract(WORDS_AFTER).str.replace(f"[ \u00a0](?:{'|'.join(words.stop)})(?:[ \u00a0].*)?$", "")
    noun = phrase.str.extract(f"^({words.noun})(?:[ \u00a0’']|$)")
    single = pl.when(described).then(phrase).str.extract(f"^({words.one_noun})(?:[ \u00a0’']|$)")
    noun = pl.coalesce(noun, single)
    noun = pl.when(noun.str.contains(r"\p{L}")).then(noun)  # and not a dash alone
    size = noun.str.len_chars() + (of.str.len_chars() - 1).fill_null(0)
    return noun.str.strip_chars(" \u00a0-’'").alias("noun"), size.alias("noun_size")


def _person_columns() -> tuple[pl.Expr, pl.Expr]:
    """``person``: the name before a bare number that is an age; ``person_size``: how many characters ahead."""
    bare = pl.col("plain") & pl.col("value").is_between(1, OLDEST) & pl.col("right").str.contains(AGE_AFTER)
    left = pl.when(bare).then("left")
    return (
        left.str.extract(PERSON_BEFORE, 2).alias("person"),
        left.str.extract(PERSON_BEFORE, 1).str.len_chars().alias("person_size"),
    )


def _is_figure(words: FigureLexicon) -> pl.Expr:
    """Whether a number is stated of something: not a year, not part of a name; and "one" only where it is a count."""
    value, bare = pl.col("value"), pl.col("unit").is_null() & pl.col("person").is_null()
    alone = bare & pl.col("noun").is_null()
    one = value.eq_missing(1) & bare & pl.col("match").str.contains(r"^\p{L}")
    countable = pl.col("noun").str.contains(f"(?:{'|'.join(words.countable)})$").fill_null(False)
    digits = pl.col("match").str.contains("(?:^|[^0-9.,])[0-9]{4}$")
    year = value.is_between(*YEARS).fill_null(False) & digits & (alone | bare & pl.col("plain"))
    year |= value.is_between(*YEARS).fill_null(False) & (pl.col("unit") == "year").fill_null(False)
    year |= value.is_between(*YEARS) & pl.col("value_high").is_between(*YEARS).fill_null(False) & bare
    named = pl.when(alone & pl.col("plain")).then("left").str.contains(NAME_BEFORE).fill_null(False)
    score = alone & pl.col("match").str.contains(SCORE)
    return ~(year | named | score | alone & value.is_null()) & (~one | countable)


def _confidence(words: FigureLexicon) -> pl.Expr:
    """The measured share of right rows: of numbers without noun and unit (``alone``), of others by their method."""
    alone = pl.col("noun").is_null() & pl.col("unit").is_null()
    method = pl.when(alone).then(pl.lit("alone")).otherwise("method")
    return method.replace_strict(words.confidence, default=UNMEASURED, return_dtype=pl.Float64)


@lru_cache(grammar.REMEMBERED)
def _read_figure(language: str, text: str) -> Reading | None:
    """Read the words of an expression; None if it is to be skipped, or its number cannot be read."""
    if text.isdecimal():
        return Reading(0, len(text), float(text), None, None, None, "count", True, False)
    spoken = grammar.load_grammar(SECTION, language)
    said = spoken.read(text)
    if said is None:
        return None
    written = {name: words for name, (_, words) in said.words.items()}
    values = {name: spoken.value(*words) for name, words in said.words.items() if name not in NUMBERS}
    value, high = (_read_number(language, written[name]) if name in written else None for name in NUMBERS)
    if value is None and {"scale", "parts"} & values.keys():
        value = 1.0  # "a million", "a third"
    if "value" in written and value is None:
        return None
    if value is not None:
        # "3 to 5 million": the scale multiplies both, unless the first has its own.
        value *= float(values.get("low_scale", values.get("scale", 1))) / float(values.get("parts", 1))
    if high is not None and value is not None:
        value, high = sorted((value, high * float(values.get("scale", 1))))
    units = (str(values[name]) for name in ("bound", "unit", "currency") if name in values)
    return Reading(
        said.start,
        said.end,
        value,
        high,
        next(units, SHARE if "parts" in values else "year" if "old" in written else None),
        written.get("approximation"),
        next((method for name, method in METHODS.items() if name in written), "count"),
        written.keys() == {"value"} and written["value"].isdecimal(),
        "bound" in written,
    )


def _read_number(language: str, text: str) -> float | None:
    """Read a number in digits or words; None if no word of it has a value, or all have 0."""
    if text[0].isdecimal():
        whole, mark, decimals = text.partition(_lexicons_by_language()[language].decimal)
        digits = re.sub(r"\D", "", whole)
        return float(f"{digits}.{decimals}" if mark and decimals.isdecimal() else digits)
    total, part = 0.0, 0.0
    for value in _values_of_words(language, text.lower()):
        if value >= 1000:
            total, part = total + max(part, 1) * value, 0.0
        elif value >= 100:
            part = max(part, 1) * value
        else:
            part += value
    return total + part or None


def _values_of_words(language: str, text: str) -> Iterator[float]:
    """The values of the words of which a number is made, whether they are written together or not."""
    words = grammar.load_grammar(SECTION, language).values["numeral"]
    at = 0
    while at < len(text):
        found = [(match.end(), value) for pattern, value in words if (match := pattern.match(text, at))]
        end, value = max(found, default=(at + 1, None), key=itemgetter(0))
        if value is not None:
            yield float(value)
        at = end


def _add_claimants(found: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Add ``claimant``: the speaker of the innermost quote that holds a figure.

    That is the last quote that begins before the figure and ends behind it. Only the NESTED last ones that begin
    before it are looked at, for a document may have thousands of either.
    """
    spoken = quotes.filter(pl.col("speaker").is_not_null()).sort("doc", "start", "end", descending=[False, False, True])
    begins, ends = (_places_in_part(spoken, name) for name in ("start", "end"))
    starts, stops = (_places_in_part(found, name) for name in ("start", "end"))
    last = np.searchsorted(begins, starts, side="right") - 1
    claim = np.full(found.height, -1)
    for step in range(NESTED):
        row = last - step
        inside = (claim < 0) & (row >= 0)
        inside[inside] = ends[row[inside]] >= stops[inside]
        claim = np.where(inside, row, claim)
    speakers = spoken["speaker"].gather(pl.Series(claim, dtype=pl.Int64).replace(-1, None))
    return found.with_columns(claimant=speakers.alias("claimant"))


def _places_in_part(spans: pl.DataFrame, name: str) -> Rows:
    """Places in bodies as one number for all documents, in the order of documents and of their text."""
    doc = spans["doc"].cast(pl.Int64).to_numpy()
    return np.asarray(doc * LONGEST + spans[name].cast(pl.Int64).to_numpy(), dtype=np.int64)
