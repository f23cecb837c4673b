"""Sides, place, days and sources of an event: chosen by the models among the report's candidates, else by rules.

Comes in: a group of mentions. Goes out: `Party`, `Place`, `When`, `Attribution` records that say how they were
reached. Without a model for a role (training starts that way) the rules of grammar alone decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dateline.extract.context import ARMED, Context
from dateline.extract.fill import (
    FIELD,
    PARTY_ROLES,
    Overview,
    party_candidates,
    place_candidates,
    survey,
    time_candidates,
    undated,
)
from dateline.extract.groups import Group
from dateline.extract.learned import Features, Model
from dateline.extract.mention import EventMention
from dateline.extract.roles import RANK
from dateline.extract.said import Quotes
from dateline.extract.sources import Speakers, gather_speakers, source_candidates
from dateline.model import Attribution, How, Party, PartyMention, Place, PlaceMention, TimeMention, When

MOST = 3  # parties of one role, sources
Scored = tuple[float, PlaceMention, Features]
CIVIL_ACTORS = {"protest", "riot", "displacement", "attack", "agreement", "other", "abduction"}


@dataclass(slots=True)
class Values:
    """Chooses the values of one report's events. `models` may lack any role."""

    context: Context
    models: Mapping[str, Model]
    seen: Overview = field(init=False)
    quotes: Quotes
    speakers: Speakers = field(init=False)
    main_place: PlaceMention | None = field(init=False)

    def __init__(
        self, context: Context, quotes: Quotes, groups: list[Group], models: Mapping[str, Model]
    ) -> None:
        self.context, self.quotes, self.models = context, quotes, models
        self.seen = survey(context, groups)
        self.speakers = gather_speakers(context, quotes, groups)
        self.main_place = _main_place(context)

    # ------------------------------------------------------------ sides

    def sides(
        self, group: Group, event_type: str
    ) -> tuple[tuple[Party, ...], tuple[Party, ...], tuple[Party, ...]]:
        """Those who did it, those who helped, those it was done to."""
        if not all(role in self.models for role in PARTY_ROLES):
            return _sides_by_rule(group, event_type)
        chosen: dict[str, list[tuple[float, Party]]] = {role: [] for role in PARTY_ROLES}
        passed: dict[str, list[str]] = {role: [] for role in PARTY_ROLES}
        for name, (near, features) in party_candidates(self.context, group, self.seen).items():
            chances = {role: self.models[role].probability(features[role]) for role in PARTY_ROLES}
            role = max(PARTY_ROLES, key=lambda r: (chances[r], r))
            if chances[role] < self.models[role].threshold:
                passed[role].append(f"{name} {chances[role]:.2f}")
                continue
            how = How(
                rule=f"model:{role}",
                score=round(chances[role], 3),
                note=self.models[role].reasons(features[role]),
            )
            chosen[role].append((chances[role], self._party(group, near, how)))
        out = {}
        for role, every in chosen.items():
            known = any(p.id is not None and p.kind in ARMED for _, p in every)
            found = [f for f in every if not (known and _nobody_else(f[1]))]
            found.sort(key=lambda f: (-f[0], f[1].name))
            rest = [f"{p.name} {chance:.2f}" for chance, p in found[MOST:]] + passed[role]
            out[role] = tuple(_passing_over(p, rest) for _, p in found[:MOST])
        return out["actor"], out["partner"], out["target"]

    def _party(self, group: Group, near: list[PartyMention], how: How) -> Party:
        """The party with the words that name it nearest to the event; words before pronouns."""
        here = {m.sentence for m in group.mentions}
        close = [p for p in near if self.context.sentence_of[p.head] in here] or near[:1]
        worded = [p for p in close if not p.pronoun] or close
        return worded[0].party.model_copy(update={"spans": tuple(p.span for p in worded), "how": how})

    # ------------------------------------------------------------ place

    def place(self, group: Group) -> tuple[Place | None, str]:
        """Where, and the rule that says so; or None and the reason."""
        mention, rule = self.place_by_rule(group)
        model = self.models.get("place")
        if model is None:
            return (None, rule) if mention is None else (self._placed(mention, How(rule=rule)), rule)
        scored = sorted(
            (
                (model.probability(features), place, features)
                for place, features in place_candidates(self.context, group, self.seen, mention)
            ),
            key=lambda s: (-s[0], s[1].span.start),
        )
        if not scored:
            return None, "no_place_in_report"
        if scored[0][0] < model.threshold:
            return None, "no_place_fits"
        chance, best, features = self._finest(group, [s for s in scored if s[0] >= model.threshold])
        how = How(
            rule="model:place",
            score=round(chance, 3),
            note=model.reasons(features),
            passed_over=tuple(f"{p.place.name} {c:.2f}" for c, p, _ in scored[:4] if p is not best),
        )
        return self._placed(best, how), "model:place"

    def _finest(self, group: Group, likely: list[Scored]) -> Scored:
        """The likeliest, or a finer one in the same country that the event's own clauses name: the most specific
        place is the one to record (codebook, "place")."""
        best = likely[0]
        own = {m.place.place.name for m in group.mentions if m.place is not None}
        for other in likely[1:]:
            finer = RANK[other[1].place.precision] > RANK[best[1].place.precision]
            if finer and other[1].place.name in own and other[1].place.country == best[1].place.country:
                best = other
        return best

    def place_by_rule(self, group: Group) -> tuple[PlaceMention | None, str]:
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
            return best, "own_sentence"
        near = self._place_nearby(group)
        if near is not None:
            return near, "sentence_near"
        if self.main_place is not None:
            return self.main_place, "main_country"
        return None, "no_place_in_report"

    def _place_nearby(self, group: Group) -> PlaceMention | None:
        """The last place named in the two sentences before, or in the one after."""
        first = group.mentions[0].sentence
        for number in (first - 1, first - 2, first + 1):
            if not 0 <= number < len(self.context.sentences):
                continue
            found = [
                place
                for token in self.context.sentences[number]
                if (place := self.context.place_at.get(token.i)) is not None
                and place.ground
                and place.place.precision != "country"
                and token.i not in self.context.party_head
            ]
            if found:
                return found[-1]
        return None

    def _placed(self, mention: PlaceMention, how: How) -> Place:
        """The gazetteer's own reasons stay: they say which place the words mean, `how` why it is the event's."""
        known = mention.place.how
        note = (
            how.note
            if known is None
            else "; ".join(filter(None, [how.note, f"means: {known.rule}{_chance(known)}", known.note]))
        )
        passed = (*how.passed_over, *(known.passed_over if known else ()))
        return mention.place.model_copy(
            update={
                "spans": (mention.span,),
                "text": self.context.report.words(mention.span),
                "how": how.model_copy(update={"note": note, "passed_over": passed}),
            }
        )

    # ------------------------------------------------------------ days

    def when(self, group: Group) -> When:
        chosen = time_by_rule(group)
        time, fresh = self.models.get("time"), self.models.get("fresh")
        if time is not None:
            scored = sorted(
                (
                    (time.probability(features), mention, features)
                    for mention, features in time_candidates(self.context, group, chosen)
                ),
                key=lambda s: (-s[0], s[1].span.start),
            )
            if scored and scored[0][0] >= time.threshold:
                chance, mention, features = scored[0]
                return self._timed(mention, chance, time.reasons(features))
        elif chosen is not None:
            return self._timed(chosen, None, None)
        if self.context.report.published is None:
            return When(how=How(rule="no_publication_date"))
        if fresh is None:
            return self._fresh(None, None)
        features = undated(self.context, group)
        chance = fresh.probability(features)
        if chance < fresh.threshold:
            return When(how=How(rule="no_time_in_text", score=round(chance, 3), note=fresh.reasons(features)))
        return self._fresh(chance, fresh.reasons(features))

    def _timed(self, mention: TimeMention, chance: float | None, reasons: str | None) -> When:
        when = mention.when
        how = when.how or How(rule="time_words")
        if chance is not None:
            note = "; ".join(filter(None, [how.note, reasons]))
            how = how.model_copy(update={"score": round(chance, 3), "note": note})
        return when.model_copy(
            update={"spans": (mention.span,), "text": self.context.report.words(mention.span), "how": how}
        )

    def _fresh(self, chance: float | None, reasons: str | None) -> When:
        """News without a day: it had happened when the report came out (codebook, hard case 2)."""
        note = "no day in the text: it had happened when the report was published"
        score = None if chance is None else round(chance, 3)
        how = How(rule="told_by_publication", score=score, note="; ".join(filter(None, [note, reasons])))
        return When(end=self.context.report.published, reference="publication", how=how)

    # ------------------------------------------------------------ sources

    def sources(self, group: Group) -> tuple[Attribution, ...]:
        model = self.models.get("source")
        if model is None:
            return sources_by_rule(group)
        scored = [
            (model.probability(features), attribution, features)
            for attribution, features in source_candidates(self.context, self.quotes, group, self.speakers)
        ]
        best = sorted((s for s in scored if s[0] >= model.threshold), key=lambda s: (-s[0], s[1].source.name))
        return tuple(
            a.model_copy(
                update={
                    "source": a.source.model_copy(
                        update={
                            "how": How(
                                rule="model:source", score=round(chance, 3), note=model.reasons(features)
                            )
                        }
                    )
                }
            )
            for chance, a, features in best[:MOST]
        )


