"""How other projects record tolls: a toll in, its wording and the figures that a policy makes of it out.

The policies are data (toll_policies.yaml). Must not know: events, files, formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from dateline.codebook import read_yaml
from dateline.model import Toll, TollKind

PLAIN = "plain"  # Dateline's own intervals, and no further columns
BOUNDS = {"at_least", "more_than", "up_to", "fewer_than"}
NUMBER_WORDS = {"tens", "dozens", "scores", "hundreds", "thousands", "millions", "billions"}
SEVERAL = {"several", "few", "a_number", "large_number", "handful", "multiple", "many"}
NO_NUMBER = {"bare_plural", "joint_number"}
LEAST_OF_SEVERAL = 3  # "several hundred" is more than several


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a policy: whose toll, which of the rule's values, and what of several reports' values."""

    kind: TollKind
    group: Literal["largest", "civilian"]
    value: str
    over: Literal["lowest", "highest", "chosen"]
    means: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What one project records. `rules`: wording -> the values, where the rule is `from`, and a `note`."""

    name: str
    title: str
    source: str
    says: str
    columns: Mapping[str, Column]
    rules: Mapping[str, Mapping[str, Any]]

    def figures(self, toll: Toll) -> dict[str, int | None]:
        """Value's name -> number of people; None is open.

        >>> dozens = Toll(kind="killed", who="", group="other", low=24, text="dozens", how={"rule": "done:dozens"})
        >>> policies()["acled"].figures(dozens), policies()["ucdp"].figures(dozens)
        ({'fatalities': 12}, {'low': 24, 'best': 24, 'high': None})
        """
        rule = self.rules[wording_of(toll)]
        return {name: _number(what, toll) for name, what in rule.items() if name not in {"from", "note"}}

    def told_by(self, toll: Toll) -> str:
        """The wording, and whose rule it is if we did not read it: "number_word", "several (memory)"."""
        wording = wording_of(toll)
        origin = self.rules[wording]["from"]
        return wording if origin == "read" else f"{wording} ({origin})"


@cache
def policies() -> dict[str, Policy]:
    """Every policy by its name."""
    return {
        name: Policy(
            name,
            entry["title"],
            entry["source"],
            entry["says"],
            {column: Column(**details) for column, details in entry["columns"].items()},
            entry["rules"],
        )
        for name, entry in read_yaml("toll_policies.yaml")["policies"].items()
    }


def wording_of(toll: Toll) -> str:
    """Which kind of wording a toll's number has, from the rules that read it; without them from its interval.

    >>> wording_of(Toll(kind="killed", who="", group="other", low=9, high=50, text="between nine and 50"))
    'between'
    """
    read_as = set(toll.how.rule.split(":")) if toll.how is not None else set[str]()
    if ends := read_as & {"up_to", "fewer_than"}:
        return ends.pop()
    if read_as & NUMBER_WORDS:
        return "number_word"
    if read_as & SEVERAL and toll.low <= LEAST_OF_SEVERAL:
        return "several"
    if read_as & NO_NUMBER:
        return "no_number"
    if bound := read_as & BOUNDS:
        return bound.pop()
    if toll.approx:
        return "about"
    if toll.high is None:
        return "at_least"
    return "exact" if toll.low == toll.high else "between"


def _number(what: str | int, toll: Toll) -> int | None:
    match what:
        case int():
            return what
        case "low":
            return toll.low
        case "high":
            return toll.high
        case "half":
            return toll.low // 2
        case "said":
            return _said(toll)
    raise ValueError(f"toll_policies.yaml: {what!r} is neither a number nor one of low, high, half, said")


def _said(toll: Toll) -> int:
    """The number in the words, which "more than" and "fewer than" shift by one."""
    match wording_of(toll):
        case "more_than":
            return toll.low - 1
        case "fewer_than" if toll.high is not None:
            return toll.high + 1
        case "up_to" if toll.high is not None:
            return toll.high
    return toll.low
