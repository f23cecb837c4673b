"""A file of JSON Lines in, its objects out, and back; an error says what is wrong with which line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

from dateline.errors import NotFound, UsageError


def read_lines(source: Path, keys: Set[str]) -> Iterator[dict[str, Any]]:
    """The objects of `source`, each with at least `keys`. Raises NotFound and UsageError."""
    if not source.is_file():
        raise NotFound(f"no file {source}: expected one JSON object a line with {', '.join(sorted(keys))}")
    with source.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except json.JSONDecodeError as error:
                raise UsageError(f"{source}, line {number} is no JSON: {error}") from error
            if not isinstance(record, dict) or not keys <= record.keys():
                raise UsageError(
                    f"{source}, line {number}: expected an object with {', '.join(sorted(keys))}"
                )
            yield record


def write_lines(target: Path, records: Iterable[dict[str, Any]]) -> None:
    """One object a line, in UTF-8."""
    with target.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
