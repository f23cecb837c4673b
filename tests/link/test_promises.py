"""What holds for any statements: order is nothing, boxes miss no partner, parts give what the whole gives."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.link import boxes, components, conflicts, link, may_link, spot
from dateline.link.block import find_pairs
from dateline.link.compare import VETO, compare, profile
from dateline.model import Judgement, Place, Statement
from tests.link.build import ALEPPO, RAQQA, RAQQA_PROVINCE, SYRIA, facts, judge, killed, party, statement

REPORTS = (
    facts("a=2018-01-02", "b=2018-01-03", "c=2018-01-03", "d", "e=2018-02-01")
    | facts("f=2018-01-06", reprint_of="a")
    | facts("g=2018-01-07", reprint_of="f")
)
NOWHERE = Place(text="Hill 9", name="Hill 9", country="SY", precision="exact")
SAMOA = Place(text="Apia", name="Apia", country="WS", lat=-13.8, lon=-179.9, precision="near")
FIJI = Place(text="Taveuni", name="Taveuni", country="FJ", lat=-13.9, lon=179.9, precision="near")
REGION = Place(text="north", name="north", country="SY", lat=36.5, lon=38.5, precision="region")
PLACES = (RAQQA, ALEPPO, RAQQA_PROVINCE, SYRIA, NOWHERE, SAMOA, FIJI, REGION, None)
DAYS = (None, "2017-01-01", "2017-12-31", "2018-01-01", "2018-01-02")


@st.composite
def told(draw: st.DrawFn) -> list[Statement]:
    """Up to a dozen statements, many of which may be one event."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        start, end = draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))
        if start is not None and end is not None:
            start, end = min(start, end), max(start, end)
        found.append(
            statement(
                draw(st.sampled_from(sorted(REPORTS))),
                number,
                type=draw(st.sampled_from(("air_strike", "air_strike", "shelling", "protest"))),
                start=start,
                end=end,
                place=draw(st.sampled_from(PLACES)),
                actors=draw(st.sampled_from(((), (party("SDF"),), (party("Turkey"),)))),
                targets=draw(st.sampled_from(((), (party("SDF"),), (party("crowd", known=False),)))),
                tolls=draw(st.sampled_from(((), (killed(7, 7),), (killed(2, None),)))),
            )
        )
    return found


@st.composite
def judged(draw: st.DrawFn, statements: list[Statement]) -> list[Judgement]:
    ids = [s.id for s in statements]
    found = []
    for minute in range(draw(st.integers(0, 4))):
        decision = draw(st.sampled_from(("same", "different", "part_of", "reject")))
        chosen = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2))
        found.append(judge(decision, *(chosen[:1] if decision == "reject" else chosen), minute=minute))
    return found


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_events_depend_on_the_set_of_statements_alone(data: st.DataObject) -> None:
    statements = data.draw(told())
    judgements = data.draw(judged(statements))
    shuffled = data.draw(st.permutations(statements))
    assert link(statements, REPORTS, judgements) == link(shuffled, REPORTS, judgements[::-1])


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_linking_parts_gives_what_linking_all_gives(data: st.DataObject) -> None:
    statements = data.draw(told())
    judgements = data.draw(judged(statements))
    whole = {event.id: event for event in link(statements, REPORTS, judgements)}
    parts = [
        event
        for part in components(statements, REPORTS, judgements)
        for event in link(part, REPORTS, judgements)
    ]
    assert {event.id: event for event in parts} == whole
    assert len(parts) == len(whole)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_every_statement_is_in_one_event_and_the_rejected_ones_in_discounted_events(
    data: st.DataObject,
) -> None:
    statements = data.draw(told())
    judgements = data.draw(judged(statements))
    rejected = {j.subjects[0] for j in judgements if j.decision == "reject"}
    events = link(statements, REPORTS, judgements)
    assert sorted(id for e in events for id in e.statements) == sorted({s.id for s in statements})
    for event in events:
        assert event.grade is not None
        assert {id in rejected for id in event.statements} == {event.grade.value == "discounted"}


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_every_judgement_holds_that_is_not_told_to_give_way(data: st.DataObject) -> None:
    statements = data.draw(told())
    judgements = data.draw(judged(statements))
    gives_way = {(c.gives_way, c.statements) for c in conflicts(judgements)}
    rejected = {j.subjects[0] for j in judgements if j.decision == "reject"}
    event_of = {id: event for event in link(statements, REPORTS, judgements) for id in event.statements}
    for judgement in judgements:
        if judgement.decision == "reject" or (judgement.id, judgement.subjects) in gives_way:
            continue
        one, other = judgement.subjects
        if (one in rejected) == (other in rejected):
            together = event_of[one].id == event_of[other].id
            assert together == (judgement.decision == "same" or one == other)
            if judgement.decision == "part_of" and one != other:
                assert event_of[one].part_of is not None


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_withdrawing_a_judgement_restores_what_was_there(data: st.DataObject) -> None:
    statements = data.draw(told())
    judgements = data.draw(judged(statements))
    before = link(statements, REPORTS, judgements)
    subjects = [s.id for s in statements[:2]]
    for decision in ("same", "different", "part_of", "reject"):
        taken_back = judge(decision, *subjects[: 1 if decision == "reject" else 2], minute=9, withdrawn=True)
        assert link(statements, REPORTS, [*judgements, taken_back]) == before


@settings(deadline=None, max_examples=60)
@given(told())
def test_boxes_hold_every_partner(statements: list[Statement]) -> None:
    for a, b in combinations(statements, 2):
        known = REPORTS[a.report_id], REPORTS[b.report_id]
        if may_link(a, b, REPORTS) or compare(profile(a, known[0]), profile(b, known[1])) > VETO:
            assert any(box.holds(spot(b, known[1])) for box in boxes(a, known[0]))
            assert any(box.holds(spot(a, known[0])) for box in boxes(b, known[1]))


@settings(deadline=None, max_examples=60)
@given(told())
def test_the_look_up_in_memory_finds_what_the_boxes_hold(statements: list[Statement]) -> None:
    known = [REPORTS[s.report_id] for s in statements]
    found = list(find_pairs(statements, known))
    assert len(set(found)) == len(found)
    for n, m in combinations(range(len(statements)), 2):
        if any(box.holds(spot(statements[n], known[n])) for box in boxes(statements[m], known[m])):
            assert (m, n) in found
