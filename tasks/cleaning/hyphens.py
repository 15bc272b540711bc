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
from collections.abc import Iterable, Iterator
from typing import Literal

import polars as pl

from schemas.frames import FlowingLines
from schemas.rulebook import Rulebook
from schemas.small_words import words_of

Verdict = Literal["broken", "hyphenated", "hanging"]

HYPHENS = "-\u2010\u00ad\u00ac"  # the last two are set at breaks only
AT_THE_END = rf"[\p{{L}}\p{{M}}\p{{N}}][{HYPHENS}]$"
AT_THE_START = r"^[\p{L}\p{M}]"
INSIDE = re.compile(rf"(?<![^\W\d_])([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)[{HYPHENS}] (?=([^\W\d_]+))")
# The last word of a line, which is no address and no file.
FIRST = re.compile(rf"(?:^|[\s“\"„«‘'(\[—–])([^\W_]+(?:[-\u2010'’][^\W_]+)*)[{HYPHENS}]$")
BREAK = re.compile(rf"(?<![^\W_])[^\W_]+[{HYPHENS}]\s+[^\W_]+")
SECOND = re.compile(r"[^\W_]+(?:[-\u2010'’][^\W_]+)*")
WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
SEVERAL = 3  # breaks inside lines: a writer may set a hyphen for a dash once or twice

JOINING, FIRST_PARTS, SECOND_PARTS, NUMBERS = (
    frozenset(words_of("hyphens", name)) for name in ("joining", "first_parts", "second_parts", "numbers")
)
COUNTED = NUMBERS | frozenset(words_of("hyphens", "counted"))
LEAST_SECOND = 4  # letters after a first part that keeps its hyphen: "long-er" is a broken word


def split_at_hyphens(lines: FlowingLines, rulebook: Rulebook) -> FlowingLines:
    """Split lines where a hyphen and a space break a word, so that the word can be joined again.

    A break is one if the whole word is elsewhere in the document, or if the document has several.
    """
    candidates = lines.filter(pl.col("text").str.contains(rf"\p{{L}}[{HYPHENS}] \p{{Ll}}"))
    if candidates.is_empty():
        return lines
    breaks: dict[int, list[tuple[int, re.Match[str]]]] = {}
    for doc, line, text in candidates.select("doc", "line", "text").iter_rows():
        breaks.setdefault(doc, []).extend((line, match) for match in INSIDE.finditer(text))
    texts = _texts_of(lines, breaks)
    rows = []
    for doc, of_doc in breaks.items():
        whole = [match[1] + match[2] for _, match in of_doc]
        # Of fewer breaks, each is one only if the whole word is elsewhere: most documents need no list of words.
        if len(of_doc) >= SEVERAL or _may_know(texts[doc], whole):
            rows += [
                (doc, line, match.end()) for line, match in _surely_broken(of_doc, _words_of(texts[doc]), rulebook)
            ]
    return _split(lines, rows) if rows else lines


def _surely_broken(
    breaks: list[tuple[int, re.Match[str]]], words: frozenset[str], rulebook: Rulebook
) -> Iterator[tuple[int, re.Match[str]]]:
    """Of what may be breaks inside the lines of a document, with the words of the document, give those that are."""
    spoken = max(rulebook.function_words.values(), key=lambda of_language: len(of_language & words))
    verdicts = [verdict_on(match[1], match[2], words) for _, match in breaks]
    # A hyphen that a writer set for a dash has words on both sides; what is left of a broken one is no word.
    is_part = [
        verdict == "broken" and match[2].lower() not in words and match[2].lower() not in spoken
        for verdict, (_, match) in zip(verdicts, breaks, strict=True)
    ]
    several = sum(is_part) >= SEVERAL
    for (line, match), verdict, part in zip(breaks, verdicts, is_part, strict=True):
        is_known = verdict == "broken" and (match[1] + match[2]).lower() in words
        if is_known or (several and (part or verdict == "hyphenated")):
            yield line, match


def verdicts_on_lines(lines: pl.DataFrame) -> pl.Series:
    """What the hyphen at the end of the line before each line is; null where there is none that breaks a word.

    Takes lines of texts in order, which are not far from each other: a blank line may be between them. Blocks of pages
    have breaks only where they were split.
    """
    verdicts = pl.Series([None], dtype=pl.String).new_from_index(0, lines.height)
    after = _lines_after_hyphens(lines)
    if after.is_empty():
        return verdicts
    breaks: dict[int, list[tuple[int, str, str, bool]]] = {}
    for row, doc, one, two in after.select("row", "doc", "before", "text").iter_rows():
        if (first := FIRST.search(one)) and (second := SECOND.match(two)):
            breaks.setdefault(doc, []).append((row, first[1], second[0], one[-1] in "\u00ad\u00ac"))
    texts = _texts_of(lines, breaks)
    for doc, of_doc in breaks.items():
        whole = [word for _, one, two, _ in of_doc for word in (one + two, f"{one}-{two}")]
        known = _words_of(texts[doc]) if _may_know(texts[doc], whole) else frozenset()
        found = ["broken" if is_sure else verdict_on(one, two, known) for _, one, two, is_sure in of_doc]
        verdicts = verdicts.scatter([row for row, *_ in of_doc], found)
    return verdicts


def _lines_after_hyphens(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines, by their ``row``, that go on with letters after a line that ends with a hyphen; few do.

    ``before`` is the text of that line.
    """
    # A hyphen at the end of the last line of all breaks nothing.
    rows = lines.head(-1).select(pl.col("text").str.tail(1).is_in(list(HYPHENS)).arg_true() + 1).to_series()
    same_line = pl.col("line") == pl.col("line_before")
    in_text = pl.col("tag").is_null() & (pl.col("gap") <= 1)
    return (
        lines.select("doc", "line", "tag", "gap", "text")[rows]
        .hstack(lines.select(doc_before="doc", line_before="line", before="text")[rows - 1])
        .with_columns(row=rows)
        .filter((pl.col("doc") == pl.col("doc_before")) & (same_line | in_text))
        .filter(pl.col("before").str.contains(AT_THE_END) & pl.col("text").str.contains(AT_THE_START))
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


def _texts_of(lines: pl.DataFrame, docs: Iterable[int]) -> dict[int, str]:
    """The texts of documents."""
    of_docs = lines.filter(pl.col("doc").is_in(list(docs)))
    return dict(of_docs.group_by("doc").agg(pl.col("text").str.join("\n")).iter_rows())


def _may_know(text: str, words: Iterable[str]) -> bool:
    """Whether a text has any of some words or parts of words. It takes a tenth of the time of ``_words_of``."""
    folded = text.replace("\u2010", "-").casefold()
    return any(word.casefold() in folded for word in words)


def _words_of(text: str) -> frozenset[str]:
    """The words of a text in lower case, without the parts at its breaks."""
    return frozenset(word.lower().replace("\u2010", "-") for word in set(WORD.findall(BREAK.sub(" ", text))))


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
