"""What each source is: a side of the statement, a state body, a medic, a witness and so on.

Statements that are there already have none until their reports are coded again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "statement_parties",
        sa.Column(
            "claimant",
            sa.String(),
            nullable=True,
            comment="Of a source: party, state, monitor, medic, witness, media, international or unknown",
        ),
    )
