"""Places told by other places: the words of the rules, and where on the map the cases of many countries lie."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.lexicons import lexicon
from dateline.model import Report
from dateline.parse import parse
from dateline.resolve.gazetteer.areas import kilometres
from dateline.resolve.gazetteer.index import Gazetteer
from dateline.resolve.places import find_names
from dateline.resolve.places.relative import read_between, read_coordinates, read_relative
from tests.resolve.conftest import ReadPlaces

CASES = yaml.safe_load((Path(__file__).with_name("relative.yaml")).read_text(encoding="utf-8"))
Marked = tuple[str, list[tuple[int, int]], tuple[int, int]]


# ---------------------------------------------------------------- the words


def marked(line: str) -> Marked:
    """The text without marks, where the {names} stand, and where the [words] stand."""
    text, names, words = "", [], [0, 0]
    for letter in line:
        if letter == "{":
            names.append([len(text), 0])
        elif letter == "}":
            names[-1][1] = len(text)
        elif letter in "[]":
            words["[]".index(letter)] = len(text)
        else:
            text += letter
    return text, [(a, b) for a, b in names], (words[0], words[1])


def examples(part: str, key: str) -> Iterator[tuple[str, str]]:
    for entry in lexicon("relative")[part]:
        for line in entry.get(key, ()):
            yield entry["id"], line


@pytest.mark.parametrize("part", ["beside", "between"])
def test_every_rule_has_an_example(part: str) -> None:
    assert {rule for rule, _ in examples(part, "examples")} == {e["id"] for e in lexicon("relative")[part]}


@pytest.mark.parametrize(("rule", "line"), list(examples("beside", "examples")))
def test_the_words_around_one_name_are_read(rule: str, line: str) -> None:
    text, ((start, end),), words = marked(line)
    found = read_relative(text, start, end)
    assert found is not None
    assert (found.rule, text[found.start : found.end]) == (rule, text[words[0] : words[1]])


@pytest.mark.parametrize(("rule", "line"), list(examples("between", "examples")))
def test_the_words_around_two_names_are_read(rule: str, line: str) -> None:
    text, (a, b), words = marked(line)
    found = read_between(text, a, b)
    assert found is not None
    assert (found.rule, text[found.start : found.end]) == (rule, text[words[0] : words[1]])


@pytest.mark.parametrize(("rule", "line"), list(examples("beside", "examples_not")))
def test_other_words_around_one_name_are_no_rule(rule: str, line: str) -> None:
    text, ((start, end),), _ = marked(line)
    assert read_relative(text, start, end) is None


@pytest.mark.parametrize(("rule", "line"), list(examples("between", "examples_not")))
def test_other_words_around_two_names_are_no_rule(rule: str, line: str) -> None:
    text, (a, b), _ = marked(line)
    assert read_between(text, a, b) is None


@pytest.mark.parametrize("text", [
    "Chapter 3 N 5 E 7", "at 95.2N 36.3E", "on 12.03.2024, 15.30", "scores of 33.5, 36.2", "Interstate 5 N",
])  # fmt: skip
def test_figures_that_are_no_coordinates(text: str) -> None:
    assert list(read_coordinates(text)) == []


# ---------------------------------------------------------------- where on the map


def expected(at: list[Any]) -> tuple[float, float]:
    """The point that a case gives; distances go along a great circle of the sphere."""
    if isinstance(at[0], float | int):
        return float(at[0]), float(at[1])
    towns = CASES["towns"]
    lat, lon = towns[at[0]][:2]
    if len(at) == 1:
        return lat, lon
    if isinstance(at[1], str):
        other = towns[at[1]]
        return (lat + other[0]) / 2, (lon + other[1]) / 2
    arc, bearing, north = at[1] / 6371, math.radians(at[2]), math.radians(lat)
    there = math.asin(math.sin(north) * math.cos(arc) + math.cos(north) * math.sin(arc) * math.cos(bearing))
    east = math.atan2(
        math.sin(bearing) * math.sin(arc) * math.cos(north), math.cos(arc) - math.sin(north) * math.sin(there)
    )
    return math.degrees(there), lon + math.degrees(east)


def test_there_are_a_hundred_cases_of_many_countries() -> None:
    assert len(CASES["cases"]) >= 100
    assert len({town[2] for town in CASES["towns"].values()}) >= 30


@pytest.mark.gazetteer
@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["says"])
def test_a_place_told_by_others_is_where_the_words_say(case: dict[str, Any], read_places: ReadPlaces) -> None:
    mentions = read_places(case["text"])
    found = next((m.place for m in mentions if m.place.text == case["says"]), None)
    assert found is not None, [m.place.text for m in mentions]
    assert found.lat is not None and found.lon is not None and found.radius_km is not None
    off = kilometres((found.lat, found.lon), expected(case["at"]))
    assert off <= case.get("within", 8), f"{found.lat}, {found.lon}: {off:.1f} km off"
    low, high = case["radius"]
    assert low <= found.radius_km <= high
    assert found.precision == case.get("precision", "near")
    first = case["at"][0]
    country = CASES["towns"][first][2] if isinstance(first, str) else case["country"]
    assert found.country == country
    assert found.name == case.get("name", found.name)
    assert found.how is not None and found.how.rule
    assert [case["text"][s.start : s.end] for s in found.spans] == [case["says"]]


# ---------------------------------------------------------------- two names, one place


@pytest.mark.gazetteer
def test_two_names_of_one_place_are_one_mention_found_under_both(gazetteer: Gazetteer) -> None:
    text = "A convoy was hit on the road from Kaya to Djibo, Burkina Faso."
    found = find_names(Report(doc="t", body=text), parse(text), gazetteer)
    assert [text[span.start : span.end] for span, _ in found] == ["Kaya", "Djibo", "Burkina Faso"]
    assert found[0][1] is found[1][1]


@pytest.mark.gazetteer
@pytest.mark.parametrize("text", [
    "Talks between Juba and Khartoum failed on Monday.",
    "Fighting between Misrata and Zintan militias went on in Libya.",
    "Ties between Libya and Chad were cut.",
    "Between 3 and 5 people died in Goma.",
    "He flew from Paris to Goma on Sunday.",
])  # fmt: skip
def test_two_names_that_tell_no_place_between_stay_two(text: str, read_places: ReadPlaces) -> None:
    for mention in read_places(text):
        assert mention.place.how is not None
        assert mention.place.how.rule not in {e["id"] for e in lexicon("relative")["between"]}


@pytest.mark.gazetteer
def test_a_known_place_stays_where_it_is_when_a_distance_is_told_of_it(read_places: ReadPlaces) -> None:
    text = "Troops were ambushed near Kati, 15 km from Bamako, Mali."
    place = next(m.place for m in read_places(text) if m.place.name == "Kati")
    assert (place.text, place.precision, place.lat) == (
        "Kati, 15 km from Bamako",
        "near",
        pytest.approx(12.74, abs=0.02),
    )


@pytest.mark.gazetteer
def test_of_two_places_of_one_name_the_one_at_the_told_distance_is_meant(read_places: ReadPlaces) -> None:
    text = "Soldiers died in the town of Santa Rosa, 12 km from Popayán, in Colombia."
    place = next(m.place for m in read_places(text) if "Santa Rosa" in m.place.name)
    assert place.lat is not None and place.lon is not None
    assert kilometres((place.lat, place.lon), (2.44, -76.61)) < 40


@pytest.mark.gazetteer
def test_a_road_with_one_unknown_end_is_placed_at_the_other(read_places: ReadPlaces) -> None:
    text = "A mine went off on the road from Kaya to Wurkunda in Burkina Faso."
    place = next(m.place for m in read_places(text) if "Kaya" in m.place.text)
    assert place.precision == "near" and place.radius_km is not None and place.radius_km > 25


@pytest.mark.gazetteer
def test_coordinates_belong_to_the_place_named_before_them(read_places: ReadPlaces) -> None:
    text = "Two rockets hit Kramatorsk (48.73N 37.58E) in Ukraine."
    place = next(m.place for m in read_places(text) if m.place.name == "Kramatorsk")
    assert (place.lat, place.lon, place.country, place.admin1_code) == (48.73, 37.58, "UA", "UA-14")
