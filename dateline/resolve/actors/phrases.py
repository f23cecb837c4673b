"""Reads noun phrases whose head is a word for people or forces: "Turkish troops", "unidentified gunmen".

Comes in: a reading with the names found. Goes out: mentions added to it. Must not know: persons, pronouns.
"""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Token

from dateline.model import PartyKind
from dateline.resolve.actors.actorlist import Actor, Nation, countries, institution_words
from dateline.resolve.actors.names import Hit
from dateline.resolve.actors.reading import Found, Reading
from dateline.resolve.actors.wording import Noun

MEMBER_NOUNS = {"member", "fighter", "militant", "soldier", "element", "cell", "unit", "faction", "wing", "remnant",
    "branch", "troop", "force", "combatant", "rebel", "guerrilla", "commando", "terrorist", "insurgent", "jihadist",
    "militiaman", "gunman", "column", "squad", "subversive", "cadre", "operative", "extremist", "battalion",
    "brigade", "detachment", "police", "officer", "policeman", "patrol"}  # fmt: skip


def read_noun_phrases(r: Reading) -> None:
    for token in r.doc:
        i = token.i
        if i in r.taken or not (token.pos_ in ("NOUN", "PROPN") or _adjective_as_noun(r, token)):
            continue
        hit = r.hit_at.get(i)
        if hit is not None:
            continue
        found = r.noun_at(i)
        if found is None:
            continue
        noun, head_first = found
        if _is_modifier(r, token, noun):
            continue
        _read_phrase(r, i, head_first, noun)


def _adjective_as_noun(r: Reading, token: Token) -> bool:
    """ "civilian casualties": tagged an adjective, and yet it says who."""
    return token.tag_ == "JJ" and token.lower_ in ("civilian", "rebel", "militant", "jihadist", "insurgent")


def _is_modifier(r: Reading, token: Token, noun: Noun) -> bool:
    """Whether the word only qualifies a party noun further right, or a thing that no side stands for."""
    if token.i + 1 >= len(r.doc):
        return False
    if token.dep_ in ("compound", "nmod", "amod") and token.head.i > token.i:
        j = token.head.i
        between = r.doc[token.i + 1 : j]
        if any(t.tag_ in ("POS", ",", "IN", "CC") for t in between):
            return False
        if r.noun_at(j) is not None or j in r.hit_at or r.doc[j].ent_type_ == "PERSON":
            return True
        if r.lower[j] in r.wording.offices:
            return True
        if noun.group == "civilian":
            return token.lower_ not in ("civilian", "civilians")
        if noun.group in ("armed", "force", "police"):
            return False
        return True
    return False


def _read_phrase(r: Reading, head: int, head_first: int, noun: Noun) -> None:
    first = min(r.left(head), head_first)
    first = r.trim(first, head_first)
    last = head + 1
    plural = noun.plural or r.doc[head].tag_ in ("NNS", "NNPS")
    modifiers = list(range(first, head_first))
    _add_sponsor(r, modifiers)
    own = _without_sponsor(r, modifiers)
    actor_hits = [r.hit_at[i] for i in own if i in r.hit_at]
    if (
        actor_hits
        and noun.group in ("armed", "force", "body", "civilian", "captive")
        and _read_actor_phrase(r, actor_hits[-1], first, last, head, noun, plural)
    ):
        return
    nation = next((r.nation_at[i] for i in reversed(own) if i in r.nation_at and i not in r.hit_at), None)
    if nation is not None and _read_state_phrase(r, nation, own, head_first, head, last, first, noun, plural):
        return
    member_of = _member_of(r, head, noun)
    if member_of is not None:
        r.add_actor(member_of, first, last, head, "member_of", named=False, plural=plural)
        return
    _read_described(r, first, head_first, head, last, own, noun, plural)


def _without_sponsor(r: Reading, modifiers: list[int]) -> list[int]:
    """Modifiers without "Turkish-backed": the backer is another party."""
    own = list(modifiers)
    for k, i in enumerate(modifiers):
        if r.lower[i] in r.wording.sponsor_suffixes and k and r.doc[modifiers[k - 1]].text in ("-", "–"):
            cut = modifiers[k - 2] if k >= 2 else i
            hit = r.nation_at.get(cut) or r.hit_at.get(cut)
            drop = set(range(r.token(hit.start), i + 1)) if hit else {cut, cut + 1, i}
            own = [j for j in own if (j not in drop and j > i) or j < min(drop)]
        elif r.lower[i] in ("pro", "anti") and k + 1 < len(modifiers):
            own = [j for j in own if j < i]
    return own


