"""One folder of all that can be wrong with a raw file, and one run over it, as a user starts it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from tests.conftest import ROOT
from tests.promises import FOUND, OF_A_RUN, faults, raw_texts

MB = 1 << 20
STORY = """{name} sails again

SALT HARBOUR, March 5 -- The {name} sailed again on Tuesday after eleven days in dock, the harbour office said.

Divers had replaced a bearing on the left shaft of the {name}, and the first crossing carried forty lorries and a class.

"We are a day ahead of what we promised," said Ines Korvald, who runs the {name} with her two brothers from the quay.
"""
SENTENCE = b"The ferry to Odmar sailed again on Tuesday after eleven days in dock, the harbour office said in a note. "
GERMAN = """Die Fähre fährt wieder

Die Fähre nach Odmar fährt seit Dienstag wieder, nachdem sie elf Tage lang im Dock gelegen hatte, sagte das Hafenamt.

Taucher hatten ein Lager der linken Welle ausgetauscht, und an Bord waren zuerst vierzig Lastwagen und eine Schulklasse.
"""
BOILERPLATE = """Share on Facebook
Share on Twitter
Subscribe to our newsletter
Read more: https://courier.example/other
© 2031 The Courier. All rights reserved.
"""


def story_of(name: str) -> str:
    return STORY.format(name=name)


def page_of(name: str) -> str:
    title, *paragraphs = story_of(name).strip().split("\n\n")
    return (
        f"<html><body><h1>{title}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs) + "</body></html>"
    )


def text_of(name: str) -> bytes:
    return story_of(name).encode()


def json_line(**said: str) -> bytes:
    return json.dumps(said).encode()


def long_files() -> Iterator[tuple[str, bytes]]:
    """A line of 200 MB, as a text and in a container; made when they are needed, since every worker imports this."""
    yield "long.txt", SENTENCE * (200 * MB // len(SENTENCE))
    yield "long.jsonl", b'{"text": "' + b"x" * (200 * MB) + b'"}\n' + json_line(text=story_of("After Ferry"))


# What is in the folder. A path ends as an article that holds the words, or as a reject for the reason.
FILES: dict[str, bytes] = {
    "good/ferry.txt": text_of("Good Ferry"),
    "good/page.html": page_of("Good Page").encode(),
    "empty.txt": b"",
    "bom.txt": b"\xef\xbb\xbf",
    "blank.txt": b" \r\n\t\xc2\xa0",
    "million.txt": b"\n" * 1_000_000,
    "million-around.txt": b"\n" * 500_000 + text_of("Million Ferry") + b"\r\n" * 500_000,
    "boilerplate.txt": BOILERPLATE.encode(),
    "binary.txt": bytes(range(256)) * 40,
    "paper.txt": b"%PDF-1.7 and what follows",
    "paper.pdf": b"%PDF-1.7 and what follows",
    "cut.txt.gz": gzip.compress(text_of("Cut Ferry") * 20, mtime=0)[:-20],
    "legacy.txt": GERMAN.encode("cp1252"),
    "half.txt": b"\xff\xfe\x00\xd8a\x00b\x00",
    "feed.jsonl": b"\n".join(
        [json_line(text=story_of("First Ferry")), b'{"text": "cut sho', b'["text"]', b'{"title": "no text"}',
         json_line(html=page_of("Last Ferry"))]
    ),
    "x.txt/inside.txt": text_of("Inside Ferry"),
    "line.txt": text_of("Line Ferry") + b"\n" + SENTENCE * (6 * MB // len(SENTENCE)),
    "no-markup.html": text_of("Bare Ferry"),
    "fragment.html": page_of("Fragment Ferry").removeprefix("<html><body>").removesuffix("</body></html>").encode(),
    "deep.html": b"<div>" * 50_000 + page_of("Deep Ferry").encode() + b"</div>" * 50_000,
    "scripts.html": b"<html><head><title>x</title></head><body><script>var a = 1</script><style>a {}</style>",
    "comments.html": b"<!-- nothing -->",
    "minified.html": b"<html><body>" + b"".join(b"<p>%s Day %d." % (SENTENCE, day) for day in range(5 * MB // 120)),
    "a name with spaces.txt": text_of("Spaced Ferry"),
    "na\u00efve \u53f0\u98a8 \U0001f642.txt": text_of("Unicode Ferry"),
    "line\nbreak.txt": text_of("Broken Ferry"),
    "notes#17.txt": text_of("Numbered Ferry"),
    "container.jsonl#17": b"no file that is read",
    "UPPER.TXT": text_of("Upper Ferry"),
    "2031/05/04/dated.txt": text_of("Dated Ferry"),
}  # fmt: skip
REJECTS = {
    "empty.txt": "empty", "bom.txt": "empty", "blank.txt": "empty", "million.txt": "empty",
    "boilerplate.txt": "boilerplate",
    "binary.txt": "binary", "paper.txt": "binary",
    "paper.pdf": "unsupported", "container.jsonl#17": "unsupported",
    "cut.txt.gz": "damaged",
    "half.txt": "undecodable",
    "feed.jsonl#2": "invalid_json", "feed.jsonl#3": "no_text", "feed.jsonl#4": "no_text",
    "dangling.txt": "unreadable", "loop.html": "unreadable",
    "long.txt": "too_large", "long.jsonl#1": "too_large",
    "scripts.html": "no_text", "comments.html": "no_text",
}  # fmt: skip
ARTICLES = {
    "good/ferry.txt": "Good Ferry", "good/page.html": "Good Page", "million-around.txt": "Million Ferry",
    "legacy.txt": "Taucher hatten ein Lager", "feed.jsonl#1": "First Ferry", "feed.jsonl#5": "Last Ferry",
    "x.txt/inside.txt": "Inside Ferry", "long.jsonl#2": "After Ferry", "line.txt": "Line Ferry",
    "no-markup.html": "Bare Ferry", "fragment.html": "Fragment Ferry", "deep.html": "Deep Ferry",
    "minified.html": "Day 40000.",
    "a name with spaces.txt": "Spaced Ferry", "na\u00efve \u53f0\u98a8 \U0001f642.txt": "Unicode Ferry",
    "line\nbreak.txt": "Broken Ferry", "notes#17.txt": "Numbered Ferry", "UPPER.TXT": "Upper Ferry",
    "2031/05/04/dated.txt": "Dated Ferry", "caf\\xe9.txt": "Latin Ferry",
}  # fmt: skip


class Run(NamedTuple):
    raw: Path
    code: int
    said: str
    peak: int  # bytes, of its largest process
    tables: dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("hostile")
    raw, out, log = folder / "raw", folder / "out", folder / "log.txt"
    for name, content in chain(FILES.items(), long_files()):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_bytes(content)
    (raw / "dangling.txt").symlink_to("nowhere.txt")
    (raw / "loop.html").symlink_to("loop.html")
    (raw / "folder.txt").mkdir()
    (Path(os.fsdecode(os.fsencode(raw) + b"/caf\xe9.txt"))).write_bytes(text_of("Latin Ferry"))
    script = "from flows.cli import main; main()"
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [sys.executable, "-c", script, "run", str(raw), "--out", str(out)], cwd=ROOT, stdout=lines, stderr=lines
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    tables = {}
    if process.returncode == 0:
        tables = {name: pl.read_parquet(out / name / "*.parquet") for name in OF_A_RUN}
    unit = 1 if sys.platform == "darwin" else 1024
    yield Run(raw, process.returncode, log.read_text("utf-8", "replace"), usage.ru_maxrss * unit, tables)
    for name in ("long.txt", "long.jsonl"):  # pytest keeps the folders of the last runs
        (raw / name).unlink()


def test_the_run_ends_well_and_says_what_it_refused(run: Run) -> None:
    assert run.code == 0, run.said
    assert "Traceback" not in run.said
    assert "Warning" not in run.said
    for reason in set(REJECTS.values()):
        assert f"rejected: {reason}" in run.said


def test_each_is_refused_for_its_reason_and_kept(run: Run) -> None:
    rejects = run.tables["rejects"]
    assert dict(rejects.select("path", "reason").iter_rows()) == REJECTS
    assert rejects["detail"].null_count() == 0
    kept = dict(rejects.select("path", "raw").iter_rows())
    for name in FILES.keys() & REJECTS.keys():
        assert kept[name] == FILES[name], name
    assert kept["feed.jsonl#2"] == b'{"text": "cut sho'
    for name, content in long_files():
        line = f"{name}#1" if name.endswith(".jsonl") else name
        assert kept[line] == content.split(b"\n")[0]


def test_what_can_be_read_is_read_rightly(run: Run) -> None:
    bodies = dict(run.tables["articles"].select("path", "body").iter_rows())
    assert sorted(bodies) == sorted(ARTICLES)
    assert [path for path, words in ARTICLES.items() if words not in bodies[path]] == []
    assert not any("<" in body for body in bodies.values())
    sources = dict(run.tables["articles"].select("path", "source").iter_rows())
    assert sources["x.txt/inside.txt"] == "x.txt"
    assert sources["2031/05/04/dated.txt"] is None


def test_nothing_of_it_is_lost_or_invented(run: Run) -> None:
    readable = [path for path in run.tables["articles"]["path"] if path != "caf\\xe9.txt"]  # a name that is not UTF-8
    tables = dict(run.tables)
    tables["articles"] = run.tables["articles"].filter(pl.col("path").is_in(readable))
    ids = tables["articles"]["article_id"].implode()
    for name in ("paragraphs", "removals", *FOUND):
        tables[name] = tables[name].filter(pl.col("article_id").is_in(ids))
    del tables["people"]  # of all articles
    assert faults(tables, raw_texts(run.raw, readable)) == []


def test_memory_is_bounded(run: Run) -> None:
    assert run.peak < 6_000 * MB, f"{run.peak / MB:.0f} MB"
