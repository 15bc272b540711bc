"""Names by spaCy (the extra ``newsmill[names]``): asked where it knows the language, and never by chance."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.mill import mill_folder
from schemas.errors import NewsmillError
from schemas.options import NameFinder, Options
from schemas.tables import NAME_KINDS
from tasks import versions
from tasks.extraction import prose
from tasks.extraction.names import mentions, spacy_names
from tasks.extraction.names.name_models import load_card
from tasks.extraction.names.recognition import METHODS
from tasks.publishing.snapshots import resolve
from tests.conftest import ROOT, Command

AS_OF = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
ENGLISH = (
    "In a letter to the Saltgate Pier Company, the Friends of the Bells asked Tarn Oswell for Sunday ferries at "
    "Port Elm."
)
FRENCH = "Ysaline Therrac, des Amis de la Baie de Morlieu, a quitté Brévanne."
GERMAN = "Die Fähre nach Ulmhafen fällt aus, sagte Hafenmeister Jonte Brakel dem Saltgater Boten am Montag."


def installed() -> bool:
    try:
        return bool(spacy_names.versions())
    except NewsmillError:
        return False


with_spacy = pytest.mark.skipif(not installed(), reason="the extra newsmill[names] is not installed")


def names_of(bodies: dict[str, str | None], name_finder: NameFinder) -> pl.DataFrame:
    """The names in bodies, each with its language."""
    frame = pl.DataFrame({"doc": range(len(bodies)), "body": list(bodies), "language": list(bodies.values())})
    return mentions.find_names(
        prose.split_paragraphs(frame.cast({"doc": pl.UInt32, "language": pl.String})), name_finder
    )


def kinds_and_methods(rows: pl.DataFrame) -> list[tuple[Any, ...]]:
    return rows.select("text", "kind", "method").rows()


class Watched:
    """A pipeline that keeps what it is shown."""

    def __init__(self, language: str) -> None:
        self.pipeline, self.shown = spacy_names.load_pipeline(language), list[str]()

    def memory_zone(self) -> AbstractContextManager[Any]:
        return self.pipeline.memory_zone()

    def pipe(self, pieces: Iterable[tuple[str, int]], **options: Any) -> Iterator[Any]:
        pieces = list(pieces)
        self.shown += [text for text, _ in pieces]
        return self.pipeline.pipe(pieces, **options)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> dict[str, Watched]:
    """The pipelines by language, watched."""
    pipelines = {language: Watched(language) for language in spacy_names.pipelines()}
    monkeypatch.setattr(spacy_names, "load_pipeline", pipelines.__getitem__)
    return pipelines


@with_spacy
def test_what_spacy_says_counts() -> None:
    friends = ("Friends of the Bells", "organisation", "spacy")
    assert friends[0] not in names_of({ENGLISH: "en"}, "model")["text"]
    assert kinds_and_methods(names_of({ENGLISH: "en"}, "spacy"))[1] == friends
    assert "Amis de la Baie de Morlieu" not in names_of({FRENCH: "fr"}, "model")["text"]
    assert kinds_and_methods(names_of({FRENCH: "fr"}, "spacy")) == [
        ("Ysaline Therrac", "person", "model"),
        ("Amis de la Baie de Morlieu", "organisation", "spacy"),
        ("Brévanne", "place", "model"),
    ]


@with_spacy
def test_a_pipeline_reads_its_own_language_and_no_other(watched: dict[str, Watched]) -> None:
    bodies: dict[str, str | None] = {GERMAN: "de", ENGLISH: "en", "Jonte Brakel.": None, FRENCH: "fr"}
    together = names_of(bodies, "spacy")
    assert {language: pipeline.shown for language, pipeline in watched.items()} == {"en": [ENGLISH], "fr": [FRENCH]}
    others = pl.col("doc").is_in([0, 2])
    assert together.filter(others).equals(names_of(bodies, "model").filter(others))
    assert together.filter(others).height >= 2


@with_spacy
def test_it_is_not_asked_unless_it_is_wanted(watched: dict[str, Watched]) -> None:
    names_of({ENGLISH: "en", FRENCH: "fr"}, "model")
    assert [pipeline.shown for pipeline in watched.values()] == [[], []]


@with_spacy
def test_long_paragraphs_are_read_in_pieces(watched: dict[str, Watched]) -> None:
    long = " ".join([ENGLISH] * (2 * spacy_names.PIECE // len(ENGLISH)))
    rows = names_of({long: "en"}, "spacy")
    assert max(map(len, watched["en"].shown)) == spacy_names.PIECE
    assert "".join(watched["en"].shown) == long
    oswell = rows.filter(text="Tarn Oswell")
    assert oswell.height == long.count("Tarn Oswell")
    assert [long[start:end] for start, end in oswell.select("start", "end").rows()] == oswell["text"].to_list()


@with_spacy
@settings(max_examples=25)
@given(
    text=st.lists(
        st.one_of(
            st.text(max_size=20), st.sampled_from(["Tarn Oswell", "Port Elm", "’s", "\n\n", "\u200b", "( ", "é"])
        ),
        max_size=12,
    ).map(" ".join),
    language=st.sampled_from(["en", "fr"]),
)
def test_what_holds_for_any_text(text: str, language: str) -> None:
    rows = names_of({text: language}, "spacy")
    assert rows["kind"].is_in(NAME_KINDS).all()
    assert rows["method"].is_in(METHODS).all()
    assert rows["confidence"].is_between(0, 1).all()
    for row in rows.iter_rows(named=True):
        assert text[row["start"] : row["end"]] == row["text"] != ""


@with_spacy
def test_another_way_to_find_names_mills_anew(newsmill: Command, tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    (raw / "islander").mkdir(parents=True)
    (raw / "islander" / "one.txt").write_text("\n\n".join(["Ferry strike at Port Elm", *[ENGLISH] * 3]), "utf-8")
    assert mill_folder(raw, out, as_of=AS_OF).documents == {"article": 1}
    done = newsmill("run", raw, "--out", out, "--as-of", "2031-05-05", "--names", "spacy")
    assert done.returncode == 0, done.stderr
    assert "spacy" in pl.read_parquet(resolve(out) / "mentions" / "*.parquet")["method"]
    assert mill_folder(raw, out, as_of=AS_OF + timedelta(days=2), options=Options(names="spacy")).run_id is None
    before, after = (
        {entry["name"]: entry["version"] for entry in versions}
        for versions in pl.read_parquet(resolve(out) / "runs" / "*.parquet").sort("started_at")["versions"]
    )
    assert dict(after.items() - before.items()) == {"names": "spacy", **spacy_names.versions()}


def test_where_it_is_missing_the_run_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def version(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(spacy_names, "version", version)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "one.txt").write_text(ENGLISH, "utf-8")
    versions.collect_versions.cache_clear()
    with pytest.raises(NewsmillError, match=r"pip install 'newsmill\[names\]'"):
        mill_folder(tmp_path / "raw", tmp_path / "out", as_of=AS_OF, options=Options(names="spacy"))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["_lock"]
    assert "spacy" not in versions.collect_versions()  # what is not asked for is not wanted either


def test_the_extra_has_every_pipeline_and_the_card_knows_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extra = {requirement.partition(">")[0] for requirement in project["optional-dependencies"]["names"]}
    assert extra == {"spacy", *(known.package for known in spacy_names.pipelines().values())}
    for language, known in spacy_names.pipelines().items():
        assert set(known.kinds.values()) == set(NAME_KINDS)
        # On sentences of the corpora that it has learnt from, our model alone is as good.
        assert load_card(f"{language}-spacy").f1 > load_card(language).f1 - 0.01
