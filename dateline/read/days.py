"""Words for a day in, the day out: datelines and publication lines only. Must not know: events' times."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)")
_SLASHED = re.compile(r"(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<year>\d{4})")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20|21)\d\d(?!\d)")
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_IN_URL = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?:/(?P<m1>\d{1,2})/(?P<d1>\d{1,2})|/(?P<mon>[a-z]{3})/(?P<d2>\d{1,2})"
    r"|-(?P<m3>\d\d)-(?P<d3>\d\d)|(?P<m4>\d\d)(?P<d4>\d\d))(?=/|$)"
)


def parse_day(text: str, published: date | None = None) -> date | None:
    """The day that the words name; None when they leave it open.

    A day without its year is the last such day up to `published` (a day later is allowed: time zones).

    >>> parse_day("3 JAN 90"), parse_day("Dec. 31", date(2021, 1, 2)), parse_day("Dec. 31")
    (datetime.date(1990, 1, 3), datetime.date(2020, 12, 31), None)
    >>> parse_day("04/16/2019"), parse_day("04/05/2019")
    (datetime.date(2019, 4, 16), None)
    """
    if found := _NUMERIC.search(text):
        return _date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _SLASHED.search(text):
        return _slashed(int(found["first"]), int(found["second"]), int(found["year"]))
    month = _MONTH.search(text)
    if month is None:
        return None
    number = _MONTHS.index(month[1].lower()[:3]) + 1
    year = _YEAR.search(text)
    small = [int(n) for n in _NUMBER.findall(text)]
    if not small:
        return None
    if year is not None:
        return _date(int(year[0]), number, small[0])
    if len(small) > 1:  # "3 JAN 90", "JAN 3 90"
        return _date((1900 if small[1] >= 50 else 2000) + small[1], number, small[0])
    if published is None:
        return None
    latest = published + timedelta(days=1)
    for candidate in (latest.year, latest.year - 1):
        day = _date(candidate, number, small[0])
        if day is not None and day <= latest:
            return day
    return None


def day_in_url(url: str | None) -> date | None:
    """The publication day that many addresses carry as folders.

    >>> day_in_url("https://paper.example/world/2019/nov/23/raid"), day_in_url("https://a.example/2019-09-11-years-on")
    (datetime.date(2019, 11, 23), None)
    """
    found = _IN_URL.search(url.lower()) if url else None
    if found is None:
        return None
    if found["mon"] is not None:
        month = _MONTHS.index(found["mon"]) + 1 if found["mon"] in _MONTHS else 0
        return _date(int(found["year"]), month, int(found["d2"]))
    month_text = found["m1"] or found["m3"] or found["m4"]
    day_text = found["d1"] or found["d3"] or found["d4"]
    return _date(int(found["year"]), int(month_text), int(day_text))


def _slashed(first: int, second: int, year: int) -> date | None:
    """Month and day in either order, if only one order is possible."""
    month_first, day_first = _date(year, first, second), _date(year, second, first)
    if month_first and day_first and month_first != day_first:
        return None
    return month_first or day_first


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
