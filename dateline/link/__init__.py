"""Which statements are one event. Comes in: statements, what is known of their reports, judgements.

Goes out: `Event`s, always computed anew. Must not know: how anything was worded, the store, files, the clock.

`link` is the whole of it. For a database that links only what a new report touches: `boxes` and `spot` find
the possible partners of a statement, `may_link` says which of them count, and `components` cuts what was
fetched into parts that do not bear on each other. `name_events` gives events the ids that they had before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from dateline.link import join as joining
from dateline.link.block import Box, Spot, boxes, spot
from dateline.link.compare import POSSIBLE, FieldReason, PairReason, Profile, compare, explain, profile
from dateline.link.conflicts import Conflict, conflicts
from dateline.link.naming import Issued, name_events
from dateline.link.reconcile import reconcile
from dateline.link.verdicts import corrected, weigh
from dateline.model import Event, Judgement, ReportFacts, Statement

__all__ = [
    "Box", "Conflict", "FieldReason", "Issued", "PairReason", "Spot",
    "boxes", "components", "conflicts", "corrected", "explain_links", "explain_pair", "in_effect", "link", "may_link",
    "name_events", "pair_test", "spot",
]  # fmt: skip

NO_FACTS: Mapping[str, ReportFacts] = {}


def link(
    statements: Sequence[Statement], facts: Mapping[str, ReportFacts], judgements: Sequence[Judgement] = ()
) -> list[Event]:
    """The events that these statements are, by their first publication.

    `facts` holds what is known of each report, by its id. The result depends only on the set of what is
    given, never on its order. Rejected statements make events of their own, graded discounted; corrected values
    count in place of the machine's.

    Raises UsageError when a correction holds a value that its field cannot have.
    """
    verdicts = weigh(judgements)
    kept, rejected = in_effect(statements, judgements)
    events = {
        event.statements[0]: event
        for pool in (kept, rejected)
        for members in joining.join(joining.find_links(pool, facts, verdicts))
        for event in [reconcile(members, facts, rejected=pool is rejected)]
    }
    ordered = [s.id for s in joining.order((*kept, *rejected), facts)]
    return with_wholes([events[id] for id in ordered if id in events], verdicts.parts)


def in_effect(
    statements: Iterable[Statement], judgements: Sequence[Judgement] = ()
) -> tuple[list[Statement], list[Statement]]:
    """The statements with people's values in place of the machine's: those that count, and those rejected.

    The two are linked each for itself.
    """
    verdicts = weigh(judgements)
    unique = {s.id: s for s in statements}
    effective = [corrected(s, (verdicts.corrections or {}).get(s.id, ())) for s in unique.values()]
    return (
        [s for s in effective if s.id not in verdicts.rejected],
        [s for s in effective if s.id in verdicts.rejected],
    )


def with_wholes(events: Sequence[Event], parts: Iterable[tuple[str, str]]) -> list[Event]:
    """The events with `part_of` set as judged; of several wholes the one judged last. `parts`: latest first."""
    parts = list(parts)
    if not parts:
        return list(events)
    event_of = {id: event.id for event in events for id in event.statements}
    wholes: dict[str, str] = {}
    for part, whole in parts:
        child, parent = event_of.get(part), event_of.get(whole)
        if child is not None and parent is not None and not _holds(child, parent, wholes):
            wholes.setdefault(child, parent)
    return [e.model_copy(update={"part_of": wholes[e.id]}) if e.id in wholes else e for e in events]


def _holds(child: str, parent: str | None, wholes: Mapping[str, str]) -> bool:
    """Whether the one is the other, or the other is already a part of it."""
    while parent is not None:
        if parent == child:
            return True
        parent = wholes.get(parent)
    return False


def components(
    statements: Sequence[Statement], facts: Mapping[str, ReportFacts], judgements: Sequence[Judgement] = ()
) -> list[list[Statement]]:
    """The statements in parts that do not bear on each other.

    Linking the parts one by one gives the events that linking all gives.
    """
    by_id = {s.id: s for s in statements}
    number = {id: n for n, id in enumerate(by_id)}
    verdicts = weigh(judgements)
    parts = joining.Groups(list(range(len(number))))
    for pool in in_effect(statements, judgements):
        for part in joining.components(joining.find_links(pool, facts, verdicts)):
            for other in part[1:]:
                parts.unite(number[part[0].id], number[other.id])
    for one, other_id in verdicts.parts:  # a part names its whole
        if one in number and other_id in number:
            parts.unite(number[one], number[other_id])
    found: dict[int, list[Statement]] = {}
    for id, n in number.items():
        found.setdefault(parts.find(n), []).append(by_id[id])
    return list(found.values())


def explain_pair(a: Statement, b: Statement, facts: Mapping[str, ReportFacts] = NO_FACTS) -> PairReason:
    """Whether two statements may be one event by their content, and what each field says to that."""
    return explain(profile(a, facts.get(a.report_id)), profile(b, facts.get(b.report_id)))


def explain_links(
    statements: Sequence[Statement],
    facts: Mapping[str, ReportFacts],
    judgements: Sequence[Judgement],
    wanted: Collection[str],
) -> list[tuple[str, str, PairReason]]:
    """Ids of each pair of the `wanted` statements, and what linking these `statements` says to it."""
    kept, rejected = in_effect(statements, judgements)
    verdicts = weigh(judgements)
    return [
        pair
        for pool in (kept, rejected)
        for pair in joining.explain(joining.find_links(pool, facts, verdicts), wanted)
    ]


def pair_test(facts: Mapping[str, ReportFacts]) -> Callable[[Statement, Statement], bool]:
    """`may_link` for many pairs: what is compared of a statement is worked out once. `facts` may grow."""
    profiles: dict[str, Profile] = {}

    def known(statement: Statement) -> Profile:
        if statement.id not in profiles:
            profiles[statement.id] = profile(statement, facts.get(statement.report_id))
        return profiles[statement.id]

    def test(a: Statement, b: Statement) -> bool:
        different = joining.root(a.report_id, facts) != joining.root(b.report_id, facts)
        return different and compare(known(a), known(b)) >= POSSIBLE

    return test


def may_link(a: Statement, b: Statement, facts: Mapping[str, ReportFacts] = NO_FACTS) -> bool:
    """Whether two statements of different reports may be one event by their content."""
    different = joining.root(a.report_id, facts) != joining.root(b.report_id, facts)
    return different and explain_pair(a, b, facts).may_link
