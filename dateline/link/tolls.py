"""The range of every toll of an event: best estimate, lowest and highest told, and all rival figures.

Comes in: the statements of one event that count. Goes out: `EventToll`s. Must not know: why they stand
together.

A statement's own figure of a kind and group is the one that its outlet tells, not one that it sets beside it
with another source; of several levels ("16 people, four of them soldiers") it is the total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, get_args

from dateline.model import EventToll, ReportFacts, Rival, Statement, Toll, TollGroup, TollKind

RULE = "of the latest day with a definite figure the figure most told; of equals the highest"
UNTOLD: TollGroup = "other"  # whose people these are is not told


class Told(NamedTuple):
    """One figure, the statement that tells it, and whether it is that statement's own."""

    statement: Statement
    toll: Toll
    own: bool


def choose_tolls(members: Sequence[Statement], facts: Mapping[str, ReportFacts]) -> tuple[EventToll, ...]:
    """One range for each kind and group, in the order of the codebook."""
    told: dict[tuple[TollKind, TollGroup], list[Told]] = defaultdict(list)
    for kind in get_args(TollKind):
        merged = _merged_group(members, kind)
        for statement in members:
            for toll, own in _figures(statement, kind):
                told[kind, merged if merged is not None and toll.group == UNTOLD else toll.group].append(
                    Told(statement, toll, own)
                )
    groups = get_args(TollGroup)
    return tuple(
        _event_toll(kind, group, told[kind, group], facts)
        for kind in get_args(TollKind)
        for group in groups
        if (kind, group) in told
    )


def _figures(statement: Statement, kind: TollKind) -> list[tuple[Toll, bool]]:
    """For each group the statement's own figure, and those of other sources that it sets beside it."""
    found: list[tuple[Toll, bool]] = []
    tolls = [t for t in statement.tolls if t.kind == kind]
    for group in dict.fromkeys(t.group for t in tolls):
        here = [t for t in tolls if t.group == group]
        own = max((t for t in here if t.source is None), key=lambda t: t.low, default=None)
        found += [(own or max(here, key=lambda t: t.low), True)]
        found += [(t, False) for t in here if t.source is not None and t is not found[-1][0]]
    return found


def _merged_group(members: Iterable[Statement], kind: TollKind) -> TollGroup | None:
    """The group of people whose group is not told: the one that is told, if no statement tells both."""
    told = [{t.group for t in s.tolls if t.kind == kind} for s in members]
    named = set[TollGroup]().union(*told) - {UNTOLD}
    return named.pop() if len(named) == 1 and all(len(groups) < 2 for groups in told) else None


def _event_toll(
    kind: TollKind, group: TollGroup, told: Sequence[Told], facts: Mapping[str, ReportFacts]
) -> EventToll:
    definite = [t for t in told if not _vague(t.toll)] or list(told)
    own = [t for t in definite if t.own] or definite
    latest = max(_published(t.statement, facts) for t in own)
    lows = [t.toll.low for t in own if _published(t.statement, facts) == latest]
    highs = [t.toll.high for t in definite]
    return EventToll(
        kind=kind,
        group=group,
        best=max(lows, key=lambda low: (lows.count(low), low)),
        low=min(t.toll.low for t in definite),
        high=None if None in highs else max(high for high in highs if high is not None),
        rule=RULE,
        rivals=differing((figure(t.toll), t.statement.id) for t in told),
    )


def _vague(toll: Toll) -> bool:
    """A bare plural ("civilians were killed"): it says that there were some, not how many."""
    return toll.low <= 2 and toll.high is None


def figure(toll: Toll) -> str:
    """A toll's interval in words and signs.

    >>> from dateline.model import Toll
    >>> figure(Toll(kind="killed", who="people", group="other", low=3, high=None, text="several"))
    '3 or more'
    """
    if toll.high is None:
        return f"{toll.low} or more"
    number = str(toll.low) if toll.low == toll.high else f"{toll.low} to {toll.high}"
    return f"about {number}" if toll.approx else number


def _published(statement: Statement, facts: Mapping[str, ReportFacts]) -> date:
    known = facts.get(statement.report_id)
    return date.min if known is None or known.published is None else known.published


def differing(told: Iterable[tuple[str, str]]) -> tuple[Rival, ...]:
    """The values (value, statement id), most told first; none when all tell the same."""
    by_value: dict[str, list[str]] = defaultdict(list)
    for value, statement in told:
        by_value[value].append(statement)
    if len(by_value) < 2:
        return ()
    ordered = sorted(by_value.items(), key=lambda item: -len(item[1]))
    return tuple(Rival(value=value, statements=tuple(statements)) for value, statements in ordered)
