"""The packs in ``schemas/rules``: each rule does what its examples say; see also tests/cleaning/test_plain_news.py."""

from __future__ import annotations

import polars as pl
import pytest

from schemas.packs import PUBLISHERS
from schemas.rule import Rule, try_rule
from schemas.rulebook import load

BOOK = load()


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_a_rule_keeps_its_word(rule: Rule) -> None:
    assert list(try_rule(rule)) == []


def test_the_packs_hold_what_the_steps_look_up() -> None:
    assert BOOK.months["de"]["märz"] == BOOK.months["en"]["march"] == 3
    assert BOOK.weekdays["en"]["sunday"] == 7
    assert BOOK.agencies["RHC"] == "Radio Habana Cuba"
    assert {"the", "and"} <= BOOK.function_words["en"]
    assert "Press TV" in {publisher.name for publisher in BOOK.publishers}


def test_every_language_has_words_and_all_months() -> None:
    for language, words in BOOK.function_words.items():
        assert len(words) >= 100, language
        assert set(BOOK.months[language].values()) == set(range(1, 13)), language
        assert set(BOOK.weekdays[language].values()) == set(range(1, 8)), language


def test_a_publishers_rules_are_for_its_documents_alone() -> None:
    owned = {rule.id: rule.publisher for rule in BOOK.rules if rule.file.parent.name == PUBLISHERS}
    assert owned["press-tv.promo.app"] == "Press TV"
    assert [name for name, publisher in owned.items() if publisher is None] == []
    assert [rule.id for rule in BOOK.rules if rule.publisher and rule.id not in owned] == []


@pytest.mark.parametrize(
    "rule", [rule for rule in BOOK.rules if rule.scope == "inline" and rule.groups], ids=lambda r: r.id
)
def test_the_piece_that_a_rule_cuts_still_gives_its_caught_by_group(rule: Rule) -> None:
    for line in rule.removes:
        piece = pl.select(pl.lit(line).str.extract(f"({rule.pattern})", 1).str.strip_chars()).item()
        assert _caught_by_group(rule, piece) == _caught_by_group(rule, line)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Lima, March 5 (RHC)-- Rain fell.", {"place": "Lima", "month": "March", "day": "5", "agency": "RHC"}),
        ("KYIV, Ukraine (AP) — Rain fell.", {"place": "KYIV, Ukraine", "agency": "AP"}),
        ("MOSCOW, March 5. /TASS/. Rain fell.", {"place": "MOSCOW", "month": "March", "day": "5", "agency": "TASS"}),
        ("Berlin (dpa/bb) - Es regnet.", {"place": "Berlin", "agency": "dpa"}),
        ("Dakar, 1er mai (APS) - Il pleut.", {"place": "Dakar", "month": "mai", "day": "1", "agency": "APS"}),
        ("Madrid, 5 mar (EFE).- Llueve.", {"place": "Madrid", "month": "mar", "day": "5", "agency": "EFE"}),
        (
            "Nordhafen (dkn) - Die Fähre fährt ab Freitag wieder, das hat der Rat am Montag beschlossen.",
            {"place": "Nordhafen", "agency": "dkn"},
        ),
        ("Port Elm, March 5 (HNA)-- Rain fell.", {"place": "Port Elm", "month": "March", "day": "5", "agency": "HNA"}),
        (
            "SAINT-ORLAND, 5 mars — Le bac reprendra vendredi, a décidé lundi le conseil.",
            {"place": "SAINT-ORLAND", "month": "mars", "day": "5"},
        ),
        (
            "МОСКВА, 5 мар — РИА Новости. Дождь.",
            {"place": "МОСКВА", "month": "мар", "day": "5", "agency": "РИА Новости"},
        ),
    ],
)
def test_datelines_give_place_day_and_agency(line: str, fields: dict[str, str]) -> None:
    found = [_caught_by_group(rule, line) for rule in BOOK.rules if rule.role == "dateline" and _is_hit(rule, line)]
    assert fields in [{key: value for key, value in groups.items() if value and key != "text"} for groups in found]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("The pier at dawn. (Photo by Ana Sol)", {"text": "The pier at dawn.", "credit": "Ana Sol"}),
        ("Boats (left). (Sol/AFP via Getty Images)", {"text": "Boats (left).", "credit": "Sol/AFP via Getty Images"}),
        ("Der Steg am Morgen. Foto: Ana Sol/dpa", {"text": "Der Steg am Morgen.", "credit": "Ana Sol/dpa"}),
        ("Photo: Ana Sol", {"credit": "Ana Sol"}),
    ],
)  # fmt: skip
def test_captions_give_text_and_credit(line: str, fields: dict[str, str]) -> None:
    found = [_caught_by_group(rule, line) for rule in BOOK.rules if rule.role == "caption" and _is_hit(rule, line)]
    assert fields in [{key: value for key, value in groups.items() if value} for groups in found]


def _is_hit(rule: Rule, line: str) -> bool:
    return bool(pl.select(rule.hits(pl.lit(line))).item())


def _caught_by_group(rule: Rule, line: str) -> dict[str, str | None]:
    found: dict[str, str | None] = pl.select(pl.lit(line).str.extract_groups(rule.pattern)).item()
    return found
