"""Places: what is one, which one it is, and how exactly it is meant. A report in, a table of places out."""

from __future__ import annotations

import doctest
import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from dateline.lexicons import lexicon
from dateline.model import Dateline, Furniture, PlaceMention, Report, Span
from dateline.parse import parse
from dateline.resolve.gazetteer.index import Entry, Gazetteer, Match
from dateline.resolve.places import find_names, find_places, resolve_spans
from dateline.resolve.places.features import Countries, Name
from dateline.resolve.places.parts import beside, read_side
from dateline.resolve.places.ranking import choose
from dateline.resolve.places.runs import find_runs
from tests.resolve.conftest import ReadPlaces


@pytest.mark.parametrize("module", ["parts", "relative", "runs"])
def test_examples_in_the_code_run(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"dateline.resolve.places.{module}"))
    assert found.attempted > 0
    assert found.failed == 0


def table(mentions: list[PlaceMention]) -> list[str]:
    """Each place as "name, country, precision"; demonyms left out."""
    return [
        f"{m.place.name}, {m.place.country or '-'}, {m.place.precision}" for m in mentions if not m.demonym
    ]


# ---------------------------------------------------------------- by hand, without models


def place(
    i: int, name: str, country: str, *, kind: str = "city", people: int = 0, at: tuple[float, float] = (0, 0),
    admin1: int | None = None,
) -> Match:  # fmt: skip
    return Match(Entry(i, None, name, country, admin1, None, *at, kind, people, 10.0), True)


PARIS = (
    place(1, "Paris", "FR", people=2_100_000, at=(48.85, 2.35)),
    place(2, "Paris", "US", people=25_000, at=(33.66, -95.56), admin1=3),
)
TEXAS = (place(3, "Texas", "US", kind="admin1", people=29_000_000, at=(31.0, -99.0)),)


def chosen(names: list[Name], **shares: float) -> list[int | None]:
    return [c.match.entry.id if c.match else None for c in choose(names, Countries(shares))]


def test_choose_takes_the_larger_place_when_nothing_else_is_said() -> None:
    assert chosen([Name("Paris", PARIS, evidence=4)]) == [1]


def test_choose_takes_the_place_in_the_unit_named_behind_it() -> None:
    names = [Name("Paris", PARIS, evidence=4, containers=[1]), Name("Texas", TEXAS, evidence=2, holds=True)]
    assert chosen(names) == [2, 3]


def test_choose_takes_the_place_in_the_country_of_the_report() -> None:
    small = (place(5, "Tripoli", "LY", people=1_100_000), place(6, "Tripoli", "LB", people=230_000))
    assert chosen([Name("Tripoli", small, evidence=4)], LB=0.9, SY=0.1) == [6]
    assert chosen([Name("Tripoli", small, evidence=4)], LY=1.0) == [5]


def test_choose_keeps_what_was_passed_over() -> None:
    (choice,) = choose([Name("Paris", PARIS, evidence=4)], Countries())
    assert [m.entry.id for m in choice.passed_over] == [2]


def test_choose_may_say_none_of_these() -> None:
    hamlet = (place(9, "Bali", "US", people=400),)
    assert chosen([Name("Bali", hamlet, evidence=-1)], SY=1.0) == [None]


TWINS = (
    place(20, "Idlib", "SY", kind="admin1", people=1_500_000, at=(35.77, 36.67)),
    place(21, "Idlib", "SY", people=130_000, at=(35.93, 36.63), admin1=20),
)


@pytest.mark.parametrize(("name", "expected"), [
    (Name("Idlib", TWINS, evidence=4), 21),
    (Name("Idlib", TWINS, evidence=4, kind="unit"), 20),
    (Name("Idlib", TWINS, evidence=4, unit_elsewhere=True), 20),
    (Name("Idlib", TWINS, evidence=4, kind="town", unit_elsewhere=True), 21),
])  # fmt: skip
def test_choose_tells_a_town_from_its_province_by_the_words(name: Name, expected: int) -> None:
    assert chosen([name], SY=1.0) == [expected]


@pytest.mark.gazetteer
@pytest.mark.parametrize(("text", "country"), [
    ("Officials met in Vienna, Virginia, on Monday.", "US"), ("Floods hit Athens, Georgia.", "US"),
    ("Two men died in Tripoli, Lebanon.", "LB"), ("A storm passed over Paris, Texas.", "US"),
    ("The mayor of Córdoba, Colombia, resigned.", "CO"), ("Farmers in Birmingham, Alabama, were told.", "US"),
    ("Shelling hit Goma.", "CD"), ("Militants attacked Djibo.", "BF"),
])  # fmt: skip
def test_what_a_name_is_said_to_lie_in_decides_and_a_bare_name_is_found(
    text: str, country: str, read_places: ReadPlaces
) -> None:
    first, *_ = read_places(text)
    assert first.place.country == country


