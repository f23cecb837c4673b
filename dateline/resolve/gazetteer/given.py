"""Reads a user's own places: a GeoNames extract, a table or GeoJSON in; one `Given` a place out.

What cannot be used comes out too, as `Unusable` with its line and the reason. Must not know: the index.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from dateline.errors import UsageError
from dateline.resolve.gazetteer.areas import Point
from dateline.resolve.gazetteer.geometry import BadGeometry, middle
from dateline.resolve.gazetteer.merge import bare, is_code, town_name, unit_name
from dateline.resolve.gazetteer.names import keyed, plain
from dateline.resolve.gazetteer.opening import opened_file, text_of
from dateline.tables import BadTable, table_rows

Form = Literal["GeoNames", "table", "GeoJSON"]
KINDS = frozenset({
    "city", "village", "neighbourhood", "camp", "base", "airport", "site", "crossing", "dam", "field", "prison",
    "mountain", "valley", "river", "lake", "sea", "desert", "island", "forest", "region",
    "admin1", "admin2", "admin3",
})  # fmt: skip
SYNONYMS = {
    "town": "city", "hamlet": "village", "settlement": "village", "suburb": "neighbourhood",
    "refugee camp": "camp", "idp camp": "camp", "military base": "base", "air base": "airport",
    "border crossing": "crossing", "oil field": "field", "governorate": "admin1", "province": "admin1",
    "district": "admin2", "subdistrict": "admin3", "sub-district": "admin3", "area": "region",
    "adm1": "admin1", "adm2": "admin2", "adm3": "admin3", "adm4": "admin3",
}  # fmt: skip
FEATURES = {  # GeoNames feature code -> kind; those not here name little that reports speak of (hotels, wells)
    "ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin3", "ADM4": "admin3", "ADM5": "admin3",
    "PPLX": "neighbourhood", "RGN": "region", "RGNE": "region", "CMPRF": "camp", "MILB": "base", "NVB": "base",
    "INSM": "base", "AIRB": "airport", "AIRP": "airport", "AIRF": "airport", "OILF": "field", "GASF": "field",
    "OILR": "site", "PS": "site", "PSTB": "crossing", "DAM": "dam", "PRN": "prison", "MT": "mountain",
    "MTS": "mountain", "VAL": "valley", "DSRT": "desert", "ISL": "island", "ISLS": "island", "FRST": "forest",
    "LK": "lake", "RSV": "lake", "SEA": "sea", "GULF": "sea",
}  # fmt: skip
GONE = {"PPLH", "PPLCH"}  # places that are no more
TOWN_PEOPLE = 500  # as in the built-in sources
GEONAMES_CELLS = 19
LONGEST_NAME = 200

_ADMIN = re.compile(r"adm(?:in)?([0-5])(?:(p?code)|(?:alt|ref)?(?:name)?\d?(?:alt\d?)?((?!id)[a-z]{2})?)")
COLUMNS = {  # what a column is called, without case, blanks and marks
    "name": "nameen featurenameen name placename locationname featurename featurerefname shapename place location",
    "names": "alternativenames alternatenames altnames altname alternatives aliases variants names othernames",
    "lat": "lat latitude latdd y pointy centerlat",
    "lon": "lon lng long longitude londd x pointx centerlon",
    "country": "country iso2 countrycode iso iso3 adm0 admin0 countryname shapegroup",
    "admin1": "admin1 adm1 province governorate region",
    "admin2": "admin2 adm2 district",
    "kind": "kind type placetype featuretype shapetype",
    "pcode": "pcode featurepcode placepcode",
    "geonameid": "geonameid geonamesid",
    "population": "population pop",
    "radius_km": "radiuskm radius",
    "area_km2": "areasqkm areakm2",
}
NAMES = COLUMNS["name"].split()  # in this order: English reports are read
_COLUMN = {alias: column for column, aliases in COLUMNS.items() for alias in aliases.split()}


class Unusable(NamedTuple):
    """A row that gives no place. `where`: "line 7" or "feature 3"."""

    where: str
    reason: str


@dataclass(slots=True)
class Given:
    """A place as a file gives it. Degrees (WGS84), km; None: not told.

    `country`: its code or name as written. `key`: the published id ("pcode:SY07"). `admin1`, `admin2`: the id
    ("pcode:SY07", "geonames:172957") or the name of the unit that it lies in.
    """

    where: str
    name: str
    names: set[str] = field(default_factory=set)
    kind: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    population: int = 0
    key: str | None = None
    geonameid: int | None = None

    @property
    def level(self) -> int:
        """1, 2, 3 of an administrative unit; 9: another place, which may lie in one."""
        return int(self.kind[5:]) if self.kind and self.kind.startswith("admin") else 9


class Reading:
    """One file's form and its places. `passed_over` counts, once read, what is of no kind that is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.form = _form(path)
        self.passed_over = 0

    def __iter__(self) -> Iterator[Given | Unusable]:
        """Raises UsageError when the file as a whole cannot be read."""
        if self.form == "GeoNames":
            return self._geonames()
        text = text_of(self.path)
        return _features(text, self.path) if self.form == "GeoJSON" else _table(text, self.path)

    def _geonames(self) -> Iterator[Given | Unusable]:
        units = dict(_unit_codes(self.path))
        for where, cells in _geonames_rows(self.path):
            if isinstance(cells, str):
                yield Unusable(where, cells)
            elif cells[6] == "P" and cells[7] not in GONE:
                yield _geonames_place(where, cells, FEATURES.get(cells[7]), units)
            elif kind := FEATURES.get(cells[7]):
                yield _geonames_place(where, cells, kind, units)
            else:
                self.passed_over += 1


