"""Live blogs and texts all in capitals through the whole flow: days, spans and names."""

from __future__ import annotations

from datetime import date

import pytest

import dateline
from dateline.model import Coding

pytestmark = pytest.mark.gazetteer
BLOG = (
    "Monday, April 24, 2023\n\n"
    "**18:20** Rebels shelled Omdurman this morning, killing three civilians, the mayor says.\n\n"
    "**14:05** The embassy is closed.\n\n"
    "Sunday, April 23, 2023\n\n"
    "**21:15** An air strike hit Bahri today. Two people died.\n"
)
TELEX = (
    "LIMA, 3 JAN 90 (SAMPLE RADIO) -- POLICE COLONEL JUAN QUISPE SAID TODAY THAT SHINING PATH GUERRILLAS "
    "KILLED FOUR PEASANTS IN THE TOWN OF HUANTA ON TUESDAY. THE ARMED PEASANTS OF HUANTA SEIZED TWO REBELS."
)


@pytest.fixture(scope="module")
def blog() -> Coding:
    return dateline.code(BLOG, title="Sudan live", published="2023-05-30")


def test_today_is_the_day_of_the_entry(blog: Coding) -> None:
    days = {s.type: s.when.start for s in blog.statements}
    assert days["shelling"] == date(2023, 4, 24)
    assert days["air_strike"] == date(2023, 4, 23)


def test_spans_of_entries_are_those_of_the_whole_report(blog: Coding) -> None:
    for statement in blog.statements:
        words = blog.report.words(statement.evidence)
        assert words in BLOG
        assert not words.startswith("*")
        assert statement.report_id == blog.report.id
        assert statement.place is None or blog.report.words(statement.place.spans[0]) == statement.place.text
    assert len({s.id for s in blog.statements}) == len(blog.statements)


def test_entries_lend_each_other_no_place(blog: Coding) -> None:
    places = {s.type: s.place.name for s in blog.statements if s.place is not None}
    assert places["shelling"] == "Omdurman"
    assert places.get("air_strike") != "Omdurman"


def test_names_in_a_text_of_capitals_come_in_their_usual_case() -> None:
    coding = dateline.code(TELEX)
    names = [p.name for s in coding.statements for p in (*s.actors, *s.partners, *s.targets)]
    names += [a.source.name for s in coding.statements for a in s.attributions]
    assert "Shining Path" in names
    assert [name for name in names if name.isupper() and len(name) > 5] == []
