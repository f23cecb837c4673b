"""Where the points go: every point that the scorer takes off, by slot and by kind of error, counted.

Comes in: hand-coded reports and what the extractor makes of them. Goes out: a page of tables. It holds counts and
the names of kinds only, never words of a report: those are their publishers'.

A point is one value missed or one invented, so a wrong value costs two, and slot F1 is one less the points lost
over all values, coded and predicted. An event that stands alone loses all its values; they are counted under each
slot and once more, by why it stands alone, under the two headings for events.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bench.gold import SLOTS, count_report, gold_digest, load_gold, load_reports, load_scorer, tools_of
from dateline.extract import extract
from dateline.extract.learned import models
from dateline.model import DEFAULT_EXTRACTOR, Coding, Report
from dateline.parse import parse
from dateline.read import prepare
from dateline.record import coding_record
from dateline.resolve.actors import ActorList
from dateline.resolve.mentions import find_mentions

Event = dict[str, Any]
MISSED, INVENTED = "events missed", "events invented"
HEADINGS = (*SLOTS, MISSED, INVENTED)
ROLES = ("actors", "partners", "targets")
MOST = 10  # kinds of one slot that the page names
NEWS = 45  # days; what is older is told as background

TIME_WORDS = re.compile(
    r"\b(?:today|yesterday|tonight|overnight|ago|(?:this|last|past) \w+|earlier|morning|evening|night|day|since|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|"
    r"january|february|march|april|august|september|october|november|december|\d{1,2}(?:st|nd|rd|th)|"
    r"(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
UNREAL_WORDS = re.compile(
    r"\b(?:will|would|could|may|might|should|if|unless|plan\w*|threat\w*|warn\w*|vow\w*|urg\w+|call\w* (?:for|on)|"
    r"intend\w*|aim\w*|prepar\w+|fear\w*|risk\w*|possib\w+|likely)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|couple|few|several|multiple|number|dozens?|scores?|hundreds?|thousands?)\b",
    re.IGNORECASE,
)
CIVIL = {
    "civilian",
    "civilians",
    "people",
    "residents",
    "villagers",
    "children",
    "women",
    "journalists",
    "person",
}
LEVEL = {
    "exact": "settlement",
    "near": "settlement",
    "admin1": "province",
    "region": "region",
    "country": "country",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One report, what the coders recorded, what the extractor keeps, and what it had but did not keep."""

    report: Report
    gold: list[Event]
    kept: list[Event]
    passed: list[Event]


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that one error costs, and what kind of error it is."""

    heading: str
    kind: str
    points: float


def tell(folder: Path, *, extractor: str = DEFAULT_EXTRACTOR) -> Iterator[Told]:
    """Code every report of a folder of the gold, keeping what the model "record" lets fall too."""
    tools, gold = tools_of(extractor), load_gold(folder)
    asked = dict(models(extractor))
    least = asked["record"].threshold
    asked["record"] = replace(asked["record"], threshold=0.0)
    for given in load_reports(folder):
        report = prepare(given)
        doc = parse(report.text, tools.names)
        mentions = find_mentions(report, doc, tools.actors, tools.gazetteer)
        statements, _ = extract(report, doc, mentions, extractor=extractor, asked=asked)
        parts: list[list[Event]] = []
        for kept in (True, False):
            chosen = tuple(s for s in statements if (s.confidence >= least) == kept)
            parts.append(coding_record(Coding(report=report, statements=chosen))["events"])
        yield Told(report, gold[report.doc], *parts)


# ---------------------------------------------------------------- what is lost in one report


def losses(told: Told, scorer: Any) -> Iterator[Loss]:
    """Every point that `score.py` takes off for one report: by slot, and by event for those that stand alone."""
    pairs = scorer.assign(told.gold, told.kept, scorer.pair_score)
    partner_of_gold = {i: j for i, j, _ in pairs}
    partner_of_kept = {j: i for i, j, _ in pairs}
    for i, j in partner_of_gold.items():
        yield from _pair(told.gold[i], told.kept[j], told, scorer)
    for i, event in enumerate(told.gold):
        if i not in partner_of_gold:
            yield from _alone(event, "event missed", scorer)
            yield Loss(MISSED, _why_missed(i, told, partner_of_kept, scorer), _values(event, scorer))
    for j, event in enumerate(told.kept):
        if j not in partner_of_kept:
            yield from _alone(event, "event invented", scorer)
            yield Loss(INVENTED, _why_invented(j, told, partner_of_gold, scorer), _values(event, scorer))


def _values(event: Event, scorer: Any) -> int:
    return sum(scorer.slots(event).values())


def _alone(event: Event, kind: str, scorer: Any) -> Iterator[Loss]:
    for slot, values in scorer.slots(event).items():
        if values:
            yield Loss(slot, kind, values)


def _pair(g: Event, p: Event, told: Told, scorer: Any) -> Iterator[Loss]:
    if g["type"] != p["type"]:
        family = scorer.FAMILY.get(g["type"], g["type"]) == scorer.FAMILY.get(p["type"], p["type"])
        yield Loss("type", f"{p['type']} instead of {g['type']}", 1 if family else 2)
    if g["focus"] != p["focus"]:
        kind = "background coded as news" if p["focus"] else "news coded as background"
        yield Loss("focus", f"{kind}, {_age(g, told.report.published)}", 2)
    if g["certainty"] != p["certainty"]:
        source = "a source is recorded" if g["sources"] else "no source is recorded"
        yield Loss("certainty", f"{p['certainty']} instead of {g['certainty']}, {source}", 2)
    for slot in ("start", "end"):
        yield from _date(slot, g, p, told, scorer)
    yield from _place(g, p, told, scorer)
    for slot in (*ROLES, "sources"):
        yield from _parties(slot, g, p, told, scorer)
    yield from _tolls(g, p, told, scorer)


def _age(event: Event, published: date | None) -> str:
    end = _day(event["end"])
    if end is None or published is None:
        return "undated"
    age = (published - end).days
    return "of these days" if age <= 14 else "of these weeks" if age <= NEWS else "older"


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


# ---------------------------------------------------------------- days


def _date(slot: str, g: Event, p: Event, told: Told, scorer: Any) -> Iterator[Loss]:
    score = scorer.date_score(g[slot], p[slot])
    if score is not None and score < 1:
        both = (g[slot] is not None) + (p[slot] is not None)
        yield Loss(slot, _date_kind(slot, g, p, told), both - 2 * score)


def _date_kind(slot: str, g: Event, p: Event, told: Told) -> str:
    right, coded, published = _day(g[slot]), _day(p[slot]), told.report.published
    words = "time words" if TIME_WORDS.search(g["evidence"]) else "no time words"
    if coded is None:
        return f"null instead of a date, {words} in the evidence sentence"
    if right is None:
        if coded == published:
            return "the publication day instead of null"
        return f"a date instead of null, {words} in the evidence sentence"
    if abs((right - coded).days) == 1:
        counted = published is not None and published in {right, coded}
        return "off by one day, counted from the publication day" if counted else "off by one day"
    starts, ends = (_day(g["start"]), _day(p["start"])), (_day(g["end"]), _day(p["end"]))
    if None not in starts and None not in ends:
        if p["start"] <= g["start"] and g["end"] <= p["end"]:
            return "a wider interval"
        if g["start"] <= p["start"] and p["end"] <= g["end"]:
            return "a tighter interval"
    if (right.month, right.day) == (coded.month, coded.day):
        return "right day, wrong year"
    if abs((right - coded).days) == 7:
        return "off by a week"
    if p[slot] in {event[slot] for event in told.gold if event is not g}:
        return "the date of another event of the report"
    if coded == published:
        return "the publication day instead of another date"
    return "off by two or three days" if abs((right - coded).days) <= 3 else "another date"


# ---------------------------------------------------------------- place


def _place(g: Event, p: Event, told: Told, scorer: Any) -> Iterator[Loss]:
    score = scorer.place_score(g["place"], p["place"])
    if score is not None and score < 1:
        yield Loss("place", _place_kind(g, p, told, scorer), bool(g["place"]) + bool(p["place"]) - 2 * score)


def _place_kind(g: Event, p: Event, told: Told, scorer: Any) -> str:
    right, coded = g["place"], p["place"]
    if coded is None:
        near = "in the evidence sentence" if right["text"] in g["evidence"] else "named elsewhere"
        return f"null instead of a {LEVEL[right['precision']]} {near}"
    if right is None:
        return f"a {LEVEL[coded['precision']]} instead of null"
    if LEVEL[right["precision"]] != LEVEL[coded["precision"]]:
        return f"{LEVEL[coded['precision']]} instead of {LEVEL[right['precision']]}"
    if scorer.words(right["name"]) == scorer.words(coded["name"]):
        return "right name, wrong place of that name"
    others = [event["place"] for event in told.gold if event is not g and event["place"]]
    if any((scorer.place_score(other, coded) or 0) >= 1 for other in others):
        return f"the {LEVEL[coded['precision']]} of another event of the report"
    if right.get("lat") is None:
        return "a place that the coders could not put on the map"
    if right.get("country") != coded.get("country"):
        return "a place in another country"
    return f"another {LEVEL[coded['precision']]} of the country"


# ---------------------------------------------------------------- parties, sources


@cache
def _actors() -> ActorList:
    return ActorList.load()


def _party_kind(name: str) -> str:
    words = name.lower().split()
    if "unknown" in words:
        return "unknown party"
    if _actors().match(name) is not None:
        return "listed party"
    return "civilians or a person" if CIVIL & set(words) else "described party"


def named_in(name: str, text: str, scorer: Any) -> bool:
    """Does the text hold the name, another name of that party, or most words of a description?"""
    words = scorer.words(text)
    actor = _actors().match(name)
    names = {name, *scorer.ALIASES.get(scorer.canonical(name), ())}
    if actor is not None:
        names |= {actor.name, *actor.aliases, *actor.weak_aliases}
    line = f" {' '.join(words)} "
    if any(known and f" {' '.join(known)} " in line for known in map(scorer.words, names)):
        return True
    content = set(scorer.words(name)) - scorer.STOP
    return bool(content) and len(content & set(words)) / len(content) >= 0.6


def _where(name: str, sentence: str, report: Report, scorer: Any) -> str:
    if named_in(name, sentence, scorer):
        return "named in the evidence sentence"
    return "named elsewhere" if named_in(name, report.text, scorer) else "not named so in the report"


def _parties(slot: str, g: Event, p: Event, told: Told, scorer: Any) -> Iterator[Loss]:
    right, coded = g[slot], [scorer.name_of(value) for value in p[slot]]
    pairs = scorer.assign(right, coded, scorer.same_name)
    for _, _, score in pairs:
        if score < 1:
            yield Loss(slot, "name partly right", 2 - 2 * score)
    missed = [name for i, name in enumerate(right) if i not in {i for i, _, _ in pairs}]
    extra = [name for j, name in enumerate(coded) if j not in {j for _, j, _ in pairs}]
    if slot in ROLES:
        others = [role for role in ROLES if role != slot]
        for name in [n for n in missed if _known(n, p, others, scorer)]:
            missed.remove(name)
            yield Loss(slot, "missed, coded in another role", 1)
        for name in [n for n in extra if _known(n, g, others, scorer)]:
            extra.remove(name)
            yield Loss(slot, "invented, has another role", 1)

    def kind(name: str) -> str:
        return _party_kind(name) if slot in ROLES else "source"

    while missed and extra:
        wrong, name = kind(extra.pop(0)), kind(missed.pop(0))
        yield Loss(slot, f"another {wrong} instead" if wrong == name else f"{wrong} instead of {name}", 2)
    for name in missed:
        yield Loss(slot, f"{kind(name)} missed, {_where(name, g['evidence'], told.report, scorer)}", 1)
    for name in extra:
        alone = "" if right else ", none is recorded"
        near = "named in the evidence sentence" if named_in(name, p["evidence"], scorer) else "from elsewhere"
        yield Loss(slot, f"extra {kind(name)} {near}{alone}", 1)


def _known(name: str, event: Event, roles: list[str], scorer: Any) -> bool:
    return any(scorer.same_name(name, other) for role in roles for other in event[role])


# ---------------------------------------------------------------- tolls


def _tolls(g: Event, p: Event, told: Told, scorer: Any) -> Iterator[Loss]:
    pairs = scorer.assign(g["tolls"], p["tolls"], scorer.toll_score)
    for i, j, score in pairs:
        if score < 1:
            yield Loss("tolls", _toll_near(g["tolls"][i], p["tolls"][j]), 2 - 2 * score)
    missed = [t for i, t in enumerate(g["tolls"]) if i not in {i for i, _, _ in pairs}]
    extra = [t for j, t in enumerate(p["tolls"]) if j not in {j for _, j, _ in pairs}]
    for toll in list(missed):
        same = [e for e in extra if _interval(e) == _interval(toll)] or [
            e for e in extra if e["kind"] == toll["kind"]
        ]
        if same:
            missed.remove(toll)
            extra.remove(same[0])
            yield Loss("tolls", "kind wrong" if same[0]["kind"] != toll["kind"] else "number wrong", 2)
    for toll in missed:
        yield Loss("tolls", f"missed: {_toll_missed(toll, g, p, told)}", 1)
    for toll in extra:
        yield Loss("tolls", f"invented: {_toll_extra(toll, g, p, told)}", 1)


def _interval(toll: Event) -> tuple[int, int | None]:
    return toll["low"], toll["high"]


def _toll_near(g: Event, p: Event) -> str:
    if _interval(g) == _interval(p):
        return "number right, side wrong"
    side = "" if g["group"] == p["group"] else ", side wrong"
    return f"low right, high wrong{side}" if g["low"] == p["low"] else f"number a little off{side}"


def _toll_missed(toll: Event, g: Event, p: Event, told: Told) -> str:
    elsewhere = [t for event in told.kept if event is not p for t in event["tolls"]]
    if any(t["kind"] == toll["kind"] and _interval(t) == _interval(toll) for t in elsewhere):
        return "given to another event"
    what = "a number" if NUMBER.search(toll["text"]) else "people without a number"
    here = toll["text"] in g["evidence"]
    return f"{what} {'in the evidence sentence' if here else 'in another sentence'}"


def _toll_extra(toll: Event, g: Event, p: Event, told: Told) -> str:
    def same(other: Event) -> bool:
        return bool(other["kind"] == toll["kind"] and _interval(other) == _interval(toll))

    if any(same(t) for t in p["tolls"] if t is not toll):
        return "the same toll twice"
    if any(same(t) for event in told.gold if event is not g for t in event["tolls"]):
        return "the toll of another event"
    what = "a number" if NUMBER.search(toll["text"]) else "people without a number"
    return f"{what}, {'beside recorded ones' if g['tolls'] else 'none is recorded'}"


# ---------------------------------------------------------------- events that stand alone


def _why_missed(i: int, told: Told, partner: dict[int, int], scorer: Any) -> str:
    event = told.gold[i]
    news = "news" if event["focus"] else "background"
    here = [j for j, p in enumerate(told.kept) if scorer.overlap(event["evidence"], p["evidence"])]
    if any(j not in partner for j in here):
        return f"{news}: a statement of another type family in that sentence"
    if any(scorer.overlap(event["evidence"], told.gold[partner[j]]["evidence"]) for j in here):
        return f"{news}: two events in one sentence, one coded"
    if here:
        return f"{news}: taken together with another event"
    if any(scorer.pair_score(event, p) for p in told.passed):
        return f"{news}: found, but below the threshold"
    if any(scorer.overlap(event["evidence"], p["evidence"]) for p in told.passed):
        return f"{news}: another type family, and below the threshold"
    return f"{news}: no statement in that sentence"


def _why_invented(j: int, told: Told, partner: dict[int, int], scorer: Any) -> str:
    event = told.kept[j]
    here = [i for i, g in enumerate(told.gold) if scorer.overlap(g["evidence"], event["evidence"])]
    if any(i not in partner for i in here):
        return "another type family than the event of that sentence"
    if here:
        return "second record of one event, from one sentence"
    if any(_alike(event, told.kept[k], scorer) for k in partner.values()):
        return "second record of one event, from another sentence"
    if UNREAL_WORDS.search(event["evidence"]):
        return "beside words of plan, threat, condition or doubt"
    dated, placed = event["start"] is not None, event["place"] is not None
    news = "news" if event["focus"] else "background"
    told_of = {(True, True): "with", (False, False): "without", (True, False): "with day, without",
               (False, True): "without day, with"}[dated, placed]  # fmt: skip
    return f"{news} {told_of} {'day and place' if dated == placed else 'place'}"


def _alike(a: Event, b: Event, scorer: Any) -> bool:
    family = scorer.FAMILY.get(a["type"], a["type"]) == scorer.FAMILY.get(b["type"], b["type"])
    place = scorer.place_score(a["place"], b["place"])
    return bool(family and a["start"] == b["start"] and (place is None or place >= 1))


# ---------------------------------------------------------------- the page


def page(told: Iterable[Told], *, name: str, digest: str, extractor: str, scorer: Any) -> str:
    """The tables in Markdown: for each slot what it loses, and the costliest kinds of error."""
    kinds: dict[str, dict[str, list[float]]] = {heading: defaultdict(list) for heading in HEADINGS}
    totals = {slot: [0.0, 0, 0] for slot in SLOTS}
    reports = 0
    for one in told:
        reports += 1
        for loss in losses(one, scorer):
            kinds[loss.heading][loss.kind].append(loss.points)
        for slot, counted in count_report(one.gold, one.kept, scorer).items():
            if slot in totals:
                totals[slot] = [a + b for a, b in zip(totals[slot], counted, strict=True)]
    values = sum(gold + predicted for _, gold, predicted in totals.values())
    lost = {slot: gold + predicted - 2 * found for slot, (found, gold, predicted) in totals.items()}
    parts = [
        "# Where the points go",
        f"<!-- made by `python -m bench errors --input ../shared/gold/{name} --output docs/errors.md` -->",
        f"Every point that the scorer takes off on the {reports} reports of `{name}` (digest `{digest}`), coded "
        f"by the extractor `{extractor}`. A value missed costs one point, a value invented one, so a wrong one "
        f"two, a half right one less. All slots together hold {values:,.0f} values, coded and predicted; slot F1 "
        f"is one less the points lost over these, so {values / 100:,.0f} points are 0.01. For each slot the "
        f"{MOST} costliest kinds of error follow. [Accuracy](accuracy.md) says how sure the figures are.",
        f"Made anew by:\n\n    python -m bench errors --input ../shared/gold/{name} --output docs/errors.md",
        _table(
            ("slot", "coded by hand", "predicted", "points lost", "off slot F1"),
            [
                (slot, f"{gold:.0f}", f"{predicted:.0f}", f"{lost[slot]:.1f}", f"{lost[slot] / values:.3f}")
                for slot, (_, gold, predicted) in totals.items()
            ]
            + [("all", "", "", f"{sum(lost.values()):.1f}", f"{sum(lost.values()) / values:.3f}")],
        ),
    ]
    for heading in HEADINGS:
        found = kinds[heading]
        parts.append(f"## {heading}")
        if heading in (MISSED, INVENTED):
            count = sum(map(len, found.values()))
            parts.append(f"{count} events. Points: all their values, counted under the slots too.")
        order = sorted(found, key=lambda kind: (-sum(found[kind]), kind))
        rows = [_row(kind, found[kind], values) for kind in order[:MOST]]
        if rest := [points for kind in order[MOST:] for points in found[kind]]:
            rows.append(_row(f"{len(order) - MOST} other kinds", rest, values))
        parts.append(_table(("kind of error", "times", "points lost", "off slot F1"), rows))
    return "\n\n".join(parts) + "\n"


def _row(kind: str, points: list[float], values: float) -> tuple[str, ...]:
    return kind, str(len(points)), f"{sum(points):.1f}", f"{sum(points) / values:.4f}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def lost_of(text: str) -> dict[str, float]:
    """The points lost that a page's first table gives, by slot: what tells whether the page is out of date."""
    rows = re.findall(r"^\| (\w+) \| \d+ \| \d+ \| ([\d.]+) \|", text, re.MULTILINE)
    return {slot: float(points) for slot, points in rows}


def run(folder: Path, *, extractor: str = DEFAULT_EXTRACTOR) -> str:
    """The page of one folder of the gold."""
    return page(
        tell(folder, extractor=extractor),
        name=folder.name,
        digest=gold_digest(folder)[:16],
        extractor=extractor,
        scorer=load_scorer(),
    )
