"""Noun phrases of a document, and what is known of each: candidates for every role of an incident.

Comes in: a document and its anchors. Goes out: phrases with named features. Must not know: templates, answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from bench.muc4.anchors import Anchor
from bench.muc4.codebook import words_of
from bench.muc4.document import Document, lemma
from dateline.extract.context import Context
from dateline.extract.grammar import distance, path
from dateline.extract.learned import bucket
from dateline.model import Interval
from dateline.parse import load_parser
from dateline.truecase import is_common

_LEFT = frozenset(
    {
        "amod",
        "compound",
        "nmod",
        "poss",
        "nummod",
        "npadvmod",
        "advmod",
        "punct",
        "case",
        "quantmod",
        "det",
        "appos",
    }
)
_DROPPED_TAGS = frozenset({"DT", "PDT", "PRP$", "CD", "WDT", "WP$"})
_EDGE = re.compile(r"^[\s,;:.\"'()\-]+|(?:'S?)?[\s,;:.\"'()\-]*$")
_UNOPENED = re.compile(r"^[^(]*\)\s*")  # what is left of an abbreviation before the title
_BRACKET = re.compile(r"(?<=\w)\s*[(\[].*")  # an abbreviation after the name
_DETERMINERS = frozenset({"the", "a", "an", "his", "their", "its", "-", "this", "no"})
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Phrase:
    """One noun phrase. `bare`: without articles, numbers and what follows; `full`: with what "of" adds; `name`: the
    personal name in it, `title` the words before that name. All in the text's own words."""

    head: Token
    start: int
    end: int
    sentence: int
    bare: str
    full: str
    numbered: str
    name: str | None = None
    title: str | None = None
    index: int = 0  # among the document's phrases
    number: Interval | None = None
    plural: bool = False
    features: frozenset[str] = frozenset()
    near: list[tuple[int, Anchor]] = field(default_factory=list)  # anchors of the sentence, nearest first


def find_phrases(document: Document, anchors: list[Anchor]) -> list[Phrase]:
    """Every noun phrase of the body, in text order, with its features."""
    doc = document.context.doc
    by_sentence: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        by_sentence.setdefault(anchor.sentence, []).append(anchor)
    about = frozenset(_about(document, anchors))
    out: list[Phrase] = []
    for token in doc:
        if (
            token.idx < document.body
            or not _heads_phrase(document.context, token)
            or token.i not in document.context.sentence_of
        ):
            continue
        phrase = _phrase(document, token)
        if phrase is None:
            continue
        here = by_sentence.get(phrase.sentence, [])
        phrase.near = sorted(
            ((distance(token, a.token), a) for a in here), key=lambda p: (p[0], p[1].token.i)
        )
        before = by_sentence.get(phrase.sentence - 1, [])
        phrase.features = frozenset(_features(document, phrase, here, before)) | about
        phrase.index = len(out)
        out.append(phrase)
    return out


def _heads_phrase(context: Context, token: Token) -> bool:
    """Whether a phrase ends with this noun; of nouns before a noun only those that may be somebody or a weapon."""
    if token.pos_ not in {"NOUN", "PROPN"} and token.tag_ not in {"NN", "NNS", "NNP", "NNPS"}:
        return False
    if token.dep_ in {"compound", "nmod"} and token.head.i > token.i and token.head.pos_ in {"NOUN", "PROPN"}:
        return (
            token.i in context.party_head
            or lemma(token) in words_of("modifiers")
            or _ends_organisation(token)
        )
    return _LETTER.search(token.text) is not None


def _ends_organisation(token: Token) -> bool:
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    return token.ent_type_ == "ORG" and (
        following is None or following.ent_type_ != "ORG" or following.ent_iob_ == "B"
    )


