"""The words by which findings in bodies are recognised, by language: ``schemas/lexicons/<language>.toml``.

Each section of a file belongs to one task of ``tasks/extraction``: ``[quotes]`` and ``[citations]`` to ``speech``,
``[mentions]`` to ``names``, ``[figures]``, ``[events]`` and ``[dates]`` to the modules of these names, ``[days]`` to
``words``. ``any.toml`` holds words for every language. To add a language, add a file; its months and weekdays are
in its rule pack.

``[quotes]`` is a ``SpeechLexicon``, ``[citations]`` a ``SourceLexicon`` and ``[events]`` an ``EventLexicon``: each key
is a field, and all that a key means is said there. A key that is no field is an error, as is a value of another type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from schemas import rulebook
from schemas.data import LEXICON, DataError, read_once
from schemas.errors import NewsmillError

SECTIONS = ("quotes", "sayings", "citations", "mentions", "figures", "events", "dates", "days")
EVERY = "any"  # the file for every language

# The fields of ``SpeechLexicon`` that give words a class. If a word is in several lists, the first one counts.
WORD_CLASSES = (
    "according", "according_after", "impersonal", "according_inserted", "say", "past_participle", "present_participle",
    "take_up", "pronoun", "relative", "that", "object_pronoun", "article", "oblique", "agent", "preposition",
    "conjunction", "subordinate", "passive", "subjunctive", "auxiliary", "adverb", "clause_or_preposition", "time",
    "verb", "attribute",
)  # fmt: skip

Entries = tuple[str, ...]  # in small letters but where it says otherwise; an entry may be several words


class LexiconError(NewsmillError):
    """A file of words is wrong; the message names the file and what to do."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SpeechLexicon:
    """How a language says that somebody says something: ``[quotes]``.

    A language needs ``verb_second``, ``say``, ``article``, ``definite_article`` and ``pronouns``, and ``any.toml`` has
    a ``confidence``. All else may be missing, and is then not recognised.

    >>> german = load_speech("de")
    >>> german.verb_second, german.drops_subject, german.according_after
    (True, False, ('zufolge',))
    """

    # The grammar: which order of words it has, and how it is written.

    # The finite verb is the second constituent of a main clause: "Am Montag sagte sie ...". False: subjects come first.
    verb_second: bool
    # A subject may follow its verb after any comma, not only after a quotation: "Dopo la cena, racconta Delmonte, ...".
    inverts_after_comma: bool = False
    # A verb needs no subject: "Nadie", añadió.
    drops_subject: bool = False
    # Nouns have a capital, as in German: small words are no nouns, and the last part of a compound gives its meaning.
    capitalised_nouns: bool = False
    # A dash opens speech, and closes it before the word of saying: "—No hay agua —dijo Ana Sol".
    dash_dialogue: bool = False
    # And after the words of saying, it goes on without another dash: "– Vi väntar, säger Anna Berg. Det regnar."
    dash_goes_on: bool = False
    # Endings show cases, and there are no articles: small words are part of a phrase only with ``adjective_endings``.
    case_endings: bool = False
    # Verbs are at the end, behind what is said and who says it: "Başkan, "Hazırız" dedi."
    verb_last: bool = False
    # A full stop behind a short number makes it ordinal and ends no sentence: "am 5. März".
    ordinals_with_stop: bool = False
    # The most letters before an apostrophe that are a word of their own: "l'hôpital", "all'alba". 0: none are.
    elided_letters: int = 0
    # A pattern with one group, for pronouns that a hyphen joins to the verb before them: "raconte-t-elle".
    joined_pronouns: str = ""
    # Words as written, without their full stop, whose full stop ends no sentence: "Dr", "Sr".
    abbreviations: Entries = ()

    # Words of saying.

    # Verbs that report speech, finite: "said", "erklärte".
    say: Entries
    # The same verbs as past participles, behind an auxiliary: "hat gesagt". Only where the verb is second.
    past_participle: Entries = ()
    # The same verbs as participles that hang on to a sentence: ", adding that".
    present_participle: Entries = ()
    # Verbs that take up words of somebody in the middle of a sentence: "called it 'a mess'".
    take_up: Entries = ()
    # Those of the verbs above behind which an outlet names its source: "citing officials".
    citing: Entries = ()
    # Those of the verbs above with which somebody tells an outlet: "told Reuters".
    telling: Entries = ()
    # Words right before whoever is told something, which no words of a speaker follow: 'told "Good Morning Bay"'.
    addressing: Entries = ()
    # Those by which an outlet is a source though nothing that it says follows: "State media have reported ten deaths".
    reporting: Entries = ()
    # Those of the verbs above that may have a listener as their object: "warned residents that".
    listening: Entries = ()
    # Those of the verbs above that have no noun as their object: one after them opens a clause, "said boats sank".
    without_object: Entries = ()
    # Those of the verbs above that say the opposite of the clause after them: "denied that he had taken money". Entries
    # need not be among the verbs above.
    denying: Entries = ()
    # Words behind other verbs that make them such: "wies den Vorwurf zurück, er habe".
    denying_particles: Entries = ()
    # Words that negate a verb of saying: "not". They may follow it in a main clause: "sagte nicht, dass".
    negations: Entries = ()
    negates_behind: bool = False
    # Words beside these that leave what is said: "not only said".
    only: Entries = ()
    # First words of a subject that is nobody, or words before it: "no official", "nor the council".
    no: Entries = ()
    # Words before a source: "according to".
    according: Entries = ()
    # Words after a source: "Angaben zufolge".
    according_after: Entries = ()
    # Words before a source that need a comma, a dash or a quotation before them: ", so der Minister".
    according_inserted: Entries = ()
    # Expressions without a subject, with the source in a preposition or before them: "heißt es in dem Bericht".
    impersonal: Entries = ()

    # Words of grammar.

    # Pronouns that can be subjects, by whom they mean: "m" a man, "f" a woman, "p" several, "n" a thing, "i" whoever
    # writes, speaks or is spoken to, "x" nobody in particular ("nobody", "everyone").
    pronouns: Mapping[str, str]
    # Words that are such pronouns where no noun follows them, and articles or adverbs elsewhere: "many", "all".
    unnamed: Entries = ()
    # Articles, and other words that open a noun phrase: possessives, demonstratives, quantifiers.
    article: Entries
    # Those of the articles with which a phrase means somebody already named: "the spokeswoman".
    definite_article: Entries
    # Articles before several people, where one word means one or several: "die Anwohner".
    plural_article: Entries = ()
    # Articles whose form shows that the phrase is no subject: "dem", "einen".
    oblique: Entries = ()
    # Articles of bodies that pronouns for a woman or a man mean, too: in German "die" is "f", for "die Partei ... sie".
    genders: Mapping[str, str] = field(default_factory=dict)
    # First words, articles or pronouns, that show a phrase to be the subject: "der", "er".
    nominative: Entries = ()
    # Articles with which a phrase right behind another is its attribute: "die Sprecherin des Ministeriums".
    genitive: Entries = ()
    # Pronouns that are no subjects: "him", "sich".
    object_pronoun: Entries = ()
    # Words that open a relative clause: "who".
    relative: Entries = ()
    # Those of them that are about people: a name before one is a person's, "Halvard Pym, who".
    relative_of_people: Entries = ()
    # Words that open a reported clause: "that", "dass".
    that: Entries = ()
    # Those of them that may open a relative clause, too: "the boat that Hale owns".
    that_or_relative: Entries = ()
    # Words that open, after a comma, what is no part of a reported clause before it: ", while the council met".
    contrast: Entries = ()
    # Words that open any other dependent clause: "because", "when".
    subordinate: Entries = ()
    # Words that open a clause after a comma or a full stop, and rule a noun elsewhere: "as", "after", "wie".
    clause_or_preposition: Entries = ()
    # Words that join phrases or main clauses: "and", "but".
    conjunction: Entries = ()
    # Those of them that close a list of clauses: "the frame was sound, the strings were not, and the lid was gone".
    list_end: Entries = ()
    # Prepositions; a noun phrase behind one is no subject.
    preposition: Entries = ()
    # Prepositions before whoever something comes from: "From the mayor:".
    origin: Entries = ()
    # Prepositions before whoever holds an opinion, where they open a sentence: "For the mayor, it is 'a disgrace'".
    opinion: Entries = ()
    # Prepositions that attach an attribute to the name of a body: "the Ministry of Health".
    of: Entries = ()
    # Prepositions that name the doer of a passive verb: "by".
    agent: Entries = ()
    # Auxiliaries of the passive; their subject does not speak: "was told".
    passive: Entries = ()
    # Verbs in the form of reported speech: somebody said the whole sentence. "Er werde kommen."
    subjunctive: Entries = ()
    # All other auxiliaries and modal verbs: "has", "would".
    auxiliary: Entries = ()
    # Adverbs and particles, which are looked past between a verb and its subject.
    adverb: Entries = ()
    # Words of time, which count as adverbs; ``load_speech`` adds the months and weekdays of the rule pack.
    time: Entries = ()
    # Frequent finite verbs of all other meanings.
    verb: Entries = ()
    # Adjectives that describe the noun before them: "sources familiar with the talks".
    attribute: Entries = ()
    # Words in place of a subject: "said there were".
    expletives: Entries = ()
    # Words before a number that opens a reported clause: "said more than 30 people were hurt".
    approximators: Entries = ()
    # Verbs of the lists above that are nouns behind an article, a preposition or a name: "the report".
    verb_or_noun: Entries = ()

    # Endings of words, as patterns, that no list has.

    # Of adjectives that may be before a subject, where there are ``case_endings``.
    adjective_endings: Entries = ()
    adverb_endings: Entries = ()
    # Of verbs behind a noun: "-ed".
    verb_endings: Entries = ()
    # Of words that are verbs only between a noun and an object: "-s".
    verb_endings_before_object: Entries = ()
    # Of verbs that are about several, beside a pronoun that means one or several: "sie zeigen".
    plural_verb_endings: Entries = ()
    # Of nouns that are several: "-s".
    plural_endings: Entries = ()
    # Of verbs that are nouns, where such a noun may open a clause: "says fishing is dead".
    verbal_noun_endings: Entries = ()
    # Of nouns with which an article that is in ``nominative`` and in ``genitive`` shows no subject: "der Zeitung".
    feminine_endings: Entries = ()
    # Of words for one person that no list has: "58-year-old", "-erin".
    person_endings: Entries = ()
    # Of people's roles that are women's: "-in".
    female_endings: Entries = ()

    # Words for people, bodies and texts. They make noun phrases, which are named by them if they hold no name.

    # One person: "minister", "spokeswoman".
    person: Entries = ()
    # Several people: "officials", "residents".
    people: Entries = ()
    # A body of a state: "ministry", "police".
    institution: Entries = ()
    # Any other body: "union", "company".
    group: Entries = ()
    # An outlet, or outlets: "newspaper", "media".
    medium: Entries = ()
    # Names of outlets as they are written, of several words; ``load_speech`` takes them from ``[citations]``.
    outlets: Entries = ()
    # A text or a speech: "report", "statement". Its owner speaks by it: "the ministry's report said".
    wording: Entries = ()
    # Titles, roles and relations of women, and of men.
    female: Entries = ()
    male: Entries = ()
    # First names that mostly women have, and mostly men.
    female_names: Entries = ()
    male_names: Entries = ()
    # Endings of family names that only women have, or only men, as who is named.
    female_name_endings: Entries = ()
    male_name_endings: Entries = ()
    # State bodies by their usual name in English: the forms in which they are written, without article.
    bodies: Mapping[str, Entries] = field(default_factory=dict)

    # The share of rows with each method that is right: ``after.beside``, or ``after`` where that is not listed. The
    # ways are named in ``speakers``, ``clauses`` and ``sayings``; ``pronoun`` and ``role`` are factors, for a speaker
    # that the text only calls so.
    confidence: Mapping[str, float]

    @property
    def pronoun(self) -> Entries:
        """The pronouns without whom they mean."""
        return tuple(self.pronouns)

    @property
    def nobody(self) -> Entries:
        """The pronouns that mean nobody in particular: "nobody", "everyone"."""
        return tuple(word for word, who in self.pronouns.items() if who == "x")

    @property
    def with_object(self) -> Entries:
        """Verbs of saying whose object is a source or a listener."""
        return self.citing + self.telling + self.listening

    @property
    def long_outlets(self) -> Entries:
        """The outlets whose names have several words, in small letters, but those that may be an article and a noun."""
        articles = {*self.article, *self.oblique, "die", "der", "das", "la", "le", "el", "il", "the", "de", "o"}
        names = (name.lower() for name in self.outlets if " " in name)
        return tuple(name for name in names if name.partition(" ")[0] not in articles)

    def classed(self) -> Iterator[tuple[str, str]]:
        """Each entry of WORD_CLASSES with its class before it, the classes in their order."""
        for name in WORD_CLASSES:
            for entry in getattr(self, name):
                yield name, entry