def _form(path: Path) -> Form:
    with opened_file(path) as opened:
        head = opened.readline(65536).decode("utf-8-sig", errors="replace")
        while head and not head.strip():
            head = opened.readline(65536).decode("utf-8", errors="replace")
    cells = head.rstrip("\r\n").split("\t")
    if head.lstrip().startswith("{"):
        return "GeoJSON"
    known = cells[0].isdigit() or _is_geonames_header(cells)
    return "GeoNames" if len(cells) == GEONAMES_CELLS and known else "table"


# ---------------------------------------------------------------- GeoNames


def _geonames_rows(path: Path) -> Iterator[tuple[str, list[str] | str]]:
    """(line, its cells or what is wrong with it)."""
    with opened_file(path) as opened:
        for number, line in enumerate(opened, 1):
            where = f"line {number}"
            if not line.strip():
                continue
            try:
                cells = line.decode("utf-8-sig").rstrip("\r\n").split("\t")
            except UnicodeDecodeError:
                yield where, "not UTF-8"
                continue
            if number == 1 and _is_geonames_header(cells):
                continue
            if len(cells) != GEONAMES_CELLS or not cells[0].isdigit():
                yield (
                    where,
                    f"not a GeoNames row: expected {GEONAMES_CELLS} cells parted by tabs, found {len(cells)}",
                )
                continue
            yield where, cells


def _is_geonames_header(cells: list[str]) -> bool:
    """The names of the columns, which GeoNames leaves out and users add."""
    return _COLUMN.get(_folded(cells[0])) == "geonameid"


def _unit_codes(path: Path) -> Iterator[tuple[str, int]]:
    """ "SY.07", "SY.07.0703" of each unit in the extract, with its id: rows name their units by code."""
    for _, cells in _geonames_rows(path):
        if not isinstance(cells, str) and cells[7] in {"ADM1", "ADM2"}:
            code = ".".join((cells[8], *cells[10 : 11 if cells[7] == "ADM1" else 12]))
            yield code, int(cells[0])


def _geonames_place(
    where: str, cells: list[str], kind: str | None, units: Mapping[str, int]
) -> Given | Unusable:
    at = _coordinates(cells[4], cells[5])
    if isinstance(at, str):
        return Unusable(where, at)
    people = int(cells[14]) if cells[14].isdigit() else 0
    kind = kind or ("city" if people >= TOWN_PEOPLE else "village")
    names = {n for n in cells[3].split(",") if n[:1].isupper() and not is_code(n) and plain(n)}
    names |= {n for n in cells[1:3] if plain(n)}
    if not names:
        return Unusable(where, f"{cells[1]!r} has no name in Latin letters")
    written = cells[1] if plain(cells[1]) else min(names)
    if kind.startswith("admin"):
        names |= {bare(n) for n in names}
        name = unit_name(written, sorted(names), cells[8])
    else:
        name = town_name(written, cells[8])
    first, second = (units.get(".".join((cells[8], *cells[10:end]))) for end in (11, 12))
    return Given(
        where, name, names, kind, cells[8] or None,
        None if kind == "admin1" or first is None else f"geonames:{first}",
        None if kind in {"admin1", "admin2"} or second is None else f"geonames:{second}",
        *at, population=people, geonameid=int(cells[0]),
    )  # fmt: skip


# ---------------------------------------------------------------- tables


def _table(text: str, path: Path) -> Iterator[Given | Unusable]:
    columns: list[str] = []
    seen: set[str] = set()
    try:
        for line, row in table_rows(text):
            where = f"line {line}"
            if not columns:
                columns = [_folded(cell) for cell in row]
                _check_columns(columns, row, path)
            elif all(not cell.strip() or cell.startswith("#") for cell in row):
                continue  # the row of HXL tags below the header
            elif len(row) > len(columns):
                yield Unusable(where, f"{len(row)} cells under {len(columns)} columns")
            else:
                yield from _places({c: v.strip() for c, v in zip(columns, row, strict=False)}, where, seen)
    except BadTable as error:
        raise UsageError(f"{path} cannot be read as a table (line {error.line}: {error})") from error


