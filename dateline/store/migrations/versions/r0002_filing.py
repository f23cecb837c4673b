"""Where linking looks for statements, and the order of lists on PostgreSQL.

Statements that are there already are filed when they are linked again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "filing",
        sa.Column("key", ID, nullable=False, comment="Family of types and a stretch of the map, or a name"),
        sa.Column(
            "day_bin",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Stretch of days, counted from the year 1; -1: any",
        ),
        sa.Column("statement_id", ID, nullable=False, comment="The statement"),
        sa.Column(
            "first_day",
            sa.Integer(),
            nullable=False,
            comment="First day on which it may have happened, counted from the year 1; 1: open",
        ),
        sa.Column("last_day", sa.Integer(), nullable=False, comment="Last such day; 3652059: open"),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "day_bin", "statement_id"),
        comment="Where linking looks for statements that may be one event with another. Computed.",
        sqlite_with_rowid=False,
    )
    op.create_index("filing_by_statement", "filing", ["statement_id"])
    if op.get_bind().dialect.name == "postgresql":
        newest = (sa.text("start_date DESC NULLS LAST"), "id")
        op.create_index("events_newest", "events", [*newest])
        op.create_index("events_newest_of_country", "events", ["country", *newest])
        op.create_index("events_newest_of_type", "events", ["type", *newest])
    op.execute(
        "INSERT INTO pending (statement_id) SELECT id FROM statements "
        "WHERE id NOT IN (SELECT statement_id FROM pending)"
    )
