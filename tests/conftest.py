"""What many tests share: the loaded tools, and a last line counting the tests that were skipped, and why."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

import dateline  # noqa: F401 (first: it says how many threads NumPy may use)

if TYPE_CHECKING:
    from dateline.pipeline import Tools


@cache
def loaded_tools() -> Tools:
    """Language model, actor list and the built gazetteer, loaded once (about a second)."""
    from dateline.pipeline import load_tools

    return load_tools()


@pytest.fixture(scope="session")
def tools() -> Tools:
    return loaded_tools()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A path or URL of a database with no tables yet: SQLite, and PostgreSQL where a server is named."""
    if request.param == "sqlite":
        yield str(tmp_path / "test.sqlite")
        return
    server = os.environ.get("DATELINE_TEST_POSTGRES")
    if not server:
        pytest.skip("DATELINE_TEST_POSTGRES names no PostgreSQL server")
    import sqlalchemy as sa

    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    schema = f"test_{uuid4().hex}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    yield url.update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    engine.dispose()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(
        str(report.longrepr[2]).removeprefix("Skipped: ")
        if isinstance(report.longrepr, tuple)
        else "no reason"
        for report in terminalreporter.stats.get("skipped", [])
    )
    if reasons:
        told = "; ".join(f"{count} since {reason}" for reason, count in reasons.most_common())
        terminalreporter.write_line(f"{reasons.total()} tests skipped: {told}")
