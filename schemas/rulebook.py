"""The rule packs in ``schemas/rules``: read, checked and proven.

A pack is a TOML file. ``any.toml`` holds for every document, ``<language>.toml`` for documents in that language,
``publishers/<name>.toml`` for those of one publisher. Beside its rules a language pack holds words: function words,
months and weekdays; and any pack may hold pieces of pattern that its rules call by name. How a rule is written stands
in ``docs/rules.md``, which ``page`` makes.

A pack that is wrong fails at ``load``, with the file, the rule and what to do. ``prove`` tries the patterns and every
example; that costs a millisecond or two a rule, so a run does it once, not in each of its processes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import polars as pl

from schemas.data import DataError, parse_toml
from schemas.errors import NewsmillError
from schemas.tables import ROLES

PACKS = Path(__file__).parent / "rules"

Scope = Literal["line", "inline", "tail", "head", "after"]
SCOPES: tuple[str, ...] = get_args(Scope)

# What a pattern may name: each group feeds a field of the article, or the text that becomes one.
GROUPS = ("publisher", "credit", "place", "month", "day", "agency", "authors", "url", "text")

ANY_LENGTH = 2**32 - 1  # more characters than polars holds in one text

_REQUIRED: Mapping[str, type] = {
    "id": str,
    "role": str,
    "scope": str,
    "pattern": str,
    "why": str,
    "removes": list,
    "keeps": list,
}
_OPTIONAL: Mapping[str, type] = {"unless": str, "follow": str, "confidence": float, "longest": int, "agency": str}
_PACK: Mapping[str, type] = {
    "language": str,
    "publisher": dict,
    "function_words": list,
    "months": dict,
    "weekdays": dict,
    "agencies": dict,
    "words": dict,
    "patterns": dict,
    "rule": list,
}


class PackError(NewsmillError):
    """A rule pack is wrong; the message names the file, the rule and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of line, or of piece of a line, that is no body.

    ``agency`` is whose habit it is to write so, where the line tells the agency without naming it.

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
    unless: str | None = None
    follow: str | None = None
    confidence: float = 0.95
    longest: int = 200
    agency: str | None = None
    language: str | None = None
    publisher: str | None = None
    file: Path

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups in the pattern, in order."""
        return tuple(re.findall(r"\(\?P?<(\w+)>", self.pattern))

    @property
    def most(self) -> int:
        """Characters of the longest line that it looks at."""
        return ANY_LENGTH if self.scope == "inline" else self.longest

    def hits(self, line: pl.Expr) -> pl.Expr:
        """Whether the rule fires on a line (true, false): it is found there, and the line is not too long for it."""
        return self.found(line) & (line.str.len_chars() <= self.most)

    def found(self, line: pl.Expr) -> pl.Expr:
        """Whether ``pattern`` is found in a line and ``unless`` is not, however long it is (true, false)."""
        found = line.str.contains(self.pattern)
        return found & ~line.str.contains(self.unless) if self.unless else found


@dataclass(frozen=True, slots=True)
class Publisher:
    """An outlet that has a pack of its own, and the domains it publishes under."""

    name: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """All packs of a folder.

    ``function_words``, ``months`` (from 1) and ``weekdays`` (1 is Monday) are keyed by language first; their words are
    lower case. ``agencies`` gives the full name for a code as datelines write it. ``version`` is a digest of the packs.
    """

    version: str
    rules: tuple[Rule, ...]
    function_words: dict[str, frozenset[str]]
    months: dict[str, dict[str, int]]
    weekdays: dict[str, dict[str, int]]
    agencies: dict[str, str]
    publishers: tuple[Publisher, ...]


@cache
def load(folder: Path = PACKS) -> Rulebook:
    """All packs in ``folder`` and below it, checked, but for what ``prove`` does.

    Raises:
        PackError: a pack or a rule is not written as it must be.
    """
    contents = {file: file.read_bytes() for file in sorted(folder.rglob("*.toml"))}
    if not contents:
        raise PackError(f"{folder}: no rule pack here. Name the folder that holds any.toml.")
    digest = hashlib.sha256()
    for file, content in contents.items():
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    packs = [_pack(file, content) for file, content in contents.items()]
    shared = _shared(packs, folder / "any.toml")
    rules = [rule for pack in packs for rule in _rules(pack, shared)]
    _unique(rules)
    by_language = {pack.language: pack for pack in packs if pack.language}
    return Rulebook(
        version=digest.hexdigest(),
        rules=tuple(rules),
        function_words={language: pack.function_words for language, pack in by_language.items()},
        months={language: pack.months for language, pack in by_language.items()},
        weekdays={language: pack.weekdays for language, pack in by_language.items()},
        agencies={code: name for pack in packs for code, name in pack.agencies.items()},
        publishers=tuple(pack.publisher for pack in packs if pack.publisher),
    )


def prove(book: Rulebook) -> None:
    """Try every pattern on the examples of its rule.

    Raises:
        PackError: patterns that are no regular expressions, rules that do not do what their examples say; all of them.
    """
    wrong = [f"{_where(rule.file, rule.id)} {failure}" for rule in book.rules for failure in failures(rule)]
    if wrong:
        raise PackError("\n".join(wrong))


def failures(rule: Rule) -> Iterator[str]:
    """What a rule gets wrong of its own examples, each with what to do; nothing when it keeps its word.

    An example is one line. Only those of scope ``after`` may have more: the first is the line that the pattern
    finds, the others are what ``follow`` takes with it.
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
        yield f"is no Rust regular expression. Mend pattern, unless or follow:\n{fault}"
        return
    for example, found in zip(rule.removes, hit, strict=False):
        if not found:
            yield f"does not find its own example in removes: {example!r}. Mend the one or the other."
    for example, found in zip(rule.keeps, hit[len(rule.removes) :], strict=True):
        if found:
            yield f"would cut what it promises in keeps: {example!r}. Make the pattern narrower."
    for line in left:
        yield f"does not take the line that follows in its example: {line!r}. Mend follow, or the example."
    if rule.scope != "after" and any("\n" in example for example in rule.removes + rule.keeps):
        yield 'has an example of several lines. Only scope "after" takes those: give each line its own example.'


