"""What a document says twice is once in its body: the first copy that is not hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cases import tables_of

STORY = (
    "La nave per Odmar è ripartita martedì dopo undici giorni in bacino, ha comunicato l'ufficio del porto.",
    "I sommozzatori hanno sostituito un cuscinetto, e alla prima corsa sono saliti quaranta camion e una scolaresca.",
    "«Siamo in anticipo di un giorno», ha detto Ines Corvaldi, che gestisce la linea con i due fratelli.",
)
MARKED_UP = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
TITLE = "La nave riparte"
PAGE = f"<html lang='it'><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1>{{}}</main></body></html>"


@pytest.mark.parametrize(
    "raw",
    [
        PAGE.format(f"<div class='wide'>{MARKED_UP}</div><div class='narrow' style='display: none'>{MARKED_UP}</div>"),
        PAGE.format(f"<div hidden>{MARKED_UP}</div><div>{MARKED_UP}</div>"),
        PAGE.format(f"<div>{MARKED_UP}</div><div aria-hidden='true'><h2>{TITLE}</h2>{MARKED_UP}</div>"),
        PAGE.format(f"<p class='standfirst'>{STORY[0]}</p>{MARKED_UP}"),
        "\n\n".join([TITLE, *STORY, *STORY]),
        "\n\n".join([TITLE, STORY[0], *STORY]),
        "\n\n".join([TITLE, *STORY, TITLE, *STORY]),
    ],
)
def test_a_story_that_is_there_twice_counts_once(raw: str, tmp_path: Path) -> None:
    name = "molo/nave.html" if raw.startswith("<html") else "molo/nave.txt"
    tables = tables_of(tmp_path, name, raw)
    article = tables["articles"].row(0, named=True)
    assert article["body"].split("\n\n") == list(STORY)
    assert article["title"] == TITLE
    assert article["captions"] == []
    copies = tables["removals"].filter(role="repeated")
    assert set(copies["text"]) <= set(STORY)
    assert set(copies["evidence"]) == {"copy"}


def test_of_a_page_the_copy_that_is_shown_is_kept(tmp_path: Path) -> None:
    raw = PAGE.format(f"<div hidden>{MARKED_UP}</div><div>{MARKED_UP}</div>")
    tables = tables_of(tmp_path, "molo/nave.html", raw)
    kept, cut = tables["paragraphs"]["raw_start"].min(), tables["removals"].filter(role="repeated")["raw_start"].min()
    assert isinstance(kept, int)
    assert isinstance(cut, int)
    assert cut < kept
