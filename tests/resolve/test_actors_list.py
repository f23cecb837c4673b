"""The shipped actor list: well formed, wide enough, and each name meaning one actor where it must."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from dateline.errors import UsageError
from dateline.resolve.actors.actorlist import COLUMNS, Actor, ActorList, countries, state_actor

# Countries with an armed conflict of the last fifty years that reports are about, and two groups of each.
GROUPS = {
    "AF": ("Taliban", "ISIS-K"),
    "BF": ("Ansarul Islam", "VDP"),
    "CD": ("M23", "CODECO"),
    "CF": ("Seleka", "Anti-balaka"),
    "CM": ("Ambazonian separatists", "Amba boys"),
    "CO": ("FARC", "ELN"),
    "EG": ("Wilayat Sinai", "Hasm"),
    "ER": ("Eritrean Liberation Front", "EPLF"),
    "ET": ("TPLF", "Fano"),
    "GT": ("URNG", "Guerrilla Army of the Poor"),
    "HT": ("Viv Ansanm", "400 Mawozo"),
    "ID": ("Free Papua Movement", "Jemaah Islamiyah"),
    "IN": ("Naxalites", "ULFA"),
    "IQ": ("Kataib Hezbollah", "Hashd al-Shaabi"),
    "IR": ("PJAK", "Jaish al-Adl"),
    "KE": ("Mau Mau", "Mungiki"),
    "LB": ("Hizbullah", "Amal Movement"),
    "LK": ("Tamil Tigers", "LTTE"),
    "LY": ("Libyan National Army", "Misrata brigades"),
    "ML": ("JNIM", "Islamic State Sahel Province"),
    "MM": ("Arakan Army", "Kachin Independence Army"),
    "MX": ("Jalisco New Generation Cartel", "Zapatistas"),
    "MZ": ("Ansar al-Sunna Mozambique", "Renamo"),
    "NG": ("Boko Haram", "ISWAP"),
    "NI": ("Contras", "Nicaraguan Resistance"),
    "PE": ("Sendero Luminoso", "MRTA"),
    "PH": ("New People's Army", "Abu Sayyaf"),
    "PK": ("Pakistani Taliban", "Balochistan Liberation Army"),
    "PS": ("Hamas", "Islamic Jihad"),
    "RU": ("Chechen separatists", "Caucasus Emirate"),
    "SD": ("Rapid Support Forces", "Janjaweed"),
    "SO": ("al-Shabab", "Ma'awisley"),
    "SS": ("SPLA-IO", "White Army"),
    "SV": ("FMLN", "MS-13"),
    "SY": ("SDF", "HTS"),
    "TD": ("FACT", "FROLINAT"),
    "TH": ("Barisan Revolusi Nasional", "PULO"),
    "TR": ("PKK", "Grey Wolves"),
    "UA": ("Donetsk People's Republic", "Right Sector"),
    "UG": ("Lord's Resistance Army", "LRA"),
    "VE": ("Tren de Aragua", "colectivos"),
    "YE": ("Houthis", "AQAP"),
}

ALIASES = {
    "Islamic State": [
        "ISIS",
        "ISIL",
        "IS",
        "Daesh",
        "Da’esh",
        "the Islamic State group",
        "self-styled Islamic State",
    ],
    "People's Protection Units": ["YPG", "Kurdish People’s Protection Units"],
    "Popular Mobilization Forces": ["PMF", "PMU", "Hashd al-Shaabi", "Popular Mobilisation Units"],
    "Houthi movement": ["Houthis", "Ansar Allah", "Huthi rebels"],
    "Hezbollah": ["Hizbullah", "Hizballah", "Lebanese Hezbollah"],
    "US-led coalition": ["CJTF-OIR", "the U.S.-led international coalition", "Operation Inherent Resolve"],
    "US Central Command": ["CENTCOM", "U.S. Central Command", "Centcom"],
    "US Department of Defense": ["the Pentagon", "Defense Department", "DoD"],
    "Syrian Observatory for Human Rights": ["SOHR", "Syrian Observatory"],
    "White Helmets": ["Syria Civil Defence", "Syrian Civil Defense"],
    "Kurdistan Workers' Party": ["PKK", "Kurdistan Workers’ Party", "outlawed Kurdistan Workers' Party"],
    "Al-Shabaab": ["al Shabaab", "Shabab", "Harakat al-Shabaab al-Mujahideen"],
    "African Union Mission in Somalia": ["AMISOM"],
    "Médecins Sans Frontières": ["MSF", "Doctors Without Borders", "Medecins Sans Frontieres"],
    "Armed Forces of the Democratic Republic of the Congo": ["FARDC", "the Congolese army"],
    "Sudanese Armed Forces": ["SAF", "the Sudanese army", "Sudan's military"],
}


@cache
def shipped() -> ActorList:
    return ActorList.load()


def test_the_list_holds_enough_actors_with_distinct_ids() -> None:
    written = [id for id in shipped().actors if not id.startswith("state:")]
    assert len(written) >= 900
    assert len(set(written)) == len(written)


def test_every_actor_has_a_known_country_and_years_in_order() -> None:
    for actor in shipped().actors.values():
        assert actor.country is None or actor.country in countries(), actor.id
        if actor.valid_from and actor.valid_to:
            assert int(actor.valid_from) <= int(actor.valid_to), actor.id
        if actor.kind in ("rebel", "militia", "state_force", "coalition"):
            assert actor.inter is not None, actor.id
        if actor.kind in ("outlet", "monitor"):
            assert actor.inter is None, actor.id


@pytest.mark.parametrize("iso", GROUPS)
def test_every_conflict_country_has_its_armed_groups(iso: str) -> None:
    for name in GROUPS[iso]:
        actor = shipped().match(name, iso)
        assert actor is not None, name
        assert actor.country == iso, (name, actor.country)
        assert actor.inter in (1, 2, 3, 4), name


@pytest.mark.parametrize("name", ALIASES)
def test_spellings_of_a_name_meet(name: str) -> None:
    for alias in (name, *ALIASES[name]):
        actor = shipped().match(alias)
        assert actor is not None, alias
        assert actor.name == name


def test_a_shared_name_is_told_apart_by_country_and_else_left_open() -> None:
    listed = shipped()
    assert listed.match("PDF", "MM") != listed.match("PDF", "PA")
    assert listed.match("PDF") is None


def test_a_province_of_islamic_state_descends_from_it_and_is_jihadist() -> None:
    province = shipped().match("ISWAP")
    assert province is not None
    assert province.parent == "islamic-state"
    assert shipped().is_jihadist(province.id)
    assert not shipped().is_jihadist("ypg")


def test_a_state_takes_the_name_that_the_list_gives_it() -> None:
    assert shipped().state("US", "defence-ministry").name == "US Department of Defense"
    assert shipped().state("TR", "forces").name == "Turkish armed forces"


def faults(*actors: Actor) -> str:
    with pytest.raises(UsageError) as caught:
        ActorList.build(actors)
    return str(caught.value)


def test_build_names_every_fault() -> None:
    a = Actor("a", "Red Front", kind="rebel", parent="b")
    b = Actor("b", "Blue Front", kind="rebel", parent="a")
    assert "own ancestor" in faults(a, b)
    assert "the id a stands twice" in faults(a, replace(a, parent=None))
    assert "parent c, which is not in the list" in faults(replace(a, parent="c"))
    assert "'red front' belongs to both a and c" in faults(
        replace(a, parent=None), Actor("c", "red front", kind="rebel")
    )


def test_load_refuses_other_columns_and_unknown_kinds(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,name\nx,Y\n", encoding="utf-8")
    with pytest.raises(UsageError, match="expected id, name, aliases"):
        ActorList.load([path])
    path.write_text(",".join(COLUMNS) + "\nx,Red Front,,army,,,,,,\n", encoding="utf-8")
    with pytest.raises(UsageError, match="kind 'army'"):
        ActorList.load([path])


def test_load_adds_the_users_own_actors(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(",".join(COLUMNS) + "\nred,Red Front,RFT;Reds?,rebel,SY,,2031,,2,\n", encoding="utf-8")
    added = ActorList.load([path]).get("red")
    assert added is not None
    assert (added.aliases, added.weak_aliases, added.inter) == (("RFT",), ("Reds",), 2)


def test_state_actor_names_institutions_of_any_state() -> None:
    assert state_actor("KE", "police").name == "Kenyan police"
    assert state_actor("GB", "government").name == "UK government"
    assert shipped().get("state:XX:forces") is None
