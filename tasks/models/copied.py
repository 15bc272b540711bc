"""Whether a text looks as if a person copied it: then hardly any short lines are around it, and there is no menu."""

from __future__ import annotations

import polars as pl

from schemas import data


def is_copied() -> pl.Expr:
    """Whether blocks are of a document that looks copied. Takes ``copied``, from ``tasks.cleaning.points``."""
    least: float = data.load("weights/points")["shape"]["copied"]
    return pl.col("copied") > least


def is_copied_text() -> pl.Expr:
    """Whether blocks are of a text that looks copied; never those of a page."""
    return (pl.col("media") == "text") & is_copied()
