"""One rule: which lines it cuts, and whether it does what its examples say.

How a rule is written is in ``docs/rules.md``; ``schemas/packs.py`` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Literal, get_args

import polars as pl

Scope = Literal["line", "inline", "tail", "head", "after"]
SCOPES: tuple[str, ...] = get_args(Scope)

# The names that a group of a pattern may have: each feeds a field of the article, or the text that becomes one.
GROUPS = ("publisher", "credit", "place", "month", "day", "agency", "authors", "url", "text")

# The groups of an inline rule that cuts marks around words and leaves the words: "[", "Tuesday", "](https://...)".
ENCLOSING = ("opening", "kept", "closing")

ANY_LENGTH = 2**32 - 1  # more characters than polars holds in one text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of line, or of piece of a line, that does not belong to the body.

    Attributes:
        id: ``pack.role.what``, unique in all packs.
        role: What the line is: a key of ``schemas.tables.ROLES``.
        scope: How much a hit cuts: one of ``SCOPES``.
        pattern: A Rust regular expression. It sees a line without the white space around it.
        why: Why the rule exists, for a person to read.
        removes: Lines that the rule must hit.
        keeps: Lines that look like those and that it must not hit.
        unless: Patterns too; the rule does not hit a line in which one of them is found.
        follow: For scope ``after`` only: a pattern of the lines that go with the hit.
        confidence: How sure a hit is, above 0 and up to 1.
        longest: Longer lines (in characters) are not looked at, except by scope ``inline``.
        once: For scope ``inline`` only: the rule cuts nothing in a document in which it hits several lines. A text has
            one dateline; names in capitals before many lines are speakers of an interview.
        not_first: The rule spares the first line of a document that no other rule hits; a name of a section ("News") is
            no first line. A label such as "Live:" opens the article's own headline as well as another's.
        agency: The code of the only agency that writes such lines, where the lines themselves do not name it.
        language: The language that the rule's pack is written for, null for all. The rule looks at every document all
            the same: the language of a line is not known when rules look at it.
        publisher: The rule holds for documents of this publisher only; null for all.
        file: The pack that the rule is in.
    """

    id: str
    role: str
    scope: str
    pattern: str
    why: str
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    unless: tuple[str, ...] = ()
    follow: str | None = None
    confidence: float = 0.95
    longest: int = 200
    once: bool = False
    not_first: bool = False
    agency: str | None = None
    language: str | None = None
    publisher: str | None = None
    file: Path

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups in the pattern that feed a field, in order."""
        return tuple(name for name in re.findall(r"\(\?P?<(\w+)>", self.pattern) if name not in ENCLOSING)

    @property
    def encloses(self) -> bool:
        """Whether the rule cuts only the marks around what its group ``kept`` matches."""
        return "(?P<kept>" in self.pattern

    @property
    def most(self) -> int:
        """Characters of the longest line that the rule looks at."""
        return ANY_LENGTH if self.scope == "inline" else self.longest

    def hits(self, line: pl.Expr) -> pl.Expr:
        """True where the rule hits a line: ``pattern`` is found, nothing of ``unless`` is, and it is not too long."""
        found = line.str.contains(self.pattern) & (line.str.len_chars() <= self.most)
        return reduce(lambda hit, pattern: hit & ~line.str.contains(pattern), self.unless, found)


def try_rule(rule: Rule) -> Iterator[str]:
    """Try a rule on its own examples; give every failure as a sentence with its remedy, and nothing if all is well.

    An example is one line. Only an example of scope ``after`` may have more lines: the pattern must be found in the
    first, and ``follow`` in all others.
    """
    examples = pl.DataFrame({"line": [example.split("\n")[0] for example in rule.removes + rule.keeps]})
    later = pl.DataFrame(
        {"line": [line for example in rule.removes for line in example.split("\n")[1:]]}, {"line": str}
    )
    try:
        hit = examples.select(rule.hits(pl.col("line"))).to_series().to_list()
        left = later.filter(~pl.col("line").str.contains(rule.follow or "^")).to_series()
    except pl.exceptions.ComputeError as error:
        fault = str(error).split("\n\n")[0]
        yield f"is not a Rust regular expression. Correct pattern, unless or follow:\n{fault}"
        return
    for example, is_hit in zip(rule.removes, hit, strict=False):
        if not is_hit:
            yield f"does not find its own example in removes: {example!r}. Correct the pattern or the example."
    for example, is_hit in zip(rule.keeps, hit[len(rule.removes) :], strict=True):
        if is_hit:
            yield f"would cut what it promises in keeps: {example!r}. Make the pattern narrower."
    for line in left:
        yield f"does not take the line that follows in its example: {line!r}. Correct follow or the example."
    if rule.scope != "after" and any("\n" in example for example in rule.removes + rule.keeps):
        yield 'has an example of several lines. Only scope "after" takes those: give each line its own example.'
