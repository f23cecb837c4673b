"""People told with their kin in, one number out: "a couple and their three children" are five.

Only where a possessive joins them ("her", "their") and every member has a number: "a woman and three children"
stay two.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import Interval, QuantityMention, Span
from dateline.resolve.quantities.numbers import listed

_WHOSE = frozenset({"his", "her", "their"})


@cache
def person_words() -> frozenset[str]:
    """Nouns that in the singular are one person: "a soldier", not "a crew"."""
    return frozenset(lexicon("classes")["people_words"]) - listed("collective")


def find_families(
    doc: Doc, at: Mapping[int, QuantityMention]
) -> list[tuple[QuantityMention, list[QuantityMention]]]:
    """Each family as one mention, with the mentions that it stands for. `at`: the mentions by their heads."""
    out: list[tuple[QuantityMention, list[QuantityMention]]] = []
    done: set[int] = set()
    for token in doc:
        if (
            token.lower_ not in _WHOSE
            or token.dep_ != "poss"
            or token.head.lemma_.lower() not in listed("kin")
        ):
            continue
        members = _members(token.head)
        if len(members) < 2 or members[0].i in done:
            continue
        done.add(members[0].i)
        told = [at.get(m.i) for m in members]
        intervals = [
            _interval(m, mention, first=n == 0)
            for n, (m, mention) in enumerate(zip(members, told, strict=True))
        ]
        if any(i is None for i in intervals):
            continue
        out.append(
            (_sum(doc, members, [i for i in intervals if i is not None]), [m for m in told if m is not None])
        )
    return out


def _members(token: Token) -> list[Token]:
    """Those told together with a noun, in text order, from the first on ("X, his wife and two sons")."""
    first = token
    while (
        first.dep_ in {"conj", "appos"}
        and first.head.i < first.i
        and first.head.pos_ in {"NOUN", "PROPN", "PRON", "NUM"}
    ):
        first = first.head
    if first.dep_ == "pobj" and first.head.lower_ == "with" and first.head.head.i < first.i:
        above = first.head.head  # "a couple with their three children"
        first = above if above.pos_ in {"NOUN", "PROPN"} else first
    members, queue = [first], [first]
    before = _noun_before(first)
    if before is not None:  # "killed a couple and their children", with the children joined to the verb
        members.append(before)
        queue.append(before)
    while queue:
        one = queue.pop()
        for child in one.children:
            joined = child.dep_ == "conj" or (child.dep_ == "appos" and child.lemma_.lower() in listed("kin"))
            kin_with = [p for p in child.children if p.dep_ == "pobj" and p.lemma_.lower() in listed("kin")]
            for member in [child] if joined else kin_with if child.lower_ == "with" else []:
                members.append(member)
                queue.append(member)
    return sorted(members, key=lambda t: t.i)


def _noun_before(kin: Token) -> Token | None:
    """The noun right before "and her sons", where the parse joins the sons to something else."""
    if kin.dep_ != "conj" or kin.left_edge.i < 2 or kin.left_edge.lower_ not in _WHOSE:
        return None
    joint, noun = kin.doc[kin.left_edge.i - 1], kin.doc[kin.left_edge.i - 2]
    return (
        noun if joint.lower_ == "and" and noun.pos_ in {"NOUN", "PROPN"} and noun.sent == kin.sent else None
    )


def _interval(member: Token, told: QuantityMention | None, *, first: bool) -> Interval | None:
    """How many a member is; None when that is not told, or it is no person."""
    if told is not None:
        return told.interval if told.interval.high != 0 and told.rule != "share" else None
    lemma = member.lemma_.lower()
    if first and member.tag_ == "NN" and lemma in person_words():
        return Interval(low=1, high=1)  # "the farmer and his sons"
    if first and member.pos_ == "PRON":
        return Interval(low=1, high=1) if member.lower_ in {"he", "she", "him", "her", "i"} else None
    if first and member.pos_ == "PROPN" and member.tag_ == "NNP" and member.ent_type_ in {"PERSON", ""}:
        return Interval(low=1, high=1)
    if lemma in listed("kin") and member.tag_ == "NN":
        return Interval(low=1, high=1)
    return Interval(low=2) if lemma in listed("kin") and member.tag_ == "NNS" else None


def _sum(doc: Doc, members: list[Token], intervals: list[Interval]) -> QuantityMention:
    low = sum(i.low for i in intervals)
    highs = [i.high for i in intervals]
    high = None if None in highs else sum(h for h in highs if h is not None)
    start = min(t.i for t in members[0].subtree) if members[0].pos_ != "PROPN" else members[0].left_edge.i
    words = doc[start : members[-1].i + 1]
    span = Span(words.start_char, words.end_char)
    return QuantityMention(
        span=span,
        phrase=span,
        interval=Interval(low=low, high=high, approx=any(i.approx for i in intervals)),
        noun=members[0].i,
        head=members[0].i,
        rule="family",
    )
