"""How many people were killed, wounded, captured, … by one event word, in whose words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from dateline.extract.context import ARMED, Context, word_class
from dateline.extract.grammar import conjuncts, grammatical_subjects, is_passive, prepositional, undergoers
from dateline.lexicons import lexicon
from dateline.model import How, Interval, Party, Toll, TollGroup, TollKind

# People whom the report calls nothing else: whose side they are depends on the event.
ORDINARY = frozenset({"people", "person", "individual", "man", "other"})
# Pronouns that tell no number of their own.
COUNTLESS = frozenset(
    ["who", "that", "which", "they", "them", "it", "we", "us", "those", "all", "some", "no", "none", "nobody"]
)
NOT_PEOPLE = frozenset(
    [
        "attack",
        "strike",
        "airstrike",
        "attempt",
        "vehicle",
        "house",
        "home",
        "building",
        "village",
        "town",
        "city",
        "area",
        "position",
        "target",
        "site",
        "camp",
        "time",
        "day",
        "week",
        "month",
        "year",
        "hundred",
        "percent",
        "percentage",
        "part",
        "number",
        "case",
        "incident",
        "place",
        "blast",
        "bomb",
        "raid",
        "operation",
        "country",
        "state",
        "government",
        "weapon",
        "car",
        "truck",
        "tank",
        "drone",
        "position",
        "power",
        "control",
        "responsibility",
        "lot",
        "kind",
        "rest",
        "territory",
        "ground",
        "land",
        "base",
        "checkpoint",
        "school",
        "hospital",
        "church",
        "mosque",
        "animal",
        "cow",
        "goat",
        "livestock",
        "cattle",
        "hour",
        "minute",
        "mile",
        "kilometre",
        "kilometer",
        "acre",
        "point",
        "thing",
        "hope",
        "fire",
        "breath",
        "war",
        "conflict",
        "district",
        "province",
        "region",
        "neighbourhood",
    ]
)


@cache
def _kinds(field: str) -> dict[str, tuple[TollKind, ...]]:
    table: dict[str, list[TollKind]] = {}
    for kind, entry in lexicon("tolls").items():
        for word in entry[field]:
            table.setdefault(word, []).append(kind)
    return {word: tuple(kinds) for word, kinds in table.items()}


def find_tolls(context: Context, token: Token) -> list[Toll]:
    """The tolls that this word itself gives (with those joined to it by "and": "killed and wounded")."""
    out: list[Toll] = []
    for kind, head, rule in _counted(context, token):
        toll = _toll(context, kind, head, rule)
        if toll is not None and not any(t.kind == toll.kind and t.spans == toll.spans for t in out):
            out.append(toll)
    return out


def _counted(context: Context, token: Token) -> Iterator[tuple[TollKind, Token, str]]:
    """Each (kind, head of the people counted, rule) at this word."""
    lemma = token.lemma_.lower()
    if token.pos_ in {"VERB", "AUX"} or token.tag_ in {"VBN", "VBG"}:
        for kind in _kinds("done").get(lemma, ()):
            found = undergoers(token)
            if not found and token.dep_ == "conj" and token.head.pos_ == "VERB":
                found = undergoers(token.head)
            if not found:  # "killed and wounded 30": the object stands at the last
                for other in token.children:
                    if other.dep_ == "conj" and other.pos_ == "VERB":
                        found = undergoers(other)
            if token.dep_ == "amod":
                found = [token.head]
            for head in found:
                yield kind, head, "done"
        for kind in _kinds("undergo").get(lemma, ()):
            for head in grammatical_subjects(token):
                yield kind, head, "undergo"
    if not _active(token):
        for kind in _kinds("state").get(token.lower_, ()):
            for head in _described(context, token):
                yield kind, head, "state"
    if token.pos_ in {"NOUN", "PROPN"}:
        for kind in _kinds("noun").get(lemma, ()):
            of = [
                t
                for t in prepositional(token, {"of", "among"})
                if context.is_people(t) or t.i in context.quantity_at
            ]
            for head in of:
                yield kind, head, "noun_of"
            for child in token.children:
                if child.dep_ == "poss" and child.pos_ != "PRON" and context.is_people(child):
                    yield kind, child, "noun_poss"
            if not of and token.i in context.quantity_at:
                yield kind, token, "noun_count"
            if lemma == "toll":
                yield from ((kind, t, "toll_to") for t in _toll_number(context, token))


def _active(token: Token) -> bool:
    """Whether the word is a verb of doing: "police detained two" says nothing of the police's own state."""
    return token.pos_ == "VERB" and (
        token.tag_ == "VBD" or any(c.dep_ in {"nsubj", "dobj"} for c in token.children)
    )


