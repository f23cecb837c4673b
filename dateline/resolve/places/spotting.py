"""Finds the stretches of a text that may name a place, and the words that tie them to the ground.

Comes in: a parse, names that are no places. Goes out: `Spot`s in text order. Must not know: which place is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from spacy.tokens import Doc, Token

from dateline.model import Span
from dateline.resolve.actors.names import shouted_stretches
from dateline.resolve.gazetteer.index import Gazetteer, Match
from dateline.resolve.gazetteer.names import ARTICLES
from dateline.resolve.places.wording import wording

LONGEST = 6  # words of one name
PLACE_LABELS = {"GPE", "LOC", "FAC"}
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’ʼ`´ʿʾ‘](?=[^\W\d_]))*\.?")
_JOINERS = frozenset(
    [
        "of",
        "de",
        "del",
        "della",
        "la",
        "le",
        "les",
        "los",
        "las",
        "du",
        "do",
        "da",
        "des",
        "di",
        "the",
        "and",
        "y",
        "ul",
        "us",
        "sur",
        "am",
        "an",
        "der",
        "bin",
        "abu",
    ]
)
_POSSESSIVE = re.compile(r"['’]s?$")
_INITIAL = re.compile(r"(?:St|Ste|Mt|Ft|Sts)\.$")
_WITHIN = re.compile(
    r"\s*(?:,\s*|\(\s*)(?:(?:in|of|near)\s+)?(?:the\s+|an?\s+)?(?:[a-z-]+\s+){0,4}"
    r"|\s+(?:in|of)\s+(?:the\s+)?(?:[a-z-]+\s+){0,4}(?:(?:of)\s+)?"
)
_DISTANCE = re.compile(
    r"(\d+(?:\.\d+)?)\s*-?\s*(km|kilomet(?:er|re)s?|miles?|mi)\b[^.,;\n]{0,25}?"
    r"\b(north|south|east|west|north-?east|north-?west|south-?east|south-?west)(?:ern)?\b\s+of\s+(?:the\s+)?(?:[a-z]+\s+){0,4}$"
)
_DIRECTION = re.compile(
    r"(?<![\w-])((?:north|south)[- ]?(?:east|west)(?:ern)?|(?:north|south|east|west)(?:ern)?|central)"
    r"(?:\s+(?:parts?|areas?|regions?|districts?|province|countryside|side|half|tip|corner)\s+of)?(?:\s+the)?[\s-]+$",
    re.I,
)
_DIRECTION_AFTER = re.compile(
    r"['’]s?\s+(?:[a-z-]+\s+){0,2}((?:north|south)[- ]?(?:east|west)(?:ern)?|(?:north|south|east|west)(?:ern)?)\b(?![- ][A-Z])",
    re.I,
)
_DIRECTION_OF = re.compile(
    r"(?<![\w-])(?:the|in)\s+(?:far\s+|extreme\s+)?((?:north|south)[- ]?(?:east|west)|(?:north|south|east|west))"
    r"(?:ern\s+(?:part|half|side|corner|tip))?\s+of\s+(?:the\s+)?$",
    re.I,
)
Kind = Literal["unit", "area", "town", "site", "nature"]


@dataclass(slots=True)
class Spot:
    """A stretch that may name a place. `start`, `end`: the bare name; `outer`: with "province" or "northern".

    `evidence` sums what speaks for and against its being a place; `kind`: what the words around call it.
    """

    start: int
    end: int
    name: str
    matches: tuple[Match, ...]
    head: int
    evidence: float = 0.0
    cue: str | None = None
    near: bool = False
    kind: Kind | None = None
    kind_word: str | None = None
    direction: str | None = None
    distance: tuple[float, str] | None = None
    label: str = ""
    outer: Span = field(default=Span(0, 0))
    within: int | None = None  # the next spot names what this one lies in
    given: bool = False  # a span that the caller knows to be a place


class Spotter:
    """The state of looking through one parse."""

    def __init__(self, doc: Doc, gazetteer: Gazetteer, skip: Sequence[Span]) -> None:
        self.doc, self.gazetteer, self.words = doc, gazetteer, wording()
        self.text = doc.text
        self.starts = [t.idx for t in doc]
        self.skip = sorted(skip)
        self.skip_starts = [s.start for s in self.skip]
        self.shouted = shouted_stretches(self.text)
        self.surnames = {
            ent[-1].lower_ for ent in doc.ents if ent.label_ == "PERSON" and len(ent.text.split()) > 1
        }
        self.entity = {i: ent for ent in doc.ents for i in range(ent.start, ent.end)}

    def spots(self) -> list[Spot]:
        """All stretches with a name of the gazetteer, and those that only the words around call a place."""
        found: list[Spot] = []
        for run in self._runs():
            found.extend(self._spots_of(run))
        self._nest(found)
        return found

    def spots_at(self, spans: Sequence[Span]) -> list[Spot]:
        """The stretches that somebody marked as place names, in the order given."""
        found = [self._spot_at(s.start, s.end) for s in spans]
        self._nest(found)
        return found

    def _part_of_name(self, words: str) -> tuple[Match, ...]:
        """The places that a longer name holds: "Juba" of "Juba Teaching Hospital"."""
        parts = words.split()
        for length in range(len(parts) - 1, 0, -1):
            for i in range(len(parts) - length + 1):
                part = " ".join(parts[i : i + length])
                if part[0].isupper() and not self._common(part) and (found := self.gazetteer.find(part)):
                    return found
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
        if bare != words and unit in self.words.kinds:
            spot.kind, spot.kind_word = "unit", unit
        return spot

    # ------------------------------------------------------------ runs of capitalised words

    def _runs(self) -> Iterator[list[tuple[int, int]]]:
        """Words that stand together and may be one name, as offsets: capitalised, with joiners between them."""
        run: list[tuple[int, int]] = []
        pending: list[tuple[int, int]] = []
        last = 0
        text = self.text
        for m in _WORD.finditer(text):
            word = m.group()
            start, end = m.span()
            if word[-1] == "." and not _INITIAL.match(word):
                word, end = word[:-1], end - 1
            owner = _POSSESSIVE.search(word)
            if owner:
                word, end = word[: owner.start()], start + owner.start()
                if not word:
                    continue
            gap = text[last:start]
            if run and not (gap in (" ", "-", "–", "‑", "") and "\n" not in gap):
                yield run
                run, pending = [], []
            capital = word[0].isupper()
            low = word.lower()
            if capital:
                if run or (pending and pending[-1][1] == start - 1 and text[start - 1] in "-–"):
                    run.extend(pending)
                run.append((start, end))
                pending = []
            elif run and (low in _JOINERS or low in ARTICLES) and len(pending) < 2:
                pending.append((start, end))
            elif not run and low in ARTICLES:
                pending = [(start, end)]
            else:
                if run:
                    yield run
                run, pending = [], []
            last = start + len(m.group()) if owner is None else m.end()
            if owner and run:
                yield run
                run, pending = [], []
            if m.group()[-1] == "." and not _INITIAL.match(m.group()) and run:
                yield run
                run, pending = [], []
        if run:
            yield run

    def _spots_of(self, run: list[tuple[int, int]]) -> Iterator[Spot]:
        i, n = 0, len(run)
        while i < n:
            if not self._begins(run, i):
                i += 1
                continue
            taken = 0
            for j in range(min(n, i + LONGEST), i, -1):
                start, end = run[i][0], run[j - 1][1]
                if not self.text[run[j - 1][0]].isupper():
                    continue
                name = self.text[start:end]
                if j - i == 1 and (
                    len(name) < 3 or name.lower() in self.words.not_places or name.lower() in self.words.kinds
                ):
                    continue
                if name.lower() in self.words.directions:
                    continue
                if self.closed(start, end):
                    continue
                matches = self.gazetteer.find(name)
                if matches:
                    spot = self._make(start, end, matches)
                    if name in self.words.nationalities and spot.kind not in ("unit", "area"):
                        break  # "Somali forces": the people, not the region of that name
                    self._weigh(spot, run, i, j)
                    yield spot
                    taken = j - i
                    break
            if not taken and (unknown := self._unknown(run, i)) is not None:
                spot, taken = unknown
                yield spot
            i += taken or 1

    def _begins(self, run: list[tuple[int, int]], i: int) -> bool:
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

    def _unknown(self, run: list[tuple[int, int]], i: int) -> tuple[Spot, int] | None:
        """A name that the gazetteer lacks, and yet the grammar or the words around make a place."""
        first = self._token(run[i][0])
        opening = self.text[run[i][0] : run[i][1]]
        if (
            self.doc[first].pos_ not in ("PROPN", "NOUN")
            or opening in self.words.nationalities
            or self._common(opening)
        ):
            return None
        entity = self.entity.get(first)
        inside = entity is not None and entity.label_ in PLACE_LABELS
        j = i + 1
        while j < len(run) and (
            run[j][0] < entity.end_char if inside and entity else self.text[run[j][0]].isupper()
        ):
            if self._well_known(self.text[run[j][0] : run[j][1]]):
                break
            j += 1
        while j > i and not self.text[run[j - 1][0]].isupper():
            j -= 1
        while j - 1 > i and self.text[run[j - 1][0] : run[j - 1][1]].lower() in self.words.kinds:
            j -= 1
        start, end = run[i][0], run[j - 1][1]
        name = self.text[start:end]
        low = name.lower()
        if (
            j <= i
            or self.closed(start, end)
            or len(name) < 4
            or low in self.words.not_places
            or low in self.words.kinds
            or low in self.words.directions
        ):
            return None
        spot = self._make(start, end, ())
        self._weigh(spot, run, i, j)
        if spot.label in PLACE_LABELS or spot.kind is not None:
            return spot, j - i
        return None

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
        """The noun for what kind of place it is: behind it, in front with "of", or in front alone ("Mount X")."""
        kinds, doc = self.words.kinds, self.doc
        for i in range(last + 1, min(last + 4, len(doc))):  # "Deir ez-Zor province", "Roj refugee camp"
            token = doc[i]
            kind = kinds.get(token.lower_)
            if kind is not None:
                spot.kind, spot.kind_word = kind, token.lower_  # type: ignore[assignment]
                spot.outer = Span(spot.start, token.idx + len(token))
                return
            if token.pos_ not in ("NOUN", "ADJ", "PROPN") and token.text != "-":
                break
        i = first - 1
        while i >= 0 and doc[i].lower_ in ("the", '"', "“"):
            i -= 1
        if i < 0:
            return
        word = doc[i].lower_
        if word in kinds and doc[i].text not in ("State",):
            spot.kind, spot.kind_word = kinds[word], word  # type: ignore[assignment]
            if doc[i].text[0].isupper():
                spot.outer = Span(doc[i].idx, spot.end)
        elif word in ("of", "called", "named") and i > 0 and doc[i - 1].lower_ in kinds:
            spot.kind, spot.kind_word = kinds[doc[i - 1].lower_], doc[i - 1].lower_  # type: ignore[assignment]

    def _read_direction(self, spot: Spot) -> None:
        before = self.text[max(0, spot.start - 60) : spot.start]
        if m := _DISTANCE.search(before):
            number = float(m.group(1)) * (1.61 if m.group(2).startswith("mi") else 1.0)
            spot.distance = (number, self.words.directions.get(m.group(3).lower(), "north"))
            return
        m = _DIRECTION_OF.search(before) or _DIRECTION.search(before)
        if m:
            spot.direction = self.words.directions.get(m.group(1).lower().replace(" ", "-"))
            begin = spot.start - len(before) + m.start(1)
            spot.outer = Span(begin, spot.outer.end)
            return
        m = _DIRECTION_AFTER.match(self.text, spot.end, spot.end + 40)
        if m:
            spot.direction = self.words.directions.get(m.group(1).lower().replace(" ", "-"))
            spot.outer = Span(spot.outer.start, m.end())

    def _read_cue(self, spot: Spot, first: int, head: Token) -> None:
        """The preposition that governs the name, through "the town of", "outskirts of" and "A and B"."""
        token = head
        for _ in range(6):
            if (
                token.dep_ in ("compound", "nmod", "amod", "appos", "conj", "poss", "npadvmod")
                and token.head.pos_ in ("NOUN", "PROPN")
                and token.head.i != token.i
                and abs(token.head.i - token.i) < 12
            ):
                if (
                    token.dep_ == "conj"
                    or token.head.lower_ in self.words.kinds
                    or token.dep_ in ("appos", "npadvmod")
                ):
                    if token.dep_ in ("compound", "nmod", "amod", "poss") and token.head.i > head.i + 4:
                        break
                    token = token.head
                    continue
                break
            if token.dep_ != "pobj":
                break
            preposition = token.head
            word = preposition.lower_
            governor = preposition.head
            if word == "of" and governor.lower_ in self.words.edges:
                spot.near = (
                    governor.lower_ not in self.words.directions
                    or not spot.direction
                    or spot.distance is not None
                )
                if (
                    governor.i > 0
                    and self.doc[governor.i - 1].lower_ in ("the",)
                    and governor.lower_ in self.words.directions
                ):
                    spot.near = False  # "in the north of X" is inside it
                else:
                    spot.direction = None
                    spot.outer = Span(spot.start, max(spot.outer.end, spot.end))
                spot.cue = "near" if spot.near else "in"
                return
            if word in ("of", "from") and governor.lower_ in self.words.kinds:
                token = governor
                continue
            if word == "to" and governor.lower_ in ("close", "next", "adjacent"):
                spot.cue, spot.near = "near", True
                return
            spot.cue = word
            spot.near = word in self.words.near
            return
        i = first - 1
        while i >= 0 and (
            self.doc[i].lower_ in ("the", "central") or self.doc[i].lower_ in self.words.directions
        ):
            i -= 1
        if spot.cue is None and i >= 0:
            word = self.doc[i].lower_
            if word in self.words.strong or word in ("from", "to"):
                spot.cue, spot.near = word, word in self.words.near

    def _weigh(self, spot: Spot, run: list[tuple[int, int]], i: int, j: int) -> None:
        """What speaks for a place here. The weights were set by hand on the project's own and the training reports."""
        score = 0.0
        covered = self.entity.get(spot.head)
        whole = (
            covered is not None and covered.start_char >= spot.start - 4 and covered.end_char <= spot.end + 2
        )
        if spot.label in PLACE_LABELS:
            score += 2.0
        elif spot.label == "PERSON":
            score -= 1.0 if whole and spot.name.lower() not in self.surnames else 3.0
        elif spot.label == "ORG":
            score -= 0.5 if whole or spot.kind == "site" else 3.0
        elif spot.label == "NORP":
            score -= 1.0 if whole else 2.0
        elif spot.label:
            score -= 1.5
        else:
            score -= 0.5
        if spot.cue in self.words.strong:
            score += 2.0
        elif spot.cue in self.words.weak:
            score += 0.5
        if spot.kind is not None:
            score += 1.5
        if spot.direction is not None:
            score += 1.0
        if spot.name.lower() in self.surnames and spot.label not in PLACE_LABELS:
            score -= 2.0
        if i > 0 and not self._harmless(run[i - 1]):
            score -= 1.5
        if j < len(run) and spot.kind != "site" and not self._harmless(run[j]):
            score -= 1.5
        token = self.doc[self._token(spot.start)]
        if token.is_sent_start and not spot.label:
            score -= 1.0
        spot.evidence = score

    def _harmless(self, word: tuple[int, int]) -> bool:
        """A neighbour that does not make a longer name of it: lower case, a kind, a direction, a known place."""
        text = self.text[word[0] : word[1]]
        low = text.lower()
        if not text[0].isupper() or low in self.words.kinds or low in self.words.directions:
            return True
        entity = self.entity.get(self._token(word[0]))
        return entity is not None and entity.label_ in (*PLACE_LABELS, "NORP", "DATE")

    def _inside(self, a: Spot, b: Spot) -> bool:
        """Whether the words between say that `a` lies in `b`: a comma, "in", "of"."""
        if b.start - a.outer.end > 60 or b.start < a.outer.end:
            return False
        return _WITHIN.fullmatch(self.text, a.outer.end, b.start) is not None
