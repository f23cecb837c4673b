"""The sample reports, and harder ones: ours, readable, and what is coded agrees with what a person codes.

The harder ones (tests/cases/inputs): wire copy in capitals, a transcript, lists of strikes, live blogs over two days,
opinion and history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.model import Coding, Report
from dateline.pipeline import code_report, load_tools
from dateline.read import read
from dateline.record import coding_record
from tests.cases import FIELDS, FOLDER, Tally, compare, new_tallies

CASES = Path(__file__).parent / "cases"
EXPECTED = CASES / "examples"
INPUTS = {"examples": CASES.parent.parent / "examples", "hard": CASES / "inputs"}
FLOORS: dict[str, dict[str, float]] = yaml.safe_load((FOLDER / "floors.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def example_reports() -> dict[str, Report]:
    folders = [str(folder) for folder in INPUTS.values()]
    return {Path(item.doc).stem: item for item in read(folders) if isinstance(item, Report)}


def names_in(folder: str) -> set[str]:
    return {file.stem for file in INPUTS[folder].iterdir()}


@lru_cache(maxsize=1)
def codings() -> dict[str, Coding]:
    tools = load_tools()
    return {name: code_report(report, tools) for name, report in example_reports().items()}


def expected_of(name: str) -> list[dict[str, Any]]:
    record = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    events: list[dict[str, Any]] = record["events"]
    return events


def squeeze(text: str) -> str:
    return " ".join(text.split())


def words_of(event: dict[str, Any]) -> Iterator[str]:
    yield event["evidence"]
    yield from (toll["text"] for toll in event["tolls"])
    yield from event["materiel"]
    if event["place"]:
        yield event["place"]["text"]


def test_every_file_of_examples_is_one_report_with_an_expectation() -> None:
    files = names_in("examples") | names_in("hard")
    assert set(example_reports()) == files == {file.stem for file in EXPECTED.glob("*.json")}
    assert len(names_in("examples")) >= 12
    assert len(names_in("hard")) >= 8


def test_every_example_says_in_its_outlet_or_text_that_it_is_a_sample() -> None:
    for name, report in example_reports().items():
        assert "sample" in f"{report.outlet} {report.text}".lower(), name


def test_expected_words_stand_in_the_report() -> None:
    for name, report in example_reports().items():
        text = squeeze(report.text)
        for event in expected_of(name):
            for words in words_of(event):
                assert squeeze(words) in text, f"{name} {event['id']}: {words!r}"


def test_the_day_of_every_example_is_found_in_its_fields_or_text() -> None:
    assert [name for name, report in example_reports().items() if report.published is None] == []


@lru_cache(maxsize=2)
def tally_examples(folder: str) -> dict[str, Tally]:
    tallies = new_tallies()
    for name in sorted(names_in(folder)):
        compare(tallies, name, expected_of(name), coding_record(codings()[name])["events"])
    return tallies


@pytest.mark.parametrize("folder", INPUTS)
@pytest.mark.parametrize("name", ["events", *FIELDS])
def test_examples_stay_above_their_floor(name: str, folder: str) -> None:
    tally, floor = tally_examples(folder)[name], FLOORS[folder][name]
    assert tally.f1 >= floor, f"{name}: {tally.f1:.3f} is under its floor {floor}\n" + "\n".join(tally.wrong)


def test_sport_full_of_war_words_gives_no_statement() -> None:
    assert codings()["sports-derby"].statements == ()
