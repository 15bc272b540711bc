"""How right the models of names are, on texts that they have not seen: the figures in ``schemas/names/card.toml``."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from schemas.data import read_toml
from schemas.frames import Frame
from schemas.tables import NAME_KINDS
from tasks.models.trees import calibrated
from training.calibration import Line, fit_platt, measure_reliability, undo_calibration
from training.folds import fold_by_crc32

WITH_SPACY = "-spacy"  # after the language, where spaCy is asked, too
# What a model is measured on, where not on a fold of labels by hand in its language (``training.name_recipes.TRIED``).
MEASURED_ON = {
    "de": "news",
    **dict.fromkeys(("fr", "es", "nl"), "pt-silver"),
    **dict.fromkeys(("it", "uk"), "sv-foreign"),
    "any": "hu-foreign",
}
OTHERS = 0.02  # how much names of other sets count where a confidence is fitted; set by hand
# Subtracted from the log-odds of being right, set by hand: on collections from which nothing was learned, names stated
# at .9 and more were right 3 in 100 times less often than on held-out parts of those that were.
MARGIN = 0.3
OF_A_MODEL = ("model", "spacy")  # methods of mentions whose confidence is a probability


class JudgedNames(
    Frame,
    columns={
        "kind": (pl.String(), "The kind of the name."),
        "method": (pl.String(), "How it was found; null if it was missed."),
        "confidence": (pl.Float64(), "The confidence that was stated; null if it was missed."),
        "several": (pl.Boolean(), "Whether it has several words; null if it was missed."),
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
    several = pl.col("text").str.contains(r"\s")
    mine = found.select("doc", "kind", "method", "confidence", key=pl.col("text").str.to_lowercase(), several=several)
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
    names = {model: MEASURED_ON.get(model, model) for model in models}
    odds = {name: _odds_in_set(judged, name, models) for name in set(names.values())}
    tried = dict[str, pl.DataFrame]()
    for model, before in models.items():
        own, name = JudgedNames.of(judged.filter(pl.col("set") == names[model])), names[model]
        text += [f"[models.{model}]", f"unnamed = {before['unnamed']}"]
        if own.is_empty():
            text += _kept_lines(before)
            lines = before["confidence"]
        else:
            text += [f'measured_on = "{name}"', *_figure_lines(own)]
            lines, tried[name] = _fitted_lines(odds[name], pl.concat(odds.values()))
        text += ["", f"[models.{model}.confidence]"]
        text += [*(f"{kind} = [{', '.join(f'{number:.3f}' for number in lines[kind])}]" for kind in NAME_KINDS), ""]
    text += ["# The other half of the texts: stated confidence, and the share of such mentions that were right."]
    with_spacy = pl.col("set").str.ends_with(WITH_SPACY)
    for section, are_of_it in (("reliability", ~with_spacy), ("reliability-spacy", with_spacy)):
        text += [f"[{section}]", *_reliability_lines(pl.concat(tried.values()).filter(are_of_it)), ""]
    file.write_text("\n".join(text).rstrip() + "\n", "utf-8")


def _odds_in_set(judged: JudgedNames, name: str, models: Mapping[str, Any]) -> pl.DataFrame:
    """The mentions of a set whose confidence is a probability, with the log-odds (``odds``) that it was made of."""
    reader = "de" if name == MEASURED_ON["de"] else name if name in models else name.partition("-")[0]
    before = (models.get(reader) or models["any"])["confidence"]
    rows = judged.filter((pl.col("set") == name) & pl.col("method").is_in(OF_A_MODEL))
    odds = np.zeros(rows.height)
    for kind, several in itertools.product(NAME_KINDS, (False, True)):
        own = ((rows["kind"] == kind) & (rows["several"] == several)).to_numpy()
        line = Line(*before[kind][2 * several : 2 * several + 2])
        odds[own] = undo_calibration(rows["confidence"].to_numpy()[own], line)
    return rows.with_columns(odds=pl.Series(odds))


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


def _fitted_lines(own: pl.DataFrame, every: pl.DataFrame) -> tuple[dict[str, list[float]], pl.DataFrame]:
    """The lines by kind and length, fitted on the first half of a set, and the mentions of the other half with these.

    All other sets count a little (OTHERS), for those that have few names of a kind.
    """
    lines, others = dict[str, list[float]](), []
    for kind, several in itertools.product(NAME_KINDS, (False, True)):
        alike = (pl.col("kind") == kind) & (pl.col("several") == several)
        fit, other = (own.filter(alike & (pl.col("half") == half)) for half in (0, 1))
        rest = every.filter(alike & (pl.col("set") != own["set"][0]))
        weight = np.repeat([1.0, OTHERS], [fit.height, rest.height])
        both = pl.concat([fit, rest])
        line = fit_platt(both["odds"].to_numpy(), both["right"].to_numpy(), weight)
        line = line._replace(intercept=line.intercept - MARGIN)
        lines[kind] = [*lines.get(kind, []), *line]
        others.append(other.with_columns(confidence=pl.Series(calibrated(other["odds"].to_numpy(), *line))))
    return lines, pl.concat(others)


def _reliability_lines(tried: pl.DataFrame) -> Iterator[str]:
    for kind in NAME_KINDS:
        rows = tried.filter(pl.col("kind") == kind)
        by_tenth = measure_reliability(rows["confidence"].to_numpy(), rows["right"].to_numpy())
        yield f"{kind} = ["
        for tenth, right, count in by_tenth.select("tenth", "right", "count").iter_rows():
            yield f"    {{ stated = {tenth / 10:.1f}, right = {right:.3f}, mentions = {count} }},"
        yield "]"
