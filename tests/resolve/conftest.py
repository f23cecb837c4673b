"""What the tests of places share: the built gazetteer, the shipped actors, and a text read with both."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.model import PlaceMention, Report
from dateline.parse import parse
from dateline.resolve.actors import ActorList
from dateline.resolve.gazetteer.index import Gazetteer
from dateline.resolve.mentions import find_report_places

ReadPlaces = Callable[[str], list[PlaceMention]]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@pytest.fixture(scope="session")
def actors() -> ActorList:
    return ActorList.load()


@pytest.fixture(scope="session")
def read_places(gazetteer: Gazetteer, actors: ActorList) -> ReadPlaces:
    def read(text: str) -> list[PlaceMention]:
        return find_report_places(Report(doc="t", body=text), parse(text), actors, gazetteer)

    return read