@dataclass(frozen=True, kw_only=True, eq=False)
class SourceLexicon:
    """How a language names the sources of an article: ``[citations]``. No language needs any of it.

    >>> "reuters" in load_sources("en").outlets
    True
    """

    # Names of outlets; ``load_sources`` adds the agencies of the rule packs, and gives all in small letters.
    outlets: Entries = ()
    # Words for a source of which nothing else is said: "sources", "insiders".
    anonymous: Entries = ()
    # Words for who speaks for a body or a state: "spokesman", "officials".
    official: Entries = ()
    # Nouns come before their adjectives, so the first word of a phrase may be its noun: "une source proche du dossier".
    adjectives_follow: bool = False
    # Patterns for how an agency writes of itself, with ``{agency}`` for its name: see ``tasks.fields.agencies``.
    own_voice: Entries = ()
    # The share of rows of each kind that are sources.
    confidence: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class PlainLexicon:
    """How a language says who says a quotation, where words show no class: ``[sayings]``.

    Patterns are regular expressions. Of a language, the first of ``patterns`` that fits counts.
    """

    # Verbs of saying, as written.
    say: Entries
    # What is between a speaker, ``{say}`` and the quotation, which is a straight mark, with a group ``speaker``.
    patterns: Entries
    # What may be right before a verb, and negates it: 没有.
    negations: Entries = ()
    # What may be before a speaker and is none of it: "yesterday, the mayor".
    leads: Entries = ()
    # What may be after a speaker, up to the verb: "the mayor on Monday".
    trails: Entries = ()
    # Names of people beside their titles, with a group ``name``.
    named: Entries = ()
    # Endings or beginnings of words for several people, for bodies, and for one person.
    groups: Entries = ()
    bodies: Entries = ()
    roles: Entries = ()
    # Pronouns, by whom they mean: "m" a man, "f" a woman, "x" nobody in particular.
    pronouns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class EventLexicon:
    """How a language says what happened to those whom a figure counts: ``[events]``. No language needs any of it.

    >>> load_events("de").tolls[1]
    'Opferzahl'
    """

    # Behind the counted. What happens to them ("died"), and what is done to them ("killed"). Where the latter may be
    # what they do ("42 soldiers killed rebels"), it counts only at the end of a clause or before one of ``goes_on``.
    happened: Entries = ()
    done: Entries = ()
    goes_on: Entries = ()
    between: Entries = ()  # small words before it: "were"
    places: Entries = ()  # prepositions that with some words may be before it: "in the village"
    # Before the number. What was done to so many ("killing 42"), and what the number is of ("death toll").
    acts: Entries = ()
    before_number: Entries = ()  # small words behind it: "another"
    tolls: Entries = ()
    counted: Entries = ()  # what is counted is the event: "deaths"
    agents: Entries = ()  # prepositions before those who did it: "by"
    prepositions: Entries = ()  # with some words, they may be between: "starben bei dem Unglück 42"
    # What shows that it did not happen, or only might; these are patterns that may hold several words.
    # Right before the number: it happened to none of them ("none of the").
    none: Entries = ()
    # Before the number, and any of ``before_number``: it was kept from happening, or might ("prevented 42 deaths").
    unreal: Entries = ()
    # Before an act, and any of ``unreal_small``; or between a toll and its number ("could have killed 42", "the death
    # toll may rise to 42"). Not if it is one of ``not_only`` ("not only killed 42").
    unreal_acts: Entries = ()
    unreal_small: Entries = ()
    not_only: Entries = ()
    # What opens a clause that may not be true, before the number, or before a toll or an act with its subject: "if 42
    # people died", "fear that the blast killed 42".
    supposing: Entries = ()
    # What opens a clause of what did happen, within such a clause: "fears mount after a fire killed 42".
    after: Entries = ()
    # Right behind the counted ("42 people from being killed"), and right behind what is behind them ("する恐れ").
    unreal_between: Entries = ()
    unreal_ends: Entries = ()
    joined: bool = False  # the language is written without spaces


