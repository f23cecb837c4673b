"""A report and its parse in, every number of people or things with its interval out.

The wording and the intervals stand in lexicons/en/quantities.yaml. Dates, ages, money, measures and numbers in names
are left out. Must not know: events, tolls.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import Interval, QuantityMention, Report, Span
from dateline.resolve.times import time_spans

_WORD = re.compile(r"\d+|[^\W\d_]+")
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d])|\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:\.\d+)?")
_SUFFIX = re.compile(r"(k|mn?|bn)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_FROM = re.compile(r"(?P<verb>\w+)?\s+from\s+$", re.IGNORECASE)
_RANGE = re.compile(r"\s*[-–]\s*|\s+(?:to|or)\s+", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_LAST = re.compile(r"([^\W\d_]+)\.?[\s“\"'‘(]*$")
_NEXT = re.compile(r"[\s-]*([^\W\d_]+)")
_REACH = 40  # characters before a number in which a bound may stand


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
    noun: str = ""  # "needed": counts only with a noun
    approx: bool = False


def find_quantities(report: Report, doc: Doc) -> list[QuantityMention]:
    """Every number phrase that counts people or things, in text order (docs/codebook.md, "Numbers")."""
    text = report.text
    offsets = [token.idx for token in doc]
    dates = [s for s in time_spans(text) if not text[s.start : s.end].isdigit()]
    taken = bytearray(len(text) + 1)
    for span in dates:
        taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    out: list[QuantityMention] = []
    for number in _ranges(list(_numbers(text)), text):
        if any(taken[number.start : number.end]):
            continue
        mention = _mention(number, text, doc, offsets)
        if mention is not None:
            out.append(mention)
            taken[mention.span.start : mention.span.end] = b"\x01" * (mention.span.end - mention.span.start)
    out.extend(m for m in _singles(doc) if not any(taken[m.span.start : m.span.end]))
    return sorted(out, key=lambda m: m.span)


# ---------------------------------------------------------------- numbers in the text


@cache
def _table(name: str) -> dict[str, int]:
    return dict(lexicon("quantities")[name])


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(lexicon("quantities")[name])


@cache
def _phrases() -> dict[str, list[tuple[re.Pattern[str], dict[str, object]]]]:
    """Words that are a number by themselves, by their first word, longest first."""
    table: dict[str, list[tuple[re.Pattern[str], dict[str, object]]]] = {}
    for entry in lexicon("quantities")["words"]:
        for words in entry["words"]:
            pattern = re.compile(re.escape(words).replace(r"\ ", r"\s+") + r"\b", re.IGNORECASE)
            table.setdefault(re.split(r"[\s-]", words)[0], []).append((pattern, entry))
    return {first: sorted(found, key=lambda f: -len(f[0].pattern)) for first, found in table.items()}


def _numbers(text: str) -> Iterator[Number]:
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
        if found is None and lower in scales and lower != "score":  # "the last hundred people"
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
        low, high = float(str(entry["low"])), entry["high"]
        number = Number(start, match.end(), low, None if high is None else float(str(high)), str(entry["id"]))
        number.noun = "needed" if entry.get("noun") else ""
        if entry.get("times"):
            _scale(text, number)
            if entry["times"] == "needed" and number.scale == 1:
                continue
        of = re.compile(r"\s+of\b", re.IGNORECASE).match(text, number.end)
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
        digits = re.sub(r"[,\s\u00a0\u202f]", "", match[0])
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
    total = _scaled(text, number)
    if total is None or (first in {"a", "an"} and number.scale == 1):
        return None
    number.low = number.high = total
    number.low = float(number.low)
    return number if number.low == int(number.low) else None


def _small(text: str, start: int) -> tuple[float, int]:
    """ "twenty-two": the tens and the ones."""
    word = _WORD.match(text, start)
    assert word is not None
    value, end = _table("small")[word[0].lower()], word.end()
    if value >= 20 and value % 10 == 0:
        ones = re.compile(r"[\s-]([a-z]+)", re.IGNORECASE).match(text, end)
        if ones is not None and 0 < _table("small").get(ones[1].lower(), 0) < 10:
            return value + _table("small")[ones[1].lower()], ones.end()
    return value, end


def _scaled(text: str, number: Number) -> float | None:
    """The value with the scale words that follow: "two hundred and five thousand"."""
    total, current = 0.0, number.low
    next_word = re.compile(r"(?P<gap>[\s-]+(?:and\s+)?)?(?P<word>[a-z]+)", re.IGNORECASE)
    while True:
        match = next_word.match(text, number.end)
        if match is None:
            break
        lower, gap = match["word"].lower(), match["gap"] or ""
        if (
            lower in _table("scales")
            and lower != "score"
            and (gap or number.end == number.start)
            and "and" not in gap
        ):
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
    match = re.compile(r"\s+([a-z]+)\b", re.IGNORECASE).match(text, number.end)
    scale = (
        _table("scales").get(match[1].lower()) if match is not None and match[1].lower() != "score" else None
    )
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
    more = re.compile(r"\s+of\s+(thousands|millions)\b", re.IGNORECASE).match(text, end)
    if more is not None:
        low, end = low * _table("scales")[more[1].lower()[:-1]], more.end()
    elif first == "tens":
        return None
    return Number(start, end, low, None, more[1].lower() if more else first, scale=2)


def _ranges(numbers: list[Number], text: str) -> Iterator[Number]:
    """Two numbers that are the ends of one interval become one."""
    i = 0
    while i < len(numbers):
        first = numbers[i]
        second = numbers[i + 1] if i + 1 < len(numbers) else None
        if (
            second is not None
            and second.start - first.end < 6
            and (joined := _range(first, second, text)) is not None
        ):
            yield joined
            i += 2
        else:
            yield first
            i += 1


def _range(first: Number, second: Number, text: str) -> Number | None:
    between = _BETWEEN.search(text[max(0, first.start - 10) : first.start])
    if first.high is None or second.high is None or "number" not in {first.rule, second.rule}:
        return None
    gap = _AND if between is not None else _RANGE
    if gap.fullmatch(text, first.end, second.start) is None:
        return None
    if between is None and (moved := _FROM.search(text[max(0, first.start - 24) : first.start])) is not None:
        if (moved["verb"] or "").lower() in _listed("changed"):
            return None
    low = (
        first.low * second.scale
        if first.scale == 1 < second.scale and first.low < second.high / second.scale
        else first.low
    )
    if low >= second.high:
        return None
    start = first.start - (len(between[0]) if between is not None else 0)
    return Number(start, second.end, low, second.high, "range", digits=first.digits)


# ---------------------------------------------------------------- what stands around a number


@cache
def _bounds() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, tuple[str, str]]]:
    """What may end just before a number, what may follow it, and what each means."""
    before: dict[str, tuple[str, str]] = {}
    after: dict[str, tuple[str, str]] = {}
    for entry in lexicon("quantities")["bounds"]:
        before |= {words: (entry["id"], entry["means"]) for words in entry.get("before", ())}
        after |= {words: (entry["id"], entry["means"]) for words in entry.get("after", ())}

    def either(words: set[str] | list[str]) -> str:
        ordered = sorted(words, key=len, reverse=True)
        return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in ordered)

    fillers = either(lexicon("quantities")["fillers"])
    return (
        re.compile(rf"(?<![\w-])(?P<words>{either(list(before))})\s+(?:(?:{fillers})\s+)?$", re.IGNORECASE),
        re.compile(rf"\s+(?P<words>{either(list(after))})\b", re.IGNORECASE),
        before | after,
    )


@cache
def _kept() -> re.Pattern[str]:
    words = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in lexicon("quantities")["kept"])
    return re.compile(rf"(?<!\w)(?:{words})\s+$", re.IGNORECASE)


def _bound(number: Number, text: str) -> None:
    """Widen the words by "at least", "or more", … and apply what they mean."""
    before, after, means = _bounds()
    found = before.search(text[max(0, number.start - _REACH) : number.start])
    if found is not None:
        number.start = max(0, number.start - _REACH) + found.start()
    else:
        kept = _kept().search(text[max(0, number.start - 20) : number.start])
        if kept is not None:
            number.start = max(0, number.start - 20) + kept.start()
        found = after.match(text, number.end)
        if found is None:
            return
        number.end = found.end()
    rule, meaning = means[" ".join(found["words"].lower().split())]
    if number.rule == "range":
        number.approx = number.approx or rule == "approx"
        return
    number.rule = f"{rule}:{number.rule}" if number.rule != "number" else rule
    match meaning:
        case "N..open":
            number.high = None
        case "N+1..open":
            number.low, number.high = number.low + 1, None
        case "1..N":
            number.low, number.high = 1, number.low if number.high is None else number.high
        case "1..N-1":
            number.low, number.high = 1, max(1, (number.low if number.high is None else number.high) - 1)
        case _:
            number.approx = True


def _is_counted(number: Number, text: str, token: Token) -> bool:
    """Whether the neighbouring characters and words let it count anything."""
    start, end = number.start, number.end
    previous, following = text[max(0, start - 1) : start], text[end : end + 1]
    if previous and (
        previous.isalnum() or previous in "$£€#/@_=&-–+<" or (number.digits and previous in ":.")
    ):
        return False
    if following.isalpha() or following in {"%", "/", "_", "@", "="}:
        return False
    if re.match(
        r"[:.]\d|-\w|\s?[-–]\s?\d|\s?(?:%|°|[ap]\.?m\b)|(?:st|nd|rd|th)\b|\s*[-–]\s*year", text[end : end + 8]
    ):
        return False
    if (
        number.digits
        and re.match(r"[.)]\s", text[end : end + 2])
        and not text[:start].rpartition("\n")[2].strip()
    ):
        return False  # "1. …": a list
    before = _LAST.search(text[max(0, start - 24) : start])
    after = _NEXT.match(text, end, end + 24)
    last = before[1].lower() if before is not None else ""
    next_word = after[1].lower() if after is not None else ""
    if last in _listed("numbered") or re.search(
        r"(?:US|USD|EUR|Rs|[$£€])\s*$", text[max(0, start - 6) : start]
    ):
        return False
    if text[start:end].lower() == "one" and (
        last in _listed("not_one_after") or next_word in _listed("not_one_before")
    ):
        return False
    if number.rule == "many" and last in {"how", "so", "too", "as", "that"}:
        return False
    singular = next_word.removesuffix("s")
    if next_word in _listed("not_counted") or singular in _listed("not_counted"):
        return False
    return not _is_age(number, text, token)


def _is_age(number: Number, text: str, token: Token) -> bool:
    """ "Dean Evans, 22, was": a number between commas or brackets after a name."""
    if not number.digits or number.high is None or not 0 < number.high < 120 or token.i == 0:
        return False
    opened = re.search(r"\w, $|\w \($", text[max(0, number.start - 4) : number.start])
    closed = re.match(
        r"[,.;)’”\"]|\s+(?:and|from|of|who|was|is|has)\b|\s*$", text[number.end : number.end + 6]
    )
    if opened is None or closed is None:
        return False
    name = token.doc[token.i - 2] if token.i > 1 else token.doc[0]
    return name.pos_ == "PROPN" or name.ent_type_ == "PERSON"


# ---------------------------------------------------------------- what is counted


def _mention(number: Number, text: str, doc: Doc, offsets: list[int]) -> QuantityMention | None:
    core_start, core_end = number.start, number.end
    last = bisect_right(offsets, core_end - 1) - 1
    token = doc[last - 1] if number.of and last > 0 else doc[last]
    first = doc[bisect_right(offsets, core_start) - 1]
    if not _is_counted(number, text, first):
        return None
    if number.digits and core_end - core_start == 4 and 1800 <= number.low < 2100 and number.rule == "number":
        if token.dep_ != "nummod" or token.head.i < token.i or token.head.tag_ not in {"NNS", "NNPS"}:
            return None  # a year
    _bound(number, text)
    if number.rule == "none":
        return _made(number, None, token)
    noun = _noun(token, first)
    if number.noun == "needed" and (noun is None or noun.tag_ not in {"NNS", "NNPS"} or noun.pos_ == "PROPN"):
        return None
    if noun is None and _is_told_of_one(token):
        return None
    if noun is not None and (noun.lemma_.lower() in _listed("not_counted") or _is_measure(number, token, noun)):
        return None
    if noun is None and token.dep_ == "nummod" and token.head.i < token.i and token.head.pos_ == "PROPN":
        return None  # "Apollo 13"
    return _made(number, noun, token)


def _is_told_of_one(token: Token) -> bool:
    """ "she was 15", "we are one": said of somebody, no count."""
    if token.dep_ not in {"attr", "acomp"} or token.head.lemma_ != "be":
        return False
    subjects = [c for c in token.head.children if c.dep_ == "nsubj"]
    return any(s.pos_ == "PROPN" or s.lower_ in {"i", "he", "she", "we", "you"} for s in subjects)


def _is_measure(number: Number, token: Token, noun: Token) -> bool:
    """ "a 63 nation coalition": the number describes one thing."""
    return number.low > 1 and token.head.tag_ == "NN" and token.head.i < noun.i and noun.tag_ == "NN"


def _made(number: Number, noun: Token | None, token: Token) -> QuantityMention:
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
    )


def _noun(token: Token, first: Token) -> Token | None:
    """The noun that a number counts: what it modifies, what stands after its "of", or the next plural noun."""
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
        elif other.pos_ not in {"ADJ", "DET", "NUM"} and other.tag_ not in {"VBN", "VBG", "HYPH"}:
            break
        elif found is not None:
            break
    return found if found is not None and found.tag_ in {"NNS", "NNPS"} else None


@cache
def _people() -> frozenset[str]:
    return frozenset(lexicon("classes")["people_words"]) - _listed("collective")


def _singles(doc: Doc) -> Iterator[QuantityMention]:
    """ "a soldier": one; "no casualties": none."""
    for token in doc:
        lower = token.lower_
        if lower not in {"a", "an", "no"} or token.dep_ != "det" or token.head.i < token.i:
            continue
        noun = token.head
        if lower == "no" and noun.lemma_.lower() in _people() | {
            "casualty",
            "injury",
            "death",
            "victim",
            "fatality",
        }:
            yield _made(Number(token.idx, token.idx + len(token), 0, 0, "none"), None, token)
        elif lower != "no" and noun.tag_ == "NN" and noun.lemma_.lower() in _people():
            yield _made(Number(token.idx, token.idx + len(token), 1, 1, "one"), noun, token)
