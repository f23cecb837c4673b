"""Chooses which place of the gazetteer each name of one report means, or none of them.

Comes in: names with their candidates and what the text says about them. Goes out: one choice a name. The rule
is weighted by hand (features after A. Halterman's Mordecai, tried on training reports); it knows no grammar.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from dateline.resolve.actors.actorlist import countries
from dateline.resolve.gazetteer.index import Entry, Match
from dateline.resolve.gazetteer.names import plain

CONSIDERED = 12  # candidates of a name that are scored in full
ANCHORS = 15
PRIOR = {
    "region": 4.0,
    "continent": 7.0,
    "airport": 2.8,
    "admin1": 4.0,
    "admin2": 3.0,
    "admin3": 2.5,
    "country": 5.0,
}
CURATED = 4.3  # log10 of people: a place of the supplement or a user's own is there because reports name it
OWN_FIRST = 0.1  # by how much a user's own place leads where nothing else tells two apart
SMALLEST = 2.3
MAIN_SHARE = 0.1  # of a report's country words: the countries that it is about
FAMILIES = {
    "unit": {"admin1", "admin2", "admin3", "region", "country"},
    "area": {"admin1", "admin2", "region", "valley"},
    "town": {"city", "village", "neighbourhood", "suburb", "camp"},
    "site": {"airport", "camp", "base", "dam", "crossing", "field", "prison", "site"},
    "nature": {"mountain", "river", "lake", "sea", "desert", "valley", "island", "region", "forest"},
}


@dataclass(slots=True)
class Name:
    """One name as this report uses it, over all its mentions."""

    text: str
    matches: tuple[Match, ...]
    kind: str | None = None
    evidence: float = 0.0
    capital: bool = False
    located: bool = False  # written with "in", "near" or the like at least once
    given: bool = False
    containers: list[int] = field(default_factory=list)  # names that it is said to lie in
    countries: Counter[str] = field(default_factory=Counter)  # said beside it: "Iraqi city of", "Syria's"
    holds: bool = False  # another name is said to lie in it
    unit_elsewhere: bool = False  # the report calls the same name a province


@dataclass(frozen=True, slots=True)
class Choice:
    """The place chosen (None: none of these), its score, and the best that were passed over."""

    match: Match | None
    score: float
    passed_over: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class _Anchor:
    name: int
    lat: float
    lon: float
    country: str | None
    admin1: int | None
    weight: float


def choose(names: Sequence[Name], shares: Mapping[str, float]) -> list[Choice]:
    """One choice a name, in order. `shares`: the share of the report's country words, ISO code -> 0–1."""
    candidates = [_shortlist(n, shares) for n in names]
    first = [_best(scores) for scores in candidates]
    context = _context(names, candidates, first, shares)
    second = [_likeliest(context, i) for i in range(len(names))]
    context = _context(names, candidates, second, shares)
    return [context.choose(i) for i in range(len(names))]


def _context(
    names: Sequence[Name],
    candidates: list[list[tuple[float, Match]]],
    first: Sequence[Match | None],
    shares: Mapping[str, float],
) -> _Context:
    """What the report's places, as taken so far, say for each candidate."""
    anchors = [
        _Anchor(i, c.entry.lat, c.entry.lon, c.entry.country, _unit(c.entry), _weight(names[i]))
        for i, c in enumerate(first)
        if c is not None and c.entry.kind not in {"country", "continent"} and names[i].evidence > -1
    ]
    units = {c.entry.id for c in first if c is not None and c.entry.kind in {"admin1", "admin2", "country"}}
    votes: defaultdict[str, float] = defaultdict(float)
    unit_votes: defaultdict[int, float] = defaultdict(float)
    for a in anchors:
        if a.country:
            votes[a.country] += a.weight
        if a.admin1:
            unit_votes[a.admin1] += a.weight
    return _Context(names, candidates, anchors[:ANCHORS], votes, unit_votes, units, shares)


