"""A text in, the numbers in it out, in digits or words, with the interval that their wording means.

Must not know: what is counted, nor that some numbers count nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from dateline.lexicons import lexicon

_WORD = re.compile(r"\d+|[^\W\d_]+")
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:\.\d+)?")
_SEPARATOR = re.compile(r"[,\s\u00a0\u202f]")
_SUFFIX = re.compile(r"(k|mn?|bn)\b", re.IGNORECASE)
_ONES = re.compile(r"[\s-]([a-z]+)", re.IGNORECASE)
_NEXT = re.compile(r"(?P<gap>[\s-]+(?:and\s+)?)?(?P<word>[a-z]+)", re.IGNORECASE)
_SCALE = re.compile(r"\s+([a-z]+)\b", re.IGNORECASE)
_OF = re.compile(r"\s+of\b", re.IGNORECASE)
_OF_MANY = re.compile(r"\s+of\s+(thousands|millions)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_FROM = re.compile(r"(?P<verb>\w+)?\s+from\s+$", re.IGNORECASE)
_RANGE = re.compile(r"\s*[-–]\s*|\s+(?:to|or)\s+", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)


@dataclass(slots=True)
class Number:
    """A number in the text: characters `start` to `end`, its interval, and how it was worded."""

    start: int
    end: int
    low: float
    high: float | None
    rule: str
    scale: int = 1  # of the last scale word: "3 million"
    digits: bool = False
    of: bool = False  # an "of" already belongs to it
    needs_noun: bool = False
    approx: bool = False


@cache
def _table(name: str) -> dict[str, int]:
    return dict(lexicon("quantities")[name])


@cache
def listed(name: str) -> frozenset[str]:
    return frozenset(lexicon("quantities")[name])


@cache
def _phrases() -> dict[str, list[tuple[re.Pattern[str], dict[str, Any]]]]:
    """Words that are a number by themselves, by their first word, longest first."""
    table: dict[str, list[tuple[re.Pattern[str], dict[str, Any]]]] = {}
    for entry in lexicon("quantities")["words"]:
        for words in entry["words"]:
            pattern = re.compile(re.escape(words).replace(r"\ ", r"\s+") + r"\b", re.IGNORECASE)
            table.setdefault(re.split(r"[\s-]", words)[0], []).append((pattern, entry))
    return {first: sorted(found, key=lambda f: -len(f[0].pattern)) for first, found in table.items()}


def numbers(text: str) -> Iterator[Number]:
    """Every number in text order, the two ends of a range as one.

    >>> [(n.low, n.high) for n in numbers("Between nine and 50 fled, two dozen or several hundred died.")]
    [(9.0, 50.0), (24.0, 24.0), (300, None)]
    """
    return _ranges(list(_single(text)), text)


def _single(text: str) -> Iterator[Number]:
    small, scales, plurals, phrases = _table("small"), _table("scales"), _table("plurals"), _phrases()
    end = 0
    for word in _WORD.finditer(text):
        if word.start() < end:
            continue
        lower = word[0].lower()
        found = None
        if lower in phrases:
            found = _phrase(text, word.start(), lower)
        if found is None and (lower in small or lower[0].isdigit() or lower in {"a", "an"}):
            found = _value(text, word.start(), lower)
        if found is None and lower in plurals:
            found = _plural(text, word.start())
        if found is None and lower in scales:  # "the last hundred people"
            found = _value(text, word.start(), lower)
        if found is not None:
            end = found.end
            yield found


def _phrase(text: str, start: int, first: str) -> Number | None:
    """ "several", "a few", "a couple of", "half a million"."""
    for pattern, entry in _phrases()[first]:
        match = pattern.match(text, start)
        if match is None:
            continue
        number = Number(start, match.end(), entry["low"], entry["high"], entry["id"])
        number.needs_noun = entry.get("noun", False)
        if entry.get("times"):
            _scale(text, number)
            if entry["times"] == "needed" and number.scale == 1:
                continue
        of = _OF.match(text, number.end)
        if entry.get("of") == "needed" and of is None:
            continue
        if entry.get("of") and of is not None and number.scale == 1:
            number.end, number.of = of.end(), True
        return number
    return None


def _value(text: str, start: int, first: str) -> Number | None:
    """A number in digits or words from its first word on: "1,500", "two hundred and five", "a dozen"."""
    number = Number(start, start, 0, 0, "number")
    if first[0].isdigit():
        match = _DIGITS.match(text, start)
        if match is None:
            return None
        digits = _SEPARATOR.sub("", match[0])
        number.low, number.end, number.digits = float(digits), match.end(), True
        suffix = _SUFFIX.match(text, number.end)
        if suffix is not None:
            number.scale = _table("suffixes")[suffix[1].lower()]
            number.low, number.end = number.low * number.scale, suffix.end()
    elif first in {"a", "an"}:
        number.low, number.end = 1, start + len(first)
    elif first in _table("small"):
        number.low, number.end = _small(text, start)
    else:
        number.low = 1
    number.low = number.high = _scaled(text, number)
    if first in {"a", "an"} and number.scale == 1:
        return None
    return number if number.low == int(number.low) else None


def _small(text: str, start: int) -> tuple[float, int]:
    """ "twenty-two": the tens and the ones."""
    word = _WORD.match(text, start)
    assert word is not None
    value, end = _table("small")[word[0].lower()], word.end()
    if value >= 20 and value % 10 == 0:
        ones = _ONES.match(text, end)
        if ones is not None and 0 < _table("small").get(ones[1].lower(), 0) < 10:
            return value + _table("small")[ones[1].lower()], ones.end()
    return value, end


def _scaled(text: str, number: Number) -> float:
    """The value with the scale words that follow: "two hundred and five thousand"."""
    total, current = 0.0, number.low
    while (match := _NEXT.match(text, number.end)) is not None:
        lower, gap = match["word"].lower(), match["gap"] or ""
        if lower in _table("scales") and (gap or number.end == number.start) and "and" not in gap:
            scale = _table("scales")[lower]
            if scale > 100:
                total, current = total + current * scale, 0
            else:
                current *= scale
            number.scale, number.end = scale, match.end()
        elif (
            number.scale > 12
            and lower in _table("small")
            and gap
            and not number.digits
            and current % 100 == 0
        ):
            value, end = _small(text, match.start("word"))
            if value >= number.scale:
                break
            current, number.end = current + value, end
        else:
            break
    return total + current


def _scale(text: str, number: Number) -> None:
    """ "several hundred": the interval times the scale that follows."""
    match = _SCALE.match(text, number.end)
    scale = _table("scales").get(match[1].lower()) if match is not None else None
    if match is None or scale is None:
        return
    number.low *= scale
    number.high = None if number.high is None else number.high * scale
    number.scale, number.end = scale, match.end()


def _plural(text: str, start: int) -> Number | None:
    """ "dozens", "tens of thousands"."""
    word = _WORD.match(text, start)
    assert word is not None
    first = word[0].lower()
    low, end = float(_table("plurals")[first]), word.end()
    more = _OF_MANY.match(text, end)
    if more is not None:
        low, end = low * _table("scales")[more[1].lower()[:-1]], more.end()
    elif first == "tens":
        return None
    return Number(start, end, low, None, more[1].lower() if more else first, scale=2)


def _ranges(found: list[Number], text: str) -> Iterator[Number]:
    """Two numbers that are the ends of one interval become one."""
    i = 0
    while i < len(found):
        first = found[i]
        joined = _range(first, found[i + 1], text) if i + 1 < len(found) else None
        yield joined or first
        i += 1 if joined is None else 2


def _range(first: Number, second: Number, text: str) -> Number | None:
    between = _BETWEEN.search(text[max(0, first.start - 10) : first.start])
    if first.high is None or second.high is None or "number" not in {first.rule, second.rule}:
        return None
    gap = _AND if between is not None else _RANGE
    if gap.fullmatch(text, first.end, second.start) is None:
        return None
    moved = _FROM.search(text[max(0, first.start - 24) : first.start])
    if moved is not None and (moved["verb"] or "").lower() in listed("changed"):
        return None  # "rose from 5 to 20"
    shared = first.scale == 1 < second.scale and first.low < second.high / second.scale
    low = first.low * second.scale if shared else first.low  # "2 to 3 million"
    if low >= second.high:
        return None
    start = first.start - (len(between[0]) if between is not None else 0)
    return Number(start, second.end, low, second.high, "range", digits=first.digits)
