"""The frames between the steps: which columns each one has, of which type, and what they mean.

A frame's class says what a row is, and declares columns: its own, after those of the frame that it grows from. So a
``CutLines`` frame has all columns of a ``NumberedLines`` one, and three more. A step names the frames that it takes and
returns in its signature, and mypy refuses a call with another one.

At run time there are only plain ``pl.DataFrame``s: ``CutLines.of(frame)`` is that frame, unchecked and at no cost.
``tests/test_frames.py`` mills articles, and holds every frame that a step takes or returns against its declaration.

Here are documents, lines and what steps look up. ``schemas/block_frames.py`` declares blocks as they grow,
``schemas/field_frames.py`` and ``schemas/candidate_frames.py`` the frames that only the steps of ``tasks/fields``
exchange, and ``schemas/tables.py`` what comes out at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self, cast

import polars as pl

TEXT, FLAG, NUMBER, INDEX, CHARACTERS = pl.String(), pl.Boolean(), pl.Float64(), pl.UInt32(), pl.Int64()
COUNT, NAMES = pl.Int64(), pl.List(pl.String())

Columns = Mapping[str, tuple[pl.DataType, str]]  # by name: type and meaning


class Frame(pl.DataFrame):
    """A frame with declared columns. It has no instances: see ``of``."""

    declared: ClassVar[Columns] = {}  # all columns, in order

    def __init_subclass__(cls, columns: Columns) -> None:
        """Declare the columns that the frame adds."""
        cls.declared = {**cls.declared, **columns}

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Self:
        """Say that a frame has the declared columns."""
        return cast(Self, frame)

    @classmethod
    def columns_and_types(cls) -> pl.Schema:
        """The declared columns as a polars schema.

        >>> Recurring.columns_and_types()
        Schema([('line', UInt64), ('recurs', Float64)])
        """
        return pl.Schema({name: kind for name, (kind, _) in cls.declared.items()})


def alike(kind: pl.DataType, **meanings: str) -> Columns:
    """Declare columns of one type, each with its meaning."""
    return {name: (kind, meaning) for name, meaning in meanings.items()}


def carried(source: type[Frame], *names: str) -> Columns:
    """Declare columns as another frame does, from which they are carried over.

    >>> carried(Recurring, "recurs") == {"recurs": Recurring.declared["recurs"]}
    True
    """
    return {name: source.declared[name] for name in names}


DOC: Columns = {"doc": (INDEX, "The document's row in its part.")}
BLOCK: Columns = {"block": (INDEX, "The block's number in the part; it grows along the frame.")}
DECISION: Columns = {
    "keep": (FLAG, "Whether it is part of the body."),
    "role": (TEXT, "What it is, if it is cut: a role of `removals`; null if it is kept."),
    "evidence": (
        TEXT,
        "Why it is cut: a rule's id, `repeated`, `model`, `outside` (not in the run that is the article), `entity` "
        "(nothing left after repair), `copy` (the document has it twice), `table` (as most of its table), "
        "`field`, or a kind of points; null if it is kept.",
    ),
    "confidence": (NUMBER, "How likely the decision is right, from 0 to 1."),
}


class OfDocument(Frame, columns=DOC):
    """A row that belongs to a document."""


class OfBlock(OfDocument, columns=BLOCK):
    """A row that belongs to a block."""


# Raw documents


class ReadDocuments(
    Frame,
    columns={
        "path": (TEXT, "Relative to the raw folder; `feed.jsonl#17` is line 17 of a container."),
        "folder": (TEXT, "The nearest folder whose name is no date or number; null at the top."),
        "raw_sha256": (TEXT, "SHA-256 of the raw bytes, unpacked."),
        "raw": (pl.Binary(), "The raw bytes, unpacked; empty where they are too many to hold."),
        "media": (TEXT, "`text` or `html`; null where nothing could be read."),
        "text": (TEXT, "The decoded text, or the source of the page; null for a refused document."),
        "encoding": (TEXT, "How the bytes were decoded; null for a refused document."),
        "url": (TEXT, "Its address, if a JSON line gives one."),
        "title": (TEXT, "Its headline, if a JSON line gives one."),
        "published": (TEXT, "Its day or time of publication as written, if a JSON line gives one."),
        "publisher": (TEXT, "Its outlet, if a JSON line gives one."),
        "reason": (TEXT, "Why it is refused: a reason of `rejects`; null if it is not."),
        "detail": (TEXT, "What exactly was found in a refused document."),
    },
):
    """A raw document: a file, or a line of a JSON Lines container."""


class NumberedDocuments(ReadDocuments, columns=DOC):
    """A raw document of a part."""


class Documents(
    NumberedDocuments,
    columns={"source": (TEXT, "The outlet: folder, else domain, else publisher; null where none of them is known.")},
):
    """A raw document whose source is known."""


class Pages(
    Frame,
    columns={
        **DOC,
        "text": (
            TEXT,
            "The visible text of the page, one block a line, and in it that of an article that it does not show: raw "
            "offsets point into it.",
        ),
        "unshown_source": (TEXT, "Where that article is: `json-ld`, `noscript`, `template`, `script`; null if none."),
        "unshown_start": (CHARACTERS, "Where it starts in `text`, in code points; null if there is none."),
        "unshown_end": (CHARACTERS, "Where it ends."),
        "page_title": (TEXT, "The headline."),
        "page_url": (TEXT, "The page's own address."),
        "page_publisher": (TEXT, "The outlet."),
        "page_authors": (pl.List(pl.String()), "The authors; empty where none is named."),
        "page_published": (pl.Date(), "The day of publication."),
        "page_published_other": (pl.Date(), "The other reading of it, where day and month are numbers in open order."),
        "page_published_source": (TEXT, "Where the page gives that day: `json-ld`, `og`, `url` ..."),
        "page_published_confidence": (NUMBER, "How likely that day is right, from 0 to 1."),
        "page_published_at": (TEXT, "The time of publication, as ISO 8601 as far as it is known."),
        "page_modified_at": (TEXT, "The time or day of the last change, likewise."),
        "page_language": (TEXT, "The language that the page declares, as written."),
        "page_description": (TEXT, "What the page says that it is about: often the beginning of the article."),
        "page_section": (pl.List(pl.String()), "The sections, outermost first; empty where none is given."),
        "page_kinds": (
            pl.List(pl.String()),
            "What the page calls itself and the things that it describes: `NewsArticle`, `article`, `Product` ...",
        ),
        "day_failed": (FLAG, "Whether htmldate raised an error when it was asked for the day."),
        "vote_failed": (FLAG, "Whether trafilatura raised an error when it was asked for its vote."),
    },
):
    """What a page says about itself."""


# Lines, and what they are cut into


class Lines(
    Frame,
    columns={
        **DOC,
        "line": (INDEX, "Its number in the document, from 0; blank lines count."),
        "raw_start": (CHARACTERS, "Where it starts in the raw text, in code points."),
        "raw_end": (CHARACTERS, "Where it ends."),
        "text": (TEXT, "`raw_text[raw_start:raw_end]`, without white space at its ends, and mended (`Mended`)."),
        "gap": (INDEX, "How many blank lines are before it."),
        "tag": (TEXT, "In pages, the block's element: `p`, `li`, `h2`; null in texts."),
        "place": (
            TEXT,
            "In pages, where the block is, in words of `places.toml`; null in texts.",
        ),
        "linked": (pl.Float32(), "In pages, the share of its characters inside links; 0 in texts."),
        "parent": (INDEX, "In pages, the number of the block-level element around its own; null in texts."),
        "depth": (pl.UInt16(), "In pages, how many block-level elements are around its own; 0 in texts."),
        "vote": (FLAG, "In pages, whether trafilatura keeps it; null where it gave no verdict, and in texts."),
    },
):
    """A line that is not blank; of a page, a visible block."""


class Mended(
    Frame,
    columns={
        **DOC,
        "line": (INDEX, "The line; null for a field that a record or a page gives."),
        "raw_start": (CHARACTERS, "Where the line starts in the raw text, in code points; null for a field."),
        "raw": (TEXT, "The line as it is in the raw text; null for a field."),
        "origin": (
            pl.List(pl.UInt32()),
            "Where each character of the mended line begins in `raw`, and where the last one ends; null where nothing "
            "would be left, so that the line stays as it is.",
        ),
        "kinds": (pl.List(pl.String()), "The kind of each repair: of `REPAIRS` in `schemas/tables.py`."),
        "places": (pl.List(pl.UInt32()), "Where each repair is in `raw`; null for a field."),
    },
):
    """A line, or a document's field, whose characters were mended."""


