"""A report and its parse in, every time expression with the days it means out.

Expressions are spotted in the text, then resolved in text order against the publication day, the times
before them and the tense of their verb; last, the two ends of one interval are joined. Must not know: events.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import How, Report, Span, TimeMention, TimeReference, When
from dateline.resolve.times.calendar import Days
from dateline.resolve.times.clock import join_clocks, to_local_day
from dateline.resolve.times.clues import NO_ANCHOR, NOT_TOLD, Clues, part_of
from dateline.resolve.times.meanings import MEANINGS, length_of
from dateline.resolve.times.reference import reference_day, writes_month_first
from dateline.resolve.times.spotting import Found, is_time, people_called, spot, word_set
from dateline.resolve.times.told import event_days, event_words, is_event, is_reason

_JOIN = re.compile(r"\s*(?:[-–—]|,?\s+(?P<word>to|until|till|through|and))\s*(?:the\s+)?$", re.IGNORECASE)
_OPEN = re.compile(r"\b(?P<word>between|from)\s+(?:the\s+)?$", re.IGNORECASE)
_NO_POINTS = frozenset({"lasting", "long", "past", "recent", "since", "until_then"})
_ANCHOR_SENTENCES = 3  # "two days later" counts from a time at most so many sentences before
# no points that "since" or "until" could open
_LENGTHS = frozenset({
    "lasting", "long", "past", "recent", "future", "shift", "later", "nth", "first", "ending", "since",
    "until_then", "within", "following",
})  # fmt: skip
_WAYS = frozenset({"after", "before", "prior to", "into"})
_REFERENCES: dict[str, TimeReference] = {
    "no_publication_date": "publication", "no_anchor": "time", "event_not_told": "event",
}  # fmt: skip
_MODIFIERS = frozenset({"poss", "compound", "amod", "nmod", "nummod"})
_OPENERS = frozenset({"from", "between", "in", "over", "during", "within", "for", "on"})


def find_times(report: Report, doc: Doc, *, country: str | None = None) -> list[TimeMention]:
    """Every time expression of the text, in order, with its days (docs/codebook.md, "Days").

    `when.how.rule` is the rule of lexicons/en/times.yaml; with null ends it is the reason why. `country` is where
    the report's events happened: a day told in GMT becomes the day there.
    """
    text = report.text
    hidden = [f.span for f in report.furniture]
    if report.dateline is not None:
        hidden.append(report.dateline.span)
    offsets = [token.idx for token in doc]
    founds = [f for f in spot(text) if not any(f.span.overlaps(h) for h in hidden)]
    for found in founds:
        found.head = _head(doc, offsets, found)
    people = people_called(founds, text)
    founds = [f for f in founds if is_time(f, text, doc, people)]
    founds = join_clocks(
        [f for f in founds if not f.rule.event or _counts_from_something(f, founds, text, doc)], text
    )
    past = [f for f in founds if not _is_future(doc[f.head])]
    reference, counted = reference_day(report, founds, past)
    _share_years(founds, text)
    setting = _Setting(doc, reference, counted, writes_month_first(report, founds))
    later = [found for found in founds if _counts_from_what_follows(found, text)]
    for i, found in enumerate(founds):
        if not any(found is other for other in later):
            _resolve(found, setting, _anchor(found, reversed(founds[:i]), doc), NO_ANCHOR)
            to_local_day(found, country)
    for found in founds:
        if found.same_as is not None and found.same_as.days.start is not None:
            found.days, found.reference = found.same_as.days, found.same_as.reference
    for found in later:
        beside = _beside(found, founds, text)
        if beside is not None:
            _resolve(found, setting, _anchor(found, [beside], doc), NO_ANCHOR)
        else:
            points = [f for f in founds if f.rule.means not in _NO_POINTS]
            _resolve(found, setting, event_days(found, points, doc), NOT_TOLD)
            found.head = _above_event(doc[found.head], found.span)
            found.counts_from = event_words(found.span, doc)
            if found.days.start and reference and found.days.start > reference and found.reference == "event":
                found.days, found.how = NOT_TOLD, "event_not_told"  # another event: this one is past
    founds = [found for found in founds if not (found.rule.follows and is_reason(found, doc))]
    _order_weekdays(founds, text, reference)
    founds = _join(founds, text)
    end = 0
    for found in founds:
        if found.rule.means not in _LENGTHS:
            _widen(found, end, text, doc, reference)
        end = found.span.end
    return [_mention(found, text) for found in founds]


def _head(doc: Doc, offsets: list[int], found: Found) -> int:
    """The token through which the expression hangs in the parse."""
    first = bisect_right(offsets, found.span.start) - 1
    last = bisect_right(offsets, found.span.end - 1) - 1
    for i in range(first, last + 1):
        head = doc[i].head.i
        if (not first <= head <= last or head == i) and not doc[i].is_punct and doc[i].lower_ not in _OPENERS:
            return i
    return last


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all times of a report share."""

    doc: Doc
    reference: date | None
    counted: TimeReference  # where the reference was read
    month_first: bool | None


