"""Finds the dates and times that bodies mention, each as the first and last day that can be meant.

The expressions of a language are the section ``[dates]`` of its lexicon, written as a grammar (``grammar``). An
expression says what it is (``method``, ``kind``) and which period it means: by the words that it calls by name, and by
``says``, values that hold whatever the words are. ``periods`` explains these values. The section also has:

- ``tense``: words of the ``future`` and of the ``past`` that may be beside a date; in ``[days.tense]``, parts of such
  words, and with ``told`` patterns of verbs of saying, which are past whatever was said;
- ``today``: patterns of words right before a date that say: this is the day on which the text came out;
- ``each``: a pattern of words right before what comes again and again, which is no date: "every Monday";
- ``titled``: a pattern of words right before a weekday that is part of a title: "The Man Who Was Thursday";
- ``loose``: a pattern of words that mean a day or these times, with a ``confidence`` of their own;
- ``confidence``: for each method, the share of its rows that was right.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache, partial
from typing import NamedTuple

import numpy as np
import polars as pl

from schemas import lexicon
from schemas.arrow import before_sentences
from schemas.small_words import any_of
from tasks.columns.patterns import NEVER
from tasks.columns.pinned import look_for, run_on
from tasks.extraction.dates.periods import COLUMNS, OPEN, VALUES, Period, period_of, resolve_periods
from tasks.extraction.dates.rows import find_phrases, resolve_phrases
from tasks.extraction.grammars import grammar
from tasks.extraction.grammars.streets import STREET_BEFORE_YEAR, STREET_BEHIND
from tasks.extraction.prose import places_in_part, split_by_language

SECTION = "dates"
NEAR = 40  # characters on either side of a date that are searched for a tense; set by hand
# Stated for a method that was measured in no language. Set by hand.
UNMEASURED = 0.8
# Characters that make a number at the edge of an expression part of a longer one.
NUMBER_BEFORE = r"(?:[0-9][.,:/’']|[\p{Sc}#@/+])$"
NUMBER_AFTER = r"^[.,:/][0-9]|^ ?[%‰°$€£]"
# Before the common era: such a year is none of those that the table can hold.
BEFORE_ERA = rf"^,? ?(?:{any_of('numbers', 'before_era')})"
# 2017 in 2017-13-12, but not in "1965-2017".
DIGITS_ONLY = "^[0-9-]+$"
DASH_BEFORE, DASH_AFTER = "(?:^|[^0-9])[0-9]{1,3} ?- ?$", "^ ?- ?[0-9]{1,3}(?:[^0-9]|$)"
SKIPPED = "skipped"  # the kind of words that look like a date and are none: "Mail on Sunday"
YEAR = "^[0-9]{4}$"
CODE = r"\p{Lu}{2}-$"  # "EMSW-2023"
# The end of a sentence. What tense the next sentence has says nothing of a date in this one.
SENTENCE_START = r"^.*(?:[.!…]['’\"”»)]* |[。！？])"
SENTENCE_END = r"([.!…]['’\"”»)]* |[。！？]).*$"
PUNCTUATION = r"[.,;:!?()\[\]\"“”„«»–—]"
# A quoted title: words with capitals, and short ones, between marks.
IN_TITLE = (
    r"(?:[“„«\"‚‘‹]|(?:^|[ (])')(?:\p{Lu}[\p{L}\p{M}.’'-]* |\p{Ll}{1,3} )*\p{Lu}[\p{L}\p{M}.’'-]* (?:\p{Ll}{1,3} )*$"
)
TITLE_GOES_ON = r"^(?: \p{Lu}[\p{L}\p{M}.’'-]*)*(?:[”“»\"‘›]|[’'](?:[^\p{L}]|$))"
QUOTED = r"[\"“”„«»‹›「」]"

# What patterns say of a date and the words around it.
SIGNS_OF_NUMBERS = {
    "_begins": ("text", "^[0-9]"),
    "_ends": ("text", "[0-9]$"),
    "_year": ("text", YEAR),
    "_digits_only": ("text", DIGITS_ONLY),
    "_goes_before": ("left", NUMBER_BEFORE),
    "_goes_after": ("right", NUMBER_AFTER),
    "_code": ("left", CODE),
    "_before_era": ("right", BEFORE_ERA),
    "_dash_before": ("left", DASH_BEFORE),
    "_dash_after": ("right", DASH_AFTER),
}

# The dates of a part before they are resolved.
FOUND = pl.Schema(
    {
        **{name: kind for name, kind in before_sentences("dates").items() if name not in ("earliest", "latest")},
        **COLUMNS,
        "tense": pl.Int8(),  # 1: words of the future are beside it, -1: words of the past, 0: neither, or both
        "phrase": pl.String(),  # the words of a phrase (phrases), if the date is one
        "part": pl.Int64(),  # which of the phrases in these words it is
        "language": pl.String(),
        "today": pl.Boolean(),  # the words before it say that this is the day on which the text came out
    }
)

# The same before tense and words of the day are looked at, with what is before and behind.
CANDIDATES = pl.Schema(
    {
        **{name: kind for name, kind in FOUND.items() if name not in ("tense", "today")},
        "left": pl.String(),
        "right": pl.String(),
        "reach": pl.Int64(),  # where it starts with the words before it that say nothing
        "ahead": pl.Boolean(),  # may also be how long something took, unless the future is spoken of
    }
)


class Reading(NamedTuple):
    """The meaning of an expression's words: which of them are the date, and the rest of its row."""

    start: int  # in the words, in characters
    end: int
    kind: str
    method: str
    confidence: float
    period: Period


