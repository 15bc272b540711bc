"""Finds the headline of a page among what its elements say, with what it shows: without outlet, section and kicker.

The outlet's name in a title cannot be recognised by separators, but by what the page shows elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from tasks.reading.page.blocks import Block

# The sources to believe, in this order. A headline that the page shows comes before them: it is better than the one
# that a page hands to others. Where a page's only h1 and its og:title differed, the h1 was right on 70 % of the pages.
TITLE_SOURCES = ("json-ld", "og", "twitter", "meta")

# What separates a headline from the name of an outlet or a section: guillemets too, unless words of the title are in
# them ("«Ferry» sails" is one part).
_SEPARATOR = r"(\s+[-–—|•·/>_~:{apart}]+\s+|\s*[|｜•_{tight}]\s*|(?<=[\u3000-\u9fff])-|:\s+)"
SEPARATOR = re.compile(_SEPARATOR.format(apart="»«‹›", tight="»"))
SEPARATOR_BUT_GUILLEMETS = re.compile(_SEPARATOR.format(apart="", tight=""))
IN_GUILLEMETS = re.compile(r"«[^«»]+»|‹[^‹›]+›|»[^«»]+«")
ADDRESS = re.compile(r"(?i)(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}")  # of an outlet: "odmar-courier.example"
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_]+")

# Set by hand on labelled pages; docs/decisions.md says how often titles are right.
AGREES = 0.5  # F1 of the words of two headlines that are two versions of one
SOLE_WORDS = 4  # the only h1 of a page is its headline if it has at least as many words
OPENING_WORDS = 2  # likewise an h1 with which <title> begins
STANDFIRST_WORDS = 4  # of a headline, at least, if a standfirst after it in the same element is to be cut off
RUN_SHARE = 0.6  # of the longest part of a title: a shorter run of parts is a section's name
OUTLET_WORDS = 4  # the most in a part at an end of a title that is taken for an outlet that nothing else names
TITLE_CHARACTERS = 300


def find_title(given: Mapping[str, Sequence[str]], shown: Collection[str], outlets: Collection[str]) -> str | None:
    """Find the headline; None where the page gives none.

    Args:
        given: what the page gives for its headline, by source: those of TITLE_SOURCES, ``title`` and ``h1``.
        shown: the texts of its blocks.
        outlets: the names of its outlet, as ``letters_of`` them.
    """
    by_source = {
        source: [
            title for text in texts if (title := _without_outlet(text, outlets)) and len(title) <= TITLE_CHARACTERS
        ]
        for source, texts in given.items()
    }
    names = [by_source[source][0] for source in TITLE_SOURCES if by_source.get(source)]
    whole = next(iter(by_source.get("title", ())), None)
    run = _shown_run(whole, names, shown) if whole else None
    h1 = list(dict.fromkeys(by_source.get("h1", ())))
    if agreeing := _agreeing(h1, [*names, *filter(None, [run or whole])]):
        return _without_standfirst(_without_kicker(agreeing, names, whole), names, whole)
    if run:
        return run
    if whole and (opening := next((text for text in h1 if _opens(whole, text)), None)):
        return opening
    if len(h1) == 1 and (len(WORD.findall(h1[0])) >= SOLE_WORDS or _is_new(h1[0], given.get("title", ()))):
        return h1[0]
    title = names[0] if names else whole
    if not title:
        return None
    return (_shown_run(title, (), shown) if names else None) or _shown_opening(title, shown) or _main_part(title)


def headline_block(blocks: Sequence[Block], title: str | None) -> int:
    """The number of the block that shows the headline; 0 where none does."""
    of_title = (number for number, block in enumerate(blocks) if block.text == title)
    of_h1 = (number for number, block in enumerate(blocks) if block.tag == "h1")
    return next(chain(of_title, of_h1), 0)


def letters_of(text: str) -> str:
    """The letters and digits of a text in lower case: two spellings of one name have them in common.

    >>> letters_of("The Odmar-Courier")
    'theodmarcourier'
    """
    return "".join(WORD.findall(text.casefold()))


def _agreeing(h1: Sequence[str], titles: Sequence[str]) -> str | None:
    """The h1 that agrees best with one of the titles, and well enough."""
    pairs = ((_agreement(text, title), len(text), text) for text in h1 for title in titles)
    agreement, _, best = max(pairs, default=(0.0, 0, ""))
    return best if agreement >= AGREES else None


def _agreement(one: str, other: str) -> float:
    """F1 of the words of two texts."""
    first, second = set(WORD.findall(one.casefold())), set(WORD.findall(other.casefold()))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _without_kicker(headline: str, names: Sequence[str], whole: str | None) -> str:
    """A headline without the kicker above it in the same element.

    Other sources lack the kicker; so does <title>, and begins with the headline.
    """
    openings = _openings(whole) if whole and _is_new(headline, [whole, *names]) else ()
    openings = (opening for opening in openings if not headline[: -len(opening)].rstrip().endswith(":"))
    return next((text for text in (*names, *openings) if _is_under_kicker(text, headline)), headline)


def _is_under_kicker(text: str, headline: str) -> bool:
    """Whether a headline is a text with a kicker above it: no sentence of its own, and not the start of the same one.

    >>> _is_under_kicker("The ferry sails again", "Harbour The ferry sails again")
    True
    >>> _is_under_kicker("The ferry sails again", "At last? The ferry sails again")
    False
    """
    kicker, rest = headline[: -len(text)].rstrip(), headline[-len(text) :]
    return _ends_with(headline, text) and not kicker.endswith(("?", "!", ".", "…")) and not rest[:1].islower()


def _without_standfirst(headline: str, names: Sequence[str], whole: str | None) -> str:
    """A headline without what follows it in the same element, such as a standfirst or a byline.

    <title> and another source have the headline alone.
    """
    if not whole or not _is_new(headline, [whole, *names]):
        return headline
    alone = (name for name in names if not _is_new(name, [whole]))
    return next((name for name in alone if _is_above_standfirst(name, headline)), headline)


def _is_above_standfirst(text: str, headline: str) -> bool:
    """Whether a headline is a text with a standfirst below it, and not the same sentence in more words.

    >>> _is_above_standfirst("The ferry sails again", "The ferry sails again Posted by Ana Sol")
    True
    >>> _is_above_standfirst("The ferry sails again", "The ferry sails again from May")
    False
    """
    rest = headline.removeprefix(text).lstrip()
    return len(WORD.findall(text)) >= STANDFIRST_WORDS and rest != headline and not rest[:1].islower()


def _without_outlet(text: str, outlets: Collection[str]) -> str | None:
    """A title without the outlet's name before or after it; None if it is nothing else."""
    parts = _parts(text)  # texts, and a separator after each but the last
    while parts and (not parts[-1].strip() or letters_of(parts[-1]) in outlets):
        parts = parts[:-2]
    while parts and (not parts[0].strip() or letters_of(parts[0]) in outlets):
        parts = parts[2:]
    return "".join(parts).strip() or None


