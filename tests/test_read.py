"""Raw files become documents: one row each, whatever is wrong with them."""

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
from tasks.reading.decode import Decoded, Refusal, decode_bytes
from tasks.reading.read import DOCUMENTS, is_raw, outlet_folder, read_documents

PACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": partial(gzip.compress, mtime=0),
    ".zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def read(raw: Path, **limits: int) -> pl.DataFrame:
    """All files of a folder, as one frame."""
    names = sorted(str(path.relative_to(raw)) for path in raw.rglob("*") if path.is_symlink() or not path.is_dir())
    return pl.concat([DOCUMENTS.to_frame(), *read_documents(raw, names, **limits)])


def one(raw: Path, name: str, content: bytes, **limits: int) -> dict[str, object]:
    """The only document of a file with this content."""
    (raw / name).parent.mkdir(parents=True, exist_ok=True)
    (raw / name).write_bytes(content)
    return pl.concat(read_documents(raw, [name], **limits)).row(0, named=True)


def sound(frame: pl.DataFrame) -> None:
    """What holds of every frame of documents."""
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
    row = one(tmp_path, f"owl/2025/03/a.TXT{packing.upper()}", PACK[packing]("Rain fell.\r\nÄpfel".encode()))
    assert row["path"] == f"owl/2025/03/a.TXT{packing.upper()}"
    assert (row["folder"], row["media"], row["encoding"]) == ("owl", "text", "utf-8")
    assert (row["text"], row["raw"]) == ("Rain fell.\r\nÄpfel", "Rain fell.\r\nÄpfel".encode())
    page = one(tmp_path, f"a.htm{packing}", PACK[packing](b"<p>Rain fell.</p>"))
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
    frame = read(tmp_path)
    sound(frame)
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
    "nul.txt": (b"Rain\x00fell here on Tuesday.", "binary"),
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
def test_what_is_no_text_is_refused_with_its_reason_and_its_bytes(tmp_path: Path, name: str) -> None:
    content, reason = REFUSED[name]
    row = one(tmp_path, name, content)
    assert (row["reason"], row["text"]) == (reason, None)
    assert row["detail"]
    kept = {"empty.txt.gz": b"", "blank.jsonl": b"", "packed-twice.txt.gz": PACK[".gz"](b"Rain fell.")}
    assert row["raw"] == kept.get(name, content)


def test_all_refused_files_make_one_row_each(tmp_path: Path) -> None:
    for name, (content, _) in REFUSED.items():
        (tmp_path / name).write_bytes(content)
    frame = read(tmp_path)
    sound(frame)
    assert len(frame) == len(REFUSED)


def test_what_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "ours.txt").write_bytes(b"Rain fell.")
    names = ["dangling.txt", "loop.txt", "folder.txt", "pipe.txt", "vanished.jsonl.gz", "ours.txt"]
    frame = pl.concat(read_documents(tmp_path, names))
    sound(frame)
    assert frame["reason"].to_list() == ["unreadable"] * 5 + [None]
    assert set(frame["raw"][:5]) == {b""}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Rain fell.")
    (tmp_path / "a.txt").chmod(0)
    assert read(tmp_path)["reason"].to_list() == ["unreadable"]


def test_a_name_that_is_no_utf8_is_a_path_all_the_same(tmp_path: Path) -> None:
    name = os.fsdecode(b"owl-\xff/a.txt")
    row = one(tmp_path, name, b"Rain fell.")
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
    frame = read(tmp_path)
    sound(frame)
    *good, bad = frame.rows(named=True)
    assert len(good) > 1_000
    assert [row["text"] for row in good] == [json.loads(line)["text"] for line in lines[: len(good)]]
    assert (bad["path"], bad["reason"], bad["raw"]) == (f"a.jsonl{packing}", "damaged", broken[ending])


def test_archives_of_several_members_are_read_whole(tmp_path: Path) -> None:
    for packing in (".gz", ".zst"):
        (tmp_path / f"a.txt{packing}").write_bytes(PACK[packing](b"Rain ") + PACK[packing](b"fell."))
    assert read(tmp_path)["text"].to_list() == ["Rain fell."] * 2


