"""Times of day: a clock joins the day beside it, and a day told in another zone becomes the day where it happened.

Comes in: the expressions of a text. Goes out: the same, with clocks joined to their days. Must not know: events.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from dateline.lexicons import lexicon
from dateline.model import Span
from dateline.resolve.times.calendar import one_day
from dateline.resolve.times.spotting import Found

_DAYS = frozenset({"date", "weekday", "day_word", "holiday", "day_of_month", "slashed", "night", "same"})
_BEFORE_DAY = re.compile(r"\s*(?:,|\bof\b)?\s*(?:on\s+)?(?:the\s+)?", re.IGNORECASE)
_AFTER_DAY = re.compile(r"\s*(?:,|\()?\s*")
_HHMM = 100  # 1430


def join_clocks(founds: list[Found], text: str) -> list[Found]:
    """Clocks beside a day become part of it; "(2300 GMT on Monday)" after a local day means that local day."""
    out: list[Found] = []
    waiting: Found | None = None  # a clock that may belong to the day after it
    for found in founds:
        if found.rule.means != "clock" and ("hhmm" in found.groups or "hh" in found.groups):
            _take(found, found)  # 140300ZMAR21
        if found.rule.means == "clock":
            if waiting is not None:
                _close(out, waiting, text)
            waiting = found
            continue
        if waiting is not None:
            if found.rule.means in _DAYS and _BEFORE_DAY.fullmatch(text, waiting.span.end, found.span.start):
                if out and zone_of(waiting.groups) and _is_aside(out[-1], waiting, text):
                    found.same_as = out[-1]
                _take(found, waiting)
            else:
                _close(out, waiting, text)
            waiting = None
        out.append(found)
    if waiting is not None:
        _close(out, waiting, text)
    return out


def _close(out: list[Found], clock: Found, text: str) -> None:
    """A clock with no day after it belongs to the day just before it, or stands alone."""
    last = out[-1] if out else None
    if (
        last is None
        or last.rule.means not in _DAYS
        or not _AFTER_DAY.fullmatch(text, last.span.end, clock.span.start)
    ):
        out.append(clock)
    elif last.clock is None:
        _take(last, clock)
    # else "at 2 a.m. on Monday (2300 GMT)": the same moment again


def _take(day: Found, clock: Found) -> None:
    day.clock, day.zone = read_clock(clock.groups), zone_of(clock.groups)
    day.span = Span(min(day.span.start, clock.span.start), max(day.span.end, clock.span.end))


def _is_aside(day: Found, clock: Found, text: str) -> bool:
    """Whether the clock opens a bracket right after a day."""
    return day.rule.means in _DAYS and text[day.span.end : clock.span.start].strip() == "("


def read_clock(groups: dict[str, str]) -> time | None:
    """The time of day that the words of a clock give; None if there is no such time.

    >>> read_clock({"hh": "2", "half": "a.m."}), read_clock({"hhmm": "1430"}), read_clock({"named": "midnight"})
    (datetime.time(2, 0), datetime.time(14, 30), datetime.time(0, 0))
    """
    if "named" in groups:
        return time(0 if groups["named"] == "midnight" else 12)
    if "hhmm" in groups:
        hour, minute = divmod(int(re.sub(r"\D", "", groups["hhmm"])), _HHMM)
    elif "hh" not in groups:  # "at dawn"
        return None
    else:
        hour, minute = int(groups["hh"]), int(groups.get("mm", "0"))
    half = groups.get("half", "")[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None


def zone_of(groups: dict[str, str]) -> str | None:
    """The zone of a clock, by its name in the time zone database; None where it is the place's own."""
    name: str | None = lexicon("times")["zones"].get(groups.get("zone", ""))
    return name


@cache
def zones_in(country: str) -> tuple[str, ...]:
    """The zones of a country (ISO 3166-1 alpha-2).

    >>> zones_in("IQ")
    ('Asia/Baghdad',)
    """
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(row[2] for row in rows if row[0] == country)


def to_local_day(found: Found, country: str | None) -> None:
    """ "2230 GMT on Friday" in Iraq is a Saturday. Where the country's zones disagree the day stays as told."""
    if found.clock is None or found.zone is None or country is None or found.days.start is None:
        return
    if found.days.start != found.days.end:
        return
    told = datetime.combine(found.days.start, found.clock, ZoneInfo(found.zone))
    try:
        local = {told.astimezone(ZoneInfo(zone)).date() for zone in zones_in(country)}
    except OverflowError:  # the first or last day of the calendar
        return
    if len(local) == 1 and (day := local.pop()) != found.days.start:
        found.days = one_day(day)
        found.how = f"local_day:{found.how}"
