"""`Store`: the open database. Records in, records out; each writing method is one transaction, or part of the
one that `transaction()` holds. Must not know: how values are reached, nor which statements are one event."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from dateline.errors import NotFound, UsageError
from dateline.model import (
    Assessment,
    Change,
    Coding,
    Event,
    Judgement,
    Problem,
    Report,
    ReportFacts,
    Run,
    Statement,
)
from dateline.store import history, rows, schema
from dateline.store.connect import Writing, bring_up_to_date, engine_for, lock, plain_errors
from dateline.store.filters import EventFilter, conditions
from dateline.store.history import History, KeptId

Kind = Literal["event", "statement", "report", "assessment"]
_KINDS: dict[Kind, sa.Table] = {
    "event": schema.events,
    "statement": schema.statements,
    "report": schema.reports,
    "assessment": schema.assessments,
}
_MANY = 500  # ids in one question: below every driver's limit on parameters
_PAGE = 500  # rows read at a time by the iterators


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each the database holds. `unlinked`: statements that wait for linking."""

    reports: int
    reprints: int
    statements: int
    assessments: int
    events: int
    judgements: int
    problems: int
    unlinked: int


class Changes(NamedTuple):
    """Ids of events: those made or changed, and those that are no more."""

    made: set[str]
    gone: set[str]


class Filed(NamedTuple):
    """One entry under which linking finds a statement. Days are counted from the year 1."""

    statement_id: str
    key: str
    day_bin: int
    first_day: int
    last_day: int


class Sought(NamedTuple):
    """One place to look for the partners of a statement: a key, bins of days, and the days themselves."""

    seeker: str
    key: str
    first_bin: int
    last_bin: int
    first_day: int
    last_day: int


ANY_BIN = -1  # of what may be found under every bin

# Inserts are built once: they are asked for with every report.
_INSERTS = {table: table.insert() for table in (*schema.metadata.sorted_tables, schema.sought)}


def _partners() -> tuple[sa.Select[str, str], ...]:
    f, w = schema.filing.c, schema.sought.c
    same = (f.key == w.key) & (f.first_day <= w.last_day) & (f.last_day >= w.first_day)
    within, anywhere = (
        f.day_bin.between(w.first_bin, w.last_bin),
        (f.day_bin == ANY_BIN) & (w.first_bin > ANY_BIN),
    )
    return tuple(
        sa.select(w.seeker, f.statement_id).join_from(schema.sought, schema.filing, same & bins)
        for bins in (within, anywhere)
    )


_PARTNERS = _partners()


def _originals() -> sa.Select[str, bytes]:
    r, b, f = schema.reports.c, schema.fingerprint_bands.c, schema.fingerprints.c
    sharing = sa.select(b.report_id).where(b.band.in_(sa.bindparam("bands", expanding=True)))
    return (
        sa.select(sa.func.coalesce(r.reprint_of, r.id), f.hashes)
        .join_from(schema.fingerprints, schema.reports, r.id == f.report_id)
        .where(f.report_id.in_(sharing))
        .order_by(r.added, r.id)
    )


_ORIGINALS = _originals()


@cache
def _insert_unless_there(table: sa.Table, dialect: str) -> sa.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


