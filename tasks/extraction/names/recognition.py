"""Recognises which words are names, and of which kind: by the model, the lists, spaCy and the article.

The model judges a sentence. Other evidence is added to its scores: a listed place of that name, a given name before the
word, the labels of spaCy, where it is asked, and the rest of the article: a word that surely is a person in one
sentence is hardly a town in the next.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from schemas import lexicon, rulebook
from schemas.tables import NAME_KINDS
from tasks.columns.characters import CAPITAL, DIGIT, SMALL, Flags
from tasks.columns.hashing import Keys, keys_of, number_values
from tasks.columns.windows import Rows, is_any
from tasks.extraction.names.chains import Chains, find_chains, opens_name
from tasks.extraction.names.name_lexicon import EVERY, joins_nouns, load_lexicon
from tasks.extraction.names.name_models import Model, Weights, labels_of
from tasks.extraction.names.observation import Observed
from tasks.extraction.names.tagger import NameSpans, kind_probabilities, label_probabilities, read_spans, score_labels
from tasks.extraction.names.word_lists import (
    ORGANISATION_WORDS,
    PEOPLES,
    PLACE_WORDS,
    SMALL_WORDS,
    TITLES,
    group_of,
    is_common_given_name,
    is_family_name,
    is_given_name,
)
from tasks.extraction.names.words import FULL_STOP

PERSON, ORGANISATION, PLACE = (NAME_KINDS.index(kind) for kind in ("person", "organisation", "place"))
METHODS = ("model", "spacy", "article", "list")
MODEL, SPACY, ARTICLE, LIST = range(len(METHODS))

# These are added to log-odds. They were chosen on WikiNEuRal, from whose sentences our models have not learnt, by
# `python -m training.names ... --measure` (schemas/names/card.toml; docs/decisions.md).
LISTED_PLACE = 1.0  # to a place, if one of its name is listed that is no small town: those have the names of people
LISTED_ORGANISATION = 3.0  # to an organisation, if it is listed: "sources told Axios" is no person
AFTER_GIVEN_NAME = 1.0  # to a person, for a common given name before a capital and for the word after it
SPACY_NAME = 1.0  # to the label that spaCy gives a word
SPACY_NO_NAME = 0.5  # to no name, if spaCy sees none
ACRONYM_ALONE = 8.0  # from a person, for a short word in capitals with no other one beside it: "SEO"; set by hand
JOINED = 5.0  # to a person, for a small word between two capitals that joins names: "von"
QUOTED = 4.0  # to an organisation, for a mark after its form that opens its name: `LLC "Blue Ferry"`
# So are these, from the rest of the article. Set by hand: labelled sentences come without their articles.
AGREEMENT = 1.5  # to each kind, times the logarithm of how probable it is for the same word elsewhere
INTRODUCED = 6.0  # to a person, if the word ends a person's name elsewhere; to an organisation introduced as an acronym
LIKELY = 0.5  # so probable is a name that introduces others
NEVER = 1e-3  # no probability counts as less

INITIAL = 3  # characters of an initial with its full stop, at most
LONGEST_ACRONYM = 5  # characters of an acronym that is no name in capitals
ENDING = 6  # letters at the end of a compound by which it is known: "Hafenkapitänin"
OPENING, CLOSING = ord("("), ord(")")
OPENING_MARKS = tuple(map(ord, "«„“\"‘'"))
CLOSING_MARKS = tuple(map(ord, '»“”"'))


class RecognisedNames(NamedTuple):
    """Names in texts of one language, in the order of the texts."""

    first: Rows  # its first word
    last: Rows  # its last word
    kind: Rows  # in NAME_KINDS
    sure: Weights  # how probable the least probable of its words is
    method: Rows  # in METHODS


def recognise_names(
    seen: Observed, in_document: Rows, language: str, unnamed: float, model: Model, by_spacy: Rows | None
) -> RecognisedNames:
    """Recognise names by their sentence and by their article.

    Args:
        seen: the texts.
        in_document: for each word a number that it shares with the same word in its document, and with no other.
        language: of the texts.
        unnamed: a number that is added to the log-odds of no name.
        model: of the language.
        by_spacy: the label of each word by spaCy, if that was asked.
    """
    chains = find_chains(seen)
    score = score_labels(model, seen, chains)
    score[:, 0] += unnamed
    score[seen.placed[chains.rows], labels_of(PLACE)] += LISTED_PLACE
    score[_listed_organisations(seen)[chains.rows], labels_of(ORGANISATION)] += LISTED_ORGANISATION
    score[seen.called[chains.rows], labels_of(PERSON)] += AFTER_GIVEN_NAME
    score[_acronyms_alone(seen, chains), labels_of(PERSON)] -= ACRONYM_ALONE
    score[_join_names(seen, chains, language), labels_of(PERSON).stop - 1] += JOINED
    score[opens_name(seen)[chains.rows] & ~chains.begins, labels_of(ORGANISATION).stop - 1] += QUOTED
    probable = label_probabilities(model, score, chains.begins)
    by_model = by_sentence = read_spans(chains, probable)
    if by_spacy is not None:
        label = by_spacy[chains.rows]
        score[np.arange(len(label)), label] += np.where(label > 0, SPACY_NAME, SPACY_NO_NAME).astype(np.float32)
        probable = label_probabilities(model, score, chains.begins)
        by_sentence = read_spans(chains, probable)
    _add_article(score, probable, by_sentence, seen, chains, in_document)
    names = read_spans(chains, label_probabilities(model, score, chains.begins))
    found_by = [_are_among(names, those) for those in (by_model, by_sentence)]
    method = np.select(found_by, [MODEL, SPACY], ARTICLE)
    first, last = _bounds_of_names(names, seen, chains, language)
    kind = np.where(_are_organisations(first, last, names.kind, seen, language), ORGANISATION, names.kind)
    kind = np.where(_end_as_places(first, last, kind, seen), PLACE, kind)
    named = _are_names(first, last, kind, seen) & ~_are_pronouns(first, last, seen, language)
    named &= ~((kind == PERSON) & _are_vessels(first, seen, language))
    return RecognisedNames(first[named], last[named], kind[named], names.sure[named], method[named])


def recognise_listed(seen: Observed) -> RecognisedNames:
    """Recognise the listed names in texts whose script has no capitals; nothing else is known of them."""
    first, kind = seen.hits.first, np.where(seen.hits.is_organisation, ORGANISATION, PLACE)
    sure, method = np.ones(len(first), np.float32), np.full(len(first), LIST)
    return RecognisedNames(first, first + seen.hits.size - 1, kind, sure, method)


def _listed_organisations(seen: Observed) -> Flags:
    """Of each word, whether it belongs to the name of a listed organisation."""
    listed = np.zeros(len(seen.distinct_of), bool)
    hits = seen.hits
    for step in range(hits.size.max(initial=0)):
        listed[hits.first[hits.is_organisation & (hits.size > step)] + step] = True
    return listed


def _join_names(seen: Observed, chains: Chains, language: str) -> Flags:
    """Whether words of chains are small ones that join the names of a person, and nothing else in the language."""
    words = set(load_lexicon(EVERY).joining) - set(rulebook.load().function_words.get(language, ()))
    joins = np.isin(seen.distinct.looks["word"], keys_of(sorted(words)))[seen.distinct_of[chains.rows]]
    inside: Flags = joins & ~chains.begins & ~np.append(chains.begins[1:], True)
    return inside


def _add_article(
    score: Weights, probable: Weights, names: NameSpans, seen: Observed, chains: Chains, in_document: Rows
) -> None:
    """Add the evidence of the rest of the article to the scores of words.

    ``probable`` and ``names`` are the findings so far, by the sentences.
    """
    same_word = number_values(in_document[chains.rows])
    # A small word, such as an article, says nothing of the same word elsewhere.
    own = ~is_any(_groups_at(chains.rows, seen), SMALL_WORDS)
    score[own] += AGREEMENT * _log_probability_elsewhere(probable[own], same_word[own])
    family = _family_names(names)
    family = family[~np.isin(family, chains.rows[_acronyms_alone(seen, chains)])]
    for words, kind in ((family, PERSON), (_acronyms(names, seen), ORGANISATION)):
        introduced = np.zeros(same_word.max(initial=-1) + 1, bool)
        introduced[same_word[np.searchsorted(chains.rows, words)]] = True
        score[introduced[same_word], labels_of(kind)] += INTRODUCED


def _log_probability_elsewhere(probable: Weights, same_word: Rows) -> Weights:
    """For each word and label: the logarithm of the mean probability of its kind for the same word in the document.

    It is 0 for a word that is there once.
    """
    count = np.bincount(same_word)
    kinds = kind_probabilities(probable)
    total = np.stack([np.bincount(same_word, of_kind, len(count)) for of_kind in kinds.T], 1)
    mean = total / np.maximum(count, 1)[:, None]
    logarithm = np.where(count[:, None] > 1, np.log(np.maximum(mean, NEVER)), 0).astype(np.float32)
    return np.repeat(logarithm, [1, *[2] * len(NAME_KINDS)], axis=1)[same_word]


def _family_names(names: NameSpans) -> Rows:
    """The words that end a person's name of several words."""
    first, last, kind, sure = names
    found: Rows = last[(kind == PERSON) & (last > first) & (sure > LIKELY)]
    return found


