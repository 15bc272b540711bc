"""Clauses that report what somebody says."""

from __future__ import annotations

import pytest

from tests.extraction.speech.reading import text_of


def clauses_of(body: str, language: str = "en") -> list[tuple[str, str]]:
    """The reported clauses of a body, and their ways."""
    text = text_of(body, language)
    clauses, words = text.readings[0].clauses, text.readings[0].near.words
    starts, ends = words.start[clauses.first], words.end[clauses.last]
    return list(zip(text.stream.texts(starts, ends), clauses.way.tolist(), strict=True))


@pytest.mark.parametrize(
    ("body", "clause", "way"),
    [
        ("The mayor said on Monday that the pier was shut.", "the pier was shut", "that"),
        ("The mayor said that on Monday the boats left again.", "on Monday the boats left again", "that"),
        ("The mayor said that, in her view, the pier was shut.", "in her view, the pier was shut", "that"),
        ("The mayor said that then the boats left.", "then the boats left", "that"),
        ("The mayor said that yet another boat was lost.", "yet another boat was lost", "that"),
        ("The mayor told police interrogators that the pier was shut.", "the pier was shut", "that"),
        ("The mayor said, in a letter, that the pier was shut.", "the pier was shut", "that"),
        ("The mayor said the pier was shut.", "the pier was shut", "clause"),
        ("The mayor told reporters he was tired.", "he was tired", "clause"),
        ("The mayor said more than 30 people were hurt.", "more than 30 people were hurt", "clause"),
        ("The mayor said there were no boats.", "there were no boats", "clause"),
        ("According to the mayor, the pier was shut.", "the pier was shut", "according"),
        ("The pier was shut, the mayor said.", "The pier was shut", "clause-before"),
    ],
)
def test_clauses_with_the_subject_first(body: str, clause: str, way: str) -> None:
    assert clauses_of(body) == [(clause, way)]


@pytest.mark.parametrize(
    ("language", "body", "clause"),
    [
        ("en", "The old pier, the mayor said, was shut.", "The old pier, the mayor said, was shut"),
        ("en", "Gales and hail, said Ines Hale, will last.", "Gales and hail, said Ines Hale, will last"),
        (
            "en",
            "Gales and hail, said Ines Hale, who runs the port, will last, but the council met.",
            "Gales and hail, said Ines Hale, who runs the port, will last",
        ),
        ("en", "The pier, according to the mayor, was shut.", "The pier, according to the mayor, was shut"),
        ("de", "Der Kai am Hafen, sagte der Rat, sei leer.", "Der Kai am Hafen, sagte der Rat, sei leer"),
        (
            "de",
            "Der Kai, sagte die Bürgermeisterin, die ihn kennt, sei leer.",
            "Der Kai, sagte die Bürgermeisterin, die ihn kennt, sei leer",
        ),
        ("fr", "Le quai, a déclaré le maire, était fermé.", "Le quai, a déclaré le maire, était fermé"),
        ("es", "El muelle, dijo el alcalde, estaba cerrado.", "El muelle, dijo el alcalde, estaba cerrado"),
        ("it", "Il molo, ha detto il sindaco, era chiuso.", "Il molo, ha detto il sindaco, era chiuso"),
        ("nl", "De kade, zei de burgemeester, was leeg.", "De kade, zei de burgemeester, was leeg"),
    ],
)
def test_a_clause_goes_on_after_the_saying(language: str, body: str, clause: str) -> None:
    assert clauses_of(body, language) == [(clause, "clause-around")]


@pytest.mark.parametrize(
    ("body", "clauses"),
    [
        # The subject of the saying is far before it, and the clause right behind it.
        ("Omar Haddad, the mayor, said boats were lost.", [("boats were lost", "clause")]),
        # Something else than a listener follows the saying.
        (
            "On Monday, the mayor said the pier, which burned, was lost.",
            [("the pier, which burned, was lost", "clause")],
        ),
        # A quotation is before it, and no clause.
        ('"No," said Ines Hale, who runs the port, was heard.', []),
        ("The pier, the mayor denied, was shut.", []),
    ],
)
def test_no_clause_goes_on_after_the_saying(body: str, clauses: list[tuple[str, str]]) -> None:
    assert clauses_of(body) == clauses


