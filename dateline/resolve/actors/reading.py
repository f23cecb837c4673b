"""One report while its parties are read: its words, the names found in it, and the mentions so far.

Comes in: a report, its parse, the actor list. Goes out: look-ups by token that every step of the reading uses.
Must not know: what the steps decide.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from spacy.tokens import Doc

from dateline.model import PartyKind, Report
from dateline.resolve.actors.actorlist import Actor, ActorList, Nation, countries, nations
from dateline.resolve.actors.names import Hit, Word, key_of, shouted_stretches, words_of
from dateline.resolve.actors.wording import Noun, wording

FAR_POWERS = {"US": 0.35, "GB": 0.35, "FR": 0.4, "RU": 0.5}  # states that fight or speak far from home


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
    start: int = -1  # offsets, when finer than tokens
    end: int = -1


class Reading:
    """The state of reading one report."""

    def __init__(self, report: Report, doc: Doc, actors: ActorList, country: str | None) -> None:
        self.report, self.doc, self.actors, self.wording = report, doc, actors, wording()
        self.starts = [token.idx for token in doc]
        self.text = doc.text
        text_words: list[Word] = words_of(self.text)
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
        self.lower = [token.lower_ for token in doc]
        self.found: list[Found] = []
        self.taken: set[int] = set()

    def token(self, offset: int) -> int:
        return max(bisect_right(self.starts, offset) - 1, 0)

    def tokens(self, start: int, end: int) -> range:
        return range(self.token(start), self.token(end - 1) + 1)

    def words(self, first: int, last: int) -> str:
        start, end = self.offsets(first, last)
        return " ".join(self.report.text[start:end].split())

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        final = self.doc[last - 1]
        return self.doc[first].idx, final.idx + len(final)

    def main_country(self) -> str | None:
        """The country named most, its name counting more than its adjective; far powers count less."""
        votes: Counter[str] = Counter()
        for hit in self.nations:
            for nation in hit.meanings[:1]:
                weight = {"name": 2.0, "adjective": 1.0, "people": 1.0, "capital": 1.0}[nation.form]
                votes[nation.iso] += weight * FAR_POWERS.get(nation.iso, 1.0)
        for mention in self.hits:
            for actor_id in mention.meanings[:1]:
                iso = self.actors.actors[actor_id].country
                if iso is not None and len(mention.meanings) == 1:
                    votes[iso] += 0.7 * FAR_POWERS.get(iso, 1.0)
        best = votes.most_common(1)
        return best[0][0] if best and best[0][1] >= 1 else None

    def mentioned_countries(self) -> set[str]:
        return {n.iso for hit in self.nations for n in hit.meanings}

    def strong(self, hits: list[Hit[str]]) -> list[Hit[str]]:
        """Without names that are also common words, unless the text gives the actor's country or fuller name."""
        known = {
            id
            for h in hits
            for id in h.meanings
            if (key_of(self.text[h.start : h.end]), id) not in self.actors.weak
        }
        found = []
        for hit in hits:
            key = key_of(self.text[hit.start : hit.end])
            meanings = tuple(
                id for id in hit.meanings
                if (key, id) not in self.actors.weak or id in known or self.actors.actors[id].country in self.mentioned
            )  # fmt: skip
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

    def sort(self) -> None:
        self.found.sort(key=lambda f: (self.start(f), -f.last))

    def start(self, found: Found) -> int:
        return found.start if found.start >= 0 else self.doc[found.first].idx

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
        """The party noun that ends at token `i`, and its first token ("suicide bomber" begins one earlier)."""
        word = self.lower[i]
        noun = None
        if i > 0:
            back = i - 1
            if self.lower[back] == "-" and i > 1:
                back = i - 2
            noun = self.wording.noun(self.lower[back], word)
            if noun is not None and self.doc[i].sent.start <= back:
                return noun, back
        noun = self.wording.noun(word)
        return (noun, i) if noun is not None else None

    def left(self, head: int) -> int:
        """The first token of the noun phrase that ends at `head`, determiners and numbers left outside."""
        i = head
        sentence = self.doc[head].sent.start
        while i > sentence:
            before = self.doc[i - 1]
            if before.is_space or (before.i in self.taken and before.ent_type_ == "PERSON"):
                break
            if before.tag_ == "HYPH" or before.text in ("-", "–"):
                i -= 1
                continue
            if i < head and self.doc[i].tag_ == "HYPH":
                i -= 1
                continue
            if before.pos_ in ("ADJ", "NOUN", "PROPN"):
                if (
                    before.pos_ == "NOUN"
                    and before.dep_ in ("nsubj", "dobj", "pobj", "nsubjpass", "npadvmod")
                    and (
                        before.head.i > head
                        or (before.head.pos_ in ("VERB", "AUX", "ADP") and before.dep_ != "npadvmod")
                    )
                ):
                    break
                i -= 1
                continue
            if before.tag_ in ("VBN", "VBG") and before.dep_ in ("amod", "compound"):
                i -= 1
                continue
            if (
                before.pos_ == "ADV"
                and before.dep_ == "advmod"
                and i < head
                and before.head.i < head
                and before.head.i >= i
            ):
                i -= 1
                continue
            break
        while i < head and (self.doc[i].tag_ == "HYPH" or self.doc[i].text in ("-", "–")):
            i += 1
        return i

    def trim(self, first: int, head_first: int) -> int:
        """Step over numbers, quantifiers and words for "unidentified" at the front of a phrase."""
        while first < head_first:
            token = self.doc[first]
            if (
                token.pos_ in ("NUM", "DET")
                or token.like_num
                or self.lower[first] in self.wording.drop_modifiers
                or token.tag_ == "HYPH"
            ):
                first += 1
            else:
                break
        return first

    def head(self, first: int, last: int) -> int:
        """The token of a stretch that governs the others; the last one when the parse falls apart."""
        for i in range(last - 1, first - 1, -1):
            if not first <= self.doc[i].head.i < last:
                return i
        return last - 1

    def speaks(self, head: int) -> bool:
        """Whether the party is told of as a speaker: subject of "said", "according to", "told" by it."""
        token = self.doc[head]
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

    def is_sponsor(self, last: int) -> bool:
        return (
            last + 1 < len(self.doc)
            and self.doc[last].text in ("-", "–")
            and self.lower[last + 1] in self.wording.sponsor_suffixes
        )
