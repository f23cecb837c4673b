"""The values of statements and events as rows for people: field, value, its words, how it was reached.

Comes in: model records. Goes out: `Row`s and marked-up text. `show` and `explain` print the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from rich.text import Text

from dateline.cli.legend import explain_missing, legend
from dateline.cli.output import counted
from dateline.model import Event, EventToll, How, Party, Place, Report, Rival, Span, Statement, Toll, When

NONE = "–"
MARK = "bold yellow"
# A report may hold terminal control sequences; they are shown as the replacement character, never sent.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Row:
    """One value. `words` are the report's own; `how` is None where a record carries no chain of its own."""

    field: str
    value: str
    words: str = ""
    spans: tuple[Span, ...] = ()
    how: How | None = None


def printable(text: str) -> str:
    """The same text, of the same length, safe to send to a terminal."""
    return _CONTROL.sub("�", text)


def one_line(text: str) -> str:
    return " ".join(printable(text).split())


def interval_text(low: int, high: int | None, *, approx: bool = False) -> str:
    """
    >>> interval_text(6, 6), interval_text(13, None), interval_text(1, 4), interval_text(15, 20)
    ('6', '13 or more', '1 to 4', '15 to 20')
    """
    about = "about " if approx else ""
    if high is None:
        return f"{about}{low:,} or more"
    return f"{about}{low:,}" if low == high else f"{about}{low:,} to {high:,}"


def days_text(start: date | None, end: date | None) -> str:
    """
    >>> days_text(date(2021, 3, 12), date(2021, 3, 12)), days_text(None, date(2021, 3, 12))
    ('2021-03-12', 'by 2021-03-12')
    """
    if start is None:
        return NONE if end is None else f"by {end}"
    if end is None:
        return f"from {start}"
    return str(start) if start == end else f"{start} to {end}"


def when_text(when: When) -> str:
    return days_text(when.start, when.end)


def place_text(place: Place | None) -> str:
    """
    >>> place_text(Place(text="outside Idlib", name="Idlib", country="SY", precision="near"))
    'near Idlib, SY'
    """
    if place is None:
        return NONE
    near = "near " if place.precision == "near" else ""
    parts = [near + place.name]
    if place.admin1 and place.admin1 != place.name:
        parts.append(place.admin1)
    if place.country:
        parts.append(place.country)
    return one_line(", ".join(parts))


def toll_text(toll: Toll | EventToll) -> str:
    """
    >>> from dateline.model import EventToll
    >>> toll_text(EventToll(kind="killed", group="civilian", best=6, low=4, high=6, rule="latest"))
    '6, told 4 to 6 (civilian)'
    """
    if isinstance(toll, Toll):
        return f"{interval_text(toll.low, toll.high, approx=toll.approx)} ({toll.group})"
    told = interval_text(toll.low, toll.high)
    return f"{told if toll.best == toll.low else f'{toll.best:,}, told {told}'} ({toll.group})"


def party_text(party: Party) -> str:
    known = [part for part in (party.kind if party.kind != "unknown" else None, party.country) if part]
    return one_line(party.name) + (f" ({', '.join(known)})" if known else "")


def words_of(report: Report, spans: Iterable[Span]) -> str:
    return " … ".join(f"“{one_line(report.words(span))}”" for span in spans)


def statement_rows(statement: Statement, report: Report) -> Iterator[Row]:
    """Every value of the statement; a field without one says why."""
    how = statement.how

    def row(field: str, value: str, spans: tuple[Span, ...], reached: How | None) -> Row:
        return Row(field, value, words_of(report, spans), spans, reached)

    yield row("type", statement.type, statement.trigger, how.get("type"))
    yield row("focus", "news of the report" if statement.focus else "background", (), how.get("focus"))
    yield row("certainty", statement.certainty, (), how.get("certainty"))
    when = statement.when
    yield (
        row("when", when_text(when), when.spans, when.how)
        if when.start or when.end
        else _missing(statement, "when")
    )
    if (place := statement.place) is not None:
        precision = "" if place.precision in {"exact", "near"} else f" ({place.precision})"
        yield row("where", f"{place_text(place)}{precision}", place.spans, place.how)
    else:
        yield _missing(statement, "place")
    for field, parties in (
        ("actors", statement.actors),
        ("partners", statement.partners),
        ("targets", statement.targets),
    ):
        for party in parties:
            yield row(field.rstrip("s"), party_text(party), party.spans, party.how)
        if not parties and field in statement.missing:
            yield _missing(statement, field)
    if (count := statement.count) is not None:
        yield row("count", interval_text(count.low, count.high), count.spans, how.get("count"))
    for toll in statement.tolls:
        source = f", says {one_line(toll.source)}" if toll.source else ""
        yield row(toll.kind, f"{toll_text(toll)} {one_line(toll.who)}{source}", toll.spans, toll.how)
    for thing in statement.materiel:
        yield row("materiel", one_line(thing.text), thing.spans, how.get("materiel"))
    for said in statement.attributions:
        through = f", through {one_line(said.through)}" if said.through else ""
        yield row("source", party_text(said.source) + through, said.spans, said.source.how)


