"""Every person whom a report names, and whether the report tells an office of theirs: for redaction.

Comes in: a report, its parse, the actor list, where places stand. Goes out: `NamedPerson`s. Persons on the actor
list are none of them. Must not know: statements, nor what becomes of the names.

It looks for more than persons.py does, which codes them: a name left standing harms, one too many does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Doc

from dateline.lexicons import lexicon
from dateline.model import NamedPerson, Report, Span
from dateline.resolve.actors.actorlist import ActorList
from dateline.resolve.actors.names import fold
from dateline.resolve.actors.persons import (
    LONGEST_OFFICE,
    OF,
    PARTICLES,
    is_before_name,
    is_no_name,
    is_office,
    office_before,
    office_beside,
)
from dateline.resolve.actors.reading import Reading

DASHES = frozenset({"-", "–"})
PLACES_FOLLOW = frozenset({"in", "near", "at", "outside", "around"})
DATE_LABELS = frozenset({"DATE", "TIME"})
ENDS_NAME = frozenset({"PROPN", "NOUN", "X"})  # word classes of the "jae" in "Min-jae"
NO_NAME_CLASSES = frozenset({"AUX", "DET", "ADP", "PRON", "SCONJ", "CCONJ", "ADV", "NUM"})
ENDS_APPOSITION = frozenset({"VERB", "AUX", "ADP", "PRON", "SCONJ", "CCONJ"})
SHORTEST_PART = 3  # letters of a given or family name that is looked for alone
_AN = re.compile(r"[aeiouAEIOU]|8|1[18](?!\d)")
_AGE = re.compile(r"(\d{1,3})-year-old")


@dataclass(slots=True)
class _Person:
    """One person while mentions are put together."""

    words: list[str]  # folded words of the fullest name
    names: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    public: bool = False
    noun: str | None = None
    age: int | None = None

    @property
    def has_role(self) -> bool:
        return self.noun is not None or self.age is not None

    @property
    def role(self) -> str | None:
        """
        >>> _Person([], noun="man", age=24).role, _Person([], age=18).role, _Person([], noun="aid worker").role
        ('a 24-year-old man', 'an 18-year-old', 'an aid worker')
        """
        if not self.has_role:
            return None
        said = " ".join(filter(None, [f"{self.age}-year-old" if self.age is not None else None, self.noun]))
        return f"{'an' if _AN.match(said) else 'a'} {said}"


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(lexicon("persons")[name])


def find_persons(
    report: Report,
    doc: Doc,
    actors: ActorList,
    *,
    places: Sequence[Span] = (),
    is_town: Callable[[str], bool] = lambda _: False,
) -> tuple[NamedPerson, ...]:
    """Every person named in the parsed text, in the order of their first mention.

    `places`: what was read as places; `is_town`: whether a name is that of a town, which after "in" it then means.
    """
    r = Reading(report, doc, actors, None, places)
    stretches = [s for s in _stretches(r) if not (_follows_in(r, *s) and is_town(r.words(*s)))]
    people: list[_Person] = []
    alone: list[tuple[int, int]] = []
    for first, last in stretches:
        words = _name_words(r, first, last)
        if len(words) == 1:
            alone.append((first, last))
            continue
        person = next((p for p in people if _same(p.words, words)), None)
        if person is None:
            people.append(person := _Person(words))
        elif len(words) > len(person.words):
            person.words = words
        _tell(r, person, first, last)
        person.public = person.public or _holds_office(r, first, last)
    for first, last in alone:
        _add_alone(r, people, first, last)
    found = [_named(r, person, stretches) for person in people]
    return tuple(sorted(found, key=lambda person: person.spans[0]))


def _add_alone(r: Reading, people: list[_Person], first: int, last: int) -> None:
    """ "Dorn": the person of that name, if there is one; an office does not pass to one told without."""
    [word] = _name_words(r, first, last)
    known = [p for p in people if word in (p.words[0], p.words[-1])]
    office = _holds_office(r, first, last)
    if len(known) != 1 or (office and not known[0].public and known[0].has_role):
        known = [p for p in people if p.words == [word] and p.public == office]
    if not known:
        people.append(_Person([word]))
        known = people[-1:]
    _tell(r, known[0], first, last)
    known[0].public = known[0].public or office


def _tell(r: Reading, person: _Person, first: int, last: int) -> None:
    span = Span(*r.offsets(first, last))
    person.spans.append(span)
    person.names += [r.words(first, last), " ".join(r.report.words(span).split())]
    noun, age = _role(r, first, last)
    person.noun = person.noun or noun
    person.age = age if person.age is None else person.age


def _named(r: Reading, person: _Person, stretches: list[tuple[int, int]]) -> NamedPerson:
    names = sorted(dict.fromkeys(person.names), key=len, reverse=True)
    fullest = names[:1]
    if not person.public:
        inside = {i for first, last in stretches for i in range(first, last)}
        parts = dict.fromkeys(part for name in names for part in _parts(name) if part not in names)
        parts = dict.fromkeys(part for part in parts if part not in r.wording.organisation_words)
        names += [part for part in parts if not _means_else(r, part, inside)]
        names = [name for name in names if " " in name or not _means_else(r, name, inside)] or fullest
    return NamedPerson(tuple(names), person.role, person.public, tuple(sorted(person.spans)))


def _parts(name: str) -> Iterator[str]:
    """ "Lukas al-Dorn": "Lukas", "al-Dorn", "Dorn"."""
    for word in name.split():
        for part in dict.fromkeys([word, *re.split(r"[-–]", word)]):
            bare = part.strip(".,’'")
            of_a_name = len(bare) >= SHORTEST_PART and bare[-1].isalpha() and any(c.isupper() for c in bare)
            if of_a_name and bare.lower() not in _listed("no_name_alone"):
                yield bare


def _means_else(r: Reading, part: str, inside: set[int]) -> bool:
    """Whether the word also stands for a place, a listed actor, a day or as a word of grammar: "May", "Jordan"."""
    places = {i for a, _ in r.places for i in r.tokens(a, a + 1) if i and r.lower[i - 1] in PLACES_FOLLOW}
    return any(
        i in r.hit_at
        or (i in r.nation_at and r.nation_at[i].meanings[0].form != "capital")  # told by "in", as other towns
        or i in places
        or token.ent_type_ in DATE_LABELS
        or token.pos_ in NO_NAME_CLASSES
        for i, token in enumerate(r.all)
        if i not in inside and token.text == part
    )


# ---------------------------------------------------------------- where names stand


def _stretches(r: Reading) -> list[tuple[int, int]]:
    """Tokens of each name, without titles and offices, in text order; none within another."""
    told = {*_by_model(r), *_by_words(r)}
    found = sorted({(first, _with_hyphened(r, last)) for first, last in told}, key=lambda s: (s[0], -s[1]))
    kept: list[tuple[int, int]] = []
    for first, last in found:
        if not kept or first >= kept[-1][1]:
            kept.append((first, last))
    return kept


def _follows_in(r: Reading, first: int, last: int) -> bool:
    """ "in Goma", not "in Dorn's house"."""
    owner = last < len(r.all) and r.all[last].tag_ == "POS"
    return first > 0 and r.lower[first - 1] in PLACES_FOLLOW and not owner


def _with_hyphened(r: Reading, last: int) -> int:
    """The end of a name with the small part behind its hyphen: "Min-jae", not "Dorn-led"."""
    while last + 1 < len(r.all) and r.all[last + 1].pos_ in ENDS_NAME and _is_hyphen(r, last):
        last += 2
    return last


def _by_model(r: Reading) -> Iterator[tuple[int, int]]:
    places = {r.text[start:end] for start, end in r.places}
    for ent in r.doc.ents:
        if ent.label_ != "PERSON":
            continue
        first, last = ent.start, ent.end
        dashes = [i for i in range(first, last) if r.all[i].text in DASHES and not _is_hyphen(r, i)]
        first = dashes[-1] + 1 if dashes else first
        while last > first and (is_no_name(r.all[last - 1]) and r.all[last - 1].tag_ != "NNS"):
            last -= 1
        while first < last and (is_before_name(r, first) or _is_adjective(r, first)):
            first += 1
        if first == last or _is_known(r, first, last) or r.is_of_places(first, last):
            continue
        name = r.words(first, last)
        if (
            name not in places and name not in r.wording.peoples
        ):  # the model is not sure of "Tal Afar", "Sunni"
            yield first, last


def _by_words(r: Reading) -> Iterator[tuple[int, int]]:
    """Where the words around a run of capitals say that it is a person, whatever the model says."""
    i = 0
    while i < len(r.all):
        first, last = i, _run(r, i)
        i = max(last, i + 1)
        last = _with_hyphened(r, last) if first < last else last
        while first < last and (is_before_name(r, first) or _is_adjective(r, first)):
            first += 1
        if first == last or _is_known(r, first, last) or r.is_of_places(first, last):
            continue
        if r.all[last - 1].text in r.wording.organisation_words:
            continue
        if _told_before(r, first) or (last - first > 1 and _told_beside(r, first, last)):
            yield first, last


def _told_before(r: Reading, first: int) -> bool:
    """ "Mrs X", "Sergeant X", "a man named X", "identified as X"."""
    words = [r.all[i] for i in range(max(first - 2, r.sentence[first]), first)]
    if not words:
        return False
    as_name = words[-1].lower_ == "as" and words[0].lemma_ in _listed("named_as")
    title = words[-1].text.rstrip(".") in r.wording.titles or is_office(r, first - 1)
    return as_name or title or words[-1].lemma_ in _listed("named_as")


def _told_beside(r: Reading, first: int, last: int) -> bool:
    """ "farmer X", "X, 34,", "X, a teacher,", "led by X", "X said"."""
    before = first - 1
    if before >= r.sentence[first] and _noun_ending(r, before) is not None:
        return True
    head = r.all[r.head(first, last)]
    speaks = head.dep_ == "nsubj" and head.head.lemma_ in r.wording.speech_verbs and head.ent_type_ != "ORG"
    noun, age = _role(r, first, last)
    return speaks or noun is not None or age is not None or _commands(r, first, last)


def _run(r: Reading, i: int) -> int:
    """The end of the run of name-like words from token `i` on."""
    while i < len(r.all):
        token = r.all[i]
        if not (token.pos_ == "PROPN" and token.text[0].isupper()) or token.ent_type_ in DATE_LABELS:
            particle = r.lower[i] in _listed("no_name_alone") or _is_hyphen(r, i)
            if not (particle and i + 1 < len(r.all) and i and r.all[i - 1].pos_ == "PROPN"):
                return i
            following = _run(r, i + 1)
            return following if following > i + 1 else i
        i += 1
    return i


def _is_hyphen(r: Reading, i: int) -> bool:
    """A dash within a name; one between blanks parts a dateline from the report."""
    return r.all[i].text in DASHES and not r.all[i].whitespace_ and not (i and r.all[i - 1].whitespace_)


def _is_adjective(r: Reading, i: int) -> bool:
    nation = r.nation_at.get(i)
    return nation is not None and nation.meanings[0].form in ("adjective", "people")


def _is_known(r: Reading, first: int, last: int) -> bool:
    """Whether it is made of listed actors, states and offices alone: "Jordan", "US Secretary", not "Jordan Kane"."""
    return all(
        i in r.hit_at or i in r.nation_at or is_office(r, i) or r.all[i].text in r.wording.organisation_words
        for i in range(first, last)
        if r.all[i].text[0].isupper()
    )


# ---------------------------------------------------------------- who they are


def _name_words(r: Reading, first: int, last: int) -> list[str]:
    words = [fold(word) for word in r.words(first, last).split()]
    final = words[-1]
    return [*words[:-1], next((final[len(p) :] for p in PARTICLES if final.startswith(p)), final)]


def _same(a: list[str], b: list[str]) -> bool:
    """One family name, and one given name or its initial: stricter than in coding, where more is lost by it."""
    if a[-1] != b[-1]:
        return False
    short, long = sorted((a[0], b[0]), key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


def _holds_office(r: Reading, first: int, last: int) -> bool:
    stopped = first > 1 and r.all[first - 1].text == "." and not r.all[first - 2].whitespace_  # "Lt. Col. X"
    offices = [office_before(r, first - stopped)[1], office_beside(r, last)]
    return any(office is not None and _is_public(office) for office in offices) or _commands(r, first, last)


def _is_public(office: str) -> bool:
    """
    >>> [_is_public(told) for told in ("SDF spokesman", "Minister for Trade", "sergeant", "president's nurse")]
    [True, True, False, False]
    """
    words = re.split(r"[\s-]+", office.lower())
    end = next((i for i, word in enumerate(words) if word in OF and i), len(words))
    return words[end - 1].rstrip(".") in _listed("public_offices")


def _commands(r: Reading, first: int, last: int) -> bool:
    by = r.all[r.head(first, last)].head
    return by.lower_ == "by" and by.head.lemma_ in _listed("commands")


def _role(r: Reading, first: int, last: int) -> tuple[str | None, int | None]:
    """The noun and the age told beside the name: "teacher X", "X, 34, a driver", "a 24-year-old man, X"."""
    before = first - 1
    while before > r.sentence[first] and _may_part(r, before):
        if _noun_ending(r, before) is not None:
            break
        before -= 1
    noun, age = (None, None)
    if before >= 0 and r.sentence[before] == r.sentence[first]:
        noun = _noun_ending(r, before)
        if noun is not None:
            lead = r.text[r.all[max(before - 6, r.sentence[before])].idx : r.all[before].idx]
            told = re.search(_AGE.pattern + r"[^,.]*$", lead)
            age = int(told[1]) if told else None
    beside = _age_after(r, last)
    start = last
    if beside is not None:
        age = age if age is not None else beside
        start = last + 2
    if noun is None and start < len(r.all) and r.all[start].text == ",":
        for k in range(start + 1, min(start + 1 + LONGEST_OFFICE, len(r.all))):
            if r.all[k].pos_ in ENDS_APPOSITION or r.all[k].text in {",", "."}:
                break
            noun = _noun_ending(r, k)
            if noun is not None:
                told = _AGE.search(r.text[r.all[start].idx : r.all[k].idx])
                age = int(told[1]) if told and age is None else age
                break
    return noun, age


def _may_part(r: Reading, i: int) -> bool:
    """Whether the word may stand between a noun for people and the name: "a man, identified as Mr X"."""
    token = r.all[i]
    return token.text in {",", "as"} or token.lemma_ in _listed("named_as") or is_before_name(r, i)


def _noun_ending(r: Reading, i: int) -> str | None:
    """The word for people that ends at token `i`, in the singular; not one that goes on ("aid worker")."""
    found = r.noun_at(i)
    if found is None or found[0].collective or found[0].group not in _listed("role_nouns"):
        return None
    if i + 1 < len(r.all) and (r.noun_at(i + 1) or (None, -1))[1] == found[1]:
        return None
    return found[0].singular if r.all[i].text[0].islower() else None


def _age_after(r: Reading, last: int) -> int | None:
    """ "X, 34, …"."""
    if last + 2 >= len(r.all) or r.all[last].text not in {",", "("}:
        return None
    number = r.all[last + 1].text
    return (
        int(number) if number.isdigit() and 0 < int(number) < 120 and r.all[last + 2].text in ",)." else None
    )
