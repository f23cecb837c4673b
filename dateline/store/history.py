"""The ids that events ever had, and what became of events: how `Store` keeps and finds them.

Comes in: a connection. Goes out: records. Must not know: how ids are chosen, nor when an event has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from dateline.model import Change
from dateline.store import rows, schema


class KeptId(NamedTuple):
    """An id that was given to an event. `told`: what was last told of it (JSON); None when it is forwarded.

    `heir` stands in for a founder that is rejected or gone.
    """

    id: str
    founder: str
    number: int
    told: str | None
    heir: str | None


class History(NamedTuple):
    """What one linking adds: new ids with their founders, heirs that change, what was told, what became of events.

    `told`: id -> JSON, None for an id that is forwarded from now on. `changes`: fields of `Change`.
    """

    ids: Mapping[str, str]
    heirs: Mapping[str, str | None]
    told: Mapping[str, str | None]
    changes: Sequence[Mapping[str, Any]]


def kept_ids(
    connection: sa.Connection, parts: Iterable[list[str]], *, column: sa.Column[str]
) -> Iterable[KeptId]:
    i = schema.event_ids.c
    for part in parts:
        for row in connection.execute(
            sa.select(i.id, i.founder, i.number, i.told, i.heir).where(column.in_(part))
        ):
            yield KeptId(*row)


def keep(connection: sa.Connection, history: History, when: datetime) -> None:
    """Write all of it; part of the transaction that replaces the events."""
    i, given = schema.event_ids, set(history.ids)
    if history.ids:
        made = [{"id": id, "founder": f, "told": history.told.get(id)} for id, f in history.ids.items()]
        connection.execute(i.insert(), made)
    _update(connection, "heir", history.heirs)
    _update(connection, "told", {id: told for id, told in history.told.items() if id not in given})
    if history.changes:
        changes = [rows.change_row(dict(change), made=when) for change in history.changes]
        connection.execute(schema.event_changes.insert(), changes)


def _update(connection: sa.Connection, column: str, values: Mapping[str, str | None]) -> None:
    if values:
        i = schema.event_ids
        new = sa.update(i).where(i.c.id == sa.bindparam("of")).values({column: sa.bindparam("value")})
        connection.execute(new, [{"of": id, "value": value} for id, value in values.items()])


def changes_since(
    connection: sa.Connection, *, time: datetime | None, number: int | None, limit: int | None
) -> list[Change]:
    c = schema.event_changes
    query = sa.select(c).order_by(c.c.number).limit(limit)
    if time is not None:
        query = query.where(c.c.made >= time)
    if number is not None:
        query = query.where(c.c.number > number)
    return [rows.change_of(row) for row in connection.execute(query)]


def event_now(connection: sa.Connection, event_id: str) -> str | None:
    """The event in which the founder of an id, or its heir, stands now."""
    i, member = schema.event_ids.c, schema.event_statements.c
    query = sa.select(member.event_id).where(
        member.statement_id
        == sa.select(sa.func.coalesce(i.heir, i.founder)).where(i.id == event_id).scalar_subquery()
    )
    return connection.execute(query).scalar()


def stand_ins(connection: sa.Connection, parts: Iterable[list[str]]) -> set[str]:
    """The heirs of these founders and the founders of these heirs: one id is at stake between the two."""
    i, found = schema.event_ids.c, set[str]()
    for part in parts:
        query = sa.select(i.founder, i.heir).where(
            i.heir.is_not(None), i.founder.in_(part) | i.heir.in_(part)
        )
        for row in connection.execute(query):
            found.update(row)
    return found


def forwarded_ids(connection: sa.Connection, prefix: str, after: str) -> list[str]:
    """Ids that begin so and are no event's any more."""
    i = schema.event_ids.c
    query = sa.select(i.id).where(i.id >= prefix, i.id < after, i.id.not_in(sa.select(schema.events.c.id)))
    return list(connection.execute(query.order_by(i.id).limit(5)).scalars())


# ---------------------------------------------------------------- coding a report again


def mates_of(connection: sa.Connection, report_id: str) -> dict[str, list[str]]:
    """Id of an event of this report -> its statements from other reports, oldest publication first."""
    s, member, other = schema.statements.c, schema.event_statements.c, schema.event_statements.alias()
    mine = sa.select(s.id).where(s.report_id == report_id)
    touched = sa.select(member.event_id).where(member.statement_id.in_(mine))
    found: dict[str, list[str]] = {}
    for row in connection.execute(
        sa.select(other.c.event_id, other.c.statement_id, other.c.statement_id.in_(mine).label("own"))
        .where(other.c.event_id.in_(touched))
        .order_by(other.c.event_id, other.c.position)
    ):
        found.setdefault(row.event_id, []).extend(() if row.own else [row.statement_id])
    return found


def pass_on(connection: sa.Connection, mates: Mapping[str, Sequence[str]], when: datetime) -> None:
    """An id whose founder is no longer there goes to the next statement of the event; without one the event is gone."""
    i, s = schema.event_ids.c, schema.statements.c
    heirs: dict[str, str | None] = {}
    gone: dict[str, str | None] = {}
    stands = sa.func.coalesce(i.heir, i.founder)
    query = sa.select(i.id).where(i.id.in_(sorted(mates)), stands.not_in(sa.select(s.id)))
    for id in connection.execute(query).scalars():
        if mates[id]:
            heirs[id] = mates[id][0]
        else:
            gone[id] = None
    changes = [
        {"kind": "withdrawn", "event": id, "others": (), "fields": (), "statements": ()} for id in gone
    ]
    keep(connection, History({}, heirs, gone, changes), when)
