"""A report and its parse in, every time expression with the days it means out.

Two steps: the rules of lexicons/en/times.yaml find expressions in the text, the longest winning; then each is
resolved in text order against the publication day, the times before it and the tense of its verb.
Must not know: events.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import How, Report, Span, TimeMention, When
from dateline.resolve.times.calendar import Days, make_day
from dateline.resolve.times.meanings import MEANINGS, Clues, part_of

_WORD = re.compile(r"\d+|[^\W\d_]+")
_MACRO = re.compile(r"\{\{(\w+)\}\}")
_BEFORE, _AFTER = 52, 44  # characters around an anchor word in which a rule may match
_JOIN = re.compile(r"\s*(?:[-–—]|,?\s+(?P<word>to|until|till|through|and))\s*(?:the\s+)?$", re.IGNORECASE)
_OPEN = re.compile(r"\b(?P<word>between|from)\s+(?:the\s+)?$", re.IGNORECASE)
_LAST_WORD = re.compile(r"([^\W_]+)[’'.]?[\s“\"'‘(]*$")
_NEXT_WORD = re.compile(r"[\s-]*([^\W_]+)")
_ANCHOR_SENTENCES = 3
_FAR = timedelta(days=31)  # a dateline this much older than "published": the latter is a crawler's date


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    means: str
    pattern: re.Pattern[str]
    order: int


@dataclass(slots=True)
class Found:
    """One expression in the text, and where the parse has it."""

    rule: Rule
    groups: dict[str, str]
    span: Span
    head: int = 0
    days: Days = field(default_factory=Days)
    how: str = ""


@cache
def _rules() -> dict[str, tuple[Rule, ...]]:
    """Rules by the class of word that must stand in them."""
    table: dict[str, list[Rule]] = {}
    for order, entry in enumerate(lexicon("times")["rules"]):
        pattern = _expand(entry["pattern"]).replace(" ", r"\s{1,3}")
        compiled = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
        table.setdefault(entry["with"], []).append(Rule(entry["id"], entry["means"], compiled, order))
    return {kind: tuple(rules) for kind, rules in table.items()}


def _expand(pattern: str) -> str:
    macros = lexicon("times")["macros"]
    while _MACRO.search(pattern):
        pattern = _MACRO.sub(lambda m: f"(?:{macros[m[1]]})", pattern)
    return pattern


@cache
def _anchors() -> dict[str, str]:
    table = {word: kind for kind, words in lexicon("times")["words"].items() for word in words}
    return table | {str(year): "year" for year in range(1800, 2100)}


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon("times")[name])


# ---------------------------------------------------------------- finding


def time_spans(text: str) -> list[Span]:
    """Where time expressions may stand, before the parse has been asked: numbers in them count nothing.

    >>> [tuple(s) for s in time_spans("On 5 July 2017 nine men died.")]
    [(3, 14)]
    """
    return [found.span for found in _find(text)]


def _find(text: str) -> list[Found]:
    candidates = sorted(_candidates(text), key=lambda f: (f.span.start - f.span.end, f.rule.order))
    chosen: list[Found] = []
    taken: set[int] = set()
    for found in candidates:
        characters = range(found.span.start, found.span.end)
        if taken.isdisjoint(characters):
            taken.update(characters)
            chosen.append(found)
    return sorted(chosen, key=lambda f: f.span)


def _candidates(text: str) -> Iterator[Found]:
    anchors, rules = _anchors(), _rules()
    for word in _WORD.finditer(text):
        kind = anchors.get(word[0].lower())
        if kind is None:
            continue
        low, high = max(0, word.start() - _BEFORE), word.end() + _AFTER
        for rule in rules.get(kind, ()):
            for match in rule.pattern.finditer(text, low, high):
                if match.start() <= word.start() and word.end() <= match.end():
                    groups = {
                        name: " ".join(part.lower().split())
                        for name, part in match.groupdict().items()
                        if part
                    }
                    yield Found(rule, groups, Span(match.start(), match.end()))
                    break


# ---------------------------------------------------------------- names and other words that are no times


def _is_time(found: Found, text: str, doc: Doc, people: set[str]) -> bool:
    """Whether the parse and the neighbouring words let the expression be a time."""
    before, after = _neighbours(text, found.span)
    month = found.groups.get("m", "")
    words = text[found.span.start : found.span.end]
    if before.lower() in _words("every"):
        return False
    if after[:1].isupper() and after.lower() in _words("name_after") and "y" not in found.groups:
        return False
    if found.rule.id in {"weekday", "month.alone", "year.alone"} and before[:1].isupper():
        if before.lower() in _words("name_before"):
            return False
    if month in {"may", "march"} and not re.search(r"(?:May|March|MAY|MARCH)\b", words):
        return False
    token = doc[found.head]
    if found.rule.id == "month.alone":
        return _is_month(token, month, before.lower(), text[found.span.end : found.span.end + 2], people)
    if found.rule.id == "year.alone":
        return _is_year(token, before.lower())
    if found.rule.means == "season" and not {"y", "which", "part"} & found.groups.keys():
        return (
            not text[found.span.end :].lstrip().startswith("of ")
            and words[:1].islower()
            and before in {"in", "during"}
        )
    return True


def _neighbours(text: str, span: Span) -> tuple[str, str]:
    """The words before and after, on the same line; empty if there is none."""
    before = _LAST_WORD.search(text[max(0, span.start - 24) : span.start].rpartition("\n")[2])
    after = _NEXT_WORD.match(text[span.end : span.end + 24].partition("\n")[0])
    return (before[1] if before else ""), (after[1] if after else "")


def _is_month(token: Token, month: str, before: str, following: str, people: set[str]) -> bool:
    if month in people:
        return before in {"in", "early", "late", "mid", "since", "last", "until", "during"}
    if token.tag_ == "MD" or token.ent_type_ == "PERSON":
        return False
    if before in _words("month_after") or following in {"’s", "'s"}:
        return True
    return token.dep_ in {"compound", "nmod", "amod", "npadvmod"} and token.head.tag_ in {"NN", "NNS"}


def _is_year(token: Token, before: str) -> bool:
    if before == "at":
        return False
    counted = token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ in {"NNS", "NNPS"}
    return not counted or before in {"the", "s", "in"}


def _people_called(founds: list[Found], text: str) -> set[str]:
    """Months that are somebody's name in this text: "Theresa May"."""
    out = set()
    for found in founds:
        if found.rule.id == "month.alone":
            before, _ = _neighbours(text, found.span)
            if before[:1].isupper() and before.lower() not in _words("month_after") | _anchors().keys():
                out.add(found.groups["m"])
    return out


