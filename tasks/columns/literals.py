"""Derives literals from a pattern: every text that the pattern matches holds one of them.

Hundreds of patterns on every line would be most of the work of cleaning. One pass for all their literals at once
(Aho-Corasick) leaves each pattern few lines to look at. This is the prefilter of RE2 (``FilteredRE2``), with sets of
prefixes and suffixes as in Cox, "Regular Expression Matching with a Trigram Index" (2012).

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

EDGE = "\0"  # an end of the text; it is in no text, because one with NUL is refused as binary

# Limits, set by hand. The automaton reads 10 ns per byte with 2,000 literals or with 9,000, so shorter literals save
# nothing, and 14 characters instead of 10 spare a dozen patterns (docs/decisions.md).
MOST = 1_000  # strings in a set; of a larger one, nothing is known
MOST_JOINED = 200  # strings made by joining two sets
SMALL_CLASS = 9  # characters of a class whose members are followed; ten digits would make many literals of little use
LONGEST = 14  # characters of a literal

# About how often a character is at a given place of a line, by kind; and how many literals a line may be expected to
# hold before the pattern may as well look at every line. Set by hand.
COMMON, LETTER, RARE, ONE_OF_THOUSANDS = 0.3, 0.1, 0.02, 0.005
TOO_MANY = 0.085

# Unicode's simple case folding, which (?i) follows, equates some letters that lower case keeps apart. All but the two
# small sigmas are rare: every pattern with (?i) looks at all texts that hold one of the rare ones.
SIGMA = frozenset("σς")
ODD = frozenset("ſẛµ\u0345\u1fbeϐϵϑϰϖϱϕ\u1fd3\u1fe3ᲀᲁᲂᲃᲄᲅᲆᲇᲈﬅ")


def fold(text: pl.Expr) -> pl.Expr:
    """Fold a text into the form in which literals are searched for: lower case, between two edges."""
    return pl.concat_str(pl.lit(EDGE), text.str.to_lowercase(), pl.lit(EDGE))


@cache
def literals_of(pattern: str) -> frozenset[str]:
    """Derive literals: the ``fold`` of every text that a Rust regular expression matches holds at least one of them.

    Empty if nothing is known, or nothing that separates lines: the pattern may match any text.

    >>> sorted(literals_of(r"^(?:Read|See) more\\b"))
    ['\\x00read more', '\\x00see more']
    >>> sorted(literals_of(r"^\\p{Lu}+$"))
    []
    """
    reader = _Reader(pattern)
    try:
        needed = reader.facts().needed
    except _UnreadError:
        return NONE
    if _expected_hits(needed) > TOO_MANY:
        return NONE
    short = {word[:LONGEST] for word in needed}
    shortest = {word for word in short if not any(part in short for part in _shorter_parts(word))}
    return frozenset(shortest | ODD if reader.caseless_somewhere else shortest)


def _shorter_parts(word: str) -> Iterable[str]:
    """The shorter strings within a word."""
    size = len(word)
    return (word[at : at + length] for length in range(1, size) for at in range(size - length + 1))


def _expected_hits(words: Iterable[str]) -> float:
    """About how many of the words are in a line: the fewer, the better they separate lines."""
    return round(sum(map(_share_of_lines, words)), 9)  # rounded, because a set gives its words in any order


@cache
def _share_of_lines(word: str) -> float:
    """About which share of lines holds a word."""
    return prod(map(_share_of_character, word[:LONGEST])) if word.strip(EDGE) else 1


@cache
def _share_of_character(character: str) -> float:
    """About how often a character is at a given place of a line."""
    if character in " .,-":
        return COMMON
    if character >= "\u2e80":
        return ONE_OF_THOUSANDS
    return LETTER if character == EDGE or character.isalnum() else RARE


Words = frozenset[str]
NONE: Words = frozenset()
NOTHING: Words = frozenset([""])  # every text holds the empty string: it says nothing


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known about the texts that a piece of a pattern matches.

    Each text is one of ``exact``, or begins with one of ``prefixes`` and ends with one of ``suffixes``. Each holds one
    of ``needed``.
    """

    exact: Words
    prefixes: Words
    suffixes: Words
    needed: Words


ANYTHING = _Facts(NONE, NOTHING, NOTHING, NOTHING)


