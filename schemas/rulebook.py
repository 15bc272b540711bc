"""The rulebook: all rule packs in ``schemas/rules`` together.

A pack is a TOML file. ``any.toml`` and ``<language>.toml`` hold for every document, since the language of a line is not
known when rules look at it; ``publishers/<name>.toml`` holds for the documents of one publisher. Besides its rules, a
language pack holds words: function words, months and weekdays. Any pack may hold lists of words and pieces of pattern
that its rules call by name; the verbs of saying are those of ``schemas/lexicons``. How to write a pack is in
``docs/rules.md``.

``load`` fails where a pack is not written as it must be. ``prove`` tries the patterns on every example. That costs
about a millisecond a rule, so a run does it in one of its processes, and only if packs, code or libraries are not those
of the run before; ``newsmill explain`` and ``newsmill docs`` always do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.data import LEXICON, read_once
from schemas.packs import COMMON, Pack, PackError, Publisher, name_rule, read_pack, read_rules, shared_pieces
from schemas.rule import Rule, try_rule

PACKS = Path(__file__).parent / "rules"


EVERY = "any"  # stands for languages without a pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """All packs of a folder.

    Attributes:
        version: A digest of all files and of the verbs of saying, 64 hexadecimal digits.
        rules: The rules of all packs: by the pack's path, then in the order of the file.
        function_words: By language; in lower case.
        months: By language and name, in lower case: the month's number, from 1. Under ``EVERY`` are those of languages
            without a pack.
        weekdays: By language and name, in lower case: the day's number, 1 is Monday.
        agencies: The full name by the code that datelines have.
        publishers: The outlets that have a pack of their own.
    """

    version: str
    rules: tuple[Rule, ...]
    function_words: dict[str, frozenset[str]]
    months: dict[str, dict[str, int]]
    weekdays: dict[str, dict[str, int]]
    agencies: dict[str, str]
    publishers: tuple[Publisher, ...]

    @property
    def all_function_words(self) -> frozenset[str]:
        """The function words of all languages."""
        return frozenset().union(*self.function_words.values())


@cache
def load(folder: Path = PACKS) -> Rulebook:
    """Read and check all packs in ``folder`` and below it; the examples are not tried (see ``prove``).

    Raises:
        PackError: a pack or a rule is not written as it must be.
    """
    contents = {file: file.read_bytes() for file in sorted(folder.rglob("*.toml"))}
    verbs = _verbs_of_saying()
    if not contents:
        raise PackError(f"{folder}: no rule pack here. Name the folder that holds any.toml.")
    packs = [read_pack(file, content) for file, content in contents.items()]
    shared = shared_pieces(packs, folder / COMMON, verbs)
    rules = tuple(rule for pack in packs for rule in read_rules(pack, shared, verbs))
    _refuse_twins(rules)
    _refuse_rivals(packs)
    by_language = {pack.language: pack for pack in packs if pack.language}
    return Rulebook(
        version=_digest(
            {file.relative_to(folder).as_posix(): content for file, content in contents.items()}
            | {f"say {language}": " ".join(words).encode() for language, words in verbs.items()}
        ),
        rules=rules,
        function_words={language: pack.function_words for language, pack in by_language.items()},
        months={
            EVERY: {name: number for pack in packs if not pack.language for name, number in pack.months.items()},
            **{language: pack.months for language, pack in by_language.items()},
        },
        weekdays={language: pack.weekdays for language, pack in by_language.items()},
        agencies={code: name for pack in packs for code, name in pack.agencies.items()},
        publishers=tuple(pack.publisher for pack in packs if pack.publisher),
    )


@cache
def prove(folder: Path = PACKS) -> None:
    """Try every rule of the packs in ``folder`` on its own examples; once a process.

    Raises:
        PackError: a pattern is not a regular expression, or a rule does not do what its examples say. The message lists
            all failures.
    """
    failures = [
        f"{name_rule(rule.file, rule.id)} {failure}" for rule in load(folder).rules for failure in try_rule(rule)
    ]
    if failures:
        raise PackError("\n".join(failures))


def _verbs_of_saying() -> dict[str, list[str]]:
    """The verbs of saying of each language that has some: ``say`` in its file of ``schemas/lexicons``."""
    sections = {file.stem: read_once(file) for file in sorted(LEXICON.glob("*.toml"))}
    say = {
        language: [word for name in ("quotes", "sayings") for word in found.get(name, {}).get("say", [])]
        for language, found in sections.items()
    }
    return {language: words for language, words in say.items() if words}


def _digest(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _refuse_twins(rules: Iterable[Rule]) -> None:
    """Raise where two rules have one id."""
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise PackError(f"{name_rule(rule.file, rule.id)} is in the packs twice. Rename one of the two.")
        seen.add(rule.id)


def _refuse_rivals(packs: Iterable[Pack]) -> None:
    """Raise where two packs claim the same publisher: its name, or one of its domains or folders."""
    claimed: dict[tuple[str, str], Path] = {}
    for pack in packs:
        if not (publisher := pack.publisher):
            continue
        claims = (("name", (publisher.name,)), ("domain", publisher.domains), ("folder", publisher.folders))
        for kind, values in claims:
            for value in values:
                other = claimed.setdefault((kind, value.lower()), pack.file)
                if other != pack.file:
                    raise PackError(f"{pack.file}: the {kind} {value!r} is in {other}, too. Keep it in one of the two.")