_TYPED: Mapping[str, type[SpeechLexicon | PlainLexicon | SourceLexicon | EventLexicon]] = {
    "quotes": SpeechLexicon,
    "sayings": PlainLexicon,
    "citations": SourceLexicon,
    "events": EventLexicon,
}


def speech_languages(folder: Path = LEXICON) -> frozenset[str]:
    """The languages whose file has ``[quotes]``, as ISO 639-1 codes."""
    return frozenset(load("quotes", folder).keys() - {EVERY})


@cache
def load_speech(language: str, folder: Path = LEXICON) -> SpeechLexicon:
    """Load the ``[quotes]`` of a language, added to those of every language.

    Raises:
        LexiconError: a key is missing without which nothing can be read, or a file is wrong.
    """
    book = rulebook.load()
    section = _added_up("quotes", language, folder)
    times = (*book.months.get(language, ()), *book.weekdays.get(language, ()))
    outlets = _added_up("citations", language, folder).get("outlets", ())
    times = section.get("time", ()) + times
    return SpeechLexicon(**{**section, "time": times, "outlets": section.get("outlets", ()) + outlets})


def plain_languages(folder: Path = LEXICON) -> frozenset[str]:
    """The languages whose file has ``[sayings]``, as ISO 639-1 codes."""
    return frozenset(load("sayings", folder).keys() - {EVERY})


