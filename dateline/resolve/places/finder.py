"""Puts spots, countries and choices together into place mentions.

The order of the work: country words are read first (what countries is this about?), then names are spotted,
each name is resolved once a report, and the words around each mention say how exactly it is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from spacy.tokens import Doc, Token

from dateline.model import How, Place, PlaceMention, PlacePrecision, Report, Span
from dateline.parse import text_of
from dateline.resolve.actors.actorlist import Nation, nations
from dateline.resolve.actors.finder import KnownName
from dateline.resolve.actors.names import Hit, shouted_stretches, words_of
from dateline.resolve.gazetteer.index import Entry, Gazetteer, Match
from dateline.resolve.gazetteer.names import OTHER_SCRIPTS, plain
from dateline.resolve.places.borders import find_borders
from dateline.resolve.places.features import MAIN_SHARE, WHOLE, Countries, Name, unit_of
from dateline.resolve.places.parts import part_of
from dateline.resolve.places.points import WIDE_KM, relative_point
from dateline.resolve.places.ranking import Choice, choose, country_shares
from dateline.resolve.places.seats import is_seat, stands_for_state
from dateline.resolve.places.spotting import PLACE_LABELS, Spot, Spotter
from dateline.resolve.places.together import Told, read_together, town_of
from dateline.resolve.places.wording import wording

REGIONS = {"region", "continent", "area", "river", "valley", "desert", "sea"}
NEAR_KM = 15.0
AREA_KM = 20.0
UNLISTED = 0.5  # from this chance on a name without a candidate is told as a place
NEARLY_ALL = 0.75  # of a report's places
MOSTLY = 0.5  # of a report's country words: the country that it is mostly about
_BESIDE = re.compile(r"['’]?s?\s+(?:[a-z-]+\s+){0,4}(?:of\s+)?")
_ABBREVIATION = re.compile(r",? ([A-Z][A-Za-z.]{1,6})(?=[\s,.;)])")
T = TypeVar("T", str, int)


def find_places(
    report: Report, doc: Doc, gazetteer: Gazetteer, known: Iterable[KnownName] = (), home: str | None = None
) -> list[PlaceMention]:
    """Every place named in the parsed text, in text order.

    `known`: stretches that name known actors; a place name inside one ("Islamic State in Iraq") is no place, and
    their countries and `home`, the outlet's, speak for places there.
    A name that stands for a place but is in no gazetteer has no coordinates; one that stands for a state
    ("Ankara said") is left out.
    """
    found = (mention for _, mention in find_names(report, doc, gazetteer, known, home))
    return list({id(mention): mention for mention in found}.values())  # two names may tell one place


def find_names(
    report: Report, doc: Doc, gazetteer: Gazetteer, known: Iterable[KnownName] = (), home: str | None = None
) -> list[tuple[Span, PlaceMention]]:
    """As `find_places`, each mention with the bare name's span: "Syria" of "eastern Syria".

    "The road from X to Y" is one mention, given with the span of X and again with that of Y.
    """
    finder = _Finder(report, doc, gazetteer, list(known), home)
    spotter = Spotter(doc, gazetteer, finder.closed)
    hits = [h for h in finder.nations if not spotter.closed(h.start, h.end)]
    return finder.mentions(spotter.spots(), hits)


def resolve_spans(
    report: Report, doc: Doc, gazetteer: Gazetteer, spans: Sequence[Span]
) -> list[Place | None]:
    """The place that each given stretch names, None where no candidate is known (geoparsing benchmarks)."""
    spotter = Spotter(doc, gazetteer, ())
    finder = _Finder(report, doc, gazetteer)
    return finder.resolve(spotter.spots_at(spans))


@dataclass(frozen=True, slots=True)
class Mostly:
    """Where nearly all of a report's places lie."""

    country: str | None
    unit: Entry | None


@dataclass(frozen=True, slots=True)
class Naming:
    """What the choice starts from. `own[i]`: which of `names` the spot `spots[i]` bears; `about`: countries."""

    spots: list[Spot]
    names: list[Name]
    own: list[int]
    about: Countries


def find_naming(
    report: Report, doc: Doc, gazetteer: Gazetteer, known: Iterable[KnownName], home: str | None
) -> Naming:
    """The names of a report before any is resolved (training)."""
    finder = _Finder(report, doc, gazetteer, list(known), home)
    spots = Spotter(doc, gazetteer, finder.closed).spots()
    return Naming(spots, *finder.names(spots), finder.about)


