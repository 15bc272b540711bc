"""One rule: what it hits, and what it says of its own examples."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from schemas.packs import PackError
from schemas.rule import try_rule
from schemas.rulebook import load, prove
from tests.schemas.small_pack import write_pack


@pytest.mark.parametrize(
    ("unless", "hits"), [("'fell\\.$'", [True, False, True]), ("['rose', 'fell']", [True, False, False])]
)
def test_a_rule_spares_what_unless_finds(tmp_path: Path, unless: str, hits: list[bool]) -> None:
    (rule,) = load(write_pack(tmp_path, {"pattern": "'^Share'", "unless": unless})).rules
    assert list(try_rule(rule)) == []
    lines = pl.DataFrame({"line": ["Share this", "Share capital fell.", "Share prices rose."]})
    assert lines.select(rule.hits(pl.col("line"))).to_series().to_list() == hits


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"pattern": "'(?=Share)'"}, "look-around"),
        ({"pattern": "'('"}, "unclosed group"),
        ({"unless": "'('"}, "unclosed group"),
        ({"removes": '["Share", "Tweet"]'}, "does not find its own example in removes: 'Tweet'"),
        ({"pattern": "'^Share'"}, "would cut what it promises in keeps: 'Share prices fell.'"),
        ({"longest": "3"}, "does not find its own example in removes: 'Share'"),
        ({"removes": r'["Share\nTweet"]'}, "give each line its own example"),
        (
            {"scope": '"after"', "follow": "'^www'", "removes": r'["Share\nTweet"]'},
            "does not take the line that follows in its example: 'Tweet'",
        ),
    ],
)
def test_a_rule_that_breaks_its_word_is_named_with_file_and_id(
    tmp_path: Path, changes: dict[str, str | None], says: str
) -> None:
    write_pack(tmp_path, changes)
    with pytest.raises(PackError) as error:
        prove(tmp_path)
    assert says in str(error.value)
    assert f"{tmp_path / 'any.toml'}: rule 'any.share.bar'" in str(error.value)
