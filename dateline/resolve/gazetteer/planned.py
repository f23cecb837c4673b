"""What the places of a user's file are in the index: which units they lie in, which are known, where all lie.

Comes in: `Given` places and the index that is being changed. Goes out: rows of the index. A table is planned as a
whole before anything of it is written. Must not know: files.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dateline.resolve.gazetteer.areas import Point, kilometres, spread_km
from dateline.resolve.gazetteer.given import Given, Reading, Unusable
from dateline.resolve.gazetteer.index import Entry, Gazetteer, Match
from dateline.resolve.gazetteer.merge import AIRPORT_KM, RADIUS, town_radius
from dateline.resolve.gazetteer.names import joined, keyed, plain, skeleton

FIRST_ID = -(2**32) - 1  # added places go down from here, below the ids made from a hash (names.place_id)
TOWNS = {"city", "village", "neighbourhood"}
SAME_KM = 5.0  # two towns of one name and unit that lie nearer are one
FAR_KM = 300.0  # from any town of the country told: another country, or coordinates swapped
NEAR_TOWN_KM = 100.0  # within which a town tells the unit of a place that gives none
REACH = {
    **RADIUS, "village": 3.0, "neighbourhood": 3.0, "camp": 3.0, "base": 3.0, "airport": AIRPORT_KM, "field": 10.0,
    "mountain": 20.0, "valley": 20.0, "lake": 20.0, "island": 20.0, "forest": 20.0, "desert": 100.0, "sea": 200.0,
}  # fmt: skip
NO_COUNTRY = {"region", "sea", "river", "desert", "mountain"}  # may reach over several
_COLUMNS = ", ".join(Entry._fields)


Planned = tuple[Given, Entry | None]  # a place, and the one of the index that it is


class Refused(ValueError):
    """A place that cannot be put into the index; says why."""


class Index(Gazetteer):
    """The index that is being changed. Look-ups by name are remembered: they see the places of earlier files."""

    def __init__(self, connection: sqlite3.Connection, country: str | None) -> None:
        super().__init__(Path(":memory:"))
        self.connection, self.default = connection, country
        self.refs: dict[str, int] = dict(
            connection.execute("SELECT ref, id FROM place WHERE ref IS NOT NULL")
        )
        (lowest,) = connection.execute("SELECT MIN(id) FROM place").fetchone()
        self.next_id = min(FIRST_ID, (lowest or 0) - 1)
        self.towns: dict[str, tuple[NDArray[np.float64], list[int | None]]] = {}
        self.new: set[int] = {i for (i,) in connection.execute("SELECT id FROM added_place")}
        self.slugs: defaultdict[str, int] = defaultdict(int)

    def _connection(self) -> sqlite3.Connection:
        return self.connection

    @cached_property
    def isos(self) -> set[str]:
        return {c for (c,) in self.connection.execute("SELECT DISTINCT country FROM place") if c}

    @cached_property
    def iso3(self) -> dict[str, str]:
        row = self.connection.execute("SELECT value FROM about WHERE key = 'iso3'").fetchone()
        return json.loads(row[0]) if row else {}

    # ------------------------------------------------------------ looking up

    def country_of(self, given: Given) -> str | None:
        """The ISO code that the row means: as told, else from its P-code, else the file's. Raises Refused."""
        if given.country:
            found = self.iso(given.country)
            if found is None:
                raise Refused(
                    f"country {given.country!r} is not known: write two letters (SY) or its English name"
                )
            return found
        code = re.match(r"pcode:([A-Z]{2,3})(?![A-Z])", given.key or "")
        found = self.iso(code[1]) if code else None
        if found or self.default:
            return found or self.default
        if given.kind in NO_COUNTRY:
            return None
        raise Refused("no country: add a column 'country', or give --country to all rows")

    def iso(self, told: str) -> str | None:
        if len(told) == 2 and told.upper() in self.isos:
            return told.upper()
        if len(told) == 3 and told.upper() in self.iso3:
            return self.iso3[told.upper()]
        return next((m.entry.country for m in self.find(told) if m.exact and m.entry.kind == "country"), None)

    def unit(
        self, names: Collection[str], country: str | None, kind: str, admin1: int | None
    ) -> Entry | None:
        """The unit of this level so called; spellings count, when only one unit is meant by them."""
        found: dict[tuple[bool, int], Entry] = {}

        def keep(matches: Iterable[Match]) -> None:
            for m in matches:
                e = m.entry
                inside = kind == "admin1" or None in (admin1, e.admin1) or e.admin1 == admin1
                if e.kind == kind and e.country == country and inside:
                    found[m.exact, e.id] = e

        for name in names:
            keep(self.find(name))
        if not found and country is not None:
            for name in names:
                keep(self.find_similar(name, {country}))
        meant = {i: e for (exact, i), e in found.items() if exact} or {i: e for (_, i), e in found.items()}
        return next(iter(meant.values())) if len(meant) == 1 else None

    def nearest_town(self, country: str, at: Point) -> tuple[float, int | None] | None:
        """How far (km) the nearest town of the country is, and the first-level unit that it lies in."""
        if country not in self.towns:
            rows = self.connection.execute(
                "SELECT lat, lon, admin1 FROM place WHERE kind = 'city' AND country = ?", (country,)
            ).fetchall()
            points = np.array([r[:2] for r in rows], dtype=float).reshape(-1, 2)
            self.towns[country] = points, [r[2] for r in rows]
        points, units = self.towns[country]
        if not units:
            return None
        across = np.abs(points[:, 1] - at[1])
        across = np.minimum(across, 360 - across) * np.cos(np.radians(at[0]))
        n = int(np.hypot(points[:, 0] - at[0], across).argmin())
        return kilometres(at, (float(points[n, 0]), float(points[n, 1]))), units[n]

    def parent(
        self, told: str | None, country: str | None, kind: str, admin1: int | None = None
    ) -> int | None:
        """The unit that a row says it lies in: by P-code, GeoNames id or name."""
        if told is None:
            return None
        if told.startswith("geonames:"):
            return int(told.removeprefix("geonames:"))
        if told.startswith("pcode:"):
            return self.refs.get(told)
        found = self.unit([told], country, kind, admin1)
        return found.id if found else None

    def twin(self, given: Given, country: str | None, admin1: int | None) -> Entry | None:
        """The place of the index that this one is: by id, else by name where it lies."""
        if given.key in self.refs:
            return self._by_id(self.refs[given.key])
        if given.geonameid is not None:
            return self._by_id(given.geonameid)
        if given.level < 9:
            return self.unit(sorted({given.name, *given.names}), country, given.kind or "", admin1)
        if given.lat is None or given.lon is None:
            return None
        at, kind = (given.lat, given.lon), given.kind or "village"
        near = [
            (kilometres(at, (m.entry.lat, m.entry.lon)), m.entry)
            for m in self.find(given.name)
            if m.entry.country == country
            and (m.entry.kind == kind or {m.entry.kind, kind} <= TOWNS)
            and (admin1 is None or m.entry.admin1 in (None, admin1))
        ]
        km, entry = min(near, key=lambda n: (n[0], n[1].id), default=(FAR_KM, None))
        return entry if km <= SAME_KM else None

    def of_geonames(self, reading: Reading) -> Iterator[Planned | Unusable]:
        for item in reading:
            yield item if isinstance(item, Unusable) else (item, self._by_id(item.geonameid or 0))

    # ------------------------------------------------------------ writing

    def put(self, given: Given, known: Entry | None, *, names_only: bool) -> int:
        """Write one place; `known`: the one of the index that it is. Returns its id. Raises Refused.

        `names_only`: a built-in place keeps all else (GeoNames says of it what it said before).
        """
        country = self.country_of(given)
        if known is None and given.geonameid is not None:
            known = self._by_id(given.geonameid)  # two rows of the file
        if known is not None and names_only and known.id not in self.new:
            self._name(known.id, (*given.names, given.name))
            return known.id
        admin1 = self.parent(given.admin1, country, "admin1")
        admin2 = self.parent(given.admin2, country, "admin2", admin1)
        given.radius_km = round(given.radius_km, 1) if given.radius_km else None
        kind = given.kind or "village"
        if known is not None and (given.kind is None or {given.kind, known.kind} <= TOWNS):
            kind = known.kind
        if given.lat is not None and given.lon is not None and country and kind not in NO_COUNTRY:
            nearest = self.nearest_town(country, (given.lat, given.lon))
            if nearest is not None and nearest[0] > FAR_KM:
                raise Refused(
                    f"{given.lat:g}, {given.lon:g} is {nearest[0]:,.0f} km from the nearest town of {country}: "
                    "wrong country, or latitude and longitude swapped?"
                )
            if admin1 is None and kind != "admin1" and nearest is not None and nearest[0] <= NEAR_TOWN_KM:
                admin1 = known.admin1 if known and known.admin1 else nearest[1]
        if known is None:
            i = given.geonameid or self._next_id()
            ref = given.key or (None if given.geonameid else self._slug(given, country, admin1, kind))
            if given.lat is None or given.lon is None:
                raise Refused("no coordinates")
            radius = given.radius_km or (
                town_radius(given.population) if kind == "city" else REACH.get(kind, 5.0)
            )
            place = Entry(
                i,
                ref,
                given.name,
                country,
                admin1,
                admin2,
                given.lat,
                given.lon,
                kind,
                given.population,
                radius,
            )
            self.connection.execute(f"INSERT INTO place VALUES ({', '.join('?' * len(place))})", place)
            self.connection.execute("INSERT INTO added_place VALUES (?)", (i,))
            self.new.add(i)
        else:
            if known.id not in self.new:
                self.connection.execute(
                    f"INSERT OR IGNORE INTO replaced SELECT {_COLUMNS} FROM place WHERE id = ?", (known.id,)
                )
            place = known._replace(
                ref=given.key or known.ref,
                name=given.name,
                admin1=known.admin1 if known.kind == "admin1" else admin1 or known.admin1,
                admin2=admin2 or known.admin2,
                lat=known.lat if given.lat is None else given.lat,
                lon=known.lon if given.lon is None else given.lon,
                kind=kind,
                population=given.population or known.population,
                radius_km=given.radius_km or known.radius_km,
            )
            columns = ", ".join(f"{c} = ?" for c in Entry._fields[1:])
            self.connection.execute(f"UPDATE place SET {columns} WHERE id = ?", (*place[1:], place.id))
        if place.ref is not None:
            self.refs[place.ref] = place.id
        self._name(place.id, (*given.names, given.name))
        return place.id

    def _next_id(self) -> int:
        self.next_id -= 1
        return self.next_id + 1

    def _slug(self, given: Given, country: str | None, admin1: int | None, kind: str) -> str:
        """ "added:hajin-deirzor-sy-village"; a second one of a file gets a number."""
        unit = self._by_id(admin1) if admin1 else None
        parts = [joined(plain(n)) for n in (given.name, *((unit.name,) if unit else ()))]
        slug = "-".join(["added:" + parts[0], *parts[1:], (country or "xx").lower(), kind])
        while True:
            self.slugs[slug] += 1
            ref = slug if self.slugs[slug] == 1 else f"{slug}-{self.slugs[slug]}"
            if ref not in self.refs:
                return ref

    def _name(self, i: int, names: Iterable[str]) -> None:
        for key, spelled in sorted({k for n in names if (k := keyed(n)) is not None}):
            done = self.connection.execute("INSERT OR IGNORE INTO name VALUES (?,?,?)", (key, i, spelled))
            if done.rowcount != 1:
                continue
            if i not in self.new:
                self.connection.execute("INSERT INTO added_name VALUES (?,?,?)", (key, i, spelled))
            if bones := skeleton(key):
                self.connection.execute("INSERT OR IGNORE INTO skeleton VALUES (?,?)", (bones, key))


