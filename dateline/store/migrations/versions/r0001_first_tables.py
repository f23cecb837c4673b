"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", ID, nullable=False, comment="Hash made from its statements"),
        sa.Column("type", sa.String(), nullable=False, comment="Event type of the codebook"),
        sa.Column(
            "start_date",
            sa.Date(),
            nullable=True,
            comment="First day on which it may have happened; empty when not known",
        ),
        sa.Column(
            "end_date",
            sa.Date(),
            nullable=True,
            comment="Last day on which it may have happened; empty when not known",
        ),
        sa.Column(
            "place",
            sa.String(),
            nullable=True,
            comment="Name of the most specific place; empty when no place is told",
        ),
        sa.Column("admin1", sa.String(), nullable=True, comment="Its province or governorate"),
        sa.Column("country", sa.String(), nullable=True, comment="ISO 3166-1 alpha-2 code of its country"),
        sa.Column("lat", sa.Float(), nullable=True, comment="Latitude of its centre, degrees WGS84"),
        sa.Column("lon", sa.Float(), nullable=True, comment="Longitude of its centre, degrees WGS84"),
        sa.Column(
            "precision",
            sa.String(),
            nullable=True,
            comment="exact, near, admin1, region or country: how closely the place is told",
        ),
        sa.Column("certainty", sa.String(), nullable=False, comment="stated, attributed or disputed"),
        sa.Column("statement_count", sa.Integer(), nullable=False, comment="How many statements tell it"),
        sa.Column(
            "outlet_count",
            sa.Integer(),
            nullable=False,
            comment="How many outlets tell it, reprints left out",
        ),
        sa.Column("confidence", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column(
            "record",
            sa.Text(),
            nullable=False,
            comment="The whole event with rival values and the rules that chose (JSON)",
        ),
        sa.PrimaryKeyConstraint("id"),
        comment="Statements of one happening, and the ranges told. Computed: may be deleted and made again.",
    )
    op.create_index("events_by_country", "events", ["country", "start_date", "id"], unique=False)
    op.create_index("events_by_day", "events", ["start_date", "id"], unique=False)
    op.create_index("events_by_type", "events", ["type", "start_date", "id"], unique=False)
    op.create_table(
        "judgements",
        sa.Column("id", ID, nullable=False, comment="Id of the judgement"),
        sa.Column(
            "decision",
            sa.String(),
            nullable=False,
            comment="same, different, part_of, accept, reject or correct",
        ),
        sa.Column("field", sa.String(), nullable=True, comment="The field corrected"),
        sa.Column("value", sa.Text(), nullable=True, comment="The right value (JSON)"),
        sa.Column("reason", sa.String(), nullable=True, comment="Why"),
        sa.Column("author", sa.String(), nullable=False, comment="By whom"),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False, comment="When, UTC"),
        sa.Column(
            "withdrawn",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was taken back, UTC; empty: it holds",
        ),
        sa.PrimaryKeyConstraint("id"),
        comment="Decisions of people. A row is only ever added; taking one back sets the column withdrawn.",
    )
    op.create_table(
        "runs",
        sa.Column("id", ID, nullable=False, comment="Id of the run"),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False, comment="When it began, UTC"),
        sa.Column(
            "version",
            sa.String(),
            nullable=False,
            comment="Version of the rules that coded: Dateline's own and a digest of its rules",
        ),
        sa.Column("settings", sa.Text(), nullable=False, comment="The settings it ran with (JSON)"),
        sa.Column(
            "models", sa.Text(), nullable=False, comment="Names and versions of the models it used (JSON)"
        ),
        sa.PrimaryKeyConstraint("id"),
        comment="One execution that wrote to this database.",
    )
    op.create_table(
        "event_outlets",
        sa.Column("event_id", ID, nullable=False, comment="The event"),
        sa.Column("outlet", sa.String(), nullable=False, comment="Who published a report of it"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "outlet"),
        comment="Who reported an event, reprints left out. Computed.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_parties",
        sa.Column("event_id", ID, nullable=False, comment="The event"),
        sa.Column(
            "position",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Number of the row within the event",
        ),
        sa.Column("role", sa.String(), nullable=False, comment="actor, partner or target"),
        sa.Column("name", sa.String(), nullable=False, comment="Canonical name"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "position"),
        comment="The sides of an event. Computed.",
        sqlite_with_rowid=False,
    )
    op.create_index("event_parties_by_name", "event_parties", ["name"], unique=False)
    op.create_table(
        "event_tolls",
        sa.Column("event_id", ID, nullable=False, comment="The event"),
        sa.Column(
            "position",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Number of the row within the event",
        ),
        sa.Column(
            "kind",
            sa.String(),
            nullable=False,
            comment="killed, wounded, captured, surrendered, abducted, displaced or missing",
        ),
        sa.Column(
            "side", sa.String(), nullable=False, comment="actor, target, civilian or other: whose people"
        ),
        sa.Column("best", sa.Integer(), nullable=False, comment="Best estimate"),
        sa.Column("low", sa.Integer(), nullable=False, comment="Lowest figure told"),
        sa.Column("high", sa.Integer(), nullable=True, comment="Highest figure told; empty: open"),
        sa.Column("rule", sa.String(), nullable=False, comment="The rule that chose the best estimate"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "position"),
        comment="Ranges of the tolls over an event's statements. Computed.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "judgement_subjects",
        sa.Column("judgement_id", ID, nullable=False, comment="The judgement"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False, comment="First, second"),
        sa.Column("statement_id", ID, nullable=False, comment="The statement judged, by its id"),
        sa.Column(
            "report_id",
            ID,
            nullable=True,
            comment="The report it was in, so that a judgement whose statement is gone can be told",
        ),
        sa.ForeignKeyConstraint(
            ["judgement_id"],
            ["judgements.id"],
        ),
        sa.PrimaryKeyConstraint("judgement_id", "position"),
        comment="What a judgement is about. Stays when recoding a report makes other statements.",
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_judgement_subjects_report_id"), "judgement_subjects", ["report_id"], unique=False
    )
    op.create_index(
        op.f("ix_judgement_subjects_statement_id"), "judgement_subjects", ["statement_id"], unique=False
    )
    op.create_table(
        "reports",
        sa.Column("id", ID, nullable=False, comment="Hash of title, body, publication day, outlet and URL"),
        sa.Column(
            "doc",
            sa.String(),
            nullable=False,
            comment="The input's own name: its doc field, file name or URL",
        ),
        sa.Column("title", sa.String(), nullable=True, comment="Its title; empty when it has none"),
        sa.Column(
            "body",
            sa.String(),
            nullable=False,
            comment="Its text as published. Offsets count in title, line break, body",
        ),
        sa.Column("published", sa.Date(), nullable=True, comment="Day of publication"),
        sa.Column(
            "published_from",
            sa.String(),
            nullable=True,
            comment="input, metadata or text: where that day was read",
        ),
        sa.Column("outlet", sa.String(), nullable=True, comment="Who publishes it"),
        sa.Column("url", sa.String(), nullable=True, comment="Where it is published"),
        sa.Column("language", sa.String(), nullable=True, comment="ISO 639-1 code of its language"),
        sa.Column(
            "dateline", sa.Text(), nullable=True, comment="Where it says it was filed, with its span (JSON)"
        ),
        sa.Column(
            "furniture",
            sa.Text(),
            nullable=False,
            comment="Stretches that are not its text: bylines, links, captions (JSON)",
        ),
        sa.Column("reprint_of", ID, nullable=True, comment="The earlier report whose text this one repeats"),
        sa.Column("rules", sa.String(), nullable=False, comment="Version of the rules that coded it"),
        sa.Column("run_id", ID, nullable=False, comment="The run that coded it"),
        sa.Column(
            "added",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it came into this database, UTC",
        ),
        sa.ForeignKeyConstraint(
            ["reprint_of"],
            ["reports.id"],
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        comment="One published item. Its text is never altered.",
    )
    op.create_index(op.f("ix_reports_reprint_of"), "reports", ["reprint_of"], unique=False)
    op.create_index("reports_by_doc", "reports", ["doc"], unique=False)
    op.create_index("reports_by_outlet", "reports", ["outlet"], unique=False)
    op.create_table(
        "assessments",
        sa.Column("id", ID, nullable=False, comment="Hash of its report and words"),
        sa.Column("report_id", ID, nullable=False, comment="The report"),
        sa.Column("holder", sa.String(), nullable=True, comment="Who holds it; empty: the outlet itself"),
        sa.Column("kind", sa.String(), nullable=False, comment="cause, capability, intention or forecast"),
        sa.Column("modality", sa.String(), nullable=False, comment="certain, likely or possible"),
        sa.Column("words", sa.String(), nullable=False, comment="The claim as worded"),
        sa.Column("record", sa.Text(), nullable=False, comment="The whole assessment with its spans (JSON)"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        comment="Claims about causes, capabilities, intentions or the future. Never events.",
    )
    op.create_index(op.f("ix_assessments_report_id"), "assessments", ["report_id"], unique=False)
    op.create_table(
        "fingerprint_bands",
        sa.Column(
            "band", ID, nullable=False, comment="One band of the fingerprint: reprints share at least one"
        ),
        sa.Column("report_id", ID, nullable=False, comment="The report"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("band", "report_id"),
        comment="Look-up of reports that may repeat each other's text.",
        sqlite_with_rowid=False,
    )
    op.create_index("fingerprint_bands_by_report", "fingerprint_bands", ["report_id"], unique=False)
    op.create_table(
        "fingerprints",
        sa.Column("report_id", ID, nullable=False, comment="The report"),
        sa.Column(
            "hashes", sa.LargeBinary(), nullable=False, comment="Its minimal hashes and those of its figures"
        ),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id"),
        comment="What is kept of a report's wording to recognise reprints. Too short a text has none.",
    )
    op.create_table(
        "problems",
        sa.Column("id", ID, nullable=False, comment="Hash of what it says: told twice, kept once"),
        sa.Column(
            "report_id",
            ID,
            nullable=True,
            comment="The report; empty when there is none, as with a file that could not be read",
        ),
        sa.Column("run_id", ID, nullable=True, comment="The run that met it"),
        sa.Column(
            "stage",
            sa.String(),
            nullable=False,
            comment="read, parse, resolve, extract, link, store, review or export",
        ),
        sa.Column(
            "code", sa.String(), nullable=False, comment="Short name of the kind of problem, for programs"
        ),
        sa.Column("severity", sa.String(), nullable=False, comment="error or warning"),
        sa.Column(
            "message", sa.String(), nullable=False, comment="What was found, what was expected, what to do"
        ),
        sa.Column("location", sa.String(), nullable=False, comment="Where: a path, URL, doc or id"),
        sa.Column(
            "span_start", sa.Integer(), nullable=True, comment="Where the words start in the report's text"
        ),
        sa.Column("span_end", sa.Integer(), nullable=True, comment="Where they end"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        comment="What was wrong with an input or a value.",
    )
    op.create_index(op.f("ix_problems_report_id"), "problems", ["report_id"], unique=False)
    op.create_table(
        "statements",
        sa.Column("id", ID, nullable=False, comment="Hash of its report, evidence and type"),
        sa.Column("report_id", ID, nullable=False, comment="The report"),
        sa.Column(
            "position",
            sa.Integer(),
            nullable=False,
            comment="Its place among the report's statements, from 1",
        ),
        sa.Column("type", sa.String(), nullable=False, comment="Event type of the codebook"),
        sa.Column(
            "family",
            sa.String(),
            nullable=False,
            comment="Family of types: two statements of one event share it",
        ),
        sa.Column(
            "focus", sa.Boolean(), nullable=False, comment="The news of the report (1) or background (0)"
        ),
        sa.Column("certainty", sa.String(), nullable=False, comment="stated, attributed or disputed"),
        sa.Column(
            "start_date",
            sa.Date(),
            nullable=True,
            comment="First day on which it may have happened; empty when not known",
        ),
        sa.Column(
            "end_date",
            sa.Date(),
            nullable=True,
            comment="Last day on which it may have happened; empty when not known",
        ),
        sa.Column(
            "time_precision", sa.String(), nullable=False, comment="day, days, week, month, year or unknown"
        ),
        sa.Column(
            "place",
            sa.String(),
            nullable=True,
            comment="Name of the most specific place; empty when no place is told",
        ),
        sa.Column("admin1", sa.String(), nullable=True, comment="Its province or governorate"),
        sa.Column("country", sa.String(), nullable=True, comment="ISO 3166-1 alpha-2 code of its country"),
        sa.Column("lat", sa.Float(), nullable=True, comment="Latitude of its centre, degrees WGS84"),
        sa.Column("lon", sa.Float(), nullable=True, comment="Longitude of its centre, degrees WGS84"),
        sa.Column(
            "precision",
            sa.String(),
            nullable=True,
            comment="exact, near, admin1, region or country: how closely the place is told",
        ),
        sa.Column("evidence", sa.String(), nullable=False, comment="The sentence that best shows it"),
        sa.Column(
            "evidence_start",
            sa.Integer(),
            nullable=False,
            comment="Where that sentence starts in the report's text",
        ),
        sa.Column("evidence_end", sa.Integer(), nullable=False, comment="Where it ends"),
        sa.Column("confidence", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column(
            "record",
            sa.Text(),
            nullable=False,
            comment="The whole statement, every value with its spans and how it was reached (JSON)",
        ),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        comment="What one report says happened: one coded event as that report tells it.",
    )
    op.create_index(
        "statements_by_family_and_day", "statements", ["family", "start_date", "end_date"], unique=False
    )
    op.create_index("statements_by_report", "statements", ["report_id", "position"], unique=False)
    op.create_table(
        "event_statements",
        sa.Column("event_id", ID, nullable=False, comment="The event"),
        sa.Column(
            "position",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Order within the event, oldest publication first, from 1",
        ),
        sa.Column("statement_id", ID, nullable=False, comment="A statement is told of one event only"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "position"),
        sa.UniqueConstraint("statement_id"),
        comment="Which statements make an event. Computed.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pending",
        sa.Column("statement_id", ID, nullable=False, comment="The statement"),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("statement_id"),
        comment="Statements that are not yet linked into events, or are to be linked again.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statement_parties",
        sa.Column("statement_id", ID, nullable=False, comment="The statement"),
        sa.Column(
            "position",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Number of the row within the statement",
        ),
        sa.Column("role", sa.String(), nullable=False, comment="actor, partner, target or source"),
        sa.Column("name", sa.String(), nullable=False, comment="Canonical name"),
        sa.Column("actor_id", ID, nullable=True, comment="Its id in the actor list, if it is known there"),
        sa.Column("kind", sa.String(), nullable=False, comment="state_force, rebel, civilians, …"),
        sa.Column("country", sa.String(), nullable=True, comment="ISO 3166-1 alpha-2 code"),
        sa.Column("words", sa.String(), nullable=False, comment="As the report words it"),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("statement_id", "position"),
        comment="Who did it, who helped, to whom it was done, and who says so.",
        sqlite_with_rowid=False,
    )
    op.create_index("statement_parties_by_name", "statement_parties", ["name"], unique=False)
    op.create_table(
        "statement_tolls",
        sa.Column("statement_id", ID, nullable=False, comment="The statement"),
        sa.Column(
            "position",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Number of the row within the statement",
        ),
        sa.Column(
            "kind",
            sa.String(),
            nullable=False,
            comment="killed, wounded, captured, surrendered, abducted, displaced or missing",
        ),
        sa.Column(
            "side", sa.String(), nullable=False, comment="actor, target, civilian or other: whose people"
        ),
        sa.Column("who", sa.String(), nullable=False, comment="Words for the people"),
        sa.Column("low", sa.Integer(), nullable=False, comment="At least so many"),
        sa.Column("high", sa.Integer(), nullable=True, comment="At most so many; empty: open"),
        sa.Column("approx", sa.Boolean(), nullable=False, comment="The report says about, some, nearly"),
        sa.Column("words", sa.String(), nullable=True, comment="The words of the number"),
        sa.Column("source", sa.String(), nullable=True, comment="Who gives the figure"),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("statement_id", "position"),
        comment="People killed, wounded, captured and so on, as intervals.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statement_values",
        sa.Column("statement_id", ID, nullable=False, comment="The statement"),
        sa.Column(
            "position",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Number of the row within the statement",
        ),
        sa.Column(
            "field", sa.String(), nullable=False, comment="Field of the codebook that the value belongs to"
        ),
        sa.Column("value", sa.String(), nullable=True, comment="The value; empty when the report gives none"),
        sa.Column("words", sa.String(), nullable=True, comment="The words of the report that say it"),
        sa.Column(
            "span_start", sa.Integer(), nullable=True, comment="Where these words start in the report's text"
        ),
        sa.Column("span_end", sa.Integer(), nullable=True, comment="Where they end"),
        sa.Column(
            "rule", sa.String(), nullable=True, comment="The rule or model that read the value from the words"
        ),
        sa.Column("reason", sa.String(), nullable=True, comment="Why there is no value"),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("statement_id", "position"),
        comment="One row for each value and each stretch of words that says it.",
        sqlite_with_rowid=False,
    )
    op.create_index("statement_values_by_field", "statement_values", ["field", "value"], unique=False)