def test_a_run_ends_at_commas_possessives_and_lines() -> None:
    text = "Idlib, Syria's Hama\nHoms and Deir ez-Zor"
    assert [text[r[0][0] : r[-1][1]] for r in find_runs(text)] == [
        "Idlib",
        "Syria",
        "Hama",
        "Homs and Deir ez-Zor",
    ]


@pytest.mark.parametrize(("text", "name", "direction"), [
    ("in eastern Syria today", "Syria", "east"), ("the north of Idlib province", "Idlib", "north"),
    ("Turkey's south-east", "Turkey", "south-east"), ("northeastern Mali", "Mali", "north-east"),
    ("central Ankara", "Ankara", "central"), ("in Syria today", "Syria", None),
    ("Syria and eastern Iraq", "Syria", None),
])  # fmt: skip
def test_read_side_reads_directions_before_and_after_a_name(
    text: str, name: str, direction: str | None
) -> None:
    start = text.index(name)
    side = read_side(text, start, start + len(name))
    assert (side.direction if side else None) == direction


def test_beside_goes_the_way_that_is_said() -> None:
    lat, lon = beside(0.0, 10.0, 111.2, 90)
    assert (lat, lon) == (0.0, 11.0)


# ---------------------------------------------------------------- with the model and the world


@pytest.mark.gazetteer
@pytest.mark.parametrize(("text", "expected"), [
    ("Shelling killed three civilians in Hajin, in Deir ez-Zor province.",
     ["Hajin, SY, exact", "Deir ez-Zor, SY, admin1"]),
    ("Fighters clashed in Goma, North Kivu, on Friday.", ["Goma, CD, exact", "North Kivu, CD, admin1"]),
    ("The attacks took place in Homs and Aleppo Governorates, Syria.",
     ["Homs, SY, admin1", "Aleppo, SY, admin1", "Syria, SY, country"]),
    ("The army said that it had shelled rebels in Homs and Aleppo, Syria.",
     ["Homs, SY, exact", "Aleppo, SY, exact", "Syria, SY, country"]),
    ("Four policemen were killed in Arghistan district of Kandahar province, Afghanistan.",
     ["Arghistan, AF, exact", "Kandahar, AF, admin1", "Afghanistan, AF, country"]),
    ("A tornado struck Prague, Oklahoma, on Tuesday.", ["Prague, US, exact", "Oklahoma, US, admin1"]),
    ("The summit opened in Prague on Tuesday.", ["Prague, CZ, exact"]),
    ("They died in northern Mali and in eastern Syria.",
     ["northern Mali, ML, region", "eastern Syria, SY, region"]),
    ("Residents of eastern Aleppo fled to Idlib province.", ["east Aleppo, SY, exact", "Idlib, SY, admin1"]),
    ("The strike hit a convoy near Raqqa, Syria.", ["Raqqa, SY, near", "Syria, SY, country"]),
    ("Gunmen killed ten people on the outskirts of Kano in northern Nigeria.",
     ["Kano, NG, near", "northern Nigeria, NG, region"]),
    ("Four soldiers died in clashes west of Raqqa in Syria.", ["Raqqa, SY, near", "Syria, SY, country"]),
    ("Turkish troops crossed the Turkish border into northern Syria near Kobane.",
     ["Turkey-Syria border, TR, region", "northern Syria, SY, region", "Kobani, SY, near"]),
    ("Fighting in the Nuba Mountains of Sudan displaced thousands.",
     ["Nuba Mountains, SD, region", "Sudan, SD, country"]),
    ("An air strike hit Juba Teaching Hospital in South Sudan.",
     ["Juba Teaching Hospital, SS, exact", "South Sudan, SS, country"]),
    ("Rockets were fired at Ain al-Assad air base in Anbar province.",
     ["Ain al-Asad air base, IQ, exact", "Anbar, IQ, admin1"]),
    ("A car bomb exploded in central Ankara on Monday.", ["central Ankara, TR, exact"]),
    ("Near Palmyra, three strikes destroyed two tanks. Syria said so.",
     ["Palmyra, SY, near", "Syria, SY, country"]),
    ("In Ar-Raqqah, in Syria, two strikes hit a bunker.", ["Raqqa, SY, exact", "Syria, SY, country"]),
    ("A drone hit a market in Mali's Gao region, and three died near Ménaka.",
     ["Mali, ML, country", "Gao, ML, admin1", "Ménaka, ML, near"]),
    ("Forty people were held in eastern Ghouta, in Syria.",
     ["Eastern Ghouta, SY, region", "Syria, SY, country"]),
    ("Northern Syria was calm. And Turkey sent no troops.",
     ["northern Syria, SY, region", "Turkey, TR, country"]),
    ("Fighting reached Er Roseires. People fled El Roseires for Damazin, in Sudan.",
     ["Er Roseires, SD, exact", "Er Roseires, SD, exact", "Ed Damazin, SD, exact", "Sudan, SD, country"]),
    ("Georgia accused Russia of shelling near Tskhinvali.",
     ["Georgia, GE, country", "Russia, RU, country", "Tskhinvali, GE, near"]),
])  # fmt: skip
def test_places_of_a_sentence(text: str, expected: list[str], read_places: ReadPlaces) -> None:
    assert table(read_places(text)) == expected


