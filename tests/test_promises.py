"""Promises 1 to 3: nothing is lost, invented or guessed. Over arbitrary texts and pages, and over real ones.

``docs/how-it-works.md#promises`` lists the promises. ``tests.ledger`` holds tables to them, in plain Python.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.mill import mill_folder
from schemas import rulebook
from tasks import refine
from tasks.cleaning import repetition
from tasks.publishing.accept import Tables
from tasks.publishing.stamp import Stamp
from tasks.reading import read
from tests.conftest import ROOT
from tests.ledger import TABLES, faults, file_of, raw_texts, visible
from tests.reading.page.small_pages import BROKEN, STRAY

AS_OF = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)

ENTITIES = (
    "Tom &amp; Ines said the price of 5&nbsp;crowns would stay, &quot;as long as it can&quot;, &such; and &#8217; too."
)
MOJIBAKE = (
    "Der BÃ¼rgermeister sagte, dass die FÃ¤hre wieder fÃ¤hrt, also â€œab sofortâ€\x9d, wie es im Rathaus heiÃ\x9ft."
)
# Two plain sentences, a quotation, a dateline, another language, no spaces, right to left, and two to be repaired.
PROSE = (
    "The ferry to Odmar sailed again on Tuesday after eleven days in dock, the harbour office said in a short note.",
    "Divers had replaced a bearing on the left shaft, and the first crossing carried forty lorries and a school class.",
    "“We are a day ahead of what we promised,” said Ines Korvald, who runs the line with her brothers from the quay.",
    "SALT HARBOUR, March 5 (XNA) -- The ferry to Odmar sailed again on Tuesday after eleven days in dock, it was said.",
    "Die Fähre nach Odmar fährt wieder, sagte das Hafenamt am Dienstag, nachdem sie elf Tage lang im Dock gelegen war.",
    "台風の影響で島と本土を結ぶ連絡船は三日間にわたり欠航していたが、五日の朝から運航を再開したと港務局が発表した。",
    "عادت العبارة إلى العمل يوم الثلاثاء بعد أحد عشر يوما في الحوض الجاف كما قال مكتب الميناء في بيان صدر صباح اليوم.",
    ENTITIES,
    MOJIBAKE,
)
# Short pieces that rules cut, that repairs touch, or that break parsers.
MARKS = (
    "&nbsp;", "&nbsp; &nbsp;", "&amp;", "&#160;&#8203;", "Share", "## Heading of the day", "* one of a list", "1.",
    "[1]", "Read more: https://owl.example/a", "Photo: Ines Korvald", "[Photo: I. K.]", "Related:", "Advertisement",
    "-- ", "By Ines Korvald", "© 2031 The Owl. All rights reserved.", "Â", "Ã\xa0", "Home > News > Odmar", "| | |",
    "https://owl.example/news/2031/05/04/ferry", "(Reporting by Ines; editing by Tom)", "Comments", "Subscribe to us",
    "$\\url{http://owl.example/a}$", "**bold**", "</div>", "\u200b", "\ufeff", "\x1c", "\x1b[31m", "\u200e\u200f",
    "e\u0301\u0302", "🙂👨\u200d👩\u200d👧", "\ufffd", "and then, when it was", ", a comma first",
    "in small letters it goes on and on for as long as a line may be, and then ends",
)  # fmt: skip
SPACES = (
    *("\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\n \n", "\n" * 9),
    *("", " ", "\t", "\u3000", "\xa0", "\x1d"),
)

characters = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
# What is named twice, here and below, is drawn twice as often: most of a document is prose.
pieces = st.sampled_from(PROSE) | st.sampled_from(PROSE) | st.sampled_from(MARKS) | characters
long = st.builds(lambda sentence, times: f"{sentence} " * times, st.sampled_from(PROSE), st.integers(2, 400))
texts = st.lists(st.tuples(pieces | pieces | long, st.sampled_from(SPACES)), max_size=15).map(
    lambda pairs: "".join(part for pair in pairs for part in pair)
)

tags = st.sampled_from(
    ("p", "p", "div", "li", "h1", "td", "a", "b", "nav", "script", "figcaption", "blockquote", "pre", "section", "x-y")
)
strays = st.sampled_from([*STRAY, *BROKEN]) | tags.map("<{}>".format) | tags.map("</{}>".format)
markup = st.lists(pieces | strays, max_size=25).map("".join)


def documents_and_tables(raw: Path) -> tuple[pl.DataFrame, Tables]:
    """All files of a folder: the documents, and the tables made of them as one part."""
    names = sorted(path.name for path in raw.iterdir())
    book = rulebook.load()
    documents = pl.concat(read.read_documents(raw, names))
    surveyed = refine.survey_documents(documents, book)
    recurring = repetition.recurring_lines([surveyed.fingerprints])
    stamp = Stamp("run", AS_OF, book.version, dict.fromkeys(names, AS_OF))
    return documents, refine.refine_documents(surveyed, recurring, book, stamp)


def check_promises(contents: list[str], suffix: str) -> None:
    """Hold what comes out of some documents to the promises."""
    with TemporaryDirectory() as folder:
        for number, content in enumerate(contents):
            (Path(folder) / f"{number:02}{suffix}").write_bytes(content.encode())
        documents, tables = documents_and_tables(Path(folder))
        assert faults(tables, visible(documents)) == []
        outcomes = [*tables["articles"]["path"], *tables["rejects"]["path"]]
        assert sorted(outcomes) == sorted(documents["path"])
        assert len(outcomes) == len(contents)


def checked_tables(raw: Path, out: Path) -> dict[str, pl.DataFrame]:
    """What a run over a folder publishes, held to the promises."""
    outcome = mill_folder(raw, out, as_of=AS_OF)
    tables = {name: pl.read_parquet(outcome.snapshot / name / "*.parquet") for name in TABLES}
    assert faults(tables, raw_texts(raw, tables["articles"]["path"])) == []
    files = {str(path.relative_to(raw)) for path in raw.rglob("[!.]*") if path.is_file()}
    documents = {*tables["articles"]["path"], *tables["rejects"]["path"]}
    assert {file_of(path, raw) for path in documents} == files
    return tables


few_examples = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@few_examples
@given(st.lists(texts, min_size=1, max_size=10))
@example(["", " \r\n\u3000", "\ufeff", "x", *PROSE, *MARKS])
@example([f"{PROSE[0]}\n{mark}\n{PROSE[1]}\r\n\r\n{mark}{PROSE[2]}{mark}" for mark in MARKS])
@example(["\n".join([PROSE[0]] * 4) for _ in range(6)])
def test_no_text_is_lost_and_none_invented(contents: list[str]) -> None:
    check_promises(contents, ".txt")


@few_examples
@given(st.lists(markup, min_size=1, max_size=10))
@example(["", "<", "<!-- -->", "<script>", "x", *PROSE, *(f"<p>{sentence}<p>{sentence}" for sentence in PROSE)])
@example([f"<html><body><nav>{mark}</nav><p>{PROSE[0]}<p>{mark}<p>{PROSE[1]}<br>{mark}" for mark in MARKS])
def test_no_page_is_lost_and_nothing_in_it_invented(contents: list[str]) -> None:
    check_promises(contents, ".html")


@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_a_line_of_6_mb_keeps_both_promises(suffix: str) -> None:
    """Alone in its part: then polars sees one value where it saw a column."""
    check_promises([f"{PROSE[0]} " * 55_000], suffix)


def test_each_repair_is_counted_once(tmp_path: Path) -> None:
    broken = (
        "The council said on Tuesday that it had never thought of what could be right for the\n"
        "people of the island, and   that the bridge would have to wait."
    )
    (tmp_path / "a.txt").write_text("\n\n".join([PROSE[0], ENTITIES, MOJIBAKE, broken, PROSE[1]]), "utf-8")
    _, tables = documents_and_tables(tmp_path)
    article = tables["articles"].row(0, named=True)
    assert article["body"].split("\n\n")[1:4] == [
        'Tom & Ines said the price of 5 crowns would stay, "as long as it can", &such; and ’ too.',
        "Der Bürgermeister sagte, dass die Fähre wieder fährt, also “ab sofort”, wie es im Rathaus heißt.",
        "The council said on Tuesday that it had never thought of what could be right for the people of the island, "
        "and that the bridge would have to wait.",
    ]
    counts = {repair["kind"]: repair["count"] for repair in article["repairs"]}
    assert counts == {
        "rejoined": 1,
        "white_space": 1,  # the three spaces after "and"; the no-break space of the entity is an entity
        "entity": 5,  # "&such;" is none
        "mojibake": 6,  # ü, ä twice, two quotation marks, ß
    }


def test_a_run_over_the_samples_keeps_the_promises(tmp_path: Path) -> None:
    assert checked_tables(ROOT / "data" / "raw", tmp_path / "out")["articles"].height >= 15  # articles in data/raw


@pytest.mark.corpus
def test_a_run_over_a_corpus_keeps_the_promises(corpus: Path, tmp_path: Path) -> None:
    assert not checked_tables(corpus, tmp_path / "out")["articles"].is_empty()
