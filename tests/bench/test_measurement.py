"""A measurement goes from process to process; its median is that of each figure."""

from __future__ import annotations

from bench.measurement import Measurement, take_median


def test_a_measurement_goes_from_process_to_process() -> None:
    measured = Measurement(20, 1.5, 0.25, 90.0, 120.5, {"reading.read": 0.125})
    assert Measurement.from_json(measured.to_json()) == measured


def test_the_median_is_that_of_each_figure_by_itself() -> None:
    runs = [Measurement(20, 1.5, seconds, 90.0, 200 - seconds, {"a": seconds, "b": -seconds}) for seconds in (1, 5, 2)]
    assert take_median(runs) == Measurement(20, 1.5, 2, 90.0, 198, {"a": 2, "b": -2})
