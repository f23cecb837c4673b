"""Linking hand-coded statements, scored by the gold's `score_links.py`: which of them are one real event.

Comes in: a folder of coded reports (`events/`, with `reports/` beside it for the days of publication). Goes
out: one line a statement, {"doc", "id", "event"}. The gold's `key` is read for scoring alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bench.gold import SHARED, load_gold, load_reports, load_scorer, tools_of
from dateline.errors import NotFound
from dateline.link import link
from dateline.model import Count, Materiel, Party, Place, ReportFacts, Span, Statement, Toll, When
from dateline.pipeline import code_report
from dateline.record import coding_record
from dateline.resolve.actors import ActorList

NO_WORDS = Span(0, 0)  # the answers are hand-coded: their places in the text do not matter for linking


def run(source: Path, output: Path) -> int:
    """Link the statements of `source` into `output`; returns how many events they are.

    Raises NotFound when there are no coded reports.
    """
    statements, facts = load_statements(source)
    events = link(statements, facts)
    label = {statement: event.id for event in events for statement in event.statements}
    with output.open("w", encoding="utf-8") as file:
        for statement in statements:
            doc, id = statement.id.split("\t")
            file.write(json.dumps({"doc": doc, "id": id, "event": label[statement.id]}) + "\n")
    return len(events)


def measure(sources: Sequence[Path], *, scorer: Path) -> dict[str, float]:
    """The F1 of each measure of the gold's `score_links.py` and their mean, "conll", over all sources.

    Raises NotFound when the scorer is not there.
    """
    theirs = load_scorer(scorer.parent, scorer.stem)
    statements: list[Statement] = []
    facts: dict[str, ReportFacts] = {}
    keys: dict[tuple[str, ...], str] = {}
    for source in sources:
        told, known = load_statements(source)
        statements += told
        facts |= known
        keys |= load_keys(source)
    events = link(statements, facts)
    labels = {tuple(id.split("\t")): event.id for event in events for id in event.statements}
    figures = {name: values[2] for name, values in theirs.score(keys, labels).items()}
    return figures | {"conll": sum(figures[name] for name in ("muc", "b3", "ceaf_e")) / 3}


def figures(*, extractor: str) -> Iterator[str]:
    """What the shipped linker reaches, a line a set; train is what it was learned from (`python -m training.link`)."""
    for names in (("dev",), ("dev", "train")):
        sources = [SHARED / name for name in names]
        found = measure(sources, scorer=SHARED / "score_links.py")
        yield (
            f"{' and '.join(names)}, hand-coded statements: pairs across reports F1 "
            f"{found['pairs_cross_report']:.3f}, CoNLL {found['conll']:.3f}"
        )
        paired, hand_coded, b3 = end_to_end(sources, extractor=extractor)
        yield (
            f"{' and '.join(names)}, reports in, events out ({extractor}): B3 P {b3[0]:.3f} R {b3[1]:.3f} "
            f"F1 {b3[2]:.3f} over the {paired} of {hand_coded} hand-coded statements that were found"
        )


def end_to_end(sources: Sequence[Path], *, extractor: str) -> tuple[int, int, tuple[float, float, float]]:
    """Code the reports and link what was coded; B³ (P, R, F1) over the statements that pair with a hand-coded one.

    Pairs are those of `score.py`: one to one in each report, by what both say. First how many there are, and of how
    many hand-coded statements.
    """
    tools, pairing = tools_of(extractor), load_scorer()
    statements: list[Statement] = []
    facts: dict[str, ReportFacts] = {}
    keys: dict[str, str] = {}
    hand_coded = 0
    for source in sources:
        gold = load_gold(source)
        for report in load_reports(source):
            coding = code_report(report, tools)
            statements += coding.statements
            known = coding.report
            facts[known.id] = ReportFacts(
                id=known.id, doc=known.doc, outlet=known.outlet, published=known.published
            )
            events = coding_record(coding)["events"]
            hand_coded += len(gold[report.doc])
            for i, j, _ in pairing.assign(gold[report.doc], events, pairing.pair_score):
                keys[coding.statements[j].id] = gold[report.doc][i]["key"]
    labels = {id: event.id for event in link(statements, facts) for id in event.statements}
    found = load_scorer(name="score_links").score(
        {(id, ""): key for id, key in keys.items()}, {(id, ""): labels[id] for id in keys}
    )
    return len(keys), hand_coded, found["b3"]


def load_statements(source: Path) -> tuple[list[Statement], dict[str, ReportFacts]]:
    """Coded reports as statements, and what is known of the reports.

    `source`: a folder of coded reports, one that holds `events/`, one of several that do, or a file with one
    coded report a line. Days of publication stand in `reports/` beside `events/`, or in the coded report
    itself.
    """
    statements: list[Statement] = []
    facts: dict[str, ReportFacts] = {}
    for coded, report in _coded_reports(source):
        doc = coded["doc"]
        known = coded | report
        facts[doc] = ReportFacts(
            id=doc, doc=doc, outlet=known.get("outlet"), published=_day(known.get("published"))
        )
        statements += [_statement(doc, event) for event in coded["events"]]
    if not statements:
        raise NotFound(f'no coded reports in {source}: expected events/*.json with "doc" and "events"')
    return statements, facts


def load_keys(source: Path) -> dict[tuple[str, ...], str]:
    """(doc, id of the event) -> key of the real event, the same in every report. For scoring and training only."""
    return {
        (coded["doc"], event["id"]): event["key"]
        for coded, _ in _coded_reports(source)
        for event in coded["events"]
    }


def _coded_reports(source: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each coded report, and the report itself where it is there."""
    if source.is_file():
        for line in source.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line), {}
        return
    folders = [source / "events"] if (source / "events").is_dir() else [source, *source.glob("*/events")]
    for file in sorted(file for folder in folders for file in folder.glob("*.json")):
        report = file.parent.parent / "reports" / file.name
        yield _read(file), _read(report) if report.exists() else {}


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _statement(doc: str, event: dict[str, Any]) -> Statement:
    place = event.get("place")
    return Statement(
        id=f"{doc}\t{event['id']}",
        report_id=doc,
        doc=doc,
        type=event["type"],
        focus=event.get("focus", True),
        certainty=event.get("certainty", "stated"),
        when=When(start=_day(event.get("start")), end=_day(event.get("end"))),
        place=None if place is None else Place.model_validate(place),
        actors=tuple(_party(name) for name in event.get("actors", ())),
        partners=tuple(_party(name) for name in event.get("partners", ())),
        targets=tuple(_party(name) for name in event.get("targets", ())),
        count=None if event.get("count") is None else Count.model_validate({"text": ""} | event["count"]),
        materiel=tuple(Materiel(text=text) for text in event.get("materiel", ())),
        tolls=tuple(Toll.model_validate(toll) for toll in event.get("tolls", ())),
        evidence=NO_WORDS,
        trigger=(NO_WORDS,),
        confidence=1.0,
    )


@cache
def _actors() -> ActorList:
    return ActorList.load()


def _party(name: str) -> Party:
    actor = _actors().match(name)
    if actor is None:
        return Party(name=name, text=name)
    return Party(
        name=actor.name,
        text=name,
        id=actor.id,
        kind=actor.kind,
        country=actor.country,
        parents=_actors().ancestors(actor.id),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
