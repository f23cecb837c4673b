"""What speaks for each place that a name may mean, and for its being no place: names in, named numbers out.

The numbers are readable one by one (`dateline explain` shows them) and weighed in `ranking.py`. Most go back to
A. Halterman's Mordecai: size, spelling, the country said, other places of the report. Must not know: grammar, weights.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dateline.resolve.actors.actorlist import countries
from dateline.resolve.gazetteer.areas import KM_PER_DEGREE
from dateline.resolve.gazetteer.index import Entry, Match
from dateline.resolve.gazetteer.names import plain

Features = dict[str, float]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

PRIOR = {  # log10 of people, about: how often news means a place of this kind whose people are not known
    "region": 4.0,
    "continent": 7.0,
    "airport": 2.8,
    "admin1": 4.0,
    "admin2": 3.0,
    "admin3": 2.5,
    "country": 5.0,
}
CURATED = 4.3  # a place of the supplement or a user's own is there because reports name it
SMALLEST = 2.3
SEAT = 3.7  # a town whose people are not known is in GeoNames' list as the seat of some unit
MAIN_SHARE = 0.1  # of a report's country words: the countries that it is about
NEAR_KM = 100.0  # over which nearness to the report's other places fades
FAMILIES = {
    "unit": {"admin1", "admin2", "admin3", "region", "country"},
    "area": {"admin1", "admin2", "region", "valley"},
    "town": {"city", "village", "neighbourhood", "suburb", "camp"},
    "site": {"airport", "camp", "base", "dam", "crossing", "field", "prison", "site"},
    "nature": {"mountain", "river", "lake", "sea", "desert", "valley", "island", "region", "forest"},
}
UNITS = {"admin1", "admin2", "admin3"}
WHOLE = frozenset({"country", "continent", "sea"})  # told by an area, never by a point
KINDS = {"country", "city", "village", "region", "airport", "continent", "sea", *UNITS}


@dataclass(slots=True)
class Name:
    """One name as this report uses it, over all its mentions."""

    text: str
    matches: tuple[Match, ...]
    kind: str | None = None
    evidence: float = 0.0
    facts: Counter[str] = field(default_factory=Counter)  # what holds at how many of its mentions
    mentions: int = 1
    given: bool = False
    containers: list[int] = field(default_factory=list)  # names that it is said to lie in: "Hajin, a town in"
    apposed: list[int] = field(default_factory=list)  # the same by a comma alone: "Paris, Texas"
    countries: Counter[str] = field(default_factory=Counter)  # said beside it: "Iraqi city of", "Syria's"
    holds: bool = False  # another name is said to lie in it
    unit_elsewhere: bool = False  # the report calls the same name a province


@dataclass(frozen=True, slots=True)
class Countries:
    """What a report says of countries, ISO code -> share: by country words, by the known actors that it names.

    `home`: the outlet's own.
    """

    words: Mapping[str, float] = field(default_factory=dict)
    actors: Mapping[str, float] = field(default_factory=dict)
    home: str | None = None


@cache
def _capitals() -> frozenset[tuple[str, str]]:
    return frozenset((c.iso, plain(name)) for c in countries().values() for name in c.capitals)


def is_capital(entry: Entry) -> bool:
    """Whether the place is a country's capital."""
    return (
        entry.kind in {"city", "admin1"}
        and entry.country is not None
        and (entry.country, plain(entry.name)) in _capitals()
    )


def prior(entry: Entry) -> float:
    """How often news means a place, before anything is known of the report: log10 of its people, about."""
    by_hand = entry.ref is not None and entry.ref.startswith("dateline:")
    if by_hand or (entry.own and entry.kind not in PRIOR):
        return max(CURATED, math.log10(entry.population + 1))
    least = SEAT if entry.kind == "city" and not entry.population else PRIOR.get(entry.kind, SMALLEST)
    return max(least, math.log10(entry.population + 1))


