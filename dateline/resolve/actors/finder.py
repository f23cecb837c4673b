"""Finds every party in a parsed report: known actors, states by nationality, described groups, persons, pronouns.

Comes in: a report, its parse, the actor list. Goes out: party mentions in text order. Must not know: events.

The order of the work: names are found in the text first; then every noun phrase whose head is a party noun is
read with the names inside it; names left over stand for themselves; persons are put together with their offices;
last, words that take up an earlier party ("the group", "they") are tied to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Token

from dateline.model import How, Party, PartyKind, PartyMention, Report, Span
from dateline.resolve.actors.actorlist import (
    Actor,
    ActorList,
    Nation,
    countries,
    institution_words,
    nations,
)
from dateline.resolve.actors.names import Hit, Word, fold, key_of, shouted_stretches, words_of
from dateline.resolve.actors.wording import Noun, Wording, wording

FAR_POWERS = {"US": 0.35, "GB": 0.35, "FR": 0.4, "RU": 0.5}  # states that fight or speak far from home
PARTY_ROLES = {"nsubj", "nsubjpass", "dobj", "agent", "poss", "appos", "conj", "dative", "ROOT", "attr"}
PARTY_PREPOSITIONS = {"by", "against", "with", "between", "to", "from", "on", "targeting", "among", "than", "for"}
PLACE_PREPOSITIONS = {"in", "at", "near", "inside", "outside", "across", "into", "around", "within", "over", "through",
    "toward", "towards", "via", "throughout"}  # fmt: skip
HOSTILE_PREPOSITIONS = {"by", "against", "between"}
MEMBER_NOUNS = {"member", "fighter", "militant", "soldier", "element", "cell", "unit", "faction", "wing", "remnant",
    "branch", "troop", "force", "combatant", "rebel", "guerrilla", "commando", "terrorist", "insurgent", "jihadist",
    "militiaman", "gunman", "column", "squad", "subversive", "cadre", "unit", "operative", "extremist", "battalion",
    "brigade", "detachment", "police", "officer", "policeman", "patrol"}  # fmt: skip
POSSESSIONS = {"position", "base", "hideout", "camp", "stronghold", "checkpoint", "convoy", "vehicle", "headquarters",
    "post", "outpost", "barracks", "territory", "target", "attack", "offensive", "assault", "raid", "ambush", "fire",
    "shelling", "strike", "airstrike", "bombardment", "operation", "casualty", "death", "area", "line", "bombing",
    "incursion", "advance", "forces", "artillery", "facility", "installation", "site", "compound"}  # fmt: skip
HE = {"he", "she", "him", "her", "himself", "herself", "his"}
THEY = {"they", "them", "themselves", "their"}
IT = {"it", "its", "itself"}
SAID_BY = {"accord", "according"}


@dataclass(slots=True)
class _Found:
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


@dataclass(slots=True)
class _Person:
    """A person of this report: the fullest name, and the office it is told with."""

    name: str
    office: str | None
    spans: list[tuple[int, int, int]] = field(default_factory=list)


def find_parties(
    report: Report, doc: Doc, actors: ActorList, *, country: str | None = None
) -> list[PartyMention]:
    """Every mention of a party in the parsed text, in text order.

    `country`: ISO code of the country the report is mainly about, for "the army" or "government forces";
    without it, the country that the report names most is taken.
    """
    return _Finder(report, doc, actors, country).run()


def known_spans(doc: Doc, actors: ActorList) -> list[Span]:
    """Where names of known actors stand: a place name inside one ("Islamic State of Iraq") is no place."""
    words = words_of(doc.text)
    return [Span(h.start, h.end) for h in actors.names.find(doc.text, words, shouted_stretches(doc.text))]


class _Finder:
    """The state of reading one report."""

    def __init__(self, report: Report, doc: Doc, actors: ActorList, country: str | None) -> None:
        self.report, self.doc, self.actors, self.words = report, doc, actors, wording()
        self.starts = [token.idx for token in doc]
        self.text = doc.text
        text_words: list[Word] = words_of(self.text)
        shouted = shouted_stretches(self.text)
        self.nations: list[Hit[Nation]] = list(nations().find(self.text, text_words, shouted))
        self.mentioned = self._mentioned_countries()
        self.hits: list[Hit[str]] = self._strong(list(actors.names.find(self.text, text_words, shouted)))
        self.hit_at: dict[int, Hit[str]] = {}
        for hit in self.hits:
            for i in self._tokens(hit.start, hit.end):
                self.hit_at[i] = hit
        self.nation_at: dict[int, Hit[Nation]] = {}
        for nation in self.nations:
            for i in self._tokens(nation.start, nation.end):
                self.nation_at[i] = nation
        self.country = country if country in countries() else self._main_country()
        self.lower = [token.lower_ for token in doc]
        self.found: list[_Found] = []
        self.taken: set[int] = set()
        self.persons: list[_Person] = []

    # ------------------------------------------------------------ text and tokens

    def _token(self, offset: int) -> int:
        return max(bisect_right(self.starts, offset) - 1, 0)

    def _tokens(self, start: int, end: int) -> range:
        return range(self._token(start), self._token(end - 1) + 1)

    def _words(self, first: int, last: int) -> str:
        start, end = self._offsets(first, last)
        return " ".join(self.report.text[start:end].split())

    def _offsets(self, first: int, last: int) -> tuple[int, int]:
        final = self.doc[last - 1]
        return self.doc[first].idx, final.idx + len(final)

    def _main_country(self) -> str | None:
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

    def _mentioned_countries(self) -> set[str]:
        return {n.iso for hit in self.nations for n in hit.meanings}

    def _strong(self, hits: list[Hit[str]]) -> list[Hit[str]]:
        """Without names that are also common words, unless the text gives the actor's country or fuller name."""
        known = {id for h in hits for id in h.meanings if (key_of(self.text[h.start : h.end]), id) not in self.actors.weak}
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

    def _actor_of(self, hit: Hit[str]) -> Actor | None:
        """The actor that a name means here: the main country's, else the only one of a country named."""
        if len(hit.meanings) == 1:
            return self.actors.actors[hit.meanings[0]]
        chosen = self.actors.choose(hit.meanings, self.country)
        if chosen is None:
            near = [i for i in hit.meanings if self.actors.actors[i].country in self.mentioned]
            chosen = self.actors.actors[near[0]] if len(near) == 1 else None
        return chosen

    # ------------------------------------------------------------ the main flow

    def run(self) -> list[PartyMention]:
        self._read_persons()
        self._read_noun_phrases()
        self._read_names()
        self._read_states()
        self._read_organisations()
        self.found.sort(key=lambda f: (self._start(f), -f.last))
        self._take_up()
        self.found.sort(key=lambda f: (self._start(f), -f.last))
        return [self._mention(f) for f in self.found]

    def _start(self, found: _Found) -> int:
        return found.start if found.start >= 0 else self.doc[found.first].idx

    def _mention(self, f: _Found) -> PartyMention:
        start, end = (f.start, f.end) if f.start >= 0 else self._offsets(f.first, f.last)
        span = Span(start, end)
        party = Party(
            name=f.name,
            text=self.report.words(span),
            id=f.id,
            kind=f.kind,
            country=f.country,
            spans=(span,),
            how=How(rule=f.rule, note=f.note),
        )
        return PartyMention(span, f.head, party, f.named, f.plural, f.pronoun)

    def _add(self, found: _Found) -> None:
        self.found.append(found)
        self.taken.update(range(found.first, found.last))

    def _add_actor(
        self, actor: Actor, first: int, last: int, head: int, rule: str, *, named: bool, plural: bool,
        start: int = -1, end: int = -1, note: str | None = None,
    ) -> None:  # fmt: skip
        self._add(
            _Found(
                first, last, head, actor.name, actor.id, actor.kind, actor.country, named, plural, rule, note,
                start=start, end=end,
            )
        )  # fmt: skip

    # ------------------------------------------------------------ noun phrases with a party noun

    def _noun_at(self, i: int) -> tuple[Noun, int] | None:
        """The party noun that ends at token `i`, and its first token ("suicide bomber" begins one earlier)."""
        word = self.lower[i]
        noun = None
        if i > 0:
            back = i - 1
            if self.lower[back] == "-" and i > 1:
                back = i - 2
            noun = self.words.noun(self.lower[back], word)
            if noun is not None and self.doc[i].sent.start <= back:
                return noun, back
        noun = self.words.noun(word)
        return (noun, i) if noun is not None else None

    def _read_noun_phrases(self) -> None:
        for token in self.doc:
            i = token.i
            if i in self.taken or not (token.pos_ in ("NOUN", "PROPN") or self._adjective_as_noun(token)):
                continue
            hit = self.hit_at.get(i)
            if hit is not None and not self._generic(hit):
                continue
            found = self._noun_at(i)
            if found is None:
                continue
            noun, head_first = found
            if self._is_modifier(token, noun):
                continue
            self._read_phrase(i, head_first, noun)

    def _adjective_as_noun(self, token: Token) -> bool:
        """"civilian casualties": tagged an adjective, and yet it says who."""
        return token.tag_ == "JJ" and token.lower_ in ("civilian", "rebel", "militant", "jihadist", "insurgent")

    def _generic(self, hit: Hit[str]) -> bool:
        return False

    def _is_modifier(self, token: Token, noun: Noun) -> bool:
        """Whether the word only qualifies a party noun further right, or a thing that no side stands for."""
        if token.i + 1 >= len(self.doc):
            return False
        if token.dep_ in ("compound", "nmod", "amod") and token.head.i > token.i:
            j = token.head.i
            between = self.doc[token.i + 1 : j]
            if any(t.tag_ in ("POS", ",", "IN", "CC") for t in between):
                return False
            if self._noun_at(j) is not None or j in self.hit_at or self.doc[j].ent_type_ == "PERSON":
                return True
            if self.lower[j] in self.words.offices:
                return True
            if noun.group == "civilian":
                return token.lower_ not in ("civilian", "civilians")
            if noun.group in ("armed", "force", "police"):
                return False
            return True
        return False

    def _left(self, head: int) -> int:
        """The first token of the noun phrase that ends at `head`, determiners and numbers left outside."""
        i = head
        sentence = self.doc[head].sent.start
        while i > sentence:
            before = self.doc[i - 1]
            if before.is_space or before.i in self.taken and before.ent_type_ == "PERSON":
                break
            if before.tag_ == "HYPH" or before.text in ("-", "–"):
                i -= 1
                continue
            if i < head and self.doc[i].tag_ == "HYPH":
                i -= 1
                continue
            if before.pos_ in ("ADJ", "NOUN", "PROPN"):
                if before.pos_ == "NOUN" and before.dep_ in ("nsubj", "dobj", "pobj", "nsubjpass", "npadvmod") and (
                    before.head.i > head or before.head.pos_ in ("VERB", "AUX", "ADP") and before.dep_ != "npadvmod"
                ):
                    break
                i -= 1
                continue
            if before.tag_ in ("VBN", "VBG") and before.dep_ in ("amod", "compound"):
                i -= 1
                continue
            if before.pos_ == "ADV" and before.dep_ == "advmod" and i < head and before.head.i < head and before.head.i >= i:
                i -= 1
                continue
            break
        while i < head and (self.doc[i].tag_ == "HYPH" or self.doc[i].text in ("-", "–")):
            i += 1
        return i

    def _read_phrase(self, head: int, head_first: int, noun: Noun) -> None:
        first = min(self._left(head), head_first)
        first = self._trim(first, head_first)
        last = head + 1
        plural = noun.plural or self.doc[head].tag_ in ("NNS", "NNPS")
        modifiers = list(range(first, head_first))
        self._add_sponsor(modifiers)
        own = self._without_sponsor(modifiers)
        actor_hits = [self.hit_at[i] for i in own if i in self.hit_at]
        if actor_hits and noun.group in ("armed", "force", "body", "civilian", "captive") and self._read_actor_phrase(
            actor_hits[-1], first, last, head, noun, plural
        ):
            return
        nation = next((self.nation_at[i] for i in reversed(own) if i in self.nation_at and i not in self.hit_at), None)
        if nation is not None and self._read_state_phrase(nation, own, head_first, head, last, first, noun, plural):
            return
        member_of = self._member_of(head, noun)
        if member_of is not None:
            self._add_actor(member_of, first, last, head, "member_of", named=False, plural=plural)
            return
        self._read_described(first, head_first, head, last, own, noun, plural)

    def _trim(self, first: int, head_first: int) -> int:
        """Step over numbers, quantifiers and words for "unidentified" at the front of a phrase."""
        while first < head_first:
            token = self.doc[first]
            if token.pos_ in ("NUM", "DET") or token.like_num or self.lower[first] in self.words.drop_modifiers or token.tag_ == "HYPH":
                first += 1
            else:
                break
        return first

    def _without_sponsor(self, modifiers: list[int]) -> list[int]:
        """Modifiers without "Turkish-backed": the backer is another party."""
        own = list(modifiers)
        for k, i in enumerate(modifiers):
            if self.lower[i] in self.words.sponsor_suffixes and k and self.doc[modifiers[k - 1]].text in ("-", "–"):
                cut = modifiers[k - 2] if k >= 2 else i
                hit = self.nation_at.get(cut) or self.hit_at.get(cut)
                drop = set(range(self._token(hit.start), i + 1)) if hit else {cut, cut + 1, i}
                own = [j for j in own if j not in drop and j > i or j < min(drop)]
            elif self.lower[i] in ("pro", "anti") and k + 1 < len(modifiers):
                own = [j for j in own if j < i]
        return own

    def _add_sponsor(self, modifiers: list[int]) -> None:
        for k, i in enumerate(modifiers):
            if k < 2 or self.lower[i] not in self.words.sponsor_suffixes or self.doc[modifiers[k - 1]].text not in ("-", "–"):
                continue
            self._sponsor_mention(modifiers[k - 2], self.lower[i])

    def _sponsor_mention(self, owner: int, suffix: str) -> None:
        hit = self.hit_at.get(owner)
        if owner in self.taken or (hit is not None and self._tokens(hit.start, hit.end)[-1] > owner):
            return
        nation = self.nation_at.get(owner)
        if hit is not None and (actor := self._actor_of(hit)) is not None:
            self._add_actor(actor, owner, owner + 1, owner, "sponsor", named=True, plural=False, note=suffix)
        elif nation is not None and nation.meanings[0].form in ("name", "adjective"):
            actor = self.actors.state(nation.meanings[0].iso)
            self._add_actor(actor, self._token(nation.start), owner + 1, owner, "sponsor", named=True, plural=False, note=suffix)

    def _read_actor_phrase(
        self, hit: Hit[str], first: int, last: int, head: int, noun: Noun, plural: bool
    ) -> bool:
        actor = self._actor_of(hit)
        if actor is None or noun.group in ("civilian", "captive") or actor.kind in ("monitor", "outlet"):
            return False
        if noun.singular in ("leader", "commander", "bodyguard", "supporter", "sympathizer"):
            return False
        self._add_actor(actor, first, last, head, "actor_phrase", named=True, plural=plural, start=max(
            self.doc[first].idx, 0), end=self.doc[last - 1].idx + len(self.doc[last - 1]))
        return True

    def _read_state_phrase(
        self, nation: Hit[Nation], own: list[int], head_first: int, head: int, last: int, first: int,
        noun: Noun, plural: bool,
    ) -> bool:  # fmt: skip
        iso = nation.meanings[0].iso
        after = self._token(nation.end - 1) + 1
        core = [self.lower[i] for i in range(after, last) if self.doc[i].text not in ("-", "–") and i in (*own, *range(head_first, last))]
        if any(w.capitalize() in self.words.peoples or w in ("backed", "led") for w in core):
            return False
        institution = None
        for cut in range(len(core)):
            institution = institution_words().get(tuple(core[cut:]))
            if institution is not None:
                rest = core[:cut]
                break
        if institution is None or (noun.group == "armed" and institution != "opposition"):
            return False
        allowed = self.words.state_modifiers | self.words.drop_modifiers | self.words.vague_modifiers
        if any(self.words.noun(w) is not None and w not in allowed for w in rest):
            return False
        if institution == "officials" or (institution == "forces" and "rebel" in core):
            return False
        if institution == "opposition" and iso != self.country:
            institution = "opposition"
        if institution == "forces" and rest[-1:] == ["security"]:
            institution = "security"
        if institution == "security" and self._is_forces_alias(iso, "security forces"):
            institution = "forces"
        actor = self.actors.state(iso, institution)
        self._add_actor(actor, first, last, head, "nationality", named=True, plural=plural)
        return True

    def _is_forces_alias(self, iso: str, words: str) -> bool:
        state = countries()[iso]
        return f"{state.adjective} {words}" in (state.forces, *state.forces_aliases)

    def _member_of(self, head: int, noun: Noun) -> Actor | None:
        """The actor in "members of the FDLR", "fighters from Boko Haram"."""
        if noun.singular not in MEMBER_NOUNS and noun.group not in ("armed", "force"):
            return None
        j = head + 1
        if j >= len(self.doc) or self.lower[j] not in ("of", "from", "belonging"):
            return None
        j += 1
        while j < len(self.doc) and (self.doc[j].pos_ == "DET" or self.lower[j] in ("to", "so", "called", "-", "outlawed", "banned", '"', "“")):
            j += 1
        hit = self.hit_at.get(j)
        return self._actor_of(hit) if hit is not None else None

    def _read_described(
        self, first: int, head_first: int, head: int, last: int, own: list[int], noun: Noun, plural: bool
    ) -> None:
        low = [self.lower[i] for i in range(first, last)]
        modifiers = low[: head_first - first]
        name = self._described_name(first, last, head)
        kind: PartyKind = noun.kind
        id: str | None = None
        country: str | None = self._nation_of(own)
        rule = f"noun_{noun.group}"
        named = False
        if noun.group == "armed" and (
            set(modifiers) & self.words.unknown_modifiers or (noun.singular in self.words.unknown_nouns and not set(modifiers) - self.words.drop_modifiers)
        ):
            name, kind, rule = "unknown", "unknown", "unidentified"
        elif noun.group in ("force", "police") and self.country is not None and not country and self._own_states(modifiers, low, noun):
            institution = "police" if noun.group == "police" else "forces"
            actor = self.actors.state(self.country, institution)
            id, kind, country, rule = actor.id, actor.kind, actor.country, "main_country"
            if institution == "forces":
                name = actor.name
            elif not set(modifiers) - {"riot", "military"}:
                name = "police"
        elif noun.group == "force" and (actor_body := self._coalition(modifiers)) is not None:
            name, id, kind, country, rule = actor_body
        elif noun.group == "police" and not modifiers:
            name = "police"
        elif noun.group == "force" and (set(modifiers) & {"rebel", "militia", "opposition", "insurgent", "guerrilla"}):
            kind = "rebel"
        elif noun.group == "civilian" and not self._speaks(head):
            name = "civilians"
        elif noun.group == "office" and noun.singular in ("government", "regime", "administration") and self.country and not set(modifiers) - self.words.state_modifiers - self.words.drop_modifiers:
            actor = self.actors.state(self.country, "government")
            name, id, kind, country, rule = actor.name, actor.id, actor.kind, actor.country, "main_country"
        elif noun.group == "body":
            if not own and noun.singular not in ("coalition",):
                return
            kind = "coalition" if noun.singular in ("coalition", "alliance") else "unknown"
        if noun.group in ("crowd",) and noun.singular in ("protester", "protestor", "demonstrator", "marcher") and not self._speaks(head):
            name = "protesters" if not set(modifiers) - self.words.vague_modifiers - self.words.drop_modifiers else name
        self._add(_Found(first, last, head, name, id, kind, country, named, plural, rule))

    def _described_name(self, first: int, last: int, head: int) -> str:
        keep = [
            i for i in range(first, last)
            if self.lower[i] not in self.words.drop_modifiers and self.doc[i].pos_ != "DET" and not self.doc[i].like_num
            and self.lower[i] not in self.words.unknown_modifiers
        ]  # fmt: skip
        parts = []
        for k, i in enumerate(keep):
            glue = "" if not k or not self.doc[i - 1].whitespace_ and keep[k - 1] == i - 1 else " "
            parts.append(glue + self._words(i, i + 1))
        return "".join(parts).strip(" -–") or self._words(head, head + 1)

    def _nation_of(self, own: list[int]) -> str | None:
        for i in own:
            if i in self.nation_at:
                return self.nation_at[i].meanings[0].iso
        return None

    def _own_states(self, modifiers: list[str], low: list[str], noun: Noun) -> bool:
        """Whether "troops", "government forces", "the army" mean the main country's own."""
        free = set(modifiers) - self.words.drop_modifiers - self.words.vague_modifiers - {"-", "heavily"}
        if free - self.words.state_modifiers - {"regime", "riot"}:
            return False
        if noun.group == "police":
            return True
        if free & {"government", "regime", "army", "military", "loyalist", "state", "federal", "security", "national"}:
            return True
        return noun.singular in ("army", "military", "soldier", "troop", "troops", "air force", "navy", "junta",
            "security force", "security forces", "armed forces", "serviceman", "border guard", "national guard", "infantry", "gendarme")  # fmt: skip

    def _coalition(self, modifiers: list[str]) -> tuple[str, str | None, PartyKind, str | None, str] | None:
        """"coalition warplanes": the coalition named in this report."""
        if "coalition" not in modifiers:
            return None
        ids = [self._actor_of(h) for h in self.hits]
        named = [a for a in ids if a is not None and a.kind == "coalition"]
        if not named:
            return ("coalition", None, "coalition", None, "coalition")
        actor = Counter(a.id for a in named).most_common(1)[0][0]
        chosen = self.actors.actors[actor]
        return (chosen.name, chosen.id, chosen.kind, chosen.country, "coalition")

    # ------------------------------------------------------------ names on their own

    def _read_names(self) -> None:
        for hit in self.hits:
            tokens = self._tokens(hit.start, hit.end)
            if any(i in self.taken for i in tokens):
                continue
            actor = self._actor_of(hit)
            first, last = tokens[0], tokens[-1] + 1
            head = self._head(first, last)
            if actor is None:
                name = self.report.text[hit.start : hit.end]
                self._add(_Found(first, last, head, name, None, "unknown", None, True, False, "ambiguous_name",
                    ", ".join(hit.meanings), start=hit.start, end=hit.end))  # fmt: skip
                continue
            if actor.kind == "state_force" and self._is_sponsor(last):
                continue
            plural = self.doc[head].tag_ in ("NNS", "NNPS")
            self._add_actor(actor, first, last, head, "actor_list", named=True, plural=plural, start=hit.start, end=hit.end)

    def _is_sponsor(self, last: int) -> bool:
        return last + 1 < len(self.doc) and self.doc[last].text in ("-", "–") and self.lower[last + 1] in self.words.sponsor_suffixes

    def _head(self, first: int, last: int) -> int:
        """The token of a stretch that governs the others; the last one when the parse falls apart."""
        for i in range(last - 1, first - 1, -1):
            if not first <= self.doc[i].head.i < last:
                return i
        return last - 1

    # ------------------------------------------------------------ states as agents

    def _read_states(self) -> None:
        for hit in self.nations:
            tokens = self._tokens(hit.start, hit.end)
            first, last = tokens[0], tokens[-1] + 1
            if any(i in self.taken or i in self.hit_at for i in tokens):
                continue
            nation = hit.meanings[0]
            head = self._head(first, last)
            token = self.doc[head]
            if self._is_sponsor(last):
                self._sponsor_mention(last - 1, self.lower[last + 1])
                continue
            if nation.form == "people":
                if token.pos_ in ("NOUN", "PROPN", "ADJ") and token.dep_ not in ("amod", "compound", "nmod"):
                    self._add(_Found(first, last, head, self._words(first, last), None, "civilians", nation.iso, False, True, "people"))
                continue
            if nation.form == "adjective" and not any(m.form == "name" for m in hit.meanings):
                if token.dep_ in ("amod", "compound", "nmod") and self.lower[token.head.i] in POSSESSIONS and token.head.i > head:
                    self._add_actor(self.actors.state(nation.iso, "forces"), first, last, head, "nationality_of_act", named=True, plural=False)
                continue
            if not self._as_agent(token):
                if token.dep_ in ("compound", "nmod", "amod") and self.lower[token.head.i] in POSSESSIONS and nation.form == "name":
                    self._add_actor(self.actors.state(nation.iso, "forces"), first, last, head, "nationality_of_act", named=True, plural=False)
                continue
            if self._speaks(head):
                actor = self.actors.state(nation.iso) if nation.form != "capital" else self.actors.state(nation.iso, "government")
            elif nation.form == "capital":
                if token.dep_ != "nsubj" or token.head.lemma_ in ("be", "fall", "see", "become"):
                    continue
                actor = self.actors.state(nation.iso, "government")
            else:
                actor = self.actors.state(nation.iso, "forces")
            self._add_actor(actor, first, last, head, "state_as_agent", named=True, plural=False)

    def _as_agent(self, token: Token) -> bool:
        while token.dep_ == "conj" and token.head.i < token.i:
            token = token.head
        if token.dep_ == "nsubj":
            return token.head.pos_ in ("VERB", "AUX") and token.head.lemma_ not in ("be",)
        if token.dep_ in ("nsubjpass", "dobj"):
            return token.dep_ == "dobj" or token.head.lemma_ in ("blame", "accuse", "attack", "target", "hit", "support")
        if token.dep_ == "poss":
            return self.lower[token.head.i] in POSSESSIONS or token.head.lemma_ in POSSESSIONS
        if token.dep_ == "pobj":
            return token.head.lower_ in HOSTILE_PREPOSITIONS or (token.head.lower_ == "to" and token.head.head.lemma_ in SAID_BY)
        return False

    def _speaks(self, head: int) -> bool:
        """Whether the party is told of as a speaker: subject of "said", "according to", "told" by it."""
        token = self.doc[head]
        hops = 0
        while token.dep_ in ("conj", "appos") and token.head.i < token.i and hops < 4:
            token, hops = token.head, hops + 1
        governor = token.head
        if token.dep_ == "nsubj" and governor.lemma_ in self.words.speech_verbs:
            return True
        if token.dep_ == "pobj" and governor.lower_ == "to":
            before = governor.i - 1
            return before >= 0 and self.lower[before] == "according"
        if token.dep_ == "pobj" and governor.lower_ == "by":
            return governor.head.lemma_ in self.words.speech_verbs
        return False

    # ------------------------------------------------------------ organisations no list knows

    def _read_organisations(self) -> None:
        for ent in self.doc.ents:
            if ent.label_ not in ("ORG", "NORP") or any(i in self.taken for i in range(ent.start, ent.end)):
                continue
            first, last = ent.start, ent.end
            while first < last and (self.doc[first].pos_ in ("DET", "PUNCT", "SPACE", "NUM") or self.lower[first] in ("the", "a")):
                first += 1
            while last > first and (self.doc[last - 1].tag_ in ("POS", ":", ",", ".") or self.doc[last - 1].is_punct or self.doc[last - 1].is_space):
                last -= 1
            if first >= last or any(t.is_space for t in self.doc[first:last]):
                continue
            head = self._head(first, last)
            token = self.doc[head]
            if any(i in self.nation_at for i in range(first, last)) and last - first == 1:
                continue
            kind = self._organisation_kind(first, last)
            if ent.label_ == "NORP":
                if self.doc[first].text not in self.words.peoples or token.dep_ in ("amod", "compound", "nmod") or not token.text.endswith("s"):
                    continue
                self._add(_Found(first, last, head, self._words(first, last), None, "civilians", None, True, True, "people"))
                continue
            if kind is None and not self._party_role(token):
                continue
            if not self.doc[first].text[:1].isupper() and not self.doc[last - 1].text[:1].isupper():
                continue
            self._add(_Found(first, last, head, self._words(first, last), None, kind or "unknown", None, True, False, "ner_organisation"))

    def _party_role(self, token: Token) -> bool:
        if token.dep_ == "pobj":
            return token.head.lower_ not in PLACE_PREPOSITIONS
        return token.dep_ in PARTY_ROLES

    def _organisation_kind(self, first: int, last: int) -> PartyKind | None:
        for i in range(last - 1, first - 1, -1):
            kind = self.words.organisation_words.get(self.doc[i].text.capitalize())
            if kind is not None:
                return kind
        return None

    # ------------------------------------------------------------ persons

    def _read_persons(self) -> None:
        for first, last in self._person_stretches():
            head = last - 1
            name = self._words(first, last)
            person = self._known_person(name)
            office_first, office = self._office_before(first)
            if office is None:
                office = self._office_beside(first, last)
            if person is None:
                person = _Person(name, office)
                self.persons.append(person)
            elif len(name.split()) > len(person.name.split()):
                person.name = name
            if person.office is None:
                person.office = office
            person.spans.append((office_first, last, head))
        for person in self.persons:
            for first, last, head in person.spans:
                speaks = self._speaks(head)
                name = f"{person.office} {person.name}" if person.office and speaks else person.name
                self._add(_Found(first, last, head, name, None, "person", None, True, False, "person", person.office))

    def _person_stretches(self) -> Iterator[tuple[int, int]]:
        for ent in self.doc.ents:
            if ent.label_ != "PERSON":
                continue
            first, last = ent.start, ent.end
            while last > first and (self.doc[last - 1].tag_ in ("POS", "NNS") or self.doc[last - 1].is_punct or self.doc[last - 1].is_space or not self.doc[last - 1].text[0].isupper()):
                last -= 1
            while first < last and (
                self.doc[first].text.rstrip(".") in self.words.titles or self.doc[first].text.rstrip(".") in self.words.ranks
                or not self.doc[first].text[0].isalpha() or self.lower[first] in self.words.offices or self.lower[first] == "the"
            ):
                first += 1
            if first >= last or any(t.is_space for t in self.doc[first:last]):
                continue
            if any(i in self.hit_at or i in self.nation_at for i in range(first, last)):
                continue
            if self._noun_at(last - 1) is not None:
                continue
            yield first, last

    def _known_person(self, name: str) -> _Person | None:
        """An earlier person of the same surname: "Bali" after "Mustafa Bali"."""
        words = [fold(w) for w in name.split()]
        for person in reversed(self.persons):
            have = [fold(w) for w in person.name.split()]
            if words == have or (len(words) == 1 and words[0] in (have[-1], have[0] if len(have) == 1 else "")):
                return person
            if len(have) == 1 and have[0] == words[-1]:
                return person
            if len(words) > 1 and len(have) > 1 and words[-1] == have[-1] and words[0][:1] == have[0][:1]:
                return person
        return None

    def _office_before(self, first: int) -> tuple[int, str | None]:
        """"SDF spokesman" in front of the name; also "the defence secretary, Ash Carter"."""
        i = first
        while i > 0 and self.doc[i - 1].text.rstrip(".") in self.words.titles:
            i -= 1
        end = i
        if i > 1 and self.doc[i - 1].text == "," and self.lower[i - 2] in self.words.offices:
            end = i - 1
        if end == 0 or not self._is_office(end - 1):
            return i, None
        start = self._left(end - 1)
        start = self._trim(start, end - 1)
        if self.doc[start].sent.start > start or start >= end:
            return i, None
        before_of = self._words(start, end)
        return (start if end == i else i), before_of

    def _is_office(self, i: int) -> bool:
        return self.lower[i].rstrip(".") in self.words.offices or self.doc[i].text.rstrip(".") in self.words.ranks

    def _office_beside(self, first: int, last: int) -> str | None:
        """"Bol Deng, an eyewitness," and "Chris Woods, director of Airwars,"."""
        if last + 1 >= len(self.doc) or self.doc[last].text != ",":
            return None
        j = last + 1
        while j < len(self.doc) and (self.doc[j].pos_ in ("DET", "NUM") or self.lower[j] in ("former", "a", "an", "the")):
            j += 1
        for k in range(j, min(j + 7, len(self.doc))):
            token = self.doc[k]
            if token.is_punct and token.text not in ("-", "’", "'") or token.pos_ in ("VERB", "AUX", "ADP", "PRON", "SCONJ"):
                return None
            following = self.doc[k + 1] if k + 1 < len(self.doc) else None
            if self._is_office(k) and (following is None or following.pos_ not in ("NOUN", "PROPN") or not self._is_office(following.i)):
                office = self._words(j, k + 1)
                owner = self._office_owner(k + 1)
                return f"{owner} {office}" if owner else office
        return None

    def _office_owner(self, j: int) -> str | None:
        """The body in "spokesman for the SDF", "head of the Syrian Observatory"."""
        if j >= len(self.doc) or self.lower[j] not in ("of", "for", "at", "with", "from"):
            return None
        j += 1
        while j < len(self.doc) and self.doc[j].pos_ == "DET":
            j += 1
        if j >= len(self.doc):
            return None
        hit = self.hit_at.get(j)
        if hit is not None:
            return self.report.text[hit.start : hit.end]
        k = j
        while k < len(self.doc) and (self.doc[k].pos_ in ("PROPN", "ADJ", "NOUN") or self.doc[k].text in ("-", "'s", "’s")):
            k += 1
        return self._words(j, k) if k > j else None

    # ------------------------------------------------------------ words that take up an earlier party

    def _take_up(self) -> None:
        self._take_up_definite()
        self._take_up_pronouns()

    def _take_up_definite(self) -> None:
        """"the group", "the militants" after "Boko Haram": the last armed group named."""
        updated = []
        for k, f in enumerate(self.found):
            word = self.lower[f.head]
            definite = f.first > 0 and self.lower[f.first - 1] in ("the", "its", "their", "these", "those")
            if f.id is None and definite and f.last - f.first == 1 and word in self.words.group_anaphors:
                source = self._last_armed(k)
                if source is not None:
                    f = replace(f, name=source.name, id=source.id, kind=source.kind, country=source.country,
                        rule="takes_up", note=self._words(source.first, source.last))  # fmt: skip
            updated.append(f)
        self.found = updated
        for token in self.doc:
            if token.i in self.taken or token.pos_ != "NOUN" or token.lower_ not in self.words.group_anaphors:
                continue
            if token.i == 0 or self.lower[token.i - 1] not in ("the", "this"):
                continue
            if token.dep_ in ("compound", "amod", "nmod"):
                continue
            before = [k for k, f in enumerate(self.found) if self._start(f) < token.idx]
            source = self._last_armed(len(before)) if before else None
            if source is not None:
                self._add(
                    _Found(token.i, token.i + 1, token.i, source.name, source.id, source.kind, source.country, False,
                        token.tag_ == "NNS", "takes_up", self._words(source.first, source.last))
                )  # fmt: skip

    def _last_armed(self, k: int) -> _Found | None:
        for f in reversed(self.found[:k]):
            if f.named and f.kind in ("rebel", "militia") and not f.pronoun:
                return f
        return None

    def _take_up_pronouns(self) -> None:
        new = []
        for token in self.doc:
            low = token.lower_
            if token.pos_ != "PRON" or token.i in self.taken:
                continue
            if low in HE:
                source = self._antecedent(token, lambda f: f.kind == "person" or (not f.plural and f.kind in ("unknown", "state") and not f.named))
            elif low in THEY:
                source = self._antecedent(token, lambda f: f.plural or f.kind in ("rebel", "militia", "police", "state_force", "coalition", "crowd"))
            elif low in IT:
                source = self._antecedent(token, lambda f: f.named and f.kind != "person" and not f.plural)
            else:
                continue
            if source is not None:
                new.append(
                    _Found(token.i, token.i + 1, token.i, source.name, source.id, source.kind, source.country, False,
                        low in THEY, "pronoun", self._words(source.first, source.last), True)
                )  # fmt: skip
        self.found.extend(new)

    def _antecedent(self, token: Token, fits: object) -> _Found | None:
        """The nearest fitting subject before the pronoun, in its sentence or the one before."""
        sentence = token.sent.start
        previous = self.doc[sentence - 1].sent.start if sentence else 0
        if sentence and not self.doc[previous].sent.text.strip() and previous:
            previous = self.doc[previous - 1].sent.start
        fitting = [f for f in self.found if previous <= f.head < token.i and not f.pronoun and fits(f)]  # type: ignore[operator]
        here = [f for f in fitting if f.head >= sentence and self._subject(f)]
        before = [f for f in fitting if f.head < sentence and self._subject(f)]
        if here:
            return here[-1]
        if before:
            return before[-1]
        return fitting[-1] if len(fitting) == 1 else None

    def _subject(self, f: _Found) -> bool:
        return self.doc[f.head].dep_ in ("nsubj", "nsubjpass", "agent")

