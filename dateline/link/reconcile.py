"""One event's values from what its statements tell: each by a named rule, every rival kept.

Comes in: the statements of one group, oldest publication first. Goes out: `Event`. Must not know: why they
stand together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import get_args

from dateline.link.compare import distance_km, reach_km, same_name
from dateline.link.grade import grade
from dateline.link.join import root
from dateline.link.tolls import choose_tolls, differing
from dateline.link.voices import Heard, independent
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
    "type": "told by most sources; of equals the main act",
    "days": "the interval that most sources allow; of equals the shortest, then the first told",
    "place": "the place that most sources allow; of equals the most precise, then the one told by most, then the first",
    "parties": "every known actor told, those told by most sources first; descriptions only where no actor is known",
    "certainty": "disputed if any report disputes it, else stated if any states it",
    "outlets": "each once; of reports that repeat one text only the original",
    "confidence": "the highest of its statements",
}


def reconcile(
    members: Sequence[Statement], facts: Mapping[str, ReportFacts], *, rejected: bool = False
) -> Event:
    """The event that these statements are. Its id comes from the first published of them.

    `rejected`: people rejected them all.
    """
    told = independent(members, facts)
    heard = Heard(told, facts)
    start, end = _choose_days(told, heard)
    types = {s.type for s in told}
    event_type = max(types, key=lambda t: (heard(s for s in told if s.type == t), -MAIN_ACT.index(t)))
    place = _choose_place(told, heard)
    sides = {side: _choose_parties(told, side, heard) for side in ("actors", "partners", "targets")}
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
        actors=sides["actors"],
        partners=sides["partners"],
        targets=sides["targets"],
        tolls=choose_tolls(told, facts),
        certainty=_choose_certainty(told),
        outlets=_outlets(members, facts),
        statements=tuple(s.id for s in members),
        rivals=_rivals(members, facts),
        rules=rules,
        confidence=max(s.confidence for s in members),
        grade=grade(members, facts, type=event_type, rejected=rejected),
    )


Days = tuple[date | None, date | None]


def _choose_days(members: Sequence[Statement], heard: Heard) -> Days:
    """One of the intervals told, so that the days shown always have words."""
    told = [(d, s) for s in members if (d := (s.when.start, s.when.end)) != (None, None)]
    if not told:
        return None, None

    def rank(number: int) -> tuple[int, int, int]:
        chosen = told[number][0]
        allowed = heard(s for other, s in told if _within(chosen, other))
        return -allowed, _length(chosen), number

    return told[min(range(len(told)), key=rank)][0]


def _within(inner: Days, outer: Days) -> bool:
    starts = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    ends = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return starts and ends


def _length(days: Days) -> int:
    start, end = days
    return date.max.toordinal() if start is None or end is None else (end - start).days


def _choose_place(members: Sequence[Statement], heard: Heard) -> Place | None:
    """A lone exact place gives way where more sources tell of another; a wider one around it allows it."""
    told = [(s.place, s) for s in members if s.place is not None]
    if not told:
        return None

    def rank(number: int) -> tuple[int, int, int, int]:
        chosen = told[number][0]
        allowed = heard(s for other, s in told if _allows(other, chosen))
        named = heard(s for other, s in told if other.name == chosen.name)
        return -allowed, PRECISION.index(chosen.precision), -named, number

    return told[min(range(len(told)), key=rank)][0]


def _allows(outer: Place, inner: Place) -> bool:
    """Whether what happened at `inner` happened at `outer`: the same place, or inside it."""
    if same_name(outer, inner) and outer.precision == inner.precision and outer.country == inner.country:
        return True
    if PRECISION.index(inner.precision) > PRECISION.index(outer.precision):
        return False
    if outer.precision == "country":
        return outer.country is not None and outer.country == inner.country
    if outer.precision == "admin1" and outer.admin1 is not None and inner.admin1 is not None:
        return (outer.country, outer.admin1) == (inner.country, inner.admin1)
    km = distance_km(outer, inner)
    return km is not None and km <= reach_km(outer)


def _choose_parties(members: Sequence[Statement], side: str, heard: Heard) -> tuple[str, ...]:
    told: dict[str, list[Statement]] = defaultdict(list)
    known: set[str] = set()
    for statement in members:
        parties: tuple[Party, ...] = getattr(statement, side)
        for party in parties:
            told[party.name].append(statement)
            if party.id is not None:
                known.add(party.name)
    names = known or {name for name in told if name != "unknown"} or set(told)
    return tuple(sorted(names, key=lambda name: (-heard(told[name]), name)))


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


def _rivals(members: Sequence[Statement], facts: Mapping[str, ReportFacts]) -> dict[str, tuple[Rival, ...]]:
    """Field -> every value told, by which statements and whom, for the fields where they differ."""
    if len(members) == 1:
        return {}
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
        rivals = differing(((told, s, None) for s in members if (told := value(s)) is not None), facts)
        if rivals:
            found[field] = rivals
    return found


def _names(parties: Iterable[Party]) -> str | None:
    return ", ".join(sorted({p.name for p in parties})) or None
