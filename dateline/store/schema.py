"""The tables of the database, every column explained. `metadata` is the only description: docs/schema.md is
made from it, and a test holds the migrations to it. Must not know: queries, nor how values are reached."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table

REVISION = "0005"  # the newest migration; a test compares it with migrations/versions


class Moment(sa.TypeDecorator[datetime]):
    """A point in time, kept in UTC in both databases and always with its zone in Python."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else (value if value.tzinfo else value.replace(tzinfo=UTC))


# Ids are compared byte by byte in both databases, so that prefixes can be looked up in the index.
ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
metadata = sa.MetaData()


def _words(name: str, comment: str, **options: Any) -> Column[str]:
    return Column(name, sa.String, comment=comment, **options)


def _number(name: str, comment: str, **options: Any) -> Column[int]:
    return Column(name, sa.Integer, comment=comment, **options)


def _decimal(name: str, comment: str) -> Column[float]:
    return Column(name, sa.Float, comment=comment)


def _day(name: str, comment: str) -> Column[Any]:
    return Column(name, sa.Date, comment=comment)


def _json(name: str, comment: str, **options: Any) -> Column[str]:
    return Column(name, sa.Text, comment=f"{comment} (JSON)", **options)


def _key(table: str, comment: str) -> Column[str]:
    """Part of the primary key, and gone when the row that it belongs to goes."""
    target = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(f"{table[:-1]}_id", ID, target, primary_key=True, comment=comment)


def _position(comment: str) -> Column[int]:
    return Column("position", sa.Integer, primary_key=True, autoincrement=False, comment=comment)


def _place() -> tuple[Column[Any], ...]:
    return (
        _words("place", "Name of the most specific place; empty when no place is told"),
        _words("admin1", "Its province or governorate"),
        _words(
            "admin1_code",
            "Code of that unit: ISO 3166-2, else GeoNames; a P-code of the user's own file first",
        ),
        _words("admin2", "Its district or the like"),
        _words("admin2_code", "Code of that unit, as for admin1_code"),
        _words("country", "ISO 3166-1 alpha-2 code of its country"),
        _decimal("lat", "Latitude of its centre, degrees WGS84"),
        _decimal("lon", "Longitude of its centre, degrees WGS84"),
        _words("precision", "exact, near, admin1, region or country: how closely the place is told"),
        _decimal("radius_km", "How far from that point the place may reach, km"),
    )


def _days() -> tuple[Column[Any], ...]:
    return (
        _day("start_date", "First day on which it may have happened; empty when not known"),
        _day("end_date", "Last day on which it may have happened; empty when not known"),
    )


runs = Table(
    "runs",
    metadata,
    Column("id", ID, primary_key=True, comment="Id of the run"),
    Column("started", Moment, nullable=False, comment="When it began, UTC"),
    _words(
        "version", "Version of the rules that coded: Dateline's own and a digest of its rules", nullable=False
    ),
    _json("settings", "The settings it ran with", nullable=False),
    _json("models", "Names and versions of the models it used", nullable=False),
    comment="One execution that wrote to this database.",
)

reports = Table(
    "reports",
    metadata,
    Column("id", ID, primary_key=True, comment="Hash of title, body, publication day, outlet and URL"),
    _words("doc", "The input's own name: its doc field, file name or URL", nullable=False),
    _words("title", "Its title; empty when it has none"),
    _words("body", "Its text as published. Offsets count in title, line break, body", nullable=False),
    _day("published", "Day of publication"),
    _words("published_from", "input, metadata or text: where that day was read"),
    _words("outlet", "Who publishes it"),
    _words("url", "Where it is published"),
    _words("language", "ISO 639-1 code of its language"),
    _json("dateline", "Where it says it was filed, with its span"),
    _json("furniture", "Stretches that are not its text: bylines, links, captions", nullable=False),
    Column(
        "reprint_of",
        ID,
        ForeignKey("reports.id"),
        index=True,
        comment="The earlier report whose text this one repeats",
    ),
    _words("rules", "Version of the rules that coded it", nullable=False),
    Column("run_id", ID, ForeignKey("runs.id"), nullable=False, comment="The run that coded it"),
    Column("added", Moment, nullable=False, comment="When it came into this database, UTC"),
    Index("reports_by_outlet", "outlet"),
    Index("reports_by_doc", "doc"),
    comment="One published item. Its text is never altered.",
)

