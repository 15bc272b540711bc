"""Trains the choices of ``tasks/models/logit.py`` on labelled texts; the points are in ``schemas/weights``.

::

    python -m training.choices MODEL LABELS FOLDER... [--write]

MODEL is headline or published. A FOLDER holds raw texts, one file each. LABELS is a Parquet file: ``folder`` (the
folder's name), ``path`` (in it), ``publisher``, ``corpus``, and the truth as ``headline`` (text) and ``published``
(list of days), null where it is not known. Folds are by publisher; corpora weigh alike. Prints how often the likeliest
candidate is right on publishers held out, and how sure it was; ``--write`` fits all of them and writes the points.

The model is a conditional logit: of the candidates of a document one is right, or none is. Where several lines say what
the label says, their probabilities are added up.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import fuzz

from bench.work import AS_OF
from schemas import rulebook
from schemas.data import SCHEMAS
from schemas.frames import Pieces, Weighed
from schemas.rulebook import Rulebook
from tasks import refine
from tasks.cleaning import repetition, weigh
from tasks.columns.windows import ByDocument, by_document
from tasks.fields.bylines import byline_candidates
from tasks.fields.headline import headline_candidates
from tasks.fields.language import detect_languages
from tasks.fields.lead import lead_words
from tasks.fields.roles import assign_headline
from tasks.fields.shown_day import day_candidates
from tasks.reading import discover, read

Floats = npt.NDArray[np.float64]

FOLDS = 5
RIDGE = 3.0  # in documents: how much evidence a point needs
ITERATIONS = 25
SAME = 90  # of 100: a line that is as near to the label is the headline, too

# Where each of the things known of a candidate may give points. The true ones have one step.
STEPS: Mapping[str, Mapping[str, Sequence[float]]] = {
    "headline": {
        "distance": (-2, 0, 1, 2, 3, 5, 8, 12, 20, 30),
        "at": (1, 2, 4, 10, 30),
        "words": (3, 4, 5, 7, 10, 15, 20, 26),
        "words_before": (1, 2, 3, 5, 9, 15),
        "words_next": (1, 2, 3, 5, 9, 15),
        "times": (2, 3, 4),
        "gap": (1,),
        "gap_next": (1,),
        "capitals": (0.03, 0.06, 0.1, 0.15, 0.3),
        "small": (0.2, 0.4, 0.6, 0.8),
        "digits": (0.001, 0.03, 0.1, 0.3),
        "separators": (1,),
        "shared_early": (0.001, 0.15, 0.3, 0.5, 0.7),
        "shared_words": (1, 2, 3, 4, 6),
        "shared_often": (0.2, 0.5, 0.9, 1.4),
        "rank_shared": (2, 3, 5, 9),
        "rank_early": (2, 3, 5, 9),
        "rank_words": (2, 3, 5, 9, 15),
        "like_around": (1, 2, 3, 4, 5, 6),
        **dict.fromkeys(
            (
                "inside", "keep", "ended", "bullet", "dated", "dated_next", "dated_below", "dated_above", "by_below",
                "prose_next", "ended_next", "keep_next", "ruled_next", "bullet_next", "bullet_before",
                "section_before", "in_head", "begins_longer", "begins_shorter", "ends_longer", "ends_shorter", "asks",
                "stops", "hangs", "quotes", "colon", "bracket", "small_first", "pipe", "crumbs", "address", "ruled",
                "reached", "repeated", "any",
            ),
            (1,),
        ),
    },
    "shown_day": {
        "above": (-40, -15, -5, -2, 0, 1, 2, 3, 5, 8, 12, 20, 40, 80, 160),
        "under": (1, 2, 3, 5, 10, 20, 40),
        "under_title": (1, 2, 3, 4, 6, 10, 20),
        "over_title": (1, 2, 3, 5, 10, 30),
        "rest": (1, 2, 3, 5, 8, 12, 20),
        "near": (1, 2),
        "times": (2, 3, 4),
        "days": (2, 3, 4, 6, 10),
        **dict.fromkeys(
            (
                "between", "clock", "named", "iso", "unclear", "says_published", "says_updated", "second", "starts",
                "latest", "earliest", "opens", "nearest", "outdone", "is_date", "is_byline", "is_legal", "is_comment",
                "is_other", "reached", "repeated", "bullet", "kept_next", "kept_before", "any",
                "keep", "keep_starts", "keep_reads",
            ),
            (1,),
        ),
    },
    "authors": {
        "above": (-40, -10, -4, -1, 0, 1, 2, 3, 5, 8, 12, 20, 40, 80),
        "under_text": (1, 2, 3, 5, 10, 20),
        "under_title": (1, 2, 3, 4, 6, 10, 20),
        "over_title": (1, 2, 3, 5, 10, 30),
        "rest": (1, 8, 20, 40),
        "persons": (2, 3, 4),
        "parts": (3, 4),
        "capitals": (0.1, 0.2, 0.5),
        "shared_words": (1, 2),
        "words_next": (1, 2, 3, 5, 9, 15),
        "gap": (1,),
        "gap_next": (1,),
        "list": (1, 2),
        "times": (2, 3, 4),
        "shown": (2, 3, 4),
        **dict.fromkeys(
            (
                "between", "by", "first_by", "label_before", "date_in", "date_next", "date_near", "is_byline",
                "is_other", "reached", "repeated", "bullet", "ended", "keep", "inside", "keep_next", "prose_next",
                "trade", "trade_under", "again_under", "caption_before", "nearest", "nearest_first", "any",
            ),
            (1,),
        ),
    },
}  # fmt: skip


def labelled(model: str, folder: Path, labels: pl.DataFrame) -> pl.DataFrame:
    """The candidates of the labelled texts of a folder: ``corpus``, ``publisher``, and whether each is ``right``."""
    book = rulebook.load()
    batches = discover.plan_run(folder, None, {}, as_of=AS_OF).batches
    surveyed = [
        refine.survey_documents(part, book) for batch in batches for part in read.read_documents(folder, batch.files)
    ]
    known = repetition.recurring_lines(part.fingerprints for part in surveyed)
    found = []
    for number, part in enumerate(surveyed):
        labelled = part.documents.select("doc", "path").join(labels, on="path").drop("path", "folder")
        blocks = weigh.weigh_blocks(by_document(refine.gather_evidence(part, known)))
        candidates = _candidates(model, blocks, part.pieces, book)
        name = pl.format("{}/{}/{}", pl.lit(folder.name), pl.lit(number), "doc")
        found.append(candidates.join(labelled, on="doc", maintain_order="left").sort("doc").with_columns(doc=name))
    every = pl.concat(found)
    return every.with_columns(right=RIGHT[model](every))


def _candidates(model: str, blocks: ByDocument[Weighed], pieces: Pieces, book: Rulebook) -> pl.DataFrame:
    """The candidates that a model chooses from."""
    lead = lead_words(blocks.frame)
    if model == "headline":
        return headline_candidates(blocks, lead)
    settled = assign_headline(blocks, lead)
    if model == "shown_day":
        return day_candidates(settled.frame, detect_languages(settled.frame), book)
    return byline_candidates(settled, lead, refine.catch_groups(pieces, settled.frame, book))


def _is_headline(candidates: pl.DataFrame) -> pl.Series:
    lines = candidates.select("text", "headline").iter_rows()
    return pl.Series([fuzz.ratio(_plain(line), _plain(title)) >= SAME for line, title in lines], dtype=pl.Boolean)


def _is_day(candidates: pl.DataFrame) -> pl.Series:
    return candidates.select(pl.col("day").is_in("published")).to_series()


def _are_authors(candidates: pl.DataFrame) -> pl.Series:
    """At least half of the names in the line are those of authors."""
    lines = candidates.select("names", "authors").iter_rows()
    found = (({_plain(name) for name in names}, {_plain(name) for name in authors}) for names, authors in lines)
    return pl.Series([2 * len(names & true) >= max(1, len(names)) for names, true in found], dtype=pl.Boolean)


RIGHT: Mapping[str, Callable[[pl.DataFrame], pl.Series]] = {
    "headline": _is_headline,
    "shown_day": _is_day,
    "authors": _are_authors,
}
SAME_ANSWER = {"headline": "plain", "shown_day": "day", "authors": "key"}


def reached_by(candidates: pl.DataFrame, steps: Mapping[str, Sequence[float]]) -> Floats:
    """A column for each step: whether a candidate reaches it."""
    known = {name: candidates[name].cast(pl.Float64).fill_null(0) for name in steps}
    columns = [(known[name] >= step).to_numpy() for name, at in steps.items() for step in at]
    return np.stack(columns, 1).astype(np.float64)


def fit(reached: Floats, docs: pl.Series, right: Floats, weight: Floats) -> Floats:
    """The points of each step, by Newton's method.

    The second derivative taken is that of the candidates alone, which is never indefinite; each step is halved until
    the likelihood grows.
    """
    starts, number = _groups(docs)
    has, weight = np.add.reduceat(right, starts) > 0, weight[starts]

    def probabilities(points: Floats) -> tuple[float, Floats, Floats]:
        worth = reached @ points
        top = np.maximum(np.maximum.reduceat(worth, starts), 0)
        odds = np.exp(worth - top[number])
        total = np.add.reduceat(odds, starts) + np.exp(-top)
        true = np.add.reduceat(odds * right, starts)
        likelihood = np.log(np.where(has, np.maximum(true, 1e-300), np.exp(-top))) - np.log(total)
        given = np.where(has[number], odds * right / np.maximum(true, 1e-300)[number], 0)
        return float(weight @ likelihood - RIDGE / 2 * points @ points), odds / total[number], given

    points = np.zeros(reached.shape[1])
    best, chance, given = probabilities(points)
    for _ in range(ITERATIONS):
        slope = reached.T @ (weight[number] * (given - chance)) - RIDGE * points
        mean = np.add.reduceat(reached * chance[:, None], starts)
        bend = (reached * (weight[number] * chance)[:, None]).T @ reached - (mean * weight[:, None]).T @ mean
        step = np.linalg.solve(bend + RIDGE * np.eye(len(points)), slope)
        for _ in range(8):
            now, chance, given = probabilities(points + step)
            if now > best:
                break
            step /= 2
        if now - best < 1e-3:
            break
        points, best = points + step, now
    return points


def probability(reached: Floats, points: Floats, docs: pl.Series) -> Floats:
    """How sure each candidate is the headline (see ``tasks.models.logit.add_probabilities``)."""
    starts, number = _groups(docs)
    odds = np.exp(np.clip(reached @ points, -50, 50))
    shares: Floats = odds / (1 + np.add.reduceat(odds, starts))[number]
    return shares


def held_out(candidates: pl.DataFrame, reached: Floats) -> Floats:
    """The probability of each candidate by points that saw nothing of its publisher."""
    fold = np.array([crc32(str(publisher).encode()) % FOLDS for publisher in candidates["publisher"]])
    chance = np.zeros(len(fold))
    for number in range(FOLDS):
        out = pl.Series(fold == number)
        train = candidates.filter(~out)
        points = fit(reached[fold != number], train["doc"], _right(train), _weight(train))
        chance[fold == number] = probability(reached[fold == number], points, candidates.filter(out)["doc"])
    return chance


def report(candidates: pl.DataFrame, chance: Floats, labels: pl.DataFrame, model: str) -> Iterable[str]:
    """How often the likeliest candidate is right, by corpus; and by how sure it was."""
    same = SAME_ANSWER[model]
    top = (
        candidates.select("doc", "corpus", "right", same, chance=pl.Series(chance))
        .group_by("doc", "corpus", same)
        .agg(pl.col("chance").sum(), pl.col("right").any())
        .sort("doc", "chance")
        .group_by("doc", "corpus", maintain_order=True)
        .last()
    )
    for (corpus,), part in labels.group_by("corpus", maintain_order=True):
        of_corpus = top.filter(pl.col("corpus") == corpus)
        least = " ".join(_from(of_corpus, part.height, at / 10) for at in (0, 3, 5, 6, 7, 8))
        yield f"{corpus} ({part.height}), right of all and of those given, by least probability: {least}"
    sure = top.group_by((pl.col("chance") * 10).floor().alias("tenth")).agg(
        pl.len(), pl.col("chance").mean(), pl.col("right").mean()
    )
    for _, size, said, was in sure.sort("tenth").iter_rows():
        yield f"said {said:.2f}, was {was:.2f} ({size})"


def _from(top: pl.DataFrame, size: int, least: float) -> str:
    given = top.filter(pl.col("chance") >= least)["right"]
    return f"{least}: {given.sum() / size:.3f} {given.sum() / max(1, len(given)):.3f},"


def written(points: Floats, steps: Mapping[str, Sequence[float]]) -> str:
    """The section [points] of the file."""
    values = iter(points)
    lines = (f"{name} = [{', '.join(f'[{step}, {next(values):.2f}]' for step in at)}]" for name, at in steps.items())
    return "[points]\n" + "\n".join(lines) + "\n"


def _groups(docs: pl.Series) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Where each document starts, and the number of each candidate's document."""
    opens = (docs != docs.shift(1)).fill_null(True).to_numpy()
    return np.flatnonzero(opens), np.cumsum(opens) - 1


