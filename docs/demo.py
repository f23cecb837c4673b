"""`python -m docs.demo DATABASE`: the sample reports into a database, then the commands that look at it.

Runs the commands that it prints, so that what `make demo` shows is what a user gets.
"""

from __future__ import annotations

import shlex
import sys

from dateline.cli import run
from dateline.store import EventFilter, Store

NEXT = """
Next, how each value was reached, your own report without a database, a table for other programs:

  {dateline} explain {event} --db {database}
  {dateline} code YOUR-REPORT.html
  {dateline} export csv --db {database} --out out/events.csv

docs/tutorial.md goes from zero to an exported table. The sample reports were written for
Dateline; the events in them are made up."""


def main(database: str, dateline: str = ".venv/bin/dateline") -> int:
    for arguments in (["add", "examples"], ["events", "--limit", "8"]):
        if code := step([*arguments, "--db", database]):
            return code
    event = best_told(database)
    if code := step(["show", event, "--db", database]):
        return code
    print(NEXT.format(dateline=dateline, database=database, event=event))
    return 0


def step(arguments: list[str]) -> int:
    print(f"\n$ dateline {shlex.join(arguments)}\n", flush=True)
    return run(arguments)


def best_told(database: str) -> str:
    """The beginning of the id of the event with most rival tolls, then most statements."""
    with Store.open(database, create=False) as store:
        events = store.events(EventFilter(), limit=1000, offset=0)
    return max(events, key=lambda e: (sum(len(toll.rivals) for toll in e.tolls), len(e.statements))).id[:8]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
