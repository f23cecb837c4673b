"""Parts of places and points beside them: the words around a name in, a direction out.

Must not know: parses, reports.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from dateline.model import PlacePrecision
from dateline.resolve.gazetteer.areas import KM_PER_DEGREE
from dateline.resolve.gazetteer.index import Entry, Gazetteer

LOOK_BACK = 60  # characters
BEARINGS = {
    "north": 0, "north-east": 45, "east": 90, "south-east": 135, "south": 180, "south-west": 225, "west": 270,
    "north-west": 315,
}  # fmt: skip
_POINT = r"(?:north|south)[- ]?(?:east|west)|north|south|east|west"
_SIDE = rf"(?:{_POINT})(?:ern)?"
_BEFORE = re.compile(
    rf"(?<![\w-])({_SIDE}|central)"
    r"(?:\s+(?:parts?|areas?|regions?|districts?|province|countryside|side|half|tip|corner)\s+of)?(?:\s+the)?[\s-]+$",
    re.I,
)
_THE_NORTH_OF = re.compile(
    rf"(?<![\w-])(?:the|in)\s+(?:far\s+|extreme\s+)?({_POINT})"
    r"(?:ern\s+(?:part|half|side|corner|tip))?\s+of\s+(?:the\s+)?$",
    re.I,
)
_AFTER = re.compile(rf"['’]s?\s+(?:[a-z-]+\s+){{0,2}}({_SIDE})\b(?![- ][A-Z])", re.I)


class Side(NamedTuple):
    """A direction said with a name, and where the words with the name begin and end."""

    direction: str
    start: int
    end: int


class Part(NamedTuple):
    """A part of a place: its name, its centre and how far it reaches."""

    name: str
    lat: float
    lon: float
    radius_km: float
    precision: PlacePrecision


def read_side(text: str, start: int, end: int) -> Side | None:
    """ "eastern " and "the north of " before the name, "'s north-east" after it.

    >>> read_side("in north-eastern Syria", 17, 22).direction, read_side("Mali's north", 0, 4).direction
    ('north-east', 'north')
    """
    first = max(0, start - LOOK_BACK)
    found = _THE_NORTH_OF.search(text, first, start) or _BEFORE.search(text, first, start)
    if found is not None:
        return Side(_direction(found.group(1)), found.start(1), end)
    found = _AFTER.match(text, end, end + 40)
    return None if found is None else Side(_direction(found.group(1)), start, found.end())


def _direction(words: str) -> str:
    """ "Northeastern", "north east" -> "north-east"."""
    word = re.sub(r"[- ]", "", words.lower()).removesuffix("ern")
    for first in ("north", "south"):
        if word.startswith(first) and word != first:
            return f"{first}-{word.removeprefix(first)}"
    return word


def part_of(entry: Entry, direction: str, gazetteer: Gazetteer) -> Part | None:
    """ "eastern Syria", "the south of Idlib province", "east Aleppo"; None where there are no parts."""
    side = direction if direction == "central" else f"{direction}ern"
    if entry.name.lower().startswith(side):  # "eastern Ghouta" is Eastern Ghouta, no part of it
        return None
    if entry.kind == "country" and entry.country is not None:
        area = gazetteer.part(entry.country, direction)
        if area is not None:
            return Part(f"{side} {entry.name}", area.lat, area.lon, area.radius_km, "region")
    if entry.kind in {"country", "admin1", "admin2", "region", "continent", "desert", "valley", "sea"}:
        lat, lon = _towards(entry, 0.5 * entry.radius_km, direction)
        return Part(f"{side} {entry.name}", lat, lon, 0.6 * entry.radius_km, "region")
    if entry.kind == "city":
        lat, lon = _towards(entry, 0.4 * entry.radius_km, direction)
        return Part(f"{direction} {entry.name}", lat, lon, 0.7 * entry.radius_km, "exact")
    return None


def beside(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """The point so many km away at a bearing: degrees from north, by east.

    >>> beside(36.34, 43.13, 35, 180)
    (36.02525, 43.13)
    """
    angle = math.radians(bearing)
    north = km * math.cos(angle) / KM_PER_DEGREE
    east = km * math.sin(angle) / (KM_PER_DEGREE * max(0.1, math.cos(math.radians(lat))))
    return round(lat + north, 5), round(lon + east, 5)


def _towards(entry: Entry, km: float, direction: str) -> tuple[float, float]:
    """As `beside`, in a compass direction; "central": the place itself."""
    if direction not in BEARINGS:
        return entry.lat, entry.lon
    return beside(entry.lat, entry.lon, km, BEARINGS[direction])
