"""An open store on each kind of database (`target`, tests/conftest.py), and coded reports to put in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from bench.scale import make_codings
from dateline.model import Coding
from dateline.store import Store


@pytest.fixture
def store(target: str) -> Iterator[Store]:
    with Store.open(target) as store:
        yield store


@pytest.fixture(scope="session")
def codings() -> list[Coding]:
    """Made-up coded reports of a few days, many of them on the same events."""
    return list(islice(make_codings(seed=7, places=12), 24))
