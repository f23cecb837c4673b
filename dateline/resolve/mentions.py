"""All that the words of one report mean: parties, places, times, quantities, found and resolved together."""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Doc

from dateline.model import Mentions, PlaceMention, Report
from dateline.resolve.actors import ActorList, find_parties, home_of, known_names
from dateline.resolve.gazetteer.index import Gazetteer
from dateline.resolve.places import find_places
from dateline.resolve.quantities import find_quantities
from dateline.resolve.times import find_times


def find_mentions(report: Report, doc: Doc, actors: ActorList, gazetteer: Gazetteer) -> Mentions:
    """Who, where, when and how many: every mention in the text, resolved."""
    places = find_report_places(report, doc, actors, gazetteer)
    country = main_country(places)
    quantities, uncounted = find_quantities(report, doc)
    return Mentions(
        parties=tuple(find_parties(report, doc, actors, country=country, places=[p.span for p in places])),
        places=tuple(places),
        times=tuple(find_times(report, doc, country=country)),
        quantities=tuple(quantities),
        uncounted=tuple(uncounted),
    )


def find_report_places(
    report: Report, doc: Doc, actors: ActorList, gazetteer: Gazetteer
) -> list[PlaceMention]:
    """Every place, in the light of the actors that the report names and of its outlet."""
    return find_places(report, doc, gazetteer, known_names(doc, actors), home_of(report, actors))


def main_country(places: list[PlaceMention]) -> str | None:
    """The country most places of the report lie in: whose "army" and "government" it speaks of."""
    counts = Counter(m.place.country for m in places if m.place.country is not None and not m.in_dateline)
    return counts.most_common(1)[0][0] if counts else None
