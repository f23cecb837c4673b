"""Events keep their ids: an id belongs to the statement with which its event was made, its *founder*.

Comes in: events as `link` computes them, and the ids that were issued before. Goes out: the same events under their
lasting ids, and the ids that are new. Must not know: where ids are kept, the clock.

An event has the oldest id whose founder is among its statements; without one it gets a new id, made from its first
published statement. So a report published earlier that is added later renames nothing; of two events that become one
the older id stays; when they part again the other id comes back; and linking everything anew gives the same ids.
While a founder is rejected, or gone, an *heir* from its event stands in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from dateline.model import Event, digest


@dataclass(frozen=True, slots=True)
class Issued:
    """An id that was given to an event, its founder, its number in the order of giving, and who stands in."""

    id: str
    founder: str
    number: int
    heir: str | None = None

    @property
    def statement(self) -> str:
        """The statement whose event has this id, or is led to by it."""
        return self.heir or self.founder


def name_events(
    events: Sequence[Event], issued: Iterable[Issued], is_issued: Callable[[str], bool] = lambda _: False
) -> tuple[list[Event], dict[str, str], dict[str, str]]:
    """The events under lasting ids; new ids with their founders; and every issued id with that of its event now.

    `issued` must hold every id whose founder or heir is a statement of these events, and those that are ids of
    these events as computed. `is_issued` answers for any other id.
    """
    known = list(issued)
    taken = {each.id for each in known}
    event_of = {id: event.id for event in events for id in event.statements}
    eldest: dict[str, Issued] = {}
    for each in sorted(known, key=lambda each: each.number):
        if each.statement in event_of:
            eldest.setdefault(event_of[each.statement], each)
    names: dict[str, str] = {}
    founders: dict[str, str] = {}
    for event in events:
        if event.id in eldest:
            names[event.id] = eldest[event.id].id
            continue
        name = (
            event.id if event.id not in taken else _another_id(event, lambda id: id in taken or is_issued(id))
        )
        taken.add(name)
        names[event.id] = name
        founders[name] = event.statements[0]
    forwarded = {each.id: names[event_of[each.statement]] for each in known if each.statement in event_of}
    return [_renamed(event, names) for event in events], founders, forwarded


def _another_id(event: Event, is_taken: Callable[[str], bool]) -> str:
    """Where the id that the first statement gives belongs to another event by now."""
    numbered = (digest("event", event.statements[0], number) for number in count(2))
    return next(id for id in numbered if not is_taken(id))


def _renamed(event: Event, names: Mapping[str, str]) -> Event:
    whole = None if event.part_of is None else names[event.part_of]
    if names[event.id] == event.id and whole == event.part_of:
        return event
    return event.model_copy(update={"id": names[event.id], "part_of": whole})


def new_heirs(
    issued: Iterable[Issued], before: Mapping[str, Sequence[str]], events: Sequence[Event]
) -> dict[str, str | None]:
    """Ids whose heir changes, with the new one; None where the founder counts again.

    The heir is the first of the event's former statements in the event that holds most of them. Of an event of which
    no statement counts any more the founder is left. `before`: id -> the statements that its event had.
    """
    counting = {
        id: event.id
        for event in events
        if event.grade is None or event.grade.value != "discounted"
        for id in event.statements
    }
    found: dict[str, str | None] = {}
    for each in issued:
        if each.founder in counting:
            if each.heir is not None:
                found[each.id] = None
            continue
        if each.heir in counting:
            continue
        shares: dict[str, list[str]] = {}
        for id in before.get(each.id, ()):
            if id in counting:
                shares.setdefault(counting[id], []).append(id)
        if shares:
            found[each.id] = max(shares.values(), key=len)[0]
    return found
