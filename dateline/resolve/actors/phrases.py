"""Reads noun phrases whose head is a word for people or forces: "Turkish troops", "unidentified gunmen".

Comes in: a reading with the names found. Goes out: mentions added to it. Must not know: persons, pronouns.
"""

from __future__ import annotations

from spacy.tokens import Token

from dateline.resolve.actors.actorlist import Actor, Nation, institution_words
from dateline.resolve.actors.described import (
    Meaning,
    Phrase,
    after_of,
    broke_away_from,
    described,
    forces,
    split_off,
)
from dateline.resolve.actors.holders import read_junta, read_office, stands_for
from dateline.resolve.actors.offices import Organisation, organisation
from dateline.resolve.actors.reading import Found, Reading
from dateline.resolve.actors.wording import Noun

MODIFIER_DEPS = frozenset({"compound", "nmod", "amod"})
PEOPLE_ADJECTIVES = frozenset({"civilian", "rebel", "militant", "jihadist", "insurgent"})
NOT_OF_THE_ACTOR = frozenset({"leader", "commander", "bodyguard", "supporter", "sympathizer"})
AGAINST = frozenset({"pro", "anti", "counter"})
DASHES = frozenset({"-", "–"})


def read_noun_phrases(r: Reading) -> None:
    for token in r.all:
        i = token.i
        if r.lower[i] not in r.wording.last_words or i in r.taken or i in r.hit_at:
            continue
        if not (token.pos_ in ("NOUN", "PROPN") or _adjective_as_noun(token)):
            continue
        found = r.noun_at(i)
        if found is not None and not _is_modifier(r, token, found[0]):
            _read_phrase(r, i, found[1], found[0])


def _adjective_as_noun(token: Token) -> bool:
    """Whether an adjective says who: "civilian casualties", "the captive fled"."""
    if token.pos_ == "ADJ" and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj"):
        return True
    return token.tag_ == "JJ" and token.lower_ in PEOPLE_ADJECTIVES


def _is_modifier(r: Reading, token: Token, noun: Noun) -> bool:
    """Whether the word only qualifies a party noun further right, or a thing that no side stands for."""
    j = token.head.i
    if token.dep_ not in MODIFIER_DEPS or j <= token.i:
        return False
    if any(t.tag_ in ("POS", ",", "IN", "CC") for t in r.doc[token.i + 1 : j]):
        return False
    if r.noun_at(j) is not None or j in r.hit_at or r.all[j].ent_type_ == "PERSON":
        return True
    if r.lower[j] in r.wording.offices:
        return True
    if noun.group == "civilian":
        return token.lower_ not in ("civilian", "civilians")
    return noun.group not in ("armed", "force", "police") and noun.singular != "coalition"


def _read_phrase(r: Reading, head: int, noun_first: int, noun: Noun) -> None:
    first = r.trim(min(r.left(head), noun_first), noun_first)
    modifiers = list(range(first, noun_first))
    _add_sponsors(r, modifiers)
    phrase = Phrase(
        first,
        noun_first,
        head,
        noun,
        noun.plural or r.all[head].tag_ in ("NNS", "NNPS"),
        tuple(_without_sponsor(r, modifiers)),
        frozenset(r.lower[first:noun_first]),
    )
    whole = broke_away_from(r, phrase)
    if whole is not None:
        _add_described(r, phrase, split_off(r, phrase, whole), organisation(whole))
        return
    for rule, named, reading in (
        ("actor_phrase", True, _actor_within),
        ("junta", True, read_junta),
        ("nationality", True, _state_within),
        ("member_of", False, _member_of),
    ):
        actor = reading(r, phrase)
        if actor is not None:
            r.add_actor(actor, first, phrase.last, head, rule, named=named, plural=phrase.plural)
            return
    of = read_office(r, phrase)
    if of is not None and stands_for(r, phrase, of):
        _add_described(r, phrase, Meaning(of.name, of.id, of.kind, of.country, "office"), of)
        return
    meaning = described(r, phrase)
    if meaning is not None:
        _add_described(r, phrase, meaning, of)


def _add_described(r: Reading, phrase: Phrase, meaning: Meaning, of: Organisation | None) -> None:
    country = meaning.country or (of.country if of is not None else None)
    r.add(
        Found(
            phrase.first, phrase.last, phrase.head, meaning.name, meaning.id, meaning.kind, country, False,
            phrase.plural, meaning.rule, human=_is_human(phrase), of=of,
        )
    )  # fmt: skip


def _is_human(phrase: Phrase) -> bool:
    """Whether one of them can be "he" or "she"."""
    return phrase.noun.group not in ("force", "body") and not phrase.noun.collective


# ---------------------------------------------------------------- backers: "Turkish-backed rebels"


def _without_sponsor(r: Reading, modifiers: list[int]) -> list[int]:
    """Modifiers without "Turkish-backed": the backer is another party."""
    own = list(modifiers)
    for k, i in enumerate(modifiers):
        if r.lower[i] in r.wording.sponsor_suffixes and k and r.doc[modifiers[k - 1]].text in DASHES:
            cut = modifiers[k - 2] if k >= 2 else i
            hit = r.nation_at.get(cut) or r.hit_at.get(cut)
            drop = set(range(r.token(hit.start), i + 1)) if hit else {cut, cut + 1, i}
            own = [j for j in own if (j not in drop and j > i) or j < min(drop)]
        elif r.lower[i] in AGAINST and k + 1 < len(modifiers):
            own = [j for j in own if j < i]
    return own


