"""Rule packs to evidence: which rule hit which line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, partial

import polars as pl

from schemas.frames import Caught, CutLines, Documents, Hits, NumberedLines, PackOwners, Pages, Shaped, Texts
from schemas.rule import GROUPS, Rule
from schemas.rulebook import Rulebook
from tasks.columns.literals import fold, literals
from tasks.columns.matches import MARK
from tasks.columns.pinned import run_on, thread_of
from tasks.columns.texts import number_texts, sort_pieces

SHORT = 300  # characters: one rule in twelve looks at a longer line

# A tail or head rule is believed where most of the document's prose is on the other side.
BEYOND = 0.5


def index_texts(rows: pl.DataFrame, rulebook: Rulebook) -> Texts:
    """The distinct texts of rows, with what decides which rules look at them.

    Takes ``text`` and ``text_id`` (``tasks.columns.texts.number_texts``); gives both, ``size`` (characters) and
    ``word``.
    ``word`` lists the literals of rules (``tasks.columns.literals``) that stand in the text; in a long one, those of
    the
    rules that look at long ones.
    """
    inline, other = _by_scope(rulebook)
    size, rules = pl.col("size"), inline + other
    distinct = (
        rows.select("text_id", "text")
        .filter(pl.col("text_id").is_first_distinct())
        .with_columns(size=pl.col("text").str.len_chars())
    )
    # Not lazy: there polars 2.1 builds the automaton of all words anew for every text.
    return Texts.of(
        pl.concat(
            part.with_columns(word=fold(pl.col("text")).str.extract_many(_every_word(looking), overlapping=True))
            for part, looking in (
                (distinct.filter(size <= SHORT), rules),
                (distinct.filter(size > SHORT), tuple(rule for rule in rules if rule.most > SHORT)),
            )
        )
    )


def cut_inline(lines: NumberedLines, rulebook: Rulebook, owners: PackOwners, texts: Texts) -> CutLines:
    """Cuts what inline rules match out of lines.

    Takes LINES with ``text_id``, ``owners`` (``doc``, ``publisher``: whose publisher pack holds for it) and the lines'
    ``texts`` (``spelled``). Gives pieces: lines in order, a hit line as several rows, with ``rule``, ``role`` and
    ``confidence`` (null where nothing was cut).
    """
    pieces = lines.with_columns(
        rule=pl.lit(None, pl.String), role=pl.lit(None, pl.String), confidence=pl.lit(None, pl.Float64)
    )
    # Marks first: they hide what stands behind them. Then the surest.
    rules = sorted(_by_scope(rulebook)[0], key=lambda rule: (rule.role != "markup", -rule.confidence))
    # Few lines are hit at all: one pass finds them, and only they are cut, rule by rule.
    found = _found(texts, _by_scope(rulebook)[0])
    hit = pieces["text_id"].is_in(found["text_id"].implode())
    whole, pieces = pieces.filter(~hit), pieces.filter(hit)
    for rule in rules:
        if _may_hit(pieces["text"], rule):
            pieces = run_on(thread_of(rule.id), partial(_cut, pieces, rule, owners))
    return CutLines.of(sort_pieces(pl.concat([whole, number_texts(pieces, texts.height, texts)])))


def mark_blocks(blocks: Shaped, rulebook: Rulebook, owners: PackOwners, texts: Texts) -> Hits:
    """Which rules hit which blocks.

    Takes blocks in order (``doc``, ``block``, ``text``, ``text_id``, ``words`` and ``prose``: whether it reads like
    prose), and the ``texts`` of the lines (``spelled``): most blocks are one line. Gives a row a hit: ``block``,
    ``rule``, ``role``, ``confidence``, ``reach`` (0: it hit the block itself or the line that it goes with, 1: a line
    that says what all after or before it is); best first within a block.
    """
    rules = _by_scope(rulebook)[1]
    distinct = blocks.select("text_id", "text").filter(pl.col("text_id").is_first_distinct())
    new = distinct.join(texts, on="text_id", how="anti")
    found = _found(pl.concat([texts, index_texts(new, rulebook)]), rules)
    direct = (
        blocks.lazy()
        .select("doc", "block", "text_id")
        .join(found.lazy(), on="text_id")
        .join(owners.lazy(), on="doc", how="left", suffix="_owner")
        .filter(pl.col("publisher").is_null() | (pl.col("publisher") == pl.col("publisher_owner")))
        .select("doc", "block", "number", reach=NEAR)
        .collect()
    )
    marks = pl.concat([direct.drop("doc"), _reached(blocks, direct, rules)])
    return Hits.of(
        marks.sort("block", "reach", "number")  # the surest rule has the lowest number
        .unique(["block", "number"], keep="first", maintain_order=True)
        .join(_book(rules), on="number", maintain_order="left")
        .select("block", "rule", "role", "confidence", "reach")
    )


def caught_groups(hits: pl.DataFrame, rulebook: Rulebook) -> Caught:
    """What the named groups of rules caught.

    Takes ``rule`` and ``text`` (and any key columns); gives the rows whose rule has groups, with ``caught_<group>`` for
    every group (null where it caught nothing) and ``rest``: the text without the match.
    """
    named = {rule.id: rule for rule in rulebook.rules if rule.groups}
    parts, rule_id = pl.col("parts"), pl.col("rule")
    # The groups, and what stands before and after the match, by one use of the pattern.
    apart = [
        run_on(
            thread_of(rule.id),
            partial(part.with_columns, parts=_marked(rule.pattern, *(f"${{{name}}}" for name in rule.groups))),
        )
        for key, part in hits.filter(rule_id.is_in(list(named))).group_by("rule", maintain_order=True)
        for rule in [named[str(key[0])]]
    ]
    place = {
        group: {rule.id: 1 + rule.groups.index(group) for rule in named.values() if group in rule.groups}
        for group in GROUPS
    }
    return Caught.of(
        pl.concat([hits.clear().with_columns(parts=pl.lit(None, pl.List(pl.String))), *apart])
        .with_columns(
            rest=parts.list.first() + pl.when(parts.list.len() > 1).then(parts.list.last()).otherwise(pl.lit("")),
            **{
                f"caught_{group}": parts.list.get(
                    rule_id.replace_strict(place[group], default=None, return_dtype=pl.UInt32), null_on_oob=True
                ).replace("", None)
                for group in GROUPS
            },
        )
        .with_columns(pl.col("rest").str.strip_chars())
        .drop("parts")
    )


def _marked(pattern: str, *caught: str, every: bool = False) -> pl.Expr:
    """``text`` in parts: what stands before the match of a pattern, what it ``caught``, and what stands after it."""
    found = MARK + MARK.join(caught) + MARK
    text = pl.col("text")
    return (text.str.replace_all(pattern, found) if every else text.str.replace(pattern, found)).str.split(MARK)


def publishers_of(
    lines: NumberedLines, documents: Documents, pages: Pages, rulebook: Rulebook, texts: Texts
) -> PackOwners:
    """Find the documents for which the pack of a publisher holds.

    What counts is, in this order: the folder that the document came in; its address, or the page's; the name of the
    publisher, as the JSON line or the page gives it; an address on a short line of the text (a mirror). Upper and lower
    case make no difference.
    """
    packs = rulebook.publishers
    if not packs:
        return PackOwners.of(pl.DataFrame(schema=PackOwners.columns_and_types()))
    by_folder = {folder.lower(): pack.name for pack in packs for folder in pack.folders}
    by_domain = {domain: pack.name for pack in packs for domain in pack.domains}
    by_name = {pack.name.lower(): pack.name for pack in packs}

    from_page = pages.select("doc", "page_url", "page_publisher")
    known = documents.join(from_page, on="doc", how="left", maintain_order="left")
    given = pl.concat_str(pl.col("url", "page_url", "folder", "publisher").fill_null(""), separator=" ")
    short = texts.filter(pl.col("text").str.len_bytes() <= 200)
    shown = short.select("text_id", publisher=_owner_of(_domain_in(pl.col("text"), by_domain), by_domain)).drop_nulls()
    evidence = [
        known.select("doc", publisher=_owner_of(pl.col("folder"), by_folder)),
        known.select("doc", publisher=_owner_of(_domain_in(given, by_domain), by_domain)),
        known.select("doc", publisher=_owner_of(pl.coalesce("publisher", "page_publisher"), by_name)),
        lines.select("doc", "text_id").join(shown, on="text_id", maintain_order="left").drop("text_id"),
    ]
    return PackOwners.of(pl.concat(evidence).drop_nulls().unique("doc", keep="first", maintain_order=True))


def _owner_of(value: pl.Expr, owners: Mapping[str, str]) -> pl.Expr:
    """The publisher that a folder, a domain or a name belongs to; null where it is in no pack."""
    return value.str.to_lowercase().replace_strict(owners, default=None, return_dtype=pl.String)


def _domain_in(text: pl.Expr, domains: Iterable[str]) -> pl.Expr:
    """The first of some domains, or of their subdomains, in an address in a text."""
    known = "|".join(map(re.escape, domains)) or r"[^\s\S]"  # without any, a pattern that is never found
    return text.str.extract(rf"(?i)(?:^|[/.\s@])({known})(?:$|[/\s:?#,;)])")


def _found(texts: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    """The ``number`` and ``publisher`` of each rule that is found in each of ``texts`` (``spelled``), and ``text_id``.

    Few lines hold a literal of a rule, and only they meet its pattern, on the thread where that stays compiled.
    """
    book, words = _book(rules), _words(rules)
    pair = pl.col("number").cast(pl.UInt64) * 2**32 + pl.col("nr")
    held = (
        texts.lazy()
        .select("size", "word")
        .with_row_index("nr")
        .filter(pl.col("word").list.len() > 0)
        .explode("word")
        .join(words.lazy().join(book.lazy().select("number", "longest"), on="number"), on="word")
        .filter(pl.col("size") <= pl.col("longest"))
        .select(pair.unique().sort().alias("pair"))  # one rule after the other
        .select(number=(pl.col("pair") // 2**32).cast(pl.UInt32), nr=(pl.col("pair") % 2**32).cast(pl.UInt32))
        .collect()
    )
    pairs = held.select(
        *(pl.lit(texts[name]).gather("nr").alias(name) for name in ("text", "text_id")),
        *(pl.lit(book[name]).gather("number") for name in ("number", "publisher", "pattern", "unless", "home")),
    )
    columns = ("text_id", "number", "publisher")
    found = [
        run_on(key, partial(_tried, part, pl.col("pattern"), pl.col("unless"))).select(columns)
        for (key,), part in pairs.group_by("home", maintain_order=True)
    ]
    wordless = [
        run_on(
            thread_of(rule.id), partial(_tried, texts.filter(looks_at), pl.lit(rule.pattern), pl.lit(rule.unless))
        ).select("text_id", number=pl.lit(number, pl.UInt32), publisher=pl.lit(rule.publisher, pl.String))
        for number, rule in enumerate(rules)
        if not literals(rule.pattern)
        for looks_at in [pl.col("size") <= rule.most]
    ]
    return pl.concat([pairs.clear().select(columns), *found, *wordless])


def _tried(texts: pl.DataFrame, pattern: pl.Expr, unless: pl.Expr) -> pl.DataFrame:
    """The texts in which a pattern is found, and ``unless`` is not; few are ever asked about the latter."""
    found = texts.filter(pl.col("text").str.contains(pattern))
    return found.filter(~pl.col("text").str.contains(unless).fill_null(False))


def _by_scope(rulebook: Rulebook) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The inline rules; and the others, the surest first."""
    others = (rule for rule in rulebook.rules if rule.scope != "inline")
    return (
        tuple(rule for rule in rulebook.rules if rule.scope == "inline"),
        tuple(sorted(others, key=lambda rule: (-rule.confidence, rule.id))),
    )


