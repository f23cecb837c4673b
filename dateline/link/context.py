"""What all other statements say of a pair: how likely two are one event, seen among all that may be.

Comes in: which statements (or units of them) may be one, with the log odds that they are by themselves, and the texts
that each is from. Goes out: named numbers a pair, and its chance. Must not know: fields, judgements, groups.

A report tells an event once, so of two candidates in one report one at most is right; and two statements that are one
event have the same partners elsewhere.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, fsum, log1p, sqrt

Pair = tuple[int, int]  # the lower number first
MOST_MARGIN = 5.0  # log odds
LIKELY = 0.2  # a partner that speaks against others is at least so likely one


@dataclass(frozen=True, slots=True)
class Web:
    """All pairs that may be one. `odds`: log odds by themselves; `texts[n]`: the texts that n is from."""

    odds: Mapping[Pair, float]
    texts: Sequence[Set[str]]

    def partners(self) -> dict[int, dict[int, float]]:
        """Number -> its partners in order, with the chance of each by itself."""
        found: dict[int, dict[int, float]] = defaultdict(dict)
        for (a, b), odds in sorted(self.odds.items()):
            found[a][b] = found[b][a] = chance_of(odds)
        return found


@cache
def weights() -> Mapping[str, float]:
    """The shipped weights."""
    text = files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    found: dict[str, float] = json.loads(text)["context"]
    return found


def chance_of(odds: float) -> float:
    """Natural log odds -> probability.

    >>> chance_of(0.0)
    0.5
    """
    return 1 / (1 + exp(-odds)) if odds > -700 else 0.0


def surroundings(web: Web) -> Iterator[tuple[Pair, dict[str, float]]]:
    """For each pair what is weighed, in the order of the pairs."""
    partners = web.partners()
    length = {n: sqrt(fsum(p * p for p in known.values())) for n, known in partners.items()}
    for (a, b), odds in sorted(web.odds.items()):
        of_a, of_b = partners[a], partners[b]
        both = of_a.keys() & of_b.keys()
        common = fsum(of_a[n] * of_b[n] for n in both)
        yield (
            (a, b),
            {
                "alone": odds,
                "lead": min(_lead(web, odds, a, b, of_a), _lead(web, odds, b, a, of_b)),
                "best_common": max((min(of_a[n], of_b[n]) for n in both), default=0.0),
                "common": log1p(common),
                "alike": common / (length[a] * length[b]),
                "against": log1p(max(_against(web, b, of_a, of_b), _against(web, a, of_b, of_a))),
            },
        )


def _lead(web: Web, odds: float, one: int, other: int, partners: Mapping[int, float]) -> float:
    """By how much (log odds) `other` is ahead of the best rival for `one` in its own texts."""
    rivals = (
        web.odds[min(one, n), max(one, n)]
        for n in partners
        if n != other and not web.texts[n].isdisjoint(web.texts[other])
    )
    return max(-MOST_MARGIN, min(MOST_MARGIN, odds - max(rivals, default=-MOST_MARGIN * 2)))


def _against(web: Web, other: int, partners: Mapping[int, float], others: Mapping[int, float]) -> float:
    """How many likely partners of one are none of the other's, though they are from other texts."""
    return fsum(
        chance * (1 - others.get(n, 0.0))
        for n, chance in partners.items()
        if n != other and chance > LIKELY and web.texts[n].isdisjoint(web.texts[other])
    )


def chances(web: Web, model: Mapping[str, float] | None = None) -> dict[Pair, float]:
    """How likely each pair is one event, with what the others say."""
    model = weights() if model is None else model
    return {pair: chance_of(log_odds(found, model)) for pair, found in surroundings(web)}


def log_odds(found: Mapping[str, float], model: Mapping[str, float]) -> float:
    return model["prior"] + fsum(model[key] * value for key, value in found.items())
