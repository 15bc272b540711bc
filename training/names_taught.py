"""Labels English news with spaCy's small model, for ``training/names.py`` to learn from.

::

    python -m training.names_taught PAGES TAUGHT

PAGES is a Parquet file with ``gold_body``; TAUGHT gets ``id``, ``text`` (a paragraph) and ``names`` (start, end,
kind). Silver sentences of an encyclopedia name people in full and at length; news name them once, then by family name.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tasks.extraction.names import gazetteer, spacy_names
from tasks.fields.language import DETECTOR

BEGINNING = 400  # characters of a body by which its language is known
PLACES = frozenset(gazetteer.listed_names("en").filter((pl.col("kind") == "place") & (pl.col("size") > 1))["name"])
FEWEST_WORDS = 6  # of a paragraph
GENITIVE = re.compile(r"['’]s?$")
NAMES = pl.List(pl.Struct({"start": pl.Int64, "end": pl.Int64, "kind": pl.String}))

Name = dict[str, str | int]


def main() -> None:
    """Label the English bodies."""
    parser = argparse.ArgumentParser(
        prog="python -m training.names_taught", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("taught", type=Path)
    asked = parser.parse_args()
    bodies = pl.read_parquet(asked.pages, columns=["gold_body"])["gold_body"].drop_nulls().to_list()
    taught = pl.DataFrame(
        labelled(paragraphs(bodies)), {"id": pl.String, "text": pl.String, "names": NAMES}, orient="row"
    )
    taught.write_parquet(asked.taught)
    print(taught.height, "paragraphs,", taught["names"].list.len().sum(), "names")


def paragraphs(bodies: list[str]) -> Iterator[str]:
    """The paragraphs of English bodies."""
    for body in bodies:
        told = DETECTOR.detect(body[:BEGINNING].replace("\n", " "))
        if told and told[0]["lang"] == "en":
            yield from (text for text in body.split("\n") if len(text.split()) >= FEWEST_WORDS)


def labelled(texts: Iterator[str]) -> Iterator[tuple[str, str, list[Name]]]:
    """Texts with the names that spaCy finds.

    It knows full names better than family names: of these, those that end a person's full name somewhere are people.
    """
    kinds = spacy_names.pipelines()["en"].kinds
    found = [
        (text.text, [(name.text, name.start_char, kinds[name.label_]) for name in text.ents if name.label_ in kinds])
        for text in spacy_names.load_pipeline("en").pipe(texts)
    ]
    families = {
        name.split()[-1] for _, names in found for name, _, kind in names if kind == "person" and len(name.split()) > 1
    }
    for number, (text, names) in enumerate(found):
        bare = [(GENITIVE.sub("", name), start, kind) for name, start, kind in names]
        yield (
            str(number),
            text,
            [
                {"start": start, "end": start + len(name), "kind": "person" if name in families - PLACES else kind}
                for name, start, kind in bare
            ],
        )


if __name__ == "__main__":
    main()
