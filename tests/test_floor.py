"""The quality on our own cases, pinned: it may rise, and then the floor rises with it."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from tests.test_cases import CASES, FIELDS, load, milled

FLOOR = Path(__file__).parent / "floor.toml"


def f1(found: list[str], wanted: list[str]) -> float:
    """Of two bags of words."""
    shared = (Counter(found) & Counter(wanted)).total()
    return 2 * shared / (len(found) + len(wanted)) if found or wanted else 1.0


def test_quality_stays_above_the_floor(tmp_path: Path) -> None:
    bodies, fields = [], []
    for file in CASES:
        case = load(file)
        articles = milled(tmp_path / file.stem, case["file"], case["raw"])["articles"]
        article = articles.row(0, named=True) if articles.height else {}
        bodies.append(f1((article.get("body") or "").split(), " ".join(case["body"]).split()))
        fields += [(article.get(name) or None) == (case[name] or None) for name in FIELDS if name in case]
    measured = {"body_f1": sum(bodies) / len(bodies), "fields_right": sum(fields) / len(fields)}
    floor = tomllib.loads(FLOOR.read_text("utf-8"))
    for name, value in measured.items():
        assert value >= floor[name], f"{name} fell from {floor[name]} to {value:.4f}"
        assert value < floor[name] + 0.001, f"{name} rose to {value:.4f}: raise its floor, in {FLOOR.name}"
