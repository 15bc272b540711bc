"""Gives each word of the narrative its class, and finds the sentences.

There is no parser. A word has the class that the lexicon of its language lists it in; of the others, the look decides
(a capital, a digit, an ending), and in some cases the words beside them. Everything is an array with one element per
word; no word is processed on its own.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from schemas.lexicon import WORD_CLASSES, Entries, SpeechLexicon
from tasks.columns.windows import NOWHERE, Array, Rows, is_any
from tasks.extraction.speech.particles import words_of_family_names
from tasks.extraction.speech.stream import Stream
from tasks.extraction.speech.tokens import Tokens, take

# The classes: those that the lexicon lists words for, "role" for words of any of ROLES, and those that the look shows.
SHOWN = ("quote", "stop", "comma", "colon", "dash", "number", "name", "word")
CODES = {name: code for code, name in enumerate((*WORD_CLASSES, "role", *SHOWN))}
WITH_PARTS = {  # in ``of_class``, a name means the class of that name, if there is one, and these
    "preposition": ("agent",),
    "auxiliary": ("passive", "subjunctive"),
    "finite": ("say", "take_up", "verb", "auxiliary", "passive", "subjunctive"),
}
CLAUSE = (
    "comma",
    "colon",
    "dash",
    "quote",
    "subordinate",
    "that",
    "relative",
    "stop",
)  # a clause begins after a word of these
VERBS_OF_SAYING = ("say", "past_participle", "present_participle", "take_up")
SOURCE_MARKERS = ("according", "according_after", "impersonal", "according_inserted")

# The lists of words for people, for bodies and for texts. A role is a number: 1 for the first list, 0 for none.
ROLES = ("person", "people", "institution", "group", "medium", "wording")
ROLE_NUMBERS = {name: number for number, name in enumerate(ROLES, 1)}
HUMAN = (ROLE_NUMBERS["person"], ROLE_NUMBERS["people"])

# With a capital, words of these classes are names.
SMALL_ONLY = frozenset({*VERBS_OF_SAYING, "verb", "passive", "subjunctive", "auxiliary", "role"})
# With a capital, words of these classes begin a sentence after a quotation that is one.
OPENING = ("name", "article", "pronoun", "preposition", "number", "adverb", "subordinate", "oblique", "according")

STOPS, COMMAS = ".!?…。！？", ",،，、;"
LARGE = r"^(?:\p{Ll}{1,3}-)?[\p{Lu}\p{Lo}]"  # "al-Hayya", too

LONGEST_SPEAKER = 6  # words of who says it, after a word of saying that no list has; set by hand

LOOKS = pl.Schema(
    {
        "code": pl.Int64,  # the class by list or look, before the words beside it are looked at
        "role": pl.UInt8,  # which of ROLES it is
        "gender": pl.String,  # "f" or "m": whom it means; null: nobody in particular
        "gendered": pl.Boolean,  # means a man or a woman
        "large": pl.Boolean,  # has a capital, or letters without capitals
        "possessive": pl.Int64,  # how many characters at its end make it possessive ("the mayor's": 2), or 0
        "adverbial": pl.Boolean,  # ends like an adverb
        "verbal": pl.Boolean,  # ends like a verb
        "verbal_before_object": pl.Boolean,  # ends like a verb, if it is between a noun and an object
        "plural": pl.Boolean,  # ends like several
        "verbal_noun": pl.Boolean,  # ends like a verb that is a noun
        "verb_of_several": pl.Boolean,  # ends like a verb that is about several
        "adjectival": pl.Boolean,  # may be a small word of a subject, by its ending
        "also_noun": pl.Boolean,  # is listed as a verb that may be a noun
        "of": pl.Boolean,  # attaches an attribute to the name of a body
        "feminine": pl.Boolean,  # is a noun of the gender whose article "der" shows another case than that of a subject
        "genitive": pl.Boolean,  # opens a phrase that may be an attribute
        "nominative": pl.Boolean,  # opens a phrase that is a subject
        "one_or_several": pl.Boolean,  # is listed as a word for one person and for several
        "opening": pl.Boolean,  # is before whoever something comes from, or whose opinion it is: "from", "for"
        "aged": pl.Boolean,  # is a role that opens with a number
        "unnamed": pl.Boolean,  # without a noun, it means nobody in particular
        "bracket": pl.Boolean,  # opens a bracket
        "short_number": pl.Boolean,  # is a number of one or two digits
    }
)


class Looks:
    """LOOKS of all words. A column is made when it is asked for: all took a fifth of the time of this module."""

    def __init__(self, of_distinct: pl.DataFrame, which: Rows) -> None:
        """Take LOOKS of distinct words, and of each word its row there."""
        self._of_distinct, self._which = of_distinct, which
        self._of_words: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        """A column for all words; that of the gender is given by ``genders``."""
        if name not in self._of_words:
            self._of_words[name] = self._of_distinct[name].to_numpy()[self._which]
        return self._of_words[name]

    def genders(self, places: Rows) -> pl.Series:
        """Whom the words at some places mean: "f" or "m", or null."""
        return self._of_distinct["gender"].gather(self._which[places])


class Words(NamedTuple):
    """The words of the narrative in one language. All arrays are of the same length, and places are rows in them."""

    tokens: Tokens
    paragraph: Rows  # the paragraph that it is in
    code: Array  # its class, one of CODES
    listed: Array  # its class before the words beside it were looked at
    quotation: Rows  # the row of the quotation in whose place it is, or NOWHERE
    held: Array  # is a quotation that ends like no part of a sentence, so that the words after it go on with it
    sentence_first: Rows  # the first word of its sentence,
    sentence_last: Rows  # and the last one
    human: Array  # is in the name of a person, or is a word for people
    role: Array  # which of ROLES it is
    mention: Rows  # the row of the name that it is in, or NOWHERE
    possessive: Array  # how many characters at its end make it possessive
    looks: Looks
    capitalised_nouns: bool = False  # see the lexicon
    cases: bool = False  # endings show cases: see ``case_endings`` of the lexicon

    @property
    def start(self) -> Rows:
        """Where each word starts in the stream."""
        return self.tokens.start

    @property
    def end(self) -> Rows:
        """Where each word ends in the stream."""
        return self.tokens.end

    def texts(self, places: Rows) -> pl.Series:
        """The words at some places, as written; null outside of the words."""
        which = take(self.tokens.which, places, self.tokens.distinct.len())
        return pl.concat([self.tokens.distinct, pl.Series([None], dtype=pl.String)])[pl.Series(which)]

    def lower(self, places: Rows) -> pl.Series:
        """The words at some places in small letters; null outside of the words."""
        return self.texts(places).str.to_lowercase()


def of_class(code: Array, *names: str) -> Array:
    """True for each code that is of one of some classes.

    >>> of_class(np.array([CODES["say"], CODES["agent"], CODES["comma"]]), "finite", "preposition").tolist()
    [True, True, False]
    """
    wanted: Array = _codes_of(names).take(code)
    return wanted


@cache
def _codes_of(names: tuple[str, ...]) -> Array:
    """True for each code of some classes."""
    wanted = np.zeros(len(CODES), bool)
    for name in names:
        wanted[[CODES[part] for part in (name, *WITH_PARTS.get(name, ())) if part in CODES]] = True
    return wanted


def classify_words(
    stream: Stream, tokens: Tokens, quotations: pl.DataFrame, names: pl.DataFrame, lexicon: SpeechLexicon
) -> Words:
    """Give each word its class and its sentence.

    Takes the tokens of paragraphs in one language; ``quotation.QUOTATIONS`` of the stream; and the names in the stream
    (``begin``, ``stop`` and ``kind``, sorted): their words have no other class.
    """
    paragraph = stream.paragraphs_of(tokens.start)
    begins = np.diff(paragraph, prepend=-1) != 0
    quotation = _quotations_of_words(tokens, quotations)
    looks = Looks(_looks_of_words(tokens.distinct, lexicon), tokens.which)
    code = looks["code"].copy()
    named, of_person, mention = _words_of_names(tokens, names, looks, begins)
    code[named] = CODES["name"]
    code[quotation >= 0] = CODES["quote"]
    code = _codes_in_context(code, looks, begins)
    ended, parted = (_flag_of_words(quotation, quotations[name]) for name in ("ended", "parted"))
    human = of_person | is_any(looks["role"], HUMAN)
    code[_unlisted_sayings(code, looks, begins, parted, human, lexicon.capitalised_nouns)] = CODES["say"]
    first, last = _bounds_of_sentences(tokens, code, looks, begins, ended, lexicon.ordinals_with_stop)
    return Words(
        tokens=tokens,
        paragraph=paragraph,
        code=code,
        listed=looks["code"],
        quotation=quotation,
        held=_flag_of_words(quotation, ~quotations["parted"]),
        sentence_first=first,
        sentence_last=last,
        human=human,
        role=_roles_in_context(code, looks, begins, np.where(of_person, mention, NOWHERE)),
        mention=mention,
        possessive=looks["possessive"],
        looks=looks,
        capitalised_nouns=lexicon.capitalised_nouns,
        cases=lexicon.case_endings,
    )


def _quotations_of_words(tokens: Tokens, quotations: pl.DataFrame) -> Rows:
    """Of each word the row of the quotation in whose place it is, or NOWHERE."""
    outer = quotations["outer"].to_numpy()
    row = np.searchsorted(outer, tokens.start)
    return np.where(take(outer, row) == tokens.start, row, NOWHERE)


def _flag_of_words(quotation: Rows, flag: pl.Series) -> Array:
    """True for each word that is a quotation of which a flag, a column of the quotations, is true."""
    flagged = np.zeros(len(quotation), bool)
    flagged[quotation >= 0] = flag.to_numpy()[quotation[quotation >= 0]]
    return flagged


def _words_of_names(tokens: Tokens, names: pl.DataFrame, looks: Looks, begins: Array) -> tuple[Array, Array, Rows]:
    """The words that are classed as names, all words within the names of people, and the row of each word's name."""
    code = looks["code"]
    row = np.searchsorted(names["begin"].to_numpy(), tokens.start, side="right") - 1
    within = tokens.end <= take(names["stop"].to_numpy(), row)
    of_person = within & take((names["kind"] == "person").to_numpy(), row, False)
    # Small words are names inside of a person's name only: "von der Leyen", but not the first word of a mention.
    inside = of_person & (take(names["begin"].to_numpy(), row) < tokens.start)
    small = inside & of_class(code, "preposition", "article", "oblique", "word", "object_pronoun")
    goes_on = np.append(within[1:] & (row[1:] == row[:-1]) & looks["large"][1:], False)[: len(row)]
    timely = of_class(code, "time", "adverb") & ~(of_person & goes_on)  # but "Jan" in "Jan Visser"
    named = within & (looks["large"] | small) & ~timely
    whole = (tokens.start == take(names["begin"].to_numpy(), row)) & (tokens.end == take(names["stop"].to_numpy(), row))
    pronoun = whole & of_class(code, "pronoun")  # "Niemand sagte"
    # "Van Lucas Veerman:" opens with a preposition, if a first name follows.
    first_name = np.append(looks["gendered"][1:], False)[: len(row)]
    opening = begins & looks["opening"] & of_class(code, "preposition", "agent") & first_name
    none = pronoun | opening
    named, of_person, within = named & ~none, of_person & ~none, within & ~none
    given = looks["gendered"] & (looks["role"] == 0) & of_class(code, "name")
    family = words_of_family_names(tokens, given, looks["large"], begins, of_class(code, "word"))
    named, of_person = named | family, of_person | family
    return named, of_person, np.where(within, row, NOWHERE)