@cache
def _every_word(rules: tuple[Rule, ...]) -> pl.Series:
    """The literals of rules, as one value."""
    return _words(rules)["word"].unique().sort().implode()


@cache
def _book(rules: tuple[Rule, ...]) -> pl.DataFrame:
    """Rules as a frame: ``number``, what is known of them, ``pattern``, ``unless``, ``longest`` and ``home``."""
    rows = [
        (
            number,
            rule.id,
            rule.role,
            rule.confidence,
            rule.publisher,
            rule.pattern,
            rule.unless,
            rule.most,
            thread_of(rule.id),
        )
        for number, rule in enumerate(rules)
    ]
    kinds = {"number": pl.UInt32, "rule": pl.String, "role": pl.String, "confidence": pl.Float64}
    others = {"publisher": pl.String, "pattern": pl.String, "unless": pl.String, "longest": pl.UInt32, "home": pl.Int64}
    return pl.DataFrame(rows, kinds | others, orient="row")


@cache
def _words(rules: tuple[Rule, ...]) -> pl.DataFrame:
    """``word``, and ``number`` of each rule of whose literals it is one."""
    rows = [(word, number) for number, rule in enumerate(rules) for word in sorted(literals(rule.pattern))]
    return pl.DataFrame(rows, {"word": pl.String, "number": pl.UInt32}, orient="row")


