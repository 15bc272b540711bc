"""Which words are names: what the lists and the article add to the model."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from schemas.tables import NAME_KINDS
from tasks.extraction.names.name_models import LABELS, Model, labels_of, load_model
from tasks.extraction.names.observation import observe_texts
from tasks.extraction.names.recognition import METHODS, PERSON, PLACE, recognise_listed, recognise_names
from tasks.extraction.names.word_features import BUCKETS
from tasks.extraction.names.words import split_words

IGNORANT = Model(np.zeros(BUCKETS, np.uint64), 1.0, np.zeros((len(LABELS), len(LABELS)), np.float32))


def recognised(
    text: str, model: Model, language: str = "en", unnamed: float = 1.0, by_spacy: dict[str, int] | None = None
) -> list[tuple[str, str, str]]:
    """The names in a text as written, with kind and method; ``by_spacy``: the label of each word that is a name."""
    words = split_words(pl.Series([text]))
    seen = observe_texts(words, language)
    written = [text[a:b] for a, b in zip(words.start, words.end, strict=True)]
    labels = None if by_spacy is None else np.array([by_spacy.get(word, 0) for word in written])
    names = recognise_names(seen, seen.distinct_of, language, unnamed, model, labels)
    return [
        (text[words.start[first] : words.end[last]], NAME_KINDS[kind], METHODS[method])
        for first, last, kind, method in zip(names.first, names.last, names.kind, names.method, strict=True)
    ]


def test_a_model_that_knows_nothing_finds_nothing() -> None:
    assert recognised("Ferries left Saltgate at noon.", IGNORANT, unnamed=2.0) == []


@pytest.mark.parametrize(("unnamed", "found"), [(0.6, [("Paris", "place", "model")]), (2.0, [])])
def test_a_listed_place_is_more_likely_one(unnamed: float, found: list[tuple[str, str, str]]) -> None:
    assert recognised("ferries left Paris at noon.", IGNORANT, unnamed=unnamed) == found


def test_a_listed_organisation_is_more_likely_one() -> None:
    assert recognised("What sources told Axios was a hard call.", load_model("en"), unnamed=0.0) == [
        ("Axios", "organisation", "model")
    ]


def test_what_spacy_says_is_added() -> None:
    label = range(len(LABELS))[labels_of(PLACE)][0]
    assert recognised("ferries left Saltgate at noon.", IGNORANT, by_spacy={"Saltgate": label}) == [
        ("Saltgate", "place", "spacy")
    ]
    assert recognised("ferries left Saltgate at noon.", IGNORANT, by_spacy={}) == []


def test_a_family_name_is_the_person_named_in_full_elsewhere() -> None:
    text = "Maria Therrac left. Nobody asked Therrac. Rain fell on Therrac."
    found = recognised(text, load_model("en"))
    assert {kind for _, kind, _ in found} == {NAME_KINDS[PERSON]}
    assert [name for name, _, _ in found] == ["Maria Therrac", "Therrac", "Therrac"]


def test_an_acronym_in_brackets_is_its_organisation() -> None:
    text = "The Saltgate Harbour Commission (SHC) met. Ferries of SHC wait."
    assert [(name, kind) for name, kind, _ in recognised(text, load_model("en"))] == [
        ("Saltgate Harbour Commission", "organisation"),
        ("SHC", "organisation"),
        ("SHC", "organisation"),
    ]


def test_a_people_alone_is_no_name() -> None:
    found = recognised("Afghans and Germans met Maria Therrac.", load_model("en"))
    assert [name for name, _, _ in found] == ["Maria Therrac"]


def test_in_scripts_without_capitals_listed_names_are_found() -> None:
    text = "中国 — 巴黎"
    words = split_words(pl.Series([text]))
    names = recognise_listed(observe_texts(words, "zh"))
    assert {METHODS[method] for method in names.method} == {"list"}
    assert [text[words.start[a] : words.end[b]] for a, b in zip(names.first, names.last, strict=True)] == [
        "中国",
        "巴黎",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("On Monday Ludwig van Odmar spoke.", ("Ludwig van Odmar", "person", "model")),
        ("Nobody asked Simone de Varenne, who left.", ("Simone de Varenne", "person", "model")),
        ("Then Luiz Inácio da Costa spoke.", ("Luiz Inácio da Costa", "person", "model")),
    ],
)
def test_small_words_of_other_languages_join_the_names_of_a_person(text: str, name: tuple[str, str, str]) -> None:
    assert recognised(text, load_model("en"), unnamed=0.0) == [name]


def test_what_ends_with_a_word_of_organisations_is_no_person() -> None:
    bias = np.zeros((BUCKETS, 8), np.int8)
    bias[:, labels_of(PERSON)] = [[1, 2]]
    people_only = IGNORANT._replace(packed=bias.view(np.uint64).ravel())
    assert recognised("We met, Ines Ministry.", people_only)[-1] == ("Ines Ministry", "organisation", "model")
    assert recognised("We met, Ines Korvald.", people_only)[-1] == ("Ines Korvald", "person", "model")
