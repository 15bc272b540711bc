"""Bodies to what somebody is quoted with, in quotation marks or in the article's words, and who.

Every stretch in quotation marks is a row. What the article reports without marks ("she said that ...") is one where
the clause can be told. How a speaker was found is the method; its confidence is how often that was right on labelled
texts of the language (``confidence`` in the lexicon).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas import lexicon
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.attribution import Reading, Text, in_bodies
from tasks.extraction.speech.tokens import take

QUOTES = pl.Schema(
    {
        "doc": pl.UInt32,
        "paragraph": pl.UInt32,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "kind": pl.String,
        "speaker": pl.String,
        "speaker_mention": pl.String,
        "cue": pl.String,
        "method": pl.String,
        "confidence": pl.Float64,
    }
)
FEW_WORDS = 3  # that a fragment has at most; with fewer, nobody says it, unless a word of saying tells
TERM_WORDS = 4  # that a term has at most, behind an article
UNSAID = (
    "subject",
    "subject-after",
    "subject-before",
    "sentence-before",
    "paragraph-before",
    "none",
)  # no saying beside it
BESIDE = ("after", "before", "after-stop")  # a saying right beside it
NAME = r"^(?:[\p{Lu}\p{N}]\S*)(?: [\p{Lu}\p{N}]\S*)*$"
SENTENCE = r"^[\p{Lu}\p{N}\[(¿¡…‘'].*"


def find_quotes(text: Text) -> pl.DataFrame:
    """The quotations of a read text, and what is reported without marks: QUOTES, by document and place."""
    found = [frame for reading in text.readings for frame in (_direct(text, reading), _indirect(text, reading))]
    read = np.concatenate([reading.see.words.quote for reading in text.readings] or [np.zeros(0, np.int64)])
    unread = np.ones(text.quotations.height, bool)
    unread[read[read >= 0]] = False
    found.append(_unread(text, unread))
    return in_bodies(pl.concat(found), text).select(QUOTES.names()).cast(QUOTES)


def _direct(text: Text, reading: Reading) -> pl.DataFrame:
    """Quotations with their speakers."""
    see, quoted = reading.see, reading.quoted
    spans = text.quotations[see.words.quote[quoted.word]]
    words = pl.col("text").str.count_matches(r"\S+")
    way = np.append(reading.said.way, "")[np.where(quoted.saying < 0, len(reading.said.way), quoted.saying)]
    spoken = _spoken(reading, quoted.phrase, quoted.saying)
    followed = see.among(quoted.word + 1, "comma")
    ruled = see.among(quoted.word - 1, "article", "oblique")
    rows = (
        spans.select("at", "text", "ended")
        .hstack(spoken)
        .with_columns(
            way=pl.Series(quoted.method.astype(str), dtype=pl.String),
            by=pl.Series(way, dtype=pl.String),
            words=words,
            ruled=pl.Series(ruled, dtype=pl.Boolean),
            sentence=pl.col("text").str.contains(SENTENCE)
            & (pl.col("ended") | pl.col("text").str.ends_with(",") | pl.Series(followed, dtype=pl.Boolean)),
        )
        .with_columns(
            kind=pl.when(_is_term())
            .then(pl.lit("term"))
            .when(pl.col("sentence") & (words >= FEW_WORDS))
            .then(pl.lit("direct"))
            .when(words <= FEW_WORDS)
            .then(pl.lit("fragment"))
            .otherwise(pl.lit("mixed"))
        )
    )
    return _settled(rows, reading.language)


def _is_term() -> pl.Expr:
    """Whether nobody is quoted with it: few words that nobody says, or a name."""
    way, words = pl.col("way"), pl.col("words")
    short = (words < FEW_WORDS) | ((words <= TERM_WORDS) & pl.col("ruled"))
    name = ~way.is_in(BESIDE) & (words < FEW_WORDS) & pl.col("text").str.contains(NAME) & ~pl.col("ended")
    return (way.is_in(UNSAID) & short) | name


def _unread(text: Text, chosen: Array) -> pl.DataFrame:
    """Quotations in languages that have no lexicon: nobody knows who, but where they are."""
    words = pl.col("text").str.count_matches(r"\S+")
    return (
        text.quotations.filter(pl.Series(chosen))
        .select("at", "text", way=pl.lit("marks"), by=pl.lit(""))
        .with_columns(
            kind=pl.when(words <= FEW_WORDS).then(pl.lit("fragment")).otherwise(pl.lit("direct")),
            **{name: pl.lit(None, dtype=pl.String) for name in ("speaker", "speaker_mention", "cue", "how")},
        )
        .pipe(_settled, "any")
    )


def _indirect(text: Text, reading: Reading) -> pl.DataFrame:
    """What is reported in the article's own words."""
    words, said, told = reading.see.words, reading.said, reading.clauses
    first, last = pl.Series(words.at[told.first]), pl.Series(words.end[told.last])
    return _settled(
        pl.DataFrame({"at": first, "text": text.stream.slices(first, last)}, {"at": pl.Int64, "text": pl.String})
        .hstack(_spoken(reading, said.phrase[told.saying], told.saying))
        .with_columns(
            way=pl.Series(told.way, dtype=pl.String),
            by=pl.Series(said.way[told.saying], dtype=pl.String),
            kind=pl.lit("indirect"),
        ),
        reading.language,
    )


def _spoken(reading: Reading, phrase: Rows, saying: Rows) -> pl.DataFrame:
    """Who speaks, in which words, and the word of saying, as columns."""
    see, words, said = reading.see, reading.see.words, reading.said
    row = pl.Series(
        np.where(phrase < 0, reading.named.height, np.searchsorted(reading.named["phrase"].to_numpy(), phrase))
    )
    nobody = pl.DataFrame({name: [None] for name in reading.named.columns}, reading.named.schema)
    named = pl.concat([reading.named, nobody])[row]
    cue = take(said.word, saying)
    relative = take(said.way == "relative", saying, False)
    pronoun = words.texts(np.where(relative, see.before(see.marks("relative"), cue), NOWHERE))  # "who"
    return named.select(
        speaker="name",
        speaker_mention=pl.coalesce(pronoun, "text"),
        how="how",
    ).with_columns(cue=words.texts(cue))


def _settled(rows: pl.DataFrame, language: str) -> pl.DataFrame:
    """Rows with method and confidence; terms without a speaker."""
    term = pl.col("kind") == "term"
    method = pl.concat_str("way", pl.when(pl.col("by") != "").then("." + pl.col("by")).otherwise(pl.lit("")))
    method = pl.when(term).then(pl.lit("term")).otherwise(method)
    known = {**lexicon.load("quotes")["any"]["confidence"], **lexicon.load("quotes")[language].get("confidence", {})}
    factor = pl.col("how").replace_strict(known, default=1.0, return_dtype=pl.Float64)
    sure = pl.coalesce(
        method.replace_strict(known, default=None, return_dtype=pl.Float64),
        pl.col("way").replace_strict(known, default=None, return_dtype=pl.Float64),
        pl.lit(known["none"]),
    )
    return rows.with_columns(method=method, confidence=sure * factor).select(
        "at",
        "text",
        "kind",
        *(pl.when(~term).then(name).alias(name) for name in ("speaker", "speaker_mention", "cue")),
        "method",
        "confidence",
    )
