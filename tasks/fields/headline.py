"""What stands above a text: which block is the headline, and which are captions.

Rules know lines by their wording. A headline has none of its own: it is known by its place, by its look beside the
lines around it, and by speaking of the same things as the text under it. In a text all lines near the first sentence
are weighed against each other (``tasks.models.logit``); in a page the markup says which block it is.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas import data
from schemas.frames import Lead, Settled, Weighed
from tasks.columns import windows
from tasks.columns.pairs import Keys, distinct_pairs
from tasks.columns.patterns import HAN_AND_KANA
from tasks.columns.windows import ByDocument
from tasks.models import logit

TITLE_WORDS = (2, 40)
PAGE_TITLE_WORDS = (3, 35)
LONGEST = 2_000  # characters compared: a text of megabytes is too long a pattern for the regex engine
LONGEST_TITLE = 300  # characters
ITEM_WORDS = 3  # with a bullet before them, and no more words, they are an item of a menu
TITLE_ABOVE, TITLE_BELOW = 40, 6  # blocks above and below the first sentence in which the headline is looked for
AROUND = 4  # blocks on each side of a candidate that say something about it
CAPTION_WORDS = (3, 60)
CAPTION_SHARED = 0.5
LEAD = 8  # blocks of the text that a line above it is held against,
LEAD_CHARACTERS = 300  # and so much of each
SURE_ENOUGH = 0.2  # below this probability there is no headline
KICKERS = 1 / 3  # of the words that stay: short lines that are more are text, say a list that a sentence closes
SIZES = 256  # by which the sizes of lines are told apart
TWIN = 15  # characters with which two lines begin or end that say the same
LOOKED_AT = (
    "doc", "block", "text", "words", "gap", "small", "separators", "bullet", "ended", "prose", "keep", "inside",
    "is_heading", "copied", "rule", "rule_role", "reach", "recurs", "digit",
)  # fmt: skip

LONGER = 4  # characters: shorter words say little
PUNCTUATION = " \t\u00a0.,;:!?\"'“”„‘’«»()[]{}…-–—|•*"
# The first character of each stretch without spaces: without it, the pairs of the others come out.
FIRST_UNSPACED = rf"(^|[^{HAN_AND_KANA}])[{HAN_AND_KANA}]"
# \b knows every script, at many times the cost.
SHOWS_TIME = (
    r"(?-u:\b)(?:(?:19|20)[0-9][0-9]|[0-9]{1,2}[:.h][0-9][0-9]|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9][0-9])(?-u:\b)"
)
MARKS = r"^(?:[-*+•◦▪■□☆★●○·‣–»>#]+\s+)+|\u00ad|\s+$"  # before a headline; and hyphens that only show at a line's end


def assign_headline(weighed: ByDocument[Weighed], lead: Lead) -> ByDocument[Settled]:
    """Give headline and captions their roles.

    Takes weighed blocks (``tasks.cleaning.weigh.weigh_blocks``) with ``is_heading`` (a mark such as "## " was cut
    from it) and
    ``page_title``, and their ``lead``. Gives the same blocks, with ``keep``, ``role``, ``evidence`` and ``confidence``
    settled for these, and ``title`` on the block that is one.
    """
    blocks, docs = weighed
    titles = pl.concat([_of_texts(weighed, lead), _of_pages(blocks, docs, lead)])
    headlines = blocks["block"].search_sorted(titles["block"]).to_numpy()
    titled = np.zeros(blocks.height, bool)
    titled[headlines] = True
    begins = windows.first_row(reads_like_text(blocks) & ~titled, docs)
    captions = _captions(blocks, docs, lead, headlines, begins)
    keep = blocks["keep"].to_numpy()
    text = keep.copy()
    text[captions] = text[headlines] = False
    others = _kickers(text, blocks["words"].to_numpy(), docs, begins)
    rows = np.concatenate([others, captions, headlines])
    confidence = np.concatenate([np.full(len(others) + len(captions), 0.6), titles["title_confidence"]])
    kept = keep.copy()
    kept[rows] = False
    settled = blocks.with_columns(
        pl.Series("keep", kept),
        role=blocks["role"].scatter(
            rows, ["other"] * len(others) + ["caption"] * len(captions) + ["title"] * len(headlines)
        ),
        evidence=blocks["evidence"].scatter(rows, ["field"] * len(rows)),
        confidence=blocks["confidence"].scatter(rows, confidence),
        title=pl.repeat(None, blocks.height, dtype=pl.String, eager=True).scatter(headlines, titles["title"]),
    )
    return weighed.with_frame(Settled.of(settled))


def headline_candidates(weighed: ByDocument[Weighed], lead: Lead) -> pl.DataFrame:
    """The blocks of texts that may be the headline, and what is known of each, as numbers.

    Takes weighed blocks and their ``lead``. Gives ``doc``, ``block``, ``text``, ``plain`` (in small letters, without
    the marks before it), and what the model gives points for.
    """
    blocks, docs = weighed
    begins = windows.first_row(reads_like_text(blocks), docs)[docs.owner]
    distance = begins - np.arange(blocks.height)
    is_text = (blocks["media"] == "text").to_numpy()
    reach = (distance <= TITLE_ABOVE + AROUND) & (distance >= -TITLE_BELOW - AROUND)
    near = np.flatnonzero(is_text & reach)
    zone = blocks.select(pl.col(LOOKED_AT).gather(near)).with_columns(distance=distance[near], row=near)
    text = pl.col("text")
    found = (
        _beside(zone, np.flatnonzero(_may_be(zone)))
        .lazy()
        .filter((text.str.len_chars() <= LONGEST_TITLE) & text.str.contains(r"\p{L}{2}"))
        .with_columns(plain=text.str.replace_all(MARKS, "").str.to_lowercase())
        .collect()
    )
    shared = shared_with_lead(found.select("doc", "block", text="plain"), lead)
    return _looks(_beside_others(found.hstack(shared), blocks, docs))


def _may_be(zone: pl.DataFrame) -> windows.Array:
    """Which blocks near the first sentences may be the headline at all.

    Items of menus are half of all, and take half of the time: of 2,742 headlines that the model found among all blocks,
    none was one.
    """
    bullet, words = pl.col("bullet"), pl.col("words")
    same = (pl.col("doc") == pl.col("doc").shift(1)) & (pl.col("doc") == pl.col("doc").shift(-1))
    in_a_list = same & bullet.shift(1) & bullet.shift(-1)
    item = bullet & ((words <= ITEM_WORDS) | in_a_list.fill_null(False))
    return (
        zone.select(pl.col("distance").is_between(-TITLE_BELOW, TITLE_ABOVE) & words.is_between(*TITLE_WORDS) & ~item)
        .to_series()
        .to_numpy()
    )


def _beside(zone: pl.DataFrame, rows: windows.Rows) -> pl.DataFrame:
    """Some of the blocks near the first sentences, and what stands beside each; nothing stands beyond the document."""
    docs = windows.bounds_of(zone["doc"])
    text, words = pl.col("text"), pl.col("words")
    shows = zone.select(
        dated=pl.col("rule_role").is_in(["date", "dateline"]).fill_null(False)
        | pl.when((words <= 20) & pl.col("digit")).then(text).otherwise(pl.lit("")).str.contains(SHOWS_TIME),
        by=(pl.col("rule_role") == "byline").fill_null(False),
        like=words.is_between(4, 25) & ~pl.col("prose") & ~pl.col("ended") & pl.col("rule").is_null(),
        ruled=pl.col("rule").is_not_null(),
        section=(pl.col("rule_role") == "section").fill_null(False),
    )
    sums = {name: windows.running(shows[name].to_numpy()) for name in ("dated", "by", "like")}

    def beside(column: pl.Series, step: int) -> windows.Array:
        return windows.neighbour(column.to_numpy(), docs, rows, step, 0)

    return zone[rows].with_columns(
        shows["dated"].gather(rows),
        shows["ruled"].gather(rows),
        dated_next=beside(shows["dated"], 1),
        dated_below=windows.window(sums["dated"], docs, rows, 1, AROUND) > 0,
        dated_above=windows.window(sums["dated"], docs, rows, -2, -1) > 0,
        by_below=windows.window(sums["by"], docs, rows, 1, AROUND) > 0,
        like_around=windows.window(sums["like"], docs, rows, -3, 3) - shows["like"].to_numpy()[rows],
        words_next=beside(zone["words"], 1),
        words_before=beside(zone["words"], -1),
        prose_next=beside(zone["prose"], 1),
        ended_next=beside(zone["ended"], 1),
        keep_next=beside(zone["keep"], 1),
        gap_next=beside(zone["gap"], 1),
        bullet_next=beside(zone["bullet"], 1),
        bullet_before=beside(zone["bullet"], -1),
        ruled_next=beside(shows["ruled"], 1),
        section_before=beside(shows["section"], -1),
    )


def _beside_others(found: pl.DataFrame, blocks: pl.DataFrame, docs: windows.Bounds) -> pl.DataFrame:
    """Adds what a candidate is beside the others of its document, and beside the document's other lines."""
    rows = found["row"].to_numpy()
    # The first line, often the title of the window; and the first that nothing is known about.
    heads = blocks["text"].gather(docs.starts).str.head(LONGEST).str.to_lowercase().gather(docs.owner[rows])
    opens = windows.first_row((blocks["rule"].is_null() & (blocks["recurs"] == 0)).to_numpy(), docs)
    # Only a line as long can be the same: few have to be compared.
    sizes = (blocks["text"].str.len_bytes() % SIZES).to_numpy()
    as_long = np.zeros((len(docs.starts), SIZES), bool)
    as_long[docs.owner[rows], sizes[rows]] = True
    maybe_same = np.flatnonzero(as_long[docs.owner, sizes])
    every = blocks.select(pl.col("doc", "text").gather(maybe_same)).select(_key("doc", "text"))
    times = every.group_by("key").agg(times=pl.len())
    words, plain, size = pl.col("words"), pl.col("plain"), pl.col("plain").str.len_chars()
    return (
        found.lazy()
        .with_columns(
            at=rows - docs.first[rows],
            head=heads,
            opens=pl.Series(opens[docs.owner[rows]] == rows),
            size=size,
            key=_key("doc", "text"),
        )
        .join(times.lazy(), on="key", how="left", maintain_order="left")
        .with_columns(begins=_key("doc", plain.str.head(TWIN)), ends=_key("doc", plain.str.tail(TWIN)))
        .with_columns(
            in_head=(pl.col("at") > 0) & (words >= 3) & pl.col("head").str.contains(plain, literal=True),
            begins_longer=(size > TWIN) & (size < size.max().over("begins")),
            begins_shorter=(size > TWIN) & (size > size.min().over("begins")),
            ends_longer=(size > TWIN) & (size < size.max().over("ends")),
            ends_shorter=(size > TWIN) & (size > size.min().over("ends")),
            rank_words=words.rank("ordinal", descending=True).over("doc"),
            rank_shared=pl.col("shared_words").rank("min", descending=True).over("doc"),
            rank_early=pl.col("shared_early").rank("min", descending=True).over("doc"),
        )
        .collect()
    )


