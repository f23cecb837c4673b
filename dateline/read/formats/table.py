"""CSV and TSV: one report a row, its columns known by their usual names (`columns` in read.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.lexicons import lexicon
from dateline.model import Problem, Report
from dateline.read.inputs import Input, ReadLimits, build_report, problem
from dateline.tables import BadTable, table_rows


def read_table(given: Input, text: str, limits: ReadLimits) -> Iterator[Report | Problem]:
    """The rows as reports; a row that cannot be used gives one Problem with its line number."""
    rows = table_rows(text, "\t" if given.suffix.lower() in (".tsv", ".tab") else None)
    try:
        _, header = next(rows)
    except BadTable as error:
        yield _malformed(given, error.line, str(error))
        return
    except StopIteration:
        yield _malformed(given, 1, "no header")
        return
    columns = guess_columns(header)
    if "text" not in columns:
        looked_for = ", ".join(lexicon("read")["columns"]["text"])
        yield problem(
            "no_text_column",
            f"{given.where}: no column holds the report's text. Found {', '.join(map(repr, header[:20]))}; "
            f"looked for one named {looked_for}. Rename the column.",
            given.where,
        )
        return
    while True:
        try:
            line, row = next(rows)
        except StopIteration:
            return
        except BadTable as error:
            yield _malformed(given, error.line, str(error))
            return
        where = f"{given.where}, line {line}"
        if len(row) != len(header):
            yield problem(
                "malformed_row",
                f"{where}: found {len(row)} fields, expected {len(header)} as in the header. "
                "Put quotes around fields that hold the delimiter or a line break.",
                where,
            )
            continue
        cell = {name: row[index] for name, index in columns.items()}
        yield from build_report(
            cell.get("doc") or f"{given.name}#{line}",
            where=where,
            title=cell.get("title"),
            body=cell["text"],
            published=(cell.get("published") or "").strip() or None,
            outlet=cell.get("outlet"),
            url=cell.get("url") or given.url,
            limits=limits,
        )


def guess_columns(header: list[str]) -> dict[str, int]:
    """Which column holds which field: for each field the best-known name that the header has."""
    known: dict[str, list[str]] = lexicon("read")["columns"]
    names = [re.sub(r"[^a-z]+", "_", name.lower()).strip("_") for name in header]
    return {
        field: names.index(found)
        for field, candidates in known.items()
        if (found := next((name for name in candidates if name in names), None)) is not None
    }


def _malformed(given: Input, line: int, reason: str) -> Problem:
    where = f"{given.where}, line {line}"
    return problem(
        "malformed_table",
        f"{where}: the table cannot be read from here on ({reason}). "
        "Expected a header line and one report a row; look for a quotation mark that is not closed.",
        where,
    )
