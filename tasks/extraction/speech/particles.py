"""Finds family names that begin with small words: "Ursula von der Leyen", and then "Von der Leyen said"."""

from __future__ import annotations

import numpy as np

from schemas.small_words import particles_in_text
from tasks.columns.windows import Array
from tasks.extraction.speech.tokens import Tokens, take

LONGEST = 3  # words of a family name with its particles


def words_of_family_names(tokens: Tokens, first_name: Array, large: Array, begins: Array, unknown: Array) -> Array:
    """True for the particles between a first name and a family name, and for those of that family name elsewhere.

    Takes which words are first names, which have a capital, which begin a paragraph, and which are of no class: only
    such particles are looked for between two family names, "Pedro Lozano de Mar" in German.

    >>> import polars as pl
    >>> words = pl.Series(["Ursula", "von", "der", "Leyen", ".", "Von"])
    >>> tokens = Tokens(words, np.array([0, 1, 2, 3, 4, 5, 2, 3]), np.arange(8), np.arange(8) + 1)
    >>> large = np.array([True, False, False, True, False, True, False, True])
    >>> words_of_family_names(tokens, np.arange(8) == 0, large, np.arange(8) == 0, ~large).tolist()
    [False, True, True, True, False, True, True, True]
    """
    first, later = tokens.among(particles_in_text("first")), tokens.among(particles_in_text("later"))
    found = np.zeros(len(large), bool)
    families: set[tuple[str, ...]] = set()
    texts = list[str]()  # as they are needed: in most languages, such names are rare

    def words_from(start: int, size: int) -> tuple[str, ...]:
        if not texts:
            texts.extend(tokens.distinct)
        return tuple(texts[which].lower() for which in tokens.which[start : start + size].tolist())

    name = large & ~first & ~later & ~begins
    second = np.append(False, first_name[:-1]) & name
    small = ~large & ~begins
    for count in (1, 2):
        leads = take(first & small, np.arange(len(large)) + 1, False)
        place = np.flatnonzero(leads & (first_name | (second & take(unknown, np.arange(len(large)) + 1, False))))
        if count == 2:
            place = place[take(later & small, place + 2, False)]
        place = place[take(name, place + count + 1, False)]
        for step in range(1, count + 2):
            found[place + step] = True
        families |= {words_from(start + 1, count + 1) for start in place.tolist()}
    if families:
        opening = np.flatnonzero(tokens.among(particles_in_text("opening")) & ~found)
        for start in opening.tolist():
            for size in range(2, LONGEST + 1):
                if words_from(start, size) in families:
                    found[start : start + size] = True
    return found
