"""The output contract: one coded report as the plain JSON object that `dateline code --jsonl` prints.

Comes in: `Coding`. Goes out: dictionaries with the fields of the codebook, and beside them id, spans, confidence.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from dateline.model import Assessment, Coding, Party, Problem, Report, Span, Statement, Toll

JSON = dict[str, Any]


def coding_record(coding: Coding) -> JSON:
    """One report as the contract has it: `doc`, `events`, `assessments`, `problems`."""
    return {
        "doc": coding.report.doc,
        "events": [statement_record(s, coding.report, n) for n, s in enumerate(coding.statements, 1)],
        "assessments": [assessment_record(a) for a in coding.assessments],
        "problems": [problem_record(p) for p in coding.problems],
    }


def statement_record(statement: Statement, report: Report, number: int | None = None) -> JSON:
    """A statement in the codebook's fields. `id` is the statement's own; `n` its place in the report."""
    place = statement.place
    return {
        "id": statement.id,
        "n": number,
        "type": statement.type,
        "focus": statement.focus,
        "certainty": statement.certainty,
        "start": _day(statement.when.start),
        "end": _day(statement.when.end),
        "time_precision": statement.when.precision,
        "time_reference": statement.when.reference,
        "place": None
        if place is None
        else {
            "text": place.text,
            "name": place.name,
            "country": place.country,
            "admin1": place.admin1,
            "admin1_code": place.admin1_code,
            "admin2": place.admin2,
            "admin2_code": place.admin2_code,
            "lat": place.lat,
            "lon": place.lon,
            "precision": place.precision,
            "radius_km": place.radius_km,
            "id": place.id,
        },
        "actors": [_party(p) for p in statement.actors],
        "partners": [_party(p) for p in statement.partners],
        "targets": [_party(p) for p in statement.targets],
        "count": None
        if statement.count is None
        else {"low": statement.count.low, "high": statement.count.high, "text": statement.count.text},
        "tolls": [_toll(t) for t in statement.tolls],
        "materiel": [m.text for m in statement.materiel],
        "sources": [
            _party(a.source) | {"through": a.through, "verb": a.verb, "claimant": a.claimant}
            for a in statement.attributions
        ],
        "evidence": report.words(statement.evidence),
        "spans": _spans(statement),
        "confidence": round(statement.confidence, 4),
        "missing": statement.missing,
    }


def assessment_record(assessment: Assessment) -> JSON:
    return {
        "id": assessment.id,
        "holder": None if assessment.holder is None else assessment.holder.name,
        "text": assessment.text,
        "about": list(assessment.about),
        "kind": assessment.kind,
        "modality": assessment.modality,
        "spans": _pairs(assessment.spans),
    }


def problem_record(problem: Problem) -> JSON:
    return problem.model_dump(mode="json", exclude_none=True)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _party(party: Party) -> JSON:
    return {
        "name": party.name,
        "text": party.text,
        "id": party.id,
        "kind": party.kind,
        "country": party.country,
        "parents": list(party.parents),
        "suspected": party.suspected,
        "where": party.where,
    }


def _toll(toll: Toll) -> JSON:
    record: JSON = {
        "kind": toll.kind,
        "who": toll.who,
        "group": toll.group,
        "low": toll.low,
        "high": toll.high,
        "text": toll.text,
    }
    if toll.approx:
        record["approx"] = True
    if toll.source is not None:
        record["source"] = toll.source
    return record


def _pairs(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[s.start, s.end] for s in spans]


def _spans(statement: Statement) -> dict[str, list[list[int]]]:
    """Field -> where its words stand in title + "\\n" + text. Fields without words are left out."""
    place = () if statement.place is None else statement.place.spans
    spans = {
        "evidence": (statement.evidence,),
        "type": statement.trigger,
        "start": statement.when.spans if statement.when.start is not None else (),
        "end": statement.when.spans if statement.when.end is not None else (),
        "place": place,
        "actors": tuple(s for p in statement.actors for s in p.spans),
        "partners": tuple(s for p in statement.partners for s in p.spans),
        "targets": tuple(s for p in statement.targets for s in p.spans),
        "count": () if statement.count is None else statement.count.spans,
        "tolls": tuple(s for t in statement.tolls for s in t.spans),
        "materiel": tuple(s for m in statement.materiel for s in m.spans),
        "sources": tuple(s for a in statement.attributions for s in a.spans),
    }
    return {field: _pairs(found) for field, found in spans.items() if found}
