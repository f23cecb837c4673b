"""What a sentence tells of people killed, wounded, held or gone: kind, interval and words of every toll."""

from __future__ import annotations

import pytest

from dateline.extract.tolls import joint, tell_tolls
from dateline.pipeline import Tools
from tests.extract.test_lexicons import context_of

TOLD = [
    ("Gunmen killed 22 people and wounded 30 others.", ["killed 22..22 22 people", "wounded 30..30 30 others"]),
    ("The blast left 12 dead and 20 injured.", ["killed 12..12 12 dead", "wounded 20..20 20"]),
    ("One trader was killed and 32 wounded.", ["killed 1..1 One trader", "wounded 32..32 32"]),
    ("Clashes have claimed up to 250 civilian lives.", ["killed 1..250 up to 250 civilian lives"]),
    (
        "Three aid workers lost their lives, while two others sustained severe injuries.",
        ["killed 3..3 Three aid workers", "wounded 2..2 two others"],
    ),
    ("The death toll rose to 16 on Monday.", ["killed 16..16 16"]),
    ("Eleven bodies were recovered from the rubble.", ["killed 11..11 Eleven bodies"]),
    ("Hundreds have been killed in the fighting.", ["killed 200.. Hundreds"]),
    ("Omar Haddad and Samir Nasser were killed by a drone.", ["killed 2..2 Omar Haddad and Samir Nasser"]),
    ("She and eight other women were captured.", ["captured 9..9 She and eight other women"]),
    ("Ten nurses were killed along with 26 people.", ["killed 10..10 Ten nurses", "killed 26..26 26 people"]),
    ("The two engineers were taken hostage.", ["abducted 2..2 two engineers"]),
    ("Her family fled the town.", ["displaced 2.. Her family"]),
    ("The blast killed a waitress.", ["killed 1..1 a waitress"]),
    ("Youths stabbed a trader to death.", ["killed 1..1 a trader"]),
    ("His three brothers were shot dead.", ["killed 3..3 three brothers"]),
    ("Gunmen shot dead two soldiers.", ["killed 2..2 two soldiers"]),
    ("The rebels shot two soldiers dead.", ["killed 2..2 two soldiers"]),
    ("Two men were beaten and stabbed to death.", ["killed 2..2 Two men"]),
    ("Two bombers blew themselves up at the gate.", ["killed 2..2 Two bombers"]),
    ("Dozens of foreigners remain in Kurdish captivity.", ["captured 24.. Dozens of foreigners"]),
    ("She is the wife of a surgeon from Raqqa who was kidnapped in May.", ["abducted 1..1 a surgeon"]),
    ("Gunmen kidnapped a surgeon.", ["abducted 1..1 a surgeon"]),
    ("Al-Shabaab fighters were later arrested.", ["captured 2.. Al-Shabaab fighters"]),
    ("Sixteen people, four of them children, were killed.", ["killed 16..16 Sixteen people"]),
]  # fmt: skip
NOT_TOLD = [
    "Three houses were burned in the raid.",
    "Several western governments left the talks.",
    "The army vowed to kill 200 rebels.",
    "No civilians were killed in the strike.",
    "The rebels did not kill the two farmers.",
    "The Iraqi army fled Mosul.",
    "The US-led coalition left Syria.",
    "Rebels beat the Syrian army.",
    "Iranian forces detained two oil tankers.",
    "Libyan authorities detained a fishing boat.",
    "The offensive arrested the advance of the group.",
]


def told(text: str, tools: Tools) -> list[str]:
    tolls = [t.toll for t in tell_tolls(context_of(text, tools))]
    found = [f"{t.kind} {t.low}..{'' if t.high is None else t.high} {t.text}" for t in joint(tolls)]
    return list(dict.fromkeys(found))


@pytest.mark.gazetteer
@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_tolls_of_a_sentence_are_told_once(text: str, expected: list[str], tools: Tools) -> None:
    assert told(text, tools) == expected


@pytest.mark.gazetteer
@pytest.mark.parametrize("text", NOT_TOLD)
def test_things_plans_and_denials_are_no_toll(text: str, tools: Tools) -> None:
    assert told(text, tools) == []


@pytest.mark.gazetteer
@pytest.mark.parametrize(
    "text",
    [
        "The strikes killed or wounded 4,315 fighters.",
        "More than 60 people were killed and injured in the strike.",
    ],
)
def test_a_joint_number_fits_neither_kind(text: str, tools: Tools) -> None:
    found = {line.rsplit("..", 1)[0] for line in told(text, tools)}
    assert found == {"killed 2", "wounded 2"}


@pytest.mark.gazetteer
def test_a_part_is_no_toll_of_its_own(tools: Tools) -> None:
    found = told("The blast killed at least 12 people, including three children.", tools)
    assert found == ["killed 12.. at least 12 people"]
