"""Linking what is new gives the same events as linking everything (promise 3)."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dateline.adding import link_pending
from dateline.link import link
from dateline.model import Coding, Event, Judgement
from dateline.store import Store
from tests.store.test_store import NEWER, RUN, add


def all_at_once(store: Store) -> list[Event]:
    """The events of everything in the database, linked in memory in one go."""
    told = [s for coding in store.all_codings() for s in coding.statements]
    return by_id(link(told, store.facts(s.report_id for s in told), store.judgements()))


def by_id(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.id)


def judgement(number: int, decision: str, *subjects: str, **more: Any) -> Judgement:
    made = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    return Judgement.model_validate(
        {"id": f"j{number}", "decision": decision, "subjects": subjects, "author": "an editor", "made": made}
        | more
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_linking_in_parts_gives_what_linking_at_once_gives(
    store: Store, codings: list[Coding], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.adding.BATCH", 7)
    draw = random.Random(seed)
    shuffled = draw.sample(codings, len(codings))
    store.start_run(RUN)
    for coding in shuffled:
        store.add_coding(coding, run=RUN)
        if draw.random() < 0.3:
            link_pending(store)
    link_pending(store)
    assert by_id(store.events()) == all_at_once(store)
    assert any(len(event.statements) > 1 for event in store.events())
    assert store.counts().unlinked == 0


def test_events_deleted_and_linked_again_come_back(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    before = store.events()
    store.forget_events()
    assert store.events() == []
    assert link_pending(store) == len(before)
    assert store.events() == before


def test_linking_twice_changes_nothing(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    before = store.events()
    assert link_pending(store) == 0
    assert store.events() == before


def test_judgements_are_followed_and_undone(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    before = store.events()
    shared = next(e for e in before if len(e.statements) > 1)
    alone = [e for e in before if len(e.statements) == 1]
    one, other = next(
        (a.statements[0], b.statements[0])
        for a in alone
        for b in alone
        if store.statement(a.statements[0]).report_id != store.statement(b.statements[0]).report_id
    )
    steps = [
        judgement(1, "same", one, other),
        judgement(2, "different", *shared.statements[:2]),
        judgement(3, "reject", alone[-1].statements[0]),
        judgement(4, "correct", alone[-2].statements[0], field="start", value="2001-01-01"),
    ]
    for step in steps:
        store.add_judgement(step)
        link_pending(store)
        assert by_id(store.events()) == all_at_once(store)
    assert store.event_of_statement(one) == store.event_of_statement(other)
    assert store.event_of_statement(shared.statements[0]) != store.event_of_statement(shared.statements[1])
    assert store.event_of_statement(alone[-1].statements[0]) is None
    for step in steps:
        store.withdraw_judgement(step.id, datetime(2024, 2, 1, tzinfo=UTC))
        link_pending(store)
        assert by_id(store.events()) == all_at_once(store)
    assert store.events() == before


def test_corrected_place_finds_its_new_partners(store: Store, codings: list[Coding]) -> None:
    """The statement is moved far away; one added later at the new place is then linked with it."""
    add(store, codings[0])
    link_pending(store)
    statement = codings[0].statements[0]
    assert statement.place is not None
    moved = {"name": "Elsewhere", "text": "Elsewhere", "country": "ZZ", "lat": 60.0, "lon": 170.0}
    store.add_judgement(judgement(1, "correct", statement.id, field="place", value=moved))
    link_pending(store)
    again = next(c for c in codings[1:] if c.report.outlet != codings[0].report.outlet)
    place = statement.place.model_copy(update=moved | {"id": None, "admin1": None, "precision": "exact"})
    there = again.statements[0].model_copy(
        update={"type": statement.type, "when": statement.when, "place": place, "actors": statement.actors,
                "targets": statement.targets, "tolls": statement.tolls}
    )  # fmt: skip
    store.add_coding(again.model_copy(update={"statements": (there,)}), run=RUN)
    link_pending(store)
    assert by_id(store.events()) == all_at_once(store)
    assert store.event_of_statement(there.id) == store.event_of_statement(statement.id)


def test_reprint_is_linked_with_its_original(store: Store, codings: list[Coding]) -> None:
    add(store, codings[0])
    link_pending(store)
    report = codings[0].report.model_copy(update={"outlet": "Another", "reprint_of": codings[0].report.id})
    statements = tuple(
        s.model_copy(update={"id": f"copy-{s.id}", "report_id": report.id}) for s in codings[0].statements
    )
    store.add_coding(Coding(report=report, statements=statements), run=RUN)
    link_pending(store)
    assert by_id(store.events()) == all_at_once(store)
    assert all(len(event.statements) == 2 and len(event.outlets) == 1 for event in store.events())


def test_recoded_report_is_linked_as_if_it_were_new(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    store.start_run(NEWER)
    for coding in codings[::3]:
        fewer = coding.model_copy(update={"statements": coding.statements[::2]})
        store.add_coding(fewer, run=NEWER, recode=True)
    link_pending(store)
    assert by_id(store.events()) == all_at_once(store)
