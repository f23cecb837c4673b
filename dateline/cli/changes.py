"""`dateline changes`: what became of events, in order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from dateline.cli.options import Database
from dateline.cli.output import ExitCode, open_store, print_json_line
from dateline.model import Change

HELP = """List what became of events: created, merged, split, changed, withdrawn.

For whoever keeps a copy. Ids last: of events that became one the older id stays, and the others lead to
it. Each change has a number; ask for what came after the last one that you have.

\b
dateline changes --since 2024-05-01
dateline changes --since 2024-05-01T12:30:00+00:00 --json
dateline changes --since 1841 --json
"""


def register(app: typer.Typer) -> None:
    app.command("changes", help=HELP)(changes)


def parse_since(text: str) -> int | datetime:
    """The number of a change, or a time; a time without a zone is UTC."""
    if text.isdecimal():
        return int(text)
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is neither a time nor a change's number. Expected as in 2024-05-01T12:30 or 1841."
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def changes(
    *,
    db: Database = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="TIME|NUMBER", help="From this time (UTC) on, or after this change."),
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one change a line.")] = False,
) -> int:
    start = None if since is None else parse_since(since)
    with open_store(db) as store:
        found = store.changes(
            time=start if isinstance(start, datetime) else None,
            number=start if isinstance(start, int) else None,
            limit=limit,
        )
    for change in found:
        if json:
            print_json_line(change.model_dump(mode="json"))
        else:
            print(f"{change.number:>6}  {change.made:%Y-%m-%d %H:%M:%S}  {change_text(change)}")
    return ExitCode.DONE


def change_text(change: Change) -> str:
    """
    >>> from datetime import UTC, datetime
    >>> made = datetime(2024, 5, 1, tzinfo=UTC)
    >>> change_text(Change(number=1, made=made, kind="merged", event="3fa2", others=("77b0",)))
    'merged    3fa2 into 77b0'
    """
    others, fields = ", ".join(change.others), ", ".join(change.fields)
    more = {
        "created": f" from {others}" if others else "",
        "merged": f" into {others}",
        "split": f" gave {', '.join(change.statements)} to {others}",
        "changed": f" in {fields}",
        "withdrawn": "",
    }
    return f"{change.kind:<9} {change.event}{more[change.kind]}"
