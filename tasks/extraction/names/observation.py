"""Observes the words of a batch: their letters, their shapes, the lists that they are on.

Most features depend on one word alone, so they are computed once for each distinct word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tasks.columns.characters import (
    CAPITAL,
    DIGIT,
    MARK,
    SMALL,
    UNCASED,
    Classes,
    Codes,
    Flags,
    code_points,
    plain_letters,
)
from tasks.columns.hashing import Keys, keys_between, number_values, running_sums
from tasks.columns.windows import Rows
from tasks.extraction.names import gazetteer
from tasks.extraction.names.name_lexicon import load_lexicon
from tasks.extraction.names.stems import plain_stems, without_endings
from tasks.extraction.names.word_clusters import cluster_words
from tasks.extraction.names.word_lists import (
    LEADING,
    NEVER_LAST,
    ORGANISATION_WORDS,
    code_words,
    group_of,
    is_common_given_name,
    votes_elsewhere,
)
from tasks.extraction.names.words import SplitTexts

# Set by hand.
SHORT = 3  # characters: so short a word may be inside a name, though it is on no list
JOINING = tuple(map(ord, ".&'’-–/+"))  # marks that may be inside a name
PLAIN_LETTERS = (3, 5)  # at the beginning and the end of words, in plain letters
LONGEST_FORM = 5  # characters of the form of an organisation


class DistinctWords(NamedTuple):
    """The distinct words of a batch."""

    codes: Codes  # their characters, one word after another
    begin: Rows  # where each begins in these
    stop: Rows  # and ends
    looks: dict[str, Keys]  # its features, by name (features.LOOKS)
    capital: Flags  # has a capital
    acronym: Flags  # has several capitals, and nothing but digits beside them
    filler: Flags  # has no capital, and may be inside a name
    leads: Flags  # has no capital, and may begin a name: `lake`, `van`
    legal: Flags  # is the form of an organisation, in capitals: `LLC`
    trails: Flags  # has no capital, and may end a name, in languages that write only its first word with one


class Observed(NamedTuple):
    """Texts of one language, with the features of their words."""

    words: SplitTexts
    distinct: DistinctWords
    distinct_of: Rows  # of each word: the number of its distinct word
    own: dict[str, Keys]  # features of each word in its place, by name (features.TOGETHER)
    hits: gazetteer.Hits  # listed names
    placed: Flags  # of each word: whether it belongs to a listed place that is no small town
    called: Flags  # of each word: whether it is a common given name before a capital, or the word after one


def observe_texts(words: SplitTexts, language: str, clusters: str | None = None) -> Observed:
    """Observe the words of texts in a language, with the clusters of another one if that is given."""
    distinct, distinct_of = _distinct_words(words)
    small = distinct.looks["small"]
    endings = load_lexicon(language).endings
    distinct.looks["stem"] = plain_stems(distinct.codes, distinct.begin, distinct.stop, endings)
    codes = code_words(language, small, distinct.looks["stem"])
    distinct.looks["listed"] = codes
    distinct.looks["elsewhere"] = votes_elsewhere(language, small)
    distinct.looks.update(cluster_words(distinct.looks["word"], distinct.looks["plain"], clusters or language))
    group = group_of(codes)
    distinct = distinct._replace(
        filler=(distinct.filler | (group > 0)) & ~distinct.capital,
        leads=np.isin(group, LEADING) & ~distinct.capital,
        legal=distinct.legal & (group == ORGANISATION_WORDS),
        trails=distinct.trails & ~np.isin(group, NEVER_LAST) & load_lexicon(language).small_rest,
    )
    hits = gazetteer.find_listed(language, distinct.looks["word"], distinct_of, words.text)
    phrase, placed = _parts_of_listed(hits, len(distinct_of))
    common = is_common_given_name(codes)
    called = np.zeros(len(distinct_of), bool)
    called[:-1] = (common & distinct.capital)[distinct_of[:-1]] & distinct.capital[distinct_of[1:]]
    called[:-1] &= ~words.begins_sentence[1:]
    called[1:] |= called[:-1].copy()
    own = {"phrase": phrase, "begins": words.begins_sentence.astype(np.uint64)}
    return Observed(words, distinct, distinct_of, own, hits, placed, called)


def stem_keys(distinct: DistinctWords, endings: Sequence[str]) -> Keys:
    """The keys of distinct words; those with a capital lose the first of ``endings`` that they have."""
    codes, begin, stop = distinct.codes, distinct.begin, distinct.stop
    stems = without_endings(codes, begin, stop, map(code_points, endings), distinct.capital)
    return keys_between(running_sums(codes), begin, stems)


def _parts_of_listed(hits: gazetteer.Hits, count: int) -> tuple[Keys, Flags]:
    """For each word: a number for its part in a listed name, 0 for none; and whether it is part of a larger place.

    The number is that of the name's code and of the part: all of a name, its first word, or any later one.
    """
    phrase, placed = np.zeros(count, np.uint64), np.zeros(count, bool)
    for step in range(gazetteer.LONGEST):
        inside = np.flatnonzero(hits.size > step)
        part = np.where(hits.size[inside] == 1, 0, 1 + min(step, 1))
        phrase[hits.first[inside] + step] = 1 + hits.code[inside] * 3 + part
        placed[hits.first[inside] + step] = (hits.code[inside] > 0) & ~hits.is_organisation[inside]
    return phrase, placed


def _distinct_words(words: SplitTexts) -> tuple[DistinctWords, Rows]:
    """The distinct words, with the features of their letters; and for each word the number of its distinct word."""
    distinct_of = number_values(words.key)
    first = np.zeros(distinct_of.max(initial=-1) + 1, np.int64)
    first[distinct_of] = np.arange(len(distinct_of))
    key = words.key[first]
    start, size = words.start[first], words.end[first] - words.start[first]
    stop = np.cumsum(size)
    begin = stop - size
    places = np.repeat(start - begin, size) + np.arange(size.sum())
    codes, classes = words.codes[places], words.classes[places]
    small = running_sums(codes, small=True)
    looks = {"word": key, "small": keys_between(small, begin, stop), "shape": _shape_numbers(classes, begin, size)}
    plain = running_sums(plain_letters()[codes])
    looks["plain"] = keys_between(plain, begin, stop)
    for letters in PLAIN_LETTERS:
        looks[f"plain_first{letters}"] = keys_between(plain, begin, np.minimum(begin + letters, stop))
        looks[f"plain_last{letters}"] = keys_between(plain, np.maximum(stop - letters, begin), stop)
    for letters in (1, 2, 3, 4, 6):
        longer = size > letters
        if letters in (2, 3, 4):
            head = keys_between(small, begin, np.minimum(begin + letters, stop))
            looks[f"first{letters}"] = np.where(longer, head, 0)
        tail = keys_between(small, np.maximum(stop - letters, begin), stop)
        looks[f"last{letters}"] = np.where(longer, tail, 0)
    capital = _any_character(classes == CAPITAL, begin)
    others = _any_character((classes != CAPITAL) & (classes != DIGIT), begin)
    acronym = (classes[begin] == CAPITAL) & (size > 1) & ~others
    filler = ((classes[begin] != MARK) & (size <= SHORT)) | np.isin(codes[begin], JOINING)
    trails = (classes[begin] == SMALL) & (size > SHORT) & ~capital
    leads = np.zeros(len(key), bool)
    legal = (size > 1) & (size <= LONGEST_FORM) & (classes[stop - 1] == CAPITAL)
    return DistinctWords(codes, begin, stop, looks, capital, acronym, filler, leads, legal, trails), distinct_of


def _any_character(flags: Flags, begin: Rows) -> Flags:
    """Whether a character of each word has a flag."""
    return np.logical_or.reduceat(flags, begin) if len(begin) else np.zeros(0, bool)


def _shape_numbers(classes: Classes, begin: Rows, size: Rows) -> Keys:
    """The shapes of words as numbers: the classes of their first two characters, and how many there are of each."""
    if not len(begin):
        return np.zeros(0, np.uint64)
    many = {kind: np.add.reduceat((classes == kind).astype(np.int64), begin) for kind in range(MARK, UNCASED + 1)}
    first = classes[begin].astype(np.int64)
    second = np.where(size > 1, classes[np.minimum(begin + 1, len(classes) - 1)], 0)
    shape = first * 8 + second
    for count, most in ((many[SMALL], 1), (many[CAPITAL], 2), (many[DIGIT], 2), (many[MARK], 1), (size - 1, 4)):
        shape = shape * (most + 1) + np.minimum(count, most)
    numbers: Keys = (shape + 1).astype(np.uint64)
    return numbers
