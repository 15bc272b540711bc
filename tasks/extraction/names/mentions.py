"""Bodies to the names in them: people, organisations and places.

A sequence model (``tagger``) says how probable a name of each kind is at each word that may belong to one. What
the article says elsewhere counts too: what surely is a person in one sentence is hardly a town in the next. So does
what spaCy says, where it is asked (``spacy_names``). Then each mention gets the fullest name that the article gives,
and listed places their usual name and their country.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np
import polars as pl

from schemas import data, lexicon
from schemas.options import Names
from schemas.tables import NAME_KINDS
from tasks.columns.windows import Floats
from tasks.extraction.names import gazetteer, spacy_names, tagger
from tasks.extraction.names.tagger import Model, Observed, Weights
from tasks.extraction.names.words import CAPITAL, FULL_STOP, Flags, Keys, Rows, keys_of, numbered, split_words
from tasks.extraction.prose import SPAN
from tasks.models.trees import calibrated

MENTIONS = pl.Schema(
    {
        **SPAN,
        "kind": pl.String,
        "name": pl.String,
        "country": pl.String,
        "method": pl.String,
        "confidence": pl.Float64,
    }
)
PERSON, ORGANISATION, PLACE = (NAME_KINDS.index(kind) for kind in ("person", "organisation", "place"))
METHODS = ("model", "spacy", "article", "list")
MODEL, SPACY, ARTICLE, LIST = range(len(METHODS))

# Added to log-odds: of a place, where one of its name is listed (no small town: they have the names of people); of a
# person, after a given name; of what spaCy says, that the word belongs to a name, or that it does not; of each kind,
# what the article says of the word elsewhere; of a person, where the word ends a person's name elsewhere; and of an
# organisation, where it is introduced as its acronym.
PLACED = 1.0
CALLED = 1.0
SAID, UNSAID = 2.0, 1.0
AGREES = 1.5
KNOWN = 6.0
LIKELY = 0.5  # so probable is a name from which others are known
NEVER = 1e-3  # no probability counts as less
CAPITALS = 0.001  # texts with a smaller share of capitals are in a script that has none
SURE_OF_LIST = 0.7  # of listed names in scripts without capitals: careful, for we have no labelled text in one
ENDING = 6  # letters of a word by which it is known as a compound
OPENING, CLOSING = ord("("), ord(")")
ACRONYM = r"^\p{Lu}[\p{L}\p{N}]{1,7}$"

Spans = tuple[Rows, Rows, Rows, Weights]  # as tagger.spans gives them
Strategy = Literal["backward", "forward"]
BACK_AND_FORTH: tuple[Strategy, ...] = ("backward", "forward")


class Found(NamedTuple):
    """Names in texts of one language, in the order of the texts."""

    first: Rows  # the first word of each
    last: Rows  # and the last
    kind: Rows  # in NAME_KINDS
    sure: Weights  # how probable the least probable of its words is
    method: Rows  # in METHODS


def find_names(
    paragraphs: pl.DataFrame, names: Names = "model", models: Callable[[str], Model] = tagger.load
) -> pl.DataFrame:
    """The names in paragraphs (``prose.PARAGRAPHS``): MENTIONS, by document and place.

    ``start`` and ``end`` are code points in the body. ``name`` is the fullest form that the article gives, of a listed
    name the usual one; ``country`` an ISO 3166-1 alpha-2 code, or null. ``method``: ``model``, where the model finds
    the name by its sentence; ``spacy``, where only with what spaCy says of it; ``article``, where only with what the
    article says elsewhere; ``list``, where a listed name stands in a script that has no capitals.

    With ``names="spacy"`` spaCy is asked in the languages that it knows. ``models`` gives the model for a language.
    """
    parts = [
        _of_language(part, str(language), names == "spacy" and language in spacy_names.pipelines(), models)
        for (language,), part in paragraphs.group_by("language", maintain_order=True)
    ]
    found = pl.concat([part for part in parts if part.height] or [MENTIONS.to_frame()])
    return found.sort("doc", "start")


def _of_language(
    paragraphs: pl.DataFrame, language: str, ask_spacy: bool, models: Callable[[str], Model]
) -> pl.DataFrame:
    texts = split_words(paragraphs["text"])
    seen = tagger.observed(texts, language)
    doc = paragraphs["doc"].to_numpy().astype(np.int64)[texts.text]
    stem = tagger.without(seen.distinct, lexicon.load("mentions").get(language, {}).get("endings", ()))
    same = doc << 32 | numbered(stem)[seen.of]
    has_capitals = np.count_nonzero(texts.classes == CAPITAL) > CAPITALS * len(texts.codes)
    known = card(f"{language}-spacy" if ask_spacy else language)
    if has_capitals:
        said = spacy_names.labels(texts, paragraphs["text"], language) if ask_spacy else None
        found = _tagged(seen, same, language, known["unnamed"], models(language), said)
    else:
        found = _listed(seen)
    text = texts.text[found.first]
    start, end = texts.start[found.first], texts.end[found.last]
    spans = pl.DataFrame(
        {
            "row": pl.Series(np.arange(len(text)), dtype=pl.UInt32),
            "at": start - texts.at[text],
            "size": end - start,
            "kind": pl.Series(np.array(NAME_KINDS, object)[found.kind], dtype=pl.String),
            "method": pl.Series(np.array(METHODS, object)[found.method], dtype=pl.String),
            "confidence": _confidence(found, known["confidence"]),
            "begins": same[found.first],
            "ends": same[found.last],
            "parts": found.last - found.first + 1,
        }
    )
    frame = (
        paragraphs.select("doc", pl.col("start").alias("place"), whole="text")[text]
        .hstack(spans)
        .hstack(_usual(found, seen, stem, language))
        .with_columns(text=pl.col("whole").str.slice("at", "size"), start=pl.col("place") + pl.col("at"))
        .with_columns(end=pl.col("start") + pl.col("size"))
        .drop("place", "whole", "at", "size")
    )
    return _named(frame).select(MENTIONS.names()).cast(MENTIONS)


def _tagged(seen: Observed, same: Rows, language: str, unnamed: float, model: Model, said: Rows | None) -> Found:
    """What the model finds, by the sentence and by the article.

    ``same``: of each word, which it is in its document; ``said``: its label by spaCy, where that was asked. ``unnamed``
    is added to the log-odds of no name.
    A people alone is no name. Names lose an article that has a capital because a sentence begins with it; those of
    people and listed ones keep it (`De Groot`, `Los Angeles`).
    """
    where = tagger.chains(seen)
    score = tagger.scores(model, seen, where)
    score[:, 0] += unnamed
    score[seen.placed[where.rows], _labels(PLACE)] += PLACED
    score[seen.called[where.rows], _labels(PERSON)] += CALLED
    probable = tagger.marginals(model, score, where.begins)
    by_model = alone = tagger.spans(where, probable)
    if said is not None:
        label = said[where.rows]
        score[np.arange(len(label)), label] += np.where(label > 0, SAID, UNSAID).astype(np.float32)
        probable = tagger.marginals(model, score, where.begins)
        alone = tagger.spans(where, probable)
    group = seen.distinct.looks["listed"][seen.of] >> np.uint64(gazetteer.GROUP)
    alike = numbered(same[where.rows])
    own = ~np.isin(group[where.rows], gazetteer.SMALL)  # an article agrees with no article elsewhere
    score[own] += AGREES * _elsewhere(probable[own], alike[own])
    for told_by, of_kind in ((_family_names(alone), PERSON), (_acronyms(alone, seen), ORGANISATION)):
        told = np.zeros(alike.max(initial=-1) + 1, bool)
        told[alike[np.searchsorted(where.rows, told_by)]] = True
        score[told[alike], _labels(of_kind)] += KNOWN
    first, last, kind, sure = tagger.spans(where, tagger.marginals(model, score, where.begins))
    name = _identity(first, last, kind)
    seen_by = [np.isin(name, _identity(*those[:3])) for those in (by_model, alone)]
    method = np.select(seen_by, [MODEL, SPACY], ARTICLE)
    article = seen.words.begins[first] & np.isin(group[first], gazetteer.SMALL) & (last > first) & (kind != PERSON)
    first = np.where(article & ~np.isin(first, seen.hits.first), first + 1, first)
    first, last = tagger.trimmed(seen, where, first, last)
    person = kind == PERSON
    first += person & (first < last) & _before_names(seen, language, first)
    named = (first <= last) & ((first < last) | (group[np.minimum(first, len(group) - 1)] != gazetteer.PEOPLES))
    # One word right before a person's name is what the person is: "Türmerin Swantje Rohde".
    named &= ~(person & (first == last) & (np.append(first[1:], -1) == last + 1) & np.append(person[1:], False))
    return Found(first[named], last[named], kind[named], sure[named], method[named])


def _before_names(seen: Observed, language: str, first: Rows) -> Flags:
    """Which words that begin names of people stand before them: what they are, "M.", a "Secondo" that opens a sentence.

    Where nouns are joined, the last part tells what a person is ("Hafenkapitänin").
    """
    own, looks = lexicon.load("mentions").get(language, {}), seen.distinct.looks
    group = looks["listed"] >> np.uint64(gazetteer.GROUP)
    titles = np.isin(group, gazetteer.TITLES)
    if lexicon.load("quotes").get(language, {}).get("capitalised_nouns"):
        ends = [word[-ENDING:] for word in own["roles"] if len(word) >= ENDING]
        titles |= np.isin(looks[f"last{ENDING}"], keys_of(ends, small=True)) & (group == 0)
    titles &= looks["listed"] & np.uint64(gazetteer.GIVEN) == 0
    leads = np.isin(looks["small"], keys_of(own.get("leads", ()), small=True))
    of, opens = seen.of[first], seen.words.begins[first]
    stopped = seen.words.codes[seen.words.end[first] - 1] == FULL_STOP
    before: Flags = titles[of] | (leads[of] & (opens | stopped))
    return before


def _labels(kind: int) -> slice:
    return slice(1 + 2 * kind, 3 + 2 * kind)


def _identity(first: Rows, last: Rows, kind: Rows) -> Rows:
    """A number for each name, the same for the same words and kind."""
    return (first << 32 | last) << 2 | kind


def _listed(seen: Observed) -> Found:
    """The listed names in texts whose script has no capitals."""
    first, kind = seen.hits.first, np.where(seen.hits.kind > 0, ORGANISATION, PLACE)
    return Found(first, first + seen.hits.size - 1, kind, np.ones(len(first), np.float32), np.full(len(first), LIST))


def _elsewhere(probable: Weights, alike: Rows) -> Weights:
    """For each word and label: what the same word is in its document, as a logarithm; 0 where it stands once."""
    count = np.bincount(alike)
    kinds = tagger.by_kind(probable)
    mean = np.stack([np.bincount(alike, of_kind, len(count)) for of_kind in kinds.T], 1) / np.maximum(count, 1)[:, None]
    told = np.where(count[:, None] > 1, np.log(np.maximum(mean, NEVER)), 0).astype(np.float32)
    return np.repeat(told, [1, *[2] * len(NAME_KINDS)], axis=1)[alike]


def _family_names(names: Spans) -> Rows:
    """The words that end a person's name of several words."""
    first, last, kind, sure = names
    found: Rows = last[(kind == PERSON) & (last > first) & (sure > LIKELY)]
    return found


