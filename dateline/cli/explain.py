"""`dateline explain ID`: how each value was reached, from the words to the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from dateline.cli.options import AsJson, Database, Identifier, RedactPersons
from dateline.cli.output import ExitCode, console, open_store, print_json
from dateline.cli.show import note_forwarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from dateline.cli.values import Row
    from dateline.model import Assessment, Event, Report, Statement
    from dateline.store import Store

LEGEND = """Behind a model's question stands the chance of yes. "for", "against": what moved it most.
"passed over": what else was weighed, with its chance. --json has the codes; docs/how-it-works.md says
how models choose."""

HELP = """Explain how each value was reached.

For every value: its words and where they stand, the rule or model that set it, its score, and what was
passed over. A value that is not there has a reason. An event: the rule that chose among its statements,
who says what for its grade, what people judged, and what each pair of its statements scores, field by
field from left to right, until the total reaches the mark.

\b
dateline explain 3fa2
dateline explain 3fa2 --json
"""


def register(app: typer.Typer) -> None:
    app.command("explain", help=HELP)(explain)


def explain(
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
            print_json(_record(store, kind, found))
        else:
            _print(console(), store, kind, found)
    return ExitCode.DONE


def _record(store: Store, kind: str, identifier: str) -> dict[str, Any]:
    """{"kind", "id", "values"}; of an event and a report also "statements", each in the same form.

    Of an event also "grade" (`dateline.model.Grade`), "pairs" (`pairs.pair_record`) and "judgements"
    (`judge.record_of`): docs/linking.md.
    """
    from dateline.cli.values import event_rows

    more: dict[str, Any] = {}
    if kind == "event":
        event = store.event(identifier)
        values = _values(event_rows(event))
        statements = store.statements_of_event(identifier)
        more = _event_record(store, event, statements)
    elif kind == "statement":
        return _statement_record(store, store.statement(identifier))
    elif kind == "assessment":
        values, statements = _values(assessment_rows(store, store.assessment(identifier))), []
    else:
        coding = store.coding(identifier)
        values = _values(report_rows(coding.report))
        statements = list(coding.statements)
    return {
        "kind": kind,
        "id": identifier,
        "values": values,
        **more,
        "statements": [_statement_record(store, statement) for statement in statements],
    }


def _event_record(store: Store, event: Event, statements: Sequence[Statement]) -> dict[str, Any]:
    from dateline.cli.judge import judgements_about
    from dateline.cli.pairs import compared, pair_record

    return {
        "grade": None if event.grade is None else event.grade.model_dump(mode="json"),
        "pairs": [pair_record(pair) for pair in compared(store, statements)],
        "judgements": judgements_about(store, event.statements),
    }


def _statement_record(store: Store, statement: Statement) -> dict[str, Any]:
    from dateline.cli.values import explained_rows

    rows = explained_rows(statement, store.report(statement.report_id))
    return {
        "kind": "statement",
        "id": statement.id,
        "report": statement.report_id,
        "confidence": statement.confidence,
        "values": _values(rows),
        "missing": statement.missing,
    }


def _values(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [
        {
            "field": row.field,
            "value": row.value,
            "words": row.words,
            "spans": [list(span) for span in row.spans],
            "how": None if row.how is None else row.how.model_dump(mode="json", exclude_none=True),
        }
        for row in rows
    ]


def _print(out: Console, store: Store, kind: str, identifier: str) -> None:
    from dateline.cli.blocks import SHORT, print_explained
    from dateline.cli.values import event_rows

    if kind == "statement":
        _print_statement(out, store, store.statement(identifier))
        return
    if kind == "event":
        out.print(f"event {identifier[:SHORT]}", style="bold")
        event = store.event(identifier)
        print_explained(out, event_rows(event))
        statements = store.statements_of_event(identifier)
        _print_reasons(out, store, event, statements)
    elif kind == "assessment":
        out.print(f"assessment {identifier[:SHORT]}", style="bold")
        print_explained(out, assessment_rows(store, store.assessment(identifier)))
        return
    else:
        coding = store.coding(identifier)
        out.print(f"report {identifier[:SHORT]}", style="bold")
        print_explained(out, report_rows(coding.report))
        statements = list(coding.statements)
    for statement in statements:
        out.print()
        _print_statement(out, store, statement)
    out.print("\n" + LEGEND, style="dim")


def _print_reasons(out: Console, store: Store, event: Event, statements: Sequence[Statement]) -> None:
    """The claims behind the grade, what people judged, and each pair of statements as a waterfall."""
    from dateline.cli.blocks import SHORT, print_judgements
    from dateline.cli.judge import judgements_about
    from dateline.cli.pairs import compared, print_pairs
    from dateline.cli.values import one_line

    if event.grade is not None:
        out.print("\nclaims", style="bold")
        for claim in event.grade.claims:
            did_it = f", names {one_line(', '.join(claim.actors))}" if claim.actors else ""
            counts = ", counts" if claim.counts else ""
            out.print(
                f"  {claim.statement[:SHORT]}  {claim.says}: {one_line(claim.name)} ({claim.kind}){did_it}{counts}"
            )
    print_judgements(out, judgements_about(store, event.statements))
    print_pairs(out, compared(store, statements))


def _print_statement(out: Console, store: Store, statement: Statement) -> None:
    from dateline.cli.blocks import SHORT, print_explained
    from dateline.cli.values import explained_rows

    report = store.report(statement.report_id)
    out.print(f"statement {statement.id[:SHORT]} in {report.doc}", style="bold", markup=False)
    print_explained(out, explained_rows(statement, report))


def assessment_rows(store: Store, assessment: Assessment) -> Iterable[Row]:
    from dateline.cli.values import Row, one_line, party_text, words_of

    report = store.report(assessment.report_id)
    yield Row("kind", f"{assessment.kind}, {assessment.modality}", how=assessment.how)
    if assessment.holder is not None:
        held = assessment.holder
        yield Row("holder", party_text(held), words_of(report, held.spans), held.spans, held.how)
    yield Row("about", one_line(", ".join(assessment.about)))
    yield Row("text", "", words_of(report, assessment.spans), assessment.spans)


def report_rows(report: Report) -> Iterable[Row]:
    """What reading found out about the report, and where it stands."""
    from dateline.cli.values import NONE, Row, one_line, words_of
    from dateline.model import How

    published_from = How(rule=f"published.{report.published_from}") if report.published_from else None
    yield Row("published", str(report.published or NONE), how=published_from)
    yield Row("outlet", one_line(report.outlet or NONE))
    yield Row("language", report.language or NONE)
    if report.dateline is not None:
        span = report.dateline.span
        yield Row("filed from", one_line(report.dateline.place or NONE), words_of(report, [span]), (span,))
    for mark in report.furniture:
        yield Row("not text", mark.kind, words_of(report, [mark.span]), (mark.span,), How(rule=mark.rule))
    if report.reprint_of:
        yield Row("repeats", report.reprint_of)
