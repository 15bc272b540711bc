"""What is negated or denied was not said: it has no row, in any language that has verbs of saying."""

from __future__ import annotations

import pytest

from schemas import lexicon
from tasks.extraction.speech.quotes import find_quotes
from tests.extraction.speech.reading import text_of

NOT_SAID = [
    # A negation beside the verb of saying.
    ("en", "The mayor did not say the pier was shut."),
    ("en", "The mayor didn’t say that the pier was shut."),
    ("en", "The mayor has never publicly said that the pier was shut."),
    ("en", "The mayor came but would not say whether the pier was shut."),
    ("en", "Never did the mayor say that the pier was shut."),
    ("de", "Die Lotsin sagte am Montag nicht, dass der Kai geschlossen sei."),
    ("de", "Die Lotsin hat nie gesagt, dass der Kai geschlossen sei."),
    ("de", "Nie hat die Lotsin gesagt, dass der Kai geschlossen sei."),
    ("fr", "La maire n'a pas dit que le quai était fermé."),
    ("es", "La alcaldesa no dijo que el muelle estaba cerrado."),
    ("it", "La sindaca non ha detto che il molo era chiuso."),
    ("pt", "A prefeita nunca disse que o cais estava fechado."),
    ("nl", "De burgemeester zei niet dat de pier gesloten was."),
    ("sv", "Borgmästaren sade inte att piren var stängd."),
    ("pl", "Burmistrz nie powiedział, że molo jest zamknięte."),
    ("ru", "Директор не сказал, что причал закрыт."),
    ("uk", "Директор не сказав, що причал закрито."),
    ("el", "Ο δήμαρχος δεν είπε ότι η προβλήτα έκλεισε."),
    # Nobody says it.
    ("en", "No official said that the pier was shut."),
    ("en", "Neither the mayor nor the council said that the pier was shut."),
    ("de", "Kein Beamter sagte, dass der Kai geschlossen sei."),
    ("it", "Nessun sindaco ha detto che il molo era chiuso."),
    ("es", "Ningún alcalde dijo que el muelle estaba cerrado."),
    ("nl", "Geen burgemeester zei dat de pier gesloten was."),
    ("sv", "Ingen borgmästare sade att piren var stängd."),
    # A verb that denies.
    ("en", "The mayor denied that he had taken money."),
    ("en", "The mayor spoke on Monday, denying that he had taken money."),
    ("en", "He had taken no money from the port, the mayor denied."),
    ("de", "Die Lotsin bestritt, dass sie Geld genommen habe."),
    ("de", "Die Lotsin wies den Vorwurf zurück, sie habe Geld genommen."),
    ("fr", "La maire a démenti que le quai était fermé."),
    ("es", "La alcaldesa negó que el muelle estuviera cerrado."),
    ("it", "La sindaca ha negato che il molo fosse chiuso."),
    ("pt", "A prefeita negou que o cais estivesse fechado."),
    ("nl", "De burgemeester ontkende dat de pier gesloten was."),
    ("pl", "Burmistrz zaprzeczył, że molo jest zamknięte."),
    ("ru", "Директор опроверг, что причал закрыт."),
    ("cs", "Starosta dementoval, že molo je zavřené."),
]

