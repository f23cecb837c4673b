"""The parts of one time expression in, its days out: one function for each `means` of lexicons/en/times.yaml.

Must not know: the text around the expression, events.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, easter

from dateline.lexicons import lexicon
from dateline.resolve.times.calendar import (
    DAY,
    Days,
    make_day,
    month_of,
    months_of,
    move,
    nearest_weekday,
    nearest_year,
    one_day,
    unit_of,
    unresolved,
    week_of,
)
from dateline.resolve.times.calendars import OTHER_CALENDARS
from dateline.resolve.times.clues import FEW, NO_ANCHOR, NO_DATE, NO_DAY, Clues, number_of, part_of
from dateline.resolve.times.counted import COUNTED

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEXT = frozenset({"next", "this coming", "coming", "the coming", "the following"})
_LAST = frozenset({"last", "past", "this past", "the past", "the previous"})
_WEEKS = {"last": -1, "this": 0, "next": 1}
_LONG_AGO = 5  # years; "ten years ago" names no month
_ORDER = {"first": 0, "second": 1, "third": 2, "fourth": 3}


def _date(clues: Clues) -> Days:
    month = int(clues.parts["m"]) if clues.parts["m"].isdigit() else part_of(clues.parts["m"])
    day = number_of(clues.parts["d"])
    year = clues.year()
    if year is None:
        if clues.reference is None:
            return NO_DATE
        year = nearest_year(month, day, clues.reference, future=clues.future)
    found = make_day(year, month, day) if year is not None else None
    return NO_DAY if found is None else one_day(found)


def _days(clues: Clues) -> Days:
    last = _date(clues.but(d=clues.parts["d2"]))
    if last.end is None:
        return last
    first = make_day(last.end.year, last.end.month, int(clues.parts["d"]))
    return NO_DAY if first is None or first > last.end else Days(first, last.end)


def _slashed(clues: Clues) -> Days:
    """Day and month in either order: the only one possible, the one the report writes, or the only one up to now."""
    a, b, year = int(clues.parts["a"]), int(clues.parts["b"]), int(clues.parts["y"])
    if year < 100:
        year += 1900 if year >= 50 else 2000
    day_first, month_first = make_day(year, b, a), make_day(year, a, b)
    readings = {found for found in (day_first, month_first) if found is not None}
    if len(readings) > 1 and clues.month_first is not None:
        readings = {
            found for found in (month_first if clues.month_first else day_first,) if found is not None
        }
    if len(readings) > 1 and clues.reference is not None:
        readings = {found for found in readings if found <= clues.reference} or readings
    if len(readings) != 1:
        return unresolved("ambiguous_date") if readings else NO_DAY
    return one_day(readings.pop())


def _compact(clues: Clues) -> Days:
    """The date-time group of the forces: 140300ZMAR21."""
    return _date(clues.but(d=clues.parts["d"], y=str(_century(int(clues.parts["yy"])))))


def _century(year: int) -> int:
    return year + (2000 if year < 50 else 1900)


def _day_of_month(clues: Clues) -> Days:
    if clues.reference is None:
        return NO_DATE
    for back in range(12):
        month = (
            clues.reference.replace(day=1)
            if back == 0
            else move(clues.reference.replace(day=1), -back, "month")
        )
        found = make_day(month.year, month.month, int(clues.parts["d"]))
        if found is not None and found <= clues.reference:
            return one_day(found)
    return NO_DAY


def _month(clues: Clues) -> Days:
    month, year, which = part_of(clues.parts["m"]), clues.year(), clues.parts.get("which")
    if year is None and which == "that":
        year = clues.anchor_year()
        if year is None:
            return NO_ANCHOR
    if year is None:
        if clues.reference is None:
            return NO_DATE
        year = nearest_year(month, 1, clues.reference, future=which in _NEXT if which else clues.future)
        if (
            year is not None
            and which == "last"
            and (year, month) == (clues.reference.year, clues.reference.month)
        ):
            year -= 1
    if year is None:
        return NO_DAY
    part = clues.part()
    first, last = lexicon("times")["parts_of_month"][part] if part else (1, 31)
    return clues.past(month_of(year, month, first, last))


def _month_week(clues: Clues) -> Days:
    """Days 1-7, 8-14, … of a month, or its last seven."""
    month = _month(clues)
    if month.start is None or month.end is None:
        return month
    number = _ORDER.get(clues.parts["nth"])
    whole = month_of(month.start.year, month.start.month).end or month.end
    first = whole - 6 * DAY if number is None else month.start + 7 * number * DAY
    return clues.past(Days(first, first + 6 * DAY))


def _year(clues: Clues) -> Days:
    year, part = int(clues.parts["y"]), clues.part()
    first, last = lexicon("times")["parts_of_year"][part] if part else (1, 12)
    return clues.past(months_of(year, first, last))


def _fraction(clues: Clues) -> Days:
    """Halves and quarters of a year, halves of a month."""
    number = _ORDER.get(clues.parts.get("which", ""))
    if "q" in clues.parts:
        length, number = 3, int(clues.parts["q"]) - 1
    else:
        length = 6 if clues.parts["of"] == "half" else 3
    if "m" in clues.parts:
        half = {0: (1, 15), 1: (16, 31), None: (16, 31)}.get(number)
        month = _month(Clues({k: v for k, v in clues.parts.items() if k in {"m", "y"}}, *_rest(clues)))
        if month.start is None or half is None or length != 6:
            return NO_DAY if month.start is not None else month
        return clues.past(month_of(month.start.year, month.start.month, *half))
    if "y" in clues.parts:
        year = int(clues.parts["y"])
    elif clues.reference is None:
        return NO_DATE
    else:
        year = clues.reference.year + {"last": -1, "next": 1}.get(clues.parts["rel"].split()[0], 0)
    first = (12 // length - 1 if number is None else number) * length + 1
    return NO_DAY if first > 12 else clues.past(months_of(year, first, first + length - 1))


def _nth_weekday(clues: Clues) -> Days:
    """ "the second Friday of March", "the last weekend in May"."""
    month = _month(Clues({k: v for k, v in clues.parts.items() if k in {"m", "y", "of"}}, *_rest(clues)))
    if month.start is None:
        return month
    whole = month_of(month.start.year, month.start.month)
    assert whole.start is not None and whole.end is not None
    number = clues.nth()
    weekday = 5 if clues.parts["w"] == "weekend" else _WEEKDAYS.index(clues.parts["w"])
    if number > 0:
        first = nearest_weekday(weekday, whole.start, future=True) + 7 * (number - 1) * DAY
    else:
        first = nearest_weekday(weekday, whole.end)
    if first > whole.end:
        return NO_DAY
    return clues.past(Days(first, first + DAY) if clues.parts["w"] == "weekend" else one_day(first))


def _century_of(clues: Clues) -> Days:
    """ "the 19th century", its beginning, middle or end by thirds."""
    first = (clues.nth() - 1) * 100
    part = clues.part()
    low, high = {"early": (1, 33), "mid": (34, 66), "late": (67, 100)}.get(part or "", (1, 100))
    if not 0 < first + low <= first + high < 9999:
        return NO_DAY
    return clues.past(Days(date(first + low, 1, 1), date(first + high, 12, 31)))


def _years(clues: Clues) -> Days:
    first = int(clues.parts["y"])
    last = int(clues.parts["y2"])
    if last < 100:
        last += first - first % 100
    return NO_DAY if last < first else clues.past(Days(date(first, 1, 1), date(last, 12, 31)))


def _decade(clues: Clues) -> Days:
    first = int(clues.parts["y"]) if "y" in clues.parts else lexicon("times")["decades"][clues.parts["named"]]
    if first < 100:
        first += 1900
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(clues.parts.get("part", ""), (0, 9))
    return Days(date(first + low, 1, 1), date(first + high, 12, 31))


def _season(clues: Clues) -> Days:
    first = lexicon("times")["seasons"][clues.parts["s"]]
    year = clues.year()
    if year is not None:
        return clues.past(months_of(year, first, first + 2))
    if clues.reference is None:
        return NO_DATE
    step = 1 if clues.parts.get("which") == "next" else -1
    year = clues.reference.year + max(step, 0)
    while True:
        found = months_of(year, first, first + 2)
        if found.start is not None and found.end is not None:
            over = found.end < clues.reference
            if (
                found.start > clues.reference
                if step > 0
                else over or (clues.parts.get("which") != "last" and found.start <= clues.reference)
            ):
                return clues.past(found)
        year += step


def _holiday(clues: Clues) -> Days:
    value = lexicon("times")["holidays"][clues.parts["h"].replace("’", "'")]
    if isinstance(value, date):
        return one_day(value)
    year = clues.year()
    if year is None:
        if clues.reference is None:
            return NO_DATE
        year = clues.reference.year
        found = _holiday_in(year, value)
        if not clues.future and found > clues.reference:
            year -= 1
    return one_day(_holiday_in(year, value))


def _holiday_in(year: int, value: int | str | list[int]) -> date:
    if isinstance(value, str):
        return easter(year, EASTER_ORTHODOX)
    return easter(year) + timedelta(days=value) if isinstance(value, int) else date(year, value[0], value[1])


def _weekend(clues: Clues) -> Days:
    if clues.reference is None:
        return NO_DATE
    which = clues.parts.get("which", "")
    ahead = which == "this" and clues.reference.weekday() in {3, 4}  # said on a Thursday or Friday
    if which in _NEXT or clues.future or ahead:
        saturday = nearest_weekday(5, clues.reference, future=True)
    else:
        saturday = nearest_weekday(5, clues.reference)
        if which in _LAST and clues.reference.weekday() >= 5:
            saturday -= 7 * DAY
    return clues.past(Days(saturday, saturday + DAY))


def _weekday(clues: Clues) -> Days:
    if clues.reference is None:
        return NO_DATE
    number = _WEEKDAYS.index(clues.parts["w"])
    week, which = clues.parts.get("week"), clues.parts.get("which", "")
    if week is not None:
        monday = week_of(clues.reference).start or clues.reference
        return one_day(monday + (number + 7 * _WEEKS[week]) * DAY)
    if "before_last" in clues.parts:
        return one_day(nearest_weekday(number, clues.reference, strict=True) - 7 * DAY)
    if "weeks" in clues.parts:  # "two weeks ago on Friday"
        return one_day(nearest_weekday(number, clues.reference) - 7 * (clues.number() or FEW) * DAY)
    if which in {"the following", "the previous"}:
        if clues.anchor is None or clues.anchor.start is None:
            return NO_ANCHOR
        future = which == "the following"
        return one_day(nearest_weekday(number, clues.anchor.start, future=future, strict=True))
    if which in _NEXT:
        return one_day(nearest_weekday(number, clues.reference, future=True, strict=True))
    return one_day(nearest_weekday(number, clues.reference, future=clues.future, strict=which in _LAST))


def _night(clues: Clues) -> Days:
    """The night that follows a day; "overnight into Saturday" is the one before it."""
    if "m" in clues.parts:
        day = _date(clues)
        if day.start is None or day.end is None:
            return day
        morning = None
        if "d2" in clues.parts:
            morning = make_day(day.start.year, day.start.month, int(clues.parts["d2"]))
        return clues.past(Days(day.start, morning if morning and morning > day.end else day.end + DAY))
    if clues.reference is None:
        return NO_DATE
    number = _WEEKDAYS.index(clues.parts.get("w") or clues.parts["w2"])
    if "into" in clues.parts:
        last = nearest_weekday(number, clues.reference)
        return Days(last - DAY, last)
    evening = nearest_weekday(number, clues.reference)
    return clues.past(Days(evening, evening + DAY))


def _day_word(clues: Clues) -> Days:
    if clues.reference is None:
        return NO_DATE
    first, last = lexicon("times")["day_words"][clues.parts["day"]]
    return Days(clues.reference + first * DAY, clues.reference + last * DAY)


def _ago(clues: Clues) -> Days:
    """N units ago is the unit in which that day lies; "several" and "more than" only close the interval."""
    if clues.reference is None:
        return NO_DATE
    number, unit = clues.counted() if "u" in clues.parts else (2, clues.parts["us"])
    about = clues.parts.get("about")
    if number is None or "us" in clues.parts or about in {"more than", "over", "just over", "at least"}:
        return Days(None, move(clues.reference, -(number or FEW), unit))
    day = move(clues.reference, -number, unit)
    if "today" in clues.parts:
        return one_day(day)
    if about in {"less than", "just under"} and unit != "hour":
        return Days(day + DAY, clues.reference)
    if unit == "year" and number > _LONG_AGO:
        return unit_of(day, "year")
    return clues.past(unit_of(day, {"year": "month", "decade": "year"}.get(unit, unit)))


def _unit(clues: Clues) -> Days:
    if clues.reference is None:
        return NO_DATE
    unit, which = clues.parts["u"], clues.parts["which"]
    step = {"last": -1, "next": 1, "before last": -2}.get(which, 0)
    day = move(clues.reference, step, unit)
    found, part = unit_of(day, unit), clues.part()
    if part and unit in _PARTS_OF:
        found = _PARTS_OF[unit](day, part)
    if clues.parts.get("part") == "earlier":
        return found.until(clues.reference - DAY)
    if clues.parts.get("part") == "later":
        return unresolved("future") if step == 0 and clues.future else clues.past(found)
    return clues.past(found)


_PARTS_OF: dict[str, Callable[[date, str], Days]] = {
    "week": lambda day, part: _days_of_week(day, *lexicon("times")["parts_of_week"][part]),
    "month": lambda day, part: month_of(day.year, day.month, *lexicon("times")["parts_of_month"][part]),
    "year": lambda day, part: months_of(day.year, *lexicon("times")["parts_of_year"][part]),
}


def _days_of_week(day: date, first: int, last: int) -> Days:
    monday = day - day.weekday() * DAY
    return Days(monday + (first - 1) * DAY, monday + (last - 1) * DAY)


def _anniversary(clues: Clues) -> Days:
    """ "this time last year" is the week around the day; "the same day last year" the day."""
    if clues.reference is None:
        return NO_DATE
    day = move(clues.reference, -1, clues.parts["u"])
    return one_day(day) if clues.parts["what"] == "day" else Days(day - 3 * DAY, day + 3 * DAY)


def _past_units(clues: Clues) -> Days:
    """The last N units up to the publication."""
    if clues.reference is None:
        return NO_DATE
    number, unit = clues.counted()
    number = number or FEW
    if unit == "hour" and number >= 6:
        number = max(number, 24)
    return Days(move(clues.reference, -number, unit), clues.reference)


def _lasting(clues: Clues) -> Days:
    if "n" in clues.parts:
        return _past_units(clues)
    if clues.parts["u"] in {"hour", "minute"}:
        return unresolved("duration")
    return NO_DATE if clues.reference is None else Days(None, clues.reference)


def _long(clues: Clues) -> Days:
    """ "the four-year war": up to the publication; of hours and days nobody knows when they ended."""
    return unresolved("duration") if clues.parts["u"] in {"minute", "hour", "day"} else _past_units(clues)


def _recent(clues: Clues) -> Days:
    return NO_DATE if clues.reference is None else Days(None, clues.reference)


def _running(clues: Clues) -> Days:
    """ "for a third day": it had gone on for so many units by the day of publication, if no day beside it says."""
    return unresolved("duration")


def length_of(parts: dict[str, str]) -> str | None:
    """How long, as ISO 8601 writes it; None where the number is left open.

    >>> length_of({"n": "two", "u": "week"}), length_of({"n": "36", "u": "hour"}), length_of({"u": "year"})
    ('P2W', 'PT36H', None)
    """
    if "n" not in parts and "nth" not in parts:
        return None
    clues = Clues(parts, None, False, None)
    number, unit = (clues.nth(), parts["u"]) if "nth" in parts else clues.counted()
    if not number or number < 0:
        return None
    letter, times = _ISO[unit]
    return f"P{'T' if unit in {'hour', 'minute'} else ''}{number * times}{letter}"


_ISO = {
    "minute": ("M", 1), "hour": ("H", 1), "day": ("D", 1), "weekend": ("D", 2), "week": ("W", 1),
    "fortnight": ("W", 2), "month": ("M", 1), "year": ("Y", 1), "decade": ("Y", 10),
}  # fmt: skip


def _clock(clues: Clues) -> Days:
    """A time of day alone: of the day told before it."""
    known = clues.anchor is not None and clues.anchor.precision == "day"
    return clues.anchor if clues.anchor is not None and known else NO_ANCHOR


def _rest(clues: Clues) -> tuple[date | None, bool, Days | None, bool | None, Days]:
    return clues.reference, clues.future, clues.anchor, clues.month_first, clues.no_anchor


def _future(clues: Clues) -> Days:
    return unresolved("future")


MEANINGS: dict[str, Callable[[Clues], Days]] = {
    "date": _date,
    "days": _days,
    "slashed": _slashed,
    "day_of_month": _day_of_month,
    "month": _month,
    "month_week": _month_week,
    "year": _year,
    "fraction": _fraction,
    "years": _years,
    "decade": _decade,
    "season": _season,
    "holiday": _holiday,
    "weekend": _weekend,
    "weekday": _weekday,
    "night": _night,
    "day_word": _day_word,
    "ago": _ago,
    "unit": _unit,
    "past": _past_units,
    "recent": _recent,
    "future": _future,
    "lasting": _lasting,
    "long": _long,
    "compact": _compact,
    "nth_weekday": _nth_weekday,
    "century": _century_of,
    "anniversary": _anniversary,
    "running": _running,
    "clock": _clock,
    **COUNTED,
    **OTHER_CALENDARS,
}
