"""Which words a block shares with the rest of its document.

An article speaks of the same things from end to end. A teaser of another article, an advertisement, the outlet's own
lines do not share its words, however well they read.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.frames import Pointed
from tasks.cleaning.unwrap import UNSPACED
from tasks.columns import windows
from tasks.columns.windows import Array, ByDocument, Rows

Keys = npt.NDArray[np.uint64]

COMPARED = 320  # characters of a block: what it speaks of is said by then
LONG = 5  # characters: shorter words are said of anything
STEM = 6  # characters: "elect" is in "elections", and a comma after the word does not matter
TWO_CHARACTERS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]{2}"  # a word, in scripts without spaces
TITLE_WORDS = 3
ROW_BITS = 32  # of the number of a row: no frame has more


def shared_vocabulary(pointed: ByDocument[Pointed], rows: Rows) -> pl.DataFrame:
    """Of each of ``rows``, the share of its longer words that stand in other blocks too.

    Takes blocks with their points (``tasks.cleaning.points.add_points``). Gives ``long_words`` (how many it has) and
    the
    shares
    found ``anywhere`` in the document, in the best run (``in_run``), in blocks with points above 0 (``in_good``) and in
    the document's first line of several words, often its title (``in_first``), each from 0 to 1; Float32.
    """
    blocks, docs = pointed
    every = np.arange(blocks.height)
    wide = blocks["words"].to_numpy() >= TITLE_WORDS
    first = windows.least(np.where(wide, every, blocks.height), docs)
    is_asked = np.zeros(blocks.height, bool)
    is_asked[rows] = is_asked[first[first < blocks.height]] = True
    asked = np.flatnonzero(is_asked)
    near = blocks.select(pl.col("doc", "text", "inside", "points").gather(asked))
    kinds = {
        "anywhere": np.ones(len(asked), bool),
        "in_run": near["inside"].to_numpy(),
        "in_good": near["points"].to_numpy() > 0,
        "in_first": asked == first[asked],
    }
    of, word, _ = distinct_pairs(*_words(near))
    size = np.bincount(of, minlength=len(asked))

    def share(there: Array) -> Array:
        """Of the words of each block, the share that stands in another block which is ``there``."""
        said = there[of]
        elsewhere = np.bincount(word, said)[word] > said
        return np.bincount(of, elsewhere, minlength=len(asked)) / np.maximum(size, 1)

    shares = {"long_words": size} | {name: share(there) for name, there in kinds.items()}
    at = np.searchsorted(asked, rows)
    return pl.DataFrame({name: values[at].astype(np.float32) for name, values in shares.items()})


def _words(lines: pl.DataFrame) -> tuple[Rows, Keys]:
    """The longer words of lines: the row of the line, and a hash of document and word."""
    text, word = pl.col("text"), pl.col("word")
    unspaced = text.str.contains(UNSPACED)
    low = (
        lines.lazy()
        .with_row_index("row")
        .select("row", "doc", text.str.head(COMPARED).str.to_lowercase(), unspaced=unspaced)
    )
    spaced = low.filter(~pl.col("unspaced")).select("row", "doc", word=text.str.split(" ")).explode("word")
    spaced = spaced.filter(word.str.len_chars() >= LONG).with_columns(word.str.head(STEM))
    packed = low.filter("unspaced").select("row", "doc", word=text.str.extract_all(TWO_CHARACTERS)).explode("word")
    found = pl.concat([spaced, packed.drop_nulls("word")]).select("row", key=pl.struct("doc", "word").hash()).collect()
    return found["row"].to_numpy().astype(np.int64), found["key"].to_numpy()


def distinct_pairs(rows: Rows, keys: Keys) -> tuple[Rows, Rows, Keys]:
    """Each key of each row once: the row and the key's number, sorted by number, then row; and the keys by number."""
    order = np.argsort(keys)
    keys = keys[order]
    new = changes(keys)
    # A number for each pair: two sorts of numbers take a fifth of the time that telling pairs apart does.
    pairs = np.sort(np.cumsum(new) - 1 << ROW_BITS | rows[order])
    pairs = pairs[changes(pairs)]
    return pairs & (1 << ROW_BITS) - 1, pairs >> ROW_BITS, keys[new]


def changes(values: Array) -> Array:
    """Whether a sorted value is another than the one before it."""
    new = np.ones(len(values), bool)
    new[1:] = values[1:] != values[:-1]
    return new
