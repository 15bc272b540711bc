"""The page of rules."""

from __future__ import annotations

import re
import textwrap
import tomllib
from pathlib import Path

import pytest

from schemas.docs.rules_page import make_page
from schemas.rulebook import PACKS, load, prove
from schemas.tables import ROLES
from tests.conftest import ROOT


def test_the_page_lists_every_rule_under_its_pack() -> None:
    book = load()
    page = make_page(book)
    assert [rule.id for rule in book.rules if f"| `{rule.id}` |" not in page] == []
    assert [file.stem for file in PACKS.rglob("*.toml") if f"\n## {file.stem}\n" not in page] == []


def test_the_page_says_what_each_role_is() -> None:
    page = make_page(load())
    assert [role for role in ROLES if f"`{role}`: " not in page] == []


def toml_blocks(page: str) -> list[str]:
    """The fenced blocks of TOML on a page."""
    return re.findall(r"(?ms)^ *```toml\n(.*?)^ *```", page)


def test_the_example_is_the_rule_of_that_name_in_its_pack() -> None:
    (example,) = tomllib.loads(toml_blocks((ROOT / "docs" / "rules.md").read_text("utf-8"))[0])["rule"]
    pack = PACKS / f"{example['id'].split('.')[0]}.toml"
    assert example in tomllib.loads(pack.read_text("utf-8"))["rule"]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "schemas/rules/publishers/README.md"])
def test_an_outlet_on_a_page_is_one_that_a_reader_can_copy(page: str, tmp_path: Path) -> None:
    blocks = [textwrap.dedent(block) for block in toml_blocks((ROOT / page).read_text("utf-8"))]
    pack = tmp_path / "publishers" / "harbour-post.toml"
    pack.parent.mkdir()
    pack.write_text("\n".join(block for block in blocks if "en.share" not in block), "utf-8")
    assert [rule.id for rule in load(tmp_path).rules] == ["harbour-post.promo.tip-line"]
    prove(tmp_path)


def test_the_long_pattern_on_the_page_is_one(tmp_path: Path) -> None:
    rule, pattern = toml_blocks(make_page(load()))
    with_long_pattern = re.sub(r"(?ms)^pattern = '''.*?^'''\n", "", rule) + pattern
    (tmp_path / "en.toml").write_text(f'language = "en"\n{with_long_pattern}', "utf-8")
    (long,) = load(tmp_path).rules
    assert long.pattern == r"(?i)^(?:share|tweet|print|(?:share|send) this (?:article|story))\s*[:.]?$"
