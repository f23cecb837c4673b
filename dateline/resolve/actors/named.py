"""Names that stand on their own: known actors, states that act, organisations that no list knows.

Comes in: a reading whose noun phrases are read. Goes out: mentions added to it. Must not know: pronouns.
"""

from __future__ import annotations

from spacy.tokens import Token

from dateline.model import PartyKind
from dateline.resolve.actors.phrases import add_sponsor
from dateline.resolve.actors.reading import Found, Reading

PARTY_ROLES = {"nsubj", "nsubjpass", "dobj", "agent", "poss", "appos", "conj", "dative", "ROOT", "attr"}
PLACE_PREPOSITIONS = {"in", "at", "near", "inside", "outside", "across", "into", "around", "within", "over", "through",
    "toward", "towards", "via", "throughout"}  # fmt: skip
HOSTILE_PREPOSITIONS = {"by", "against", "between"}
POSSESSIONS = {"position", "base", "hideout", "camp", "stronghold", "checkpoint", "convoy", "vehicle", "headquarters",
    "post", "outpost", "barracks", "territory", "target", "attack", "offensive", "assault", "raid", "ambush", "fire",
    "shelling", "strike", "airstrike", "bombardment", "operation", "casualty", "death", "area", "line", "bombing",
    "incursion", "advance", "forces", "artillery", "facility", "installation", "site", "compound"}  # fmt: skip
SAID_BY = {"accord", "according"}


def read_names(r: Reading) -> None:
    for hit in r.hits:
        tokens = r.tokens(hit.start, hit.end)
        if any(i in r.taken for i in tokens):
            continue
        actor = r.actor_of(hit)
        first, last = tokens[0], tokens[-1] + 1
        head = r.head(first, last)
        if actor is None:
            name = r.report.text[hit.start : hit.end]
            r.add(Found(first, last, head, name, None, "unknown", None, True, False, "ambiguous_name",
                ", ".join(hit.meanings), start=hit.start, end=hit.end))  # fmt: skip
            continue
        if actor.kind == "state_force" and r.is_sponsor(last):
            continue
        plural = r.doc[head].tag_ in ("NNS", "NNPS")
        r.add_actor(
            actor, first, last, head, "actor_list", named=True, plural=plural, start=hit.start, end=hit.end
        )


def read_states(r: Reading) -> None:
    for hit in r.nations:
        tokens = r.tokens(hit.start, hit.end)
        first, last = tokens[0], tokens[-1] + 1
        if any(i in r.taken or i in r.hit_at for i in tokens):
            continue
        nation = hit.meanings[0]
        head = r.head(first, last)
        token = r.doc[head]
        if r.is_sponsor(last):
            add_sponsor(r, last - 1, r.lower[last + 1])
            continue
        if nation.form == "people":
            if token.pos_ in ("NOUN", "PROPN", "ADJ") and token.dep_ not in ("amod", "compound", "nmod"):
                r.add(
                    Found(
                        first,
                        last,
                        head,
                        r.words(first, last),
                        None,
                        "civilians",
                        nation.iso,
                        False,
                        True,
                        "people",
                    )
                )
            continue
        if nation.form == "adjective" and not any(m.form == "name" for m in hit.meanings):
            if (
                token.dep_ in ("amod", "compound", "nmod")
                and r.lower[token.head.i] in POSSESSIONS
                and token.head.i > head
            ):
                r.add_actor(
                    r.actors.state(nation.iso, "forces"),
                    first,
                    last,
                    head,
                    "nationality_of_act",
                    named=True,
                    plural=False,
                )
            continue
        if not _as_agent(r, token):
            if (
                token.dep_ in ("compound", "nmod", "amod")
                and r.lower[token.head.i] in POSSESSIONS
                and nation.form == "name"
            ):
                r.add_actor(
                    r.actors.state(nation.iso, "forces"),
                    first,
                    last,
                    head,
                    "nationality_of_act",
                    named=True,
                    plural=False,
                )
            continue
        if r.speaks(head):
            actor = (
                r.actors.state(nation.iso)
                if nation.form != "capital"
                else r.actors.state(nation.iso, "government")
            )
        elif nation.form == "capital":
            if token.dep_ != "nsubj" or token.head.lemma_ in ("be", "fall", "see", "become"):
                continue
            actor = r.actors.state(nation.iso, "government")
        else:
            actor = r.actors.state(nation.iso, "forces")
        r.add_actor(actor, first, last, head, "state_as_agent", named=True, plural=False)


def _as_agent(r: Reading, token: Token) -> bool:
    while token.dep_ == "conj" and token.head.i < token.i:
        token = token.head
    if token.dep_ == "nsubj":
        return token.head.pos_ in ("VERB", "AUX") and token.head.lemma_ not in ("be",)
    if token.dep_ in ("nsubjpass", "dobj"):
        return token.dep_ == "dobj" or token.head.lemma_ in (
            "blame",
            "accuse",
            "attack",
            "target",
            "hit",
            "support",
        )
    if token.dep_ == "poss":
        return r.lower[token.head.i] in POSSESSIONS or token.head.lemma_ in POSSESSIONS
    if token.dep_ == "pobj":
        return token.head.lower_ in HOSTILE_PREPOSITIONS or (
            token.head.lower_ == "to" and token.head.head.lemma_ in SAID_BY
        )
    return False


def read_organisations(r: Reading) -> None:
    for ent in r.doc.ents:
        if ent.label_ not in ("ORG", "NORP") or any(i in r.taken for i in range(ent.start, ent.end)):
            continue
        first, last = ent.start, ent.end
        while first < last and (
            r.doc[first].pos_ in ("DET", "PUNCT", "SPACE", "NUM") or r.lower[first] in ("the", "a")
        ):
            first += 1
        while last > first and (
            r.doc[last - 1].tag_ in ("POS", ":", ",", ".")
            or r.doc[last - 1].is_punct
            or r.doc[last - 1].is_space
        ):
            last -= 1
        if first >= last or any(t.is_space for t in r.doc[first:last]):
            continue
        head = r.head(first, last)
        token = r.doc[head]
        if any(i in r.nation_at for i in range(first, last)) and last - first == 1:
            continue
        kind = _organisation_kind(r, first, last)
        if ent.label_ == "NORP":
            if (
                r.doc[first].text not in r.wording.peoples
                or token.dep_ in ("amod", "compound", "nmod")
                or not token.text.endswith("s")
            ):
                continue
            r.add(
                Found(first, last, head, r.words(first, last), None, "civilians", None, True, True, "people")
            )
            continue
        if kind is None and not _party_role(r, token):
            continue
        if not r.doc[first].text[:1].isupper() and not r.doc[last - 1].text[:1].isupper():
            continue
        r.add(
            Found(
                first,
                last,
                head,
                r.words(first, last),
                None,
                kind or "unknown",
                None,
                True,
                False,
                "ner_organisation",
            )
        )


def _party_role(r: Reading, token: Token) -> bool:
    if token.dep_ == "pobj":
        return token.head.lower_ not in PLACE_PREPOSITIONS
    return token.dep_ in PARTY_ROLES


def _organisation_kind(r: Reading, first: int, last: int) -> PartyKind | None:
    for i in range(last - 1, first - 1, -1):
        kind = r.wording.organisation_words.get(r.doc[i].text.capitalize())
        if kind is not None:
            return kind
    return None