def _exact_facts(words: Iterable[str]) -> _Facts:
    """The facts on a piece that matches these words alone."""
    exact = frozenset(words)
    return _Facts(exact, NONE, NONE, exact) if len(exact) <= MOST else ANYTHING


def _facts_in_sequence(one: _Facts, other: _Facts) -> _Facts:
    """The facts on one piece with the other after it."""
    exact = _joined_words(one.exact, other.exact)
    prefixes = _joined_words(one.exact, other.prefixes)
    suffixes = _joined_words(one.suffixes, other.exact)
    # If they are too many to be joined, the texts still begin and end as their pieces do.
    first = one.prefixes | (one.exact if exact is None or prefixes is None else NONE) | (prefixes or NONE)
    last = other.suffixes | (other.exact if exact is None or suffixes is None else NONE) | (suffixes or NONE)
    if exact is not None and not (one.prefixes or other.prefixes):
        return _Facts(exact, NONE, NONE, exact)
    across = _joined_words(one.exact | one.suffixes, other.exact | other.prefixes) or NOTHING
    return _bounded_facts(exact or NONE, first, last, one.needed, other.needed, across)


def _facts_of_any(*ways: _Facts) -> _Facts:
    """The facts on alternatives."""
    if len(ways) == 1:
        return ways[0]
    exact, prefixes, suffixes, needed = (
        NONE.union(*(getattr(way, part) for way in ways)) for part in ("exact", "prefixes", "suffixes", "needed")
    )
    return _bounded_facts(exact, prefixes, suffixes, needed)


def _facts_of_repeated(piece: _Facts) -> _Facts:
    """The facts on a piece that occurs once or more often."""
    return _bounded_facts(NONE, piece.exact | piece.prefixes, piece.exact | piece.suffixes, piece.needed)


def _bounded_facts(exact: Words, prefixes: Words, suffixes: Words, *needed: Words) -> _Facts:
    """Facts with at most MOST words in a set; of several sets ``needed``, the one that separates lines best is kept."""
    if len(exact) > MOST:
        exact, prefixes, suffixes = NONE, prefixes | exact, suffixes | exact
    prefixes, suffixes = (words if len(words) <= MOST else NOTHING for words in (prefixes, suffixes))
    return _Facts(exact, prefixes, suffixes, _rarest_words(*needed, exact | prefixes, exact | suffixes))


def _joined_words(before: Words, after: Words) -> Words | None:
    """Each word of the one with each of the other; None if these are too many. An edge beside an edge is one edge."""
    if len(before) * len(after) > MOST_JOINED:
        return None
    return frozenset((a + b).replace(EDGE * 2, EDGE) for a, b in product(before, after))


def _rarest_words(*sets: Words) -> Words:
    """The set whose words are expected in the fewest lines."""
    return min(sets, key=_expected_hits)


class _UnreadError(ValueError):
    """A pattern has syntax that is not followed here."""


# A run of characters that match themselves, escaped ones included, but for the last if something repeats it.
PLAIN = re.compile(r"(?:[^\\.+*?()|\[\]{}^$]|\\[^\w])+(?![+*?{])")
WHITE_SPACE = {"n": "\n", "r": "\r", "t": "\t"}  # by the letter of the escape
ESCAPED = re.compile(r"\\(.)")
TIMES = re.compile(r"([?*+])|\{(\d+)(,?)(\d*)\}")