@cache
def load_plain(language: str, folder: Path = LEXICON) -> PlainLexicon | None:
    """Load the ``[sayings]`` of a language; None if it has none.

    Raises:
        LexiconError: a key is missing without which nothing can be read, or a file is wrong.
    """
    if language not in load("sayings", folder):
        return None
    return PlainLexicon(**_added_up("sayings", language, folder))


@cache
def load_sources(language: str, folder: Path = LEXICON) -> SourceLexicon:
    """Load the ``[citations]`` of a language, if it has them, added to those of every language.

    Raises:
        LexiconError: a key is missing without which nothing can be read, or a file is wrong.
    """
    agencies = rulebook.load().agencies
    section = _added_up("citations", language, folder)
    outlets = {name.lower() for name in (*section.get("outlets", ()), *agencies, *agencies.values())}
    return SourceLexicon(**{**section, "outlets": tuple(sorted(outlets))})


@cache
def load_events(language: str, folder: Path = LEXICON) -> EventLexicon | None:
    """Load the ``[events]`` of a language; None if it has none.

    Raises:
        LexiconError: a file is wrong.
    """
    if language not in load("events", folder):
        return None
    return EventLexicon(**_added_up("events", language, folder))


def stated_confidence() -> Mapping[str, float]:
    """The ``confidence`` of ``SpeechLexicon`` for languages that have no file."""
    confidence: Mapping[str, float] = load("quotes")[EVERY]["confidence"]
    return confidence


