"""spaCy beside our own model of names, in the languages that it knows: the optional extra ``newsmill[names]``.

A pipeline reads texts of its own language and no others: on German, an English one is worse than none. What it says
is evidence, a label for each word; ``mentions`` weighs it. It is asked for (``--names spacy``), never found by chance:
what is installed may not decide what comes out.
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
from tasks.extraction.names.words import Rows, Words

if TYPE_CHECKING:
    from spacy.language import Language

ENGINE = ("spacy", "thinc")  # the packages whose release can change what a pipeline finds
# The names alone: their component brings its own vectors of words.
UNUSED = ("tok2vec", "tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")
PIECE = 4_000  # code points read at a time: its tokenizer takes the square of what it takes for a mark
BATCH = 32  # pieces: more are no quicker, and take more memory


class Pipeline(NamedTuple):
    """A pipeline that may be asked."""

    package: str
    kinds: Mapping[str, str]  # by its labels: ours


@cache
def pipelines() -> dict[str, Pipeline]:
    """The pipelines by language (``schemas/names/spacy.toml``)."""
    listed = data.load("names/spacy")
    return {language: Pipeline(**entry) for language, entry in listed.items()}


def versions() -> dict[str, str]:
    """The versions of what decides which names are found.

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
def load(language: str) -> Language:
    """The pipeline for a language, with nothing but its names."""
    import spacy

    return spacy.load(pipelines()[language].package.replace("-", "_"), exclude=UNUSED)


def labels(found: Words, texts: pl.Series, language: str) -> Rows:
    """What the pipeline of a language says of each word of texts: its number in ``tagger.LABELS``."""
    said = np.zeros(len(found.start), np.int64)
    for at, end, kind in _names(found, texts, language):
        first, stop = np.searchsorted(found.end, at, "right"), np.searchsorted(found.start, end)
        name = said[first:stop]
        name[:] = 2 + 2 * kind
        name[:1] -= 1  # where it begins
    return said


def _names(found: Words, texts: pl.Series, language: str) -> Iterator[tuple[int, int, int]]:
    """Where each name begins and ends in the joined texts, and its kind in NAME_KINDS."""
    pipeline = load(language)
    kinds = {label: NAME_KINDS.index(kind) for label, kind in pipelines()[language].kinds.items()}
    pieces = (
        (text[piece : piece + PIECE], at + piece)
        for text, at in zip(texts, found.at.tolist(), strict=True)
        for piece in range(0, len(text), PIECE)
    )
    with pipeline.memory_zone():  # words that it meets are forgotten
        for read, at in pipeline.pipe(pieces, as_tuples=True, batch_size=BATCH):
            for name in read.ents:
                if name.label_ in kinds:
                    yield at + name.start_char, at + name.end_char, kinds[name.label_]