def _add_sponsor(r: Reading, modifiers: list[int]) -> None:
    for k, i in enumerate(modifiers):
        if (
            k < 2
            or r.lower[i] not in r.wording.sponsor_suffixes
            or r.doc[modifiers[k - 1]].text not in ("-", "–")
        ):
            continue
        add_sponsor(r, modifiers[k - 2], r.lower[i])


def add_sponsor(r: Reading, owner: int, suffix: str) -> None:
    hit = r.hit_at.get(owner)
    if owner in r.taken or (hit is not None and r.tokens(hit.start, hit.end)[-1] > owner):
        return
    nation = r.nation_at.get(owner)
    if hit is not None and (actor := r.actor_of(hit)) is not None:
        r.add_actor(actor, owner, owner + 1, owner, "sponsor", named=True, plural=False, note=suffix)
    elif nation is not None and nation.meanings[0].form in ("name", "adjective"):
        actor = r.actors.state(nation.meanings[0].iso)
        r.add_actor(
            actor, r.token(nation.start), owner + 1, owner, "sponsor", named=True, plural=False, note=suffix
        )


def _read_actor_phrase(
    r: Reading, hit: Hit[str], first: int, last: int, head: int, noun: Noun, plural: bool
) -> bool:
    actor = r.actor_of(hit)
    if actor is None or noun.group in ("civilian", "captive") or actor.kind in ("monitor", "outlet"):
        return False
    if noun.singular in ("leader", "commander", "bodyguard", "supporter", "sympathizer"):
        return False
    r.add_actor(
        actor,
        first,
        last,
        head,
        "actor_phrase",
        named=True,
        plural=plural,
        start=max(r.doc[first].idx, 0),
        end=r.doc[last - 1].idx + len(r.doc[last - 1]),
    )
    return True


def _read_state_phrase(
    r: Reading, nation: Hit[Nation], own: list[int], head_first: int, head: int, last: int, first: int,
    noun: Noun, plural: bool,
) -> bool:  # fmt: skip
    iso = nation.meanings[0].iso
    after = r.token(nation.end - 1) + 1
    core = [
        r.lower[i]
        for i in range(after, last)
        if r.doc[i].text not in ("-", "–") and i in (*own, *range(head_first, last))
    ]
    if any(w.capitalize() in r.wording.peoples or w in ("backed", "led") for w in core):
        return False
    institution = None
    for cut in range(len(core)):
        institution = institution_words().get(tuple(core[cut:]))
        if institution is not None:
            rest = core[:cut]
            break
    if institution is None or (noun.group == "armed" and institution != "opposition"):
        return False
    allowed = r.wording.state_modifiers | r.wording.drop_modifiers | r.wording.vague_modifiers
    if any(r.wording.noun(w) is not None and w not in allowed for w in rest):
        return False
    if institution == "officials" or (institution == "forces" and "rebel" in core):
        return False
    if institution == "opposition" and iso != r.country:
        institution = "opposition"
    if institution == "forces" and rest[-1:] == ["security"]:
        institution = "security"
    if institution == "security" and _is_forces_alias(r, iso, "security forces"):
        institution = "forces"
    actor = r.actors.state(iso, institution)
    r.add_actor(actor, first, last, head, "nationality", named=True, plural=plural)
    return True


def _is_forces_alias(r: Reading, iso: str, words: str) -> bool:
    state = countries()[iso]
    return f"{state.adjective} {words}" in (state.forces, *state.forces_aliases)


def _member_of(r: Reading, head: int, noun: Noun) -> Actor | None:
    """The actor in "members of the FDLR", "fighters from Boko Haram"."""
    if noun.singular not in MEMBER_NOUNS and noun.group not in ("armed", "force"):
        return None
    j = head + 1
    if j >= len(r.doc) or r.lower[j] not in ("of", "from", "belonging"):
        return None
    j += 1
    while j < len(r.doc) and (
        r.doc[j].pos_ == "DET" or r.lower[j] in ("to", "so", "called", "-", "outlawed", "banned", '"', "“")
    ):
        j += 1
    hit = r.hit_at.get(j)
    return r.actor_of(hit) if hit is not None else None


