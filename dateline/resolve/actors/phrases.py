"""Reads noun phrases whose head is a word for people or forces: "Turkish troops", "unidentified gunmen".

Comes in: a reading with the names found. Goes out: mentions added to it. Must not know: persons, pronouns.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from spacy.tokens import Token

from dateline.model import PartyKind
from dateline.resolve.actors.actorlist import Actor, Nation, countries, institution_words
from dateline.resolve.actors.reading import Found, Reading
from dateline.resolve.actors.wording import Noun

MODIFIER_DEPS = frozenset({"compound", "nmod", "amod"})
PEOPLE_ADJECTIVES = frozenset({"civilian", "rebel", "militant", "jihadist", "insurgent"})
NOT_OF_THE_ACTOR = frozenset({"leader", "commander", "bodyguard", "supporter", "sympathizer"})
AGAINST = frozenset({"pro", "anti", "counter"})
DASHES = frozenset({"-", "–"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase from token `first` to its `head`; the party noun begins at `noun_first`.

    `own`: the modifiers' tokens without a backer ("Turkish-backed"); `before`: all words before the noun.
    """

    first: int
    noun_first: int
    head: int
    noun: Noun
    plural: bool
    own: tuple[int, ...]
    before: frozenset[str]

    @property
    def last(self) -> int:
        return self.head + 1


class Meaning(NamedTuple):
    """What a described party is: the values of its mention."""

    name: str
    id: str | None
    kind: PartyKind
    country: str | None
    rule: str


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
    actor = _actor_within(r, phrase)
    if actor is not None:
        _add_actor(r, actor, phrase, "actor_phrase", named=True)
        return
    actor = _state_within(r, phrase)
    if actor is not None:
        _add_actor(r, actor, phrase, "nationality", named=True)
        return
    actor = _member_of(r, phrase)
    if actor is not None:
        _add_actor(r, actor, phrase, "member_of", named=False)
        return
    meaning = _described(r, phrase)
    if meaning is not None:
        r.add(
            Found(
                first,
                phrase.last,
                head,
                meaning.name,
                meaning.id,
                meaning.kind,
                meaning.country,
                False,
                phrase.plural,
                meaning.rule,
                human=_is_human(phrase),
            )
        )


def _add_actor(r: Reading, actor: Actor, phrase: Phrase, rule: str, *, named: bool) -> None:
    r.add_actor(actor, phrase.first, phrase.last, phrase.head, rule, named=named, plural=phrase.plural)


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
    if hit is None or phrase.noun.group not in ("armed", "force", "body"):
        return None
    actor = r.actor_of(hit)
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
    owner = _after_of(r, phrase.head) if r.lower[phrase.head + 1 : phrase.head + 2] == ["of"] else -1
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
    return _forces(r, nation.iso, institution)


def _forces(r: Reading, iso: str, institution: str) -> Actor:
    """The security forces are the armed forces where the state's forces go by that name."""
    state = countries()[iso]
    if institution == "security" and f"{state.adjective} security forces" in (
        state.forces,
        *state.forces_aliases,
    ):
        institution = "forces"
    return r.actors.state(iso, institution)


def _member_of(r: Reading, phrase: Phrase) -> Actor | None:
    """The actor in "members of the FDLR", "fighters loyal to Boko Haram", "the army of Chad"."""
    noun = phrase.noun
    if noun.singular not in r.wording.member_nouns and noun.group not in ("armed", "force"):
        return None
    owner = _after_of(r, phrase.head)
    if owner in r.hit_at:
        return r.actor_of(r.hit_at[owner])
    nation = r.nation_at.get(owner)
    if nation is not None and nation.meanings[0].form == "name" and noun.group == "force":
        return r.actors.state(nation.meanings[0].iso, "forces")
    return None


def _after_of(r: Reading, head: int) -> int:
    """The token after "of the", "from the", "belonging to", "loyal to"; -1 when none of them follows."""
    j = head + 1
    if j >= len(r.all) or r.lower[j] not in ("of", "from", "belonging", "loyal"):
        return -1
    j += 1
    while j < len(r.all) and (r.all[j].pos_ == "DET" or r.lower[j] in r.wording.before_names):
        j += 1
    return j


# ---------------------------------------------------------------- described parties


