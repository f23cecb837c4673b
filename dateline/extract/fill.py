"""Which parties, place and days of a report belong to an event, when its own clause may not name them.

Comes in: the groups of a report, with what grammar gave each (roles.py). Goes out: for each role the candidates of
the whole report with named features, for the models "actor", "target", "partner", "place" and "time".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from spacy.tokens import Token

from dateline.extract.context import ARMED, Context
from dateline.extract.encoder import PAIRS, Array, bands
from dateline.extract.grammar import distance, path
from dateline.extract.groups import Group
from dateline.extract.learned import Features, bucket
from dateline.extract.mention import EventMention
from dateline.extract.roles import is_day_of_saying
from dateline.extract.said import reporting_verbs
from dateline.model import PartyMention, PlaceMention, TimeMention

Named = TypeVar("Named", PartyMention, PlaceMention)
PARTY_ROLES = ("actor", "target", "partner")
FIELD = {"actor": "actors", "target": "targets", "partner": "partners"}
NEAREST = 2  # words of a candidate that the encoder is asked about
FAR = 12  # sentences; a candidate further off is only taken for what the whole report is about


@dataclass(slots=True)
class Overview:
    """What the whole report says of its parties and places, counted once."""

    parties: dict[str, list[PartyMention]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, list[PlaceMention]] = field(default_factory=lambda: defaultdict(list))
    party_rank: dict[str, int] = field(default_factory=dict)  # among the armed ones, most often named first
    place_rank: dict[str, int] = field(default_factory=dict)
    roles: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    countries: Counter[str] = field(default_factory=Counter)
    by_type: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    facing: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    main: dict[str, str] = field(default_factory=dict)  # role -> the party most often in it


def survey(context: Context, groups: Iterable[Group]) -> Overview:
    seen = Overview()
    for party in context.mentions.parties:
        # A body that its spokesman stands for speaks; whether it also acts, its own clause says.
        of_office = party.party.how is not None and party.party.how.rule == "office"
        if party.head in context.sentence_of and not of_office:
            seen.parties[party.party.name].append(party)
    for place in context.mentions.places:
        if place.place.country and (place.ground or place.demonym):
            seen.countries[place.place.country] += 1
        if place.head in context.sentence_of and place.ground:
            seen.places[place.place.name].append(place)
    armed = [n for n, found in seen.parties.items() if found[0].party.kind in ARMED]
    seen.party_rank = {n: r for r, n in enumerate(sorted(armed, key=lambda n: -len(seen.parties[n])))}
    seen.place_rank = {n: r for r, n in enumerate(sorted(seen.places, key=lambda n: -len(seen.places[n])))}
    for group in groups:
        for role in PARTY_ROLES:
            for name in group.names(FIELD[role]):
                seen.roles[name][role] += 1
                seen.by_type[group.type, role].add(name)
        for actor in group.names("actors"):
            for target in group.names("targets"):
                seen.facing[target, "actor"].add(actor)
                seen.facing[actor, "target"].add(target)
    for role in PARTY_ROLES:
        named = {n: c[role] for n, c in seen.roles.items() if c[role] and n in seen.party_rank}
        if named:
            seen.main[role] = min(named, key=lambda n: (-named[n], seen.party_rank[n]))
    return seen


class _Standing:
    """How the words of rival candidates stand around an event: which are alone in its sentences, which nearest."""

    def __init__(self, context: Context, group: Group, heads: Mapping[str, Iterable[int]]) -> None:
        lead = group.mentions[0]
        here = {m.sentence: m.trigger.token for m in group.mentions}
        steps: dict[str, int] = {}
        self.before: str | None = None
        self.after: str | None = None
        self.last: str | None = None
        last = before = -1
        after = len(context.doc)
        for name, found in heads.items():
            for head in found:
                sentence = context.sentence_of[head]
                if sentence in here:
                    trigger = here[sentence]
                    steps[name] = min(steps.get(name, 99), distance(context.doc[head], trigger))
                    if before < head < trigger.i:
                        self.before, before = name, head
                    elif trigger.i < head < after:
                        self.after, after = name, head
                elif sentence < lead.sentence and head > last:
                    self.last, last = name, head
        self.here = len(steps)
        closest = min(steps.values(), default=99)
        self.closest = {name for name, n in steps.items() if n == closest}

    def features(self, what: str, name: str) -> Iterator[str]:
        yield f"{what}_here{bucket(self.here, 1, 2, 3, 4)}&closest:{name in self.closest}"
        if name == self.before:
            yield f"{what}_next_before"
        if name == self.after:
            yield f"{what}_next_after"
        if name == self.last:
            yield f"{what}_last_told&here{bucket(self.here, 1, 2)}"


# ---------------------------------------------------------------- parties


def party_candidates(
    context: Context, group: Group, seen: Overview
) -> dict[str, tuple[list[PartyMention], dict[str, Features]]]:
    """Name -> its mentions near the event (nearest first), and for each role the features of that name in it."""
    taken = {role: group.names(FIELD[role]) for role in PARTY_ROLES}
    heads = {n: [p.head for p in found] for n, found in seen.parties.items() if n in seen.party_rank}
    standing = _Standing(context, group, heads)
    out = {}
    for name, mentions in seen.parties.items():
        near = nearest(context, group, mentions)
        gap = _gap(context, group, near[0].head)
        if gap > FAR and seen.party_rank.get(name, 9) > 1 and not any(name in t for t in taken.values()):
            continue
        shared = frozenset(_party(context, group, name, near, gap, seen))
        shared |= frozenset(standing.features("armed", name)) if name in seen.party_rank else set()
        features = {}
        for role in PARTY_ROLES:
            own = {f"rule:{name in taken[role]}"}
            own.update(_precedents(group, name, role, taken, seen))
            if taken[role] and name not in taken[role]:
                own.add("filled_by_rule")
            own.update(f"rule_of:{other}" for other in PARTY_ROLES if other != role and name in taken[other])
            features[role] = shared | own
        out[name] = (near, features)
    _add_encoded(context, group, out)
    return out


def _add_encoded(
    context: Context, group: Group, found: dict[str, tuple[list[PartyMention], dict[str, Features]]]
) -> None:
    if context.encoded is None or not found:
        return
    heads = [[p.head for p in near[:NEAREST]] for near, _ in found.values()]
    answers = context.encoded.pairs(group.words, heads)
    for role in PARTY_ROLES:
        hints = _bands(answers, role)
        for hint, (_, features) in zip(hints, found.values(), strict=True):
            features[role] |= hint


def encoded(context: Context, group: Group, words: list[list[int]], question: str) -> list[Features]:
    """What the encoder thinks of each candidate (its words) of an event, and whether it likes none better."""
    if context.encoded is None or not words:
        return [frozenset()] * len(words)
    return _bands(context.encoded.pairs(group.words, words), question)


def _bands(answers: Array, question: str) -> list[Features]:
    chances = answers[:, PAIRS.index(question)]
    best = chances.max()
    return [
        frozenset(bands(f"encoder_{question}", p)) | ({f"encoder_{question}_first"} if p == best else set())
        for p in chances
    ]


def _precedents(
    group: Group, name: str, role: str, taken: dict[str, set[str]], seen: Overview
) -> Iterator[str]:
    """What the report's other events say: is it in this role there, in events of this type, against this side?"""
    other = "target" if role == "actor" else "actor"
    same_type = seen.by_type[group.type, role]
    if same_type and name not in taken[role]:
        yield f"role_in_type:{name in same_type}"
    facing = {n for rival in taken[other] for n in seen.facing[rival, role]}
    if facing and name not in taken[role]:
        yield f"facing:{name in facing}"
    main = seen.main.get(role)
    if main is not None:
        yield f"main_in_role:{name == main}&own:{bool(taken[role])}"