fingerprints = Table(
    "fingerprints",
    metadata,
    _key("reports", "The report"),
    Column("hashes", sa.LargeBinary, nullable=False, comment="Its minimal hashes and those of its figures"),
    comment="What is kept of a report's wording to recognise reprints. Too short a text has none.",
)

fingerprint_bands = Table(
    "fingerprint_bands",
    metadata,
    Column("band", ID, primary_key=True, comment="One band of the fingerprint: reprints share at least one"),
    _key("reports", "The report"),
    Index("fingerprint_bands_by_report", "report_id"),
    comment="Look-up of reports that may repeat each other's text.",
    sqlite_with_rowid=False,
)

statements = Table(
    "statements",
    metadata,
    Column("id", ID, primary_key=True, comment="Hash of its report, evidence and type"),
    Column(
        "report_id", ID, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, comment="The report"
    ),
    Column("position", sa.Integer, nullable=False, comment="Its place among the report's statements, from 1"),
    _words("type", "Event type of the codebook", nullable=False),
    _words("family", "Family of types: two statements of one event share it", nullable=False),
    Column("focus", sa.Boolean, nullable=False, comment="The news of the report (1) or background (0)"),
    _words("certainty", "stated, attributed or disputed", nullable=False),
    *_days(),
    _words("time_precision", "day, days, week, month, year or unknown", nullable=False),
    *_place(),
    _words("evidence", "The sentence that best shows it", nullable=False),
    _number("evidence_start", "Where that sentence starts in the report's text", nullable=False),
    _number("evidence_end", "Where it ends", nullable=False),
    Column("confidence", sa.Float, nullable=False, comment="0 to 1"),
    _json("record", "The whole statement, every value with its spans and how it was reached", nullable=False),
    Index("statements_by_report", "report_id", "position"),
    Index("statements_by_family_and_day", "family", "start_date", "end_date"),
    comment="What one report says happened: one coded event as that report tells it.",
)

statement_values = Table(
    "statement_values",
    metadata,
    _key("statements", "The statement"),
    _position("Number of the row within the statement"),
    _words("field", "Field of the codebook that the value belongs to", nullable=False),
    _words("value", "The value; empty when the report gives none"),
    _words("words", "The words of the report that say it"),
    _number("span_start", "Where these words start in the report's text"),
    _number("span_end", "Where they end"),
    _words("rule", "The rule or model that read the value from the words"),
    _words("reason", "Why there is no value"),
    Index("statement_values_by_field", "field", "value"),
    comment="One row for each value and each stretch of words that says it.",
    sqlite_with_rowid=False,
)

statement_parties = Table(
    "statement_parties",
    metadata,
    _key("statements", "The statement"),
    _position("Number of the row within the statement"),
    _words("role", "actor, partner, target or source", nullable=False),
    _words("name", "Canonical name", nullable=False),
    Column("actor_id", ID, comment="Its id in the actor list, if it is known there"),
    _words("kind", "state_force, rebel, civilians, …", nullable=False),
    _words("country", "ISO 3166-1 alpha-2 code"),
    _words("words", "As the report words it", nullable=False),
    _words("claimant", "Of a source: party, state, monitor, medic, witness, media, international or unknown"),
    Index("statement_parties_by_name", "name"),
    comment="Who did it, who helped, to whom it was done, and who says so.",
    sqlite_with_rowid=False,
)

