"""People's judgements as linking needs them: pairs that are one, pairs that are not, what is left out.

Comes in: `Judgement`s. Goes out: `Verdicts`, and statements with corrected values. Withdrawn judgements count
for nothing; of two that contradict, the later one holds (link/conflicts.py tells them). The statements themselves
are never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from dateline.errors import UsageError
from dateline.model import Decision, Judgement, Statement

CORRECTABLE = (
    "type", "focus", "certainty", "start", "end", "place", "actors", "partners", "targets", "count", "tolls",
    "materiel",
)  # fmt: skip
PAIRED: tuple[Decision, ...] = ("same", "different", "part_of")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What people have decided. `pairs` stand latest first: (same?, one id, other id).

    `parts`, latest first: (statement of the part, statement of the whole); they stand among the pairs, as different.
    """

    pairs: tuple[tuple[bool, str, str], ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    rejected: frozenset[str] = frozenset()
    corrections: Mapping[str, tuple[Judgement, ...]] | None = None


def weigh(judgements: Iterable[Judgement]) -> Verdicts:
    """The judgements that hold. Of accept and reject the later one holds, whatever the order given."""
    pairs: list[tuple[bool, str, str]] = []
    parts: list[tuple[str, str]] = []
    rejected: set[str] = set()
    corrections: dict[str, list[Judgement]] = {}
    for judgement in in_force(judgements):
        if judgement.decision in PAIRED:
            first, *others = judgement.subjects
            pairs += [(judgement.decision == "same", first, other) for other in others]
            if judgement.decision == "part_of":
                parts += [(first, other) for other in others]
        elif judgement.decision == "reject":
            rejected.update(judgement.subjects)
        elif judgement.decision == "accept":
            rejected.difference_update(judgement.subjects)
        elif judgement.decision == "correct":
            for subject in judgement.subjects:
                corrections.setdefault(subject, []).append(judgement)
    return Verdicts(
        (*reversed(pairs), *_parts_of_parts(reversed(parts))),
        tuple(reversed(parts)),
        frozenset(rejected),
        {id: tuple(js) for id, js in corrections.items()},
    )


def _parts_of_parts(parts: Iterable[tuple[str, str]]) -> Iterable[tuple[bool, str, str]]:
    """A part of a part is not the whole either; this gives way to whatever is judged of the two themselves."""
    wholes: dict[str, str] = {}
    for part, whole in parts:
        wholes.setdefault(part, whole)
    for part, whole in wholes.items():
        seen = {part, whole}
        at = wholes.get(whole)
        while at is not None and at not in seen:
            yield False, part, at
            seen.add(at)
            at = wholes.get(at)


def in_force(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Those that are not withdrawn, in the order in which they were made."""
    return sorted((j for j in judgements if j.withdrawn is None), key=lambda j: (j.made, j.id))


def corrected(statement: Statement, corrections: Iterable[Judgement]) -> Statement:
    """The statement with people's values in place of the machine's; the id stays.

    A value has the form of the output contract: an ISO day, a place's fields, a list of names or of tolls'
    fields. Raises UsageError naming the judgement when a field or a value is of no use.
    """
    for judgement in corrections:
        statement = _correct(statement, judgement)
    return statement


def _correct(statement: Statement, judgement: Judgement) -> Statement:
    field, value = judgement.field, judgement.value
    if field not in CORRECTABLE:
        raise UsageError(
            f"judgement {judgement.id} corrects {field!r}; expected one of {', '.join(CORRECTABLE)}"
        )
    fields: dict[str, Any] = dict(statement)
    if field in ("start", "end"):
        fields["when"] = {**dict(statement.when), field: value, "precision": "unknown", "reference": None}
    elif field == "place":
        fields["place"] = None if value is None else {**_base(value), **value}
    elif field in ("actors", "partners", "targets"):
        parties = {p.name: p for p in (*statement.actors, *statement.partners, *statement.targets)}
        fields[field] = [_party(item, parties) for item in value or ()]
    elif field in ("tolls", "materiel"):
        fields[field] = [{"text": item} if isinstance(item, str) else item for item in value or ()]
    else:
        fields[field] = value
    try:
        return Statement.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(
            f"judgement {judgement.id} corrects {field} of {statement.id} to {value!r}, not of its kind: "
            f"{first['msg']}; withdraw it or correct it again"
        ) from error


def _base(place: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": place.get("name", "")}


def _party(item: Any, known: Mapping[str, Any]) -> Any:
    if not isinstance(item, str):
        return item
    return known.get(item, {"name": item, "text": item})
