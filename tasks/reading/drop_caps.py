"""Finds the lines of texts whose first letter is a drop cap: it was set apart, and a space is behind it."""

from __future__ import annotations

import polars as pl

from schemas.frames import Lines

# A capital, a space, and small letters: "T he council", but also "A man" and "T cells".
APART = r"^[\"“«„‘']?(\p{Lu}) (\p{Ll}+)"
LEAST = 40  # characters of a paragraph that may begin so
# Capitals that are words in some language ("A", "I", French "À", Polish "W", Russian "В"). After
# others, the rest of a word is no word that the text has elsewhere.
WORDS_OF_ONE_LETTER = "AEIOUYZWÀÈÉÓÔŰØÅАВИІКОСУЯЄЙ"


def is_candidate_for_drop_cap() -> pl.Expr:
    """Whether a line of a text begins as one with a drop cap does."""
    text = pl.col("text")
    return pl.col("tag").is_null() & text.str.contains(APART) & (text.str.len_chars() >= LEAST)


def find_drop_caps(lines: Lines) -> pl.DataFrame:
    """Find the lines that begin with a drop cap: ``doc``, ``line`` and ``apart``, which is true.

    The whole word is elsewhere in the text; or it is the text's first long line, the capital is no word, and what is
    behind it is none that the text has elsewhere.

    >>> texts = ["T he council met on Monday, and it sat until midnight.", "So the council met."]
    >>> lines = pl.DataFrame({"doc": 0, "line": [0, 1], "tag": None, "text": texts})
    >>> find_drop_caps(lines)["line"].to_list()
    [0]
    """
    long = pl.col("text").str.len_chars() >= LEAST
    candidates = (
        lines.select("doc", "line", "tag", "text", is_first=long & (long.cum_sum().over("doc") == 1))
        .filter(is_candidate_for_drop_cap())
        .with_columns(capital=pl.col("text").str.extract(APART), rest=pl.col("text").str.extract(APART, 2))
        .select(
            "doc", "line", "is_first", "capital", "rest", whole=(pl.col("capital") + pl.col("rest")).str.to_lowercase()
        )
    )
    is_word = pl.col("capital").is_in(list(WORDS_OF_ONE_LETTER))
    # Most candidates are sentences such as "A man came", and few lines hold what is looked for: only they become words.
    sought = pl.concat([candidates["whole"], candidates.filter(~is_word)["rest"]]).unique()
    words = (
        lines.join(candidates.select("doc").unique(), on="doc", how="semi")
        .select("doc", "line", text=pl.col("text").str.to_lowercase())
        .filter(pl.col("text").str.contains_any(sought.implode()))
        .select("doc", "line", word=pl.col("text").str.extract_all(r"\p{L}+"))
        .explode("word")
    )
    for name in ("whole", "rest"):
        others = candidates.select("doc", "line", word=name).join(words, on=["doc", "word"], suffix="_of_word")
        there = others.filter(pl.col("line") != pl.col("line_of_word")).select("doc", "line").unique()
        candidates = candidates.join(
            there.with_columns(pl.lit(True).alias(f"has_{name}")), on=["doc", "line"], how="left"
        )
    no_word = ~is_word & pl.col("has_rest").is_null() & pl.col("is_first")
    return candidates.filter(pl.col("has_whole") | no_word).select("doc", "line", apart=pl.lit(True))
