"""Where to look for the partners of a statement, so that no two far statements are ever compared.

Comes in: statements. Goes out: `Spot` (what a database stores of a statement to find it again), `Box`es
(where all its possible partners lie), and pairs from the same look-up in memory. Must not know: how well two
statements agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, floor, radians

from dateline.codebook import family
from dateline.link.compare import AROUND_KM, NARROW_KM, REGION_KM, SLACK_DAYS, days, known_sides
from dateline.model import PlacePrecision, ReportFacts, Statement

KM_PER_DEGREE = 111.0  # of latitude, a little less than it is, so that a box is never too small
NARROW: frozenset[PlacePrecision] = frozenset({"exact", "near"})
WIDE: frozenset[PlacePrecision] = frozenset({"admin1", "region"})
NARROW_CELL, WIDE_CELL = 0.5, 2.0  # degrees
DAYS_A_BIN = 64


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a statement stands: the columns by which boxes find it. No days: it may be of any day."""

    family: str
    first: date | None
    last: date | None
    precision: PlacePrecision | None  # None: no place
    country: str | None = None
    admin1: str | None = None
    name: str | None = None  # case-folded
    lat: float | None = None
    lon: float | None = None
    type: str = ""
    known: frozenset[str] = frozenset()  # ids of the actors on both sides

    @property
    def vague(self) -> bool:
        """Whether it is placed in a country at best."""
        return self.precision in (None, "country")


@dataclass(frozen=True, slots=True)
class SideBox:
    """All spots of one type and time with one of these actors; `vague`: only those placed in a country at best."""

    family: str
    first: date | None
    last: date | None
    type: str
    known: frozenset[str]
    vague: bool

    def holds(self, spot: Spot) -> bool:
        """Whether a spot lies in the box."""
        return (
            spot.type == self.type
            and _in_time(self, spot)
            and not spot.known.isdisjoint(self.known)
            and (spot.vague or not self.vague)
        )


@dataclass(frozen=True, slots=True)
class Box:
    """A region of spots. A field that is None asks for nothing; only `precisions` then asks for no place."""

    family: str
    first: date | None
    last: date | None
    precisions: frozenset[PlacePrecision] | None
    located: bool | None = None  # whether the place must have coordinates
    country: str | None = None
    admin1: str | None = None
    name: str | None = None
    south: float | None = None
    north: float | None = None
    west: float | None = None
    east: float | None = None

    def holds(self, spot: Spot) -> bool:
        """Whether a spot lies in the box: what a database's WHERE clause has to say."""
        if spot.family != self.family:
            return False
        if not _in_time(self, spot):
            return False
        if self.precisions is None or spot.precision is None:
            return self.precisions is None and spot.precision is None
        if spot.precision not in self.precisions:
            return False
        if self.located is not None and self.located != (spot.lat is not None and spot.lon is not None):
            return False
        for wanted, found in (
            (self.country, spot.country),
            (self.admin1, spot.admin1),
            (self.name, spot.name),
        ):
            if wanted is not None and wanted != found:
                return False
        return (
            _between(self.south, spot.lat, self.north)
            and _between(self.west, spot.lon, self.east)
        )  # fmt: skip


def _in_time(box: Box | SideBox, spot: Spot) -> bool:
    if box.first is not None and spot.last is not None and spot.last < box.first:
        return False
    return not (box.last is not None and spot.first is not None and spot.first > box.last)


def _between(low: float | None, value: float | None, high: float | None) -> bool:
    return low is None or high is None or (value is not None and low <= value <= high)


def spot(statement: Statement, facts: ReportFacts | None = None) -> Spot:
    """Where a statement stands."""
    first, last, _ = days(statement, facts)
    place = statement.place
    return Spot(
        family=family(statement.type),
        first=None if first is None else date.fromordinal(first),
        last=None if last is None else date.fromordinal(last),
        precision=None if place is None else place.precision,
        country=None if place is None else place.country,
        admin1=None if place is None else place.admin1,
        name=None if place is None else place.name.casefold(),
        lat=None if place is None else place.lat,
        lon=None if place is None else place.lon,
        type=statement.type,
        known=known_sides(statement),
    )