def _nobody_else(party: Party) -> bool:
    """ "Militants" or "fighters" beside a known group are that group's."""
    return party.id is None and party.kind in ARMED and " " not in party.name


def _passing_over(party: Party, others: Iterable[str]) -> Party:
    assert party.how is not None
    return party.model_copy(update={"how": party.how.model_copy(update={"passed_over": tuple(others)[:4]})})


def _main_place(context: Context) -> PlaceMention | None:
    """The country the report is mostly about: used where an event has no place words of its own."""
    counts: Counter[str] = Counter()
    best: dict[str, PlaceMention] = {}
    for m in context.mentions.places:
        if m.in_dateline or m.seat or m.place.country is None:
            continue
        counts[m.place.country] += 1
        if not m.demonym and m.place.precision == "country":
            best.setdefault(m.place.country, m)
    return next((best[country] for country, _ in counts.most_common() if country in best), None)


def time_by_rule(group: Group) -> TimeMention | None:
    """The time expression in the clause of one of the mentions; the tightest of several."""
    timed = [
        (m.time_rule != "own_clause", _width(m.time), m.sentence, m.time)
        for m in group.mentions
        if m.time is not None and (m.time.when.start or m.time.when.end)
    ]
    return min(timed, key=lambda t: t[:3])[3] if timed else None


