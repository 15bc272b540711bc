"""The folds that models are trained and measured in.

A text is in the fold of its name, on every machine and in every run: that of its publisher, where a model must not have
seen the publisher. Two digests are in use, because the figures in the cards were measured with both: with another one,
publishers change folds, and figures before and after a change of a model can no longer be compared.
"""

from __future__ import annotations

import hashlib
from zlib import crc32

PUBLISHER_FOLDS = 5


def fold_by_md5(name: str, folds: int = PUBLISHER_FOLDS) -> int:
    """The fold of a name, as the figures of the block models count them.

    >>> [fold_by_md5(name) for name in ("owl.example", "islander.example")]
    [2, 4]
    """
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def fold_by_crc32(name: str, folds: int = PUBLISHER_FOLDS) -> int:
    """The fold of a name, as all other figures count them.

    >>> [fold_by_crc32(name) for name in ("owl.example", "islander.example")]
    [0, 3]
    """
    return crc32(name.encode()) % folds
