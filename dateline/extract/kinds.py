"""What kind of event is it? The rules' type and the encoder's, weighed by the model "type".

Comes in: a group and the type that its words and their surroundings give. Goes out: the likeliest type, why, and what
was passed over. Must not know: sides, place, days.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.extract.context import Context
from dateline.extract.encoder import TYPES, Array, bands, sigmoid
from dateline.extract.groups import Group, decide_type
from dateline.extract.learned import Features, Model, bucket

FAINT = 0.03  # the encoder's types below this are not asked about


def choose_type(context: Context, group: Group, model: Model | None) -> tuple[str, str]:
    """The event type and the rule or model that chose it."""
    ruled, rule = decide_type(context, group)
    found = type_candidates(context, group, ruled)
    if model is None or len(found) < 2:
        return ruled, rule
    chances = {name: model.probability(features) for name, features in found.items()}
    best = max(chances, key=lambda name: (chances[name], name == ruled, name))
    return (ruled, rule) if best == ruled else (best, "model:type")


def type_candidates(context: Context, group: Group, ruled: str) -> dict[str, Features]:
    """The rules' type and those that the encoder thinks of, each with its features."""
    if context.encoded is None:
        return {ruled: frozenset()}
    words = context.encoded.type_logits(group.words)
    here = _sentence(context, group)
    chances = here if words is None else sigmoid(words)
    names = {TYPES[i] for i in range(len(TYPES)) if max(chances[i], here[i]) >= FAINT} | {ruled}
    lemma = group.first.trigger.token.lemma_.lower()
    return {name: frozenset(_features(name, ruled, lemma, group, chances, here)) for name in sorted(names)}


def _sentence(context: Context, group: Group) -> Array:
    assert context.encoded is not None
    sentences = {m.sentence for m in group.mentions}
    told = [context.encoded.sentence_types([t.i for t in context.sentences[n]])[0] for n in sentences]
    return max(told, key=lambda t: float(t.max()))


def _features(name: str, ruled: str, lemma: str, group: Group, chances: Array, here: Array) -> Iterator[str]:
    own = TYPES.index(name)
    yield f"as_ruled:{name == ruled}"
    yield f"ruled:{ruled}&as:{name}"
    yield f"lemma:{lemma}&as:{name}"
    yield f"as:{name}"
    yield f"as_ruled:{name == ruled}&rule:{group.first.trigger.rule.id}"
    yield from bands("encoder_type", chances[own])
    yield from bands("encoder_sentence", here[own])
    yield f"encoder_type_first:{chances[own] == chances.max()}&as_ruled:{name == ruled}"
    rank = int((chances > chances[own]).sum())
    yield f"encoder_type_rank{bucket(rank, 1, 2, 3)}&as_ruled:{name == ruled}"
