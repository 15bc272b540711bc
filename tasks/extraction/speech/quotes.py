"""Finds quotes, in quotation marks or in the article's own words, and their speakers.

Each quotation in marks is a row, and so is each clause that is reported without marks ("she said that ..."). The method
is the way by which the speaker was found. The confidence is how often that way was right on labelled texts of the
language (``confidence`` in the lexicon).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from schemas import lexicon
from schemas.arrow import before_sentences
from tasks.columns.windows import NOWHERE, Array, Rows, is_any
from tasks.extraction.speech.attribution import Reading, Text, place_in_bodies
from tasks.extraction.speech.plain_sayings import find_plain_sayings
from tasks.extraction.speech.sayings import BEHIND
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import ROLE_NUMBERS
from tasks.extraction.speech.word_index import WordIndex

QUOTES = before_sentences("quotes")
OF_SPEAKERS = ("speaker", "speaker_mention", "speaker_kind")
# Of each quotation in marks or without: the columns of coreference.NAMED that tell who the speaker is; with these, all
# that is known of it before its speaker is named; and after.
NAMING = ("how", "name", "who", "role", "usual", "role_before", "size", "pronoun")
OF_CLAUSES = ("place", "text", "kind", "language", "way", "by", *NAMING, "phrase", "relative", "cue")
SPOKEN = ("place", "text", "kind", "language", "way", "by", "how", *OF_SPEAKERS, "cue")
BODIES = [ROLE_NUMBERS[name] for name in ("institution", "group", "medium")]

# Set by hand.
FEW_WORDS = 3  # most words of a fragment; a quotation with fewer, and without a saying, is a term
TERM_WORDS = 4  # most words of a term after an article

# Ways of finding a speaker in which no saying is beside the quotation, and in which one is right beside it.
WITHOUT_SAYING = (
    "subject",
    "subject-after",
    "subject-before",
    "continued",
    "gesture",
    "sentence-before",
    "paragraph-before",
    "none",
)
NEXT_TO_SAYING = ("after", "before", "after-stop")
# Ways that find the subject of a sentence: it is likely to speak if it is a person, and unlikely if it is a thing.
BY_SUBJECT = ("subject", "subject-after", "subject-before")
SUREST = 0.98
# Letters of scripts without spaces between words, and how many of them are about a word.
UNSPACED, LETTERS_OF_A_WORD = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]", 2
NAME = r"^(?:[\p{Lu}\p{N}]\S*)(?: [\p{Lu}\p{N}]\S*)*$"
SENTENCE = r"^[\p{Lu}\p{N}\[(¿¡…‘'].*"


def find_quotes(text: Text) -> pl.DataFrame:
    """Find the quotations of a text and the clauses that it reports without marks: QUOTES, by document and place."""
    found = [_in_other_languages(text)]
    if text.readings:
        # For all languages at once: the steps take as long for few quotations as for many.
        marked = pl.concat([_in_marks(text, reading) for reading in text.readings]).pipe(_with_kinds)
        reported = pl.concat([_without_marks(text, reading) for reading in text.readings])
        rows = _with_speakers(pl.concat([marked, reported])).sort("language", maintain_order=True)
        found.insert(0, rows)
    confidence = {reading.language: reading.lexicon.confidence for reading in text.readings}
    rows = _with_confidence(pl.concat(found), {**confidence, lexicon.EVERY: lexicon.stated_confidence()})
    return place_in_bodies(rows, text).select(QUOTES.names()).cast(QUOTES)


def _in_marks(text: Text, reading: Reading) -> pl.DataFrame:
    """The quotations of one language, with what tells their kind, and the phrases that name their speakers."""
    near, quoted = reading.near, reading.quoted
    spans = text.quotations[near.words.quotation[quoted.word]]
    by = np.append(reading.sayings.way, "")[np.where(quoted.saying < 0, len(reading.sayings.way), quoted.saying)]
    # Of two quotations with one saying, that with no sign beside it may be a name: 'said Hale to "Kurier"'
    signed = near.has_class(quoted.word - 1, "comma", "colon", "dash") | near.has_class(
        quoted.word + 1, "comma", "dash"
    )
    flags = {
        "followed": _ends_outside(near, quoted.word),
        "ruled": near.has_class(quoted.word - 1, "article", "oblique"),
        "of_body": is_any(take(near.words.role, quoted.word - 1, 0), BODIES) & ((by == "") | (by == BEHIND)),
        "addressed": near.words.lower(quoted.word - 1).is_in(reading.lexicon.addressing).fill_null(False).to_numpy(),
        "again": np.isin(quoted.saying, quoted.saying[signed]) & (quoted.saying >= 0) & ~signed,
    }
    return spans.select("text", "ended", "spoken", place="inner").hstack(
        [
            *_speaking_phrases(reading, quoted.phrase, quoted.saying),
            pl.Series("way", quoted.method.astype(str), dtype=pl.String),
            pl.Series("by", by, dtype=pl.String),
            pl.repeat(reading.language, spans.height, eager=True).alias("language"),
            *(pl.Series(name, flag, dtype=pl.Boolean) for name, flag in flags.items()),
        ]
    )


def _with_kinds(rows: pl.DataFrame) -> pl.DataFrame:
    """Quotations in marks with their ``kind``, and without what tells it: columns OF_CLAUSES."""
    words = pl.col("text").str.count_matches(r"\S+")
    contracted = pl.col("text").str.count_matches(r"\p{L}['’]\p{L}")  # "C'est faux" is three words
    ended = pl.col("ended") | pl.col("text").str.ends_with(",") | pl.col("followed")
    counted = rows.with_columns(
        words=words,
        in_full=words + contracted >= FEW_WORDS,
        sentence=pl.col("text").str.contains(SENTENCE) & ended | pl.col("spoken"),
    )
    return counted.with_columns(
        kind=pl.when(_is_term())
        .then(pl.lit("term"))
        .when(pl.col("sentence") & (pl.col("in_full") | pl.col("spoken")))
        .then(pl.lit("direct"))
        .when(pl.col("words") <= FEW_WORDS)
        .then(pl.lit("fragment"))
        .otherwise(pl.lit("mixed"))
    ).select(OF_CLAUSES)


def _ends_outside(near: WordIndex, word: Rows) -> Array:
    """True for each quotation that the sign after its mark ends: a comma, or the stop of a sentence that it is all of.

    '«Мост закрыт».', and 'Мэр: «Мост закрыт».'
    """
    opens = (near.words.sentence_first[word] == word) | near.has_class(word - 1, "colon")
    ends: Array = near.has_class(word + 1, "comma") | (opens & near.has_class(word + 1, "stop"))
    return ends


def _is_term() -> pl.Expr:
    """Whether a quotation quotes nobody: it is a few words without a saying, or a name."""
    way, words = pl.col("way"), pl.col("words")
    short = (words < FEW_WORDS) | ((words <= TERM_WORDS) & pl.col("ruled"))
    # 'Announced on the "Today" show' quotes no more than 'the "Today" show'.
    name = (~way.is_in(NEXT_TO_SAYING) | pl.col("ruled")) & (words < FEW_WORDS)
    name |= pl.col("addressed") & (words <= TERM_WORDS)  # 'Hale told "Good Morning Bay"' names a show
    name |= pl.col("again") & (words <= FEW_WORDS)
    name &= pl.col("text").str.contains(NAME)
    name |= pl.col("of_body") & (words <= TERM_WORDS)  # "the newspaper 'The wave'"
    return ((way.is_in(WITHOUT_SAYING) & short) | (name & ~pl.col("ended"))) & ~pl.col("spoken")


def _in_other_languages(text: Text) -> pl.DataFrame:
    """The quotations in languages that have no grammar: with the speakers that patterns find, or without."""
    read = np.concatenate([reading.near.words.quotation for reading in text.readings] or [np.zeros(0, np.int64)])
    unread = np.ones(text.quotations.height, bool)
    unread[read[read >= 0]] = False
    spoken = find_plain_sayings(text.stream, text.quotations, text.paragraphs)
    words = pl.col("text").str.count_matches(r"\S+") + pl.col("text").str.count_matches(UNSPACED) // LETTERS_OF_A_WORD
    way = pl.when(pl.col("cue").is_not_null()).then(pl.lit("pattern")).otherwise(pl.lit("marks"))
    return (
        text.quotations.with_row_index("quotation")
        .filter(pl.Series(unread))
        .with_columns(pl.col("quotation").cast(pl.Int64))
        .join(spoken, on="quotation", how="left", maintain_order="left")
        .select(
            "text",
            "how",
            *OF_SPEAKERS,
            "cue",
            kind=pl.when(words <= FEW_WORDS).then(pl.lit("fragment")).otherwise(pl.lit("direct")),
            place="inner",
            way=way,
            by=pl.lit(""),
            language=pl.lit(lexicon.EVERY),
        )
        .select(SPOKEN)
    )


def _without_marks(text: Text, reading: Reading) -> pl.DataFrame:
    """The clauses that are reported in the article's own words: columns OF_CLAUSES."""
    words, sayings, clauses = reading.near.words, reading.sayings, reading.clauses
    first, last = words.start[clauses.first], words.end[clauses.last]
    count = len(clauses.first)
    return pl.DataFrame(
        [
            pl.Series("place", first, dtype=pl.Int64),
            text.stream.texts(first, last).alias("text"),
            *_speaking_phrases(reading, sayings.phrase[clauses.saying], clauses.saying),
            pl.Series("way", clauses.way, dtype=pl.String),
            pl.Series("by", sayings.way[clauses.saying], dtype=pl.String),
            pl.repeat(reading.language, count, eager=True).alias("language"),
            pl.repeat("indirect", count, eager=True).alias("kind"),
        ]
    ).select(OF_CLAUSES)


