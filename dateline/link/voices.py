"""Who says what a statement tells, so that what many reports take from one source is counted once.

Comes in: statements and what is known of their reports. Goes out: `Voice`s. Must not know: how anything was worded.

A voice is a source that the report names, or the outlet where it names none. An outlet that is cited and the same
outlet's own report are one voice. A person speaks for whom they have an office with. Sources without a name
("officials", "residents") are one voice for each kind: two reports may have heard the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from dateline.link.join import root
from dateline.model import Attribution, Claimant, ReportFacts, Statement


class Voice(NamedTuple):
    """Who says so. Two voices of one key are not independent."""

    key: str
    name: str
    kind: Claimant


def voices_of(statement: Statement, facts: Mapping[str, ReportFacts]) -> tuple[Voice, ...]:
    """The sources that the report names for this, each once; the outlet where it names none."""
    named = {(v := _voice(said)).key: v for said in reversed(statement.attributions)}
    return tuple(reversed(named.values())) or (outlet_of(statement, facts),)


def outlet_of(statement: Statement, facts: Mapping[str, ReportFacts]) -> Voice:
    """The outlet as a voice; a report without one is a voice of its own."""
    known = facts.get(statement.report_id)
    name = None if known is None else known.outlet
    if name is None:
        return Voice(f"report {root(statement.report_id, facts)}", "outlet unknown", "media")
    return Voice(name.casefold(), name, "media")


def independent(members: Sequence[Statement], facts: Mapping[str, ReportFacts]) -> list[Statement]:
    """Those that count when values are told often: of reports with one text only the original's.

    Where the original is not in the event, the first published of its reprints stands for it.
    """
    reports = {s.report_id for s in members}
    chosen: dict[str, str] = {}
    for statement in members:
        original = root(statement.report_id, facts)
        chosen.setdefault(original, original if original in reports else statement.report_id)
    return [s for s in members if chosen[root(s.report_id, facts)] == s.report_id]


class Heard:
    """How many independent voices tell something, for the statements of one event."""

    def __init__(self, members: Iterable[Statement], facts: Mapping[str, ReportFacts]) -> None:
        self._keys = {s.id: {v.key for v in voices_of(s, facts)} for s in members}

    def __call__(self, statements: Iterable[Statement]) -> int:
        """The number of different voices behind these statements."""
        return len(set[str]().union(*(self._keys[s.id] for s in statements)))


def who_says(statement: Statement, facts: Mapping[str, ReportFacts], source: str | None = None) -> str:
    """The outlet and whom it cites, for people: "Sample Wire, citing police". `source`: of the single value."""
    outlet = outlet_of(statement, facts).name
    cited = (source,) if source is not None else (said.source.name for said in statement.attributions)
    names = [name for name in dict.fromkeys(cited) if name.casefold() != outlet.casefold()]
    return f"{outlet}, citing {', '.join(names)}" if names else outlet


def key_of(name: str, statement: Statement) -> str:
    """The key of the voice that a statement calls so."""
    for said in statement.attributions:
        if said.source.name.casefold() == name.casefold():
            return _voice(said).key
    return name.casefold()


def _voice(said: Attribution) -> Voice:
    source, kind = said.source, said.claimant
    name = source.name.casefold()
    if kind == "media" or source.kind == "outlet":  # as its own reports are known by the outlet's name
        key = name
    elif source.kind == "person" and source.parents:
        key = source.parents[0]
    elif source.id is not None:
        key = source.id
    else:
        key = name if source.name != name or kind == "unknown" else f"kind {kind}"
    return Voice(key, source.name, kind)