def _roles_in_context(code: Array, looks: Looks, begins: Array, person: Rows) -> Array:
    """Which of ROLES each word is; none after a first name, or within a person's: "Jens Hallmann" is no "Mann".

    ``person`` is the row of the person's name that each word is in, or NOWHERE.
    """
    role: Array = looks["role"]
    given = looks["gendered"] & (role == 0) & of_class(code, "name")
    later = (np.roll(person, 1) == person) & (person >= 0)
    return np.where((np.roll(given, 1) | later) & ~begins & of_class(code, "name"), 0, role)


class _Lists(NamedTuple):
    """The words of a lexicon, by meaning."""

    code: dict[str, int]  # the class of each word, as written
    code_too: dict[str, int]  # the class of words that have it with a capital, too
    role: dict[str, int]
    gender: dict[str, str]
    gender_of_name: dict[str, str]


@cache
def _lists_of(lexicon: SpeechLexicon) -> _Lists:
    """The words of a lexicon, by meaning; the first list that has a word counts."""
    lists = _Lists({}, {}, {}, {}, {})
    for name, entry in lexicon.classed():
        lists.code.setdefault(entry, CODES[name])
        if name not in SMALL_ONLY:
            lists.code_too.setdefault(entry, CODES[name])
    lists.code.update(dict.fromkeys(lexicon.long_outlets, CODES["name"]))
    for name, number in ROLE_NUMBERS.items():
        for entry in getattr(lexicon, name):
            lists.role.setdefault(entry, number)
            lists.code.setdefault(entry, CODES["role"])
    for gender, words, names in (
        ("m", lexicon.male, lexicon.male_names),
        ("f", lexicon.female, lexicon.female_names),
    ):
        lists.gender.update(dict.fromkeys(words, gender))
        lists.gender_of_name.update(dict.fromkeys(names, gender))
    return lists


