"""Pairs of an event's statements: what each field adds to their score, as a waterfall and as JSON.

Comes in: statements. Goes out: lines and records. Must not know: how statements are compared; it shows what
`explain_links` gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf, log
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from rich.console import Console

    from dateline.link import PairReason
    from dateline.model import Statement
    from dateline.store import Store

WIDTH = 30  # columns of a bar
MOST = 10  # pairs shown to people; JSON has all


class Pair(NamedTuple):
    """Two statements, what comparing them gave, and what their total is held against."""

    one: str
    other: str
    reason: PairReason
    threshold: float


def compared(store: Store, statements: Sequence[Statement]) -> list[Pair]:
    """Every pair, the highest score first."""
    from dateline.adding import bearing_on
    from dateline.link import explain_links
    from dateline.link.cluster import THRESHOLD
    from dateline.redacted import RedactedStore

    if len(statements) < 2:
        return []
    ids = [statement.id for statement in statements]
    names_kept = store.original if isinstance(store, RedactedStore) else store  # hidden ones are compared too
    around = bearing_on(names_kept, ids)
    least = log(THRESHOLD / (1 - THRESHOLD))
    pairs = [Pair(a, b, reason, least) for a, b, reason in explain_links(*around, ids)]
    return sorted(pairs, key=lambda pair: (-pair.reason.score, pair.one, pair.other))


def pair_record(pair: Pair) -> dict[str, Any]:
    """{"statements", "may_link", "total", "threshold", "fields": [{"field", "level", "weight"}]}.

    A weight, and then the total, is null where the field forbids one event.
    """
    return {
        "statements": [pair.one, pair.other],
        "may_link": pair.reason.may_link,
        "total": _number(pair.reason.score),
        "threshold": pair.threshold,
        "fields": [
            {"field": f.field, "level": f.level, "weight": _number(f.weight)} for f in pair.reason.fields
        ],
    }


def _number(weight: float) -> float | None:
    return None if isinf(weight) else weight


def print_pairs(out: Console, pairs: Sequence[Pair]) -> None:
    from dateline.cli.blocks import SHORT
    from dateline.cli.output import counted

    if pairs:
        out.print("\npairs of its statements", style="bold")
    for pair in pairs[:MOST]:
        verdict = "may be one event" if pair.reason.may_link else "not one event by themselves"
        out.print(f"  {pair.one[:SHORT]} and {pair.other[:SHORT]}: {verdict}")
        for line in waterfall(pair.reason, pair.threshold):
            out.print(f"    {line}")
    if len(pairs) > MOST:
        out.print(f"  {counted(len(pairs) - MOST, 'more pair')}: --json")


def waterfall(reason: PairReason, threshold: float) -> list[str]:
    """A line a field, its bar beginning where the field before left the total; then the total and the mark."""
    totals = [0.0]
    for field in reason.fields:
        totals.append(totals[-1] + (0.0 if isinf(field.weight) else field.weight))
    low, high = min(*totals, threshold), max(*totals, threshold)
    scale = WIDTH / ((high - low) or 1.0)

    def column(total: float) -> int:
        return round((total - low) * scale)

    names = max((len(f.field) for f in reason.fields), default=0)
    levels = max((len(f.level) for f in reason.fields), default=0)
    lines = []
    for field, before, after in zip(reason.fields, totals, totals[1:], strict=False):
        start, end = sorted((column(before), column(after)))
        bar = " " * start + ("█" if after >= before else "░") * (end - start)
        weight = "never" if isinf(field.weight) else f"{field.weight:+.1f}"
        level = field.level.replace("_", " ")
        lines.append(f"{field.field:<{names}}  {level:<{levels}}  {weight:>6}  {bar}".rstrip())
    total = "never" if isinf(reason.score) else f"{reason.score:+.1f}"
    mark = " " * column(threshold) + f"┃ from {threshold:+.1f} on"
    return [*lines, f"{'total':<{names}}  {'':<{levels}}  {total:>6}  {mark}"]
