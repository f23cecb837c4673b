"""A report and its parse in, every number of people or things with its interval out.

The wording and the intervals stand in lexicons/en/quantities.yaml. Dates, ages, money, measures and numbers
in names count nothing. Must not know: events, tolls.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import Interval, QuantityMention, Report, Span
from dateline.resolve.quantities.numbers import Number, listed, numbers
from dateline.resolve.times import time_spans

_LAST = re.compile(r"([^\W\d_]+)\.?[\s“\"'‘(]*$")
_NEXT = re.compile(r"[\s-]*([^\W\d_]+)")
_MONEY = re.compile(r"(?:US|USD|EUR|Rs|[$£€])\s*$")
_GOES_ON = re.compile(r"[:.]\d|-\w|\s?[-–]\s?\d|\s?(?:%|°|[ap]\.?m\b)|(?:st|nd|rd|th)\b|\s*[-–]\s*year")
_LISTED = re.compile(r"[.)]\s")
_OPENED = re.compile(r"\w, $|\w \($")
_CLOSED = re.compile(r"[,.;)’”\"]|\s+(?:and|from|of|who|was|is|has)\b|\s*$")
_ARTICLE = re.compile(r"\b(?:an?|no)\b", re.IGNORECASE)
_PLURAL = frozenset({"NNS", "NNPS"})
_BETWEEN = frozenset({"ADJ", "DET", "NUM"})  # may stand between a number and its noun
_REACH = 40  # characters before a number in which a bound may stand


def find_quantities(report: Report, doc: Doc) -> list[QuantityMention]:
    """Every number phrase that counts people or things, in text order (docs/codebook.md, "Numbers")."""
    text = report.text
    offsets = [token.idx for token in doc]
    dates = [s for s in time_spans(text) if not text[s.start : s.end].isdigit()]
    taken = bytearray(len(text) + 1)
    for span in dates:
        taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    out: list[QuantityMention] = []
    for number in numbers(text):
        if any(taken[number.start : number.end]):
            continue
        mention = _mention(number, text, doc, offsets)
        if mention is not None:
            out.append(mention)
            taken[mention.span.start : mention.span.end] = b"\x01" * (mention.span.end - mention.span.start)
    out.extend(m for m in _singles(text, doc, offsets) if not any(taken[m.span.start : m.span.end]))
    return sorted(out, key=lambda m: m.span)


# ---------------------------------------------------------------- what stands around a number


def _either(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


@cache
def _bounds() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, tuple[str, str]]]:
    """What may end just before a number, what may follow it, and what each means."""
    before: dict[str, tuple[str, str]] = {}
    after: dict[str, tuple[str, str]] = {}
    for entry in lexicon("quantities")["bounds"]:
        meaning = (entry["id"], entry["means"])
        before |= dict.fromkeys(entry.get("before", ()), meaning)
        after |= dict.fromkeys(entry.get("after", ()), meaning)

    fillers = _either(listed("fillers"))
    return (
        re.compile(rf"(?<![\w-])(?P<words>{_either(before)})\s+(?:(?:{fillers})\s+)?$", re.IGNORECASE),
        re.compile(rf"\s+(?P<words>{_either(after)})\b", re.IGNORECASE),
        before | after,
    )


@cache
def _kept() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_either(listed('kept'))})\s+$", re.IGNORECASE)


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
    if _GOES_ON.match(text, end):
        return False
    if number.digits and _LISTED.match(text, end) and not text[:start].rpartition("\n")[2].strip():
        return False  # "1. …": a list
    before = _LAST.search(text[max(0, start - 24) : start])
    after = _NEXT.match(text, end, end + 24)
    last = before[1].lower() if before is not None else ""
    next_word = after[1].lower() if after is not None else ""
    if last in listed("numbered") or _MONEY.search(text[max(0, start - 6) : start]):
        return False
    if text[start:end].lower() == "one" and (
        last in listed("not_one_after") or next_word in listed("not_one_before")
    ):
        return False
    if number.rule == "many" and last in {"how", "so", "too", "as", "that"}:
        return False
    singular = next_word.removesuffix("s")
    if next_word in listed("not_counted") or singular in listed("not_counted"):
        return False
    return not _is_age(number, text, token)


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


# ---------------------------------------------------------------- what is counted


def _mention(number: Number, text: str, doc: Doc, offsets: list[int]) -> QuantityMention | None:
    last = bisect_right(offsets, number.end - 1) - 1
    token = doc[last - 1] if number.of and last > 0 else doc[last]
    first = doc[bisect_right(offsets, number.start) - 1]
    if not _is_counted(number, text, first) or _is_year(number, token):
        return None
    _bound(number, text)
    if number.rule == "none":
        return _made(number, None, token)
    noun = _noun(token, first)
    if noun is None:
        alone = not (number.needs_noun or _is_told_of_one(token) or _is_part_of_name(token))
        return _made(number, None, token) if alone else None
    if number.needs_noun and (noun.tag_ not in _PLURAL or noun.pos_ == "PROPN"):
        return None
    if noun.lemma_.lower() in listed("not_counted") or _is_measure(number, token, noun):
        return None
    return _made(number, noun, token)


def _is_year(number: Number, token: Token) -> bool:
    """ "in 2015", but not "2000 people"."""
    if not number.digits or number.end - number.start != 4 or not 1800 <= number.low < 2100:
        return False
    counts = token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ in _PLURAL
    return number.rule == "number" and not counts


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


@cache
def _people() -> frozenset[str]:
    return frozenset(lexicon("classes")["people_words"]) - listed("collective")


def _singles(text: str, doc: Doc, offsets: list[int]) -> Iterator[QuantityMention]:
    """ "a soldier": one; "no casualties": none."""
    for found in _ARTICLE.finditer(text):
        token = doc[bisect_right(offsets, found.start()) - 1]
        lower = token.lower_
        if lower not in {"a", "an", "no"} or token.dep_ != "det" or token.head.i < token.i:
            continue
        noun = token.head
        if lower == "no" and noun.lemma_.lower() in _people() | listed("harm"):
            yield _made(Number(token.idx, token.idx + len(token), 0, 0, "none"), None, token)
        elif lower != "no" and noun.tag_ == "NN" and noun.lemma_.lower() in _people():
            yield _made(Number(token.idx, token.idx + len(token), 1, 1, "one"), noun, token)
