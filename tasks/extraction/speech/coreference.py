"""Whom a noun phrase names: the fullest name that the article gives.

A name is looked up among the mentions, and among the names that other phrases end with. Beside a role may stand who has
it ("the spokeswoman, Ines Calloway"). A pronoun is the last person before it who may be meant, a role alone ("the
spokeswoman") the last person whom the article gave that role. What names nobody is named as written, without article.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.phrases import ROLES, is_of
from tasks.extraction.speech.quotation import Stream
from tasks.extraction.speech.sayings import View
from tasks.extraction.speech.tokens import take

APPOSITION = 6  # words between a role and the comma before its name: "the head of the port authority, ..."
REACH = 3  # paragraphs in which a pronoun looks for a subject, before it looks for anybody
LONGEST_NAME = 5  # words
PERSON = ROLES.index("person") + 1
BODIES = [ROLES.index(name) + 1 for name in ("people", "institution", "group", "medium")]
WORDING = ROLES.index("wording") + 1


def named(
    see: View, stream: Stream, doc: Rows, used: Rows, mentions: pl.DataFrame, lexicon: Mapping[str, Any]
) -> pl.DataFrame:
    """Whom phrases name.

    Takes the document of each word, the phrases that are asked for, and mentions with ``begin`` and ``stop``, their
    places in the stream. Gives a row a phrase, of those and some others, sorted by ``phrase``: its ``text``, ``name``
    (null: nobody knows), ``who`` (person, organisation or place; null where nothing tells), ``how`` (``name``,
    ``apposition``, ``owner``, ``role``, ``pronoun``, ``words``) and what ``_called`` gives.
    """
    phrases = _called(see, stream, doc, _asked(see, used, mentions), mentions, lexicon)
    phrases = _fully(phrases, mentions, lexicon)
    phrases = _apposed(see, phrases, used)
    phrases = _by_role(see, phrases)
    phrases = _by_pronoun(see, phrases, lexicon)
    return phrases.with_columns(how=pl.coalesce("how", pl.when(pl.col("name").is_not_null()).then(pl.lit("words"))))


def _asked(see: View, used: Rows, mentions: pl.DataFrame) -> Rows:
    """The phrases that are asked for, those that name people, and bodies by more than one word."""
    first, last = see.phrases.first, see.phrases.last
    begin, end = see.words.at[first], see.words.end[last]
    people = mentions.filter(kind="person")["stop"].to_numpy()
    found = np.searchsorted(people, end, side="right") - 1
    chosen = take(people, found) > begin
    role = take(see.words.role, last, 0)
    comma = see.behind(see.marks("comma"), last + 1)
    chosen |= (np.isin(role, BODIES) & (last > first)) | ((role == PERSON) & (comma > 0) & (comma - last <= APPOSITION))
    chosen[used[used >= 0]] = True
    return np.flatnonzero(chosen)


def _called(
    see: View, stream: Stream, doc: Rows, asked: Rows, mentions: pl.DataFrame, lexicon: Mapping[str, Any]
) -> pl.DataFrame:
    """The phrases and the names that they end with, as they are written.

    ``tail`` is that name, ``owner`` whose report a phrase is, ``key`` the last word of either, ``head`` the
    last word in small letters, ``bare`` the words without their article, ``role`` the number in ROLES of the last word,
    ``roled`` that of the word before the tail, ``word`` where the phrase starts, ``definite`` whether "the" opens it.
    """
    words = see.words
    first, last = see.phrases.first[asked], see.phrases.last[asked]
    unnamed = np.flatnonzero(~(is_of(words.code, "name") & (words.role == 0)))
    begin = np.clip(see.before(unnamed, last) + 1, first, last + 1)
    has_tail = (begin <= last) & ~see.phrases.pronoun[asked]
    owners = np.flatnonzero(words.owner)
    owner = see.before(owners, last)
    owner = np.where((owner >= first) & (words.role[last] == WORDING) & (owner < last), owner, NOWHERE)
    owner_begin = np.clip(see.before(unnamed, owner) + 1, first, np.maximum(owner, first))
    # What holds a role and a name is not all name.
    roled = take(words.role, begin - 1, 0) * (begin > first)
    article = is_of(words.code[first], "article", "oblique")
    named_from = np.where(roled == PERSON, take(words.at, begin), words.at[first])
    mention, kind = _mention(named_from, words.end[last], mentions)

    def text(chosen: Array, begins: Rows, ends: Rows) -> pl.Series:
        """From one word to another, without the ending of an owner; null where it is not chosen."""
        rows = np.flatnonzero(chosen)
        begins, ends = begins[rows], ends[rows]
        found = stream.slices(pl.Series(words.at[begins]), pl.Series(words.end[ends] - words.owner[ends]))
        return pl.repeat(None, len(chosen), dtype=pl.String, eager=True).scatter(rows, found)

    ending = text(np.ones(len(last), bool), last, last)
    return pl.DataFrame(
        {
            "phrase": asked,
            "doc": doc[first],
            "word": first,
            "last": last,
            "text": stream.slices(pl.Series(words.at[first]), pl.Series(words.end[last])),
            "size": last - first + 1,
            "pronoun": see.phrases.pronoun[asked],
            "free": see.phrases.free[asked],
            "tail_words": np.where(has_tail, last - begin + 1, 0),
            "tail": text(has_tail, begin, last),
            "owner": text(owner >= 0, owner_begin, owner),
            "key": ending.zip_with(pl.Series(owner < 0), text(owner >= 0, owner, owner)),
            "bare": text(np.ones(len(last), bool), np.minimum(first + article, last), last),
            "head": ending.str.to_lowercase(),
            "role": words.role[last],
            "roled": roled,
            "gender": words.gender.gather(np.minimum(begin, last)),
            "owned": see.before(owners, last - 1) >= first,
            "article": article,
            "definite": words.texts(first).str.to_lowercase().is_in(lexicon["definite"]),
            "mention": mention,
            "who": kind,
        }
    ).with_columns(key=pl.when(pl.col("owner").is_not_null() | pl.col("tail").is_not_null()).then("key"))


def _fully(phrases: pl.DataFrame, mentions: pl.DataFrame, lexicon: Mapping[str, Any]) -> pl.DataFrame:
    """With the fullest ``name`` of what phrases name, ``who`` that is and ``how`` it is known."""
    usual = _usual(lexicon)
    person = (pl.col("who") == "person") | (
        (pl.col("roled") == PERSON) | (pl.col("gender").is_not_null() & (pl.col("tail_words") > 1))
    )
    named_people = mentions.filter(kind="person").select(
        pl.col("doc").cast(pl.Int64), full="name", key=pl.col("name").str.extract(r"(\S+)$")
    )
    tails = phrases.filter(pl.col("tail").is_not_null())
    full = (
        pl.concat(
            [named_people, tails.filter(pl.col("tail_words") <= LONGEST_NAME).select("doc", full="tail", key="key")]
        )
        .filter(pl.col("full").str.contains(" ", literal=True))
        .unique(["doc", "key"], keep="first", maintain_order=True)
    )
    people = pl.concat([named_people.select("doc", "key"), tails.filter(person).select("doc", "key")]).unique()
    human = pl.col("human").fill_null(False)
    return (
        phrases.join(full, on=["doc", "key"], how="left", maintain_order="left")
        .join(people.with_columns(human=True), on=["doc", "key"], how="left", maintain_order="left")
        .with_columns(
            mentioned="who",
            who=pl.when(human & pl.col("owner").is_null()).then(pl.lit("person")).otherwise("who"),
            usual=pl.coalesce(
                pl.col(column).replace_strict(usual, default=None, return_dtype=pl.String)
                for column in ("mention", "owner", "tail", "bare")
            ),
        )
        .with_columns(
            name=pl.when(~pl.col("pronoun")).then(
                pl.coalesce(
                    pl.when(pl.col("mentioned") == "person").then("mention"),
                    pl.when(human & (pl.col("tail_words") > 1)).then("tail"),
                    pl.when(human).then("full"),
                    "usual",
                    "mention",
                    "full",
                    "owner",
                    "tail",
                    "bare",
                )
            ),
            how=pl.when(pl.col("owner").is_not_null())
            .then(pl.lit("owner"))
            .when(pl.col("tail").is_not_null() | pl.col("mention").is_not_null())
            .then(pl.lit("name")),
        )
    )


def _usual(lexicon: Mapping[str, Any]) -> dict[str, str]:
    """The usual names of state bodies, by the forms in which they are written."""
    return {form: usual for usual, forms in lexicon.get("bodies", {}).items() for form in forms}


def _mention(begin: Rows, end: Rows, mentions: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """The mention that each phrase ends with, its name and its kind."""
    found = np.searchsorted(mentions["stop"].to_numpy(), end, side="right") - 1
    # An owner's ending is no part of a name.
    fits = (take(mentions["stop"].to_numpy(), found) >= end - 2) & (take(mentions["begin"].to_numpy(), found) >= begin)
    row = pl.Series(np.where(fits, found, mentions.height))
    nobody = pl.DataFrame({"name": [None], "kind": [None]}, {"name": pl.String, "kind": pl.String})
    known = pl.concat([mentions.select("name", "kind"), nobody])[row]
    return known["name"], known["kind"]


def _apposed(see: View, phrases: pl.DataFrame, used: Rows) -> pl.DataFrame:
    """With the names that stand behind a role: "the spokeswoman of the port, Ines Calloway, said"."""
    last = phrases["last"].to_numpy()
    comma = see.behind(see.marks("comma", "stop", "quote", "finite"), last + 1)
    follower = np.where(see.among(comma, "comma") & (comma - last <= APPOSITION), see.phrase(comma + 1), NOWHERE)
    asked = phrases["phrase"].to_numpy()
    row = np.searchsorted(asked, follower)
    row = np.where((take(asked, row) == follower) & (follower >= 0), row, NOWHERE)
    starts = take(phrases["word"].to_numpy(), row) == comma + 1
    human = (phrases["who"] == "person").fill_null(False).to_numpy()
    closes = see.among(take(last, row) + 1, "comma", "finite", "participle", "stop", "quote", "dash", "adverb")
    is_role = (phrases["role"] == PERSON).to_numpy()
    # What no list has is one where it says something: "said the cox, Winifred Sable."
    unknown = phrases.select((pl.col("role") == 0) & pl.col("tail").is_null() & pl.col("who").is_null()).to_series()
    is_role |= unknown.to_numpy() & np.isin(asked, used) & (comma == last + 1)
    taken = np.where(starts & closes & is_role & ~human & take(human, row, False), row, NOWHERE)
    name = phrases["name"].append(pl.Series([None], dtype=pl.String))[
        pl.Series(np.where(taken < 0, phrases.height, taken))
    ]
    beside = pl.Series("beside", taken)
    return phrases.with_columns(beside).with_columns(
        name=pl.coalesce(name, "name"),
        who=pl.when(name.is_not_null()).then(pl.lit("person")).otherwise("who"),
        how=pl.when(name.is_not_null()).then(pl.lit("apposition")).otherwise("how"),
    )


def _by_role(see: View, phrases: pl.DataFrame) -> pl.DataFrame:
    """With the names of roles alone, and of bodies that were called more fully before."""
    words = see.words
    # Each role word in a phrase that names a person.
    roles = np.flatnonzero((words.role == PERSON) & (words.phrase >= 0))
    held = pl.DataFrame({"at": roles, "phrase": words.phrase[roles], "head": words.texts(roles).str.to_lowercase()})
    named_people = phrases.filter(pl.col("who") == "person").select("phrase", "doc", "name")
    people = held.join(named_people, on="phrase").select("doc", "head", "name", word=pl.col("at"), human=pl.lit(True))
    bodies = phrases.filter(
        pl.col("role").is_in(BODIES) & ~pl.col("owned") & (pl.col("size") > 1 + pl.col("article"))
    ).select("doc", "head", name="bare", word="word", human=pl.lit(False))
    first = bodies.group_by("doc", "head", maintain_order=True).first()
    known = pl.concat([people, first.select(people.columns)]).sort("word", maintain_order=True)
    alone = (
        phrases.with_row_index("row")
        .filter(
            pl.col("who").is_null()
            & pl.col("definite")
            & (
                ((pl.col("role") == PERSON) & (pl.col("size") <= 3))
                | (pl.col("role").is_in(BODIES) & ((pl.col("size") == 2) | pl.col("owned")))
            )
        )
        .select("row", "doc", "head", "word")
        .sort("word", maintain_order=True)
    )
    found = alone.join_asof(
        known, on="word", by=["doc", "head"], strategy="backward", allow_exact_matches=False, check_sortedness=False
    ).filter(pl.col("name").is_not_null())
    name = phrases["name"].scatter(found["row"], found["name"])
    who = phrases["who"].scatter(found["row"], found.select(pl.when("human").then(pl.lit("person"))).to_series())
    how = phrases["how"].scatter(found["row"], ["role"] * found.height)
    return phrases.with_columns(name=name, who=who, how=how)


def _by_pronoun(see: View, phrases: pl.DataFrame, lexicon: Mapping[str, Any]) -> pl.DataFrame:
    """With the names of pronouns: the last subject of that gender, or else the last person."""
    words = see.words
    if not phrases.height:
        return phrases
    # What is a name but for "the" before it is a river or a ship rather than a person.
    thing = pl.col("definite") & (pl.col("tail_words") == pl.col("size") - 1)
    human = phrases.filter((pl.col("who") == "person") & ~thing)
    genders = _genders(see, phrases)
    gender_of = human.select("doc", "name").with_columns(
        gender=human.drop("gender").join(genders, on=["doc", "name"], how="left", maintain_order="left")["gender"]
    )
    place = human["word"].to_numpy()
    free = human["free"].to_numpy()
    gender = gender_of["gender"].fill_null("").to_numpy()
    pronouns = phrases.with_row_index("row").filter("pronoun")
    wanted = pronouns["head"].replace_strict(lexicon["pronouns"], default="i", return_dtype=pl.String).to_numpy()
    where, row = pronouns["word"].to_numpy(), np.full(pronouns.height, NOWHERE)
    for each in ("m", "f"):
        fits = (gender == each) | (gender == "")
        for chosen, reach in ((fits & free, REACH), (fits, None)):
            candidates = np.flatnonzero(chosen)
            if not len(candidates):
                continue
            which = np.searchsorted(place[candidates], where) - 1
            last = take(candidates, which)
            same = (which >= 0) & (take(human["doc"].to_numpy(), last) == pronouns["doc"].to_numpy())
            if reach is not None:
                same &= words.row[where] - take(words.row, take(place, last)) <= reach
            row = np.where((row < 0) & same & (wanted == each), last, row)
    name = human["name"].append(pl.Series([None], dtype=pl.String))[pl.Series(np.where(row < 0, human.height, row))]
    return phrases.with_columns(
        name=phrases["name"].scatter(pronouns["row"], name),
        who=phrases["who"].scatter(
            pronouns["row"], pl.select(pl.when(pl.Series(row) >= 0).then(pl.lit("person"))).to_series()
        ),
        how=phrases["how"].scatter(pronouns["row"], ["pronoun"] * pronouns.height),
    )


def _genders(see: View, phrases: pl.DataFrame) -> pl.DataFrame:
    """What titles, roles and first names tell of the people of each document: ``doc``, ``name``, ``gender``."""
    words = see.words
    telling = np.flatnonzero(words.gender.is_not_null().to_numpy() & (words.phrase >= 0))
    of = words.phrase[telling]
    told = pl.DataFrame({"phrase": of, "gender": words.gender.gather(telling)})
    people = phrases.filter((pl.col("who") == "person") | (pl.col("beside") >= 0)).select("phrase", "doc", "name")
    return (
        told.join(people, on="phrase")
        .group_by("doc", "name", "gender")
        .len()
        .sort("doc", "name", "len", "gender", descending=[False, False, True, False])  # of equals always the same
        .unique(["doc", "name"], keep="first", maintain_order=True)
        .select("doc", "name", "gender")
    )
