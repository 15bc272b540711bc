"""The page of rules."""

from __future__ import annotations

import re
from pathlib import Path

from schemas.rulebook import PACKS, load, prove
from schemas.rules_page import make_page
from schemas.tables import ROLES


def test_the_page_lists_every_rule_under_its_pack() -> None:
    book = load()
    page = make_page(book)
    assert [rule.id for rule in book.rules if f"| `{rule.id}` |" not in page] == []
    assert [file.stem for file in PACKS.rglob("*.toml") if f"\n## {file.stem}\n" not in page] == []


def test_the_page_says_what_each_role_is() -> None:
    page = make_page(load())
    assert [role for role in ROLES if f"`{role}`: " not in page] == []


def test_the_examples_on_the_page_are_rules(tmp_path: Path) -> None:
    rule, pattern = re.findall(r"(?ms)^ *```toml\n(.*?)^ *```", make_page(load()))
    with_long_pattern = re.sub(r"(?m)^pattern = .*\n", "", rule) + pattern
    for name, text in (("short", rule), ("long", with_long_pattern)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "en.toml").write_text(f'language = "en"\n{text}', "utf-8")
    prove(tmp_path / "short")
    (long,) = load(tmp_path / "long").rules
    assert long.pattern == r"(?i)^(?:share|tweet|print|(?:share|send) this (?:article|story))\s*[:.]?$"
