"""Statements in, events out."""

from __future__ import annotations

import pytest

from dateline.errors import UsageError
from dateline.link import link
from tests.link.build import (
    ALEPPO,
    RAQQA,
    RAQQA_PROVINCE,
    day,
    facts,
    grouped,
    groups,
    judge,
    killed,
    party,
    statement,
)

FACTS = facts("a=2018-01-02", "b=2018-01-03", "c=2018-01-04")


def test_reports_of_one_strike_are_one_event() -> None:
    told = [statement("a"), statement("b"), statement("c", place=ALEPPO)]
    assert grouped(link(told, FACTS)) == groups("a1 b1", "c1")


def test_a_statement_must_agree_with_the_whole_event() -> None:
    """a and c are two days apart; b, between them, does not chain them."""
    told = [
        statement(r, start=d, end=d)
        for r, d in zip("abc", ("2018-01-01", "2018-01-02", "2018-01-03"), strict=True)
    ]
    assert "a1 c1" not in {" ".join(sorted(g)) for g in grouped(link(told, FACTS))}
    assert all(not {"a1", "c1"} <= group for group in grouped(link(told, FACTS)))


def test_two_strikes_of_one_report_stay_two_events() -> None:
    """Which of them another report tells of is seen by the toll; where nothing tells, it is not guessed."""
    first, second = statement("a", 1, tolls=(killed(4, 4),)), statement("a", 2, tolls=(killed(19, 19),))
    other = statement("b", tolls=(killed(19, 19),))
    assert grouped(link([first, second, other], FACTS)) == groups("a1", "a2 b1")
    alike = [statement("a", 1), statement("a", 2), statement("b")]
    assert grouped(link(alike, FACTS)) == groups("a1", "a2", "b1")


def test_an_event_keeps_its_id_when_a_report_joins_it() -> None:
    before = link([statement("a")], FACTS)[0]
    after = link([statement("a"), statement("b")], FACTS)[0]
    assert before.id == after.id


def test_events_stand_in_order_of_publication() -> None:
    told = [statement("c", place=ALEPPO), statement("b"), statement("a")]
    assert [event.statements for event in link(told, FACTS)] == [("a1", "b1"), ("c1",)]


# ---------------------------------------------------------------- reprints


REPRINTED = (
    facts("a=2018-01-02", "b=2018-01-05") | facts("b=2018-01-05", reprint_of="a") | facts("c=2018-01-04")
)


def test_a_reprint_tells_the_event_of_its_original_and_counts_as_no_outlet() -> None:
    """Its days count from its own publication and so may differ; the content does not."""
    told = [statement("a"), statement("b", start="2018-01-04", end="2018-01-04")]
    (event,) = link(told, REPRINTED)
    assert event.statements == ("a1", "b1")
    assert event.outlets == ("A",)


def test_a_reprint_of_a_report_that_is_not_here_counts_as_its_own_outlet() -> None:
    (event,) = link([statement("b")], REPRINTED)
    assert event.outlets == ("B",)


def test_an_original_without_an_outlet_is_known_by_its_reprints() -> None:
    known = REPRINTED | facts("a=2018-01-02", outlet=None)
    assert link([statement("a"), statement("b")], known)[0].outlets == ("B",)


def test_a_shortened_reprint_still_tells_the_event_of_its_original() -> None:
    told = [
        statement("a", tolls=(killed(12, 12), killed(30, 30, kind="wounded"))),
        statement("b", tolls=(killed(12, 12),)),
    ]
    assert grouped(link(told, REPRINTED)) == groups("a1 b1")


def test_a_reprint_tells_nothing_of_the_originals_other_events() -> None:
    told = [statement("a"), statement("b", type="protest")]
    assert grouped(link(told, REPRINTED)) == groups("a1", "b1")


def test_a_reprints_values_are_not_counted_again() -> None:
    told = [
        statement("a", certainty="attributed", type="shelling"),
        statement("b", type="shelling"),
        statement("c"),
    ]
    (event,) = link(told, REPRINTED, [judge("same", "a1", "c1")])
    assert event.statements == ("a1", "c1", "b1")
    assert event.type == "air_strike"  # one told each, were it not for the reprint


def test_two_statements_of_a_reprint_stay_apart_as_in_the_original() -> None:
    told = [statement(r, n, tolls=(killed(n * 10, n * 10),)) for r in "ab" for n in (1, 2)]
    assert grouped(link(told, REPRINTED)) == groups("a1 b1", "a2 b2")


# ---------------------------------------------------------------- judgements


