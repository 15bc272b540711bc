"""Recognises a line that begins like a byline: "by Ana Sol", "von Jan Ek und Ida Moe, Nordhafen".

The words before names are those of ``schemas/weights/authors.toml``, in all languages.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from schemas import data
from schemas.small_words import particles_for

LONGEST = 100  # characters; a longer line is a paragraph: set by hand
SMALL = f"(?:{'|'.join(particles_for('bylines'))})"
PART = r"\p{Lu}[\p{L}\p{M}’'-]*\.?"
# A title after a name and a comma, which is part of the name.
SUFFIX = r"(?:Jr|Sr|II|III|IV|M\.?D|Ph\.? ?D|Esq|R\.?N|J\.?D|MBA|MPH)(?-u:\b)\.?"
PERSON = rf"{PART}(?: (?:{SMALL} ){{0,2}}{PART}){{1,3}}(?:, {SUFFIX})?"


def looks_like_byline(text: pl.Expr) -> pl.Expr:
    """True for a short line of a word such as "by", names, and at most a place or a day: no end of a sentence.

    >>> lines = ["by Ana Sol, Villasol:", "By Ana Sol: May 3, 2024", "By Ana Sol's will it sails", "By day it rains"]
    >>> pl.DataFrame({"line": lines}).select(looks_like_byline(pl.col("line"))).to_series().to_list()
    [True, True, False, False]
    """
    return pl.when(text.str.len_chars() <= LONGEST).then(text).otherwise(pl.lit("")).str.contains(_byline())


@cache
def _byline() -> str:
    before = "|".join(sorted(map(re.escape, data.load("weights/authors")["words"]["by"])))
    return rf"^(?i:{before})\s?:?\s{PERSON}(?:\s?(?:[,|/(•·:–—&-]|(?:and|und|et|y|e|en|i|и|og|och)\s).*)?[^.!?…]?$"
