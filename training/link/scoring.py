"""Chances of pairs in, how well their groups agree with the hand-coded keys out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from dateline.link.cluster import cluster
from dateline.link.context import Pair
from training.link.learn import Told


@dataclass(frozen=True, slots=True)
class Figures:
    """Pairs across reports, and the mean F1 of MUC, B³ and CEAF-e."""

    precision: float
    recall: float
    f1: float
    conll: float

    def __str__(self) -> str:
        return f"pairs P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f}, CoNLL {self.conll:.3f}"


def mean(several: Sequence[Figures]) -> Figures:
    """Of each figure."""
    return Figures(
        *(sum(values) / len(several) for values in zip(*(astuple(f) for f in several), strict=True))
    )


def score(
    told: Told,
    chances: Mapping[Pair, float],
    threshold: float,
    scorer: Any,
    without: Collection[str] = (),
) -> Figures:
    """Figures of the gold's `score_links.py`; `without`: keys whose statements are left out of the scoring."""
    groups = cluster({n: {s.report_id} for n, s in enumerate(told.statements)}, {}, chances, threshold)
    labels = {n: str(min(group)) for group in groups for n in group}
    names = {n: tuple(s.id.split("\t")) for n, s in enumerate(told.statements) if told.keys[n] not in without}
    found = scorer.score({names[n]: told.keys[n] for n in names}, {names[n]: labels[n] for n in names})
    conll = sum(found[measure][2] for measure in ("muc", "b3", "ceaf_e")) / 3
    return Figures(*found["pairs_cross_report"], conll)
