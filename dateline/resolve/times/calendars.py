"""Days of other calendars: the Muslim one, the Persian and Afghan solar one, the Ethiopian one, and the feasts in them.

Comes in: the parts of an expression. Goes out: `Days`. Must not know: the text, events.

A Muslim month begins when its moon is seen, in many countries a day after Saudi Arabia, whose calendar
(Umm al-Qura, by `hijridate`) is the one computed here: a Muslim day is that day or the next. The solar and the
Coptic calendar, from which the Ethiopian differs by 276 years, come from `convertdate`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateline.lexicons import lexicon
from dateline.resolve.times.calendar import DAY, Days, make_day, unresolved
from dateline.resolve.times.clues import NO_DATE, NO_DAY, Clues

_COPTIC_TO_ETHIOPIAN = 276
_SOLAR_YEARS = range(1200, 1500)  # both have a month Tir: the year tells which


def muslim_day(year: int, month: int, day: int) -> date | None:
    """A day of the Muslim calendar as Saudi Arabia counts it (1343 to 1500 AH).

    >>> muslim_day(1440, 9, 1), muslim_day(1440, 9, 31)
    (datetime.date(2019, 5, 6), None)
    """
    from hijridate import Hijri

    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(found.year, found.month, found.day)


def solar_day(year: int, month: int, day: int) -> date | None:
    """A day of the Persian and Afghan solar calendar.

    >>> solar_day(1400, 5, 24), solar_day(1399, 12, 30), solar_day(1400, 12, 30)
    (datetime.date(2021, 8, 15), datetime.date(2021, 3, 20), None)
    """
    from convertdate import persian

    if not 1 <= day <= persian.month_length(year, month):
        return None
    return make_day(*persian.to_gregorian(year, month, day))


def ethiopian_day(year: int, month: int, day: int) -> date | None:
    """A day of the Ethiopian calendar; its thirteenth month has five days, six in the year before a leap year.

    >>> ethiopian_day(2013, 2, 25), ethiopian_day(2011, 13, 6), ethiopian_day(2012, 13, 6)
    (datetime.date(2020, 11, 4), datetime.date(2019, 9, 11), None)
    """
    from convertdate import coptic

    length = 30 if month < 13 else 6 if year % 4 == 3 else 5
    if not 1 <= day <= length:
        return None
    return make_day(*coptic.to_gregorian(year - _COPTIC_TO_ETHIOPIAN, month, day))


_Calendar = Callable[[int, int, int], date | None]
_YEAR_NOW: dict[
    str, Callable[[date], int]
] = {  # a year of the calendar not before the one that holds the day
    "muslim": lambda day: int((day.year - 622) * 33 / 32) + 2,
    "solar": lambda day: day.year - 620,
    "ethiopian": lambda day: day.year - 6,
}
_DAY_OF: dict[str, _Calendar] = {"muslim": muslim_day, "solar": solar_day, "ethiopian": ethiopian_day}


def _which(clues: Clues) -> tuple[str, int] | None:
    """The calendar and the number of the month; a name that two calendars have goes by the year."""
    year = int(clues.parts["cy"]) if "cy" in clues.parts else None
    months = lexicon("times")["calendars"]
    name = clues.parts["cm"].replace("’", "'").replace("-", " ")
    fitting = [kind for kind in _DAY_OF if name in months[kind]]
    if len(fitting) > 1 and year is not None:
        fitting = ["solar" if year in _SOLAR_YEARS else "ethiopian"]
    return (fitting[0], months[fitting[0]][name]) if len(fitting) == 1 else None


def _spread(kind: str, first: date, last: date) -> Days:
    """The days in all the countries that keep the calendar."""
    return Days(first, last + (DAY if kind == "muslim" else timedelta()))


def _in_year(clues: Clues, make: Callable[[int], Days | None], kind: str, year: int | None) -> Days:
    """What `make` gives for the year told, or for the last year in which it had begun by the publication."""
    if year is not None:
        return make(year) or NO_DAY
    if clues.reference is None:
        return NO_DATE
    newest = _YEAR_NOW[kind](clues.reference)
    years = range(newest, newest - 6, -1)
    found = [days for number in years if (days := make(number)) is not None and days.start is not None]
    if clues.future:
        ahead = [days for days in found if days.end is not None and days.end >= clues.reference]
        return ahead[-1] if ahead else NO_DAY
    return next((days for days in found if days.start is not None and days.start <= clues.reference), NO_DAY)


def _other_date(clues: Clues) -> Days:
    """ "12 Ramadan 1436", "the last ten days of Ramadan", "in Ramadan", "25 Tikimt 2013"."""
    which = _which(clues)
    if which is None:
        return NO_DAY
    kind, month = which
    number = int(clues.parts["cd"]) if "cd" in clues.parts else clues.nth() if "nth" in clues.parts else None

    def make(year: int) -> Days | None:
        first = _DAY_OF[kind](year, month, 1)
        last = next(
            (day for n in (31, 30, 29, 6, 5) if (day := _DAY_OF[kind](year, month, n)) is not None), None
        )
        if first is None or last is None:
            return None
        if number is None:
            return _spread(kind, first, last)
        day = last if number < 0 else _DAY_OF[kind](year, month, number)
        return None if day is None else _spread(kind, day, day)

    return clues.past(_in_year(clues, make, kind, int(clues.parts["cy"]) if "cy" in clues.parts else None))


def _feast(clues: Clues) -> Days:
    """ "Eid al-Fitr 2019", "the second day of Eid al-Adha": the year, if told, is of our calendar."""
    feast = lexicon("times")["feasts"][clues.parts["f"].replace("’", "'").replace("-", " ")]
    kind, (month, day), length = str(feast["calendar"]), feast["day"], int(feast.get("days", 1))
    number = clues.nth() if "nth" in clues.parts else None

    def make(year: int) -> Days | None:
        first = _DAY_OF[kind](year, month, day)
        if first is None:
            return None
        if number is not None:
            return _spread(kind, first + (number - 1) * DAY, first + (number - 1) * DAY)
        return _spread(kind, first, first + (length - 1) * DAY)

    told = clues.year()
    if told is None:
        return clues.past(_in_year(clues, make, kind, None))
    newest = _YEAR_NOW[kind](date(told, 12, 31))
    made = (make(year) for year in range(newest, newest - 4, -1))
    fitting = [
        days for days in made if days is not None and days.start is not None and days.start.year == told
    ]
    if len(fitting) > 1 and clues.reference is not None:  # a Muslim year is shorter: two Ashuras in 2009
        fitting = [days for days in fitting if days.start is not None and days.start <= clues.reference]
    return unresolved("ambiguous_date") if len(fitting) > 1 else clues.past(fitting[0]) if fitting else NO_DAY


OTHER_CALENDARS: dict[str, Callable[[Clues], Days]] = {"other_date": _other_date, "feast": _feast}
