"""Which statements stand together: pairs that may be one, then groups in which they agree as a whole.

Comes in: statements in effect, what is known of their reports, verdicts. Goes out: groups of statements,
which do not depend on the order of what comes in. Must not know: how an event's values are chosen.

First, statements that are one for certain become a *unit*: those judged the same, and those of reprints that
tell the same as the original. Then the two groups that are likeliest one are joined, again and again, while the mean
chance over all pairs across them reaches the threshold: no pair forbidden, no report twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from dateline.link.block import find_pairs
from dateline.link.cluster import THRESHOLD, cluster
from dateline.link.compare import POSSIBLE, FieldReason, PairReason, Profile, compare, profile
from dateline.link.compare import explain as explain_alone
from dateline.link.context import Pair, Web, chance_of, chances, surroundings, weights
from dateline.link.verdicts import Verdicts
from dateline.model import ReportFacts, Statement

ALIKE = 0.0  # log odds from which a reprint's statement is its original's
SURE = 1000.0  # more than any sum of weights


def order(statements: Iterable[Statement], facts: Mapping[str, ReportFacts]) -> list[Statement]:
    """By publication (unknown last), then doc, report and id."""

    def key(statement: Statement) -> tuple[date, str, str, str]:
        known = facts.get(statement.report_id)
        published = None if known is None else known.published
        return published or date.max, statement.doc, statement.report_id, statement.id

    return sorted(statements, key=key)


def root(report_id: str, facts: Mapping[str, ReportFacts]) -> str:
    """The report whose text a report gives: itself, or what it repeats, to the end of the chain."""
    seen = {report_id}
    while (known := facts.get(report_id)) is not None and known.reprint_of is not None:
        report_id = known.reprint_of
        if report_id in seen:
            return min(seen)
        seen.add(report_id)
    return report_id


@dataclass(slots=True)
class Groups:
    """Numbers 0 … n-1 in groups that grow (union-find), and pairs that must stay apart."""

    parent: list[int]
    apart: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def find(self, number: int) -> int:
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def unite(self, a: int, b: int) -> None:
        """Make one group of two, unless they must stay apart. Its head is its lowest number."""
        a, b = sorted((self.find(a), self.find(b)))
        if a == b or b in self.apart[a]:
            return
        self.parent[b] = a
        for other in self.apart.pop(b, ()):
            self.apart[other].discard(b)
            self.separate(a, other)

    def separate(self, a: int, b: int) -> None:
        """Keep two groups apart, unless they are one already."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self.apart[a].add(b)
            self.apart[b].add(a)


def find_units(
    told: Sequence[Statement], roots: Sequence[str], profiles: Sequence[Profile], verdicts: Verdicts
) -> Groups:
    """Statements that are one for certain. Later judgements go first, so that older ones cannot undo them."""
    number = {statement.id: n for n, statement in enumerate(told)}
    units = Groups(list(range(len(told))))
    for same, one, other in verdicts.pairs:
        if one in number and other in number:
            (units.unite if same else units.separate)(number[one], number[other])
    _unite_reprints(units, told, roots, profiles)
    return units


def _unite_reprints(
    units: Groups, told: Sequence[Statement], roots: Sequence[str], profiles: Sequence[Profile]
) -> None:
    """Make one of the statements that reports of one text tell alike, the most alike first."""
    by_root: dict[str, list[int]] = defaultdict(list)
    for n in range(len(told)):
        by_root[roots[n]].append(n)
    for numbers in by_root.values():
        pairs = ((a, b) for a, b in combinations(numbers, 2) if told[a].report_id != told[b].report_id)
        alike = ((_likeness(told[a], told[b], profiles[a], profiles[b]), a, b) for a, b in pairs)
        for likeness, a, b in sorted(alike, key=lambda pair: (-pair[0], pair[1:])):
            if likeness >= ALIKE:
                reports = [
                    {told[n].report_id for n in numbers if units.find(n) == units.find(m)} for m in (a, b)
                ]
                if reports[0].isdisjoint(reports[1]):  # a report tells an event once
                    units.unite(a, b)


