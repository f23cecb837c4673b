"""The parts of one time expression and what its days are counted from. Must not know: the text around it, events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from dateline.lexicons import lexicon
from dateline.resolve.times.calendar import Days, unresolved

NO_DATE = unresolved("no_publication_date")
NO_DAY = unresolved("no_such_day")
NO_ANCHOR = unresolved("no_anchor")  # no time stands before it from which it could count
NOT_TOLD = unresolved("event_not_told")  # it counts from an event whose time the report does not tell
FEW = 3  # "several", "a few": docs/codebook.md, "Numbers"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Clues:
    """What the days follow from: its parts in lower case, publication day, tense, the time before it."""

    parts: dict[str, str]
    reference: date | None
    future: bool
    anchor: Days | None  # the time, or the event of the report, from which it counts
    month_first: bool | None = None  # whether the report writes 03/04 for 4 March; None: not known
    no_anchor: Days = NO_ANCHOR  # what it means without an anchor

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

    def number(self, default: str = "one") -> int | None:
        """How many units; None when the words leave it open ("several")."""
        words = self.parts.get("n") or self.parts.get("n2", default)
        return int(words) if words.isdigit() else lexicon("times")["numbers"][words]

    def counted(self) -> tuple[int | None, str]:
        """Number and unit; of a half, the next smaller unit: "two and a half years" are 30 months."""
        number, unit = self.number(), self.parts.get("u") or self.parts["u2"]
        if "half" not in self.parts or number is None or unit not in _SMALLER:
            return number, unit
        smaller, times = _SMALLER[unit]
        return number * times + times // 2, smaller

    def nth(self) -> int:
        """An ordinal or a number of the words, counted from 1; -1 is the last."""
        return number_of(self.parts["nth"].replace(",", ""))

    def past(self, days: Days) -> Days:
        """What is told as past ends at the publication at the latest."""
        return days if self.future else days.until(self.reference)

    def but(self, **parts: str) -> Clues:
        """The same with other parts."""
        return replace(self, parts={**self.parts, **parts})


_SMALLER = {"year": ("month", 12), "month": ("day", 30), "week": ("day", 7), "day": ("hour", 24)}


def number_of(words: str) -> int:
    """Digits or an ordinal in words.

    >>> number_of("21"), number_of("first")
    (21, 1)
    """
    return int(words) if words.isdigit() else int(lexicon("times")["ordinals"][words])


def part_of(name: str) -> int:
    """The number of a month from any of its names.

    >>> part_of("sept."), part_of("june")
    (9, 6)
    """
    return _MONTHS.index(name[:3]) + 1
