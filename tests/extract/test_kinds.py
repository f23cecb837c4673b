"""The type of an event: the rules' or the encoder's, as the model has it."""

from __future__ import annotations

from datetime import date

import pytest

from dateline.extract import build_context, find_groups, find_quotes
from dateline.extract.context import Context
from dateline.extract.encoder import shipped
from dateline.extract.groups import Group
from dateline.extract.kinds import choose_type, type_candidates
from dateline.extract.learned import Model
from dateline.model import Mentions, Report
from dateline.parse import parse

TEXT = "Rebels raided the village of Kafr Zita on Friday."


@pytest.fixture
def found() -> tuple[Context, Group]:
    context = build_context(Report(doc="t", body=TEXT, published=date(2020, 1, 5)), parse(TEXT), Mentions())
    [group] = find_groups(context, find_quotes(context), {})
    return context, group


def test_without_the_encoder_the_rules_decide(found: tuple[Context, Group]) -> None:
    context, group = found
    ruled, rule = choose_type(context, group, Model(0.0, {}, 0.5))
    assert rule != "model:type"
    assert list(type_candidates(context, group, ruled)) == [ruled]


def test_the_likelier_type_is_taken_and_named_as_the_model_s(found: tuple[Context, Group]) -> None:
    context, group = found
    context.encoded = shipped().encode(context)
    ruled, _ = choose_type(context, group, None)
    others = [t for t in type_candidates(context, group, ruled) if t != ruled]
    assert others
    against = Model(0.0, {f"as:{others[0]}": 9.0, f"as:{ruled}": -9.0}, 0.5)
    assert choose_type(context, group, against) == (others[0], "model:type")
    assert choose_type(context, group, Model(0.0, {f"as:{ruled}": 9.0}, 0.5))[0] == ruled
