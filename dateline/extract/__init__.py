"""Extract: a report, its parse and its mentions -> statements and assessments.

Comes in: `Report`, spaCy `Doc`, `Mentions`. Goes out: `Statement`, `Assessment`. Must not know: other reports.

    event words -> did it happen? -> who says so? -> roles, tolls -> mentions of one event -> statements -> worth it?
    (triggers)     (realis)          (said)          (roles, tolls)  (groups)                 (assemble)    (weigh)
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc, Token

from dateline.extract.assemble import assemble
from dateline.extract.assess import find_assessments
from dateline.extract.context import Context, build_context
from dateline.extract.encoder import TYPES, shipped, sigmoid
from dateline.extract.groups import Group, group_mentions, merge_in_sentence
from dateline.extract.learned import Features, Model, models
from dateline.extract.mention import EventMention
from dateline.extract.realis import Realis, judge
from dateline.extract.roles import fill_roles
from dateline.extract.said import Quotes, attribute, find_quotes
from dateline.extract.tolls import find_tolls
from dateline.extract.topic import in_earnest, other_topics
from dateline.extract.triggers import Rule, Trigger, triggers_of
from dateline.extract.weigh import choose, weigh
from dateline.model import DEFAULT_EXTRACTOR, Assessment, Mentions, Report, Statement

# Answers of the encoder, as chances.
BELIEVED = 0.97  # against a rule that says it was only planned: "ordered the withdrawal", "began to evacuate"
PROPOSED = 0.6  # for an event in a sentence without an event word of the list
BEFORE, AFTER = 1, 1  # sentences around one with an event word that it reads too
CARRIES = {"VERB", "NOUN", "PROPN", "ADJ", "AUX"}  # parts of speech that may be an event word


def extract(
    report: Report,
    doc: Doc,
    mentions: Mentions,
    *,
    extractor: str = DEFAULT_EXTRACTOR,
    asked: Mapping[str, Model] | None = None,
) -> tuple[list[Statement], list[Assessment]]:
    """Everything that one report says happened, and what it says of causes and the future.

    `extractor`: one of EXTRACTORS; "rules" does not ask the encoder. `asked`: the models to use, by default the
    shipped ones of the extractor; {} leaves every choice to the rules.
    """
    asked = models(extractor) if asked is None else asked
    context = build_context(report, doc, mentions)
    if extractor != "rules":
        context.encoded = shipped().encode(context, near_events(context))
    quotes = find_quotes(context)
    weighed = find_candidates(context, quotes, asked)
    return choose(weighed, asked), find_assessments(context, quotes)


def find_candidates(
    context: Context, quotes: Quotes, asked: Mapping[str, Model]
) -> list[tuple[Statement, Features]]:
    """Every statement that the report may hold, with the features from which `choose` decides."""
    groups = find_groups(context, quotes, asked)
    return weigh(context, groups, assemble(context, quotes, groups, asked))


def find_groups(context: Context, quotes: Quotes, asked: Mapping[str, Model]) -> list[Group]:
    """The mentions of what really happened, those of one event together."""
    found = [m for m in find_mentions(context, quotes) if m.taken]
    return group_mentions(context, merge_in_sentence(context, found), asked.get("same"))


def find_mentions(context: Context, quotes: Quotes) -> list[EventMention]:
    """Every event word with what its sentence says of it, real or not."""
    out = []
    elsewhere = other_topics(context)
    for trigger in with_encoder(context, triggers_of(context)):
        sentence = context.sentence_of[trigger.token.i]
        topic = elsewhere.get(sentence)
        in_title = trigger.token.idx < context.report.body_start
        mention = EventMention(
            trigger=trigger,
            type=trigger.type,
            sentence=sentence,
            in_title=in_title,
            realis=judge(context, trigger, in_title)
            if in_earnest(topic, trigger.type)
            else Realis("not", f"other_topic:{topic}"),
            said=attribute(context, trigger.token, quotes),
        )
        mention.taken = mention.realis.real or (
            mention.realis.status == "plan" and _believed(context, trigger.token)
        )
        if mention.taken:
            fill_roles(context, mention)
            mention.tolls = find_tolls(context, trigger.token)
        out.append(mention)
    return out


def near_events(context: Context) -> set[int]:
    """The sentences that the encoder reads: those with an event word, and their neighbours.

    What is left out tells of no event, and coding is faster without it.
    """
    told = {context.sentence_of[t.token.i] for t in triggers_of(context)}
    return {n + step for n in told for step in range(-BEFORE, AFTER + 1)}


def _believed(context: Context, token: Token) -> bool:
    if context.encoded is None:
        return False
    logits = context.encoded.type_logits([token.i])
    return logits is not None and float(sigmoid(logits.max())) >= BELIEVED


def with_encoder(context: Context, triggers: list[Trigger]) -> list[Trigger]:
    """The event words of the list, and in sentences where it has none, those that the encoder points at."""
    if context.encoded is None:
        return triggers
    taken = {context.sentence_of[t.token.i] for t in triggers}
    out = list(triggers)
    for number, sentence in enumerate(context.sentences):
        if number in taken:
            continue
        words = [t.i for t in sentence if t.pos_ in CARRIES]
        chances, tells = context.encoded.sentence_types(words)
        if not words or chances.max() < PROPOSED:
            continue
        best = int(chances.argmax())
        token = context.doc[tells[best]]
        rule = Rule(f"encoder.{TYPES[best]}", TYPES[best], (), (), order=999)
        out.append(Trigger(token, token.i, token.i + 1, rule, token.pos_ in {"VERB", "AUX"}))
    return sorted(out, key=lambda t: t.start)
