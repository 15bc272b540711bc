"""Expressions of a language, from its lexicon: one pattern that finds them all, and what each that is found says.

A section of ``schemas/lexicon/<language>.toml`` that is written as a grammar has:

- ``words``: lists, each with the words (small patterns, in lower case) and the number or name that each stands for;
- ``pieces``: patterns by name;
- ``expression``: the patterns to look for, the first that fits at a place wins; with whatever the section's module
  wants to know of each (``method``, ``kind`` ...). One with ``skip`` is found and said to be nothing: it keeps others
  from finding something in it.

``{name}`` in a pattern stands for a piece or for any one word of a list, and what it finds is what the expression says
of ``name``; ``{high:number}`` stands for ``number`` and says it of ``high``. A group ``(?P<span>...)`` is what is
meant, where the pattern also needs what stands around it. ``{b}`` is the edge of an ASCII word. What ``any.toml`` has
comes before the section of every language. Words in patterns are written in lower case and may begin with a capital;
those of a list that ``capitals`` names must, and ``(?-i:...)`` is taken as it is written. Words of a list that
``edged`` names end at the edge of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from typing import Any

import polars as pl

from schemas import lexicon, rulebook
from schemas.lexicon import LexiconError
from tasks.columns.matches import find_matches
from tasks.columns.pinned import run_on, thread_of

SPAN = "span"
NOTHING: Mapping[str, Any] = {}
SPACE = "[ \u00a0\u202f]"
# What stands before a word. \b would do, but knows no Cyrillic, or takes three times as long; and where each expression
# has its own, all take twice the time of one for all. A class of Unicode, as \s, makes it four times the time.
LEADS = " \\t\\n\u00a0\u202f\"'(\\[{„“”«»‚‘’›‹/–—,;:.…¿¡-"
LEAD = f"(?:^|[{LEADS}])"
# What may not touch an expression: it would be part of another word.
LETTER = r"[\p{L}\p{M}\p{N}_]"
BEFORE, AFTER = 60, 80  # characters
LONG = 2**14  # characters: no paragraph that a person wrote
EDGES = {"rust": r"(?-u:\b)", "python": r"\b"}
# The first letter of a word in a pattern; what comes before the last bar is none, and is passed over.
INITIAL = re.compile(r"\[[^\]]*\]|\(\?-i:[^)]*\)|\(\?[a-z-]*:?|\\.(?:\{[^}]*\})?|(?<!\w)([^\W\d_])")
ASCII_END = re.compile(r"[a-zA-Z][?)\]]*$")
CALLED = re.compile(r"(?<!\\[pPx])\{(?:([a-z_]+):)?([a-z_]+)\}")
# Texts that were read are remembered: most are few words, and dates are said in the same words every day.
REMEMBERED = 2**16

Value = int | float | str


@dataclass(frozen=True, slots=True)
class Said:
    """What an expression says: its entry in the lexicon, the words that it found by name, and which part is meant."""

    entry: Mapping[str, Any]
    words: Mapping[str, tuple[str, str]]  # by name: the list or piece that found them, and the words
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grammar:
    """The expressions of a language.

    ``pattern`` is a Rust pattern without groups that finds each of them, with the character before it.
    """

    pattern: str
    readers: tuple[tuple[re.Pattern[str], Mapping[str, Any]], ...]  # of each expression: its pattern and its entry
    values: Mapping[str, tuple[tuple[re.Pattern[str], Value], ...]]  # of each list: its words and what they stand for

    def read(self, text: str) -> Said | None:
        """What a text says that ``pattern`` found, without what leads it; None where that is to be skipped."""
        readings = ((found, entry) for pattern, entry in self.readers if (found := pattern.fullmatch(text)))
        found, entry = next(readings, (None, NOTHING))
        if found is None or entry.get("skip"):
            return None
        start, end = 0, len(text)
        words: dict[str, tuple[str, str]] = {}
        for group, index in found.re.groupindex.items():
            if found[index] is None:
                continue
            name, piece = group.split("__")[:2]
            if name == SPAN:
                start, end = found.span(index)
            else:
                words[name] = (piece, found[index].strip())
        return Said(entry, words, start, end)

    def value(self, piece: str, words: str) -> Value:
        """What words stand for: a whole number, or what the list or piece that found them says, else themselves."""
        if words.isdecimal():
            return int(words)
        for pattern, value in self.values.get(piece, ()):
            if pattern.fullmatch(words):
                return value
        return words


@cache
def load_grammar(section: str, language: str | None) -> Grammar:
    """The expressions of a section in a language; of one without a lexicon, those of every language.

    Raises:
        LexiconError: a pattern calls for what no list and no piece has, or is no regular expression.
    """
    sections = lexicon.load(section)
    own, shared = sections.get(language or "", {}), sections.get("any", {})
    words: dict[str, dict[str, Value]] = {**_calendar(language), **shared.get("words", {}), **own.get("words", {})}
    pieces: dict[str, str] = {**shared.get("pieces", {}), **own.get("pieces", {})}
    entries = (*shared.get("expression", ()), *own.get("expression", ()))
    capitals, edged = own.get("capitals", ()), own.get("edged", ())
    where = f"[{section}] of {language or 'any'}.toml"
    lists = {name: _one_of(values, capital=name in capitals, edged=name in edged) for name, values in words.items()}
    known = _Known(lists, pieces, where)
    try:
        return Grammar(
            pattern=LEAD + "(?:" + "|".join(known.rust(entry["pattern"]) for entry in entries) + ")",
            readers=tuple((re.compile(known.python(entry["pattern"]), re.I), entry) for entry in entries),
            values={
                name: tuple(
                    (re.compile(_spaced(word), re.I), value)
                    for piece in known.called(name)
                    for word, value in words.get(piece, {}).items()
                )
                for name in {*words, *pieces}
            },
        )
    except re.error as error:
        raise LexiconError(f"{where}: no regular expression: {error}. Mend it.") from error


def find_expressions(rows: pl.DataFrame, section: str, language: str | None) -> pl.DataFrame:
    """The expressions of a section in the texts of rows (with ``start``: where they begin), all in one language.

    Gives what ``matches`` gives, with ``left`` and ``right``: the BEFORE and AFTER characters around the
    match. What is part of a longer word is not there.
    """
    spoken = load_grammar(section, language)
    if not spoken.readers:
        rows = rows.clear()
    text, match, at = pl.col("text"), pl.col("match"), pl.col("at")
    bare = match.str.strip_prefix(match.str.extract(f"^([{LEADS}])").fill_null(""))
    begin = pl.max_horizontal(at - BEFORE, 0)
    matched = run_on(thread_of(f"{section}.{language}"), partial(find_matches, _short(rows), spoken.pattern))
    return (
        matched.lazy()
        .with_columns(at=at + match.str.len_chars() - bare.str.len_chars(), match=bare)
        .with_columns(right=text.str.slice(at + match.str.len_chars(), AFTER))
        .filter(~pl.col("right").str.contains(f"^{LETTER}"))
        .with_columns(left=text.str.slice(begin, at - begin))
        .collect()
    )


def _short(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, long texts cut between sentences into several: a place is found by counting characters up to it."""
    is_long = pl.col("text").str.len_bytes() > LONG
    if rows.filter(is_long).is_empty():
        return rows
    texts = [_cut(text) if len(text) > LONG else [text] for text in rows["text"]]
    parts = rows.with_columns(text=pl.Series(texts, dtype=pl.List(pl.String))).with_row_index("_row").explode("text")
    size = pl.col("text").str.len_chars().cast(pl.Int64)
    before = size.cum_sum().over("_row") - size
    return parts.with_columns(start=pl.col("start") + before).drop("_row")


