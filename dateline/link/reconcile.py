"""One event's values from what its statements tell: each by a named rule, every rival kept.

Comes in: the statements of one group, oldest publication first. Goes out: `Event`. Must not know: why they
stand together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import get_args

from dateline.link.join import root
from dateline.link.tolls import choose_tolls, differing
from dateline.model import (
    Certainty,
    Event,
    EventType,
    Party,
    Place,
    PlacePrecision,
    ReportFacts,
    Rival,
    Statement,
    digest,
)

# Of types told equally often, the earlier here is the event's: the more telling act, the more special word.
MAIN_ACT: tuple[EventType, ...] = (
    "chemical_weapon", "suicide_bombing", "sexual_violence", "abduction", "explosive_device", "air_strike",
    "shelling", "territory_taken", "armed_clash", "attack", "riot", "protest", "arrest", "displacement",
    "territory_transferred", "agreement", "property_destruction", "weapons_seizure",
    "force_movement", "other",
)  # fmt: skip
PRECISION: tuple[PlacePrecision, ...] = get_args(PlacePrecision)  # finest first
RULES = {
    "type": "most told; of equals the main act",
    "days": "the interval that most statements allow; of equals the shortest, then the first told",
    "place": "the most precise; of equals the most told, then the first told",
    "parties": "every known actor told, most told first; descriptions only where no actor is known",
    "certainty": "disputed if any report disputes it, else stated if any states it",
    "outlets": "each once; of reports that repeat one text only the original",
    "confidence": "the highest of its statements",
}


def reconcile(members: Sequence[Statement], facts: Mapping[str, ReportFacts]) -> Event:
    """The event that these statements are. Its id comes from the first published of them."""
    told = _independent(members, facts)
    start, end = _choose_days(told)
    event_type = max(MAIN_ACT, key=lambda t: (sum(s.type == t for s in told), -MAIN_ACT.index(t)))
    place = _choose_place(told)
    sides = {side: _choose_parties(told, side) for side in ("actors", "partners", "targets")}
    rules = {field: RULES[field] for field in ("type", "certainty", "outlets", "confidence")}
    if (start, end) != (None, None):
        rules |= {"start": RULES["days"], "end": RULES["days"]}
    if place is not None:
        rules["place"] = RULES["place"]
    rules |= {side: RULES["parties"] for side, names in sides.items() if names}
    return Event(
        id=digest("event", members[0].id),
        type=event_type,
        start=start,
        end=end,
        place=place,
        **sides,
        tolls=choose_tolls(told, facts),
        certainty=_choose_certainty(told),
        outlets=_outlets(members, facts),
        statements=tuple(s.id for s in members),
        rivals=_rivals(members),
        rules=rules,
        confidence=max(s.confidence for s in members),
    )


def _independent(members: Sequence[Statement], facts: Mapping[str, ReportFacts]) -> list[Statement]:
    """Those that count when values are told often: of reports with one text only the original's.

    Where the original is not in the event, the first published of its reprints stands for it.
    """
    reports = {s.report_id for s in members}
    chosen: dict[str, str] = {}
    for statement in members:
        original = root(statement.report_id, facts)
        chosen.setdefault(original, original if original in reports else statement.report_id)
    return [s for s in members if chosen[root(s.report_id, facts)] == s.report_id]


Days = tuple[date | None, date | None]


def _choose_days(members: Sequence[Statement]) -> Days:
    """One of the intervals told, so that the days shown always have words."""
    told = [d for s in members if (d := (s.when.start, s.when.end)) != (None, None)]
    if not told:
        return None, None

    def rank(number: int) -> tuple[int, int, int]:
        chosen = told[number]
        allowed = sum(_within(chosen, other) for other in told)
        return -allowed, _length(chosen), number

    return told[min(range(len(told)), key=rank)]


def _within(inner: Days, outer: Days) -> bool:
    starts = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    ends = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return starts and ends


def _length(days: Days) -> int:
    start, end = days
    return date.max.toordinal() if start is None or end is None else (end - start).days


def _choose_place(members: Sequence[Statement]) -> Place | None:
    places = [s.place for s in members if s.place is not None]
    times = {p.name: sum(q.name == p.name for q in places) for p in places}
    return min(places, key=lambda p: (PRECISION.index(p.precision), -times[p.name]), default=None)


def _choose_parties(members: Sequence[Statement], side: str) -> tuple[str, ...]:
    told: dict[str, int] = defaultdict(int)
    known: set[str] = set()
    for statement in members:
        parties: tuple[Party, ...] = getattr(statement, side)
        for party in {p.name: p for p in parties}.values():
            told[party.name] += 1
            if party.id is not None:
                known.add(party.name)
    names = known or {name for name in told if name != "unknown"} or set(told)
    return tuple(sorted(names, key=lambda name: (-told[name], name)))


def _choose_certainty(members: Sequence[Statement]) -> Certainty:
    told = {s.certainty for s in members}
    ladder: tuple[Certainty, ...] = ("disputed", "stated", "attributed")
    return next(certainty for certainty in ladder if certainty in told)


def _outlets(members: Sequence[Statement], facts: Mapping[str, ReportFacts]) -> tuple[str, ...]:
    """One a text: the original's outlet, or, where that is not known, the first reprint's that is."""
    known: dict[str, dict[str, str]] = {}
    for statement in members:
        report = facts.get(statement.report_id)
        if report is not None and report.outlet is not None:
            known.setdefault(root(report.id, facts), {}).setdefault(report.id, report.outlet)
    chosen = (outlets.get(text) or next(iter(outlets.values())) for text, outlets in known.items())
    return tuple(dict.fromkeys(chosen))


# ---------------------------------------------------------------- rivals


def _rivals(members: Sequence[Statement]) -> dict[str, tuple[Rival, ...]]:
    """Field -> every value told and by which statements, for the fields where they differ."""
    values: dict[str, Callable[[Statement], str | None]] = {
        "type": lambda s: s.type,
        "start": lambda s: None if s.when.start is None else s.when.start.isoformat(),
        "end": lambda s: None if s.when.end is None else s.when.end.isoformat(),
        "place": lambda s: None if s.place is None else s.place.name,
        "actors": lambda s: _names(s.actors),
        "partners": lambda s: _names(s.partners),
        "targets": lambda s: _names(s.targets),
        "certainty": lambda s: s.certainty,
    }
    found = {}
    for field, value in values.items():
        rivals = differing((told, s.id) for s in members if (told := value(s)) is not None)
        if rivals:
            found[field] = rivals
    return found


def _names(parties: Iterable[Party]) -> str | None:
    return ", ".join(sorted({p.name for p in parties})) or None
