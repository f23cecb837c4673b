"""Places that two names, or a name and figures, tell together: "the road from X to Y", "A, 12 km from B".

Comes in: the spots of a text and the entries chosen for them. Goes out: what they tell, by spot.
Must not know: parses, the gazetteer's index.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from dateline.model import PlacePrecision, Span
from dateline.resolve.gazetteer.areas import kilometres
from dateline.resolve.gazetteer.index import Entry, Match
from dateline.resolve.places.points import Point, agrees, between_point, is_wide, relative_point
from dateline.resolve.places.relative import read_between, read_coordinates, tells_where
from dateline.resolve.places.spotting import PLACE_LABELS, Spot

SO_CALLED = 0.9  # likeness of a town that bears the very name, as "Santa Rosa de Cabal" does not "Santa Rosa"
SURE_PEOPLE = 50_000  # a town of so many is meant, whatever distance seems to be told of it
SAME_KM = 100.0  # how far the gazetteer's point may be from the coordinates that a report gives of the place
_COORDINATES_FOLLOW = re.compile(r"[\s,(\[]*(?:(?:at|located|grid|its)\s+)*(?:co-?ordinates:?\s*)?")


@dataclass(frozen=True, slots=True)
class Told:
    """One place told together. `members`: the spots, the first first; `entries`: known places it has the units of.

    `match`: the gazetteer's place that it is; without one `point` says where it is and `name` what it is called.
    """

    members: tuple[int, ...]
    span: Span
    name: str
    point: Point | None
    entries: tuple[Entry, ...] = ()
    match: Match | None = None


def read_together(
    text: str, spots: Sequence[Spot], entries: Sequence[Entry | None], unknown: Collection[int]
) -> list[Told]:
    """What is told together. `entries`: the choice for each spot; `unknown`: spots that are places of no gazetteer."""
    found = list(_with_coordinates(text, spots, entries, unknown))
    used = {n for told in found for n in told.members}
    for n in range(len(spots) - 1):
        if n in used or n + 1 in used:
            continue
        told = _between(text, spots, entries, n) or _apposition(text, spots, entries, n, unknown)
        if told is not None:
            found.append(told)
            used |= set(told.members)
    return found


def town_of(spot: Spot, entry: Entry | None) -> Entry | None:
    """Distances and roads are told of the town, where a province has its name and the words do not say otherwise."""
    if entry is None or not is_wide(entry) or spot.kind == "unit":
        return entry
    towns = (
        m.entry
        for m in spot.matches
        if m.entry.kind == "city" and entry.id in (m.entry.admin1, m.entry.admin2)
    )
    return max(towns, key=lambda t: t.population, default=entry)


def _between(text: str, spots: Sequence[Spot], entries: Sequence[Entry | None], n: int) -> Told | None:
    a, b = spots[n], spots[n + 1]
    read = read_between(text, (a.start, a.end), (b.start, b.end))
    if read is None:
        return None
    ends = (
        entries[n : n + 2]
        if read.units
        else [town_of(s, e) for s, e in ((a, entries[n]), (b, entries[n + 1]))]
    )
    point = between_point(read, *ends)
    if point is None:
        return None
    first, second = (e.name if e else s.name for e, s in zip(ends, (a, b), strict=True))
    known = tuple(e for e in ends if e is not None)
    return Told((n, n + 1), Span(read.start, read.end), read.called(first, second), point, known)


def _apposition(
    text: str, spots: Sequence[Spot], entries: Sequence[Entry | None], n: int, unknown: Collection[int]
) -> Told | None:
    """ "The village of A, 12 km from B": A lies there, and of two places called A the one that does."""
    a, there, distance = spots[n], town_of(spots[n + 1], entries[n + 1]), spots[n + 1].distance
    if there is None or distance is None or distance.km is None:
        return None
    point = relative_point(distance, there)
    if point is None or distance.start < a.end or not tells_where(text, a.end, distance.start):
        return None
    span = Span(a.outer.start, distance.end)
    chosen = entries[n]
    if chosen is None:
        place = n in unknown or a.called or a.kind == "town" or a.label in PLACE_LABELS
        return Told((n, n + 1), span, a.name, point, (there,)) if place else None
    if is_wide(chosen):
        return None
    likely = sorted(a.matches, key=lambda m: m.entry.id != chosen.id)  # the choice first, else by people
    fitting = (m for m in likely if not is_wide(m.entry) and m.entry.id != there.id)
    match = next((m for m in fitting if agrees(distance, there, m.entry)), None)
    if match is not None:
        return Told((n, n + 1), span, match.entry.name, None, match=match)
    so_called = any(m.entry.id == chosen.id and m.likeness >= SO_CALLED for m in a.matches)
    if so_called and chosen.population >= SURE_PEOPLE:
        return None
    return Told((n, n + 1), span, a.name, point, (there,))


def _with_coordinates(
    text: str, spots: Sequence[Spot], entries: Sequence[Entry | None], unknown: Collection[int]
) -> Iterator[Told]:
    """Coordinates, of the place named right before them or by themselves."""
    for written in read_coordinates(text):
        words = text[written.start : written.end]
        precision: PlacePrecision = "exact" if written.radius_km <= 5 else "near"
        point = Point(
            written.lat,
            written.lon,
            written.radius_km,
            precision,
            "coordinates",
            f"{words}, to the digits given",
        )
        at = (written.lat, written.lon)
        n = next((i for i, s in enumerate(spots) if _right_before(text, s, written.start)), None)
        entry = entries[n] if n is not None else None
        if n is None or (entry is None and n not in unknown) or (entry is not None and is_wide(entry)):
            near = (e for e in entries if e is not None and not is_wide(e))
            here = tuple(e for e in near if kilometres((e.lat, e.lon), at) <= SAME_KM)
            yield Told((), Span(written.start, written.end), words, point, here)
            continue
        same = entry is not None and kilometres((entry.lat, entry.lon), at) <= SAME_KM
        span = Span(spots[n].outer.start, written.end)
        yield Told((n,), span, spots[n].name, point, (entry,) if same and entry is not None else ())


def _right_before(text: str, spot: Spot, start: int) -> bool:
    return 0 <= start - spot.outer.end < 40 and bool(
        _COORDINATES_FOLLOW.fullmatch(text, spot.outer.end, start)
    )