def _cut(text: str) -> list[str]:
    parts = []
    while len(text) > LONG:
        sentence, word = text.rfind(". ", 1, LONG) + 1, text.rfind(" ", 1, LONG)
        end = sentence if sentence > 1 else word if word > 0 else LONG
        parts.append(text[:end])
        text = text[end:]
    return [*parts, text]


@dataclass(frozen=True, slots=True)
class _Known:
    """What patterns may call by name."""

    lists: Mapping[str, str]
    pieces: Mapping[str, str]
    where: str

    def rust(self, pattern: str) -> str:
        plain = re.sub(r"\(\?P<\w+>", "(?:", self._expand(pattern, EDGES["rust"]))
        return _capitals(_spaced(plain))

    def python(self, pattern: str) -> str:
        """The pattern with a group for each name that it calls; in a piece that it calls, names are not caught."""
        nth = count()  # a name may be called again in another branch of the pattern, a group may not

        def group(call: re.Match[str]) -> str:
            if call[2] == "b":
                return EDGES["python"]
            name = f"{call[1] or call[2]}__{call[2]}__{next(nth)}"
            return f"(?P<{name}>{self._piece(call[2], EDGES['python'])})"

        named = re.sub(rf"\(\?P<{SPAN}>", lambda _: f"(?P<{SPAN}__{SPAN}__{next(nth)}>", pattern)
        # Python knows no classes of Unicode. Any letter will do: what is read was found.
        return re.sub(r"\\p\{\w+\}", r"[^\\W\\d_]", _spaced(CALLED.sub(group, named)))

    def called(self, name: str) -> Iterator[str]:
        yield name
        for call in CALLED.finditer(self.pieces.get(name, "")):
            yield from self.called(call[2])

    def _expand(self, pattern: str, edge: str) -> str:
        return CALLED.sub(lambda call: edge if call[2] == "b" else self._piece(call[2], edge), pattern)

    def _piece(self, name: str, edge: str) -> str:
        if name in self.pieces:
            return f"(?:{self._expand(self.pieces[name], edge)})"
        if name in self.lists:
            return self.lists[name].replace("{b}", edge)
        raise LexiconError(f"{self.where}: no list or piece {name!r}. Add it to words or pieces.")


def _calendar(language: str | None) -> dict[str, dict[str, Value]]:
    book = rulebook.load()
    return {
        name: dict(numbers[language])
        for name, numbers in (("month", book.months), ("weekday", book.weekdays))
        if language in numbers
    }


def _one_of(words: Iterable[str], *, capital: bool, edged: bool) -> str:
    """A group that stands for any one of the words, the longest first; ``{b}`` behind each where they are ``edged``."""
    alternatives = sorted({part for word in words for part in _alternatives(word)}, key=lambda word: (-len(word), word))
    if capital:
        alternatives = [form for word in alternatives for form in (word.capitalize(), word.upper())]
    if edged:
        alternatives = [f"{word}{{b}}" if ASCII_END.search(word) else word for word in alternatives]
    return ("(?-i:" if capital else "(?:") + "|".join(alternatives) + ")"


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts of a pattern between the bars that are in no brackets."""
    depth, part = 0, ""
    for letter in pattern:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            yield part
            part = ""
        else:
            part += letter
    yield part


def _capitals(pattern: str) -> str:
    """The pattern, in which each word may begin with a capital.

    That is what words do in a text; ``(?i)`` takes up to four times the time.
    """
    return INITIAL.sub(lambda part: f"[{part[1].upper()}{part[1].lower()}]" if part[1] else part[0], pattern)


def _spaced(pattern: str) -> str:
    """The pattern, in which a space also stands for one that does not break."""
    return re.sub(r"\[[^\]]*\]| ", lambda part: SPACE if part[0] == " " else part[0], pattern)
