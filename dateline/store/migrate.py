"""Brings a database from any earlier version to the present one, through Alembic, in one transaction."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from dateline.store.connect import Writing, lock

FOLDER = Path(__file__).parent / "migrations"


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def known_revisions() -> set[str]:
    """The ids of every migration, oldest to newest in no order."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Run the migrations that are missing, all of them or none, one process after the other."""
    with engine.connect() as connection:
        connection.execution_options(**{Writing: True})
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A table that is made anew must not take rows that refer to it along. Not inside a transaction.
            _pragma(connection, "foreign_keys = OFF")
        try:
            with connection.begin():
                lock(connection)
                command.upgrade(_config(connection), revision)
        finally:
            if sqlite:
                _pragma(connection, "foreign_keys = ON")


def _pragma(connection: sa.Connection, setting: str) -> None:
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute(f"PRAGMA {setting}")
