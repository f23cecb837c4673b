"""Who held a state's institutions on a day: "the Afghan defence ministry" of 2019 and of 2022 are two authorities.

Comes in: listed actors with dates and seats (data/authorities.csv), a day. Goes out: the authority in power.
Must not know: texts, parses.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from dateline.resolve.actors.names import key_of

EVERYWHERE = "*"  # a seat: the state's institutions are its own wherever they sit


class Dated(Protocol):
    """What is asked of an actor here."""

    @property
    def country(self) -> str | None: ...
    @property
    def valid_from(self) -> str | None: ...
    @property
    def valid_to(self) -> str | None: ...
    @property
    def seats(self) -> tuple[str, ...]: ...


A = TypeVar("A", bound=Dated)


def valid_on(actor: Dated, day: date) -> bool:
    """Whether the actor is told to exist on a day; a bound that is only a year counts whole."""
    iso = day.isoformat()
    begun = actor.valid_from is None or actor.valid_from <= iso[: len(actor.valid_from)]
    return begun and (actor.valid_to is None or iso[: len(actor.valid_to)] <= actor.valid_to)


def in_power(actors: Iterable[A], country: str, day: date, seat: str | None = None) -> A | None:
    """The authority that held a state's institutions on a day, or those that sit in the town `seat`.

    On the day on which one follows another it is the new one. None where the list knows of none.
    """
    ruling = [a for a in actors if a.country == country and a.seats and valid_on(a, day)]
    here = [a for a in ruling if seat is not None and key_of(seat) in map(key_of, a.seats)]
    found = here or [a for a in ruling if EVERYWHERE in a.seats]
    return max(found, key=lambda a: a.valid_from or "", default=None)