def _acronyms(names: NameSpans, seen: Observed) -> Rows:
    """The words in capitals that are in brackets after an organisation's name."""
    _, last, kind, sure = names
    after = last[(kind == ORGANISATION) & (sure > LIKELY)] + 1
    after = after[after + 2 < len(seen.distinct_of)]
    codes, start = seen.words.codes, seen.words.start
    brackets = (codes[start[after]] == OPENING) & (codes[start[after + 2]] == CLOSING)
    found: Rows = after[brackets & seen.distinct.acronym[seen.distinct_of[after + 1]]] + 1
    return found


def _bounds_of_names(names: NameSpans, seen: Observed, chains: Chains, language: str) -> tuple[Rows, Rows]:
    """The first and last words of names, without words that do not belong to them.

    The last word comes before the first where nothing is left. A name loses an article that has its capital from the
    beginning of a sentence; those of people and listed names keep it (`De Groot`, `Los Angeles`).
    """
    first, last, kind, _ = names
    small = is_any(_groups_at(first, seen), SMALL_WORDS)
    article = seen.words.begins_sentence[first] & small & (last > first) & (kind != PERSON)
    article |= (kind == PERSON) & _are_before_titles(first, last, seen)
    first = np.where(article & ~np.isin(first, seen.hits.first), first + 1, first)
    first, last = _trimmed_to_capitals(first, last, seen, chains)
    within = np.minimum(first, len(seen.distinct_of) - 1)  # of a last name without a capital, nothing is left
    titles = _are_titles(within, seen, language) | _are_ministries(within, last, seen)
    titled = (kind == PERSON) & (first < last) & titles
    after = np.minimum(first + titled, len(seen.distinct_of) - 1)
    stopped = titled & (seen.words.codes[seen.words.start[after]] == FULL_STOP)  # "Sr. Korvald"
    return first + titled + stopped, last + _are_closed(first, last, seen)


