"""Finds speech by its dashes, and a paragraph that the next line credits to somebody.

In many languages a dash opens speech, and closes it before the words of saying: "—No hay agua —dijo Ana Sol—. Iremos."
Such a paragraph may as well be an entry of a list: only one with a word of saying, or with a dash before what must be
one, is speech. Within marks, two dashes put the words of saying into what is said: «Воды нет, — сказала мэр. — Ждите».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import polars as pl

from schemas.lexicon import SpeechLexicon, load_speech, speech_languages
from tasks.extraction.speech.quotation import Pair
from tasks.extraction.speech.stream import Stream

DASHES = r"—–―\-"
OPENS = rf"^[{DASHES}]{{1,2}}\s?[^\s{DASHES}\d]"
# A dash that opens speech behind a sentence, in the middle of a paragraph.
INSIDE = r"[.!?…]\s[—–―]\s?[\p{Lu}¿¡]"
OPENS_INSIDE = re.compile(r"(?<=[.!?…]\s)[—–―](?=\s?[^\W\d_a-z]|\s?[¿¡])")
# A dash that opens speech again after the words of saying; not the hyphen of a compound.
REOPENS = re.compile(rf"(?:(?<=[\s.,;:!?…])[{DASHES}]|(?<=\w)[—–―](?=[.,;:\s]))[.,;:]?\s*(?=\S)")
# A line of a name, and who that is. Single names may be anything: an agency, a heading.
LETTERS = r"[^\W\d_]"
NAMES = rf"{LETTERS}[\w.'’-]*(?:\s(?:{LETTERS}{{1,3}}\s)?{LETTERS}[\w.'’-]*){{1,4}}"
CREDIT = re.compile(rf"^[—–―~]\s?(?P<name>{NAMES})(?:,\s[^.!?:;]{{3,90}}|\s*\([^()]{{3,60}}\))?$")
# Small letters and capitals, for which ``re`` has no classes.
SMALL = "[a-zß-öø-ÿăąćčďđęěğıłńňőœřśşšťůűźżžа-яёіїєґά-ώ]"
SENTENCE_ENDS = re.compile(r"[.!?…]\s+(?=[^\W\d_])")
LARGE = "[A-ZÀ-ÖØ-ÞĆČĎĐĚĞİŁŃŇŐŒŘŚŞŠŤŮŰŹŻŽА-ЯЁІЇЄҐΑ-Ω]"
MARKED = r"[\"“”„«»‹›「」『』]"
INSERTED = 120  # characters of the words of saying between two dashes, at most; set by hand
CREDITED_WORDS = 4  # of a paragraph that the next line credits to somebody, at least


def find_spoken(paragraphs: pl.DataFrame, stream: Stream) -> Mapping[int, list[Pair]]:
    """Find what is quoted without marks, in places of the stream, by the row of its paragraph.

    Takes ``prose.BODY_PARAGRAPHS``.

    >>> texts = pl.Series(["—No hay agua —dijo Ana Sol—. Iremos mañana.", "—Agua"])
    >>> paragraphs = pl.DataFrame({"doc": [0, 0], "text": texts, "language": ["es", "es"]})
    >>> stream = Stream.of(texts)
    >>> found = find_spoken(paragraphs, stream)
    >>> [stream.text[pair.outer : pair.outer_end] for pair in found[0]], 1 in found
    (['—No hay agua —', '. Iremos mañana.'], False)
    """
    found: dict[int, list[Pair]] = {}
    rows = paragraphs.with_row_index("row").filter(
        pl.col("text").str.contains(OPENS)
        | pl.col("text").str.contains(r"^[—–―~]")
        | pl.col("text").str.contains(INSIDE)
    )
    texts, docs = paragraphs["text"], paragraphs["doc"]
    for row, text, language in rows.select("row", "text", "language").iter_rows():
        begin = int(stream.starts[row])
        pairs = list(_spoken_parts(text, language))
        if pairs:
            found[row] = [_moved(pair, begin) for pair in pairs]
        inside = 0 < row < len(texts) - 1 and docs[row - 1] == docs[row] == docs[row + 1]
        if not pairs and inside and _is_credit(text) and _may_be_credited(texts[row - 1]):
            above = int(stream.starts[row - 1])
            found[row - 1] = [Pair(above, above + len(texts[row - 1]), False, False)]
    return found


def _moved(pair: Pair, begin: int) -> Pair:
    return pair._replace(outer=pair.outer + begin, outer_end=pair.outer_end + begin)


def _is_credit(text: str) -> bool:
    """Whether a line names somebody, and does nothing else."""
    credit = CREDIT.match(text)
    return credit is not None and all(word[0].isupper() or len(word) <= 3 for word in credit["name"].split())


def _may_be_credited(text: str) -> bool:
    """Whether a paragraph may be what the next line credits to somebody: sentences without marks."""
    return (text[-1:] in ".!?…" and text[:1] not in DASHES and not re.search(MARKED, text)) and len(
        text.split()
    ) >= CREDITED_WORDS


def _spoken_parts(text: str, language: str | None) -> Iterator[Pair]:
    """The parts of a paragraph that are speech which a dash opens, in places of the paragraph."""
    closes = _closing_pattern(str(language)) if language in speech_languages() else None
    outer = None if closes is None else _opening_of_speech(text, str(language))
    if closes is None or outer is None:
        return
    place, again = outer + 1, False
    while close := closes.search(text, place):
        dash = close["dash"] is not None
        yield Pair(outer, close.start("dash") + 1 if dash else close.start("words"), True, dash)
        reopened = REOPENS.search(text, close.end())
        if reopened is None and not dash and load_speech(str(language)).dash_goes_on:
            yield from _rest_of_speech(text, close.end())
        if reopened is None:
            return
        outer, place, again = len(text[: reopened.end()].rstrip()) - 1, reopened.end(), True
    if again:
        yield Pair(outer, len(text), True, False)


def _opening_of_speech(text: str, language: str) -> int | None:
    """The place of the dash that opens speech: at the beginning, or behind a sentence; None where there is none.

    Behind a sentence, another dash with a listed word of saying has to follow: "Wilk jest zły. – Kłamią – mówi."
    """
    if re.match(OPENS, text):
        return 0
    inside = OPENS_INSIDE.search(text)
    strict = _listed_closing_pattern(language)
    closed = inside is not None and strict is not None and strict.search(text, inside.end()) is not None
    return inside.start() if inside is not None and closed else None


def _rest_of_speech(text: str, begin: int) -> Iterator[Pair]:
    """What is said after the sentence with the words of saying, if anything is."""
    stop = SENTENCE_ENDS.search(text, begin)
    if stop is not None:
        yield Pair(stop.end(), len(text), False, False)


def _said_pattern(language: str) -> str | None:
    """The pattern of words of saying, in a language in which a dash opens speech."""
    lexicon = load_speech(language)
    return _words_of_saying(lexicon) if lexicon.dash_dialogue else None


def _words_of_saying(lexicon: SpeechLexicon) -> str:
    """The pattern of words of saying, maybe behind small words."""
    words = sorted({*lexicon.say, *lexicon.past_participle}, key=len, reverse=True)
    verbs = "|".join(map(re.escape, words))
    helpers = "|".join(re.escape(word) for word in sorted({*lexicon.auxiliary, *lexicon.object_pronoun}, key=len))
    return rf"(?:(?:{helpers})\s)*(?:{verbs})\b" if helpers else rf"(?:{verbs})\b"


def find_insertions(paragraphs: pl.DataFrame, stream: Stream) -> list[tuple[int, int]]:
    """Find the words of saying between two dashes in paragraphs with marks: from dash to dash, in places of the stream.

    Takes ``prose.BODY_PARAGRAPHS``.

    >>> texts = pl.Series(["«Воды нет, — сказала мэр. — Ждите».", "Мэр — сказала газета — уехал."])
    >>> paragraphs = pl.DataFrame({"doc": [0, 0], "text": texts, "language": ["ru", "ru"]})
    >>> stream = Stream.of(texts)
    >>> [stream.text[first:end] for first, end in find_insertions(paragraphs, stream)]
    ['— сказала мэр. —']
    """
    rows = paragraphs.with_row_index("row").filter(
        pl.col("language").is_in(list(speech_languages()))
        & pl.col("text").str.contains(rf"\s[{DASHES}]\s?\p{{Ll}}.*[{DASHES}]\s")
        & pl.col("text").str.contains(MARKED)
    )
    found = []
    for row, text, language in rows.select("row", "text", "language").iter_rows():
        pattern, begin = _inserted_pattern(language), int(stream.starts[row])
        if pattern is not None:
            found += [(begin + match.start(), begin + match.end()) for match in pattern.finditer(text)]
    return found


@cache
def _inserted_pattern(language: str) -> re.Pattern[str] | None:
    """The pattern of a listed word of saying between two dashes, with whoever says it."""
    lexicon = load_speech(language)
    if not (lexicon.dash_dialogue or lexicon.case_endings):
        return None
    said = _words_of_saying(lexicon)
    words = rf"[^{DASHES}—–\"“”„«»‹›]{{0,{INSERTED}}}?"
    return re.compile(rf"(?<=[\w,.!?…]\s)[{DASHES}]\s?{said}{words}(?:\w-\w{words})*\s?[—–―\-](?=\s)", re.IGNORECASE)


@cache
def _listed_closing_pattern(language: str) -> re.Pattern[str] | None:
    """The pattern of a dash that ends speech before a listed word of saying."""
    said = _said_pattern(language)
    return None if said is None else re.compile(rf"(?<=[\s.,;!?…\w])[—–―]\s?(?={said})", re.IGNORECASE)


@cache
def _closing_pattern(language: str) -> re.Pattern[str] | None:
    """The pattern of what ends speech before a word of saying, in a language in which a dash opens speech.

    A dash ends it before a word of saying, or before a small word that a name follows; a comma, only before the former.
    """
    lexicon, said = load_speech(language), _said_pattern(language)
    if said is None:
        return None
    roles = "|".join(map(re.escape, sorted(lexicon.person, key=len, reverse=True)))
    article = rf"(?:(?:{'|'.join(map(re.escape, lexicon.article))})\s)?"
    unknown = rf"(?-i:{SMALL}+\s(?:(?:{SMALL}{{1,3}}\s)?(?={LARGE})|{article}(?:{roles})\b))"
    dash = rf"(?<=[\s.,;!?…\w])(?P<dash>(?<!\w)[{DASHES}]|[—–―])\s?(?={said}|{unknown})"
    comma = rf"(?<=[,!?…])(?P<words>\s)(?={said})"
    return re.compile(rf"{dash}|{comma}", re.IGNORECASE)
