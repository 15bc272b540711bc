"""Finds words that a hyphen breaks in two, at the end of a line or, once lines were joined, inside one.

A typesetter breaks words with a sign that writers also set inside words, so each break is one of three things:

==========  ================================  ==========================================
verdict     example                           what becomes of it
==========  ================================  ==========================================
broken      "lor-" and "ries"                 one word; the hyphen is left out
hyphenated  "run-" and "up"                   one word with its hyphen
hanging     "Vor-" and "und Nachteile"        two words, as they are written
==========  ================================  ==========================================

The best evidence is the same word elsewhere in the text, with the hyphen or without. Only documents with such breaks
are looked at, which are few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import polars as pl

from schemas.frames import FlowingLines
from schemas.rulebook import Rulebook

Verdict = Literal["broken", "hyphenated", "hanging"]

HYPHENS = "-\u2010\u00ad\u00ac"  # the last two are set at breaks only
AT_THE_END = rf"[\p{{L}}\p{{M}}\p{{N}}][{HYPHENS}]$"
AT_THE_START = r"^[\p{L}\p{M}]"
INSIDE = re.compile(rf"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)[{HYPHENS}] (?=([^\W\d_]+))")
# The last word of a line, which is no address and no file.
FIRST = re.compile(rf"(?:^|[\s“\"„«‘'(\[—–])([^\W_]+(?:[-\u2010'’][^\W_]+)*)[{HYPHENS}]$")
SECOND = re.compile(r"[^\W_]+(?:[-\u2010'’][^\W_]+)*")
WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
SEVERAL = 3  # breaks inside lines: a writer may set a hyphen for a dash once or twice

# Words that join what a hanging hyphen leaves open: "Vor- und Nachteile", "pre- and post-war".
JOINING = frozenset([
    "and", "or", "to", "und", "oder", "bzw", "bis", "sowie", "en", "of", "och", "eller", "og", "a", "i", "y", "o",
    "e", "et", "ou", "и", "или", "та", "або",
])  # fmt: skip
# First parts that keep their hyphen before a whole word, second parts that come with one, and numbers of two words.
FIRST_PARTS = frozenset([
    "self", "ex", "vice", "well", "long", "short", "full", "half", "all", "юго", "северо", "вице", "экс",
])  # fmt: skip
SECOND_PARTS = frozenset([
    "up", "off", "out", "down", "term", "based", "year", "style", "level", "scale", "backed", "related", "owned",
    "known", "called", "friendly", "minded", "sized", "winning", "ranking", "looking", "elect", "wing", "range",
    "profile", "il", "ils", "elle", "elles", "nous", "vous", "même", "mêmes", "être", "ci", "là", "нибудь", "либо",
])  # fmt: skip
NUMBERS = frozenset([
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "thirty", "forty",
    "fifty", "sixty", "seventy", "eighty", "ninety", "deux", "trois", "quatre", "cinq", "sept", "huit", "neuf", "dix",
    "vingt", "trente", "quarante", "cinquante", "soixante",
])  # fmt: skip
COUNTED = NUMBERS | frozenset([
    "first", "second", "third", "thirds", "quarters", "fifths", "half", "year", "month", "week", "day", "hour",
    "minute", "mile", "foot", "man", "point", "part", "way",
])  # fmt: skip
LEAST_SECOND = 4  # letters after a first part that keeps its hyphen: "long-er" is a broken word


def split_at_hyphens(lines: FlowingLines, rulebook: Rulebook) -> FlowingLines:
    """Split lines where a hyphen and a space break a word, so that the word can be joined again.

    A break is one if the whole word is elsewhere in the document, or if the document has several.
    """
    has_sign = pl.any_horizontal(pl.col("text").str.contains(f"{sign} ", literal=True) for sign in HYPHENS)
    candidates = lines.filter(has_sign).filter(pl.col("text").str.contains(rf"\p{{L}}[{HYPHENS}] \p{{Ll}}"))
    if candidates.is_empty():
        return lines
    known = _known_words(lines.filter(pl.col("doc").is_in(candidates["doc"].unique().implode())))
    rows = []
    for key, of_doc in candidates.group_by("doc", maintain_order=True):
        words = known[int(str(key[0]))]
        spoken = max(rulebook.function_words.values(), key=lambda of_language: len(of_language & words))
        found = [
            (row["doc"], row["line"], match, verdict_on(match[1], match[2], words))
            for row in of_doc.iter_rows(named=True)
            for match in INSIDE.finditer(row["text"])
        ]
        # A hyphen that a writer set for a dash has words on both sides; what is left of a broken one is no word.
        is_part = [verdict == "broken" and match[2].lower() not in words | spoken for *_, match, verdict in found]
        several = sum(is_part) >= SEVERAL
        for (doc, line, match, verdict), part in zip(found, is_part, strict=True):
            is_known = verdict == "broken" and (match[1] + match[2]).lower() in words
            if is_known or (several and (part or verdict == "hyphenated")):
                rows.append((doc, line, match.end()))
    return _split(lines, rows) if rows else lines


def verdicts_on_lines(lines: pl.DataFrame) -> pl.Series:
    """What the hyphen at the end of the line before each line is; null where there is none that breaks a word.

    Takes lines of texts in order, which are not far from each other: a blank line may be between them. Blocks of pages
    have breaks only where they were split.
    """
    last = pl.col("text").str.tail(1)
    same_line = pl.col("line") == pl.col("line").shift(1)
    in_text = pl.col("tag").is_null() & (pl.col("gap") <= 1)
    near = (pl.col("doc") == pl.col("doc").shift(1)) & (same_line | in_text)
    ends = lines.select(last.is_in(list(HYPHENS)).shift(1).fill_null(False) & near).to_series().arg_true()
    before, after = lines["text"].gather(ends - 1), lines["text"].gather(ends)
    rows = ends.filter(before.str.contains(AT_THE_END) & after.str.contains(AT_THE_START))
    verdicts: dict[int, str] = {}
    if len(rows):
        docs = lines["doc"].gather(rows).unique()
        known = _known_words(lines.filter(pl.col("doc").is_in(docs.implode())))
        before = lines["text"].gather(rows - 1)
        for row, doc, one, two in zip(rows, lines["doc"].gather(rows), before, lines["text"].gather(rows), strict=True):
            first, second = FIRST.search(one), SECOND.match(two)
            if first and second:
                always = one[-1] in "\u00ad\u00ac"
                verdicts[row] = "broken" if always else verdict_on(first[1], second[0], known[doc])
    return pl.Series(
        [verdicts.get(row) for row in range(lines.height)] if verdicts else [None] * lines.height, dtype=pl.String
    )


def verdict_on(first: str, second: str, known: frozenset[str]) -> Verdict:
    """Say what the hyphen between two parts is, given the words of the document in lower case.

    >>> [verdict_on(*parts, frozenset()) for parts in (("lor", "ries"), ("run", "up"), ("Vor", "und"))]
    ['broken', 'hyphenated', 'hanging']
    >>> verdict_on("co", "operate", frozenset({"co-operate"}))
    'hyphenated'
    """
    one, two = first.lower(), second.lower()
    if f"{one}-{two}" in known:
        return "hyphenated"
    if (first + second).lower() in known:
        return "broken"
    if two in JOINING and not (two == "en" and one[-1:] in "aeiouy"):  # "land- en tuinbouw", but "Frau-en"
        return "hanging"
    in_capitals = len(first) > 1 and first.isupper() and second.isupper()
    is_name = second[0].isupper() and not in_capitals
    keeps = (one in FIRST_PARTS and len(two) >= LEAST_SECOND) or two in SECOND_PARTS or {one, two} <= COUNTED
    return "hyphenated" if is_name or keeps or "-" in first or not first[-1].isalpha() else "broken"


def _known_words(lines: pl.DataFrame) -> dict[int, frozenset[str]]:
    """The words of each document in lower case, without the parts at its breaks."""
    of_docs = lines.group_by("doc").agg(pl.col("text").str.join("\n"))
    return {doc: frozenset(_words_of(text)) for doc, text in of_docs.iter_rows()}


def _words_of(text: str) -> Iterable[str]:
    whole = re.sub(rf"[^\W_]+[{HYPHENS}]\s+[^\W_]+", " ", text)
    return (word.lower().replace("\u2010", "-") for word in WORD.findall(whole))


def _split(lines: FlowingLines, places: list[tuple[int, int, int]]) -> FlowingLines:
    """Split lines at places: document, line, and how many characters of the line are before the place."""
    kinds = {"doc": pl.UInt32, "line": pl.UInt32, "at": pl.Int64}
    cuts = pl.DataFrame(places, kinds, orient="row").group_by("doc", "line").agg(pl.col("at").sort())
    size = pl.col("text").str.len_chars().cast(pl.Int64)
    parts = (
        lines.with_row_index("row")
        .join(cuts, on=["doc", "line"], how="left", maintain_order="left")
        .with_columns(
            start=pl.concat_list(pl.lit(0, pl.Int64), pl.col("at").fill_null([])),
            end=pl.concat_list(pl.col("at").fill_null([]), size),
        )
        .explode("start", "end")
        .with_columns(is_first=pl.col("row").is_first_distinct())
        .with_columns(
            text=pl.col("text").str.slice("start", pl.col("end") - pl.col("start")).str.strip_chars(),
            raw_end=pl.col("raw_start") + pl.col("end"),
            raw_start=pl.col("raw_start") + pl.col("start"),
            gap=pl.when("is_first").then("gap").otherwise(0).cast(pl.UInt32),
        )
        .with_columns(raw_end=pl.col("raw_start") + pl.col("text").str.len_chars().cast(pl.Int64))
    )
    return FlowingLines.of(parts.select(lines.columns))
