"""Which mentions tell of one event: first inside a sentence by its grammar, then across the report."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from dateline.codebook import family
from dateline.extract.context import ARMED, Context, word_class
from dateline.extract.grammar import distance, doers, grammatical_subjects, prepositional
from dateline.extract.learned import Model
from dateline.extract.mention import EventMention
from dateline.extract.same import OPEN_TYPES, pair_features, rival
from dateline.extract.tolls import is_bare

# When several acts are told as one, the event takes the first of these (codebook: "type by its main act").
MAIN_ACT = (
    "chemical_weapon", "suicide_bombing", "air_strike", "shelling", "explosive_device", "sexual_violence",
    "abduction", "territory_taken", "armed_clash", "riot", "attack", "assault", "displacement", "arrest",
    "weapons_seizure", "property_destruction", "force_movement", "territory_transferred", "agreement", "protest",
    "other", "harm",
)  # fmt: skip
GENERIC = OPEN_TYPES
NEVER = -8.0  # the types rule it out
CERTAIN = 0.95
LEAD = 2  # sentences that a headline sums up
# Bounds that keep the work linear on a text of any length; few reports reach them.
REACH = 80  # sentences
LATEST = 12  # mentions of a group
LEADING = 3  # mentions that tell the most of an event
VIOLENT = {"armed_clash", "air_strike", "shelling", "explosive_device", "suicide_bombing", "chemical_weapon", "attack",
           "sexual_violence", "territory_taken", "riot", "abduction"}  # fmt: skip


@dataclass(slots=True)
class Group:
    """The mentions of one event, in text order."""

    mentions: list[EventMention] = field(default_factory=list)
    type: str = "harm"

    @property
    def first(self) -> EventMention:
        return self.mentions[0]

    @property
    def words(self) -> list[int]:
        """The event words of the first mentions, for the encoder."""
        return [m.trigger.token.i for m in self.mentions[:LEADING]]

    def names(self, role: str) -> set[str]:
        return {p.party.name for m in self.mentions for p in getattr(m, role)}


def merge_in_sentence(context: Context, mentions: list[EventMention]) -> list[EventMention]:
    """One mention where several words of a sentence tell of one act ("an airstrike killed", "launched an attack")."""
    out: list[EventMention] = []
    for mention in mentions:
        home = next(
            (m for m in reversed(out) if m.sentence == mention.sentence and _one_act(context, m, mention)),
            None,
        )
        if home is None:
            out.append(mention)
        else:
            _absorb(home, mention)
    # harm words that stand before their act ("Ten died in the attack") were kept apart above when the act came later
    return out


def _absorb(home: EventMention, other: EventMention) -> None:
    lead = min((home, other), key=lambda m: MAIN_ACT.index(m.type))
    home.type = lead.type
    if lead is other:
        home.trigger, other.trigger = other.trigger, home.trigger
        home.place, home.place_rule = (
            (other.place, other.place_rule) if other.place else (home.place, home.place_rule)
        )
        home.realis, home.definite = other.realis, other.definite
        home.count = other.count or home.count
    home.triggers.append(other.trigger)
    for role in ("actors", "partners", "targets"):
        mine = getattr(home, role)
        names = {p.party.name for p in [*home.actors, *home.targets]}
        mine += [p for p in getattr(other, role) if p.party.name not in names and p not in mine]
    home.place, home.place_rule = (
        (home.place, home.place_rule) if home.place else (other.place, other.place_rule)
    )
    home.time, home.time_rule = (home.time, home.time_rule) if home.time else (other.time, other.time_rule)
    home.tolls += [
        t for t in other.tolls if not any(t.kind == o.kind and t.spans == o.spans for o in home.tolls)
    ]
    home.materiel += [m for m in other.materiel if m not in home.materiel]
    home.count = home.count or other.count


def _one_act(context: Context, a: EventMention, b: EventMention) -> bool:
    x, y = a.trigger.token, b.trigger.token
    two_places = a.place is not None and b.place is not None and a.place is not b.place
    if two_places and a.type == b.type and not _nested(a, b):
        return False
    if x.i == y.i:
        return True
    pair = {a.type, b.type}
    close = distance(x, y)
    linked = _linked(x, y) or _linked(y, x)
    if "harm" in pair:
        other = a.type if b.type == "harm" else b.type
        if other == "harm":
            return close <= 3 or linked
        if other in VIOLENT | {"assault", "other", "protest", "armed_clash"}:
            return linked or close <= 4
        return False
    if "assault" in pair:
        other = a.type if b.type == "assault" else b.type
        return (linked or close <= 3) and (other in VIOLENT or other == "assault")
    if a.type == b.type:
        return linked or close <= 4
    if pair == {"armed_clash", "arrest"} and (a.in_title or close <= 4):
        return True  # "a raid that killed some and captured others is one event"
    if pair <= {
        "armed_clash",
        "arrest",
        "weapons_seizure",
        "attack",
        "property_destruction",
        "abduction",
        "air_strike",
        "shelling",
    }:
        return linked and close <= 3
    if family_of(a.type) == family_of(b.type):
        return linked and close <= 2
    return False


def family_of(event_type: str) -> str:
    return "any" if event_type in GENERIC else family(event_type)


def _nested(a: EventMention, b: EventMention) -> bool:
    if a.place is None or b.place is None:
        return True
    p, q = a.place.place, b.place.place
    return (
        p.name == q.name
        or p.precision in {"country", "region", "admin1"}
        or q.precision in {"country", "region", "admin1"}
    )


def _linked(x: Token, y: Token) -> bool:
    """Whether the word `y` hangs on the act `x`: as what it did, when it happened, or what it was part of."""
    if y.pos_ in {"VERB", "AUX"}:
        if x in doers(y) or x in grammatical_subjects(y):
            return True
        if x in prepositional(
            y, {"in", "during", "by", "after", "following", "from", "when", "with", "as", "amid"}
        ):
            return True
        if y.dep_ in {"advcl", "xcomp", "relcl", "acl", "conj"} and (
            y.head.i == x.i or (x.head.i == y.head.i and x.dep_ in {"dobj", "nsubj", "nsubjpass"})
        ):
            return True
        if x.dep_ == "dobj" and x.head.i == y.i:
            return True
    elif y.dep_ in {"compound", "nmod", "appos", "pobj", "dobj", "conj"} and (
        x.i in {y.head.i, y.head.head.i}
    ):
        return True
    return False


def group_mentions(context: Context, mentions: list[EventMention], model: Model | None = None) -> list[Group]:
    """Mentions of the whole report, each put into the best earlier group that it fits, or into one of its own."""
    groups: list[Group] = []
    for mention in mentions:
        near = (g for g in groups if mention.sentence - g.mentions[-1].sentence <= REACH)
        scored = [(_fit(context, group, mention, model), -n, group) for n, group in enumerate(near)]
        best = max(scored, key=lambda s: (s[0], s[1]), default=None)
        if best is not None and best[0] >= (1.0 if model is None else model.threshold):
            _join(best[2], mention)
        else:
            groups.append(Group([mention], mention.type))
    return groups


def _fit(context: Context, group: Group, mention: EventMention, model: Model | None) -> float:
    """With a model the mean probability that the mention tells of what each of the group tells of."""
    if _seized_in(group, mention):
        return CERTAIN if model is not None else 1.0
    rule = same_event(context, group, mention)
    if model is None or rule <= NEVER:
        return rule
    latest = group.mentions[-LATEST:]
    chances = [model.probability(pair_features(context, m, mention)) for m in latest]
    chance = sum(chances) / len(chances)
    certain = (_goes_on, _told_again, _refers_back)
    return max(chance, CERTAIN) if any(rule(group, mention) for rule in certain) else chance


def _seized_in(group: Group, mention: EventMention) -> bool:
    """What was found and taken away after a raid is a part of the raid, not a seizure of its own."""
    if mention.type != "weapons_seizure" or group.type not in {"armed_clash", "arrest"}:
        return False
    own = mention.place or mention.time or mention.actors or mention.tolls
    return not own and 0 <= mention.sentence - group.mentions[-1].sentence <= 2


def _refers_back(group: Group, mention: EventMention) -> bool:
    """The lead that a headline announces; "the raids", "Friday's operation" after a raid: nothing said against it."""
    if mention.type != group.type and not {mention.type, group.type} & GENERIC:
        return False
    against = (_places(group, mention), _times(group, mention), _tolls(group, mention))
    if min(against) < 0 or _other_sides(group, mention):
        return False
    headline = any(m.in_title for m in group.mentions) and mention.sentence <= LEAD
    known = {p.party.id for m in group.mentions for p in m.actors}
    own = any(
        p.party.id and p.party.id not in known for p in mention.actors
    )  # "Turkey's offensive" is another
    spoken_of = mention.definite and not mention.trigger.verbal and not own
    return headline or (spoken_of and mention.sentence - group.mentions[-1].sentence <= 3)


def _other_sides(group: Group, mention: EventMention) -> bool:
    """Whether both name known parties in a role, and none the same; "militants" are nobody in particular."""
    for role in ("actors", "targets"):
        mine = {p.party.id for p in getattr(mention, role) if p.party.id}
        theirs = {p.party.id for m in group.mentions for p in getattr(m, role) if p.party.id}
        if mine and theirs and not mine & theirs:
            return True
    return False


def _told_again(group: Group, mention: EventMention) -> bool:
    """The same kind of act at the same spot, with no other day and no other number: told twice."""
    if mention.type != group.type or _places(group, mention) < 1.0 or _tolls(group, mention) < 0:
        return False
    if mention.place is None or mention.place.place.precision in {"country", "region"}:
        return False
    return _times(group, mention) >= 0 and _sides(group, mention) >= 0


def _goes_on(group: Group, mention: EventMention) -> bool:
    """ "At least 33 were wounded." after a sentence on those killed: more of the same event, not another."""
    if mention.type != "harm" or mention.place or mention.time or mention.actors or not mention.tolls:
        return False
    if mention.sentence - group.mentions[-1].sentence > 1 or group.type not in VIOLENT | GENERIC:
        return False
    told = {t.kind for m in group.mentions for t in m.tolls if t.how is not None and not is_bare(t)}
    return bool(told) and not told & {t.kind for t in mention.tolls}


def _join(group: Group, mention: EventMention) -> None:
    group.mentions.append(mention)
    if MAIN_ACT.index(mention.type) < MAIN_ACT.index(group.type) and group.type in GENERIC:
        group.type = mention.type


def same_event(context: Context, group: Group, mention: EventMention) -> float:
    """How well a mention fits a group; 1.0 or more joins. The terms are named so that they can be explained."""
    score = 0.0
    if mention.type == group.type:
        score += 1.0
    elif mention.type in GENERIC or group.type in GENERIC:
        kinds = {mention.type, group.type} - GENERIC
        if kinds and not kinds <= VIOLENT | {"protest", "other"}:
            return -9.0
        score += 0.7
    elif family_of(mention.type) == family_of(group.type):
        if {mention.type, group.type} & {"arrest", "abduction", "displacement", "sexual_violence"}:
            return -9.0
        score += 0.2
    else:
        return -9.0
    score += _places(group, mention)
    score += _times(group, mention)
    score += _sides(group, mention)
    score += _tolls(group, mention)
    last = group.mentions[-1]
    gap = mention.sentence - last.sentence
    score -= 0.08 * min(gap, 12)
    if gap <= 1:
        score += 0.3
    own = mention.place is not None or mention.time is not None or mention.tolls
    if mention.definite and not own:
        score += 0.8
    if mention.type == "harm" and gap <= 2 and not mention.actors:
        score += 0.6
    if any(m.in_title for m in group.mentions) and mention.sentence <= 3:
        score += 0.8
    return score


def _places(group: Group, mention: EventMention) -> float:
    if mention.place is None:
        return 0.0
    theirs = [m.place for m in group.mentions if m.place is not None]
    if not theirs:
        return 0.0
    q = mention.place.place
    best = -2.5
    for other in theirs:
        p = other.place
        if p.name == q.name:
            best = max(best, 1.0)
        elif p.country == q.country and ({p.precision, q.precision} & {"country", "region"}):
            best = max(best, 0.2)
        elif (
            p.country == q.country
            and "admin1" in {p.precision, q.precision}
            and p.admin1
            and p.admin1 == q.admin1
        ):
            best = max(best, 0.5)
        elif p.country != q.country and p.country and q.country:
            best = max(best, -4.0)
    return best


def _times(group: Group, mention: EventMention) -> float:
    if mention.time is None or mention.time.when.start is None:
        return 0.0
    best: float | None = None
    a = mention.time.when
    for m in group.mentions:
        if m.time is None or m.time.when.start is None:
            continue
        b = m.time.when
        if a.start and b.start and a.end and b.end and a.start <= b.end and b.start <= a.end:
            best = max(best or -9.0, 0.8 if a.start == b.start else 0.3)
        else:
            best = max(best or -9.0, -2.5)
    return best or 0.0


def _sides(group: Group, mention: EventMention) -> float:
    score = 0.0
    for role, weight in (("actors", 0.5), ("targets", 0.4)):
        mine, theirs = {p.party.name for p in getattr(mention, role)}, group.names(role)
        if mine and theirs:
            score += weight if mine & theirs else -weight * 1.6
    return score


def _tolls(group: Group, mention: EventMention) -> float:
    score = 0.0
    for t in mention.tolls:
        for m in group.mentions:
            for o in m.tolls:
                if o.kind == t.kind:
                    if (o.low, o.high) == (t.low, t.high):
                        score = max(score, 0.8)
                    elif rival(t, o):
                        score -= 0.5
    return score


def decide_type(context: Context, group: Group) -> tuple[str, str]:
    """The event type of a group, and the rule that chose it, once all that is said of it stands together."""
    if group.type not in GENERIC:
        return group.type, f"trigger:{group.first.trigger.rule.id}"
    tokens = [t for m in group.mentions for t in context.sentences[m.sentence]]
    lemmas = {t.lemma_.lower() for t in tokens}
    targets = [p.party for m in group.mentions for p in m.targets]
    actors = [p.party for m in group.mentions for p in m.actors]
    bombing = any(m.trigger.token.lemma_.lower() == "bombing" for m in group.mentions)
    if bombing and any(a.kind in {"state_force", "coalition", "state"} for a in actors):
        return "air_strike", "bombing_by_state"
    if lemmas & {"airstrike", "warplane", "jet", "drone"} and group.type != "harm":
        return "air_strike", "instrument"
    if lemmas & {"rocket", "missile", "mortar", "artillery"}:
        return "shelling", "instrument"
    if lemmas & {"bomb", "ied", "landmine", "mine", "explosion", "blast", "grenade"} and not bombing:
        return "explosive_device", "instrument"
    civil = any(t.kind in {"civilians", "person", "crowd", "outlet", "international"} for t in targets)
    if targets and not civil and any(t.kind in ARMED for t in targets):
        return "armed_clash", "armed_target"
    if (
        not targets
        and any(
            t.lemma_.lower()
            in word_class("vehicle") | {"base", "checkpoint", "outpost", "position", "barracks"}
            for t in tokens
        )
        and group.type == "assault"
    ):
        return "armed_clash", "military_object"
    return "attack", "unarmed_target"
