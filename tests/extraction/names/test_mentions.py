"""Names in bodies: cases as files (``tests/fields/mentions``), and what must hold for any text."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import lexicon
from schemas.data import NAMES
from schemas.tables import NAME_KINDS
from tasks.extraction import prose
from tasks.extraction.names import gazetteer, mentions, tagger
from tasks.extraction.names.words import keys, keys_of, split_words, sums

CASES = sorted((Path(__file__).parent / "fields" / "mentions").glob("*.toml"))
LANGUAGES = ("en", "de", "fr", "ru", "it", "zh", "ar")

pieces = st.sampled_from(
    [
        "Ines Calloway",
        "Calloway",
        "said",
        "U.S.",
        "Paris",
        "(",
        ")",
        ",",
        ".",
        "\n\n",
        "al-Hayya",
        "“",
        "Gaza Strip",
        "É",
        "7",
    ]
)
texts = st.one_of(st.text(max_size=80), st.lists(pieces, max_size=30).map(" ".join))


def load(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def found(bodies: list[str], language: str) -> pl.DataFrame:
    columns = {"doc": range(len(bodies)), "body": bodies, "language": [language] * len(bodies)}
    frame = pl.DataFrame(columns, {"doc": pl.UInt32, "body": pl.String, "language": pl.String})
    return mentions.find_names(prose.split_paragraphs(frame))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path, request: pytest.FixtureRequest) -> None:
    case = load(file)
    if reason := case.get("known_failure"):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    assert found([case["body"]], case["language"]).select("text", "kind", "name").to_dicts() == case["mentions"]


def test_each_case_says_what_it_shows() -> None:
    assert len(CASES) >= 12
    assert [file.stem for file in CASES if not load(file).get("why")] == []


@settings(deadline=None, max_examples=60)
@given(bodies=st.lists(texts, max_size=3), language=st.sampled_from(LANGUAGES))
def test_what_holds_for_any_text(bodies: list[str], language: str) -> None:
    rows = found(bodies, language)
    assert rows.schema == mentions.MENTIONS
    assert rows["kind"].is_in(NAME_KINDS).all()
    assert rows["method"].is_in(mentions.METHODS).all()
    assert rows["confidence"].is_between(0, 1).all()
    assert rows["country"].drop_nulls().str.contains(r"^[A-Z]{2}$").all()
    for row in rows.iter_rows(named=True):
        assert bodies[row["doc"]][row["start"] : row["end"]] == row["text"] != ""
        assert row["name"]
    for one, other in itertools.pairwise(rows.iter_rows(named=True)):
        assert one["doc"] < other["doc"] or one["end"] <= other["start"]


def test_languages_are_read_by_themselves() -> None:
    bodies = ["Ines Calloway lives in France.", "Ines Calloway lebt in Frankreich."]
    frame = pl.DataFrame({"doc": [0, 1], "body": bodies, "language": ["en", "de"]})
    together = mentions.find_names(prose.split_paragraphs(frame))
    alone = [found(bodies[:1], "en"), found(bodies[1:], "de").with_columns(doc=pl.lit(1, pl.UInt32))]
    assert together.equals(pl.concat(alone))
    assert set(together.filter(kind="place")["name"]) == {"France"}
    assert set(together.filter(kind="place")["country"]) == {"FR"}


def test_a_language_that_nobody_knows_is_read_too() -> None:
    frame = pl.DataFrame(
        {"doc": [0], "body": ["Ines Calloway."], "language": [None]}, schema_overrides={"language": pl.String}
    )
    assert mentions.find_names(prose.split_paragraphs(frame))["text"].to_list() == ["Ines Calloway"]


def test_probabilities_are_those_of_all_labellings() -> None:
    """Forwards and backwards over all chains at once gives what adding up every labelling gives."""
    rng = np.random.default_rng(0)
    count = len(tagger.LABELS)
    steps = rng.normal(size=(count, count)).astype(np.float32)
    model = tagger.Model(np.zeros(tagger.BUCKETS, np.uint64), 1.0, steps)
    sizes = [1, 3, 2, 1]
    score = rng.normal(size=(sum(sizes), count)).astype(np.float32)
    begins = np.concatenate([[True] + [False] * (size - 1) for size in sizes])
    by_chains = np.zeros_like(score)
    for start, size in zip(np.cumsum([0, *sizes]), sizes, strict=False):
        for labels in itertools.product(range(count), repeat=size):
            weight = sum(score[start + at, label] for at, label in enumerate(labels))
            weight += sum(steps[one, other] for one, other in itertools.pairwise(labels))
            for at, label in enumerate(labels):
                by_chains[start + at, label] += np.exp(weight)
    by_chains /= by_chains.sum(1, keepdims=True)
    assert np.allclose(tagger.marginals(model, score, begins), by_chains, atol=1e-5)


def test_a_word_has_the_same_key_wherever_it_stands() -> None:
    text = split_words(pl.Series(["Ines met Ines", "ines"]))
    as_written = keys(sums(text.codes), text.start, text.end)
    small = keys(sums(text.codes, small=True), text.start, text.end)
    assert as_written[0] == as_written[2] == keys_of(["Ines"])[0] != as_written[3]
    assert small[0] == small[3] == keys_of(["Ines"], small=True)[0]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Rain fell. Nobody came.", ["Rain", "Nobody"]),
        ("“Rain fell.” Nobody came.", ["“", "Nobody"]),
        ("The U.S. Army left. J. Doe stayed.", ["The", "J."]),
        ("It is the 7. Platoon.", ["It"]),
    ],
)
def test_where_sentences_begin(text: str, first: list[str]) -> None:
    seen = split_words(pl.Series([text]))
    assert [text[start:end] for start, end in zip(seen.start[seen.begins], seen.end[seen.begins], strict=True)] == first


def test_what_may_belong_to_a_name() -> None:
    text = "She met the duke of Saltgate, and the River Elm."
    seen = tagger.observed(split_words(pl.Series([text])), "en")
    where = tagger.chains(seen)
    at = [text[seen.words.start[row] : seen.words.end[row]] for row in where.rows]
    assert at == ["She", "Saltgate", "River", "Elm"]
    assert where.begins.tolist() == [True, True, True, False]


def test_listed_names_are_found_longest_first() -> None:
    text = split_words(pl.Series(["New York Times and New York", "New", "York"]))
    key = keys(sums(text.codes), text.start, text.end)
    seen, of = np.unique(key, return_inverse=True)
    hits = gazetteer.hits("en", seen, of, text.text)
    assert hits.first.tolist()[:2] == [0, 4]
    assert hits.size.tolist()[:2] == [3, 2]
    assert 6 not in hits.first + hits.size - 1  # a name does not go on from text to text


def test_every_language_of_the_lexicon_has_the_lists() -> None:
    sections = lexicon.load("mentions")
    wanted = {"honorifics", "roles", "organisation_words", "place_words", "sayings", "relations", "events"}
    assert {language: wanted - section.keys() for language, section in sections.items() if language != "any"} == {
        language: set() for language in sections if language != "any"
    }


def test_the_card_knows_every_model() -> None:
    models = {file.stem for file in NAMES.glob("*.npz")} - {"words"}
    assert models == {model for model in models if mentions.card(model)["confidence"].keys() == set(NAME_KINDS)}
