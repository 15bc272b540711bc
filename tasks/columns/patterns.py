r"""Pieces of Rust regular expressions that several modules search for.

There are five sets of characters of scripts without spaces, and they differ. Each was chosen by hand for one purpose;
models are trained on what comes of it, so another set would need new weights.

=================== =================================== ========================================================
set                 holds                               serves
=================== =================================== ========================================================
``WIDE``            what fills two cells of a column    the width of a line; Hangul fills two cells as well
``EAST_ASIAN``      Han, kana, full-width forms, marks  lines that are glued, and words that are counted, without
                                                        spaces; Korean has spaces, and lines end in marks
``HAN_AND_KANA``    Han and kana, letters alone         words that headlines share with a text; marks say nothing
``UNSPACED``        Thai, Lao, Tibetan,     words that are counted: with spaces, these scripts part phrases
                    Burmese, Khmer
``TWO_CHARACTERS``  letters, Hangul and Thai too        words that blocks share, if they hold ``EAST_ASIAN``
=================== =================================== ========================================================
"""

from __future__ import annotations

# An edge of a word among ASCII characters. Plain \b knows every script, and takes many times as long.
EDGE = r"(?-u:\b)"
NEVER = r"[^\s\S]"  # matches nowhere: for lists that may be empty
YEAR = r"(?:19|20)[0-9][0-9]"
CLOCK = r"[0-9]{1,2}[:.h][0-9][0-9]"  # 6:30, 06.30, 6h30

BULLET = r"^(?:[-*+•◦▪■□☆★●○·‣–»>]|o|\d{1,2}[.)])\s"
# Also of Hindi, Urdu, Amharic, Armenian, Khmer, Burmese and Tibetan; Thai and Lao have no mark for it.
SENTENCE_END = r"[.!?…:;。！？؟।॥۔።፧፨։។៕။།༎](?:[\"'”’»«“)\]』」*_]|\s?\[\d+\])*$"

WIDE = r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
EAST_ASIAN = r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
UNSPACED = r"[\u0e01-\u0eff\u0f40-\u0fff\u1000-\u109f\u1780-\u17ff]"
WIDE_OR_EAST_ASIAN = r"[\u1100-\u115f\u2e80-\uffef]"  # both, and some more: one search finds the texts worth a look
HAN_AND_KANA = r"\p{Han}\p{Hiragana}\p{Katakana}"  # to be put between brackets
TWO_CHARACTERS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]{2}"
