"""The words for described parties (lexicons/<lang>/parties.yaml), as look-up tables.

Comes in: the lexicon. Goes out: the class, kind and singular of a party noun. Must not know: any text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from dateline.lexicons import lexicon
from dateline.model import PartyKind
from dateline.resolve.actors.actorlist import plurals


class Noun(NamedTuple):
    """A noun for a party: its class in the lexicon, what kind of party it is, and its number."""

    group: str
    kind: PartyKind
    singular: str
    plural: bool
    collective: bool  # many at once, or an institution: never "he"


@dataclass(frozen=True, slots=True)
class Wording:
    """The lexicon, ready for look-up. Every word is in lower case unless it is a name."""

    nouns: dict[tuple[str, ...], Noun]
    state_modifiers: frozenset[str]
    unknown_modifiers: frozenset[str]
    unknown_nouns: frozenset[str]
    drop_modifiers: frozenset[str]
    vague_modifiers: frozenset[str]
    peoples: frozenset[str]
    sponsor_suffixes: frozenset[str]
    organisation_words: dict[str, PartyKind]
    openers: frozenset[str]
    titles: frozenset[str]
    ranks: frozenset[str]
    offices: frozenset[str]
    speech_verbs: frozenset[str]
    group_anaphors: frozenset[str]
    near_anaphors: frozenset[str]
    jihadist_anaphors: frozenset[str]
    anaphor_modifiers: frozenset[str]
    feminine: frozenset[str]
    masculine: frozenset[str]
    rulers: frozenset[str]
    state_offices: frozenset[str]
    member_nouns: frozenset[str]
    before_names: frozenset[str]
    rebel_modifiers: frozenset[str]
    of_the_state: frozenset[str]
    state_nouns: frozenset[str]
    military_things: frozenset[str]
    military_verbs: frozenset[str]
    sending_verbs: frozenset[str]
    protesters: frozenset[str]
    militia_modifiers: frozenset[str]
    rebellious: frozenset[str]
    communal: frozenset[str]
    communal_verbs: frozenset[str]
    breakaway: frozenset[str]
    breaking_verbs: frozenset[str]
    suspicion: frozenset[str]
    last_words: frozenset[str]  # every word that a party noun may end in

    def noun(self, *words: str) -> Noun | None:
        return self.nouns.get(words)


MASS_PLURALS = {"police", "people", "personnel", "staff", "media", "troops", "forces", "authorities",
    "military police", "riot police", "townspeople", "clergy"}  # fmt: skip
_KIND_OF_WORDS: dict[str, PartyKind] = {
    "armed": "rebel",
    "monitor": "monitor",
    "outlet": "outlet",
    "political": "political",
    "police": "police",
}


@cache
def wording() -> Wording:
    data = lexicon("parties")
    collectives = frozenset(data["collectives"])
    militias = frozenset(data["militia_nouns"])
    nouns: dict[tuple[str, ...], Noun] = {}
    for group, entry in data["nouns"].items():
        irregular: dict[str, str] = entry["plurals"]
        have_irregular = set(irregular.values())
        forms: list[tuple[str, str, bool]] = []
        for word in entry["words"]:
            forms.append((word, word, word in MASS_PLURALS))
            *front, last = word.split()
            if word not in have_irregular:
                forms += [(" ".join([*front, form]), word, True) for form in plurals(last)]
        forms += [(form, word, True) for form, word in irregular.items()]
        for form, singular, plural in forms:
            nouns.setdefault(
                tuple(form.lower().replace("-", " ").split()),
                Noun(
                    group,
                    "militia" if group == "armed" and singular in militias else entry["kind"],
                    singular,
                    plural,
                    singular in collectives,
                ),
            )
    organisation_words = {
        w: _KIND_OF_WORDS[kind] for kind, ws in data["organisation_words"].items() for w in ws
    }
    anaphors = data["anaphors"]
    return Wording(
        nouns=nouns,
        state_modifiers=frozenset(data["state_modifiers"]),
        unknown_modifiers=frozenset(data["unknown_modifiers"]),
        unknown_nouns=frozenset(data["unknown_nouns"]),
        drop_modifiers=frozenset(data["drop_modifiers"]),
        vague_modifiers=frozenset(data["vague_modifiers"]),
        peoples=frozenset(data["peoples"]),
        sponsor_suffixes=frozenset(data["sponsor_suffixes"]),
        organisation_words=organisation_words,
        openers=frozenset(data["openers"]),
        titles=frozenset(t.rstrip(".") for t in data["titles"]),
        ranks=frozenset(t.rstrip(".") for t in data["ranks"]),
        offices=frozenset(o.lower() for o in data["offices"]),
        speech_verbs=frozenset(data["speech_verbs"]),
        group_anaphors=frozenset(anaphors["group"]),
        near_anaphors=frozenset(anaphors["near"]),
        jihadist_anaphors=frozenset(anaphors["jihadist"]),
        anaphor_modifiers=frozenset(anaphors["modifiers"]),
        feminine=frozenset(data["feminine"]),
        masculine=frozenset(data["masculine"]),
        state_offices=frozenset(data["state_offices"]),
        rulers=frozenset(data["rulers"]),
        member_nouns=frozenset(data["member_nouns"]),
        before_names=frozenset(data["before_names"]),
        rebel_modifiers=frozenset(data["rebel_modifiers"]),
        of_the_state=frozenset(data["of_the_state"]),
        state_nouns=frozenset(data["state_nouns"]),
        military_things=frozenset(data["military_things"]),
        sending_verbs=frozenset(data["sending_verbs"]),
        military_verbs=frozenset(data["military_verbs"]),
        protesters=frozenset(data["protesters"]),
        militia_modifiers=frozenset(data["militia_modifiers"]),
        rebellious=frozenset(data["rebellious"]),
        communal=frozenset(data["communal"]),
        communal_verbs=frozenset(data["communal_verbs"]),
        breakaway=frozenset(data["breakaway"]),
        breaking_verbs=frozenset(data["breaking_verbs"]),
        suspicion=frozenset(data["suspicion"]),
        last_words=frozenset(words[-1] for words in nouns),
    )