@pytest.mark.parametrize(
    "clause",
    [
        "sheds and sails burned",
        "sailing is over",
        "shutting the lock was a mistake",
        "ferry tickets cost more now",
        "wading in the pool makes goats ill",
    ],
)
def test_nouns_without_an_article_open_a_clause(clause: str) -> None:
    assert clauses_of(f"The mayor says {clause}.") == [(clause, "clause")]


@pytest.mark.parametrize(
    "body",
    [
        "The mayor said prayers and left.",
        "The mayor reported sheds damaged by hail.",
        "The mayor said things like this.",
    ],
)
def test_nouns_without_an_article_that_open_no_clause(body: str) -> None:
    assert clauses_of(body) == []


@pytest.mark.parametrize(
    ("language", "body", "clause", "way"),
    [
        # A verb right after "that" reports, because it needs no subject. English: "a debate that threatened".
        ("es", "El alcalde dijo ayer que había cerrado el puerto.", "había cerrado el puerto", "that"),
        ("it", "Il sindaco ha detto ieri che aveva chiuso il porto.", "aveva chiuso il porto", "that"),
        ("pt", "O prefeito disse ontem que tinha fechado o porto.", "tinha fechado o porto", "that"),
        # "Ni" is a conjunction, but "que" is no pronoun.
        ("es", "El alcalde dijo que ni el muelle ni el puerto abren.", "ni el muelle ni el puerto abren", "that"),
        # The subject follows the verb; an auxiliary may come before the verb, an adverb after it.
        ("es", "El puerto estaba cerrado, dijo ayer el alcalde.", "El puerto estaba cerrado", "clause-before"),
        ("fr", "Le port était fermé, a annoncé lundi le maire.", "Le port était fermé", "clause-before"),
        ("it", "Il porto era chiuso, ha annunciato lunedì il sindaco.", "Il porto era chiuso", "clause-before"),
        ("pt", "O porto estava fechado, tinha dito o prefeito.", "O porto estava fechado", "clause-before"),
        ("fr", "Selon le maire, le port était fermé.", "le port était fermé", "according"),
    ],
)
def test_clauses_in_romance_languages(language: str, body: str, clause: str, way: str) -> None:
    assert clauses_of(body, language) == [(clause, way)]


@pytest.mark.parametrize(
    ("language", "body", "clauses"),
    [
        ("de", "Die Sprecherin sagte, dass der Kai leer ist.", [("der Kai leer ist", "that")]),
        ("de", "Die Sprecherin sagte, der Kai sei leer.", [("der Kai sei leer", "clause")]),
        ("de", "Laut Hafenamt ist der Kai leer.", [("ist der Kai leer", "according")]),
        ("de", "Laut Anwohnern der Altstadt ist der Kai leer.", [("ist der Kai leer", "according")]),
        (
            "de",
            "Die Sprecherin sagte, der Kai sei leer. Er werde bald voll.",
            [("der Kai sei leer", "clause"), ("Er werde bald voll", "reported")],
        ),
        ("de", "Der Kai ist leer, wie das Amt mitteilte.", [("Der Kai ist leer", "clause-before")]),
        ("nl", "De burgemeester zei dat de haven dicht was.", [("de haven dicht was", "that")]),
    ],
)
def test_clauses_with_the_verb_second(language: str, body: str, clauses: list[tuple[str, str]]) -> None:
    assert clauses_of(body, language) == clauses


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "The mayor spoke of the porters, that came late."),
        ("en", "The mayor announced a debate that threatened the pier."),
        ("en", "The mayor said “no one came” to the pier."),
        ("en", "The mayor said so."),
        # "That" is a pronoun.
        ("en", "The mayor denied that and left the room at once."),
        ("en", "The mayor said that, and the council agreed with him."),
        ("en", "The mayor confirmed that on Monday and asked for more boats."),
        ("en", "The mayor confirmed that on Monday and later asked for more boats."),
        ("nl", "De burgemeester zei dat en vertrok daarna snel."),
        ("de", "Die Sprecherin sagte es dem Mann, der im Hafen arbeitet."),  # about him, and not said
    ],
)
def test_what_is_about_somebody_is_no_clause(language: str, body: str) -> None:
    assert clauses_of(body, language) == []


