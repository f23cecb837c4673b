"""A database as it may be shown: every record that is read from it has the names of persons redacted.

Comes in: an open database, and who is named in a report. Goes out: the same methods of reading, other words. Must not
know: how persons are found. It is for reading: what is written through it is written as given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dateline.model import Assessment, Coding, Event, NamedPerson, Report, Statement
from dateline.redaction import Redaction, redact_coding, redact_record, redact_report
from dateline.store import EventFilter, Store


class RedactedStore(Store):
    """The store of `original`; a name found in one report of an event is hidden in all of them.

    `persons` finds who is named in a report; `readable` how much of its text it looks through.
    """

    def __init__(
        self,
        original: Store,
        *,
        persons: Callable[[Report], tuple[NamedPerson, ...]],
        readable: Callable[[Report], int],
    ) -> None:
        super().__init__(original._engine, original.name)
        self._original = original
        self._persons, self._readable = persons, readable
        self._named: dict[str, tuple[NamedPerson, ...]] = {}  # by report, while this object lives

    @property
    def original(self) -> Store:
        """The database as it is, for what compares names."""
        return self._original

    def event(self, event_id: str) -> Event:
        return self._shown(self._original.event(event_id))

    def events(
        self, wanted: EventFilter | None = None, limit: int | None = None, offset: int = 0
    ) -> list[Event]:
        return [self._shown(event) for event in self._original.events(wanted, limit, offset)]

    def statement(self, statement_id: str) -> Statement:
        found = self._original.statement(statement_id)
        return redact_record(found, self._redaction(found.report_id))

    def statements(self, statement_ids: Iterable[str]) -> list[Statement]:
        found = self._original.statements(statement_ids)
        return [redact_record(statement, self._redaction(statement.report_id)) for statement in found]

    def assessment(self, assessment_id: str) -> Assessment:
        found = self._original.assessment(assessment_id)
        return redact_record(found, self._redaction(found.report_id))

    def report(self, report_id: str) -> Report:
        report = self._original.report(report_id)
        return redact_report(report, self._redaction(report_id), readable=self._readable(report))

    def _codings(self, reports: Sequence[Report]) -> list[Coding]:
        originals = [self._original.report(report.id) for report in reports]
        return [
            redact_coding(coding, self._redaction(coding.report.id), readable=self._readable(coding.report))
            for coding in self._original._codings(originals)
        ]

    def _shown(self, event: Event) -> Event:
        reports = {s.report_id for s in self._original.statements(event.statements)}
        named = [person for id in sorted(reports) for person in self._named_in(id)]
        return redact_record(event, Redaction.of(named))

    def _redaction(self, report_id: str) -> Redaction:
        """Of the report's own persons, and of those whom other reports of its events name."""
        own = self._named_in(report_id)
        told = [statement.id for statement in self._original.coding(report_id).statements]
        mates = self._original.statements(sorted(self._original.event_mates(told)))
        others = sorted({s.report_id for s in mates} - {report_id})
        elsewhere = [
            NamedPerson(person.names, person.role, person.public, ())
            for id in others
            for person in self._named_in(id)
        ]
        return Redaction.of([*own, *elsewhere])

    def _named_in(self, report_id: str) -> tuple[NamedPerson, ...]:
        if report_id not in self._named:
            self._named[report_id] = self._persons(self._original.report(report_id))
        return self._named[report_id]
