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


def find_drop_caps(lines: Lines) -> pl.Series:
    """Find the lines that begin with a drop cap, by their rows.

    The whole word is elsewhere in the text; or it is the text's first long line, the capital is no word, and what is
    behind it is none that the text has elsewhere.

    >>> texts = ["T he council met on Monday, and it sat until midnight.", "So the council met."]
    >>> find_drop_caps(pl.DataFrame({"doc": 0, "tag": None, "text": texts})).to_list()
    [0]
    """
    text = pl.col("text")
    begins = pl.col("tag").is_null() & text.str.contains(APART) & (text.str.len_chars() >= LEAST)
    rows = lines.select(begins.arg_true().alias("row")).to_series()
    if rows.is_empty():
        return rows
    begun = lines.select("doc", "text")[rows].with_columns(rows)
    of_docs = (
        lines.select("doc", "text").with_row_index("row").filter(pl.col("doc").is_in(begun["doc"].unique().implode()))
    )
    candidates = _candidates(begun, of_docs)
    if candidates.is_empty():
        return candidates["row"]
    # Few lines hold what is looked for: only they become words.
    sought = pl.concat([candidates["whole"], candidates.filter("may_be_first")["rest"]]).unique()
    words = (
        of_docs.filter(pl.col("doc").is_in(candidates["doc"].unique().implode()))
        .select("doc", "row", text=text.str.to_lowercase())
        .filter(text.str.contains_any(sought.implode()))
        .select("doc", "row", word=text.str.extract_all(r"\p{L}+"))
        .explode("word")
    )
    has_whole, has_rest = (
        candidates.select("doc", "row", word=name)
        .join(words, on=["doc", "word"], suffix="_of_word")
        .filter(pl.col("row") != pl.col("row_of_word"))["row"]
        .implode()
        for name in ("whole", "rest")
    )
    row = pl.col("row")
    return candidates.filter(row.is_in(has_whole) | (pl.col("may_be_first") & ~row.is_in(has_rest)))["row"]


def _candidates(begun: pl.DataFrame, of_docs: pl.DataFrame) -> pl.DataFrame:
    """Of lines that begin as one with a drop cap does, those that may have one: most are sentences ("A man came").

    Adds ``rest`` and ``whole``, and whether a line ``may_be_first``: it is the first long one, and the capital no word.
    """
    first = of_docs.filter(pl.col("text").str.len_chars() >= LEAST).filter(pl.col("doc").is_first_distinct())["row"]
    documents = of_docs.group_by("doc").agg(document=pl.col("text").str.join("\n").str.to_lowercase())
    return (
        begun.with_columns(capital=pl.col("text").str.extract(APART), rest=pl.col("text").str.extract(APART, 2))
        .with_columns(
            whole=(pl.col("capital") + pl.col("rest")).str.to_lowercase(),
            may_be_first=pl.col("row").is_in(first.implode()) & ~pl.col("capital").is_in(list(WORDS_OF_ONE_LETTER)),
        )
        .join(documents, on="doc", maintain_order="left")
        .filter(pl.col("may_be_first") | pl.col("document").str.contains(pl.col("whole"), literal=True))
        .drop("document")
    )
