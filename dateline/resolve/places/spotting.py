"""Finds the stretches of a text that may name a place, and the words that tie them to the ground.

Comes in: a parse, names that are no places. Goes out: `Spot`s in text order.
Must not know: which place is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Entity

from dateline.model import Span
from dateline.parse import text_of
from dateline.resolve.gazetteer.index import Gazetteer, Match
from dateline.resolve.gazetteer.names import ARTICLES
from dateline.resolve.places.parts import read_side
from dateline.resolve.places.relative import Relative, read_relative
from dateline.resolve.places.runs import JOINERS, Run, find_runs
from dateline.resolve.places.wording import Kind, wording

_JOINED = re.compile(r"\s+(?:and|for|to|from)\s+")
LONGEST = 6  # words of one name
PLACE_LABELS = {"GPE", "LOC", "FAC"}
NOUN_LINKS = {"compound", "nmod", "amod", "poss"}
_WITHIN = re.compile(  # between a name and the name of what it lies in
    r"\s*[,(]\s*(?!(?:and|or|but|while)\b)(?:(?:in|of|near)\s+)?(?:the\s+|an?\s+)?(?:[a-z-]+\s+){0,4}"
    r"|\s+(?:in|of)\s+(?:the\s+)?(?:[a-z-]+\s+){0,5}"
)


@dataclass(slots=True)
class Spot:
    """A stretch that may name a place. `start`, `end`: the bare name; `outer`: with "province" or "northern".

    `facts`: what speaks for and against its being a place; `evidence`: their sum; `kind`: what the words call it.
    """

    start: int
    end: int
    name: str
    matches: tuple[Match, ...]
    head: int
    evidence: float = 0.0
    facts: frozenset[str] = frozenset()
    cue: str | None = None
    near: bool = False
    kind: Kind | None = None
    direction: str | None = None
    distance: Relative | None = None  # "15 km south of X", "off the coast of X"
    called: bool = False  # "the town of X"
    plural: bool = False  # of kinds: "Homs and Aleppo governorates"
    label: str = ""
    outer: Span = field(default=Span(0, 0))
    within: int | None = None  # the next spot names what this one lies in
    apposed: bool = False  # and nothing but a comma or a bracket parts them: "Paris, Texas"
    given: bool = False  # a span that the caller knows to be a place


class Spotter:
    """The state of looking through one parse."""

    def __init__(self, doc: Doc, gazetteer: Gazetteer, skip: Sequence[Span]) -> None:
        self.doc, self.gazetteer, self.words = doc, gazetteer, wording()
        self.text = text_of(doc)
        self.starts = [t.idx for t in doc]
        self.skip = sorted(skip)
        self.skip_starts = [s.start for s in self.skip]
        self.surnames = {
            ent[-1].lower_
            for ent in doc.ents
            if ent.label_ == "PERSON" and sum(t.lower_ not in self.words.openers for t in ent) > 1
        }
        self.entity = {i: ent for ent in doc.ents for i in range(ent.start, ent.end)}

    def spots(self) -> list[Spot]:
        """All stretches with a name of the gazetteer, and those that only the words around call a place."""
        found: list[Spot] = []
        for run in find_runs(self.text):
            for names in self._without_openers(run):
                found.extend(self._spots_of(names))
        self._nest(found)
        return found

    def spots_at(self, spans: Sequence[Span]) -> list[Spot]:
        """The stretches that somebody marked as place names, in the order given."""
        found = [self._spot_at(s.start, s.end) for s in spans]
        self._nest(found)
        return found

    def _part_of_name(self, words: str) -> tuple[Match, ...]:
        """The places that a longer name holds: "Juba" of "Juba Teaching Hospital". The shorter, the less like it."""
        parts = words.split()
        for length in range(len(parts) - 1, 0, -1):
            for i in range(len(parts) - length + 1):
                part = " ".join(parts[i : i + length])
                if part[0].isupper() and not self._common(part) and (found := self.gazetteer.find(part)):
                    share = len(part) / len(words)
                    return tuple(m._replace(exact=False, likeness=m.likeness * share) for m in found)
        return ()

    def _common(self, name: str) -> bool:
        """A single word that a world gazetteer knows and that yet names no place in a report."""
        low = name.lower()
        return low in self.words.not_places or low in self.words.kinds or low in self.words.directions

    def _well_known(self, word: str) -> bool:
        """Whether a place of its own begins at the word: a country, a unit, a large town."""
        return not self._common(word) and any(
            m.exact and (m.entry.kind in {"country", "admin1"} or m.entry.population > 50_000)
            for m in self.gazetteer.find(word)
        )

    def _nest(self, spots: list[Spot]) -> None:
        for n, (a, b) in enumerate(pairwise(spots), 1):
            if self._inside(a, b):
                a.within = n
                a.apposed = self.text[a.outer.end : b.start].strip() in (",", "(")
        for b, a in pairwise(reversed(spots)):
            between = self.text[a.outer.end : b.start].strip()
            if b.plural and a.kind is None and between in ("and", ",", ", and", "&"):
                a.kind, a.plural = b.kind, True

    def _spot_at(self, start: int, end: int) -> Spot:
        """ "Granville County" is read as a county called Granville, "N.J." as New Jersey."""
        words = self.text[start:end]
        first, *rest = words.split() or [""]
        unit = rest[-1].lower() if rest else ""
        matches = self.gazetteer.find(words)
        bare = words
        if self.words.kinds.get(unit) == "unit":
            bare = words[: -len(unit)].strip()
        elif first.lower() == "the":
            bare = words[4:]
        if bare != words:
            known = {m.entry.id for m in matches}
            matches = (*matches, *(m for m in self.gazetteer.find(bare) if m.entry.id not in known))
        short = self.words.abbreviations.get(words.replace(".", "").replace(" ", ""))
        if short is not None and not (words.isupper() and "." not in words and len(words) > 2):
            found = (m for m in self.gazetteer.find(short[1]) if m.entry.country == short[0])
            matches = tuple(m for m in found if m.entry.kind == "admin1") or matches
        spot = self._make(start, end, matches or self._part_of_name(words))
        spot.direction, spot.distance, spot.given = None, None, True
        if self.words.kinds.get(unit) == "unit":
            spot.kind = "unit"
        return spot

    # ------------------------------------------------------------ names in a run of capitalised words

    def _without_openers(self, run: Run) -> Iterator[Run]:
        """The run cut at capitalised words that stand before names: "Near" of "Near Palmyra".

        Words that are also articles or parts of names ("As", "The") count only at the start of a run.
        """
        begin = 0
        for i, (start, end) in enumerate(run):
            word = self.text[start:end]
            if not word[0].isupper() or (low := word.lower()) not in self.words.openers:
                continue
            first = i == begin and (low not in ARTICLES or self.doc[self._token(start)].is_sent_start)
            if first or not (low in ARTICLES or low in JOINERS):
                yield run[begin:i]
                begin = i + 1
        yield run[begin:]

    def _spots_of(self, run: Run) -> Iterator[Spot]:
        """The longest names first, left to right, none within another."""
        i = 0
        while i < len(run):
            found = (self._known(run, i) or self._unknown(run, i)) if self._begins(run, i) else None
            if found is not None:
                yield found[0]
            i = found[1] if found is not None else i + 1

    def _known(self, run: Run, i: int) -> tuple[Spot, int] | None:
        """The longest name of the gazetteer that begins at word `i`, and the word after it."""
        for j in range(min(len(run), i + LONGEST), i, -1):
            (start, _), (last, end) = run[i], run[j - 1]
            name = self.text[start:end]
            if (
                not self.text[last].isupper()
                or len(name) < 3
                or self._common(name)
                or self.closed(start, end)
            ):
                continue
            matches = self.gazetteer.find(name)
            if matches:
                spot = self._make(start, end, matches)
                if name in self.words.nationalities and spot.kind not in ("unit", "area"):
                    return None  # "Somali forces": the people, not the region of that name
                self._weigh(spot, run, i, j)
                return spot, j
        return None

    def _begins(self, run: Run, i: int) -> bool:
        """Whether a name may begin here: with a capital, or with an article tied on ("al-Hol")."""
        if self.text[run[i][0]].isupper():
            return True
        tied = i + 1 < len(run) and self.text[run[i][1] : run[i + 1][0]] in ("-", "–")
        return tied and self.text[run[i][0] : run[i][1]] in ARTICLES

    def closed(self, start: int, end: int) -> bool:
        """Whether the stretch touches the name of an actor, or furniture."""
        k = bisect_right(self.skip_starts, start) - 1
        return (k >= 0 and self.skip[k].end >= end) or any(
            s.start < end and start < s.end for s in self.skip[max(0, k - 1) : k + 2]
        )

    def _unknown(self, run: Run, i: int) -> tuple[Spot, int] | None:
        """A name that the gazetteer lacks, and yet the grammar or the words around make a place."""
        words = [self.text[start:end] for start, end in run]
        first = self._token(run[i][0])
        if (
            self.doc[first].pos_ not in ("PROPN", "NOUN")
            or words[i] in self.words.nationalities
            or self.words.adjectives.get(words[i], ("", ""))[0] is None  # "African", "European"
            or self._common(words[i])
        ):
            return None
        entity = self.entity.get(first)
        limit = entity.end_char if entity is not None and entity.label_ in PLACE_LABELS else None
        j = i + 1
        while j < len(run) and (words[j][0].isupper() if limit is None else run[j][0] < limit):
            if self._well_known(words[j]):
                break
            j += 1
        while j > i + 1 and (not words[j - 1][0].isupper() or words[j - 1].lower() in self.words.kinds):
            j -= 1
        start, end = run[i][0], run[j - 1][1]
        if not words[j - 1][0].isupper() or self.closed(start, end) or end - start < 4:
            return None
        spot = self._make(start, end, ())
        self._weigh(spot, run, i, j)
        return (spot, j) if spot.label in PLACE_LABELS or spot.kind is not None else None

    # ------------------------------------------------------------ one spot

    def _token(self, offset: int) -> int:
        return max(bisect_right(self.starts, offset) - 1, 0)

    def _make(self, start: int, end: int, matches: tuple[Match, ...]) -> Spot:
        first, last = self._token(start), self._token(end - 1)
        head = self._head(first, last)
        spot = Spot(start, end, self.text[start:end], matches, head.i, outer=Span(start, end))
        entity = self.entity.get(head.i)
        spot.label = "" if entity is None else entity.label_
        self._read_kind(spot, first, last)
        self._read_direction(spot)
        self._read_cue(spot, first, head)
        return spot

    def _head(self, first: int, last: int) -> Token:
        for i in range(last, first - 1, -1):
            token = self.doc[i]
            if not first <= token.head.i <= last or token.head.i == i:
                return token
        return self.doc[last]

    def _read_kind(self, spot: Spot, first: int, last: int) -> None:
        """The noun for what kind of place it is: "X province", "the town of X", "Mount X"."""
        kinds, doc = self.words.kinds, self.doc
        for i in range(last + 1, min(last + 4, len(doc))):  # "Deir ez-Zor province", "Roj refugee camp"
            token = doc[i]
            kind = kinds.get(token.lower_)
            if kind is not None:
                spot.kind, spot.plural = (
                    kind,
                    token.lower_.removesuffix("s") in kinds and token.lower_[-1] == "s",
                )
                spot.outer = Span(spot.start, token.idx + len(token))
                if token.lower_ in ("region", "regions") and self._is_region(spot):
                    spot.kind = "unit"
                return
            if token.pos_ not in ("NOUN", "ADJ", "PROPN") and token.text != "-":
                break
        i = first - 1
        while i >= 0 and doc[i].lower_ in ("the", '"', "“"):
            i -= 1
        if i < 0:
            return
        word = doc[i].lower_
        if word in kinds and doc[i].text != "State":
            spot.kind = kinds[word]
            if doc[i].text[0].isupper():
                spot.outer = Span(doc[i].idx, spot.end)
        elif word in ("of", "called", "named") and i > 0 and doc[i - 1].lower_ in kinds:
            spot.kind, spot.called = kinds[doc[i - 1].lower_], True

    def _is_region(self, spot: Spot) -> bool:
        """Whether the name is a unit of a country that calls its units regions: "Gao region" in Mali."""
        return any(
            m.exact and m.entry.kind == "admin1" and m.entry.country in self.words.of_regions
            for m in spot.matches
        )

    def _read_direction(self, spot: Spot) -> None:
        spot.distance = read_relative(self.text, spot.start, spot.end)
        if spot.distance is not None:
            spot.outer = Span(spot.distance.start, max(spot.outer.end, spot.distance.end))
            if spot.distance.put == "off" and spot.kind == "nature":
                spot.kind, spot.called = None, False  # "the coast of X": X is no coast
        elif side := read_side(self.text, spot.start, spot.outer.end):
            spot.direction, spot.outer = side.direction, Span(side.start, side.end)

    def _read_cue(self, spot: Spot, first: int, head: Token) -> None:
        """The preposition that governs the name, through "the town of", "outskirts of" and "A and B"."""
        token = self._phrase(head)
        while token.dep_ == "pobj":
            preposition, word, governor = token.head, token.head.lower_, token.head.head
            if word == "of" and governor.lower_ in self.words.edges:
                self._read_edge(spot, governor)
                return
            if word in ("of", "from") and governor.lower_ in self.words.kinds and governor.i < preposition.i:
                token = governor
                continue
            if word == "to" and governor.lower_ in ("close", "next", "adjacent"):
                spot.cue, spot.near = "near", True
                return
            spot.cue, spot.near = word, word in self.words.near
            return
        i = first - 1
        while i >= 0 and (self.doc[i].lower_ == "the" or self.doc[i].lower_ in self.words.directions):
            i -= 1
        word = self.doc[i].lower_ if i >= 0 else ""
        if word in self.words.strong or word in ("from", "to"):
            spot.cue, spot.near = word, word in self.words.near

    def _phrase(self, token: Token) -> Token:
        """The noun whose preposition holds for the name: "province" of "Idlib province", A of "A and B"."""
        start = token.i
        for _ in range(6):
            head = token.head
            if head.i == token.i or head.pos_ not in ("NOUN", "PROPN") or abs(head.i - token.i) >= 12:
                break
            before = token.dep_ in NOUN_LINKS and head.lower_ in self.words.kinds and head.i <= start + 4
            if not before and token.dep_ not in ("conj", "appos", "npadvmod"):
                break
            token = head
        return token

    def _read_edge(self, spot: Spot, edge: Token) -> None:
        """ "on the outskirts of X", "west of X": near it; "in the north of X": inside."""
        sided = edge.lower_ in self.words.directions
        if sided and edge.i > 0 and self.doc[edge.i - 1].lower_ == "the":
            spot.cue, spot.near = "in", False
            return
        spot.near = not sided or spot.direction is None or spot.distance is not None
        spot.cue = "near" if spot.near else "in"
        if spot.distance is None:
            spot.direction, spot.outer = None, Span(spot.start, max(spot.outer.end, spot.end))

    def _weigh(self, spot: Spot, run: Run, i: int, j: int) -> None:
        """What speaks for a place here: `facts`, and `evidence`, their sum by weights set by hand on training
        reports, which decides what is looked up by sound and how far a name counts as a landmark."""
        told = list(self._told(spot, run, i, j))
        spot.facts = frozenset(fact for fact, _ in told)
        spot.evidence = sum(weight for _, weight in told)

    def _told(self, spot: Spot, run: Run, i: int, j: int) -> Iterator[tuple[str, float]]:
        covered = self.entity.get(spot.head)
        whole = covered is not None and self._names_only_this(covered, spot)
        surname = spot.name.lower() in self.surnames
        whole_name = (run[i][0], run[j - 1][1])
        if any(self._paired(word, whole_name) for word in (*run[max(0, i - 1) : i], *run[j : j + 1])):
            yield "GPE", 2.0  # "the Abuja-Kaduna road": two towns, whatever the model takes the road for
        elif spot.label in PLACE_LABELS:
            yield spot.label, 2.0
        elif spot.label in ("PERSON", "ORG", "NORP"):
            alone, part = {"PERSON": (-1.0, -3.0), "ORG": (-0.5, -3.0), "NORP": (-1.0, -2.0)}[spot.label]
            by_itself = whole and not (spot.label == "PERSON" and surname)
            site = spot.label == "ORG" and spot.kind == "site"
            yield (spot.label, alone) if by_itself or site else (f"part_of_{spot.label}", part)
        elif spot.label:
            yield "other_label", -1.5
        else:
            yield "no_label", -0.5
        if spot.cue in self.words.strong:
            yield "in", 2.0
        elif self._entered(spot):
            yield "entered", 1.5
        elif spot.cue in self.words.weak:
            yield "from", 0.5
        if spot.kind is not None:
            yield ("called", 3.0) if spot.called else ("kind_behind", 1.5)
        if spot.direction is not None or spot.distance is not None:
            yield "direction", 1.0
        if self.text[max(0, spot.start - 4) : spot.start].lower() == "the ":
            yield "article", 0.0  # "the Atlantic", "the Gulf": water, a region, a people
        if surname and spot.label not in PLACE_LABELS:
            yield "surname", -2.0
        if i > 0 and not self._harmless(run[i - 1], run[i]):
            yield "name_before", -1.5
        if j < len(run) and spot.kind != "site" and not self._harmless(run[j], run[j - 1]):
            yield "name_behind", -1.5
        if self.doc[self._token(spot.start)].is_sent_start and not spot.label:
            yield "sentence_start", -1.0

    def _names_only_this(self, entity: Entity, spot: Spot) -> bool:
        """Whether the model's entity is this name and no longer one: "Near Palmyra", "Homs and Hama"."""
        before = set(self.text[entity.start_char : spot.start].lower().split())
        if before <= self.words.openers and entity.end_char <= spot.end + 2:
            return True
        parts = _JOINED.split(entity.text)
        return len(parts) > 1 and spot.name in parts and all(map(self.gazetteer.find, parts))

    def _entered(self, spot: Spot) -> bool:
        """Whether it is the object of a verb that takes places: "the army entered X"."""
        token = self.doc[spot.head]
        return token.dep_ == "dobj" and token.head.lemma_ in self.words.place_verbs

    def _harmless(self, word: tuple[int, int], beside: tuple[int, int]) -> bool:
        """A neighbour that makes no longer name of it: lower case, a kind, a direction, another place, the other end
        of "the Abuja-Kaduna road"."""
        text = self.text[word[0] : word[1]]
        low = text.lower()
        if not text[0].isupper() or low in self.words.kinds or low in self.words.directions:
            return True
        if self._paired(word, beside):
            return True
        entity = self.entity.get(self._token(word[0]))
        return entity is not None and entity.label_ in (*PLACE_LABELS, "NORP", "DATE")

    def _paired(self, word: tuple[int, int], beside: tuple[int, int]) -> bool:
        """Whether a dash ties a well-known place to the name: the other end of a road."""
        between = self.text[min(word[1], beside[1]) : max(word[0], beside[0])]
        return between in ("-", "–") and self._well_known(self.text[word[0] : word[1]])

    def _inside(self, a: Spot, b: Spot) -> bool:
        """Whether the words between say that `a` lies in `b`: a comma, "in", "of"."""
        if b.start - a.outer.end > 60 or b.start < a.outer.end:
            return False
        return _WITHIN.fullmatch(self.text, a.outer.end, b.start) is not None
