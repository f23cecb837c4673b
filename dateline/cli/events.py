"""`dateline events`: a filter in, a page of events out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import (
    ActorName,
    AsJson,
    Box,
    CertaintyName,
    Country,
    Database,
    Grades,
    MinConfidence,
    MinToll,
    OutletName,
    PlaceName,
    RedactPersons,
    Since,
    TollKindName,
    Types,
    Until,
    Words,
    build_filter,
)
from dateline.cli.output import ExitCode, console, open_store, print_json

if TYPE_CHECKING:
    from dateline.model import Event

HELP = """List events, newest first.

Filters may be combined; an event is listed when all hold. An event without a day is listed last.

\b
dateline events
dateline events --country SY --since 2024-01-01 --min-toll 5
dateline events --actor "Islamic State" --type armed_clash --type attack
dateline events --grade confirmed --grade fair --country CO
dateline events --place Kharkiv --page 2 --json
dateline events --csv > events.csv
"""


def register(app: typer.Typer) -> None:
    app.command("events", help=HELP)(list_events)


def list_events(
    *,
    db: Database = None,
    since: Since = None,
    until: Until = None,
    place: PlaceName = None,
    country: Country = None,
    bbox: Box = None,
    type: Types = None,
    actor: ActorName = None,
    outlet: OutletName = None,
    min_toll: MinToll = None,
    toll_kind: TollKindName = "killed",
    certainty: CertaintyName = None,
    grade: Grades = None,
    min_confidence: MinConfidence = None,
    text: Words = None,
    redact_persons: RedactPersons = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Events a page.")] = 50,
    page: Annotated[int, typer.Option("--page", min=1, metavar="N", help="Which page.")] = 1,
    json: AsJson = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV: all that match, not a page, as `export csv` does.")
    ] = False,
) -> int:
    if json and csv:
        raise typer.BadParameter("--json and --csv exclude each other. Give one.")
    chosen = build_filter(
        since=since, until=until, place=place, country=country, bbox=bbox, type=type, actor=actor,
        outlet=outlet, min_toll=min_toll, toll_kind=toll_kind, certainty=certainty,
        min_confidence=min_confidence, text=text, grade=grade,
    )  # fmt: skip
    with open_store(db, redact_persons=redact_persons) as store:
        if csv:
            from dateline.export import export

            export(store, "csv", sys.stdout, filter=chosen)
            return ExitCode.DONE
        events = store.events(chosen, limit=limit + 1, offset=(page - 1) * limit)
    shown, more = events[:limit], len(events) > limit
    if json:
        print_json([event.model_dump(mode="json") for event in shown])
        return ExitCode.DONE
    if shown:
        print_table(shown)
    else:
        print("No events match." if page == 1 else f"No events on page {page}.", file=sys.stderr)
    if more:
        print(f"More: --page {page + 1}", file=sys.stderr)
    return ExitCode.DONE


def print_table(events: Sequence[Event]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from dateline.cli.blocks import SHORT
    from dateline.cli.values import days_text, one_line, place_text, toll_text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), expand=True)
    table.add_column("id", no_wrap=True, style="dim")
    table.add_column("what, when", no_wrap=True)
    table.add_column("where", ratio=3, overflow="fold")
    table.add_column("who → to whom, tolls", ratio=5, overflow="fold")
    table.add_column("told by", ratio=3, overflow="fold")
    for event in events:
        sides = one_line(f"{', '.join(event.actors) or '?'} → {', '.join(event.targets) or '?'}")
        tolls = [f"{toll.kind} {toll_text(toll)}" for toll in event.tolls]
        told = one_line(", ".join(event.outlets)) or "outlet unknown"
        table.add_row(
            event.id[:SHORT],
            Text(event.type, style="cyan").append(f"\n{days_text(event.start, event.end)}", style="default"),
            place_text(event.place),
            "\n".join([sides, *tolls]),
            f"{told}\n{event.certainty}" + (f"\n{event.grade.value}" if event.grade else ""),
        )
    console().print(table)
