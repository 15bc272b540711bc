"""Learns the sequence models of names (``tasks/extraction/names/tagger.py``) from labelled sentences.

::

    python -m training.names SILVER [--news DE] [--taught EN] [--only LANGUAGE...]      learn, and write models
    python -m training.names SILVER --news DE --folds FOLDER --measure GOLD...    measure, and write the card

SILVER is a Parquet file of sentences: ``lang``, ``words``, ``tags`` (B-PER, I-PER ... O). DE and EN hold texts with
``names`` (start, end, kind): labelled German news; English news as another tagger labels them (``names_taught``).
python-crfsuite learns; its weights are written as bytes, and are applied without it.

Silver labels come from the links of Wikipedia. What is learnt from them is chosen: sentences, no titles and lists (with
them F1 on French was .49, without them .67); and what is no organisation by its marks or words is none.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas import lexicon
from schemas.data import NAMES, read_toml
from schemas.options import Names
from schemas.tables import NAME_KINDS
from tasks.columns.windows import Floats
from tasks.extraction import prose
from tasks.extraction.names import features, gazetteer, mentions, spacy_names, word_lists
from tasks.extraction.names.chains import find_chains, neighbours_of
from tasks.extraction.names.characters import CAPITAL, Flags
from tasks.extraction.names.hashing import Keys, keys_between, running_sums
from tasks.extraction.names.models import LABELS, WIDTH, Model, Weights, load_model, read_model
from tasks.extraction.names.observation import observe_texts
from tasks.extraction.names.words import SplitTexts, split_words
from tasks.models.trees import calibrated
from training.body import platt

Label = npt.NDArray[np.int64]
Name = tuple[int, int, str]  # start, end, kind

TAGS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
ALL = "any"  # the model for languages without their own
ALONE = {"ru", "de"}  # what learns from no other: a script of its own, and labelled news of its own
OTHERS = 0.1  # how much of each other language the rest learn from
OF_EACH = 0.25  # how much of each language that of all does
GERMAN_NEWS = 3  # how often German news count
ENGLISH_NEWS = 0.6  # how much of English news by another tagger counts
L1, L2, ITERATIONS = 0.05, 0.02, 50
LARGEST_WEIGHT = 6.0  # larger ones are as good as this
APART = "apart "  # before what is looked at in a corpus apart; no digit
FOLDS = 3
WITH_SPACY = "-spacy"  # after the language, where spaCy is asked, too
MEASURED_ON = {"de": "news", "any": "it"}  # where not on texts in the language of the model

MARKUP = re.compile(r"'{2,}|\*+|=+|\|.*|#")
MARKS = re.compile(r"['\"“”„`]+")
SENTENCE = re.compile(r"\w[.!?][\"'”»]?$")
KNOWN_IN = 2  # countries, to be a common given name
SMALL_WORDS = 2  # a line with fewer small words outside of names is no sentence
TIGHT_BEFORE, TIGHT_AFTER = re.compile(r"^[,.;:!?)\]»”…%]|^['’]s?$"), re.compile(r"[(\[«„“]$")


class Labelled(NamedTuple):
    """Texts, and the names in each."""

    texts: list[str]
    names: list[list[Name]]


class Examples(NamedTuple):
    """What is learnt from: an entry for each word that may belong to a name."""

    looks: npt.NDArray[np.int32]  # its buckets
    label: Label
    begins: Flags  # whether it begins a chain


class Part(NamedTuple):
    """A corpus to learn from."""

    of: Examples
    share: float  # how much of it, or how many times all
    apart: bool = False  # whether what is looked at in it has weights of its own, beside those of all


def main() -> None:
    """Learn what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m training.names", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("silver", type=Path)
    parser.add_argument("--news", type=Path, metavar="DE", help="labelled German news")
    parser.add_argument("--taught", type=Path, metavar="EN", help="English news, labelled by another tagger")
    parser.add_argument("--only", nargs="+", metavar="LANGUAGE", help="learn only these")
    parser.add_argument("--measure", nargs="+", type=Path, metavar="GOLD", help="measure what was learnt, on these")
    parser.add_argument("--folds", type=Path, help="folder of the models that have not seen a fold of German news")
    asked = parser.parse_args()

    silver = pl.read_parquet(asked.silver)
    languages = sorted(silver["lang"].unique())
    if asked.measure:
        news = pl.read_parquet(asked.news)
        judged = [judge(out_of_fold(silver, news, asked.folds), news, "news")]
        for texts in (texts for file in asked.measure for texts in pl.read_parquet(file).partition_by("lang")):
            language = texts["lang"][0]
            judged.append(judge(mentioned(texts, language), texts, language))
            if language in spacy_names.pipelines():
                judged.append(judge(mentioned(texts, language, "spacy"), texts, f"{language}{WITH_SPACY}"))
        write_card(pl.concat(judged))
        return
    if not asked.only:
        write_votes(silver, NAMES / "words.npz")
    for language in asked.only or [*languages, ALL]:
        parts = list(learnt_from(silver, language, languages))
        if language == "de" and asked.news:
            parts.append(german_news(pl.read_parquet(asked.news)))
        if language == "en" and asked.taught:
            parts.append(Part(examples(gold(pl.read_parquet(asked.taught)), "en"), ENGLISH_NEWS))
        save(*train(parts), NAMES / f"{language}.npz")
        print(language, round(sum(len(part.of.label) * part.share for part in parts)), "words", flush=True)


