"""Bytes become the text that was written, whatever its encoding; anything else is refused with a reason."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reading.decode import Decoded, Refusal, decode_bytes, judge_text, replace_lone_surrogates

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
def test_short_and_odd_texts_come_back(text: str, codec: str) -> None:
    assert decode_bytes(text.encode(codec))[0] == text


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "iso8859-5"])
@pytest.mark.parametrize("script", ["<script>{}</script>", "<style>{}</style>", "<p data-x='{}'>", "<script>{}"])
def test_only_the_visible_text_of_a_page_shows_its_encoding(codec: str, script: str) -> None:
    code = 'if (a.b) { c("d-e"); } ' * 900
    page = f"<p>{NEWS['ru']}</p>{script.format(code)}"
    assert decode_bytes(page.encode(codec), html=True)[0] == page
    unseen = f"<p>Rain fell.</p><script>{NEWS['ru']}</script>"
    assert decode_bytes(unseen.encode(codec), html=True)[0] == unseen


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_recognised_by_its_nuls(codec: str) -> None:
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
def test_the_label_of_a_page_is_read_as_browsers_read_it(label: str, codec: str, text: str, head: str) -> None:
    page = f"{head.format(label)}<p>{text}</p>"
    assert decode_bytes(page.encode(codec), html=True)[0] == page


def test_a_wrong_or_unknown_label_does_no_harm() -> None:
    page = "<meta charset=iso-8859-1><p>Äpfel</p>"
    assert decode_bytes(page.encode(), html=True) == Decoded(page, "utf-8")
    for label in ("utf-8", "hex", "punycode", "nonsense"):
        page = f"<meta charset={label}><p>{NEWS['ru']}</p>"
        assert decode_bytes(page.encode("cp1251"), html=True) == Decoded(page, "cp1251")


def test_bytes_that_stray_into_utf8_are_kept_and_noted() -> None:
    raw = NEWS["de"].encode() + b" \x93So\x94 \x81 " + NEWS["ru"].encode()
    assert decode_bytes(raw) == Decoded(f"{NEWS['de']} “So” \x81 {NEWS['ru']}", "utf-8, 3 stray bytes as windows-1252")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "gb18030"])
def test_a_last_character_cut_short_is_noted(codec: str) -> None:
    page = f"<meta charset={codec}>{NEWS['zh']}"
    cut = (page + "水").encode(codec)[:-1]
    assert decode_bytes(cut, html=True) == Decoded(page + "\ufffd", f"{codec}, last character cut short")


def test_the_last_letter_of_a_legacy_text_is_no_stump() -> None:
    assert decode_bytes(b"Rain fell on the caf\xe9") == Decoded("Rain fell on the café", "cp1252")


def test_bytes_that_no_encoding_fits_are_refused() -> None:
    refusal = decode_bytes(bytes(byte | 0x80 for byte in sha256(b"noise").digest() * 9))
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "undecodable"


@pytest.mark.parametrize("raw", [b"\x81", b"\x81\x8d", b"\x9d\n", b"\xff" * 9, b"\n\x81 \n"])
def test_a_few_bytes_without_a_letter_raise_nothing(raw: bytes) -> None:
    assert isinstance(decode_bytes(raw), Decoded | Refusal)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip), st.sampled_from(UNICODE))
def test_unicode_comes_back(text: str, codec: str) -> None:
    assert (
        decode_bytes("x".encode(codec) + text.encode(codec.removesuffix("-sig")).removeprefix("".encode(codec)))[0]
        == "x" + text
    )


@pytest.mark.parametrize(
    ("text", "reason"), [("", "empty"), (" \n\u3000", "empty"), ("a\0b", "binary"), ("\x01" * 9, "binary")]
)
def test_a_decoded_text_may_still_be_refused(text: str, reason: str) -> None:
    refusal = judge_text(text, "utf-8")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason


def test_a_few_control_characters_are_accepted() -> None:
    text = "Rain fell. " * 50 + "\x01"
    assert judge_text(text, "utf-8") == Decoded(text, "utf-8")


def test_whole_surrogate_pairs_are_no_lone_ones() -> None:
    assert replace_lone_surrogates("😀 \udc00\ud83d é") == ("😀 \ufffd\ufffd é", 2)


@pytest.mark.parametrize("stray", ["\0", "\x07", "\0\x01\x02"])
def test_a_few_stray_bytes_do_not_make_a_text_binary(stray: str) -> None:
    text = f"<p>Rain fell.{stray}</p>" * 1 + "<p>It fell all night, and the quay was wet in the morning.</p>" * 2
    assert decode_bytes(text.encode(), html=True) == Decoded(text, "utf-8")
