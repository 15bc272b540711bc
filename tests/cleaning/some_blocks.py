"""Blocks for tests of single steps: real texts with real shapes, and as much evidence as a test needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from schemas.block_frames import Evidenced, Pointed, Shaped
from schemas.frames import Pieces, Texts
from tasks.cleaning.points import add_points
from tasks.cleaning.shape import shape_blocks
from tasks.columns.texts import number_texts
from tasks.columns.windows import ByDocument, by_document

PROSE = "The ferry sails again from Friday on, the council of the harbour said, and nobody in the town was surprised."
LABEL = "Read more"


# All columns of pieces but their text's number, which follows from the text.
KINDS = {name: kind for name, kind in Pieces.columns_and_types().items() if name != "text_id"}


def pieces_of(texts: Sequence[str], **columns: Any) -> Pieces:
    """Lines of one document, each a block by itself, but for what ``columns`` say: a list, or one value for all."""
    plain: dict[str, Any] = {
        "doc": 0, "line": range(len(texts)), "raw_start": range(0, 1000 * len(texts), 1000), "raw_end": None,
        "text": texts, "gap": 1, "tag": None, "place": None, "linked": 0.0, "parent": None, "depth": 0, "vote": None,
        "rule": None, "role": None, "confidence": None, "apart": True, "after_dateline": False, "flows": False,
        "block": range(len(texts)),
        "glue": "", "broken": False,
    }  # fmt: skip
    given = plain | columns
    every = {name: _values_of(value, len(texts)) for name, value in given.items()}
    return Pieces.of(number_texts(pl.DataFrame(every, KINDS)).select(*Pieces.declared))


def _values_of(given: Any, height: int) -> Sequence[Any]:
    """The values of a column, given one by one or one for all."""
    return given if isinstance(given, list | range) else [given] * height


def shaped(texts: Sequence[str], **columns: Any) -> Shaped:
    """The blocks of texts."""
    pieces = pieces_of(texts, **columns)
    known = pieces.select("text_id", "text").unique("text_id", maintain_order=True)
    return shape_blocks(pieces, Texts.of(known))


def evidenced(texts: Sequence[str], media: str = "text", **columns: Any) -> ByDocument[Evidenced]:
    """The blocks of texts with all evidence: no rule hits them and none recurs, but for what ``columns`` say."""
    of_evidence: dict[str, Any] = {
        "line": 0, "rule": None, "reach": None, "rule_role": None, "rule_confidence": None, "recurs": 0.0,
        "media": media, "page_title": None, "is_heading": False,
    }  # fmt: skip
    of_evidence |= {name: value for name, value in columns.items() if name in of_evidence}
    blocks = shaped(texts, **{name: value for name, value in columns.items() if name not in of_evidence})
    every = {name: pl.Series(_values_of(value, blocks.height)) for name, value in of_evidence.items()}
    return by_document(Evidenced.of(blocks.with_columns(**every).cast(dict(Evidenced.columns_and_types()))))


def pointed(texts: Sequence[str], media: str = "text", **columns: Any) -> ByDocument[Pointed]:
    """The blocks of texts with their points."""
    return add_points(evidenced(texts, media, **columns))
