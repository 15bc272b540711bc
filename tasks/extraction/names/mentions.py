"""Finds the names in bodies: people, organisations and places, each with its canonical form and a confidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from schemas.arrow import before_sentences
from schemas.options import NameFinder
from schemas.tables import NAME_KINDS
from tasks.columns.characters import CAPITAL
from tasks.columns.hashing import number_values
from tasks.columns.windows import Floats, Rows
from tasks.extraction.names import spacy_names
from tasks.extraction.names.canonical import add_canonical, find_usual
from tasks.extraction.names.declension import add_base_forms
from tasks.extraction.names.name_lexicon import load_lexicon
from tasks.extraction.names.name_models import Card, Model, load_card, load_model, shares_by_article
from tasks.extraction.names.observation import observe_texts, stem_keys
from tasks.extraction.names.recognition import (
    ARTICLE,
    METHODS,
    NEVER,
    PERSON,
    SPACY,
    RecognisedNames,
    recognise_listed,
    recognise_names,
)
from tasks.extraction.names.word_lists import is_given_name
from tasks.extraction.names.words import SplitTexts, split_words
from tasks.models.trees import calibrated

CAPITALS = 0.001  # texts with a smaller share of capitals are in a script that has none
# The confidence of listed names in scripts without capitals. Set by hand, and low: no labelled text is in such a
# script.
SURE_OF_LIST = 0.7
# The confidence of people named by one word only, at most. Set by hand: of 12 such names in articles in six languages
# that stated more than .9, 6 were people in their base form.
LONE_PERSON = 0.7


def find_names(
    paragraphs: pl.DataFrame,
    name_finder: NameFinder = "model",
    models: Callable[[str], Model] = load_model,
    *,
    whole: bool = True,
) -> pl.DataFrame:
    """Find the names in ``prose.BODY_PARAGRAPHS``, which are of ``whole`` articles or are sentences alone.

    With ``name_finder="spacy"`` spaCy is asked, too, in the languages that it knows. ``models`` gives the model of a
    language. Returns the table ``mentions`` of a part, by document and place.

    ``name`` is the fullest form that the article gives, of a listed name its usual one; ``country`` is null unless it
    is certain. ``method`` is the evidence that was needed: ``model``: the sentence alone; ``spacy``: spaCy, too;
    ``article``: the rest of the article, too; ``list``: the name is listed, in a script without capitals.
    """
    parts = [
        _names_in_language(part, str(language), name_finder == "spacy" and language in spacy_names.pipelines(), models)
        for (language,), part in paragraphs.group_by("language", maintain_order=True)
    ]
    table = before_sentences("mentions")
    if not parts:
        return table.to_frame()
    # For all languages at once: the steps take as long for few names as for many.
    found = add_canonical(pl.concat(parts).with_row_index("row"))
    by_language = found.group_by("language", maintain_order=True)
    found = pl.concat([add_base_forms(own, str(language)) for (language,), own in by_language] or [found])
    found = doubt_lone_people(found) if whole else found
    return found.select(table.names()).cast(table).sort("doc", "start")


def doubt_lone_people(mentions: pl.DataFrame) -> pl.DataFrame:
    """Make people less sure whom a whole article names by one word only: brands and things look like them."""
    lone = (pl.col("kind") == NAME_KINDS[PERSON]) & ~pl.col("name").str.contains(r"[\s.]")
    return mentions.with_columns(
        confidence=pl.when(lone).then(pl.min_horizontal("confidence", pl.lit(LONE_PERSON))).otherwise("confidence")
    )


def _names_in_language(
    paragraphs: pl.DataFrame, language: str, ask_spacy: bool, models: Callable[[str], Model]
) -> pl.DataFrame:
    """The names in paragraphs of one language, as ``canonical.add_canonical`` takes them but for ``row``."""
    words = split_words(paragraphs["text"])
    seen = observe_texts(words, language)
    doc = paragraphs["doc"].to_numpy().astype(np.int64)[words.text]
    stem = stem_keys(seen.distinct, load_lexicon(language).endings)
    in_document = doc << 32 | number_values(stem)[seen.distinct_of]
    card = load_card(f"{language}-spacy" if ask_spacy else language)
    if np.count_nonzero(words.classes == CAPITAL) > CAPITALS * len(words.codes):
        by_spacy = spacy_names.label_words(words, paragraphs["text"], language) if ask_spacy else None
        names = recognise_names(seen, in_document, language, card.unnamed, models(language), by_spacy)
    else:
        names = recognise_listed(seen)
    mentions = _mentions_of(names, words, paragraphs).with_columns(
        confidence=pl.Series(_confidence_of(names, card, shares_by_article(language))),
        begins=pl.Series(in_document[names.first]),
        ends=pl.Series(in_document[names.last]),
        given=pl.Series(is_given_name(seen.distinct.looks["listed"])[seen.distinct_of[names.first]]),
        parts=pl.Series(names.last - names.first + 1),
    )
    mentions = mentions.with_columns(language=pl.lit(language))
    return mentions.hstack(find_usual(names, seen, stem, language))


def _mentions_of(names: RecognisedNames, words: SplitTexts, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """A row for each name: ``doc``, ``start``, ``end``, ``text``, ``kind`` and ``method``."""
    text = words.text[names.first]
    start, end = words.start[names.first], words.end[names.last]
    spans = pl.DataFrame(
        {
            "at": start - words.text_start[text],
            "size": end - start,
            "kind": _values_of_numbers(names.kind, NAME_KINDS),
            "method": _values_of_numbers(names.method, METHODS),
        }
    )
    return (
        paragraphs.select("doc", pl.col("start").alias("place"), whole="text")[text]
        .hstack(spans)
        .with_columns(text=pl.col("whole").str.slice("at", "size"), start=pl.col("place") + pl.col("at"))
        .with_columns(end=pl.col("start") + pl.col("size"))
        .drop("place", "whole", "at", "size")
    )


def _values_of_numbers(numbers: Rows, values: tuple[str, ...]) -> pl.Series:
    """The values of a closed list, by their numbers in it."""
    return pl.Series(np.array(values, object)[numbers], dtype=pl.String)


def _confidence_of(names: RecognisedNames, card: Card, shares: Mapping[str, float]) -> Floats:
    """The measured share of right names: of such a kind, length and probability, or found by the article or a list."""
    odds = np.log(np.maximum(names.sure, NEVER)) - np.log(np.maximum(1 - names.sure, NEVER))
    right = np.full(len(odds), SURE_OF_LIST)
    several = names.last > names.first
    for number, kind in enumerate(NAME_KINDS):
        of_kind = names.kind == number
        lines = card.confidence[kind]
        for rows, line in ((~several, lines[:2]), (several, lines[2:])):
            by_sentence = of_kind & rows & (names.method <= SPACY)
            right[by_sentence] = calibrated(odds[by_sentence], *line)
        article = of_kind & (names.method == ARTICLE)
        right[article] = np.where(several, np.minimum(shares[kind], shares["several"]), shares[kind])[article]
    return right
