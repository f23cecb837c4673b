"""Each field of the filter keeps the events it names, and only those."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dateline.adding import link_pending
from dateline.model import Coding, Event, Place
from dateline.store import EventFilter, Store
from tests.store.test_store import add


def _event(id: str, **fields: object) -> Event:
    base: dict[str, object] = {
        "id": id, "type": "attack", "start": None, "end": None, "place": None, "actors": (), "partners": (),
        "targets": (), "tolls": (), "certainty": "stated", "outlets": (), "statements": (),
    }  # fmt: skip
    return Event.model_validate(base | fields)


EVENTS = [
    _event("undated"),
    _event(
        "raid",
        type="armed_clash",
        start=date(2024, 5, 1),
        end=date(2024, 5, 3),
        place=Place(text="Éze", name="Éze", country="FR", admin1="Côte", lat=43.7, lon=7.4),
        actors=("Northern Front",),
        targets=("Southern 100% Army",),
        outlets=("The Gazette",),
        tolls=({"kind": "killed", "group": "target", "best": 5, "low": 4, "high": 6, "rule": "r"},),
    ),
    _event(
        "strike",
        type="air_strike",
        start=date(2024, 6, 1),
        end=date(2024, 6, 1),
        place=Place(text="Suva", name="Suva", country="FJ", lat=-18.1, lon=178.4),
        partners=("Northern Front",),
        certainty="attributed",
        outlets=("Wire", "Radio"),
        tolls=({"kind": "wounded", "group": "civilian", "best": 9, "low": 9, "high": None, "rule": "r"},),
    ),
]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (EventFilter(), ["strike", "raid", "undated"]),
        (EventFilter(since=date(2024, 5, 3)), ["strike", "raid"]),
        (EventFilter(since=date(2024, 5, 4)), ["strike"]),
        (EventFilter(until=date(2024, 5, 1)), ["raid"]),
        (EventFilter(until=date(2024, 4, 30)), []),
        (EventFilter(since=date(2024, 5, 2), until=date(2024, 5, 2)), ["raid"]),
        (EventFilter(place="éZE"), ["raid"]),
        (EventFilter(place="côte"), ["raid"]),
        (EventFilter(country="fj"), ["strike"]),
        (EventFilter(type=("air_strike", "attack")), ["strike", "undated"]),
        (EventFilter(actor="northern"), ["strike", "raid"]),
        (EventFilter(actor="100% a"), ["raid"]),
        (EventFilter(actor="100_"), []),
        (EventFilter(outlet="radio"), ["strike"]),
        (EventFilter(certainty="attributed"), ["strike"]),
        (EventFilter(min_toll=5), ["raid"]),
        (EventFilter(min_toll=6), []),
        (EventFilter(min_toll=6, toll_kind="wounded"), ["strike"]),
        (EventFilter(bbox=(0, 40, 10, 50)), ["raid"]),
        (EventFilter(bbox=(170, -20, -170, 0)), ["strike"]),
        (EventFilter(actor="northern", country="FR", min_toll=1), ["raid"]),
    ],
    ids=str,
)
def test_filter_keeps_what_it_names(store: Store, wanted: EventFilter, ids: list[str]) -> None:
    store.replace_events([], EVENTS, linked=[])
    assert [event.id for event in store.events(wanted)] == ids
    assert store.count_events(wanted) == len(ids)


def test_text_is_looked_for_in_the_evidence(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    evidence: Callable[[Event], str] = lambda e: " ".join(  # noqa: E731
        store.coding(s.report_id).report.words(s.evidence) for s in store.statements_of_event(e.id)
    )
    word = evidence(store.events()[0]).split()[-2].upper()
    found = store.events(EventFilter(text=word))
    assert found == [e for e in store.events() if word.casefold() in evidence(e).casefold()]
    assert 0 < len(found) < store.counts().events
