"""Who wrote a text, from the line that names them.

A byline has a word before it ("By"), a day beside it, or a place under the headline; a name alone on its line has none
of these in a menu or a list of columnists. All lines of a text that can be read as names are weighed against each other
(``tasks.models.logit``).
"""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from schemas.frames import Bylines, Lead, Settled
from tasks.columns import windows
from tasks.columns.windows import ByDocument
from tasks.fields.headline import SHOWS_TIME, distances_to_title, reads_like_text, shared_with_lead
from tasks.models import logit

WORDS = 24  # a longer line is a paragraph
SURE_ENOUGH = 0.4  # below this probability nobody is named
LONGEST = 160  # characters
ONE_WORD = 16  # characters by which two showings of a name are known to be the same

REACH_ABOVE, REACH_BELOW = 40, 25  # blocks above headline and text, and below the text, in which names are looked for
UNDER_WORDS = 12  # a line under a name with no more may tell its trade
NEEDED = ("doc", "block", "text", "gap", "bullet", "ended", "keep", "inside", "rule_role", "reach", "recurs")

SMALL = r"(?:de|da|do|dos|di|del|della|van|von|vom|der|den|ten|ter|al|el|bin|ibn|la|le|zu|zur|af)"
PART = r"\p{Lu}[\p{L}\p{M}’'-]*\.?"
PERSON = rf"{PART}(?: (?:{SMALL} )?{PART}){{1,3}}"
HAN_PERSON = r"\p{Han}{2,4}"
AND = r"\s*(?:;|,|/|\||&|\+|\b(?:and|und|et|y|e|en|og|och|i|a|и|та|ve)\b)\s*"
BULLETS = r"^(?:[-*+•◦▪■□☆★●○·‣–»>|]\s*)+"
# What may follow the names: a trade, a place, a day, an outlet.
AFTER = r"(?:\s*[,|·•(/@–—-].*|\s+\d.*|\s+(?i:follow|twitter|x|updated|published|aktualisiert|stand)\b.*|:?)"


def find_bylines(settled: ByDocument[Settled], lead: Lead, caught: pl.DataFrame) -> Bylines:
    """The lines that name the authors of texts: ``doc``, ``block`` and ``names`` (a list).

    Takes settled blocks (``tasks.fields.headline.assign_headline``), their ``lead``, and what the named groups of
    rules caught.
    """
    likely = logit.add_probabilities(byline_candidates(settled, lead, caught), "authors")
    best = (
        likely.group_by("doc", "key", maintain_order=True)
        .agg(
            pl.col("probability").sum(),
            pl.col("block", "names").sort_by("probability", "block").last(),
        )
        .filter(pl.col("probability") >= SURE_ENOUGH)
        .sort("doc", "probability", maintain_order=True)
        .unique("doc", keep="last", maintain_order=True)
    )
    return Bylines.of(best.select("doc", "block", "names"))


def byline_candidates(settled: ByDocument[Settled], lead: Lead, caught: pl.DataFrame) -> pl.DataFrame:
    """The lines of texts that can be read as names, and what is known of each, as numbers.

    Gives ``doc``, ``block``, ``names``, ``key`` (the names as one text) and what the model gives points for.
    """
    blocks, docs = settled
    near = _near(blocks, docs)
    begins = pl.col("plain").str.head(ONE_WORD)
    lines = (
        blocks.select(pl.col(NEEDED).gather(near))
        .with_columns(row=near, plain=pl.col("text").str.replace(BULLETS, ""))
        .with_columns(begins=pl.struct("doc", begins).hash())
    )
    ruled = caught.filter(pl.col("role") == "byline").select("block", ruled_names="caught_authors")
    ruled = ruled.drop_nulls().unique("block", keep="first", maintain_order=True)
    starts_by = lines["plain"].str.contains(rf"^(?i:{_by()})")
    found = _named(lines, ruled, starts_by)
    shown = lines.select("begins").join(found.select("begins").unique(), on="begins", how="semi")
    found = found.hstack(
        shared_with_lead(found.select("doc", "block", text=pl.col("key").str.to_lowercase()), lead)
    ).join(shown.group_by("begins").agg(shown=pl.len()), on="begins", how="left", maintain_order="left")
    return _placed(_beside(found, lines, starts_by, blocks, docs))


