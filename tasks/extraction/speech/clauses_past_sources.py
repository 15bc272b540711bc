"""Finds where a clause begins past a source that opens the sentence: "According to the mayor, | the pier was shut".

Asides about the source are no part of the clause: "According to Hale, who chairs the board, | the pier was shut".
"""

from __future__ import annotations

import numpy as np

from tasks.columns.windows import NOWHERE, Rows
from tasks.extraction.speech.after_sayings import AfterSaying, SentenceParts, open_sentences
from tasks.extraction.speech.stretches import Stretches, past_insertions
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_index import WordIndex


def starts_past_sources(parts: SentenceParts, after: AfterSaying) -> Rows:
    """The first word of the clause of each source that opens its sentence, or NOWHERE."""
    grammar = _verb_after_source if parts.lexicon.verb_second else _main_clause_after_source
    return grammar(parts, after)


def _main_clause_after_source(parts: SentenceParts, after: AfterSaying) -> Rows:
    """Where clauses begin after a source in a language with the subject before the verb.

    "According to Hale, who chairs the board, | the pier was shut", "According to Hale | the pier was shut".
    """
    near, sayings, stretches, _ = parts
    stretch = stretches.at(after.end)
    clause = take(stretches.first, past_insertions(near, stretches, stretch + 1))
    # Without a comma, the subject of the clause is right after the source.
    right = near.next_from(near.solid, after.end + 1)
    phrase = near.phrase_at(right)
    subject = (near.first_word(phrase) == right) & take(near.phrases.subject, phrase, False)
    subject &= near.has_class(right, "article", "pronoun") & (stretches.at(right) == stretch)
    # "According to a report the mayor wrote, the pier was shut": a main clause follows.
    subject &= ~take(stretches.is_main, stretch + 1, False) | (take(stretches.first, stretch + 1) > after.sentence_end)
    begin = np.where(subject, right, clause)
    mark = near.next_from(near.places_of("quote", "colon"), after.end + 1)
    found = after.is_source & open_sentences(near, sayings) & ((mark < 0) | (mark > begin))
    return np.where(found, begin, NOWHERE)


def _verb_after_source(parts: SentenceParts, after: AfterSaying) -> Rows:
    """Where clauses begin after a source in a language with the verb in second place: at their verb.

    "Laut Hafenamt | ist der Kai leer", "Nach Angaben von Hale, der den Hafen leitet, | ist der Kai leer".
    """
    near, sayings, stretches, _ = parts
    stretch = stretches.at(after.end)
    here = np.where(stretches.at(after.verb_or_sign) == stretch, after.verb_or_sign, NOWHERE)
    # A verb that no list has is known by its place: right after the source.
    place = near.next_from(near.solid, after.end + 1)
    unknown = near.has_class(place, "word") & (stretches.at(place) == stretch)
    here = np.where(unknown & ((here < 0) | (here > place)), place, here)
    lead = _first_verb_that_opens(near, stretches, stretch + 1, after)
    found = after.is_source & open_sentences(near, sayings)
    begin = np.where(here >= 0, here, lead)
    return np.where(found & (begin <= after.sentence_end), begin, NOWHERE)


def _first_verb_that_opens(near: WordIndex, stretches: Stretches, stretch: Rows, after: AfterSaying) -> Rows:
    """The verb that opens a stretch, from each stretch on in its sentence; NOWHERE if no stretch opens with one."""
    opens = stretches.opens_with_verb | (near.has_class(stretches.lead, "word") & ~stretches.is_relative)
    place = near.next_from(stretches.lead[opens], take(stretches.first, stretch))
    return np.where((place >= 0) & (place <= after.sentence_end), place, NOWHERE)
