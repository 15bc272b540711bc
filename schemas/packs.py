"""One rule pack: a TOML file in ``schemas/rules``, read and checked.

Every check is strict: an unknown key, a missing one or a value of the wrong type is an error that names the file, the
rule and what to do. Whether the patterns do what their examples say is tried elsewhere: ``schemas.rule.try_rule``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args

from schemas.data import DataError, parse_toml
from schemas.errors import NewsmillError
from schemas.pattern_text import expand_names, join_lines, match_any
from schemas.rule import ENCLOSING, GROUPS, SCOPES, Rule
from schemas.tables import ROLES

Types = Mapping[str, type | UnionType]

# The keys of a rule, of a pack and of the header of a publisher's pack, with their types.
REQUIRED: Types = {
    "id": str,
    "role": str,
    "scope": str,
    "pattern": str,
    "why": str,
    "removes": list,
    "keeps": list,
}
OPTIONAL: Types = {
    "unless": str | list,
    "follow": str,
    "confidence": float | int,
    "longest": int,
    "agency": str,
    "once": bool,
    "not_first": bool,
}
SECTIONS: Types = {
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
HEADER: Types = {"name": str, "domains": list, "folders": list}

COMMON = "any.toml"  # the pack for all languages
PUBLISHERS = "publishers"  # the folder of the packs that hold for one publisher
DOMAIN = re.compile(r"(?!www\.)[^\s/:@.]+(?:\.[^\s/:@.]+)+")
PATTERNS = ("pattern", "follow")  # the keys of a rule that hold one pattern; ``unless`` may hold a list


class PackError(NewsmillError):
    """A rule pack is wrong; the message names the file, the rule and what to do."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """An outlet that has a pack of its own, and how its articles are known.

    Attributes:
        name: The outlet's name, as JSON lines and pages give it.
        domains: The domains of its addresses, in lower case and without ``www.``; subdomains are included.
        folders: The folders of the raw folder that its articles come in.
    """

    name: str
    domains: tuple[str, ...]
    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One file. Its words are checked; its rules (``entries``) are as they are written."""

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


def read_pack(file: Path, content: bytes) -> Pack:
    """Read a pack from the bytes of its file.

    Raises:
        PackError: the file is not TOML, or something in it besides its rules is not written as it must be.
    """
    try:
        table = parse_toml(content, file)
    except DataError as error:
        raise PackError(str(error)) from error
    _check_keys(table, {}, SECTIONS, f"{file}")
    if not all(isinstance(entry, dict) for entry in table.get("rule", [])):
        raise PackError(f"{file}: rule is not a list of tables. Begin each rule with [[rule]].")
    return Pack(
        file=file,
        language=_read_language(table, file),
        publisher=_read_publisher(table, file),
        function_words=frozenset(_lower_case_words(table, "function_words", file)),
        months=_numbers_by_name(table, "months", 12, file),
        weekdays=_numbers_by_name(table, "weekdays", 7, file),
        agencies=_texts_by_name(table, "agencies", "Write the agency's full name.", file),
        words={name: _word_list(table["words"], name, file) for name in table.get("words", {})},
        patterns=_texts_by_name(table, "patterns", "Write a piece of a regular expression.", file),
        entries=table.get("rule", []),
    )


def shared_pieces(packs: Sequence[Pack], common: Path, verbs: Mapping[str, list[str]]) -> dict[str, str]:
    """What every pattern may call by name: the lists and pieces of the pack ``common``, and the words of all languages.

    Those are months, weekdays, ``say`` (``verbs`` of saying by language), and ``said``, ``past`` and ``present`` of all
    packs. Of ``say``, ``said`` and ``present``, function words of another language are left out, as Turkish "der" is
    one in German.
    """
    said = {pack.language or "": pack.words.get("said", []) for pack in packs}
    words_of_all = {
        "month": {month for pack in packs for month in pack.months},
        "weekday": {day for pack in packs for day in pack.weekdays},
        "say": _unmistakable(verbs, packs),
        "said": _unmistakable(said, packs),
        "past": {verb for pack in packs for verb in pack.words.get("past", ())},
        "present": _unmistakable({pack.language or "": pack.words.get("present", []) for pack in packs}, packs),
    }
    spoken = {name: match_any(words) for name, words in words_of_all.items() if words}
    return next((_pieces_by_name(pack, spoken, ()) for pack in packs if pack.file == common), {})


