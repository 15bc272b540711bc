"""All packs of a folder together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.packs import PackError
from schemas.rulebook import PACKS, load
from tests.schemas.small_pack import HEADER, write_pack, write_publisher


def test_the_version_follows_the_packs(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "same", "other")]
    for folder, why in zip(folders, ('"A bar."', '"A bar."', '"Another."'), strict=True):
        folder.mkdir()
        write_pack(folder, {"why": why})
    one, same, other = (load(folder).version for folder in folders)
    assert one == same != other


@pytest.mark.parametrize("pack", sorted(PACKS.glob("*.toml")), ids=lambda file: file.stem)
def test_a_rule_stands_below_the_heading_of_its_role(pack: Path) -> None:
    section, strays, seen = "", [], []
    for heading, role, what in re.findall(r'(?m)^# --- (\w+) -+$|^id = "\w+\.(\w+)\.(.+)"$', pack.read_text("utf-8")):
        if heading:
            section = heading
            seen.append(heading)
        elif role != section:
            strays.append(f"{role}.{what}")
    assert not strays
    assert len(seen) == len(set(seen))


def test_a_pattern_may_call_the_verbs_of_saying_of_its_language() -> None:
    unless = {rule.id: "|".join(rule.unless) for rule in load().rules}
    assert "insisted" in unless["en.promo.newsletter"]
    assert "behauptete" not in unless["en.promo.newsletter"]
    assert "behauptete" in unless["any.promo.subscribe"]


def test_an_id_is_unique_in_all_packs(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_pack(tmp_path / name)
    with pytest.raises(PackError, match=r"'any\.share\.bar' is in the packs twice"):
        load(tmp_path)


def test_a_folder_without_packs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no rule pack here"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (("harbour post", "b.example", "b"), "the name 'harbour post' is in"),
        (("B", "harbour-post.example", "b"), "the domain 'harbour-post.example' is in"),
        (("B", "b.example", "Harbour-Post"), "the folder 'Harbour-Post' is in"),
    ],
)
def test_two_packs_cannot_claim_one_outlet(tmp_path: Path, other: tuple[str, str, str], says: str) -> None:
    claims = zip(("Harbour Post", "harbour-post.example", '"harbour-post"'), other, strict=True)
    header = HEADER
    for mine, theirs in claims:
        header = header.replace(mine, f'"{theirs}"' if mine.startswith('"') else theirs, 1)
    write_publisher(write_publisher(tmp_path), "rival", header)
    with pytest.raises(PackError) as error:
        load(tmp_path)
    assert str(tmp_path / "publishers" / "rival.toml") in str(error.value)
    assert f"{says} {tmp_path / 'publishers' / 'harbour-post.toml'}, too." in str(error.value)
