"""The page of rules."""

from __future__ import annotations

from schemas.rulebook import PACKS, load
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
