"""Which words a block shares with the rest of its document.

An article speaks of the same things from its first line to its last. A teaser of another article, an advertisement and
the outlet's own lines do not share its words, however well they read. On labelled texts, the F1 of bodies rose by .006
with these shares (docs/decisions.md).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas.block_frames import Pointed
from schemas.frames import SharedVocabulary
from tasks.columns import windows
from tasks.columns.pairs import Keys, distinct_pairs
from tasks.columns.patterns import EAST_ASIAN, TWO_CHARACTERS
from tasks.columns.windows import Array, ByDocument, Rows

# Set by hand. The models are trained on shares of these words: after a change, train them again.
COMPARED = 320  # characters of a block: what it is about is said by then
LONG = 5  # characters: shorter words are in every text
STEM = 6  # characters: "elect" is in "elections", and a comma after a longer word makes no difference
TITLE_WORDS = 3  # the first line with as many words is often the title


def shared_vocabulary(pointed: ByDocument[Pointed], rows: Rows) -> SharedVocabulary:
    """Measure which share of the longer words of each of ``rows`` is in other blocks of its document, too.

    Only ``rows`` and the first line of each document are compared, each word by a hash of document and word.
    """
    blocks, docs = pointed
    every = np.arange(blocks.height)
    has_words = blocks["words"].to_numpy() >= TITLE_WORDS
    first = windows.least(np.where(has_words, every, blocks.height), docs)
    is_compared = np.zeros(blocks.height, bool)
    is_compared[rows] = is_compared[first[first < blocks.height]] = True
    compared = np.flatnonzero(is_compared)
    lines = blocks.select(pl.col("doc", "text", "inside", "points").gather(compared))
    kinds = {
        "anywhere": np.ones(len(compared), bool),
        "in_run": lines["inside"].to_numpy(),
        "in_good": lines["points"].to_numpy() > 0,
        "in_first": compared == first[compared],
    }
    line, word, _ = distinct_pairs(*_longer_words(lines))
    size = np.bincount(line, minlength=len(compared))

    def share_in(kind: Array) -> Array:
        """Of the words of each line, the share that is in another line of some kind."""
        is_of_kind = kind[line]  # per pair of line and word
        elsewhere = np.bincount(word, is_of_kind)[word] > is_of_kind
        return np.bincount(line, elsewhere, minlength=len(compared)) / np.maximum(size, 1)

    shares = {"long_words": size} | {name: share_in(kind) for name, kind in kinds.items()}
    of_rows = np.searchsorted(compared, rows)
    return SharedVocabulary.of(
        pl.DataFrame({name: values[of_rows].astype(np.float32) for name, values in shares.items()})
    )


def _longer_words(lines: pl.DataFrame) -> tuple[Rows, Keys]:
    """The longer words of lines: the row of the line of each, and a hash of document and word.

    In lines of scripts without spaces, two characters are a word.
    """
    text, word = pl.col("text"), pl.col("word")
    lowered = (
        lines.lazy()
        .with_row_index("row")
        .select("row", "doc", text.str.head(COMPARED).str.to_lowercase(), without_spaces=text.str.contains(EAST_ASIAN))
    )
    spaced = lowered.filter(~pl.col("without_spaces")).select("row", "doc", word=text.str.split(" ")).explode("word")
    spaced = spaced.filter(word.str.len_chars() >= LONG).with_columns(word.str.head(STEM))
    packed = lowered.filter("without_spaces").select("row", "doc", word=text.str.extract_all(TWO_CHARACTERS))
    packed = packed.explode("word").drop_nulls("word")
    words = pl.concat([spaced, packed]).select("row", key=pl.struct("doc", "word").hash()).collect()
    return words["row"].to_numpy().astype(np.int64), words["key"].to_numpy()
