"""Finds the numbers that bodies state of something: how many, how much, how old, how far.

The expressions of a language are the section ``[figures]`` of its lexicon, written as a grammar (``grammar``). The
words that an expression calls by name mean:

- ``value`` and, for the upper end of a range, ``high``: numbers in digits or words; ``scale`` multiplies them
  (million), ``low_scale`` multiplies ``value`` alone;
- ``sign``: minus; ``more``: a part that is added ("and a half"); ``whole``: value is a part of it ("one in ten");
- ``unit``: the number is measured in it, and ``of_unit``: the lower end; ``currency`` (of the upper end:
  ``high_currency``), ``before_unit``: units before the number;
- ``bound``: a unit that describes the words behind it ("42-day phase"); ``old``: it makes the number an age;
  ``parts``: the value is divided by it (thirds);
- ``approximation``: the words that make it inexact.

An expression without a number is a vague one (hundreds). ``readings`` makes numbers and units of these words; its
FigureLexicon has the other keys of the section.

Years, days, times, ordinals and the numbers in names are not figures.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl

from schemas import lexicon
from schemas.arrow import before_sentences
from schemas.small_words import any_of, particles_for
from tasks.columns.pinned import look_for, run_on
from tasks.extraction.figures import events
from tasks.extraction.figures.pairs import join_pairs
from tasks.extraction.grammars import grammar, readings
from tasks.extraction.grammars.streets import STREET, STREET_NEXT
from tasks.extraction.prose import places_in_part, split_by_language

# Limits, set by hand.
YEARS = (1900, 2050)  # four digits in between, with nothing beside them, are a year
OLD_YEARS = (1000, 1899)  # these are years behind the words of IN_YEAR
OLDEST = 110  # years: a larger number behind a name is not an age
NESTED = 4  # quotes within quotes that are looked through for a claimant
# A less certain speaker is not named: of 60 claimants in news, 4 of 10 below this were only near, and 1 of 50 above.
CLAIMED = 0.7
# Stated for a method that was measured in no language. Set by hand.
UNMEASURED = 0.8

# Surroundings that make digits part of something longer: a version, a code, a fraction, a score.
NUMBER_BEFORE = r"(?:[\p{L}\p{N}][/:.,–-]|(?:^|[^\p{L}])[’'‘]|[#@/+§&]|\p{N} |\p{N} ?: ?)$"
NUMBER_AFTER = r"^(?:[.,:/’'–-]\p{N}|/\p{L}|[’']s|\.?[ºª]|\p{N}| \p{N}{2}| ?: ?\p{N})"
# "Two-way"; but a unit between the number and the hyphen is said of what follows: "18 Volt-Akku".
PART_OF_WORD = r"^-\p{L}"
CODE = "^(?:0[0-9]|[0-9]{9,}$)"
CODED, CODE_BEHIND = "^[0-9]{5,}$", r"^ \p{L}-?\p{N}"  # "24703 L-202"
# 四五十 is forty to fifty: two digits in a row, each one more than the other.
FROM_TO = "一二|二三|三四|四五|五六|六七|七八|八九"
SCORE = "^[0-9]{1,2}[-–][0-9]{1,2}$"
LISTED = r"^[.)](?: |$)"  # behind a number that opens a paragraph
TIMES = ("second", "minute", "hour", "day", "week", "month", "year", "decade", "century")
LONE = "^[0-9]{1,3}$"  # a paragraph that is nothing else is the number of a section or a list item
NAME = r"\p{Lu}[\p{L}\p{M}.’'-]*"
NAME_BEFORE = rf"(?:[^.!?:“„«\"\n] |\(){NAME} $"
WITHIN = r"\p{Ll},? $"  # a sentence goes on
MODEL = r"\p{Ll}\p{Lu}[^ ]* $"  # iPhone
TITLE = rf"[“„«\"‚‘‹](?:{NAME} )+$"  # and the end of the quotation behind the number
TITLE_END = r"^[”“»\"‘’›]"
# Where words of numbers and units have no capital within a sentence, these are names: "One Percent Joe", "28 Days".
CAPITALS = r"^(?:\p{Lu}\p{Ll}+|[0-9]+)(?:[ -]\p{Lu}\p{Ll}+)+$"
IN_TITLE = r"(?:\p{Ll},?|[“„«\"‚‘‹]) (?:The|An?|My|Our) $|(?:\p{Ll}|[,:]) [“„«\"‚‘‹]$"  # "The 39 Steps"
TITLED = r"^\p{Lu}"
TITLE_BEHIND = r"^(?: \p{Lu}\p{L}*)+ (?:Of|And|The|In|To|For|With|You|Your|That|Who|From|By|Later)(?:[^\p{L}]|$)"
PRODUCT = r"^(?:Series|Edition|Pro|Plus|Max|Ultra|Mini|Lite)$"  # "the GTX 10 Series"
SIGNS_OF_TITLES = {
    "is_capital": ("match", r"^\p{Lu}\p{Ll}"),
    "is_capitals": ("match", CAPITALS),
    "is_within": ("left", WITHIN),
    "is_titled": ("noun", TITLED),
    "is_product": ("noun", PRODUCT),
    "is_in_title": ("left", IN_TITLE),
    "is_title_behind": ("right", TITLE_BEHIND),
}
IN_YEAR = rf"(?:^|[ (])(?:{any_of('numbers', 'before_years')}) $"
HOURS = 24
FRACTION = "^[0-9]/[0-9]$"  # behind the words of ON_DAY it is a day
ON_DAY = rf"(?:^|[ (])(?:{any_of('numbers', 'before_days')}) $"
# Small words within a name. Not any short word: "Hope and Anna Lind, 57" is the age of one of them.
PARTICLE = f"(?:{'|'.join(particles_for('ages'))})"
PERSON_BEFORE = rf"(({NAME}(?: (?:{PARTICLE}[ -]){{0,2}}{NAME})+)(?:, | \())$"
WORDS_AFTER = r"^((?:[ \u00a0-][\p{L}\p{M}\p{N}’'&-]+){1,6})"
AGE_AFTER = r"^[,)]"
COMPOUND = r"^-(\p{Lu}[\p{L}\p{M}-]*)"  # "18 Volt-Akku", "100-Meter-Lauf"
# One name alone, as in a list of children: "Beth, 16, Morgan, 10 and Marley, six, said".
ONE_PERSON_BEFORE = rf"(?:\p{{Ll}} |, )(({NAME}), )$"
ONE_AGE_AFTER = rf"^(?:, | (?:{any_of('numbers', 'and')}) {NAME}, )"
SIGNS_OF_AGES = {"_left": ("right", AGE_AFTER), "_one": ("right", ONE_AGE_AFTER), "_street": ("right", STREET_NEXT)}
# What patterns say of a match and the words around it, in every language.
SIGNS_OF_NUMBERS = {
    "_begins": ("match", "^[0-9]"),
    "_ends": ("match", "[0-9]$"),
    "_goes_before": ("left", NUMBER_BEFORE),
    "_goes_after": ("right", NUMBER_AFTER),
    "_listed": ("right", LISTED),
    "_lone": ("match", LONE),
    "_in_word": ("right", PART_OF_WORD),
    "_coded": ("match", CODED),
    "_code_behind": ("right", CODE_BEHIND),
    "_code": ("match", CODE),
}
SIGNS_OF_FIGURES = {
    "is_spelled": ("match", r"^\p{L}"),
    "is_digits": ("match", "(?:^|[^0-9.,])[0-9]{4}(?:[^0-9.,]|$)"),
    "is_fraction": ("match", FRACTION),
    "is_score": ("match", SCORE),
    "is_in_year": ("left", IN_YEAR),
    "is_on_day": ("left", ON_DAY),
    "is_model": ("left", MODEL),
    "is_title": ("left", TITLE),
    "is_title_end": ("right", TITLE_END),
    "is_street": ("left", STREET),
    "is_named": ("_left", NAME_BEFORE),
}
# Threads that keep these patterns for all languages: each keeps its own on others (tasks.columns.pinned).
OF_NUMBERS, OF_FIGURES = "signs of numbers", "signs of figures"

# The figures of a part before their claimants are known.
FOUND = pl.Schema({name: kind for name, kind in before_sentences("figures").items() if name != "claimant"})


READINGS = pl.Schema(
    {
        "match": pl.String(),
        "from": pl.Int64(),
        "to": pl.Int64(),
        **{name: FOUND[name] for name in ("value", "value_high", "unit", "approximation", "method")},
        "plain": pl.Boolean(),
        "bare": pl.Boolean(),
        "bound": pl.Boolean(),
    }
)


def find_figures(paragraphs: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Find the numbers that bodies state of something.

    Takes ``prose.BODY_PARAGRAPHS``, and quotes with ``doc``, ``start``, ``end``, ``speaker`` and ``confidence``.
    Returns the table ``figures`` of a part, in the order of the text; ``claimant`` is the speaker of the innermost
    quote that holds the number. In languages whose lexicon has no figures only numbers with a sign are found: money,
    percent, kilometres.
    """
    by_language = split_by_language(paragraphs, lexicon.load(readings.SECTION))
    found = [_figures_in_language(part, language) for language, part in by_language.items()]
    figures = pl.concat([FOUND.to_frame(), *found]).sort("doc", "start", maintain_order=True)
    figures = figures.unique(["doc", "start", "end"], keep="first", maintain_order=True)
    table = before_sentences("figures")
    return _add_claimants(figures, quotes).select(table.names()).cast(table)