def test_statements_judged_the_same_are_one_event_whatever_they_say() -> None:
    told = [statement("a"), statement("b", type="protest", place=ALEPPO)]
    assert grouped(link(told, FACTS, [judge("same", "a1", "b1")])) == groups("a1 b1")


def test_statements_of_one_report_are_linked_when_judged_the_same() -> None:
    told = [statement("a", 1), statement("a", 2)]
    assert grouped(link(told, FACTS, [judge("same", "a1", "a2")])) == groups("a1 a2")


def test_statements_judged_different_are_two_events() -> None:
    told = [statement("a"), statement("b")]
    assert grouped(link(told, FACTS, [judge("different", "a1", "b1")])) == groups("a1", "b1")


def test_a_reprint_judged_different_is_an_event_of_its_own() -> None:
    told = [statement("a"), statement("b")]
    assert grouped(link(told, REPRINTED, [judge("different", "a1", "b1")])) == groups("a1", "b1")


def test_a_withdrawn_judgement_counts_for_nothing() -> None:
    told = [statement("a"), statement("b")]
    judgements = [judge("different", "a1", "b1", withdrawn=True)]
    assert grouped(link(told, FACTS, judgements)) == groups("a1 b1")


@pytest.mark.parametrize("turned", [False, True])
def test_the_later_of_two_judgements_holds(turned: bool) -> None:
    told = [statement("a"), statement("b")]
    judgements = [judge("same", "a1", "b1", minute=turned), judge("different", "a1", "b1", minute=not turned)]
    expected = groups("a1 b1") if turned else groups("a1", "b1")
    assert grouped(link(told, FACTS, judgements)) == expected
    assert grouped(link(told, FACTS, judgements[::-1])) == expected


def test_judged_pairs_that_contradict_a_later_one_give_way() -> None:
    told = [statement(r, place=p) for r, p in zip("abc", (RAQQA, ALEPPO, RAQQA_PROVINCE), strict=True)]
    judgements = [
        judge("same", "a1", "b1", minute=1),
        judge("same", "b1", "c1", minute=2),
        judge("different", "a1", "c1", minute=3),
    ]
    assert grouped(link(told, FACTS, judgements)) == groups("a1", "b1 c1")


def test_a_rejected_statement_stands_apart_until_it_is_accepted() -> None:
    told = [statement("a"), statement("b")]
    rejected = judge("reject", "a1", minute=1)
    assert grouped(link(told, FACTS, [rejected])) == groups("a1", "b1")
    assert grouped(link(told, FACTS, [judge("accept", "a1", minute=2), rejected])) == groups("a1 b1")


def test_rejected_statements_of_one_event_stay_one_event() -> None:
    told = [statement("a"), statement("b")]
    assert grouped(link(told, FACTS, [judge("reject", "a1", "b1")])) == groups("a1 b1")


def test_a_corrected_value_counts_and_the_statement_is_not_changed() -> None:
    told = [statement("a"), statement("b", place=ALEPPO)]
    before = [s.model_copy(deep=True) for s in told]
    correction = judge("correct", "b1", field="place", value=RAQQA.model_dump())
    (event,) = link(told, FACTS, [correction])
    assert event.statements == ("a1", "b1")
    assert told == before


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("type", "shelling", lambda e: e.type == "shelling"),
        ("start", "2017-12-31", lambda e: e.start == day("2017-12-31")),
        ("actors", ["Russia"], lambda e: e.actors == ("Russia",)),
        ("place", None, lambda e: e.place is None),
        ("place", {"name": "Tabqa", "country": "SY"}, lambda e: e.place.name == "Tabqa"),
        (
            "tolls",
            [{"kind": "killed", "who": "people", "group": "other", "low": 5, "high": 5, "text": "five"}],
            lambda e: e.tolls[0].best == 5,
        ),
    ],
)
def test_each_field_can_be_corrected(field: str, value: object, found: object) -> None:
    (event,) = link([statement("a")], FACTS, [judge("correct", "a1", field=field, value=value)])
    assert callable(found) and found(event)


@pytest.mark.parametrize(("field", "value"), [("type", "picnic"), ("evidence", "x"), ("start", "soon")])
def test_a_correction_of_no_use_names_its_judgement(field: str, value: str) -> None:
    with pytest.raises(UsageError, match=r"judgement correct-a1-0 corrects"):
        link([statement("a")], FACTS, [judge("correct", "a1", field=field, value=value)])


# ---------------------------------------------------------------- values


