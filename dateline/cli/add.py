"""`dateline add`: reports into a database, linked into events. Safe to repeat and to stop at any moment."""

from __future__ import annotations

from typing import Annotated

import typer

from dateline.cli.options import AllowPrivate, Database, Outlet, Paths, Published, Workers

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
    published: Published = None,
    outlet: Outlet = None,
    allow_private: AllowPrivate = False,
) -> int:
    raise NotImplementedError
