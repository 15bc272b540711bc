"""The rule packs in ``schemas/rules``: read, checked and proven.

A pack is a TOML file. ``any.toml`` holds for every document, ``<language>.toml`` for documents in that language,
``publishers/<name>.toml`` for those of one publisher. Beside its rules a language pack holds words: function words,
months and weekdays. How a rule is written stands in ``docs/rules.md``, whose list is made by ``page``.

Loading is strict: a pack that is wrong, or a rule that does not do what its own examples say, fails with the file,
the rule and what to do.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import polars as pl

from schemas.tables import ROLES

PACKS = Path(__file__).parent / "rules"

Scope = Literal["line", "inline", "tail", "head", "after"]
SCOPES: tuple[str, ...] = get_args(Scope)

# What a pattern may name: each group feeds a field of the article, or the span that becomes one.
GROUPS = ("publisher", "credit", "place", "month", "day", "agency", "authors", "url", "text")

_REQUIRED: Mapping[str, type] = {
    "id": str,
    "role": str,
    "scope": str,
    "pattern": str,
    "why": str,
    "removes": list,
    "keeps": list,
}
_OPTIONAL: Mapping[str, type] = {"follow": str, "confidence": float, "longest": int}
_TOP: Mapping[str, type] = {
    "language": str,
    "function_words": list,
    "months": dict,
    "weekdays": dict,
    "agencies": dict,
    "publisher": dict,
    "rule": list,
}


class PackError(ValueError):
    """A rule pack is wrong; the message names the file, the rule and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of line, or of piece of a line, that is no body.

    Patterns are Rust regular expressions and see a line without the white space around it. ``language`` and
    ``publisher`` say whose documents the rule is for; both null: everybody's.
    """

    id: str
    role: str
    scope: str
    pattern: str
    why: str
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    follow: str | None = None
    confidence: float = 0.95
    longest: int = 200
    language: str | None = None
    publisher: str | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups in the pattern, in order."""
        return tuple(re.findall(r"\(\?P?<(\w+)>", self.pattern))

    def hits(self, line: pl.Expr) -> pl.Expr:
        """Whether the rule fires on a line (true, false): its pattern is found, and the line is not too long for it."""
        found = line.str.contains(self.pattern)
        return found if self.scope == "inline" else found & (line.str.len_chars() <= self.longest)


@dataclass(frozen=True, slots=True)
class Publisher:
    """An outlet that has a pack of its own, and the domains it publishes under."""

    name: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All packs of a folder. The dicts are keyed by language first; words are lower case.

    ``months`` counts from 1, ``weekdays`` from 1 for Monday, ``agencies`` gives the full name for a code as datelines
    write it. ``version`` is a digest of the packs' bytes.
    """

    version: str
    rules: tuple[Rule, ...] = ()
    function_words: dict[str, frozenset[str]] = field(default_factory=dict)
    months: dict[str, dict[str, int]] = field(default_factory=dict)
    weekdays: dict[str, dict[str, int]] = field(default_factory=dict)
    agencies: dict[str, str] = field(default_factory=dict)
    publishers: tuple[Publisher, ...] = ()


@cache
def load(folder: Path = PACKS) -> Rulebook:
    """All packs in ``folder`` and below it, checked.

    Raises:
        PackError: a pack is wrong, or a rule fails one of its own examples.
    """
    files = sorted(folder.rglob("*.toml"))
    if not files:
        raise PackError(f"{folder}: no rule pack here. Name the folder that holds any.toml.")
    digest = hashlib.sha256()
    book = Rulebook(version="")
    rules: list[Rule] = []
    publishers: list[Publisher] = []
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
        pack = _read(file, content)
        language = pack.get("language")
        publisher = _publisher(pack["publisher"], file) if "publisher" in pack else None
        if publisher:
            publishers.append(publisher)
        if language:
            book.function_words[language] = frozenset(_words(pack, "function_words", file))
            book.months[language] = _numbers(pack, "months", 12, file)
            book.weekdays[language] = _numbers(pack, "weekdays", 7, file)
        book.agencies.update(_agencies(pack, file))
        rules += [_rule(entry, file, language, publisher) for entry in pack.get("rule", [])]
    _unique(rules)
    return Rulebook(
        digest.hexdigest(),
        tuple(rules),
        book.function_words,
        book.months,
        book.weekdays,
        book.agencies,
        tuple(publishers),
    )


def failures(rule: Rule) -> Iterator[str]:
    """What a rule gets wrong of its own examples, each with what to do; nothing when it keeps its word.

    An example is one line. Only those of scope ``after`` may have more: the first is the line that the pattern
    finds, the others are what ``follow`` takes with it.

    Raises:
        polars.exceptions.ComputeError: a pattern is no Rust regular expression.
    """
    first = [example.split("\n")[0] for example in rule.removes + rule.keeps]
    hit = pl.DataFrame({"line": first}).select(rule.hits(pl.col("line"))).to_series().to_list()
    for example, found in zip(rule.removes, hit, strict=False):
        if not found:
            yield f"does not find its own example in removes: {example!r}. Mend the pattern (or longest), or the example."
    for example, found in zip(rule.keeps, hit[len(rule.removes) :], strict=True):
        if found:
            yield f"would cut what it promises in keeps: {example!r}. Make the pattern narrower."
    later = [line for example in rule.removes for line in example.split("\n")[1:]]
    if rule.follow is None:
        if later or any("\n" in example for example in rule.keeps):
            yield 'has an example of several lines. Only scope "after" takes those: give each line its own example.'
    else:
        taken = pl.Series(later, dtype=pl.String).str.contains(rule.follow)
        for line in pl.Series(later, dtype=pl.String).filter(~taken):
            yield f"does not take the line that follows in its example: {line!r}. Mend follow, or the example."


def page() -> str:
    """``docs/rules.md``: how a rule is written, and every rule there is."""
    book = load()
    packs: dict[str, list[Rule]] = {}
    for rule in book.rules:
        packs.setdefault(rule.id.split(".")[0], []).append(rule)
    listed = "\n".join(
        f"\n## {name}\n\n{_whose(rules[0])}\n\n| rule | cuts | why | for example |\n|---|---|---|---|\n"
        + "\n".join(f"| `{r.id}` | {_CUTS[r.scope]} | {_cell(r.why)} | {_code(r.removes[0])} |" for r in rules)
        for name, rules in packs.items()
    )
    return f"{_INTRODUCTION}\n{len(book.rules)} rules in {len(packs)} packs.\n{listed}\n"


_CUTS = {
    "line": "the line",
    "inline": "the match",
    "tail": "the line and all after it",
    "head": "the line and all before it",
    "after": "the line and those that go with it",
}

_INTRODUCTION = (
    """# Rules

