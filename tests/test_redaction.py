"""Names of persons without an office are replaced by their role, in values, words and the report's text.

All names are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dateline
from dateline.model import Coding, Furniture, NamedPerson, Place, Problem, Report, Span
from dateline.pipeline import Tools, code, persons_of, readable_part
from dateline.redaction import WITHHELD, Redaction, redact_again, redact_record, redact_report
from dateline.resolve.actors import ActorList
from dateline.settings import read_settings

DORN = NamedPerson(("Lukas Dorn", "Lukas", "Dorn"), "a teacher", False, ())
KOS = NamedPerson(("Jan Kos",), None, True, ())


def redacted(text: str, *, title: str | None = None) -> str:
    return dateline.redact(dateline.code(text, title=title, published="2023-02-19")).report.text


# ---------------------------------------------------------------- names in words


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Lukas Dorn fled.", "[a teacher] fled."),
        ("Dorn's house, Lukas’s car", "[a teacher]'s house, [a teacher]’s car"),
        ("LUKAS DORN and Lukas\n  Dorn", "[a teacher] and [a teacher]"),
        ("Dornbach, Hagendorn, Lukasville, dorn", "Dornbach, Hagendorn, Lukasville, dorn"),
        ("(Dorn), “Dorn”, Dorn-led", "([a teacher]), “[a teacher]”, [a teacher]-led"),
        ("Governor Jan Kos met Dorn", "Governor Jan Kos met [a teacher]"),
        ("", ""),
    ],
)
def test_a_name_is_replaced_wherever_it_is_a_word(words: str, shown: str) -> None:
    assert Redaction.of([DORN, KOS]).text(words) == shown


def test_without_a_role_it_is_a_person() -> None:
    nobody = NamedPerson(("Ida Brand", "Brand"), None, False, ())
    assert Redaction.of([nobody]).text("Ida Brand and Brand") == "[person] and [person]"


def test_a_family_name_shared_with_an_office_holder_is_hidden_and_the_full_name_is_not() -> None:
    lena = NamedPerson(("Lena Kos", "Lena", "Kos"), None, False, ())
    assert Redaction.of([KOS, lena]).text("Jan Kos, Lena Kos, Kos") == "Jan Kos, [person], [person]"


def test_names_are_hidden_in_addresses_however_they_are_joined() -> None:
    change = Redaction.of([DORN])
    assert change.address("https://e.org/2023/lukas-dorn-freed") == "https://e.org/2023/[person]-freed"
    assert change.address("in/lukas_dorn.txt") == "in/[person].txt"
    assert change.address("https://e.org/lukas%20dorn") == "https://e.org/[person]"
    assert change.address("https://e.org/dornbach") == "https://e.org/dornbach"
    assert change.address("https://e.org/@lukasdorn") == "https://e.org/@[person]"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("See https://e.org/lukas-dorn-freed now", "See https://e.org/[person]-freed now"),
        ("@lukasdorn, #LukasDorn", "@[person], #[person]"),
        ("write to dorn@e.org or lukas.dorn@e.org.", "write to [person]@e.org or [person]@e.org."),
        ("a lukas dorn", "a [a teacher]"),
        ("dorn and @dornbach", "dorn and @dornbach"),
    ],
)
def test_names_in_addresses_and_handles_of_a_text_are_hidden(words: str, shown: str) -> None:
    assert Redaction.of([DORN]).text(words) == shown
    assert redact_report(Report(doc="d", body=words), Redaction.of([DORN])).text == shown


def test_words_in_another_script_are_withheld_but_for_outlets_and_addresses() -> None:
    body = "Марія Коваль (Maria), μ李 and محمد العلي fled Łódź, Đà Nẵng and Ağrı."
    report = Report(doc="марія.txt", title="العلي", body=body, outlet="Новини")
    shown = redact_report(report, Redaction.of([]))
    unread = "[words in another script]"
    assert shown.text == f"{unread}\n{unread} (Maria), {unread} and {unread} fled Łódź, Đà Nẵng and Ağrı."
    assert (shown.doc, shown.outlet) == ("марія.txt", "Новини")
    assert shown.words(Span(0, 5)) == unread
    place = Place(text="Izium (Ізюм)", name="Izium")
    assert redact_record(place, Redaction()).text == f"Izium ({unread})"


def test_without_persons_nothing_changes() -> None:
    report = Report(doc="Dorn", body="Lukas Dorn.")
    assert redact_record(report, Redaction.of([KOS])) == report


def test_gazetteer_names_and_ids_stay() -> None:
    place = Place(text="near Dorn's farm", name="Dorn", admin1="Dorn", id="Dorn")
    shown = redact_record(place, Redaction.of([DORN]))
    assert (shown.text, shown.name, shown.admin1, shown.id) == (
        "near [a teacher]'s farm",
        "Dorn",
        "Dorn",
        "Dorn",
    )


def test_a_person_taken_for_a_place_is_no_place() -> None:
    place = Place(text="Dorn", name="Doorn", id="geonames:1", lat=52.0, lon=5.3, country="NL")
    shown = redact_record(place, Redaction.of([DORN]))
    assert (shown.name, shown.id, shown.lat, shown.lon) == ("[a teacher]", None, None, None)


# ---------------------------------------------------------------- spans


TEXT = "Dorn and Lukas Dorn met Jan Kos in Dornbach; Dorn left."


def test_spans_count_in_the_original_and_give_redacted_words() -> None:
    report = Report(doc="d", title="Dorn freed", body=TEXT)
    shown = redact_report(report, Redaction.of([DORN]))
    assert (
        shown.text
        == "[a teacher] freed\n[a teacher] and [a teacher] met Jan Kos in Dornbach; [a teacher] left."
    )
    assert shown.id == report.id
    for words in ("freed", "met Jan Kos", "in Dornbach"):
        start = report.text.index(words)
        assert shown.words(Span(start, start + len(words))) == words
    inside = report.text.index("Lukas Dorn") + len("Lukas ")
    assert shown.words(Span(inside, inside + 4)) == "[a teacher]", "a part of a name is the whole of it"
    assert shown.words(shown.body_span) == shown.body


def test_a_name_half_in_the_title_is_hidden_on_both_sides() -> None:
    shown = redact_report(Report(doc="d", title="Freed: Lukas", body="Dorn fled."), Redaction.of([DORN]))
    assert shown.text == "Freed: [a teacher]\n[a teacher] fled."


@given(st.text("DornLukas \n.-'é", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_no_span_gives_a_name(text: str, first: int, second: int) -> None:
    body = f"{text} Lukas Dorn {text}"
    report = Report(doc="d", title=text, body=body)
    shown = redact_report(report, Redaction.of([DORN]))
    start, end = sorted((min(first, len(report.text)), min(second, len(report.text))))
    names = Redaction.of([DORN]).pattern
    assert names is not None
    assert not names.search(shown.text)
    assert shown.words(Span(start, end)) in shown.text
    assert shown.words(Span(0, len(report.text))) == shown.text


def test_bylines_and_what_nobody_looked_through_are_withheld() -> None:
    report = Report(
        doc="d",
        title="Titel",
        body="By Ida Brand\nLukas Dorn fled. Nobody reads this.",
        furniture=(Furniture(span=Span(6, 18), kind="byline", rule="byline"),),
    )
    assert redact_report(report, Redaction.of([DORN])).body.startswith("[byline]\n[a teacher] fled.")
    half = report.text.index("Dorn")  # within the name
    shown = redact_report(report, Redaction.of([DORN]), readable=half)
    assert shown.body == f"[byline]\n{WITHHELD}"
    assert redact_report(report, Redaction(), readable=0).text == f"{WITHHELD}\n{WITHHELD}"


# ---------------------------------------------------------------- who is who


def told(tools: Tools, text: str) -> Mapping[str, tuple[str | None, bool]]:
    report = Report(doc="d", body=text, published=date(2023, 2, 19))
    return {person.names[0]: (person.role, person.public) for person in persons_of(report, tools)}


@pytest.mark.parametrize(
    ("text", "name", "role", "public"),
    [
        ("Lukas Dorn, a teacher, was shot dead in Mosul.", "Lukas Dorn", "a teacher", False),
        ("Gunmen killed farmer Obi Tall in Mosul.", "Obi Tall", "a farmer", False),
        ("A 24-year-old man, identified as Bol Reyl, was held.", "Bol Reyl", "a 24-year-old man", False),
        ("Tomas Reyl, 81, was wounded in Mosul.", "Tomas Reyl", "an 81-year-old", False),
        ("Mrs Amina Sule fled the town.", "Amina Sule", None, False),
        ("Sergeant Tomas Reyl was captured on Friday.", "Tomas Reyl", None, False),
        ("The governor, Jan Kos, condemned the attack.", "Jan Kos", None, True),
        ("Pentagon spokesman Jan Kos said so.", "Jan Kos", "a spokesman", True),
        ("General Jan Kos ordered the raid.", "Jan Kos", None, True),
        ("A brigade commanded by Jan Kos fled.", "Jan Kos", None, True),
        ("Lena Kos, the governor's daughter, was abducted.", "Lena Kos", "a daughter", False),
        ("Jordan Kane was freed in Mosul on Friday.", "Jordan Kane", None, False),
        ("Lt. Col. Ana Duarte said so.", "Ana Duarte", None, True),
        ("Brig. Gen. Ira Peled denied the raid.", "Ira Peled", None, True),
        ("He was shot. Ana Duarte, 31, fled.", "Ana Duarte", "a 31-year-old", False),
        ("Seo Min-tak, 22, a driver, was wounded.", "Seo Min-tak", "a 22-year-old driver", False),
    ],
)
def test_the_reports_words_tell_who_holds_an_office(
    tools: Tools, text: str, name: str, role: str | None, public: bool
) -> None:
    assert told(tools, text)[name] == (role, public)


def test_a_family_name_that_is_an_office_is_hidden_with_its_person(tools: Tools) -> None:
    report = Report(doc="d", body="Lena King, a nurse, was abducted on Friday. King is 34.")
    [person] = persons_of(report, tools)
    assert {"Lena King", "King"} <= set(person.names) and not person.public


def test_a_family_name_that_is_a_capital_is_hidden_unless_the_text_places_something_there(
    tools: Tools,
) -> None:
    met = "Pedro Lima, a driver, was shot near Tumaco. Lima, 20, had lived abroad."
    assert "Lima" in _names_of(tools, met)
    assert "Lima" not in _names_of(tools, f"{met} He had lived in Lima.")


def _names_of(tools: Tools, text: str) -> set[str]:
    return {name for person in persons_of(Report(doc="d", body=text), tools) for name in person.names}


def test_persons_on_the_actor_list_keep_their_names(tools: Tools, tmp_path: Path) -> None:
    text = "Zoran Velic spoke in Mosul on Friday."
    assert "Zoran Velic" in told(tools, text)
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "id,name,aliases,kind,country,parent,valid_from,valid_to,inter,notes\n"
        "velic,Zoran Velic,,person,,,,,,\n",
        encoding="utf-8",
    )
    assert told(replace(tools, actors=ActorList.load((mine,))), text) == {}


def test_a_country_a_month_and_a_town_are_no_persons(tools: Tools) -> None:
    assert told(tools, "Gunmen fled from Mosul to Jordan in May, the United Nations said.") == {}
    assert (
        told(tools, "Fighters left Tal Afar. Tal Afar fell. Sunni families fled to Tal Afar on Friday.") == {}
    )


def test_a_town_that_the_model_takes_for_a_person_is_a_town_after_in(tools: Tools) -> None:
    text = "Rebel leader Joseph Mbuta said his wife, Grace Mbuta, was killed in Goma on Friday."
    assert "Goma" not in _names_of(tools, text)
    assert "Grace Mbuta" in _names_of(tools, text)


# ---------------------------------------------------------------- whole reports


STORY = (
    "Lukas Dorn, a teacher, was shot dead by gunmen in Mosul on Friday, police spokesman Bola Kole said. "
    "Dorn's brother, Peter Dorn, 24, was wounded. “They took everything,” Amina Sule, a resident, told reporters. "
    "Governor Jan Kos condemned the killing of Dorn."
)
PRIVATE = ("Lukas", "Dorn", "Peter", "Amina", "Sule")


def test_no_name_is_left_in_any_value_and_office_holders_are_named() -> None:
    coding = dateline.code(
        STORY, title="Lukas Dorn is shot", published="2023-02-19", url="http://e.org/lukas-dorn"
    )
    shown = dateline.redact(coding)
    dumped = shown.model_dump_json() + shown.report.text
    assert not [name for name in PRIVATE if name.casefold() in dumped.casefold()]
    assert "Bola Kole" in dumped and "Governor Jan Kos" in dumped
    assert any(
        toll.who == "[a teacher]" or "[a teacher]" in toll.text for s in shown.statements for toll in s.tolls
    )
    assert [s.id for s in shown.statements] == [s.id for s in coding.statements]
    assert [s.evidence for s in shown.statements] == [s.evidence for s in coding.statements]
    assert shown.report.id == coding.report.id
    assert dateline.redact(coding) == shown


def test_a_title_in_capitals_holds_no_name() -> None:
    assert redacted(STORY, title="DORN IS SHOT DEAD IN MOSUL").startswith(
        "[a teacher] IS SHOT DEAD IN MOSUL\n"
    )


def test_a_source_who_is_a_private_person_is_hidden() -> None:
    text = "Gunmen killed two police officers in Mosul on Friday, Amina Sule, a shopkeeper, said."
    shown = dateline.redact(dateline.code(text, published="2023-02-19"))
    sources = [a.source.name for s in shown.statements for a in s.attributions]
    assert sources and not any("Sule" in name for name in sources)


def test_victims_named_one_by_one_are_counted_and_not_named() -> None:
    text = (
        "Gunmen killed three people in Mosul on Friday. "
        "The dead were Tomas Reyl, 34, Ida Brand, 7, and farmer Obi Tall."
    )
    coding = dateline.code(text, published="2023-02-19")
    shown = dateline.redact(coding)
    assert [[(t.kind, t.low) for t in s.tolls] for s in shown.statements] == [
        [(t.kind, t.low) for t in s.tolls] for s in coding.statements
    ]
    assert shown.report.body.endswith(
        "The dead were [a 34-year-old], 34, [a 7-year-old], 7, and farmer [a farmer]."
    )
    dumped = shown.model_dump_json()
    assert not [name for name in ("Tomas", "Reyl", "Ida", "Brand", "Obi", "Tall") if name in dumped]


def test_a_report_in_another_language_is_withheld() -> None:
    report = Report(
        doc="d", title="Toter", body="Lukas Dorn wurde am Freitag in Mossul erschossen.", language="de"
    )
    assert readable_part(report) == 0
    shown = dateline.redact(Coding(report=report))
    assert "Dorn" not in shown.model_dump_json() and WITHHELD in shown.report.body


def test_what_is_added_later_is_redacted_too(tools: Tools) -> None:
    report = Report(doc="dorn.txt", body=STORY, published=date(2023, 2, 19))
    [coding] = code([report], tools=tools, redact_persons=True)
    assert isinstance(coding, Coding)
    late = Problem(stage="read", code="no_date", message="Lukas Dorn: no date", where="lukas-dorn.txt")
    again = redact_again(coding.model_copy(update={"problems": (late,)}))
    assert (again.problems[0].message, again.problems[0].where) == ("[a teacher]: no date", "[person].txt")
    assert again.report == coding.report and again.statements == coding.statements


# ---------------------------------------------------------------- the setting


@pytest.mark.parametrize(
    ("word", "on"), [("1", True), ("Yes", True), ("0", False), (" ", False), (None, False)]
)
def test_the_environment_may_turn_it_on(word: str | None, on: bool) -> None:
    environ = {} if word is None else {"DATELINE_REDACT_PERSONS": word}
    assert read_settings(environ).redact_persons is on


def test_a_misspelt_setting_is_an_error() -> None:
    with pytest.raises(dateline.UsageError, match="DATELINE_REDACT_PERSONS='ja'"):
        read_settings({"DATELINE_REDACT_PERSONS": "ja"})


def test_the_page_on_redaction_is_there() -> None:
    assert "DATELINE_REDACT_PERSONS" in (Path(__file__).parents[1] / "docs" / "redaction.md").read_text(
        "utf-8"
    )
