"""Capitals that stand for their state, and towns where only those sit who speak: nothing happened there.

Comes in: a spot, the place that it means, the parse. Goes out: yes or no. Must not know: other places.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from dateline.resolve.gazetteer.index import Entry
from dateline.resolve.places.features import is_capital
from dateline.resolve.places.spotting import Spot
from dateline.resolve.places.wording import wording

STATE_PREPOSITIONS = {"by", "with", "between", "against", "for", "among", "than"}


def stands_for_state(spot: Spot, entry: Entry, doc: Doc, main: str | None) -> bool:
    """A capital that stands for its state: it speaks, decides, has ties; nothing happens at it.

    `main`: the country that the report names most.
    """
    words = wording()
    if entry.kind not in {"city", "admin1"} or not is_capital(entry):
        return False
    if (
        spot.cue in words.strong
        or spot.near
        or spot.kind
        or spot.direction
        or spot.distance
        or spot.within is not None
    ):
        return False
    token: Token = doc[spot.head]
    hops = 0
    while token.dep_ == "conj" and token.head.i != token.i and hops < 4:
        token, hops = token.head, hops + 1
    if token.dep_ in ("nsubj", "nsubjpass", "dobj"):
        return token.head.lemma_ not in words.place_verbs
    if token.dep_ == "poss":
        head = token.head
        return (
            head.lower_ not in words.kinds and head.lower_ not in words.edges and not head.text[0].isupper()
        )
    if token.dep_ == "pobj":
        word = token.head.lower_
        moved = word in ("from", "to") and token.head.head.pos_ == "VERB"  # "flew from Berlin"
        abroad = entry.country != main and not moved
        return word in STATE_PREPOSITIONS or (abroad and word in words.weak)
    return token.dep_ in ("compound", "nmod", "npadvmod") and entry.country != main


def is_seat(spot: Spot, entry: Entry, doc: Doc) -> bool:
    """Where those sit who speak: "the government in Bamako said", "the United Nations said in Geneva"."""
    words = wording()
    token: Token = doc[spot.head]
    if not (is_capital(entry) or entry.name in words.seats) or token.dep_ != "pobj":
        return False
    preposition, governor = token.head, token.head.head
    if preposition.lower_ not in ("in", "at"):
        return False
    if governor.lemma_ in words.framing:  # "told reporters in": whichever the parse ties it to
        return doc[preposition.i - 1].lemma_.lower() in {governor.lemma_, *words.listeners}
    speaks = governor.head.lemma_ in words.framing
    return speaks and (
        (governor.dep_ == "nsubj" and governor.lemma_.lower() in words.offices)
        or (governor.dep_ == "dobj" and governor.lemma_.lower() in words.listeners)
    )