def nearest(context: Context, group: Group, mentions: list[Named]) -> list[Named]:
    """The mentions of one party or place, those in the sentences nearest to the event first."""
    return sorted(mentions, key=lambda m: (_gap(context, group, m.head), m.span.start))


def _gap(context: Context, group: Group, token: int) -> int:
    sentence = context.sentence_of[token]
    return min(abs(sentence - m.sentence) for m in group.mentions)


def _party(
    context: Context, group: Group, name: str, near: list[PartyMention], gap: int, seen: Overview
) -> Iterator[str]:
    party = near[0].party
    kind = "armed" if party.kind in ARMED else party.kind
    yield f"kind:{party.kind}"
    yield f"listed:{party.id is not None}"
    yield f"named:{near[0].named}"
    yield f"{kind}&type:{group.type}"
    yield f"gap{bucket(gap, 1, 2, 3, 6)}"
    rank = seen.party_rank.get(name)
    yield f"rank:{None if rank is None else bucket(rank, 1, 2, 3)}&gap{bucket(gap, 1, 3)}"
    roles = seen.roles.get(name, Counter())
    yield f"mostly:{max(roles, key=lambda r: (roles[r], r)) if roles else None}"
    said = {a.source.name for m in group.mentions for a in m.said.attributions}
    yield f"says_so:{name in said}&{kind}"
    yield f"title:{any(context.sentence_of[p.head] == 0 for p in near)}&{kind}"
    place = next((m.place.place for m in group.mentions if m.place is not None), None)
    if place is not None and party.country is not None:
        yield f"home:{place.country == party.country}&{kind}"
    for mention in group.mentions:
        for found in near:
            if context.sentence_of[found.head] == mention.sentence:
                yield from _relation("party", context.doc[found.head], mention)
                if found.pronoun:
                    yield "pronoun"


