"""Finds the sections that an article is in: from a breadcrumb, or from its address."""

from __future__ import annotations

import polars as pl

from schemas.block_frames import Settled
from schemas.field_frames import Breadcrumbs

# Between two sections of a breadcrumb.
ARROW = r"\s*[/>»›|→·•]\s*"
# Before sections; before tags, which are none; and steps that are none: headlines and counters.
LABEL = (
    r"(?i)^(?:posted in|filed under|filed in|categor(?:y|ies)|section|rubrik|ressort|kategorien?|catégories?|rubrique"
    r"|categorías?|sección|categorie|sezione|categorias?|seção|kategoria|dział"
    r"|рубрика|раздел|категория|kategori|bölüm)\s*:\s*"
)
TAGS = (
    r"(?i)^(?:tags?|tagged(?: as| with)?|topics?|related topics|keywords?|labels?|in this article|more on|read more"
    r"|themen|schlagw(?:ö|o)rte?r?|stichworte?|mehr zum thema|mots[- ]clés|étiquettes|sur le même sujet|etiquetas|temas"
    r"|argomenti|assuntos|tagi|tematy|теги|метки|ключевые слова|теґи|etiketler|onderwerpen"
    r"|taggar|ämnen|关键词|标签|タグ)(?:\b|[:：]|$)"
)
NO_STEP = r"^.{41,}$|[(\[]\d+[)\]]$|\d{4}|^\d+ \p{L}+$"
# Which parts of an address are sections, set by hand: words, except languages and words that are in the address of any
# article.
SECTION = r"^[a-z][a-z-]{1,29}$"
NO_SECTION = (
    r"^(?:[a-z]{2}(?:[-_][a-zA-Z]{2})?|www|articles?|artikel|story|stories|posts?|archives?|index|status|trackback"
    r"|details?|content|read|view|show|tags?|topics?|categor(?:y|ies)|pages?|id"
    r"|node|amp|html|print|permalink|items?|entry|entries|authors?|users?|profile|photos?|watch)$"
)


def find_breadcrumbs(blocks: Settled) -> Breadcrumbs:
    """Find the first breadcrumb of each document."""
    lines = blocks.select(pl.col("doc", "text").filter(pl.col("role") == "section"))
    steps = pl.col("text").str.replace(LABEL, "").str.replace_all(ARROW, "\n").str.split("\n")
    is_step = pl.element().str.contains(r"^\p{L}") & ~pl.element().str.contains(NO_STEP)
    breadcrumb = pl.col("breadcrumb")
    found = (
        lines.filter(~pl.col("text").str.contains(TAGS))
        .select("doc", breadcrumb=steps.list.eval(pl.element().filter(is_step)))
        .filter(breadcrumb.list.len() > 0)
    )
    return Breadcrumbs.of(found.unique("doc", keep="first", maintain_order=True))


def sections_of_url() -> pl.Expr:
    """Give the sections in ``url``: the parts of its path that are words, except the last, which is the article.

    >>> url = pl.DataFrame({"url": ["https://courier.example/en/islands/sport/2025/seal-moves?page=1"]})
    >>> url.select(sections_of_url()).item().to_list()
    ['islands', 'sport']
    """
    parts = pl.col("url").str.extract(r"^https?://[^/]+/([^?#]*)").str.split("/")
    is_section = pl.element().str.contains(SECTION) & ~pl.element().str.contains(NO_SECTION)
    return parts.list.head(parts.list.len() - 1).list.eval(pl.element().filter(is_section))
