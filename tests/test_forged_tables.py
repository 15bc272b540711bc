"""``tests.promises`` finds what breaks promises: each test forges tables in one way, and names the fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.promises import FOUND, OF_A_RUN, faults, lost_bytes

# Offsets:     0                  19 20            34  36                       61   63
RAW = "Tom &amp; Ines had\nreplaced it.\n\nIt sails again by the quay.\n\nShare this"
BODY = "Tom & Ines had replaced it.\n\nIt sails again by the quay."

Rows = dict[str, list[dict[str, Any]]]


def span(paragraph: int, start: int, end: int, raw_start: int, raw_end: int) -> dict[str, Any]:
    """A row of ``paragraphs``, as far as promises are about it."""
    offsets = {"start": start, "end": end, "raw_start": raw_start, "raw_end": raw_end}
    return {"article_id": "a", "paragraph": paragraph, **offsets}


def sound_rows() -> Rows:
    """The rows of an article of two paragraphs, the first one of two lines, with an entity; a third line is cut."""
    repairs = [{"kind": "rejoined", "count": 1}, {"kind": "entity", "count": 1}]
    return {
        **{name: [] for name in OF_A_RUN},
        "articles": [{"article_id": "a", "path": "a.txt", "body": BODY, "paragraphs": 2, "repairs": repairs}],
        "paragraphs": [span(0, 0, 14, 0, 18), span(0, 15, 27, 19, 31), span(1, 29, 56, 33, 60)],
        "removals": [{"article_id": "a", "text": "Share this", "raw_start": 62, "raw_end": 72}],
        "quotes": [{"article_id": "a", "text": "sails again", "start": 32, "end": 43}],
        "mentions": [{"article_id": "a", "text": "Ines", "start": 6, "end": 10, "kind": "person", "name": "Ines"}],
        "people": [
            {
                "name": "Ines",
                "forms": [{"name": "Ines", "count": 1}],
                "articles": [{"article_id": "a", "name": "Ines", "confidence": 0.9}],
            }
        ],
    }


def faults_of(rows: Rows, raw: str = RAW) -> list[str]:
    """The faults of forged tables; a table without rows has the columns that are asked for."""
    columns = {"article_id": pl.String, "path": pl.String, "text": pl.String, "start": pl.Int64, "end": pl.Int64}
    tables = {name: pl.DataFrame(of or None, None if of else columns) for name, of in rows.items()}
    return faults(tables, {"a.txt": raw})


def article(**values: Any) -> Callable[[Rows], Any]:
    """A forger that sets columns of the article."""
    return lambda rows: rows["articles"][0].update(values)


def row(name: str, number: int, /, **values: Any) -> Callable[[Rows], Any]:
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
        # People.
        (row("mentions", 0, name="Ines Hale"), "people: a names no 'Ines'"),
        (row("mentions", 0, kind="place"), "people: a names no 'Ines'"),
        (row("people", 0, name="Tom"), "people: no article says 'Tom'"),
        (row("people", 0, forms=[{"name": "Ines", "count": 2}]), "people: forms of 'Ines' are not those of its"),
    ],
)
def test_each_forged_table_has_its_fault(forge: Callable[[Rows], Any], expected: str) -> None:
    rows = sound_rows()
    forge(rows)
    found = faults_of(rows)
    assert any(expected in fault for fault in found), found


def faults_of_text(raw: str, body: str, **repairs: int) -> list[str]:
    """The faults of an article of one paragraph, which has one span for each line of the raw text."""
    counts = [{"kind": kind, "count": count} for kind, count in repairs.items()]
    rows: Rows = {name: [] for name in OF_A_RUN}
    rows["articles"] = [{"article_id": "a", "path": "a.txt", "body": body, "paragraphs": 1, "repairs": counts}]
    first, _, second = raw.partition("\n")
    if not second:
        rows["paragraphs"] = [span(0, 0, len(body), 0, len(raw))]
    else:
        at = len(body) - len(second)
        end = at - (body[at - 1] == " ")
        rows["paragraphs"] = [span(0, 0, end, 0, len(first)), span(0, at, len(body), len(first) + 1, len(raw))]
    return faults_of(rows, raw)


@pytest.mark.parametrize(
    ("raw", "sound", "forged", "repairs"),
    [
        ("It  sails again.", "It sails again.", "Itsails again.", {"white_space": 1}),
        # A drop cap is one letter, whatever else is mended; other words stay apart.
        ("T he ferry sails.", "The ferry sails.", "T heferry sails.", {"white_space": 1}),
        ("It sails &amp; waits.", "It sails & waits.", "Itsails & waits.", {"entity": 1, "white_space": 1}),
        ("Tom &amp; Ines  had it.", "Tom & Ines had it.", "Tom & Ineshad it.", {"entity": 1, "white_space": 1}),
        ("The light-\nhouse", "The lighthouse", "The lighthause", {"hyphen": 1, "rejoined": 1}),
        ("The light\u00ad\nhouse", "The lighthouse", "Thelighthouse", {"hyphen": 1, "rejoined": 1}),
        ("Cafe\u0301 Alm", "Caf\xe9 Alm", "Cafe Alm", {"accent": 1}),
        ("The oﬃce shut", "The office shut", "The ofice shut", {"presentation": 1}),
        ("The ten\u200bants", "The tenants", "The ten ants", {"invisible": 1}),
        ("The \x07bell", "The bell", "The ball", {"invisible": 1}),
        ("F\xc3\xa4hre", "F\xe4hre", "F\xe4hrte", {"mojibake": 1}),
        ("F\xc3\xa4hre台風", "F\xe4hre台風", "F\xe4hre", {"mojibake": 1}),
        ("F\xc3\xa4hre \xe9\xe9\xe9\xe9\xe9 da", "F\xe4hre \xe9\xe9\xe9\xe9\xe9 da", "F\xe4hre da", {"mojibake": 1}),
        ("Caf\xc3\u0192\xc2\xa9 Alm", "Caf\xe9 Alm", "Caf\xc3\u0192\xc2\xa9\xe9 Alm", {"mojibake": 2}),
    ],
)
def test_a_repair_explains_what_it_mends_and_no_more(
    raw: str, sound: str, forged: str, repairs: dict[str, int]
) -> None:
    assert faults_of_text(raw, sound, **repairs) == []
    assert faults_of_text(raw, forged, **repairs) != []
    assert faults_of_text(raw, sound) != []


def test_a_drop_cap_is_no_word_of_two_letters() -> None:
    """Repairs of characters that are counted elsewhere explain no lost space."""
    rows = sound_rows()
    rows["articles"][0]["body"] = BODY.replace("It sails", "Itsails")
    rows["paragraphs"][2]["end"] -= 1
    for name in ("quotes", "mentions", "people"):
        rows[name].clear()
    assert faults_of(rows) == [
        "a.txt: 'Itsails again by the quay.' was 'It sails again by the quay.': no counted repair explains that",
        "a.txt: white space changed in 1 spans, 0 repairs counted",
    ]


def test_columns_are_read_one_after_the_other_if_that_is_counted() -> None:
    rows = sound_rows()
    body = "The ferry sails.\n\nNobody waits."
    raw = "Nobody waits. | The ferry sails."
    counts = [{"kind": "columns", "count": 1}]
    rows["articles"][0] |= {"body": body, "paragraphs": 2, "repairs": counts}
    rows["paragraphs"] = [span(0, 0, 16, 16, 32), span(1, 18, 31, 0, 13)]
    rows["removals"] = [{"article_id": "a", "text": "|", "raw_start": 14, "raw_end": 15}]
    for name in ("quotes", "mentions", "people"):
        rows[name].clear()
    assert faults_of(rows, raw) == []
    counts.clear()
    assert faults_of(rows, raw) == ["a.txt: 1 times columns seen, 0 counted"]


def test_more_spans_with_other_white_space_than_repairs_of_it_are_a_fault() -> None:
    expected = "a.txt: white space changed in 1 spans, 0 repairs counted"
    assert faults_of_text("It  sails again.", "It sails again.", entity=1) == [expected]


def test_mojibake_is_no_single_character() -> None:
    assert faults_of_text("F\u00e4hre", "F\u00f6hre", mojibake=1) != []


@pytest.mark.parametrize(
    ("path", "kept", "is_lost"),
    [
        ("a.txt", b" \n", False),
        ("a.txt", b"", True),
        ("b.jsonl#3", b"{", False),
        ("b.jsonl#3", b"", True),
        ("b.jsonl#1", b"{", True),
        ("c.jsonl", b"", False),
    ],
)
def test_a_reject_keeps_the_raw_bytes(path: str, kept: bytes, is_lost: bool, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b" \n")
    (tmp_path / "b.jsonl").write_bytes(b"\xef\xbb\xbf[]\r\n\r\n{\r\n")
    (tmp_path / "c.jsonl").write_bytes(b"\n\n")
    rejects = pl.DataFrame({"path": [path], "raw": [kept]})
    assert lost_bytes(rejects, tmp_path) == ([f"{path}: {len(kept)} other bytes are kept"] if is_lost else [])
