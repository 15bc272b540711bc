"""Whose a quotation is: the noun phrase that says it.

The ways are a ladder. Surest is a saying right behind the quotation, then one right before it, then one farther off in
its sentence; else it is the sentence's subject, or whoever spoke last. The first way that finds somebody counts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tasks.phrases import at, is_of
from tasks.sayings import Sayings, View
from tasks.windows import NOWHERE, Array, Rows

NEAR = 3  # words from a cue to the quotation that it introduces
NEAR_TO_COMMA = 8  # and where a comma stands before that


class Attributions(NamedTuple):
    """What was found for each quotation that stands among the words; all columns are of the same length."""

    word: Rows  # where the quotation stands among the words
    phrase: Rows  # who is quoted, or NOWHERE
    saying: Rows  # the saying that tells, or NOWHERE
    method: Array


def attributions(see: View, said: Sayings, doc: Rows) -> Attributions:
    """Who is quoted with each quotation, in their order. ``doc`` is the document of each word."""
    place = np.flatnonzero(see.words.quote >= 0)
    ways = _by_saying(see, said, place)
    ways += [_with_next(see, place, ways), *_by_subject(see, said, place, doc)]
    found = [phrase >= 0 for _, phrase, _ in ways]
    phrase = np.select(found, [phrase for _, phrase, _ in ways], NOWHERE)
    saying = np.select(found, [saying for _, _, saying in ways], NOWHERE)
    method = np.select(found, [np.full(len(place), name, object) for name, _, _ in ways], "none")
    last = Attributions(place, phrase, saying, method)
    return _by_speaker_before(see, said, last, doc)


Way = tuple[str, Rows, Rows]  # its name, and of each quotation the phrase and the saying that it finds, or NOWHERE


def _by_saying(see: View, said: Sayings, place: Rows) -> list[Way]:
    """Sayings of the same sentence, and right behind it."""
    words, phrases = see.words, see.phrases
    first, row = words.first[place], words.row[place]
    left, behind = place - 1, place + 1
    # The last one before.
    before = np.searchsorted(said.word, place) - 1
    cue = at(said.word, before)
    is_before = cue >= first
    distance = place - cue
    near = is_before & (
        (distance <= NEAR) | see.among(left, "colon", "that") | (see.among(left, "comma") & (distance <= NEAR_TO_COMMA))
    )
    # The next one behind, before another quotation.
    finite = np.flatnonzero(~is_of(words.code[said.word], "saying", "take"))
    after = at(finite, np.searchsorted(said.word[finite], place + 1))
    cue_after = at(said.word, after)
    next_quote = at(see.behind(words.quote >= 0), behind)
    start = at(see.behind(~is_of(words.code, "comma", "dash", "adverb", "auxiliary")), behind)
    same = at(words.row, start) == row
    limit = np.where(same, at(words.last, start), place)
    is_after = (cue_after > place) & (cue_after <= limit) & ((next_quote < 0) | (cue_after < next_quote))
    crosses = at(words.first, behind) == behind  # the quotation ended its sentence
    speaker = at(said.phrase, after)
    begins = (at(phrases.first, speaker) == start) | (cue_after == start)
    finished = np.maximum(cue_after, np.where(at(phrases.first, speaker) > cue_after, at(phrases.last, speaker), 0)) + 1
    alone = see.among(finished, "stop", "comma", "preposition", "quote", "adverb") | (at(words.row, finished) != row)
    # Farther off, a source counts more than a verb that only takes words up: "Laut Hafenamt sieht der Rat darin ..."
    sources = np.flatnonzero(said.way == "source")
    sourced = at(sources, np.searchsorted(said.word[sources], place) - 1)
    is_sourced = (at(said.word, sourced) >= first) & see.among(cue, "take")
    return [
        ("after", *_where(is_after & begins & ~crosses, said, after)),
        ("before", *_where(near, said, before)),
        ("after-stop", *_where(is_after & begins & crosses & alone, said, after)),
        ("before-far", *_where(is_sourced, said, sourced)),
        ("before-far", *_where(is_before, said, before)),
        ("after-far", *_where(is_after & ~crosses, said, after)),
    ]


def _with_next(see: View, place: Rows, ways: list[Way]) -> Way:
    """The next quotation's, where that stands in the same sentence: '"No" and "never," the mayor said'."""
    _, phrase, saying = ways[0]
    number = np.arange(len(place)) + 1
    same = at(see.words.first, at(place, number)) == see.words.first[place]
    return "with-next", np.where(same, at(phrase, number), NOWHERE), np.where(same, at(saying, number), NOWHERE)


