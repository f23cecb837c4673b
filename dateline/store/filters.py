"""Which events a person asks for, as conditions on the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from dateline.model import Certainty, EventType, GradeName, TollKind
from dateline.store.schema import (
    event_outlets,
    event_parties,
    event_statements,
    event_tolls,
    events,
    statements,
)

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What events must be like; a field left out asks for nothing. Texts match any part, in any case.

    `since` and `until` keep events that may have happened on a day of that interval; undated ones are left
    out. `bbox` is west, south, east, north in degrees (west > east crosses the 180th meridian). `actor` is
    looked for on both sides. `min_toll` asks for a best estimate of at least so many of `toll_kind` in one
    group of people. `min_confidence` is a probability. `text` is looked for in the sentences that show the event.
    Discounted events are left out unless `grade` asks for them.
    """

    since: date | None = None
    until: date | None = None
    place: str | None = None
    country: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    type: tuple[EventType, ...] = ()
    actor: str | None = None
    outlet: str | None = None
    min_toll: int | None = None
    toll_kind: TollKind = "killed"
    certainty: Certainty | None = None
    min_confidence: float | None = None
    text: str | None = None
    grade: tuple[GradeName, ...] = ()


def conditions(wanted: EventFilter) -> list[Condition]:
    """The filter as conditions on `events`; all must hold."""
    found: list[Condition] = []
    e = events.c
    if wanted.since is not None:
        found.append(sa.func.coalesce(e.end_date, e.start_date) >= wanted.since)
    if wanted.until is not None:
        found.append(sa.func.coalesce(e.start_date, e.end_date) <= wanted.until)
    if wanted.place is not None:
        found.append(_holds(e.place, wanted.place) | _holds(e.admin1, wanted.place))
    if wanted.country is not None:
        found.append(e.country == wanted.country.upper())
    if wanted.bbox is not None:
        found.extend(_in_box(wanted.bbox))
    if wanted.type:
        found.append(e.type.in_(wanted.type))
    if wanted.certainty is not None:
        found.append(e.certainty == wanted.certainty)
    if wanted.grade:
        found.append(e.grade.in_(wanted.grade))
    else:
        found.append(e.grade.is_distinct_from("discounted"))
    if wanted.min_confidence is not None:
        found.append(e.confidence >= wanted.min_confidence)
    if wanted.actor is not None:
        found.append(_any(event_parties, _holds(event_parties.c.name, wanted.actor)))
    if wanted.outlet is not None:
        found.append(_any(event_outlets, _holds(event_outlets.c.outlet, wanted.outlet)))
    if wanted.min_toll is not None:
        tolls = event_tolls.c
        found.append(_any(event_tolls, (tolls.kind == wanted.toll_kind) & (tolls.best >= wanted.min_toll)))
    if wanted.text is not None:
        told = event_statements.join(statements, statements.c.id == event_statements.c.statement_id)
        found.append(_any(event_statements, _holds(statements.c.evidence, wanted.text), told))
    return found


def _holds(column: sa.Column[str], text: str) -> Condition:
    return column.icontains(text, autoescape=True)


def _any(table: sa.Table, condition: Condition, source: sa.FromClause | None = None) -> Condition:
    """One of the event's rows in `table` meets the condition."""
    rows = sa.select(sa.literal(1)).select_from(table if source is None else source)
    return rows.where(table.c.event_id == events.c.id, condition).exists()


def _in_box(bbox: tuple[float, float, float, float]) -> list[Condition]:
    west, south, east, north = bbox
    lon = events.c.lon
    across = lon.between(west, east) if west <= east else (lon >= west) | (lon <= east)
    return [events.c.lat.between(south, north), across]
