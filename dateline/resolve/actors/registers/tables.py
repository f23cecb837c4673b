"""Registers that are tables: the UCDP actor data set, and a CSV of the user's own. Rows in, entries out.

Must not know: what the list already has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from dateline.errors import UsageError
from dateline.resolve.actors.actorlist import KINDS, split_names
from dateline.resolve.actors.registers.entry import (
    Entry,
    Finding,
    Register,
    checked_dates,
    country_of,
    inter_of,
    mapping,
    unique,
)
from dateline.resolve.actors.registers.spelling import weak_if_short
from dateline.tables import BadTable, table_rows

_Row = tuple[int, dict[str, str]]


def columns_of(text: str) -> list[str]:
    """The columns of a table in small letters; none of a text that is no table."""
    try:
        _, header = next(table_rows(text), (0, []))
    except BadTable:
        return []
    return [cell.strip().lower() for cell in header]


def is_ucdp(columns: list[str]) -> bool:
    return "actorid" in columns and "org" in columns


def _rows(text: str) -> Iterator[_Row]:
    """(line, cells by column in small letters) of every row that is not blank.

    Raises UsageError for a table that cannot be read.
    """
    columns = columns_of(text)
    try:
        for line, cells in islice(table_rows(text), 1, None):
            row = dict.fromkeys(columns, "")
            row.update((c, " ".join(v.split())) for c, v in zip(columns, cells, strict=False))
            yield line, row
    except BadTable as error:
        raise UsageError(f"the table cannot be read from line {error.line} on: {error}.") from error


def read_ucdp(text: str) -> Register:
    """One entry an actor: rows of the same ActorId are taken together, as the data set may have several."""
    grouped: dict[str, list[_Row]] = {}
    findings: list[Finding] = []
    for line, row in _rows(text):
        if row["actorid"]:
            grouped.setdefault(row["actorid"], []).append((line, row))
        else:
            findings.append(Finding("bad_line", line, row.get("namedata", ""), "no ActorId", left_out=True))
    entries: list[Entry] = []
    for identifier, rows in grouped.items():
        entry, found = _ucdp_entry(identifier, rows)
        findings += found
        if entry is not None:
            entries.append(entry)
    nameless = sum(f.left_out for f in findings if f.kind == "bad_line")
    return Register("ucdp", len(grouped) + nameless, tuple(entries), tuple(findings))


def _ucdp_entry(identifier: str, rows: list[_Row]) -> tuple[Entry | None, list[Finding]]:
    table = mapping()["ucdp"]
    line, findings = rows[0][0], []
    names = unique([_plain(row.get(column, "")) for column in table["names"] for _, row in rows])
    if not names:
        return None, [Finding("bad_name", line, f"ActorId {identifier}", "no name", left_out=True)]
    name = names[0]
    orgs = unique([row["org"] for _, row in rows])
    meaning = table["org"].get(orgs[0].removesuffix(".0")) if len(orgs) == 1 else None
    if meaning is None:
        message = f"Org is {' and '.join(orgs) or 'empty'}, expected 1 to 4: its kind is unknown"
        findings.append(Finding("unknown_kind", line, name, message))
    locations = unique([row.get("location", "") for _, row in rows])
    country, strange = _country(locations)
    for place in strange:
        findings.append(Finding("unknown_country", line, name, f"{place!r} is no known country"))
    entry = Entry(
        line=line,
        name=name,
        aliases=tuple(weak_if_short(alias) for alias in names[1:]),
        kind=meaning["kind"] if meaning else None,
        country=country,
        inter=meaning["inter"] if meaning else None,
        codes=(f"ucdp:{identifier}",),
    )
    return entry, findings


def _plain(name: str) -> str:
    """A name without what would be marks in the list; "NA" is R's empty cell."""
    return "" if name == "NA" else name.replace(";", ",").rstrip("? ")


def _country(locations: tuple[str, ...]) -> tuple[str | None, list[str]]:
    """The one country of an actor (None for several), and what is no country."""
    found: set[str] = set()
    strange: list[str] = []
    for location in locations:
        # "Macedonia, FYR" is one country, "Iraq, Syria" are two.
        for place in [location] if country_of(location) else location.split(","):
            iso = country_of(place)
            if iso:
                found.add(iso)
            elif place.strip() not in ("", "NA"):
                strange.append(place.strip())
    return (found.pop() if len(found) == 1 and not strange else None), strange


def read_plain(text: str) -> Register:
    """A CSV with the columns name and, where wanted, aliases (parted by ";"), kind, country, parent, valid_from,
    valid_to, inter, notes, codes, id. A country is a code of two or three letters, or a name."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    read = 0
    for line, row in _rows(text):
        read += 1
        name = row["name"].replace(";", ",")
        if not name:
            findings.append(Finding("bad_name", line, row.get("id", ""), "no name", left_out=True))
            continue
        entry, found = _plain_entry(line, name, row)
        entries.append(entry)
        findings += found
    return Register("csv", read, tuple(entries), tuple(findings))


def _plain_entry(line: int, name: str, row: dict[str, str]) -> tuple[Entry, list[Finding]]:
    findings: list[Finding] = []
    kind: str | None = re.sub(r"[\s-]+", "_", row.get("kind", "").lower())
    if kind not in KINDS:
        told = repr(row["kind"]) if kind else "empty"
        message = f"the kind is {told}, expected one of {', '.join(sorted(KINDS))}: taken as unknown"
        findings.append(Finding("unknown_kind", line, name, message))
        kind = None
    country = country_of(row["country"]) if row.get("country") else None
    if row.get("country") and country is None:
        findings.append(Finding("unknown_country", line, name, f"{row['country']!r} is no known country"))
    inter = row.get("inter", "")
    if inter not in ("", *"12345678"):
        findings.append(
            Finding("unknown_kind", line, name, f"inter is {inter!r}, expected 1 to 8: left empty")
        )
    first, last, found = checked_dates(row.get("valid_from"), row.get("valid_to"), line, name)
    entry = Entry(
        line=line,
        name=name,
        aliases=unique(split_names(row.get("aliases", ""))),
        kind=kind,
        country=country,
        parent=row.get("parent") or None,
        valid_from=first,
        valid_to=last,
        inter=int(inter) if inter in [*"12345678"] else inter_of(kind),
        codes=unique(split_names(row.get("codes", ""))),
        notes=row.get("notes") or None,
        id=row.get("id") or None,
    )
    return entry, findings + found