def _by_subject(see: View, said: Sayings, place: Rows, doc: Rows) -> list[Way]:
    """Who the sentence, or the one before, is about."""
    words = see.words
    first, last, row = words.first[place], words.last[place], words.row[place]
    # In reported speech nobody says it anew: "Er werde ..."
    verb = at(see.behind(is_of(words.code, "finite")), first)
    reported = (verb <= last) & see.among(verb, "subjunctive")
    before = np.searchsorted(said.word, place) - 1
    cue = at(said.word, before)
    near = (at(doc, cue) == doc[place]) & (at(words.row, cue) >= row - 1)
    nobody = np.full(len(place), NOWHERE)
    behind = at(words.first, place + 1) == place + 1
    return [
        ("reported", *_where(reported & near, said, before)),
        ("subject", see.first_subject(first, place), nobody),
        ("subject-after", np.where(behind, NOWHERE, see.first_subject(place + 1, last + 1)), nobody),
    ]


def _by_speaker_before(see: View, said: Sayings, known: Attributions, doc: Rows) -> Attributions:
    """For quotations that nobody was found for: who spoke last, in the paragraph or in the one before."""
    words, place = see.words, known.word
    row, number = words.row[place], np.arange(len(place))
    phrase, saying, method = known.phrase.copy(), known.saying.copy(), known.method.copy()
    told = np.maximum(place, at(said.word, saying))  # where one knows who a quotation is by
    # The last saying before, if it is later than what the last quotation was known by.
    before = np.searchsorted(said.word, place) - 1
    cue = at(said.word, before)
    same_doc = at(doc, cue) == doc[place]
    apart = row - at(words.row, cue)
    previous = number - 1
    last_told = np.where(at(words.row, at(place, previous)) == at(words.row, cue), at(told, previous), NOWHERE)
    open_ = phrase < 0
    fresh = open_ & same_doc & (cue > last_told)
    for name, chosen in (("sentence-before", fresh & (apart == 0)), ("paragraph-before", fresh & (apart == 1))):
        # A quotation of this paragraph is nearer than a saying in the one before.
        chosen &= (apart == 0) | (at(row, previous) != row)
        phrase[chosen], saying[chosen] = said.phrase[before[chosen]], before[chosen]
        method[chosen] = name
    # Whom the paragraph before is about, if no quotation stands there.
    distance = np.where(at(doc, at(place, previous)) == doc[place], row - at(row, previous), -1)
    linked = (distance == 0) | (distance == 1)
    first_word = np.searchsorted(words.row, row)
    ending = first_word - 1
    beside = (phrase < 0) & ~linked & (at(doc, ending) == doc[place]) & (at(words.row, ending) == row - 1)
    about = np.where(beside, see.first_subject(at(words.first, ending), first_word), NOWHERE)
    phrase = np.where(about >= 0, about, phrase)
    method[about >= 0] = "subject-before"
    # The quotation before, and what that goes on.
    linked &= phrase < 0
    base = np.maximum.accumulate(np.where(linked, NOWHERE, number)) if len(number) else number
    method[linked] = np.where(distance == 0, "same-paragraph", "quotation-before")[linked]
    phrase, saying = at(phrase, base), np.where(linked, NOWHERE, saying)
    # The next one of the paragraph.
    following = at(see_next(phrase >= 0), number)
    ahead = (phrase < 0) & (at(row, following) == row)
    phrase = np.where(ahead, at(phrase, following), phrase)
    method[ahead] = "next-in-paragraph"
    method[phrase < 0] = "none"
    return Attributions(place, phrase, saying, method)


def see_next(mask: Array) -> Rows:
    """Of each place, the next that is of the mask; beyond all, a place that is none."""
    places = np.where(mask, np.arange(len(mask)), len(mask))
    return np.minimum.accumulate(places[::-1])[::-1] if len(mask) else places


def _where(chosen: Array, said: Sayings, saying: Rows) -> tuple[Rows, Rows]:
    """The phrase and the number of sayings, where they are chosen."""
    chosen = chosen & (saying >= 0)
    place = np.where(chosen, saying, len(said.phrase))
    return np.append(said.phrase, NOWHERE)[place], np.where(chosen, saying, NOWHERE)