def _looks_of_words(distinct: pl.Series, lexicon: SpeechLexicon) -> pl.DataFrame:
    """LOOKS of each distinct word, by the lists of the lexicon and by its letters."""
    looks = pl.DataFrame({"text": distinct})
    for step in _steps_to_looks(lexicon):
        looks = looks.with_columns(step)
    return looks.with_columns(gendered=pl.col("gender").is_not_null()).select(LOOKS.names())


@cache
def _steps_to_looks(lexicon: SpeechLexicon) -> tuple[list[pl.Expr], ...]:
    """The columns of words in steps that need those before; made once, for some hold lists of thousands of words."""
    lists = _lists_of(lexicon)
    text, plain, lower = pl.col("text"), pl.col("plain"), pl.col("lower")
    return (
        [text.str.replace_all("’", "'", literal=True).alias("plain"), text.str.contains(LARGE).alias("large")],
        [plain.str.to_lowercase().alias("lower")],
        [lower.str.strip_suffix("'s").str.strip_suffix("'").alias("stem")],
        [_last_part_of_word(lists, lexicon.capitalised_nouns).alias("part")],
        [_role_of_word(lists, lexicon).fill_null(0).alias("role")],
        [column.alias(name) for name, column in _columns_of_looks(lists, lexicon).items()],
    )