def _phrase(document: Document, head: Token) -> Phrase | None:
    doc = document.context.doc
    first = head.i
    for child in sorted(head.lefts, key=lambda t: -t.i):
        if child.dep_ not in _LEFT or any(t.pos_ in {"VERB"} and t.dep_ == "relcl" for t in child.subtree):
            break
        first = min(first, child.left_edge.i)
    last = head.i
    if head.ent_type_:
        while (
            last + 1 < len(doc)
            and doc[last + 1].ent_iob_ == "I"
            and doc[last + 1].ent_type_ == head.ent_type_
        ):
            last += 1
    trimmed = first
    while trimmed < head.i and (
        doc[trimmed].tag_ in _DROPPED_TAGS
        or doc[trimmed].is_punct
        or doc[trimmed].is_space
        or doc[trimmed].lower_ in words_of("quantifiers")
        or doc[trimmed].tag_ == "POS"
        or doc[trimmed].ent_type_ in {"DATE", "TIME"}
    ):
        trimmed += 1
    bare = _words(document, trimmed, last)
    if not bare:
        return None
    end = last
    for child in doc[last].rights if last != head.i else head.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == end + 1:
            end = max(end, _end_of(child))
    phrase = Phrase(
        head=head,
        start=doc[trimmed].idx,
        end=doc[last].idx + len(doc[last]),
        sentence=document.context.sentence_of[head.i],
        bare=bare,
        full=_words(document, trimmed, end),
        numbered=_words(document, first, last),
        plural=head.tag_ in {"NNS", "NNPS"},
    )
    quantity = document.context.quantity_at.get(head.i)
    if quantity is not None:
        phrase.number = quantity.interval
    _take_name(document, phrase, trimmed, last)
    return phrase


def _end_of(preposition: Token) -> int:
    """The last token of what hangs on "of", up to the first relative clause, apposition or comma."""
    end = preposition.i
    for token in sorted(preposition.subtree, key=lambda t: t.i):
        if token.i <= preposition.i:
            continue
        if token.is_punct or token.is_space or token.dep_ in {"relcl", "appos", "acl"} or token.i != end + 1:
            break
        end = token.i
    return end


def _words(document: Document, first: int, last: int) -> str:
    doc = document.context.doc
    text = document.words(doc[first].idx, doc[last].idx + len(doc[last]))
    return _EDGE.sub("", _BRACKET.sub("", _UNOPENED.sub("", text)))


def _take_name(document: Document, phrase: Phrase, first: int, last: int) -> None:
    """Split "MAYOR CARLOS TORRADO" into name and title, if the phrase is a person's."""
    doc = document.context.doc
    head = phrase.head
    party = document.context.party_at.get(head.i)
    person = head.ent_type_ == "PERSON" or (
        party is not None and party.party.kind == "person" and party.named
    )
    if (head.pos_ != "PROPN" and not person) or head.tag_ in {"NNPS", "NNS"}:
        return
    if head.ent_type_ in {"GPE", "LOC", "FAC", "NORP", "DATE"} and not person:
        return
    if not person and is_common(head.lower_, load_parser()):
        return
    start = last
    while (
        start > first
        and _name_word(doc[start - 1])
        and doc[start - 1].lower_.strip(".") not in words_of("titles")
    ):
        start -= 1
    name = _words(document, start, last)
    if not name or doc[last].lower_ in words_of("titles") or len(name) < 3:
        return
    phrase.name = name
    while first < start and doc[first].tag_ in {"VBD", "VBG", "VBN"}:
        first += 1  # "KIDNAPPED MAYOR"
    if start > first:
        phrase.title = _words(document, first, start - 1) or None


def _name_word(token: Token) -> bool:
    if token.is_space or token.is_punct or token.ent_type_ == "NORP":
        return False
    known = token.pos_ == "PROPN" or token.ent_type_ == "PERSON" or token.lower_ in words_of("particles")
    return known or (token.is_alpha and not is_common(token.lower_, load_parser()))


def _about(document: Document, anchors: list[Anchor]) -> Iterator[str]:
    kinds = {a.kind for a in anchors}
    yield f"doc.anchors{bucket(len(anchors), 2, 5, 10, 20)}"
    for kind in kinds:
        yield f"doc.kind:{kind}"
    yield f"doc.first:{anchors[0].kind if anchors else None}"