def _speaking_phrases(reading: Reading, phrases: Rows, sayings: Rows) -> list[pl.Series]:
    """The columns NAMING of phrases; ``phrase``, their words; and ``cue``, the word of saying.

    Where there is no phrase or saying (NOWHERE), they are null.
    """
    near, words = reading.near, reading.near.words
    named = reading.named.select("phrase", "text", *NAMING)
    nobody = pl.DataFrame({name: [None] for name in named.columns}, named.schema)
    row = np.where(phrases < 0, named.height, np.searchsorted(named["phrase"].to_numpy(), phrases))
    cue = take(reading.sayings.word, sayings)
    relative = take(reading.sayings.way == "relative", sayings, False)
    who = words.texts(np.where(relative, near.last_up_to(near.places_of("relative"), cue), NOWHERE))
    found = pl.concat([named, nobody])[pl.Series(row)]
    return [
        *found.select(NAMING).get_columns(),
        found["text"].alias("phrase"),
        who.alias("relative"),
        words.texts(cue).alias("cue"),
    ]


def _with_speakers(rows: pl.DataFrame) -> pl.DataFrame:
    """Who speaks, by the phrases of rows: columns SPOKEN. "Many said it rained" is nobody's speech."""
    spoken = rows.with_columns(
        speaker_mention=pl.coalesce("relative", "phrase"), speaker="name", speaker_kind=_kind_of_speaker()
    )
    return spoken.filter((pl.col("kind") != "indirect") | pl.col("how").ne_missing("nobody")).select(SPOKEN)


