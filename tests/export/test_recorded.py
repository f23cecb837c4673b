"""Tolls as other projects record them: every rule has a source and an example, and a CSV has the columns."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

import dateline
from dateline.codebook import read_yaml
from dateline.codebook.policies import Policy, policies, wording_of
from dateline.errors import UsageError
from dateline.export import export
from dateline.export.columns import EVENT_COLUMNS, STATEMENT_COLUMNS
from dateline.export.recorded import policy_cells, policy_columns
from dateline.model import EventToll, How, Toll
from dateline.store import Store

DATA = read_yaml("toll_policies.yaml")
POLICIES = list(policies().values())


def toll(low: int, high: int | None, rule: str = "done:number", **details: Any) -> Toll:
    given = {
        "kind": "killed",
        "who": "people",
        "group": "civilian",
        "text": "",
        "how": How(rule=rule),
        **details,
    }
    return Toll(low=low, high=high, **given)


# ---------------------------------------------------------------- the data


@pytest.mark.parametrize("policy", POLICIES, ids=list(policies()))
def test_every_policy_has_a_rule_for_every_wording_and_says_whose_it_is(policy: Policy) -> None:
    assert list(policy.rules) == list(DATA["wordings"])
    assert policy.source and policy.says
    for wording, rule in policy.rules.items():
        assert {column.value for column in policy.columns.values()} == rule.keys() - {"from", "note"}, wording
        says = {"read": "", "memory": "from memory, not verified", "ours": "not stated"}[rule["from"]]
        assert rule.get("note", "").startswith(says), wording


@pytest.mark.parametrize("example", DATA["examples"], ids=lambda example: example["text"])
def test_an_example_is_recorded_as_it_says(example: dict[str, Any]) -> None:
    coding = dateline.code(example["text"], published="2023-02-19", extractor="rules")
    [told] = [told for statement in coding.statements for told in statement.tolls]
    assert wording_of(told) == example["wording"]
    for policy in POLICIES:
        expected = example[policy.name]
        assert list(policy.figures(told).values()) == expected, policy.name


def test_every_wording_has_an_example_and_no_words_have_two() -> None:
    assert {example["wording"] for example in DATA["examples"]} == set(DATA["wordings"])
    words = [example["words"] for example in DATA["examples"]]
    assert len(words) == len(set(words))
    assert all(e["words"].split(",")[0].split()[-1] in e["text"] for e in DATA["examples"])


@pytest.mark.parametrize(
    ("told", "wording", "fatalities"),
    [
        (toll(20000, None, "done:thousands"), "number_word", 10000),
        (toll(25, None, "done:more_than:dozens:numeral"), "number_word", 12),
        (toll(2, None, "joint_number"), "no_number", 3),
        (toll(1, 1, "done:bare_singular"), "exact", 1),
        (toll(15, 20, "done:range"), "between", 15),
        (toll(40, 40, "done:approx", approx=True), "about", 40),
        (toll(7, None, how=None), "at_least", 7),
        (toll(1, None, "done:up_to:several"), "up_to", 1),
        (toll(2, None, "done:bare_plural:no_base"), "no_number", 3),
        (toll(31, 31, "toll_to:number:numeral:total"), "exact", 31),
    ],
)
def test_the_wording_is_told_from_the_rules_or_the_interval(
    told: Toll, wording: str, fatalities: int
) -> None:
    assert wording_of(told) == wording
    assert policies()["acled"].figures(told) == {"fatalities": fatalities}


# ---------------------------------------------------------------- the columns


def table(store: Store, tolls: str, what: str) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    export(store, "csv", out, what=what, tolls=tolls)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


@pytest.mark.parametrize("policy", POLICIES, ids=list(policies()))
@pytest.mark.parametrize(("what", "columns"), [("events", EVENT_COLUMNS), ("statements", STATEMENT_COLUMNS)])
def test_a_policys_columns_stand_after_the_others(
    store: Store, policy: Policy, what: str, columns: dict[str, str]
) -> None:
    rows = table(store, policy.name, what)
    assert list(rows[0]) == [*columns, *policy_columns(policy)]
    plain = table(store, "plain", what)
    assert [{name: row[name] for name in columns} for row in rows] == plain


def test_an_event_told_12_and_at_least_15_is_recorded_by_each(store: Store) -> None:
    def clash(policy: str) -> dict[str, str]:
        row = next(row for row in table(store, policy, "events") if row["type"] == "armed_clash")
        return {name: row[name] for name in policy_columns(policies()[policy])}

    assert clash("acled") == {"fatalities": "12", "toll_wording": "exact; at_least"}
    assert clash("ucdp") == {
        "low": "12",
        "best": "15",
        "high": "",
        "toll_wording": "exact (ours); at_least (ours)",
    }
    assert set(clash("airwars").values()) == {""}, "no civilians are told"


def test_an_event_without_dead_has_empty_cells(store: Store) -> None:
    row = next(row for row in table(store, "acled", "events") if row["type"] == "protest")
    assert (row["fatalities"], row["toll_wording"]) == ("", "")


def test_people_without_a_number_count_only_alone(store: Store) -> None:
    acled = policies()["acled"]
    [one, other, *_] = store.statements([s.id for c in store.all_codings() for s in c.statements])
    some = one.model_copy(update={"tolls": (toll(2, None, "done:bare_plural"),)})
    nine = other.model_copy(update={"tolls": (toll(9, 9), toll(4, 4))})
    assert policy_cells(acled, [some, nine])["fatalities"] == 9
    assert policy_cells(acled, [some]) == {"fatalities": 3, "toll_wording": "no_number (memory)"}


def test_people_of_no_told_side_count_where_the_event_joins_them(store: Store) -> None:
    airwars = policies()["airwars"]
    [event, *_] = store.events()
    [one, *_] = store.statements(event.statements)
    one = one.model_copy(update={"tolls": (toll(9, 9, group="other"),)})
    civilian = EventToll(kind="killed", group="civilian", best=9, low=9, high=9, rule="")
    joined = event.model_copy(update={"tolls": (civilian,)})
    apart = event.model_copy(update={"tolls": (civilian, civilian.model_copy(update={"group": "target"}))})
    assert policy_cells(airwars, [one], joined)["civilians_killed_min"] == 9
    assert policy_cells(airwars, [one], apart)["civilians_killed_min"] is None


def test_a_policy_that_is_not_there_and_a_format_without_columns_are_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="expected one of plain, acled, ucdp, airwars"):
        export(store, "csv", io.StringIO(), tolls="gdelt")
    with pytest.raises(UsageError, match="adds columns to csv alone"):
        export(store, "geojson", io.StringIO(), tolls="acled")