def _missing(statement: Statement, field: str) -> Row:
    """Why a value is not there; days have two ends, and mostly one reason."""
    names = {"start", "end"} if field == "when" else {field}
    codes = dict.fromkeys(code for name, code in statement.missing.items() if name in names)
    reasons = "; ".join(explain_missing(code) for code in codes)
    label = {"place": "where", "when": "when"}.get(field, field.rstrip("s"))
    how = statement.when.how if field == "when" else None
    return Row(label, NONE, reasons or "not told", how=how)


def explained_rows(statement: Statement, report: Report) -> Iterator[Row]:
    """The rows of a statement, why it is one at all, and why fields of several values hold none."""
    chance = f"yes, confidence {statement.confidence:.2f}"
    yield Row("recorded", chance, how=statement.how.get("record"))
    for row in statement_rows(statement, report):
        if row.field == "when" and (when := statement.when).reference is not None:
            counted = legend()["counted_from"][when.reference]
            yield replace(row, value=f"{row.value} ({when.precision}; {counted})")
        else:
            yield row
    held = {
        "actors": statement.actors, "partners": statement.partners, "targets": statement.targets,
        "tolls": statement.tolls, "sources": statement.attributions,
    }  # fmt: skip
    for field, values in held.items():
        if not values and field not in statement.missing:
            yield Row(field, NONE, legend()["empty"][field])


def value_spans(statement: Statement) -> tuple[Span, ...]:
    """Where the words of all the values stand, in text order."""
    parties = (*statement.actors, *statement.partners, *statement.targets)
    spans = {
        *statement.trigger,
        *statement.when.spans,
        *(statement.place.spans if statement.place else ()),
        *(span for party in parties for span in party.spans),
        *(statement.count.spans if statement.count else ()),
        *(span for toll in statement.tolls for span in toll.spans),
        *(span for thing in statement.materiel for span in thing.spans),
        *(span for said in statement.attributions for span in said.spans),
    }
    return tuple(sorted(spans))


def marked(report: Report, within: Span, spans: Iterable[Span], *, colour: bool) -> Text:
    """A stretch of the report with the given spans made visible: by colour, or by ‹ and › without it.

    Overlapping spans are joined, so that marks never cross.
    """
    text = Text()
    within = report.placed(within)
    at = within.start
    for span in _joined(map(report.placed, spans), within):
        text.append(printable(report.text[at : span.start]))
        words = printable(report.text[span.start : span.end])
        text.append(words if colour else f"‹{words}›", style=MARK)
        at = span.end
    text.append(printable(report.text[at : within.end]))
    return text


def _joined(spans: Iterable[Span], within: Span) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(s for s in spans if within.contains(s) and s.start < s.end):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def event_rows(event: Event) -> Iterator[Row]:
    """Every value of the event, the rule that chose it, and the rival values with who tells each."""

    def row(field: str, key: str, value: str) -> Row:
        rule = event.rules.get(key)
        return Row(field, value, rivals_text(event.rivals.get(key, ())), how=How(rule=rule) if rule else None)

    yield row("type", "type", event.type)
    if (grade := event.grade) is not None:
        told = counted(grade.sources, "independent credible source")
        yield Row("grade", f"{grade.value}, {told}", how=How(rule=grade.rule))
    if event.part_of is not None:
        yield Row("part of", f"event {event.part_of}", how=How(rule="judged"))
    yield row("certainty", "certainty", event.certainty)
    yield row("when", "when" if "when" in event.rules else "start", days_text(event.start, event.end))
    yield row("where", "place", place_text(event.place))
    for field, names in (("actors", event.actors), ("partners", event.partners), ("targets", event.targets)):
        if names:
            yield row(field, field, one_line(", ".join(names)))
    for toll in event.tolls:
        replaced = tuple(f"replaced: {one_rival(rival)}" for rival in toll.replaced)
        how = How(rule=toll.rule, passed_over=replaced)
        yield Row(toll.kind, toll_text(toll), rivals_text(toll.rivals), how=how)
    yield row("outlets", "outlets", one_line(", ".join(event.outlets)) or NONE)


def rivals_text(rivals: Iterable[Rival]) -> str:
    """
    >>> rivals_text([Rival(value="6", statements=("a",), who=("A",)), Rival(value="9", statements=("b",))])
    '6 (A) · 9 (1 statement)'
    """
    return " · ".join(map(one_rival, rivals))


def one_rival(rival: Rival) -> str:
    who = "; ".join(rival.who) or counted(len(rival.statements), "statement")
    return one_line(f"{rival.value} ({who})")