def learnt_from(silver: pl.DataFrame, language: str, languages: Sequence[str]) -> Iterator[Part]:
    """The silver sentences that a model learns from, with the share of each language."""
    for other in languages:
        near = OTHERS if {language, other}.isdisjoint(ALONE) else 0.0
        share = OF_EACH if language == ALL else 1.0 if other == language else near
        if share:
            yield Part(examples(running(silver_texts(silver, other)), other), share)


def german_news(news: pl.DataFrame) -> Part:
    """Labelled German news, as a part to learn from."""
    return Part(examples(gold(news), "de"), GERMAN_NEWS, apart=True)


def silver_texts(frame: pl.DataFrame, language: str) -> Labelled:
    """Labelled lines of Wikipedia, as running text: sentences, titles, items of lists.

    What is a work or an event by its marks or its words is no organisation; a country that is called one is its
    national team, a common given name with a family name a person; and without a capital nothing is a name.
    """
    people = pl.read_parquet(NAMES / "people.parquet")
    given = set(people.filter((pl.col("kind") == "first") & (pl.col("locales") >= KNOWN_IN))["name"])
    family = set(people.filter(pl.col("kind") == "last")["name"])
    events = re.compile(
        rf"(?i)\b(?:{'|'.join(map(re.escape, lexicon.load('mentions')[language]['events']))})\b|\d{{4}}"
    )
    countries = set(gazetteer.load_towns().filter(pl.col("population") >= gazetteer.POPULATIONS[-1])["name"])
    texts, names = [], []
    for tokens, tags in frame.filter(pl.col("lang") == language).select("words", "tags").iter_rows():
        text, found, marked, begin, tagged = "", [], False, -1, ""
        for word, tag in [*zip(tokens, tags, strict=True), ("", "O")]:
            if begin >= 0 and tag[:1] != "I":
                name, kind = text[begin:], TAGS[tagged[2:]]
                if kind == "organisation" and name in countries:
                    kind = "place"
                parts = name.split()
                if kind == "organisation" and len(parts) == 2 and parts[0] in given and parts[1] in family:
                    kind = "person"
                work = kind == "organisation" and (marked or MARKS.fullmatch(word) or events.search(name))
                if not work and name != name.lower():
                    found.append((begin, len(text), kind))
                begin = -1
            if MARKUP.fullmatch(word) or not word:
                marked = True
                continue
            if text and not TIGHT_BEFORE.search(word) and not TIGHT_AFTER.search(text):
                text += " "
            if tag[:1] == "B":
                begin, tagged = len(text), tag
            elif begin < 0:
                marked = bool(MARKS.fullmatch(word))
            text += word
        texts.append(text)
        names.append(found)
    return Labelled(texts, names)


def running(of: Labelled) -> Labelled:
    """The sentences: lines that end like one, and have small words beside the names."""
    rows = [
        row
        for row, (text, names) in enumerate(zip(*of, strict=True))
        if SENTENCE.search(text) and _small_words(text, names) >= SMALL_WORDS
    ]
    return Labelled([of.texts[row] for row in rows], [of.names[row] for row in rows])