class _Finder:
    """The state of resolving one report's places."""

    def __init__(
        self,
        report: Report,
        doc: Doc,
        gazetteer: Gazetteer,
        known: Sequence[KnownName] = (),
        home: str | None = None,
    ) -> None:
        self.report, self.doc, self.gazetteer, self.words = report, doc, gazetteer, wording()
        self.text = text_of(doc)
        self.starts = [t.idx for t in doc]
        text_words = words_of(self.text)
        self.nations: list[Hit[Nation]] = list(
            nations().find(self.text, text_words, shouted_stretches(self.text))
        )
        self.nation_ends = [h.end for h in self.nations]
        self.shares = country_shares(
            (n.iso, self._weight(h, n)) for h in self.nations for n in h.meanings[:1] if n.form != "capital"
        )
        actors = country_shares((k.country, 1.0) for k in known if k.country is not None)
        self.about = Countries(self.shares, actors, home)
        self.closed = [*(k.span for k in known), *(f.span for f in report.furniture)]
        self.main = max(self.shares, key=lambda c: self.shares[c], default=None)

    def _weight(self, hit: Hit[Nation], nation: Nation) -> float:
        """What a country word says of the report: little when another large place has its name (Georgia)."""
        if nation.form != "name":
            return 1.0
        matches = self.gazetteer.find(self.text[hit.start : hit.end])
        shared = any(m.exact and m.entry.country != nation.iso and m.entry.population > 3e6 for m in matches)
        return 0.4 if shared else 2.0

    # ------------------------------------------------------------ the main flow

    def mentions(self, spots: list[Spot], hits: Sequence[Hit[Nation]]) -> list[tuple[Span, PlaceMention]]:
        found: list[tuple[Span, PlaceMention]] = []
        choices = self._choose(spots)
        borders = list(self._borders(hits, choices))
        taken = [m.span for m in borders]
        unknown = self._unknown_places(spots, choices)
        told = self._told_together(spots, choices, unknown)
        found.extend((m.span, m) for m in told.pop(None, ()))
        for n, (spot, choice) in enumerate(zip(spots, choices, strict=True)):
            if any(spot.start < t.end and t.start < spot.end for t in taken):
                continue
            if n in told:
                found.extend((Span(spot.start, spot.end), m) for m in told[n])
                continue
            if choice.match is not None and stands_for_state(spot, choice.match.entry, self.doc, self.main):
                continue
            place = self._place(spot, choice) or unknown.get(n)
            if place is not None:
                seat = choice.match is not None and is_seat(spot, choice.match.entry, self.doc)
                mention = self._mention(spot.outer, place, spot.cue, spot.head, seat=seat)
                found.append((Span(spot.start, spot.end), mention))
        found.extend((m.span, m) for m in borders)
        covered = sorted(m.span for _, m in found)
        starts = [s.start for s in covered]
        for hit in hits:
            k = bisect_right(starts, hit.start) - 1
            if (k >= 0 and covered[k].end > hit.start) or (
                k + 1 < len(covered) and covered[k + 1].start < hit.end
            ):
                continue
            found.extend((m.span, m) for m in self._nation_mention(hit))
        adjectives = {self.doc.vocab.strings[word] for word in self.words.adjectives}
        for number, word in enumerate(self.doc.to_array("ORTH").tolist()):
            if word not in adjectives:
                continue
            token = self.doc[number]
            span = Span(token.idx, token.idx + len(token))
            if not any(span.overlaps(s) for s in covered):
                place = self._adjective_place(token.text, span)
                if place is not None:
                    found.append((span, self._mention(span, place, None, token.i, demonym=True)))
        return sorted(found, key=lambda f: (f[1].span.start, -f[1].span.end))

    def resolve(self, spots: list[Spot]) -> list[Place | None]:
        """One place a spot, without asking whether it is one."""
        places: list[Place | None] = []
        choices = self._choose(spots)
        unknown = self._unknown_places(spots, choices)
        for n, (spot, choice) in enumerate(zip(spots, choices, strict=True)):
            nation = self._nation_of(spot)
            if nation is not None:
                place = self._country_place(nation, Span(spot.start, spot.end))
            elif spot.name in self.words.adjectives:
                place = self._adjective_place(spot.name, Span(spot.start, spot.end))
            else:
                place = self._place(spot, choice) or unknown.get(n)
            places.append(place)
        return places

    def _nation_of(self, spot: Spot) -> str | None:
        """A country meant by an adjective, or by a name that the gazetteer does not know ("the US")."""
        meanings = nations().exact(spot.name)
        forms = {"adjective", "people"} if spot.matches else {"adjective", "people", "name"}
        return next((n.iso for n in meanings if n.form in forms), None)

    # ------------------------------------------------------------ choosing

    def _choose(self, spots: list[Spot]) -> list[Choice]:
        names, own = self.names(spots)
        chosen = choose(names, self.about)
        return [chosen[n] for n in own]

    def names(self, spots: list[Spot]) -> tuple[list[Name], list[int]]:
        """Each name once, and which of them each spot bears: all mentions speak together and share the choice."""
        keys: dict[tuple[str, bool], int] = {}
        names: list[Name] = []
        own: list[int] = []
        for spot in spots:
            key = (plain(spot.name), spot.kind == "unit")
            if key not in keys:
                keys[key] = len(names)
                names.append(Name(spot.name, spot.matches, evidence=-9.0, mentions=0))
            own.append(keys[key])
        for n, spot in zip(own, spots, strict=True):
            name = names[n]
            name.evidence = max(name.evidence, spot.evidence)
            name.given |= spot.given
            name.kind = name.kind or spot.kind
            name.mentions += 1
            name.facts.update(spot.facts)
            if spot.within is not None:
                (name.apposed if spot.apposed else name.containers).append(own[spot.within])
                names[own[spot.within]].holds = True
            for iso in self._countries_beside(spot):
                name.countries[iso] += 1
        for (text, is_unit), n in keys.items():
            names[n].unit_elsewhere = not is_unit and (text, True) in keys
        for name in names:
            if not name.matches and name.evidence >= 2 and name.kind != "nature":
                name.matches = self.gazetteer.find_similar(name.text, self._transliterating())
        return names, own

    def _transliterating(self) -> set[str]:
        """The countries that the report is much about and whose names have many Latin spellings."""
        return {iso for iso, share in self.shares.items() if share >= MAIN_SHARE and iso in OTHER_SCRIPTS}

    def _countries_beside(self, spot: Spot) -> Iterator[str]:
        """Said with the name: "the Iraqi city of X", "Syria's X", "X, Texas" in short form."""
        k = bisect_right(self.nation_ends, spot.start) - 1
        if k >= 0:
            hit = self.nations[k]
            gap = self.text[hit.end : spot.start]
            if len(gap) < 45 and _BESIDE.fullmatch(gap):
                yield from (
                    n.iso
                    for n in hit.meanings[:1]
                    if n.form in ("name", "adjective")
                    and n.form != "capital"
                    and (n.form == "adjective" or gap[0] in "'’")
                )
        m = _ABBREVIATION.match(self.text, spot.end)
        if m:
            known = self.words.abbreviations.get(m.group(1).replace(".", ""))
            if known is not None:
                yield known[0]

    # ------------------------------------------------------------ from choice to place

    def _place(self, spot: Spot, choice: Choice) -> Place | None:
        """The place chosen, as the words around the name mean it: a part of it, near it, a site in it."""
        if choice.match is None:
            return None
        entry = choice.match.entry
        if spot.distance is not None:
            entry = town_of(spot, entry) or entry
        place = self._entry_place(
            entry, spot.outer, "gazetteer" if choice.match.exact else "gazetteer_spelling"
        )
        update: dict[str, Any] = {}
        rule, note = "", None
        site = self._site(spot, entry)
        if spot.distance is not None and (point := relative_point(spot.distance, entry)):
            update = point.update() | ({"name": site} if site else {})
            rule, note = point.rule, point.note
        elif site:
            update, rule, note = {"name": site}, "site_in_place", f"placed at {entry.name}"
        elif spot.kind == "area" and entry.kind == "city":
            update = {"precision": "region", "radius_km": entry.radius_km + AREA_KM}
        elif spot.direction is not None and (part := part_of(entry, spot.direction, self.gazetteer)):
            update, rule = part._asdict(), "part_of_place"
        elif spot.near and place.precision == "exact":
            update = {"precision": "near", "radius_km": entry.radius_km + NEAR_KM}
        how = How(
            rule=rule or (place.how.rule if place.how else ""),
            note="; ".join(filter(None, [note, choice.reasons])),
            score=round(choice.score, 3),
            passed_over=_passed(choice),
        )
        return place.model_copy(update=update | {"how": how})

    def _told_together(
        self, spots: list[Spot], choices: list[Choice], unknown: Mapping[int, Place]
    ) -> dict[int | None, list[PlaceMention]]:
        """Places that several names tell, or coordinates, under each spot; None: under no spot."""
        mentions: defaultdict[int | None, list[PlaceMention]] = defaultdict(list)
        entries = [None if c.match is None else c.match.entry for c in choices]
        for told in read_together(self.text, spots, entries, unknown):
            first = spots[told.members[0]] if told.members else None
            head = self._noun(told.span, self._token(told.span.start) if first is None else first.head)
            cue = first.cue if first and head == first.head else self._cue(head)
            mention = self._mention(told.span, self._told_place(told, spots, choices), cue, head)
            for n in told.members or (None,):
                mentions[n].append(mention)
        return dict(mentions)

    def _noun(self, span: Span, name: int) -> int:
        """ "Highway" of "the X-Y highway": the noun that stands for the whole, else the name."""
        token: Token = self.doc[name]
        while token.head.i != token.i and span.contains(
            Span(token.head.idx, token.head.idx + len(token.head))
        ):
            token = token.head
        return token.i if token.pos_ in ("NOUN", "PROPN") else name

    def _told_place(self, told: Told, spots: list[Spot], choices: list[Choice]) -> Place:
        if told.match is not None:
            n = told.members[0]
            choice = replace(choices[n], match=told.match)
            if place := self._place(replace(spots[n], outer=told.span), choice):
                return place
        units = [{"country": e.country, **self._units(e)} for e in told.entries]
        shared = units[0].items() if units else ()
        words = self.text[told.span.start : told.span.end]
        update = {level: name for level, name in shared if all(u.get(level) == name for u in units)}
        place = Place(text=words, name=told.name, spans=(told.span,)).model_copy(update=update)
        return place if told.point is None else place.model_copy(update=told.point.update())

    def _entry_place(self, entry: Entry, span: Span, rule: str) -> Place:
        """A place of the gazetteer as these words name it."""
        return Place(
            text=self.text[span.start : span.end],
            name=entry.name,
            id=entry.key,
            country=entry.country,
            **self._units(entry),
            lat=round(entry.lat, 5),
            lon=round(entry.lon, 5),
            precision=_precision(entry),
            radius_km=round(entry.radius_km, 1),
            spans=(span,),
            how=How(rule=rule),
        )

    def _site(self, spot: Spot, entry: Entry) -> str | None:
        """ "Juba Teaching Hospital": something built that bears the name of the town it stands in."""
        if spot.kind != "site" or entry.kind not in {"city", "village", "admin1", "admin2"}:
            return None
        words = self.text[spot.start : spot.outer.end]
        behind = words[len(spot.name) :].split()
        return words if behind and behind[-1][0].isupper() else None

    def _units(self, entry: Entry) -> dict[str, str | None]:
        """The names and codes of the units that it is or lies in."""
        found: dict[str, str | None] = {}
        for level, parent in (("admin1", entry.admin1), ("admin2", entry.admin2)):
            own = entry.kind == level
            unit = entry if own else self.gazetteer.entry(parent) if parent is not None else None
            if unit is not None:
                found |= {level: unit.name, f"{level}_code": unit.unit_code}
        return found

    def _mostly(self, choices: Sequence[Choice]) -> Mostly:
        """The unit and country that the report's places mostly lie in; the country words come first."""
        entries = [c.match.entry for c in choices if c.match is not None and c.match.entry.kind not in WHOLE]
        country = _nearly_all([e.country for e in entries])
        if self.main is not None and self.shares[self.main] >= MOSTLY:
            country = self.main
        number = _nearly_all([unit_of(e) for e in entries if e.country == country])
        unit = None if number is None else self.gazetteer.entry(number)
        return Mostly(country, unit)

    def _unknown_places(self, spots: list[Spot], choices: list[Choice]) -> dict[int, Place]:
        """The places that no choice was made for, and that the words around call places nonetheless."""
        found = {}
        mostly = self._mostly(choices)
        for n, (spot, choice) in enumerate(zip(spots, choices, strict=True)):
            around = choices[spot.within].match if spot.within is not None else None
            if choice.match is None and (place := self._unknown(spot, choice, around, mostly)):
                found[n] = place
        return found

    def _unknown(self, spot: Spot, choice: Choice, around: Match | None, mostly: Mostly) -> Place | None:
        """A place by its words alone: the gazetteer has none such, or none that fits this report.

        It lies somewhere in the place that the report names around it, or else where the report mostly is.
        """
        if not spot.given and (
            choice.unlisted < UNLISTED or (spot.label not in PLACE_LABELS and spot.kind is None)
        ):
            return None
        entry = None if around is None else around.entry
        note = "not in the gazetteer"
        country = mostly.country if entry is None else entry.country
        if entry is not None and entry.kind not in WHOLE:
            note += f"; put in {entry.name}"
        elif mostly.unit is not None and country == mostly.country:
            entry = mostly.unit
            note += f"; put in {entry.name}, where the report's other places mostly lie"
        else:
            if entry is None and country is not None:
                note += "; in the country that the report is mostly about"
            entry = None
        return Place(
            text=self.text[spot.outer.start : spot.outer.end],
            name=spot.name,
            country=country,
            **({} if entry is None else self._units(entry)),
            lat=None if entry is None else round(entry.lat, 5),
            lon=None if entry is None else round(entry.lon, 5),
            precision="near" if spot.near else "exact",
            radius_km=None if entry is None else entry.radius_km,
            spans=(spot.outer,),
            how=How(
                rule="named_only", note=note, score=round(choice.unlisted, 3), passed_over=_passed(choice)
            ),
        )

    # ------------------------------------------------------------ countries and borders

    def _country_place(self, iso: str, span: Span, *, rule: str = "country_name") -> Place | None:
        entry = self.gazetteer.country(iso)
        return None if entry is None else self._entry_place(entry, span, rule)

    def _adjective_place(self, word: str, span: Span) -> Place | None:
        """ "Chechen", "European": the place that is no country and yet has an adjective."""
        iso, name = self.words.adjectives[word]
        entries = (m.entry for m in self.gazetteer.find(name) if m.exact and m.entry.country == iso)
        entry = next(entries, None)
        return None if entry is None else self._entry_place(entry, span, "adjective")

    def _nation_mention(self, hit: Hit[Nation]) -> Iterator[PlaceMention]:
        nation = next((n for n in hit.meanings if n.form != "capital"), None)
        if nation is None:
            return
        span = Span(hit.start, hit.end)
        demonym = nation.form != "name"
        place = self._country_place(nation.iso, span, rule="demonym" if demonym else "country_name")
        if place is not None:
            head = self._token(hit.end - 1)
            yield self._mention(span, place, None if demonym else self._cue(head), head, demonym=demonym)

    def _cue(self, i: int) -> str | None:
        token = self.doc[i]
        if token.dep_ == "conj":
            token = token.head
        return token.head.lower_ if token.dep_ == "pobj" else None

    def _borders(self, hits: Sequence[Hit[Nation]], choices: Sequence[Choice]) -> Iterator[PlaceMention]:
        """The countries that the report names may meet there, and after them those of its towns."""
        towns = Counter(c.match.entry.country for c in choices if c.match is not None)
        shares = {iso: share / 1000 for iso, share in towns.items() if iso is not None} | self.shares
        for border in find_borders(self.text, hits, shares, self.gazetteer):
            place = self._entry_place(border.area, border.span, "border")
            country = border.side or (self.main if self.main in border.countries else None)
            place = place.model_copy(update={"name": border.name, "country": country})
            head = self._token(border.word)
            yield self._mention(border.span, place, self._cue(head), head)

    # ------------------------------------------------------------ small things

    def _token(self, offset: int) -> int:
        return max(bisect_right(self.starts, offset) - 1, 0)

    def _mention(
        self,
        span: Span,
        place: Place,
        cue: str | None,
        head: int,
        *,
        demonym: bool = False,
        seat: bool = False,
    ) -> PlaceMention:
        dateline = self.report.dateline
        inside = dateline is not None and dateline.span.contains(span)
        return PlaceMention(span, place, head, cue, inside, demonym, seat)


def _nearly_all(found: Sequence[T | None]) -> T | None:
    """What nearly all of them are, if they are one thing."""
    known = [f for f in found if f is not None]
    best = max(sorted(set(known), key=str), key=known.count, default=None)
    return best if best is not None and known.count(best) >= NEARLY_ALL * len(known) else None


def _precision(entry: Entry) -> PlacePrecision:
    if entry.kind == "country":
        return "country"
    if entry.kind == "admin1":
        return "admin1"
    wide = entry.kind in {"admin2", "admin3"} and entry.radius_km > WIDE_KM
    return "region" if wide or entry.kind in REGIONS else "exact"


def _passed(choice: Choice) -> tuple[str, ...]:
    """The other candidates, each with its chance: "Tripoli, LB (city, geonames:266826) 0.08"."""
    return tuple(
        f"{m.entry.name}, {m.entry.country or '-'} ({m.entry.kind}, {m.entry.key}) {chance:.2f}"
        for m, chance in zip(choice.passed_over, choice.chances, strict=True)
    )
