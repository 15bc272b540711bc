"""Trains the sequence model of names (``tasks/tagger.py``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas import lexicon
from schemas.tables import NAME_KINDS
from tasks import gazetteer, tagger
from tasks.tagger import Weights
from tasks.words import Flags, Words, keys, sums, words

TAGS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
MARKUP = re.compile(r"'{2,}|\*+|=+|\|.*|#")
MARKS = re.compile(r"['\"“”„`]+")
SENTENCE = re.compile(r"\w[.!?][\"'”»]?$")
NAME_LIKE = re.compile(r"[A-ZÀ-ÞĀ-ŽА-ЯЁ][^(),:;/\d]{2,40}")
FULL = re.compile(r"[A-ZÀ-ÞĀ-ŽА-ЯЁ]\S+(?: \S+){0,2} [A-ZÀ-ÞĀ-ŽА-ЯЁ][^\s.]{2,}")
LARGEST_WEIGHT = 6.0  # larger ones are as good as this
CHANGED, FAMILY_ONLY, WITH_ROLE = 0.6, 0.4, 0.25  # how often a name is varied so
TIGHT_BEFORE, TIGHT_AFTER = re.compile(r"^[,.;:!?)\]»”…%]|^['’]s?$"), re.compile(r"[(\[«„“]$")


class Labelled(NamedTuple):
    """Texts, and the names in each: start, end, kind."""

    texts: list[str]
    names: list[list[tuple[int, int, str]]]


def silver(frame: pl.DataFrame, language: str) -> Labelled:
    """Labelled lines of Wikipedia, as running text: sentences, titles, items of lists.

    The silver labels come from links. What is a work or an event by its marks or its words is no organisation; a
    country that is called one is its national team; and without a capital nothing is a name.
    """
    events = re.compile(
        rf"(?i)\b(?:{'|'.join(map(re.escape, lexicon.load('mentions')[language]['events']))})\b|\d{{4}}"
    )
    countries = set(gazetteer.towns().filter(pl.col("population") >= gazetteer.POPULATIONS[-1])["name"])
    texts, names = [], []
    for tokens, tags in frame.filter(pl.col("lang") == language).select("words", "tags").iter_rows():
        text, found, marked, begin, last = "", [], False, -1, ""
        for word, tag in [*zip(tokens, tags, strict=True), ("", "O")]:
            if begin >= 0 and tag[:1] != "I":
                name, kind = text[begin:], TAGS[last[2:]]
                if kind == "organisation" and name in countries:
                    kind = "place"
                unsure = kind == "organisation" and (marked or MARKS.fullmatch(word) or events.search(name))
                if not unsure and name != name.lower():
                    found.append((begin, len(text), kind))
                begin = -1
            if MARKUP.fullmatch(word) or not word:
                marked = True
                continue
            if text and not TIGHT_BEFORE.search(word) and not TIGHT_AFTER.search(text):
                text += " "
            if tag[:1] == "B":
                begin, last = len(text), tag
            elif begin < 0:
                marked = bool(MARKS.fullmatch(word))
            text += word
        texts.append(text)
        names.append(found)
    return Labelled(texts, names)


def running(of: Labelled) -> Labelled:
    """The sentences: lines that end like one, and hold small words beside the names."""
    return chosen(of, [bool(SENTENCE.search(t)) and _small(t, n) >= 2 for t, n in zip(*of, strict=True)])


def _small(text: str, names: list[tuple[int, int, str]]) -> int:
    """How many words without a capital stand outside of names."""
    for start, end, _ in reversed(names):
        text = text[:start] + text[end:]
    return sum(word[:1].islower() for word in text.split())


def chosen(of: Labelled, which: list[bool]) -> Labelled:
    """The texts that are chosen."""
    return Labelled(*([one for one, yes in zip(part, which, strict=True) if yes] for part in of))


def bank(of: Labelled) -> dict[str, list[str]]:
    """Names by kind, from lines that are nothing else, where they look like names."""
    found: dict[str, set[str]] = {kind: set() for kind in NAME_KINDS}
    for text, names in zip(*of, strict=True):
        if len(names) == 1 and _small(text, names) == 0:
            name, kind = text[names[0][0] : names[0][1]], names[0][2]
            if NAME_LIKE.fullmatch(name):
                found[kind].add(name)
    return {kind: sorted(names) for kind, names in found.items()}


def varied(of: Labelled, other: dict[str, list[str]], roles: Sequence[str], seed: int) -> Labelled:
    """The same sentences with other names, people now and then with their family name only or with a role before."""
    rng = np.random.default_rng(seed)
    texts, all_names = [], []
    for text, names in zip(*of, strict=True):
        made, found, at = "", [], 0
        for start, end, kind in names:
            made += text[at:start]
            name = text[start:end]
            if other[kind] and rng.random() < CHANGED:
                name = other[kind][rng.integers(len(other[kind]))]
            if kind == "person":
                if rng.random() < FAMILY_ONLY and FULL.fullmatch(name):
                    name = name.split()[-1]
                elif roles and rng.random() < WITH_ROLE:
                    made += roles[rng.integers(len(roles))] + " "
            found.append((len(made), len(made) + len(name), kind))
            made, at = made + name, end
        texts.append(made + text[at:])
        all_names.append(found)
    return Labelled(texts, all_names)


def gold(frame: pl.DataFrame) -> Labelled:
    """Texts with their gold names."""
    return Labelled(
        frame["text"].to_list(), [[(n["start"], n["end"], n["kind"]) for n in row] for row in frame["names"].to_list()]
    )


def labels(found: Words, of: Labelled) -> np.ndarray:
    """The label of each word."""
    given = np.zeros(len(found.codes), np.uint8)
    for at, row in zip(found.at.tolist(), of.names, strict=True):
        for start, end, kind in row:
            begin = 1 + 2 * NAME_KINDS.index(kind)
            given[at + start] = begin
            given[at + start + 1 : at + end] = begin + 1
    return given[found.start]


class Examples(NamedTuple):
    """What is learnt from: an entry for each word that may belong to a name."""

    looks: npt.NDArray[np.int32]  # its buckets
    label: npt.NDArray[np.int64]
    begins: Flags  # whether it begins a chain


def examples(of: Labelled, language: str) -> Examples:
    """The words of texts that may belong to a name, as the model sees them, and their labels."""
    found = words(pl.Series(of.texts))
    seen = tagger.observed(found, language)
    where = tagger.chains(seen)
    columns = []
    for step, bucket in tagger.singles(seen.distinct):
        other, inside = tagger.neighbours(where, step)
        columns.append(np.where(inside, bucket[seen.of[other]], tagger.outside(step)))
    columns += tagger.together(seen, where)
    label = undone(found, labels(found, of), language)[where.rows]
    return Examples(np.stack(columns, 1).astype(np.int32), mended(label, where.begins), where.begins)


def undone(found: Words, label: np.ndarray, language: str) -> np.ndarray:
    """Labels without the names that are nothing but a people or its adjective."""
    key = keys(sums(found.codes, small=True), found.start, found.end)
    people = gazetteer.listed(language, key) >> np.uint64(gazetteer.GROUP) == gazetteer.PEOPLES
    alone = (label % 2 == 1) & (np.append(label[1:], 0) != label + 1)
    return np.where(people & alone, 0, label)


def mended(label: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """Labels of which the rest of a name never stands without its begin."""
    before = np.concatenate([[0], label[:-1]])
    rest = (label > 0) & (label % 2 == 0)
    alone = rest & (begins | ((before + 1) // 2 != label // 2))
    return np.where(alone, label - 1, label)


def train(parts, c1: float, c2: float, iterations: int, minfreq: int = 0) -> tuple[Weights, Weights]:
    """A model learnt from (words, buckets, labels, weight) of several corpora."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    names = np.array([format(n, "x") for n in range(tagger.BUCKETS)], object)
    for (bucket, label, begins), share, seed in parts:
        starts = np.flatnonzero(begins)
        ends = np.append(starts[1:], len(begins))
        rng = np.random.default_rng(seed)
        for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
            if share < 1 and rng.random() > share:
                continue
            trainer.append([row.tolist() for row in names[bucket[a:b]]], [str(n) for n in label[a:b].tolist()])
    trainer.set_params(
        {
            "c1": c1,
            "c2": c2,
            "max_iterations": iterations,
            "feature.possible_transitions": True,
            "feature.minfreq": minfreq,
        }
    )
    file = f"/tmp/names/{id(trainer)}.crfsuite"
    trainer.train(file)
    tagged = pycrfsuite.Tagger()
    tagged.open(file)
    info = tagged.info()
    weights = np.zeros((tagger.BUCKETS, tagger.WIDTH), np.float32)
    steps = np.zeros((len(tagger.LABELS),) * 2, np.float32)
    for (name, label), weight in info.state_features.items():
        weights[int(name, 16), int(label)] = weight
    for (a, b), weight in info.transitions.items():
        steps[int(a), int(b)] = weight
    Path(file).unlink()
    return weights, steps


