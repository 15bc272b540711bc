"""The page of languages, ``docs/languages.md``: in which of them each table is read."""

from __future__ import annotations

from schemas import data
from schemas.coverage import WITHOUT_READER, languages_in_part, languages_of
from schemas.docs.markdown import format_table
from schemas.rulebook import Rulebook
from schemas.tables import FOUND

_HEAD = """\
# Languages

<!-- Made by `newsmill docs` from the rule packs, the lexicons and the models of names: change it there. -->

Bodies are made in any language: the models that decide about blocks look at no words, and the pack `any` of the rules
holds everywhere. A language with a pack of its own also loses the boilerplate that only its words tell.

What bodies say is read with words, and so language by language. "Yes" means that there is a lexicon, or a model, of the
language; the number beside it is the F1 of names on labelled texts that the model had not seen (`schemas/names`).
"In marks" means that quotations in quotation marks have speakers, and that reported speech without marks is not found.
`runs.unread` counts the articles of a run in languages without a reader, table by table.
"""


def make_page(rulebook: Rulebook) -> str:
    """Make the whole page, in Markdown: a row per language, and what is found in the others."""
    tables = [table.name for table in FOUND]
    rules = {code: sum(rule.language == code for rule in rulebook.rules) for code in rulebook.function_words}
    languages = sorted(set(rules).union(*map(languages_of, tables)))
    rows = [(f"`{code}`", str(rules.get(code) or ""), *(_cell(code, table) for table in tables)) for code in languages]
    table = format_table(("language", "rules of its own", *(f"`{name}`" for name in tables)), rows)
    others = format_table(("table", "found all the same"), [(f"`{name}`", WITHOUT_READER[name]) for name in tables])
    return f"{_HEAD}\n{table}\n\nIn all other languages:\n\n{others}\n"


def _cell(language: str, table: str) -> str:
    """What a language has for a table: empty if it has no reader."""
    if language not in languages_of(table):
        return ""
    if language in languages_in_part(table):
        return "in marks"
    model = data.load("names/card")["models"].get(language, {}) if table == "mentions" else {}
    # Some models are measured by another language, which says little of their own.
    f1 = model.get("f1") if model.get("measured_on") in (language, "news") else None
    return "yes" if f1 is None else f"yes ({f1:.2f})"
