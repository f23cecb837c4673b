"""`dateline check`: is all here that Dateline needs, and does the database hold what it promises?

Each check is one function: its docstring is the title, its result says what was found and what to do.
"""

from __future__ import annotations

import typer

from dateline.cli.options import AsJson, Database

HELP = """Check this installation and the database.

Exit code 1 when a check fails; the line says what to do.

\b
dateline check
dateline check --db syria.sqlite --json
"""


def register(app: typer.Typer) -> None:
    app.command("check", help=HELP)(check)


def check(db: Database = None, json: AsJson = False) -> int:
    raise NotImplementedError
