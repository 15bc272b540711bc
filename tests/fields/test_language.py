"""The language of a body."""

from __future__ import annotations

import pytest

from schemas.block_frames import Settled
from tasks.fields.language import BLOCKS, detect_language, detect_languages
from tests.fields.small_articles import frame_of

GERMAN = "Die Fähre nach Hernay fährt ab Mai auch nachts, entschied das Hafenamt am Dienstag."
ENGLISH = "The ferry to Hernay will sail at night from May, the harbour office decided on Tuesday."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        (ENGLISH, "en"),
        ("La naviera guardó silencio, pero los vecinos de la isla pidieron otro barco.", "es"),
        ("O último barco partia às seis da tarde, e quem o perdia dormia na sala de espera.", "pt"),
        ("最終便は午後6時に出発し、乗り遅れた人は待合室で眠った。", "ja"),
    ],
)
def test_a_sentence_is_enough(text: str, language: str) -> None:
    assert detect_language(text)[0] == language


def test_only_the_beginning_of_the_body_is_looked_at() -> None:
    blocks = frame_of(
        Settled,
        doc=[0, 0, *[1] * (BLOCKS + 20), 2],
        text=[ENGLISH, GERMAN, *[GERMAN] * BLOCKS, *[ENGLISH] * 20, GERMAN],
        keep=[False, True, *[True] * (BLOCKS + 20), False],
    )
    found = detect_languages(blocks)
    assert found.select("doc", "language").rows() == [(0, "de"), (1, "de")]
    assert found["language_confidence"].is_between(0.8, 1).all()
