"""Every rule of the event lexicons is run on its own examples: what it finds, and what is coded from its opposite."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dateline.extract import build_context, find_mentions, find_quotes
from dateline.extract.context import Context
from dateline.extract.triggers import CONDITIONS
from dateline.lexicons import lexicon
from dateline.model import Report
from dateline.parse import parse
from dateline.pipeline import Tools, code_report
from dateline.resolve.mentions import find_mentions as resolve_mentions


def report_of(text: str) -> Report:
    return Report(doc="example", body=text, published=date(2022, 5, 10), language="en")


def context_of(text: str, tools: Tools) -> Context:
    report, doc = report_of(text), parse(text)
    return build_context(report, doc, resolve_mentions(report, doc, tools.actors, tools.gazetteer))


def examples(name: str, field: str) -> list[Any]:
    rules = lexicon(name)
    return [
        pytest.param(rule, text, id=f"{rule['id']}-{n}")
        for rule in (rules["rules"] if isinstance(rules, dict) else rules)
        for n, text in enumerate(rule.get(field, ()))
    ]


@pytest.mark.gazetteer
@pytest.mark.parametrize(("rule", "text"), examples("events", "does"))
def test_event_rule_finds_its_event(rule: dict[str, Any], text: str, tools: Tools) -> None:
    context = context_of(text, tools)
    found = find_mentions(context, find_quotes(context))
    assert rule["type"] in [m.type for m in found if m.realis.real]


@pytest.mark.gazetteer
@pytest.mark.parametrize(("rule", "text"), examples("events", "does_not"))
def test_words_of_another_world_give_no_statement(rule: dict[str, Any], text: str, tools: Tools) -> None:
    assert code_report(report_of(text), tools).statements == ()


@pytest.mark.gazetteer
@pytest.mark.parametrize(("rule", "text"), examples("realis", "does"))
def test_realis_rule_marks_what_did_not_happen(rule: dict[str, Any], text: str, tools: Tools) -> None:
    context = context_of(text, tools)
    found = find_mentions(context, find_quotes(context))
    assert rule["id"] in [m.realis.rule for m in found]


@pytest.mark.gazetteer
@pytest.mark.parametrize(("rule", "text"), examples("assessments", "does"))
def test_assessment_rule_finds_its_claim(rule: dict[str, Any], text: str, tools: Tools) -> None:
    found = code_report(report_of(text), tools).assessments
    assert rule["id"] in [a.how.rule for a in found if a.how is not None]


@pytest.mark.gazetteer
@pytest.mark.parametrize(("rule", "text"), examples("assessments", "does_not"))
def test_what_only_looks_like_a_claim_is_none(rule: dict[str, Any], text: str, tools: Tools) -> None:
    assert code_report(report_of(text), tools).assessments == ()


def test_every_condition_of_the_event_rules_exists() -> None:
    named = {name for rule in lexicon("events") for key in ("needs", "unless") for name in rule.get(key, ())}
    assert named <= set(CONDITIONS)


def test_ids_of_event_rules_are_unique() -> None:
    ids = [rule["id"] for rule in lexicon("events")]
    assert len(ids) == len(set(ids))


@pytest.mark.gazetteer
def test_day_in_the_dateline_is_no_march(tools: Tools) -> None:
    report = Report(doc="t", body="Cali, 14 March 2021 - Gunmen killed seven soldiers in Cauca on Friday.")
    assert [s.type for s in code_report(report, tools).statements] == ["armed_clash"]
