"""Is this about a conflict at all? Sport, business, storms and courts borrow the words of war.

Comes in: a report's context. Goes out: for each sentence the other topic that it speaks of, or None. Must not know:
event words. The words stand in lexicons/en/topics.yaml.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span as DocSpan

from dateline.extract.context import ARMED, Context
from dateline.lexicons import lexicon

# A report is of another topic as a whole when it has this many of its words, and this many for each of conflict.
# Both are far above what a report of a conflict holds in passing; chosen on the training reports.
WORDS = 4
SHARE = 3
# Courts and parliaments are spoken of in every report of a conflict: they never take a whole report.
IN_PASSING = frozenset({"court", "politics"})
# One word of these is not enough for a sentence.
TWO_WORDS = frozenset({"politics"})
# Kinds of event that politics names in play; people killed, arrested or driven out are meant in earnest.
IN_PLAY = frozenset({"armed_clash", "air_strike", "shelling", "assault", "explosive_device", "other"})


@cache
def _topic_of() -> dict[str, str]:
    return {word: topic for topic, words in lexicon("topics").items() for word in words}


def other_topics(context: Context) -> dict[int, str]:
    """Sentence number -> the other topic, where one is spoken of and nobody who fights."""
    if context.topics is None:
        context.topics = _other_topics(context)
    return context.topics


def _other_topics(context: Context) -> dict[int, str]:
    counts = [_count(context, sentence) for sentence in context.sentences]
    whole = sum(counts, Counter[str]())
    conflict = whole.pop("conflict", 0) + whole.pop("force", 0)
    for topic in IN_PASSING:
        whole.pop(topic, None)
    main, words = max(whole.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if words >= WORDS and words >= SHARE * conflict:
        return dict.fromkeys(range(len(counts)), main)
    topics = ((number, _sentence_topic(found)) for number, found in enumerate(counts))
    return {number: topic for number, topic in topics if topic is not None}


def in_earnest(topic: str | None, kind: str) -> bool:
    """Whether an event word of this kind means what it says in a sentence of this topic."""
    return topic is None or (topic in TWO_WORDS and kind not in IN_PLAY)


def _sentence_topic(found: Counter[str]) -> str | None:
    if found["force"]:
        return None
    if found["fiction"]:
        return "fiction"
    if found["conflict"]:
        return None
    topics = [t for t, n in found.items() if n >= (2 if t in TWO_WORDS else 1)]
    return max(topics, key=lambda topic: (found[topic], topic), default=None)


def _count(context: Context, sentence: DocSpan) -> Counter[str]:
    """How many words of each topic; "force" are the listed armed parties."""
    found = Counter(
        topic for words in _words(context, sentence) if (topic := _topic_of().get(words)) is not None
    )
    for number in range(sentence.start, sentence.end):
        mention = context.party_head.get(number)
        if mention is not None and mention.party.id is not None and mention.party.kind in ARMED - {"state"}:
            found["force"] += 1
    return found


def _words(context: Context, sentence: DocSpan) -> Iterator[str]:
    """The lemma of every word, and of every two in a row."""
    before = ""
    for lemma in context.lemmas[sentence.start : sentence.end]:
        yield lemma
        if before:
            yield f"{before} {lemma}"
        before = lemma