def _weight(name: Name) -> float:
    """How much a name counts as a landmark for the others: more, the surer it is a place."""
    return min(2.0, 0.5 + max(0.0, name.evidence) / 4)


def _likeliest(context: _Context, i: int) -> Match | None:
    scored = context.score(i)
    return scored[0][2] if scored else None


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
    return max(PRIOR.get(entry.kind, SMALLEST), math.log10(entry.population + 1))


def _unit(entry: Entry) -> int | None:
    return entry.id if entry.kind == "admin1" else entry.admin1


def _base(name: Name, match: Match, shares: Mapping[str, float]) -> float:
    """What a candidate is worth by itself and by the countries of the report."""
    entry, kind = match.entry, match.entry.kind
    score = prior(entry) + (0.8 if match.exact else 0.0) + 2.0 * (match.likeness - 0.7)
    cue = name.kind
    if kind == "country":
        score += 2.0
    elif kind == "city" and is_capital(entry):
        score += 1.0
    elif kind == "admin1":  # "Washington" is the capital before it is the state
        score += 0.6 if cue == "unit" or not is_capital(entry) else -1.0
    elif kind == "admin2":
        score -= 1.0 if cue != "unit" else 0.0
    elif kind == "admin3":
        score -= 1.2
    elif kind == "airport":
        score -= 1.0
    elif kind == "region" and not (entry.ref or "").startswith("dateline:"):
        score -= 0.5
    if cue is not None:
        if kind in FAMILIES[cue]:
            score += {"unit": 3.0, "area": 0.5}.get(cue, 1.5)
        elif cue == "unit" and kind == "city":
            score -= 0.5
        elif cue == "town" and kind in {"admin1", "admin2", "admin3", "region"}:
            score -= 2.5
    if entry.country is not None:
        score += 2.5 * shares.get(entry.country, 0.0) + (0.7 if entry.country in shares else 0.0)
        if name.countries:
            score += 2.5 if entry.country in name.countries else -1.0
    return score


def _shortlist(name: Name, shares: Mapping[str, float]) -> list[tuple[float, Match]]:
    scored = sorted(
        ((_base(name, m, shares) + _lift(m.entry, name.matches), m) for m in name.matches),
        key=lambda s: -s[0],
    )
    return scored[:CONSIDERED]


def _lift(entry: Entry, matches: Iterable[Match]) -> float:
    """What puts a user's own place before the built-in ones of its kind in the same unit: size decides nothing."""
    if not entry.own or entry.population:
        return 0.0
    rivals = (
        prior(m.entry)
        for m in matches
        if not m.entry.own
        and (m.entry.country, _unit(m.entry)) == (entry.country, _unit(entry))
        and any({entry.kind, m.entry.kind} <= family for family in FAMILIES.values())
    )
    return max(0.0, max(rivals, default=0.0) + OWN_FIRST - prior(entry))


def _best(scored: Sequence[tuple[float, Match]]) -> Match | None:
    return scored[0][1] if scored else None


