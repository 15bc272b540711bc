"""Finds where a clause begins past "that": "The mayor said that | the pier was shut".

The word may as well be a pronoun ("said that, and left") or open a relative clause ("said the boat that sank was old").
"""

from __future__ import annotations

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.after_sayings import AfterSaying, SentenceParts
from tasks.extraction.speech.sayings import APPOSITION, BEHIND, Sayings
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_index import WordIndex


def starts_past_that(parts: SentenceParts, after: AfterSaying) -> Rows:
    """The first word of the clause of each saying past "that", or NOWHERE."""
    opens = _opens_with_that(parts, after)
    if not parts.lexicon.verb_second:
        opens &= _reports(parts, after)
    return np.where(opens, after.past_that, NOWHERE)


def _opens_with_that(parts: SentenceParts, after: AfterSaying) -> Array:
    """True where "that" comes before any verb but that of the saying, and is no pronoun.

    "Told police interrogators that": the apparent verb right before "that" is part of the listener.
    """
    near, sayings, _, lexicon = parts
    listener = near.has_entry(sayings.word, lexicon.with_object) & (after.verb_or_sign == after.that - 1)
    opens: Array = ~after.is_source & (after.that >= 0) & ((after.that < after.verb_or_sign) | listener)
    return opens & ~_is_demonstrative(near, after, lexicon) & ~_is_aside(near, sayings)


def _is_aside(near: WordIndex, sayings: Sayings) -> Array:
    """True for each participle that looks like a saying: "The mayor, | asked whether it rained, | said it was dry"."""
    following = np.arange(len(sayings.word)) + 1
    same_subject = take(sayings.phrase, following) == sayings.phrase
    aside: Array = same_subject & (sayings.way == APPOSITION) & (take(sayings.way, following, "") == APPOSITION)
    return aside & (near.words.sentence_last[sayings.word] >= take(sayings.word, following))


def _is_demonstrative(near: WordIndex, after: AfterSaying, lexicon: SpeechLexicon) -> Array:
    """True where "that" means something said before: "said that, and left", "confirmed that on Monday and left".

    It only can where it is an article too. Spanish "que" is no article, so "dijo que ni ..." reports a clause.
    """
    start = after.past_that
    # "Said that then the boats left": such a word is an adverb too.
    joins = near.has_class(start, "conjunction") & ~near.has_entry(start, lexicon.adverb)
    # A verb that shares the subject of the saying: it follows a conjunction, and no subject is before it.
    verb = near.next_from(near.places_of("finite"), start)
    shares = near.has_class(near.last_up_to(near.solid, verb - 1), "conjunction") & (verb <= after.sentence_end)
    shares &= near.first_free(start, verb) < 0
    return near.has_entry(after.that, set(lexicon.that) & set(lexicon.article)) & (joins | shares)


def _reports(parts: SentenceParts, after: AfterSaying) -> Array:
    """True where "that" opens what is said, and no relative clause, in a language with the subject before the verb."""
    near, sayings, stretches, lexicon = parts
    that = after.that
    reports = ~_is_about_a_noun(parts, after)
    if not lexicon.case_endings:  # in Slavic languages, a comma is before every clause
        # "The porters, that came" is about somebody. "Said, in a letter, that" reports: a comma is right after the
        # saying. "Told Hale, who owns the boat, that" does too.
        inserted = near.has_class(after.end + 1, "comma") & (that > after.end + 2) & (sayings.way != BEHIND)
        inserted |= take(stretches.is_relative, stretches.at(that) - 1, False)
        reports &= ~near.has_class(that - 1, "comma") | inserted
    if not lexicon.drops_subject:  # where verbs need a subject, "a debate that threatened" reports nothing
        reports &= ~near.has_class(that + 1, "finite") | (that <= after.end + 1)
    return reports


def _is_about_a_noun(parts: SentenceParts, after: AfterSaying) -> Array:
    """True where a noun is between saying and "that", which is about it: "said the boat that Hale owns was lost".

    But not if the noun is a listener: "told the council that".
    """
    near, sayings, _, lexicon = parts
    word = near.next_from(near.solid, after.end + 1)
    phrase = near.phrase_at(word)
    noun = near.is_free(phrase) | near.has_class(word, "name", "role", "word")
    noun &= (word < after.that) & (phrase != sayings.phrase) & ~near.has_entry(sayings.word, lexicon.with_object)
    return noun & near.has_entry(after.that, lexicon.that_or_relative)
