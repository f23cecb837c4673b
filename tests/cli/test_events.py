"""`dateline events`: filters, pages, forms."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from dateline.model import Event
from tests.cli.conftest import Run


def listed(run: Run, database: Path, *options: object) -> list[dict[str, Any]]:
    result = run("events", "--db", database, "--json", "--limit", 1000, *options)
    assert result.code == 0
    events: list[dict[str, Any]] = result.json
    return events


def test_json_holds_the_model_s_events(sample_db: Path, run: Run) -> None:
    events = listed(run, sample_db)
    assert len(events) > 10
    for event in events:
        assert Event.model_validate(event).id == event["id"]


def test_newest_come_first_and_undated_last(sample_db: Path, run: Run) -> None:
    days = [event["start"] for event in listed(run, sample_db)]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert days == dated + [None] * (len(days) - len(dated))


def counts(event: dict[str, Any], kind: str, least: int) -> bool:
    return any(toll["kind"] == kind and toll["best"] >= least for toll in event["tolls"])


def sides(event: dict[str, Any]) -> str:
    return " ".join([*event["actors"], *event["partners"], *event["targets"]])


@pytest.mark.parametrize(
    ("options", "holds"),
    [
        (["--country", "sy"], lambda e: e["place"]["country"] == "SY"),
        (["--type", "shelling", "--type", "abduction"], lambda e: e["type"] in {"shelling", "abduction"}),
        (["--actor", "islamic state"], lambda e: "Islamic State" in sides(e)),
        (["--outlet", "Sample Wire"], lambda e: "Sample Wire" in e["outlets"]),
        (["--certainty", "attributed"], lambda e: e["certainty"] == "attributed"),
        (["--min-toll", 10], lambda e: counts(e, "killed", 10)),
        (["--min-toll", 2, "--toll-kind", "captured"], lambda e: counts(e, "captured", 2)),
        (["--since", "2021-01-01"], lambda e: (e["end"] or e["start"]) >= "2021-01-01"),
        (["--until", "2021-01-01"], lambda e: (e["start"] or e["end"]) <= "2021-01-01"),
        (["--bbox", "35,32,43,38"], lambda e: 35 <= e["place"]["lon"] <= 43 and e["place"]["lat"] >= 32),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else "",
)
def test_a_filter_keeps_what_meets_it_and_only_that(
    options: list[object], holds: Any, sample_db: Path, run: Run
) -> None:
    everything = listed(run, sample_db)
    kept = listed(run, sample_db, *options)
    assert 0 < len(kept) < len(everything)
    assert all(holds(event) for event in kept)


def test_pages_part_the_list(sample_db: Path, run: Run) -> None:
    ids = [event["id"] for event in listed(run, sample_db)]
    pages = [
        run("events", "--db", sample_db, "--json", "--limit", 4, "--page", page).json for page in (1, 2, 3)
    ]
    assert [event["id"] for page in pages for event in page] == ids[:12]


def test_a_table_that_goes_on_says_how_to_see_more(sample_db: Path, run: Run) -> None:
    result = run("events", "--db", sample_db, "--limit", 1)
    assert "More: --page 2" in result.err
    assert "More" not in result.out


def test_the_table_shows_id_day_place_and_toll(sample_db: Path, told_twice: str, run: Run) -> None:
    out = run("events", "--db", sample_db, "--limit", 1000).out
    [line] = [line for line in out.splitlines() if told_twice[:8] in line]
    assert "Kunduz" in line and "Sample Morning" in line


def test_nothing_found_is_said_and_is_no_error(sample_db: Path, run: Run) -> None:
    result = run("events", "--db", sample_db, "--place", "Atlantis")
    assert (result.code, result.out, result.err) == (0, "", "No events match.\n")
    assert run("events", "--db", sample_db, "--place", "Atlantis", "--json").json == []


def test_csv_has_a_row_an_event(sample_db: Path, run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("events", "--db", sample_db, "--csv").out)))
    assert len(rows) == len(listed(run, sample_db))


def test_min_confidence_keeps_the_likely_ones(run: Run, sample_db: Path) -> None:
    every = run("events", "--db", sample_db, "--json", "--limit", 500).json
    likely = run("events", "--db", sample_db, "--json", "--limit", 500, "--min-confidence", 0.7).json
    assert 0 < len(likely) < len(every)
    assert {e["id"] for e in likely} == {e["id"] for e in every if e["confidence"] >= 0.7}
