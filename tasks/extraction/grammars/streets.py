"""Patterns of what is around the number of a house, which is no figure and no year."""

from __future__ import annotations

_TYPES = (
    r"rue|via|viale|piazza|corso|calle|avenid?a|avda\.|paseo|plaza|rua|travessa|ul\.|al\.|pl\.|вул\.|ул\.|"
    r"улиц[аые]|вулиц[яі]|просп\.|проспекте?|пл\.|бул\."
)
_ENDINGS = (
    r"stra(?:ß|ss)e|str\.|gasse|allee|straat|laan|gatan|vägen| street| st\.| avenue| ave\.?| road| rd\.?|"
    r" boulevard| blvd\.?| caddesi| sokağı"
)
_NAME = r"(?:[\p{L}.’'-]+ ){0,4}[\p{L}.’'-]+"
# Before the number: "(ul. Długa, 12)", "Lange Straße (3)", "Avenida Brasil 1500".
STREET = rf"(?i)(?:(?:^|[ (,])(?:{_TYPES}) {_NAME}|(?:{_ENDINGS}))(?:,? |,? \(|, ?n[.°º] ?)$"
# Behind a number that is that of a house, and no age: "Galerie Blum, 12, rue du Port".
STREET_NEXT = (
    r"(?i)^, ?(?:rue|r\.|avenue|av\.|boulevard|bd\.?|quai|via|viale|piazza|calle|rua|avenida|ul\.|вул\.|ул\.) "
)
# Before a number that may also be a year: "in der Langen Straße 1945" is one.
STREET_BEFORE_YEAR = rf"(?i)(?:^|[ (,])(?:rue|via|viale|piazza|calle|avenid?a|avda\.|paseo|rua|travessa) {_NAME},? $"
# Behind the number: "1845 Elm Street".
STREET_BEHIND = (
    r"^(?: (?:\p{Lu}[\p{L}.’'-]*|\d+(?:st|nd|rd|th))){1,3} "
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Drive|Way|Court|Place|Terrace|Parkway|Highway)(?:[^\p{L}]|$)"
)
