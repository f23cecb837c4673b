"""Registers that others keep, read and joined to the actor list: what is taken, what is reported."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import NotFound, UsageError
from dateline.model import PartyKind
from dateline.resolve.actors import ActorList
from dateline.resolve.actors.actorlist import Actor
from dateline.resolve.actors.registers import (
    Entry,
    Finding,
    Joined,
    Register,
    join,
    read_register,
    write_list,
)
from dateline.resolve.actors.registers.cameo import read_cameo, read_code
from dateline.resolve.actors.registers.entry import FINDINGS, country_of, mapping
from dateline.resolve.actors.registers.spelling import readable_names
from dateline.resolve.actors.registers.tables import read_plain, read_ucdp

UCDP = "ActorId,NameData,NameOrig,NameOrigFullEng,Org,ConflictId,Location\n"


@cache
def shipped() -> ActorList:
    return ActorList.load()


def kinds(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.kind for finding in findings]


def taken(text: str, *listed: Actor) -> Joined:
    """A dictionary joined to a list of these actors, by default to the shipped one."""
    return join(read_cameo(text), ActorList.build(listed) if listed else shipped())


# ---------------------------------------------------------------- CAMEO dictionaries


def test_an_entry_has_its_other_names_and_its_codes_behind_it() -> None:
    text = """# a remark
<!-- another
+OVER_TWO_LINES_ [SYRGOV] -->
RED_HILL_BRIGADES_(RHB)_ [SYRREB] # who added it
+SONS_OF_THE_RED_HILL_ ; why
+HILL MEN

