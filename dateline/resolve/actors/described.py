"""What a party without a name is: "unidentified gunmen", "a breakaway faction of the ELN", "pro-government militias".

Comes in: a noun phrase that names no known actor. Goes out: how the party is called and what is known of it.
Must not know: persons, pronouns.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from dateline.model import PartyKind
from dateline.resolve.actors.actorlist import Actor, countries
from dateline.resolve.actors.reading import Reading
from dateline.resolve.actors.wording import Noun


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


def described(r: Reading, phrase: Phrase) -> Meaning | None:
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
    if noun.group == "part" or (noun.group == "body" and not phrase.before):
        return None
    kind = _kind(r, phrase)
    return Meaning(
        _name(r, phrase) + _loyalty(r, phrase), None, kind, _nation(r, phrase), f"noun_{noun.group}"
    )


def _kind(r: Reading, phrase: Phrase) -> PartyKind:
    """What those are who fight: rebels against a state, or a militia, as a gang or a community under arms is."""
    noun = phrase.noun
    if noun.group == "force":
        return "rebel" if phrase.before & r.wording.rebel_modifiers else noun.kind
    if noun.group == "body" and phrase.before & (r.wording.rebellious | {"armed"}):
        return "rebel"
    if noun.group == "armed":
        words = phrase.before | set(noun.singular.split())
        if words & r.wording.rebellious:
            return "rebel"
        return "militia" if phrase.before & r.wording.militia_modifiers else noun.kind
    if noun.singular in r.wording.communal:
        token = r.all[phrase.head]
        attacks = token.dep_ == "nsubj" and token.head.lemma_ in r.wording.communal_verbs
        return "militia" if attacks or "armed" in phrase.before else noun.kind
    return noun.kind


def broke_away_from(r: Reading, phrase: Phrase) -> Actor | None:
    """Whom the body left, or is no longer of: "a breakaway faction of the ELN", "ex-SPLA fighters"."""
    noun = phrase.noun
    if noun.group not in ("armed", "force", "body", "part"):
        return None
    leaves = next((t for t in r.all[phrase.head].rights if t.dep_ in ("relcl", "acl")), None)
    if leaves is not None and leaves.lemma_ in r.wording.breaking_verbs:
        near = range(leaves.i + 1, min(leaves.i + 6, len(r.all)))
        return next((r.actor_of(r.hit_at[i]) for i in near if i in r.hit_at), None)
    if not ({*phrase.before, *noun.singular.split(), noun.singular} & r.wording.breakaway):
        return None
    owner = after_of(r, phrase.head)
    within = next((i for i in reversed(phrase.own) if i in r.hit_at), owner)
    if within in r.hit_at:
        return r.actor_of(r.hit_at[within])
    nation = r.nation_at.get(owner)
    if nation is not None and any(w in r.wording.state_nouns for w in r.lower[owner : owner + 3]):
        return r.actors.state(nation.meanings[0].iso, "forces")
    return None


def split_off(r: Reading, phrase: Phrase, whole: Actor) -> Meaning:
    """A body that left another, under its own words and the name of the one it left."""
    name = _name(r, phrase)
    if not any(i in r.hit_at for i in phrase.own):
        name = f"{name} of {whole.name}"
    kind = whole.kind if whole.kind in ("rebel", "militia") else "rebel"
    return Meaning(name, None, kind, whole.country, "broke_away")


def _loyalty(r: Reading, phrase: Phrase) -> str:
    """The rest of the name in "forces loyal to Adam Kos"."""
    i = after_of(r, phrase.head)
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
    return _meaning(forces(r, country, institution), "main_country")


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
    what = "militias" if phrase.noun.group == "armed" and phrase.noun.kind == "militia" else "forces"
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
    people = after_of(r, phrase.head)
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


def forces(r: Reading, iso: str, institution: str) -> Actor:
    """The security forces are the armed forces where the state's forces go by that name."""
    state = countries()[iso]
    if institution == "security" and f"{state.adjective} security forces" in (
        state.forces,
        *state.forces_aliases,
    ):
        institution = "forces"
    return r.actors.state(iso, institution)


def after_of(r: Reading, head: int) -> int:
    """The token after "of the", "from the", "belonging to", "loyal to"; -1 when none of them follows."""
    j = head + 1
    if j >= len(r.all) or r.lower[j] not in ("of", "from", "belonging", "loyal"):
        return -1
    j += 1
    while j < len(r.all) and (r.all[j].pos_ == "DET" or r.lower[j] in r.wording.before_names):
        j += 1
    return j