# ---------------------------------------------------------------- units


class Planner:
    """Puts the rows of a table together before they are written: one record a P-code, and a place for each unit."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.units: dict[str, Given] = {}
        self.others: dict[str, Given] = {}
        self.claimed: set[int] = set()  # places of the index that a row of the file is
        self.twins: dict[str, Entry | None] = {}
        self.at: dict[str, tuple[Point, float | None]] = {}  # where units lie, and how far they reach (km)

    def plan(self, reading: Reading) -> Iterator[Planned | Unusable]:
        """Units from the first level down, then the other places; each with the place of the index that it is."""
        for item in reading:
            if isinstance(item, Unusable):
                yield item
            elif item.level == 9 and item.lat is None:
                yield Unusable(item.where, "no coordinates: add columns 'lat' and 'lon'")
            elif (clash := self._collect(item)) is not None:
                yield clash
        ordered = sorted(self.units, key=lambda k: self.units[k].level)
        refused: set[str] = set()
        for key in ordered:
            try:
                self._match(key)
            except Refused as error:
                refused.add(key)
                yield Unusable(self.units[key].where, str(error))
        self._place(ordered)
        for key in ordered:
            if key in refused:
                continue
            given = self.units[key]
            if key in self.at:
                (given.lat, given.lon), given.radius_km = self.at[key]
                yield given, self.twins[key]
            else:
                yield Unusable(
                    given.where,
                    f"{given.name}: no coordinates, and none can be told from its units, its seat or the gazetteer: "
                    "add columns 'lat' and 'lon'",
                )
        for given in self.others.values():
            yield from self._other(given)

    def _collect(self, given: Given) -> Unusable | None:
        """Several rows of one P-code, or of one name and point, are one place."""
        unit = given.level < 9
        key = given.key or f"geonames:{given.geonameid}"
        if given.key is None and given.geonameid is None:
            at = (given.admin1, given.admin2) if unit else (given.lat, given.lon)
            key = f"{given.kind}:{plain(given.name)}:{at[0]}:{at[1]}"
        first = (self.units if unit else self.others).setdefault(key, given)
        if plain(first.name) != plain(given.name) and not first.names & given.names:
            return Unusable(given.where, f"{key} is {given.name} here and {first.name} in {first.where}")
        first.names |= given.names
        for told in ("lat", "lon", "radius_km", "country", "admin1", "admin2"):
            if getattr(first, told) is None:
                setattr(first, told, getattr(given, told))
        first.population = first.population or given.population
        return None

    def _match(self, key: str) -> None:
        """Which unit of the index it is. Raises Refused."""
        given, index = self.units[key], self.index
        country = index.country_of(given)
        twin = self.twins[key] = self._twin(given, country)
        if given.lat is not None and given.lon is not None:
            self.at[key] = (given.lat, given.lon), given.radius_km
        elif twin is not None:
            self.at[key] = (twin.lat, twin.lon), given.radius_km or twin.radius_km

    def _twin(self, given: Given, country: str | None) -> Entry | None:
        """The place of the index that it is; where several of the file answer to one name, the first has it."""
        twin = self.index.twin(given, country, self._admin1(given, country))
        if twin is None or twin.id in self.claimed:
            return None
        self.claimed.add(twin.id)
        return twin

    def _admin1(self, given: Given, country: str | None) -> int | None:
        """The first-level unit that it lies in, where the index has it already."""
        if given.admin1 is None or given.level == 1:
            return None
        if (twin := self.twins.get(given.admin1)) is not None:
            return twin.id
        return self.index.parent(given.admin1, country, "admin1")

    def _place(self, ordered: list[str]) -> None:
        """Units without coordinates: the middle of their own units, their seat, or the middle of their parent."""
        inside: defaultdict[str, list[Point]] = defaultdict(list)
        for given in self.others.values():
            for unit in (given.admin1, given.admin2):
                if unit in self.units and given.lat is not None and given.lon is not None:
                    inside[unit].append((given.lat, given.lon))
        for key in reversed(ordered):
            given = self.units[key]
            if key not in self.at and key in inside:
                points = inside[key]
                middle = sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
                reach = max(spread_km(middle, points), REACH.get(f"admin{given.level + 1}", 5.0))
                self.at[key] = middle, given.radius_km or round(reach, 1)
            if key in self.at and (parent := given.admin2 or given.admin1) is not None:
                inside[parent].append(self.at[key][0])
        for key in ordered:
            given = self.units[key]
            if key in self.at or key not in self.twins:
                continue
            country = self.index.country_of(given)
            around = self._admin1(given, country)
            seats = [
                m.entry
                for m in self.index.find(given.name)
                if m.entry.kind == "city" and m.entry.country == country and m.entry.admin1 == around
            ]
            middle_of = self._parent_at(given, country)
            if around is not None and len(seats) == 1:
                self.at[key] = (seats[0].lat, seats[0].lon), given.radius_km or REACH[f"admin{given.level}"]
            elif middle_of is not None:
                self.at[key] = middle_of[0], given.radius_km or middle_of[1]

    def _parent_at(self, given: Given, country: str | None) -> tuple[Point, float | None] | None:
        for told, kind in ((given.admin2, "admin2"), (given.admin1, "admin1")):
            if told in self.at:
                (at, radius) = self.at[told]
                return at, radius or REACH[kind]
            i = self.index.parent(told, country, kind)
            entry = self.index.entry(i) if i is not None else None
            if entry is not None:
                return (entry.lat, entry.lon), entry.radius_km
        return None

    def _other(self, given: Given) -> Iterator[Planned | Unusable]:
        try:
            country = self.index.country_of(given)
        except Refused as error:
            yield Unusable(given.where, str(error))
            return
        yield given, self._twin(given, country)