def _resolve(found: Found, setting: _Setting, anchor: Days | None, without: Days) -> None:
    """The days, and what they count from: that without which they would not be known."""
    future = _is_future(setting.doc[found.head])
    clues = Clues(found.groups, setting.reference, future, anchor, setting.month_first, without)
    mean = MEANINGS[found.rule.means]
    found.days = mean(clues)
    found.how = found.days.reason or found.rule.id
    alone = replace(clues, anchor=None)
    if found.days.reason is not None:
        found.reference = _REFERENCES.get(found.days.reason)
    elif mean(replace(alone, reference=None)).reason is None:
        found.reference = "itself"
    elif mean(alone) == found.days:
        found.reference = setting.counted
    else:
        found.reference = "event" if without is NOT_TOLD else "time"


def _anchor(found: Found, others: Iterable[Found], doc: Doc) -> Days | None:
    """The first of `others` that is a known interval and stands at most so many sentences away."""
    for other in others:
        if other.days.start is not None and other.days.end is not None and other.rule.means not in _NO_POINTS:
            low, high = sorted((other.head, found.head))
            near = sum(1 for token in doc[low:high] if token.is_sent_start) <= _ANCHOR_SENTENCES
            return other.days if near else None
    return None


def _is_future(token: Token) -> bool:
    """Whether the verb above the expression is in the future ("will start on Monday")."""
    for _ in range(6):
        if token.pos_ in {"VERB", "AUX"}:
            return any(c.dep_ == "aux" and c.lower_ in word_set("future_aux") for c in token.children)
        if token.head is token:
            return False
        token = token.head
    return False


def _counts_from_what_follows(found: Found, text: str) -> bool:
    """ "three days after the battle", but not "it fell three days after."."""
    if found.rule.follows:
        return True
    after = text[found.span.end : found.span.end + 2].strip()
    return found.groups.get("way") in _WAYS and bool(after) and after[0] not in ".,;:)"


def _beside(found: Found, founds: list[Found], text: str) -> Found | None:
    """The time right after the expression: "the last two weeks of May"."""
    after = (f for f in founds if f.span.start >= found.span.end)
    first = min(after, key=lambda f: f.span.start, default=None)
    return first if first is not None and not text[found.span.end : first.span.start].strip() else None


def _above_event(token: Token, span: Span) -> int:
    """ "since it fell": the time is that of the clause above, not of the fall."""
    verb = token.head
    return verb.head.i if verb.idx >= span.end and verb.dep_ == "advcl" else token.i


def _counts_from_something(found: Found, founds: list[Found], text: str, doc: Doc) -> bool:
    """Whether it has a time or a happening after it; "just before Friday" is that Friday, opened (`_widen`)."""
    if _beside(found, founds, text) is not None:
        return found.rule.means not in {"since", "later"}
    return is_event(found.span, doc)


# ---------------------------------------------------------------- two times joined, or one opened


def _share_years(founds: list[Found], text: str) -> None:
    """ "between March and June 2015": the year belongs to both."""
    for first, second in pairwise(founds):
        if (
            _joined(first, second, text)
            and "m" in first.groups
            and "y" not in first.groups
            and "y" in second.groups
        ):
            year = int(second.groups["y"])
            wraps = "m" in second.groups and part_of(first.groups["m"]) > part_of(second.groups["m"])
            first.groups["y"] = str(year - 1 if wraps else year)


