"""Live blogs: where their entries begin, and on which day each was written."""

from __future__ import annotations

from datetime import date

import pytest

from dateline.lexicons import lexicon
from dateline.model import Report
from dateline.read import find_entries, prepare
from dateline.read.entries import LEAST


def entries_of(
    body: str, published: date | None = None, title: str | None = None
) -> list[tuple[str, date | None]]:
    report = Report(doc="blog", title=title, body=body, published=published)
    return [(report.words(entry.span).strip(), entry.day) for entry in find_entries(report)]


def test_entries_stand_under_the_day_of_their_heading() -> None:
    body = "Monday, April 24, 2023\n\n18:20 A.\n\n9:30 am B.\n\nApril 23, 2023\n\n**21:15** C.\n"
    assert entries_of(body, title="Live") == [
        ("A.", date(2023, 4, 24)),
        ("B.", date(2023, 4, 24)),
        ("C.", date(2023, 4, 23)),
    ]


def test_a_stamp_with_its_day_goes_before_headings() -> None:
    body = "2 October 2023, 17:45 GMT\nA.\n\n2 October 2023, 11:10 GMT\nB.\n\n1 October 2023, 20:30 GMT\nC.\n"
    assert [day for _, day in entries_of(body)] == [date(2023, 10, 2), date(2023, 10, 2), date(2023, 10, 1)]


@pytest.mark.parametrize(
    ("hours", "days"),
    [(("08:00", "01:00", "23:00"), (5, 5, 4)), (("22:00", "23:30", "00:15", "07:00"), (4, 4, 5, 5))],
)
def test_hours_alone_are_counted_from_the_day_of_publication(
    hours: tuple[str, ...], days: tuple[int, ...]
) -> None:
    body = "\n".join(f"[{hour}] Text." for hour in hours)
    assert [day for _, day in entries_of(body, date(2023, 3, 5))] == [date(2023, 3, n) for n in days]


def test_the_newest_entry_is_the_day_of_publication_when_nothing_else_is() -> None:
    body = "Sample Desk\n\n**April 24, 2023**\n18:20 A.\n\n**April 23, 2023**\n17:00 B.\n16:00 C.\n"
    assert prepare(Report(doc="blog", title="Live", body=body)).published == date(2023, 4, 24)


@pytest.mark.parametrize(
    "body",
    [
        "The army left at 17:40.\n17:45 Two men died.\nAt 18:00 it was quiet.",
        "4.30 million people fled.\n2.10 million came back.\n1.05 million died.",
        "",
    ],
)
def test_a_report_is_no_live_blog(body: str) -> None:
    assert entries_of(body, date(2023, 3, 5)) == []


def test_patterns_of_entries_are_all_there() -> None:
    assert set(lexicon("read")["entries"]) == {"stamp", "heading"}
    assert LEAST > 2