def _relation(what: str, word: Token, mention: EventMention) -> Iterator[str]:
    trigger = mention.trigger.token
    road = path(word, trigger)
    yield f"{what}_path:{road}"
    verbal = "verb" if mention.trigger.verbal else "noun"
    yield f"{what}_path:{road}&{verbal}"
    yield f"{what}_{'before' if word.i < trigger.i else 'after'}:{word.dep_}"
    if word.head.pos_ == "VERB" and word.head.lemma_.lower() in reporting_verbs():
        yield f"{what}_speaks"


# ---------------------------------------------------------------- place


def place_candidates(
    context: Context, group: Group, seen: Overview, chosen: PlaceMention | None
) -> list[tuple[PlaceMention, Features]]:
    """Every place of the report that the event may have happened at; `chosen` is the one that the rules take."""
    own = [m.place for m in group.mentions if m.place is not None]
    out = []
    heads = {n: [p.head for p in found] for n, found in seen.places.items()}
    standing = _Standing(context, group, heads)
    spots = {n: h for n, h in heads.items() if seen.places[n][0].place.precision not in ("country", "region")}
    among_spots = _Standing(context, group, spots)
    for name, mentions in seen.places.items():
        near = nearest(context, group, mentions)
        gap = _gap(context, group, near[0].head)
        if gap > FAR and seen.place_rank[name] > 1:
            continue
        features = frozenset(_place(context, group, name, near, gap, seen, chosen, own))
        features |= frozenset(standing.features("place", name))
        if name in spots:
            features |= frozenset(among_spots.features("spot", name))
        else:
            features |= {
                f"wide&spots_here{bucket(among_spots.here, 1, 2)}&last:{among_spots.last is not None}"
            }
        best = next((p for p in near if p in own or p is chosen), near[0])
        out.append((best, features, [p.head for p in near[:NEAREST]]))
    hints = encoded(context, group, [heads for _, _, heads in out], "place")
    return [(best, features | hint) for (best, features, _), hint in zip(out, hints, strict=True)]


def _place(
    context: Context, group: Group, name: str, near: list[PlaceMention], gap: int, seen: Overview,
    chosen: PlaceMention | None, own: list[PlaceMention],
) -> Iterator[str]:  # fmt: skip
    place = near[0].place
    precision = place.precision
    yield f"precision:{precision}"
    yield f"type:{group.type}&precision:{precision}"
    yield f"gap{bucket(gap, 1, 2, 3, 6)}"
    yield f"gap{bucket(gap, 1, 2, 3, 6)}&precision:{precision}"
    yield f"rule:{chosen is not None and chosen.place.name == name}&precision:{precision}"
    yield f"own:{any(p.place.name == name for p in own)}&others:{any(p.place.name != name for p in own)}"
    rank = bucket(seen.place_rank[name], 1, 2, 4)
    yield f"rank:{rank}&gap{bucket(gap, 1, 3)}"
    main = seen.countries.most_common(1)
    yield f"main_country:{bool(main) and place.country == main[0][0]}"
    before = min(context.sentence_of[p.head] - group.mentions[0].sentence for p in near)
    yield f"side:{'before' if before < 0 else 'here' if before == 0 else 'after'}&gap{bucket(gap, 1, 3)}"
    if any(p.head in context.party_head for p in near):
        yield "also_party"
    if any(context.sentence_of[p.head] == 0 for p in near):
        yield f"in_first_sentence&gap{bucket(gap, 1, 3)}"
    for mention in group.mentions:
        for found in near:
            if context.sentence_of[found.head] == mention.sentence:
                word = context.doc[found.head]
                yield from _relation("place", word, mention)
                yield f"cue:{found.cue or (word.head.lower_ if word.dep_ == 'pobj' else word.dep_)}"
                finer = any(
                    q is not found
                    and context.sentence_of.get(q.head) == mention.sentence
                    and _finer(q, found)
                    for others in seen.places.values()
                    for q in others
                )
                yield f"finer_in_sentence:{finer}"


