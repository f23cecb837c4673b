"""`dateline code`: reports in, what they say happened out. Touches no database."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.options import (
    AllowPrivate,
    ExtractorName,
    MinConfidence,
    Outlet,
    Paths,
    Published,
    RedactPersons,
    Workers,
)
from dateline.cli.output import ExitCode, console, must_redact, print_json, print_json_line, print_problem
from dateline.model import DEFAULT_EXTRACTOR

if TYPE_CHECKING:
    from dateline.model import Coding, Problem

HELP = """Print what reports say happened.

Every value comes with its words. Touches no database. The form for people is the same on a terminal
and in a pipe; programs ask for --jsonl: one JSON object a report with doc, events, assessments,
problems. An input that cannot be read is one line on standard error, one object with no events, and
exit code 1; the others are still coded.

\b
dateline code report.html
dateline code reports/ --jsonl > coded.jsonl
dateline code https://news.example/story --published 2024-03-09
cat story.txt | dateline code - --outlet "Sample Wire"
dateline code reports/ --min-confidence 0.8
"""


def register(app: typer.Typer) -> None:
    app.command("code", help=HELP)(code_reports)


def code_reports(
    paths: Paths,
    *,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Print one JSON object a report, one a line.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON array, indented, when all is coded.")
    ] = False,
    min_confidence: MinConfidence = None,
    extractor: ExtractorName = DEFAULT_EXTRACTOR,
    workers: Workers = 1,
    published: Published = None,
    outlet: Outlet = None,
    allow_private: AllowPrivate = False,
    redact_persons: RedactPersons = None,
) -> int:
    from dateline.model import Problem
    from dateline.pipeline import code
    from dateline.read import read
    from dateline.redaction import redact_again
    from dateline.settings import read_settings

    if json and jsonl:
        raise typer.BadParameter("--json and --jsonl exclude each other. Give one.")
    settings = read_settings()
    reports = read(
        paths, allow_private=allow_private, stdin=sys.stdin.buffer, published=published, outlet=outlet
    )
    failed = False
    records = []
    items = code(
        reports, workers=workers, actors=settings.actors, gazetteer=settings.gazetteer, extractor=extractor,
        redact_persons=must_redact(redact_persons),
    )  # fmt: skip
    for each in join_warnings(items):
        item = each if isinstance(each, Problem) else sure_enough(redact_again(each), min_confidence)
        problems = (item,) if isinstance(item, Problem) else item.problems
        for problem in problems:
            print_problem(problem)
            failed = failed or problem.severity == "error"
        if jsonl:
            print_json_line(as_record(item))
            sys.stdout.flush()
        elif json:
            records.append(as_record(item))
        elif not isinstance(item, Problem):
            print_coding(item)
    if json:
        print_json(records)
    return ExitCode.PROBLEM if failed else ExitCode.DONE


def sure_enough(coding: Coding, least: float | None) -> Coding:
    """The coding without the statements that are less likely than `least` to be right."""
    if least is None:
        return coding
    kept = tuple(s for s in coding.statements if s.confidence >= least)
    return coding.model_copy(update={"statements": kept})


def join_warnings(items: Iterable[Coding | Problem]) -> Iterator[Coding | Problem]:
    """Reading gives the warnings about a report's values after the report: they become part of its coding."""
    from dateline.model import Coding

    held: Coding | None = None
    for item in items:
        if not isinstance(item, Coding) and item.severity == "warning" and held is not None:
            if item not in held.problems:
                held = held.model_copy(update={"problems": (*held.problems, item)})
            continue
        if held is not None:
            yield held
        held = item if isinstance(item, Coding) else None
        if held is None:
            yield item
    if held is not None:
        yield held


def as_record(item: Coding | Problem) -> dict[str, Any]:
    """The output contract. An input that gave no report is named by where it stands."""
    from dateline.model import Problem
    from dateline.record import coding_record, problem_record

    if isinstance(item, Problem):
        return {"doc": item.where, "events": [], "assessments": [], "problems": [problem_record(item)]}
    return coding_record(item)


def print_coding(coding: Coding) -> None:
    from dateline.cli.blocks import print_assessments, print_report_line, print_statement

    out = console()
    print_report_line(out, coding.report)
    for number, statement in enumerate(coding.statements, 1):
        print_statement(out, statement, coding.report, number=number)
    print_assessments(out, coding.assessments)
    if not coding.statements:
        out.print("  no events", style="dim")
    out.print()
