"""Shares and multiples in, their numbers out, where the sentence tells of how many: "half of the 60", "twice as many".

Where it does not, there is no number, and the reason is told. So too for units and loads ("a battalion", "a busload").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import QuantityMention, QuantityRelation, Span, Uncounted
from dateline.resolve.quantities.numbers import Number, either, listed

_OF_BASE = re.compile(r"\s+(?:of\s+)?(?:(?!(?:of|in|to|from|by)\b)[\w'’-]+\s+){0,4}$", re.IGNORECASE)
_OF_SAME = re.compile(
    r"\s+of\s+(?:whom|them|these|those|which|the\s+dead)\b|\s+(?:were|are|have)\b", re.IGNORECASE
)
_OF_SOME = re.compile(r"\s+(?:of\s+)?(?:the|its|his|her|their|our|all|those|these)\b|\s+of\s+", re.IGNORECASE)
_STARTS = re.compile(
    r"(?:^|[.;:,“\"(]\s*|\b(?:and|about|nearly|almost|every|least|than|roughly|around)\s+)$", re.IGNORECASE
)
_PERCENT = re.compile(
    r"(?<![\d.,])(?P<value>\d{1,2}(?:\.\d+)?|100)(?:\s?%|\s+(?:per\s?cent|percent)\b)", re.IGNORECASE
)
_NEXT_WORD = re.compile(r"[\s-]+([^\W\d_]+)")
_RATIO = re.compile(r"\sin\s", re.IGNORECASE)
_ALL = frozenset({"NNS", "NNPS", "PRP", "WP"})


@dataclass(frozen=True, slots=True)
class Share:
    """Words that tell a number as a part or a multiple of another: "two thirds", "twice as many"."""

    start: int
    end: int
    times: Fraction
    rule: str
    more: bool = False  # "most": more than half


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    table = lexicon("quantities")["shares"]
    small = either(w for w, n in lexicon("quantities")["small"].items() if 0 < n <= 10)
    few = rf"(?:{small}|\d{{1,2}})"
    parts = rf"(?:(?P<count>an?|{few})[\s-])?(?P<part>{either(table['parts'])})s?"
    multiples = either(table["multiples"])
    same = either(table["same_number"])
    return (
        re.compile(rf"\b(?:{parts}|(?P<most>{either(table['most'])}))\b", re.IGNORECASE),
        re.compile(
            rf"\b(?P<count>{few})\s+(?P<every>in|out\s+of)\s+(?:every\s+)?(?P<of>{few})\b", re.IGNORECASE
        ),
        re.compile(rf"\b(?:(?P<word>{multiples})|(?P<times>{few})\s+times)\s+(?:{same})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{either(table['as_many'])})\b", re.IGNORECASE),
    )


def find_shares(text: str) -> list[Share]:
    """Every share and multiple in text order, whether or not its base is told.

    >>> [(str(s.times), s.end) for s in find_shares("Two thirds of the 60 died.")]
    [('2/3', 10)]
    """
    parts, ratios, multiples, same = _patterns()
    table = lexicon("quantities")["shares"]
    found: list[Share] = []
    for m in multiples.finditer(text):
        times = table["multiples"][" ".join(m["word"].lower().split())] if m["word"] else _few(m["times"])
        found.append(Share(*m.span(), Fraction(times), "multiple"))
    for m in same.finditer(text):
        goes_on = _NEXT_WORD.match(text, m.end())
        unit = goes_on[1].lower().removesuffix("s") if goes_on is not None else ""
        if unit not in {*listed("not_counted"), "a", "of"} and not text[: m.start()].endswith("in "):
            found.append(Share(*m.span(), Fraction(1), "same"))
    for m in ratios.finditer(text):
        count, of = _few(m["count"]), _few(m["of"])
        goes_on = _NEXT_WORD.match(text, m.end())
        unit = goes_on[1].lower().removesuffix("s") if goes_on is not None else ""
        stands = m["every"] == "in" and (_STARTS.search(text[: m.start()]) or unit == "of")
        if count < of and stands and unit not in listed("not_counted"):
            found.append(Share(*m.span(), Fraction(count, of), "share"))
    found += [Share(*m.span(), Fraction(m["value"]) / 100, "share") for m in _PERCENT.finditer(text)]
    for m in parts.finditer(text):
        if m["most"]:
            found.append(Share(*m.span(), Fraction(1, 2), "share", more=True))
            continue
        part = m["part"].lower()
        said_of = _OF_SOME.match(text, m.end()) or _OF_SAME.match(text, m.end())
        if part != "half" and (m["count"] is None or not said_of):
            continue  # "third" alone, or "a third man", is an ordinal
        found.append(Share(*m.span(), Fraction(_few(m["count"] or "a"), table["parts"][part]), "share"))
    return _apart(found)


def _few(word: str) -> int:
    if word.isdigit():
        return int(word)
    return 1 if word.lower() in {"a", "an"} else int(lexicon("quantities")["small"][word.lower()])


def _apart(found: list[Share]) -> list[Share]:
    """Those that do not overlap an earlier one."""
    out: list[Share] = []
    for share in sorted(found, key=lambda s: (s.start, -s.end)):
        if not out or share.start >= out[-1].end:
            out.append(share)
    return out


def base_of(share: Share, text: str, counted: Sequence[QuantityMention], doc: Doc) -> QuantityMention | None:
    """The number in its sentence that a share is of: the one after "of the", else the nearest before it."""
    after = next((m for m in counted if m.span.start >= share.end), None)
    if (
        share.rule == "share"
        and after is not None
        and after.span.start - share.end < 48
        and _OF_BASE.fullmatch(text[share.end : after.span.start])
        and _OF_SOME.match(text, share.end)
    ):
        return after
    if share.rule == "share" and not _OF_SAME.match(text, share.end):
        return None
    sentence = _token(doc, share.start).sent
    before = [m for m in counted if sentence.start_char <= m.span.start and m.span.end <= share.start]
    return next((m for m in reversed(before) if m.interval.high != 0 and m.relation is None), None)


def as_number(share: Share, base: QuantityMention) -> Number:
    """The share of its base, not rounded."""
    interval = base.interval
    low = max(
        Fraction(min(interval.low, 1)), interval.low * share.times
    )  # half of "up to 40" is one at least
    high = None if interval.high is None else interval.high * share.times
    number = Number(share.start, share.end, float(low), None if high is None else float(high), share.rule)
    number.approx = interval.approx or (low if high is None else high).denominator > 1
    if share.more:  # "most of the 60"
        number.low, number.high, number.rule = float(int(low)) + 1, None, f"more_than:{share.rule}"
        number.approx = interval.approx
    return number


def relation_of(base: QuantityMention, share: Share) -> QuantityRelation | None:
    return QuantityRelation("part", base.span) if share.rule == "share" else None


# ---------------------------------------------------------------- no number


def without_base(share: Share, text: str, doc: Doc) -> Uncounted | None:
    """A share of people or things whose number the sentence does not tell; None if it is a share of nothing counted."""
    reason = Uncounted(Span(share.start, share.end), "no_base")
    if share.rule != "share":
        return reason if share.rule == "multiple" else None
    some = _OF_SOME.match(text, share.end)
    if some is None and not _RATIO.search(text, share.start, share.end):
        return reason if _OF_SAME.match(text, share.end) and not share.more else None
    following = doc[_token(doc, share.end - 1).i + 1 :][:6]
    noun = next(
        (t for t in following if t.pos_ in {"NOUN", "PROPN", "PRON"} and t.dep_ not in {"poss", "compound"}),
        None,
    )
    return reason if noun is not None and noun.tag_ in _ALL else None


def units_and_loads(doc: Doc) -> Iterator[Uncounted]:
    """ "a battalion", "a busload of pilgrims": people of no told number."""
    table: dict[str, dict[str, list[str]]] = lexicon("quantities")["uncounted"]
    for token in doc:
        lemma = token.lemma_.lower()
        for reason, lists in table.items():
            if token.pos_ != "NOUN" or lemma not in {*lists["alone"], *lists["of"]}:
                continue
            of = any(c.lower_ == "of" and any(p.tag_ in _ALL for p in c.children) for c in token.children)
            if of or (lemma in lists["alone"] and any(c.dep_ in {"det", "nummod"} for c in token.children)):
                first = min([token.i, *(c.i for c in token.children if c.dep_ in {"det", "amod", "nummod"})])
                words = doc[first : token.i + 1]
                yield Uncounted(
                    Span(words.start_char, words.end_char), "load" if reason == "load" else "unit"
                )


def _token(doc: Doc, at: int) -> Token:
    found = doc.char_span(at, at + 1, alignment_mode="expand")
    assert found is not None, "a share has words"
    return found[0]
