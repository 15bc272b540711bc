"""The tables, declared once.

Each column's name, type, meaning and limits are declared here and nowhere else. The Arrow schema, the derived
expectations and ``docs/data-dictionary.md`` are made from these declarations.

Offsets count Unicode code points and are half open. ``raw_*`` offsets point into the decoded raw text (for a page: its
visible text), plain ones into ``articles.body``. Ids are strings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import pyarrow as pa

# The roles of raw text that does not belong to the body, and what each is; docs/rules.md lists them.
ROLES = {
    "title": "the headline",
    "caption": "text or credit of a picture",
    "dateline": "place, day and agency in front of the first sentence",
    "byline": "who wrote it",
    "date": "when it was published or changed",
    "section": "the page's section or topics",
    "publisher": "the outlet's name",
    "share": "buttons and counters of social networks",
    "address": "other addresses under which the outlet can be read",
    "promo": "asks the reader to subscribe, donate, follow, install",
    "related": "other articles",
    "navigation": "menus and buttons",
    "legal": "rights, terms, cookies, paywalls, where a report comes from",
    "comment": "readers' comments and the form for them",
    "signature": "who reported, wrote or edited it, under the text",
    "url": "an address on a line of its own",
    "markup": "signs of Markdown, icons, rulers",
    "repeated": "recurs in other articles of the source",
    "other": "anything else",
}

# Why a raw document gave no article.
Reason = Literal[
    "empty",  # no character but white space
    "binary",  # not a text: control characters, or a known binary format
    "undecodable",  # a text, but in no encoding that fits
    "damaged",  # an archive that ends early or fails its checksum
    "unreadable",  # cannot be opened: permission, dangling link, vanished
    "unsupported",  # a file type that newsmill does not read
    "too_large",  # above the limit for one document
    "invalid_json",  # a JSON line that does not parse
    "no_text",  # a JSON line without "text" or "html", or a page without visible text
    "not_article",  # a home page, a list, a product ...: its `article_probability` is below the run's limit
    "boilerplate",  # all of it was cut: nothing is left for a body
    "expectation",  # an article that broke a row-level expectation
]
REASONS: tuple[str, ...] = get_args(Reason)

MEDIA = ("text", "html")
BODY_SOURCES = ("text", "page", "json-ld", "noscript", "template", "script")
# The last five are of characters: ``tasks/reading/repairs.py`` explains them.
CHARACTER_REPAIRS = ("entity", "mojibake", "invisible", "presentation", "accent")
REPAIRS = ("rejoined", "white_space", "hyphen", "columns", *CHARACTER_REPAIRS)
SPEAKER_KINDS = ("person", "organisation", "group", "role", "unknown")
QUOTE_KINDS = ("direct", "mixed", "fragment", "term", "indirect")
NAME_KINDS = ("person", "organisation", "place")
DATE_KINDS = ("absolute", "relative", "vague")
SOURCE_KINDS = ("media", "official", "anonymous", "group", "person")

SHA256 = r"^[0-9a-f]{64}$"
ARTICLE_ID = r"^[0-9a-f]{32}$"
TEXT, COUNT, SHARE, DIGEST = pa.string(), pa.int64(), pa.float64(), pa.uint64()
MOMENT = pa.timestamp("us", tz="UTC")


def _list(kind: pa.DataType) -> pa.ListType:
    """A list; no item of it is null."""
    return pa.list_(pa.field("item", kind, False))


def _struct(or_null: tuple[str, ...] = (), /, **fields: pa.DataType) -> pa.StructType:
    """A struct of fields in order; only those in ``or_null`` may be null."""
    return pa.struct([pa.field(name, kind, name in or_null) for name, kind in fields.items()])


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type and meaning, and the limits of its values."""

    name: str
    type: pa.DataType
    meaning: str
    null: bool = False
    unit: str | None = None
    values: tuple[str, ...] | None = None  # a closed list
    pattern: str | None = None  # a regular expression that every value matches
    low: float | None = None
    high: float | None = None
    key: bool = False  # unique in the table


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema; meaning and unit travel as field metadata into the Parquet files."""
        return pa.schema(
            pa.field(c.name, c.type, c.null, {"meaning": c.meaning} | ({"unit": c.unit} if c.unit else {}))
            for c in self.columns
        )


_ARTICLE = Column(
    "article_id", TEXT, "The article's id in every table: a digest of its path and its raw bytes.", pattern=ARTICLE_ID
)
_CONFIDENCE = Column("confidence", SHARE, "How likely the row is right.", low=0, high=1)
_ARTICLE_PROBABILITY = Column(
    "article_probability",
    SHARE,
    "How likely the document is an article, and not a home page, a list, a product, a forum or a service page. Null "
    "for a text with hardly any short lines: somebody copied it, and nobody copies a home page by hand.",
    null=True,
    low=0,
    high=1,
)
_REJECT_PROBABILITY = replace(
    _ARTICLE_PROBABILITY, meaning="How likely it is an article, where it has lines to judge by; null for a copied text."
)
_RUN = Column("run_id", TEXT, "The run that made the row.")
_PATH = Column(
    "path",
    TEXT,
    "Path of the raw document, relative to the raw folder; `file.jsonl#17` is line 17 of a container.",
    key=True,
)
_SOURCE = Column(
    "source",
    TEXT,
    "The outlet: the nearest folder whose name is not a date or a number, else the page's domain, else the publisher.",
    null=True,
)
_SHA = Column("raw_sha256", TEXT, "SHA-256 of the raw bytes, unpacked.", pattern=SHA256)
_FIRST_SEEN = Column("first_seen_at", MOMENT, "When newsmill first saw the raw file.")
_RAW_SPAN = (
    Column("raw_start", COUNT, "Where the span starts in the decoded raw text.", unit="code points", low=0),
    Column("raw_end", COUNT, "Where it ends.", unit="code points", low=1),
)

_BODY_SPAN = (
    Column("start", COUNT, "Where the span starts in the body.", unit="code points", low=0),
    Column("end", COUNT, "Where it ends.", unit="code points", low=1),
)
_SPAN = (
    Column("paragraph", COUNT, "Number of the paragraph of the body in which it starts, from 0.", low=0),
    *_BODY_SPAN,
    Column("text", TEXT, "The words of the span, as in the body."),
    Column("sentence_start", COUNT, "Where the sentence starts in which the span does.", unit="code points", low=0),
    Column("sentence_end", COUNT, "Where the sentence ends in which the span does.", unit="code points", low=1),
)
OF_SENTENCES = ("paragraph", "sentence_start", "sentence_end")  # the columns that tasks/extraction/sentences.py adds

ARTICLES = Table(
    "articles",
    "an article",
    (
        Column("article_id", TEXT, _ARTICLE.meaning, pattern=ARTICLE_ID, key=True),
        _PATH,
        _SOURCE,
        _SHA,
        Column("media", TEXT, "What the raw document was.", values=MEDIA),
        Column(
            "language",
            TEXT,
            "Language of the body, ISO 639-1 (639-3 where there is none).",
            null=True,
            pattern=r"^[a-z]{2,3}$",
        ),
        Column("language_confidence", SHARE, "How likely that language is right.", null=True, low=0, high=1),
        Column("title", TEXT, "The headline.", null=True),
        Column(
            "standfirst",
            TEXT,
            "The lines between headline and text that introduce it, such as a second headline; the body has them too.",
            null=True,
        ),
        Column("body", TEXT, "The clean text; paragraphs are joined by a blank line."),
        Column(
            "body_source",
            TEXT,
            "Where the body was read: a `text`, what a `page` shows, or what it has and does not show: `json-ld`, "
            "`noscript`, `template` or the state of a `script`.",
            values=BODY_SOURCES,
        ),
        Column("paragraphs", COUNT, "Paragraphs in the body.", unit="paragraphs", low=1),
        Column(
            "words",
            COUNT,
            "Words in the body; in scripts without spaces, two characters count as a word.",
            unit="words",
            low=1,
        ),
        Column("publisher", TEXT, "Who published it.", null=True),
        Column(
            "publisher_domain",
            TEXT,
            "The publisher's registered domain.",
            null=True,
            pattern=r"^[^\s/:@A-Z]+\.[^\s/:@A-Z.]+$",
        ),
        Column("url", TEXT, "The article's own address.", null=True, pattern=r"^https?://\S+$"),
        Column("section", _list(TEXT), "Sections, outermost first; empty when unknown."),
        Column("authors", _list(TEXT), "Authors named in a byline or by the page; empty when unknown."),
        Column(
            "dateline",
            _struct(("place", "month_day", "agency"), text=TEXT, place=TEXT, month_day=TEXT, agency=TEXT),
            "The dateline as written, with its place, its day as `MM-DD` and its agency.",
            null=True,
        ),
        Column(
            "agency",
            TEXT,
            "The news agency named in the dateline or a credit line, or recognised by how the text speaks of it.",
            null=True,
        ),
        Column(
            "published_on",
            pa.date32(),
            "The day it was published, as the readers of its outlet saw it: in their time zone where the article says "
            "it. A day after that on which the file was first seen is believed only where a record or the page's own "
            "metadata gives it, and half as much.",
            null=True,
        ),
        Column(
            "published_at",
            TEXT,
            "The time it was published, as ISO 8601: `2025-03-05T06:30:00+01:00`; without the offset where it is not "
            "known, null where only the day is.",
            null=True,
        ),
        Column(
            "modified_at",
            TEXT,
            "The time it was last changed, likewise; a day alone (`2025-03-06`) where only that is given.",
            null=True,
        ),
        Column(
            "published_method",
            TEXT,
            "Where that day was read: `record` (a JSON line); on a page `json-ld`, `og`, `microdata`, `url`, "
            "`meta`, `date` (a `meta` element so named), `shown` (to readers) or `htmldate`; in a text `date_line`, "
            "its own `url`, `text` (a sentence says which day it is) or `dateline` (with its year, or the most likely "
            "one).",
            null=True,
        ),
        Column("published_confidence", SHARE, "How likely that day is right.", null=True, low=0, high=1),
        Column("published_earliest", pa.date32(), "The first day on which it can have been published.", null=True),
        Column("published_latest", pa.date32(), "The last day on which it can have been published.", null=True),
        Column(
            "captions",
            _list(_struct(("credit",), text=TEXT, credit=TEXT)),
            "Picture captions with their credits; empty when there are none.",
        ),
        Column(
            "repairs",
            _list(_struct(kind=TEXT, count=COUNT)),
            "Repairs made in body and fields ("
            + ", ".join(f"`{kind}`" for kind in REPAIRS)
            + "), each with its count.",
        ),
        _ARTICLE_PROBABILITY,
        _FIRST_SEEN,
        Column("refined_at", MOMENT, "When the row was made."),
        _RUN,
        Column("rules_version", TEXT, "Digest of the rule packs that cleaned it."),
    ),
)

PARAGRAPHS = Table(
    "paragraphs",
    "a span of raw text that is in the body; a rejoined paragraph has several",
    (
        _ARTICLE,
        Column("paragraph", COUNT, "Number of the paragraph in the body, from 0.", low=0),
        *_BODY_SPAN,
        *_RAW_SPAN,
    ),
)

REMOVALS = Table(
    "removals",
    "a span of raw text that is not in the body",
    (
        _ARTICLE,
        *_RAW_SPAN,
        Column("text", TEXT, "The words of the span, as in the raw text."),
        Column("role", TEXT, "What it was.", values=tuple(ROLES)),
        Column(
            "evidence",
            TEXT,
            "Why it was cut: a rule's id, `repeated`, `model`, `field`, a kind of points (`shape`, `place` ...), "
            "`outside` (of the run of blocks that is the article), `copy` (of a block that the document has twice), "
            "`table` (as most of its table) or `entity` (nothing is left once it is decoded).",
        ),
        _CONFIDENCE,
    ),
)

QUOTES = Table(
    "quotes",
    "a quotation: words in quotation marks, or speech reported in the article's words",
    (
        _ARTICLE,
        *_SPAN,
        Column(
            "kind",
            TEXT,
            "`direct`: whole sentences; `mixed`: part of a sentence of the article; `fragment`: a few words; "
            "`term`: a name, title or expression in quotation marks, which quotes nobody; `indirect`: reported "
            "in the article's words, without quotation marks; the words of saying may be inside (`The pier, the "
            "mayor said, was shut`). What somebody denies, or does not say, has no such row.",
            values=QUOTE_KINDS,
        ),
        Column("speaker", TEXT, "Who said it, by the fullest name that the article gives.", null=True),
        Column("speaker_mention", TEXT, "The words that refer to the speaker: `she`, `the ministry`.", null=True),
        Column(
            "speaker_kind",
            TEXT,
            "What the speaker is: `person`, somebody with a name; `organisation`: a body, an outlet, or a place that "
            "speaks as one; `group`: several people (`residents`); `role`: one person with a role and no name (`the "
            "mayor`); `unknown`: the article does not show it. Empty where nobody speaks.",
            null=True,
            values=SPEAKER_KINDS,
        ),
        Column("cue", TEXT, "The word of saying, as written: `said`, `laut`.", null=True),
        Column("method", TEXT, "How the speaker was found; for a term, or without a speaker, how the kind was."),
        _CONFIDENCE,
    ),
)

MENTIONS = Table(
    "mentions",
    "a name in the body",
    (
        _ARTICLE,
        *_SPAN,
        Column("kind", TEXT, "What is named.", values=NAME_KINDS),
        Column("name", TEXT, "The fullest name that the article gives; for a place or an outlet, its usual name."),
        Column(
            "country",
            TEXT,
            "For a place, the country that it is or lies in, ISO 3166-1 alpha-2, if that is certain.",
            null=True,
            pattern=r"^[A-Z]{2}$",
        ),
        Column("method", TEXT, "How the name and its kind were found."),
        _CONFIDENCE,
    ),
)

FIGURES = Table(
    "figures",
    "a number that the body states about something",
    (
        _ARTICLE,
        *_SPAN,
        Column("value", SHARE, "The number, in its unit; for a range, its lower end.", null=True),
        Column("value_high", SHARE, "The upper end of a range.", null=True),
        Column(
            "unit", TEXT, "What it is measured in: `percent`, an ISO 4217 currency, `year`, `kilometre` ...", null=True
        ),
        Column("noun", TEXT, "What is counted or measured, as written.", null=True),
        Column(
            "of",
            TEXT,
            "What happened to those who are counted, as written: `died`, `arrested`, `death toll`. Empty if it did not "
            "happen, or only might: `none of the 42 died`, `could have killed 42`, `prevented 42 deaths`, `if 42 died` "
            "or `rescuers fear 42 died`. Those of whom it is feared have it with that word: `feared dead`.",
            null=True,
        ),
        Column("approximation", TEXT, "The words that make it inexact, as written: `roughly`, `at least`.", null=True),
        Column("claimant", TEXT, "Who states it: the speaker, if the number is in a quotation.", null=True),
        Column("method", TEXT, "How it was read."),
        _CONFIDENCE,
    ),
)

DATES = Table(
    "dates",
    "a date or a time that the body mentions",
    (
        _ARTICLE,
        *_SPAN,
        Column(
            "kind",
            TEXT,
            "`absolute`: a day, month or year by its name; `relative`: by its distance from another; `vague`: without "
            "clear limits.",
            values=DATE_KINDS,
        ),
        Column("earliest", pa.date32(), "The first day that can be meant; null if that is open.", null=True),
        Column("latest", pa.date32(), "The last day that can be meant; null if that is open.", null=True),
        Column("method", TEXT, "How it was read."),
        _CONFIDENCE,
    ),
)

CITATIONS = Table(
    "citations",
    "a place in the body that names a source on which the article relies",
    (
        _ARTICLE,
        *_SPAN,
        Column(
            "name", TEXT, "The source's name within the article; for an unnamed source, how the article describes it."
        ),
        Column("kind", TEXT, "What kind of source it is.", values=SOURCE_KINDS),
        Column("via", TEXT, "The outlet that an unnamed source spoke to.", null=True),
        Column("method", TEXT, "How the source was recognised."),
        _CONFIDENCE,
    ),
)

_COUNTS = _list(_struct(name=TEXT, count=COUNT))

PEOPLE = Table(
    "people",
    "a person whom an article names in full, with all articles of the snapshot that name them",
    (
        Column("name", TEXT, "The full name that most of these articles give.", key=True),
        Column(
            "forms", _COUNTS, "The names under which the articles know the person, and how many articles know each."
        ),
        Column(
            "articles",
            _list(_struct(("confidence",), article_id=TEXT, name=TEXT, confidence=SHARE)),
            "The articles that name the person; `name` is what `mentions.name` and `quotes.speaker` have there, "
            "`confidence` how likely it means this person; empty if no other article names the person in full, so that "
            "nothing was compared. Names with different suffixes or numerals (`Jr.`, `III`) are different persons; so "
            "are one with and one without, if an article has both. A family name alone is ascribed to a person only "
            "where what else the article names makes it likely: else it has no row.",
        ),
        replace(
            _CONFIDENCE,
            meaning="How likely an article of the row means this person, on average, if it is a person: that "
            "`mentions.confidence` says. Empty if no article has a confidence.",
            null=True,
        ),
    ),
)

REJECTS = Table(
    "rejects",
    "a raw document that gave no article",
    (
        _PATH,
        _SOURCE,
        _SHA,
        Column(
            "raw", pa.large_binary(), "The raw bytes, unpacked where they could be; empty where none could be read."
        ),
        Column("reason", TEXT, "Why there is no article.", values=REASONS),
        Column("detail", TEXT, "Details of the reason, for a person to read.", null=True),
        _REJECT_PROBABILITY,
        _FIRST_SEEN,
        _RUN,
    ),
)

FINGERPRINTS = Table(
    "fingerprints",
    "a raw document whose lines later runs still count, because it is one of the latest of its source",
    (
        _PATH,
        Column("source", TEXT, _SOURCE.meaning),
        _RUN,
        Column(
            "lines",
            _list(_struct(line=DIGEST, words=COUNT)),
            "Its distinct lines in the order of the text: an XXH3 digest of each (64 bits), and its number of "
            "words if it reads like text (0: a label).",
        ),
    ),
)

RUNS = Table(
    "runs",
    "a run that published",
    (
        Column("run_id", TEXT, "When it started, and a digest of what it read.", key=True),
        Column("started_at", MOMENT, "When it started."),
        Column("ended_at", MOMENT, "When its checks were done."),
        Column(
            "versions",
            _list(_struct(name=TEXT, version=TEXT)),
            "What decides the result: versions of newsmill, code, rule packs, suites and libraries, and the options.",
        ),
        Column("outcomes", _COUNTS, "Raw documents by outcome: `article`, or a reason of rejects."),
        Column("rows", _COUNTS, "Rows by table, in the snapshot that it published.", unit="rows"),
        Column(
            "failures",
            _COUNTS,
            "Pages on which a library raised an error, by library, so that they were milled without its vote "
            "(`trafilatura`) or its day (`htmldate`). Null for runs of versions that did not count them.",
            null=True,
            unit="pages",
        ),
        Column(
            "unread",
            _COUNTS,
            "Articles in a language for which a table of findings has no reader, by table (docs/languages.md): "
            "that it has few rows of them says nothing. Null for runs of versions that did not count them.",
            null=True,
            unit="articles",
        ),
        Column(
            "checks",
            _list(
                _struct(
                    ("column", "observed"),
                    suite=TEXT,
                    expectation=TEXT,
                    column=TEXT,
                    severity=TEXT,
                    success=pa.bool_(),
                    observed=TEXT,
                )
            ),
            "The expectations about the data, and what was observed.",
        ),
    ),
)

# The tables of what bodies say; the module of tasks/extraction with the table's name makes each.
FOUND = (QUOTES, MENTIONS, FIGURES, DATES, CITATIONS)

TABLES: dict[str, Table] = {
    table.name: table for table in (ARTICLES, PARAGRAPHS, REMOVALS, *FOUND, PEOPLE, REJECTS, FINGERPRINTS, RUNS)
}
