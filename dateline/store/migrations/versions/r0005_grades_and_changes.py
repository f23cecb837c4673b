"""How well events are supported, of which event they are a part; ids that last; what became of events.

Events that are there keep their ids and get a grade when they are linked again: all statements wait for that.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "events", sa.Column("grade", sa.String(), comment="confirmed, fair, weak, contested or discounted")
    )
    op.add_column(
        "events", sa.Column("part_of", ID, comment="The event that people judged it to be a part of")
    )
    op.create_table(
        "event_ids",
        sa.Column(
            "number",
            sa.Integer(),
            primary_key=True,
            autoincrement=True,
            comment="Order of giving: the older id lasts",
        ),
        sa.Column("id", ID, nullable=False, unique=True, comment="An id that was given to an event, ever"),
        sa.Column(
            "founder", ID, nullable=False, comment="The statement whose event has this id, or is forwarded to"
        ),
        sa.Column("heir", ID, comment="The statement that stands in while the founder is rejected or gone"),
        sa.Column(
            "told",
            sa.Text(),
            comment="The event as the change feed last told it; empty: the id is forwarded (JSON)",
        ),
        comment="Every id that an event ever had, so that ids last. Kept when events are made again.",
    )
    op.create_index("event_ids_by_founder", "event_ids", ["founder"])
    op.create_index("event_ids_by_heir", "event_ids", ["heir"])
    op.create_table(
        "event_changes",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True, comment="Order of happening"),
        sa.Column("made", Moment, nullable=False, comment="When, UTC"),
        sa.Column(
            "kind", sa.String(), nullable=False, comment="created, merged, split, changed or withdrawn"
        ),
        sa.Column("event_id", ID, nullable=False, comment="The event, by the id that it had then"),
        sa.Column(
            "others", sa.Text(), nullable=False, comment="Ids of the events it came from or went to (JSON)"
        ),
        sa.Column("fields", sa.Text(), nullable=False, comment="The fields that changed (JSON)"),
        sa.Column("statements", sa.Text(), nullable=False, comment="The statements that moved (JSON)"),
        comment="What became of events, in order. Rows are only ever added.",
    )
    op.create_index("event_changes_by_event", "event_changes", ["event_id"])
    op.create_index("event_changes_by_time", "event_changes", ["made"])
    op.execute(
        "INSERT INTO event_ids (id, founder, told) SELECT e.id, m.statement_id, '{}' FROM events e "
        "JOIN event_statements m ON m.event_id = e.id AND m.position = 1 "
        "JOIN statements s ON s.id = m.statement_id JOIN reports r ON r.id = s.report_id "
        "ORDER BY CASE WHEN r.published IS NULL THEN 1 ELSE 0 END, r.published, e.id"
    )
    op.execute(
        "INSERT INTO pending (statement_id) SELECT id FROM statements "
        "WHERE id NOT IN (SELECT statement_id FROM pending)"
    )
