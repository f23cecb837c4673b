"""Intervals of days and their arithmetic: weeks, months, years, before and after a day.

Comes in: dates and numbers. Goes out: `Days`. Must not know: text, words, reports.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from dateline.model import TimePrecision

DAY = timedelta(days=1)


class Days(NamedTuple):
    """First and last day, both included; None is open. `reason` says why neither is known."""

    start: date | None = None
    end: date | None = None
    reason: str | None = None

    @property
    def precision(self) -> TimePrecision:
        """How well the day is known, by the interval's length.

        >>> Days(date(2019, 1, 1), date(2019, 1, 7)).precision, Days(end=date(2019, 1, 1)).precision
        ('week', 'unknown')
        """
        if self.start is None or self.end is None:
            return "unknown"
        length = (self.end - self.start).days + 1
        for limit, name in PRECISIONS:
            if length <= limit:
                return name
        return "year"

    def until(self, day: date | None) -> Days:
        """The part up to `day`, if `day` lies inside: what is past cannot reach beyond the publication."""
        if (
            day is not None
            and self.start is not None
            and self.end is not None
            and self.start <= day < self.end
        ):
            return Days(self.start, day)
        return self


PRECISIONS: tuple[tuple[int, TimePrecision], ...] = ((1, "day"), (6, "days"), (13, "week"), (31, "month"))


_ROUGH_DAYS = {
    "minute": 0,
    "hour": 0,
    "day": 1,
    "weekend": 7,
    "week": 7,
    "fortnight": 14,
    "month": 31,
    "year": 366,
    "decade": 3660,
}
_REACH = 800 * 366  # days; "900 years ago" stays inside the calendar


def unresolved(reason: str) -> Days:
    return Days(reason=reason)


def make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def one_day(day: date) -> Days:
    return Days(day, day)


def month_of(year: int, month: int, first: int = 1, last: int = 31) -> Days:
    """Days `first` to `last` of a month, `last` cut to its length.

    >>> month_of(2020, 2).end, month_of(2019, 2, 21).end
    (datetime.date(2020, 2, 29), datetime.date(2019, 2, 28))
    """
    length = (date(year, month, 1) + relativedelta(months=1) - DAY).day
    return Days(date(year, month, first), date(year, month, min(last, length)))


def months_of(year: int, first: int, last: int) -> Days:
    """Whole months of a year; `last` may run into the next (14 = February).

    >>> months_of(2015, 12, 14).end
    datetime.date(2016, 2, 29)
    """
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return Days(date(year, first, 1), month_of(end_year, end_month).end)


def week_of(day: date) -> Days:
    """Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return Days(monday, monday + 6 * DAY)


def unit_of(day: date, unit: str) -> Days:
    """The day, week, month, year or decade in which a day lies."""
    match unit:
        case "week" | "fortnight":
            return week_of(day)
        case "month":
            return month_of(day.year, day.month)
        case "year":
            return months_of(day.year, 1, 12)
        case "decade":
            first = day.year - day.year % 10
            return Days(date(first, 1, 1), date(first + 9, 12, 31))
        case _:
            return one_day(day)


def move(day: date, number: int, unit: str) -> date:
    """`number` units later (earlier if negative). Hours count as whole days.

    >>> move(date(2016, 2, 29), -1, "year"), move(date(2017, 10, 7), -24, "hour")
    (datetime.date(2015, 2, 28), datetime.date(2017, 10, 6))
    """
    if abs(number) * _ROUGH_DAYS[unit] > _REACH:
        return date(1000, 1, 1) if number < 0 else date(2999, 12, 31)
    match unit:
        case "minute":
            return day
        case "hour":
            return day + timedelta(days=int(number / 24))
        case "week":
            return day + timedelta(weeks=number)
        case "fortnight":
            return day + timedelta(weeks=2 * number)
        case "month":
            return day + relativedelta(months=number)
        case "year":
            return day + relativedelta(years=number)
        case "decade":
            return day + relativedelta(years=10 * number)
        case _:
            return day + timedelta(days=number)


def nearest_year(month: int, day: int, reference: date, *, future: bool) -> int | None:
    """The year of the last such day up to the reference (of the next one, if `future`).

    >>> nearest_year(2, 29, date(2018, 3, 3), future=False)
    2016
    >>> nearest_year(1, 5, date(2018, 12, 19), future=True)
    2019
    """
    step = 1 if future else -1
    for year in range(reference.year, reference.year + 9 * step, step):
        found = make_day(year, month, day)
        if found is not None and (found >= reference if future else found <= reference):
            return year
    return None


def nearest_weekday(weekday: int, reference: date, *, future: bool = False, strict: bool = False) -> date:
    """The last such weekday up to the reference (`strict`: before it), or the next one from it on.

    >>> nearest_weekday(4, date(2019, 11, 22)), nearest_weekday(4, date(2019, 11, 22), strict=True)
    (datetime.date(2019, 11, 22), datetime.date(2019, 11, 15))
    """
    away = (weekday - reference.weekday()) % 7 if future else (reference.weekday() - weekday) % 7
    if strict and away == 0:
        away = 7
    return reference + (away * DAY if future else -away * DAY)
