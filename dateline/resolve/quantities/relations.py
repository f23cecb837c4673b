"""Numbers in, the same numbers out with what they are to each other: part of, beyond, replaced by, total of.

So that "12 killed, including two children" and "22, up from 17" are not counted twice. The wording stands in
lexicons/en/quantities.yaml, `relations`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Literal

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import QuantityMention, QuantityRelation, Span
from dateline.resolve.quantities.numbers import either, listed

_REACH = 64  # characters before a number in which the words of a relation may stand
_FAR = 400  # characters back to the whole that a detail is of
_TOTAL = "a total of "  # belongs to the words of the number
_OF_THE = re.compile(
    r"(?:^|[.;:]\s+|,\s+)(?:out\s+)?of\s+(?:the\s+|its\s+|their\s+|those\s+)?$", re.IGNORECASE
)
_THEN = re.compile(r"[^,.;]*,\s*", re.IGNORECASE)  # "of the 30 on board, 12 …"
_OF_WHOM = re.compile(r"\b(?:of|among)\s+(?:whom|which|them)\s+$", re.IGNORECASE)
_OF_WHOLE = re.compile(r"\s+(?:out\s+)?of\s+(?:(?!and\b)[\w'’-]+\s+){0,3}", re.IGNORECASE)
_TO = re.compile(r"\bto\s+$", re.IGNORECASE)
_FROM = re.compile(r"[\s,]+(?:up\s+|down\s+)?from\s+", re.IGNORECASE)
_MOVED_FROM = re.compile(r"(?P<verb>\w+)\s+(?:(?:up|down)\s+)?from\s+$", re.IGNORECASE)
_THEN_TO = re.compile(r"\s+to\s+", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*,?\s*(?:and\s+)?", re.IGNORECASE)
_HARMED = re.compile(
    r"\s+(?:more\s+|others?\s+)?(?:wounded|injured|hurt|killed|dead|missing)\b", re.IGNORECASE
)
_MORE = re.compile(r"\b(?:another|further|additional|other|others|remaining|more)\b", re.IGNORECASE)
_BOUND = re.compile(r"\bmore\s+than\b|\bor\s+more\b", re.IGNORECASE)


@cache
def _words(kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands right before, and right after, a number of this relation."""
    entry = lexicon("quantities")["relations"][kind]
    before = [*(either([w]) for w in entry.get("before", ())), *entry.get("before_patterns", ())]
    after = [*(either([w]) for w in entry.get("after", ())), *entry.get("after_patterns", ())]
    return (
        re.compile(rf"(?<![\w-])(?:{'|'.join(before) or '(?!)'})\s+$", re.IGNORECASE),
        re.compile(rf"[,\s]+(?:{'|'.join(after) or '(?!)'})\b", re.IGNORECASE),
    )


def related(found: Sequence[QuantityMention], text: str, doc: Doc) -> list[QuantityMention]:
    """The mentions, in text order, each with its relation."""
    out: list[QuantityMention] = []
    for i, mention in enumerate(found):
        start = doc[mention.head].sent.start_char
        before = [m for m in out if m.span.start >= start]
        after = found[i + 1] if i + 1 < len(found) else None
        relation = _relation(mention, before, after, text, doc)
        if mention.relation is not None:  # a share, whose base is known
            is_detail = relation is not None and relation.kind == "detail"
            relation = replace(mention.relation, kind="detail" if is_detail else "part")
        elif relation is not None and relation.kind == "detail" and relation.other is None:
            relation = QuantityRelation("detail", _before(mention, out))
        out.append(replace(mention, relation=relation))
    return out


def _before(mention: QuantityMention, told: list[QuantityMention]) -> Span | None:
    """The whole that a detail is of, in an earlier sentence nearby: "12 died. Two of them were children."."""
    for other in reversed(told):
        if mention.span.start - other.span.end > _FAR:
            return None
        whole = other.relation is None or other.relation.kind in {"more", "total"}
        if whole and other.interval.low >= mention.interval.low and other.rule != "one":
            return other.span
    return None


