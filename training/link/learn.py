"""The two logistic models of linking: hand-coded statements with their keys in, weights and chances out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.links import load_keys, load_statements
from dateline.link.block import find_pairs
from dateline.link.compare import POSSIBLE, comparable, numbers, profile
from dateline.link.context import Pair, Web, chance_of, log_odds, surroundings
from dateline.model import ReportFacts, Statement, digest

Floats = NDArray[np.float64]
Weights = dict[str, float]


class Model(TypedDict):
    """The form of `dateline/link/weights.json`."""

    pair: dict[str, dict[str, float]]  # field -> level or number -> weight
    context: Weights


FOLDS = 5
MIN_COUNT = 5  # of pairs: a level seen less often tells nothing that holds elsewhere
CONTEXT_PENALTY = 3.0
# Where the penalty draws the weights to: log odds set by hand before there was a model. The hand-coded statements hold
# much of long campaigns and hardly any two of one day, so what they do not tell of must come from elsewhere.
EXPECTED = {
    "prior": -2.8,
    "type same": 1.0, "type same_family": -2.5,
    "time same_day": 4.0, "time same_days": 2.5, "time next_day": 0.5, "time days_apart": -1.0, "time within": 2.0,
    "time within_long": -0.5, "time open_near": 1.5, "time open_far": -0.5, "time undated": -2.5,
    "place same_place": 2.0, "place close": 0.5, "place same_area": 2.0, "place same_country": 0.5,
    "place within_area": 0.5, "place unplaced": -1.0, "place in_country": -1.0, "place one_unplaced": -1.0,
    "actors same": 1.5, "actors parent": 0.5, "actors turned": -2.0, "actors differ": -1.5,
    "targets same": 0.5, "targets parent": 0.5, "targets turned": -1.5, "targets differ": -1.5,
    "tolls equal": 3.0, "tolls overlap": 1.5, "tolls none": -0.5, "tolls differ": -1.5,
    "names shared": 4.0, "names differ": -1.5, "count equal": 1.5, "count differ": -1.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen by cross-validation."""

    penalty: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Told:
    """Statements with the keys of their events, and all pairs that are compared: what is weighed, and the truth."""

    statements: Sequence[Statement]
    keys: Sequence[str]
    pairs: Mapping[Pair, Mapping[str, float]]  # "field level" -> value
    same: Mapping[Pair, bool]
    fold: Sequence[int]  # by statement

    def parted(self, way: int) -> Told:
        """The same in other folds: reports in the order of a hash of their id, dealt out."""
        ids = sorted({s.report_id for s in self.statements}, key=lambda id: digest("fold", way, id))
        fold = {id: n % FOLDS for n, id in enumerate(ids)}
        return replace(self, fold=[fold[s.report_id] for s in self.statements])

    def largest(self, count: int) -> set[str]:
        """The keys of the events with the most statements."""
        return {key for key, _ in Counter(self.keys).most_common(count)}

    def between(self, one: int, other: int) -> list[Pair]:
        """The pairs of two folds."""
        return [p for p in self.pairs if {self.fold[p[0]], self.fold[p[1]]} == {one, other}]

    def without(self, folds: Collection[int]) -> list[Pair]:
        """The pairs none of whose statements is in these folds."""
        return [p for p in self.pairs if self.fold[p[0]] not in folds and self.fold[p[1]] not in folds]

    def web(self, odds: Mapping[Pair, float]) -> Web:
        texts = [{s.report_id} for s in self.statements]
        return Web({pair: found for pair, found in odds.items() if found >= POSSIBLE}, texts)


def load_told(sources: Iterable[Path]) -> Told:
    """The coded reports of several folders."""
    statements: list[Statement] = []
    facts: dict[str, ReportFacts] = {}
    keyed: dict[tuple[str, ...], str] = {}
    for source in sources:
        told, known = load_statements(source)
        statements += told
        facts |= known
        keyed |= load_keys(source)
    keys = [keyed[tuple(s.id.split("\t"))] for s in statements]
    of = [facts.get(s.report_id) for s in statements]
    profiles = [profile(s, f) for s, f in zip(statements, of, strict=True)]
    pairs: dict[Pair, dict[str, float]] = {}
    for b, a in sorted(find_pairs(statements, of)):
        if statements[a].report_id != statements[b].report_id and comparable(profiles[a], profiles[b]):
            found = numbers(profiles[a], profiles[b])
            pairs[a, b] = {f"{field} {key}": v for field, known in found.items() for key, v in known.items()}
    same = {(a, b): keys[a] == keys[b] for a, b in pairs}
    return Told(statements, keys, pairs, same, []).parted(0)


