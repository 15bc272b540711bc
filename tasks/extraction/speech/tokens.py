"""Text to words and signs: where each stands, and which of the distinct ones it is.

All of a part is looked at as an array of code points; each distinct word is made a string once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.quotation import (
    BEYOND,
    CAPITAL,
    DIGIT,
    JOIN,
    LETTER,
    POINT,
    SPACE,
    Codes,
    Stream,
    character_classes,
)

STOP, ES = ord("."), ord("s")
APOSTROPHES = ord("'"), ord("’")
AT_A_TIME = 8192  # words
FACTORS = np.cumprod(np.full(64, 0x9E3779B97F4A7C15, np.uint64))  # odd: no bit of a character is lost


class Tokens(NamedTuple):
    """Words and signs."""

    texts: pl.Series  # the distinct ones
    of: Rows  # of each: which of them it is,
    at: Rows  # where it starts in the stream,
    end: Rows  # and ends

    def are(self, entries: Sequence[str]) -> Array:
        """Whether each is one of some words, in small letters."""
        listed: Array = self.texts.str.to_lowercase().is_in(entries).fill_null(value=False).to_numpy()
        return listed[self.of]

    def only(self, chosen: Array) -> Tokens:
        """Some of them."""
        return Tokens(self.texts, self.of[chosen], self.at[chosen], self.end[chosen])


def tokenize(
    stream: Stream, rows: Array, quotations: pl.DataFrame, lexicon: Mapping[str, Any], several: Iterable[str]
) -> Tokens:
    """The words and signs of some paragraphs (a mask), outside of quotations; a mark stands for each of these.

    Entries of ``several`` words are one; the lexicon says what is abbreviated, and how long the words are that an
    apostrophe may cut short ("l'hôpital").
    """
    codes, places = stream.narrative(rows, quotations)
    begin, end = _bounds(codes, lexicon)
    of, first = _distinct(codes, begin)
    whole = codes.tobytes().decode("utf-32-le", "surrogatepass")
    texts = [whole[a:b] for a, b in zip(begin[first].tolist(), end[first].tolist(), strict=True)]
    found = Tokens(pl.Series(texts, dtype=pl.String), of, places[begin], places[end - 1] + 1)
    return _joined(_inverted(_shortened(found, lexicon), lexicon), several)


def _bounds(codes: Codes, lexicon: Mapping[str, Any]) -> tuple[Rows, Rows]:
    """Where words and signs start and end: runs of letters and what joins them ("O'Neil", "1.9"), or one sign."""
    seen = character_classes()[np.minimum(codes, BEYOND)]
    letter, digit, capital = seen & LETTER != 0, seen & DIGIT != 0, seen & CAPITAL != 0
    behind = np.roll(letter, -1)
    joins = (seen & JOIN != 0) & np.roll(letter, 1) & behind
    joins |= (seen & POINT != 0) & np.roll(digit, 1) & np.roll(digit, -1)
    initial = (codes == STOP) & np.roll(capital, 1) & ~np.roll(letter, 2)  # "J.", "U.S."
    apostrophe = (codes == APOSTROPHES[0]) | (codes == APOSTROPHES[1])
    owner = apostrophe & np.roll(codes == ES, 1) & ~behind & np.roll(letter, 2)  # "the captives' families"
    inner = letter | joins | initial | owner
    glued = inner & np.roll(inner, 1) & ~(np.roll(initial, 1) & ~capital) & ~np.roll(owner, 1)
    if "elided" in lexicon:  # "l'hôpital" is two words
        places = np.arange(len(codes))
        run = np.maximum.accumulate(np.where(letter & ~np.roll(inner, 1), places, 0))
        glued &= ~np.roll(apostrophe & joins & (places - run <= lexicon["elided"]), 1)
    if len(glued):
        glued[0] = False
    solid = seen & SPACE == 0
    return np.flatnonzero(solid & ~glued), np.flatnonzero(solid & ~np.append(glued[1:], False)) + 1


def _distinct(codes: Codes, begin: Rows) -> tuple[Rows, Rows]:
    """Of each word the number of its kind, and of each kind its first word."""
    numbered = pl.DataFrame({"key": _keys(codes, begin)}).with_row_index("word")
    first = numbered.group_by("key", maintain_order=True).agg(pl.col("word").first()).with_row_index("kind")
    of = numbered.join(first.select("key", "kind"), on="key", how="left", maintain_order="left")["kind"]
    return of.to_numpy().astype(np.int64), first["word"].to_numpy().astype(np.int64)


def _keys(codes: Codes, begin: Rows) -> npt.NDArray[np.uint64]:
    """A multilinear hash of each word (Carter and Wegman): a factor for each place in the word, and the sum.

    Spaces, the only characters between words, count nothing. Some words at a time: what is in between stays in cache.
    """
    keys = np.zeros(len(begin), np.uint64)
    edges = np.append(begin, len(codes))
    space = character_classes() & SPACE != 0
    for word in range(0, len(begin), AT_A_TIME):
        start = begin[word : word + AT_A_TIME]
        end = int(edges[min(word + AT_A_TIME, len(begin))])
        part = codes[start[0] : end]
        start = start - start[0]
        place = np.arange(len(part)) - np.repeat(start, np.diff(start, append=len(part)))  # of characters in their word
        values = part * FACTORS.take(place, mode="wrap")
        values[space.take(part, mode="clip")] = 0
        keys[word : word + AT_A_TIME] = np.add.reduceat(values, start)
    return keys


def _shortened(found: Tokens, lexicon: Mapping[str, Any]) -> Tokens:
    """Without the full stops of abbreviations: they end no sentence."""
    short = found.texts.is_in(lexicon.get("abbreviations", [])).to_numpy()[found.of]
    stop = (found.texts == ".").to_numpy()[found.of]
    dropped = stop & np.roll(short & (found.end == np.roll(found.at, -1)), 1)
    return found.only(~dropped)


def _inverted(found: Tokens, lexicon: Mapping[str, Any]) -> Tokens:
    """With a verb and the pronoun that is joined to it as two words ("raconte-t-elle")."""
    if "inverted" not in lexicon:
        return found
    parts = found.texts.str.extract_groups(rf"^(.*?\p{{L}})({lexicon['inverted']})$").struct
    verb, pronoun = parts.field("1"), parts.field("3")
    split = np.flatnonzero(verb.is_not_null().to_numpy()[found.of])
    kind, count = found.of[split], len(found.texts)
    of, at, end = (column.copy() for column in (found.of, found.at, found.end))
    of[split] += count
    end[split] -= parts.field("2").str.len_chars().fill_null(0).to_numpy()[kind]
    size = pronoun.str.len_chars().fill_null(0).to_numpy()[kind]
    return Tokens(
        pl.concat([found.texts, verb.fill_null(""), pronoun.fill_null("")]),
        np.insert(of, split + 1, kind + 2 * count),
        np.insert(at, split + 1, found.end[split] - size),
        np.insert(end, split + 1, found.end[split]),
    )


def _joined(found: Tokens, several: Iterable[str]) -> Tokens:
    """With the entries of several words ("according to") as one."""
    entries = [entry.split(" ") for entry in several if " " in entry]
    if not entries:
        return found
    lower = found.texts.str.to_lowercase()
    number = {text: place for place, text in enumerate(dict.fromkeys(word for entry in entries for word in entry))}
    small = lower.replace_strict(number, default=-1, return_dtype=pl.Int64).to_numpy()[found.of]
    texts, of, end = found.texts.to_list(), found.of.copy(), found.end.copy()
    kept = np.ones(len(of), bool)
    known = np.flatnonzero(small >= 0)
    for entry in sorted(entries, key=len, reverse=True):
        starts = known[small[known] == number[entry[0]]]
        for step, word in enumerate(entry[1:], 1):
            starts = starts[take(small, starts + step, -1) == number[word]]
        starts = starts[kept[starts]]
        of[starts], end[starts] = len(texts), found.end[starts + len(entry) - 1]
        texts.append(" ".join(entry))
        for step in range(1, len(entry)):
            kept[starts + step] = False
            small[starts + step] = -1
    return Tokens(pl.Series(texts, dtype=pl.String), of, found.at, end).only(kept)


def take(table: Array, places: Rows, missing: Any = NOWHERE) -> Array:
    """What a column holds at some places; what is missing stands beyond it."""
    if not len(table):
        return np.full(len(places), missing)
    inside = (places >= 0) & (places < len(table))
    return np.where(inside, table[np.clip(places, 0, len(table) - 1)], missing)
