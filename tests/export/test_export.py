"""What each format holds. Columns are what others rely on: a change here is a change for them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from dateline.errors import UsageError
from dateline.export import FORMATS, export
from dateline.export.columns import EVENT_COLUMNS, STATEMENT_COLUMNS, safe
from dateline.model import Coding, Event
from dateline.store import EventFilter, Store
from tests.export.conftest import RUN, report


def written(store: Store, format: str, **options: object) -> tuple[int, str]:
    out = io.StringIO(newline="")
    return export(store, format, out, **options), out.getvalue()  # type: ignore[arg-type]


def table(store: Store, **options: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(store, "csv", **options)[1], newline="")))


# ---------------------------------------------------------------- all formats


def test_formats_are_these() -> None:
    assert {name: list(format.writers) for name, format in FORMATS.items()} == {
        "jsonl": ["reports", "events"],
        "csv": ["events", "statements"],
        "geojson": ["events"],
    }


ALL = [(name, what) for name, format in FORMATS.items() for what in format.writers]


@pytest.mark.parametrize(("format", "what"), ALL)
def test_an_export_is_the_same_each_time(store: Store, format: str, what: str) -> None:
    assert written(store, format, what=what) == written(store, format, what=what)


@pytest.mark.parametrize(
    ("format", "what", "count"),
    [
        ("jsonl", "reports", 4),
        ("jsonl", "events", 2),
        ("csv", "events", 2),
        ("csv", "statements", 4),
        ("geojson", "events", 2),
    ],
)
def test_an_export_tells_how_many_it_wrote(store: Store, format: str, what: str, count: int) -> None:
    assert written(store, format, what=what)[0] == count


@pytest.mark.parametrize(("format", "what"), ALL)
def test_a_filter_holds_in_every_format(store: Store, format: str, what: str) -> None:
    _, text = written(store, format, what=what, filter=EventFilter(type=("protest",)))
    assert "marched" in text or what == "events"
    assert "protest" in text
    assert "armed_clash" not in text


@pytest.mark.parametrize(("format", "what"), ALL)
def test_nothing_found_is_a_well_formed_file(store: Store, format: str, what: str) -> None:
    count, text = written(store, format, what=what, filter=EventFilter(country="XX"))
    assert count == 0
    if format == "csv":
        assert len(text.splitlines()) == 1
    elif format == "geojson":
        assert json.loads(text)["features"] == []
    else:
        assert text == ""


def test_an_unknown_format_names_the_known_ones(store: Store) -> None:
    with pytest.raises(UsageError, match="'xls' is no export format; expected one of jsonl, csv, geojson"):
        written(store, "xls")
    with pytest.raises(UsageError, match="geojson holds no 'statements'; expected one of events"):
        written(store, "geojson", what="statements")


# ---------------------------------------------------------------- csv

WORDY = ("event_id", "urls", "evidence")


def test_event_columns_are_these() -> None:
    tolls = [
        f"{kind}_{part}"
        for kind in ("killed", "wounded", "captured", "surrendered", "abducted", "displaced", "missing")
        for part in ("best", "low", "high")
    ]
    assert list(EVENT_COLUMNS) == [
        "event_id", "type", "start", "end", "place", "admin1", "admin1_code", "admin2", "admin2_code", "country", "lat",
        "lon", "precision", "radius_km", "actors", "partners", "targets", *tolls, "tolls",
        "certainty", "grade", "independent_sources", "part_of", "sources", "outlets", "outlet_count", "statement_count",
        "differing", "confidence", "first_published", "evidence", "urls",
    ]  # fmt: skip
    assert all(EVENT_COLUMNS.values())


def test_statement_columns_are_these() -> None:
    assert list(STATEMENT_COLUMNS) == [
        "statement_id", "event_id", "report_id", "doc", "outlet", "published", "url", "type", "focus",
        "certainty", "start", "end", "place", "admin1", "admin1_code", "admin2", "admin2_code", "country", "lat",
        "lon", "precision", "radius_km", "actors",
        "partners", "targets", "count", "tolls", "materiel", "sources", "confidence", "evidence",
    ]  # fmt: skip
    assert all(STATEMENT_COLUMNS.values())


def test_an_events_row_holds_its_values_and_its_evidence(store: Store) -> None:
    row = next(row for row in table(store) if row["type"] == "armed_clash")
    told = {column: value for column, value in row.items() if value and column not in WORDY}
    assert told == {
        "type": "armed_clash",
        "start": "2024-03-01",
        "end": "2024-03-01",
        "place": "Qasr",
        "admin1": "Homs",
        "admin1_code": "SY-HI",
        "admin2": "Al-Qusayr",
        "admin2_code": "SY.11.8531",
        "country": "SY",
        "lat": "34.51",
        "lon": "36.5123456789",
        "precision": "exact",
        "radius_km": "3.5",
        "actors": "Syrian army",
        "targets": "rebels",
        "killed_best": "15",
        "killed_low": "12",
        "tolls": "killed target 15 (12 or more)",
        "certainty": "attributed",
        "grade": "weak",
        "independent_sources": "1",
        "sources": "ministry",
        "outlets": "Wire; North; Daily",
        "outlet_count": "2",
        "statement_count": "3",
        "confidence": "0.75",
        "first_published": "2024-03-02",
    }


def test_an_event_without_a_place_has_empty_cells(store: Store) -> None:
    row = next(row for row in table(store) if row["type"] == "protest")
    assert (row["place"], row["lat"], row["killed_best"]) == ("", "", "")


def test_a_statements_row_names_its_report_and_event(store: Store) -> None:
    rows = {row["doc"]: row for row in table(store, what="statements")}
    assert list(rows["first"]) == list(STATEMENT_COLUMNS)
    assert rows["first"]["event_id"] == rows["second"]["event_id"] != rows["march"]["event_id"]
    assert rows["first"]["tolls"] == 'killed target 12 "12"'
    assert rows["first"]["count"] == "2 or more"
    assert rows["first"]["evidence"] == "The army raided Qasr, killing 12 rebels,\nthe ministry said."
    assert (rows["first"]["focus"], rows["march"]["focus"]) == ("true", "false")


def test_csv_lines_end_as_rfc_4180_says(store: Store) -> None:
    _, text = written(store, "csv")
    assert text.endswith("\r\n")
    assert text.startswith("event_id,type,start,end,place,")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1 day", "@sum", "\tx", "\rx", "\nx"])
def test_a_text_that_a_spreadsheet_would_run_is_made_plain(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize("cell", [-3.5, 4, None, date(2024, 1, 1), "a=b", "", "'x"])
def test_other_cells_are_left_alone(cell: str | float | date | None) -> None:
    assert safe(cell) == cell


def test_no_cell_of_an_export_begins_a_formula(store: Store) -> None:
    rows = table(store, what="statements") + table(store)
    cells = [value for row in rows for value in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]
    assert "'@rockets" in cells
    assert "'-Thousands marched on Friday." in cells


# ---------------------------------------------------------------- geojson


def test_geojson_gives_points_and_counts_what_has_none(store: Store) -> None:
    layer = json.loads(written(store, "geojson")[1])
    geometry = {f["properties"]["type"]: f["geometry"] for f in layer["features"]}
    assert layer["type"] == "FeatureCollection"
    assert geometry == {
        "armed_clash": {"type": "Point", "coordinates": [36.512346, 34.51]},
        "protest": None,
    }
    assert layer["without_coordinates"] == 1


def test_geojson_properties_are_the_columns_with_all_evidence(store: Store) -> None:
    layer = json.loads(written(store, "geojson")[1])
    feature = next(f for f in layer["features"] if f["geometry"])
    assert list(feature["properties"]) == list(EVENT_COLUMNS)
    assert feature["properties"]["killed_low"] == 12
    assert feature["properties"]["start"] == "2024-03-01"
    assert {e["doc"] for e in feature["properties"]["evidence"]} == {"first", "second", "copy"}
    assert feature["id"] == feature["properties"]["event_id"]


# ---------------------------------------------------------------- jsonl


def test_a_coded_reports_line_is_the_output_contract_with_its_event(store: Store) -> None:
    lines = {line["doc"]: line for line in map(json.loads, written(store, "jsonl")[1].splitlines())}
    assert set(lines["first"]) == {"doc", "events", "assessments", "problems"}
    (told,) = lines["first"]["events"]
    assert told["event"] == store.event_of_statement(told["id"])
    assert told["evidence"].startswith("The army raided Qasr")


def test_an_events_line_reads_back_as_the_event(store: Store) -> None:
    lines = written(store, "jsonl", what="events")[1].splitlines()
    assert [Event.model_validate_json(line) for line in lines] == store.events()


def test_reports_that_tell_nothing_are_written_unless_a_filter_asks_for_something(store: Store) -> None:
    empty = report("empty", "The fair opened on Friday.", outlet="Daily")
    store.add_coding(Coding(report=empty), run=RUN)
    assert written(store, "jsonl")[0] == 5
    assert written(store, "jsonl", filter=EventFilter())[0] == 5
    assert written(store, "jsonl", filter=EventFilter(country="SY"))[0] == 3
