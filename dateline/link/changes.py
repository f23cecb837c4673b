"""What became of events from one linking to the next: made, merged, split, changed, withdrawn.

Comes in: what was last told of events, and the events now. Goes out: `Difference`s, and what to tell of them next time.
Must not know: the store, the clock.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from pydantic import Field

from dateline.model import ChangeKind, Event, Record, digest

NOT_VALUES = frozenset({"id", "rules"})


class LastTold(Record):
    """An event as the change feed last told it: checksums are enough to say which fields differ."""

    whole: str = ""  # digest of the event, which says whether any does
    statements: tuple[str, ...] = ()
    fields: Mapping[str, str] = Field(default={})  # empty: of an event from before there was a feed


class Difference(NamedTuple):
    """One thing that became of an event. `others`: the events that it came from or went to.

    created: new; `others` gave it statements. merged: it is no more, and is `others` now. split: it gave `statements`
    to `others`. changed: `fields` have other values. withdrawn: none of its statements is there any more.
    """

    kind: ChangeKind
    event: str
    others: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()


def tell(event: Event) -> LastTold:
    """What has to be kept of an event to see later what changed."""
    values = event.model_dump(mode="json", exclude=set(NOT_VALUES))
    fields = {name: f"{crc32(json.dumps(value).encode()):08x}" for name, value in values.items()}
    return LastTold(whole=whole(event), statements=event.statements, fields=fields)


def whole(event: Event) -> str:
    return digest(event.model_dump_json())


def find_differences(
    before: Mapping[str, LastTold], events: Sequence[Event], forwarded: Mapping[str, str]
) -> tuple[list[Difference], dict[str, LastTold]]:
    """What became of the events of `before`, and what to keep of those that are new or changed.

    `before`: all live events that shared a statement with these. `forwarded`: issued id -> id of its event now.
    """
    came_from = {id: old for old, told in before.items() for id in told.statements}
    event_of = {id: event.id for event in events for id in event.statements}
    found: list[Difference] = []
    kept: dict[str, LastTold] = {}
    for event in events:
        old = before.get(event.id)
        if old is None:
            kept[event.id] = tell(event)
            sources = _each(came_from.get(id) for id in event.statements)
            found.append(Difference("created", event.id, sources, statements=event.statements))
        elif old.whole != whole(event):
            now = kept[event.id] = tell(event)
            fields = tuple(sorted(f for f, value in now.fields.items() if old.fields.get(f) != value))
            if old.fields and fields:
                found.append(Difference("changed", event.id, fields=fields))
    live = {event.id for event in events}
    for id, told in before.items():
        went: dict[str, list[str]] = defaultdict(list)
        for statement in told.statements:
            if statement in event_of and event_of[statement] != id:
                went[event_of[statement]].append(statement)
        moved = tuple(statement for statements in went.values() for statement in statements)
        if id in live:
            if moved:
                found.append(Difference("split", id, tuple(went), statements=moved))
        elif id in forwarded or went:
            into = forwarded.get(id) or max(went, key=lambda other: len(went[other]))
            found.append(Difference("merged", id, (into,), statements=moved))
        else:
            found.append(Difference("withdrawn", id, statements=told.statements))
    return sorted(found), kept


def _each(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value is not None))