class Store:
    """An open database; made by `Store.open`. One object may be used by several threads."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self._engine = engine
        self._held = threading.local()
        self.name = name

    # ------------------------------------------------------------ opening

    @classmethod
    def open(cls, target: str | Path, create: bool = True) -> Store:
        """Open a SQLite file or a postgresql:// address; an older database is migrated first.

        With `create` the tables are made when there are none. Raises StoreError, in plain words, when it is
        not Dateline's, of a newer version, locked, or may not be used; NotFound and UsageError.
        """
        engine, name = engine_for(target)
        if engine.dialect.name == "sqlite" and not create and not Path(name).exists():
            raise NotFound(f"{name}: there is no such database. Make one: dateline add REPORTS --db {name}")
        try:
            with plain_errors(name):
                bring_up_to_date(engine, name, create=create)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, name)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is kept, or nothing. Other writers wait meanwhile (SQLite)."""
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        held: sa.Connection | None = getattr(self._held, "connection", None)
        if held is not None:
            yield held
            return
        with plain_errors(self.name), self._engine.connect() as connection:
            connection.execution_options(**{Writing: True})
            with connection.begin():
                self._held.connection = connection
                try:
                    yield connection
                finally:
                    self._held.connection = None

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        held: sa.Connection | None = getattr(self._held, "connection", None)
        if held is not None:
            yield held
            return
        with plain_errors(self.name), self._engine.connect() as connection:
            yield connection

    # ------------------------------------------------------------ adding

    def start_run(self, run: Run) -> None:
        """Note an execution that is about to write; doing it again changes nothing."""
        row = {
            "id": run.id,
            "started": run.started,
            "version": run.version,
            "settings": rows.to_json(run.settings),
            "models": rows.to_json(run.models),
        }
        with self._writing() as connection:
            self._insert_new(connection, schema.runs, [row])

    def rules_of(self, report_id: str) -> str | None:
        """Which version of the rules coded the report; None when it is not here."""
        found = sa.select(schema.reports.c.rules).where(schema.reports.c.id == report_id)
        with self._reading() as connection:
            return connection.execute(found).scalar()

    def add_coding(
        self,
        coding: Coding,
        *,
        run: Run,
        fingerprint: tuple[bytes, Sequence[str]] | None = None,
        recode: bool = False,
    ) -> bool:
        """Add one coded report, its statements waiting to be linked: all of it or nothing.

        False, and nothing changed, when the report is here already. With `recode` what an earlier version
        made of the report is replaced; judgements stay, and those whose statement is gone become problems.
        `fingerprint` is what later reports are compared with to find reprints: its hashes and its bands.
        """
        report = coding.report
        row = rows.report_row(report, rules=run.version, run_id=run.id, added=datetime.now(UTC))
        mates: dict[str, list[str]] = {}
        with self._writing() as connection:
            if not self._insert_new(connection, schema.reports, [row]):
                if not recode:
                    return False
                mates = history.mates_of(connection, report.id)
                self._clear(connection, report.id)
                del row["added"]
                connection.execute(schema.reports.update().where(schema.reports.c.id == report.id), row)
            if fingerprint is not None:
                hashes, bands = fingerprint
                self._insert_new(
                    connection, schema.fingerprints, [{"report_id": report.id, "hashes": hashes}]
                )
                bands_of = [{"band": band, "report_id": report.id} for band in dict.fromkeys(bands)]
                self._insert_new(connection, schema.fingerprint_bands, bands_of)
            self._insert_coding(connection, coding)
            if mates:
                history.pass_on(connection, mates, datetime.now(UTC))
            orphaned = self._orphaned(connection, report) if recode else []
            self._insert_problems(connection, (*coding.problems, *orphaned), run, report.id)
        return True

    def _insert_coding(self, connection: sa.Connection, coding: Coding) -> None:
        report, told = coding.report, coding.statements
        for table, made in (
            (schema.statements, [rows.statement_row(s, report, n) for n, s in enumerate(told, 1)]),
            (schema.statement_values, [row for s in told for row in rows.value_rows(s, report)]),
            (schema.statement_parties, [row for s in told for row in rows.party_rows(s)]),
            (schema.statement_tolls, [row for s in told for row in rows.toll_rows(s)]),
            (schema.assessments, [rows.assessment_row(a) for a in coding.assessments]),
            (schema.pending, [{"statement_id": s.id} for s in told]),
        ):
            if made:
                connection.execute(_INSERTS[table], made)

    def _clear(self, connection: sa.Connection, report_id: str) -> None:
        """Take away what was coded from a report; what shared an event with it is to be linked again."""
        s, member, other = schema.statements, schema.event_statements, schema.event_statements.alias()
        mine = sa.select(s.c.id).where(s.c.report_id == report_id)
        touched = sa.select(member.c.event_id).where(member.c.statement_id.in_(mine))
        freed = connection.execute(
            sa.select(other.c.statement_id).where(
                other.c.event_id.in_(touched), other.c.statement_id.not_in(mine)
            )
        ).scalars()
        self._mark_pending(connection, list(freed))
        connection.execute(schema.events.delete().where(schema.events.c.id.in_(touched)))
        for table in (s, schema.assessments, schema.problems):
            connection.execute(table.delete().where(table.c.report_id == report_id))

    def _orphaned(self, connection: sa.Connection, report: Report) -> list[Problem]:
        """Judgements on statements that the report no longer gives."""
        subject, judged, s = schema.judgement_subjects.c, schema.judgements.c, schema.statements.c
        found = connection.execute(
            sa.select(judged.id, judged.decision, judged.author, subject.statement_id)
            .join_from(schema.judgement_subjects, schema.judgements, subject.judgement_id == judged.id)
            .where(subject.report_id == report.id, judged.withdrawn.is_(None))
            .where(subject.statement_id.not_in(sa.select(s.id).where(s.report_id == report.id)))
            .order_by(judged.id)
        )
        return [
            Problem(
                stage="review",
                code="judgement_without_statement",
                message=f"the judgement {row.id} ({row.decision}, by {row.author}) is about the statement "
                f"{row.statement_id}, which report {report.doc!r} no longer gives after coding it again. The "
                "judgement is kept. Judge the new statement, or withdraw it.",
                where=row.statement_id,
            )
            for row in found
        ]

    def add_problems(self, problems: Iterable[Problem], run: Run) -> None:
        """Note what could not be read or coded; the same problem met twice is kept once."""
        with self._writing() as connection:
            self._insert_problems(connection, problems, run, None)

    def _insert_problems(
        self, connection: sa.Connection, problems: Iterable[Problem], run: Run, report_id: str | None
    ) -> None:
        made = [rows.problem_row(p, run_id=run.id, report_id=report_id) for p in problems]
        self._insert_new(connection, schema.problems, list({row["id"]: row for row in made}.values()))

    @staticmethod
    def _insert_new(connection: sa.Connection, table: sa.Table, made: list[dict[str, Any]]) -> bool:
        """Insert the rows whose key is not there yet; of a single row, whether it was new."""
        if not made:
            return False
        found = connection.execute(
            _insert_unless_there(table, connection.dialect.name),
            made[0] if len(made) == 1 else made,
            execution_options={"preserve_rowcount": True},
        )
        return found.rowcount > 0

    # ------------------------------------------------------------ reprints

    def reprint_candidates(self, bands: Sequence[str]) -> list[tuple[str, bytes]]:
        """Reports that share a band: the id of the report that each repeats (or its own), and its hashes.

        In the order in which they were added.
        """
        with self._reading() as connection:
            found = connection.execute(_ORIGINALS, {"bands": list(bands)})
            return [(row[0], row[1]) for row in found]

    # ------------------------------------------------------------ linking

    def unlinked(self) -> list[str]:
        """Ids of statements that wait for linking, in the order of their publication, unknown days last."""
        s, r = schema.statements.c, schema.reports.c
        tables = schema.pending.join(schema.statements, s.id == schema.pending.c.statement_id)
        wanted = sa.select(s.id, r.published, r.doc, r.id.label("report"))
        with self._reading() as connection:
            found = connection.execute(
                wanted.select_from(tables.join(schema.reports, r.id == s.report_id))
            ).all()
        ordered = sorted((row.published or date.max, row.doc, row.report, row.id) for row in found)
        return [row[-1] for row in ordered]

    def still_unlinked(self, statement_ids: Sequence[str]) -> list[str]:
        """Those of these that wait for linking, in this order."""
        waiting = schema.pending.c.statement_id
        with self._reading() as connection:
            found = {
                id
                for part in _parts(statement_ids)
                for id in connection.execute(sa.select(waiting).where(waiting.in_(part))).scalars()
            }
        return [id for id in statement_ids if id in found]

    def file(self, statement_ids: Sequence[str], entries: Sequence[Filed]) -> None:
        """Linking finds these statements under these entries, and no longer elsewhere."""
        f = schema.filing
        made = [entry._asdict() for entry in entries]
        with self._writing() as connection:
            for part in _parts(statement_ids):
                connection.execute(f.delete().where(f.c.statement_id.in_(part)))
            if made:
                connection.execute(f.insert(), made)

    def partners(self, sought: Iterable[Sought]) -> dict[str, set[str]]:
        """Seeker -> ids of the statements that are filed under one of its keys and whose days overlap."""
        asked = [entry._asdict() for entry in sought]
        found: dict[str, set[str]] = {}
        with self._writing() as connection:
            schema.sought.create(connection, checkfirst=False)
            if asked:
                connection.execute(_INSERTS[schema.sought], asked)
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("ANALYZE sought")  # few rows: looked up one by one in the index
            for query in _PARTNERS:
                for row in connection.execute(query):
                    found.setdefault(row[0], set()).add(row[1])
            schema.sought.drop(connection, checkfirst=False)
        return found

    def statements_of_text(self, report_ids: Iterable[str]) -> set[str]:
        """Ids of the statements of these and all reports of the same text; of reports alone, none."""
        r, s, found = schema.reports.c, schema.statements.c, set[str]()
        with self._reading() as connection:
            for part in _parts(sorted(set(report_ids))):
                copied = sa.select(r.reprint_of).where(r.reprint_of.is_not(None))
                copied = copied.where(r.id.in_(part) | r.reprint_of.in_(part))
                originals = list(connection.execute(copied.distinct()).scalars())
                if originals:
                    same = sa.select(r.id).where(r.id.in_(originals) | r.reprint_of.in_(originals))
                    found.update(connection.execute(sa.select(s.id).where(s.report_id.in_(same))).scalars())
        return found

    def event_mates(self, statement_ids: Iterable[str]) -> set[str]:
        """All statements of the events that these statements are in now."""
        member, other = schema.event_statements.c, schema.event_statements.alias()
        found: set[str] = set()
        with self._reading() as connection:
            for part in _parts(statement_ids):
                events = sa.select(member.event_id).where(member.statement_id.in_(part))
                found.update(
                    connection.execute(
                        sa.select(other.c.statement_id).where(other.c.event_id.in_(events))
                    ).scalars()
                )
        return found

    def replace_events(
        self,
        statement_ids: Iterable[str],
        events: Sequence[Event],
        *,
        linked: Iterable[str],
        added: History | None = None,
    ) -> Changes:
        """The events of these statements are now these, and those of `linked` wait no longer.

        The statements must be whole events as they are now (`event_mates`), and the new events theirs. `added` is
        what this adds to the ids given and to the feed of changes.
        """
        ids = sorted(set(statement_ids))
        member, e, kept = schema.event_statements.c, schema.events, {event.id for event in events}
        with self._writing() as connection:
            known: dict[str, str] = {}
            for part in _parts(ids):
                old = sa.select(member.event_id).where(member.statement_id.in_(part))
                for row in connection.execute(sa.select(e.c.id, e.c.record).where(e.c.id.in_(old))):
                    known[row.id] = row.record
            for part in _parts(linked):
                connection.execute(schema.pending.delete().where(schema.pending.c.statement_id.in_(part)))
            changed = [event for event in events if known.get(event.id) != event.model_dump_json()]
            for part in _parts(sorted((known.keys() - kept) | {event.id for event in changed})):
                connection.execute(e.delete().where(e.c.id.in_(part)))
            self._insert_events(connection, changed)
            if added is not None:
                history.keep(connection, added, datetime.now(UTC))
        return Changes({event.id for event in changed}, known.keys() - kept)

    def _insert_events(self, connection: sa.Connection, events: Sequence[Event]) -> None:
        for table, made in (
            (schema.events, [rows.event_row(e) for e in events]),
            (schema.event_statements, [row for e in events for row in rows.event_statement_rows(e)]),
            (schema.event_parties, [row for e in events for row in rows.event_party_rows(e)]),
            (schema.event_tolls, [row for e in events for row in rows.event_toll_rows(e)]),
            (schema.event_outlets, [row for e in events for row in rows.event_outlet_rows(e)]),
        ):
            if made:
                connection.execute(_INSERTS[table], made)

    def kept_ids(self, founders: Iterable[str], ids: Iterable[str] = ()) -> list[KeptId]:
        """The ids given to events of these statements, and those of `ids` that were given to any event."""
        columns, standing = schema.event_ids.c, list(founders)
        with self._reading() as connection:
            found = [
                *history.kept_ids(connection, _parts(standing), column=columns.founder),
                *history.kept_ids(connection, _parts(standing), column=columns.heir),
                *history.kept_ids(connection, _parts(ids), column=columns.id),
            ]
        return sorted(set(found), key=lambda kept: kept.number)

    def stand_ins(self, statement_ids: Iterable[str]) -> set[str]:
        """Statements that are, or have, the heir of one of these (link/naming.py)."""
        with self._reading() as connection:
            return history.stand_ins(connection, _parts(statement_ids))

    def changes(
        self, *, time: datetime | None = None, number: int | None = None, limit: int | None = None
    ) -> list[Change]:
        """What became of events since a time, or after a change's number, in order."""
        with self._reading() as connection:
            return history.changes_since(connection, time=time, number=number, limit=limit)

    def event_now(self, event_id: str) -> str | None:
        """The id of the event that an id leads to, if it is another by now; None: to none."""
        with self._reading() as connection:
            return history.event_now(connection, event_id)

    def forget_events(self) -> None:
        """Delete every event; all statements wait for linking. Nothing is lost: events are computed, ids kept."""
        with self._writing() as connection:
            lock(connection)
            connection.execute(schema.events.delete())
            connection.execute(schema.pending.delete())
            connection.execute(
                schema.pending.insert().from_select(["statement_id"], sa.select(schema.statements.c.id))
            )

    def lock_events(self) -> None:
        """Inside `transaction()`: no other process links until it ends."""
        with self._writing() as connection:
            lock(connection)

    def _mark_pending(self, connection: sa.Connection, statement_ids: Iterable[str]) -> None:
        made = [{"statement_id": id} for id in sorted(set(statement_ids))]
        self._insert_new(connection, schema.pending, made)

    # ------------------------------------------------------------ judgements

    def add_judgement(self, judgement: Judgement) -> None:
        """Keep a decision; the events of its statements are to be made again. Raises NotFound for an id."""
        with self._writing() as connection:
            reports = self._report_ids(connection, judgement.subjects)
            for subject in judgement.subjects:
                if subject not in reports:
                    raise NotFound(f"there is no statement {subject}. See: dateline show EVENT")
            connection.execute(schema.judgements.insert(), rows.judgement_row(judgement))
            connection.execute(
                schema.judgement_subjects.insert(),
                [
                    {
                        "judgement_id": judgement.id,
                        "position": n,
                        "statement_id": id,
                        "report_id": reports[id],
                    }
                    for n, id in enumerate(judgement.subjects, 1)
                ],
            )
            self._mark_pending(connection, judgement.subjects)

    def withdraw_judgement(self, judgement_id: str, when: datetime) -> None:
        """Take a decision back; the row stays. Raises NotFound when there is none that holds."""
        j, subject = schema.judgements, schema.judgement_subjects.c
        with self._writing() as connection:
            done = connection.execute(
                j.update().where(j.c.id == judgement_id, j.c.withdrawn.is_(None)).values(withdrawn=when)
            )
            if not done.rowcount:
                raise NotFound(f"there is no judgement {judgement_id} that holds")
            about = sa.select(subject.statement_id).where(subject.judgement_id == judgement_id)
            ids = list(connection.execute(about).scalars())
            self._mark_pending(connection, self._report_ids(connection, ids))

    def judgements(self, statement_ids: Iterable[str] | None = None) -> list[Judgement]:
        """Every judgement, or those about any of these statements, in the order in which they were made."""
        j, subject = schema.judgements, schema.judgement_subjects
        with self._reading() as connection:
            if statement_ids is None:
                found = list(connection.execute(sa.select(j)))
            else:
                found = []
                for part in _parts(sorted(set(statement_ids))):
                    about = sa.select(subject.c.judgement_id).where(subject.c.statement_id.in_(part))
                    found += connection.execute(sa.select(j).where(j.c.id.in_(about)))
            subjects: dict[str, list[str]] = {}
            for part in _parts({row.id for row in found}):
                wanted = sa.select(subject).where(subject.c.judgement_id.in_(part))
                for row in connection.execute(wanted.order_by(subject.c.judgement_id, subject.c.position)):
                    subjects.setdefault(row.judgement_id, []).append(row.statement_id)
        made = {row.id: rows.judgement_of(row, tuple(subjects[row.id])) for row in found}
        return sorted(made.values(), key=lambda judgement: (judgement.made, judgement.id))

    @staticmethod
    def _report_ids(connection: sa.Connection, statement_ids: Sequence[str]) -> dict[str, str]:
        s = schema.statements.c
        return {
            row.id: row.report_id
            for part in _parts(statement_ids)
            for row in connection.execute(sa.select(s.id, s.report_id).where(s.id.in_(part)))
        }

    # ------------------------------------------------------------ finding

    def events(
        self, wanted: EventFilter | None = None, limit: int | None = None, offset: int = 0
    ) -> list[Event]:
        """The events that meet the filter: the latest first day first, undated last, then by id."""
        e = schema.events.c
        order = (e.start_date.desc().nulls_last(), e.id)
        query = sa.select(e.record).where(*conditions(wanted or EventFilter())).order_by(*order)
        with self._reading() as connection:
            found = connection.execute(query.limit(limit).offset(offset)).scalars()
            return [Event.model_validate_json(record) for record in found]

    def count_events(self, wanted: EventFilter | None = None) -> int:
        """How many events meet the filter."""
        query = sa.select(sa.func.count()).select_from(schema.events)
        with self._reading() as connection:
            return connection.execute(query.where(*conditions(wanted or EventFilter()))).scalar_one()

    def event(self, event_id: str) -> Event:
        """Raises NotFound."""
        return Event.model_validate_json(self._record(schema.events, "event", event_id))

    def statement(self, statement_id: str) -> Statement:
        """Raises NotFound."""
        return Statement.model_validate_json(self._record(schema.statements, "statement", statement_id))

    def assessment(self, assessment_id: str) -> Assessment:
        """Raises NotFound."""
        return Assessment.model_validate_json(self._record(schema.assessments, "assessment", assessment_id))

    def _record(self, table: sa.Table, kind: str, id: str) -> str:
        with self._reading() as connection:
            found = connection.execute(sa.select(table.c.record).where(table.c.id == id)).scalar()
        if found is None:
            raise NotFound(f"there is no {kind} {id} in {self.name}")
        return str(found)

    def report(self, report_id: str) -> Report:
        """Raises NotFound."""
        with self._reading() as connection:
            query = sa.select(schema.reports).where(schema.reports.c.id == report_id)
            found = connection.execute(query).one_or_none()
        if found is None:
            raise NotFound(f"there is no report {report_id} in {self.name}")
        return rows.report_of(found)

    def statements(self, statement_ids: Iterable[str]) -> list[Statement]:
        """The statements with these ids, in this order; ids that are not there are passed over."""
        ids, s, found = list(statement_ids), schema.statements.c, {}
        with self._reading() as connection:
            for part in _parts(ids):
                for row in connection.execute(sa.select(s.id, s.record).where(s.id.in_(part))):
                    found[row.id] = Statement.model_validate_json(row.record)
        return [found[id] for id in ids if id in found]

    def statements_of_event(self, event_id: str) -> list[Statement]:
        """Oldest publication first."""
        return self.statements(self.event(event_id).statements)

    def event_of_statement(self, statement_id: str) -> str | None:
        """The id of the event that the statement tells; None while it waits for linking."""
        member = schema.event_statements.c
        with self._reading() as connection:
            query = sa.select(member.event_id).where(member.statement_id == statement_id)
            return connection.execute(query).scalar()

    def coding(self, report_id: str) -> Coding:
        """All that is known of one report. Raises NotFound."""
        return self._codings([self.report(report_id)])[0]

    def facts(self, report_ids: Iterable[str]) -> dict[str, ReportFacts]:
        """What linking may know of these reports."""
        r = schema.reports.c
        columns = (r.id, r.doc, r.outlet, r.published, r.reprint_of)
        with self._reading() as connection:
            return {
                row.id: ReportFacts(**row._mapping)
                for part in _parts(sorted(set(report_ids)))
                for row in connection.execute(sa.select(*columns).where(r.id.in_(part)))
            }

    def find_id(self, prefix: str) -> tuple[Kind, str]:
        """The kind and id of what begins with `prefix`; of a former event, the one that it is now.

        Raises NotFound; UsageError when several do.
        """
        if not prefix:
            raise UsageError("an id is needed: its first characters are enough")
        found: list[tuple[Kind, str]] = []
        after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        with self._reading() as connection:
            for kind, table in _KINDS.items():
                id = table.c.id
                query = sa.select(id).where(id >= prefix, id < after).order_by(id).limit(5)
                found += [(kind, each) for each in connection.execute(query).scalars()]
        exact = [each for each in found if each[1] == prefix]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found and (forwarded := self._forwarded(prefix, after)):
            return "event", forwarded
        if not found:
            raise NotFound(f"nothing in {self.name} has an id that begins with {prefix!r}")
        several = ", ".join(f"{kind} {id}" for kind, id in found)
        raise UsageError(f"{prefix!r} begins several ids: {several}. Give more of it")

    def _forwarded(self, prefix: str, after: str) -> str | None:
        """The event that an id leads to which no event has any more."""
        with self._reading() as connection:
            old = history.forwarded_ids(connection, prefix, after)
        if len(old) > 1:
            raise UsageError(
                f"{prefix!r} begins several ids of former events: {', '.join(old)}. Give more of it"
            )
        if not old:
            return None
        now = self.event_now(old[0])
        if now is None:
            raise NotFound(
                f"the event {old[0]} is no more: none of its statements is left. See: dateline changes"
            )
        return now

    # ------------------------------------------------------------ everything

    def counts(self) -> Counts:
        def count(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
            return connection.execute(
                sa.select(sa.func.count()).select_from(table).where(*where)
            ).scalar_one()

        with self._reading() as connection:
            return Counts(
                reports=count(schema.reports),
                reprints=count(schema.reports, schema.reports.c.reprint_of.is_not(None)),
                statements=count(schema.statements),
                assessments=count(schema.assessments),
                events=count(schema.events),
                judgements=count(schema.judgements),
                problems=count(schema.problems),
                unlinked=count(schema.pending),
            )

    def problems(self) -> list[Problem]:
        """Every problem, in a fixed order."""
        p = schema.problems
        with self._reading() as connection:
            found = connection.execute(sa.select(p).order_by(p.c.location, p.c.code, p.c.id))
            return [rows.problem_of(row) for row in found]

    def runs(self) -> list[Run]:
        """Every run, oldest first."""
        with self._reading() as connection:
            found = connection.execute(
                sa.select(schema.runs).order_by(schema.runs.c.started, schema.runs.c.id)
            )
            return [rows.run_of(row) for row in found]

    def all_events(self, wanted: EventFilter | None = None) -> Iterator[Event]:
        """As `events`, all of them, read page by page."""
        offset = 0
        while page := self.events(wanted, _PAGE, offset):
            yield from page
            offset += len(page)

    def all_codings(self) -> Iterator[Coding]:
        """Every report with what was coded from it, in the order of publication, then doc and id."""
        r = schema.reports.c
        with self._reading() as connection:
            order = (r.published.asc().nulls_last(), r.doc, r.id)
            ids = list(connection.execute(sa.select(r.id).order_by(*order)).scalars())
        for part in _parts(ids, size=100):
            with self._reading() as connection:
                found = connection.execute(sa.select(schema.reports).where(r.id.in_(part)))
                by_id = {row.id: rows.report_of(row) for row in found}
            yield from self._codings([by_id[id] for id in part if id in by_id])

    def _codings(self, reports: Sequence[Report]) -> list[Coding]:
        ids = [report.id for report in reports]
        s, a, p = schema.statements.c, schema.assessments.c, schema.problems
        statements: dict[str, list[Statement]] = {id: [] for id in ids}
        assessments: dict[str, list[Assessment]] = {id: [] for id in ids}
        problems: dict[str, list[Problem]] = {id: [] for id in ids}
        with self._reading() as connection:
            query = sa.select(s.report_id, s.record).where(s.report_id.in_(ids))
            for row in connection.execute(query.order_by(s.report_id, s.position)):
                statements[row.report_id].append(Statement.model_validate_json(row.record))
            query = sa.select(a.report_id, a.record).where(a.report_id.in_(ids))
            for row in connection.execute(query.order_by(a.id)):
                assessments[row.report_id].append(Assessment.model_validate_json(row.record))
            for row in connection.execute(sa.select(p).where(p.c.report_id.in_(ids)).order_by(p.c.id)):
                problems[row.report_id].append(rows.problem_of(row))
        return [
            Coding(
                report=report,
                statements=tuple(statements[report.id]),
                assessments=tuple(assessments[report.id]),
                problems=tuple(problems[report.id]),
            )
            for report in reports
        ]


def _parts(ids: Iterable[str], *, size: int = _MANY) -> Iterator[list[str]]:
    every = list(ids)
    for start in range(0, len(every), size):
        yield every[start : start + size]
