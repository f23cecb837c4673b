"""Statements and reports made by hand, with as few words as a test needs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from dateline.model import Event, Judgement, Party, Place, ReportFacts, Span, Statement, Toll, When

RAQQA = Place(
    text="Raqqa", name="Raqqa", country="SY", admin1="Raqqa", lat=35.95, lon=39.01, precision="exact"
)
ALEPPO = Place(
    text="Aleppo", name="Aleppo", country="SY", admin1="Aleppo", lat=36.2, lon=37.16, precision="exact"
)
RAQQA_PROVINCE = RAQQA.model_copy(update={"name": "Raqqa Province", "precision": "admin1", "radius_km": 90.0})
SYRIA = Place(text="Syria", name="Syria", country="SY", lat=35.0, lon=38.5, precision="country")


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def facts(*reports: str, **details: Any) -> dict[str, ReportFacts]:
    """Reports "a=2018-01-02" published on that day by outlet "A"; `details` go to every one."""
    found = {}
    for report in reports:
        id, _, published = report.partition("=")
        given = {"outlet": id.upper(), "published": day(published or None)} | details
        found[id] = ReportFacts(id=id, doc=id, **given)
    return found


def party(name: str, *, known: bool = True, parents: tuple[str, ...] = ()) -> Party:
    return Party(name=name, text=name, id=name.lower() if known else None, parents=parents)


def killed(low: int, high: int | None, **details: Any) -> Toll:
    given = {"kind": "killed", "who": "people", "group": "civilian", "text": str(low)} | details
    return Toll(low=low, high=high, **given)


def statement(
    report: str,
    number: int = 1,
    *,
    type: str = "air_strike",
    start: str | None = "2018-01-01",
    end: str | None = "2018-01-01",
    place: Place | None = RAQQA,
    actors: tuple[Party, ...] = (party("Coalition"),),
    targets: tuple[Party, ...] = (party("Islamic State"),),
    **details: Any,
) -> Statement:
    """The air strike of 1 January 2018 on Raqqa, as `report` tells it, unless said otherwise."""
    given = {
        "focus": True,
        "certainty": "stated",
        "evidence": Span(0, 1),
        "trigger": (Span(0, 1),),
        "confidence": 0.5,
    } | details
    return Statement.model_validate(
        {
            "id": f"{report}{number}",
            "report_id": report,
            "doc": report,
            "type": type,
            "when": When(start=day(start), end=day(end)),
            "place": place,
            "actors": actors,
            "targets": targets,
            **given,
        }
    )


def judge(
    decision: Any, *subjects: str, minute: int = 0, withdrawn: bool = False, **details: Any
) -> Judgement:
    made = datetime(2020, 1, 1, 0, minute, tzinfo=UTC)
    return Judgement(
        id=f"{decision}-{'-'.join(subjects)}-{minute}",
        decision=decision,
        subjects=subjects,
        author="tester",
        made=made,
        withdrawn=made if withdrawn else None,
        **details,
    )


def grouped(events: list[Event]) -> set[frozenset[str]]:
    """Which statements stand together."""
    return {frozenset(event.statements) for event in events}


def groups(*texts: str) -> set[frozenset[str]]:
    """ "a1 b1", "c1" -> the groups of these ids."""
    return {frozenset(text.split()) for text in texts}
