"""Accuracy does not fall: figures on the hand-coded reports against bench/floors.json, and how floors move.
What the docs say of accuracy is what is measured.

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

from bench import ablation, resolve
from bench.errors import lost_of
from bench.floors import FILE, FLOORED, falls, load_floors, raise_floors
from bench.geo import CORPORA
from bench.gold import (
    SHARED,
    SLOTS,
    Figure,
    code_lines,
    count_report,
    gold_digest,
    load_gold,
    load_reports,
    load_scorer,
    score,
)
from dateline.errors import UsageError
from dateline.model import DEFAULT_EXTRACTOR

SETS = ("dev", "dev_other")
DOCS = Path(__file__).parent.parent / "docs"
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


@cache
def measured(name: str) -> dict[str, Figure]:
    return score(load_gold(SHARED / name), predictions(name), scorer=load_scorer())


@pytest.fixture(params=[pytest.param(name, marks=needs_gold) for name in SETS])
def gold_set(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_accuracy_stays_above_its_floors(gold_set: str) -> None:
    figures = {name: figure.value for name, figure in measured(gold_set).items()}
    assert falls(figures, load_floors()["sets"][gold_set]["floors"]) == []


def test_floors_belong_to_this_gold(gold_set: str) -> None:
    assert load_floors()["sets"][gold_set]["digest"] == gold_digest(SHARED / gold_set), (
        "the hand-coded reports have changed: measure again with 'python -m bench floors --update'"
    )


def test_our_figures_are_those_of_the_scorer(gold_set: str, tmp_path: Path) -> None:
    file = tmp_path / "predictions.jsonl"
    file.write_text("\n".join(predictions(gold_set)) + "\n", encoding="utf-8")
    command = [sys.executable, SHARED / "score.py", SHARED / gold_set / "events", file, "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours = measured(gold_set)
    assert {name: figure.value for name, figure in ours.items()} == pytest.approx(
        {name: theirs[name] for name in ours}, abs=0.0001
    )


def test_an_interval_holds_its_value(gold_set: str) -> None:
    assert all(figure.low <= figure.value <= figure.high for figure in measured(gold_set).values())


def test_the_page_of_accuracy_holds_what_is_measured(gold_set: str) -> None:
    page = ablation.load()[gold_set]
    assert page["digest"] == gold_digest(SHARED / gold_set), "run: python -m bench ablation"
    told = {name: value for name, (value, *_) in page["extractors"][DEFAULT_EXTRACTOR].items()}
    figures = {name: figure.value for name, figure in measured(gold_set).items()}
    assert told == pytest.approx(figures, abs=0.005), "run: python -m bench ablation"


@pytest.mark.gold
@needs_gold[1]
def test_the_page_of_errors_holds_what_is_measured() -> None:
    command = "run: python -m bench errors --input ../shared/gold/dev --output docs/errors.md"
    page = (DOCS / "errors.md").read_text(encoding="utf-8")
    assert f"`{gold_digest(SHARED / 'dev')[:16]}`" in page, command
    assert f"the extractor `{DEFAULT_EXTRACTOR}`" in page, command
    events = {record["doc"]: record["events"] for record in map(json.loads, predictions("dev"))}
    lost = dict.fromkeys(SLOTS, 0.0)
    for doc, gold in load_gold(SHARED / "dev").items():
        counts = count_report(gold, events[doc], load_scorer())
        for slot in SLOTS:
            found, right, coded = counts[slot]
            lost[slot] += right + coded - 2 * found
    # another machine's last digits may turn a value or two over
    assert lost_of(page) == pytest.approx(lost, rel=0.02, abs=3), command


# ---------------------------------------------------------------- without the gold


def test_every_bar_has_a_floor() -> None:
    assert {name: set(entry["floors"]) for name, entry in load_floors()["sets"].items()} == {
        **{name: set(FLOORED) for name in SETS},
        "muc4": {"full", "roles"},
        "re3d": {"exact_f1", "overlap_f1"},
        "geo": {
            *(f"given_{corpus}{rest}" for corpus in CORPORA for rest in ("", "_resolved")),
            "recognition_f1",
            "right_share",
        },
        "resolved": {f"{name} {field}" for name in resolve.SETS for field in resolve.FIELDS},
    }


def test_event_confidences_can_be_trusted() -> None:
    """By cross-validation: `python -m training.extract --validate --reliability` measures it."""
    measured = json.loads((DOCS / "reliability.json").read_text(encoding="utf-8"))
    assert {
        name: entry["event"]["error"] for name, entry in measured.items() if entry["event"]["error"] > 0.07
    } == {}


# ---------------------------------------------------------------- how floors move


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
    changelog = " ".join((FILE.parent.parent / "CHANGELOG.md").read_text(encoding="utf-8").split())
    assert [entry for entry in load_floors()["lowered"] if entry["reason"] not in changelog] == []


def test_a_digest_changes_with_any_file(tmp_path: Path) -> None:
    def digests() -> Iterator[str]:
        for content in ("{}", "[]"):
            (tmp_path / "events" / "a.json").write_text(content, encoding="utf-8")
            yield gold_digest(tmp_path)

    (tmp_path / "reports").mkdir()
    (tmp_path / "events").mkdir()
    assert len(set(digests())) == 2
