"""GeoJSON (RFC 7946): a FeatureCollection of events, points in WGS84, flat properties and the evidence.

Comes in: told events. Goes out: text. Must not know: how any value was reached.

An event whose place is not known has a null geometry; how many these are stands in `without_coordinates` at
the end. The properties are the columns of the CSV, and `evidence`: for each statement its words, outlet, day
and address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO, Any

from dateline.export.columns import event_row
from dateline.export.page import Told, pages
from dateline.model import Place, Report, Statement
from dateline.store import EventFilter, Store

DIGITS = 6  # of a degree: a tenth of a metre


def write_events(store: Store, out: IO[str], wanted: EventFilter | None) -> int:
    """One feature an event; returns how many."""
    return write_collection(out, map(feature, pages(store, wanted)))


def write_collection(out: IO[str], features: Iterable[Mapping[str, Any]]) -> int:
    """Write features as they come, the frame with the first: what fails before it has written nothing."""
    before = '{"type": "FeatureCollection", "features": ['
    written = without = 0
    for made in features:
        out.write(f"{before}\n{json.dumps(made, ensure_ascii=False)}")
        before = ","
        written += 1
        without += made["geometry"] is None
    out.write(f'{"" if written else before}\n], "without_coordinates": {without}}}\n')
    return written


def feature(told: Told) -> dict[str, Any]:
    """One event as a GeoJSON feature."""
    properties = {
        column: cell.isoformat() if isinstance(cell, date) else cell
        for column, cell in event_row(told).items()
    }
    return {
        "type": "Feature",
        "id": told.event.id,
        "geometry": _point(told.event.place),
        "properties": properties | {"evidence": [_evidence(s, report) for s, report in told.tellings]},
    }


def place_feature(report: Report, place: Place) -> dict[str, Any]:
    """One place that a report names as a GeoJSON feature: its words, where they stand, and how exact it is."""
    record = place.model_dump(mode="json", exclude={"lat", "lon", "how"})
    return {
        "type": "Feature",
        "geometry": _point(place),
        "properties": {"doc": report.doc, **record, "how": None if place.how is None else place.how.rule},
    }


def _point(place: Place | None) -> dict[str, Any] | None:
    if place is None or place.lat is None or place.lon is None:
        return None
    return {"type": "Point", "coordinates": [round(place.lon, DIGITS), round(place.lat, DIGITS)]}


def _evidence(statement: Statement, report: Report) -> dict[str, str | None]:
    return {
        "statement": statement.id,
        "words": report.words(statement.evidence),
        "doc": report.doc,
        "outlet": report.outlet,
        "published": None if report.published is None else report.published.isoformat(),
        "url": report.url,
    }
