"""Fits the points by which a page's own day is chosen among those that it shows (``schemas/weights/page_day.toml``).

::

    python -m training.page_days LABELS.parquet FOLDER [FOLDER ...] [--write]

A FOLDER holds raw pages. LABELS has a row a page: ``folder`` (the folder's name), ``path`` (in it), ``publisher``,
``corpus``, and ``published`` (list of days, any of which is right).

Labelled pages nearly all show their own day, so points that were fitted on them alone take the day of a teaser where a
page shows no other. From half of the pages, copies without their own day are learned from too, in a corpus of their
own: there none is right. From a third, copies with one day alone, their own or another.

Prints and writes what ``training.choices`` does, on publishers held out.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from zlib import crc32

import polars as pl

from tasks.columns.windows import Floats
from tasks.reading.page.blocks import walk_page
from tasks.reading.page.day import PageDays, are_near, read_days
from tasks.reading.page.metadata import gather_claims, headline_of, language_of
from tasks.reading.page.parse import parse_page
from tasks.reading.page.shown import ShownDay, compare_days
from training.choices import FITTED_TOO, format_points, load_steps, report, write_points
from training.logit_fit import fit_points, gather_choices, mark_reached_steps, predict_out_of_fold

MODEL = "page_day"
WITHOUT_OWN, WITH_ONE = 2, 3  # one page in so many has such copies
NONE = "no day of its own"  # the corpus of copies without one


def main() -> None:
    """Fit, print the figures, and write the points if asked to."""
    asked = _arguments()
    labels = pl.read_parquet(asked.labels).filter(pl.col("published").list.len() > 0)
    candidates = pl.concat(
        label_pages(folder, labels.filter(pl.col("folder") == folder.name)) for folder in asked.folders
    )
    steps = load_steps(MODEL)
    reached = mark_reached_steps(candidates, steps)
    chance = predict_out_of_fold(candidates, reached)
    of_pages = candidates["doc"].str.ends_with("#0")
    for line in report(candidates.filter(of_pages), chance[of_pages.to_numpy()], labels, "day"):
        print(line)
    print(_report_on_none(candidates, chance))
    if asked.write:
        points = fit_points(gather_choices(candidates, reached))
        write_points(MODEL, format_points(points, steps, FITTED_TOO[MODEL]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training.page_days", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("labels", type=Path, metavar="LABELS.parquet", help="the truth about the pages")
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="raw pages")
    parser.add_argument("--write", action="store_true", help="write the points into schemas/weights")
    return parser.parse_args()


def _report_on_none(candidates: pl.DataFrame, chance: Floats) -> str:
    """Say how often a day is given where a page shows none of its own, by least probability."""
    of_copies = candidates.select("doc", "corpus", chance=pl.Series(chance)).filter(pl.col("corpus") == NONE)
    likeliest = of_copies.group_by("doc").agg(pl.col("chance").max())["chance"].to_numpy()
    shares = ", ".join(f"{least}: {(likeliest >= least).mean():.3f}" for least in (0.3, 0.4, 0.5, 0.6))
    return f"{NONE} ({len(likeliest)}), given one, by least probability: {shares}"


def label_pages(folder: Path, labels: pl.DataFrame) -> pl.DataFrame:
    """Give the days that the labelled pages of a folder show, with their features and whether each is ``right``."""
    features = load_steps(MODEL)
    rows = []
    for path, publisher, corpus, published in labels.select("path", "publisher", "corpus", "published").iter_rows():
        for number, (shown, own) in enumerate(_copies(_days_of_page(folder / path), published, path)):
            about = {"doc": f"{path}#{number}", "publisher": publisher, "corpus": corpus if own else NONE}
            for day in shown:
                known = {name: float(day.features.get(name, 0)) for name in features}
                rows.append({**about, "day": day.stamp.day, "right": own and _is_right(day, shown, published), **known})
    return pl.DataFrame(rows, infer_schema_length=None).sort("doc", maintain_order=True)


def _days_of_page(file: Path) -> PageDays:
    walked = walk_page(parse_page(file.read_text("utf-8", errors="replace")))
    claims = gather_claims(walked.metadata_elements)
    return read_days(claims, walked, headline_of(claims, walked.blocks), language_of(claims))


def _copies(page: PageDays, published: Sequence[date], path: str) -> Iterator[tuple[list[ShownDay], bool]]:
    """The days of a page, then those of its copies; and whether its own may be among them."""
    number = crc32(path.encode())
    shown = page.shown
    if not shown:
        return
    yield shown, True
    own = [day for day in shown if _is_right(day, shown, published)]
    others = [day for day in shown if not any(are_near(day.stamp.day, right) for right in published)]
    if own and others and number % WITHOUT_OWN == 0:
        yield _compared_anew(others, page), False
    if len(shown) > 1 and number % WITH_ONE == 0:
        if own:
            yield _compared_anew(own[:1], page), True
        if others:
            yield _compared_anew([others[number % len(others)]], page), False


def _compared_anew(shown: list[ShownDay], page: PageDays) -> list[ShownDay]:
    return compare_days([day._replace(features=dict(day.features)) for day in shown], page.around)


def _is_right(day: ShownDay, shown: Sequence[ShownDay], published: Sequence[date]) -> bool:
    """Whether a day is a labelled one. If no day that is shown is, labels may be of another zone: one beside it is."""
    if any(other.stamp.day in published for other in shown):
        return day.stamp.day in published
    return any(are_near(day.stamp.day, right) for right in published)


if __name__ == "__main__":
    main()