def _are_before_titles(first: Rows, last: Rows, seen: Observed) -> Flags:
    """Whether words that are no given names begin a sentence, and a title follows: "El Sr. Korvald"."""
    titled = np.isin(_groups_at(np.minimum(first + 1, last), seen), TITLES) & (last > first + 1)
    given = is_common_given_name(seen.distinct.looks["listed"][seen.distinct_of[first]])
    before: Flags = seen.words.begins_sentence[first] & titled & ~given
    return before


def _are_closed(first: Rows, last: Rows, seen: Observed) -> Flags:
    """Whether a mark follows that closes what a mark inside a name opens: `LLC "Blue Ferry"`."""
    opened = np.append(0, np.cumsum(opens_name(seen)))
    inside = (last >= first) & (opened[last + 1] > opened[np.minimum(first, last + 1)])
    after = np.minimum(last + 1, len(seen.distinct_of) - 1)
    closes = is_any(seen.words.codes[seen.words.start[after]], CLOSING_MARKS)
    closed: Flags = inside & closes & (seen.words.start[after] == seen.words.end[last])
    return closed


def _trimmed_to_capitals(first: Rows, last: Rows, seen: Observed, chains: Chains) -> tuple[Rows, Rows]:
    """The first and last words of names, without those before the first capital and after the last.

    A listed word may lead a name, and a number end it.
    """
    begins, ends = chains.after[first], chains.before[last]
    led = seen.distinct.leads[seen.distinct_of[first]] & (begins <= last)
    number = (seen.words.classes[seen.words.start[last]] == DIGIT) & (ends >= first)
    trails = seen.distinct.trails[seen.distinct_of[last]] & (ends >= first)
    return np.where(led, first, begins), np.where(number | trails, last, ends)


