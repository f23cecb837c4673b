"""The page of errors: every point that the scorer takes off has a kind, and the kinds are the right ones.

Written records, so that it runs where the hand-coded reports are not; it needs only their scorer.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from bench.errors import INVENTED, MISSED, Told, losses, lost_of, page
from bench.gold import SHARED, SLOTS, count_report, load_scorer
from dateline.model import Report

pytestmark = [
    pytest.mark.gold,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"no scorer beside the project ({SHARED.name})"),
]
RAID = "Soldiers of the northern brigade raided a house in Tall Zayn on Friday."
REPORT = Report(
    doc="written",
    title="Raid near the border",
    body=f"{RAID} Two gunmen were killed, the army said. A shell hit a market in Qasr Amin last week. "
    "The brigade will march on the capital if talks fail.",
    published=date(2024, 3, 3),
)


def place(name: str, precision: str = "exact", **fields: Any) -> dict[str, Any]:
    known = {"text": name, "name": name, "country": "XA", "admin1": None, "lat": 1.0, "lon": 1.0}
    return known | {"precision": precision} | fields


def toll(low: int = 2, high: int | None = 2, **fields: Any) -> dict[str, Any]:
    known = {"kind": "killed", "who": "gunmen", "group": "target", "text": "Two gunmen"}
    return known | {"low": low, "high": high} | fields


def event(**fields: Any) -> dict[str, Any]:
    raid = {
        "type": "armed_clash", "focus": True, "certainty": "stated", "start": "2024-03-01", "end": "2024-03-01",
        "place": place("Tall Zayn"), "actors": ["northern brigade"], "partners": [], "targets": ["gunmen"],
        "tolls": [toll()], "sources": [], "evidence": RAID,
    }  # fmt: skip
    return raid | fields


SHELL = event(
    type="shelling", focus=False, start="2024-02-19", end="2024-02-25", place=place("Qasr Amin", lat=3.0),
    actors=[], targets=["civilians"], tolls=[], evidence="A shell hit a market in Qasr Amin last week.",
)  # fmt: skip
MARCH = event(
    type="force_movement", start=None, end=None, place=None, targets=[], tolls=[],
    evidence="The brigade will march on the capital if talks fail.",
)  # fmt: skip


def kinds(gold: list[Any], kept: list[Any], passed: tuple[Any, ...] = ()) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for loss in losses(Told(REPORT, gold, kept, list(passed)), load_scorer()):
        found[loss.heading][loss.kind] += loss.points
    return {heading: dict(of) for heading, of in found.items()}


def test_a_report_coded_right_loses_nothing() -> None:
    assert kinds([event(), SHELL], [event(), SHELL]) == {}


@pytest.mark.parametrize(
    ("slot", "coded", "kind", "points"),
    [
        ("type", {"type": "territory_taken"}, "territory_taken instead of armed_clash", 1),
        ("type", {"type": "air_strike"}, "air_strike instead of armed_clash", 2),
        ("focus", {"focus": False}, "news coded as background, of these days", 2),
        ("certainty", {"certainty": "attributed"}, "attributed instead of stated, no source is recorded", 2),
        ("start", {"start": None}, "null instead of a date, time words in the evidence sentence", 1),
        ("start", {"start": "2024-02-29"}, "off by one day", 1),
        ("start", {"start": "2023-03-01"}, "a wider interval", 2),
        ("end", {"end": "2024-03-31"}, "a wider interval", 2),
        ("place", {"place": None}, "null instead of a settlement in the evidence sentence", 1),
        ("place", {"place": place("XA", "country")}, "country instead of settlement", 1.5),
        (
            "place",
            {"place": place("Qasr Amin", lat=3.0)},
            "the settlement of another event of the report",
            1.5,
        ),
        ("actors", {"actors": []}, "described party missed, named in the evidence sentence", 1),
        ("actors", {"actors": [], "partners": ["northern brigade"]}, "missed, coded in another role", 1),
        ("targets", {"targets": ["Islamic State"]}, "listed party instead of described party", 2),
        ("targets", {"targets": ["gunmen", "army"]}, "extra described party from elsewhere", 1),
        ("tolls", {"tolls": [toll(kind="wounded")]}, "kind wrong", 2),
        ("tolls", {"tolls": [toll(group="civilian")]}, "number right, side wrong", 0.5),
        ("tolls", {"tolls": [toll(low=5, high=5)]}, "number wrong", 2),
        ("tolls", {"tolls": []}, "missed: a number in another sentence", 1),
        ("sources", {"sources": [{"name": "army"}]}, "extra source from elsewhere, none is recorded", 1),
    ],
)
def test_the_kind_of_an_error(slot: str, coded: dict[str, Any], kind: str, points: float) -> None:
    assert kinds([event(), SHELL], [event(**coded), SHELL])[slot] == {kind: points}


def test_a_day_counted_from_the_publication_day() -> None:
    report_day = {"start": "2024-03-03", "end": "2024-03-03"}
    found = kinds([event(start="2024-03-02", end="2024-03-02")], [event(**report_day)])
    assert found["start"] == {"off by one day, counted from the publication day": 1}


def test_right_day_of_the_wrong_year() -> None:
    found = kinds([event()], [event(start="2023-03-01", end="2023-03-01")])
    assert found["start"] == {"right day, wrong year": 2}


@pytest.mark.parametrize(
    ("kept", "passed", "kind"),
    [
        ([event()], (), "background: no statement in that sentence"),
        ([event()], (SHELL,), "background: found, but below the threshold"),
        ([event(), SHELL | {"type": "arrest", "start": None, "place": None}], (),
         "background: a statement of another type family in that sentence"),
        ([SHELL], (), "news: no statement in that sentence"),
    ],
)  # fmt: skip
def test_why_an_event_is_missed(kept: list[Any], passed: tuple[Any, ...], kind: str) -> None:
    assert list(kinds([event(), SHELL], kept, passed)[MISSED]) == [kind]


def test_two_events_of_one_sentence() -> None:
    found = kinds([event(), event(type="arrest", focus=False)], [event()])
    assert list(found[MISSED]) == ["background: two events in one sentence, one coded"]


@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        (MARCH, "beside words of plan, threat, condition or doubt"),
        (event(type="arrest"), "second record of one event, from one sentence"),
        (event(evidence="Two gunmen were killed, the army said."),
         "second record of one event, from another sentence"),
        (MARCH | {"focus": False, "evidence": "Raid near the border"}, "background without day and place"),
    ],
)  # fmt: skip
def test_why_an_event_is_invented(extra: dict[str, Any], kind: str) -> None:
    assert list(kinds([event()], [event(), extra])[INVENTED]) == [kind]


def test_every_point_lost_has_a_kind() -> None:
    gold = [event(), SHELL, event(type="arrest", sources=["police"])]
    kept = [event(place=None, actors=["army"], tolls=[toll(low=3, high=None)]), MARCH]
    scorer = load_scorer()
    counted = count_report(gold, kept, scorer)
    lost = {slot: counted[slot][1] + counted[slot][2] - 2 * counted[slot][0] for slot in SLOTS}
    found = kinds(gold, kept)
    assert {slot: sum(found.get(slot, {}).values()) for slot in SLOTS} == pytest.approx(lost)
    text = page([Told(REPORT, gold, kept, [])], name="dev", digest="0", extractor="rules", scorer=scorer)
    assert lost_of(text) == pytest.approx(lost, abs=0.06)
    assert "Tall Zayn" not in text and "brigade" not in text
