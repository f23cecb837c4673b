"""Where: every place that a report names, and which place of the gazetteer it means.

Comes in: a report, its parse, the gazetteer, the stretches that name known actors. Goes out:
`PlaceMention`s in text order. Must not know: events, the actor list.
"""

from dateline.resolve.places.finder import find_names, find_places, resolve_spans

__all__ = ["find_names", "find_places", "resolve_spans"]