def _columns_of_looks(lists: _Lists, lexicon: SpeechLexicon) -> dict[str, pl.Expr]:
    """The columns of LOOKS that need all others."""
    text, plain, lower = pl.col("text"), pl.col("plain"), pl.col("lower")
    return {
        "code": _code_of_word(lists),
        "gender": _gender_of_word(lists, lexicon.female_endings),
        "possessive": 2 * plain.str.ends_with("'s").cast(pl.Int64) + plain.str.ends_with("s'"),
        "adverbial": ends_with(lexicon.adverb_endings),
        "verbal": ends_with(lexicon.verb_endings),
        "verbal_before_object": ends_with(lexicon.verb_endings_before_object),
        "plural": ends_with(lexicon.plural_endings),
        "verbal_noun": ends_with(lexicon.verbal_noun_endings),
        "verb_of_several": ends_with(lexicon.plural_verb_endings),
        "adjectival": ends_with(lexicon.adjective_endings) if lexicon.case_endings else pl.lit(True),
        "also_noun": text.is_in(list(lexicon.verb_or_noun)),
        "of": lower.is_in(list(lexicon.of)),
        "feminine": ends_with(lexicon.feminine_endings) & pl.col("large"),
        "genitive": lower.is_in(list(lexicon.genitive)),
        "nominative": lower.is_in(list(lexicon.nominative)),
        "one_or_several": pl.col("part").is_in(list({*lexicon.person} & {*lexicon.people})),
        "opening": lower.is_in([*lexicon.origin, *lexicon.opinion]),
        "aged": text.str.contains(r"^\p{N}") & (pl.col("role") > 0),
        "unnamed": lower.is_in(list(lexicon.unnamed)),
        "bracket": text.is_in(["(", "["]),
        "short_number": text.str.contains(r"^[0-9]{1,2}$"),
    }


