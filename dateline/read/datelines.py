"""A report in; where, when and by whom it was filed, as its first words say.

Must not know: the gazetteer, events.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from dateline.lexicons import lexicon
from dateline.model import Dateline, Report, Span
from dateline.read.days import parse_day
from dateline.read.rules import Rule, agencies, rules

HEAD = 1200  # characters of the body in which a dateline is looked for
_INLINE = 700
_LINES = 8


def is_upper(text: str) -> bool:
    """Capitals carry no information: all letters (but for a few) are capitals.

    >>> is_upper("TWO MEN DIED IN WAU."), is_upper("BAGHDAD (AP) - Two men died.")
    (True, False)
    """
    upper = sum(map(str.isupper, text))
    lower = sum(map(str.islower, text))
    return upper > 20 * lower


def find_dateline(report: Report) -> Dateline | None:
    """The dateline at the body's start, at one of its first lines, or after a byline or caption.

    `day` needs the year from the words or from `report.published`.
    """
    body = report.body
    head = body[:HEAD]
    upper = is_upper(body[:3000])
    for start, inline in _candidates(head):
        for rule in rules("datelines"):
            if upper and not rule.upper:
                continue
            if rule.where == "start" and (inline or head[:start].strip()):
                continue
            found = rule.pattern.match(head, start)
            if found and (dateline := _accept(rule, found, inline, report)) is not None:
                return dateline
    return None


def _candidates(head: str) -> Iterator[tuple[int, bool]]:
    """Where a dateline may begin: line starts first, then words in capitals inside the first line."""
    starts = [m.end() for m in re.finditer(r"(?:\A|\n)[ \t\r\n\u00a0]*", head)][:_LINES]
    yield from ((start, False) for start in starts)
    for word in re.finditer(r"(?<=[\w.”\"\]] )[A-ZÀ-Þ]{2,}\b|(?<=\) )[A-ZÀ-Þ]\w+", head[:_INLINE]):
        yield word.start(), True


def _accept(rule: Rule, found: re.Match[str], inline: bool, report: Report) -> Dateline | None:
    groups = {name: words for name, words in found.groupdict().items() if words}
    place = groups.get("place") or groups.get("place2") or groups.get("place3")
    agency = groups.get("agency") or groups.get("bare")
    words = groups.get("date") or groups.get("date2")
    known = agency is not None and _known(agency) is not None
    if place is not None and not known and _known(place) is not None:
        if "date" not in groups and rule.where == "head" and rule.need:
            return None
        place, agency, known = None, place, True  # "VOA — ", "(Reuters) -"
    if place is not None and place.upper() in _listed("not_places"):
        return None
    if place is not None and place.upper() in _listed("unplaced"):
        place = None
    if agency is not None and agency[:1].isdigit():  # "GENEVA (23 March 2021) –"
        words, agency = words or agency, None
    if "bare" in groups and not known:
        return None
    if rule.need and not _needed(rule.need, groups, known, found[0]):
        return None
    if inline and not (known or words or (place and ", " in place and found[0][-1] in "–—")):
        return None
    offset = report.body_start
    return Dateline(
        span=Span(offset + found.start(), offset + found.end()),
        place=place.strip() if place else None,
        agency=(_known(agency) or agency) if agency else None,
        day=_day(words, report.published),
    )


def _needed(need: frozenset[str], groups: dict[str, str], known: bool, words: str) -> bool:
    return (
        bool(need & groups.keys())
        or ("known_agency" in need and known)
        or ("undated" in need and "NO DATE" in words)
    )


def _day(words: str | None, published: date | None) -> date | None:
    return parse_day(words, published) if words else None


def _known(agency: str) -> str | None:
    return agencies().get(" ".join(agency.split()).replace(" - ", "-").lower())


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(lexicon("read")[name])
