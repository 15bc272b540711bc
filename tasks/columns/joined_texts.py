"""The places of a large pattern in many texts, found by an engine that keeps what it learned.

An engine goes through a text by states that it makes when it first needs them. For the grammars of dates and figures,
most of the time went into making them. polars forgets them after each call: it searches with a copy of the compiled
pattern. Only where each text has a pattern of its own, it searches with the pattern that the thread keeps (``pinned``),
and the states stay, too. So the texts of a part are joined to a few long ones, each beside the same pattern. Before and
behind each text is MARK, which is in none of them.

In this way polars gives the words of matches, but not where they are. They are in order, so each is at the next place
that has its words, unless the pattern does not match there. That depends on the character behind them alone, which may
belong to the same ASCII word or not: patterns of the pieces PIECE look at nothing else around a match. A pattern with
any other piece is searched for in each text by itself, which takes longer and gives the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from tasks.columns.matches import MARK, find_places
from tasks.columns.windows import Rows

JOINED = 2**16  # characters of texts that are joined, about
ROUNDS = 10  # of asking whether words are a match, at most; 600 news texts took two
# The pieces of the patterns that are read (``_between_marks``). None but a negated class and "." matches MARK, and none
# but "$" and the edge of an ASCII word depends on what is around a match.
GROUP = r"\((?!\?)|\(\?(?:-?i)?:|\(\?i\)|\)|\|"  # of flags, only those for case
COUNT = r"[*+?]|\{[0-9]*,?[0-9]*\}"
EDGE = r"\(\?-u:\\b\)"
# Without the categories and scripts of control characters, of which MARK is one.
OF_LETTERS = "[LMNPSZ][a-z]?|Han|Hiragana|Katakana|Hangul|Thai|Latin|Greek|Cyrillic|Arabic|Hebrew|Devanagari"
ESCAPE = rf"\\(?:[dwsnrt]|p\{{(?:{OF_LETTERS})\}}|[^\w\x00])"
IN_CLASS = rf"(?:{ESCAPE}|(?!&&|--|~~)[^\[\]\\\x00])"  # no class in a class, and none of two classes
OTHERS = r"\\(?:[DWS]|P\{[A-Za-z]+\})"  # only in a class of all but these: else, they match MARK
CLASS = rf"\[(?!\^){IN_CLASS}+\]"
NEGATED = rf"\[\^(?:{IN_CLASS}|{OTHERS})+\]"
PLAIN = r"[^\\^$.|?*+()\[\]{}\x00]"
PIECE = re.compile(rf"{GROUP}|{COUNT}|{EDGE}|{ESCAPE}|{CLASS}|{NEGATED}|{PLAIN}|[.$]")
WORD = frozenset("_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
REMEMBERED = 2**16

NONE = pl.DataFrame(schema={"row": pl.UInt32, "match": pl.String, "at": pl.Int64})
Asked = tuple[str, bool]  # words, and whether a character of an ASCII word is behind them


class Joined(NamedTuple):
    """Texts, joined to a few long ones."""

    text: pl.Series  # the texts one by one
    long: list[str]  # MARK, a text, MARK, the next text ... MARK
    begin: Rows  # of each text: where it begins among all characters of ``long``


def join_texts(text: pl.Series) -> Joined:
    """Join texts for ``find_places_of``.

    >>> join_texts(pl.Series(["Rain.", "More rain."])).long
    ['\\x00Rain.\\x00\\x00More rain.\\x00']
    """
    texts = text.to_list()
    size = text.str.len_chars().to_numpy().astype(np.int64) + 2 * len(MARK)
    start = np.cumsum(size) - size
    bounds = [*np.flatnonzero(np.diff(start // JOINED, prepend=-1)).tolist(), len(texts)]
    long = [MARK + (2 * MARK).join(texts[a:b]) + MARK for a, b in pairwise(bounds)]
    return Joined(text, long, start + len(MARK))


def find_places_of(joined: Joined, lead: str | None, pattern: str) -> pl.DataFrame:
    """Find every match of a Rust regular expression behind one of the characters ``lead``, or at the start of a text.

    Gives ``matches.find_places`` of ``(?:^|[lead])pattern``, without ``before``. Without ``lead``, of ``pattern``
    anywhere.

    >>> joined = join_texts(pl.Series(["", "3 men", "in 2 boats"]))
    >>> find_places_of(joined, " ", "[0-9]+(?-u:\\\\b)").rows()
    [(1, '3', 0), (2, ' 2', 2)]
    """
    if not joined.long:
        return NONE.clone()
    within = None if lead is None else _between_marks(pattern)
    places = None if within is None else _located(joined.long, f"[\\x00{lead}](?:{within})")
    if places is None:
        before = "" if lead is None else f"(?:^|[{lead}])"
        return find_places(joined.text, before + pattern).drop("before")
    words, at = places
    row = np.searchsorted(joined.begin, at + 1, side="right") - 1
    match = pl.Series("match", words, dtype=pl.String).str.strip_chars(MARK)  # it is at the ends alone
    place = np.maximum(at - joined.begin[row], 0)  # MARK is no character of the text
    return pl.DataFrame([pl.Series("row", row, dtype=pl.UInt32), match, pl.Series("at", place)])


@cache
def _between_marks(pattern: str) -> str | None:
    r"""The pattern for a text between marks; None if it is not all of PIECE.

    What may match any character, or all but some, does not match MARK; the end of a text is MARK.

    >>> print(_between_marks("[^0-9]1(?:.|$)"))
    [^\x000-9]1(?:[^\n\x00]|\x00)
    >>> print(_between_marks(r"^1"), _between_marks(r"\W"), _between_marks("[a[^b]]"), _between_marks(r"\x00"))
    None None None None
    """
    instead = {".": r"[^\n\x00]", "$": r"\x00"}
    pieces, end = list[str](), 0
    while found := PIECE.match(pattern, end):
        pieces.append(instead.get(found[0], re.sub(r"^\[\^", r"[^\\x00", found[0])))
        end = found.end()
    return "".join(pieces) if end == len(pattern) else None


def _located(long: list[str], pattern: str) -> tuple[list[str], Rows] | None:
    """The words of all matches, and where they are among all characters; None if that is not certain.

    Words may be no match where they are first found (``_places_in``). Whether they are is asked for all at once, and
    then they are placed again: other words may now be at places about which nothing is known.
    """
    found = _matches_in(long, pattern)
    words = [match for matches in found for match in matches]
    if any(MARK in match[1:-1] for match in words):
        return None
    begin = np.repeat(np.cumsum([0, *map(len, long)])[:-1], list(map(len, found)))
    fits = _known_fits(pattern)
    for _ in range(ROUNDS):
        asked: set[Asked] = set()
        places = list[int]()
        for text, matches in zip(long, found, strict=True):
            places += _places_in(text + MARK, matches, fits, asked)
        if -1 in places:
            return None
        if not asked:
            return words, begin + np.array(places, np.int64)
        if not _learn_fits(pattern, fits, asked):
            return None
    return None


def _places_in(text: str, found: list[str], fits: dict[Asked, bool], asked: set[Asked]) -> list[int]:
    """Where matches are in a text; -1 if one is nowhere. Adds to ``asked`` what ``fits`` should know."""
    places, end = list[int](), 0
    for words in found:
        at = text.find(words, end)
        end = at + len(words)
        # Behind a whole word, a pattern that asks for the edge of a word finds one.
        if text[end] in WORD or words[-1] not in WORD:
            at = _fitting_place(text, words, at, fits, asked)
            end = at + len(words)
        places.append(at)
    return places


def _fitting_place(text: str, words: str, at: int, fits: dict[Asked, bool], asked: set[Asked]) -> int:
    """The first place from ``at`` on where words are a match, for all that ``fits`` knows; -1 if there is none."""
    while at >= 0:
        question = words, text[at + len(words)] in WORD
        if question not in fits and (question[1] or words[-1] not in WORD):
            asked.add(question)
        if fits.get(question, True):
            return at
        at = text.find(words, at + 1)
    return at


@cache
def _known_fits(pattern: str) -> dict[Asked, bool]:
    """Whether words are a match of a pattern, by the words and by what is behind them; found out as it is asked for."""
    return {}


def _learn_fits(pattern: str, fits: dict[Asked, bool], asked: set[Asked]) -> bool:
    """Find out whether words are a match; give whether that is certain."""
    if len(fits) > REMEMBERED:
        fits.clear()
    pairs = sorted(asked)
    tried = [words + "_" * in_word for words, in_word in pairs]
    for pair, text, found in zip(pairs, tried, _matches_in(tried, pattern), strict=True):
        fits[pair] = found[:1] == [pair[0]]
        if pair[1] and found[:1] == [text]:
            return False
    return True


def _matches_in(texts: Sequence[str], pattern: str) -> list[list[str]]:
    """The matches in each text, by the pattern that the thread keeps."""
    # A frame of one row has one pattern, which polars copies like any other: 1.5 ms a call instead of .1 ms.
    rows = [*texts, ""] if len(texts) == 1 else texts
    patterns = pl.Series("pattern", [pattern]).new_from_index(0, len(rows))
    frame = pl.DataFrame([pl.Series("text", rows, dtype=pl.String), patterns])
    found = frame.select_seq(pl.col("text").str.extract_all(pl.col("pattern"))).to_series()
    return found.head(len(texts)).to_list()
