"""Finds where a reported clause ends, if that is before the end of its sentence.

What follows a comma or "and" may be the article's own again, or somebody else's speech: "Hale said the pier was shut,
but the council denied it". When in doubt, a clause ends early, so that it holds little that its speaker does not say.
A second verb without a comma stays in it: "Hale said *the pier was shut and left the room*".
"""

from __future__ import annotations

import numpy as np

from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.after_sayings import SentenceParts
from tasks.extraction.speech.sayings import BEHIND, BESIDE, BY_SOURCE, OVER, Sayings
from tasks.extraction.speech.stretches import Stretches
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_index import WordIndex

WITH_SUBJECT = (BESIDE, OVER, BEHIND, BY_SOURCE)  # ways to the subject of a saying that is beside it


def find_ends(parts: SentenceParts, first: Rows, cue: Rows) -> Rows:
    """Find the last word of the clauses that begin with some ``first`` words and are reported by the ``cue`` words.

    It is before the first of these, or else at the end of the sentence:

    - another saying, after a comma or a conjunction: "..., and the mayor said", "..., adding that";
    - a main clause after a comma and a conjunction, or after "while": "..., but the council met";
    - a relative clause that closes the sentence, if its comma shows an aside: "..., which opened in 1990";
    - the verb of the sentence that the saying is inserted into: "The board, she said, adding that it rained all day,
      met".

    Conjunctions and asides are looked for behind the verb of the clause: "the boats, and the pier, were lost" is one.
    So is a list of clauses: "the frame was sound, the strings were not, and the lid was gone".
    """
    near, sayings, stretches, _ = parts
    sentence_end = near.ends_of_sentences(first)
    own = stretches.at(first)
    verb = near.next_from(near.places_of("finite"), first)
    of_verb = np.where((verb < 0) | (verb > sentence_end), NOWHERE, stretches.at(verb))
    sayings_begin = _openings_of_sayings(near, sayings)
    saying = _next_of(_open_with_sayings(near, stretches, sayings_begin), own)
    asides = _are_asides(parts)
    listed = _end_lists(parts)
    aside = _next_of(asides & ~listed, of_verb)
    aside = np.where(take(asides, of_verb + 1, False), of_verb + 1, aside)  # of two clauses, it does not end a list
    resumed = np.where(take(stretches.opens_with_verb, of_verb + 1, False), of_verb + 1, NOWHERE)
    resumed = np.where(near.has_class(cue, "present_participle"), resumed, NOWHERE)
    joined = near.next_from(_conjunctions_before(near, sayings_begin), verb + 1)
    signs = [take(stretches.first, stretch) - 1 for stretch in (saying, aside, resumed)]  # the comma before each
    inside = [np.where((sign > first) & (sign <= sentence_end), sign - 1, sentence_end) for sign in (*signs, joined)]
    earliest: Rows = np.minimum.reduce([sentence_end, *inside])
    return earliest


def _next_of(chosen: Array, stretch: Rows) -> Rows:
    """The first chosen stretch after each stretch, or NOWHERE."""
    rows = np.flatnonzero(chosen)
    return np.where(stretch < 0, NOWHERE, take(rows, np.searchsorted(rows, stretch + 1)))


def _openings_of_sayings(near: WordIndex, sayings: Sayings) -> Rows:
    """The word that each saying opens with, sorted: its subject, or the cue itself where the subject is elsewhere."""
    subject = near.first_word(sayings.phrase)
    beside = np.isin(sayings.way, WITH_SUBJECT) & (subject < sayings.word)
    opening = np.where(beside, subject, sayings.word)
    return np.unique(opening[~near.has_class(sayings.word, "take_up")])


def _conjunctions_before(near: WordIndex, said: Rows) -> Rows:
    """The conjunctions right before sayings: "said the pier was shut | and added that"."""
    conjunction = near.places_of("conjunction")
    after = near.next_from(near.places_not_of("adverb", "auxiliary"), conjunction + 1)
    return conjunction[np.isin(after, said)]


def _open_with_sayings(near: WordIndex, stretches: Stretches, sayings_begin: Rows) -> Array:
    """True for each stretch that opens with a saying, maybe past a conjunction: "and the mayor said"."""
    lead = stretches.lead
    past = lead + near.has_class(lead, "conjunction")
    past = near.next_from(near.places_not_of("adverb", "auxiliary"), past)
    opens: Array = np.isin(past, sayings_begin) | np.isin(lead, sayings_begin)
    return opens


def _are_asides(parts: SentenceParts) -> Array:
    """True for each stretch that the article may say itself, behind the verb of a reported clause."""
    near, _, stretches, lexicon = parts
    joins = near.has_class(stretches.lead, "conjunction")
    asides = (joins & _are_indicative(near, stretches)) | near.has_entry(stretches.lead, lexicon.contrast)
    if not (lexicon.verb_second or lexicon.case_endings):  # there, a comma is before every relative clause
        closes = np.append(stretches.sentence[1:] != stretches.sentence[:-1], True)[: len(joins)]
        asides |= stretches.is_relative & closes
    return asides


def _end_lists(parts: SentenceParts) -> Array:
    """True for each stretch with "and" right behind a main clause without it, which nobody says: "..., B is, and C is".

    "..., said Hale, and C is" ends none.
    """
    near, sayings, stretches, lexicon = parts
    says = np.isin(np.arange(len(stretches.first)), stretches.at(sayings.word))
    clause = np.append(False, (stretches.is_main & ~says)[:-1])[: len(says)]
    same = np.append(False, stretches.sentence[1:] == stretches.sentence[:-1])[: len(says)]
    ends: Array = clause & same & near.has_entry(stretches.lead, lexicon.list_end)
    return ends


def _are_indicative(near: WordIndex, stretches: Stretches) -> Array:
    """True for each stretch that has a verb after "and" and maybe a subject, unless it has the form of reported speech.

    "But the council met", "and left", but not "und die Boote seien weg".
    """
    right = near.next_from(near.solid, stretches.lead + 1)
    subject = near.phrase_at(right)
    past = near.next_from(near.solid, np.where(subject < 0, right, near.last_word(subject) + 1))
    verb = near.has_class(past, "finite") | (near.is_free(subject) & near.has_class(past, "word"))
    reported = near.next_from(near.places_of("subjunctive"), right)
    return verb & ~((reported >= 0) & (reported <= stretches.last))