def _looks(found: pl.DataFrame) -> pl.DataFrame:
    """Adds what a candidate looks like by itself."""
    text = pl.col("text")
    chars = text.str.len_chars()
    return found.with_columns(
        capitals=text.str.count_matches(r"\p{Lu}") / chars,
        digits=text.str.count_matches(r"[0-9]") / chars,
        asks=text.str.contains(r"[?？!！][\"”»“]?$"),
        stops=text.str.contains(r"[.。][\"”»“]?$"),
        hangs=text.str.contains(r"(?:[,;:：、–-]|\.\.\.|…)$"),
        quotes=text.str.contains(r"[\"“”„«»「『]"),
        colon=text.str.contains(r": |："),
        bracket=text.str.contains(r"^[\[(<{|_/]"),
        small_first=text.str.contains(r"^\p{Ll}"),
        pipe=text.str.contains(r"\s[|–—-]\s"),
        crumbs=text.str.contains(r"\s[>›»/]\s?"),
        address=pl.col("plain").str.contains(r"https?:|www\.|@|\.com(?-u:\b)"),
        any=pl.lit(1),
        opens_copy=(pl.col("copied") > data.load("weights/points")["shape"]["copied"])
        & pl.col("opens")
        & ~pl.col("ended"),
        reached=(pl.col("reach") == 0).fill_null(False),
        repeated=pl.col("recurs") > 0,
    )