def _folded(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column.lower())


def _check_columns(columns: Iterable[str], written: list[str], path: Path) -> None:
    known = set(columns)
    if not any(_COLUMN.get(c) == "name" or _ADMIN.fullmatch(c) for c in known):
        raise UsageError(
            f"{path} has no column with names of places: found {', '.join(written)[:200]}; expected 'name' "
            "(with lat, lon, country), or names and P-codes of units (ADM1_EN, ADM1_PCODE, …)"
        )


class _Unit(NamedTuple):
    level: int
    code: str
    names: list[str]


def _units(cells: Mapping[str, str]) -> list[_Unit]:
    """The chain of units of a row, the country first, each with its P-code and its names, the English one first."""
    codes: dict[int, str] = {}
    names: dict[int, list[tuple[int, str]]] = {}
    for column, value in cells.items():
        found = _ADMIN.fullmatch(column)
        if found is None or not value or column in _COLUMN:
            continue
        level = int(found[1])
        if found[2]:
            codes[level] = value.upper()
        else:
            order = {"en": 0, None: 1}.get(found[3], 2) + (3 if re.search(r"alt|\d$", column) else 0)
            names.setdefault(level, []).append((order, value))
    return [
        _Unit(level, codes.get(level, ""), [n for _, n in sorted(names.get(level, []), key=lambda n: n[0])])
        for level in sorted({*codes, *names})
    ]


def _places(cells: Mapping[str, str], where: str, seen: set[str]) -> Iterator[Given | Unusable]:
    """The places of one row: the units it names, and the place, if it has a name of its own.

    `seen`: the P-codes that earlier rows gave; a unit above others is given once.
    """
    told: dict[str, str] = {}
    for column, value in cells.items():
        if (known := _COLUMN.get(column)) and value:
            told.setdefault(known, value)
    if named := [cells[column] for column in NAMES if cells.get(column)]:
        told["name"] = next(filter(keyed, named), named[0])
    if len(named) > 1 and _kind(cells.get("place", "")) is not None:
        told.setdefault("kind", cells["place"])  # as in OpenStreetMap: place=village
    chain = _units(cells)
    state = next((u for u in chain if u.level == 0), None)
    country = told.get("country")
    if country is None and state is not None:
        country = state.code if re.fullmatch("[A-Z]{2,3}", state.code) or not state.names else state.names[0]
    chain = [u for u in chain if u.level > 0]
    at = _coordinates(told.get("lat", ""), told.get("lon", "")) if "lat" in told or "lon" in told else None
    if isinstance(at, str):
        yield Unusable(where, at)
        return
    above = {u.level: f"pcode:{u.code}" if u.code else u.names[0] for u in chain}
    for unit in chain:
        own = unit is chain[-1] and "name" not in told
        if not own and (not unit.code or unit.code in seen):
            continue
        name, names = _named(unit.names)
        if not name:
            found = ", ".join(unit.names) or "no name"
            yield Unusable(where, f"unit {unit.code or unit.level}: no name in Latin letters ({found})")
            continue
        seen.add(unit.code)
        given = Given(where, name, names | {bare(n) for n in names}, f"admin{min(unit.level, 3)}", country)
        given.admin1 = above.get(1) if unit.level > 1 else None
        given.admin2 = above.get(2) if unit.level > 2 else None
        given.key = f"pcode:{unit.code}" if unit.code else None
        if own and not _measure(given, told, at):
            yield Unusable(where, "population, radius or area is no number")
            continue
        yield given
    if "name" in told:
        yield _place(told, above, where, country, at)
    elif not chain:
        yield Unusable(where, "no name")


def _place(
    told: Mapping[str, str], above: Mapping[int, str], where: str, country: str | None, at: Point | None
) -> Given | Unusable:
    alternatives = re.split(
        r"[|;]" if re.search(r"[|;]", told.get("names", "")) else ",", told.get("names", "")
    )
    name, names = _named([told["name"], *(n.strip() for n in alternatives if n.strip())])
    if not name:
        return Unusable(where, f"{told['name'][:60]!r} has no name in Latin letters")
    kind = (_kind(told["kind"]) or "site") if "kind" in told else None
    if kind is not None and kind.startswith("admin"):
        names |= {bare(n) for n in names}
    given = Given(where, name, names, kind, country)
    given.admin1, given.admin2 = told.get("admin1") or above.get(1), told.get("admin2") or above.get(2)
    if given.level <= 2:
        given.admin2 = None
    if given.level == 1:
        given.admin1 = None
    given.key = f"pcode:{told['pcode'].upper()}" if "pcode" in told else None
    if "geonameid" in told:
        number = told["geonameid"].removeprefix("geonames:")
        if not number.isdigit():
            return Unusable(where, f"geonameid {told['geonameid']!r} is no number")
        given.geonameid = int(number)
    if not _measure(given, told, at):
        return Unusable(where, "population, radius or area is no number")
    return given


