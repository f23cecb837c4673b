"""Whose office it is: "Colombia's army chief", "spokesman for the RSF", "the governor of Borno" -> an organisation.

Comes in: the words of an office, the actor list, the country that the report is about. Goes out: the organisation:
a listed actor, a state's institution, or a described body. Must not know: parses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple, TypeVar

from dateline.lexicons import lexicon
from dateline.model import PartyKind
from dateline.resolve.actors.actorlist import Actor, ActorList, Nation, institution_words, nations, plurals
from dateline.resolve.actors.names import Hit, Word, key_of, words_of

SMALL = frozenset({"the", "of", "for", "in", "at", "from", "to", "and", "s", "with", "on", "by", "into"})
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """The body behind an office. `id` is None for one that no list knows; `parents`: ids, nearest first.

    `seat`: the town that tells which of a state's authorities it is.
    """

    name: str
    id: str | None
    kind: PartyKind
    country: str | None
    parents: tuple[str, ...] = ()
    seat: str | None = None


class Local(NamedTuple):
    """An office below the state: the template of its body's name, the body's kind, the institution it is of."""

    name: str
    kind: PartyKind
    of: str


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """The lexicon, ready for look-up; every word folded, without articles and prepositions."""

    state: dict[Key, str]
    local: dict[Key, Local]
    speakers: frozenset[str]
    beside: frozenset[str]
    former: frozenset[str]
    ordering: frozenset[str]
    below: frozenset[str]  # words of offices below the state
    every: frozenset[str]  # all words of offices: none of them is a place


def plain(words: str) -> Key:
    """The words that count: folded, without articles and prepositions.

    >>> plain("Minister of Defence")
    ('minister', 'defence')
    """
    return tuple(w for w in key_of(words) if w not in SMALL)


@cache
def office_words() -> OfficeWords:
    data = lexicon("offices")
    state = {form: name for name, words in data["state"].items() for w in words for form in _forms(plain(w))}
    for key, institution in institution_words().items():
        if institution not in ("officials", "media", "state-media"):
            state.setdefault(tuple(w for w in key if w not in SMALL), institution)
    local = {
        form: Local(entry["name"], entry["kind"], entry.get("of", "government"))
        for entry in data["local"].values()
        for words in entry["offices"]
        for form in _forms(plain(words))
    }
    speakers = frozenset(w for word in data["speakers"] for w in key_of(word))
    beside = frozenset(w for word in data["beside"] for w in key_of(word))
    return OfficeWords(
        state=state,
        local=local,
        speakers=speakers,
        beside=beside,
        former=frozenset(w for word in data["former"] for w in key_of(word)),
        ordering=frozenset(data["ordering"]),
        below=frozenset(w for key in local for w in key),
        every=frozenset(w for key in (*state, *local) for w in key) | speakers | beside,
    )


def _forms(key: Key) -> Iterable[Key]:
    yield key
    yield from ((*key[:-1], plural) for plural in plurals(key[-1]))


def organisation_of(office: str, actors: ActorList, country: str | None = None) -> Organisation | None:
    """The organisation whose office the words tell; None when they tell none. `country`: the report's.

    >>> organisation_of("Colombia's army chief", ActorList.load()).name
    'Colombian armed forces'
    >>> organisation_of("governor of Borno", ActorList.load(), "NG").name
    "Borno governor's office"
    """
    known = office_words()
    words = words_of(office)
    hits = list(actors.names.find(office, words))
    named = {i for h in hits for i in range(h.first, h.last)}
    peoples = [h for h in nations().find(office, words) if not named & set(range(h.first, h.last))]
    states = {i for h in peoples for i in range(h.first, h.last)}
    rest = [w for i, w in enumerate(words) if i not in named | states and w.key not in SMALL]
    if any(w.key in known.former for w in rest):
        return None
    if hits:
        return _of_an_actor(office, hits[0], rest, actors, country)
    seat = _seat(office, words, peoples, actors)
    iso = peoples[0].meanings[0].iso if peoples else seat[1] if seat else country
    sits_in = key_of(seat[0]) if seat else ()
    found = _of_a_state([w.key for w in rest if w.key not in sits_in], iso, actors, seat[0] if seat else None)
    if found is not None and (peoples or seat):
        return found
    if found is not None and not _place(office, rest):
        return None if _is_anybodys(found, rest) else found
    places = {i for h in peoples if h.meanings[0].form == "capital" for i in range(h.first, h.last)}
    local = [w for i, w in enumerate(words) if i not in states - places and w.key not in SMALL]
    return _of_a_place(office, local, iso, actors) or found


def _is_anybodys(found: Organisation, rest: list[Word]) -> bool:
    """Whether the office, told without a nationality, may be any state's: "the president"."""
    data = lexicon("offices")
    words = {w.key for w in rest}
    of = (found.id or "").rsplit(":", 1)[-1]
    return of in data["needs_nation"] or bool(words & set(data["needs_nation_words"]))


