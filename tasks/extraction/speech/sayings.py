"""Finds who says: the words of saying, and the noun phrase that is the subject of each.

The place of the subject follows from the order of words. It comes before its verb. It follows the verb after a
quotation ("said the minister") and, in a language with the verb in second place, where something else opens the clause.
Each saying has the name of the way by which its subject was found: labelled texts show how often each way is right.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.ways import first_way
from tasks.extraction.speech.word_classes import CLAUSE, SOURCE_MARKERS, VERBS_OF_SAYING, of_class
from tasks.extraction.speech.word_index import WordIndex

# Names of ways, as they are in tables and in the lexicon, that other modules ask for.
BESIDE, OVER, BEHIND, APPOSITION = "beside", "over", "behind", "apposition"
SHARED, OF_CLAUSE, BY_SOURCE = "shared", "clause", "source"

SIGNS = 2  # between a quotation and its saying, at most: a comma and a dash

# The name of each way, and the phrase that it finds as the subject of each cue, or NOWHERE.
Ways = list[tuple[str, Rows]]


class Sayings(NamedTuple):
    """The words of saying that have a subject, in their order. All arrays are of the same length."""

    word: Rows  # the word, called the cue
    phrase: Rows  # its subject: who says
    way: Array  # the name of the way by which the subject was found


def find_sayings(near: WordIndex, lexicon: SpeechLexicon) -> Sayings:
    """Find the cues that have a subject.

    The ways to find it; if several find one, the order in the code of each grammar decides:

    ===============  ===================================================================
    ``beside``       the phrase before the verb
    ``over``         the phrase that this one belongs to, before it: "the senator from Texas said"
    ``apposition``   the first phrase of the sentence, before commas
    ``relative``     the phrase that "who" refers to
    ``shared``       the first phrase of the sentence, before "and" or a participle
    ``behind``       the phrase after the verb
    ``clause``       the first phrase of a dependent clause
    ``source``       the phrase after "according to", or before words such as "zufolge"
    ===============  ===================================================================
    """
    code = near.words.code
    cue = np.flatnonzero(of_class(code, *VERBS_OF_SAYING, *SOURCE_MARKERS))
    verb = of_class(code[cue], *VERBS_OF_SAYING)
    by_verb = _subjects_verb_second(near, cue) if lexicon.verb_second else _subjects_before_verbs(near, cue, lexicon)
    ways = [(way, np.where(verb, found, NOWHERE)) for way, found in by_verb]
    ways += [(BY_SOURCE, found) for found in _sources_by_marker(near, cue, lexicon.case_endings)]
    if lexicon.verb_second:
        ways.insert(0, (BY_SOURCE, _subjects_of_opening_clauses(near, cue, by_verb)))
    way, [phrase] = first_way(ways)
    kept = phrase >= 0
    return Sayings(cue[kept], phrase[kept], way[kept])


def _subjects_of_opening_clauses(near: WordIndex, cue: Rows, by_verb: Ways) -> Rows:
    """The subjects of clauses that open a sentence with "as": "Wie der Rat mitteilte, ..."."""
    first = near.words.sentence_first[cue]
    clause = next(found for way, found in by_verb if way == OF_CLAUSE)
    either = of_class(near.words.listed, "clause_or_preposition")
    opens = take(either, first, False) & of_class(near.words.code[cue], *VERBS_OF_SAYING)
    return np.where(opens & (near.first_word(clause) == first + 1), clause, NOWHERE)


def _sources_by_marker(near: WordIndex, cue: Rows, case_endings: bool) -> list[Rows]:
    """The sources after "according to" or "it says in", and those before their marker ("Angaben zufolge").

    With ``case_endings``, a role after the marker is in another case, and unknown: the name after it counts.
    """
    words = near.words
    code, first, last = words.code[cue], words.sentence_first[cue], words.sentence_last[cue]
    right = near.next_from(near.places_not_of("adverb", "preposition"), cue + 1)
    after = np.where((right >= 0) & (right <= last), near.phrase_at(right), NOWHERE)
    after = np.where(near.first_word(after) == right, after, NOWHERE)
    if case_endings:
        edge = near.next_from(near.places_of("comma", "stop", "quote", "finite", "preposition"), right)
        named = near.phrase_at(near.next_from(near.phrases.first, right))
        after = np.where((after < 0) & (near.first_word(named) < edge), named, after)
    after = _authors_of_sources(near, after, last)
    left = near.last_up_to(near.solid, cue - 1)
    before = np.where(left >= first, near.phrase_at(left), NOWHERE)
    inserted = of_class(code, "according_inserted") & near.has_class(left, "comma", "quote", "dash")
    impersonal = of_class(code, "impersonal")
    marked = of_class(code, "according") | (inserted & near.is_free(after))
    marked |= impersonal & near.has_class(near.next_from(near.solid, cue + 1), "preposition")
    # "Im letzten Satz der Erklärung hieß es": the text that opens the sentence.
    opening = near.phrase_at(near.next_from(near.phrases.first, first))
    begun = impersonal & near.has_class(first, "preposition") & (near.last_word(opening) < cue) & ~marked
    return [
        np.where(begun, opening, NOWHERE),
        np.where(marked, after, NOWHERE),
        np.where(of_class(code, "according_after") | impersonal, before, NOWHERE),
    ]


def _authors_of_sources(near: WordIndex, source: Rows, last: Rows) -> Rows:
    """Each source, or whose it is: "according to figures that were published by the ministry"."""
    words, end = near.words, near.last_word(source)
    agent = near.next_from(near.places_of("agent"), end + 1)
    edge = near.next_from(near.places_of("comma", "colon", "dash", "stop", "quote", "auxiliary", "say"), end + 1)
    author = near.phrase_at(near.next_from(near.solid, agent + 1))
    # A phrase that ends before "of" may not be all of the source: "a Freedom of Information request by ...".
    unnamed = ~near.is_human(source) & (
        words.looks["of"][np.clip(end + 1, 0, len(words.code) - 1)] | (take(words.mention, end) < 0)
    )
    speaks = near.is_human(author) | near.has_class(near.last_word(author), "name", "role")
    named = (source >= 0) & (agent >= 0) & (agent <= last) & ((edge < 0) | (agent < edge)) & unnamed & speaks
    return np.where(named & (author >= 0), author, source)


class _Around(NamedTuple):
    """The words and phrases around each cue."""

    left: Rows  # the word before, adverbs and auxiliaries left out; NOWHERE where the sentence begins
    quoted: Array  # a quotation is there
    beside: Rows  # the phrase there, where it may be a subject
    over: Rows  # the phrase that may, before one that may not: "the senator" from Texas
    beyond: Rows  # the phrase that a relative clause is about, where that holds the phrase there: "who lost his boat"
    opening: Rows  # the first phrase of the sentence, or after its last quotation, that may be a subject
    after: Rows  # the phrase right after the cue, where it may be a subject
    relative: Rows  # the phrase that "who" before the cue refers to


def _words_around(near: WordIndex, cue: Rows, verb: Rows, *skipped: str) -> _Around:
    """Look around cues whose finite verbs are ``verb``, past words of the skipped classes."""
    words, phrases = near.words, near.phrases
    first, last = words.sentence_first[cue], words.sentence_last[cue]
    left = near.last_up_to(near.places_not_of(*skipped), verb - 1)
    left = np.where(left >= first, left, NOWHERE)
    sign = near.last_up_to(near.places_not_of("comma", "dash"), left)  # "No", - said
    quoted = near.has_class(sign, "quote") & (left - sign <= SIGNS)
    quote = np.maximum(near.last_up_to(near.places_of("quote"), left), first - 1)
    at_left = near.phrase_at(left)
    beside = np.where(near.is_free(at_left), at_left, NOWHERE)
    tail = (at_left >= 0) | near.has_class(left, "word", "number")
    tail |= near.has_class(left, "article") & near.has_class(left - 1, "preposition")  # "the mother of three"
    earlier = near.last_up_to(near.free_last, np.where(at_left >= 0, near.first_word(at_left), left) - 1)
    edge = np.maximum(near.last_up_to(near.places_of("subordinate", "that"), left), quote)
    over = np.where(tail & (beside < 0) & (earlier > edge), near.phrase_at(earlier), NOWHERE)
    right = near.next_from(near.solid, cue + 1)
    at_right = np.where(right <= last, near.phrase_at(right), NOWHERE)
    # "who" refers to the last person before it, or else to the phrase right before it.
    nearest, person = (near.last_up_to(ends, left - 1) for ends in (phrases.last, phrases.last[phrases.human]))
    ending = np.where(person >= first, person, nearest)
    return _Around(
        left=left,
        quoted=quoted,
        beside=beside,
        over=over,
        beyond=_beyond_relative_clauses(near, np.where(beside >= 0, beside, over), first),
        opening=near.first_free(quote + 1, verb),
        after=np.where(near.is_free(at_right) & (near.first_word(at_right) == right), at_right, NOWHERE),
        relative=np.where(near.has_class(left, "relative") & (ending >= first), near.phrase_at(ending), NOWHERE),
    )


def _beyond_relative_clauses(near: WordIndex, phrase: Rows, first: Rows) -> Rows:
    """The phrase that a relative clause without commas is about, where ``phrase`` is the object of that clause.

    "The fisherman who lost his boat said", but not "told the council that ...".
    """
    begin = near.first_word(phrase)
    edge = near.last_up_to(near.places_of("conjunction", *CLAUSE), begin - 1)
    about = near.phrase_at(edge - 1)
    listener = near.has_class(near.last_up_to(near.solid, near.first_word(about) - 1), *VERBS_OF_SAYING)
    verb = near.next_from(near.places_of("finite"), edge + 1)
    holds = near.has_class(edge, "relative", "that") & (edge > first) & (about >= 0) & ~listener & (verb < begin)
    free = near.last_up_to(near.free_last, edge - 1)
    return np.where(holds & (phrase >= 0) & (free >= first), near.phrase_at(free), NOWHERE)


def _subjects_before_verbs(near: WordIndex, cue: Rows, lexicon: SpeechLexicon) -> Ways:
    """Subjects in a language in which they come before their verb, but follow it after a quotation or a clause."""
    words = near.words
    around = _words_around(near, cue, cue, "adverb", "auxiliary")
    left, participle = around.left, of_class(words.code[cue], "present_participle")
    passive = near.has_class(near.last_up_to(near.solid, cue - 1), "passive")
    passive &= of_class(words.code[cue], "say", "take_up")
    doer = near.phrase_at(near.next_from(near.solid, cue + 2))
    # "Many said": whoever they are, they are nobody named before.
    unnamed = near.has_class(left, "article", "number") & (around.beside < 0)
    edge = near.last_up_to(near.places_not_of("article", "number"), left)
    unnamed &= (edge < words.sentence_first[cue]) | near.has_class(edge, "conjunction", *CLAUSE)
    barred = near.has_class(left, "preposition", "subordinate") | passive | unnamed
    if lexicon.drops_subject:  # "A hipótese, diz, é ...": who says it is not in the sentence
        between = near.has_class(left, "comma", "dash") & near.has_class(cue + 1, "comma", "dash")
        barred |= between & (around.after < 0)
    if lexicon.verb_last:  # the speaker is before the quotation, and the verb after it
        ahead = near.first_free(words.sentence_first[cue], cue)
        around = around._replace(opening=np.where(around.opening < 0, ahead, around.opening))
    inverted = _are_inverted(near, cue, around, lexicon)
    comma = near.has_class(left, "comma", "dash")
    far = (around.quoted | (comma & lexicon.case_endings)) & (around.after < 0) & lexicon.inverts_after_comma
    ways: Ways = [
        (BEHIND, np.where(inverted, around.after, NOWHERE)),
        (BEHIND, np.where(far, _speakers_past_details(near, cue), NOWHERE)),
        (OVER, around.beyond),
        (BESIDE, around.beside),
        (OVER, around.over),
        ("relative", around.relative),
        (APPOSITION, np.where(near.has_class(left, "comma"), _subjects_of_second_clauses(near, cue, left), NOWHERE)),
        (APPOSITION, np.where(near.has_class(left, "comma", "dash"), around.opening, NOWHERE)),
        (SHARED, around.opening),
    ]
    hung = np.where(participle & ~barred, _subjects_of_participles(near, cue, around), NOWHERE)
    return [
        (BEHIND, np.where(passive & near.has_class(cue + 1, "agent"), doer, NOWHERE)),
        (SHARED, hung),
        *((way, np.where(barred | participle, NOWHERE, found)) for way, found in ways),
    ]


def _subjects_of_second_clauses(near: WordIndex, cue: Rows, comma: Rows) -> Rows:
    """The subject of each verb behind an aside that a ``comma`` ends, in a clause that a comma and "and" open.

    "The vote is over, and an official, speaking on condition of anonymity, said".
    """
    first = near.words.sentence_first[cue]
    aside = near.last_up_to(near.places_of("comma"), comma - 1)
    subject = near.phrase_at(aside - 1)
    begin = near.first_word(subject)
    opening = near.first_free(first, cue)  # and a verb is right behind it: a clause, and no list
    whole = take(near.phrases.subject, opening, False) & (near.last_word(opening) < begin - 2)
    opens = near.has_class(begin - 1, "conjunction") & near.has_class(begin - 2, "comma")
    speaks = near.is_human(subject) | (take(near.words.role, aside - 1, 0) > 0)
    return np.where(opens & speaks & near.is_free(subject) & whole, subject, NOWHERE)


def _speakers_past_details(near: WordIndex, cue: Rows) -> Rows:
    """The person or body after each cue and phrases that are no subjects.

    "'Sí', dijo en un acto la ministra": a place or an occasion is between.
    """
    subject = _free_phrases_after(near, cue, near.words.sentence_last[cue])
    speaks = near.is_somebody(subject)
    verb = near.next_from(near.places_of("finite", "relative"), cue + 1)
    return np.where(speaks & ((verb < 0) | (verb > near.first_word(subject))), subject, NOWHERE)


def _are_inverted(near: WordIndex, cue: Rows, around: _Around, lexicon: SpeechLexicon) -> Array:
    """True for each cue whose subject is right after it.

    The clause has to end there, or the sentence to open with the quotation: '"No," said the mayor'. Where a language
    ``inverts_after_comma``, people and bodies are after a verb after any comma.
    """
    end = near.last_word(around.after)
    closed = near.has_class(end + 1, "stop", "comma", "preposition", "dash", "relative")
    opened = near.has_class(near.words.sentence_first[cue], "quote")
    inverted = (around.quoted & (closed | opened)) | ((around.left < 0) & closed)
    speaks = (take(near.words.role, end, 0) > 0) | near.is_human(around.after)
    # "The pier was shut, said Hale": a clause with its own subject and verb is before the comma.
    whole = take(near.phrases.subject, around.opening, False) & near.has_class(cue, "say")
    whole &= ~near.has_entry(cue, lexicon.with_object)
    after_comma = (around.opening < 0) | (speaks & lexicon.inverts_after_comma)
    after_comma |= whole & (speaks | near.has_class(end, "name"))
    inserted = _are_inserted(near, cue, around, speaks) & ~near.has_entry(cue, lexicon.with_object)
    return inverted | (near.has_class(around.left, "comma") & closed & after_comma) | inserted


def _are_inserted(near: WordIndex, cue: Rows, around: _Around, speaks: Array) -> Array:
    """True for each cue that is inserted with its subject into what it reports: "The pier, said Hale, will be shut".

    The phrase that opens the sentence is no subject of the cue, if one comma alone parts them: an aside has two. Nor is
    it if it is nobody: "Rain, which comes on Monday, said Hale, will last". ``speaks`` is true where the phrase behind
    the cue is somebody.
    """
    inserted = near.has_class(around.left, "comma") & near.has_class(near.last_word(around.after) + 1, "comma")
    first = near.words.sentence_first[cue]
    verb = near.last_up_to(near.places_of("finite"), around.left)
    named = speaks | near.has_class(near.last_word(around.after), "name")
    alone = ~_are_behind_asides(near, cue, around) & (verb < first) & named
    head = take(near.phrases.head, around.opening)
    nobody = ~near.is_somebody(around.opening) & (take(near.words.mention, head) < 0)
    inserted &= near.has_class(cue, "say") & (alone | (nobody & speaks))
    return inserted


def _are_behind_asides(near: WordIndex, cue: Rows, around: _Around) -> Array:
    """True for each cue with a comma or a dash before it, and another one before that in its sentence."""
    sign = near.last_up_to(near.places_of("comma", "dash"), around.left - 1)
    return (sign >= near.words.sentence_first[cue]) & near.has_class(around.left, "comma", "dash")


def _subjects_of_participles(near: WordIndex, cue: Rows, around: _Around) -> Rows:
    """The subject of the last main clause before each participle; else a phrase before it."""
    phrases = near.phrases
    main = phrases.subject & ~near.has_class(phrases.first - 1, "that", "relative", "subordinate")
    last_subject = near.last_up_to(phrases.first[main], cue - 1)
    inside = last_subject >= near.words.sentence_first[cue]
    subject = np.where(inside, near.phrase_at(last_subject), around.opening)
    return np.where(subject >= 0, subject, near.phrase_at(around.left))


def _subjects_verb_second(near: WordIndex, cue: Rows) -> Ways:
    """Subjects in a language in which the verb is second in a main clause, and last in a dependent one.

    The phrase that opens the clause is the subject, where it may be one; otherwise the subject is after the verb. A
    participle has its auxiliary in that place.
    """
    words = near.words
    first = words.sentence_first[cue]
    auxiliary = near.last_up_to(near.places_of("auxiliary"), cue - 1)
    clause = np.maximum(near.last_up_to(near.places_of(*CLAUSE), cue - 1), first - 1)
    split = auxiliary > np.where(of_class(words.code[cue], "past_participle"), first - 1, clause)
    verb = np.where(split, auxiliary, cue)
    around = _words_around(near, cue, verb, "adverb")
    left = around.left
    edge = near.last_up_to(near.places_of("conjunction", *CLAUSE), left)
    begin = np.maximum(edge + 1, first)
    opens = np.where(left >= begin, _free_phrases_from(near, begin), NOWHERE)
    after = _free_phrases_after(near, verb, words.sentence_last[cue])
    right_after = near.first_word(after) == verb + 1
    pronoun = right_after & take(near.phrases.nominative & near.phrases.pronoun, after, False)
    dependent = near.has_class(edge, "subordinate", "relative", "that") & (edge >= first)
    inside = near.first_free(begin, verb)
    comma = near.has_class(left, "comma", "dash")
    # "Der Kai, sagte Hale, sei leer": one comma alone is before what the clause reports, and makes no apposition.
    asides = comma & (_are_behind_asides(near, cue, around) | (around.after < 0))
    # "wurde bezeichnet", "bezeichnet worden": the doer is not named.
    barred = (split & near.has_class(auxiliary, "passive")) | near.has_class(cue + 1, "passive")
    ways: Ways = [
        (BEHIND, np.where(pronoun, after, NOWHERE)),
        (OF_CLAUSE, np.where(dependent, inside, NOWHERE)),
        (APPOSITION, np.where(asides & ~around.quoted, _opening_subjects(near, first, verb), NOWHERE)),
        (SHARED, np.where(comma & ~around.quoted, _going_on(near, around), NOWHERE)),
        (BEHIND, np.where(around.quoted | comma | (left < 0), around.after, NOWHERE)),
        (SHARED, np.where(near.has_class(left, "conjunction"), around.opening, NOWHERE)),
        (BEHIND, np.where(_are_turned(near, opens, after, right_after), after, NOWHERE)),
        (BESIDE, np.where(around.quoted | dependent, NOWHERE, opens)),
        ("relative", around.relative),
        (APPOSITION, np.where(comma, around.opening, NOWHERE)),
        (BEHIND, np.where(dependent & (inside >= 0), NOWHERE, after)),
        (SHARED, around.opening),
    ]
    return [(way, np.where(barred, NOWHERE, found)) for way, found in ways]


def _free_phrases_from(near: WordIndex, begin: Rows) -> Rows:
    """The phrase that begins at each place, adverbs left out, where it may be a subject."""
    place = near.next_from(near.solid, begin)
    phrase = near.phrase_at(place)
    return np.where(near.is_free(phrase) & (near.first_word(phrase) == place), phrase, NOWHERE)


def _free_phrases_after(near: WordIndex, verb: Rows, last: Rows) -> Rows:
    """The first phrase after each verb that may be a subject, up to the next clause or the last word."""
    edge = near.next_from(near.places_of("comma", "colon", "stop", "quote", "that"), verb + 1)
    limit = np.where(edge < 0, last + 1, np.minimum(edge, last + 1))
    return near.first_free(verb + 1, limit)


def _are_turned(near: WordIndex, opens: Rows, after: Rows, right_after: Array) -> Array:
    """True where the phrase after a verb is its subject, though the phrase that opens the clause may be one, too.

    "Die Anwendung stellte der Vorsitzende in Frage": its article shows it, or it alone is a person.
    """
    phrases = near.phrases
    shown = take(phrases.nominative, after, False) & ~take(phrases.nominative, opens, False)
    shown &= take(phrases.article, opens, False)
    return shown | (right_after & near.is_human(after) & ~near.is_human(opens))


def _going_on(near: WordIndex, around: _Around) -> Rows:
    """The subject that opens a sentence, where a verb after a comma goes on with it: its object follows, no speaker.

    "Das Amt erwartet, dass es regnet, kündigte jedoch eine Verschärfung an", but not ", teilte das Amt mit".
    """
    after, opening = around.after, around.opening
    end = take(near.phrases.head, after)
    speaks = near.is_human(after) | (take(near.words.role, end, 0) > 0) | take(near.phrases.nominative, after, False)
    speaks |= take(near.words.mention, end) >= 0
    acts = take(near.phrases.subject, opening, False)
    return np.where(take(near.phrases.article, after, False) & ~speaks & acts, opening, NOWHERE)


def _opening_subjects(near: WordIndex, first: Rows, verb: Rows) -> Rows:
    """The phrase that opens a sentence, if it may be a subject and no other verb is between it and the verb."""
    head = _free_phrases_from(near, first)
    other = near.next_from(near.places_of("finite", "past_participle"), near.last_word(head) + 1)
    return np.where((other < 0) | (other >= verb), head, NOWHERE)
