"""Finds the sayings that say the opposite of their clause, or nothing: "did not say that", "denied that".

A reader of ``quotes`` takes each clause for what its speaker said. So a clause has no row where the saying is negated
("never said that the pier was shut"), where nobody is the subject ("no official said"), or where the verb denies
("denied that he had taken money"). What was denied in so many words was said: '"I took no money," she denied'.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.after_sayings import ends_of_sayings
from tasks.extraction.speech.sayings import Sayings
from tasks.extraction.speech.tokens import running_counts
from tasks.extraction.speech.word_classes import CLAUSE, SOURCE_MARKERS, of_class
from tasks.extraction.speech.word_index import WordIndex

# Classes of words that may be between a negation and its verb: "did not immediately say", "non lo ha detto".
SMALL = ("adverb", "auxiliary", "object_pronoun", "article", "oblique")


def are_negated(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Array:
    """True for each saying that is negated, or has nobody as its subject.

    The negation is before the verb, with small words between, or opens the clause ("Never did the mayor say").
    """
    cue = sayings.word
    negated, spared = _counts(near, lexicon.negations), _counts(near, lexicon.only)
    first = near.words.sentence_first[cue]
    begin = np.maximum(near.last_up_to(near.places_not_of(*SMALL), cue - 1), first)
    found = _any_between(negated, begin, cue) & ~_any_between(spared, begin, cue)
    opening = np.maximum(near.last_up_to(near.places_of("conjunction", *CLAUSE), cue - 1) + 1, first)
    inverted = near.has_class(opening + 1, "auxiliary") & (opening < cue)
    found |= near.has_entry(opening, lexicon.negations) & inverted & ~_any_between(spared, opening, cue)
    return (found | _are_by_nobody(near, sayings, lexicon)) & _are_verbs(near, sayings)


def are_negated_behind(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Array:
    """True for each saying that is negated behind its verb: "sagte am Montag nicht, dass"; not in all languages."""
    if not lexicon.negates_behind:
        return np.zeros(len(sayings.word), bool)
    negated = _counts(near, (*lexicon.negations, *lexicon.denying_particles))
    begin, end = sayings.word + 1, ends_of_sayings(near, sayings) + 1
    edge = near.next_from(near.places_of("relative", *CLAUSE), end)
    found = _any_between(negated, begin, edge) & ~_any_between(_counts(near, lexicon.only), begin, edge)
    return found & _are_verbs(near, sayings)


def are_denials(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Array:
    """True for each saying whose verb denies its clause: "denied that he had taken money"."""
    return near.has_entry(sayings.word, lexicon.denying)


def _are_by_nobody(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Array:
    """True for each saying whose subject is nobody: "no official said", "neither the mayor nor the council said"."""
    subject = near.first_word(sayings.phrase)
    before = np.where(subject > near.words.sentence_first[sayings.word], subject - 1, NOWHERE)
    joining = {*lexicon.no} - {*lexicon.article, *lexicon.oblique}  # an article is part of its subject
    return near.has_entry(subject, lexicon.no) | near.has_entry(before, joining)


def _are_verbs(near: WordIndex, sayings: Sayings) -> Array:
    """True for each saying that is a verb: "nach Angaben der Stadt ist der Kai nicht leer" negates nothing."""
    return ~of_class(near.words.code[sayings.word], *SOURCE_MARKERS)


def _counts(near: WordIndex, entries: Collection[str]) -> Rows:
    """How many of some words are before each place; those with an apostrophe also count with a curly one."""
    curly = (entry.replace("'", "’") for entry in entries if "'" in entry)
    return running_counts(near.words.tokens.among((*entries, *curly)))


def _any_between(counts: Rows, begin: Rows, end: Rows) -> Array:
    """True where a word is counted from each ``begin`` on, before its ``end``."""
    found: Array = counts[np.maximum(end, begin)] > counts[begin]
    return found