def _small_words(text: str, names: Sequence[Name]) -> int:
    for start, end, _ in reversed(names):
        text = text[:start] + text[end:]
    return sum(word[:1].islower() for word in text.split())


def gold(frame: pl.DataFrame) -> Labelled:
    """Texts with their names: ``text``, and ``names`` (start, end, kind)."""
    names = [[(name["start"], name["end"], name["kind"]) for name in row] for row in frame["names"].to_list()]
    return Labelled(frame["text"].to_list(), names)


def examples(of: Labelled, language: str) -> Examples:
    """The words of texts that may belong to a name, as the model sees them, and their labels."""
    found = split_words(pl.Series(of.texts))
    seen = observe_texts(found, language)
    chains = find_chains(seen)
    columns = []
    for step, bucket in features.word_buckets(seen.distinct):
        other, inside = neighbours_of(chains, step)
        columns.append(np.where(inside, bucket[seen.distinct_of[other]], features.outside_bucket(step)))
    columns += features.joint_buckets(seen, chains)
    label = _without_peoples(found, _labels(found, of), language)[chains.rows]
    return Examples(np.stack(columns, 1).astype(np.int32), _mended(label, chains.begins), chains.begins)


def _labels(found: SplitTexts, of: Labelled) -> Label:
    """The label of each word."""
    given = np.zeros(len(found.codes), np.int64)
    for at, names in zip(found.text_start.tolist(), of.names, strict=True):
        for start, end, kind in names:
            begin = 1 + 2 * NAME_KINDS.index(kind)
            given[at + start + 1 : at + end] = begin + 1
            given[at + start] = begin
    return given[found.start]


def _without_peoples(found: SplitTexts, label: Label, language: str) -> Label:
    """Labels without the names that are nothing but a people or its adjective."""
    group = word_lists.group_of(word_lists.code_words(language, _small_keys(found)))
    alone = (label % 2 == 1) & (np.append(label[1:], 0) != label + 1)
    return np.where((group == word_lists.PEOPLES) & alone, 0, label)


def _small_keys(found: SplitTexts) -> Keys:
    """The keys of words in small letters."""
    return keys_between(running_sums(found.codes, small=True), found.start, found.end)


