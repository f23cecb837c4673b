"""A user's own places: what a file gives, what becomes of it in the index, and that all of it can be undone."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import DatelineError, MissingData, NotFound, UsageError
from dateline.resolve.gazetteer import added
from dateline.resolve.gazetteer.added import Result, apply_kept, is_current, remove
from dateline.resolve.gazetteer.added import add as add_file
from dateline.resolve.gazetteer.areas import kilometres
from dateline.resolve.gazetteer.build import write
from dateline.resolve.gazetteer.given import Given, Reading, Unusable
from dateline.resolve.gazetteer.index import Entry as Known
from dateline.resolve.gazetteer.index import Gazetteer
from dateline.resolve.gazetteer.merge import Entry

MORNING = datetime(2024, 3, 9, 8, tzinfo=UTC)


def place(i: int, name: str, at: tuple[float, float], kind: str = "city", **more: object) -> Entry:
    made = Entry(i, name, "SY", *at, kind, radius_km=5.0)
    for key, value in more.items():
        setattr(made, key, value)
    return made


BUILT_IN = [
    place(1, "Syria", (35, 38), "country", names={"Syrian Arab Republic"}),
    place(9, "Deir ez-Zor", (35.2, 40.3), "admin1", population=1_200_000, radius_km=78.0),
    place(10, "Raqqa", (36.0, 38.9), "admin1", population=900_000, radius_km=60.0),
    place(11, "Raqqa", (35.95, 39.0), population=500_000, admin1=10, names={"Ar Raqqah"}),
    place(12, "Hajin", (34.69, 40.83), population=29_000, admin1=9),
    place(13, "Mayadin", (35.02, 40.45), population=44_000, admin1=9),
]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """One country with two governorates and three towns."""
    path = tmp_path / "home" / "gazetteer.sqlite"
    path.parent.mkdir()
    write(path, {p.id: p for p in BUILT_IN}, {}, "digest")
    return path


def add(index: Path, file: str, text: str, /, **more: str) -> Result:
    """Add a file of this content, an hour after the last."""
    path = index.parent.parent / file
    path.write_text(text, encoding="utf-8")
    now = MORNING + timedelta(hours=len(Gazetteer.open(index).added()))
    return add_file(index, path, now=now, **more)


def found(index: Path, name: str) -> list[Known]:
    return [m.entry for m in Gazetteer.open(index).find(name)]


def one(index: Path, key: str) -> Known:
    with sqlite3.connect(index) as connection:
        [i] = connection.execute("SELECT id FROM place WHERE ref = ?", (key,)).fetchone()
    connection.close()
    entry = Gazetteer.open(index).entry(i)
    assert entry is not None
    return entry


def content(index: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that look-ups see."""
    connection = sqlite3.connect(index)
    tables = ("place", "name", "skeleton", "sources", "about")
    rows = {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}
    connection.close()
    return rows


def reasons(result: Result) -> list[str]:
    return [f"{row.where}: {row.reason}" for row in result.unusable]


# ---------------------------------------------------------------- units with P-codes

COD = """ADM0_EN,ADM0_PCODE,ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_PCODE,ADM3_EN,ADM3_PCODE,latitude,longitude
#country+name,#country+code,#adm1+name,,#adm1+code,#adm2+name,#adm2+code,#adm3+name,#adm3+code,#geo+lat,#geo+lon
Syrian Arab Republic,SY,Ar-Raqqa,الرقة,SY11,Ar-Raqqa,SY1100,Karama,SY110003,35.87,39.3
Syrian Arab Republic,SY,Deir-ez-Zor,,SY09,Abu Kamal,SY0903,Susat,SY090304,34.5,40.9
Syrian Arab Republic,SY,Deir-ez-Zor,,SY09,Abu Kamal,SY0903,Jalaa,SY090303,34.7,40.7
Syrian Arab Republic,SY,Deir-ez-Zor,,SY09,Al Mayadin,SY0902,Thiban,SY090203,,
"""