def lead_words(blocks: Weighed) -> Lead:
    """The longer words of the first paragraphs of each text.

    Gives a row a word of a text, sorted by ``key`` (a hash of both): in how many ``blocks`` it stands, and of the first
    of these ``nth`` (its number in the text) and ``one`` (its block).
    """
    kept = np.flatnonzero(blocks["keep"].to_numpy())
    lines = blocks.select(pl.col("doc", "block", "text").gather(kept))
    nth = np.arange(lines.height) - windows.bounds_of(lines["doc"]).first
    lines = lines.with_columns(nth=nth).filter(pl.Series(nth < LEAD))
    low = lines.with_columns(pl.col("text").str.head(LEAD_CHARACTERS).str.to_lowercase())
    rows, words, keys = _words(low, pairs=True)
    first = rows[windows.is_change(words)]
    firsts = lines.select(nth=pl.col("nth").gather(first), one=pl.col("block").gather(first))
    return Lead.of(firsts.with_columns(key=keys, blocks=np.bincount(words, minlength=len(keys))))


def shared_with_lead(lines: pl.DataFrame, lead: Lead) -> pl.DataFrame:
    """How much of the words of lines the first paragraphs of the text have too.

    Takes ``doc``, ``block`` and ``text`` (in small letters) of lines, and ``lead``. Gives a row a line, null where it
    has no longer word: ``shared`` (share of its longer words that other blocks of the lead have), ``shared_words`` (how
    many), ``shared_early`` (share that the first two have) and ``shared_often`` (in how many blocks a word stands, at
    most 4, on average).
    """
    rows, numbers, keys = _words(lines)
    known = lead["key"].to_numpy()
    at = np.searchsorted(known, keys)
    at[at == len(known)] = 0
    is_said = known[at] == keys if len(known) else np.zeros(len(keys), bool)
    said = np.flatnonzero(is_said[numbers])
    of, at = rows[said], at[numbers[said]]
    size = np.bincount(rows, minlength=lines.height)
    blocks = lead["blocks"].to_numpy()[at]
    elsewhere = blocks > (lead["one"].to_numpy()[at] == lines["block"].to_numpy()[of])

    def per_line(values: windows.Array) -> windows.Floats:
        summed: windows.Floats = np.bincount(of, values, minlength=lines.height).astype(np.float64)
        return summed

    words = per_line(elsewhere)
    found = pl.DataFrame(
        {
            "shared": words / np.maximum(size, 1),
            "shared_words": words,
            "shared_early": per_line(elsewhere & (lead["nth"].to_numpy()[at] <= 1)) / np.maximum(size, 1),
            "shared_often": per_line(elsewhere * np.minimum(blocks, 4)) / np.maximum(size, 1),
        }
    )
    return found.with_columns(pl.when(pl.Series(size > 0)).then(pl.all()))


