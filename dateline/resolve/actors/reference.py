"""Words that take up an earlier party: "the group", "the militants", "they".

Comes in: a reading with every party that is named or described. Goes out: mentions added to it.
Must not know: how those were found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Token

from dateline.resolve.actors.reading import Found, Reading

HE = frozenset({"he", "she", "him", "her", "himself", "herself", "his"})
MASCULINE = frozenset({"he", "him", "himself", "his"})
THEY = frozenset({"they", "them", "themselves", "their"})
IT = frozenset({"it", "its", "itself"})
DEFINITE = frozenset({"the", "its", "their", "these", "those", "this"})
MANY = frozenset({"rebel", "militia", "police", "state_force", "coalition", "crowd"})
# "It is said that …", "it seems": nobody is meant. What is estimated, believed, … is a clause.
IMPERSONAL = frozenset(
    {"be", "seem", "appear", "become", "estimate", "believe", "think", "hope", "mean", "happen"}
)


def take_up(r: Reading) -> None:
    """Tie definite descriptions and pronouns to the party they mean."""
    _take_up_descriptions(r)
    r.sort()
    _take_up_pronouns(r)


def _take_up_descriptions(r: Reading) -> None:
    """Read "the group" after "Boko Haram" as that group: the last armed group named that it can mean."""
    for k, found in enumerate(r.found):
        if found.id is None and _is_anaphor(r, found.first, found.head):
            source = _last_armed(r, r.found[:k], found.head)
            if source is not None:
                r.found[k] = _again(r, source, found)
    for token in r.all:
        i = token.i
        if r.lower[i] not in r.wording.group_anaphors or i in r.taken or token.pos_ != "NOUN":
            continue
        if not _is_anaphor(r, i, i) or token.dep_ in ("compound", "amod", "nmod"):
            continue
        source = _last_armed(r, [f for f in r.found if f.head < i], i)
        if source is not None:
            blank = replace(source, first=i, last=i + 1, head=i, start=-1, end=-1, plural=token.tag_ == "NNS")
            r.add(_again(r, source, blank))


def _is_anaphor(r: Reading, first: int, head: int) -> bool:
    """Whether the words are "the" and a word for a group, with nothing that tells it from others."""
    known = r.wording.group_anaphors | r.wording.jihadist_anaphors
    definite = first > 0 and r.lower[first - 1] in DEFINITE and r.lower[head] in known
    return definite and r.wording.anaphor_modifiers.issuperset(r.lower[first:head])


def _again(r: Reading, source: Found, place: Found) -> Found:
    """The party of `source` at the words of `place`."""
    return replace(
        place,
        name=source.name,
        id=source.id,
        kind=source.kind,
        country=source.country,
        named=False,
        rule="takes_up",
        note=r.words(source.first, source.last),
    )


def _last_armed(r: Reading, before: list[Found], head: int) -> Found | None:
    """The last armed group named before token `head`, other than in the clause of which it is a part."""
    word, clause = r.lower[head], _verb(r.all[head])
    earliest = r.sentence[max(r.sentence[head] - 1, 0)] if word in r.wording.near_anaphors else 0
    for found in reversed(before):
        if found.head < earliest:
            return None
        if not found.named or found.kind not in ("rebel", "militia"):
            continue
        if _verb(r.all[found.head]) == clause:
            continue
        if word in r.wording.jihadist_anaphors and not r.actors.is_jihadist(found.id):
            continue
        return found
    return None


def _verb(token: Token) -> int:
    """The verb that governs a token: two words with the same one are two parties."""
    while token.head.i != token.i and token.pos_ not in ("VERB", "AUX"):
        token = token.head
    return token.i


def _take_up_pronouns(r: Reading) -> None:
    order = sorted(r.found, key=_head)
    new = []
    for token in r.all:
        i = token.i
        if token.pos_ != "PRON" or i in r.taken:
            continue
        source = _antecedent(r, token, order)
        if source is not None:
            name = source.name if r.speaks(i) or source.plain is None else source.plain
            new.append(
                replace(
                    source,
                    first=i,
                    last=i + 1,
                    head=i,
                    start=-1,
                    end=-1,
                    name=name,
                    named=False,
                    plural=r.lower[i] in THEY,
                    pronoun=True,
                    rule="pronoun",
                    note=r.words(source.first, source.last),
                )
            )
    r.found.extend(new)


def _head(found: Found) -> int:
    return found.head


def _antecedent(r: Reading, token: Token, order: list[Found]) -> Found | None:
    """The nearest fitting subject in the pronoun's sentence or the one before; else the only party there."""
    fits = _fits(r, token)
    if fits is None:
        return None
    start = r.sentence[token.i]
    previous = r.sentence[max(start - 1, 0)]
    if start and r.all[start - 1].is_space and previous == start - 1:
        previous = r.sentence[max(start - 2, 0)]
    window = order[bisect_left(order, previous, key=_head) : bisect_left(order, token.i, key=_head)]
    fitting = [f for f in reversed(window) if fits(f)]
    subjects = [f for f in fitting if r.all[f.head].dep_ in ("nsubj", "nsubjpass", "agent")]
    low = r.lower[token.i]
    if subjects:
        persons = (f for f in subjects if f.kind == "person")
        return next(persons, subjects[0]) if low in HE else subjects[0]
    return fitting[0] if len(fitting) == 1 and low not in IT else None


def _fits(r: Reading, token: Token) -> Callable[[Found], bool] | None:
    """What a pronoun can mean; None when it means no party."""
    low = r.lower[token.i]
    if low in HE:
        other = r.wording.feminine if low in MASCULINE else r.wording.masculine
        return lambda f: f.human and not f.plural and r.lower[f.head] not in other
    if low in THEY:
        return lambda f: f.plural or f.kind in MANY
    if low in IT and not (token.dep_ == "expl" or (low == "it" and token.head.lemma_ in IMPERSONAL)):
        return lambda f: f.named and f.kind != "person" and not f.plural
    return None