def test_a_document_above_the_limit_is_too_large_and_kept(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "' + b"a" * 5_000 + b'"}\n{"text": "Rain fell."}\n')
    (tmp_path / "b.txt").write_bytes(b"b" * 5_000)
    (tmp_path / "c.bin").write_bytes(b"c" * 5_000)
    frame = read(tmp_path, document_bytes=4_000)
    sound(frame)
    assert frame["reason"].to_list() == ["too_large", None, "too_large", "unsupported"]
    assert frame["raw"].bin.size().to_list() == [5_012, 22, 5_000, 0]
    assert "too many bytes" in frame["detail"][3]


def test_of_a_line_too_long_to_hold_nothing_is_kept_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.reading.read.KEPT", 3_000)
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "' + b"a" * 9_000 + b'"}\n{"text": "Rain fell."}\n')
    (tmp_path / "b.jsonl").write_text('{"text": "' + "a" * 9_000 + '"}\n{"text": "Rain fell."}', "utf-16")
    (tmp_path / "c.txt").write_bytes(b"c" * 9_000)
    frame = read(tmp_path)
    sound(frame)
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
        "from tasks.reading.read import documents\n"
        "before = getrusage(RUSAGE_SELF).ru_maxrss\n"
        "part, = documents(Path(sys.argv[1]), sys.argv[2:])\n"
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


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("a.txt", None),
        ("2025/03/a.txt", None),
        ("owl/2025/2025-03-05/03/20250305/2025_03/W09/2025-W09/2025-03-05T10/month=03/a.txt", "owl"),
        ("owl/news24/a.txt", "news24"),
        ("owl/2025/3sat/a.txt", "3sat"),
        ("owl/march/1/a.txt", "march"),
    ],
)
def test_the_nearest_folder_that_is_no_date_names_the_source(name: str, nearest: str | None) -> None:
    assert outlet_folder(name) == nearest


def test_names_that_are_read() -> None:
    kinds = (".txt", ".html", ".htm", ".jsonl", ".ndjson")
    assert all(is_raw(f"a/B{kind.upper()}{packing.upper()}") for kind in kinds for packing in PACK)
    assert not any(map(is_raw, ["a.pdf", "a.gz", "txt", "a.txt.bz2", "a.txt.gz.zst", "a.tar.gz", "a.txt~"]))