def page() -> str:
    """``docs/rules.md``: how a rule is written, and every rule there is."""
    book = load()
    packs: dict[str, list[Rule]] = {}
    for rule in book.rules:
        packs.setdefault(rule.id.split(".")[0], []).append(rule)
    listed = "".join(
        f"\n## {name}\n\n{_whose(rules[0])}\n\n| rule | cuts | why | for example |\n|---|---|---|---|\n"
        + "".join(f"| `{r.id}` | {_CUTS[r.scope]} | {_cell(r.why)} | {_code(r.removes[0])} |\n" for r in rules)
        for name, rules in packs.items()
    )
    return f"{_INTRODUCTION}\n{len(book.rules)} rules in {len(packs)} packs.\n{listed}"


_CUTS = {
    "line": "the line",
    "inline": "the match",
    "tail": "the line and all after it",
    "head": "the line and all before it",
    "after": "the line and those that go with it",
}

_INTRODUCTION = f"""# Rules

Made from `schemas/rules/` by `newsmill docs`: do not edit here.

A rule says what is no body: a line, or a piece of one. It stands in a TOML file, with why it is there, what it removes
and what looks like it and must stay. Every example is tried by the tests and before a run, so a rule needs no test of
its own.

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
- **pattern** is a [Rust regular expression](https://docs.rs/regex/latest/regex/#syntax) (no look-around, no back
  references) and sees one line without the white space around it. Write it in single quotes; where it holds an
  apostrophe, in three. `{{month}}`, `{{weekday}}`, `{{agency}}` and the names of lists in `[words]` each stand for any
  one word of that list, the names in `[patterns]` for that piece of pattern: the pack's own, or those of `any.toml`,
  where months and weekdays are those of all languages.
- **unless** (may be left out): a pattern too; the rule spares lines in which it is found. For what a pattern cannot say
  by itself: "and it is no reported speech".
- **scope**: `line` cuts the line in which the pattern is found; `inline` cuts only what was found; `tail` the line
  and all after it; `head` the line and all before it; `after` the line and those that follow, while they match
  `follow`.
- **Named groups** feed fields: {", ".join(f"`{group}`" for group in GROUPS)}.
- **Optional**: `follow` (for scope `after`), `confidence` (0.95: how sure a hit is), `longest` (200: lines with more
  characters are not looked at, except by scope `inline`), `agency` (of a rule with groups: the agency that alone writes
  such lines, for those that do not name it).
- **Quick**: begin with `^` or with plain letters; bound no `.` by a count where `.*` does; write `{{b}}`, the edge of
  an ASCII word, for `\\b`, which knows every script and takes three times as long.
- **Precision first**: anchor with `^` and `$` where you can, and look for news prose that the pattern would hit; put it
  into `keeps`.
"""


