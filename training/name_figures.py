"""How right the models of names are, on texts that they have not seen: the figures in ``schemas/names/card.toml``."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from schemas.data import read_toml
from schemas.frames import Frame
from schemas.tables import NAME_KINDS
from tasks.columns.windows import Floats
from tasks.models.trees import calibrated
from training.calibration import Line, fit_platt, measure_reliability, undo_calibration
from training.folds import fold_by_crc32

WITH_SPACY = "-spacy"  # after the language, where spaCy is asked, too
# What a model is measured on, where not on a fold of labels by hand in its language (``training.name_recipes.TRIED``).
MEASURED_ON = {
    "de": "news",
    **dict.fromkeys(("fr", "es", "nl"), "pt-silver"),
    **dict.fromkeys(("it", "uk", "any"), "sv-foreign"),
}
OF_A_MODEL = ("model", "spacy")  # methods of mentions whose confidence is a probability


class JudgedNames(
    Frame,
    columns={
        "kind": (pl.String(), "The kind of the name."),
        "method": (pl.String(), "How it was found; null if it was missed."),
        "confidence": (pl.Float64(), "The confidence that was stated; null if it was missed."),
        "right": (pl.Boolean(), "Whether its text and its kind are gold; null if it was missed."),
        "set": (pl.String(), "The texts that it is from."),
        "half": (pl.Int64(), "Which half of these texts: 0 or 1, by their ids."),
    },
):
    """A name that was found or missed in labelled texts."""


class Figures(NamedTuple):
    """How right names are."""

    precision: float
    recall: float
    f1: float
    names: int  # in the labels


def judge_names(found: pl.DataFrame, texts: pl.DataFrame, name: str) -> JudgedNames:
    """Compare the names that were found with the labelled names; each of these counts once.

    Takes mentions whose ``doc`` is a row of the texts; the texts, with ``id`` and ``names`` (text, kind); and what to
    call them.
    """
    nth = pl.int_range(pl.len()).over("doc", "key", "kind")
    gold = texts.with_row_index("doc").select("doc", "names").explode("names").drop_nulls()
    text, kind = pl.col("names").struct.field("text"), pl.col("names").struct.field("kind")
    gold = gold.select("doc", key=text.str.to_lowercase(), kind=kind).with_columns(nth=nth, right=pl.lit(True))
    mine = found.select("doc", "kind", "method", "confidence", key=pl.col("text").str.to_lowercase())
    mine = mine.with_columns(nth=nth)
    on = ["doc", "key", "kind", "nth"]
    right = mine.join(gold, on=on, how="left").with_columns(pl.col("right").fill_null(False))
    missed = gold.join(mine, on=on, how="anti").with_columns(right=pl.lit(None, pl.Boolean))
    judged = pl.concat([right, missed], how="diagonal")
    half = pl.Series([fold_by_crc32(text_id, 2) for text_id in texts["id"]])
    judged = judged.with_columns(set=pl.lit(name), half=half.gather(judged["doc"]))
    return JudgedNames.of(judged.select(list(JudgedNames.declared)))


def compute_figures(judged: JudgedNames) -> Figures:
    """Compute precision, recall and F1 of some names; NaN where there are none."""
    right, missed = int(judged["right"].sum()), judged["right"].null_count()
    found, labelled = judged.height - missed, right + missed
    return Figures(_share(right, found), _share(right, labelled), _share(2 * right, found + labelled), labelled)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def write_card(judged: JudgedNames, file: Path) -> None:
    """Write figures, and the lines that make a probability a confidence, into a card.

    Lines are fitted on one half of the texts, and tried on the other. The card keeps its head, what is added to the
    log-odds of no name, how often names are right that are found only with the rest of the article, and models that
    were not measured.
    """
    text = [file.read_text("utf-8").partition("\n[models.")[0].rstrip(), ""]
    models = read_toml(file)["models"]
    tried = dict[str, pl.DataFrame]()
    for model, before in models.items():
        name = MEASURED_ON.get(model, model)
        own = JudgedNames.of(judged.filter(pl.col("set") == name))
        text += [f"[models.{model}]", f"unnamed = {before['unnamed']}"]
        if own.is_empty():
            text += _kept_lines(before)
            lines = {kind: Line(*before["confidence"][kind]) for kind in NAME_KINDS}
        else:
            text += [f'measured_on = "{name}"', *_figure_lines(own)]
            reader = model if name in (model, MEASURED_ON["de"]) else name.partition("-")[0]
            lines, tried[name] = _fitted_lines(own, (models.get(reader) or models["any"])["confidence"])
        text += ["", f"[models.{model}.confidence]"]
        text += [*(f"{kind} = [{line.slope:.3f}, {line.intercept:.3f}]" for kind, line in lines.items()), ""]
    text += ["# The other half of the texts: stated confidence, and the share of such mentions that were right."]
    with_spacy = pl.col("set").str.ends_with(WITH_SPACY)
    for section, are_of_it in (("reliability", ~with_spacy), ("reliability-spacy", with_spacy)):
        text += [f"[{section}]", *_reliability_lines(pl.concat(tried.values()).filter(are_of_it)), ""]
    file.write_text("\n".join(text).rstrip() + "\n", "utf-8")


def _figure_lines(judged: JudgedNames) -> Iterator[str]:
    every = compute_figures(judged)
    yield from (f"{name} = {getattr(every, name):.3f}" for name in ("precision", "recall", "f1"))
    yield f"names = {every.names}"
    for kind in NAME_KINDS:
        of_kind = compute_figures(JudgedNames.of(judged.filter(pl.col("kind") == kind)))
        yield f"f1_{kind} = {of_kind.f1:.3f}"


def _kept_lines(before: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a model that was not measured now, as they were."""
    for name, value in before.items():
        if name not in ("unnamed", "confidence"):
            yield f"{name} = {f'{value:.3f}' if isinstance(value, float) else json.dumps(value)}"


def _fitted_lines(own: JudgedNames, before: Mapping[str, Sequence[float]]) -> tuple[dict[str, Line], pl.DataFrame]:
    """The lines by kind, fitted on the first half of the texts, and the mentions of the other half with these.

    Takes mentions whose confidence the lines ``before`` made.
    """
    lines, others = dict[str, Line](), []
    for kind in NAME_KINDS:
        rows = own.filter(pl.col("method").is_in(OF_A_MODEL) & (pl.col("kind") == kind))
        fit, other = (rows.filter(pl.col("half") == half) for half in (0, 1))
        made = Line(*before[kind])
        lines[kind] = fit_platt(_odds_of(fit, made), fit["right"].to_numpy())
        others.append(other.with_columns(confidence=pl.Series(calibrated(_odds_of(other, made), *lines[kind]))))
    return lines, pl.concat(others)


def _odds_of(rows: pl.DataFrame, before: Line) -> Floats:
    return undo_calibration(rows["confidence"].to_numpy(), before)


def _reliability_lines(tried: pl.DataFrame) -> Iterator[str]:
    for kind in NAME_KINDS:
        rows = tried.filter(pl.col("kind") == kind)
        by_tenth = measure_reliability(rows["confidence"].to_numpy(), rows["right"].to_numpy())
        yield f"{kind} = ["
        for tenth, right, count in by_tenth.select("tenth", "right", "count").iter_rows():
            yield f"    {{ stated = {tenth / 10:.1f}, right = {right:.3f}, mentions = {count} }},"
        yield "]"