def _described(r: Reading, phrase: Phrase) -> Meaning | None:
    """What a party without a name is: the first reading that fits. None: the words tell of no party."""
    for reading in (
        _unidentified,
        _of_the_state,
        _of_the_coalition,
        _loyal,
        _opposition,
        _authority,
        _people,
    ):
        meaning = reading(r, phrase)
        if meaning is not None:
            return meaning
    noun = phrase.noun
    kind = noun.kind
    if noun.group == "part" or (noun.group == "body" and not phrase.before):
        return None
    if noun.group == "force" and phrase.before & r.wording.rebel_modifiers:
        kind = "rebel"
    return Meaning(
        _name(r, phrase) + _loyalty(r, phrase), None, kind, _nation(r, phrase), f"noun_{noun.group}"
    )


def _loyalty(r: Reading, phrase: Phrase) -> str:
    """The rest of the name in "forces loyal to Adam Kos"."""
    i = _after_of(r, phrase.head)
    if i < 0 or r.lower[phrase.head + 1] != "loyal":
        return ""
    end = i
    while end < len(r.all) and (r.all[end].pos_ == "PROPN" or r.lower[end] == "-"):
        end += 1
    return f" loyal to {r.words(i, end)}" if end > i else ""


def _unidentified(r: Reading, phrase: Phrase) -> Meaning | None:
    if phrase.noun.group != "armed":
        return None
    unsaid = phrase.noun.singular in r.wording.unknown_nouns and not phrase.before - r.wording.drop_modifiers
    if unsaid or phrase.before & r.wording.unknown_modifiers:
        return Meaning("unknown", None, "unknown", None, "unidentified")
    return None


def _of_the_state(r: Reading, phrase: Phrase) -> Meaning | None:
    """The "troops", "government forces" or "police" of the country that the report is about."""
    noun = phrase.noun
    if noun.group not in ("force", "police") or _nation(r, phrase) is not None:
        return None
    if noun.group == "force" and "local" in phrase.before:
        return None  # "local security forces" may be anybody's
    free = phrase.before - r.wording.drop_modifiers - r.wording.vague_modifiers - {"-", "–", "heavily"}
    if free - r.wording.state_modifiers - {"riot", "intelligence"}:
        return None
    if noun.singular in ("force", "forces", "troop", "troops", "army") and _of_a_ruler(r, phrase):
        return _meaning(r.actors.state(r.country, "forces"), "ruler") if r.country is not None else None
    country = _sender(r, phrase) or r.country
    if noun.group == "police":
        country = _country_here(r, phrase)
        if country is None:
            return Meaning("police", None, noun.kind, None, "noun_police") if not free else None
        return _meaning(r.actors.state(country, "police"), "main_country")
    if country is None or not (free & r.wording.of_the_state or noun.singular in r.wording.state_nouns):
        return None
    institution = "forces"
    if "intelligence" in free:
        institution = "intelligence"
    elif "security" in free or "security" in noun.singular:
        institution = "security"
    return _meaning(_forces(r, country, institution), "main_country")


def _sender(r: Reading, phrase: Phrase) -> str | None:
    """The state that moves its own forces: "Rwanda sent 300 soldiers to Mozambique"."""
    token = r.all[phrase.head]
    if token.dep_ != "dobj" or token.head.lemma_ not in r.wording.sending_verbs:
        return None
    subject = next((t.i for t in token.head.lefts if t.dep_ == "nsubj"), -1)
    return r.nation_at[subject].meanings[0].iso if subject in r.nation_at else None


def _of_a_ruler(r: Reading, phrase: Phrase) -> bool:
    """Whether the forces are those of a person told with a ruler's office: "Kos's forces"."""
    owner = next((t for t in r.all[phrase.head].lefts if t.dep_ == "poss"), None)
    office = r.offices.get(owner.i) if owner is not None else None
    return office is not None and any(word in r.wording.rulers for word in office.lower().split())


def _country_here(r: Reading, phrase: Phrase) -> str | None:
    """The only country that the sentence names, else the report's: police act at home."""
    start = r.sentence[phrase.head]
    here = set()
    for hit in r.nations:
        i = r.token(hit.start)
        if i >= start and r.sentence[i] == start and hit.meanings[0].form in ("name", "capital"):
            here.add(hit.meanings[0].iso)
    return here.pop() if len(here) == 1 else r.country


