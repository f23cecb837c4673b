"""Who: the list of known actors, and every mention of a party in a report.

Comes in: a report, its parse, the actor list. Goes out: `PartyMention`s in text order. Must not know: events.
"""

from dateline.resolve.actors.actorlist import Actor, ActorList, Country, countries, state_actor
from dateline.resolve.actors.finder import find_parties, known_spans
from dateline.resolve.actors.private import find_persons

__all__ = [
    "Actor", "ActorList", "Country", "countries", "find_parties", "find_persons", "known_spans", "state_actor",
]  # fmt: skip
