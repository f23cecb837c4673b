"""Time expressions: every example of lexicons/en/times.yaml, and what a table of examples cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.lexicons import lexicon
from dateline.model import Dateline, Furniture, Report, Span, TimeMention
from dateline.parse import load_parser
from dateline.resolve.times import find_times


@pytest.mark.parametrize(("text", "more", "expected"), [
    ("A guard was shot on 03/04/2017.", {}, "ambiguous_date"),
    ("A guard was shot on 03/04/2017.", {"outlet": "The Washington Post"}, "2017-03-04"),
    ("A guard was shot on 03/04/2017.", {"outlet": "BBC News"}, "2017-04-03"),
    ("A guard was shot on 03/04/2017.", {"url": "https://www.centcom.mil/releases/1"}, "2017-03-04"),
    ("A guard was shot on 03/04/2017.", {"url": "https://news.example.co.ke/1"}, "2017-04-03"),
    ("A guard was shot on 03/04/2017.", {"outlet": "The Apricot Post"}, "ambiguous_date"),
    ("A guard was shot on 03/04/2017, another on 27/04/2017.", {}, "2017-04-03"),
    ("A guard was shot on 03/04/2017, another on 04/27/2017.", {}, "2017-03-04"),
    ("A guard was shot on 03/04/2017, another on 04/27/2017.", {"outlet": "BBC News"}, "2017-03-04"),
    ("A guard was shot on 31/04/2017.", {"outlet": "BBC News"}, "no_such_day"),
    ("A guard was shot on 29/02/2016.", {}, "2016-02-29"),
    ("A guard was shot on 29/02/2017.", {}, "no_such_day"),
])  # fmt: skip
def test_day_and_month_go_by_the_report_s_other_dates_then_by_the_outlet(
    text: str, more: dict[str, Any], expected: str
) -> None:
    assert days(find(text, date(2017, 6, 1), **more)[0]) == expected


_VOCABULARY = [
    *(word for words in lexicon("times")["words"].values() for word in words),
    *" \n,.",
    "in", "on", "at", "since", "until", "from", "between", "and", "to", "the", "last", "this", "next",
    "early", "late", "mid", "ago", "later", "before", "after", "for", "of", "past", "two", "several",
    "a", "same", "that", "March,", "May", "3", "5", "12", "31", "29", "3-5", "2014", "2015",
    "2016-02-29", "1990s",
]  # fmt: skip


def days(mention: TimeMention) -> str:
    """As the examples write it: a day, "first..last", or why there is none."""
    when = mention.when
    if when.start is None and when.end is None:
        assert when.how is not None
        return when.how.rule
    if when.start == when.end:
        return str(when.start)
    return f"{when.start or ''}..{when.end or ''}"


def examples() -> Iterator[tuple[str, str, date | None, dict[str, str]]]:
    for rule in lexicon("times")["rules"]:
        for text, published, expected in rule["examples"]:
            yield rule["id"], text, published, {str(words): str(found) for words, found in expected.items()}


def find(text: str, published: date | None = None, **more: Any) -> list[TimeMention]:
    report = Report(doc="t", body=text, published=published, **more)
    return find_times(report, load_parser()(text))


def test_every_example_of_the_rules_gives_the_days_it_says() -> None:
    table = list(examples())
    wrong = []
    for (rule, text, published, expected), doc in zip(
        table, load_parser().pipe(e[1] for e in table), strict=True
    ):
        mentions = find_times(Report(doc="t", body=text, published=published), doc)
        found = {m.when.text: days(m) for m in mentions}
        if found != expected:
            wrong.append(f"{rule}: {text!r} ({published}): {found}, expected {expected}")
    assert len(table) >= 150
    assert not wrong, f"{len(wrong)} of {len(table)}\n" + "\n".join(wrong)


def test_every_rule_has_examples_and_an_id_of_its_own() -> None:
    rules = lexicon("times")["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert [rule["id"] for rule in rules if not rule["examples"]] == []


@pytest.mark.parametrize(
    ("text", "words", "head"),
    [
        ("Rebels struck on Friday.", "Friday", "Friday"),
        ("Rebels struck two days ago.", "two days ago", "ago"),
        ("Rebels have struck since 2014.", "since 2014", "2014"),
        ("Rebels struck last week.", "last week", "week"),
    ],
)
def test_head_is_the_word_that_joins_the_time_to_the_sentence(text: str, words: str, head: str) -> None:
    [mention] = find(text, date(2019, 11, 23))
    assert mention.when.text == words
    assert load_parser()(text)[mention.head].text == head


def found_days(mentions: list[TimeMention]) -> dict[str | None, str]:
    return {m.when.text: days(m) for m in mentions}


def test_dateline_and_furniture_are_no_times_of_events() -> None:
    text = "BAGHDAD, Jan. 8 - A bomb killed two men on Tuesday.\nPublished on 3 March 2015."
    line = Dateline(span=Span(0, 17), place="BAGHDAD", day=date(2015, 1, 8))
    byline = Furniture(span=Span(52, len(text)), kind="byline", rule="published")
    found = find(text, date(2015, 1, 9), dateline=line, furniture=(byline,))
    assert found_days(found) == {"Tuesday": "2015-01-06"}


def test_dateline_day_stands_in_for_a_missing_publication_day() -> None:
    text = "BAGHDAD, Jan. 8, 2015 - A bomb killed two men on Tuesday."
    found = find(text, dateline=Dateline(span=Span(0, 23), place="BAGHDAD", day=date(2015, 1, 8)))
    assert found_days(found) == {"Tuesday": "2015-01-06"}


def test_dateline_much_older_than_publication_gives_the_day_counted_from() -> None:
    text = "BAGHDAD, Jan. 8, 2015 - A bomb killed two men on Tuesday."
    line = Dateline(span=Span(0, 23), place="BAGHDAD", day=date(2015, 1, 8))
    assert found_days(find(text, date(2020, 6, 1), dateline=line)) == {"Tuesday": "2015-01-06"}


def test_publication_day_with_day_and_month_exchanged_is_put_right() -> None:
    text = "Troops took the town on 3 September. On Thursday they left."
    assert found_days(find(text, date(2023, 8, 9))) == {"3 September": "2023-09-03", "Thursday": "2023-09-07"}


def test_publication_day_is_kept_when_a_date_of_the_text_agrees_with_it() -> None:
    text = "Troops took the town on 3 August. A fair was held there on 3 September."
    assert found_days(find(text, date(2023, 8, 9)))["3 September"] == "2022-09-03"


def test_quoted_day_far_from_publication_does_not_move_it() -> None:
    text = 'His letter says: "Yesterday, April 15, we were shelled." He died on Sunday.'
    assert found_days(find(text, date(2021, 11, 30)))["Sunday"] == "2021-11-28"


def test_durations_are_marked() -> None:
    found = find("The city was shelled for three years and hit on Friday.", date(2019, 11, 23))
    assert [(m.when.text, m.duration) for m in found] == [("three years", True), ("Friday", False)]


def test_spans_are_the_words_of_the_report() -> None:
    report = Report(
        doc="t",
        title="Two die in attack on Monday",
        body="It fell\nin early March.",
        published=date(2019, 11, 23),
    )
    found = find_times(report, load_parser()(report.text))
    assert [report.words(m.span) for m in found] == ["Monday", "early March"]


def test_week_that_is_wrapped_over_two_lines_is_one_expression() -> None:
    assert found_days(find("They came in the last\nweek of it.", date(2019, 11, 23))) == {
        "in the last\nweek": "2019-11-16..2019-11-23"
    }


@pytest.mark.parametrize(
    "text", ["", "\n", "On", "900 years ago it fell.", "It was 99 decades ago.", "9/11", "31 31 31 May"]
)
def test_odd_texts_give_no_error(text: str) -> None:
    for published in (None, date(1, 1, 1), date(2019, 2, 28), date(9999, 12, 31)):
        assert all(m.span.end <= len(text) for m in find(text, published))


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(_VOCABULARY), max_size=12),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
)
def test_intervals_never_end_before_they_start(words: list[str], published: date) -> None:
    text = " ".join(words)
    for mention in find_times(Report(doc="t", body=text, published=published), load_parser().make_doc(text)):
        when = mention.when
        assert when.start is None or when.end is None or when.start <= when.end
        assert when.how is not None
        assert text[mention.span.start : mention.span.end] == when.text
