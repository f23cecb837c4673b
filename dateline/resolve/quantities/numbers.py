"""A text in, the numbers in it out, in digits or words, with the interval that their wording means.

Must not know: what is counted, nor that some numbers count nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from dateline.lexicons import lexicon

_WORD = re.compile(r"\d+|[^\W\d_]+")
_DIGITS = re.compile(
    r"(?P<comma>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d))"  # 1,200; 1,50,000
    r"|(?P<space>\d{1,3}(?:[\u00a0\u202f '’]\d{3})+(?!\d))"  # 1 200; 1'200
    r"|(?P<dot>[1-9]\d{0,2}(?:\.\d{3})+(?![.\d]))"  # 1.200, of people only
    r"|\d+(?:\.\d+)?"
)
_SEPARATOR = re.compile(r"[,\s\u00a0\u202f'’]")
_SUFFIX = re.compile(r"(k|mn?|bn)\b", re.IGNORECASE)
_ONES = re.compile(r"[\s-]([a-z]+)", re.IGNORECASE)
_NEXT = re.compile(r"(?P<gap>[\s-]+(?:and\s+)?)?(?P<word>[a-z]+)", re.IGNORECASE)
_SCALE = re.compile(r"(?:\s+of\s+|[\s-]+)([a-z]+)\b", re.IGNORECASE)
_AND_A_HALF = re.compile(r"\s+and\s+a\s+half\b", re.IGNORECASE)
_OF = re.compile(r"\s+of\b", re.IGNORECASE)
_OF_MANY = re.compile(r"\s+of\s+(thousands|millions)\b", re.IGNORECASE)
_AGAIN = re.compile(r"\s+(?:and|upon|after)\s+(\w+)", re.IGNORECASE)  # "hundreds upon hundreds"
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_FROM = re.compile(r"(?P<verb>\w+)?\s+from\s+$", re.IGNORECASE)
_RANGE = re.compile(r"\s*[-–]\s*|—|\s+(?:to|or)\s+", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_NO_NUMBER = re.compile(r"\b(?:as|how|so|too|that)\s$", re.IGNORECASE)  # "as many as 40"
_OTHERS = re.compile(r"\s+(?:more|others|were|was|have|had|wounded|injured|hurt)\b", re.IGNORECASE)
_BEGINS = re.compile(r"(?:^|[.,;:]\s+|\b(?:that|said)\s+)(?:at\s+least\s+)?$", re.IGNORECASE)
MONEY_SCALES = frozenset({100_000, 10_000_000})  # "2 lakh" alone are rupees, of people they are people


@dataclass(slots=True)
class Number:
    """A number in the text: characters `start` to `end`, its interval, and how it was worded.

    The interval is not rounded: half of 61 is 30.5.
    """

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


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first, however they are spaced."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


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
        if match is None or (entry["id"] == "many" and _NO_NUMBER.search(text, max(0, start - 6), start)):
            continue
        number = Number(start, match.end(), entry["low"], entry["high"], entry["id"])
        number.needs_noun = entry.get("noun", False)
        if entry.get("times"):
            while _scale(text, number):
                pass
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
        if (
            match["dot"] and _scale_after(text, match.end()) is None
        ):  # "1.200 men", but 1.250 million are a decimal
            digits, number.needs_noun = digits.replace(".", ""), True
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
    half = _AND_A_HALF.match(text, number.end)
    if half is not None and first not in {"a", "an"} and _scale_after(text, half.end()) is not None:
        number.low, number.end = number.low + 0.5, half.end()  # "one and a half million"
    number.low = number.high = _scaled(text, number)
    if first in {"a", "an"} and number.scale == 1:
        return None
    half = _AND_A_HALF.match(text, number.end)
    if half is not None and number.scale > 1:  # "a million and a half"
        number.low = number.high = number.low + number.scale / 2
        number.end = half.end()
    number.needs_noun |= number.scale in MONEY_SCALES
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


def _scale_after(text: str, end: int) -> tuple[int, int] | None:
    """The scale word that follows, and where it ends."""
    match = _SCALE.match(text, end)
    scale = _table("scales").get(match[1].lower()) if match is not None else None
    return (scale, match.end()) if match is not None and scale is not None else None


def _scale(text: str, number: Number) -> bool:
    """ "several hundred", "several dozens", "several tens of thousands": the interval times what follows."""
    found = _scale_after(text, number.end)
    if found is None:
        match = _SCALE.match(text, number.end)
        many = _plural(text, match.start(1)) if match is not None else None
        if many is None:
            return False
        found = int(many.low) // 2, many.end  # the plural alone means two or more of it
    scale, number.end = found
    number.low *= scale
    number.high = None if number.high is None else number.high * scale
    number.scale = scale
    return True


def _plural(text: str, start: int) -> Number | None:
    """ "dozens", "tens of thousands", "hundreds upon hundreds"; None if the word is no such plural."""
    word = _WORD.match(text, start)
    first = word[0].lower() if word is not None else ""
    if word is None or first not in _table("plurals"):
        return None
    low, end = float(_table("plurals")[first]), word.end()
    again = _AGAIN.match(text, end)
    if again is not None and again[1].lower() == first:
        end = again.end()
    more = _OF_MANY.match(text, end)
    if more is not None:
        low, end = low * _table("scales")[more[1].lower()[:-1]], more.end()
    elif first == "tens" and _OF.match(text, end) is None:
        return None  # "in the tens"
    return Number(start, end, low, None, more[1].lower() if more else first, scale=2)


def _ranges(found: list[Number], text: str) -> Iterator[Number]:
    """Two numbers that are the ends of one interval become one."""
    i = 0
    while i < len(found):
        first = found[i]
        joined = _range(first, found[i + 1], text) if i + 1 < len(found) else None
        yield joined or first
        i += 1 if joined is None else 2


@cache
def _hedged() -> re.Pattern[str]:
    """What joins a number to a second, less sure one: ", possibly", " and perhaps as many as", " if not"."""
    words, most = either(listed("hedges")), either(listed("at_most"))
    return re.compile(
        rf",?\s+(?:and\s+|or\s+|but\s+)?(?:(?P<hedge>(?:{words})(?:\s+even)?)\s+)?(?P<most>(?:{most})\s+)?",
        re.IGNORECASE,
    )


def _range(first: Number, second: Number, text: str) -> Number | None:
    gap = text[first.end : second.start]
    hedged = _hedged().fullmatch(gap)
    if hedged is not None and (hedged["hedge"] or (hedged["most"] and " and" in gap)):
        if first.high is None and second.high is None and first.low < second.low:
            return Number(
                first.start, second.end, first.low, None, first.rule, scale=2
            )  # "scores, perhaps hundreds"
        begins = _BEGINS.search(text[max(0, first.start - 24) : first.start])
        others = _OTHERS.match(
            text, second.end
        )  # "killed at least 20 and up to 30 were hurt" are two numbers
        return _ends(first, second, first.start) if others is None or begins else None
    between = _BETWEEN.search(text[max(0, first.start - 10) : first.start])
    joined = _RANGE.fullmatch(gap) or (between is not None and _AND.fullmatch(gap))
    moved = _FROM.search(text[max(0, first.start - 24) : first.start])
    if not joined or (moved is not None and (moved["verb"] or "").lower() in listed("changed")):
        return None  # "rose from 5 to 20" are two numbers
    return _ends(first, second, first.start - (len(between[0]) if between is not None else 0))


def _ends(first: Number, second: Number, start: int) -> Number | None:
    """One interval from the first number to the second; "2 to 3 million" share their scale."""
    if first.high is None or second.high is None or "number" not in {first.rule, second.rule}:
        return None
    shared = first.scale == 1 < second.scale and first.low < second.high / second.scale
    low = first.low * second.scale if shared else first.low
    if low >= second.high:
        return None
    needs = first.needs_noun or second.needs_noun
    return Number(start, second.end, low, second.high, "range", digits=first.digits, needs_noun=needs)
