"""Anchors and phrases of a document, weighed and put together into incidents.

Comes in: a document and the models of `weights.json`. Goes out: incidents, each with its anchors, its type and the
entities that fill its roles. Every choice is a logistic model over named features. Must not know: answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from spacy.tokens import Token

from bench.muc4.anchors import Anchor, find_anchors
from bench.muc4.codebook import codebook, words_of
from bench.muc4.document import Document, lemma
from bench.muc4.phrases import Phrase, find_phrases
from dateline.extract.grammar import distance
from dateline.extract.learned import Features, Model, bucket
from dateline.model import PlaceMention, TimeMention

ROLES = ("perp_individual", "perp_org", "phys_target", "hum_target", "instrument")
TYPES = ("ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY")
LIKELY = 0.3  # a phrase below this in every role is no entity of any incident
TOLD = 0.25  # an anchor below this tells of no incident; both leave the choice to the later models
Mention = TypeVar("Mention", PlaceMention, TimeMention)
FAR = 99
SHORT = 3


@dataclass(slots=True, eq=False)
class Entity:
    """The phrases that name one person, group or thing: the same words, or parts of one name."""

    phrases: list[Phrase]
    chances: dict[str, float] = field(default_factory=dict)  # role -> the highest of its phrases

    @property
    def name(self) -> str | None:
        return max((p.name for p in self.phrases if p.name), key=len, default=None)


@dataclass(slots=True, eq=False)
class Incident:
    anchors: list[Anchor]
    type: str = "ATTACK"
    chance: float = 0.0
    fills: dict[str, list[tuple[float, Entity]]] = field(default_factory=dict)

    @property
    def sentences(self) -> set[int]:
        return {a.sentence for a in self.anchors}


@dataclass(slots=True)
class Reading:
    """A document with all that was weighed of it so far."""

    document: Document
    anchors: list[Anchor]
    phrases: list[Phrase]
    roles: list[dict[str, float]] = field(default_factory=list)  # of each phrase, role -> probability
    told: list[float] = field(default_factory=list)  # of each anchor
    types: list[dict[str, float]] = field(default_factory=list)  # of each anchor
    entities: list[Entity] = field(default_factory=list)
    by_sentence: dict[int, list[int]] = field(default_factory=dict)  # sentence -> numbers of phrases


def begin(document: Document) -> Reading:
    anchors = find_anchors(document)
    reading = Reading(document, anchors, find_phrases(document, anchors))
    for number, phrase in enumerate(reading.phrases):
        reading.by_sentence.setdefault(phrase.sentence, []).append(number)
    return reading


def weigh_phrases(reading: Reading, models: Mapping[str, Model]) -> None:
    reading.roles = [
        {role: models[f"phrase.{role}"].probability(phrase.features) for role in ROLES}
        for phrase in reading.phrases
    ]
    reading.entities = list(_entities(reading))


def _entities(reading: Reading) -> Iterator[Entity]:
    likely = [n for n, chances in enumerate(reading.roles) if max(chances.values()) >= LIKELY]
    names = sorted({p.name for p in reading.phrases if p.name}, key=lambda n: (-len(n.split()), n))
    whole = {name: next((o for o in names if _part_of(name, o)), name) for name in names}
    by_head = {p.head.i: p for p in reading.phrases}
    short = _abbreviations(reading)
    grouped: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number in likely:
        phrase = reading.phrases[number]
        phrase = short.get(phrase.bare, phrase)
        grouped[_key(reading, _renamed(phrase, by_head), whole)].append(number)
    for numbers in grouped.values():
        chances = {role: max(reading.roles[n][role] for n in numbers) for role in ROLES}
        yield Entity([reading.phrases[n] for n in numbers], chances)


def _part_of(name: str, longer: str) -> bool:
    parts, words = name.split(), longer.split()
    return any(words[i : i + len(parts)] == parts for i in range(len(words) - len(parts) + 1))


def _abbreviations(reading: Reading) -> dict[str, Phrase]:
    """ "Army of National Liberation (ELN)": what stands in brackets -> the phrase right before them."""
    text = reading.document.report.text
    ends: dict[int, Phrase] = {}
    for phrase in reading.phrases:
        ends.setdefault(phrase.end, phrase)
        whole = phrase.head.doc[phrase.head.right_edge.i]
        ends.setdefault(whole.idx + len(whole), phrase)
    found: dict[str, Phrase] = {}
    for phrase in reading.phrases:
        before = text[: phrase.start].rstrip(' "')
        longer = ends.get(len(before[:-1].rstrip())) if before.endswith("(") else None
        short = phrase.bare.isupper() and " " not in phrase.bare
        if longer is not None and short and len(longer.bare) > len(phrase.bare):
            found.setdefault(phrase.bare, longer)
    return found


def _renamed(phrase: Phrase, by_head: Mapping[int, Phrase]) -> Phrase:
    """The phrase with a name that a nameless one stands in apposition to: "the mayor, | Carlos Torrado"."""
    if phrase.name is not None or phrase.plural:
        return phrase
    beside = [c.i for c in phrase.head.children if c.dep_ == "appos"]
    if phrase.head.dep_ == "appos":
        beside.append(phrase.head.head.i)
    return next((o for i in beside if (o := by_head.get(i)) is not None and o.name is not None), phrase)


def _key(reading: Reading, phrase: Phrase, whole: Mapping[str, str]) -> tuple[str, ...]:
    if phrase.name is not None:
        party = reading.document.context.party_at.get(phrase.head.i)
        if party is not None and party.party.id is not None:
            return ("actor", party.party.id)
        return ("name", whole[phrase.name])
    party = reading.document.context.party_head.get(phrase.head.i)
    if party is not None and party.named and party.party.id is not None:
        return ("actor", party.party.id)
    if not phrase.plural and len(phrase.bare) > SHORT:
        longer = next((o for o in whole if phrase.bare != o and _part_of(phrase.bare, o)), None)
        if longer is not None:  # a surname that was not taken for a name
            return ("name", whole[longer])
    return ("words", phrase.bare.lower())


# ---------------------------------------------------------------- anchors


def place_of(reading: Reading, anchor: Anchor) -> PlaceMention | None:
    """Where Dateline puts the event, else the nearest place named in the sentence."""
    if anchor.event is not None and anchor.event.place is not None:
        return anchor.event.place
    return _nearest(anchor.token, reading.document.context.place_at)


def time_of(reading: Reading, anchor: Anchor) -> TimeMention | None:
    if anchor.event is not None and anchor.event.time is not None:
        return anchor.event.time
    return _nearest(anchor.token, reading.document.context.time_at)


def _nearest(token: Token, at: Mapping[int, Mention]) -> Mention | None:
    """The mention in the sentence that hangs closest to a word; no peoples, no lengths of time."""
    found: list[tuple[int, int, int, Mention]] = []
    for other in token.sent:
        mention = at.get(other.i)
        if mention is None or getattr(mention, "demonym", False) or getattr(mention, "duration", False):
            continue
        found.append((distance(token, other), abs(other.i - token.i), other.i, mention))
    return min(found, key=lambda f: f[:3])[3] if found else None


def anchor_features(reading: Reading, anchor: Anchor) -> Features:
    return frozenset(_anchor(reading, anchor))


def _anchor(reading: Reading, anchor: Anchor) -> Iterator[str]:
    context = reading.document.context
    token = anchor.token
    yield f"kind:{anchor.kind}"
    yield f"word:{anchor.word}"
    yield f"real:{anchor.real}"
    yield f"kind:{anchor.kind}&real:{anchor.real}"
    yield f"word:{anchor.word}&tag:{token.tag_}"
    yield f"dep:{token.dep_}"
    yield f"above:{lemma(token.head)}"
    for child in token.children:
        if not child.is_punct and not child.is_space:
            yield f"child:{child.dep_} {lemma(child)}"
    for role in ROLES:
        best, near = 0.0, 0.0
        for number in reading.by_sentence.get(anchor.sentence, ()):
            chance = reading.roles[number][role]
            best = max(best, chance)
            if distance(token, reading.phrases[number].head) <= 4:
                near = max(near, chance)
        yield f"near.{role}{bucket(near, 0.1, 0.3, 0.5, 0.7, 0.9)}"
        yield f"best.{role}{bucket(best, 0.1, 0.3, 0.5, 0.7, 0.9)}"
        if near > 0.4:
            yield f"near.{role}&word:{anchor.word}"
    highest = {role: max((c[role] for c in reading.roles), default=0.0) for role in ROLES}
    for role, chance in highest.items():
        yield f"report.{role}{bucket(chance, 0.1, 0.3, 0.5, 0.7, 0.9)}"
    for word in {lemma(t) for t in context.sentences[anchor.sentence] if t.is_alpha and not t.is_stop}:
        yield f"with:{word}"
    yield f"sentence{bucket(anchor.sentence, 2, 3, 5, 9, 17)}"
    yield f"anchors{bucket(len(reading.anchors), 3, 6, 12, 24)}"
    for kind, count in Counter(a.kind for a in reading.anchors).items():
        yield f"report.{kind}{bucket(count, 2, 4, 8)}"
    yield f"first:{reading.anchors[0].word}"
    yield from _when(reading, anchor)
    place = place_of(reading, anchor)
    yield f"place:{place.place.precision if place else None}"
    if place is not None:
        yield f"country:{place.place.country}"
    if anchor.event is not None:
        yield f"said:{anchor.event.said.rule}"
        yield f"definite:{anchor.event.definite}"
        yield f"tolls:{bool(anchor.event.tolls)}"
        for role in ("actors", "targets"):
            kinds = {p.party.kind for p in getattr(anchor.event, role)} or {"nobody"}
            yield from (f"{role}:{kind}" for kind in kinds)
            yield from (f"{role}:{kind}&kind:{anchor.kind}" for kind in kinds)


def _when(reading: Reading, anchor: Anchor) -> Iterator[str]:
    time, published = time_of(reading, anchor), reading.document.report.published
    if time is None or time.when.end is None or published is None:
        yield f"time:{time is not None}"
        return
    yield f"age{bucket((published - time.when.end).days, 0, 1, 3, 8, 31, 93, 366)}"


def weigh_anchors(reading: Reading, models: Mapping[str, Model]) -> None:
    if not reading.anchors:
        return
    features = [anchor_features(reading, a) for a in reading.anchors]
    reading.told = [models["told"].probability(f) for f in features]
    reading.types = [{t: models[f"type.{t}"].probability(f) for t in TYPES} for f in features]


# ---------------------------------------------------------------- incidents


def pair_features(reading: Reading, a: Anchor, b: Anchor) -> Features:
    """`a` stands before `b`."""
    return frozenset(_pair(reading, a, b))


def _pair(reading: Reading, a: Anchor, b: Anchor) -> Iterator[str]:
    gap = bucket(b.sentence - a.sentence, 1, 2, 3, 6, 12)
    yield f"gap{gap}"
    yield f"same_word:{a.word == b.word}"
    yield f"words:{'+'.join(sorted((a.word, b.word)))}"
    yield f"kinds:{'+'.join(sorted((a.kind, b.kind)))}"
    first, second = _likeliest(reading, a), _likeliest(reading, b)
    yield f"types:{'+'.join(sorted((first, second)))}"
    yield f"same_type:{first == second}&gap{gap}"
    if a.sentence == b.sentence:
        yield f"steps{bucket(distance(a.token, b.token), 2, 3, 5, 8)}"
        yield f"steps{bucket(distance(a.token, b.token), 2, 3, 5, 8)}&same_type:{first == second}"
    places, times = _places(reading, a, b), _times(reading, a, b)
    yield f"place:{places}"
    yield f"time:{times}"
    yield f"place:{places}&time:{times}"
    yield f"place:{places}&same_type:{first == second}"
    for role in ROLES:
        mine, theirs = (_here(reading, x, role) for x in (a, b))
        relation = "none" if not mine or not theirs else "same" if mine & theirs else "other"
        yield f"{role}:{relation}"
        yield f"{role}:{relation}&same_type:{first == second}"
    document = reading.document
    apart = document.paragraph(b.token) - document.paragraph(a.token)
    yield f"paragraphs{bucket(apart, 1, 2, 3, 5)}"
    yield f"paragraphs{bucket(apart, 1, 2)}&same_type:{first == second}"
    x, y = _carried(reading, a), _carried(reading, b)
    carried = "none" if x is None or y is None else "same" if x == y else "other"
    yield f"carried:{carried}"
    yield f"carried:{carried}&paragraphs{bucket(apart, 1, 2)}"
    named = [{n for n in _here(reading, z, "hum_target") if reading.entities[n].name} for z in (a, b)]
    both = "none" if not all(named) else "same" if named[0] & named[1] else "other"
    yield f"names:{both}"
    yield f"names:{both}&same_type:{first == second}"
    definite = b.event is not None and b.event.definite
    yield f"later_definite:{definite}&same_type:{first == second}"
    between = [
        x for x in reading.anchors if a.sentence < x.sentence < b.sentence and reading.told[x.number] > TOLD
    ]
    yield f"between{bucket(len(between), 1, 3, 6)}"
    told = sum(chance > TOLD for chance in reading.told)
    yield f"told{bucket(told, 3, 6, 12, 24)}"
    lemmas = {lemma(t) for t in reading.document.context.sentences[b.sentence]}
    if lemmas & words_of("another") and a.sentence < b.sentence:
        yield "another"


def _carried(reading: Reading, anchor: Anchor) -> str | None:
    """The last place named before or in an anchor's sentence, in its paragraph."""
    paragraph = reading.document.paragraph(anchor.token)
    end = anchor.token.sent.end
    doc = reading.document.context.doc
    found = None
    for mention in reading.document.context.mentions.places:
        wide = mention.demonym or mention.in_dateline or mention.place.precision == "country"
        if mention.head < end and not wide and reading.document.paragraph(doc[mention.head]) == paragraph:
            found = mention.place.name
    return found


