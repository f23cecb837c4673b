"""Promises 1 and 2 over made-up reports: the words of every value stand where its spans say, whatever the
text is made of; and ids come from content alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from dateline.model import Coding, Report, Span
from dateline.pipeline import Tools, code_report
from dateline.record import coding_record

SENTENCES = (
    "{who} killed {number} {people} in {place} {when}, {source} said.",
    "{number} {people} were wounded when shells hit a market in {place} {when}.",
    "{source} claimed that {who} seized three rifles and ammunition near {place}.",
    "{who} carried out two air strikes on {place} {when}, killing {number} {people}.",
    "A car bomb exploded outside a police station in {place} {when}.",
    "{who} kidnapped {number} {people} from a village outside {place}, according to {source}.",
    "{source} denied that its forces had attacked {place}.",
    "At least {number} {people} were captured {when} during raids on compounds in {place}.",
    "{who} and the government signed a ceasefire {when}.",
    "The group is likely to attack {place} again, {source} warned.",
    "Thousands of people have fled {place} since January.",
)
WORDS = {
    "who": ("Gunmen", "The Syrian army", "Islamic State militants", "Rebels", "Boko Haram", "US-led forces"),
    "number": ("two", "13", "more than a dozen", "1,200", "several", "ten to fifteen"),
    "people": ("soldiers", "civilians", "police officers", "fighters", "people, including four children,"),
    "place": (
        "Mosul",
        "Deir ez-Zor province",
        "eastern Syria",
        "Kyiv",
        "São Tomé",
        "Hawīja",
        "Abu\u00a0Kamal",
    ),
    "when": ("on Friday", "last week", "on 3 March 2022", "overnight", "yesterday", "in late May"),
    "source": ("the army", "police", "a local monitor", "CENTCOM", "the Syrian Observatory", "residents"),
}
ODD = (
    "",
    " ",
    "💥",
    "e\u0301",
    "\u200f",
    "\u202eشمال\u202c",
    "\ufeff",
    "\u2028",
    "ﬁ",
    "İ",
    "\x0b",
    "👩\u200d🚒",
    "…",
)
BREAKS = (" ", "\n", "\n\n", "\r\n\r\n", "\r", " \t ")
CASES = (str, str, str, str.upper, str.lower)  # upper() also lengthens some texts: ﬁ, ß


@st.composite
def sentences(draw: st.DrawFn) -> str:
    words = {name: draw(st.sampled_from(choices)) for name, choices in WORDS.items()}
    sentence = draw(st.sampled_from(SENTENCES)).format(**words)
    if draw(st.booleans()):  # something odd anywhere, within a word too
        at = draw(st.integers(0, len(sentence)))
        sentence = sentence[:at] + draw(st.sampled_from(ODD)) + sentence[at:]
    return str(draw(st.sampled_from(CASES))(sentence))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    body = draw(st.sampled_from(("", "ERBIL, Iraq (Sample Wire) — ", "\ufeff", "\u200f", "\r\n")))
    for sentence in draw(st.lists(sentences(), min_size=1, max_size=5)):
        body += sentence + draw(st.sampled_from(BREAKS))
    return Report(
        doc="made-up",
        title=draw(st.none() | sentences()),
        body=body,
        published=draw(st.sampled_from((None, date(2022, 11, 26)))),
        outlet=draw(st.sampled_from((None, "Sample Wire"))),
        language="en",
    )


# Text built of the same parts on every run: a failure here is for the one who made it, not for a later one.
SETTINGS = settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


def records(value: object) -> Iterator[BaseModel]:
    """The record and all that it holds."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from records(getattr(value, name))
    elif isinstance(value, tuple) and not isinstance(value, Span):
        for part in value:
            yield from records(part)


def spans_of(record: BaseModel) -> list[Span]:
    held = [getattr(record, name, ()) for name in ("spans", "evidence", "trigger", "span")]
    return [s for spans in held if spans for s in ([spans] if isinstance(spans, Span) else spans)]


