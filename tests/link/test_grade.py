"""Who says what, and how well an event is supported by that."""

from __future__ import annotations

from typing import get_args

import pytest

from dateline.link import link
from dateline.link.grade import grading
from dateline.model import Attribution, Claimant, Event, Grade, GradeName, Party, ReportFacts, Statement
from tests.link.build import facts, judge, party, statement

FACTS = facts("a=2021-03-02", "b=2021-03-03", "c=2021-03-04")
SAME = [judge("same", "a1", "b1"), judge("same", "b1", "c1", minute=1)]

TALIBAN = party("Taliban")
AFGHAN_ARMY = party("Afghan army", parents=("afghanistan",))
ELN = party("ELN")
COLOMBIA = party("Colombian army", parents=("colombia",))
M23 = party("M23")
ADF = party("ADF")


def says(kind: Claimant, source: Party | str, **details: object) -> Attribution:
    named = source if isinstance(source, Party) else Party(name=source, text=source)
    return Attribution.model_validate({"source": named, "claimant": kind, **details})


def told(
    report: str, *attributions: Attribution, certainty: str = "attributed", **details: object
) -> Statement:
    given = {"start": "2021-03-01", "end": "2021-03-01"} | details
    return statement(report, certainty=certainty, attributions=attributions, **given)  # type: ignore[arg-type]


def one_event(*statements: Statement, known: dict[str, ReportFacts] = FACTS) -> Event:
    (event,) = link(statements, known, SAME)
    return event


def grade_of(*statements: Statement, known: dict[str, ReportFacts] = FACTS) -> Grade:
    found = one_event(*statements, known=known).grade
    assert found is not None
    return found


