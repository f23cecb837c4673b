"""Times that count from another time or from an event of the report: "two days later", "the third day of the siege".

Comes in: the parts of an expression with its anchor. Goes out: `Days`. Must not know: how the anchor was found.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dateline.resolve.times.calendar import DAY, Days, move, one_day, unit_of
from dateline.resolve.times.clues import FEW, Clues

_BACK = frozenset({"earlier", "before", "prior", "prior to", "previously"})
_HELD = {"the following": 1, "the next": 1, "after": 1, "the previous": -1, "before": -1, "prior to": -1}
_LESS = frozenset({"less than", "just under"})
_MORE = frozenset({"more than", "over", "at least"})
_SHORT = frozenset({"minute", "hour"})


def _anchor(clues: Clues) -> tuple[date, date] | None:
    """First and last day of what it counts from, if both are known."""
    if clues.anchor is None or clues.anchor.start is None or clues.anchor.end is None:
        return None
    return clues.anchor.start, clues.anchor.end


def _shift(clues: Clues) -> Days:
    """N units from the anchor: "two days later". An anchor of several days is moved whole."""
    anchor = _anchor(clues)
    number, unit = clues.counted()
    if anchor is None or number is None:
        return clues.no_anchor
    if clues.parts["way"] in _BACK:
        number = -number
    first, last = (move(day, number, unit) for day in anchor)
    about = clues.parts.get("about")
    if about in _LESS and unit != "minute":
        return Days(min(first, anchor[0]), max(last, anchor[1]))
    if about in _MORE and unit not in _SHORT:
        return Days(None, last) if number < 0 else Days(first, None)
    if first != last:
        return Days(first, last)
    if unit in _SHORT or unit == "day":
        return one_day(first)
    return unit_of(first, unit if unit in {"month", "year"} else "week")


def _vague(clues: Clues) -> Days:
    """ "days later", "hours before the truce": some time after or before the anchor."""
    anchor = _anchor(clues)
    if anchor is None:
        return clues.no_anchor
    first, last = anchor
    way, unit = clues.parts["way"], clues.parts.get("u", "minute")
    if way in _BACK:
        return (
            Days(first if unit == "minute" else first - DAY, last)
            if unit in _SHORT
            else Days(None, last - DAY)
        )
    if unit in _SHORT:
        return Days(first, last if unit == "minute" else last + DAY)
    return Days(first + DAY, None)


def _same(clues: Clues) -> Days:
    """The unit in which the anchor lies, or the next one or the one before."""
    anchor = _anchor(clues)
    if anchor is None or clues.anchor is None:
        return clues.no_anchor
    way, unit = clues.parts["way"], clues.parts["u"]
    unit = unit if unit in {"week", "month", "year"} else "day"
    step = _HELD.get(way, 0)
    if unit == "day" and clues.anchor.precision != "day":
        return clues.anchor if step == 0 else clues.no_anchor
    return unit_of(move(anchor[0], step, unit), unit)


def _nth(clues: Clues) -> Days:
    """ "the third day of the siege", "day 12 of the war": unit by unit from the first day of the anchor."""
    anchor = _anchor(clues)
    if anchor is None:
        return clues.no_anchor
    number, unit = clues.nth(), clues.parts["u"]
    if unit in _SHORT:
        return Days(anchor[0], move(anchor[0], number, unit))
    if number < 0:
        return Days(move(anchor[1], -1, unit) + DAY, anchor[1])
    first = move(anchor[0], number - 1, unit)
    return Days(first, move(first, 1, unit) - DAY)


def _first(clues: Clues) -> Days:
    """ "the first three days of the offensive", "the last two weeks of May"."""
    anchor = _anchor(clues)
    number, unit = clues.number("a few") or FEW, clues.parts["u"]
    if anchor is None:
        return clues.no_anchor
    whole = 0 if unit in _SHORT else 1
    if clues.parts["which"] in {"last", "final", "closing"}:
        return Days(move(anchor[1], -number, unit) + whole * DAY, anchor[1])
    return Days(anchor[0], move(anchor[0], number, unit) - whole * DAY)


def _ending(clues: Clues) -> Days:
    """ "the three days to Friday", "the week starting 4 March": N units that end or start with the anchor."""
    anchor = _anchor(clues)
    number, unit = clues.number() or FEW, clues.parts["u"]
    if anchor is None:
        return clues.no_anchor
    whole = 0 if unit in _SHORT else 1
    if clues.parts["way"] in {"starting", "beginning", "following", "after", "from"}:
        first = anchor[0] + (clues.parts["way"] in {"following", "after"}) * DAY
        return Days(first, move(first, number, unit) - whole * DAY)
    return Days(move(anchor[1], -number, unit) + whole * DAY, anchor[1])


def _since(clues: Clues) -> Days:
    """From the anchor to the publication: "since the coup", "in the three weeks since the truce"."""
    anchor = _anchor(clues)
    if anchor is None:
        return clues.no_anchor
    ends = clues.reference if clues.reference is not None and clues.reference >= anchor[0] else None
    return Days(anchor[0], ends)


def _until(clues: Clues) -> Days:
    """ "until then", "by then"."""
    anchor = _anchor(clues)
    return clues.no_anchor if anchor is None else Days(None, anchor[1])


def _within(clues: Clues) -> Days:
    """ "within days of the attack", "in the two weeks after it"."""
    anchor = _anchor(clues)
    if anchor is None:
        return clues.no_anchor
    number = clues.number("a few") or FEW
    return Days(
        anchor[0],
        move(anchor[1], max(number, 24) if clues.parts["u"] == "hour" else number, clues.parts["u"]),
    )


def _following(clues: Clues) -> Days:
    """ "over the following three days", in a story told in order."""
    anchor = _anchor(clues)
    if anchor is None:
        return clues.no_anchor
    if "u2" in clues.parts:
        return Days(anchor[1] + DAY, None)
    return Days(anchor[1] + DAY, move(anchor[1], max(clues.number() or FEW, 1), clues.parts["u"]))


def _eve(clues: Clues) -> Days:
    anchor = _anchor(clues)
    return clues.no_anchor if anchor is None else one_day(anchor[0] - DAY)


def _held(clues: Clues) -> Days:
    """ "on the day of the attack", "shortly after the blast": the days of the anchor."""
    return clues.no_anchor if clues.anchor is None or _anchor(clues) is None else clues.anchor


COUNTED: dict[str, Callable[[Clues], Days]] = {
    "shift": _shift,
    "same": _same,
    "later": _vague,
    "nth": _nth,
    "first": _first,
    "ending": _ending,
    "since": _since,
    "until_then": _until,
    "within": _within,
    "following": _following,
    "eve": _eve,
    "held": _held,
}
