"""Finds the noun phrases of the narrative, and which of them may be subjects.

A noun phrase is a run of words that may belong together: articles, numbers, names, roles and small words. It has to
hold a name, an article or a role; or a verb of saying has to show that its small words are nouns.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tasks.columns.windows import NOWHERE, Array, Rows, is_any
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import CLAUSE, CODES, ROLE_NUMBERS, Words, of_class

BODIES = [ROLE_NUMBERS[name] for name in ("institution", "group", "medium")]
IN_PHRASES = ("article", "oblique", "number", "name", "word", "role")
# Set by hand: small words before the first name or role of a run that still belong to its phrase.
WORDS_BEFORE_A_ROLE = 2  # "senior White House officials"
WORDS_BEFORE_A_NAME = 3  # only where nothing else is before them: ", retired harbour master Ines Calloway"
WORDS_AFTER_A_ROLE = 3  # between it and a name, in a language with cases
REST_OF_A_NAME = 5  # words of a body's name that are no names, at most: "Sauvons la Baie"
DESCRIBED = 8  # words from a bare noun to its verb of saying, at most: "residents of the old town say"


class Phrases(NamedTuple):
    """The noun phrases of the words, in their order. All but ``of_word`` are of the same length."""

    first: Rows  # its first word,
    last: Rows  # and its last one
    head: Rows  # the last word of its noun: "Ministry" in "the Ministry of Health"
    free: Array  # may be a subject: no preposition rules it, and no article shows another case
    subject: Array  # is free, and a verb follows
    pronoun: Array  # is a pronoun
    nominative: Array  # its first word shows that it is a subject
    article: Array  # opens with an article
    human: Array  # holds the name of a person or a word for people, or is a pronoun
    of_word: Rows  # of each word, the phrase that it belongs to, or NOWHERE


def find_phrases(words: Words, capitalised_nouns: bool) -> Phrases:
    """Find the noun phrases of words; ``capitalised_nouns`` as in the lexicon of their language."""
    begins, ends, core = _runs_of_words(words, capitalised_nouns)
    first, last = _without_words_around(words, begins, ends, core, capitalised_nouns)
    # An article or a number alone names nobody.
    naming = np.concatenate([[0], np.cumsum(of_class(words.code, "name", "word", "role", "pronoun"))])
    kept = naming[last + 1] > naming[first]
    first, last, begins = first[kept], last[kept], begins[kept]
    first, last, begins, head = _with_attributes(words, first, last, begins)
    first, last, begins, head = _with_rest_of_names(words, first, last, begins, head)
    free, subject = _may_be_subjects(words, begins, last, capitalised_nouns)
    pronoun = of_class(words.code, "pronoun")[first]
    human = np.concatenate([[0], np.cumsum(words.human)])
    return Phrases(
        first=first,
        last=last,
        head=head,
        free=free,
        subject=subject,
        pronoun=pronoun,
        nominative=words.looks["nominative"][first] & ~_are_oblique(words, first, last),
        article=of_class(words.code[first], "article"),
        human=(human[last + 1] > human[first]) | pronoun,
        of_word=_phrases_of_words(first, last, len(words.code)),
    )


def _runs_of_words(words: Words, capitalised_nouns: bool) -> tuple[Rows, Rows, Rows]:
    """The runs that hold more than small words: first word, last word, and the first word that is not a small one.

    Each article begins another run. Of a run of small words that are nouns, the last one counts as not small.
    """
    code = words.code
    places, inner = np.arange(len(code)), words.sentence_first != np.arange(len(code))
    pronoun, small = of_class(code, "pronoun"), of_class(code, "word")
    member = of_class(code, *IN_PHRASES)
    if capitalised_nouns:  # then a small word after a noun is no part of its phrase
        member &= ~(small & inner & of_class(np.roll(code, 1), "name"))
    if words.cases:
        member &= ~small | words.looks["adjectival"] | _between_role_and_name(code, small)
    joined = member & np.roll(member, 1) & inner & ~of_class(code, "article", "oblique")
    begins = np.flatnonzero((member | pronoun) & ~joined)
    ends = np.flatnonzero((member | pronoun) & ~np.append(joined, False)[1:])
    core = np.append(np.minimum.accumulate(np.where(small, len(code), places)[::-1])[::-1], len(code))[begins]
    holds = core <= ends
    if not capitalised_nouns:
        bare = np.flatnonzero(~holds)
        bare = bare[_are_bare_nouns(words, begins[bare], ends[bare])]
        core[bare], holds[bare] = ends[bare], True
    return begins[holds], ends[holds], core[holds]


def _between_role_and_name(code: Array, small: Array) -> Array:
    """True for small words between a role and its name, whatever their ending: "представитель завода Анна Леснова"."""
    between = np.zeros(len(code), bool)
    role, name = np.flatnonzero(of_class(code, "role")), of_class(code, "name")
    for count in range(1, WORDS_AFTER_A_ROLE + 1):
        role = role[take(small, role + count, False)]
        for place in (role[take(name, role + count + 1, False)] + step for step in range(1, count + 1)):
            between[place] = True
    return between


def _without_words_around(
    words: Words, begins: Rows, ends: Rows, core: Rows, capitalised_nouns: bool
) -> tuple[Rows, Rows]:
    """The first and the last word of the phrase in each run, without small words that are none of it.

    A few small words before a role belong to its phrase ("senior officials"); before a name, only where nothing else is
    before them.
    """
    code = words.code
    lead = np.where(of_class(code[core], "role", "word"), WORDS_BEFORE_A_ROLE, 0)
    alone = of_class(take(code, begins - 1, CODES["stop"]), "quote", "comma", "dash", "stop", "say", "past_participle")
    alone |= words.sentence_first[begins] == begins
    first = np.maximum(begins, core - np.where(alone, WORDS_BEFORE_A_NAME, lead))
    noun = np.where(of_class(code, "word"), NOWHERE, np.arange(len(code)))
    trimmed = np.maximum(np.maximum.accumulate(noun)[ends], first)
    if not (capitalised_nouns or words.cases):  # "the boat owners", but "Ines Calloway smiles"
        # A word between a name and an article is a verb with its object: "Radio Hale plays the list".
        plays = (ends == trimmed + 1) & of_class(take(code, ends + 1, CODES["stop"]), "article", "oblique")
        named = of_class(code[trimmed], "name") & (words.human[trimmed] | plays)
        return first, np.where(named, trimmed, ends)
    return first, trimmed


def _with_attributes(words: Words, first: Rows, last: Rows, begins: Rows) -> tuple[Rows, Rows, Rows, Rows]:
    """The phrases, with those that are one name joined: first and last words, where runs begin, and heads.

    The phrases of one mention are one. So are the name of a body and its attribute, "the Ministry of Health and Sport".
    """
    if not len(first):
        return first, last, begins, last
    code, between = words.code, last[:-1] + 1
    body = _heads_of_bodies(words, first, last)
    adjacent = first[1:] - last[:-1] == 2
    plain = of_class(code[first[1:]], "name") & ~words.human[last[1:]]
    attribute = plain | of_class(code[first[1:]], "article", "oblique") & of_class(code[last[1:]], "name")
    of = adjacent & words.looks["of"][between] & (body[:-1] >= 0) & attribute
    mention = words.mention[last[:-1]]
    one = (mention >= 0) & (mention == words.mention[first[1:]]) & ~of_class(code[between], "comma")
    # "... and Sport said" goes on with the attribute, where the clause has had no verb so far.
    finite = np.concatenate([[0], np.cumsum(of_class(code, "finite"))])
    fresh = finite[between] == finite[words.sentence_first[between]]
    follows = of_class(_with_stop(code)[last[1:] + 1], "finite")
    # "said the Ministry of Health and Sport": the verb is before the body
    said = of_class(code[np.maximum(np.append(first[:1], first[:-2])[: len(between)] - 1, 0)], "say", "past_participle")
    closes = said & of_class(_with_stop(code)[last[1:] + 1], "comma", "stop")
    again = words.looks["of"]
    linked = adjacent | (
        (first[1:] - last[:-1] == 3) & again[np.minimum(between + 1, len(code) - 1)]
    )  # "e dello Sport"
    single = first[1:] == last[1:]  # a mention of one word is hardly a person here
    more = plain | (single & of_class(code[first[1:]], "name")) | again[first[1:]]
    joined = (
        linked & of_class(code[between], "conjunction") & more & np.append(False, of[:-1]) & (fresh & follows | closes)
    )
    opens = np.flatnonzero(np.append(True, ~(of | one | joined)))
    closes = np.append(opens[1:], len(first)) - 1
    own = np.where(body[opens] >= 0, body[opens], last[opens])
    head = np.where(np.append(False, of)[np.minimum(opens + 1, len(first) - 1)] & (closes > opens), own, last[closes])
    return first[opens], last[closes], begins[opens], head


def _with_rest_of_names(
    words: Words, first: Rows, last: Rows, begins: Rows, head: Rows
) -> tuple[Rows, Rows, Rows, Rows]:
    """The phrases, with the rest of the name of each body that a verb of saying is before: as `_with_attributes`.

    "Affirme le collectif Sauvons la Baie.", "сообщило Министерство рыболовства и транспорта". The name goes on to the
    end of the clause; not past "and" to somebody else.
    """
    if not len(first):
        return first, last, begins, head
    code = words.code
    known = np.flatnonzero(~of_class(code, "name", "word", "article", "oblique", "number", "role", "conjunction"))
    end = np.append(known, len(code))[np.searchsorted(known, last + 1)]
    closed = of_class(_with_stop(code)[end], "comma", "stop", "quote", "dash", "colon", "preposition")
    body = _heads_of_bodies(words, first, last)
    named = of_class(code[last], "name") & (last > body) | words.cases
    said = of_class(code[np.maximum(first - 1, 0)], "say", "past_participle") & (first > words.sentence_first[first])
    speakers = np.concatenate([[0], np.cumsum((words.role > 0) | words.human)])
    alone = speakers[end] == speakers[last + 1]
    goes_on = (body >= 0) & named & said & closed & alone & (end > last + 1) & (end - last <= REST_OF_A_NAME + 1)
    goes_on &= ~of_class(code[end - 1], "conjunction", "article")
    long = np.where(goes_on, end - 1, last)
    kept = first > np.append(NOWHERE, np.maximum.accumulate(long)[:-1])
    return first[kept], long[kept], begins[kept], np.where(goes_on, body, head)[kept]


def _heads_of_bodies(words: Words, first: Rows, last: Rows) -> Rows:
    """The last word of each phrase that is a word for a body, or NOWHERE."""
    known = np.flatnonzero(is_any(words.role, BODIES))
    place = np.append(known, NOWHERE)[np.searchsorted(known, last, side="right") - 1]
    return np.where(place >= first, place, NOWHERE)


def _are_bare_nouns(words: Words, first: Rows, last: Rows) -> Array:
    """True for each run of small words that are nouns without an article, and say something.

    Such nouns begin a clause before a verb of saying ("after forecasters warned that"), maybe with a description
    between ("residents of the old town say"); or they are between such a verb after a quotation and the end of a
    clause (", said fishermen."); or they are after "according to" and look like several.
    """
    code = _with_stop(words.code)
    verb = of_class(code, "say", "take_up", "past_participle")
    left, inside = _last_of_sentence(words, first, first, "adverb")
    either = of_class(words.listed, "clause_or_preposition")[left]
    # A quotation that is held goes on in the words after it, which begin no clause: 'a "closed" gate said'.
    opens = ~inside | (of_class(code[left], "conjunction", *CLAUSE) & ~words.held[left]) | either
    opens &= ~words.looks["verbal"][last]  # "what happened after"
    right = _first_after(code, last, "adverb", "auxiliary")
    says = verb[right] | _are_described(code, verb, last, right)
    edge, same = _last_of_sentence(words, first, left, "adverb", "auxiliary")
    quoted = of_class(code[edge], "quote") | (of_class(code[edge], "comma", "dash") & of_class(code[edge - 1], "quote"))
    closed = of_class(code[_first_after(code, last, "adverb")], "preposition", "conjunction", *CLAUSE)
    said = inside & of_class(code[left], "say") & closed & (quoted | ~same)
    source = inside & of_class(code[left], "according") & words.looks["plural"][last]
    nouns: Array = (opens & says) | said | source
    return nouns


def _are_described(code: Array, verb: Array, last: Rows, right: Rows) -> Array:
    """True for each run up to ``last`` before a description and a verb of saying; ``right`` is the next word.

    A description begins with a preposition or an adjective: another article would begin another phrase.
    """
    end = _first_after(code, last, "adverb", "auxiliary", "preposition", "attribute", *IN_PHRASES)
    another = of_class(code, "article") & ~np.roll(of_class(code, "preposition", "article"), 1)
    begun = np.concatenate([[0], np.cumsum(another)])
    begins = of_class(code[right], "preposition", "attribute") & verb[end] & (end - last <= DESCRIBED)
    described: Array = begins & (begun[end] == begun[last])
    return described


def _last_of_sentence(words: Words, first: Rows, places: Rows, *skipped: str) -> tuple[Rows, Array]:
    """The last word before each place that is of no skipped class, and whether it is in the sentence of ``first``."""
    known = np.flatnonzero(~of_class(words.code, *skipped))
    row = np.searchsorted(known, places) - 1
    return np.append(known, 0)[row], (row >= 0) & (take(known, row) >= words.sentence_first[first])


def _first_after(code: Array, last: Rows, *skipped: str) -> Rows:
    """The first word after each ``last`` that is of no skipped class; ``code`` ends with a stop."""
    known = np.flatnonzero(~of_class(code, *skipped))
    return known[np.searchsorted(known, last + 1)]


def _with_stop(code: Array) -> Array:
    """Classes of words, and a full stop after them."""
    return np.append(code, CODES["stop"])


def _may_be_subjects(words: Words, first: Rows, last: Rows, capitalised_nouns: bool) -> tuple[Array, Array]:
    """Which phrases may be subjects, and which are: a verb follows. ``first`` is where the run of each begins."""
    if not len(first):
        return np.zeros(0, bool), np.zeros(0, bool)
    code, opening = words.code, words.sentence_first
    known = np.flatnonzero(~of_class(code, "adverb"))
    before = np.append(known, len(code))[np.maximum(np.searchsorted(known, first) - 1, 0)]
    after = np.append(known, len(code))[np.searchsorted(known, last + 1)]
    verb = of_class(_with_stop(code)[after], "finite")
    if not capitalised_nouns:  # no list has the verb, but its object follows: "Remedios Olmedo abre el libro"
        acts = words.human[last] & of_class(_with_stop(code)[after], "word")
        verb |= acts & of_class(take(code, after + 1, CODES["stop"]), "article")
    ruled = (before < first) & (opening[before] == opening[first])
    ruled &= of_class(code[before], "preposition", "according") | words.looks["bracket"][before]
    ruled &= ~(verb & of_class(words.listed[before], "clause_or_preposition"))  # "after the mayor said"
    # "in Port Elm and Hale"
    joined = of_class(code[before], "conjunction") & (opening[before] == opening[first])
    if not capitalised_nouns:  # there a verb shows that a new clause begins
        joined &= ~verb
    ruled |= joined & np.concatenate([[False], ruled[:-1]]) & np.isin(before - 1, last)
    attribute = np.zeros(len(first), bool)
    if capitalised_nouns:  # "die Sprecherin des Ministeriums"
        adjacent = np.concatenate([[NOWHERE], last[:-1]]) == first - 1
        attribute = adjacent & (opening[first] != first) & words.looks["genitive"][first]
    free = ~ruled & ~_are_oblique(words, first, last) & ~attribute
    return free, free & verb


def _are_oblique(words: Words, first: Rows, last: Rows) -> Array:
    """True for each phrase whose article shows that it is no subject: "den Rat"; "der Zeitung", by the gender of it."""
    nominative, genitive, feminine = (words.looks[name] for name in ("nominative", "genitive", "feminine"))
    by_gender = nominative[first] & genitive[first] & feminine[last]
    oblique: Array = of_class(words.code[first], "oblique") | by_gender
    return oblique


def _phrases_of_words(first: Rows, last: Rows, size: int) -> Rows:
    """Of each of ``size`` words the phrase that it belongs to, or NOWHERE."""
    phrase = np.full(size, NOWHERE)
    sizes = last - first + 1
    places = np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    phrase[places] = np.repeat(np.arange(len(first)), sizes)
    return phrase
