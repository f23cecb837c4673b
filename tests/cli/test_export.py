"""`dateline export`: to standard output or a file, the filters of `events`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from dateline.export import FORMATS
from tests.cli.conftest import Run


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_a_file_holds_what_standard_output_shows(
    format: str, tmp_path: Path, sample_db: Path, run: Run
) -> None:
    shown = run("export", format, "--db", sample_db)
    assert shown.code == 0 and shown.out
    written = run("export", format, "--out", tmp_path / "events", "--db", sample_db)
    assert written.out == ""
    assert (tmp_path / "events").read_bytes().decode("utf-8") == shown.out
    assert written.err.endswith(f"written to {tmp_path / 'events'}\n")


def test_filters_are_those_of_events(sample_db: Path, run: Run) -> None:
    every = json.loads(run("export", "geojson", "--db", sample_db).out)
    syria = json.loads(run("export", "geojson", "--country", "SY", "--db", sample_db).out)
    assert 0 < len(syria["features"]) < len(every["features"])


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, sample_db: Path, run: Run) -> None:
    result = run("export", "csv", "--out", tmp_path / "no" / "x.csv", "--db", sample_db)
    assert result.code == 2
    assert "x.csv cannot be written" in result.err and result.err.count("\n") == 1


def test_tolls_are_recorded_as_a_policy_says(sample_db: Path, told_twice: str, run: Run) -> None:
    rows = list(csv.DictReader(run("export", "csv", "--tolls", "ucdp", "--db", sample_db).out.splitlines()))
    [row] = [row for row in rows if row["event_id"] == told_twice]
    assert (row["low"], row["best"], row["high"]) == ("6", "9", "")
    assert run("export", "csv", "--tolls", "gdelt", "--db", sample_db).code == 2
