"""Incidents in, templates out: strings, types, numbers, effects, days and places in the benchmark's terms."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bench.muc4.codebook import codebook, words_of
from bench.muc4.document import Document, lemma
from bench.muc4.incidents import ROLES, Entity, Incident, Reading, moments, spots, time_of
from bench.muc4.phrases import Phrase
from dateline.extract.learned import Features, Model
from dateline.model import Place

JSON = dict[str, Any]


def set_features(name: str, reading: Reading, incident: Incident, entity: Entity | None) -> Features:
    """What is known for a question with a closed list of answers."""
    found = set(_set(reading, incident, entity))
    if entity is not None:
        found.update(_listed_words(name, entity))
    return frozenset(found)


def _listed_words(name: str, entity: Entity) -> Iterator[str]:
    """Types of the codebook that the words of an entity speak for."""
    lists: Mapping[str, list[str]] = codebook()["types"].get(name, {})
    for phrase in entity.phrases:
        head = lemma(phrase.head)
        said = {w.strip(".,'\"") for w in f"{phrase.full} {phrase.title or ''}".lower().split()}
        said |= {w.removesuffix("s") for w in said}
        for kind, listed in lists.items():
            if head in listed:
                yield f"listed.head:{kind}"
            if said & set(listed):
                yield f"listed:{kind}"


def _set(reading: Reading, incident: Incident, entity: Entity | None) -> Iterator[str]:
    context = reading.document.context
    yield f"type:{incident.type}"
    for anchor in incident.anchors:
        yield f"word:{anchor.word}"
        yield f"real:{anchor.real}"
        yield f"kind:{anchor.kind}"
        if anchor.event is not None:
            yield f"said:{anchor.event.said.rule}"
            for party in anchor.event.actors:
                yield f"actor_kind:{party.party.kind}"
    lead = max(incident.anchors, key=lambda a: (reading.told[a.number], -a.number))
    yield f"lead:{lead.word}"
    yield f"lead:{lead.real}"
    yield f"lead_tag:{lead.token.tag_}"
    time = time_of(reading, lead)
    yield f"timed:{time is not None and time.when.end is not None}"
    yield f"any_time:{any(time_of(reading, a) is not None for a in incident.anchors)}"
    if entity is None:
        for number in sorted(incident.sentences):
            for token in context.sentences[number]:
                if token.is_alpha and not token.is_stop:
                    yield f"with:{lemma(token)}"
        for other in reading.entities:
            if any(p.sentence in incident.sentences for p in other.phrases):
                for role in ("perp_org", "perp_individual"):
                    if other.chances[role] > 0.4:
                        head = other.phrases[0].head
                        known = context.party_at.get(head.i)
                        yield f"{role}:{lemma(head)}"
                        yield f"{role}_kind:{known.party.kind if known else None}"
        return
    yield f"doc.country:{_country(reading)}"
    for phrase in entity.phrases:
        here = phrase.sentence in incident.sentences
        for feature in phrase.features:
            if not feature.startswith("doc."):
                yield feature
        if here:
            yield "here"
        for token in context.sentences[phrase.sentence]:
            if token.is_alpha and not token.is_stop:
                yield f"with:{lemma(token)}"
        for word in (phrase.title or "").lower().split():
            yield f"title:{word}"
        for word in phrase.full.lower().split():
            yield f"in:{word}"


def choose(name: str, features: Features, models: Mapping[str, Model], *, least: float = 0.0) -> str | None:
    """The likeliest answer; None when it is "NONE" or under `least`."""
    prefix = f"set.{name}."
    chances = {
        m.removeprefix(prefix): model.probability(features)
        for m, model in models.items()
        if m.startswith(prefix)
    }
    best = max(chances, key=lambda c: (chances[c], c))
    return None if best == "NONE" or chances[best] < least else best


# ---------------------------------------------------------------- strings


def perpetrator_text(entity: Entity) -> str:
    phrase = _leading(entity)
    return entity.name or phrase.full


def organisation_text(entity: Entity) -> str:
    """The words by which the report calls it most often."""
    counts = Counter(p.bare for p in entity.phrases)
    return max(counts, key=lambda text: (counts[text], len(text), text))


def thing_text(entity: Entity) -> str:
    return _leading(entity).full


def _leading(entity: Entity) -> Phrase:
    return entity.phrases[0]


def description_of(reading: Reading, entity: Entity) -> str | None:
    """The title before a name, or what stands in apposition to it; for the nameless, the phrase itself."""
    if entity.name is None:
        return _leading(entity).full
    for phrase in entity.phrases:
        if phrase.title:
            return phrase.title
        for child in phrase.head.children:
            if child.dep_ == "appos":
                found = next((p for p in reading.phrases if p.head.i == child.i), None)
                if found is not None and found.name is None:
                    return found.full
        if phrase.head.dep_ == "appos":
            found = next((p for p in reading.phrases if p.head.i == phrase.head.head.i), None)
            if found is not None and found.name is None:
                return found.full
    return None


def number_of(entity: Entity) -> JSON | int | None:
    for phrase in entity.phrases:
        if phrase.number is not None:
            low, high = phrase.number.low, phrase.number.high
            if high is None:
                more = (
                    low - 1 if low % 10 == 1 and low > 10 else low
                )  # "more than 40" is 41 or more for Dateline
                return {"low": more, "high": None, "approx": phrase.number.approx, "plural": False}
            return {"low": low, "high": high, "approx": phrase.number.approx, "plural": False}
    if entity.name is not None:
        return 1
    if any(p.plural for p in entity.phrases[:1]):
        return {"low": 2, "high": None, "approx": False, "plural": True}
    return 1


# ---------------------------------------------------------------- where and when


def _plain(name: str) -> str:
    """Upper case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", name.upper()) if not unicodedata.combining(c))