def _joined(first: Found, second: Found, text: str) -> bool:
    """Whether the two are the ends of one interval: "from X to Y", "between X and Y", "X–Y"."""
    gap = _JOIN.fullmatch(text, first.span.end, second.span.start)
    if gap is None:
        return False
    word = (gap["word"] or "").lower()
    opened = _OPEN.search(text[max(0, first.span.start - 16) : first.span.start])
    if word == "and":
        return _adjoin(first, second) or (opened is not None and opened["word"].lower() == "between")
    return word in {"", "until", "till", "through"} or opened is not None


def _order_weekdays(founds: list[Found], text: str, reference: date | None) -> None:
    """ "between Friday and Sunday", told on a Saturday: the Friday before that Sunday."""
    for first, second in pairwise(founds):
        start, end = first.days.start, second.days.start
        if first.rule.means != "weekday" or second.rule.means != "weekday":
            continue
        if start is None or end is None or reference is None or not end < start <= reference:
            continue
        as_told = first.days
        first.days = Days(start - timedelta(days=7), start - timedelta(days=7))
        if not _joined(first, second, text):
            first.days = as_told


def _adjoin(first: Found, second: Found) -> bool:
    """ "Friday and Saturday", "1995 and 1996": the second begins where the first ends."""
    if first.days.end is None or second.days.start is None or first.rule.means != second.rule.means:
        return False
    return second.days.start - first.days.end == timedelta(days=1)


def _join(founds: list[Found], text: str) -> list[Found]:
    out: list[Found] = []
    for found in founds:
        if out and _joined(out[-1], found, text) and out[-1].days.start and found.days.end:
            first = out[-1]
            if first.days.start is not None and first.days.start <= found.days.end:
                first.days = Days(first.days.start, found.days.end)
                first.how = f"{first.how}+{found.how}"
                first.span = Span(first.span.start, found.span.end)
                continue
        out.append(found)
    return out


@cache
def _opening() -> re.Pattern[str]:
    words = sorted(lexicon("times")["before"], key=len, reverse=True)
    return re.compile(
        rf"(?<!\w)(?P<word>{'|'.join(words)})\s+(?:(?:the|about|around|at\s+least)\s+)?$", re.IGNORECASE
    )


def _widen(found: Found, after: int, text: str, doc: Doc, reference: date | None) -> None:
    """ "since", "until", "before", "after" open or close the interval, when they govern the time itself."""
    low = max(after, found.span.start - 28)
    opening = _opening().search(text[low : found.span.start])
    if opening is not None and text[: low + opening.start()].rstrip().endswith(" not"):
        return  # "not until Monday" is Monday
    if opening is None or found.days.reason is not None or doc[found.head].dep_ in _MODIFIERS:
        return
    start, end = found.days.start, found.days.end
    match lexicon("times")["before"][opening["word"].lower()]:
        case "since":
            found.days = Days(
                start, reference if reference is None or start is None or reference >= start else None
            )
        case "until":
            found.days = Days(None, end)
        case "before":
            found.days = Days(None, start - timedelta(days=1) if start is not None else None)
        case _:
            found.days = Days(start, None)
    found.how = f"{opening['word'].lower()}:{found.how}"
    found.span = Span(low + opening.start(), found.span.end)


def _mention(found: Found, text: str) -> TimeMention:
    when = When(
        start=found.days.start,
        end=found.days.end,
        precision=found.days.precision,
        reference=found.reference,
        text=text[found.span.start : found.span.end],
        spans=(found.span,),
        how=How(rule=found.how, note=None if found.days.reason is None else f"found by {found.rule.id}"),
    )
    duration = found.rule.means in {"lasting", "long"}
    length = length_of(found.groups) if duration else None
    return TimeMention(
        span=found.span,
        when=when,
        head=found.head,
        duration=duration,
        clock=found.clock,
        length=length,
        counts_from=found.counts_from,
    )