def _whose(rule: Rule) -> str:
    if rule.publisher:
        return f"For articles of {rule.publisher}."
    return f"For articles in this language (`{rule.language}`)." if rule.language else "For every article."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ⏎ ")


def _code(text: str) -> str:
    """An example as code in a table cell; two ticks, so that one may stand inside."""
    return f"`` {_cell(text)} ``" if "`" in text else f"`{_cell(text)}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pack:
    """One file: its words checked, its rules not yet."""

    file: Path
    language: str | None
    publisher: Publisher | None
    function_words: frozenset[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    agencies: dict[str, str]
    words: dict[str, list[str]]
    patterns: dict[str, str]
    entries: list[dict[str, Any]]

    def named(self, shared: Mapping[str, str]) -> dict[str, str]:
        """What the patterns of the pack may call by name, as in ``{month}``: its own pieces, else the shared ones."""
        lists: dict[str, Iterable[str]] = {
            "month": self.months,
            "weekday": self.weekdays,
            "agency": self.agencies,
            **self.words,
        }
        words = {**shared, **{name: _one_of(words) for name, words in lists.items() if words}}
        where = f"{self.file}: [patterns]"
        return {
            **words,
            **{name: f"(?:{_expand(piece, words, where)})" for name, piece in self.patterns.items()},
        }


def _pack(file: Path, content: bytes) -> _Pack:
    try:
        table = parse_toml(content, file)
    except DataError as error:
        raise PackError(str(error)) from error
    _check_keys(table, {}, _PACK, f"{file}")
    if table.get("language", file.stem) != file.stem:
        raise PackError(f"{file}: language is {table['language']!r}. Name the file {table['language']}.toml.")
    return _Pack(
        file=file,
        language=table.get("language"),
        publisher=_publisher(table["publisher"], file) if "publisher" in table else None,
        function_words=frozenset(_lower(table, "function_words", file)),
        months=_numbers(table, "months", 12, file),
        weekdays=_numbers(table, "weekdays", 7, file),
        agencies=_agencies(table, file),
        words={name: _strings(table["words"], name, file) for name in table.get("words", {})},
        patterns=_pieces(table, file),
        entries=table.get("rule", []),
    )


def _shared(packs: Iterable[_Pack], file: Path) -> dict[str, str]:
    """What every pattern may call by name: the pieces of any.toml, and the months and weekdays of all languages."""
    calendar = {
        "month": {month for pack in packs for month in pack.months},
        "weekday": {day for pack in packs for day in pack.weekdays},
    }
    spoken = {name: _one_of(words) for name, words in calendar.items() if words}
    return next((pack.named(spoken) for pack in packs if pack.file == file), {})


def _rules(pack: _Pack, shared: Mapping[str, str]) -> Iterator[Rule]:
    """The rules of a pack, checked; their patterns may call its own lists of words and the shared ones."""
    named = pack.named(shared)
    for entry in pack.entries:
        where = _where(pack.file, entry.get("id", "(without id)"))
        _check_keys(entry, _REQUIRED, _OPTIONAL, where)
        values: dict[str, Any] = {
            **entry,
            **{key: _expand(entry[key], named, where) for key in ("pattern", "unless", "follow") if key in entry},
            **{key: _examples(entry[key], key, where) for key in ("removes", "keeps")},
            "language": pack.language,
            "publisher": pack.publisher.name if pack.publisher else None,
            "file": pack.file,
        }
        rule = Rule(**values)
        _check(rule, pack.file.stem, where)
        yield rule


def _check(rule: Rule, stem: str, where: str) -> None:
    """Raise at the first thing that is wrong with how a rule is written."""
    if rule.role not in ROLES:
        raise PackError(f"{where}: unknown role {rule.role!r}. Take one of: {', '.join(ROLES)}.")
    if rule.scope not in SCOPES:
        raise PackError(f"{where}: unknown scope {rule.scope!r}. Take one of: {', '.join(SCOPES)}.")
    if not re.fullmatch(rf"{re.escape(stem)}\.{rule.role}\.[a-z0-9-]+", rule.id):
        raise PackError(f"{where}: an id is pack.role.what. Call it {stem}.{rule.role}.<what>, in a-z, 0-9 and -.")
    if (rule.scope == "after") != (rule.follow is not None):
        raise PackError(f'{where}: follow and scope "after" need each other. Add the one, or drop the other.')
    if not 0 < rule.confidence <= 1:
        raise PackError(f"{where}: confidence is {rule.confidence}. Give a share above 0, up to 1.")
    if rule.longest < 1:
        raise PackError(f"{where}: longest is {rule.longest}. Give a number of characters.")
    if unknown := sorted(set(rule.groups) - set(GROUPS)):
        raise PackError(f"{where}: unknown group {', '.join(unknown)}. Take one of: {', '.join(GROUPS)}.")


def _where(file: Path, name: str) -> str:
    return f"{file}: rule {name!r}"


def _unique(rules: Iterable[Rule]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise PackError(f"{_where(rule.file, rule.id)} stands twice in the packs. Rename one of the two.")
        seen.add(rule.id)


def _expand(pattern: str, named: Mapping[str, str], where: str) -> str:
    """The pattern, with each ``{name}`` replaced by what it stands for."""

    def piece(call: re.Match[str]) -> str:
        if call[1] not in named:
            raise PackError(
                f"{where}: no list {call[1]!r}. Add it to [words] or [patterns], or take one of: {', '.join(named)}."
            )
        return named[call[1]]

    return re.sub(r"(?<!\\[pPx])\{([a-z_]+)\}", piece, pattern)


def _one_of(words: Iterable[str]) -> str:
    """A group that stands for any one of the words; the longest first, so that it is not cut short by a shorter one."""
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))})"


