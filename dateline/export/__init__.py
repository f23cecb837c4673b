"""Export: what the database holds, in forms that other programs read; one file a format.

Comes in: an open `Store` and a filter. Goes out: text, written as it is read. Must not know: how any value
was reached.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from dateline.codebook.policies import PLAIN, policies
from dateline.errors import UsageError
from dateline.export import columns, geojson, lines
from dateline.store import EventFilter, Store

__all__ = ["FORMATS", "Exporter", "export"]

Writer = Callable[[Store, IO[str], EventFilter | None], int]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what it is, and what it can hold (the first is what it holds unless asked otherwise)."""

    title: str
    writers: Mapping[str, Writer]


FORMATS: dict[str, Exporter] = {
    "jsonl": Exporter(
        "JSON Lines: one coded report, or one event, a line",
        {"reports": lines.write_reports, "events": lines.write_events},
    ),
    "csv": Exporter(
        "a table for spreadsheets: one event, or one statement, a row",
        {"events": columns.write_events, "statements": columns.write_statements},
    ),
    "geojson": Exporter("a map layer: one event a point", {"events": geojson.write_events}),
}


def export(
    store: Store,
    format: str,
    out: IO[str],
    *,
    filter: EventFilter | None = None,
    what: str | None = None,
    tolls: str = PLAIN,
) -> int:
    """Write what meets the filter, in an order that depends on the content alone; returns how many items.

    `what`: "reports", "events" or "statements", as far as the format has it. Open files with `newline=""`.
    `tolls`: "plain", or the policy whose columns a CSV has in addition ("acled", "ucdp", "airwars").
    Raises UsageError for a format, or something in it, that is not there.
    """
    exporter = FORMATS.get(format)
    if exporter is None:
        raise UsageError(f"{format!r} is no export format; expected one of {', '.join(FORMATS)}")
    chosen = what or next(iter(exporter.writers))
    writer = exporter.writers.get(chosen)
    if writer is None:
        raise UsageError(f"{format} holds no {chosen!r}; expected one of {', '.join(exporter.writers)}")
    if tolls == PLAIN:
        return writer(store, out, filter)
    if tolls not in policies():
        raise UsageError(
            f"{tolls!r} is no policy for tolls; expected one of {', '.join((PLAIN, *policies()))}"
        )
    if format != "csv":
        raise UsageError(f"tolls={tolls!r} adds columns to csv alone; export csv, or leave it out")
    write = columns.write_events if chosen == "events" else columns.write_statements
    return write(store, out, filter, policy=policies()[tolls])
