"""Codes of first-level units, second-level units and the uncertainty radius of places.

Rows that are there already get the radius from their record; codes and second-level units come when a report is
coded again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNIT_CODE = "Code of that unit: ISO 3166-2, else GeoNames; a P-code of the user's own file first"


def upgrade() -> None:
    radius = (
        "CAST(record AS json) #>> '{place,radius_km}'"
        if op.get_bind().dialect.name == "postgresql"
        else "json_extract(record, '$.place.radius_km')"
    )
    for table in ("statements", "events"):
        for column in (
            sa.Column("admin1_code", sa.String(), comment=UNIT_CODE),
            sa.Column("admin2", sa.String(), comment="Its district or the like"),
            sa.Column("admin2_code", sa.String(), comment="Code of that unit, as for admin1_code"),
            sa.Column("radius_km", sa.Float(), comment="How far from that point the place may reach, km"),
        ):
            op.add_column(table, column)
        op.execute(f"UPDATE {table} SET radius_km = CAST({radius} AS DOUBLE PRECISION)")