def _likeliest(reading: Reading, anchor: Anchor) -> str:
    return max(TYPES, key=lambda t: reading.types[anchor.number][t])


def _here(reading: Reading, anchor: Anchor, role: str) -> set[int]:
    """The entities likely in a role in an anchor's sentence."""
    return {
        n
        for n, e in enumerate(reading.entities)
        if e.chances[role] > 0.4 and any(p.sentence == anchor.sentence for p in e.phrases)
    }


def _places(reading: Reading, a: Anchor, b: Anchor) -> str:
    x, y = place_of(reading, a), place_of(reading, b)
    if x is None or y is None:
        return "one" if x or y else "none"
    p, q = x.place, y.place
    if p.name == q.name:
        return f"same_{'wide' if p.precision in ('country', 'region') else 'spot'}"
    if p.country != q.country:
        return "other_country"
    return "within" if {p.precision, q.precision} & {"country", "region", "admin1"} else "other_spot"


def _times(reading: Reading, a: Anchor, b: Anchor) -> str:
    x, y = time_of(reading, a), time_of(reading, b)
    if x is None or y is None or x.when.end is None or y.when.end is None:
        return "one" if x or y else "none"
    if (x.when.start, x.when.end) == (y.when.start, y.when.end):
        return "same"
    if x.when.start and y.when.start and x.when.start <= y.when.end and y.when.start <= x.when.end:
        return "overlap"
    return "near" if abs((x.when.end - y.when.end).days) <= 2 else "other"


