"""Names that stand on their own: known actors, states that act, organisations that no list knows.

Comes in: a reading whose noun phrases are read. Goes out: mentions added to it. Must not know: pronouns.
"""

from __future__ import annotations

from spacy.tokens import Span as Entity
from spacy.tokens import Token

from dateline.model import PartyKind, Span
from dateline.resolve.actors.actorlist import Actor, Nation
from dateline.resolve.actors.names import Hit
from dateline.resolve.actors.phrases import MODIFIER_DEPS, add_sponsor
from dateline.resolve.actors.reading import Found, Reading

PARTY_ROLES = frozenset(
    {"nsubj", "nsubjpass", "dobj", "agent", "poss", "appos", "conj", "dative", "ROOT", "attr"}
)
PLACE_PREPOSITIONS = frozenset(
    {"in", "at", "near", "inside", "outside", "across", "into", "around", "within", "over", "through",
     "toward", "towards", "via", "throughout"}
)  # fmt: skip
HOSTILE_PREPOSITIONS = frozenset({"by", "against", "between"})
SUFFERED = frozenset({"blame", "accuse", "attack", "target", "hit", "support"})
BECOMING = frozenset({"be", "fall", "see", "become"})


def read_names(r: Reading) -> None:
    """Add the listed actors that no noun phrase has taken."""
    for hit in r.hits:
        tokens = r.tokens(hit.start, hit.end)
        if any(i in r.taken for i in tokens):
            continue
        first, last = tokens[0], tokens[-1] + 1
        head = r.head(first, last)
        actor = r.actor_of(hit)
        if actor is None:
            name = r.text[hit.start : hit.end]
            r.add(
                Found(
                    first, last, head, name, None, "unknown", None, True, False, "ambiguous_name",
                    ", ".join(hit.meanings), start=hit.start, end=hit.end,
                )
            )  # fmt: skip
        elif not (actor.kind == "state_force" and r.is_sponsor(last)):
            plural = r.all[head].tag_ in ("NNS", "NNPS")
            r.add_actor(
                actor,
                first,
                last,
                head,
                "actor_list",
                named=True,
                plural=plural,
                start=hit.start,
                end=hit.end,
            )


# ---------------------------------------------------------------- states


def read_states(r: Reading) -> None:
    """Add states and peoples: "Turkey" that acts, "Russian airstrikes", "the Iraqis"."""
    filed = r.report.dateline.span if r.report.dateline is not None else Span(0, 0)
    for hit in r.nations:
        tokens = r.tokens(hit.start, hit.end)
        if filed.start <= hit.start < filed.end or any(i in r.taken or i in r.hit_at for i in tokens):
            continue
        if hit.meanings[0].form == "name" and r.in_larger_place(hit.start, hit.end):
            continue
        first, last = tokens[0], tokens[-1] + 1
        head = r.head(first, last)
        if r.is_sponsor(last):
            _add_leader(r, hit, first, last)
        elif hit.meanings[0].form == "people":
            _add_people(r, hit.meanings[0], first, last, head)
        else:
            found = _state_that_acts(r, hit, head)
            if found is not None:
                r.add_actor(found[0], first, last, head, found[1], named=True, plural=False)


def _add_leader(r: Reading, hit: Hit[Nation], first: int, last: int) -> None:
    """Add the coalition in "US-led airstrikes"; otherwise the state that leads or backs."""
    thing = next((t for t in r.all[last + 2 : last + 5] if _is_military(r, t)), None)
    if r.lower[last + 1] == "led" and thing is not None:
        actor = r.actors.match(f"{r.text[hit.start : hit.end]}-led coalition")
        if actor is not None:
            r.add_actor(actor, first, last + 2, thing.i, "leads_coalition", named=True, plural=False)
            return
    add_sponsor(r, last - 1, r.lower[last + 1])


def _add_people(r: Reading, nation: Nation, first: int, last: int, head: int) -> None:
    token = r.all[head]
    if token.pos_ in ("NOUN", "PROPN", "ADJ") and token.dep_ not in MODIFIER_DEPS:
        name = r.words(first, last)
        r.add(Found(first, last, head, name, None, "civilians", nation.iso, False, True, "people"))


def _state_that_acts(r: Reading, hit: Hit[Nation], head: int) -> tuple[Actor, str] | None:
    """The state, its government or its forces, whichever the words mean here, and the rule."""
    nation = hit.meanings[0]
    token = r.all[head]
    only_adjective = nation.form == "adjective" and not any(m.form == "name" for m in hit.meanings)
    if only_adjective or not _as_agent(r, token):
        if nation.form != "capital" and _of_an_act(r, token):
            return r.actors.state(nation.iso, "forces"), "nationality_of_act"
        return None
    if r.speaks(head):
        return r.actors.state(nation.iso), "state_as_agent"
    if nation.form != "capital":
        fights = _is_military(r, token.head) or _is_military(r, token.head.head)
        return r.actors.state(nation.iso, "forces" if fights else None), "state_as_agent"
    if token.dep_ == "nsubj" and token.head.lemma_ not in BECOMING:
        return r.actors.state(nation.iso), "capital_as_agent"
    return None