def boxes(statement: Statement, facts: ReportFacts | None = None) -> tuple[Box | SideBox, ...]:
    """The boxes in which all statements lie that this one may be linked with by their content.

    (Judgements and reprints also link statements; they name their partners themselves.)
    """
    s = spot(statement, facts)
    first = None if s.first is None else date.fromordinal(max(s.first.toordinal() - SLACK_DAYS, 1))
    most = date.max.toordinal()
    last = None if s.last is None else date.fromordinal(min(s.last.toordinal() + SLACK_DAYS, most))
    by_side = (SideBox(s.family, first, last, s.type, s.known, not s.vague),) if s.known else ()
    return *_by_place(s, first, last), *by_side


def _by_place(s: Spot, first: date | None, last: date | None) -> tuple[Box, ...]:
    if s.precision is None:
        return (Box(s.family, first, last, None),)
    if s.precision == "country":
        country = frozenset[PlacePrecision]({"country"})
        return () if s.country is None else (Box(s.family, first, last, country, country=s.country),)
    if s.lat is None or s.lon is None:
        return (Box(s.family, first, last, NARROW | WIDE, located=False, country=s.country, name=s.name),)
    found = []
    for precisions, km in _rings(s.precision):
        south, north, west, east = _around(s.lat, s.lon, km)
        found.append(
            Box(
                s.family,
                first,
                last,
                precisions,
                located=True,
                south=south,
                north=north,
                west=west,
                east=east,
            )
        )
    if s.admin1 is not None:  # a province is known by its name, however wide it is
        precisions = NARROW | WIDE if s.precision == "admin1" else frozenset[PlacePrecision]({"admin1"})
        found.append(Box(s.family, first, last, precisions, located=True, country=s.country, admin1=s.admin1))
    return tuple(found)


def _rings(precision: PlacePrecision) -> tuple[tuple[frozenset[PlacePrecision], float], ...]:
    """How far (km) a partner of each precision may lie."""
    if precision in AROUND_KM:
        return (NARROW, NARROW_KM), (WIDE, REGION_KM)
    return ((NARROW | WIDE, REGION_KM),)


def _around(lat: float, lon: float, km: float) -> tuple[float, float, float, float]:
    """South, north, west, east of the square around a point; all longitudes if it crosses 180° or a pole."""
    north_south = km / KM_PER_DEGREE
    widest = min(90.0, abs(lat) + north_south)
    east_west = km / (KM_PER_DEGREE * max(cos(radians(widest)), 1e-6))
    west, east = lon - east_west, lon + east_west
    if west < -180 or east > 180:
        west, east = -180.0, 180.0
    return lat - north_south, lat + north_south, west, east


# ---------------------------------------------------------------- the same in memory


def find_pairs(
    statements: Sequence[Statement], facts: Sequence[ReportFacts | None]
) -> Iterator[tuple[int, int]]:
    """Numbers (later, earlier) of all statements that lie in each other's boxes, and of a few that lie near.

    Cost follows how many statements lie near each other, not how many there are.
    """
    files: dict[Hashable, dict[int | None, list[int]]] = defaultdict(lambda: defaultdict(list))
    last_days: list[int] = []
    first_days: list[int] = []
    for number, (statement, known) in enumerate(zip(statements, facts, strict=True)):
        here = spot(statement, known)
        since = date.min.toordinal() if here.first is None else here.first.toordinal() - SLACK_DAYS
        until = date.max.toordinal() if here.last is None else here.last.toordinal() + SLACK_DAYS
        near: set[int] = set()
        for box in boxes(statement, known):
            for address in _addresses_in(box):
                file = files.get((box.family, address))
                if file is not None:
                    bins = (*_day_bins(box.first, box.last), None) if here.first is not None else file.keys()
                    near.update(other for day_bin in bins for other in file.get(day_bin, ()))
        for other in near:
            if last_days[other] >= since and first_days[other] <= until:
                yield number, other
        first_days.append(since + SLACK_DAYS)
        last_days.append(until - SLACK_DAYS)
        for address in _addresses(here):
            for day_bin in _day_bins(here.first, here.last):
                files[here.family, address][day_bin].append(number)