class FlowingLines(
    Lines, columns={"flows": (FLAG, "Whether it goes on from the line before, in a text that is set in columns.")}
):
    """A line in the order in which it is read."""


class NumberedLines(FlowingLines, columns={"text_id": (INDEX, "Rows of a part with the same text share it.")}):
    """A line with the number of its text."""


class CutLines(
    NumberedLines,
    columns={
        "rule": (TEXT, "The inline rule that matched the piece; null if none did."),
        "role": (TEXT, "That rule's role."),
        "confidence": (NUMBER, "That rule's confidence."),
        "apart": (FLAG, "Whether more than marks was between it and the piece before that no rule cut."),
        "after_dateline": (FLAG, "Whether a rule cut a dateline right before it, so that it opens a paragraph."),
    },
):
    """A line, or a piece of a line that an inline rule cut in several."""


class Pieces(
    CutLines,
    columns={
        "block": (INDEX, "The block that it is part of; null if an inline rule cut it."),
        "glue": (TEXT, "What joins it to the piece before in its block: a space, or nothing."),
        "broken": (FLAG, "Whether it ends with a hyphen that breaks a word in two: the body has the word whole."),
    },
):
    """A piece of a line, with the paragraph that it belongs to."""


class DecidedPieces(
    Frame,
    columns={
        **DOC,
        "line": (INDEX, "The line that it is a piece of."),
        **carried(Pieces, "raw_start", "raw_end"),
        "text": (TEXT, "The piece."),
        **carried(Pieces, "glue", "broken", "block"),
        "words": (pl.Int32(), "The words of that block."),
        **DECISION,
    },
):
    """A piece with the decision on it: that of the inline rule that cut it, else its block's."""


