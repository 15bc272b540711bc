"""A rule pack of one rule, for tests to vary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

# The keys of the rule, as TOML.
RULE = {
    "id": '"any.share.bar"',
    "role": '"share"',
    "scope": '"line"',
    "pattern": "'^Share$'",
    "why": '"A bar."',
    "removes": '["Share"]',
    "keeps": '["Share prices fell."]',
}


def write_pack(folder: Path, changes: Mapping[str, str | None] | None = None, top: str = "") -> Path:
    """Write any.toml with the one rule into a folder; give the folder.

    ``changes`` are other keys of the rule, as TOML; None leaves a key out. ``top`` is what comes before the rule.
    """
    keys = {**RULE, **(changes or {})}
    entry = "\n".join(f"{key} = {value}" for key, value in keys.items() if value is not None)
    (folder / "any.toml").write_text(f"{top}\n[[rule]]\n{entry}\n", encoding="utf-8")
    return folder
