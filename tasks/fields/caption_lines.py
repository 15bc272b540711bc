"""Says whether a line under a headline is a caption or a standfirst.

Both speak of the same things as the text, and neither has words of its own. A caption names what a picture shows, as
"Road master Ellen Vik at the last marker"; a standfirst or a second headline says something, so it has a verb, a comma,
a quotation or an end of a sentence. Most such lines are no captions: of 59 that were taken for captions in texts from
the web, 8 were. So a line is a caption only if it looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from schemas import data, rulebook

MOST_WORDS = 16  # of a caption without a word that only captions have: set by hand
SAYS = re.compile(r"[.!?…:;,\"“”„«»¿¡。！？、，：「」؟।]")  # marks that a name of what a picture shows has not


def reads_like_caption(text: str) -> bool:
    """Say whether a line names what a picture shows.

    >>> reads_like_caption("Road master Ellen Vik at the last marker"), reads_like_caption("Mayor Ellen Vik, left")
    (True, True)
    >>> reads_like_caption("In Port Elm, Testing Finds More Cases"), reads_like_caption("Mayor pays foes of the bridge")
    (False, False)
    """
    lowered = text.lower()
    if _only_in_captions().search(lowered):
        return True
    words = text.split()
    names = [word for word in words[1:] if word[0].isupper()]
    if SAYS.search(text) or not names or len(words) > MOST_WORDS:
        return False
    language = _language_of(words)
    if language is None:
        return 2 * len(names) > len(words) and words[-1] in names  # "Speaker Ellen Vik"
    if any(word.lower() in _function_words()[language] for word in names):
        return False  # "Two Held After Fire in Port Elm": only headlines have capitals everywhere
    return language in _endings() and not _has_verb([words[0].lower(), *words[1:]], language)


def _has_verb(words: list[str], language: str) -> bool:
    """Whether one of some words is a verb, by a list or by its end."""
    if any(word in _verbs().get(language, ()) for word in words):
        return True
    ends = (found.group().split()[0] for found in _endings()[language].finditer(" ".join(words)))
    return any(word not in _function_words()[language] for word in ends)


def _language_of(words: list[str]) -> str | None:
    """The language with most of the words among its function words; none if it has none of them."""
    lowered = {word.lower() for word in words}
    shares = {language: len(lowered & known) for language, known in _function_words().items()}
    best = max(shares, key=lambda language: (shares[language], language == "en"))
    return best if shares[best] else None


@cache
def _only_in_captions() -> re.Pattern[str]:
    listed = data.load("weights/captions")["caption"]
    words, sides = ("|".join(map(re.escape, listed[name])) for name in ("words", "sides"))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)|[,(] ?(?:{sides})(?:[,):]|\.?$)")


@cache
def _verbs() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(verbs.split()) for language, verbs in data.load("weights/captions")["verbs"].items()}


@cache
def _endings() -> Mapping[str, re.Pattern[str]]:
    return {language: re.compile(end) for language, end in data.load("weights/captions")["endings"].items()}


@cache
def _function_words() -> Mapping[str, frozenset[str]]:
    return rulebook.load().function_words
