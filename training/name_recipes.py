"""What the model of names of each language learns from: how much of which texts, in which language.

Set by hand; docs/decisions.md ("Labels by hand teach what silver cannot") says what the choices are worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

ALL = "any"  # the model for languages without a model of their own
OWN = 2.0  # how often labels by hand count in the model of their language
OLD = 0.15  # the share of newspapers that a machine read from old print: much of them is no language of today
GERMAN_NEWS = 3.0  # how often labelled German news count, with weights of their own
NEAR, FAR = 0.3, 0.2  # the share of labels by hand in a near language, and in another
# How strongly weights are drawn to 0: more where labels are noisy, or those of other languages.
CLEAN, NOISY = 0.5, 2.0
NONE: Mapping[str, float] = MappingProxyType({})


class Recipe(NamedTuple):
    """The shares of sentences by language; above 1, how often they count."""

    gold: Mapping[str, float] = NONE  # labelled by hand
    silver: Mapping[str, float] = NONE  # labelled by the links of Wikipedia
    old: Mapping[str, float] = NONE  # labelled by hand, in historical newspapers
    taught: Mapping[str, float] = NONE  # labelled by other taggers, in news
    l1: float = NOISY  # CLEAN or NOISY


def _each(languages: str, share: float) -> dict[str, float]:
    return dict.fromkeys(languages.split(), share)


RECIPES: Mapping[str, Recipe] = {
    # Labels by hand, and silver ones for the words that these do not have.
    "en": Recipe({"en": OWN, **_each("pt ro no da sv hr", NEAR)}, {"en": 0.3}, taught={"en": 0.4}, l1=CLEAN),
    "pt": Recipe({"pt": OWN, **_each("en ro", 0.5), **_each("no da hr", FAR)}, {"pt": 0.5}, l1=CLEAN),
    "ru": Recipe({"ru": OWN, **_each("hr sk pl", NEAR), **_each("en pt", FAR)}, taught={"ru": 1.0}, l1=CLEAN),
    "pl": Recipe({"pl": OWN, **_each("hr sk", 0.5), **_each("en pt ro", NEAR)}, {"pl": 1.0}, l1=CLEAN),
    # Silver labels, and those by hand of other languages.
    "fr": Recipe({**_each("pt ro en", 1.0), **_each("nb hr", 0.5)}, {"fr": 1.0}, {"fr": OLD}),
    "es": Recipe({**_each("pt ro en", 1.0), **_each("nb hr", 0.3)}, {"es": 1.0}),
    "nl": Recipe({"en": 1.0, **_each("no da sv", 0.6), "pt": NEAR}, {"nl": 1.0}, {"nl": OLD}),
    # Nothing of their own.
    "it": Recipe({**_each("pt ro en", 1.0), **_each("nb hr", 0.4)}, {"es": 0.6, "fr": 0.4, "pt": 0.3}),
    "uk": Recipe(
        {"ru": 1.0, **_each("hr sk pl", 0.6), **_each("en pt", FAR)}, taught={"ru": 0.7}, l1=CLEAN
    ),  # in plain letters, they share words
    ALL: Recipe(_each("en pt nb da sv ro hr sk fi hu tr ru pl lv et", 0.5), _each("de en es fr nl pl pt ru", 0.1)),
}

# German learns from labelled news, too, which no other language has (GERMAN_NEWS).
GERMAN = Recipe(silver={"de": 1.0}, l1=CLEAN)

FOREIGN = Recipe(_each("en pt ro hr sk fi", 0.5), _each("de en es nl", 0.1))
# Models that are only measured, as those that have no labels by hand in their language: the first as French, Spanish
# and Dutch; the second as languages of which nothing was learnt, with others near them (Swedish) and without
# (Hungarian). The language before the hyphen is read.
TRIED: Mapping[str, Recipe] = {
    "pt-silver": Recipe({**_each("ro en", 1.0), **_each("nb hr", 0.5)}, {"pt": 1.0}),
    "sv-foreign": FOREIGN,
    "hu-foreign": FOREIGN,
}
