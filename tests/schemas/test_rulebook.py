"""All packs of a folder together."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.packs import PackError
from schemas.rulebook import load
from tests.schemas.small_pack import write_pack


def test_the_version_follows_the_packs(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "same", "other")]
    for folder, why in zip(folders, ('"A bar."', '"A bar."', '"Another."'), strict=True):
        folder.mkdir()
        write_pack(folder, {"why": why})
    one, same, other = (load(folder).version for folder in folders)
    assert one == same != other


def test_an_id_is_unique_in_all_packs(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_pack(tmp_path / name)
    with pytest.raises(PackError, match=r"'any\.share\.bar' is in the packs twice"):
        load(tmp_path)


def test_a_folder_without_packs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no rule pack here"):
        load(tmp_path)