def _figures_in_language(paragraphs: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """FOUND in paragraphs of one language; a span may come twice."""
    found = grammar.find_expressions(paragraphs, readings.SECTION, language)
    texts = found["match"].unique()
    rows = [(text, *reading) for text in texts for reading in readings.read_figure(language, text)]
    if not rows:
        return FOUND.to_frame()
    read = pl.DataFrame(rows, READINGS, orient="row")
    # On four threads, for one does not keep as many patterns compiled (tasks.columns.pinned).
    numbers = run_on(f"numbers.{language}", partial(_numbers_among, found, read, readings.section_of(language)))
    stated = run_on(f"nouns.{language}", partial(_with_nouns, numbers, readings.section_of(language)))
    figures = run_on(f"figures.{language}", partial(_figures_among, stated, language))
    return _rows_of(run_on(f"events.{language}", partial(events.add_events, figures, language)), language)


def _numbers_among(found: pl.DataFrame, read: pl.DataFrame, words: readings.FigureLexicon) -> pl.DataFrame:
    """The matches of a grammar that are numbers by themselves, with what their words were read as (READINGS)."""
    match = pl.col("match")
    numbers = found.join(read, on="match", how="inner", maintain_order="left").with_columns(
        left=pl.col("left") + match.str.slice(0, "from"), right=match.str.slice("to") + pl.col("right")
    )
    signs = run_on(OF_NUMBERS, lambda: numbers.with_columns_seq(look_for(SIGNS_OF_NUMBERS)))
    return join_pairs(numbers.filter(signs.select_seq(_is_number()).to_series()), words)


def _without_during(numbers: pl.DataFrame, words: readings.FigureLexicon) -> pl.DataFrame:
    """Drop ``approximation`` where it says how long something went on: "rose over 18 months"."""
    if not words.during:
        return numbers
    about = pl.col("approximation")
    during = about.str.to_lowercase().is_in(words.during) & pl.col("unit").is_in(TIMES)
    before = pl.when(during).then("left")
    numbers = numbers.with_columns_seq(_lasting=before.str.contains(rf"(?i:(?:^|[^\p{{L}}])(?:{words.lasting}),? $)"))
    kept = pl.col("_lasting").fill_null(True)  # it is none of these words, or no time
    return numbers.with_columns_seq(approximation=pl.when(kept).then(about)).drop("_lasting")


def _figures_among(stated: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """The numbers with nouns and people that are stated of them."""
    words = readings.section_of(language)
    alone = pl.col("unit").is_null() & pl.col("person").is_null() & pl.col("noun").is_null()
    stated = stated.with_columns_seq(alone=alone)
    stated = stated.with_columns_seq(_left=pl.when(pl.col("alone") & pl.col("plain")).then("left"))
    shared = look_for(SIGNS_OF_FIGURES | (SIGNS_OF_TITLES if words.named_capital else {}))
    signs = run_on(OF_FIGURES, lambda: stated.with_columns_seq(shared)).with_columns_seq(_signs_in_language(words))
    is_figure = _is_figure(words) & ((language is not None) | pl.col("unit").is_not_null())
    figures = stated.drop("alone", "_left").filter(signs.select_seq(is_figure).to_series())
    return figures.with_columns_seq(right=pl.col("right").str.slice(pl.col("noun_size").fill_null(0)))


def _rows_of(figures: pl.DataFrame, language: str | None) -> pl.DataFrame:
    """FOUND of figures."""
    person = pl.col("person")
    begin = pl.col("at") + pl.col("from") - pl.col("person_size").fill_null(0)
    end = pl.col("at") + pl.col("to") + pl.col("noun_size").fill_null(0)
    return (
        figures.with_columns(
            text=pl.col("text").str.slice(begin, end - begin),
            start=pl.col("start") + begin,
            end=pl.col("start") + end,
            unit=pl.when(person.is_not_null()).then(pl.lit("year")).otherwise("unit"),
            noun=pl.coalesce("person", "noun"),
            method=pl.when(person.is_not_null()).then(pl.lit("age")).otherwise("method"),
        )
        .with_columns(confidence=_confidence(readings.section_of(language)))
        .select(FOUND.names())
        .cast(FOUND)
    )


def _is_number() -> pl.Expr:
    """Whether a match is a number by itself: not the number of a list item, a code or a score."""
    part = pl.col("_begins") & pl.col("_goes_before") | pl.col("_ends") & pl.col("_goes_after")
    listed = pl.col("plain") & pl.col("_listed") | (pl.col("right") == "") & pl.col("_lone")
    listed &= pl.col("at") == 0
    part |= pl.col("unit").is_null() & pl.col("_in_word")
    part |= pl.col("_coded") & pl.col("_code_behind")
    return ~(part | listed | pl.col("_code"))


def _with_nouns(numbers: pl.DataFrame, words: readings.FigureLexicon) -> pl.DataFrame:
    """Add ``noun``: what is counted; ``noun_size``: how many characters it reaches beyond the number; and people.

    ``one_noun`` marks a noun that no number shows to be one: "80% of the public support the bill". Each pattern is
    looked for in a column by itself, so that the thread keeps it compiled (``tasks.columns.pinned``).
    """
    numbers = _without_during(numbers, words).with_columns_seq(_of=pl.col("right").str.extract(f"^({words.of})"))
    of, phrase, single = pl.col("_of"), pl.col("_phrase"), pl.col("_single")
    described = pl.col("bound") | of.is_not_null()
    counted = described | pl.col("unit").is_null()  # "5 km" are kilometres, whatever follows
    behind = pl.col("right").str.slice((of.str.len_chars() - 1).fill_null(0))
    # "3 millions d'habitants": the noun is behind a mark instead of a space
    behind = pl.when(of.str.ends_with("'") | of.str.ends_with("’")).then(" " + behind.str.slice(1)).otherwise(behind)
    # No noun begins with a number: "200" in "3 million 200 boats" is a figure of its own.
    stop = f"(?:^[ \u00a0][0-9][0-9.,]*|[ \u00a0](?:{'|'.join(words.stop)}))(?:[ \u00a0].*)?$"
    is_measured = pl.col("unit").is_not_null() & of.is_null()
    numbers = (
        numbers.with_columns_seq(_phrase=pl.when(counted).then(behind), _compound=pl.when(is_measured).then("right"))
        .with_columns_seq(_phrase=phrase.str.extract(WORDS_AFTER), _compound=pl.col("_compound").str.extract(COMPOUND))
        .with_columns_seq(_phrase=phrase.str.replace(stop, ""))
        .with_columns_seq(
            noun=phrase.str.extract(f"^({words.noun})(?:[ \u00a0’']|$)"), _single=pl.when(described).then(phrase)
        )
        .with_columns_seq(_single=single.str.extract(f"^({words.one_noun})(?:[ \u00a0’']|$)"))
        .with_columns_seq(
            noun=pl.coalesce("noun", "_single"),
            one_noun=pl.col("noun").is_null() & single.is_not_null() & of.is_not_null(),
        )
        .with_columns_seq(_worded=pl.col("noun").str.contains(r"\p{L}"), _named=_is_whose_age(words))
    )
    noun = pl.when(pl.col("_worded") & ~pl.col("_named")).then("noun")  # and not a dash alone
    size = pl.col("noun").str.len_chars() + (of.str.len_chars() - 1).fill_null(0)
    compound = pl.col("_compound")
    numbers = numbers.with_columns_seq(
        noun=pl.coalesce(compound, noun.str.strip_chars(" \u00a0-’'")),
        noun_size=pl.coalesce(compound.str.len_chars() + 1, pl.when(noun.is_not_null()).then(size)),
    )
    return _with_persons(numbers.drop("_of", "_phrase", "_single", "_compound", "_worded", "_named"))


def _is_whose_age(words: readings.FigureLexicon) -> pl.Expr:
    """Whether the noun behind a time is a name, and nothing that is counted: "Anna Brau di 23 anni di Orotelli"."""
    if not words.named_capital:
        return pl.lit(False)
    named = pl.col("noun").str.contains(r"^ \p{Lu}").fill_null(False)
    return pl.col("unit").is_in(TIMES).fill_null(False) & pl.col("_of").is_not_null() & named


def _with_persons(numbers: pl.DataFrame) -> pl.DataFrame:
    """Add ``person``: the name before a bare number that is an age; ``person_size``: how many characters ahead.

    ``one_name`` marks a name of one word, which is less certain.
    """
    left, one = pl.col("_left"), pl.col("_one")
    bare = pl.col("bare") & pl.col("value").is_between(1, OLDEST) & ~pl.col("_street")
    signs = run_on(OF_FIGURES, lambda: numbers.with_columns_seq(look_for(SIGNS_OF_AGES)))
    names = (
        signs.select_seq(_left=pl.when(bare & left).then("left"), _one=pl.when(bare & one).then("left"))
        .with_columns_seq(
            person=left.str.extract(PERSON_BEFORE, 2),
            size=left.str.extract(PERSON_BEFORE, 1),
            one=one.str.extract(ONE_PERSON_BEFORE, 2),
            one_size=one.str.extract(ONE_PERSON_BEFORE, 1),
        )
        .select(
            person=pl.coalesce("person", "one"),
            person_size=pl.coalesce(pl.col("size").str.len_chars(), pl.col("one_size").str.len_chars()),
            one_name=pl.col("person").is_null(),
        )
    )
    return numbers.hstack(names)


def _signs_in_language(words: readings.FigureLexicon) -> list[pl.Expr]:
    """What patterns of a language say of a number and the words around it."""
    patterns = {
        "is_countable": ("noun", f"(?:{'|'.join(words.countable)})$"),
        "is_counted": ("noun", f"(?:^| )(?:{'|'.join(words.counted)})$"),
        "is_clock": ("left", words.clock),
    }
    if words.ordinal_sign:
        patterns |= {
            "is_word_behind": ("right", r"^[ \u00a0]?\p{L}"),
            "is_stop_behind": ("right", rf"^[ \u00a0](?:{'|'.join(words.stop)})(?:[^\p{{L}}]|$)"),
        }
    if words.counter:
        patterns |= {
            "is_letter": ("match", words.part_of_word),
            "is_from_to": ("match", FROM_TO),
            "is_counter": ("right", f"^(?:{words.counter})"),
        }
    return look_for(patterns)


def _is_figure(words: readings.FigureLexicon) -> pl.Expr:
    """Whether a number is stated of something: not a year, not part of a name; and "one" only where it is a count."""
    value, bare = pl.col("value"), pl.col("unit").is_null() & pl.col("person").is_null()
    alone, plain = pl.col("alone"), pl.col("plain")
    one = value.eq_missing(1) & pl.col("value_high").is_null() & bare & pl.col("is_spelled")
    counted = pl.col("is_counted").fill_null(False) & ~pl.col("is_in_year")
    yearly = (pl.col("unit") == "year").fill_null(False) & pl.col("approximation").is_null()
    year = value.is_between(*YEARS).fill_null(False) & pl.col("is_digits") & (alone | bare & plain & ~counted | yearly)
    year |= alone & plain & value.is_between(*OLD_YEARS) & pl.col("is_in_year")
    year |= value.is_between(*YEARS) & pl.col("value_high").is_between(*YEARS).fill_null(False) & bare
    clock = alone & pl.col("bare") & (value <= HOURS).fill_null(False) & pl.col("is_clock")
    score = alone & pl.col("is_score")
    other = year | _is_named(words) | clock | score | alone & value.is_null()
    return ~other & (~one | pl.col("is_countable").fill_null(False))


def _is_named(words: readings.FigureLexicon) -> pl.Expr:
    """Whether a number is part of a name, of a title, of an address, of a day or of a word."""
    alone, plain = pl.col("alone"), pl.col("plain")
    named = pl.col("is_named").fill_null(False) | plain & pl.col("is_model")
    named |= plain & pl.col("is_title") & pl.col("is_title_end")
    named |= pl.col("unit").is_null() & pl.col("noun").is_null() & plain & pl.col("is_street")
    named |= alone & pl.col("is_fraction") & pl.col("is_on_day")
    if words.named_capital:
        opens = pl.col("from") == 0  # and is not behind other words of its expression: "Ни один из 42"
        named |= (pl.col("bare") & pl.col("is_capital") | pl.col("is_capitals")) & pl.col("is_within") & opens
        in_title = pl.col("is_in_title") | pl.col("is_title_behind") | pl.col("is_product")
        named |= pl.col("bare") & (pl.col("is_titled") & in_title).fill_null(False)
    if words.ordinal_sign:  # "8° Congreso", but "30° a la sombra"
        named |= (pl.col("unit") == "degree").fill_null(False) & pl.col("is_word_behind") & ~pl.col("is_stop_behind")
    if words.counter:
        single = pl.col("value_high").is_null() & (pl.col("value").eq_missing(1) | ~pl.col("is_counter"))
        named |= alone & pl.col("is_letter") & single | pl.col("is_from_to")
    return named


def _confidence(words: readings.FigureLexicon) -> pl.Expr:
    """The measured share of right rows: of numbers without noun and unit (``alone``), of others by their method.

    Where a language states it, ``one_noun`` has a share of its own.
    """
    alone = pl.col("noun").is_null() & pl.col("unit").is_null() | pl.col("person").is_not_null() & pl.col("one_name")
    single = pl.col("one_noun") & pl.col("noun").is_not_null() & ("one_noun" in words.confidence)
    method = pl.when(alone).then(pl.lit("alone")).when(single).then(pl.lit("one_noun")).otherwise("method")
    return method.replace_strict(words.confidence, default=UNMEASURED, return_dtype=pl.Float64)


def _add_claimants(found: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Add ``claimant``: the speaker of the innermost quote that holds a figure.

    That is the last quote that begins before the figure and ends behind it. Only the NESTED last ones that begin
    before it are looked at, for a document may have thousands of either. A speaker below CLAIMED is none.
    """
    spoken = quotes.filter(pl.col("speaker").is_not_null()).sort("doc", "start", "end", descending=[False, False, True])
    begins, ends = (places_in_part(spoken, name) for name in ("start", "end"))
    starts, stops = (places_in_part(found, name) for name in ("start", "end"))
    last = np.searchsorted(begins, starts, side="right") - 1
    claim = np.full(found.height, -1)
    for step in range(NESTED):
        row = last - step
        inside = (claim < 0) & (row >= 0)
        inside[inside] = ends[row[inside]] >= stops[inside]
        claim = np.where(inside, row, claim)
    sure = pl.when(pl.col("confidence") >= CLAIMED).then("speaker")
    speakers = spoken.select(sure).to_series().gather(pl.Series(claim, dtype=pl.Int64).replace(-1, None))
    return found.with_columns(claimant=speakers.alias("claimant"))
