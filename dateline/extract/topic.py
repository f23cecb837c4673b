"""Is this about a conflict at all? Sport, business, storms and courts borrow the words of war.

Comes in: a report's context. Goes out: for each sentence the other topic that it speaks of, or None. Must not know:
event words. The words stand in lexicons/en/topics.yaml.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

from spacy.tokens import Span as DocSpan

from dateline.extract.context import ARMED, Context
from dateline.lexicons import lexicon

# A report is of another topic as a whole when it has this many of its words, and this many for each of conflict.
# Both are far above what a report of a conflict holds in passing; chosen on the training reports.
WORDS = 4
SHARE = 3


@cache
def _topic_of() -> dict[str, str]:
    return {word: topic for topic, words in lexicon("topics").items() for word in words}


def other_topics(context: Context) -> dict[int, str]:
    """Sentence number -> the other topic, where one is spoken of and nobody who fights."""
    counts = [_count(context, sentence) for sentence in context.sentences]
    whole = sum(counts, Counter[str]())
    conflict = whole.pop("conflict", 0)
    main, words = max(whole.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if main != "court" and words >= WORDS and words >= SHARE * conflict:
        return dict.fromkeys(range(len(counts)), main)
    return {
        number: max(found, key=lambda topic: (found[topic], topic))
        for number, found in enumerate(counts)
        if found and not found["conflict"]
    }


def _count(context: Context, sentence: DocSpan) -> Counter[str]:
    """How many words of each topic; a listed armed party counts as a word of conflict."""
    found = Counter(topic for t in sentence if (topic := _topic_of().get(t.lemma_.lower())) is not None)
    for token in sentence:
        mention = context.party_head.get(token.i)
        if mention is not None and mention.party.id is not None and mention.party.kind in ARMED - {"state"}:
            found["conflict"] += 1
    return found
