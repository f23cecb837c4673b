"""Which statements are one event. Comes in: statements, what is known of their reports, judgements.

Goes out: `Event`s, always computed anew. Must not know: how anything was worded, the store, files, the clock.

`link` is the whole of it. For a database that links only what a new report touches: `boxes` and `spot` find
the possible partners of a statement, `may_link` says which of them count, and `components` cuts what was
fetched into parts that do not bear on each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from dateline.link import join as joining
from dateline.link.block import Box, Spot, boxes, spot
from dateline.link.compare import POSSIBLE, FieldReason, PairReason, Profile, compare, explain, profile
from dateline.link.reconcile import reconcile
from dateline.link.verdicts import corrected, weigh
from dateline.model import Event, Judgement, ReportFacts, Statement

__all__ = [
    "Box", "FieldReason", "PairReason", "Spot",
    "boxes", "components", "corrected", "explain_pair", "in_effect", "link", "may_link", "pair_test", "spot",
]  # fmt: skip

NO_FACTS: Mapping[str, ReportFacts] = {}


def link(
    statements: Sequence[Statement], facts: Mapping[str, ReportFacts], judgements: Sequence[Judgement] = ()
) -> list[Event]:
    """The events that these statements are, by their first publication.

    `facts` holds what is known of each report, by its id. The result depends only on the set of what is
    given, never on its order. Rejected statements take no part; corrected values count in place of the
    machine's.

    Raises UsageError when a correction holds a value that its field cannot have.
    """
    verdicts = weigh(judgements)
    links = joining.find_links(in_effect(statements, judgements), facts, verdicts)
    return [reconcile(members, facts) for members in joining.join(links)]


def in_effect(statements: Iterable[Statement], judgements: Sequence[Judgement] = ()) -> list[Statement]:
    """The statements that take part in linking, with people's values in place of the machine's."""
    verdicts = weigh(judgements)
    unique = {s.id: s for s in statements if s.id not in verdicts.rejected}
    return [corrected(s, (verdicts.corrections or {}).get(s.id, ())) for s in unique.values()]


def components(
    statements: Sequence[Statement], facts: Mapping[str, ReportFacts], judgements: Sequence[Judgement] = ()
) -> list[list[Statement]]:
    """The statements that take part, in parts that do not bear on each other.

    Linking the parts one by one gives the events that linking all gives.
    """
    by_id = {s.id: s for s in statements}
    links = joining.find_links(in_effect(statements, judgements), facts, weigh(judgements))
    return [[by_id[s.id] for s in part] for part in joining.components(links)]


def explain_pair(a: Statement, b: Statement, facts: Mapping[str, ReportFacts] = NO_FACTS) -> PairReason:
    """Whether two statements may be one event by their content, and what each field says to that."""
    return explain(profile(a, facts.get(a.report_id)), profile(b, facts.get(b.report_id)))


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
