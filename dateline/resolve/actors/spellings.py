"""The known actors' and countries' names as they are written, for texts whose capitals tell nothing.

Comes in: the actor list. Goes out: names. Must not know: texts.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.resolve.actors.actorlist import ActorList, countries


def spelled_names(actors: ActorList) -> Iterator[str]:
    """Every name and alias, but for those that are common words too; and every word for a country."""
    for actor in actors.actors.values():
        yield from (actor.name, *actor.aliases)
    for country in countries().values():
        yield from (
            country.name,
            *country.other_names,
            *country.adjectives,
            *country.people,
            *country.capitals,
        )
