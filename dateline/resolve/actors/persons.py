"""Persons, each with the office the report tells them with: "SDF spokesman Mustafa Bali".

Comes in: a reading with the names found. Goes out: mentions added to it. Must not know: noun phrases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from dateline.resolve.actors.actorlist import countries
from dateline.resolve.actors.names import fold
from dateline.resolve.actors.offices import Organisation, office_words, organisation, organisation_of, plain
from dateline.resolve.actors.reading import Found, Reading

LONGEST_OFFICE = 8  # words of "minister for the Middle East and North Africa"
PARTICLES = ("al-", "el-", "ad-", "as-", "ash-", "an-", "ar-", "at-", "az-")
OF = frozenset({"of", "for", "at", "with", "from"})
IN_OFFICES = frozenset({"and", "of", "for", "the", "&", "-", "’s", "'s"})


@dataclass(slots=True)
class Person:
    """A person of this report: the fullest name, and the office it is told with."""

    name: str
    office: str | None
    spans: list[tuple[int, int, int]] = field(default_factory=list)


def read_persons(r: Reading) -> None:
    """Add every person; told as a speaker, under the name with the office."""
    persons: list[Person] = []
    stretches = list(_person_stretches(r))
    for first, last in sorted((*stretches, *_repeated(r, stretches))):
        name = r.words(first, last)
        office_first, office = office_before(r, first)
        if office is not None and _is_place_of(r, first, office):
            continue
        if office is None:
            office = office_beside(r, last)
        person = _known_person(persons, name)
        if person is None and office is None and r.is_of_places(first, last):
            continue
        if person is None:
            person = Person(name, office)
            persons.append(person)
        elif len(name.split()) > len(person.name.split()):
            person.name = name
        person.office = max(person.office or "", office or "", key=len) or None
        person.spans.append((office_first, last, last - 1))
    for person in persons:
        person.office = _with_state(r, person.office)
        full = f"{person.office} {person.name}" if person.office else person.name
        of = organisation_of(person.office, r.actors, r.country) if person.office else None
        of = of or next(
            (body for _, end, _ in person.spans if (body := _body_after(r, end)) is not None), None
        )
        for first, last, head in person.spans:
            r.offices[head] = person.office
            name = full if r.speaks(head) else person.name
            r.add(
                Found(
                    first, last, head, name, None, "person", None, True, False, "person", person.office,
                    human=True, plain=person.name, of=of,
                )
            )  # fmt: skip


def _body_after(r: Reading, last: int) -> Organisation | None:
    """The listed body told behind a person: "Omar Kassem of the White Helmets"."""
    if last >= len(r.all) or r.lower[last] not in ("of", "from", "with"):
        return None
    after = last + 2 if r.lower[last + 1 : last + 2] == ["the"] else last + 1
    actor = r.actor_of(r.hit_at[after]) if after in r.hit_at else None
    return organisation(actor) if actor is not None else None


def _is_place_of(r: Reading, first: int, office: str) -> bool:
    """Whether what looks like a person's name is where the office is: "the governor of Borno"."""
    return first > 0 and r.lower[first - 1] == "of" and office_words().below >= set(plain(office))


def _with_state(r: Reading, office: str | None) -> str | None:
    """The office with its state's name: in a release of that state "Foreign Secretary" goes without it."""
    if office is None or r.publisher is None:
        return office
    words = office.lower().split()
    of_a_state = any(word in r.wording.state_offices for word in words)
    if not of_a_state or r.names_a_body(office):
        return office
    return f"{countries()[r.publisher].institution_adjective} {office}"


def _person_stretches(r: Reading) -> Iterator[tuple[int, int]]:
    """Tokens of each person's name, without titles, ranks and offices."""
    for ent in r.doc.ents:
        if ent.label_ != "PERSON":
            continue
        first, last = ent.start, ent.end
        while last > first and is_no_name(r.all[last - 1]):
            last -= 1
        while first < last and is_before_name(r, first):
            first += 1
        if first >= last or any(t.is_space for t in r.doc[first:last]):
            continue
        if any(i in r.hit_at or i in r.nation_at for i in range(first, last)):
            continue
        if r.noun_at(last - 1) is None and r.all[last - 1].text not in r.wording.peoples:
            yield first, last