# What the steps of cleaning look up


class Texts(
    Frame,
    columns={
        "text_id": (INDEX, "Its number."),
        "text": (TEXT, "The text."),
        "size": (INDEX, "Its length in code points."),
        "word": (
            pl.List(pl.String()),
            "The literals of rules that it holds: others cannot match it.",
        ),
    },
):
    """A distinct text of a part."""


class PackOwners(Frame, columns={**DOC, "publisher": (TEXT, "The publisher, by the name in its pack.")}):
    """A document for which a publisher's rule pack holds."""


class Hits(
    Frame,
    columns={
        **BLOCK,
        "rule": (TEXT, "The rule's id."),
        "role": (TEXT, "Its role."),
        "confidence": (NUMBER, "Its confidence, from 0 to 1."),
        "reach": (pl.Int8(), "0: it knows this block; 1: it knows a line that ends or opens the text."),
    },
):
    """A rule that hit a block."""


class Caught(
    Frame,
    columns={
        **DOC,
        "block": (INDEX, "The block; null if the rule cut it out of a line."),
        "raw_start": (CHARACTERS, "Where the text starts in the raw text, in code points."),
        "text": (TEXT, "The text."),
        "rule": (TEXT, "The rule's id."),
        "role": (TEXT, "The rule's role."),
        "rest": (TEXT, "The text without the match."),
        **{
            f"caught_{group}": (TEXT, f"What the group `{group}` matched; null if nothing.")
            for group in ("publisher", "credit", "place", "month", "day", "agency", "authors", "url", "text")
        },
    },
):
    """A text that a rule with named groups matched."""


class Fingerprints(
    Frame,
    columns={
        "path": (TEXT, "The document's path."),
        "source": (TEXT, "Its outlet."),
        "lines": (
            pl.List(pl.Struct({"line": pl.UInt64(), "words": pl.Int64()})),
            "Its distinct fingerprints in order, and their words if they read like text (0: a label).",
        ),
    },
):
    """What is counted of a document."""


class Recurring(
    Frame,
    columns={
        "line": (pl.UInt64(), "Its fingerprint, combined with the digest of the source."),
        "recurs": (NUMBER, "The share of the source's documents that it is in."),
    },
):
    """A line that recurs within a source."""


# What models and readers get


class SharedVocabulary(
    Frame,
    columns={
        "long_words": (pl.Float32(), "How many longer words it has."),
        "anywhere": (pl.Float32(), "The share of these that is in another block of its document."),
        "in_run": (pl.Float32(), "... in another block of the run that is probably the article."),
        "in_good": (pl.Float32(), "... in another block with points above 0."),
        "in_first": (pl.Float32(), "... in the first line of several words, often the title."),
    },
):
    """A block that may be body, and which of its words the rest of its document has too."""


class Bodies(
    Frame,
    columns={
        **DOC,
        "body": (TEXT, "The paragraphs, with a blank line between them."),
        "paragraphs": (CHARACTERS, "How many they are."),
        "words": (CHARACTERS, "The words of their blocks."),
        "repairs": (
            pl.List(pl.Struct({"kind": pl.String, "count": pl.Int64})),
            "What was mended in body and fields, and how often; kinds with 0 are left out.",
        ),
    },
):
    """A document that has a body."""


class BodySpans(
    Frame,
    columns={
        **DOC,
        "paragraph": (CHARACTERS, "The number of its paragraph in the body, from 0."),
        "start": (CHARACTERS, "Where it starts in the body, in code points."),
        "end": (CHARACTERS, "Where it ends there."),
        "raw_start": (CHARACTERS, "Where it starts in the raw text, in code points."),
        "raw_end": (CHARACTERS, "Where it ends there."),
    },
):
    """A span of raw text that is in the body; one paragraph may have several."""


class CutSpans(
    Frame,
    columns={
        **DOC,
        "raw_start": (CHARACTERS, "Where it starts in the raw text, in code points."),
        "raw_end": (CHARACTERS, "Where it ends."),
        "text": (TEXT, "The span."),
        "role": (TEXT, "What it is: a role of `removals`."),
        "evidence": (TEXT, "Why it is cut."),
        "confidence": (NUMBER, "How likely that is right, from 0 to 1."),
    },
):
    """A span of raw text that is cut."""
