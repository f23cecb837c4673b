"""The known actors' and countries' names as they are written, for texts whose capitals tell nothing.

Comes in: the actor list. Goes out: names. Must not know: texts.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.lexicons import lexicon
from dateline.resolve.actors.actorlist import ActorList, countries


def spelled_names(actors: ActorList) -> Iterator[str]:
    """Every name and alias, but for acronyms that are words too; words for countries, peoples and beliefs."""
    ambiguous = frozenset(lexicon("parties")["ambiguous_acronyms"])
    for actor in actors.actors.values():
        yield from (name for name in (actor.name, *actor.aliases) if name not in ambiguous)
    for country in countries().values():
        yield from (
            country.name,
            *country.other_names,
            *country.adjectives,
            *country.people,
            *country.capitals,
        )
    yield from lexicon("read")["capitalised"]
