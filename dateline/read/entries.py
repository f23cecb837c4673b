"""A live blog in; its entries out, each with the day on which it was written. Must not know: what they say.

"Today" in an entry is the entry's day, not that of the last change of the page. The wording of stamps and day
headings stands in lexicons/en/read.yaml, "entries".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from dateline.lexicons import lexicon
from dateline.model import Report, Span
from dateline.read.days import parse_day
from dateline.read.rules import expand

# So many stamps at the beginnings of lines make a live blog: a report may give one or two times of day so.
LEAST = 3
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Entry:
    """`span`: the entry's text without its stamp. `day` is None where neither stamp, heading nor report tells it."""

    span: Span
    day: date | None


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stamp or a day heading. `minutes` after midnight; None in a heading."""

    start: int
    end: int
    day: date | None
    minutes: int | None


def find_entries(report: Report) -> tuple[Entry, ...]:
    """The entries in text order; none when the report is no live blog."""
    marks = _marks(report)
    stamps = [mark for mark in marks if mark.minutes is not None]
    if len(stamps) < LEAST:
        return ()
    days = _days(marks, report.published)
    ends = [mark.start for mark in marks[1:]] + [len(report.body)]
    offset = report.body_start
    return tuple(
        Entry(Span(offset + mark.end, offset + end), day)
        for mark, end, day in zip(marks, ends, days, strict=True)
        if mark.minutes is not None and report.body[mark.end : end].strip()
    )


def _marks(report: Report) -> list[_Mark]:
    found: list[_Mark] = []
    published = report.published or _latest_full_day(report.body)
    for kind in ("stamp", "heading"):
        for match in _pattern(kind).finditer(report.body):
            groups = {name: words for name, words in match.groupdict().items() if words}
            words = groups.get("day") or groups.get("day2")
            minutes = _minutes(groups["time"]) if "time" in groups else None
            if not any(match.start() < m.end and m.start < match.end() for m in found):
                day = parse_day(words, published) if words else None
                found.append(_Mark(match.start(), match.end(), day, minutes))
    return sorted(found, key=lambda mark: mark.start)


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(expand(lexicon("read")["entries"][kind]), re.MULTILINE)


def _latest_full_day(body: str) -> date | None:
    headings = (match["day"] for match in _pattern("heading").finditer(body))
    return max((day for words in headings if (day := parse_day(words)) is not None), default=None)


def _minutes(words: str) -> int:
    """Minutes after midnight: "17:40", "5.40 p.m.", "1740 GMT".

    >>> _minutes("5.40 p.m."), _minutes("1740 GMT"), _minutes("12:05 am ET")
    (1060, 1060, 5)
    """
    numbers = [int(n) for n in _NUMBER.findall(words)]
    hour, minute = (numbers[0], numbers[1]) if len(numbers) > 1 else (numbers[0], 0)
    if hour >= 100:
        hour, minute = divmod(hour, 100)
    low = words.lower()
    if re.search(r"\dp|\d ?p\.?m", low) and hour < 12:
        hour += 12
    if re.search(r"\d ?a\.?m", low) and hour == 12:
        hour = 0
    return hour * 60 + minute


def _days(marks: list[_Mark], published: date | None) -> list[date | None]:
    """Every mark's day: its own, else the heading's above it, else counted from `published` by the hours."""
    if any(mark.day is not None for mark in marks):
        days: list[date | None] = []
        day = next((mark.day for mark in marks if mark.day is not None), None)
        for mark in marks:
            day = mark.day or day
            days.append(day)
        return days
    if published is None:
        return [None] * len(marks)
    minutes = [mark.minutes or 0 for mark in marks]
    steps = [b - a for a, b in pairwise(minutes)]
    newest_first = sum(step < 0 for step in steps) >= sum(step > 0 for step in steps)
    # Newest first, a later hour is that of the day before; oldest first, the last entry is of the last day.
    wraps = [(step > 0) if newest_first else (step < 0) for step in steps]
    past = [sum(wraps[:i]) for i in range(len(marks))]
    total = sum(wraps)
    return [published - timedelta(days=n if newest_first else total - n) for n in past]