def _unmistakable(words: Mapping[str, Iterable[str]], packs: Sequence[Pack]) -> set[str]:
    """Words by language, without those that are function words of another language."""
    return {
        word
        for language, of_language in words.items()
        for word in of_language
        if not any(word in pack.function_words for pack in packs if pack.language != language)
    }


def read_rules(pack: Pack, shared: Mapping[str, str], verbs: Mapping[str, list[str]]) -> Iterator[Rule]:
    """Read and check the rules of a pack. Their patterns may call the pack's own lists and pieces, and shared ones.

    ``verbs`` are the verbs of saying by language; ``say`` are those of the pack's language.

    Raises:
        PackError: a rule is not written as it must be.
    """
    pieces = _pieces_by_name(pack, shared, verbs.get(pack.language or "", ()))
    for entry in pack.entries:
        where = name_rule(pack.file, entry.get("id", "(without id)"))
        _check_keys(entry, REQUIRED, OPTIONAL, where)
        values: dict[str, Any] = {
            **entry,
            **{key: _plain_pattern(entry[key], pieces, where) for key in PATTERNS if key in entry},
            "unless": tuple(_plain_pattern(pattern, pieces, where) for pattern in _exceptions(entry, where)),
            **{key: _example_lines(entry[key], key, where) for key in ("removes", "keeps")},
            "language": pack.language,
            "publisher": pack.publisher.name if pack.publisher else None,
            "file": pack.file,
        }
        rule = Rule(**values)
        _check_rule(rule, pack.file.stem, where)
        yield rule


def name_rule(file: Path, rule_id: str) -> str:
    """Name a rule in an error: its file and its id."""
    return f"{file}: rule {rule_id!r}"


def _check_rule(rule: Rule, stem: str, where: str) -> None:
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
    if rule.not_first and rule.scope == "inline":
        raise PackError(f"{where}: not_first is for lines. Drop it, or take another scope than inline.")
    if rule.longest < 1:
        raise PackError(f"{where}: longest is {rule.longest}. Give a number of characters.")
    if rule.encloses and (rule.scope != "inline" or any(f"(?P<{name}>" not in rule.pattern for name in ENCLOSING)):
        raise PackError(f'{where}: only scope "inline" has a group kept, between the groups opening and closing.')
    if unknown := sorted(set(rule.groups) - set(GROUPS)):
        raise PackError(f"{where}: unknown group {', '.join(unknown)}. Take one of: {', '.join(GROUPS)}.")


def _check_keys(table: dict[str, Any], required: Types, optional: Types, where: str) -> None:
    known = {**required, **optional}
    if unknown := sorted(set(table) - set(known)):
        raise PackError(f"{where}: unknown key {', '.join(unknown)}. Take one of: {', '.join(known)}.")
    if missing := [key for key in required if key not in table]:
        raise PackError(f"{where}: {', '.join(missing)} is missing. Add it.")
    for key, value in table.items():
        kinds = get_args(known[key]) or (known[key],)
        if type(value) not in kinds:
            found = f"{type(value).__name__}, not {' or '.join(kind.__name__ for kind in kinds)}"
            raise PackError(f"{where}: {key} is of type {found}. Write it as in docs/rules.md.")


def _pieces_by_name(pack: Pack, shared: Mapping[str, str], verbs: Iterable[str]) -> dict[str, str]:
    """What the patterns of a pack may call by name, as in ``{month}``: its own pieces, else the shared ones.

    ``verbs`` are the verbs of saying in the pack's language.
    """
    lists: dict[str, Iterable[str]] = {
        "month": pack.months if pack.language else (),  # the months of packs without a language are among the shared
        "weekday": pack.weekdays if pack.language else (),
        "agency": pack.agencies,
        "say": verbs,
        **pack.words,
    }
    pieces = {**shared, **{name: match_any(words) for name, words in lists.items() if words}}
    for name, piece in pack.patterns.items():  # a piece may call those above it
        pieces[name] = f"(?:{_plain_pattern(piece, pieces, f'{pack.file}: [patterns]')})"
    return pieces


def _plain_pattern(pattern: str, pieces: Mapping[str, str], where: str) -> str:
    """A pattern of a pack as one regular expression."""
    try:
        return expand_names(join_lines(pattern), pieces)
    except KeyError as unknown:
        raise PackError(
            f"{where}: no list {unknown}. Add it to [words] or [patterns], or take one of: {', '.join(pieces)}."
        ) from unknown