def _features(document: Document, phrase: Phrase, here: list[Anchor], before: list[Anchor]) -> Iterator[str]:
    head, context = phrase.head, document.context
    word = lemma(head)
    party = context.party_at.get(head.i)
    kind = "none" if party is None else f"{party.party.kind}{'*' if party.named else ''}"
    entity = head.ent_type_ or "-"
    yield f"head:{word}"
    yield f"party:{kind}"
    yield f"entity:{entity}"
    yield f"name:{phrase.name is not None}&title:{phrase.title is not None}"
    yield f"tag:{head.tag_}"
    if party is not None and party.party.id:
        yield f"actor:{party.party.id}"
    if head.i in context.place_at:
        yield "place"
    for token in context.doc[head.left_edge.i : head.i]:
        if not token.is_space and not token.is_punct and token.i >= head.i - 6:
            yield f"word:{lemma(token)}"
    for token in head.rights:
        if token.dep_ == "prep":
            yield f"right:{token.lower_}"
            for inner in token.children:
                if inner.dep_ == "pobj":
                    yield f"right:{token.lower_} {lemma(inner)}"
        elif token.dep_ in {"acl", "relcl", "appos"}:
            yield f"right:{token.dep_} {lemma(token)}"
    determiner = next((c.lower_ for c in head.lefts if c.dep_ in {"det", "poss"}), "-")
    yield f"determiner:{determiner if determiner in _DETERMINERS else 'other'}"
    yield from (f"{f}&party:{kind}" for f in _position(head))
    yield from _position(head)
    yield f"head:{word}&{next(iter(_position(head)))}"
    for _, anchor in phrase.near[:3]:
        way = path(head, anchor.token)
        yield f"way:{way}&kind:{anchor.kind}"
        yield f"way:{way}&anchor:{anchor.word}"
        yield f"way:{way}&party:{kind}"
        yield f"way:{way}&entity:{entity}"
        yield f"way:{way}&real:{anchor.real}"
    if phrase.near:
        steps, anchor = phrase.near[0]
        yield f"nearest:{anchor.kind}"
        yield f"nearest{bucket(steps, 1, 2, 3, 5, 9)}"
        yield f"nearest{bucket(steps, 2, 4, 9)}&head:{word}"
        yield f"nearest:{anchor.kind}&head:{word}"
        yield f"nearest:{anchor.kind}&party:{kind}"
        side = "before" if head.i < anchor.token.i else "after"
        yield f"{side}:{anchor.word}"
        yield f"{side}:{anchor.kind}&party:{kind}"
    for anchor in here:
        role = anchor.role_of(head)
        if role is not None:
            yield f"role:{role}:{anchor.kind}"
            yield f"role:{role}"
            yield f"role:{role}&real:{anchor.real}"
        yield f"here:{anchor.word}"
    yield f"here{bucket(len(here), 1, 2, 3, 5)}"
    if not here:
        yield "no_anchor"
        for anchor in before:
            yield f"before_sentence:{anchor.kind}"
            yield f"before_sentence:{anchor.kind}&head:{word}"
    number = phrase.sentence
    yield f"sentence{bucket(number, 2, 3, 5, 9, 17)}"
    sentence = context.sentences[number]
    if any(t.lower_ in words_of("speaking") for t in sentence):
        yield "spoken"
    if sentence.text.count('"') >= 1:
        yield "quoted"
    if head.dep_ == "conj":
        above = head.head
        yield f"beside:{lemma(above)}"
        other = context.party_at.get(above.i)
        yield f"beside_party:{'none' if other is None else other.party.kind}"
    if head.dep_ == "appos":
        yield f"renames:{head.head.ent_type_ or lemma(head.head)}"


def _position(head: Token) -> Iterator[str]:
    """Where a noun hangs: "nsubjpass kill", "pobj of murder"."""
    node = head
    while node.dep_ in {"conj", "appos"} and node.head != node:
        node = node.head
    above = node.head
    if node.dep_ == "pobj":
        yield f"at:{above.lower_} {lemma(above.head)}"
        yield f"dep:{above.lower_}"
    else:
        yield f"at:{node.dep_} {lemma(above)}"
        yield f"dep:{node.dep_}"
