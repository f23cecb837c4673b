"""CSV and TSV: one report a row, its columns known by their usual names (`columns` in read.yaml)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from dateline.lexicons import lexicon
from dateline.model import Problem, Report
from dateline.read.inputs import Input, ReadLimits, build_report, problem


def read_table(given: Input, text: str, limits: ReadLimits) -> Iterator[Report | Problem]:
    """The rows as reports; a row that cannot be used gives one Problem with its line number."""
    # The csv module refuses fields over 128 kB, and this is the only way to lift that: process-wide, upwards.
    csv.field_size_limit(max(csv.field_size_limit(), limits.document_bytes))
    delimiter = "\t" if given.suffix.lower() in (".tsv", ".tab") else _delimiter(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(rows)
    except (csv.Error, StopIteration) as error:
        yield _malformed(given, 1, error)
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
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield _malformed(given, line, error)
            return
        if not any(cell.strip() for cell in row):
            continue
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


def _delimiter(text: str) -> str:
    """The mark that divides the header line into most fields."""
    header = text.split("\n", 1)[0]
    return max(",;\t|", key=lambda mark: (header.count(mark), mark == ","))


def _malformed(given: Input, line: int, error: Exception) -> Problem:
    where = f"{given.where}, line {line}"
    return problem(
        "malformed_table",
        f"{where}: the table cannot be read from here on ({error or 'no header'}). "
        "Expected a header line and one report a row; look for a quotation mark that is not closed.",
        where,
    )
