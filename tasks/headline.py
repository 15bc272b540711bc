"""What stands above a text: which block is the headline, and which are captions.

Rules know lines by their wording. A headline has none of its own: it is known by its place, by its look beside the
lines around it, and by speaking of the same things as the text under it. In a text all lines near the first sentence
are weighed against each other (``tasks.choice``); in a page the markup says which block it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tasks import choice
from tasks.points import weights

TITLE_WORDS = (2, 40)
PAGE_TITLE_WORDS = (3, 35)
LONGEST = 2_000  # characters compared: a text of megabytes is too long a pattern for the regex engine
LONGEST_TITLE = 300  # characters
TITLE_ABOVE, TITLE_BELOW = 40, 6  # blocks above and below the first sentence in which the headline is looked for
AROUND = 4  # blocks on each side of a candidate that say something about it
CAPTION_WORDS = (3, 60)
CAPTION_SHARED = 0.5
LEAD = 8  # blocks of the text that a line above it is held against,
LEAD_CHARACTERS = 300  # and so much of each
SURE_ENOUGH = 0.2  # below this probability there is no headline
TWIN = 15  # characters with which two lines begin or end that say the same

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}"
LONGER = 4  # characters: shorter words say little
PUNCTUATION = " \t\u00a0.,;:!?\"'“”„‘’«»()[]{}…-–—|•*"
# The first character of each stretch without spaces: without it, the pairs of the others come out.
FIRST_UNSPACED = rf"(^|[^{UNSPACED}])[{UNSPACED}]"
# \b knows every script, at many times the cost.
SHOWS_TIME = (
    r"(?-u:\b)(?:(?:19|20)[0-9][0-9]|[0-9]{1,2}[:.h][0-9][0-9]|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9][0-9])(?-u:\b)"
)
MARKS = r"^(?:[-*+•◦▪■□☆★●○·‣–»>#]+\s+)+|\u00ad|\s+$"  # before a headline; and hyphens that only show at a line's end


def settle(blocks: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Give headline and captions their roles.

    Takes weighed blocks (``tasks.weigh.weigh``) with ``is_heading`` (a mark such as "## " was cut from it) and
    ``page_title``, and their ``lead``. Gives the same blocks, with ``keep``, ``role``, ``evidence`` and ``confidence``
    settled for these, and ``title`` on the block that is one.
    """
    blocks = placed(blocks)
    titles = pl.concat([_of_texts(blocks, told), _of_pages(blocks, told)])
    headed = titles.join(blocks.select("block", title_at="at"), on="block").select("doc", "title_at")
    titled = blocks.select("block").join(titles, on="block", how="left", maintain_order="left")
    blocks = blocks.with_columns(titled["title"], titled["title_confidence"], of_doc(blocks, headed, "title_at"))
    blocks = _begun(blocks, _reads() & pl.col("title").is_null())
    between = blocks.filter(_between())
    between = between.join(shared(between, told), on="block", how="left", maintain_order="left")
    captions = between.filter(_is_caption())["block"]
    is_title = pl.col("title").is_not_null()
    is_caption = ~is_title & pl.col("block").is_in(captions.implode())
    found = is_title | is_caption
    # A kicker above the first sentence looks like a subheading, but is no part of the text.
    above = (pl.col("at") < pl.col("first")).fill_null(False)
    return blocks.with_columns(
        keep=pl.col("keep") & ~found & ~above,
        role=pl.when(is_title)
        .then(pl.lit("title"))
        .when(is_caption)
        .then(pl.lit("caption"))
        .when(above)
        .then(pl.coalesce("role", pl.lit("other")))
        .otherwise("role"),
        evidence=pl.when(found | above & pl.col("keep")).then(pl.lit("field")).otherwise("evidence"),
        confidence=pl.when(is_title)
        .then("title_confidence")
        .when(found | above & pl.col("keep"))
        .then(0.6)
        .otherwise("confidence"),
    ).drop("at", "first", "title_at", "title_confidence")


