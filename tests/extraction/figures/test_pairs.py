"""Two numbers that are one figure, and two that are not."""

from __future__ import annotations

import pytest

from tests.extraction.figures.test_figures import figures_of


def read(language: str, sentence: str) -> list[tuple[str, float, str | None]]:
    """The text, value and unit of each figure of a sentence; values are rounded."""
    rows = figures_of(sentence, language).select("text", "value", "unit").rows()
    return [(text, round(value, 4), unit) for text, value, unit in rows]


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        # Lengths and weights.
        ("en", "The keeper is 6 feet 11 inches tall.", [("6 feet 11 inches", 6.9167, "foot")]),
        ("en", "The keeper is 6ft 2in tall.", [("6ft 2in", 6.1667, "foot")]),
        ("en", "The keeper is 5 foot 11.", [("5 foot 11", 5.9167, "foot")]),
        ("en", "The keeper is 6'2\" tall.", [("6'2\"", 6.1667, "foot")]),
        ("en", "The keeper is 6’ 2” tall.", [("6’ 2”", 6.1667, "foot")]),
        ("en", "The 6-foot-2 keeper fell.", [("6-foot-2", 6.1667, "foot")]),
        ("en", "The rower weighs 12 stone 7 pounds.", [("12 stone 7 pounds", 12.5, "stone")]),
        ("en", "The rower weighs 12st 7lb.", [("12st 7lb", 12.5, "stone")]),
        ("en", "The rower lost 3 stone.", [("3 stone", 3.0, "stone")]),
        ("en", "The twin weighed 7 pounds 4 ounces.", [("7 pounds 4 ounces", 7.25, "pound")]),
        ("es", "El remero mide 6 pies y 3 pulgadas.", [("6 pies y 3 pulgadas", 6.25, "foot")]),
        ("de", "Der Ruderer ist 6 Fuß 3 Zoll groß.", [("6 Fuß 3 Zoll", 6.25, "foot")]),
        # Money, whatever its smaller unit is called.
        ("en", "It costs 15 dollars 40 cents.", [("15 dollars 40 cents", 15.4, "USD")]),
        ("en", "It costs 12 pounds and 50 pence.", [("12 pounds and 50 pence", 12.5, "GBP")]),
        ("en", "It costs 3 rupees 50 paise.", [("3 rupees 50 paise", 3.5, "INR")]),
        ("en", "It costs 3 rubles 50 kopecks.", [("3 rubles 50 kopecks", 3.5, "RUB")]),
        ("en", "It costs 3 zloty 50 groszy.", [("3 zloty 50 groszy", 3.5, "PLN")]),
        ("en", "It costs 3 liras 50 kurus.", [("3 liras 50 kurus", 3.5, "TRY")]),
        ("en", "It costs 3 dinars 50.", [("3 dinars 50", 3.5, "dinar")]),
        ("en", "It costs 3 pesos 50.", [("3 pesos 50", 3.5, "peso")]),
        ("en", "It costs 3 francs 50.", [("3 francs 50", 3.5, "franc")]),
        ("ru", "Билет стоит 3 рубля 50 копеек.", [("3 рубля 50 копеек", 3.5, "RUB")]),
        ("uk", "Квиток коштує 3 гривні 50 копійок.", [("3 гривні 50 копійок", 3.5, "UAH")]),
        ("pl", "Bilet kosztuje 2 funty 50 pensów.", [("2 funty 50 pensów", 2.5, "GBP")]),
        ("fr", "Le billet coûte 3 roubles 50 kopecks.", [("3 roubles 50 kopecks", 3.5, "RUB")]),
        ("es", "El billete cuesta 2 libras y 50 peniques.", [("2 libras y 50 peniques", 2.5, "GBP")]),
        ("hi", "टिकट 3 रुपये 50 पैसे का है।", [("3 रुपये 50 पैसे", 3.5, "INR")]),
        ("sv", "Biljetten kostar 3 kronor och 50 öre.", [("3 kronor och 50 öre", 3.5, "SEK")]),
        ("tr", "Bilet 3 lira 50 kuruş.", [("3 lira 50 kuruş", 3.5, "TRY")]),
        ("ja", "切符は3ドル50セントだ。", [("3ドル50セント", 3.5, "USD")]),
        ("it", "Il biglietto costa 3 euro e 50 centesimi.", [("3 euro e 50 centesimi", 3.5, "EUR")]),
        # Groups of one number.
        ("en", "The pier cost 3 lakh 20 thousand rupees.", [("3 lakh 20 thousand rupees", 320_000, "INR")]),
        ("en", "Two hundred 50 boats came.", [("Two hundred 50 boats", 250, None)]),
    ],
)
def test_two_numbers_are_one_figure(
    language: str, sentence: str, expected: list[tuple[str, float, str | None]]
) -> None:
    assert read(language, sentence) == expected


@pytest.mark.parametrize(
    ("language", "sentence", "values"),
    [
        ("en", "The yard has 12 stone walls.", [12]),  # of stone
        ("en", "He paid 5 pounds 3 times.", [5, 3]),
        ("en", "It costs 15 dollars 5.", [15, 5]),  # one digit is no amount of cents
        ("en", "It is 6 feet 14 inches too long.", [6, 14]),  # more inches than a foot has
        ("en", "She paid 3 euros, 50 cents more than he did.", [3, 50]),
        ("en", "The sail needs 3 million 200 nails.", [3_000_000, 200]),
        ("de", "Er zahlte 3 Euro, 50 Cent mehr als sie.", [3, 50]),
        ("fr", "Il a payé 3 euros, 50 centimes de plus.", [3, 50]),
        ("es", "Pagó 3 euros, 50 céntimos más.", [3, 50]),
        ("ru", "Он заплатил 3 рубля, 50 копеек сверху.", [3, 50]),
        ("pt", "Pagou 3 euros, 50 cêntimos a mais.", [3, 50]),
        ("pl", "Zapłacił 3 złote, a 50 groszy zgubił.", [3, 50]),
    ],
)
def test_two_numbers_are_two_figures(language: str, sentence: str, values: list[float]) -> None:
    assert [value for _, value, _ in read(language, sentence)] == values


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "More than 20 but fewer than 30 boats sank."),
        ("en", "At least 20 and at most 30 boats sank."),
        ("de", "Mehr als 20, aber weniger als 30 Boote sanken."),
        ("fr", "Plus de 20 mais moins de 30 bateaux ont coulé."),
        ("es", "Más de 20 pero menos de 30 barcos se hundieron."),
        ("it", "Più di 20 ma meno di 30 barche affondarono."),
        ("nl", "Meer dan 20 maar minder dan 30 boten zonken."),
    ],
)
def test_bounds_that_begin_a_sentence_are_a_range(language: str, sentence: str) -> None:
    rows = figures_of(sentence, language)
    assert rows.select("value", "value_high", "method").rows() == [(20.0, 30.0, "range")]
