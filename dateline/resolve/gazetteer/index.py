"""Looks places up by name in the built gazetteer. Read-only; one connection a thread, opened where used.

Comes in: a name. Goes out: the places so called, likeliest first. Must not know: reports, parses.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz

from dateline.errors import MissingData
from dateline.resolve.gazetteer.names import joined, place_id, plain, skeleton
from dateline.settings import gazetteer_path

MOST = 40  # places of one name that are looked at, those with most people first
SIMILAR = 70.0  # rapidfuzz ratio from which two spellings of one skeleton are one name (GeoNames spellings)
CACHED_NAMES = 20_000
OWN = ("pcode:", "added:")  # how the ids of places that users added begin
_COLUMNS = "p.id, p.ref, p.name, p.country, p.admin1, p.admin2, p.lat, p.lon, p.kind, p.population, p.radius_km, p.code"


class Entry(NamedTuple):
    """A place of the gazetteer. `admin1`, `admin2`: ids of the units it lies in. Degrees (WGS84), km.

    `code`: of a unit, ISO 3166-2 ("SY-DY") or, where ISO has none, GeoNames ("SO.04.63784").
    """

    id: int
    ref: str | None
    name: str
    country: str | None
    admin1: int | None
    admin2: int | None
    lat: float
    lon: float
    kind: str
    population: int
    radius_km: float
    code: str | None = None

    @property
    def key(self) -> str:
        """The id that is published: "geonames:99072", "pcode:SY0703", "icao:ORAA"."""
        return self.ref or f"geonames:{self.id}"

    @property
    def unit_code(self) -> str | None:
        """The code that is published of a unit: the P-code of a user's own file before ISO 3166-2 and GeoNames."""
        return self.ref.removeprefix("pcode:") if self.ref and self.ref.startswith("pcode:") else self.code

    @property
    def own(self) -> bool:
        """Whether it stands in the gazetteer because this user added it ("pcode:SY07", "added:…")."""
        return is_own(self.ref)


def is_own(ref: str | None) -> bool:
    return ref is not None and ref.startswith(OWN)


class Added(NamedTuple):
    """A file of a user's own places. `added_at`: ISO 8601 (UTC); `places`: how many of it are in the index."""

    name: str
    sha256: str
    licence: str
    added_at: str
    form: str
    places: int


class Match(NamedTuple):
    """A place found by name. `exact`: as written, but for case and accents; else articles and joins differ.

    `likeness` (0–1): how close the words looked up are to the name the place goes by today ("Salisbury" is
    far from "Harare").
    """

    entry: Entry
    exact: bool
    likeness: float = 1.0


