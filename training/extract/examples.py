"""Hand-coded and written reports -> examples for the models: what is asked, the features, the coders' answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.gold import load_gold, load_reports
from dateline.extract import build_context, find_candidates, find_groups, find_mentions, find_quotes
from dateline.extract.assemble import assemble
from dateline.extract.context import Context
from dateline.extract.fill import (
    FIELD,
    PARTY_ROLES,
    party_candidates,
    place_candidates,
    time_candidates,
    undated,
)
from dateline.extract.groups import Group, decide_type, merge_in_sentence
from dateline.extract.kinds import type_candidates
from dateline.extract.learned import Features, Model
from dateline.extract.mention import EventMention
from dateline.extract.said import Quotes
from dateline.extract.same import pair_features
from dateline.extract.sources import source_candidates
from dateline.extract.values import Values, time_by_rule
from dateline.extract.victims import SIDES, Victims
from dateline.model import Coding, PlaceMention, Report, Statement, TimeMention
from dateline.parse import parse
from dateline.pipeline import load_tools
from dateline.read import prepare
from dateline.record import coding_record
from dateline.resolve.mentions import find_mentions as resolve_mentions
from training.written import as_report, load_written

SETS = ("train", "train_other")
Event = dict[str, Any]


@dataclass(slots=True)
class Example:
    report: int
    features: Features
    yes: float  # how right: 1, 0, or what the scorer gives for half right


@dataclass(slots=True)
class Coded:
    """A training report as the extractor sees it, and what the coders recorded."""

    number: int
    report: Report
    context: Context
    quotes: Quotes
    events: list[Event]
    written: bool  # for the project, not by an outlet


def load_coded(gold: Path, sets: Iterable[str] = SETS, *, written: bool = False) -> list[Coded]:
    """The sets' reports in order, then the written ones."""
    tools = load_tools(extractor="rules")
    told: list[tuple[Report, list[Event]]] = []
    for name in sets:
        events = load_gold(gold / name)
        told += [(report, events[report.doc]) for report in load_reports(gold / name)]
    real = len(told)
    if written:
        told += [(as_report(record), record["events"]) for record in load_written()]
    found = []
    for number, (given, recorded) in enumerate(told):
        report = prepare(given)
        doc = parse(report.text, tools.names)
        mentions = resolve_mentions(report, doc, tools.actors, tools.gazetteer)
        context = build_context(report, doc, mentions)
        found.append(Coded(number, report, context, find_quotes(context), recorded, number >= real))
    return found


def records(report: Report, statements: list[Statement]) -> list[Event]:
    events: list[Event] = coding_record(Coding(report=report, statements=tuple(statements)))["events"]
    return events


# ---------------------------------------------------------------- examples


def fitting(c: Coded, scorer: Any) -> tuple[list[EventMention], list[int | None]]:
    """Each mention by itself, and the number of the recorded event that it fits best, if any."""
    mentions = merge_in_sentence(c.context, [m for m in find_mentions(c.context, c.quotes) if m.taken])
    alone = records(c.report, assemble(c.context, c.quotes, [Group([m], m.type) for m in mentions], {}))
    fits: list[int | None] = []
    for record in alone:
        scores = [scorer.pair_score(event, record) for event in c.events]
        fits.append(int(np.argmax(scores)) if scores and max(scores) > 0 else None)
    return mentions, fits


def name_score(event: Event, field: str, name: str, scorer: Any) -> float:
    """1 if coders have the name in this field of the event, 0.5 if they have part of it, else 0."""
    return max((scorer.same_name(name, g) for g in event[field]), default=0.0)


def is_place(event: Event, mention: PlaceMention, scorer: Any) -> bool:
    place = mention.place.model_dump(mode="json")
    return bool(event["place"]) and (scorer.place_score(event["place"], place) or 0) >= 1


def is_time(event: Event, time: TimeMention) -> bool:
    """Both days right: to count one right day half made starts worse."""
    days = (time.when.start, time.when.end)
    return tuple(d and d.isoformat() for d in days) == (event["start"], event["end"])


