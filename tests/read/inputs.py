"""How the tests of reading write their inputs and look at what comes out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dateline.model import Problem, Report
from dateline.read import ReadLimits, read

BODY = (
    "Gunmen killed three soldiers near the town of Wau on Friday, the army said. "
    "The attackers fled to the north, and two of them were captured the next day."
)


def split(items: Iterable[Report | Problem]) -> tuple[list[Report], list[Problem]]:
    found = list(items)
    return [i for i in found if isinstance(i, Report)], [i for i in found if isinstance(i, Problem)]


def read_bytes(
    folder: Path, name: str, data: bytes, *, limits: ReadLimits | None = None
) -> tuple[list[Report], list[Problem]]:
    """The reports of one file, and its problems but for the missing publication date."""
    path = folder / name
    path.write_bytes(data)
    reports, problems = split(read([str(path)], limits=limits or ReadLimits()))
    return reports, [p for p in problems if p.code != "no_date"]


def read_text(folder: Path, name: str, text: str) -> tuple[list[Report], list[Problem]]:
    return read_bytes(folder, name, text.encode())


def codes(problems: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in problems]