def save(weights: Weights, steps: Weights, file: Path) -> None:
    """Write a model: which buckets have any weight, as the gaps between them, and their weights as bytes."""
    unit = np.float32(min(float(np.abs(weights).max()), LARGEST_WEIGHT) / 127)
    as_bytes = np.clip(np.round(weights[:, : len(tagger.LABELS)] / unit), -127, 127).astype(np.int8)
    rows = np.flatnonzero(as_bytes.any(1))
    gaps = np.diff(rows, prepend=0).astype(np.uint16)
    np.savez_compressed(file, gaps=gaps, weights=as_bytes[rows], scale=unit, steps=steps)


def word_votes(frame: pl.DataFrame, file: Path) -> None:
    """What words are in the labelled sentences of each language, for those of the others."""
    languages = sorted(frame["lang"].unique().to_list())
    tables = []
    for number, language in enumerate(languages):
        of = silver(frame, language)
        found = words(pl.Series(of.texts))
        label = labels(found, of)
        key = keys(sums(found.codes, small=True), found.start, found.end) >> np.uint64(32)
        capital = np.isin(found.classes[found.start], (3,))
        kind = np.select([label == 1, label == 2, (label == 3) | (label == 4), label >= 5], [1, 2, 4, 3], 5)
        t = pl.DataFrame({"key": key, "kind": kind.astype(np.int64), "capital": capital}).filter(
            (pl.col("kind") < 5) | True
        )
        t = t.group_by("key").agg(
            pl.col("capital").any(), pl.len(), *[(pl.col("kind") == k).sum().alias(str(k)) for k in range(1, 6)]
        )
        t = t.filter("capital").with_columns(
            best=pl.concat_list("1", "2", "3", "4", "5").list.arg_max() + 1,
            most=pl.max_horizontal("1", "2", "3", "4", "5"),
        )
        t = t.filter((pl.col("len") >= 2) & (pl.col("most") * 2 > pl.col("len")))
        tables.append(t.select("key", seen=pl.col("best").cast(pl.UInt32) * (8**number)))
    t = pl.concat(tables).group_by("key").agg(pl.col("seen").sum()).sort("key")
    np.savez_compressed(
        file,
        key=t["key"].to_numpy().astype(np.uint64).astype(np.uint32),
        seen=t["seen"].to_numpy().astype(np.uint32),
        languages=np.array(languages),
    )
    print(t.height, "words", file.stat().st_size)