def same_examples(coded: list[Coded], scorer: Any) -> Iterator[Example]:
    """Pairs of mentions that each fit some recorded event: the same one, or another."""
    for c in coded:
        mentions, fits = fitting(c, scorer)
        for j, later in enumerate(mentions):
            for i, earlier in enumerate(mentions[:j]):
                if fits[i] is not None and fits[j] is not None:
                    yield Example(c.number, pair_features(c.context, earlier, later), fits[i] == fits[j])


def paired(c: Coded, scorer: Any, asked: dict[str, Model]) -> Iterator[tuple[list[Group], Group, Event]]:
    """The groups of a report that the scorer pairs with a recorded event."""
    groups = find_groups(c.context, c.quotes, asked)
    found = records(c.report, assemble(c.context, c.quotes, groups, {}))
    for i, j, _ in scorer.assign(c.events, found, scorer.pair_score):
        yield groups, groups[j], c.events[i]


def filler_examples(coded: list[Coded], scorer: Any, asked: dict[str, Model]) -> dict[str, list[Example]]:
    """For every role the candidates of each paired group, right or wrong."""
    sides = [f"side_{side}" for side in SIDES]
    roles = ("type", *PARTY_ROLES, "place", "time", "fresh", "source", "toll", *sides)
    out: dict[str, list[Example]] = {role: [] for role in roles}
    for c in coded:
        values: Values | None = None
        for groups, group, event in paired(c, scorer, asked):
            if values is None:
                values = Values(c.context, c.quotes, groups, {})
                victims = Victims(c.context, groups, {})
            ruled, _ = decide_type(c.context, group)
            for name, features in type_candidates(c.context, group, ruled).items():
                out["type"].append(Example(c.number, features, name == event["type"]))
            for name, (_, features) in party_candidates(c.context, group, values.seen).items():
                for role in PARTY_ROLES:
                    yes = name_score(event, FIELD[role], name, scorer)
                    out[role].append(Example(c.number, features[role], yes))
            chosen, _ = values.place_by_rule(group)
            for mention, features in place_candidates(c.context, group, values.seen, chosen):
                out["place"].append(Example(c.number, features, is_place(event, mention, scorer)))
            if c.report.published is not None or event["start"]:
                for time, features in time_candidates(c.context, group, time_by_rule(group)):
                    out["time"].append(Example(c.number, features, is_time(event, time)))
            if c.report.published is not None and not event["start"]:
                out["fresh"].append(Example(c.number, undated(c.context, group), bool(event["end"])))
            for attribution, features in source_candidates(c.context, c.quotes, group, values.speakers):
                yes = name_score(event, "sources", attribution.source.name, scorer)
                out["source"].append(Example(c.number, features, yes))
            for role, example in toll_examples(c, victims, group, event, scorer):
                out[role].append(example)
    return out


def toll_examples(
    c: Coded, victims: Victims, group: Group, event: Event, scorer: Any
) -> Iterator[tuple[str, Example]]:
    """The tolls near an event, its own or not; and of those that are, whose people they count."""
    event_type, _ = decide_type(c.context, group)
    for toll, features in victims.candidates(group, event_type):
        told = toll.model_dump()  # of no side yet: that is asked next
        scores = [scorer.toll_score(t, told | {"group": t["group"]}) for t in event["tolls"]]
        found = [t for t, score in zip(event["tolls"], scores, strict=True) if score > 0]
        yield "toll", Example(c.number, features, max(scores, default=0.0))
        for side in SIDES if found else ():
            whose = victims.side_features(group, event_type, toll)
            yield f"side_{side}", Example(c.number, whose, any(t["group"] == side for t in found))


def record_examples(coded: list[Coded], scorer: Any, asked: dict[str, Model]) -> dict[str, list[Example]]:
    """Every candidate, recorded or not; and of the recorded ones, whether they are news and a claim."""
    out: dict[str, list[Example]] = {"record": [], "focus": [], "claim": []}
    for c in coded:
        found = find_candidates(c.context, c.quotes, asked)
        statements = records(c.report, [s for s, _ in found])
        pairs = {j: c.events[i] for i, j, _ in scorer.assign(c.events, statements, scorer.pair_score)}
        for j, (_, features) in enumerate(found):
            event = pairs.get(j)
            out["record"].append(Example(c.number, features, event is not None))
            if event is not None:
                out["focus"].append(Example(c.number, features, bool(event["focus"])))
                out["claim"].append(Example(c.number, features, event["certainty"] != "stated"))
    return out
