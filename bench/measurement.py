"""What a measurement says, and the median of several. Imports little: see ``bench.speed``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured in a process."""

    documents: float
    megabytes: float  # of what went in
    seconds: float
    idle: float  # the peak of memory before the work, in megabytes; 0 where it is not measured
    peak: float  # the peak of memory after it, in megabytes; 0 where it is not measured
    steps: dict[str, float] = field(default_factory=dict)  # seconds by step

    def to_json(self) -> str:
        """Write it down for another process."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Measurement:
        """Read what another process wrote down."""
        return Measurement(**json.loads(text))


def take_median(measured: Sequence[Measurement]) -> Measurement:
    """Give the median of each figure, and of each step.

    >>> runs = [Measurement(1, 2.0, seconds, 0, 0, {"read": seconds / 2}) for seconds in (3.0, 9.0, 4.0)]
    >>> take_median(runs)
    Measurement(documents=1, megabytes=2.0, seconds=4.0, idle=0, peak=0, steps={'read': 2.0})
    """
    figures = {
        name: median(getattr(one, name) for one in measured)
        for name in ("documents", "megabytes", "seconds", "idle", "peak")
    }
    steps = {step: median(one.steps[step] for one in measured) for step in measured[0].steps}
    return Measurement(**figures, steps=steps)
