"""Which tolls that a report tells belong to an event, and whose people they are.

Comes in: the groups of a report and every toll told in it (tolls.py). Goes out: for each group the tolls near it with
named features, for the models "toll" (does it belong?) and "side_actor", "side_target", "side_civilian", "side_other"
(whose people are they?), and what these choose. Must not know other reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dateline.extract.context import ARMED, Context, word_class
from dateline.extract.encoder import PAIRS, bands
from dateline.extract.grammar import distance
from dateline.extract.groups import Group
from dateline.extract.learned import Features, Model, bucket
from dateline.extract.mention import EventMention
from dateline.extract.tolls import Told, is_bare, joint, tell_tolls
from dateline.model import How, PartyKind, Toll, TollGroup, TollKind

SIDES: tuple[TollGroup, ...] = ("actor", "target", "civilian", "other")
AHEAD, BACK = 2, 1  # sentences after and before an event's own in which its toll may stand
VAGUE = 3  # "multiple", "several" and bare plurals are at most this low (codebook, "Numbers")
# Unspecified people ("14 people") hit by these are civilians; in a clash or a riot they are of no known side.
UPON_CIVILIANS = {
    "attack", "explosive_device", "suicide_bombing", "air_strike", "shelling", "chemical_weapon", "sexual_violence",
    "abduction", "displacement", "property_destruction",
}  # fmt: skip


@dataclass(slots=True)
class Victims:
    """Chooses the tolls of one report's events. `models` may lack any question."""

    context: Context
    models: Mapping[str, Model]
    told: dict[int, list[Told]] = field(init=False)  # by sentence
    owner: dict[int, int] = field(init=False)  # event word -> number of its group
    words: dict[int, list[int]] = field(init=False)  # event words by sentence
    number: dict[int, int] = field(init=False)  # id of a group -> its number

    def __init__(self, context: Context, groups: list[Group], models: Mapping[str, Model]) -> None:
        self.context, self.models = context, models
        self.told = defaultdict(list)
        for told in tell_tolls(context):
            self.told[told.sentence].append(told)
        self.number = {id(group): n for n, group in enumerate(groups)}
        self.owner = {}
        self.words = defaultdict(list)
        for n, group in enumerate(groups):
            for m in group.mentions:
                for trigger in (m.trigger, *m.triggers):
                    self.owner[trigger.token.i] = n
                    self.words[m.sentence].append(trigger.token.i)

    # ------------------------------------------------------------ candidates

    def candidates(self, group: Group, event_type: str) -> list[tuple[Toll, Features]]:
        """Every toll told in the event's sentences and those next to them, with its features."""
        own = [Told(toll, m.trigger.token, m.sentence) for m in group.mentions for toll in m.tolls]
        here = {m.sentence for m in group.mentions}
        near = sorted({n + step for n in here for step in range(-BACK, AHEAD + 1)})
        found: dict[tuple[object, ...], Told] = {}
        for told in (t for n in near for t in self.told.get(n, ())):
            found.setdefault((told.toll.kind, told.toll.spans), told)
        mine = {(t.toll.kind, t.toll.spans) for t in own}
        for told in own:
            found.setdefault((told.toll.kind, told.toll.spans), told)
        every = list(found.values())
        numbered = {t.toll.kind for t in every if key_of(t) in mine and not is_bare(t.toll)}
        return [
            (t.toll, frozenset(self._features(group, event_type, t, here, key_of(t) in mine, numbered)))
            for t in every
        ]

    def _features(
        self, group: Group, event_type: str, told: Told, here: set[int], mine: bool, numbered: set[TollKind]
    ) -> Iterator[str]:
        toll = told.toll
        rule, _, how = (toll.how.rule if toll.how else "").partition(":")
        told_as = how if how.startswith("bare") or how == "named" else "number"
        yield f"toll_kind:{toll.kind}&type:{event_type}"
        yield f"toll_kind:{toll.kind}&mine:{mine}"
        yield f"toll_rule:{rule}"
        yield f"toll_rule:{rule}&told_as:{told_as}"
        yield f"told_as:{told_as}&mine:{mine}"
        yield f"told_as:{told_as}&toll_kind:{toll.kind}"
        yield f"toll_low{bucket(toll.low, 2, 3, 10, 100, 1000)}"
        gap = min((abs(told.sentence - n), told.sentence < n) for n in here)
        side = "here" if not gap[0] else f"{'before' if gap[1] else 'after'}{gap[0]}"
        yield f"toll_stands:{side}"
        yield f"toll_stands:{side}&mine:{mine}&told_as:{told_as}"
        if self.context.encoded is not None:
            answers = self.context.encoded.pairs(group.words, [[told.word.i]])
            yield from bands("encoder_same", answers[0, PAIRS.index("same")])
        number = self.number.get(id(group))
        owner = self.owner.get(told.word.i)
        owned = "nobody" if owner is None else "mine" if owner == number else "other"
        yield f"toll_word:{owned}"
        yield f"toll_word:{owned}&toll_stands:{side}"
        events = {i: self.owner[i] for i in self.words.get(told.sentence, ())}
        others = set(events.values()) - {number}
        yield f"toll_events_here{bucket(len(others), 1, 2, 3)}&mine:{mine}"
        if not gap[0]:
            words = [m.trigger.token for m in group.mentions if m.sentence == told.sentence]
            steps = min(distance(told.word, w) for w in words)
            yield f"toll_steps{bucket(steps, 1, 2, 3, 5, 8)}"
            nearest = min((abs(i - told.word.i), n != number) for i, n in events.items())
            yield f"toll_nearest:{not nearest[1]}"
        if toll.kind in numbered and not mine:
            yield "toll_kind_has_number"
        elif not mine and not numbered:
            yield "toll_none_yet"
        if toll.kind in numbered and is_bare(toll):
            yield "toll_bare_beside_number"
        yield f"toll_group:{toll.group}&told_as:{told_as}"
        yield f"toll_pronoun:{toll.who.lower() in {'he', 'she', 'him', 'her', 'i', 'they', 'them'}}"
        yield f"toll_in_title:{told.sentence == 0}"
        yield f"verb:{told.word.tag_}"
        yield f"clause:{told.word.dep_}"

    # ------------------------------------------------------------ whose people

    def side_features(self, group: Group, event_type: str, toll: Toll) -> Features:
        """What tells whose people a toll counts."""
        return frozenset(self._side_features(group, event_type, toll))

    def _side_features(self, group: Group, event_type: str, toll: Toll) -> Iterator[str]:
        by_rule = side_by_rule(group, event_type, toll)
        kind = _kind_of(group, toll)
        yield f"side_rule:{by_rule}"
        yield f"side_rule:{by_rule}&type:{event_type}"
        yield f"side_rule:{by_rule}&toll_kind:{toll.kind}"
        yield f"toll_kind:{toll.kind}&type:{event_type}"
        yield f"people_kind:{kind}"
        yield f"people_kind:{kind}&type:{event_type}"
        start = toll.spans[0].start
        token = self.context.doc.char_span(*toll.spans[0], alignment_mode="expand")
        if token is not None:
            head = token.root
            lemma = head.lemma_.lower()
            mention = self.context.party_head.get(head.i) or self.context.party_at.get(head.i)
            party = mention.party.kind if mention is not None else None
            yield f"people_word:{lemma if head.pos_ == 'NOUN' else head.pos_}"
            armed = lemma in word_class("force_words")
            yield f"people_armed:{armed}&party:{'armed' if party in ARMED else party}"
            yield f"people_armed:{armed}&type:{event_type}"
            if mention is not None:
                name = mention.party.name
                for role in ("actors", "targets"):
                    yield f"people_in_{role}:{name in group.names(role)}"
            sentence = self.context.sentence_of.get(head.i)
            if sentence is not None:
                lemmas = {t.lemma_.lower() for t in self.context.sentences[sentence]}
                fighters = lemmas & {
                    "fighter",
                    "militant",
                    "jihadist",
                    "jihadi",
                    "terrorist",
                    "rebel",
                    "insurgent",
                }
                yield f"fighters_told:{bool(fighters)}&people:{'named' if head.pos_ == 'PROPN' else head.pos_}"
                yield f"civilians_told:{bool(lemmas & {'civilian', 'child', 'woman', 'family'})}"
        yield f"people_number:{'one' if toll.high == 1 else 'bare' if is_bare(toll) else 'number'}"
        armed_targets = any(
            p.party.kind in ARMED for m in group.mentions for p in m.targets if p.span.start != start
        )
        yield f"armed_targets:{armed_targets}&side_rule:{by_rule}"

    # ------------------------------------------------------------ choice

    def tolls(self, group: Group, event_type: str) -> tuple[Toll, ...]:
        """Each figure once; a bare plural yields to a number of the same kind and people."""
        model = self.models.get("toll")
        if model is None:
            chosen = [t for m in group.mentions for t in m.tolls]
        else:
            chosen = []
            for toll, features in self.candidates(group, event_type):
                chance = model.probability(features)
                if chance >= model.threshold:
                    rule = toll.how.rule if toll.how else ""
                    how = How(rule=rule, score=round(chance, 3), note=model.reasons(features))
                    chosen.append(toll.model_copy(update={"how": how}))
            chosen.sort(key=lambda t: t.spans)
        return _once([self._placed(group, event_type, t) for t in joint(chosen)])

    def _placed(self, group: Group, event_type: str, toll: Toll) -> Toll:
        """With its side and with whoever gives the figure."""
        return toll.model_copy(
            update={"group": self._side(group, event_type, toll), "source": _source_of(group, toll)}
        )

    def _side(self, group: Group, event_type: str, toll: Toll) -> TollGroup:
        if not all(f"side_{side}" in self.models for side in SIDES):
            return side_by_rule(group, event_type, toll)
        features = self.side_features(group, event_type, toll)
        return max(SIDES, key=lambda side: self.models[f"side_{side}"].probability(features))


