"""The conditional logit model: labelled names in, weights out.

For each name one of these is right: some candidates, "a place that the gazetteer lacks", "no place". The weights
maximise the logarithm of what the model gives to the right ones, less a penalty on their distance from what is
expected of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from dateline.resolve.places.features import Features
from dateline.resolve.places.ranking import unlisted_features
from training.places.examples import Labelled

Floats = NDArray[np.float64]
# Where the penalty draws the weights to: what was set by hand, on training reports, before there was a model. Features
# that say nearly the same share their weight in any way that fits the texts; this keeps the way that reads well.
EXPECTED = {
    "people": 4.0, "exact": 0.8, "likeness": 2.0, "capital": 1.0, "capital_unit": -1.0,
    "country_share": 2.5, "country_share_alone": 3.0, "country_told": 0.7, "country_most_told": 1.0,
    "country_beside": 2.5, "other_country_beside": -1.0,
    "called:unit": 3.0, "called:town": 1.5, "called:site": 1.5, "called:nature": 1.5, "called:area": 0.5,
    "called:town_is_unit": -2.5, "called:unit_is_town": -0.5,
    "others_in_country": 1.0, "others_in_unit": 1.0, "others_near": 1.5, "holder_named": 1.0,
    "within_said": 4.0, "within_apposed": 5.0, "holds_said": 1.0, "holds_apposed": 3.0,
    "kind:country": 2.0, "kind:admin2": -1.0, "kind:admin3": -1.2, "kind:airport": -1.0,
    "is:evidence": 4.0, "is:called": 1.0, "is:kind:town": 0.5, "is:kind:unit": 0.5,
    "behind_largest": -1.0, "country_not_told": -0.5, "country_seen": 0.5, "actors_country": 1.0,
    "outlet_country": 0.5, "one_near": 0.5, "others_could_be_near": 1.0, "others_in_second_unit": 0.5,
    "unit_elsewhere": 2.0, "unit_holds_another": 1.0, "town_of_unit_so_called": 1.0, "unit_with_town_so_called": -1.0,
}  # fmt: skip
LEAST = {"within_apposed": 5.0}  # "Vienna, Virginia": so do papers tell places of one name apart
MIN_COUNT = 12  # a number seen on fewer names tells nothing that holds elsewhere


@dataclass(slots=True)
class Problem:
    """All names of the reports: a row an alternative, of which some are right. `owner`: its name."""

    matrix: csr_matrix
    owner: NDArray[np.intp]
    right: NDArray[np.bool_]
    counted: NDArray[np.bool_]  # alternatives that are in the choice at all
    keys: list[str]
    size: int


def problem(reports: Sequence[Labelled], context: Sequence[Sequence[Features]]) -> Problem:
    """`context[i]`: what the other places say for each row of report i; empty: nothing."""
    rows: list[Features] = []
    owner: list[int] = []
    right: list[bool] = []
    counted: list[bool] = []
    names = 0
    for report, around in zip(reports, context, strict=True):
        scene = report.scene
        for n, (meaning, block) in enumerate(zip(report.meaning, scene.rows, strict=True)):
            if meaning == "unknown":
                continue
            about = scene.about[n]
            for r in block:
                rows.append({**about, **scene.each[r], **(around[r] if around else {})})
                right.append(bool(report.right[r]) and meaning in ("place", "inside"))
            rows += [unlisted_features(about), {}]
            right += [meaning == "unlisted", meaning == "nothing"]
            counted += [True] * len(block) + [meaning != "inside"] * 2
            owner += [names] * (len(block) + 2)
            names += 1
    seen: Counter[str] = Counter()
    for row in rows:
        seen.update(row.keys())
    keys = sorted(key for key, count in seen.items() if count >= MIN_COUNT)
    number = {key: i for i, key in enumerate(keys)}
    cells = [(r, number[k], v) for r, row in enumerate(rows) for k, v in row.items() if k in number]
    where_r, where_c, values = zip(*cells, strict=True)
    matrix = csr_matrix((values, (where_r, where_c)), shape=(len(rows), len(keys)))
    return Problem(matrix, np.array(owner), np.array(right), np.array(counted), keys, names)


def learn(task: Problem, penalty: float) -> dict[str, float]:
    """The weights, rounded to what is shipped."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = np.where(task.counted, task.matrix @ weights, -np.inf)
        whole, share = _normalise(task, scores)
        good, share_good = _normalise(task, np.where(task.right, scores, -np.inf))
        away = weights - expected
        value = (whole - good).sum() + penalty * (away**2).sum() / 2
        return float(value), task.matrix.T @ (share - share_good) + penalty * away

    expected = np.array([EXPECTED.get(key, 0.0) for key in task.keys])
    # A weight may fade but not turn against what its number means: alike features would else cancel each other.
    signs = [
        (LEAST.get(key, 0), None) if e > 0 else (None, 0) if e < 0 else (None, None)
        for key, e in zip(task.keys, expected, strict=True)
    ]
    found = minimize(loss, expected, jac=True, bounds=signs, method="L-BFGS-B", options={"maxiter": 400})
    return {k: round(float(w), 3) for k, w in zip(task.keys, found.x, strict=True) if abs(w) >= 0.0005}


def _normalise(task: Problem, scores: Floats) -> tuple[Floats, Floats]:
    """The logarithm of the summed powers by name, and each row's share of them."""
    top = np.full(task.size, -np.inf)
    np.maximum.at(top, task.owner, scores)
    powers = np.exp(scores - top[task.owner])
    sums = np.zeros(task.size)
    np.add.at(sums, task.owner, powers)
    return top + np.log(sums), powers / sums[task.owner]