def _likeness(a: Statement, b: Statement, p: Profile, q: Profile) -> float:
    """How surely a reprint's statement is the original's: its days count from its own publication."""
    return SURE if _content(a) == _content(b) else compare(p, q)


def _content(statement: Statement) -> tuple[object, ...]:
    """What a reprint repeats of a statement, days left out."""
    place = None if statement.place is None else (statement.place.name, statement.place.precision)
    return statement.type, place, tuple((t.kind, t.low, t.high, t.text) for t in statement.tolls)


@dataclass(slots=True)
class Links:
    """All statements, their units (by head), and for each unit the others that it may be one event with."""

    told: list[Statement]
    units: Groups
    members: dict[int, list[int]]  # head -> statements of the unit
    profiles: list[Profile]
    web: Web  # of heads


def find_links(
    statements: Iterable[Statement], facts: Mapping[str, ReportFacts], verdicts: Verdicts
) -> Links:
    """Every pair of units that may be one event, found through the boxes of their statements."""
    told = order(statements, facts)
    known = [facts.get(s.report_id) for s in told]
    roots = [root(s.report_id, facts) for s in told]
    profiles = [profile(s, k) for s, k in zip(told, known, strict=True)]
    units = find_units(told, roots, profiles, verdicts)
    members: dict[int, list[int]] = defaultdict(list)
    texts: list[set[str]] = [set() for _ in told]
    for n, text in enumerate(roots):
        members[units.find(n)].append(n)
        texts[units.find(n)].add(text)
    odds: dict[Pair, float] = {}
    for n, other in find_pairs(told, known):
        a, b = units.find(n), units.find(other)
        if a == b or not texts[a].isdisjoint(texts[b]):
            continue
        found = compare(profiles[n], profiles[other])
        if found >= POSSIBLE:
            pair = min(a, b), max(a, b)
            odds[pair] = max(found, odds.get(pair, found))
    return Links(told, units, members, profiles, Web(odds, texts))


def join(links: Links) -> list[list[Statement]]:
    """The groups, each in order of publication, by their first statement."""
    units, texts = links.units, links.web.texts
    groups = cluster(
        {head: texts[head] for head in links.members},
        {head: {units.find(n) for n in units.apart.get(head, ())} for head in links.members},
        chances(links.web),
    )
    numbers = sorted(sorted(n for head in group for n in links.members[head]) for group in groups)
    return [[links.told[n] for n in group] for group in numbers]


def explain(links: Links, wanted: Collection[str]) -> list[tuple[str, str, PairReason]]:
    """Each pair of the `wanted` statements as linking sees it: what the two tell, then what all others say.

    What two tell by themselves counts in the share that the second model gives it. `may_link`: whether the chance of
    the pair reaches the threshold of a group.
    """
    model, around = weights(), dict(surroundings(links.web))
    numbers = [n for n, statement in enumerate(links.told) if statement.id in wanted]
    found = []
    for one, other in combinations(numbers, 2):
        alone = explain_alone(links.profiles[one], links.profiles[other])
        a, b = sorted((links.units.find(one), links.units.find(other)))
        if (a, b) in around:
            prior = FieldReason(field="prior", level="any two", weight=model["prior"])
            fields = [f.model_copy(update={"weight": model["alone"] * f.weight}) for f in alone.fields]
            fields[0] = prior.model_copy(update={"weight": prior.weight + fields[0].weight})
            fields += [
                FieldReason(field=key, level=f"{value:.2f}", weight=model[key] * value)
                for key, value in around[a, b].items()
                if key != "alone"
            ]
            score = sum(f.weight for f in fields)
            alone = PairReason(may_link=chance_of(score) >= THRESHOLD, score=score, fields=tuple(fields))
        found.append((links.told[one].id, links.told[other].id, alone))
    return found


def components(links: Links) -> list[list[Statement]]:
    """The statements in parts of which none can bear on another: linking one alone gives the same events."""
    parts = Groups(list(links.units.parent))
    for a, b in links.web.odds:
        parts.unite(a, b)
    found: dict[int, list[Statement]] = defaultdict(list)
    for n, statement in enumerate(links.told):
        found[parts.find(n)].append(statement)
    return list(found.values())
