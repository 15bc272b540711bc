"""Labelled names to learn from, as running text; of silver labels, those that are worth learning from.

Labels by hand are read as they are (``training/gold_names.py``). Silver labels come from the links of Wikipedia. Three
choices made them worth learning from: only sentences, no titles and items of lists (with them F1 on French was .49,
without them .67); names that are works or events by their marks or words are not organisations; and nothing without a
capital is a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas import lexicon
from schemas.data import NAMES
from schemas.tables import NAME_KINDS
from tasks.columns.characters import Flags
from tasks.columns.hashing import Keys, keys_between, running_sums
from tasks.extraction.names import gazetteer, word_lists
from tasks.extraction.names.words import SplitTexts

Label = npt.NDArray[np.int64]
Name = tuple[int, int, str]  # start, end, kind
KindOf = Callable[[str, str, bool], str | None]  # see SilverRules.kind_of

TAGS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
MARKUP = re.compile(r"'{2,}|\*+|=+|\|.*|#")
MARKS = re.compile(r"['\"“”„`]+")
SENTENCE = re.compile(r"\w[.!?][\"'”»]?$")
# Set by hand.
KNOWN_IN = 2  # countries, to be a common given name
SMALL_WORDS = 2  # a line with fewer small words outside of names is no sentence
TIGHT_BEFORE = re.compile(r"^[,.;:!?)\]»”…%]|^['’](?:s|re|ve|ll|d|m)?$|^n['’]t$")
TIGHT_AFTER = re.compile(r"[(\[«„“]$")


class NamedTexts(NamedTuple):
    """Texts, and the names in each."""

    texts: list[str]
    names: list[list[Name]]


class SilverRules(NamedTuple):
    """What corrects silver labels in a language."""

    given: frozenset[str]  # common given names
    family: frozenset[str]
    countries: frozenset[str]
    events: re.Pattern[str]  # words of events, and years

    def kind_of(self, name: str, tagged: str, is_marked: bool) -> str | None:
        """The kind of a name whose silver label is ``tagged``; None if it is not a name.

        A country that is labelled as an organisation is its national team, and counts as a place. A common given name
        with a family name is a person. A name between marks, or with a word of events, is a work or an event.
        """
        kind = "place" if tagged == "organisation" and name in self.countries else tagged
        parts = name.split()
        if kind == "organisation" and len(parts) == 2 and parts[0] in self.given and parts[1] in self.family:
            kind = "person"
        is_work = kind == "organisation" and (is_marked or bool(self.events.search(name)))
        return None if is_work or name == name.lower() else kind


def load_silver_rules(language: str) -> SilverRules:
    """Load what corrects silver labels in a language: the lists of names, and its words of events."""
    people = pl.read_parquet(NAMES / "people.parquet")
    given = people.filter((pl.col("kind") == "first") & (pl.col("locales") >= KNOWN_IN))["name"]
    family = people.filter(pl.col("kind") == "last")["name"]
    countries = set(gazetteer.load_towns().filter(pl.col("population") >= gazetteer.POPULATIONS[-1])["name"])
    events = "|".join(map(re.escape, lexicon.load("mentions")[language]["events"]))
    return SilverRules(
        frozenset(given), frozenset(family), frozenset(countries), re.compile(rf"(?i)\b(?:{events})\b|\d{{4}}")
    )


def read_silver_texts(silver: pl.DataFrame, language: str) -> NamedTexts:
    """Give the labelled lines of Wikipedia in a language as running text: sentences, titles, items of lists.

    Takes ``lang``, ``words`` and ``tags`` (B-PER, I-PER ... O).
    """
    rules = load_silver_rules(language)
    rows = silver.filter(pl.col("lang") == language).select("words", "tags").iter_rows()
    lines = [join_line(words, tags, rules.kind_of) for words, tags in rows]
    return NamedTexts([text for text, _ in lines], [names for _, names in lines])


def join_line(words: Sequence[str], tags: Sequence[str], kind_of: KindOf) -> tuple[str, list[Name]]:
    """Join the words of a labelled line to running text, without markup, and place its names in it.

    ``kind_of`` says of which kind a name is, by its text, its labelled kind, and whether it is between marks.
    """
    text, names, is_marked, start, tagged = "", list[Name](), False, -1, ""
    for word, tag in [*zip(words, tags, strict=True), ("", "O")]:
        if start >= 0 and tag[:1] != "I":
            kind = kind_of(text[start:], TAGS[tagged], is_marked or bool(MARKS.fullmatch(word)))
            if kind:
                names.append((start, len(text), kind))
            start = -1
        if MARKUP.fullmatch(word) or not word:
            is_marked = True
            continue
        if text and not TIGHT_BEFORE.search(word) and not TIGHT_AFTER.search(text):
            text += " "
        if tag[:1] == "B":
            start, tagged = len(text), tag[2:]
        elif start < 0:
            is_marked = bool(MARKS.fullmatch(word))
        text += word
    return text, names


def keep_sentences(lines: NamedTexts) -> NamedTexts:
    """Give the lines that are sentences: they end like one, and have small words beside the names."""
    rows = [
        row
        for row, (text, names) in enumerate(zip(*lines, strict=True))
        if SENTENCE.search(text) and _small_words_beside(text, names) >= SMALL_WORDS
    ]
    return NamedTexts([lines.texts[row] for row in rows], [lines.names[row] for row in rows])


def _small_words_beside(text: str, names: Sequence[Name]) -> int:
    for start, end, _ in reversed(names):
        text = text[:start] + text[end:]
    return sum(word[:1].islower() for word in text.split())


def read_gold_texts(frame: pl.DataFrame) -> NamedTexts:
    """Give texts with their names from a frame with ``text``, and ``names`` (start, end, kind)."""
    names = [[(name["start"], name["end"], name["kind"]) for name in row] for row in frame["names"].to_list()]
    return NamedTexts(frame["text"].to_list(), names)


def label_words(found: SplitTexts, labelled: NamedTexts) -> Label:
    """Give the label of each word: 0 outside of names; two for each kind, for the first word of a name and the rest."""
    given = np.zeros(len(found.codes), np.int64)
    for at, names in zip(found.text_start.tolist(), labelled.names, strict=True):
        for start, end, kind in names:
            begin = 1 + 2 * NAME_KINDS.index(kind)
            given[at + start + 1 : at + end] = begin + 1
            given[at + start] = begin
    return given[found.start]


def drop_peoples(found: SplitTexts, label: Label, language: str) -> Label:
    """Give labels without the names that are nothing but a people or its adjective."""
    group = word_lists.group_of(word_lists.code_words(language, small_keys(found)))
    alone = (label % 2 == 1) & (np.append(label[1:], 0) != label + 1)
    return np.where((group == word_lists.PEOPLES) & alone, 0, label)


def small_keys(found: SplitTexts) -> Keys:
    """Give the keys of words in small letters."""
    return keys_between(running_sums(found.codes, small=True), found.start, found.end)


def mend_labels(label: Label, begins: Flags) -> Label:
    """Give labels in which every rest of a name follows its beginning: else it is the beginning.

    Takes labels, and whether each word begins a chain.

    >>> mend_labels(np.array([2, 2, 0, 4]), np.array([True, False, False, False])).tolist()
    [1, 2, 0, 3]
    """
    before = np.concatenate([[0], label[:-1]])
    is_rest = (label > 0) & (label % 2 == 0)
    return np.where(is_rest & (begins | ((before + 1) // 2 != label // 2)), label - 1, label)
