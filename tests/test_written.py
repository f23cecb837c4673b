"""The reports written to train on: they follow the codebook, and the check that says so finds what does not."""

from __future__ import annotations

from typing import Any

import pytest

from training.written import as_report, check, complete, load_written

GOOD: dict[str, Any] = {
    "doc": "w",
    "text": "Bandits killed two farmers near Zurmi on Friday.",
    "published": "2020-01-04",
    "events": [
        {
            "type": "attack",
            "focus": True,
            "certainty": "stated",
            "start": "2020-01-03",
            "end": "2020-01-03",
            "place": {"text": "Zurmi", "name": "Zurmi", "precision": "near"},
            "tolls": [
                {"kind": "killed", "who": "farmers", "group": "civilian", "low": 2, "high": 2, "text": "two"}
            ],
            "evidence": "Bandits killed two farmers near Zurmi on Friday.",
        }
    ],
}


def test_every_written_report_follows_the_codebook() -> None:
    records = list(load_written())
    assert len({r["doc"] for r in records}) == len(records) >= 250
    assert [fault for record in records for fault in check(record)] == []
    assert all(as_report(record).text.strip() for record in records)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"type": "raid"}, "not in the codebook"),
        ({"evidence": "Bandits killed nobody."}, "evidence is not in the text"),
        ({"start": "Friday"}, "is not a day"),
        ({"place": {"text": "Gusau", "name": "Gusau", "precision": "exact"}}, "place text not in the text"),
        (
            {"tolls": [{"kind": "killed", "group": "civilian", "low": 3, "text": "three"}]},
            "toll text not in the text",
        ),
        ({"actors": [{"name": "bandits"}]}, "other than names"),
        ({"focus": None}, "certainty or focus"),
    ],
)
def test_a_fault_is_told(change: dict[str, Any], told: str) -> None:
    assert list(check(complete(GOOD))) == []
    [event] = GOOD["events"]
    faults = list(check(complete(GOOD | {"events": [event | change]})))
    assert len(faults) == 1 and told in faults[0]