def _words(lines: pl.DataFrame, *, pairs: bool = False) -> tuple[windows.Rows, windows.Rows, Keys]:
    """Each longer word of each line in small letters; keys are of document and word.

    In scripts without spaces two characters are a word; with ``pairs``, every two that stand side by side.
    """
    low, text, word = lines.select("doc", "text").with_row_index("row"), pl.col("text"), pl.col("word")
    beyond_ascii = pl.when(text.str.len_bytes() > text.str.len_chars()).then(text)
    unspaced = low.filter(beyond_ascii.str.contains(f"[{HAN_AND_KANA}]")).lazy()
    # Splitting at spaces takes a fifth of the time that a pattern of words does. Most words are too short as they are.
    spaced = low.lazy().select("row", "doc", word=text.str.split(" ")).explode("word")
    spaced = spaced.filter(word.str.len_bytes() >= LONGER).with_columns(word.str.strip_chars(PUNCTUATION))
    spaced = spaced.filter(word.str.len_chars() >= LONGER)
    shifted = [unspaced.with_columns(text.str.replace_all(FIRST_UNSPACED, "$1"))] if pairs else []
    two = pl.concat([unspaced, *shifted]).with_columns(word=text.str.extract_all(f"[{HAN_AND_KANA}]{{2}}"))
    every = pl.concat([spaced, two.drop("text").explode("word").drop_nulls("word")])
    found = every.select("row", key=_key("doc", "word")).collect()
    return distinct_pairs(found["row"].to_numpy().astype(np.int64), found["key"].to_numpy())


