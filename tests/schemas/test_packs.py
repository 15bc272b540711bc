"""A pack: it may name lists and pieces of pattern, and where it is wrong it says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.packs import PackError, Publisher
from schemas.rule import try_rule
from schemas.rulebook import load, prove
from tests.conftest import ROOT
from tests.schemas.small_pack import HEADER, RULE, write_pack, write_publisher


def test_a_pattern_calls_words_by_name(tmp_path: Path) -> None:
    changes: dict[str, str | None] = {"pattern": "'^{button}$'", "removes": '["Share it"]'}
    write_pack(tmp_path, changes, top='[words]\nbutton = ["Share", "Share it"]')
    (rule,) = load(tmp_path).rules
    assert rule.pattern == r"^(?:Share\ it|Share)$"
    assert list(try_rule(rule)) == []


def test_patterns_and_pieces_may_have_several_lines_and_comments(tmp_path: Path) -> None:
    long = """'''
(?i)^{verb}  # what {nobody} reads
  (?: this|  # the space before "this" is inside its line
    \\sit)?
$
'''"""
    changes = {"pattern": long, "unless": "'''\nfell\n\\.$\n'''", "removes": '["Share this", "Tweet it"]'}
    write_pack(tmp_path, changes, top="[patterns]\nverb = '''\nshare\n|tweet  # {nobody}\n'''")
    (rule,) = load(tmp_path).rules
    assert rule.pattern == r"(?i)^(?:share|tweet)(?: this|\sit)?$"
    assert rule.unless == (r"fell\.$",)
    assert list(try_rule(rule)) == []


def test_a_pattern_calls_pieces_by_name_and_the_months_of_all_languages(tmp_path: Path) -> None:
    changes: dict[str, str | None] = {"pattern": "'^{day}$'", "removes": '["March 5", "MÄRZ 5"]'}
    write_pack(tmp_path, changes, top="[patterns]\nday = '(?i){month} [0-9]{1,2}'")
    for language, month in (("de", "märz"), ("en", "march")):
        (tmp_path / f"{language}.toml").write_text(f'language = "{language}"\nmonths = {{ "{month}" = 3 }}', "utf-8")
    (rule,) = load(tmp_path).rules
    assert list(try_rule(rule)) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"extra": "1"}, "unknown key extra"),
        ({"why": None}, "why is missing"),
        ({"role": '"sharing"', "id": '"any.sharing.bar"'}, "unknown role 'sharing'"),
        ({"scope": '"page"'}, "unknown scope 'page'"),
        ({"id": '"en.share.bar"'}, "an id is pack.role.what"),
        ({"pattern": "'(?P<writer>Share)'"}, "unknown group writer"),
        ({"pattern": "'^{button}$'"}, "no list 'button'"),
        ({"unless": "'^{button}$'"}, "no list 'button'"),
        ({"unless": "['fell', '^{button}$']"}, "no list 'button'"),
        ({"unless": "[]"}, "unless must list at least one pattern"),
        ({"unless": "1"}, "unless is of type int, not str or list"),
        ({"removes": "[]"}, "removes must list at least one line"),
        ({"keeps": "[]"}, "keeps must list at least one line"),
        ({"keeps": '"Share prices fell."'}, "keeps is of type str, not list"),
        ({"follow": "'^www'"}, 'follow and scope "after" need each other'),
        ({"scope": '"after"'}, 'follow and scope "after" need each other'),
        ({"confidence": "1.5"}, "confidence is 1.5"),
        ({"longest": "0"}, "longest is 0"),
    ],
)
def test_a_wrong_rule_fails_at_load_with_file_and_id(tmp_path: Path, changes: dict[str, str | None], says: str) -> None:
    with pytest.raises(PackError) as error:
        load(write_pack(tmp_path, changes))
    assert says in str(error.value)
    assert str(tmp_path / "any.toml") in str(error.value)
    assert f"rule {str(changes.get('id', RULE['id'])).strip(chr(34))!r}" in str(error.value)


@pytest.mark.parametrize(
    ("top", "says"),
    [
        ("color = 1", "unknown key color"),
        ('language = "en"', "Name the file en.toml"),
        ("[months]\nJanuary = 1", "Write a name in lower case"),
        ("[months]\njanuary = 13", "months holds 'january' = 13"),
        ("[weekdays]\nmonday = 0", "weekdays holds 'monday' = 0"),
        ('function_words = ["The"]', "function_words holds 'The'"),
        ("[agencies]\nAP = 1", "agencies holds 'AP' = 1"),
        ('[words]\nbutton = "Share"', "button is not a list of words"),
        ("[patterns]\nday = 5", "patterns holds 'day' = 5"),
        (HEADER, "only packs in publishers/ have a [publisher]. Move the file there."),
        ("months = [", "not valid TOML"),
    ],
)
def test_a_wrong_pack_fails_at_load_with_its_file(tmp_path: Path, top: str, says: str) -> None:
    with pytest.raises(PackError) as error:
        load(write_pack(tmp_path, top=top))
    assert says in str(error.value)
    assert str(tmp_path / "any.toml") in str(error.value)


def test_the_header_of_an_outlet_says_how_its_articles_are_known(tmp_path: Path) -> None:
    (publisher,) = load(write_publisher(tmp_path)).publishers
    assert publisher == Publisher("Harbour Post", ("harbour-post.example",), ("harbour-post",))


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("", "[publisher] is missing. Begin with the header in schemas/rules/publishers/README.md"),
        ('[publisher]\nname = "Harbour Post"', "[publisher]: domains, folders is missing. Add it."),
        (HEADER.replace("Harbour Post", " "), "name is empty. Write the outlet's name."),
        (HEADER.replace('"harbour-post"', "").replace('"harbour-post.example"', ""), "no domain and no folder"),
        (HEADER.replace('"harbour-post.example"', '"https://harbour-post.example"'), "is not a domain. Write it as"),
        (HEADER.replace('"harbour-post.example"', '"www.harbour-post.example"'), "is not a domain. Write it as"),
        (HEADER.replace('"harbour-post.example"', '"Harbour-Post.example"'), "Write it in lower case"),
        (HEADER.replace('"harbour-post"', '"raw/harbour-post"'), "is a path. Write only the name of the folder."),
        (HEADER.replace('["harbour-post"]', '"harbour-post"'), "folders is of type str, not list"),
        (HEADER + 'colour = "blue"', "unknown key colour. Take one of: name, domains, folders"),
        ('language = "en"\n' + HEADER, "the pack of a publisher has no language. Drop it."),
    ],
)
def test_a_wrong_header_fails_at_load_with_its_file(tmp_path: Path, header: str, says: str) -> None:
    with pytest.raises(PackError) as error:
        load(write_publisher(tmp_path, header=header))
    assert says in str(error.value)
    assert str(tmp_path / "publishers" / "harbour-post.toml") in str(error.value)


def test_an_outlet_without_a_rule_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"harbour-post\.toml: no \[\[rule\]\]"):
        load(write_publisher(tmp_path, rule=False))


def test_a_pack_that_is_for_no_language_and_no_outlet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "harbour-post.toml").write_text("[words]", "utf-8")
    with pytest.raises(PackError, match=r"harbour-post\.toml: language is missing.*move it to publishers/"):
        load(tmp_path)


@pytest.mark.parametrize("page", ["schemas/rules/publishers/README.md", "CONTRIBUTING.md"])
def test_the_template_of_a_pack_can_be_copied(page: str, tmp_path: Path) -> None:
    blocks = re.findall(r"(?ms)^( *)```toml\n(.*?)^\1```", (ROOT / page).read_text("utf-8"))
    template = "".join(block for _, block in blocks if "[publisher]" in block or "harbour-post." in block)
    (tmp_path / "publishers").mkdir()
    (tmp_path / "publishers" / "harbour-post.toml").write_text(template, "utf-8")
    book = load(tmp_path)
    prove(tmp_path)
    assert [publisher.name for publisher in book.publishers] == ["Harbour Post"]


def test_rules_are_tables(tmp_path: Path) -> None:
    (tmp_path / "any.toml").write_text('rule = ["Share"]', "utf-8")
    with pytest.raises(PackError, match=r"any\.toml: rule is not a list of tables\. Begin each rule with \[\[rule\]\]"):
        load(tmp_path)
