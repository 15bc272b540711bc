"""The files of words are read strictly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schemas import lexicon, rulebook
from schemas.lexicon import LEXICON, SECTIONS, WORD_CLASSES, LexiconError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the lexicon, to be changed."""
    return Path(shutil.copytree(LEXICON, tmp_path / "lexicon"))


@pytest.mark.parametrize("section", sorted({*SECTIONS} - {"sayings"}))  # of languages that have no grammar
def test_every_section_is_there_in_english_and_german(section: str) -> None:
    assert {"en", "de"} <= lexicon.load(section).keys()


def test_a_language_with_dates_has_months_and_weekdays() -> None:
    book = rulebook.load()
    languages = lexicon.load("dates").keys() - {"any"}
    assert languages <= book.months.keys()
    assert languages <= {language for language, days in book.weekdays.items() if days}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[quotes", r"fr\.toml.*Correct the file"),
        ("[quote]\nx = 1\n", r"fr\.toml: no module knows quote;.*citations"),
        ("[quotes]\nv2 = true\n", r"fr\.toml: nothing reads v2 in \[quotes\].*SpeechLexicon in schemas/lexicon\.py"),
        ("[citations]\npress = []\n", r"fr\.toml: nothing reads press in \[citations\].*SourceLexicon"),
        ('[quotes]\nsay = "dit"\n', r"fr\.toml: say in \[quotes\] cannot be 'dit'.*SpeechLexicon"),
        ("[quotes]\nverb_second = 1\n", r"verb_second in \[quotes\] cannot be 1"),
        ("[quotes]\nsay = [1]\n", r"say in \[quotes\] cannot be \[1\]"),
        ("[quotes.pronouns]\nil = 1\n", r"pronouns in \[quotes\] cannot be {'il': 1}"),
        ("[quotes.bodies]\nUN = 'ONU'\n", r"bodies in \[quotes\] cannot be {'UN': 'ONU'}"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_what_to_do(folder: Path, text: str, message: str) -> None:
    (folder / "fr.toml").write_text(text, "utf-8")
    with pytest.raises(LexiconError, match=message):
        lexicon.load("quotes", folder)


def test_a_folder_without_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"no file of words here"):
        lexicon.load("quotes", tmp_path)


def test_a_language_that_lacks_something_is_named_with_it(folder: Path) -> None:
    (folder / "xx.toml").write_text('[quotes]\nverb_second = false\nsay = ["zei"]\n', "utf-8")
    with pytest.raises(LexiconError, match=r"xx\.toml: \[quotes\] lacks pronouns, article, definite_article\."):
        lexicon.load_speech("xx", folder)


def test_a_language_needs_little(folder: Path) -> None:
    lines = ("verb_second = false", 'say = ["zei"]', 'article = ["de"]', "definite_article = []", 'pronouns.hij = "m"')
    (folder / "xx.toml").write_text("\n".join(["[quotes]", *lines]), "utf-8")
    language = lexicon.load_speech("xx", folder)
    assert (language.drops_subject, language.elided_letters, language.verb) == (False, 0, ())
    assert list(language.classed()) == [("say", "zei"), ("pronoun", "hij"), ("article", "de")]
    assert "maria" in language.female_names  # of every language
    assert language.confidence == lexicon.stated_confidence()
    assert lexicon.load_sources("xx", folder).anonymous == ()


@pytest.mark.parametrize("language", sorted(lexicon.speech_languages()))
def test_every_language_of_speech_is_whole(language: str) -> None:
    words = lexicon.load_speech(language)
    assert set(words.definite_article) <= {*words.article, *words.oblique}
    assert set(words.pronouns.values()) <= set("mfpnix")
    assert set(rulebook.load().months[language]) <= set(words.time)
    assert all(entry == entry.lower() for name, entry in words.classed() if name in WORD_CLASSES)


def test_a_stated_confidence_is_known_for_each_way() -> None:
    ways = set(lexicon.stated_confidence())
    for language in lexicon.speech_languages():
        for name, value in lexicon.load_speech(language).confidence.items():
            factor = name.startswith("speaker.")  # relative to all rows of the way
            assert 0 <= value <= (1.1 if factor else 1), (language, name)
            assert factor or name.split(".")[0] in ways, (language, name)


def test_agencies_are_outlets() -> None:
    outlets = lexicon.load_sources("en").outlets
    assert {name.lower() for name in rulebook.load().agencies.values()} <= set(outlets)
    assert all(name == name.lower() for name in outlets)
