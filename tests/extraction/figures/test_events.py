"""What happened to those whom a figure counts: the column ``of`` of ``figures``."""

from __future__ import annotations

import polars as pl
import pytest

from tasks.extraction.figures.figures import find_figures
from tasks.extraction.prose import split_paragraphs

NO_QUOTES = pl.DataFrame(
    schema={"doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "speaker": pl.String, "confidence": pl.Float64}
)


def events_of(language: str, sentence: str) -> list[str | None]:
    """``of`` of each figure of a sentence."""
    bodies = pl.DataFrame({"doc": [0], "body": [sentence], "language": [language]})
    return find_figures(split_paragraphs(bodies), NO_QUOTES)["of"].to_list()


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        # Behind the counted.
        ("en", "At least 42 passengers died when the ferry sank.", ["died"]),
        ("en", "Forty-two guests, including the cook, were killed.", ["killed"]),
        ("en", "Of the crew, 12 were rescued and 3 are still missing.", ["rescued", "missing"]),
        ("en", "42 people in two villages were reported missing.", ["missing", None]),
        ("en", "10 percent of patients died within a year.", ["died"]),
        ("de", "Mindestens 42 Menschen kamen ums Leben.", ["ums Leben"]),
        ("de", "Bei dem Brand wurden 42 Menschen schwer verletzt.", ["verletzt"]),
        ("fr", "Au moins 42 personnes sont mortes dans l'incendie.", ["mortes"]),
        ("es", "42 personas murieron y 100 resultaron heridas.", ["murieron", "heridas"]),
        ("it", "42 persone sono rimaste ferite.", ["ferite"]),
        ("pt", "Pelo menos 42 pessoas morreram no incêndio.", ["morreram"]),
        ("nl", "Bij de brand kwamen 42 mensen om het leven.", ["om het leven"]),
        ("sv", "Minst 42 personer skadades.", ["skadades"]),
        ("pl", "42 osoby zostały ranne.", ["ranne"]),
        ("ru", "42 человека были ранены.", ["ранены"]),
        ("tr", "Kazada 42 kişi öldü.", ["öldü"]),
        ("zh", "火灾造成42人死亡，100人受伤。", ["死亡", "受伤"]),
        ("ja", "警察は12人を逮捕した。", ["逮捕"]),
        ("ko", "화재로 42명이 숨졌다.", ["숨졌"]),
        # Before the number.
        ("en", "The blast killed 42 people and injured 100.", ["killed", "injured"]),
        ("en", "The mill laid off 200 workers.", ["laid off"]),
        ("de", "Bei dem Unglück starben am Montag 42 Menschen.", ["starben"]),
        ("fr", "La police a arrêté 12 manifestants.", ["arrêté"]),
        ("es", "Fueron detenidas 12 personas.", ["Fueron detenidas"]),
        ("uk", "Внаслідок аварії загинули 42 людини.", ["загинули"]),
        # Tolls, and events that are counted.
        ("en", "The death toll rose to 42 on Friday.", ["death toll"]),
        ("de", "Die Zahl der Toten stieg am Freitag auf 42.", ["Zahl der Toten"]),
        ("ru", "Число погибших выросло до 42.", ["Число погибших"]),
        ("en", "There were 42 deaths and 100 injuries.", ["deaths", "injuries"]),
        ("de", "Es gab 42 Tote.", ["Tote"]),
    ],
)
def test_what_happened_to_the_counted_is_named(language: str, sentence: str, expected: list[str | None]) -> None:
    assert events_of(language, sentence) == expected


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "42 officers searched the quay."),  # nothing of the kind
        ("en", "The pilot was rescued by two men."),  # they did it
        ("en", "He was held for 42 days."),  # a duration
        ("en", "Ines Calloway, 53, was jailed."),  # an age
        ("en", "The killing cost 42 million crowns."),
        ("de", "42 Soldaten haben die Stadt verlassen."),
    ],
)
def test_where_nothing_happened_there_is_no_event(language: str, sentence: str) -> None:
    assert set(events_of(language, sentence)) == {None}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        # It happened to none of them.
        ("en", "None of the 42 people on board was killed."),
        ("en", "Neither of the 2 rowers drowned."),
        ("en", "No one among the 42 guests was injured."),
        ("de", "Keiner der 42 Gäste wurde verletzt."),
        ("es", "Ninguno de los 42 pasajeros murió."),
        ("it", "Nessuno dei 42 ospiti morirono."),
        ("pt", "Nenhum dos 42 passageiros morreram."),
        ("nl", "Geen van de 42 gasten kwam om het leven."),
        ("uk", "Жоден із 42 матросів загинули."),
        ("ru", "Никто из 42 матросов погиб."),
        ("fr", "Aucune des 42 passagères blessées."),
        # It did not happen.
        ("en", "The blast did not kill 42 people."),
        ("en", "The blast didn’t injure 42 people."),
        ("en", "The storm never killed 42 sailors."),
        ("en", "42 people were not hurt."),
        ("fr", "L'explosion n'a pas tué 42 marins."),
        ("es", "La explosión no mató a 42 marineros."),
        ("it", "L'esplosione non ha ucciso 42 marinai."),
        ("pt", "A explosão não matou 42 marinheiros."),
        ("sv", "Branden har inte dödat 42 personer."),
        ("pl", "Pożar nie zabił 42 osób."),
        ("ru", "Пожар не убил 42 человек."),
        ("uk", "Пожежа не вбила 42 людей."),
        ("zh", "火灾没有造成42人死亡。"),
        ("ja", "42人は死亡しなかった。"),
        ("ko", "42명이 사망하지 않았다."),
        # It might have happened.
        ("en", "The fire could have killed 42 people."),
        ("en", "The fire may already have killed 42 people."),
        ("en", "A plot to kill 42 people failed."),
        ("en", "The death toll could rise to 42."),
        ("de", "Der Brand hätte bei Ebbe 42 Menschen verletzt."),
        ("de", "Die Zahl der Toten könnte auf 42 steigen."),
        ("fr", "L'incendie aurait tué 42 marins."),
        ("es", "El fuego podría haber causado 42 muertes."),
        ("sv", "Branden kunde ha dödat 42 personer."),
        ("zh", "火灾可能造成42人死亡。"),
        ("ja", "42人が死亡する恐れがある。"),
        ("ko", "42명이 사망할 뻔했다."),
        # It is supposed, feared, denied or asked.
        ("en", "If 42 rowers drowned, the regatta is off."),
        ("en", "The coroner will say whether at least 42 guests were killed."),
        ("en", "If the gale had killed 42 sailors, flags would fly low."),
        ("en", "Unless the death toll reaches 42, the inquiry will close."),
        ("en", "Divers fear another 42 passengers drowned."),
        ("en", "Divers fear that the wave killed 42 passengers."),
        ("en", "The mill denied reports that 42 weavers were hurt."),
        ("en", "The ministry warned of 42 deaths."),
        ("de", "Falls 42 Gäste verletzt wurden, ruht der Betrieb."),
        ("de", "Taucher befürchten, dass 42 Gäste ertranken."),
        ("de", "Wären 42 Gäste gestorben, stünde das Werk still."),
        ("de", "Wenn die Zahl der Toten auf 42 steigt, schließt die Schule."),
        ("fr", "Si 42 passagers sont morts, la régate est annulée."),
        ("fr", "Les plongeurs redoutent 42 morts."),
        ("es", "Si la ola mató a 42 pasajeros, no habrá regata."),
        ("es", "Los buzos temen que 42 pasajeros murieron."),
        ("it", "Se 42 passeggeri sono morti, la regata salta."),
        ("it", "I sub temono 42 morti."),
        ("pt", "Se a onda matou 42 passageiros, não há regata."),
        ("pt", "Mergulhadores temem 42 mortes."),
        ("nl", "Duikers vrezen dat 42 gasten zijn omgekomen."),
        ("nl", "Het is onduidelijk of 42 gasten gewond zijn."),
        ("sv", "Dykare befarar att 42 gäster dog."),
        ("pl", "Jeśli 42 osoby zginęły, regaty odwołano."),
        ("ru", "Если погибли 42 пассажира, регаты не будет."),
        ("uk", "Водолази побоюються, що загинули 42 пасажири."),
        ("zh", "潜水员担心42人死亡。"),
        ("ja", "もし42人が死亡したなら、大会は中止だ。"),
        ("ko", "만약 42명이 사망했다면 대회는 취소된다."),
        # It was kept from happening.
        ("en", "The pilot prevented another 42 deaths."),
        ("en", "They want to stop 42 people from being killed."),
        ("en", "They kept the 42 people on board from being killed."),
        ("de", "Die Lotsin verhinderte 42 Todesfälle."),
        ("fr", "La pilote a évité 42 morts."),
        ("es", "La piloto evitó 42 muertes."),
        ("it", "La pilota ha evitato 42 morti."),
        ("pt", "A piloto evitou 42 mortes."),
        ("nl", "De loods voorkwam 42 doden."),
        ("sv", "Lotsen förhindrade 42 dödsfall."),
        ("ru", "Лоцман предотвратил 42 смертей."),
        ("uk", "Лоцман запобіг 42 смертей."),
        ("zh", "船长避免了42人死亡。"),
    ],
)
def test_what_did_not_happen_is_no_event(language: str, sentence: str) -> None:
    assert set(events_of(language, sentence)) == {None}


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("en", "Nobody could say who killed 42 people.", ["killed"]),
        ("en", "The mayor did not know that 42 people had died.", ["died"]),
        ("en", "The blast not only killed 42 people but injured 100.", ["killed", "injured"]),
        ("en", "A fire in May killed 42 people.", ["killed"]),
        ("en", "Divers feared sharks after 42 passengers drowned.", ["drowned"]),
        ("en", "Fears grew after a wave killed 42 passengers.", ["killed"]),
        ("en", "42 passengers are feared dead.", ["feared dead"]),
        ("en", "42 passengers are believed to have drowned.", ["believed to have drowned"]),
        ("es", "Sí, 42 pasajeros murieron.", ["murieron"]),
        ("fr", "La vague était si haute qu'elle a tué 42 passagers.", ["tué"]),
        ("pt", "Salvaram-se 3 barcos, e morreram 42 passageiros.", ["morreram"]),
        ("nl", "Er vielen 4 doden of 42 gewonden.", ["doden", "gewonden"]),
        ("en", "Police stopped trains after 42 people were hurt.", ["hurt"]),
        ("en", "None of the walls held, and 42 people died.", ["died"]),
        ("de", "Der Brand tötete nicht das Vieh, sondern 42 Menschen starben.", ["starben"]),
        ("fr", "On ne sait pas qui a tué 42 marins.", ["tué"]),
        ("es", "El fuego no solo mató a 42 marineros.", ["mató"]),
        ("it", "Non si sa chi ha ucciso 42 marinai.", ["ucciso"]),
        ("sv", "Branden har inte bara dödat 42 personer.", ["dödat"]),
        ("ru", "Пожар не только убил 42 человек.", ["убил"]),
        ("zh", "火灾不仅造成42人死亡。", ["死亡"]),
        ("ja", "42人が死亡したとみられる。", ["死亡"]),
    ],
)
def test_a_negation_of_something_else_leaves_the_event(language: str, sentence: str, expected: list[str]) -> None:
    assert [each for each in events_of(language, sentence) if each] == expected


def test_a_toll_is_beside_its_number() -> None:
    assert events_of("en", "The death toll rose on Friday to 42.") == ["death toll"]
    assert events_of("en", "The death toll rose late on Friday to 42.") == [None]


def test_an_insertion_before_an_event_is_short() -> None:
    assert events_of("en", "The 42 guests, most of them from the village, died.") == ["died"]
    long = "most of them from the village beyond the hill and the lake"
    assert events_of("en", f"The 42 guests, {long}, died.") == [None]


def test_an_event_belongs_to_the_figure_beside_it() -> None:
    assert events_of("en", "Police arrested 3 men after 12 hostages were killed.") == ["arrested", "killed"]
    assert events_of("en", "Police arrested 3 men after 12 people died.") == ["arrested", "died"]


def test_who_acts_is_not_the_one_to_whom_it_is_done() -> None:
    assert events_of("en", "42 officers arrested 12 protesters.") == [None, "arrested"]
    assert events_of("en", "300 soldiers killed rebels in the town.") == [None]
    assert events_of("de", "42 Soldaten haben 12 Menschen getötet.") == [None, "getötet"]