def test_a_known_unit_keeps_its_number_and_takes_the_pcode(index: Path) -> None:
    result = add(index, "cod.csv", COD)
    assert (result.new, result.known, result.unusable) == (7, 2, [])
    raqqa = one(index, "pcode:SY11")
    assert (raqqa.id, raqqa.name, raqqa.kind, raqqa.radius_km) == (10, "Ar-Raqqa", "admin1", 60.0)
    assert raqqa.key == "pcode:SY11" and raqqa.own and raqqa.unit_code == "SY11"
    assert found(index, "Karama")[0].admin1 == 10


def test_a_town_stays_in_the_unit_that_took_a_pcode(index: Path) -> None:
    add(index, "cod.csv", COD)
    assert [(e.key, e.admin1) for e in found(index, "Raqqa") if e.kind == "city"] == [("geonames:11", 10)]


def test_a_unit_lies_in_the_units_of_its_row(index: Path) -> None:
    add(index, "cod.csv", COD)
    susat = one(index, "pcode:SY090304")
    assert (susat.kind, susat.admin1, susat.admin2) == ("admin3", 9, one(index, "pcode:SY0903").id)


def test_a_unit_without_coordinates_lies_in_the_middle_of_its_units(index: Path) -> None:
    add(index, "cod.csv", COD)
    unit = one(index, "pcode:SY0903")
    assert (round(unit.lat, 3), round(unit.lon, 3)) == (34.6, 40.8)
    assert unit.radius_km >= kilometres((34.6, 40.8), (34.5, 40.9)) - 0.1


def test_a_unit_without_coordinates_lies_at_its_seat(index: Path) -> None:
    add(index, "cod.csv", COD)
    unit = one(index, "pcode:SY0902")
    assert (unit.lat, unit.lon, unit.radius_km) == (35.02, 40.45, 20.0)


def test_a_unit_without_any_hint_lies_in_the_middle_of_its_parent(index: Path) -> None:
    add(index, "cod.csv", COD)
    thiban, parent = one(index, "pcode:SY090203"), one(index, "pcode:SY0902")
    assert (thiban.lat, thiban.lon, thiban.radius_km) == (parent.lat, parent.lon, parent.radius_km)


def test_a_first_level_unit_that_nothing_places_is_left_out_with_the_reason(index: Path) -> None:
    text = "ADM1_EN,ADM1_PCODE,latitude,longitude\nNowhere,SY77,,\nElsewhere,SY78,35.5,39.5\n"
    result = add(index, "cod.csv", text)
    assert result.new == 1
    assert len(reasons(result)) == 1 and reasons(result)[0].startswith("line 2: Nowhere: no coordinates")


@pytest.mark.parametrize("header", [
    "admin0Name_en,admin0Pcode,admin1Name_en,admin1Pcode,admin2Name_en,admin2Pcode,y,x",
    "adm0_name,iso2,adm1_name,adm1_pcode,adm2_name,adm2_pcode,center_lat,center_lon",
    "ADM0_FR,ADM0_PCODE,ADM1_FR,ADM1_PCODE,ADM2_FR,ADM2_PCODE,Latitude,Longitude",
])  # fmt: skip
def test_columns_are_known_by_the_names_that_such_tables_use(index: Path, header: str) -> None:
    add(index, "cod.csv", f"{header}\nSyria,SY,Raqqa,SY11,Tell Abiad,SY1102,36.5,39.0\n")
    unit = one(index, "pcode:SY1102")
    assert (unit.name, unit.kind, unit.country, unit.admin1, unit.lat) == (
        "Tell Abiad",
        "admin2",
        "SY",
        10,
        36.5,
    )


def test_a_country_is_known_by_its_code_of_three_letters_whatever_its_name(index: Path) -> None:
    with sqlite3.connect(index) as connection:
        connection.execute("INSERT OR REPLACE INTO about VALUES ('iso3', '{\"SYR\": \"SY\"}')")
    connection.close()
    add(index, "c.csv", "ADM0_EN,ADM0_PCODE,ADM1_EN,ADM1_PCODE\nSyria (the),SYR,Ar-Raqqa,SYR11\n")
    assert one(index, "pcode:SYR11").id == 10


