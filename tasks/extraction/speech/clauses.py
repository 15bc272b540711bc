"""Finds the clauses in which an article reports somebody's speech in its own words.

The ways to find them, in the order in which they are tried, and what each finds:

=================  ==========================================  ==================================================
``that``           after the saying and "that"                 The mayor said that *the pier was shut*.
``according``      after a source that opens the sentence      According to the mayor, *the boats were late*.
``clause``         after the saying, without "that"            The mayor said *more than 30 people were hurt*.
``clause-before``  before the saying                           *The rain was over*, the mayor said.
``clause-around``  around the saying, which is part of it      *The pier, the mayor said, will be shut*.
``reported``       a whole sentence without a saying, by the   Die Sprecherin sagte, das Boot sei alt. *Es werde
                   form of its verb                            bald verkauft*.
=================  ==========================================  ==================================================

The steps, each shown on the sentence "Hale, who chairs the board, said the boat that burned was lost, but the mayor
said it will sail.":

1. ``stretches`` splits the sentence at its commas: "Hale", "who chairs the board" (a relative clause), "said the boat
   that burned was lost", "but the mayor said it will sail".
2. ``after_sayings`` finds the words that decide where the clause of each saying begins. By these, ``clauses_past_that``
   finds none, because the first "that" is about the boat; nor does ``clauses_past_sources``. ``clauses_right_after``
   finds "the boat" after the first "said", because "was" is its verb, and "it" after the second one.
3. ``clause_ends`` finds where each ends: the first one before "but", because another saying follows; the second one at
   the end of the sentence.
4. Here, candidates that are no clauses are left out: those without a verb, or too short, or with a quotation; and those
   that nobody said, because their saying is negated or denies them (``negations``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows, is_change
from tasks.extraction.speech.after_sayings import SentenceParts, ends_of_sayings, look_after, open_sentences
from tasks.extraction.speech.clause_ends import find_ends
from tasks.extraction.speech.clauses_past_sources import starts_past_sources
from tasks.extraction.speech.clauses_past_that import starts_past_that
from tasks.extraction.speech.clauses_right_after import starts_right_after
from tasks.extraction.speech.negations import are_denials, are_negated, are_negated_behind
from tasks.extraction.speech.sayings import BEHIND, BESIDE, BY_SOURCE, OF_CLAUSE, OVER, SHARED, Sayings
from tasks.extraction.speech.stretches import past_insertions, split_at_commas
from tasks.extraction.speech.tokens import running_counts, take
from tasks.extraction.speech.ways import first_way
from tasks.extraction.speech.word_classes import SOURCE_MARKERS, of_class
from tasks.extraction.speech.word_index import WordIndex

# The names of the ways, as they are in tables.
THAT, ACCORDING, BARE_CLAUSE, REPORTED = "that", "according", "clause", "reported"
CLAUSE_BEFORE, CLAUSE_AROUND = "clause-before", "clause-around"

FEWEST_WORDS = 3  # of a clause; set by hand


class Clauses(NamedTuple):
    """Reported clauses. All arrays are of the same length."""

    first: Rows  # its first word,
    last: Rows  # and its last one
    saying: Rows  # the row of its saying
    way: Array  # the name of the way by which it was found


def find_clauses(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Clauses:
    """Find the clauses of sayings.

    A clause has at least FEWEST_WORDS words and holds no quotation. A list or an ending shows its verb. No such verb is
    needed after "that", nor after a source in a language with the verb in second place: there, the place is enough.

    >>> import polars as pl
    >>> from tasks.extraction.prose import BODY_PARAGRAPHS
    >>> from tasks.extraction.speech.attribution import read_speech
    >>> body = "Hale, who chairs the board, said the boat that burned was lost, but the mayor said it will sail."
    >>> paragraphs = pl.DataFrame([(0, 0, 0, body, "en")], BODY_PARAGRAPHS, orient="row")
    >>> mentions = {"doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "kind": pl.String, "name": pl.String}
    >>> (reading,) = read_speech(paragraphs, pl.DataFrame(schema=mentions)).readings  # it finds sayings and clauses
    >>> words, clauses = reading.near.words.tokens.texts(), reading.clauses
    >>> for first, last, way in zip(clauses.first, clauses.last, clauses.way):
    ...     print(way, "-", *words[first : last + 1])
    clause - the boat that burned was lost
    clause - it will sail
    """
    first, last, saying, way = _candidates(near, sayings, lexicon)
    code = near.words.code
    quotes_before = running_counts(of_class(code, "quote"))
    verbs_before = running_counts(of_class(code, "finite", "past_participle"))
    is_clause = last - first + 1 >= FEWEST_WORDS
    is_clause &= take(quotes_before, last + 1) == take(quotes_before, first)
    sure = (way == THAT) | (lexicon.verb_second & (way == ACCORDING))
    is_clause &= (take(verbs_before, last + 1) > take(verbs_before, first)) | sure
    is_clause &= ~_are_denied(near, sayings, saying, way, lexicon)
    return Clauses(first[is_clause], last[is_clause], saying[is_clause], way[is_clause])


def _are_denied(near: WordIndex, sayings: Sayings, saying: Rows, way: Array, lexicon: SpeechLexicon) -> Array:
    """True for each clause that its speaker did not say, or said the opposite of.

    A whole sentence in the form of reported speech is said, even behind a denial: "Er bestritt die Tat. Er sei krank."
    """
    denied = are_negated(near, sayings, lexicon) | are_denials(near, sayings, lexicon)
    behind = (
        take(are_negated_behind(near, sayings, lexicon), saying, False)
        & (way != CLAUSE_BEFORE)
        & (way != CLAUSE_AROUND)
    )
    unsaid: Array = (take(denied, saying, False) | behind) & (way != REPORTED)
    return unsaid


def _candidates(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Clauses:
    """What may be a clause, long enough or not: the words found for sayings, and whole sentences."""
    parts = SentenceParts(near, sayings, split_at_commas(near, lexicon), lexicon)
    words_after = look_after(parts)
    way, [begin] = first_way(
        [
            (THAT, starts_past_that(parts, words_after)),
            (ACCORDING, starts_past_sources(parts, words_after)),
            (BARE_CLAUSE, starts_right_after(parts, words_after)),
        ]
    )
    opening, resumed = _clauses_around(parts, begin >= 0)
    around = np.flatnonzero(resumed >= 0)
    after = np.flatnonzero((begin >= 0) & (resumed < 0))
    first_before, last_before = _clauses_before(parts, begin >= 0)
    before = np.flatnonzero((first_before >= 0) & (begin < 0) & (resumed < 0))
    sentences, their_sayings = _reported_sentences(near, sayings)
    found = [
        (begin[after], find_ends(parts, begin[after], sayings.word[after]), after, way[after]),
        (opening[around], find_ends(parts, resumed[around], sayings.word[around]), around, CLAUSE_AROUND),
        (first_before[before], last_before[before], before, CLAUSE_BEFORE),
        (sentences, near.ends_of_sentences(sentences), their_sayings, REPORTED),
    ]
    return Clauses(
        first=np.concatenate([first for first, _, _, _ in found]),
        last=np.concatenate([last for _, last, _, _ in found]),
        saying=np.concatenate([saying for _, _, saying, _ in found]),
        way=np.concatenate([np.full(len(first), name) for first, _, _, name in found]),
    )


def _clauses_around(parts: SentenceParts, reports: Array) -> tuple[Rows, Rows]:
    """The first word of the clause around each saying, and the verb with which it goes on; NOWHERE where it is not so.

    "The pier, Hale said, was shut", "Der Kai, sagte Hale, der ihn leitet, sei leer": no verb is before the saying, and
    one opens the words after it and what is said of its subject. ``reports`` is true for the sayings that a clause
    follows.
    """
    near, sayings, stretches, lexicon = parts
    sign, attributes = _signs_before(near, sayings, lexicon)
    begin = _beginning_of_speech(parts, sign, reports)
    stretch = stretches.at(ends_of_sayings(near, sayings)) + 1
    following = past_insertions(near, stretches, stretch)
    verb = near.last_up_to(near.places_of("finite", "quote"), sign)
    around = attributes & near.has_class(sign, "comma", "dash") & (sign > begin) & (verb < begin)
    around &= ~of_class(near.words.code[sayings.word], "present_participle", "past_participle", "take_up")
    # But "On Monday, Hale said the boat, which burned, was lost": nothing but a listener follows the saying.
    right = near.next_from(near.solid, ends_of_sayings(near, sayings) + 1)
    around &= near.has_class(right, "comma", "dash", "relative") | near.has_entry(sayings.word, lexicon.telling)
    around &= take(stretches.opens_with_verb, following, False) & (not lexicon.verb_last)
    return begin, np.where(around, take(stretches.lead, following), NOWHERE)


def _clauses_before(parts: SentenceParts, reports: Array) -> tuple[Rows, Rows]:
    """The first and the last word of the clause before each saying: "The harbour was closed, the mayor said".

    ``reports`` is true for the sayings that a clause follows.
    """
    near, sayings, stretches, lexicon = parts
    sign, attributes = _signs_before(near, sayings, lexicon)
    begin = _beginning_of_speech(parts, sign, reports)
    fits = near.has_class(sign, "comma", "dash") & (sign > begin) & attributes
    fits &= ~of_class(near.words.code[sayings.word], "present_participle", "take_up")
    fits &= _hold_main_clauses(parts, begin, sign)
    # "The pier, Hale said, was shut": the clause goes on after the saying.
    after = stretches.at(ends_of_sayings(near, sayings)) + 1
    same = take(stretches.sentence, after) == near.words.sentence_first[sayings.word]
    fits &= ~(same & take(stretches.opens_with_verb, after, False))
    if not lexicon.verb_second:
        fits &= ~_are_followed_by_a_clause(near, sayings, lexicon)
    return np.where(fits, begin, NOWHERE), sign - 1


def _signs_before(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> tuple[Rows, Array]:
    """The last word or sign before each saying and its subject; and True where the subject is beside the saying."""
    cue, subject = sayings.word, near.first_word(sayings.phrase)
    has_subject = np.isin(sayings.way, [BESIDE, OVER, BEHIND, BY_SOURCE])
    start = np.minimum(cue, np.where(has_subject, subject, cue))
    # "As" before the subject belongs to the saying: "..., wie das Amt mitteilte".
    may_be_as = of_class(near.words.listed, "clause_or_preposition")
    as_said = (sayings.way == OF_CLAUSE) & take(may_be_as, subject - 1, False)
    start = np.where(as_said, subject - 1, start)
    # Auxiliary and adverb may stand between comma and verb: ", a annoncé lundi le ministère".
    solid = near.places_not_of("adverb", "auxiliary") if lexicon.inverts_after_comma else near.solid
    return near.last_up_to(solid, start - 1), has_subject | as_said


def _beginning_of_speech(parts: SentenceParts, sign: Rows, reports: Array) -> Rows:
    """Where speech before a saying can begin: with the sentence, or behind the saying before it.

    "The pier is shut, Hale said, and | the boats are late, the mayor added"; but "| The crew sang, and then asked for
    tea, the mayor said", for neither "sang" nor "asked" has a clause: a saying that opens the sentence, or that shares
    its subject, has none before it.
    """
    near, sayings, stretches, _ = parts
    sentence = near.words.sentence_first[sayings.word]
    number = np.arange(len(sayings.word))
    may_have_clause = ((sayings.way != SHARED) & ~open_sentences(near, sayings)) | reports
    last_with_clause = np.maximum.accumulate(np.where(may_have_clause, number, NOWHERE)) if len(number) else number
    earlier = np.where(sayings.way == BY_SOURCE, NOWHERE, take(last_with_clause, number - 1))
    cue = take(ends_of_sayings(near, sayings), earlier)
    behind = take(stretches.first, stretches.at(cue) + 1)
    behind = behind + near.has_class(behind, "conjunction")
    return np.where((cue >= sentence) & (behind < sign), behind, np.where(cue >= sentence, sign, sentence))


def _hold_main_clauses(parts: SentenceParts, begin: Rows, sign: Rows) -> Array:
    """True where the words up to a sign are more than a dependent clause: "When the tide falls, the pier will open".

    "As the tide rose, the mayor said" reports nothing.
    """
    near, _, stretches, lexicon = parts
    opening = stretches.at(begin)
    dependent = near.has_class(begin, "subordinate", "verb") | take(stretches.is_dependent, opening, False)
    main = stretches.is_main.copy()
    if lexicon.verb_second or lexicon.drops_subject:  # "Wenn die Flut fällt, wird der Kai geöffnet"
        main |= stretches.opens_with_verb
    following = take(stretches.first, near.next_from(np.flatnonzero(main), opening + 1))
    return ~dependent | ((following > begin) & (following < sign))


def _are_followed_by_a_clause(near: WordIndex, sayings: Sayings, lexicon: SpeechLexicon) -> Array:
    """True where the reported clause follows: "The pier is shut, Hale says it will open in May".

    False for "told a Senate panel": the words that follow are the listener.
    """
    right = near.next_from(near.solid, ends_of_sayings(near, sayings) + 1)
    goes_on = near.has_class(right, "article", "pronoun", "finite", "number", "role", "object_pronoun")
    goes_on &= ~near.has_entry(sayings.word, lexicon.with_object)
    goes_on |= near.has_class(ends_of_sayings(near, sayings) + 1, "auxiliary")  # "l'autre dit avoir été banquier"
    is_source = of_class(near.words.code[sayings.word], *SOURCE_MARKERS)
    return goes_on & ~is_source


def _reported_sentences(near: WordIndex, sayings: Sayings) -> tuple[Rows, Rows]:
    """The first word of each sentence that somebody said as a whole, by its verb ("Er werde ..."), and its saying."""
    words = near.words
    first = words.sentence_first[is_change(words.sentence_first)]
    verb = near.next_from(near.places_of("finite"), first)
    before = np.searchsorted(sayings.word, first) - 1
    next_cue = take(sayings.word, before + 1)
    alone = (next_cue < 0) | (next_cue > words.sentence_last[first])  # no saying of its own
    same_paragraph = take(words.paragraph, take(sayings.word, before)) == words.paragraph[first]
    said = same_paragraph & alone & near.has_class(verb, "subjunctive") & (verb <= words.sentence_last[first])
    return first[said], before[said]
