"""Splits the narrative into words and signs: the place of each, and which of the distinct ones it is.

All of a part is one array of code points; each distinct word becomes a string once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.lexicon import SpeechLexicon
from tasks.columns.characters import Codes
from tasks.columns.texts import distinct_values
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.character_bits import (
    APOSTROPHES,
    IS_CAPITAL,
    IS_DIGIT,
    IS_JOINT,
    IS_LETTER,
    IS_POINT,
    IS_SPACE,
    bits_of,
)
from tasks.extraction.speech.stream import Stream

STOP, ES = ord("."), ord("s")
STRAIGHT, CURLY = map(ord, APOSTROPHES)
AT_A_TIME = 8192  # words: so the arrays in between stay in the processor's cache
FACTORS = np.cumprod(np.full(64, 0x9E3779B97F4A7C15, np.uint64))  # odd: no bit of a character is lost


@dataclass(frozen=True)
class Tokens:
    """Words and signs, in the order of the text. All but ``distinct`` are of the same length."""

    distinct: pl.Series  # the distinct words
    which: Rows  # of each word, its row in ``distinct``
    start: Rows  # where the word starts in the stream,
    end: Rows  # and ends

    @cached_property
    def lower(self) -> pl.Series:
        """The distinct words in small letters."""
        return self.distinct.str.to_lowercase()

    @cached_property
    def _numbers(self) -> tuple[dict[str, int], Rows]:
        """A number for each distinct word in small letters; and of each distinct word, the number that it has so."""
        texts, numbers = distinct_values(self.lower)
        return dict(zip(texts.to_list(), range(len(texts)), strict=True)), numbers.to_numpy()

    def listed(self, entries: Collection[str]) -> Array:
        """True for each distinct word that is one of some entries in small letters, and at last False, for no word.

        Lists of few entries are asked for many times: each is looked up among the words, not each word in the list.
        """
        number_of, numbers = self._numbers
        listed = np.zeros(len(number_of), bool)
        listed[[number_of[entry] for entry in entries if entry in number_of]] = True
        return np.append(listed[numbers], False)

    def among(self, entries: Collection[str]) -> Array:
        """True for each word that is one of some entries in small letters."""
        found: Array = self.listed(entries)[self.which]
        return found

    def only(self, chosen: Array) -> Tokens:
        """The chosen words."""
        return Tokens(self.distinct, self.which[chosen], self.start[chosen], self.end[chosen])

    def texts(self) -> pl.Series:
        """The words as they are written."""
        return self.distinct[pl.Series(self.which)]


def tokenize(stream: Stream, paragraphs: Array, quotations: pl.DataFrame, lexicon: SpeechLexicon) -> Tokens:
    """Split some paragraphs (a mask) into words and signs; each quotation is one sign.

    An entry of the lexicon that has several words ("according to") is one word.

    >>> from schemas import lexicon
    >>> from tasks.extraction.speech.quotation import find_quotations
    >>> stream = Stream.of(pl.Series(['"Rain," according to Dr. Hale\\'s U.S. office.']))
    >>> tokenize(stream, np.array([True]), find_quotations(stream), lexicon.load_speech("en")).texts().to_list()
    ['"', 'according to', 'Dr', "Hale's", 'U.S.', 'office', '.']
    """
    codes, places = stream.narrative(paragraphs, quotations)
    begin, end = _bounds_of_words(codes, lexicon.elided_letters)
    which, first = _numbers_of_words(codes, begin)
    narrative = codes.tobytes().decode("utf-32-le", "surrogatepass")
    distinct = [narrative[a:b] for a, b in zip(begin[first].tolist(), end[first].tolist(), strict=True)]
    tokens = Tokens(pl.Series(distinct, dtype=pl.String), which, places[begin], places[end - 1] + 1)
    tokens = _without_stops_of(tokens, lexicon.abbreviations)
    if lexicon.joined_pronouns:
        tokens = _with_pronouns_apart(tokens, lexicon.joined_pronouns)
    return _with_entries_as_one(tokens, _entries_of_several_words(lexicon))


def _bounds_of_words(codes: Codes, elided_letters: int) -> tuple[Rows, Rows]:
    """Where words and signs start and end: runs of letters and what joins them ("O'Neil", "1.9"), or one sign."""
    classes = bits_of(codes)
    letter, digit, capital = classes & IS_LETTER != 0, classes & IS_DIGIT != 0, classes & IS_CAPITAL != 0
    letter_after = np.roll(letter, -1)
    joins = (classes & IS_JOINT != 0) & np.roll(letter, 1) & letter_after
    joins |= (classes & IS_POINT != 0) & np.roll(digit, 1) & np.roll(digit, -1)
    initial = (codes == STOP) & np.roll(capital, 1) & ~np.roll(letter, 2)  # "J.", "U.S."
    apostrophe = (codes == STRAIGHT) | (codes == CURLY)
    owner = apostrophe & np.roll(codes == ES, 1) & ~letter_after & np.roll(letter, 2)  # "the captives' families"
    inner = letter | joins | initial | owner
    glued = inner & np.roll(inner, 1) & ~(np.roll(initial, 1) & ~capital) & ~np.roll(owner, 1)
    if elided_letters:  # "l'hôpital" is two words
        places = np.arange(len(codes))
        run = np.maximum.accumulate(np.where(letter & ~np.roll(inner, 1), places, 0))
        glued &= ~np.roll(apostrophe & joins & (places - run <= elided_letters), 1)
    if len(glued):
        glued[0] = False
    solid = classes & IS_SPACE == 0
    return np.flatnonzero(solid & ~glued), np.flatnonzero(solid & ~np.append(glued[1:], False)) + 1


def _numbers_of_words(codes: Codes, start: Rows) -> tuple[Rows, Rows]:
    """Of each word the number of its distinct text, and of each distinct text the first word that has it."""
    keys = pl.DataFrame({"key": _hashes_of_words(codes, start)}).with_row_index("word")
    first = keys.group_by("key", maintain_order=True).agg(pl.col("word").first()).with_row_index("number")
    numbers = keys.join(first.select("key", "number"), on="key", how="left", maintain_order="left")["number"]
    return numbers.to_numpy().astype(np.int64), first["word"].to_numpy().astype(np.int64)


def _hashes_of_words(codes: Codes, begin: Rows) -> npt.NDArray[np.uint64]:
    """A multilinear hash of each word (Carter and Wegman 1979): its characters, times a factor for each place, summed.

    Spaces, the only characters between words, count nothing. It takes less time than the keys of names
    (``tasks.columns.hashing``), which must be the same in every run.
    """
    keys = np.zeros(len(begin), np.uint64)
    edges = np.append(begin, len(codes))
    for word in range(0, len(begin), AT_A_TIME):
        start = begin[word : word + AT_A_TIME]
        end = int(edges[min(word + AT_A_TIME, len(begin))])
        part = codes[start[0] : end]
        start = start - start[0]
        place = np.arange(len(part)) - np.repeat(start, np.diff(start, append=len(part)))  # of characters in their word
        values = part * FACTORS.take(place, mode="wrap")
        values[bits_of(part) & IS_SPACE != 0] = 0
        keys[word : word + AT_A_TIME] = np.add.reduceat(values, start)
    return keys


def _without_stops_of(tokens: Tokens, abbreviations: Collection[str]) -> Tokens:
    """The tokens without the full stops of abbreviations, which end no sentence."""
    short = tokens.distinct.is_in(list(abbreviations)).to_numpy()[tokens.which]
    stop = (tokens.distinct == ".").to_numpy()[tokens.which]
    dropped = stop & np.roll(short & (tokens.end == np.roll(tokens.start, -1)), 1)
    return tokens.only(~dropped)


def _with_pronouns_apart(tokens: Tokens, joined_pronouns: str) -> Tokens:
    """The tokens with a verb and the pronoun that is joined to it as two words ("raconte-t-elle")."""
    parts = tokens.distinct.str.extract_groups(rf"^(.*?\p{{L}})({joined_pronouns})$").struct
    verb, pronoun = parts.field("1"), parts.field("3")
    split = np.flatnonzero(verb.is_not_null().to_numpy()[tokens.which])
    kind, count = tokens.which[split], len(tokens.distinct)
    which, start, end = (column.copy() for column in (tokens.which, tokens.start, tokens.end))
    which[split] += count
    end[split] -= parts.field("2").str.len_chars().fill_null(0).to_numpy()[kind]
    size = pronoun.str.len_chars().fill_null(0).to_numpy()[kind]
    return Tokens(
        pl.concat([tokens.distinct, verb.fill_null(""), pronoun.fill_null("")]),
        np.insert(which, split + 1, kind + 2 * count),
        np.insert(start, split + 1, tokens.end[split] - size),
        np.insert(end, split + 1, tokens.end[split]),
    )


@cache
def _entries_of_several_words(lexicon: SpeechLexicon) -> tuple[list[list[str]], dict[str, int]]:
    """The entries of several words, the longest first; and a number for each word of them."""
    entries = (*(entry for _, entry in lexicon.classed()), *lexicon.long_outlets)
    several = [entry.split(" ") for entry in entries if " " in entry]
    number = {text: place for place, text in enumerate(dict.fromkeys(word for entry in several for word in entry))}
    return sorted(several, key=len, reverse=True), number


def _with_entries_as_one(tokens: Tokens, several: tuple[list[list[str]], Mapping[str, int]]) -> Tokens:
    """The tokens with each entry of several words as one word; the longest entry counts."""
    entries, number = several
    if not entries:
        return tokens
    small = np.array([number.get(text, -1) for text in tokens.lower.to_list()], np.int64)[tokens.which]
    distinct, which, end = tokens.distinct.to_list(), tokens.which.copy(), tokens.end.copy()
    kept = np.ones(len(which), bool)
    known = np.flatnonzero(small >= 0)
    present = set(small[known].tolist())
    entries = [entry for entry in entries if all(number[word] in present for word in entry)]
    for entry in entries:
        starts = known[small[known] == number[entry[0]]]
        for step, word in enumerate(entry[1:], 1):
            starts = starts[take(small, starts + step, -1) == number[word]]
        starts = starts[kept[starts]]
        which[starts], end[starts] = len(distinct), tokens.end[starts + len(entry) - 1]
        distinct.append(" ".join(entry))
        for step in range(1, len(entry)):
            kept[starts + step] = False
            small[starts + step] = -1
    return Tokens(pl.Series(distinct, dtype=pl.String), which, tokens.start, end).only(kept)


def take(table: Array, places: Rows, missing: Any = NOWHERE) -> Array:
    """``table[places]``, with ``missing`` for places outside the array.

    >>> take(np.array([7, 8]), np.array([1, 2, -1]), missing=0).tolist()
    [8, 0, 0]
    >>> take(np.array(["beside", "over"]), np.array([1, 2]), missing="").tolist()
    ['over', '']
    """
    if not len(table):
        return np.full(len(places), missing)
    # Called some thousand times a part, mostly on few places: ``np.where`` and ``np.clip`` took ten times as long.
    kind = table.dtype if table.dtype.kind in "OU" else np.result_type(table, missing)
    found = table.take(places, mode="clip").astype(kind, copy=False)
    found[(places < 0) | (places >= len(table))] = missing
    return found


def running_counts(mask: Array) -> Rows:
    """How many are true before each place, and in all."""
    return np.concatenate([[0], np.cumsum(mask)])
