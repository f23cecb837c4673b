"""Where an event happened is where its report says, whatever other places the report names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from dateline.model import Report

if TYPE_CHECKING:
    from dateline.pipeline import Tools

CASES = yaml.safe_load(Path(__file__).with_name("event_places.yaml").read_text(encoding="utf-8"))


@pytest.mark.gazetteer
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_event_is_placed_where_it_happened(case: dict[str, Any], tools: Tools) -> None:
    from dateline.pipeline import code_report

    coding = code_report(Report(doc="t", body=case["text"]), tools)
    assert coding.statements, "no event was found"
    place = coding.statements[0].place
    told = None if place is None else [place.name, place.country, place.precision]
    assert told == case["place"]
    assert place is None or place.radius_km is not None
