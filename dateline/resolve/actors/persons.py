"""Persons, each with the office the report tells them with: "SDF spokesman Mustafa Bali".

Comes in: a reading with the names found. Goes out: mentions added to it. Must not know: noun phrases, pronouns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dateline.resolve.actors.names import fold
from dateline.resolve.actors.reading import Found, Reading


@dataclass(slots=True)
class Person:
    """A person of this report: the fullest name, and the office it is told with."""

    name: str
    office: str | None
    spans: list[tuple[int, int, int]] = field(default_factory=list)


def read_persons(r: Reading) -> None:
    persons: list[Person] = []
    for first, last in _person_stretches(r):
        head = last - 1
        name = r.words(first, last)
        person = _known_person(persons, name)
        office_first, office = _office_before(r, first)
        if office is None:
            office = _office_beside(r, first, last)
        if person is None:
            person = Person(name, office)
            persons.append(person)
        elif len(name.split()) > len(person.name.split()):
            person.name = name
        if person.office is None:
            person.office = office
        person.spans.append((office_first, last, head))
    for person in persons:
        for first, last, head in person.spans:
            speaks = r.speaks(head)
            name = f"{person.office} {person.name}" if person.office and speaks else person.name
            r.add(Found(first, last, head, name, None, "person", None, True, False, "person", person.office))


def _person_stretches(r: Reading) -> Iterator[tuple[int, int]]:
    for ent in r.doc.ents:
        if ent.label_ != "PERSON":
            continue
        first, last = ent.start, ent.end
        while last > first and (
            r.doc[last - 1].tag_ in ("POS", "NNS")
            or r.doc[last - 1].is_punct
            or r.doc[last - 1].is_space
            or not r.doc[last - 1].text[0].isupper()
        ):
            last -= 1
        while first < last and (
            r.doc[first].text.rstrip(".") in r.wording.titles
            or r.doc[first].text.rstrip(".") in r.wording.ranks
            or not r.doc[first].text[0].isalpha()
            or r.lower[first] in r.wording.offices
            or r.lower[first] == "the"
        ):
            first += 1
        if first >= last or any(t.is_space for t in r.doc[first:last]):
            continue
        if any(i in r.hit_at or i in r.nation_at for i in range(first, last)):
            continue
        if r.noun_at(last - 1) is not None:
            continue
        yield first, last


def _known_person(persons: list[Person], name: str) -> Person | None:
    """An earlier person of the same surname: "Bali" after "Mustafa Bali"."""
    words = [fold(w) for w in name.split()]
    for person in reversed(persons):
        have = [fold(w) for w in person.name.split()]
        if words == have or (len(words) == 1 and words[0] in (have[-1], have[0] if len(have) == 1 else "")):
            return person
        if len(have) == 1 and have[0] == words[-1]:
            return person
        if len(words) > 1 and len(have) > 1 and words[-1] == have[-1] and words[0][:1] == have[0][:1]:
            return person
    return None


def _office_before(r: Reading, first: int) -> tuple[int, str | None]:
    """ "SDF spokesman" in front of the name; also "the defence secretary, Ash Carter"."""
    i = first
    while i > 0 and r.doc[i - 1].text.rstrip(".") in r.wording.titles:
        i -= 1
    end = i
    if i > 1 and r.doc[i - 1].text == "," and r.lower[i - 2] in r.wording.offices:
        end = i - 1
    if end == 0 or not _is_office(r, end - 1):
        return i, None
    start = r.left(end - 1)
    start = r.trim(start, end - 1)
    if r.doc[start].sent.start > start or start >= end:
        return i, None
    before_of = r.words(start, end)
    return (start if end == i else i), before_of


def _is_office(r: Reading, i: int) -> bool:
    return r.lower[i].rstrip(".") in r.wording.offices or r.doc[i].text.rstrip(".") in r.wording.ranks


def _office_beside(r: Reading, first: int, last: int) -> str | None:
    """ "Bol Deng, an eyewitness," and "Chris Woods, director of Airwars,"."""
    if last + 1 >= len(r.doc) or r.doc[last].text != ",":
        return None
    j = last + 1
    while j < len(r.doc) and (r.doc[j].pos_ in ("DET", "NUM") or r.lower[j] in ("former", "a", "an", "the")):
        j += 1
    for k in range(j, min(j + 7, len(r.doc))):
        token = r.doc[k]
        if (token.is_punct and token.text not in ("-", "’", "'")) or token.pos_ in (
            "VERB",
            "AUX",
            "ADP",
            "PRON",
            "SCONJ",
        ):
            return None
        following = r.doc[k + 1] if k + 1 < len(r.doc) else None
        if _is_office(r, k) and (
            following is None or following.pos_ not in ("NOUN", "PROPN") or not _is_office(r, following.i)
        ):
            office = r.words(j, k + 1)
            owner = _office_owner(r, k + 1)
            return f"{owner} {office}" if owner else office
    return None


def _office_owner(r: Reading, j: int) -> str | None:
    """The body in "spokesman for the SDF", "head of the Syrian Observatory"."""
    if j >= len(r.doc) or r.lower[j] not in ("of", "for", "at", "with", "from"):
        return None
    j += 1
    while j < len(r.doc) and r.doc[j].pos_ == "DET":
        j += 1
    if j >= len(r.doc):
        return None
    hit = r.hit_at.get(j)
    if hit is not None:
        return r.report.text[hit.start : hit.end]
    k = j
    while k < len(r.doc) and (
        r.doc[k].pos_ in ("PROPN", "ADJ", "NOUN") or r.doc[k].text in ("-", "'s", "’s")
    ):
        k += 1
    return r.words(j, k) if k > j else None
