"""Judgements that contradict, parts of events, and ids that last."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.link import Issued, conflicts, link, name_events
from dateline.link.changes import Difference, find_differences, tell
from dateline.link.naming import new_heirs
from dateline.model import Event, Judgement
from tests.link.build import ALEPPO, facts, judge, statement

FACTS = facts("a=2018-01-02", "b=2018-01-03", "c=2018-01-04", "d=2018-01-05")


# ---------------------------------------------------------------- contradictions


CONTRADICTIONS: dict[str, tuple[list[Judgement], list[tuple[str, set[str]]]]] = {
    "none": ([judge("same", "a1", "b1"), judge("different", "a1", "c1", minute=1)], []),
    "the opposite": (
        [judge("same", "a1", "b1"), judge("different", "b1", "a1", minute=1)],
        [("same-a1-b1-0", {"different-b1-a1-1"})],
    ),
    "by way of another": (
        [judge("same", "a1", "b1"), judge("same", "b1", "c1", minute=1), judge("different", "a1", "c1", minute=2)],
        [("same-a1-b1-0", {"same-b1-c1-1", "different-a1-c1-2"})],
    ),
    "different, and then the same by way of another": (
        [judge("different", "a1", "c1"), judge("same", "a1", "b1", minute=1), judge("same", "b1", "c1", minute=2)],
        [("different-a1-c1-0", {"same-a1-b1-1", "same-b1-c1-2"})],
    ),
    "a part of what it is": (
        [judge("part_of", "a1", "b1"), judge("same", "a1", "b1", minute=1)],
        [("part_of-a1-b1-0", {"same-a1-b1-1"})],
    ),
    "parts of each other": (
        [judge("part_of", "a1", "b1"), judge("part_of", "b1", "a1", minute=1)],
        [("part_of-a1-b1-0", {"part_of-b1-a1-1"})],
    ),
    "a part of two": (
        [judge("part_of", "a1", "b1"), judge("part_of", "a1", "c1", minute=1)],
        [("part_of-a1-b1-0", {"part_of-a1-c1-1"})],
    ),
    "accepted and rejected": (
        [judge("accept", "a1"), judge("reject", "a1", minute=1)], [("accept-a1-0", {"reject-a1-1"})],
    ),
    "corrected twice": (
        [
            judge("correct", "a1", field="type", value="attack"),
            judge("correct", "a1", field="type", value="riot", minute=1),
        ],
        [("correct-a1-0", {"correct-a1-1"})],
    ),
    "corrected twice to the same": (
        [judge("correct", "a1", field="type", value="riot"),
         judge("correct", "a1", field="type", value="riot", minute=1)],
        [],
    ),
    "two fields corrected": (
        [judge("correct", "a1", field="type", value="riot"),
         judge("correct", "a1", field="start", value="2018-01-01", minute=1)],
        [],
    ),
    "withdrawn": (
        [judge("same", "a1", "b1"), judge("different", "a1", "b1", minute=1, withdrawn=True)], [],
    ),
    "with a rejected one": (
        [judge("same", "a1", "b1"), judge("different", "a1", "b1", minute=1), judge("reject", "a1", minute=2)], [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_contradictions_are_told_with_what_holds(case: str) -> None:
    judgements, expected = CONTRADICTIONS[case]
    assert [(c.gives_way, set(c.holds)) for c in conflicts(judgements)] == expected
    assert conflicts(judgements[::-1]) == conflicts(judgements)


# ---------------------------------------------------------------- parts


def test_a_part_is_an_event_of_its_own_that_names_the_whole() -> None:
    told = [statement("a"), statement("b"), statement("c", place=ALEPPO)]
    events = {e.statements: e for e in link(told, FACTS, [judge("part_of", "b1", "a1")])}
    assert events["b1",].part_of == events["a1",].id
    assert events["a1",].part_of is None and events["c1",].part_of is None


def test_parts_may_have_parts() -> None:
    told = [statement(r) for r in "abc"]
    judgements = [judge("part_of", "a1", "b1"), judge("part_of", "b1", "c1", minute=1)]
    events = {e.statements[0]: e for e in link(told, FACTS, judgements)}
    assert (events["a1"].part_of, events["b1"].part_of) == (events["b1"].id, events["c1"].id)


# ---------------------------------------------------------------- ids


def grouped(*groups: str, rejected: str = "") -> list[Event]:
    """Events of these statements ("a1 b1"), made so by judgements."""
    ids = [group.split() for group in groups]
    told = [statement(id[0]) for group in ids for id in group]
    judgements = [judge("same", group[0], other) for group in ids for other in group[1:]]
    heads = [group[0] for group in ids]
    judgements += [judge("different", a, b) for a in heads for b in heads if a < b]
    judgements += [judge("reject", id, minute=1) for id in rejected.split()]
    return link(told, FACTS, judgements)


class Register:
    """What a database keeps of ids, from one linking to the next."""

    def __init__(self) -> None:
        self.issued: list[Issued] = []
        self.before: list[Event] = []

    def link(self, *groups: str, rejected: str = "") -> tuple[list[Event], list[Difference]]:
        events = grouped(*groups, rejected=rejected)
        heirs = new_heirs(self.issued, {e.id: e.statements for e in self.before}, events)
        self.issued = [replace(i, heir=heirs.get(i.id, i.heir)) for i in self.issued]
        named, founders, forwarded = name_events(events, self.issued)
        self.issued += [Issued(id, f, len(self.issued) + n) for n, (id, f) in enumerate(founders.items())]
        differences, _ = find_differences({e.id: tell(e) for e in self.before}, named, forwarded)
        self.before = named
        return named, differences

    def id_of(self, statement: str) -> str:
        return next(e.id for e in self.before if statement in e.statements)


def kinds(differences: list[Difference]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(d.kind, d.event, d.others) for d in differences if d.kind != "changed"}


def test_a_report_published_earlier_does_not_rename_the_event() -> None:
    register = Register()
    register.link("b1")
    first = register.id_of("b1")
    _, differences = register.link("a1 b1")
    assert register.id_of("a1") == first
    assert [(d.kind, d.event, "statements" in d.fields) for d in differences] == [("changed", first, True)]


def test_of_two_events_that_become_one_the_older_id_stays_and_parting_gives_it_back() -> None:
    register = Register()
    register.link("c1")
    register.link("a1", "c1")
    younger, older = register.id_of("a1"), register.id_of("c1")
    before = register.before
    _, differences = register.link("a1 c1")
    assert [e.id for e in register.before] == [older]
    assert kinds(differences) == {("merged", younger, (older,))}
    _, differences = register.link("a1", "c1")
    assert register.before == before
    assert kinds(differences) == {("created", younger, (older,)), ("split", older, (younger,))}


def test_a_part_that_splits_off_gets_a_new_id() -> None:
    register = Register()
    register.link("a1 b1 c1")
    kept = register.id_of("a1")
    _, differences = register.link("a1 b1", "c1")
    assert register.id_of("b1") == kept != register.id_of("c1")
    [split] = [d for d in differences if d.kind == "split"]
    assert (split.event, split.others, split.statements) == (kept, (register.id_of("c1"),), ("c1",))


def test_an_event_keeps_its_id_when_the_statement_that_founded_it_is_rejected() -> None:
    register = Register()
    before, _ = register.link("a1 b1 c1")
    kept = register.id_of("a1")
    register.link("a1 b1 c1", rejected="a1")
    assert register.id_of("b1") == kept != register.id_of("a1")
    register.link("a1 b1 c1")
    assert register.before == before


def test_an_event_that_is_rejected_whole_keeps_its_id() -> None:
    register = Register()
    register.link("a1 b1")
    kept = register.id_of("a1")
    _, differences = register.link("a1 b1", rejected="a1 b1")
    assert register.id_of("a1") == kept
    assert [d.kind for d in differences] == ["changed"]


def test_an_event_without_any_statement_left_is_withdrawn() -> None:
    register = Register()
    register.link("a1", "b1")
    gone = register.id_of("a1")
    assert kinds(register.link("b1")[1]) == {("withdrawn", gone, ())}


def test_linking_again_changes_nothing() -> None:
    register = Register()
    register.link("a1 b1", "c1")
    assert register.link("a1 b1", "c1")[1] == []


def test_a_new_id_is_never_one_that_another_event_has() -> None:
    """The first id is made from a1, passes to b1 when a1 is rejected, and stays there when a1 comes back alone."""
    register = Register()
    register.link("a1 b1")
    register.link("a1 b1", rejected="a1")
    register.link("a1", "b1")
    assert len({e.id for e in register.before}) == 2
    events = grouped("a1", "b1")
    taken = [Issued(events[0].id, "z9", 0), Issued("other", "z8", 1)]
    named, founders, _ = name_events(events, taken, lambda id: False)
    assert named[0].id not in {"other", events[0].id, named[1].id} and named[0].id in founders


def test_a_rejection_taken_back_gives_both_ids_back() -> None:
    """Two events are made one, the older's founder is rejected, and both are undone."""
    register = Register()
    register.link("a1", "b1")
    before = register.before
    register.link("a1 b1")
    register.link("a1 b1", rejected="a1")
    register.link("a1", "b1")
    assert register.before == before