def find_incidents(reading: Reading, models: Mapping[str, Model]) -> list[Incident]:
    """The anchors that tell of incidents, each put into the earlier incident that it fits best, or a new one."""
    found: list[Incident] = []
    for anchor in reading.anchors:
        if reading.told[anchor.number] < TOLD:
            continue
        fits = [(_fit(reading, incident, anchor, models["same"]), -n) for n, incident in enumerate(found)]
        best = max(fits, default=None)
        if best is not None and best[0] >= models["same"].threshold:
            found[-best[1]].anchors.append(anchor)
        else:
            found.append(Incident([anchor]))
    for incident in found:
        incident.type = _type(reading, incident)
    return found


def _fit(reading: Reading, incident: Incident, anchor: Anchor, model: Model) -> float:
    chances = [model.probability(pair_features(reading, a, anchor)) for a in incident.anchors]
    return sum(chances) / len(chances)


def _type(reading: Reading, incident: Incident) -> str:
    votes = {
        t: sum(reading.told[a.number] * reading.types[a.number][t] for a in incident.anchors) for t in TYPES
    }
    return max(TYPES, key=lambda t: votes[t])


def incident_features(reading: Reading, incidents: list[Incident], incident: Incident) -> Features:
    return frozenset(_incident(reading, incidents, incident))


