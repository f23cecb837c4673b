"""Alembic runs this for every command: the connection comes from dateline.store.migrate."""

from alembic import context

from dateline.store.connect import VERSION_TABLE
from dateline.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