def _of_an_act(r: Reading, token: Token) -> bool:
    """Whether a nationality qualifies an act or a military thing: "US, French and British airstrikes"."""
    at = token.i
    while token.dep_ == "conj" and token.head.i < token.i:
        token = token.head
    thing = token.head
    return token.dep_ in MODIFIER_DEPS and thing.i > at and _is_military(r, thing)


def _is_military(r: Reading, token: Token) -> bool:
    if token.pos_ == "VERB":
        return token.lemma_ in r.wording.military_verbs
    return r.lower[token.i] in r.wording.military_things or token.lemma_ in r.wording.military_things


def _as_agent(r: Reading, token: Token) -> bool:
    """Whether the word stands where a party acts, suffers or owns, not where a place would."""
    while token.head.i < token.i and (
        token.dep_ == "conj" or (token.dep_ == "appos" and token.head.i in r.taken)
    ):
        token = token.head
    governor = token.head
    match token.dep_:
        case "nsubj":
            return governor.pos_ in ("VERB", "AUX") and governor.lemma_ != "be"
        case "nsubjpass":
            return governor.lemma_ in SUFFERED
        case "dobj":
            return True
        case "poss":
            return _is_military(r, governor)
        case "pobj":
            according = governor.lower_ == "to" and governor.head.lemma_ in ("accord", "according")
            return governor.lower_ in HOSTILE_PREPOSITIONS or according
    return False


# ---------------------------------------------------------------- organisations no list knows


def read_organisations(r: Reading) -> None:
    """Add what the model takes for organisations and peoples; initials given once stand for the name."""
    initials: dict[str, str] = {}
    for entity in r.doc.ents:
        if entity.label_ not in ("ORG", "NORP"):
            continue
        first, last = _trimmed(r, entity)
        if (short := _initials_after(r, last)) is not None:
            initials[short] = r.words(first, last)
        if first >= last or any(i in r.taken for i in range(first, last)):
            continue
        if any(t.is_space for t in r.doc[first:last]):
            continue
        head = r.head(first, last)
        if entity.label_ == "NORP":
            _add_named_people(r, first, last, head)
        else:
            _add_organisation(r, first, last, head, initials)


def _trimmed(r: Reading, entity: Entity) -> tuple[int, int]:
    first, last = entity.start, entity.end
    while first < last and (
        r.all[first].pos_ in ("DET", "PUNCT", "SPACE", "NUM") or r.lower[first] in ("the", "a")
    ):
        first += 1
    while last > first and (
        r.all[last - 1].tag_ in ("POS", ":", ",", ".") or r.all[last - 1].is_punct or r.all[last - 1].is_space
    ):
        last -= 1
    return first, last


def _add_named_people(r: Reading, first: int, last: int, head: int) -> None:
    token = r.all[head]
    if (
        r.all[first].text in r.wording.peoples
        and token.dep_ not in MODIFIER_DEPS
        and token.text.endswith("s")
    ):
        r.add(Found(first, last, head, r.words(first, last), None, "civilians", None, True, True, "people"))


def _add_organisation(r: Reading, first: int, last: int, head: int, initials: dict[str, str]) -> None:
    if last - first == 1 and first in r.nation_at:
        return
    name = r.words(first, last)
    kind = _organisation_kind(r, first, last)
    if kind is None and (not _party_role(r.all[head]) or r.is_of_places(first, last)):
        return
    if not (r.all[first].text[:1].isupper() or r.all[last - 1].text[:1].isupper()):
        return
    name = initials.get(name, name)
    r.add(Found(first, last, head, name, None, kind or "unknown", None, True, False, "ner_organisation"))


def _initials_after(r: Reading, last: int) -> str | None:
    """The initials in "Union of Medical Care (UMC)"."""
    if last + 2 < len(r.all) and r.all[last].text == "(" and r.all[last + 2].text == ")":
        word = r.all[last + 1].text
        return word if word.isupper() and len(word) > 1 else None
    return None


def _party_role(token: Token) -> bool:
    if token.dep_ == "pobj":
        return token.head.lower_ not in PLACE_PREPOSITIONS
    return token.dep_ in PARTY_ROLES


def _organisation_kind(r: Reading, first: int, last: int) -> PartyKind | None:
    for i in range(last - 1, first - 1, -1):
        kind = r.wording.organisation_words.get(r.all[i].text.capitalize())
        if kind is not None:
            return kind
    return None
