"""An expression that counts from an event ("a week after the town fell") in; the days that the report tells for it out.

The words of the event are looked for beside the other times of the report: the same act or its noun, the same
names. What is not told so stays unresolved. Must not know: coded events.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Token

from dateline.lexicons import lexicon
from dateline.model import Span
from dateline.resolve.times.calendar import Days
from dateline.resolve.times.spotting import Found, word_set

_LONGEST = 14  # words of an event's phrase
_CLOSE = 6  # of them, those that may say which end of the event is meant
_STOPS = frozenset('.,;:()\n—–"“”')
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "dobj"})
_BEFORE_NOUN = frozenset({"DET", "ADJ", "NOUN", "PROPN", "PRON", "PART", "NUM", "PUNCT"})
_NOUNS = frozenset({"NOUN", "ADJ", "PROPN"})  # the tagger takes "the offensive" for an adjective
_UNDER = frozenset({"of", "on", "against", "in", "at"})


def event_days(found: Found, founds: Iterable[Found], doc: Doc) -> Days | None:
    """The days of the nearest time of the report that is told of the event after `found`; the earlier if two are.

    A time that hangs on the same verb as `found` is told of what that verb tells.
    """
    phrase = _phrase(found.span, doc)
    keys, words = _event(phrase)
    if not keys:
        return None
    names, inside = _names(words), {token.i for token in phrase}
    near: list[tuple[int, Days]] = []
    for other in founds:
        if other is found or other.days.start is None or other.days.end is None:
            continue
        verb, clause = _clause(doc[other.head])
        if other.head not in inside and verb.i == _clause(doc[found.head])[0].i:
            continue
        told, acts = _names(clause), _acts(clause)
        if not keys & acts or _is_end(_acts(phrase[:_CLOSE])) != _is_end(acts):
            continue
        if not (names and told and names.isdisjoint(told)):
            near.append((abs(other.head - found.head), other.days))
    return min(near, key=lambda n: n[0])[1] if near else None


def _is_end(acts: set[str]) -> bool:
    return not acts.isdisjoint(word_set("ends"))


def is_event(span: Span, doc: Doc) -> bool:
    """Whether the words after the expression name a happening at all: "after the attack", not "after us"."""
    phrase = _phrase(span, doc)
    if not phrase or (phrase[0].pos_ in {"VERB", "AUX"} and phrase[0].tag_ != "VBG"):
        return False  # "has since been freed"
    return phrase[0].lower_ not in word_set("people") and bool(_event(phrase)[0])


def event_words(span: Span, doc: Doc) -> Span | None:
    """The words of the event after the expression: "the town fell"."""
    words = _event(_phrase(span, doc))[1]
    if not words:
        return None
    last = max(words, key=lambda token: token.i)
    return Span(min(token.idx for token in words), last.idx + len(last))


def is_reason(found: Found, doc: Doc) -> bool:
    """ "since" with a clause of which no day is told: mostly why, not when."""
    phrase = _phrase(found.span, doc)
    noun = any(t.pos_ in _NOUNS and _act(t) in word_set("happenings") for t in phrase[:_CLOSE])
    return (
        found.rule.means == "since" and "u" not in found.groups and found.days.reason is not None and not noun
    )


def _phrase(span: Span, doc: Doc) -> list[Token]:
    """The words after the expression, to the end of their clause."""
    out: list[Token] = []
    first = bisect_left(range(len(doc)), span.end, key=lambda i: doc[i].idx)
    for token in doc[first : first + _LONGEST + 1]:
        if token.text[:1] in _STOPS or len(out) == _LONGEST or (token.is_sent_start and out):
            break
        out.append(token)
    return out


def _event(phrase: list[Token]) -> tuple[frozenset[str], list[Token]]:
    """The happening that the phrase names, and its words: the first noun, if that is one, or the verb.

    Of "began" it is what began, of "the start" what started.
    """
    for number, token in enumerate(phrase):
        if token.pos_ not in _BEFORE_NOUN:
            break
        if token.pos_ in _NOUNS and _act(token) in word_set("happenings"):
            return frozenset({_act(token)}), phrase[:number] + _under(token, phrase)
        if token.pos_ == "NOUN" and _act(token) in word_set("phases"):
            return _happenings(phrase[number + 1 :]), _under(token, phrase)
    inside = {token.i for token in phrase}
    for token in phrase:
        if token.pos_ == "VERB" and (token.head.i == token.i or token.head.i not in inside):
            words = _under(token, phrase)
            begun = _act(token) in word_set("phases")
            return (_happenings(words) if begun else frozenset({_act(token)})), words
    return frozenset(), []


def _under(token: Token, phrase: list[Token]) -> list[Token]:
    inside = {t.i for t in phrase}
    return [t for t in token.subtree if t.i in inside]


def _happenings(words: list[Token]) -> frozenset[str]:
    return frozenset({_act(t) for t in words if t.pos_ == "NOUN"} & word_set("happenings"))


def _clause(head: Token) -> tuple[Token, list[Token]]:
    """The verb above a time, and the words that tell what happened: that verb with subject and object, or a noun."""
    out: list[Token] = []
    token = head
    while token.head.i != token.i and token.pos_ not in {"VERB", "AUX"}:
        token = token.head
        if token.pos_ in {"NOUN", "VERB"}:
            out.append(token)
    if token.lemma_.lower() in word_set("saying"):
        return token, [t for t in out if t.i != token.i]
    for child in token.children:
        if child.dep_ in _SUBJECTS:
            out.extend(_noun_with_names(child))
        elif child.dep_ == "prep" and child.lower_ in _UNDER:
            out.extend(t for t in child.subtree if t.pos_ == "PROPN")
    return token, out


def _noun_with_names(noun: Token) -> Iterator[Token]:
    yield noun
    for token in noun.subtree:
        if token.i != noun.i and token.pos_ in {"PROPN", "NOUN"}:
            yield token


def _acts(tokens: Iterable[Token]) -> set[str]:
    return {_act(token) for token in tokens if token.pos_ in {"NOUN", "VERB"}}


def _names(tokens: Iterable[Token]) -> set[str]:
    dates = {*lexicon("times")["words"]["month"], *lexicon("times")["words"]["weekday"]}
    return {token.lower_ for token in tokens if token.pos_ == "PROPN"} - dates


def _act(token: Token) -> str:
    """One word for an act, whether told by a verb or a noun: "siege" and "besieged" are the same."""
    lemma = token.lemma_.lower()
    return _one_word().get(lemma, lemma)


@cache
def _one_word() -> dict[str, str]:
    return {word: words[0] for words in lexicon("times")["one_act"] for word in words}