class _Reader:
    """Reads a pattern from left to right, by recursive descent; unknown syntax raises ``_UnreadError``."""

    def __init__(self, pattern: str) -> None:
        self.rest = pattern
        self.caseless_somewhere = False

    def facts(self) -> _Facts:
        """The facts on the whole pattern."""
        found = self._read_alternatives()
        if self.rest:
            raise _UnreadError(self.rest)
        return found

    def _read_alternatives(self) -> _Facts:
        ways = [self._read_sequence()]
        while self._take("|"):
            ways.append(self._read_sequence())
        return _facts_of_any(*ways)

    def _read_sequence(self) -> _Facts:
        found = _exact_facts([""])
        while self.rest and self.rest[0] not in "|)":
            run = self._read_plain_run()
            if run:
                found = _facts_in_sequence(found, run)
                continue
            piece = self._read_piece()
            least, most = self._read_times()
            with_it = _facts_in_sequence(found, piece if most == 1 else _facts_of_repeated(piece))
            found = with_it if least else _facts_of_any(found, with_it)
        return found

    def _read_plain_run(self) -> _Facts | None:
        """The facts on a run of characters that match themselves; None if there is no such run here."""
        run = PLAIN.match(self.rest)
        folded = ESCAPED.sub(r"\1", run[0]).lower() if run else ""
        if not run or not (ODD | SIGMA).isdisjoint(folded):
            return None
        self.rest = self.rest[run.end() :]
        return _exact_facts([folded])

    def _read_times(self) -> tuple[int, int | None]:
        """How often the piece before may occur, at least and at most (None: without a limit)."""
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

    def _read_piece(self) -> _Facts:
        character = self._take_character()
        if character == "(":
            return self._read_group()
        if character == "[":
            return self._read_class()
        if character == "\\":
            return self._read_escape()
        if character == ".":
            return ANYTHING
        return _exact_facts([EDGE]) if character in "^$" else _facts_of_class([character])

    def _read_group(self) -> _Facts:
        if self._take("?P<", "?<"):
            self._take_until(">")
        elif self._take("?") and self._read_flags() == ")":
            return _exact_facts([""])
        found = self._read_alternatives()
        if not self._take(")"):
            raise _UnreadError("an open group")
        return found

    def _read_flags(self) -> str:
        """The character that ends the flags of a group; "m", "R" and "x" would change what follows."""
        while (flag := self._take_character()) not in ":)":
            if flag not in "-isuU":
                raise _UnreadError(flag)
            self.caseless_somewhere |= flag == "i"
        return flag

    def _read_escape(self) -> _Facts:
        name = self._take_character()
        if name in "bB" and not self._take("{"):
            return _exact_facts([""])
        if name in "Az":
            return _exact_facts([EDGE])
        character = self._escaped_character(name)
        return _facts_of_class([character]) if character else ANYTHING

    def _escaped_character(self, name: str) -> str | None:
        """The character that an escape matches; None for a class of them."""
        if name in "pP":
            self._take_until("}") if self._take("{") else self._take_character()
            return None
        if name in "sSdDwW":
            return None
        if name == "x":
            braced = self._take("{")
            return chr(int(self._take_until("}") if braced else self._take_character() + self._take_character(), 16))
        if name in WHITE_SPACE:
            return WHITE_SPACE[name]
        if name.isalnum() or name in "<>":
            raise _UnreadError(name)
        return name

    def _read_class(self) -> _Facts:
        followed = not self._take("^")
        members: set[str] = set()
        first = True
        while first or not self._take("]"):
            first = False
            if self._take("[", "&&", "--", "~~"):
                raise _UnreadError("a class of classes")
            low = high = self._class_member()
            if re.match(r"-[^\]-]", self.rest):
                self._take("-")
                high = self._class_member()
            if low is None or high is None or ord(high) - ord(low) >= SMALL_CLASS:
                followed = False
            else:
                members.update(map(chr, range(ord(low), ord(high) + 1)))
        return _facts_of_class(members) if followed and len(members) <= SMALL_CLASS else ANYTHING

    def _class_member(self) -> str | None:
        """The next character of a class; None for an escape that is a class itself."""
        character = self._take_character()
        return self._escaped_character(self._take_character()) if character == "\\" else character

    def _take_character(self) -> str:
        if not self.rest:
            raise _UnreadError("ends early")
        return self._take(self.rest[0])

    def _take(self, *starts: str) -> str:
        """The first of the strings that the rest starts with, taken off it; "" if it starts with none."""
        for start in starts:
            if self.rest.startswith(start):
                self.rest = self.rest[len(start) :]
                return start
        return ""

    def _take_until(self, end: str) -> str:
        """The rest up to some string, taken off it together with that string."""
        inner, found, self.rest = self.rest.partition(end)
        if not found:
            raise _UnreadError(f"no {end}")
        return inner


def _facts_of_class(characters: Iterable[str]) -> _Facts:
    """The facts on a piece that matches one of the characters, in either case."""
    folded = {character.lower() for character in characters}
    if not folded.isdisjoint(ODD):
        return ANYTHING
    return _exact_facts(folded | SIGMA if not folded.isdisjoint(SIGMA) else folded)
