"""Fits the points by which the headline, the authors and the day of a text are chosen (``schemas/weights``).

::

    python -m training.choices MODEL LABELS.parquet FOLDER [FOLDER ...] [--write]

MODEL is ``headline``, ``authors`` or ``shown_day``. A FOLDER holds raw texts, one file each. LABELS has a row a text:
``folder`` (the folder's name), ``path`` (in it), ``publisher``, ``corpus``, and the truth, null where it is not known:
``headline`` (text), ``authors`` (list of names), ``published`` (list of days, any of which is right).

Prints how often the likeliest candidate is right on publishers held out, by corpus and by least probability; and how
often probabilities are right. Folds are by publisher; corpora weigh alike. With ``--write``, points are fitted on all
texts and written into ``schemas/weights/MODEL.toml``. Which features give points, and from which values on, is what
that file has under ``[points]``: to try a feature or a step, add it there with 0 points.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl
from rapidfuzz import fuzz

from schemas import data, rulebook
from schemas.block_frames import Weighed
from schemas.data import SCHEMAS
from tasks import refine
from tasks.cleaning import weigh
from tasks.columns.windows import ByDocument, Floats, by_document
from tasks.fields.bylines import byline_candidates
from tasks.fields.headline import headline_candidates
from tasks.fields.language import detect_languages
from tasks.fields.lead import lead_words
from tasks.fields.roles import assign_headline_and_captions
from tasks.fields.shown_day import day_candidates
from training.calibration import measure_reliability
from training.corpus import survey_folder
from training.logit_fit import Steps, fit_points, gather_choices, mark_reached_steps, predict_out_of_fold

SAME = 90  # of 100: a line this near to the label is the headline too
LEAST = (0, 0.3, 0.5, 0.6, 0.7, 0.8)  # the report says what is right if only answers this probable are given
# Features whose points are set by hand. They are fitted too, and the result is dropped: without them, other points
# would take over a part of what they say.
FITTED_TOO = {
    "shown_day": ("keep", "keep_starts", "keep_reads"),
    "page_day": (
        "in_quote", "in_comment", "says_other", "says_first", "legal_sign", "elsewhere", "tells", "today",
        "says_corrected",
    ),
}  # fmt: skip


class Choice(NamedTuple):
    """A choice that is trained."""

    truth: str  # the column of labels that has the truth
    answer: str  # candidates that agree in this column give the same answer
    candidates_of: Callable[[refine.Survey, ByDocument[Weighed]], pl.DataFrame]
    are_right: Callable[[pl.DataFrame], pl.Series]


def main() -> None:
    """Fit, print the figures, and write the points if asked to."""
    asked = _arguments()
    choice = CHOICES[asked.model]
    labels = pl.read_parquet(asked.labels).filter(pl.col(choice.truth).is_not_null())
    candidates = pl.concat(
        label_candidates(choice, folder, labels.filter(pl.col("folder") == folder.name)) for folder in asked.folders
    )
    steps = load_steps(asked.model)
    reached = mark_reached_steps(candidates, steps)
    for line in report(candidates, predict_out_of_fold(candidates, reached), labels, choice.answer):
        print(line)
    if asked.write:
        points = fit_points(gather_choices(candidates, reached))
        write_points(asked.model, format_points(points, steps, FITTED_TOO.get(asked.model, ())))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.choices", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("model", choices=list(CHOICES), metavar="MODEL", help=", ".join(CHOICES))
    parser.add_argument("labels", type=Path, metavar="LABELS.parquet", help="the truth about the texts")
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="raw texts")
    parser.add_argument("--write", action="store_true", help="write the points into schemas/weights")
    return parser.parse_args()


def label_candidates(choice: Choice, folder: Path, labels: pl.DataFrame) -> pl.DataFrame:
    """Give the candidates of the labelled texts of a folder, with their features and whether each is ``right``.

    Takes rows of labels with ``path``. Adds the columns of labels; ``doc`` is a name of the document that no other
    folder has.
    """
    parts, recurring = survey_folder(folder)
    found = []
    for number, part in enumerate(parts):
        truth = part.documents.select("doc", "path").join(labels, on="path").drop("path", "folder")
        blocks = weigh.weigh_blocks(by_document(refine.gather_evidence(part, recurring)))
        candidates = choice.candidates_of(part, blocks)
        name = pl.format("{}/{}/{}", pl.lit(folder.name), pl.lit(number), "doc")
        found.append(candidates.join(truth, on="doc", maintain_order="left").sort("doc").with_columns(doc=name))
    every = pl.concat(found)
    return every.with_columns(right=choice.are_right(every))


def _headline_candidates(part: refine.Survey, blocks: ByDocument[Weighed]) -> pl.DataFrame:
    lead = lead_words(blocks.frame)
    return headline_candidates(blocks, lead)


def _author_candidates(part: refine.Survey, blocks: ByDocument[Weighed]) -> pl.DataFrame:
    lead = lead_words(blocks.frame)
    settled = assign_headline_and_captions(blocks, lead)
    caught = refine.catch_groups(part.pieces, settled.frame, rulebook.load())
    return byline_candidates(settled, lead, caught)


def _day_candidates(part: refine.Survey, blocks: ByDocument[Weighed]) -> pl.DataFrame:
    lead = lead_words(blocks.frame)
    settled = assign_headline_and_captions(blocks, lead)
    return day_candidates(settled.frame, detect_languages(settled.frame), rulebook.load())


def _are_headlines(candidates: pl.DataFrame) -> pl.Series:
    """Whether each line says nearly what the label says."""
    lines = candidates.select("text", "headline").iter_rows()
    near = [fuzz.ratio(_plain_words(line), _plain_words(title)) >= SAME for line, title in lines]
    return pl.Series(near, dtype=pl.Boolean)


def _are_days(candidates: pl.DataFrame) -> pl.Series:
    """Whether each day is one of the labelled days."""
    return candidates.select(pl.col("day").is_in("published")).to_series()


def _are_bylines(candidates: pl.DataFrame) -> pl.Series:
    """Whether at least half of the names in each line are those of authors."""
    lines = candidates.select("names", "authors").iter_rows()
    both = (({_plain_words(name) for name in names}, {_plain_words(name) for name in true}) for names, true in lines)
    return pl.Series([2 * len(names & true) >= max(1, len(names)) for names, true in both], dtype=pl.Boolean)


def _plain_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.replace("\u00ad", "").casefold()))


CHOICES: Mapping[str, Choice] = {
    "headline": Choice("headline", "plain", _headline_candidates, _are_headlines),
    "authors": Choice("authors", "key", _author_candidates, _are_bylines),
    "shown_day": Choice("published", "day", _day_candidates, _are_days),
}


def load_steps(model: str) -> Steps:
    """Read the steps of each feature that is fitted from the model's file."""
    weights = data.load(f"weights/{model}")
    by_hand = {name: weights["by_hand"][name] for name in FITTED_TOO.get(model, ())}
    return {name: [step for step, _ in steps] for name, steps in {**weights["points"], **by_hand}.items()}