@pytest.mark.gazetteer
@pytest.mark.parametrize("text", [
    "Ankara said its troops would stay. Washington condemned the attack and Moscow denied it.",
    "Paris Police arrested a man on Monday.",
    "The group signed a deal with Moscow after a year.",
    "President Salman and General Hamad spoke in March.",
    "The United Nations and Human Rights Watch called for talks.",
])  # fmt: skip
def test_names_that_stand_for_no_ground_are_left_out(text: str, read_places: ReadPlaces) -> None:
    assert table(read_places(text)) == []


@pytest.mark.gazetteer
def test_a_place_inside_the_name_of_an_actor_is_none(read_places: ReadPlaces) -> None:
    text = "Islamic State in Iraq and Syria claimed the attack in Kirkuk."
    assert table(read_places(text)) == ["Kirkuk, IQ, exact"]


@pytest.mark.gazetteer
def test_a_nationality_is_evidence_of_a_country_and_no_place(read_places: ReadPlaces) -> None:
    (mention,) = read_places("Syrian soldiers were killed.")
    assert mention.demonym
    assert mention.place.country == "SY"


@pytest.mark.gazetteer
def test_a_distance_moves_the_point_and_is_part_of_the_words(read_places: ReadPlaces) -> None:
    (mention, *_) = read_places("The convoy was hit 15 km south of Mosul, Iraq.")
    assert mention.place.text == "15 km south of Mosul"
    assert mention.place.precision == "near"
    assert mention.place.lat == pytest.approx(36.20, abs=0.02)


@pytest.mark.gazetteer
def test_a_place_tells_the_units_it_lies_in_and_their_codes(read_places: ReadPlaces) -> None:
    town, unit, *_ = read_places("Two people died in Goma, in North Kivu, Congo.")
    assert (town.place.admin1, town.place.admin1_code) == ("North Kivu", "CD-NK")
    assert (town.place.admin2, town.place.admin2_code) == ("Goma", "CD.11.01")
    assert (unit.place.admin1_code, unit.place.admin2, unit.place.admin2_code) == ("CD-NK", None, None)


@pytest.mark.gazetteer
def test_a_place_of_no_gazetteer_lies_in_the_place_named_around_it(read_places: ReadPlaces) -> None:
    (unknown, province, _) = read_places(
        "Five people died in Sharq al-Zour village in Idlib province, Syria."
    )
    assert unknown.place.name == "Sharq al-Zour"
    assert unknown.place.id is None
    assert (unknown.place.lat, unknown.place.admin1) == (province.place.lat, "Idlib")
    assert unknown.place.how is not None and unknown.place.how.rule == "named_only"


@pytest.mark.gazetteer
def test_a_place_of_no_gazetteer_has_no_point_when_none_is_named_around_it(read_places: ReadPlaces) -> None:
    (unknown, *_) = read_places("Five people died in the village of Sharq al-Zour.")
    assert unknown.place.name == "Sharq al-Zour"
    assert unknown.place.lat is None and unknown.place.country is None


@pytest.mark.gazetteer
def test_places_of_the_dateline_are_marked_and_furniture_holds_none(gazetteer: Gazetteer) -> None:
    text = "ERBIL, Iraq (Agency) - A bomb went off in Mosul on Friday.\nRelated: Floods in Jakarta"
    furniture = Furniture(span=Span(text.index("Related"), len(text)), kind="related_link", rule="test")
    report = Report(doc="t", body=text, dateline=Dateline(span=Span(0, 22)), furniture=(furniture,))
    found = find_places(report, parse(text), gazetteer)
    assert [(m.place.name, m.in_dateline) for m in found] == [
        ("Erbil", True),
        ("Iraq", True),
        ("Mosul", False),
    ]


