"""docs/linking.md says what the code does."""

from __future__ import annotations

from pathlib import Path

from dateline.link.cluster import THRESHOLD
from dateline.link.compare import LADDERS, weights
from dateline.link.grade import grading
from dateline.link.reconcile import RULES
from dateline.link.tolls import RULE

ROOT = Path(__file__).parents[2]
CARD = (ROOT / "training" / "link" / "CARD.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "linking.md").read_text(encoding="utf-8")


def test_the_page_tells_every_field_and_the_threshold() -> None:
    for field in (*LADDERS, "wording"):
        assert f"\n| {field} | " in PAGE
    assert f"reaches {THRESHOLD:g}" in PAGE


def test_the_card_tells_every_weight() -> None:
    for field, known in weights().items():
        told = ", ".join(f"{name} {weight:+g}" for name, weight in known.items())
        assert f"| {field} | {told} |" in CARD


def test_the_page_tells_every_rule() -> None:
    for field, rule in {**RULES, "toll": RULE}.items():
        assert f"| {field} | {rule} |" in PAGE


def test_the_page_tells_every_grade_in_the_order_in_which_they_are_tried() -> None:
    assert "".join(f"| {grade} | {rule} |\n" for grade, rule in grading().grades) in PAGE


def test_the_page_tells_who_is_credible_and_where_both_sides_act() -> None:
    assert f"Credible are: {', '.join(sorted(grading().credible))}." in PAGE
    assert f"({', '.join(sorted(grading().both_act))})" in PAGE
