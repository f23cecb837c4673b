"""A text in, the expressions of time in it out, by the rules of lexicons/en/times.yaml; the longest wins.

What its neighbours or its grammar show to be no time (names, verbs, numbers) is told apart here too.
Must not know: publication days, events.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from functools import cache

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import Span, TimeReference
from dateline.resolve.times.calendar import Days

_WORD = re.compile(r"\d+|[^\W\d_]+")
_MACRO = re.compile(r"\{\{(\w+)\}\}")
_BEFORE, _AFTER = 52, 44  # characters around an anchor word in which a rule may match
_LAST_WORD = re.compile(r"([^\W_]+)[’'.]?[\s“\"'‘(]*$")
_NEXT_WORD = re.compile(r"[\s-]*([^\W_]+)")
_TITLE_CASE = re.compile(r"(?:May|March|MAY|MARCH)\b")
_NAMES = frozenset({"weekday", "month.alone", "year.alone"})  # rules whose words may be part of a name


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    means: str
    pattern: re.Pattern[str]
    order: int
    follows: bool = False  # what it counts from stands after it: "the first three days of"
    event: bool = False  # no time unless that is a happening or another time


@dataclass(slots=True)
class Found:
    """One expression in the text, and where the parse has it."""

    rule: Rule
    groups: dict[str, str]
    span: Span
    head: int = 0
    days: Days = field(default_factory=Days)
    how: str = ""
    reference: TimeReference | None = None
    clock: time | None = None
    zone: str | None = None  # of the clock; None: the place's own
    counts_from: Span | None = None  # the words of the event from which it counts
    same_as: Found | None = None  # the local day that it tells again in another zone


@cache
def _rules() -> dict[str, tuple[Rule, ...]]:
    """Rules by the class of word that must stand in them."""
    table: dict[str, list[Rule]] = {}
    for order, entry in enumerate(lexicon("times")["rules"]):
        pattern = _expand(entry["pattern"]).replace(" ", r"\s{1,3}")
        compiled = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
        rule = Rule(
            entry["id"],
            entry["means"],
            compiled,
            order,
            entry.get("follows", False),
            entry.get("event", False),
        )
        table.setdefault(entry["with"], []).append(rule)
    return {kind: tuple(rules) for kind, rules in table.items()}


def _expand(pattern: str) -> str:
    macros = lexicon("times")["macros"]
    while _MACRO.search(pattern):
        pattern = _MACRO.sub(lambda m: f"(?:{macros.get(m[1]) or _any_of(m[1])})", pattern)
    return pattern


def _any_of(table: str) -> str:
    """A pattern for every key of a table of the lexicon; `months` and `muslim_months` are those of other calendars."""
    calendars = lexicon("times")["calendars"]
    tables = {"months": set().union(*calendars.values()), "muslim_months": calendars["muslim"]}
    names = sorted(tables.get(table) or lexicon("times")[table], key=len, reverse=True)
    return "|".join(re.escape(name).replace("\\ ", r"[\s-]").replace("'", "[’']") for name in names)


@cache
def _anchors() -> dict[str, str]:
    tables = lexicon("times")
    names = [*tables["feasts"], *(name for months in tables["calendars"].values() for name in months)]
    table = {max(re.split(r"[ ']", name), key=len): "calendar" for name in names}
    table |= {word: kind for kind, words in tables["words"].items() for word in words}
    table |= {f"{minute:02}": "minute" for minute in range(60)}
    return table | {str(year): "year" for year in range(1800, 2100)}


@cache
def word_set(name: str) -> frozenset[str]:
    return frozenset(lexicon("times")[name])


# ---------------------------------------------------------------- finding


def time_spans(text: str) -> list[Span]:
    """Where time expressions may stand, before the parse has been asked: numbers in them count nothing.

    >>> [tuple(s) for s in time_spans("On 5 July 2017 nine men died.")]
    [(3, 14)]
    """
    return [found.span for found in spot(text)]


def spot(text: str) -> list[Found]:
    """Every expression, in text order, none overlapping another."""
    candidates = sorted(_candidates(text), key=lambda f: (f.span.start - f.span.end, f.rule.order))
    chosen: list[Found] = []
    taken: set[int] = set()
    for found in candidates:
        characters = range(found.span.start, found.span.end)
        if taken.isdisjoint(characters):
            taken.update(characters)
            chosen.append(found)
    return sorted(chosen, key=lambda f: f.span)


def _candidates(text: str) -> Iterator[Found]:
    anchors, rules = _anchors(), _rules()
    for word in _WORD.finditer(text):
        kind = anchors.get(word[0].lower())
        if kind is None:
            continue
        low, high = max(0, word.start() - _BEFORE), word.end() + _AFTER
        for rule in rules.get(kind, ()):
            for match in rule.pattern.finditer(text, low, high):
                if match.start() <= word.start() and word.end() <= match.end():
                    groups = {name: _plain(part) for name, part in match.groupdict().items() if part}
                    yield Found(rule, groups, Span(match.start(), match.end()))
                    break


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


# ---------------------------------------------------------------- names and other words that are no times


def is_time(found: Found, text: str, doc: Doc, people: set[str]) -> bool:
    """Whether the parse and the neighbouring words let the expression be a time."""
    before, after = _neighbours(text, found.span)
    month = found.groups.get("m", "")
    words = text[found.span.start : found.span.end]
    if before.lower() in word_set("every"):
        return False
    if after.lower() in word_set("name_after_any_case") and "d" in found.groups and "y" not in found.groups:
        return False
    if after[:1].isupper() and after.lower() in word_set("name_after") and "y" not in found.groups:
        return False
    if found.rule.id in _NAMES and before[:1].isupper() and before.lower() in word_set("name_before"):
        return False
    if month in {"may", "march"} and not _TITLE_CASE.search(words):
        return False
    token = doc[found.head]
    if found.rule.id == "month.alone":
        return _is_month(token, month, before.lower(), text[found.span.end : found.span.end + 2], people)
    if found.rule.id == "year.alone":
        return _is_year(token, before.lower())
    if found.rule.means == "season" and not {"y", "which", "part"} & found.groups.keys():
        return (
            not text[found.span.end :].lstrip().startswith("of ")
            and words[:1].islower()
            and before in {"in", "during"}
        )
    return True


def _neighbours(text: str, span: Span) -> tuple[str, str]:
    """The words before and after, on the same line; empty if there is none."""
    before = _LAST_WORD.search(text[max(0, span.start - 24) : span.start].rpartition("\n")[2])
    after = _NEXT_WORD.match(text[span.end : span.end + 24].partition("\n")[0])
    return (before[1] if before else ""), (after[1] if after else "")


def _is_month(token: Token, month: str, before: str, following: str, people: set[str]) -> bool:
    if month in people:
        return before in {"in", "early", "late", "mid", "since", "last", "until", "during"}
    if token.tag_ == "MD" or token.ent_type_ == "PERSON":
        return False
    if before in word_set("month_after") or following in {"’s", "'s"}:
        return True
    return token.dep_ in {"compound", "nmod", "amod", "npadvmod"} and token.head.tag_ in {"NN", "NNS"}


def _is_year(token: Token, before: str) -> bool:
    if before == "at":
        return False
    counted = token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ in {"NNS", "NNPS"}
    return not counted or before in {"the", "s", "in"}


def people_called(founds: list[Found], text: str) -> set[str]:
    """Months that are somebody's name in this text: "Theresa May"."""
    out = set()
    for found in founds:
        if found.rule.id == "month.alone":
            before, _ = _neighbours(text, found.span)
            if before[:1].isupper() and before.lower() not in word_set("month_after") | _anchors().keys():
                out.add(found.groups["m"])
    return out
