"""Folds are the same in every run, and about as large as each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from training.folds import fold_by_crc32, fold_by_md5


@pytest.mark.parametrize("fold_of", [fold_by_md5, fold_by_crc32])
@pytest.mark.parametrize("folds", [2, 3, 5])
def test_every_fold_has_its_share(fold_of: Callable[[str, int], int], folds: int) -> None:
    sizes = Counter(fold_of(f"outlet-{number}.example", folds) for number in range(1000))
    assert sorted(sizes) == list(range(folds))
    assert min(sizes.values()) > 0.8 * 1000 / folds


def test_a_name_keeps_its_fold_for_ever() -> None:
    names = ("islander.example", "owl.example", "", "Straße")
    assert [fold_by_md5(name) for name in names] == [4, 2, 1, 1]
    assert [fold_by_crc32(name) for name in names] == [3, 0, 0, 4]
