"""Takes noun phrases apart as they are written: article, role, owner, and the name that a phrase ends with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from schemas.lexicon import SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.stream import Stream
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import ROLE_NUMBERS, Words, of_class
from tasks.extraction.speech.word_index import WordIndex

PERSON, PEOPLE, WORDING = ROLE_NUMBERS["person"], ROLE_NUMBERS["people"], ROLE_NUMBERS["wording"]

WRITTEN = pl.Schema(
    {
        "phrase": pl.Int64,  # its row in ``phrases.Phrases``
        "doc": pl.Int64,  # its document
        "first": pl.Int64,  # its first word,
        "last": pl.Int64,  # and its last one
        "size": pl.Int64,  # how many words it has
        "text": pl.String,  # these words
        "bare": pl.String,  # these words without the article
        "head": pl.String,  # the last word, in small letters
        "pronoun": pl.Boolean,  # is a pronoun
        "free": pl.Boolean,  # may be a subject
        "article": pl.Boolean,  # opens with an article
        "definite": pl.Boolean,  # and it is "the", or another that means somebody already named
        "tail": pl.String,  # the name that it ends with; null: it ends with none
        "tail_words": pl.Int64,  # how many words that has
        "owner": pl.String,  # of "the mayor's report", the mayor: who speaks by it; null: nobody
        "has_owner": pl.Boolean,  # a possessive is in it, before the last word
        "key": pl.String,  # the last word of the owner or of the tail; null where there is neither
        "role": pl.UInt8,  # the role of the last word,
        "role_before": pl.UInt8,  # and that of the word before the tail
        "gender": pl.String,  # of whom the tail, or else the last word, means
        "mention": pl.String,  # the name of the mention that it ends with; null: none
        "mentioned": pl.String,  # and the kind of that: person, organisation or place
    }
)


def take_apart(
    near: WordIndex, stream: Stream, docs: Rows, asked: Rows, mentions: pl.DataFrame, lexicon: SpeechLexicon
) -> pl.DataFrame:
    """Take the phrases in some rows apart: WRITTEN.

    Takes the document of each word, and mentions with ``begin`` and ``stop``, their places in the stream.
    """
    words, parts = near.words, _parts_of_phrases(near, asked)
    first, last, tail = parts.first, parts.last, parts.tail
    role_before = take(words.role, tail - 1, 0) * (tail > first)
    # "The family Hale" is several, and not the person who has that name, too.
    family = (role_before == PEOPLE) & (tail == last) & parts.has_tail
    parts = parts._replace(has_tail=parts.has_tail & ~family)
    # A phrase of a role and a name is not all name.
    named_from = np.where(role_before == PERSON, take(words.start, tail), words.start[first])
    # The last name of "the Bank of Alvaria" is not its name, unless it holds the bank.
    latest = np.where(parts.head < last, words.start[parts.head], words.start[last])
    latest = np.where(family, NOWHERE, latest)
    mention, kind = _mentions_at_ends(named_from, latest, words.end[last], mentions)
    texts = _texts_of_parts(words, stream, parts)
    has_key = pl.Series(parts.has_tail | (parts.owner >= 0))
    columns = {
        "phrase": asked,
        "doc": docs[first],
        "first": first,
        "last": last,
        "size": last - first + 1,
        "pronoun": near.phrases.pronoun[asked],
        "free": near.phrases.free[asked],
        "article": parts.article,
        "definite": near.has_entry(first, lexicon.definite_article),
        "tail_words": np.where(parts.has_tail, last - tail + 1, 0),
        "has_owner": near.last_up_to(np.flatnonzero(words.possessive), last - 1) >= first,
        "role": np.where(family | _are_several(near, parts, lexicon), PEOPLE, words.role[parts.head]),
        "role_before": role_before,
        "gender": words.looks.genders(np.minimum(tail, last)),
        "mention": mention,
        "mentioned": kind,
    }
    written = pl.DataFrame({**columns, **texts}).with_columns(key=pl.when(has_key).then("key"))
    return written.select(WRITTEN.names()).cast(WRITTEN)


def _are_several(near: WordIndex, parts: _Parts, lexicon: SpeechLexicon) -> Array:
    """True for each phrase with a word for one person or several that means several: "mehrere Anwohner", "Anwohner"."""
    article = near.has_entry(parts.first, lexicon.plural_article)
    several: Array = near.words.looks["one_or_several"][parts.head] & (article | ~parts.article)
    return several


class _Parts(NamedTuple):
    """The parts of phrases. All arrays have one element per phrase."""

    first: Rows  # the first word of the phrase,
    last: Rows  # and the last one
    head: Rows  # the last word of its noun
    tail: Rows  # the first word of the name that it ends with; the place after the phrase, if it ends with none
    has_tail: Array  # it ends with one
    owner: Rows  # the possessive before a wording, or NOWHERE,
    owner_first: Rows  # and the first word of its name
    article: Array  # it opens with an article


def _parts_of_phrases(near: WordIndex, asked: Rows) -> _Parts:
    """The parts of the phrases in some rows, as places of words."""
    words = near.words
    first, last, head = near.phrases.first[asked], near.phrases.last[asked], near.phrases.head[asked]
    unnamed = np.flatnonzero(~(of_class(words.code, "name") & (words.role == 0)))
    tail = np.clip(near.last_up_to(unnamed, last) + 1, first, last + 1)
    if (
        words.cases or words.capitalised_nouns
    ):  # "Landrat Jens Hallmann"; "the mayor Almary Pyotr Danilov": the town is before the first name
        given = words.looks["gendered"] & of_class(words.code, "name") & (words.role == 0)
        start = near.next_from(np.flatnonzero(given), tail)
        tail = np.where((start > tail) & (start < last), start, tail)
    owner = near.last_up_to(np.flatnonzero(words.possessive), last)
    owner = np.where((owner >= first) & (words.role[last] == WORDING) & (owner < last), owner, NOWHERE)
    return _Parts(
        first=first,
        last=last,
        head=head,
        tail=tail,
        has_tail=(tail <= last) & (head == last) & ~near.phrases.pronoun[asked],
        owner=owner,
        owner_first=np.clip(near.last_up_to(unnamed, owner) + 1, first, np.maximum(owner, first)),
        article=of_class(words.code[first], "article", "oblique"),
    )


def _texts_of_parts(words: Words, stream: Stream, parts: _Parts) -> dict[str, pl.Series]:
    """The columns of WRITTEN that are texts; those of a tail or an owner are null where there is none."""
    first, last, owner = parts.first, parts.last, parts.owner
    ending = _texts_of_words(words, stream, parts.head, parts.head)
    last_of_owner = _texts_of_words(words, stream, owner, owner)
    return {
        "text": stream.texts(words.start[first], words.end[last]),
        "bare": _texts_of_words(words, stream, np.minimum(first + parts.article, last), last),
        "head": ending.str.to_lowercase(),
        "tail": _texts_of_words(words, stream, np.where(parts.has_tail, parts.tail, NOWHERE), last),
        "owner": _texts_of_words(words, stream, np.where(owner >= 0, parts.owner_first, NOWHERE), owner),
        "key": ending.zip_with(pl.Series(owner < 0), last_of_owner),
    }


def _texts_of_words(words: Words, stream: Stream, first: Rows, last: Rows) -> pl.Series:
    """The text from each first word to its last one, without a possessive ending; null where ``first`` is NOWHERE."""
    return stream.texts(take(words.start, first), take(words.end, last) - take(words.possessive, last, 0))


def _mentions_at_ends(begin: Rows, latest: Rows, end: Rows, mentions: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """The name and the kind of the mention that each phrase ends with; null where it ends with none.

    The mention starts between ``begin`` and ``latest``.
    """
    row = np.searchsorted(mentions["stop"].to_numpy(), end, side="right") - 1
    # A possessive ending, of up to two characters, is no part of a name.
    starts = take(mentions["begin"].to_numpy(), row)
    fits = (take(mentions["stop"].to_numpy(), row) >= end - 2) & (starts >= begin) & (starts <= latest)
    nobody = pl.DataFrame({"name": [None], "kind": [None]}, {"name": pl.String, "kind": pl.String})
    rows = pl.Series(np.where(fits, row, mentions.height))
    found = pl.concat([mentions.select("name", "kind"), nobody])[rows]
    return found["name"], found["kind"]
