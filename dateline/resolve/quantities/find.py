"""A report and its parse in, every number of people or things with its interval out.

The wording and the intervals stand in lexicons/en/quantities.yaml. Dates, ages, money, measures and numbers
in names count nothing (counted.py). Must not know: events, tolls.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import Interval, QuantityMention, QuantityRelation, Report, Span, Uncounted
from dateline.resolve.quantities.counted import is_counted, is_year, uncounted_spans
from dateline.resolve.quantities.families import find_families, person_words
from dateline.resolve.quantities.numbers import Number, either, listed, numbers
from dateline.resolve.quantities.relations import related
from dateline.resolve.quantities.shares import (
    Share,
    as_number,
    base_of,
    find_shares,
    relation_of,
    units_and_loads,
    without_base,
)  # fmt: skip

_ARTICLE = re.compile(r"\b(?:an?|no|the|another)\b", re.IGNORECASE)
_SOLE = frozenset({"sole", "only", "lone"})
_PLURAL = frozenset({"NNS", "NNPS"})
_BETWEEN = frozenset({"ADJ", "DET", "NUM"})  # may stand between a number and its noun
_STANDS_ALONE = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})  # "both were shot"
_REACH = 40  # characters before a number in which a bound may stand


def find_quantities(report: Report, doc: Doc) -> tuple[list[QuantityMention], list[Uncounted]]:
    """Every number phrase that counts people or things, in text order, and the words that tell no number.

    The intervals are those of docs/codebook.md, "Numbers".
    """
    text = report.text
    offsets = [token.idx for token in doc]
    worded = list(numbers(text))
    shares = [s for s in find_shares(text) if not any(_holds(n, s) for n in worded)]
    taken = _Taken(text)
    taken.add(uncounted_spans(text))
    taken.add(Span(s.start, s.end) for s in shares)
    out: list[QuantityMention] = []
    for number in worded:
        if taken.overlaps(number.start, number.end):
            continue
        mention = _mention(number, text, doc, offsets)
        if mention is not None:
            out.append(mention)
            taken.add([mention.span])
    nouns = {m.noun for m in out}
    out += [
        m
        for m in (*_singles(text, doc, offsets), *_sets(doc))
        if not taken.overlaps(*m.span) and m.noun not in nouns - {None}
    ]
    out.sort(key=lambda m: m.span)
    told, untold = _shares(shares, out, text, doc, offsets)
    out = _with_families(sorted([*out, *told], key=lambda m: m.span), doc)
    return related(out, text, doc), sorted([*untold, *units_and_loads(doc)], key=lambda u: u.span)


def _holds(number: Number, share: Share) -> bool:
    """ "half a million" is a number, and "half" in it no share."""
    return (
        number.start <= share.start
        and share.end <= number.end
        and number.end - number.start > share.end - share.start
    )


class _Taken:
    """The characters that already count something, or can not."""

    def __init__(self, text: str) -> None:
        self.marks = bytearray(len(text) + 1)

    def add(self, spans: Iterable[Span]) -> None:
        for span in spans:
            self.marks[span.start : span.end] = b"\x01" * (span.end - span.start)

    def overlaps(self, start: int, end: int) -> bool:
        return any(self.marks[start:end])


def _shares(
    shares: list[Share], counted: list[QuantityMention], text: str, doc: Doc, offsets: list[int]
) -> tuple[list[QuantityMention], list[Uncounted]]:
    """The shares as numbers of people, and those that no number stands by."""
    told: list[QuantityMention] = []
    untold: list[Uncounted] = []
    for share in shares:
        base = base_of(share, text, counted, doc)
        if base is None:
            reason = without_base(share, text, doc)
            untold += [] if reason is None else [reason]
            continue
        number = as_number(share, base)
        _bound(number, text)
        token = doc[bisect_right(offsets, share.end - 1) - 1]
        mention = _made(number, None, token, relation_of(base, share))
        if base.span.start > share.start:  # "half of the 60 hostages"
            mention = replace(mention, phrase=Span(mention.span.start, base.phrase.end))
        told.append(mention)
    return told, untold


def _with_families(found: list[QuantityMention], doc: Doc) -> list[QuantityMention]:
    families = find_families(doc, {m.head: m for m in found})
    if not families:
        return found
    parts = {m.span for _, members in families for m in members}
    out = [m for m in found if m.span not in parts] + [family for family, _ in families]
    return sorted(out, key=lambda m: m.span)


# ---------------------------------------------------------------- what stands around a number


@cache
def _bounds() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, tuple[str, str]]]:
    """What may end just before a number, what may follow it, and what each means."""
    before: dict[str, tuple[str, str]] = {}
    after: dict[str, tuple[str, str]] = {}
    for entry in lexicon("quantities")["bounds"]:
        meaning = (entry["id"], entry["means"])
        before |= dict.fromkeys(entry.get("before", ()), meaning)
        after |= dict.fromkeys(entry.get("after", ()), meaning)

    fillers = either(listed("fillers"))
    return (
        re.compile(rf"(?<![\w-])(?P<words>{either(before)})\s+(?:(?:{fillers})\s+)?$", re.IGNORECASE),
        re.compile(
            rf"(?:[\s-]+(?P<words>{either(w for w in after if w != '+')})\b|(?P<plus>\+))", re.IGNORECASE
        ),
        before | after,
    )


@cache
def _kept() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either(listed('kept'))})\s+$", re.IGNORECASE)


@cache
def _strength() -> re.Pattern[str]:
    return re.compile(rf"[-‑–](?:{either(listed('strength'))})\b", re.IGNORECASE)


def _bound(number: Number, text: str) -> None:
    """Widen the words by "at least", "or more", … and apply what they mean."""
    before, _, means = _bounds()
    found = before.search(text[max(0, number.start - _REACH) : number.start])
    if found is not None:
        number.start = max(0, number.start - _REACH) + found.start()
        _apply(number, *means[" ".join(found["words"].lower().split())])
        return
    kept = _kept().search(text[max(0, number.start - 20) : number.start])
    if kept is not None:
        number.start = max(0, number.start - 20) + kept.start()


def _suffix(number: Number, text: str) -> None:
    """Widen the words by what follows: "or more", "30-odd", "100+", "1,200-strong"."""
    _, after, means = _bounds()
    strength = _strength().match(text, number.end)
    if strength is not None:
        number.end, number.rule = strength.end(), f"strength:{number.rule}".removesuffix(":number")
        return
    found = after.match(text, number.end)
    if found is not None:
        number.end = found.end()
        _apply(number, *means[" ".join((found["words"] or "+").lower().split())])


def _after_noun(number: Number, noun: Token, text: str) -> None:
    """ "forty people or more"."""
    _, after, means = _bounds()
    found = after.match(text, noun.idx + len(noun))
    if found is not None and (found["words"] or "").lower().startswith("or "):
        number.end = found.end()
        _apply(number, *means[" ".join(found["words"].lower().split())])


def _apply(number: Number, rule: str, meaning: str) -> None:
    if number.rule == "range":
        number.approx = number.approx or rule == "approx"
        if meaning == "1..N":  # "up to 20 or 30"
            number.low = 1
        return
    number.rule = f"{rule}:{number.rule}" if number.rule != "number" else rule
    match meaning:
        case "N..open":
            number.high = None
        case "N+1..open":
            number.low, number.high = float(int(number.low)) + 1, None
        case "1..N":
            number.low = 1  # "up to several hundred" stays open
        case "1..N-1":
            number.low, number.high = 1, None if number.high is None else max(1, number.high - 1)
        case _:
            number.approx = True


# ---------------------------------------------------------------- what is counted


def _mention(number: Number, text: str, doc: Doc, offsets: list[int]) -> QuantityMention | None:
    last = bisect_right(offsets, number.end - 1) - 1
    token = doc[last - 1] if number.of and last > 0 else doc[last]
    first = doc[bisect_right(offsets, number.start) - 1]
    end = number.end
    _suffix(number, text)
    if not is_counted(number, text, first) or is_year(number, text, token):
        return None
    if number.end != end:
        token = doc[bisect_right(offsets, number.end - 1) - 1]
    _bound(number, text)
    if number.rule == "none":
        return _made(number, None, token)
    noun = _noun(token, first)
    if number.rule.startswith("strength"):
        return None if noun is None else _made(number, noun, token)
    if noun is None:
        if number.rule == "both" and token.dep_ in _STANDS_ALONE:
            return _made(number, None, token)
        alone = not (number.needs_noun or _is_told_of_one(token) or _is_part_of_name(token))
        return _made(number, None, token) if alone else None
    if number.needs_noun and noun.tag_ != "PRP" and (noun.tag_ not in _PLURAL or noun.pos_ == "PROPN"):
        return None
    if noun.lemma_.lower() in listed("not_counted") or _is_measure(number, token, noun):
        return None
    if number.rule == "number":
        _after_noun(number, noun, text)
    return _made(number, noun, token)


def _is_part_of_name(token: Token) -> bool:
    """ "Apollo 13"."""
    return token.dep_ == "nummod" and token.head.i < token.i and token.head.pos_ == "PROPN"


def _is_told_of_one(token: Token) -> bool:
    """ "she was 15", "we are one": said of somebody, no count."""
    if token.dep_ not in {"attr", "acomp"} or token.head.lemma_ != "be":
        return False
    subjects = [c for c in token.head.children if c.dep_ == "nsubj"]
    return any(s.pos_ == "PROPN" or s.lower_ in {"i", "he", "she", "we", "you"} for s in subjects)


def _is_measure(number: Number, token: Token, noun: Token) -> bool:
    """ "a 63 nation coalition": the number describes one thing."""
    return number.low > 1 and token.head.tag_ == "NN" and token.head.i < noun.i and noun.tag_ == "NN"


def _made(
    number: Number, noun: Token | None, token: Token, relation: QuantityRelation | None = None
) -> QuantityMention:
    span = Span(number.start, number.end)
    end = number.end if noun is None else max(number.end, noun.idx + len(noun))
    return QuantityMention(
        span=span,
        phrase=Span(number.start, end),
        interval=Interval(
            low=round(number.low),
            high=None if number.high is None else round(number.high),
            approx=number.approx,
        ),
        noun=None if noun is None else noun.i,
        head=token.i if noun is None else noun.i,
        rule=number.rule,
        relation=relation,
    )


def _noun(token: Token, first: Token) -> Token | None:
    """The noun that a number counts: what it modifies, what its "of" leads to, or the next plural."""
    top = token
    while top.head.i != top.i and first.i <= top.head.i <= token.i:
        top = top.head
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if following is not None and following.lower_ == "of":
        for child in following.children:
            if child.dep_ == "pobj" and child.i > following.i:
                return None if child.like_num else child  # "two of the 12"
        return _scan(following)
    if (
        top.dep_ in {"nummod", "amod", "det", "quantmod", "compound", "nmod", "predet"}
        and top.head.i > token.i
    ):
        noun = top.head
        while noun.dep_ == "compound" and noun.head.i > noun.i:
            noun = noun.head  # "two weapons caches"
        if noun.pos_ in {"NOUN", "PROPN", "ADJ", "PRON"} and noun.i - token.i < 12:
            return noun
    return _scan(token)


def _scan(token: Token) -> Token | None:
    """The head noun of the words that follow, if they are one plural phrase."""
    found = None
    for other in token.doc[token.i + 1 : token.i + 7]:
        if other.pos_ in {"NOUN", "PROPN"}:
            found = other
        elif found is not None or (other.pos_ not in _BETWEEN and other.tag_ not in {"VBN", "VBG", "HYPH"}):
            break
    return found if found is not None and found.tag_ in _PLURAL else None


def _singles(text: str, doc: Doc, offsets: list[int]) -> Iterator[QuantityMention]:
    """ "a soldier", "the only attacker", "another was hurt", "a third was hurt": one; "no casualties": none."""
    for found in _ARTICLE.finditer(text):
        token = doc[bisect_right(offsets, found.start()) - 1]
        lower = token.lower_
        one = Number(token.idx, token.idx + len(token), 1, 1, "one")
        if (
            lower == "another"
            and token.dep_ in _STANDS_ALONE
            and (token.i == 0 or token.nbor(-1).lower_ != "one")
        ):
            yield _made(one, None, token)
        if lower not in {"a", "an", "no", "the", "another"} or token.dep_ != "det" or token.head.i < token.i:
            continue
        noun = token.head
        if lower in {"a", "an"} and _is_ordinal(noun):
            one.end = noun.idx + len(noun)
            yield _made(one, None, noun)
        if lower == "the" and (noun.lower_ == "body" or not any(c.lower_ in _SOLE for c in noun.children)):
            continue
        if lower == "no" and noun.lemma_.lower() in person_words() | listed("harm"):
            yield _made(Number(token.idx, token.idx + len(token), 0, 0, "none"), None, token)
        elif lower != "no" and noun.tag_ == "NN" and noun.lemma_.lower() in person_words():
            yield _made(one, noun, token)


def _is_ordinal(noun: Token) -> bool:
    """ "a third was wounded", but not "a third of the town"."""
    alone = noun.lower_ in listed("ordinals") and noun.dep_ in _STANDS_ALONE
    return alone and not any(c.dep_ == "prep" for c in noun.children)


def _sets(doc: Doc) -> Iterator[QuantityMention]:
    """ "the twins", "triplets", "the trio": a noun that is a number by itself."""
    table: dict[str, int] = lexicon("quantities")["sets"]
    for token in doc:
        many = table.get(token.lower_)
        noun = token.pos_ == "NOUN" or (token.pos_ == "PROPN" and token.is_sent_start)
        if many is None or not noun or token.dep_ in {"compound", "nmod"}:
            continue
        if any(c.dep_ == "nummod" or c.lower_ == "of" for c in token.children):
            continue
        determiners = [c for c in token.children if c.dep_ == "det" and c.i < token.i]
        if determiners or token.lower_.endswith("s"):
            start = determiners[0].idx if determiners else token.idx
            yield _made(Number(start, token.idx + len(token), many, many, "set"), token, token)
