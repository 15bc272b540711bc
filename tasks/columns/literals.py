"""From a pattern to literals of which one stands in every text that the pattern is found in.

Hundreds of patterns on every line would be most of the work of cleaning. One pass for all their literals at once
(Aho-Corasick) leaves each pattern few lines to look at: the prefilter of RE2 (``FilteredRE2``), with sets of prefixes
and suffixes as in Cox, "Regular Expression Matching with a Trigram Index" (2012).

Both sides are folded (``fold``): case is dropped, and the ends of the text become characters, so that an anchor is
part of a literal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod

import polars as pl

EDGE = "\0"  # an end of the text; within a text there is none: one with NUL is refused as binary

MOST = 1_000  # strings in a set; with more, nothing is said
MOST_JOINED = 200  # of them made by joining two pieces
SMALL_CLASS = 9  # characters of a class that are followed one by one; ten digits make many words, and tell little
LONGEST = 14  # characters of a literal: more tell no more, and cost memory

# How often a character stands at a place in a line, more or less, and how many literals in a line are too many: then
# the pattern may as well look at every line.
COMMON, LETTER, RARE, ONE_OF_THOUSANDS = 0.3, 0.1, 0.02, 0.005
TOO_MANY = 0.085

# Unicode's simple case folding, which (?i) goes by, takes some letters for one that lower case keeps apart. All but the
# two small sigmas are rare: every pattern with (?i) looks at the texts that have one.
SIGMA = frozenset("σς")
ODD = frozenset("ſẛµ\u0345\u1fbeϐϵϑϰϖϱϕ\u1fd3\u1fe3ᲀᲁᲂᲃᲄᲅᲆᲇᲈﬅ")


def fold(text: pl.Expr) -> pl.Expr:
    """A text as literals are looked for in it."""
    return pl.concat_str(pl.lit(EDGE), text.str.to_lowercase(), pl.lit(EDGE))


@cache
def literals(pattern: str) -> frozenset[str]:
    """Strings of which one at least stands in the ``fold`` of every text that a Rust regular expression is found in.

    Empty where nothing is known, or nothing that tells lines apart: the pattern may be found in any text.

    >>> sorted(literals(r"^(?:Read|See) more\\b"))
    ['\\x00read more', '\\x00see more']
    """
    reader = _Reader(pattern)
    try:
        need = reader.pattern().need
    except _UnreadError:
        return NONE
    if _frequency(need) > TOO_MANY:
        return NONE
    short = {word[:LONGEST] for word in need}
    alone = {word for word in short if not any(part in short for part in _parts(word))}
    return frozenset(alone | ODD if reader.caseless_somewhere else alone)


def _parts(word: str) -> Iterable[str]:
    """The shorter strings within a word."""
    size = len(word)
    return (word[at : at + length] for length in range(1, size) for at in range(size - length + 1))


def _frequency(words: Iterable[str]) -> float:
    """About how many of the words stand in a line: the fewer, the better they tell lines apart."""
    return round(sum(map(_share, words)), 9)  # in whatever order a set gives them


@cache
def _share(word: str) -> float:
    return prod(map(_weight, word[:LONGEST])) if word.strip(EDGE) else 1


@cache
def _weight(sign: str) -> float:
    if sign in " .,-":
        return COMMON
    if sign >= "\u2e80":
        return ONE_OF_THOUSANDS
    return LETTER if sign == EDGE or sign.isalnum() else RARE


Words = frozenset[str]
NONE: Words = frozenset()
NOTHING: Words = frozenset([""])


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the texts that a piece of a pattern matches.

    Each is one of ``whole``, or begins with one of ``prefix`` and ends with one of ``suffix``. Each holds one of
    ``need``. The empty string among them says nothing.
    """

    whole: Words
    prefix: Words
    suffix: Words
    need: Words


ANYTHING = _Known(NONE, NOTHING, NOTHING, NOTHING)


def _one_of(words: Iterable[str]) -> _Known:
    whole = frozenset(words)
    return _Known(whole, NONE, NONE, whole) if len(whole) <= MOST else ANYTHING


def _then(one: _Known, other: _Known) -> _Known:
    """One piece, and the other after it."""
    whole = _joined(one.whole, other.whole)
    prefix = _joined(one.whole, other.prefix)
    suffix = _joined(one.suffix, other.whole)
    # Too many to be joined: the texts begin and end as their pieces do.
    first = one.prefix | (one.whole if whole is None or prefix is None else NONE) | (prefix or NONE)
    last = other.suffix | (other.whole if whole is None or suffix is None else NONE) | (suffix or NONE)
    if whole is not None and not (one.prefix or other.prefix):
        return _Known(whole, NONE, NONE, whole)
    across = _joined(one.whole | one.suffix, other.whole | other.prefix) or NOTHING
    return _known(whole or NONE, first, last, one.need, other.need, across)


def _either(*ways: _Known) -> _Known:
    """Any one of the pieces."""
    if len(ways) == 1:
        return ways[0]
    whole, prefix, suffix, need = (
        NONE.union(*(getattr(way, part) for way in ways)) for part in ("whole", "prefix", "suffix", "need")
    )
    return _known(whole, prefix, suffix, need)


def _repeated(piece: _Known) -> _Known:
    """The piece, once or more often."""
    return _known(NONE, piece.whole | piece.prefix, piece.whole | piece.suffix, piece.need)


def _known(whole: Words, prefix: Words, suffix: Words, *need: Words) -> _Known:
    """What is known, in bounds; of several sets that are needed, the one that tells most."""
    if len(whole) > MOST:
        whole, prefix, suffix = NONE, prefix | whole, suffix | whole
    prefix, suffix = (words if len(words) <= MOST else NOTHING for words in (prefix, suffix))
    return _Known(whole, prefix, suffix, _rarest(*need, whole | prefix, whole | suffix))


