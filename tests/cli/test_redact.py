"""`--redact-persons` on every command that prints reports' words: no name of a private person, in any form.

All names are invented.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import dateline.cli
from tests.cli.conftest import Run

STORIES = [
    {
        "doc": "lukas-dorn",
        "title": "Lukas Dorn shot dead",
        "published": "2023-02-19",
        "outlet": "Sample Morning",
        "url": "https://e.example/lukas-dorn-shot",
        "text": "Lukas Dorn, a teacher, was shot dead by gunmen in Mosul on Friday, police spokesman Bola Kole said. "
        "Amina Sule, a shopkeeper, said the gunmen fled. Dorn's house stands near Tikrit.",
    },
    {
        "doc": "second",
        "title": None,
        "published": "2023-02-20",
        "outlet": "Sample Evening",
        "url": None,
        "text": "Gunmen shot dead the teacher Lukas Dorn in Mosul on Friday, witnesses said.",
    },
]
PRIVATE = ("lukas", "dorn", "amina", "sule")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("stories") / "stories.jsonl"
    file.write_text("\n".join(map(json.dumps, STORIES)), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def database(reports: Path) -> Path:
    file = reports.with_suffix(".sqlite")
    assert dateline.cli.run(["add", str(reports), "--db", str(file)]) == 0
    return file


def commands(reports: Path, database: Path, run: Run) -> list[list[object]]:
    event, *_ = run("events", "--json", "--db", database).json
    [report] = {line["report_id"] for line in _statements(run, database) if line["doc"] == "lukas-dorn"}
    statement = event["statements"][0]
    db = ["--db", database]
    return [
        ["code", reports], ["code", reports, "--json"], ["code", reports, "--jsonl"],
        ["geoparse", reports], ["geoparse", reports, "--jsonl"], ["geoparse", reports, "--geojson"],
        ["events", *db], ["events", "--json", *db], ["events", "--csv", *db],
        *([verb, id, *form, *db] for verb in ("show", "explain") for id in (event["id"], statement, report)
          for form in ([], ["--json"])),
        ["export", "csv", *db], ["export", "csv", "--what", "statements", *db], ["export", "geojson", *db],
        ["export", "jsonl", *db], ["export", "jsonl", "--what", "events", *db],
    ]  # fmt: skip


def _statements(run: Run, database: Path) -> list[dict[str, str]]:
    import csv
    import io

    return list(
        csv.DictReader(io.StringIO(run("export", "csv", "--what", "statements", "--db", database).out))
    )


def names_in(output: str) -> list[str]:
    return [name for name in PRIVATE if name in output.casefold()]


def test_no_output_holds_a_private_name(reports: Path, database: Path, run: Run) -> None:
    named = 0
    for command in commands(reports, database, run):
        plain = run(*command)
        named += bool(names_in(plain.out))
        shown = run(*command, "--redact-persons")
        assert shown.code == plain.code == 0, command
        assert shown.out and names_in(shown.out + shown.err) == [], command
    assert named > 15, "the names stand in most outputs without the option"


def test_office_holders_and_ids_stay(database: Path, run: Run) -> None:
    plain, shown = (
        run("export", "jsonl", "--db", database, *more).lines for more in ([], ["--redact-persons"])
    )
    assert "Bola Kole" in json.dumps(shown)
    assert [[e["id"] for e in line["events"]] for line in plain] == [
        [e["id"] for e in line["events"]] for line in shown
    ]
    assert [[e["spans"] for e in line["events"]] for line in plain] == [
        [e["spans"] for e in line["events"]] for line in shown
    ]


def test_the_environment_turns_it_on_and_the_option_off(
    database: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_REDACT_PERSONS", "1")
    assert names_in(run("export", "csv", "--db", database).out) == []
    assert names_in(run("export", "csv", "--db", database, "--no-redact-persons").out)
    monkeypatch.setenv("DATELINE_REDACT_PERSONS", "perhaps")
    assert run("events", "--db", database).code == 2


def test_marks_stand_at_the_same_words(database: Path, run: Run) -> None:
    event, *_ = run("events", "--json", "--db", database).json
    out = run("show", event["id"], "--db", database, "--redact-persons").out
    assert "‹Mosul›" in out and "‹Friday›" in out and "‹Gunmen›" in out


def test_the_score_of_a_link_is_that_of_the_names(database: Path, run: Run) -> None:
    event = max(run("events", "--json", "--db", database).json, key=lambda event: len(event["statements"]))
    assert len(event["statements"]) == 2
    plain = run("explain", event["id"], "--db", database).out
    shown = run("explain", event["id"], "--db", database, "--redact-persons").out
    scores = [[line for line in out.splitlines() if line.split()[:1] == ["total"]] for out in (plain, shown)]
    assert scores[0] and scores[0] == scores[1]
