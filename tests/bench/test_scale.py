"""What is made up to measure linking, and how its growth is told."""

from __future__ import annotations

from itertools import islice

import pytest

from bench.scale import Linked, growth, link_at_once, make_told


def test_the_same_seed_makes_up_the_same_statements() -> None:
    once, again = list(islice(make_told(3), 40)), list(islice(make_told(3), 40))
    assert once == again
    assert once != list(islice(make_told(4), 40))


def test_what_is_made_up_has_what_makes_linking_hard() -> None:
    statements = [s for _, told in islice(make_told(3), 300) for s in told]
    assert any(s.place is None for s in statements)
    assert any(s.place is not None and s.place.precision == "country" for s in statements)
    assert any(s.when.start is None for s in statements)
    assert any(s.when.start != s.when.end for s in statements)


def test_many_made_up_statements_tell_of_fewer_events() -> None:
    linked = link_at_once(1_200)
    assert linked.statements >= 1_200
    assert 0.4 * linked.statements < linked.events < 0.9 * linked.statements
    assert linked.seconds > 0 and linked.megabytes > 0


def test_growth_in_step_is_1_and_with_the_square_2() -> None:
    assert growth(Linked(10, 1, 3.0, 1.0), Linked(100, 1, 30.0, 1.0)) == pytest.approx(1)
    assert growth(Linked(10, 1, 3.0, 1.0), Linked(100, 1, 300.0, 1.0)) == pytest.approx(2)
