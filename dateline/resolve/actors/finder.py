"""Finds every party in a parsed report: known actors, states, described groups, persons, pronouns.

Comes in: a report, its parse, the actor list. Goes out: party mentions in text order. Must not know: events.

The order of the work: names are found in the text first; then every noun phrase whose head is a party noun is
read with the names inside it; names left over stand for themselves; persons are put together with their
offices; last, words that take up an earlier party ("the group", "they") are tied to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from dateline.model import How, Party, PartyMention, Report, Span
from dateline.parse import text_of
from dateline.resolve.actors.actorlist import ActorList
from dateline.resolve.actors.named import read_names, read_organisations, read_states
from dateline.resolve.actors.names import shouted_stretches, words_of
from dateline.resolve.actors.persons import read_persons
from dateline.resolve.actors.phrases import read_noun_phrases
from dateline.resolve.actors.reading import Found, Reading
from dateline.resolve.actors.reference import take_up


def find_parties(
    report: Report,
    doc: Doc,
    actors: ActorList,
    *,
    country: str | None = None,
    places: Sequence[Span] = (),
) -> list[PartyMention]:
    """Every mention of a party in the parsed text, in text order.

    `country`: ISO code of the country the report is mainly about, for "the army" or "government forces";
    without it, the country that the report names most is taken. `places`: where places were found, so that
    none of them is taken for a person or an organisation.
    """
    reading = Reading(report, doc, actors, country, places)
    read_persons(reading)
    read_noun_phrases(reading)
    read_names(reading)
    read_states(reading)
    read_organisations(reading)
    reading.sort()
    take_up(reading)
    reading.sort()
    return [_mention(reading, found) for found in reading.found]


class KnownName(NamedTuple):
    """Where a known actor's name stands, and the actor's country if the name means one actor."""

    span: Span
    country: str | None


def known_names(doc: Doc, actors: ActorList) -> list[KnownName]:
    """The names of known actors: a place name inside one ("Islamic State of Iraq") is no place."""
    text = text_of(doc)
    found = []
    for hit in actors.names.find(text, words_of(text), shouted_stretches(text)):
        actor = actors.choose(hit.meanings)
        found.append(KnownName(Span(hit.start, hit.end), None if actor is None else actor.country))
    return found


def home_of(report: Report, actors: ActorList) -> str | None:
    """The country of the outlet, where the list has it."""
    outlet = None if report.outlet is None else actors.match(report.outlet)
    return None if outlet is None else outlet.country


def _mention(reading: Reading, found: Found) -> PartyMention:
    whole = found.start >= 0
    span = Span(found.start, found.end) if whole else Span(*reading.offsets(found.first, found.last))
    party = Party(
        name=found.name,
        text=reading.report.words(span),
        id=found.id,
        kind=found.kind,
        country=found.country,
        parents=() if found.id is None else reading.actors.ancestors(found.id),
        spans=(span,),
        how=How(rule=found.rule, note=found.note),
    )
    return PartyMention(span, found.head, party, found.named, found.plural, found.pronoun)