def _country(reading: Reading) -> str | None:
    """The country that the dateline and the names of countries and peoples in the text speak for."""
    station: str | None = codebook()["stations"].get(reading.document.source)
    counts: dict[str, float] = {} if station is None else {station: 4.0}
    for mention in reading.document.context.mentions.places:
        code = mention.place.country
        if code is not None and code in codebook()["countries"]:
            wide = mention.place.precision == "country" or mention.demonym
            weight = 3.0 if mention.in_dateline else 1.0 if wide else 0.2
            weight *= 0.3 if code == "US" else 1.0
            counts[code] = counts.get(code, 0.0) + weight
    return max(counts, key=lambda c: (counts[c], c), default=None)


def _named_countries(reading: Reading) -> set[str | None]:
    """Countries that the text speaks of by name, or that it was filed from."""
    return {
        m.place.country
        for m in reading.document.context.mentions.places
        if m.in_dateline or (m.place.precision == "country" and m.place.country != "US")
    }


def location_of(
    reading: Reading, incidents: list[Incident], incident: Incident, models: Mapping[str, Model]
) -> list[str]:
    """Country and place. The scorer gives half for the country alone, so a likely place is always said."""
    names: Mapping[str, str] = codebook()["countries"]
    model = models["spot"]
    weighed = [(model.probability(f), -n, m) for n, (m, f) in enumerate(spots(reading, incidents, incident))]
    best = max(weighed, key=lambda w: w[:2], default=None)
    place = best[2].place if best is not None and best[0] >= model.threshold else None
    code = place.country if place is not None and place.country in _named_countries(reading) else None
    if code not in names:
        code = _country(reading)
    country = names.get(code or "")
    if country is None:
        return []
    if place is None:
        return [country]
    name = place_words(reading.document, place)
    return [country, name] if name != country else [country]


def place_words(document: Document, place: Place) -> str:
    """The place's name as the text spells it, without what only describes it."""
    words = _plain(document.words(*place.spans[0]) if place.spans else place.name)
    kept = [w for w in words.replace(",", " ").split() if w.lower() not in words_of("place_kinds")]
    return " ".join(kept) or words


def days_of(
    reading: Reading, incidents: list[Incident], incident: Incident, models: Mapping[str, Model]
) -> tuple[str | None, str | None]:
    """The days told, else "on or before the dateline's day": first day None."""
    published = reading.document.report.published
    model = models["moment"]
    weighed = [
        (model.probability(f), -n, m) for n, (m, f) in enumerate(moments(reading, incidents, incident))
    ]
    best = max(weighed, key=lambda w: w[:2], default=None)
    if best is None or best[0] < model.threshold:
        return None, published.isoformat() if published else None
    when = best[2].when
    return when.start.isoformat() if when.start else None, when.end.isoformat() if when.end else None


def nation_of(reading: Reading, entity: Entity, country: str | None) -> list[str]:
    """The foreign country whose people or property it is, by a word such as "Spanish" in its phrases."""
    names: Mapping[str, str] = codebook()["countries"]
    for phrase in entity.phrases:
        for mention in reading.document.context.mentions.places:
            inside = phrase.head.left_edge.idx <= mention.span.start < phrase.end
            if inside and (mention.demonym or mention.place.precision == "country"):
                name = names.get(mention.place.country or "")
                if name is not None and name != country:
                    return [name]
    return []


# ---------------------------------------------------------------- the template


def template_of(
    reading: Reading, incidents: list[Incident], incident: Incident, models: Mapping[str, Model]
) -> JSON:
    def ask(name: str, entity: Entity | None = None) -> str | None:
        return choose(name, set_features(name, reading, incident, entity), models)

    start, end = days_of(reading, incidents, incident, models)
    location = location_of(reading, incidents, incident, models)
    country = location[0] if location else None
    fills = {role: [entity for _, entity in incident.fills[role]] for role in ROLES}
    instruments = [
        {"aliases": [thing_text(e)], "types": [t] if (t := ask("instrument_type", e)) else []}
        for e in fills["instrument"]
    ]
    if not instruments and (unnamed := ask("unnamed")) is not None:
        instruments = [{"aliases": [], "types": [unnamed]}]
    return {
        "type": incident.type,
        "stage": ask("stage") or "ACCOMPLISHED",
        "incident_category": ask("category"),
        "date_start": start,
        "date_end": end,
        "location": location,
        "instruments": instruments,
        "perp_individual": [{"aliases": [perpetrator_text(e)]} for e in fills["perp_individual"]],
        "perp_org": [
            {"aliases": [organisation_text(e)], "confidence": [ask("confidence", e) or "REPORTED AS FACT"]}
            for e in fills["perp_org"]
        ],
        "phys_targets": [
            {
                "aliases": [thing_text(e)],
                "types": _listed(ask("phys_type", e)),
                "number": number_of(e),
                "foreign_nation": nation_of(reading, e, country),
                "effects": _listed(ask("phys_effect", e)),
            }
            for e in fills["phys_target"]
        ],
        "hum_targets": [
            {
                "names": [e.name] if e.name else [],
                "descriptions": [d] if (d := description_of(reading, e)) else [],
                "types": _listed(ask("hum_type", e)),
                "number": number_of(e),
                "foreign_nation": nation_of(reading, e, country),
                "effects": _listed(ask("hum_effect", e)),
            }
            for e in fills["hum_target"]
        ],
    }


def _listed(value: str | None) -> list[str]:
    return [] if value is None else [value]