def _acronyms(names: Spans, seen: Observed) -> Rows:
    """The words in capitals that stand in brackets after an organisation's name."""
    _, last, kind, sure = names
    after = last[(kind == ORGANISATION) & (sure > LIKELY)] + 1
    after = after[after + 2 < len(seen.of)]
    codes, start = seen.words.codes, seen.words.start
    brackets = (codes[start[after]] == OPENING) & (codes[start[after + 2]] == CLOSING)
    found: Rows = after[brackets & seen.distinct.acronym[seen.of[after + 1]]] + 1
    return found


def _full_names(people: pl.DataFrame) -> pl.DataFrame:
    """For each person's mention the one that gives the name in full, where there is one: ``row`` and ``full``.

    Takes ``row``, ``begins`` and ``ends`` (which words it begins and ends with, in its document), ``parts`` (words) and
    ``letters``. Mentions of several words that begin and end alike are of the same person; the one with most words is
    the fullest, and of those the shortest, for endings are added to names. One word is short for the person named
    before it who ends so, else for the next; where none ends so, for one who begins so.
    """
    long = people.filter(pl.col("parts") > 1)
    fullest = long.sort("parts", "letters", "row", descending=[True, False, False]).unique(
        ["begins", "ends"], keep="first", maintain_order=True
    )
    long = long.join(fullest.select("begins", "ends", full="row"), on=["begins", "ends"]).sort("row")
    short = people.filter(pl.col("parts") == 1).select("row", word="ends").sort("row")
    nearest = [
        short.join_asof(
            long.select("row", "full", word=end), on="row", by="word", strategy=strategy, check_sortedness=False
        )["full"]
        for end in ("ends", "begins")
        for strategy in BACK_AND_FORTH
    ]
    of_short = short.select("row", full=pl.coalesce(*nearest))
    return pl.concat([long.select("row", "full"), of_short])