def _kind(told: str) -> str | None:
    """
    >>> _kind("Town"), _kind("ADM2"), _kind("hotel")
    ('city', 'admin2', None)
    """
    kind = SYNONYMS.get(told.casefold(), told.casefold())
    return kind if kind in KINDS else None


def _measure(given: Given, told: Mapping[str, str], at: Point | None) -> bool:
    """Coordinates, people and radius into `given`; False when one is no number."""
    if at is not None:
        given.lat, given.lon = at
    numbers = {c: _number(told[c]) for c in ("radius_km", "area_km2") if c in told}
    if "population" in told:
        numbers["population"] = _number(re.sub("[ ,\u00a0]", "", told["population"]))
    if any(n is None or n < 0 for n in numbers.values()):
        return False
    given.population = int(numbers.get("population") or 0)
    if area := numbers.get("area_km2"):
        given.radius_km = math.sqrt(area / math.pi)
    given.radius_km = numbers.get("radius_km") or given.radius_km
    return True


def _named(written: list[str]) -> tuple[str, set[str]]:
    """The first name that can be found in English text, and all of them."""
    usable = [n for n in (" ".join(n.split()) for n in written) if len(n) <= LONGEST_NAME and keyed(n)]
    return (usable[0] if usable else ""), set(usable)


def _number(text: str) -> float | None:
    """A finite number, its decimals behind a point or a comma.

    >>> [_number(told) for told in ("34,45", "1,234.5", "1.234,5", "1,234,567", "x", "nan")]
    [34.45, 1234.5, 1234.5, 1234567.0, None, None]
    """
    decimal, thousands = sorted(".,", key=text.rfind, reverse=True)
    text = text.replace(thousands, "").replace(decimal, "." if text.count(decimal) == 1 else "")
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _coordinates(lat: str, lon: str) -> Point | str:
    """The point, or what is wrong with it."""
    y, x = _number(lat), _number(lon)
    if y is None or x is None:
        return f"latitude {lat!r} and longitude {lon!r} are not two numbers (degrees, as in 34.45 and 40.95)"
    if not -90 <= y <= 90 or not -180 <= x <= 180:
        return f"latitude {lat}, longitude {lon} is no point on Earth: are the columns swapped or not in degrees?"
    if y == 0 and x == 0:
        return "latitude 0, longitude 0 stands for no coordinates"
    return y, x


# ---------------------------------------------------------------- GeoJSON


def _features(text: str, path: Path) -> Iterator[Given | Unusable]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not JSON ({error})") from error
    features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    if not isinstance(features, list) or document.get("type") not in {"FeatureCollection", "Feature"}:
        raise UsageError(
            f"{path} is not GeoJSON: expected a FeatureCollection, found {document.get('type')!r}"
        )
    seen: set[str] = set()
    for number, feature in enumerate(features, 1):
        yield from _feature(feature, f"feature {number}", seen)


def _feature(feature: Any, where: str, seen: set[str]) -> Iterator[Given | Unusable]:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
        yield Unusable(where, "not a GeoJSON feature")
        return
    cells: dict[str, str] = {}
    for column, value in (feature.get("properties") or {}).items():
        if isinstance(value, list):
            cells[_folded(column)] = "|".join(str(v).strip() for v in value)
        elif value is not None and not isinstance(value, dict | bool):
            cells[_folded(column)] = str(value).strip()
    if not any(cells.get(c) and (_COLUMN.get(c) == "name" or _ADMIN.fullmatch(c)) for c in cells):
        yield Unusable(where, "no property with a name ('name', or ADM1_EN with ADM1_PCODE)")
        return
    geometry = feature.get("geometry")
    radius: float | None = None
    if geometry is not None:
        try:
            lat, lon, radius = middle(geometry)
        except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
            reason = str(error) if isinstance(error, BadGeometry) else "its coordinates cannot be read"
            yield Unusable(where, reason)
            return
        cells = {c: v for c, v in cells.items() if _COLUMN.get(c) not in {"lat", "lon"}}
        cells |= {"lat": repr(lat), "lon": repr(lon)}
    for given in _places(cells, where, seen):
        if isinstance(given, Given) and given.lat is not None and radius is not None:
            given.radius_km = given.radius_km or radius
            given.kind = given.kind or ("region" if radius > 10 else None)
        yield given