SAID = [
    # The clause is negated, not the saying.
    ("en", "The mayor said the pier was not shut.", "the pier was not shut"),
    ("en", "The mayor said not all boats were lost.", "not all boats were lost"),
    ("de", "Die Lotsin sagte, dass der Kai nicht geschlossen sei.", "der Kai nicht geschlossen sei"),
    ("fr", "La maire a dit que le quai n'était pas fermé.", "le quai n'était pas fermé"),
    ("es", "La alcaldesa dijo que el muelle no estaba cerrado.", "el muelle no estaba cerrado"),
    ("it", "La sindaca ha detto che il molo non era chiuso.", "il molo non era chiuso"),
    ("pt", "A prefeita disse que o cais não estava fechado.", "o cais não estava fechado"),
    ("nl", "De burgemeester zei dat de pier niet gesloten was.", "de pier niet gesloten was"),
    ("sv", "Borgmästaren sade att piren inte var stängd.", "piren inte var stängd"),
    ("pl", "Burmistrz powiedział, że molo nie jest zamknięte.", "molo nie jest zamknięte"),
    ("ru", "Директор сказал, что причал не закрыт.", "причал не закрыт"),
    ("cs", "Starosta řekl, že molo není zavřené.", "molo není zavřené"),
    ("el", "Ο δήμαρχος είπε ότι η προβλήτα δεν έκλεισε.", "η προβλήτα δεν έκλεισε"),
    # More than that was said.
    ("en", "The mayor not only said that the pier was shut.", "the pier was shut"),
    ("en", "The mayor said not long ago that the pier was shut.", "the pier was shut"),
    ("de", "Die Lotsin sagte nicht nur, dass der Kai leer sei.", "der Kai leer sei"),
    ("es", "La alcaldesa no solo dijo que el muelle estaba cerrado.", "el muelle estaba cerrado"),
    ("it", "La sindaca non ha solo detto che il molo era chiuso.", "il molo era chiuso"),
    ("pl", "Burmistrz nie tylko powiedział, że molo jest zamknięte.", "molo jest zamknięte"),
    # The negation is in another clause.
    ("en", "The mayor, who did not come, said that the pier was shut.", "the pier was shut"),
    ("de", "Die Lotsin, die nicht kam, sagte, dass der Kai leer sei.", "der Kai leer sei"),
    ("de", "Der Kai sei leer, sagte die Sprecherin nicht ohne Stolz.", "Der Kai sei leer"),
    ("de", "Nach Angaben der Lotsin ist der Kai nicht leer.", "ist der Kai nicht leer"),
    ("en", "They chose neither\n\nThe mayor said that the pier was shut.", "the pier was shut"),
    # A whole sentence behind a denial.
    ("de", "Die Lotsin bestritt die Tat. Sie sei krank gewesen.", "Sie sei krank gewesen"),
]


@pytest.mark.parametrize(("language", "sentence"), NOT_SAID)
def test_what_is_negated_or_denied_has_no_row(language: str, sentence: str) -> None:
    assert find_quotes(text_of(sentence, language)).is_empty()


@pytest.mark.parametrize(("language", "sentence", "said"), SAID)
def test_what_is_said_has_a_row_whatever_is_negated_beside_it(language: str, sentence: str, said: str) -> None:
    assert find_quotes(text_of(sentence, language))["text"].to_list() == [said]


def test_every_language_knows_the_words_that_negate_or_deny() -> None:
    for language in lexicon.speech_languages():
        words = lexicon.load_speech(language)
        assert words.denying
        assert words.no
        assert words.negations or words.verb_last  # where the verb is last, its ending negates it: "demedi"


def speaker_of(language: str, sentence: str) -> str | None:
    """The speaker of the one quotation in a sentence."""
    found: str | None = find_quotes(text_of(sentence, language))["speaker"].item()
    return found


def test_words_in_marks_that_were_denied_were_said() -> None:
    assert speaker_of("en", "“I took no money from the port,” the mayor denied.") == "mayor"
    assert speaker_of("en", "The mayor did not think the pier “will hold” at all.") == "mayor"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The mayor never said: “The pier is shut.”"),
        ("en", "The mayor did not say that “the pier is shut”."),
        ("de", "Die Lotsin sagte nicht: „Der Kai ist leer.“"),
        ("zh", "市长没有说：“码头已经关闭了”。"),
        ("he", 'ראש העיר לא אמר: "המזח סגור עד יום שני".'),
        ("hi", 'मेयर ने नहीं कहा, "पुल सोमवार तक बंद है"।'),
        ("th", 'นายกเทศมนตรีไม่ได้กล่าวว่า "ท่าเรือปิดแล้ว"'),
        ("ja", "市長は「橋は閉鎖する」とは述べなかった。"),
        ("ko", '시장은 "부두가 폐쇄됐다"고 말하지 않았다.'),
    ],
)
def test_words_in_marks_behind_a_negated_verb_have_no_speaker(language: str, sentence: str) -> None:
    assert speaker_of(language, sentence) is None
