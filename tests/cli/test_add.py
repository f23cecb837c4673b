"""`dateline add`: safe to repeat, nothing lost when one input is bad, a summary that counts."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES, Run

DERBY = EXAMPLES / "sports-derby.json"
WIRE = EXAMPLES / "syria-raid-wire.json"
REPRINT = EXAMPLES / "syria-raid-reprint.txt"


def test_what_is_added_is_counted(tmp_path: Path, run: Run) -> None:
    result = run("add", WIRE, REPRINT, "--db", tmp_path / "a.sqlite", "--json")
    assert result.code == 0
    counted = result.json
    assert (counted["added"], counted["already_there"], counted["reprints"]) == (2, 0, 1)
    assert counted["statements"] > 1 and counted["events"] >= 1


def test_adding_again_adds_nothing(tmp_path: Path, run: Run) -> None:
    database = tmp_path / "a.sqlite"
    run("add", WIRE, "--db", database)
    before = run("events", "--db", database, "--json").json
    result = run("add", WIRE, "--db", database)
    assert result.out.startswith("0 reports added, 1 already there, 0 statements")
    assert run("events", "--db", database, "--json").json == before


def test_a_bad_input_is_told_and_the_others_are_added(tmp_path: Path, run: Run) -> None:
    (tmp_path / "bad.json").write_text('{"doc": "x", ', encoding="utf-8")
    result = run("add", tmp_path / "bad.json", DERBY, "--db", tmp_path / "a.sqlite")
    assert result.code == 1
    assert "bad.json" in result.err and result.err.startswith("error: ")
    assert result.out.startswith("1 report added") and "1 problem ·" in result.out


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    terminal, end = pty.openpty()
    command = [sys.executable, "-m", "dateline", "add", str(DERBY), "--db", str(tmp_path / "a.sqlite")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=end) as process:
        out = process.stdout.read() if process.stdout else b""
    shown = os.read(terminal, 100_000).decode()
    os.close(end)
    os.close(terminal)
    assert "1 report, " in shown and "a second" in shown
    assert out.startswith(b"1 report added")
    quiet = subprocess.run(command, capture_output=True, check=True)
    assert quiet.stderr == b""


def test_the_database_may_come_from_the_environment(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_DB", str(tmp_path / "mine.sqlite"))
    assert "mine.sqlite" in run("add", DERBY).out
    assert (tmp_path / "mine.sqlite").exists()


def test_without_a_name_the_database_is_made_here(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("add", DERBY)
    assert (tmp_path / "dateline.sqlite").exists()


def test_recoding_keeps_the_reports_and_their_events(tmp_path: Path, run: Run) -> None:
    database = tmp_path / "a.sqlite"
    run("add", WIRE, "--db", database)
    before = run("events", "--db", database, "--json").json
    assert run("add", WIRE, "--db", database, "--recode").code == 0
    assert run("events", "--db", database, "--json").json == before
