"""What newsmill learns of outlets from run to run, and what of their text that costs: made-up ones, some texts a day.

For each piece of furniture, in which document that carries it, and in which run, it is first cut, beside what the
same days give when each is milled by itself; and of all text that recurs and is none, how much is lost to repetition.
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
from typing import Any
from unittest.mock import patch

import polars as pl

from bench.speed import table
from flows.mill import mill_folder

FIRST = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
RUNS, A_RUN = 24, 5  # and so many articles in each

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


Text = tuple[list[str], dict[str, tuple[str, ...]]]  # lines, and which of them recur elsewhere, by why


@dataclass(frozen=True, slots=True)
class Document:
    """A raw file, and which of its lines are what."""

    path: str
    lines: list[str]
    furniture: dict[str, tuple[str, ...]]
    hard: dict[str, tuple[str, ...]]  # lines of its text that recur, by why


def days() -> list[list[Document]]:
    """The articles of each run, of all outlets."""
    chance = random.Random(0)
    return [[*some, *others] for some, others in zip(islander(chance), desks(chance), strict=True)]


def islander(chance: random.Random) -> Iterator[list[Document]]:
    """The articles of each run of an outlet of all sorts."""
    story = [headline(chance), *prose(chance, 7)]
    song = [line for _ in range(4) for line in (headline(chance) + ",", headline(chance) + ",", *REFRAIN)]
    for run in range(RUNS):
        made = []
        for place in range(A_RUN):
            text, hard = [headline(chance), *prose(chance, chance.randint(4, 8))], dict[str, tuple[str, ...]]()
            match place, run % 6:
                case 0, _:
                    text, hard = weather(chance)
                case 1, 1:
                    text, hard = standings(chance, run)
                case 1, 3 | 5:
                    text[3:3], hard = [BACKGROUND], {"background of a series, 1 of 15": (BACKGROUND,)}
                case 2, 0 | 3:
                    text, hard = [*text, CLOSING], {"closing sentence, 1 of 15": (CLOSING,)}
                case 2, 1 | 4:
                    text[3:3], hard = [ANONYMOUS], {"disclaimer in the text, 1 of 15": (ANONYMOUS,)}
                case 3, 2 | 5:
                    text = [*story[:-1], *prose(chance, 1), story[-1]]
                    hard = {"story told again, a paragraph new": tuple(story[1:])}
                case 3, 4:
                    text = [headline(chance), *prose(chance, 1), *song, *prose(chance, 2)]
                    hard = {"song printed again, with its refrain": tuple(song)}
            path = f"islander/2031-05/{run:02}/{place}.txt"
            made.append(furnished(path, text, hard, chance, place))
        yield made


def desks(chance: random.Random) -> Iterator[list[Document]]:
    """The articles of each run of outlets of one sort, and of a story that many carry."""
    live, wire = [headline(chance)], [headline(chance), *prose(chance, 6)]
    for run in range(RUNS):
        text, hard = weather(chance)
        table, rows = standings(chance, run)
        live += prose(chance, 1)
        brief = [headline(chance), *prose(chance, 1), *LEGAL]
        known = (BACKGROUND,) if run % 2 else ()
        series = [headline(chance), *prose(chance, 3), *known, *prose(chance, 3)]
        yield [
            Document(f"weather/{run:02}.txt", text, {}, {f"{name}; a source of its own": hard[name] for name in hard}),
            Document(f"league/{run:02}.txt", table, {}, {f"{name}; a source of its own": rows[name] for name in rows}),
            Document(f"live/{run:02}.txt", [*live], {}, {"live story, a paragraph more a day": tuple(live[1:])}),
            Document(
                f"series/{run:02}.txt", series, {}, {"background of a series, 1 of 2; a source of its own": known}
            ),
            Document(f"briefs/{run:02}.txt", brief, {"legal line under briefs of its length": LEGAL}, {}),
            *(
                Document(f"outlet-{number}/{run:02}.txt", [*wire], {}, {"wire story in 3 outlets": tuple(wire[1:])})
                for number in range(3 if run < 4 else 0)
            ),
        ]


def weather(chance: random.Random) -> Text:
    """A column that opens in the same words each day, and a table."""
    rows = tuple(f"{town} {chance.randint(2, 19)} °C, {chance.choice(['rain', 'sun'])}" for town in TOWNS)
    text = [headline(chance), OPENING, *prose(chance, 3), *rows, *prose(chance, 1)]
    return text, {"opening of a daily column": (OPENING,), "rows of a weather table": rows}


def standings(chance: random.Random, run: int) -> Text:
    """A report with a table of results under a head."""
    rows = tuple(f"{town} {12 + run} {chance.randint(1, 9)} 3 2 {chance.randint(9, 40)}" for town in TOWNS)
    text = [headline(chance), *prose(chance, 4), "Standings", *rows, *prose(chance, 1)]
    return text, {"head of a results table": ("Standings",), "rows of a results table": rows}


def furnished(
    path: str, text: list[str], hard: dict[str, tuple[str, ...]], chance: random.Random, place: int
) -> Document:
    """The text with what the outlet puts around it and into it."""
    furniture = {"legal line, 1 of 1": LEGAL, "footer of 3 lines, 1 of 1": FOOTER}
    middle = len(text) // 2
    if chance.random() < 0.5 and len(text) > 4:
        furniture["insert in mid-article, 1 of 2"] = INSERT
        text = [*text[:middle], *INSERT, *text[middle:]]
    if place == 4:
        furniture["bio, 1 of 5"] = (BIOS["often"],)
        text = [*text, BIOS["often"]]
    elif place == 2 and chance.random() < 0.5:
        furniture["bio, 1 of 10"] = (BIOS["seldom"],)
        text = [*text, BIOS["seldom"]]
    return Document(path, [*text, *LEGAL, *FOOTER], furniture, hard)


def headline(chance: random.Random) -> str:
    """Some words without an end."""
    return " ".join(chance.choices(WORDS, k=chance.randint(6, 9))).capitalize()


def prose(chance: random.Random, paragraphs: int) -> list[str]:
    """Paragraphs of one or two sentences."""
    return [
        " ".join(
            " ".join(chance.choices(WORDS, k=chance.randint(12, 25))).capitalize() + "."
            for _ in range(chance.randint(1, 2))
        )
        for _ in range(paragraphs)
    ]


def milled(runs: list[list[Document]], home: Path, *, remember: bool) -> pl.DataFrame:
    """All runs; gives what was cut: ``path``, ``text``, ``role``."""
    cuts = []
    for number, documents in enumerate(runs):
        at = home / ("all" if remember else str(number))
        for document in documents:
            file = at / "raw" / document.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n\n".join(document.lines), "utf-8")
        snapshot = mill_folder(at / "raw", at / "out", as_of=FIRST + timedelta(days=number)).snapshot
        done = pl.read_parquet(snapshot / "articles" / "*.parquet", columns=["article_id", "path", "run_id"])
        removals = pl.read_parquet(snapshot / "removals" / "*.parquet")
        latest = done.filter(pl.col("run_id") == pl.col("run_id").max())
        cuts.append(removals.join(latest, on="article_id").select("path", "text", "role", "evidence"))
    return pl.concat(cuts)


def learned(runs: list[list[Document]], cuts: pl.DataFrame) -> dict[str, tuple[str, str, str]]:
    """For each piece of furniture: the document and the run from which on it was cut, and how often in all."""
    gone = {(path, text) for path, text in cuts.select("path", "text").iter_rows()}
    seen: dict[str, list[tuple[int, bool]]] = {}
    for run, documents in enumerate(runs, start=1):
        for document in documents:
            for name, lines in document.furniture.items():
                is_cut = all((document.path, line) in gone for line in lines)
                seen.setdefault(name, []).append((run, is_cut))
    told = {}
    for name, found in seen.items():
        missed = [place for place, (_, is_cut) in enumerate(found) if not is_cut]
        first = missed[-1] + 1 if missed else 0  # the first after which none was missed
        place = (str(first + 1), str(found[first][0])) if first < len(found) else ("–", "–")
        told[name] = (*place, f"{len(found) - len(missed)} of {len(found)}")
    return told


def lost(runs: list[list[Document]], cuts: pl.DataFrame) -> dict[str, Counter[str]]:
    """For each kind of text that recurs: its lines, those lost to repetition, those lost otherwise."""
    why = {(path, text): "repeated" in (role, by) for path, text, role, by in cuts.iter_rows()}
    told: dict[str, Counter[str]] = {}
    for document in (document for documents in runs for document in documents):
        furniture = {line for lines in document.furniture.values() for line in lines}
        recurring = {line for lines in document.hard.values() for line in lines}
        others = tuple(line for line in document.lines[1:] if line not in furniture | recurring)
        for name, lines in (*document.hard.items(), ("all other text", others)):
            ways = [why.get((document.path, line)) for line in lines]
            found = {"lines": len(ways), "repeated": ways.count(True), "otherwise": ways.count(False)}
            told.setdefault(name, Counter()).update(found)
    return told


@contextmanager
def unjudged() -> Iterator[Callable[[Path], list[Any]]]:
    """In the gate's place: what is learned does not take judged tables, and the gate takes seconds a run."""
    yield lambda snapshot: []


def main() -> None:
    """Mill, and print the tables."""
    runs = days()
    with tempfile.TemporaryDirectory(prefix="newsmill-bench-") as folder, patch("flows.mill.gatekeeper", unjudged):
        kept = milled(runs, Path(folder) / "kept", remember=True)
        alone = milled(runs, Path(folder) / "alone", remember=False)
    one, other = learned(runs, kept), learned(runs, alone)
    of_furniture = [(name, *one[name], other[name][2]) for name in sorted(one)]
    print(*table(("furniture", "from document", "in run", "cut", "cut, days by themselves"), of_furniture), sep="\n")
    of_text = [(name, *(str(count) for count in counts.values())) for name, counts in sorted(lost(runs, kept).items())]
    print("", *table(("text that recurs", "lines", "lost to repetition", "lost otherwise"), of_text), sep="\n")


if __name__ == "__main__":
    main()
