"""Who did it, to whom, where, when, with what: the words of its sentence that fill the roles of one event word."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from spacy.tokens import Token

from dateline.extract.context import ARMED, Context, word_class
from dateline.extract.grammar import (
    conjuncts,
    distance,
    doers,
    grammatical_subjects,
    premodifiers,
    prepositional,
    undergoers,
)
from dateline.extract.mention import EventMention
from dateline.extract.said import reporting_verbs
from dateline.lexicons import lexicon
from dateline.model import Count, Materiel, PartyMention, PlaceMention, TimeMention

# Words that may stand between "said" and its day: "told reporters late on Monday".
SAID_BETWEEN = frozenset(
    ("on", "late", "early", "earlier", "later", "reporters", "journalists", "in", "a", "statement")
)
RANK = {"exact": 4, "near": 4, "region": 2, "admin1": 3, "country": 1}


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(lexicon("roles")[name])


def fill_roles(context: Context, mention: EventMention) -> None:
    token = mention.trigger.token
    if mention.trigger.verbal or token.pos_ in {"VERB", "AUX"}:
        _verb_roles(context, mention, token)
    else:
        _noun_roles(context, mention, token)
    _partners(context, mention, token)
    _place(context, mention, token)
    _time(context, mention, token)
    _count(context, mention, token)
    _materiel(context, mention, token)
    mention.definite = any(
        c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in {"the", "this", "that", "these", "those"})
        for c in token.children
    )


def parties(context: Context, heads: Iterable[Token]) -> list[PartyMention]:
    """The parties at these heads, places standing for their states left to the actor list, each once."""
    out: list[PartyMention] = []
    for head in heads:
        found = context.party_head.get(head.i) or context.party_at.get(head.i)
        if found is None:  # "members of the group", "dozens of fighters"
            for inner in prepositional(head, {"of"}):
                found = context.party_head.get(inner.i)
                if found is not None:
                    break
        if found is not None and found not in out:
            out.append(found)
    return out


def _verb_roles(context: Context, mention: EventMention, verb: Token) -> None:
    subjects = doers(verb)
    mention.actors += parties(context, subjects)
    for subject in subjects:  # "strikes by the coalition hit": the actor hangs on the subject
        if subject.i not in context.party_at:
            mention.actors += [p for p in _noun_actors(context, subject) if p not in mention.actors]
    objects = undergoers(verb)
    mention.targets += parties(context, objects)
    mention.targets += [
        p for p in parties(context, prepositional(verb, {"against", "on", "at"})) if p not in mention.targets
    ]
    if mention.type == "armed_clash" or mention.trigger.token.lemma_ in {"clash", "fight", "battle"}:
        mention.targets += [
            p for p in parties(context, prepositional(verb, {"with", "against"})) if p not in mention.targets
        ]
    if mention.type in {"territory_taken"}:
        mention.targets += [
            p for p in parties(context, prepositional(verb, {"from"})) if p not in mention.targets
        ]
    if mention.type == "territory_taken" and verb.lemma_ in {"fall"}:
        mention.actors[:] = parties(context, prepositional(verb, {"to"}))
    if mention.type == "territory_taken" and verb.lemma_ == "lose":
        mention.targets, mention.actors = mention.actors, []
    if mention.type in {"displacement"} and verb.lemma_ in {"flee", "leave", "escape"}:
        mention.targets, mention.actors = parties(context, grammatical_subjects(verb)), []
    if mention.trigger.token.lemma_ in {"die", "perish", "drown", "succumb"}:
        mention.targets, mention.actors = parties(context, grammatical_subjects(verb)), []
    if verb.lemma_ in {"surrender", "defect"}:
        mention.targets, mention.actors = mention.actors, parties(context, prepositional(verb, {"to"}))
    if mention.type == "force_movement":
        movers = parties(context, grammatical_subjects(verb))
        sent = parties(context, objects)
        mention.actors = (
            sent
            if sent
            and verb.lemma_
            in {
                "deploy",
                "send",
                "withdraw",
                "dispatch",
                "move",
                "pull",
                "airlift",
                "mobilise",
                "mobilize",
                "redeploy",
            }
            and not _same_country(movers, sent)
            else movers or sent
        )
        mention.targets = []


def _same_country(a: list[PartyMention], b: list[PartyMention]) -> bool:
    return bool(a and b) and a[0].party.country is not None and a[0].party.country == b[0].party.country


def _noun_actors(context: Context, noun: Token) -> list[PartyMention]:
    found = parties(context, [*premodifiers(noun), *prepositional(noun, _set("by"))])
    return [p for p in found if p.party.kind != "outlet"]


def _noun_roles(context: Context, mention: EventMention, noun: Token) -> None:
    lemma = noun.lemma_.lower()
    of = parties(context, prepositional(noun, {"of"}))
    front = [p for p in parties(context, premodifiers(noun)) if p.party.kind != "outlet"]
    if lemma in _set("of_target") or mention.type == "harm":
        mention.targets += of
        possessed = [c for c in noun.children if c.dep_ == "poss"]
        if possessed and lemma in {
            "killing",
            "murder",
            "death",
            "execution",
            "assassination",
            "arrest",
            "detention",
            "capture",
            "abduction",
            "kidnapping",
            "beheading",
        }:
            mention.targets += parties(context, possessed)
            front = [p for p in front if p not in mention.targets]
    elif lemma in _set("of_actor"):
        mention.actors += of
    mention.actors += [p for p in front if p not in mention.actors]
    mention.actors += [
        p for p in parties(context, prepositional(noun, _set("by"))) if p not in mention.actors
    ]
    mention.targets += [
        p for p in parties(context, prepositional(noun, _set("against"))) if p not in mention.targets
    ]
    if lemma in _set("two_sided"):
        sides = parties(context, prepositional(noun, {"between", "among"}))
        if sides:
            mention.actors += [p for p in sides[:1] if p not in mention.actors]
            mention.targets += [p for p in sides[1:] if p not in mention.actors]
    _light_verb(context, mention, noun)


def _light_verb(context: Context, mention: EventMention, noun: Token) -> None:
    """ "The army launched an offensive against X": the sides of the verb that carries the noun."""
    node = noun
    while node.dep_ == "conj" and node.head != node:
        node = node.head
    verb = node.head
    if (
        node.dep_ == "pobj"
        and verb.head.pos_ == "VERB"
        and verb.lower_ in {"in", "by", "during", "after", "following", "from"}
    ):
        outer = verb.head
        if verb.lower_ in {"in", "during", "by"} and outer.lemma_.lower() not in reporting_verbs():
            mention.targets += [
                p
                for p in parties(context, undergoers(outer))
                if p not in mention.targets and p not in mention.actors
            ]
        return
    if verb.pos_ not in {"VERB", "AUX"} or verb.lemma_.lower() in reporting_verbs():
        return
    if node.dep_ in {"dobj", "nsubjpass"}:
        mention.actors += [
            p for p in parties(context, doers(verb)) if p not in mention.actors and p not in mention.targets
        ]
        mention.targets += [
            p
            for p in parties(context, prepositional(verb, _set("against")))
            if p not in mention.targets and p not in mention.actors
        ]
    elif node.dep_ == "nsubj" and verb.lemma_.lower() not in {"be", "become", "come", "follow", "take"}:
        mention.targets += [
            p
            for p in parties(context, undergoers(verb))
            if p not in mention.targets and p not in mention.actors
        ]


def _partners(context: Context, mention: EventMention, token: Token) -> None:
    """ "backed by", "alongside", "with the help of": whoever is said to have helped side A."""
    found: list[PartyMention] = []
    for word in token.sent:
        if word.lemma_.lower() in {"back", "support", "aid", "assist"} and word.tag_ == "VBN":
            for child in word.children:
                if child.dep_ == "agent":
                    found += parties(
                        context, [t for g in child.children if g.dep_ == "pobj" for t in conjuncts(g)]
                    )
            if word.dep_ in {"amod", "acl"}:  # "US-backed forces"
                found += parties(
                    context, [c for c in word.children if c.dep_ in {"npadvmod", "compound", "nmod"}]
                )
        elif word.lower_ == "joint" and word.dep_ == "amod":
            for noun in conjuncts(word.head):
                found += parties(context, prepositional(noun, {"with", "by"}))
        elif word.lower_ in {"alongside"}:
            found += parties(context, [t for c in word.children if c.dep_ == "pobj" for t in conjuncts(c)])
        elif word.lower_ in {
            "help",
            "support",
            "assistance",
            "backing",
            "cooperation",
            "coordination",
            "partnership",
            "cover",
        } and word.head.lower_ in {"with", "in", "under"}:
            found += parties(context, [*prepositional(word, {"of", "from", "with"}), *premodifiers(word)])
    near = {p.party.name for p in mention.actors} | {p.party.name for p in mention.targets}
    mention.partners += [
        p for p in found if p.party.name not in near and p.party.kind in ARMED | {"international"}
    ]


def _place(context: Context, mention: EventMention, token: Token) -> None:
    """The place mention of the sentence that is most closely tied to the event word, the most specific first."""
    best: tuple[float, PlaceMention] | None = None
    seen: set[int] = set()
    for word in token.sent:
        place = context.place_at.get(word.i)
        if place is None or id(place) in seen:
            continue
        seen.add(id(place))
        if not place.ground:
            continue
        head = context.doc[place.head]
        party = context.party_at.get(place.head)
        score = float(RANK[place.place.precision])
        steps = distance(token, head)
        score -= 0.7 * min(steps, 8)
        preposition = head.head.lower_ if head.dep_ == "pobj" else ""
        if preposition in {"in", "at", "near", "outside", "on", "around", "inside", "across"}:
            score += 2.0
        elif preposition in {"from", "to", "of", "into"}:
            score += 0.5
        if mention.type == "territory_taken" and any(
            t.i in range(word.left_edge.i, word.right_edge.i + 1) or t.i == place.head
            for t in undergoers(token)
        ):
            score += 3.0
        if party is not None and head.dep_ in {"nsubj", "poss", "agent", "compound", "nsubjpass"}:
            score -= 4.0  # the state, not the ground
        if head.dep_ in {"nsubj", "poss", "compound"} and place.place.precision == "country":
            score -= 2.0
        if (
            any(
                t.lemma_.lower() in reporting_verbs()
                for t in head.ancestors
                if t.pos_ == "VERB" and distance(t, head) <= 2 and t.i != token.i
            )
            and steps > 3
        ):
            score -= 2.0
        if best is None or score > best[0]:
            best = (score, place)
    if best is not None and best[0] > -3:
        mention.place, mention.place_rule = best[1], "own_sentence"


def is_day_of_saying(context: Context, time: TimeMention) -> bool:
    """ "announced Saturday", "said on Friday": the day on which somebody spoke, not that of the event."""
    word = context.doc.char_span(*time.span, alignment_mode="expand")
    if word is None:
        return False
    i = word.start - 1
    while i >= 0 and context.doc[i].lower_ in SAID_BETWEEN:
        i -= 1
    return (
        i >= 0
        and context.doc[i].pos_ == "VERB"
        and reporting_verbs().get(context.doc[i].lemma_.lower()) == "say"
        and context.doc[i].tag_ in {"VBD", "VBN"}
    )


def _time(context: Context, mention: EventMention, token: Token) -> None:
    """The time expression tied to the event word, not the day on which somebody spoke of it."""
    best: tuple[float, TimeMention] | None = None
    seen: set[int] = set()
    for word in token.sent:
        time = context.time_at.get(word.i)
        if time is None or id(time) in seen:
            continue
        seen.add(id(time))
        start, published = time.when.start, context.report.published
        if start is not None and published is not None and start > published:
            continue  # what is told has happened
        if is_day_of_saying(context, time) or mention.is_counted_from(time):
            continue
        head = context.doc[time.head]
        score = 5.0 - distance(token, head)
        node = head
        for _ in range(3):  # the verb it hangs on
            if node.pos_ in {"VERB", "AUX"} or node.head == node:
                break
            node = node.head
        if (
            node.i != token.i
            and node.pos_ == "VERB"
            and node.lemma_.lower() in reporting_verbs()
            and not token.is_ancestor(head)
        ):
            score -= 6.0
        if time.duration:
            score -= 1.0
        if best is None or score > best[0]:
            best = (score, time)
    if best is not None and best[0] > -1.5:
        mention.time, mention.time_rule = best[1], "own_clause" if best[0] > 2 else "own_sentence"


def _count(context: Context, mention: EventMention, token: Token) -> None:
    if mention.trigger.verbal:
        return
    quantity = context.quantity_at.get(token.i)
    if quantity is None and token.i != mention.trigger.end - 1:
        quantity = context.quantity_at.get(mention.trigger.end - 1)
    if quantity is None:
        return
    one = (
        context.report.words(quantity.span).lower() == "one"
    )  # "near Sinjar, one strike": told among other counts
    if one or quantity.interval.low > 1 or quantity.interval.high is None:
        mention.count = Count(
            low=quantity.interval.low,
            high=quantity.interval.high,
            text=context.report.words(quantity.span),
            spans=(quantity.span,),
        )


def _materiel(context: Context, mention: EventMention, token: Token) -> None:
    """Things destroyed or seized: objects of the verbs in roles.yaml that are weapons, vehicles, buildings."""
    verbs = [token] if token.pos_ == "VERB" else []
    verbs += [
        c for c in token.sent if c.pos_ == "VERB" and c.i != token.i and c.lemma_.lower() in _set("materiel")
    ]
    things = word_class("weapon") | word_class("vehicle") | word_class("building")
    for verb in verbs:
        if verb.lemma_.lower() not in _set("materiel"):
            continue
        for head in undergoers(verb):
            for inner in (head, *prepositional(head, {"of"})):
                if (
                    inner.lemma_.lower() in things
                    and inner.i not in context.party_head
                    and inner.i not in context.place_at
                ):
                    left = min(
                        (
                            c.i
                            for c in inner.children
                            if c.dep_ in {"amod", "compound", "nmod"} and c.i < inner.i
                        ),
                        default=inner.i,
                    )
                    span = context.span(left, inner.i + 1)
                    words = context.report.words(span)
                    if not any(m.text == words for m in mention.materiel):
                        mention.materiel.append(Materiel(text=words, spans=(span,)))