def _named(found: pl.DataFrame) -> pl.DataFrame:
    """With ``name``. Takes what MENTIONS has else, ``row``, ``usual``, ``begins``, ``ends`` and ``parts``."""
    person = pl.col("kind") == NAME_KINDS[PERSON]
    people = found.filter(person).with_columns(letters=pl.col("text").str.len_chars())
    full = _full_names(people).join(found.select(full="row", fullest="text"), on="full").select("row", "fullest")
    return (
        found.join(full, on="row", how="left", maintain_order="left")
        .join(_spelt_out(found), on=["doc", "text", "kind"], how="left", maintain_order="left")
        .with_columns(name=pl.coalesce("fullest", "usual", "spelt", "text"))
    )


def _usual(found: Found, seen: Observed, stem: Keys, language: str) -> pl.DataFrame:
    """For each name, where it is a listed one of its kind, what is ``usual`` and the ``country``.

    A name of one word may have an ending of the language. A small town is passed over: there are others of its name.
    """
    hits, size = seen.hits, found.last - found.first + 1
    at = np.minimum(np.searchsorted(hits.first, found.first), max(len(hits.first) - 1, 0))
    row = np.full(len(size), -1)
    if len(hits.first):
        row = np.where((hits.first[at] == found.first) & (hits.size[at] == size), hits.row[at], -1)
    bare = np.flatnonzero((row < 0) & (size == 1))
    row[bare] = gazetteer.row_of(language, stem[seen.of[found.first[bare]]])
    listed = gazetteer.known(language)
    kind = np.where((listed["kind"] == NAME_KINDS[ORGANISATION]).to_numpy()[row], ORGANISATION, PLACE)
    told = (row >= 0) & (kind == found.kind) & (listed["size"].to_numpy()[row] > 0)
    rows = pl.Series(np.where(told, row, -1)).replace(-1, None)
    return listed.select(pl.col("usual", "country").gather(rows))


