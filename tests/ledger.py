"""Promises 1 to 3, recomputed from tables: plain Python over rows, character by character.

It is slow on purpose: with the code that it checks it shares only the reading of files and of pages. The promises are
listed in ``docs/how-it-works.md#promises``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from schemas.tables import CHARACTER_REPAIRS
from tasks.reading.page.page_lines import lines_of_pages
from tasks.reading.read import read_documents

Row = Mapping[str, Any]

LINE_ENDS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
FOUND = ("quotes", "mentions", "figures", "dates", "citations")
TABLES = ("articles", "paragraphs", "removals", "rejects", *FOUND)


def is_space(character: str) -> bool:
    """White space as Unicode has it; Python also counts the separators U+001C to U+001F."""
    return character.isspace() and character not in "\x1c\x1d\x1e\x1f"


def bare(text: str) -> str:
    """A text without its white space."""
    return "".join(character for character in text if not is_space(character))


def file_of(path: str, raw: Path) -> str:
    """The file that holds a document: ``feed.jsonl#3`` is one of ``feed.jsonl``."""
    return path if (raw / path).is_file() else path.rpartition("#")[0]


def raw_texts(raw: Path, paths: Iterable[str]) -> dict[str, str]:
    """The decoded raw text (of a page, the visible one) of each article's document, by path."""
    wanted = set(paths)
    files = sorted({file_of(path, raw) for path in wanted})
    texts: dict[str, str] = {}
    for part in read_documents(raw, files):
        texts |= visible(part.filter(pl.col("path").is_in(wanted)))
    return texts


def visible(documents: pl.DataFrame) -> dict[str, str]:
    """What offsets count in, by path, for a documents frame."""
    readable = documents.filter(pl.col("text").is_not_null()).with_row_index("doc")
    pages = lines_of_pages(readable.filter(pl.col("media") == "html"), vote=False)[1]
    seen = dict(pages.select("doc", "text").iter_rows())
    return {path: seen.get(doc, text) for doc, path, text in readable.select("doc", "path", "text").iter_rows()}


def faults(tables: Mapping[str, pl.DataFrame], texts: Mapping[str, str]) -> list[str]:
    """Everything in published tables that breaks promises 1 to 3, a line each; empty where all is well."""
    spans: dict[str, dict[str, list[Row]]] = {"paragraphs": defaultdict(list), "removals": defaultdict(list)}
    for name, of_article in spans.items():
        for row in tables[name].iter_rows(named=True):
            of_article[row["article_id"]].append(row)
    articles = tables["articles"].to_dicts()
    rows_of = Counter([*tables["articles"]["path"], *tables["rejects"]["path"]])
    found = [f"{path}: {times} rows" for path, times in rows_of.items() if times != 1]
    known = Counter(article["article_id"] for article in articles)
    found += [f"{name}: rows of no article" for name, of in spans.items() if set(of) - set(known)]
    found += [f"{key}: an id of {times} articles" for key, times in known.items() if times != 1]
    for article in articles:
        key, raw = article["article_id"], texts[article["path"]]
        kept, cut = spans["paragraphs"][key], spans["removals"][key]
        found += [
            f"{article['path']}: {fault}"
            for fault in (*_lost_or_doubled(raw, [*kept, *cut]), *_invented_text(article, raw, kept))
        ]
        found += [
            f"{article['path']}: removal at {row['raw_start']} is {row['text']!r}, not as it was in the raw text"
            for row in cut
            if row["text"] != raw[row["raw_start"] : row["raw_end"]] or not bare(row["text"])
        ]
    bodies = {article["article_id"]: article["body"] for article in articles}
    found += [
        f"{name}: {row['text']!r} is not at {row['start']} to {row['end']} of {row['article_id']}"
        for name in FOUND
        for row in tables[name].iter_rows(named=True)
        if not row["text"] or bodies.get(row["article_id"], "")[row["start"] : row["end"]] != row["text"]
    ]
    return found


def _lost_or_doubled(raw: str, spans: Sequence[Row]) -> list[str]:
    """The first visible character that is not in exactly one span, if there is one."""
    depth = [0] * (len(raw) + 1)
    for span in spans:
        if not 0 <= span["raw_start"] < span["raw_end"] <= len(raw):
            return [f"span {span['raw_start']}:{span['raw_end']} of a text of {len(raw)}"]
        depth[span["raw_start"]] += 1
        depth[span["raw_end"]] -= 1
    spans_here = 0
    for place, character in enumerate(raw):
        spans_here += depth[place]
        if spans_here > 1 or (spans_here == 0 and not is_space(character)):
            return [f"{raw[place : place + 40]!r} at {place} lies in {spans_here} spans"]
    return []


def _invented_text(article: Row, raw: str, spans: Sequence[Row]) -> list[str]:
    """Paragraphs tile the body in the order of the raw text, but for columns; each repair is counted."""
    body = article["body"]
    repairs = {repair["kind"]: repair["count"] for repair in article["repairs"]}
    spans = sorted(spans, key=lambda span: int(span["start"]))
    found = [] if spans else ["no paragraph"]
    before: Row = {"paragraph": -1, "end": 0, "raw_end": 0}
    built, rejoined, mended, respaced, columns = "", 0, 0, 0, 0
    for span in spans:
        between = raw[before["raw_end"] : span["raw_start"]]
        columns += span["raw_start"] < before["raw_end"]
        if span["paragraph"] == before["paragraph"]:
            glues = {"", " "}
            rejoined += bool(LINE_ENDS & set(between))
        else:
            glues = {"\n\n" if built else ""}
            if span["paragraph"] != before["paragraph"] + 1:
                found.append(f"paragraph {span['paragraph']} after {before['paragraph']}")
        glue = body[before["end"] : span["start"]]
        if glue not in glues:
            found.append(f"{glue!r} before paragraph {span['paragraph']}")
        is_, was = body[span["start"] : span["end"]], raw[span["raw_start"] : span["raw_end"]]
        mended += bare(is_) != bare(was)
        respaced += is_ != was
        built += glue + is_
        before = span
    if built != body:
        found.append("paragraphs do not tile the body")
    paragraphs = body.split("\n\n")
    if not len(paragraphs) == article["paragraphs"] == before["paragraph"] + 1:
        found.append(f"{len(paragraphs)} paragraphs in the body, {article['paragraphs']} counted")
    if odd := [text for text in paragraphs if not text or "\n" in text or is_space(text[0]) or is_space(text[-1])]:
        found.append(f"a paragraph that is no line of text: {odd[0]!r}")
    if repairs.get("columns", 0) != columns:
        found.append(f"{columns} times back in the raw text, {repairs.get('columns', 0)} columns counted")
    if repairs.get("rejoined", 0) != rejoined:
        found.append(f"{rejoined} breaks rejoined, {repairs.get('rejoined', 0)} counted")
    characters = sum(repairs.get(kind, 0) for kind in ("hyphen", *CHARACTER_REPAIRS))
    if mended > characters:  # repairs of fields count too
        found.append(f"characters changed in {mended} spans, {characters} repairs counted")
    if respaced and not characters and not repairs.get("white_space"):
        found.append(f"white space changed in {respaced} spans, no repair counted")
    return found