def _described(context: Context, token: Token) -> Iterator[Token]:
    """Who an adjective of state is said of: "14 people dead", "were wounded", "two soldiers missing"."""
    if token.i in context.quantity_at and context.quantity_at[token.i].noun in {None, token.i}:
        yield token  # "14 dead and 20 wounded"
        return
    if token.dep_ in {"amod", "acl"} and token.head.pos_ in {"NOUN", "PROPN", "NUM"}:
        yield token.head
        return
    subject = [c for c in token.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if subject:
        for s in subject:
            yield from conjuncts(s)
        return
    verb = token.head
    if token.dep_ in {"acomp", "oprd", "attr", "ccomp", "advcl", "amod", "conj", "dobj"} and verb.pos_ in {
        "VERB",
        "AUX",
    }:
        if verb.lemma_.lower() in {"leave", "find", "shoot", "take", "hold"} and not is_passive(verb):
            yield from undergoers(verb)
        elif token.dep_ != "dobj":
            yield from grammatical_subjects(verb)


def _toll_number(context: Context, token: Token) -> list[Token]:
    """The number that a death toll stands at: "rose to 22", "toll of 40", "toll at 13"."""
    found = prepositional(token, {"of", "at", "to"})
    verb = token.head
    if verb.pos_ == "VERB":
        found += prepositional(verb, {"to", "at", "past"}) + [c for c in verb.children if c.dep_ == "dobj"]
    return [t for t in found if t.i in context.quantity_at]


def _toll(context: Context, kind: TollKind, head: Token, rule: str) -> Toll | None:
    """One toll from the head of those counted; None when it counts no people."""
    quantity = context.quantity_at.get(head.i)
    of = (
        prepositional(head, {"of"})
        if head.lemma_.lower()
        in {
            "number",
            "dozen",
            "hundred",
            "thousand",
            "score",
            "member",
            "majority",
            "group",
            "dozens",
            "hundreds",
            "thousands",
            "lives",
            "life",
        }
        else []
    )
    people = of[0] if of else head
    if quantity is None and people != head:
        quantity = context.quantity_at.get(people.i)
    mention = context.party_head.get(people.i) or context.party_at.get(people.i)
    lemma = people.lemma_.lower()
    if people.i in context.place_at and people.i not in context.party_head:
        return None
    if lemma in NOT_PEOPLE and mention is None:
        return None
    is_people = context.is_people(people) or lemma in {"dead", "wounded", "injured", "missing", "killed"}
    if rule == "done" and kind in {"killed", "wounded"} and people.pos_ in {"NOUN", "PROPN"}:
        is_people = True  # whoever is killed or wounded lives: "a waitress", a name that is on no list
    bare_number = quantity is not None and (people.like_num or people.pos_ == "NUM" or quantity.noun is None)
    if not (is_people or bare_number or rule in {"noun_count", "toll_to"}):
        return None
    if (
        mention is not None
        and mention.named
        and mention.party.kind not in {"person", "civilians"}
        and quantity is None
    ):
        return None  # "killed by ISIS" or "defeated the SDF" counts nobody
    if people.pos_ == "PRON" and quantity is None and people.lower_ in COUNTLESS:
        return None
    if any(c.lower_ == "no" and c.dep_ == "det" for c in people.children):
        return None
    if quantity is not None and quantity.interval.high == 0:
        return None  # "no casualties", "none were hurt": codebook hard case 6
    if quantity is not None:
        interval, words_span = quantity.interval, quantity.phrase
        how = How(rule=f"{rule}:{quantity.rule}{':numeral' if quantity.noun is None else ''}")
    else:
        interval = _bare(people, mention.plural if mention is not None else None)
        left = min(
            (
                c.left_edge.i
                for c in people.children
                if c.dep_ in {"amod", "compound", "nmod", "det", "poss", "nummod"}
            ),
            default=people.i,
        )
        words_span = context.span(max(left, people.i - 8), people.i + 1)
        how = How(rule=f"{rule}:bare_{'singular' if interval.high == 1 else 'plural'}")
    who_span = words_span
    if mention is not None and mention.span.overlaps(words_span):
        who_span = mention.span
    who = context.report.words(who_span)
    text = context.report.words(words_span)
    return Toll(
        kind=kind,
        who=who,
        group=_group(context, people, mention.party if mention is not None else None),
        low=interval.low,
        high=interval.high,
        approx=interval.approx,
        text=text,
        spans=(words_span,),
        how=how,
    )


def _bare(people: Token, plural: bool | None) -> Interval:
    """A plural without a number is two or more, a singular one: codebook, "Numbers"."""
    many = (
        plural
        if plural is not None
        else people.tag_ in {"NNS", "NNPS"} or people.lower_ in {"people", "police", "many", "dead"}
    )
    return Interval(low=2) if many else Interval(low=1, high=1)


def _group(context: Context, people: Token, party: Party | None) -> TollGroup:
    """The side as far as the words for the people tell it; "other" for people of no stated kind."""
    lemma = people.lemma_.lower()
    if lemma in ORDINARY:
        return "other"
    if party is not None:
        if party.kind in ARMED:
            return "target"
        if party.kind in {"civilians", "crowd", "person"}:
            return "civilian"
    return "target" if lemma in word_class("force_words") else "other"
