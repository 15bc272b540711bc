"""Two output folders are the same, or the difference is named with its table, part, column and row."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from bench import compare
from bench.compare import compare_explanations, compare_tables

RUN, OTHER_RUN = "20260101T000000Z-0123abcd", "20260101T000000Z-4567ef01"
ARTICLES = pl.DataFrame({"article_id": ["a", "b", "c"], "title": ["Rain", None, "Ferry"], "words": [120, 80, 90]})


def write_table(
    out: Path, articles: pl.DataFrame, run: str = RUN, part: str = "islander", digest: str = "0" * 16
) -> Path:
    """A snapshot with one part of articles, named as the mill names it."""
    folder = out / "_current" / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    articles.with_columns(run_id=pl.lit(run)).write_parquet(folder / f"{run}-{part}-{digest}.parquet")
    return out


def differences(tmp_path: Path, other: pl.DataFrame) -> list[str]:
    """What differs between the articles and others, which another run of other code made."""
    one = write_table(tmp_path / "base", ARTICLES)
    two = write_table(tmp_path / "other", other, OTHER_RUN, digest="f" * 16)
    return list(compare_tables(one, two))


def test_tables_of_two_runs_are_the_same_but_for_what_names_the_run(tmp_path: Path) -> None:
    assert differences(tmp_path, ARTICLES) == []


def test_a_value_that_differs_is_named_with_its_column_and_row(tmp_path: Path) -> None:
    other = ARTICLES.with_columns(title=pl.Series(["Rain", "Snow", "Ferry"]))
    assert differences(tmp_path, other) == ["articles/islander: title in row 1: None | Snow (1 rows differ)"]


def test_only_the_first_rows_of_a_column_that_differs_are_shown(tmp_path: Path) -> None:
    many = pl.DataFrame({"words": range(100)})
    one = write_table(tmp_path / "base", many)
    two = write_table(tmp_path / "other", many.with_columns(pl.col("words") + 1), OTHER_RUN)
    found = list(compare_tables(one, two))
    assert found[0] == "articles/islander: words in row 0: 0 | 1 (100 rows differ)"
    assert len(found) == compare.SHOWN


def test_another_order_of_rows_is_a_difference(tmp_path: Path) -> None:
    assert len(differences(tmp_path, ARTICLES.reverse())) > 0


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (ARTICLES.head(2), ["articles/islander: (3, 3) and (2, 3) rows and columns"]),
        (
            ARTICLES.with_columns(language=pl.lit("en")),
            [
                "articles/islander: other columns, types or metadata",
                "articles/islander: (3, 3) and (3, 4) rows and columns",
            ],
        ),
        (
            ARTICLES.with_columns(pl.col("words").cast(pl.Int32)),
            ["articles/islander: other columns, types or metadata"],
        ),
    ],
)
def test_other_rows_columns_and_types_are_named(tmp_path: Path, other: pl.DataFrame, found: list[str]) -> None:
    assert differences(tmp_path, other)[: len(found)] == found


def test_a_part_that_only_one_has_is_named(tmp_path: Path) -> None:
    one, two = write_table(tmp_path / "base", ARTICLES), write_table(tmp_path / "other", ARTICLES, OTHER_RUN)
    write_table(two, ARTICLES, OTHER_RUN, part="owl")
    assert list(compare_tables(one, two)) == [f"articles/owl: only in {two}"]


def test_what_is_explained_otherwise_is_named_and_what_the_base_said_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, base = tmp_path / "raw", tmp_path / "base"
    raw.mkdir()
    base.mkdir()
    for name in "abcd":
        (raw / name).write_text(name, "utf-8")
    asked: list[tuple[str, str]] = []

    def explain(checkout: Path, file: Path) -> str:
        asked.append((checkout.name, file.name))
        return "cut" if file.name == "c" and checkout != compare.HERE else "kept"

    monkeypatch.setattr(compare, "explain_file", explain)
    for _ in range(2):
        assert list(compare_explanations(Path("base"), base, raw, 2)) == [f"explain {raw / 'c'}: another text"]
    assert [file for checkout, file in asked if checkout == "base"] == ["a", "c"]


def test_tables_that_are_kept_are_not_milled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    milled: list[list[str]] = []

    def mill(checkout: Path, raw: Path, out: Path, options: list[str]) -> None:
        milled.append(options)
        write_table(out, ARTICLES)

    monkeypatch.setattr(compare, "mill_folder", mill)
    monkeypatch.setattr(compare, "_commit_of", lambda checkout: "0123abcd")
    for options in ([], [], ["--fast"], []):
        compare.mill_base(tmp_path, tmp_path / "raw", tmp_path / "keep", options)
    assert milled == [[], ["--fast"]]
