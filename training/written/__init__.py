"""Reports written for the project, with the statements a coder would record: more to train on, of more conflicts.

    python -m training.written [FILE…]

Each line of `*.jsonl` here is one report in the gold's form with its events: {"doc", "title", "published",
"outlet", "text", "events": […]}. The places, dates and tolls of the reports are invented. `check` says what in
a report does not follow the codebook; the command prints it for every file and counts reports and events.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

from dateline.model import EventType, Report

HERE = Path(__file__).parent
KINDS = {"killed", "wounded", "captured", "surrendered", "abducted", "displaced", "missing"}
GROUPS = {"actor", "target", "civilian", "other"}
CERTAINTIES = {"stated", "attributed", "disputed"}
PRECISIONS = {"exact", "near", "admin1", "region", "country"}
LISTS = ("actors", "partners", "targets", "materiel", "sources")


def load_written(files: list[Path] | None = None) -> Iterator[dict[str, Any]]:
    """Every written report with its events, in the order of files and lines."""
    for file in sorted(HERE.glob("*.jsonl")) if files is None else files:
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield complete(json.loads(line))


def complete(record: dict[str, Any]) -> dict[str, Any]:
    """What a writer may leave out: ids, keys, empty fields."""
    events = []
    for number, event in enumerate(record["events"], 1):
        blank: dict[str, Any] = {
            "id": f"e{number}", "key": None, "start": None, "end": None, "place": None, "count": None, "tolls": [],
            **{name: [] for name in LISTS},
        }  # fmt: skip
        events.append(blank | event)
    return {"title": None, "outlet": None, "url": None, "published": None} | record | {"events": events}


def as_report(record: dict[str, Any]) -> Report:
    published = record["published"]
    return Report(
        doc=record["doc"],
        title=record["title"],
        body=record["text"],
        published=None if published is None else date.fromisoformat(published),
        published_from=None if published is None else "input",
        outlet=record["outlet"],
        url=record["url"],
    )


def check(record: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a written report, in words."""
    whole = (record["title"] + "\n" if record["title"] else "") + record["text"]
    for event in record["events"]:
        where = f"{record['doc']} {event['id']}"
        if event.get("type") not in get_args(EventType):
            yield f"{where}: type {event.get('type')!r} is not in the codebook"
        if event.get("certainty") not in CERTAINTIES or not isinstance(event.get("focus"), bool):
            yield f"{where}: certainty or focus missing or unknown"
        if not event.get("evidence") or event["evidence"] not in whole:
            yield f"{where}: evidence is not in the text: {event.get('evidence')!r}"
        elif event["evidence"].count(". ") > 1 or "\n" in event["evidence"]:
            yield f"{where}: evidence is more than one sentence"
        place = event["place"]
        if place is not None:
            if place.get("precision") not in PRECISIONS or not place.get("name"):
                yield f"{where}: place without name or precision"
            if place.get("text", "") not in whole or not place.get("text"):
                yield f"{where}: place text not in the text: {place.get('text')!r}"
        for toll in event["tolls"]:
            if toll.get("kind") not in KINDS or toll.get("group") not in GROUPS or toll.get("low") is None:
                yield f"{where}: toll without known kind or group, or without low"
            if toll.get("text", "") not in whole or not toll.get("text"):
                yield f"{where}: toll text not in the text: {toll.get('text')!r}"
        for name in ("start", "end"):
            if event[name] is not None and not _is_day(event[name]):
                yield f"{where}: {name} {event[name]!r} is not a day"
        for name in LISTS:
            if any(not isinstance(v, str) or not v for v in event[name]):
                yield f"{where}: {name} holds something other than names"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text))
