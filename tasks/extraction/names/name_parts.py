"""The parts of names by which persons are compared: "José von der Au, Jr." has "von der" and "jr" beside its names.

The words are in the lexicons, ``[mentions]``: those of all languages count in each, for names travel.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from schemas import lexicon
from tasks.extraction.names.name_lexicon import SECTION

ACCENTS = r"\p{M}"  # in characters that are taken apart
# Letters that have no accent to be taken off, but that others write without it: "Łukasz" and "Lukasz".
UNSPLIT = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n", "ß": "ss", "æ": "ae",
    "œ": "oe", "’": "'", "ʼ": "'", "‐": "-", "‑": "-",
}  # fmt: skip
# Of a king or a son, with capitals: "Charles III", "John Astor IV"; not "Chen Xi".
NUMERAL = r" ((?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})(?:\.|er|re)?)$"
IS_NUMERAL = "^[ivx]+$"  # a suffix is one
UNSPACED = r"^[\p{Han}\p{Hangul}]{2,4}$|[・·]"  # family and given name are not parted, or by a dot
INITIAL = r"^(?:\p{L}|(?:\p{L}\.){1,3})$"
# A family name before a given name of two syllables, as Korean and Chinese names are written: "Kim Jong-un".
FAMILY_FIRST = r"^\p{Lu}\p{Ll}* \p{Lu}\p{Ll}+-\p{Ll}+$"


def with_parts(names: pl.DataFrame) -> pl.DataFrame:
    """Add the parts of each ``name``.

    - ``key``: the name in small letters, without accents;
    - ``base``: the key without a suffix;
    - ``suffix``: "jr", "sr" or a numeral, by which persons differ; null for most;
    - ``particles``: the small words before the last one: "von der";
    - ``is_small``: whether the name begins with such a word in small letters;
    - ``family_first``: whether it is written as names are that begin with the family's.
    """
    name = pl.col("name")
    suffix, base = _suffix_and_base(name, pl.col("key"))
    lower = _without_accents(name).str.replace_many(UNSPLIT)
    small = rf"(?:{'|'.join(_particles())})"
    return (
        names.with_columns(key=lower)
        .with_columns(suffix=suffix, base=base)
        .with_columns(
            particles=pl.col("base").str.extract(rf"(?:^| )((?:{small} )*{small}) [^ ]+$").fill_null(""),
            is_small=name.str.contains(rf"^{small} "),
            family_first=name.str.contains(FAMILY_FIRST),
        )
    )


def suffixes_of(texts: pl.Series) -> pl.DataFrame:
    """The texts that are names with a suffix: ``text``, ``suffix`` and ``word``, the word before it.

    >>> suffixes_of(pl.Series(["Ines Hale, Jr", "King Edmar III", "Omar Reed"])).rows()
    [('Ines Hale, Jr', 'jr', 'Hale'), ('King Edmar III', 'iii', 'Edmar')]
    """
    text, lower = pl.col("text"), _without_accents(pl.col("text"))
    suffix, base = _suffix_and_base(text, lower)
    named = texts.to_frame("text").filter(text.str.contains(NUMERAL) | lower.str.contains(_ending()))
    named = named.with_columns(suffix=suffix, base=text.str.head(base.str.len_chars()))
    return named.select("text", "suffix", word=pl.col("base").str.split(" ").list.last())


def _without_accents(name: pl.Expr) -> pl.Expr:
    """Names in small letters, without accents that are signs of their own."""
    return name.str.to_lowercase().str.normalize("NFKD").str.replace_all(ACCENTS, "")


def _suffix_and_base(name: pl.Expr, key: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The suffix of names, null for most, and their key without it."""
    numeral = name.str.extract(NUMERAL).str.replace(r"(?:\.|er|re)$", "").str.to_lowercase()
    of_kinds = (pl.when(key.str.contains(ending)).then(pl.lit(kind)) for kind, ending in _endings().items())
    suffix = pl.coalesce(numeral, *of_kinds)
    base = pl.when(numeral.is_null()).then(key.str.replace(_ending(), "")).otherwise(key.str.replace(r",? [^ ]+$", ""))
    return suffix, base


def _ending() -> str:
    """A pattern of any suffix that is no numeral."""
    return "|".join(_endings().values())


@cache
def _endings() -> dict[str, str]:
    """By what a suffix means: a pattern of the end of a name that has it."""
    return {kind: rf",? (?:{'|'.join(patterns)})\.?$" for kind, patterns in _suffixes().items()}


@cache
def _particles() -> list[str]:
    """The small words of family names, in all languages, longest first."""
    sections = lexicon.load(SECTION).values()
    words = {word for section in sections for key in ("prefixes", "joining") for word in section.get(key, ())}
    return sorted(words, key=lambda word: (-len(word), word))


@cache
def _suffixes() -> dict[str, list[str]]:
    """Patterns of the words behind a name that tell father and son apart, by their meaning, in all languages."""
    found: dict[str, list[str]] = {}
    for section in lexicon.load(SECTION).values():
        for kind, patterns in section.get("suffixes", {}).items():
            found.setdefault(kind, []).extend(patterns)
    return found