READINGS = pl.Schema(
    {
        "match": pl.String(),
        "from": pl.Int64(),
        "to": pl.Int64(),
        **{name: FOUND[name] for name in ("kind", "method", "confidence")},
        **COLUMNS,
    }
)


def find_dates(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Find the expressions of dates in ``prose.BODY_PARAGRAPHS``, before they are resolved.

    Returns FOUND, in the order of the text; ``earliest`` and ``latest`` are numbers of days since 1970-01-01, null
    where they depend on the day of publication or are open.
    """
    by_language = split_by_language(paragraphs, {*lexicon.load(SECTION), *lexicon.load("days")})
    found = [_dates_in_language(part, language) for language, part in by_language.items()]
    return pl.concat([FOUND.to_frame(), *found]).sort("doc", "start", maintain_order=True)


def resolve_dates(found: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Resolve the dates of ``find_dates`` against the days of publication.

    Takes FOUND and, by ``doc``, ``published_on``; where that is null, dates that are given by their distance from it
    stay open. Returns the table ``dates`` of a part, a row for each mention, in the order of FOUND.
    """
    days = found.select("doc").join(
        published.select("doc", "published_on").unique("doc"), on="doc", how="left", maintain_order="left"
    )["published_on"]
    table = before_sentences("dates")
    return resolve_phrases(resolve_periods(found, days), days).select(table.names()).cast(table)


def _dates_in_language(paragraphs: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """FOUND in paragraphs of one language (null: without a lexicon); of dates that overlap, the one with most words."""
    candidates = pl.concat((_expressions(paragraphs, language), _phrases(paragraphs, language)))
    if candidates.is_empty():
        return FOUND.to_frame()
    # On two threads, for one does not keep as many patterns compiled (tasks.columns.pinned).
    stated = run_on(f"stated.{language}", partial(_stated_among, candidates, language))
    return run_on(f"dates.{language}", partial(_dates_among, stated, language))


def _stated_among(candidates: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """Those of CANDIDATES that are dates: of the ones that overlap, the longest, if it is no number and no name."""
    # Languages share a thread that keeps these patterns.
    signs = run_on("signs of dates", lambda: candidates.with_columns_seq(look_for(SIGNS_OF_NUMBERS)))
    stated = candidates.filter(signs.select_seq(_is_whole()).to_series())
    stated = _without(stated, pl.col("text").str.contains(YEAR), _signs_of_counts(language), _is_counted(language))
    stated = stated.sort("doc", "start", "end", maintain_order=True)
    rows = _longest_of_overlapping(stated).filter(pl.col("kind") != SKIPPED)
    rows = rows.with_columns_seq(_repeated=_is_repeated(language), _listed=_is_listed())
    rows = rows.filter(~(pl.col("_repeated") | pl.col("_listed")))
    in_title = {"in_title": ("left", IN_TITLE)}
    rows = _without(rows, pl.col("right").str.contains(TITLE_GOES_ON), in_title, pl.col("in_title"))
    return _without(rows, pl.col("method") == "weekday", _signs_of_titles(language), _is_titled(language))


def _without(rows: pl.DataFrame, some: pl.Expr, signs: Mapping[str, tuple[str, str]], dropped: pl.Expr) -> pl.DataFrame:
    """The rows without those among ``some`` that are ``dropped`` for their ``signs`` (``pinned.look_for``).

    Only some are looked at, for patterns take time.
    """
    few = rows.select_seq(some.alias("some")).to_series().arg_true()
    if few.is_empty():
        return rows
    gone = rows[few].with_columns_seq(look_for(signs)).with_columns_seq(dropped=dropped)["dropped"]
    kept = np.ones(rows.height, bool)
    kept[few.filter(gone).to_numpy()] = False
    return rows.filter(pl.Series(kept))


def _dates_among(rows: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """FOUND of the CANDIDATES that are dates."""
    left = pl.col("left").str.tail(NEAR).str.replace(SENTENCE_START, "")
    right = pl.col("right").str.head(NEAR).str.replace(SENTENCE_END, "${1}")
    near = pl.concat_str(left, "text", right).str.replace_all(PUNCTUATION, " ")
    spoken = pl.concat_str(pl.lit(" "), near.str.to_lowercase(), pl.lit(" "))
    rows = rows.with_columns_seq(_spoken=spoken, today=_says_today(language)).with_columns_seq(
        tense=_tense(pl.col("_spoken"), language), confidence=_confidence(language)
    )
    if rows["today"].any():
        rows = rows.with_columns_seq(today=pl.col("today") & ~pl.col("left").str.contains(QUOTED))
    took = {"took": ("left", _took(language))}
    rows = _without(rows, pl.col("ahead"), took, (pl.col("tense") <= 0) | pl.col("took"))
    return rows.select(FOUND.names()).cast(FOUND)


def _expressions(paragraphs: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """The dates that the grammar of a language finds, as CANDIDATES."""
    found = grammar.find_expressions(paragraphs, SECTION, language)
    texts = found["match"].unique()
    readings = [(text, reading) for text in texts if (reading := _read_date(language, text)) is not None]
    read = pl.DataFrame([(text, *reading[:-1], *reading.period) for text, reading in readings], READINGS, orient="row")
    at, match = pl.col("at") + pl.col("from"), pl.col("match")
    return (
        found.lazy()
        .join(read.lazy(), on="match", how="inner", maintain_order="left")
        .with_columns(
            left=pl.concat_str("left", match.str.head("from")),
            right=pl.concat_str(match.str.slice("to"), "right"),
            start=pl.col("start") + at,
            end=pl.col("start") + pl.col("at") + pl.col("to"),
            text=match.str.slice(pl.col("from"), pl.col("to") - pl.col("from")),
            phrase=pl.lit(None, pl.String),
            part=pl.lit(None, pl.Int64),
            language=pl.lit(language, pl.String),
            reach=pl.col("start") + at,
            ahead=pl.lit(False),
        )
        .select(CANDIDATES.names())
        .cast(CANDIDATES)
        .collect()
    )


def _phrases(paragraphs: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """The dates that are phrases of words in any order, as CANDIDATES."""
    known = _confidence_by_method(language)
    stated = pl.col("method").replace_strict(known, default=UNMEASURED, return_dtype=pl.Float64)
    found = find_phrases(paragraphs, language).with_columns(confidence=stated)
    present = lexicon.load("days").get(language or "", {}).get("present")
    if present:
        found = found.filter(~pl.col("text").str.contains(f"^(?i:{present})$"))
    return found.select(CANDIDATES.names()).cast(CANDIDATES)


def _longest_of_overlapping(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows without those that a longer one overlaps; of two as long, the phrase stays."""
    starts, ends = (places_in_part(rows, name) for name in ("start", "end"))
    within = starts < np.maximum.accumulate(np.append(-1, ends))[:-1]  # the end of some row before it
    size, phrase = (rows["end"] - rows["reach"]).to_numpy(), rows["phrase"].is_not_null().to_numpy()
    vague = (rows["kind"] == "vague").to_numpy()
    kept, last = ~within, -1
    for number in np.flatnonzero(within).tolist():
        if not within[number - 1]:
            last = number - 1
        rank, before = ((size[row], phrase[row], not vague[row]) for row in (number, last))
        if ends[last] > starts[number]:
            if rank <= before:
                continue
            kept[last] = False
        kept[number], last = True, number
    return rows.filter(pl.Series(kept, dtype=pl.Boolean))


def _is_whole() -> pl.Expr:
    """Whether a date is not part of a longer number: a sum of money, a decimal, a time."""
    begins = pl.col("_begins") & pl.col("_goes_before") | pl.col("_year") & pl.col("_code")
    ends = pl.col("_ends") & pl.col("_goes_after") | pl.col("_before_era")
    return ~(begins | ends | pl.col("_digits_only") & (pl.col("_dash_before") | pl.col("_dash_after")))


def _signs_of_counts(language: str | None) -> dict[str, tuple[str, str]]:
    """What patterns say of four digits that may be no year, by the words around them."""
    words = lexicon.load("days").get(language or "", {})
    signs = {"street_behind": ("right", STREET_BEHIND), "street_before": ("left", STREET_BEFORE_YEAR)}
    if "counted" in words:
        signs |= {
            "dated": ("left", rf"(?:^|[^\p{{L}}])(?:{words['dated']}) $"),
            "about": ("left", rf"(?:^|[^\p{{L}}])(?i:{words['about']}) $"),
            "counted": ("right", rf"^ (?:{words['counted']})(?:[^\p{{L}}]|$)"),
            "measured": ("right", rf"^ (?:{words.get('measured', NEVER)})(?:[^\p{{L}}]|$)"),
            "word_behind": ("right", r"^ \p{L}"),
        }
    return signs


def _is_counted(language: str | None) -> pl.Expr:
    """Whether four digits are how many there are of something, and no year: "about 1900 families"; or a house."""
    house = pl.col("street_behind") | pl.col("street_before")
    if "counted" not in lexicon.load("days").get(language or "", {}):
        return house
    counted = pl.col("counted") & ~pl.col("dated") | pl.col("about") & pl.col("word_behind")
    return pl.col("measured") | counted | house


def _is_listed() -> pl.Expr:
    """Whether a weekday is one of three or more without a word between them, as in the head of a table."""
    weekday, same = pl.col("method") == "weekday", pl.col("doc") == pl.col("doc").shift(-1)
    beside = (pl.col("start").shift(-1) - pl.col("end") == 1) & pl.col("right").str.contains(r"^\s")
    follows = (weekday & weekday.shift(-1) & same & beside).fill_null(False)
    three = follows & follows.shift(-1, fill_value=False)
    return three | three.shift(1, fill_value=False) | three.shift(2, fill_value=False)


def _is_repeated(language: str | None) -> pl.Expr:
    """Whether a date comes again and again, so that no one day is meant: "each December"."""
    words = {**lexicon.load(SECTION).get(language or "", {}), **lexicon.load("days").get(language or "", {})}
    return pl.col("left").str.contains(rf"(?:^|[^\p{{L}}])(?i:{words.get('each', NEVER)}) $")


def _signs_of_titles(language: str | None) -> dict[str, tuple[str, str]]:
    """What patterns say of a weekday that may be part of a title, by the words around it."""
    titled = lexicon.load("days").get(language or "", {}).get("titled", NEVER)
    return {
        "titled": ("left", rf"[\p{{L}},] (?:{titled}) $"),
        "name_before": ("left", r"[^.!?:\n] \p{Lu}\p{L}+ $"),
        "name_behind": ("right", r"^ \p{Lu}\p{Ll}"),
    }


def _is_titled(language: str | None) -> pl.Expr:
    """Whether a weekday is part of a title: "The Man Who Was Thursday", "the Astoria Sunday Market"."""
    if "titled" not in lexicon.load("days").get(language or "", {}):
        return pl.lit(False)
    return pl.col("titled") | pl.col("name_before") & pl.col("name_behind")


def _tense(spoken: pl.Expr, language: str | None) -> pl.Expr:
    """``tense`` of FOUND, from the characters around a date, in small letters and between spaces."""
    words = lexicon.load(SECTION).get(language or "", {}).get("tense", {})
    parts = lexicon.load("days").get(language or "", {}).get("tense", {})  # of words, in languages that inflect so
    spoken = spoken.str.replace_all(" will have ", " will ", literal=True)  # "will have a meeting" is the future
    if told := parts.get("told", ()):
        spoken = spoken.str.replace_all("|".join(told), " ")
    looked_for = {
        tense: [f" {word} " for word in words.get(tense, ())] + list(parts.get(tense, ()))
        for tense in ("future", "past")
    }
    signs = [
        pl.when(spoken.str.contains_any(looked_for[tense])).then(sign).otherwise(0)
        for tense, sign in (("future", 1), ("past", -1))
        if looked_for[tense]
    ]
    return pl.sum_horizontal(*signs) if signs else pl.lit(0)


def _took(language: str | None) -> str:
    """The pattern of words before "in two weeks" that say how long something took: "the highest tide in two years"."""
    words = lexicon.load("days").get(language or "", {}).get("took")
    return rf"(?:^|[^\p{{L}}])(?i:{words}) $" if words else NEVER


def _says_today(language: str | None) -> pl.Expr:
    """``today`` of FOUND, from the words before a date; in a quotation, which is older than the text, it is false."""
    words = lexicon.load(SECTION).get(language or "", {}).get("today", ())
    if not words:
        return pl.lit(False)
    said = rf"(?:^|[{grammar.LEADS}])(?:{'|'.join(words)})$"
    return pl.col("left").str.contains(said)


@lru_cache(grammar.REMEMBERED)
def _read_date(language: str | None, text: str) -> Reading | None:
    """Read the words of an expression; None if it is no day of any calendar."""
    spoken = grammar.load_grammar(SECTION, language)
    said = spoken.read(text)
    if said is None:
        return Reading(0, len(text), SKIPPED, "", 0.0, OPEN) if spoken.skips(text) else None
    values = {name: spoken.value(*words) for name, words in said.words.items() if name in VALUES}
    period = period_of({**said.expression.says, **values})
    if period is None:
        return None
    kind, method = said.expression.kind, said.expression.method
    confidence = _confidence_by_method(language).get(method, UNMEASURED)
    return Reading(said.start, said.end, kind, method, confidence, period)


def _confidence(language: str | None) -> pl.Expr:
    """The confidence of dates, less if their word may also mean these times: "today, few remember it"."""
    loose = lexicon.load(SECTION).get(language or "", {}).get("loose")
    stated = _confidence_by_method(language).get("loose")
    if not loose or stated is None:
        return pl.col("confidence")
    return pl.when(pl.col("text").str.contains(f"^(?i:{loose})$")).then(stated).otherwise("confidence")


@cache
def _confidence_by_method(language: str | None) -> Mapping[str, float]:
    """``confidence`` of each method: that of the language, and that of all languages for the others."""
    dates, days = lexicon.load(SECTION), lexicon.load("days")
    sections = (dates[lexicon.EVERY], days.get(language or "", {}), dates.get(language or "", {}))
    return {method: stated for section in sections for method, stated in section.get("confidence", {}).items()}