def _kind_of_speaker() -> pl.Expr:
    """What the speaker of each phrase of coreference.NAMED is; null where there is none."""
    who, role = pl.col("who"), pl.col("role")
    body = who.is_in(["organisation", "place"]) | pl.col("usual").is_not_null() | pl.col("role_before").is_in(BODIES)
    body |= (who == "person") & role.is_in(BODIES)
    body |= who.is_null() & pl.col("name").str.contains(r"^\p{Lu}{3,}$")
    known = pl.col("name").is_not_null() & ~pl.col("pronoun")
    return (
        pl.when(pl.col("phrase").is_null())
        .then(None)
        .when((who == "person") & ~(role.is_in(BODIES) & (pl.col("size") <= 2)))  # "Hafenamt" is no family name
        .then(pl.lit("person"))
        .when(known & (role == ROLE_NUMBERS["people"]))
        .then(pl.lit("group"))
        .when(body | (pl.col("name").is_not_null() & role.is_in(BODIES)))
        .then(pl.lit("organisation"))
        .when(known & (role == ROLE_NUMBERS["person"]))
        .then(pl.lit("role"))
        .when(pl.col("name").is_not_null() & pl.col("pronoun"))  # a pronoun that means somebody, but no person
        .then(pl.lit("organisation"))
        .otherwise(pl.lit("unknown"))
    )


def _with_confidence(rows: pl.DataFrame, confidence: Mapping[str, Mapping[str, float]]) -> pl.DataFrame:
    """Rows with their method and its confidence in their language; terms lose their speaker."""
    stated = {f"{language} {name}": share for language, shares in confidence.items() for name, share in shares.items()}

    def share_of(name: pl.Expr, default: float | None) -> pl.Expr:
        """What a language states for a name."""
        entry = pl.concat_str("language", pl.lit(" "), name)
        return entry.replace_strict(stated, default=default, return_dtype=pl.Float64)

    term = pl.col("kind") == "term"
    by_kind = pl.col("way").is_in(BY_SUBJECT) & pl.col("speaker_kind").is_not_null()
    rows = rows.with_columns(by=pl.when(by_kind).then("speaker_kind").otherwise("by"))
    method = pl.concat_str("way", pl.when(pl.col("by") != "").then("." + pl.col("by")).otherwise(pl.lit("")))
    rows = rows.with_columns(method=pl.when(term).then(pl.lit("term")).otherwise(method))
    of_method = pl.coalesce(share_of(pl.col("method"), None), share_of(pl.col("way"), None))
    of_method = of_method.fill_null(share_of(pl.lit("none"), None))
    of_kind = pl.when(by_kind | term).then(1.0).otherwise(share_of("speaker." + pl.col("speaker_kind"), 1.0))
    of_how = share_of(pl.col("how"), 1.0)
    return rows.with_columns(confidence=(of_method * of_kind).clip(0, SUREST) * of_how).select(
        "place",
        "text",
        "kind",
        *(pl.when(~term).then(name).alias(name) for name in (*OF_SPEAKERS, "cue")),
        "method",
        "confidence",
    )