class Gazetteer:
    """The open gazetteer. Safe to share between threads and across fork and spawn (it reopens by itself)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._find = lru_cache(CACHED_NAMES)(self._look_up)
        self._get = lru_cache(CACHED_NAMES)(self._by_id)

    @classmethod
    def open(cls, path: Path | None = None) -> Gazetteer:
        """The gazetteer at `path`, or where settings say.

        Raises MissingData when there is none that can be read.
        """
        path = path or gazetteer_path()
        if not path.exists():
            raise MissingData(f"no gazetteer at {path}: run 'dateline gazetteer build' (about a minute)")
        gazetteer = cls(path)
        try:
            gazetteer.entry(0)
        except sqlite3.Error as error:
            raise MissingData(
                f"the file {path} is no gazetteer of this version ({error}): run 'dateline gazetteer build'"
            ) from error
        return gazetteer

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        return (Gazetteer, (self.path,))

    def _connection(self) -> sqlite3.Connection:
        if getattr(self._local, "process", None) != os.getpid():
            # immutable: the file is only ever replaced as a whole, so no locks and no change counter
            connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            connection.execute("PRAGMA mmap_size = 268435456")
            connection.execute("PRAGMA cache_size = -2000")
            self._local.connection, self._local.process = connection, os.getpid()
        found: sqlite3.Connection = self._local.connection
        return found

    def find(self, name: str) -> tuple[Match, ...]:
        """The places called `name`, those with most people first; capitals and accents set aside."""
        spelled = plain(name)
        return self._find(joined(spelled), spelled) if spelled else ()

    def _look_up(self, key: str, spelled: str) -> tuple[Match, ...]:
        rows = self._connection().execute(
            f"SELECT {_COLUMNS}, n.plain FROM name n JOIN place p ON p.id = n.place WHERE n.key = ? "
            "ORDER BY p.population DESC, p.id DESC",
            (key,),
        )
        found: dict[int, Match] = {}
        # Hundreds of hamlets crowd out no place that a user added, nor the reverse.
        taken = {True: 0, False: 0}
        for row in rows:
            *place, spelling = row
            exact = (spelling or key) == spelled
            if row[0] not in found:
                own = is_own(row[1])
                if taken[own] >= MOST:
                    continue
                taken[own] += 1
                entry = Entry(*place)
                found[row[0]] = Match(entry, exact, fuzz.ratio(key, joined(plain(entry.name))) / 100)
            elif exact:
                found[row[0]] = found[row[0]]._replace(exact=True)
        return tuple(found.values())

    def find_similar(self, name: str, countries: Collection[str]) -> tuple[Match, ...]:
        """Places whose name sounds like `name`, in these countries only: elsewhere chance decides."""
        key = joined(plain(name))
        bones = skeleton(key)
        if not bones or not countries:
            return ()
        names = self._connection().execute("SELECT name FROM skeleton WHERE key = ?", (bones,))
        close = sorted(((fuzz.ratio(key, other), other) for (other,) in names), reverse=True)
        found: dict[int, Match] = {}
        for ratio, other in close:
            if ratio < SIMILAR:
                break
            for match in self._find(other, other):
                if match.entry.country in countries:
                    found.setdefault(match.entry.id, Match(match.entry, False, ratio / 100))
        return tuple(found.values())

    def entry(self, place_id: int) -> Entry | None:
        """The place with this id; ids below zero are places that GeoNames lacks."""
        return self._get(place_id)

    def _by_id(self, place_id: int) -> Entry | None:
        row = (
            self._connection()
            .execute(f"SELECT {_COLUMNS} FROM place p WHERE p.id = ?", (place_id,))
            .fetchone()
        )
        return None if row is None else Entry(*row)

    def part(self, country: str, direction: str) -> Entry | None:
        """A country's "north", "south-east", "central" …, with its centre and radius."""
        return self._get(place_id(f"{direction}:{country}"))

    def border(self, a: str, b: str) -> Entry | None:
        """Where two countries meet, with its middle and how far it reaches; None when they do not."""
        first, second = sorted((a, b))
        return self._get(place_id(f"border:{first}-{second}"))

    def country(self, iso: str) -> Entry | None:
        """The country with this ISO 3166-1 code."""
        return self._countries.get(iso)

    @property
    def _countries(self) -> dict[str, Entry]:
        found: dict[str, Entry] | None = getattr(self._local, "countries", None)
        if found is None:
            rows = self._connection().execute(f"SELECT {_COLUMNS} FROM place p WHERE p.kind = 'country'")
            found = {e.country: e for e in (Entry(*r) for r in rows) if e.country}
            self._local.countries = found
        return found

    def countries(self) -> dict[str, Entry]:
        """All countries by ISO 3166-1 code."""
        return dict(self._countries)

    def added(self) -> list[Added]:
        """The files that users added, oldest first."""
        tables = self._connection().execute("SELECT 1 FROM sqlite_master WHERE name = 'added'").fetchone()
        if tables is None:
            return []
        columns = ", ".join(Added._fields)
        rows = self._connection().execute(f"SELECT {columns} FROM added ORDER BY added_at, name")
        return [Added(*row) for row in rows]

    def sources(self) -> list[tuple[str, str, str, str]]:
        """What it was built from: name, version, licence, SHA-256."""
        return list(
            self._connection().execute("SELECT name, version, licence, sha256 FROM sources ORDER BY name")
        )
