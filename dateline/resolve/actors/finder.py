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
    office = found.of
    party = Party(
        name=found.name,
        text=reading.report.words(span),
        id=found.id,
        kind=found.kind,
        country=found.country,
        parents=_parents(reading, found),
        body=office.kind if office is not None and found.kind == "person" else None,
        suspected=_suspected(reading, found),
        where=_where(reading, found),
        spans=(span,),
        how=How(rule=found.rule, note=found.note),
    )
    return PartyMention(span, found.head, party, found.named, found.plural, found.pronoun)


def _parents(reading: Reading, found: Found) -> tuple[str, ...]:
    """What the party is part of on the day of the report; of an office, the body and what that is part of."""
    day, office = reading.report.published, found.of
    seat = None if office is None else office.seat
    if found.id is not None:
        return reading.actors.ancestors(found.id, day, seat)
    if office is None:
        return ()
    if office.id is not None:
        return (office.id, *reading.actors.ancestors(office.id, day, seat))
    above = [id for parent in office.parents for id in (parent, *reading.actors.ancestors(parent, day, seat))]
    return tuple(dict.fromkeys(above))


def _suspected(r: Reading, found: Found) -> bool:
    """Whether the report leaves open that it was they: "suspected jihadists", "two alleged cartel gunmen"."""
    i = found.first - 1
    while i >= r.sentence[found.head] and (
        r.all[i].like_num or r.all[i].pos_ in ("DET", "ADJ") or r.lower[i] in r.wording.drop_modifiers
    ):
        i -= 1
    return bool(r.wording.suspicion & set(r.lower[i + 1 : found.last]))


def _where(r: Reading, found: Found) -> str | None:
    """The place told beside a description: "tribal fighters in northern Ituri"."""
    i = found.head + 1
    if found.named or found.pronoun or found.kind == "person" or i >= len(r.all):
        return None
    if r.lower[i] not in ("in", "from", "near", "around", "across"):
        return None
    first = last = i + 1
    while last < len(r.all) and last not in r.hit_at:
        token = r.all[last]
        place = token.pos_ == "PROPN" or (token.text == "-" and last > first)
        if token.ent_type_ in ("DATE", "TIME") or not (place or token.pos_ in ("ADJ", "DET")):
            break
        last += 1
    named = any(t.pos_ == "PROPN" for t in r.all[first:last])
    if r.lower[i] == "from":
        named = named and (r.is_of_places(first, last) or any(j in r.nation_at for j in range(first, last)))
    return r.words(first, last) if named else None
