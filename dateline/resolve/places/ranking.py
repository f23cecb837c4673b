"""Chooses which place of the gazetteer each name of one report means, or none of them.

Comes in: names with their candidates and what the text says about them. Goes out: one choice a name with its
probability and what moved it. A conditional logit model over the numbers of `features.py`: each candidate, "a place
that the gazetteer lacks" and "no place" share one probability. Trained in `training/places` (card beside it).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Literal

import numpy as np

from dateline.resolve.gazetteer.index import Match
from dateline.resolve.places.features import (
    Countries,
    Features,
    Floats,
    Name,
    Table,
    is_own_of,
    of_candidates,
    of_context,
    of_name,
    prior,
)

CONSIDERED = 12  # candidates of a name that are scored in full
ROUNDS = 2  # how often the places chosen so far are asked what they say for each other
REASONS = 5
TOLD = 0.05  # moves below this are told to nobody


@dataclass(frozen=True, slots=True)
class Choice:
    """The place chosen (None: none of these), how likely it is that place, and the best that were passed over.

    `unlisted`: the chance that it is a place which the gazetteer lacks. `reasons`: what moved the choice.
    """

    match: Match | None
    score: float
    passed_over: tuple[Match, ...] = ()
    chances: tuple[float, ...] = ()  # of those passed over
    unlisted: float = 0.0
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """`first`: without, `later`: with what the report's other places say. `unlisted`: for "a place not known"."""

    first: Mapping[str, float]
    later: Mapping[str, float]


@cache
def weights() -> Weights:
    """The shipped weights."""
    text = files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Weights(data["first"], data["later"])


Verdict = Literal["place", "unlisted", "nothing"]


@dataclass(frozen=True, slots=True)
class Alone:
    """What a model makes of everything by itself: of each candidate (by row), of each name, of "not listed"."""

    model: Mapping[str, float]
    candidates: Floats
    place: Floats
    unlisted: Floats


@dataclass(frozen=True, slots=True)
class Settled:
    """The last round: probability of each candidate (by row), of "not listed" (by name), and what was around."""

    chances: Floats
    unlisted: Floats
    context: list[Features]


@dataclass(slots=True)
class Scene:
    """The names of one report, their candidates, and what is known of each before they look at each other."""

    names: Sequence[Name]
    candidates: list[tuple[Match, ...]]
    rows: list[range]  # of the table, by name
    about: list[Features]  # a name
    each: list[Features]  # a row of the table: a candidate
    table: Table
    told: Countries

    @classmethod
    def of(cls, names: Sequence[Name], about: Countries) -> Scene:
        candidates = [_shortlist(n, about) for n in names]
        ends = list(accumulate(map(len, candidates)))
        rows = [range(end - len(ms), end) for end, ms in zip(ends, candidates, strict=True)]
        each = [f for n, ms in zip(names, candidates, strict=True) for f in of_candidates(n, ms, about)]
        table = Table.of(candidates)
        return cls(names, candidates, rows, [of_name(n) for n in names], each, table, about)

    def around(self, chances: Floats) -> list[Features]:
        """What the names, meaning what is likely by `chances`, say for each other's candidates."""
        return of_context(self.names, self.table, self.told, chances)

    def alone(self, model: Mapping[str, float]) -> Alone:
        """What a model makes of every candidate and name before they look at each other."""
        return Alone(
            model,
            np.array([_sum(model, f) for f in self.each]),
            np.array([_sum(model, f) for f in self.about]),
            np.array([_sum(model, unlisted_features(f)) for f in self.about]),
        )

    def chances(self, alone: Alone, context: Sequence[Features]) -> tuple[Floats, Floats]:
        """The probability of each candidate (by row), and for each name that it is a place not listed."""
        scores = alone.candidates
        if len(context):
            scores = scores + np.array([_sum(alone.model, f) for f in context])
        return softmax(self.names, self.table, scores, alone.place, alone.unlisted)

    def settle(self, model: Weights) -> Settled:
        """Each name by itself, then in rounds with what the others most likely are."""
        chances, unlisted = self.chances(self.alone(model.first), ())
        later, context = self.alone(model.later), list[Features]()
        for _ in range(ROUNDS):
            context = self.around(chances)
            chances, unlisted = self.chances(later, context)
        return Settled(chances, unlisted, context)


def verdict(best: float, unlisted: float, nothing: float) -> Verdict:
    """First whether it is a place at all, then which: many namesakes share the chance of being one."""
    if nothing > 0.5:
        return "nothing"
    return "place" if best > unlisted else "unlisted"


