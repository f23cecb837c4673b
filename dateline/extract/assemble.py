"""A group of mentions -> one Statement: values chosen, what is missing inherited or given a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from dateline.extract.claimants import claimant_of
from dateline.extract.context import Context
from dateline.extract.groups import Group
from dateline.extract.kinds import choose_type
from dateline.extract.learned import Model
from dateline.extract.mention import EventMention
from dateline.extract.said import Quotes
from dateline.extract.values import Values
from dateline.extract.victims import Victims
from dateline.model import (
    Certainty,
    How,
    Report,
    Span,
    Statement,
    When,
    digest,
)  # fmt: skip

FRESH = timedelta(days=14)  # news is at most this old; chosen on the training reports
OLD = timedelta(days=45)


def assemble(
    context: Context, quotes: Quotes, groups: list[Group], models: Mapping[str, Model]
) -> list[Statement]:
    """One statement a group, in the order of the groups."""
    report = context.report
    out = []
    values = Values(context, quotes, groups, models)
    victims = Victims(context, groups, models)
    for group in groups:
        event_type, type_rule = choose_type(context, group, models.get("type"))
        place, place_rule = values.place(group)
        when = values.when(group)
        focus, focus_rule = _focus(report, group, when)
        certainty, certainty_rule = _certainty(group)
        attributions = values.sources(group)
        actors, partners, targets = values.sides(group, event_type)
        sides = (*actors, *partners, *targets)
        attributions = tuple(
            a.model_copy(update={"claimant": claimant_of(a.source, sides)}) for a in attributions
        )
        tolls = victims.tolls(group, event_type)
        evidence = _evidence(context, group)
        count = next((m.count for m in group.mentions if m.count is not None), None)
        missing = {}
        if place is None:
            missing["place"] = place_rule
        if when.start is None:
            missing["start"] = (when.how.rule if when.how else None) or "no_time_in_text"
        trigger = tuple(
            dict.fromkeys(
                context.span(t.start, t.end) for m in group.mentions for t in [m.trigger, *m.triggers]
            )
        )
        materiel = tuple({x.text: x for m in group.mentions for x in m.materiel}.values())
        out.append(
            Statement(
                id=digest(
                    "statement",
                    report.id,
                    report.words(evidence),
                    event_type,
                    trigger[0].start - evidence.start,
                    *_times_before(report, evidence),
                ),
                report_id=report.id,
                doc=report.doc,
                type=event_type,  # type: ignore[arg-type]
                focus=focus,
                certainty=certainty,
                when=when,
                place=place,
                actors=actors,
                partners=partners,
                targets=targets,
                count=count,
                tolls=tolls,
                materiel=materiel,
                attributions=attributions,
                evidence=evidence,
                trigger=trigger,
                confidence=0.5,
                missing=missing,
                how={
                    "type": How(rule=type_rule),
                    "focus": How(rule=focus_rule),
                    "certainty": How(rule=certainty_rule),
                    "place": How(rule=place_rule),
                },
            )
        )
    return out


# ---------------------------------------------------------------- focus, certainty


def _times_before(report: Report, evidence: Span) -> tuple[int, ...]:
    """How often the very same words stand earlier in the report, if they do: two statements share no id."""
    times = report.text.count(report.words(evidence), 0, evidence.start)
    return (times,) if times else ()


def _focus(report: Report, group: Group, when: When) -> tuple[bool, str]:
    first = min(m.sentence for m in group.mentions)
    if when.end is not None and report.published is not None:
        age = report.published - when.end
        if age > OLD:
            return False, "older_than_news"
        if when.start is not None and age <= FRESH and (report.published - when.start) <= OLD:
            return True, "recent"
    if any(m.in_title for m in group.mentions):
        return True, "in_title"
    if any(_pluperfect(m) for m in group.mentions):
        return False, "told_as_earlier"
    if first <= 3:
        return True, "told_first"
    if len(group.mentions) >= 3:
        return True, "told_often"
    return False, "told_late"


def _pluperfect(m: EventMention) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "had" for c in m.trigger.token.children)


def _certainty(group: Group) -> tuple[Certainty, str]:
    attributed = [m for m in group.mentions if m.said.attributed]
    if any(m.said.denied for m in group.mentions) and len(group.mentions) > 1:
        return "disputed", "denied_in_report"
    own = [m for m in group.mentions if not m.said.attributed]
    if not own or (group.mentions[0] not in own and len(attributed) > len(own)):
        return "attributed", attributed[0].said.rule
    return "stated", own[0].said.rule


# ---------------------------------------------------------------- evidence


def _evidence(context: Context, group: Group) -> Span:
    def worth(m: EventMention) -> tuple[int, int]:
        return (
            bool(m.tolls)
            + bool(m.place)
            + bool(m.time)
            + bool(m.actors)
            + bool(m.targets)
            - (2 if m.in_title else 0),
            -m.sentence,
        )

    return context.sentence_span(max(group.mentions, key=worth).sentence)
