"""Every rule of lexicons/en/read.yaml does what its own examples say."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dateline.lexicons import lexicon
from dateline.model import Report
from dateline.read.datelines import find_dateline
from dateline.read.furniture import find_furniture
from dateline.read.publication import publication_lines
from dateline.read.rules import agencies, rules

SECTIONS = ("datelines", "published", "furniture")


def examples(section: str, side: str) -> list[Any]:
    return [
        pytest.param(rule["id"], example, id=f"{rule['id']}-{number}")
        for rule in lexicon("read")[section]
        for number, example in enumerate(rule[side], 1)
    ]


@pytest.mark.parametrize("rule", lexicon("read")["breaks"], ids=lambda rule: str(rule["id"]))
def test_a_sentence_begins_where_the_break_says(rule: dict[str, Any]) -> None:
    pattern = re.compile(rule["pattern"], re.MULTILINE)
    for text in rule["examples"]:
        assert [m.end() for m in pattern.finditer(text.replace("⟦", ""))] == [text.index("⟦")]
    assert not any(pattern.search(text) for text in rule["not"])


def report_of(text: str) -> Report:
    return Report(doc="example", body=text)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_rule_has_an_own_id_a_meaning_and_examples_of_both_kinds(section: str) -> None:
    entries = lexicon("read")[section]
    assert len({entry["id"] for entry in entries}) == len(entries)
    for entry in entries:
        assert entry["meaning"].endswith("."), entry["id"]
        assert entry["examples"] and entry["not"], entry["id"]
    assert len(rules(section)) == len(entries)


@pytest.mark.parametrize(("rule", "example"), examples("datelines", "examples"))
def test_dateline_is_found_with_its_parts(rule: str, example: dict[str, str]) -> None:
    dateline = find_dateline(report_of(example["text"]))
    assert dateline is not None
    assert dateline.place == example.get("place")
    known = agencies().get(example["agency"].lower()) if "agency" in example else None
    assert dateline.agency == (known or example.get("agency"))
    words = example["text"][slice(*dateline.span)]
    assert example.get("date", "") in words
    assert example["text"].startswith(words)


@pytest.mark.parametrize(("rule", "text"), examples("datelines", "not"))
def test_dateline_is_not_seen_in(rule: str, text: str) -> None:
    assert find_dateline(report_of(text)) is None


@pytest.mark.parametrize(("rule", "example"), examples("published", "examples"))
def test_publication_line_is_found(rule: str, example: dict[str, str]) -> None:
    lines = publication_lines(report_of(example["text"]))
    assert [line.rule for line in lines] == [rule]
    assert example["date"] in example["text"][slice(*lines[0].span)]
    assert lines[0].day is not None
    assert lines[0].outlet == example.get("outlet")


@pytest.mark.parametrize(("rule", "text"), examples("published", "not"))
def test_publication_line_is_not_seen_in(rule: str, text: str) -> None:
    assert publication_lines(report_of(text)) == ()


@pytest.mark.parametrize(("rule", "example"), examples("furniture", "examples"))
def test_furniture_is_marked_as_shown(rule: str, example: str) -> None:
    text = re.sub("[⟦⟧]", "", example)
    marks = find_furniture(report_of(text))
    shown = text
    for mark in reversed(marks):
        shown = f"{shown[: mark.span.start]}⟦{text[slice(*mark.span)]}⟧{shown[mark.span.end :]}"
    assert shown == example
    assert rule in {mark.rule for mark in marks}


@pytest.mark.parametrize(("rule", "text"), examples("furniture", "not"))
def test_furniture_is_not_seen_in(rule: str, text: str) -> None:
    assert [text[slice(*mark.span)] for mark in find_furniture(report_of(text))] == []