def _finer(a: PlaceMention, b: PlaceMention) -> bool:
    order = {"country": 0, "region": 1, "admin1": 2, "near": 3, "exact": 3}
    return order[a.place.precision] > order[b.place.precision] and a.place.country == b.place.country


# ---------------------------------------------------------------- days


def time_candidates(
    context: Context, group: Group, chosen: TimeMention | None
) -> list[tuple[TimeMention, Features]]:
    """Every resolved time expression not too far off; `chosen` is the one that the rules take."""
    resolved = [
        time
        for time in context.mentions.times
        if time.head in context.sentence_of
        and (time.when.start or time.when.end)
        and not any(mention.is_counted_from(time) for mention in group.mentions)
    ]
    told = Counter((time.when.start, time.when.end) for time in resolved)
    out = []
    nearest_before = max(
        (t for t in resolved if context.sentence_of[t.head] < group.mentions[0].sentence),
        key=lambda t: t.span.start,
        default=None,
    )
    standing = _Standing(context, group, {str(n): [t.head] for n, t in enumerate(resolved)})
    for number, time in enumerate(resolved):
        gap = _gap(context, group, time.head)
        if gap > FAR:
            continue
        features = set(standing.features("time", str(number)))
        features |= set(_time(context, group, time, gap, chosen))
        times = bucket(told[time.when.start, time.when.end], 2, 3)
        features.add(f"time_told{times}&gap{bucket(gap, 1, 3)}")
        if time is nearest_before:
            features.add(f"time_last_before&gap{bucket(gap, 2, 3, 6)}&precision:{time.when.precision}")
        out.append((time, frozenset(features)))
    hints = encoded(context, group, [[time.head] for time, _ in out], "time")
    return [(time, features | hint) for (time, features), hint in zip(out, hints, strict=True)]


def _time(
    context: Context, group: Group, time: TimeMention, gap: int, chosen: TimeMention | None
) -> Iterator[str]:
    precision = time.when.precision
    yield f"time_gap{bucket(gap, 1, 2, 3, 6)}"
    yield f"time_gap{bucket(gap, 1, 2, 3, 6)}&rule_has:{chosen is not None}"
    yield f"time_rule:{time is chosen}"
    yield f"time_rule:{time is chosen}&precision:{precision}"
    yield f"time_precision:{precision}&gap{bucket(gap, 1, 2, 3, 6)}"
    yield f"time_how:{time.when.how.rule if time.when.how else None}"
    yield f"duration:{time.duration}"
    yield f"day_of_saying:{is_day_of_saying(context, time)}"
    yield f"time_sentence{bucket(context.sentence_of[time.head], 1, 3, 6)}&gap{bucket(gap, 1, 3)}"
    published = context.report.published
    if published is not None and time.when.end is not None:
        yield f"time_age{bucket((published - time.when.end).days, 0, 1, 3, 8, 32, 370)}&gap{bucket(gap, 1, 3)}"
    if chosen is not None and time is not chosen:
        yield "time_filled_by_rule"
    for mention in group.mentions:
        if context.sentence_of[time.head] == mention.sentence:
            yield from _relation("time", context.doc[time.head], mention)
        else:
            before = context.sentence_of[time.head] < mention.sentence
            yield f"time_sentence:{'before' if before else 'after'}&gap{bucket(gap, 1, 2, 3, 6)}"


def undated(context: Context, group: Group) -> Features:
    """Features for the answers "no day told" and "fresh news", where no time expression is taken."""
    lead = group.mentions[0]
    token = lead.trigger.token
    found = {
        f"type:{group.type}",
        f"sentence{bucket(lead.sentence, 1, 3, 6, 12)}",
        f"in_title:{any(m.in_title for m in group.mentions)}",
        f"mentions{bucket(len(group.mentions), 2, 3)}",
        f"verbal:{lead.trigger.verbal}",
        f"tag:{token.tag_}",
        f"clause:{token.dep_}",
        f"tolls:{any(m.tolls for m in group.mentions)}",
        f"place:{next((m.place.place.precision for m in group.mentions if m.place), None)}",
        f"said:{lead.said.attributed}",
        f"rule_time:{any(m.time is not None for m in group.mentions)}",
    }
    helpers = {c.lower_ for c in token.children if c.dep_ in {"aux", "auxpass"}}
    found.update(f"helper:{h}" for h in helpers & {"has", "have", "had", "is", "are", "was", "were", "been"})
    return frozenset(found)
