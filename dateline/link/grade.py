"""How well an event is supported: the first rule of codebook/grades.yaml that holds, with the claims behind it.

Comes in: the statements of one event. Goes out: `Grade`. Must not know: why they stand together, how anything was
worded.

What it cannot see: reports do not say, in a form that is read, that somebody takes a claim back, nor that a party
denies only its own part. Such an event is not discounted, nor contested, until people judge it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import get_args

from dateline.codebook import read_yaml
from dateline.link.voices import Voice, independent, voices_of
from dateline.model import Claim, EventType, Grade, GradeName, Party, ReportFacts, Stance, Statement


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of codebook/grades.yaml. `grades` stand in the order in which they are tried."""

    grades: tuple[tuple[GradeName, str], ...]
    credible: frozenset[str]
    enough: int
    both_act: frozenset[str]


@lru_cache(maxsize=1)
def grading() -> Rules:
    """The rules by which events are graded."""
    read = read_yaml("grades.yaml")
    return Rules(
        grades=tuple((entry["grade"], entry["rule"]) for entry in read["grades"]),
        credible=frozenset(read["credible"]),
        enough=read["enough"],
        both_act=frozenset(read["both_act"]),
    )


GRADES: tuple[GradeName, ...] = get_args(GradeName)


def grade(
    members: Sequence[Statement],
    facts: Mapping[str, ReportFacts],
    *,
    type: EventType,
    rejected: bool = False,
) -> Grade:
    """The grade of the event that these statements are. `rejected`: people rejected every one of them."""
    rules = grading()
    told = independent(members, facts)
    claims = _claims(told, facts, rejected=rejected)
    sources = sum(claim.counts for claim in claims)
    holds: dict[GradeName, bool] = {
        "discounted": rejected,
        "contested": any(c.says == "disputes" for c in claims) or _rivals_did_it(told, type),
        "confirmed": any(c.says == "confirms" for c in claims),
        "fair": sources >= rules.enough,
        "weak": True,
    }
    value, rule = next((value, rule) for value, rule in rules.grades if holds[value])
    return Grade(value=value, rule=rule, sources=sources, claims=claims)


def _claims(
    told: Sequence[Statement], facts: Mapping[str, ReportFacts], *, rejected: bool
) -> tuple[Claim, ...]:
    claims: list[Claim] = []
    heard: set[str] = set()
    for statement in told:
        for voice in voices_of(statement, facts):
            counts = not rejected and voice.kind in grading().credible and voice.key not in heard
            heard.add(voice.key)
            claims.append(
                Claim(
                    statement=statement.id,
                    kind=voice.kind,
                    name=voice.name,
                    says="rejected" if rejected else _stance(statement, voice),
                    actors=tuple(party.name for party in statement.actors),
                    counts=counts,
                )
            )
    return tuple(claims)


def _stance(statement: Statement, voice: Voice) -> Stance:
    if statement.certainty == "disputed":
        return "disputes"
    return "confirms" if voice.kind == "party" and _did_it(statement, voice) else "tells"


def _did_it(statement: Statement, voice: Voice) -> bool:
    """Whether the source is one of those who did it or helped, or speaks for one, or is a part of one.

    Where it is kin to both sides, as forces of one state are, it must be nearer to those who did it.
    """
    source = next(said.source for said in statement.attributions if said.source.name == voice.name)
    doers = (*statement.actors, *statement.partners)
    if any(source.name == doer.name for doer in doers):
        return True
    return _distance(source, doers) < _distance(source, statement.targets)


def _distance(source: Party, side: Sequence[Party]) -> int:
    """How far up from the source, itself 0, the first stands that is of the side, or that one of it is a part of."""
    line = [id for id in (source.id, *source.parents) if id is not None]
    kin = _kin(side)
    return next((step for step, id in enumerate(line) if id in kin), len(line))


def _rivals_did_it(told: Sequence[Statement], type: EventType) -> bool:
    """Whether two statements name known actors as having done it that have nothing to do with each other."""
    both_act = type in grading().both_act
    return any(_rival(a, b) and not (both_act and _turned(a, b)) for a, b in combinations(told, 2))


def _rival(a: Statement, b: Statement) -> bool:
    one, other = _known(a.actors), _known(b.actors)
    helped = _kin((*a.actors, *a.partners)) & _kin((*b.actors, *b.partners))
    return bool(one and other) and not helped


def _turned(a: Statement, b: Statement) -> bool:
    return bool(_kin(a.actors) & _kin(b.targets) or _kin(a.targets) & _kin(b.actors))


def _known(parties: Sequence[Party]) -> set[str]:
    return {party.id for party in parties if party.id is not None}


def _kin(parties: Sequence[Party]) -> set[str]:
    return {id for party in parties for id in (party.id, *party.parents) if id is not None}
