"""Words that are looked for in texts of all languages at once: ``schemas/small_words.toml``."""

from __future__ import annotations

from typing import Literal

from schemas import data

NameReader = Literal["ages", "bylines", "authors", "inverted"]


def words_of(section: str, key: str) -> list[str]:
    """The words of a list, as they are written.

    >>> words_of("hyphens", "joining")[:2]
    ['and', 'or']
    """
    found: list[str] = data.load("small_words")[section][key]
    return found


def any_of(section: str, key: str) -> str:
    """A pattern of any of the words of a list, without a group.

    >>> any_of("numbers", "and")
    'and|und|et|e|y|en|i|и|та'
    """
    return "|".join(words_of(section, key))


def particles_for(reader: NameReader) -> list[str]:
    """The particles of names that one of the modules takes that read names, in small letters.

    >>> "von" in particles_for("ages"), "e" in particles_for("ages"), "e" in particles_for("authors")
    (True, False, True)
    """
    words = data.load("small_words")["particles"]
    return [*words["common"], *words["also"][reader]]


def particles_in_text(place: str) -> list[str]:
    """The particles that may be at a place of running text: a key of ``[particles.text]``.

    >>> particles_in_text("later")
    ['der', 'den', 'la', 'las', 'le', 'los', 'el']
    """
    found: list[str] = data.load("small_words")["particles"]["text"][place]
    return found
