"""Promises 1 to 3, recomputed from tables: plain Python over rows, character by character.

It is slow on purpose: with the code that it checks it shares only the reading of files and of pages. Repairs
are done again here in another way, and only those that an article counts. ``docs/how-it-works.md#promises`` lists the
promises.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from schemas.tables import CHARACTER_REPAIRS
from tasks.reading.page.page_lines import lines_of_pages
from tasks.reading.read import read_documents

Row = Mapping[str, Any]

# In the order in which their marks are tried: one of UTF-32 begins like one of UTF-16.
WIDE_ENCODINGS = {
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}

LINE_ENDS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
HYPHENS = "-\u2010\u00ad\u00ac"
MAYBE_MOJIBAKE = re.compile(r"[^\x00-\x7f][^\x21-\x7f]|[\x80-\x9f]")  # of controls, one is enough
# What a byte of UTF-8 becomes if it is read in a code page, and the mark for a byte that the page does not have.
OF_CODE_PAGES = {
    bytes([byte]).decode(page, "replace")
    for page in (
        "latin-1",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1257",
        "iso8859-2",
        "mac-roman",
        "cp437",
    )
    for byte in range(128, 256)
}
MOST_BYTES = 3  # that a byte becomes, if UTF-8 was read in a code page twice
DROP_CAP = re.compile(r"[\"“«„‘']?[^\W\d_] [^\W\d_]")
FOUND = ("quotes", "mentions", "figures", "dates", "citations")
TABLES = ("articles", "paragraphs", "removals", "rejects", *FOUND)
OF_A_RUN = (*TABLES, "people")  # a snapshot has them all; a part has no people yet


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


def lost_bytes(rejects: pl.DataFrame, raw: Path) -> list[str]:
    """The rejects that do not keep the raw bytes of their documents; packed files are not compared."""
    return [
        f"{path}: {len(kept)} other bytes are kept"
        for path, kept in rejects.select("path", "raw").iter_rows()
        if not path.partition("#")[0].endswith((".gz", ".zst")) and kept != _raw_bytes(path, raw)
    ]


def _raw_bytes(path: str, raw: Path) -> bytes:
    """The bytes of a document: of a file, or of a line of a container. Of one without lines there are none.

    The lines of a container in UTF-16 or UTF-32 are kept in UTF-8, and as hexadecimal escapes where they do not decode.
    """
    file = file_of(path, raw)
    content = (raw / file).read_bytes()
    wide = next((name for name, boms in WIDE_ENCODINGS.items() if content.startswith(boms)), None)
    if wide and file.endswith(".jsonl"):
        content = content.decode(wide, "backslashreplace").encode()
    if path == file:
        return content if content.strip() or not file.endswith(".jsonl") else b""
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return lines[int(path.rpartition("#")[2]) - 1].rstrip(b"\r")


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
    return [*found, *_people_whom_nobody_names(tables)] if "people" in tables else found


def _people_whom_nobody_names(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Articles of ``people`` that do not name the person so, and forms that are counted wrongly."""
    mentions = tables["mentions"].iter_rows(named=True)
    named = {(row["article_id"], row["name"]) for row in mentions if row["kind"] == "person"}
    found = []
    for person in tables["people"].iter_rows(named=True):
        given = [(entry["article_id"], entry["name"]) for entry in person["articles"]]
        found += [f"people: {key} names no {name!r}" for key, name in given if (key, name) not in named]
        counted = {form["name"]: form["count"] for form in person["forms"]}
        if counted != Counter(name for _, name in given) or len(set(given)) != len(given):
            found.append(f"people: forms of {person['name']!r} are not those of its articles")
        if person["name"] not in counted:
            found.append(f"people: no article says {person['name']!r}")
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
    repairs = {repair["kind"]: repair["count"] for repair in article["repairs"]}
    spans = sorted(spans, key=lambda span: int(span["start"]))
    texts = [(raw[span["raw_start"] : span["raw_end"]], article["body"][span["start"] : span["end"]]) for span in spans]
    return [
        *_misplaced_paragraphs(article, spans),
        *_unexplained_changes(repairs, texts),
        *_miscounted_repairs(repairs, raw, spans, texts),
    ]


def _misplaced_paragraphs(article: Row, spans: Sequence[Row]) -> list[str]:
    """Spans, with the white space between them, make up the body."""
    body = article["body"]
    found = [] if spans else ["no paragraph"]
    before: Row = {"paragraph": -1, "end": 0}
    built = ""
    for span in spans:
        if span["paragraph"] == before["paragraph"]:
            glues = {"", " "}
        else:
            glues = {"\n\n" if built else ""}
            if span["paragraph"] != before["paragraph"] + 1:
                found.append(f"paragraph {span['paragraph']} after {before['paragraph']}")
        glue = body[before["end"] : span["start"]]
        if glue not in glues:
            found.append(f"{glue!r} before paragraph {span['paragraph']}")
        built += glue + body[span["start"] : span["end"]]
        before = span
    if built != body:
        found.append("paragraphs do not tile the body")
    paragraphs = body.split("\n\n")
    if not len(paragraphs) == article["paragraphs"] == before["paragraph"] + 1:
        found.append(f"{len(paragraphs)} paragraphs in the body, {article['paragraphs']} counted")
    if odd := [text for text in paragraphs if not text or "\n" in text or is_space(text[0]) or is_space(text[-1])]:
        found.append(f"a paragraph that is no line of text: {odd[0]!r}")
    return found