def _entry_for(column: pl.Expr, entries: dict[str, Any], kind: type[pl.DataType]) -> pl.Expr:
    """The entry of a list for each word of a column; null where there is none."""
    return column.replace_strict(entries, default=None, return_dtype=kind)


def ends_with(endings: Entries, column: str = "text") -> pl.Expr:
    """Whether the words in a column have one of some endings."""
    return pl.col(column).str.contains(rf"(?:{'|'.join(endings)})$") if endings else pl.lit(False)


def _last_part_of_word(lists: _Lists, capitalised_nouns: bool) -> pl.Expr:
    """The word, or the role that is the last part of a compound: "sprecherin" of "Regierungssprecherin"."""
    if not capitalised_nouns:
        return pl.col("stem")
    endings = "|".join(sorted(lists.role, key=len, reverse=True))
    compound = pl.col("text").str.contains(r"^\p{Lu}") & ~pl.col("stem").is_in(list(lists.role))
    part = pl.col("lower").str.extract(rf"\p{{Ll}}-?({endings})$")
    return pl.coalesce(pl.when(compound).then(part), "stem")


def _role_of_word(lists: _Lists, lexicon: SpeechLexicon) -> pl.Expr:
    """The role of a word, or of the last part of a compound; null: none.

    A German noun may have the ending of another case: "des Bürgermeisters", "dem Präsidenten".
    """
    person = pl.when(ends_with(lexicon.person_endings)).then(pl.lit(ROLE_NUMBERS["person"], pl.UInt8))
    role = _entry_for(pl.col("part"), lists.role, pl.UInt8)
    if not lexicon.capitalised_nouns:
        return pl.coalesce(role, person)
    of_case = _entry_for(pl.col("lower").str.extract(r"^(.{4,}?)(?:e?s|en?)$"), lists.role, pl.UInt8)
    noun = pl.when(pl.col("text").str.contains(r"^[\p{Lu}\p{N}]"))
    return pl.coalesce(role, noun.then(pl.coalesce(of_case, person)))


def _gender_of_word(lists: _Lists, female_endings: Entries) -> pl.Expr:
    """The gender of whom a word means: by titles and roles, by first names, by an ending; null: unknown."""
    return pl.coalesce(
        _entry_for(pl.col("stem"), lists.gender, pl.String),
        pl.when("large").then(_entry_for(pl.col("stem"), lists.gender_of_name, pl.String)),
        pl.when(ends_with(female_endings) & pl.col("role").is_in(HUMAN)).then(pl.lit("f")),
    )


