"""Points of places that are told by other places: what the words say and the gazetteer's entries in, a point out.

Must not know: texts, parses.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from dateline.model import How, PlacePrecision
from dateline.resolve.gazetteer.areas import kilometres
from dateline.resolve.gazetteer.index import Entry
from dateline.resolve.places.features import is_capital
from dateline.resolve.places.parts import beside
from dateline.resolve.places.relative import Between, Relative

WIDE = frozenset({"country", "continent", "admin1", "region", "sea", "area", "desert", "valley", "river"})
WIDE_KM = 25.0  # a district that reaches further is told of as a region
ROAD_KM = 25.0  # how far from its one known end a road may be meant
AT_MOST_NEAR_KM = 75.0  # a wider stretch between two places is a region
SLACK_KM = 15.0  # by how much a village may be off the distance that is told of it, and
SLACK = 0.6  # what share of that distance: roads wind


class Point(NamedTuple):
    """Where, give or take `radius_km`, by which rule and words."""

    lat: float
    lon: float
    radius_km: float
    precision: PlacePrecision
    rule: str
    note: str

    def update(self) -> dict[str, Any]:
        """The fields of a `Place` that it sets."""
        where = {"lat": round(self.lat, 5), "lon": round(self.lon, 5), "radius_km": round(self.radius_km, 1)}
        return where | {"precision": self.precision, "how": How(rule=self.rule, note=self.note)}


def is_wide(entry: Entry) -> bool:
    """Whether no distance is counted from it: a country, a province, a sea."""
    return entry.kind in WIDE or (entry.kind in {"admin2", "admin3"} and entry.radius_km > WIDE_KM)


def relative_point(told: Relative, entry: Entry) -> Point | None:
    """ "15 km south of X", "off the coast of X"; None where X is too wide to count from."""
    note = told.words(entry.name)
    reach = entry.radius_km
    if told.put == "off":
        precision: PlacePrecision = "region" if is_wide(entry) else "near"
        return Point(entry.lat, entry.lon, reach + told.spread_km, precision, told.rule, note)
    if is_wide(entry):
        return None
    if told.put == "beside":
        lat, lon = beside(entry.lat, entry.lon, told.km or 0.0, told.bearing or 0.0)
        spread = told.spread_km + (0.0 if told.km else reach)
        return Point(lat, lon, spread, "near", told.rule, note)
    return Point(entry.lat, entry.lon, reach + told.spread_km, "near", told.rule, note)


def between_point(told: Between, a: Entry | None, b: Entry | None) -> Point | None:
    """The middle of two places, or at the only one that is known; None where the words can mean no such place."""
    if a is None or b is None:
        known = a or b
        if known is None or told.units or is_wide(known) or told.rule == "between":
            return None
        note = f"near {known.name}; the other end is not in the gazetteer"
        return Point(known.lat, known.lon, known.radius_km + ROAD_KM, "near", told.rule, note)
    units = (a.kind, b.kind) in {("admin1", "admin1"), ("admin2", "admin2")}
    if a.id == b.id or (not units if told.units else is_wide(a) or is_wide(b)):
        return None
    km = kilometres((a.lat, a.lon), (b.lat, b.lon))
    states = told.rule == "between" and a.country != b.country and (is_capital(a) or is_capital(b))
    if km > told.most_km or states:
        return None
    lon = (b.lon - a.lon + 180) % 360 - 180  # the short way round
    reach = 0.0 if told.units else max(a.radius_km, b.radius_km)
    radius = told.part * km + reach
    precision: PlacePrecision = "near" if radius <= AT_MOST_NEAR_KM and not told.units else "region"
    note = f"the middle of {a.name} and {b.name}, {km:.0f} km apart"
    middle = ((a.lat + b.lat) / 2, (a.lon + lon / 2 + 180) % 360 - 180)
    return Point(*middle, radius, precision, told.rule, note)


def agrees(told: Relative, there: Entry, entry: Entry) -> bool:
    """Whether a place is about as far from another as a report says."""
    km = kilometres((there.lat, there.lon), (entry.lat, entry.lon))
    slack = max(SLACK_KM, SLACK * (told.km or 0.0)) + there.radius_km + entry.radius_km
    return abs(km - (told.km or 0.0)) <= slack