def key_of(told: Told) -> tuple[object, ...]:
    return told.toll.kind, told.toll.spans


def _once(tolls: list[Toll]) -> tuple[Toll, ...]:
    out: list[Toll] = []
    for toll in tolls:
        if any(o.kind == toll.kind and (o.low, o.high) == (toll.low, toll.high) for o in out):
            continue
        if is_bare(toll):
            if any(o.kind == toll.kind for o in out):
                continue
        else:
            out = [o for o in out if not (o.kind == toll.kind and is_bare(o) and o.group == toll.group)]
        out.append(toll)
    return tuple(t for t in out if not any(_vaguer(t, o) for o in out))


def _vaguer(a: Toll, b: Toll) -> bool:
    """ "Multiple fighters" tells nothing beside "more than a dozen fighters"."""
    same = a.kind == b.kind and a.group == b.group and a is not b
    return same and a.high is None and a.low <= VAGUE and b.low > a.low


def _mention_of(group: Group, toll: Toll) -> EventMention | None:
    """The mention of the event in whose words the toll stands."""
    return next((m for m in group.mentions if any(t.spans == toll.spans for t in m.tolls)), None)


def _source_of(group: Group, toll: Toll) -> str | None:
    mention = _mention_of(group, toll) or group.first
    said = mention.said
    return said.attributions[0].source.name if said.attributed and said.attributions else None


def _kind_of(group: Group, toll: Toll) -> PartyKind | None:
    parties = (p for m in group.mentions for p in (*m.actors, *m.targets))
    return next((p.party.kind for p in parties if toll.spans and p.span.overlaps(toll.spans[0])), None)


def side_by_rule(group: Group, event_type: str, toll: Toll) -> TollGroup:
    """Whose people they are, from who did it and from the kind of event (codebook, hard case 9)."""
    if toll.group == "other" and toll.how is not None and toll.how.rule.endswith(":numeral"):
        told = [t for m in group.mentions for t in m.tolls if t.spans < toll.spans and t.group != "other"]
        if told:
            return told[-1].group  # "14 soldiers were killed and 20 wounded"
    parties = [p for m in group.mentions for p in (*m.actors, *m.targets)]
    who = next((p.party for p in parties if toll.spans and p.span.overlaps(toll.spans[0])), None)
    if toll.group == "target" and who is not None and who.name in group.names("actors"):
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
