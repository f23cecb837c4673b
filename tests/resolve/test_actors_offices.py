"""Offices and the organisations they stand for, authorities by day, chains of parents; cases in tests/resolve/cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.lexicons import lexicon
from dateline.model import Party, Report
from dateline.parse import load_parser, parse
from dateline.resolve.actors import ActorList, find_parties
from dateline.resolve.actors.actorlist import institution_words
from dateline.resolve.actors.authorities import EVERYWHERE, in_power, valid_on
from dateline.resolve.actors.offices import organisation_of
from tests.resolve.test_actors_list import shipped, shipped_rows

CASES = Path(__file__).parent / "cases"
Case = dict[str, Any]
FIELDS = ("name", "kind", "id", "where")


def load(name: str) -> list[Case]:
    cases: list[Case] = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return cases


def parties(cases: list[Case]) -> list[dict[str, Party]]:
    """Of each case every party by its words."""
    docs = load_parser().pipe([case["text"] for case in cases])
    found = []
    for case, doc in zip(cases, docs, strict=True):
        report = Report(doc="t", body=case["text"], published=case.get("day"))
        mentions = find_parties(report, doc, shipped(), country=case.get("in"))
        found.append({m.party.text: m.party for m in mentions})
    return found


def wrong(cases: list[Case]) -> list[str]:
    """The cases whose party is another than expected."""
    out = []
    for case, found in zip(cases, parties(cases), strict=True):
        party = found.get(case["words"])
        expected = {field: case[field] for field in FIELDS if field in case}
        got = {} if party is None else {field: getattr(party, field) for field in expected}
        parents = case.get("parents", [])
        expected |= {"parents": parents, "suspected": case.get("suspected", False)}
        if party is not None:
            got |= {"parents": list(party.parents[: len(parents)]), "suspected": party.suspected}
        if got != expected:
            out.append(f"{case['text']} expected {expected}, found {got or sorted(found)}")
    return out


def test_an_office_is_the_organisation_it_speaks_for() -> None:
    cases = load("offices")
    assert len(cases) >= 70
    assert wrong(cases) == []


def test_a_party_without_a_name_is_described_and_not_forced_onto_an_actor() -> None:
    cases = load("described")
    assert len(cases) >= 80
    assert wrong(cases) == []


def test_a_case_that_is_wrong_is_told() -> None:
    case = load("offices")[0]
    assert wrong([case | {"name": "Kremlin"}]) != []
    assert wrong([case | {"parents": ["taliban"]}]) != []
    assert wrong([case | {"words": "nobody"}]) != []


def test_the_holder_of_an_office_who_is_hurt_is_no_organisation() -> None:
    text = "Ukraine's defence minister was killed in a crash."
    (party,) = [
        m.party
        for m in find_parties(Report(doc="t", body=text), parse(text), shipped())
        if m.party.kind == "state"
    ]
    assert (party.name, party.id) == ("defence minister", None)
    assert party.parents == ("state:UA:defence-ministry", "state:UA")


def test_a_person_with_an_office_is_tied_to_its_body() -> None:
    text = "Pentagon spokesman John Reed said it was a drone."
    (party,) = [
        m.party
        for m in find_parties(Report(doc="t", body=text), parse(text), shipped())
        if m.party.kind == "person"
    ]
    assert party.name == "Pentagon spokesman John Reed"
    assert (party.body, party.parents[0]) == ("state", "state:US:defence-ministry")


@pytest.mark.parametrize(
    "words",
    ["the president", "the foreign minister", "the defence secretary", "former defence minister of Peru"],
)
def test_an_office_that_may_be_any_states_or_is_held_no_more_is_nobodys(words: str) -> None:
    assert organisation_of(words, shipped(), "PE") is None


def test_every_office_of_the_lexicon_gives_an_organisation() -> None:
    data = lexicon("offices")
    for institution, offices in data["state"].items():
        for office in offices:
            found = organisation_of(f"Kenyan {office}", shipped())
            assert found is not None and found.id == f"state:KE:{institution}", office
    for name, entry in data["local"].items():
        for office in entry["offices"]:
            found = organisation_of(f"{office} of Wamba", shipped(), "KE")
            assert found is not None and "Wamba" in found.name, (name, office)
    assert set(data["state"]) <= set(institution_words().values())


def test_the_same_institution_told_again_without_a_nationality_is_the_same() -> None:
    text = "The Turkish defence ministry said a post was shelled. The defence ministry said two men died."
    found = find_parties(Report(doc="t", body=text), parse(text), shipped(), country="SY")
    ids = [m.party.id for m in found if m.party.text.endswith("efence ministry")]
    assert ids == ["state:TR:defence-ministry"] * 2


# ---------------------------------------------------------------- authorities and dates


def test_the_day_of_change_belongs_to_the_new_authority() -> None:
    authorities = shipped().authorities
    for day, id in [
        (date(2021, 8, 14), "afghan-republic"),
        (date(2021, 8, 15), "taliban-government"),
        (date(2000, 1, 1), "taliban-first-emirate"),
        (date(1994, 1, 1), None),  # the list knows of none
    ]:
        ruler = in_power(authorities, "AF", day)
        assert (ruler.id if ruler is not None else None) == id


def test_a_town_tells_which_of_two_governments_it_is() -> None:
    rulers = [
        in_power(shipped().authorities, "YE", date(2020, 1, 1), seat) for seat in ("Sanaa", "Aden", None)
    ]
    assert [r.id for r in rulers if r is not None] == [
        "houthi-government", "yemen-recognised-government", "yemen-recognised-government",
    ]  # fmt: skip


def test_a_bound_that_is_a_year_counts_whole() -> None:
    (dpr,) = [a for a in shipped().actors.values() if a.id == "dpr"]
    assert (dpr.valid_from, dpr.valid_to) == ("2014", "2022")
    assert [valid_on(dpr, date(year, 12, 31)) for year in (2013, 2014, 2022, 2023)] == [
        False,
        True,
        True,
        False,
    ]


def test_no_two_authorities_hold_one_state_for_long() -> None:
    """Those that hold all of a state follow each other: at most the day of change is shared."""
    for actor in shipped().authorities:
        others = [
            o
            for o in shipped().authorities
            if o.country == actor.country
            and o.id != actor.id
            and EVERYWHERE in o.seats
            and EVERYWHERE in actor.seats
        ]
        for other in others:
            first = max(actor.valid_from or "", other.valid_from or "")
            last = min(actor.valid_to or "9999", other.valid_to or "9999")
            assert first >= last, (actor.id, other.id)


def test_without_a_day_no_authority_is_guessed() -> None:
    assert shipped().ancestors("state:AF:police") == ("state:AF",)


def dates_without_a_source(rows: list[dict[str, str]]) -> list[str]:
    """Rows whose dates have none, or that have a source without a date; a day needs more than "compiled"."""
    out = []
    for row in rows:
        dates, source = [d for d in (row["valid_from"], row["valid_to"]) if d], row["dates_from"]
        if bool(dates) != bool(source):
            out.append(f"{row['id']}: dates {dates}, from {source!r}")
        elif any(len(d) > 4 for d in dates) and (
            source == "compiled" or not any(d[:4] in source for d in dates)
        ):
            out.append(f"{row['id']}: the day of {dates} has no source")
    return out


def test_every_date_of_the_list_says_where_it_is_from() -> None:
    rows = shipped_rows()
    assert dates_without_a_source(rows) == []
    broken = [dict(row, dates_from="") for row in rows if row["valid_from"]]
    assert len(dates_without_a_source(broken)) == len(broken) > 800
    assert dates_without_a_source([dict(rows[0], valid_from="2020-01-02", dates_from="compiled")]) != []


# ---------------------------------------------------------------- chains of parents

CHAINS = {
    "SOJTF-OIR": ["cjtf-oir", "us-led-coalition"],
    "CJTF-OIR": ["us-led-coalition"],
    "CENTCOM": ["state:US:forces", "state:US"],
    "AFRICOM": ["state:US:forces", "state:US"],
    "Defense Intelligence Agency": ["state:US:defence-ministry", "state:US"],
    "Quds Force": ["irgc", "state:IR"],
    "Liwa Fatemiyoun": ["irgc", "state:IR"],
    "Basij": ["irgc", "state:IR"],
    "al-Aqsa Martyrs' Brigades": ["fatah", "plo"],
    "Israeli border police": ["state:IL:police", "state:IL"],
    "National Defence Forces": ["state:SY:forces", "state:SY"],
    "Iraqi Counter Terrorism Service": ["state:IQ:forces", "state:IQ"],
    "Ansar Dine": ["jnim", "al-qaeda"],
    "Katiba Macina": ["jnim", "al-qaeda"],
    "AQIM": ["al-qaeda"],
    "ISWAP": ["islamic-state"],
    "ISIS-K": ["islamic-state"],
    "al-Shabaab": ["al-qaeda"],
    "AMISOM": ["african-union"],
    "MONUSCO": ["united-nations"],
    "UNHCR": ["united-nations"],
    "Haqqani network": ["taliban"],
    "Africa Corps": ["state:RU:forces", "state:RU"],
    "GRU": ["state:RU:forces", "state:RU"],
    "Kadyrovites": ["state:RU:forces", "state:RU"],
    "Azov Brigade": ["state:UA:forces", "state:UA"],
    "General Staff of Ukraine": ["state:UA:forces", "state:UA"],
    "FARC dissidents": ["farc"],
    "Segunda Marquetalia": ["farc"],
    "Atlacatl Battalion": ["state:SV:forces", "state:SV"],
    "Kaibiles": ["state:GT:forces", "state:GT"],
    "DINCOTE": ["state:PE:police", "state:PE"],
    "Bolivarian National Guard of Venezuela": ["state:VE:forces", "state:VE"],
    "New People's Army": ["cpp"],
    "Jammu and Kashmir Police": ["state:IN:police", "state:IN"],
    "TNLA": ["three-brotherhood-alliance"],
    "Downing Street": ["state:GB:government", "state:GB"],
    "Gaza health ministry": ["hamas"],
}


@pytest.mark.parametrize("name", CHAINS)
def test_what_an_actor_is_part_of_is_in_the_list(name: str) -> None:
    actor = shipped().match(name)
    assert actor is not None
    assert list(shipped().ancestors(actor.id)) == CHAINS[name]


def test_the_chain_of_a_states_part_runs_through_who_held_the_state() -> None:
    listed = shipped()
    assert listed.ancestors("pyu-saw-htee", date(2023, 1, 1)) == (
        "state:MM:forces",
        "myanmar-sac",
        "state:MM",
    )
    assert listed.ancestors("gaza-health-ministry", date(2023, 11, 1)) == ("hamas",)


def test_an_own_list_may_bring_authorities(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "id,name,aliases,kind,country,parent,valid_from,valid_to,inter,notes,seats,dates_from\n"
        "andorra-2030,New Government of Andorra,,state,AD,state:AD,2030-01-01,,1,,*,an invented treaty of 2030\n",
        encoding="utf-8",
    )
    listed = ActorList.load([path])
    assert listed.ancestors("state:AD:police", date(2030, 1, 1)) == ("andorra-2030", "state:AD")
    assert listed.ancestors("state:AD:police", date(2029, 1, 1)) == ("state:AD",)
