"""Finds who says a quotation in languages whose words show no class: by patterns of the text around it.

The ``[sayings]`` of a language's lexicon are its patterns: what is between the speaker, the verb of saying and the
quotation. The text around a quotation is one line, with QUOTE for the quotation and OTHER for each other one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import polars as pl

from schemas.lexicon import PlainLexicon, load_plain, plain_languages
from tasks.columns.patterns import NEVER
from tasks.extraction.speech.stream import QUOTE, Stream

OTHER = "\u0001"
ALONE = "-"  # in place of a pronoun: a verb without a subject
NOBODY = "x"  # for pronouns that mean nobody in particular
BEFORE, AFTER = 80, 50  # characters around a quotation: a clause; set by hand
LONGEST_SPEAKER = 60  # characters

SPOKEN = pl.Schema(
    {
        "quotation": pl.Int64,  # its row in the quotations
        "speaker": pl.String,
        "speaker_mention": pl.String,
        "speaker_kind": pl.String,
        "cue": pl.String,
        "how": pl.String,  # "pronoun" or "name": how the speaker is known
    }
)


class Speaker(NamedTuple):
    """Who says something."""

    name: str | None  # None: a pronoun that means nobody named before
    mention: str  # as it is written
    kind: str
    pronoun: str  # the gender of a pronoun, ALONE, or ""


def find_plain_sayings(stream: Stream, quotations: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Find who says the quotations of paragraphs in such languages: SPOKEN.

    Takes ``quotation.QUOTATIONS`` of the stream, and ``prose.BODY_PARAGRAPHS``.

    >>> texts = pl.Series(["山田太郎市長は会見で「橋は閉鎖する」と述べた。"])
    >>> paragraphs = pl.DataFrame({"doc": [0], "text": texts, "language": ["ja"]})
    >>> from tasks.extraction.speech.quotation import find_quotations
    >>> stream = Stream.of(texts)
    >>> find_plain_sayings(stream, find_quotations(stream), paragraphs).row(0)[1:]
    ('山田太郎', '山田太郎市長', 'person', '述べた', 'name')
    """
    languages, docs = paragraphs["language"], paragraphs["doc"]
    paragraph = pl.Series(stream.paragraphs_of(quotations["outer"].to_numpy()))
    known = languages.is_in(list(plain_languages()))[paragraph]
    rows = quotations.with_row_index("quotation").with_columns(paragraph=paragraph).filter(known.fill_null(value=False))
    found = []
    last: dict[int, str | None] = {}  # by document, the person who spoke last
    for _, group in rows.group_by("paragraph", maintain_order=True):
        row = int(group["paragraph"][0])
        lexicon = load_plain(languages[row]) if languages[row] else None
        if lexicon is None:
            continue
        for quotation, around in _texts_around(stream, group, row):
            said = _speaker_in(around, lexicon)
            if said is None:
                continue
            speaker, cue = said
            if speaker.pronoun == NOBODY:
                pass
            elif speaker.pronoun:  # the last person who spoke
                speaker = speaker._replace(name=last.get(docs[row]))
            elif speaker.kind == "person":
                last[docs[row]] = speaker.name
            kind = "person" if speaker.pronoun and speaker.name else speaker.kind
            how = "pronoun" if speaker.pronoun else "name"
            found.append((quotation, speaker.name, speaker.mention or None, kind, cue, how))
    return pl.DataFrame(found, SPOKEN, orient="row")


def _texts_around(stream: Stream, group: pl.DataFrame, row: int) -> Iterator[tuple[int, str]]:
    """The quotations of a paragraph, each with the text around it."""
    first, last = int(stream.starts[row]), int(stream.starts[row + 1]) - 1
    spans = group.select("outer", "outer_end").rows()
    for number, quotation in enumerate(group["quotation"].to_list()):
        parts, place = [], first
        for other, (start, end) in enumerate(spans):
            parts += [stream.text[place:start].replace(QUOTE, " "), QUOTE if other == number else OTHER]
            place = end
        parts.append(stream.text[place:last].replace(QUOTE, " "))
        text = "".join(parts)
        at = text.index(QUOTE)
        yield quotation, text[max(0, at - BEFORE) : at + AFTER]


def _speaker_in(around: str, lexicon: PlainLexicon) -> tuple[Speaker, str] | None:
    """Who says the quotation in a text around it, and the word of saying; None if no pattern fits."""
    for pattern in _patterns(lexicon):
        found = pattern.search(around)
        if found is None:
            continue
        if _negation(lexicon).search(around[: found.start("cue")]):  # 没有说: nobody says it
            return None
        words = found.groupdict().get("speaker")
        if words is None:  # a verb alone goes on with the last speaker
            return Speaker(None, "", "unknown", ALONE), found["cue"]
        mention = _without_details(words, lexicon)
        if mention and len(mention) <= LONGEST_SPEAKER and OTHER not in mention:
            return _named(mention, lexicon), found["cue"]
    return None


def _without_details(words: str, lexicon: PlainLexicon) -> str:
    """The words of a speaker without those that say when, where or how, before or after."""
    words = words.strip(" \u3000,،，、")
    for lead in lexicon.leads:
        words = re.sub(rf"^(?:{lead})", "", words).lstrip(" ,،，、")
    for trail in lexicon.trails:
        cut = re.search(trail, words[1:])
        words = words[: cut.start() + 1] if cut else words
    return words.strip(" \u3000,،，、")


def _named(mention: str, lexicon: PlainLexicon) -> Speaker:
    """The speaker whom some words mean: the name beside a title, a body, a group, or whom a role alone means."""
    if gender := lexicon.pronouns.get(mention, ""):
        return Speaker(None, mention, "unknown", gender)
    for kind, patterns in (("group", lexicon.groups), ("organisation", lexicon.bodies)):
        if any(re.search(pattern, mention) for pattern in patterns):
            return Speaker(mention, mention, kind, "")
    for pattern in lexicon.named:
        if found := re.search(pattern, mention):
            return Speaker(found["name"].strip(), mention, "person", "")
    kind = "role" if any(re.search(pattern, mention) for pattern in lexicon.roles) else "unknown"
    return Speaker(mention, mention, kind, "")


@cache
def _negation(lexicon: PlainLexicon) -> re.Pattern[str]:
    """The pattern of a text that ends with a negation."""
    return re.compile(rf"(?:{'|'.join(lexicon.negations) or NEVER})\s*$")


@cache
def _patterns(lexicon: PlainLexicon) -> tuple[re.Pattern[str], ...]:
    say = "|".join(sorted(map(re.escape, lexicon.say), key=len, reverse=True))
    return tuple(re.compile(pattern.replace("{say}", rf"(?P<cue>{say})")) for pattern in lexicon.patterns)
