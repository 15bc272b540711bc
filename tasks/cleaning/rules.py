"""Finds which rules of the packs hit which lines and blocks, and cuts what inline rules match.

A pattern meets only the texts that hold one of its literals (``tasks.columns.literals``), each distinct text once
(``tasks.columns.texts``), and on the thread where it stays compiled (``tasks.columns.pinned``). In parts of up to 500
texts, line rules take .43 and inline rules .76 of the time that they took on every line (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache, partial

import polars as pl

from schemas.block_frames import Shaped
from schemas.frames import Caught, CutLines, Hits, Mended, NumberedLines, PackOwners, Texts
from schemas.rule import ENCLOSING, GROUPS, Rule
from schemas.rulebook import Rulebook
from tasks.cleaning.teasers import find_teasers
from tasks.columns.literals import EDGE, fold, literals_of
from tasks.columns.matches import MARK
from tasks.columns.pinned import run_on, thread_of
from tasks.columns.texts import SPACES, number_texts
from tasks.reading.mend import raw_spans

# Longer texts are searched only for the literals of rules that look at long lines (one rule in twelve).
SHORT = 300  # characters

# A tail or head rule holds if at least this share of the document's prose is on the other side. Set by hand.
BEYOND = 0.5

# A block of no more words above a headline may be the name of a section. Set by hand.
KICKER = 2  # words

# How far a rule reaches for a block: one that knows the block itself comes before one that knows a line further off.
NEAR, FAR = pl.lit(0, pl.Int8), pl.lit(1, pl.Int8)

Rules = tuple[Rule, ...]


def index_texts(rows: pl.DataFrame, rulebook: Rulebook) -> Texts:
    """List the distinct texts of rows, each with the literals of rules that it holds.

    Takes ``text`` and ``text_id``. In a long text, only literals of rules that look at long ones are searched.
    """
    inline, others = _rules_by_scope(rulebook)
    size, rules = pl.col("size"), inline + others
    distinct = (
        rows.select("text_id", "text")
        .filter(pl.col("text_id").is_first_distinct())
        .with_columns(size=pl.col("text").str.len_chars())
    )
    # Not lazy: there polars 2.1 builds the automaton of all words again for every text.
    return Texts.of(
        pl.concat(
            part.with_columns(word=fold(pl.col("text")).str.extract_many(_all_literals(looking), overlapping=True))
            for part, looking in (
                (distinct.filter(size <= SHORT), rules),
                (distinct.filter(size > SHORT), tuple(rule for rule in rules if rule.most > SHORT)),
            )
        )
    )


def cut_inline(lines: NumberedLines, rulebook: Rulebook, owners: PackOwners, texts: Texts, mended: Mended) -> CutLines:
    """Cut what inline rules match out of lines.

    Takes lines, their texts (``index_texts``), and how they were mended. Gives the lines in order; one that was hit
    becomes several rows, of which those that were cut have a rule.
    """
    inline, _ = _rules_by_scope(rulebook)
    pieces = lines.with_row_index("row").with_columns(
        rule=pl.lit(None, pl.String), role=pl.lit(None, pl.String), confidence=pl.lit(None, pl.Float64)
    )
    # Few lines are hit at all: one pass finds them, and only they are cut, rule by rule. Rules for markup come first,
    # because markup hides what is behind it; then the surest.
    hit = pieces["text_id"].is_in(_rules_in_texts(texts, inline)["text_id"].implode())
    whole, pieces = pieces.filter(~hit), pieces.filter(hit)
    words = set(texts.filter(pl.col("text_id").is_in(pieces["text_id"].implode()))["word"].explode().unique())
    for rule in sorted(inline, key=lambda rule: (rule.role != "markup", -rule.confidence, rule.id)):
        if _may_hit(rule, words):
            pieces = run_on(thread_of(rule.id), partial(_cut_by_rule, pieces, rule, owners))
    pieces = raw_spans(pl.concat([whole, number_texts(pieces, texts.height, texts)]), mended)
    # One number to sort by is half the work of two columns. Lines of columns are in another order than in the raw text.
    return _with_breaks(pieces.sort(pl.col("row").cast(pl.Int64) * 2**32 + pl.col("raw_start")).drop("row"))


def mark_blocks(blocks: Shaped, rulebook: Rulebook, owners: PackOwners, texts: Texts) -> Hits:
    """Find which rules hit which blocks, the best first within a block.

    Takes blocks in order, and the texts of the lines (``index_texts``): most blocks are one line. Rules for the block
    itself, or for the line that it follows, are better than those that reach for all text before or after a line; then
    the surest is best.
    """
    _, rules = _rules_by_scope(rulebook)
    distinct = blocks.select("text_id", "text").filter(pl.col("text_id").is_first_distinct())
    new = distinct.join(texts, on="text_id", how="anti")
    found = _rules_in_texts(pl.concat([texts, index_texts(new, rulebook)]), rules)
    direct = (
        blocks.lazy()
        .select("doc", "block", "text_id")
        .join(found.lazy(), on="text_id")
        .join(owners.lazy(), on="doc", how="left", suffix="_owner")
        .filter(pl.col("publisher").is_null() | (pl.col("publisher") == pl.col("publisher_owner")))
        .select("doc", "block", "number", reach=NEAR)
        .collect()
    )
    direct = _spare_first_lines(direct, blocks, rules)
    marks = pl.concat([direct.drop("doc"), _reached_blocks(blocks, direct, rules)])
    return Hits.of(
        marks.sort("block", "reach", "number")  # the surest rule has the lowest number
        .unique(["block", "number"], keep="first", maintain_order=True)
        .join(_table_of_rules(rules), on="number", maintain_order="left")
        .select("block", "rule", "role", "confidence", "reach")
    )


def _spare_first_lines(direct: pl.DataFrame, blocks: Shaped, rules: Rules) -> pl.DataFrame:
    """The ``direct`` hits without those of ``not_first`` rules in the first block that no other rule hits.

    A shorter block may be a section's name above the headline ("News") and does not count as first.
    """
    of_labels = pl.col("number").is_in([number for number, rule in enumerate(rules) if rule.not_first])
    labels, known = direct.filter(of_labels)["block"], direct.filter(~of_labels)["block"]
    first = (
        blocks.select("doc", "block", "words")
        .filter(~pl.col("block").is_in(known.implode()))
        .filter((pl.col("words") > KICKER) | pl.col("block").is_in(labels.implode()))
        .unique("doc", keep="first", maintain_order=True)
    )
    return direct.filter(~(of_labels & pl.col("block").is_in(first["block"].implode())))


def caught_groups(hits: pl.DataFrame, rulebook: Rulebook) -> Caught:
    """Find what the named groups of rules caught in texts that the rules hit.

    Takes ``rule``, ``text`` and any other columns. Gives the rows whose rule has groups, with ``caught_<group>`` for
    every group that there is, and ``rest``: the text without the match.
    """
    named = {rule.id: rule for rule in rulebook.rules if rule.groups}
    parts, rule_id = pl.col("parts"), pl.col("rule")
    # The groups, and the text before and after the match, by one use of the pattern.
    apart = [
        part.with_columns(parts=run_on(thread_of(rule.id), partial(_texts_in_parts, part, rule.pattern, *caught)))
        for key, part in hits.filter(rule_id.is_in(list(named))).group_by("rule", maintain_order=True)
        for rule in [named[str(key[0])]]
        for caught in [[f"${{{name}}}" for name in rule.groups]]
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


def _texts_in_parts(rows: pl.DataFrame, pattern: str, *caught: str, every: bool = False) -> pl.Series:
    """``text`` in parts: before the match of a pattern (of every match, if asked), what it caught, and after it.

    >>> lines = pl.DataFrame({"text": ["Rain (AP) - It fell."]})
    >>> _texts_in_parts(lines, r" \\((?P<agency>[A-Z]+)\\) - ", "${agency}").to_list()
    [['Rain', 'AP', 'It fell.']]
    """
    found = MARK + MARK.join(caught) + MARK
    text = rows["text"].str
    return (text.replace_all(pattern, found) if every else text.replace(pattern, found)).str.split(MARK)


def _rules_in_texts(texts: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """A row per rule that is found in a text: ``text_id``, and the rule's ``number`` and ``publisher``.

    Takes texts with the literals that they hold (``index_texts``).
    """
    table = _table_of_rules(rules)
    pairs = _pairs_of_literals(texts, rules)
    with_pattern = pairs.with_columns(pl.lit(table[name]).gather("number") for name in ("pattern", "thread"))
    found = pl.concat([pairs.filter(_pairs_with(with_pattern, "pattern")), *_found_without_literals(texts, rules)])
    excepted = found.join(_table_of_exceptions(rules), on="number").sort("thread", "number")
    spared = excepted.filter(_pairs_with(excepted, "unless"))
    return found.join(spared, on=["text_id", "number"], how="anti").select(
        "text_id", "number", pl.lit(table["publisher"]).gather("number")
    )


def _pairs_of_literals(texts: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The texts that hold a literal of a rule, with its ``number``, one rule after the other; few texts hold any."""
    table, words = _table_of_rules(rules), _table_of_literals(rules)
    pair = pl.col("number").cast(pl.UInt64) * 2**32 + pl.col("row")
    held = (
        texts.lazy()
        .select("size", "word")
        .with_row_index("row")
        .filter(pl.col("word").list.len() > 0)
        .explode("word")
        .join(words.lazy().join(table.lazy().select("number", "longest"), on="number"), on="word")
        .filter(pl.col("size") <= pl.col("longest"))
        .select(pair.unique().sort().alias("pair"))
        .select(number=(pl.col("pair") // 2**32).cast(pl.UInt32), row=(pl.col("pair") % 2**32).cast(pl.UInt32))
        .collect()
    )
    return held.select(*(pl.lit(texts[name]).gather("row").alias(name) for name in ("text", "text_id")), "number")


def _found_without_literals(texts: pl.DataFrame, rules: Rules) -> Iterator[pl.DataFrame]:
    """The texts in which rules without literals are found, as pairs; they look at all that are not too long."""
    by_size = texts.select("text", "text_id", "size").sort("size")
    for number, rule in enumerate(rules):
        if not literals_of(rule.pattern):
            short = by_size.head(by_size["size"].search_sorted(rule.most, side="right"))
            found = short.filter(run_on(thread_of(rule.id), partial(_texts_with, short, pl.lit(rule.pattern))))
            yield found.select("text", "text_id", number=pl.lit(number, pl.UInt32))


def _pairs_with(pairs: pl.DataFrame, column: str) -> pl.Series:
    """In which pairs of a text and a rule the pattern in a column is found, each tried on its ``thread``."""
    runs = pairs["thread"].rle().struct.unnest()
    ends = runs["len"].cum_sum()
    parts = zip(runs["value"], ends - runs["len"], runs["len"], strict=True)
    hits = (run_on(thread, partial(_texts_with, pairs[at : at + size], pl.col(column))) for thread, at, size in parts)
    return pl.concat([pl.Series(dtype=pl.Boolean), *hits])


def _texts_with(texts: pl.DataFrame, pattern: pl.Expr) -> pl.Series:
    """In which texts a pattern is found, on the thread that asks (``tasks.columns.pinned``)."""
    return texts.select_seq(hit=pl.col("text").str.contains(pattern)).to_series()


def _rules_by_scope(rulebook: Rulebook) -> tuple[Rules, Rules]:
    """The inline rules; and the others, the surest first."""
    others = (rule for rule in rulebook.rules if rule.scope != "inline")
    return (
        tuple(rule for rule in rulebook.rules if rule.scope == "inline"),
        tuple(sorted(others, key=lambda rule: (-rule.confidence, rule.id))),
    )


@cache
def _all_literals(rules: Rules) -> pl.Series:
    """The literals of rules, as one value."""
    return _table_of_literals(rules)["word"].unique().sort().implode()


@cache
def _table_of_rules(rules: Rules) -> pl.DataFrame:
    """A row per rule: its ``number`` (the row), what it says, ``longest`` (characters), its pattern's ``thread``."""
    kinds = {"number": pl.UInt32, "rule": pl.String, "role": pl.String, "confidence": pl.Float64}
    others = {"publisher": pl.String, "pattern": pl.String, "longest": pl.UInt32, "thread": pl.Int64}
    return pl.DataFrame(
        {
            "number": range(len(rules)),
            "rule": [rule.id for rule in rules],
            "role": [rule.role for rule in rules],
            "confidence": [rule.confidence for rule in rules],
            "publisher": [rule.publisher for rule in rules],
            "pattern": [rule.pattern for rule in rules],
            "longest": [rule.most for rule in rules],
            "thread": [thread_of(rule.id) for rule in rules],
        },
        kinds | others,
    )


@cache
def _table_of_exceptions(rules: Rules) -> pl.DataFrame:
    """A row per pattern that spares lines from a rule: the rule's ``number``, ``unless``, and the pattern's ``thread``.

    Rules of a language share what spares reported speech. Tried on the rule's own thread, it was compiled for each of
    them (80 MB more); as a part of longer patterns, for each of those (40 MB more).
    """
    rows = [(number, unless, thread_of(unless)) for number, rule in enumerate(rules) for unless in rule.unless]
    return pl.DataFrame(rows, {"number": pl.UInt32, "unless": pl.String, "thread": pl.Int64}, orient="row")


@cache
def _table_of_literals(rules: Rules) -> pl.DataFrame:
    """A row per literal of a rule: ``word``, and the ``number`` of the rule."""
    rows = [(word, number) for number, rule in enumerate(rules) for word in sorted(literals_of(rule.pattern))]
    return pl.DataFrame(rows, {"word": pl.String, "number": pl.UInt32}, orient="row")


def _may_hit(rule: Rule, words: Collection[str]) -> bool:
    """Whether a rule may hit a text, or a piece of one, that holds these literals; a piece has edges of its own."""
    literals = literals_of(rule.pattern)
    return not literals or any(word in words or EDGE in word for word in literals)


def _with_breaks(pieces: pl.DataFrame) -> CutLines:
    """Pieces with ``apart`` and ``after_dateline``.

    ``apart`` is true where white space, or something else than marks, is between those that no rule cut.
    """
    same = (pl.col("doc") == pl.col("doc").shift(1)) & (pl.col("line") == pl.col("line").shift(1))
    cut_words = pl.col("rule").is_not_null() & (pl.col("role") != "markup")
    is_apart = ~same.fill_null(False) | (pl.col("raw_start") > pl.col("raw_end").shift(1)) | cut_words
    # The sum grows at every break, so it says whether one was since the last piece that no rule cut.
    breaks = is_apart.cast(pl.UInt32).cum_sum()
    before = pl.when(pl.col("rule").is_null()).then(breaks).forward_fill().shift(1).fill_null(0)
    after_dateline = (same & (pl.col("role").shift(1) == "dateline")).fill_null(False)
    return CutLines.of(pieces.with_columns(apart=breaks > before, after_dateline=after_dateline))


def _cut_by_rule(pieces: pl.DataFrame, rule: Rule, owners: pl.DataFrame) -> pl.DataFrame:
    """Pieces of lines after an inline rule has cut its matches out of them, in another order."""
    hit = pieces["rule"].is_null() & _texts_with(pieces, pl.lit(rule.pattern))
    for unless in rule.unless if hit.any() else ():
        hit &= ~_texts_with(pieces, pl.lit(unless))
    if rule.publisher:
        hit &= pieces["doc"].is_in(owners.filter(pl.col("publisher") == rule.publisher)["doc"].implode())
    if rule.once:
        hit &= pieces["doc"].is_in(_docs_hit_once(pieces["doc"].filter(hit)).implode())
    if not hit.any():
        return pieces
    # What is cut is every second part: the whole match, or the marks before and after the words that stay.
    caught = tuple(f"${{{name}}}" for name in ENCLOSING) if rule.encloses else ("${0}",)
    whole = pieces.filter(hit)
    return pl.concat(
        [pieces.filter(~hit), _pieces_of_lines(whole, _texts_in_parts(whole, rule.pattern, *caught, every=True), rule)]
    )


def _pieces_of_lines(lines: pl.DataFrame, parts: pl.Series, rule: Rule) -> pl.DataFrame:
    """A row per part of a line, without the white space around it; every second part is what the rule cut."""
    # A loop takes .16 ms for a dozen lines, columns and a query .8 ms; a rule seldom hits more in a part of documents.
    rows = []
    for number, of_line in enumerate(parts.to_list()):
        end = 0
        for nth, part in enumerate(of_line):
            end += len(part)
            if text := part.strip(SPACES):
                cut = (rule.id, rule.role, rule.confidence) if nth % 2 else (None, None, None)
                rows.append((number, end - len(part.lstrip(SPACES)), text, *cut))
    ruled = {"rule": pl.String, "role": pl.String, "confidence": pl.Float64}
    new = pl.DataFrame(rows, {"number": pl.UInt32, "offset": pl.Int64, "text": pl.String} | ruled, orient="row")
    start = new["offset"] + lines["raw_start"].gather(new["number"])
    return lines[new["number"]].with_columns(
        *new.select("text", *ruled), raw_start=start, raw_end=start + new["text"].str.len_chars()
    )


def _docs_hit_once(docs: pl.Series) -> pl.Series:
    """The documents that are listed once."""
    return docs.filter(docs.is_unique())


def _reached_blocks(blocks: pl.DataFrame, direct: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The blocks that lines which were hit take with them: ``block``, ``number`` of the rule, and ``reach``.

    Takes blocks in order and the ``direct`` hits of the rules.
    """
    read = _blocks_to_read(blocks, direct, rules)
    block = pl.lit(blocks["block"]).gather("row").alias("block")
    return pl.concat(
        [
            _following_blocks(read, blocks).select(block, "number", reach=NEAR),
            _blocks_beyond(read, blocks).select(block, "number", reach=FAR),
        ]
    ).collect()


def _blocks_to_read(blocks: pl.DataFrame, direct: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The blocks that each hit of a rule with a scope beyond its line may reach, in runs.

    A ``run`` is a document that is read for one rule: from the first hit on for ``after``, as a whole for ``tail`` and
    ``head``. Few documents have such a line. Has ``run``, the rule's ``number``, ``role``, ``scope`` and ``follow``,
    the ``row`` of the block, and whether it is a ``hit`` itself.
    """
    further = pl.DataFrame(
        [(number, rule.role, rule.scope, rule.follow) for number, rule in enumerate(rules) if rule.scope != "line"],
        {"number": pl.UInt32, "role": pl.String, "scope": pl.String, "follow": pl.String},
        orient="row",
    )
    hits = (
        direct.join(further, on="number")
        .with_columns(row=pl.lit(blocks["block"]).search_sorted(pl.col("block")))
        .sort("number", "row")  # one rule after the other, and so one ``follow`` after the other
        .with_columns(run=pl.struct("number", "doc").rle_id())
    )
    runs = hits.unique("run", keep="first", maintain_order=True)
    first = pl.lit(blocks["doc"]).search_sorted(pl.col("doc"))
    start = pl.when(pl.col("scope") == "after").then("row").otherwise(first)
    end = pl.lit(blocks["doc"]).search_sorted(pl.col("doc"), side="right")
    place = pl.col("run").cast(pl.UInt64) * 2**32 + pl.col("row")
    return (
        runs.select("run", "number", "role", "scope", "follow", row=pl.int_ranges(start, end, dtype=pl.UInt32))
        .explode("row")
        .with_columns(hit=place.is_in(hits.select(place).to_series().implode()))
    )


def _following_blocks(read: pl.DataFrame, blocks: pl.DataFrame) -> pl.LazyFrame:
    """What ``after`` rules take: their hits, and the blocks after each hit as long as all of them match ``follow``.

    Below the heading of a list of other articles, teasers go with their headlines.
    """
    hit, text = pl.col("hit"), pl.lit(blocks["text"]).gather("row")
    after = read.filter(pl.col("scope") == "after").with_columns(follows=text.str.contains(pl.col("follow")))
    of_others = after.filter(pl.col("role") == "related")
    teasers = of_others.filter(find_teasers(of_others, blocks)).select("run", "row", teaser=True)
    return (
        after.lazy()
        .join(teasers.lazy(), on=["run", "row"], how="left", maintain_order="left")
        .with_columns(stop=~hit & ~pl.col("follows") & ~pl.col("teaser").fill_null(False))
        .with_columns(stops=pl.col("stop").cum_sum().over("run"))
        .filter(pl.col("stops") == pl.when("hit").then("stops").forward_fill().over("run"))
    )


def _blocks_beyond(read: pl.DataFrame, blocks: pl.DataFrame) -> pl.LazyFrame:
    """What ``tail`` and ``head`` rules take: from the first hit on, or up to the last one.

    Hits count only with enough of the document's prose before them (``tail``) or after them (``head``).
    """
    hit, row, prose = pl.col("hit"), pl.col("row"), pl.col("prose")
    words_of_prose = pl.lit(blocks.select(pl.when("prose").then("words").otherwise(0)).to_series()).gather("row")
    done = prose.cum_sum().over("run") / pl.max_horizontal(prose.sum().over("run"), 1)
    return (
        read.lazy()
        .filter(pl.col("scope") != "after")
        .with_columns(prose=words_of_prose)
        .with_columns(done=done)
        .filter(
            pl.when(pl.col("scope") == "tail")
            .then(row >= pl.when(hit & (pl.col("done") >= BEYOND)).then(row).min().over("run"))
            .otherwise(row <= pl.when(hit & (pl.col("done") <= 1 - BEYOND)).then(row).max().over("run"))
        )
    )
