"""Folders of raw files are surveyed as the mill does it."""

from __future__ import annotations

import random
from pathlib import Path

from bench.learning import make_headline, make_prose
from training.corpus import survey_folder

FOOTER = "Made by its readers on an old press in the cellar of the town hall"


def test_all_files_of_a_folder_are_surveyed_with_what_recurs_in_them(tmp_path: Path) -> None:
    chance = random.Random(0)
    paths = [f"islander/{number}.txt" for number in range(6)]
    (tmp_path / "islander").mkdir()
    for path in paths:
        (tmp_path / path).write_text("\n\n".join([make_headline(chance), *make_prose(chance, 5), FOOTER]), "utf-8")
    parts, recurring = survey_folder(tmp_path)
    assert sorted(path for part in parts for path in part.documents["path"]) == paths
    assert recurring["recurs"].to_list() == [1.0]
