"""Small frames for the steps of ``tasks/fields``: of raw texts, as the steps before give them, and written by hand."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import polars as pl

from schemas import rulebook
from schemas.block_frames import Settled, Weighed
from schemas.field_frames import Lead
from schemas.frames import Caught, Frame, ReadDocuments
from tasks import refine
from tasks.cleaning import repetition
from tasks.cleaning.weigh import weigh_blocks
from tasks.columns.windows import ByDocument, by_document
from tasks.fields.lead import lead_words
from tasks.fields.roles import assign_headline_and_captions

F = TypeVar("F", bound=Frame)

# A page as a renderer flattens it: a menu above the article, teasers below.
MENU = ["Home", "News", "Islands", "Weather", "Sport", "Subscribe"]
STORY = [
    "The ferry to Hernay will sail at night from the first of May, the harbour office decided on Tuesday.",
    "Until now the last ferry left at six in the evening, and whoever missed it slept in the waiting room.",
    '"We asked for a ferry and were given blankets," said Elspeth Tarn, who keeps the only shop on Hernay.',
]
TEASERS = ["Most read", "Lighthouse keeper wins the regional chess cup", "Storm takes the roof off a bakery"]


class Steps(NamedTuple):
    """The results of the steps before the fields, for one part."""

    survey: refine.Survey
    weighed: ByDocument[Weighed]
    lead: Lead
    settled: ByDocument[Settled]
    caught: Caught


def steps_of(*texts: str, media: str = "text", **known: str) -> Steps:
    """The results for some raw texts; ``known`` are columns of the records that they come from."""
    rows = [{"path": f"{n}.txt", "media": media, "text": text, **known} for n, text in enumerate(texts)]
    book = rulebook.load()
    survey = refine.survey_documents(ReadDocuments.of(pl.DataFrame(rows, ReadDocuments.columns_and_types())), book)
    known_lines = repetition.recurring_lines([survey.fingerprints])
    weighed = weigh_blocks(by_document(refine.gather_evidence(survey, known_lines)))
    lead = lead_words(weighed.frame)
    settled = assign_headline_and_captions(weighed, lead)
    return Steps(survey, weighed, lead, settled, refine.catch_groups(survey.pieces, settled.frame, book))


def page_around(*lines: str) -> str:
    """A text with lines above a story, between a menu and teasers."""
    return "\n\n".join([*MENU, *lines, *STORY, *TEASERS])


def frame_of(declared: type[F], **columns: list[Any]) -> F:
    """A declared frame with some columns; the others are null."""
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return declared.of(pl.DataFrame(rows, declared.columns_and_types()))
