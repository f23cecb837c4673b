"""Events in pages with the statements and reports behind them, so that an export streams and asks seldom.

Comes in: an open `Store` and a filter. Goes out: `Told` events, in the store's order. Must not know: any
format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dateline.model import Event, Report, Statement
from dateline.store import EventFilter, Store

PAGE = 200


@dataclass(frozen=True, slots=True)
class Told:
    """An event with its statements, oldest publication first, each with the report that tells it."""

    event: Event
    tellings: tuple[tuple[Statement, Report], ...]

    def sources(self) -> list[str]:
        """Who is said to say so, in the order met."""
        return list(dict.fromkeys(a.source.name for s, _ in self.tellings for a in s.attributions))

    def urls(self) -> list[str]:
        return list(dict.fromkeys(r.url for _, r in self.tellings if r.url is not None))


def pages(store: Store, wanted: EventFilter | None) -> Iterator[Told]:
    """Every event that meets the filter, with its evidence."""
    events = store.all_events(wanted)
    while page := list(islice(events, PAGE)):
        statements = {s.id: s for s in store.statements([id for event in page for id in event.statements])}
        reports = {id: store.report(id) for id in sorted({s.report_id for s in statements.values()})}
        for event in page:
            told = [statements[id] for id in event.statements if id in statements]
            yield Told(event, tuple((s, reports[s.report_id]) for s in told))
