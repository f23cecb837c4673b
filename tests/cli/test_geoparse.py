"""`dateline geoparse`: the places of texts for people, as JSON Lines and as GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES, Run

WIRE = EXAMPLES / "syria-raid-wire.json"
TEXT = "Shelling hit a village 15 km south of Idlib in Syria on Friday. Damascus said nothing."


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_jsonl_gives_places_with_the_words_at_their_offsets(story: Path, run: Run) -> None:
    [record] = run("geoparse", story, "--jsonl").lines
    assert set(record) == {"doc", "text", "places"}
    assert [(p["name"], p["precision"], p["country"]) for p in record["places"]] == [
        ("Idlib", "near", "SY"),
        ("Syria", "country", "SY"),
    ], "a capital that speaks is a state"
    for place in record["places"]:
        [[start, end]] = place["spans"]
        assert record["text"][start:end] == place["text"]


def test_geojson_is_one_collection_of_points_in_longitude_and_latitude(story: Path, run: Run) -> None:
    result = run("geoparse", story, WIRE, "--geojson")
    collection = json.loads(result.out)
    assert collection["type"] == "FeatureCollection"
    idlib = collection["features"][0]
    assert idlib["geometry"]["type"] == "Point"
    lon, lat = idlib["geometry"]["coordinates"]
    assert 36 < lon < 37 and 35 < lat < 36
    assert idlib["properties"]["radius_km"] == 5.0
    assert {f["properties"]["doc"] for f in collection["features"]} == {"story.txt", "syria-raid-wire"}


def test_people_see_a_line_a_place(story: Path, run: Run) -> None:
    result = run("geoparse", story)
    assert "15 km south of Idlib: Idlib, Idlib, SY (near)" in result.out
    assert result.err == "", "no word on a missing day: places need none"


def test_a_text_without_places_is_an_empty_collection(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "weather.txt"
    file.write_text("It will be sunny.", encoding="utf-8")
    assert "no places" in run("geoparse", file).out
    assert json.loads(run("geoparse", file, "--geojson").out)["features"] == []


def test_what_cannot_be_read_is_told_and_the_rest_is_done(story: Path, tmp_path: Path, run: Run) -> None:
    result = run("geoparse", tmp_path / "missing.txt", story, "--jsonl")
    assert result.code == 1
    assert len(result.lines) == 1
    assert "missing.txt" in result.err


def test_two_forms_at_once_are_refused(story: Path, run: Run) -> None:
    assert run("geoparse", story, "--jsonl", "--geojson").code == 2


def test_a_collection_is_not_begun_when_nothing_can_be_parsed(
    story: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_GAZETTEER", str(tmp_path / "none.sqlite"))
    result = run("geoparse", story, "--geojson")
    assert (result.code, result.out) == (3, "")


def test_a_place_in_no_gazetteer_has_a_null_geometry_and_is_counted(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "story.txt"
    file.write_text("Gunmen attacked the town of Qarnabekzuf near Idlib on Friday.", encoding="utf-8")
    collection = json.loads(run("geoparse", file, "--geojson").out)
    unknown = [f for f in collection["features"] if f["geometry"] is None]
    assert collection["without_coordinates"] == len(unknown)
    assert all(set(f) == {"type", "geometry", "properties"} for f in collection["features"])


def test_a_text_of_which_a_part_is_read_says_so(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "long.txt"
    file.write_text("Rebels shelled Homs on Friday.\n" * 4000, encoding="utf-8")
    result = run("geoparse", file, "--geojson")
    assert result.code == 0 and "about the first 100,000 are coded" in result.err
