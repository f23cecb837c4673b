"""JSON Lines: one coded report a line in the form of `dateline code --jsonl`, or one event a line.

Comes in: codings and events. Goes out: text. Must not know: how any value was reached.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO

from dateline.model import Coding
from dateline.record import JSON, coding_record
from dateline.store import EventFilter, Store


def write_reports(store: Store, out: IO[str], wanted: EventFilter | None) -> int:
    """One line a report, each of whose events also says in `event` which event of the database it is part of.

    Without a filter these are all reports. With one they are those that tell an event that meets it, and of
    what they tell only that. Returns how many.
    """
    event_of = {id: event.id for event in store.all_events(wanted) for id in event.statements}
    every = wanted is None or wanted == EventFilter()
    written = 0
    for coding in store.all_codings():
        if not every:
            told = tuple(s for s in coding.statements if s.id in event_of)
            if not told:
                continue
            coding = coding.model_copy(update={"statements": told})  # noqa: PLW2901
        out.write(json.dumps(report_record(coding, event_of), ensure_ascii=False) + "\n")
        written += 1
    return written


def report_record(coding: Coding, event_of: Mapping[str, str]) -> JSON:
    """The output contract (dateline/record.py) with each statement's event, null while it is unlinked or left out."""
    record = coding_record(coding)
    for told in record["events"]:
        told["event"] = event_of.get(told["id"])
    return record


def write_events(store: Store, out: IO[str], wanted: EventFilter | None) -> int:
    """One event a line, with its rules and rival values, as in `dateline.model.Event`; returns how many."""
    written = 0
    for event in store.all_events(wanted):
        out.write(event.model_dump_json() + "\n")
        written += 1
    return written
