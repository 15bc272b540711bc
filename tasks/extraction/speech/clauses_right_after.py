"""Finds where a clause begins right after its saying, without "that": "The mayor said | the pier was shut"."""

from __future__ import annotations

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.after_sayings import AfterSaying, SentenceParts
from tasks.extraction.speech.sayings import BEHIND, BY_SOURCE
from tasks.extraction.speech.stretches import EDGES, Stretches, past_insertions, verb_after_relative_clause
from tasks.extraction.speech.tokens import running_counts, take
from tasks.extraction.speech.word_classes import of_class
from tasks.extraction.speech.word_index import WordIndex


def starts_right_after(parts: SentenceParts, after: AfterSaying) -> Rows:
    """The first word of the clause right after each saying, or NOWHERE."""
    grammar = _main_clause_after_comma if parts.lexicon.verb_second else _subject_after_saying
    return grammar(parts, after)


def _main_clause_after_comma(parts: SentenceParts, after: AfterSaying) -> Rows:
    """Where clauses begin in a language with the verb in second place: a comma is before each.

    "Die Sprecherin sagte, | der Kai sei leer", "sagte Hale, der den Hafen leitet, | der Kai sei leer".
    """
    near, sayings, stretches, lexicon = parts
    stretch = stretches.at(after.end) + 1
    begins = past_insertions(near, stretches, stretch)
    start, lead = take(stretches.first, begins), take(stretches.lead, begins)
    barred = near.has_class(lead, "relative", "conjunction", "preposition", "subordinate")
    if lexicon.subjunctive:  # without that form, the clause may be about the speaker: ", der im Hafen arbeitet"
        reported = near.next_from(near.places_of("subjunctive"), start)
        barred &= ~_has_reported_verb(near, stretches, begins, reported)
        barred |= ((reported < 0) | (reported > after.sentence_end)) & (sayings.way != BY_SOURCE)
    found = ~after.is_source & (start >= 0) & (start <= after.sentence_end) & ~barred
    return np.where(found & (take(stretches.first, stretch) <= after.verb_or_sign), start, NOWHERE)


def _has_reported_verb(near: WordIndex, stretches: Stretches, stretch: Rows, reported: Rows) -> Array:
    """True where a preposition or a dependent clause opens the clause before its verb, in the form of reported speech.

    "Sagte, am Montag sei der Kai leer", "sagte, wenn es regne, werde der Kai leer".
    """
    preposition = near.has_class(take(stretches.lead, stretch), "preposition")
    inside = preposition & (stretches.at(reported) == stretch) & (reported < take(stretches.last, stretch))
    dependent = take(stretches.is_dependent, stretch, False)
    after_it = dependent & near.has_class(take(stretches.lead, stretch + 1), "subjunctive")
    has_verb: Array = inside | after_it
    return has_verb


def _subject_after_saying(parts: SentenceParts, after: AfterSaying) -> Rows:
    """Where a clause begins with its subject, right after the saying and its listener.

    "Said | the harbour was closed", "told reporters | he was tired", "said | more than 30 people were hurt".
    """
    near, sayings, stretches, lexicon = parts
    is_inverted = sayings.way == BEHIND
    begin = np.where(is_inverted, NOWHERE, _past_listener(parts, after))
    subject = _past_count(near, begin, lexicon)
    is_subject = (subject > begin) | near.has_class(begin, "number", "article")
    is_subject |= near.is_free(near.phrase_at(begin))
    bare = _last_of_bare_nouns(parts, np.where(is_subject, NOWHERE, begin))
    subject, is_subject = np.where(bare >= 0, bare, subject), is_subject | (bare >= 0)
    found = is_subject & _has_verb(near, stretches, subject, after.sentence_end)
    clause = np.where(found, begin, NOWHERE)
    # "There" is an adverb, which ``begin`` has passed over: it is then at the verb.
    there = near.has_entry(after.end + 1, lexicon.expletives) & near.has_class(begin, "finite")
    clause = np.where(there & (begin <= after.sentence_end), after.end + 1, clause)
    if not lexicon.negates_behind:  # "said | not all boats were lost"
        negated = near.has_entry(clause - 1, lexicon.negations) & (clause - 1 > after.end)
        clause = clause - negated
    return np.where(of_class(near.words.code[sayings.word], "say", "present_participle"), clause, NOWHERE)