def unit_of(entry: Entry) -> int | None:
    """The first-level unit that a place is or lies in, by its id."""
    return entry.id if entry.kind == "admin1" else entry.admin1


def is_own_of(own: Entry, other: Entry) -> bool:
    """Whether a user's own place, of no known size, stands for a built-in one: of its kind and in its unit."""
    return (
        own.own
        and not own.population
        and not other.own
        and (other.country, unit_of(other)) == (own.country, unit_of(own))
        and any({own.kind, other.kind} <= family for family in FAMILIES.values())
    )


# ---------------------------------------------------------------- by itself, and the countries told of


def of_name(name: Name) -> Features:
    """What the words around a name say, whichever place it be: for a place at all."""
    found = {"is:bias": 1.0, "is:evidence": max(-6.0, min(8.0, name.evidence)) / 4}
    for fact, count in name.facts.items():
        found[f"is:{fact}"] = count / name.mentions
    found["is:repeated"] = math.log(name.mentions)
    if name.kind is not None:
        found[f"is:kind:{name.kind}"] = 1.0
    found["is:short"] = float(len(name.text) <= 3)
    found["is:several_words"] = float(" " in name.text or "-" in name.text)
    return {key: value for key, value in found.items() if value}


def of_candidates(name: Name, matches: Sequence[Match], about: Countries) -> list[Features]:
    """What each candidate is worth by itself and by the countries of the report, in order."""
    priors = [prior(m.entry) for m in matches]
    largest = max(priors, default=0.0)
    return [
        dict(_candidate(name, m, matches, about, people, largest))
        for m, people in zip(matches, priors, strict=True)
    ]


def _candidate(
    name: Name,
    match: Match,
    matches: Sequence[Match],
    about: Countries,
    people: float,
    largest: float,
) -> Iterator[tuple[str, float]]:
    entry, kind = match.entry, match.entry.kind
    yield "people", people / 4
    yield "behind_largest", (largest - people) / 2
    yield "likeness", match.likeness
    if match.exact:
        yield "exact", 1.0
    if len(matches) == 1:
        yield "only_one", 1.0
    yield f"kind:{kind if kind in KINDS else 'site'}", 1.0
    if is_capital(entry):
        yield ("capital" if kind == "city" else "capital_unit"), 1.0
    if entry.ref is not None and entry.ref.startswith("dateline:"):
        yield "supplement", 1.0
    if name.facts["article"] and name.kind is None:
        yield ("article:land" if kind in KINDS - {"region", "sea"} else "article:nature"), 1.0
    yield from _worded(name, entry, matches)
    if entry.country is None:
        yield "no_country", 1.0
    if entry.country is None or kind == "country":  # a country's name is itself a country word
        return
    if entry.country == about.home:
        yield "outlet_country", 1.0
    yield "actors_country", about.actors.get(entry.country, 0.0)
    share = about.words.get(entry.country, 0.0)
    if share:
        yield "country_told", 1.0
        yield "country_share", share
        if share == max(about.words.values()):
            yield "country_most_told", 1.0
    elif about.words:
        yield "country_not_told", 1.0
    if name.countries:
        yield ("country_beside" if entry.country in name.countries else "other_country_beside"), 1.0


def _worded(name: Name, entry: Entry, matches: Sequence[Match]) -> Iterator[tuple[str, float]]:
    """How the candidate's kind agrees with what the words around call it."""
    kind = entry.kind
    if name.kind is not None:
        if kind in FAMILIES[name.kind]:
            yield f"called:{name.kind}", 1.0
        elif name.kind == "unit" and kind == "city":
            yield "called:unit_is_town", 1.0
        elif name.kind == "town" and kind in {*UNITS, "region"}:
            yield "called:town_is_unit", 1.0
        else:
            yield "called:other", 1.0
    plainly = name.kind != "unit" and not name.unit_elsewhere and not name.holds
    if kind == "city" and plainly and any(m.entry.id == entry.admin1 for m in matches):
        yield "town_of_unit_so_called", 1.0
    if kind in UNITS:
        if plainly and any(m.entry.kind == "city" and m.entry.admin1 == entry.id for m in matches):
            yield "unit_with_town_so_called", 1.0
        if name.holds:
            yield "unit_holds_another", 1.0
        if name.unit_elsewhere and name.kind != "town":
            yield "unit_elsewhere", 1.0