def _chance(how: How) -> str:
    """How likely the words mean this place at all, as text."""
    return "" if how.score is None else f" {how.score:.2f}"


def _width(time: TimeMention) -> int:
    when = time.when
    return 9999 if when.start is None or when.end is None else (when.end - when.start).days


def sources_by_rule(group: Group) -> tuple[Attribution, ...]:
    found: dict[str, Attribution] = {}
    for mention in group.mentions:
        for attribution in mention.said.attributions:
            found.setdefault(attribution.source.name, attribution)
    return tuple(found.values())[:MOST]


def _sides_by_rule(
    group: Group, event_type: str
) -> tuple[tuple[Party, ...], tuple[Party, ...], tuple[Party, ...]]:
    def gather(role: str) -> list[PartyMention]:
        found = (p for m in group.mentions for p in _parties(m, role))
        return [p for p in found if role == "partner" or p.party.kind != "outlet"]

    actors = _unique(gather("actor"), set())
    armed = tuple(a for a in actors if a.kind in ARMED | {"crowd"})
    if armed:
        actors = armed
    elif event_type not in CIVIL_ACTORS:
        actors = tuple(a for a in actors if a.kind != "civilians")
    names = {a.name for a in actors}
    targets = _unique(gather("target"), names)
    partners = _unique(gather("partner"), names | {t.name for t in targets})
    if event_type == "displacement":
        targets = targets or tuple(a for a in actors if a.kind == "civilians")
        actors = tuple(a for a in actors if a.kind != "civilians")
    return actors[:MOST], partners[:2], targets[:MOST]


def _parties(mention: EventMention, role: str) -> list[PartyMention]:
    found: list[PartyMention] = getattr(mention, FIELD[role])
    return found


def _unique(parties: list[PartyMention], skip: set[str]) -> tuple[Party, ...]:
    out: dict[str, Party] = {}
    for mention in parties:
        name = mention.party.name
        if name in skip:
            continue
        known = out.get(name, mention.party.model_copy(update={"spans": ()}))
        spans = tuple(dict.fromkeys((*known.spans, mention.span)))
        out[name] = known.model_copy(update={"spans": spans})
    return tuple(out.values())
