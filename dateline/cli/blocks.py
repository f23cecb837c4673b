"""Blocks of output for people: a report's line, a statement with its words, how each value was reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.cli.legend import explain_rule, split_note
from dateline.cli.values import NONE, Row, marked, one_line, statement_rows, value_spans
from dateline.model import Assessment, Problem, Report, Statement

IN_TITLE = frozenset({"type", "focus", "certainty"})
SHORT = 8  # characters of an id that are shown; more are accepted, fewer as long as they name one


def print_report_line(out: Console, report: Report) -> None:
    """Title, and who published it when."""
    about = [report.id[:SHORT], one_line(report.doc), one_line(report.outlet or "outlet unknown")]
    about.append(f"published {report.published}" if report.published else "day of publication unknown")
    if report.reprint_of:
        about.append(f"repeats report {report.reprint_of[:SHORT]}")
    if report.title:
        out.print(Text(one_line(report.title), style="bold"))
    out.print(Text(" · ".join(about), style="dim"))


def print_statement(out: Console, statement: Statement, report: Report, *, number: int | None = None) -> None:
    """All the values with their words, then the evidence with the words marked."""
    lead = "" if number is None else f"{number}. "
    title = Text(f"{lead}{statement.type}", style="bold cyan")
    title.append(
        f"  {statement.id[:SHORT]} · {'news' if statement.focus else 'background'} · {statement.certainty}"
        f" · confidence {statement.confidence:.2f}",
        style="dim",
    )
    out.print(Padding(title, (1, 0, 0, 2)))
    rows = (row for row in statement_rows(statement, report) if row.field not in IN_TITLE)
    out.print(Padding(rows_table(rows), (0, 0, 0, 5)))
    evidence = marked(report, statement.evidence, value_spans(statement), colour=out.color_system is not None)
    out.print(Padding(evidence, (0, 0, 0, 5)))


def rows_table(rows: Iterable[Row]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold", ratio=None)
    table.add_column(style="italic", overflow="fold")
    before = None
    for row in rows:
        table.add_row(row.field if row.field != before else "", Text(row.value), Text(row.words))
        before = row.field
    return table


def print_assessments(out: Console, assessments: Iterable[Assessment]) -> None:
    """Claims about causes, capabilities, intentions and the future: told apart from events."""
    for assessment in assessments:
        holder = one_line(assessment.holder.name) if assessment.holder else "the outlet"
        line = Text(f"assessment ({assessment.kind}, {assessment.modality}) by {holder}: ", style="dim")
        line.append(f"“{one_line(assessment.text)}”", style="italic")
        out.print(Padding(line, (1, 0, 0, 2)))


def print_problems(out: Console, problems: Iterable[Problem]) -> None:
    for problem in problems:
        out.print(
            Padding(Text(one_line(f"{problem.severity}: {problem.message}"), style="dim"), (1, 0, 0, 2))
        )


def print_judgements(out: Console, records: Iterable[Mapping[str, Any]]) -> None:
    """What people judged, by whom and why, and what gives way to what (`judge.record_of`)."""
    for number, record in enumerate(records):
        if not number:
            out.print("\njudgements", style="bold")
        withdrawn = ", withdrawn" if record["withdrawn"] else ""
        about = " ".join(subject[:SHORT] for subject in record["subjects"])
        field = f" {record['field']}" if record["field"] else ""
        decision = f"{record['decision'].replace('_', ' ')}{field} {about}{withdrawn}"
        why = f"{record['author']}, {record['made'][:10]}: {record['reason'] or 'no reason told'}"
        out.print(one_line(f"  {record['id'][:SHORT]}  {decision} · {why}"))
        for conflict in record["contradictions"]:
            holds = " ".join(id[:SHORT] for id in conflict["holds"])
            out.print(
                one_line(f"    {conflict['gives_way'][:SHORT]} gives way to {holds}: {conflict['why']}")
            )


def print_explained(out: Console, rows: Iterable[Row]) -> None:
    """Each value, then indented: its words and where they stand, the rule, the score, what is passed over."""
    for row in rows:
        line = Text(f"{row.field:<10}", style="dim")
        line.append(row.value, style="bold")
        out.print(Padding(line, (0, 0, 0, 2)))
        for label, text in chain(row):
            step = Text(f"{label}: ", style="dim")
            step.append(text)
            out.print(Padding(step, (0, 0, 0, 14)))


def chain(row: Row) -> Iterable[tuple[str, str]]:
    """The steps that led to a value, in plain words."""
    if row.words:
        at = ", ".join(f"{span.start}–{span.end}" for span in row.spans)
        label = "words" if row.spans else "why" if row.value == NONE or row.field == "linked" else "told"
        yield label, row.words + (f" (characters {at})" if at else "")
    if row.how is not None:
        score = "" if row.how.score is None else f" {row.how.score:.2f}"
        asked = row.how.rule.startswith("model:")
        yield "asked" if asked else "rule", f"{one_line(explain_rule(row.how.rule))}{score}"
        speaks_for, against, note = split_note(one_line(row.how.note or ""))
        if speaks_for:
            yield "for", "; ".join(speaks_for)
        if against:
            yield "against", "; ".join(against)
        if note:
            yield "note", note
        if row.how.passed_over:
            yield "passed over", one_line("; ".join(row.how.passed_over))
