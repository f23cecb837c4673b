"""The flow: records -> templates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from bench.muc4.document import Document
from bench.muc4.fills import template_of
from bench.muc4.incidents import begin, find_incidents, weigh_anchors, weigh_incidents, weigh_phrases
from dateline.extract.learned import Model


@cache
def models() -> dict[str, Model]:
    text = files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    return {name: Model(**entry) for name, entry in json.loads(text)["models"].items()}


def code_document(document: Document, asked: Mapping[str, Model]) -> list[dict[str, Any]]:
    """The templates of one document."""
    reading = begin(document)
    weigh_phrases(reading, asked)
    weigh_anchors(reading, asked)
    incidents = find_incidents(reading, asked)
    weigh_incidents(reading, incidents, asked)
    return [
        template_of(reading, incident, asked)
        for incident in incidents
        if incident.chance >= asked["incident"].threshold
    ]
