"""The answers of a training record, laid over what Dateline found in its text.

Comes in: a record with templates. Goes out: which phrase fills which role, which anchor tells of which template.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bench.muc4.document import Document
from bench.muc4.incidents import ROLES, Entity, Incident, Reading, place_of
from bench.muc4.phrases import Phrase
from bench.muc4.scoring import muc_scorer

SLOTS = {
    "perp_individual": "perp_ind_id", "perp_org": "perp_org_id", "phys_target": "phys_tgt_id",
    "hum_target": "hum_tgt_desc", "instrument": "inc_instr_id",
}  # fmt: skip
CHOICES = {
    "stage": ("ACCOMPLISHED", "ATTEMPTED", "THREATENED"),
    "category": ("TERRORIST ACT", "STATE-SPONSORED VIOLENCE", "NONE"),
    "confidence": (
        "REPORTED AS FACT", "SUSPECTED OR ACCUSED", "SUSPECTED OR ACCUSED BY AUTHORITIES", "CLAIMED OR ADMITTED",
        "POSSIBLE",
    ),
    "hum_type": (
        "CIVILIAN", "POLITICAL FIGURE", "GOVERNMENT OFFICIAL", "LAW ENFORCEMENT", "LEGAL OR JUDICIAL",
        "ACTIVE MILITARY", "SECURITY GUARD", "FORMER GOVERNMENT OFFICIAL", "FORMER ACTIVE MILITARY", "DIPLOMAT",
    ),
    "hum_effect": (
        "DEATH", "INJURY", "NO INJURY OR DEATH", "NO INJURY", "REGAINED FREEDOM", "NONE",
    ),
    "phys_type": (
        "OTHER", "COMMERCIAL", "ENERGY", "TRANSPORT VEHICLE", "GOVERNMENT OFFICE OR RESIDENCE", "COMMUNICATIONS",
        "ORGANIZATION OFFICE", "FINANCIAL", "CIVILIAN RESIDENCE", "DIPLOMAT OFFICE OR RESIDENCE",
        "TRANSPORTATION ROUTE", "LAW ENFORCEMENT FACILITY", "POLITICAL FIGURE OFFICE OR RESIDENCE",
    ),
    "phys_effect": ("SOME DAMAGE", "DESTROYED", "NO DAMAGE", "NONE"),
    "instrument_type": (
        "BOMB", "DYNAMITE", "EXPLOSIVE", "GUN", "MACHINE GUN", "VEHICLE BOMB", "MORTAR", "RIFLE", "AERIAL BOMB",
        "GRENADE", "TORTURE", "ROCKET", "CUTTING DEVICE", "MOLOTOV COCKTAIL", "FIRE", "MINE",
    ),
    "unnamed": ("NONE", "GUN", "BOMB", "EXPLOSIVE", "DYNAMITE", "MACHINE GUN"),
}  # fmt: skip
NEAR, ALMOST = 3, 6
LEAST = 0.3  # of an anchor's support by fillers of a template


class Key:
    """The templates of one record. Entities of a record without templates fill nothing."""

    def __init__(self, record: dict[str, Any], document: Document) -> None:
        self.templates: list[dict[str, Any]] = record["templates"]
        self.types = [set(t.get("type_alts") or [t["type"]]) for t in self.templates]
        self.document = document
        self.fillers = [list(_fillers(t)) for t in self.templates]
        self._seen: dict[tuple[int, str, int], bool] = {}

    def matches(self, template: int, role: str, phrase: Phrase) -> bool:
        key = (template, role, id(phrase))
        if key not in self._seen:
            self._seen[key] = any(
                matches(role, names, aliases, phrase)
                for r, names, aliases, _ in self.fillers[template]
                if r == role
            )
        return self._seen[key]

    def roles_of(self, phrase: Phrase) -> set[str]:
        return {r for r in ROLES for t in range(len(self.templates)) if self.matches(t, r, phrase)}

    def fills(self, template: int, role: str, entity: Entity) -> bool:
        return any(self.matches(template, role, p) for p in entity.phrases)

    def of_anchors(self, reading: Reading) -> list[int | None]:
        """For each anchor the template that it tells of: the one whose fillers stand nearest, of the right type."""
        support: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for t in range(len(self.templates)):
            for role in ROLES:
                for phrase in reading.phrases:
                    if not self.matches(t, role, phrase):
                        continue
                    shared = sum(self.matches(o, role, phrase) for o in range(len(self.templates)))
                    for steps, anchor in phrase.near:
                        weight = 1.0 if steps <= NEAR else 0.6 if steps <= ALMOST else 0.35
                        weight *= 0.6 if role == "perp_org" else 1.0
                        support[anchor.number][t] += weight / shared
        out: list[int | None] = []
        for anchor in reading.anchors:
            found = support.get(anchor.number, {})
            scores = {}
            for t, value in found.items():
                if value < LEAST:
                    continue
                place = place_of(reading, anchor)
                named = {n.upper() for n in self.templates[t]["location"][1:]}
                near = place is not None and any(
                    n in self.document.report.words(place.span).upper() for n in named
                )
                scores[t] = value + 0.5 * near + self._typed(anchor.kind, anchor.word, t)
            best = max(scores, key=lambda t: (scores[t], -t), default=None)
            out.append(best)
        return out

    def _typed(self, kind: str, word: str, template: int) -> float:
        """Whether an anchor of this kind speaks for a template of that type."""
        types = self.types[template]
        for wanted, kinds in (
            ("BOMBING", {"explosive_device", "suicide_bombing"}),
            ("KIDNAPPING", {"abduction"}),
        ):
            if kind in kinds:
                return 0.5 if wanted in types else -0.5
        if word in {"burn", "arson"} or kind == "property_destruction":
            return 0.5 if "ARSON" in types else 0.0
        if word in {"murder", "kill", "assassinate", "assassination", "massacre", "shoot"}:
            return 0.3 if "ATTACK" in types else -0.2
        return 0.0

    def of_incidents(self, of_anchors: list[int | None], incidents: list[Incident]) -> dict[int, int]:
        """Incident -> template: of each template the incident that holds most of its anchors."""
        counts: list[tuple[float, int, int]] = []
        for n, incident in enumerate(incidents):
            for t in range(len(self.templates)):
                mine = sum(of_anchors[a.number] == t for a in incident.anchors)
                if mine:
                    right = incident.type in self.types[t]
                    counts.append((mine + 0.5 * right + 0.1 * mine / len(incident.anchors), -n, t))
        pairs: dict[int, int] = {}
        for _, minus, t in sorted(counts, reverse=True):
            if -minus not in pairs and t not in pairs.values():
                pairs[-minus] = t
        return pairs

    def is_spot(self, template: int, words: str) -> bool:
        """Whether these words name the most specific place of the template."""
        t = self.templates[template]
        chains = [a["location"] for a in t.get("location_alts", ())] or [t["location"]]
        return any(len(chain) > 1 and words in {chain[-1], *chain[-1].split(" - ")} for chain in chains)

    def is_moment(self, template: int, start: str | None, end: str | None) -> bool:
        t = self.templates[template]
        days = t.get("date_alts") or [[t["date_start"], t["date_end"]]]
        return any(start == a and end == b and a is not None for a, b in days)

    def set_fills(self, template: int, reading: Reading) -> Iterator[tuple[str, Entity | None, set[str]]]:
        """The questions with a closed list of answers, for the whole incident and for each entity that fills it."""
        t = self.templates[template]
        yield "stage", None, {t["stage"]}
        yield "category", None, {t["incident_category"] or "NONE"}
        bare = {x for i in t["instruments"] if not i["aliases"] for x in i["types"]}
        yield "unnamed", None, bare or {"NONE"}
        for entity in reading.entities:
            for role, names, aliases, filler in self.fillers[template]:
                if not any(matches(role, names, aliases, p) for p in entity.phrases):
                    continue
                if role == "perp_org" and filler["confidence"]:
                    yield "confidence", entity, set(filler["confidence"])
                elif role == "instrument" and filler["types"]:
                    yield "instrument_type", entity, set(filler["types"])
                elif role in {"hum_target", "phys_target"}:
                    short = role.partition("_")[0]
                    if filler.get("types"):
                        yield f"{short}_type", entity, set(filler["types"])
                    effects = {x for e in filler.get("effects", ()) for x in e}
                    yield f"{short}_effect", entity, effects or {"NONE"}


def _fillers(t: dict[str, Any]) -> Iterator[tuple[str, list[str], list[str], dict[str, Any]]]:
    """Role, personal names, all names and descriptions, the filler itself."""
    for role, field in (
        ("perp_individual", "perp_individual"), ("perp_org", "perp_org"), ("phys_target", "phys_targets"),
        ("instrument", "instruments"),
    ):  # fmt: skip
        for filler in t[field]:
            if filler["aliases"]:
                yield role, [], filler["aliases"], filler
    for filler in t["hum_targets"]:
        described = [a for d in filler["descriptions"] for a in d["aliases"]]
        if filler["names"] or described:
            yield "hum_target", filler["names"], [*filler["names"], *described], filler


def matches(role: str, names: list[str], aliases: list[str], phrase: Phrase) -> bool:
    """The same words, or by the scorer's rules worth at least half, with the same last word."""
    scorer = muc_scorer()
    said = [v for v in (phrase.bare, phrase.full, phrase.name) if v]
    for alias in aliases:
        if any(scorer.norm_mention(alias) == scorer.norm_mention(v) for v in said):
            return True
        slot = "hum_tgt_name" if alias in names and phrase.name else SLOTS[role]
        value = phrase.name if slot == "hum_tgt_name" and phrase.name else phrase.bare
        last = scorer.stem((scorer.words(value) or [""])[-1])
        if last in map(scorer.stem, scorer.words(alias)) and scorer.cmp_string(slot, alias, value) >= 0.5:
            return True
    return False