NEWS = {
    "ru": (
        "Жители посёлка Верхняя Сосновка третий день остаются без воды. Авария произошла в ночь на вторник, "
        "сообщили в администрации. Мы работаем круглосуточно, сказал глава службы Пётр Лазарев."
    ),
    "uk": (
        "Мешканці селища Верхня Соснівка третій день залишаються без води. Аварія сталася в ніч на вівторок, "
        "повідомили в адміністрації. Ми працюємо цілодобово, сказав Петро Їжакевич."
    ),
    "el": (
        "Οι κάτοικοι του χωριού Κάτω Πεύκο παραμένουν για τρίτη ημέρα χωρίς νερό. Η βλάβη στο δίκτυο "
        "σημειώθηκε τη νύχτα της Τρίτης, είπε ο δήμος. «Εργαζόμαστε όλο το εικοσιτετράωρο», δήλωσε ο "
        "δήμαρχος."
    ),
    "tr": (
        'Yukarı Çamlık köyünün sakinleri üç gündür susuz. Arıza, salı gecesi su şebekesinde meydana geldi. '
        'Belediye başkanı Şükrü Öztürk, "Günde yirmi dört saat çalışıyoruz" dedi. Onarım cuma günü bitecek.'
    ),
    "pl": (
        "Mieszkańcy wsi Górne Świerki od trzech dni nie mają wody. Do awarii wodociągu doszło w nocy na "
        "wtorek, poinformował urząd gminy. Pracujemy przez całą dobę, powiedział wójt Paweł Łazarski. Źródło "
        "bije obok."
    ),
    "cs": (
        "Obyvatelé obce Horní Smrčina jsou už třetí den bez vody. K havárii došlo v noci na úterý, oznámil "
        "obecní úřad. Pracujeme nepřetržitě, řekl starosta Petr Říha. Oprava má být hotová do pátku, dodal."
    ),
    "de": (
        "Die Bewohner von Oberfichtenau sind seit drei Tagen ohne Wasser. Der Rohrbruch ereignete sich in "
        "der Nacht zum Dienstag, teilte die Gemeinde mit. Die Straße bleibt für Lkw gesperrt, sagte Jörg "
        "Lässig."
    ),
    "fr": (
        "Les habitants de Sapins-le-Haut sont privés d'eau depuis trois jours. La rupture s'est produite "
        "dans la nuit de lundi à mardi, a annoncé la mairie. « Nous travaillons jour et nuit », a déclaré "
        "Hélène Garçon."
    ),
    "sv": (
        "Invånarna i Övre Granås är utan vatten för tredje dagen. Ledningen brast natten till tisdagen, "
        "uppger kommunen. Vi arbetar dygnet runt, säger kommunalrådet Åsa Löfgren."
    ),
    "fi": (
        "Ylä-Kuusiston asukkaat ovat olleet kolme päivää ilman vettä. Putki katkesi tiistain vastaisena yönä, "
        "kunta kertoi. Työtä tehdään yötä päivää, sanoi Päivi Hämäläinen."
    ),
    "sl": (
        "Prebivalci Zgornje Smreke so že tretji dan brez vode. Cev je počila v noči na torek, je sporočila "
        "občina. Delamo noč in dan, je dejal župan Žiga Česen."
    ),
    "lv": (
        "Augšegļu ciema iedzīvotāji jau trešo dienu ir bez ūdens. Caurule pārplīsa naktī uz otrdienu, paziņoja "
        "pašvaldība. Mēs strādājam dienu un nakti, teica Jānis Bērziņš."
    ),
    "ar": (
        "يعيش سكان قرية الصنوبر العليا بلا ماء لليوم الثالث على التوالي. ووقع العطل في شبكة المياه ليلة "
        "الثلاثاء، حسبما أعلنت البلدية. ومن المتوقع أن ينتهي الإصلاح يوم الجمعة."
    ),
    "he": (
        "תושבי הכפר אורן עילי נמצאים זה היום השלישי ללא מים. התקלה אירעה בלילה שבין שני לשלישי, הודיעה "
        "המועצה. אנחנו עובדים מסביב לשעון, אמר ראש המועצה."
    ),
    "ja": (
        "上松村の住民は三日間、水のない生活を続けている。水道管の破損は火曜日の未明に起きたと村役場が発表した"
        "。「昼夜を問わず作業している」と村長の山田太郎さんは話した。復旧は金曜日になる見通しだ。"
    ),
    "zh": (
        "上松村的居民已经三天没有自来水了。镇政府表示，水管破裂发生在星期二凌晨。“我们正在日夜抢修，”村长王大"
        "明说。预计星期五可以恢复供水。"
    ),
    "tw": (
        "上松村的居民已經三天沒有自來水了。鎮公所表示，水管破裂發生在星期二凌晨。「我們正在日夜搶修，」村長王"
        "大明說。預計星期五可以恢復供水。"
    ),
    "ko": (
        "윗솔마을 주민들이 사흘째 물 없이 지내고 있다. 수도관 파손은 화요일 새벽에 일어났다고 마을 사무소가 "
        "밝혔다. 박철수 이장은 밤낮없이 일하고 있다고 말했다."
    ),
    "th": (
        "ชาวบ้านหมู่บ้านสนบนไม่มีน้ำประปาใช้เป็นวันที่สาม ท่อประปาแตกเมื่อคืนวันอังคาร "
        "เทศบาลแจ้งว่ากำลังซ่อมแซมตลอดยี่สิบสี่ชั่วโมง คาดว่าจะแล้วเสร็จในวันศุกร์"
    ),
}  # fmt: skip
LEGACY = {
    "ru": ["cp1251", "koi8-r", "iso8859-5", "cp866"], "uk": ["cp1251", "koi8-u"], "el": ["cp1253", "iso8859-7"],
    "tr": ["cp1254", "iso8859-9"], "pl": ["cp1250", "iso8859-2"], "cs": ["cp1250", "iso8859-2"],
    "de": ["cp1252", "iso8859-1"], "fr": ["cp1252"], "sv": ["cp1252"],
    "fi": ["cp1252"], "sl": ["cp1250", "iso8859-2"], "lv": ["cp1257"], "ar": ["cp1256"], "he": ["cp1255"],
    "ja": ["cp932", "shift_jis", "euc-jp", "iso2022-jp"], "zh": ["gb18030", "gbk"], "tw": ["big5"],
    "ko": ["cp949", "euc-kr"], "th": ["cp874"],
}  # fmt: skip
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-32"]


