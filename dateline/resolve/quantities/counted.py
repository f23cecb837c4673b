"""A number and what stands beside it in, whether it counts anything out.

Dates, ages, money, measures, scores, telephone numbers and numbers in names count nothing.
"""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Token

from dateline.lexicons import lexicon
from dateline.model import Span
from dateline.resolve.quantities.numbers import Number, either, listed
from dateline.resolve.times import time_spans

_LAST = re.compile(r"([^\W\d_]+)\.?[\s“\"'‘(]*$")
_NEXT = re.compile(r"[\s-]*([^\W\d_]+)")
_GOES_ON = re.compile(r"[:.]\d|-\w|\s?[-–]\s?\d|\s?(?:%|°|[ap]\.?m\b)|(?:st|nd|rd|th)\b|\s*[-–]\s*year")
_YEARS = re.compile(r"(?:between\s+)?\d{4}(?:\D+\d{4})?", re.IGNORECASE)
_LISTED = re.compile(r"[.)]\s")
_OPENED = re.compile(r"\w, $|\w \($")
_CLOSED = re.compile(r"[,.;)’”\"]|\s+(?:and|from|of|who|was|is|has)\b|\s*$")
_ABBREVIATED = 4  # letters at most before a full stop that ends no sentence
_PLURAL = frozenset({"NNS", "NNPS"})


def uncounted_spans(text: str) -> list[Span]:
    """The stretches in which no number counts anything: dates, telephone numbers, scores, ages in a row."""
    dates = [s for s in time_spans(text) if not text[s.start : s.end].isdigit()]
    return dates + [Span(*found.span()) for pattern in _excluded() for found in pattern.finditer(text)]


@cache
def _excluded() -> tuple[re.Pattern[str], ...]:
    words = either(w for w in lexicon("quantities")["small"])
    number = rf"(?:\d{{1,3}}|(?:{words})(?:-(?:{words}))?)"
    entries = lexicon("quantities")["excluded"]
    return tuple(re.compile(entry["pattern"].replace("{N}", number), re.IGNORECASE) for entry in entries)


@cache
def _money() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![A-Za-z])(?:{either(listed('money_before'))})|[$£€¥₹₦₩₽₪₺])\.?\s*$")


def is_counted(number: Number, text: str, token: Token) -> bool:
    """Whether the neighbouring characters and words let it count anything. `token`: its first word."""
    start, end = number.start, number.end
    previous, following = text[max(0, start - 1) : start], text[end : end + 1]
    if previous and (
        previous.isalnum() or previous in "$£€¥₹₦₩₽₪₺#/@_=&-–+<" or (number.digits and previous in ":.")
    ):
        return False
    if number.digits and text[start] == "0" and end - start > 1:
        return False  # "0400 GMT", "007"
    if following.isalpha() or following in {"%", "/", "_", "@", "="}:
        return False
    if _GOES_ON.match(text, end):
        return False
    if number.digits and _LISTED.match(text, end) and not text[:start].rpartition("\n")[2].strip():
        return False  # "1. …": a list
    before = _LAST.search(text[max(0, start - 24) : start])
    after = _NEXT.match(text, end, end + 24)
    if before is not None and len(before[1]) > _ABBREVIATED and "." in before[0]:
        before = None  # the end of a sentence, not "No. 5"
    last = before[1].lower() if before is not None else ""
    next_word = after[1].lower() if after is not None else ""
    numbered = last in listed("numbered") and number.rule in {"number", "range"}
    named = before is not None and numbered and not _counts_next(before[1], token)
    if named or _money().search(text[max(0, start - 8) : start]):
        return False
    if before is not None and number.digits and before[1][0].isupper() and last in listed("models"):
        return False  # "AK 47", "Boeing 737"
    if text[start:end].lower() == "one" and (
        last in listed("not_one_after") or next_word in listed("not_one_before")
    ):
        return False
    singular = next_word.removesuffix("s")
    if next_word in listed("not_counted") or singular in listed("not_counted"):
        return False
    return not _is_age(number, text, token)


def _counts_next(last: str, token: Token) -> bool:
    """ "in the camp 12 people died", but not "Camp 12 guards"."""
    return last.islower() and token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ in _PLURAL


def _is_age(number: Number, text: str, token: Token) -> bool:
    """ "Dean Evans, 22, was": a number between commas or brackets after a name."""
    if not number.digits or number.high is None or not 0 < number.high < 120 or token.i == 0:
        return False
    opened = _OPENED.search(text[max(0, number.start - 4) : number.start])
    closed = _CLOSED.match(text, number.end)
    if opened is None or closed is None:
        return False
    name = token.doc[token.i - 2] if token.i > 1 else token.doc[0]
    return name.pos_ == "PROPN" or name.ent_type_ == "PERSON"


def is_year(number: Number, text: str, token: Token) -> bool:
    """ "in 2015", "between 2014 and 2019", but not "2000 people"."""
    if not _YEARS.fullmatch(text[number.start : number.end]) or not 1800 <= number.low < 2100:
        return False
    return not (token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ in _PLURAL)
