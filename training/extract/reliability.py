"""How far the confidences can be trusted: of all that is said with 0.7, are seven in ten right?

Comes in: statements of reports that the models have not seen, and what the coders recorded. Goes out: for events
and for each kind of value ten bins of confidence, with the share in each that the scorer finds right (half right
values count half).

A value's confidence is its own score times that of its statement: the chance that the event is one and the value
is the event's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from dateline.model import How, Statement
from training.extract.examples import Coded, Event, name_score, records

BINS = 10
PARTIES = {"actor": "actors", "partner": "partners", "target": "targets"}
Answer = tuple[str, float, float]  # kind, confidence, how right: a half right name is half right


def answers(coded: Coded, statements: list[Statement], scorer: Any) -> Iterator[Answer]:
    """Every statement and every value that a model gave a score, and how right the scorer finds it."""
    found = records(coded.report, statements)
    pairs = {j: coded.events[i] for i, j, _ in scorer.assign(coded.events, found, scorer.pair_score)}
    for j, (statement, record) in enumerate(zip(statements, found, strict=True)):
        event = pairs.get(j)
        yield "event", statement.confidence, float(event is not None)
        for kind, how, right in _values(statement, record, event, scorer):
            if how is not None and how.score is not None:
                yield kind, statement.confidence * how.score, right


def _values(
    statement: Statement, record: Event, event: Event | None, scorer: Any
) -> Iterator[tuple[str, How | None, float]]:
    def named(name: str, field: str) -> float:
        return 0.0 if event is None else name_score(event, field, name, scorer)

    for kind, field in PARTIES.items():
        for party in getattr(statement, field):
            yield kind, party.how, named(party.name, field)
    for attribution in statement.attributions:
        yield "source", attribution.source.how, named(attribution.source.name, "sources")
    if statement.place is not None:
        score = None if event is None else scorer.place_score(event["place"], record["place"])
        yield "place", statement.place.how, float(score is not None and score >= 1)
    if statement.when.start is not None:
        score = None if event is None else scorer.date_score(event["start"], record["start"])
        yield "start", statement.when.how, score or 0.0


def reliability(told: Iterable[Answer]) -> dict[str, Any]:
    """Kind -> {"n", "error", "bins": [{"n", "confidence", "right"}]}; bins of equal width, empty ones left out.

    `error` is the expected calibration error: the distance of the two, weighted by the size of the bins.
    """
    kinds: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for kind, confidence, right in told:
        kinds[kind].append((confidence, right))
    return {kind: _binned(found) for kind, found in sorted(kinds.items())}


def _binned(found: list[tuple[float, float]]) -> dict[str, Any]:
    bins: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for confidence, right in found:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    rows = [
        {
            "n": len(held),
            "confidence": round(sum(c for c, _ in held) / len(held), 4),
            "right": round(sum(r for _, r in held) / len(held), 4),
        }
        for _, held in sorted(bins.items())
    ]
    error = sum(row["n"] * abs(row["confidence"] - row["right"]) for row in rows) / len(found)
    return {"n": len(found), "error": round(error, 4), "bins": rows}
