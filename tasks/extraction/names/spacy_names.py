"""Asks spaCy about names, in the languages that it knows: the optional extra ``newsmill[names]``.

A pipeline reads texts of its own language and no others: on German, an English one is worse than none. It gives
a label for each word, which ``recognition`` weighs as evidence. It must be asked for (``--names spacy``): the packages
that happen to be installed may not decide what comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from schemas import data
from schemas.errors import NewsmillError
from schemas.tables import NAME_KINDS
from tasks.columns.windows import Rows
from tasks.extraction.names.name_models import LABELS, labels_of
from tasks.extraction.names.words import SplitTexts

if TYPE_CHECKING:
    from spacy.language import Language

ENGINE = ("spacy", "thinc")  # the packages whose release can change what a pipeline finds
# Components of a pipeline that are left out: the one that finds names has word vectors of its own.
UNUSED = ("tok2vec", "tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")
# Measured on English and French news (docs/decisions.md).
PIECE = 4_000  # code points read at a time: for a long row of marks, spaCy's tokenizer takes the square of its length
BATCH = 32  # pieces: more are no quicker, and take more memory


class Pipeline(NamedTuple):
    """A pipeline that may be asked."""

    package: str
    kinds: Mapping[str, str]  # by its labels: the kinds of schemas.tables.NAME_KINDS


@cache
def pipelines() -> dict[str, Pipeline]:
    """The pipelines by language (``schemas/names/spacy.toml``)."""
    return {language: Pipeline(**entry) for language, entry in data.load("names/spacy").items()}


def versions() -> dict[str, str]:
    """The versions of the packages that decide which names spaCy finds.

    Raises:
        NewsmillError: one of them is not installed.
    """
    try:
        return {name: version(name) for name in (*ENGINE, *(known.package for known in pipelines().values()))}
    except PackageNotFoundError as missing:
        raise NewsmillError(
            f"Names by spaCy need the package {missing.name}. Run: pip install 'newsmill[names]', or leave out --names."
        ) from None


@cache
def load_pipeline(language: str) -> Language:
    """Load the pipeline of a language, with nothing but its names."""
    import spacy

    return spacy.load(pipelines()[language].package.replace("-", "_"), exclude=UNUSED)


def label_words(words: SplitTexts, texts: pl.Series, language: str) -> Rows:
    """Label the words of texts as the pipeline of their language does: numbers of ``models.LABELS``."""
    labels = np.zeros(len(words.start), np.int64)
    begin_and_rest = [range(len(LABELS))[labels_of(kind)] for kind in range(len(NAME_KINDS))]
    for start, end, kind in _entities(words, texts, language):
        first, stop = np.searchsorted(words.end, start, "right"), np.searchsorted(words.start, end)
        name = labels[first:stop]
        name[:1], name[1:] = begin_and_rest[kind]
    return labels


def _entities(words: SplitTexts, texts: pl.Series, language: str) -> Iterator[tuple[int, int, int]]:
    """Where each name starts and ends in the joined texts, and its kind in NAME_KINDS."""
    pipeline = load_pipeline(language)
    kinds = {label: NAME_KINDS.index(kind) for label, kind in pipelines()[language].kinds.items()}
    pieces = (
        (text[piece : piece + PIECE], start + piece)
        for text, start in zip(texts, words.text_start.tolist(), strict=True)
        for piece in range(0, len(text), PIECE)
    )
    with pipeline.memory_zone():  # the words that it meets are forgotten afterwards
        for read, start in pipeline.pipe(pieces, as_tuples=True, batch_size=BATCH):
            for name in read.ents:
                if name.label_ in kinds:
                    yield start + name.start_char, start + name.end_char, kinds[name.label_]