def _code_of_word(lists: _Lists) -> pl.Expr:
    """The class of a word: by the lists, or else by its look."""
    text = pl.col("text")
    return pl.coalesce(
        _entry_for(pl.col("plain"), lists.code, pl.Int64),
        _entry_for(pl.col("lower"), lists.code_too, pl.Int64),
        pl.when(text.str.contains(r"^\p{N}") & (pl.col("role") > 0)).then(CODES["role"]),  # "58-year-old"
        pl.when(text.str.contains(r"^\p{N}")).then(CODES["number"]),
        pl.when("large").then(CODES["name"]),
        pl.when(text.str.contains(r"^\p{L}")).then(CODES["word"]),
        pl.when(text.is_in(list(STOPS))).then(CODES["stop"]),
        pl.when(text.is_in(list(COMMAS))).then(CODES["comma"]),
        pl.when(text == ":").then(CODES["colon"]),
        CODES["dash"],
    )


def _codes_in_context(code: Array, looks: Looks, begins: Array) -> Array:
    """Classes as the words beside decide: "the report" is no verb, "as the mayor said" no preposition.

    ``begins`` is true for the first word of each paragraph.
    """
    code = code.copy()
    ends = np.roll(begins, -1)
    # "on Wednesday, March 5" says when, as an adverb does.
    time = of_class(code, "time")
    dated = of_class(code, "number") & ((np.roll(time, 1) & ~begins) | (np.roll(time, -1) & ~ends))
    introduces = of_class(code, "preposition") & np.roll(time | dated, -1) & ~ends
    code[time | dated | introduces] = CODES["adverb"]
    code[of_class(code, "word") & looks["adverbial"]] = CODES["adverb"]
    before = np.where(begins, CODES["stop"], np.roll(code, 1))
    after = np.where(ends, CODES["stop"], np.roll(code, -1))
    alone = looks["unnamed"] & of_class(after, "finite", "comma", "stop", "quote", "conjunction")
    code[alone & ~of_class(before, "preposition")] = CODES["pronoun"]  # "many said", but not "many residents said"
    opens = of_class(before, "stop", "quote")
    either = of_class(code, "clause_or_preposition")
    opens_clause = opens | of_class(before, "comma", "dash")
    code[either] = np.where(opens_clause[either], CODES["subordinate"], CODES["preposition"])
    # A verb that may be a noun is one after an article: "the report said"; and before a verb: "reports say".
    owned = (np.roll(looks["possessive"], 1) > 0) & ~begins
    nominal = of_class(before, "article", "oblique", "preposition", "word", "number") | owned
    nominal |= of_class(after, "say") & ~of_class(before, "name", "role", "pronoun", "relative")
    aged = of_class(code, "role") & looks["aged"] & of_class(after, "word", "name", "role")
    code[aged] = CODES["number"]  # "the 58-year-old skipper"
    noun = looks["also_noun"] & nominal
    code[noun] = np.where(looks["role"] > 0, CODES["role"], CODES["word"])[noun]
    code[of_class(code, "say", "take_up") & of_class(before, "preposition")] = CODES["word"]  # "went on to say"
    code[_verbs_by_ending(code, before, after, looks, owned)] = CODES["verb"]
    return code


def _verbs_by_ending(code: Array, before: Array, after: Array, looks: Looks, owned: Array) -> Array:
    """True for each word that is a verb by its ending and the words beside it, whose classes are given."""
    # A word that ends like a verb ends a noun phrase; right after an article it is an adjective.
    noun_before = of_class(
        before, "name", "role", "word", "pronoun", "number", "relative", "auxiliary", "quote", "adverb"
    )
    verbal = looks["verbal"]
    word = of_class(code, "word")
    object_after = of_class(after, "name", "article", "object_pronoun", "that", "pronoun", "quote", "number")
    object_after |= of_class(after, "preposition")
    between = looks["verbal_before_object"] & object_after
    between &= of_class(before, "name", "role", "word", "relative")
    verb = word & ((verbal & noun_before & ~owned) | between)
    # "Speaking in Port Elm", but "Boeing said".
    hangs_on = of_class(after, "preposition", "subordinate", "that", "article", "object_pronoun", "pronoun", "quote")
    verbs: Array = verb | (of_class(code, "name") & verbal & of_class(before, "stop", "quote") & hangs_on)
    return verbs