def test_the_area_of_a_unit_gives_its_radius(index: Path) -> None:
    add(index, "c.csv", "ADM2_EN,ADM2_PCODE,lat,lon,AREA_SQKM\nTell Abiad,SY1102,36.5,39,314.16\n")
    assert one(index, "pcode:SY1102").radius_km == 10.0


def test_another_spelling_of_a_unit_is_known_by_its_consonants(index: Path) -> None:
    add(index, "cod.csv", "ADM1_EN,ADM1_PCODE\nDeyr ez-Zour,SY09\n")
    assert one(index, "pcode:SY09").id == 9


def test_one_pcode_with_two_names_is_told(index: Path) -> None:
    text = "ADM2_EN,ADM2_PCODE,lat,lon\nTell Abiad,SY1102,36.5,39\nThawra,SY1102,35.8,38.5\n"
    result = add(index, "cod.csv", text)
    assert reasons(result) == ["line 3: pcode:SY1102 is Thawra here and Tell Abiad in line 2"]


# ---------------------------------------------------------------- plain tables


def test_a_plain_table_gives_places_with_all_their_names(index: Path) -> None:
    text = (
        "name;lat;lon;country;admin1;kind;alternative names;population\n"
        "Omar field;35,1;40,5;Syria;Deir ez-Zor;oil field;al-Omar|Umar field;\n"
        "Thiban;35.06;40.52;sy;;town;;7,500\n"
    )
    assert add(index, "own.csv", text).new == 2
    [omar] = found(index, "Umar field")
    assert (omar.key, omar.kind, omar.country, omar.admin1, omar.lat) == (
        "added:omarfield-deirzor-sy-field", "field", "SY", 9, 35.1,
    )  # fmt: skip
    [thiban] = found(index, "Thiban")
    assert (thiban.kind, thiban.population, thiban.admin1) == ("city", 7500, 9)  # the nearest town's unit


@pytest.mark.parametrize(("row", "reason"), [
    ("Baghuz,x,40.9,SY", "latitude 'x' and longitude '40.9' are not two numbers"),
    ("Baghuz,,40.9,SY", "latitude '' and longitude '40.9' are not two numbers"),
    ("Baghuz,95,40.9,SY", "is no point on Earth"),
    ("Baghuz,nan,40.9,SY", "are not two numbers"),
    ("Baghuz,0,0,SY", "stands for no coordinates"),
    ("Baghuz,,,SY", "no coordinates"),
    ("Baghuz,40.95,-34.45,SY", "km from the nearest town of SY"),
    ("Baghuz,34.45,40.95,Atlantis", "country 'Atlantis' is not known"),
    ("Baghuz,34.45,40.95,", "no country"),
    ("الباغوز,34.45,40.95,SY", "has no name in Latin letters"),
    (",34.45,40.95,SY", "no name"),
    ("Baghuz,34.45,40.95,SY,x,y", "6 cells under 4 columns"),
])  # fmt: skip
def test_a_row_that_cannot_be_used_is_told_and_the_rest_is_added(index: Path, row: str, reason: str) -> None:
    result = add(index, "own.csv", f"name,lat,lon,country\n{row}\nSusah,34.5,40.9,SY\n")
    assert result.new == 1 and len(found(index, "Susah")) == 1
    assert len(result.unusable) == 1
    assert result.unusable[0].where == "line 2" and reason in result.unusable[0].reason


def test_the_country_of_rows_without_one_can_be_given(index: Path) -> None:
    add(index, "own.csv", "name,lat,lon\nSusah,34.5,40.9\n", country="SY")
    assert found(index, "Susah")[0].country == "SY"


def test_a_town_that_is_known_is_completed_not_doubled(index: Path) -> None:
    result = add(
        index, "own.csv", "name,lat,lon,country,pcode,aliases\nHajin,34.70,40.84,SY,C5000,Hajeen town\n"
    )
    assert (result.new, result.known) == (0, 1)
    [hajin] = found(index, "Hajeen town")
    assert (hajin.id, hajin.key, hajin.lat, hajin.population) == (12, "pcode:C5000", 34.7, 29_000)
    assert found(index, "Hajin") == [hajin]


