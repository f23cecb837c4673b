"""The parts of one time expression in, its days out: one function for each `means` of lexicons/en/times.yaml.

Must not know: the text around the expression, events.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

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

NO_DATE = unresolved("no_publication_date")
NO_DAY = unresolved("no_such_day")
NO_ANCHOR = unresolved("no_anchor")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEXT = frozenset({"next", "this coming", "coming", "the coming", "the following"})
_LAST = frozenset({"last", "past", "this past", "the past", "the previous"})
_FEW = 3  # "several", "a few": docs/codebook.md, "Numbers"
_LONG_AGO = 5  # years; "ten years ago" names no month
_ORDER = {"first": 0, "second": 1, "third": 2, "fourth": 3}


@dataclass(frozen=True, slots=True)
class Clues:
    """What the days follow from: its parts in lower case, publication day, tense, the time before it."""

    parts: dict[str, str]
    reference: date | None
    future: bool
    anchor: Days | None
    month_first: bool | None = None  # whether the report writes 03/04 for 4 March; None: not known

    def year(self) -> int | None:
        """The year that the words give, alone or by another: "last year", "that year"."""
        for name in ("y", "y2"):
            if name in self.parts:
                return int(self.parts[name])
        if "yy" in self.parts:
            return 1900 + int(self.parts["yy"])
        which = self.parts.get("which", "").removeprefix("of ")
        if which in {"that year", "the same year", "the previous year"}:
            year = self.anchor_year()
            return None if year is None else year - (which == "the previous year")
        if "of" in self.parts and self.reference is not None:
            return self.reference.year + {"last": -1, "next": 1}.get(self.parts["of"].split()[0], 0)
        return None if self.reference is not None else self.anchor_year()

    def anchor_year(self) -> int | None:
        """The year of the time before, if that lies in one."""
        if self.anchor is None or self.anchor.start is None or self.anchor.end is None:
            return None
        return self.anchor.start.year if self.anchor.start.year == self.anchor.end.year else None

    def part(self) -> str | None:
        """early, mid or late."""
        words = self.parts.get("part", "").removeprefix("very ")
        part: str | None = lexicon("times")["parts"].get(words)
        return part


def part_of(name: str) -> int:
    """The number of a month from any of its names.

    >>> part_of("sept."), part_of("june")
    (9, 6)
    """
    return _MONTHS.index(name[:3]) + 1


def _date(clues: Clues) -> Days:
    month = int(clues.parts["m"]) if clues.parts["m"].isdigit() else part_of(clues.parts["m"])
    day = int(clues.parts["d"])
    year = clues.year()
    if year is None:
        if clues.reference is None:
            return NO_DATE
        year = nearest_year(month, day, clues.reference, future=clues.future)
    found = make_day(year, month, day) if year is not None else None
    return NO_DAY if found is None else one_day(found)


def _days(clues: Clues) -> Days:
    last = _date(Clues({**clues.parts, "d": clues.parts["d2"]}, clues.reference, clues.future, clues.anchor))
    if last.end is None:
        return last
    first = make_day(last.end.year, last.end.month, int(clues.parts["d"]))
    return NO_DAY if first is None or first > last.end else Days(first, last.end)


def _slashed(clues: Clues) -> Days:
    """Day and month in either order: the only one possible, the one the report writes, or the only one up to the
    publication."""
    a, b, year = int(clues.parts["a"]), int(clues.parts["b"]), int(clues.parts["y"])
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
    return _past(clues, month_of(year, month, first, last))


def _month_week(clues: Clues) -> Days:
    """Days 1-7, 8-14, … of a month, or its last seven."""
    month = _month(Clues(clues.parts, clues.reference, clues.future, clues.anchor))
    if month.start is None or month.end is None:
        return month
    number = _ORDER.get(clues.parts["nth"])
    whole = month_of(month.start.year, month.start.month).end or month.end
    first = whole - 6 * DAY if number is None else month.start + 7 * number * DAY
    return _past(clues, Days(first, first + 6 * DAY))


def _year(clues: Clues) -> Days:
    year, part = int(clues.parts["y"]), clues.part()
    first, last = lexicon("times")["parts_of_year"][part] if part else (1, 12)
    return _past(clues, months_of(year, first, last))


def _fraction(clues: Clues) -> Days:
    length = 6 if clues.parts["of"] == "half" else 3
    number = _ORDER.get(clues.parts["which"], 12 // length - 1)
    first = number * length + 1
    return NO_DAY if first > 12 else _past(clues, months_of(int(clues.parts["y"]), first, first + length - 1))


def _years(clues: Clues) -> Days:
    first = int(clues.parts["y"])
    last = int(clues.parts["y2"])
    if last < 100:
        last += first - first % 100
    return NO_DAY if last < first else _past(clues, Days(date(first, 1, 1), date(last, 12, 31)))


def _decade(clues: Clues) -> Days:
    first = int(clues.parts["y"])
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(clues.parts.get("part", ""), (0, 9))
    return Days(date(first + low, 1, 1), date(first + high, 12, 31))


def _season(clues: Clues) -> Days:
    first = lexicon("times")["seasons"][clues.parts["s"]]
    year = clues.year()
    if year is not None:
        return _past(clues, months_of(year, first, first + 2))
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
                return _past(clues, found)
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


def _holiday_in(year: int, value: int | list[int]) -> date:
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
    return _past(clues, Days(saturday, saturday + DAY))


def _weekday(clues: Clues) -> Days:
    if clues.reference is None:
        return NO_DATE
    number = _WEEKDAYS.index(clues.parts["w"])
    week, which = clues.parts.get("week"), clues.parts.get("which", "")
    if week is not None:
        monday = week_of(clues.reference).start or clues.reference
        return one_day(monday + (number - (7 if week == "last" else 0)) * DAY)
    if which in {"the following", "the previous"}:
        if clues.anchor is None or clues.anchor.start is None:
            return NO_ANCHOR
        future = which == "the following"
        return one_day(nearest_weekday(number, clues.anchor.start, future=future, strict=True))
    if which in _NEXT:
        return one_day(nearest_weekday(number, clues.reference, future=True, strict=True))
    return one_day(nearest_weekday(number, clues.reference, future=clues.future, strict=which in _LAST))


def _night(clues: Clues) -> Days:
    """The night that follows a weekday."""
    if clues.reference is None:
        return NO_DATE
    number = _WEEKDAYS.index(clues.parts.get("w") or clues.parts["w2"])
    day = nearest_weekday(number, clues.reference)
    return _past(clues, Days(day, day + DAY))


def _day_word(clues: Clues) -> Days:
    if clues.reference is None:
        return NO_DATE
    first, last = lexicon("times")["day_words"][clues.parts["day"]]
    return Days(clues.reference + first * DAY, clues.reference + last * DAY)


def _number(clues: Clues) -> int | None:
    """How many units; None when the words leave it open ("several")."""
    words = clues.parts.get("n") or clues.parts.get("n2", "one")
    return int(words) if words.isdigit() else lexicon("times")["numbers"][words]


def _ago(clues: Clues) -> Days:
    """N units ago is the unit in which that day lies; "several" and "more than" only close the interval."""
    if clues.reference is None:
        return NO_DATE
    number, unit = (_number(clues), clues.parts["u"]) if "u" in clues.parts else (2, clues.parts["us"])
    about = clues.parts.get("about")
    if number is None or "us" in clues.parts or about in {"more than", "over", "just over", "at least"}:
        return Days(None, move(clues.reference, -(number or _FEW), unit))
    day = move(clues.reference, -number, unit)
    if about in {"less than", "just under"} and unit != "hour":
        return Days(day + DAY, clues.reference)
    if unit == "year" and number > _LONG_AGO:
        return unit_of(day, "year")
    return _past(clues, unit_of(day, {"year": "month", "decade": "year"}.get(unit, unit)))


def _unit(clues: Clues) -> Days:
    if clues.reference is None:
        return NO_DATE
    unit, which = clues.parts["u"], clues.parts["which"]
    step = {"last": -1, "next": 1}.get(which, 0)
    day = move(clues.reference, step, unit)
    found, part = unit_of(day, unit), clues.part()
    if part and unit == "month":
        found = month_of(day.year, day.month, *lexicon("times")["parts_of_month"][part])
    elif part and unit == "year":
        found = months_of(day.year, *lexicon("times")["parts_of_year"][part])
    if clues.parts.get("part") == "earlier":
        return found.until(clues.reference - DAY)
    return _past(clues, found)


def _past_units(clues: Clues) -> Days:
    """The last N units up to the publication."""
    if clues.reference is None:
        return NO_DATE
    unit = clues.parts.get("u") or clues.parts["u2"]
    number = _number(clues) or _FEW
    if unit == "hour" and number >= 6:
        number = max(number, 24)
    return Days(move(clues.reference, -number, unit), clues.reference)


def _lasting(clues: Clues) -> Days:
    if "n" in clues.parts:
        return _past_units(clues)
    if clues.parts["u"] == "hour":
        return unresolved("duration")
    return NO_DATE if clues.reference is None else Days(None, clues.reference)


def _long(clues: Clues) -> Days:
    """ "the four-year war": up to the publication; of hours and days nobody knows when they ended."""
    return unresolved("duration") if clues.parts["u"] in {"hour", "day"} else _past_units(clues)


def _recent(clues: Clues) -> Days:
    return NO_DATE if clues.reference is None else Days(None, clues.reference)


def _future(clues: Clues) -> Days:
    return unresolved("future")


def _shift(clues: Clues) -> Days:
    """N units from the time before: "two days later"."""
    number = _number(clues)
    if clues.anchor is None or clues.anchor.start is None or number is None:
        return NO_ANCHOR
    if clues.parts["way"] in {"earlier", "before", "prior", "previously"}:
        number = -number
    unit = clues.parts["u"]
    day = move(clues.anchor.start, number, unit)
    known = clues.anchor.precision == "day"
    return (
        one_day(day)
        if known and unit in {"hour", "day"}
        else unit_of(day, unit if unit in {"month", "year"} else "week")
    )


def _later(clues: Clues) -> Days:
    """ "days later": some time after the time before."""
    if clues.anchor is None or clues.anchor.start is None:
        return NO_ANCHOR
    if clues.parts["u"] == "hour":
        return Days(clues.anchor.start, clues.anchor.start + DAY)
    return Days(clues.anchor.start + DAY, None)


def _same(clues: Clues) -> Days:
    """The unit in which the time before lies, or the next one or the one before."""
    if clues.anchor is None or clues.anchor.start is None or clues.anchor.end is None:
        return NO_ANCHOR
    way, unit = clues.parts["way"], clues.parts["u"]
    unit = unit if unit in {"week", "month", "year"} else "day"
    step = {"the following": 1, "the next": 1, "after": 1, "the previous": -1, "before": -1}.get(way, 0)
    if unit == "day" and clues.anchor.precision != "day":
        return clues.anchor if step == 0 else NO_ANCHOR
    return unit_of(move(clues.anchor.start, step, unit), unit)


def _past(clues: Clues, days: Days) -> Days:
    """What is told as past ends at the publication at the latest."""
    return days if clues.future else days.until(clues.reference)


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
    "shift": _shift,
    "same": _same,
    "later": _later,
}