@pytest.mark.parametrize(("language", "codec"), [(lang, codec) for lang in LEGACY for codec in LEGACY[lang] + UNICODE])
def test_every_encoding_comes_back(language: str, codec: str) -> None:
    text = NEWS[language]
    assert decode_bytes(text.encode(codec))[0] == text
    assert decode_bytes((text * 40).encode(codec))[0] == text * 40


@pytest.mark.parametrize(("text", "codec"), [
    ("BMW ruft Autos zurück, wie am Dienstag zu erfahren war.", "cp1252"),
    ("ID3 für alle: die Stadt verteilt Fahrscheine.", "cp1252"),
    ("Le maire a déclaré qu’il était là.", "cp1252"),
    ("© 2024", "cp1252"),
    ("Deszcz padał całą noc, mówią mieszkańcy.", "cp1250"),
    ("Дождь прошёл.", "koi8-r"),
    ("昨天夜裡下了一場大雨，喬治‧王說。", "cp950"),
    ("昨天夜裡下了一場大雨，阿𡃁說。", "big5hkscs"),
    ("昨天夜里下了一场大雨。", "gb18030"),
    ("Rain fell. " * 90_000 + "The café was dry.", "cp1252"),
])  # fmt: skip
def test_however_it_begins_and_however_little_tells(text: str, codec: str) -> None:
    assert decode_bytes(text.encode(codec))[0] == text


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "iso8859-5"])
@pytest.mark.parametrize("script", ["<script>{}</script>", "<style>{}</style>", "<p data-x='{}'>", "<script>{}"])
def test_of_a_page_only_what_is_seen_tells_its_encoding(codec: str, script: str) -> None:
    code = 'if (a.b) { c("d-e"); } ' * 900
    page = f"<p>{NEWS['ru']}</p>{script.format(code)}"
    assert decode_bytes(page.encode(codec), html=True)[0] == page
    unseen = f"<p>Rain fell.</p><script>{NEWS['ru']}</script>"
    assert decode_bytes(unseen.encode(codec), html=True)[0] == unseen


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_nuls(codec: str) -> None:
    assert decode_bytes(NEWS["de"].encode(codec)) == Decoded(NEWS["de"], codec)


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("iso-8859-1", "cp1252", "„Straße“ – kurz"),
        ("windows-1251", "cp1251", "Да"),
        ("x-sjis", "cp932", "村①"),
        ("EUC-KR", "cp949", "똠방"),
        ("gb2312", "gb18030", "镕"),
        ("windows-874", "cp874", "ข่าว"),
        ("x-mac-cyrillic", "mac_cyrillic", "Да"),
        ("iso-8859-15", "iso8859-15", "5 € für Œuvres"),
    ],
)
@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="{}">',
        "<META http-equiv=Content-Type content='text/html; charset={}'>",
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
def test_a_page_means_by_its_label_what_browsers_understand(label: str, codec: str, text: str, head: str) -> None:
    page = f"{head.format(label)}<p>{text}</p>"
    assert decode_bytes(page.encode(codec), html=True)[0] == page


def test_a_label_that_is_wrong_or_unknown_does_no_harm() -> None:
    page = "<meta charset=iso-8859-1><p>Äpfel</p>"
    assert decode_bytes(page.encode(), html=True) == Decoded(page, "utf-8")
    for label in ("utf-8", "hex", "punycode", "nonsense"):
        page = f"<meta charset={label}><p>{NEWS['ru']}</p>"
        assert decode_bytes(page.encode("cp1251"), html=True) == Decoded(page, "cp1251")


