"""Labels the names in news with taggers of others, for ``training/names.py`` to learn from.

::

    python -m training.silver_names en OUT.parquet PAGES.parquet ...
    python -m training.silver_names ru OUT.parquet PAGES.parquet ... --sentences SILVER.parquet

PAGES have ``gold_body``, and may have ``train``: whether a model may learn from them. Writes OUT, a row a text: ``id``,
``text`` and ``names`` (start, end, kind). English articles are labelled by our model with spaCy, which is better than
both alone; Russian paragraphs, and the sentences of Wikipedia (``lang``, ``words``, ``tags``), by slovnet, of the
package natasha. The reason: silver sentences of an encyclopedia name people in full and at length, and leave many names
without a link; news name people once in full, then by family name.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import distribution
from pathlib import Path

import polars as pl

from tasks.extraction import prose
from tasks.extraction.names import mentions
from tasks.fields.language import load_detector
from training.name_labels import TAGS, keep_sentences, read_silver_texts

# Set by hand.
BEGINNING = 400  # characters of a body by which its language is known
FEWEST_WORDS = 6  # of a paragraph
MOST_CHARACTERS = 4_500_000  # of bodies: a tagger is slow

LABELLED = pl.Schema(
    {
        "id": pl.String(),
        "text": pl.String(),
        "names": pl.List(pl.Struct({"start": pl.Int64, "end": pl.Int64, "kind": pl.String})),
    }
)
VECTORS = "natasha/data/emb/navec_news_v1_1B_250K_300d_100q.tar"
TAGGER = "natasha/data/model/slovnet_ner_news_v1.tar"


def main() -> None:
    """Label the texts in a language."""
    parser = argparse.ArgumentParser(
        prog="python -m training.silver_names", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("language", choices=sorted(LABELLERS), help="of the bodies that are labelled")
    parser.add_argument("out", type=Path, metavar="OUT.parquet", help="where to write the labelled texts")
    parser.add_argument("pages", type=Path, nargs="+", metavar="PAGES.parquet", help="pages with labelled bodies")
    parser.add_argument("--sentences", type=Path, metavar="SILVER.parquet", help="sentences of Wikipedia")
    asked = parser.parse_args()
    bodies = keep_language([body for file in asked.pages for body in read_bodies(file)], asked.language)
    sentences = list[str]()
    if asked.sentences:
        lines = read_silver_texts(pl.read_parquet(asked.sentences), asked.language)
        sentences = keep_sentences(lines).texts
    silver = LABELLERS[asked.language](bodies, sentences)
    silver.write_parquet(asked.out)
    print(silver.height, "texts,", silver["names"].list.len().sum(), "names")


def read_bodies(file: Path) -> list[str]:
    """Give the bodies of pages that a model may learn from."""
    pages = pl.read_parquet(file)
    if "train" in pages.columns:
        pages = pages.filter("train")
    return pages["gold_body"].drop_nulls().to_list()


def keep_language(bodies: Sequence[str], language: str) -> list[str]:
    """Give the bodies in a language, up to MOST_CHARACTERS in all."""
    kept, characters = list[str](), 0
    for body in bodies:
        detected = load_detector().detect(body[:BEGINNING].replace("\n", " "))
        if detected and detected[0]["lang"] == language and characters < MOST_CHARACTERS:
            kept.append(body)
            characters += len(body)
    return kept


def label_articles(bodies: Sequence[str], _: Sequence[str]) -> pl.DataFrame:
    """Label the paragraphs of English articles with our model and spaCy."""
    articles = pl.DataFrame({"doc": range(len(bodies)), "body": bodies}, {"doc": pl.UInt32, "body": pl.String})
    paragraphs = prose.split_paragraphs(articles.with_columns(language=pl.lit("en")))
    return names_of_paragraphs(paragraphs, mentions.find_names(paragraphs, "spacy"))


def names_of_paragraphs(paragraphs: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Give longer paragraphs as LABELLED texts, with the names that were found in their documents."""
    place = pl.col("start").cast(pl.Int64)
    texts = paragraphs.select("doc", "text", place=place, row=pl.int_range(pl.len())).sort("place")
    own = found.select("doc", "kind", start=place, end=pl.col("end").cast(pl.Int64)).sort("start")
    own = own.join_asof(texts, left_on="start", right_on="place", by="doc", check_sortedness=False)
    name = pl.struct(start=pl.col("start") - pl.col("place"), end=pl.col("end") - pl.col("place"), kind="kind")
    names = own.sort("row", "start").group_by("row", maintain_order=True).agg(names=name)
    long = texts.sort("row").filter(pl.col("text").str.split(" ").list.len() >= FEWEST_WORDS)
    labelled = long.join(names, on="row", how="left", maintain_order="left")
    return labelled.select(pl.col("row").cast(pl.String).alias("id"), "text", pl.col("names").fill_null([])).cast(
        LABELLED
    )


def label_texts(bodies: Sequence[str], sentences: Sequence[str]) -> pl.DataFrame:
    """Label Russian paragraphs and sentences with slovnet."""
    from navec import Navec
    from slovnet import NER

    files = distribution("natasha")
    tagger = NER.load(str(files.locate_file(TAGGER)))
    tagger.navec(Navec.load(str(files.locate_file(VECTORS))))
    paragraphs = [text for body in bodies for text in body.split("\n") if len(text.split()) >= FEWEST_WORDS]
    rows = [
        (str(number), marked.text, [{"start": s.start, "end": s.stop, "kind": TAGS[s.type]} for s in marked.spans])
        for number, marked in enumerate(tagger.map([*paragraphs, *sentences]))
    ]
    return pl.DataFrame(rows, LABELLED, orient="row")


LABELLERS: Mapping[str, Callable[[Sequence[str], Sequence[str]], pl.DataFrame]] = {
    "en": label_articles,
    "ru": label_texts,
}


if __name__ == "__main__":
    main()
