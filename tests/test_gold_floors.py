"""Accuracy does not fall: figures on the hand-coded reports against bench/floors.json, and how floors move.

The hand-coded reports lie beside the project (../shared/gold), since their texts are not ours to publish.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bench.floors import FILE, falls, load_floors, raise_floors
from bench.gold import SHARED, code_lines, gold_digest, load_gold, load_reports, load_scorer, score
from dateline.errors import UsageError

SETS = ("dev", "dev_other")
DAY = date(2024, 1, 2)
needs_gold = [
    pytest.mark.gold,
    pytest.mark.skipif(
        not SHARED.is_dir(), reason=f"no hand-coded reports beside the project ({SHARED.name})"
    ),
]
pytestmark = pytest.mark.filterwarnings("error")


@cache
def predictions(name: str) -> tuple[str, ...]:
    return tuple(code_lines(load_reports(SHARED / name)))


@pytest.fixture(params=[pytest.param(name, marks=needs_gold) for name in SETS])
def gold_set(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_accuracy_stays_above_its_floors(gold_set: str) -> None:
    figures = score(load_gold(SHARED / gold_set), iter(predictions(gold_set)), scorer=load_scorer())
    measured = {name: figure.value for name, figure in figures.items()}
    assert falls(measured, load_floors()["sets"][gold_set]["floors"]) == []


def test_floors_belong_to_this_gold(gold_set: str) -> None:
    assert load_floors()["sets"][gold_set]["digest"] == gold_digest(SHARED / gold_set), (
        "the hand-coded reports have changed: measure again with 'python -m bench floors --update'"
    )


def test_our_headlines_are_those_of_the_scorer(gold_set: str, tmp_path: Path) -> None:
    file = tmp_path / "predictions.jsonl"
    file.write_text("\n".join(predictions(gold_set)) + "\n", encoding="utf-8")
    command = [sys.executable, SHARED / "score.py", SHARED / gold_set / "events", file, "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours = score(load_gold(SHARED / gold_set), iter(predictions(gold_set)), scorer=load_scorer())
    assert {name: round(figure.value, 4) for name, figure in ours.items()} == {
        name: theirs[name] for name in ours
    }


def test_an_interval_holds_its_value(gold_set: str) -> None:
    figures = score(load_gold(SHARED / gold_set), iter(predictions(gold_set)), scorer=load_scorer())
    assert all(figure.low <= figure.value <= figure.high for figure in figures.values())


# ---------------------------------------------------------------- how floors move, without the gold


def floors_of(**floors: float) -> dict[str, object]:
    return {"sets": {"dev": {"digest": "old", "floors": floors}}, "lowered": []}


def test_floors_rise_with_the_accuracy() -> None:
    new = raise_floors(floors_of(slot_f1=0.4), {"dev": {"slot_f1": 0.4567}}, {"dev": "new"}, day=DAY)
    assert new == {"sets": {"dev": {"digest": "new", "floors": {"slot_f1": 0.451}}}, "lowered": []}


def test_floors_do_not_fall_by_the_slack_alone() -> None:
    new = raise_floors(floors_of(slot_f1=0.456), {"dev": {"slot_f1": 0.4567}}, {"dev": "new"}, day=DAY)
    assert new["sets"]["dev"]["floors"] == {"slot_f1": 0.456}


def test_lowering_a_floor_without_a_reason_is_refused() -> None:
    with pytest.raises(UsageError, match="--allow-regression --reason"):
        raise_floors(floors_of(slot_f1=0.5), {"dev": {"slot_f1": 0.4}}, {"dev": "new"}, day=DAY)


def test_lowering_a_floor_keeps_the_reason() -> None:
    new = raise_floors(
        floors_of(slot_f1=0.5), {"dev": {"slot_f1": 0.4}}, {"dev": "new"}, reason="stricter dates", day=DAY
    )
    assert new["sets"]["dev"]["floors"] == {"slot_f1": 0.395}
    assert new["lowered"] == [
        {"day": "2024-01-02", "what": ["dev slot_f1: 0.500 -> 0.395"], "reason": "stricter dates"}
    ]


def test_a_figure_under_its_floor_is_named() -> None:
    assert falls({"slot_f1": 0.39, "event_f1": 0.6}, {"slot_f1": 0.4, "event_f1": 0.6}) == [
        "slot_f1 0.390 is under its floor 0.400"
    ]


def test_every_lowered_floor_is_in_the_changelog() -> None:
    changelog = (FILE.parent.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [entry for entry in load_floors()["lowered"] if entry["reason"] not in changelog] == []


def test_a_digest_changes_with_any_file(tmp_path: Path) -> None:
    def digests() -> Iterator[str]:
        for content in ("{}", "[]"):
            (tmp_path / "events" / "a.json").write_text(content, encoding="utf-8")
            yield gold_digest(tmp_path)

    (tmp_path / "reports").mkdir()
    (tmp_path / "events").mkdir()
    assert len(set(digests())) == 2