def _of_the_coalition(r: Reading, phrase: Phrase) -> Meaning | None:
    """The "coalition" or its "warplanes": the coalition named most in this report."""
    noun = phrase.noun
    alone = noun.singular == "coalition" and not phrase.before - r.wording.drop_modifiers - {"international"}
    if not alone and (noun.group != "force" or "coalition" not in phrase.before):
        return None
    named = Counter(a.id for h in r.hits if (a := r.actor_of(h)) is not None and a.kind == "coalition")
    if named:
        return _meaning(r.actors.actors[named.most_common(1)[0][0]], "coalition")
    return Meaning("coalition", None, "coalition", None, "coalition")


def _loyal(r: Reading, phrase: Phrase) -> Meaning | None:
    """Those who fight beside the state without being its forces: "pro-regime militias"."""
    if "pro" not in phrase.before or not phrase.before & {"government", "regime"} or r.country is None:
        return None
    if phrase.noun.group not in ("force", "armed"):
        return None
    what = "militias" if "militia" in phrase.noun.singular else "forces"
    name = f"pro-{countries()[r.country].adjective} government {what}"
    return Meaning(name, None, "militia", r.country, "loyal_force")


def _opposition(r: Reading, phrase: Phrase) -> Meaning | None:
    """The armed "opposition groups" of the country that the report is about."""
    if (
        "opposition" not in phrase.before
        or r.country is None
        or phrase.noun.group not in ("force", "armed", "body")
    ):
        return None
    rest = (
        phrase.before
        - r.wording.drop_modifiers
        - r.wording.vague_modifiers
        - {"opposition", "armed", "rebel"}
    )
    if rest or (phrase.noun.group == "body" and phrase.noun.singular not in ("group", "faction")):
        return None
    return _meaning(r.actors.state(r.country, "opposition"), "main_country")


def _authority(r: Reading, phrase: Phrase) -> Meaning | None:
    """The "government" and "authorities" of the country that the report is about."""
    country = _country_here(r, phrase) if r.lower[phrase.head] == "authorities" else r.country
    if phrase.noun.group != "office" or country is None:
        return None
    if phrase.before - r.wording.state_modifiers - r.wording.drop_modifiers:
        return None
    government = r.actors.state(country, "government")
    if phrase.noun.singular in ("government", "regime", "administration"):
        return _meaning(government, "main_country")
    if r.lower[phrase.head] == "authorities":
        name = f"{countries()[country].institution_adjective} authorities"
        return Meaning(name, government.id, "state", country, "main_country")
    return None


def _people(r: Reading, phrase: Phrase) -> Meaning | None:
    """Civilians and protesters by those names; people of a community by its name ("Nuer youth")."""
    noun = phrase.noun
    if r.speaks(phrase.head):
        return None
    if noun.group == "civilian":
        return Meaning("civilians", None, noun.kind, _nation(r, phrase), "noun_civilian")
    if noun.singular in r.wording.protesters:
        if not phrase.before - r.wording.vague_modifiers - r.wording.drop_modifiers:
            return Meaning("protesters", None, noun.kind, _nation(r, phrase), "noun_crowd")
        return None
    people = _after_of(r, phrase.head)
    if noun.group in ("trade", "armed") and 0 <= people < len(r.all):
        word = r.all[people].text
        if word in r.wording.peoples:
            return Meaning(f"{word} {_name(r, phrase)}", None, noun.kind, None, "people_of")
    return None


def _meaning(actor: Actor, rule: str) -> Meaning:
    return Meaning(actor.name, actor.id, actor.kind, actor.country, rule)


def _name(r: Reading, phrase: Phrase) -> str:
    """The phrase's words without numbers, articles and words that are no part of a name."""
    drop = r.wording.drop_modifiers | r.wording.unknown_modifiers
    keep = [
        i
        for i in range(phrase.first, phrase.last)
        if i >= phrase.noun_first
        or (r.lower[i] not in drop and r.all[i].pos_ != "DET" and not r.all[i].like_num)
    ]
    parts = []
    for k, i in enumerate(keep):
        joined = k > 0 and keep[k - 1] == i - 1 and not r.all[i - 1].whitespace_
        parts.append(("" if k == 0 or joined else " ") + r.all[i].text.strip())
    return "".join(parts).strip(" -–")


def _nation(r: Reading, phrase: Phrase) -> str | None:
    return next((r.nation_at[i].meanings[0].iso for i in phrase.own if i in r.nation_at), None)