def _day_bins(first: date | None, last: date | None) -> Sequence[int | None]:
    if first is None or last is None:
        return (None,)
    return range(first.toordinal() // DAYS_A_BIN, last.toordinal() // DAYS_A_BIN + 1)


def _addresses(here: Spot) -> Iterator[Hashable]:
    """Under which addresses a spot is filed; `_addresses_in` asks under the same."""
    for actor in sorted(here.known):
        yield "side", here.type, actor
        if here.vague:
            yield "vague", here.type, actor
    if here.precision is None:
        yield "unplaced"
    elif here.precision == "country":
        yield "country", here.country
    elif here.lat is None or here.lon is None:
        yield "name", here.country, here.name
    else:
        wide = floor(here.lat / WIDE_CELL), floor(here.lon / WIDE_CELL)
        yield "any", wide
        if here.precision in WIDE:
            yield "wide", wide
        else:
            yield "narrow", (floor(here.lat / NARROW_CELL), floor(here.lon / NARROW_CELL))
        if here.admin1 is not None:
            yield "admin1", here.country, here.admin1
            if here.precision == "admin1":
                yield "province", here.country, here.admin1


def _addresses_in(box: Box | SideBox) -> Iterator[Hashable]:
    if isinstance(box, SideBox):
        for actor in sorted(box.known):
            yield "vague" if box.vague else "side", box.type, actor
    elif box.precisions is None:
        yield "unplaced"
    elif box.located is None:
        yield "country", box.country
    elif not box.located:
        yield "name", box.country, box.name
    elif box.admin1 is not None:
        yield ("province" if box.precisions == {"admin1"} else "admin1"), box.country, box.admin1
    else:
        kind = "narrow" if box.precisions == NARROW else "wide" if box.precisions == WIDE else "any"
        size = NARROW_CELL if kind == "narrow" else WIDE_CELL
        assert (
            box.south is not None and box.north is not None and box.west is not None and box.east is not None
        )
        for row in range(floor(box.south / size), floor(box.north / size) + 1):
            for column in range(floor(box.west / size), floor(box.east / size) + 1):
                yield kind, (row, column)


# ---------------------------------------------------------------- the same in a database

MOST_BINS = 24  # a longer time is filed, and asked for, as any time
ANY_BIN, LAST_BIN = -1, date.max.toordinal() // DAYS_A_BIN


def filed(here: Spot) -> list[tuple[str, int]]:
    """(key, bin of days) under which a database files a spot; `sought` asks under the same."""
    bins = _numbered(here.first, here.last) or [ANY_BIN]
    return [(_key(here.family, address), bin) for address in _addresses(here) for bin in bins]


def sought(box: Box | SideBox) -> tuple[list[str], int, int]:
    """Keys and bins of days (first, last) under which all the spots in a box are filed, and more beside.

    Spots under ANY_BIN may lie in every box.
    """
    bins = _numbered(box.first, box.last) or [ANY_BIN, LAST_BIN]
    return [_key(box.family, address) for address in _addresses_in(box)], bins[0], bins[-1]


def _key(kind: str, address: Hashable) -> str:
    """
    >>> _key("fight", ("narrow", (71, 80)))
    'fight narrow 71 80'
    """
    parts = address if isinstance(address, tuple) else (address,)
    flat = [str(part) for each in parts for part in (each if isinstance(each, tuple) else (each,))]
    return " ".join([kind, *flat])


def _numbered(first: date | None, last: date | None) -> list[int] | None:
    if first is None or last is None:
        return None
    bins = range(first.toordinal() // DAYS_A_BIN, last.toordinal() // DAYS_A_BIN + 1)
    return list(bins) if len(bins) <= MOST_BINS else None