def _right(candidates: pl.DataFrame) -> Floats:
    return candidates["right"].cast(pl.Float64).to_numpy()


def _weight(candidates: pl.DataFrame) -> Floats:
    """Each document's weight: corpora alike, 1 on average."""
    docs = candidates.select("corpus", "doc").unique().group_by("corpus").len()
    share = docs.select("corpus", weight=docs["len"].sum() / docs.height / pl.col("len"))
    return candidates.select("corpus").join(share, on="corpus", maintain_order="left")["weight"].to_numpy()


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.replace("\u00ad", "").casefold()))


def main() -> None:
    """Do what the command line says."""
    write = "--write" in sys.argv
    model, file, *folders = [argument for argument in sys.argv[1:] if argument != "--write"]
    labels = pl.read_parquet(file).filter(pl.col(model).is_not_null())
    candidates = pl.concat(
        labelled(model, Path(folder), labels.filter(pl.col("folder") == Path(folder).name)) for folder in folders
    )
    reached = reached_by(candidates, STEPS[model])
    for line in report(candidates, held_out(candidates, reached), labels, model):
        print(line)
    if write:
        data = SCHEMAS / "weights" / f"{model}.toml"
        card = data.read_text("utf-8").split("[points]")[0]
        points = fit(reached, candidates["doc"], _right(candidates), _weight(candidates))
        data.write_text(card + written(points, STEPS[model]), "utf-8")


if __name__ == "__main__":
    main()
