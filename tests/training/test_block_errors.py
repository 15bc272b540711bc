"""Errors are counted by kind and by place."""

from __future__ import annotations

import polars as pl

from tasks.cleaning.features import TAGS
from tests.training.test_block_labels import BODY, FERRY, HARBOUR, blocks_of, gold_pages
from training.block_errors import count_errors, show_errors
from training.block_labels import label_blocks

MORE = "Most read: how the old lighthouse on the western cape was sold to a man who never saw it"
SAID = "I have never seen so much rain, and I have lived here for more than eighty years, says Olga"


def test_errors_have_a_kind_and_a_place() -> None:
    texts = [MORE, HARBOUR, SAID, FERRY, MORE, SAID]
    blocks = blocks_of(**{f"page{number}": texts for number in range(5)})
    gold = gold_pages(*({"id": f"page{number}", "gold_body": BODY} for number in range(5)))
    evidence = pl.DataFrame(
        {
            "tag": [0.0, 1.0, 1.0, float(TAGS.index("li") + 1), 1.0, 1.0] * 5,
            "linked": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0] * 5,
            "thread": [0.0, 0.0, 0.0, 0.0, 0.0, 1.0] * 5,
        }
    )
    kept = [True, True, True, False, True, True] * 5
    labels = label_blocks(blocks, gold)
    decided = blocks.select("id", "kind").with_row_index("row").with_columns(labels["body"], kept=pl.Series(kept))
    counts = count_errors(blocks, evidence, decided)
    assert set(counts.select("wrong", "kind", "place").rows()) == {
        ("left in", "teaser", "above"),
        ("left in", "paragraph", "below"),
        ("left in", "teaser", "below"),
        ("left in", "comment", "below"),
        ("lost", "list", "below"),
    }
    assert "teaser" in show_errors(blocks, evidence, decided)
    assert set(counts["blocks"]) == set(counts["documents"]) == {5}
