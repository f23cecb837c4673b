"""Records in, table rows out, and back. The whole record is kept as JSON beside the columns for questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from dateline.codebook import family
from dateline.model import (
    Assessment,
    Change,
    Dateline,
    Event,
    Furniture,
    How,
    Judgement,
    Party,
    Place,
    Problem,
    Report,
    Run,
    Span,
    Statement,
    digest,
)

Row = dict[str, Any]
PLACE_COLUMNS = (  # of a `Place`, under their own names
    "admin1", "admin1_code", "admin2", "admin2_code", "country", "lat", "lon", "precision", "radius_km",
)  # fmt: skip
_FURNITURE = TypeAdapter(tuple[Furniture, ...])


# ---------------------------------------------------------------- reports


def report_row(report: Report, *, rules: str, run_id: str, added: datetime) -> Row:
    return {
        "id": report.id,
        "doc": report.doc,
        "title": report.title,
        "body": report.body,
        "published": report.published,
        "published_from": report.published_from,
        "outlet": report.outlet,
        "url": report.url,
        "language": report.language,
        "dateline": None if report.dateline is None else report.dateline.model_dump_json(),
        "furniture": _FURNITURE.dump_json(report.furniture).decode(),
        "reprint_of": report.reprint_of,
        "rules": rules,
        "run_id": run_id,
        "added": added,
    }


def report_of(row: Any) -> Report:
    return Report(
        doc=row.doc,
        title=row.title,
        body=row.body,
        published=row.published,
        published_from=row.published_from,
        outlet=row.outlet,
        url=row.url,
        language=row.language,
        dateline=None if row.dateline is None else Dateline.model_validate_json(row.dateline),
        furniture=_FURNITURE.validate_json(row.furniture),
        reprint_of=row.reprint_of,
    )


# ---------------------------------------------------------------- statements


def statement_row(statement: Statement, report: Report, position: int) -> Row:
    return {
        "id": statement.id,
        "report_id": statement.report_id,
        "position": position,
        "type": statement.type,
        "family": family(statement.type),
        "focus": statement.focus,
        "certainty": statement.certainty,
        "start_date": statement.when.start,
        "end_date": statement.when.end,
        "time_precision": statement.when.precision,
        **_place_columns(statement.place),
        "evidence": report.words(statement.evidence),
        "evidence_start": statement.evidence.start,
        "evidence_end": statement.evidence.end,
        "confidence": statement.confidence,
        "record": statement.model_dump_json(),
    }


def _place_columns(place: Place | None) -> Row:
    columns = {column: None if place is None else getattr(place, column) for column in PLACE_COLUMNS}
    return {"place": None if place is None else place.name, **columns}


def party_rows(statement: Statement) -> list[Row]:
    parties: list[tuple[str, Party, str | None]] = [("actor", p, None) for p in statement.actors]
    parties += [("partner", p, None) for p in statement.partners]
    parties += [("target", p, None) for p in statement.targets]
    parties += [("source", a.source, a.claimant) for a in statement.attributions]
    return [
        {
            "statement_id": statement.id,
            "position": position,
            "role": role,
            "name": party.name,
            "actor_id": party.id,
            "kind": party.kind,
            "country": party.country,
            "words": party.text,
            "claimant": claimant,
        }
        for position, (role, party, claimant) in enumerate(parties, 1)
    ]


def toll_rows(statement: Statement) -> list[Row]:
    return [
        {
            "statement_id": statement.id,
            "position": position,
            "kind": toll.kind,
            "side": toll.group,
            "who": toll.who,
            "low": toll.low,
            "high": toll.high,
            "approx": toll.approx,
            "words": toll.text,
            "source": toll.source,
        }
        for position, toll in enumerate(statement.tolls, 1)
    ]


def value_rows(statement: Statement, report: Report) -> list[Row]:
    """One row for each value and stretch of words; a field without a value has one row with the reason."""
    rows: list[Row] = []

    def add(field: str, value: object, spans: tuple[Span, ...], how: How | None) -> None:
        for span in spans or (None,):
            rows.append(
                {
                    "statement_id": statement.id,
                    "position": len(rows) + 1,
                    "field": field,
                    "value": str(value),
                    "words": None if span is None else report.words(span),
                    "span_start": None if span is None else span.start,
                    "span_end": None if span is None else span.end,
                    "rule": None if how is None else how.rule,
                    "reason": None,
                }
            )

    for field, value, spans, how in _values(statement):
        add(field, value, spans, how)
    for field, reason in sorted(statement.missing.items()):
        rows.append(
            dict.fromkeys(("value", "words", "span_start", "span_end", "rule"))
            | {
                "statement_id": statement.id,
                "position": len(rows) + 1,
                "field": field,
                "reason": reason,
            }
        )
    return rows


def _values(statement: Statement) -> Iterator[tuple[str, object, tuple[Span, ...], How | None]]:
    how = statement.how
    yield "type", statement.type, statement.trigger, how.get("type")
    yield "focus", str(statement.focus).lower(), (), how.get("focus")
    yield "certainty", statement.certainty, (), how.get("certainty")
    when = statement.when
    if when.start is not None:
        yield "start", when.start, when.spans, when.how
    if when.end is not None:
        yield "end", when.end, when.spans, when.how
    if statement.place is not None:
        yield "place", statement.place.name, statement.place.spans, statement.place.how
    for field in ("actors", "partners", "targets"):
        parties: tuple[Party, ...] = getattr(statement, field)
        for party in parties:
            yield field, party.name, party.spans, party.how
    if statement.count is not None:
        yield (
            "count",
            _interval(statement.count.low, statement.count.high),
            statement.count.spans,
            how.get("count"),
        )
    for toll in statement.tolls:
        yield "tolls", f"{toll.kind} {_interval(toll.low, toll.high)}", toll.spans, toll.how
    for thing in statement.materiel:
        yield "materiel", thing.text, thing.spans, how.get("materiel")
    for said in statement.attributions:
        yield "sources", said.source.name, said.spans, said.source.how


def _interval(low: int, high: int | None) -> str:
    """
    >>> _interval(3, 3), _interval(3, 5), _interval(3, None)
    ('3', '3–5', '3 or more')
    """
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low}–{high}"


# ---------------------------------------------------------------- assessments, events, problems, judgements


def assessment_row(assessment: Assessment) -> Row:
    return {
        "id": assessment.id,
        "report_id": assessment.report_id,
        "holder": None if assessment.holder is None else assessment.holder.name,
        "kind": assessment.kind,
        "modality": assessment.modality,
        "words": assessment.text,
        "record": assessment.model_dump_json(),
    }


def event_row(event: Event) -> Row:
    return {
        "id": event.id,
        "type": event.type,
        "start_date": event.start,
        "end_date": event.end,
        **_place_columns(event.place),
        "certainty": event.certainty,
        "statement_count": len(event.statements),
        "outlet_count": len(event.outlets),
        "confidence": event.confidence,
        "record": event.model_dump_json(),
        "grade": None if event.grade is None else event.grade.value,
        "part_of": event.part_of,
    }


def event_statement_rows(event: Event) -> list[Row]:
    return [
        {"event_id": event.id, "position": position, "statement_id": statement}
        for position, statement in enumerate(event.statements, 1)
    ]


def event_party_rows(event: Event) -> list[Row]:
    sides = [("actor", name) for name in event.actors]
    sides += [("partner", name) for name in event.partners]
    sides += [("target", name) for name in event.targets]
    return [
        {"event_id": event.id, "position": position, "role": role, "name": name}
        for position, (role, name) in enumerate(sides, 1)
    ]


def event_toll_rows(event: Event) -> list[Row]:
    return [
        {
            "event_id": event.id,
            "position": position,
            "kind": toll.kind,
            "side": toll.group,
            "best": toll.best,
            "low": toll.low,
            "high": toll.high,
            "rule": toll.rule,
        }
        for position, toll in enumerate(event.tolls, 1)
    ]


def event_outlet_rows(event: Event) -> list[Row]:
    return [{"event_id": event.id, "outlet": outlet} for outlet in dict.fromkeys(event.outlets)]


def change_row(change: Row, *, made: datetime) -> Row:
    """`change`: kind, event, others, fields, statements."""
    return {
        "made": made,
        "kind": change["kind"],
        "event_id": change["event"],
        **{field: to_json(change[field]) for field in ("others", "fields", "statements")},
    }


def change_of(row: Any) -> Change:
    return Change(
        number=row.number,
        made=row.made,
        kind=row.kind,
        event=row.event_id,
        others=tuple(json.loads(row.others)),
        fields=tuple(json.loads(row.fields)),
        statements=tuple(json.loads(row.statements)),
    )


def problem_row(problem: Problem, *, run_id: str | None, report_id: str | None) -> Row:
    return {
        "id": digest(
            "problem", report_id, problem.stage, problem.code, problem.where, problem.message, problem.span
        ),
        "report_id": report_id,
        "run_id": run_id,
        "stage": problem.stage,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "location": problem.where,
        "span_start": None if problem.span is None else problem.span.start,
        "span_end": None if problem.span is None else problem.span.end,
    }


def problem_of(row: Any) -> Problem:
    return Problem(
        stage=row.stage,
        code=row.code,
        severity=row.severity,
        message=row.message,
        where=row.location,
        span=None if row.span_start is None else Span(row.span_start, row.span_end),
    )


def judgement_row(judgement: Judgement) -> Row:
    return {
        "id": judgement.id,
        "decision": judgement.decision,
        "field": judgement.field,
        "value": None if judgement.value is None else to_json(judgement.value),
        "reason": judgement.reason,
        "author": judgement.author,
        "made": judgement.made,
        "withdrawn": judgement.withdrawn,
    }


def judgement_of(row: Any, subjects: tuple[str, ...]) -> Judgement:
    return Judgement(
        id=row.id,
        decision=row.decision,
        subjects=subjects,
        field=row.field,
        value=None if row.value is None else json.loads(row.value),
        reason=row.reason,
        author=row.author,
        made=row.made,
        withdrawn=row.withdrawn,
    )


# ---------------------------------------------------------------- runs


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def run_of(row: Any) -> Run:
    return Run(
        id=row.id,
        started=row.started,
        version=row.version,
        settings=json.loads(row.settings),
        models=json.loads(row.models),
    )