def _unlisted_sayings(
    code: Array, looks: Looks, begins: Array, parted: Array, human: Array, capitalised_nouns: bool
) -> Rows:
    """The places of words that no list has, but that say: between a quotation and who says it.

    "« Non », rétorque Sylvie Marchand, du port." A comma or a dash is between, or in the marks ``parted`` says that
    the quotation ends so; and after the name, the clause ends.
    """
    quote = np.flatnonzero(of_class(code, "quote"))
    closed_code, opens = np.append(code, [CODES["stop"]] * 3), np.append(begins, [True] * 3)
    sign = of_class(closed_code[quote + 1], "comma", "dash")
    word = quote + 1 + sign
    word = word + (sign & of_class(closed_code[np.minimum(word, len(code))], "dash"))  # "No", - sighs
    word = word + (closed_code[word] == CODES["auxiliary"])
    word = np.minimum(word, len(code))
    name = word + 1
    name = name + (closed_code[name] == CODES["object_pronoun"])  # "zeigte sich Lena Fitch"
    member = of_class(closed_code, "article", "name", "role", "word") & ~opens
    after = np.flatnonzero(~member)
    end = after[np.searchsorted(after, np.minimum(name + 1, len(code)))]
    closed = opens[end] | of_class(
        closed_code[end], "stop", "comma", "dash", "colon", "preposition", "relative", "quote"
    )
    large = np.append(looks["large"], [True] * 3)
    person, role = np.append(human, [False] * 3), np.append(looks["role"] > 0, [False] * 3)
    following = np.minimum(name + 1, len(code))
    people = np.concatenate([[0], np.cumsum(person)])
    speaks = person[name] | role[name] | (closed_code[name] == CODES["pronoun"])
    speaks |= of_class(closed_code[name], "article") & (
        role[following] | (people[np.maximum(end, name)] > people[name])
    )
    # A name alone: in German, any noun may be one, but a noun that speaks has an article.
    speaks |= closed_code[name] == CODES["name"]
    fits = (sign | parted[quote]) & of_class(closed_code[word], "word", "verb", "take_up") & ~large[word]
    fits &= speaks & closed & ~opens[word] & ~opens[name] & (end - name <= LONGEST_SPEAKER)
    places: Rows = word[fits & (word < len(code))]
    return places


def _bounds_of_sentences(
    tokens: Tokens, code: Array, looks: Looks, begins: Array, ended: Array, ordinals_with_stop: bool
) -> tuple[Rows, Rows]:
    """Of each word the first and the last word of its sentence.

    ``begins`` is true for the first word of each paragraph, ``ended`` for each quotation that ends like a sentence:
    such a quotation ends a sentence, if a capital follows.
    """
    stop = of_class(code, "stop")
    if ordinals_with_stop:  # "am 5. März"
        stop &= ~(np.roll(looks["short_number"], 1) & ~begins)
    # A point within a name ("ver.di") has no space after it.
    spaced = np.append(tokens.start[1:], -1) != tokens.end
    ends = stop & (spaced | np.roll(of_class(code, "quote"), -1))
    large = (of_class(code, *OPENING) & looks["large"]) | of_class(code, "quote")
    starts = np.flatnonzero(begins | (np.roll(ends, 1) & ~stop) | (np.roll(ended, 1) & large))
    sizes = np.diff(starts, append=len(code))
    return np.repeat(starts, sizes), np.repeat(starts + sizes - 1, sizes)
