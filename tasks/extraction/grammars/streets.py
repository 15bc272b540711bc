"""Patterns of what is around the number of a house, which is no figure and no year."""

from __future__ import annotations

from schemas.small_words import any_of

_NAME = r"(?:[\p{L}.’'-]+ ){0,4}[\p{L}.’'-]+"
# Before the number: "(ul. Długa, 12)", "Lange Straße (3)", "Avenida Brasil 1500".
STREET = (
    rf"(?i)(?:(?:^|[ (,])(?:{any_of('streets', 'types')}) {_NAME}|(?:{any_of('streets', 'endings')}))"
    r"(?:,? |,? \(|, ?n[.°º] ?)$"
)
# Behind a number that is that of a house, and no age: "Galerie Blum, 12, rue du Port".
STREET_NEXT = rf"(?i)^, ?(?:{any_of('streets', 'types_behind')}) "
# Before a number that may also be a year: "in der Langen Straße 1945" is one.
STREET_BEFORE_YEAR = rf"(?i)(?:^|[ (,])(?:{any_of('streets', 'types_before_years')}) {_NAME},? $"
# Behind the number: "1845 Elm Street".
STREET_BEHIND = (
    r"^(?: (?:\p{Lu}[\p{L}.’'-]*|\d+(?:st|nd|rd|th))){1,3} "
    rf"(?:{any_of('streets', 'endings_behind')})(?:[^\p{{L}}]|$)"
)
