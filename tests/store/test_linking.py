"""Linking what is new gives the same events as linking everything (promise 3)."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from dateline.adding import link_pending
from dateline.errors import NotFound
from dateline.link import Issued, link, name_events
from dateline.model import Coding, Event, GradeName, Judgement
from dateline.store import EventFilter, Store
from tests.store.test_store import NEWER, RUN, add


def all_at_once(store: Store) -> list[Event]:
    """The events of everything in the database, linked in memory in one go, under the ids that they have."""
    told = [s for coding in store.all_codings() for s in coding.statements]
    events = link(told, store.facts(s.report_id for s in told), store.judgements())
    kept = store.kept_ids([s.id for s in told], [event.id for event in events])
    events, new, _ = name_events(events, [Issued(k.id, k.founder, k.number, k.heir) for k in kept])
    assert new == {}
    return by_id([e for e in events if e.grade is not None and e.grade.value != "discounted"])


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
    rejected = store.event(str(store.event_of_statement(alone[-1].statements[0])))
    assert rejected.grade is not None and rejected.grade.value == "discounted"
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


# ---------------------------------------------------------------- ids and changes


def test_ids_last_whatever_the_order_of_adding(store: Store, codings: list[Coding]) -> None:
    """The younger half first: what is published earlier and comes later renames nothing."""
    add(store, *codings[12:])
    link_pending(store)
    before = {id: event.id for event in store.events() for id in event.statements}
    for coding in codings[:12]:
        store.add_coding(coding, run=RUN)
    link_pending(store)
    for statement, old in before.items():
        event = store.event_of_statement(statement)
        assert old in (event, *(c.event for c in store.changes() if event in c.others))
    store.forget_events()
    number = len(store.changes())
    link_pending(store)
    assert by_id(store.events()) == all_at_once(store)
    assert len(store.changes()) == number


def test_changes_tell_the_life_of_every_event(store: Store, codings: list[Coding]) -> None:
    """Whoever follows the feed knows which events there are, and where the others went."""
    add(store, *codings)
    link_pending(store)
    alone = [e.statements[0] for e in store.events() if len(e.statements) == 1][:2]
    shared = next(e.statements for e in store.events() if len(e.statements) > 1)
    for step in (judgement(1, "same", *alone), judgement(2, "different", *shared[:2])):
        store.add_judgement(step)
        link_pending(store)
    store.start_run(NEWER)
    store.add_coding(codings[0].model_copy(update={"statements": ()}), run=NEWER, recode=True)
    link_pending(store)
    live: set[str] = set()
    for change in store.changes():
        if change.kind == "created":
            assert change.event not in live
            live.add(change.event)
        elif change.kind in ("merged", "withdrawn"):
            live.remove(change.event)
    assert live == {event.id for event in store.events()}
    kinds = {change.kind for change in store.changes()}
    assert kinds == {"created", "changed", "merged", "split", "withdrawn"}


def test_a_merged_event_is_found_by_its_old_id_and_comes_back(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    before = store.events()
    older, younger = [e for e in before if len(e.statements) == 1][:2]
    last = store.changes()[-1]
    store.add_judgement(judgement(1, "same", older.statements[0], younger.statements[0]))
    link_pending(store)
    [merged] = [c for c in store.changes(number=last.number) if c.kind == "merged"]
    assert store.find_id(merged.event) == ("event", merged.others[0])
    assert store.changes(time=last.made) != [] and store.changes(time=datetime(2100, 1, 1, tzinfo=UTC)) == []
    assert {merged.event, merged.others[0]} == {older.id, younger.id}
    store.withdraw_judgement("j1", datetime(2024, 2, 1, tzinfo=UTC))
    link_pending(store)
    assert store.events() == before
    assert store.find_id(merged.event) == ("event", merged.event)


def test_an_id_of_which_nothing_is_left_says_so(store: Store, codings: list[Coding]) -> None:
    add(store, codings[0])
    link_pending(store)
    gone = store.events()[0].id
    store.start_run(NEWER)
    store.add_coding(codings[0].model_copy(update={"statements": ()}), run=NEWER, recode=True)
    link_pending(store)
    with pytest.raises(NotFound, match="is no more"):
        store.find_id(gone)
    assert [c.kind for c in store.changes() if c.event == gone] == ["created", "withdrawn"]


def test_a_part_names_the_whole_under_the_id_that_it_has(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    shared = next(e for e in store.events() if len(e.statements) > 1)
    part, whole = shared.statements[:2]
    store.add_judgement(judgement(1, "part_of", part, whole))
    link_pending(store)
    child = store.event(str(store.event_of_statement(part)))
    assert child.part_of == store.event_of_statement(whole) != child.id
    assert by_id(store.events()) == all_at_once(store)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_withdrawing_restores_events_ids_and_grades(store: Store, codings: list[Coding], seed: int) -> None:
    add(store, *codings)
    link_pending(store)
    before = store.events(EventFilter(grade=get_args(GradeName)))
    draw = random.Random(seed)
    ids = [id for event in before for id in event.statements]
    made = []
    for number in range(6):
        decision = draw.choice(("same", "different", "part_of", "reject", "correct"))
        about = draw.sample(ids, 2 if decision in ("same", "different", "part_of") else 1)
        more = {"field": "certainty", "value": "disputed"} if decision == "correct" else {}
        made.append(judgement(number, decision, *about, **more))
        store.add_judgement(made[-1])
        link_pending(store)
    assert store.events(EventFilter(grade=get_args(GradeName))) != before
    for step in draw.sample(made, len(made)):
        store.withdraw_judgement(step.id, datetime(2024, 2, 1, tzinfo=UTC))
        link_pending(store)
    assert store.events(EventFilter(grade=get_args(GradeName))) == before
