"""What every command prints through: JSON, problem lines, tables, the database that was asked for."""

from __future__ import annotations

import json
import os
import re
import sys
from enum import IntEnum
from typing import IO, TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from rich.console import Console

    from dateline.model import Problem
    from dateline.store import Store


PLAIN_WIDTH = 100  # columns, where no terminal says


class ExitCode(IntEnum):
    DONE = 0
    PROBLEM = 1  # an input could not be read, or a check failed
    USAGE = 2
    MISSING_DATA = 3
    DATABASE = 4
    INTERRUPTED = 130
    BROKEN_PIPE = 141  # what a shell reports for a program that a closed pipe ended


def counted(number: int, noun: str) -> str:
    """
    >>> counted(1, "event"), counted(2000, "event")
    ('1 event', '2,000 events')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_json(record: Any) -> None:
    print(json.dumps(record, ensure_ascii=False, indent=1))


def print_json_line(record: Any) -> None:
    print(json.dumps(record, ensure_ascii=False))


def print_problem(problem: Problem) -> None:
    """One line on standard error: severity, where, what, what to do."""
    where = "" if problem.where in problem.message else f"{problem.where}: "
    line = " ".join(f"{problem.severity}: {where}{problem.message}".split())
    print(line, file=sys.stderr)


def console() -> Console:
    """Standard output for people: colour on a terminal, plain words without padding elsewhere."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    return Console(
        file=None if terminal else cast("IO[str]", _Trimmed()),
        width=None if terminal else int(os.environ.get("COLUMNS") or PLAIN_WIDTH),
        highlight=False,
        markup=False,
        emoji=False,
    )


class _Trimmed:
    """Standard output without the blanks that Rich pads lines with."""

    def write(self, text: str) -> int:
        return sys.stdout.write(re.sub(r" +(?=\n|$)", "", text))

    def flush(self) -> None:
        sys.stdout.flush()


def open_store(database: str | None, *, create: bool = False, redact_persons: bool | None = False) -> Store:
    """The database named by --db, else by DATELINE_DB, else ./dateline.sqlite.

    `redact_persons`: it shows no names of persons without an office; None: as the settings say.
    """
    from dateline.settings import read_settings
    from dateline.store import Store

    settings = read_settings()
    store = Store.open(database or settings.database, create=create)
    if not must_redact(redact_persons):
        return store
    from functools import partial

    from dateline.pipeline import load_tools, persons_of, readable_part
    from dateline.redacted import RedactedStore

    tools = load_tools(actors=settings.actors, gazetteer=settings.gazetteer, extractor="rules")
    return RedactedStore(store, persons=partial(persons_of, tools=tools), readable=readable_part)


def must_redact(given: bool | None) -> bool:
    """Whether to redact: as the option says; without it, as the settings say."""
    from dateline.settings import read_settings

    return read_settings().redact_persons if given is None else given
