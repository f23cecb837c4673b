"""The words around place names, from the lexicon, as sets to ask. Must not know: texts, gazetteers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from dateline.lexicons import lexicon
from dateline.resolve.actors.actorlist import countries

Kind = Literal["unit", "area", "town", "site", "nature"]


@dataclass(frozen=True, slots=True)
class Wording:
    """`kinds`: noun -> what it is; `directions`: word -> its direction ("northern" -> north);
    `abbreviations`: short form -> country and unit."""

    strong: frozenset[str]
    weak: frozenset[str]
    near: frozenset[str]
    openers: frozenset[str]
    kinds: dict[str, Kind]
    of_regions: frozenset[str]
    directions: dict[str, str]
    edges: frozenset[str]
    place_verbs: frozenset[str]
    not_places: frozenset[str]
    abbreviations: dict[str, tuple[str, str]]
    nationalities: frozenset[str]
    offices: frozenset[str]
    listeners: frozenset[str]
    seats: frozenset[str]
    framing: frozenset[str]
    adjectives: dict[str, tuple[str | None, str]]


@cache
def wording() -> Wording:
    data = lexicon("places")
    cues = data["cues"]
    return Wording(
        strong=frozenset(cues["strong"]),
        weak=frozenset(cues["weak"]),
        near=frozenset(cues["near"]),
        openers=frozenset((*cues["strong"], *cues["weak"], *cues["near"], *cues["openers"])),
        kinds={
            form: kind
            for kind, entry in data["kinds"].items()
            for word in entry["words"]
            for form in (word, f"{word}s")
        },
        of_regions=frozenset(data["of_regions"]),
        directions={word: name for name, words in data["directions"].items() for word in words},
        edges=frozenset(data["edges"]),
        place_verbs=frozenset(data["place_verbs"]),
        not_places=frozenset(data["not_places"]),
        abbreviations={
            short: (country, unit)
            for country, units in data["abbreviations"].items()
            for short, unit in units.items()
        },
        nationalities=frozenset(w for c in countries().values() for w in (*c.adjectives, *c.people)),
        offices=frozenset(data["offices"]),
        listeners=frozenset(data["listeners"]),
        seats=frozenset(data["seats"]),
        framing=frozenset(lexicon("said")["framing"]),
        adjectives={word: (iso, name) for word, (iso, name) in data["adjectives"].items()},
    )
