"""CSV (RFC 4180, UTF-8): one row an event, or one row a statement, in documented columns.

Comes in: told events. Goes out: rows. Must not know: how any value was reached.

Several values in one cell are parted by "; ". An empty cell is unknown. A text that begins with = + - @, a
tab or a line break is given a leading apostrophe, because spreadsheets would run it as a formula; numbers are
left alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO, get_args

from dateline.codebook.policies import Policy
from dateline.export.page import Told, pages
from dateline.export.recorded import policy_cells, policy_columns
from dateline.model import Event, EventToll, Place, Report, Statement, Toll, TollKind
from dateline.store import EventFilter, Store

Cell = str | int | float | bool | date | None
KINDS: tuple[TollKind, ...] = get_args(TollKind)
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")

_PLACE: dict[str, str] = {
    "place": "name of the place",
    "admin1": "its province or governorate",
    "admin1_code": "code of that unit: ISO 3166-2, else GeoNames; your own P-code where you added one",
    "admin2": "its district or the like",
    "admin2_code": "code of that unit, as before",
    "country": "ISO 3166-1 alpha-2 code of its country",
    "lat": "latitude, degrees WGS84",
    "lon": "longitude, degrees WGS84",
    "precision": "exact, near, admin1, region or country",
    "radius_km": "how far from that point the place may reach, in km",
}
_PARTIES: dict[str, str] = {
    "actors": "those who did it",
    "partners": "those said to have helped them",
    "targets": "those it was done to",
}
_PARTS: dict[str, str] = {  # of the group of people with the highest figure: groups are never added up
    "best": "best estimate for the group with the highest figure",
    "low": "lowest told of that group",
    "high": "highest told of that group; empty when open",
}
EVENT_COLUMNS: dict[str, str] = {
    "event_id": "id of the event",
    "type": "what happened (docs/codebook.md)",
    "start": "first day on which it may have happened",
    "end": "last day on which it may have happened",
    **_PLACE,
    **_PARTIES,
    **{f"{kind}_{part}": f"people {kind}: {text}" for kind in KINDS for part, text in _PARTS.items()},
    "tolls": "every toll: kind, group of people, best estimate, lowest and highest told",
    "certainty": "stated, attributed or disputed",
    "grade": "confirmed, fair, weak, contested or discounted (docs/linking.md)",
    "independent_sources": "how many independent credible sources tell it",
    "part_of": "id of the event that people judged it to be a part of",
    "sources": "who is said to say so",
    "outlets": "who published it, reprints left out",
    "outlet_count": "how many these are",
    "statement_count": "how many statements the event is made of",
    "differing": "fields about which the statements differ",
    "confidence": "0 to 1",
    "first_published": "day of the first report with a known day",
    "evidence": "the sentence of the first statement that best shows the event",
    "urls": "where the reports are published",
}
STATEMENT_COLUMNS: dict[str, str] = {
    "statement_id": "id of the statement",
    "event_id": "id of the event it is part of",
    "report_id": "id of the report that tells it",
    "doc": "the report's own name",
    "outlet": "who publishes the report",
    "published": "day of publication",
    "url": "where the report is published",
    "type": "what happened (docs/codebook.md)",
    "focus": "true: the news of the report; false: background",
    "certainty": "stated, attributed or disputed",
    "start": "first day on which it may have happened",
    "end": "last day on which it may have happened",
    **_PLACE,
    **_PARTIES,
    "count": "number of strikes or attacks in a counted series",
    "tolls": "every toll: kind, group of people, figure, the words",
    "materiel": "things destroyed or seized",
    "sources": "who is said to say so",
    "confidence": "0 to 1",
    "evidence": "the sentence that best shows it",
}


def write_events(
    store: Store, out: IO[str], wanted: EventFilter | None, *, policy: Policy | None = None
) -> int:
    """One row an event, with a policy also its columns; returns how many."""
    rows = (
        event_row(told) | policy_cells(policy, [s for s, _ in told.tellings], told.event)
        for told in pages(store, wanted)
    )
    return _write(out, EVENT_COLUMNS | policy_columns(policy), rows)


def write_statements(
    store: Store, out: IO[str], wanted: EventFilter | None, *, policy: Policy | None = None
) -> int:
    """One row a statement of the events that meet the filter, event by event; returns how many."""
    rows = (
        statement_row(told.event, statement, report) | policy_cells(policy, [statement])
        for told in pages(store, wanted)
        for statement, report in told.tellings
    )
    return _write(out, STATEMENT_COLUMNS | policy_columns(policy), rows)


def event_row(told: Told) -> dict[str, Cell]:
    """The cells of one event, by column."""
    event = told.event
    published = [day for _, report in told.tellings if (day := report.published) is not None]
    return {
        "event_id": event.id,
        "type": event.type,
        "start": event.start,
        "end": event.end,
        **_place_cells(event.place),
        **{side: _list(getattr(event, side)) for side in _PARTIES},
        **_toll_cells(event),
        "tolls": _list(_event_toll(toll) for toll in event.tolls),
        "certainty": event.certainty,
        "grade": None if event.grade is None else event.grade.value,
        "independent_sources": None if event.grade is None else event.grade.sources,
        "part_of": event.part_of,
        "sources": _list(told.sources()),
        "outlets": _list(event.outlets),
        "outlet_count": len(event.outlets),
        "statement_count": len(event.statements),
        "differing": _list(sorted(event.rivals)),
        "confidence": round(event.confidence, 4),
        "first_published": min(published, default=None),
        "evidence": next((report.words(s.evidence) for s, report in told.tellings), None),
        "urls": _list(told.urls()),
    }


def statement_row(event: Event, statement: Statement, report: Report) -> dict[str, Cell]:
    """The cells of one statement, by column."""
    return {
        "statement_id": statement.id,
        "event_id": event.id,
        "report_id": report.id,
        "doc": report.doc,
        "outlet": report.outlet,
        "published": report.published,
        "url": report.url,
        "type": statement.type,
        "focus": "true" if statement.focus else "false",
        "certainty": statement.certainty,
        "start": statement.when.start,
        "end": statement.when.end,
        **_place_cells(statement.place),
        **{side: _list(party.name for party in getattr(statement, side)) for side in _PARTIES},
        "count": None if statement.count is None else _figure(statement.count.low, statement.count.high),
        "tolls": _list(_toll(toll) for toll in statement.tolls),
        "materiel": _list(m.text for m in statement.materiel),
        "sources": _list(dict.fromkeys(a.source.name for a in statement.attributions)),
        "confidence": round(statement.confidence, 4),
        "evidence": report.words(statement.evidence),
    }


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs as a formula.

    >>> safe("=1+1"), safe(-3.5), safe("a-b")
    ("'=1+1", -3.5, 'a-b')
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell


def _write(out: IO[str], columns: Mapping[str, str], rows: Iterable[Mapping[str, Cell]]) -> int:
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    written = 0
    for row in rows:
        writer.writerow([safe(row[column]) for column in columns])
        written += 1
    return written


def _list(values: Iterable[str]) -> str:
    return "; ".join(values)


def _place_cells(place: Place | None) -> dict[str, Cell]:
    if place is None:
        return dict.fromkeys(_PLACE)
    return {"place": place.name, **{column: getattr(place, column) for column in _PLACE if column != "place"}}


def _toll_cells(event: Event) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for kind in KINDS:
        largest = max((t for t in event.tolls if t.kind == kind), key=lambda t: t.best, default=None)
        for part in ("best", "low", "high"):
            cells[f"{kind}_{part}"] = None if largest is None else getattr(largest, part)
    return cells


def _event_toll(toll: EventToll) -> str:
    return f"{toll.kind} {toll.group} {toll.best} ({_figure(toll.low, toll.high)})"


def _toll(toll: Toll) -> str:
    return f'{toll.kind} {toll.group} {_figure(toll.low, toll.high)} "{toll.text}"'


def _figure(low: int, high: int | None) -> str:
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low} to {high}"