def _incident(reading: Reading, incidents: list[Incident], incident: Incident) -> Iterator[str]:
    told = sorted((reading.told[a.number] for a in incident.anchors), reverse=True)
    for name, chance in (("best", told[0]), ("second", told[1] if len(told) > 1 else 0.0)):
        yield f"told.{name}{bucket(chance, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95)}"
    yield f"told.sum{bucket(sum(told), 0.5, 1, 2, 3, 5, 8)}"
    yield f"anchors{bucket(len(told), 2, 3, 5, 9)}"
    yield f"type:{incident.type}"
    yield f"incidents{bucket(len(incidents), 2, 3, 4, 6, 9)}"
    number = incidents.index(incident)
    yield f"number{bucket(number, 1, 2, 3, 5)}"
    best = max(incidents, key=lambda i: sum(reading.told[a.number] for a in i.anchors))
    yield f"main:{best is incident}"
    yield f"main:{best is incident}&told.sum{bucket(sum(told), 0.5, 1, 2, 3, 5)}"
    same = [i for i in incidents if i.type == incident.type and i is not incident]
    yield f"others_of_type{bucket(len(same), 1, 2, 4)}"
    here = [e.chances for e in reading.entities if any(p.sentence in incident.sentences for p in e.phrases)]
    for role in ROLES:
        high = max((chances[role] for chances in here), default=0.0)
        yield f"{role}{bucket(high, 0.2, 0.4, 0.6, 0.8, 0.9)}"
        yield f"{role}{bucket(high, 0.4, 0.7)}&type:{incident.type}"
    target = max((max(c["hum_target"], c["phys_target"]) for c in here), default=0.0)
    yield f"any_target{bucket(target, 0.2, 0.4, 0.6, 0.8, 0.9)}"
    for anchor in incident.anchors:
        yield f"word:{anchor.word}"
        yield f"kind:{anchor.kind}"
        yield f"real:{anchor.real}"
        yield from _when(reading, anchor)
    yield f"first_sentence{bucket(min(incident.sentences), 2, 4, 8, 16)}"
    places = {p.place.precision for a in incident.anchors if (p := place_of(reading, a)) is not None}
    yield f"place:{'+'.join(sorted(places)) or None}"


