"""What newsmill learns of outlets from run to run, and what of their text that costs.

::

    python -m bench.learning

Mills made-up outlets that no rule knows, some texts a day. For each piece of furniture it prints from which document
that carries it, and from which run, it is cut every time; and how often it is cut if each day is milled by itself. For
text that recurs but is not furniture, it prints how much is lost to repetition.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import polars as pl

from bench.markdown import align_table
from flows.mill import mill_folder

FIRST = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
RUNS, A_RUN = 24, 5  # runs, and articles of the outlet of all sorts in each

WORDS = re.findall(
    r"\w+",
    "the of and to in that for it was on are with as his they at one have this from had not but some what there we "
    "out other were all your when up use word how said an each which do their time will way about many then them "
    "harbour ferry council bridge lantern island keeper morning school market village river window garden winter",
)
TOWNS = ("Port Elm", "Saltgate", "Odmar", "Nordhafen", "Gannet Rock", "Mill Cross")

# Furniture, by what it is: its lines.
LEGAL = (
    "Reproduction of any of this in whole or in part, in print or on any other carrier, takes the written leave of the "
    "editor and of the paper's owners, who may ask a fee for it.",
)
INSERT = (
    "Our Friday letter brings the week on the island to your inbox, with three good reads for the boat.",
    "Get it",
)
FOOTER = ("The Islander", "Made by its readers on an old press in the cellar of the town hall", "4 Quay Row, Port Elm")
BIOS = {
    "often": "Ines Korvald writes about boats and the people who mend them, and has lived on the quay for years.",
    "seldom": "Armin Muster reports on schools and on the council, and once taught sums at the old grammar school.",
}

# Text that recurs, by what it is.
ANONYMOUS = "The names of the two children have been changed, and that of the street, since the court asked for it."
CLOSING = "The trial continues."
BACKGROUND = (
    "The ferry line was founded in 1911 by two brothers from Odmar, went bankrupt twice, and has belonged to the "
    "council since the winter in which the ice carried away the old pier and everything that was moored to it."
)
OPENING = "Good morning, here is the weather."
REFRAIN = ("Haul her up and tip her over,", "Mud is all the gold I know.")


Lines = tuple[str, ...]


class Text(NamedTuple):
    """A text, and which of its lines recur in others, by what they are."""

    lines: list[str]
    recurring: dict[str, Lines]


@dataclass(frozen=True, slots=True)
class Document:
    """A raw file, and what some of its lines are."""

    path: str
    lines: list[str]
    furniture: dict[str, Lines]
    recurring: dict[str, Lines]  # lines of its text that recur in others


class Learned(NamedTuple):
    """When a piece of furniture was learned: from there on it was cut every time."""

    document: str  # the number of the document that carries it; – if it was never learned
    run: str
    cut: str  # how often it was cut in all


def make_days() -> list[list[Document]]:
    """Make up the articles of each run, of all outlets."""
    chance = random.Random(0)
    return [[*some, *others] for some, others in zip(make_islander_days(chance), make_other_days(chance), strict=True)]


def make_islander_days(chance: random.Random) -> Iterator[list[Document]]:
    """Make up the articles of each run of an outlet with articles of all sorts."""
    story = [make_headline(chance), *make_prose(chance, 7)]
    song = [line for _ in range(4) for line in (make_headline(chance) + ",", make_headline(chance) + ",", *REFRAIN)]
    for run in range(RUNS):
        made = []
        for place in range(A_RUN):
            text = make_islander_text(chance, run, place, story, song)
            made.append(add_furniture(f"islander/2031-05/{run:02}/{place}.txt", text, chance, place))
        yield made


def make_islander_text(chance: random.Random, run: int, place: int, story: list[str], song: list[str]) -> Text:
    """Make up an article: its sort depends on its place in the run, and on the run."""
    lines = [make_headline(chance), *make_prose(chance, chance.randint(4, 8))]
    match place, run % 6:
        case 0, _:
            return make_weather(chance)
        case 1, 1:
            return make_standings(chance, run)
        case 1, 3 | 5:
            lines[3:3] = [BACKGROUND]
            return Text(lines, {"background of a series, 1 of 15": (BACKGROUND,)})
        case 2, 0 | 3:
            return Text([*lines, CLOSING], {"closing sentence, 1 of 15": (CLOSING,)})
        case 2, 1 | 4:
            lines[3:3] = [ANONYMOUS]
            return Text(lines, {"disclaimer in the text, 1 of 15": (ANONYMOUS,)})
        case 3, 2 | 5:
            again = [*story[:-1], *make_prose(chance, 1), story[-1]]
            return Text(again, {"story told again, a paragraph new": tuple(story[1:])})
        case 3, 4:
            around = [make_headline(chance), *make_prose(chance, 1), *song, *make_prose(chance, 2)]
            return Text(around, {"song printed again, with its refrain": tuple(song)})
    return Text(lines, {})


def make_other_days(chance: random.Random) -> Iterator[list[Document]]:
    """Make up the articles of each run of outlets with one sort of article, and of a story that many carry."""
    live, wire = [make_headline(chance)], [make_headline(chance), *make_prose(chance, 6)]
    for run in range(RUNS):
        forecast, results = make_weather(chance), make_standings(chance, run)
        live += make_prose(chance, 1)
        brief = [make_headline(chance), *make_prose(chance, 1), *LEGAL]
        known = (BACKGROUND,) if run % 2 else ()
        series = [make_headline(chance), *make_prose(chance, 3), *known, *make_prose(chance, 3)]
        yield [
            Document(f"weather/{run:02}.txt", forecast.lines, {}, _of_one_column(forecast.recurring)),
            Document(f"league/{run:02}.txt", results.lines, {}, _of_one_column(results.recurring)),
            Document(f"live/{run:02}.txt", [*live], {}, {"live story, a paragraph more a day": tuple(live[1:])}),
            Document(f"series/{run:02}.txt", series, {}, _of_one_column({"background of a series, 1 of 2": known})),
            Document(f"briefs/{run:02}.txt", brief, {"legal line under briefs of its length": LEGAL}, {}),
            *(
                Document(f"outlet-{number}/{run:02}.txt", [*wire], {}, {"wire story in 3 outlets": tuple(wire[1:])})
                for number in range(3 if run < 4 else 0)
            ),
        ]


def _of_one_column(recurring: dict[str, Lines]) -> dict[str, Lines]:
    return {f"{name}; a source of its own": lines for name, lines in recurring.items()}


def make_weather(chance: random.Random) -> Text:
    """Make up a column that opens in the same words each day, and has a table."""
    rows = tuple(f"{town} {chance.randint(2, 19)} °C, {chance.choice(['rain', 'sun'])}" for town in TOWNS)
    lines = [make_headline(chance), OPENING, *make_prose(chance, 3), *rows, *make_prose(chance, 1)]
    return Text(lines, {"opening of a daily column": (OPENING,), "rows of a weather table": rows})


def make_standings(chance: random.Random, run: int) -> Text:
    """Make up a report with a table of results under a head."""
    rows = tuple(f"{town} {12 + run} {chance.randint(1, 9)} 3 2 {chance.randint(9, 40)}" for town in TOWNS)
    lines = [make_headline(chance), *make_prose(chance, 4), "Standings", *rows, *make_prose(chance, 1)]
    return Text(lines, {"head of a results table": ("Standings",), "rows of a results table": rows})


def add_furniture(path: str, text: Text, chance: random.Random, place: int) -> Document:
    """Put around a text, and into it, what the outlet of all sorts puts there."""
    lines = text.lines
    furniture = {"legal line, 1 of 1": LEGAL, "footer of 3 lines, 1 of 1": FOOTER}
    middle = len(lines) // 2
    if chance.random() < 0.5 and len(lines) > 4:
        furniture["insert in mid-article, 1 of 2"] = INSERT
        lines = [*lines[:middle], *INSERT, *lines[middle:]]
    if place == 4:
        furniture["bio, 1 of 5"] = (BIOS["often"],)
        lines = [*lines, BIOS["often"]]
    elif place == 2 and chance.random() < 0.5:
        furniture["bio, 1 of 10"] = (BIOS["seldom"],)
        lines = [*lines, BIOS["seldom"]]
    return Document(path, [*lines, *LEGAL, *FOOTER], furniture, text.recurring)


def make_headline(chance: random.Random) -> str:
    """Make up some words without an end."""
    return " ".join(chance.choices(WORDS, k=chance.randint(6, 9))).capitalize()


def make_prose(chance: random.Random, paragraphs: int) -> list[str]:
    """Make up paragraphs of one or two sentences."""
    return [
        " ".join(
            " ".join(chance.choices(WORDS, k=chance.randint(12, 25))).capitalize() + "."
            for _ in range(chance.randint(1, 2))
        )
        for _ in range(paragraphs)
    ]


def mill_days(days: list[list[Document]], home: Path, *, remember: bool) -> pl.DataFrame:
    """Mill all days in turn, or each by itself, and give what was cut: ``path``, ``text``, ``role``, ``evidence``."""
    cuts = []
    for number, documents in enumerate(days):
        folder = home / ("all" if remember else str(number))
        for document in documents:
            file = folder / "raw" / document.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n\n".join(document.lines), "utf-8")
        snapshot = mill_folder(folder / "raw", folder / "out", as_of=FIRST + timedelta(days=number)).snapshot
        articles = pl.read_parquet(snapshot / "articles" / "*.parquet", columns=["article_id", "path", "run_id"])
        removals = pl.read_parquet(snapshot / "removals" / "*.parquet")
        of_run = articles.filter(pl.col("run_id") == pl.col("run_id").max())
        cuts.append(removals.join(of_run, on="article_id").select("path", "text", "role", "evidence"))
    return pl.concat(cuts)


def find_learned(days: list[list[Document]], cuts: pl.DataFrame) -> dict[str, Learned]:
    """Say from when on each piece of furniture was cut."""
    gone = set(cuts.select("path", "text").iter_rows())
    seen: dict[str, list[tuple[int, bool]]] = {}
    for run, documents in enumerate(days, start=1):
        for document in documents:
            for name, lines in document.furniture.items():
                is_cut = all((document.path, line) in gone for line in lines)
                seen.setdefault(name, []).append((run, is_cut))
    return {name: _learned_from(carriers) for name, carriers in seen.items()}


def _learned_from(carriers: list[tuple[int, bool]]) -> Learned:
    """When a piece was learned, by the run of each document that carries it, and whether it was cut there."""
    missed = [number for number, (_, is_cut) in enumerate(carriers) if not is_cut]
    first = missed[-1] + 1 if missed else 0  # the first after which none was missed
    cut = f"{len(carriers) - len(missed)} of {len(carriers)}"
    return Learned(str(first + 1), str(carriers[first][0]), cut) if first < len(carriers) else Learned("–", "–", cut)


def count_lost(days: list[list[Document]], cuts: pl.DataFrame) -> dict[str, Counter[str]]:
    """Count for each kind of text that recurs: its ``lines``, those cut as ``repeated``, and those ``otherwise``."""
    by_repetition = {(path, text): "repeated" in (role, evidence) for path, text, role, evidence in cuts.iter_rows()}
    lost: dict[str, Counter[str]] = {}
    for document in (document for documents in days for document in documents):
        furniture = {line for lines in document.furniture.values() for line in lines}
        recurring = {line for lines in document.recurring.values() for line in lines}
        others = tuple(line for line in document.lines[1:] if line not in furniture | recurring)
        for name, lines in (*document.recurring.items(), ("all other text", others)):
            ways = [by_repetition.get((document.path, line)) for line in lines]
            counts = {"lines": len(ways), "repeated": ways.count(True), "otherwise": ways.count(False)}
            lost.setdefault(name, Counter()).update(counts)
    return lost


@contextmanager
def judge_nothing() -> Iterator[Callable[[Path], list[Any]]]:
    """Take the gate's place and judge nothing: learning needs no judged tables, and the gate takes seconds a run."""
    yield lambda snapshot: []


def main() -> None:
    """Mill, and print the tables."""
    days = make_days()
    with tempfile.TemporaryDirectory(prefix="newsmill-bench-") as folder, patch("flows.mill.warm_gate", judge_nothing):
        cuts = mill_days(days, Path(folder) / "kept", remember=True)
        cuts_alone = mill_days(days, Path(folder) / "alone", remember=False)
    learned, alone = find_learned(days, cuts), find_learned(days, cuts_alone)
    furniture = [(name, *learned[name], alone[name].cut) for name in sorted(learned)]
    head = ("furniture", "from document", "in run", "cut", "cut, days by themselves")
    print(*align_table(head, furniture), sep="\n")
    lost = count_lost(days, cuts)
    recurring = [(name, *map(str, counts.values())) for name, counts in sorted(lost.items())]
    print("", *align_table(("text that recurs", "lines", "lost to repetition", "lost otherwise"), recurring), sep="\n")


if __name__ == "__main__":
    main()
