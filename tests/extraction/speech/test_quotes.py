"""Quotes: each file in ``tests/extraction/cases/quotes`` is a body and all that is quoted in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas import lexicon
from tasks.extraction.speech.quotes import find_quotes
from tests.extraction.speech.reading import as_expected, case_files, load_case, text_of


@pytest.mark.parametrize("file", case_files("quotes"), ids=lambda file: file.stem)
def test_quotes_of_a_case(file: Path) -> None:
    case = load_case(file)
    found = find_quotes(text_of(case["body"].strip(), case["language"], case.get("people", ())))
    as_expected(found, case["quote"])


def test_every_language_has_a_case_and_each_says_what_it_shows() -> None:
    cases = [load_case(file) for file in case_files("quotes")]
    assert all(case["why"] for case in cases)
    assert {case["language"] for case in cases} >= lexicon.speech_languages()


def kind_of(body: str) -> str:
    """The kind of the one quotation in a body."""
    return str(find_quotes(text_of(body, "en"))["kind"].item())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("“It was dark,” the mayor said.", "direct"),
        ("The mayor said it was “a cold and rainy day” there.", "mixed"),
        ("The mayor said it was “dark” there.", "fragment"),
        ("The “Harbour Wire” is read there.", "term"),
        ("It is called the “wet winter plan” there.", "term"),
        ("The mayor said the pier was shut.", "indirect"),
    ],
)
def test_a_quote_has_its_kind(body: str, kind: str) -> None:
    assert kind_of(body) == kind


def test_a_term_has_no_speaker() -> None:
    found = find_quotes(text_of("The mayor owns the “Harbour Wire” there.", "en"))
    assert found.select("kind", "speaker", "speaker_mention", "cue", "method").row(0) == (
        "term", None, None, None, "term",
    )  # fmt: skip


def test_a_language_without_a_lexicon_has_quotations_without_speakers() -> None:
    found = find_quotes(text_of("Kapteeni sanoi: ”Portti on kiinni.”", "fi"))
    assert found.select("text", "speaker", "method").row(0) == ("Portti on kiinni.", None, "marks")


def test_a_pronoun_is_less_sure_than_a_name() -> None:
    named = find_quotes(text_of("“It was dark there,” Ines Calloway said.", "en", ["Ines Calloway"]))
    meant = find_quotes(text_of("Ines Calloway left. “It was dark there,” she said.", "en", ["Ines Calloway"]))
    assert named["speaker"].to_list() == meant["speaker"].to_list() == ["Ines Calloway"]
    factor = lexicon.load_speech("en").confidence["pronoun"]
    assert meant["confidence"].item() == pytest.approx(named["confidence"].item() * factor)


def test_a_pronoun_looks_back_in_its_article_only() -> None:
    first, second = "Ines Calloway spoke.", '"It was dark," she said.'
    people = ["Ines Calloway"]
    assert find_quotes(text_of(f"{first}\n\n{second}", "en", people))["speaker"].to_list() == people
    assert find_quotes(text_of(second, "en", people, after=first))["speaker"].to_list() == [None]


def test_of_two_genders_given_as_often_always_the_same_counts() -> None:
    names = [f"Orlen {start}{end}" for start in ("Bol", "Hal", "Tar", "Vey") for end in ("den", "mar", "sk", "wick")]
    body = "\n\n".join(f'Mrs {name} met Mr {name}.\n\n"It was dark," she said.' for name in names)
    assert find_quotes(text_of(body, "en", names))["speaker"].to_list() == names  # women
