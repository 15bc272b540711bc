"""Who says: the words that tell of saying, and the noun phrase that is their subject.

Where the subject stands follows from the order of words: before its verb, behind it after a quotation ("said the
minister"), in a language with the verb in second place also behind it when something else opens the clause. Each saying
tells by which way its subject was found; how often each is right is measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.phrases import CLAUSE, Phrases, Words, is_of
from tasks.extraction.speech.tokens import take

VERBS = ("say", "participle", "saying", "take")
SOURCES = ("according", "according_after", "impersonal", "so")

Ways = list[tuple[str, Rows]]  # by each way, the phrase that each cue has for its subject, or NOWHERE


class Sayings(NamedTuple):
    """The words that tell of saying, in their order; all columns are of the same length."""

    word: Rows  # where it stands
    phrase: Rows  # who says
    way: Array  # how that was found


class View:
    """What stands next to a word, before it or behind it: places of words, NOWHERE beyond them."""

    def __init__(self, words: Words, phrases: Phrases) -> None:
        """Sees words and their phrases."""
        self.words, self.phrases = words, phrases
        self._marks: dict[tuple[str, ...], Rows] = {}
        self.free_first, self.free_last = phrases.first[phrases.free], phrases.last[phrases.free]
        self.solid = self.others("adverb")

    def marks(self, *names: str) -> Rows:
        """The words of some classes."""
        if names not in self._marks:
            self._marks[names] = np.flatnonzero(is_of(self.words.code, *names))
        return self._marks[names]

    def others(self, *names: str) -> Rows:
        """The words of all other classes."""
        return np.flatnonzero(~is_of(self.words.code, *names))

    def before(self, marks: Rows, places: Rows) -> Rows:
        """The last of some words up to each place."""
        return take(marks, np.where(places < 0, NOWHERE, np.searchsorted(marks, places, side="right") - 1))

    def behind(self, marks: Rows, places: Rows) -> Rows:
        """The first of some words from each place on."""
        return take(marks, np.where(places < 0, NOWHERE, np.searchsorted(marks, places)))

    def among(self, places: Rows, *names: str) -> Array:
        """Whether the words at some places are of one of some classes; beyond the words they are of none."""
        return is_of(take(self.words.code, places, 0), *names) & (places >= 0) & (places < len(self.words.code))

    def phrase(self, places: Rows) -> Rows:
        """The phrases that the words at some places belong to."""
        return take(self.words.phrase, places)

    def is_free(self, phrase: Rows) -> Array:
        """Whether phrases may be subjects."""
        return take(self.phrases.free, phrase, False)

    def first_free(self, begin: Rows, end: Rows) -> Rows:
        """The first phrase from one word up to before another that may be a subject."""
        chosen = self.behind(self.free_first, begin)
        return np.where((chosen >= 0) & (chosen < end), self.phrase(chosen), NOWHERE)

    def first_subject(self, begin: Rows, end: Rows) -> Rows:
        """The same, but a person with a verb, if there is one, or else anything with a verb."""
        found = self.first_free(begin, end)
        ruling, human = self.phrases.subject, self.phrases.human
        for starts in (self.phrases.first[ruling], self.phrases.first[ruling & human]):
            chosen = self.behind(starts, begin)
            found = np.where((chosen >= 0) & (chosen < end), self.phrase(chosen), found)
        return found


def find_sayings(see: View, lexicon: Mapping[str, Any]) -> Sayings:
    """The cues among words that have a subject.

    ``way`` is one of: ``beside`` (the phrase before the verb), ``over`` (the one before that, which it belongs to),
    ``apposition`` (the first of the sentence, before commas), ``relative`` (what "who" stands for), ``shared`` (the
    first of the sentence, before "and" or a participle), ``behind`` (behind the verb), ``clause`` (the first of a
    dependent clause), ``source`` (behind "according to" or before its like).
    """
    cue = np.flatnonzero(is_of(see.words.code, *VERBS, *SOURCES))
    verb = is_of(see.words.code[cue], *VERBS)
    by_verb = (
        _verb_second(see, cue)
        if lexicon["v2"]
        else _subject_first(see, cue, inverts=bool(lexicon.get("inverts")), drops=bool(lexicon.get("drops")))
    )
    ways = [(way, np.where(verb, found, NOWHERE)) for way, found in by_verb]
    ways += [("source", found) for found in _sources(see, cue)]
    if lexicon["v2"]:
        ways.insert(0, ("source", _as_said(see, cue, by_verb)))
    phrase = np.select([found >= 0 for _, found in ways], [found for _, found in ways], NOWHERE)
    way = np.select([found >= 0 for _, found in ways], [np.full(len(cue), way) for way, _ in ways], "")
    kept = phrase >= 0
    return Sayings(cue[kept], phrase[kept], way[kept])


def _as_said(see: View, cue: Rows, by_verb: Ways) -> Rows:
    """The subjects of clauses that open a sentence with "as": "Wie der Rat mitteilte, ..."."""
    first = see.words.first[cue]
    clause = next(found for way, found in by_verb if way == "clause")
    opens = take(see.words.like, first, False) & is_of(see.words.code[cue], *VERBS)
    inside = take(see.phrases.first, clause) == first + 1
    return np.where(opens & inside, clause, NOWHERE)


def _sources(see: View, cue: Rows) -> list[Rows]:
    """Who stands behind "according to", before its like ("Angaben zufolge"), or with "it says in"."""
    words, phrases = see.words, see.phrases
    kind, first, last = words.code[cue], words.first[cue], words.last[cue]
    right = see.behind(see.others("adverb", "preposition"), cue + 1)
    behind = np.where((right >= 0) & (right <= last), see.phrase(right), NOWHERE)
    behind = np.where(take(phrases.first, behind) == right, behind, NOWHERE)
    left = see.before(see.solid, cue - 1)
    before = np.where(left >= first, see.phrase(left), NOWHERE)
    so = is_of(kind, "so") & see.among(left, "comma", "quote", "dash") & see.is_free(behind)
    impersonal = is_of(kind, "impersonal")
    ruled = is_of(kind, "according") | so | (impersonal & see.among(cue + 1, "preposition"))
    return [
        np.where(ruled, behind, NOWHERE),
        np.where(is_of(kind, "according_after") | impersonal, before, NOWHERE),
    ]


class _Around(NamedTuple):
    """What stands around verbs."""

    left: Rows  # the word before, adverbs and auxiliaries left out; NOWHERE where the sentence begins
    quoted: Array  # a quotation stands there
    beside: Rows  # the phrase there, where it may be a subject
    over: Rows  # the phrase that may, before one that may not: "the senator" from Texas
    beyond: Rows  # the phrase that a relative clause is about, where that holds what stands there: "who lost his boat"
    opening: Rows  # the first of the sentence, or after its last quotation, that may
    behind: Rows  # the phrase right behind the cue, where it may
    relative: Rows  # what "who" before the cue stands for


def _around(see: View, cue: Rows, verb: Rows, *skipped: str) -> _Around:
    """What stands around cues whose finite verbs are ``verb``; words of the classes ``skipped`` are looked past."""
    words, phrases = see.words, see.phrases
    first, last = words.first[cue], words.last[cue]
    left = see.before(see.others(*skipped), verb - 1)
    left = np.where(left >= first, left, NOWHERE)
    quoted = see.among(left, "quote") | (see.among(left, "comma", "dash") & see.among(left - 1, "quote"))
    quote = np.maximum(see.before(see.marks("quote"), left), first - 1)
    at_left = see.phrase(left)
    beside = np.where(see.is_free(at_left), at_left, NOWHERE)
    tail = (at_left >= 0) | see.among(left, "word", "number")
    tail |= see.among(left, "article") & see.among(left - 1, "preposition")  # "the mother of three"
    earlier = see.before(see.free_last, np.where(at_left >= 0, take(phrases.first, at_left), left) - 1)
    edge = np.maximum(see.before(see.marks("subordinate", "that"), left), quote)
    over = np.where(tail & (beside < 0) & (earlier > edge), see.phrase(earlier), NOWHERE)
    opening = see.first_free(quote + 1, verb)
    right = see.behind(see.solid, cue + 1)
    at_right = np.where(right <= last, see.phrase(right), NOWHERE)
    behind = np.where(see.is_free(at_right) & (take(phrases.first, at_right) == right), at_right, NOWHERE)
    # "who" stands for the last person before it, or for what stands right before.
    nearest, person = (see.before(ends, left - 1) for ends in (phrases.last, phrases.last[phrases.human]))
    ending = np.where(person >= first, person, nearest)
    relative = np.where(see.among(left, "relative") & (ending >= first), see.phrase(ending), NOWHERE)
    beyond = _beyond(see, np.where(beside >= 0, beside, over), first)
    return _Around(left, quoted, beside, over, beyond, opening, behind, relative)


def _beyond(see: View, phrase: Rows, first: Rows) -> Rows:
    """Where phrases are objects of a relative clause without commas, the phrase that the clause is about.

    "The fisherman who lost his boat said", but not "told the council that ...".
    """
    begin = take(see.phrases.first, phrase)
    edge = see.before(see.marks("conjunction", *CLAUSE), begin - 1)
    about = see.phrase(edge - 1)
    told = see.among(see.before(see.solid, take(see.phrases.first, about) - 1), *VERBS)
    verb = see.behind(see.marks("finite"), edge + 1)
    holds = see.among(edge, "relative", "that") & (edge > first) & (about >= 0) & ~told & (verb < begin)
    free = see.before(see.free_last, edge - 1)
    return np.where(holds & (phrase >= 0) & (free >= first), see.phrase(free), NOWHERE)


def _subject_first(see: View, cue: Rows, *, inverts: bool, drops: bool) -> Ways:
    """Subjects where they stand before their verb, and behind it only after a quotation or a clause.

    Where a language ``inverts``, people and bodies stand behind it after any comma.
    """
    words = see.words
    around = _around(see, cue, cue, "adverb", "auxiliary")
    left, participle = around.left, is_of(words.code[cue], "saying")
    passive = see.among(see.before(see.solid, cue - 1), "passive") & is_of(words.code[cue], "say", "take")
    by = np.where(passive & see.among(cue + 1, "agent"), see.phrase(see.behind(see.solid, cue + 2)), NOWHERE)
    # "Many said": whoever they are, it is nobody who stands before.
    untold = see.among(left, "article", "number") & (around.beside < 0)
    edge = see.before(see.others("article", "number"), left)
    untold &= (edge < words.first[cue]) | see.among(edge, "conjunction", *CLAUSE)
    barred = see.among(left, "preposition", "subordinate") | passive | untold
    # Behind it, where the sentence ends there or opened with the quotation: '"No," said the mayor'.
    closed = see.among(take(see.phrases.last, around.behind) + 1, "stop", "comma", "preposition", "dash", "relative")
    inverted = (around.quoted & (closed | see.among(words.first[cue], "quote"))) | ((left < 0) & closed)
    speaks = inverts & (take(see.words.role, take(see.phrases.last, around.behind), 0) > 0)
    speaks |= inverts & take(see.phrases.human, around.behind, False)
    inverted |= see.among(left, "comma") & closed & ((around.opening < 0) | speaks)
    # A participle hangs on to the last verb that is not in a dependent clause, or to the noun before it.
    opener = see.phrases.first - 1
    ruling = see.phrases.subject & ~see.among(opener, "that", "relative", "subordinate")
    last_subject = see.before(see.phrases.first[ruling], cue - 1)
    hung = np.where(last_subject >= words.first[cue], see.phrase(last_subject), around.opening)
    hung = np.where(hung >= 0, hung, see.phrase(left))
    ways: Ways = [
        ("shared", np.where(participle, hung, NOWHERE)),
        ("behind", np.where(inverted, around.behind, NOWHERE)),
        ("over", around.beyond),
        ("beside", around.beside),
        ("over", around.over),
        ("relative", around.relative),
        ("apposition", np.where(see.among(left, "comma", "dash"), around.opening, NOWHERE)),
        ("shared", around.opening),
    ]
    if drops:  # "A hipótese, diz, é ...": who says it is not in the sentence
        barred |= see.among(left, "comma", "dash") & see.among(cue + 1, "comma", "dash") & (around.behind < 0)
    plain = [
        (way, np.where(barred | (participle & (order > 0)), NOWHERE, found)) for order, (way, found) in enumerate(ways)
    ]
    return [("behind", by), *plain]


def _verb_second(see: View, cue: Rows) -> Ways:
    """Subjects where the verb is the second constituent of a clause, or the last of a dependent one.

    What opens the clause is the subject, where it may be; if not, the subject stands behind the verb. A participle has
    its auxiliary in that place.
    """
    words, phrases = see.words, see.phrases
    first, last = words.first[cue], words.last[cue]
    auxiliary = see.before(see.marks("auxiliary"), cue - 1)
    clause = np.maximum(see.before(see.marks(*CLAUSE), cue - 1), first - 1)
    split = auxiliary > np.where(is_of(words.code[cue], "participle"), first - 1, clause)
    verb = np.where(split, auxiliary, cue)
    around = _around(see, cue, verb, "adverb")
    left = around.left
    edge = see.before(see.marks("conjunction", *CLAUSE), left)
    begin = np.maximum(edge + 1, first)
    opening = see.behind(see.solid, begin)
    opens = see.phrase(opening)
    opens = np.where(see.is_free(opens) & (take(phrases.first, opens) == opening) & (left >= begin), opens, NOWHERE)
    edge_behind = see.behind(see.marks("comma", "colon", "stop", "quote", "that"), verb + 1)
    limit = np.where(edge_behind < 0, last + 1, np.minimum(edge_behind, last + 1))
    next_free = see.behind(see.free_first, verb + 1)
    behind = np.where((next_free >= 0) & (next_free < limit), see.phrase(next_free), NOWHERE)
    right_behind = take(phrases.first, behind) == verb + 1
    said_by = right_behind & take(phrases.certain & phrases.pronoun, behind, False)
    dependent = see.among(edge, "subordinate", "relative", "that") & (edge >= first)
    inside = see.first_free(begin, verb)
    comma = see.among(left, "comma", "dash")
    # "wurde bezeichnet", "bezeichnet worden": by whom is not said.
    barred = (split & see.among(auxiliary, "passive")) | see.among(cue + 1, "passive")
    ways: Ways = [
        ("behind", np.where(said_by, behind, NOWHERE)),
        ("clause", np.where(dependent, inside, NOWHERE)),
        ("apposition", np.where(comma & ~around.quoted, _head(see, first, verb), NOWHERE)),
        ("behind", np.where(around.quoted | comma | (left < 0), around.behind, NOWHERE)),
        ("shared", np.where(see.among(left, "conjunction"), around.opening, NOWHERE)),
        ("behind", np.where(_turned(see, opens, behind, right_behind), behind, NOWHERE)),
        ("beside", np.where(around.quoted | dependent, NOWHERE, opens)),
        ("relative", around.relative),
        ("apposition", np.where(comma, around.opening, NOWHERE)),
        ("behind", np.where(dependent & (inside >= 0), NOWHERE, behind)),
        ("shared", around.opening),
    ]
    return [(way, np.where(barred, NOWHERE, found)) for way, found in ways]


def _turned(see: View, opens: Rows, behind: Rows, right_behind: Array) -> Array:
    """Whether the phrase behind a verb is its subject, though one that may be opens the clause.

    "Die Anwendung stellte der Vorsitzende in Frage": its article says so, or it alone is a person.
    """
    phrases = see.phrases
    told = (
        take(phrases.certain, behind, False)
        & ~take(phrases.certain, opens, False)
        & take(phrases.article, opens, False)
    )
    person = right_behind & take(phrases.human, behind, False) & ~take(phrases.human, opens, False)
    return told | person


def _head(see: View, first: Rows, verb: Rows) -> Rows:
    """The phrase that opens the sentence, if it may be a subject and no other verb stands up to a verb."""
    begin = see.behind(see.solid, first)
    head = see.phrase(begin)
    head = np.where(see.is_free(head) & (take(see.phrases.first, head) == begin), head, NOWHERE)
    other = see.behind(see.marks("finite", "participle"), take(see.phrases.last, head) + 1)
    return np.where((other < 0) | (other >= verb), head, NOWHERE)
