"""`dateline code`: the output contract for programs, values with their words for people."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from dateline.cli.code import as_record, join_warnings
from dateline.model import Coding, Problem, Report
from tests.cli.conftest import EXAMPLES, Run

WIRE = EXAMPLES / "syria-raid-wire.json"


def problem(severity: str = "warning", code: str = "bad_date") -> Problem:
    return Problem.model_validate(
        {"stage": "read", "code": code, "message": "a.json: odd", "where": "a.json", "severity": severity}
    )


def test_jsonl_is_one_object_a_report_with_the_contract_s_fields(run: Run) -> None:
    result = run("code", WIRE, EXAMPLES / "sports-derby.json", "--jsonl")
    assert result.code == 0
    assert [record["doc"] for record in result.lines] == ["syria-raid-wire", "sports-derby"]
    for record in result.lines:
        assert set(record) == {"doc", "events", "assessments", "problems"}


def test_jsonl_spans_hold_the_words_in_title_line_break_and_text(run: Run) -> None:
    given = json.loads(WIRE.read_text(encoding="utf-8"))
    text = f"{given['title']}\n{given['text']}"
    [record] = run("code", WIRE, "--jsonl").lines
    raid = next(event for event in record["events"] if event["focus"])
    [[start, end]] = raid["spans"]["evidence"]
    assert text[start:end] == raid["evidence"]
    words = {text[start:end] for start, end in raid["spans"]["tolls"]}
    assert {toll["text"] for toll in raid["tolls"]} <= words


def test_json_is_one_array_of_the_same_objects(run: Run) -> None:
    files = (WIRE, EXAMPLES / "sports-derby.json")
    assert run("code", *files, "--json").json == run("code", *files, "--jsonl").lines


def test_people_see_every_value_beside_its_words(run: Run) -> None:
    out = run("code", WIRE).out
    assert "Coalition says six Islamic State fighters killed" in out
    assert "Sample Wire · published 2021-03-14" in out
    assert "armed_clash" in out and "“at least six" in out
    assert "‹at least six" in out.replace("\n", " ")


def test_a_report_without_events_says_so(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "weather.txt"
    file.write_text("It will be sunny.", encoding="utf-8")
    assert "no events" in run("code", file).out


def test_an_input_that_is_not_there_is_told_and_the_others_are_coded(tmp_path: Path, run: Run) -> None:
    result = run("code", tmp_path / "none.txt", WIRE, "--jsonl")
    assert result.code == 1
    assert result.err.startswith("error: ") and "none.txt does not exist" in result.err
    missing, wire = result.lines
    assert missing["doc"] == str(tmp_path / "none.txt") and missing["events"] == []
    assert [p["code"] for p in missing["problems"]] == ["not_found"]
    assert wire["doc"] == "syria-raid-wire" and wire["events"]


def test_standard_input_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WIRE.read_bytes())))
    [record] = run("code", "-", "--jsonl").lines
    assert record["doc"] == "syria-raid-wire"


def test_published_and_outlet_fill_what_the_file_does_not_give(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "story.txt"
    file.write_text("Gunmen killed two police officers in Mosul on Friday.", encoding="utf-8")
    assert "day of publication unknown" in run("code", file).out
    out = run("code", file, "--published", "2019-11-23", "--outlet", "Sample Post").out
    assert "Sample Post · published 2019-11-23" in out
    assert "2019-11-22" in out


def test_the_file_s_own_day_goes_before_published(run: Run) -> None:
    assert "published 2021-03-14" in run("code", WIRE, "--published", "2001-01-01").out


def test_two_processes_print_what_one_prints(run: Run) -> None:
    files = sorted(EXAMPLES.glob("s*"))
    alone = run("code", *files, "--jsonl")
    assert run("code", *files, "--jsonl", "--workers", "2").out == alone.out


def test_terminal_control_sequences_of_a_report_are_not_sent(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "story.txt"
    file.write_text("Gunmen killed two \x1b[31mpolice officers in Mosul on Friday.\x07", encoding="utf-8")
    result = run("code", file, "--published", "2019-11-23")
    assert "\x1b" not in result.out and "\x07" not in result.out


def test_warnings_about_a_report_s_values_become_part_of_its_coding() -> None:
    first, second = (Coding(report=Report(doc=doc, body="x")) for doc in "ab")
    error = problem("error", "not_found")
    joined = list(join_warnings([first, problem(), error, second]))
    assert joined == [first.model_copy(update={"problems": (problem(),)}), error, second]


def test_a_warning_that_the_coding_has_already_is_not_doubled() -> None:
    coding = Coding(report=Report(doc="a", body="x"), problems=(problem(),))
    assert list(join_warnings([coding, problem()])) == [coding]


def test_an_unreadable_input_keeps_the_contract_s_form() -> None:
    record = as_record(problem("error"))
    [told] = record.pop("problems")
    assert record == {"doc": "a.json", "events": [], "assessments": []}
    assert (told["code"], told["severity"], told["where"]) == ("bad_date", "error", "a.json")


def test_min_confidence_leaves_out_what_is_less_likely(run: Run) -> None:
    [all_of_it] = run("code", WIRE, "--jsonl").lines
    chances = sorted(event["confidence"] for event in all_of_it["events"])
    least = (chances[0] + chances[-1]) / 2
    [sure] = run("code", WIRE, "--jsonl", "--min-confidence", least).lines
    kept = sorted(event["confidence"] for event in sure["events"])
    assert 0 < len(kept) < len(chances)
    assert kept == [chance for chance in chances if chance >= least]


def test_min_confidence_is_a_probability(run: Run) -> None:
    result = run("code", WIRE, "--min-confidence", "70")
    assert result.code == 2
    assert "--min-confidence" in result.err and "equal to 1" in result.err


@pytest.mark.parametrize("extractor", ["rules", "learned", "combined"])
def test_every_extractor_finds_the_news_and_says_what_asked(run: Run, extractor: str) -> None:
    [record] = run("code", WIRE, "--jsonl", "--extractor", extractor).lines
    assert any(event["focus"] and event["type"] == "armed_clash" for event in record["events"])


def test_an_unknown_extractor_is_refused_with_the_known_ones(run: Run) -> None:
    result = run("code", WIRE, "--extractor", "best")
    assert result.code == 2
    assert "rules, learned, combined" in " ".join(result.err.replace("│", " ").split())