def _may_hit(texts: pl.Series, rule: Rule) -> bool:
    """Whether some text holds a literal of the rule: asking that costs less than its pattern."""
    words = sorted(literals(rule.pattern))
    return not words or bool(pl.select(fold(pl.lit(texts)).str.contains_any(words).any()).item())


def _cut(pieces: pl.DataFrame, rule: Rule, owners: pl.DataFrame) -> pl.DataFrame:
    hit = pieces["rule"].is_null() & pl.select(rule.hits(pl.lit(pieces["text"]))).to_series()
    if rule.publisher:
        hit &= pieces["doc"].is_in(owners.filter(pl.col("publisher") == rule.publisher)["doc"].implode())
    if not hit.any():
        return pieces
    part = pl.col("part")
    cut = (
        pieces.filter(hit)
        .with_row_index("hit")
        .with_columns(part=_marked(rule.pattern, "${0}", every=True))
        .explode("part")
        .with_columns(
            is_match=pl.int_range(pl.len()).over("hit") % 2 == 1,
            size=part.str.len_chars().cast(pl.Int64),
        )
        .with_columns(raw_start=pl.col("raw_start") + pl.col("size").cum_sum().over("hit") - pl.col("size"))
        .with_columns(
            raw_start=pl.col("raw_start") + pl.col("size") - part.str.strip_chars_start().str.len_chars(),
            text=part.str.strip_chars(),
            rule=pl.when("is_match").then(pl.lit(rule.id)),
            role=pl.when("is_match").then(pl.lit(rule.role)),
            confidence=pl.when("is_match").then(rule.confidence),
        )
        .with_columns(raw_end=pl.col("raw_start") + pl.col("text").str.len_chars())
        .filter(pl.col("text") != "")
    )
    return pl.concat([pieces.filter(~hit), cut.select(pieces.columns)])