def _repeated(r: Reading, stretches: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where a full name stands again that the model took for nothing, as in titles."""
    names: dict[str, set[tuple[str, ...]]] = {}
    for first, last in stretches:
        if last - first > 1:
            names.setdefault(r.lower[first], set()).add(tuple(r.lower[first:last]))
    covered = {i for first, last in stretches for i in range(first, last)}
    for i, word in enumerate(r.lower):
        for name in names.get(word, ()):
            span = range(i, i + len(name))
            if tuple(r.lower[i : i + len(name)]) == name and covered.isdisjoint(span):
                covered.update(span)
                yield i, i + len(name)


def is_no_name(token: Token) -> bool:
    return token.tag_ in ("POS", "NNS") or token.is_punct or token.is_space or not token.text[0].isupper()


def is_before_name(r: Reading, i: int) -> bool:
    bare = r.all[i].text.rstrip(".")
    if bare in r.wording.titles or is_office(r, i) or r.lower[i] in r.wording.openers:
        return True
    return not r.all[i].text[0].isalpha()


def _known_person(persons: list[Person], name: str) -> Person | None:
    """An earlier person of the same surname: "Bali" after "Mustafa Bali", "Assad" after "Bashar al-Assad"."""
    words = _name_words(name)
    for person in reversed(persons):
        have = _name_words(person.name)
        if words[-1] != have[-1]:
            continue
        if len(words) == 1 or len(have) == 1 or words[0][:1] == have[0][:1]:
            return person
    return None


def _name_words(name: str) -> list[str]:
    words = [fold(word) for word in name.split()]
    last = words[-1]
    return [*words[:-1], next((last[len(p) :] for p in PARTICLES if last.startswith(p)), last)]


def is_office(r: Reading, i: int) -> bool:
    return r.lower[i].rstrip(".") in r.wording.offices or r.all[i].text.rstrip(".") in r.wording.ranks


def office_before(r: Reading, first: int) -> tuple[int, str | None]:
    """The office in "SDF spokesman Mustafa Bali", "Minister for Trade, Jan Kos", and its first token."""
    i = first
    while i > 0 and r.all[i - 1].text.rstrip(".") in r.wording.titles:
        i -= 1
    comma = i > 1 and r.all[i - 1].text == ","
    end = i - 1 if comma else i
    noun = _office_ending_at(r, end, comma=comma)
    if noun is None:
        return i, None
    start = r.trim(r.left(noun), noun)
    return (i if comma else start), r.words(start, end)


def _office_ending_at(r: Reading, end: int, *, comma: bool) -> int | None:
    """The token of the office's noun: the last word, or the one before "for the Middle East"."""
    if end == 0 or r.sentence[end - 1] != r.sentence[min(end, len(r.all) - 1)]:
        return None
    if is_office(r, end - 1):
        return end - 1 if not comma or r.lower[end - 1] in r.wording.offices else None
    for j in range(end - 1, max(end - LONGEST_OFFICE, r.sentence[end - 1]) - 1, -1):
        if r.lower[j] in OF and j > 0 and is_office(r, j - 1):
            return j - 1
        if r.all[j].pos_ not in ("PROPN", "NOUN", "ADJ") and r.lower[j] not in IN_OFFICES:
            return None
    return None


def office_beside(r: Reading, last: int) -> str | None:
    """The office in "Bol Deng, an eyewitness," and "Chris Woods, director of Airwars,"."""
    if last + 1 >= len(r.all) or r.all[last].text != ",":
        return None
    j = last + 1
    while j < len(r.all) and (r.all[j].pos_ in ("DET", "NUM") or r.lower[j] in ("former", "a", "an", "the")):
        j += 1
    for k in range(j, min(j + LONGEST_OFFICE - 1, len(r.all))):
        token = r.all[k]
        if token.is_punct and token.text not in ("-", "’", "'"):
            return None
        if token.pos_ in ("VERB", "AUX", "ADP", "PRON", "SCONJ"):
            return None
        after = r.all[k + 1] if k + 1 < len(r.all) else None
        goes_on = after is not None and after.pos_ in ("NOUN", "PROPN") and is_office(r, k + 1)
        if after is not None and after.tag_ == "POS":
            continue  # "the governor's daughter" is no governor
        if is_office(r, k) and not goes_on:
            return _with_owner(r, j, k + 1)
    return None


def _with_owner(r: Reading, first: int, last: int) -> str:
    """The office with its body: "spokesman for the SDF" is the "SDF spokesman"; others stay as written."""
    office = r.words(first, last)
    if last >= len(r.all) or r.lower[last] not in OF:
        return office
    j = last + 1
    while j < len(r.all) and r.all[j].pos_ == "DET":
        j += 1
    hit = r.hit_at.get(j)
    if hit is not None:
        return f"{r.text[hit.start : hit.end]} {office}"
    end = j
    while end < len(r.all) and (r.all[end].pos_ in ("PROPN", "ADJ", "NOUN") or r.all[end].text in IN_OFFICES):
        end += 1
    if end == j:
        return office
    named = all(t.pos_ == "PROPN" for t in r.all[j:end])
    return f"{r.words(j, end)} {office}" if named else r.words(first, end)