@pytest.mark.gazetteer
def test_every_place_says_how_it_was_reached_and_its_words_are_in_the_text(read_places: ReadPlaces) -> None:
    text = "Gunmen from Tripoli attacked Sirte and Misrata in northern Libya, near the border with Tunisia."
    mentions = read_places(text)
    assert len(mentions) >= 5
    for m in mentions:
        assert m.place.how is not None and m.place.how.rule
        assert m.place.text == text[m.span.start : m.span.end]
    sirte = next(m for m in mentions if m.place.name == "Sirte")
    assert any("admin1" in passed for passed in sirte.place.how.passed_over)  # type: ignore[union-attr]


@pytest.mark.gazetteer
def test_find_names_gives_the_bare_name(gazetteer: Gazetteer) -> None:
    text = "They died in eastern Syria."
    ((span, mention),) = find_names(Report(doc="t", body=text), parse(text), gazetteer)
    assert text[span.start : span.end] == "Syria"
    assert mention.place.text == "eastern Syria"


@pytest.mark.gazetteer
def test_resolve_spans_answers_for_each_span_given(gazetteer: Gazetteer) -> None:
    text = "Turkish planes bombed Afrin. NEWARK, N.J. is far from Granville County and from Xyzzyx."
    spans = [Span(m.start(), m.end()) for m in re.finditer(r"Turkish|Afrin|N\.J\.|Xyzzyx", text)]
    places = resolve_spans(Report(doc="t", body=text), parse(text), gazetteer, spans)
    assert [p and (p.name, p.lat is not None) for p in places] == [
        ("Turkey", True),
        ("Afrin", True),
        ("New Jersey", True),
        ("Xyzzyx", False),
    ]


@pytest.mark.gazetteer
def test_a_text_without_places_gives_none(gazetteer: Gazetteer) -> None:
    for text in ("", "\n\n", "nothing happened.", "1234 !!"):
        assert find_places(Report(doc="t", body=text), parse(text), gazetteer) == []


# ---------------------------------------------------------------- the lexicon's own examples


def examples() -> Iterator[tuple[str, str, str]]:
    data = lexicon("places")
    for name, entry in (("cues", data["cues"]), *data["kinds"].items()):
        for line in entry["examples"]:
            yield name, line, "place"
    for line in data["examples_not"]:
        yield "not_places", line, "none"


@pytest.mark.gazetteer
@pytest.mark.parametrize(("rule", "line", "expected"), list(examples()))
def test_examples_of_the_lexicon(rule: str, line: str, expected: str, read_places: ReadPlaces) -> None:
    wanted = re.search(r"\[(.+?)\]", line)
    assert wanted is not None, rule
    text = line.replace("[", "").replace("]", "")
    found = [m.place.text for m in read_places(f"{text}.") if wanted.group(1) in m.place.text]
    assert bool(found) == (expected == "place")


@pytest.mark.gazetteer
@pytest.mark.parametrize(("line", "expected"), [
    (line, key == "examples_seat")
    for key in ("examples_seat", "examples_no_seat") for line in lexicon("places")[key]
])  # fmt: skip
def test_the_seat_of_those_who_speak_is_no_ground(line: str, expected: bool, read_places: ReadPlaces) -> None:
    wanted = re.search(r"\[(.+?)\]", line)
    assert wanted is not None
    mentions = read_places(f"{line.replace('[', '').replace(']', '')}.")
    assert [m.seat for m in mentions if m.place.text == wanted.group(1)] == [expected]


# ---------------------------------------------------------------- places of the user's own


def own(i: int, name: str, country: str, **more: Any) -> Match:
    match = place(i, name, country, **more)
    return match._replace(entry=match.entry._replace(ref=f"added:{i}"))


def test_a_place_of_ones_own_wins_where_nothing_else_tells_two_apart() -> None:
    theirs = place(31, "Salihiya", "SY", people=80_000, admin1=9)
    assert chosen(
        [Name("Salihiya", (theirs, own(-32, "Salihiya", "SY", kind="village", admin1=9)), evidence=4)]
    ) == [-32]


@pytest.mark.parametrize("other", [
    own(-32, "Salihiya", "SY", kind="village", admin1=8),  # another unit
    own(-32, "Salihiya", "SY", kind="field", admin1=9),  # another kind of place than the town told of
    own(-32, "Salihiya", "SY", kind="village", admin1=9, people=100),  # known to be smaller
])  # fmt: skip
def test_a_place_of_ones_own_is_weighed_like_others_where_something_does(other: Match) -> None:
    theirs = place(31, "Salihiya", "SY", people=80_000, admin1=9)
    assert chosen([Name("Salihiya", (theirs, other), evidence=4, kind="town")]) == [31]