def _unexplained_changes(repairs: Mapping[str, int], texts: Iterable[tuple[str, str]]) -> list[str]:
    """Texts that no counted repair makes of the raw ones. Takes pairs: a raw text, and what it became."""
    return [
        f"{is_!r} was {was!r}: no counted repair explains that"
        for was, is_ in texts
        if is_ != was and not (_explain(repairs, was, is_) or _lost_a_hyphen(repairs, was, is_))
    ]


def _miscounted_repairs(
    repairs: Mapping[str, int], raw: str, spans: Sequence[Row], texts: Sequence[tuple[str, str]]
) -> list[str]:
    """Repairs that are counted more or less often than they are seen."""
    between = [(one, other, raw[one["raw_end"] : other["raw_start"]]) for one, other in pairwise(spans)]
    seen = {
        "columns": sum(other["raw_start"] < one["raw_end"] for one, other, _ in between),
        "rejoined": sum(
            one["paragraph"] == other["paragraph"] and bool(LINE_ENDS & set(text)) for one, other, text in between
        ),
        "hyphen": sum(_lost_a_hyphen(repairs, was, is_) for was, is_ in texts),
    }
    found = [
        f"{times} times {kind} seen, {repairs.get(kind, 0)} counted"
        for kind, times in seen.items()
        if times != repairs.get(kind, 0)
    ]
    mended = sum(bare(is_) != bare(was) for was, is_ in texts)
    characters = sum(repairs.get(kind, 0) for kind in ("hyphen", *CHARACTER_REPAIRS))
    if mended > characters:  # repairs of fields count too
        found.append(f"characters changed in {mended} spans, {characters} repairs counted")
    respaced = sum(is_ != was and bare(is_) == bare(was) for was, is_ in texts)
    if respaced > repairs.get("white_space", 0):
        found.append(f"white space changed in {respaced} spans, {repairs.get('white_space', 0)} repairs counted")
    return found


def _lost_a_hyphen(repairs: Mapping[str, int], was: str, is_: str) -> bool:
    """Whether a text became another without the hyphen at its end, which broke a word."""
    return "hyphen" in repairs and was[-1] in HYPHENS and is_[-1:] != was[-1] and _explain(repairs, was[:-1], is_)


def _explain(kinds: Collection[str], was: str, is_: str) -> bool:
    """Whether repairs of some kinds, not necessarily all of them, make one text of the other."""
    if "invisible" in kinds and was.endswith("\u00ad") and is_.endswith("-"):
        was = was[:-1] + "-"  # at the end of a line a soft hyphen is seen
    before, after = was, is_
    if bare(was) != bare(is_):
        before, after = (_as_repaired(text, kinds) for text in (was, is_))
    if _same_words(kinds, before, after):
        return True
    # What mojibake was meant to be has no second opinion here; but it has no character of ASCII, and is rarely single.
    maybe = "mojibake" in kinds and (MAYBE_MOJIBAKE.search(was) or MAYBE_MOJIBAKE.search(before))
    return bool(maybe) and _may_be_read_wrong(was, before, after)


def _same_words(kinds: Collection[str], before: str, after: str) -> bool:
    """Whether two texts differ in white space between words at most, and in the space behind a drop cap."""
    words, now = before.split(), after.split()
    joined = ["".join(words[:2]), *words[2:]]
    return words == now or ("white_space" in kinds and bool(DROP_CAP.match(" ".join(words))) and joined == now)


def _may_be_read_wrong(was: str, before: str, after: str) -> bool:
    """Whether one text may be the other, in UTF-8 that was read in a code page once or twice.

    ASCII is the same in both, and so are characters that no code page has. Others are the bytes of what they became.
    Takes the first text as it was and as other repairs leave it: those take some of the bytes for invisible.
    """
    raw, broken, mended = ([one for one in text if one > "\x7f"] for text in (was, bare(before), bare(after)))
    left = iter(mended)
    return (
        _ascii_of(before) == _ascii_of(after)
        and all(one in left for one in broken if one not in OF_CODE_PAGES)
        and len(mended) <= max(len(raw), len(broken))
        and len(broken) <= MOST_BYTES * len("".join(mended).encode())
    )


def _ascii_of(text: str) -> str:
    """The visible characters of ASCII."""
    return re.sub(r"[^\x21-\x7e]", "", text)


def _as_repaired(text: str, kinds: Collection[str]) -> str:
    """A text after repairs of some kinds, all but that of mojibake."""
    before = None
    while text != before:
        before = text
        if "entity" in kinds:
            text = html.unescape(text)
        if "invisible" in kinds:
            text = "".join(
                character
                for character in text
                if unicodedata.category(character) not in ("Cc", "Cf") or character.isspace()
            )
        if "presentation" in kinds:
            # The ¼ of "BÃ¼cher" is no letter in a form for print.
            text = "".join(one if one in OF_CODE_PAGES else unicodedata.normalize("NFKC", one) for one in text)
        if "accent" in kinds:
            text = unicodedata.normalize("NFC", text)
    return text
