"""Geoparsing corpora in, places found and resolved out, in the form that the scorer beside them reads.

Input, one JSON object a line: {"docid", "text", "toponyms": [{"start", "end"}]}, the last for given spans.
Output, one a line: {"docid", "toponyms": [{"start", "end", "lat", "lon", "geonameid"}]}.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.lines import read_lines
from dateline.model import Place, Report, Span
from dateline.parse import parse
from dateline.resolve.actors import ActorList, known_spans
from dateline.resolve.gazetteer.index import Gazetteer
from dateline.resolve.places import find_names, resolve_spans

JSON = dict[str, Any]


def run(source: Path, output: Path, *, given_spans: bool) -> None:
    """Write the places of every document of `source` to `output`.

    `given_spans`: resolve the spans of the input's `toponyms`, look for none. Raises NotFound and UsageError.
    """
    gazetteer = Gazetteer.open()
    actors = ActorList.load()
    with output.open("w", encoding="utf-8") as file:
        keys = {"docid", "text", "toponyms"} if given_spans else {"docid", "text"}
        for document in read_lines(source, keys):
            found = _given(document, gazetteer) if given_spans else _found(document, gazetteer, actors)
            file.write(json.dumps({"docid": document["docid"], "toponyms": found}, ensure_ascii=False) + "\n")


def _report(document: JSON) -> Report:
    return Report(doc=str(document["docid"]), body=document["text"])


def _given(document: JSON, gazetteer: Gazetteer) -> list[JSON]:
    report = _report(document)
    spans = [Span(t["start"], t["end"]) for t in document["toponyms"]]
    places = resolve_spans(report, parse(report.text), gazetteer, spans)
    return [_record(span, place) for span, place in zip(spans, places, strict=True)]


def _found(document: JSON, gazetteer: Gazetteer, actors: ActorList) -> list[JSON]:
    report = _report(document)
    doc = parse(report.text)
    names = find_names(report, doc, gazetteer, known_spans(doc, actors))
    return [_record(span, mention.place) for span, mention in names]


def _record(span: Span, place: Place | None) -> JSON:
    record: JSON = {"start": span.start, "end": span.end, "lat": None, "lon": None}
    if place is not None:
        record |= {"lat": place.lat, "lon": place.lon}
        if place.id is not None and place.id.startswith("geonames:"):
            record["geonameid"] = place.id.removeprefix("geonames:")
    return record