def test_a_place_of_the_same_name_further_away_is_another_place(index: Path) -> None:
    add(index, "own.csv", "name,lat,lon,country\nHajin,35.3,40.2,SY\n")
    assert [e.id == 12 for e in found(index, "Hajin")] == [True, False]


def test_two_places_of_one_name_in_one_unit_have_ids_of_their_own(index: Path) -> None:
    add(index, "own.csv", "name,lat,lon,country\nTell,35.3,40.2,SY\nTell,34.8,40.6,SY\nTell,34.8,40.6,SY\n")
    assert {e.key for e in found(index, "Tell")} == {
        "added:tell-deirzor-sy-village", "added:tell-deirzor-sy-village-2",
    }  # fmt: skip


def test_a_geonameid_names_the_place_that_is_meant(index: Path) -> None:
    add(index, "own.csv", "name,lat,lon,country,geonameid\nMayadeen City,35.03,40.46,SY,13\n")
    [town] = found(index, "Mayadeen City")
    assert (town.id, town.key, town.lat) == (13, "geonames:13", 35.03)
    assert found(index, "Mayadin") == [town]


@pytest.mark.parametrize("head", ["sep=;\n", "\n\n", "\ufeff"])
def test_a_table_is_read_as_spreadsheets_save_it(index: Path, head: str) -> None:
    add(index, "own.csv", f"{head}name;lat;lon;country\nSusah;34,5;40,9;SY\n")
    assert found(index, "Susah")[0].lat == 34.5


def test_a_table_in_utf_16_is_read(index: Path) -> None:
    path = index.parent.parent / "own.txt"
    path.write_bytes("name\tlat\tlon\tcountry\r\nSusah\t34.5\t40.9\tSY\r\n".encode("utf-16"))
    assert add_file(index, path, now=MORNING).new == 1


def test_outlines_in_a_cell_are_passed_over_however_long(index: Path) -> None:
    outline = "POLYGON ((" + "40.1 35.2, " * 30_000 + "40.1 35.2))"
    add(index, "own.csv", f'name,lat,lon,country,the_geom\nSusah,34.5,40.9,SY,"{outline}"\n')
    assert len(found(index, "Susah")) == 1


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(index: Path) -> None:
    with pytest.raises(UsageError, match="line 3: a quotation mark is not closed"):
        add(
            index,
            "own.csv",
            'name,lat,lon,country\nSusah,34.5,40.9,SY\n"Thiban,35.06,40.52,SY\nHajin,34.7,40.8,SY\n',
        )


@pytest.mark.parametrize("area", ["1,314.16", "1.314,16", "1314.16"])
def test_an_area_may_have_marks_between_its_thousands(index: Path, area: str) -> None:
    add(index, "c.csv", f'ADM2_EN,ADM2_PCODE,lat,lon,AREA_SQKM\nTell Abiad,SY1102,36.5,39,"{area}"\n')
    assert one(index, "pcode:SY1102").radius_km == 20.5


# ---------------------------------------------------------------- GeoNames extracts


def geonames(i: int, name: str, code: str, at: tuple[float, float] = (35.0, 40.0), **more: str) -> str:
    cells = [str(i), name, name, more.get("names", ""), str(at[0]), str(at[1]), code[0], code[2:], "SY", ""]
    cells += [more.get("admin1", "09"), more.get("admin2", ""), "", "", more.get("people", "0")]
    return "\t".join([*cells, "", "", "Asia/Damascus", "2024-01-01"]) + "\n"


EXTRACT = (
    geonames(500, "Şufayrah", "P.PPL", names="Sufayra,صفيرة,SFR", admin2="0902")
    + geonames(9, "Deir ez-Zor Governorate", "A.ADM1")
    + geonames(501, "Mayadin District", "A.ADM2", admin2="0902")
    + geonames(502, "Grand Hotel", "S.HTL")
    + geonames(12, "Hajin", "P.PPL", (34.0, 40.0), names="Hagin")
    + "503\tBroken\n"
)


