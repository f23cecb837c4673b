"""Anchors, the words that may tell of an incident: Dateline's event mentions, and words that only MUC-4 counts."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from bench.muc4.codebook import words_of
from bench.muc4.document import Document, lemma
from dateline.extract.grammar import doers, undergoers
from dateline.extract.mention import EventMention


@dataclass(slots=True, eq=False)
class Anchor:
    """`kind`: Dateline's type of event, or "word" for what Dateline does not take for one here."""

    number: int
    token: Token
    sentence: int
    kind: str
    word: str
    real: str  # "real", or Dateline's reason why not
    event: EventMention | None = None

    def role_of(self, head: Token) -> str | None:
        """The part that Dateline (or else the grammar) gives a noun in what the anchor tells."""
        if self.event is not None:
            for role in ("actors", "partners", "targets"):
                if any(p.head == head.i for p in getattr(self.event, role)):
                    return role
        if self.token.pos_ == "VERB":
            if any(t.i == head.i for t in undergoers(self.token)):
                return "undergoer"
            if any(t.i == head.i for t in doers(self.token)):
                return "doer"
        return None


def find_anchors(document: Document) -> list[Anchor]:
    """In text order."""
    taken: dict[int, Anchor] = {}
    for event in document.events:
        token = event.trigger.token
        real = "real" if event.realis.real else event.realis.rule
        taken.setdefault(token.i, Anchor(0, token, event.sentence, event.type, lemma(token), real, event))
    for token in document.context.doc:
        if token.idx < document.body or token.i in taken or token.i not in document.context.sentence_of:
            continue
        if lemma(token) in words_of("anchors") and token.pos_ in {"NOUN", "VERB", "PROPN"}:
            number = document.context.sentence_of[token.i]
            taken[token.i] = Anchor(0, token, number, "word", lemma(token), "unknown")
    out = [taken[i] for i in sorted(taken)]
    for number, anchor in enumerate(out):
        anchor.number = number
    return out
