"""Finds the clauses in which an article reports somebody's speech in its own words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.sayings import Sayings
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import SOURCE_MARKERS, of_class
from tasks.extraction.speech.word_index import WordIndex

FEWEST_WORDS = 3  # of a clause; set by hand
EDGES = ("comma", "colon", "dash", "stop", "quote", "that", "relative", "subordinate", "conjunction")

Spans = tuple[str, Rows, Rows]  # a way, and of each saying the first and the last word of its clause, or NOWHERE


class Clauses(NamedTuple):
    """Reported clauses. All arrays are of the same length."""

    first: Rows  # its first word,
    last: Rows  # and its last one
    saying: Rows  # the row of its saying
    way: Array  # the name of the way by which it was found


def find_clauses(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Clauses:
    """Find the clauses of sayings, but none that hold a quotation.

    The ways, in the order in which they are tried:

    =================  =========================================================================
    ``that``           behind the saying and "that"
    ``according``      behind a source that opens the sentence: "According to Hale, ..."
    ``clause``         behind the saying, without "that"
    ``clause-before``  before the saying: "The harbour was closed, Hale said."
    ``reported``       a whole sentence without a saying, by the form of its verb: "Er werde ..."
    =================  =========================================================================
    """
    code = near.words.code
    spans = [*_spans_behind(near, sayings, lexicon), _span_before(near, sayings, lexicon)]
    known = [first >= 0 for _, first, _ in spans]
    sentence, saying = _reported_sentences(near, sayings)
    first = np.concatenate([np.select(known, [first for _, first, _ in spans], NOWHERE), sentence])
    last = np.concatenate([np.select(known, [last for _, _, last in spans], NOWHERE), near.ends_of_sentences(sentence)])
    ways = np.select(known, [np.full(len(sayings.word), way) for way, _, _ in spans], "")
    way = np.concatenate([ways, np.full(len(sentence), "reported")])
    saying = np.concatenate([np.arange(len(sayings.word)), saying])
    quotes, verbs = (
        _running_counts(of_class(code, "quote")),
        _running_counts(of_class(code, "finite", "past_participle")),
    )
    whole = (first >= 0) & (last - first + 1 >= FEWEST_WORDS)
    whole &= take(quotes, last + 1) == take(quotes, first)
    whole &= (take(verbs, last + 1) > take(verbs, first)) | (way == "that")
    return Clauses(first[whole], last[whole], saying[whole], way[whole])


class _Behind(NamedTuple):
    """The words behind each saying, to the end of its sentence."""

    source: Array  # the saying is a source: "according to"
    last: Rows  # the last word of the sentence
    done: Rows  # the last word of the saying: its cue, or its subject behind that
    with_object: Array  # the saying has an object, who is told: "told reporters"
    verb: Rows  # the first finite verb, quotation or colon, or the place behind ``last``
    that: Rows  # the first "that"
    comma: Rows  # the first comma before ``verb``


class _Begins(NamedTuple):
    """Where the clause of each saying begins, by each way; NOWHERE where it does not."""

    that: Rows
    according: Rows
    clause: Rows


def _spans_behind(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> list[Spans]:
    """The clauses that follow sayings."""
    behind = _words_behind(near, sayings, lexicon)
    grammar = _begins_verb_second if lexicon.verb_second else _begins_subject_first
    that, according, clause = grammar(near, sayings, behind, lexicon)
    clause = np.where(behind.source | (that >= 0) | (clause > behind.last), NOWHERE, clause)
    return [(way, begin, behind.last) for way, begin in (("that", that), ("according", according), ("clause", clause))]


def _words_behind(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> _Behind:
    """Look at the words behind sayings."""
    cue, last = sayings.word, near.ends_of_sentences(sayings.word)
    source = of_class(near.words.code[cue], *SOURCE_MARKERS)
    done = np.where(source | (sayings.way == "behind"), np.maximum(cue, near.last_word(sayings.phrase)), cue)
    if lexicon.verb_second:  # "nachdem Meteorologen gewarnt hatten, dass"
        done = done + (near.has_class(done + 1, "auxiliary") & ~source)
    verb = near.next_from(near.places_of("finite", "quote", "colon"), done + 1)
    verb = np.where(verb < 0, last + 1, verb)
    comma = near.next_from(near.places_of("comma"), done + 1)
    return _Behind(
        source=source,
        last=last,
        done=done,
        with_object=near.words.tokens.among(lexicon.with_object)[cue],
        verb=verb,
        that=near.next_from(near.places_of("that"), done + 1),
        comma=np.where((comma >= 0) & (comma < verb), comma, NOWHERE),
    )


def _opens_with_that(behind: _Behind) -> Array:
    """True where "that" is in the sentence of a saying, before any other verb.

    "Told police interrogators that": the apparent verb right before "that" is part of the listener.
    """
    before_verb = (behind.that < behind.verb) | (behind.with_object & (behind.verb == behind.that - 1))
    opens: Array = ~behind.source & (behind.that >= 0) & (behind.that <= behind.last) & before_verb
    return opens


def _opens_sentence(near: WordIndex, sayings: Sayings) -> Array:
    """True for each saying that opens its sentence."""
    begin = np.minimum(sayings.word, near.first_word(sayings.phrase))
    return begin - near.words.sentence_first[sayings.word] <= 1


def _begins_verb_second(near: WordIndex, sayings: Sayings, behind: _Behind, lexicon: SpeechLexicon) -> _Begins:
    """Where clauses begin in a language with the verb in second place: a comma is before each."""
    that = np.where(_opens_with_that(behind), behind.that + 1, NOWHERE)
    start = behind.comma + 1
    barred = near.has_class(start, "relative", "conjunction", "preposition", "subordinate")
    if lexicon.subjunctive:  # without that form, the clause may be about the speaker: ", der im Hafen arbeitet"
        reported = near.next_from(near.places_of("subjunctive"), np.where(behind.comma < 0, NOWHERE, start))
        barred |= ((reported < 0) | (reported > behind.last)) & (sayings.way != "source")
    clause = np.where((behind.comma >= 0) & ~barred, start, NOWHERE)
    # "Laut Hafenamt ist ...", "Laut Anwohnern der Altstadt ist ...": the source is the first constituent.
    done = behind.done
    attribute = near.phrase_at(done + 1 + near.has_class(done + 1, "preposition"))
    ruled = (attribute >= 0) & ~near.is_free(attribute) & (near.first_word(attribute) - done <= 2)
    done = np.where(ruled, near.last_word(attribute), done)
    opens = behind.source & _opens_sentence(near, sayings)
    according = np.where(opens, np.where(behind.comma < 0, done, behind.comma) + 1, NOWHERE)
    return _Begins(that, according, clause)


def _begins_subject_first(near: WordIndex, sayings: Sayings, behind: _Behind, lexicon: SpeechLexicon) -> _Begins:
    """Where clauses begin in a language with the subject before the verb: "said the harbour was closed"."""
    that = behind.that
    opens = _opens_with_that(behind)
    # "The porters, that came" is about somebody, "said, in a letter, that" reports: a comma is right behind the saying.
    inserted = near.has_class(behind.done + 1, "comma") & (that > behind.done + 2) & (sayings.way != "behind")
    opens &= ~near.has_class(that - 1, "comma") | inserted
    if not lexicon.drops_subject:  # where verbs need a subject, "a debate that threatened" reports nothing
        opens &= ~near.has_class(that + 1, "finite") | (that <= behind.done + 1)
    according = behind.source & _opens_sentence(near, sayings) & (behind.comma >= 0)
    return _Begins(
        that=np.where(opens, that + 1, NOWHERE),
        according=np.where(according, behind.comma + 1, NOWHERE),
        clause=_begins_without_that(near, sayings, behind, lexicon),
    )


def _begins_without_that(near: WordIndex, sayings: Sayings, behind: _Behind, lexicon: SpeechLexicon) -> Rows:
    """Where a clause begins with its subject, right behind the saying, and its verb comes before any other clause."""
    tokens, verb_behind = near.words.tokens, sayings.way == "behind"
    right = near.next_from(near.solid, behind.done + 1)
    listener = near.phrase_at(right)  # "told reporters he was"
    told = behind.with_object & near.is_free(listener) & ~verb_behind
    right = np.where(told, near.next_from(near.solid, near.last_word(listener) + 1), right)
    # "said more than 30 people were hurt"
    about = _running_counts(tokens.among(lexicon.approximators))
    number = near.next_from(near.places_of("number"), right)
    counts = (number > right) & (take(about, number) - take(about, right) == number - right)
    subject = np.where(counts, number, right)
    edge = near.next_from(near.places_of("finite", *EDGES), np.where(right < 0, NOWHERE, subject + 1))
    own = counts | near.has_class(right, "number", "article") | near.is_free(near.phrase_at(right))
    begin = np.where(own & near.has_class(edge, "finite") & (edge <= behind.last), right, NOWHERE)
    there = take(tokens.among(lexicon.expletives), behind.done + 1, False)  # "said there were"
    begin = np.where(there & near.has_class(right, "finite") & (right <= behind.last), behind.done + 1, begin)
    says = of_class(near.words.code[sayings.word], "say", "present_participle") & ~verb_behind
    return np.where(says, begin, NOWHERE)


def _span_before(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Spans:
    """The clauses before sayings: "The harbour was closed, the mayor said"."""
    cue, subject = sayings.word, near.first_word(sayings.phrase)
    beside = np.isin(sayings.way, ["beside", "over", "behind", "source"])
    start = np.minimum(cue, np.where(beside, subject, cue))
    # "..., wie das Amt mitteilte"
    either = of_class(near.words.listed, "clause_or_preposition")
    as_said = (sayings.way == "clause") & take(either, subject - 1, False)
    start, beside = np.where(as_said, subject - 1, start), beside | as_said
    # ", a annoncé lundi le ministère"
    solid = near.places_not_of("adverb", "auxiliary") if lexicon.inverts_after_comma else near.solid
    edge = near.last_up_to(solid, start - 1)
    first = near.words.sentence_first[cue]
    fits = near.has_class(edge, "comma", "dash") & (edge > first) & beside
    fits &= ~of_class(near.words.code[cue], "present_participle", "take_up")
    fits &= ~near.has_class(first, "subordinate", "verb")  # "As the tide rose, Hale said": a clause of its own
    if not lexicon.verb_second:
        fits &= ~_are_followed_by_a_clause(near, sayings, lexicon)
    return "clause-before", np.where(fits, first, NOWHERE), edge - 1


def _are_followed_by_a_clause(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Array:
    """True where the reported clause follows: "One is a baker, the other says he was a banker".

    False for "told a Senate panel": the words that follow are the listener.
    """
    code, cue = near.words.code, sayings.word
    done = np.where(sayings.way == "behind", np.maximum(cue, near.last_word(sayings.phrase)), cue)
    right = near.next_from(near.solid, done + 1)
    goes_on = near.has_class(right, "article", "pronoun", "finite", "number", "role", "object_pronoun")
    return goes_on & ~near.words.tokens.among(lexicon.with_object)[cue] & ~of_class(code[cue], *SOURCE_MARKERS)


def _reported_sentences(near: WordIndex, sayings: Sayings) -> tuple[Rows, Rows]:
    """The first word of each sentence that somebody said as a whole, by its verb ("Er werde ..."), and its saying."""
    words = near.words
    first = np.unique(words.sentence_first)
    verb = near.next_from(near.places_of("finite"), first)
    before = np.searchsorted(sayings.word, first) - 1
    next_cue = take(sayings.word, before + 1)
    alone = (next_cue < 0) | (next_cue > words.sentence_last[first])  # no saying of its own
    close = take(words.paragraph, take(sayings.word, before)) == words.paragraph[first]
    said = close & alone & near.has_class(verb, "subjunctive") & (verb <= words.sentence_last[first])
    return first[said], before[said]


def _running_counts(mask: Array) -> Rows:
    """How many are true before each place, and in all."""
    return np.concatenate([[0], np.cumsum(mask)])
