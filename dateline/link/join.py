"""Which statements stand together: pairs that may be one, then groups in which they agree as a whole.

Comes in: statements in effect, what is known of their reports, verdicts. Goes out: groups of statements,
which do not depend on the order of what comes in. Must not know: how an event's values are chosen.

First, statements that are one for certain become a *unit*: those judged the same, and those of reprints that
tell the same as the original. Then, in order of publication, a unit joins the largest group with which it is
linked: no pair forbidden, no report twice, and a mean score over all pairs that reaches the threshold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from dateline.link.block import find_pairs
from dateline.link.compare import THRESHOLD, VETO, Profile, compare, profile
from dateline.link.verdicts import Verdicts
from dateline.model import ReportFacts, Statement

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
            if likeness >= THRESHOLD:
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
    """All statements, their units, and for each unit the others that it may be linked with."""

    told: list[Statement]
    units: Groups
    members: dict[int, list[int]]  # head -> statements of the unit
    roots: list[str]
    profiles: list[Profile]
    linked: dict[int, set[int]]  # head -> heads with a score over the threshold

    def score(self, a: int, b: int) -> float:
        """Of two units: the best score of any pair of their statements."""
        return max(
            compare(self.profiles[i], self.profiles[j]) for i in self.members[a] for j in self.members[b]
        )


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
    for n in range(len(told)):
        members[units.find(n)].append(n)
    linked: dict[int, set[int]] = defaultdict(set)
    for n, other in find_pairs(told, known):
        if roots[other] != roots[n] and compare(profiles[n], profiles[other]) >= THRESHOLD:
            a, b = units.find(n), units.find(other)
            if a != b:
                linked[a].add(b)
                linked[b].add(a)
    return Links(told, units, members, roots, profiles, linked)


def join(links: Links) -> list[list[Statement]]:
    """The groups, each in order of publication, by their first statement."""
    groups: list[list[int]] = []  # heads of units
    group_of: dict[int, int] = {}
    for head in sorted(links.members):
        near = {group_of[other] for other in links.linked.get(head, ()) if other in group_of}
        chosen = _best_group(links, head, [(g, groups[g]) for g in sorted(near)])
        if chosen is None:
            chosen = len(groups)
            groups.append([])
        groups[chosen].append(head)
        group_of[head] = chosen
    return [
        [links.told[n] for n in sorted(n for head in group for n in links.members[head])] for group in groups
    ]


def _best_group(links: Links, head: int, groups: Iterable[tuple[int, list[int]]]) -> int | None:
    """The largest group that the unit may join; of equals the one it agrees with most, then the earliest."""
    own = {links.roots[n] for n in links.members[head]}
    best: tuple[int, float, int] | None = None
    for number, group in groups:
        if any(links.units.find(other) in links.units.apart[head] for other in group):
            continue
        if any(links.roots[n] in own for other in group for n in links.members[other]):
            continue
        mean = _mean_score(links, head, group)
        if mean >= THRESHOLD and (best is None or (len(group), mean, -number) > best):
            best = len(group), mean, -number
    return None if best is None else -best[2]


def _mean_score(links: Links, head: int, group: Sequence[int]) -> float:
    total = 0.0
    for other in group:
        score = links.score(head, other)
        if score == VETO:
            return VETO
        total += score
    return total / len(group)


def components(links: Links) -> list[list[Statement]]:
    """The statements in parts of which none can bear on another: linking one alone gives the same events."""
    parts = Groups(list(links.units.parent))
    for head, others in links.linked.items():
        for other in others:
            parts.unite(head, other)
    found: dict[int, list[Statement]] = defaultdict(list)
    for n, statement in enumerate(links.told):
        found[parts.find(n)].append(statement)
    return list(found.values())
