"""Written cases: reports with the statements expected of them, and a field-by-field comparison.

Comes in: the YAML of `reports/` (its README gives the form) and records in the codebook's form.
Goes out: cases, and per field how many values are right. `python -m tests.cases` prints what is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "reports"
Event = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A short report and what a coder records from it, in the codebook's form."""

    id: str
    shows: str
    text: str
    published: str | None
    title: str | None = None
    outlet: str | None = None
    events: tuple[Event, ...] = ()


@dataclass
class Tally:
    """Right, expected and predicted values of one field, and what was wrong where."""

    right: int = 0
    expected: int = 0
    predicted: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        total = self.expected + self.predicted
        return 2 * self.right / total if total else 1.0


def interval(words: str) -> tuple[int, int | None]:
    """ "5" -> (5, 5), "5.." -> (5, None), "1..30" -> (1, 30)."""
    low, dots, high = words.partition("..")
    return int(low), (int(high) if high else None) if dots else int(low)


def expand(short: dict[str, Any]) -> Event:
    """The codebook's form of a case's shorthand."""
    event: Event = {"type": short["type"]} | {
        "focus": short.get("focus", True),
        "certainty": short.get("certainty", "stated"),
    }
    start, dots, end = (short.get("when") or "").partition("..")
    event |= {"start": start or None, "end": (end if dots else start) or None, "place": None}
    if short.get("place"):
        name, country, precision = (part.strip() for part in short["place"].split("|"))
        event["place"] = {"name": name, "country": country, "precision": precision}
    event |= {key: list(short.get(key) or []) for key in ("actors", "partners", "targets", "sources")}
    event["tolls"] = []
    for toll in short.get("tolls") or []:
        kind, number, group = toll.split()
        low, high = interval(number)
        event["tolls"].append({"kind": kind, "group": group, "low": low, "high": high})
    low_high = interval(str(short["count"])) if short.get("count") else None
    event["count"] = low_high and {"low": low_high[0], "high": low_high[1]}
    return event


def load_cases(*names: str) -> list[Case]:
    """The cases of `types.yaml` and `rules.yaml`, or of the files named."""
    cases = []
    for name in names or ("types", "rules"):
        for raw in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")):
            events = tuple(expand(short) for short in raw.pop("events"))
            cases.append(Case(**raw, events=events))
    return cases


def load_negatives() -> list[tuple[str, str]]:
    """(kind, sentence) for every sentence that holds no event."""
    kinds = yaml.safe_load((FOLDER / "negatives.yaml").read_text(encoding="utf-8"))
    return [(kind, sentence) for kind, sentences in kinds.items() for sentence in sentences]


# ---------------------------------------------------------------- comparing


def plain(text: str | None) -> str:
    """Lower case, no accents, no punctuation, no leading "the"."""
    ascii_text = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode().lower()
    return re.sub(r"^the ", "", " ".join(re.findall(r"[a-z0-9]+", ascii_text)))


def same_name(a: Any, b: Any) -> bool:
    """One name is the other, or all its words are among the other's."""
    x, y = (set(plain(v["name"] if isinstance(v, dict) else v).split()) for v in (a, b))
    return bool(x and y) and (x <= y or y <= x)


def same_place(a: Event, b: Event) -> bool:
    return a["country"] == b["country"] and same_name(a, b)


def same_toll(a: Event, b: Event) -> bool:
    return all(a[key] == b[key] for key in ("kind", "low", "high"))


def values(event: Event, name: str) -> list[Any]:
    """What a field holds, as a list; nothing for null and []."""
    if name == "precision":
        return [event["place"]["precision"]] if event["place"] else []
    if name == "toll_group":
        return [(toll["kind"], toll["low"], toll["group"]) for toll in event["tolls"]]
    if name == "count":
        return [(event["count"]["low"], event["count"]["high"])] if event.get("count") else []
    value = event[name]
    return list(value) if isinstance(value, list) else [] if value is None else [value]


SAME: dict[str, Callable[[Any, Any], bool]] = {
    "place": same_place,
    "tolls": same_toll,
    "actors": same_name,
    "partners": same_name,
    "targets": same_name,
    "sources": same_name,
}
FIELDS = (
    "type", "focus", "certainty", "start", "end", "place", "precision", "actors", "partners", "targets",
    "tolls", "toll_group", "sources", "count",
)  # fmt: skip


def matches(expected: list[Any], predicted: list[Any], same: Callable[[Any, Any], bool]) -> int:
    """How many expected values find a predicted one of their own."""
    left, found = list(predicted), 0
    for value in expected:
        hit = next((other for other in left if same(value, other)), None)
        if hit is not None:
            left.remove(hit)
            found += 1
    return found


def likeness(expected: Event, predicted: Event) -> int:
    return sum(
        weight * matches(values(expected, name), values(predicted, name), SAME.get(name, _equal))
        for name, weight in (
            ("type", 4),
            ("start", 2),
            ("place", 2),
            ("tolls", 2),
            ("actors", 1),
            ("targets", 1),
        )
    )


def _equal(a: Any, b: Any) -> bool:
    return bool(a == b)


def compare(
    tallies: dict[str, Tally], where: str, expected: Iterable[Event], predicted: Iterable[Event]
) -> None:
    """Pair the events of one report, most alike first, and count right values by field in `tallies`.

    An event without a partner counts in "events" alone, so that one miss is not fourteen.
    """
    gold, coded = list(expected), list(predicted)
    ranked = sorted(
        ((likeness(gold[i], coded[j]), i, j) for i, j in product(range(len(gold)), range(len(coded)))),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    pairs: dict[int, int] = {}
    for score, i, j in ranked:
        if score >= 3 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    events = tallies["events"]
    events.right += len(pairs)
    events.expected += len(gold)
    events.predicted += len(coded)
    events.wrong += [f"{where}: missed {gold[i]['type']}" for i in range(len(gold)) if i not in pairs]
    events.wrong += [
        f"{where}: invented {coded[j]['type']}" for j in range(len(coded)) if j not in pairs.values()
    ]
    for i, j in pairs.items():
        for name in FIELDS:
            want, have = values(gold[i], name), values(coded[j], name)
            right = matches(want, have, SAME.get(name, _equal))
            tally = tallies[name]
            tally.right += right
            tally.expected += len(want)
            tally.predicted += len(have)
            if right < max(len(want), len(have)):
                tally.wrong.append(f"{where}: expected {_short(want)}, got {_short(have)}")


def _short(found: list[Any]) -> str:
    def one(value: Any) -> str:
        if isinstance(value, dict) and "kind" in value and "low" in value:
            return f"{value['kind']} {value['low']}..{value['high'] or ''}"
        return str(value.get("name") if isinstance(value, dict) else value)

    return ", ".join(map(one, found)) or "nothing"


def new_tallies() -> dict[str, Tally]:
    return defaultdict(Tally)
