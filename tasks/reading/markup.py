r"""Tells which texts of JSON lines are pages in truth: feed readers hand over markup as text.

The text may hold tags, or tags that were escaped once or twice ("&lt;p&gt;"). Or its line ends are written as a
backslash and a letter: it was escaped once more than it was read.
"""

from __future__ import annotations

import html
import re

# Elements that part paragraphs. Between inline ones alone, line ends are all the form that a text has.
BLOCKS = "p|br|div|li|ul|ol|h[1-6]|blockquote|table|tr|td|section|article|figure|figcaption|pre|hr"
INLINE = "a|abbr|b|cite|code|del|em|font|i|img|ins|mark|q|s|small|span|strong|sub|sup|time|u"
OTHERS = "html|head|body|main|aside|header|footer|nav|iframe|script|style|video|audio|source|svg|picture|tbody|thead|th"
# A tag ends, or has attributes, or is one of those that never end. A lone "<b>" may be a subject of the text.
TAG = rf"<(?:/(?:{BLOCKS}|{INLINE}|{OTHERS})\s*|(?:p|br|hr)\s*/?|(?:{BLOCKS}|{INLINE}|{OTHERS})\s+[a-z-]+\s*=[^<>]*)>"
MARKUP = re.compile(f"(?i){TAG}")
ESCAPED = re.compile(
    "(?i)" + TAG.replace("[^<>]*", ".{0,2000}?").replace("<", "&(?:amp;)*lt;").replace(">", "&(?:amp;)*gt;")
)
BLOCK_TAG = re.compile(rf"(?i)</?(?:{BLOCKS})\b[^<>]*>")
LITERAL_BREAK = re.compile(r"(?:\\r)?\\n|\\r(?![a-z])")
WINDOWS_PATH = re.compile(r"\b[A-Za-z]:\\\w")
ESCAPES = {r"\"": '"', r"\/": "/", r"\t": " "}
LAYERS = 3


def unescape_text(text: str) -> str:
    r"""Undo what was escaped once too often: tags, and line ends where a text has no others.

    >>> unescape_text(r"It rained.\n\nIt fell.").splitlines()
    ['It rained.', '', 'It fell.']
    >>> unescape_text("&lt;p&gt;It rained.&lt;/p&gt;")
    '<p>It rained.</p>'
    """
    if "\n" not in text and LITERAL_BREAK.search(text) and not WINDOWS_PATH.search(text):
        text = LITERAL_BREAK.sub("\n", text)
        for escaped, plain in ESCAPES.items():
            text = text.replace(escaped, plain)
    for _ in range(LAYERS):
        if MARKUP.search(text) or not ESCAPED.search(text):
            break
        text = html.unescape(text)
    return text


def holds_markup(text: str) -> bool:
    """Whether a text is markup.

    >>> holds_markup("It rained.<br>It fell."), holds_markup("Whoever writes <b> means bold.")
    (True, False)
    """
    return "<" in text and MARKUP.search(text) is not None


def with_breaks(text: str) -> str:
    r"""A text with markup, its line ends as breaks unless elements part its paragraphs.

    >>> with_breaks("It <b>rained</b>.\nIt fell.")
    'It <b>rained</b>.<br>\nIt fell.'
    """
    return text if BLOCK_TAG.search(text) else text.replace("\n", "<br>\n")


def without_markup(text: str) -> str:
    """A text of one line, without tags.

    >>> without_markup("Rain <em>again</em>")
    'Rain again'
    """
    plain = unescape_text(text)
    return " ".join(MARKUP.sub("", re.sub(rf"(?i)<(?:{INLINE})>", "", plain)).split()) if holds_markup(plain) else text