# ---------------------------------------------------------------- what the report's other places say


@dataclass(frozen=True, slots=True)
class Table:
    """All candidates of all names of a report, in one row each, and how they stand to each other (row by row)."""

    owner: NDArray[np.intp]  # the name that a row is a candidate of
    codes: list[str | None]  # ISO 3166-1
    pointlike: Bools  # neither country nor continent nor sea
    is_country: Bools
    is_unit: Bools
    other: Bools  # of different names
    same_country: Bools  # and so for the next two: of different names in one country
    same_unit: Bools
    same_second: Bools
    near: Floats  # of different names: 1 at the same spot, fading to 0
    could_be_near: Floats  # (row, name): how near the name's nearest candidate is, less where it has many
    holds: Floats  # how far the row's place holds the column's

    @classmethod
    def of(cls, candidates: Sequence[Sequence[Match]]) -> Table:
        owner = np.array([n for n, ms in enumerate(candidates) for _ in ms], dtype=np.intp)
        entries = [m.entry for ms in candidates for m in ms]
        numbers = {c: i for i, c in enumerate(sorted({e.country for e in entries if e.country}), 1)}
        country = _numbers(numbers.get(e.country or "", 0) for e in entries)
        unit = _numbers(unit_of(e) or 0 for e in entries)
        second = _numbers((e.id if e.kind == "admin2" else e.admin2) or 0 for e in entries)
        pointlike = np.array([e.kind not in WHOLE for e in entries], dtype=bool)
        is_country = np.array([e.kind == "country" for e in entries], dtype=bool)
        is_unit = np.array([e.kind in {"admin1", "admin2"} for e in entries], dtype=bool)
        km = _distances(np.array([e.lat for e in entries]), np.array([e.lon for e in entries]))
        other = owner[:, None] != owner[None, :]
        near = np.exp(-km / NEAR_KM) * np.outer(pointlike, pointlike) * other
        could_be_near = np.zeros((len(entries), len(candidates)))
        spread = 1 / np.sqrt(np.bincount(owner, minlength=len(candidates))[owner])
        np.maximum.at(could_be_near.T, owner, (near * spread[None, :]).T)

        ident = _numbers(e.id for e in entries)[:, None]
        within = is_unit[:, None] & ((ident == unit[None, :]) | (ident == second[None, :]))
        state = is_country[:, None] & _alike(country) & ~is_country[None, :]
        radius = np.array([e.radius_km for e in entries])[:, None]
        around = _alike(country) & ~is_country[:, None] & (km <= 1.2 * radius + 5)
        degrees = np.where(within, 1.0, np.where(state, 0.8, np.where(around, 0.4, 0.0)))
        return cls(
            owner=owner,
            codes=[e.country for e in entries],
            pointlike=pointlike,
            is_country=is_country,
            is_unit=is_unit,
            other=other,
            same_country=_alike(country) & other,
            same_unit=_alike(unit) & other,
            same_second=_alike(second) & other,
            near=near,
            could_be_near=could_be_near,
            holds=np.where(
                ident != ident.T, degrees, 0.0
            ),  # 1: its unit, .8: its country, .4: only around it
        )


def _numbers(values: Iterable[int]) -> NDArray[np.intp]:
    return np.array(list(values), dtype=np.intp)


def _alike(numbers: NDArray[np.intp]) -> Bools:
    """Which pairs have the same number; 0 is like none."""
    return np.equal.outer(numbers, numbers) & (numbers[:, None] > 0)