def fit(told: Told, penalty: float) -> Model:
    """Both models from all pairs."""
    alone, context = _fit_both(told, (), penalty)
    fields: dict[str, dict[str, float]] = defaultdict(dict)
    for name, weight in sorted(alone.items()):
        field, _, key = name.partition(" ")
        fields[field][key or field] = round(weight, 3)
    return {"pair": fields, "context": {key: round(weight, 3) for key, weight in context.items()}}


def cross_validate(told: Told, penalty: float, *, both_out: bool = True) -> dict[Pair, float]:
    """The chance of each pair by models that saw no report of the folds that its two are in.

    Without `both_out` each fold is left out by itself, as in plain cross-validation: of a pair across two folds the
    mean of two models, each of which saw one of its reports, but never beside the other.
    """
    found: dict[Pair, list[float]] = defaultdict(list)
    left_out = combinations_with_replacement(range(FOLDS), 2) if both_out else ((n,) for n in range(FOLDS))
    for folds in left_out:
        alone, context = _fit_both(told, set(folds), penalty)
        for pair, around in surroundings(told.web(_odds(told, alone, told.pairs))):
            of_pair = {told.fold[pair[0]], told.fold[pair[1]]}
            if of_pair == set(folds) if both_out else not of_pair.isdisjoint(folds):
                found[pair].append(chance_of(log_odds(around, context)))
    return {pair: sum(chances) / len(chances) for pair, chances in found.items()}


def _fit_both(told: Told, out: Collection[int], penalty: float) -> tuple[Weights, Weights]:
    """Both models without the folds `out`. The second learns from what the first says of pairs it did not see."""
    rows = told.without(out)
    alone = _fit_alone(told, rows, penalty)
    odds = _odds(told, alone, told.pairs)
    rest = [fold for fold in range(FOLDS) if fold not in out]
    blind = {fold: _fit_alone(told, told.without({*out, fold}), penalty) for fold in rest}
    for one, other in combinations_with_replacement(rest, 2):
        held = told.between(one, other)
        models = [_odds(told, blind[fold], held) for fold in {one, other}]
        odds |= {pair: sum(model[pair] for model in models) / len(models) for pair in held}
    learned = set(rows)
    seen = [(around, told.same[pair]) for pair, around in surroundings(told.web(odds)) if pair in learned]
    return alone, logistic([around for around, _ in seen], [same for _, same in seen], CONTEXT_PENALTY)


def _fit_alone(told: Told, rows: Sequence[Pair], penalty: float) -> Weights:
    found, same = [told.pairs[pair] for pair in rows], [told.same[pair] for pair in rows]
    return logistic(found, same, penalty, EXPECTED)


def _odds(told: Told, model: Weights, pairs: Iterable[Pair]) -> dict[Pair, float]:
    return {
        pair: model["prior"] + sum(model.get(name, 0.0) * value for name, value in told.pairs[pair].items())
        for pair in pairs
    }


def logistic(
    found: Sequence[Mapping[str, float]],
    same: Sequence[bool],
    penalty: float,
    expected: Mapping[str, float] | None = None,
) -> Weights:
    """Weights that make `same` likeliest, less a penalty on how far (squared) they are from what is `expected`.

    "prior" is what any two start with. What is seen too seldom keeps the weight that is expected.

    Numbers are scaled to one spread while learning, so that the penalty treats them alike.
    """
    counts = Counter(name for row in found for name, value in row.items() if value)
    expected = expected or {}
    names = sorted(name for name, count in counts.items() if count >= MIN_COUNT)
    seldom = np.array([sum(expected.get(k, 0.0) * v for k, v in r.items() if k not in names) for r in found])
    matrix = np.array([[row.get(name, 0.0) for name in names] + [1.0] for row in found])
    truth = np.array(same, dtype=float)
    spread = np.ones(len(names) + 1)
    largest = np.abs(matrix).max(axis=0)
    wide = largest > 1.0  # levels and shares reach 1 by themselves
    spread[wide] = matrix[:, wide].std(axis=0)
    scaled = matrix / spread
    penalties = np.full(len(names) + 1, penalty)
    penalties[-1] = 0.0
    centre = np.array([expected.get(name, 0.0) for name in [*names, "prior"]]) * spread

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores, away = scaled @ weights + seldom, weights - centre
        value = np.logaddexp(0, scores).sum() - scores[truth > 0].sum() + (penalties * away**2).sum() / 2
        return float(value), scaled.T @ (1 / (1 + np.exp(-scores)) - truth) + penalties * away

    best = minimize(loss, centre, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x / spread
    return {**expected, **dict(zip([*names, "prior"], map(float, best), strict=True))}
