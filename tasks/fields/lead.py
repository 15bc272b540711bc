"""The words of a text's first paragraphs, the lead: a headline and a caption speak of the same things as the text.

Words are compared by a hash of document and word: numbers are sorted and looked up faster than texts. In scripts
without spaces, two characters are a word.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas.block_frames import Weighed
from schemas.field_frames import Lead, LeadShares
from tasks.columns import windows
from tasks.columns.pairs import Keys, distinct_pairs
from tasks.columns.patterns import HAN_AND_KANA
from tasks.columns.windows import Array, Floats, Rows, is_change

# How much of a text is its lead: set by hand, for speed (it was 12 blocks and 500 characters before). The models of
# headline and authors are trained on shares of this lead: with another one, train them again
# (`python -m training.choices`).
LEAD_BLOCKS = 8
LEAD_CHARACTERS = 300  # of each block

# Set by hand, before the models were trained.
LONG_ENOUGH = 4  # characters of a word: shorter ones are in any text
OFTEN_ENOUGH = 4  # blocks of the lead with a word: more of them count no more
PUNCTUATION = " \t\u00a0.,;:!?\"'“”„‘’«»()[]{}…-–—|•*"
# The first character of each stretch without spaces. Without it, the stretch is cut into the other pairs.
FIRST_UNSPACED = rf"(^|[^{HAN_AND_KANA}])[{HAN_AND_KANA}]"


def lead_words(blocks: Weighed) -> Lead:
    """List the longer words of the first paragraphs of each text."""
    kept = np.flatnonzero(blocks["keep"].to_numpy())
    lines = blocks.select(pl.col("doc", "block", "text").gather(kept))
    nth = np.arange(lines.height) - windows.bounds_of(lines["doc"]).first
    lines = lines.with_columns(nth=nth).filter(pl.Series(nth < LEAD_BLOCKS))
    lowered = lines.with_columns(pl.col("text").str.head(LEAD_CHARACTERS).str.to_lowercase())
    rows, words, keys = _longer_words(lowered, every_pair=True)
    first = rows[is_change(words)]
    firsts = lines.select(nth=pl.col("nth").gather(first), one=pl.col("block").gather(first))
    return Lead.of(firsts.with_columns(key=keys, blocks=np.bincount(words, minlength=len(keys))))


def shared_with_lead(lines: pl.DataFrame, lead: Lead) -> LeadShares:
    """Measure which share of the words of each line is also in the first paragraphs of its text.

    Takes ``doc``, ``block`` and ``text`` (in small letters) of lines. Gives a row for each line, in their order. A
    block of the lead does not share words with itself.
    """
    rows, numbers, keys = _longer_words(lines)
    of_lead = _rows_in_lead(keys, lead)
    shared = np.flatnonzero(of_lead[numbers] >= 0)
    line, word = rows[shared], of_lead[numbers[shared]]
    size = np.bincount(rows, minlength=lines.height)
    blocks = lead["blocks"].to_numpy()[word]
    elsewhere = blocks > (lead["one"].to_numpy()[word] == lines["block"].to_numpy()[line])

    def sum_by_line(values: Array) -> Floats:
        summed: Floats = np.bincount(line, values, minlength=lines.height).astype(np.float64)
        return summed

    words = sum_by_line(elsewhere)
    shares = pl.DataFrame(
        {
            "shared": words / np.maximum(size, 1),
            "shared_words": words,
            "shared_early": sum_by_line(elsewhere & (lead["nth"].to_numpy()[word] <= 1)) / np.maximum(size, 1),
            "shared_often": sum_by_line(elsewhere * np.minimum(blocks, OFTEN_ENOUGH)) / np.maximum(size, 1),
        }
    )
    return LeadShares.of(shares.with_columns(pl.when(pl.Series(size > 0)).then(pl.all())))


def _rows_in_lead(keys: Keys, lead: Lead) -> Rows:
    """The row of each key in the lead, -1 where it has none."""
    known = lead["key"].to_numpy()
    if not len(known):
        return np.full(len(keys), -1)
    rows = np.searchsorted(known, keys)
    rows[rows == len(known)] = 0
    return np.where(known[rows] == keys, rows, -1)


def _longer_words(lines: pl.DataFrame, *, every_pair: bool = False) -> tuple[Rows, Rows, Keys]:
    """Each longer word of each line, once: the line's row and the word's number; and the key of each number.

    Takes ``doc`` and ``text`` in small letters. In scripts without spaces the characters 1 and 2 of a stretch are a
    word, 3 and 4 and so on; with ``every_pair``, so are 2 and 3.
    """
    lowered, text, word = lines.select("doc", "text").with_row_index("row"), pl.col("text"), pl.col("word")
    beyond_ascii = pl.when(text.str.len_bytes() > text.str.len_chars()).then(text)
    unspaced = lowered.filter(beyond_ascii.str.contains(f"[{HAN_AND_KANA}]")).lazy()
    # Splitting at spaces takes a fifth of the time that a pattern for words does. Most words are too short anyhow: they
    # go before they are stripped.
    spaced = lowered.lazy().select("row", "doc", word=text.str.split(" ")).explode("word")
    spaced = spaced.filter(word.str.len_bytes() >= LONG_ENOUGH).with_columns(word.str.strip_chars(PUNCTUATION))
    spaced = spaced.filter(word.str.len_chars() >= LONG_ENOUGH)
    shifted = [unspaced.with_columns(text.str.replace_all(FIRST_UNSPACED, "$1"))] if every_pair else []
    pairs = pl.concat([unspaced, *shifted]).with_columns(word=text.str.extract_all(f"[{HAN_AND_KANA}]{{2}}"))
    words = pl.concat([spaced, pairs.drop("text").explode("word").drop_nulls("word")])
    hashed = words.select("row", key=pl.struct("doc", "word").hash()).collect()
    return distinct_pairs(hashed["row"].to_numpy().astype(np.int64), hashed["key"].to_numpy())
