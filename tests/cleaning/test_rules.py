"""Which rule hits which block: what the packs say of each line, however few lines a pattern is shown."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from schemas.frames import Documents, NumberedLines, Pages
from schemas.packs import Publisher
from schemas.rulebook import Rulebook, load
from tasks.cleaning.owners import publishers_of
from tasks.cleaning.rules import SHORT, index_texts, mark_blocks
from tasks.columns.texts import number_texts

BOOK = load()
LONG = "The ferry to the outer rocks sails again on Friday, the council of the harbour said, and nobody was surprised."


def _marks(texts: list[str], book: Rulebook = BOOK) -> list[tuple[int, str, int]]:
    """``block``, ``rule`` and ``reach`` of what hits the lines of one document; those of eleven words are prose."""
    words = [len(text.split()) for text in texts]
    columns = {"doc": 0, "block": range(len(texts)), "text": texts, "words": words, "prose": [n > 10 for n in words]}
    kinds = {"doc": pl.UInt32, "block": pl.UInt32, "text": pl.String, "words": pl.Int32, "prose": pl.Boolean}
    nobody = pl.DataFrame(schema={"doc": pl.UInt32, "publisher": pl.String})
    blocks = number_texts(pl.DataFrame(columns, kinds))
    lines = index_texts(blocks.gather_every(2), book)  # blocks that are no line are read too
    return mark_blocks(blocks, book, nobody, lines).select("block", "rule", "reach").rows()


def test_marks_are_what_each_rule_says_of_each_line() -> None:
    """However few lines a pattern is shown: the examples of all rules, all held against all of them."""
    rules = [rule for rule in BOOK.rules if rule.scope == "line" and not rule.publisher]
    lines = sorted({example for rule in rules for example in (*rule.removes, *rule.keeps)})
    frame = pl.DataFrame({"line": lines})
    hits = frame.select(rule.hits(pl.col("line")).alias(rule.id) for rule in rules)
    expected = {(block, rule.id) for rule in rules for block in hits[rule.id].arg_true().to_list()}
    ids = {rule.id for rule in rules}
    assert {(block, rule) for block, rule, _ in _marks(lines) if rule in ids} == expected


def test_a_long_line_is_held_against_the_rules_that_look_at_one() -> None:
    rule = next(rule for rule in BOOK.rules if rule.id == "any.caption.slash-credit")
    line = f"{LONG} {LONG} {LONG} {rule.removes[0]}"
    assert SHORT < len(line) <= rule.longest
    assert (0, rule.id, 0) in _marks([line])


def test_a_rule_takes_what_follows_its_hit_and_nothing_before() -> None:
    teaser = "Ferry to sail again from Friday on"
    rule = next(rule for rule in BOOK.rules if rule.id == "en.related.head")
    texts = [teaser, LONG, rule.removes[0].split("\n")[0], teaser, LONG, teaser]
    assert [block for block, name, _ in _marks(texts) if name == rule.id] == [2, 3]


def test_a_label_opens_the_headline_of_the_first_line_and_a_link_further_down() -> None:
    label = "Live: Storm hits the coast"
    hits = [(block, name) for block, name, _ in _marks(["Share this article", "Harbour", label, LONG, label])]
    assert hits == [(0, "en.share.this"), (4, "en.promo.film-label")]  # a button and the section's name come first


def test_a_book_without_rules_marks_nothing() -> None:
    assert _marks(["Share"], replace(BOOK, rules=())) == []


def test_a_pack_of_a_publisher_holds_by_folder_domain_name_or_mirror() -> None:
    post = Publisher("Die Straße", ("post.example", "post.co.example"), ("Post", "post-archiv"))
    other = Publisher("Other", (), ("other",))
    held = {
        "folder": {"folder": "post-archiv"},
        "folder in capitals": {"folder": "POST"},
        "folder that is a domain": {"folder": "post.example"},
        "folder before domain": {"folder": "other", "url": "https://post.example/1"},
        "address": {"url": "https://www.post.example/1"},
        "address of the page": {"page_url": "http://m.post.co.example:80/1"},
        "name": {"publisher": "DIE STRASSE"},
        "name in its own spelling": {"publisher": "die straße"},
        "name that the page gives": {"page_publisher": "Die Straße"},
        "mirror": {"text": "Read us at post.example/mirror"},
        "domain within another": {"url": "https://harbour-post.example/1", "text": "repost.example"},
        "nothing": {},
    }
    columns = ("folder", "url", "publisher", "page_url", "page_publisher", "text")
    documents = pl.DataFrame(
        [{"doc": doc, **dict.fromkeys(columns), **given} for doc, given in enumerate(held.values())],
        {"doc": pl.UInt32, **dict.fromkeys(columns, pl.String)},
    )
    lines = number_texts(documents.select("doc", pl.col("text").fill_null("A line.")))
    book = replace(BOOK, rules=(), publishers=(post, other))
    owners = publishers_of(lines, documents, documents, book, index_texts(lines, BOOK))
    names = dict(owners.select("doc", "publisher").iter_rows())
    assert {kind: names.get(doc) for doc, kind in enumerate(held)} == {
        **dict.fromkeys(held, "Die Straße"),
        "folder before domain": "Other",
        "name": None,  # capitals of "ß" are another word
        "domain within another": None,
        "nothing": None,
    }


def test_without_packs_of_publishers_none_holds() -> None:
    nobody = pl.DataFrame(schema=Documents.columns_and_types())
    pages, lines = (
        pl.DataFrame(schema=Pages.columns_and_types()),
        pl.DataFrame(schema=NumberedLines.columns_and_types()),
    )
    book = replace(BOOK, publishers=())
    assert publishers_of(lines, nobody, pages, book, index_texts(lines, BOOK)).is_empty()
