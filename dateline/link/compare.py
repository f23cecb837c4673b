"""Two statements, field by field: a ladder of named levels each, with the weight that the level adds.

Comes in: statements and what is known of their reports. Goes out: `PairReason`, which says whether the two
may be one event and why. Must not know: other statements, judgements, how anything was worded.

The weights are log2 odds: how much more often a level is seen between statements of one event than between
other statements that no veto parts. They were estimated on the training half of the hand-coded reports and
rounded; threshold, `undated` and `tolls differ` were then set to what scores best there (docs/linking.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from dateline.codebook import family
from dateline.model import Party, Place, Record, ReportFacts, Statement, Toll

VETO = float("-inf")
# field -> level -> weight. VETO: never one event, whatever else agrees.
WEIGHTS: dict[str, dict[str, float]] = {
    "type": {"same": 1.5, "same_family": -4.0, "other_family": VETO},
    "time": {
        "same_day": 6.0, "same_days": 3.5, "next_day": 0.0, "within": 3.0, "within_long": -0.5,
        "open_near": 2.0, "open_far": -1.0, "undated": -4.0, "apart": VETO,
    },
    "place": {
        "same_place": 3.0, "close": 0.5, "same_area": 4.0, "same_country": 1.0, "within_area": 0.5,
        "unplaced": -1.5, "apart": VETO,
    },
    "actors": {"same": 2.0, "parent": 1.0, "turned": -3.0, "unknown": -0.5, "differ": -2.0},
    "targets": {"same": 1.0, "parent": 0.5, "turned": -2.0, "unknown": -0.5, "differ": -2.5},
    "tolls": {"equal": 5.0, "overlap": 2.0, "none": -0.5, "differ": -2.0},
    "names": {"shared": 6.0, "none": 0.0, "differ": -2.5},
}  # fmt: skip
THRESHOLD = 4.0

CLOSE_KM = 5.0  # two centres of one town
AROUND_KM = {"exact": 0.0, "near": 20.0}  # how far from its point a place of this precision may lie
NARROW_KM = CLOSE_KM + 2 * AROUND_KM["near"]  # no two narrow places that may be one lie further apart
REGION_KM = 150.0  # reach of a province or region; a radius of its own counts up to this
LONG_DAYS = 92  # an interval longer than a season says little by holding a day
NEAR_DAYS = 30  # between the ends of two intervals that are open before
OPEN = 10**10  # more people than there are
LOOKBACK = 365  # an open interval reaches so many days; 200 to 1500 score alike on train


class FieldReason(Record):
    """What comparing one field gave: the level reached and the weight it adds (-inf: a veto)."""

    field: str
    level: str
    weight: float


class PairReason(Record):
    """Whether two statements may be one event, the sum of the weights, and every field's part in it."""

    may_link: bool
    score: float
    fields: tuple[FieldReason, ...]

    def __str__(self) -> str:
        parts = ", ".join(f"{f.field} {f.level} {f.weight:+g}" for f in self.fields)
        return f"{'may be' if self.may_link else 'not'} one event ({self.score:+g}): {parts}"


@dataclass(frozen=True, slots=True)
class Side:
    """Those on one side."""

    keys: frozenset[str]  # ids, or names where there is none
    parents: frozenset[str]  # ids of the actors that they are part of
    known: frozenset[str]  # keys from the actor list: only they can contradict


@dataclass(frozen=True, slots=True)
class Profile:
    """A statement as the comparison sees it. Days are ordinals, both inclusive."""

    family: str
    type: str
    first: int | None  # None, with `last`: no day is known
    last: int | None
    open: bool  # the report gives only one end
    place: Place | None
    actors: Side
    targets: Side
    tolls: tuple[Toll, ...]
    names: frozenset[str]  # words of the names of single people it happened to


def profile(statement: Statement, facts: ReportFacts | None = None) -> Profile:
    """What of a statement is compared."""
    first, last, is_open = days(statement, facts)
    return Profile(
        family=family(statement.type),
        type=statement.type,
        first=first,
        last=last,
        open=is_open,
        place=statement.place,
        actors=_side((*statement.actors, *statement.partners)),
        targets=_side(statement.targets),
        tolls=statement.tolls,
        names=_people(statement),
    )


def days(statement: Statement, facts: ReportFacts | None) -> tuple[int | None, int | None, bool]:
    """First and last day (ordinals) that the event may have happened on, and whether one of them was open.

    Nothing is told that happens after the day of publication; an open end reaches LOOKBACK days.
    """
    start, end = statement.when.start, statement.when.end
    if end is None and facts is not None:
        end = facts.published
    if start is not None and end is not None and start <= end:
        return start.toordinal(), end.toordinal(), statement.when.end is None
    if end is not None:
        return max(end.toordinal() - LOOKBACK, 1), end.toordinal(), True
    if start is not None:
        return start.toordinal(), start.toordinal() + LOOKBACK, True
    return None, None, True


def compare(a: Profile, b: Profile) -> float:
    """The sum of the weights; -inf when a field forbids the link. Symmetric."""
    total = 0.0
    for field, ladder in LADDERS.items():
        weight = WEIGHTS[field][ladder(a, b)]
        if weight == VETO:
            return VETO
        total += weight
    return total


def explain(a: Profile, b: Profile) -> PairReason:
    """As `compare`, with every field's level, also behind a veto."""
    fields = []
    for field, ladder in LADDERS.items():
        level = ladder(a, b)
        fields.append(FieldReason(field=field, level=level, weight=WEIGHTS[field][level]))
    score = sum(f.weight for f in fields)
    return PairReason(may_link=score >= THRESHOLD, score=score, fields=tuple(fields))


# ---------------------------------------------------------------- the ladders, from the surest level down