def _joined(before: Words, after: Words) -> Words | None:
    """Each of the one with each of the other; None where these are too many. An edge beside an edge is one edge."""
    if len(before) * len(after) > MOST_JOINED:
        return None
    return frozenset((a + b).replace(EDGE * 2, EDGE) for a, b in product(before, after))


def _rarest(*sets: Words) -> Words:
    return min(sets, key=_frequency)


class _UnreadError(ValueError):
    """A pattern with syntax that is not followed here."""


PLAIN = re.compile(r"(?:[^\\.+*?()|\[\]{}^$]|\\[^\w])+(?![+*?{])")
ESCAPED = re.compile(r"\\(.)")
TIMES = re.compile(r"([?*+])|\{(\d+)(,?)(\d*)\}")


class _Reader:
    """Reads a pattern, from left to right; what it does not know raises ``_UnreadError``."""

    def __init__(self, pattern: str) -> None:
        self.rest = pattern
        self.caseless_somewhere = False

    def pattern(self) -> _Known:
        known = self._alternatives()
        if self.rest:
            raise _UnreadError(self.rest)
        return known

    def _alternatives(self) -> _Known:
        ways = [self._sequence()]
        while self._take("|"):
            ways.append(self._sequence())
        return _either(*ways)

    def _sequence(self) -> _Known:
        known = _one_of([""])
        while self.rest and self.rest[0] not in "|)":
            piece = self._run()
            if piece:
                known = _then(known, piece)
                continue
            piece = self._piece()
            least, most = self._times()
            with_it = _then(known, piece if most == 1 else _repeated(piece))
            known = with_it if least else _either(known, with_it)
        return known

    def _run(self) -> _Known | None:
        """What comes next of characters that stand for themselves, if any does."""
        run = PLAIN.match(self.rest)
        folded = ESCAPED.sub(r"\1", run[0]).lower() if run else ""
        if not run or not (ODD | SIGMA).isdisjoint(folded):
            return None
        self.rest = self.rest[run.end() :]
        return _one_of([folded])

    def _times(self) -> tuple[int, int | None]:
        """How often the piece before may stand, at least and at most (None: as often as there is)."""
        least: int = 1
        most: int | None = 1
        while times := TIMES.match(self.rest):
            self.rest = self.rest[times.end() :]
            sign, low, comma, high = times.groups()
            if sign:
                least, most = least * (sign == "+"), most if sign == "?" else None
            else:
                least, most = least * int(low), int(high or low) if most == 1 and (high or not comma) else None
        return least, most

    def _piece(self) -> _Known:
        character = self._character()
        if character == "(":
            return self._group()
        if character == "[":
            return self._class()
        if character == "\\":
            return self._escape()
        if character == ".":
            return ANYTHING
        return _one_of([EDGE]) if character in "^$" else _character_of([character])

    def _group(self) -> _Known:
        if self._take("?P<", "?<"):
            self._until(">")
        elif self._take("?") and self._flags() == ")":
            return _one_of([""])
        known = self._alternatives()
        if not self._take(")"):
            raise _UnreadError("an open group")
        return known

    def _flags(self) -> str:
        """Take flags and what ends them; "m", "R" and "x" would change what follows."""
        while (flag := self._character()) not in ":)":
            if flag not in "-isuU":
                raise _UnreadError(flag)
            self.caseless_somewhere |= flag == "i"
        return flag

    def _escape(self) -> _Known:
        name = self._character()
        if name in "bB" and not self._take("{"):
            return _one_of([""])
        if name in "Az":
            return _one_of([EDGE])
        character = self._escaped(name)
        return _character_of([character]) if character else ANYTHING

    def _escaped(self, name: str) -> str | None:
        """The character that an escape stands for; None for a class of them."""
        if name in "pP":
            self._until("}") if self._take("{") else self._character()
            return None
        if name in "sSdDwW":
            return None
        if name == "x":
            digits = self._until("}") if self._take("{") else self._character() + self._character()
            return chr(int(digits, 16))
        if name.isalnum() or name in "<>":
            raise _UnreadError(name)
        return name

    def _class(self) -> _Known:
        known = not self._take("^")
        members: set[str] = set()
        first = True
        while first or not self._take("]"):
            first = False
            if self._take("[", "&&", "--", "~~"):
                raise _UnreadError("a class of classes")
            low = high = self._member()
            if re.match(r"-[^\]-]", self.rest):
                self._take("-")
                high = self._member()
            if low is None or high is None or ord(high) - ord(low) >= SMALL_CLASS:
                known = False
            else:
                members.update(map(chr, range(ord(low), ord(high) + 1)))
        return _character_of(members) if known and len(members) <= SMALL_CLASS else ANYTHING

    def _member(self) -> str | None:
        character = self._character()
        return self._escaped(self._character()) if character == "\\" else character

    def _character(self) -> str:
        if not self.rest:
            raise _UnreadError("ends early")
        return self._take(self.rest[0])

    def _take(self, *starts: str) -> str:
        """The first of the strings that comes next, taken; "" if none does."""
        for start in starts:
            if self.rest.startswith(start):
                self.rest = self.rest[len(start) :]
                return start
        return ""

    def _until(self, end: str) -> str:
        inner, found, self.rest = self.rest.partition(end)
        if not found:
            raise _UnreadError(f"no {end}")
        return inner


def _character_of(characters: Iterable[str]) -> _Known:
    """One of the characters, in either case."""
    folded = {character.lower() for character in characters}
    if not folded.isdisjoint(ODD):
        return ANYTHING
    return _one_of(folded | SIGMA if not folded.isdisjoint(SIGMA) else folded)