def _spelt_out(found: pl.DataFrame) -> pl.DataFrame:
    """Acronyms that a document introduces in brackets after the name: ``doc``, ``text``, ``kind`` and ``spelt``."""
    introduced = pl.col("start") == pl.col("end").shift(1) + len(" (")
    same = (pl.col("doc") == pl.col("doc").shift(1)) & (pl.col("kind") == pl.col("kind").shift(1))
    initial = pl.col("text").str.head(1) == pl.col("text").shift(1).str.head(1)
    several = pl.col("text").shift(1).str.contains(r"\s")
    acronym = pl.col("text").str.contains(ACRONYM) & (pl.col("kind") == NAME_KINDS[ORGANISATION])
    return (
        found.with_columns(spelt=pl.col("text").shift(1))
        .filter(introduced & same & initial & several & acronym)
        .unique(["doc", "text"], keep="first", maintain_order=True)
        .select("doc", "text", "kind", "spelt")
    )


@cache
def card(language: str) -> dict[str, Any]:
    """What is known of the model for a language, alone or with spaCy (`fr`, `fr-spacy`), by the card of the models."""
    models = _card()["models"]
    return dict(models.get(language) or models["any"])


@cache
def _card() -> dict[str, Any]:
    return data.load("names/card")


def _confidence(found: Found, lines: Mapping[str, Sequence[float]]) -> Floats:
    """How often such a name is right, as measured: of its kind, with its probability, or found in its way."""
    shares = _card()["article"]
    odds = np.log(np.maximum(found.sure, NEVER)) - np.log(np.maximum(1 - found.sure, NEVER))
    right = np.full(len(odds), SURE_OF_LIST)
    for number, kind in enumerate(NAME_KINDS):
        of = found.kind == number
        by_sentence = of & (found.method <= SPACY)
        right[by_sentence] = calibrated(odds[by_sentence], *lines[kind])
        right[of & (found.method == ARTICLE)] = shares[kind]
    return right
