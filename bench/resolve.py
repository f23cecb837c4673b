"""What the resolvers offer: of the values that coders recorded, how many are among what the words were taken to mean.

Comes in: hand-coded reports. Goes out: for each field the share of recorded values that some mention of the report
resolves to, by the gold scorer's own comparisons. It is what no extractor that chooses among the mentions can
exceed, and it says nothing of mentions that no coder needed.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from bench import geo
from bench.gold import SHARED, load_gold, load_reports, load_scorer
from dateline.model import Mentions
from dateline.parse import parse
from dateline.pipeline import Tools, load_tools
from dateline.read import prepare
from dateline.resolve.mentions import find_mentions

FILE = Path(__file__).parent.parent / "docs" / "resolution.json"
SETS = ("dev", "dev_other")
PARTIES = {"actors": ("actors", "partners"), "targets": ("targets",), "sources": ("sources",)}
FIELDS = ("place", "start", "end", "actors", "targets", "sources", "tolls")


def measure(name: str, tools: Tools | None = None) -> dict[str, tuple[int, int]]:
    """Field -> values offered, values recorded, over one set of the gold. Raises NotFound without the gold."""
    scorer, tools = load_scorer(), tools or load_tools(extractor="rules")
    events = load_gold(SHARED / name)
    offered: Counter[str] = Counter()
    recorded: Counter[str] = Counter()
    for given in load_reports(SHARED / name):
        report = prepare(given)
        mentions = find_mentions(report, parse(report.text, tools.names), tools.actors, tools.gazetteer)
        for event in events[given.doc]:
            for field, found in _answers(event, mentions, scorer):
                recorded[field] += 1
                offered[field] += found
    return {field: (offered[field], recorded[field]) for field in FIELDS}


def _answers(event: dict[str, Any], mentions: Mentions, scorer: Any) -> list[tuple[str, bool]]:
    answers = []
    if event["place"] is not None:
        places = (m.place.model_dump(mode="json") for m in mentions.places)
        answers.append(("place", any((scorer.place_score(event["place"], p) or 0) >= 1 for p in places)))
    for end in ("start", "end"):
        if event[end] is not None:
            days = {day.isoformat() for m in mentions.times if (day := getattr(m.when, end)) is not None}
            answers.append((end, event[end] in days))
    names = {m.party.name for m in mentions.parties}
    for field, roles in PARTIES.items():
        for role in roles:
            for name in event[role]:
                answers.append((field, any(scorer.same_name(n, name) >= 1 for n in names)))
    intervals = {(m.interval.low, m.interval.high) for m in mentions.quantities}
    for toll in event["tolls"]:
        answers.append(("tolls", (toll["low"], toll["high"]) in intervals))
    return answers


def figures(sets: tuple[str, ...] = SETS) -> dict[str, float]:
    """ "dev place" -> the share offered."""
    tools = load_tools(extractor="rules")
    found = {}
    for name in sets:
        for field, (offered, recorded) in measure(name, tools).items():
            found[f"{name} {field}"] = offered / recorded
    return found


def update() -> dict[str, Any]:
    """Measure what docs/resolution.md tells and rewrite docs/resolution.json; returns its new content."""
    tools = load_tools(extractor="rules")
    found = {
        "resolved": {name: measure(name, tools) for name in SETS},
        "geo": {key: round(value, 4) for key, value in geo.figures().items()},
    }
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found
