"""Labels the names in English news with spaCy's small pipeline, for ``training/names.py`` to learn from.

::

    python -m training.silver_names PAGES.parquet OUT.parquet

PAGES has ``gold_body``. Writes OUT, a row a paragraph: ``id``, ``text`` and ``names`` (start, end, kind). The reason:
silver sentences of an encyclopedia name people in full and at length; news name them once, then by family name.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tasks.extraction.names import gazetteer, spacy_names
from tasks.fields.language import load_detector

# Set by hand.
BEGINNING = 400  # characters of a body by which its language is known
FEWEST_WORDS = 6  # of a paragraph

GENITIVE = re.compile(r"['’]s?$")
NAMES = pl.List(pl.Struct({"start": pl.Int64, "end": pl.Int64, "kind": pl.String}))


class Name(NamedTuple):
    """A name in a text."""

    text: str
    start: int
    kind: str

    def span(self) -> dict[str, str | int]:
        """Where it is, and its kind."""
        return {"start": self.start, "end": self.start + len(self.text), "kind": self.kind}


class Paragraph(NamedTuple):
    """A text, and the names that were found in it."""

    text: str
    names: list[Name]


def main() -> None:
    """Label the English bodies."""
    parser = argparse.ArgumentParser(
        prog="python -m training.silver_names", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("pages", type=Path, metavar="PAGES.parquet", help="pages with labelled bodies")
    parser.add_argument("out", type=Path, metavar="OUT.parquet", help="where to write the labelled paragraphs")
    asked = parser.parse_args()
    bodies = pl.read_parquet(asked.pages, columns=["gold_body"])["gold_body"].drop_nulls().to_list()
    found = correct_names(find_names(find_english_paragraphs(bodies)), load_places())
    rows = [(str(number), text, [name.span() for name in names]) for number, (text, names) in enumerate(found)]
    silver = pl.DataFrame(rows, {"id": pl.String, "text": pl.String, "names": NAMES}, orient="row")
    silver.write_parquet(asked.out)
    print(silver.height, "paragraphs,", silver["names"].list.len().sum(), "names")


def find_english_paragraphs(bodies: Iterable[str]) -> Iterator[str]:
    """Give the longer paragraphs of the bodies that are English."""
    for body in bodies:
        detected = load_detector().detect(body[:BEGINNING].replace("\n", " "))
        if detected and detected[0]["lang"] == "en":
            yield from (text for text in body.split("\n") if len(text.split()) >= FEWEST_WORDS)


def find_names(texts: Iterable[str]) -> Iterator[Paragraph]:
    """Find the names in English texts with spaCy."""
    kinds = spacy_names.pipelines()["en"].kinds
    for text in spacy_names.load_pipeline("en").pipe(texts):
        names = ((name.text, name.start_char, name.label_) for name in text.ents if name.label_ in kinds)
        yield Paragraph(text.text, [Name(name, start, kinds[label]) for name, start, label in names])


def correct_names(paragraphs: Iterable[Paragraph], places: frozenset[str]) -> Iterator[Paragraph]:
    """Take the endings of genitives off names, and correct the kind of family names.

    spaCy knows full names better than family names. So a name that ends a person's full name somewhere is a person,
    unless it is one of the places.
    """
    paragraphs = list(paragraphs)
    people = [name.text.split() for _, names in paragraphs for name in names if name.kind == "person"]
    families = {words[-1] for words in people if len(words) > 1} - places
    for text, names in paragraphs:
        bare = [name._replace(text=GENITIVE.sub("", name.text)) for name in names]
        yield Paragraph(text, [name._replace(kind="person") if name.text in families else name for name in bare])


def load_places() -> frozenset[str]:
    """Load the names of places that are no small towns, in English."""
    return frozenset(gazetteer.listed_names("en").filter((pl.col("kind") == "place") & (pl.col("size") > 1))["name"])


if __name__ == "__main__":
    main()
