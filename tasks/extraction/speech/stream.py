"""The paragraphs of a part as one text, in which a place is a number: arrays of places are quick to compute with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from tasks.columns.characters import Codes
from tasks.columns.windows import Array, Rows

QUOTE = '"'  # in the narrative, in place of a quotation


class Stream(NamedTuple):
    """The paragraphs of a part as one text, each ended by a line break. Places are code points of that text.

    >>> stream = Stream.of(pl.Series(["Rain.", "More rain."]))
    >>> stream.text, stream.starts.tolist(), stream.paragraphs_of(np.array([0, 8])).tolist()
    ('Rain.\\nMore rain.\\n', [0, 6, 17], [0, 1])
    """

    text: str
    codes: Codes  # the code points of the text
    starts: Rows  # the place where each paragraph starts, and at last the length of the text

    @classmethod
    def of(cls, paragraphs: pl.Series) -> Stream:
        """The stream of some paragraphs, which are texts without line breaks."""
        text = "\n".join([*paragraphs, ""])
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        sizes = paragraphs.str.len_chars().cast(pl.Int64).to_numpy() + 1
        return cls(text, codes, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))

    def paragraphs_of(self, places: Rows) -> Rows:
        """The paragraph that each place is in, by its row."""
        return np.searchsorted(self.starts, places, side="right") - 1

    def texts(self, starts: Rows, ends: Rows) -> pl.Series:
        """The text from each start to its end; null where the start is NOWHERE."""
        pairs = zip(starts.tolist(), ends.tolist(), strict=True)
        return pl.Series([self.text[start:end] if start >= 0 else None for start, end in pairs], dtype=pl.String)

    def narrative(self, paragraphs: Array, quotations: pl.DataFrame) -> tuple[Codes, Rows]:
        """The text of paragraphs outside of quotation marks: its code points, and the place of each.

        Takes a mask of the paragraphs to read, and ``quotation.QUOTATIONS``. One QUOTE is left of each quotation.
        """
        outer, end = quotations["outer"].to_numpy(), quotations["outer_end"].to_numpy()
        kept = np.repeat(paragraphs, np.diff(self.starts))
        own = kept[outer]
        for after_mark, stop in zip((outer[own] + 1).tolist(), end[own].tolist(), strict=True):
            kept[after_mark:stop] = False
        places = np.flatnonzero(kept)
        codes = self.codes[places]
        codes[np.searchsorted(places, outer[kept[outer]])] = ord(QUOTE)
        return codes, places
