"""Geoparsing corpora in, places found and resolved out, in the form that the scorer beside them reads.

Input, one JSON object a line: {"docid", "text", "toponyms": [{"start", "end"}]}, the last for given spans.
Output, one a line: {"docid", "toponyms": [{"start", "end", "lat", "lon", "geonameid"}]}.
`figures` scores the development halves of the four corpora.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.gold import SHARED, load_scorer
from bench.lines import read_lines
from dateline.model import Place, Report, Span
from dateline.parse import parse
from dateline.resolve.actors import ActorList, known_names
from dateline.resolve.gazetteer.index import Gazetteer
from dateline.resolve.places import find_names, resolve_spans

JSON = dict[str, Any]
FOLDER = SHARED.parent / "benchmarks" / "geo"
CORPORA = ("lgl", "trnews", "gwn", "geovirus")


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


def figures() -> dict[str, float]:
    """Each corpus' share of names with coordinates resolved within 161 km, and all four end to end.

    `given_…`: the gold spans are told, names without a candidate count as wrong; `…_resolved`: they are left out, as
    published figures do. `recognition_f1`: overlapping spans; `right_share`: of all names with coordinates, found in
    the raw text and resolved within 161 km. Both are pooled over the names of the four.
    """
    scorer = load_scorer(FOLDER)
    gazetteer, actors = Gazetteer.open(), ActorList.load()
    found: dict[str, float] = {}
    pool: Counter[str] = Counter()
    for corpus in CORPORA:
        gold = scorer.load(FOLDER / f"{corpus}.jsonl")
        documents = [
            {"docid": docid, "text": d["text"], "toponyms": scorer.usable(d)} for docid, d in gold.items()
        ]
        given = {d["docid"]: {"toponyms": _given(d, gazetteer)} for d in documents}
        scores = scorer.score(gold, given)
        found[f"given_{corpus}"] = scores["resolution_end_to_end"]["acc161"]
        found[f"given_{corpus}_resolved"] = scores["resolution_of_resolved"]["acc161"]
        free = {d["docid"]: {"toponyms": _found(d, gazetteer, actors)} for d in documents}
        scores = scorer.score(gold, free)
        overlap, whole = scores["recognition_overlap"], scores["resolution_end_to_end"]
        pool.update({key: overlap[key] for key in ("tp", "pred", "gold")})
        pool.update({"right": round(whole["acc161"] * whole["n"]), "n": whole["n"]})
    found["recognition_f1"] = 2 * pool["tp"] / (pool["pred"] + pool["gold"])
    found["right_share"] = pool["right"] / pool["n"]
    return found


def speed() -> dict[str, float]:
    """Names a second on one core, over the first corpus: resolving alone, and from the raw text; load in seconds."""
    start = time.perf_counter()
    gazetteer = Gazetteer.open()
    gazetteer.find("Goma")
    loaded = time.perf_counter() - start
    actors = ActorList.load()
    documents = read_lines(FOLDER / "lgl.jsonl", {"docid", "text", "toponyms"})
    parsed = [(d, _report(d), parse(d["text"])) for d in documents]
    start = time.perf_counter()
    names = 0
    for document, report, doc in parsed:
        spans = [Span(t["start"], t["end"]) for t in document["toponyms"]]
        names += len(resolve_spans(report, doc, gazetteer, spans))
    resolving = names / (time.perf_counter() - start)
    start = time.perf_counter()
    names = sum(len(_found(document, gazetteer, actors)) for document, _, _ in parsed)
    return {
        "load_s": loaded,
        "resolved_per_s": resolving,
        "found_per_s": names / (time.perf_counter() - start),
    }


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
    names = find_names(report, doc, gazetteer, known_names(doc, actors))
    return [_record(span, mention.place) for span, mention in names]


def _record(span: Span, place: Place | None) -> JSON:
    record: JSON = {"start": span.start, "end": span.end, "lat": None, "lon": None}
    if place is not None:
        record |= {"lat": place.lat, "lon": place.lon}
        if place.id is not None and place.id.startswith("geonames:"):
            record["geonameid"] = place.id.removeprefix("geonames:")
    return record
