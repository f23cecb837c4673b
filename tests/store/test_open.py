"""Opening says in one plain line what is wrong and what to do; and migrating loses nothing."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from dateline.adding import link_pending
from dateline.errors import DatelineError, NotFound, StoreError, UsageError
from dateline.model import Coding
from dateline.store import Store, migrate, schema
from dateline.store.connect import VERSION_TABLE, engine_for
from tests.store.test_linking import all_at_once, by_id
from tests.store.test_store import add

OLD = Path(__file__).parent / "data"


def refusal(target: str | Path, *, create: bool = True) -> str:
    with pytest.raises(DatelineError) as caught:
        Store.open(target, create=create)
    message = str(caught.value)
    assert "\n" not in message
    return message


# ---------------------------------------------------------------- what cannot be opened


def test_missing_file_is_not_found_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite"
    with pytest.raises(NotFound, match="dateline add"):
        Store.open(path, create=False)
    assert not path.exists()


def test_missing_folder_is_told(tmp_path: Path) -> None:
    assert "Check that its folder exists" in refusal(tmp_path / "none" / "x.sqlite")


def test_file_of_another_kind_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, and no database at all\n" * 100, encoding="utf-8")
    assert "this file is not a database" in refusal(path)
    assert path.read_text(encoding="utf-8").startswith("these are notes")


def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    assert "holds the tables bookmarks, but is no Dateline database" in refusal(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    connection.close()


def test_empty_database_is_not_filled_without_create(target: str) -> None:
    if "://" not in target:
        Path(target).touch()
    assert "holds no reports yet. Add some: dateline add" in refusal(target, create=False)


def test_newer_version_is_told(target: str) -> None:
    Store.open(target).close()
    engine, _ = engine_for(target)
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    engine.dispose()
    assert "of version 9999, newer than this Dateline knows" in refusal(target)


@pytest.mark.parametrize("address", ["mysql://here/db", "https://here/db"])
def test_other_kind_of_address_is_wrong_use(address: str) -> None:
    with pytest.raises(UsageError, match="expected a file name or postgresql://"):
        Store.open(address)


def test_server_that_does_not_answer_is_told_without_the_password() -> None:
    message = refusal("postgresql://someone:secret@127.0.0.1:9/events")
    assert "cannot be reached. Check the address and that the server runs" in message
    assert "secret" not in message


def test_locked_database_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "busy.sqlite"
    Store.open(path).close()
    monkeypatch.setattr("dateline.store.connect.BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Store.open(path) as store, pytest.raises(StoreError, match="another program holds the database"):
        store.forget_events()
    holder.close()


# ---------------------------------------------------------------- what SQLite is set to


def test_sqlite_file_is_safe_and_can_be_read_beside(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with Store.open(path) as store:
        with store._engine.connect() as connection:
            assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
            assert connection.execute(sa.text("PRAGMA foreign_keys")).scalar() == 1
        reader = sqlite3.connect(path)
        with store.transaction():
            store.forget_events()
            assert reader.execute("SELECT count(*) FROM reports").fetchone() == (0,)
        reader.close()


# ---------------------------------------------------------------- versions of the tables


def test_newest_migration_is_the_version_that_the_code_expects() -> None:
    script = ScriptDirectory.from_config(migrate._config())
    assert script.get_current_head() == schema.REVISION
    assert migrate.known_revisions() == {f"{n:04}" for n in range(1, int(schema.REVISION) + 1)}


def test_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    with store._engine.connect() as connection:
        of_postgresql = {"events_newest", "events_newest_of_country", "events_newest_of_type"}
        left_out = of_postgresql if connection.dialect.name == "sqlite" else set()
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "version_table": VERSION_TABLE,
                "include_name": lambda name, *_: name not in left_out,
                "include_object": lambda _, name, *__: name not in left_out,
            },
        )
        assert compare_metadata(context, schema.metadata) == []


def test_every_column_is_explained() -> None:
    for table in schema.metadata.sorted_tables:
        assert table.comment
        for column in table.columns:
            assert column.comment, f"{table.name}.{column.name}"


@pytest.mark.parametrize("version", ["0001"])
def test_stored_database_of_an_earlier_version_is_brought_up_to_date(
    target: str, version: str, codings: list[Coding]
) -> None:
    rows = restore(target, version)
    with Store.open(target, create=False) as store:
        kept = list(store.all_codings())
        assert len(kept) == sum(row.startswith("INSERT INTO reports ") for row in rows) > 0
        told = sum(len(coding.statements) for coding in kept)
        assert told == sum(row.startswith("INSERT INTO statements ") for row in rows)
        assert store.counts().unlinked == told
        link_pending(store)
        assert by_id(store.events()) == all_at_once(store)
        new = next(c for c in codings if store.rules_of(c.report.id) is None)
        add(store, new)
        assert store.coding(new.report.id) == new


def test_events_stored_before_they_had_grades_keep_their_ids_and_get_grades(
    target: str, codings: list[Coding]
) -> None:
    """As a database of the version before: events without grade, and no ids kept."""
    with Store.open(target) as store:
        add(store, *codings)
        link_pending(store)
        before = [event.id for event in store.events()]
        assert len(before) > 10
        with store._engine.begin() as connection:
            for table in ("event_changes", "event_ids"):
                connection.execute(sa.text(f"DROP TABLE {table}"))
            for column in ("grade", "part_of"):
                connection.execute(sa.text(f"ALTER TABLE events DROP COLUMN {column}"))
            for id, record in connection.execute(sa.text("SELECT id, record FROM events")).all():
                old = json.loads(record)
                del old["grade"], old["part_of"]
                update = sa.text("UPDATE events SET record = :record WHERE id = :id")
                connection.execute(update, {"id": id, "record": json.dumps(old)})
            connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '0004'"))
    with Store.open(target) as store:
        assert [(event.id, event.grade) for event in store.events()] == [(id, None) for id in before]
        link_pending(store)
        assert [event.id for event in store.events()] == before
        assert all(event.grade is not None for event in store.events())
        assert store.changes() == []


def test_places_stored_earlier_get_the_radius_of_their_record(target: str) -> None:
    restore(target, "0001")
    engine, _ = engine_for(target)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            """UPDATE statements SET record = replace(record, '"radius_km":null', '"radius_km":12.5')"""
        )
    engine.dispose()
    with Store.open(target, create=False) as store, store._engine.connect() as connection:
        columns = schema.statements.c
        rows = connection.execute(sa.select(columns.place, columns.radius_km)).all()
    assert {radius for place, radius in rows if place is not None} == {12.5}
    assert {radius for place, radius in rows if place is None} <= {None}


def test_migration_that_fails_leaves_the_old_version(target: str) -> None:
    """The newest migration meets a table that is in its way, after it has done a part of its work."""
    restore(target, "0001")
    engine, _ = engine_for(target)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE INDEX filing_by_statement ON reports (doc)"))
    with pytest.raises(sa.exc.DBAPIError, match="filing_by_statement"):
        migrate.upgrade(engine)
    assert "filing" not in sa.inspect(engine).get_table_names()
    with engine.connect() as connection:
        version = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    assert version == "0001"
    engine.dispose()


def restore(target: str, version: str) -> list[str]:
    """The stored rows of a version, in tables made by its migrations."""
    engine, _ = engine_for(target)
    migrate.upgrade(engine, version)
    rows = (OLD / f"revision-{version}.sql").read_text(encoding="utf-8").splitlines()
    with engine.begin() as connection:
        for line in rows:
            connection.exec_driver_sql(line.replace("%", "%%") if engine.dialect.name != "sqlite" else line)
    engine.dispose()
    return rows
