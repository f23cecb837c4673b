"""Inputs made to exhaust or mislead a reader: each ends in bounded time, as a problem or a report."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.model import Report
from dateline.pipeline import Tools, code, code_report
from dateline.read import prepare
from tests.read.inputs import BODY, codes, read_bytes, read_text, split

PAGE = (
    f"<!doctype html><html><body><article><h1>Raid</h1>{{}}<p>{BODY}</p><p>{BODY}</p></article></body></html>"
)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Generous against a slow machine: what is held off here takes minutes or never ends."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ("<div>" * 50_000, "nests its elements"),
        ("<div>" * 3_000 + "</div>" * 3_000, "nests its elements"),
        ("<b>x</b>" * 70_000, "has 70,00"),
        ("x" * 10_000_001, "at most 10,000,000 are read"),
    ],
    ids=["never closed", "deep", "many", "huge"],
)
def test_page_built_to_exhaust_is_refused_before_it_is_parsed(tmp_path: Path, inner: str, told: str) -> None:
    with at_most(10):
        reports, problems = read_text(tmp_path, "a.html", PAGE.format(inner))
    assert reports == []
    assert codes(problems) == ["page_too_complex"]
    assert told in problems[0].message


@pytest.mark.parametrize(
    "inner",
    [
        f'<img src="data:image/png;base64,{"A" * 5_000_000}">',
        f"<script>{'x' * 3_000_000}</script>",
        f"<!--{'-' * 3_000_000}",
        "<p>" + "&amp;" * 200_000 + "</p>",
        "<" * 300_000,
        "<p title='" + "x" * 300_000,
    ],
    ids=["picture", "script", "comment", "entities", "brackets", "open quotation"],
)
def test_heavy_page_ends_in_bounded_time(tmp_path: Path, inner: str) -> None:
    with at_most(60):
        reports, problems = read_text(tmp_path, "a.html", PAGE.format(inner))
    assert len(reports) + len([p for p in problems if p.severity == "error"]) == 1


# ---------------------------------------------------------------- feeds, JSON, tables

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><rss version='2.0'><channel><title>W</title><item><title>T</title>"
    f"<description>{BODY} &j;</description></item></channel></rss>"
)


def test_entities_that_unfold_without_end_do_not_unfold(tmp_path: Path) -> None:
    with at_most(20):
        reports, problems = read_text(tmp_path, "a.rss", LAUGHS)
    assert len(reports) + len(problems) >= 1
    assert all(len(report.body) < 10_000 for report in reports)


def test_entity_that_names_a_file_does_not_read_it(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the password", encoding="utf-8")
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
        "<rss version='2.0'><channel><title>&x;</title><item><title>T &x;</title>"
        f"<description>{BODY} &x;</description></item></channel></rss>"
    )
    reports, problems = read_text(tmp_path, "a.rss", feed)
    assert len(reports) + len(problems) >= 1
    shown = "".join(report.model_dump_json() for report in reports) + "".join(p.message for p in problems)
    assert "password" not in shown


@pytest.mark.parametrize("text", ["[" * 200_000, '{"text":' * 100_000, "[" * 50_000 + "]" * 50_000])
def test_json_nested_too_deeply_is_a_problem(tmp_path: Path, text: str) -> None:
    with at_most(20):
        reports, problems = read_text(tmp_path, "a.json", text)
    assert reports == []
    assert len(problems) == 1


def test_json_number_of_endless_digits_is_a_problem(tmp_path: Path) -> None:
    reports, problems = read_text(tmp_path, "a.json", f'{{"text": "Two men died.", "n": {"9" * 100_000}}}')
    assert reports == []
    assert codes(problems) == ["malformed_json"]


def test_table_with_a_field_of_two_million_characters_is_read(tmp_path: Path) -> None:
    text = "Two men died in Wau. " * 100_000
    reports, problems = read_text(tmp_path, "a.csv", f'doc,text\n1,"{text}"\n')
    assert [len(report.body) for report in reports] == [len(text)]
    assert problems == []


# ---------------------------------------------------------------- texts


@pytest.mark.parametrize(
    "unit",
    ["A", "ABCDE FGHI ", "A'", "Abcde Fghi ", "(", "[TEXT] ", '"abcdef" - A ', "\n", "\r\n", "\u00a0", "_",
     "Share ", "March 3, 2021 ", "By Anna Mbeki ", "Credit: Reuters/", "(Photo: abc ", "Read more: abc ",
     "© 2019 Abc Def "],
)  # fmt: skip
def test_wording_rules_take_bounded_time(unit: str) -> None:
    text = "x" + unit * (100_000 // len(unit))
    with at_most(15):
        prepare(Report(doc="a", body=text))


def test_report_of_two_million_characters_is_read_whole(tmp_path: Path) -> None:
    text = f"{BODY}\n\n" * (2_000_000 // (len(BODY) + 2))
    with at_most(30):
        reports, problems = read_bytes(tmp_path, "a.txt", text.encode())
    assert [report.text for report in reports] == [text]
    assert problems == []


def test_report_longer_than_is_coded_is_coded_in_its_first_part_and_told(
    tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "LONGEST", 400)
    report = Report(doc="a", title="Raid", body=f"{BODY}\n\n" * 9, language="en")
    coding = code_report(report, tools)
    assert [p.code for p in coding.problems if p.code == "only_part_coded"] == ["only_part_coded"]
    assert coding.report.text == report.text
    assert coding.statements
    for statement in coding.statements:
        assert statement.report_id == coding.report.id
        assert statement.evidence.end <= 400
        assert report.words(statement.evidence) in BODY


@pytest.mark.parametrize(
    "text",
    [
        ".",
        "\u200b\ufeff\u200d",
        "💥" * 500,
        "killed " * 500,
        "1 2 3 " * 300,
        "a" * 20_000,
        "Z\u0351\u036b\u0343a\u0363\u0361l\u0310g\u033do killed two soldiers in Wau on Friday, he said.",
        "\u202eTwo soldiers were killed in Wau on Friday.\u202c",
        "Two soldiers\x00 were killed \x1b[31min Wau.",
        "'); DROP TABLE reports; -- killed two soldiers in Wau.",
        "<script>alert(1)</script> killed two soldiers in Wau.",
        "killed 99999999999999999999999999 soldiers in Wau on 99 March 99999.",
        "\n".join(["- killed", "* wounded", "| two | Wau |"] * 30),
        "(" * 300 + "two killed" + ")" * 300,
        '"' * 301 + " two were killed, he said",
    ],
)
def test_odd_text_is_coded_or_told_but_never_a_fault(tools: Tools, text: str) -> None:
    with at_most(60):
        (coding,) = code([Report(doc="a", body=text, language="en")], tools=tools)
    problems = [coding] if not hasattr(coding, "problems") else coding.problems
    assert "coding_failed" not in codes(problems), problems


def test_bad_inputs_among_good_ones_cost_themselves_only(tmp_path: Path) -> None:
    from dateline.read import read

    good = json.dumps({"text": BODY, "published": "2021-03-06"})
    files = {
        "a.json": good.encode(),
        "b.html": b"<html>" + b"<div>" * 5000,
        "c.json": b"{",
        "d.txt": b"%PDF-1.4",
        "e.csv": b"who\nx\n",
        "f.rss": b"<rss></rss>",
        "g.txt": b"",
        "h.json": good.encode(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    reports, problems = split(read([str(tmp_path)]))
    assert [report.doc for report in reports] == ["a.json", "h.json"]
    assert codes(problems) == [
        "page_too_complex",
        "malformed_json",
        "not_text",
        "no_text_column",
        "empty_feed",
        "empty",
    ]
