"""Promises 1 and 2 on texts that nobody wrote: every value has its words; ids come from content alone.

Reports are put together from sentences of events, with odd Unicode, line breaks and capitals in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Coding, Party, Report, Span, Statement
from dateline.pipeline import code_report
from dateline.record import coding_record
from tests.conftest import loaded_tools

WHO = [
    "Gunmen",
    "Boko Haram fighters",
    "The Nigerian army",
    "Rebels of the M23",
    "The US-led coalition",
    "A drone",
]
DID = [
    "killed {n} soldiers in {place} {when}",
    "attacked the village of {place} {when}, killing {n} civilians and wounding {m}",
    "abducted {n} people near {place} {when}",
    "seized rifles and {n} vehicles in {place} {when}",
    "clashed with soldiers in {place} {when}; {n} were captured",
    "shelled {place} {when}, wounding more than {n} people",
]
PLACES = ["Maiduguri", "Deir ez-Zor province", "Goma", "São Tomé", "N'Djamena", "eastern Syria", "Aleppo"]
WHENS = ["on Friday", "on 3 March 2021", "last week", "overnight", ""]
NUMBERS = ["two", "at least 12", "more than a dozen", "1,200", "dozens of", "seven"]
SAID = ["", ", the army said", ", a spokesman said on Saturday", ", according to the UN"]
# What stands between and inside sentences and must move no offset.
ODD = [
    "\r\n",
    "\n\n",
    " ",
    "\u200f",
    "\u202e\u202c",
    "💥 ",
    "👨‍👩‍👧 ",
    "e\u0301 ",
    "ﷺ ",
    "\u00a0",
    "\u2028",
    "İ ",
    "\t",
    "ﬀ ",
]


@st.composite
def sentences(draw: st.DrawFn) -> str:
    def pick(choices: list[str]) -> str:
        return draw(st.sampled_from(choices))

    did = pick(DID).format(n=pick(NUMBERS), m=pick(NUMBERS), place=pick(PLACES), when=pick(WHENS))
    text = f"{pick(WHO)} {did}{pick(SAID)}.".replace("  ", " ")
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + pick(ODD) + text[at:]
    return text.upper() if draw(st.integers(0, 4)) == 0 else text


@st.composite
def reports(draw: st.DrawFn) -> Report:
    parts = draw(st.lists(sentences(), min_size=1, max_size=4))
    gaps = [draw(st.sampled_from([" ", *ODD])) for _ in parts]
    return Report(
        doc="generated",
        title=draw(st.none() | sentences().map(lambda text: " ".join(text.split()))),
        body="".join(part + gap for part, gap in zip(parts, gaps, strict=True)),
        published=draw(st.none() | st.just(date(2021, 3, 6))),
        language="en",
    )


def code_it(report: Report) -> Coding:
    return code_report(report, loaded_tools())


def parties(statement: Statement) -> Iterator[Party]:
    yield from (*statement.actors, *statement.partners, *statement.targets)
    yield from (attribution.source for attribution in statement.attributions)


def worded(statement: Statement) -> Iterator[tuple[str, str | None, tuple[Span, ...]]]:
    """Every value of a statement: its field, the words it claims, and where they stand."""
    yield "evidence", None, (statement.evidence,)
    yield "type", None, statement.trigger
    if statement.place is not None:
        yield "place", statement.place.text, statement.place.spans
    # Codebook: the day of publication bounds undated news, and is named as the reason.
    bounded = statement.missing.get("start") == "told_by_publication"
    if not bounded and (statement.when.start, statement.when.end) != (None, None):
        yield "when", statement.when.text, statement.when.spans
    for party in parties(statement):
        yield "party", party.text, party.spans
    for toll in statement.tolls:
        yield "toll", toll.text, toll.spans
    for thing in statement.materiel:
        yield "materiel", thing.text, thing.spans
    if statement.count is not None:
        yield "count", statement.count.text, statement.count.spans


def assert_every_value_has_its_words(coding: Coding) -> None:
    text = coding.report.text
    for statement in coding.statements:
        for name, words, spans in worded(statement):
            assert spans, f"{name} {words!r} has no span"
            for start, end in spans:
                assert 0 <= start < end <= len(text), name
                assert text[start:end].strip(), name
            if words is not None:
                told = {text[start:end] for start, end in spans}
                assert words in told or words == text[spans[0].start : spans[-1].end], (name, words, told)
        if statement.place is None:
            assert statement.missing.get("place")
        if statement.when.start is None:
            assert statement.missing.get("start")
            assert statement.when.end in (None, coding.report.published) or statement.when.spans
    for assessment in coding.assessments:
        assert assessment.spans
        assert all(0 <= start < end <= len(text) for start, end in assessment.spans)


SLOW = settings(max_examples=60, deadline=None)


@SLOW
@given(report=reports())
def test_every_value_of_any_report_has_its_words(report: Report) -> None:
    coding = code_it(report)
    assert coding.report.text == report.text
    assert_every_value_has_its_words(coding)


@SLOW
@given(report=reports())
def test_ids_are_the_same_again_and_from_another_path(report: Report) -> None:
    first = code_it(report)
    again = code_it(report.model_copy(update={"doc": "another/path.txt"}))
    assert [s.id for s in first.statements] == [s.id for s in again.statements]
    assert [a.id for a in first.assessments] == [a.id for a in again.assessments]
    assert len({s.id for s in first.statements}) == len(first.statements)
    assert len({a.id for a in first.assessments}) == len(first.assessments)


@SLOW
@given(report=reports(), other=reports())
def test_coding_does_not_depend_on_the_report_before(report: Report, other: Report) -> None:
    alone = coding_record(code_it(report))
    code_it(other)
    assert coding_record(code_it(report)) == alone


@SLOW
@given(report=reports())
def test_spans_of_the_record_lie_in_the_text(report: Report) -> None:
    coding = code_it(report)
    for event in coding_record(coding)["events"]:
        assert event["evidence"] in report.text
        for name, spans in event["spans"].items():
            assert all(0 <= start < end <= len(report.text) for start, end in spans), name


def test_two_reports_with_the_same_sentence_have_different_ids() -> None:
    body = "Gunmen killed two soldiers in Goma on Friday."
    a, b = (code_it(Report(doc="x", body=body, outlet=outlet)) for outlet in ("Post", "Times"))
    assert a.statements and b.statements
    assert {s.id for s in a.statements}.isdisjoint(s.id for s in b.statements)


def test_same_sentence_twice_gives_no_id_twice() -> None:
    goma, maiduguri = ("THE ARMY KILLED TWO SOLDIERS IN GOMA.", "GUNMEN KILLED TWO SOLDIERS IN MAIDUGURI.")
    ids = [s.id for s in code_it(Report(doc="x", body=f"{goma} {maiduguri} {maiduguri} {goma}")).statements]
    assert ids
    assert len(set(ids)) == len(ids)