# ---------------------------------------------------------------- resolving


def find_times(report: Report, doc: Doc) -> list[TimeMention]:
    """Every time expression of the text, in order, with its days (docs/codebook.md, "Days").

    `when.how.rule` is the rule of lexicons/en/times.yaml; with null ends it is the reason why.
    """
    text = report.text
    hidden = [f.span for f in report.furniture]
    if report.dateline is not None:
        hidden.append(report.dateline.span)
    offsets = [token.idx for token in doc]
    founds = [f for f in _find(text) if not any(f.span.overlaps(h) for h in hidden)]
    for found in founds:
        found.head = _head(doc, offsets, found)
    people = _people_called(founds, text)
    founds = [f for f in founds if _is_time(f, text, doc, people)]
    reference = _reference(report, founds, doc)
    _share_years(founds, text)
    for i, found in enumerate(founds):
        if not _counts_from_what_follows(found, text):
            _resolve(found, doc, reference, _anchor(found, reversed(founds[:i]), doc))
    for i, found in enumerate(founds):
        if _counts_from_what_follows(found, text):
            beside = [f for f in founds[i + 1 : i + 2] if not text[found.span.end : f.span.start].strip()]
            _resolve(found, doc, reference, _anchor(found, beside, doc))
    founds = _join(founds, text)
    end = 0
    for found in founds:
        if found.rule.means not in _LENGTHS:
            _widen(found, end, text, doc, reference)
        end = found.span.end
    return [_mention(found, text) for found in founds]


def _reference(report: Report, founds: list[Found], doc: Doc) -> date | None:
    """The day that "Friday" is counted from: publication, unless the text shows that this is a crawler's date.

    The text's own words come first ("yesterday, April 15"), then a dateline much older than "published", then
    dates that lie after it as it stands, but not with its day and month exchanged (08/09 read as 09/08).
    """
    filed = report.dateline.day if report.dateline is not None else None
    published = report.published
    if published is None:
        return filed
    told = _told_day(founds, report.text, published)
    if told is not None:
        return told
    if filed is not None and published - filed > _FAR:
        return filed
    exchanged = make_day(published.year, published.day, published.month)
    if exchanged is None or exchanged <= published:
        return published
    days = [
        make_day(published.year, part_of(f.groups["m"]), int(f.groups["d"]))
        for f in founds
        if f.rule.means == "date" and not f.groups.keys() & _YEAR_GROUPS and not _is_future(doc[f.head])
    ]
    shown = [
        day for day in days if day is not None and published < day <= exchanged and exchanged - day <= _FAR
    ]
    return exchanged if shown and len(shown) == len(days) else published


def _told_day(founds: list[Found], text: str, published: date) -> date | None:
    """The day of publication by "yesterday, April 15": the nearest such day, if it is not the one given."""
    for first, second in pairwise(founds):
        gap = text[first.span.end : second.span.start].strip()
        if first.rule.id != "day_word" or second.rule.means != "date" or gap not in {",", "", "(", "–", "—"}:
            continue
        begin, end = lexicon("times")["day_words"][first.groups["day"]]
        if begin != end or "d" not in second.groups or not second.groups["d"].isdigit():
            continue
        month = second.groups["m"]
        number = int(month) if month.isdigit() else part_of(month)
        years = (
            [int(second.groups["y"])]
            if "y" in second.groups
            else [published.year - 1, published.year, published.year + 1]
        )
        days = [day for year in years if (day := make_day(year, number, int(second.groups["d"]))) is not None]
        if days:
            told = min(days, key=lambda day: abs(day - published)) - timedelta(days=begin)
            return told if abs(told - published) > timedelta(days=1) else None
    return None


def _head(doc: Doc, offsets: list[int], found: Found) -> int:
    """The token through which the expression hangs in the parse."""
    first = bisect_right(offsets, found.span.start) - 1
    last = bisect_right(offsets, found.span.end - 1) - 1
    for i in range(first, last + 1):
        head = doc[i].head.i
        if (not first <= head <= last or head == i) and not doc[i].is_punct and doc[i].lower_ not in _OPENERS:
            return i
    return last


_LENGTHS = frozenset(
    {"lasting", "long", "past", "recent", "future", "shift", "later"}
)  # no points to count from
_MODIFIERS = frozenset({"poss", "compound", "amod", "nmod", "nummod"})
_YEAR_GROUPS = frozenset({"y", "y2", "of", "which"})
_OPENERS = frozenset({"from", "between", "in", "over", "during", "within", "for", "on"})


def _resolve(found: Found, doc: Doc, reference: date | None, anchor: Days | None) -> None:
    clues = Clues(found.groups, reference, _is_future(doc[found.head]), anchor)
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
            return any(c.dep_ == "aux" and c.lower_ in _words("future_aux") for c in token.children)
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
