"""docs/linking.md says what the code does."""

from __future__ import annotations

from pathlib import Path

from dateline.link.compare import THRESHOLD, VETO, WEIGHTS
from dateline.link.reconcile import RULES
from dateline.link.tolls import RULE

PAGE = (Path(__file__).parents[2] / "docs" / "linking.md").read_text(encoding="utf-8")


def test_the_page_tells_every_weight() -> None:
    for field, levels in WEIGHTS.items():
        told = ", ".join(
            f"{level} never" if weight == VETO else f"{level} {weight:+g}" for level, weight in levels.items()
        )
        assert f"| {field} | {told} |" in PAGE
    assert f"add up to {THRESHOLD:g} or more" in PAGE


def test_the_page_tells_every_rule() -> None:
    for field, rule in {**RULES, "toll": RULE}.items():
        assert f"| {field} | {rule} |" in PAGE