# ---------------------------------------------------------------- who and what fills an incident


def fill_features(
    reading: Reading, incidents: list[Incident], incident: Incident, entity: Entity, role: str
) -> Features:
    return frozenset(_fill(reading, incidents, incident, entity, role))


def _fill(
    reading: Reading, incidents: list[Incident], incident: Incident, entity: Entity, role: str
) -> Iterator[str]:
    chance = entity.chances[role]
    edges = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    yield f"chance{bucket(chance, *edges)}"
    where = [p for p in entity.phrases if p.sentence in incident.sentences]
    local = max((reading.roles[p.index][role] for p in where), default=0.0)
    yield f"local{bucket(local, *edges)}"
    steps = min(
        (distance(p.head, a.token) for p in where for a in incident.anchors if a.sentence == p.sentence),
        default=FAR,
    )
    yield f"steps{bucket(steps, 1, 2, 3, 4, 6, 9, 30)}"
    gap = min((abs(p.sentence - s) for p in entity.phrases for s in incident.sentences), default=FAR)
    yield f"gap{bucket(gap, 1, 2, 3, 6)}"
    yield f"gap{bucket(gap, 1, 2, 3)}&incidents{bucket(len(incidents), 2, 3, 5)}"
    yield f"gap{bucket(gap, 1, 2, 3)}&chance{bucket(chance, 0.3, 0.5, 0.7, 0.9)}"
    elsewhere = [
        i for i in incidents if i is not incident and any(p.sentence in i.sentences for p in entity.phrases)
    ]
    yield f"elsewhere{bucket(len(elsewhere), 1, 2, 4)}&here:{bool(where)}"
    rivals = [e for e in reading.entities if e is not entity and e.chances[role] > chance]
    here = [e for e in rivals if any(p.sentence in incident.sentences for p in e.phrases)]
    yield f"rivals{bucket(len(rivals), 1, 2, 4, 8)}"
    yield f"rivals_here{bucket(len(here), 1, 2, 4)}"
    yield f"rivals_here{bucket(len(here), 1, 2)}&here:{bool(where)}"
    yield f"type:{incident.type}&here:{bool(where)}"
    yield f"type:{incident.type}&head:{lemma(entity.phrases[0].head)}"
    yield f"head:{lemma(entity.phrases[0].head)}"
    yield f"named:{entity.name is not None}"
    yield f"phrases{bucket(len(entity.phrases), 2, 3, 6)}"
    others = {r: bucket(entity.chances[r], 0.3, 0.6) for r in ROLES if r != role}
    yield from (f"other.{r}{b}" for r, b in others.items())
    party = reading.document.context.party_at.get(entity.phrases[0].head.i)
    yield f"party:{party.party.kind if party else None}&type:{incident.type}"
    for anchor in incident.anchors:
        if any(p.sentence == anchor.sentence for p in where):
            for phrase in where:
                given = anchor.role_of(phrase.head)
                if given is not None:
                    yield f"given:{given}"


