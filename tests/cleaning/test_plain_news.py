"""No rule cuts a sentence of the news that begins or ends like a note of the page."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from schemas.rule import Rule
from schemas.rulebook import load

CORPUS = tomllib.loads(Path(__file__).with_name("plain_news.toml").read_text(encoding="utf-8"))
SENTENCES: dict[str, list[str]] = CORPUS["sentences"]
SAID: dict[str, dict[str, Any]] = CORPUS["said"]

RULES = load().rules

# Lines of these roles speak to the reader, so that they may be the words of somebody in the news. In those of others a
# name, a date or a headline follows a label: "Photo: Jane Doe, the mayor said" is no sentence.
SPEAKING = [rule for rule in RULES if rule.role in {"share", "address", "promo", "legal", "comment"}]
WORDS = 5  # fewer are a button, which nobody is heard to say


def _hits(lines: list[str], rules: Sequence[Rule] = RULES) -> list[tuple[str, str]]:
    """Rule and line of every hit."""
    frame = pl.DataFrame({"line": lines}, {"line": pl.String})
    hits = frame.select(rule.hits(pl.col("line")).alias(rule.id) for rule in rules)
    return [(rule.id, line) for rule in rules for line in frame.filter(hits[rule.id])["line"]]


def _as_speech(rule: Rule) -> list[str]:
    """The lines that a rule removes, each as words that somebody stated, denied or vowed.

    Lines with a sign in them are left out: they are no sentence, or several.
    """
    lines = [line.split("\n")[0].rstrip(" .!?:;…") for line in rule.removes]
    spoken = [line for line in lines if len(line.split()) >= WORDS and not set(line) & set(".!?:;…|©*(@")]
    said = SAID.get(rule.language or "", {"verbs": []})
    return [line + said["who"].format(verb) for line in spoken for verb in said["verbs"]]


@pytest.mark.parametrize("language", SENTENCES)
def test_no_rule_hits_a_sentence_of_the_news(language: str) -> None:
    assert _hits(SENTENCES[language]) == []


@pytest.mark.parametrize("rule", SPEAKING, ids=lambda rule: rule.id)
def test_a_rule_spares_its_own_words_in_reported_speech(rule: Rule) -> None:
    assert _hits(_as_speech(rule), [rule]) == []


def test_the_sentences_are_many_and_each_is_there_once() -> None:
    sentences = [sentence for language in SENTENCES.values() for sentence in language]
    assert len(sentences) == len(set(sentences)) >= 1100
    assert sum(len(_as_speech(rule)) for rule in SPEAKING) >= 1800