@cache
def load(section: str, folder: Path = LEXICON) -> Mapping[str, Mapping[str, Any]]:
    """Load a section of each language that has it, by language (``any`` among them), as it is written.

    Raises:
        LexiconError: a file is no TOML, or has a section or a key that nothing reads.
    """
    found = {file.stem: _sections_of_file(file) for file in sorted(folder.glob("*.toml"))}
    if EVERY not in found:
        raise LexiconError(f"{folder}: no file of words here. Name the folder that holds any.toml.")
    return {language: sections[section] for language, sections in found.items() if section in sections}


@cache
def _sections_of_file(file: Path) -> dict[str, Any]:
    """The sections of a file, by name; the keys and values of typed sections are checked."""
    try:
        sections = read_once(file)
    except DataError as error:
        raise LexiconError(str(error)) from error
    if unknown := sections.keys() - set(SECTIONS):
        raise LexiconError(f"{file}: no module knows {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}.")
    for name, declaration in _TYPED.items():
        _check_section(file, name, sections.get(name, {}), declaration)
    return sections


def _check_section(file: Path, section: str, values: Mapping[str, Any], declaration: type) -> None:
    """Raise a LexiconError if a section has a key that is not declared, or a value of another type."""
    types = _types_of_fields(declaration)
    if unknown := sorted(values.keys() - types.keys()):
        raise LexiconError(
            f"{file}: nothing reads {', '.join(unknown)} in [{section}]. Correct or delete it: "
            f"{declaration.__name__} in schemas/lexicon.py lists the keys."
        )
    for key, value in values.items():
        if not _has_type(value, types[key]):
            raise LexiconError(
                f"{file}: {key} in [{section}] cannot be {value!r:.60}. "
                f"{declaration.__name__} in schemas/lexicon.py says what it holds."
            )


