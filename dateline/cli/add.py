"""`dateline add`: reports into a database, linked into events. Safe to repeat and to stop at any moment."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import (
    AllowPrivate,
    AsJson,
    Database,
    ExtractorName,
    Outlet,
    Paths,
    Published,
    Workers,
)
from dateline.cli.output import ExitCode, counted, open_store, print_json, print_problem
from dateline.model import DEFAULT_EXTRACTOR

if TYPE_CHECKING:
    from dateline.model import Problem, Report
    from dateline.pipeline import AddResult

HELP = """Keep what reports say in a database.

The reports are coded and linked into events. Safe to repeat: a report that is there already is passed
over before it is coded. Stopped half-way, the next run finishes. Makes the database if there is none.
An input that cannot be read is one line on standard error and exit code 1; all others are added.

\b
dateline add reports/
dateline add reports/*.html --db syria.sqlite --workers 4
dateline add https://news.example/feed.xml --db postgresql://localhost/events
dateline add reports/ --recode          code again what an older version coded
"""


def register(app: typer.Typer) -> None:
    app.command("add", help=HELP)(add_reports)


def add_reports(
    paths: Paths,
    *,
    db: Database = None,
    workers: Workers = 1,
    recode: Annotated[
        bool, typer.Option("--recode", help="Code again the reports that an older version coded.")
    ] = False,
    extractor: ExtractorName = DEFAULT_EXTRACTOR,
    published: Published = None,
    outlet: Outlet = None,
    allow_private: AllowPrivate = False,
    json: AsJson = False,
) -> int:
    from dataclasses import asdict

    from dateline.pipeline import add
    from dateline.read import read
    from dateline.settings import read_settings

    settings = read_settings()
    inputs = read(
        paths, allow_private=allow_private, stdin=sys.stdin.buffer, published=published, outlet=outlet
    )
    with open_store(db, create=True) as store, progress_bar() as progress:
        result = add(
            told(inputs),
            store,
            workers=workers,
            actors=settings.actors,
            gazetteer=settings.gazetteer,
            extractor=extractor,
            recode=recode,
            progress=progress,
        )
    if json:
        print_json(asdict(result))
    else:
        print(summary(result, store.name))
    return ExitCode.PROBLEM if result.errors else ExitCode.DONE


def told(inputs: Iterable[Report | Problem]) -> Iterator[Report | Problem]:
    """The same stream; what could not be read is printed as it passes."""
    from dateline.model import Problem

    for item in inputs:
        if isinstance(item, Problem):
            print_problem(item)
        yield item


def summary(result: AddResult, database: str) -> str:
    """What was done, on one line."""
    reprints = f" ({counted(result.reprints, 'reprint')})" if result.reprints else ""
    parts = [
        f"{counted(result.added, 'report')} added{reprints}",
        f"{result.already_there:,} already there",
        counted(result.statements, "statement"),
        f"{counted(result.events, 'event')} made or changed",
    ]
    if result.problems:
        parts.append(counted(result.problems, "problem"))
    return f"{', '.join(parts)} · {database}"


@contextmanager
def progress_bar() -> Iterator[Callable[[AddResult], None] | None]:
    """Count, rate and time on standard error; nothing at all when that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("loading the language model", total=None)

        def show(result: AddResult) -> None:
            done = result.added + result.already_there
            rate = done / (bar.tasks[task].elapsed or 1)
            line = (
                f"{counted(done, 'report')}, {counted(result.statements, 'statement')}, {rate:.1f} a second"
            )
            bar.update(task, description=line)

        yield show
