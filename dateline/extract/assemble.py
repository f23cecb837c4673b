"""A group of mentions -> one Statement: values chosen, what is missing inherited or given a reason."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from dateline.extract.context import ARMED, Context
from dateline.extract.groups import Group, decide_type
from dateline.extract.mention import EventMention
from dateline.extract.roles import RANK
from dateline.model import (
    Attribution, Certainty, How, Party, PartyMention, Place, PlaceMention, Report, Span, Statement, Toll, When, digest,
)  # fmt: skip

FRESH = timedelta(days=14)  # news is at most this old; chosen on the training reports
OLD = timedelta(days=45)
PEOPLE_TYPES = {"displacement": "displaced", "arrest": "captured", "abduction": "abducted"}
BOMBARDMENT = {"air_strike", "shelling", "chemical_weapon"}


def assemble(context: Context, groups: list[Group]) -> list[Statement]:
    """Statements of the groups that are worth a record, in text order."""
    report = context.report
    out = []
    main_place = _main_place(context)
    for number, group in enumerate(groups):
        event_type, type_rule = decide_type(context, group)
        place, place_rule = _place(context, group, groups[:number], main_place)
        when = _when(context, group, event_type)
        focus, focus_rule = _focus(report, group, when)
        certainty, attributions, certainty_rule = _certainty(group)
        actors, partners, targets = _sides(context, group, event_type)
        tolls = _tolls(group, event_type, actors, targets)
        evidence = _evidence(context, group)
        count = next((m.count for m in group.mentions if m.count is not None), None)
        missing = {}
        if place is None:
            missing["place"] = "no_place_in_report"
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


# ---------------------------------------------------------------- place


def _main_place(context: Context) -> PlaceMention | None:
    """The country the report is mostly about: used where an event has no place words of its own."""
    counts: Counter[str] = Counter()
    best: dict[str, PlaceMention] = {}
    for m in context.mentions.places:
        if m.in_dateline or m.place.country is None:
            continue
        counts[m.place.country] += 1
        if not m.demonym and m.place.precision == "country":
            best.setdefault(m.place.country, m)
    for country, _ in counts.most_common():
        if country in best:
            return best[country]
    return None


def _usable(m: PlaceMention | None) -> bool:
    return m is not None and not m.demonym and not m.in_dateline


def _place(
    context: Context, group: Group, earlier: list[Group], main: PlaceMention | None
) -> tuple[Place | None, str]:
    own = [m.place for m in group.mentions if m.place is not None]
    if own:
        counts = Counter(p.place.name for p in own)
        best = max(
            own,
            key=lambda p: (
                RANK[p.place.precision] >= 3,
                counts[p.place.name],
                RANK[p.place.precision],
                -p.span.start,
            ),
        )
        return _placed(context, best), "own_sentence"
    near = _nearby(context, group)
    if near is not None:
        return _placed(context, near), "sentence_before"
    if main is not None:
        return _placed(context, main), "main_country"
    return None, "no_place_in_report"


def _nearby(context: Context, group: Group) -> PlaceMention | None:
    """The last place named in the two sentences before, the title counting as the one before the first."""
    first = min(m.sentence for m in group.mentions)
    for number in (first - 1, first - 2, first + 1):
        if 0 <= number < len(context.sentences):
            sentence = context.sentences[number]
            found = [
                p
                for t in sentence
                if _usable(p := context.place_at.get(t.i))
                and p is not None
                and p.place.precision != "country"
                and t.i not in context.party_head
            ]
            if found:
                return found[-1]
    return None


def _placed(context: Context, mention: PlaceMention) -> Place:
    return mention.place.model_copy(
        update={"spans": (mention.span,), "text": context.report.words(mention.span)}
    )


# ---------------------------------------------------------------- time


def _when(context: Context, group: Group, event_type: str) -> When:
    published = context.report.published
    timed = [m for m in group.mentions if m.time is not None]
    resolved = [m for m in timed if m.time is not None and (m.time.when.start or m.time.when.end)]
    if resolved:
        best = min(resolved, key=lambda m: (m.time_rule != "own_clause", _width(m), m.sentence))
        assert best.time is not None
        return best.time.when.model_copy(
            update={"spans": (best.time.span,), "text": context.report.words(best.time.span)}
        )
    if timed and timed[0].time is not None:
        return timed[0].time.when.model_copy(update={"spans": (timed[0].time.span,)})
    if published is None:
        return When(how=How(rule="no_publication_date"))
    return When(
        end=published,
        how=How(
            rule="told_by_publication",
            note="no time in the text: it had happened when the report was published",
        ),
    )


def _width(m: EventMention) -> int:
    when = m.time.when if m.time is not None else None
    if when is None or when.start is None or when.end is None:
        return 9999
    return (when.end - when.start).days


# ---------------------------------------------------------------- focus, certainty


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


def _certainty(group: Group) -> tuple[Certainty, tuple[Attribution, ...], str]:
    attributed = [m for m in group.mentions if m.said.attributed]
    found: dict[str, Attribution] = {}
    for m in attributed:
        for a in m.said.attributions:
            found.setdefault(a.source.name, a)
    attributions = tuple(found.values())[:3]
    if any(m.said.denied for m in group.mentions) and len(group.mentions) > 1:
        return "disputed", attributions, "denied_in_report"
    own = [m for m in group.mentions if not m.said.attributed]
    if not own or group.mentions[0] not in own and len(attributed) > len(own):
        return "attributed", attributions, attributed[0].said.rule
    return "stated", attributions, own[0].said.rule


# ---------------------------------------------------------------- sides, tolls


def _unique(parties: list[PartyMention], skip: set[str]) -> tuple[Party, ...]:
    out: dict[str, Party] = {}
    for mention in parties:
        party = mention.party
        if party.name in skip:
            continue
        if party.name in out:
            known = out[party.name]
            out[party.name] = known.model_copy(
                update={"spans": tuple(dict.fromkeys((*known.spans, mention.span)))}
            )
        else:
            out[party.name] = party.model_copy(update={"spans": (mention.span,)})
    return tuple(out.values())


def _sides(
    context: Context, group: Group, event_type: str
) -> tuple[tuple[Party, ...], tuple[Party, ...], tuple[Party, ...]]:
    actors = _unique([p for m in group.mentions for p in m.actors if p.party.kind not in {"outlet"}], set())
    armed = tuple(a for a in actors if a.kind in ARMED | {"crowd"})
    if armed:
        actors = armed
    elif event_type not in {"protest", "riot", "displacement", "attack", "agreement", "other", "abduction"}:
        actors = tuple(a for a in actors if a.kind != "civilians")
    names = {a.name for a in actors}
    targets = _unique([p for m in group.mentions for p in m.targets if p.party.kind not in {"outlet"}], names)
    partners = _unique([p for m in group.mentions for p in m.partners], names | {t.name for t in targets})
    if event_type in {"displacement"}:
        targets = targets or tuple(a for a in actors if a.kind == "civilians")
        actors = tuple(a for a in actors if a.kind != "civilians")
    return actors[:3], partners[:2], targets[:3]


def _tolls(
    group: Group, event_type: str, actors: tuple[Party, ...], targets: tuple[Party, ...]
) -> tuple[Toll, ...]:
    """Each figure once; a bare plural yields to a number of the same kind and people."""
    out: list[Toll] = []
    names = {a.name for a in actors}
    for mention in group.mentions:
        source = (
            mention.said.attributions[0].source.name
            if mention.said.attributed and mention.said.attributions
            else None
        )
        for toll in mention.tolls:
            fixed = toll
            who = next(
                (
                    p.party.name
                    for p in [*mention.actors, *mention.targets]
                    if toll.spans and p.span.overlaps(toll.spans[0])
                ),
                None,
            )
            if fixed.group == "target" and who in names:
                fixed = fixed.model_copy(update={"group": "actor"})
            if fixed.group == "other" and event_type in BOMBARDMENT | {"displacement"}:
                fixed = fixed.model_copy(update={"group": "civilian"})
            same = next(
                (o for o in out if o.kind == fixed.kind and (o.low, o.high) == (fixed.low, fixed.high)), None
            )
            if same is not None:
                continue
            bare = "bare" in (fixed.how.rule if fixed.how else "")
            if bare and any(o.kind == fixed.kind for o in out):
                continue
            if not bare:
                out = [
                    o
                    for o in out
                    if not (
                        o.kind == fixed.kind
                        and "bare" in (o.how.rule if o.how else "")
                        and o.group == fixed.group
                    )
                ]
            out.append(fixed.model_copy(update={"source": source}))
    return tuple(out)


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


def published_or_none(report: Report) -> date | None:
    return report.published
