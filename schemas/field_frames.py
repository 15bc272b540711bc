"""The frames that the steps of ``tasks/fields`` exchange: the words of the first paragraphs, and fields that are found.

``schemas/candidate_frames.py`` declares the candidates for headline, authors and day of publication.
``schemas/frames.py`` explains how frames are declared.
"""

from __future__ import annotations

import polars as pl

from schemas.frames import COUNT, INDEX, NAMES, NUMBER, TEXT, Frame, OfBlock, OfDocument, alike

# The words of the first paragraphs


class Lead(
    Frame,
    columns={
        "nth": (COUNT, "The number of the first kept block with the word, in its document."),
        "one": (INDEX, "That block."),
        "key": (pl.UInt64(), "Hash of document and word; rows are sorted by it."),
        "blocks": (COUNT, "In how many blocks the word is."),
    },
):
    """A longer word of a text's first paragraphs."""


class LeadShares(
    Frame,
    columns=alike(
        NUMBER,
        shared="The share of its longer words that other blocks of the lead have.",
        shared_words="How many words these are.",
        shared_early="The share of its longer words that the first two blocks of the lead have.",
        shared_often="In how many blocks of the lead a word is, at most 4, on average.",
    ),
):
    """How much of a line's words the first paragraphs of its text have too; null where it has no longer word."""


# The headline


class Headlines(
    OfBlock,
    columns={"title": (TEXT, "The headline."), "title_confidence": (NUMBER, "How likely that is right, from 0 to 1.")},
):
    """The block that is its document's headline."""


# Authors


class Bylines(OfBlock, columns={"names": (NAMES, "The names in it.")}):
    """The line of a text that names its authors."""


class Authors(OfDocument, columns={"authors": (NAMES, "The authors' names, in the order in which they are given.")}):
    """A document that names its authors."""


# The day of publication


class Days(
    OfDocument,
    columns={
        "day": (pl.Date(), "The day."),
        "day_confidence": (NUMBER, "How probably it is right."),
        "day_other": (pl.Date(), "The other reading of it, where day and month are numbers in open order."),
        "day_block": (INDEX, "The block that shows it."),
    },
):
    """A text that shows its day of publication."""


class Times(
    OfDocument,
    columns=alike(
        TEXT,
        day_at="The day of publication, with the time that its line shows: as ISO 8601 as far as it is known.",
        changed_at="The day of the last change, likewise.",
    ),
):
    """A text that shows when it was published or changed."""


# Other fields


class Languages(
    OfDocument,
    columns={
        "language": (TEXT, "ISO 639-1."),
        "language_confidence": (NUMBER, "How sure the detection is, from 0 to 1."),
    },
):
    """A document whose body's language is known."""


class Articlehoods(
    OfDocument, columns={"article_probability": (NUMBER, "How likely it is an article; null for a copied text.")}
):
    """A document with blocks."""


class Captions(
    OfDocument,
    columns={
        "captions": (
            pl.List(pl.Struct({"text": pl.String, "credit": pl.String})),
            "The captions in order; `credit` is null where none is given.",
        )
    },
):
    """A document with captions."""


class Datelines(
    OfDocument,
    columns={
        "dateline": (
            pl.Struct({"text": pl.String, "place": pl.String, "month_day": pl.String, "agency": pl.String}),
            "The line, and its parts; `month_day` is `03-05`, null unless both are given.",
        )
    },
):
    """A document with a dateline."""


class Breadcrumbs(OfDocument, columns={"breadcrumb": (NAMES, "The sections, outermost first.")}):
    """A document that shows a breadcrumb."""


class Addresses(OfDocument, columns={"address": (TEXT, "The address, as written.")}):
    """A document that names an address of its publisher."""


class Voices(OfDocument, columns={"voiced_agency": (TEXT, "The agency, by its code or its name.")}):
    """A document in which a news agency speaks of itself."""


class Signatures(OfBlock, columns={"signed_publisher": (TEXT, "The publisher's name.")}):
    """A block under a text that is the publisher's signature."""


class Fields(
    OfDocument,
    columns={
        **alike(
            TEXT,
            path="The document's path.",
            source="Its outlet.",
            raw_sha256="SHA-256 of its raw bytes, unpacked.",
            media="`text` or `html`.",
            body_source="Where the body was read: `text`, `page`, or what the page does not show: `json-ld` ...",
            language="The language of the body.",
        ),
        "language_confidence": (NUMBER, "How sure the detection is, from 0 to 1."),
        **alike(
            TEXT,
            title="The headline.",
            standfirst="The lines under it that introduce the text.",
            publisher="The outlet that published it.",
            publisher_domain="The outlet's registered domain.",
            url="The article's own address.",
        ),
        "section": (NAMES, "The sections, outermost first; empty where none is known."),
        "authors": (NAMES, "The authors; empty where none is known."),
        **Datelines.declared,
        "agency": (TEXT, "The code of the news agency that it is by."),
        "published_on": (pl.Date(), "The day of publication."),
        **alike(
            TEXT,
            published_at="The time of publication, as ISO 8601 as far as it is known.",
            modified_at="The time of the last change, or its day.",
            published_method="The evidence for the day of publication.",
        ),
        "published_confidence": (NUMBER, "How likely that day is right, from 0 to 1."),
        "published_earliest": (pl.Date(), "The first possible day: the same, unless day and month may change places."),
        "published_latest": (pl.Date(), "The last possible day, likewise."),
        **Captions.declared,
    },
):
    """A document with the columns of ``articles`` that are read off the document itself; null without evidence."""
