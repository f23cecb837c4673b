"""The expressions of a report in, the day from which "Friday" is counted out: publication, as a rule.

The day given with a report is sometimes a crawler's; then the text's own words decide. Must not know: events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from dateline.lexicons import lexicon
from dateline.model import Report, TimeReference
from dateline.resolve.times.calendar import make_day
from dateline.resolve.times.clues import number_of, part_of
from dateline.resolve.times.spotting import Found

_FAR = timedelta(days=31)  # a dateline this much older than "published": the latter is a crawler's date
_TOLD = timedelta(days=62)  # "yesterday, April 15" corrects the day of publication by so much at most
WITH_YEAR = frozenset({"y", "y2", "yy", "of", "which"})


def reference_day(
    report: Report, founds: list[Found], past: Iterable[Found]
) -> tuple[date | None, TimeReference]:
    """The day of publication and where it was read; the text's own where that shows the day given to be wrong.

    In this order: "yesterday, April 15"; a dateline much older than "published"; dates of what is `past` that
    lie after "published" as it stands but not with day and month exchanged (08/09 read as 09/08).
    """
    filed = report.dateline.day if report.dateline is not None else None
    published = report.published
    if published is None:
        return filed, "dateline"
    told = _told_day(founds, report.text, published)
    if told is not None:
        return told, "publication"
    if filed is not None and published - filed > _FAR:
        return filed, "dateline"
    exchanged = make_day(published.year, published.day, published.month)
    if exchanged is None or exchanged <= published:
        return published, "publication"
    days = [
        make_day(published.year, part_of(f.groups["m"]), number_of(f.groups["d"]))
        for f in past
        if f.rule.means == "date" and not f.groups.keys() & WITH_YEAR
    ]
    shown = all(day is not None and published < day <= exchanged and exchanged - day <= _FAR for day in days)
    return (exchanged if days and shown else published), "publication"


def writes_month_first(report: Report, founds: list[Found]) -> bool | None:
    """Whether 03/04 is 4 March in this report: by its other dates, else by the outlet; None: not known."""
    slashed = [(int(f.groups["a"]), int(f.groups["b"])) for f in founds if f.rule.means == "slashed"]
    shown = {a <= 12 for a, b in slashed if (a <= 12) != (b <= 12)}
    if len(shown) == 1:
        return shown.pop()
    agency = None if report.dateline is None else report.dateline.agency
    outlet = (report.outlet or agency or "").lower()
    host = (urlsplit(report.url).hostname or "").lower() if report.url else ""
    for first, known in lexicon("times")["day_order"].items():
        named = any(re.search(rf"\b{re.escape(word)}\b", outlet) for word in known["outlets"])
        if named or host.endswith(tuple(known["hosts"])):
            return bool(first == "month")
    return None


def _told_day(founds: list[Found], text: str, published: date) -> date | None:
    """The day of publication by "yesterday, April 15": the nearest such day, if it is not the one given."""
    for first, second in pairwise(founds):
        gap = text[first.span.end : second.span.start].strip()
        if first.rule.id != "day_word" or second.rule.means != "date" or gap not in {",", "", "(", "–", "—"}:
            continue
        begin, end = lexicon("times")["day_words"][first.groups["day"]]
        if begin != end:
            continue
        month, day = second.groups["m"], number_of(second.groups["d"])
        number = int(month) if month.isdigit() else part_of(month)
        years = (
            {int(second.groups["y"])} if "y" in second.groups else {published.year + i for i in (-1, 0, 1)}
        )
        days = [found for year in years if (found := make_day(year, number, day)) is not None]
        if days:
            told = min(days, key=lambda found: abs(found - published)) - timedelta(days=begin)
            return told if timedelta(days=1) < abs(told - published) <= _TOLD else None
    return None