def _distances(lat: Floats, lon: Floats) -> Floats:
    """Kilometres between all pairs, good enough to weigh nearness (equirectangular)."""
    dlat = np.abs(lat[:, None] - lat[None, :])
    dlon = np.abs(lon[:, None] - lon[None, :])
    dlon = np.minimum(dlon, 360 - dlon)
    narrow = np.cos(np.radians((lat[:, None] + lat[None, :]) / 2))
    return np.asarray(KM_PER_DEGREE * np.hypot(dlat, dlon * narrow))


def of_context(names: Sequence[Name], table: Table, about: Countries, chances: Floats) -> list[Features]:
    """What the other places of the report say for each row of the table, places taken as likely as `chances`."""
    size = len(table.owner)
    if not size:
        return []
    weight = chances * np.minimum(2.0, 0.5 + np.array([max(0.0, names[n].evidence) for n in table.owner]) / 4)
    points = (weight * table.pointlike)[None, :]
    total = np.maximum(1e-9, (table.other * points).sum(axis=1))
    counted = np.array([n.evidence > -1 for n in names], dtype=float)
    columns: dict[str, Floats] = {
        "others_in_country": (table.same_country * points).sum(axis=1) / total,
        "others_in_unit": (table.same_unit * points).sum(axis=1) / total,
        "others_in_second_unit": (table.same_second * points).sum(axis=1) / total,
        "others_near": (table.near * points).sum(axis=1) / total,
        "one_near": (table.near * chances[None, :]).max(axis=1, initial=0.0),
        # However each name be meant: how many of the others have a candidate close by.
        "others_could_be_near": table.could_be_near @ counted / max(1.0, counted.sum()),
        "holder_named": (table.holds * table.other.T * chances[:, None]).max(axis=0, initial=0.0),
        "unit_itself_named": (table.same_unit * table.is_unit * chances[None, :]).max(axis=1, initial=0.0),
    }
    votes = columns["others_in_country"] * total
    columns["country_seen"] = np.minimum(1.0, votes / 3)
    alone = (total < 0.5).astype(float)
    columns["nothing_around"] = alone
    told = np.array([about.words.get(c or "", 0.0) for c in table.codes])
    columns["country_share_alone"] = alone * told * ~table.is_country
    said, apposed = [n.containers for n in names], [n.apposed for n in names]
    columns["within_said"], columns["holds_said"] = _within(said, table, chances, 0.3)
    columns["within_apposed"], columns["holds_apposed"] = _within(apposed, table, chances, 0.6)
    out: list[Features] = [{} for _ in range(size)]
    for key, column in columns.items():
        for row in np.flatnonzero(np.abs(column) > 1e-3).tolist():
            out[row][key] = float(column[row])
    return out


def _within(
    holders: Sequence[Sequence[int]], table: Table, chances: Floats, least: float
) -> tuple[Floats, Floats]:
    """How sure each row lies in what its name is said to lie in, and each row of such a holder holds what it should.

    `holders`: those names, by name. What a name may be counts by `least` even where it is unlikely so far: "Georgia" is
    there to hold "Athens".
    """
    inside, holding = np.zeros(len(table.owner)), np.zeros(len(table.owner))
    rows = defaultdict(list)
    for row, n in enumerate(table.owner.tolist()):
        rows[n].append(row)
    weight = least + (1 - least) * chances
    for n, held_by in enumerate(holders):
        for holder in held_by:
            if rows[n] and rows[holder]:
                block = table.holds[np.ix_(rows[holder], rows[n])]
                sure = (block * weight[rows[holder]][:, None]).max(axis=0)
                inside[rows[n]] = np.maximum(inside[rows[n]], sure)
                sure = (block * weight[rows[n]][None, :]).max(axis=1)
                holding[rows[holder]] = np.maximum(holding[rows[holder]], sure)
    return inside, holding