@cache
def _types_of_fields(declaration: type) -> dict[str, Any]:
    """The type of each field of a dataclass."""
    return get_type_hints(declaration)


def _has_type(value: Any, kind: Any) -> bool:
    """Whether a value of TOML has a type: ``bool``, ``int``, ``float``, ``str``, Entries, or a mapping from names."""
    if get_origin(kind) is tuple:
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    if get_origin(kind) is Mapping:
        return isinstance(value, dict) and all(_has_type(each, get_args(kind)[1]) for each in value.values())
    return type(value) is kind or (kind is float and type(value) is int)


def _added_up(section: str, language: str, folder: Path) -> dict[str, Any]:
    """A section of a language added to that of every language: lists and tables grow, other values are replaced.

    Raises:
        LexiconError: a key is in neither, and has no default.
    """
    sections, declaration = load(section, folder), _TYPED[section]
    added: dict[str, Any] = {}
    for part in (sections.get(EVERY, {}), sections.get(language, {})):
        for key, value in part.items():
            if isinstance(value, dict):
                added[key] = {**added.get(key, {}), **_without_lists(value)}
            else:
                added[key] = added.get(key, ()) + tuple(value) if isinstance(value, list) else value
    needed = [each.name for each in fields(declaration) if each.default is each.default_factory is MISSING]
    if missing := [name for name in needed if name not in added]:
        raise LexiconError(
            f"{folder / language}.toml: [{section}] lacks {', '.join(missing)}. "
            f"{declaration.__name__} in schemas/lexicon.py says what each of them holds."
        )
    return added


def _without_lists(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table with tuples for its lists."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