def test_an_extract_gives_villages_in_their_units(index: Path) -> None:
    result = add(index, "SY.txt", EXTRACT)
    assert (result.source.form, result.new, result.known, result.passed_over) == ("GeoNames", 2, 2, 1)
    assert reasons(result) == ["line 6: not a GeoNames row: expected 19 cells parted by tabs, found 2"]
    [village] = found(index, "Sufayra")
    assert (village.key, village.kind, village.admin1, village.admin2) == ("geonames:500", "village", 9, 501)
    assert found(index, "SFR") == []


def test_an_extract_gives_a_known_place_more_names_and_no_more(index: Path) -> None:
    before = found(index, "Hajin")
    add(index, "SY.txt", EXTRACT)
    assert found(index, "Hagin") == found(index, "Hajin") == before


def test_an_extract_may_have_the_names_of_its_columns_above(index: Path) -> None:
    columns = ["geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class"]
    header = "\t".join(
        [*columns, *("feature code", "country code", "cc2"), *(f"admin{n} code" for n in "1234")]
    )
    header += "\tpopulation\televation\tdem\ttimezone\tmodification date\n"
    quoted = geonames(504, 'Tell "Ahmar', "P.PPL", names='"Tell Ahmar')
    result = add(index, "SY.txt", header + EXTRACT + quoted)
    assert (result.source.form, result.new, result.passed_over) == ("GeoNames", 3, 1)
    assert len(result.unusable) == 1 and found(index, "Grand Hotel") == []


def test_an_extract_is_read_from_its_zip(index: Path) -> None:
    path = index.parent.parent / "SY.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("readme.txt", "about")
        made.writestr("SY.txt", EXTRACT)
    assert add_file(index, path, now=MORNING).new == 2


# ---------------------------------------------------------------- GeoJSON


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def square(lat: float, lon: float, half: float) -> list[list[float]]:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [[lon + x * half, lat + y * half] for x, y in corners]


def test_points_are_taken_as_they_are(index: Path) -> None:
    point = {"type": "Point", "coordinates": [40.9, 34.5]}
    add(index, "p.geojson", collection(
        feature(point, name="Susah", alternative_names=["Sousa", "Susat"], country="SY", kind="village")
    ))  # fmt: skip
    [village] = found(index, "Sousa")
    assert (village.lat, village.lon, village.radius_km, village.admin1) == (34.5, 40.9, 3.0, 9)


def test_a_polygon_is_taken_by_its_middle_and_reach(index: Path) -> None:
    holed = {"type": "Polygon", "coordinates": [square(35, 40, 0.5), square(35, 40, 0.1)]}
    add(
        index,
        "p.geojson",
        collection(feature(holed, ADM2_EN="Thawra", ADM2_PCODE="SY1103", ADM1_PCODE="SY11")),
    )
    unit = one(index, "pcode:SY1103")
    assert (round(unit.lat, 6), round(unit.lon, 6)) == (35, 40)
    assert unit.radius_km == pytest.approx(kilometres((35, 40), (35.5, 40.5)), abs=1)


def test_the_parts_of_a_multipolygon_weigh_by_area() -> None:
    from dateline.resolve.gazetteer.geometry import middle

    parts = [[square(30, 40, 0.3)], [square(33, 40, 0.1)]]
    lat, lon, _ = middle({"type": "MultiPolygon", "coordinates": parts})
    assert (lat, lon) == (pytest.approx(30.3), pytest.approx(40))


def test_a_polygon_cut_at_the_180th_meridian_is_one() -> None:
    from dateline.resolve.gazetteer.geometry import middle

    parts = [[square(-17, 179.5, 0.5)], [square(-17, -179.5, 0.5)]]
    lat, lon, radius = middle({"type": "MultiPolygon", "coordinates": parts})
    assert (lat, abs(lon)) == (pytest.approx(-17), pytest.approx(180))
    assert radius is not None and radius < 200