@pytest.mark.parametrize(
    ("language", "body", "clause"),
    [
        ("en", "According to Mara Quill, who runs the ferries, the pier was shut.", "the pier was shut"),
        ("en", "According to the owner, a man who left in May, the pier was shut.", "the pier was shut"),
        ("en", "According to Mara Quill, the board's chair, the pier was shut.", "the pier was shut"),
        ("en", "According to Hale, when it rains, the pier is shut.", "when it rains, the pier is shut"),
        (
            "en",
            "According to Hale, the pier, which was old, is shut.",
            "the pier, which was old, is shut",
        ),
        ("en", "According to the mayor the pier was shut.", "the pier was shut"),
        ("en", "According to a report the mayor wrote, the pier was shut.", "the pier was shut"),
        ("de", "Nach Angaben von Lena Fitch, die den Hafen leitet, ist der Kai leer.", "ist der Kai leer"),
        ("de", "Laut Lena Fitch, der Sprecherin, öffnet der Kai bald.", "öffnet der Kai bald"),
        ("nl", "Volgens Anna Smit, die de haven leidt, is de pier dicht.", "is de pier dicht"),
        ("sv", "Enligt Anna Berg, som leder hamnen, är kajen stängd.", "är kajen stängd"),
        ("fr", "Selon Anne Morel, qui préside le port, le quai est fermé.", "le quai est fermé"),
        ("es", "Según Ana Sol, que preside el puerto, el muelle está cerrado.", "el muelle está cerrado"),
        ("pl", "Według Anny Lis, która kieruje portem, molo jest puste.", "molo jest puste"),
    ],
)
def test_an_aside_about_the_source_is_no_part_of_the_clause(language: str, body: str, clause: str) -> None:
    assert clauses_of(body, language) == [(clause, "according")]


@pytest.mark.parametrize(
    ("language", "body", "clause"),
    [
        ("en", "The mayor said the boat that Hale owns was lost.", "the boat that Hale owns was lost"),
        ("en", "The mayor said the pier that burned was old.", "the pier that burned was old"),
        ("en", "The mayor said two men who had left were hurt.", "two men who had left were hurt"),
        ("en", "The mayor said the pier, which was old, was shut.", "the pier, which was old, was shut"),
        ("en", "The mayor said her boat, a small trawler, was lost.", "her boat, a small trawler, was lost"),
        ("de", "Die Sprecherin sagte, der Kai, der alt war, sei leer.", "der Kai, der alt war, sei leer"),
        ("de", "Am Tag darauf sagte Lena Fitch, die den Hafen leitet, der Kai sei leer.", "der Kai sei leer"),
        ("de", "Die Sprecherin sagte, wenn es regne, werde der Kai leer.", "wenn es regne, werde der Kai leer"),
    ],
)
def test_a_clause_begins_with_its_subject_and_what_is_about_it(language: str, body: str, clause: str) -> None:
    assert clauses_of(body, language) == [(clause, "clause")]


@pytest.mark.parametrize(
    ("body", "clauses"),
    [
        ("The mayor told him the pier was shut.", ["the pier was shut"]),
        ("The mayor warned residents the pier was shut.", ["the pier was shut"]),
        ("The mayor assured the council that the pier was shut.", ["the pier was shut"]),
        ("The mayor told Hale, who owns a boat, that the pier was shut.", ["the pier was shut"]),
        ("The mayor said in a letter the pier was shut.", ["the pier was shut"]),
        ("The mayor said late Monday the pier was shut.", ["the pier was shut"]),
        ("The mayor said this week that the pier was shut.", ["the pier was shut"]),
    ],
)
def test_listeners_and_occasions_are_no_part_of_a_clause(body: str, clauses: list[str]) -> None:
    assert [clause for clause, _ in clauses_of(body)] == clauses