def softmax(
    names: Sequence[Name], table: Table, scores: Floats, place: Floats, beyond: Floats
) -> tuple[Floats, Floats]:
    """Scores to probabilities, name by name. "No place" scores 0 and is out of the question for given names."""
    nowhere = np.array([-np.inf if n.given else 0.0 for n in names])
    full = scores + place[table.owner]
    top = np.maximum(nowhere, beyond)
    np.maximum.at(top, table.owner, full)
    powers = np.exp(full - top[table.owner])
    whole = np.exp(nowhere - top) + np.exp(beyond - top)
    np.add.at(whole, table.owner, powers)
    return powers / whole[table.owner], np.exp(beyond - top) / whole


def unlisted_features(about: Features) -> Features:
    """The same facts, weighed anew for a place that the gazetteer lacks."""
    return {f"unlisted:{key}": value for key, value in about.items()}


def _sum(model: Mapping[str, float], features: Features) -> float:
    # fsum: the same sum in whatever order the features come.
    return math.fsum(model.get(key, 0.0) * value for key, value in features.items())


def choose(names: Sequence[Name], about: Countries) -> list[Choice]:
    """One choice a name, in order."""
    if not names:
        return []
    model = weights()
    scene = Scene.of(names, about)
    settled = scene.settle(model)
    choices = []
    for n, (matches, rows) in enumerate(zip(scene.candidates, scene.rows, strict=True)):
        ranked = sorted(rows, key=lambda r: -settled.chances[r])
        own = _own_first([(matches[r - rows.start], float(settled.chances[r])) for r in ranked])
        unlisted = float(settled.unlisted[n])
        nothing = max(0.0, 1.0 - float(sum(settled.chances[r] for r in rows)) - unlisted)
        taken = verdict(own[0][1] if own else 0.0, unlisted, nothing) == "place"
        others = own[1:4] if taken else own[:3]
        moved = scene.about[n]
        if own:
            moved = {**moved, **scene.each[ranked[0]], **settled.context[ranked[0]]}
        choices.append(
            Choice(
                own[0][0] if taken else None,
                own[0][1] if taken else nothing,
                tuple(m for m, _ in others),
                tuple(c for _, c in others),
                unlisted,
                _reasons(model.later, moved),
            )
        )
    return choices


def _own_first(ranked: list[tuple[Match, float]]) -> list[tuple[Match, float]]:
    """A user's own place takes the chance of the built-in one that it stands for: size decides nothing then."""
    for n, (match, chance) in enumerate(ranked[1:], 1):
        best, most = ranked[0]
        if is_own_of(match.entry, best.entry):
            rest = [r for i, r in enumerate(ranked) if i not in (0, n)]
            return [(match, most + chance), *rest, (best, 0.0)]
    return ranked


def _reasons(model: Mapping[str, float], features: Features) -> str:
    """What moved a choice most, told as by the extractor's models: "+place.exact -place.behind_largest"."""
    moves = {key: model.get(key, 0.0) * value for key, value in features.items() if key != "is:bias"}
    heavy = sorted(moves, key=lambda key: (-abs(moves[key]), key))[:REASONS]
    return " ".join(
        f"{'+' if moves[key] > 0 else '-'}place.{key.removeprefix('is:')}"
        for key in heavy
        if abs(moves[key]) >= TOLD
    )


def _shortlist(name: Name, about: Countries) -> tuple[Match, ...]:
    """The candidates worth a full look: of the countries told, of the kind said, then the largest."""

    def worth(match: Match) -> float:
        entry = match.entry
        share = about.words.get(entry.country or "", 0.0)
        told = 2.5 * share + (1.0 if share or entry.country == about.home else 0.0)
        beside = 2.5 if entry.country in name.countries else 0.0
        own = 20.0 if entry.own else 0.0
        return own + prior(entry) + told + beside + (0.8 if match.exact else 0.0)

    return tuple(sorted(name.matches, key=lambda m: -worth(m))[:CONSIDERED])


def country_shares(words: Iterable[tuple[str, float]]) -> dict[str, float]:
    """ISO code -> its share of the weight of a report's country words."""
    totals: dict[str, float] = {}
    for iso, weight in words:
        totals[iso] = totals.get(iso, 0.0) + weight
    whole = sum(totals.values())
    return {iso: weight / whole for iso, weight in totals.items()}
