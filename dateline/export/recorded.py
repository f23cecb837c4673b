"""Tolls as another project records them: statements and a policy in, the cells of its columns out.

Must not know: formats, nor what the rules of any policy are.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.codebook.policies import Column, Policy, wording_of
from dateline.model import Event, Statement, Toll, TollGroup

WORDING = "toll_wording"
WORDING_MEANS = (
    "the wordings that these figures are made of; (ours): the project states no rule "
    "where we read, (memory): one that we recall and have not verified"
)


def policy_columns(policy: Policy | None) -> dict[str, str]:
    """The columns that a policy adds, and what they hold; none without a policy."""
    if policy is None:
        return {}
    return {name: column.means for name, column in policy.columns.items()} | {WORDING: WORDING_MEANS}


def policy_cells(
    policy: Policy | None, statements: Sequence[Statement], event: Event | None = None
) -> dict[str, str | int | None]:
    """The cells of one event, or of one statement, by column. Empty: nothing told, or open."""
    if policy is None:
        return {}
    cells: dict[str, str | int | None] = {}
    met: dict[str, None] = {}
    for name, column in policy.columns.items():
        tolls = _tolls(column, statements, event)
        best = _best(column, event)
        cells[name] = _over(
            column, [policy.figures(toll)[column.value] for toll in _chosen(column, tolls, best)]
        )
        met |= dict.fromkeys(policy.told_by(toll) for toll in tolls)
    return cells | {WORDING: "; ".join(met)}


def _tolls(column: Column, statements: Sequence[Statement], event: Event | None) -> list[Toll]:
    """Of each statement the highest figure of the column's people; no bare plural beside a number."""
    group: TollGroup | None = "civilian"
    if column.group == "largest":
        group = _largest(column, statements, event)
    groups = set() if event is None else {toll.group for toll in event.tolls if toll.kind == column.kind}
    merged = (
        {group, "other"} if groups == {group} else {group}
    )  # people of no told side were joined with these
    told = [[t for t in s.tolls if t.kind == column.kind and t.group in merged] for s in statements]
    found = [max(tolls, key=lambda toll: toll.low) for tolls in told if tolls]
    return [toll for toll in found if wording_of(toll) != "no_number"] or found


def _largest(column: Column, statements: Sequence[Statement], event: Event | None) -> TollGroup | None:
    if event is not None:
        ranges = [toll for toll in event.tolls if toll.kind == column.kind]
        return max(ranges, key=lambda toll: toll.best).group if ranges else None
    tolls = [toll for s in statements for toll in s.tolls if toll.kind == column.kind]
    return max(tolls, key=lambda toll: toll.low).group if tolls else None


def _best(column: Column, event: Event | None) -> int | None:
    ranges = [] if event is None else [toll.best for toll in event.tolls if toll.kind == column.kind]
    return max(ranges, default=None)


def _chosen(column: Column, tolls: list[Toll], best: int | None) -> list[Toll]:
    if column.over != "chosen":
        return tolls
    return [toll for toll in tolls if toll.low == best] or tolls


def _over(column: Column, figures: list[int | None]) -> int | None:
    known = [figure for figure in figures if figure is not None]
    if len(known) < len(figures) or not known:
        return None  # open, or nothing told
    return min(known) if column.over == "lowest" else max(known)
