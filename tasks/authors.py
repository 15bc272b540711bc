"""Who wrote a text, from the line that names them.

A byline has a word before it ("By"), a day beside it, or a place under the headline; a name alone on its line has none
of these in a menu or a list of columnists. All lines of a text that can be read as names are weighed against each other
(``tasks.choice``).
"""

from __future__ import annotations

import re

import polars as pl

from tasks import choice
from tasks.headline import SHOWS_TIME, beside, of_doc, placed, shared

WORDS = 24  # a longer line is a paragraph
SURE_ENOUGH = 0.4  # below this probability nobody is named
LONGEST = 160  # characters
ONE_WORD = 16  # characters by which two showings of a name are known to be the same

REACH_ABOVE, REACH_BELOW = 40, 25  # blocks above headline and text, and below the text, in which names are looked for
UNDER_WORDS = 12  # a line under a name with no more may tell its trade
NEEDED = (
    "doc", "block", "text", "words", "gap", "bullet", "ended", "keep", "prose", "sentence", "inside", "rule_role",
    "reach", "recurs", "title",
)  # fmt: skip

SMALL = r"(?:de|da|do|dos|di|del|della|van|von|vom|der|den|ten|ter|al|el|bin|ibn|la|le|zu|zur|af)"
PART = r"\p{Lu}[\p{L}\p{M}’'-]*\.?"
PERSON = rf"{PART}(?: (?:{SMALL} )?{PART}){{1,3}}"
HAN_PERSON = r"\p{Han}{2,4}"
AND = r"\s*(?:;|,|/|\||&|\+|\b(?:and|und|et|y|e|en|og|och|i|a|и|та|ve)\b)\s*"
BULLETS = r"^(?:[-*+•◦▪■□☆★●○·‣–»>|]\s*)+"
# What may follow the names: a trade, a place, a day, an outlet.
AFTER = r"(?:\s*[,|·•(/@–—-].*|\s+\d.*|\s+(?i:follow|twitter|x|updated|published|aktualisiert|stand)\b.*|:?)"


def bylines(blocks: pl.DataFrame, lead: pl.DataFrame, caught: pl.DataFrame) -> pl.DataFrame:
    """The lines that name the authors of texts: ``doc``, ``block`` and ``names`` (a list).

    Takes settled blocks (``tasks.headline.settle``), their ``lead``, and what the named groups of rules caught.
    """
    likely = choice.posterior(candidates(blocks, lead, caught), "authors")
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
    return best.select("doc", "block", "names")