def _relation(
    mention: QuantityMention,
    before: list[QuantityMention],
    after: QuantityMention | None,
    text: str,
    doc: Doc,
) -> QuantityRelation | None:
    left = text[max(0, mention.span.start - _REACH) : mention.span.start]
    if text.startswith(_TOTAL, mention.span.start):
        left += _TOTAL
    last = before[-1] if before else None
    if _is_earlier(mention, last, after, left, text):
        newer = after if _leads_to(mention, after, left, text) else last
        return _to("earlier", newer)
    whole = _whole(mention, last, after, text)
    if whole is not None:
        return _to("part", whole)
    if _is_detail(mention, last, left, text, doc):
        kinds = {None, "more", "total"}
        return _to("detail", next((m for m in reversed(before) if _kind(m) in kinds), None))
    if _words("part")[1].match(text, mention.span.end) or _OF_WHOM.search(left):
        return _to(
            "part", next((m for m in reversed(before) if m.interval.low >= mention.interval.low), None)
        )
    total_before, total_after = _words("total")
    if total_before.search(left) or total_after.match(text, mention.phrase.end):
        return _to("total", last)
    behind = text[mention.phrase.end : mention.phrase.end + 8].partition(",")[0]
    own = text[mention.span.start : mention.phrase.end] + behind
    if _MORE.search(_BOUND.sub("", own)) or _words("more")[0].search(left):
        return _to("more", last)
    return None


def _to(
    kind: Literal["part", "detail", "more", "earlier", "total"], other: QuantityMention | None
) -> QuantityRelation:
    return QuantityRelation(kind, other.span if other is not None else None)


def _kind(mention: QuantityMention | None) -> str | None:
    return mention.relation.kind if mention is not None and mention.relation is not None else None


def _whole(
    mention: QuantityMention, last: QuantityMention | None, after: QuantityMention | None, text: str
) -> QuantityMention | None:
    """The number that this one is a part of: "two of the 12", "of the 30 on board, 12"."""
    if after is not None and _OF_WHOLE.fullmatch(text[mention.span.end : after.span.start]):
        most = after.interval.low if after.interval.high is None else after.interval.high
        return after if mention.interval.low <= most else None
    if last is None or mention.interval.low > last.interval.low:
        return None
    led = _OF_THE.search(text[max(0, last.span.start - 16) : last.span.start])
    return last if led and _THEN.fullmatch(text[last.span.end : mention.span.start]) else None


def _is_earlier(
    mention: QuantityMention,
    last: QuantityMention | None,
    after: QuantityMention | None,
    left: str,
    text: str,
) -> bool:
    """ "to 22 from 17", "up from 17", "an earlier toll of 17"."""
    from_to = last is not None and bool(
        _FROM.fullmatch(text[last.span.end : mention.span.start])
        and _TO.search(text[max(0, last.span.start - 8) : last.span.start])
    )
    before, behind = _words("earlier")
    said = bool(before.search(left) or behind.match(text, mention.phrase.end))
    return from_to or said or _leads_to(mention, after, left, text)


def _leads_to(mention: QuantityMention, after: QuantityMention | None, left: str, text: str) -> bool:
    """ "rose from 17 to 22"."""
    moved = _MOVED_FROM.search(left)
    return (
        after is not None
        and moved is not None
        and moved["verb"].lower() in listed("changed")
        and _THEN_TO.fullmatch(text[mention.phrase.end : after.span.start]) is not None
    )


def _is_detail(
    mention: QuantityMention, last: QuantityMention | None, left: str, text: str, doc: Doc
) -> bool:
    before, after = _words("detail")
    if before.search(left):
        return not (_OF_WHOM.search(left) and _has_verb(doc, mention.span.end))
    following = after.match(text, mention.span.end)
    if following is not None:
        return not _has_verb(doc, following.end())
    goes_on = (
        last is not None
        and _kind(last) == "detail"
        and _GOES_ON.fullmatch(text[last.phrase.end : mention.span.start])
    )
    if (
        not goes_on
        or _HARMED.match(text, mention.phrase.end)
        or _MORE.search(text, mention.span.start, mention.phrase.end)
    ):
        return False
    return doc[mention.head].dep_ not in {"nsubj", "nsubjpass"}  # "… and three women were wounded"


def _has_verb(doc: Doc, end: int) -> bool:
    """Whether "two of them" do or suffer something: "two of them died", not "two of them (were) children"."""
    span = doc.char_span(max(0, end - 1), end, alignment_mode="expand")
    following: list[Token] = [] if span is None else list(doc[span.end : span.end + 4])
    for token in following:
        if token.lower_ in {"dead", "missing"}:
            return True
        if token.pos_ in {"NOUN", "PROPN"} or token.is_punct:
            return False
        if token.pos_ == "VERB" and not (token.tag_ == "VBN" and token.dep_ in {"amod", "acomp"}):
            return not _is_state(token)
    return False


def _is_state(verb: Token) -> bool:
    """ "four of them wounded": a participle without an auxiliary only describes."""
    return verb.tag_ == "VBN" and not any(c.dep_ in {"aux", "auxpass"} for c in verb.children)
