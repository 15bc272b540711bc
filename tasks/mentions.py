"""Bodies to the names in them: people, organisations and places.

A sequence model (``tasks.tagger``) says how probable a name of each kind is at each word that may belong to one. What
the article says elsewhere counts too: what surely is a person in one sentence is hardly a town in the next.
Then each mention gets the fullest name that the article gives, and places their country.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas import lexicon
from schemas.tables import NAME_KINDS
from tasks import gazetteer, tagger
from tasks.tagger import Weights
from tasks.words import Flags, Rows, words

MENTIONS = pl.Schema(
    {
        "doc": pl.UInt32,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "kind": pl.String,
        "name": pl.String,
        "country": pl.String,
        "method": pl.String,
        "confidence": pl.Float64,
    }
)
LIKELY = 0.5  # so probable is a name from which others are known
FAMILY = 3.0  # what it adds to the log-odds of a person that a word ends a person's name elsewhere in the article
AGREES = 0.6  # how much what an article says elsewhere of a word counts, beside what its sentence says


def mentions(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """The names in paragraphs (``tasks.prose.PARAGRAPHS``): MENTIONS, by document and place.

    ``start`` and ``end`` are code points in the body. ``name`` is the fullest form in the article, of a listed place
    its usual name; ``country`` an ISO 3166-1 alpha-2 code, or null.
    """
    parts = [
        _tagged(part.select("doc", "start", "text"), str(language))
        for (language,), part in paragraphs.group_by("language", maintain_order=True)
    ]
    found = pl.concat(parts) if parts else pl.DataFrame(schema=_FOUND)
    return _settled(found).select(MENTIONS.names()).cast(MENTIONS).sort("doc", "start")


_FOUND = pl.Schema(
    {
        "doc": pl.UInt32,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "kind": pl.String,
        "language": pl.String,
        "sure": pl.Float32,
    }
)


def _tagged(paragraphs: pl.DataFrame, language: str) -> pl.DataFrame:
    """What the model finds in paragraphs of one language."""
    found = words(paragraphs["text"])
    seen, own = tagger.observed(found, language)
    rows, begins, first, last = tagger.chains(found, seen)
    model = tagger.load(language)
    score = tagger.scores(model, seen, own, rows, first, last)
    probable = tagger.marginals(model, score, begins)
    doc = paragraphs["doc"].to_numpy()[found.text[rows]]
    same = doc.astype(np.int64) << 32 | _stems(seen, language)[seen.of[rows]]
    score[:, : len(tagger.LABELS)] += AGREES * _elsewhere(probable, same)
    score[:, 1:3] += FAMILY * _family(tagger.spans(rows, begins, probable), rows, same)[:, None]
    probable = tagger.marginals(model, score, begins)
    a, b, kind, sure = tagger.spans(rows, begins, probable)
    people = seen.looks["listed"][seen.of[a]] >> np.uint64(8) == gazetteer.PEOPLES
    named = ~(people & (a == b))
    a, b, kind, sure = a[named], b[named], kind[named], sure[named]
    text = found.text[a]
    start = found.start[a] - found.at[text]
    end = found.end[b] - found.at[text]
    return (
        paragraphs.select(
            pl.col("doc").gather(text), place=pl.col("start").gather(text), whole=pl.col("text").gather(text)
        )
        .with_columns(
            start=pl.Series(start),
            size=pl.Series(end - start),
            kind=pl.Series(np.array(NAME_KINDS, object)[kind], dtype=pl.String),
            language=pl.lit(language),
            sure=pl.Series(sure),
        )
        .with_columns(
            text=pl.col("whole").str.slice(pl.col("start"), pl.col("size")), start=pl.col("start") + pl.col("place")
        )
        .with_columns(end=pl.col("start") + pl.col("size"))
        .select(_FOUND.names())
        .cast(_FOUND)
    )


def _stems(seen: tagger.Distinct, language: str) -> Rows:
    """Of each distinct word a number; words that differ by an ending of the language have the same."""
    endings = lexicon.load("mentions").get(language, {}).get("endings", ())
    _, number = np.unique(tagger.without(seen, endings), return_inverse=True)
    return number.astype(np.int64)


def _elsewhere(probable: Weights, same: Rows) -> Weights:
    """For each word and label: what the same word is in the document, as a logarithm; 0 where it stands once."""
    _, group, count = np.unique(same, return_inverse=True, return_counts=True)
    kinds = np.concatenate([probable[:, :1], probable[:, 1::2] + probable[:, 2::2]], 1)
    mean = np.stack([np.bincount(group, kinds[:, n], len(count)) for n in range(kinds.shape[1])], 1) / count[:, None]
    told = np.where(count[:, None] > 1, np.log(np.maximum(mean, 1e-3)), 0)
    return np.repeat(told, [1, *[2] * len(NAME_KINDS)], axis=1)[group].astype(np.float32)


def _family(found: tuple[Rows, Rows, Rows, Weights], rows: Rows, same: Rows) -> Flags:
    """Which words end the name of a person elsewhere in the document, where it has several words."""
    first, last, kind, sure = found
    person = (kind == NAME_KINDS.index("person")) & (last > first) & (sure > LIKELY)
    return np.isin(same, same[np.searchsorted(rows, last[person])])


def _settled(found: pl.DataFrame) -> pl.DataFrame:
    """Mentions with ``name``, ``country``, ``method`` and ``confidence``."""
    placed = [_placed(part, str(language)) for (language,), part in found.group_by("language", maintain_order=True)]
    return _named(pl.concat(placed) if placed else _placed(found, "any")).with_columns(
        method=pl.lit("model"), confidence=pl.col("sure").cast(pl.Float64)
    )


def _placed(found: pl.DataFrame, language: str) -> pl.DataFrame:
    """With ``usual`` and ``country`` of listed names."""
    of = gazetteer.known(language).of.filter((pl.col("kind") == "organisation") | (pl.col("size") > 0))
    listed = of.select("kind", "usual", "country", text="name").unique(["text", "kind"], keep="first")
    return found.join(listed, on=["text", "kind"], how="left", maintain_order="left")


def _named(found: pl.DataFrame) -> pl.DataFrame:
    """With ``name``: the fullest form of a person's name in the document that ends like the mention."""
    person = pl.col("kind") == "person"
    last = pl.col("text").str.extract(r"([^\s.]+)$")
    endings = {
        language: list(part["endings"]) for language, part in lexicon.load("mentions").items() if "endings" in part
    }
    rows = found.with_row_index("row").with_columns(
        last=last, parts=pl.col("text").str.count_matches(r"\s+"), size=pl.col("text").str.len_chars()
    )
    full = rows.filter(person & (pl.col("parts") > 0)).sort(
        "doc", "last", "size", "start", descending=[False, False, True, False]
    )
    full = full.unique(["doc", "last"], keep="first", maintain_order=True).select("doc", key="last", whole="text")
    # As written, or without an ending of the language.
    forms = [rows.filter(person).select("row", "doc", key="last", rank=pl.lit(0))]
    for language, several in endings.items():
        for rank, ending in enumerate(several, 1):
            has = person & (pl.col("language") == language) & pl.col("last").str.ends_with(ending)
            forms.append(
                rows.filter(has).select(
                    "row", "doc", key=pl.col("last").str.head(-len(ending)), rank=pl.lit(rank, pl.Int32)
                )
            )
    chosen = pl.concat(forms).join(full, on=["doc", "key"]).sort("row", "rank").unique("row", keep="first")
    return (
        rows.join(chosen.select("row", "whole"), on="row", how="left", maintain_order="left")
        .with_columns(name=pl.coalesce("whole", "usual", "text"))
        .drop("row", "last", "parts", "size", "whole", "usual")
    )