def misplaced(coding: Coding) -> list[str]:
    """What is wrong with the spans of a coding, in words; nothing when promise 1 is kept."""
    report, found = coding.report, []
    for record in records((coding.report, *coding.statements, *coding.assessments)):
        spans = spans_of(record)
        found += [
            f"{type(record).__name__} {span} is not inside the {len(report.text)} characters of the text"
            for span in spans
            if not 0 <= span.start < span.end <= len(report.text)
        ]
        words = None if isinstance(record, Report) else getattr(record, "text", None)
        if words is not None and words not in [report.words(span) for span in spans]:
            found.append(f"{type(record).__name__} {words!r} does not stand at {spans}")
    return found


def told(coding: Coding) -> list[dict[str, Any]]:
    """What is coded, but for the name of the input."""
    return [s.model_dump(exclude={"doc"}) for s in (*coding.statements, *coding.assessments)]


def ids(coding: Coding) -> list[str]:
    return [s.id for s in (*coding.statements, *coding.assessments)]


# ---------------------------------------------------------------- promise 1


@SETTINGS
@given(report=reports())
def test_words_of_every_value_stand_where_its_spans_say(report: Report, tools: Tools) -> None:
    coding = code_report(report, tools)
    assert coding.report.text == report.text
    assert misplaced(coding) == []


def test_made_up_reports_tell_every_kind_of_value(tools: Tools) -> None:
    """Else the properties would hold for want of values."""
    body = " ".join(
        sentence.format(**{name: choices[n % len(choices)] for name, choices in WORDS.items()})
        for n, sentence in enumerate(SENTENCES)
    )
    coding = code_report(Report(doc="all", body=body, published=date(2022, 11, 26)), tools)
    kinds = Counter(
        type(record).__name__
        for record in records((*coding.statements, *coding.assessments))
        if spans_of(record)
    )
    assert len(coding.statements) >= 6
    assert {
        "Statement", "Assessment", "Party", "Place", "When", "Toll", "Materiel", "Attribution", "Count",
    } <= kinds.keys()  # fmt: skip


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"spans": (Span(0, 10_000),)}, "is not inside"),
        ({"text": "nobody wrote this"}, "does not stand at"),
        ({"spans": ()}, "does not stand at"),
    ],
)
def test_misplaced_words_are_seen(change: dict[str, Any], complaint: str, tools: Tools) -> None:
    report = Report(
        doc="a", body="Gunmen killed two soldiers in Mosul on Friday.", published=date(2022, 11, 26)
    )
    coding = code_report(report, tools)
    (statement,) = coding.statements
    assert statement.place is not None
    place = statement.place.model_copy(update=change)
    moved = coding.model_copy(update={"statements": (statement.model_copy(update={"place": place}),)})
    assert misplaced(coding) == []
    assert any(complaint in line for line in misplaced(moved))


@SETTINGS
@given(report=reports())
def test_printed_spans_lie_in_the_text_that_the_contract_names(report: Report, tools: Tools) -> None:
    text = report.body if report.title is None else f"{report.title}\n{report.body}"
    for event in coding_record(code_report(report, tools))["events"]:
        assert event["evidence"] in text
        for field, spans in event["spans"].items():
            assert all(0 <= start < end <= len(text) for start, end in spans), field


# ---------------------------------------------------------------- promise 2


@SETTINGS
@given(report=reports())
def test_ids_are_unique_and_the_same_on_every_run_under_any_name(report: Report, tools: Tools) -> None:
    coding = code_report(report, tools)
    again = code_report(report.model_copy(update={"doc": "elsewhere/other.txt"}), tools)
    assert len(set(ids(coding))) == len(ids(coding))
    assert told(again) == told(coding)


@settings(SETTINGS, max_examples=15)
@given(several=st.lists(reports(), min_size=2, max_size=4), order=st.randoms(use_true_random=False))
def test_ids_do_not_depend_on_other_reports_or_their_order(
    several: list[Report], order: Any, tools: Tools
) -> None:
    alone = {report.id: told(code_report(report, tools)) for report in several}
    order.shuffle(several)
    assert {report.id: told(code_report(report, tools)) for report in several} == alone


def test_same_words_in_another_report_have_other_ids(tools: Tools) -> None:
    body = "Gunmen killed two soldiers in Mosul on Friday."
    one, other = (
        code_report(Report(doc="a", body=body, outlet=outlet, published=date(2022, 11, 26)), tools)
        for outlet in ("Sample Wire", "Other Wire")
    )
    assert ids(one)
    assert not set(ids(one)) & set(ids(other))
