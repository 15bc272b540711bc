"""JSON that is nearly right is read; what is none gives nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.reading.page.flawed_json import parse_flawed_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('//<![CDATA[\n{"name": "Quay"};\n//]]>', {"name": "Quay"}),
        ('/*<![CDATA[*/ {"name": "Quay"} /*]]>*/', {"name": "Quay"}),
        ('<!-- {"name": "Quay"}; -->', {"name": "Quay"}),
        ('{"name": "Quay"\n"url": "x", "tags": ["a", "b",],}', {"name": "Quay", "url": "x", "tags": ["a", "b"]}),
        ('{"a": {"b": 1} "c": 2}', {"a": {"b": 1}, "c": 2}),
        ('{"a": [{"b": 1} {"b": 2}]}', {"a": [{"b": 1}, {"b": 2}]}),
        ('{"name": "The "Quay" sails", "url": "x"}', {"name": 'The "Quay" sails', "url": "x"}),
        ('{"name": "She said "no", and left"}', {"name": 'She said "no", and left'}),
        (r'{"name": "Quay \& Co"}', {"name": r"Quay \& Co"}),
        ('{"a": 1}\n{"b": 2}', [{"a": 1}, {"b": 2}]),
    ],
)
def test_flawed_json_is_read(text: str, value: Any) -> None:
    assert parse_flawed_json(text) == value


@pytest.mark.parametrize("text", ["", "{", "[1, 2", "no json", "{'a': 1}", "[" * 5_000, '{"a": "x', '{"' * 500])
def test_what_is_no_json_gives_nothing(text: str) -> None:
    assert parse_flawed_json(text) is None
