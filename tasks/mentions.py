"""Bodies to the names in them: people, organisations and places.

A sequence model (``tasks.tagger``) says how probable a name of each kind is at each word that may belong to one. What
the article says elsewhere counts too: what surely is a person in one sentence is hardly a town in the next. Then each
mention gets the fullest name that the article gives, and listed places their usual name and their country.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np
import polars as pl

from schemas import lexicon
from schemas.tables import NAME_KINDS
from tasks import gazetteer, tagger
from tasks.gazetteer import NAMES
from tasks.model import calibrated
from tasks.tagger import Chains, Distinct, Observed, Weights
from tasks.windows import Floats
from tasks.words import CAPITAL, Flags, Rows, words

MENTIONS = pl.Schema(
    {
        "doc": pl.UInt32,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "kind": pl.String,
        "name": pl.String,
        "country": pl.String,
        "method": pl.String,
        "confidence": pl.Float64,
    }
)
PERSON, ORGANISATION, PLACE = (NAME_KINDS.index(kind) for kind in ("person", "organisation", "place"))
METHODS = MODEL, ARTICLE, LIST = ("model", "article", "list")

# In log-odds: what the article says of a word elsewhere, and that it ends a person's name elsewhere.
AGREES = 0.6
FAMILY = 6.0
LIKELY = 0.5  # so probable is a name from which others are known
NEVER = 1e-3  # no probability counts as less
CAPITALS = 0.001  # texts with a smaller share of capitals are in a script that has none
SURE_OF_LIST = 0.7  # of listed names in scripts without capitals: careful, for we have no labelled text in one
ACRONYM = r"^\p{Lu}[\p{L}\p{N}]{1,7}$"


_BACK_AND_FORTH: tuple[Literal["backward", "forward"], ...] = ("backward", "forward")


class Found(NamedTuple):
    """Names in texts of one language, in the order of the texts."""

    first: Rows  # the first word of each
    last: Rows  # and the last
    kind: Rows  # in NAME_KINDS
    sure: Weights  # how probable the least probable of its words is
    method: Rows  # in METHODS


def mentions(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """The names in paragraphs (``tasks.prose.PARAGRAPHS``): MENTIONS, by document and place.

    ``start`` and ``end`` are code points in the body. ``name`` is the fullest form that the article gives, of a listed
    name the usual one; ``country`` an ISO 3166-1 alpha-2 code, or null. ``method``: ``model``, where the model finds
    the name by its sentence; ``article``, where only with what the article says elsewhere; ``list``, where a listed
    name stands in a script that has no capitals.
    """
    parts = [
        _of_language(part, str(language)) for (language,), part in paragraphs.group_by("language", maintain_order=True)
    ]
    found = pl.concat([part for part in parts if part.height] or [MENTIONS.to_frame()])
    return found.sort("doc", "start")


def _of_language(paragraphs: pl.DataFrame, language: str) -> pl.DataFrame:
    texts = words(paragraphs["text"])
    seen = tagger.observed(texts, language)
    doc = paragraphs["doc"].to_numpy().astype(np.int64)[texts.text]
    same = doc << 32 | _stems(seen.distinct, language)[seen.of]
    has_capitals = np.count_nonzero(texts.classes == CAPITAL) > CAPITALS * len(texts.codes)
    found = _tagged(seen, same, language) if has_capitals else _listed(seen)
    text = texts.text[found.first]
    start, end = texts.start[found.first], texts.end[found.last]
    spans = pl.DataFrame(
        {
            "row": pl.Series(np.arange(len(text)), dtype=pl.UInt32),
            "at": start - texts.at[text],
            "size": end - start,
            "kind": pl.Series(np.array(NAME_KINDS, object)[found.kind], dtype=pl.String),
            "method": pl.Series(np.array(METHODS, object)[found.method], dtype=pl.String),
            "confidence": _confidence(found, language),
            "begins": same[found.first],
            "ends": same[found.last],
            "parts": found.last - found.first + 1,
        }
    )
    frame = (
        paragraphs.select("doc", pl.col("start").alias("place"), whole="text")[text]
        .hstack(spans)
        .with_columns(text=pl.col("whole").str.slice("at", "size"), start=pl.col("place") + pl.col("at"))
        .with_columns(end=pl.col("start") + pl.col("size"))
        .drop("place", "whole", "at", "size")
    )
    return _named(frame, language).select(MENTIONS.names()).cast(MENTIONS)


def _tagged(seen: Observed, same: Rows, language: str) -> Found:
    """What the model finds, by the sentence and by the article. ``same``: of each word, which it is in its document."""
    model, where = tagger.load(language), tagger.chains(seen)
    same = same[where.rows]
    score = tagger.scores(model, seen, where)
    score[:, 0] += card(language)["unnamed"]
    probable = tagger.marginals(model, score, where.begins)
    alone = tagger.spans(where, probable)
    score += AGREES * _elsewhere(probable, same)
    score[:, _labels(PERSON)] += FAMILY * _ends_a_person(alone, where, same)[:, None]
    first, last, kind, sure = tagger.spans(where, tagger.marginals(model, score, where.begins))
    method = np.where(np.isin(_identity(first, last, kind), _identity(*alone[:3])), 0, 1)
    group = seen.distinct.looks["listed"][seen.of[first]] >> np.uint64(gazetteer.GROUP)
    named = (first < last) | (group != gazetteer.PEOPLES)
    return Found(first[named], last[named], kind[named], sure[named], method[named])


def _labels(kind: int) -> slice:
    return slice(1 + 2 * kind, 3 + 2 * kind)


def _identity(first: Rows, last: Rows, kind: Rows) -> Rows:
    """A number for each name, the same for the same words and kind."""
    return (first * gazetteer.LONGEST**2 + np.minimum(last - first, gazetteer.LONGEST**2 // 3)) * 3 + kind


def _listed(seen: Observed) -> Found:
    """The listed names in texts whose script has no capitals."""
    first, size, _, organisation = seen.hits
    kind = np.where(organisation > 0, ORGANISATION, PLACE)
    return Found(first, first + size - 1, kind, np.ones(len(first), np.float32), np.full(len(first), 2))


def _stems(distinct: Distinct, language: str) -> Rows:
    """A number for each distinct word, the same for words that differ by an ending of the language."""
    endings = lexicon.load("mentions").get(language, {}).get("endings", ())
    number: Rows = np.unique(tagger.without(distinct, endings), return_inverse=True)[1]
    return number


def _elsewhere(probable: Weights, same: Rows) -> Weights:
    """For each word and label: what the same word is in its document, as a logarithm; 0 where it stands once."""
    _, group, count = np.unique(same, return_inverse=True, return_counts=True)
    kinds = np.concatenate([probable[:, :1], probable[:, 1::2] + probable[:, 2::2]], 1)
    mean = np.stack([np.bincount(group, of_kind, len(count)) for of_kind in kinds.T], 1) / count[:, None]
    told = np.where(count[:, None] > 1, np.log(np.maximum(mean, NEVER)), 0).astype(np.float32)
    return np.repeat(told, [1, *[2] * len(NAME_KINDS)], axis=1)[group]


def _ends_a_person(names: tuple[Rows, Rows, Rows, Weights], where: Chains, same: Rows) -> Flags:
    """Which words end a person's name of several words somewhere in their document."""
    first, last, kind, sure = names
    person = (kind == PERSON) & (last > first) & (sure > LIKELY)
    among: Flags = np.isin(same, same[np.searchsorted(where.rows, last[person])])
    return among


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
        for strategy in _BACK_AND_FORTH
    ]
    of_short = short.select("row", full=pl.coalesce(*nearest))
    return pl.concat([long.select("row", "full"), of_short])


