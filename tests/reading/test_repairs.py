"""Characters are mended by kind, and a mended text knows where each of its characters was."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.reading.repairs import SUSPECT, mend_text
from tests.promises import bare

BROKEN = st.lists(
    st.sampled_from(
        [
            "ab", " ", "\u3000", "é", "雨", "&amp;", "&amp;nbsp;", "&nbsp;", "Ã©", "â€”", "Â\xa0", "\xad", "\u200b",
            "\ufeff",
            "ﬁ", "e\u0301", "１", "\u202a", "&#10;", "&such;", "ก\u200bข",
        ]
    ),
    max_size=10,
).map("".join)  # fmt: skip


def kinds_of(text: str) -> tuple[str, list[str]]:
    """A text mended, and the kinds of repairs that it took, each once."""
    mending = mend_text(text)
    return mending.text, sorted(set(mending.kinds))


@pytest.mark.parametrize(
    ("raw", "text", "kinds"),
    [
        ("Ren&eacute; H&amp;ouml;fer", "René Höfer", ["entity"]),
        ("It&amp;amp;rsquo;s over", "It’s over", ["entity"]),
        ("La&nbsp;mer", "La mer", ["entity"]),
        ("Ã‰mile FranÃ§ois â€“ Port-Ã‰lan", "Émile François – Port-Élan", ["mojibake"]),
        ("CafÃƒÂ© MÃƒÂ¼ller", "Café Müller", ["mojibake"]),
        ("Ha\xadfen\xadmeis\xadter", "Hafenmeister", ["invisible"]),
        ("\ufeffTen\u200bnant, \u20664.2\u2069 mil\u2060lion", "Tennant, 4.2 million", ["invisible"]),
        ("the \x07bell", "the bell", ["invisible"]),
        ("ﬁfty-ﬁve oﬃcial ﬂeets", "fifty-five official fleets", ["presentation"]),
        ("１２ boats at Ｐier ３", "12 boats at Pier 3", ["presentation"]),
        ("\ufee3\ufea3\ufee4\ufeaa", "محمد", ["presentation"]),
    ],
)  # fmt: skip
def test_a_text_is_mended(raw: str, text: str, kinds: list[str]) -> None:
    assert kinds_of(raw) == (text, kinds)
    assert pl.Series([raw]).str.contains(SUSPECT).item()


@pytest.mark.parametrize(
    ("text", "code_page"),
    [
        ("Das Gespräch über die Fähre", "latin-1"),
        ("Das Gespräch über die Fähre", "cp1252"),
        ("Zażółcone łodzie w mieście, mówi burmistrz", "cp1250"),
        ("Příliš žluté kotvy u přístavu", "cp1250"),
        ("Паром снова ходит, сказал смотритель порта", "cp1251"),
        ("“Ya no se puede”, dijo el niño", "cp1252"),
    ],
)
def test_utf_8_that_was_read_as_a_code_page_is_mended(text: str, code_page: str) -> None:
    broken = "".join(
        bytes([byte]).decode(code_page)
        if code_page == "latin-1"
        else bytes([byte]).decode(code_page, "ignore") or chr(byte)
        for byte in text.encode()
    )
    assert pl.Series([broken]).str.contains(SUSPECT).item()
    assert kinds_of(broken) == (text, ["mojibake"])


@pytest.mark.parametrize(
    "text", ["Où est l’été, à Noël ?", "Nguyễn Thị Hằng ở Đà Nẵng", "Пётр и Йорген", "がぎぐ", "অর্থোপার্জন", "한국어"]
)
def test_a_letter_and_its_accent_become_one_character(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert kinds_of(apart) == (unicodedata.normalize("NFC", text), ["accent"])
    assert pl.Series([apart]).str.contains(SUSPECT).item()


@pytest.mark.parametrize(
    "text",
    [
        "AT&T", "R&D; &such;", "a < b & c > d", "Ã alone", "Übermut", "“quotes” – and dashes…", "за́мок", "क़लम",
        "می\u200cخواهم", "👩\u200d🚒", "ภาษา\u200bไทย", "東京の気温は１８度", "Різні Сєрі, Рішення", "Ärzte in Ålesund",
    ],
)  # fmt: skip
def test_what_only_looks_broken_stays(text: str) -> None:
    assert mend_text(text).text == text
    assert mend_text(text).kinds == []


def test_a_long_line_that_was_read_in_two_code_pages_is_mended_throughout() -> None:
    one, other = "Die FÃ¤hre fÃ¤hrt wieder, â€œab sofortâ€\x9d. ", "РџСЂРёРІРµС‚, СЃРєР°Р·Р°Р» РєР°РїРёС‚Р°РЅ. "
    assert mend_text(f"{one * 300}{other}").text.count("Die Fähre fährt wieder, “ab sofort”.") == 300


def test_a_soft_hyphen_at_the_end_of_a_line_is_a_hyphen() -> None:
    assert mend_text("Die Dreh\xad", breaks=True).text == "Die Dreh-"
    assert mend_text("Die Dreh\xad").text == "Die Dreh"


def test_nothing_is_left_of_a_text_without_a_visible_character() -> None:
    assert mend_text("&nbsp;\u200b") == ("", None, ["entity", "invisible"], [0, 0])


@given(BROKEN, st.integers(0, 40), st.integers(0, 40))
@example("Ã©é", 0, 0)
def test_pieces_of_a_mended_text_have_all_of_the_raw_text(raw: str, one: int, other: int) -> None:
    raw = raw.strip()
    mending = mend_text(raw)
    if not mending.origin:
        return
    assert len(mending.origin) == len(mending.text) + 1
    assert mending.origin == sorted(mending.origin)
    cuts = sorted({0, len(mending.text), min(one, len(mending.text)), min(other, len(mending.text))})
    pieces = []
    for start, end in pairwise(cuts):
        piece = mending.text[start:end]
        inner = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if piece.strip():
            pieces.append(raw[mending.origin[inner[0]] : mending.origin[inner[1]]])
    assert bare("".join(pieces)) == bare(raw)
    assert all(0 <= place < len(raw) for place in mending.places)