SOHR = Party(name="Observatory", text="the Observatory", id="sohr", kind="monitor")
CASES: dict[str, tuple[GradeName, list[Statement]]] = {
    "an outlet in its own name": ("weak", [told("a", certainty="stated")]),
    "two outlets in their own names": ("fair", [told("a", certainty="stated"), told("b", certainty="stated")]),
    "one named monitor in three reports": ("weak", [told(r, says("monitor", SOHR)) for r in "abc"]),
    "a monitor and a hospital": (
        "fair", [told("a", says("monitor", SOHR)), told("b", says("medic", "Keren Hospital"))],
    ),
    "two sources in one report": ("fair", [told("a", says("witness", "residents"), says("medic", "doctors"))]),
    "officials without a name, twice": (
        "weak", [told("a", says("state", "officials")), told("b", says("state", "security officials"))],
    ),
    "two ministries": (
        "fair", [told("a", says("state", "Interior Ministry")), told("b", says("state", "Ministry of Health"))],
    ),
    "an outlet, and another that cites it": ("weak", [told("a", certainty="stated"), told("b", says("media", "A"))]),
    "only a side that it was done to": (
        "weak", [told("a", says("party", AFGHAN_ARMY), actors=(TALIBAN,), targets=(AFGHAN_ARMY,), type="attack")],
    ),
    "both sides blame the other": (
        "contested",
        [
            told("a", says("party", COLOMBIA), actors=(ELN,), targets=(COLOMBIA,), type="attack"),
            told("b", says("party", ELN), actors=(COLOMBIA,), targets=(ELN,), type="attack"),
        ],
    ),
    "a clash told from both sides": (
        "confirmed",
        [
            told("a", says("party", COLOMBIA), actors=(COLOMBIA,), targets=(ELN,), type="armed_clash"),
            told("b", says("party", ELN), actors=(ELN,), targets=(COLOMBIA,), type="armed_clash"),
        ],
    ),
    "sources of unknown kind": (
        "weak", [told("a", says("unknown", "a blog")), told("b", says("unknown", "a leaflet"))],
    ),
    "who did it says so": (
        "confirmed", [told("a", says("party", TALIBAN), actors=(TALIBAN,), targets=(AFGHAN_ARMY,), type="attack")],
    ),
    "a spokesman of who did it says so": (
        "confirmed",
        [
            told(
                "a",
                says("party", Party(name="Ali Rahman", text="Ali Rahman", kind="person", parents=("taliban",))),
                actors=(TALIBAN,), type="attack",
            )
        ],
    ),
    "who helped says so": (
        "confirmed",
        [told("a", says("party", M23), actors=(party("Rwandan army"),), partners=(M23,), type="territory_taken")],
    ),
    "an army says that the rebels did it": (
        "weak", [told("a", says("party", COLOMBIA), actors=(ELN,), targets=(COLOMBIA,), type="attack")],
    ),
    "disputed in one of three reports": (
        "contested",
        [told("a"), told("b"), told("c", says("state", "Defence Ministry"), certainty="disputed")],
    ),
    "confirmed by one, disputed in another": (
        "contested",
        [told("a", says("party", TALIBAN), actors=(TALIBAN,)), told("b", certainty="disputed", actors=(TALIBAN,))],
    ),
    "two groups are each said to have done it": (
        "contested", [told("a", actors=(M23,), type="attack"), told("b", actors=(ADF,), type="attack")],
    ),
    "a group and the body that it is a part of": (
        "fair",
        [
            told("a", actors=(party("Sinjar Units", parents=("pkk",)),)),
            told("b", actors=(party("PKK"),)),
        ],
    ),
    "gunmen without a name and a known group": (
        "fair", [told("a", actors=(party("gunmen", known=False),)), told("b", actors=(ADF,))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_grade(case: str) -> None:
    expected, statements = CASES[case]
    assert grade_of(*statements).value == expected


def test_every_grade_has_a_case_and_a_rule() -> None:
    values = {value for value, _ in CASES.values()} | {"discounted"}
    assert values == set(get_args(GradeName)) == {grade for grade, _ in grading().grades}


def test_credible_kinds_are_kinds_of_sources() -> None:
    assert grading().credible < set(get_args(Claimant))


def test_an_event_is_discounted_when_people_reject_every_statement() -> None:
    both = [told("a"), told("b")]
    (event,) = link(both, FACTS, [judge("reject", "a1", "b1")])
    assert event.grade is not None and event.grade.value == "discounted"
    assert event.grade.sources == 0
    assert {claim.says for claim in event.grade.claims} == {"rejected"}
    kept, discounted = sorted(
        link(both, FACTS, [judge("reject", "a1")]), key=lambda e: e.statements, reverse=True
    )
    assert kept.grade is not None and kept.grade.value == "weak"
    assert discounted.grade is not None and discounted.grade.value == "discounted"


def test_a_reprint_is_no_second_source() -> None:
    known = FACTS | facts("b=2021-03-03", reprint_of="a")
    assert grade_of(told("a"), told("b"), known=known).value == "weak"


def test_an_order_of_publication_gives_the_same_grade() -> None:
    statements = [told("a", says("monitor", SOHR)), told("b"), told("c", says("monitor", SOHR))]
    assert link(statements, FACTS, SAME) == link(statements[::-1], FACTS, SAME)


def test_the_claims_say_who_says_what_and_which_of_them_count() -> None:
    grade = grade_of(
        told("a", says("party", TALIBAN), says("witness", "residents"), actors=(TALIBAN,), type="attack"),
        told("b", says("witness", "villagers"), actors=(TALIBAN,), type="attack"),
    )
    assert [(c.statement, c.kind, c.name, c.says, c.actors, c.counts) for c in grade.claims] == [
        ("a1", "party", "Taliban", "confirms", ("Taliban",), False),
        ("a1", "witness", "residents", "tells", ("Taliban",), True),
        ("b1", "witness", "villagers", "tells", ("Taliban",), False),
    ]
    assert grade.sources == 1
    assert grade.rule == dict(grading().grades)["confirmed"]


def test_forces_of_one_state_confirm_only_what_they_did_themselves() -> None:
    """In a war within a state, whoever speaks for the state is kin to both sides."""
    army, militia = party("Sudan army", parents=("sudan",)), party("RSF", parents=("sudan",))
    police = party("Sudan police", parents=("sudan",))
    assert (
        grade_of(told("a", says("party", army), actors=(militia,), targets=(police,), type="attack")).value
        == "weak"
    )
    assert grade_of(
        told("a", says("party", army), actors=(army,), targets=(militia,), type="attack")
    ).value == ("confirmed")
