"""Small pages and pieces of pages, and what is read off them."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.frames import Lines, NumberedDocuments, Pages
from tasks.reading.page.blocks import walk_page
from tasks.reading.page.metadata import page_metadata
from tasks.reading.page.page_lines import lines_of_pages
from tasks.reading.page.parse import parse_page

STORY = """
<h1>The ferry sails again</h1>
<p>The ferry to Odmar sailed again on Tuesday after eleven days in dock, the harbour office said in a note.</p>
<p>Divers had replaced a bearing on the left shaft, and the first crossing carried forty lorries and a school class.</p>
<p>“We are a day ahead of what we promised,” said Ines Korvald, who runs the line with her two brothers.</p>
"""

# Pieces of markup that may stand anywhere in a page.
STRAY = (
    "<br>", "<br/>", "<hr>", "<img alt=x>", "<input value=x>", "<wbr>", "<!-- a comment -->", "<!doctype html>", "</p>",
    "<?php echo 1 ?>", "<![CDATA[ no ]]>", "</div>", "</b>", "</body>", "</html>", "<body class=x>", "<html lang=de>",
    "<p>", "<li>", "<td>", "<div class='x' id=\"y\">", "<p title='a > b'>", "<a href=x><a href=y>", "<frameset>", "\n",
)  # fmt: skip
# Signs of markup, whole or broken off.
BROKEN = ("<", ">", "&", "&amp;", "&#0;", "&nbsp;", "</", "<!", "<!--", "-->", "<a", "<script>", "</style>", "<pre>")


def metadata_of(source: str) -> dict[str, Any]:
    """What a page says about itself."""
    tree = parse_page(source)
    return page_metadata(tree, walk_page(tree))


def lines_and_pages(*sources: str, vote: bool = True) -> tuple[Lines, Pages]:
    """The lines and pages of sources; each source's number is its place."""
    documents = pl.DataFrame({"doc": range(len(sources)), "text": sources}, {"doc": pl.UInt32, "text": pl.String})
    return lines_of_pages(NumberedDocuments.of(documents), vote=vote)


def json_ld(text: str) -> str:
    """A script of JSON-LD."""
    return f'<script type="application/ld+json">{text}</script>'


def meta(name: str, content: str) -> str:
    """A meta element."""
    return f'<meta property="{name}" content="{content}">'
