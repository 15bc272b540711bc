"""Features are those that the models were trained on, of the blocks that may be body, within each document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import numpy as np
import polars as pl
import pytest

from schemas.block_frames import Pointed
from schemas.data import MODELS
from tasks.cleaning import features
from tasks.columns.windows import ByDocument, by_document
from tasks.models import trees
from tests.cleaning.some_blocks import LABEL, PROSE, pointed

TEXTS = [LABEL, PROSE, f"{PROSE} {PROSE}", "12:30", "It rained all night."]
GROUPS = ("_own_looks", "_surroundings", "_positions", "_shared_words", "_page_elements", "_siblings")


def some_blocks(media: str, *, vote: bool = True) -> ByDocument[Pointed]:
    """Blocks of a text, or of a page, with or without trafilatura's vote."""
    if media == "text":
        return pointed(TEXTS)
    page = {"tag": "p", "place": "body article", "parent": 1, "depth": 3, "vote": True if vote else None}
    return pointed(TEXTS, "html", **page)


def columns_of_groups() -> dict[str, list[str]]:
    """The names of the features of each group."""
    blocks = some_blocks("html")
    rows = np.arange(blocks.frame.height)
    frames = ("_own_looks", "_siblings")
    return {name: list(getattr(features, name)(blocks.frame if name in frames else blocks, rows)) for name in GROUPS}


@cache
def gains(model: str) -> Counter[str]:
    """The share of each feature in the gain of all splits of a model."""
    found: Counter[str] = Counter()
    names = trees.load_model(model).columns
    lines = [line.partition("=") for line in (MODELS / f"{model}.txt").read_text("utf-8").splitlines()]
    numbers = [(name, values.split()) for name, _, values in lines if name in ("split_feature", "split_gain")]
    for (_, split), (_, gain) in zip(numbers[::2], numbers[1::2], strict=True):
        for feature, of_split in zip(split, gain, strict=True):
            found[names[int(feature)]] += float(of_split)
    return Counter({name: gain / found.total() for name, gain in found.items()})


def documented_rows() -> Iterator[tuple[str, ...]]:
    """The rows of the table in the module's docstring: a group, how many columns it has, and its shares of gains."""
    share = r"(\.\d\d|-)"
    yield from re.findall(rf"^``(\w+)`` .* (\d+) +{share} +{share} +{share}$", features.__doc__ or "", re.MULTILINE)


@pytest.mark.parametrize(
    ("media", "vote", "model"), [("text", True, "text"), ("html", True, "html"), ("html", False, "html-unvoted")]
)
def test_a_model_finds_the_features_that_it_was_trained_on(media: str, vote: bool, model: str) -> None:
    blocks = some_blocks(media, vote=vote)
    rows = features.undecided_rows(blocks)
    found = features.block_features(blocks, rows)
    assert set(trees.load_model(model).columns) == set(found.columns)
    assert set(found.dtypes) == {pl.Float32}
    assert found.null_count().sum_horizontal().item() == 0
    probability = trees.probabilities(found, model)
    assert ((probability > 0) & (probability < 1)).all()
    paragraph = rows.tolist().index(2)
    assert probability[paragraph] > trees.model_card()[model]["threshold"]


def test_the_docstring_says_what_each_group_is_worth() -> None:
    """After a training: write the new figures into the table of ``tasks/cleaning/features.py``."""
    of_groups = columns_of_groups()
    assert [group for group, *_ in documented_rows()] == list(GROUPS)
    for group, count, *shares in documented_rows():
        assert int(count) == len(of_groups[group]), group
        for model, share in zip(("text", "html", "html-unvoted"), shares, strict=True):
            gain = sum(gains(model)[name] for name in of_groups[group])
            assert (0 if share == "-" else float(share)) == pytest.approx(gain, abs=0.0051), (group, model)


def test_a_block_without_a_sign_of_text_near_it_is_not_asked_about() -> None:
    far = features.NEAR["text"] + 1
    texts = [LABEL] * far + [PROSE] + [LABEL] * far
    assert features.undecided_rows(pointed(texts)).tolist() == list(range(1, 2 * far))


def test_a_document_without_any_sign_is_asked_about_whole() -> None:
    assert features.undecided_rows(pointed([LABEL] * 9, doc=[0] * 4 + [1] * 5)).tolist() == list(range(9))


def test_a_block_that_a_rule_or_repetition_cuts_is_not_asked_about() -> None:
    blocks = pointed([PROSE] * 4, rule=[None, "any.share.bar", None, None], recurs=[0.0, 0.0, 0.5, 0.0])
    assert features.undecided_rows(blocks).tolist() == [0, 3]


def test_a_paragraph_that_trafilatura_keeps_is_asked_about_whatever_its_place() -> None:
    far = max(features.NEAR.values()) + 1
    blocks = pl.DataFrame(
        {
            "doc": 0, "rule": None, "recurs": 0.0, "tag": "p",
            "points": [30.0] + [-90.0] * (2 * far), "prose": [True] + [False] * (2 * far - 1) + [True],
            "vote": [True] + [False] * (2 * far - 1) + [True],
        },
        schema_overrides={"rule": pl.String},
    )  # fmt: skip
    assert 2 * far in features.undecided_rows(by_document(Pointed.of(blocks)))
    assert 2 * far not in features.undecided_rows(by_document(Pointed.of(blocks.with_columns(vote=False))))


@pytest.mark.parametrize("media", ["text", "html"])
def test_features_do_not_look_into_other_documents(media: str) -> None:
    page = {"tag": "p", "place": "article", "parent": 1, "depth": 3, "vote": True} if media == "html" else {}
    documents = [TEXTS, [PROSE, LABEL, PROSE], [LABEL, "It rained all night.", PROSE, PROSE]]
    doc = [number for number, texts in enumerate(documents) for _ in texts]
    together = pointed([text for texts in documents for text in texts], media, doc=doc, **page)
    found = features.block_features(together, np.arange(len(doc)))
    for number, texts in enumerate(documents):
        alone = features.block_features(pointed(texts, media, **page), np.arange(len(texts)))
        assert found.filter(pl.Series(doc) == number).equals(alone), number


def test_siblings_are_the_blocks_of_one_parent() -> None:
    texts = [PROSE, PROSE, LABEL, PROSE]
    page = {"tag": "p", "place": "body", "depth": [3, 3, 2, 3], "vote": [True, True, False, None]}
    blocks = pointed(texts, "html", parent=[5, 5, 1, 9], **page)
    found = features.block_features(blocks, np.arange(4))
    assert found["siblings"].to_list() == [2, 2, 1, 1]
    assert found["has_most_prose"].to_list() == [1, 1, 0, 0]
    assert found["same_after"].to_list() == [1, 0, 0, 0]
    assert found["sibling_votes"].to_list() == [1, 1, 0, 0]
    assert found["levels_below"].to_list() == [0, 0, -1, 0]
    assert found["parents_away"].to_list() == [0, 0, -4, 4]