def _mended(label: Label, begins: Flags) -> Label:
    """Labels by which a name never goes on that has not begun."""
    before = np.concatenate([[0], label[:-1]])
    rest = (label > 0) & (label % 2 == 0)
    return np.where(rest & (begins | ((before + 1) // 2 != label // 2)), label - 1, label)


def train(parts: Iterable[Part]) -> tuple[Weights, Weights]:
    """The weights of buckets and of steps, learnt from corpora.

    A corpus apart is the domain that the model is for. What it has of its own is learnt as weights beside those of all
    corpora (Daumé 2007), and added to them: so the others tell what they can, and do not outvote it.
    """
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    names = np.array([format(bucket, "x") for bucket in range(features.BUCKETS)], object)
    rng = np.random.default_rng(0)
    for (looks, label, begins), share, apart in parts:
        starts = np.flatnonzero(begins)
        bounds = list(zip(starts.tolist(), [*starts[1:].tolist(), len(label)], strict=True))
        for times in (min(share - whole, 1.0) for whole in range(int(np.ceil(share)))):
            for a, b in bounds:
                if times >= 1 or rng.random() < times:
                    rows = [row.tolist() for row in names[looks[a:b]]]
                    own = [[APART + name for name in row] if apart else [] for row in rows]
                    trainer.append(
                        [row + more for row, more in zip(rows, own, strict=True)], label[a:b].astype(str).tolist()
                    )
    trainer.set_params({"c1": L1, "c2": L2, "max_iterations": ITERATIONS, "feature.possible_transitions": True})
    with tempfile.NamedTemporaryFile(suffix=".crfsuite") as file:
        trainer.train(file.name)
        tagged = pycrfsuite.Tagger()
        tagged.open(file.name)
        info: Any = tagged.info()
    weights = np.zeros((features.BUCKETS, WIDTH), np.float32)
    for (name, label), weight in info.state_features.items():
        weights[int(name.removeprefix(APART), 16), int(label)] += weight
    steps = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for (before, label), weight in info.transitions.items():
        steps[int(before), int(label)] = weight
    return weights, steps


def save(weights: Weights, steps: Weights, file: Path) -> None:
    """Write a model: which buckets have any weight, as the gaps between them, and their weights as bytes."""
    unit = np.float32(min(float(np.abs(weights).max()), LARGEST_WEIGHT) / 127)
    as_bytes = np.clip(np.round(weights[:, : len(LABELS)] / unit), -127, 127).astype(np.int8)
    rows = np.flatnonzero(as_bytes.any(1))
    gaps = np.diff(rows, prepend=0).astype(np.uint16)
    np.savez_compressed(file, gaps=gaps, weights=as_bytes[rows], scale=unit, steps=steps)


def write_votes(silver: pl.DataFrame, file: Path) -> None:
    """Write what words mostly are in the silver sentences of each language, for those of the others."""
    languages = sorted(silver["lang"].unique())
    votes = []
    for number, language in enumerate(languages):
        of = silver_texts(silver, language)
        found = split_words(pl.Series(of.texts))
        label = _labels(found, of)
        place, organisation = 1 + 2 * NAME_KINDS.index("place"), 1 + 2 * NAME_KINDS.index("organisation")
        vote = np.select([label == 0, label < 3, label >= place], [word_lists.VOTES, label, 3], 4)
        assert place > organisation
        counted = (
            pl.DataFrame(
                {
                    "key": _small_keys(found) >> np.uint64(32),
                    "vote": vote,
                    "capital": found.classes[found.start] == CAPITAL,
                }
            )
            .group_by("key", "vote")
            .agg(pl.len(), pl.col("capital").any())
            .with_columns(total=pl.col("len").sum().over("key"), named=pl.col("capital").any().over("key"))
        )
        most = counted.filter(pl.col("named") & (pl.col("total") >= 2) & (pl.col("len") * 2 > pl.col("total")))
        votes.append(most.select("key", seen=pl.col("vote") * (8**number)))
    seen = pl.concat(votes).group_by("key").agg(pl.col("seen").sum()).sort("key")
    np.savez_compressed(
        file,
        key=seen["key"].to_numpy().astype(np.uint32),
        seen=seen["seen"].to_numpy().astype(np.uint32),
        languages=np.array(languages),
    )


def out_of_fold(silver: pl.DataFrame, news: pl.DataFrame, folder: Path) -> pl.DataFrame:
    """The names found in labelled German news, by models that have not seen the document.

    The models are kept in a folder, and learnt where they are not there yet.
    """
    fold = pl.Series([crc32(name.encode()) % FOLDS for name in news["id"]])
    found = []
    for number in range(FOLDS):
        file = folder / f"{number}.npz"
        if not file.exists():
            common = learnt_from(silver, "de", sorted(silver["lang"].unique()))
            save(*train([*common, german_news(news.filter(fold != number))]), file)
        own = pl.int_range(len(news), eager=True).filter(fold == number)
        found.append(mentioned(news, "de", models=_always(read_model(file))).filter(pl.col("doc").is_in(own.implode())))
    return pl.concat(found).sort("doc", "start")


def _always(model: Model) -> Callable[[str], Model]:
    return lambda _: model


def mentioned(
    texts: pl.DataFrame, language: str, name_finder: Names = "model", models: Callable[[str], Model] = load_model
) -> pl.DataFrame:
    """MENTIONS of ``text``; ``doc`` is the row."""
    bodies = texts.select(doc=pl.int_range(pl.len()), body="text", language=pl.lit(language))
    return mentions.find_names(prose.split_paragraphs(bodies), name_finder, models)


def judge(found: pl.DataFrame, texts: pl.DataFrame, name: str) -> pl.DataFrame:
    """Each mention found, and whether it is ``right``: its text and its kind are gold; and with null each name missed.

    A gold name counts once. ``half`` splits the texts in two, by their ids.
    """
    texts = texts.with_row_index("doc")
    nth = pl.int_range(pl.len()).over("doc", "key", "kind")
    names = (
        texts.select("doc", pl.col("names"))
        .explode("names")
        .drop_nulls()
        .select(
            "doc",
            key=pl.col("names").struct.field("text").str.to_lowercase(),
            kind=pl.col("names").struct.field("kind"),
        )
    )
    names = names.with_columns(nth=nth, right=pl.lit(True))
    mine = found.select("doc", "kind", "method", "confidence", key=pl.col("text").str.to_lowercase())
    mine = mine.with_columns(nth=nth)
    on = ["doc", "key", "kind", "nth"]
    judged = mine.join(names, on=on, how="left").with_columns(pl.col("right").fill_null(False))
    missed = names.join(mine, on=on, how="anti").with_columns(right=pl.lit(None, pl.Boolean))
    half = pl.Series([crc32(id_.encode()) % 2 for id_ in texts["id"]])
    return pl.concat([judged, missed], how="diagonal").select(
        "kind",
        "method",
        "confidence",
        "right",
        set=pl.lit(name),
        half=half.gather(pl.concat([judged, missed], how="diagonal")["doc"]),
    )


def figures(judged: pl.DataFrame) -> pl.DataFrame:
    """Precision, recall and F1 of each group of names."""
    right, found = pl.col("right").sum(), pl.col("right").is_not_null().sum()
    return judged.select(
        precision=right / found,
        recall=right / (right + pl.col("right").is_null().sum()),
        f1=2 * right / (found + right + pl.col("right").is_null().sum()),
        names=pl.len() - found + right,
    )


def write_card(judged: pl.DataFrame) -> None:
    """Write ``schemas/names/card.toml``: figures, and the lines that make a probability a confidence.

    Lines are fitted on one half of the texts, and tried on the other. What is kept as it is: the head of the card, what
    is added to the log-odds of no name, and how often names are right that only the rest of the article tells.
    """
    file = NAMES / "card.toml"
    known = read_toml(file)
    raw = judged.filter(pl.col("method").is_in(["model", "spacy"]))
    lines, tried = [file.read_text("utf-8").partition("\n[models.")[0].rstrip(), ""], []
    for model, of in known["models"].items():
        name = MEASURED_ON.get(model, model)
        own, rows = judged.filter(pl.col("set") == name), raw.filter(pl.col("set") == name)
        lines += [f"[models.{model}]", f"unnamed = {of['unnamed']}", f'measured_on = "{name}"']
        score = figures(own).row(0, named=True)
        lines += [
            *(f"{name} = {score[name]:.3f}" for name in ("precision", "recall", "f1")),
            f"names = {score['names']}",
        ]
        for kind in NAME_KINDS:
            lines.append(f"f1_{kind} = {figures(own.filter(pl.col('kind') == kind))['f1'][0]:.3f}")
        lines += ["", f"[models.{model}.confidence]"]
        for kind in NAME_KINDS:
            before, mine = of["confidence"][kind], rows.filter(pl.col("kind") == kind)
            fit, other = (mine.filter(pl.col("half") == half) for half in (0, 1))
            line = platt(_odds(fit, before), fit["right"].to_numpy())
            lines.append(f"{kind} = [{line[0]:.3f}, {line[1]:.3f}]")
            tried.append(other.with_columns(confidence=pl.Series(calibrated(_odds(other, before), *line))))
        lines.append("")
    lines += ["# The other half of the texts: stated confidence, and the share of such mentions that were right."]
    bins = pl.concat(tried).with_columns(low=(pl.col("confidence") * 10).floor() / 10)
    with_spacy = pl.col("set").str.ends_with(WITH_SPACY)
    for head, of_head in (("reliability", bins.filter(~with_spacy)), ("reliability-spacy", bins.filter(with_spacy))):
        lines.append(f"[{head}]")
        for kind in NAME_KINDS:
            lines.append(f"{kind} = [")
            shares = of_head.filter(pl.col("kind") == kind).group_by("low").agg(pl.col("right").mean(), pl.len())
            for low, right, count in shares.sort("low").iter_rows():
                lines.append(f"    {{ stated = {low:.1f}, right = {right:.3f}, mentions = {count} }},")
            lines.append("]")
        lines.append("")
    file.write_text("\n".join(lines).rstrip() + "\n", "utf-8")


def _odds(rows: pl.DataFrame, line: Sequence[float]) -> Floats:
    """The log-odds that the model gave, from the confidence that a line made of them."""
    confidence = np.clip(rows["confidence"].to_numpy(), 1e-6, 1 - 1e-6)
    odds: Floats = (np.log(confidence / (1 - confidence)) - line[1]) / line[0]
    return odds


if __name__ == "__main__":
    main()