def _are_titles(first: Rows, seen: Observed, language: str) -> Flags:
    """Whether words that begin a person's name are not part of it.

    That is so of a title or an office ("Präsidentin"; where nouns are joined, also at the end of a compound:
    "Hafenkapitänin"), of an abbreviation such as "M.", and of a word such as "Secondo" that begins a sentence.
    """
    own, looks = load_lexicon(language), seen.distinct.looks
    group = group_of(looks["listed"])
    titles = np.isin(group, TITLES)
    if joins_nouns(language):
        ends = [word[-ENDING:] for word in own.roles if len(word) >= ENDING]
        titles |= np.isin(looks[f"last{ENDING}"], keys_of(ends, small=True)) & (group == 0)
    titles &= ~is_given_name(looks["listed"])
    leads = np.isin(looks["small"], keys_of(own.leads, small=True))
    word, opens = seen.distinct_of[first], seen.words.begins_sentence[first]
    stopped = seen.words.codes[seen.words.end[first] - 1] == FULL_STOP
    before: Flags = titles[word] | (leads[word] & (opens | stopped))
    return before


def _are_ministries(first: Rows, last: Rows, seen: Observed) -> Flags:
    """Whether words between an office and an initial, which are no given names, begin what seems a person's name.

    They are what the office is for: "υπουργός Εργασίας Γ. Καρασάκης".
    """
    second = np.minimum(first + 1, last)
    size = seen.words.end[second] - seen.words.start[second]
    initial = (seen.words.codes[seen.words.end[second] - 1] == FULL_STOP) & (size <= INITIAL) & (second < last)
    before = np.maximum(first - 1, 0)
    office = np.isin(_groups_at(before, seen), TITLES) & (seen.words.text[before] == seen.words.text[first])
    ministries: Flags = initial & office & ~is_given_name(seen.distinct.looks["listed"][seen.distinct_of[first]])
    return ministries


def _are_organisations(first: Rows, last: Rows, kind: Rows, seen: Observed, language: str) -> Flags:
    """Whether what seems a person's name ends with a word of organisations that is no family name: "Jon Movement".

    Where such a word comes first in the language, it may also begin with one that is no given name: "Grupo Cordillera".
    """
    listed = seen.distinct.looks["listed"][seen.distinct_of]
    last = np.maximum(last, 0)
    first = np.minimum(first, len(listed) - 1)
    found = (group_of(listed[last]) == ORGANISATION_WORDS) & ~is_family_name(listed[last])
    if load_lexicon(language).organisation_first:
        found |= (group_of(listed[first]) == ORGANISATION_WORDS) & ~is_given_name(listed[first])
    named: Flags = (kind == PERSON) & (first < last) & found
    return named


def _end_as_places(first: Rows, last: Rows, kind: Rows, seen: Observed) -> Flags:
    """Whether what seems a person's name ends with a word of places that is no family name: "Odmar Creek"."""
    listed = seen.distinct.looks["listed"][seen.distinct_of[np.maximum(last, 0)]]
    ends: Flags = (kind == PERSON) & (first < last) & (group_of(listed) == PLACE_WORDS)
    return ends & ~is_family_name(listed) & ~is_given_name(listed)


