"""Judgements that contradict each other: which one holds, which gives way, and why.

Comes in: `Judgement`s. Goes out: `Conflict`s. Must not know: statements' contents, the store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from dateline.link.join import Groups
from dateline.link.verdicts import PAIRED, in_force, weigh
from dateline.model import Judgement, Record


class Conflict(Record):
    """A judgement that gives way, and the later ones that hold in its place (ids of judgements)."""

    gives_way: str
    holds: tuple[str, ...]
    statements: tuple[str, ...]  # those that it is about
    why: str

    def __str__(self) -> str:
        return (
            f"the judgement {self.gives_way} gives way to the later {', '.join(self.holds)}: {self.why}. "
            "Withdraw the one that is wrong: dateline judge withdraw ID"
        )


def conflicts(judgements: Iterable[Judgement]) -> list[Conflict]:
    """Every judgement that later ones contradict, in the order in which they were made."""
    held = in_force(judgements)
    found = [*_pairs(held), *_wholes(held), *_accepted(held), *_corrected(held)]
    made = {judgement.id: n for n, judgement in enumerate(held)}
    return sorted(found, key=lambda conflict: (made[conflict.gives_way], conflict.why))


Paths = Mapping[str, Mapping[str, str]]  # statement -> statement judged the same -> the judgement


def _pairs(held: list[Judgement]) -> Iterable[Conflict]:
    """As linking does: the latest first; what contradicts those before it, also by way of others, gives way.

    A rejected statement and one that counts are never linked, so what is judged of the two waits.
    """
    rejected = weigh(held).rejected
    number = {id: n for n, id in enumerate(dict.fromkeys(s for j in held for s in j.subjects))}
    groups = Groups(list(range(len(number))))
    same: dict[str, dict[str, str]] = defaultdict(dict)
    apart: list[tuple[str, str, str]] = []
    for judgement in reversed(held):
        if judgement.decision not in PAIRED:
            continue
        first, *others = judgement.subjects
        for other in others:
            if first == other or (first in rejected) != (other in rejected):
                continue
            a, b = groups.find(number[first]), groups.find(number[other])
            if judgement.decision != "same":
                if a == b:
                    way = _way(same, first, other) or []
                    yield _conflict(judgement, way, (first, other), "these judge the two to be one event")
                else:
                    apart.append((first, other, judgement.id))
                    groups.separate(a, b)
            elif b in groups.apart[a]:
                against = _apart_by(same, apart, first, other)
                yield _conflict(judgement, against, (first, other), "these keep the two apart")
            elif a != b:
                same[first][other] = same[other][first] = judgement.id
                groups.unite(a, b)


def _apart_by(same: Paths, apart: Iterable[tuple[str, str, str]], first: str, other: str) -> list[str]:
    """The judgements, the fewest, that make two statements different."""
    ways = [
        [*one, *two, id]
        for a, b, id in apart
        for x, y in ((a, b), (b, a))
        if (one := _way(same, first, x)) is not None and (two := _way(same, other, y)) is not None
    ]
    return min(ways, key=len)


def _way(same: Paths, start: str, goal: str) -> list[str] | None:
    """The judgements by which two statements are the same, the fewest; empty for a statement and itself."""
    ways: dict[str, list[str]] = {start: []}
    queue = [start]
    for here in queue:
        if here == goal:
            return ways[here]
        for there, judgement in same.get(here, {}).items():
            if there not in ways:
                ways[there] = [*ways[here], judgement]
                queue.append(there)
    return None


def _wholes(held: list[Judgement]) -> Iterable[Conflict]:
    """Of one statement that is said to be part of two others, or a part of its own part, the later holds."""
    whole: dict[str, tuple[str, str]] = {}  # part -> (whole, judgement)
    for judgement in reversed(held):
        if judgement.decision != "part_of":
            continue
        part, other = judgement.subjects
        if part in whole and whole[part][0] != other:
            yield _conflict(judgement, [whole[part][1]], (part, other), "it is a part of another event")
            continue
        circle, at = [], other
        while at in whole and at != part:
            circle.append(whole[at][1])
            at = whole[at][0]
        if at == part:
            yield _conflict(judgement, circle, (part, other), "the whole is itself a part of this one")
        else:
            whole.setdefault(part, (other, judgement.id))


def _accepted(held: list[Judgement]) -> Iterable[Conflict]:
    last: dict[str, Judgement] = {}
    for judgement in reversed(held):
        if judgement.decision not in ("accept", "reject"):
            continue
        for subject in judgement.subjects:
            later = last.setdefault(subject, judgement)
            if later.decision != judgement.decision:
                why = f"it was later judged {later.decision}"
                yield _conflict(judgement, [later.id], (subject,), why)


def _corrected(held: list[Judgement]) -> Iterable[Conflict]:
    last: dict[tuple[str, str | None], Judgement] = {}
    for judgement in reversed(held):
        if judgement.decision != "correct":
            continue
        for subject in judgement.subjects:
            later = last.setdefault((subject, judgement.field), judgement)
            if later.value != judgement.value:
                why = f"{judgement.field} was later corrected to another value"
                yield _conflict(judgement, [later.id], (subject,), why)


def _conflict(judgement: Judgement, holds: Iterable[str], statements: tuple[str, ...], why: str) -> Conflict:
    return Conflict(gives_way=judgement.id, holds=tuple(dict.fromkeys(holds)), statements=statements, why=why)
