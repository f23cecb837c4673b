"""The choice among places: probabilities, what other places say, and how training texts are read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Span
from dateline.resolve.gazetteer.index import Entry, Match
from dateline.resolve.places.features import Countries, Name, Table, of_candidates, of_context
from dateline.resolve.places.ranking import Scene, choose, softmax
from training.places.marked import load_marked, read_marks


def town(ident: int, country: str, lat: float, lon: float, people: int, admin1: int | None = None) -> Match:
    entry = Entry(ident, None, "Marsa", country, admin1, None, lat, lon, "city", people, 5.0)
    return Match(entry, True)


def unit(ident: int, country: str, lat: float, lon: float) -> Match:
    return Match(Entry(ident, None, "Unit", country, None, None, lat, lon, "admin1", 10**6, 80.0), True)


NOWHERE = Countries()
NEAR, FAR = town(1, "AA", 10.0, 10.0, 9_000, admin1=7), town(2, "BB", 50.0, 50.0, 40_000)


def chances(names: list[Name]) -> list[float]:
    return [c.score for c in choose(names, NOWHERE)]


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.floats(-6, 8), st.booleans())
def test_a_chance_lies_between_none_and_certain(a: int, b: int, evidence: float, told: bool) -> None:
    matches = (town(1, "AA", 10, 10, a), town(2, "BB", 50, 50, b))
    (choice,) = choose([Name("Marsa", matches, evidence=evidence, given=told)], Countries({"AA": 1.0}))
    assert 0 <= choice.score <= 1
    assert choice.score + sum(choice.chances) + choice.unlisted <= 1 + 1e-9


def test_the_chances_of_all_alternatives_sum_to_one() -> None:
    names = [Name("Marsa", (NEAR, FAR)), Name("Marsa", (NEAR,), given=True)]
    table = Table.of([n.matches for n in names])
    own, unlisted = softmax(
        names, table, np.array([1.0, 2.0, 0.5]), np.array([0.3, 9.0]), np.array([-1.0, 0.0])
    )
    nowhere = 1 / (1 + np.exp(1.3) + np.exp(2.3) + np.exp(-1))
    assert own[:2].sum() + unlisted[0] + nowhere == pytest.approx(1)
    assert own[2] + unlisted[1] == pytest.approx(1)  # a name that is given is some place


def test_another_place_close_by_speaks_for_a_candidate() -> None:
    alone = Name("Marsa", (NEAR, FAR), evidence=4, given=True)
    beside = Name("Tal", (town(3, "AA", 10.2, 10.1, 50_000, admin1=7),), evidence=4)
    lone, *_ = choose([alone], NOWHERE)
    with_it, *_ = choose([alone, beside], NOWHERE)
    assert lone.match == FAR and with_it.match == NEAR


def test_what_it_is_said_to_lie_in_speaks_for_a_candidate() -> None:
    within = Name("Marsa", (NEAR, FAR), evidence=4, containers=[1])
    choice, _ = choose([within, Name("Unit", (unit(7, "AA", 10.5, 10.5),), evidence=4)], NOWHERE)
    assert choice.match == NEAR


def test_a_name_says_nothing_for_itself() -> None:
    name = Name("Marsa", (NEAR, FAR), evidence=4)
    table = Table.of([name.matches])
    assert all(
        set(found) <= {"nothing_around"} for found in of_context([name], table, NOWHERE, np.array([0.6, 0.4]))
    )


def test_an_order_of_candidates_changes_nothing() -> None:
    others = [Name("Tal", (town(3, "AA", 10.2, 10.1, 50_000),), evidence=4)]
    one = choose([Name("Marsa", (NEAR, FAR), evidence=4), *others], Countries({"BB": 1.0}))
    two = choose([Name("Marsa", (FAR, NEAR), evidence=4), *others], Countries({"BB": 1.0}))
    assert [c.match for c in one] == [c.match for c in two]
    assert [c.score for c in one] == pytest.approx([c.score for c in two])


def test_a_larger_namesake_stands_against_a_candidate() -> None:
    small, large = of_candidates(Name("Marsa", (NEAR, FAR)), (NEAR, FAR), NOWHERE)
    assert small["behind_largest"] > large["behind_largest"] == 0


def test_a_scene_of_nothing_is_empty() -> None:
    assert choose([], NOWHERE) == []
    assert Scene.of([], NOWHERE).candidates == []


# ---------------------------------------------------------------- marked texts


def test_marks_give_the_text_and_what_it_means() -> None:
    text, answers = read_marks(
        "[[Jordan|-]] Hayes left [[Paris|Paris|US|Texas|33.66|-95.56]] for the [[Rome|Rome|IT|Lazio|41.9|12.5|E]] Opera"
    )
    assert text == "Jordan Hayes left Paris for the Rome Opera"
    assert [(text[a.span.start : a.span.end], a.is_place, a.embedded) for a in answers] == [
        ("Jordan", False, False),
        ("Paris", True, False),
        ("Rome", True, True),
    ]
    assert answers[0].span == Span(0, 6)


def test_a_mark_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="2, 6 or 7 fields"):
        read_marks("[[Paris|Texas]]")


def test_the_training_texts_are_marked_as_they_should_be() -> None:
    folder = Path(__file__).parents[2] / "training" / "places" / "texts"
    texts = list(load_marked(folder))
    assert len(texts) >= 300
    wrong = [
        report.doc
        for report, answers in texts
        if "[[" in report.text
        or "]]" in report.text
        or not answers
        or any(
            a.lat is not None and not (-90 <= a.lat <= 90 and -180 <= (a.lon or 0) <= 180) for a in answers
        )
    ]
    assert wrong == []
    assert len({report.doc for report, _ in texts}) == len(texts)
