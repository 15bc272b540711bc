"""Finds the clauses in which an article reports somebody's speech in its own words.

The ways to find them, in the order in which they are tried, and what each finds:

=================  ==========================================  ==================================================
``that``           after the saying and "that"                 The mayor said that *the pier was shut*.
``according``      after a source that opens the sentence      According to the mayor, *the boats were late*.
``clause``         after the saying, without "that"            The mayor said *more than 30 people were hurt*.
``clause-before``  before the saying                           *The rain was over*, the mayor said.
``reported``       a whole sentence without a saying, by the   Die Sprecherin sagte, das Boot sei alt. *Es werde
                   form of its verb                            bald verkauft*.
=================  ==========================================  ==================================================
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.sayings import BEHIND, BESIDE, BY_SOURCE, OF_CLAUSE, OVER, Sayings
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.ways import first_way
from tasks.extraction.speech.word_classes import SOURCE_MARKERS, of_class
from tasks.extraction.speech.word_index import WordIndex

# The names of the ways, as they are in tables.
THAT, ACCORDING, BARE_CLAUSE, CLAUSE_BEFORE, REPORTED = "that", "according", "clause", "clause-before", "reported"

FEWEST_WORDS = 3  # of a clause; set by hand
# The classes of words that end the search for a verb.
EDGES = ("comma", "colon", "dash", "stop", "quote", "that", "relative", "subordinate", "conjunction")

Spans = tuple[str, Rows, Rows]  # the name of a way; the first and last word of each saying's clause, or NOWHERE


class Clauses(NamedTuple):
    """Reported clauses. All arrays are of the same length."""

    first: Rows  # its first word,
    last: Rows  # and its last one
    saying: Rows  # the row of its saying
    way: Array  # the name of the way by which it was found


def find_clauses(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Clauses:
    """Find the clauses of sayings.

    A clause has at least FEWEST_WORDS words and holds no quotation. It has a verb; only after "that" none is asked for.

    >>> import polars as pl
    >>> from tasks.extraction.prose import BODY_PARAGRAPHS
    >>> from tasks.extraction.speech.attribution import read_speech
    >>> body = "The mayor said that the pier was shut. The boats were late, he said. He said more than 30 were hurt."
    >>> paragraphs = pl.DataFrame([(0, 0, 0, body, "en")], BODY_PARAGRAPHS, orient="row")
    >>> mentions = {"doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "kind": pl.String, "name": pl.String}
    >>> (reading,) = read_speech(paragraphs, pl.DataFrame(schema=mentions)).readings  # it finds sayings and clauses
    >>> words, clauses = reading.near.words.tokens.texts(), reading.clauses
    >>> for first, last, way in zip(clauses.first, clauses.last, clauses.way):
    ...     print(way, "-", *words[first : last + 1])
    that - the pier was shut
    clause-before - The boats were late
    clause - more than 30 were hurt
    """
    first, last, saying, way = _candidates(near, sayings, lexicon)
    code = near.words.code
    quotes_before = _running_counts(of_class(code, "quote"))
    verbs_before = _running_counts(of_class(code, "finite", "past_participle"))
    is_clause = last - first + 1 >= FEWEST_WORDS
    is_clause &= take(quotes_before, last + 1) == take(quotes_before, first)
    is_clause &= (take(verbs_before, last + 1) > take(verbs_before, first)) | (way == THAT)
    return Clauses(first[is_clause], last[is_clause], saying[is_clause], way[is_clause])


def _candidates(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Clauses:
    """What may be a clause, long enough or not: the words found for sayings, and whole sentences."""
    ways, [first, last] = first_way([*_spans_after(near, sayings, lexicon), _span_before(near, sayings, lexicon)])
    found = np.flatnonzero(first >= 0)
    sentences, their_sayings = _reported_sentences(near, sayings)
    return Clauses(
        first=np.concatenate([first[found], sentences]),
        last=np.concatenate([last[found], near.ends_of_sentences(sentences)]),
        saying=np.concatenate([found, their_sayings]),
        way=np.concatenate([ways[found], np.full(len(sentences), REPORTED)]),
    )


class _AfterSaying(NamedTuple):
    """The words after each saying, to the end of its sentence; NOWHERE where there is none."""

    source: Array  # the saying is a source: "according to"
    last: Rows  # the last word of the sentence
    saying_end: Rows  # the last word of the saying, with an auxiliary that belongs to it
    with_object: Array  # the saying may have a listener as its object: "told reporters"
    verb_or_mark: Rows  # the first finite verb, quotation or colon, or the place after ``last`` if there is none
    that: Rows  # the first "that",
    past_that: Rows  # and the word after it, or after a comma behind it
    comma: Rows  # the first comma, if it is before ``verb_or_mark``


class _Begins(NamedTuple):
    """Where the clause of each saying begins, by each way; NOWHERE where it does not."""

    that: Rows
    according: Rows
    clause: Rows


def _spans_after(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> list[Spans]:
    """The clauses that follow sayings."""
    after = _words_after(near, sayings, lexicon)
    grammar = _begins_verb_second if lexicon.verb_second else _begins_subject_first
    begins = grammar(near, sayings, after, lexicon)
    return [(way, begin, after.last) for way, begin in zip((THAT, ACCORDING, BARE_CLAUSE), begins, strict=True)]


def _words_after(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> _AfterSaying:
    """Find, after each saying, the places that decide where its clause begins."""
    cue, last = sayings.word, near.ends_of_sentences(sayings.word)
    source = of_class(near.words.code[cue], *SOURCE_MARKERS)
    saying_end = _end_of_saying(near, sayings)
    if lexicon.verb_second:  # an auxiliary may follow the participle: "nachdem Meteorologen gewarnt hatten, dass"
        saying_end = saying_end + (near.has_class(saying_end + 1, "auxiliary") & ~source)

    def first_after(*classes: str) -> Rows:
        place = near.next_from(near.places_of(*classes), saying_end + 1)
        return np.where(place <= last, place, NOWHERE)

    verb_or_mark, comma = first_after("finite", "quote", "colon"), first_after("comma")
    verb_or_mark = np.where(verb_or_mark < 0, last + 1, verb_or_mark)
    that = first_after("that")
    return _AfterSaying(
        source=source,
        last=last,
        saying_end=saying_end,
        with_object=near.words.tokens.among(lexicon.with_object)[cue],
        verb_or_mark=verb_or_mark,
        that=that,
        past_that=that + 1 + near.has_class(that + 1, "comma"),
        comma=np.where(comma < verb_or_mark, comma, NOWHERE),
    )


def _end_of_saying(near: WordIndex, sayings: Sayings) -> Rows:
    """The last word of each saying: its cue, or its subject if that comes after the cue."""
    cue = sayings.word
    subject_after = of_class(near.words.code[cue], *SOURCE_MARKERS) | (sayings.way == BEHIND)
    return np.where(subject_after, np.maximum(cue, near.last_word(sayings.phrase)), cue)


def _opens_with_that(near: WordIndex, after: _AfterSaying, lexicon: SpeechLexicon) -> Array:
    """True where "that" comes before any verb but that of the saying, and opens a clause.

    "Told police interrogators that": the apparent verb right before "that" is part of the listener.
    """
    before_verb = (after.that < after.verb_or_mark) | (after.with_object & (after.verb_or_mark == after.that - 1))
    opens: Array = ~after.source & (after.that >= 0) & before_verb & ~_are_pronouns(near, after, lexicon)
    return opens


def _are_pronouns(near: WordIndex, after: _AfterSaying, lexicon: SpeechLexicon) -> Array:
    """True where "that" is a pronoun and opens no clause: "said that, and left", "confirmed that on Monday and left".

    It can only be one where it is an article too. Spanish "que" is no article, so "dijo que ni ..." reports a clause.
    """
    start = after.past_that
    # "Said that then the boats left": such a word is an adverb too.
    joins = near.has_class(start, "conjunction") & ~take(near.words.tokens.among(lexicon.adverb), start, False)
    # A verb that shares the subject of the saying: it follows a conjunction, and no subject is before it.
    verb = near.next_from(near.places_of("finite"), start)
    shares = near.has_class(near.last_up_to(near.solid, verb - 1), "conjunction") & (verb <= after.last)
    shares &= near.first_free(start, verb) < 0
    demonstrative = near.words.tokens.among(set(lexicon.that) & set(lexicon.article))
    return take(demonstrative, after.that, False) & (joins | shares)


def _opens_sentence(near: WordIndex, sayings: Sayings) -> Array:
    """True for each saying that opens its sentence; a word such as "but" may come before it."""
    begin = np.minimum(sayings.word, near.first_word(sayings.phrase))
    return begin - near.words.sentence_first[sayings.word] <= 1


def _begins_verb_second(near: WordIndex, sayings: Sayings, after: _AfterSaying, lexicon: SpeechLexicon) -> _Begins:
    """Where clauses begin in a language with the verb in second place: a comma is before each."""
    start = after.comma + 1
    barred = near.has_class(start, "relative", "conjunction", "preposition", "subordinate")
    if lexicon.subjunctive:  # without that form, the clause may be about the speaker: ", der im Hafen arbeitet"
        reported = near.next_from(near.places_of("subjunctive"), np.where(after.comma < 0, NOWHERE, start))
        barred |= ((reported < 0) | (reported > after.last)) & (sayings.way != BY_SOURCE)
    opens = ~after.source & (after.comma >= 0) & (start <= after.last) & ~barred
    return _Begins(
        that=np.where(_opens_with_that(near, after, lexicon), after.past_that, NOWHERE),
        according=_begins_after_source(near, sayings, after),
        clause=np.where(opens, start, NOWHERE),
    )


def _begins_after_source(near: WordIndex, sayings: Sayings, after: _AfterSaying) -> Rows:
    """Where clauses begin after a source that opens the sentence, in a language with the verb in second place.

    After the comma, if there is one. Otherwise the verb follows the source and its attribute: "Laut Hafenamt ist ...",
    "Laut Anwohnern der Altstadt ist ...".
    """
    saying_end = after.saying_end
    attribute = near.phrase_at(saying_end + 1 + near.has_class(saying_end + 1, "preposition"))
    # It follows the source, with at most one word between: a preposition.
    governed = (attribute >= 0) & ~near.is_free(attribute) & (near.first_word(attribute) - saying_end <= 2)
    source_end = np.where(governed, near.last_word(attribute), saying_end)
    opens = after.source & _opens_sentence(near, sayings)
    return np.where(opens, np.where(after.comma < 0, source_end, after.comma) + 1, NOWHERE)


def _begins_subject_first(near: WordIndex, sayings: Sayings, after: _AfterSaying, lexicon: SpeechLexicon) -> _Begins:
    """Where clauses begin in a language with the subject before the verb: "said the harbour was closed"."""
    that = after.that
    opens = _opens_with_that(near, after, lexicon)
    # "The porters, that came" is about somebody. "Said, in a letter, that" reports: a comma is right after the saying,
    # and words stand between it and the comma before "that".
    inserted = near.has_class(after.saying_end + 1, "comma") & (that > after.saying_end + 2) & (sayings.way != BEHIND)
    if not lexicon.case_endings:  # in Slavic languages, a comma is before every clause
        opens &= ~near.has_class(that - 1, "comma") | inserted
    if not lexicon.drops_subject:  # where verbs need a subject, "a debate that threatened" reports nothing
        opens &= ~near.has_class(that + 1, "finite") | (that <= after.saying_end + 1)
    according = after.source & _opens_sentence(near, sayings) & (after.comma >= 0)
    return _Begins(
        that=np.where(opens, after.past_that, NOWHERE),
        according=np.where(according, after.comma + 1, NOWHERE),
        clause=_begins_without_that(near, sayings, after, lexicon),
    )


def _begins_without_that(near: WordIndex, sayings: Sayings, after: _AfterSaying, lexicon: SpeechLexicon) -> Rows:
    """Where a clause begins with its subject, right after the saying, and its verb comes before any other clause.

    "Said the harbour was closed", "told reporters he was tired", "said more than 30 people were hurt".
    """
    inverted = sayings.way == BEHIND
    begin = _past_listener(near, after, inverted)
    subject = _past_count(near, begin, lexicon)
    is_subject = (subject > begin) | near.has_class(begin, "number", "article") | near.is_free(near.phrase_at(begin))
    edge = near.next_from(near.places_of("finite", *EDGES), np.where(begin < 0, NOWHERE, subject + 1))
    has_verb = near.has_class(edge, "finite") & (edge <= after.last)
    # "There" is an adverb, which ``begin`` has passed over: it is then at the verb.
    expletive = _expletive_clause(near, after, begin, lexicon)
    clause = np.where(expletive >= 0, expletive, np.where(is_subject & has_verb, begin, NOWHERE))
    says = of_class(near.words.code[sayings.word], "say", "present_participle") & ~inverted
    return np.where(says, clause, NOWHERE)


def _past_listener(near: WordIndex, after: _AfterSaying, inverted: Array) -> Rows:
    """The first word after each saying and its listener: "he" in "told reporters he was tired"."""
    right = near.next_from(near.solid, after.saying_end + 1)
    listener = near.phrase_at(right)
    told = after.with_object & near.is_free(listener) & ~inverted
    return np.where(told, near.next_from(near.solid, near.last_word(listener) + 1), right)


def _past_count(near: WordIndex, begin: Rows, lexicon: SpeechLexicon) -> Rows:
    """The number after words such as "more than", or else the word at ``begin``: "30" in "more than 30 people"."""
    about = _running_counts(near.words.tokens.among(lexicon.approximators))
    number = near.next_from(near.places_of("number"), begin)
    counts = (number > begin) & (take(about, number) - take(about, begin) == number - begin)
    return np.where(counts, number, begin)


def _expletive_clause(near: WordIndex, after: _AfterSaying, verb: Rows, lexicon: SpeechLexicon) -> Rows:
    """Where a clause begins with a word such as "there" before its verb: "said there were no boats"."""
    there = take(near.words.tokens.among(lexicon.expletives), after.saying_end + 1, False)
    return np.where(there & near.has_class(verb, "finite") & (verb <= after.last), after.saying_end + 1, NOWHERE)


def _span_before(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Spans:
    """The clauses before sayings: "The harbour was closed, the mayor said"."""
    cue, subject = sayings.word, near.first_word(sayings.phrase)
    has_subject = np.isin(sayings.way, [BESIDE, OVER, BEHIND, BY_SOURCE])
    start = np.minimum(cue, np.where(has_subject, subject, cue))
    # "As" before the subject belongs to the saying: "..., wie das Amt mitteilte".
    may_be_as = of_class(near.words.listed, "clause_or_preposition")
    as_said = (sayings.way == OF_CLAUSE) & take(may_be_as, subject - 1, False)
    start, has_subject = np.where(as_said, subject - 1, start), has_subject | as_said
    # Auxiliary and adverb may stand between comma and verb: ", a annoncé lundi le ministère".
    solid = near.places_not_of("adverb", "auxiliary") if lexicon.inverts_after_comma else near.solid
    edge = near.last_up_to(solid, start - 1)
    first = near.words.sentence_first[cue]
    fits = near.has_class(edge, "comma", "dash") & (edge > first) & has_subject
    fits &= ~of_class(near.words.code[cue], "present_participle", "take_up")
    fits &= ~near.has_class(first, "subordinate", "verb")  # "As the tide rose, Hale said": a clause of its own
    if not lexicon.verb_second:
        fits &= ~_are_followed_by_a_clause(near, sayings, lexicon)
    return CLAUSE_BEFORE, np.where(fits, first, NOWHERE), edge - 1


def _are_followed_by_a_clause(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Array:
    """True where the reported clause follows: "One is a baker, the other says he was a banker".

    False for "told a Senate panel": the words that follow are the listener.
    """
    code, cue = near.words.code, sayings.word
    right = near.next_from(near.solid, _end_of_saying(near, sayings) + 1)
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
    same_paragraph = take(words.paragraph, take(sayings.word, before)) == words.paragraph[first]
    said = same_paragraph & alone & near.has_class(verb, "subjunctive") & (verb <= words.sentence_last[first])
    return first[said], before[said]


def _running_counts(mask: Array) -> Rows:
    """How many are true before each place, and in all."""
    return np.concatenate([[0], np.cumsum(mask)])
