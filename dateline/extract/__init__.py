"""Extract: a report, its parse and its mentions -> statements and assessments.

Comes in: `Report`, spaCy `Doc`, `Mentions`. Goes out: `Statement`, `Assessment`. Must not know: other reports.

    event words -> did it happen? -> who says so? -> roles, tolls -> mentions of one event -> statements -> worth it?
    (triggers)     (realis)          (said)          (roles, tolls)  (groups)                 (assemble)    (weigh)
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc

from dateline.extract.assemble import assemble
from dateline.extract.assess import find_assessments
from dateline.extract.context import Context, build_context
from dateline.extract.groups import Group, group_mentions, merge_in_sentence
from dateline.extract.learned import Features, Model, models
from dateline.extract.mention import EventMention
from dateline.extract.realis import Realis, judge
from dateline.extract.roles import fill_roles
from dateline.extract.said import Quotes, attribute, find_quotes
from dateline.extract.tolls import find_tolls
from dateline.extract.topic import other_topics
from dateline.extract.triggers import find_triggers
from dateline.extract.weigh import choose, weigh
from dateline.model import Assessment, Mentions, Report, Statement


def extract(
    report: Report, doc: Doc, mentions: Mentions, *, asked: Mapping[str, Model] | None = None
) -> tuple[list[Statement], list[Assessment]]:
    """Everything that one report says happened, and what it says of causes and the future.

    `asked`: the models to use, by default the shipped ones; {} leaves every choice to the rules.
    """
    asked = models() if asked is None else asked
    context = build_context(report, doc, mentions)
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
    found = [m for m in find_mentions(context, quotes) if m.realis.real]
    return group_mentions(context, merge_in_sentence(context, found), asked.get("same"))


def find_mentions(context: Context, quotes: Quotes) -> list[EventMention]:
    """Every event word with what its sentence says of it, real or not."""
    out = []
    elsewhere = other_topics(context)
    for trigger in find_triggers(context):
        sentence = context.sentence_of[trigger.token.i]
        topic = elsewhere.get(sentence)
        in_title = trigger.token.idx < context.report.body_start
        mention = EventMention(
            trigger=trigger,
            type=trigger.type,
            sentence=sentence,
            in_title=in_title,
            realis=judge(context, trigger, in_title)
            if topic is None
            else Realis("not", f"other_topic:{topic}"),
            said=attribute(context, trigger.token, quotes),
        )
        if mention.realis.real:
            fill_roles(context, mention)
            mention.tolls = find_tolls(context, trigger.token)
        out.append(mention)
    return out