def _named(found: pl.DataFrame, language: str) -> pl.DataFrame:
    """With ``name`` and ``country``. Takes what MENTIONS has else, ``row``, and ``begins``, ``ends``, ``parts``."""
    person = pl.col("kind") == NAME_KINDS[PERSON]
    people = found.filter(person).with_columns(letters=pl.col("text").str.len_chars())
    full = _full_names(people).join(found.select(full="row", fullest="text"), on="full").select("row", "fullest")
    usual = gazetteer.known(language).filter((pl.col("kind") != NAME_KINDS[PLACE]) | (pl.col("size") > 0))
    usual = usual.unique(["name", "kind"], keep="first").select("kind", "usual", "country", text="name")
    return (
        found.join(full, on="row", how="left", maintain_order="left")
        .join(usual, on=["text", "kind"], how="left", maintain_order="left")
        .join(_spelt_out(found), on=["doc", "text", "kind"], how="left", maintain_order="left")
        .with_columns(name=pl.coalesce("fullest", "usual", "spelt", "text"))
    )


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
    """What is known of the model for a language (``schemas/names/card.toml``)."""
    known = tomllib.loads((NAMES / "card.toml").read_text("utf-8"))["models"]
    return dict(known.get(language) or known["any"])


def _confidence(found: Found, language: str) -> Floats:
    """How often a name of such a probability is right, by its kind: measured, and fitted by Platt's scaling."""
    known = card(language)["confidence"]
    odds = np.log(np.maximum(found.sure, NEVER)) - np.log(np.maximum(1 - found.sure, NEVER))
    right = np.full(len(odds), SURE_OF_LIST)
    for number, kind in enumerate(NAME_KINDS):
        for method in (MODEL, ARTICLE):
            of = (found.kind == number) & (found.method == METHODS.index(method))
            right[of] = calibrated(odds[of], *known[kind][method])
    return right