def test_names_are_taken_from_the_properties_that_such_files_use(index: Path) -> None:
    at = {"type": "Point", "coordinates": [40.9, 34.5]}
    add(index, "osm.geojson", collection(
        feature(at, name="السوسة", place="village", **{"name:en": "Susah", "addr:country": "SY"}),
        feature({**at, "coordinates": [40.5, 35.1]}, place="Thiban"),
    ), country="SY")  # fmt: skip
    with sqlite3.connect(index) as connection:
        connection.execute("INSERT OR REPLACE INTO about VALUES ('iso3', '{\"SYR\": \"SY\"}')")
    connection.close()
    outline = {"type": "Polygon", "coordinates": [square(36.4, 39, 0.3)]}
    add(index, "geoboundaries.geojson", collection(
        feature(outline, shapeName="Tell Abiad", shapeISO="", shapeID="1", shapeGroup="SYR", shapeType="ADM2")
    ))  # fmt: skip
    assert [(e.name, e.kind) for e in found(index, "Susah")] == [("Susah", "village")]
    assert [(e.name, e.kind) for e in found(index, "Thiban")] == [("Thiban", "village")]
    assert [(e.kind, e.country) for e in found(index, "Tell Abiad")] == [("admin2", "SY")]
    assert found(index, "village") == []


