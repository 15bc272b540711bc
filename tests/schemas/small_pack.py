"""Rule packs of one rule, for tests to vary."""

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
HEADER = """[publisher]
name = "Harbour Post"
domains = ["harbour-post.example"]
folders = ["harbour-post"]
"""


def write_pack(folder: Path, changes: Mapping[str, str | None] | None = None, top: str = "") -> Path:
    """Write any.toml with the one rule into a folder; give the folder.

    ``changes`` are other keys of the rule, as TOML; None leaves a key out. ``top`` is what comes before the rule.
    """
    return _write_file(folder, "any.toml", changes or {}, top)


def write_publisher(folder: Path, name: str = "harbour-post", header: str = HEADER, rule: bool = True) -> Path:
    """Write publishers/<name>.toml into a folder: a header and the one rule; give the folder."""
    changes = {"id": f'"{name}.share.bar"'} if rule else dict.fromkeys(RULE)
    return _write_file(folder, f"publishers/{name}.toml", changes, header)


def _write_file(folder: Path, name: str, changes: Mapping[str, str | None], top: str) -> Path:
    keys = {key: value for key, value in {**RULE, **changes}.items() if value is not None}
    rule = "\n".join(["[[rule]]", *(f"{key} = {value}" for key, value in keys.items())]) if keys else ""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(f"{top}\n{rule}\n", encoding="utf-8")
    return folder
