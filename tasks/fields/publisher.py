"""Finds the publisher that a text names: in a line that a rule knows, or in the signature under it."""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from schemas.block_frames import Settled
from schemas.field_frames import Signatures
from tasks.columns import windows
from tasks.columns.windows import ByDocument

SIGNATURE_WORDS = 8  # a longer line is no name: set by hand


def caught_publisher() -> pl.Expr:
    """Give the publisher of a group of caught texts: the first that a rule matched."""
    return pl.col("caught_publisher").drop_nulls().first()


def find_signatures(settled: ByDocument[Settled], shorts: pl.DataFrame) -> Signatures:
    """Find the name under each text that domain, folder or agency abbreviate.

    The domain ``radiohc.cu`` and the agency "RHC" abbreviate "Radio Habana Cuba". A name that nothing abbreviates is no
    evidence.

    Takes ``shorts``: a row for each document, with ``doc`` and any columns of short forms.
    """
    # Only lines that begin with the first letter of a short form are compared with it: they are few.
    begins = pl.all().exclude("doc").str.extract(r"^\W*(\w)").str.to_lowercase()
    letters = shorts.select("doc", begins=pl.concat_list(begins).list.drop_nulls())
    text = pl.col("text")
    candidates = (
        _lines_under_text(settled)
        .join(letters, on="doc", how="left", maintain_order="left")
        .filter(pl.col("begins").list.contains(text.str.head(1).str.to_lowercase()))
        .filter(text.str.contains(r"^\p{Lu}"))
        .drop("begins")
        .join(shorts, on="doc", how="left", maintain_order="left")
    )
    signatures = [
        (doc, block, line)
        for doc, block, line, *forms in candidates.iter_rows()
        if any(abbreviates(short, line) for short in forms if short)
    ]
    found = pl.DataFrame(signatures, Signatures.columns_and_types(), orient="row")
    return Signatures.of(found.unique("doc", keep="last", maintain_order=True))


def _lines_under_text(settled: ByDocument[Settled]) -> pl.DataFrame:
    """The short lines below the last kept block, if there is one: ``doc``, ``block`` and ``text``."""
    blocks, docs = settled
    last = windows.last_row(blocks["keep"].to_numpy(), docs)[docs.owner]
    is_short = blocks.select((pl.col("words") <= SIGNATURE_WORDS) & ~pl.col("ended")).to_series().to_numpy()
    under = np.flatnonzero(is_short & (last >= 0) & (np.arange(blocks.height) > last))
    return blocks.select(pl.col("doc", "block", "text").gather(under))


def abbreviates(short: str, name: str) -> bool:
    """Say whether `short` (a domain, a folder, a code) is made of beginnings of the words of `name`, in order.

    >>> abbreviates("radiohc.cu", "Radio Habana Cuba"), abbreviates("RHC", "Radio Habana Cuba")
    (True, True)
    >>> abbreviates("bbc.co.uk", "Radio Habana")
    False
    """
    letters = re.sub(r"\W", "", short.split(".")[0]).casefold()
    words = [word.casefold() for word in re.findall(r"\w+", name)]
    if len(letters) < 2 or not 2 <= len(words) <= len(letters):
        return False
    left = iter(letters)
    return all(word[0] in left for word in words) and _is_cut_from(letters, words)


def _is_cut_from(letters: str, words: list[str]) -> bool:
    """Whether the letters can be cut into one beginning (not empty) of each word in turn."""
    if not words or not letters:
        return not words and not letters
    beginnings = (words[0][:size] for size in range(1, len(words[0]) + 1))
    return any(letters.startswith(part) and _is_cut_from(letters[len(part) :], words[1:]) for part in beginnings)
