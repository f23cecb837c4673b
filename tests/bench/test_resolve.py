"""What the resolvers offer of the values that coders recorded."""

from __future__ import annotations

from datetime import date

import pytest

from bench.floors import RESOLVED, digest_of, falls, figures_of, load_floors, value_of
from bench.gold import SHARED, load_scorer
from bench.resolve import _answers
from dateline.model import Interval, Mentions, Party, PartyMention, QuantityMention, Span, TimeMention, When

SPAN = Span(0, 4)
pytestmark = [
    pytest.mark.gold,
    pytest.mark.skipif(not SHARED.is_dir(), reason="no hand-coded reports beside the project"),
]


def test_each_recorded_value_is_asked_for_by_itself() -> None:
    event = {
        "place": None,
        "start": "2020-05-04",
        "end": "2020-05-05",
        "actors": ["Boko Haram"],
        "partners": [],
        "targets": ["Chadian army"],
        "sources": [],
        "tolls": [{"low": 3, "high": 3}, {"low": 4, "high": None}],
    }
    when = When(start=date(2020, 5, 4), end=date(2020, 5, 4))
    party = PartyMention(
        span=SPAN, party=Party(name="Boko Haram", text="Boko Haram"), head=0, named=True, plural=False
    )
    mentions = Mentions(
        parties=(party,),
        times=(TimeMention(span=SPAN, when=when, head=0),),
        quantities=(QuantityMention(SPAN, SPAN, Interval(low=3, high=3), None, 0, "number"),),
    )
    assert _answers(event, mentions, load_scorer()) == [
        ("start", True),
        ("end", False),
        ("actors", True),
        ("targets", False),
        ("tolls", True),
        ("tolls", False),
    ]


@pytest.mark.gazetteer
def test_the_resolvers_stay_above_their_floors() -> None:
    entry = load_floors()["sets"][RESOLVED]
    assert entry["digest"] == digest_of(RESOLVED)
    assert falls({k: value_of(v) for k, v in figures_of(RESOLVED).items()}, entry["floors"]) == []