def _read_described(
    r: Reading, first: int, head_first: int, head: int, last: int, own: list[int], noun: Noun, plural: bool
) -> None:
    low = [r.lower[i] for i in range(first, last)]
    modifiers = low[: head_first - first]
    name = _described_name(r, first, last, head)
    kind: PartyKind = noun.kind
    id: str | None = None
    country: str | None = _nation_of(r, own)
    rule = f"noun_{noun.group}"
    named = False
    if noun.group == "armed" and (
        set(modifiers) & r.wording.unknown_modifiers
        or (noun.singular in r.wording.unknown_nouns and not set(modifiers) - r.wording.drop_modifiers)
    ):
        name, kind, rule = "unknown", "unknown", "unidentified"
    elif (
        noun.group in ("force", "police")
        and r.country is not None
        and not country
        and _own_states(r, modifiers, low, noun)
    ):
        institution = "police" if noun.group == "police" else "forces"
        actor = r.actors.state(r.country, institution)
        id, kind, country, rule = actor.id, actor.kind, actor.country, "main_country"
        if institution == "forces":
            name = actor.name
        elif not set(modifiers) - {"riot", "military"}:
            name = "police"
    elif noun.group == "force" and (actor_body := _coalition(r, modifiers)) is not None:
        name, id, kind, country, rule = actor_body
    elif noun.group == "police" and not modifiers:
        name = "police"
    elif noun.group == "force" and (
        set(modifiers) & {"rebel", "militia", "opposition", "insurgent", "guerrilla"}
    ):
        kind = "rebel"
    elif noun.group == "civilian" and not r.speaks(head):
        name = "civilians"
    elif (
        noun.group == "office"
        and noun.singular in ("government", "regime", "administration")
        and r.country
        and not set(modifiers) - r.wording.state_modifiers - r.wording.drop_modifiers
    ):
        actor = r.actors.state(r.country, "government")
        name, id, kind, country, rule = actor.name, actor.id, actor.kind, actor.country, "main_country"
    elif noun.group == "body":
        if not own and noun.singular not in ("coalition",):
            return
        kind = "coalition" if noun.singular in ("coalition", "alliance") else "unknown"
    if (
        noun.group in ("crowd",)
        and noun.singular in ("protester", "protestor", "demonstrator", "marcher")
        and not r.speaks(head)
    ):
        name = (
            "protesters"
            if not set(modifiers) - r.wording.vague_modifiers - r.wording.drop_modifiers
            else name
        )
    r.add(Found(first, last, head, name, id, kind, country, named, plural, rule))


def _described_name(r: Reading, first: int, last: int, head: int) -> str:
    keep = [
        i for i in range(first, last)
        if r.lower[i] not in r.wording.drop_modifiers and r.doc[i].pos_ != "DET" and not r.doc[i].like_num
        and r.lower[i] not in r.wording.unknown_modifiers
    ]  # fmt: skip
    parts = []
    for k, i in enumerate(keep):
        glue = "" if not k or (not r.doc[i - 1].whitespace_ and keep[k - 1] == i - 1) else " "
        parts.append(glue + r.words(i, i + 1))
    return "".join(parts).strip(" -–") or r.words(head, head + 1)


def _nation_of(r: Reading, own: list[int]) -> str | None:
    for i in own:
        if i in r.nation_at:
            return r.nation_at[i].meanings[0].iso
    return None


def _own_states(r: Reading, modifiers: list[str], low: list[str], noun: Noun) -> bool:
    """Whether "troops", "government forces", "the army" mean the main country's own."""
    free = set(modifiers) - r.wording.drop_modifiers - r.wording.vague_modifiers - {"-", "heavily"}
    if free - r.wording.state_modifiers - {"regime", "riot"}:
        return False
    if noun.group == "police":
        return True
    if free & {
        "government",
        "regime",
        "army",
        "military",
        "loyalist",
        "state",
        "federal",
        "security",
        "national",
    }:
        return True
    return noun.singular in ("army", "military", "soldier", "troop", "troops", "air force", "navy", "junta",
        "security force", "security forces", "armed forces", "serviceman", "border guard", "national guard", "infantry", "gendarme")  # fmt: skip


def _coalition(r: Reading, modifiers: list[str]) -> tuple[str, str | None, PartyKind, str | None, str] | None:
    """ "coalition warplanes": the coalition named in this report."""
    if "coalition" not in modifiers:
        return None
    ids = [r.actor_of(h) for h in r.hits]
    named = [a for a in ids if a is not None and a.kind == "coalition"]
    if not named:
        return ("coalition", None, "coalition", None, "coalition")
    actor = Counter(a.id for a in named).most_common(1)[0][0]
    chosen = r.actors.actors[actor]
    return (chosen.name, chosen.id, chosen.kind, chosen.country, "coalition")
