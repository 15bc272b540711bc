"""Finds the words and noun phrases next to others, before them or after them: an index of their places.

The places of the words of a class are a sorted array, which is searched. Running maxima over all words, which would
answer the same questions, took an eighth longer.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.phrases import Phrases
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import Words, of_class


class WordIndex:
    """Finds words and phrases near others. Places are rows of ``words``, NOWHERE where nothing is found.

    Attributes:
        words: The words.
        phrases: Their noun phrases.
        solid: The places of all words but adverbs.
        free_first: The first words of the phrases that may be subjects.
        free_last: The last words of these phrases.
    """

    def __init__(self, words: Words, phrases: Phrases) -> None:
        """Index words and their phrases."""
        self.words, self.phrases = words, phrases
        self._places: dict[tuple[str, ...], Rows] = {}
        self._others: dict[tuple[str, ...], Rows] = {}
        self.free_first, self.free_last = phrases.first[phrases.free], phrases.last[phrases.free]
        self.solid = self.places_not_of("adverb")

    def places_of(self, *classes: str) -> Rows:
        """The places of all words of some classes."""
        if classes not in self._places:
            self._places[classes] = np.flatnonzero(of_class(self.words.code, *classes))
        return self._places[classes]

    def places_not_of(self, *classes: str) -> Rows:
        """The places of all words of other classes."""
        if classes not in self._others:
            self._others[classes] = np.flatnonzero(~of_class(self.words.code, *classes))
        return self._others[classes]

    def last_up_to(self, known: Rows, places: Rows) -> Rows:
        """The last of some known places before each place, or that place itself."""
        return take(known, np.where(places < 0, NOWHERE, np.searchsorted(known, places, side="right") - 1))

    def next_from(self, known: Rows, places: Rows) -> Rows:
        """The first of some known places from each place on, which may be that place itself."""
        return take(known, np.where(places < 0, NOWHERE, np.searchsorted(known, places)))

    def has_class(self, places: Rows, *classes: str) -> Array:
        """True where the word at a place has one of the classes; False outside of the words."""
        inside = (places >= 0) & (places < len(self.words.code))
        return of_class(take(self.words.code, places, 0), *classes) & inside

    def has_entry(self, places: Rows, entries: Collection[str]) -> Array:
        """True where the word at a place is one of some entries in small letters; False outside of the words."""
        tokens = self.words.tokens
        found: Array = tokens.listed(entries)[take(tokens.which, places, len(tokens.distinct))]
        return found

    def phrase_at(self, places: Rows) -> Rows:
        """The phrase that the word at each place belongs to."""
        return take(self.phrases.of_word, places)

    def first_word(self, phrases: Rows) -> Rows:
        """The first word of each phrase."""
        return take(self.phrases.first, phrases)

    def last_word(self, phrases: Rows) -> Rows:
        """The last word of each phrase."""
        return take(self.phrases.last, phrases)

    def is_free(self, phrases: Rows) -> Array:
        """True for each phrase that may be a subject."""
        return take(self.phrases.free, phrases, False)

    def is_human(self, phrases: Rows) -> Array:
        """True for each phrase that holds a person."""
        return take(self.phrases.human, phrases, False)

    def is_somebody(self, phrases: Rows) -> Array:
        """True for each phrase that holds a person, or is a role or a body: who may speak or hear."""
        head = take(self.phrases.head, phrases)
        return self.is_human(phrases) | (take(self.words.role, head, 0) > 0)

    def first_free(self, begin: Rows, end: Rows) -> Rows:
        """The first phrase that may be a subject and begins at ``begin`` or later, but before ``end``."""
        chosen = self.next_from(self.free_first, begin)
        return np.where((chosen >= 0) & (chosen < end), self.phrase_at(chosen), NOWHERE)

    def first_subject(self, begin: Rows, end: Rows) -> Rows:
        """The first person with a verb between two places; else the first phrase with a verb, or that may have one."""
        found = self.first_free(begin, end)
        subject, human = self.phrases.subject, self.phrases.human
        for starts in (self.phrases.first[subject], self.phrases.first[subject & human]):
            chosen = self.next_from(starts, begin)
            found = np.where((chosen >= 0) & (chosen < end), self.phrase_at(chosen), found)
        return found

    def ends_of_sentences(self, places: Rows) -> Rows:
        """The last word of the sentence that each place is in, without the full stop."""
        last = self.words.sentence_last[places]
        return np.where(self.has_class(last, "stop"), last - 1, last)
