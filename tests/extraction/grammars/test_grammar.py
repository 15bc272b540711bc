"""Grammars of the lexicon: all of them load, nothing in them is unused, and mistakes are named."""

from __future__ import annotations

import polars as pl
import pytest

from schemas import lexicon
from schemas.lexicon import LexiconError
from tasks.extraction.grammars import grammar
from tasks.extraction.grammars.patterns import CALL

SECTIONS = ("dates", "figures")


def load_entry(monkeypatch: pytest.MonkeyPatch, section: dict[str, object]) -> grammar.Grammar:
    """The grammar of a language whose lexicon is a section."""
    monkeypatch.setattr(lexicon, "load", lambda _: {"any": {}, "xx": section})
    loaded: grammar.Grammar = grammar.load_grammar.__wrapped__("dates", "xx")
    return loaded


def test_every_grammar_can_be_read() -> None:
    for section in SECTIONS:
        for language in lexicon.load(section):
            assert grammar.load_grammar(section, language).readers


@pytest.mark.parametrize("section", SECTIONS)
def test_every_list_and_piece_is_called(section: str) -> None:
    sections = lexicon.load(section)
    for language, own in sections.items():
        pieces = {**sections.get("any", {}).get("pieces", {}), **own.get("pieces", {})}
        shared = sections.get("any", {})
        entries = (*own.get("expression", ()), *shared.get("expression", ()), *shared.get("general", ()))
        called, open_ = {"numeral"}, [entry["pattern"] for entry in entries]
        while open_:
            new = {name for _, name in CALL.findall(open_.pop())} - called
            called |= new
            open_ += [pieces[name] for name in new if name in pieces]
        if language != "any":
            assert sorted({*own.get("words", {}), *own.get("pieces", {})} - called) == [], language


@pytest.mark.parametrize(
    ("pattern", "message"),
    [("{moon} [0-9]", "no list or piece 'moon'. Add it"), ("tides? (", r"\[dates\] of xx.toml: no regular expression")],
)
def test_a_wrong_pattern_is_named_with_what_to_do(pattern: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LexiconError, match=message):
        load_entry(monkeypatch, {"expression": [{"pattern": pattern}]})


def test_a_match_says_its_words_by_name_and_which_part_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    section = {
        "words": {"number": {"three": 3, "four": 4}, "unit": {"tides?": "tide"}},
        "pieces": {"some": "{number}|[0-9]+"},
        "expression": [
            {"pattern": "{number} moons", "skip": True},
            {"pattern": "about (?P<span>{low:some} to {high:some} {unit})", "method": "range"},
        ],
    }
    spoken = load_entry(monkeypatch, section)
    assert spoken.read("three moons") is None
    said = spoken.read("about three to 12 tides")
    assert said is not None
    assert (said.expression.method, said.start, said.end) == ("range", 6, 23)
    values = {name: spoken.value(*words) for name, words in said.words.items()}
    assert values == {"low": 3, "high": 12, "unit": "tide"}


def test_matches_have_their_places_and_what_is_around_them() -> None:
    rows = pl.DataFrame({"text": ["Ships: 2025-03-05, and x2025-03-06."], "start": [40]})
    found = grammar.find_expressions(rows, "dates", None)
    assert found.select("match", "at", "start", "left", "right").rows() == [
        ("2025-03-05", 7, 40, "Ships: ", ", and x2025-03-06.")
    ]


def test_a_word_is_not_cut_short_by_a_shorter_one(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = load_entry(
        monkeypatch, {"words": {"number": {"ten": 10, "tens?": 11}}, "expression": [{"pattern": "{number}"}]}
    )
    assert pl.Series(["tens"]).str.extract(f"({spoken.patterns[0]})").to_list() == ["tens"]
