"""Every text that a pattern matches holds one of the pattern's literals: the prefilter loses nothing."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.rule import Rule
from schemas.rulebook import load
from tasks.columns.literals import EDGE, ODD, SIGMA, fold, literals_of

BOOK = load()
# Letters that case folding is odd about, and signs that mean something in a pattern.
LETTERS = "aAsSſkK\u212aσςΣβϐiİıßẞµμ"
texts = st.text(st.sampled_from(LETTERS + " .-|\t\u00a0"), max_size=12)

atoms = (
    st.sampled_from(["^", "$", r"\b", r"(?-u:\b)", r"\s", r"\S", ".", r"\p{Lu}", r"\.", r"\-", r"\x61", r"\x{3c3}"])
    | st.sampled_from(LETTERS)
    | st.text(st.sampled_from("askσ "), min_size=1, max_size=4)
    | st.sampled_from(["[ask]", "[^a]", "[a-c]", "[A-K]", "[-–|]", r"[\s.]", r"[\p{L}-]", "[σβ]"])
)


def grown_patterns(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.lists(pieces, min_size=1, max_size=4).map("".join)
        | st.lists(pieces, min_size=1, max_size=4).map(lambda ways: f"(?:{'|'.join(ways)})")
        | st.builds(
            lambda piece, times: f"(?:{piece}){times}",
            pieces,
            st.sampled_from(["?", "*", "+", "+?", "{2}", "{0,1}", "{1,3}", "{0}"]),
        )
        | pieces.map(lambda piece: f"(?i:{piece})")
        | pieces.map(lambda piece: f"(?P<text>{piece})".replace("(?P<text>(?P<text>", "(?:(?:"))
    )


patterns = st.recursive(atoms, grown_patterns, max_leaves=12).map(lambda pattern: pattern.replace("?P<text>", "?:"))


def lines_lost(pattern: str, lines: list[str]) -> list[str]:
    """The lines that the pattern matches and that hold none of its literals."""
    frame = pl.DataFrame({"line": lines}, {"line": pl.String})
    words = sorted(literals_of(pattern))
    found = frame.filter(pl.col("line").str.contains(pattern))
    return found.filter(~fold(pl.col("line")).str.contains_any(words))["line"].to_list() if words else []


@settings(max_examples=400)
@given(patterns, st.lists(texts, min_size=1, max_size=20), st.booleans())
def test_a_pattern_is_found_only_where_a_literal_is(pattern: str, lines: list[str], caseless: bool) -> None:
    assert lines_lost(f"(?i){pattern}" if caseless else pattern, ["", *lines]) == []


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_hold_its_literals_in_any_case(rule: Rule) -> None:
    lines = [example.split("\n")[0] for example in rule.removes]
    odd = str.maketrans({"s": "ſ", "k": "\u212a", "S": "ſ", "σ": "ς", "о": "ᲂ"})
    cased = [change(line) for line in lines for change in (str.upper, str.lower, str.title, str.swapcase)]
    assert lines_lost(rule.pattern, [*lines, *cased, *(line.translate(odd) for line in lines)]) == []


def test_case_folding_is_odd_about_no_other_letter() -> None:
    """What (?i) takes for one letter folds to one, or has a letter in ODD; polars is asked about every cased letter."""
    cased = [chr(code) for code in range(0x20, 0x1F000) if chr(code).lower() != chr(code) or chr(code).islower()]
    lower = pl.Series(sorted({letter.lower() for letter in cased}))
    asked = pl.DataFrame({"pattern": "(?i)" + lower, "letters": "".join(cased)})
    taken = asked.select(pl.col("letters").str.extract_all(pl.col("pattern"))).to_series()
    astray = [
        (folded, letter)
        for folded, letters in zip(lower, taken, strict=True)
        for letter in letters
        if letter.lower() != folded and (ODD | SIGMA).isdisjoint({folded, letter.lower()})
    ]
    assert astray == []


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"^Share$", {"\0share\0"}),
        (r"^(?:Share|Tweet) (?:this article|it)", {"\0share this ar", "\0share it", "\0tweet this ar", "\0tweet it"}),
        (r"^[0-9]{1,2} comments", {" comments"}),
        (r"^\s*(?:more )?news", {"news"}),
        (r"sign[- ]?up", {"signup", "sign up", "sign-up"}),
        (r"\p{Lu}+, \(AP\)", {", (ap)"}),
        (r"[^\n]+\]\(x", {"](x"}),
        (r"^.{3,}$", set()),
        (r"(?m)^Share", set()),
        (r"[[a-z]&&[aeiou]]xyz", set()),
    ],
)
def test_literals_separate_lines(pattern: str, words: set[str]) -> None:
    assert literals_of(pattern) == words


def test_nearly_every_rule_has_literals() -> None:
    """A rule without literals looks at every line: a pack with many such rules makes newsmill slow."""
    wordless = [rule.id for rule in BOOK.rules if not literals_of(rule.pattern)]
    assert len(wordless) <= 0.05 * len(BOOK.rules), wordless
    assert all(EDGE not in word.strip(EDGE) for rule in BOOK.rules for word in literals_of(rule.pattern))