def _examples(lines: list[Any], key: str, where: str) -> tuple[str, ...]:
    if not lines or not all(isinstance(line, str) and line for line in lines):
        raise PackError(f"{where}: {key} must list at least one line. Give an example, as it stands on a page.")
    return tuple(lines)


def _publisher(table: dict[str, Any], file: Path) -> Publisher:
    _check_keys(table, {"name": str, "domains": list}, {}, f"{file}: [publisher]")
    return Publisher(table["name"], tuple(_lower(table, "domains", file)))


def _agencies(table: dict[str, Any], file: Path) -> dict[str, str]:
    agencies: dict[str, Any] = table.get("agencies", {})
    for code, name in agencies.items():
        if not isinstance(name, str) or not name:
            raise PackError(f"{file}: agencies holds {code!r} = {name!r}. Write the agency's full name.")
    return agencies


def _pieces(table: dict[str, Any], file: Path) -> dict[str, str]:
    pieces: dict[str, Any] = table.get("patterns", {})
    for name, piece in pieces.items():
        if not isinstance(piece, str) or not piece:
            raise PackError(f"{file}: patterns holds {name!r} = {piece!r}. Write a piece of a regular expression.")
    return pieces


def _numbers(table: dict[str, Any], key: str, high: int, file: Path) -> dict[str, int]:
    """Names and their numbers, 1 to ``high``: months, weekdays."""
    numbers: dict[str, Any] = table.get(key, {})
    for name, number in numbers.items():
        if name != name.lower() or type(number) is not int or not 1 <= number <= high:
            raise PackError(f"{file}: {key} holds {name!r} = {number!r}. Write a name in lower case, 1 to {high}.")
    return numbers


def _lower(table: dict[str, Any], key: str, file: Path) -> list[str]:
    words = _strings(table, key, file)
    if other := [word for word in words if word != word.lower()]:
        raise PackError(f"{file}: {key} holds {other[0]!r}. Write it in lower case.")
    return words


def _strings(table: dict[str, Any], key: str, file: Path) -> list[str]:
    words = table.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise PackError(f'{file}: {key} is no list of words. Write it as {key} = ["one", "two"].')
    return words


def _check_keys(table: dict[str, Any], required: Mapping[str, type], optional: Mapping[str, type], where: str) -> None:
    known = {**required, **optional}
    if unknown := sorted(set(table) - set(known)):
        raise PackError(f"{where}: unknown key {', '.join(unknown)}. Take one of: {', '.join(known)}.")
    if missing := [key for key in required if key not in table]:
        raise PackError(f"{where}: {', '.join(missing)} is missing. Add it.")
    for key, value in table.items():
        if type(value) is not known[key] and not (known[key] is float and type(value) is int):
            found = f"{type(value).__name__}, not {known[key].__name__}"
            raise PackError(f"{where}: {key} is of type {found}. Write it as in docs/rules.md.")