BLUE_FRONT
+FRONT_OF_THE_BLUE_
\t[IRQUAF 950101-20031231]
"""
    red, blue = read_cameo(text).entries
    assert (red.line, red.name, red.aliases) == (
        4,
        "Red Hill Brigades",
        ("RHB?", "Sons of the Red Hill", "Hill Men"),
    )
    assert (red.kind, red.country, red.inter, red.codes) == ("rebel", "SY", 2, ("cameo:SYRREB",))
    assert (blue.line, blue.kind, blue.inter) == (8, "militia", 3)
    assert (blue.valid_from, blue.valid_to) == ("1995-01-01", "2003-12-31")


@pytest.mark.parametrize(
    ("code", "kind", "country"),
    [
        ("AFGMIL", "state_force", "AF"),
        ("AFGGOVMIL", "state", "AF"),
        ("ROMCOP", "police", "RO"),
        ("SYR", "state", "SY"),
        ("IGOUNO", "international", None),
        ("NGOHRIAMN", "monitor", None),
        ("MEAREB", "rebel", None),
        ("IMGMUSALQ", "rebel", None),
        ("GBRMED", "outlet", "GB"),
        ("PSEREBHMS", "rebel", "PS"),
        ("SYRXYZ", None, "SY"),
        ("MNCOIL", None, None),
    ],
)
def test_a_code_has_a_kind_and_a_country(code: str, kind: str | None, country: str | None) -> None:
    found = read_code(code)
    assert (found.kind, found.country) == (kind, country)


@pytest.mark.parametrize(
    ("restriction", "first", "last"),
    [
        (">010203", "2001-02-03", None),
        ("< 310101", None, "1931-01-01"),
        ("301231-310101", "2030-12-31", "1931-01-01"),
        ("19870101-20040322", "1987-01-01", "2004-03-22"),
        ("", None, None),
    ],
)
def test_years_of_two_digits_up_to_30_are_of_this_century(
    restriction: str, first: str | None, last: str | None
) -> None:
    found = read_code(f"SYRREB {restriction}")
    assert (found.first, found.last, found.wrong) == (first, last, None)


@pytest.mark.parametrize("day", ["2004017", "20100931", "1995", "ever", ""])
def test_a_date_that_is_none_is_reported_and_left_open(day: str) -> None:
    register = read_cameo(f"RED_HILL_FRONT_ [SYRREB >{day}]")
    assert [e.valid_from for e in register.entries] == [None]
    assert kinds(register.findings) == ["bad_date"]


def test_several_ranges_of_one_role_span_from_the_first_to_the_last() -> None:
    [entry] = read_cameo("RED_FRONT_\n\t[SYRREB 960101-970101]\n\t[SYRREB 990101-000101]").entries
    assert (entry.valid_from, entry.valid_to) == ("1996-01-01", "2000-01-01")
    [entry] = read_cameo("RED_FRONT_\n\t[SYRREB 960101-970101]\n\t[SYRREB >990101]").entries
    assert (entry.valid_from, entry.valid_to) == ("1996-01-01", None)


def test_a_range_that_ends_before_it_begins_is_reported() -> None:
    register = read_cameo("RED_FRONT_ [SYRREB 970101-960101]")
    assert [(e.valid_from, e.valid_to) for e in register.entries] == [(None, None)]
    assert "ends in 1996-01-01, before it begins in 1997-01-01" in register.findings[0].message


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        ("MADE_UP_MINISTER_ [SYRGOV 960101-970101]", "person"),
        ("MADE_UP_LEADER_\n\t[SYRELI]", "person"),
        ("TURNING_FRONT_ [SYRREB <960101] [SYRMIL >960101]", "role_changes"),
        ("RED_FRONT_", "bad_line"),
        ("RED_FRONT_ [---]", "bad_line"),
        ("()_ [SYRREB]", "bad_name"),
    ],
)
def test_persons_and_what_has_no_one_role_are_left_out(entry: str, finding: str) -> None:
    joined = taken(entry)
    assert kinds(joined.findings) == [finding]
    assert joined.findings[0].left_out
    assert joined.rows == ()


def test_an_undated_ministry_is_no_person() -> None:
    assert [e.kind for e in read_cameo("SYRIAN_TEA_MINISTRY_ [SYRGOV]").entries] == ["state"]


def test_a_name_that_stands_apart_from_its_entry_is_not_given_to_it() -> None:
    register = read_cameo("RED_FRONT_ [SYRREB]\n\n+LONELY_FRONT_\n")
    assert register.entries[0].aliases == ()
    assert [(f.kind, f.line, f.left_out) for f in register.findings] == [("bad_line", 3, False)]


def test_unknown_codes_are_reported() -> None:
    register = read_cameo("RED_FRONT_ [QQQREB]\nBLUE_SHOPS_ [SYRQQQ]")
    assert [(f.kind, f.line) for f in register.findings] == [("unknown_country", 1), ("unknown_kind", 2)]
    assert [(e.kind, e.country) for e in register.entries] == [("rebel", None), (None, "SY")]


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("ARMY_OF_THE_PURE_", ("Army of the Pure",)),
        ("HAMAS", ("HAMAS",)),
        ("TUPAMAROS_", ("Tupamaros",)),
        ("AL-QASSAM_BRIGADES_", ("Al-Qassam Brigades",)),
        ("RED_FRONT_(EL_SALVADOR)", ("Red Front",)),
        ("JAISH-E-MOHAMMAD_(JEM)_", ("Jaish-E-Mohammad", "JEM")),
        ("DEV_SOL_(RED_FACTION)_", ("Dev Sol (Red Faction)",)),
        ("JULY_20TH_BRIGADE", ("July 20th Brigade",)),
        ("People's Front", ("People's Front",)),
        ("(_", ("(",)),
        ("__", ()),
    ],
)
def test_names_in_capitals_are_given_back_as_they_are_written(raw: str, names: tuple[str, ...]) -> None:
    assert readable_names(raw) == names


def test_every_kind_of_the_mapping_is_one_of_the_list() -> None:
    tables = mapping()
    told = {
        *tables["cameo"]["roles"].values(),
        *tables["inter"],
        *(o["kind"] for o in tables["ucdp"]["org"].values()),
    }
    assert told <= set(get_args(PartyKind))
    assert set(tables["cameo"]["offices"]) <= set(tables["cameo"]["roles"])


# ---------------------------------------------------------------- UCDP, CSV


def test_ucdp_actors_have_their_level_of_organisation_and_their_country() -> None:
    register = read_ucdp(
        UCDP
        + "1,Reds,RHF,Red Hill Front,1,333,Myanmar (Burma)\n"
        + "2,Supporters of X,,,2,,Ivory Coast\n"
        + '3,Hill people,,,3,,"Iraq, Syria"\n'
        + "4,Government of Syria,,,4,,Syria\n"
        + "5,Shades,,,7,,Narnia\n"
    )
    found = {e.codes[0]: (e.name, e.aliases, e.kind, e.inter, e.country) for e in register.entries}
    assert found["ucdp:1"] == ("Red Hill Front", ("Reds", "RHF?"), "rebel", 2, "MM")
    assert found["ucdp:2"] == ("Supporters of X", (), "militia", 3, "CI")
    assert found["ucdp:3"] == ("Hill people", (), "militia", 4, None)
    assert found["ucdp:4"][2:] == ("state", 1, "SY")
    assert found["ucdp:5"][2:] == (None, None, None)
    assert kinds(register.findings) == ["unknown_kind", "unknown_country"]


def test_rows_of_one_ucdp_actor_are_taken_together() -> None:
    register = read_ucdp(UCDP + "1,Reds,NA,,1,333,Syria\n1,,,Red Hill Front,1,334,Syria\n,Nobody,,,1,,\n")
    assert [(e.name, e.aliases) for e in register.entries] == [("Red Hill Front", ("Reds",))]
    assert (register.read, [(f.kind, f.line) for f in register.findings]) == (2, [("bad_line", 4)])


def test_a_government_is_the_state_that_needs_no_list() -> None:
    joined = join(read_ucdp(UCDP + "118,Government of Syria,,,4,,Syria\n"), shipped())
    assert [f.message for f in joined.findings] == ["is state:SY, which needs no list"]
    assert joined.rows == ()


def test_a_plain_table_says_all_that_the_list_holds() -> None:
    text = (
        "Name;Kind;Country;Parent;valid_from;valid_to\n"
        "Red Hill Front;Rebel;SYR;;1999;2001-05-01\n"
        "Hill Guards;state force;Iraq;Red Hill Front;;\n"
    )
    joined = join(read_plain(text), shipped())
    assert joined.findings == ()
    red, guards = joined.rows
    assert (red["id"], red["kind"], red["country"], red["inter"]) == ("red-hill-front", "rebel", "SY", "2")
    assert (red["valid_from"], red["valid_to"]) == ("1999", "2001-05-01")
    assert (guards["kind"], guards["country"], guards["parent"]) == ("state_force", "IQ", "red-hill-front")


def test_what_a_plain_table_says_wrongly_is_reported() -> None:
    text = (
        "name,kind,country,parent,valid_from,valid_to,inter\n"
        "Red Hill Front,army,Narnia,Nobody At All,1999,1998,9\n"
        ",rebel,SY,,,,\n"
    )
    joined = join(read_plain(text), shipped())
    assert sorted(kinds(joined.findings)) == [
        "bad_date", "bad_name", "no_parent", "unknown_country", "unknown_kind", "unknown_kind",
    ]  # fmt: skip
    [row] = joined.rows
    assert (row["kind"], row["country"], row["parent"], row["valid_from"]) == ("unknown", "", "", "")


def test_parents_that_close_a_circle_are_reported() -> None:
    joined = join(
        read_plain("name,kind,parent\nRed Hill,rebel,Blue Hill\nBlue Hill,rebel,Red Hill\n"), shipped()
    )
    assert kinds(joined.findings) == ["no_parent"]
    assert [row["parent"] for row in joined.rows] == ["blue-hill", ""]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("sy", "SY"),
        ("SYR", "SY"),
        ("Cambodia (Kampuchea)", "KH"),
        ("DR Congo (Zaire)", "CD"),
        ("Syrian", None),
    ],
)
def test_a_country_is_known_by_code_and_by_name(text: str, iso: str | None) -> None:
    assert country_of(text) == iso


# ---------------------------------------------------------------- joining


def test_a_listed_actor_gets_the_other_names_and_the_codes() -> None:
    joined = taken("KURDISTAN_WORKERS'_PARTY_(PKK)_ [TURREB]\n+RED_HILL_WORKERS_\n")
    [row] = joined.rows
    assert {column: cell for column, cell in row.items() if cell} == {
        "id": "pkk", "aliases": "Red Hill Workers", "codes": "cameo:TURREB",
    }  # fmt: skip
    assert [f.message for f in joined.findings] == ["is pkk of the list, 1 name and 1 code added to it"]
    assert (joined.added, joined.extended) == (0, 1)


def test_an_alias_leads_to_a_listed_actor_too() -> None:
    joined = taken("RED_HILL_WORKERS_ [TURREB]\n+PKK_\n")
    assert [row["id"] for row in joined.rows] == ["pkk"]


def test_an_acronym_leads_nowhere_without_its_country() -> None:
    joined = taken("RED_HILL_WORKERS_ [INTREB]\n+PKK_\n")
    assert [row["id"] for row in joined.rows] == ["red-hill-workers"]
    assert kinds(joined.findings) == ["name_elsewhere"]


def test_another_kind_than_in_the_list_is_reported_and_does_not_change_it() -> None:
    joined = taken("RED_FRONT_ [SYRMIL]\n+RED_MEN_", Actor("red", "Red Front", kind="rebel", country="SY"))
    assert kinds(joined.findings) == ["kind_differs", "known"]
    assert [row["kind"] for row in joined.rows] == [""]


def test_names_of_several_listed_actors_are_left_out() -> None:
    listed = [
        Actor(id, name, kind="rebel", country="SY") for id, name in (("a", "Red Men"), ("b", "Blue Men"))
    ]
    joined = taken("HILL_FRONT_ [SYRREB]\n+RED_MEN_\n+BLUE_MEN_", *listed)
    assert [(f.kind, f.left_out) for f in joined.findings] == [("several", True)]
    assert joined.rows == ()


def test_a_name_of_two_actors_of_one_country_stays_with_the_first() -> None:
    joined = taken("RED_FRONT_ [SYRREB]\n+HILL_MEN_\nBLUE_FRONT_ [SYRREB]\n+HILL_MEN_")
    assert [(row["id"], row["aliases"]) for row in joined.rows] == [
        ("red-front", "Hill Men"),
        ("blue-front", ""),
    ]
    assert [f.message for f in joined.findings] == [
        "'Hill Men' belongs to red-front, of line 1: not given to blue-front"
    ]


def test_a_name_of_two_countries_is_kept_by_both_and_reported() -> None:
    joined = taken("RED_HILL_FRONT_ [SYRREB]\nRED_HILL_FRONT_ [IRQREB]")
    assert [row["id"] for row in joined.rows] == ["red-hill-front", "red-hill-front-iq"]
    assert kinds(joined.findings) == ["name_elsewhere"]


def test_the_same_entry_twice_is_joined_unless_its_kind_differs() -> None:
    joined = taken(
        "RED_HILL_FRONT_ [SYRREB]\nRED_HILL_FRONT_ [SYRREBISL]\n+HILLERS_\nRED_HILL_FRONT_ [SYRMIL]"
    )
    [row] = joined.rows
    assert (row["aliases"], row["codes"]) == ("Hillers", "cameo:SYRREB;cameo:SYRREBISL")
    assert [(f.kind, f.left_out) for f in joined.findings] == [("same_name", False), ("same_name", True)]


def test_words_for_countries_name_no_actor() -> None:
    joined = taken("RED_HILL_FRONT_ [AFGREB]\n+AFGHAN_\n+KABUL_\n+1984_")
    assert kinds(joined.findings) == ["bad_name"] * 3
    assert joined.rows[0]["aliases"] == ""


def test_a_state_of_the_dictionary_needs_no_list() -> None:
    joined = taken("AFGHANISTAN_ [AFG]\n+KABUL_\nKENYAN_POLICE_ [KENCOP]\nAFGHAN_NATIONAL_ARMY_ [AFGMIL]")
    assert [(f.kind, f.line) for f in joined.findings] == [("state", 1), ("state", 3), ("known", 4)]
    assert [row["id"] for row in joined.rows] == ["state:AF:forces"]


NAMES = st.sampled_from(
    ["Red Front", "red front", "Blue Front", "RF", "RF?", "PKK", "Hamas", "Afghan", "Syria", "1984", "Al-Shabaab",
     "The Red Front", "Sons of: the “Hill”", "Frente Martí", "Syrian army", "x\u2028y", "Janjaweed", "Popular Front"]
)  # fmt: skip
ENTRIES = st.builds(
    Entry,
    line=st.integers(1, 99),
    name=NAMES,
    aliases=st.lists(NAMES, max_size=4).map(tuple),
    kind=st.sampled_from([None, "rebel", "militia"]),
    country=st.sampled_from([None, "SY", "TR", "SD"]),
    parent=st.none() | NAMES,
    codes=st.sampled_from([(), ("ucdp:1",), ("ucdp:2",)]),
    id=st.sampled_from([None, None, "pkk", "red front", "state:SY"]),
)


@given(st.lists(ENTRIES, max_size=6))
def test_whatever_a_register_says_the_list_made_of_it_can_be_loaded(entries: list[Entry]) -> None:
    joined = join(Register("csv", len(entries), tuple(entries), ()), small())
    told = [f for f in joined.findings if f.left_out or f.kind in ("known", "same_name")]
    assert joined.added + len({(f.line, f.kind, f.message) for f in told}) <= len(entries)
    assert joined.added + len(told) == len(entries), "every entry is added, joined or reported"
    assert {f.kind for f in joined.findings} <= set(FINDINGS)


@cache
def small() -> ActorList:
    kept = {"pkk", "hamas", "al-shabaab", "al-qaeda", "janjaweed", "rsf"}
    return ActorList.build([a for a in shipped().actors.values() if a.id in kept or a.id.endswith(":forces")])


def test_the_written_list_is_loaded_and_names_its_actors(tmp_path: Path) -> None:
    joined = taken("RED_HILL_FRONT_(RHF)_ [SYRREB >990101]\nHAMAS_ [PSEREBHMS]\n+HILL_HAMAS_")
    target = tmp_path / "mine.csv"
    write_list(joined.rows, target)
    listed = ActorList.load([target])
    red = listed.match("the Red Hill Front")
    assert red is not None
    assert (red.weak_aliases, red.codes, red.valid_from) == (("RHF",), ("cameo:SYRREB",), "1999-01-01")
    hamas = listed.match("Hill Hamas")
    assert hamas is not None and (hamas.id, hamas.kind) == ("hamas", "rebel")
    with target.open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 2
    with pytest.raises(UsageError, match="is there already"):
        write_list(joined.rows, target)


def test_importing_again_adds_nothing(tmp_path: Path) -> None:
    text = "RED_HILL_FRONT_(RHF)_ [SYRREB]\nHAMAS_ [PSEREBHMS]\n+HILL_HAMAS_"
    target = tmp_path / "mine.csv"
    write_list(taken(text).rows, target)
    again = join(read_cameo(text), ActorList.load([target]))
    assert again.rows == ()
    assert {f.message.rpartition(", ")[2] for f in again.findings} == {"nothing added to it"}


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"RED_FRONT_ [SYRREB]\r\n", "cameo"),
        (b"# text\nRED_FRONT_\n\t[SYRREB]\n", "cameo"),
        (UCDP.encode() + "1,Frente Martí,,,1,,Syria\n".encode("cp1252"), "ucdp"),
        ("\ufeffname\tkind\nFrente Martí\trebel\n".encode(), "csv"),
    ],
)
def test_the_form_is_told_by_what_stands_in_the_file(data: bytes, form: str, tmp_path: Path) -> None:
    path = tmp_path / "register"
    path.write_bytes(data)
    register = read_register(path)
    assert (register.form, register.read) == (form, 1)
    assert register.entries[0].name in ("Red Front", "Frente Martí")


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\x00\xff\x00", b"Some text [1] with a note.\n"])
def test_another_file_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_bytes(data)
    with pytest.raises(UsageError, match="no register of actors that Dateline knows"):
        read_register(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="cannot be read"):
        read_register(tmp_path / "none.txt")


@pytest.mark.parametrize("data", [
    "sep=;\nname;kind\nBlue Falcons;rebel\n".encode("utf-8-sig"),
    "name\tkind\r\nBlue Falcons\trebel\r\n".encode("utf-16"),
    b"\n\nname|kind\nBlue Falcons|rebel\n",
])  # fmt: skip
def test_tables_are_read_as_spreadsheets_save_them(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(data)
    [entry] = read_register(path).entries
    assert (entry.name, entry.kind) == ("Blue Falcons", "rebel")


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text('name,kind\nRed Owls,rebel\n"Blue Falcons,rebel\nGrey Herons,rebel\n', encoding="utf-8")
    with pytest.raises(UsageError, match="from line 3 on: a quotation mark is not closed"):
        read_register(path)
