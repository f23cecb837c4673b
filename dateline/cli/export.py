"""`dateline export FORMAT`: the database, or a part of it, in a form that other programs read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.options import (
    ActorName,
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
from dateline.cli.output import ExitCode, open_store
from dateline.errors import UsageError

HELP = """Write events for other programs: jsonl, csv or geojson.

Goes to standard output unless --out names a file. The filters are those of `dateline events`.

\b
dateline export csv --out events.csv
dateline export geojson --country SY > syria.geojson
dateline export csv --what statements --out statements.csv
dateline export csv --tolls acled --out events.csv
dateline export jsonl | gzip > coded.jsonl.gz
"""


def register(app: typer.Typer) -> None:
    app.command("export", help=HELP)(export_events)


def export_events(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help="jsonl, csv or geojson.")],
    *,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The file to write.")] = None,
    what: Annotated[
        str | None,
        typer.Option(
            "--what",
            metavar="WHAT",
            help="What to write: events (csv, geojson, jsonl), statements (csv) or reports (jsonl, as "
            "`dateline code` prints them). Without it: events, and reports in jsonl.",
        ),
    ] = None,
    tolls: Annotated[
        str,
        typer.Option(
            "--tolls",
            metavar="POLICY",
            help="Columns for tolls as acled, ucdp or airwars would record them (csv; docs/export.md). "
            "plain: none.",
        ),
    ] = "plain",
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
) -> int:
    from dateline.export import FORMATS, export

    if format not in FORMATS:
        raise typer.BadParameter(f"{format!r} is no export format. Known: {', '.join(sorted(FORMATS))}.")
    chosen = build_filter(
        since=since, until=until, place=place, country=country, bbox=bbox, type=type, actor=actor,
        outlet=outlet, min_toll=min_toll, toll_kind=toll_kind, certainty=certainty,
        min_confidence=min_confidence, text=text, grade=grade,
    )  # fmt: skip
    with open_store(db, redact_persons=redact_persons) as store:
        if out is None:
            written = export(store, format, sys.stdout, filter=chosen, what=what, tolls=tolls)
        else:
            try:
                file = out.open("w", encoding="utf-8", newline="")
            except OSError as error:
                raise UsageError(f"{out} cannot be written ({error.strerror}). Name another file.") from error
            with file:
                written = export(store, format, file, filter=chosen, what=what, tolls=tolls)
    print(f"{written} written" + (f" to {out}" if out else ""), file=sys.stderr)
    return ExitCode.DONE
