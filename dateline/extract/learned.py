"""Small logistic models over named features: how the extractor weighs what rules and grammar propose.

Comes in: the names of the features that hold. Goes out: a probability, and the features that moved it. The weights
(`weights.json`) come from `training/extract`, whose card gives data, recipe and scores. Must not know: events.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from dateline.model import DEFAULT_EXTRACTOR

Features = frozenset[str]


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: bias, one weight a feature, and the probability from which the answer is yes."""

    bias: float
    weights: dict[str, float]
    threshold: float

    def probability(self, features: Iterable[str]) -> float:
        """Between 0 and 1; features without a weight count nothing.

        >>> round(Model(0.0, {"in_title": 1.0}, 0.5).probability({"in_title", "unheard_of"}), 2)
        0.73
        """
        # fsum: the same sum in whatever order a set gives its members.
        told = filter(None, map(self.weights.get, features))
        return 1 / (1 + math.exp(-self.bias - math.fsum(told)))

    def reasons(self, features: Iterable[str], *, most: int = 5) -> str:
        """The features that moved the answer most: "+in_title +toll:number -clause:relcl"."""
        moved: dict[str, float] = {}
        for feature in sorted(f for f in features if f in self.weights):
            # of the steps that one of the encoder's chances has passed, only the highest is told
            name, step, _ = feature.partition(">=")
            lower = [f for f in moved if step and name.startswith("encoder") and f.startswith(f"{name}>=")]
            moved[feature] = self.weights[feature] + sum(moved.pop(f) for f in lower)
        heavy = sorted(moved, key=lambda f: (-abs(moved[f]), f))[:most]
        return " ".join(f"{'+' if moved[f] > 0 else '-'}{f}" for f in heavy if moved[f])


@lru_cache(maxsize=10_000)
def bucket(number: float, *edges: float) -> str:
    """The band that a number falls in, as part of a feature's name.

    >>> bucket(3, 1, 2, 4), bucket(9, 1, 2, 4)
    ('<4', '>=4')
    """
    return next((f"<{edge:g}" for edge in edges if number < edge), f">={edges[-1]:g}")


@cache
def models(extractor: str = DEFAULT_EXTRACTOR) -> dict[str, Model]:
    """The shipped models of an extractor, by the question they answer."""
    text = files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    return {name: Model(**entry) for name, entry in json.loads(text)["extractors"][extractor].items()}
