"""Rule packs: every rule keeps its word, and a pack that is wrong says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from schemas.rulebook import PACKS, PackError, Rule, Rulebook, failures, load, page, prove
from schemas.tables import ROLES
from tasks.cleaning.rules import SHORT, index_texts, mark_blocks
from tasks.columns.texts import number_texts

BOOK = load()
RULE = {
    "id": '"any.share.bar"',
    "role": '"share"',
    "scope": '"line"',
    "pattern": "'^Share$'",
    "why": '"A bar."',
    "removes": '["Share"]',
    "keeps": '["Share prices fell."]',
}


def pack(folder: Path, changes: dict[str, str | None] | None = None, top: str = "") -> Path:
    """A folder with one pack of one rule, as in RULE but for ``changes``; None leaves a key out."""
    entry = "\n".join(f"{key} = {value}" for key, value in {**RULE, **(changes or {})}.items() if value is not None)
    (folder / "any.toml").write_text(f"{top}\n[[rule]]\n{entry}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_a_rule_keeps_its_word(rule: Rule) -> None:
    assert list(failures(rule)) == []


def test_the_packs_hold_what_the_steps_look_up() -> None:
    assert {rule.role for rule in BOOK.rules} <= set(ROLES)
    assert BOOK.months["de"]["märz"] == BOOK.months["en"]["march"] == 3
    assert BOOK.weekdays["en"]["sunday"] == 7
    assert BOOK.agencies["RHC"] == "Radio Habana Cuba"
    assert {"the", "and"} <= BOOK.function_words["en"]
    assert [publisher.name for publisher in BOOK.publishers] == ["Press TV"]


def test_every_language_has_words_and_all_months() -> None:
    for language, words in BOOK.function_words.items():
        assert len(words) >= 100, language
        assert set(BOOK.months[language].values()) == set(range(1, 13)), language
        assert set(BOOK.weekdays[language].values()) == set(range(1, 8)), language


def test_a_publishers_rules_are_for_its_documents_alone() -> None:
    assert {rule.publisher for rule in BOOK.rules if rule.id.startswith("press-tv.")} == {"Press TV"}
    assert {rule.publisher for rule in BOOK.rules if not rule.id.startswith("press-tv.")} == {None}


@pytest.mark.parametrize(
    "rule", [rule for rule in BOOK.rules if rule.scope == "inline" and rule.groups], ids=lambda r: r.id
)
def test_the_piece_that_a_rule_cuts_still_gives_its_groups(rule: Rule) -> None:
    for line in rule.removes:
        piece = pl.select(pl.lit(line).str.extract(f"({rule.pattern})", 1).str.strip_chars()).item()
        assert _groups(rule, piece) == _groups(rule, line)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Lima, March 5 (RHC)-- Rain fell.", {"place": "Lima", "month": "March", "day": "5", "agency": "RHC"}),
        ("KYIV, Ukraine (AP) — Rain fell.", {"place": "KYIV, Ukraine", "agency": "AP"}),
        ("MOSCOW, March 5. /TASS/. Rain fell.", {"place": "MOSCOW", "month": "March", "day": "5", "agency": "TASS"}),
        ("Berlin (dpa/bb) - Es regnet.", {"place": "Berlin", "agency": "dpa"}),
        ("Dakar, 1er mai (APS) - Il pleut.", {"place": "Dakar", "month": "mai", "day": "1", "agency": "APS"}),
        ("Madrid, 5 mar (EFE).- Llueve.", {"place": "Madrid", "month": "mar", "day": "5", "agency": "EFE"}),
        (
            "Nordhafen (dkn) - Die Fähre fährt ab Freitag wieder, das hat der Rat am Montag beschlossen.",
            {"place": "Nordhafen", "agency": "dkn"},
        ),
        ("Port Elm, March 5 (HNA)-- Rain fell.", {"place": "Port Elm", "month": "March", "day": "5", "agency": "HNA"}),
        (
            "SAINT-ORLAND, 5 mars — Le bac reprendra vendredi, a décidé lundi le conseil.",
            {"place": "SAINT-ORLAND", "month": "mars", "day": "5"},
        ),
        (
            "МОСКВА, 5 мар — РИА Новости. Дождь.",
            {"place": "МОСКВА", "month": "мар", "day": "5", "agency": "РИА Новости"},
        ),
    ],
)
def test_datelines_give_place_day_and_agency(line: str, fields: dict[str, str]) -> None:
    found = [_groups(rule, line) for rule in BOOK.rules if rule.role == "dateline" and _hits(rule, line)]
    assert fields in [{key: value for key, value in groups.items() if value and key != "text"} for groups in found]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("The pier at dawn. (Photo by Ana Sol)", {"text": "The pier at dawn.", "credit": "Ana Sol"}),
        ("Boats (left). (Sol/AFP via Getty Images)", {"text": "Boats (left).", "credit": "Sol/AFP via Getty Images"}),
        ("Der Steg am Morgen. Foto: Ana Sol/dpa", {"text": "Der Steg am Morgen.", "credit": "Ana Sol/dpa"}),
        ("Photo: Ana Sol", {"credit": "Ana Sol"}),
    ],
)  # fmt: skip
def test_captions_give_text_and_credit(line: str, fields: dict[str, str]) -> None:
    found = [_groups(rule, line) for rule in BOOK.rules if rule.role == "caption" and _hits(rule, line)]
    assert fields in [{key: value for key, value in groups.items() if value} for groups in found]


PROSE = [
    "The ferry between Port North and the islands will sail again from Friday, the council said on Monday.",
    '"We share this story because it matters," said the mayor, who read more than 200 letters on the matter.',
    "By Monday evening, 42 comments had been sent to the council; most read like complaints.",
    "In London, March 5 (a Wednesday in 2025) was dry.",
    "Die Fähre fährt ab Freitag wieder, teilte der Rat am Montag mit. Mehr zum Thema sagte er nicht.",
    "Von Montag an gilt der neue Fahrplan, wie die Agentur (dpa) am 5. März 2025 meldete.",
    "Le bac reprendra vendredi, a dit le conseil lundi ; à lire les lettres, beaucoup en doutent.",
    "El ferri vuelve el viernes, dijo el consejo, que publicó el 5 de marzo un informe.",
    "Il traghetto riparte venerdì, ha detto il consiglio; i più letti tra i giornali ne dubitano.",
    "Паром пойдёт в пятницу, сообщил совет 5 марта 2025 года, и читать об этом приятно.",
    "Пором піде в п’ятницю, повідомила рада 5 березня 2025 року, і читати про це приємно.",
    "Přívoz vyjede v pátek, uvedla rada 5. března 2025, a číst o tom je radost.",
    "Färjan går igen på fredag, meddelade rådet den 5 mars 2025, och många läser om det.",
    "Feribot cuma günü yeniden sefere başlıyor, dedi meclis; haberi okuyanlar 5 Mart 2025'te sevindi.",
    "Το φέρι ξεκινά την Παρασκευή, ανακοίνωσε το συμβούλιο στις 5 Μαρτίου 2025, και πολλοί το διαβάζουν.",
    "تعود العبّارة إلى العمل يوم الجمعة، كما أعلن المجلس في 5 مارس 2025، وقرأ الناس الخبر في الصحف.",
    "連絡船は金曜日から再開すると、議会は2025年3月5日に発表した。関連する記事を読んだ人は多い。",
    "议会2025年3月5日说，渡轮将于周五恢复。看到消息的人很多，评论也不少。",
    "“Sign up for our newsletter and download the app,” the mayor told the crowd, and all rights reserved, he added.",
    "Download the app, parents were told for sixteen years, and jump. The app will be discontinued on Friday.",
    "Lesen Sie auch die Rückseite, riet die Richterin dem Mann, der ohne Fahrschein vor ihr stand.",
    "Comments, and how to write them",
    "Armin Muster (XYZ) - Der Bürgermeister will die Fähre behalten und den Steg bezahlen, sagte er am Montag.",
]


@pytest.mark.parametrize("line", PROSE)
def test_no_rule_of_any_language_hits_prose(line: str) -> None:
    assert [rule.id for rule in BOOK.rules if _hits(rule, line)] == []


def test_a_pattern_calls_words_by_name(tmp_path: Path) -> None:
    changes: dict[str, str | None] = {"pattern": "'^{button}$'", "removes": '["Share it"]'}
    pack(tmp_path, changes, top='[words]\nbutton = ["Share", "Share it"]')
    (rule,) = load(tmp_path).rules
    assert rule.pattern == r"^(?:Share\ it|Share)$"
    assert list(failures(rule)) == []


def test_a_pattern_calls_pieces_by_name_and_the_months_of_all_languages(tmp_path: Path) -> None:
    changes: dict[str, str | None] = {"pattern": "'^{day}$'", "removes": '["March 5", "MÄRZ 5"]'}
    pack(tmp_path, changes, top="[patterns]\nday = '(?i){month} [0-9]{1,2}'")
    for language, month in (("de", "märz"), ("en", "march")):
        (tmp_path / f"{language}.toml").write_text(f'language = "{language}"\nmonths = {{ "{month}" = 3 }}', "utf-8")
    (rule,) = load(tmp_path).rules
    assert list(failures(rule)) == []


def test_a_rule_spares_what_unless_finds(tmp_path: Path) -> None:
    changes: dict[str, str | None] = {"pattern": "'^Share'", "unless": "'fell\\.$'"}
    (rule,) = load(pack(tmp_path, changes)).rules
    assert list(failures(rule)) == []
    assert _hits(rule, "Share this")
    assert not _hits(rule, "Share capital fell.")


def test_the_version_follows_the_packs(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "same", "other")]
    for folder, why in zip(folders, ('"A bar."', '"A bar."', '"Another."'), strict=True):
        folder.mkdir()
        pack(folder, {"why": why})
    one, same, other = (load(folder).version for folder in folders)
    assert one == same != other


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
        load(pack(tmp_path, changes))
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
        ('[words]\nbutton = "Share"', "button is no list of words"),
        ("[patterns]\nday = 5", "patterns holds 'day' = 5"),
        ('[publisher]\nname = "Harbour Post"', "domains is missing"),
        ("months = [", "not valid TOML"),
    ],
)
def test_a_wrong_pack_fails_at_load_with_its_file(tmp_path: Path, top: str, says: str) -> None:
    with pytest.raises(PackError) as error:
        load(pack(tmp_path, top=top))
    assert says in str(error.value)
    assert str(tmp_path / "any.toml") in str(error.value)


def test_an_id_stands_once_in_all_packs(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        pack(tmp_path / name)
    with pytest.raises(PackError, match=r"'any\.share\.bar' stands twice"):
        load(tmp_path)


def test_a_folder_without_packs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no rule pack here"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"pattern": "'(?=Share)'"}, "look-around"),
        ({"pattern": "'('"}, "unclosed group"),
        ({"unless": "'('"}, "unclosed group"),
        ({"removes": '["Share", "Tweet"]'}, "does not find its own example in removes: 'Tweet'"),
        ({"pattern": "'^Share'"}, "would cut what it promises in keeps: 'Share prices fell.'"),
        ({"longest": "3"}, "does not find its own example in removes: 'Share'"),
        ({"removes": r'["Share\nTweet"]'}, "give each line its own example"),
        (
            {"scope": '"after"', "follow": "'^www'", "removes": r'["Share\nTweet"]'},
            "does not take the line that follows in its example: 'Tweet'",
        ),
    ],
)
def test_a_rule_that_breaks_its_word_is_named_with_file_and_id(
    tmp_path: Path, changes: dict[str, str | None], says: str
) -> None:
    book = load(pack(tmp_path, changes))
    with pytest.raises(PackError) as error:
        prove(book)
    assert says in str(error.value)
    assert f"{tmp_path / 'any.toml'}: rule 'any.share.bar'" in str(error.value)


def test_the_page_lists_every_rule() -> None:
    text = page()
    assert [rule.id for rule in BOOK.rules if f"| `{rule.id}` |" not in text] == []
    assert all(f"\n## {file.stem}\n" in text for file in PACKS.rglob("*.toml"))


def _hits(rule: Rule, line: str) -> bool:
    return bool(pl.select(rule.hits(pl.lit(line))).item())


def _groups(rule: Rule, line: str) -> dict[str, str | None]:
    found: dict[str, str | None] = pl.select(pl.lit(line).str.extract_groups(rule.pattern)).item()
    return found


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


def test_a_book_without_rules_marks_nothing() -> None:
    assert _marks(["Share"], replace(BOOK, rules=())) == []
