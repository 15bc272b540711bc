"""Reads names that were labelled by hand, in sentences of many corpora, to learn from and to measure with.

A row a sentence: ``id`` (it ends with its number in the corpus), ``lang``, ``genre``, ``words`` and ``tags`` (B-PER,
I-PER ... O). Corpora give sentences in order and do not say where a document ends. So a fold takes whole blocks of
them: few documents are in two folds.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from training.name_labels import NamedTexts, join_line

# Set by hand.
BLOCK = 40  # sentences
FOLDS = 5
HELD_OUT = 0  # the fold that is measured
HISTORICAL = "historical"  # in the genre of newspapers that a machine read from old print

# Portuguese treebanks take apart what is always written as one word: "de o" is "do", "por as" "pelas", "a a" "à".
ARTICLES = ("o", "a", "os", "as")
PRONOUNS = tuple(f"{word}{end}" for word in ("est", "ess", "aquel", "el") for end in ("e", "a", "es", "as"))
CONTRACTED = (
    {("de", word): f"d{word}" for word in (*ARTICLES, *PRONOUNS)}
    | {("em", word): f"n{word}" for word in (*ARTICLES, *PRONOUNS, "um", "uma")}
    | {("por", word): f"pel{word}" for word in ARTICLES}
    | {("a", "o"): "ao", ("a", "os"): "aos", ("a", "a"): "à", ("a", "as"): "às"}
)
TAKES_APART = {"pt"}
FORMS = {"no": ("nb", "nn")}  # where detectors of languages know one, and corpora two


def read_gold_names(gold: pl.DataFrame, language: str) -> pl.DataFrame:
    """Give the labelled sentences of a language as texts: ``id``, ``lang``, ``text`` and ``names``.

    Names have start, end, kind and text. ``is_old`` says whether a text is historical, and ``fold`` which fold has it.
    """
    own = gold.filter(pl.col("lang").is_in(FORMS.get(language, (language,))))
    labelled = _read_lines(own, language)
    spans = [
        [{"start": start, "end": end, "kind": kind, "text": text[start:end]} for start, end, kind in names]
        for text, names in zip(*labelled, strict=True)
    ]
    number = pl.col("id").str.extract(r"(\d+)$").cast(pl.Int64).fill_null(0)
    span = pl.Struct({"start": pl.Int64, "end": pl.Int64, "kind": pl.String, "text": pl.String})
    return own.select(
        "id",
        "lang",
        pl.Series("text", labelled.texts, pl.String),
        pl.Series("names", spans, pl.List(span)),
        is_old=pl.col("genre").str.contains(HISTORICAL),
        fold=number // BLOCK % FOLDS,
    )


def _read_lines(own: pl.DataFrame, language: str) -> NamedTexts:
    texts, named = [], []
    for words, tags in own.select("words", "tags").iter_rows():
        if language in TAKES_APART:
            words, tags = contract(words, tags)
        text, names = join_line(words, tags, _kind_of)
        texts.append(text)
        named.append(names)
    return NamedTexts(texts, named)


def _kind_of(name: str, labelled: str, _: bool) -> str | None:
    """The kind of a name: what the label says, unless it has no capital ("seven pupils")."""
    return None if name == name.lower() else labelled


def contract(words: Sequence[str], tags: Sequence[str]) -> tuple[list[str], list[str]]:
    """Join words that are always written as one, unless one of them alone belongs to a name.

    >>> contract(["Longe", "de", "o", "Porto"], ["O", "O", "O", "B-LOC"])
    (['Longe', 'do', 'Porto'], ['O', 'O', 'B-LOC'])
    """
    joined, kept = list[str](), list[str]()
    for word, tag in zip(words, tags, strict=True):
        one = CONTRACTED.get((joined[-1].lower(), word.lower())) if joined else None
        if one and tag[:1] != "B" and (tag == "O") == (kept[-1] == "O"):
            joined[-1] = one.capitalize() if joined[-1][:1].isupper() else one
        else:
            joined.append(word)
            kept.append(tag)
    return joined, kept
