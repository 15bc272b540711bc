"""The clauses in which an article reports, in its own words, what somebody says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.phrases import is_of
from tasks.extraction.speech.sayings import SOURCES, Sayings, View
from tasks.extraction.speech.tokens import take

FEWEST_WORDS = 3
EDGES = ("comma", "colon", "dash", "stop", "quote", "that", "relative", "subordinate", "conjunction")


class Clauses(NamedTuple):
    """Reported clauses; all columns are of the same length."""

    first: Rows  # word
    last: Rows
    saying: Rows  # its number
    way: Array  # where the clause stands: that, clause, according, clause-before, reported


def find_clauses(see: View, said: Sayings, lexicon: Mapping[str, Any]) -> Clauses:
    """The clauses of sayings, without those that hold a quotation."""
    words = see.words
    found = [*_behind(see, said, lexicon), _before(see, said, lexicon)]
    begins = [first >= 0 for _, first, _ in found]
    begin = np.select(begins, [first for _, first, _ in found], NOWHERE)
    end = np.select(begins, [last for _, _, last in found], NOWHERE)
    way = np.select(begins, [np.full(len(begin), way) for way, _, _ in found], "")
    sentence, speaker = _reported(see, said)
    begin, end = np.concatenate([begin, words.first[sentence]]), np.concatenate([end, _end(see, sentence)])
    way = np.concatenate([way, np.full(len(sentence), "reported")])
    number = np.concatenate([np.arange(len(said.word)), speaker])
    quoted, verbs = _counted(is_of(words.code, "quote")), _counted(is_of(words.code, "finite", "participle"))
    whole = (begin >= 0) & (end - begin + 1 >= FEWEST_WORDS)
    whole &= take(quoted, end + 1) == take(quoted, begin)
    whole &= (take(verbs, end + 1) > take(verbs, begin)) | (way == "that")
    return Clauses(begin[whole], end[whole], number[whole], way[whole])


Clause = tuple[str, Rows, Rows]  # its name, and of each saying the first and the last word, or NOWHERE


def _behind(see: View, said: Sayings, lexicon: Mapping[str, Any]) -> list[Clause]:
    """The clauses that follow sayings: "that ...", or without it, or behind the source."""
    words, phrases = see.words, see.phrases
    cue, last = said.word, _end(see, said.word)
    source = is_of(words.code[cue], *SOURCES)
    done = np.maximum(cue, np.where(said.way == "behind", take(phrases.last, said.phrase), cue))
    done = np.where(source, np.maximum(cue, take(phrases.last, said.phrase)), done)
    if lexicon["v2"]:  # "nachdem Meteorologen gewarnt hatten, dass"
        done = done + (see.among(done + 1, "auxiliary") & ~source)
    verb = see.behind(see.marks("finite", "quote", "colon"), done + 1)
    verb = np.where(verb < 0, last + 1, verb)
    that = see.behind(see.marks("that"), done + 1)
    telling = words.tokens.are(lexicon["objects"])[cue]
    # "Told police interrogators that": what looks like a verb there is part of who was told.
    told = ~source & (that >= 0) & (that <= last) & ((that < verb) | (telling & (verb == that - 1)))
    # What a comma parts from the saying is about somebody ("the porters, that came"), not so "said, in a letter, that".
    if not lexicon["v2"]:
        inserted = see.among(done + 1, "comma") & (that > done + 2) & (said.way != "behind")
        told &= ~see.among(that - 1, "comma") | inserted
    # Where verbs need a subject, "a debate that threatened" is no clause.
    if not (lexicon["v2"] or lexicon.get("drops")):
        told &= ~see.among(that + 1, "finite") | (that <= done + 1)
    # "said the harbour was closed"; in a language with the verb in second place a comma comes first.
    comma = see.behind(see.marks("comma"), done + 1)
    begins = np.where((comma >= 0) & (comma < verb), comma, NOWHERE)
    if lexicon["v2"]:
        barred = see.among(begins + 1, "relative", "conjunction", "preposition", "subordinate")
        if "subjunctive" in lexicon:  # else it may be about the speaker: ", der im Hafen arbeitet"
            reported = see.behind(see.marks("subjunctive"), np.where(begins < 0, NOWHERE, begins + 1))
            barred |= ((reported < 0) | (reported > last)) & (said.way != "source")
        follows = np.where((begins >= 0) & ~barred, begins + 1, NOWHERE)
    else:
        right = see.behind(see.solid, done + 1)
        listener = see.phrase(right)  # "told reporters he was"
        told_to = telling & see.is_free(listener) & (said.way != "behind")
        right = np.where(told_to, see.behind(see.solid, take(phrases.last, listener) + 1), right)
        # "said more than 30 people were hurt"
        about = _counted(words.tokens.are(lexicon.get("approximators", ())))
        number = see.behind(see.marks("number"), right)
        near = (number > right) & (take(about, number) - take(about, right) == number - right)
        # Its verb comes before anything else begins.
        edge = see.behind(see.marks("finite", *EDGES), np.where(right < 0, NOWHERE, np.where(near, number, right) + 1))
        own = near | see.among(right, "number", "article") | see.is_free(see.phrase(right))
        follows = np.where(own & see.among(edge, "finite") & (edge <= last), right, NOWHERE)
        there = take(words.tokens.are(lexicon.get("expletives", ())), done + 1, False)  # "said there were"
        follows = np.where(there & see.among(right, "finite") & (right <= last), done + 1, follows)
        follows = np.where(is_of(words.code[cue], "say", "saying") & (said.way != "behind"), follows, NOWHERE)
    starts = np.minimum(cue, take(phrases.first, said.phrase)) - words.first[cue] <= 1
    opening = source & starts & (begins >= 0)
    if lexicon["v2"]:  # "Laut Hafenamt ist ...", "Laut Anwohnern der Altstadt ist ...": one constituent stands first
        opening = source & starts
        behind = see.phrase(done + 1 + see.among(done + 1, "preposition"))
        ruled = (behind >= 0) & ~see.is_free(behind) & (take(phrases.first, behind) - done <= 2)
        done = np.where(ruled, take(phrases.last, behind), done)
        begins = np.where(opening & (begins < 0), done, begins)
    return [
        ("that", np.where(told, that + 1, NOWHERE), last),
        ("according", np.where(opening, begins + 1, NOWHERE), last),
        ("clause", np.where(~source & ~told & (follows <= last), follows, NOWHERE), last),
    ]


def _before(see: View, said: Sayings, lexicon: Mapping[str, Any]) -> Clause:
    """The clauses before sayings: "The harbour was closed, the mayor said"."""
    subject = take(see.phrases.first, said.phrase)
    near = np.isin(said.way, ["beside", "over", "behind", "source"])
    start = np.minimum(said.word, np.where(near, subject, said.word))
    liked = (said.way == "clause") & take(see.words.like, subject - 1, False)  # "..., wie das Amt mitteilte"
    start, near = np.where(liked, subject - 1, start), near | liked
    passed = see.others("adverb", "auxiliary") if lexicon.get("inverts") else see.solid
    edge = see.before(passed, start - 1)  # ", a annoncé lundi le ministère"
    first = see.words.first[said.word]
    fits = see.among(edge, "comma", "dash") & (edge > first) & near
    fits &= ~is_of(see.words.code[said.word], "saying", "take")
    fits &= ~see.among(first, "subordinate", "verb")  # "As the tide rose, Hale said": a clause of its own
    if not lexicon["v2"]:  # "One is a baker, the other says he was a banker": what is said follows
        done = np.maximum(said.word, np.where(said.way == "behind", take(see.phrases.last, said.phrase), said.word))
        goes_on = see.among(see.behind(see.solid, done + 1), "article", "pronoun", "finite", "number", "role", "object")
        telling = see.words.tokens.are(lexicon["objects"])[said.word]  # "told a Senate panel"
        fits &= ~goes_on | telling | is_of(see.words.code[said.word], *SOURCES)
    return "clause-before", np.where(fits, first, NOWHERE), edge - 1


def _reported(see: View, said: Sayings) -> tuple[Rows, Rows]:
    """Sentences that somebody said as a whole, by their verb ("Er werde ..."): a word of each, and its saying."""
    words = see.words
    first = np.unique(words.first)
    verb = see.behind(see.marks("finite"), first)
    before = np.searchsorted(said.word, first) - 1
    inside = take(said.word, before + 1)
    alone = (inside < 0) | (inside > words.last[first])
    near = (take(words.row, take(said.word, before)) == words.row[first]) & alone
    told = first[near & see.among(verb, "subjunctive") & (verb <= words.last[first])]
    return told, np.searchsorted(said.word, told) - 1


def _end(see: View, places: Rows) -> Rows:
    """The last words of the sentences of some words, without the full stop."""
    last = see.words.last[places]
    return np.where(see.among(last, "stop"), last - 1, last)


def _counted(mask: Array) -> Rows:
    return np.concatenate([[0], np.cumsum(mask)])
