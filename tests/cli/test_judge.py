"""`dateline judge` and `changes`: decisions are applied at once, contradictions told, ids followed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.store import Store
from tests.cli.conftest import Run

WHY = ("--reason", "two checkpoints", "--author", "Ana")


@pytest.fixture
def database(sample_db: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "judged.sqlite"
    shutil.copy(sample_db, copy)
    return copy


@pytest.fixture
def pair(database: Path, told_twice: str) -> Iterator[tuple[str, str]]:
    """The two statements that are one event."""
    with Store.open(database, create=False) as store:
        one, other = store.event(told_twice).statements
    yield one, other


def test_different_parts_the_event_and_withdrawing_joins_it_again(
    database: Path, told_twice: str, pair: tuple[str, str], run: Run
) -> None:
    done = run("judge", "different", *pair, *WHY, "--db", database, "--json")
    assert done.code == 0 and done.err == ""
    assert len(set(done.json["events"])) == 2
    assert (done.json["reason"], done.json["author"]) == ("two checkpoints", "Ana")
    assert run("judge", "withdraw", done.json["id"][:8], "--db", database).code == 0
    assert tuple(run("show", told_twice, "--db", database, "--json").json["event"]["statements"]) == pair
    [listed] = run("judge", "list", "--db", database, "--json").json
    assert listed["withdrawn"] is not None


def test_part_of_is_shown_on_the_part(database: Path, pair: tuple[str, str], run: Run) -> None:
    part, whole = run("judge", "part-of", *pair, *WHY, "--db", database, "--json").json["events"]
    shown = run("show", part, "--db", database, "--json").json["event"]
    assert shown["part_of"] == whole
    assert f"event {whole}" in run("show", part, "--db", database).out
    assert "judged" in run("explain", part, "--db", database).out
    assert "two checkpoints" in run("explain", part, "--db", database).out


def test_a_rejected_event_is_listed_only_when_asked_for(database: Path, told_twice: str, run: Run) -> None:
    assert run("judge", "reject", told_twice, *WHY, "--db", database).code == 0
    outlet = ("--outlet", "Sample Morning", "--db", database, "--json")
    assert run("events", *outlet).json == []
    [event] = run("events", "--grade", "discounted", *outlet).json
    assert (event["id"], event["grade"]["value"]) == (told_twice, "discounted")
    run("judge", "accept", told_twice, *WHY, "--db", database)
    assert [e["id"] for e in run("events", *outlet).json] == [told_twice]


def test_a_corrected_value_is_the_events(
    database: Path, pair: tuple[str, str], told_twice: str, run: Run
) -> None:
    for statement in pair:
        run("judge", "correct", statement, "actors", '["Haqqani network"]', *WHY, "--db", database)
    assert run("show", told_twice, "--db", database, "--json").json["event"]["actors"] == ["Haqqani network"]


@pytest.mark.parametrize(("field", "value"), [("colour", "red"), ("start", "soon"), ("type", "picnic")])
def test_a_correction_of_no_use_is_refused_and_not_kept(
    field: str, value: str, database: Path, pair: tuple[str, str], run: Run
) -> None:
    done = run("judge", "correct", pair[0], field, value, *WHY, "--db", database)
    assert done.code == 2 and field in done.err
    assert run("judge", "list", "--db", database, "--json").json == []


def test_a_contradiction_is_told_wherever_one_looks(
    database: Path, pair: tuple[str, str], told_twice: str, run: Run
) -> None:
    first = run("judge", "different", *pair, *WHY, "--db", database, "--json").json["id"]
    later = run("judge", "same", *pair, *WHY, "--db", database)
    assert f"the judgement {first} gives way" in later.out
    listed = {j["id"]: j["contradictions"] for j in run("judge", "list", "--db", database, "--json").json}
    assert [c["gives_way"] for c in listed[first]] == [first]
    assert f"{first} gives way" in run("judge", "list", "--db", database).out
    checked = run("check", "--db", database)
    assert checked.code == 1 and f"{first} gives way" in checked.out
    assert f"{first[:8]} gives way to" in run("explain", told_twice, "--db", database).out


def test_what_cannot_be_judged_is_one_plain_line(
    database: Path, pair: tuple[str, str], told_twice: str, run: Run
) -> None:
    for arguments in (
        ("same", pair[0], pair[0], *WHY),
        ("same", *pair, "--reason", " ", "--author", "Ana"),
        ("correct", told_twice, "type", "attack", *WHY),
        ("correct", pair[0], "place", "{broken", *WHY),
        ("reject", "zzzz", *WHY),
        ("withdraw", "zzzz"),
    ):
        done = run("judge", *arguments, "--db", database)
        assert done.code in (1, 2) and done.err.count("\n") == 1, arguments


def test_changes_tell_what_a_judgement_did_and_the_old_id_leads_on(
    database: Path, pair: tuple[str, str], told_twice: str, run: Run
) -> None:
    run("judge", "different", *pair, *WHY, "--db", database)
    last = run("changes", "--db", database, "--json").lines[-1]["number"]
    run("judge", "same", *pair, *WHY, "--db", database)
    changes = run("changes", "--since", last, "--db", database, "--json").lines
    [merged] = [c for c in changes if c["kind"] == "merged"]
    assert merged["others"] == [told_twice]
    assert f"merged    {merged['event']} into {told_twice}" in run("changes", "--db", database).out
    shown = run("show", merged["event"], "--db", database, "--json")
    assert shown.json["event"]["id"] == told_twice
    assert f"is part of event {told_twice} by now" in shown.err
    assert run("changes", "--since", "2999-01-01", "--db", database).out == ""
    assert run("changes", "--since", "soon", "--db", database).code == 2


# ---------------------------------------------------------------- grades and reasons


def test_events_are_filtered_by_grade_and_show_it(database: Path, run: Run) -> None:
    every = run("events", "--limit", "500", "--db", database, "--json").json
    grades = {event["grade"]["value"] for event in every}
    assert len(grades) > 1 and "discounted" not in grades
    for grade in grades:
        found = run("events", "--limit", "500", "--grade", grade, "--db", database, "--json").json
        assert [e["id"] for e in found] == [e["id"] for e in every if e["grade"]["value"] == grade]
    assert "weak" in run("events", "--grade", "weak", "--db", database).out
    assert run("events", "--grade", "sure", "--db", database).code == 2


def test_explain_tells_pairs_claims_and_rules_as_json(
    database: Path, pair: tuple[str, str], told_twice: str, run: Run
) -> None:
    explained = run("explain", told_twice, "--db", database, "--json").json
    [compared] = explained["pairs"]
    assert set(compared["statements"]) == set(pair)
    assert compared["total"] == sum(field["weight"] for field in compared["fields"])
    assert compared["may_link"] == (compared["total"] >= compared["threshold"])
    assert {c["statement"] for c in explained["grade"]["claims"]} == set(pair)
    assert explained["judgements"] == []


def test_the_waterfall_begins_each_bar_where_the_last_ended() -> None:
    from dateline.cli.pairs import waterfall
    from dateline.link import FieldReason, PairReason

    fields = [
        FieldReason(field=name, level="level", weight=weight)
        for name, weight in (("type", 2.0), ("time", 6.0), ("tolls", -2.0))
    ]
    lines = waterfall(PairReason(may_link=True, score=6.0, fields=tuple(fields)), threshold=4.0)
    starts = [(line.find("█"), line.rfind("█")) for line in lines[:2]]
    assert starts[1][0] == starts[0][1] + 1
    assert lines[2].rfind("░") == starts[1][1] and lines[2].count("░") == lines[0].count("█")
    assert "+6.0" in lines[3] and lines[3].endswith("┃ from +4.0 on")
    never = FieldReason(field="place", level="apart", weight=float("-inf"))
    vetoed = waterfall(
        PairReason(may_link=False, score=float("-inf"), fields=(*fields, never)), threshold=4.0
    )
    assert vetoed[3].endswith("never") and "never" in vetoed[4]
