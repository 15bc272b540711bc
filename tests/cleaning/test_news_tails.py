"""No rule cuts a sentence of the news that begins with the first words of a note of the page.

The sentences are made: the first words of a line that a rule cuts ("Subscribe to our"), and a tail of the news in its
language ("... was painted on the wall").
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from schemas.rule import Rule
from schemas.rulebook import load

TAILS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("news_tails.toml").read_text(encoding="utf-8"))

# Captions, dates, datelines and the other roles are not tried. Some rules for captions do cut such sentences still:
# "Fotos von Emil Tarn hängen noch im Rathaus."
ROLES = {"promo", "related", "legal", "comment", "share", "navigation", "byline", "signature", "address", "section"}
RULES = [rule for rule in load().rules if rule.scope != "inline" and rule.role in ROLES]
OF_ANY = [rule for rule in RULES if rule.language is None]

MOST_WORDS = 4  # more may be a note already: "This story was updated on Monday" stays one with any words behind it
WORDS = re.compile(r"[\w\s'’-]+")  # a sign in the opening would be a label's or the end of a sentence


def _openings(rule: Rule) -> Iterator[str]:
    """The first words of the lines that a rule cuts, one to ``MOST_WORDS`` of them, without any sign."""
    for line in rule.removes:
        words = line.split("\n")[0].split(" ")
        for many in range(1, min(MOST_WORDS, len(words)) + 1):
            if WORDS.fullmatch(opening := " ".join(words[:many])):
                yield opening


def _sentences(rule: Rule) -> set[str]:
    """The openings of a rule, each with every tail of its language.

    A clause makes no news of a request to read: "Read also, where 42 people died".
    """
    tails = [tail for tail in TAILS.get(rule.language or "any", []) if rule.role != "related" or tail[0] != ","]
    return {opening + tail for opening in _openings(rule) for tail in tails}


def _made_for(rules: Iterable[Rule]) -> list[str]:
    return sorted({line for rule in rules for line in _sentences(rule)})


def _hits(lines: list[str], rules: list[Rule]) -> list[tuple[str, str]]:
    """Rule and line of every hit."""
    frame = pl.DataFrame({"line": lines})
    hits = frame.select(rule.hits(pl.col("line")).alias(rule.id) for rule in rules)
    return [(rule.id, line) for rule in rules for line in frame.filter(hits[rule.id])["line"]]


def test_no_rule_cuts_news_that_begins_like_a_note() -> None:
    assert _hits(_made_for(rule for rule in RULES if rule.language), RULES) == []


def test_no_rule_for_all_languages_cuts_news_that_begins_like_a_note() -> None:
    """These openings are in all languages, and so nonsense with most tails: only the rules of ``any.toml`` try them."""
    assert _hits(_made_for(OF_ANY), OF_ANY) == []


def test_the_sentences_are_many_and_of_nearly_all_rules() -> None:
    tried = [rule for rule in RULES if (rule.language or "any") in TAILS]
    assert len(_made_for(tried)) >= 20_000
    assert sum(bool(_sentences(rule)) for rule in tried) >= 0.9 * len(tried)