def type_level(a: Profile, b: Profile) -> str:
    if a.type == b.type:
        return "same"
    return "same_family" if a.family == b.family else "other_family"


def time_level(a: Profile, b: Profile) -> str:
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return "undated"
    gap = max(a.first - b.last, b.first - a.last)
    if gap > 0:
        single = a.first == a.last and b.first == b.last
        return "next_day" if gap == 1 and single else "apart"
    if a.open or b.open:
        return "open_near" if abs(a.last - b.last) <= NEAR_DAYS else "open_far"
    longer = max(a.last - a.first, b.last - b.first) + 1
    shared = min(a.last, b.last) - max(a.first, b.first) + 1
    if longer == 1:
        return "same_day"
    if 2 * shared >= longer:
        return "same_days"
    return "within" if longer <= LONG_DAYS else "within_long"


def place_level(a: Profile, b: Profile) -> str:
    """Places are compared at their precision: a country only with a country, no place only with none."""
    p, q = a.place, b.place
    if p is None or q is None:
        return "unplaced" if p is q else "apart"
    if "country" in (p.precision, q.precision):
        same = p.precision == q.precision and p.country == q.country and p.country is not None
        return "same_country" if same else "apart"
    km = distance_km(p, q)
    if km is None:  # without coordinates only the name can tell
        same = p.lat is None and q.lat is None and p.country == q.country and same_name(p, q)
        return "same_area" if same else "apart"
    if p.precision in AROUND_KM and q.precision in AROUND_KM:
        if km <= CLOSE_KM or (same_name(p, q) and km <= NARROW_KM):
            return "same_place"
        return "close" if km <= CLOSE_KM + AROUND_KM[p.precision] + AROUND_KM[q.precision] else "apart"
    if "admin1" in (p.precision, q.precision) and p.admin1 is not None and q.admin1 is not None:
        if p.admin1 != q.admin1 or p.country != q.country:
            return "apart"
        return "same_area" if p.precision == q.precision else "within_area"
    if km > reach_km(p) and km > reach_km(q):
        return "apart"
    return "same_area" if same_name(p, q) and p.precision == q.precision else "within_area"


def reach_km(place: Place) -> float:
    """How far from its point an event told of this place may lie (km)."""
    if place.precision in AROUND_KM:
        return CLOSE_KM + AROUND_KM[place.precision]
    return REGION_KM if place.radius_km is None else min(place.radius_km, REGION_KM)


def actors_level(a: Profile, b: Profile) -> str:
    return _side_level(a.actors, b.actors, _turned(a, b))


def targets_level(a: Profile, b: Profile) -> str:
    return _side_level(a.targets, b.targets, _turned(a, b))


def _turned(a: Profile, b: Profile) -> int:
    """On how many sides (0 to 2) one statement names whom the other names on the opposite side."""
    return bool(a.actors.keys & b.targets.keys) + bool(a.targets.keys & b.actors.keys)


def _side_level(a: Side, b: Side, turned: int) -> str:
    """A fight may be told from either side: both turned is the same."""
    if a.keys & b.keys or turned == 2:
        return "same"
    if not a.keys or not b.keys:
        return "unknown"
    if a.parents & b.keys or a.keys & b.parents:
        return "parent"
    if turned:
        return "turned"
    return "differ" if a.known and b.known else "unknown"


def tolls_level(a: Profile, b: Profile) -> str:
    """Equal: both tell one number. Overlap: some number fits both. Differ: none fits."""
    levels = set()
    for t in a.tolls:
        for u in b.tolls:
            if t.kind == u.kind:
                levels.add(_toll_level(t, u))
    for level in ("equal", "overlap", "differ"):
        if level in levels:
            return level
    return "none"


def _toll_level(t: Toll, u: Toll) -> str:
    if t.low == u.low and t.low not in (1, 2):  # 1 and 2 are also what a bare singular or plural means
        return "equal"
    low, high = max(t.low, u.low), min(t.high or OPEN, u.high or OPEN)
    return "overlap" if low <= high else "differ"


def names_level(a: Profile, b: Profile) -> str:
    if a.names & b.names:
        return "shared"
    return "differ" if a.names and b.names else "none"


LADDERS = {
    "type": type_level,
    "time": time_level,
    "place": place_level,
    "actors": actors_level,
    "targets": targets_level,
    "tolls": tolls_level,
    "names": names_level,
}

# ---------------------------------------------------------------- parts of a profile

WORD = re.compile(r"[^\W\d_]+")


def _side(parties: tuple[Party, ...]) -> Side:
    named = [p for p in parties if p.name.casefold() != "unknown"]
    return Side(
        keys=frozenset(p.id or p.name.casefold() for p in named),
        parents=frozenset(id for p in named for id in p.parents),
        known=frozenset(p.id for p in named if p.id is not None),
    )


def _people(statement: Statement) -> frozenset[str]:
    """Family names and the like: capitalised words of who died, was taken, was the target."""
    phrases = [t.who for t in statement.tolls if t.high == 1]
    phrases += [p.name for p in statement.targets if p.kind == "person"]
    return frozenset(w for text in phrases for w in WORD.findall(text) if w[0].isupper() and len(w) > 2)


def same_name(p: Place, q: Place) -> bool:
    return (p.id is not None and p.id == q.id) or p.name.casefold() == q.name.casefold()


def distance_km(p: Place, q: Place) -> float | None:
    """Great-circle distance in km (haversine, mean Earth radius 6371 km); None without coordinates."""
    if p.lat is None or p.lon is None or q.lat is None or q.lon is None:
        return None
    lat1, lat2 = radians(p.lat), radians(q.lat)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(q.lon - p.lon) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, half)))
