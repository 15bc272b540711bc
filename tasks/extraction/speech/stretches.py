"""Splits sentences at their commas and dashes, and says what each stretch between two of them opens with.

Without a parser, the commas show what is inserted into a sentence ("Hale, who chairs the board, said ...") and where a
clause ends. Each of these stretches may be an apposition, a relative clause, a dependent clause or a main clause.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import of_class
from tasks.extraction.speech.word_index import WordIndex

# The classes of words that end the search for the verb of a clause.
EDGES = ("comma", "colon", "dash", "stop", "quote", "that", "relative", "subordinate", "conjunction")

MOST_INSERTIONS = 3  # stretches between a source and its clause; set by hand


class Stretches(NamedTuple):
    """The stretches of all sentences, in their order. All arrays but ``of_word`` have one element per stretch.

    "According to Hale, who chairs the board, the pier was shut." has three: "According to Hale", "who chairs the
    board" (relative), and "the pier was shut" (main).
    """

    first: Rows  # its first word,
    last: Rows  # and its last one, before the comma
    lead: Rows  # its first word that is no adverb
    sentence: Rows  # the first word of its sentence
    has_verb: Array  # it holds a finite verb, but not in a relative clause about a noun of it only
    is_relative: Array  # it is a relative clause: "who chairs the board"
    is_dependent: Array  # it opens as another dependent clause: "when the tide falls"
    opens_with_verb: Array  # its verb comes first, so that its subject is in a stretch before it
    is_main: Array  # it has a verb and is none of these, nor does it open with "and"
    of_word: Rows  # of each word, the stretch that it is in

    def at(self, words: Rows) -> Rows:
        """The stretch of each word; NOWHERE for words outside of the text."""
        return take(self.of_word, words)


def split_at_commas(near: WordIndex, lexicon: SpeechLexicon) -> Stretches:
    """Split the sentences of a language into stretches."""
    code, sentence = near.words.code, near.words.sentence_first
    places = np.arange(len(code))
    sign = of_class(code, "comma", "dash")
    after_sign = np.concatenate([[False], sign])[: len(code)]
    begins = (sentence == places) | (after_sign & ~sign)
    first = np.flatnonzero(begins)
    end = np.concatenate([first[1:], [len(code)]])[: len(first)]
    closing = near.next_from(near.places_of("comma", "dash", "stop"), first)
    last = np.where((closing >= 0) & (closing < end), closing, end) - 1
    lead = near.next_from(near.solid, first)
    verb = near.next_from(near.places_of("finite"), first)
    has_verb = (verb >= 0) & (verb <= last)
    about = near.next_from(near.places_of("relative", "that"), np.where(has_verb, lead + 1, NOWHERE))
    own = verb_after_relative_clause(near, about)
    has_verb &= ~((about >= 0) & (about < verb)) | (near.has_class(own, "finite") & (own <= last))
    is_relative = _are_relative(near, lead, last, verb, lexicon)
    is_dependent = near.has_class(lead, "subordinate", "that") & ~is_relative
    opens_with_verb = has_verb & (verb == lead)
    return Stretches(
        first=first,
        last=last,
        lead=lead,
        sentence=sentence[first],
        has_verb=has_verb,
        is_relative=is_relative,
        is_dependent=is_dependent,
        opens_with_verb=opens_with_verb,
        is_main=has_verb & ~(is_relative | is_dependent | opens_with_verb | near.has_class(lead, "conjunction")),
        of_word=np.cumsum(begins) - 1,
    )


def _are_relative(near: WordIndex, lead: Rows, last: Rows, verb: Rows, lexicon: SpeechLexicon) -> Array:
    """True for each stretch that opens with a relative pronoun: "who chairs the board", "of which Hale is the chair".

    In German, an article is one, too, where the only verb is the last word: "der den Hafen leitet".
    """
    pronoun = np.where(near.has_class(lead, "preposition"), lead + 1, lead)
    is_relative: Array = near.has_class(pronoun, "relative") | near.has_entry(pronoun, lexicon.that_or_relative)
    if lexicon.verb_second:
        opens = near.has_class(pronoun, "article", "oblique") & (last > pronoun + 1)
        ends = near.has_class(last, "finite", "past_participle", "word") & ((verb < 0) | (verb >= last))
        is_relative |= opens & ends
    return is_relative


def verb_after_relative_clause(near: WordIndex, pronoun: Rows) -> Rows:
    """The verb after the one of a relative clause, before any other clause: "was" in "that Hale owns was lost"."""
    listed, unlisted = near.next_from(near.places_of("finite"), pronoun + 1), _unlisted_verb(near, pronoun)
    is_unlisted = (unlisted >= 0) & ((listed < 0) | (unlisted < listed))
    verb = np.where(is_unlisted, unlisted, listed)
    own = near.next_from(near.places_not_of("auxiliary", "adverb"), verb)  # its last part: "could have been lost"
    edge = near.next_from(near.places_of("finite", *EDGES), own + 1)
    speaks = near.has_class(verb, "say")  # "the boat that he said was lost"
    return np.where(speaks | (verb < 0), NOWHERE, edge)


def _unlisted_verb(near: WordIndex, pronoun: Rows) -> Rows:
    """The verb of a relative clause, if no list has it; it follows the pronoun or the subject: "that Hale owns"."""
    looks = near.words.looks
    right = near.next_from(near.solid, pronoun + 1)
    subject, last = near.is_free(near.phrase_at(right)), near.last_word(near.phrase_at(right))
    # The last word of "Hale owns" may be its verb.
    speaks = take(near.words.human, last - 1, False) | (take(near.words.role, last - 1, 0) > 0)
    glued = near.has_class(last, "word") & speaks & (last > right)
    place = np.where(subject, np.where(glued, last, last + 1), right)
    ends_so = take(looks["verbal"], place, False)
    with_object = near.has_class(place + 1, "article", "name", "preposition", "object_pronoun", "number")
    ends_so |= take(looks["verbal_before_object"], place, False) & with_object
    ends_so |= subject & near.has_class(place + 1, "finite")  # "that Hale owns was lost"
    return np.where(near.has_class(place, "word") & ends_so, place, NOWHERE)


def past_insertions(near: WordIndex, stretches: Stretches, stretch: Rows) -> Rows:
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
    names_subject = near.has_class(take(stretches.lead, before), "article", "pronoun", "number", "name")
    names_subject &= (before >= stretch) & ~take(stretches.is_relative, before, True)
    begins = np.where(take(stretches.opens_with_verb, chosen, False) & names_subject, before, chosen)
    joined = near.has_class(take(stretches.lead, begins), "conjunction")
    return np.where(inside & ~joined, begins, NOWHERE)
