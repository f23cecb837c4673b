"""How far confidences can be trusted: the bins, their error, and the plot of them."""

from __future__ import annotations

import re

import pytest

from docs.accuracy import SIDE, reliability_plot
from training.extract.reliability import reliability


def test_a_confidence_that_says_what_it_means_has_no_error() -> None:
    told = [("event", 0.75, number < 3) for number in range(4)]
    assert reliability(told) == {
        "event": {"n": 4, "error": 0.0, "bins": [{"n": 4, "confidence": 0.75, "right": 0.75}]}
    }


def test_the_error_is_weighted_by_the_size_of_the_bins() -> None:
    told = [("place", 0.9, False), *[("place", 0.5, number < 1) for number in range(2)], ("place", 1.0, True)]
    found = reliability(told)["place"]
    assert [held["n"] for held in found["bins"]] == [2, 2]  # 0.9 and 1.0 share the last bin
    assert found["error"] == pytest.approx((2 * 0.0 + 2 * 0.45) / 4)


def test_the_plot_has_a_point_a_bin_where_it_belongs() -> None:
    told = [("event", 0.25, False), ("event", 0.25, True), ("actor", 0.5, True)]
    plot = reliability_plot({"rules": reliability(told)})
    points = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', plot)
    assert points == [(f"{SIDE * 0.25:.1f}", f"{SIDE * 0.5:.1f}"), (f"{SIDE * 0.5:.1f}", "0.0")]
