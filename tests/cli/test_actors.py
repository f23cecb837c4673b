"""`dateline actors`: the known actors, and lists made of registers, which `dateline code` then uses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Run

REGISTER = """RED_HILL_BRIGADES_(RHB)_ [SYRREB >110101]
+SONS_OF_THE_RED_HILL_
HAMAS_ [PSEREBHMS]
MADE_UP_MINISTER_ [SYRGOV 960101-970101]
TURNING_FRONT_ [SYRREB <960101] [SYRMIL >960101]
"""


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DATELINE_ACTORS", raising=False)
    file = tmp_path / "my.actors.txt"
    file.write_text(REGISTER, encoding="utf-8")
    return file


def test_list_looks_for_names_countries_and_kinds(run: Run) -> None:
    found = run("actors", "list", "AL SHABAAB", "--kind", "rebel", "--country", "so", "--json").json
    assert [actor["id"] for actor in found] == ["al-shabaab"]
    assert "al-shabaab" in run("actors", "list", "shabab").out
    assert run("actors", "list", "no such front").out == "No actors match.\n"
    assert run("actors", "list", "no such front", "--json").json == []
    assert len(run("actors", "list", "--json").json) > 900


def test_list_refuses_a_kind_that_is_none(run: Run) -> None:
    result = run("actors", "list", "--kind", "army")
    assert result.code == 2
    assert "state_force" in result.err


def test_show_tells_all_of_an_actor(run: Run) -> None:
    out = run("actors", "show", "ypg").out
    assert "People's Protection Units" in out
    assert "part of  syrian-democratic-forces" in out
    record = run("actors", "show", "syrian-democratic-forces", "--json").json
    assert "ypg" in record["parts"]
    assert record["country"] == "SY"
    assert "Turkish police" in run("actors", "show", "state:TR:police").out


def test_show_of_an_unknown_id_says_how_to_look_for_it(run: Run) -> None:
    result = run("actors", "show", "nobody")
    assert (result.code, result.out) == (2, "")
    assert "dateline actors list" in result.err


def test_import_reports_and_writes_a_list(register: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "mine.csv"
    result = run("actors", "import", register, "--to", target)
    assert result.code == 0
    assert "Office holders; left out: 1\n" in result.out
    assert "line 5: Turning Front: has several roles" in result.out
    assert "5 CAMEO" not in result.out
    assert "4 CAMEO actors read: 1 added, 1 of the list given more names or codes, 2 left out." in result.out
    with target.open(encoding="utf-8") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["red-hill-brigades", "hamas"]


def test_a_dry_run_writes_nothing_and_reports_the_same(register: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "mine.csv"
    dry = run("actors", "import", register, "--to", target, "--dry-run")
    assert not target.exists()
    assert "Nothing was written." in dry.out
    wet = run("actors", "import", register, "--to", target)
    assert wet.out.splitlines()[:-1] == dry.out.splitlines()[:-1]
    report = run("actors", "import", register, "--dry-run", "--json").json
    assert (report["form"], report["read"], report["added"], report["left_out"]) == ("cameo", 4, 1, 2)
    assert {f["kind"] for f in report["findings"]} == {"known", "person", "role_changes"}


def test_import_overwrites_nothing(register: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "mine.csv"
    target.write_text("mine\n", encoding="utf-8")
    result = run("actors", "import", register, "--to", target)
    assert result.code == 2
    assert "is there already" in result.err
    assert target.read_text(encoding="utf-8") == "mine\n"


def test_import_wants_a_target_and_a_register(register: Path, tmp_path: Path, run: Run) -> None:
    assert "--dry-run" in run("actors", "import", register).err
    assert run("actors", "import", tmp_path / "none.txt", "--dry-run").code == 2
    (tmp_path / "text.txt").write_text("Nothing of the kind.", encoding="utf-8")
    result = run("actors", "import", tmp_path / "text.txt", "--dry-run")
    assert (result.code, "ActorId" in result.err) == (2, True)


def test_the_list_about_to_be_written_may_be_named_in_the_settings_already(
    register: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine.csv"
    monkeypatch.setenv("DATELINE_ACTORS", str(target))
    assert run("actors", "import", register, "--to", target).code == 0
    again = run("actors", "import", register, "--dry-run")
    assert "is red-hill-brigades of the list, nothing added to it" in again.out


def test_code_uses_an_imported_list(
    register: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine.csv"
    run("actors", "import", register, "--to", target)
    story = tmp_path / "story.txt"
    story.write_text(
        "Fighters of the Sons of the Red Hill killed six soldiers in an attack on a checkpoint in Idlib on Friday.",
        encoding="utf-8",
    )
    monkeypatch.setenv("DATELINE_ACTORS", str(target))
    [record] = run("code", story, "--published", "2016-05-14", "--extractor", "rules", "--jsonl").lines
    assert [actor["id"] for event in record["events"] for actor in event["actors"]] == ["red-hill-brigades"]
