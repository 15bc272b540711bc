"""Grammars of expressions: one pattern that finds every expression of a language, and a reader of each match.

A section of ``schemas/lexicons/<language>.toml`` that is written as a grammar has:

- ``words``: lists of words (small patterns in lower case), each with the number or name that it means;
- ``pieces``: patterns by name;
- ``expression``: the patterns to look for. The first one that fits at a place wins. Beside its pattern, each
  has the other fields of Expression. One with ``skip`` is matched and then dropped: it keeps others from finding
  something in the same words.

In a pattern:

- ``{name}`` is a piece, or any one word of a list; the words that it matches give the value of ``name``;
- ``{high:number}`` is the piece or list ``number``, and its match is the value of ``high``;
- ``(?P<span>...)`` marks the part that is meant, where the pattern also needs the words around it;
- ``{b}`` is the edge of an ASCII word.

The section in ``any.toml`` comes before that of every language, but for its expressions under ``general``, which come
after it, and those with ``skip``, which come first. A list that both have is one list; a piece of the language replaces
that of ``any.toml``.

Words in patterns are written in lower case and may begin with a capital; words of a list that ``capitals`` names must
begin with one, and ``(?-i:...)`` is taken as written. Words of a list that ``edged`` names end at the edge of a word.
With ``joined`` expressions may touch other words: the language is written without spaces, or with endings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np
import polars as pl

from schemas import lexicon, rulebook
from schemas.lexicon import LexiconError
from tasks.columns.joined_texts import find_places_of, join_texts
from tasks.columns.patterns import NEVER
from tasks.columns.pinned import run_on, thread_of
from tasks.extraction.grammars.patterns import SPAN_GROUP, Patterns, allow_any_space, join_words, one_pattern
from tasks.extraction.prose import LONGEST

# Characters that may be before an expression. \b would do, but knows no Cyrillic, or takes three times as long; and if
# each expression has its own, all take twice the time of one for all. A class of Unicode, as \s, makes it four times
# the time.
LEADS = " \\t\\n\u00a0\u202f\"'(\\[{„“”«»‚‘’›‹/–—,;:.…¿¡-"
LEAD = f"(?:^|[{LEADS}])"
LEAD_CHARACTERS = re.sub(r"\\(.)", lambda escape: {"t": "\t", "n": "\n"}.get(escape[1], escape[1]), LEADS)
LEAD_SET = frozenset(LEAD_CHARACTERS)
# A character that may not touch an expression: it would be part of a longer word.
LETTER = r"[\p{L}\p{M}\p{N}_]"
LATIN = "[A-Za-z0-9_]"
SIGN = "[%‰°$€£¥₹]"  # may touch the next word: "12,4%e"
BEFORE, AFTER = 60, 80  # characters around a match that are given with it: enough for names and nouns; set by hand
LARGE, SMALL = 45_000, 4_000  # characters of a Rust pattern; see _small_patterns
MANY = 20  # expressions in a pattern
GAPS = re.compile(r"[\s'’–-]+")
LONG = 2**14  # characters: a paragraph that a person wrote is shorter
# Readings that are kept: most expressions are few words, and dates are written in the same words every day.
REMEMBERED = 2**16

Value = int | float | str


@dataclass(frozen=True, slots=True)
class Expression:
    """An entry under ``expression`` in the lexicon."""

    pattern: str
    skip: bool = False
    kind: str = ""
    method: str = ""
    says: Mapping[str, Value] = field(default_factory=dict)  # values that it always has


@dataclass(frozen=True, slots=True)
class Said:
    """The meaning of a match: its expression, the words that it has by name, and which part of it is meant."""

    expression: Expression
    words: Mapping[str, tuple[str, str]]  # by name: the list or piece that matched, and the words
    places: Mapping[str, tuple[int, int]]  # by name: where these words are in the match
    start: int  # of the part that is meant, in the match
    end: int


@dataclass(frozen=True, slots=True)
class Grammar:
    """The expressions of a section in a language.

    ``patterns`` are Rust patterns without groups that find the expressions; if the language is not ``joined``, behind
    one of LEADS or at the start of a text. At one place the first pattern counts.
    """

    patterns: tuple[str, ...]
    readers: tuple[tuple[re.Pattern[str], Expression], ...]  # the pattern of each expression
    values: Mapping[str, tuple[tuple[re.Pattern[str], Value], ...]]  # by list: its words and what they mean
    joined: bool | str = False  # True, or "right": only other words behind may be touched

    def read(self, text: str) -> Said | None:
        """Read a match of ``patterns``, without the character before it; None if its expression is to be skipped."""
        readings = ((found, entry) for pattern, entry in self.readers if (found := pattern.fullmatch(text)))
        found, expression = next(readings, (None, None))
        if found is None or expression is None or expression.skip:
            return None
        start, end = 0, len(text)
        words: dict[str, tuple[str, str]] = {}
        places: dict[str, tuple[int, int]] = {}
        for group, index in found.re.groupindex.items():
            if found[index] is None:
                continue
            name, piece = group.split("__")[:2]
            if name == SPAN_GROUP:
                start, end = found.span(index)
            else:
                words[name], places[name] = (piece, found[index].strip()), found.span(index)
        return Said(expression, words, places, start, end)

    def skips(self, text: str) -> bool:
        """Whether a match of ``patterns`` is one that is to be skipped."""
        return next((entry.skip for pattern, entry in self.readers if pattern.fullmatch(text)), False)

    def value(self, piece: str, words: str) -> Value:
        """The value of words: their number, if they are digits; else that of their list or piece; else the words."""
        if words.isdecimal():
            return int(words)
        for pattern, value in self.values.get(piece, ()):
            if pattern.fullmatch(words):
                return value
        return words


@cache
def load_grammar(section: str, language: str | None) -> Grammar:
    """Load the expressions of a section in a language; for a language without a lexicon, those of ``any.toml``.

    Raises:
        LexiconError: a pattern calls for a name that no list and no piece has, or is not a regular expression.
    """
    sections = lexicon.load(section)
    own, shared = sections.get(language or "", {}), sections.get("any", {})
    lists_of_all, lists_of_own = shared.get("words", {}), own.get("words", {})
    words: dict[str, dict[str, Value]] = {
        **_calendar_words(language),
        **lists_of_all,
        **{name: {**lists_of_all.get(name, {}), **entries} for name, entries in lists_of_own.items()},
    }
    pieces: dict[str, str] = {**shared.get("pieces", {}), **own.get("pieces", {})}
    found = (*shared.get("expression", ()), *own.get("expression", ()), *shared.get("general", ()))
    entries = sorted((_expression(entry) for entry in found), key=lambda entry: not entry.skip)
    capitals, edged = own.get("capitals", ()), own.get("edged", ())
    joined: bool | str = own.get("joined", False)
    where = f"[{section}] of {language or 'any'}.toml"
    lists = {name: join_words(values, capital=name in capitals, edged=name in edged) for name, values in words.items()}
    patterns = Patterns(lists, pieces, where)
    try:
        return Grammar(
            patterns=tuple(f"(?:{patterns.to_rust(one_pattern(some))})" for some in _small_patterns(patterns, entries)),
            readers=tuple((re.compile(patterns.to_python(entry.pattern), re.I), entry) for entry in entries),
            values={
                name: tuple(
                    (re.compile(allow_any_space(word), re.I), value)
                    for piece in patterns.names_within(name)
                    for word, value in words.get(piece, {}).items()
                )
                for name in {*words, *pieces}
            },
            joined=joined,
        )
    except re.error as error:
        raise LexiconError(f"{where}: no regular expression: {error}. Mend it.") from error


def find_expressions(rows: pl.DataFrame, section: str, language: str | None) -> pl.DataFrame:
    """Find the expressions of a section in the texts of rows that are all in one language.

    Takes rows with ``text`` and ``start`` (where the text begins in the body). Returns the rows of
    ``matches.find_matches``, with ``left`` and ``right``: the BEFORE and AFTER characters around the match. Matches
    that are part of a longer word are left out.
    """
    spoken = load_grammar(section, language)
    if not spoken.readers:
        rows = rows.clear()
    rows = in_short_texts(rows)
    places = _find_first(spoken, rows["text"], f"{section}.{language}")
    found = rows[places["row"]].hstack(places.select("match", "at"))
    text, match, at = pl.col("text"), pl.col("match"), pl.col("at")
    begin = pl.max_horizontal(at - BEFORE, 0)
    found = found.with_columns(
        right=text.str.slice(at + match.str.len_chars(), AFTER), left=text.str.slice(begin, at - begin)
    )
    part_of_word = run_on(thread_of("part of word"), lambda: found.select_seq(_is_part_of_word(spoken)).to_series())
    if not part_of_word.any():
        return found
    shorter = {text: _shorter(section, language, text) for text in found["match"].filter(part_of_word).unique()}
    if not any(shorter.values()):
        return found.filter(~part_of_word)
    return _cut_short(found, part_of_word, shorter)


def _cut_short(found: pl.DataFrame, part_of_word: pl.Series, shorter: Mapping[str, str | None]) -> pl.DataFrame:
    """Matches, those that are part of a word in their shorter form, or left out if they have none."""
    match = pl.col("match")
    short = pl.when(part_of_word).then(match.replace_strict(shorter, default=None, return_dtype=pl.String))
    rest = match.str.slice(pl.col("_short").str.len_chars())
    cut = pl.col("_short").is_not_null()
    return (
        found.with_columns(_short=short)
        .filter(cut | ~part_of_word)
        .with_columns(
            match=pl.when(cut).then("_short").otherwise("match"),
            right=pl.when(cut).then(pl.concat_str(rest, "right").str.head(AFTER)).otherwise("right"),
        )
        .drop("_short")
    )


@lru_cache(REMEMBERED)
def _shorter(section: str, language: str | None, text: str) -> str | None:
    """The longest beginning of a match that is an expression and ends before a space, a dash or an apostrophe.

    "3 m" is found in "3 men": the 3 counts. None of what is to be skipped.
    """
    spoken = load_grammar(section, language)
    if spoken.skips(text):
        return None
    ends = sorted({found.start() for found in GAPS.finditer(text)} - {0}, reverse=True)
    parts = (text[:end] for end in ends)
    return next((part for part in parts if any(pattern.fullmatch(part) for pattern, _ in spoken.readers)), None)


def _small_patterns(patterns: Patterns, entries: Sequence[Expression]) -> Iterator[list[str]]:
    """The expressions in groups of up to LARGE characters and MANY of them, and those with ``skip`` by themselves.

    An engine goes through a text with the set of all places in its pattern where it may be, and keeps the sets that it
    has met. In a large pattern they are too many to keep: English figures took 14 times the time in one pattern, and
    English dates four times.
    """
    group, size, skipped = list[str](), 0, False
    for entry in entries:
        new = len(patterns.to_rust(entry.pattern))
        if group and (len(group) == MANY or size + new > LARGE or (entry.skip != skipped and size > SMALL)):
            yield group
            group, size = [], 0
        group.append(entry.pattern)
        size, skipped = size + new, entry.skip
    if group:
        yield group


def _find_first(spoken: Grammar, text: pl.Series, name: str) -> pl.DataFrame:
    """The matches of all patterns, without the character before them; of those that overlap, the first counts.

    Gives the ``row`` of each in the texts, ``match`` and ``at``.
    """
    texts, leads = join_texts(text), None if spoken.joined is True else LEADS
    found = [
        # On a thread of its own, which keeps the pattern compiled (tasks.columns.pinned).
        run_on(thread_of(f"{name}.{nth}"), partial(find_places_of, texts, leads, pattern))
        for nth, pattern in enumerate(spoken.patterns or (NEVER,))
    ]
    places = pl.concat(found) if leads is None else _without_lead(spoken, pl.concat(found))
    return places if len(found) == 1 else _first_of_overlapping(places)


def _first_of_overlapping(places: pl.DataFrame) -> pl.DataFrame:
    """The matches of several patterns, in the order of the texts, without those that begin within one that is kept.

    Of matches that begin at the same place, the one that comes first here is kept.
    """
    begin = places["row"].to_numpy().astype(np.int64) * LONGEST + places["at"].to_numpy()
    order = np.argsort(begin, kind="stable")
    places, begin = places[order], begin[order]
    end = begin + places["match"].str.len_chars().to_numpy()
    reached = np.maximum.accumulate(np.append(0, end))[:-1]
    within = begin < reached  # the end of some match before it
    kept, free = ~within, 0
    for place in np.flatnonzero(within).tolist():
        if not within[place - 1]:
            free = end[place - 1]
        if begin[place] >= free:
            kept[place], free = True, end[place]
    return places.filter(kept)


def _without_lead(spoken: Grammar, places: pl.DataFrame) -> pl.DataFrame:
    """Matches without the character before the expression; at the start of a text a sign is no such character."""
    match, at = places["match"], places["at"].to_numpy()
    has_lead = at > 0
    first = match.filter(pl.Series(~has_lead))
    has_lead[~has_lead] = [text[:1] in LEAD_SET and not _is_signed(spoken, text) for text in first]
    bare = match.str.slice(1).zip_with(pl.Series(has_lead), match)
    return pl.DataFrame([places["row"], bare.alias("match"), pl.Series("at", at + has_lead)])


def _is_signed(spoken: Grammar, text: str) -> bool:
    """Whether a match at the start of a text is an expression that begins with a sign or a decimal mark."""
    return text.startswith(("-", "–", ".", ",")) and any(pattern.fullmatch(text) for pattern, _ in spoken.readers)


def _is_part_of_word(spoken: Grammar) -> pl.Expr:
    """Whether a match goes on in a letter or digit; in a ``joined`` language only Latin ones count, on both sides."""
    left, right, match = pl.col("left"), pl.col("right"), pl.col("match")
    if spoken.joined:
        return right.str.contains(f"^{LATIN}") & match.str.contains(f"{LATIN}$") | (
            left.str.contains(f"{LATIN}$") & match.str.contains(f"^{LATIN}")
        )
    return right.str.contains(f"^{LETTER}") & ~match.str.contains(f"{SIGN}$")


def in_short_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, long texts cut between sentences into several rows: a place costs counting all characters before it."""
    if not (rows["text"].str.len_bytes() > LONG).any():
        return rows
    texts = [_short_parts(text) if len(text) > LONG else [text] for text in rows["text"]]
    parts = rows.with_columns(text=pl.Series(texts, dtype=pl.List(pl.String))).with_row_index("_row").explode("text")
    size = pl.col("text").str.len_chars().cast(pl.Int64)
    before = size.cum_sum().over("_row") - size
    return parts.with_columns(start=pl.col("start") + before).drop("_row")


def _short_parts(text: str) -> list[str]:
    """A text in parts of up to LONG characters, cut behind a sentence, or else before a word, or else anywhere."""
    parts = []
    while len(text) > LONG:
        sentence, word = text.rfind(". ", 1, LONG) + 1, text.rfind(" ", 1, LONG)
        end = sentence if sentence > 1 else word if word > 0 else LONG
        parts.append(text[:end])
        text = text[end:]
    return [*parts, text]


def _expression(entry: Mapping[str, Any]) -> Expression:
    """An entry of the lexicon; keys that Expression does not have are for people."""
    return Expression(**{known.name: entry[known.name] for known in fields(Expression) if known.name in entry})


def _calendar_words(language: str | None) -> dict[str, dict[str, Value]]:
    """The lists ``month`` and ``weekday``, which are in the rule pack of a language."""
    book = rulebook.load()
    return {
        name: dict(numbers[language])
        for name, numbers in (("month", book.months), ("weekday", book.weekdays))
        if language in numbers
    }