def _add_sponsors(r: Reading, modifiers: list[int]) -> None:
    for k, i in enumerate(modifiers):
        if k >= 2 and r.lower[i] in r.wording.sponsor_suffixes and r.doc[modifiers[k - 1]].text in DASHES:
            add_sponsor(r, modifiers[k - 2], r.lower[i])


def add_sponsor(r: Reading, owner: int, suffix: str) -> None:
    """The backer in "Turkish-backed", a party of its own. `owner`: the token before the hyphen."""
    hit = r.hit_at.get(owner)
    if owner in r.taken or (hit is not None and r.tokens(hit.start, hit.end)[-1] > owner):
        return
    nation = r.nation_at.get(owner)
    actor, first = None, owner
    if hit is not None:
        actor, first = r.actor_of(hit), r.token(hit.start)
    elif nation is not None and nation.meanings[0].form in ("name", "adjective"):
        actor, first = r.actors.state(nation.meanings[0].iso), r.token(nation.start)
    if actor is not None:
        r.add_actor(actor, first, owner + 1, owner, "sponsor", named=True, plural=False, note=suffix)


# ---------------------------------------------------------------- known actors and states in the phrase


def _actor_within(r: Reading, phrase: Phrase) -> Actor | None:
    """The actor in "Islamic State militants"; people and followers of an actor are not the actor."""
    hit = next((r.hit_at[i] for i in reversed(phrase.own) if i in r.hit_at), None)
    if hit is None:
        return None
    actor = r.actor_of(hit)
    if phrase.noun.group == "source":  # "the Airwars monitoring group", "the Tass news agency"
        same = phrase.noun.collective and actor is not None and actor.kind in ("monitor", "outlet")
        return actor if same else None
    if phrase.noun.group not in ("armed", "force", "body"):
        return None
    if actor is None or actor.kind in ("monitor", "outlet") or phrase.noun.singular in NOT_OF_THE_ACTOR:
        return None
    return actor


def _state_within(r: Reading, phrase: Phrase) -> Actor | None:
    """The state's institution in "Turkish troops", "Syrian regime warplanes", "Iraqi interior ministry"."""
    nation = next(
        (r.nation_at[i] for i in reversed(phrase.own) if i in r.nation_at and i not in r.hit_at), None
    )
    if nation is None:
        return _state_behind(r, phrase)
    after = r.token(nation.end - 1) + 1
    kept = set(phrase.own)
    core = [
        r.lower[i]
        for i in range(after, phrase.last)
        if (i in kept or i >= phrase.noun_first) and r.all[i].text not in DASHES
    ]
    if any(word.capitalize() in r.wording.peoples or word in ("backed", "led") for word in core):
        return None
    for cut in range(len(core)):
        institution = institution_words().get(tuple(core[cut:]))
        if institution is not None:
            return _institution(r, nation.meanings[0], institution, core[:cut], phrase)
    return None


def _state_behind(r: Reading, phrase: Phrase) -> Actor | None:
    """The state's institution in "the government of Iraq", "authorities of the Czech Republic"."""
    owner = after_of(r, phrase.head) if r.lower[phrase.head + 1 : phrase.head + 2] == ["of"] else -1
    hit = r.nation_at.get(owner)
    institution = institution_words().get(tuple(r.lower[phrase.noun_first : phrase.last]))
    if hit is None or hit.meanings[0].form != "name" or institution is None:
        return None
    own = [r.lower[i] for i in phrase.own]
    return _institution(r, hit.meanings[0], institution, own, phrase)


def _institution(
    r: Reading, nation: Nation, institution: str, rest: list[str], phrase: Phrase
) -> Actor | None:
    """The institution, unless a word between it and the nationality makes it somebody else's."""
    if institution == "officials" or (phrase.noun.group == "armed" and institution != "opposition"):
        return None
    allowed = r.wording.state_modifiers | r.wording.drop_modifiers | r.wording.vague_modifiers
    if any(r.wording.noun(word) is not None and word not in allowed for word in rest):
        return None
    if institution == "forces" and "rebel" in phrase.before:
        return None
    if institution == "forces" and rest[-1:] == ["security"]:
        institution = "security"
    return forces(r, nation.iso, institution)


def _member_of(r: Reading, phrase: Phrase) -> Actor | None:
    """The actor in "members of the FDLR", "fighters loyal to Boko Haram", "the army of Chad"."""
    noun = phrase.noun
    if noun.singular not in r.wording.member_nouns and noun.group not in ("armed", "force"):
        return None
    owner = after_of(r, phrase.head)
    if owner in r.hit_at:
        return r.actor_of(r.hit_at[owner])
    nation = r.nation_at.get(owner)
    if nation is not None and nation.meanings[0].form == "name" and noun.group == "force":
        return r.actors.state(nation.meanings[0].iso, "forces")
    return None