def candidates(blocks: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The blocks of texts that may be the headline, and what is known of each, as numbers.

    Takes weighed blocks with ``at`` and ``first`` (see ``placed``), and their ``lead``. Gives ``doc``,
    ``block``, ``text`` and what the model gives points for.
    """
    at, first, text, words = pl.col("at"), pl.col("first"), pl.col("text"), pl.col("words")
    zone = blocks.filter(
        (pl.col("media") == "text") & at.is_between(first - TITLE_ABOVE - AROUND, first + TITLE_BELOW + AROUND)
    )
    found = (
        zone.lazy()
        .with_columns(
            dated=pl.col("rule_role").is_in(["date", "dateline"]).fill_null(False)
            | pl.when(words <= 20).then(text).otherwise(pl.lit("")).str.contains(SHOWS_TIME),
            by=(pl.col("rule_role") == "byline").fill_null(False),
            like=words.is_between(4, 25) & ~pl.col("prose") & ~pl.col("ended") & pl.col("rule").is_null(),
        )
        .with_columns(
            dated_next=beside("dated", -1),
            dated_below=any_beside("dated", range(-1, -AROUND - 1, -1)),
            dated_above=any_beside("dated", (1, 2)),
            by_below=any_beside("by", range(-1, -AROUND - 1, -1)),
            like_around=pl.sum_horizontal(beside("like", by).cast(pl.Int8) for by in (-3, -2, -1, 1, 2, 3)),
            words_next=beside("words", -1),
            words_before=beside("words", 1),
            prose_next=beside("prose", -1),
            ended_next=beside("ended", -1),
            keep_next=beside("keep", -1),
            gap_next=beside("gap", -1),
            bullet_next=beside("bullet", -1),
            bullet_before=beside("bullet", 1),
            ruled_next=(pl.col("rule").shift(-1).is_not_null()),
            section_before=(pl.col("rule_role").shift(1) == "section").fill_null(False),
        )
        .filter(
            at.is_between(first - TITLE_ABOVE, first + TITLE_BELOW)
            & words.is_between(*TITLE_WORDS)
            & (text.str.len_chars() <= LONGEST_TITLE)
            & text.str.contains(r"\p{L}{2}")
        )
        .with_columns(plain=text.str.replace_all(MARKS, "").str.to_lowercase())
        .collect()
    )
    found = found.join(shared(found, told), on="block", how="left", maintain_order="left")
    heads = blocks.lazy().filter(at == 0).select("doc", head=text.str.head(LONGEST).str.to_lowercase()).collect()
    unruled = blocks.lazy().filter(pl.col("rule").is_null() & (pl.col("recurs") == 0))
    heads = heads.lazy().join(unruled.group_by("doc").agg(opens=at.min()), on="doc", how="left").collect()
    again = (
        blocks.lazy()
        .select("doc", "text")
        .join(found.lazy().select("doc", "text").unique(), on=["doc", "text"], how="semi")
        .group_by("doc", "text")
        .agg(times=pl.len())
        .collect()
    )
    chars = text.str.len_chars()
    plain, size = pl.col("plain"), pl.col("plain").str.len_chars()
    return (
        found.lazy()
        .join(heads.lazy(), on="doc", how="left", maintain_order="left")
        .join(again.lazy(), on=["doc", "text"], how="left", maintain_order="left")
        .with_columns(begins=plain.str.head(TWIN), ends=plain.str.tail(TWIN), size=size)
        .with_columns(
            distance=first - at,
            in_head=(at > 0) & (words >= 3) & pl.col("head").str.contains(plain, literal=True),
            begins_longer=(size > TWIN) & (size < size.max().over("doc", "begins")),
            begins_shorter=(size > TWIN) & (size > size.min().over("doc", "begins")),
            ends_longer=(size > TWIN) & (size < size.max().over("doc", "ends")),
            ends_shorter=(size > TWIN) & (size > size.min().over("doc", "ends")),
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
            address=text.str.contains(r"(?i)https?:|www\.|@|\.com\b"),
            any=pl.lit(1),
            opens_copy=(pl.col("copied") > weights()["shape"]["copied"]) & (at == pl.col("opens")) & ~pl.col("ended"),
            ruled=pl.col("rule").is_not_null(),
            reached=(pl.col("reach") == 0).fill_null(False),
            repeated=pl.col("recurs") > 0,
            rank_words=words.rank("ordinal", descending=True).over("doc"),
            rank_shared=pl.col("shared_words").rank("min", descending=True).over("doc"),
            rank_early=pl.col("shared_early").rank("min", descending=True).over("doc"),
        )
        .collect()
    )


def lead(blocks: pl.DataFrame) -> pl.DataFrame:
    """The longer words of the first paragraphs of each text.

    Gives ``doc``, ``word``, in how many ``blocks`` it stands, and of the first of these ``nth`` (its number in the
    text) and ``one`` (its block).
    """
    kept = numbered(blocks.filter("keep").select("doc", "block", pl.col("text").str.head(LEAD_CHARACTERS)), "nth")
    return (
        _words(kept.filter(pl.col("nth") < LEAD), pairs=True)
        .group_by("doc", "word")
        .agg(blocks=pl.len(), nth=pl.col("nth").min(), one=pl.col("block").first())
        .collect()
    )


def shared(lines: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """How much of the words of lines the first paragraphs of the text have too.

    Takes ``doc``, ``block`` and ``text`` of lines, and ``lead``. Gives ``block``, ``shared`` (share of its longer
    words that other blocks of the lead have), ``shared_words`` (how many), ``shared_early`` (share that the first two
    have) and ``shared_often`` (in how many blocks a word stands, at most 4, on average).
    """
    elsewhere = (pl.col("blocks") > (pl.col("one") == pl.col("block")).cast(pl.Int8)).fill_null(False)
    return (
        _words(lines.select("doc", "block", "text"))
        .join(told.lazy(), on=["doc", "word"], how="left")
        .with_columns(elsewhere=elsewhere)
        .group_by("block")
        .agg(
            shared=pl.col("elsewhere").mean(),
            shared_words=pl.col("elsewhere").sum(),
            shared_early=(pl.col("elsewhere") & (pl.col("nth") <= 1)).mean(),
            shared_often=pl.when("elsewhere").then(pl.col("blocks").clip(0, 4)).otherwise(0).mean(),
        )
        .collect()
    )


def _words(lines: pl.DataFrame, *, pairs: bool = False) -> pl.LazyFrame:
    """``word`` for each longer word of each line; in scripts without spaces, two characters are one.

    With ``pairs``, there every two characters that stand side by side.
    """
    low = lines.with_columns(pl.col("text").str.to_lowercase())
    is_unspaced = low["text"].str.contains(f"[{UNSPACED}]")
    word = pl.col("word")
    # Splitting at spaces takes a fifth of the time that a pattern of words does.
    spaced = low.lazy().with_columns(word=pl.col("text").str.split(" ")).drop("text").explode("word")
    spaced = spaced.with_columns(word.str.strip_chars(PUNCTUATION)).filter(word.str.len_chars() >= LONGER)
    unspaced = low.filter(is_unspaced).lazy()
    shifted = [unspaced.with_columns(pl.col("text").str.replace_all(FIRST_UNSPACED, "$1"))] if pairs else []
    two = pl.concat([unspaced, *shifted]).with_columns(word=pl.col("text").str.extract_all(f"[{UNSPACED}]{{2}}"))
    return pl.concat([spaced, two.drop("text").explode("word").drop_nulls("word")]).unique()


def numbered(blocks: pl.DataFrame, name: str) -> pl.DataFrame:
    """Adds a block's number in its document. The frame is in the order of documents, so that no window is needed."""
    row = pl.int_range(pl.len())
    opens = (pl.col("doc") != pl.col("doc").shift(1)).fill_null(True)
    return blocks.with_columns((row - pl.when(opens).then(row).forward_fill()).cast(pl.Int32).alias(name))


def placed(blocks: pl.DataFrame) -> pl.DataFrame:
    """Adds ``at`` (a block's number in its document) and ``first`` (that of the text's first sentence)."""
    return _begun(numbered(blocks, "at"), _reads())


def _reads() -> pl.Expr:
    """A block of the text that is more than a short line."""
    return pl.col("keep") & (pl.col("prose") | pl.col("sentence"))


def beside(name: str, by: int) -> pl.Expr:
    """A column's value ``by`` blocks before (positive) or after (negative); 0 or false outside of the document."""
    there = (pl.col("doc") == pl.col("doc").shift(by)).fill_null(False)
    return pl.when(there).then(pl.col(name).shift(by).cast(pl.Int32)).otherwise(0)


def any_beside(name: str, places: Sequence[int]) -> pl.Expr:
    """The greatest of a column's values in these places beside a block."""
    return pl.max_horizontal(beside(name, by) for by in places)


def _begun(blocks: pl.DataFrame, reads: pl.Expr) -> pl.DataFrame:
    """Adds ``first``: the number of a document's first block that ``reads`` so; null where none does."""
    first = blocks.filter(reads).group_by("doc", maintain_order=True).agg(first=pl.col("at").first())
    return blocks.with_columns(of_doc(blocks, first, "first"))


def of_doc(blocks: pl.DataFrame, facts: pl.DataFrame, name: str) -> pl.Series:
    """What is known of each block's document; null where nothing is. A join of the whole frame would copy it."""
    return blocks.select("doc").join(facts.select("doc", name), on="doc", how="left", maintain_order="left")[name]


def _of_texts(blocks: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """``doc``, ``block``, ``title`` and ``title_confidence`` of the texts in which one candidate is likely enough.

    A line that stands twice has two candidates: the probabilities are those of the line, and the last one, which is
    nearest to the text, is taken.
    """
    likely = choice.posterior(candidates(blocks, told), "headline").select(
        "doc", "block", "plain", "text", "probability"
    )
    of_line = likely.group_by("doc", "plain").agg(
        title_confidence=pl.col("probability").sum(),
        block=pl.col("block").sort_by("probability", "block").last(),
        title=pl.col("text").last(),
    )
    return (
        of_line.filter(pl.col("title_confidence") >= SURE_ENOUGH)
        .sort("doc", "title_confidence", "block")
        .group_by("doc", maintain_order=True)
        .last()
        .select("doc", "block", pl.col("title").str.replace_all(MARKS, ""), "title_confidence")
    )


def _of_pages(blocks: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The same of pages: the h1, or the block that says what the page calls itself."""
    text, at, named = pl.col("text"), pl.col("at"), pl.col("page_title").fill_null("").str.head(LONGEST)
    start = text.str.head(LONGEST)
    agrees = (named != "") & (named.str.contains(start, literal=True) | start.str.contains(named, literal=True))
    is_h1 = (pl.col("tag") == "h1").fill_null(False)
    found = blocks.filter(
        (pl.col("media") == "html") & (at <= pl.col("first")) & pl.col("words").is_between(*PAGE_TITLE_WORDS)
    ).filter(is_h1 | agrees & (text.str.len_chars() > 12))
    score = (
        2.0 * is_h1
        + 2.0 * agrees
        + 0.5 * (pl.len().over("doc", "text") > 1)
        + pl.col("shared").fill_null(0.0)
        + pl.min_horizontal(pl.col("words"), 10) / 20
        - 0.03 * (pl.col("first") - at).cast(pl.Float64)
    )
    return (
        found.join(shared(found, told), on="block", how="left", maintain_order="left")
        .with_columns(score=score)
        .sort("doc", -pl.col("score"), "at")
        .unique("doc", keep="first", maintain_order=True)
        .select("doc", "block", title="text", title_confidence=pl.when(is_h1).then(0.9).otherwise(0.7))
    )


def _between() -> pl.Expr:
    """A line of a text, between headline and text, that no rule knows."""
    plain = (pl.col("media") == "text") & pl.col("rule").is_null() & (pl.col("recurs") == 0) & ~pl.col("bullet")
    return (plain & (pl.col("at") > pl.col("title_at")) & (pl.col("at") < pl.col("first"))).fill_null(False)


def _is_caption() -> pl.Expr:
    """It speaks of the same things as the text."""
    return pl.col("words").is_between(*CAPTION_WORDS) & (pl.col("shared") >= CAPTION_SHARED)
