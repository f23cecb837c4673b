"""A report in; the stretches published with it that are not its text. Nothing is removed, only marked.

Must not know: what the text says. A mark that covers a real sentence costs an event, a missed one costs
little: the rules (lexicons/en/read.yaml) prefer to miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.model import Furniture, Report, Span
from dateline.read.rules import Rule, rules

_HEAD = 1200
_TAIL = 5000  # the longest closing section that a rule may take
_LINE = re.compile(r"[^\r\n]*[^\s][^\r\n]*")
# After these a line or a sentence begins.
_CLOSED = tuple(".!?:;”\"’')]…")


def find_furniture(report: Report) -> tuple[Furniture, ...]:
    """All furniture of the body, in text order, no two overlapping (the earlier and longer stays)."""
    body = report.body
    found: list[tuple[int, int, Rule]] = []
    for rule in rules("furniture"):
        found += [(start, end, rule) for start, end in _find(rule, body) if body[start:end].strip()]
    marks: list[Furniture] = []
    reached = 0
    for start, end, rule in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if start < reached:
            continue
        if report.title is None and not body[:start].strip() and body[start:end].lower().startswith("live"):
            continue  # "Live updates: …" above a live blog is its own title
        reached = end
        span = Span(report.body_start + start, report.body_start + end)
        marks.append(Furniture.model_validate({"span": span, "kind": rule.kind, "rule": rule.id}))
    return tuple(marks)


def _find(rule: Rule, body: str) -> Iterator[tuple[int, int]]:
    if rule.where == "line":
        yield from _lines(rule, body)
        return
    if rule.where == "head":
        matches = rule.pattern.finditer(body, 0, _HEAD)
        hits = [m.span() for m in matches if not body[: m.start()].strip() or _opens(body, m.start())]
    elif rule.where == "tail":
        hits = [m.span() for m in rule.pattern.finditer(body, max(0, len(body) - _TAIL))]
    else:
        hits = [m.span() for m in rule.pattern.finditer(body)]
    for start, end in hits:
        if rule.after == "sentence" and not _opens(body, start):
            continue
        words = body[start:end]
        yield end - len(words.lstrip()), start + len(words.rstrip())


def _opens(body: str, start: int) -> bool:
    """Here a line or a sentence begins."""
    before = body[max(0, start - 40) : start].rstrip(" \t\u00a0")
    return not before or before.endswith(("\n", "\r", "•", "|", *_CLOSED))


def _lines(rule: Rule, body: str) -> Iterator[tuple[int, int]]:
    """Whole lines that match, unless the line only continues the sentence above it (hard-wrapped text)."""
    previous_end, previous_closed, previous_length = 0, True, 0
    for line in _LINE.finditer(body):
        words = line[0].strip()
        start = line.start() + line[0].index(words)
        gap = body[previous_end:start].count("\n")
        continues = gap == 1 and not previous_closed and previous_length > 50
        if not continues and len(words) <= 450 and rule.pattern.fullmatch(words):
            yield start, start + len(words)
            previous_closed = True
        else:
            previous_closed = words.endswith(_CLOSED)
        previous_end, previous_length = line.end(), len(words)