def test_the_type_most_told_is_the_events_and_the_main_act_breaks_ties() -> None:
    same = [judge("same", "a1", "b1"), judge("same", "b1", "c1")]
    told = [
        statement("a", type="shelling"),
        statement("b", type="air_strike"),
        statement("c", type="shelling"),
    ]
    assert link(told, FACTS, same)[0].type == "shelling"
    assert link(told[:2], FACTS, same)[0].type == "air_strike"


def test_rival_values_are_kept_with_their_statements() -> None:
    told = [statement("a"), statement("b", certainty="attributed"), statement("c", certainty="attributed")]
    (event,) = link(told, FACTS)
    assert [(r.value, r.statements) for r in event.rivals["certainty"]] == [
        ("attributed", ("b1", "c1")),
        ("stated", ("a1",)),
    ]
    assert set(event.rivals) == {"certainty"}
    assert event.certainty == "stated"


def test_a_disputed_report_makes_the_event_disputed() -> None:
    (event,) = link([statement("a"), statement("b", certainty="disputed")], FACTS)
    assert event.certainty == "disputed"


def test_the_days_are_those_that_most_statements_allow() -> None:
    told = [
        statement("a", start="2017-12-25", end="2018-01-01"),
        statement("b", start="2017-12-31", end="2017-12-31"),
        statement("c", start=None, end="2018-01-01"),
    ]
    (event,) = link(told, FACTS, [judge("same", "a1", "b1"), judge("same", "b1", "c1")])
    assert (event.start, event.end) == (day("2017-12-31"), day("2017-12-31"))


def test_the_most_precise_place_is_the_events() -> None:
    (event,) = link([statement("a", place=RAQQA_PROVINCE), statement("b")], FACTS)
    assert event.place == RAQQA


def test_a_description_gives_way_to_a_known_actor() -> None:
    told = [statement("a", actors=(party("warplanes", known=False),)), statement("b")]
    (event,) = link(told, FACTS)
    assert event.actors == ("Coalition",)
    assert [r.value for r in event.rivals["actors"]] == ["warplanes", "Coalition"]


def test_the_best_toll_is_the_latest_days_and_the_range_holds_all() -> None:
    told = [
        statement("a", tolls=(killed(12, 12),)),
        statement("b", tolls=(killed(15, None),)),
        statement("c", tolls=(killed(14, 14),)),
    ]
    (event,) = link(told, FACTS, [judge("same", "a1", "b1"), judge("same", "b1", "c1")])
    (toll,) = event.tolls
    assert (toll.best, toll.low, toll.high) == (14, 12, None)
    assert [r.value for r in toll.rivals] == ["12", "15 or more", "14"]


def test_a_bare_plural_does_not_widen_a_definite_toll() -> None:
    (event,) = link(
        [statement("a", tolls=(killed(12, 12),)), statement("b", tolls=(killed(2, None),))], FACTS
    )
    (toll,) = event.tolls
    assert (toll.best, toll.low, toll.high) == (12, 12, 12)


def test_several_levels_of_one_toll_are_not_added_up() -> None:
    (event,) = link([statement("a", tolls=(killed(16, 16), killed(4, 4)))], FACTS)
    assert [(t.best, t.low, t.high) for t in event.tolls] == [(16, 16, 16)]


def test_people_of_an_untold_group_are_those_of_the_one_told() -> None:
    told = [statement("a", tolls=(killed(11, 11),)), statement("b", tolls=(killed(16, 16, group="other"),))]
    (event,) = link(told, FACTS, [judge("same", "a1", "b1")])
    assert [(t.group, t.best, t.low, t.high) for t in event.tolls] == [("civilian", 16, 11, 16)]


def test_groups_told_side_by_side_stay_apart() -> None:
    (event,) = link([statement("a", tolls=(killed(11, 11), killed(3, 3, group="other")))], FACTS)
    assert [(t.group, t.best) for t in event.tolls] == [("civilian", 11), ("other", 3)]


def test_another_sources_figure_widens_the_range_but_is_not_the_best() -> None:
    (event,) = link([statement("a", tolls=(killed(16, 16), killed(24, 24, source="the rebels")))], FACTS)
    (toll,) = event.tolls
    assert (toll.best, toll.low, toll.high) == (16, 16, 24)
    assert [r.value for r in toll.rivals] == ["16", "24"]


def test_every_value_of_an_event_names_its_rule() -> None:
    (event,) = link([statement("a")], FACTS)
    assert set(event.rules) == {
        "type", "start", "end", "place", "actors", "targets", "certainty", "outlets", "confidence",
    }  # fmt: skip
