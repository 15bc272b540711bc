"""Whose a quotation is: the noun phrase that says it.

The ways are a ladder. Surest is a saying right behind the quotation, then one right before it, then one farther off in
its sentence; else it is the sentence's subject, or whoever spoke last. The first way that finds somebody counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.phrases import is_of
from tasks.extraction.speech.sayings import Sayings, View
from tasks.extraction.speech.tokens import take

NEAR = 3  # words from a cue to the quotation that it introduces
NEAR_TO_COMMA = 8  # and where a comma stands before that


class Attributions(NamedTuple):
    """What was found for each quotation that stands among the words; all columns are of the same length."""

    word: Rows  # where the quotation stands among the words
    phrase: Rows  # who is quoted, or NOWHERE
    saying: Rows  # the saying that tells, or NOWHERE
    method: Array  # the way by which that was found; "none"

    def where(self, chosen: Array, method: str, phrase: Rows, saying: Rows | None = None) -> Attributions:
        """The same, with others for some quotations."""
        told = np.full(len(self.word), NOWHERE) if saying is None else saying
        return Attributions(
            self.word,
            np.where(chosen, phrase, self.phrase),
            np.where(chosen, told, self.saying),
            np.where(chosen & (phrase >= 0), method, self.method),
        )


def find_speakers(see: View, said: Sayings, doc: Rows, lexicon: Mapping[str, Any]) -> Attributions:
    """Who is quoted with each quotation, in their order. ``doc`` is the document of each word."""
    place = np.flatnonzero(see.words.quote >= 0)
    ways = _by_saying(see, said, place)
    ways += [_with_next(see, place, ways), *_by_subject(see, said, place, doc, drops=bool(lexicon.get("drops")))]
    found = [phrase >= 0 for _, phrase, _ in ways]
    phrase = np.select(found, [phrase for _, phrase, _ in ways], NOWHERE)
    saying = np.select(found, [saying for _, _, saying in ways], NOWHERE)
    method = np.select(found, [np.full(len(place), name) for name, _, _ in ways], "none")
    known = _said_before(see, said, Attributions(place, phrase, saying, method), doc)
    known = _as_quoted_before(see, _about_before(see, known, doc), doc)
    return _as_quoted_next(see, known)


Way = tuple[str, Rows, Rows]  # its name, and of each quotation the phrase and the saying that it finds, or NOWHERE


def _by_saying(see: View, said: Sayings, place: Rows) -> list[Way]:
    """Sayings of the same sentence, and right behind it."""
    words, phrases = see.words, see.phrases
    first, row = words.first[place], words.row[place]
    left, behind = place - 1, place + 1
    # The last one before.
    before = np.searchsorted(said.word, place) - 1
    cue = take(said.word, before)
    is_before = cue >= first
    distance = place - cue
    near = is_before & (
        (distance <= NEAR) | see.among(left, "colon", "that") | (see.among(left, "comma") & (distance <= NEAR_TO_COMMA))
    )
    # The next one behind, before another quotation.
    finite = np.flatnonzero(~is_of(words.code[said.word], "saying", "take"))
    after = take(finite, np.searchsorted(said.word[finite], place + 1))
    cue_after = take(said.word, after)
    next_quote = see.behind(see.marks("quote"), behind)
    start = see.behind(see.others("comma", "dash", "adverb", "auxiliary"), behind)
    same = take(words.row, start) == row
    limit = np.where(same, take(words.last, start), place)
    is_after = (cue_after > place) & (cue_after <= limit) & ((next_quote < 0) | (cue_after < next_quote))
    crosses = take(words.first, behind) == behind  # the quotation ended its sentence
    speaker = take(said.phrase, after)
    begins = (take(phrases.first, speaker) == start) | (cue_after == start)
    finished = (
        np.maximum(cue_after, np.where(take(phrases.first, speaker) > cue_after, take(phrases.last, speaker), 0)) + 1
    )
    alone = see.among(finished, "stop", "comma", "preposition", "quote", "adverb") | (take(words.row, finished) != row)
    # Farther off, a source counts more than a verb that only takes words up: "Laut Hafenamt sieht der Rat darin ..."
    sources = np.flatnonzero(said.way == "source")
    sourced = take(sources, np.searchsorted(said.word[sources], place) - 1)
    is_sourced = (take(said.word, sourced) >= first) & see.among(cue, "take")
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
    same = take(see.words.first, take(place, number)) == see.words.first[place]
    return "with-next", np.where(same, take(phrase, number), NOWHERE), np.where(same, take(saying, number), NOWHERE)


def _by_subject(see: View, said: Sayings, place: Rows, doc: Rows, *, drops: bool) -> list[Way]:
    """Who the sentence, or the one before, is about."""
    words = see.words
    first, last, row = words.first[place], words.last[place], words.row[place]
    # In reported speech nobody says it anew: "Er werde ..."
    verb = see.behind(see.marks("finite"), first)
    reported = (verb <= last) & see.among(verb, "subjunctive")
    before = np.searchsorted(said.word, place) - 1
    cue = take(said.word, before)
    near = (take(doc, cue) == doc[place]) & (take(words.row, cue) >= row - 1)
    nobody = np.full(len(place), NOWHERE)
    behind = take(words.first, place + 1) == place + 1
    # Where verbs need no subject, a word of saying without one goes on with the same speaker: '"Nadie", añadió.'
    told = see.behind(see.others("comma", "dash", "adverb", "auxiliary"), place + 1)
    # 'Calloway: "No."', but not 'Her answer: "No."'
    named = np.where(see.among(place - 1, "colon"), see.phrase(place - 2), NOWHERE)
    named = np.where(take(see.phrases.human, named, False) & (take(see.phrases.first, named) == first), named, NOWHERE)
    silent = drops & see.among(told, "say") & (take(words.row, told) == row) & ~np.isin(told, said.word)
    return [
        ("reported", *_where(reported & near, said, before)),
        ("colon", named, nobody),
        ("subject", np.where(silent, NOWHERE, see.first_subject(first, place)), nobody),
        ("subject-after", np.where(behind | silent, NOWHERE, see.first_subject(place + 1, last + 1)), nobody),
    ]


def _said_before(see: View, said: Sayings, known: Attributions, doc: Rows) -> Attributions:
    """Where nobody was found: who said something last, in the paragraph or in the one before.

    Only if that is later than what the last quotation is known by, and that quotation is not nearer.
    """
    words, place = see.words, known.word
    row, previous = words.row[place], np.arange(len(place)) - 1
    told = np.maximum(place, take(said.word, known.saying))
    before = np.searchsorted(said.word, place) - 1
    cue = take(said.word, before)
    apart = np.where(take(doc, cue) == doc[place], row - take(words.row, cue), -1)
    last_told = np.where(take(words.row, take(place, previous)) == take(words.row, cue), take(told, previous), NOWHERE)
    fresh = (known.phrase < 0) & (cue > last_told)
    here = fresh & (apart == 0)
    above = fresh & (apart == 1) & (take(row, previous) != row)
    found = known
    for name, chosen in (("sentence-before", here), ("paragraph-before", above)):
        found = found.where(chosen, name, take(said.phrase, before), before)
    return found


def _about_before(see: View, known: Attributions, doc: Rows) -> Attributions:
    """Where nobody was found: whom the last sentence of the paragraph before is about, if no quotation stands there."""
    words, place = see.words, known.word
    row, before = words.row[place], np.arange(len(place)) - 1
    first = np.searchsorted(words.row, row)  # the first word of the paragraph
    ending = first - 1
    follows = (take(doc, ending) == doc[place]) & (take(words.row, ending) == row - 1)
    quoted = (row - take(row, before) <= 1) & (take(doc, take(place, before)) == doc[place])
    about = see.first_subject(take(words.first, ending), first)
    return known.where((known.phrase < 0) & follows & ~quoted & (about >= 0), "subject-before", about)


def _as_quoted_before(see: View, known: Attributions, doc: Rows) -> Attributions:
    """Where nobody was found: whoever the quotation before is by, in the paragraph or in the one before."""
    place, number = known.word, np.arange(len(known.word))
    row, previous = see.words.row[place], number - 1
    apart = np.where(take(doc, take(place, previous)) == doc[place], row - take(row, previous), -1)
    linked = (known.phrase < 0) & ((apart == 0) | (apart == 1))
    base = np.maximum.accumulate(np.where(linked, NOWHERE, number)) if len(number) else number
    by = take(known.phrase, base)
    same = known.where(linked & (apart == 0), "same-paragraph", by)
    return same.where(linked & (apart == 1), "quotation-before", by)


def _as_quoted_next(see: View, known: Attributions) -> Attributions:
    """Where nobody was found: whoever the next quotation of the paragraph is by."""
    row, number = see.words.row[known.word], np.arange(len(known.word))
    places = np.where(known.phrase >= 0, number, len(number))
    following = np.minimum.accumulate(places[::-1])[::-1] if len(places) else places
    ahead = (known.phrase < 0) & (take(row, following) == row)
    return known.where(ahead, "next-in-paragraph", take(known.phrase, following))


def _where(chosen: Array, said: Sayings, saying: Rows) -> tuple[Rows, Rows]:
    """The phrase and the number of sayings, where they are chosen."""
    chosen = chosen & (saying >= 0)
    place = np.where(chosen, saying, len(said.phrase))
    return np.append(said.phrase, NOWHERE)[place], np.where(chosen, saying, NOWHERE)
