"""Every test of the store runs on SQLite, and on PostgreSQL where DATELINE_TEST_POSTGRES names a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from bench.scale import make_codings
from dateline.model import Coding
from dateline.store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A path or URL with no tables yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "test.sqlite")
        return
    server = os.environ.get("DATELINE_TEST_POSTGRES")
    if not server:
        pytest.skip("DATELINE_TEST_POSTGRES names no PostgreSQL server")
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    schema = f"test_{uuid4().hex}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    yield url.update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    engine.dispose()


@pytest.fixture
def store(target: str) -> Iterator[Store]:
    with Store.open(target) as store:
        yield store


@pytest.fixture(scope="session")
def codings() -> list[Coding]:
    """Made-up coded reports of a few days, many of them on the same events."""
    return list(islice(make_codings(seed=7, places=12), 24))
