"""Who may be the source of an event: everybody whom the report lets speak, and how close that is to the event.

Comes in: the voices of a report (said.py), the groups of mentions. Goes out: for each group the speakers with named
features, for the model "source". Must not know other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dateline.extract.context import ARMED, Context
from dateline.extract.fill import encoded
from dateline.extract.grammar import distance
from dateline.extract.groups import Group
from dateline.extract.learned import Features, bucket
from dateline.extract.said import Quotes, Voice, reporting_verbs
from dateline.model import Attribution, Party

FAR = 12  # sentences; who speaks further off is only asked when few speak


@dataclass(slots=True)
class Speaker:
    """One person or body that speaks in the report, under its fullest name."""

    party: Party
    voices: list[Voice] = field(default_factory=list)


@dataclass(slots=True)
class Speakers:
    """All that speak in a report, and where."""

    every: list[Speaker] = field(default_factory=list)
    of_name: dict[str, Speaker] = field(default_factory=dict)
    sentence: dict[int, set[str]] = field(default_factory=dict)  # number -> who speaks in it
    heard: list[tuple[int, str]] = field(default_factory=list)  # sentence, name: in text order


def gather_speakers(context: Context, quotes: Quotes, groups: Iterable[Group]) -> Speakers:
    """The voices put together by who speaks: "Begum" and "Shamima Begum" are one."""
    speakers = Speakers()
    known: dict[str, list[Voice]] = {}
    for voice in quotes.voices:
        known.setdefault(voice.attribution.source.name, []).append(voice)
    for group in groups:
        for mention in group.mentions:
            for attribution in mention.said.attributions:
                known.setdefault(attribution.source.name, []).append(
                    Voice(attribution, mention.trigger.token, "rule")
                )
    spelled = spelled_out(context.report.text)
    parties = {name: _spelled(voices[0].attribution.source, spelled) for name, voices in known.items()}
    fullest = _fullest(parties)
    for name, voices in known.items():
        party = parties[fullest[name]]
        speaker = speakers.of_name.get(party.name)
        if speaker is None:
            speaker = Speaker(party)
            speakers.every.append(speaker)
            speakers.of_name[party.name] = speaker
        speaker.voices += voices
        speakers.of_name[name] = speaker
    for voice in quotes.voices:
        number = context.sentence_of[voice.word.i]
        name = speakers.of_name[voice.attribution.source.name].party.name
        speakers.sentence.setdefault(number, set()).add(name)
        speakers.heard.append((number, name))
    return speakers


_SHORT = re.compile(
    r"((?:[A-Z][\w’'-]*[ -](?:(?:of|for|and|the|on|in|to|against|de|du) ){0,2}){2,8})\(([A-Z]{3,8})\)"
)


def spelled_out(text: str) -> dict[str, str]:
    """Short forms that the report explains, with their long form.

    >>> spelled_out("The African Centre for Justice and Peace Studies (ACJPS) said so.")
    {'ACJPS': 'African Centre for Justice and Peace Studies'}
    """
    out = {}
    for found in _SHORT.finditer(text):
        words = found[1].split()
        for first in range(len(words) - 1):
            capitals = "".join(w[0] for w in words[first:] if w[0].isupper())
            if words[first][0] == found[2][0] and capitals == found[2]:
                out[found[2]] = " ".join(words[first:])
                break
    return out


def _spelled(party: Party, spelled: dict[str, str]) -> Party:
    whole = spelled.get(party.name) if party.id is None else None
    return party if whole is None else party.model_copy(update={"name": whole})


def _fullest(parties: dict[str, Party]) -> dict[str, str]:
    """Name -> the longest name of the same person: a surname or an office alone is part of a full name."""
    words = {name: _words(name) for name in parties}
    by_word: dict[str, list[str]] = {}
    for name, party in parties.items():
        for word in set(words[name]) if party.kind == "person" else ():
            by_word.setdefault(word, []).append(name)
    out = {}
    for name, found in words.items():
        best = name
        for other in by_word.get(found[-1], ()) if found and parties[name].id is None else ():
            if set(found) < set(words[other]) and len(words[other]) > len(words[best]):
                best = other
        out[name] = best
    return out


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name.lower())


def source_candidates(
    context: Context, quotes: Quotes, group: Group, speakers: Speakers
) -> list[tuple[Attribution, Features]]:
    """Those who may be the source: whoever the rules name for the event, and whoever else speaks near it."""
    mine = {speakers.of_name[a.source.name].party.name for m in group.mentions for a in m.said.attributions}
    standing = _Standing(context, group, speakers)
    out = []
    words = []
    for speaker in speakers.every:
        gaps = [(standing.gap(v), n) for n, v in enumerate(speaker.voices)]
        gap, nearest = min(gaps)
        name = speaker.party.name
        if gap > FAR and len(speakers.every) > 3 and name not in mine:
            continue
        features = frozenset(_features(context, quotes, group, speakers, speaker, standing, mine))
        voice = speaker.voices[nearest]
        here = voice.attribution.source  # the fullest name, with the words that stand at this voice
        party = speaker.party.model_copy(update={"spans": here.spans, "text": here.text})
        out.append((voice.attribution.model_copy(update={"source": party}), features))
        words.append(_named_at(context, voice))
    hints = encoded(context, group, words, "source")
    return [(a, features | hint) for (a, features), hint in zip(out, hints, strict=True)]


def _named_at(context: Context, voice: Voice) -> list[int]:
    """The word that names who speaks."""
    spans = voice.attribution.source.spans or voice.attribution.spans
    named = context.doc.char_span(*spans[0], alignment_mode="expand") if spans else None
    return [voice.word.i if named is None else named.root.i]


class _Standing:
    """Where the speakers stand around an event: who is heard last before it, who next after it."""

    def __init__(self, context: Context, group: Group, speakers: Speakers) -> None:
        self.context = context
        self.here = sorted({m.sentence for m in group.mentions})
        first = self.here[0]
        self.before = next((n for s, n in reversed(speakers.heard) if s < first), None)
        self.after = next((n for s, n in speakers.heard if s > first), None)
        self.in_sentence = set().union(*(speakers.sentence.get(s, set()) for s in self.here))

    def gap(self, voice: Voice) -> int:
        sentence = self.context.sentence_of[voice.word.i]
        return min(abs(sentence - n) for n in self.here)


def _features(
    context: Context, quotes: Quotes, group: Group, speakers: Speakers, speaker: Speaker, standing: _Standing,
    mine: set[str],
) -> Iterator[str]:  # fmt: skip
    party, name, lead = speaker.party, speaker.party.name, group.mentions[0]
    told = lead.said.rule.split(":")[0]
    own = name in mine
    kind = "armed" if party.kind in ARMED else party.kind
    yield f"source_rule:{own}"
    yield f"source_told:{told}&own:{own}"
    yield f"source_mine{bucket(len(mine), 1, 2)}&own:{own}"
    yield f"source_kind:{kind}&own:{own}"
    yield f"source_named:{party.text[:1].isupper()}&source_kind:{kind}"
    yield f"source_listed:{party.id is not None}&named:{party.text[:1].isupper()}"
    gap = min(standing.gap(v) for v in speaker.voices)
    before = any(context.sentence_of[v.word.i] < lead.sentence for v in speaker.voices)
    side = "here" if not gap else "before" if before else "after"
    yield f"source_gap{bucket(gap, 1, 2, 3, 6)}:{side}"
    yield f"source_gap{bucket(gap, 1, 2, 3)}&source_told:{told}&own:{own}"
    yield f"source_gap{bucket(gap, 1, 2, 3)}&source_kind:{kind}"
    heard_here = len(standing.in_sentence)
    if name in standing.in_sentence:
        yield f"speaks_here{bucket(heard_here, 2, 3)}"
    else:
        yield f"others_speak_here{bucket(heard_here, 1, 2)}&own:{own}"
    if name == standing.before:
        yield f"heard_last&gap{bucket(gap, 2, 3, 6)}&others{bucket(heard_here, 1)}"
    if name == standing.after:
        yield f"heard_next&gap{bucket(gap, 2, 3, 6)}&others{bucket(heard_here, 1)}"
    yield f"speakers{bucket(len(speakers.every), 2, 3, 6)}&often{bucket(len(speaker.voices), 2, 4)}"
    if any(name in group.names(role) for role in ("actors",)):
        yield f"source_is:actor&own:{own}"
    if any(name in group.names(role) for role in ("targets",)):
        yield f"source_is:target&own:{own}"
    main = standing.here[0] <= 1
    yield f"main_event:{main}&often{bucket(len(speaker.voices), 2, 4)}&own:{own}"
    if main:
        rank = list(dict.fromkeys(n for _, n in speakers.heard)).index(name) if speakers.heard else 0
        yield f"main_event&speaker_rank{bucket(rank, 1, 2, 4)}&own:{own}"
    for how in {v.how for v in speaker.voices}:
        yield f"speaks_by:{how}&source_kind:{kind}"
    yield f"source_title:{any(m.in_title for m in group.mentions)}&own:{own}"
    yield f"source_sentence{bucket(lead.sentence, 1, 3, 6)}&own:{own}"
    yield f"hedged:{any(m.said.rule.startswith('hedge') or m.realis.hedged for m in group.mentions)}&own:{own}"
    for mention in group.mentions:
        yield from _in_sentence(context, quotes, speaker, mention.sentence, mention.trigger.token.i, own)
        follows = context.sentences[mention.sentence][0].lower_ in {"he", "she", "they", "it"}
        if follows and name == standing.before:
            yield f"pronoun_follows&gap{bucket(gap, 2)}"


def _in_sentence(
    context: Context, quotes: Quotes, speaker: Speaker, sentence: int, trigger: int, own: bool
) -> Iterator[str]:
    token = context.doc[trigger]
    for voice in speaker.voices:
        if context.sentence_of[voice.word.i] != sentence or voice.how == "rule":
            continue
        verb = voice.word.lemma_.lower()
        yield f"voice:{voice.how}&own:{own}"
        yield f"source_verb:{verb}"
        yield f"verb_kind:{reporting_verbs().get(verb)}&own:{own}"
        above = voice.word.is_ancestor(token)
        order = "before" if voice.word.i < trigger else "after"
        yield f"voice_above:{above}&order:{order}&own:{own}"
        yield f"voice_steps{bucket(distance(voice.word, token), 2, 3, 5, 8)}&own:{own}"
    quotation = quotes.around(token)
    if quotation is not None and quotation.voice is not None:
        yield f"quoted:{quotation.voice in speaker.voices}&in:quote"
    elif sentence in quotes.speech:
        yield f"quoted:{quotes.speech[sentence] in speaker.voices}&in:speech"
