"""Finds the headline: in a text among the lines near the first sentence, in a page by its markup.

Rules know lines by their wording. A headline has no wording of its own: it is known by its place, by how it differs
from the lines around it, and by the words it shares with the text below it. Every line of a text that may be its
headline is a candidate with features, and a conditional logit (``tasks.models.logit``) weighs the candidates of a text
against each other. ``schemas.candidate_frames.HeadlineCandidates`` says what each feature is, and
``schemas/weights/headline.toml`` what it counts. Pages are the matter of ``tasks.fields.page_headline``.

This is what the model makes of the lines of a page whose article begins "The ferry to Hernay will sail at night from
the first of May". A test holds the table to it (``test_the_table_of_the_module_is_what_the_model_says``):

==================  ===========================================  ===========================================  ======
what it is          line                                         words shared with the                        proba-
                                                                 first sentences                              bility
==================  ===========================================  ===========================================  ======
an item of a menu   Subscribe                                    is no candidate
a teaser            Harbour seal moves into the town library     1                                            .12
the headline        Ferry to Hernay will sail at night from May  6                                            .86
a byline            By Aurelia Stroud                            is no candidate
the first sentence  The ferry to Hernay will sail at night ...   2 (its words that the next sentences share)  .00
a teaser            Storm takes the roof off a bakery            0                                            .00
==================  ===========================================  ===========================================  ======
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas.block_frames import Weighed
from schemas.candidate_frames import HeadlineCandidates, LikelyHeadlines
from schemas.field_frames import Headlines, Lead
from tasks.columns import windows
from tasks.columns.windows import Array, ByDocument, Rows
from tasks.fields.layout import first_sentences
from tasks.fields.lead import shared_with_lead
from tasks.fields.page_headline import headlines_of_pages
from tasks.fields.written_days import SHOWS_TIME
from tasks.models import logit
from tasks.models.byline_lines import looks_like_byline
from tasks.models.copied import is_copied

# Which lines are candidates: set by hand, before the model was trained. How many headlines are among them is in
# docs/decisions.md ("Headline, authors and day of a text are chosen, not matched").
BLOCKS_ABOVE, BLOCKS_BELOW = 40, 6  # above and below the first sentence
CANDIDATE_WORDS = (2, 40)
MOST_CHARACTERS = 300
OTHER_ROLES = ("byline", "caption", "date", "url", "legal")  # a line that a rule knows for one of these is no headline
MENU_WORDS = 3  # a line with a bullet and no more words is an item of a menu

# Below this probability a text has no headline: set by hand. ``title_confidence`` says how sure a headline is.
LEAST_PROBABILITY = 0.2

# How features are counted: set by hand. The model is trained on them as they are, so train it again after a change.
AROUND = 4  # blocks above and below a candidate, the most that its features look at
DATED_WORDS = 20  # a longer line with a day is a paragraph
HEADLINE_LIKE_WORDS = (4, 25)  # of a line that looks like a headline
TWIN_CHARACTERS = 15  # characters with which two lines begin or end if they say the same
DATED_ABOVE = 2  # blocks above a candidate in which a day is looked for
HEADLINE_LIKE_AROUND = 3  # blocks on each side in which lines that look like headlines are counted
HEAD_WORDS = 3  # a shorter line is not looked for in the document's first line
HEAD_CHARACTERS = 2_000  # of the first line: a text of megabytes is too long to search for every candidate

# Features that are what a line beside shows: the column, and how many lines below.
BESIDE = {
    "words_before": ("words", -1), "bullet_before": ("bullet", -1), "section_before": ("section", -1),
    "words_next": ("words", 1), "prose_next": ("prose", 1), "ended_next": ("ended", 1), "keep_next": ("keep", 1),
    "gap_next": ("gap", 1), "bullet_next": ("bullet", 1), "ruled_next": ("ruled", 1), "dated_next": ("is_dated", 1),
}  # fmt: skip

LENGTH_CLASSES = 256  # lines are compared only if their lengths in bytes agree modulo this
CUT_OFF = r"\s?(?:\.\.\.|…)$"
# What is no part of a headline: marks before it, hyphens that only show at the end of a printed line, and white space
# at its end.
MARKS = r"^(?:[-*+•◦▪■□☆★●○·‣–»>#]+\s+)+|\u00ad|\s+$"
# The columns of blocks that features are made of, and no others: gathering all fifty takes longer.
LOOKED_AT = (
    "doc", "block", "text", "words", "gap", "small", "separators", "bullet", "ended", "prose", "keep", "inside",
    "is_heading", "copied", "rule", "rule_role", "reach", "recurs", "digit",
)  # fmt: skip


def find_headlines(weighed: ByDocument[Weighed], lead: Lead) -> Headlines:
    """Find the headline of each document, if one is likely enough."""
    of_texts = choose_headlines(weigh_candidates(headline_candidates(weighed, lead)))
    return Headlines.of(pl.concat([of_texts, headlines_of_pages(weighed, lead)]))


def headline_candidates(weighed: ByDocument[Weighed], lead: Lead) -> HeadlineCandidates:
    """List the lines of texts that may be the headline, each with its features."""
    zone = _zone(weighed)
    rows_in_zone = _rows_of_candidates(zone)
    plain = pl.col("text").str.replace_all(MARKS, "").str.to_lowercase()
    lines = zone[rows_in_zone].with_columns(plain=plain, key=_key("doc", "text"))
    rows_in_part = lines["row"].to_numpy()
    shares = shared_with_lead(lines.select("doc", "block", text="plain"), lead)
    candidates = (
        lines.hstack(shares)
        .with_columns(**_features_by_neighbours(zone, rows_in_zone), **_columns_by_document(rows_in_part, weighed))
        .join(_occurrences(lines, weighed), on="key", how="left", maintain_order="left")
        .with_columns_seq(**_features_by_look(), **_features_by_evidence(), **_features_among_candidates())
        .select(*HeadlineCandidates.declared)
    )
    return HeadlineCandidates.of(candidates)


def weigh_candidates(candidates: HeadlineCandidates) -> LikelyHeadlines:
    """Add the probability that a line is the headline.

    The probabilities of a text add up to less than 1; the rest is that no line is the headline.
    """
    return LikelyHeadlines.of(logit.add_probabilities(candidates, "headline"))


def choose_headlines(candidates: LikelyHeadlines) -> Headlines:
    """Choose the most probable headline of each text, unless even that is improbable.

    A line that is in a text twice is two candidates: their probabilities are added up, and block and title are those
    of the more probable one.

    >>> lines = {"doc": [1, 1, 2], "block": [3, 5, 9], "text": ["RAIN AT LAST", "Rain at last", "Menu"]}
    >>> lines |= {"plain": ["rain at last", "rain at last", "menu"], "probability": [0.5, 0.25, 0.125]}
    >>> choose_headlines(LikelyHeadlines.of(pl.DataFrame(lines))).rows()
    [(1, 3, 'RAIN AT LAST', 0.75)]
    """
    lines = candidates.group_by(_key("doc", "plain")).agg(
        pl.col("doc").first(),
        title_confidence=pl.col("probability").sum(),
        block=pl.col("block").sort_by("probability", "block").last(),
        title=pl.col("text").sort_by("probability", "block").last(),
    )
    return Headlines.of(
        lines.filter(pl.col("title_confidence") >= LEAST_PROBABILITY)
        .sort("doc", "title_confidence", "block")
        .unique("doc", keep="last", maintain_order=True)
        .select("doc", "block", pl.col("title").str.replace_all(MARKS, ""), "title_confidence")
    )


def _zone(weighed: ByDocument[Weighed]) -> pl.DataFrame:
    """The blocks of texts near the first sentence: candidates, and the AROUND blocks that features look at.

    Columns: LOOKED_AT, the ``distance`` above the first sentence, the ``row`` of the block in the part, and whether it
    is ``cut_off``. A line that is cut off has not ``ended``, whatever its last mark.
    """
    blocks, docs = weighed
    cut_off = _cut_off_lines(weighed)
    distance = first_sentences(weighed, cut_off)[docs.owner] - np.arange(blocks.height)
    in_zone = (distance <= BLOCKS_ABOVE + AROUND) & (distance >= -BLOCKS_BELOW - AROUND)
    rows = np.flatnonzero((blocks["media"] == "text").to_numpy() & in_zone)
    near = blocks.select(pl.col(LOOKED_AT).gather(rows))
    near = near.with_columns(distance=distance[rows], row=rows, cut_off=cut_off[rows])
    return near.with_columns(pl.col("ended") & ~pl.col("cut_off"))


def _cut_off_lines(weighed: ByDocument[Weighed]) -> Array:
    """Whether a line is the first one of a document and cut off, as a search engine cuts a headline: "Rain in ..."."""
    blocks, docs = weighed
    cut_off = pl.col("text").str.contains(CUT_OFF) & ~pl.col("text").str.contains(r"[.!?] ")
    first = blocks.select(pl.col("text", "words").gather(docs.starts))
    first = first.select(cut_off & pl.col("words").is_between(*CANDIDATE_WORDS))
    is_cut_off = np.zeros(blocks.height, bool)
    is_cut_off[docs.starts] = first.to_series().to_numpy()
    return is_cut_off


def _rows_of_candidates(zone: pl.DataFrame) -> Rows:
    """The rows of the blocks in the zone that may be the headline at all.

    Items of menus are half of all blocks and would take half of the time; the model takes none for a headline
    (docs/decisions.md).
    """
    doc, bullet, words = pl.col("doc"), pl.col("bullet"), pl.col("words")
    has_neighbours = (doc == doc.shift(1)) & (doc == doc.shift(-1))
    between_items = has_neighbours & bullet.shift(1) & bullet.shift(-1)
    is_item = bullet & ((words <= MENU_WORDS) | between_items.fill_null(False))
    is_close = pl.col("distance").is_between(-BLOCKS_BELOW, BLOCKS_ABOVE)
    is_other = (pl.col("rule_role").is_in(OTHER_ROLES) & _is_known_by_a_rule()).fill_null(False)
    may_be = is_close & words.is_between(*CANDIDATE_WORDS) & ~is_item & ~is_other
    rows = zone.select(may_be.arg_true()).to_series()
    # Texts are looked at last: few are left by now.
    texts = zone["text"].gather(rows)
    says_something = (texts.str.len_chars() <= MOST_CHARACTERS) & texts.str.contains(r"\p{L}{2}")
    says_something &= ~texts.to_frame().select(looks_like_byline(pl.col("text"))).to_series()
    return rows.filter(says_something).to_numpy().astype(np.int64)


def _is_known_by_a_rule() -> pl.Expr:
    """Whether a rule knows the block itself, and not only a line above or below it that ends or opens the text."""
    return pl.col("reach") == 0


def _features_by_neighbours(zone: pl.DataFrame, rows_in_zone: Rows) -> dict[str, pl.Series | Array]:
    """Features of some rows of the zone: the lines beside each; a line outside of the document counts as 0."""
    docs = windows.bounds_of(zone["doc"])
    text, words, role, is_ruled = pl.col("text"), pl.col("words"), pl.col("rule_role"), pl.col("rule").is_not_null()
    short_with_digit = pl.when((words <= DATED_WORDS) & pl.col("digit")).then(text).otherwise(pl.lit(""))
    shows = zone.select(
        dated=role.is_in(["date", "dateline"]).fill_null(False) | short_with_digit.str.contains(SHOWS_TIME),
        byline=(role == "byline").fill_null(False),
        headline_like=words.is_between(*HEADLINE_LIKE_WORDS) & ~pl.any_horizontal("prose", "ended", is_ruled),
        ruled=is_ruled,
        section=(role == "section").fill_null(False),
    )
    sums = {name: windows.running(shows[name].to_numpy()) for name in ("dated", "byline", "headline_like")}

    def count(name: str, first: int, last: int) -> Array:
        return windows.window(sums[name], docs, rows_in_zone, first, last)

    looks = zone.hstack(shows.select("ruled", "section", is_dated="dated"))
    beside = {
        name: windows.neighbour(looks[column].to_numpy(), docs, rows_in_zone, step, 0)
        for name, (column, step) in BESIDE.items()
    }
    like_and_itself = count("headline_like", -HEADLINE_LIKE_AROUND, HEADLINE_LIKE_AROUND)
    return beside | {
        "dated": shows["dated"].gather(rows_in_zone),
        "dated_below": count("dated", 1, AROUND) > 0,
        "dated_above": count("dated", -DATED_ABOVE, -1) > 0,
        "by_below": count("byline", 1, AROUND) > 0,
        "like_around": like_and_itself - shows["headline_like"].to_numpy()[rows_in_zone],
        "ruled": shows["ruled"].gather(rows_in_zone),
    }


def _columns_by_document(rows_in_part: Rows, weighed: ByDocument[Weighed]) -> dict[str, pl.Series | Array]:
    """Columns of some rows of blocks: ``at`` (the line's number in the document), ``head`` and ``opens``.

    ``head`` is the document's first line, which is often the title of the window. ``opens`` is true for the line that
    the document opens with: the first one that neither a rule nor repetition explains.
    """
    blocks, docs = weighed
    heads = blocks["text"].gather(docs.starts).str.head(HEAD_CHARACTERS).str.to_lowercase()
    unexplained = (blocks["rule"].is_null() & (blocks["recurs"] == 0)).to_numpy()
    return {
        "at": rows_in_part - docs.first[rows_in_part],
        "head": heads.gather(docs.owner[rows_in_part]),
        "opens": windows.first_row(unexplained, docs)[docs.owner[rows_in_part]] == rows_in_part,
    }


def _occurrences(lines: pl.DataFrame, weighed: ByDocument[Weighed]) -> pl.DataFrame:
    """How often a document has the text of a line (``times``), by ``key``.

    Takes ``row`` and ``text`` of lines. Only lines of the same length can be the same, so few have to be compared.
    """
    blocks, docs = weighed
    sizes = (blocks["text"].str.len_bytes() % LENGTH_CLASSES).to_numpy()
    rows = lines["row"].to_numpy()
    is_asked = np.zeros((len(docs.starts), LENGTH_CLASSES), bool)
    is_asked[docs.owner[rows], sizes[rows]] = True
    may_be_same = np.flatnonzero(is_asked[docs.owner, sizes])
    keys = blocks.select(pl.col("doc", "text").gather(may_be_same)).select(_key("doc", "text"))
    return keys.group_by("key").agg(times=pl.len())


def _features_by_look() -> dict[str, pl.Expr]:
    """Features: the look of a line by itself."""
    text = pl.col("text")
    characters = text.str.len_chars()
    return {
        "capitals": text.str.count_matches(r"\p{Lu}") / characters,
        "digits": text.str.count_matches(r"[0-9]") / characters,
        # "Who pays for the barrier?"
        "asks": text.str.contains(r"[?？!！][\"”»“]?$"),
        "stops": text.str.contains(r"[.。][\"”»“]?$") & ~text.str.contains(CUT_OFF),
        # "The mayor said:"
        "hangs": text.str.contains(r"(?:[,;:：、–-]|\.\.\.|…)$") & ~pl.col("cut_off"),
        "quotes": text.str.contains(r"[\"“”„«»「『]"),
        "colon": text.str.contains(r": |："),
        # "[Photo] The new barrier"
        "bracket": text.str.contains(r"^[\[(<{|_/]"),
        "small_first": text.str.contains(r"^\p{Ll}"),
        # "Rain at last | Harbour Courier"
        "pipe": text.str.contains(r"\s[|–—-]\s"),
        # "Home > News > Coast"
        "crumbs": text.str.contains(r"\s[>›»/]\s?"),
        "address": pl.col("plain").str.contains(r"https?:|www\.|@|\.com(?-u:\b)"),
    }


def _features_by_evidence() -> dict[str, pl.Expr]:
    """Features: the evidence of rules, of repetition and of the whole document on a line."""
    holds = pl.col("head").str.contains(pl.col("plain"), literal=True)
    return {
        "any": pl.lit(1),  # the intercept
        "opens_copy": is_copied() & pl.col("opens") & ~pl.col("ended"),
        "in_head": (pl.col("at") > 0) & (pl.col("words") >= HEAD_WORDS) & holds,
        "known": _is_known_by_a_rule().fill_null(False),
        "repeated": pl.col("recurs") > 0,
    }


def _features_among_candidates() -> dict[str, pl.Expr]:
    """Features: a line compared with the other candidates of its document."""
    plain = pl.col("plain")
    begins, ends = _key("doc", plain.str.head(TWIN_CHARACTERS)), _key("doc", plain.str.tail(TWIN_CHARACTERS))
    size = plain.str.len_chars()
    is_longer = size > TWIN_CHARACTERS
    return {
        "begins_longer": is_longer & (size < size.max().over(begins)),
        "begins_shorter": is_longer & (size > size.min().over(begins)),
        "ends_longer": is_longer & (size < size.max().over(ends)),
        "ends_shorter": is_longer & (size > size.min().over(ends)),
        "rank_words": pl.col("words").rank("ordinal", descending=True).over("doc"),
        "rank_shared": pl.col("shared_words").rank("min", descending=True).over("doc"),
        "rank_early": pl.col("shared_early").rank("min", descending=True).over("doc"),
    }


def _key(*columns: str | pl.Expr) -> pl.Expr:
    """A hash as ``key``: it is compared faster than a text in a document.

    It has 64 bits, and a part has a few thousand candidates: two of them share one once in some 10**12 parts.
    """
    return pl.struct(*columns).hash().alias("key")
