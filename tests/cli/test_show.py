"""`dateline show` and `dateline explain`: every value with its words, its rivals and its rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dateline.cli.legend import explain_missing, legend
from dateline.store import Store
from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def ids(sample_db: Path, told_twice: str) -> dict[str, str]:
    """One id of each kind, all of the same event; the assessment is any."""
    with Store.open(sample_db, create=False) as store:
        statement = store.statements_of_event(told_twice)[0]
        held = [a.id for coding in store.all_codings() for a in coding.assessments]
    return {
        "event": told_twice,
        "statement": statement.id,
        "report": statement.report_id,
        "assessment": held[0],
    }


KINDS = ["event", "statement", "report", "assessment"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("verb", ["show", "explain"])
def test_the_beginning_of_an_id_is_enough(
    verb: str, kind: str, ids: dict[str, str], sample_db: Path, run: Run
) -> None:
    result = run(verb, ids[kind][:10], "--db", sample_db)
    assert result.code == 0 and result.err == ""
    assert result.out.strip()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("verb", ["show", "explain"])
def test_json_names_the_kind(verb: str, kind: str, ids: dict[str, str], sample_db: Path, run: Run) -> None:
    assert run(verb, ids[kind], "--db", sample_db, "--json").json["kind"] == kind


@pytest.mark.parametrize("verb", ["show", "explain"])
def test_an_unknown_id_is_one_plain_line(verb: str, sample_db: Path, run: Run) -> None:
    result = run(verb, "zzzz", "--db", sample_db)
    assert result.code == 2
    assert "'zzzz'" in result.err and result.err.count("\n") == 1


def test_a_beginning_of_several_ids_lists_them(sample_db: Path, run: Run) -> None:
    with Store.open(sample_db, create=False) as store:
        firsts = [event.id[0] for event in store.all_events()]
    several = next(first for first in firsts if firsts.count(first) > 1)
    result = run("show", several, "--db", sample_db)
    assert result.code == 2
    assert result.err.count("event ") > 1


def test_an_event_is_shown_with_its_sources_and_evidence(sample_db: Path, told_twice: str, run: Run) -> None:
    out = run("show", told_twice, "--db", sample_db).out
    assert "Sample Morning · published 2022-05-14" in out
    assert "Sample Evening · published 2022-05-15" in out
    assert "‹" in out and "›" in out


def test_rival_values_are_shown_with_how_many_tell_them(sample_db: Path, told_twice: str, run: Run) -> None:
    shown = run("show", told_twice, "--db", sample_db, "--json").json
    rivals = [toll for toll in shown["event"]["tolls"] if len(toll["rivals"]) > 1]
    assert rivals, "the two reports give rival tolls"
    out = run("show", told_twice, "--db", sample_db).out
    assert all(rival["value"] in out for toll in rivals for rival in toll["rivals"])


def test_json_of_an_event_has_its_statements(sample_db: Path, told_twice: str, run: Run) -> None:
    shown = run("show", told_twice, "--db", sample_db, "--json").json
    assert [s["id"] for s in shown["statements"]] == shown["event"]["statements"]
    for statement in shown["statements"]:
        report = statement["report"]
        text = report["body"] if report["title"] is None else f"{report['title']}\n{report['body']}"
        [[start, end]] = statement["spans"]["evidence"]
        assert text[start:end] == statement["evidence"]


def test_a_report_is_shown_whole(ids: dict[str, str], sample_db: Path, run: Run) -> None:
    with Store.open(sample_db, create=False) as store:
        body = store.report(ids["report"]).body
    shown = run("show", ids["report"], "--db", sample_db).out.replace("‹", "").replace("›", "")
    assert " ".join(body.split()) in " ".join(shown.split())


def test_every_value_of_a_statement_is_explained(ids: dict[str, str], sample_db: Path, run: Run) -> None:
    explained: dict[str, Any] = run("explain", ids["statement"], "--db", sample_db, "--json").json
    unexplained = [
        value["field"]
        for value in explained["values"]
        if value["how"] is None and value["words"] == "" and value["value"] != "–"
    ]
    assert unexplained == []


def test_days_say_how_well_they_are_known_and_what_they_were_counted_from(
    ids: dict[str, str], sample_db: Path, run: Run
) -> None:
    explained: dict[str, Any] = run("explain", ids["statement"], "--db", sample_db, "--json").json
    [when] = [value["value"] for value in explained["values"] if value["field"] == "when"]
    assert any(counted in when for counted in legend()["counted_from"].values())


def test_the_rules_that_chose_an_event_s_values_are_named(sample_db: Path, told_twice: str, run: Run) -> None:
    explained = run("explain", told_twice, "--db", sample_db, "--json").json
    tolls = [value for value in explained["values"] if value["field"] == "killed"]
    assert tolls and all(value["how"]["rule"] for value in tolls)
    assert "rule: " in run("explain", told_twice, "--db", sample_db).out


def test_a_missing_value_is_explained_by_its_reason(sample_db: Path, run: Run) -> None:
    with Store.open(sample_db, create=False) as store:
        told = [s for coding in store.all_codings() for s in coding.statements if s.place is None]
    statement = told[0]
    out = run("explain", statement.id, "--db", sample_db).out
    assert explain_missing(statement.missing["place"]) in " ".join(out.split())
