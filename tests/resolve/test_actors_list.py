"""The shipped actor list: well formed, wide enough, and each name meaning one actor where it must."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from dateline.errors import UsageError
from dateline.resolve.actors.actorlist import (
    COLUMNS,
    OPTIONAL,
    Actor,
    ActorList,
    countries,
    in_order,
    is_date,
    state_actor,
)
from dateline.resolve.actors.names import key_of

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
    "Combined Joint Task Force - Operation Inherent Resolve": ["CJTF-OIR", "Combined Joint Task Force"],
    "US-led coalition": ["the U.S.-led international coalition", "Operation Inherent Resolve"],
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


# Names that actors of different countries share: each pair was looked at. A report's country tells them apart.
SHARED = {
    "ADF": {"adf", "ambazonia"},  # Allied Democratic Forces (CD), Ambazonia Defence Forces (CM)
    "JEM": {"jem", "jaish-e-mohammed"},  # Justice and Equality Movement (SD), Jaish-e-Mohammed (PK)
    "PTI": {"pti", "pti-india"},  # a party of Pakistan, a news agency of India
    "People's Defence Forces": {"pdf-myanmar", "pkk"},  # of Myanmar; the PKK's armed wing
    "SLA": {"sla", "slm-aw"},  # South Lebanon Army (LB), Sudan Liberation Army (SD)
}


def shipped_rows() -> list[dict[str, str]]:
    """The rows as they are written, before the loader looks at them."""
    folder = files("dateline.resolve.actors").joinpath("data")
    tables = [f for f in folder.iterdir() if f.name.endswith(".csv") and f.name != "countries.csv"]
    return [row for f in tables for row in csv.DictReader(f.read_text(encoding="utf-8").splitlines())]


def list_faults(rows: list[dict[str, str]]) -> list[str]:
    """What is wrong with a list, found without the loader."""
    found = [f"{id} stands twice" for id, times in Counter(row["id"] for row in rows).items() if times > 1]
    ids = {row["id"] for row in rows}
    owners: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        id = row["id"]
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|state:[A-Z]{2}:[a-z-]+", id):
            found.append(f"{id} is no id")
        if set(row) - set(OPTIONAL) != set(COLUMNS) or None in row.values():
            found.append(f"{id} has other columns")
            continue
        names = [row["name"], *(row["aliases"].split(";") if row["aliases"] else [])]
        found += [
            f"{id} has the name {name!r} with blanks" for name in names if not name or name != name.strip()
        ]
        found += [f"{id} has the name {name!r} twice" for name, times in Counter(names).items() if times > 1]
        for key in {key_of(name) for name in names}:
            for other, country in owners.setdefault(key, {}).items():
                allowed = any(key_of(name) == key and {id, other} <= pair for name, pair in SHARED.items())
                if country == row["country"] or not allowed:
                    found.append(f"{id} and {other} share a name: {' '.join(key)}")
            owners[key][id] = row["country"]
        dates = [day for day in (row["valid_from"], row["valid_to"]) if day]
        found += [f"{id} has the date {day}" for day in dates if not is_date(day)]
        if len(dates) == 2 and not in_order(*dates):
            found.append(f"{id} ends before it begins")
        if row["country"] and row["country"] not in countries():
            found.append(f"{id} has the country {row['country']}")
        if row["parent"] and row["parent"] not in ids and ActorList().get(row["parent"]) is None:
            found.append(f"{id} has the parent {row['parent']}, who is not there")
    years = {row["id"]: (row["valid_from"] or "", row["valid_to"] or "9999") for row in rows}
    for row in rows:
        if row["valid_to"] and not in_order(years.get(row["parent"], ("", ""))[0], row["valid_to"]):
            found.append(f"{row['id']} ended before {row['parent']} began")
    return found


def test_the_shipped_list_is_wide_enough_and_without_a_fault() -> None:
    rows = shipped_rows()
    assert len(rows) >= 900
    assert list_faults(rows) == []
    assert len({row["id"] for row in rows if row["kind"] in ("rebel", "militia")}) >= 400


def test_the_reasons_for_shared_names_are_all_needed() -> None:
    bearers = {
        name: {a.id for a in shipped().actors.values() if key_of(name) in map(key_of, a.names)}
        for name in SHARED
    }
    assert bearers == SHARED


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"id": "RSF"}, "RSF is no id"),
        ({"id": "janjaweed"}, "janjaweed stands twice"),
        ({"aliases": "RSF; Reds"}, "new has the name ' Reds' with blanks"),
        ({"aliases": "Reds;Reds"}, "new has the name 'Reds' twice"),
        ({"aliases": "Janjawid"}, "new and janjaweed share a name: janjawid"),
        ({"aliases": "JEM", "country": "KE"}, "share a name: jem"),
        ({"valid_from": "2014-02-30"}, "new has the date 2014-02-30"),
        ({"valid_from": "2014", "valid_to": "2013"}, "new ends before it begins"),
        ({"country": "XY"}, "new has the country XY"),
        ({"parent": "nobody"}, "new has the parent nobody, who is not there"),
        ({"parent": "rsf", "valid_to": "1999"}, "new ended before rsf began"),
    ],
)
def test_a_fault_of_the_list_is_found(changed: dict[str, str], fault: str) -> None:
    new = dict.fromkeys(COLUMNS, "") | {
        "id": "new",
        "name": "Red Hill Front",
        "kind": "rebel",
        "country": "SD",
    }
    found = list_faults([*shipped_rows(), new | changed])
    assert any(fault in each for each in found), found


def test_those_who_fight_have_an_actor_class_and_those_who_tell_have_none() -> None:
    for actor in shipped().actors.values():
        if actor.kind in ("rebel", "militia", "state_force", "coalition"):
            assert actor.inter is not None, actor.id
        if actor.kind in ("outlet", "monitor"):
            assert actor.inter is None, actor.id


def test_every_country_has_a_code_of_three_letters_of_its_own() -> None:
    codes = [country.iso3 for country in countries().values()]
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)
    assert len(set(codes)) == len(codes)


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


def test_build_refuses_dates_that_cannot_be_and_names_without_letters() -> None:
    red = Actor("a", "Red Front", kind="rebel")
    assert "the date '2014-13-01'" in faults(replace(red, valid_from="2014-13-01"))
    assert "ends in 2013-05-01, before it begins in 2014" in faults(
        replace(red, valid_from="2014", valid_to="2013-05-01")
    )
    assert "the name '…', without a letter" in faults(replace(red, aliases=("…",)))


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


def write(path: Path, *rows: str, columns: tuple[str, ...] = (*COLUMNS, "codes")) -> Path:
    path.write_text("\n".join([",".join(columns), *rows, ""]), encoding="utf-8")
    return path


def test_a_row_without_name_and_kind_gives_a_listed_actor_more_names_and_codes(tmp_path: Path) -> None:
    path = write(
        tmp_path / "mine.csv", "rsf,,Hemedti forces;HF?,,,,,,,,ucdp:99", "rsf,,,,,,,,,,ucdp:99;cameo:SDN"
    )
    before, after = shipped().get("rsf"), ActorList.load([path]).get("rsf")
    assert before is not None and after is not None
    assert after == replace(
        before,
        aliases=(*before.aliases, "Hemedti forces"),
        weak_aliases=(*before.weak_aliases, "HF"),
        codes=("ucdp:99", "cameo:SDN"),
    )


def test_a_row_that_only_adds_names_must_have_whom_to_add_them_to(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nobody has no name and is no actor of the lists before it"):
        ActorList.load([write(tmp_path / "a.csv", "nobody,,Reds,,,,,,,,")])
    with pytest.raises(UsageError, match="can only add aliases and codes, not country"):
        ActorList.load([write(tmp_path / "b.csv", "rsf,,Reds,,SD,,,,,,")])
    with pytest.raises(UsageError, match="'Janjaweed' belongs to both"):
        ActorList.load([write(tmp_path / "c.csv", "rsf,,Janjaweed,,,,,,,,")])


def test_lists_as_spreadsheets_write_them_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.csv", "red,Red Front,,rebel,SY", columns=COLUMNS)  # empty cells cut off
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    added = ActorList.load([path]).get("red")
    assert added is not None and added.country == "SY"
    path.write_bytes("id,name\nx,Frente Farabundo Martí\n".encode("cp1252"))
    with pytest.raises(UsageError, match=r"mine\.csv is not UTF-8"):
        ActorList.load([path])


def test_state_actor_names_institutions_of_any_state() -> None:
    assert state_actor("KE", "police").name == "Kenyan police"
    assert state_actor("GB", "government").name == "UK government"
    assert shipped().get("state:XX:forces") is None