def _of_an_actor(
    office: str, hit: Hit[str], rest: list[Word], actors: ActorList, country: str | None
) -> Organisation | None:
    """The listed actor, or a body of it that no list knows: "Houthi health ministry", "Taliban governor of Zabul"."""
    known = office_words()
    actor = actors.choose(hit.meanings, country)
    if actor is None:
        return None
    keys = [w.key for w in rest]
    speaks = bool(known.speakers & set(keys))
    bare = tuple(w for w in keys if w not in known.speakers | known.beside)
    if not bare:
        return organisation(actor) if speaks else None
    institution = known.state.get(bare)
    if institution is None:
        local = _of_a_place(office, rest, actor.country, actors)
        above = (actor.id, *actors.ancestors(actor.id))
        if local is not None:
            return replace(local, parents=tuple(dict.fromkeys((*above, *local.parents))))
        # "UN Syria special envoy": of the body, for a place
        return (
            organisation(actor)
            if speaks and all(_is_name(office, w) for w in rest if w.key in bare)
            else None
        )
    if actor.id.startswith("state:"):
        return organisation(actor) if speaks else None
    if institution in ("forces", "government", "opposition", "security"):
        return organisation(actor)
    entry = lexicon("parties")["institutions"][institution]
    name = entry["name"].format(adj=office[hit.start : hit.end])
    return Organisation(name, None, entry["kind"], actor.country, (actor.id, *actors.ancestors(actor.id)))


def _of_a_state(rest: list[str], iso: str | None, actors: ActorList, seat: str | None) -> Organisation | None:
    """The state's institution: the office is in the lexicon, or an institution's name and somebody who speaks."""
    if iso is None:
        return None
    institution = _longest(office_words().state, tuple(rest))
    if institution is None:
        return None
    actor = actors.state(iso, institution)
    return Organisation(actor.name, actor.id, actor.kind, actor.country, (), seat)


T = TypeVar("T")


def _longest(offices: Mapping[Key, T], words: Key) -> T | None:
    """What the longest known run of the words means, where all others are words that stand beside an office."""
    known = office_words()
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            found = offices.get(words[start:end])
            left = (*words[:start], *words[end:])
            if found is not None and all(w in known.beside or w in known.speakers for w in left):
                return found
    return None


def _seat(
    office: str, words: tuple[Word, ...], peoples: list[Hit[Nation]], actors: ActorList
) -> tuple[str, str] | None:
    """The town in the words where an authority sits, and its country: "the interior ministry in Benghazi"."""
    for hit in peoples:
        if hit.meanings[0].form == "capital":
            return office[hit.start : hit.end], hit.meanings[0].iso
    keys = [w.key for w in words]
    for actor in actors.authorities:
        for seat in actor.seats:
            key = list(key_of(seat))
            if key and any(keys[i : i + len(key)] == key for i in range(len(keys))):
                return seat, actor.country or ""
    return None


def _of_a_place(office: str, rest: list[Word], iso: str | None, actors: ActorList) -> Organisation | None:
    """A body below the state: "Borno governor's office", "Maban hospital", a branch of the police."""
    place = _place(office, rest)
    keys = tuple(w.key for w in rest if not _is_name(office, w))
    offices = office_words().local
    found = _longest(offices, keys) or _longest(offices, tuple(w.key for w in rest))
    if found is None or not place:
        return None
    name = found.name.format(place=place)
    body = found.name.split()[-1]
    if body in key_of(place):
        name = place
    parents: tuple[str, ...] = ()
    if iso is not None and found.kind != "monitor":
        institution = actors.state(iso, found.of)
        parents = (
            (institution.id, *actors.ancestors(institution.id)) if found.of == "police" else (f"state:{iso}",)
        )
    return Organisation(name, None, found.kind, iso, parents)


def _is_name(office: str, word: Word) -> bool:
    return office[word.start].isupper() and word.key not in office_words().every


def _place(office: str, rest: list[Word]) -> str:
    """The capitalised words that are no words of an office, with what stands between them: "Al-Nao"."""
    found = [w for w in rest if _is_name(office, w)]
    if not found:
        return ""
    run = [found[0]]
    for word in found[1:]:
        if office[run[-1].end : word.start].strip(" -’'") not in ("", "al", "of", "de", "and"):
            break
        run.append(word)
    first, last = run[0].start, run[-1].end
    front = office[:first]
    if front.lower().endswith(("al-", "el-", "as-", "ash-")):
        first = front.rfind(" ") + 1
    after = office[last:].split()
    if after and after[0].lower() in ("hospital", "camp", "province", "state", "county", "district"):
        last = office.index(after[0], last) + len(after[0]) if after[0][0].isupper() else last
    return office[first:last]


def organisation(actor: Actor) -> Organisation:
    """A listed actor as the body behind an office."""
    return Organisation(actor.name, actor.id, actor.kind, actor.country)
