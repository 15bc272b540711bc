"""Finds where the clause that a saying reports begins, if it follows the saying.

There are three ways, and each is looked for by itself: past "that", past a source that opens the sentence, and right
after the saying. Each function gives one word per saying: the first word of its clause, or NOWHERE.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.sayings import APPOSITION, BEHIND, BY_SOURCE, Sayings
from tasks.extraction.speech.stretches import EDGES, Stretches, verb_after_relative_clause
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import SOURCE_MARKERS, of_class
from tasks.extraction.speech.word_index import WordIndex

MOST_INSERTIONS = 3  # stretches between a source and its clause; set by hand


class Starts(NamedTuple):
    """The first word of the clause of each saying, by each way; NOWHERE where the way finds none."""

    that: Rows  # The mayor said that | the pier was shut.
    according: Rows  # According to the mayor, | the pier was shut.
    bare: Rows  # The mayor said | the pier was shut.


class _AfterSaying(NamedTuple):
    """The words after each saying that decide where its clause begins."""

    is_source: Array  # the saying is a source: "according to"
    end: Rows  # the last word of the saying: its verb, or its subject if that comes later
    sentence_end: Rows  # the last word of the sentence
    that: Rows  # the first "that" in the sentence, or NOWHERE,
    past_that: Rows  # and the word after it
    main_verb: Rows  # the first verb outside of relative clauses, quotation or colon; the place after the sentence


def find_starts(index: WordIndex, sayings: Sayings, stretches: Stretches, lexicon: SpeechLexicon) -> Starts:
    """Find where the clauses of sayings begin. A clause may begin by several ways."""
    after = _look_after(index, sayings, stretches, lexicon)
    if lexicon.verb_second:
        return Starts(
            that=np.where(_opens_with_that(index, sayings, after, lexicon), after.past_that, NOWHERE),
            according=_verb_after_source(index, sayings, stretches, after),
            bare=_main_clause_after_comma(index, sayings, stretches, after, lexicon),
        )
    opens = _opens_with_that(index, sayings, after, lexicon) & _reports(index, sayings, stretches, after, lexicon)
    return Starts(
        that=np.where(opens, after.past_that, NOWHERE),
        according=_main_clause_after_source(index, sayings, stretches, after),
        bare=_subject_after_saying(index, sayings, stretches, after, lexicon),
    )


def _look_after(index: WordIndex, sayings: Sayings, stretches: Stretches, lexicon: SpeechLexicon) -> _AfterSaying:
    """Find the words after each saying that decide where its clause begins."""
    is_source = of_class(index.words.code[sayings.word], *SOURCE_MARKERS)
    end, sentence_end = ends_of_sayings(index, sayings), index.ends_of_sentences(sayings.word)
    if lexicon.verb_second:  # an auxiliary may follow the participle: "nachdem Meteorologen gewarnt hatten, dass"
        end = end + (index.has_class(end + 1, "auxiliary") & ~is_source)
    that = index.next_from(index.places_of("that"), end + 1)
    that = np.where(that <= sentence_end, that, NOWHERE)
    outside = ~take(stretches.is_relative, stretches.of_word, False)
    verbs = of_class(index.words.code, "finite", "present_participle") & outside
    verb = index.next_from(np.flatnonzero(verbs | of_class(index.words.code, "quote", "colon")), end + 1)
    return _AfterSaying(
        is_source=is_source,
        end=end,
        sentence_end=sentence_end,
        that=that,
        past_that=that + 1 + index.has_class(that + 1, "comma"),
        main_verb=np.where((verb < 0) | (verb > sentence_end), sentence_end + 1, verb),
    )


def ends_of_sayings(index: WordIndex, sayings: Sayings) -> Rows:
    """The last word of each saying: its cue, or its subject if that comes after the cue ("said the mayor")."""
    cue = sayings.word
    subject_after = of_class(index.words.code[cue], *SOURCE_MARKERS) | (sayings.way == BEHIND)
    return np.where(subject_after, np.maximum(cue, index.last_word(sayings.phrase)), cue)


# Past "that".


def _opens_with_that(index: WordIndex, sayings: Sayings, after: _AfterSaying, lexicon: SpeechLexicon) -> Array:
    """True where "that" comes before any verb but that of the saying, and is no pronoun.

    "Told police interrogators that": the apparent verb right before "that" is part of the listener.
    """
    listener = index.has_entry(sayings.word, lexicon.with_object) & (after.main_verb == after.that - 1)
    opens: Array = ~after.is_source & (after.that >= 0) & ((after.that < after.main_verb) | listener)
    return opens & ~_is_demonstrative(index, after, lexicon) & ~_is_aside(index, sayings)


def _is_aside(index: WordIndex, sayings: Sayings) -> Array:
    """True for each participle that looks like a saying: "The mayor, | asked whether it rained, | said it was dry"."""
    following = np.arange(len(sayings.word)) + 1
    same_subject = take(sayings.phrase, following) == sayings.phrase
    aside: Array = same_subject & (sayings.way == APPOSITION) & (take(sayings.way, following, "") == APPOSITION)
    return aside & (index.words.sentence_last[sayings.word] >= take(sayings.word, following))


def _is_demonstrative(index: WordIndex, after: _AfterSaying, lexicon: SpeechLexicon) -> Array:
    """True where "that" means something said before: "said that, and left", "confirmed that on Monday and left".

    It only can where it is an article too. Spanish "que" is no article, so "dijo que ni ..." reports a clause.
    """
    start = after.past_that
    # "Said that then the boats left": such a word is an adverb too.
    joins = index.has_class(start, "conjunction") & ~index.has_entry(start, lexicon.adverb)
    # A verb that shares the subject of the saying: it follows a conjunction, and no subject is before it.
    verb = index.next_from(index.places_of("finite"), start)
    shares = index.has_class(index.last_up_to(index.solid, verb - 1), "conjunction") & (verb <= after.sentence_end)
    shares &= index.first_free(start, verb) < 0
    return index.has_entry(after.that, set(lexicon.that) & set(lexicon.article)) & (joins | shares)


def _reports(
    index: WordIndex, sayings: Sayings, stretches: Stretches, after: _AfterSaying, lexicon: SpeechLexicon
) -> Array:
    """True where "that" opens what is said, and no relative clause, in a language with the subject before the verb."""
    that = after.that
    reports = ~_is_about_a_noun(index, sayings, after, lexicon)
    if not lexicon.case_endings:  # in Slavic languages, a comma is before every clause
        # "The porters, that came" is about somebody. "Said, in a letter, that" reports: a comma is right after the
        # saying. "Told Hale, who owns the boat, that" does too.
        inserted = index.has_class(after.end + 1, "comma") & (that > after.end + 2) & (sayings.way != BEHIND)
        inserted |= take(stretches.is_relative, stretches.at(that) - 1, False)
        reports &= ~index.has_class(that - 1, "comma") | inserted
    if not lexicon.drops_subject:  # where verbs need a subject, "a debate that threatened" reports nothing
        reports &= ~index.has_class(that + 1, "finite") | (that <= after.end + 1)
    return reports


def _is_about_a_noun(index: WordIndex, sayings: Sayings, after: _AfterSaying, lexicon: SpeechLexicon) -> Array:
    """True where a noun is between saying and "that", which is about it: "said the boat that Hale owns was lost".

    But not if the noun is a listener: "told the council that".
    """
    word = index.next_from(index.solid, after.end + 1)
    phrase = index.phrase_at(word)
    noun = index.is_free(phrase) | index.has_class(word, "name", "role", "word")
    noun &= (word < after.that) & (phrase != sayings.phrase) & ~index.has_entry(sayings.word, lexicon.with_object)
    return noun & index.has_entry(after.that, lexicon.that_or_relative)


# Past a source that opens the sentence.


def _opens_sentence(index: WordIndex, sayings: Sayings) -> Array:
    """True for each saying that opens its sentence; a word such as "but" may come before it."""
    begin = np.minimum(sayings.word, index.first_word(sayings.phrase))
    return begin - index.words.sentence_first[sayings.word] <= 1


def _main_clause_after_source(index: WordIndex, sayings: Sayings, stretches: Stretches, after: _AfterSaying) -> Rows:
    """Where clauses begin after a source in a language with the subject before the verb.

    "According to Hale, who chairs the board, | the pier was shut", "According to Hale | the pier was shut".
    """
    stretch = stretches.at(after.end)
    clause = take(stretches.first, _past_insertions(index, stretches, stretch + 1))
    # Without a comma, the subject of the clause is right after the source.
    right = index.next_from(index.solid, after.end + 1)
    phrase = index.phrase_at(right)
    subject = (index.first_word(phrase) == right) & take(index.phrases.subject, phrase, False)
    subject &= index.has_class(right, "article", "pronoun") & (stretches.at(right) == stretch)
    # "According to a report the mayor wrote, the pier was shut": a main clause follows.
    subject &= ~take(stretches.is_main, stretch + 1, False) | (take(stretches.first, stretch + 1) > after.sentence_end)
    begin = np.where(subject, right, clause)
    mark = index.next_from(index.places_of("quote", "colon"), after.end + 1)
    found = after.is_source & _opens_sentence(index, sayings) & ((mark < 0) | (mark > begin))
    return np.where(found, begin, NOWHERE)


def _past_insertions(index: WordIndex, stretches: Stretches, stretch: Rows) -> Rows:
    """The stretch with which a clause begins, from each stretch on in its sentence; NOWHERE if there is none.

    Relative clauses and appositions before it are passed over. If the verb opens its stretch, its subject is before the
    last insertion: "the boats, | which were late, | left".
    """
    chosen = stretch
    for _ in range(MOST_INSERTIONS):
        inserted = ~take(stretches.has_verb, chosen, True) & ~take(stretches.is_dependent, chosen, False)
        chosen = chosen + (inserted | take(stretches.is_relative, chosen, False))
    inside = take(stretches.sentence, chosen) == take(stretches.sentence, stretch - 1)
    before = chosen - 2
    names_subject = index.has_class(take(stretches.lead, before), "article", "pronoun", "number", "name")
    names_subject &= (before >= stretch) & ~take(stretches.is_relative, before, True)
    begins = np.where(take(stretches.opens_with_verb, chosen, False) & names_subject, before, chosen)
    joined = index.has_class(take(stretches.lead, begins), "conjunction")
    return np.where(inside & ~joined, begins, NOWHERE)


def _verb_after_source(index: WordIndex, sayings: Sayings, stretches: Stretches, after: _AfterSaying) -> Rows:
    """Where clauses begin after a source in a language with the verb in second place: at their verb.

    "Laut Hafenamt | ist der Kai leer", "Nach Angaben von Hale, der den Hafen leitet, | ist der Kai leer".
    """
    stretch = stretches.at(after.end)
    here = np.where(stretches.at(after.main_verb) == stretch, after.main_verb, NOWHERE)
    # A verb that no list has is known by its place: right after the source.
    place = index.next_from(index.solid, after.end + 1)
    unknown = index.has_class(place, "word") & (stretches.at(place) == stretch)
    here = np.where(unknown & ((here < 0) | (here > place)), place, here)
    lead = _first_verb_that_opens(index, stretches, stretch + 1, after)
    found = after.is_source & _opens_sentence(index, sayings)
    begin = np.where(here >= 0, here, lead)
    return np.where(found & (begin <= after.sentence_end), begin, NOWHERE)


def _first_verb_that_opens(index: WordIndex, stretches: Stretches, stretch: Rows, after: _AfterSaying) -> Rows:
    """The verb that opens a stretch, from each stretch on in its sentence; NOWHERE if no stretch opens with one."""
    opens = stretches.opens_with_verb | (index.has_class(stretches.lead, "word") & ~stretches.is_relative)
    place = index.next_from(stretches.lead[opens], take(stretches.first, stretch))
    return np.where((place >= 0) & (place <= after.sentence_end), place, NOWHERE)


# Right after the saying.


def _main_clause_after_comma(
    index: WordIndex, sayings: Sayings, stretches: Stretches, after: _AfterSaying, lexicon: SpeechLexicon
) -> Rows:
    """Where clauses begin in a language with the verb in second place: a comma is before each.

    "Die Sprecherin sagte, | der Kai sei leer", "sagte Hale, der den Hafen leitet, | der Kai sei leer".
    """
    stretch = stretches.at(after.end) + 1
    begins = _past_insertions(index, stretches, stretch)
    start, lead = take(stretches.first, begins), take(stretches.lead, begins)
    barred = index.has_class(lead, "relative", "conjunction", "preposition", "subordinate")
    if lexicon.subjunctive:  # without that form, the clause may be about the speaker: ", der im Hafen arbeitet"
        reported = index.next_from(index.places_of("subjunctive"), start)
        barred &= ~_has_reported_verb(index, stretches, begins, reported)
        barred |= ((reported < 0) | (reported > after.sentence_end)) & (sayings.way != BY_SOURCE)
    found = ~after.is_source & (start >= 0) & (start <= after.sentence_end) & ~barred
    return np.where(found & (take(stretches.first, stretch) <= after.main_verb), start, NOWHERE)


def _has_reported_verb(index: WordIndex, stretches: Stretches, stretch: Rows, reported: Rows) -> Array:
    """True where a preposition or a dependent clause opens the clause before its verb, in the form of reported speech.

    "Sagte, am Montag sei der Kai leer", "sagte, wenn es regne, werde der Kai leer".
    """
    preposition = index.has_class(take(stretches.lead, stretch), "preposition")
    inside = preposition & (stretches.at(reported) == stretch) & (reported < take(stretches.last, stretch))
    dependent = take(stretches.is_dependent, stretch, False)
    after_it = dependent & index.has_class(take(stretches.lead, stretch + 1), "subjunctive")
    has_verb: Array = inside | after_it
    return has_verb


def _subject_after_saying(
    index: WordIndex, sayings: Sayings, stretches: Stretches, after: _AfterSaying, lexicon: SpeechLexicon
) -> Rows:
    """Where a clause begins with its subject, right after the saying and its listener.

    "Said | the harbour was closed", "told reporters | he was tired", "said | more than 30 people were hurt".
    """
    is_inverted = sayings.way == BEHIND
    begin = np.where(is_inverted, NOWHERE, _past_listener(index, sayings, after, lexicon))
    subject = _past_count(index, begin, lexicon)
    is_subject = (subject > begin) | index.has_class(begin, "number", "article")
    is_subject |= index.is_free(index.phrase_at(begin)) | _is_bare_plural(index, begin)
    found = is_subject & _has_verb(index, stretches, subject, after.sentence_end)
    clause = np.where(found, begin, NOWHERE)
    # "There" is an adverb, which ``begin`` has passed over: it is then at the verb.
    there = index.has_entry(after.end + 1, lexicon.expletives) & index.has_class(begin, "finite")
    clause = np.where(there & (begin <= after.sentence_end), after.end + 1, clause)
    return np.where(of_class(index.words.code[sayings.word], "say", "present_participle"), clause, NOWHERE)


def _is_bare_plural(index: WordIndex, word: Rows) -> Array:
    """True where a small word is a subject without an article: "said boats were late"."""
    plural: Array = take(index.words.looks["plural"].to_numpy(), word, False)
    return np.logical_and(plural, index.has_class(word, "word") & index.has_class(word + 1, "auxiliary"))


def _past_listener(index: WordIndex, sayings: Sayings, after: _AfterSaying, lexicon: SpeechLexicon) -> Rows:
    """The first word after each saying and its listener: "he" in "told reporters he was tired".

    Or after its occasion: "said in a statement the pier was shut".
    """
    right = index.next_from(index.solid, after.end + 1)
    listener = index.phrase_at(right)
    takes_listener = index.has_entry(sayings.word, lexicon.with_object)
    hears = takes_listener & index.is_free(listener)
    hears &= index.has_entry(sayings.word, (*lexicon.citing, *lexicon.telling)) | _may_hear(index, listener)
    last = np.where(hears, index.last_word(listener), NOWHERE)
    # "Told him the bridge was closed", "told her the bridge was closed".
    pronoun = index.has_class(right, "object_pronoun")
    pronoun |= index.has_class(right, "article") & index.has_class(right + 1, "article", "pronoun")
    last = np.where(takes_listener & pronoun, right, last)
    occasion = index.phrase_at(index.next_from(index.solid, right + 1))
    past_occasion = index.last_word(occasion) + 1
    occasion_first = index.has_class(right, "preposition") & index.has_class(past_occasion, "article", "name")
    last = np.where(occasion_first & ~index.is_free(occasion), past_occasion - 1, last)
    return np.where(last >= 0, index.next_from(index.solid, last + 1), right)


def _may_hear(index: WordIndex, phrase: Rows) -> Array:
    """True for each phrase that may be a listener: a person, or a body."""
    return index.is_human(phrase) | (take(index.words.role, take(index.phrases.head, phrase), 0) > 0)


def _past_count(index: WordIndex, begin: Rows, lexicon: SpeechLexicon) -> Rows:
    """The number after words such as "more than", or else the word at ``begin``: "30" in "more than 30 people"."""
    about = running_counts(index.words.tokens.among(lexicon.approximators))
    number = index.next_from(index.places_of("number"), begin)
    counts = (number > begin) & (take(about, number) - take(about, begin) == number - begin)
    return np.where(counts, number, begin)


def _has_verb(index: WordIndex, stretches: Stretches, subject: Rows, sentence_end: Rows) -> Array:
    """True where the verb of a subject comes before any other clause, or after one that is about the subject.

    "The harbour | was closed", "the boat that Hale owns | was lost", "the boat, which Hale owns, | was lost".
    """
    edge = index.next_from(index.places_of("finite", *EDGES), np.where(subject < 0, NOWHERE, subject + 1))
    inside = (edge >= 0) & (edge <= sentence_end)
    relative = index.has_class(edge, "that", "relative")
    verb = np.where(relative, verb_after_relative_clause(index, edge), edge)
    stretch = stretches.at(edge) + 1
    inserted = take(stretches.is_relative, stretch, False) | ~take(stretches.has_verb, stretch, True)
    resumed = index.has_class(edge, "comma") & inserted & take(stretches.opens_with_verb, stretch + 1, False)
    verb = np.where(resumed, take(stretches.lead, stretch + 1), verb)
    return inside & index.has_class(verb, "finite") & (verb <= sentence_end)


def running_counts(mask: Array) -> Rows:
    """How many are true before each place, and in all."""
    return np.concatenate([[0], np.cumsum(mask)])