def _key(*columns: str | pl.Expr) -> pl.Expr:
    """A hash, which is quicker to compare than a text in a document."""
    return pl.struct(*columns).hash().alias("key")


def add_positions(lines: ByDocument[pl.DataFrame]) -> pl.DataFrame:
    """Adds ``at`` (a block's number in its document) and ``first`` (that of the text's first sentence)."""
    blocks, docs = lines
    begins = windows.first_row(reads_like_text(blocks), docs)[docs.owner]
    first = np.where(begins < 0, np.nan, begins - docs.first)
    return blocks.with_columns(
        at=pl.Series(np.arange(blocks.height) - docs.first, dtype=pl.Int32),
        first=pl.Series(first, nan_to_null=True).cast(pl.Int32),
    )


def reads_like_text(blocks: pl.DataFrame) -> windows.Array:
    """Of each block, whether it is one of the text and more than a short line."""
    return blocks.select(pl.col("keep") & (pl.col("prose") | pl.col("sentence"))).to_series().to_numpy()


def neighbour_value(name: str, by: int) -> pl.Expr:
    """A column's value ``by`` blocks before (positive) or after (negative); 0 or false outside of the document."""
    there = (pl.col("doc") == pl.col("doc").shift(by)).fill_null(False)
    return pl.when(there).then(pl.col(name).shift(by).cast(pl.Int32)).otherwise(0)


def distances_to_title() -> dict[str, pl.Expr]:
    """How far under or over the headline a line stands, and whether between it and the text.

    Takes ``at``, ``title_at`` and ``first``.
    """
    at, title_at, first = pl.col("at"), pl.col("title_at"), pl.col("first")
    return {
        "under_title": pl.when(at >= title_at).then(at - title_at),
        "over_title": pl.when(at < title_at).then(title_at - at),
        "between": ((at > title_at) & (at < first)).fill_null(False),
    }


def _of_texts(weighed: ByDocument[Weighed], lead: Lead) -> pl.DataFrame:
    """``doc``, ``block``, ``title`` and ``title_confidence`` of the texts in which one candidate is likely enough.

    A line that stands twice has two candidates: the probabilities are those of the line, and the last one, which is
    nearest to the text, is taken.
    """
    likely = logit.add_probabilities(headline_candidates(weighed, lead), "headline")
    of_line = likely.group_by(_key("doc", "plain")).agg(
        pl.col("doc").first(),
        title_confidence=pl.col("probability").sum(),
        block=pl.col("block").sort_by("probability", "block").last(),
        title=pl.col("text").last(),
    )
    return (
        of_line.filter(pl.col("title_confidence") >= SURE_ENOUGH)
        .sort("doc", "title_confidence", "block")
        .unique("doc", keep="last", maintain_order=True)
        .select("doc", "block", pl.col("title").str.replace_all(MARKS, ""), "title_confidence")
    )


