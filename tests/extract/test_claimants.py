"""What a source is to a statement: the cases in tests/extract/cases, and sides that speak."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from dateline.extract.claimants import alone, claimant_of
from dateline.lexicons import lexicon
from dateline.model import Party, Report
from dateline.parse import load_parser
from dateline.resolve.actors import ActorList, find_parties
from tests.resolve.test_actors_list import shipped

CASES = Path(__file__).parent / "cases" / "claimants.yaml"


def told() -> list[tuple[str, str, str | None]]:
    """Kind, words and country of each case."""
    out = []
    for kind, sources in yaml.safe_load(CASES.read_text(encoding="utf-8")).items():
        for words in sources:
            country = re.match(r"([A-Z]{2}): ", words)
            out.append((kind, words[4:] if country else words, country[1] if country else None))
    return out


def test_a_source_is_what_its_words_and_the_list_say() -> None:
    cases = told()
    texts = [f"{words} said that shells fell on the market." for _, words, _ in cases]
    wrong = []
    for (kind, words, country), text, doc in zip(cases, texts, load_parser().pipe(texts), strict=True):
        mentions = find_parties(Report(doc="t", body=text), doc, shipped(), country=country)
        before = [m for m in mentions if m.span.start < len(words)]
        speaks = [m for m in before if doc[m.head].dep_ == "nsubj"] or before
        party = speaks[-1].party if speaks else Party(name=words, text=words)
        if alone(party) != kind:
            wrong.append((words, kind, alone(party)))
    assert len(cases) >= 120
    assert {kind for kind, _, _ in cases} == {*lexicon("claimants")["kinds"], "unknown"}
    assert wrong == []


def listed(name: str, country: str | None = None) -> Party:
    actor = ActorList.match(shipped(), name, country)
    assert actor is not None, name
    parents = shipped().ancestors(actor.id)
    return Party(
        name=actor.name, text=name, id=actor.id, kind=actor.kind, country=actor.country, parents=parents
    )


def described(name: str, kind: str = "unknown", **more: object) -> Party:
    return Party.model_validate({"name": name, "text": name, "kind": kind, **more})


CIVILIANS = described("civilians", "civilians")


@pytest.mark.parametrize(
    ("source", "sides", "kind"),
    [
        (listed("Boko Haram"), [listed("Boko Haram"), CIVILIANS], "party"),
        (listed("CENTCOM"), [listed("US forces"), listed("Islamic State")], "party"),
        (listed("CENTCOM"), [listed("SDF"), listed("Islamic State")], "state"),
        (listed("the Turkish defence ministry"), [listed("the Turkish army"), listed("PKK")], "party"),
        (listed("the Turkish defence ministry"), [listed("Russia"), CIVILIANS], "state"),
        (listed("SOJTF-OIR"), [listed("US-led coalition"), CIVILIANS], "party"),
        (listed("Quds Force"), [listed("the Iranian army"), CIVILIANS], "party"),
        (listed("Gaza health ministry"), [listed("the Israeli army"), CIVILIANS], "state"),
        (listed("Gaza health ministry"), [listed("the Israeli army"), listed("Hamas")], "party"),
        (listed("Nigerian police"), [listed("Boko Haram"), CIVILIANS], "state"),
        (listed("Nigerian police"), [listed("Boko Haram"), listed("the Nigerian army")], "party"),
        (listed("MONUSCO"), [listed("M23"), listed("MONUSCO")], "party"),
        (listed("UNHCR"), [listed("M23"), listed("MONUSCO")], "international"),
        (listed("Reuters"), [listed("Hamas"), CIVILIANS], "media"),
        (described("residents", "civilians"), [listed("ELN"), CIVILIANS], "witness"),
        (described("gang members", "militia"), [described("Gang members", "militia")], "party"),
        (
            described("Cauca governor's office", "state", parents=["state:CO"]),
            [listed("ELN"), listed("the Colombian army")],
            "party",
        ),
        (described("Cauca governor's office", "state", parents=["state:CO"]), [listed("ELN"), CIVILIANS], "state"),
        (
            described("SDF spokesman Adam Kos", "person", body="rebel", parents=["syrian-democratic-forces"]),
            [listed("SDF"), listed("Islamic State")],
            "party",
        ),
        (described("Kremlin spokesman Adam Kos", "person", body="state", parents=["state:RU"]), [CIVILIANS], "state"),
        (described("nurse Ana Ruiz", "person"), [listed("ELN"), CIVILIANS], "medic"),
        (described("resident Ana Ruiz", "person"), [listed("ELN"), CIVILIANS], "witness"),
        (described("Ana Ruiz", "person"), [listed("ELN"), CIVILIANS], "unknown"),
    ],
)  # fmt: skip
def test_a_side_that_speaks_is_a_party(source: Party, sides: list[Party], kind: str) -> None:
    assert claimant_of(source, sides) == kind