def _are_vessels(first: Rows, seen: Observed, language: str) -> Flags:
    """Whether names are of ships: a word for one is right before them, or a mark is between both."""
    words = [*load_lexicon(EVERY).vessels, *load_lexicon(language).vessels]
    within = np.minimum(first, len(seen.distinct_of) - 1)
    before = np.maximum(first - 1, 0)
    opening = is_any(seen.words.codes[seen.words.start[before]], OPENING_MARKS)
    before = np.maximum(before - opening, 0)
    title = np.isin(_groups_at(before, seen), TITLES)  # "the ferry Lady Maud"
    before = np.maximum(before - title, 0)
    vessel = np.isin(seen.distinct.looks["small"][seen.distinct_of[before]], keys_of(words, small=True))
    same: Flags = vessel & (seen.words.text[before] == seen.words.text[within])
    return same


def _acronyms_alone(seen: Observed, chains: Chains) -> Flags:
    """Whether words of chains are short acronyms without a capital in the words beside them."""
    capital = seen.distinct.capital[seen.distinct_of]
    beside = np.zeros(len(capital), bool)
    beside[1:] |= capital[:-1] & ~seen.words.begins_sentence[1:]
    beside[:-1] |= capital[1:] & ~seen.words.begins_sentence[1:]
    acronym = seen.distinct.acronym[seen.distinct_of] & (seen.words.end - seen.words.start <= LONGEST_ACRONYM)
    alone: Flags = (acronym & ~beside)[chains.rows]
    return alone


def _are_names(first: Rows, last: Rows, kind: Rows, seen: Observed) -> Flags:
    """Whether something is left of names within their bounds that is a name.

    A people alone is none, nor is one word right before a person's name, which is an office: "Türmerin Swantje Rohde".
    Nor are letters alone.
    """
    group = _groups_at(np.minimum(first, len(seen.distinct_of) - 1), seen)
    named: Flags = (first <= last) & ((first < last) | (group != PEOPLES))
    person = kind == PERSON
    before_person = (np.append(first[1:], -1) == last + 1) & np.append(person[1:], False)
    named &= ~(person & (first == last) & before_person)
    words = np.append(0, np.cumsum(seen.words.end - seen.words.start > 1))
    several: Flags = words[np.maximum(last, first - 1) + 1] > words[first]
    return named & several


def _are_pronouns(first: Rows, last: Rows, seen: Observed, language: str) -> Flags:
    """Whether names are a pronoun behind a mark or at the beginning, although some people are called so: "Ella"."""
    if language not in lexicon.speech_languages():
        return np.zeros(len(first), bool)
    within = np.minimum(first, len(seen.distinct_of) - 1)
    pronouns = keys_of([*lexicon.load_speech(language).pronouns], small=True)
    is_pronoun = np.isin(seen.distinct.looks["small"][seen.distinct_of[within]], pronouns)
    before = seen.words.classes[seen.words.start[np.maximum(within - 1, 0)]]
    opens = seen.words.begins_sentence[within] | ((before != CAPITAL) & (before != SMALL))
    alone: Flags = is_pronoun & (first == last) & opens
    return alone


def _groups_at(words: Rows, seen: Observed) -> Keys:
    """The number of the list that each of some words is on; 0 for none."""
    return group_of(seen.distinct.looks["listed"][seen.distinct_of[words]])


def _are_among(names: NameSpans, those: NameSpans) -> Flags:
    """Whether each name is one of those; both are in the order of the text."""
    known, asked = np.append(_identity(those), -1), _identity(names)
    found: Flags = known[np.searchsorted(known[:-1], asked)] == asked
    return found


def _identity(names: NameSpans) -> Rows:
    """A number for each name, the same for the same words and kind."""
    return (names.first << 32 | names.last) << 2 | names.kind