def weigh_incidents(reading: Reading, incidents: list[Incident], models: Mapping[str, Model]) -> None:
    for incident in incidents:
        incident.chance = models["incident"].probability(incident_features(reading, incidents, incident))
        for role in ROLES:
            model = models[f"fill.{role}"]
            weighed = [
                (model.probability(fill_features(reading, incidents, incident, entity, role)), entity)
                for entity in reading.entities
                if entity.chances[role] >= codebook()["least"][role]
            ]
            kept = [(chance, n) for n, (chance, _) in enumerate(weighed) if chance >= model.threshold]
            ranked = [weighed[n] for _, n in sorted(kept, key=lambda k: (-k[0], k[1]))]
            incident.fills[role] = [
                (chance, entity)
                for n, (chance, entity) in enumerate(ranked)
                if not any(_same_thing(entity, better) for _, better in ranked[:n])
            ]


def _stems(phrase: Phrase) -> set[str]:
    return {word.lower().removesuffix("s") for word in phrase.bare.split()}


def _same_thing(entity: Entity, better: Entity) -> bool:
    """The same thing in more or fewer words: "the priests", "six Jesuit priests"; "the mayor" beside his name."""
    a, b = entity.phrases[0], better.phrases[0]
    mine, theirs = set(a.full.split()), set(b.full.split())
    if entity.name is None and better.name is None:
        if a.bare in b.full or b.bare in a.full:  # "armed men", "a group of armed men"
            return True
        if a.plural and b.plural and (lemma(a.head) in _stems(b) or lemma(b.head) in _stems(a)):
            return True  # "Jesuits", "Jesuit priests"
        return lemma(a.head) == lemma(b.head) and (mine <= theirs or theirs <= mine)
    if entity.name is None:
        return any(a.bare.split()[-1] in (p.title or "").split() for p in better.phrases)
    return False


# ---------------------------------------------------------------- where and when: the candidates of an incident


REACH = 2  # sentences from an anchor within which a place or a time may be the incident's


def spots(
    reading: Reading, incidents: list[Incident], incident: Incident
) -> list[tuple[PlaceMention, Features]]:
    """Places smaller than a country near an incident's anchors, one mention a name, with what speaks for each."""
    found: dict[str, list[PlaceMention]] = defaultdict(list)
    for mention in reading.document.context.mentions.places:
        if not mention.demonym and not mention.in_dateline and mention.place.precision != "country":
            found[mention.place.name].append(mention)
    out = []
    for mentions in found.values():
        near = [m for m in mentions if _gap(reading, incident, m.head) <= REACH]
        if near:
            features = frozenset(_spot(reading, incidents, incident, near, len(mentions)))
            out.append((near[0], features))
    return out


