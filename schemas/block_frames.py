"""The frames of blocks: a block gains columns in every step from lines to a decision.

How many columns it has after each step, and which ones a weighed block has:

>>> from textwrap import fill
>>> steps = (Shaped, Fingerprinted, Ruled, Recurred, Evidenced, Pointed, Judged, Weighed, Settled)
>>> print(*(f"{step.__name__} {len(step.declared)}" for step in steps), sep=", ")
Shaped 19, Fingerprinted 20, Ruled 24, Recurred 25, Evidenced 28, Pointed 42, Judged 45, Weighed 49, Settled 51
>>> print(fill(" ".join(Weighed.declared), 110))
block doc raw_start gap tag place parent depth vote text text_id linked words ended bullet small separators
prose sentence line rule reach rule_role rule_confidence recurs media page_title is_heading digit copied dated
thread points_shape points_rule points_repeated points_place points_thread points_links points_vote points
inside likely model probability threshold keep role evidence confidence

``schemas/frames.py`` explains how frames are declared.
"""

from __future__ import annotations

import polars as pl

from schemas.frames import (
    BLOCK,
    CHARACTERS,
    DECISION,
    DOC,
    FLAG,
    NUMBER,
    TEXT,
    Frame,
    Lines,
    NumberedLines,
    carried,
)


class Shaped(
    Frame,
    columns={
        **BLOCK,
        **DOC,
        "raw_start": (CHARACTERS, "Where its first line starts in the raw text, in code points."),
        **carried(Lines, "gap", "tag", "place", "parent", "depth", "vote"),
        "text": (TEXT, "The text of all its lines."),
        **carried(NumberedLines, "text_id", "linked"),
        "words": (
            pl.Int32(),
            "Its words; in scripts without spaces, two characters count as a word, in Thai and its like four.",
        ),
        "ended": (FLAG, "Whether it ends like a sentence."),
        "bullet": (FLAG, "Whether it begins with a bullet or a number of a list."),
        "small": (NUMBER, "The share of its words that start with a small letter; 1 in scripts without case."),
        "separators": (pl.Int32(), "How many separators of menus and breadcrumbs it has: `|`, `•`, `»` ..."),
        "prose": (FLAG, "Whether it is long and reads like prose, not like a list of names."),
        "sentence": (FLAG, "Whether it ends like a sentence and has a few words."),
    },
):
    """A block: a paragraph, put together from its lines."""


class Fingerprinted(
    Shaped, columns={"line": (pl.UInt64(), "XXH3 digest of its text; in labels, numbers do not make a difference.")}
):
    """A block with its fingerprint."""


class Ruled(
    Fingerprinted,
    columns={
        "rule": (TEXT, "The rule's id; null if no rule hit."),
        "reach": (
            pl.Int8(),
            "0: the rule knows this block; 1: it knows a line that ends or opens the text.",
        ),
        "rule_role": (TEXT, "The rule's role."),
        "rule_confidence": (NUMBER, "The rule's confidence, from 0 to 1."),
    },
):
    """A block with the best rule that hit it, if one did."""


class Recurred(
    Ruled, columns={"recurs": (NUMBER, "The share of its source's documents that it is in; 0 if it is not repeated.")}
):
    """A block that is known to recur within its source, or not to."""


class Evidenced(
    Recurred,
    columns={
        "media": (TEXT, "`text` or `html`."),
        "page_title": (TEXT, "The headline that the page gives; null in texts."),
        "is_heading": (FLAG, "Whether a mark such as `## ` was cut from its line."),
    },
):
    """A block with all its evidence."""


class Pointed(
    Evidenced,
    columns={
        "digit": (FLAG, "Whether it has a digit: without one it has no day and no time."),
        "copied": (NUMBER, "How much its document looks like a copied text, not like a whole page: 0 to 1."),
        "dated": (FLAG, "Whether it is a short line with a day or a time."),
        "thread": (FLAG, "Whether it is a paragraph of a thread of comments."),
        **{
            f"points_{kind}": (NUMBER, f"Its points for {what}.")
            for kind, what in {
                "shape": "how it looks",
                "rule": "the rule that hit it",
                "repeated": "being repeated",
                "place": "its place in the page",
                "thread": "being part of a thread of comments",
                "links": "its links",
                "vote": "trafilatura's verdict",
            }.items()
        },
        "points": (NUMBER, "The sum of its points."),
        "inside": (FLAG, "Whether it is in the run of blocks that is probably the article."),
        "likely": (FLAG, "Whether it is body, by points and run alone."),
    },
):
    """A block with its points: about one for each word of prose, positive for body."""


class Judged(
    Pointed,
    columns={
        "model": (TEXT, "The model that knows such documents: `text`, `html`, `html-unvoted`."),
        "probability": (NUMBER, "How probably it is body; null where the model was not asked."),
        "threshold": (NUMBER, "Above this probability it is body."),
    },
):
    """A block with what a model says."""


class Weighed(Judged, columns=DECISION):
    """A block with the decision on it."""


class Settled(
    Weighed,
    columns={
        "title": (TEXT, "The headline, in the block that shows it; else null."),
        "standfirst": (FLAG, "Whether it is a line of text between headline and first sentence that introduces it."),
    },
):
    """A block with the decision on it, headline and captions included."""
