"""The ledger of the promises finds what breaks them: each test forges tables in one way, and names the fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from tests.ledger import FOUND, TABLES, faults

# Offsets:     0                  19 20            34  36                       61   63
RAW = "Tom &amp; Ines had\nreplaced it.\n\nIt sails again by the quay.\n\nShare this"
BODY = "Tom & Ines had replaced it.\n\nIt sails again by the quay."

Rows = dict[str, list[dict[str, Any]]]


def span(paragraph: int, start: int, end: int, raw_start: int, raw_end: int) -> dict[str, Any]:
    """A row of ``paragraphs``, as far as the ledger reads it."""
    offsets = {"start": start, "end": end, "raw_start": raw_start, "raw_end": raw_end}
    return {"article_id": "a", "paragraph": paragraph, **offsets}


def sound_rows() -> Rows:
    """The rows of an article of two paragraphs, the first one of two lines, with an entity; a third line is cut."""
    repairs = [{"kind": "rejoined", "count": 1}, {"kind": "entity", "count": 1}]
    return {
        **{name: [] for name in TABLES},
        "articles": [{"article_id": "a", "path": "a.txt", "body": BODY, "paragraphs": 2, "repairs": repairs}],
        "paragraphs": [span(0, 0, 14, 0, 18), span(0, 15, 27, 19, 31), span(1, 29, 56, 33, 60)],
        "removals": [{"article_id": "a", "text": "Share this", "raw_start": 62, "raw_end": 72}],
        "quotes": [{"article_id": "a", "text": "sails again", "start": 32, "end": 43}],
    }


def faults_of(rows: Rows, raw: str = RAW) -> list[str]:
    """The faults of forged tables; a table without rows has the columns that the ledger asks for."""
    columns = {"article_id": pl.String, "path": pl.String, "text": pl.String, "start": pl.Int64, "end": pl.Int64}
    tables = {name: pl.DataFrame(of or None, None if of else columns) for name, of in rows.items()}
    return faults(tables, {"a.txt": raw})


def article(**values: Any) -> Callable[[Rows], Any]:
    """A forger that sets columns of the article."""
    return lambda rows: rows["articles"][0].update(values)


def row(name: str, number: int, **values: Any) -> Callable[[Rows], Any]:
    """A forger that sets columns of a row of another table."""
    return lambda rows: rows[name][number].update(values)


def body_with(old: str, new: str) -> Callable[[Rows], Any]:
    """A forger that writes over some words of the body: no span moves."""
    assert len(old) == len(new)
    return article(body=BODY.replace(old, new))


def test_sound_tables_have_no_faults() -> None:
    assert faults_of(sound_rows()) == []


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        # Documents and articles.
        (lambda rows: rows["rejects"].append({"path": "a.txt"}), "a.txt: 2 rows"),
        (lambda rows: rows["articles"].append({**rows["articles"][0], "path": "a.txt"}), "a: an id of 2 articles"),
        (row("removals", 0, article_id="b"), "removals: rows of no article"),
        # Characters of the raw text.
        (lambda rows: rows["removals"].pop(), "a.txt: 'Share this' at 62 lies in 0 spans"),
        (row("removals", 0, raw_start=58, text="y.\n\nShare this"), "lies in 2 spans"),
        (row("paragraphs", 2, raw_end=99), "a.txt: span 33:99 of a text of 72"),
        (row("removals", 0, text="Share that"), "removal at 62 is 'Share that', not as it was in the raw text"),
        # Letters of the body. The entity is a repair that is counted, but it explains only itself.
        (body_with("replaced it", "stolen from"), "'stolen from.' was 'replaced it.': no counted repair explains that"),
        (body_with("Tom & Ines", "Tim & Ines"), "'Tim & Ines had' was 'Tom &amp; Ines had'"),
        (body_with("sails again", "sailsagain "), "no counted repair explains that"),
        (article(repairs=[{"kind": "rejoined", "count": 1}]), "characters changed in 1 spans, 0 repairs counted"),
        (article(repairs=[{"kind": "rejoined", "count": 1}, {"kind": "accent", "count": 1}]), "no counted repair"),
        # Counts of repairs.
        (article(repairs=[{"kind": "entity", "count": 1}]), "1 times rejoined seen, 0 counted"),
        (
            article(repairs=[*sound_rows()["articles"][0]["repairs"], {"kind": "hyphen", "count": 2}]),
            "0 times hyphen seen, 2 counted",
        ),
        (
            article(repairs=[*sound_rows()["articles"][0]["repairs"], {"kind": "columns", "count": 1}]),
            "0 times columns seen, 1 counted",
        ),
        # Paragraphs of the body.
        (article(body=BODY + " No."), "a.txt: paragraphs do not tile the body"),
        (article(body=BODY.replace("had replaced", "had_replaced")), "'_' before paragraph 0"),
        (article(paragraphs=3), "a.txt: 2 paragraphs in the body, 3 counted"),
        (row("paragraphs", 2, paragraph=2), "a.txt: paragraph 2 after 0"),
        (body_with("by the quay.", "by the quay\n"), "a paragraph that is no line of text"),
        (lambda rows: rows["paragraphs"].clear(), "a.txt: no paragraph"),
        # Findings.
        *(
            (
                lambda rows, name=name: rows[name].append({"article_id": "a", "text": "Ines", "start": 0, "end": 4}),
                f"{name}: 'Ines' is not at 0 to 4 of a",
            )
            for name in FOUND
        ),
        (row("quotes", 0, text="", end=32), "quotes: '' is not at 32 to 32 of a"),
    ],
)
def test_each_forged_table_has_its_fault(forge: Callable[[Rows], Any], expected: str) -> None:
    rows = sound_rows()
    forge(rows)
    found = faults_of(rows)
    assert any(expected in fault for fault in found), found


def test_white_space_that_changes_is_a_counted_repair() -> None:
    rows = sound_rows()
    rows["articles"][0] |= {"body": "It sails again.", "paragraphs": 1, "repairs": []}
    rows |= {"paragraphs": [span(0, 0, 15, 0, 16)], "removals": [], "quotes": []}
    assert faults_of(rows, "It  sails again.") == ["a.txt: white space changed in 1 spans, no repair counted"]
    rows["articles"][0]["repairs"] = [{"kind": "white_space", "count": 1}]
    assert faults_of(rows, "It  sails again.") == []


def test_mojibake_explains_letters_beyond_ascii_where_it_may_be() -> None:
    rows = sound_rows()
    rows["articles"][0] |= {"paragraphs": 1, "repairs": [{"kind": "mojibake", "count": 1}]}
    rows |= {"removals": [], "quotes": []}

    def found(raw: str, body: str) -> bool:
        rows["articles"][0]["body"] = body
        rows["paragraphs"] = [span(0, 0, len(body), 0, len(raw))]
        return faults_of(rows, raw) != []

    assert not found("F\u00c3\u00a4hre", "F\u00e4hre")
    assert found("F\u00c3\u00a4hre", "F\u00e4hrte")
    assert found("F\u00e4hre", "F\u00f6hre")