def _gap(reading: Reading, incident: Incident, token: int) -> int:
    number = reading.document.context.sentence_of.get(token)
    return FAR if number is None else min(abs(number - s) for s in incident.sentences)


def _spot(
    reading: Reading, incidents: list[Incident], incident: Incident, near: list[PlaceMention], count: int
) -> Iterator[str]:
    first = near[0]
    yield f"precision:{first.place.precision}"
    yield f"cue:{first.cue}"
    yield f"mentions{bucket(count, 2, 3, 5)}"
    for word in reading.document.words(*first.span).lower().split():
        if word in words_of("place_kinds"):
            yield f"kind:{word}"
    at = reading.document.report.text[first.span.end : first.span.end + 15].split()
    yield f"next:{at[0].lower().strip('.,') if at else None}"
    yield from _near(reading, incidents, incident, [m.head for m in near], "place", {id(m) for m in near})


def moments(
    reading: Reading, incidents: list[Incident], incident: Incident
) -> list[tuple[TimeMention, Features]]:
    """Times near an incident's anchors, one mention for the same days, with what speaks for each."""
    found: dict[tuple[object, object], list[TimeMention]] = defaultdict(list)
    for mention in reading.document.context.mentions.times:
        if mention.when.end is not None and not mention.duration:
            found[mention.when.start, mention.when.end].append(mention)
    out = []
    for mentions in found.values():
        near = [m for m in mentions if _gap(reading, incident, m.head) <= REACH]
        if near:
            out.append((near[0], frozenset(_moment(reading, incidents, incident, near))))
    return out


def _moment(
    reading: Reading, incidents: list[Incident], incident: Incident, near: list[TimeMention]
) -> Iterator[str]:
    published = reading.document.report.published
    for mention in near:
        for word in reading.document.words(*mention.span).lower().split():
            if word.isalpha():
                yield f"word:{word}"
        head = reading.document.context.doc[mention.head]
        above = head.head
        yield f"above:{lemma(above)}"
        yield f"said:{lemma(above) in words_of('speaking')}"
    when = near[0].when
    yield f"precision:{when.precision}"
    if published is not None and when.end is not None:
        yield f"age{bucket((published - when.end).days, 0, 1, 2, 3, 8, 31, 93, 366)}"
    yield from _near(reading, incidents, incident, [m.head for m in near], "time", {id(m) for m in near})


def _near(
    reading: Reading,
    incidents: list[Incident],
    incident: Incident,
    heads: list[int],
    name: str,
    same: set[int],
) -> Iterator[str]:
    doc, where = reading.document.context.doc, reading.document.context.sentence_of
    yield f"gap{bucket(min(_gap(reading, incident, h) for h in heads), 1, 2)}"
    steps = min(
        (distance(doc[h], a.token) for h in heads for a in incident.anchors if where.get(h) == a.sentence),
        default=FAR,
    )
    yield f"steps{bucket(steps, 1, 2, 3, 4, 6, 9, 30)}"
    given = sum(
        reading.told[a.number]
        for a in incident.anchors
        if a.event is not None and id(getattr(a.event, name)) in same
    )
    yield f"given{bucket(given, 0.01, 0.5, 1, 2)}"
    nearest = sum(
        reading.told[a.number]
        for a in incident.anchors
        if id(place_of(reading, a) if name == "place" else time_of(reading, a)) in same
    )
    total = sum(reading.told[a.number] for a in incident.anchors)
    yield f"share{bucket(nearest / max(total, 0.01), 0.01, 0.2, 0.4, 0.6, 0.9)}"
    best = max(incident.anchors, key=lambda a: (reading.told[a.number], -a.number))
    yield f"best:{id(place_of(reading, best) if name == 'place' else time_of(reading, best)) in same}"
    others = [i for i in incidents if i is not incident and min(_gap(reading, i, h) for h in heads) == 0]
    yield f"others{bucket(len(others), 1, 2)}"
    first = min(where.get(h, FAR) for h in heads)
    yield f"first{bucket(first, 1, 2, 4, 8)}"
    before = min(incident.sentences) - first
    yield f"before{bucket(before, -1, 0, 1, 2)}"