Made from `schemas/rules/` by `newsmill docs`: do not edit here.

A rule says what is no body: a line, or a piece of one. It stands in a TOML file, with why it is there, what it removes
and what looks like it and must stay. Loading a pack tries every example, so a rule needs no test of its own.

```toml
[[rule]]
id = "en.address.alternate"      # pack.role.what
role = "address"                 # what it is: a role of the table removals
scope = "line"                   # line, inline, tail, head or after: see below
pattern = '(?i)\\bcan (?:also )?be accessed at the following alternat(?:e|ive) address'
why = "Outlets under domain blocks list mirror addresses under the text."
removes = ["Our website can also be accessed at the following alternate addresses:"]
keeps = ["The files can be accessed by the committee, he said."]
```

- **Where**: `any.toml` for every document, `<language>.toml` for one language, `publishers/<name>.toml` for one outlet.
- **pattern** is a [Rust regular expression](https://docs.rs/regex/latest/regex/#syntax) (no look-around, no back references)
  and sees one line without the white space around it. Write it in single quotes; where it holds an apostrophe, in three.
- **scope**: `line` cuts the line in which the pattern is found; `inline` cuts only what was found; `tail` the line and all
  after it; `head` the line and all before it; `after` the line and those that follow, while they match `follow`.
- **Named groups** feed fields: """
    + ", ".join(f"`{group}`" for group in GROUPS)
    + """.
- **Optional**: `follow` (for scope `after`), `confidence` (0.95: how sure a hit is), `longest` (200: lines with more
  characters are not looked at, except by scope `inline`).
- **Precision first**: anchor with `^` and `$` where you can, and look for news prose that the pattern would hit; put it
  into `keeps`.
"""
)


def _whose(rule: Rule) -> str:
    if rule.publisher:
        return f"For articles of {rule.publisher}."
    return f"For articles in this language (`{rule.language}`)." if rule.language else "For every article."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ⏎ ")


def _code(text: str) -> str:
    """An example as code in a table cell; two ticks, so that one may stand inside."""
    return f"`` {_cell(text)} ``" if "`" in text else f"`{_cell(text)}`"


def _read(file: Path, content: bytes) -> dict[str, Any]:
    try:
        pack = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackError(f"{file}: no valid TOML in UTF-8: {error}. Mend the file.") from error
    _check_keys(pack, {}, _TOP, f"{file}")
    if pack.get("language", file.stem) != file.stem:
        raise PackError(f"{file}: language is {pack['language']!r}. Name the file {pack['language']}.toml.")
    return pack


def _rule(entry: dict[str, Any], file: Path, language: str | None, publisher: Publisher | None) -> Rule:
    where = f"{file}: rule {entry.get('id', '(without id)')!r}"
    _check_keys(entry, _REQUIRED, _OPTIONAL, where)
    for key in ("removes", "keeps"):
        if not entry[key] or not all(isinstance(example, str) and example for example in entry[key]):
            raise PackError(f"{where}: {key} must list at least one line. Give an example from a real page.")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    rule = Rule(**values, language=language, publisher=publisher.name if publisher else None)
    if rule.role not in ROLES:
        raise PackError(f"{where}: unknown role {rule.role!r}. Take one of: {', '.join(ROLES)}.")
    if rule.scope not in SCOPES:
        raise PackError(f"{where}: unknown scope {rule.scope!r}. Take one of: {', '.join(SCOPES)}.")
    if not re.fullmatch(rf"{re.escape(file.stem)}\.{rule.role}\.[a-z0-9-]+", rule.id):
        raise PackError(f"{where}: an id is pack.role.what. Call it {file.stem}.{rule.role}.<what>, in a-z, 0-9 and -.")
    if (rule.scope == "after") != (rule.follow is not None):
        raise PackError(f'{where}: follow and scope "after" need each other. Add the one, or drop the other.')
    if not 0 < rule.confidence <= 1:
        raise PackError(f"{where}: confidence is {rule.confidence}. Give a share above 0, up to 1.")
    if rule.longest < 1:
        raise PackError(f"{where}: longest is {rule.longest}. Give a number of characters.")
    if unknown := set(rule.groups) - set(GROUPS):
        raise PackError(
            f"{where}: unknown group {', '.join(sorted(unknown))}. Take one of: {', '.join(GROUPS)}; or (?:…)."
        )
    try:
        wrong = list(failures(rule))
    except pl.exceptions.ComputeError as error:
        fault = str(error).split("\n\n")[0]
        raise PackError(f"{where}: no Rust regular expression. Mend pattern or follow:\n{fault}") from error
    if wrong:
        raise PackError(f"{where} " + " It ".join(wrong))
    return rule


def _publisher(entry: dict[str, Any], file: Path) -> Publisher:
    _check_keys(entry, {"name": str, "domains": list}, {}, f"{file}: [publisher]")
    return Publisher(entry["name"], tuple(_words(entry, "domains", file)))


def _words(table: dict[str, Any], key: str, file: Path) -> list[str]:
    words: list[Any] = table.get(key, [])
    for word in words:
        if not isinstance(word, str) or not word or word != word.lower():
            raise PackError(f"{file}: {key} holds {word!r}. Write it as a word in lower case.")
    return words


def _agencies(pack: dict[str, Any], file: Path) -> dict[str, str]:
    agencies: dict[str, Any] = pack.get("agencies", {})
    for code, name in agencies.items():
        if not isinstance(name, str) or not name:
            raise PackError(f"{file}: agencies holds {code!r} = {name!r}. Write the agency's full name.")
    return agencies


def _numbers(pack: dict[str, Any], key: str, high: int, file: Path) -> dict[str, int]:
    """Names and their numbers, 1 to ``high``: months, weekdays."""
    numbers: dict[str, Any] = pack.get(key, {})
    for name, number in numbers.items():
        if name != name.lower() or type(number) is not int or not 1 <= number <= high:
            raise PackError(
                f"{file}: {key} holds {name!r} = {number!r}. Write the name in lower case, the number from 1 to {high}."
            )
    return numbers


def _check_keys(table: dict[str, Any], required: Mapping[str, type], optional: Mapping[str, type], where: str) -> None:
    known = {**required, **optional}
    if unknown := sorted(set(table) - set(known)):
        raise PackError(f"{where}: unknown key {', '.join(unknown)}. Take one of: {', '.join(known)}.")
    if missing := [key for key in required if key not in table]:
        raise PackError(f"{where}: {', '.join(missing)} is missing. Add it.")
    for key, value in table.items():
        if type(value) is not known[key] and not (known[key] is float and type(value) is int):
            raise PackError(
                f"{where}: {key} must be of type {known[key].__name__}, not {type(value).__name__}. Mend it."
            )


def _unique(rules: list[Rule]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise PackError(f"rule {rule.id!r} stands twice in the packs. Rename one of the two.")
        seen.add(rule.id)
