"""One report as the extractor sees it: the parse, with every resolved mention found from any of its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from dateline.lexicons import lexicon
from dateline.model import (
    Mentions,
    PartyMention,
    PlaceMention,
    QuantityMention,
    Report,
    Span,
    TimeMention,
    Uncounted,
)  # fmt: skip
from dateline.parse import text_of

if TYPE_CHECKING:
    from dateline.extract.encoder import Encoded
    from dateline.extract.triggers import Trigger

# Kinds of party that bear arms; the others are done to, or speak.
ARMED = {"state_force", "police", "coalition", "rebel", "militia", "state"}


@dataclass(slots=True)
class Context:
    """Look-ups by token index. `sentences` leaves out what is not the report's text."""

    report: Report
    doc: Doc
    mentions: Mentions
    party_at: dict[int, PartyMention] = field(default_factory=dict)  # every token of the mention
    party_head: dict[int, PartyMention] = field(default_factory=dict)
    place_at: dict[int, PlaceMention] = field(default_factory=dict)
    time_at: dict[int, TimeMention] = field(default_factory=dict)
    quantity_at: dict[int, QuantityMention] = field(default_factory=dict)  # by noun, or by the number itself
    uncounted_at: dict[int, Uncounted] = field(default_factory=dict)
    lemmas: list[str] = field(default_factory=list)  # of every token, in lower case
    sentences: list[DocSpan] = field(default_factory=list)
    sentence_of: dict[int, int] = field(default_factory=dict)  # token index -> place in `sentences`
    triggers: list[Trigger] | None = None  # the event words of the list, once they are looked for
    topics: dict[int, str] | None = None  # sentence -> what else it speaks of, once that is looked for
    encoded: Encoded | None = None  # what the encoder says of the words; None when only rules are asked

    def span(self, start: int, end: int) -> Span:
        """Characters of the tokens from index `start` up to, not including, `end`."""
        last = self.doc[end - 1]
        return Span(self.doc[start].idx, last.idx + len(last))

    def sentence_span(self, number: int) -> Span:
        """The sentence without the white space around it and the dateline before it."""
        sentence = self.sentences[number]
        first, filed = sentence.start_char, self.report.dateline
        if filed is not None and first <= filed.span.start and filed.span.end < sentence.end_char:
            first = filed.span.end
        text = self.report.text[first : sentence.end_char]
        start = first + len(text) - len(text.lstrip())
        return Span(start, start + len(text.strip()))

    def words_of(self, sentence: DocSpan) -> str:
        """The report's words of a sentence: faster than putting its tokens together again."""
        return self.report.text[sentence.start_char : sentence.end_char].strip()

    def is_armed(self, token: Token) -> bool:
        mention = self.party_at.get(token.i)
        if mention is not None:
            return mention.party.kind in ARMED
        return token.lemma_.lower() in word_class("force_words")

    def is_people(self, token: Token) -> bool:
        return (
            token.i in self.party_head
            or token.lemma_.lower() in word_class("people_words")
            or token.ent_type_ == "PERSON"
        )


_classes: dict[str, frozenset[str]] = {}


def word_class(name: str) -> frozenset[str]:
    """The lemmas of a class in lexicons/en/classes.yaml."""
    if name not in _classes:
        _classes[name] = frozenset(lexicon("classes")[name])
    return _classes[name]


def _lemmas(doc: Doc) -> list[str]:
    """Read off at once: asking every token for it takes a hundred times as long."""
    ids = doc.to_array("LEMMA").tolist()
    known = {lemma: doc.vocab.strings[lemma].lower() for lemma in set(ids)}
    return [known[lemma] for lemma in ids]


def build_context(report: Report, doc: Doc, mentions: Mentions) -> Context:
    context = Context(report, doc, mentions, lemmas=_lemmas(doc))
    token_at = [0] * (len(text_of(doc)) + 1)  # character -> token
    for token in doc:
        for i in range(token.idx, token.idx + len(token)):
            token_at[i] = token.i

    def tokens(span: Span) -> range:
        return range(token_at[span.start], token_at[max(span.start, span.end - 1)] + 1)

    filed = report.dateline.span if report.dateline is not None else None
    for party in mentions.parties:
        if filed is not None and party.span.overlaps(filed):
            continue  # where a report was filed does nothing and says nothing
        for i in tokens(party.span):
            context.party_at.setdefault(i, party)
        context.party_head[party.head] = party
        context.party_at[party.head] = party
    for place in mentions.places:
        for i in tokens(place.span):
            context.place_at[i] = place
    for time in mentions.times:
        for i in tokens(time.span):
            context.time_at[i] = time
    for quantity in mentions.quantities:
        for i in tokens(quantity.span):
            context.quantity_at.setdefault(i, quantity)
        if quantity.noun is not None:
            context.quantity_at[quantity.noun] = quantity
    for uncounted in mentions.uncounted:
        context.uncounted_at |= dict.fromkeys(tokens(uncounted.span), uncounted)
    hidden = [f.span for f in report.furniture]
    if report.dateline is not None:
        hidden.append(report.dateline.span)
    for sentence in doc.sents:
        text = context.words_of(sentence)
        span = Span(sentence.start_char, sentence.end_char)
        if len(text) < 3 or any(
            h.start <= span.start + 1 and h.end >= span.start + len(text) for h in hidden
        ):
            continue
        number = len(context.sentences)
        context.sentences.append(sentence)
        for token in sentence:
            context.sentence_of[token.i] = number
    return context
