"""The time that each step takes: processor time of the functions that modules of ``tasks/`` call of each other."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from inspect import isfunction, isgeneratorfunction
from time import process_time
from typing import Any

# A step is a module of tasks/. These functions are steps of their own, to see what their module's time is spent on.
APART = frozenset({"tasks.cleaning.rules.cut_inline", "tasks.cleaning.rules.mark_blocks"})


class Stopwatch:
    """Seconds of processor time by step. What a step calls of another counts for the other alone."""

    def __init__(self) -> None:
        """Nothing is measured until a function is wrapped."""
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]  # of each call that is under way: the time of wrapped functions within it

    def wrap(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that does the same and is measured; a generator's values come as a list."""

        def timed(*arguments: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            began = process_time()
            try:
                result = function(*arguments, **named)
                return list(result) if isgeneratorfunction(function) else result
            finally:
                took = process_time() - began
                self.seconds[step] += took - self._inner.pop()
                self._inner[-1] += took

        return timed

    def wrap_steps(self) -> None:
        """Measure all steps from now on, in the modules of tasks/ that are loaded.

        Raises:
            LookupError: a function that is named in APART is not there.
        """
        modules = {name: module for name, module in sys.modules.items() if name.startswith("tasks.")}
        for named in APART:
            home, _, name = named.rpartition(".")
            if not hasattr(modules.get(home), name):
                raise LookupError(f"There is no function {named}. Correct APART in bench/stopwatch.py.")
        for module in modules.values():
            for name, function in list(vars(module).items()):
                if isfunction(function) and (step := _step_of(function)):
                    setattr(module, name, self.wrap(step, function))


def _step_of(function: Callable[..., Any]) -> str | None:
    """The step that a function is part of: its module, or itself; None if it is not measured."""
    home, own = function.__module__, f"{function.__module__}.{function.__name__}"
    if own in APART:
        return own.removeprefix("tasks.")
    is_step = home.startswith("tasks.") and not function.__name__.startswith("_")
    return home.removeprefix("tasks.") if is_step else None