def _near(blocks: pl.DataFrame, docs: windows.Bounds) -> windows.Rows:
    """The short lines of texts around headline and text."""
    row = np.arange(blocks.height)
    begins, title, last = _marks(blocks, docs)
    top = np.where(title >= 0, np.minimum(begins, title), begins)
    is_short = (pl.col("words") <= WORDS) & (pl.col("text").str.len_bytes() <= LONGEST)
    may_be = blocks.select((pl.col("media") == "text") & is_short).to_series().to_numpy()
    return np.flatnonzero(may_be & (row >= top[docs.owner] - REACH_ABOVE) & (row <= last[docs.owner] + REACH_BELOW))


def _marks(blocks: pl.DataFrame, docs: windows.Bounds) -> tuple[windows.Rows, windows.Rows, windows.Rows]:
    """Of each document, the rows of its first sentence, its headline and its last paragraph; below 0 where none is."""
    titled = blocks["title"].is_not_null().to_numpy()
    prose = (blocks["keep"] & blocks["prose"]).to_numpy()
    return (
        windows.first_row(reads_like_text(blocks), docs),
        windows.first_row(titled, docs),
        windows.last_row(prose, docs),
    )


def _by() -> str:
    """The words before a name."""
    words = logit.load_model("authors")["words"]["by"]
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


def _named(lines: pl.DataFrame, ruled: pl.DataFrame, starts_by: pl.Series) -> pl.DataFrame:
    """The lines that can be read as names: adds ``names``, the first as ``one``, ``by`` and what comes ``after``."""
    no_name = rf"(?:^|\s)(?:{'|'.join(logit.load_model('authors')['words']['no_name'])})(?:\s|$)"
    person = rf"{PERSON}|{HAN_PERSON}"
    with_by = rf"^(?i:{_by()})\s?(?::\s?|\s|$)(?P<first>(?:{person})(?:{AND}(?:{PERSON}))*)(?P<after>{AFTER})?$"
    alone = rf"^(?P<first>{PERSON}(?:{AND}{PERSON})*)(?P<after>{AFTER})?$"
    plain = pl.col("plain")
    # Most lines do not begin so: the whole patterns are for the others.
    may_be = starts_by | lines["plain"].str.contains(f"^{PERSON}")
    is_ruled = pl.col("block").is_in(ruled["block"].implode())
    said, named = pl.col("said").struct, pl.col("alone").struct
    return (
        lines.lazy()
        .with_columns(starts_by=starts_by)
        .filter(may_be | is_ruled)
        .with_columns(
            said=pl.when("starts_by").then(plain).str.extract_groups(with_by), alone=plain.str.extract_groups(alone)
        )
        .join(ruled.lazy(), on="block", how="left", maintain_order="left")
        .with_columns(
            raw=pl.coalesce("ruled_names", said.field("first"), named.field("first")),
            after=pl.coalesce(said.field("after"), named.field("after"), pl.lit("")),
            by=said.field("first").is_not_null(),
        )
        .filter(pl.col("raw").is_not_null())
        .with_columns(
            names=pl.col("raw")
            .str.replace_all(AND, "\n")
            .str.split("\n")
            .list.eval(
                pl.element()
                .str.strip_chars(" .,;:|")
                .filter(pl.element().str.contains(r"\p{L}{2}") & ~pl.element().str.to_lowercase().str.contains(no_name))
            )
        )
        .filter(pl.col("names").list.len() > 0)
        .with_columns(key=pl.col("names").list.join("\n"), one=pl.col("names").list.first())
        .drop("said", "alone", "raw")
        .collect()
    )