def report(candidates: pl.DataFrame, chance: Floats, labels: pl.DataFrame, answer: str) -> Iterator[str]:
    """Say how often the likeliest answer is right, a line a corpus; and how often probabilities are, a line a tenth.

    Takes candidates with ``doc``, ``corpus``, ``right`` and the column that is the answer; their probabilities; and
    the labels, a row a text.
    """
    top = (
        candidates.select("doc", "corpus", "right", answer, chance=pl.Series(chance))
        .group_by("doc", "corpus", answer)
        .agg(pl.col("chance").sum(), pl.col("right").any())
        .sort("doc", "chance")
        .group_by("doc", "corpus", maintain_order=True)
        .last()
    )
    for (corpus,), texts in labels.group_by("corpus", maintain_order=True):
        of_corpus = top.filter(pl.col("corpus") == corpus)
        shares = " ".join(_shares_right(of_corpus, texts.height, least) for least in LEAST)
        yield f"{corpus} ({texts.height}), right of all and of those given, by least probability: {shares}"
    by_tenth = measure_reliability(top["chance"].to_numpy(), top["right"].to_numpy())
    for stated, right, count in by_tenth.select("stated", "right", "count").iter_rows():
        yield f"said {stated:.2f}, was {right:.2f} ({count})"


def _shares_right(top: pl.DataFrame, texts: int, least: float) -> str:
    given = top.filter(pl.col("chance") >= least)["right"]
    return f"{least:.1f}: {given.sum() / texts:.3f} {given.sum() / max(1, len(given)):.3f},"


def format_points(points: Iterable[float], steps: Steps, by_hand: Collection[str] = ()) -> str:
    """Write the section [points] of a model's file, without the features that the file sets by hand.

    >>> print(format_points([0.5, -1.0, 2.0], {"words": [3, 4.5], "keep": [1]}, by_hand=["keep"]), end="")
    [points]
    words = [[3, 0.50], [4.5, -1.00]]
    """
    values = iter(points)
    lines = {
        name: f"{name} = [{', '.join(f'[{step}, {next(values):.2f}]' for step in starts)}]\n"
        for name, starts in steps.items()
    }
    return "[points]\n" + "".join(line for name, line in lines.items() if name not in by_hand)


def write_points(model: str, section: str) -> None:
    """Put the section [points] in place of that of the model's file, which is its last."""
    file = SCHEMAS / "weights" / f"{model}.toml"
    file.write_text(file.read_text("utf-8").split("[points]")[0] + section, "utf-8")


if __name__ == "__main__":
    main()