statement_tolls = Table(
    "statement_tolls",
    metadata,
    _key("statements", "The statement"),
    _position("Number of the row within the statement"),
    _words("kind", "killed, wounded, captured, surrendered, abducted, displaced or missing", nullable=False),
    _words("side", "actor, target, civilian or other: whose people", nullable=False),
    _words("who", "Words for the people", nullable=False),
    _number("low", "At least so many", nullable=False),
    _number("high", "At most so many; empty: open"),
    Column("approx", sa.Boolean, nullable=False, comment="The report says about, some, nearly"),
    _words("words", "The words of the number"),
    _words("source", "Who gives the figure"),
    comment="People killed, wounded, captured and so on, as intervals.",
    sqlite_with_rowid=False,
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", ID, primary_key=True, comment="Hash of its report and words"),
    Column(
        "report_id",
        ID,
        ForeignKey("reports.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
        comment="The report",
    ),
    _words("holder", "Who holds it; empty: the outlet itself"),
    _words("kind", "cause, capability, intention or forecast", nullable=False),
    _words("modality", "certain, likely or possible", nullable=False),
    _words("words", "The claim as worded", nullable=False),
    _json("record", "The whole assessment with its spans", nullable=False),
    comment="Claims about causes, capabilities, intentions or the future. Never events.",
)

events = Table(
    "events",
    metadata,
    Column("id", ID, primary_key=True, comment="Hash made from its statements"),
    _words("type", "Event type of the codebook", nullable=False),
    *_days(),
    *_place(),
    _words("certainty", "stated, attributed or disputed", nullable=False),
    _number("statement_count", "How many statements tell it", nullable=False),
    _number("outlet_count", "How many outlets tell it, reprints left out", nullable=False),
    Column("confidence", sa.Float, nullable=False, comment="0 to 1"),
    _json("record", "The whole event with rival values and the rules that chose", nullable=False),
    _words("grade", "confirmed, fair, weak, contested or discounted"),
    Column("part_of", ID, comment="The event that people judged it to be a part of"),
    Index("events_by_day", "start_date", "id"),
    Index("events_by_country", "country", "start_date", "id"),
    Index("events_by_type", "type", "start_date", "id"),
    comment="Statements of one happening, and the ranges told. Computed: may be deleted and made again.",
)

# SQLite reads its index backwards for "newest first, undated last"; PostgreSQL needs one in that order.
for _first in ([], [events.c.country], [events.c.type]):
    _name = "_".join(["events_newest", *(f"of_{column.name}" for column in _first)])
    _order = (events.c.start_date.desc().nulls_last(), events.c.id)
    Index(_name, *_first, *_order).ddl_if(dialect="postgresql")

event_statements = Table(
    "event_statements",
    metadata,
    _key("events", "The event"),
    _position("Order within the event, oldest publication first, from 1"),
    Column(
        "statement_id",
        ID,
        ForeignKey("statements.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
        comment="A statement is told of one event only",
    ),
    comment="Which statements make an event. Computed.",
    sqlite_with_rowid=False,
)

event_parties = Table(
    "event_parties",
    metadata,
    _key("events", "The event"),
    _position("Number of the row within the event"),
    _words("role", "actor, partner or target", nullable=False),
    _words("name", "Canonical name", nullable=False),
    Index("event_parties_by_name", "name"),
    comment="The sides of an event. Computed.",
    sqlite_with_rowid=False,
)

event_tolls = Table(
    "event_tolls",
    metadata,
    _key("events", "The event"),
    _position("Number of the row within the event"),
    _words("kind", "killed, wounded, captured, surrendered, abducted, displaced or missing", nullable=False),
    _words("side", "actor, target, civilian or other: whose people", nullable=False),
    _number("best", "Best estimate", nullable=False),
    _number("low", "Lowest figure told", nullable=False),
    _number("high", "Highest figure told; empty: open"),
    _words("rule", "The rule that chose the best estimate", nullable=False),
    comment="Ranges of the tolls over an event's statements. Computed.",
    sqlite_with_rowid=False,
)

event_outlets = Table(
    "event_outlets",
    metadata,
    _key("events", "The event"),
    Column("outlet", sa.String, primary_key=True, comment="Who published a report of it"),
    comment="Who reported an event, reprints left out. Computed.",
    sqlite_with_rowid=False,
)

event_ids = Table(
    "event_ids",
    metadata,
    _number("number", "Order of giving: the older id lasts", primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True, comment="An id that was given to an event, ever"),
    Column(
        "founder", ID, nullable=False, comment="The statement whose event has this id, or is forwarded to"
    ),
    Column("heir", ID, comment="The statement that stands in while the founder is rejected or gone"),
    _json("told", "The event as the change feed last told it; empty: the id is forwarded"),
    Index("event_ids_by_founder", "founder"),
    Index("event_ids_by_heir", "heir"),
    comment="Every id that an event ever had, so that ids last. Kept when events are made again.",
)

event_changes = Table(
    "event_changes",
    metadata,
    _number("number", "Order of happening", primary_key=True, autoincrement=True),
    Column("made", Moment, nullable=False, comment="When, UTC"),
    _words("kind", "created, merged, split, changed or withdrawn", nullable=False),
    Column("event_id", ID, nullable=False, comment="The event, by the id that it had then"),
    _json("others", "Ids of the events it came from or went to", nullable=False),
    _json("fields", "The fields that changed", nullable=False),
    _json("statements", "The statements that moved", nullable=False),
    Index("event_changes_by_event", "event_id"),
    Index("event_changes_by_time", "made"),
    comment="What became of events, in order. Rows are only ever added.",
)

pending = Table(
    "pending",
    metadata,
    _key("statements", "The statement"),
    comment="Statements that are not yet linked into events, or are to be linked again.",
    sqlite_with_rowid=False,
)

filing = Table(
    "filing",
    metadata,
    Column("key", ID, primary_key=True, comment="Family of types and a stretch of the map, or a name"),
    _number(
        "day_bin", "Stretch of days, counted from the year 1; -1: any", primary_key=True, autoincrement=False
    ),
    _key("statements", "The statement"),
    _number(
        "first_day",
        "First day on which it may have happened, counted from the year 1; 1: open",
        nullable=False,
    ),
    _number("last_day", "Last such day; 3652059: open", nullable=False),
    Index("filing_by_statement", "statement_id"),
    comment="Where linking looks for statements that may be one event with another. Computed.",
    sqlite_with_rowid=False,
)

# Not kept: lives within one question of linking.
sought = Table(
    "sought",
    sa.MetaData(),
    Column("seeker", ID),
    Column("key", ID),
    _number("first_bin", ""),
    _number("last_bin", ""),
    _number("first_day", ""),
    _number("last_day", ""),
    prefixes=["TEMPORARY"],
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", ID, primary_key=True, comment="Id of the judgement"),
    _words("decision", "same, different, part_of, accept, reject or correct", nullable=False),
    _words("field", "The field corrected"),
    _json("value", "The right value"),
    _words("reason", "Why"),
    _words("author", "By whom", nullable=False),
    Column("made", Moment, nullable=False, comment="When, UTC"),
    Column("withdrawn", Moment, comment="When it was taken back, UTC; empty: it holds"),
    comment="Decisions of people. A row is only ever added; taking one back sets the column withdrawn.",
)

judgement_subjects = Table(
    "judgement_subjects",
    metadata,
    Column(
        "judgement_id",
        ID,
        ForeignKey("judgements.id"),
        primary_key=True,
        comment="The judgement",
    ),
    _position("First, second"),
    Column("statement_id", ID, nullable=False, index=True, comment="The statement judged, by its id"),
    Column(
        "report_id",
        ID,
        index=True,
        comment="The report it was in, so that a judgement whose statement is gone can be told",
    ),
    comment="What a judgement is about. Stays when recoding a report makes other statements.",
    sqlite_with_rowid=False,
)

problems = Table(
    "problems",
    metadata,
    Column("id", ID, primary_key=True, comment="Hash of what it says: told twice, kept once"),
    Column(
        "report_id",
        ID,
        ForeignKey("reports.id", ondelete="CASCADE"),
        index=True,
        comment="The report; empty when there is none, as with a file that could not be read",
    ),
    Column("run_id", ID, ForeignKey("runs.id"), comment="The run that met it"),
    _words("stage", "read, parse, resolve, extract, link, store, review or export", nullable=False),
    _words("code", "Short name of the kind of problem, for programs", nullable=False),
    _words("severity", "error or warning", nullable=False),
    _words("message", "What was found, what was expected, what to do", nullable=False),
    _words("location", "Where: a path, URL, doc or id", nullable=False),
    _number("span_start", "Where the words start in the report's text"),
    _number("span_end", "Where they end"),
    comment="What was wrong with an input or a value.",
)