def _last_of_bare_nouns(parts: SentenceParts, begin: Rows) -> Rows:
    """The last of the nouns without an article that each place begins with, or NOWHERE: "said boats and nets burned".

    They are several, or a verb that is a noun ("says fishing is dead"). An auxiliary is right behind them; behind verbs
    that have no noun as their object, any other verb may follow: "said boats sank", but "reported boats damaged".
    """
    near, sayings, _, lexicon = parts
    looks, others = near.words.looks, near.places_not_of("word")
    last = near.next_from(others, begin) - 1
    is_noun = near.has_class(begin, "word") & (
        take(looks["plural"], last, False) | take(looks["verbal_noun"], begin, False)
    )
    joined = near.has_class(last + 1, "conjunction") & near.has_class(last + 2, "word")
    last = np.where(joined, near.next_from(others, last + 2) - 1, last)
    is_noun &= near.has_class(last + 1, "auxiliary") | near.has_entry(sayings.word, lexicon.without_object)
    return np.where(is_noun, last, NOWHERE)


def _past_listener(parts: SentenceParts, after: AfterSaying) -> Rows:
    """The first word after each saying and its listener: "he" in "told reporters he was tired".

    Or after its occasion: "said in a statement the pier was shut".
    """
    near, sayings, _, lexicon = parts
    right = near.next_from(near.solid, after.end + 1)
    listener = near.phrase_at(right)
    takes_listener = near.has_entry(sayings.word, lexicon.with_object)
    hears = takes_listener & near.is_free(listener)
    hears &= near.has_entry(sayings.word, (*lexicon.citing, *lexicon.telling)) | near.is_somebody(listener)
    last = np.where(hears, near.last_word(listener), NOWHERE)
    # "Told him the bridge was closed", "told her the bridge was closed".
    pronoun = near.has_class(right, "object_pronoun")
    pronoun |= near.has_class(right, "article") & near.has_class(right + 1, "article", "pronoun")
    last = np.where(takes_listener & pronoun, right, last)
    occasion = near.phrase_at(near.next_from(near.solid, right + 1))
    past_occasion = near.last_word(occasion) + 1
    occasion_first = near.has_class(right, "preposition") & near.has_class(past_occasion, "article", "name")
    last = np.where(occasion_first & ~near.is_free(occasion), past_occasion - 1, last)
    return np.where(last >= 0, near.next_from(near.solid, last + 1), right)


def _past_count(near: WordIndex, begin: Rows, lexicon: SpeechLexicon) -> Rows:
    """The number after words such as "more than", or else the word at ``begin``: "30" in "more than 30 people"."""
    about = running_counts(near.words.tokens.among(lexicon.approximators))
    number = near.next_from(near.places_of("number"), begin)
    counts = (number > begin) & (take(about, number) - take(about, begin) == number - begin)
    return np.where(counts, number, begin)


def _has_verb(near: WordIndex, stretches: Stretches, subject: Rows, sentence_end: Rows) -> Array:
    """True where the verb of a subject comes before any other clause, or after one that is about the subject.

    "The harbour | was closed", "the boat that Hale owns | was lost", "the boat, which Hale owns, | was lost".
    """
    edge = near.next_from(near.places_of("finite", *EDGES), np.where(subject < 0, NOWHERE, subject + 1))
    inside = (edge >= 0) & (edge <= sentence_end)
    relative = near.has_class(edge, "that", "relative")
    verb = np.where(relative, verb_after_relative_clause(near, edge), edge)
    stretch = stretches.at(edge) + 1
    inserted = take(stretches.is_relative, stretch, False) | ~take(stretches.has_verb, stretch, True)
    resumed = near.has_class(edge, "comma") & inserted & take(stretches.opens_with_verb, stretch + 1, False)
    verb = np.where(resumed, take(stretches.lead, stretch + 1), verb)
    return inside & near.has_class(verb, "finite") & (verb <= sentence_end)
