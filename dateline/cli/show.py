"""`dateline show ID`: one event, statement or report with its words and its sources."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from dateline.cli.options import AsJson, Database, Identifier, RedactPersons
from dateline.cli.output import ExitCode, console, counted, open_store, print_json

if TYPE_CHECKING:
    from dateline.model import Coding, Report, Statement
    from dateline.store import Store

HELP = """Show one event, statement or report.

An event: its values, its grade, the rival values with who says each, and each statement with who
published it and the evidence. A statement: all its values and their words. A report: its text with the
words of all statements marked. The marks are colour on a terminal, and ‹ › elsewhere. The id of a
former event shows the one that it is part of by now.

\b
dateline show 3fa2
dateline show 3fa2 --json
"""


def register(app: typer.Typer) -> None:
    app.command("show", help=HELP)(show)


def show(
    identifier: Identifier,
    *,
    db: Database = None,
    json: AsJson = False,
    redact_persons: RedactPersons = None,
) -> int:
    with open_store(db, redact_persons=redact_persons) as store:
        kind, found = store.find_id(identifier)
        note_forwarded(identifier, found)
        if json:
            print_json(record_of(store, kind, found))
        else:
            PRINTERS[kind](store, found)
    return ExitCode.DONE


def note_forwarded(asked: str, found: str) -> None:
    """Say on standard error that an id leads to another event by now."""
    if not found.startswith(asked):
        print(f"The event {asked} is part of event {found} by now (dateline changes).", file=sys.stderr)


def record_of(store: Store, kind: str, identifier: str) -> dict[str, Any]:
    """{"kind", kind: the record}; an event has its statements beside it, a statement its report."""
    from dateline.record import assessment_record, coding_record

    if kind == "event":
        statements = store.statements_of_event(identifier)
        return {
            "kind": kind,
            "event": store.event(identifier).model_dump(mode="json"),
            "statements": [_with_report(store, statement) for statement in statements],
        }
    if kind == "statement":
        return {"kind": kind, "statement": _with_report(store, store.statement(identifier))}
    if kind == "assessment":
        assessment = store.assessment(identifier)
        report = _report_record(store.report(assessment.report_id))
        return {"kind": kind, "assessment": assessment_record(assessment) | {"report": report}}
    coding = store.coding(identifier)
    return {"kind": kind, "report": _report_record(coding.report), "coding": coding_record(coding)}


def _with_report(store: Store, statement: Statement) -> dict[str, Any]:
    from dateline.record import statement_record

    report = store.report(statement.report_id)
    return statement_record(statement, report) | {"doc": report.doc, "report": _report_record(report)}


def _report_record(report: Report) -> dict[str, Any]:
    return {"id": report.id} | report.model_dump(mode="json")


def _print_event(store: Store, identifier: str) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from dateline.cli.blocks import SHORT, print_report_line, print_statement, rows_table
    from dateline.cli.values import event_rows

    out = console()
    event = store.event(identifier)
    statements = store.statements_of_event(identifier)
    title = Text(f"event {event.id[:SHORT]}", style="bold")
    title.append(f" · {counted(len(statements), 'statement')} · confidence {event.confidence:.2f}")
    out.print(title)
    out.print(Padding(rows_table(event_rows(event)), (0, 0, 0, 2)))
    for number, statement in enumerate(statements, 1):
        report = store.report(statement.report_id)
        out.print()
        print_report_line(out, report)
        print_statement(out, statement, report, number=number)


def _print_statement(store: Store, identifier: str) -> None:
    from dateline.cli.blocks import print_report_line, print_statement

    out = console()
    statement = store.statement(identifier)
    report = store.report(statement.report_id)
    print_report_line(out, report)
    print_statement(out, statement, report)


def _print_report(store: Store, identifier: str) -> None:
    from dateline.cli.blocks import print_assessments, print_problems, print_report_line, print_statement
    from dateline.cli.values import marked, value_spans

    out = console()
    coding: Coding = store.coding(identifier)
    report = coding.report
    print_report_line(out, report)
    out.print()
    spans = [span for statement in coding.statements for span in value_spans(statement)]
    out.print(marked(report, report.body_span, spans, colour=out.color_system is not None))
    for number, statement in enumerate(coding.statements, 1):
        print_statement(out, statement, report, number=number)
    print_assessments(out, coding.assessments)
    print_problems(out, coding.problems)


def _print_assessment(store: Store, identifier: str) -> None:
    from dateline.cli.blocks import print_assessments, print_report_line

    out = console()
    assessment = store.assessment(identifier)
    print_report_line(out, store.report(assessment.report_id))
    print_assessments(out, [assessment])


PRINTERS = {
    "event": _print_event,
    "statement": _print_statement,
    "report": _print_report,
    "assessment": _print_assessment,
}
