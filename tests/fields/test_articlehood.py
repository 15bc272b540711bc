"""An article is likelier one than a shelf of a shop or a list of headlines; what a person copied is not asked about."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from schemas import data, rulebook
from tasks import refine
from tasks.cleaning import repetition
from tasks.fields.articlehood import MEDIA, document_features, measure_articlehood
from tasks.models import trees
from tasks.reading import read

SENTENCES = (
    "The ferry to Odmar sails again on Tuesday after eleven days in dock, the harbour office said on Monday.",
    "Its engine had failed in the storm of last week, and two mechanics came from the mainland to mend it.",
    '"We are a day ahead of what we promised," said Ines Korvald, who runs the boat with her two brothers.',
    "The council will speak on Thursday about a second boat, which the islanders have asked for since spring.",
)
MENU = "<nav><a href=/>Home</a> <a href=/n>News</a> <a href=/s>Sport</a></nav>"
ARTICLE = f"""<html><head><title>Ferry sails again</title><meta property="og:type" content="article">
<link rel=canonical href="https://owl.example/news/2031/05/04/ferry-sails-again"></head><body>{MENU}
<article><h1>Ferry sails again</h1>{"".join(f"<p>{text}</p>" for text in SENTENCES)}</article></body></html>"""
GOODS = "".join(
    f"<li><a href=/p/{number}><h3>Rope, {number} metres</h3></a><span>€ {number}.90</span><button>Add</button></li>"
    for number in range(2, 40)
)
SHOP = f"""<html><head><title>Ropes</title><meta property="og:type" content="website">
<link rel=canonical href="https://owl.example/ropes"></head><body>{MENU}<h1>Ropes</h1><ul>{GOODS}</ul>
<p>All our ropes are made in Salt Harbour, and we send them anywhere within three days.</p></body></html>"""
COPIED = "Ferry sails again\n\n" + "\n\n".join(SENTENCES)
FILES = {"article.html": ARTICLE, "shop.html": SHOP, "copied.txt": COPIED}


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The features of the files, and how likely they are articles, by path."""
    folder: Path = tmp_path_factory.mktemp("raw")
    for name, content in FILES.items():
        (folder / name).write_text(content, "utf-8")
    survey = refine.survey_documents(next(read.read_documents(folder, list(FILES))), rulebook.load())
    recurring = repetition.recurring_lines([survey.fingerprints])
    settled, lead = refine.decide_blocks(survey, recurring)
    blocks, fields = refine.find_fields(survey, settled, lead, rulebook.load())
    paths = survey.documents.select("doc", "path")
    features = paths.join(document_features(blocks, survey.pages, fields), on="doc")
    return features, paths.join(measure_articlehood(blocks, survey.pages, fields), on="doc", how="left")


def test_an_article_is_likelier_one_than_a_shelf(steps: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    likely = dict(steps[1].select("path", "article_probability").iter_rows())
    assert likely["article.html"] > 0.5 > likely["shop.html"]
    assert likely["article.html"] > data.load("models/articles")["html"]["least"]


def test_a_copied_text_is_not_asked_about(steps: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    assert dict(steps[1].select("path", "article_probability").iter_rows())["copied.txt"] is None


def test_a_page_is_seen_as_a_whole(steps: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    by_path = {row["path"]: row for row in steps[0].to_dicts()}
    article, shop = by_path["article.html"], by_path["shop.html"]
    assert (article["says_article"], article["says_other"], article["path_dated"]) == (1, 0, 1)
    assert (shop["says_article"], shop["says_other"], shop["path_depth"]) == (0, 1, 1)
    assert shop["priced"] == shop["heading"] == 38
    assert article["kept_prose"] == len(SENTENCES)
    assert by_path["copied.txt"]["path_depth"] == by_path["copied.txt"]["says_article"] == -1


@pytest.mark.parametrize("media", MEDIA)
def test_a_model_finds_the_features_that_it_was_trained_on(
    media: str, steps: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    assert set(trees.load_model(f"article-{media}").columns) <= set(steps[0].columns)
