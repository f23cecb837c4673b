"""Coded reports -> what the encoder is asked about them: word pieces, event words, candidates, right or wrong.

The rules find mentions, the models that are trained without the encoder group them, and the scorer says which group
is which recorded event. A sentence's types come from the events whose evidence it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dateline.extract import find_groups
from dateline.extract.assemble import assemble
from dateline.extract.encoder import TYPES, Windows, cut
from dateline.extract.fill import (
    FIELD,
    NEAREST,
    PARTY_ROLES,
    nearest,
    party_candidates,
    place_candidates,
    time_candidates,
)
from dateline.extract.groups import Group
from dateline.extract.learned import Model
from dateline.extract.sources import source_candidates
from dateline.extract.values import Values, time_by_rule
from training.extract.examples import Coded, fitting, is_place, is_time, name_score, records

Event = dict[str, Any]


@dataclass(slots=True)
class Candidate:
    words: list[int]
    answers: dict[str, bool]  # one or more of encoder.PAIRS


@dataclass(slots=True)
class Anchor:
    """A group of mentions: its event words, the recorded event that it is, and what may fill its slots."""

    words: list[int]
    type: int | None  # None: no coder recorded it
    focus: bool = False
    claim: bool = False
    candidates: list[Candidate] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    words: list[int]
    types: set[int]  # of the events whose evidence it is
    open: set[int]  # told here too, but with evidence elsewhere: neither right nor wrong


@dataclass(slots=True)
class Lesson:
    """One report."""

    number: int
    windows: Windows
    sentences: list[Sentence]
    anchors: list[Anchor]
    written: bool


def lesson(c: Coded, scorer: Any, asked: Mapping[str, Model]) -> Lesson:
    groups = find_groups(c.context, c.quotes, dict(asked))
    found = records(c.report, assemble(c.context, c.quotes, groups, {}))
    pairs = {j: c.events[i] for i, j, _ in scorer.assign(c.events, found, scorer.pair_score)}
    anchors = []
    values = Values(c.context, c.quotes, groups, {})
    for number, group in enumerate(groups):
        event = pairs.get(number)
        anchor = Anchor(group.words, None)
        if event is not None:
            anchor = Anchor(
                group.words,
                TYPES.index(event["type"]),
                bool(event["focus"]),
                event["certainty"] != "stated",
            )
            anchor.candidates = list(_candidates(c, group, event, values, scorer))
        anchors.append(anchor)
    _same(c, scorer, anchors)
    return Lesson(c.number, cut(c.context), _sentences(c, groups, pairs), anchors, c.written)


def _candidates(c: Coded, group: Group, event: Event, values: Values, scorer: Any) -> Iterator[Candidate]:
    for name, (near, _) in party_candidates(c.context, group, values.seen).items():
        answers = {r: name_score(event, FIELD[r], name, scorer) > 0 for r in PARTY_ROLES}
        yield Candidate([p.head for p in near[:NEAREST]], answers)
    chosen, _ = values.place_by_rule(group)
    for mention, _ in place_candidates(c.context, group, values.seen, chosen):
        near = nearest(c.context, group, values.seen.places[mention.place.name])
        yield Candidate([p.head for p in near[:NEAREST]], {"place": is_place(event, mention, scorer)})
    if c.report.published is not None or event["start"]:
        for time, _ in time_candidates(c.context, group, time_by_rule(group)):
            yield Candidate([time.head], {"time": is_time(event, time)})
    for attribution, _ in source_candidates(c.context, c.quotes, group, values.speakers):
        spans = attribution.source.spans or attribution.spans
        token = c.context.doc.char_span(*spans[0], alignment_mode="expand") if spans else None
        if token is not None:
            yield Candidate(
                [token.root.i], {"source": name_score(event, "sources", attribution.source.name, scorer) > 0}
            )


def _same(c: Coded, scorer: Any, anchors: list[Anchor]) -> None:
    """Pairs of mentions that each fit some recorded event, added to the anchors as questions of their own."""
    mentions, fits = fitting(c, scorer)
    for j, later in enumerate(mentions):
        asked = [
            Candidate([earlier.trigger.token.i], {"same": fits[i] == fits[j]})
            for i, earlier in enumerate(mentions[:j])
            if fits[i] is not None and fits[j] is not None
        ]
        if asked:
            anchors.append(Anchor([later.trigger.token.i], -1, candidates=asked[-12:]))


def _sentences(c: Coded, groups: list[Group], pairs: dict[int, Event]) -> list[Sentence]:
    out = [Sentence([t.i for t in s], set(), set()) for s in c.context.sentences]
    text = c.report.text
    for event in c.events:
        start = text.find(event["evidence"][:60])
        if start < 0:
            continue
        end = start + len(event["evidence"])
        for number, sentence in enumerate(c.context.sentences):
            overlap = min(end, sentence.end_char) - max(start, sentence.start_char)
            if overlap > 0.5 * (sentence.end_char - sentence.start_char):
                out[number].types.add(TYPES.index(event["type"]))
    for number, event in pairs.items():
        for mention in groups[number].mentions:
            out[mention.sentence].open.add(TYPES.index(event["type"]))
    for sentence in out:
        sentence.open -= sentence.types
    return out
