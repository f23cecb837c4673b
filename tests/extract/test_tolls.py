"""What a sentence tells of people killed, wounded, held or gone: kind, interval and words of every toll."""

from __future__ import annotations

import pytest

import dateline
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
    ("A couple and their three children were killed in Cali.", ["killed 5..5 A couple and their three children"]),
    ("A mother and her two sons were killed in Goma.", ["killed 3..3 A mother and her two sons"]),
    ("He, his wife and four children were killed.", ["killed 6..6 He, his wife and four children"]),
    ("Anil Das and his two sons were abducted.", ["abducted 3..3 Anil Das and his two sons"]),
    ("The farmer and his two sons were killed.", ["killed 3..3 The farmer and his two sons"]),
    ("A woman and three children were killed.", ["killed 1..1 A woman", "killed 3..3 three children"]),
    ("The twins were abducted in Kaduna.", ["abducted 2..2 The twins"]),
    ("Twin brothers were killed in Cali.", ["killed 2..2 Twin brothers"]),
    ("Both were killed.", ["killed 2..2 Both"]),
    ("The trio were arrested in Quetta.", ["captured 3..3 The trio"]),
    ("An 11-member family was killed.", ["killed 11..11 11-member family"]),
    ("A four-member crew was captured.", ["captured 4..4 four-member crew"]),
    ("Thirty-odd rebels surrendered.", ["surrendered 30..30 Thirty-odd rebels"]),
    ("The attack wounded 100+ people.", ["wounded 100.. 100+ people"]),
    ("Rebels killed half of the 60 miners.", ["killed 30..30 half of the 60 miners"]),
    ("Forty people were killed, half of them children.", ["killed 40..40 Forty people"]),
    ("Two thirds of the fighters were killed.", ["killed 2.. Two thirds of the fighters"]),
    ("A busload of pilgrims was abducted.", ["abducted 2.. A busload of pilgrims"]),
    ("A company of soldiers was captured.", ["captured 2.. A company of soldiers"]),
    (
        "Twelve soldiers died and twice as many were wounded.",
        ["killed 12..12 Twelve soldiers", "wounded 24..24 twice as many"],
    ),
    ("The death toll rose to 22 from 17.", ["killed 22..22 22"]),
    ("The death toll rose from 17 to 22.", ["killed 22..22 22"]),
    ("The death toll was revised down from 60 to 48.", ["killed 48..48 48"]),
    ("Twenty people were killed, up from 12 reported earlier.", ["killed 20..20 Twenty people"]),
    (
        "Four more people died, bringing the death toll to 31.",
        ["killed 4..4 Four more people", "killed 31..31 31"],
    ),
    ("None of the 12 soldiers was killed.", []),
    ("The shelling killed 12 people, including two boys and three women.", ["killed 12..12 12 people"]),
    (
        "Twelve people were killed in Jos on Monday. Among the dead were two children.",
        ["killed 12..12 Twelve people"],
    ),
    ("Two men aged 22 and 24 were killed.", ["killed 2..2 Two men"]),
    ("Gunmen killed one man and wounded another.", ["killed 1..1 one man", "wounded 1..1 another"]),
    (
        "Two soldiers were killed and a third was wounded.",
        ["killed 2..2 Two soldiers", "wounded 1..1 a third"],
    ),
    ("Of the 30 people on board, 12 were killed.", ["killed 12..12 12"]),
    (
        "Twelve people were wounded, two of whom later died.",
        ["wounded 12..12 Twelve people", "killed 2..2 two of whom"],
    ),
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


@pytest.mark.gazetteer
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Shelling killed 22 civilians in Kherson on Friday, up from 17 reported earlier. "
            "Among the dead were two children.",
            [("killed", 22, 22)],
        ),
        (
            "Gunmen killed at least 12 people, including three policemen and a nurse, in Cauca on Friday.",
            [("killed", 12, None)],
        ),
        ("Gunmen killed a couple and their three children in Goma on Friday.", [("killed", 5, 5)]),
        ("Rebels killed half of the 60 miners in Zamfara on Friday.", [("killed", 30, 30)]),
    ],
)
def test_a_coded_report_takes_no_part_and_no_earlier_figure_for_a_toll(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    coding = dateline.code(text, published="2023-02-19", extractor="rules")
    found = [(t.kind, t.low, t.high) for s in coding.statements for t in s.tolls]
    assert sorted(set(found)) == expected
