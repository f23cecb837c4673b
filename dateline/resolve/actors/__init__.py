"""Who: the list of known actors, and every mention of a party in a report.

Comes in: a report, its parse, the actor list. Goes out: `PartyMention`s in text order. Must not know: events.
"""

from dateline.resolve.actors.actorlist import Actor, ActorList, Country, countries, state_actor
from dateline.resolve.actors.finder import KnownName, find_parties, home_of, known_names
from dateline.resolve.actors.private import find_persons

__all__ = [
    "Actor", "ActorList", "Country", "KnownName",
    "countries", "find_parties", "find_persons", "home_of", "known_names", "state_actor",
]  # fmt: skip
