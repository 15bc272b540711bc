"""Each moment counts for one step; every function that is measured apart is there."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest

from bench import stopwatch
from bench.stopwatch import APART, Stopwatch


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    """A stopwatch whose clock goes on by a second each time that it is looked at."""
    clock = iter(range(100))
    monkeypatch.setattr(stopwatch, "process_time", lambda: float(next(clock)))
    return Stopwatch()


def test_a_step_within_a_step_counts_once(watch: Stopwatch) -> None:
    inner = watch.wrap("inner", lambda: None)  # looks at the clock twice: 1 s
    outer = watch.wrap("outer", lambda: (inner(), inner()))  # 5 s, 2 of them within
    outer()
    assert watch.seconds == {"inner": 2.0, "outer": 3.0}


def test_a_step_that_fails_counts_too(watch: Stopwatch) -> None:
    def fail() -> None:
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        watch.wrap("failing", fail)()
    watch.wrap("next", lambda: None)()
    assert watch.seconds == {"failing": 1.0, "next": 1.0}


def test_the_work_of_a_generator_is_measured(watch: Stopwatch) -> None:
    inner = watch.wrap("inner", lambda: None)

    def generate() -> Iterator[int]:
        inner()
        yield 1

    assert watch.wrap("outer", generate)() == [1]
    assert watch.seconds == {"inner": 1.0, "outer": 2.0}


@pytest.mark.parametrize("name", sorted(APART))
def test_what_is_measured_apart_is_there(name: str) -> None:
    home, _, function = name.rpartition(".")
    assert callable(getattr(import_module(home), function))


def test_a_function_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import_module("tasks.cleaning.rules")
    monkeypatch.setattr(stopwatch, "APART", frozenset({"tasks.cleaning.rules.no_such_function"}))
    with pytest.raises(LookupError, match=r"no function tasks\.cleaning\.rules\.no_such_function\. Correct APART"):
        Stopwatch().wrap_steps()
