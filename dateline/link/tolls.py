"""The range of every toll of an event: best estimate, lowest and highest told, and all rival figures.

Comes in: the statements of one event that count. Goes out: `EventToll`s. Must not know: why they stand
together.

A statement's own figure of a kind and group is the one that its outlet tells, not one that it sets beside it
with another source; of several levels ("16 people, four of them soldiers") it is the total. Groups of people are
never added up, since one may hold another.

A *chain* is the figures of one source, or of one outlet in its own name. A later figure of a chain stands in the place
of its earlier ones, which are kept as replaced; so does a later running total in the place of any smaller figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, get_args

from dateline.link.voices import Heard, key_of, outlet_of, voices_of, who_says
from dateline.model import EventToll, ReportFacts, Rival, Statement, Toll, TollGroup, TollKind

RULE = (
    "a later figure of one source or outlet, or a running total, replaces the earlier; then of the latest day with "
    "a definite figure the figure told by most sources; of equals the highest"
)
TOTAL = ":total"  # how the rule that read a running total ends
UNTOLD: TollGroup = "other"  # whose people these are is not told


class Told(NamedTuple):
    """One figure, the statement that tells it, and whether it is that statement's own."""

    statement: Statement
    toll: Toll
    own: bool
    chains: frozenset[str]
    published: date | None


def choose_tolls(members: Sequence[Statement], facts: Mapping[str, ReportFacts]) -> tuple[EventToll, ...]:
    """One range for each kind and group, in the order of the codebook."""
    told: dict[tuple[TollKind, TollGroup], list[Told]] = defaultdict(list)
    for kind in get_args(TollKind):
        merged = _merged_group(members, kind)
        for statement in members:
            for toll, own in _figures(statement, kind):
                group = merged if merged is not None and toll.group == UNTOLD else toll.group
                chains, published = _chains(statement, toll, facts), _published(statement, facts)
                told[kind, group].append(Told(statement, toll, own, chains, published))
    groups = get_args(TollGroup)
    heard = Heard(members, facts)
    return tuple(
        _event_toll(kind, group, told[kind, group], facts, heard)
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
    kind: TollKind,
    group: TollGroup,
    told: Sequence[Told],
    facts: Mapping[str, ReportFacts],
    heard: Heard,
) -> EventToll:
    standing = [t for t in told if not any(_replaces(later, t) for later in told)]
    definite = [t for t in standing if not _vague(t.toll)] or standing
    own = [t for t in definite if t.own] or definite
    latest = max(t.published or date.min for t in own)
    lows: dict[int, list[Statement]] = defaultdict(list)
    for t in own:
        if (t.published or date.min) == latest:
            lows[t.toll.low].append(t.statement)
    highs = [t.toll.high for t in definite]

    def said(figures: Iterable[Told]) -> Iterable[Said]:
        return ((figure(t.toll), t.statement, t.toll.source) for t in figures)

    return EventToll(
        kind=kind,
        group=group,
        best=max(lows, key=lambda low: (heard(lows[low]), low)),
        low=min(t.toll.low for t in definite),
        high=None if None in highs else max(high for high in highs if high is not None),
        rule=RULE,
        rivals=differing(said(standing), facts),
        replaced=by_value(said(t for t in told if t not in standing), facts),
    )


def _chains(statement: Statement, toll: Toll, facts: Mapping[str, ReportFacts]) -> frozenset[str]:
    """Whose figure it is: that of the source that the toll names; else of the outlet and, if it names but one, of
    the statement's source."""
    if toll.source is not None:
        return frozenset({key_of(toll.source, statement)})
    voices = {voice.key for voice in voices_of(statement, facts)}
    return frozenset({outlet_of(statement, facts).key, *(voices if len(voices) == 1 else ())})


def _replaces(later: Told, earlier: Told) -> bool:
    """Whether a figure stands in the place of another. A bare plural replaces nothing."""
    if later.published is None or earlier.published is None or later.published <= earlier.published:
        return False
    if _vague(later.toll) or figure(later.toll) == figure(earlier.toll):
        return False
    total = later.toll.how is not None and later.toll.how.rule.endswith(TOTAL)
    return bool(later.chains & earlier.chains) or (total and later.toll.low >= earlier.toll.low)


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


def _published(statement: Statement, facts: Mapping[str, ReportFacts]) -> date | None:
    known = facts.get(statement.report_id)
    return None if known is None else known.published


Said = tuple[
    str, Statement, str | None
]  # a value, the statement that tells it, the source of this value alone


def differing(told: Iterable[Said], facts: Mapping[str, ReportFacts]) -> tuple[Rival, ...]:
    """The values with who tells each, most told first; none when all tell the same."""
    said = list(told)
    return by_value(said, facts) if len({value for value, _, _ in said}) > 1 else ()


def by_value(told: Iterable[Said], facts: Mapping[str, ReportFacts]) -> tuple[Rival, ...]:
    """The values with who tells each, most told first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for value, statement, source in told:
        found[value].append((statement.id, who_says(statement, facts, source)))
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return tuple(
        Rival(
            value=value,
            statements=tuple(statement for statement, _ in tellers),
            who=tuple(dict.fromkeys(who for _, who in tellers)),
        )
        for value, tellers in ordered
    )