def _beside(
    found: pl.DataFrame, lines: pl.DataFrame, starts_by: pl.Series, blocks: pl.DataFrame, docs: windows.Bounds
) -> pl.DataFrame:
    """Adds what stands beside each, and where it stands by ``first`` sentence, headline (``title_at``) and ``last``."""
    rows = found["row"].to_numpy()
    of = docs.owner[rows]
    shown = pl.col("text").str.contains(SHOWS_TIME) | pl.col("rule_role").is_in(["date", "dateline"]).fill_null(False)
    around = np.zeros(blocks.height, bool)
    for step in range(-2, 3):
        around[np.clip(rows + step, 0, blocks.height - 1)] = True
    around_found = lines.filter(pl.Series(around[lines["row"].to_numpy()]))
    dated = _marked(blocks.height, around_found.filter(shown)["row"])
    labels = lines.filter(starts_by).filter(pl.col("text").str.contains(rf"(?i)^(?:{_by()})\s?:?$"))
    label = _marked(blocks.height, labels["row"])

    def beside(values: windows.Array, step: int) -> windows.Array:
        return windows.neighbour(values, docs, rows, step, 0)

    words, keep = blocks["words"].to_numpy(), blocks["keep"].to_numpy()
    words_next = beside(words, 1)
    below = np.minimum(rows + 1, docs.last[rows])
    caption_before = blocks["rule_role"].gather(np.maximum(rows - 1, docs.first[rows])) == "caption"
    begins, title, last = (
        pl.Series(np.where(mark[of] < 0, np.nan, mark[of] - docs.first[rows]), nan_to_null=True)
        for mark in _marks(blocks, docs)
    )
    return found.with_columns(
        at=rows - docs.first[rows],
        first=begins,
        title_at=title,
        last=last,
        date_in=dated[rows],
        date_next=beside(dated, 1),
        date_near=np.maximum(np.maximum(beside(dated, 2), beside(dated, -1)), beside(dated, -2)),
        label_before=beside(label, -1),
        keep_next=beside(keep, 1),
        prose_next=beside(blocks["prose"].to_numpy(), 1),
        gap_next=beside(blocks["gap"].to_numpy(), 1),
        words_next=words_next,
        under=pl.when(pl.Series((words_next > 0) & (words_next <= UNDER_WORDS)))
        .then(blocks["text"].gather(below))
        .otherwise(pl.lit("")),
        caption_before=caption_before.fill_null(False) & pl.Series(rows > docs.first[rows]),
    )


def _marked(height: int, rows: pl.Series) -> windows.Array:
    marked = np.zeros(height, bool)
    marked[rows.to_numpy()] = True
    return marked


def _placed(found: pl.DataFrame) -> pl.DataFrame:
    """Adds the numbers that the model gives points for."""
    words = logit.load_model("authors")["words"]
    at, title_at, first = pl.col("at"), pl.col("title_at"), pl.col("first")
    role = pl.col("rule_role").fill_null("")
    trade = rf"(?i)(?:^|\P{{L}})(?:{'|'.join(words['role'])})(?:\P{{L}}|$)"
    row_near = ((pl.col("doc") == pl.col("doc").shift(1)) & (at - at.shift(1) <= 2)).fill_null(False)
    return (
        found.lazy()
        .with_columns(row_near=row_near)
        .with_columns(
            any=pl.lit(1),
            above=first - at,
            under_text=at - pl.col("last"),
            **distances_to_title(),
            rest=pl.col("after").str.len_chars(),
            persons=pl.col("names").list.len(),
            parts=pl.col("one").str.count_matches(" ") + 1,
            capitals=pl.col("one").str.count_matches(r"\p{Lu}") / pl.col("one").str.len_chars(),
            is_byline=role == "byline",
            is_other=(role != "") & (role != "byline"),
            reached=pl.col("reach") > 0,
            repeated=pl.col("recurs") > 0,
            list=pl.col("row_near").cast(pl.Int8) + pl.col("row_near").shift(-1).fill_null(False).cast(pl.Int8),
            trade=pl.col("after").str.contains(trade),
            trade_under=pl.col("under").str.contains(trade),
            again_under=pl.col("under").str.starts_with(pl.col("one")),
            times=pl.len().over("doc", "key"),
            first_by=(pl.col("by") & (pl.col("by").cast(pl.Int32).cum_sum().over("doc") == 1)),
            nearest=(title_at - at).abs() == (title_at - at).abs().min().over("doc"),
            nearest_first=(first - at).abs() == (first - at).abs().min().over("doc"),
        )
        .collect()
    )