def _exceptions(entry: dict[str, Any], where: str) -> list[str]:
    """The patterns of a rule's ``unless``: none, one or a list of them."""
    if not isinstance(unless := entry.get("unless", []), list):
        return [unless]
    if "unless" in entry and not (unless and all(isinstance(pattern, str) for pattern in unless)):
        raise PackError(f"{where}: unless must list at least one pattern. Add one, or drop unless.")
    return unless


def _example_lines(lines: list[Any], key: str, where: str) -> tuple[str, ...]:
    if not lines or not all(isinstance(line, str) and line for line in lines):
        raise PackError(f"{where}: {key} must list at least one line. Give an example, as a page shows it.")
    return tuple(lines)


def _read_language(table: dict[str, Any], file: Path) -> str | None:
    """The language of a language's pack; null for other packs."""
    language: str | None = table.get("language")
    if file.parent.name == PUBLISHERS:
        if language is not None:
            raise PackError(f"{file}: the pack of a publisher has no language. Drop it.")
    elif language is None and file.name != COMMON:
        raise PackError(
            f'{file}: language is missing. Add language = "{file.stem}"; if the pack is for one outlet, move it to '
            f"{PUBLISHERS}/."
        )
    elif language is not None and language != file.stem:
        raise PackError(f"{file}: language is {language!r}. Name the file {language}.toml.")
    return language


def _read_publisher(table: dict[str, Any], file: Path) -> Publisher | None:
    """The header of a publisher's pack; null for other packs."""
    header: dict[str, Any] | None = table.get("publisher")
    if file.parent.name != PUBLISHERS:
        if header is not None:
            raise PackError(f"{file}: only packs in {PUBLISHERS}/ have a [publisher]. Move the file there.")
        return None
    if header is None:
        raise PackError(f"{file}: [publisher] is missing. Begin with the header in schemas/rules/publishers/README.md.")
    if not table.get("rule"):
        raise PackError(f"{file}: no [[rule]], so the pack does nothing. Add one, as in docs/rules.md.")
    where = f"{file}: [publisher]"
    _check_keys(header, HEADER, {}, where)
    name: str = header["name"]
    domains = _lower_case_words(header, "domains", file)
    folders = _word_list(header, "folders", file)
    if not name.strip():
        raise PackError(f"{where}: name is empty. Write the outlet's name.")
    if not domains and not folders:
        raise PackError(f"{where}: no domain and no folder, so its articles are not known. Give at least one.")
    if other := [domain for domain in domains if not DOMAIN.fullmatch(domain)]:
        raise PackError(
            f"{where}: {other[0]!r} is not a domain. Write it as harbour-post.example, without https:// or www."
        )
    if other := [folder for folder in folders if "/" in folder]:
        raise PackError(f"{where}: {other[0]!r} is a path. Write only the name of the folder.")
    return Publisher(name, tuple(domains), tuple(folders))


def _texts_by_name(table: dict[str, Any], key: str, remedy: str, file: Path) -> dict[str, str]:
    texts: dict[str, Any] = table.get(key, {})
    for name, text in texts.items():
        if not isinstance(text, str) or not text:
            raise PackError(f"{file}: {key} holds {name!r} = {text!r}. {remedy}")
    return texts


def _numbers_by_name(table: dict[str, Any], key: str, high: int, file: Path) -> dict[str, int]:
    """Months or weekdays: names in lower case and their numbers, 1 to ``high``."""
    numbers: dict[str, Any] = table.get(key, {})
    for name, number in numbers.items():
        if name != name.lower() or type(number) is not int or not 1 <= number <= high:
            raise PackError(f"{file}: {key} holds {name!r} = {number!r}. Write a name in lower case, 1 to {high}.")
    return numbers


def _lower_case_words(table: dict[str, Any], key: str, file: Path) -> list[str]:
    words = _word_list(table, key, file)
    if other := [word for word in words if word != word.lower()]:
        raise PackError(f"{file}: {key} holds {other[0]!r}. Write it in lower case.")
    return words


def _word_list(table: dict[str, Any], key: str, file: Path) -> list[str]:
    words = table.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise PackError(f'{file}: {key} is not a list of words. Write it as {key} = ["one", "two"].')
    return words
