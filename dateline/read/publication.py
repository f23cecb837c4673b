"""A report in; the day and the outlet that its own text gives for its publication. Must not know: events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from dateline.model import Report, Span
from dateline.read.days import parse_day
from dateline.read.rules import Rule, agencies, rules

_HEAD = 1500
_TAIL = 600
_LINES = 6


@dataclass(frozen=True, slots=True)
class PublicationLine:
    """Words of the text that say when (and by whom) it was published. `day` is None if they are ambiguous."""

    span: Span
    day: date | None
    outlet: str | None
    rule: str


def publication_lines(report: Report) -> tuple[PublicationLine, ...]:
    """Every such line, the most telling rule first."""
    body, offset = report.body, report.body_start
    lines: list[PublicationLine] = []
    taken: list[Span] = []
    for rule in rules("published"):
        for found in _matches(rule, body):
            span = Span(offset + found.start(), offset + found.end())
            outlet = found.groupdict().get("outlet")
            known = agencies().get(outlet.strip().lower()) if outlet else None
            if ("known_outlet" in rule.need and known is None) or any(
                span.overlaps(other) for other in taken
            ):
                continue
            taken.append(span)
            lines.append(PublicationLine(span, parse_day(found["date"]), known, rule.id))
    return tuple(lines)


def _matches(rule: Rule, body: str) -> Iterator[re.Match[str]]:
    if rule.where == "start":
        found = rule.pattern.match(body, len(body) - len(body.lstrip()))
        if found:
            yield found
    elif rule.where == "line":
        lines = islice(re.finditer(r"[^\r\n]*\S[^\r\n]*", body[:_HEAD]), _LINES)
        for line in lines:
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            end = line.start() + len(line[0].rstrip())
            if end < _HEAD and (found := rule.pattern.fullmatch(body, start, end)):
                yield found
    else:
        yield from rule.pattern.finditer(body, 0, min(_HEAD, len(body)))
        if len(body) > _HEAD:
            yield from rule.pattern.finditer(body, max(_HEAD, len(body) - _TAIL))
