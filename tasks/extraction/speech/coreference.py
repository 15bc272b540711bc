"""Finds whom a noun phrase names: the fullest name that the article gives.

The steps, each of which adds to a frame with one row per phrase:

1. as written: the phrase is taken apart, also into the name that it ends with (``phrase_parts``);
2. in full: that name is looked up among the mentions, and among the names that other phrases end with (NAMED);
3. by apposition: a role has the name of the phrase beside it ("the spokeswoman, Ines Calloway");
4. by role: a role alone ("the spokeswoman") is the last person whom the article gave it;
5. by pronoun: a pronoun is the last person before it whom it may mean.

A phrase that names nobody is named as it is written, without its article.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas.lexicon import SpeechLexicon
from tasks.columns.texts import distinct_values
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.phrase_parts import WRITTEN, take_apart
from tasks.extraction.speech.stream import Stream
from tasks.extraction.speech.tokens import take
from tasks.extraction.speech.word_classes import ROLE_NUMBERS, ends_with, of_class
from tasks.extraction.speech.word_index import WordIndex

# Set by hand.
APPOSITION = 8  # words between a role and the comma before its name: "the head of the port authority, ..."
ACTING = 1  # paragraphs in which a pronoun looks for somebody who does or says something, before anybody else
REACH = 3  # paragraphs in which a pronoun looks for a subject, before it looks for anybody
LONGEST_NAME = 5  # words

PERSON = ROLE_NUMBERS["person"]
BODIES = [ROLE_NUMBERS[name] for name in ("people", "institution", "group", "medium")]

NAMED = pl.Schema(
    {
        **WRITTEN,
        "usual": pl.String(),  # the usual name of a state body
        "name": pl.String(),  # whom it names; null: unknown
        "who": pl.String(),  # person, organisation or place; null: unknown
        "how": pl.String(),  # how that is known: name, owner, apposition, role, pronoun, nobody; or words, as written
    }
)


def name_phrases(
    near: WordIndex,
    stream: Stream,
    docs: Rows,
    used: Rows,
    speaking: Rows,
    mentions: pl.DataFrame,
    lexicon: SpeechLexicon,
) -> pl.DataFrame:
    """Find whom phrases name: NAMED, sorted by ``phrase``.

    Takes the document of each word, the phrases that are ``used`` by others (NOWHERE among them is skipped), those of
    them that are ``speaking``, and mentions with ``begin`` and ``stop``, their places in the stream. Gives the used
    phrases and those that may help to name them.
    """
    asked = _phrases_to_name(near, used, mentions)
    phrases = take_apart(near, stream, docs, asked, mentions, lexicon)
    phrases = _by_relative_clause(near, _in_full(phrases, mentions, lexicon), lexicon)
    phrases = _by_apposition(near, phrases, used)
    phrases = _by_role(near, phrases)
    phrases = _by_pronoun(near, phrases, speaking, lexicon)
    as_written = pl.when(pl.col("name").is_not_null()).then(pl.lit("words"))
    return phrases.with_columns(how=pl.coalesce("how", as_written)).select(NAMED.names())


def _phrases_to_name(near: WordIndex, used: Rows, mentions: pl.DataFrame) -> Rows:
    """The used phrases, those that name people, and bodies in more than one word."""
    words, first, last = near.words, near.phrases.first, near.phrases.last
    people = mentions["stop"].filter(mentions["kind"] == "person").to_numpy()
    row = np.searchsorted(people, words.end[last], side="right") - 1
    chosen = take(people, row) > words.start[first]
    role = take(words.role, last, 0)
    comma = near.next_from(near.places_of("comma"), last + 1)
    chosen |= np.isin(role, BODIES) & (last > first)
    chosen |= (role == PERSON) & (comma > 0) & (comma - last <= APPOSITION)
    chosen[used[used >= 0]] = True
    # Names beside roles: "o diretor da escola, Zhimin Vu, disse".
    reach = np.flatnonzero(chosen & (comma > 0) & (comma - last <= APPOSITION))
    beside = near.phrase_at(comma[reach] + 1)
    chosen[beside[beside >= 0]] = True
    return np.flatnonzero(chosen)


def _in_full(phrases: pl.DataFrame, mentions: pl.DataFrame, lexicon: SpeechLexicon) -> pl.DataFrame:
    """The phrases with the fullest name of whom they name, who that is, and how it is known: NAMED."""
    mentioned = _people_by_mention(mentions)
    full, people = _full_names(phrases, mentioned), _last_names_of_people(phrases, mentioned)
    usual = {form: name for name, forms in lexicon.bodies.items() for form in forms}
    human = pl.col("human").fill_null(False)
    fuller = pl.col("full").str.to_lowercase().str.ends_with(pl.col("tail").str.to_lowercase()).fill_null(False)
    names = (
        pl.when(pl.col("mentioned") == "person").then("mention"),
        pl.when(_mentions_cut_short() & (not lexicon.capitalised_nouns)).then("tail"),
        pl.when(human & (pl.col("tail_words") > 1) & ~fuller).then("tail"),
        pl.when(human).then("full"),
        *("usual", "mention", "full", "owner", "tail", "bare"),
    )
    if lexicon.case_endings:  # "the mayor of Almara" is in two words, and the second is not the mayor
        phrases = _without_towns(phrases, mentioned)
    return (
        phrases.join(full, on=["doc", "key"], how="left", maintain_order="left")
        .join(people.with_columns(human=True), on=["doc", "key"], how="left", maintain_order="left")
        .with_columns(
            usual=pl.coalesce(
                pl.col(column).replace_strict(usual, default=None, return_dtype=pl.String)
                for column in ("mention", "owner", "tail", "bare")
            ),
        )
        .with_columns(
            name=pl.when(~pl.col("pronoun")).then(pl.coalesce(*names)),
            who=pl.when(human & pl.col("owner").is_null()).then(pl.lit("person")).otherwise("mentioned"),
            how=pl.when(pl.col("owner").is_not_null())
            .then(pl.lit("owner"))
            .when(pl.any_horizontal(pl.col("tail", "mention", "usual").is_not_null()))
            .then(pl.lit("name")),
        )
        .select(NAMED.names())
    )


def _mentions_cut_short() -> pl.Expr:
    """Whether a mention is the end of a name only: "Rijkswegen Noord" is no more "Noord" than that."""
    longer = (pl.col("tail_words") > 1) & (pl.col("tail_words") == pl.col("size"))
    longer &= pl.col("tail").str.ends_with(pl.concat_str(pl.lit(" "), "mention"))
    return longer & pl.col("mentioned").is_in(["organisation", "place"])


def _without_towns(phrases: pl.DataFrame, mentioned: pl.DataFrame) -> pl.DataFrame:
    """The phrases, where a role and its town name no person."""
    by_name = phrases.filter((pl.col("mentioned") == "person") | pl.col("gender").is_not_null()).select("doc", "key")
    sure = pl.concat([by_name, mentioned.select("doc", "key")]).unique().with_columns(sure=True)
    phrases = phrases.join(sure, on=["doc", "key"], how="left", maintain_order="left")
    town = (pl.col("tail_words") == 1) & (pl.col("role_before") == PERSON) & pl.col("sure").is_null()
    return phrases.with_columns(
        *(pl.when(~town).then(name).alias(name) for name in ("tail", "mention", "mentioned")),
        role=pl.when(town).then("role_before").otherwise("role"),
        key=pl.when(~town).then("key"),
    )


def _by_relative_clause(near: WordIndex, phrases: pl.DataFrame, lexicon: SpeechLexicon) -> pl.DataFrame:
    """The phrases, where unknown names of two words or more before "who" are people: "Halvard Pym, who rows, said"."""
    end = phrases["last"].to_numpy()
    followed = near.has_class(end + 1, "comma") & near.has_entry(end + 2, lexicon.relative_of_people)
    unknown = pl.col("who").is_null() & pl.col("usual").is_null() & (pl.col("role") == 0)
    named = unknown & (pl.col("tail_words") >= 2) & (pl.col("tail_words") == pl.col("size"))
    return phrases.with_columns(who=pl.when(named & pl.Series(followed)).then(pl.lit("person")).otherwise("who"))


def _people_by_mention(mentions: pl.DataFrame) -> pl.DataFrame:
    """The mentioned people: ``doc``, ``full`` (the name) and ``key`` (its last word)."""
    return mentions.filter(kind="person").select(
        pl.col("doc").cast(pl.Int64), full="name", key=pl.col("name").str.extract(r"(\S+)$")
    )


def _full_names(phrases: pl.DataFrame, mentioned: pl.DataFrame) -> pl.DataFrame:
    """The name of several words that the article gives first for each last word: ``doc``, ``key`` and ``full``."""
    tails = phrases.filter(pl.col("tail").is_not_null() & (pl.col("tail_words") <= LONGEST_NAME))
    return (
        pl.concat([mentioned, tails.select("doc", full="tail", key="key")])
        .filter(pl.col("full").str.contains(" ", literal=True))
        .unique(["doc", "key"], keep="first", maintain_order=True)
    )


def _last_names_of_people(phrases: pl.DataFrame, mentioned: pl.DataFrame) -> pl.DataFrame:
    """The last words of people's names: ``doc`` and ``key``.

    A person is mentioned as one, or has a role before the name, or has a first name that shows a gender.
    """
    tails = phrases.filter(pl.col("tail").is_not_null())
    by_first_name = pl.col("gender").is_not_null() & (pl.col("tail_words") > 1)
    person = (pl.col("mentioned") == "person") | (pl.col("role_before") == PERSON) | by_first_name
    return pl.concat([mentioned.select("doc", "key"), tails.filter(person).select("doc", "key")]).unique()


def _by_apposition(near: WordIndex, phrases: pl.DataFrame, used: Rows) -> pl.DataFrame:
    """The phrases with the names after a role: "the spokeswoman of the port, Ines Calloway, said".

    Adds ``beside``, the row of the phrase with that name, or NOWHERE.
    """
    last, asked = phrases["last"].to_numpy(), phrases["phrase"].to_numpy()
    comma = near.next_from(near.places_of("comma", "stop", "quote", "finite"), last + 1)
    in_reach = near.has_class(comma, "comma") & (comma - last <= APPOSITION)
    follower = np.where(in_reach, near.phrase_at(comma + 1), NOWHERE)
    row = np.searchsorted(asked, follower)
    row = np.where((take(asked, row) == follower) & (follower >= 0), row, NOWHERE)
    starts = take(phrases["first"].to_numpy(), row) == comma + 1
    human = (phrases["who"] == "person").fill_null(False).to_numpy()
    called_a_person, mistaken = _names_of_nobody_known(phrases)
    # But not in "the mayor of Albany, New York".
    in_town = near.words.mention[np.maximum(comma - 1, 0)]
    in_town = (in_town >= 0) & (in_town != near.words.mention[np.maximum(comma - 2, 0)])
    closes = near.has_class(
        take(last, row) + 1, "comma", "finite", "past_participle", "stop", "quote", "dash", "adverb"
    )
    is_role = (phrases["role"] == PERSON).to_numpy()
    # A noun that is in no list is a role if it is the subject of a saying: "said the cox, Winifred Sable."
    unknown = phrases.select((pl.col("role") == 0) & pl.col("tail").is_null() & pl.col("who").is_null()).to_series()
    is_role |= unknown.to_numpy() & np.isin(asked, used) & (comma == last + 1)
    listed = (phrases["role"] == PERSON).to_numpy()
    person = take(human, row, False) | (listed & take(called_a_person, row, False) & ~in_town)
    person |= listed & take(mistaken, row, False) & (comma == last + 1)
    beside = np.where(starts & closes & is_role & ~human & person, row, NOWHERE)
    name = _names_of_rows(phrases, beside)
    return phrases.with_columns(
        name=pl.coalesce(name, "name"),
        who=pl.when(name.is_not_null()).then(pl.lit("person")).otherwise("who"),
        how=pl.when(name.is_not_null()).then(pl.lit("apposition")).otherwise("how"),
        beside=pl.Series(beside),
    )


def _names_of_nobody_known(phrases: pl.DataFrame) -> tuple[Array, Array]:
    """True for the phrases that are two names or more and, beside a role, may be a person's.

    In the first array, for those that nobody knows, or that were taken for a place; in the second, for those that were
    taken for a body: no body is a lawyer, "Its lawyer, Piers Hathersage".
    """
    called = (pl.col("tail_words") >= 2) & (pl.col("tail_words") == pl.col("size"))
    called &= (pl.col("role") == 0) & pl.col("usual").is_null()
    unsure, body = pl.col("who").is_null() | (pl.col("who") == "place"), pl.col("who") == "organisation"
    found = phrases.select(unsure=called & unsure, body=called & body.fill_null(value=False))
    return found["unsure"].to_numpy(), found["body"].to_numpy()


def _names_of_rows(phrases: pl.DataFrame, rows: Rows) -> pl.Series:
    """The names of the phrases in some rows; null for NOWHERE."""
    names = phrases["name"].append(pl.Series([None], dtype=pl.String))
    return names[pl.Series(np.where(rows < 0, phrases.height, rows))]


def _by_role(near: WordIndex, phrases: pl.DataFrame) -> pl.DataFrame:
    """The phrases with names for roles that are alone, and for bodies that had a fuller name before."""
    known = pl.concat([_roles_of_people(near, phrases), _full_bodies(phrases)]).sort("first", maintain_order=True)
    person = ((pl.col("role") == PERSON) | (pl.col("role") == 0) & pl.col("tail").is_null()) & (pl.col("size") <= 3)
    body = pl.col("role").is_in(BODIES) & ((pl.col("size") == 2) | pl.col("has_owner"))
    alone = (
        phrases.with_row_index("row")
        .filter(pl.col("who").is_null() & pl.col("definite") & (person | body))
        .select("row", "doc", "head", "first")
        .sort("first", maintain_order=True)
    )
    found = alone.join_asof(
        known, on="first", by=["doc", "head"], strategy="backward", allow_exact_matches=False, check_sortedness=False
    ).filter(pl.col("name").is_not_null())
    who = found.select(pl.when("human").then(pl.lit("person"))).to_series()
    return phrases.with_columns(
        name=phrases["name"].scatter(found["row"], found["name"]),
        who=phrases["who"].scatter(found["row"], who),
        how=phrases["how"].scatter(found["row"], ["role"] * found.height),
    )


def _roles_of_people(near: WordIndex, phrases: pl.DataFrame) -> pl.DataFrame:
    """Each word of a role in a phrase that names a person: ``doc``, ``head``, ``name``, ``first``, ``human`` (true)."""
    words, of_word = near.words, near.phrases.of_word
    # A small word right before a name is a role, too, though no list has it: "the pundit Ann Hale".
    before_name = of_class(words.code, "word") & np.append(of_class(words.code, "name")[1:], False)
    before_name &= of_word == np.append(of_word[1:], NOWHERE)
    places = np.flatnonzero(((words.role == PERSON) | before_name) & (of_word >= 0))
    roles = pl.DataFrame({"first": places, "phrase": of_word[places], "head": words.lower(places)})
    people = phrases.filter(pl.col("who") == "person").select("phrase", "doc", "name")
    return roles.join(people, on="phrase").select("doc", "head", "name", "first", human=pl.lit(True))


def _full_bodies(phrases: pl.DataFrame) -> pl.DataFrame:
    """The first phrase of a document that names a body in several words, for each last word: as `_roles_of_people`."""
    several = ~pl.col("has_owner") & (pl.col("size") > 1 + pl.col("article"))
    bodies = phrases.filter(pl.col("role").is_in(BODIES) & several)
    named = bodies.select("doc", "head", "first", name="bare", human=pl.lit(False))
    first = named.group_by("doc", "head", maintain_order=True).first()
    return first.select("doc", "head", "name", "first", "human")


def _by_pronoun(near: WordIndex, phrases: pl.DataFrame, used: Rows, lexicon: SpeechLexicon) -> pl.DataFrame:
    """The phrases with names for pronouns: the last of the same gender who acts or speaks, or else the last.

    ``used`` are the phrases of speakers.
    """
    if not phrases.height:
        return phrases
    # A name with nothing but "the" before it is a river or a ship rather than a person.
    thing = pl.col("definite") & (pl.col("tail_words") == pl.col("size") - 1)
    people = phrases.filter((pl.col("who") == "person") & ~thing)
    genders = _genders_of_people(near, phrases, lexicon)
    people = people.drop("gender").join(genders, on=["doc", "name"], how="left", maintain_order="left")
    pronouns = phrases.with_row_index("row").filter("pronoun")
    acts = near.phrases.subject | _open_sentences(near)
    acts[used[used >= 0]] = True
    people = people.with_columns(acts=pl.Series(acts[people["phrase"].to_numpy()]))
    person = _people_meant(near, pronouns, people, used, lexicon)
    body = _bodies_meant(near, pronouns, phrases, used, lexicon)
    who = pl.select(pl.when(pl.Series((person >= 0) & (body < 0))).then(pl.lit("person"))).to_series()
    names = _names_of_rows(phrases, body).zip_with(pl.Series(body >= 0), _names_of_rows(people, person))
    nobody = pl.col("head").is_in([*lexicon.unnamed, *lexicon.nobody])
    how = pronouns.select(pl.when(nobody).then(pl.lit("nobody")).otherwise(pl.lit("pronoun"))).to_series()
    return phrases.with_columns(
        name=phrases["name"].scatter(pronouns["row"], names),
        who=phrases["who"].scatter(pronouns["row"], who),
        how=phrases["how"].scatter(pronouns["row"], how),
    )


def _open_sentences(near: WordIndex) -> Array:
    """True for each phrase that opens its sentence before an aside: "Joss Reed, who knows the boats, wants to sail"."""
    first, last = near.phrases.first, near.phrases.last
    opens: Array = near.phrases.free & (near.words.sentence_first[first] == first) & near.has_class(last + 1, "comma")
    return opens


def _people_meant(
    near: WordIndex, pronouns: pl.DataFrame, people: pl.DataFrame, used: Rows, lexicon: SpeechLexicon
) -> Rows:
    """The row of the person whom each pronoun for a man or a woman means, in its document, or NOWHERE."""
    paragraph = near.words.paragraph
    place, free, acts = (people[name].to_numpy() for name in ("first", "free", "acts"))
    gender = people["gender"].fill_null("").to_numpy()
    wanted = _wanted_genders(near, pronouns, lexicon)
    where, docs = pronouns["first"].to_numpy(), pronouns["doc"].to_numpy()
    meant = np.full(pronouns.height, NOWHERE)
    for each in ("m", "f"):
        fits = (gender == each) | (gender == "")
        for chosen, reach in ((fits & acts, ACTING), (fits & free, REACH), (fits, None)):
            candidates = np.flatnonzero(chosen)
            if not len(candidates):
                continue
            before = np.searchsorted(place[candidates], where) - 1
            last = take(candidates, before)
            same = (before >= 0) & (take(people["doc"].to_numpy(), last) == docs)
            if reach is not None:
                same &= paragraph[where] - take(paragraph, take(place, last)) <= reach
            meant = np.where((meant < 0) & same & (wanted == each), last, meant)
    # Of an unknown gender, whoever spoke last goes on speaking; whoever does something else may not be meant.
    silent = ~np.isin(take(people["phrase"].to_numpy(), meant), used)
    known = _known_since(near, pronouns, people, meant, wanted)
    meant = np.where((known >= 0) & silent, known, meant)
    met = _met_since(near, pronouns, people, meant, wanted)
    meant = np.where((met >= 0) & (take(gender, meant, "") == ""), met, meant)
    unsure = silent & _others_since(near, pronouns, people, meant)
    unsure |= _roles_since(near, pronouns, people, meant, wanted)
    unsure &= take(gender, meant, "") == ""
    return np.where(unsure, NOWHERE, meant)


def _wanted_genders(near: WordIndex, pronouns: pl.DataFrame, lexicon: SpeechLexicon) -> Array:
    """Whom each pronoun means, as in the lexicon; several ("p") if a verb beside it shows that: "sie zeigen"."""
    place, several = pronouns["first"].to_numpy(), near.words.looks["verb_of_several"]
    verb = ("finite", "word", "auxiliary")
    shown = take(several, place + 1, False) & near.has_class(place + 1, *verb)
    shown |= take(several, place - 1, False) & near.has_class(place - 1, *verb)
    wanted = [lexicon.pronouns.get(head, "i") for head in pronouns["head"].to_list()]
    return np.where(shown, "p", np.array(wanted, str))


def _known_since(near: WordIndex, pronouns: pl.DataFrame, people: pl.DataFrame, meant: Rows, wanted: Array) -> Rows:
    """The row of the last person of known gender since the ``meant`` one of unknown gender, or NOWHERE.

    "Mayor Joss Reed met Ines Calloway. She said": it is she.
    """
    place, gender = people["first"].to_numpy(), people["gender"].fill_null("").to_numpy()
    found = np.full(len(meant), NOWHERE)
    for each in ("m", "f"):
        rows = np.flatnonzero(gender == each)
        last = take(rows, np.searchsorted(place[rows], pronouns["first"].to_numpy()) - 1)
        fits = (wanted == each) & (take(gender, meant, each) == "") & (meant >= 0)
        found = np.where(fits & (take(place, last) >= _sentences_of(near, people, meant)), last, found)
    return found


def _met_since(near: WordIndex, pronouns: pl.DataFrame, people: pl.DataFrame, meant: Rows, wanted: Array) -> Rows:
    """The row of the one new person in the sentence before, if the ``meant`` one is of a paragraph before; or NOWHERE.

    "That drew a warning from the treasurer, Dana Holt. He told the chamber": nobody has been named in it before.
    """
    words, place = near.words, people["first"].to_numpy()
    where = pronouns["first"].to_numpy()
    own = words.sentence_first[where]
    begin = take(words.sentence_first, own - 1)
    last = np.searchsorted(place, where) - 1
    names = _numbers_of_names(people)
    new = pl.Series(people["doc"].to_numpy() << 32 | names).is_first_distinct().to_numpy()
    gender = people["gender"].fill_null("").to_numpy()
    role = np.where(take(names, last - 1) == take(names, last), last - 1, last)  # "the treasurer, Dana Holt"
    inside = (take(place, role) >= begin) & (take(place, last) < own) & (take(place, role - 1) < begin)
    fits = inside & (take(words.paragraph, begin) == words.paragraph[where]) & take(new, role, False)
    fits &= (meant >= 0) & (take(words.paragraph, take(place, meant)) < words.paragraph[where])
    fits &= (take(gender, last, "?") == "") | (take(gender, last, "?") == wanted)
    return np.where(fits & (take(names, last) != take(names, meant)) & np.isin(wanted, ["m", "f"]), last, NOWHERE)


def _others_since(near: WordIndex, pronouns: pl.DataFrame, people: pl.DataFrame, meant: Rows) -> Array:
    """True where another person of unknown gender is named since the ``meant`` one: "Joss Reed met Dana Holt. She"."""
    rows = np.flatnonzero(people["gender"].is_null().to_numpy())
    names = _numbers_of_names(people)
    place, name = people["first"].to_numpy()[rows], names[rows]
    last = np.searchsorted(place, pronouns["first"].to_numpy()) - 1
    changed = np.append(True, name[1:] != name[:-1])[: len(rows)]
    run = np.maximum.accumulate(np.where(changed, np.arange(len(rows)), 0)) if len(rows) else rows
    same = take(name, last) == take(names, meant)
    other = np.where(same, take(run, last) - 1, last)
    begin = _sentences_of(near, people, meant)
    return (meant >= 0) & (other >= 0) & (take(place, other) >= begin)


def _roles_since(near: WordIndex, pronouns: pl.DataFrame, people: pl.DataFrame, meant: Rows, wanted: Array) -> Array:
    """True where somebody of the wanted gender is called by a role since the ``meant`` person: "thanked his mother"."""
    words, begin = near.words, _sentences_of(near, people, meant)
    called = np.zeros(len(meant), bool)
    roles_of_all = np.flatnonzero((words.role > 0) & (near.phrases.of_word >= 0))
    gender = words.looks.genders(roles_of_all).fill_null("").to_numpy()
    for each in ("m", "f"):
        roles = roles_of_all[gender == each]
        last = near.last_up_to(roles, pronouns["first"].to_numpy() - 1)
        own = near.phrase_at(last) == take(people["phrase"].to_numpy(), meant)
        called |= (wanted == each) & (last >= begin) & (begin >= 0) & ~own
    return called


def _numbers_of_names(people: pl.DataFrame) -> Rows:
    """The name of each person as a number; each of those without a name has one of its own."""
    number = distinct_values(people["name"])[1].cast(pl.Int64)
    return np.where(number.is_null().to_numpy(), -2 - np.arange(len(number)), number.fill_null(0).to_numpy())


def _sentences_of(near: WordIndex, people: pl.DataFrame, rows: Rows) -> Rows:
    """The first word of the sentence that each person in some rows is named in."""
    return take(near.words.sentence_first, take(people["first"].to_numpy(), rows))


def _bodies_meant(
    near: WordIndex, pronouns: pl.DataFrame, phrases: pl.DataFrame, used: Rows, lexicon: SpeechLexicon
) -> Rows:
    """The row of the body that each pronoun means, or NOWHERE: it spoke last, and its article has the same gender.

    "Die Partei sagte, es regne. Sie fügte hinzu": only in one paragraph.
    """
    where = pronouns["first"].to_numpy()
    if not lexicon.genders or not len(where):
        return np.full(len(where), NOWHERE)
    speaks = np.isin(phrases["phrase"].to_numpy(), used) & ~phrases["pronoun"].to_numpy()
    candidates = np.flatnonzero(speaks)
    last = take(candidates, np.searchsorted(phrases["first"].to_numpy()[candidates], where) - 1)
    gender = near.words.lower(phrases["first"].to_numpy()).replace_strict(
        lexicon.genders, default="", return_dtype=pl.String
    )
    wanted = _wanted_genders(near, pronouns, lexicon)
    body = phrases.select(
        (pl.col("who").ne_missing("person"))
        & (pl.col("role") != ROLE_NUMBERS["people"])  # "46 Anwohner ... Er": one is not several
        & (pl.col("role").is_in(BODIES) | pl.col("tail").is_not_null())
    )
    fits = take(gender.to_numpy(), last, "") == wanted
    fits &= take(body.to_series().to_numpy(), last, False)
    paragraph = near.words.paragraph
    fits &= take(paragraph, take(phrases["first"].to_numpy(), last)) == paragraph[where]
    return np.where(fits, last, NOWHERE)


def _genders_of_people(near: WordIndex, phrases: pl.DataFrame, lexicon: SpeechLexicon) -> pl.DataFrame:
    """The gender that titles, roles, first names and family names give to each person: ``doc``, ``name``, ``gender``.

    If two genders are given, the more frequent one counts; if both are equally frequent, always the same one.
    """
    words, of_word = near.words, near.phrases.of_word
    places = np.flatnonzero(words.looks["gendered"] & (of_word >= 0))
    given = pl.DataFrame({"phrase": of_word[places], "gender": words.looks.genders(places)})
    people = phrases.filter((pl.col("who") == "person") | (pl.col("beside") >= 0)).select("phrase", "doc", "name")
    family = people.with_columns(
        gender=pl.when(ends_with(lexicon.female_name_endings, "name"))
        .then(pl.lit("f"))
        .when(ends_with(lexicon.male_name_endings, "name"))
        .then(pl.lit("m"))
    ).drop_nulls("gender")
    return (
        pl.concat([given.join(people, on="phrase"), family.select("phrase", "gender", "doc", "name")])
        .group_by("doc", "name", "gender")
        .len()
        .sort("doc", "name", "len", "gender", descending=[False, False, True, False])
        .unique(["doc", "name"], keep="first", maintain_order=True)
        .select("doc", "name", "gender")
    )
