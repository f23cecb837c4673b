"""Time expressions: every example of lexicons/en/times.yaml, and what a table of examples cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
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
    assert len(table) >= 320
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


@pytest.mark.parametrize("before", ["", "Yesterday, ", "On the first of March and a week after "])
@pytest.mark.parametrize(
    "published", [None, date(1900, 1, 1), date(2020, 2, 29), date(2023, 8, 9), date(2900, 12, 31)]
)
def test_no_rule_fails_on_an_odd_day_of_publication(before: str, published: date | None) -> None:
    for _, example, _, _ in examples():
        text = before + example
        for mention in find_times(
            Report(doc="t", body=text, published=published), load_parser().make_doc(text)
        ):
            when = mention.when
            assert when.start is None or when.end is None or when.start <= when.end


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


# Written from the meaning: text, publication, the country of the events, the days of its only or first time.
LOCAL = [
    # both sides of midnight
    ("Rockets hit Basra at 2230 GMT on Friday.", "IQ", "2019-11-23"),
    ("Rockets hit Basra at 2030 GMT on Friday.", "IQ", "2019-11-22"),
    ("Rockets hit Basra at 2230 local time on Friday.", "IQ", "2019-11-22"),
    ("Police shot nine in Bogota at 0300 GMT on Friday.", "CO", "2019-11-21"),
    ("Police shot nine in Bogota at 0600 GMT on Friday.", "CO", "2019-11-22"),
    ("Jets struck Myitkyina at 18:00 UTC on 31 December 2021.", "MM", "2022-01-01"),
    ("Jets struck Myitkyina at 17:00 UTC on 31 December 2021.", "MM", "2021-12-31"),
    ("Jets struck Myitkyina at 18:00 UTC on 28 February 2020.", "MM", "2020-02-29"),
    ("A dam was blown up near Nova Kakhovka at 11 p.m. GMT on 5 June 2023.", "UA", "2023-06-06"),
    ("A dam was blown up near Nova Kakhovka at 2350 Moscow time on 5 June 2023.", "UA", "2023-06-05"),
    ("A base near Agadez was hit at 11:30 p.m. GMT on 4 May 2018.", "NE", "2018-05-05"),
    ("The raid in Abbottabad began at 4 p.m. Eastern time on 1 May 2011.", "PK", "2011-05-02"),
    ("AT 142230ZMAR21 A PATROL WAS FIRED ON.", "SO", "2021-03-15"),
    ("Entry 2021-08-15T19:45Z: gunfire at the gate.", "AF", "2021-08-16"),
    ("Entry 2021-08-15T19:15Z: gunfire at the gate.", "AF", "2021-08-15"),
    # no zone can be told: the day stays
    ("A train was blown up at 1230 a.m. IST on 3 May 2010.", "IN", "2010-05-03"),
    ("Two barracks burned at 2300 CST on 3 May 2010.", "CN", "2010-05-03"),
    # zones of one country that disagree
    ("A mine went off at 1900 GMT on 3 May 2010.", "RU", "2010-05-03"),
    ("A mine went off at 2230 GMT on 3 May 2010.", None, "2010-05-03"),
]


@pytest.mark.parametrize(("text", "country", "expected"), LOCAL)
def test_day_is_the_day_at_the_place(text: str, country: str | None, expected: str) -> None:
    report = Report(doc="t", body=text, published=date(2019, 11, 24))
    assert days(find_times(report, load_parser()(text), country=country)[0]) == expected


# text, publication, {words: days}
CASES: list[tuple[str, date | None, dict[str, str]]] = [
    # leap days and the turn of the year
    ("A bus was ambushed near Huanta yesterday.", date(2024, 3, 1), {"yesterday": "2024-02-29"}),
    ("A bus was ambushed near Huanta a year ago today.", date(2024, 2, 29), {"a year ago today": "2023-02-28"}),
    ("A bus was ambushed on 29 February.", date(2023, 6, 1), {"29 February": "2020-02-29"}),
    ("A bus was ambushed on 29 February 1900.", date(2023, 6, 1), {"29 February 1900": "no_such_day"}),
    ("Shells fell on Sloviansk in late February.", date(2023, 4, 1), {"late February": "2023-02-21..2023-02-28"}),
    ("Two miners were shot in El Callao on Friday.", date(2021, 1, 2), {"Friday": "2021-01-01"}),
    ("Two miners were shot in El Callao on Thursday.", date(2021, 1, 2), {"Thursday": "2020-12-31"}),
    ("Two miners were shot in El Callao last week.", date(2021, 1, 5), {"last week": "2020-12-28..2021-01-03"}),
    ("Two miners were shot in El Callao last month.", date(2021, 1, 5), {"last month": "2020-12-01..2020-12-31"}),
    ("Two miners were shot in El Callao in December.", date(2021, 1, 5), {"December": "2020-12-01..2020-12-31"}),
    ("Two miners were shot on the 31st, he said.", date(2021, 1, 5), {"the 31st": "2020-12-31"}),
    ("Ten villagers died overnight.", date(2017, 1, 1), {"overnight": "2016-12-31..2017-01-01"}),
    # weekdays and their tense
    ("The army will enter Bamenda on Friday.", date(2019, 11, 22), {"Friday": "2019-11-22"}),
    ("The army will enter Bamenda on Thursday.", date(2019, 11, 22), {"Thursday": "2019-11-28"}),
    ("The army entered Bamenda on Thursday.", date(2019, 11, 22), {"Thursday": "2019-11-21"}),
    ("The army entered Bamenda early Tuesday.", date(2019, 11, 22), {"early Tuesday": "2019-11-19"}),
    # durations
    ("The siege of the hotel in Kabul lasted 17 hours.", date(2018, 1, 22), {"17 hours": "2018-01-21..2018-01-22"}),
    ("A 12-hour siege ended in Mogadishu.", date(2020, 8, 17), {"12-hour": "duration"}),
    ("Strikes over the past 24 hours killed six.", date(2020, 3, 1),
     {"over the past 24 hours": "2020-02-29..2020-03-01"}),
    ("Forty have been shot in Culiacan since October.", date(2021, 2, 3), {"since October": "2020-10-01..2021-02-03"}),
    ("Forty have been shot in Culiacan since October.", None, {"October": "no_publication_date"}),
    # counted from events of the report
    ("Bouaké fell on 19 September 2002. On the third day of the war the airport closed.", date(2002, 12, 1),
     {"19 September 2002": "2002-09-19", "On the third day of": "event_not_told"}),
    ("Rebels captured Bria on 18 December 2012. Ten days after the fall of Bria, the army fled.", date(2013, 2, 1),
     {"18 December 2012": "2012-12-18", "Ten days after": "2012-12-28"}),
    ("Rebels captured Bria on 18 December 2012. Ten days after the fall of Bambari, the army fled.", date(2013, 2, 1),
     {"18 December 2012": "2012-12-18", "Ten days after": "event_not_told"}),
    ("The police station in Lashio was bombed on 27 October 2023. The day before the bombing, shops closed.",
     date(2023, 11, 5), {"27 October 2023": "2023-10-27", "The day before": "2023-10-26"}),
    ("A ceasefire was signed in Havana on 23 June 2016. Within a week of the ceasefire two farmers were shot.",
     date(2016, 9, 1), {"23 June 2016": "2016-06-23", "Within a week of": "2016-06-23..2016-06-30"}),
    ("On the eve of the invasion a radar was destroyed.", date(2016, 9, 1), {"On the eve of": "event_not_told"}),
    ("In the two weeks since the coup, four men have vanished.", date(2021, 2, 20),
     {"In the two weeks since": "event_not_told"}),
    # counted from other times
    ("A mine killed two in Casamance on 3 January 2018. The next morning soldiers came.", date(2018, 2, 1),
     {"3 January 2018": "2018-01-03", "The next morning": "2018-01-04"}),
    ("The next morning soldiers came.", date(2018, 2, 1), {"The next morning": "no_anchor"}),
    ("On 31 December 2018 a bomb went off in Cotabato. Two days later a clinic burned.", date(2019, 2, 1),
     {"31 December 2018": "2018-12-31", "Two days later": "2019-01-02"}),
    # other calendars
    ("The base fell on 1 Muharram 1444.", None, {"1 Muharram 1444": "2022-07-30..2022-07-31"}),
    ("The raid was on 27 Rajab 1440.", None, {"27 Rajab 1440": "2019-04-03..2019-04-04"}),
    ("The raid was on 31 Rajab 1440.", None, {"31 Rajab 1440": "no_such_day"}),
    ("He was hanged on 22 Bahman 1357.", None, {"22 Bahman 1357": "1979-02-11"}),
    ("The palace fell on 7 Sawr 1357.", None, {"7 Sawr 1357": "1978-04-27"}),
    ("The town was taken on 21 Hidar 2014.", None, {"21 Hidar 2014": "2021-11-30"}),
    ("Guards were shot on 5 Tir 1399.", None, {"5 Tir 1399": "2020-06-25"}),
    ("Guards were shot on 11 Tir 2012.", None, {"11 Tir 2012": "2020-01-20"}),
    ("A mosque was hit on the first day of Ramadan.", date(2021, 5, 1),
     {"on the first day of Ramadan": "2021-04-13..2021-04-14"}),
    ("A shrine was hit on Ashura.", date(2020, 9, 10), {"Ashura": "2020-08-29..2020-08-30"}),
    ("Convoys were hit on Nowruz 2021.", None, {"Nowruz 2021": "2021-03-21"}),
    ("A market in Sadr City was bombed on the eve of Eid al-Adha.", date(2021, 8, 1),
     {"on the eve of": "2021-07-19", "Eid al-Adha": "2021-07-20..2021-07-24"}),
    # live blogs
    ("Kharkiv\n14:35 - Two rockets hit a school.", date(2022, 3, 2), {"14:35": "no_anchor"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "expected"), CASES)
def test_written_case(text: str, published: date | None, expected: dict[str, str]) -> None:
    assert found_days(find(text, published)) == expected


@pytest.mark.parametrize(
    ("text", "words", "reference"),
    [
        ("Two men were shot on 5 May 2017.", "5 May 2017", "itself"),
        ("Two men were shot on 15 Ramadan 1439.", "15 Ramadan 1439", "itself"),
        ("Two men were shot on Friday.", "Friday", "publication"),
        ("Two men were shot on 5 May 2017. Two days later a third was.", "Two days later", "time"),
        ("The town fell on 5 May 2017. A week after the town fell it burned.", "A week after", "event"),
        ("The siege was in its third week.", "in its third week", None),
    ],
)
def test_time_says_what_it_was_counted_from(text: str, words: str, reference: str | None) -> None:
    [mention] = [m for m in find(text, date(2019, 11, 23)) if m.when.text == words]
    assert mention.when.reference == reference


def test_day_counted_from_the_dateline_says_so() -> None:
    text = "BAGHDAD, Jan. 8, 2015 - A bomb killed two men on Tuesday."
    line = Dateline(span=Span(0, 23), place="BAGHDAD", day=date(2015, 1, 8))
    assert [m.when.reference for m in find(text, dateline=line)] == ["dateline"]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("The town was shelled for three days.", "P3D"),
        ("A 12-hour siege ended.", "PT12H"),
        ("The two-week offensive ended.", "P2W"),
        ("The town was shelled for days.", None),
    ],
)
def test_duration_has_its_length(text: str, length: str | None) -> None:
    [mention] = find(text, date(2019, 11, 23))
    assert (mention.duration, mention.length) == (True, length)


def test_clock_is_kept_beside_the_day() -> None:
    [mention] = find("Rockets hit the port at 02:05 GMT on 3 May 2019.")
    assert mention.clock == time(2, 5)


def test_words_of_the_event_from_which_a_time_counts_are_told() -> None:
    text = "The town fell on 5 May 2017. A week after the town fell, it burned."
    [_, mention] = find(text, date(2019, 11, 23))
    assert mention.counts_from is not None
    assert text[mention.counts_from.start : mention.counts_from.end] == "the town fell"
