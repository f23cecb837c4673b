"""Linking hand-coded statements, scored by the gold's `score_links.py`: which of them are one real event.

Comes in: a folder of coded reports (`events/`, with `reports/` beside it for the days of publication). Goes
out: one line a statement, {"doc", "id", "event"}. The gold's `key` is never read.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from dateline.errors import NotFound
from dateline.link import link
from dateline.model import Party, Place, ReportFacts, Span, Statement, Toll, When
from dateline.resolve.actors import ActorList

NO_WORDS = Span(0, 0)  # the answers are hand-coded: their places in the text do not matter for linking


def run(source: Path, output: Path) -> int:
    """Link the statements of `source` into `output`; returns how many events they are.

    Raises NotFound when there are no coded reports.
    """
    statements, facts = load_statements(source)
    events = link(statements, facts)
    label = {statement: event.id for event in events for statement in event.statements}
    with output.open("w", encoding="utf-8") as file:
        for statement in statements:
            doc, id = statement.id.split("\t")
            file.write(json.dumps({"doc": doc, "id": id, "event": label[statement.id]}) + "\n")
    return len(events)


def load_statements(source: Path) -> tuple[list[Statement], dict[str, ReportFacts]]:
    """Coded reports as statements: of a folder, of one that holds `events/`, or of several that do."""
    folders = [source / "events"] if (source / "events").is_dir() else [source]
    if source.is_dir() and not any(folders[0].glob("*.json")):
        folders = sorted(source.glob("*/events"))
    statements: list[Statement] = []
    facts: dict[str, ReportFacts] = {}
    for file in sorted(f for folder in folders for f in folder.glob("*.json")):
        coded = json.loads(file.read_text(encoding="utf-8"))
        report = _report(file, coded["doc"])
        facts[report.id] = report
        statements += [_statement(coded["doc"], event) for event in coded["events"]]
    if not statements:
        raise NotFound(f'no coded reports in {source}: expected events/*.json with "doc" and "events"')
    return statements, facts


def _report(coded: Path, doc: str) -> ReportFacts:
    file = coded.parent.parent / "reports" / coded.name
    report = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return ReportFacts(id=doc, doc=doc, outlet=report.get("outlet"), published=_day(report.get("published")))


def _statement(doc: str, event: dict[str, Any]) -> Statement:
    place = event.get("place")
    return Statement(
        id=f"{doc}\t{event['id']}",
        report_id=doc,
        doc=doc,
        type=event["type"],
        focus=event.get("focus", True),
        certainty=event.get("certainty", "stated"),
        when=When(start=_day(event.get("start")), end=_day(event.get("end"))),
        place=None if place is None else Place.model_validate(place),
        actors=tuple(_party(name) for name in event.get("actors", ())),
        partners=tuple(_party(name) for name in event.get("partners", ())),
        targets=tuple(_party(name) for name in event.get("targets", ())),
        tolls=tuple(Toll.model_validate(toll) for toll in event.get("tolls", ())),
        evidence=NO_WORDS,
        trigger=(NO_WORDS,),
        confidence=1.0,
    )


@cache
def _actors() -> ActorList:
    return ActorList.load()


def _party(name: str) -> Party:
    actor = _actors().match(name)
    if actor is None:
        return Party(name=name, text=name)
    return Party(
        name=actor.name,
        text=name,
        id=actor.id,
        kind=actor.kind,
        country=actor.country,
        parents=_actors().ancestors(actor.id),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
