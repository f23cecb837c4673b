"""Two statements, field by field: a ladder of named levels each and a few numbers, with what each adds.

Comes in: statements and what is known of their reports. Goes out: how likely the two are one event by what they tell,
and `PairReason`, which says why. Must not know: other statements, judgements, how anything was worded.

A logistic model: the sum of the weights is the natural logarithm of the odds that the two are one event. Trained in
`training/link` (card beside it).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import asin, cos, inf, log1p, radians, sin, sqrt

from dateline.codebook import family
from dateline.model import Party, Place, Record, ReportFacts, Statement, Toll

VETO = -inf
POSSIBLE = -3.0  # log odds below which a pair is out of the question (one in twenty)

CLOSE_KM = 5.0  # two centres of one town
AROUND_KM = {"exact": 0.0, "near": 20.0}  # how far from its point a place of this precision may lie
NARROW_KM = CLOSE_KM + 2 * AROUND_KM["near"]  # no two narrow places that may be one lie further apart
REGION_KM = 150.0  # reach of a province or region; a radius of its own counts up to this
LONG_DAYS = 92  # an interval longer than a season says little by holding a day
NEAR_DAYS = 30  # between the ends of two intervals that are open before
SLACK_DAYS = 3  # so far apart may two reports place one happening told in days, weeks, months
NIGHT_DAYS = 1  # and one told of a single day: a night has two
OPEN = 10**10  # more people than there are
LOOKBACK = 365  # an open interval reaches so many days; 200 to 1500 score alike on train


class FieldReason(Record):
    """What comparing one field gave: the level reached, and what it adds to the log odds (-inf: a veto)."""

    field: str
    level: str
    weight: float


class PairReason(Record):
    """Whether two statements may be one event, the log odds that they are, and every field's part in it."""

    may_link: bool
    score: float
    fields: tuple[FieldReason, ...]

    def __str__(self) -> str:
        parts = ", ".join(f"{f.field} {f.level} {f.weight:+.1f}" for f in self.fields)
        return f"{'may be' if self.may_link else 'not'} one event ({self.score:+.1f}): {parts}"


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
    known: frozenset[str]  # of both, those of the actor list
    tolls: tuple[Toll, ...]
    names: frozenset[str]  # words of the names of single people it happened to
    count: int | None  # of single acts in a series, where told
    words: frozenset[str]  # words of the things used and of the people counted


def profile(statement: Statement, facts: ReportFacts | None = None) -> Profile:
    """What of a statement is compared."""
    first, last, is_open = days(statement, facts)
    actors, targets = _side((*statement.actors, *statement.partners)), _side(statement.targets)
    return Profile(
        family=family(statement.type),
        type=statement.type,
        first=first,
        last=last,
        open=is_open,
        place=statement.place,
        actors=actors,
        targets=targets,
        known=known_sides(statement),
        tolls=statement.tolls,
        names=_people(statement),
        count=None if statement.count is None else statement.count.low,
        words=_words(statement),
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


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """The shipped weights: field -> level or number -> what it adds to the log odds."""
    text = files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, float]] = json.loads(text)["pair"]
    return found


def comparable(a: Profile, b: Profile) -> bool:
    """Whether two statements are worth a look; where they are not, they are never one event. Symmetric."""
    if a.family != b.family or time_level(a, b) == "apart":
        return False
    level = place_level(a, b)
    if level in WIDELY:  # a country, or no place at all, says too little without somebody known
        return a.type == b.type and not a.known.isdisjoint(b.known)
    return level != "apart"


def numbers(a: Profile, b: Profile) -> dict[str, dict[str, float]]:
    """Field -> what is weighed of it: the level reached counts 1, numbers as they are."""
    found = {field: {ladder(a, b): 1.0} for field, ladder in LADDERS.items()}
    if a.type == b.type:
        found["type"][a.type] = 1.0
    found["time"]["shared"] = _shared_days(a, b)
    if a.place is not None and b.place is not None:
        found["place"]["+".join(sorted((a.place.precision, b.place.precision)))] = 1.0
        km = distance_km(a.place, b.place)
        if km is not None:
            found["place"]["log_km"] = log1p(km)
        if same_name(a.place, b.place):
            found["place"]["one_name"] = 1.0
    found["actors"]["shared"] = _shared(a.actors.keys, b.actors.keys)
    found["targets"]["shared"] = _shared(a.targets.keys, b.targets.keys)
    found["wording"] = {"shared": _shared(a.words, b.words)}
    gap = _toll_gap(a, b)
    if gap is not None:
        found["tolls"]["log_gap"] = gap
    return found


