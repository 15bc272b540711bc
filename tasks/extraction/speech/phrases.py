"""The words that an article says itself, outside of quotation marks: their classes, sentences and noun phrases.

No parser: words have the class that the lexicon of the language gives them, others are known by their look. A noun
phrase is a run of words that may belong together. All are columns over the words of a part; none is looked at alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.quotation import Stream
from tasks.extraction.speech.tokens import Tokens, take
from tasks.extraction.speech.tokens import tokenize as read_tokens

# Classes of words: those that the lexicon names (the first in which a word stands counts), and those that show.
LISTED = (
    "according", "according_after", "impersonal", "so", "say", "participle", "saying", "take", "pronoun", "relative",
    "that", "object", "article", "oblique", "agent", "preposition", "conjunction", "subordinate", "passive",
    "subjunctive", "auxiliary", "adverb", "like", "time", "verb", "attribute", "role",
)  # fmt: skip
SHOWN = ("quote", "stop", "comma", "colon", "dash", "number", "name", "word")
CODES = {name: code for code, name in enumerate((*LISTED, *SHOWN))}
PARTS = {  # classes that are of another one, too
    "preposition": ("agent",),
    "auxiliary": ("passive", "subjunctive"),
    "finite": ("say", "take", "verb", "auxiliary", "passive", "subjunctive"),
}
# Capitalised, they are names.
ROLES = ("person", "people", "institution", "group", "medium", "wording")  # what somebody is, or what carries words
HUMAN = tuple(ROLES.index(name) + 1 for name in ("person", "people"))
SMALL_ONLY = frozenset({"say", "participle", "saying", "take", "verb", "passive", "subjunctive", "auxiliary", "role"})
OPENING = ("name", "article", "pronoun", "preposition", "number", "adverb", "subordinate", "oblique", "according")

STOPS, COMMAS = ".!?…。！？", ",،，、;"
LARGE = r"^(?:\p{Ll}{1,3}-)?[\p{Lu}\p{Lo}]"  # "al-Hayya", too
WORDS_BEFORE_A_ROLE = 2  # "senior White House officials"
WORDS_BEFORE_A_NAME = 3  # where nothing else stands before them: ", retired harbour master Ines Calloway"
DESCRIBED = 8  # words from a bare noun to its verb of saying, at most: "residents of the old town say"
CLAUSE = ("comma", "colon", "dash", "quote", "subordinate", "that", "relative", "stop")  # what begins one
GROUPED = ("article", "oblique", "number", "name", "word", "role")  # what makes noun phrases


class Words(NamedTuple):
    """The words of the narrative of a part, in one language; all columns are of the same length."""

    tokens: Tokens
    at: Rows  # where it starts in the stream,
    end: Rows  # and ends
    row: Rows  # its paragraph
    code: Array  # its class
    quote: Rows  # the quotation that stands in its place, or NOWHERE
    first: Rows  # the first word of its sentence,
    last: Rows  # and the last
    phrase: Rows  # the noun phrase that it belongs to, or NOWHERE
    role: Array  # which of ROLES it is, from 1; 0: none
    gender: pl.Series  # "f" or "m", of whom it tells; null: of nobody
    owner: Array  # how many characters at its end say that it owns ("the mayor's"), or 0
    like: Array  # whether it may compare ("as", "wie")

    def texts(self, places: Rows) -> pl.Series:
        """The words at some places, as written; null beyond the words."""
        of = take(self.tokens.of, places, self.tokens.texts.len())
        return self.tokens.texts.append(pl.Series([None], dtype=pl.String))[pl.Series(of)]


class Phrases(NamedTuple):
    """The noun phrases of the words, in their order; all columns are of the same length."""

    first: Rows  # its first word,
    last: Rows  # and its last
    free: Array  # may be a subject: no preposition rules it, no article says another case
    subject: Array  # is free, and a verb follows
    pronoun: Array  # is one
    certain: Array  # its first word says that it is the subject, or nothing does
    article: Array  # opens with an article
    human: Array  # names a person, or what one is


def read(
    stream: Stream, rows: Array, quotations: pl.DataFrame, names: pl.DataFrame, lexicon: Mapping[str, Any]
) -> tuple[Words, Phrases]:
    """The words of paragraphs in one language, a quotation being one, and the noun phrases that they make.

    Takes the stream of all paragraphs and which of them to read; the SPANS of ``quotation`` in it, with ``ended``
    (the quotation ends like a sentence) and ``parted`` (or like a part of one); and names in it (``begin``, ``stop``,
    ``kind``), which are no words of another class.
    """
    several = [entry for name in LISTED for entry in lexicon.get(name, ())]
    tokens = read_tokens(stream, rows, quotations, lexicon, several)
    at_, end, row = tokens.at, tokens.end, stream.row(tokens.at)
    outer = quotations["outer"].to_numpy()
    which = np.searchsorted(outer, at_)
    quote = np.where(take(outer, which) == at_, which, NOWHERE)
    kinds = _kinds(tokens.texts, lexicon)[tokens.of]
    code = kinds["code"].to_numpy().copy()
    within = np.searchsorted(names["begin"].to_numpy(), at_, side="right") - 1
    named = end <= take(names["stop"].to_numpy(), within)
    human = named & take((names["kind"] == "person").to_numpy(), within, False)
    inner = human & (
        take(names["begin"].to_numpy(), within) < at_
    )  # "von der Leyen", but not what a mention begins with
    small = inner & is_of(code, "preposition", "article", "oblique")
    named &= kinds["large"].to_numpy() | small
    named &= ~is_of(code, "time", "adverb")
    code[named] = CODES["name"]
    code[quote >= 0] = CODES["quote"]
    new = np.diff(row, prepend=-1) != 0
    code = _in_context(code, kinds, new, lexicon)
    first, last = _sentences(code, quote, new, at_, end, kinds, quotations, lexicon)
    human |= np.isin(kinds["role"].to_numpy(), HUMAN)
    held = np.zeros(len(code), bool)
    held[quote >= 0] = ~quotations["parted"].to_numpy()[quote[quote >= 0]]
    phrases, phrase = _phrases(code, kinds, human, held, first, lexicon)
    role, owner = kinds["role"].to_numpy(), kinds["owner"].to_numpy()
    like = is_of(kinds["code"].to_numpy(), "like")
    return Words(tokens, at_, end, row, code, quote, first, last, phrase, role, kinds["gender"], owner, like), phrases


class _Lists(NamedTuple):
    """The words of a lexicon by what they tell."""

    code: dict[str, int]  # the class of each, as written
    code_too: dict[str, int]  # of those that have it with a capital, too
    role: dict[str, int]
    gender: dict[str, str]
    gender_of_name: dict[str, str]


def _lists(lexicon: Mapping[str, Any]) -> _Lists:
    lists = _Lists({}, {}, {}, {}, {})
    for name in LISTED:
        for entry in lexicon.get(name, ()):
            lists.code.setdefault(entry, CODES[name])
            if name not in SMALL_ONLY:
                lists.code_too.setdefault(entry, CODES[name])
    for number, name in enumerate(ROLES, 1):
        for entry in lexicon.get(name, ()):
            lists.role.setdefault(entry, number)
            lists.code.setdefault(entry, CODES["role"])
    for gender, name in (("m", "male"), ("f", "female")):
        lists.gender.update(dict.fromkeys(lexicon.get(name, ()), gender))
        lists.gender_of_name.update(dict.fromkeys(lexicon.get(f"{name}_names", ()), gender))
    return lists


def _kinds(texts: pl.Series, lexicon: Mapping[str, Any]) -> pl.DataFrame:
    """The class of each distinct word, and what its look says."""
    lists = _lists(lexicon)
    text, lower, stem = pl.col("text"), pl.col("lower"), pl.col("stem")

    def looked_up(column: pl.Expr, entries: dict[str, Any], kind: type[pl.DataType]) -> pl.Expr:
        return column.replace_strict(entries, default=None, return_dtype=kind)

    def ends(name: str) -> pl.Expr:
        return text.str.contains(rf"(?:{'|'.join(lexicon[name])})$") if lexicon.get(name) else pl.lit(False)

    role = looked_up(stem, lists.role, pl.UInt8)
    if lexicon.get("nouns_capital"):  # "Regierungssprecherin"
        endings = "|".join(sorted(lists.role, key=len, reverse=True))
        compound = looked_up(lower.str.extract(rf"\p{{Ll}}-?({endings})$"), lists.role, pl.UInt8)
        role = pl.coalesce(role, pl.when(text.str.contains(r"^\p{Lu}")).then(compound))
    straight = pl.DataFrame({"text": texts}).with_columns(plain=text.str.replace_all("’", "'", literal=True))
    stems = straight.with_columns(lower=pl.col("plain").str.to_lowercase()).with_columns(
        stem=lower.str.strip_suffix("'s").str.strip_suffix("'"), large=text.str.contains(LARGE)
    )
    return stems.with_columns(role=role.fill_null(0)).select(
        "role",
        "large",
        gender=pl.coalesce(
            looked_up(stem, lists.gender, pl.String),
            pl.when("large").then(looked_up(stem, lists.gender_of_name, pl.String)),
            pl.when(ends("female_endings") & pl.col("role").is_in(HUMAN)).then(pl.lit("f")),
        ),
        bracket=text.is_in(["(", "["]),
        short_number=text.str.contains(r"^[0-9]{1,2}$"),
        adverbial=ends("adverb_endings"),
        verbal=ends("verb_endings"),
        verbal_inside=ends("verb_endings_inside"),
        plural=ends("plural_endings"),
        owner=2 * pl.col("plain").str.ends_with("'s").cast(pl.Int64) + pl.col("plain").str.ends_with("s'"),
        noun=text.is_in(lexicon.get("noun_too", [])),
        genitive=lower.is_in(lexicon.get("genitive", [])),
        nominative=lower.is_in(lexicon.get("nominative", [])),
        code=pl.coalesce(
            looked_up(pl.col("plain"), lists.code, pl.Int64),
            looked_up(lower, lists.code_too, pl.Int64),
            pl.when(text.str.contains(r"^\p{N}")).then(CODES["number"]),
            pl.when("large").then(CODES["name"]),
            pl.when(text.str.contains(r"^\p{L}")).then(CODES["word"]),
            pl.when(text.is_in(list(STOPS))).then(CODES["stop"]),
            pl.when(text.is_in(list(COMMAS))).then(CODES["comma"]),
            pl.when(text == ":").then(CODES["colon"]),
            CODES["dash"],
        ),
    )


def _in_context(code: Array, kinds: pl.DataFrame, new: Array, lexicon: Mapping[str, Any]) -> Array:
    """Classes that depend on the words beside: "the report" is no verb, "as the mayor said" no preposition."""
    code = code.copy()
    last = np.roll(new, -1)
    # "on Wednesday, March 5" says when, as an adverb does.
    time = is_of(code, "time")
    dated = is_of(code, "number") & ((np.roll(time, 1) & ~new) | (np.roll(time, -1) & ~last))
    begun = is_of(code, "preposition") & np.roll(time | dated, -1) & ~last
    code[time | dated | begun] = CODES["adverb"]
    if lexicon.get("adverb_endings"):
        code[is_of(code, "word") & kinds["adverbial"].to_numpy()] = CODES["adverb"]
    before = np.where(new, CODES["stop"], np.roll(code, 1))
    behind = np.where(last, CODES["stop"], np.roll(code, -1))
    opens = is_of(before, "stop", "quote")
    like = is_of(code, "like")
    code[like] = np.where((opens | is_of(before, "comma", "dash"))[like], CODES["subordinate"], CODES["preposition"])
    owned = (np.roll(kinds["owner"].to_numpy(), 1) > 0) & ~new
    nominal = is_of(before, "article", "oblique", "preposition", "word", "number") | owned
    # "reports say", "the report said"
    nominal |= is_of(behind, "say") & ~is_of(before, "name", "role", "pronoun", "relative")
    noun = kinds["noun"].to_numpy() & nominal
    code[noun] = np.where(kinds["role"].to_numpy() > 0, CODES["role"], CODES["word"])[noun]
    code[is_of(code, "say", "take") & is_of(before, "preposition")] = CODES["word"]  # "went on to say"
    # A verb of another kind ends a phrase; as an adjective it stands right behind the article.
    noun_before = is_of(before, "name", "role", "word", "pronoun", "number", "relative", "auxiliary", "quote", "adverb")
    verbal = kinds["verbal"].to_numpy()
    word = is_of(code, "word")
    object_behind = is_of(behind, "name", "article", "object", "that", "pronoun", "quote", "number", "preposition")
    inside = kinds["verbal_inside"].to_numpy() & object_behind & is_of(before, "name", "role", "word", "relative")
    code[word & ((verbal & noun_before & ~owned) | inside)] = CODES["verb"]
    # "Speaking in Port Elm", but "Boeing said".
    hangs_on = is_of(behind, "preposition", "subordinate", "that", "article", "object", "pronoun", "quote")
    code[is_of(code, "name") & verbal & opens & hangs_on] = CODES["verb"]
    return code


def _sentences(
    code: Array,
    quote: Rows,
    new: Array,
    at: Rows,
    end: Rows,
    kinds: pl.DataFrame,
    quotations: pl.DataFrame,
    lexicon: Mapping[str, Any],
) -> tuple[Rows, Rows]:
    """Of each word the first and the last of its sentence. A quotation that is sentences ends one, too."""
    stop = is_of(code, "stop")
    if lexicon.get("ordinal_stop"):  # "am 5. März"
        stop &= ~(np.roll(kinds["short_number"].to_numpy(), 1) & ~new)
    # A point within a name ("ver.di") has no space behind it.
    spaced = np.append(at[1:], -1) != end
    ends = stop & (spaced | np.roll(is_of(code, "quote"), -1))
    over = np.zeros(len(code), bool)
    over[quote >= 0] = quotations["ended"].to_numpy()[quote[quote >= 0]]
    large = (is_of(code, *OPENING) & kinds["large"].to_numpy()) | is_of(code, "quote")
    begins = new | (np.roll(ends, 1) & ~stop) | (np.roll(over, 1) & large)
    starts = np.flatnonzero(begins)
    sizes = np.diff(starts, append=len(code))
    return np.repeat(starts, sizes), np.repeat(starts + sizes - 1, sizes)


def _phrases(
    code: Array, kinds: pl.DataFrame, human: Array, held: Array, opening: Rows, lexicon: Mapping[str, Any]
) -> tuple[Phrases, Rows]:
    """Runs of words that may belong together, begun anew by each article.

    Only with a name, an article or a role, or where a word of saying tells that they are nouns.
    """
    size, places = len(code), np.arange(len(code))
    capital = bool(lexicon.get("nouns_capital"))
    inner = opening != places
    pronoun, word = is_of(code, "pronoun"), is_of(code, "word")
    member = is_of(code, *GROUPED)
    if capital:  # then a small word behind a noun is none of its phrase
        member &= ~(word & inner & is_of(np.roll(code, 1), "name"))
    joined = member & np.roll(member, 1) & inner & ~is_of(code, "article", "oblique")
    begins = np.flatnonzero((member | pronoun) & ~joined)
    ends = np.flatnonzero((member | pronoun) & ~np.append(joined, False)[1:])
    # Small words in front of it belong to a role ("senior officials"), to a name only where nothing else does.
    solid = np.append(np.minimum.accumulate(np.where(word, size, places)[::-1])[::-1], size)[begins]
    holds = solid <= ends  # more than small words
    if not capital:
        bare = np.flatnonzero(~holds)
        bare = bare[_bare(code, kinds, held, opening, begins[bare], ends[bare])]
        solid[bare], holds[bare] = ends[bare], True
    begins, ends, solid = begins[holds], ends[holds], solid[holds]
    lead = np.where(is_of(code[solid], "role", "word"), WORDS_BEFORE_A_ROLE, 0)
    alone = is_of(take(code, begins - 1, CODES["stop"]), "quote", "comma", "dash", "stop") | (opening[begins] == begins)
    lead = np.where(alone, WORDS_BEFORE_A_NAME, lead)
    first, last = np.maximum(begins, solid - lead), ends
    if capital:
        last = np.maximum(np.maximum.accumulate(np.where(word, NOWHERE, places))[ends], first)
    # An article or a number alone names nobody.
    named = np.concatenate([[0], np.cumsum(is_of(code, "name", "word", "role", "pronoun"))])
    kept = named[last + 1] > named[first]
    first, last, begins = first[kept], last[kept], begins[kept]
    free, subject = _free(code, kinds, opening, begins, last, capital)
    of = np.full(size, NOWHERE)
    sizes = last - first + 1
    spread = np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    of[spread] = np.repeat(np.arange(len(first)), sizes)
    counted = np.concatenate([[0], np.cumsum(human)])
    people = (counted[last + 1] > counted[first]) | pronoun[first]
    certain = kinds["nominative"].to_numpy()[first]
    return Phrases(first, last, free, subject, pronoun[first], certain, is_of(code[first], "article"), people), of


def _bare(code: Array, kinds: pl.DataFrame, held: Array, opening: Rows, first: Rows, last: Rows) -> Array:
    """Which runs of small words are nouns that say something, without an article: "after forecasters warned that".

    They begin a clause, and a verb of saying follows, maybe behind what describes them ("residents of the old town
    say"); or they stand between such a verb behind a quotation and the end of a clause (", said fishermen."), or behind
    "according to" and look like several. A quotation that is ``held`` goes on in what follows: 'a "closed" gate said'.
    """
    code = np.append(code, CODES["stop"])

    def before(skipped: tuple[str, ...], places: Rows) -> tuple[Rows, Array]:
        """The last word before each place that is of no skipped class, and whether it is of the same sentence."""
        known = np.flatnonzero(~is_of(code[:-1], *skipped))
        found = np.searchsorted(known, places) - 1
        return np.append(known, 0)[found], (found >= 0) & (take(known, found) >= opening[first])

    def behind(skipped: tuple[str, ...]) -> Rows:
        known = np.flatnonzero(~is_of(code, *skipped))
        return known[np.searchsorted(known, last + 1)]

    left, inside = before(("adverb",), first)
    verb = is_of(code, "say", "take", "participle")
    like = (kinds["code"] == CODES["like"]).to_numpy()[left]
    opens = ~inside | (is_of(code[left], "conjunction", *CLAUSE) & ~held[left]) | like
    opens &= ~kinds["verbal"].to_numpy()[last]  # "what happened after"
    right = behind(("adverb", "auxiliary"))
    end = behind(("adverb", "auxiliary", "preposition", "attribute", *GROUPED))
    # What describes them begins with prepositions: another article would begin another phrase.
    anew = is_of(code, "article") & ~np.roll(is_of(code, "preposition", "article"), 1)
    begun = np.concatenate([[0], np.cumsum(anew)])
    described = is_of(code[right], "preposition", "attribute") & verb[end] & (end - last <= DESCRIBED)
    says = opens & (verb[right] | (described & (begun[end] == begun[last])))
    edge, same = before(("adverb", "auxiliary"), left)
    quoted = is_of(code[edge], "quote") | (is_of(code[edge], "comma", "dash") & is_of(code[edge - 1], "quote"))
    closed = is_of(code[behind(("adverb",))], "preposition", "conjunction", *CLAUSE)
    said = inside & is_of(code[left], "say") & closed & (quoted | ~same)
    source = inside & is_of(code[left], "according") & kinds["plural"].to_numpy()[last]
    found: Array = says | said | source
    return found


def _free(
    code: Array, kinds: pl.DataFrame, opening: Rows, first: Rows, last: Rows, capital: bool
) -> tuple[Array, Array]:
    """Which phrases may be subjects, and which are: a verb follows."""
    if not len(first):
        return np.zeros(0, bool), np.zeros(0, bool)
    known = np.flatnonzero(~is_of(code, "adverb"))
    before = np.append(known, len(code))[np.maximum(np.searchsorted(known, first) - 1, 0)]
    behind = np.append(known, len(code))[np.searchsorted(known, last + 1)]
    verb = is_of(np.append(code, CODES["stop"])[behind], "finite")
    ruled = (before < first) & (opening[before] == opening[first])
    ruled &= is_of(code[before], "preposition", "according") | kinds["bracket"].to_numpy()[before]
    ruled &= ~(verb & (kinds["code"].to_numpy()[before] == CODES["like"]))  # "after the mayor said"
    # "in Port Elm and Hale"
    joined = is_of(code[before], "conjunction") & (opening[before] == opening[first])
    if not capital:  # there a verb shows that a new clause begins
        joined &= ~verb
    ruled |= joined & np.concatenate([[False], ruled[:-1]]) & np.isin(before - 1, last)
    attribute = np.zeros(len(first), bool)
    if capital:  # "die Sprecherin des Ministeriums"
        adjacent = np.concatenate([[NOWHERE], last[:-1]]) == first - 1
        attribute = adjacent & (opening[first] != first) & kinds["genitive"].to_numpy()[first]
    free = ~ruled & ~is_of(code[first], "oblique") & ~attribute
    return free, free & verb


def is_of(code: Array, *names: str) -> Array:
    """Whether words are of one of some classes."""
    wanted = np.zeros(len(CODES), bool)
    for name in names:
        wanted[[CODES[part] for part in (name, *PARTS.get(name, ())) if part in CODES]] = True
    return wanted.take(code)
