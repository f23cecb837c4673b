"""Marked texts and hand-coded event places in, names with their candidates and the right ones out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bench.gold import load_gold, load_reports
from dateline.model import Report
from dateline.parse import parse
from dateline.pipeline import Tools, load_tools
from dateline.read import prepare
from dateline.resolve.actors import home_of, known_names
from dateline.resolve.gazetteer.areas import kilometres
from dateline.resolve.gazetteer.index import Entry, Gazetteer
from dateline.resolve.gazetteer.names import joined, plain
from dateline.resolve.places.features import UNITS, WHOLE, Name, unit_of
from dateline.resolve.places.finder import find_naming
from dateline.resolve.places.ranking import Scene
from dateline.resolve.places.spotting import Spot
from training.places.marked import Answer, load_marked
from training.written import as_report, load_written

TEXTS = Path(__file__).with_name("texts")
SETS = ("train", "train_other")
CLOSE_KM = 40.0  # a marked place and a candidate this near are one: marks carry two decimals, from memory
REACH = 0.5  # of a wide place's radius
ALIKE = 70.0  # rapidfuzz ratio from which two spellings of a unit's name are one
Meaning = Literal["place", "inside", "unlisted", "nothing", "unknown"]


@dataclass(slots=True)
class Labelled:
    """One report's names. `meaning[n]`: what the coder says of a name; `right`: by row of the scene's table.

    "inside": a place's name in another name, which teaches only which place; "unknown": nobody said.
    """

    group: str  # the file or set it comes from
    scene: Scene
    meaning: list[Meaning]
    right: NDArray[np.bool_]


def load_labelled(gold: Path) -> Iterator[Labelled]:
    """The marked texts, whose every name is told, then the reports whose events' places are."""
    tools = load_tools(extractor="rules")
    for report, answers in load_marked(TEXTS):
        yield _labelled(report, partial(_marked, answers), tools, report.doc.split("-")[1])
    told: list[tuple[Report, list[dict[str, Any]], str]] = []
    for name in SETS:
        events = load_gold(gold / name)
        told += [(report, events[report.doc], name) for report in load_reports(gold / name)]
    told += [(as_report(record), record["events"], "written") for record in load_written()]
    for report, recorded, name in told:
        places = {e["place"]["text"]: e["place"] for e in recorded if e["place"] is not None}
        yield _labelled(report, partial(_recorded, places), tools, name)


def _labelled(given: Report, answer: Callable[[Spot], Answer | None], tools: Tools, group: str) -> Labelled:
    report = prepare(given)
    doc = parse(report.text, tools.names)
    naming = find_naming(
        report, doc, tools.gazetteer, known_names(doc, tools.actors), home_of(report, tools.actors)
    )
    scene = Scene.of(naming.names, naming.about)
    told: list[list[Answer | None]] = [[] for _ in naming.names]
    for spot, n in zip(naming.spots, naming.own, strict=True):
        told[n].append(answer(spot))
    right = np.zeros(len(scene.table.owner), dtype=bool)
    meaning: list[Meaning] = []
    for name, answers, matches, rows in zip(naming.names, told, scene.candidates, scene.rows, strict=True):
        entries = [(m.entry, _unit(m.entry, tools.gazetteer)) for m in matches]
        found, fits = _meaning([a for a in answers if a is not None], entries)
        fits = _of_one_level(name, [m.entry for m in matches], fits)
        meaning.append(found)
        right[rows] = fits
    return Labelled(group, scene, meaning, right)


def _meaning(
    answers: Sequence[Answer], entries: Sequence[tuple[Entry, str | None]]
) -> tuple[Meaning, list[bool]]:
    """What most mentions of a name mean; a place before its name in another name before nothing."""
    nowhere = [False] * len(entries)
    if not answers:
        return "unknown", nowhere
    places = [a for a in answers if a.is_place and not a.embedded]
    inside = [a for a in answers if a.embedded]
    if not places and not inside:
        return "nothing", nowhere
    fits = [fit(e, (places or inside)[0], unit) for e, unit in entries]
    if any(fits):
        return ("place" if places else "inside"), fits
    return ("unlisted" if places and places[0].precision is None else "unknown"), nowhere


def fit(entry: Entry, answer: Answer, unit: str | None = None) -> bool:
    """Whether the candidate is what the coder says: by country and by nearness, or else by unit.

    `unit`: the name of the first-level unit that the candidate lies in.
    """
    if answer.country and entry.country and entry.country != answer.country:
        return False
    if answer.precision is not None:
        if (entry.kind == "admin1") != (answer.precision == "admin1") or entry.kind in WHOLE:
            return False
    elif entry.kind in WHOLE:
        return (entry.kind == "country") == bool(answer.country) and answer.unit is None
    elif answer.country and answer.unit is None and entry.kind == "city" and entry.population < 10**5:
        return False  # a country or a region of one, not the hamlet of that name
    if answer.lat is None or answer.lon is None:
        same = unit is not None and answer.unit is not None
        return same and fuzz.ratio(joined(plain(unit or "")), joined(plain(answer.unit or ""))) >= ALIKE
    reach = max(CLOSE_KM, REACH * entry.radius_km)
    return kilometres((entry.lat, entry.lon), (answer.lat, answer.lon)) <= reach


def _of_one_level(name: Name, entries: Sequence[Entry], fits: list[bool]) -> list[bool]:
    """Of a town and the province named after it, both close to the mark: the province where the text says so, else
    the town (codebook, "place")."""
    if name.holds:
        return fits
    unit = name.kind == "unit" or (name.unit_elsewhere and name.kind != "town")
    wanted = UNITS if unit else {e.kind for e in entries} - UNITS - {"region"}
    kept = [ok and e.kind in wanted for ok, e in zip(fits, entries, strict=True)]
    return kept if any(kept) else fits


def _unit(entry: Entry, gazetteer: Gazetteer) -> str | None:
    number = unit_of(entry)
    unit = None if number is None else gazetteer.entry(number)
    return None if unit is None else unit.name


def _marked(answers: Iterable[Answer], spot: Spot) -> Answer:
    """What the marks say of a stretch; nothing marked there: no place."""
    for answer in answers:
        if answer.span.start < spot.end and spot.start < answer.span.end:
            return answer
    return Answer(spot.outer)


def _recorded(places: dict[str, dict[str, Any]], spot: Spot) -> Answer | None:
    """The place of an event that a coder recorded under these words; None: nobody said."""
    place = next((p for words, p in places.items() if spot.name in words), None)
    if place is None or place["precision"] not in ("exact", "near", "admin1") or not place.get("country"):
        return None
    return Answer(
        spot.outer,
        place.get("country"),
        place.get("admin1"),
        place.get("lat"),
        place.get("lon"),
        precision=place["precision"],
    )
