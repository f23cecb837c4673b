"""What a report says about itself: where, when and by whom it was filed; its language; what is not text."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dateline.model import Report
from dateline.read import prepare, problems_of
from tests.read.inputs import BODY, codes


def prepared(body: str, **fields: Any) -> Report:
    return prepare(Report(doc="a", body=body, **fields))


# ---------------------------------------------------------------- dateline


@pytest.mark.parametrize("title", [None, "Three soldiers killed"])
def test_dateline_offsets_count_in_title_and_body(title: str | None) -> None:
    report = prepared(f"WAU, South Sudan (Reuters) - {BODY}", title=title)
    assert report.dateline is not None
    assert report.words(report.dateline.span) == "WAU, South Sudan (Reuters) -"
    assert (report.dateline.place, report.dateline.agency) == ("WAU, South Sudan", "Reuters")


def test_dateline_is_found_after_a_byline_and_a_line_of_its_own() -> None:
    report = prepared(
        f"By Anna Mbeki\nSample Wire\n\nJUBA, March 6 (Xinhua) -- {BODY}", published=date(2021, 3, 8)
    )
    assert report.dateline is not None
    assert (report.dateline.place, report.dateline.day) == ("JUBA", date(2021, 3, 6))


def test_dateline_day_without_a_year_waits_for_the_publication() -> None:
    assert (found := prepared(f"JUBA, Dec 31 (AP) - {BODY}", published=date(2021, 1, 1)).dateline) is not None
    assert found.day == date(2020, 12, 31)
    assert (found := prepared(f"JUBA, Dec 31 (AP) - {BODY}").dateline) is not None
    assert found.day is None


def test_dateline_in_telex_capitals_is_found_with_its_day() -> None:
    report = prepared(
        "LIMA, 3 JAN 90 (EFE) -- [TEXT] TWO MEN DIED IN A CLASH IN AYACUCHO, POLICE SAID TODAY."
    )
    assert report.dateline is not None
    assert (report.dateline.place, report.dateline.day) == ("LIMA", date(1990, 1, 3))
    assert report.outlet == "EFE"


def test_report_in_mixed_case_without_a_dateline_has_none() -> None:
    assert prepared(BODY).dateline is None


# ---------------------------------------------------------------- day and outlet


@pytest.mark.parametrize(
    ("body", "fields", "day", "source"),
    [
        (BODY, {"published": date(2021, 3, 6), "published_from": "input"}, date(2021, 3, 6), "input"),
        (BODY, {"url": "https://w.example/2021/03/07/raid"}, date(2021, 3, 7), "metadata"),
        (f"Published: 8 March 2021\n{BODY}", {}, date(2021, 3, 8), "text"),
        (f"March 9, 2021\n{BODY}", {}, date(2021, 3, 9), "text"),
        (f"JUBA, March 10, 2021 (AP) - {BODY}", {}, date(2021, 3, 10), "text"),
        (f"Last updated: 11 March 2021\n{BODY}", {}, date(2021, 3, 11), "text"),
        (f"Last updated: 11 March 2021\nPosted on March 9, 2021\n{BODY}", {}, date(2021, 3, 9), "text"),
        (f"{BODY} The list was published on 12 May 2020.", {}, None, None),
    ],
)
def test_publication_day_is_taken_from(
    body: str, fields: dict[str, Any], day: date | None, source: str | None
) -> None:
    report = prepared(body, **fields)
    assert (report.published, report.published_from) == (day, source)


def test_outlet_is_read_from_the_dateline_and_the_given_one_stays() -> None:
    assert prepared(f"WAU (AP) - {BODY}").outlet == "Associated Press"
    assert prepared(f"WAU (AP) - {BODY}", outlet="Daily Wau").outlet == "Daily Wau"


def test_missing_day_is_told() -> None:
    assert codes(problems_of(prepared(BODY))) == ["no_date"]


def test_day_that_the_text_contradicts_is_told_with_the_words() -> None:
    report = prepared(f"March 9, 2019\n{BODY}", published=date(2021, 3, 6))
    (problem,) = problems_of(report)
    assert problem.code == "dates_disagree"
    assert problem.span is not None and report.words(problem.span) == "March 9, 2019"


def test_preparing_twice_changes_nothing() -> None:
    once = prepared(f"By Anna Mbeki\nJUBA, March 6, 2021 (AP) - {BODY}\nRead more: Two raids\n")
    assert prepare(once) == once


def test_preparing_never_changes_the_text_or_the_id_of_what_was_given() -> None:
    raw = Report(
        doc="a",
        title="T",
        body=f"  {BODY}\r\n\r\nShare this article\r\n",
        published=date(2021, 3, 6),
        outlet="W",
    )
    assert prepare(raw).text == raw.text
    assert prepare(raw).id == raw.id


# ---------------------------------------------------------------- furniture


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("By Anna Mbeki in Nairobi", "byline"),
        ("Related: What is left of the army?", "related_link"),
        ("Click here to read all of our reports.", "read_more"),
        ("FILE PHOTO: Soldiers walk in a street, March 2, 2019.", "caption"),
        ("Sign up for our daily newsletter and never miss a story.", "newsletter"),
        ("Share this article", "share"),
        ("Copyright 2019 The Daily Wau. All rights reserved.", "copyright"),
        ("12 comments", "other"),
    ],
)
@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_furniture_is_marked_where_it_stands(line: str, kind: str, break_: str) -> None:
    report = prepared(f"{BODY}{break_}{line}{break_}{BODY}", title="Three soldiers killed")
    assert [(report.words(m.span), m.kind) for m in report.furniture] == [(line, kind)]


def test_signature_under_a_forum_post_is_marked() -> None:
    report = prepared(f'{BODY}\n\n"Fortune helps those who are ready." -Anonymous')
    assert [m.kind for m in report.furniture] == ["signature"]


def test_report_without_furniture_has_no_marks() -> None:
    assert prepared(f"{BODY}\n\n{BODY}").furniture == ()


# ---------------------------------------------------------------- language


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", BODY),
        ("en", BODY.upper()),
        ("es", "Dos soldados murieron el viernes en el norte del país, según la policía de la región."),
        ("fr", "Deux soldats ont été tués vendredi dans le nord du pays, selon la police et les habitants."),
        ("ar", "قتل جنديان يوم الجمعة في شمال البلاد بحسب الشرطة"),
        ("ru", "Двое военных погибли в пятницу на севере страны, сообщила полиция и местные жители."),
        (None, "Wau."),
        (None, "1, 2, 3 and 12:45"),
    ],
)
def test_language_is_told_by_letters_and_common_words(code: str | None, text: str) -> None:
    assert prepared(text).language == code


def test_language_that_is_not_coded_is_told() -> None:
    report = prepared(
        "Dos soldados murieron en el norte del país, según la policía.", published=date(2021, 3, 6)
    )
    (problem,) = problems_of(report)
    assert (problem.code, problem.severity) == ("language_not_supported", "warning")
    assert "'es'" in problem.message