def test_bytes_that_stray_into_utf8_are_kept_and_told() -> None:
    raw = NEWS["de"].encode() + b" \x93So\x94 \x81 " + NEWS["ru"].encode()
    assert decode_bytes(raw) == Decoded(f"{NEWS['de']} “So” \x81 {NEWS['ru']}", "utf-8, 3 stray bytes as windows-1252")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "gb18030"])
def test_a_last_character_cut_short_is_told(codec: str) -> None:
    page = f"<meta charset={codec}>{NEWS['zh']}"
    cut = (page + "水").encode(codec)[:-1]
    assert decode_bytes(cut, html=True) == Decoded(page + "\ufffd", f"{codec}, last character cut short")


def test_a_last_letter_of_a_legacy_text_is_no_stump() -> None:
    assert decode_bytes(b"Rain fell on the caf\xe9") == Decoded("Rain fell on the café", "cp1252")


def test_what_no_encoding_fits_is_refused() -> None:
    refusal = decode_bytes(bytes(byte | 0x80 for byte in sha256(b"noise").digest() * 9))
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "undecodable"


@pytest.mark.parametrize("raw", [b"\x81", b"\x81\x8d", b"\x9d\n", b"\xff" * 9, b"\n\x81 \n"])
def test_a_few_bytes_without_a_letter_are_judged_too(raw: bytes) -> None:
    assert isinstance(decode_bytes(raw), Decoded | Refusal)


def test_half_a_surrogate_pair_in_json_is_told(tmp_path: Path) -> None:
    row = one(tmp_path, "a.jsonl", b'{"text": "Rain \\ud83d fell \\ud83d\\ude00", "title": "\\udc00"}')
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


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(RAW, st.sampled_from([".txt", ".html", ".csv"]), st.sampled_from([*PACK])), max_size=8))
def test_any_bytes_are_one_row_a_file(files: list[tuple[bytes, str, str]]) -> None:
    with TemporaryDirectory() as folder_name:
        raw = Path(folder_name)
        for number, (content, suffix, packing) in enumerate(files):
            (raw / f"{number}{suffix}{packing}").write_bytes(PACK[packing](content))
        frame = read(raw)
    sound(frame)
    assert len(frame) == len(files)


@settings(deadline=None, max_examples=150)
@given(st.lists(LINE, max_size=8), st.sampled_from([*PACK]), st.integers(1, 4_000))
def test_any_lines_are_one_row_a_line(lines: list[bytes], packing: str, part_bytes: int) -> None:
    content = b"\n".join(line.replace(b"\n", b" ") for line in lines)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16: its lines end elsewhere
        content = b"{" + content
    with TemporaryDirectory() as folder_name:
        raw = Path(folder_name)
        (raw / f"a.jsonl{packing}").write_bytes(PACK[packing](content))
        frame = read(raw, part_bytes=part_bytes)
    sound(frame)
    documents_in_it = sum(bool(line.strip()) for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    assert len(frame) == max(1, documents_in_it)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["a.txt.gz", "a.jsonl.gz", "a.html.zst", "a.jsonl.zst", "a.jsonl"]))
def test_nothing_raises_whatever_a_packed_file_holds(content: bytes, name: str) -> None:
    with TemporaryDirectory() as folder_name:
        (Path(folder_name) / name).write_bytes(content)
        frame = read(Path(folder_name))
    sound(frame)
    assert len(frame) >= 1


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip), st.sampled_from(UNICODE))
def test_unicode_comes_back(text: str, codec: str) -> None:
    assert (
        decode_bytes("x".encode(codec) + text.encode(codec.removesuffix("-sig")).removeprefix("".encode(codec)))[0]
        == "x" + text
    )


@pytest.mark.corpus
def test_a_corpus_is_read(corpus: Path) -> None:
    frame = read(corpus)
    sound(frame)
    assert not frame.is_empty()
