"""A group of mentions -> one Statement: values chosen, what is missing inherited or given a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from dateline.extract.context import Context
from dateline.extract.groups import Group
from dateline.extract.kinds import choose_type
from dateline.extract.learned import Model
from dateline.extract.mention import EventMention
from dateline.extract.values import Values
from dateline.model import (
    Certainty,
    How,
    Party,
    Report,
    Span,
    Statement,
    Toll,
    TollGroup,
    When,
    digest,
)  # fmt: skip

FRESH = timedelta(days=14)  # news is at most this old; chosen on the training reports
OLD = timedelta(days=45)
VAGUE = 3  # "multiple", "several" and bare plurals are at most this low (codebook, "Numbers")
# Unspecified people ("14 people") hit by these are civilians; in a clash or a riot they are of no known side.
UPON_CIVILIANS = {
    "attack", "explosive_device", "suicide_bombing", "air_strike", "shelling", "chemical_weapon", "sexual_violence",
    "abduction", "displacement", "property_destruction",
}  # fmt: skip


def assemble(context: Context, groups: list[Group], models: Mapping[str, Model]) -> list[Statement]:
    """One statement a group, in the order of the groups."""
    report = context.report
    out = []
    values = Values(context, groups, models)
    for group in groups:
        event_type, type_rule = choose_type(context, group, models.get("type"))
        place, place_rule = values.place(group)
        when = values.when(group)
        focus, focus_rule = _focus(report, group, when)
        certainty, certainty_rule = _certainty(group)
        attributions = values.sources(group)
        actors, partners, targets = values.sides(group, event_type)
        tolls = _tolls(group, event_type, actors, targets)
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


# ---------------------------------------------------------------- sides, tolls


def _tolls(
    group: Group, event_type: str, actors: tuple[Party, ...], targets: tuple[Party, ...]
) -> tuple[Toll, ...]:
    """Each figure once; a bare plural yields to a number of the same kind and people."""
    out: list[Toll] = []
    for mention in group.mentions:
        said = mention.said
        source = said.attributions[0].source.name if said.attributed and said.attributions else None
        for toll in mention.tolls:
            side = _side(toll, mention, event_type, actors)
            if toll.group == "other" and _numeral(toll):
                side = next((o.group for o in out), side)  # "14 soldiers were killed and 20 wounded"
            fixed = toll.model_copy(update={"group": side, "source": source})
            if any(o.kind == fixed.kind and (o.low, o.high) == (fixed.low, fixed.high) for o in out):
                continue
            if _bare(fixed):
                if any(o.kind == fixed.kind for o in out):
                    continue
            else:
                out = [o for o in out if not (o.kind == fixed.kind and _bare(o) and o.group == fixed.group)]
            out.append(fixed)
    return tuple(t for t in out if not any(_vaguer(t, o) for o in out))


def _vaguer(a: Toll, b: Toll) -> bool:
    """ "Multiple fighters" tells nothing beside "more than a dozen fighters"."""
    same = a.kind == b.kind and a.group == b.group and a is not b
    return same and a.high is None and a.low <= VAGUE and b.low > a.low


def _numeral(toll: Toll) -> bool:
    """A number without its noun."""
    return toll.how is not None and toll.how.rule.endswith(":numeral")


def _bare(toll: Toll) -> bool:
    return toll.how is not None and "bare" in toll.how.rule


def _side(toll: Toll, mention: EventMention, event_type: str, actors: tuple[Party, ...]) -> TollGroup:
    """Whose people they are, from who did it and from the kind of event (codebook, hard case 9)."""
    who = next(
        (
            p.party
            for p in [*mention.actors, *mention.targets]
            if toll.spans and p.span.overlaps(toll.spans[0])
        ),
        None,
    )
    if toll.group == "target" and who is not None and who.name in {a.name for a in actors}:
        return "actor"
    words = toll.text.lower()
    if event_type == "suicide_bombing" and "bomber" in words:
        return "actor"
    held = toll.kind in {"captured", "surrendered"}
    if held and (who is None or who.kind in {"person", "unknown"} or "suspect" in words):
        return "target"
    if toll.group == "other" and (event_type in UPON_CIVILIANS or toll.kind in {"abducted", "displaced"}):
        return "civilian"
    return toll.group


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
