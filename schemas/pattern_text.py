"""From a pattern as a pack writes it to one plain regular expression.

A pack may write a long pattern over several lines, with comments and with names for lists and pieces. polars and the
search for literals (``tasks.columns.literals``) get one line without any of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# In a pattern of several lines: a hash at the beginning of a line or after white space, and white space after it.
COMMENT = re.compile(r"(?:^|[ \t])#(?:[ \t].*)?$")

# A name in braces, as in "{month}"; not the braces of "\p{Lu}", nor of a count such as "{2,3}".
NAME = re.compile(r"(?<!\\[pPx])\{([a-z_]+)\}")


def join_lines(pattern: str) -> str:
    """Join the lines of a pattern: line breaks, the white space around them and comments vanish.

    A pattern of one line is given back as it is.

    >>> join_lines("^(?:\\n  share|tweet  # the verb\\n)(?: it)?$\\n")
    '^(?:share|tweet)(?: it)?$'
    """
    if "\n" not in pattern:
        return pattern
    return "".join(COMMENT.sub("", line).strip(" \t") for line in pattern.split("\n"))


def expand_names(pattern: str, pieces: Mapping[str, str]) -> str:
    r"""Replace each ``{name}`` in a pattern by the piece of pattern that has this name.

    Raises:
        KeyError: no piece has this name.

    >>> expand_names(r"^{day} [0-9]{1,2}\p{Lu}", {"day": "(?:Friday|Monday)"})
    '^(?:Friday|Monday) [0-9]{1,2}\\p{Lu}'
    """
    return NAME.sub(lambda call: pieces[call[1]], pattern)


def match_any(words: Iterable[str]) -> str:
    """Make a group that matches any one of the words.

    The longest word comes first, because the first that matches is taken.

    >>> match_any(["Share", "Share it"])
    '(?:Share\\\\ it|Share)'
    """
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))})"
