"""A path or URL in, an engine on a database of the present schema out; failures in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from dateline.errors import StoreError, UsageError
from dateline.store.schema import REVISION, metadata

VERSION_TABLE = "dateline_version"
BUSY_SECONDS = 60.0  # how long a writer waits for another one
_LOCK = 0x6461_7465  # PostgreSQL advisory lock held while tables are made or events replaced
_CACHE_KIB = 64_000

Writing = "dateline_writing"  # execution option: the transaction will write, so take SQLite's lock at once


def engine_for(target: str | Path) -> tuple[sa.Engine, str]:
    """An engine that has not connected yet, and the name to call the database in messages (no password)."""
    url = _url(target)
    name = url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string()
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine, name
    return sa.create_engine(url, pool_pre_ping=True), name


def _url(target: str | Path) -> sa.URL:
    text = str(target)
    if "://" not in text:
        return sa.URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = sa.make_url(text)
    except exc.ArgumentError as error:
        raise UsageError(_expected("the database address cannot be read")) from error
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in {"postgresql+psycopg", "sqlite"}:
        return url
    raise UsageError(_expected(f"the database address begins with {url.drivername}://"))


def _expected(found: str) -> str:
    return f"{found}; expected a file name or postgresql://user@host/database"


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # transactions begin when SQLAlchemy says so, DDL included
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {int(BUSY_SECONDS * 1000)}",
        "journal_mode = WAL",
        "synchronous = NORMAL",  # with WAL: a crash of the program loses nothing
        "wal_autocheckpoint = 8000",  # pages
        "temp_store = MEMORY",
        "foreign_keys = ON",
        f"cache_size = -{_CACHE_KIB}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # SQLite's own lower() knows only ASCII.
    connection.create_function("lower", 1, lambda text: text and str(text).lower(), deterministic=True)


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get(Writing)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def lock(connection: sa.Connection) -> None:
    """Wait until no other process makes tables or replaces events. Held until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


@contextmanager
def plain_errors(name: str) -> Iterator[None]:
    """What the database refuses, as one line that says what to do."""
    try:
        yield
    except (exc.OperationalError, exc.DatabaseError) as error:
        message = _explain(name, str(error.orig))
        if message is None:
            raise
        raise StoreError(message) from error


def _explain(name: str, said: str) -> str | None:
    """The line for what a driver said; None when it is a fault of ours and should be seen whole."""
    said = " ".join(said.split())
    for words, advice in _ADVICE.items():
        if words in said.casefold():
            return f"{name}: {advice} ({said})"
    return None


_ADVICE = {
    "file is not a database": "this file is not a database. Name another file with --db",
    "malformed": "the database file is damaged. Restore it from a copy, or add the reports to a new one",
    "database is locked": "another program holds the database. Close it and try again",
    "unable to open database file": "cannot be opened. Check that its folder exists and may be written to",
    "readonly database": "may not be written to. Change its permissions, or copy it and open the copy",
    "disk is full": "the disk is full. Make room and run the same command again; what was added is safe",
    "disk i/o error": "the disk could not be read or written",
    "permission denied": "this user may not do that. Ask for rights on the database and its schema",
    "does not exist": "is not there. Check the names of database and user, or create them",
    "password authentication failed": "user or password are wrong",
    "no password supplied": "a password is needed. Put it in the PGPASSWORD variable or a .pgpass file",
    "connection": "cannot be reached. Check the address and that the server runs",
    "resolve host": "cannot be reached. Check the address",
    "timeout": "did not answer in time. Try again",
    "deadlock": "two programs waited for each other. Run the same command again; what was added is safe",
}


# ---------------------------------------------------------------- the version of the tables


def bring_up_to_date(engine: sa.Engine, name: str, *, create: bool) -> None:
    """Make the tables, or migrate an older database, in one transaction.

    Raises StoreError when the database is of a newer version, or is not Dateline's, or is empty and `create`
    is false.
    """
    with engine.connect() as connection:
        found = _revision(connection)
        if found == REVISION:
            return
        if found is None:
            _check_empty(connection, name, create=create)
    from dateline.store.migrate import (  # Alembic is slow to import, and rarely needed
        known_revisions,
        upgrade,
    )

    if found is not None and found not in known_revisions():
        raise StoreError(
            f"{name}: this database is of version {found}, newer than this Dateline knows ({REVISION}). "
            "Install a newer Dateline: pip install --upgrade dateline"
        )
    upgrade(engine)


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    return found


def _check_empty(connection: sa.Connection, name: str, *, create: bool) -> None:
    tables = set(sa.inspect(connection).get_table_names())
    if connection.dialect.name == "postgresql":  # may hold tables of other programs
        tables &= set(metadata.tables)
    if tables:
        raise StoreError(
            f"{name}: holds the tables {', '.join(sorted(tables)[:3])}, but is no Dateline database. "
            "Name another one with --db"
        )
    if not create:
        raise StoreError(f"{name}: holds no reports yet. Add some: dateline add REPORTS")