# How far a rule reaches for a block: what speaks of the block itself comes before what speaks of all the rest.
NEAR, FAR = pl.lit(0, pl.Int8), pl.lit(1, pl.Int8)


def _reached(blocks: pl.DataFrame, direct: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    """The blocks that hit lines take with them.

    Takes blocks in order and the ``direct`` hits of ``rules``; gives ``block``, ``number`` of the rule and ``reach``.
    """
    further = pl.DataFrame(
        [(number, rule.scope, rule.follow) for number, rule in enumerate(rules) if rule.scope != "line"],
        {"number": pl.UInt32, "scope": pl.String, "follow": pl.String},
        orient="row",
    )
    # A run is a document, read for one rule: few documents have such a line.
    hits = (
        direct.join(further, on="number")
        .with_columns(row=pl.lit(blocks["block"]).search_sorted(pl.col("block")))
        .sort("number", "row")  # one rule after the other, so is each ``follow``
        .with_columns(run=pl.struct("number", "doc").rle_id())
    )
    runs = hits.unique("run", keep="first", maintain_order=True)
    after = pl.col("scope") == "after"
    start = pl.when(after).then("row").otherwise(pl.lit(blocks["doc"]).search_sorted(pl.col("doc")))
    end = pl.lit(blocks["doc"]).search_sorted(pl.col("doc"), side="right")
    place = pl.col("run").cast(pl.UInt64) * 2**32 + pl.col("row")
    read = (
        runs.select("run", "number", "scope", "follow", row=pl.int_ranges(start, end, dtype=pl.UInt32))
        .explode("row")
        .with_columns(hit=place.is_in(hits.select(place).to_series().implode()))
    )
    hit, row, text = pl.col("hit"), pl.col("row"), pl.lit(blocks["text"]).gather("row")
    prose = pl.lit(blocks.select(pl.when("prose").then("words").otherwise(0)).to_series()).gather("row")
    done = pl.col("prose").cum_sum().over("run") / pl.max_horizontal(pl.col("prose").sum().over("run"), 1)
    follows = (
        read.lazy()
        .filter(after)
        .with_columns(stop=~hit & ~text.str.contains(pl.col("follow")))
        .with_columns(stops=pl.col("stop").cum_sum().over("run"))
        .filter(pl.col("stops") == pl.when("hit").then("stops").forward_fill().over("run"))
    )
    beyond = (
        read.lazy()
        .filter(~after)
        .with_columns(prose=prose)
        .with_columns(done=done)
        .filter(
            pl.when(pl.col("scope") == "tail")
            .then(row >= pl.when(hit & (pl.col("done") >= BEYOND)).then(row).min().over("run"))
            .otherwise(row <= pl.when(hit & (pl.col("done") <= 1 - BEYOND)).then(row).max().over("run"))
        )
    )
    block = pl.lit(blocks["block"]).gather("row").alias("block")
    return pl.concat(
        frame.select(block, "number", reach=reach) for frame, reach in ((follows, NEAR), (beyond, FAR))
    ).collect()
