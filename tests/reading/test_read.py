"""Every raw document becomes one row, whatever is wrong with it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.tables import REASONS
from tasks.reading.read import DOCUMENTS, read_documents
from tests.conftest import ROOT
from tests.reading.unprivileged import unprivileged

PACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": partial(gzip.compress, mtime=0),
    ".zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def documents_in(raw: Path, **limits: int) -> pl.DataFrame:
    """The documents of all files of a folder, as one frame."""
    names = sorted(str(path.relative_to(raw)) for path in raw.rglob("*") if path.is_symlink() or not path.is_dir())
    return pl.concat([DOCUMENTS.to_frame(), *read_documents(raw, names, **limits)])


def only_document(raw: Path, name: str, content: bytes, **limits: int) -> dict[str, object]:
    """The only document of a new file with this content."""
    (raw / name).parent.mkdir(parents=True, exist_ok=True)
    (raw / name).write_bytes(content)
    return pl.concat(read_documents(raw, [name], **limits)).row(0, named=True)


def check_documents(frame: pl.DataFrame) -> None:
    """Check what holds for every frame of documents."""
    assert frame.schema == DOCUMENTS
    assert frame["path"].is_unique().all()
    refused = frame["reason"].is_not_null()
    assert (refused == frame["detail"].is_not_null()).all()
    assert (refused == frame["text"].is_null()).all()
    assert frame.filter(~refused).select(pl.col("media", "encoding").is_not_null().all()).row(0) == (True, True)
    assert set(frame["reason"].drop_nulls()) <= set(REASONS)
    assert frame["raw_sha256"].to_list() == [sha256(raw).hexdigest() for raw in frame["raw"]]


@pytest.mark.parametrize("packing", PACK)
def test_a_file_is_a_document(tmp_path: Path, packing: str) -> None:
    row = only_document(tmp_path, f"owl/2025/03/a.TXT{packing.upper()}", PACK[packing]("Rain fell.\r\nÄpfel".encode()))
    assert row["path"] == f"owl/2025/03/a.TXT{packing.upper()}"
    assert (row["folder"], row["media"], row["encoding"]) == ("owl", "text", "utf-8")
    assert (row["text"], row["raw"]) == ("Rain fell.\r\nÄpfel", "Rain fell.\r\nÄpfel".encode())
    page = only_document(tmp_path, f"a.htm{packing}", PACK[packing](b"<p>Rain fell.</p>"))
    assert (page["folder"], page["media"], page["text"]) == (None, "html", "<p>Rain fell.</p>")


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_each_line_of_a_container_is_a_document(tmp_path: Path, packing: str, end: bytes, encoding: str) -> None:
    lines = [
        {
            "text": "Första.",
            "url": "https://owl.example/1",
            "title": " One ",
            "published": "2025-03-05",
            "source": "Owl",
        },
        {"text": "the text", "html": "<p>the page</p>", "title": 7, "url": None, "published": ["x"], "source": ""},
    ]
    content = end.join([json.dumps(lines[0], ensure_ascii=False).encode(), b"  ", json.dumps(lines[1]).encode(), b""])
    name = f"a.jsonl{packing}"
    (tmp_path / name).write_bytes(PACK[packing](content.decode().encode(encoding)))
    frame = documents_in(tmp_path)
    check_documents(frame)
    said = ["path", "media", "text", "url", "title", "published", "publisher"]
    assert frame.select(said).rows() == [
        (f"{name}#1", "text", "Första.", "https://owl.example/1", "One", "2025-03-05", "Owl"),
        (f"{name}#3", "html", "<p>the page</p>", None, None, None, None),
    ]
    assert frame["raw"][0] == content.split(end)[0]


REFUSED = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\t\r\n", "empty"),
    "no-break-space.txt": ("\u00a0\n".encode(), "empty"),
    "only-a-bom.txt": (b"\xef\xbb\xbf", "empty"),
    "empty.txt.gz": (gzip.compress(b""), "empty"),
    "empty.jsonl": (b"", "empty"),
    "blank.jsonl": (b"\n  \n", "empty"),
    "pdf.txt": (b"%PDF-1.7 and more", "binary"),
    "png.html": (b"\x89PNG\r\n\x1a\n", "binary"),
    "packed-twice.txt.gz": (PACK[".gz"](PACK[".gz"](b"Rain fell.")), "binary"),
    "zstd-in-disguise.txt": (PACK[".zst"](b"Rain fell."), "binary"),
    "nul.txt": (b"\x00\x05Rain\x00fell\x01here.", "binary"),
    "controls.txt": (bytes(range(1, 9)) * 20, "binary"),
    "no-code-page.txt": (bytes(byte | 0x80 for byte in sha256(b"noise").digest() * 9), "undecodable"),
    "half-a-pair.txt": (b"\xff\xfe\x00\xd8a\x00b\x00", "undecodable"),
    "not-gzip.txt.gz": (b"Rain fell.", "damaged"),
    "cut.html.gz": (gzip.compress(b"<p>Rain fell.</p>" * 99)[:-9], "damaged"),
    "cut.txt.zst": (PACK[".zst"](b"Rain fell." * 99)[:-5], "damaged"),
    "table.csv": (b"a,b", "unsupported"),
    "archive.tar.gz": (PACK[".gz"](b"x"), "unsupported"),
    "cut.jsonl": (b'{"text": "Rain', "invalid_json"),
    "deep.jsonl": (b"[" * 200_000, "invalid_json"),
    "long-number.jsonl": (b"9" * 5_000, "invalid_json"),
    "list.jsonl": (b'["text"]', "no_text"),
    "no-text.jsonl": (b'{"title": "Rain"}', "no_text"),
    "number.jsonl": (b'{"text": 7, "html": null}', "no_text"),
    "blank-text.jsonl": (b'{"text": " ", "html": ""}', "empty"),
    "nul.jsonl": (b'{"text": "a\\u0000b"}', "binary"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_document_without_text_is_refused_with_its_reason_and_its_bytes(tmp_path: Path, name: str) -> None:
    content, reason = REFUSED[name]
    row = only_document(tmp_path, name, content)
    assert (row["reason"], row["text"]) == (reason, None)
    assert row["detail"]
    kept = {"empty.txt.gz": b"", "blank.jsonl": b"", "packed-twice.txt.gz": PACK[".gz"](b"Rain fell.")}
    assert row["raw"] == kept.get(name, content)


def test_all_refused_files_make_one_row_each(tmp_path: Path) -> None:
    for name, (content, _) in REFUSED.items():
        (tmp_path / name).write_bytes(content)
    frame = documents_in(tmp_path)
    check_documents(frame)
    assert len(frame) == len(REFUSED)


def test_a_file_that_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "ours.txt").write_bytes(b"Rain fell.")
    names = ["dangling.txt", "loop.txt", "folder.txt", "pipe.txt", "vanished.jsonl.gz", "ours.txt"]
    frame = pl.concat(read_documents(tmp_path, names))
    check_documents(frame)
    assert frame["reason"].to_list() == ["unreadable"] * 5 + [None]
    assert set(frame["raw"][:5]) == {b""}


def test_a_forbidden_file_is_unreadable() -> None:
    with unprivileged() as folder:
        (folder / "a.txt").write_bytes(b"Rain fell.")
        (folder / "a.txt").chmod(0)
        assert documents_in(folder)["reason"].to_list() == ["unreadable"]


def test_a_name_that_is_no_utf8_is_escaped_in_its_path(tmp_path: Path) -> None:
    name = os.fsdecode(b"owl-\xff/a.txt")
    row = only_document(tmp_path, name, b"Rain fell.")
    assert (row["path"], row["folder"], row["text"]) == ("owl-\\xff/a.txt", "owl-\\xff", "Rain fell.")


@pytest.mark.parametrize("packing", [".gz", ".zst"])
@pytest.mark.parametrize("ending", ["cut", "flipped", "garbage"])
def test_a_damaged_container_gives_the_lines_before_the_damage_and_one_row_more(
    tmp_path: Path, packing: str, ending: str
) -> None:
    lines = [json.dumps({"text": f"{n} {sha256(b'%d' % n).hexdigest()}"}) for n in range(9_000)]
    packed = PACK[packing]("\n".join(lines).encode())
    broken = {
        "cut": packed[:-999],
        "flipped": packed[:-1] + bytes([packed[-1] ^ 1]),
        "garbage": packed + b"not a frame",
    }
    (tmp_path / f"a.jsonl{packing}").write_bytes(broken[ending])
    frame = documents_in(tmp_path)
    check_documents(frame)
    *good, bad = frame.rows(named=True)
    assert len(good) > 1_000
    assert [row["text"] for row in good] == [json.loads(line)["text"] for line in lines[: len(good)]]
    assert (bad["path"], bad["reason"], bad["raw"]) == (f"a.jsonl{packing}", "damaged", broken[ending])


def test_archives_of_several_members_are_read_whole(tmp_path: Path) -> None:
    for packing in (".gz", ".zst"):
        (tmp_path / f"a.txt{packing}").write_bytes(PACK[packing](b"Rain ") + PACK[packing](b"fell."))
    assert documents_in(tmp_path)["text"].to_list() == ["Rain fell."] * 2


def test_a_document_above_the_limit_is_too_large_and_kept(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "' + b"a" * 5_000 + b'"}\n{"text": "Rain fell."}\n')
    (tmp_path / "b.txt").write_bytes(b"b" * 5_000)
    (tmp_path / "c.bin").write_bytes(b"c" * 5_000)
    frame = documents_in(tmp_path, document_bytes=4_000)
    check_documents(frame)
    assert frame["reason"].to_list() == ["too_large", None, "too_large", "unsupported"]
    assert frame["raw"].bin.size().to_list() == [5_012, 22, 5_000, 0]
    assert "too many bytes" in frame["detail"][3]


def test_nothing_is_kept_of_a_line_too_long_to_hold_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.reading.read.KEPT_BYTES", 3_000)
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "' + b"a" * 9_000 + b'"}\n{"text": "Rain fell."}\n')
    (tmp_path / "b.jsonl").write_text('{"text": "' + "a" * 9_000 + '"}\n{"text": "Rain fell."}', "utf-16")
    (tmp_path / "c.txt").write_bytes(b"c" * 9_000)
    frame = documents_in(tmp_path)
    check_documents(frame)
    assert frame["path"].to_list() == ["a.jsonl#1", "a.jsonl#2", "b.jsonl#1", "b.jsonl#2", "c.txt"]
    assert frame["text"].to_list() == [None, "Rain fell.", None, "Rain fell.", None]
    assert frame.filter(pl.col("reason") == "too_large")["raw"].to_list() == [b""] * 3


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.jsonl.zst"])
def test_a_line_of_200_mb_ends_well_in_bounded_memory(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        packed = zstandard.ZstdCompressor().stream_writer(file) if name.endswith(".zst") else file
        for _ in range(200):
            packed.write(b"rain fell " * 100_000)
        packed.close()
    code = (
        "import sys; from pathlib import Path; from resource import RUSAGE_SELF, getrusage\n"
        "from tasks.reading.read import read_documents\n"
        "before = getrusage(RUSAGE_SELF).ru_maxrss\n"
        "part, = read_documents(Path(sys.argv[1]), sys.argv[2:])\n"
        "grown = getrusage(RUSAGE_SELF).ru_maxrss - before\n"
        "print(*part['reason'], len(part['raw'][0]), grown)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path), name], capture_output=True, text=True, check=True)
    reason, size, grown = run.stdout.split()
    assert (reason, size) == ("too_large", "200000000")
    assert int(grown) < 800_000  # KiB: four times the line


def test_parts_are_bounded_and_keep_the_order(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps({"text": "x" * 900}) for _ in range(50)))
    (tmp_path / "b.txt").write_text("y" * 20_000)
    parts = list(read_documents(tmp_path, ["a.jsonl", "b.txt"], part_bytes=10_000))
    assert len(parts) > 4
    assert all(len(part) == 1 or part["raw"].bin.size().sum() <= 10_000 for part in parts)
    assert pl.concat(parts)["path"].to_list() == [f"a.jsonl#{n}" for n in range(1, 51)] + ["b.txt"]
    assert list(read_documents(tmp_path, [])) == []


def test_half_a_surrogate_pair_in_json_is_replaced_and_noted(tmp_path: Path) -> None:
    row = only_document(tmp_path, "a.jsonl", b'{"text": "Rain \\ud83d fell \\ud83d\\ude00", "title": "\\udc00"}')
    assert (row["text"], row["title"]) == ("Rain \ufffd fell 😀", "\ufffd")
    assert row["encoding"] == "utf-8, 1 lone surrogates as U+FFFD"


RAW = (
    st.binary(max_size=300)
    | st.text(max_size=100).map(str.encode)
    | st.just(b"")
    | st.sampled_from([b"\xff\xfe", b" "])
)
JSON = st.recursive(
    st.none() | st.integers() | st.text(st.characters(), max_size=30),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
LINE = RAW | st.dictionaries(st.sampled_from(["text", "html", "url", "title", "source"]), JSON).map(
    lambda said: json.dumps(said).encode()
)


@settings(max_examples=150)
@given(st.lists(st.tuples(RAW, st.sampled_from([".txt", ".html", ".csv"]), st.sampled_from([*PACK])), max_size=8))
def test_any_bytes_are_one_row_a_file(files: list[tuple[bytes, str, str]]) -> None:
    with TemporaryDirectory() as folder_name:
        raw = Path(folder_name)
        for number, (content, suffix, packing) in enumerate(files):
            (raw / f"{number}{suffix}{packing}").write_bytes(PACK[packing](content))
        frame = documents_in(raw)
    check_documents(frame)
    assert len(frame) == len(files)


@settings(max_examples=150)
@given(st.lists(LINE, max_size=8), st.sampled_from([*PACK]), st.integers(1, 4_000))
def test_any_lines_are_one_row_a_line(lines: list[bytes], packing: str, part_bytes: int) -> None:
    content = b"\n".join(line.replace(b"\n", b" ") for line in lines)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16: its lines end elsewhere
        content = b"{" + content
    with TemporaryDirectory() as folder_name:
        raw = Path(folder_name)
        (raw / f"a.jsonl{packing}").write_bytes(PACK[packing](content))
        frame = documents_in(raw, part_bytes=part_bytes)
    check_documents(frame)
    documents_in_it = sum(bool(line.strip()) for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    assert len(frame) == max(1, documents_in_it)


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["a.txt.gz", "a.jsonl.gz", "a.html.zst", "a.jsonl.zst", "a.jsonl"]))
def test_nothing_raises_whatever_a_packed_file_holds(content: bytes, name: str) -> None:
    with TemporaryDirectory() as folder_name:
        (Path(folder_name) / name).write_bytes(content)
        frame = documents_in(Path(folder_name))
    check_documents(frame)
    assert len(frame) >= 1


def test_the_samples_are_read() -> None:
    frame = documents_in(ROOT / "data" / "raw")
    check_documents(frame)
    assert set(frame["media"]) == {"text", "html"}
    assert frame.select("path", "reason").drop_nulls().rows() == [
        ("harbour-courier/2025-03-09/sunday-placeholder.txt", "empty")
    ]
