"""Which two statements may be one event, and what each field says to it."""

from __future__ import annotations

import pytest

from dateline.link import explain_pair, may_link
from dateline.link.compare import LADDERS, weights
from dateline.model import Party, Place
from tests.link.build import (
    ALEPPO,
    RAQQA,
    RAQQA_PROVINCE,
    SYRIA,
    facts,
    killed,
    party,
    statement,
)

FACTS = facts("a=2018-01-02", "b=2018-01-03")


def level(field: str, a: dict[str, object], b: dict[str, object]) -> str:
    reason = explain_pair(statement("a", **a), statement("b", **b), FACTS)  # type: ignore[arg-type]
    swapped = explain_pair(statement("b", **b), statement("a", **a), FACTS)  # type: ignore[arg-type]
    found = {f.field: f.level for f in reason.fields}
    assert found == {f.field: f.level for f in swapped.fields}, "a pair is compared alike from both sides"
    assert reason.score == swapped.score
    return found[field]


def test_the_same_strike_told_twice_may_be_one_event() -> None:
    assert may_link(statement("a"), statement("b"), FACTS)


def test_statements_of_one_report_are_never_linked() -> None:
    assert not may_link(statement("a", 1), statement("a", 2), FACTS)


def test_a_reason_names_every_field_and_adds_up() -> None:
    reason = explain_pair(statement("a"), statement("b"), FACTS)
    assert [f.field for f in reason.fields] == ["prior", *LADDERS, "wording"]
    assert reason.score == pytest.approx(sum(f.weight for f in reason.fields))
    assert str(reason).startswith("may be one event (+")
    assert "place same_place +" in str(reason)


def test_a_veto_outweighs_all_agreement() -> None:
    reason = explain_pair(statement("a"), statement("b", place=ALEPPO), FACTS)
    assert not reason.may_link
    assert str(reason).startswith("not one event (-inf)")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("air_strike", "air_strike", "same"),
        ("air_strike", "shelling", "same_family"),
        ("air_strike", "protest", "other_family"),
    ],
)
def test_types_are_compared_by_family(a: str, b: str, expected: str) -> None:
    assert level("type", {"type": a}, {"type": b}) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (("2018-01-01", "2018-01-01"), ("2018-01-01", "2018-01-01"), "same_day"),
        (("2018-01-01", "2018-01-01"), ("2018-01-02", "2018-01-02"), "next_day"),
        (("2018-01-01", "2018-01-01"), ("2018-01-03", "2018-01-03"), "apart"),
        (("2018-01-01", "2018-01-07"), ("2018-01-11", "2018-01-11"), "apart"),
        (("2018-01-01", "2018-01-07"), ("2018-01-08", "2018-01-08"), "days_apart"),
        (("2017-12-01", "2017-12-31"), ("2017-12-10", "2017-12-31"), "same_days"),
        (("2017-12-01", "2017-12-31"), ("2017-12-05", "2017-12-05"), "within"),
        (("2017-01-01", "2017-12-31"), ("2017-12-05", "2017-12-05"), "within_long"),
        ((None, "2018-01-01"), ("2017-12-30", "2017-12-30"), "open_near"),
        ((None, None), ("2017-12-30", "2017-12-30"), "open_near"),  # known by the day of publication
        ((None, "2018-01-01"), ("2017-06-01", "2017-06-01"), "open_far"),
        (
            (None, "2018-01-01"),
            ("2016-06-01", "2016-06-01"),
            "apart",
        ),  # further back than an open end reaches
        ((None, "2017-12-01"), ("2017-12-05", "2017-12-05"), "apart"),
    ],
)
def test_days_are_compared_as_intervals(
    a: tuple[str | None, str | None], b: tuple[str | None, str | None], expected: str
) -> None:
    assert level("time", {"start": a[0], "end": a[1]}, {"start": b[0], "end": b[1]}) == expected


def test_days_are_undated_without_days_and_publication() -> None:
    reason = explain_pair(statement("a", start=None, end=None), statement("b", start=None, end=None))
    assert {f.field: f.level for f in reason.fields}["time"] == "undated"