def compare(a: Profile, b: Profile, model: Mapping[str, Mapping[str, float]] | None = None) -> float:
    """The log odds that two statements are one event by what they tell; -inf where they cannot be. Symmetric."""
    if not comparable(a, b):
        return VETO
    model = weights() if model is None else model
    total = model["prior"]["prior"]
    for field, values in numbers(a, b).items():
        known = model.get(field, {})
        for key, value in values.items():
            total += known.get(key, 0.0) * value
    return total


def explain(a: Profile, b: Profile) -> PairReason:
    """As `compare`, with every field's level and weight, also behind a veto."""
    model = weights()
    reasons = [FieldReason(field="prior", level="any two", weight=model["prior"]["prior"])]
    for field, values in numbers(a, b).items():
        known = model.get(field, {})
        weight = sum(known.get(key, 0.0) * value for key, value in values.items())
        reasons.append(FieldReason(field=field, level=next(iter(values)), weight=weight))
    if not comparable(a, b):
        field = "type" if a.family != b.family else "time" if time_level(a, b) == "apart" else "place"
        reasons = [r.model_copy(update={"weight": VETO}) if r.field == field else r for r in reasons]
    score = sum(r.weight for r in reasons)
    return PairReason(may_link=score >= POSSIBLE, score=score, fields=tuple(reasons))


# ---------------------------------------------------------------- the ladders


def type_level(a: Profile, b: Profile) -> str:
    if a.type == b.type:
        return "same"
    return "same_family" if a.family == b.family else "other_family"


def time_level(a: Profile, b: Profile) -> str:
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return "undated"
    single = a.first == a.last and b.first == b.last
    gap = days_between(a, b)
    if gap > (NIGHT_DAYS if single else SLACK_DAYS):
        return "apart"
    if gap > 0:
        return "next_day" if single else "days_apart"
    if a.open or b.open:
        return "open_near" if abs(a.last - b.last) <= NEAR_DAYS else "open_far"
    longer = max(a.last - a.first, b.last - b.first) + 1
    shared = min(a.last, b.last) - max(a.first, b.first) + 1
    if longer == 1:
        return "same_day"
    if 2 * shared >= longer:
        return "same_days"
    return "within" if longer <= LONG_DAYS else "within_long"


def days_between(a: Profile, b: Profile) -> int:
    """How many days lie from the end of one to the beginning of the other; 0 where they touch or one is not known."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return 0
    return max(0, a.first - b.last, b.first - a.last)


def place_level(a: Profile, b: Profile) -> str:
    """Places are compared at their precision."""
    p, q = a.place, b.place
    if p is None or q is None:
        return "unplaced" if p is q else "one_unplaced"
    if "country" in (p.precision, q.precision):
        if p.country != q.country or p.country is None:
            return "apart"
        return "same_country" if p.precision == q.precision else "in_country"
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


def count_level(a: Profile, b: Profile) -> str:
    if a.count is None or b.count is None:
        return "none"
    return "equal" if a.count == b.count else "differ"


LADDERS = {
    "type": type_level,
    "time": time_level,
    "place": place_level,
    "actors": actors_level,
    "targets": targets_level,
    "tolls": tolls_level,
    "names": names_level,
    "count": count_level,
}

WIDELY = frozenset({"in_country", "one_unplaced"})

# ---------------------------------------------------------------- numbers


def _shared_days(a: Profile, b: Profile) -> float:
    """Days that both allow, of all that one of them allows."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return 0.0
    both = min(a.last, b.last) - max(a.first, b.first) + 1
    return max(0, both) / (max(a.last, b.last) - min(a.first, b.first) + 1)


def _toll_gap(a: Profile, b: Profile) -> float | None:
    """How many times higher (log) the one least toll of a kind is than the other, of the two most alike."""
    gaps = (abs(log1p(t.low) - log1p(u.low)) for t in a.tolls for u in b.tolls if t.kind == u.kind)
    return min(gaps, default=None)


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


# ---------------------------------------------------------------- parts of a profile

WORD = re.compile(r"[^\W\d_]+")


def known_sides(statement: Statement) -> frozenset[str]:
    """Ids of the listed actors on both sides."""
    return frozenset(
        p.id for p in (*statement.actors, *statement.partners, *statement.targets) if p.id is not None
    )


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


def _words(statement: Statement) -> frozenset[str]:
    texts = (*(m.text for m in statement.materiel), *(t.who for t in statement.tolls))
    return frozenset(w.casefold() for text in texts for w in WORD.findall(text) if len(w) > 3)


def same_name(p: Place, q: Place) -> bool:
    return (p.id is not None and p.id == q.id) or p.name.casefold() == q.name.casefold()


def distance_km(p: Place, q: Place) -> float | None:
    """Great-circle distance in km (haversine, mean Earth radius 6371 km); None without coordinates."""
    if p.lat is None or p.lon is None or q.lat is None or q.lon is None:
        return None
    lat1, lat2 = radians(p.lat), radians(q.lat)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(q.lon - p.lon) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, half)))
