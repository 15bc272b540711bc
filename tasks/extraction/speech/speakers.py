"""Finds who says each quotation: a noun phrase.

The ways to find it are tried in order, and the first that finds somebody counts. The surest is a saying right after the
quotation, then one right before it, then one farther off in its sentence; then the sentence's subject, and at last
whoever spoke before.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.sayings import BEHIND, BY_SOURCE, Sayings
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.ways import first_way
from tasks.extraction.speech.word_classes import of_class
from tasks.extraction.speech.word_index import WordIndex

# Set by hand.
NEAR = 3  # words from a cue to the quotation that it introduces
NEAR_TO_COMMA = 8  # the same, where a comma is before the quotation
CREDIT = 15  # words of a line that names who is quoted, at most: "- Moira Tennant, chair of the roads committee"

SKIPPED = ("comma", "dash", "adverb", "auxiliary")  # classes that may be between a quotation and its saying

Way = tuple[str, Rows, Rows]  # its name; the phrase and the saying that it finds for each quotation, or NOWHERE


class Attributions(NamedTuple):
    """Who says each quotation in the narrative, in their order. All arrays are of the same length."""

    word: Rows  # the word in whose place the quotation is
    phrase: Rows  # who is quoted, or NOWHERE
    saying: Rows  # the row of the saying that shows it, or NOWHERE
    method: Array  # the name of the way by which it was found, or "none"

    def with_others(self, chosen: Array, method: str, phrase: Rows, saying: Rows | None = None) -> Attributions:
        """The same attributions, with another phrase, saying and method for the chosen quotations."""
        others = np.full(len(self.word), NOWHERE) if saying is None else saying
        return Attributions(
            self.word,
            np.where(chosen, phrase, self.phrase),
            np.where(chosen, others, self.saying),
            np.where(chosen & (phrase >= 0), method, self.method),
        )


def find_speakers(near: WordIndex, sayings: Sayings, docs: Rows, lexicon: SpeechLexicon) -> Attributions:
    """Find who is quoted with each quotation.

    ``docs`` is the document of each word. The methods, in the order in which they are tried:

    =====================  =================================================================================
    ``credit``             a name right after it, and nothing else in its line: '"No!" - Ann Hale, skipper'
    ``before``             a source right before it: 'which according to Hale "sank"'
    ``after``              a saying right after the quotation, in its sentence
    ``bracket``            a name right before it, and it is in brackets; or the last of several, before a colon
    ``before``             a saying right before it
    ``after-stop``         a saying that is all of the next sentence: '"No!" Hale said.'
    ``before-far``         the last saying before it in its sentence
    ``after-far``          the next saying after it in its sentence
    ``with-next``          as the next quotation of the sentence, if that has a saying right after it
    ``reported``           the last saying, where the sentence has the form of reported speech
    ``opinion``            whoever "for" at the beginning of the sentence names: 'For Hale, it is "a disgrace"'
    ``colon``              the person who opens the sentence before a colon: 'Calloway: "No."'
    ``subject``            the subject of the sentence, before the quotation, if it is a person or a body
    ``subject-after``      the subject of the sentence, after it, if it is one
    ``sentence-before``    the last saying of the paragraph
    ``paragraph-before``   the last saying of the paragraph before
    ``continued``          as the quotation before, in the paragraph, where the subject is a thing
    ``subject``            such a subject, or ``subject-after``
    ``gesture``            the person who acts in the sentence before: 'Hale nodded. "No."'
    ``subject-before``     the subject of the last sentence of the paragraph before
    ``same-paragraph``     as the quotation before, in the paragraph
    ``quotation-before``   as the quotation before, in the paragraph before
    ``next-in-paragraph``  as the next quotation of the paragraph
    =====================  =================================================================================
    """
    word = np.flatnonzero(near.words.quotation >= 0)
    by_subjects = _by_subjects(near, sayings, word, lexicon)
    speaking = [_way_by_phrase(name, np.where(_may_speak(near, found), found, NOWHERE)) for name, found in by_subjects]
    things = [(name, np.where(_may_speak(near, found), NOWHERE, found)) for name, found in by_subjects]
    beside = _by_words_beside(near, sayings, word, docs, lexicon)
    method, [phrase, saying] = first_way([*beside, *speaking], none="none")
    quoted = Attributions(word, phrase, saying, method)
    quoted = _by_last_sayings(near, sayings, quoted, docs)
    quoted = _by_things(near, quoted, docs, things)
    # Slavic verbs show a gender, which may not be that of the person before.
    goes_on = lexicon.drops_subject and not lexicon.case_endings
    quoted = _by_gestures(near, quoted, docs, _have_a_lone_verb(near, sayings, word) & goes_on)
    quoted = _by_subjects_before(near, quoted, docs)
    quoted = _by_quotations_before(near, quoted, docs)
    return _by_next_quotations(near, quoted)


def _by_words_beside(near: WordIndex, sayings: Sayings, word: Rows, docs: Rows, lexicon: SpeechLexicon) -> list[Way]:
    """The ways through a name beside the quotation, or through a saying in its sentence."""
    after, *farther = _by_sayings(near, sayings, word, docs, lexicon)
    return [
        _way_by_phrase("credit", find_credits(near, docs, word)),
        _by_source_beside(near, sayings, word),
        after,
        _way_by_phrase("bracket", _named_beside(near, word)),
        *farther,
        _with_next(near, word, after),
        _by_reported_speech(near, sayings, word, docs),
        _way_by_phrase("opinion", _holders_of_opinions(near, word, lexicon)),
        _way_by_phrase("colon", _named_before_colon(near, word, docs, lexicon)),
    ]


def _way_by_phrase(name: str, phrase: Rows) -> Way:
    """A way that finds phrases without a saying."""
    return name, phrase, np.full(len(phrase), NOWHERE)


def _by_things(near: WordIndex, quoted: Attributions, docs: Rows, things: list[tuple[str, Rows]]) -> Attributions:
    """Where a thing is the subject of the sentence: the speaker before in the paragraph, or else that thing."""
    thing = np.maximum(*(found for _, found in things)) >= 0
    before = _by_quotations_before(near, quoted, docs)
    went_on = thing & (quoted.phrase < 0) & (before.method == "same-paragraph")
    quoted = quoted.with_others(went_on, "continued", before.phrase)
    for name, found in things:
        quoted = quoted.with_others(quoted.phrase < 0, name, found)
    return quoted


def _may_speak(near: WordIndex, phrase: Rows) -> Array:
    """True for each phrase that is a person, a role, a body or a name of one; a thing rarely speaks."""
    named = take(near.words.mention, near.last_word(phrase)) >= 0
    speaks: Array = near.is_somebody(phrase) | named
    return speaks


def _by_sayings(near: WordIndex, sayings: Sayings, word: Rows, docs: Rows, lexicon: SpeechLexicon) -> list[Way]:
    """The ways through a saying in the sentence of the quotation, or right after it."""
    words = near.words
    first, left = _first_of_introduction(near, word, docs), word - 1
    before = _last_sayings(near, sayings, word, first, lexicon)
    cue = take(sayings.word, before)
    is_before = cue >= first
    distance = word - cue
    introduces = (distance <= NEAR) | near.has_class(left, "colon", "that")
    introduces |= near.has_class(left, "comma") & (distance <= NEAR_TO_COMMA)
    after, is_after, is_right_after, is_alone = _sayings_after(near, sayings, word)
    crosses = take(words.sentence_first, word + 1) == word + 1  # the quotation ended its sentence
    # Farther off, a source counts more than a verb that only takes words up: "Laut Hafenamt sieht der Rat darin ..."
    sources = np.flatnonzero(sayings.way == BY_SOURCE)
    source = take(sources, np.searchsorted(sayings.word[sources], word) - 1)
    is_source = (take(sayings.word, source) >= first) & near.has_class(cue, "take_up")
    return [
        _way_by_saying("after", sayings, after, is_after & is_right_after & ~crosses),
        _way_by_saying("before", sayings, before, is_before & introduces),
        _way_by_saying("after-stop", sayings, after, is_after & is_right_after & crosses & is_alone),
        _way_by_saying("before-far", sayings, source, is_source),
        _way_by_saying("before-far", sayings, before, is_before),
        _way_by_saying("after-far", sayings, after, is_after & ~crosses),
    ]


def _last_sayings(near: WordIndex, sayings: Sayings, word: Rows, first: Rows, lexicon: SpeechLexicon) -> Rows:
    """The last saying before each quotation; in its sentence, one by somebody rather than by nobody ("as one says")."""
    before = np.searchsorted(sayings.word, word) - 1
    somebody = np.flatnonzero(~near.has_entry(near.first_word(sayings.phrase), lexicon.nobody))
    named = take(somebody, np.searchsorted(sayings.word[somebody], word) - 1)
    return np.where(take(sayings.word, named) >= first, named, before)


def _by_source_beside(near: WordIndex, sayings: Sayings, word: Rows) -> Way:
    """The way through a source right before the quotation: 'laut Hale „leer“, sagte die Zeitung'."""
    before = np.searchsorted(sayings.word, word) - 1
    phrase = take(sayings.phrase, before)
    touches = (near.last_word(phrase) == word - 1) & (near.first_word(phrase) > take(sayings.word, before))
    return _way_by_saying("before", sayings, before, touches & (take(sayings.way, before, "") == BY_SOURCE))


def _first_of_introduction(near: WordIndex, word: Rows, docs: Rows) -> Rows:
    """The first word of the sentence of each quotation; or of the one before, where that ends with a colon."""
    first, above = near.words.sentence_first, word - 1
    introduced = near.has_class(above, "colon") & (take(docs, above) == docs[word])
    return np.where(introduced, take(first, above), first[word])


def find_credits(near: WordIndex, docs: Rows, word: Rows) -> Rows:
    """The phrase that the line after each quotation names, if it does nothing else, or NOWHERE.

    The name follows in the same line, or opens the next one behind a dash or a bracket. ``word`` is the last word of
    what is quoted. A verb in the line, unless in a relative clause, makes a sentence of it.
    """
    words = near.words
    stopped = near.has_class(word + 1, "stop") & (take(words.paragraph, word + 1) == words.paragraph[word])
    behind = word + 1 + stopped  # a full stop may follow the mark
    start = near.next_from(near.places_not_of("dash", "preposition", "agent"), behind)
    phrase = near.phrase_at(start)
    apart = take(words.paragraph, behind) - words.paragraph[word]
    same_line = take(words.paragraph, start) == take(words.paragraph, behind)
    marked = near.has_class(behind, "dash")
    named = (near.first_word(phrase) == start) & same_line & (take(docs, start) == docs[word])
    named &= near.is_human(phrase) | (marked & (take(words.role, near.last_word(phrase), 0) > 0))
    named &= ~take(near.phrases.pronoun, phrase, True)
    end = np.searchsorted(words.paragraph, take(words.paragraph, start), side="right")  # of the line
    stop = near.last_word(phrase) + 1
    closed = (stop >= end) | near.has_class(stop, "comma", "dash", "stop", "preposition")
    aside = near.next_from(near.places_of("relative"), stop)
    verb = near.next_from(near.places_of("say", "take_up", "verb", "auxiliary", "quote"), stop)
    silent = (verb < 0) | (verb >= end) | ((aside >= 0) & (aside < verb) & ~near.has_class(verb, "quote"))
    whole = words.sentence_first[word] == word  # '... were "still there." - Ann Hale' is signed by her
    fits = named & closed & silent & whole & (end - start <= CREDIT)
    inside = fits & (apart == 0) & (marked | (take(words.sentence_first, behind) == behind))
    # Without a mark, the quotation is all of its paragraph, and the line is a name with a role, and no sentence.
    alone = (take(words.paragraph, word - 1) != words.paragraph[word]) & near.has_class(stop, "comma")
    alone &= ~near.has_class(end - 1, "stop") & near.is_human(phrase)
    return np.where(inside | (fits & (apart == 1) & (marked | alone)), phrase, NOWHERE)


def _named_beside(near: WordIndex, word: Rows) -> Rows:
    """The person before each quotation that is in brackets: 'Ann Hale ("No.")'; or 'Bo Rask, and Ann Hale: "No."'."""
    sign = word - 1
    phrase = near.phrase_at(sign - 1)
    last = (near.last_word(phrase) == sign - 1) & near.is_human(phrase) & ~take(near.phrases.pronoun, phrase, True)
    joined = near.has_class(near.first_word(phrase) - 1, "conjunction") & near.has_class(sign, "colon")
    return np.where(last & (take(near.words.looks["bracket"], sign, False) | joined), phrase, NOWHERE)


def _sayings_after(near: WordIndex, sayings: Sayings, word: Rows) -> tuple[Rows, Array, Array, Array]:
    """The next saying after each quotation: its row, and three masks.

    The masks are true where the saying is in the sentence that follows the quotation, before any other; where that
    sentence begins with it; and where the clause ends with it.
    """
    words = near.words
    paragraph, next_word = words.paragraph[word], word + 1
    # A verb such as "criticised" goes with a quotation only right after it: '"No," criticised the mayor'.
    sign = sayings.word - 1
    beside = near.has_class(sign, "comma", "dash") & near.has_class(sign - 1, "quote") & (sayings.way == BEHIND)
    beside &= near.has_class(sayings.word, "take_up")
    finite = np.flatnonzero(beside | ~of_class(words.code[sayings.word], "present_participle", "take_up"))
    row = take(finite, np.searchsorted(sayings.word[finite], next_word))
    cue, speaker = take(sayings.word, row), take(sayings.phrase, row)
    next_quote = near.next_from(near.places_of("quote"), next_word)
    start = near.next_from(near.places_not_of(*SKIPPED), next_word)
    limit = np.where(take(words.paragraph, start) == paragraph, take(words.sentence_last, start), word)
    follows = (cue > word) & (cue <= limit) & ((next_quote < 0) | (cue < next_quote))
    begins = (near.first_word(speaker) == start) | (cue == start)
    end = np.maximum(cue, np.where(near.first_word(speaker) > cue, near.last_word(speaker), 0)) + 1
    alone = near.has_class(end, "stop", "comma", "preposition", "quote", "adverb")
    alone |= take(words.paragraph, end) != paragraph
    return row, follows, begins, alone


def _way_by_saying(name: str, sayings: Sayings, row: Rows, chosen: Array) -> Way:
    """A way that finds the subject of the saying in each row, where it is chosen."""
    chosen = chosen & (row >= 0)
    place = np.where(chosen, row, len(sayings.phrase))
    return name, np.append(sayings.phrase, NOWHERE)[place], np.where(chosen, row, NOWHERE)


def _with_next(near: WordIndex, word: Rows, after: Way) -> Way:
    """The way of the next quotation, where that is in the same sentence: '"No" and "never," the mayor said'."""
    _, phrase, saying = after
    following, first = np.arange(len(word)) + 1, near.words.sentence_first
    same = take(first, take(word, following)) == first[word]
    return (
        "with-next",
        np.where(same, take(phrase, following), NOWHERE),
        np.where(same, take(saying, following), NOWHERE),
    )


def _by_reported_speech(near: WordIndex, sayings: Sayings, word: Rows, docs: Rows) -> Way:
    """The way through reported speech, which goes on without another word of saying: "Er werde ..."."""
    words = near.words
    verb = near.next_from(near.places_of("finite"), words.sentence_first[word])
    reported = (verb <= words.sentence_last[word]) & near.has_class(verb, "subjunctive")
    before = np.searchsorted(sayings.word, word) - 1
    cue = take(sayings.word, before)
    close = (take(docs, cue) == docs[word]) & (take(words.paragraph, cue) >= words.paragraph[word] - 1)
    return _way_by_saying("reported", sayings, before, reported & close)


def _by_subjects(near: WordIndex, sayings: Sayings, word: Rows, lexicon: SpeechLexicon) -> list[tuple[str, Rows]]:
    """The subject of the sentence of each quotation, before it and after it."""
    first, last = near.words.sentence_first[word], near.words.sentence_last[word]
    # Where verbs need no subject, a word of saying without one goes on with the same speaker: '"Nadie", añadió.'
    silent = _have_a_lone_verb(near, sayings, word) & lexicon.drops_subject
    ended = take(near.words.sentence_first, word + 1) == word + 1
    subject = near.first_subject(first, word)
    if lexicon.verb_second:  # the subject may follow its verb: 'Überzeugt ist Lena Fitch: „Nein.“'
        people = near.phrases.first[near.phrases.free & near.phrases.human]
        person = near.next_from(people, first)
        fits = ~_may_speak(near, subject) & (person >= 0) & (person < word)
        subject = np.where(fits, near.phrase_at(person), subject)
    return [
        ("subject", np.where(silent, NOWHERE, subject)),
        ("subject-after", np.where(ended | silent, NOWHERE, near.first_subject(word + 1, last + 1))),
    ]


def _have_a_lone_verb(near: WordIndex, sayings: Sayings, word: Rows) -> Array:
    """True for each quotation before a word of saying without a subject: '"Nadie", añadió.'."""
    start = near.next_from(near.places_not_of(*SKIPPED), word + 1)
    same = take(near.words.paragraph, start) == near.words.paragraph[word]
    alone: Array = near.has_class(start, "say") & same & ~np.isin(start, sayings.word)
    return alone


def _holders_of_opinions(near: WordIndex, word: Rows, lexicon: SpeechLexicon) -> Rows:
    """Whoever "for" at the beginning of the sentence of each quotation names: 'For Hale, the pier is "a disgrace"'."""
    first = near.words.sentence_first[word]
    holder = near.phrase_at(near.next_from(near.phrases.first, first + 1))
    fits = near.has_entry(first, lexicon.opinion) & (near.first_word(holder) <= first + 2) & _may_speak(near, holder)
    return np.where(fits & (near.last_word(holder) < word), holder, NOWHERE)


def _named_before_colon(near: WordIndex, word: Rows, docs: Rows, lexicon: SpeechLexicon) -> Rows:
    """The person named in the words before the colon of each quotation, if they have no verb; else NOWHERE.

    'Calloway: "No."', 'And from Ann Calloway, the mayor: "No."', 'Words of Ann Calloway: "No."'; not 'To Hale: "No."'.
    """
    first = _first_of_introduction(near, word, docs)
    start = near.next_from(near.places_not_of("preposition", "conjunction", "dash"), first)
    verb = near.next_from(near.places_of("finite"), first)
    verbless = near.has_class(word - 1, "colon") & ((verb < 0) | (verb > word))
    opening = np.where(verbless, near.phrase_at(start), NOWHERE)
    comes_from = near.has_entry(start - 1, lexicon.origin)
    named = _may_speak(near, opening) | near.has_class(near.last_word(opening), "name")
    speaks = (near.is_human(opening) & ~near.has_class(start - 1, "preposition")) | (comes_from & named)
    # "Sie: «Nein.»", but not "Sie zeigen den Satz: «Nein.»", with a verb that no list has.
    speaks &= ~take(near.phrases.pronoun, opening, False) | near.has_class(near.last_word(opening) + 1, "colon")
    opening = np.where(speaks & (near.first_word(opening) == start), opening, NOWHERE)
    # "From the desk of Ann Calloway:", "Words of Ann Calloway:", "Die Antwort der Bürgermeisterin:"
    last = np.where(verbless, near.phrase_at(word - 2), NOWHERE)
    begin = near.first_word(last)
    attached = near.has_entry(first, lexicon.origin) | take(near.words.looks["of"], begin - 1, False)
    attached |= take(near.words.looks["genitive"], begin, False) & (near.phrase_at(begin - 1) >= 0)
    return np.where((opening < 0) & attached & near.is_human(last), last, opening)


def _by_last_sayings(near: WordIndex, sayings: Sayings, quoted: Attributions, docs: Rows) -> Attributions:
    """Where nobody was found: whoever spoke last, in the paragraph or in the one before.

    The saying has to be later than the saying of the last quotation, and no quotation may be nearer.
    """
    words, word = near.words, quoted.word
    paragraph, previous = words.paragraph[word], np.arange(len(word)) - 1
    known_at = np.maximum(word, take(sayings.word, quoted.saying))
    before = np.searchsorted(sayings.word, word) - 1
    cue = take(sayings.word, before)
    apart = np.where(take(docs, cue) == docs[word], paragraph - take(words.paragraph, cue), -1)
    same = take(words.paragraph, take(word, previous)) == take(words.paragraph, cue)
    fresh = (quoted.phrase < 0) & (cue > np.where(same, take(known_at, previous), NOWHERE))
    here = fresh & (apart == 0)
    above = fresh & (apart == 1) & (take(paragraph, previous) != paragraph)
    found = quoted
    for method, chosen in (("sentence-before", here), ("paragraph-before", above)):
        found = found.with_others(chosen, method, take(sayings.phrase, before), before)
    return found


def _by_subjects_before(near: WordIndex, quoted: Attributions, docs: Rows) -> Attributions:
    """Where nobody was found: the subject of the last sentence of the paragraph before, if no quotation is there."""
    words, word = near.words, quoted.word
    paragraph, previous = words.paragraph[word], np.arange(len(word)) - 1
    first = np.searchsorted(words.paragraph, paragraph)  # the first word of the paragraph
    ending = first - 1
    follows = (take(docs, ending) == docs[word]) & (take(words.paragraph, ending) == paragraph - 1)
    quotation_near = (paragraph - take(paragraph, previous) <= 1) & (take(docs, take(word, previous)) == docs[word])
    subject = near.first_subject(take(words.sentence_first, ending), first)
    chosen = (quoted.phrase < 0) & follows & ~quotation_near & (subject >= 0) & ~near.has_class(word - 1, "colon")
    return quoted.with_others(chosen, "subject-before", subject)


def _by_gestures(near: WordIndex, quoted: Attributions, docs: Rows, alone: Array) -> Attributions:
    """Where nobody was found: the person who acts in the sentence before, in its paragraph: 'Hale nodded. "No."'.

    The quotation ends its sentence, or a verb of saying is ``alone`` after it: 'Ana Sol pesca. "Antes sí", dice.'
    """
    words, word = near.words, quoted.word
    above = word - 1
    after = word + 1 + near.has_class(word + 1, "stop")
    opens = (words.sentence_first[word] == word) & (take(docs, above) == docs[word])
    opens &= (take(words.sentence_first, after, 0) == after) | (after >= len(words.code)) | alone
    opens &= take(words.paragraph, above) == words.paragraph[word]
    subject = near.first_subject(take(words.sentence_first, above), word)
    earlier = np.append(NOWHERE, words.paragraph[word][:-1])[: len(word)]  # of the quotation before
    acts = take(near.phrases.subject, subject, False)
    acts |= alone & near.is_free(subject) & (near.first_word(subject) == take(words.sentence_first, above))
    opens &= (earlier != words.paragraph[word]) & near.is_human(subject) & acts
    return quoted.with_others(opens & (quoted.phrase < 0), "gesture", subject)


def _by_quotations_before(near: WordIndex, quoted: Attributions, docs: Rows) -> Attributions:
    """Where nobody was found: the speaker of the quotation before, in the paragraph or in the one before."""
    word, number = quoted.word, np.arange(len(quoted.word))
    paragraph, previous = near.words.paragraph[word], number - 1
    apart = np.where(take(docs, take(word, previous)) == docs[word], paragraph - take(paragraph, previous), -1)
    # 'On the wall is a line: "No."': what a colon introduces is no more of what the paragraph before quotes.
    introduced = near.has_class(word - 1, "colon")
    linked = (quoted.phrase < 0) & ((apart == 0) | ((apart == 1) & ~introduced))
    base = np.maximum.accumulate(np.where(linked, NOWHERE, number)) if len(number) else number
    speaker = take(quoted.phrase, base)
    same = quoted.with_others(linked & (apart == 0), "same-paragraph", speaker)
    return same.with_others(linked & (apart == 1), "quotation-before", speaker)


def _by_next_quotations(near: WordIndex, quoted: Attributions) -> Attributions:
    """Where nobody was found: the speaker of the next quotation of the paragraph."""
    paragraph, number = near.words.paragraph[quoted.word], np.arange(len(quoted.word))
    known = np.where(quoted.phrase >= 0, number, len(number))
    following = np.minimum.accumulate(known[::-1])[::-1] if len(known) else known
    ahead = (quoted.phrase < 0) & (take(paragraph, following) == paragraph)
    return quoted.with_others(ahead, "next-in-paragraph", take(quoted.phrase, following))
