"""Turns patterns of the lexicon into regular expressions: for polars, to find matches; for Python, to read them.

``grammar`` explains how a pattern calls lists and pieces by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, groupby
from operator import itemgetter

from schemas.lexicon import LexiconError

SPAN_GROUP = "span"
SPACE = "[ \u00a0\u202f]"
EDGES = {"rust": r"(?-u:\b)", "python": r"\b"}
CALL = re.compile(r"(?<!\\[pPx])\{(?:([a-z_]+):)?([a-z_]+)\}")  # {name} or {name:piece}, and no \p{class}
FIRST = re.compile(r"(?:\{(?:[a-z_]+:)?[a-z_]+\}\?)?")  # a piece that a pattern may begin with
ASCII_END = re.compile(r"[a-zA-Z][?)\]]*$")
# The end of some forms of a word: "milion(?:y|ů|u)?", "dolar(?:[ıa]|l[ae]r)?"; no ASCII edge is behind them.
OTHER_END = re.compile(r"[^\x00-\x7f][|)]|\[[^\]]*[^\x00-\x7f][^\]]*\](?:\||(?:[^()]|\([^()]*\))*\)\??$)")
# The last alternative finds the first letter of a word in a pattern; the others find parts that are no words.
INITIAL = re.compile(r"\[[^\]]*\]|\(\?-i:[^)]*\)|\(\?[a-z-]*:?|\\.(?:\{[^}]*\})?|(?<!\w)([^\W\d_])")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The lists and pieces that patterns may call by name, and the regular expressions that come of it."""

    lists: Mapping[str, str]  # by name: a pattern of its words (``join_words``)
    pieces: Mapping[str, str]
    where: str  # the section, for errors

    def to_rust(self, pattern: str) -> str:
        """Turn a pattern into one for polars, without groups; each word may begin with a capital."""
        without_groups = re.sub(r"\(\?P<\w+>", "(?:", self._fill_in(pattern, EDGES["rust"]))
        return allow_capitals(allow_any_space(without_groups))

    def to_python(self, pattern: str) -> str:
        """Turn a pattern into one for Python, with a group for each name that it calls itself.

        Groups are called ``name__piece__number``: Python wants another name for each group, and a name may be called
        again in another branch of the pattern.
        """
        numbers = count()

        def group(call: re.Match[str]) -> str:
            if call[2] == "b":
                return EDGES["python"]
            name = f"{call[1] or call[2]}__{call[2]}__{next(numbers)}"
            return f"(?P<{name}>{self._piece(call[2], EDGES['python'])})"

        numbered = re.sub(
            rf"\(\?P<{SPAN_GROUP}>", lambda _: f"(?P<{SPAN_GROUP}__{SPAN_GROUP}__{next(numbers)}>", pattern
        )
        # Python knows no classes of Unicode. Any letter will do: the text was found by the pattern for polars.
        return re.sub(r"\\p\{\w+\}", r"[^\\W\\d_]", allow_any_space(CALL.sub(group, numbered)))

    def names_within(self, name: str) -> Iterator[str]:
        """The name of a list or piece, and the names of all that it calls."""
        yield name
        for call in CALL.finditer(self.pieces.get(name, "")):
            yield from self.names_within(call[2])

    def _fill_in(self, pattern: str, edge: str) -> str:
        """The pattern with lists and pieces in the place of their names."""
        return CALL.sub(lambda call: edge if call[2] == "b" else self._piece(call[2], edge), pattern)

    def _piece(self, name: str, edge: str) -> str:
        """The pattern of a list or piece."""
        if name in self.pieces:
            return f"(?:{self._fill_in(self.pieces[name], edge)})"
        if name in self.lists:
            return self.lists[name].replace("{b}", edge)
        raise LexiconError(f"{self.where}: no list or piece {name!r}. Add it to words or pieces.")


def one_pattern(patterns: Iterable[str]) -> str:
    """Make one pattern of several; those in a row that may begin with the same piece share it.

    An engine goes through texts with the set of all places in the pattern where it may be. If each expression has its
    own words for "about", these sets are so large that it keeps too few of
    them, and takes many times the time.

    >>> one_pattern(["{about}?x", "{low:about}?y", "{low:about}?z"])
    '{about}?(?:x)|{low:about}?(?:y|z)'
    """
    parts = ((found[0], pattern[found.end() :]) for pattern in patterns if (found := FIRST.match(pattern)) is not None)
    rows = ((first, [rest for _, rest in row]) for first, row in groupby(parts, key=itemgetter(0)))
    return "|".join(f"{first}(?:{'|'.join(rest)})" if first else "|".join(rest) for first, rest in rows)


def join_words(words: Iterable[str], *, capital: bool, edged: bool) -> str:
    """Make one pattern of words, the longest first: a shorter word must not cut a longer one short.

    With ``capital`` each must begin with a capital; with ``edged`` each ends at the edge of a word (``{b}``).

    >>> join_words(["ten", "tens"], capital=False, edged=True)
    '(?:tens{b}|ten{b})'
    """
    # "(?-i:m)" is one letter long.
    parts = {part for word in words for part in _alternatives(word)}
    alternatives = sorted(parts, key=lambda word: (-len(word.replace("(?-i:", "").rstrip(")")), word))
    if capital:
        alternatives = [form for word in alternatives for form in (word.capitalize(), word.upper())]
    if edged:
        alternatives = [
            f"{word}{{b}}" if ASCII_END.search(word) and not OTHER_END.search(word) else word for word in alternatives
        ]
    return ("(?-i:" if capital else "(?:") + "|".join(alternatives) + ")"


def allow_capitals(pattern: str) -> str:
    """Let each word of a pattern begin with a capital, as words in a text may.

    ``(?i)`` does the same and more, and takes up to four times the time.

    >>> allow_capitals("(?:last|next) week")
    '(?:[Ll]ast|[Nn]ext) [Ww]eek'
    """
    return INITIAL.sub(lambda part: f"[{part[1].upper()}{part[1].lower()}]" if part[1] else part[0], pattern)


def allow_any_space(pattern: str) -> str:
    """Let each space of a pattern be one that does not break."""
    return re.sub(r"\[[^\]]*\]| ", lambda part: SPACE if part[0] == " " else part[0], pattern)


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts of a pattern between the bars that are not in brackets.

    >>> list(_alternatives("mr|mrs?|(?:dr|prof)"))
    ['mr', 'mrs?', '(?:dr|prof)']
    """
    depth, part = 0, ""
    for letter in pattern:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            yield part
            part = ""
        else:
            part += letter
    yield part