STATEMENTS = ("a1", "b1", "c1", "d1")


@st.composite
def groupings(draw: st.DrawFn) -> tuple[tuple[str, ...], str]:
    """Some way to group the statements, and which of them are rejected."""
    places = [draw(st.integers(0, 2)) for _ in STATEMENTS]
    groups = {n: " ".join(s for s, p in zip(STATEMENTS, places, strict=True) if p == n) for n in places}
    return tuple(groups[n] for n in sorted(groups)), draw(st.sampled_from(("", "", "", *STATEMENTS)))


@settings(deadline=None, max_examples=150)
@given(groupings(), st.lists(groupings(), max_size=3))
def test_whatever_is_judged_and_taken_back_ids_are_as_before(
    first: tuple[tuple[str, ...], str], others: list[tuple[tuple[str, ...], str]]
) -> None:
    register = Register()
    register.link(*first[0])
    before = register.before
    for groups, rejected in others:
        register.link(*groups, rejected=rejected)
        assert len({event.id for event in register.before}) == len(register.before)
    register.link(*first[0])
    assert register.before == before
    assert register.link(*first[0])[1] == []


@settings(deadline=None, max_examples=100)
@given(st.lists(groupings(), min_size=1, max_size=4))
def test_changes_tell_which_events_live(steps: list[tuple[tuple[str, ...], str]]) -> None:
    register, live = Register(), set[str]()
    for groups, rejected in steps:
        _, differences = register.link(*groups, rejected=rejected)
        ended = {d.event for d in differences if d.kind in ("merged", "withdrawn")}
        created = {d.event for d in differences if d.kind == "created"}
        assert ended <= live and not created & live
        live = live - ended | created
        assert live == {event.id for event in register.before}