@pytest.mark.parametrize(("broken", "reason"), [
    (feature({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, name="Road"), "a LineString gives no place"),
    (feature({"type": "Point", "coordinates": []}, name="Empty"), "its coordinates cannot be read"),
    (feature({"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [1, 1]]]}, name="Flat"), "without area"),
    (feature({"type": "Point", "coordinates": [400000.0, 3900000.0]}, name="UTM"), "no point on Earth"),
    (feature({"type": "Point", "coordinates": [40, 35]}, label="x"), "no property with a name"),
    (feature(None, name="Susah"), "no coordinates"),
    (7, "not a GeoJSON feature"),
])  # fmt: skip
def test_a_feature_that_cannot_be_used_is_told(index: Path, broken: object, reason: str) -> None:
    good = feature({"type": "Point", "coordinates": [40.9, 34.5]}, name="Good", country="SY")
    result = add(index, "p.geojson", collection(broken, good), country="SY")
    assert result.new == 1
    assert [row.where for row in result.unusable] == ["feature 1"]
    assert reason in result.unusable[0].reason


# ---------------------------------------------------------------- files that are no such file


@pytest.mark.parametrize(("name", "content", "message"), [
    ("a.csv", "town,y\nHajin,3\n", "no column with names of places: found town, y"),
    ("a.csv", "", "gives no place"),
    ("a.csv", "name,lat,lon\nHajin,x,y\n", "gives no place that can be used: line 2"),
    ("a.geojson", '{"type": "FeatureCollection"', "is not JSON"),
    ("a.geojson", '{"type": "Topology"}', "is not GeoJSON"),
])  # fmt: skip
def test_a_file_that_gives_nothing_changes_nothing(
    index: Path, name: str, content: str, message: str
) -> None:
    before = index.read_bytes()
    with pytest.raises(UsageError, match=message):
        add(index, name, content)
    assert index.read_bytes() == before
    assert [p.name for p in index.parent.iterdir()] == [index.name]


def test_a_table_in_another_encoding_says_where(index: Path) -> None:
    path = index.parent.parent / "own.csv"
    path.write_bytes("name,lat,lon\nOk,1,2\nŞufayrah,1,2\n".encode("cp1254"))
    with pytest.raises(UsageError, match=r"not UTF-8 \(line 3\)"):
        add_file(index, path, now=MORNING)


@pytest.mark.parametrize(("members", "message"), [
    (["xl/workbook.xml"], "save it as CSV"), (["a.csv", "b.csv"], "found a.csv, b.csv"), (["a.shp"], "found none"),
])  # fmt: skip
def test_an_archive_of_another_kind_says_what_to_do(index: Path, members: list[str], message: str) -> None:
    path = index.parent.parent / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        for member in members:
            made.writestr(member, "x")
    with pytest.raises(UsageError, match=message):
        add_file(index, path, now=MORNING)


def test_a_file_or_gazetteer_that_is_not_there_is_told(index: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        add_file(index, tmp_path / "none.csv", now=MORNING)
    with pytest.raises(MissingData, match="dateline gazetteer build"):
        add_file(tmp_path / "none.sqlite", tmp_path / "none.csv", now=MORNING)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.sampled_from(
        ["name,lat,lon,country", "ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_PCODE,lat,lon", '{"type":']
    ),
    rows=st.lists(st.lists(st.text(max_size=8) | st.floats().map(str), max_size=7), max_size=5),
)
def test_any_text_gives_places_reasons_or_a_usage_error(
    tmp_path: Path, header: str, rows: list[list[str]]
) -> None:
    path = tmp_path / "any.csv"
    body = "\n".join(",".join(row) for row in rows)
    path.write_text(f"{header}\n{body}", encoding="utf-8", errors="replace")
    try:
        items = list(Reading(path))
    except UsageError:
        return
    assert all((isinstance(item, Given) and item.name) or isinstance(item, Unusable) for item in items)


# ---------------------------------------------------------------- the same again, listing, taking out, building


OWN = "name,lat,lon,country,aliases\nSusah,34.5,40.9,SY,\nHajin,34.7,40.84,SY,Hajeen town\n"


def test_the_same_file_again_changes_nothing(index: Path) -> None:
    add(index, "own.csv", OWN)
    before = index.read_bytes()
    assert add(index, "own.csv", OWN).already
    assert add(index, "copy.csv", OWN).already
    assert index.read_bytes() == before


def test_the_same_file_for_another_country_is_refused_with_what_to_do(index: Path) -> None:
    add(index, "own.csv", OWN, country="SY")
    assert add(index, "own.csv", OWN, country="SY").already
    with pytest.raises(
        UsageError, match=r"added with --country SY: run 'dateline gazetteer remove own.csv' first"
    ):
        add(index, "own.csv", OWN, country="IQ")


def test_what_another_process_changes_meanwhile_is_not_overwritten(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(index)
    real = added._apply

    def slow(*arguments: Any) -> Result:
        shutil.copyfile(index, index.with_name("other"))
        index.with_name("other").replace(index)
        return real(*arguments)

    monkeypatch.setattr(added, "_apply", slow)
    with pytest.raises(DatelineError, match="run the same command again"):
        add(index, "own.csv", OWN)
    assert content(index) == before
    monkeypatch.undo()
    assert add(index, "own.csv", OWN).new == 1


def test_an_index_of_another_version_is_told_with_what_to_do(index: Path) -> None:
    with sqlite3.connect(index) as connection:
        connection.execute("ALTER TABLE place ADD COLUMN later TEXT")
    connection.close()
    before = index.read_bytes()
    with pytest.raises(MissingData, match=r"no gazetteer of this version.*dateline gazetteer build"):
        add(index, "own.csv", OWN)
    assert index.read_bytes() == before


def test_copies_left_by_killed_runs_are_removed(index: Path) -> None:
    old, new = (index.with_name(f"{index.name}.{pid}.part") for pid in (1, 2))
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (0, 0))
    add(index, "own.csv", OWN)
    assert (old.exists(), new.exists()) == (False, True)


def test_another_file_of_the_same_name_is_refused_with_what_to_do(index: Path) -> None:
    add(index, "own.csv", OWN)
    with pytest.raises(UsageError, match=r"'dateline gazetteer remove own.csv'.*--name"):
        add(index, "own.csv", OWN + "Thiban,35.06,40.52,SY,\n")
    add(index, "own.csv", OWN + "Thiban,35.06,40.52,SY,\n", name="second")
    assert [source.name for source in Gazetteer.open(index).added()] == ["own.csv", "second"]


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "a\\b", "a\nb"])
def test_a_name_that_would_leave_the_folder_is_refused(index: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a source"):
        add(index, "own.csv", OWN, name=name)


def test_added_files_are_listed_with_hash_licence_and_day(index: Path) -> None:
    add(index, "own.csv", OWN, licence="CC BY 4.0")
    [source] = Gazetteer.open(index).added()
    assert (source.name, source.licence, source.form, source.places) == ("own.csv", "CC BY 4.0", "table", 2)
    assert source.added_at.startswith("2024-03-09T08") and len(source.sha256) == 64


def test_removing_leaves_the_index_as_it_was(index: Path) -> None:
    before = content(index)
    add(index, "cod.csv", COD)
    add(index, "SY.txt", EXTRACT)
    add(index, "own.csv", OWN)
    assert content(index) != before
    for name in ("SY.txt", "cod.csv", "own.csv"):
        remove(index, name)
    assert content(index) == before
    assert list((index.parent / f"{index.name}.added").iterdir()) == []


def test_removing_one_file_leaves_the_index_as_if_it_had_never_been_there(
    index: Path, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / "g.sqlite"
    other.parent.mkdir()
    other.write_bytes(index.read_bytes())
    add(other, "own.csv", OWN)
    add(index, "cod.csv", COD)
    add(index, "own.csv", OWN)
    assert remove(index, "cod.csv").places == 9
    # ids of new places are counted down: compare all else
    assert {(e[1], e[2], *e[6:]) for e in content(index)["place"]} == {
        (e[1], e[2], *e[6:]) for e in content(other)["place"]
    }
    assert content(index)["skeleton"] == content(other)["skeleton"]


def test_a_file_that_lay_in_units_of_a_removed_one_stays_listed(index: Path) -> None:
    before = content(index)
    add(index, "above.csv", "ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_PCODE,lat,lon\nRaqqa,SY11,Foo,SY1107,36,39\n")
    add(index, "below.csv", "ADM2_PCODE,ADM3_EN,ADM3_PCODE,country\nSY1107,Bar,SY110701,SY\n")
    remove(index, "above.csv")
    assert [(source.name, source.places) for source in Gazetteer.open(index).added()] == [("below.csv", 0)]
    assert is_current(index)
    remove(index, "below.csv")
    assert content(index) == before


def test_removing_what_was_not_added_names_what_was(index: Path) -> None:
    add(index, "own.csv", OWN)
    with pytest.raises(NotFound, match=r"no file was added as 'x'; added: own.csv"):
        remove(index, "x")


def test_a_new_index_gets_the_kept_files_again(index: Path) -> None:
    add(index, "cod.csv", COD)
    add(index, "own.csv", OWN)
    before = content(index)
    write(part := index.with_name("part"), {p.id: p for p in BUILT_IN}, {}, "digest")
    said: list[str] = []
    apply_kept(part, index, progress=said.append)
    assert content(part) == before
    assert said == ["added 9 places of cod.csv", "added 2 places of own.csv"]


def test_a_kept_file_that_cannot_be_read_any_more_is_told_and_left_out(index: Path) -> None:
    add(index, "cod.csv", COD)
    add(index, "own.csv", OWN)
    (index.parent / f"{index.name}.added" / "cod.csv" / "file").write_text("nothing\n")
    write(part := index.with_name("part"), {p.id: p for p in BUILT_IN}, {}, "digest")
    said: list[str] = []
    apply_kept(part, index, progress=said.append)
    assert said[0].startswith("cod.csv is left out: ") and said[1] == "added 2 places of own.csv"
    assert found(part, "Karama") == [] and len(found(part, "Susah")) == 1


def test_an_index_without_its_kept_files_is_not_current(index: Path) -> None:
    assert is_current(index)
    add(index, "own.csv", OWN)
    assert is_current(index)
    write(index.with_name("new"), {p.id: p for p in BUILT_IN}, {}, "digest")
    index.with_name("new").replace(index)
    assert not is_current(index)


def test_hundreds_of_hamlets_crowd_out_no_known_place(index: Path) -> None:
    rows = [f"Raqqa,{34 + n / 100},{40 + n / 100},SY,neighbourhood,P{n}" for n in range(60)]
    add(index, "own.csv", "\n".join(["name,lat,lon,country,kind,pcode", *rows]))
    assert {10, 11} <= {e.id for e in found(index, "Raqqa")}
