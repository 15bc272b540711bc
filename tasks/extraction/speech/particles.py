"""Finds family names that begin with small words: "Ursula von der Leyen", and then "Von der Leyen said"."""

from __future__ import annotations

from collections.abc import Sequence

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
    name, small, places = large & ~first & ~later & ~begins, ~large & ~begins, np.arange(len(large))
    second = np.append(False, first_name[:-1]) & name
    found = np.zeros(len(large), bool)
    families: list[tuple[int, int]] = []  # where each begins, and how many words it has
    opens = first_name | (second & take(unknown, places + 1, False))
    for count in (1, 2):
        place = np.flatnonzero(opens & take(first & small, places + 1, False))
        if count == 2:
            place = place[take(later & small, place + 2, False)]
        place = place[take(name, place + count + 1, False)]
        for step in range(1, count + 2):
            found[place + step] = True
        families += [(start + 1, count + 1) for start in place.tolist()]
    return found | _are_elsewhere(tokens, families, found) if families else found


def _are_elsewhere(tokens: Tokens, families: Sequence[tuple[int, int]], found: Array) -> Array:
    """True for the words of some family names where these are without a first name: "Von der Leyen said"."""
    texts = tokens.lower.to_list()  # here, where names with particles are: in most languages, they are rare

    def words_from(start: int, size: int) -> tuple[str, ...]:
        return tuple(texts[which] for which in tokens.which[start : start + size].tolist())

    known = {words_from(start, size) for start, size in families}
    elsewhere = np.zeros(len(found), bool)
    for start in np.flatnonzero(tokens.among(particles_in_text("opening")) & ~found).tolist():
        for size in range(2, LONGEST + 1):
            if words_from(start, size) in known:
                elsewhere[start : start + size] = True
    return elsewhere