def _of_pages(blocks: pl.DataFrame, docs: windows.Bounds, lead: Lead) -> pl.DataFrame:
    """The same of pages: the h1, or the block that says what the page calls itself."""
    text, named = pl.col("text"), pl.col("page_title").fill_null("").str.head(LONGEST)
    start = text.str.head(LONGEST)
    agrees = (named != "") & (named.str.contains(start, literal=True) | start.str.contains(named, literal=True))
    is_h1 = (pl.col("tag") == "h1").fill_null(False)
    distance = windows.first_row(reads_like_text(blocks), docs)[docs.owner] - np.arange(blocks.height)
    above = np.flatnonzero((blocks["media"] == "html").to_numpy() & (distance >= 0))
    found = (
        blocks.select(pl.col("doc", "block", "text", "words", "tag", "page_title").gather(above))
        .with_columns(distance=distance[above])
        .filter(pl.col("words").is_between(*PAGE_TITLE_WORDS))
        .filter(is_h1 | agrees & (text.str.len_chars() > 12))
    )
    score = (
        2.0 * is_h1
        + 2.0 * agrees
        + 0.5 * (pl.len().over("doc", "text") > 1)
        + pl.col("shared").fill_null(0.0)
        + pl.min_horizontal(pl.col("words"), 10) / 20
        - 0.03 * pl.col("distance")
    )
    return (
        found.hstack(shared_with_lead(found.with_columns(text.str.to_lowercase()), lead))
        .with_columns(score=score)
        .sort("doc", -pl.col("score"), "block")
        .unique("doc", keep="first", maintain_order=True)
        .select("doc", "block", title="text", title_confidence=pl.when(is_h1).then(0.9).otherwise(0.7))
    )


def _kickers(text: windows.Array, words: windows.Array, docs: windows.Bounds, begins: windows.Rows) -> windows.Rows:
    """The lines above a text's first sentence: they look like subheadings, but are no part of the text.

    Takes of each block whether it is text, and its words; and of each document the row in which its text begins.
    """
    above = text & (np.arange(len(text)) < begins[docs.owner])
    few = windows.total(words * above, docs) < KICKERS * windows.total(words * text, docs)
    return np.flatnonzero(above & few)


def _captions(
    blocks: pl.DataFrame, docs: windows.Bounds, lead: Lead, titles: windows.Rows, begins: windows.Rows
) -> windows.Rows:
    """The lines of texts between headline and text that no rule knows, and that speak of the same things as the text.

    Takes the row of each title, and of each document that in which its text begins.
    """
    under = np.full(len(docs.starts), blocks.height)
    under[docs.owner[titles]] = titles
    row = np.arange(blocks.height)
    between = np.flatnonzero((row > under[docs.owner]) & (row < begins[docs.owner]))
    unknown = pl.col("rule").is_null() & (pl.col("recurs") == 0) & ~pl.col("bullet")
    lines = (
        blocks.select(pl.col("doc", "block", "text", "media", "rule", "recurs", "bullet", "words").gather(between))
        .with_columns(row=between)
        .filter((pl.col("media") == "text") & unknown & pl.col("words").is_between(*CAPTION_WORDS))
    )
    speaks = (
        shared_with_lead(lines.with_columns(pl.col("text").str.to_lowercase()), lead)["shared"] >= CAPTION_SHARED
    ).fill_null(False)
    return lines["row"].filter(speaks).to_numpy()
