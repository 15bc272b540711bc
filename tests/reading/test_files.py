"""The name of a file says whether it is read, and as what."""

from __future__ import annotations

import os

import pytest

from tasks.reading.files import KINDS, PACKINGS, as_text, is_raw, kind_of, weight_of


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("suffix", KINDS)
def test_a_kind_goes_with_each_packing_in_any_case(suffix: str, packing: str) -> None:
    for name in (f"a/b{suffix}{packing}", f"a/B{suffix.upper()}{packing.upper()}"):
        assert kind_of(name) == (KINDS[suffix], PACKINGS[packing])
        assert is_raw(name)


@pytest.mark.parametrize(
    "name", ["a.pdf", "a.gz", "txt", "a.txt.bz2", "a.txt.gz.zst", "a.tar.gz", "a.txt~", "a.txt/b", ".txt"]
)
def test_other_names_are_not_read(name: str) -> None:
    assert kind_of(name) == (None, None)
    assert not is_raw(name)


def test_a_page_weighs_less_than_a_text_of_its_size() -> None:
    assert weight_of(3_000, "html") < weight_of(3_000, "text") == weight_of(3_000, "lines") == weight_of(3_000, None)


def test_a_path_in_a_table_is_text() -> None:
    assert as_text("größe/a.txt") == "größe/a.txt"
    assert as_text(os.fsdecode(b"caf\xe9.txt")) == r"caf\xe9.txt"
