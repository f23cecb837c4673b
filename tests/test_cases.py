"""The written cases, coded: field by field the share of right values must not fall under its floor.

A single hard case may fail; `python -m tests.cases --wrong FIELD` lists which do.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest
import yaml

import dateline
from dateline.codebook import event_types
from dateline.record import coding_record
from tests.cases import FIELDS, FOLDER, Case, Tally, compare, expand, load_cases, load_negatives, new_tallies

FLOORS: dict[str, float] = yaml.safe_load((FOLDER / "floors.yaml").read_text(encoding="utf-8"))


def code_case(case: Case) -> list[dict[str, Any]]:
    coding = dateline.code(case.text, title=case.title, published=case.published, outlet=case.outlet)
    events: list[dict[str, Any]] = coding_record(coding)["events"]
    return events


@lru_cache(maxsize=1)
def tally_cases() -> tuple[dict[str, Tally], list[str]]:
    """Tallies by field over all cases, and the negative sentences from which something was coded."""
    tallies = new_tallies()
    for case in load_cases():
        compare(tallies, case.id, case.events, code_case(case))
    invented = []
    for kind, sentence in load_negatives():
        events = code_case(Case(id=kind, shows="", text=sentence, published="2022-05-10"))
        invented += [f"{kind}: {event['type']} from {sentence!r}" for event in events[:1]]
    return tallies, invented


@pytest.mark.parametrize("name", ["events", *FIELDS])
def test_written_cases_stay_above_their_floor(name: str) -> None:
    tally = tally_cases()[0][name]
    assert tally.f1 >= FLOORS[name], (
        f"{name}: {tally.f1:.3f} is under its floor {FLOORS[name]}\n" + "\n".join(tally.wrong)
    )


def test_sentences_without_an_event_give_no_statement() -> None:
    invented = tally_cases()[1]
    share = 1 - len(invented) / len(load_negatives())
    assert share >= FLOORS["negatives"], f"{share:.3f} is under {FLOORS['negatives']}\n" + "\n".join(invented)


def test_negatives_are_many_and_no_sentence_stands_twice() -> None:
    sentences = [sentence for _, sentence in load_negatives()]
    assert len(sentences) == len(set(sentences)) >= 200


def test_case_ids_are_unique_and_every_event_type_has_a_case() -> None:
    cases = load_cases()
    assert len({case.id for case in cases}) == len(cases)
    assert {event["type"] for case in cases for event in case.events} == set(event_types())


def test_compare_counts_wrong_missing_and_invented_values() -> None:
    expected = expand(
        {
            "type": "shelling",
            "place": "Homs | SY | exact",
            "when": "2020-01-02",
            "tolls": ["killed 3.. civilian"],
        }
    )
    other = expected | {
        "type": "air_strike",
        "tolls": [{"kind": "killed", "low": 3, "high": 3, "group": "civilian"}],
    }
    tallies = new_tallies()
    compare(tallies, "same", [expected], [expected])
    compare(tallies, "differs", [expected], [other])
    compare(tallies, "missed", [expected], [])
    compare(tallies, "invented", [], [expected])
    assert (tallies["events"].right, tallies["events"].expected, tallies["events"].predicted) == (2, 3, 3)
    assert tallies["tolls"].wrong == ["differs: expected killed 3.., got killed 3..3"]
    assert tallies["type"].f1 == tallies["tolls"].f1 == 0.5
    assert tallies["place"].f1 == 1.0
