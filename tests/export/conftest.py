"""A small database: a raid told by two outlets and reprinted by a third, and a protest without a place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dateline.adding import link_pending
from dateline.model import (
    Attribution,
    Coding,
    Count,
    Materiel,
    Party,
    Place,
    Report,
    Run,
    Span,
    Statement,
    Toll,
    When,
    digest,
)
from dateline.store import Store

RUN = Run(id="r", started=datetime(2024, 1, 1, tzinfo=UTC), version="1", settings={}, models={})
QASR = Place(
    text="Qasr",
    name="Qasr",
    country="SY",
    admin1="Homs",
    admin1_code="SY-HI",
    admin2="Al-Qusayr",
    admin2_code="SY.11.8531",
    radius_km=3.5,
    lat=34.51,
    lon=36.5123456789,
    precision="exact",
)
ARMY = Party(name="Syrian army", text="army", id="state:SY:forces", kind="state_force", country="SY")
REBELS = Party(name="rebels", text="rebels", kind="rebel")


def report(doc: str, body: str, *, outlet: str, day: int = 2, reprint_of: str | None = None) -> Report:
    return Report(
        doc=doc,
        title='=Raid, "big"',
        body=body,
        published=date(2024, 3, day),
        outlet=outlet,
        url=f"https://example.org/{doc}",
        language="en",
        reprint_of=reprint_of,
    )


def statement(report: Report, words: str, **details: object) -> Statement:
    start = report.text.index(words)
    given: dict[str, object] = {
        "type": "armed_clash",
        "focus": True,
        "certainty": "attributed",
        "when": When(start=date(2024, 3, 1), end=date(2024, 3, 1)),
        "place": QASR,
        "confidence": 0.75,
    }
    return Statement.model_validate(
        {
            "id": digest("statement", report.id, words),
            "report_id": report.id,
            "doc": report.doc,
            "evidence": Span(start, start + len(words)),
            "trigger": (),
            **given,
            **details,
        }
    )


def killed(low: int, high: int | None, text: str) -> Toll:
    return Toll(kind="killed", who="rebels", group="target", low=low, high=high, text=text)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    raid = "The army raided Qasr, killing 12 rebels,\nthe ministry said."
    first = report("first", raid, outlet="Wire; North")
    second = report("second", "At least 15 rebels died in the army's raid on Qasr.", outlet="Daily", day=3)
    copy = report("copy", raid, outlet="Copycat", reprint_of=first.id)
    march = report("march", "-Thousands marched on Friday.", outlet="Daily")
    source = Attribution(source=Party(name="ministry", text="ministry"))
    told = {
        first: {
            "actors": (ARMY,),
            "targets": (REBELS,),
            "tolls": (killed(12, 12, "12"),),
            "attributions": (source,),
            "materiel": (Materiel(text="@rockets"),),
            "count": Count(low=2, high=None, text="several"),
        },
        second: {"actors": (ARMY,), "targets": (REBELS,), "tolls": (killed(15, None, "At least 15"),)},
        copy: {"actors": (ARMY,), "targets": (REBELS,), "tolls": (killed(12, 12, "12"),)},
        march: {"type": "protest", "place": None, "certainty": "stated", "focus": False},
    }
    with Store.open(tmp_path / "events.sqlite") as opened:
        opened.start_run(RUN)
        for given, details in told.items():
            coded = statement(given, given.body, **details)
            opened.add_coding(Coding(report=given, statements=(coded,)), run=RUN)
        link_pending(opened)
        yield opened
