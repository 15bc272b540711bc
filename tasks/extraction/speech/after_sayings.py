"""What the search for clauses starts from: the parts of sentences, and the words after each saying."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.sayings import BEHIND, Sayings
from tasks.extraction.speech.stretches import Stretches
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import SOURCE_MARKERS, of_class
from tasks.extraction.speech.word_index import WordIndex


class SentenceParts(NamedTuple):
    """The parts of the sentences in which clauses are looked for."""

    near: WordIndex  # their words and noun phrases
    sayings: Sayings
    stretches: Stretches  # what is between their commas
    lexicon: SpeechLexicon  # the words and the grammar of their language


class AfterSaying(NamedTuple):
    """The words after each saying that decide where its clause begins."""

    is_source: Array  # the saying is a source: "according to"
    end: Rows  # the last word of the saying: its verb, or its subject if that comes later
    sentence_end: Rows  # the last word of the sentence
    that: Rows  # the first "that" in the sentence, or NOWHERE,
    past_that: Rows  # and the word after it
    # The first verb outside of relative clauses, or quotation or colon; or the word after the sentence.
    verb_or_sign: Rows


def look_after(parts: SentenceParts) -> AfterSaying:
    """Find the words after each saying that decide where its clause begins."""
    near, sayings, stretches, lexicon = parts
    is_source = of_class(near.words.code[sayings.word], *SOURCE_MARKERS)
    end, sentence_end = ends_of_sayings(near, sayings), near.ends_of_sentences(sayings.word)
    if lexicon.verb_second:  # an auxiliary may follow the participle: "nachdem Meteorologen gewarnt hatten, dass"
        end = end + (near.has_class(end + 1, "auxiliary") & ~is_source)
    that = near.next_from(near.places_of("that"), end + 1)
    that = np.where(that <= sentence_end, that, NOWHERE)
    outside = ~take(stretches.is_relative, stretches.of_word, False)
    verbs = of_class(near.words.code, "finite", "present_participle") & outside
    verb = near.next_from(np.flatnonzero(verbs | of_class(near.words.code, "quote", "colon")), end + 1)
    return AfterSaying(
        is_source=is_source,
        end=end,
        sentence_end=sentence_end,
        that=that,
        past_that=that + 1 + near.has_class(that + 1, "comma"),
        verb_or_sign=np.where((verb < 0) | (verb > sentence_end), sentence_end + 1, verb),
    )


def ends_of_sayings(near: WordIndex, sayings: Sayings) -> Rows:
    """The last word of each saying: its cue, or its subject if that comes after the cue ("said the mayor")."""
    cue = sayings.word
    subject_after = of_class(near.words.code[cue], *SOURCE_MARKERS) | (sayings.way == BEHIND)
    return np.where(subject_after, np.maximum(cue, near.last_word(sayings.phrase)), cue)


def open_sentences(near: WordIndex, sayings: Sayings) -> Array:
    """True for each saying that, with its subject, opens its sentence; a word such as "but" may come before it."""
    subject, sentence = near.first_word(sayings.phrase), near.words.sentence_first[sayings.word]
    begin = np.where(subject >= sentence, np.minimum(sayings.word, subject), sayings.word)
    return begin - sentence <= 1
