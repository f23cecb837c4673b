"""Places told by other places: the words around one name or two in, how the point is found from them out.

What the words are stands in lexicons/en/relative.yaml. Must not know: parses, reports, the gazetteer's index.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from dateline.lexicons import lexicon
from dateline.resolve.gazetteer.areas import KM_PER_DEGREE

Put = Literal["beside", "ring", "near", "off"]
LOOK_BACK = 110  # characters before a name
LOOK_AHEAD = 60
LINK = 60  # characters between two names
LEAST_KM = 5.0
WAY_KM = 10.0  # the least uncertainty of a way told in hours
OFF_SHORE_KM = 30.0  # how far out "off the coast" may be where nothing is said
NO_DISTANCE_KM = 20.0
MOST_KM = 1000  # between the ends of a road
FAR_KM = 300  # so far off nothing is told by a place: "2,500 miles from Damascus"
WINDS = (
    "north", "north-north-east", "north-east", "east-north-east", "east", "east-south-east", "south-east",
    "south-south-east", "south", "south-south-west", "south-west", "west-south-west", "west", "west-north-west",
    "north-west", "north-north-west",
)  # fmt: skip
_LETTERS = {"n": "north", "s": "south", "e": "east", "w": "west"}
_SHARES = {4: 1 / 3, 2: 1 / 3, 1: 1 / 5}  # of the distance, by how finely the wind is told


class Relative(NamedTuple):
    """What the words around one name say: `km` off, at `bearing` degrees, give or take `spread_km`.

    `start`, `end`: where the words with the name begin and end.
    """

    rule: str
    put: Put
    start: int
    end: int
    km: float | None = None
    bearing: float | None = None
    spread_km: float = 0.0

    def words(self, name: str) -> str:
        """ "15 km south of Mosul", for a reader."""
        far = "" if self.km is None else f"{self.km:g} km "
        if self.put == "off":
            return f"{far}off the coast of {name}"
        if self.bearing is not None:
            wind = self.bearing / 22.5
            told = f"{WINDS[int(wind)]} of" if wind == int(wind) else f"at {self.bearing:g} degrees from"
            return f"{far}{told} {name}"
        return f"{far}from {name}" if far else f"near {name}"


class Between(NamedTuple):
    """What the words around two names say: in the middle, give or take this `part` of the distance."""

    rule: str
    start: int
    end: int
    name: str
    part: float
    units: bool
    most_km: float

    def called(self, a: str, b: str) -> str:
        """ "Kaya-Djibo road"."""
        return self.name.format(a=a, b=b)


class Written(NamedTuple):
    """Coordinates written in a text, and how far they may be off by the digits given."""

    start: int
    end: int
    lat: float
    lon: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    put: Put
    needs: tuple[str, ...]
    before: re.Pattern[str]
    after: re.Pattern[str] | None
    more_km: float


@dataclass(frozen=True, slots=True)
class _Pair:
    id: str
    name: str
    part: float
    units: bool
    most_km: float
    before: re.Pattern[str]
    link: re.Pattern[str]
    after: re.Pattern[str]
    unless_before: re.Pattern[str] | None
    unless_after: re.Pattern[str] | None


def read_relative(text: str, start: int, end: int) -> Relative | None:
    """What stands around the name at `start`–`end`: the first rule of the lexicon that fits.

    >>> read_relative("a base 10 miles north-east of Gao", 30, 33)
    Relative(rule='distance_and_direction', put='beside', start=7, end=33, km=16.1, bearing=45.0, spread_km=5.4)
    """
    first = max(0, start - LOOK_BACK)
    window = f" {' '.join(text[first:start].lower().split())} "
    for rule in _rules():
        if rule.needs and not any(letters in window for letters in rule.needs):
            continue
        after = rule.after.match(text, end, end + LOOK_AHEAD) if rule.after is not None else None
        if rule.after is not None and after is None:
            continue
        before = rule.before.search(text, first, start)
        if before is None:
            continue
        told = before.groupdict() | (after.groupdict() if after else {})
        found = _relative(rule, told, before.start(), after.end() if after else end)
        return None if (found.km or 0) > FAR_KM else found
    return None


def read_between(text: str, a: tuple[int, int], b: tuple[int, int]) -> Between | None:
    """What the words around the two names `a` and `b` (start, end) make of them: a road, the land between.

    >>> text = "on the road from Kaya to Djibo"
    >>> read_between(text, (17, 21), (25, 30))
    Between(rule='road_between', start=3, end=30, name='{a}-{b} road', part=0.5, units=False, most_km=1000)
    """
    if not 0 < b[0] - a[1] <= LINK:
        return None
    first = max(0, a[0] - LOOK_BACK)
    for rule in _pairs():
        if rule.link.fullmatch(text, a[1], b[0]) is None:
            continue
        before = rule.before.search(text, first, a[0])
        after = rule.after.match(text, b[1], b[1] + LOOK_AHEAD)
        if before is None or after is None:
            continue
        if rule.unless_before and rule.unless_before.search(text, first, before.start()):
            continue
        if rule.unless_after and rule.unless_after.match(text, b[1], b[1] + LOOK_AHEAD):
            continue
        return Between(rule.id, before.start(), after.end(), rule.name, rule.part, rule.units, rule.most_km)
    return None


def tells_where(text: str, start: int, end: int) -> bool:
    """Whether the words between a name and what is told of another place say that the first lies there.

    >>> tells_where("Ngoro, a village some 12 km from Goma", 5, 17), tells_where("Ngoro and 12 km from", 5, 10)
    (True, False)
    """
    return _apposition().fullmatch(text, start, end) is not None


# ---------------------------------------------------------------- coordinates

_DEGREES = r"(\d{1,3}(?:\.\d+)?)\s*(?:°|º|degrees?|deg)?"
_MINUTES = r"(?:\s*(\d{1,2}(?:\.\d+)?)\s*['’′])?(?:\s*(\d{1,2}(?:\.\d+)?)\s*(?:\"|”|″|''|’’))?"
_BY_LETTER = re.compile(
    rf"(?<![\w.]){_DEGREES}{_MINUTES}\s*([NS])(?:orth)?\b[\s,;/]*(?:and\s+)?{_DEGREES}{_MINUTES}\s*([EW])(?:ast|est)?\b"
)
_LETTER_FIRST = re.compile(
    rf"(?<![\w.])([NS])\s*{_DEGREES}{_MINUTES}[\s,;/]*([EW])\s*{_DEGREES}{_MINUTES}(?![\w.])"
)
_PLAIN = re.compile(
    r"\b(?:coordinates|co-ordinates|GPS|lat(?:itude)?/lon(?:gitude)?)\b[^\d\n.-]{0,20}"
    r"(-?\d{1,2}\.\d{2,})\s*[,;/]\s*(-?\d{1,3}\.\d{2,})(?![\w.])",
    re.I,
)


def read_coordinates(text: str) -> Iterator[Written]:
    """Every point that a text gives in degrees (WGS84 is taken for granted).

    >>> [(w.lat, w.lon, w.radius_km) for w in read_coordinates("at 33.51N 36.29E and 33°30'N, 36°18'E")]
    [(33.51, 36.29, 0.8), (33.5, 36.3, 1.3)]
    """
    for found in filter(_has_fraction, _BY_LETTER.finditer(text)):
        lat, lon = found.group(1, 2, 3, 4), found.group(5, 6, 7, 8)
        yield from _written(found.span(), lat, lon)
    for found in filter(_has_fraction, _LETTER_FIRST.finditer(text)):
        lat, lon = found.group(2, 3, 4, 1), found.group(6, 7, 8, 5)
        yield from _written(found.span(), lat, lon)
    for found in _PLAIN.finditer(text):
        lat, lon = (found.group(1), None, None, "N"), (found.group(2), None, None, "E")
        yield from _written((found.start(1), found.end(2)), lat, lon)


def _has_fraction(found: re.Match[str]) -> bool:
    """ "3 N 5 E" may be anything."""
    return re.search(r"\d\.\d|[°º'’′]|deg", found.group()) is not None


_Angle = tuple[str | None, ...]  # degrees, minutes, seconds, letter


def _written(span: tuple[int, int], lat: _Angle, lon: _Angle) -> Iterator[Written]:
    (north, step), (east, _) = _angle(lat), _angle(lon)
    if abs(north) <= 90 and abs(east) <= 180:
        # The corner of the square that the last digit leaves open; a step of the latitude is the longest side.
        yield Written(
            *span, round(north, 5), round(east, 5), max(0.1, round(step * KM_PER_DEGREE * math.sqrt(0.5), 1))
        )


def _angle(parts: _Angle) -> tuple[float, float]:
    """Degrees, and how many degrees its last digit stands for."""
    value, step, scale = 0.0, 1.0, 1.0
    for part in parts[:3]:
        if part:
            value += math.copysign(abs(float(part)), 1) * scale
            step = scale * 10.0 ** -len(part.partition(".")[2])
        scale /= 60
    minus = parts[3] in ("S", "W") or (parts[0] or "").startswith("-")
    return (-value if minus else value), step


# ---------------------------------------------------------------- figures


def _relative(rule: _Rule, told: dict[str, str | None], start: int, end: int) -> Relative:
    km, vague = _kilometres(told)
    bearing = _bearing(told)
    spread = rule.more_km
    if rule.put == "beside":
        if km is None:
            spread = NO_DISTANCE_KM
        elif told.get("mode"):
            spread = max(WAY_KM, km / 2)
        else:
            share = 1.0 if vague else 0.1 if told.get("degrees") else _SHARES[_fineness(bearing or 0.0)]
            spread = max(LEAST_KM, km * share)
    elif rule.put == "ring":
        spread = (km or 0.0) * (2.0 if vague or told.get("mode") else 1.0)
    elif rule.put == "off":
        spread = OFF_SHORE_KM if km is None else km
    return Relative(rule.id, rule.put, start, end, km, bearing, round(spread, 1))


def _fineness(bearing: float) -> int:
    """4 for north, 2 for north-east, 1 for north-north-east."""
    steps = round(bearing / 22.5)
    return 4 if steps % 4 == 0 else 2 if steps % 2 == 0 else 1


def _kilometres(told: dict[str, str | None]) -> tuple[float | None, bool]:
    """The distance, and whether it may be half or twice as much."""
    amount, unit = told.get("amount"), told.get("unit")
    if not amount or not unit:
        return None, False
    data = lexicon("relative")
    plain = re.sub(r",(?=\d{3}\b)", "", amount).replace(",", ".")
    figures = [float(figure) for figure in re.findall(r"\d+(?:\.\d+)?", plain)]
    word = " ".join(amount.lower().split())
    bare = word if word in data["amounts"] else re.sub(r"^an? ", "", word)
    number = sum(figures) / len(figures) if figures else float(data["amounts"][bare])
    unit = unit.lower()
    if mode := told.get("mode"):
        hours = number / 60 if unit.startswith("minute") else number
        return round(hours * data["speeds"][" ".join(mode.lower().split())], 1), bare in data["vague"]
    scale = next(s for u, s in sorted(data["km"].items(), key=lambda u: -len(u[0])) if unit.startswith(u))
    return round(number * scale, 2 if number * scale < 1 else 1), bare in data["vague"]


def _bearing(told: dict[str, str | None]) -> float | None:
    if degrees := told.get("degrees"):
        return float(degrees) % 360
    if not (words := told.get("bearing")):
        return None
    letters = words.lower()
    if len(letters) <= 3:
        letters = "-".join(_LETTERS[x] for x in letters)
    parts = re.findall("north|south|east|west", letters)
    name = parts[0] if len(parts) == 1 else "-".join(parts)
    return WINDS.index(name) * 22.5 if name in WINDS else None


# ---------------------------------------------------------------- the lexicon


@cache
def _macros() -> dict[str, str]:
    return {name: " ".join(pattern.split()) for name, pattern in lexicon("relative")["macros"].items()}


def _pattern(source: str) -> str:
    while "{{" in source:
        source = re.sub(r"\{\{(\w+)\}\}", lambda m: _macros()[m[1]], source)
    return source.replace(" ", r"\s")


def _before(source: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_pattern(source)})$", re.I)


def _around(source: str) -> re.Pattern[str]:
    return re.compile(_pattern(source), re.I)


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(_rule(**entry) for entry in _without_examples("beside"))


def _rule(
    *, id: str, put: Put, before: str, after: str | None = None, more_km: float = 0.0, **more: list[str]
) -> _Rule:
    needs = tuple(more.get("with", ()))
    return _Rule(id, put, needs, _before(before), None if after is None else _around(after), more_km)


@cache
def _pairs() -> tuple[_Pair, ...]:
    return tuple(_pair(**entry) for entry in _without_examples("between"))


def _pair(
    *, id: str, name: str, before: str, link: str, after: str, part: float = 0.5, units: str = "",
    most_km: float = MOST_KM,     unless_before: str | None = None, unless_after: str | None = None,
) -> _Pair:  # fmt: skip
    return _Pair(
        id, name, part, units == "only", most_km, _before(before), _around(link), _around(after),
        None if unless_before is None else _around(unless_before),
        None if unless_after is None else _around(unless_after),
    )  # fmt: skip


def _without_examples(part: str) -> Iterable[dict[str, Any]]:
    for entry in lexicon("relative")[part]:
        yield {key: value for key, value in entry.items() if not key.startswith("examples")}


@cache
def _apposition() -> re.Pattern[str]:
    return _around(lexicon("relative")["apposition"])