def near(place: Place, *, lat: float = 0.0, lon: float = 0.0, **update: object) -> Place:
    assert place.lat is not None and place.lon is not None
    moved = {"lat": place.lat + lat, "lon": place.lon + lon, "name": "Elsewhere"}
    return place.model_copy(update=moved | update)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (RAQQA, RAQQA, "same_place"),
        (RAQQA, near(RAQQA, lat=0.02), "same_place"),  # 2 km
        (RAQQA, near(RAQQA, lat=0.1), "apart"),  # 11 km
        (RAQQA, near(RAQQA, lat=0.1, precision="near"), "close"),
        (RAQQA, near(RAQQA, lat=1.0, name="Raqqa"), "apart"),  # another town of the name
        (RAQQA, RAQQA_PROVINCE, "within_area"),
        (ALEPPO, RAQQA_PROVINCE, "apart"),
        (RAQQA_PROVINCE, RAQQA_PROVINCE, "same_area"),
        (RAQQA, near(RAQQA, lat=1.0, precision="region", name="the north-east", admin1=None), "within_area"),
        (RAQQA, near(RAQQA, lat=2.0, precision="region", name="the far north", admin1=None), "apart"),
        (SYRIA, SYRIA, "same_country"),
        (RAQQA, SYRIA, "in_country"),
        (ALEPPO.model_copy(update={"country": "IQ"}), SYRIA, "apart"),
        (SYRIA, SYRIA.model_copy(update={"country": "IQ"}), "apart"),
        (None, None, "unplaced"),
        (None, RAQQA, "one_unplaced"),
        (
            RAQQA.model_copy(update={"lat": None, "lon": None}),
            RAQQA.model_copy(update={"lat": None, "lon": None}),
            "same_area",
        ),
        (RAQQA, RAQQA.model_copy(update={"lat": None, "lon": None}), "apart"),
    ],
)
def test_places_are_compared_at_their_precision(a: Place | None, b: Place | None, expected: str) -> None:
    assert level("place", {"place": a}, {"place": b}) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((party("SDF"),), (party("SDF"),), "same"),
        ((party("SDF"),), (party("YPG", parents=("sdf",)),), "parent"),
        ((party("SDF"),), (party("Turkish army"),), "differ"),
        ((party("SDF"),), (party("gunmen", known=False),), "unknown"),  # a description contradicts nobody
        ((party("SDF"),), (), "unknown"),
        ((party("SDF"),), (party("unknown", known=False),), "unknown"),
        ((party("SDF"),), (party("Islamic State"),), "turned"),
    ],
)
def test_sides_are_compared_by_actor_and_parent(a: object, b: object, expected: str) -> None:
    assert level("actors", {"actors": a}, {"actors": b}) == expected


def test_a_fight_told_from_the_other_side_is_the_same() -> None:
    one, other = (party("SDF"),), (party("Islamic State"),)
    found = level("actors", {"actors": one, "targets": other}, {"actors": other, "targets": one})
    assert found == "same"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((killed(12, 12),), (killed(12, None),), "equal"),
        ((killed(12, 12),), (killed(10, None),), "overlap"),
        ((killed(12, 12),), (killed(40, 40),), "differ"),
        ((killed(12, 12),), (killed(12, 12, kind="wounded"),), "none"),
        ((killed(2, None),), (killed(2, None),), "overlap"),  # "people were killed" tells no number
        ((), (killed(2, None),), "none"),
    ],
)
def test_tolls_are_compared_by_kind(a: object, b: object, expected: str) -> None:
    assert level("tolls", {"tolls": a}, {"tolls": b}) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Jane Doe, a nurse", "the nurse Doe", "shared"),
        ("Jane Doe", "John Roe", "differ"),
        ("Jane Doe", "a nurse", "none"),
    ],
)
def test_names_of_single_people_are_compared(a: str, b: str, expected: str) -> None:
    assert level("names", {"tolls": (killed(1, 1, who=a),)}, {"tolls": (killed(1, 1, who=b),)}) == expected


@pytest.mark.parametrize(
    ("place", "actors", "expected"),
    [
        (RAQQA, (party("Coalition"),), True),
        (SYRIA, (party("Coalition"),), True),
        (None, (party("Coalition"),), True),
        (SYRIA, (party("Russia"),), False),
        (None, (party("warplanes", known=False),), False),
    ],
)
def test_a_country_or_no_place_says_too_little_without_somebody_known(
    place: Place | None, actors: tuple[Party, ...], expected: bool
) -> None:
    """ "Somewhere in Syria" may be Raqqa if one known actor did it, and not if another did."""
    other = statement("b", place=place, actors=actors, targets=())
    assert may_link(statement("a", targets=()), other, FACTS) is expected


def test_every_field_has_weights() -> None:
    assert set(weights()) == {"prior", *LADDERS, "wording"}
    for field, known in weights().items():
        assert known, field


@pytest.mark.parametrize(
    ("field", "better", "worse"),
    [
        ("time", "same_day", "days_apart"),
        ("place", "same_place", "one_unplaced"),
        ("actors", "same", "differ"),
        ("targets", "same", "differ"),
        ("tolls", "equal", "differ"),
        ("names", "shared", "differ"),
        ("count", "equal", "differ"),
        ("type", "same", "same_family"),
    ],
)
def test_what_agrees_weighs_more_than_what_does_not(field: str, better: str, worse: str) -> None:
    assert weights()[field][better] > 0 > weights()[field][worse]