@pytest.mark.parametrize(
    ("language", "body", "clauses"),
    [
        ("en", "The mayor said the pier was shut, but the council met.", ["the pier was shut"]),
        ("en", "The mayor said that the pier was shut, and left.", ["the pier was shut"]),
        ("en", "The mayor said the pier was shut, while the council met.", ["the pier was shut"]),
        ("en", "The mayor said the pier was shut, adding that it is old.", ["the pier was shut", "it is old"]),
        ("en", "The mayor said the pier was shut and added that it is old.", ["the pier was shut", "it is old"]),
        (
            "en",
            "The mayor said it was dry, and the skipper said it was wet.",
            ["it was dry", "it was wet"],
        ),
        ("en", "The mayor said it was shut, according to the skipper.", ["it was shut", "The mayor said it was shut"]),
        ("en", "The mayor said that the pier has a new gate, which opened in 1990.", ["the pier has a new gate"]),
        (
            "en",
            "The council, the mayor said, adding that it is old, will meet.",
            ["The council, the mayor said, adding that it is old, will meet", "it is old"],
        ),
        ("en", "The mayor, asked whether it was dry, said it was wet.", ["it was wet"]),
        # What the same speaker says goes on.
        ("en", "The mayor said it was shut and that it is old.", ["it was shut and that it is old"]),
        ("en", "The mayor said it was shut because it is old.", ["it was shut because it is old"]),
        ("en", "The mayor said that it, the boats, and the gate were lost.", ["it, the boats, and the gate were lost"]),
        ("de", "Die Sprecherin sagte, der Kai sei leer, aber die Boote kamen.", ["der Kai sei leer"]),
        ("de", "Die Sprecherin sagte, er sei leer und die Boote seien weg.", ["er sei leer und die Boote seien weg"]),
        ("fr", "Le maire a dit qu'il est neuf, et le ministre a dit qu'il est vieux.", ["il est neuf", "il est vieux"]),
        ("ru", "Мэр сказал, что он был нов, а министр сказал, что он был стар.", ["он был нов", "он был стар"]),
    ],
)  # fmt: skip
def test_a_clause_ends_before_what_others_say(language: str, body: str, clauses: list[str]) -> None:
    assert sorted(clause for clause, _ in clauses_of(body, language)) == sorted(clauses)


@pytest.mark.parametrize(
    ("language", "body", "clauses"),
    [
        ("en", "When the tide falls, the pier will open, Hale said.", ["When the tide falls, the pier will open"]),
        ("en", "After the storm, the pier was shut, the mayor said.", ["After the storm, the pier was shut"]),
        ("en", "The pier was shut, said Mara Quill, who runs the ferries.", ["The pier was shut"]),
        ("en", "The pier was shut, said Mara Quill of the harbour board.", ["The pier was shut"]),
        ("en", "It was shut, Hale said, and it is old, the mayor added.", ["It was shut", "it is old"]),
        ("en", "The crew sang, and then asked for tea, Hale said.", ["The crew sang, and then asked for tea"]),
        ("en", "But the crew sang, and it was late, Hale said.", ["But the crew sang, and it was late"]),
        ("en", "As the tide rose, the mayor said.", []),
        ("de", "Wenn der Regen endet, wird der Kai leer, sagte Hale.", ["Wenn der Regen endet, wird der Kai leer"]),
        ("de", "Der Kai ist leer, sagte Lena Fitch, die den Hafen leitet.", ["Der Kai ist leer"]),
        ("fr", "Le quai est fermé, a dit la ministre, qui est au port.", ["Le quai est fermé"]),
    ],
)  # fmt: skip
def test_clauses_before_a_saying(language: str, body: str, clauses: list[str]) -> None:
    assert clauses_of(body, language) == [(clause, "clause-before") for clause in clauses]


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "The council denied the claim that the pier was shut."),
        ("en", "The mayor announced a plan that would save the pier."),
        ("es", "El alcalde anunció un plan que cierra el muelle."),
        ("fr", "Le maire a annoncé un plan qui ferme le quai."),
    ],
)
def test_a_clause_about_a_noun_is_not_what_the_speaker_says(language: str, body: str) -> None:
    assert clauses_of(body, language) == []


def test_a_second_verb_without_a_comma_stays_in_the_clause() -> None:
    """It may be of what was said, or of who said it; nothing in the words tells."""
    body = "Hale said the pier was shut and left the room."
    assert clauses_of(body) == [("the pier was shut and left the room", "clause")]


def test_the_words_before_a_saying_are_no_clause_of_its_where_its_own_follows() -> None:
    assert clauses_of("The pier is shut, Hale says it will open in May.") == [("it will open in May", "clause")]
