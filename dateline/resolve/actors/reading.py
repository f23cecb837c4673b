"""One report while its parties are read: its words, the names found in it, and the mentions so far.

Comes in: a report, its parse, the actor list. Goes out: look-ups by token that all steps of the reading use.
Must not know: what the steps decide.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from dateline.model import PartyKind, Report, Span
from dateline.parse import text_of
from dateline.resolve.actors.actorlist import Actor, ActorList, Nation, countries, nations
from dateline.resolve.actors.names import Hit, key_of, shouted_stretches, words_of
from dateline.resolve.actors.offices import Organisation
from dateline.resolve.actors.wording import Noun, wording

FAR_POWERS = {"US": 0.35, "GB": 0.35, "FR": 0.4, "RU": 0.5}  # states that fight or speak far from home
OWN_ROLES = {"nsubj", "dobj", "pobj", "nsubjpass", "npadvmod"}


@dataclass(slots=True)
class Found:
    """A mention while it is put together. `first`, `last`: tokens, `last` not included."""

    first: int
    last: int
    head: int
    name: str
    id: str | None
    kind: PartyKind
    country: str | None
    named: bool
    plural: bool
    rule: str
    note: str | None = None
    pronoun: bool = False
    human: bool = False  # one that "he" or "she" may take up
    plain: str | None = None  # a person's name without the office
    of: Organisation | None = None  # whose office it is, or whom the described party broke away from
    start: int = -1  # offsets, when finer than tokens
    end: int = -1


class Reading:
    """The state of reading one report."""

    def __init__(
        self, report: Report, doc: Doc, actors: ActorList, country: str | None, places: Sequence[Span]
    ) -> None:
        self.report, self.doc, self.actors, self.wording = report, doc, actors, wording()
        self.all = list(doc)
        self.starts = [token.idx for token in self.all]
        self.text = text_of(doc)
        text_words = words_of(self.text)
        shouted = shouted_stretches(self.text)
        self.nations: list[Hit[Nation]] = list(nations().find(self.text, text_words, shouted))
        self.mentioned = self.mentioned_countries()
        self.hits: list[Hit[str]] = self.strong(list(actors.names.find(self.text, text_words, shouted)))
        self.hit_at: dict[int, Hit[str]] = {}
        for hit in self.hits:
            for i in self.tokens(hit.start, hit.end):
                self.hit_at[i] = hit
        self.nation_at: dict[int, Hit[Nation]] = {}
        for nation in self.nations:
            for i in self.tokens(nation.start, nation.end):
                self.nation_at[i] = nation
        self.country = country if country in countries() else self.main_country()
        self.lower = [token.lower_ for token in self.all]
        self.sentence = _sentence_starts(self.all)
        self.publisher = self.publishing_state()
        self.places = {(span.start, span.end) for span in places}
        self.found: list[Found] = []
        self.taken: set[int] = set()
        self.offices: dict[int, str | None] = {}  # a person's head -> the office told anywhere in the report

    def token(self, offset: int) -> int:
        return max(bisect_right(self.starts, offset) - 1, 0)

    def tokens(self, start: int, end: int) -> range:
        return range(self.token(start), self.token(end - 1) + 1)

    def words(self, first: int, last: int) -> str:
        """The words as a name: of a text all in capitals in their usual case."""
        start, end = self.offsets(first, last)
        return " ".join(self.text[start:end].split())

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        final = self.all[last - 1]
        return self.all[first].idx, final.idx + len(final)

    def main_country(self) -> str | None:
        """The country named most, its name counting more than its adjective; far powers count less."""
        votes: defaultdict[str, float] = defaultdict(float)
        for hit in self.nations:
            for nation in hit.meanings[:1]:
                weight = {"name": 2.0, "adjective": 1.0, "people": 1.0, "capital": 1.0}[nation.form]
                votes[nation.iso] += weight * FAR_POWERS.get(nation.iso, 1.0)
        for mention in self.hits:
            for actor_id in mention.meanings[:1]:
                iso = self.actors.actors[actor_id].country
                if iso is not None and len(mention.meanings) == 1:
                    votes[iso] += 0.7 * FAR_POWERS.get(iso, 1.0)
        best = max(votes, key=lambda iso: votes[iso], default=None)
        return best if best is not None and votes[best] >= 1 else None

    def mentioned_countries(self) -> set[str]:
        return {n.iso for hit in self.nations for n in hit.meanings}

    def strong(self, hits: list[Hit[str]]) -> list[Hit[str]]:
        """Without common words that name an actor only beside its country or its full name."""
        weak = self.actors.weak
        keys = [key_of(self.text[hit.start : hit.end]) for hit in hits]
        known = {
            id for hit, key in zip(hits, keys, strict=True) for id in hit.meanings if (key, id) not in weak
        }
        found = []
        for hit, key in zip(hits, keys, strict=True):
            meanings = tuple(
                id
                for id in hit.meanings
                if (key, id) not in weak or id in known or self.actors.actors[id].country in self.mentioned
            )
            if meanings:
                found.append(hit._replace(meanings=meanings))
        return found

    def actor_of(self, hit: Hit[str]) -> Actor | None:
        """The actor that a name means here: the main country's, else the only one of a country named."""
        if len(hit.meanings) == 1:
            return self.actors.actors[hit.meanings[0]]
        chosen = self.actors.choose(hit.meanings, self.country)
        if chosen is None:
            near = [i for i in hit.meanings if self.actors.actors[i].country in self.mentioned]
            chosen = self.actors.actors[near[0]] if len(near) == 1 else None
        return chosen

    def publishing_state(self) -> str | None:
        """The state whose body published the report, if one did: "UK Government", "CENTCOM"."""
        actor = self.actors.match(self.report.outlet) if self.report.outlet else None
        return (
            actor.country if actor is not None and actor.kind in ("state", "state_force", "police") else None
        )

    def names_a_body(self, words: str) -> bool:
        """Whether the words hold a nationality or a listed actor."""
        split = words_of(words)
        return any(True for _ in nations().find(words, split)) or any(
            True for _ in self.actors.names.find(words, split)
        )

    def sort(self) -> None:
        self.found.sort(key=lambda f: (self.start(f), -f.last))

    def start(self, found: Found) -> int:
        return found.start if found.start >= 0 else self.all[found.first].idx

    def add(self, found: Found) -> None:
        self.found.append(found)
        self.taken.update(range(found.first, found.last))

    def add_actor(
        self, actor: Actor, first: int, last: int, head: int, rule: str, *, named: bool, plural: bool,
        start: int = -1, end: int = -1, note: str | None = None,
    ) -> None:  # fmt: skip
        self.add(
            Found(
                first, last, head, actor.name, actor.id, actor.kind, actor.country, named, plural, rule, note,
                start=start, end=end,
            )
        )  # fmt: skip

    def noun_at(self, i: int) -> tuple[Noun, int] | None:
        """The party noun that ends at token `i`, and its first token ("suicide bomber" is two)."""
        word = self.lower[i]
        if i > self.sentence[i]:
            back = i - 2 if self.lower[i - 1] == "-" and i > 1 else i - 1
            noun = self.wording.noun(self.lower[back], word)
            if noun is not None:
                return noun, back
        noun = self.wording.noun(word)
        return (noun, i) if noun is not None else None

    def left(self, head: int) -> int:
        """The first token of the noun phrase that ends at `head`, determiners and numbers left outside."""
        i = head
        sentence = self.sentence[head]
        while i > sentence:
            before = self.all[i - 1]
            if before.is_space or (before.i in self.taken and before.ent_type_ == "PERSON"):
                break
            if before.ent_type_ in ("DATE", "TIME") and before.pos_ in ("NOUN", "PROPN"):
                break
            if before.tag_ == "HYPH" or before.text in ("-", "–"):
                if before.whitespace_ and before.i and self.all[before.i - 1].whitespace_:
                    break  # a dash between phrases: "NAIROBI - Gunmen"
                i -= 1
                continue
            if i < head and self.all[i].tag_ == "HYPH":
                i -= 1
                continue
            if not _belongs(before, i, head):
                break
            i -= 1
        while i < head and (self.all[i].tag_ == "HYPH" or self.all[i].text in ("-", "–")):
            i += 1
        return i

    def trim(self, first: int, head_first: int) -> int:
        """Step over numbers, quantifiers and words for "unidentified" at the front of a phrase."""
        while first < head_first:
            token = self.all[first]
            if (
                token.pos_ in ("NUM", "DET")
                or token.like_num
                or self.lower[first] in self.wording.drop_modifiers
                or token.tag_ == "HYPH"
            ):
                # "seven-member committee", "60-plus nations": the word tied to a number goes with it
                tied = token.pos_ == "NUM" and first + 2 < head_first and self.all[first + 1].tag_ == "HYPH"
                first += 3 if tied else 1
            else:
                break
        return min(first, head_first)

    def head(self, first: int, last: int) -> int:
        """The token of a stretch that governs the others; the last one when the parse falls apart."""
        for i in range(last - 1, first - 1, -1):
            if not first <= self.all[i].head.i < last:
                return i
        return last - 1

    def speaks(self, head: int) -> bool:
        """Whether the party is told of as a speaker: subject of "said", "according to", "told" by it."""
        token = self.all[head]
        hops = 0
        while token.dep_ in ("conj", "appos") and token.head.i < token.i and hops < 4:
            token, hops = token.head, hops + 1
        governor = token.head
        if token.dep_ == "nsubj" and governor.lemma_ in self.wording.speech_verbs:
            return True
        if token.dep_ == "pobj" and governor.lower_ == "to":
            before = governor.i - 1
            return before >= 0 and self.lower[before] == "according"
        if token.dep_ == "pobj" and governor.lower_ == "by":
            return governor.head.lemma_ in self.wording.speech_verbs
        return False

    def is_of_places(self, first: int, last: int) -> bool:
        """Whether the tokens name nothing but places: "Homs and Hama"."""
        inside = {i for a, b in self.places for i in self.tokens(a, b)} if self.places else set()
        return bool(inside) and all(t.i in inside or not t.text[0].isupper() for t in self.all[first:last])

    def in_larger_place(self, start: int, end: int) -> bool:
        """Whether the stretch is part of a longer place name: "Syria" of "northern Syria"."""
        return any(a <= start and end <= b and (a, b) != (start, end) for a, b in self.places)

    def is_sponsor(self, last: int) -> bool:
        return (
            last + 1 < len(self.doc)
            and self.all[last].text in ("-", "–")
            and self.lower[last + 1] in self.wording.sponsor_suffixes
        )


def _belongs(before: Token, i: int, head: int) -> bool:
    """Whether the word before token `i` is part of the noun phrase that ends at `head`."""
    if before.pos_ == "NOUN" and before.dep_ in OWN_ROLES:
        other_verb = before.head.pos_ in ("VERB", "AUX", "ADP") and before.dep_ != "npadvmod"
        return not (before.head.i > head or other_verb)
    if before.pos_ in ("ADJ", "NOUN", "PROPN"):
        return True
    if before.tag_ in ("VBN", "VBG"):
        return before.dep_ in ("amod", "compound")
    return before.pos_ == "ADV" and before.dep_ == "advmod" and i <= before.head.i < head


def _sentence_starts(tokens: list[Token]) -> list[int]:
    """For each token, the first token of its sentence."""
    starts = []
    start = 0
    for token in tokens:
        if token.is_sent_start:
            start = token.i
        starts.append(start)
    return starts
