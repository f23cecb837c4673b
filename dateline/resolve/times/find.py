"""A report and its parse in, every time expression with the days it means out.

Expressions are spotted in the text, then resolved in text order against the publication day, the times
before them and the tense of their verb; last, the two ends of one interval are joined. Must not know: events.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import How, Report, Span, TimeMention, When
from dateline.resolve.times.calendar import Days
from dateline.resolve.times.meanings import MEANINGS, Clues, part_of
from dateline.resolve.times.reference import reference_day, writes_month_first
from dateline.resolve.times.spotting import Found, is_time, people_called, spot, word_set

_JOIN = re.compile(r"\s*(?:[-–—]|,?\s+(?P<word>to|until|till|through|and))\s*(?:the\s+)?$", re.IGNORECASE)
_OPEN = re.compile(r"\b(?P<word>between|from)\s+(?:the\s+)?$", re.IGNORECASE)
_ANCHOR_SENTENCES = 3  # "two days later" counts from a time at most so many sentences before
_LENGTHS = frozenset(
    {"lasting", "long", "past", "recent", "future", "shift", "later"}
)  # no points to count from
_MODIFIERS = frozenset({"poss", "compound", "amod", "nmod", "nummod"})
_OPENERS = frozenset({"from", "between", "in", "over", "during", "within", "for", "on"})


def find_times(report: Report, doc: Doc) -> list[TimeMention]:
    """Every time expression of the text, in order, with its days (docs/codebook.md, "Days").

    `when.how.rule` is the rule of lexicons/en/times.yaml; with null ends it is the reason why.
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
    reference = reference_day(report, founds, [f for f in founds if not _is_future(doc[f.head])])
    _share_years(founds, text)
    month_first = writes_month_first(report, founds)
    for i, found in enumerate(founds):
        if not _counts_from_what_follows(found, text):
            _resolve(found, doc, reference, _anchor(found, reversed(founds[:i]), doc), month_first)
    for i, found in enumerate(founds):
        if _counts_from_what_follows(found, text):
            beside = [f for f in founds[i + 1 : i + 2] if not text[found.span.end : f.span.start].strip()]
            _resolve(found, doc, reference, _anchor(found, beside, doc), month_first)
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


def _resolve(
    found: Found, doc: Doc, reference: date | None, anchor: Days | None, month_first: bool | None
) -> None:
    clues = Clues(found.groups, reference, _is_future(doc[found.head]), anchor, month_first)
    found.days = MEANINGS[found.rule.means](clues)
    found.how = found.days.reason or found.rule.id


def _anchor(found: Found, others: Iterable[Found], doc: Doc) -> Days | None:
    """The first of `others` that is a known interval and stands at most so many sentences away."""
    for other in others:
        if other.days.start is not None and other.days.end is not None and other.rule.means != "lasting":
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
    after = text[found.span.end : found.span.end + 2].strip()
    return found.groups.get("way") in {"after", "before"} and bool(after) and after[0] not in ".,;:)"


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
        text=text[found.span.start : found.span.end],
        spans=(found.span,),
        how=How(rule=found.how, note=None if found.days.reason is None else f"found by {found.rule.id}"),
    )
    return TimeMention(
        span=found.span, when=when, head=found.head, duration=found.rule.means in {"lasting", "long"}
    )