def _parts(title: str) -> list[str]:
    """The parts of a title, and between them their separators.

    >>> _parts("«Ferry» sails » Courier"), _parts("Ferry » Courier")
    (['«Ferry» sails » Courier'], ['Ferry', ' » ', 'Courier'])
    """
    separator = SEPARATOR_BUT_GUILLEMETS if IN_GUILLEMETS.search(title) else SEPARATOR
    return separator.split(title)


def _shown_run(title: str, names: Collection[str], shown: Collection[str]) -> str | None:
    """The run of parts of a title, most of it, that the page gives elsewhere or shows in a line of its own."""
    bare_names = {letters_of(name) for name in names}
    enough = RUN_SHARE * max(map(len, _parts(title)[::2]))
    runs = [run for run in _runs(title) if len(run) >= enough]
    return next((run for run in runs if letters_of(run) in bare_names and run != title), None) or next(
        (run for run in runs if run in shown), None
    )


def _runs(title: str) -> Iterator[str]:
    """The runs of parts between separators, longest first.

    >>> list(_runs("Rain | Weather | Courier"))[:3]
    ['Rain | Weather | Courier', 'Rain | Weather', 'Weather | Courier']
    """
    parts = _parts(title)  # texts, and a separator after each but the last
    texts = len(parts) // 2 + 1
    for size in range(texts, 0, -1):
        for first in range(texts - size + 1):
            if run := "".join(parts[2 * first : 2 * (first + size) - 1]).strip():
                yield run


def _openings(title: str) -> Iterator[str]:
    """The parts with which a title begins: the first alone, then with the next.

    >>> list(_openings("Rain | Weather"))
    ['Rain', 'Rain | Weather']
    """
    parts = _parts(title)
    return ("".join(parts[: size + 1]) for size in range(0, len(parts), 2))


def _opens(title: str, text: str) -> bool:
    """Whether a text is the first part of a title, and more than a word, which an outlet's name often is."""
    return letters_of(text) == letters_of(next(_openings(title))) and len(WORD.findall(text)) >= OPENING_WORDS


def _is_new(text: str, titles: Sequence[str]) -> bool:
    """Whether there are titles and none of them contains a text, as they would an outlet's name."""
    return bool(titles) and all(letters_of(text) not in letters_of(title) for title in titles)


def _shown_opening(title: str, shown: Collection[str]) -> str | None:
    """The longest line of the page with which a title begins, if it is most of it: the rest has no separator."""
    lines = (text for text in shown if len(title) > len(text) >= len(title) / 2 and title.startswith(text))
    return max((text for text in lines if not title[len(text)].isalnum()), key=len, default=None)


def _main_part(title: str) -> str:
    """A title without a short part at its end or its start: an outlet that nothing else names."""
    parts = _parts(title)
    if len(parts) > 1 and ADDRESS.fullmatch(parts[-1].strip()):
        return "".join(parts[:-2]).strip()
    for rest, part in ((parts[:-2], parts[-1]), (parts[2:], parts[0])):
        words = len(WORD.findall(part))
        if rest and words <= OUTLET_WORDS and len(WORD.findall("".join(rest))) >= 2 * words:
            return "".join(rest).strip()
    return title


def _ends_with(text: str, end: str) -> bool:
    """Whether a text ends with another that is at least half of it but not all, by their letters."""
    return (
        len(letters_of(end)) >= len(letters_of(text)) / 2
        and letters_of(text) != letters_of(end)
        and letters_of(text).endswith(letters_of(end))
    )