def candidates(blocks: pl.DataFrame, lead: pl.DataFrame, caught: pl.DataFrame) -> pl.DataFrame:
    """The lines of texts that can be read as names, and what is known of each, as numbers.

    Gives ``doc``, ``block``, ``names``, ``key`` (the names as one text) and what the model gives points for.
    """
    words = choice.read("authors")["words"]
    by = "|".join(sorted(map(re.escape, words["by"]), key=lambda word: (-len(word), word)))
    text, at = pl.col("text"), pl.col("at")
    numbered = placed(blocks.filter(pl.col("media") == "text").select(NEEDED))
    last = numbered.filter(pl.col("keep") & pl.col("prose")).group_by("doc", maintain_order=True).agg(last=at.last())
    title = numbered.filter(pl.col("title").is_not_null()).unique("doc", keep="first", maintain_order=True)
    numbered = numbered.with_columns(
        of_doc(numbered, last, "last"),
        of_doc(numbered, title.select("doc", title_at="at"), "title_at"),
        row=pl.int_range(pl.len()),
        short=(pl.col("words") <= WORDS) & (text.str.len_bytes() <= LONGEST),
    )
    near = numbered.filter(
        pl.col("short")
        & (at >= pl.min_horizontal("first", "title_at") - REACH_ABOVE)
        & (at <= pl.col("last") + REACH_BELOW)
    )
    ruled = caught.filter(pl.col("role") == "byline").select("block", ruled_names="caught_authors")
    ruled = ruled.drop_nulls().unique("block", keep="first", maintain_order=True)
    no_name = rf"(?:^|\s)(?:{'|'.join(words['no_name'])})(?:\s|$)"
    person = rf"{PERSON}|{HAN_PERSON}"
    with_by = rf"^(?i:(?P<by>{by}))\s?(?::\s?|\s|$)(?P<first>(?:{person})(?:{AND}(?:{PERSON}))*)(?P<after>{AFTER})?$"
    alone = rf"^(?P<first>{PERSON}(?:{AND}{PERSON})*)(?P<after>{AFTER})?$"
    plain = text.str.replace(BULLETS, "")
    shown = text.str.contains(SHOWS_TIME) | pl.col("rule_role").is_in(["date", "dateline"]).fill_null(False)
    dated = near.select("row", dated=shown, label=text.str.contains(rf"(?i)^(?:{by})\s?:?$"))
    marks = numbered.select("row").join(dated, on="row", how="left", maintain_order="left").fill_null(False)
    beneath = pl.when(beside("words", -1) <= UNDER_WORDS).then(text.shift(-1)).otherwise(pl.lit(""))
    numbered = numbered.with_columns(marks["dated"], marks["label"])
    asked = plain.str.contains(
        f"{with_by}|{alone}".replace("?P<by>", "?:").replace("?P<first>", "?:").replace("?P<after>", "?:")
    )
    found = (
        numbered.lazy()
        .with_columns(
            date_next=beside("dated", -1),
            date_near=pl.max_horizontal(beside("dated", by) for by in (-2, 1, 2)),
            label_before=beside("label", 1),
            keep_next=beside("keep", -1),
            prose_next=beside("prose", -1),
            gap_next=beside("gap", -1),
            words_next=beside("words", -1),
            under=beneath,
            caption_before=(pl.col("rule_role").shift(1) == "caption").fill_null(False),
        )
        .join(near.lazy().select("row"), on="row", how="semi", maintain_order="left")
        .join(ruled.lazy(), on="block", how="left", maintain_order="left")
        .with_columns(plain=plain)
        .filter(asked | pl.col("ruled_names").is_not_null())
        .with_columns(
            said=pl.col("plain").str.extract_groups(with_by),
            alone=pl.col("plain").str.extract_groups(alone),
        )
        .with_columns(
            raw=pl.coalesce("ruled_names", pl.col("said").struct.field("first"), pl.col("alone").struct.field("first")),
            after=pl.coalesce(pl.col("said").struct.field("after"), pl.col("alone").struct.field("after"), pl.lit("")),
            by=pl.col("said").struct.field("first").is_not_null(),
        )
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
        .collect()
    )
    found = found.with_columns(key=pl.col("names").list.join("\n"), one=pl.col("names").list.first())
    told = shared(found.select("doc", "block", text="key"), lead)
    role = pl.col("rule_role").fill_null("")
    trade = rf"(?i)(?:^|\P{{L}})(?:{'|'.join(words['role'])})(?:\P{{L}}|$)"
    begins = plain.str.head(ONE_WORD)
    shown_as = near.lazy().group_by("doc", begins=begins).agg(shown=pl.len()).collect()
    row_near = ((pl.col("doc") == pl.col("doc").shift(1)) & (at - at.shift(1) <= 2)).fill_null(False)
    title_at, first = pl.col("title_at"), pl.col("first")
    return (
        found.join(told, on="block", how="left", maintain_order="left")
        .with_columns(begins=begins)
        .join(shown_as, on=["doc", "begins"], how="left", maintain_order="left")
        .lazy()
        .with_columns(row_near=row_near)
        .with_columns(
            any=pl.lit(1),
            above=first - at,
            under_text=at - pl.col("last"),
            under_title=pl.when(at >= title_at).then(at - title_at),
            over_title=pl.when(at < title_at).then(title_at - at),
            between=((at > title_at) & (at < first)).fill_null(False),
            rest=pl.col("after").str.len_chars(),
            date_in="dated",
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
