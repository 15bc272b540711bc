"""How likely a document is an article at all, and not a home page, a list, a product, a forum or a service page.

Such pages come in with every crawl. A small model (``schemas/models/articles.toml``) looks at a document as a whole:
what was kept of it and how that reads, how much of the rest is links, headings, prices and times, what its address
looks like, and what the page calls itself. ``training/articles.py`` trains it.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas import data
from schemas.block_frames import Settled
from schemas.field_frames import Articlehoods, Fields
from schemas.frames import Pages
from tasks.models import trees
from tasks.models.copied import is_copied_text

# Set by hand. The models are trained on the features that these make: after a change, train them again.
LINKED = 0.8  # of a block's characters, from which on it is a link
TEASER_WORDS = 4  # a link with as many words names another page; a shorter one is a button or a menu's entry
LABEL_WORDS = 12  # a price in a block with more words is part of a sentence

COUNTED = ("heading", "first_heading", "priced", "dated", "thread", "asks", "in_form", "byline", "date")
MEDIA = ("html", "text")  # each has a model
PRICE = r"[$€£¥₹₽]\s?[0-9]|[0-9]\s?(?:[€£₽]|zł|kr\b|USD|EUR)"
# What a page calls itself or what it describes, by og:type and schema.org.
ARTICLE_TYPES = r"(?i)(?:article|blogposting|report)\b"
OTHER_TYPES = (
    r"(?i)\b(?:website|product|profile|collectionpage|itemlist|searchresultspage|discussionforumposting|organization"
    r"|localbusiness|offer|service|faqpage|breadcrumblist)\b"
)
DATE_IN_PATH = r"/(?:19|20)[0-9]{2}[/-]?[01]?[0-9]"


def measure_articlehood(blocks: Settled, pages: Pages, fields: Fields) -> Articlehoods:
    """Measure how likely each document with blocks is an article.

    A text that a person copied has no row: nobody copies a home page by hand, so nothing was to be learned about them.
    """
    features = document_features(blocks, pages, fields)
    asked = blocks.group_by("doc", maintain_order=True).agg(pl.col("media").first(), copied=is_copied_text().first())
    parts = []
    for media in MEDIA:
        docs = asked.filter(pl.col("media") == media, ~pl.col("copied")).select("doc")
        of_media = docs.join(features, on="doc", maintain_order="left")
        card = data.load("models/articles")[media]
        odds = trees.log_odds(of_media.drop("doc"), f"article-{media}")
        stated = trees.calibrated(odds, card["slope"], card["intercept"])
        parts.append(docs.with_columns(article_probability=stated))
    return Articlehoods.of(pl.concat(parts).sort("doc"))


def document_features(blocks: pl.DataFrame, pages: pl.DataFrame, addresses: pl.DataFrame) -> pl.DataFrame:
    """Compute the features of each document that has blocks: ``doc``, and Float32 columns without nulls."""
    return (
        _block_features(blocks)
        .join(_address_features(addresses), on="doc", how="left", maintain_order="left")
        .join(_claim_features(pages), on="doc", how="left", maintain_order="left")
        .with_columns(pl.exclude("doc").cast(pl.Float32).fill_nan(0).fill_null(-1))
    )


def _block_features(blocks: pl.DataFrame) -> pl.DataFrame:
    """What the blocks of a document show: sums over all blocks and over those that are kept."""
    marked = _marked_blocks(blocks)
    words, kept, prose, linked = pl.col("words"), pl.col("keep"), pl.col("prose"), pl.col("linked")
    kept_prose = kept & prose
    total, kept_words = words.sum(), (words * kept).sum()
    return marked.group_by("doc", maintain_order=True).agg(
        blocks=pl.len(),
        words=total,
        kept_words=kept_words,
        kept_share=kept_words / total.clip(1),
        kept_blocks=kept.sum(),
        kept_prose=kept_prose.sum(),
        kept_prose_share=(words * kept_prose).sum() / kept_words.clip(1),
        kept_mean=(words * kept_prose).sum() / kept_prose.sum().clip(1),
        kept_ended=(words * (kept & pl.col("ended"))).sum() / kept_words.clip(1),
        kept_longest=(words * kept).max(),
        kept_linked=(words * linked * kept).sum() / kept_words.clip(1),
        kept_headings=(kept & pl.col("heading")).sum() / kept_prose.sum().clip(1),
        kept_asks=(kept & pl.col("asks")).sum() / kept.sum().clip(1),
        kept_digits=(pl.col("digits") * kept).sum() / (pl.col("characters") * kept).sum().clip(1),
        kept_runs=pl.col("begins").sum(),
        kept_runs_share=pl.col("begins").sum() / kept.sum().clip(1),
        kept_parents=pl.col("parent").filter(kept_prose).n_unique() / kept_prose.sum().clip(1),
        kept_priced=(kept & pl.col("priced")).sum(),
        prose=prose.sum(),
        prose_words=(words * prose).sum(),
        kept_of_prose=(words * kept_prose).sum() / (words * prose).sum().clip(1),
        inside_words=(words * pl.col("inside")).sum() / total.clip(1),
        linked=(words * linked).sum() / total.clip(1),
        links=pl.col("is_link").sum(),
        teasers=(pl.col("is_link") & (words >= TEASER_WORDS)).sum(),
        linked_headings=(pl.col("heading") & pl.col("is_link")).sum(),
        in_comment=(words * pl.col("in_comment")).sum() / total.clip(1),
        voted=(words * pl.col("vote")).sum() / total.clip(1),
        **{name: pl.col(name).sum() for name in COUNTED},
    )


def _marked_blocks(blocks: pl.DataFrame) -> pl.DataFrame:
    """The blocks, each with what is counted of it."""
    text, keep = pl.col("text"), pl.col("keep")
    linked = pl.col("linked").fill_null(0)
    # Few blocks have a digit: only their texts are searched. (Behind a ``when``, polars searches the others, too.)
    rows = blocks["digit"].arg_true().to_numpy()
    with_digit = blocks.select(pl.col("text", "words").gather(rows))
    priced, digits = np.zeros(blocks.height, bool), np.zeros(blocks.height, np.uint32)
    priced[rows] = with_digit["text"].str.contains(PRICE) & (with_digit["words"] <= LABEL_WORDS)
    digits[rows] = with_digit["text"].str.count_matches("[0-9]")
    same_doc = pl.col("doc") == pl.col("doc").shift(1)
    return blocks.select(
        "doc", "words", "keep", "prose", "ended", "dated", "thread", "parent", "inside",
        linked=linked,
        vote=pl.col("vote").fill_null(False),
        is_link=linked > LINKED,
        heading=pl.col("tag").is_in(["h2", "h3", "h4"]).fill_null(False),
        first_heading=(pl.col("tag") == "h1").fill_null(False),
        priced=pl.Series(priced),
        asks=text.str.ends_with("?"),
        begins=keep & ~(keep.shift(1) & same_doc).fill_null(False),
        digits=pl.Series(digits),
        characters=text.str.len_chars(),
        in_form=pl.col("place").str.contains(r"\bform\b").fill_null(False),
        in_comment=pl.col("place").str.contains(r"\bcomment\b").fill_null(False),
        byline=(pl.col("rule_role") == "byline").fill_null(False),
        date=(pl.col("rule_role") == "date").fill_null(False),
    )  # fmt: skip


def _address_features(addresses: pl.DataFrame) -> pl.DataFrame:
    """What the path of an address shows: an article's is long, and ends in its title, its day or a number."""
    path = pl.col("url").str.extract(r"^[a-z]+://[^/?#]+([^?#]*)").str.strip_chars_end("/")
    last = pl.col("path").str.extract(r"([^/]*)$")
    return addresses.select("doc", path=path.fill_null(pl.when(pl.col("url").is_not_null()).then(pl.lit("")))).select(
        "doc",
        path_depth=pl.col("path").str.count_matches("/", literal=True),
        path_last=last.str.len_chars(),
        path_hyphens=last.str.count_matches("[-_]"),
        path_digits=last.str.count_matches("[0-9]"),
        path_dated=pl.col("path").str.contains(DATE_IN_PATH),
    )


def _claim_features(pages: pl.DataFrame) -> pl.DataFrame:
    """What a page says of itself."""
    kinds = pl.col("page_kinds").list.join(" ")
    return pages.select(
        "doc",
        says_article=kinds.str.contains(ARTICLE_TYPES),
        says_other=kinds.str.contains(OTHER_TYPES),
        says_day=pl.col("page_published").is_not_null(),
        says_author=pl.col("page_authors").list.len(),
        says_section=pl.col("page_section").list.len(),
        title_words=pl.col("page_title").str.count_matches(r"\S+"),
    )