@dataclass(slots=True)
class _Context:
    names: Sequence[Name]
    candidates: list[list[tuple[float, Match]]]
    anchors: list[_Anchor]
    votes: Mapping[str, float]
    unit_votes: Mapping[int, float]
    units: set[int]
    shares: Mapping[str, float]

    def score(self, i: int) -> list[tuple[float, int, Match]]:
        """The candidates of a name, best first: score, place in the shortlist, candidate."""
        return sorted(
            ((base + self._around(i, m), n, m) for n, (base, m) in enumerate(self.candidates[i])),
            key=lambda s: (-s[0], s[1]),
        )

    def choose(self, i: int) -> Choice:
        name, scored = self.names[i], self.score(i)
        if not scored:
            return Choice(None, 0.0)
        best = scored[0][2]
        score = scored[0][0]
        twin = self._twin(name, best, [m for _, _, m in scored])
        if twin is not None:
            best = twin
        others = tuple(m for _, _, m in scored if m.entry.id != best.entry.id)[:3]
        if not self._acceptable(name, best, score):
            return Choice(None, score, (best, *others)[:3])
        return Choice(best, score, others)

    def _around(self, i: int, match: Match) -> float:
        """What the other places of the report say for a candidate."""
        entry = match.entry
        score = 0.0
        total = sum(self.votes.values())
        if entry.kind != "country" and total:
            own = [a for a in self.anchors if a.name != i]
            if entry.country:
                score += self.votes.get(entry.country, 0.0) / total
            unit = _unit(entry)
            if unit is not None:
                score += self.unit_votes.get(unit, 0.0) / total
            if unit in self.units or entry.admin2 in self.units:
                score += 1.0 if unit != entry.id else 0.0
            if own and entry.kind not in {"continent"}:
                score += self._nearness(entry, own)
        for j in self.names[i].containers:
            score += self._contained(entry, j)
        return score

    def _nearness(self, entry: Entry, anchors: Sequence[_Anchor]) -> float:
        narrow = math.cos(math.radians(entry.lat))
        near = weight = 0.0
        nearest = 20000.0
        for a in anchors:
            dlon = abs(a.lon - entry.lon)
            km = 111.2 * math.hypot(a.lat - entry.lat, min(dlon, 360 - dlon) * narrow)
            nearest = min(nearest, km)
            near += a.weight * (km <= 150)
            weight += a.weight
        return 1.5 * near / weight - 0.3 * math.log10(nearest + 1)

    def _contained(self, entry: Entry, j: int) -> float:
        """ "Paris, Texas", "Goma, North Kivu", "Hajin in Deir ez-Zor province"."""
        best = 0.0
        for _, m in self.candidates[j][:6]:
            other = m.entry
            if other.kind == "country" and other.country == entry.country and entry.kind != "country":
                best = max(best, 3.0)
            elif other.kind in {"admin1", "admin2"} and other.id in (entry.admin1, entry.admin2):
                best = max(best, 4.0)
            elif (
                entry.id != other.id
                and other.country == entry.country
                and _km(entry, other) <= 1.2 * other.radius_km + 5
            ):
                best = max(best, 1.5)
        return best

    def _twin(self, name: Name, best: Match, matches: Iterable[Match]) -> Match | None:
        """A town and its province of one name: the town, unless the report speaks of the province."""
        if (
            name.kind not in (None, "area", "site")
            or name.unit_elsewhere
            or name.holds
            or best.entry.kind != "admin1"
            or name.given
        ):
            return None
        for m in matches:
            town = m.entry
            if (
                town.kind == "city"
                and town.admin1 == best.entry.id
                and town.population >= 0.02 * best.entry.population
            ):
                return m
        return None

    def _acceptable(self, name: Name, best: Match, score: float) -> bool:
        """Whether the best candidate is likely enough to be meant at all."""
        if name.given:
            return True
        entry = best.entry
        if entry.kind in {"country", "continent"}:
            return True
        doubt = 0.0
        share = self.shares.get(entry.country or "", 0.0)
        known = self.votes.get(entry.country or "", 0.0) >= 1.5
        if not best.exact and share < MAIN_SHARE and not known:
            return False
        if not share and not known:
            doubt += 1.5 if best.likeness > 0.6 else 3.0
        if not best.exact:
            doubt += 0.5
        doubt += 2.0 * max(0.0, 0.75 - best.likeness)
        support = min(1.5, 4 * share) if best.exact else 0.0
        return prior(entry) / 2 + name.evidence - doubt + support >= 2.5


def _km(a: Entry, b: Entry) -> float:
    dlon = abs(a.lon - b.lon)
    return 111.2 * math.hypot(a.lat - b.lat, min(dlon, 360 - dlon) * math.cos(math.radians(a.lat)))


def country_shares(words: Iterable[tuple[str, float]]) -> dict[str, float]:
    """ISO code -> its share of the weight of a report's country words."""
    totals: defaultdict[str, float] = defaultdict(float)
    for iso, weight in words:
        totals[iso] += weight
    whole = sum(totals.values())
    return {iso: weight / whole for iso, weight in totals.items()}
